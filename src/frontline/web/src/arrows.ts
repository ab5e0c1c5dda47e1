// Arrows: the advances of the last days, tapered along their line. Knows no place and no DOM.
import { shortDay } from "./format.js";
import { projectLine, type Line, type Origin } from "./geometry.js";
import { measureLabel, widthOf, type CollisionGrid, type PlacedLabel } from "./labels.js";
import type { AdvanceRecord } from "./payload.js";
import { toScreen, type Frame } from "./stage.js";
import { holderColour, type Inks } from "./theme.js";
import type { Place, World } from "./world.js";

/** An advance stays on the map for this many days, fainter each day. */
const LASTING_DAYS = 2;
const PIECES = 48;
/** An arrow ends before the dot of the place that it leads to, CSS pixels. */
const TIP_GAP = 7;
/** Arrows shorter than this have no date beside them. */
const DATED_PX = 48;
/** A date stands at these parts of an arrow, and this far from its middle line, CSS pixels. */
const DATED_AT = [0.5, 0.35, 0.65];
const BODY_PX = 7;

/** One arrow: steps of a day that lead on from each other. */
export interface Advance extends AdvanceRecord {
  /** The places that were taken on the way, in order. */
  stops: Place[];
}

interface Arrow {
  record: Advance;
  line: Line;
}

export interface Point {
  x: number;
  y: number;
}

export class Arrows {
  private readonly arrows: Arrow[];

  constructor(
    private readonly world: World,
    origin: Origin,
  ) {
    const steps = world.advances.filter((record) => record.line.length >= 2).map((record) => {
      const stop = world.places[record.target];
      return { ...record, stops: stop ? [stop] : [] };
    });
    this.arrows = joinSteps(steps).map((record) => ({
      record,
      line: projectLine(record.line, origin),
    }));
  }

  draw(frame: Frame, day: number, inks: Inks): void {
    if (this.world.view) return;
    toScreen(frame);
    for (const age of [LASTING_DAYS - 1, 0]) {
      for (const { record, line } of this.arrows) {
        if (day - record.day !== age) continue;
        const spine = shortOf(smooth(toPixels(line, frame)), TIP_GAP);
        drawArrow(frame.ctx, spine, holderColour(record.faction, this.world.factions, inks), inks, age > 0 ? 0.4 : 0.95);
      }
    }
  }

  /** The day of each arrow that is long enough, where there is room beside it. */
  dates(frame: Frame, day: number, grid: CollisionGrid, inks: Inks): PlacedLabel[] {
    const labels: PlacedLabel[] = [];
    for (const { record, line } of this.world.view ? [] : this.arrows) {
      const age = day - record.day;
      if (age < 0 || age >= LASTING_DAYS) continue;
      const spine = smooth(toPixels(line, frame));
      const [start, end] = [spine[0]!, spine[PIECES]!];
      if (Math.hypot(end.x - start.x, end.y - start.y) < DATED_PX) continue;
      const text = shortDay(this.world.days[record.day]!);
      const request = { text, x: 0, y: 0, gap: 0, size: 11, bold: true, italic: true, ink: inks.ink, centred: true };
      const label = first(besideArrow(spine, widthOf(frame.ctx, request), request.size), (point) =>
        measureLabel(frame.ctx, { ...request, ...point }, grid, frame));
      if (label) labels.push(label);
    }
    return labels;
  }

  /** The arrow within `reach` CSS pixels of a point, among those drawn; `toPixel` says where a degree is. */
  at(point: Point, day: number, reach: number, toPixel: (lon: number, lat: number) => Point): Advance | null {
    for (let age = 0; age < LASTING_DAYS && !this.world.view; age++) {
      for (const { record } of this.arrows) {
        if (day - record.day !== age) continue;
        const spine = smooth(record.line.map(([lon, lat]) => toPixel(lon, lat)));
        if (spine.some(({ x, y }) => Math.hypot(x - point.x, y - point.y) <= reach)) return record;
      }
    }
    return null;
  }
}

/** Where the middle of a text may stand: clear of the arrow, on either side of its middle, its fore and its rear. */
function besideArrow(spine: Point[], width: number, height: number): Point[] {
  return DATED_AT.flatMap((share) => {
    const { x, y } = spine[Math.round(PIECES * share)]!;
    const normal = normalAt(spine, Math.round(PIECES * share));
    const reach = BODY_PX + (Math.abs(normal.x) * width + Math.abs(normal.y) * height) / 2;
    return [1, -1].map((side) => ({ x: x + side * normal.x * reach, y: y + side * normal.y * reach }));
  });
}

function first<T, U>(items: readonly T[], find: (item: T) => U | null): U | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}

function toPixels(line: Line, { scale, dx, dy }: Frame): Point[] {
  const points: Point[] = [];
  for (let i = 0; i < line.length; i += 2) points.push({ x: line[i]! * scale + dx, y: line[i + 1]! * scale + dy });
  return points;
}

