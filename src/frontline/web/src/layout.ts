// The layout: where map, panel, legend and time bar stand, wide or narrow. Moves elements, draws nothing.
import type * as L from "leaflet";
import { button, h, icon, ICONS } from "./dom.js";
import type { Box } from "./labels.js";

export interface Parts {
  map: L.Map;
  title: string;
  timebar: HTMLElement;
  details: HTMLElement;
  legend: HTMLElement;
  search: HTMLElement;
  language: HTMLElement;
  about: HTMLElement;
  onTheme: () => void;
  onHome: () => void;
}

/** Narrower than this, the panel is a sheet over the foot of the map. */
const NARROW_PX = 940;
/** Narrower than this, the buttons stand below the slider: a phone held upright. */
const SLIM_PX = 560;
/** Lower than this, only the map, the day and the slider have room: a phone on its side; a frame in a page. */
const LOW_PX = 460;
const LOW_FRAME_PX = 640;
/** Where an open legend would cover more of the map than this, it waits to be opened. */
const LEGEND_SHARE = 0.12;
/** What the legend covers of the right of a wide map, as far as the extent cares. */
const LEGEND_COVERS_PX = 150;
/** The map's buttons stand at its end, this wide with their margin. */
const BUTTONS_PX = 60;
/** The sheet of details, opened, takes at most this share of the map's height; style/narrow.css says the same. */
const SHEET_SHARE = 0.62;

export class Layout {
  readonly root: HTMLElement;
  readonly stage: HTMLElement;
  readonly live: HTMLElement;
  private readonly panel: HTMLElement;
  private readonly handle: HTMLButtonElement;
  /** What changed, in a line on the closed sheet. */
  private readonly news: HTMLElement;
  private told: readonly string[] = [];
  private readonly scroll: HTMLElement;
  private readonly head: HTMLElement;
  /** The search and the language. */
  private readonly tools: HTMLElement;
  private readonly legendHome: HTMLElement;
  private readonly sheetLegendHome: HTMLElement;

  constructor(
    private readonly parts: Parts,
    private readonly compact: boolean,
  ) {
    const { map } = parts;
    const container = map.getContainer();
    this.root = findRoot(container);
    this.root.classList.add("frontline");
    this.live = h("p", { class: "fl-live", "aria-live": "polite", role: "status" });
    this.legendHome = h("div", { class: "fl-legend-home" }, parts.legend);
    this.sheetLegendHome = h("div", { class: "fl-legend-sheet" });
    const heading = this.root.querySelector("h1") ?? h("h2", { class: "fl-title" }, parts.title);
    heading.classList.add("fl-title");
    this.tools = h("div", { class: "fl-tools" }, parts.search, parts.language);
    this.head = h("header", { class: "fl-head" }, heading);
    this.stage = h("div", { class: "fl-stage" }, this.mapButtons(), this.legendHome);
    this.news = h("span", { class: "fl-news" });
    this.handle = h(
      "button", { type: "button", class: "fl-handle", "aria-expanded": "false" },
      h("span", { class: "fl-grip" }), h("span", { class: "fl-handle-text" }, h("strong", { say: "changed" }), this.news),
    );
    this.handle.addEventListener("click", () => this.openSheet(!this.root.classList.contains("fl-open")));
    this.scroll = h("div", { class: "fl-scroll", tabindex: 0 }, parts.details, this.sheetLegendHome, parts.about);
    this.panel = h("aside", { class: "fl-panel", label: "known" }, this.handle, this.scroll);
    this.root.append(this.stage, this.panel, parts.timebar, this.live);
    container.before(this.stage);
    this.stage.prepend(container);
    for (const [name, value] of [["position", "absolute"], ["inset", "0"], ["width", "auto"], ["height", "auto"]] as const) {
      container.style.setProperty(name, value);
    }
    const observer = new ResizeObserver(() => this.fit());
    observer.observe(this.root);
    this.fit();
  }

  /** Once the legend is written: open it where it has room. */
  fitLegend(): void {
    const { clientWidth, clientHeight } = this.stage;
    const { offsetWidth, scrollHeight } = this.parts.legend;
    const small = this.root.classList.contains("fl-narrow") || this.root.classList.contains("fl-compact");
    if (small || offsetWidth * scrollHeight > LEGEND_SHARE * clientWidth * clientHeight) this.parts.legend.removeAttribute("open");
  }

  /** The part of the map that neither the head nor the sheet nor the buttons cover, CSS pixels. */
  freeBox(): Box {
    const { clientWidth, clientHeight } = this.stage;
    if (!this.root.classList.contains("fl-narrow") && !this.root.classList.contains("fl-compact")) {
      return { x: 0, y: 0, width: clientWidth, height: clientHeight };
    }
    const x = this.root.dir === "rtl" ? BUTTONS_PX : 0;
    const top = this.head.offsetTop + this.head.offsetHeight;
    // The sheet may still be on its way: what counts is where it will stop.
    const isOpen = this.root.classList.contains("fl-open");
    const whole = this.handle.offsetHeight + this.scroll.scrollHeight;
    const sheet = isOpen ? Math.min(SHEET_SHARE * clientHeight, whole) : this.panel.offsetHeight;
    return { x, y: top, width: clientWidth - BUTTONS_PX, height: Math.max(40, clientHeight - top - sheet) };
  }

