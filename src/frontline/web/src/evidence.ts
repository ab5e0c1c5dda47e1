// Evidence: claims as cards, and the sorting of claims into those for and against what the map shows.
import { h, outsideLink } from "./dom.js";
import { mapDay, statusText } from "./format.js";
import { contentDirection, contentLanguage, say, sayCount, sayOf } from "./language.js";
import { CONTESTED } from "./payload.js";
import { placeButton, type Context } from "./parts.js";
import type { Claim, Holding, Place, World } from "./world.js";

const HARDNESS = ["asserted", "claimed", "denied", "planned", "hypothetical"];

/** The rule of claims that no rule read: they came as rows. */
const TABLE_RULE = "spreadsheet";

/** The mark before an item of a list is none of its words. */
const BULLET = /^[-–—•*]\s+/;

const TURNS = ["captured", "lost", "withdrawn"];

/** The hardest first, then those that tell of the turn itself, then those nearest to the day. */
export function sortClaims(claims: readonly Claim[], day: number): Claim[] {
  const isTurn = (claim: Claim): number => (TURNS.includes(claim.status) ? 0 : 1);
  return [...claims].sort(
    (a, b) =>
      HARDNESS.indexOf(a.certainty) - HARDNESS.indexOf(b.certainty) ||
      isTurn(a) - isTurn(b) ||
      Math.abs(a.day - day) - Math.abs(b.day - day) ||
      a.published.localeCompare(b.published),
  );
}

export interface Weighed {
  supporting: Claim[];
  against: Claim[];
  /** Denied, planned or supposed: it carries no colour. */
  unfirm: Claim[];
  earlier: Claim[];
}

const FIRM = ["asserted", "claimed"];

/**
 * What speaks for the holder of a place on a day, what against, what is only denied, planned or supposed, and what is older
 * than the holding. First what the colour rests on, the day's before older ones.
 */
export function weigh(world: World, place: Place, day: number): Weighed {
  const holding = world.holding(place, day);
  const since = world.heldSince(place, day);
  const weighed: Weighed = { supporting: [], against: [], unfirm: [], earlier: [] };
  const named = new Set(holding.claims.map((number) => world.claims[number]));
  const opposed = new Set(holding.against.map((number) => world.claims[number]));
  for (const claim of world.claimsAbout(place)) {
    if (claim.background || (claim.day > day && !named.has(claim))) continue;
    if (named.has(claim)) weighed.supporting.push(claim);
    else if (opposed.has(claim)) weighed.against.push(claim);
    else if (claim.day + claim.precisionDays < since) weighed.earlier.push(claim);
    else weighed[bearing(claim, holding)].push(claim);
  }
  const isFirm = ({ certainty }: Claim): boolean => FIRM.includes(certainty);
  if (weighed.supporting.some(isFirm)) {
    weighed.unfirm.push(...weighed.supporting.filter((claim) => !isFirm(claim)));
    weighed.supporting = weighed.supporting.filter(isFirm);
  }
  const lead = (claim: Claim): number => (isFirm(claim) ? 0 : 2) + (named.has(claim) || opposed.has(claim) ? 0 : 1);
  for (const claims of Object.values(weighed) as Claim[][]) claims.sort((a, b) => lead(a) - lead(b) || b.day - a.day);
  return weighed;
}

/** An event that leaves the holder in place supports it; who denies what the map shows speaks against it. */
function bearing(claim: Claim, holding: Holding): "supporting" | "against" | "unfirm" {
  const agrees = holding.contested ? claim.status === "contested" || claim.holder < 0 : claim.holder === holding.holder;
  if (!FIRM.includes(claim.certainty)) return claim.certainty === "denied" && agrees ? "against" : "unfirm";
  return agrees || claim.status === "approached" || claim.status === "besieged" ? "supporting" : "against";
}

/** What is said of places for a holder, and what against it: whoever else holds one of them says otherwise. */
export function weighAround(world: World, places: readonly Place[], holder: number, day: number): Pick<Weighed, "supporting" | "against"> {
  const around: Pick<Weighed, "supporting" | "against"> = { supporting: [], against: [] };
  for (const place of places) {
    const { supporting, against } = weigh(world, place, day);
    const held = world.holding(place, day);
    const agrees = held.contested ? holder === CONTESTED : held.holder === holder;
    around.supporting.push(...(agrees ? supporting : []));
    around.against.push(...(agrees ? against : supporting));
  }
  return around;
}

/** "captured by Opposition". */
export function claimText(claim: Claim, world: World): string {
  return statusText(claim.status, claim.holder >= 0 ? world.holderShort(claim.holder) : null);
}

