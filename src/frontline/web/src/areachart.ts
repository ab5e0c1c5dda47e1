// The chart of the ground: how much each side holds, day by day, and the day that is shown. A daily map hides size.
import { h } from "./dom.js";
import { areaText } from "./format.js";
import type { Ground } from "./ground.js";
import { FONT } from "./labels.js";
import { say } from "./language.js";
import { chip } from "./parts.js";
import { NOBODY } from "./payload.js";
import type { World } from "./world.js";

const WIDTH = 330;
const HEIGHT = 96;
/** A band is named where it is at least this thick, CSS pixels. */
const NAMED_PX = 15;

/** Bands of the holders, one above the other, each named where it is thickest; null without any ground. */
export function areaChart(world: World, ground: Ground, day: number): HTMLElement | null {
  if (ground.isEmpty || world.days.length < 2) return null;
  const bands = ground.areasByDay();
  const holders = [...bands.keys()].filter((holder) => holder !== NOBODY).sort((a, b) => a - b);
  const now = holders.map((holder) => ({ holder, km2: bands.get(holder)![day]! })).filter(({ km2 }) => km2 >= 1);
  const words = now.map(({ holder, km2 }) => say("in-short", { text: world.holderShort(holder), rest: areaText(km2) }));
  const canvas = h("canvas", { class: "fl-areas", role: "img", "aria-label": words.join(say("comma")) });
  const total = Math.max(...world.days.map((_, n) => holders.reduce((sum, holder) => sum + bands.get(holder)![n]!, 0)));
  // The colours follow the theme: they are read when the chart stands in the page.
  requestAnimationFrame(() => draw(canvas, holders.map((holder) => ({ holder, name: world.holderShort(holder), km2: bands.get(holder)! })), total, day));
  const list = now.map(({ holder, km2 }) =>
    h("li", {}, chip(holder), h("span", {}, world.holderShort(holder)), h("span", { class: "fl-kind" }, say("about-area", { area: areaText(km2) }))));
  return h("section", {}, h("h2", { say: "ground-held" }), canvas, h("ul", { class: "fl-near" }, ...list));
}

interface Band {
  holder: number;
  name: string;
  km2: Float64Array;
}

function draw(canvas: HTMLCanvasElement, bands: readonly Band[], total: number, day: number): void {
  const ctx = canvas.getContext("2d");
  if (!ctx || !canvas.isConnected || total <= 0) return;
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  [canvas.width, canvas.height] = [WIDTH * ratio, HEIGHT * ratio];
  ctx.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const ink = (name: string): string => style.getPropertyValue(name).trim();
  const days = bands[0]?.km2.length ?? 0;
  const pitch = WIDTH / days;
  const base = new Float64Array(days).fill(HEIGHT);
  ctx.font = `600 11px ${FONT}`;
  ctx.textBaseline = "middle";
  for (const { holder, name, km2 } of bands) {
    const tall = km2.map((area) => (area / total) * HEIGHT);
    ctx.beginPath();
    for (let n = 0; n < days; n++) for (const x of [n, n + 1]) ctx.lineTo(x * pitch, base[n]! - tall[n]!);
    for (let n = days - 1; n >= 0; n--) for (const x of [n + 1, n]) ctx.lineTo(x * pitch, base[n]!);
    ctx.closePath();
    ctx.fillStyle = ink(`--fl-holder-${holder < 0 ? "contested" : holder}`);
    ctx.fill();
    ctx.strokeStyle = ink("--fl-paper");
    ctx.lineWidth = 1;
    ctx.stroke();
    nameBand(ctx, name, tall, base, pitch, ink("--fl-paper"), ink("--fl-ink"));
    tall.forEach((value, n) => (base[n]! -= value));
  }
  ctx.fillStyle = ink("--fl-ink");
  ctx.fillRect((day + 0.5) * pitch - 1, 0, 2, HEIGHT);
}

/** Over the run of days on which the band is thick enough for its name, at the run's middle. */
function nameBand(
  ctx: CanvasRenderingContext2D, name: string, tall: Float64Array, base: Float64Array, pitch: number, halo: string, ink: string,
): void {
  const width = ctx.measureText(name).width + 8;
  let first = 0;
  for (let n = 0; n <= tall.length; n++) {
    if (n < tall.length && tall[n]! >= NAMED_PX) continue;
    if ((n - first) * pitch >= width) {
      const middle = Math.floor((first + n - 1) / 2);
      ctx.textAlign = "center";
      ctx.lineJoin = "round";
      ctx.lineWidth = 3;
      ctx.strokeStyle = halo;
      ctx.fillStyle = ink;
      const [x, y] = [((first + n) / 2) * pitch, base[middle]! - tall[middle]! / 2];
      ctx.strokeText(name, x, y);
      ctx.fillText(name, x, y);
      return;
    }
    first = n + 1;
  }
}
