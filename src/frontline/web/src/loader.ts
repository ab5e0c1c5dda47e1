// The loader: the code of a page, which stands in it as compressed text, becomes a script of its own. The page's policy names
// the hash of that script, so nothing else can run this way.
import { readText } from "./columns.js";
import { "old-browser" as oldBrowser } from "../messages/en.json";

async function load(packed: string): Promise<void> {
  const stream = new Blob([readText(packed.trim())]).stream().pipeThrough(new DecompressionStream("deflate"));
  const script = document.createElement("script");
  script.textContent = await new Response(stream).text();
  document.head.append(script);
}

if ("DecompressionStream" in window) void load(document.getElementById("frontline-code")?.textContent ?? "");
else document.querySelector(".folium-map")?.replaceChildren(oldBrowser);
