// The ground: who holds the land between the places, as zones and fronts of a day. Geometry is stored once,
// a day only regroups it. Knows no place, no claim and no DOM.
import { Coverage, type Chain } from "./coverage.js";
import { Arcs, mercatorX, mercatorY, type Origin } from "./geometry.js";
import { readMesh } from "./mesh.js";
import { LEAST_AREAS, Mosaic } from "./mosaic.js";
import { Parcels, type GroundState } from "./parcels.js";
import { CLASSES, NOBODY, type CertaintyClass } from "./payload.js";
import { Raster } from "./raster.js";
import { toWorld, type Frame } from "./stage.js";
import { FillMaker, holderColour, withAlpha, type Inks } from "./theme.js";
import { className, type World } from "./world.js";

/** All the ground of one holder and certainty on a day. */
interface Zone {
  holder: number;
  certainty: CertaintyClass;
  label: number;
  path: Path2D;
}

interface Front {
  sides: [number, number];
  hostile: boolean;
  path: Path2D;
}

/** A line between two sides, as a reader may ask about it. */
export type FrontState = Pick<Front, "sides" | "hostile">;

/** What the ground is made of. */
interface Pieces {
  arcs: Arcs;
  coverage: Coverage;
  parcels: Parcels;
  /** Draws the ground by pixel where it has thousands of areas; its outlines are traced otherwise. */
  mosaic: Mosaic | null;
}

interface Picture {
  zones: Zone[];
  /** The whole ground of each holder, to clip the tint along its side of a front. */
  grounds: Map<number, Path2D>;
  fronts: Front[];
  /** Are its fronts so many that bands and casings along them would hide the ground, and cost most of the time? */
  isBusy: boolean;
}

/** Ground that one holder has and another had. */
export interface Gain {
  from: number;
  to: number;
  areaKm2: number;
}

/** Days are kept once they were seen; a long campaign forgets the oldest. */
const KEPT_DAYS = 120;
/** A campaign's fronts have some thousand points; those of a table of small cells, a hundred thousand. */
const BUSY_POINTS = 15_000;
/** A front that moves less than this many pixels at this zoom (about 3 km) is the same front. */
const SINCE_ZOOM = 8;
const SINCE_REACH = 6;
const MOST_REACH = 96;
/** Among thousands of areas a front is never far: it is looked for no farther. */
const CLOSE_REACH = 12;

export class Ground {
  /** Nothing while the ground is hidden. */
  private pieces: Pieces | null;
  private readonly all: Pieces | null;
  private readonly pictures = new Map<number, Picture>();
  private probe: CanvasRenderingContext2D | null = null;
  private dailyAreas: Map<number, Float64Array> | null = null;
  private classesSeen: Set<CertaintyClass> | null = null;

  constructor(
    private readonly world: World,
    private readonly origin: Origin,
  ) {
    const record = world.payload.ground;
    this.all = null;
    if (record) {
      const mesh = readMesh(record);
      const arcs = new Arcs(mesh.degrees, mesh.begins, origin);
      const parcels = new Parcels(record.columns, mesh, arcs);
      const isMosaic = record.covers && mesh.areas >= LEAST_AREAS;
      const mosaic = isMosaic ? new Mosaic(world, parcels, new Raster(mesh, arcs)) : null;
      this.all = { arcs, coverage: new Coverage(mesh), parcels, mosaic };
    }
    this.pieces = this.all;
  }

  /** The ground is one, drawn from all claims: where the places are told from a part of them, there is none. */
  show(visible: boolean): void {
    this.pieces = visible ? this.all : null;
    this.pictures.clear();
    this.dailyAreas = null;
    this.classesSeen = null;
  }

  /** Every holder that any parcel has on any day. */
  get everHolding(): Set<number> {
    return new Set(this.pieces?.parcels.holders);
  }

  /** Every certainty class that any parcel has on any day. */
  get everClasses(): Set<CertaintyClass> {
    this.classesSeen ??= new Set([...new Set(this.pieces?.parcels.classes)].map(className));
    return this.classesSeen;
  }

