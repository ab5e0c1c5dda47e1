// The map of the desk: the theatre's base map, a dot for each place of a claim, and the place that is being judged.
import * as L from "leaflet";
import { Basemap } from "../basemap.js";
import { mercatorX, mercatorY, projectLine, type Origin } from "../geometry.js";
import { label } from "../language.js";
import { CONTESTED, type CertaintyClass, type FactionRecord, type Payload } from "../payload.js";
import { Stage, toScreen, toWorld, type Frame } from "../stage.js";
import { FillMaker, inksFor, type Inks } from "../theme.js";
import type { Claim, Ground, State } from "./model.js";

interface Zone {
  holder: number;
  certainty: CertaintyClass;
  path: Path2D;
}

interface Spot {
  lat: number;
  lon: number;
  name: string;
}

/** How near the map comes to a place when it is asked to, and by itself where the map is too low to show the whole theatre. */
const NEAR_ZOOM = 9;
const LOW_PX = 200;
const LOW_ZOOM = 7.5;
const DOT_PX = 4.5;

export class DeskMap {
  readonly element = document.createElement("div");
  private readonly map: L.Map;
  private readonly stage: Stage;
  private readonly basemap: Basemap;
  private inks: Inks = inksFor(false);
  private dots: (Spot & { claim: Claim })[] = [];
  private zones: Zone[] = [];
  private holders: Record<string, string> = {};
  private fills: FillMaker | null = null;
  private spot: Spot | null = null;
  private readonly origin: Origin;

  constructor(
    private readonly state: State,
    private readonly onClaim: (id: string) => void,
  ) {
    this.element.className = "rv-map";
    const [west, south, east, north] = state.extent;
    const origin = { x: mercatorX((west + east) / 2), y: mercatorY((south + north) / 2) };
    this.origin = origin;
    this.element.dir = "ltr";
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map = L.map(this.element, {
      center: [(south + north) / 2, (west + east) / 2], zoom: 6, minZoom: 3, maxZoom: 14, zoomSnap: 0.25, zoomControl: false, attributionControl: false,
      zoomAnimation: !calm, fadeAnimation: !calm, inertia: !calm, keyboard: true,
    });
    this.element.setAttribute("role", "application");
    label(this.element, "rv.map");
    this.basemap = new Basemap(this.payload(), origin);
    this.stage = new Stage(this.map, origin);
    this.stage.add("review-ground", 210, (frame) => {
      this.basemap.draw(frame, this.inks);
      this.drawZones(frame);
      this.basemap.drawLines(frame, this.inks);
    });
    this.stage.add("review-dots", 420, (frame) => this.draw(frame));
    this.map.on("click", ({ containerPoint }: L.LeafletMouseEvent) => this.press(containerPoint));
    new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(this.element);
  }

  /** Once the map stands in the page. */
  open(): void {
    const [west, south, east, north] = this.state.extent;
    this.map.invalidateSize({ animate: false });
    this.map.fitBounds([[south, west], [north, east]], { animate: false });
  }

  takeTheme(dark: boolean): void {
    this.inks = inksFor(dark);
    this.fills = null;
    this.stage.invalidate();
  }

  /** Colour the ground and the dots by who held them on the day, with what is decided. */
  takeGround({ zones, places }: Ground): void {
    this.holders = places;
    this.zones = zones.filter(({ certainty }) => certainty !== "unknown").map(({ controller, certainty, rings }) => {
      const path = new Path2D();
      for (const ring of rings) {
        const line = projectLine(ring, this.origin);
        for (let i = 0; i < line.length; i += 2) path[i === 0 ? "moveTo" : "lineTo"](line[i]!, line[i + 1]!);
        path.closePath();
      }
      return { holder: this.holderNumber(controller), certainty, path };
    });
    this.stage.invalidate();
  }

  show(claims: Iterable<Claim>): void {
    this.dots = [...claims].map((claim) => ({ lat: claim.lat, lon: claim.lon, name: claim.place, claim }));
    this.stage.invalidate("review-dots");
  }

