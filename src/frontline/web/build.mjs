// Bundles the client. Leaflet stays a file of its own: a page that already has one needs only ours.
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { build } from "esbuild";

const LICENSED = ["leaflet", "topojson-client"];

/** `import "leaflet"` means the `L` that the page has. */
const globalLeaflet = {
  name: "global-leaflet",
  setup(bundler) {
    bundler.onResolve({ filter: /^leaflet$/ }, () => ({ path: "leaflet", namespace: "page" }));
    bundler.onLoad({ filter: /.*/, namespace: "page" }, () => ({ contents: "module.exports = globalThis.L;" }));
  },
};

mkdirSync("dist", { recursive: true });

await build({
  entryPoints: { client: "src/main.ts", loader: "src/loader.ts" },
  outdir: "dist",
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: ["chrome100", "firefox100", "safari15.4"],
  legalComments: "none",
  plugins: [globalLeaflet],
});
await build({
  entryPoints: { client: "src/style/main.css", leaflet: "node_modules/leaflet/dist/leaflet.css" },
  outdir: "dist",
  bundle: true,
  minify: true,
  charset: "utf8",
  target: ["chrome100", "firefox100", "safari15.4"],
  loader: { ".png": "empty", ".svg": "empty" },
});

// Pages that are no maps: the review desk, and what is told of editions.
await build({
  entryPoints: [
    { in: "src/review/main.ts", out: "review" },
    { in: "src/review/review.css", out: "review" },
    { in: "src/style/pages.css", out: "pages" },
  ],
  outdir: "dist",
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  target: ["chrome100", "firefox100", "safari15.4"],
  legalComments: "none",
  plugins: [globalLeaflet],
});

// Leaflet's pictures (markers, layer switch) are not used, and an address in a style could ask for one.
const styles = readFileSync("dist/leaflet.css", "utf8");
writeFileSync("dist/leaflet.css", styles.replace(/[a-z-]+:url\([^)]*\);?/g, ""));

const leaflet = readFileSync("node_modules/leaflet/dist/leaflet.js", "utf8");
writeFileSync("dist/leaflet.js", leaflet.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));

const notices = LICENSED.map((name) => {
  const { version, homepage } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  const licence = readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim();
  return `${name} ${version}\n${homepage ?? ""}\n\n${licence}\n`;
});
writeFileSync("dist/THIRD_PARTY.txt", notices.join(`\n${"-".repeat(78)}\n\n`));
