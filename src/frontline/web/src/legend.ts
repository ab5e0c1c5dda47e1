// The legend: each fill, line and sign of the map, with what it stands for today.
import { h, replaceChildren } from "./dom.js";
import { areaText, mapDay } from "./format.js";
import { say, sayCount } from "./language.js";
import type { Ground } from "./ground.js";
import { chip } from "./parts.js";
import { EDGE_DASH } from "./basemap.js";
import { drawDot, drawObjective, traceStar, type Held } from "./places.js";
import { CONTESTED, NOBODY, STATUSES, type CertaintyClass, type Status } from "./payload.js";
import { holderColour, withAlpha, type FillMaker, type Inks } from "./theme.js";
import type { World } from "./world.js";

const WIDTH = 30;
const HEIGHT = 18;

export class Legend {
  readonly element: HTMLDetailsElement;
  private readonly rows: HTMLElement;
  /** The sides of the day, beside the word on a closed legend. */
  private readonly brief: HTMLElement;
  private wasOpen = true;
  private readonly holders: number[];

  constructor(
    private readonly world: World,
    private readonly ground: Ground,
    /** Does a country that the map is about go on beyond what it covers? */
    private readonly isCut: boolean,
    onToggle: () => void,
  ) {
    this.rows = h("div", { class: "fl-legend-rows" });
    this.brief = h("span", { class: "fl-brief" });
    this.element = h("details", { class: "fl-legend", open: true }, h("summary", {}, h("span", { say: "key" }), this.brief), this.rows);
    this.element.addEventListener("toggle", onToggle);
    this.holders = this.everHolding();
  }

  /** On paper the legend is open. */
  forPrint(printing: boolean): void {
    if (printing) this.wasOpen = this.element.open;
    this.element.open = printing || this.wasOpen;
  }

  /** Tell what a day shows; compared with an earlier day, `since`, what was gained stands out. */
  show(day: number, fills: FillMaker, inks: Inks, since: number | null = null): void {
    const { days } = this.world;
    const gained = since === null || this.ground.isEmpty ? "" : say("key-gain", { day: mapDay(days[since]!, days) });
    const areas = new Map<number, number>();
    let disputed = 0;
    for (const { holder, certainty, areaKm2 } of this.ground.areas(day)) {
      if (certainty === "contested" || holder === CONTESTED) disputed += areaKm2;
      else areas.set(holder, (areas.get(holder) ?? 0) + areaKm2);
    }
    const { told, presumed, contested } = this.countPlaces(day);
    const sides = this.holders.map((holder) => {
      const figures = this.figures(areas.get(holder), told.get(holder), presumed.get(holder));
      return row(swatch(fills, holder, "held", inks, this.world), this.world.holderShort(holder), figures);
    });
    const present = this.holders.filter((holder) => told.has(holder) || presumed.has(holder) || areas.has(holder));
    const brief = (picture: HTMLElement, text: string): HTMLElement => h("span", { class: "fl-brief-side" }, picture, h("span", {}, text));
    replaceChildren(
      this.brief,
      ...present.map((holder) => brief(chip(holder), this.world.holderShort(holder))),
      contested + disputed > 0 && brief(swatch(fills, CONTESTED, "contested", inks, this.world), say("contested")),
      presumed.size > 0 && brief(ringChip(), say("key-ring")),
      this.has("probable") && brief(swatch(fills, NOBODY, "probable", inks, this.world), say("key-probable")),
      this.has("unknown") && brief(bareSwatch(inks), say("no-information")),
      gained !== "" && brief(sign("gain", inks), gained),
      this.isCut && brief(edgeSwatch(inks), say("key-outside")),
    );
    replaceChildren(
      this.rows,
      h(
        "ul", {}, ...sides,
        this.has("contested") &&
          row(swatch(fills, CONTESTED, "contested", inks, this.world), say("contested"), this.figures(disputed, contested)),
      ),
      h(
        "ul", { class: "fl-signs" },
        this.has("probable") && row(swatch(fills, NOBODY, "probable", inks, this.world), say("key-probable")),
        this.has("unknown") && row(bareSwatch(inks), say("no-information")),
        this.isCut && row(edgeSwatch(inks), say("key-outside")),
        !this.ground.isEmpty && row(sign("front", inks), say("front")),
        gained !== "" && row(sign("gain", inks), gained),
        this.world.advances.length > 0 && !this.world.view && row(sign("advance", inks), say("advance")),
        this.hasAllies && row(sign("allies", inks), say("key-allies")),
        this.world.places.length > 0 && row(sign("changed", inks), say("key-changed")),
        this.hasStatus("presumed") && row(this.placeSign("presumed", inks), say("key-presumed")),
        this.hasStatus("contested", "disputed") && row(this.placeSign("contested", inks), say("key-contested")),
        this.hasStatus("vacated", "unknown") && row(this.placeSign("nobody", inks), say("key-unknown")),
        this.world.payload.places.kind.includes("base") && row(sign("kinds", inks), say("key-kinds")),
        this.world.payload.objectives.length > 0 && row(sign("objective", inks), say("key-objective")),
      ),
    );
  }

