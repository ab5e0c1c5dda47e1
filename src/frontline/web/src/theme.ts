// The theme: the inks of the base map, light and dark, and the fills and patterns of the sides.
// Knows no data; the sides' own colours come with the theatre.
import type { CertaintyClass, FactionRecord } from "./payload.js";
import { CONTESTED } from "./payload.js";

export interface Inks {
  dark: boolean;
  sea: string;
  land: string;
  abroad: string;
  coast: string;
  border: string;
  district: string;
  river: string;
  lake: string;
  roadCasing: string;
  road: string;
  shield: string;
  shieldInk: string;
  ink: string;
  muted: string;
  water: string;
  halo: string;
  front: string;
  frontCasing: string;
  contested: string;
  nobody: string;
  dotRim: string;
}

const LIGHT: Inks = {
  dark: false,
  sea: "#d3e0e6",
  land: "#f6f3ec",
  abroad: "#e7e4dd",
  coast: "#9fb2bb",
  border: "#8b867d",
  district: "#c3bdb0",
  river: "#a3c0cd",
  lake: "#c8dbe3",
  roadCasing: "#ffffff",
  road: "#b9ae9b",
  shield: "#5d6a72",
  shieldInk: "#ffffff",
  ink: "#22262a",
  muted: "#77736b",
  water: "#5f8598",
  halo: "rgba(250, 248, 243, 0.92)",
  front: "#1d2125",
  frontCasing: "rgba(255, 255, 255, 0.85)",
  contested: "#514b42",
  nobody: "#8d8a84",
  dotRim: "#ffffff",
};

const DARK: Inks = {
  dark: true,
  sea: "#0b2231",
  land: "#2f3337",
  abroad: "#1e2124",
  coast: "#41606f",
  border: "#6d747b",
  district: "#43494f",
  river: "#35525f",
  lake: "#1c2f39",
  roadCasing: "#1b1f23",
  road: "#5b6067",
  shield: "#8b98a1",
  shieldInk: "#14181b",
  ink: "#f0eee9",
  muted: "#9a9da0",
  water: "#6f97aa",
  halo: "rgba(19, 22, 25, 0.9)",
  front: "#f7f5f0",
  frontCasing: "rgba(0, 0, 0, 0.75)",
  contested: "#ddd8cd",
  nobody: "#8a8f94",
  dotRim: "#14181b",
};

export function inksFor(dark: boolean): Inks {
  return dark ? DARK : LIGHT;
}

export function withAlpha(hex: string, alpha: number): string {
  const value = Number.parseInt(hex.slice(1), 16);
  return `rgba(${value >> 16}, ${(value >> 8) & 255}, ${value & 255}, ${alpha})`;
}

export function holderColour(holder: number, factions: readonly FactionRecord[], inks: Inks): string {
  const faction = factions[holder];
  if (faction) return inks.dark ? faction.dark : faction.colour;
  return holder === CONTESTED ? inks.contested : inks.nobody;
}

/** How strongly a side's colour lies on the ground: quiet, so that labels and fronts stay in front. */
const STRENGTH: Record<CertaintyClass, [light: number, dark: number]> = {
  held: [0.4, 0.5],
  probable: [0.2, 0.3],
  contested: [0.12, 0.16],
  unknown: [0, 0],
};

/** What the ground of a holder is filled with: a wash, and over it a pattern or nothing. */
export interface Fill {
  wash: string;
  pattern: CanvasPattern | null;
  /** After so many pixels of the canvas the pattern repeats. */
  period: number;
}

/** Draws each pattern once; a pattern tile is small and repeats. */
export class FillMaker {
  private readonly made = new Map<string, Fill>();

  constructor(
    private readonly factions: readonly FactionRecord[],
    private readonly inks: Inks,
    /** Pixels of the canvas a CSS pixel. */
    readonly ratio: number,
    /** Paper may be grey: there the patterns of the sides are as strong as their colours. */
    private readonly forPaper = false,
  ) {}

