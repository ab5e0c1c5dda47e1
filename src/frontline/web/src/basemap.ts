// The base map: sea, land, borders, districts, rivers, lakes, roads. Quiet, and the same on every day.
import type { GeoJsonProperties } from "geojson";
import { mesh } from "topojson-client";
import type { GeometryCollection, GeometryObject, Topology } from "topojson-specification";
import { Arcs, isInRing, mercatorX, mercatorY, projectLine, traceSmooth, type Origin } from "./geometry.js";
import type { Payload, RoadRecord } from "./payload.js";
import { toScreen, toWorld, type Frame } from "./stage.js";
import { withAlpha, type Inks } from "./theme.js";

/** Any member of a topology, with whatever properties. */
export type Shape = GeometryObject<GeoJsonProperties>;

interface Named {
  name: string;
  path: Path2D;
  home: boolean;
}

/** West, north, east, south in local coordinates. */
type Bounds = [number, number, number, number];
/** The fade fills this share of the room between the theatre and the frame, and this share of the frame at most. */
const FADE_ROOM = 0.8;
const MOST_FADE = 0.14;
const LEAST_FADE = 0.015;
/** The edge of what the map covers is a line of these dashes, CSS pixels. */
export const EDGE_DASH = [2, 3];
/** A country that reaches this far beyond the frame, degrees, is cut by it; a step of rounding is not. */
const CUT_DEGREES = 0.05;
/** The fade's course, from clear to paper: gentle at both ends. The last steps hide the line along the frame. */
const FADE_STEPS = [[0, 0], [0.25, 0.14], [0.5, 0.5], [0.75, 0.86], [0.95, 1], [1, 1]] as const;

interface Road {
  record: RoadRecord;
  path: Path2D;
}

export class Basemap {
  private readonly land = new Path2D();
  private readonly countries: Named[] = [];
  private readonly borders = new Path2D();
  private readonly districts = new Path2D();
  private readonly rivers = new Path2D();
  private readonly lakes = new Path2D();
  private readonly roads: Road[];
  private frameBox: Bounds | null = null;
  /** How far inside the frame each of its sides begins to fade: west, north, east, south. */
  private fades: Bounds = [0, 0, 0, 0];
  /** The frame of the theatre, and whether the countries it is about go on beyond it. */
  private readonly covered = new Path2D();
  isCut = false;
  /** Without land there is no sea either: rivers and borders lie on plain paper. */
  readonly hasLand: boolean;

  constructor(payload: Payload, origin: Origin) {
    const layers = payload.basemap?.objects;
    this.hasLand = Boolean(layers?.["land"] ?? layers?.["countries"]);
    if (payload.basemap) this.read(payload.basemap, payload, origin);
    this.roads = payload.roads.map((record) => {
      const path = new Path2D();
      traceSmooth(path, projectLine(record.line, origin));
      return { record, path };
    });
    this.roads.sort((a, b) => b.record.rank - a.record.rank);
  }

  draw(frame: Frame, inks: Inks): void {
    // Without data of our own, whatever the page has below (tiles, or plain paper) is the base map.
    if (!this.frameBox || !this.hasLand) return;
    const { ctx, scale } = frame;
    toScreen(frame);
    ctx.fillStyle = inks.sea;
    ctx.fillRect(0, 0, frame.width, frame.height);
    toWorld(frame);
    ctx.fillStyle = inks.abroad;
    ctx.fill(this.land, "evenodd");
    for (const country of this.countries) {
      ctx.fillStyle = country.home ? inks.land : inks.abroad;
      ctx.fill(country.path, "evenodd");
    }
    if (this.isCut) this.onHome(frame, () => this.veilUncovered(frame, inks));
    ctx.fillStyle = inks.lake;
    ctx.strokeStyle = inks.coast;
    ctx.lineWidth = 0.7 / scale;
    ctx.fill(this.lakes, "evenodd");
    ctx.stroke(this.land);
    this.fade(frame, inks.abroad);
  }

  /** Draw on the land of the countries that the map is about, and nowhere else. */
  private onHome({ ctx }: Frame, draw: () => void): void {
    const home = new Path2D();
    for (const { path, home: isHome } of this.countries) if (isHome) home.addPath(path);
    ctx.save();
    ctx.clip(home, "evenodd");
    draw();
    ctx.restore();
  }

  /** Beyond the theatre's frame a country is as any other: its own paper would say that nothing is known there. */
  private veilUncovered(frame: Frame, inks: Inks): void {
    const { ctx, scale, dx, dy, width, height } = frame;
    const around = new Path2D();
    around.rect(-dx / scale, -dy / scale, width / scale, height / scale);
    around.addPath(this.covered);
    ctx.fillStyle = inks.abroad;
    ctx.fill(around, "evenodd");
  }