  /** How many parcels changed their holder on each day. */
  changesByDay(): number[] {
    const counts = this.world.days.map(() => 0);
    if (!this.pieces) return counts;
    const { count, begins, days } = this.pieces.parcels;
    for (let n = 0; n < count; n++) {
      for (let i = begins[n]! + 1; i < begins[n + 1]!; i++) if (days[i]! < counts.length) counts[days[i]!]! += 1;
    }
    return counts;
  }

  get isEmpty(): boolean {
    return !this.pieces || this.pieces.parcels.count === 0;
  }

  drawZones(frame: Frame, day: number, fills: FillMaker, inks: Inks): void {
    if (this.pieces?.mosaic) {
      this.pieces.mosaic.drawZones(frame, day, fills);
      return;
    }
    const { ctx, scale } = frame;
    const picture = this.picture(day);
    toWorld(frame);
    for (const { holder, certainty, path } of picture.zones) {
      const { wash, pattern } = fills.fill(holder, certainty);
      ctx.fillStyle = wash;
      ctx.fill(path, "evenodd");
      if (pattern) {
        pattern.setTransform(new DOMMatrix().scale(1 / (scale * frame.ratio)));
        ctx.fillStyle = pattern;
        ctx.fill(path, "evenodd");
      }
    }
    if (!picture.isBusy) this.drawTints(frame, picture, inks);
  }

  /** A band of each side's colour along its own side of the front: the line tells the sides apart. */
  private drawTints(frame: Frame, picture: Picture, inks: Inks): void {
    const { ctx, scale, zoom } = frame;
    const width = (zoom < 6.4 ? 6 : zoom < 7.5 ? 9 : 13) / scale;
    ctx.lineJoin = "round";
    for (const [holder, path] of picture.grounds) {
      if (holder < 0) continue;
      ctx.save();
      ctx.clip(path, "evenodd");
      ctx.strokeStyle = holderColour(holder, this.world.factions, inks);
      ctx.globalAlpha = 0.75;
      ctx.lineWidth = width;
      for (const { sides, hostile, path: line } of picture.fronts) {
        if (hostile && sides.includes(holder)) ctx.stroke(line);
      }
      ctx.restore();
    }
  }

  /** Front lines: the strongest lines of the map, with a casing. Between allies only a thin broken line. */
  drawFronts(frame: Frame, day: number, inks: Inks): void {
    if (this.pieces?.mosaic) {
      this.pieces.mosaic.drawFronts(frame, day, inks);
      return;
    }
    const { ctx, scale, zoom } = frame;
    toWorld(frame);
    const { fronts, isBusy } = this.picture(day);
    ctx.lineJoin = isBusy ? "bevel" : "round";
    ctx.lineCap = isBusy ? "butt" : "round";
    const weight = isBusy ? 1 : zoom < 6.4 ? 1.5 : zoom < 7.5 ? 2 : 2.6;
    for (const { hostile, sides, path } of fronts) {
      if (hostile) continue;
      const known = sides[0] >= 0 && sides[1] >= 0;
      ctx.strokeStyle = inks.front;
      ctx.globalAlpha = known ? 0.6 : 0.4;
      ctx.lineWidth = (known ? 1.1 : 0.9) / scale;
      ctx.setLineDash(known ? [5 / scale, 4 / scale] : []);
      ctx.stroke(path);
    }
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
    for (const casing of isBusy ? [false] : [true, false]) {
      ctx.strokeStyle = casing ? inks.frontCasing : inks.front;
      ctx.lineWidth = (casing ? weight + 2 : weight) / scale;
      for (const { hostile, path } of fronts) if (hostile) ctx.stroke(path);
    }
  }

