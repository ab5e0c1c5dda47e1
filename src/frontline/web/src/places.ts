// Places: dots by kind, size and holder; those that changed today ringed; objectives starred; their names.
// Also answers which place is under a finger. Knows no ground and no DOM.
import { AreaNames } from "./areanames.js";
import { distanceKm, mercatorX, mercatorY, type Origin } from "./geometry.js";
import { CollisionGrid, measureLabel, writeLabel, type Box, type PlacedLabel } from "./labels.js";
import { drawShield, placeShields, shieldBox } from "./shields.js";
import { toScreen, type Frame } from "./stage.js";
import { holderColour, type Inks } from "./theme.js";
import type { Holding, Place, World } from "./world.js";

interface Spot {
  place: Place;
  x: number;
  y: number;
}

/** What the sign of a place tells of it. */
export type Held = Pick<Holding, "holder" | "contested" | "status">;

interface Shown {
  place: Place;
  px: number;
  py: number;
  radius: number;
  changed: boolean;
  selected: boolean;
}

/** The lowest zoom at which a place of each rank has a dot, and a name; rank 6 has neither. */
const DOT_ZOOM = [0, 0, 6.2, 7.4, 8.4, 9.6, Infinity];
const NAME_ZOOM = [0, 5.4, 7.1, 8.1, 9.1, 10.4, Infinity];
/** From this zoom on, large places have their name in the script of the country too. */
const OTHER_NAME_ZOOM = 7.9;
const RADIUS = [5, 4.3, 3.4, 2.9, 2.5, 2.3, 2.3];
const NAME_SIZE = [14.5, 13, 12, 11.5, 11, 11, 11];
/** How thick the ring of a presumed place is, CSS pixels. */
const HOLLOW_PX = 1.3;
/** Places up to this rank and the day's changes keep their dot, whatever name lies there. */
const KEPT_RANK = 1;

export class Places {
  private readonly spots: Spot[];
  private readonly areaNames: AreaNames;

  constructor(
    private readonly world: World,
    private readonly origin: Origin,
  ) {
    this.spots = world.places.map((place) => ({
      place,
      x: mercatorX(place.lon) - origin.x,
      y: mercatorY(place.lat) - origin.y,
    }));
    this.spots.sort((a, b) => importance(a.place) - importance(b.place) || a.place.index - b.place.index);
    this.areaNames = new AreaNames(world.payload, origin);
  }

  /**
   * `taken` is what lies over the map, in CSS pixels of the viewport: no name is put below it. `last` are labels that stand
   * where the names leave room.
   */
  draw(
    frame: Frame, day: number, selected: Place | null, inks: Inks, taken: readonly Box[], last: (grid: CollisionGrid) => PlacedLabel[],
  ): void {
    const { ctx, zoom } = frame;
    toScreen(frame);
    const shown = this.visible(frame, day, selected);
    const grid = new CollisionGrid(Math.ceil(frame.width / 48) + 2);
    for (const box of taken) grid.take({ ...box, x: box.x + frame.margin, y: box.y + frame.margin });
    const first = shown.filter((spot) => spot.selected || importance(spot.place) <= 0);
    const second = shown.filter((spot) => !first.includes(spot) && (spot.changed || spot.place.rank <= KEPT_RANK));
    const names: PlacedLabel[] = [];
    // The day's news is named even where the dot of a place without news then lies below the name.
    for (const tier of [first, second.filter(({ changed }) => changed), second.filter(({ changed }) => !changed)]) {
      for (const spot of tier) grid.take(dotBox(spot));
      names.push(...this.layOut(frame, tier, grid, inks));
    }
    const shields = placeShields(frame, this.world.payload.roads, this.origin)
      .map(({ text, x, y }) => ({ text, box: shieldBox(ctx, text, x, y) }))
      .filter(({ box }) => grid.takeIfFree(box));
    const kept = new Set([...first, ...second]);
    const lesser = shown.filter((spot) => !kept.has(spot) && grid.takeIfFree(dotBox(spot)));
    names.push(...this.layOut(frame, lesser, grid, inks), ...last(grid));
    const areas = this.areaNames.place(frame, grid, inks);

    for (const label of areas) writeLabel(ctx, label, inks.halo);
    for (const { text, box } of shields) drawShield(frame, text, box, inks);
    for (const spot of [...first, ...second, ...lesser].reverse()) this.drawSpot(ctx, spot, zoom, day, inks);
    for (const label of names) writeLabel(ctx, label, inks.halo);
  }