  /**
   * The data end at a frame: towards it everything fades, on all four sides, so that no reader sees an edge.
   * `paint` lays paper over the picture; without it, what is there is wiped out.
   */
  private fade(frame: Frame, paper: string | null): void {
    if (!this.frameBox) return;
    const { ctx, width, height, scale, dx, dy } = frame;
    const [x0, y0, x1, y1] = this.frameBox;
    const [west, north, east, south] = this.fades;
    toScreen(frame);
    ctx.save();
    if (paper === null) ctx.globalCompositeOperation = "destination-out";
    const veil = (fromX: number, fromY: number, toX: number, toY: number): void => {
      const gradient = ctx.createLinearGradient(fromX, fromY, toX, toY);
      for (const [at, alpha] of FADE_STEPS) gradient.addColorStop(at, withAlpha(paper ?? "#000000", alpha));
      ctx.fillStyle = gradient;
      ctx.fillRect(0, 0, width, height);
    };
    const [left, right, top, bottom] = [x0 * scale + dx, x1 * scale + dx, y0 * scale + dy, y1 * scale + dy];
    if (left + west * scale > 0) veil(left + west * scale, 0, left, 0);
    if (right - east * scale < width) veil(right - east * scale, 0, right, 0);
    if (top + north * scale > 0) veil(0, top + north * scale, 0, top);
    if (bottom - south * scale < height) veil(0, bottom - south * scale, 0, bottom);
    ctx.restore();
  }

  /** Lines that stay readable over the zones: drawn above them. */
  drawLines(frame: Frame, inks: Inks): void {
    const { ctx, scale, zoom } = frame;
    toWorld(frame);
    ctx.lineJoin = "round";
    ctx.lineCap = "round";
    ctx.strokeStyle = inks.river;
    ctx.lineWidth = (zoom < 8 ? 1 : 1.5) / scale;
    ctx.stroke(this.rivers);
    ctx.fillStyle = inks.lake;
    ctx.fill(this.lakes, "evenodd");
    ctx.lineWidth = 0.8 / scale;
    ctx.stroke(this.lakes);
    ctx.strokeStyle = inks.district;
    ctx.lineWidth = 0.9 / scale;
    ctx.setLineDash([4 / scale, 3 / scale]);
    ctx.stroke(this.districts);
    ctx.setLineDash([]);
    this.drawRoads(frame, inks);
    if (this.isCut) this.onHome(frame, () => this.drawEdge(frame, inks));
    ctx.strokeStyle = inks.border;
    ctx.lineWidth = 1.3 / scale;
    ctx.stroke(this.borders);
    this.fade(frame, null);
  }

  private drawEdge({ ctx, scale }: Frame, inks: Inks): void {
    ctx.strokeStyle = inks.muted;
    ctx.lineWidth = 1.4 / scale;
    ctx.setLineDash(EDGE_DASH.map((length) => length / scale));
    ctx.stroke(this.covered);
    ctx.setLineDash([]);
  }

  private drawRoads(frame: Frame, inks: Inks): void {
    const { ctx, scale, zoom } = frame;
    const shown = this.roads.filter(({ record }) => record.rank === 1 || zoom >= 6 + record.rank);
    for (const casing of [true, false]) {
      for (const { record, path } of shown) {
        const width = (record.rank === 1 ? 1.7 : 1.1) * (zoom < 7.5 ? 0.8 : 1) + (casing ? 1.8 : 0);
        ctx.strokeStyle = casing ? inks.roadCasing : inks.road;
        ctx.globalAlpha = casing ? 0.65 : 1;
        ctx.lineWidth = width / scale;
        ctx.stroke(path);
      }
    }
    ctx.globalAlpha = 1;
  }

  private read(topology: Topology, payload: Payload, origin: Origin): void {
    const arcs = Arcs.of(topology, origin);
    this.frameBox = boundsOf(arcs.local);
    const [west, south, east, north] = payload.extent;
    const [x, y] = [mercatorX(west) - origin.x, mercatorY(north) - origin.y];
    this.covered.rect(x, y, mercatorX(east) - origin.x - x, mercatorY(south) - origin.y - y);
    if (this.frameBox) this.fades = fadesOf(this.frameBox, payload.extent, origin);
    const { land, countries, governorates, rivers, lakes } = topology.objects;
    if (land) traceObject(arcs, land, this.land);
    if (rivers) traceObject(arcs, rivers, this.rivers);
    if (lakes) traceObject(arcs, lakes, this.lakes);
    if (countries) {
      const home = homeCountries(arcs, members(countries), payload);
      for (const geometry of members(countries)) {
        const path = new Path2D();
        traceObject(arcs, geometry, path);
        this.countries.push({ name: label(geometry), path, home: home.has(geometry) });
        if (home.has(geometry)) this.isCut ||= goesBeyond(arcs, geometry, payload.extent);
      }
      this.traceMesh(topology, countries, this.borders, origin);
      if (!land) for (const { path } of this.countries) this.land.addPath(path);
    }
    if (governorates) this.traceMesh(topology, governorates, this.districts, origin);
  }

