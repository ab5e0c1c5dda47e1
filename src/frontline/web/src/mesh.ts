// The mesh: areas that share their edges, read from columns of small numbers. `frontline/payload/mesh.py` writes them and
// tells what each column means. Knows no holder, no day and no pixel.
import type { GroundColumns, GroundRecord } from "./payload.js";

export const OUTSIDE = -1;
/** As in `mesh.py`. */
const FAR = 15;

/** Lines between nodes; `~n` is line n backwards. */
export interface Mesh {
  areas: number;
  /** Longitude and latitude of the points of every line, one line after the other. */
  degrees: Float64Array;
  /** Where each line begins among the points; the last number is where they end. */
  begins: Int32Array;
  startNode: Int32Array;
  endNode: Int32Array;
  /** The area that runs along a line forwards, and the one that runs along it backwards. */
  forward: Int32Array;
  backward: Int32Array;
}

export function readMesh(ground: GroundRecord): Mesh {
  return new Reader(ground).read();
}

const NONE = -1;

/** The lines that are open on one side, by a node that they end or start at, the oldest first: a chain for each node. */
class Ends {
  private readonly first: Int32Array;
  private readonly next: Int32Array;

  constructor(nodes: number, lines: number) {
    this.first = new Int32Array(nodes).fill(NONE);
    this.next = new Int32Array(lines).fill(NONE);
  }

  /** The n-th line at a node, from 1 on. */
  at(node: number, n: number): number {
    let line = this.first[node]!;
    for (; n > 1; n--) line = this.next[line]!;
    return line;
  }

  add(node: number, line: number): void {
    let last = this.first[node]!;
    if (last === NONE) this.first[node] = line;
    else {
      while (this.next[last] !== NONE) last = this.next[last]!;
      this.next[last] = line;
    }
  }

  remove(node: number, line: number): void {
    const after = this.next[line]!;
    this.next[line] = NONE;
    let before = this.first[node]!;
    if (before === line) this.first[node] = after;
    else {
      while (this.next[before] !== line) before = this.next[before]!;
      this.next[before] = after;
    }
  }
}

class Reader {
  private readonly columns: GroundColumns;
  private readonly next: Record<keyof GroundColumns, number>;
  private readonly mesh: Mesh;
  private readonly ending: Ends;
  private readonly starting: Ends;
  private readonly isOpen: Uint8Array;
  private lines = 0;
  private points = 0;
  private oldest = 0;
  /** Of every node, and of the last point that was read: where it is, in steps. */
  private readonly nodeX: Int32Array;
  private readonly nodeY: Int32Array;
  private nodes = 0;
  private x = 0;
  private y = 0;

  constructor(private readonly ground: GroundRecord) {
    this.columns = ground.columns;
    const { inner } = this.columns;
    const count = inner.length;
    this.isOpen = new Uint8Array(count);
    this.next = Object.fromEntries(Object.keys(this.columns).map((name) => [name, 0])) as Record<keyof GroundColumns, number>;
    // Every node ends a line or begins a ring.
    const mostNodes = count + this.columns.owners.length;
    this.nodeX = new Int32Array(mostNodes);
    this.nodeY = new Int32Array(mostNodes);
    this.ending = new Ends(mostNodes, count);
    this.starting = new Ends(mostNodes, count);
    this.mesh = {
      areas: 0,
      degrees: new Float64Array(2 * inner.reduce((sum, points) => sum + points + 2, 0)),
      begins: new Int32Array(count + 1),
      startNode: new Int32Array(count),
      endNode: new Int32Array(count),
      forward: new Int32Array(count).fill(OUTSIDE),
      backward: new Int32Array(count).fill(OUTSIDE),
    };
  }

  read(): Mesh {
    for (let ring = 0; ring < this.columns.owners.length; ring++) {
      const start = this.firstNode();
      const back = this.take("owners");
      const area = back === 0 ? this.mesh.areas++ : this.mesh.areas - back;
      for (let node = this.follow(start, start, area); node !== start; ) node = this.follow(node, start, area);
    }
    return this.mesh;
  }

  private take(name: keyof GroundColumns): number {
    return this.columns[name][this.next[name]++]!;
  }

