// The panel: the digest of the day, or the evidence for one place or one piece of ground.
import { Digest } from "./digest.js";
import { button, h, icon, ICONS, replaceChildren } from "./dom.js";
import { claimList, sortClaims, weigh } from "./evidence.js";
import { certaintyText, CLASS_WORDS, count, distanceText, longDay, shortDay } from "./format.js";
import { distanceKm } from "./geometry.js";
import type { FrontState, GroundState } from "./ground.js";
import { basisText, chip, holderText, kindText, objectiveText, placeButton, type Context } from "./parts.js";
import type { Advance } from "./arrows.js";
import type { Claim, Holding, Place } from "./world.js";

/** What the reader asked about: a place, a piece of ground (on a front or not), or an arrow; `lon`, `lat` is where. */
export type Selection =
  | { place: Place }
  | { lon: number; lat: number; front?: FrontState; advance?: Advance }
  | null;

const LINE_CAVEAT = "It is drawn between places that different sides hold: an inference, no survey and no trench.";
/** Places this near speak for the ground around them, kilometres. */
const NEAR_KM = 40;
const NEAR_PLACES = 5;

export class Panel {
  readonly element: HTMLElement;
  private readonly body: HTMLElement;
  private readonly top: HTMLElement;
  private readonly digest: Digest;

  constructor(
    private readonly context: Context,
    onSince: (since: number | null) => void,
    choices: HTMLElement,
  ) {
    const { notice } = context.world.payload;
    // What every reader must know first.
    this.top = h("div", {}, notice && h("p", { class: "fl-notice", dir: "auto" }, notice), choices);
    this.digest = new Digest(context, onSince);
    this.body = h("div", { class: "fl-panel-body" });
    this.element = h("div", { class: "fl-details" }, this.top, this.body);
  }

  /** Show the evidence for what is selected, or the day's digest; `since` compares with an earlier day. */
  show(selection: Selection, day: number, since: number | null): void {
    this.top.hidden = selection !== null;
    if (!selection) replaceChildren(this.body, ...this.digest.view(day, since));
    else if ("place" in selection) replaceChildren(this.body, ...this.placeView(selection.place, day));
    else if (selection.advance) replaceChildren(this.body, ...this.advanceView(selection.advance));
    else if (selection.front) replaceChildren(this.body, ...this.frontView(selection.lon, selection.lat, selection.front, day));
    else replaceChildren(this.body, ...this.groundView(selection.lon, selection.lat, day));
  }

  // One place

  private placeView(place: Place, day: number): HTMLElement[] {
    const holding = this.context.world.holding(place, day);
    const since = this.context.world.heldSince(place, day);
    const { supporting, against, earlier } = weigh(this.context.world, place, day);
    const followed = holding.claims
      .map((number) => this.context.world.claims[number])
      .filter((claim) => claim !== undefined && claim.place !== place.index) as Claim[];
    const section = (title: string, claims: Claim[], open: number): (HTMLElement | null)[] =>
      claims.length > 0 ? [h("h3", {}, title), claimList(claims, this.context.world, open, place)] : [];
    return [
      this.closer(),
      h("h2", { class: "fl-name", dir: "auto" }, place.name),
      h("p", { class: "fl-kind" }, [kindText(place), place.other].filter(Boolean).join(" · ")),
      this.holderLine(holding, this.context.world.basis(place, day) === "presumed"),
      h("p", { class: "fl-sure" }, this.sureText(place, day, holding, since)),
      place.objectiveOf && h("p", { class: "fl-sure" }, `Objective: ${objectiveText(place, day, this.context)}.`),
      ...section("Who says so", supporting, 4),
      ...section("Who says otherwise", against, 4),
      ...section("Presumed from", followed, 3),
      supporting.length + against.length + followed.length === 0
        ? h("p", { class: "fl-empty" }, "No document of this map speaks of this place up to this day.")
        : null,
      ...section("Before that", earlier, 2),
      this.placeHistory(place),
    ].filter((part) => part !== null && part !== undefined) as HTMLElement[];
  }

  private placeHistory(place: Place): HTMLElement | null {
    if (place.spans.length < 2) return null;
    const rows = place.spans
      .map(([from]) => ({ from, holding: this.context.world.holding(place, from) }))
      .filter(({ holding }, i, all) => {
        const last = all[i - 1]?.holding;
        return last?.holder !== holding.holder || last.status !== holding.status;
      })
      .map(({ from, holding }) =>
        h(
          "li", {},
          h("span", { class: "fl-when" }, shortDay(this.context.world.days[from] ?? this.context.world.days[0]!)),
          chip(holding.holder, holding.contested, holding.status === "presumed"),
          [holderText(holding, this.context.world), basisText(place, from, this.context.world)].filter(Boolean).join(", "),
        ),
      );
    return h("section", {}, h("h3", {}, "Its days"), h("ol", { class: "fl-history" }, ...rows));
  }