  /** Mark a place, and bring it into view where it is not. */
  point(spot: Spot, isWanted = false): void {
    this.spot = spot;
    this.element.dataset["place"] = spot.name;
    const at = L.latLng(spot.lat, spot.lon);
    const inner = this.map.getBounds().pad(-0.15);
    if (isWanted) this.map.setView(at, Math.max(NEAR_ZOOM, this.map.getZoom()), { animate: false });
    else if (this.map.getSize().y < LOW_PX) this.map.setView(at, Math.max(LOW_ZOOM, this.map.getZoom()), { animate: false });
    else if (!inner.contains(at)) this.map.panTo(at, { animate: false });
    this.stage.invalidate("review-dots");
  }

  near(): void {
    if (this.spot) this.point(this.spot, true);
  }

  private press(point: L.Point): void {
    const reach = 14;
    const near = this.dots
      .map((dot) => ({ dot, gap: this.map.latLngToContainerPoint([dot.lat, dot.lon]).distanceTo(point) }))
      .filter(({ gap }) => gap < reach)
      .sort((a, b) => a.gap - b.gap)[0];
    if (near) this.onClaim(near.dot.claim.id);
  }

  private holderNumber(controller: string): number {
    return controller === "contested" ? CONTESTED : this.state.factions.findIndex(({ id }) => id === controller);
  }

  private drawZones(frame: Frame): void {
    const { ctx, ratio } = frame;
    this.fills ??= new FillMaker(this.state.factions as unknown as FactionRecord[], this.inks, ratio);
    for (const { holder, certainty, path } of this.zones) {
      const { wash, pattern } = this.fills.fill(holder, certainty);
      // A pattern's tile is counted in pixels of the canvas, wherever the map has moved.
      pattern?.setTransform(new DOMMatrix().scale(1 / (ratio * frame.scale)));
      toWorld(frame);
      for (const style of [wash, pattern]) {
        if (!style) continue;
        ctx.fillStyle = style;
        ctx.fill(path, "evenodd");
      }
    }
    toScreen(frame);
  }

  /** Who holds the place of a claim on the day that is drawn; before the ground is known, whom the claim names. */
  private colour(claim: Claim): string {
    const controller = this.holders[claim.place_id] ?? claim.controller;
    const faction = this.state.factions.find(({ id }) => id === controller);
    if (faction) return this.inks.dark ? faction.dark : faction.colour;
    return controller === "contested" ? this.inks.contested : this.inks.nobody;
  }

  private draw(frame: Frame): void {
    const { ctx, margin } = frame;
    toScreen(frame);
    const place = (spot: Spot): [number, number] => {
      const { x, y } = this.map.latLngToContainerPoint([spot.lat, spot.lon]);
      return [x + margin, y + margin];
    };
    ctx.lineWidth = 1.2;
    for (const dot of this.dots) {
      const [x, y] = place(dot);
      ctx.beginPath();
      ctx.arc(x, y, DOT_PX, 0, 2 * Math.PI);
      ctx.fillStyle = this.colour(dot.claim);
      ctx.strokeStyle = this.inks.dotRim;
      ctx.globalAlpha = dot.claim.verdict === "rejected" ? 0.3 : 1;
      ctx.fill();
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
    if (this.spot) this.ring(ctx, place(this.spot), this.spot.name);
  }

  private ring(ctx: CanvasRenderingContext2D, [x, y]: [number, number], name: string): void {
    ctx.strokeStyle = this.inks.ink;
    ctx.lineWidth = 2.5;
    ctx.beginPath();
    ctx.arc(x, y, DOT_PX + 5, 0, 2 * Math.PI);
    ctx.stroke();
    ctx.font = "600 13px system-ui, sans-serif";
    ctx.textBaseline = "middle";
    ctx.lineWidth = 4;
    ctx.strokeStyle = this.inks.halo;
    ctx.fillStyle = this.inks.ink;
    ctx.strokeText(name, x + DOT_PX + 10, y);
    ctx.fillText(name, x + DOT_PX + 10, y);
  }

  /** What the base map reads of a page's payload: the frame, the roads, and where the claims are. */
  private payload(): Payload {
    const { basemap, roads, extent, claims } = this.state;
    const places = { id: claims.map(({ id }) => id), lon: claims.map(({ lon }) => lon), lat: claims.map(({ lat }) => lat), spans: claims.map(() => [[0, 0, 0]]) };
    return { basemap, roads, extent, places } as unknown as Payload;
  }
}
