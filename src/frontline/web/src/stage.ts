// The stage: canvases stacked in a Leaflet map, redrawn when the view or the day moves. Knows no theme and no data.
import * as L from "leaflet";
import type { Origin } from "./geometry.js";
import { mercatorX, mercatorY } from "./geometry.js";

/** How a sheet is drawn: local coordinates times `scale` plus (`dx`, `dy`) are CSS pixels of the canvas. */
export interface Frame {
  ctx: CanvasRenderingContext2D;
  width: number;
  height: number;
  zoom: number;
  ratio: number;
  scale: number;
  dx: number;
  dy: number;
  /** The part of the canvas that is in the viewport: offset of its corner, CSS pixels. */
  margin: number;
}

export type Draw = (frame: Frame) => void;

interface Sheet {
  name: string;
  canvas: HTMLCanvasElement;
  ctx: CanvasRenderingContext2D;
  draw: Draw;
  stale: boolean;
}

/** Leaflet's own step of a zoom animation; its overlays use it, its types do not tell of it. */
interface AnimatedMap extends L.Map {
  _latLngToNewLayerPoint(point: L.LatLng, zoom: number, center: L.LatLng): L.Point;
}

/** On paper: about 300 dots an inch. */
const PRINT_RATIO = 3;
/** How far the canvases reach beyond the viewport, so that a drag shows no bare edge. */
const MARGIN = 96;

export class Stage {
  private readonly sheets: Sheet[] = [];
  private requested = 0;
  private corner = L.point(0, 0);
  private cornerLatLng = L.latLng(0, 0);
  private drawnZoom = 0;
  private size = L.point(0, 0);
  private printing = false;

  constructor(
    private readonly map: L.Map,
    private readonly origin: Origin,
  ) {
    map.on("zoomanim", (event) => this.animate(event as L.ZoomAnimEvent));
    map.on("moveend zoomend viewreset resize", () => this.invalidate());
    map.on("move", () => this.followDrag());
  }

  /** Pixels of the canvas a CSS pixel; on paper more. */
  get ratio(): number {
    return this.printing ? PRINT_RATIO : Math.min(window.devicePixelRatio || 1, 2);
  }

  /** Draw for paper, or for the screen again. */
  forPrint(printing: boolean): void {
    this.printing = printing;
    for (const { canvas } of this.sheets.slice(1)) canvas.style.display = printing ? "none" : "";
    this.invalidate();
  }

  /** Add a sheet above those that are there. */
  add(name: string, zIndex: number, draw: Draw): void {
    const pane = this.map.getPane(`frontline-${name}`) ?? this.map.createPane(`frontline-${name}`);
    pane.style.zIndex = String(zIndex);
    pane.style.pointerEvents = "none";
    const canvas = document.createElement("canvas");
    canvas.className = "fl-sheet leaflet-zoom-animated";
    canvas.setAttribute("aria-hidden", "true");
    pane.append(canvas);
    const ctx = canvas.getContext("2d");
    if (!ctx) throw new Error("this browser has no 2D canvas, and the map needs one");
    this.sheets.push({ name, canvas, ctx, draw, stale: true });
  }

  /** Have the named sheets (all, without a name) drawn with the next frame. */
  invalidate(...names: string[]): void {
    for (const sheet of this.sheets) {
      if (names.length === 0 || names.includes(sheet.name)) sheet.stale = true;
    }
    if (this.requested === 0) this.requested = requestAnimationFrame(() => this.paint());
  }

  /** Draw now whatever is stale. */
  paint(): void {
    cancelAnimationFrame(this.requested);
    this.requested = 0;
    const size = this.map.getSize();
    if (size.x === 0 || size.y === 0) return;
    const moved = this.place(size);
    if (this.printing) {
      this.drawPicture();
      return;
    }
    for (const sheet of this.sheets) {
      if (!sheet.stale && !moved) continue;
      sheet.stale = false;
      this.draw(sheet);
    }
  }

