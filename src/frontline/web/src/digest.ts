// The digest: what changed on a day, or since an earlier one, with the evidence; how far the objectives are.
import { AreaChart } from "./areachart.js";
import { h, replaceChildren } from "./dom.js";
import { claimList, groupByQuote, placedCard, sortClaims } from "./evidence.js";
import { areaText, longDay, mapDay } from "./format.js";
import { isolate, say, sayCount } from "./language.js";
import { basisText, chip, holderText, kindText, objectiveText, placeButton, type Context } from "./parts.js";
import { earlierDays } from "./ticks.js";
import type { Change, Claim, World } from "./world.js";

const OPEN_CHANGES = 12;
const OPEN_CLAIMS = 12;
/** Names in the line on the closed sheet. */
const IN_HEADLINE = 3;
/** Gains smaller than this are the ragged edge of the ground, not news. */
const LEAST_GAIN_KM2 = 10;

export class Digest {
  /** Whoever reads the table reads it on every day. */
  private tableIsOpen = false;
  readonly chart: AreaChart;

  constructor(
    private readonly context: Context,
    private readonly onSince: (since: number | null) => void,
  ) {
    this.chart = new AreaChart(context.world, context.ground);
  }

  view(day: number, since: number | null): HTMLElement[] {
    const { world } = this.context;
    const changes = since === null ? world.changesOn(day) : world.changesSince(since, day);
    return [
      this.heading(day, since),
      ...(since === null ? [] : this.gains(since, day)),
      ...(world.places.length > 0 ? this.changeCards(changes, since) : []),
      ...this.objectives(day),
      ...(since === null ? this.reports(day, changes) : []),
      ...[this.chart.view(day)].filter((part) => part !== null),
      ...(world.places.length > 0 ? [this.table(day)] : []),
    ];
  }

  /** "What changed [on this day]": the words in brackets are a choice of the earlier days. */
  private heading(day: number, since: number | null): HTMLElement {
    const { days } = this.context.world;
    const dayText = (earlier: string): string => mapDay(earlier, days);
    const option = (value: string, text: string, chosen: boolean): HTMLElement =>
      h("option", { value, selected: chosen }, text);
    const choice = h(
      "select", { class: "fl-since", label: "since-when" },
      option("", say("on-this-day"), since === null),
      ...earlierDays(days, day, since).map((n) => option(String(n), say("since", { day: dayText(days[n]!) }), n === since)),
    );
    choice.addEventListener("change", () => this.onSince(choice.value === "" ? null : Number(choice.value)));
    return h("div", { class: "fl-heading" }, h("h2", { say: "changed" }), choice);
  }

  private gains(since: number, day: number): HTMLElement[] {
    const { world, ground } = this.context;
    const gains = ground.gains(since, day).filter(({ to, areaKm2 }) => to !== -1 && areaKm2 >= LEAST_GAIN_KM2);
    if (gains.length === 0) return [];
    const row = ({ from, to, areaKm2 }: (typeof gains)[number]): HTMLElement =>
      h(
        "li", {},
        chip(to), h("span", {}, say("gain", { holder: world.holderShort(to) }), h("strong", {}, say("about-area", { area: areaText(areaKm2) }))),
        h("span", { class: "fl-kind" }, from === -1 ? say("from-nothing") : say("from-holder", { holder: world.holderShort(from) })),
      );
    return [h("ul", { class: "fl-near fl-gains", "aria-label": say("gained", { day: longDay(world.days[since]!) }) }, ...gains.map(row))];
  }

  private changeCards(changes: readonly Change[], since: number | null): HTMLElement[] {
    const reported = changes.filter((change) => change.reported);
    const presumed = changes.filter((change) => !change.reported);
    const parts: HTMLElement[] = [];
    if (reported.length === 0) {
      parts.push(h("p", { class: "fl-empty", say: since === null ? "none-changed-day" : "none-changed-since" }));
    } else {
      const cards = reported.slice(0, OPEN_CHANGES).map((change) => this.changeCard(change));
      parts.push(h("ol", { class: "fl-changes" }, ...cards));
    }
    const rest = reported.slice(OPEN_CHANGES);
    if (rest.length > 0) {
      parts.push(later(sayCount("more-places", rest.length), () => rest.map((change) => this.changeCard(change))));
    }
    if (presumed.length > 0) {
      parts.push(later(sayCount("followed", presumed.length), () => presumed.map((change) => h("li", { class: "fl-presumed" }, placeButton(change.place, this.context), this.turn(change)))));
    }
    return parts;
  }

  private turn({ before, after }: Change): HTMLElement {
    const { world } = this.context;
    return h(
      "p", { class: "fl-turn" },
      h("span", { class: "fl-held" }, chip(before.holder, before.contested, before.status === "presumed"), holderText(before, world)),
      h("span", { class: "fl-arrow", role: "img", label: "to" }, say("arrow")),
      h("span", { class: "fl-held" }, chip(after.holder, after.contested, after.status === "presumed"), h("strong", {}, holderText(after, world))),
      after.status === "presumed" && h("span", { class: "fl-tag", say: "basis.presumed" }),
    );
  }

