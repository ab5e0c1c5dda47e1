// The raster: which area every pixel of a canvas lies in, and pictures made of it. Where areas are thousands, a pixel is
// looked up faster than an outline is traced, and a day repaints only the areas that changed. Knows no holder and no day.
import type { Arcs } from "./geometry.js";
import { OUTSIDE, type Mesh } from "./mesh.js";
import type { Frame } from "./stage.js";

/** What an area is filled with: pixels that repeat, `size` in a row. */
export interface Tile {
  size: number;
  pixels: Uint32Array;
}

/** More changed areas than this share of all are not looked for one by one. */
const MOST_CHANGED = 0.1;

export class Raster {
  width = 0;
  height = 0;
  /** The area of each pixel. */
  private index = new Int32Array(0);
  /** Of each area the pixels from (left, top) to before (right, bottom). */
  private boxes = new Int32Array(0);
  private view = "";
  private frame: Frame | null = null;
  /** Counts the views that were looked at. */
  version = 0;

  constructor(
    private readonly mesh: Mesh,
    private readonly arcs: Arcs,
  ) {}

  /** Look anew which pixel lies where, if the view moved. */
  fit(frame: Frame): void {
    const { scale, dx, dy, ratio, ctx } = frame;
    const view = [scale, dx, dy, ratio, ctx.canvas.width, ctx.canvas.height].join();
    if (view === this.view) return;
    this.view = view;
    this.frame = frame;
    this.width = ctx.canvas.width;
    this.height = ctx.canvas.height;
    this.version += 1;
    this.fill(this.crossings(frame));
  }

  /** The areas at and beside a point, in pairs of neighbours, within some CSS pixels; the nearest first. */
  neighbours(x: number, y: number, reach: number): [number, number][] {
    if (!this.frame) return [];
    const { scale, dx, dy, ratio } = this.frame;
    const [column, row] = [Math.round((x * scale + dx) * ratio), Math.round((y * scale + dy) * ratio)];
    const far = Math.max(1, Math.round(reach * ratio));
    const pairs: { pair: [number, number]; away: number }[] = [];
    for (let v = Math.max(0, row - far); v <= Math.min(this.height - 2, row + far); v++) {
      for (let u = Math.max(0, column - far); u <= Math.min(this.width - 2, column + far); u++) {
        const at = v * this.width + u;
        for (const other of [at + 1, at + this.width]) {
          if (this.index[at] === this.index[other] || this.index[at]! < 0 || this.index[other]! < 0) continue;
          pairs.push({ pair: [this.index[at]!, this.index[other]!], away: (u - column) ** 2 + (v - row) ** 2 });
        }
      }
    }
    return pairs.sort((a, b) => a.away - b.away).map(({ pair }) => pair);
  }

  /** Fill areas: each with the tile of its label; tiles hang on the map's origin. */
  paint(image: Uint32Array, labels: Int32Array, tiles: ReadonlyMap<number, Tile>, changed: readonly number[] | null): void {
    const { dx, dy, ratio } = this.frame!;
    const [left, top] = [Math.round(dx * ratio), Math.round(dy * ratio)];
    // What is plain is looked up in one step; label -1, and the outside, are bare.
    const plain = new Uint32Array(Math.max(0, ...tiles.keys()) + 2);
    const patterned: (Tile | undefined)[] = [];
    for (const [label, tile] of tiles) {
      if (tile.size === 1) plain[label + 1] = tile.pixels[0]!;
      else patterned[label + 1] = tile;
    }
    const { index, width } = this;
    const span = (row: number, from: number, to: number): void => {
      for (let u = from, at = row * width + from; u < to; u++, at++) {
        const area = index[at]!;
        const label = area < 0 ? 0 : labels[area]! + 1;
        const tile = patterned[label];
        if (!tile) image[at] = plain[label]!;
        else image[at] = tile.pixels[modulo(row - top, tile.size) * tile.size + modulo(u - left, tile.size)]!;
      }
    };
    this.visit(changed, 0, span);
  }

  /** Draw lines where `kinds` has an ink for the labels of two neighbours: `(a + 2) * size + b + 2`. */
  trace(image: Uint32Array, labels: Int32Array, kinds: Uint32Array, size: number, weight: number, changed: readonly number[] | null): void {
    const { index, width, height } = this;
    const span = (row: number, from: number, to: number): void => {
      const below = row + weight < height ? weight * width : 0;
      for (let u = from, at = row * width + from; u < to; u++, at++) {
        const here = index[at]!;
        const east = u + weight < width ? index[at + weight]! : here;
        const south = index[at + below]!;
        if (here === east && here === south) {
          image[at] = 0;
          continue;
        }
        const label = here < 0 ? OUTSIDE : labels[here]!;
        const line = (label + 2) * size + 2;
        image[at] = kinds[line + (east < 0 ? OUTSIDE : labels[east]!)]! || kinds[line + (south < 0 ? OUTSIDE : labels[south]!)]!;
      }
    };
    this.visit(changed, weight, span);
  }

