// The ground: who holds the land between the places, as zones and fronts of a day. Geometry is stored once,
// a day only regroups it. Knows no place, no claim and no DOM.
import { Coverage, ringsOfArea, type Area, type Chain } from "./coverage.js";
import { Arcs, distanceToLineKm, isInRing, mercatorX, mercatorY, type Origin } from "./geometry.js";
import { CLASSES, CONTESTED, NOBODY, type CertaintyClass, type GroundTopology, type ParcelProperties } from "./payload.js";
import { toWorld, type Frame } from "./stage.js";
import { FillMaker, holderColour, withAlpha, type Inks } from "./theme.js";
import { className, type World } from "./world.js";

type ParcelGeometry = Area & { properties: ParcelProperties };

export interface GroundState {
  holder: number;
  certainty: CertaintyClass;
  since: number;
}

interface Parcel {
  geometry: Area;
  history: ParcelProperties["h"];
  areaKm2: number;
  rings: Float64Array[] | null;
}

/** All the ground of one holder and certainty on a day. */
interface Zone {
  holder: number;
  certainty: CertaintyClass;
  path: Path2D;
  areaKm2: number;
}

interface Front {
  sides: [number, number];
  hostile: boolean;
  path: Path2D;
}

/** A line between two sides, as a reader may ask about it. */
export type FrontState = Pick<Front, "sides" | "hostile">;

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

export class Ground {
  /** Nothing while the ground is hidden. */
  private parcels: Parcel[];
  private coverage: Coverage | null;
  private readonly arcs: Arcs | null;
  private readonly all: { parcels: Parcel[]; coverage: Coverage | null };
  private readonly pictures = new Map<number, Picture>();
  private probe: CanvasRenderingContext2D | null = null;
  private dailyAreas: Map<number, Float64Array> | null = null;
  private classesSeen: Set<CertaintyClass> | null = null;

  constructor(
    private readonly world: World,
    private readonly origin: Origin,
  ) {
    const topology: GroundTopology | null = world.payload.ground;
    this.arcs = topology ? new Arcs(topology, origin) : null;
    const geometries = (topology?.objects.parcels.geometries ?? []) as ParcelGeometry[];
    this.coverage = this.arcs ? new Coverage(geometries, this.arcs) : null;
    this.parcels = geometries.map((geometry) => ({
      geometry,
      history: geometry.properties.h,
      areaKm2: geometry.properties.km2,
      rings: null,
    }));
    this.all = { parcels: this.parcels, coverage: this.coverage };
  }

  /** The ground is one, drawn from all claims: where the places are told from a part of them, there is none. */
  show(visible: boolean): void {
    this.parcels = visible ? this.all.parcels : [];
    this.coverage = visible ? this.all.coverage : null;
    this.pictures.clear();
    this.dailyAreas = null;
    this.classesSeen = null;
  }

  /** Every holder that any parcel has on any day. */
  get everHolding(): Set<number> {
    return new Set(this.parcels.flatMap((parcel) => parcel.history.map((step) => step[1])));
  }

  /** Every certainty class that any parcel has on any day. */
  get everClasses(): Set<CertaintyClass> {
    this.classesSeen ??= this.seeClasses();
    return this.classesSeen;
  }

  private seeClasses(): Set<CertaintyClass> {
    const seen = this.parcels.flatMap(({ history }) =>
      history.map(([, holder, certainty]) => (holder === NOBODY ? "unknown" : className(certainty))),
    );
    return new Set(seen);
  }

  /** How many parcels changed their holder on each day. */
  changesByDay(): number[] {
    const counts = this.world.days.map(() => 0);
    for (const { history } of this.parcels) {
      for (const [day] of history.slice(1)) if (day < counts.length) counts[day]! += 1;
    }
    return counts;
  }

  get isEmpty(): boolean {
    return this.parcels.length === 0;
  }

