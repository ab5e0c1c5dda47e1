// The chart of the ground: how much each side holds, day by day, and the day that is shown. A daily map hides size.
import { h } from "./dom.js";
import { areaText } from "./format.js";
import type { Ground } from "./ground.js";
import { FONT } from "./labels.js";
import { languageCode, say } from "./language.js";
import { chip } from "./parts.js";
import { NOBODY } from "./payload.js";
import type { World } from "./world.js";

const WIDTH = 330;
const HEIGHT = 96;
/** A band is named where it is at least this thick, CSS pixels. */
const NAMED_PX = 15;

export class AreaChart {
  /** The bands, drawn once for each theme and language: a day only moves the line over them. */
  private readonly pictures = new Map<string, HTMLCanvasElement>();
  private shown: { canvas: HTMLCanvasElement; day: number } | null = null;

  constructor(
    private readonly world: World,
    private readonly ground: Ground,
  ) {}

  /** Bands of the holders, one above the other, each named where it is thickest; null without any ground. */
  view(day: number): HTMLElement | null {
    const { world, ground } = this;
    if (ground.isEmpty || world.days.length < 2) return null;
    const now = this.bands().map(({ holder, name, km2 }) => ({ holder, name, area: km2[day]! })).filter(({ area }) => area >= 1);
    const words = now.map(({ name, area }) => say("in-short", { text: name, rest: areaText(area) }));
    const canvas = h("canvas", { class: "fl-areas", role: "img", "aria-label": words.join(say("comma")) });
    // The colours are those of the page around it.
    this.shown = { canvas, day };
    requestAnimationFrame(() => this.repaint());
    const list = now.map(({ holder, name, area }) =>
      h("li", {}, chip(holder), h("span", {}, name), h("span", { class: "fl-kind" }, say("about-area", { area: areaText(area) }))));
    return h("section", {}, h("h2", { say: "ground-held" }), canvas, h("ul", { class: "fl-near" }, ...list));
  }

  private bands(): Band[] {
    const areas = [...this.ground.areasByDay()].filter(([holder]) => holder !== NOBODY).sort(([a], [b]) => a - b);
    return areas.map(([holder, km2]) => ({ holder, name: this.world.holderShort(holder), km2 }));
  }

  /** Draw what is shown in the theme of now. */
  repaint(): void {
    if (!this.shown?.canvas.isConnected) return;
    const { canvas, day } = this.shown;
    const key = `${canvas.closest<HTMLElement>("[data-theme]")?.dataset["theme"]}/${languageCode()}`;
    const picture = this.pictures.get(key) ?? drawBands(this.bands(), getComputedStyle(canvas));
    this.pictures.set(key, picture);
    [canvas.width, canvas.height] = [picture.width, picture.height];
    const ctx = canvas.getContext("2d");
    if (!ctx) return;
    ctx.drawImage(picture, 0, 0);
    const ratio = canvas.width / WIDTH;
    ctx.fillStyle = getComputedStyle(canvas).color;
    ctx.fillRect((((day + 0.5) * WIDTH) / this.world.days.length - 1) * ratio, 0, 2 * ratio, canvas.height);
  }
}

interface Band {
  holder: number;
  name: string;
  km2: Float64Array;
}

function drawBands(bands: readonly Band[], style: CSSStyleDeclaration): HTMLCanvasElement {
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  const canvas = h("canvas", { width: WIDTH * ratio, height: HEIGHT * ratio });
  const ctx = canvas.getContext("2d");
  if (!ctx) return canvas;
  ctx.scale(ratio, ratio);
  const ink = (name: string): string => style.getPropertyValue(name).trim();
  const days = bands[0]?.km2.length ?? 0;
  const pitch = WIDTH / days;
  const totals = Array.from({ length: days }, (_, n) => bands.reduce((sum, { km2 }) => sum + km2[n]!, 0));
  const total = totals.reduce((most, area) => Math.max(most, area), 1);
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
    nameBand(ctx, name, tall, base, pitch, inkOn(ctx.fillStyle as string));
    tall.forEach((value, n) => (base[n]! -= value));
  }
  return canvas;
}

/** Black or white, whichever stands out more on a colour ("#rrggbb"): WCAG's contrast. */
function inkOn(colour: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#14181b" : "#ffffff";
}

/** Over the run of days on which the band is thick enough for its name, at the run's middle. */
function nameBand(
  ctx: CanvasRenderingContext2D, name: string, tall: Float64Array, base: Float64Array, pitch: number, ink: string,
): void {
  const width = ctx.measureText(name).width + 8;
  let first = 0;
  for (let n = 0; n <= tall.length; n++) {
    if (n < tall.length && tall[n]! >= NAMED_PX) continue;
    if ((n - first) * pitch >= width) {
      const middle = Math.floor((first + n - 1) / 2);
      ctx.textAlign = "center";
      ctx.fillStyle = ink;
      ctx.fillText(name, ((first + n) / 2) * pitch, base[middle]! - tall[middle]! / 2);
      return;
    }
    first = n + 1;
  }
}