  /** The colour that a sheet shows at a point, [red, green, blue, alpha]; null outside the view. */
  pixel(name: string, lon: number, lat: number): number[] | null {
    const sheet = this.sheets.find((candidate) => candidate.name === name);
    if (!sheet) return null;
    const { scale, dx, dy, ratio } = this.frame(sheet);
    const x = Math.round(((mercatorX(lon) - this.origin.x) * scale + dx) * ratio);
    const y = Math.round(((mercatorY(lat) - this.origin.y) * scale + dy) * ratio);
    if (x < 0 || y < 0 || x >= sheet.canvas.width || y >= sheet.canvas.height) return null;
    // Read through a canvas of one pixel: a canvas that is read from often is no longer drawn by the graphics card.
    const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    probe?.drawImage(sheet.canvas, x, y, 1, 1, 0, 0, 1, 1);
    return probe ? [...probe.getImageData(0, 0, 1, 1).data] : null;
  }

  private place(size: L.Point): boolean {
    const corner = this.map.containerPointToLayerPoint([-MARGIN, -MARGIN]);
    const zoom = this.map.getZoom();
    const moved = !corner.equals(this.corner) || zoom !== this.drawnZoom || !size.equals(this.size);
    this.corner = corner;
    this.cornerLatLng = this.map.layerPointToLatLng(corner);
    this.drawnZoom = zoom;
    this.size = size;
    const { ratio } = this;
    for (const { canvas } of this.sheets) {
      const width = Math.round((size.x + 2 * MARGIN) * ratio);
      const height = Math.round((size.y + 2 * MARGIN) * ratio);
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
        canvas.style.width = `${width / ratio}px`;
        canvas.style.height = `${height / ratio}px`;
      }
      L.DomUtil.setTransform(canvas, corner, 1);
    }
    return moved;
  }

  private frame(sheet: Sheet): Frame {
    const { ratio } = this;
    const scale = 2 ** this.drawnZoom;
    const pixelOrigin = this.map.getPixelOrigin();
    return {
      ctx: sheet.ctx,
      width: sheet.canvas.width / ratio,
      height: sheet.canvas.height / ratio,
      zoom: this.drawnZoom,
      ratio,
      scale,
      dx: this.origin.x * scale - pixelOrigin.x - this.corner.x,
      dy: this.origin.y * scale - pixelOrigin.y - this.corner.y,
      margin: MARGIN,
    };
  }

  private draw(sheet: Sheet): void {
    const frame = this.frame(sheet);
    frame.ctx.setTransform(1, 0, 0, 1, 0, 0);
    frame.ctx.clearRect(0, 0, sheet.canvas.width, sheet.canvas.height);
    toScreen(frame);
    sheet.draw(frame);
  }

  /**
   * A browser prints the strokes that canvases were drawn with, each canvas as a layer of its own, which many a reader of PDF
   * shows wrongly or not at all: paper gets one picture.
   */
  private drawPicture(): void {
    const [ground] = this.sheets;
    if (!ground) return;
    const { width, height } = ground.canvas;
    const pages = [0, 1].map(() => {
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      return { canvas, ctx: canvas.getContext("2d", { willReadFrequently: true })! };
    }) as [Pick<Sheet, "canvas" | "ctx">, Pick<Sheet, "canvas" | "ctx">];
    const [whole, one] = pages;
    for (const sheet of this.sheets) {
      sheet.stale = false;
      this.draw({ ...sheet, ...one });
      whole.ctx.drawImage(one.canvas, 0, 0);
    }
    ground.ctx.setTransform(1, 0, 0, 1, 0, 0);
    ground.ctx.drawImage(whole.canvas, 0, 0);
  }

  private followDrag(): void {
    const corner = this.map.containerPointToLayerPoint([-MARGIN, -MARGIN]);
    const away = Math.max(Math.abs(corner.x - this.corner.x), Math.abs(corner.y - this.corner.y));
    if (away > MARGIN * 0.7 && this.map.getZoom() === this.drawnZoom) this.invalidate();
  }

  private animate(event: L.ZoomAnimEvent): void {
    const scale = this.map.getZoomScale(event.zoom, this.drawnZoom);
    const corner = (this.map as AnimatedMap)._latLngToNewLayerPoint(this.cornerLatLng, event.zoom, event.center);
    for (const { canvas } of this.sheets) L.DomUtil.setTransform(canvas, corner, scale);
  }
}

/** From here on, coordinates are CSS pixels of the canvas. */
export function toScreen({ ctx, ratio }: Frame): void {
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
}

/** From here on, coordinates are local world units; a line of `px / scale` is `px` wide. */
export function toWorld({ ctx, ratio, scale, dx, dy }: Frame): void {
  ctx.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * dx, ratio * dy);
}
