// Geometry: Web Mercator, arcs of a topology, paths for a canvas, distances. Knows no holder and no day.
import type { Position } from "geojson";
import type { Topology } from "topojson-specification";

/** The origin of local coordinates, so that single-precision paths stay exact at every zoom. */
export interface Origin {
  x: number;
  y: number;
}

const WORLD = 256;

export function mercatorX(lon: number): number {
  return ((lon + 180) / 360) * WORLD;
}

export function mercatorY(lat: number): number {
  const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD;
}

/** Flat [x, y, x, y ...] in world pixels at zoom 0, relative to an origin. */
export type Line = Float64Array;

export function projectLine(points: readonly Position[], origin: Origin): Line {
  const line = new Float64Array(points.length * 2);
  points.forEach(([lon, lat], i) => {
    line[2 * i] = mercatorX(lon!) - origin.x;
    line[2 * i + 1] = mercatorY(lat!) - origin.y;
  });
  return line;
}

/** Many lines, projected once: the arcs of a topology or of a mesh. */
export class Arcs {
  /** The same points in local coordinates. */
  readonly local: Float64Array;

  constructor(
    /** Longitude and latitude of all points, one line after the other. */
    readonly degrees: Float64Array,
    /** Where each line begins among the points, and where the last one ends. */
    readonly begins: Int32Array,
    origin: Origin,
  ) {
    this.local = new Float64Array(degrees.length);
    for (let i = 0; i < degrees.length; i += 2) {
      this.local[i] = mercatorX(degrees[i]!) - origin.x;
      this.local[i + 1] = mercatorY(degrees[i + 1]!) - origin.y;
    }
  }

  static of(topology: Topology, origin: Origin): Arcs {
    const begins = new Int32Array(topology.arcs.length + 1);
    topology.arcs.forEach((arc, i) => (begins[i + 1] = begins[i]! + arc.length));
    const degrees = new Float64Array(2 * begins[topology.arcs.length]!);
    topology.arcs.forEach((arc, i) => degrees.set(decodeArc(arc, topology), 2 * begins[i]!));
    return new Arcs(degrees, begins, origin);
  }

  /** Append a ring or line, given by its arc numbers (`~n`: backwards), to a path. */
  trace(path: Path2D, arcs: readonly number[], close: boolean): void {
    const { local, begins } = this;
    let first = true;
    let [startX, startY] = [0, 0];
    for (const number of arcs) {
      const arc = number < 0 ? ~number : number;
      const [from, end] = [2 * begins[arc]!, 2 * begins[arc + 1]!];
      const step = number < 0 ? -2 : 2;
      let at = number < 0 ? end - 2 : from;
      if (first) path.moveTo((startX = local[at]!), (startY = local[at + 1]!));
      first = false;
      for (at += step; at >= from && at < end; at += step) path.lineTo(local[at]!, local[at + 1]!);
    }
    // Not closePath: browsers measure the whole path for it, which takes time in squares of its rings.
    if (close && !first) path.lineTo(startX, startY);
  }

  /** How many points the arcs of a ring or line have. */
  size(arcs: readonly number[]): number {
    return arcs.reduce((sum, number) => sum + this.sizeOf(number < 0 ? ~number : number), 0);
  }

  private sizeOf(arc: number): number {
    return this.begins[arc + 1]! - this.begins[arc]!;
  }

  /** An arc as [lon, lat, ...]. */
  degreesOf(arc: number): Float64Array {
    return this.degrees.subarray(2 * this.begins[arc]!, 2 * this.begins[arc + 1]!);
  }

  /** A ring or line, given by its arc numbers, as points in degrees. */
  points(arcs: readonly number[]): Float64Array {
    const out: number[] = [];
    for (const number of arcs) {
      const flat = this.degreesOf(number < 0 ? ~number : number);
      const count = flat.length / 2;
      for (let i = out.length ? 1 : 0; i < count; i++) {
        const at = 2 * (number < 0 ? count - 1 - i : i);
        out.push(flat[at]!, flat[at + 1]!);
      }
    }
    return Float64Array.from(out);
  }
}

function decodeArc(arc: readonly Position[], topology: Topology): Float64Array {
  const flat = new Float64Array(arc.length * 2);
  const { scale, translate } = topology.transform ?? { scale: [1, 1], translate: [0, 0] };
  const delta = topology.transform !== undefined;
  let x = 0;
  let y = 0;
  arc.forEach(([dx, dy], i) => {
    x = delta ? x + dx! : dx!;
    y = delta ? y + dy! : dy!;
    flat[2 * i] = x * scale[0] + translate[0];
    flat[2 * i + 1] = y * scale[1] + translate[1];
  });
  return flat;
}

/**
 * Is a point inside a ring of [lon, lat, ...]? Even-odd, so holes count when rings are asked in turn; so may the lines of
 * a ring, which are not closed by themselves.
 */
export function isInRing(lon: number, lat: number, ring: Float64Array, close = true): boolean {
  let inside = false;
  const count = ring.length / 2;
  for (let i = close ? 0 : 1, j = close ? count - 1 : 0; i < count; j = i++) {
    const yi = ring[2 * i + 1]!;
    const yj = ring[2 * j + 1]!;
    if (yi > lat !== yj > lat) {
      const xi = ring[2 * i]!;
      const xj = ring[2 * j]!;
      if (lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside;
    }
  }
  return inside;
}

const EARTH_KM = 6371.0088;

/** Great-circle distance, kilometres. */
export function distanceKm(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const rad = Math.PI / 180;
  const a =
    Math.sin(((lat2 - lat1) * rad) / 2) ** 2 +
    Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.sin(((lon2 - lon1) * rad) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(a)));
}

/** The distance from a point to a line of [lon, lat, ...]: nearest on a local plane, measured on the sphere. */
export function distanceToLineKm(lon: number, lat: number, line: Float64Array): number {
  const squeeze = Math.cos((lat * Math.PI) / 180);
  let best = Infinity;
  let bestLon = 0;
  let bestLat = 0;
  for (let i = 0; i + 3 < line.length; i += 2) {
    const ax = (line[i]! - lon) * squeeze;
    const ay = line[i + 1]! - lat;
    const dx = (line[i + 2]! - line[i]!) * squeeze;
    const dy = line[i + 3]! - line[i + 1]!;
    const length = dx * dx + dy * dy;
    const t = length > 0 ? Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length)) : 0;
    const gap = (ax + t * dx) ** 2 + (ay + t * dy) ** 2;
    if (gap < best) {
      best = gap;
      bestLon = lon + (ax + t * dx) / squeeze;
      bestLat = lat + ay + t * dy;
    }
  }
  return best === Infinity ? Infinity : distanceKm(lon, lat, bestLon, bestLat);
}

/** A smooth path through points (Catmull-Rom as Bezier pieces). */
export function traceSmooth(path: Path2D, line: Line): void {
  const count = line.length / 2;
  if (count === 0) return;
  const at = (i: number, axis: 0 | 1): number => line[2 * Math.max(0, Math.min(count - 1, i)) + axis]!;
  path.moveTo(at(0, 0), at(0, 1));
  for (let i = 0; i + 1 < count; i++) {
    path.bezierCurveTo(
      at(i, 0) + (at(i + 1, 0) - at(i - 1, 0)) / 6,
      at(i, 1) + (at(i + 1, 1) - at(i - 1, 1)) / 6,
      at(i + 1, 0) - (at(i + 2, 0) - at(i, 0)) / 6,
      at(i + 1, 1) - (at(i + 2, 1) - at(i, 1)) / 6,
      at(i + 1, 0),
      at(i + 1, 1),
    );
  }
}
