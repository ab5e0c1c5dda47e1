// The names of countries and districts, where the picture shows most of them. Knows no day.
import { homeCountries, label as nameOf, members, ringsOf, type Shape } from "./basemap.js";
import { Arcs, isInRing, mercatorX, mercatorY, type Origin } from "./geometry.js";
import { countryName, language } from "./language.js";
import { measureLabel, type CollisionGrid, type LabelRequest, type PlacedLabel } from "./labels.js";
import type { Payload } from "./payload.js";
import type { Frame } from "./stage.js";
import type { Inks } from "./theme.js";

interface AreaName {
  text: string;
  /** The code of a country, where the base map has it. */
  code: string;
  /** What a district is called in the script of the country, "" where the gazetteer has no such name. */
  local: string;
  x: number;
  y: number;
  country: boolean;
}

/** Districts are named between these zooms: below they crowd, above they are wider than the picture. */
const DISTRICT_ZOOM = [7.4, 10];
/** How far beyond the theatre's frame a neighbour's name may stand, degrees. */
const BEYOND = 0.5;
/** Points a side of the net that is laid over an area: finer nets move a name by less than its own height. */
const STEPS = 18;
const NO_SHAPES: Shape = { type: "GeometryCollection", geometries: [], properties: {} };

export class AreaNames {
  private readonly names: AreaName[] = [];

  constructor(payload: Payload, origin: Origin) {
    const topology = payload.basemap;
    if (!topology) return;
    const arcs = Arcs.of(topology, origin);
    const [west, south, east, north] = payload.extent;
    const frame = [west - BEYOND, south - BEYOND, east + BEYOND, north + BEYOND];
    const home = homeCountries(arcs, members(topology.objects["countries"] ?? NO_SHAPES), payload);
    for (const layer of ["countries", "governorates"]) {
      const object = topology.objects[layer];
      for (const shape of object ? members(object) : []) {
        const text = nameOf(shape);
        // The country of the map needs no name on its own map.
        if (!text || home.has(shape)) continue;
        const spot = roomiestSpot(ringsOf(arcs, shape), frame);
        if (!spot) continue;
        const [lon, lat] = spot;
        const country = layer === "countries";
        const facts = (shape.properties ?? {}) as Record<string, unknown>;
        const [code, local] = [String(facts["iso"] ?? ""), String(facts["local"] ?? "")];
        this.names.push({ text, code, local, x: mercatorX(lon) - origin.x, y: mercatorY(lat) - origin.y, country });
      }
    }
  }

  place(frame: Frame, grid: CollisionGrid, inks: Inks): PlacedLabel[] {
    const { zoom, scale, dx, dy, ctx } = frame;
    const placed: PlacedLabel[] = [];
    const { script } = language();
    for (const { text, code, local, x, y, country } of this.names) {
      if (!country && (zoom < DISTRICT_ZOOM[0]! || zoom > DISTRICT_ZOOM[1]!)) continue;
      const request: LabelRequest = {
        text: country ? countryName(text, code).toUpperCase() : !script.test(text) && script.test(local) ? local : text,
        x: x * scale + dx,
        y: y * scale + dy,
        gap: 0,
        size: 11,
        bold: country,
        // Arabic has no slanted hand, and letters that join are not spread.
        italic: !country && !language().rightToLeft,
        spacing: language().rightToLeft ? 0 : country ? 2.4 : 0.8,
        ink: inks.muted,
        centred: true,
      };
      const label = measureLabel(ctx, request, grid, frame);
      if (label) placed.push(label);
    }
    return placed;
  }
}

/** Of a net of points inside the frame: the one inside the shape that is farthest from its edges and the frame's. */
function roomiestSpot(rings: Float64Array[], [west, south, east, north]: number[]): [number, number] | null {
  let [minLon, minLat, maxLon, maxLat] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      minLon = Math.min(minLon, ring[i]!);
      maxLon = Math.max(maxLon, ring[i]!);
      minLat = Math.min(minLat, ring[i + 1]!);
      maxLat = Math.max(maxLat, ring[i + 1]!);
    }
  }
  [minLon, minLat] = [Math.max(minLon, west!), Math.max(minLat, south!)];
  [maxLon, maxLat] = [Math.min(maxLon, east!), Math.min(maxLat, north!)];
  let best: [number, number] | null = null;
  let room = 0.04;
  for (let row = 1; row < STEPS; row++) {
    const lat = minLat + ((maxLat - minLat) * row) / STEPS;
    for (let column = 1; column < STEPS; column++) {
      const lon = minLon + ((maxLon - minLon) * column) / STEPS;
      const edge = Math.min(lon - minLon, maxLon - lon, 1.4 * (lat - minLat), 1.4 * (maxLat - lat)) + 0.15;
      if (edge <= room || !rings.reduce((inside, ring) => inside !== isInRing(lon, lat, ring), false)) continue;
      const clear = Math.min(edge, clearance(lon, lat, rings, room));
      if (clear > room) {
        room = clear;
        best = [lon, lat];
      }
    }
  }
  return best;
}

/** Degrees to the nearest vertex, north and south counted more: names are wide. Gives up below `least`. */
function clearance(lon: number, lat: number, rings: Float64Array[], least: number): number {
  let nearest = Infinity;
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      const gap = Math.hypot(ring[i]! - lon, 1.4 * (ring[i + 1]! - lat));
      if (gap < nearest) nearest = gap;
      if (nearest < least) return nearest;
    }
  }
  return nearest;
}
