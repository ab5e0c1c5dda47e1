// The mosaic: ground of thousands of areas, drawn by pixel. Where `ground.ts` traces the outlines of zones, whose length
// grows with the number of areas, this looks up the area of each pixel; it shows the same fills and fronts.
import type { Parcels } from "./parcels.js";
import { CLASSES, NOBODY } from "./payload.js";
import { pixelOf, Sheet, type Raster, type Tile } from "./raster.js";
import type { Frame } from "./stage.js";
import type { FillMaker, Inks } from "./theme.js";
import { className, type World } from "./world.js";

/** From so many areas on, the ground is a mosaic. */
export const LEAST_AREAS = 4000;
const THIN = 0.5;

export class Mosaic {
  private readonly zones = new Sheet();
  private readonly fronts = new Sheet();
  private tiles = new Map<number, Tile>();
  private tilesOf: FillMaker | null = null;

  constructor(
    private readonly world: World,
    private readonly parcels: Parcels,
    private readonly raster: Raster,
  ) {}

  drawZones(frame: Frame, day: number, fills: FillMaker): void {
    this.raster.fit(frame);
    if (this.tilesOf !== fills) this.tiles = new Map();
    this.tilesOf = fills;
    const labels = this.parcels.zonesOn(day);
    for (const label of new Set(labels)) {
      if (label === NOBODY || this.tiles.has(label)) continue;
      this.tiles.set(label, fills.tile(Math.floor(label / CLASSES.length) - 2, className(label % CLASSES.length)));
    }
    this.zones.show(frame, labels, fills, this.raster.version, (pixels, changed) =>
      this.raster.paint(pixels, labels, this.tiles, changed),
    );
  }

  drawFronts(frame: Frame, day: number, inks: Inks): void {
    this.raster.fit(frame);
    const { kinds, size } = this.inkTable(inks);
    const labels = this.parcels.sidesOn(day);
    this.fronts.show(frame, labels, inks, this.raster.version, (pixels, changed) =>
      this.raster.trace(pixels, labels, kinds, size, Math.max(1, Math.round(frame.ratio)), changed),
    );
  }

  /** The sides that meet near a point: enemies, or whoever is nearest; null where none do. */
  frontAt(x: number, y: number, day: number, reach: number): { sides: [number, number]; hostile: boolean } | null {
    const found = this.raster
      .neighbours(x, y, reach)
      .map((pair) => pair.map((parcel) => this.parcels.sideOn(parcel, day)).sort((a, b) => a - b) as [number, number])
      .filter(([a, b]) => a !== b && a !== NOBODY && b !== NOBODY)
      .map((sides) => ({ sides, hostile: this.areHostile(...sides) }));
    return found.find(({ hostile }) => hostile) ?? found[0] ?? null;
  }

  private areHostile(a: number, b: number): boolean {
    return a >= 0 && b >= 0 && !this.world.areAllied(a, b);
  }

  private inkTable(inks: Inks): { kinds: Uint32Array; size: number } {
    const size = this.world.factions.length + 2;
    const kinds = new Uint32Array(size * size);
    const [strong, thin] = [pixelOf(inks.front), pixelOf(inks.front, THIN)];
    for (let a = -2; a < size - 2; a++) {
      for (let b = -2; b < size - 2; b++) {
        if (a === b || a === NOBODY || b === NOBODY) continue;
        kinds[(a + 2) * size + b + 2] = this.areHostile(a, b) ? strong : thin;
      }
    }
    return { kinds, size };
  }
}
