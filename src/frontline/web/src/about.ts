// About: how the map is made, what it does not know, and whom it owes. Words only.
import { h, outsideLink } from "./dom.js";
import { contentLanguage, say, sayCount, sayOf } from "./language.js";
import { shareView } from "./share.js";
import type { World } from "./world.js";

export function aboutView(world: World): HTMLElement {
  const { about, credits, documents, notice } = world.payload;
  const silent = world.places.filter((place) => world.claimsAbout(place).length === 0).length;
  const licences = document.querySelector<HTMLTemplateElement>("#frontline-licences")?.content.textContent?.trim();
  return h(
    "section", { class: "fl-about" },
    shareView(world.payload.title),
    h("h2", { say: "about" }),
    notice && h("p", { class: "fl-notice", dir: "auto" }, notice),
    about && h("p", { dir: "auto" }, about),
    edits(world.payload.edits ?? []),
    ...(world.claims.length > 0 ? method(world.claims.length, documents.length, silent) : []),
    h("h3", { say: "credits" }),
    h("ul", {}, ...credits.map(([text, url]) => h("li", { dir: "auto", lang: contentLanguage() }, url ? outsideLink(text, url) : text))),
    licences && h("details", {}, h("summary", { say: "licences" }), h("pre", { tabindex: 0 }, licences)),
    h("h3", { say: "keys" }),
    h("p", { say: "keys-text" }),
  );
}

/** What people did to the claims; null where nobody touched one. */
function edits([accepted = 0, corrected = 0, rejected = 0, added = 0]: readonly number[]): HTMLElement | null {
  const told = Object.entries({ accepted, corrected, rejected, added }).filter(([, count]) => count > 0);
  if (told.length === 0) return null;
  const counts = told.map(([deed, count]) => say("in-short", { text: sayOf("deed", deed), rest: String(count) }));
  return h("p", { class: "fl-edited" }, say("edited-by-hand", { counts: counts.join(say("comma")) }));
}

function method(claims: number, documents: number, silent: number): HTMLElement[] {
  return [
    h(
      "p", {},
      say("method-claims", { claims: sayCount("claims", claims), documents: sayCount("documents", documents) }),
      say("method-ground"),
    ),
    h("h3", { say: "not-known" }),
    h(
      "p", {},
      sayCount("silent", silent),
      say("not-known-rest"),
    ),
  ];
}