/** One quote: what it says (it may say several things), how surely, its words, its source. `about`: the place looked at. */
export function claimCard(claims: readonly Claim[], world: World, about: Place | null = null): HTMLElement {
  const claim = claims[0]!;
  const isRow = claim.rule === TABLE_RULE;
  // A row has no title of its own but its name in the table.
  const source = (isRow && claim.outlet) || claim.title || claim.outlet || say("untitled");
  const other = about && claim.place !== about.index ? world.places[claim.place]?.name : undefined;
  const day = mapDay(world.days[claim.day]!, world.days);
  const told = mostTelling(claims);
  const said = told.map((each) => claimText(each, world)).join("; ");
  const rules = [...new Set(told.map((each) => each.rule).filter(Boolean))];
  const rule = isRow ? say("claim-row", { row: claim.title }) : rules.length > 0 && say("claim-rule", { rule: rules.join(", ") });
  return h(
    "li", { class: "fl-claim", "data-certainty": claim.certainty },
    h("p", { class: "fl-claim-head" }, other && h("bdi", {}, `${other}: `), h("strong", {}, said)),
    h(
      "p", { class: "fl-claim-when" },
      `${claim.precisionDays > 0 ? say("about-day", { day }) : day} · ${sayOf("claim", claim.certainty)}`,
      claim.attribution && claim.attribution !== claim.outlet && say("claim-by", { who: claim.attribution }),
    ),
    claim.quote && h("blockquote", { dir: "auto", lang: contentLanguage() }, claim.quote.replace(BULLET, "")),
    h(
      "p", { class: "fl-claim-source", dir: contentDirection() },
      claim.outlet && claim.outlet !== source && h("bdi", {}, `${claim.outlet}: `),
      outsideLink(source, claim.url, { lang: contentLanguage() }),
      claim.published && `, ${mapDay(claim.published, world.days)}`,
      claim.others > 0 && h("span", { class: "fl-claim-others" }, ` (${sayCount("also-in", claim.others)})`),
    ),
    rule && h("p", { class: "fl-claim-rule" }, rule),
    ...[...new Set(told.map(({ edited }) => edited).filter(Boolean))].map((edited) => h("p", { class: "fl-claim-edited" }, editText(edited))),
  );
}

/** "Corrected by hand: holder, day". */
function editText(edited: string): string {
  const [deed = "", fields = ""] = edited.split(":");
  const what = fields.split(",").filter(Boolean).map((field) => sayOf("field", field)).join(say("comma"));
  return what ? say("in-short", { text: sayOf("edited", deed), rest: what }) : sayOf("edited", deed);
}

/** Of several claims that give a place to the same holder, the turn itself says it all. */
function mostTelling(claims: readonly Claim[]): Claim[] {
  const rank = ({ status }: Claim): number => (TURNS.includes(status) ? TURNS.indexOf(status) : TURNS.length);
  const best = new Map<number, Claim>();
  for (const claim of claims) {
    const known = best.get(claim.holder);
    if (!known || rank(claim) < rank(known)) best.set(claim.holder, claim);
  }
  return [...best.values()];
}

/** Claims of one sentence about one place belong on one card. */
export function groupByQuote(claims: readonly Claim[]): Claim[][] {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) {
    const key = claim.quote ? `${claim.document}/${claim.place}/${claim.certainty}/${claim.quote}` : `#${groups.size}`;
    const group = groups.get(key);
    if (group) group.push(claim);
    else groups.set(key, [claim]);
  }
  return [...groups.values()];
}

/** The same, under the name of its place. */
export function placedCard(claims: readonly Claim[], context: Context): HTMLElement {
  const element = claimCard(claims, context.world);
  const place = context.world.places[claims[0]!.place];
  if (place) element.prepend(placeButton(place, context));
  return element;
}

/** A list of claims; the first few open, the rest behind a button of the browser's own. */
export function claimList(claims: readonly Claim[], world: World, open: number, about: Place): HTMLElement {
  return cardList(groupByQuote(claims).map((group) => claimCard(group, world, about)), open);
}

/** The same of several places, each card under the name of its own. */
export function placedList(claims: readonly Claim[], context: Context, open: number): HTMLElement {
  return cardList(groupByQuote(claims).map((group) => placedCard(group, context)), open);
}

function cardList(cards: HTMLElement[], open: number): HTMLElement {
  const rest = cards.slice(open);
  return h(
    "div", { class: "fl-claims" },
    h("ul", {}, ...cards.slice(0, open)),
    rest.length > 0 && h("details", {}, h("summary", {}, sayCount("more", rest.length)), h("ul", {}, ...rest)),
  );
}