  private changeCard(change: Change): HTMLElement {
    const { world } = this.context;
    const { place, after } = change;
    const named = after.claims.map((number) => world.claims[number]).filter((claim) => claim !== undefined);
    return h(
      "li", { class: "fl-change", "data-place": place.id },
      h("p", { class: "fl-change-head" }, placeButton(place, this.context), h("span", { class: "fl-kind" }, kindText(place))),
      this.turn(change),
      claimList(sortClaims(named, after.since), world, 1, place),
    );
  }

  private objectives(day: number): HTMLElement[] {
    const rows = this.context.world.places
      .filter((place) => place.objectiveOf !== null)
      .map((place) =>
        h("li", {}, placeButton(place, this.context), h("span", {}, ` ${objectiveText(place, day, this.context)}`)),
      );
    return rows.length === 0 ? [] : [h("h2", { say: "objectives" }), h("ul", { class: "fl-objectives" }, ...rows)];
  }

  /** Claims of the day about places that did not change: approaches, denials, confirmations. */
  private reports(day: number, changes: readonly Change[]): HTMLElement[] {
    const { world } = this.context;
    const changed = new Set(changes.filter(({ reported }) => reported).map((change) => change.place.index));
    const claims = sortClaims(world.claimsOn(day).filter((claim) => !changed.has(claim.place)), day);
    if (claims.length === 0) return [];
    const card = (group: Claim[]): HTMLElement => placedCard(group, this.context);
    const groups = groupByQuote(claims);
    const rest = groups.slice(OPEN_CLAIMS);
    return [
      h("h2", { say: "also-reported" }),
      h(
        "div", { class: "fl-claims fl-reports" },
        h("ul", {}, ...groups.slice(0, OPEN_CLAIMS).map(card)),
        rest.length > 0 && later(sayCount("more-claims", rest.length), () => rest.map(card)),
      ),
    ];
  }

  /** The whole map of the day as a table, for those who cannot see it. */
  private table(day: number): HTMLElement {
    const { world } = this.context;
    const rows = (): HTMLElement[] => {
      const known = world.places
        .filter((place) => place.spans.length > 0 && world.shows(place, day))
        .sort((a, b) => a.rank - b.rank || a.name.localeCompare(b.name));
      const row = (place: (typeof known)[number]): HTMLElement => {
        const holding = world.holding(place, day);
        return h(
          "tr", {},
          h("th", { scope: "row" }, placeButton(place, this.context)),
          h("td", {}, holderText(holding, world)),
          h("td", {}, basisText(place, day, world) || (holding.holder < 0 && !holding.contested ? "" : say("basis.reported"))),
          h("td", {}, mapDay(world.days[world.heldSince(place, day)]!, world.days)),
        );
      };
      const heads = (["place", "holder", "basis", "since-column"] as const).map((key) => h("th", { scope: "col", say: key }));
      const caption = h("caption", {}, say("table-caption", { day: longDay(world.days[day]!) }));
      return [h("table", { class: "fl-table" }, caption, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...known.map(row)))];
    };
    const element = later(say("table"), rows, "div", this.tableIsOpen);
    element.addEventListener("toggle", () => (this.tableIsOpen = element.open));
    return element;
  }
}

/** Something that is made only when the reader opens it. */
function later(title: string, make: () => HTMLElement[], tag: "ol" | "div" = "ol", isOpen = false): HTMLDetailsElement {
  const body = h(tag, { class: "fl-changes" });
  const element = h("details", { class: "fl-more" }, h("summary", {}, title), body);
  const fill = (): void => {
    if (element.open && !body.firstChild) replaceChildren(body, ...make());
  };
  element.open = isOpen;
  fill();
  element.addEventListener("toggle", fill);
  return element;
}

/** The places that changed, for a line of a phone: the most important first. The longest text first, for there may be no room. */
export function headlines(reported: readonly Change[]): string[] {
  if (reported.length === 0) return [say("none-changed"), say("no-change")];
  const most = Math.min(IN_HEADLINE, reported.length);
  return Array.from({ length: most }, (_, n) => {
    const named = reported.slice(0, most - n).map(({ place }) => isolate(place.name)).join(say("comma"));
    const rest = reported.length - (most - n);
    return rest > 0 ? `${named}${say("spoken-more", { n: rest })}` : named;
  });
}

/** For those who listen: one sentence. */

export function spokenDigest(reported: readonly Change[], world: World): string {
  if (reported.length === 0) return say("none-changed");
  const named = reported.slice(0, 5).map(({ place, after }) =>
    after.status === "vacated"
      ? say("spoken-left", { place: place.name })
      : say("spoken-to", { place: place.name, holder: holderText(after, world) }),
  );
  const more = reported.length > 5 ? say("spoken-more", { n: reported.length - 5 }) : "";
  return sayCount("spoken-changes", reported.length, { list: `${named.join(say("comma"))}${more}` });
}
