// Coverage: areas that share their edges. Which edges bound a group of areas, and which lie between two groups:
// one pass over the edges, whatever the number of areas. Knows no holder, no day and no pixel.
import { OUTSIDE, type Mesh } from "./mesh.js";

/** Arc numbers in order; `~n` is arc n backwards. */
export type Chain = number[];

/** The lines between two labels, first the smaller one. */
export interface Border {
  labels: [number, number];
  chains: Chain[];
}

export class Coverage {
  private readonly forward: Int32Array;
  private readonly backward: Int32Array;
  private readonly startNode: Int32Array;
  private readonly endNode: Int32Array;

  constructor(mesh: Mesh) {
    ({ forward: this.forward, backward: this.backward, startNode: this.startNode, endNode: this.endNode } = mesh);
  }

  /** The rings around all areas of each label; areas labelled with `skip` belong to no group. */
  outlines(labels: Int32Array, skip: number): Map<number, Chain[]> {
    const loose = new Map<number, Chain>();
    const add = (label: number, arc: number): void => {
      const list = loose.get(label);
      if (list) list.push(arc);
      else loose.set(label, [arc]);
    };
    for (let i = 0; i < this.forward.length; i++) {
      const ahead = this.labelOf(this.forward[i]!, labels, skip);
      const back = this.labelOf(this.backward[i]!, labels, skip);
      if (ahead === back) continue;
      if (ahead !== skip) add(ahead, i);
      if (back !== skip) add(back, ~i);
    }
    return new Map([...loose].map(([label, arcs]) => [label, this.chain(arcs)]));
  }

  /** The lines between areas of different labels; where one of them is `skip` or the outside there is none. */
  borders(labels: Int32Array, skip: number): Border[] {
    const loose = new Map<string, { labels: [number, number]; arcs: Chain }>();
    for (let i = 0; i < this.forward.length; i++) {
      const ahead = this.labelOf(this.forward[i]!, labels, skip);
      const back = this.labelOf(this.backward[i]!, labels, skip);
      if (ahead === back || ahead === skip || back === skip) continue;
      const pair: [number, number] = ahead < back ? [ahead, back] : [back, ahead];
      const key = pair.join("/");
      const entry = loose.get(key) ?? { labels: pair, arcs: [] };
      // Every arc has the same side ahead of it, so that arcs of one line run the same way.
      entry.arcs.push(ahead < back ? i : ~i);
      loose.set(key, entry);
    }
    return [...loose.values()].map((entry) => ({ labels: entry.labels, chains: this.chain(entry.arcs) }));
  }

  private labelOf(area: number, labels: Int32Array, skip: number): number {
    return area === OUTSIDE ? skip : labels[area]!;
  }

  /** Join arcs end to start, as far as they lead: rings close by themselves, lines run from end to end. */
  private chain(arcs: readonly number[]): Chain[] {
    const from = (arc: number): number => (arc < 0 ? this.endNode[~arc]! : this.startNode[arc]!);
    const to = (arc: number): number => (arc < 0 ? this.startNode[~arc]! : this.endNode[arc]!);
    const leaving = new Map<number, number[]>();
    const arriving = new Set<number>();
    for (const arc of arcs) {
      const list = leaving.get(from(arc));
      if (list) list.push(arc);
      else leaving.set(from(arc), [arc]);
      arriving.add(to(arc));
    }
    const chains: Chain[] = [];
    const follow = (start: number): void => {
      const chain: Chain = [];
      for (let arc: number | undefined = start; arc !== undefined; ) {
        chain.push(arc);
        if (to(arc) === from(start)) break;
        arc = leaving.get(to(arc))?.pop();
      }
      chains.push(chain);
    };
    // Lines first, from where nothing arrives; what is left are rings.
    for (const [node, list] of leaving) while (!arriving.has(node) && list.length > 0) follow(list.pop()!);
    for (const list of leaving.values()) while (list.length > 0) follow(list.pop()!);
    return chains;
  }
}