  /** The front within `reach` CSS pixels of a point, at a zoom. */
  frontAt(lon: number, lat: number, day: number, zoom: number, reach: number): FrontState | null {
    if (!this.pieces) return null;
    const scale = 2 ** zoom;
    const [x, y] = [mercatorX(lon) - this.origin.x, mercatorY(lat) - this.origin.y];
    if (this.pieces.mosaic) return this.pieces.mosaic.frontAt(x, y, day, Math.min(reach, CLOSE_REACH));
    this.probe ??= document.createElement("canvas").getContext("2d");
    if (!this.probe) return null;
    // The path in CSS pixels around the point: what is asked for is then (0, 0).
    this.probe.setTransform(scale, 0, 0, scale, -x * scale, -y * scale);
    this.probe.lineWidth = (2 * reach) / scale;
    const probe = this.probe;
    const found = this.picture(day).fronts.filter(({ path }) => probe.isPointInStroke(path, 0, 0));
    const front = found.find(({ hostile }) => hostile) ?? found[0];
    return front ? { sides: front.sides, hostile: front.hostile } : null;
  }

  /** Since when the same two sides have met here, in one run up to this day. */
  frontSince(lon: number, lat: number, sides: readonly [number, number], day: number): number {
    const isHere = (on: number, reach: number): boolean =>
      this.frontAt(lon, lat, on, SINCE_ZOOM, reach)?.sides.join("/") === sides.join("/");
    // A finger on a small map is kilometres beside the line: as far as it is from today's, it may be from yesterday's.
    let reach = SINCE_REACH;
    while (reach < MOST_REACH && !isHere(day, reach)) reach *= 2;
    let since = day;
    while (since > 0 && isHere(since - 1, reach)) since -= 1;
    return since;
  }

  /** What changed hands between two days: a strong edge in the colour of whoever has it now. */
  drawGains(frame: Frame, since: number, day: number, inks: Inks): void {
    const { ctx, scale } = frame;
    toWorld(frame);
    ctx.lineJoin = "round";
    if (!this.pieces) return;
    const { parcels, coverage } = this.pieces;
    const before = parcels.sidesOn(since);
    const labels = parcels.sidesOn(day).map((side, n) => (side === before[n] ? NOBODY : side));
    for (const [holder, chains] of coverage.outlines(labels, NOBODY)) {
      if (holder < 0) continue;
      const path = this.trace(chains, true);
      const colour = holderColour(holder, this.world.factions, inks);
      ctx.save();
      ctx.clip(path, "evenodd");
      ctx.fillStyle = withAlpha(colour, 0.3);
      ctx.fill(path, "evenodd");
      ctx.lineWidth = 9 / scale;
      ctx.strokeStyle = withAlpha(inks.dark ? "#ffffff" : "#000000", 0.8);
      ctx.stroke(path);
      ctx.lineWidth = 5.5 / scale;
      ctx.strokeStyle = colour;
      ctx.stroke(path);
      ctx.restore();
    }
  }

  /** Who gained how much from whom between two days, the largest first. */
  gains(since: number, day: number): Gain[] {
    const gains = new Map<string, Gain>();
    const parcels = this.pieces?.parcels;
    for (let n = 0; parcels && n < parcels.count; n++) {
      const [from, to] = [parcels.sideOn(n, since), parcels.sideOn(n, day)];
      if (from === to) continue;
      const gain = gains.get(`${from}/${to}`) ?? { from, to, areaKm2: 0 };
      gain.areaKm2 += parcels.areasKm2[n]!;
      gains.set(`${from}/${to}`, gain);
    }
    return [...gains.values()].sort((a, b) => b.areaKm2 - a.areaKm2);
  }

  /** Who holds the ground at a point; null outside the parcels. */
  stateAt(lon: number, lat: number, day: number): GroundState | null {
    const parcel = this.pieces?.parcels.at(lon, lat) ?? null;
    return parcel === null ? null : this.pieces!.parcels.stateOn(parcel, day);
  }

  /** Every change of the ground at a point: the days on which its holder or certainty changed. */
  historyAt(lon: number, lat: number): GroundState[] {
    const parcel = this.pieces?.parcels.at(lon, lat) ?? null;
    return parcel === null ? [] : this.pieces!.parcels.history(parcel);
  }

  /** Square kilometres by holder and certainty class on a day. */
  areas(day: number): { holder: number; certainty: CertaintyClass; areaKm2: number }[] {
    const sums = new Map<number, number>();
    const parcels = this.pieces?.parcels;
    parcels?.zonesOn(day).forEach((label, n) => {
      if (label !== NOBODY) sums.set(label, (sums.get(label) ?? 0) + parcels.areasKm2[n]!);
    });
    return [...sums].sort(([a], [b]) => a - b).map(([label, areaKm2]) => ({ ...zoneOf(label), areaKm2 }));
  }