/** Steps of one day along one axis that lead on from each other make one arrow. */
function joinSteps(records: readonly Advance[]): Advance[] {
  const joined: Advance[] = [];
  for (const record of records) {
    const before = joined.findIndex(
      (last) =>
        last.day === record.day && last.faction === record.faction && last.axis === record.axis && last.to === record.from,
    );
    const last = joined[before];
    if (last) joined[before] = { ...last, to: record.to, line: [...last.line, ...record.line.slice(1)], stops: [...last.stops, ...record.stops] };
    else joined.push(record);
  }
  return joined;
}

/** Points at even steps along the line, rounded; a straight line gets a slight bow, as hands draw it. */
function smooth(points: Point[]): Point[] {
  const via = points.length > 2 ? points : bow(points[0]!, points[1]!);
  const at = (i: number): Point => via[Math.max(0, Math.min(via.length - 1, i))]!;
  const curve: Point[] = [];
  for (let i = 0; i + 1 < via.length; i++) {
    const [p0, p1, p2, p3] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const blend = (a: number, b: number, c: number, d: number, u: number): number =>
      0.5 * (2 * b + (c - a) * u + (2 * a - 5 * b + 4 * c - d) * u * u + (3 * b - a - 3 * c + d) * u ** 3);
    for (let u = 0; u < 1; u += 0.125) {
      curve.push({ x: blend(p0.x, p1.x, p2.x, p3.x, u), y: blend(p0.y, p1.y, p2.y, p3.y, u) });
    }
  }
  curve.push(via[via.length - 1]!);
  return evenly(curve);
}

/** The same line, ended some pixels earlier; a short one stays as it is. */
function shortOf(spine: Point[], gap: number): Point[] {
  const end = spine[spine.length - 1]!;
  const kept = spine.filter(({ x, y }) => Math.hypot(end.x - x, end.y - y) >= gap);
  return kept.length >= PIECES / 2 ? evenly(kept) : spine;
}

function evenly(curve: Point[]): Point[] {
  const lengths = [0];
  for (let i = 1; i < curve.length; i++) {
    lengths.push(lengths[i - 1]! + Math.hypot(curve[i]!.x - curve[i - 1]!.x, curve[i]!.y - curve[i - 1]!.y));
  }
  const total = lengths[lengths.length - 1]!;
  let i = 1;
  return Array.from({ length: PIECES + 1 }, (_, k) => {
    const wanted = (total * k) / PIECES;
    while (i < curve.length - 1 && lengths[i]! < wanted) i++;
    const [from, to] = [curve[i - 1]!, curve[i]!];
    const span = lengths[i]! - lengths[i - 1]!;
    const t = span > 0 ? Math.max(0, Math.min(1, (wanted - lengths[i - 1]!) / span)) : 0;
    return { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t };
  });
}

function bow(from: Point, to: Point): Point[] {
  const bend = 0.08;
  return [
    from,
    { x: (from.x + to.x) / 2 + (to.y - from.y) * bend, y: (from.y + to.y) / 2 - (to.x - from.x) * bend },
    to,
  ];
}

function drawArrow(ctx: CanvasRenderingContext2D, spine: Point[], colour: string, inks: Inks, alpha: number): void {
  const length = spine.slice(1).reduce((sum, p, i) => sum + Math.hypot(p.x - spine[i]!.x, p.y - spine[i]!.y), 0);
  if (length < 14) return;
  const width = Math.max(4, Math.min(11, length * 0.09));
  const headLength = Math.min(length * 0.4, width * 2);
  const neck = Math.max(1, Math.round(PIECES * (1 - headLength / length)));
  const left: Point[] = [];
  const right: Point[] = [];
  for (let i = 0; i <= neck; i++) {
    const normal = normalAt(spine, i);
    const half = (0.18 + 0.82 * (i / neck)) * width * 0.5;
    left.push({ x: spine[i]!.x + normal.x * half, y: spine[i]!.y + normal.y * half });
    right.push({ x: spine[i]!.x - normal.x * half, y: spine[i]!.y - normal.y * half });
  }
  const normal = normalAt(spine, neck);
  const base = spine[neck]!;
  const tip = spine[PIECES]!;
  left.push({ x: base.x + normal.x * width, y: base.y + normal.y * width });
  right.push({ x: base.x - normal.x * width, y: base.y - normal.y * width });
  ctx.beginPath();
  for (const { x, y } of [...left, tip, ...right.reverse()]) ctx.lineTo(x, y);
  ctx.closePath();
  ctx.globalAlpha = alpha;
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = inks.halo;
  ctx.stroke();
  ctx.fillStyle = colour;
  ctx.fill();
  ctx.lineWidth = 1.1;
  ctx.strokeStyle = inks.ink;
  ctx.stroke();
  ctx.globalAlpha = 1;
}

function normalAt(spine: Point[], i: number): Point {
  const before = spine[Math.max(0, i - 1)]!;
  const after = spine[Math.min(spine.length - 1, i + 1)]!;
  const length = Math.hypot(after.x - before.x, after.y - before.y) || 1;
  return { x: -(after.y - before.y) / length, y: (after.x - before.x) / length };
}