  /** The point of the ground that the reader asked about. */
  drawPin(frame: Frame, { lon, lat }: { lon: number; lat: number }, inks: Inks): void {
    const { ctx, scale, dx, dy } = frame;
    toScreen(frame);
    const x = (mercatorX(lon) - this.origin.x) * scale + dx;
    const y = (mercatorY(lat) - this.origin.y) * scale + dy;
    for (const [width, ink] of [[5, inks.halo], [2, inks.ink]] as const) {
      ctx.lineWidth = width;
      ctx.strokeStyle = ink;
      ctx.beginPath();
      ctx.arc(x, y, 7, 0, 2 * Math.PI);
      for (const [ax, ay] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
        ctx.moveTo(x + 5 * ax, y + 5 * ay);
        ctx.lineTo(x + 11 * ax, y + 11 * ay);
      }
      ctx.stroke();
    }
  }

  /** The most important place within `reach` CSS pixels of a point, among those drawn. */
  at(lon: number, lat: number, zoom: number, day: number, reach: number): Place | null {
    const changed = this.changedOn(day);
    const pixelKm = (40_075 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** zoom);
    let best: Place | null = null;
    let bestGap = reach;
    for (const { place } of this.spots) {
      if (!isDrawn(place, zoom, changed.has(place)) || !this.world.shows(place, day)) continue;
      const gap = distanceKm(lon, lat, place.lon, place.lat) / pixelKm - radiusOf(place, zoom);
      if (gap < bestGap) {
        best = place;
        bestGap = gap;
      }
    }
    return best;
  }

  private changedOn(day: number): Set<Place> {
    return new Set(this.world.reportedOn(day).map((change) => change.place));
  }

  private visible(frame: Frame, day: number, selected: Place | null): Shown[] {
    const { zoom, scale, dx, dy, width, height } = frame;
    const changedToday = this.changedOn(day);
    const out: Shown[] = [];
    for (const { place, x, y } of this.spots) {
      const changed = changedToday.has(place);
      if (place !== selected && !(isDrawn(place, zoom, changed) && this.world.shows(place, day))) continue;
      const [px, py] = [x * scale + dx, y * scale + dy];
      if (px < -20 || py < -20 || px > width + 20 || py > height + 20) continue;
      out.push({ place, px, py, radius: radiusOf(place, zoom), changed, selected: place === selected });
    }
    const urgency = ({ place, changed, selected: chosen }: Shown): number =>
      (chosen ? -20 : 0) + (changed ? -1.5 : 0) + importance(place);
    return out.sort((a, b) => urgency(a) - urgency(b));
  }

  private layOut(frame: Frame, spots: readonly Shown[], grid: CollisionGrid, inks: Inks): PlacedLabel[] {
    const labels: PlacedLabel[] = [];
    for (const spot of spots) {
      if (!isNamed(spot, frame.zoom)) continue;
      const { place, px, py, radius, changed, selected } = spot;
      const size = NAME_SIZE[place.rank]! - (frame.zoom < 6.6 ? 1 : 0);
      const request = {
        text: place.name, x: px, y: py, size, ink: inks.ink,
        gap: radius + (changed || place.objectiveOf ? 6 : 3.5),
        bold: place.rank <= 1 || selected || place.objectiveOf !== null,
      };
      const twoLines = place.other !== "" && place.rank <= 1 && frame.zoom >= OTHER_NAME_ZOOM;
      const label = measureLabel(frame.ctx, twoLines ? { ...request, below: place.other } : request, grid, frame);
      if (label) labels.push(label);
    }
    return labels;
  }

  private drawSpot(ctx: CanvasRenderingContext2D, spot: Shown, zoom: number, day: number, inks: Inks): void {
    const { place, px, py, radius, changed, selected } = spot;
    const holding = this.world.holding(place, day);
    const colour = holderColour(holding.contested ? -2 : holding.holder, this.world.factions, inks);
    if (changed || selected) drawRing(ctx, px, py, radius, selected ? inks.ink : colour, zoom, inks);
    if (place.objectiveOf) drawObjective(ctx, px, py, radius + 4, holding, colour, inks);
    else drawDot(ctx, place.kind, px, py, radius, holding, colour, inks);
  }
}

function isNamed({ place, changed, selected }: Shown, zoom: number): boolean {
  // What changed is named a little earlier than its rank would have it.
  return selected || place.objectiveOf !== null || zoom >= NAME_ZOOM[place.rank]! - (changed ? 1.3 : 0);
}

function importance(place: Place): number {
  return place.rank - (place.objectiveOf ? 6 : 0);
}

function isDrawn(place: Place, zoom: number, changed: boolean): boolean {
  return place.objectiveOf !== null || zoom >= DOT_ZOOM[place.rank]! - (changed ? 3 : 0);
}

function radiusOf(place: Place, zoom: number): number {
  return RADIUS[place.rank]! * (zoom < 6.6 ? 0.75 : zoom < 7.6 ? 0.9 : zoom > 9 ? 1.25 : 1);
}