  fill(holder: number, certainty: CertaintyClass): Fill {
    const key = `${holder}/${certainty}`;
    const known = this.made.get(key);
    if (known) return known;
    const fill = this.make(holder, certainty);
    this.made.set(key, fill);
    return fill;
  }

  /** The same as pixels that repeat. */
  tile(holder: number, certainty: CertaintyClass): { size: number; pixels: Uint32Array } {
    const { wash, pattern, period: size } = this.fill(holder, certainty);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size;
    const ctx = canvas.getContext("2d", { willReadFrequently: true });
    if (!ctx) return { size: 1, pixels: new Uint32Array(1) };
    for (const style of [wash, pattern]) {
      if (!style) continue;
      ctx.fillStyle = style;
      ctx.fillRect(0, 0, size, size);
    }
    return { size, pixels: new Uint32Array(ctx.getImageData(0, 0, size, size).data.buffer) };
  }

  private make(holder: number, certainty: CertaintyClass): Fill {
    const colour = holderColour(holder, this.factions, this.inks);
    const disputed = holder === CONTESTED || certainty === "contested";
    const strength = STRENGTH[disputed ? "contested" : certainty][this.inks.dark ? 1 : 0];
    const wash = withAlpha(colour, strength);
    const filled = (kind: string, ink: string, size: number, weight: number): Fill => ({
      wash, pattern: this.pattern(kind, ink, size, weight), period: Math.floor(size * this.ratio),
    });
    if (disputed) return filled("diagonal", withAlpha(colour, 0.75), 8, 2.2);
    if (certainty === "probable") {
      return filled("stipple", withAlpha(colour, this.inks.dark ? 0.95 : 0.55), 7, this.inks.dark ? 0.9 : 0.75);
    }
    const own = this.factions[holder]?.pattern ?? "none";
    const [alpha, weight] = this.forPaper ? [0.9, 1.4] : [0.55, 1];
    return own === "none" ? { wash, pattern: null, period: 1 } : filled(own, withAlpha(colour, alpha), 11, weight);
  }

  private pattern(kind: string, ink: string, size: number, weight: number): CanvasPattern | null {
    const tile = document.createElement("canvas");
    tile.width = size * this.ratio;
    tile.height = size * this.ratio;
    const ctx = tile.getContext("2d");
    if (!ctx) return null;
    ctx.scale(this.ratio, this.ratio);
    drawTile(ctx, kind, ink, size, weight);
    return ctx.createPattern(tile, "repeat");
  }
}

/**
 * One tile of a pattern by its name; a name that is not known gives rings, never nothing. The dots of a side are
 * rings, so that they are not taken for the stipple of probable ground.
 */
export function drawTile(
  ctx: CanvasRenderingContext2D, kind: string, ink: string, size: number, weight: number,
): void {
  ctx.strokeStyle = ink;
  ctx.fillStyle = ink;
  ctx.lineWidth = weight;
  const strokes: [number, number, number, number][] = [];
  const slope = (up: boolean): void => {
    for (const shift of [-size, 0, size]) {
      strokes.push(up ? [shift, size, shift + size, 0] : [shift, 0, shift + size, size]);
    }
  };
  if (/cross|grid|check/.test(kind)) {
    slope(true);
    slope(false);
  } else if (/back|135|left/.test(kind)) {
    slope(false);
  } else if (/diag|hatch|45|slash|line|stripe/.test(kind) && !/horiz|vert/.test(kind)) {
    slope(true);
  } else if (/horiz/.test(kind)) {
    strokes.push([0, size / 2, size, size / 2]);
  } else if (/vert/.test(kind)) {
    strokes.push([size / 2, 0, size / 2, size]);
  } else {
    const stipple = kind === "stipple";
    for (const [x, y] of [[size / 4, size / 4], [(3 * size) / 4, (3 * size) / 4]] as const) {
      ctx.beginPath();
      ctx.arc(x, y, stipple ? weight : 2, 0, 2 * Math.PI);
      if (stipple) ctx.fill();
      else ctx.stroke();
    }
  }
  ctx.beginPath();
  for (const [x1, y1, x2, y2] of strokes) {
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2, y2);
  }
  ctx.stroke();
}
