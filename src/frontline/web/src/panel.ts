// The panel: the digest of the day, or the evidence for one place or one piece of ground.
import { Digest } from "./digest.js";
import { button, h, icon, ICONS, replaceChildren } from "./dom.js";
import { claimList, placedList, sortClaims, weigh, weighAround } from "./evidence.js";
import { certaintyText, distanceText, longDay, mapDay, pointText } from "./format.js";
import { say, sayCount, sayOf, type TextKey } from "./language.js";
import { distanceKm } from "./geometry.js";
import type { FrontState } from "./ground.js";
import type { GroundState } from "./parcels.js";
import { basisText, chip, holderText, kindText, objectiveText, placeButton, type Context } from "./parts.js";
import type { Advance } from "./arrows.js";
import { CONTESTED } from "./payload.js";
import type { Claim, Holding, Place } from "./world.js";

/** What the reader asked about: a place, a piece of ground (on a front or not), or an arrow; `lon`, `lat` is where. */
export type Selection =
  | { place: Place }
  | { lon: number; lat: number; front?: FrontState; advance?: Advance }
  | null;

/** Places this near speak for the ground around them, kilometres; where there is none, farther ones do. */
const NEAR_KM = 40;
const NEAR_PLACES = 5;

/** No certainty is told as higher than this, of 100. */
const MOST_SURE = 99;