function dotBox({ px, py, radius, changed, place }: Shown): Box {
  const reach = radius + (changed ? 3 : place.objectiveOf ? 4 : 0.5);
  return { x: px - reach, y: py - reach, width: 2 * reach, height: 2 * reach };
}

function drawRing(
  ctx: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string, zoom: number, inks: Inks,
): void {
  ctx.beginPath();
  ctx.arc(x, y, radius + (zoom < 7.4 ? 3 : 4), 0, 2 * Math.PI);
  ctx.lineWidth = 4;
  ctx.strokeStyle = inks.halo;
  ctx.stroke();
  ctx.lineWidth = zoom < 7.4 ? 1.6 : 2;
  ctx.strokeStyle = colour;
  ctx.stroke();
}

/** A star, full, half full or empty as the dot of such a place is; presumed, its edge in the holder's colour. */
export function drawObjective(
  ctx: CanvasRenderingContext2D, x: number, y: number, radius: number, holding: Held, colour: string, inks: Inks,
): void {
  const open = holding.contested || holding.holder < 0;
  const isPresumed = !open && holding.status === "presumed";
  traceStar(ctx, x, y, radius);
  ctx.lineJoin = "round";
  ctx.lineWidth = 4;
  ctx.strokeStyle = inks.halo;
  ctx.stroke();
  ctx.fillStyle = open || isPresumed ? inks.dotRim : colour;
  ctx.fill();
  if (holding.contested || isPresumed) {
    ctx.save();
    ctx.clip();
    if (isPresumed) {
      ctx.lineWidth = 4;
      ctx.strokeStyle = colour;
      ctx.stroke();
    } else {
      ctx.fillStyle = colour;
      ctx.fillRect(x - radius, y - radius, radius, 2 * radius);
    }
    ctx.restore();
    traceStar(ctx, x, y, radius);
  }
  ctx.lineWidth = 1.3;
  ctx.strokeStyle = inks.ink;
  ctx.stroke();
}

/**
 * A held place is a full dot in its holder's colour, a contested one half full, one without a holder empty; one that
 * is only presumed to be held is a ring in that colour.
 */
export function drawDot(
  ctx: CanvasRenderingContext2D, kind: string, x: number, y: number, radius: number,
  holding: Held, colour: string, inks: Inks,
): void {
  const open = holding.contested || holding.holder < 0;
  if (holding.status === "presumed" && !open) {
    drawHollow(ctx, kind, x, y, radius, colour, inks);
    return;
  }
  traceDot(ctx, kind, x, y, radius);
  ctx.lineWidth = 2.4;
  ctx.strokeStyle = inks.dotRim;
  ctx.stroke();
  ctx.fillStyle = open ? inks.dotRim : colour;
  ctx.fill();
  if (holding.contested) {
    ctx.save();
    ctx.clip();
    ctx.fillStyle = colour;
    ctx.fillRect(x - radius, y - radius, radius, 2 * radius);
    ctx.restore();
  }
  traceDot(ctx, kind, x, y, radius);
  ctx.lineWidth = 0.9;
  ctx.strokeStyle = open ? colour : inks.ink;
  ctx.stroke();
}

/** A ring in the holder's colour between two thin lines of ink, so that a light colour shows as well. */
function drawHollow(
  ctx: CanvasRenderingContext2D, kind: string, x: number, y: number, radius: number, colour: string, inks: Inks,
): void {
  const rings = [[radius + 1, inks.dotRim], [radius + 0.4, inks.ink], [radius - 0.4, colour], [radius - 0.4 - HOLLOW_PX, inks.dotRim]] as const;
  for (const [reach, ink] of rings) {
    traceDot(ctx, kind, x, y, Math.max(reach, 0.8));
    ctx.fillStyle = ink;
    ctx.fill();
  }
}

/** Settlements are round, bases and airports square, everything else a diamond. */
function traceDot(ctx: CanvasRenderingContext2D, kind: string, x: number, y: number, radius: number): void {
  ctx.beginPath();
  if (kind === "base" || kind === "airport") {
    ctx.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
  } else if (["crossing", "facility", "bridge", "dam"].includes(kind)) {
    const reach = radius * 1.25;
    ctx.moveTo(x, y - reach);
    ctx.lineTo(x + reach, y);
    ctx.lineTo(x, y + reach);
    ctx.lineTo(x - reach, y);
    ctx.closePath();
  } else {
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
  }
}

export function traceStar(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  ctx.beginPath();
  for (let i = 0; i < 10; i++) {
    const reach = i % 2 === 0 ? radius : radius * 0.46;
    const angle = (Math.PI / 5) * i - Math.PI / 2;
    ctx.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
  ctx.closePath();
}