  // A piece of ground

  private groundView(lon: number, lat: number, day: number): HTMLElement[] {
    const state = this.context.ground.stateAt(lon, lat, day);
    const where = `${Math.abs(lat).toFixed(2)}° ${lat < 0 ? "S" : "N"}, ${Math.abs(lon).toFixed(2)}° ${lon < 0 ? "W" : "E"}`;
    const unknown = !state || state.certainty === "unknown";
    const history = this.context.ground.historyAt(lon, lat);
    return [
      this.closer(),
      h("h2", { class: "fl-name" }, unknown ? "No information" : CLASS_WORDS[state.certainty]),
      h("p", { class: "fl-kind" }, `Ground at ${where}, ${longDay(this.context.world.days[day]!)}`),
      unknown
        ? h("p", { class: "fl-sure" }, "No claim in this map is near enough to say who holds this ground.")
        : this.holderLine({ holder: state.holder, contested: state.certainty === "contested" }),
      !unknown && h("p", { class: "fl-sure" }, this.groundSureText(lon, lat, day, state)),
      h("h3", {}, "The nearest places that speak for it"),
      this.nearest(lon, lat, day),
      history.length > 1 &&
        h(
          "section", {},
          h("h3", {}, "Its days"),
          h(
            "ol", { class: "fl-history" },
            ...history.map(({ since, holder, certainty }) =>
              h(
                "li", {},
                h("span", { class: "fl-when" }, shortDay(this.context.world.days[since] ?? this.context.world.days[0]!)),
                chip(certainty === "unknown" ? -1 : holder, certainty === "contested"),
                certainty === "unknown" ? "No information" : `${this.context.world.holderShort(holder)}, ${CLASS_WORDS[certainty].toLowerCase()}`,
              ),
            ),
          ),
        ),
    ].filter((part) => Boolean(part)) as HTMLElement[];
  }

  private groundSureText(lon: number, lat: number, day: number, { holder, certainty, since }: GroundState): string {
    const from = since > 0 ? `since ${shortDay(this.context.world.days[since]!)}` : "since before the first day of this map";
    const how = {
      held: this.groundBasis(lon, lat, day, holder),
      probable: "The nearest places that speak for it are far or few: an inference, not a report.",
      contested: "Claims near by contradict each other, or tell of fighting.",
      unknown: "",
    }[certainty];
    return `So drawn ${from}. ${how}`;
  }

  /** On what the holder of a piece of ground rests: claims near by, captures near by, or nothing but the start. */
  private groundBasis(lon: number, lat: number, day: number, holder: number): string {
    const { world } = this.context;
    if (world.claims.length === 0) return "";
    const same = this.placesNear(lon, lat, day).filter(({ holding }) => holding.holder === holder && !holding.contested);
    const bases = same.map(({ place }) => world.basis(place, day));
    if (bases.includes("reported")) return "Claims on places near by agree.";
    if (bases.includes("presumed")) return "Presumed from captures near by: no claim on the nearest places.";
    return "Starting position; no claim near by.";
  }

  private placesNear(lon: number, lat: number, day: number): { place: Place; km: number; holding: Holding }[] {
    return this.context.world.places
      .map((place) => ({ place, km: distanceKm(lon, lat, place.lon, place.lat), holding: this.context.world.holding(place, day) }))
      .filter(({ km, holding }) => km <= NEAR_KM && (holding.holder >= 0 || holding.contested))
      .sort((a, b) => a.km - b.km)
      .slice(0, NEAR_PLACES);
  }

  private nearest(lon: number, lat: number, day: number): HTMLElement {
    const near = this.placesNear(lon, lat, day);
    if (near.length === 0) return h("p", { class: "fl-empty" }, `None within ${NEAR_KM} km.`);
    return h(
      "ul", { class: "fl-near" },
      ...near.map(({ place, km, holding }) => {
        const { world } = this.context;
        const claims = world.claimsAbout(place).filter((claim) => claim.day <= day && !claim.background).length;
        const words = [
          distanceText(km), holderText(holding, world), basisText(place, day, world), claims > 0 && count(claims, "claim", "claims"),
        ];
        return h(
          "li", {}, chip(holding.holder, holding.contested, holding.status === "presumed"), placeButton(place, this.context),
          h("span", { class: "fl-kind" }, words.filter(Boolean).join(", ")),
        );
      }),
    );
  }