  /** Square kilometres of each holder on every day; contested ground is a holder of its own, unknown is nobody's. */
  areasByDay(): Map<number, Float64Array> {
    if (this.dailyAreas) return this.dailyAreas;
    const areas = new Map<number, Float64Array>();
    const last = this.world.days.length;
    const parcels = this.pieces?.parcels;
    for (let n = 0; parcels && n < parcels.count; n++) {
      for (let i = parcels.begins[n]!; i < parcels.begins[n + 1]!; i++) {
        const side = parcels.sideOf(i);
        const column = areas.get(side) ?? new Float64Array(last);
        areas.set(side, column);
        const end = i + 1 < parcels.begins[n + 1]! ? parcels.days[i + 1]! : last;
        if (parcels.days[i]! >= Math.min(end, last)) continue;
        column[parcels.days[i]!]! += parcels.areasKm2[n]!;
        if (end < last) column[end]! -= parcels.areasKm2[n]!;
      }
    }
    // What begins and ends on each day, summed up.
    for (const column of areas.values()) for (let day = 1; day < last; day++) column[day]! += column[day - 1]!;
    this.dailyAreas = areas;
    return areas;
  }

  /** Kilometres from a point to the nearest ground that one of the holders has; 0 inside it, null without any. */
  distanceToHoldersKm(lon: number, lat: number, holders: readonly number[], day: number): number | null {
    const here = this.stateAt(lon, lat, day);
    if (here && here.certainty !== "contested" && holders.includes(here.holder)) return 0;
    let best = Infinity;
    const parcels = this.pieces?.parcels;
    for (let n = 0; parcels && n < parcels.count; n++) {
      // Contested and unknown ground are sides of their own.
      if (holders.includes(parcels.sideOn(n, day))) best = Math.min(best, parcels.distanceKm(n, lon, lat));
    }
    return best === Infinity ? null : best;
  }

  private picture(day: number): Picture {
    const known = this.pictures.get(day);
    if (known) return known;
    const picture = this.compose(day);
    if (this.pictures.size >= KEPT_DAYS) this.pictures.delete(this.pictures.keys().next().value!);
    this.pictures.set(day, picture);
    return picture;
  }

  private compose(day: number): Picture {
    const picture: Picture = { zones: [], grounds: new Map(), fronts: [], isBusy: false };
    if (!this.pieces) return picture;
    const { arcs, coverage, parcels } = this.pieces;
    for (const [label, chains] of coverage.outlines(parcels.zonesOn(day), NOBODY)) {
      picture.zones.push({ ...zoneOf(label), label, path: this.trace(chains, true) });
    }
    picture.zones.sort((a, b) => a.label - b.label);
    const sides = parcels.sidesOn(day);
    for (const [holder, chains] of coverage.outlines(sides, NOBODY)) picture.grounds.set(holder, this.trace(chains, true));
    // A front is where two neighbours have different holders.
    const borders = coverage.borders(sides, NOBODY);
    const points = borders.flatMap(({ chains }) => chains).reduce((sum, chain) => sum + arcs.size(chain), 0);
    picture.isBusy = points > BUSY_POINTS;
    picture.fronts = borders.map(({ labels: [a, b], chains }) => ({
      sides: [a, b],
      hostile: a >= 0 && !this.world.areAllied(a, b),
      path: this.trace(chains, false),
    }));
    return picture;
  }

  private trace(chains: readonly Chain[], close: boolean): Path2D {
    const path = new Path2D();
    for (const chain of chains) this.pieces!.arcs.trace(path, chain, close);
    return path;
  }
}

/** What `Parcels.zonesOn` says of a zone. */
function zoneOf(label: number): { holder: number; certainty: CertaintyClass } {
  return { holder: Math.floor(label / CLASSES.length) - 2, certainty: className(label % CLASSES.length) };
}