  /** Inner borders only: the coast is no border, and a shared line is drawn once. */
  private traceMesh(topology: Topology, object: Shape, path: Path2D, origin: Origin): void {
    if (object.type !== "GeometryCollection") {
      traceObject(Arcs.of(topology, origin), object, path);
      return;
    }
    const lines = mesh(topology, object as GeometryCollection, (a, b) => a !== b);
    for (const line of lines.coordinates) {
      const flat = projectLine(line, origin);
      for (let i = 0; i < flat.length; i += 2) {
        if (i === 0) path.moveTo(flat[0]!, flat[1]!);
        else path.lineTo(flat[i]!, flat[i + 1]!);
      }
    }
  }
}

export function members(object: Shape): Shape[] {
  return object.type === "GeometryCollection" ? object.geometries : [object];
}

export function label(geometry: Shape): string {
  const properties = (geometry.properties ?? {}) as Record<string, unknown>;
  for (const key of ["name", "NAME", "name_en", "ADMIN"]) {
    if (typeof properties[key] === "string") return properties[key];
  }
  return "";
}

function boundsOf(points: Float64Array): Bounds | null {
  const box: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    box[0] = Math.min(box[0], points[i]!);
    box[2] = Math.max(box[2], points[i]!);
    box[1] = Math.min(box[1], points[i + 1]!);
    box[3] = Math.max(box[3], points[i + 1]!);
  }
  return box[0] < box[2] ? box : null;
}

/** The fade keeps clear of the theatre itself, unless its data end with it. */
function fadesOf([x0, y0, x1, y1]: Bounds, [west, south, east, north]: Payload["extent"], origin: Origin): Bounds {
  const reach = (room: number, size: number): number => Math.max(LEAST_FADE * size, Math.min(MOST_FADE * size, FADE_ROOM * room));
  return [
    reach(mercatorX(west) - origin.x - x0, x1 - x0),
    reach(mercatorY(north) - origin.y - y0, y1 - y0),
    reach(x1 - (mercatorX(east) - origin.x), x1 - x0),
    reach(y1 - (mercatorY(south) - origin.y), y1 - y0),
  ];
}

/** So many of the places are asked in which country they lie; a country with this share of them is home. */
const ASKED = 60;
const HOME_SHARE = 0.15;

/** The countries that the map is about: those in which its places lie. */
export function homeCountries(arcs: Arcs, countries: readonly Shape[], { places }: Payload): Set<Shape> {
  const step = Math.max(1, Math.floor(places.id.length / ASKED));
  const spots = places.id.map((_, i) => i).filter((i) => i % step === 0 && places.spans[i]!.length > 0);
  return new Set(
    countries.filter((country) => {
      const rings = ringsOf(arcs, country);
      const inside = spots.filter((i) =>
        rings.reduce((held, ring) => held !== isInRing(places.lon[i]!, places.lat[i]!, ring), false),
      );
      return inside.length > 0 && inside.length >= HOME_SHARE * spots.length;
    }),
  );
}

/** Does a country have land beyond the frame of the theatre? */
function goesBeyond(arcs: Arcs, country: Shape, [west, south, east, north]: Payload["extent"]): boolean {
  return ringsOf(arcs, country).some((ring) =>
    ring.some((value, i) =>
      i % 2 === 0
        ? value < west - CUT_DEGREES || value > east + CUT_DEGREES
        : value < south - CUT_DEGREES || value > north + CUT_DEGREES,
    ),
  );
}

export function ringsOf(arcs: Arcs, shape: Shape): Float64Array[] {
  const polygons = shape.type === "Polygon" ? [shape.arcs] : shape.type === "MultiPolygon" ? shape.arcs : [];
  return polygons.flat().map((ring) => arcs.points(ring));
}

export function traceObject(arcs: Arcs, object: Shape, path: Path2D): void {
  switch (object.type) {
    case "GeometryCollection":
      for (const member of object.geometries) traceObject(arcs, member, path);
      break;
    case "Polygon":
      for (const ring of object.arcs) arcs.trace(path, ring, true);
      break;
    case "MultiPolygon":
      for (const polygon of object.arcs) for (const ring of polygon) arcs.trace(path, ring, true);
      break;
    case "LineString":
      arcs.trace(path, object.arcs, false);
      break;
    case "MultiLineString":
      for (const line of object.arcs) arcs.trace(path, line, false);
      break;
    default:
      break;
  }
}
