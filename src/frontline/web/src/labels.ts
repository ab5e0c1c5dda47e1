// Labels: which names are written, and where, so that none covers another. Knows no side and no day.

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface LabelRequest {
  text: string;
  /** A second line, smaller: the name in the script of the place. Left out where only one line fits. */
  below?: string;
  x: number;
  y: number;
  /** Distance from the point to the text. */
  gap: number;
  size: number;
  bold: boolean;
  italic?: boolean;
  spacing?: number;
  ink: string;
  centred?: boolean;
}

export const FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", "Liberation Sans", sans-serif';

const CELL = 48;

/** A grid of taken boxes: asks only the neighbours. */
export class CollisionGrid {
  private readonly cells = new Map<number, Box[]>();

  constructor(private readonly columns: number) {}

  isFree(box: Box): boolean {
    return this.around(box).every((taken) => !overlaps(taken, box));
  }

  take(box: Box): void {
    for (const key of this.keys(box)) {
      const cell = this.cells.get(key);
      if (cell) cell.push(box);
      else this.cells.set(key, [box]);
    }
  }

  /** Take a box if nothing is in it; false if something is. */
  takeIfFree(box: Box): boolean {
    if (!this.isFree(box)) return false;
    this.take(box);
    return true;
  }

  private around(box: Box): Box[] {
    return this.keys(box).flatMap((key) => this.cells.get(key) ?? []);
  }

  private keys({ x, y, width, height }: Box): number[] {
    const keys: number[] = [];
    for (let row = Math.floor(y / CELL); row <= Math.floor((y + height) / CELL); row++) {
      for (let column = Math.floor(x / CELL); column <= Math.floor((x + width) / CELL); column++) {
        keys.push(row * this.columns + column);
      }
    }
    return keys;
  }
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

export function fontOf({ size, bold, italic }: LabelRequest): string {
  return `${italic ? "italic " : ""}${bold ? 600 : 400} ${size}px ${FONT}`;
}

/** A label that has its room. */
export interface PlacedLabel {
  request: LabelRequest;
  x: number;
  y: number;
  align: CanvasTextAlign;
}

/** The part of a canvas in which labels may stand. */
export interface Room {
  width: number;
  height: number;
  margin: number;
}

/** The second line against the first. */
const BELOW_SIZE = 0.88;

/** How wide the first line of a label is, CSS pixels. */
export function widthOf(ctx: CanvasRenderingContext2D, request: LabelRequest): number {
  ctx.font = fontOf(request);
  ctx.letterSpacing = `${request.spacing ?? 0}px`;
  const { width } = ctx.measureText(request.text);
  ctx.letterSpacing = "0px";
  return width;
}

/** Find and take room for a label: right, left, above, below of its point. Null where there is none. */
export function measureLabel(
  ctx: CanvasRenderingContext2D, request: LabelRequest, grid: CollisionGrid, room: Room,
): PlacedLabel | null {
  let width = widthOf(ctx, request);
  const line = request.size * 1.15;
  let height = line;
  if (request.below) {
    ctx.font = fontOf({ ...request, size: request.size * BELOW_SIZE, bold: false });
    width = Math.max(width, ctx.measureText(request.below).width);
    height += line * BELOW_SIZE;
  }
  for (const [left, top, align] of spotsAround(request, width, height)) {
    const box = { x: left - 2, y: top, width: width + 4, height };
    if (!fits(box, room) || !grid.takeIfFree(box)) continue;
    const x = align === "left" ? left : align === "right" ? left + width : left + width / 2;
    return { request, x, y: top + line / 2, align };
  }
  const { below, ...short } = request;
  return below ? measureLabel(ctx, short, grid, room) : null;
}

function spotsAround(
  { x, y, gap, centred }: LabelRequest, width: number, height: number,
): [number, number, CanvasTextAlign][] {
  if (centred) return [[x - width / 2, y - height / 2, "center"]];
  return [
    [x + gap, y - height / 2, "left"],
    [x - gap - width, y - height / 2, "right"],
    [x + gap * 0.75, y - gap * 0.5 - height, "left"],
    [x + gap * 0.75, y + gap * 0.5, "left"],
    [x - width / 2, y - gap - height, "center"],
    [x - width / 2, y + gap, "center"],
    [x - gap * 0.75 - width, y - gap * 0.5 - height, "right"],
    [x - gap * 0.75 - width, y + gap * 0.5, "right"],
  ];
}

/** A name that the edge of the picture would cut is better left out, or put on the other side. */
function fits({ x, y, width, height }: Box, room: Room): boolean {
  const { margin } = room;
  const outside = x > room.width - margin || y > room.height - margin || x + width < margin || y + height < margin;
  const inside =
    x >= margin && y >= margin && x + width <= room.width - margin && y + height <= room.height - margin;
  return inside || outside;
}

export function writeLabel(ctx: CanvasRenderingContext2D, { request, x, y, align }: PlacedLabel, halo: string): void {
  ctx.textAlign = align;
  ctx.letterSpacing = `${request.spacing ?? 0}px`;
  inkLine(ctx, request, x, y, halo);
  ctx.letterSpacing = "0px";
  if (!request.below) return;
  const size = request.size * BELOW_SIZE;
  inkLine(ctx, { ...request, text: request.below, size, bold: false }, x, y + request.size * 1.1, halo);
}

function inkLine(ctx: CanvasRenderingContext2D, request: LabelRequest, x: number, y: number, halo: string): void {
  ctx.font = fontOf(request);
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.strokeStyle = halo;
  ctx.lineWidth = Math.max(2.5, request.size * 0.28);
  ctx.strokeText(request.text, x, y);
  ctx.fillStyle = request.ink;
  ctx.fillText(request.text, x, y);
}