  private visit(changed: readonly number[] | null, margin: number, span: (row: number, from: number, to: number) => void): void {
    const { width, height, boxes } = this;
    if (!changed || changed.length > MOST_CHANGED * this.mesh.areas) {
      for (let row = 0; row < height; row++) span(row, 0, width);
      return;
    }
    for (const area of changed) {
      const [left, top, right, bottom] = [boxes[4 * area]!, boxes[4 * area + 1]!, boxes[4 * area + 2]!, boxes[4 * area + 3]!];
      for (let row = Math.max(0, top - margin); row < bottom; row++) span(row, Math.max(0, left - margin), right);
    }
  }

  /** For each pixel at which a line is crossed on the way from the left: the area behind the last one, and where it is. */
  private crossings({ scale, dx, dy, ratio }: Frame): Int32Array {
    const { width, height } = this;
    const behind = new Int32Array(width * height).fill(OUTSIDE - 1);
    const where = new Float32Array(width * height);
    const { local, begins } = this.arcs;
    const { forward, backward } = this.mesh;
    const [zoom, left, top] = [scale * ratio, dx * ratio, dy * ratio];
    for (let line = 0; line < forward.length; line++) {
      const end = 2 * begins[line + 1]! - 2;
      for (let i = 2 * begins[line]!; i < end; i += 2) {
        let [x1, y1, x2, y2] = [local[i]! * zoom + left, local[i + 1]! * zoom + top, local[i + 2]! * zoom + left, local[i + 3]! * zoom + top];
        // Who goes down the map along a ring has its area on the left hand, which is to the right of the line.
        const area = y1 < y2 ? forward[line]! : backward[line]!;
        if (y1 > y2) [x1, y1, x2, y2] = [x2, y2, x1, y1];
        const last = Math.min(height - 1, Math.ceil(y2 - 0.5) - 1);
        const slope = (x2 - x1) / (y2 - y1);
        for (let row = Math.max(0, Math.ceil(y1 - 0.5)); row <= last; row++) {
          const x = x1 + (row + 0.5 - y1) * slope;
          const column = Math.max(0, Math.ceil(x - 0.5));
          if (column >= width) continue;
          const at = row * width + column;
          if (behind[at]! >= OUTSIDE && where[at]! > x) continue;
          behind[at] = area;
          where[at] = x;
        }
      }
    }
    return behind;
  }

  private fill(edges: Int32Array): void {
    const { width, height } = this;
    const boxes = new Int32Array(4 * this.mesh.areas);
    for (let n = 0; n < boxes.length; n += 4) boxes[n] = width;
    const close = (area: number, row: number, from: number, to: number): void => {
      if (area < 0) return;
      const n = 4 * area;
      if (boxes[n + 3] === 0) boxes[n + 1] = row;
      if (from < boxes[n]!) boxes[n] = from;
      if (to > boxes[n + 2]!) boxes[n + 2] = to;
      boxes[n + 3] = row + 1;
    };
    for (let row = 0; row < height; row++) {
      let area = OUTSIDE;
      let since = 0;
      for (let u = 0, at = row * width; u < width; u++, at++) {
        if (edges[at] !== OUTSIDE - 1) {
          close(area, row, since, u);
          area = edges[at]!;
          since = u;
        } else edges[at] = area;
      }
      close(area, row, since, width);
    }
    this.index = edges;
    this.boxes = boxes;
  }
}

function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}

/** A picture of labelled areas on one canvas: what was painted stays, until the view or the inks change. */
export class Sheet {
  private image: ImageData | null = null;
  private pixels = new Uint32Array(0);
  private labels: Int32Array | null = null;
  private inks: unknown = null;
  private version = 0;

  /** Put the picture on a canvas; `paint` is told which areas changed since the last time, null for all. */
  show(
    { ctx }: Frame, labels: Int32Array, inks: unknown, version: number,
    paint: (pixels: Uint32Array, changed: readonly number[] | null) => void,
  ): void {
    const { width, height } = ctx.canvas;
    let before = version !== this.version || inks !== this.inks ? null : this.labels;
    if (!this.image || this.image.width !== width || this.image.height !== height) {
      this.image = new ImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
      before = null;
    }
    const changed: number[] = [];
    for (let n = 0; before && n < labels.length; n++) if (labels[n] !== before[n]) changed.push(n);
    paint(this.pixels, before && changed);
    this.labels = labels;
    this.inks = inks;
    this.version = version;
    ctx.putImageData(this.image, 0, 0);
  }
}

/** A colour as a canvas keeps it in a pixel. */
export function pixelOf(colour: string, alpha = 1): number {
  const ctx = document.createElement("canvas").getContext("2d")!;
  ctx.globalAlpha = alpha;
  ctx.fillStyle = colour;
  ctx.fillRect(0, 0, 1, 1);
  return new Uint32Array(ctx.getImageData(0, 0, 1, 1).data.buffer)[0]!;
}