  /** Is there such ground (or, for contested, such a place) on any day? What the map never shows needs no sign. */
  private has(certainty: CertaintyClass): boolean {
    if (this.ground.everClasses.has(certainty)) return true;
    return certainty === "contested" && this.hasStatus("contested", "disputed");
  }

  private hasStatus(...wanted: Status[]): boolean {
    return this.world.places.some(({ spans }) => spans.some((span) => wanted.includes(STATUSES[span[3] ?? 0] ?? "held")));
  }

  /** The sign of a place of some statuses, and its star where an objective has one of them on some day. */
  private placeSign(kind: keyof typeof PLACE_SIGNS, inks: Inks): HTMLCanvasElement {
    const [canvas, ctx] = field();
    const { holding, statuses } = PLACE_SIGNS[kind];
    const isStarred = this.world.places.some(
      ({ objectiveOf, spans }) => objectiveOf && spans.some((span) => statuses.includes(STATUSES[span[3] ?? 0] ?? "held")),
    );
    const colour = kind === "presumed" ? inks.muted : kind === "contested" ? inks.contested : inks.nobody;
    drawDot(ctx, "town", isStarred ? 7 : WIDTH / 2, HEIGHT / 2, 5, holding, colour, inks);
    if (isStarred) drawObjective(ctx, 22, HEIGHT / 2 + 0.6, 7.6, holding, colour, inks);
    return canvas;
  }

  /** Do two sides that are allied both hold something on some day? */
  private get hasAllies(): boolean {
    if (this.ground.isEmpty) return false;
    return this.holders.some((a) => this.holders.some((b) => a < b && this.world.areAllied(a, b)));
  }

  /** How much ground, how many places, and how many of them are only presumed. */
  private figures(areaKm2 = 0, told = 0, presumed = 0): string {
    const parts = [
      areaKm2 >= 1 && say("about-area", { area: areaText(areaKm2) }),
      told + presumed > 0 && sayCount("places", told + presumed),
      presumed > 0 && sayCount("key-figure-presumed", presumed),
    ];
    // A number stays with its word.
    return parts.filter((part) => part !== false).map((part) => part.replaceAll(" ", "\u00a0")).join(say("comma"));
  }

  /** Whoever holds anything on any day, places or ground. */
  private everHolding(): number[] {
    const seen = new Set<number>(this.ground.everHolding);
    for (const place of this.world.places) for (const [, holder] of place.spans) if (holder >= 0) seen.add(holder);
    return [...seen].filter((holder) => holder >= 0).sort((a, b) => a - b);
  }

  private countPlaces(day: number): { told: Map<number, number>; presumed: Map<number, number>; contested: number } {
    const told = new Map<number, number>();
    const presumed = new Map<number, number>();
    let contested = 0;
    for (const place of this.world.places) {
      if (!this.world.shows(place, day)) continue;
      const { contested: isContested, holder } = this.world.holding(place, day);
      const counts = this.world.basis(place, day) === "presumed" ? presumed : told;
      if (isContested) contested += 1;
      else counts.set(holder, (counts.get(holder) ?? 0) + 1);
    }
    return { told, presumed, contested };
  }
}

/** The chip of a presumed place of any side. */
function ringChip(): HTMLElement {
  return h("span", { class: "fl-chip", "data-basis": "presumed", style: "--fl-chip: var(--fl-muted)" });
}

function row(picture: HTMLCanvasElement, name: string, figures = ""): HTMLElement {
  return h("li", {}, picture, h("span", { class: "fl-legend-name" }, name), figures && h("span", { class: "fl-figures" }, figures));
}

function field(): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  const canvas = h("canvas", { width: WIDTH * ratio, height: HEIGHT * ratio, class: "fl-swatch", "aria-hidden": "true" });
  const ctx = canvas.getContext("2d")!;
  ctx.scale(ratio, ratio);
  return [canvas, ctx];
}

function swatch(
  fills: FillMaker, holder: number, certainty: CertaintyClass, inks: Inks, world: World,
): HTMLCanvasElement {
  const [canvas, ctx] = field();
  const { wash, pattern } = fills.fill(holder, certainty);
  ctx.fillStyle = inks.land;
  ctx.fillRect(0, 0, WIDTH, HEIGHT);
  ctx.fillStyle = wash;
  ctx.fillRect(0, 0, WIDTH, HEIGHT);
  if (pattern) {
    pattern.setTransform(new DOMMatrix().scale(1 / fills.ratio));
    ctx.fillStyle = pattern;
    ctx.fillRect(0, 0, WIDTH, HEIGHT);
  }
  ctx.strokeStyle = holderColour(holder, world.factions, inks);
  ctx.lineWidth = 2;
  ctx.strokeRect(1, 1, WIDTH - 2, HEIGHT - 2);
  if (certainty === "held" && holder >= 0) {
    ctx.beginPath();
    ctx.arc(WIDTH / 2, HEIGHT / 2, 4.2, 0, 2 * Math.PI);
    ctx.fillStyle = holderColour(holder, world.factions, inks);
    ctx.fill();
    ctx.lineWidth = 1;
    ctx.strokeStyle = inks.ink;
    ctx.stroke();
  }
  return canvas;
}

