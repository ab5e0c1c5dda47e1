// Parcels: pieces of ground with one history each, by number. Who held one on a day, which one lies at a point, how far it
// is. Knows no pixel and no DOM.
import { distanceToLineKm, isInRing, type Arcs } from "./geometry.js";
import { measureKm2, OUTSIDE, type Mesh } from "./mesh.js";
import { CLASSES, CONTESTED, NOBODY, type CertaintyClass, type GroundColumns } from "./payload.js";
import { className } from "./world.js";

export interface GroundState {
  holder: number;
  certainty: CertaintyClass;
  since: number;
}

const UNKNOWN: GroundState = { holder: NOBODY, certainty: "unknown", since: 0 };
const UNKNOWN_CLASS = CLASSES.indexOf("unknown");
const CONTESTED_CLASS = CLASSES.indexOf("contested");

export class Parcels {
  readonly count: number;
  readonly areasKm2: Float64Array;
  /** The steps of parcel n are from `begins[n]` to before `begins[n + 1]`. */
  readonly begins: Int32Array;
  readonly days: Int32Array;
  readonly holders: Int32Array;
  readonly classes: Int32Array;
  private linesOf: { begins: Int32Array; lines: Int32Array } | null = null;

  constructor(
    columns: GroundColumns,
    private readonly mesh: Mesh,
    private readonly arcs: Arcs,
  ) {
    const { counts, days: gaps, holders, classes, km2 } = columns;
    this.count = counts.length;
    this.begins = new Int32Array(this.count + 1);
    this.days = new Int32Array(gaps.length);
    for (let n = 0; n < this.count; n++) {
      const [from, end] = [this.begins[n]!, this.begins[n]! + counts[n]!];
      this.begins[n + 1] = end;
      for (let i = from, day = 0; i < end; i++) this.days[i] = day += gaps[i]!;
    }
    this.holders = holders.map((number) => number - 2);
    // Ground without a holder is unknown, whatever its class says.
    this.classes = classes.map((number, i) => (this.holders[i] === NOBODY ? UNKNOWN_CLASS : number));
    const measured = measureKm2(mesh);
    this.areasKm2 = Float64Array.from(km2, (tenths, n) => (Math.round(10 * (measured[n] ?? 0)) + tenths) / 10);
  }

  /** The step of a parcel that tells of a day; -1 before its first. */
  stepOn(parcel: number, day: number): number {
    const first = this.begins[parcel]!;
    let at = this.begins[parcel + 1]! - 1;
    while (at >= first && this.days[at]! > day) at -= 1;
    return at >= first ? at : -1;
  }

  stateOf(step: number): GroundState {
    if (step < 0) return UNKNOWN;
    return { holder: this.holders[step]!, certainty: className(this.classes[step]!), since: this.days[step]! };
  }

  stateOn(parcel: number, day: number): GroundState {
    return this.stateOf(this.stepOn(parcel, day));
  }

  /** The holder as a front sees it: contested ground is a side of its own, unknown ground is nobody's. */
  sideOf(step: number): number {
    if (step < 0 || this.classes[step] === UNKNOWN_CLASS) return NOBODY;
    return this.classes[step] === CONTESTED_CLASS ? CONTESTED : this.holders[step]!;
  }

  sideOn(parcel: number, day: number): number {
    return this.sideOf(this.stepOn(parcel, day));
  }

  /** The side of each parcel on a day, as fronts see it. */
  sidesOn(day: number): Int32Array {
    const labels = new Int32Array(this.count);
    for (let n = 0; n < this.count; n++) labels[n] = this.sideOn(n, day);
    return labels;
  }

  /** The zone of each parcel on a day: 2 more than its holder, times the number of classes, and its class; or nobody's. */
  zonesOn(day: number): Int32Array {
    const labels = new Int32Array(this.count);
    for (let n = 0; n < this.count; n++) {
      const step = this.stepOn(n, day);
      const isKnown = step >= 0 && this.classes[step] !== UNKNOWN_CLASS;
      labels[n] = isKnown ? (this.holders[step]! + 2) * CLASSES.length + this.classes[step]! : NOBODY;
    }
    return labels;
  }

  history(parcel: number): GroundState[] {
    const steps: GroundState[] = [];
    for (let i = this.begins[parcel]!; i < this.begins[parcel + 1]!; i++) steps.push(this.stateOf(i));
    return steps;
  }

  /** The parcel at a point; null outside all of them. */
  at(lon: number, lat: number): number | null {
    for (let n = 0; n < this.mesh.areas; n++) if (this.contains(n, lon, lat)) return n;
    return null;
  }

  /** Kilometres to the edge of a parcel. */
  distanceKm(parcel: number, lon: number, lat: number): number {
    let best = Infinity;
    for (const line of this.lines(parcel)) best = Math.min(best, distanceToLineKm(lon, lat, this.arcs.degreesOf(line)));
    return best;
  }

  private contains(parcel: number, lon: number, lat: number): boolean {
    let inside = false;
    // A line between two parts of the same parcel is no edge of it.
    for (const line of this.lines(parcel)) if (isInRing(lon, lat, this.arcs.degreesOf(line), false)) inside = !inside;
    return inside;
  }

  private lines(parcel: number): Int32Array {
    this.linesOf ??= this.sortLines();
    const { begins, lines } = this.linesOf;
    return lines.subarray(begins[parcel]!, begins[parcel + 1]!);
  }

  private sortLines(): { begins: Int32Array; lines: Int32Array } {
    const { areas, forward, backward } = this.mesh;
    const begins = new Int32Array(this.count + 1);
    const sides = [forward, backward];
    const each = (visit: (area: number, line: number) => void): void => {
      for (const side of sides) {
        side.forEach((area, line) => {
          if (area !== OUTSIDE && forward[line] !== backward[line]) visit(area, line);
        });
      }
    };
    each((area) => (begins[area + 1]! += 1));
    for (let n = 0; n < this.count; n++) begins[n + 1]! += begins[n]!;
    const lines = new Int32Array(begins[areas]!);
    const next = begins.slice();
    each((area, line) => (lines[next[area]!++] = line));
    return { begins, lines };
  }
}