  drawZones(frame: Frame, day: number, fills: FillMaker, inks: Inks): void {
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
    if (!this.coverage) return null;
    const scale = 2 ** zoom;
    this.probe ??= document.createElement("canvas").getContext("2d");
    if (!this.probe) return null;
    // The path in CSS pixels around the point: what is asked for is then (0, 0).
    const [x, y] = [mercatorX(lon) - this.origin.x, mercatorY(lat) - this.origin.y];
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
    const labels = this.label((parcel) => (sideOn(parcel, since) === sideOn(parcel, day) ? NOBODY : sideOn(parcel, day)));
    for (const [holder, chains] of this.coverage?.outlines(labels, NOBODY) ?? []) {
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
    for (const parcel of this.changedParcels(since, day)) {
      const [from, to] = [sideOn(parcel, since), sideOn(parcel, day)];
      const gain = gains.get(`${from}/${to}`) ?? { from, to, areaKm2: 0 };
      gain.areaKm2 += parcel.areaKm2;
      gains.set(`${from}/${to}`, gain);
    }
    return [...gains.values()].sort((a, b) => b.areaKm2 - a.areaKm2);
  }

  private changedParcels(since: number, day: number): Parcel[] {
    return this.parcels.filter((parcel) => sideOn(parcel, since) !== sideOn(parcel, day));
  }

  /** Who holds the ground at a point; null outside the parcels. */
  stateAt(lon: number, lat: number, day: number): GroundState | null {
    const parcel = this.parcels.find((candidate) => this.contains(candidate, lon, lat));
    return parcel ? stateOn(parcel, day) : null;
  }

  /** Every change of the ground at a point: the days on which its holder or certainty changed. */
  historyAt(lon: number, lat: number): GroundState[] {
    const parcel = this.parcels.find((candidate) => this.contains(candidate, lon, lat));
    return (parcel?.history ?? []).map(([since, holder, certainty]) => ({
      since,
      holder,
      certainty: className(certainty),
    }));
  }

  /** Square kilometres by holder and certainty class on a day. */
  areas(day: number): { holder: number; certainty: CertaintyClass; areaKm2: number }[] {
    return this.picture(day).zones.map(({ holder, certainty, areaKm2 }) => ({ holder, certainty, areaKm2 }));
  }

  /** Square kilometres of each holder on every day; contested ground is a holder of its own, unknown is nobody's. */
  areasByDay(): Map<number, Float64Array> {
    if (this.dailyAreas) return this.dailyAreas;
    const areas = new Map<number, Float64Array>();
    const count = this.world.days.length;
    for (const { history, areaKm2 } of this.parcels) {
      history.forEach(([from, holder, certainty], i) => {
        const name = className(certainty);
        const side = name === "unknown" || holder === NOBODY ? NOBODY : name === "contested" ? CONTESTED : holder;
        const column = areas.get(side) ?? new Float64Array(count);
        areas.set(side, column);
        const [first, end] = [Math.max(0, from), history[i + 1]?.[0] ?? count];
        if (first >= Math.min(end, count)) return;
        column[first]! += areaKm2;
        if (end < count) column[end]! -= areaKm2;
      });
    }
    // What begins and ends on each day, summed up.
    for (const column of areas.values()) for (let day = 1; day < count; day++) column[day]! += column[day - 1]!;
    this.dailyAreas = areas;
    return areas;
  }

  /** Kilometres from a point to the nearest ground that one of the holders has; 0 inside it, null without any. */
  distanceToHoldersKm(lon: number, lat: number, holders: readonly number[], day: number): number | null {
    const here = this.stateAt(lon, lat, day);
    if (here && here.certainty !== "contested" && holders.includes(here.holder)) return 0;
    let best = Infinity;
    for (const parcel of this.parcels) {
      const { holder, certainty } = stateOn(parcel, day);
      if (!holders.includes(holder) || certainty === "contested" || certainty === "unknown") continue;
      for (const ring of this.rings(parcel)) best = Math.min(best, distanceToLineKm(lon, lat, ring));
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
    if (!this.coverage) return picture;
    const zones = new Map<number, Zone>();
    const zoneLabels = this.label((parcel) => {
      const { holder, certainty } = stateOn(parcel, day);
      if (certainty === "unknown") return NOBODY;
      const label = (holder + 2) * CLASSES.length + CLASSES.indexOf(certainty);
      const zone = zones.get(label) ?? { holder, certainty, areaKm2: 0, path: new Path2D() };
      zone.areaKm2 += parcel.areaKm2;
      zones.set(label, zone);
      return label;
    });
    for (const [label, chains] of this.coverage.outlines(zoneLabels, NOBODY)) zones.get(label)!.path = this.trace(chains, true);
    picture.zones = [...zones].sort(([a], [b]) => a - b).map(([, zone]) => zone);
    const sides = this.label((parcel) => sideOn(parcel, day));
    for (const [holder, chains] of this.coverage.outlines(sides, NOBODY)) picture.grounds.set(holder, this.trace(chains, true));
    // A front is where two neighbours have different holders.
    const borders = this.coverage.borders(sides, NOBODY);
    const points = borders.flatMap(({ chains }) => chains).reduce((sum, chain) => sum + this.arcs!.size(chain), 0);
    picture.isBusy = points > BUSY_POINTS;
    picture.fronts = borders.map(({ labels: [a, b], chains }) => ({
      sides: [a, b],
      hostile: a >= 0 && !this.world.areAllied(a, b),
      path: this.trace(chains, false),
    }));
    return picture;
  }

  private label(labelOf: (parcel: Parcel) => number): Int32Array {
    return Int32Array.from(this.parcels, labelOf);
  }

  private trace(chains: readonly Chain[], close: boolean): Path2D {
    const path = new Path2D();
    for (const chain of chains) this.arcs!.trace(path, chain, close);
    return path;
  }

  private rings(parcel: Parcel): Float64Array[] {
    if (!parcel.rings) {
      parcel.rings = ringsOfArea(parcel.geometry).map((ring) => this.arcs!.points(ring));
    }
    return parcel.rings;
  }

  private contains(parcel: Parcel, lon: number, lat: number): boolean {
    let inside = false;
    for (const ring of this.rings(parcel)) if (isInRing(lon, lat, ring)) inside = !inside;
    return inside;
  }
}

function stateOn(parcel: Parcel, day: number): GroundState {
  let found = parcel.history[0];
  for (const step of parcel.history) {
    if (step[0] > day) break;
    found = step;
  }
  if (!found || found[0] > day) return { holder: NOBODY, certainty: "unknown", since: 0 };
  const [since, holder, certainty] = found;
  return { holder, certainty: holder === NOBODY ? "unknown" : className(certainty), since };
}

/** The holder as a front sees it: contested ground is a side of its own, unknown ground is nobody's. */
function sideOn(parcel: Parcel, day: number): number {
  const { holder, certainty } = stateOn(parcel, day);
  if (certainty === "unknown") return NOBODY;
  return certainty === "contested" ? CONTESTED : holder;
}