function bareSwatch(inks: Inks): HTMLCanvasElement {
  const [canvas, ctx] = field();
  ctx.fillStyle = inks.land;
  ctx.fillRect(0, 0, WIDTH, HEIGHT);
  ctx.strokeStyle = inks.border;
  ctx.lineWidth = 1;
  ctx.setLineDash([3, 2]);
  ctx.strokeRect(0.5, 0.5, WIDTH - 1, HEIGHT - 1);
  return canvas;
}

/** Half ground of the map, half ground beyond its edge. */
function edgeSwatch(inks: Inks): HTMLCanvasElement {
  const [canvas, ctx] = field();
  ctx.fillStyle = inks.land;
  ctx.fillRect(0, 0, WIDTH / 2, HEIGHT);
  ctx.fillStyle = inks.abroad;
  ctx.fillRect(WIDTH / 2, 0, WIDTH / 2, HEIGHT);
  ctx.strokeStyle = inks.muted;
  ctx.lineWidth = 1.4;
  ctx.setLineDash(EDGE_DASH);
  ctx.moveTo(WIDTH / 2, 0);
  ctx.lineTo(WIDTH / 2, HEIGHT);
  ctx.stroke();
  return canvas;
}

/** The signs of places that are not simply held: how they are drawn, and which statuses they stand for. */
const PLACE_SIGNS: Record<"presumed" | "contested" | "nobody", { holding: Held; statuses: readonly Status[] }> = {
  presumed: { holding: { holder: 0, contested: false, status: "presumed" }, statuses: ["presumed"] },
  contested: { holding: { holder: CONTESTED, contested: true, status: "contested" }, statuses: ["contested", "disputed"] },
  nobody: { holding: { holder: NOBODY, contested: false, status: "vacated" }, statuses: ["vacated", "unknown"] },
};

type Sign = "front" | "allies" | "advance" | "changed" | "kinds" | "objective" | "gain";

function sign(kind: Sign, inks: Inks): HTMLCanvasElement {
  const [canvas, ctx] = field();
  const middle = HEIGHT / 2;
  ctx.strokeStyle = inks.ink;
  ctx.fillStyle = inks.muted;
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  if (kind === "front") {
    ctx.fillStyle = inks.land;
    ctx.fillRect(0, 0, WIDTH, HEIGHT);
    ctx.globalAlpha = 0.55;
    ctx.fillStyle = inks.nobody;
    ctx.fillRect(0, middle - 6, WIDTH, 12);
    ctx.globalAlpha = 1;
    ctx.fillStyle = inks.front;
    ctx.fillRect(0, middle - 1.3, WIDTH, 2.6);
  } else if (kind === "allies") {
    ctx.strokeStyle = inks.front;
    ctx.globalAlpha = 0.7;
    ctx.setLineDash([5, 4]);
    ctx.moveTo(0, middle);
    ctx.lineTo(WIDTH, middle);
    ctx.stroke();
  } else if (kind === "gain") {
    for (const [weight, ink] of [[9, withAlpha(inks.dark ? "#ffffff" : "#000000", 0.8)], [5.5, inks.nobody]] as const) {
      ctx.rect(0, 0, WIDTH, HEIGHT);
      ctx.strokeStyle = ink;
      ctx.lineWidth = weight;
      ctx.stroke();
    }
  } else if (kind === "advance") {
    for (const [x, y] of [[1, 8.4], [17, 6.4], [17, 3], [29, 9], [17, 15], [17, 11.6], [1, 9.6]] as const) ctx.lineTo(x, y);
    ctx.closePath();
    ctx.fill();
    ctx.stroke();
  } else if (kind === "changed") {
    ctx.arc(WIDTH / 2, middle, 3.6, 0, 2 * Math.PI);
    ctx.fill();
    ctx.stroke();
    ctx.beginPath();
    ctx.arc(WIDTH / 2, middle, 8, 0, 2 * Math.PI);
    ctx.lineWidth = 2.2;
    ctx.strokeStyle = inks.muted;
    ctx.stroke();
  } else if (kind === "kinds") {
    ctx.arc(5, middle, 3.4, 0, 2 * Math.PI);
    ctx.rect(11.8, middle - 3, 6, 6);
    ctx.moveTo(25, middle - 4.2);
    ctx.lineTo(29.2, middle);
    ctx.lineTo(25, middle + 4.2);
    ctx.lineTo(20.8, middle);
    ctx.closePath();
    ctx.fill();
    ctx.stroke();
  } else {
    traceStar(ctx, WIDTH / 2, middle + 0.6, 8.6);
    ctx.fill();
    ctx.stroke();
  }
  return canvas;
}