export class Panel {
  readonly element: HTMLElement;
  private readonly body: HTMLElement;
  private readonly top: HTMLElement;
  private readonly digest: Digest;
  private subject: string | null = null;

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
    const subject = selection && "place" in selection ? selection.place.id : selection && `${selection.lon}/${selection.lat}`;
    const { activeElement } = document;
    const at = focusable(this.body).indexOf(activeElement as HTMLElement);
    this.write(selection, day, since);
    if (at >= 0) this.focusAgain(subject === this.subject ? at : -1, activeElement!.tagName);
    this.subject = subject;
  }

  /** The theme has changed: what is drawn and not styled is drawn again. */
  repaint(): void {
    this.digest.chart.repaint();
  }

  /** Whoever was in here stays: on the same control of the same subject, or at the name of the next. */
  private focusAgain(at: number, tagName: string): void {
    const same = focusable(this.body)[at];
    const heading = this.body.querySelector("h2");
    if (heading) heading.tabIndex = -1;
    (same?.tagName === tagName ? same : heading)?.focus({ preventScroll: true });
  }

  private write(selection: Selection, day: number, since: number | null): void {
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
    const { supporting, against, unfirm, earlier } = weigh(this.context.world, place, day);
    const followed = holding.claims
      .map((number) => this.context.world.claims[number])
      .filter((claim) => claim !== undefined && claim.place !== place.index) as Claim[];
    const section = (title: TextKey, claims: Claim[], open: number): (HTMLElement | null)[] =>
      claims.length > 0 ? [h("h3", { say: title }), claimList(claims, this.context.world, open, place)] : [];
    return [
      this.closer(),
      h("h2", { class: "fl-name", dir: "auto" }, place.name),
      h("p", { class: "fl-kind" }, [kindText(place), place.other].filter(Boolean).join(" · ")),
      this.holderLine(holding, this.context.world.basis(place, day) === "presumed"),
      h("p", { class: "fl-sure" }, this.sureText(place, day, holding, since)),
      place.objectiveOf && h("p", { class: "fl-sure" }, say("objective-is", { text: objectiveText(place, day, this.context) })),
      ...section("who-says-so", supporting, 4),
      ...section("who-says-otherwise", against, 4),
      ...section("presumed-from", followed, 3),
      ...section("unfirm", unfirm, 2),
      supporting.length + against.length + unfirm.length + followed.length === 0
        ? h("p", { class: "fl-empty", say: "no-document" })
        : null,
      ...section("before-that", earlier, 2),
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
          h("span", { class: "fl-when" }, mapDay(this.context.world.days[from] ?? this.context.world.days[0]!, this.context.world.days)),
          chip(holding.holder, holding.contested, holding.status === "presumed"),
          [holderText(holding, this.context.world), basisText(place, from, this.context.world)].filter(Boolean).join(say("comma")),
        ),
      );
    return h("section", {}, h("h3", { say: "its-days" }), h("ol", { class: "fl-history" }, ...rows));
  }

  // A piece of ground

  private groundView(lon: number, lat: number, day: number): HTMLElement[] {
    const state = this.context.ground.stateAt(lon, lat, day);
    const unknown = !state || state.certainty === "unknown";
    const history = this.context.ground.historyAt(lon, lat);
    return [
      this.closer(),
      h("h2", { class: "fl-name" }, sayOf("class", unknown ? "unknown" : state.certainty)),
      h("p", { class: "fl-kind" }, say("ground-at", { where: pointText(lon, lat), day: longDay(this.context.world.days[day]!) })),
      unknown
        ? h("p", { class: "fl-sure", say: "no-claim-near" })
        : this.holderLine({ holder: state.holder, contested: state.certainty === "contested" }),
      !unknown && h("p", { class: "fl-sure" }, this.groundSureText(lon, lat, day, state)),
      h("h3", { say: "speaking-places" }),
      this.nearest(lon, lat, day),
      ...(unknown ? [] : this.claimsAround(lon, lat, state.certainty === "contested" ? CONTESTED : state.holder, day)),
      history.length > 1 &&
        h(
          "section", {},
          h("h3", { say: "its-days" }),
          h(
            "ol", { class: "fl-history" },
            ...history.map(({ since, holder, certainty }) =>
              h(
                "li", {},
                h("span", { class: "fl-when" }, mapDay(this.context.world.days[since] ?? this.context.world.days[0]!, this.context.world.days)),
                chip(certainty === "unknown" ? -1 : holder, certainty === "contested"),
                certainty === "unknown" ? say("no-information") : `${this.context.world.holderShort(holder)}${say("comma")}${sayOf("class", certainty).toLowerCase()}`,
              ),
            ),
          ),
        ),
    ].filter((part) => Boolean(part)) as HTMLElement[];
  }

  private groundSureText(lon: number, lat: number, day: number, { holder, certainty, since }: GroundState): string {
    const how = {
      held: this.groundBasis(lon, lat, day, holder), probable: say("how.probable"), contested: say("how.contested"), unknown: "",
    }[certainty];
    return say("so-drawn", { since: this.sinceText(since), how });
  }

  /** On what the holder of a piece of ground rests: claims near by, captures near by, or nothing but the start. */
  private groundBasis(lon: number, lat: number, day: number, holder: number): string {
    const { world } = this.context;
    if (world.claims.length === 0) return "";
    const same = this.placesNear(lon, lat, day).filter(({ holding }) => holding.holder === holder && !holding.contested);
    const bases = same.map(({ place }) => world.basis(place, day));
    if (bases.includes("reported")) return say("near-agree");
    return bases.includes("presumed") ? say("near-presumed") : say("near-starting");
  }

  /** The claims on the nearest places, for a holder of the ground and against it. */
  private claimsAround(lon: number, lat: number, holder: number, day: number): HTMLElement[] {
    const places = this.placesNear(lon, lat, day).map(({ place }) => place);
    const { supporting, against } = weighAround(this.context.world, places, holder, day);
    return [...this.section("who-says-so", supporting, 2), ...this.section("who-says-otherwise", against, 2)];
  }

  private section(title: TextKey, claims: readonly Claim[], open: number): HTMLElement[] {
    return claims.length > 0 ? [h("h3", { say: title }), placedList(claims, this.context, open)] : [];
  }

  private placesNear(lon: number, lat: number, day: number): { place: Place; km: number; holding: Holding }[] {
    const known = this.context.world.places
      .map((place) => ({ place, km: distanceKm(lon, lat, place.lon, place.lat), holding: this.context.world.holding(place, day) }))
      .filter(({ holding }) => holding.holder >= 0 || holding.contested)
      .sort((a, b) => a.km - b.km);
    const near = known.filter(({ km }) => km <= NEAR_KM).slice(0, NEAR_PLACES);
    const state = this.context.ground.stateAt(lon, lat, day);
    if (near.length > 0 || !state || state.certainty === "unknown") return near;
    // Ground that is drawn rests on some place, however far: the nearest of the two sides that are nearest.
    const first = known.filter(({ holding }, i) => known.findIndex((other) => other.holding.holder === holding.holder) === i);
    return first.slice(0, 2);
  }

  private nearest(lon: number, lat: number, day: number): HTMLElement {
    const near = this.placesNear(lon, lat, day);
    if (near.length === 0) return h("p", { class: "fl-empty" }, say("none-within", { distance: distanceText(NEAR_KM) }));
    return h(
      "ul", { class: "fl-near" },
      ...near.map(({ place, km, holding }) => {
        const { world } = this.context;
        const claims = world.claimsAbout(place).filter((claim) => claim.day <= day && !claim.background).length;
        const words = [
          distanceText(km), holderText(holding, world), basisText(place, day, world), claims > 0 && sayCount("claims", claims),
        ];
        return h(
          "li", {}, chip(holding.holder, holding.contested, holding.status === "presumed"), placeButton(place, this.context),
          h("span", { class: "fl-kind" }, words.filter(Boolean).join(say("comma"))),
        );
      }),
    );
  }

  // A front line, an arrow

  private frontView(lon: number, lat: number, { sides, hostile }: FrontState, day: number): HTMLElement[] {
    const { world, ground } = this.context;
    const [a, b] = sides.map((side) => world.holderShort(side)) as [string, string];
    const since = ground.frontSince(lon, lat, sides, day);
    const contested = sides.some((side) => side < 0);
    const kind = hostile ? "front" : contested ? "front-contested" : "front-allies";
    return [
      this.closer(),
      h("h2", { class: "fl-name", say: kind }),
      h("p", { class: "fl-kind" }, longDay(world.days[day]!)),
      ...sides.map((side) => this.holderLine({ holder: side, contested: side < 0 })),
      h("p", { class: "fl-sure" }, say("between", { a, b, since: this.sinceText(since) }), world.claims.length > 0 && ` ${say("line-caveat")}`),
      h("h3", { say: "either-side" }),
      this.nearest(lon, lat, day),
      ...sides.flatMap((side) => {
        const places = this.placesNear(lon, lat, day).map(({ place }) => place);
        const { supporting } = weighAround(world, places, side, day);
        if (supporting.length === 0) return [];
        return [h("h3", {}, say("says-held", { holder: world.holderShort(side) })), placedList(supporting, this.context, 2)];
      }),
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
          : h("p", { class: "fl-empty", say: "advance-presumed" }),
      ];
    });
    return [
      this.closer(),
      h("h2", { class: "fl-name", dir: "auto" }, from ? say("route", { from, to }) : to),
      h("p", { class: "fl-kind" }, say("advance-of", { day: longDay(world.days[day]!) })),
      this.holderLine({ holder: faction, contested: false }),
      h("p", { class: "fl-sure", say: "advance-caveat" }),
      ...parts,
    ];
  }

  // Words

  private sinceText(since: number): string {
    return since > 0 ? say("since", { day: mapDay(this.context.world.days[since]!, this.context.world.days) }) : say("since-start");
  }

  private closer(): HTMLElement {
    return button("back", { class: "fl-button fl-close" }, () => this.context.onPlace(null), icon(ICONS.close));
  }

  private holderLine(held: Pick<Holding, "holder" | "contested"> & Partial<Holding>, presumed = false): HTMLElement {
    const { holder, contested, status } = held;
    const plain: Partial<Record<string, string>> = { disputed: say("disputed-long"), vacated: say("vacated-long") };
    const named = contested ? say("contested") : this.context.world.holderName(holder);
    const words = status === "disputed" || holder < 0 ? (plain[status ?? ""] ?? named) : named;
    return h(
      "p", { class: "fl-holder" }, chip(holder, contested, presumed),
      h("strong", {}, words), presumed && h("span", { class: "fl-tag", say: "basis.presumed" }),
    );
  }

  private sureText(place: Place, day: number, holding: Holding, since: number): string {
    const { world } = this.context;
    const from = since > 0 ? say("since-capital", { day: longDay(world.days[since]!) }) : say("since-start-capital");
    if (holding.status === "vacated" && holding.holder < 0) {
      const before = since > 0 ? world.holding(place, since - 1).holder : -1;
      return before >= 0 ? say("left-then", { since: from, holder: world.holderShort(before) }) : say("left-by-nobody", { since: from });
    }
    if (holding.status === "disputed") return say("claims-contradict", { since: from });
    if (holding.contested) return say("fighting-inside", { since: from });
    if (holding.holder < 0) return say("no-holder");
    const basis = world.basis(place, day);
    if (basis === "presumed") return say("presumed-no-report", { since: from });
    if (basis === "starting") return say("never-moved");
    // Nothing that is known from reports alone is certain, however many agree.
    const values = { since: from, n: Math.min(holding.certainty, MOST_SURE), sure: certaintyText(holding.certainty) };
    if (holding.status === "claimed") return say("own-word", values);
    return say(holding.status === "besieged" ? "since-besieged" : "since-sure", values);
  }
}

function focusable(element: HTMLElement): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>("a, button, select, summary, h2[tabindex]")];
}