  // A front line, an arrow

  private frontView(lon: number, lat: number, { sides, hostile }: FrontState, day: number): HTMLElement[] {
    const { world, ground } = this.context;
    const [a, b] = sides.map((side) => world.holderShort(side)) as [string, string];
    const since = ground.frontSince(lon, lat, sides, day);
    const from = since > 0 ? `since ${shortDay(world.days[since]!)}` : "since before the first day of this map";
    const contested = sides.some((side) => side < 0);
    const kind = hostile ? "Front line" : contested ? "Edge of contested ground" : "Border between allies";
    return [
      this.closer(),
      h("h2", { class: "fl-name" }, kind),
      h("p", { class: "fl-kind" }, longDay(world.days[day]!)),
      ...sides.map((side) => this.holderLine({ holder: side, contested: side < 0 })),
      h("p", { class: "fl-sure" }, `Between ${a} and ${b}, here ${from}.${world.claims.length > 0 ? ` ${LINE_CAVEAT}` : ""}`),
      h("h3", {}, "The nearest places on either side"),
      this.nearest(lon, lat, day),
    ];
  }

  private advanceView({ day, faction, from, to, stops }: Advance): HTMLElement[] {
    const { world } = this.context;
    const parts = stops.flatMap((place) => {
      const holding = world.holding(place, day);
      const claims = sortClaims(world.claimsFor(place, holding), day);
      return [
        h("h3", {}, placeButton(place, this.context)),
        claims.length > 0
          ? claimList(claims, world, 2, place)
          : h("p", { class: "fl-empty" }, "No claim speaks of this place itself: it is presumed from captures near by."),
      ];
    });
    return [
      this.closer(),
      h("h2", { class: "fl-name", dir: "auto" }, from ? `${from} → ${to}` : to),
      h("p", { class: "fl-kind" }, `Advance of ${longDay(world.days[day]!)}`),
      this.holderLine({ holder: faction, contested: false }),
      h("p", { class: "fl-sure" }, "The arrow leads from the nearest ground of that side to what it took; the road it took is not known."),
      ...parts,
    ];
  }

  // Words

  private closer(): HTMLElement {
    return button("Back to the day", { class: "fl-button fl-close" }, () => this.context.onPlace(null), icon(ICONS.close));
  }

  private holderLine(held: Pick<Holding, "holder" | "contested"> & Partial<Holding>, presumed = false): HTMLElement {
    const { holder, contested, status } = held;
    const plain: Partial<Record<string, string>> = { disputed: "Disputed: two sides claim it", vacated: "Left; nobody confirmed who holds it" };
    const named = contested ? "Contested" : this.context.world.holderName(holder);
    const words = status === "disputed" || holder < 0 ? (plain[status ?? ""] ?? named) : named;
    return h(
      "p", { class: "fl-holder" }, chip(holder, contested, presumed),
      h("strong", {}, words), presumed && h("span", { class: "fl-tag" }, "presumed"),
    );
  }

  private sureText(place: Place, day: number, holding: Holding, since: number): string {
    const { world } = this.context;
    const from = since > 0 ? `Since ${longDay(world.days[since]!)}` : "Since before the first day of this map";
    if (holding.status === "vacated" && holding.holder < 0) {
      const before = since > 0 ? world.holding(place, since - 1).holder : -1;
      return `${from}; ${before >= 0 ? `${world.holderShort(before)} left` : "left"}, and no claim says who came after.`;
    }
    if (holding.status === "disputed") return `${from}; claims for two sides contradict each other, and none decides.`;
    if (holding.contested) return `${from}; claims tell of fighting inside.`;
    if (holding.holder < 0) return "No claim says who holds this place.";
    const basis = world.basis(place, day);
    if (basis === "presumed") return `${from}, presumed: no report on this place; it follows captures near by.`;
    if (basis === "starting") return "Starting position: no claim on this place has moved it.";
    const sure = `${certaintyText(holding.certainty)} (${holding.certainty} of 100)`;
    if (holding.status === "claimed") return `${from}; only the side that gained it says so (${holding.certainty} of 100).`;
    return holding.status === "besieged" ? `${from}; besieged; ${sure}.` : `${from}; ${sure}.`;
  }
}
