// About: how the map is made, what it does not know, and whom it owes. Words only.
import { h, outsideLink } from "./dom.js";
import { count } from "./format.js";
import { shareView } from "./share.js";
import type { World } from "./world.js";

export function aboutView(world: World): HTMLElement {
  const { about, credits, documents, notice } = world.payload;
  const silent = world.places.filter((place) => world.claimsAbout(place).length === 0).length;
  const told = count(world.claims.length, "claim", "claims");
  const licences = document.querySelector<HTMLTemplateElement>("#frontline-licences")?.content.textContent?.trim();
  const texts = count(documents.length, "document", "documents");
  return h(
    "section", { class: "fl-about" },
    shareView(world.payload.title),
    h("h2", {}, "About this map"),
    notice && h("p", { class: "fl-notice", dir: "auto" }, notice),
    about && h("p", { dir: "auto" }, about),
    ...(world.claims.length > 0 ? method(told, texts, silent) : []),
    h("h3", {}, "Credits"),
    h("ul", {}, ...credits.map(([text, url]) => h("li", {}, url ? outsideLink(text, url) : text))),
    licences && h("details", {}, h("summary", {}, "Licences of the software in this page"), h("pre", { tabindex: 0 }, licences)),
    h("h3", {}, "Keys"),
    h("p", {}, "Left and right: a day back or on. Home and End: the first and last day. Space: play or pause. Shift with an arrow: move the map. Plus and minus: nearer, farther. Escape: back to the day."),
  );
}

function method(told: string, texts: string, silent: number): HTMLElement[] {
  return [
    h(
      "p", {},
      `It is drawn from ${told} in ${texts}. Each claim says who held a place on a day, and stands here with its own words and source. `,
      "The ground between the places is an inference from the places near by: it is no survey, and a line on it is no trench.",
    ),
    h("h3", {}, "What is not known"),
    h(
      "p", {},
      `${count(silent, "place is", "places are")} named in no document: they keep the starting position, or follow their neighbours, until a claim moves them. `,
      "Ground without a claim or a held place near by is left bare. Days are days of the event as far as the text tells them; a claim may be wrong, late or one side's word.",
    ),
  ];
}