  /** The node where the next ring begins: at the end of the oldest open line that it takes back, or anywhere. */
  private firstNode(): number {
    const skips = this.take("skips");
    for (let n = 0; n < skips; n++) this.close(this.oldestOpen());
    const line = this.oldestOpen();
    return line < this.lines ? this.mesh.endNode[line]! : this.namedNode(this.take("begins"));
  }

  private oldestOpen(): number {
    while (this.oldest < this.lines && !this.isOpen[this.oldest]) this.oldest += 1;
    return this.oldest;
  }

  /** Go along the next line of a ring; return the node that it leads to. */
  private follow(node: number, start: number, area: number): number {
    const turn = this.take("turns");
    if (turn === 0) return this.draw(node, start, area);
    const line = this.ending.at(node, turn);
    this.close(line);
    this.mesh.backward[line] = area;
    return this.mesh.startNode[line]!;
  }

  private draw(node: number, start: number, area: number): number {
    const { mesh, lines: line } = this;
    this.goTo(node);
    mesh.begins[line] = this.points;
    this.write();
    for (let inner = this.take("inner"); inner > 0; inner--) {
      this.move();
      this.write();
    }
    const end = this.endNode(start);
    this.goTo(end);
    this.write();
    mesh.begins[line + 1] = this.points;
    mesh.startNode[line] = node;
    mesh.endNode[line] = end;
    mesh.forward[line] = area;
    this.isOpen[line] = 1;
    this.starting.add(node, line);
    this.ending.add(end, line);
    this.lines += 1;
    return end;
  }

  private endNode(start: number): number {
    const code = this.take("ends");
    if (code === 0) return this.namedNode(0);
    if (code === FAR) return this.namedNode(this.take("joins"));
    let node = start;
    for (let n = 1; n < code; n++) node = this.mesh.endNode[this.starting.at(node, 1)]!;
    return node;
  }

  private namedNode(back: number): number {
    if (back > 0) return this.nodes - back;
    this.move();
    this.nodeX[this.nodes] = this.x;
    this.nodeY[this.nodes] = this.y;
    return this.nodes++;
  }

  private goTo(node: number): void {
    this.x = this.nodeX[node]!;
    this.y = this.nodeY[node]!;
  }

  private close(line: number): void {
    this.isOpen[line] = 0;
    this.starting.remove(this.mesh.startNode[line]!, line);
    this.ending.remove(this.mesh.endNode[line]!, line);
  }

  private move(): void {
    this.x += this.take("dx");
    this.y += this.take("dy");
  }

  private write(): void {
    const { origin, step } = this.ground;
    this.mesh.degrees[2 * this.points] = origin[0] + this.x * step;
    this.mesh.degrees[2 * this.points + 1] = origin[1] + this.y * step;
    this.points += 1;
  }
}

/** WGS 84: half the long axis in km, and the eccentricity. */
const AXIS_KM = 6378.137;
const ECCENTRICITY = 0.0818191908426215;

/**
 * Square kilometres of each area on the ellipsoid, as `frontline/payload/ground.py` measures them: the strip between an edge
 * and the equator, by the authalic latitude (Snyder, "Map Projections: A Working Manual", formula 3-12).
 */
export function measureKm2({ areas, degrees, begins, forward, backward }: Mesh): Float64Array {
  const sums = new Float64Array(areas);
  const rest = (1 - ECCENTRICITY ** 2) / ECCENTRICITY;
  const band = (lat: number): number => {
    const sine = ECCENTRICITY * Math.sin((lat * Math.PI) / 180);
    return (rest * (sine / (1 - sine ** 2) + Math.atanh(sine)) * AXIS_KM ** 2) / 2;
  };
  for (let line = 0; line + 1 < begins.length; line++) {
    let below = 0;
    let last = band(degrees[2 * begins[line]! + 1]!);
    for (let i = begins[line]! + 1; i < begins[line + 1]!; i++) {
      const here = band(degrees[2 * i + 1]!);
      below += (((degrees[2 * i]! - degrees[2 * i - 2]!) * Math.PI) / 180) * ((here + last) / 2);
      last = here;
    }
    if (forward[line] !== OUTSIDE) sums[forward[line]!]! += below;
    if (backward[line] !== OUTSIDE) sums[backward[line]!]! -= below;
  }
  return sums.map(Math.abs);
}
