// Road shields: the number of a road in a small box on it, here and there. Knows no side and no day.
import { mercatorX, mercatorY } from "./geometry.js";
import { FONT, type Box } from "./labels.js";
import type { RoadRecord } from "./payload.js";
import { toScreen, type Frame } from "./stage.js";
import type { Inks } from "./theme.js";
import type { Origin } from "./geometry.js";

/** Shields of one road stand at least this far apart, CSS pixels. */
const APART = 190;
const INSET = 30;

/** Places for shields along the roads in view; where a shield fits, it is drawn after the names. */
export function placeShields(
  frame: Frame, roads: readonly RoadRecord[], origin: Origin,
): { text: string; x: number; y: number }[] {
  const spots: { text: string; x: number; y: number }[] = [];
  for (const { ref, line, rank } of roads) {
    if (!ref || (rank > 1 && frame.zoom < 7.5)) continue;
    let run = APART * 0.45;
    for (let i = 1; i < line.length; i++) {
      const [from, to] = [toPixel(line[i - 1]!, frame, origin), toPixel(line[i]!, frame, origin)];
      const length = Math.hypot(to.x - from.x, to.y - from.y);
      for (let at = APART - run; at < length; at += APART) {
        const x = from.x + ((to.x - from.x) * at) / length;
        const y = from.y + ((to.y - from.y) * at) / length;
        const { margin, width, height } = frame;
        const inView = x > margin + INSET && y > margin + INSET && x < width - margin - INSET && y < height - margin - INSET;
        if (inView) spots.push({ text: ref, x, y });
      }
      run = (run + length) % APART;
    }
  }
  return spots;
}

export function shieldBox(ctx: CanvasRenderingContext2D, text: string, x: number, y: number): Box {
  ctx.font = `700 10px ${FONT}`;
  const width = ctx.measureText(text).width + 9;
  return { x: x - width / 2, y: y - 7.5, width, height: 15 };
}

export function drawShield(frame: Frame, text: string, box: Box, inks: Inks): void {
  const { ctx } = frame;
  toScreen(frame);
  ctx.beginPath();
  ctx.roundRect(box.x, box.y, box.width, box.height, 3.5);
  ctx.lineWidth = 2;
  ctx.strokeStyle = inks.halo;
  ctx.stroke();
  ctx.fillStyle = inks.shield;
  ctx.fill();
  ctx.font = `700 10px ${FONT}`;
  ctx.fillStyle = inks.shieldInk;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(text, box.x + box.width / 2, box.y + box.height / 2 + 0.5);
}

function toPixel([lon, lat]: [number, number], { scale, dx, dy }: Frame, origin: Origin): { x: number; y: number } {
  return { x: (mercatorX(lon) - origin.x) * scale + dx, y: (mercatorY(lat) - origin.y) * scale + dy };
}