  /** On a narrow page: open or close the sheet. On a wide page with a hidden panel: the same. */
  openSheet(open: boolean): void {
    this.root.classList.toggle("fl-open", open);
    this.letFocus();
    this.handle.setAttribute("aria-expanded", String(open));
    if (open) this.scroll.scrollTop = 0;
  }

  /** Nobody comes by keys to what a closed sheet hides. */
  private letFocus(): void {
    this.scroll.inert = !this.root.classList.contains("fl-open") && this.root.matches(".fl-narrow, .fl-compact") && !this.root.matches(".fl-print");
  }

  /** What lies over the map, CSS pixels: the extent is fitted beside it. */
  get covered(): { top: number; right: number; bottom: number } {
    if (this.root.classList.contains("fl-print")) return { top: 0, right: 0, bottom: 0 };
    if (this.root.classList.contains("fl-compact")) return { top: 30, right: 0, bottom: 30 };
    if (this.root.classList.contains("fl-narrow")) return { top: this.head.offsetHeight, right: 0, bottom: this.panel.offsetHeight };
    return { top: 0, right: this.parts.legend.hasAttribute("open") ? LEGEND_COVERS_PX : 0, bottom: 0 };
  }

  /** The boxes that lie over the map, in CSS pixels of it. */
  overMap(): Box[] {
    const stage = this.stage.getBoundingClientRect();
    const covers = [...this.stage.querySelectorAll(".fl-legend, .fl-banner, .fl-map-buttons, .fl-head, .leaflet-control-scale")];
    if (this.root.matches(".fl-compact:not(.fl-open)")) covers.push(this.handle);
    return covers
      .map((cover) => cover.getBoundingClientRect())
      .filter(({ width }) => width > 0)
      .map(({ x, y, width, height }) => ({ x: x - stage.x, y: y - stage.y, width, height }));
  }

  /** Tell in a line what a reader finds in the sheet: the first of some texts that has room. */
  tell(news: readonly string[]): void {
    this.told = news;
    const line = this.news.parentElement!;
    for (const text of news) {
      this.news.textContent = text;
      if (line.scrollWidth <= line.clientWidth) break;
    }
  }

  /** The box of the legend, in CSS pixels of the map. */
  legendBox(): Box {
    const [stage, { x, y, width, height }] = [this.stage.getBoundingClientRect(), this.parts.legend.getBoundingClientRect()];
    return { x: x - stage.x, y: y - stage.y, width, height };
  }

  closeLegend(): void {
    this.parts.legend.removeAttribute("open");
  }

  scrollToTop(): void {
    this.scroll.scrollTop = 0;
  }

  private mapButtons(): HTMLElement {
    const { map, onTheme, onHome } = this.parts;
    return h(
      "div", { class: "fl-map-buttons", role: "group", label: "map" },
      button("zoom-in", { class: "fl-button" }, () => map.zoomIn(0.75), icon(ICONS.plus)),
      button("zoom-out", { class: "fl-button" }, () => map.zoomOut(0.75), icon(ICONS.minus)),
      button("whole-map", { class: "fl-button" }, onHome, icon(ICONS.home)),
      button("light-or-dark", { class: "fl-button" }, onTheme, icon(ICONS.moon)),
    );
  }

  /** Lay out for paper, or for the screen again. */
  forPrint(printing: boolean): void {
    this.root.classList.toggle("fl-print", printing);
    (printing ? this.sheetLegendHome : this.legendHome).append(this.parts.legend);
    this.fit();
  }

  private fit(): void {
    const { root, stage, head, panel } = this;
    const printing = root.classList.contains("fl-print");
    const narrow = root.clientWidth < NARROW_PX;
    const slim = root.clientWidth < SLIM_PX;
    const low = root.clientHeight < (narrow && !slim ? LOW_FRAME_PX : LOW_PX) && !printing;
    const compact = this.compact || low;
    const wasNarrow = root.classList.contains("fl-narrow");
    root.classList.toggle("fl-slim", slim);
    root.classList.toggle("fl-compact", compact);
    // Nobody asked for a small page, so that nothing may be missing from it.
    root.classList.toggle("fl-low", low && !this.compact);
    root.classList.toggle("fl-narrow", narrow);
    const home = printing ? root : narrow || compact ? stage : panel;
    if (head.parentElement !== home || wasNarrow !== narrow) {
      if (home === stage) this.closeLegend();
      home[home === stage ? "append" : "prepend"](head);
    }
    // Where little more than the day has room beside the map, the search is in the sheet.
    if (compact && this.tools.parentElement !== this.scroll) this.scroll.prepend(this.tools);
    if (!compact && this.tools.parentElement !== head) head.append(this.tools);
    this.letFocus();
    this.parts.map.invalidateSize({ animate: false });
    this.tell(this.told);
  }
}

/** Our own page has a root; on any other page the map's own box becomes one. */
function findRoot(container: HTMLElement): HTMLElement {
  const page = container.closest<HTMLElement>("[data-frontline-page]");
  if (page) return page;
  const box = container.getBoundingClientRect();
  const root = h("section", { class: "fl-inset", label: "time-map" });
  root.style.height = `${Math.max(box.height, 420)}px`;
  container.before(root);
  root.append(container);
  return root;
}
