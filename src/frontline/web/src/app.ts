// The app: one map, its world, its layers and its panels, and the one day that they all show.
import * as L from "leaflet";
import { aboutView } from "./about.js";
import { Arrows, type Advance } from "./arrows.js";
import { Choices } from "./choices.js";
import { Basemap } from "./basemap.js";
import { headlines, spokenDigest } from "./digest.js";
import { h } from "./dom.js";
import { longDay } from "./format.js";
import { contentLanguage, label, language, languageCode, LANGUAGES, offeredLanguage, onLanguage, openLanguage, say, setLanguage, translate } from "./language.js";
import { mercatorX, mercatorY } from "./geometry.js";
import { Ground, type FrontState } from "./ground.js";
import { Layout } from "./layout.js";
import { Legend } from "./legend.js";
import { Panel, type Selection } from "./panel.js";
import { holdingText } from "./parts.js";
import { CONTESTED, NOBODY, type Payload } from "./payload.js";
import { Places } from "./places.js";
import { Search } from "./search.js";
import { Stage } from "./stage.js";
import { isEmbedded, isFramed, readState, writeState, type LinkState } from "./state.js";
import { FillMaker, holderColour, inksFor, withAlpha, type Inks } from "./theme.js";
import { isField, TimeBar } from "./timebar.js";
import { NO_FILTER, World, type Filter, type Place } from "./world.js";

/** A place that is asked for by name is shown at least this near. */
const CLOSE_ZOOM = 8.5;
/** How near to a line a click or the pointer must be, CSS pixels. */
const CLICK_PX = 8;
const HOVER_PX = 5;
/** Shift with an arrow moves the map by this much. */
const PAN_PX = 80;
/** Ground under the legend, and this near to it, is looked for on a net of so many points a side. */
const LEGEND_STEPS = 10;
const LEGEND_AIR_PX = 16;
const PAN: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

/** What is painted at a point: for tests, and for pages that talk to the map. */
export interface Painted {
  controller: string;
  certainty: string;
  pixel: number[] | null;
}

export class App {
  private static touched: App | null = null;
  private readonly world: World;
  private readonly ground: Ground;
  private readonly places: Places;
  private readonly stage: Stage;
  private readonly timebar: TimeBar;
  private readonly panel: Panel;
  private readonly legend: Legend;
  private readonly layout: Layout;
  private dayNumber = 0;
  private since: number | null = null;
  private selection: Selection = null;
  private inks: Inks;
  private fills: FillMaker;
  private screenTheme = "light";
  private isPrinting = false;
  private readonly tip = h("div", { class: "fl-tip", hidden: true });
  private saving = 0;
  /** Has the reader gone to a place, or left it, since the address was written? */
  private isNewStep = false;
  private announcing = 0;
  private readonly basemap: Basemap;
  private readonly arrows: Arrows;
  private readonly choices: Choices;
  private readonly about = h("div");
  private readonly languages = languageList((code) => setLanguage(code));

  constructor(
    private readonly map: L.Map,
    payload: Payload,
    id: string,
    /** The first map of a page: the address is its own. */
    private readonly isFirst = true,
  ) {
    const [west, south, east, north] = payload.extent;
    const origin = { x: mercatorX((west + east) / 2), y: mercatorY((south + north) / 2) };
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    if (this.isFirst) openLanguage(document.documentElement.lang, readState().language);
    this.world = new World(payload);
    this.ground = new Ground(this.world, origin);
    this.places = new Places(this.world, origin);
    this.basemap = new Basemap(payload, origin);
    this.arrows = new Arrows(this.world, origin);
    this.inks = inksFor(dark.matches);
    this.stage = new Stage(map, origin);
    this.fills = this.makeFills();
    this.timebar = new TimeBar(
      this.world, (day) => this.setDay(day), this.ground.changesByDay(), () => this.barColours(), () => this.saveState(),
    );
    const onPlace = (place: Place | null): void => this.select(place ? { place } : null, true);
    this.choices = new Choices(this.world, (view) => this.takeView(view), (filter) => this.takeFilter(filter));
    const onSince = (since: number | null): void => this.compareWith(since);
    this.panel = new Panel({ world: this.world, ground: this.ground, onPlace }, onSince, this.choices.element);
    this.legend = new Legend(this.world, this.ground, this.basemap.isCut, () => this.stage.invalidate("places"));
    const search = new Search(this.world, (place) => this.select({ place }, true), `${id}-found`);
    const compact = isEmbedded() || map.getContainer().closest(".fl-embed") !== null;
    this.layout = new Layout(
      {
        map,
        title: payload.title,
        timebar: this.timebar.element,
        details: this.panel.element,
        legend: this.legend.element,
        search: search.element,
        language: this.languages,
        about: this.about,
        onTheme: () => this.setTheme(!this.inks.dark),
        onHome: () => this.fitExtent(),
      },
      compact,
    );
    const container = map.getContainer();
    container.dir = "ltr";
    container.setAttribute("role", "application");
    label(container, "map-keys");
    search.element.hidden = this.world.places.length === 0;
    this.takeLanguage();
    this.layout.root.classList.toggle("fl-noticed", Boolean(payload.notice));
    this.layout.root.classList.toggle("fl-baseless", !this.basemap.hasLand);
    if (compact || isFramed() || !this.isPage) this.holdScroll();
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
      // Leaflet reads the option once, when the map is made; what it asks of later is this field.
      (map as unknown as { _zoomAnimated: boolean })._zoomAnimated = false;
      map.options.inertia = false;
    }
    this.addSheets();
    const scale = scaleBar().addTo(map);
    onLanguage(() => scale.renew());
    this.takeTheme(dark.matches);
    this.start();
    dark.addEventListener("change", (event) => this.setTheme(event.matches));
    onLanguage(() => {
      this.takeLanguage();
      this.refresh();
    });
    this.listen();
    this.stage.paint();
    this.layout.root.dataset["ready"] = String(Math.round(performance.now()));
  }

  get day(): string {
    return this.world.days[this.dayNumber]!;
  }

  get days(): string[] {
    return this.world.days;
  }

  get root(): HTMLElement {
    return this.layout.root;
  }

  /** Show a day, by its number or "2024-12-05"; a day outside the map is refused. */
  setDay(day: number | string): void {
    const asked = typeof day === "number" ? day : this.world.days.indexOf(day);
    if (!(asked >= 0 && asked < this.world.days.length)) return;
    const number = Math.min(asked, this.world.lastDay);
    this.dayNumber = number;
    this.tip.hidden = true;
    this.selection = this.stillThere(this.selection);
    this.layout.root.dataset["day"] = this.day;
    this.timebar.show(number);
    if (this.since !== null && this.since >= number) this.since = null;
    this.layout.root.dataset["since"] = this.since === null ? "" : this.world.days[this.since]!;
    this.panel.show(this.selection, number, this.since);
    this.legend.show(number, this.fills, this.inks, this.since);
    const { since, world } = this;
    this.layout.tell(headlines(since === null ? world.reportedOn(number) : world.changesSince(since, number).filter(({ reported }) => reported)));
    this.stage.invalidate("ground", "fronts", "places");
    this.saveState();
    this.announce();
  }

  /** Compare with an earlier day, by its number: what was gained since stands out. Null: no comparison. */
  compareWith(since: number | null): void {
    this.since = since !== null && since >= 0 && since < this.dayNumber ? since : null;
    this.setDay(this.dayNumber);
  }

  /** Tell the places from a part of the evidence: one of the payload's views, by its number; null: from all of it. */
  takeView(number: number | null): void {
    const view = number === null ? null : (this.world.payload.views[number] ?? null);
    if (view === this.world.view) return;
    this.world.takeView(view);
    this.ground.show(view === null);
    this.refresh();
  }

  /** Show only what a filter lets through; null shows all again. The ground stays: it is drawn from all claims. */
  takeFilter(filter: Partial<Filter> | null): void {
    this.world.filter = filter ? { ...this.world.filter, ...filter } : NO_FILTER;
    this.refresh();
  }

  /** The interface in another language that it has, by its code; any other is refused. */
  setLanguage(code: string): void {
    setLanguage(code);
  }

  /** Is the map a page of its own, and no part of another? */
  private get isPage(): boolean {
    return this.layout.root.hasAttribute("data-frontline-page");
  }

  private takeLanguage(): void {
    const { root } = this.layout;
    for (const element of this.isPage ? [root, document.documentElement] : [root]) {
      element.lang = languageCode();
      element.dir = language().rightToLeft ? "rtl" : "ltr";
    }
    this.languages.value = languageCode();
    this.world.speak();
    translate(root);
    this.choices.offer();
    this.about.replaceChildren(aboutView(this.world));
  }

  private refresh(): void {
    this.choices.show();
    this.layout.root.dataset["view"] = this.choices.viewText();
    this.setDay(this.dayNumber);
    this.stage.invalidate();
  }

  /** What is shown of a place on the day shown: its holder, status and certainty. */
  holdingOf(placeId: string): [controller: string, status: string, certainty: number] | null {
    const place = this.world.places.find(({ id }) => id === placeId);
    if (!place) return null;
    const { holder, status, certainty } = this.world.holding(place, this.dayNumber);
    return [holder === CONTESTED ? "contested" : (this.world.factions[holder]?.id ?? "none"), status, certainty];
  }

  /** Who holds the ground at a point on the day shown, and the colour of the zone there. */
  paintedAt(lon: number, lat: number): Painted {
    this.stage.paint();
    const state = this.ground.stateAt(lon, lat, this.dayNumber);
    const holder = state?.holder ?? NOBODY;
    const controller = holder === CONTESTED ? "contested" : (this.world.factions[holder]?.id ?? "none");
    return { controller, certainty: state?.certainty ?? "unknown", pixel: this.stage.pixel("ground", lon, lat) };
  }

  /** How many places are reported to have changed hands on a day, by its number. */
  reportedOn(day: number): number {
    return this.world.reportedOn(day).length;
  }

  /** Show a place by its id, as a click on it does; null goes back to the day. */
  selectPlace(placeId: string | null): void {
    const place = this.world.places.find((candidate) => candidate.id === placeId);
    if (place || placeId === null) this.select(place ? { place } : null, true);
  }

  private addSheets(): void {
    this.stage.add("base", 201, (frame) => this.basemap.draw(frame, this.inks));
    this.stage.add("ground", 202, (frame) => {
      this.ground.drawZones(frame, this.dayNumber, this.fills, this.inks);
      if (this.since !== null) this.ground.drawGains(frame, this.since, this.dayNumber, this.inks);
    });
    this.stage.add("lines", 203, (frame) => this.basemap.drawLines(frame, this.inks));
    this.stage.add("fronts", 401, (frame) => {
      this.ground.drawFronts(frame, this.dayNumber, this.inks);
      this.arrows.draw(frame, this.dayNumber, this.inks);
    });
    this.stage.add("places", 402, (frame) => {
      const selected = this.selection && "place" in this.selection ? this.selection.place : null;
      this.places.draw(frame, this.dayNumber, selected, this.inks, this.layout.overMap(), (grid) =>
        this.arrows.dates(frame, this.dayNumber, grid, this.inks),
      );
      if (this.selection && "lon" in this.selection) this.places.drawPin(frame, this.selection, this.inks);
    });
  }

  private start(): void {
    this.setDay(this.openingDay());
    this.layout.fitLegend();
    this.fitExtent();
    if (this.legendHidesGround()) {
      this.layout.closeLegend();
      this.fitExtent();
    }
    if (!this.isFirst) return;
    const state = readState();
    this.applyState(state, this.dayNumber);
    this.showSelected(state);
  }

  /** Does the open legend lie over ground that somebody holds? What the map is about comes first. */
  private legendHidesGround(): boolean {
    const { x, y, width, height } = this.layout.legendBox();
    const steps = Array.from({ length: LEGEND_STEPS }, (_, n) => n / (LEGEND_STEPS - 1));
    return steps.some((across) => steps.some((down) => {
      const point: L.PointTuple = [
        x - LEGEND_AIR_PX + across * (width + 2 * LEGEND_AIR_PX), y - LEGEND_AIR_PX + down * (height + 2 * LEGEND_AIR_PX),
      ];
      const { lat, lng } = this.map.containerPointToLatLng(point);
      const state = this.ground.stateAt(lng, lat, this.dayNumber);
      return state !== null && state.certainty !== "unknown";
    }));
  }

  /** Who follows a link to a place sees it, and what is known of it. */
  private showSelected({ centre }: LinkState): void {
    if (!this.selection || !("place" in this.selection)) return;
    this.layout.openSheet(true);
    if (!centre) this.bringIntoView(this.selection.place, CLOSE_ZOOM);
  }

  /** Show what an address says: its day (or another), what it compares with, its view and its place. */
  private applyState(state: LinkState, otherwise: number): void {
    if (state.centre && state.zoom !== null) this.map.setView(state.centre, state.zoom, { animate: false });
    const place = this.world.places.find((candidate) => candidate.id === state.place);
    this.selection = place ? { place } : null;
    this.takeView(this.choices.viewOf(state.known, state.side));
    this.takeFilter(this.choices.offered(state.filter));
    const [first, last] = (state.span ?? []).map((day) => this.world.days.indexOf(day));
    const isSpan = first !== undefined && last !== undefined && first >= 0 && last >= first;
    this.timebar.span.take(isSpan ? first : 0, isSpan ? last : this.world.days.length - 1);
    const since = state.since ? this.world.days.indexOf(state.since) : -1;
    this.since = since >= 0 ? since : null;
    const linked = state.day ? this.world.days.indexOf(state.day) : -1;
    this.setDay(linked >= 0 ? linked : otherwise);
    this.stage.invalidate();
  }

  /** The address was changed by hand, by a link or by going back. */
  private followAddress(): void {
    this.forgetToSave();
    const state = readState();
    setLanguage(offeredLanguage(state.language) ?? offeredLanguage(contentLanguage()) ?? "en");
    const opened = this.selection !== null;
    this.applyState(state, this.dayNumber);
    this.forgetToSave();
    this.isNewStep = false;
    this.layout.scrollToTop();
    if (this.selection) this.showSelected(state);
    else if (opened) this.layout.openSheet(false);
  }

  /** A map opens on its last day with a change: the outcome first, the way there by the slider. */
  private openingDay(): number {
    const last = this.world.days.length - 1;
    return this.world.reportedOn(last).length > 0 ? last : (this.world.nextEvent(last, -1) ?? last);
  }

  private listen(): void {
    const { map } = this;
    this.listenToKeys();
    map.on("click", (event) => this.onMapClick(event.latlng));
    map.on("moveend", () => this.saveState());
    const { tip } = this;
    this.layout.stage.append(tip, this.choices.banner);
    map.on("mousemove", (event) => this.onHover(event, tip));
    map.on("mouseout movestart", () => (tip.hidden = true));
    window.addEventListener("beforeprint", () => this.print(true));
    window.addEventListener("afterprint", () => this.print(false));
    if (!this.isFirst) return;
    window.addEventListener("hashchange", () => this.followAddress());
    window.addEventListener("popstate", () => this.followAddress());
  }

  private listenToKeys(): void {
    const { map } = this;
    const onKey = (event: KeyboardEvent): void => {
      this.moveByKey(event);
      this.timebar.onKey(event);
    };
    // Leaflet would take the arrows once the map is clicked; they are the time's, and with Shift the map's.
    map.keyboard.disable();
    this.layout.root.addEventListener("keydown", onKey);
    // Of several maps, the one that was touched last has the keys that are pressed beside them.
    if (this.isFirst) App.touched = this;
    for (const kind of ["pointerdown", "focusin"]) this.layout.root.addEventListener(kind, () => (App.touched = this));
    document.addEventListener("keydown", (event) => {
      if (App.touched !== this) return;
      if (event.target === document.body) onKey(event);
      const inField = isField(event.target as Element | null);
      if (event.key === "Escape" && this.selection && !event.defaultPrevented && !inField) this.select(null, false);
    });
    // A button that was clicked keeps no keys to itself; one that was reached by keys does.
    this.layout.root.addEventListener("click", (event) => {
      const pressed = (event.target as Element | null)?.closest<HTMLElement>("button, summary");
      if (event.detail > 0 && pressed && pressed === document.activeElement) pressed.blur();
    });
  }

  private moveByKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isField(event.target as Element | null)) return;
    const { stage } = this.layout;
    const onMap = stage.contains(event.target as Node | null);
    const way = PAN[event.key];
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (way && event.shiftKey) this.map.panBy([way[0] * PAN_PX, way[1] * PAN_PX], { animate: !calm });
    // A key of one sign works only where the map has the focus: it may be a word of someone who dictates.
    else if (onMap && (event.key === "+" || event.key === "=")) this.map.zoomIn(0.75);
    else if (onMap && (event.key === "-" || event.key === "_")) this.map.zoomOut(0.75);
    else if (event.key === "Enter" && event.target === this.map.getContainer()) this.onMapClick(this.map.getCenter());
    else return;
    event.preventDefault();
  }

  private onMapClick({ lat, lng }: L.LatLng): void {
    const place = this.places.at(lng, lat, this.map.getZoom(), this.dayNumber, 12);
    if (place) {
      this.select({ place }, false);
      return;
    }
    const line = this.lineAt(lng, lat, CLICK_PX);
    if (line) this.select({ lon: lng, lat, ...line }, false);
    else this.select(this.ground.stateAt(lng, lat, this.dayNumber) ? { lon: lng, lat } : null, false);
  }

  /** On another day, another line may run where the reader asked, or none. */
  private stillThere(selection: Selection): Selection {
    if (!selection || "place" in selection || !(selection.front || selection.advance)) return selection;
    const { lon, lat } = selection;
    return { lon, lat, ...this.lineAt(lon, lat, CLICK_PX) };
  }

  /** The arrow or front under a point of the map. */
  private lineAt(lon: number, lat: number, reach: number): { advance: Advance } | { front: FrontState } | null {
    const toPixel = (x: number, y: number): L.Point => this.map.latLngToContainerPoint([y, x]);
    const advance = this.arrows.at(toPixel(lon, lat), this.dayNumber, reach, toPixel);
    if (advance) return { advance };
    const front = this.ground.frontAt(lon, lat, this.dayNumber, this.map.getZoom(), reach);
    return front ? { front } : null;
  }

  private onHover(event: L.LeafletMouseEvent, tip: HTMLElement): void {
    const { lat, lng } = event.latlng;
    const place = this.places.at(lng, lat, this.map.getZoom(), this.dayNumber, 8);
    const text = place ? say("in-short", { text: place.name, rest: holdingText(place, this.dayNumber, this.world) }) : this.lineText(lng, lat);
    this.map.getContainer().classList.toggle("fl-pointing", text !== "");
    tip.hidden = text === "";
    if (text === "") return;
    tip.textContent = text;
    tip.style.transform = `translate(${event.containerPoint.x + 14}px, ${event.containerPoint.y + 14}px)`;
  }

  private lineText(lon: number, lat: number): string {
    const line = this.lineAt(lon, lat, HOVER_PX);
    if (!line) return "";
    if ("advance" in line) {
      const { from, to } = line.advance;
      return say("advance-tip", { route: from ? say("route", { from, to }) : to });
    }
    return line.front.sides.map((side) => this.world.holderShort(side)).join(" / ");
  }

  private select(selection: Selection, bringIntoView: boolean): void {
    const placeOf = (chosen: Selection): Place | null => (chosen && "place" in chosen ? chosen.place : null);
    if (placeOf(selection) !== placeOf(this.selection)) {
      // Where the reader was is written down before they leave it, so that going back leads there.
      if (!this.isNewStep) this.writeAddress();
      this.isNewStep = true;
    }
    this.selection = selection;
    this.panel.show(selection, this.dayNumber, this.since);
    this.layout.scrollToTop();
    if (selection) this.layout.openSheet(true);
    if (selection && "place" in selection) this.bringIntoView(selection.place, bringIntoView ? CLOSE_ZOOM : null);
    else if (selection) this.bringIntoView(selection, null);
    this.stage.invalidate("places");
    this.saveState();
  }

  /** Have a point in the part of the map that nothing covers, at least as near as `closeness`. */
  private bringIntoView({ lat, lon }: { lat: number; lon: number }, closeness: number | null): void {
    const { map } = this;
    const zoom = Math.max(map.getZoom(), closeness ?? 0);
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const { x, y, width, height } = this.layout.freeBox();
    const now = map.latLngToContainerPoint([lat, lon]);
    const inset = Math.min(60, 0.2 * Math.min(width, height));
    const isSeen = now.x > x + inset && now.x < x + width - inset && now.y > y + inset && now.y < y + height - inset;
    if (isSeen && zoom <= map.getZoom()) return;
    const middle = map.getSize().divideBy(2).subtract([x + width / 2, y + height / 2]);
    map.setView(map.unproject(map.project([lat, lon], zoom).add(middle), zoom), zoom, { animate: !calm });
  }

  private takeTheme(dark: boolean): void {
    this.inks = inksFor(dark);
    this.fills = this.makeFills();
    const { root } = this.layout;
    root.dataset["theme"] = dark ? "dark" : "light";
    this.world.factions.forEach((_, i) =>
      root.style.setProperty(`--fl-holder-${i}`, holderColour(i, this.world.factions, this.inks)),
    );
    root.style.setProperty("--fl-holder-contested", this.inks.contested);
    root.style.setProperty("--fl-holder-nobody", this.inks.nobody);
  }

  private setTheme(dark: boolean): void {
    this.takeTheme(dark);
    this.legend.show(this.dayNumber, this.fills, this.inks, this.since);
    this.timebar.show(this.dayNumber);
    this.panel.repaint();
    this.stage.invalidate();
  }

  /** Paper is white, and as wide as it is: the map is drawn for it before the browser takes its picture. */
  private print(printing: boolean): void {
    const centre = this.map.getCenter();
    const { theme } = this.layout.root.dataset;
    if (printing) this.screenTheme = theme ?? "light";
    this.isPrinting = printing;
    this.legend.forPrint(printing);
    this.layout.forPrint(printing);
    this.stage.forPrint(printing);
    this.map.setView(centre, this.map.getZoom(), { animate: false });
    if (printing) this.fitExtent();
    this.setTheme(!printing && this.screenTheme === "dark");
    this.stage.paint();
  }

  private makeFills(): FillMaker {
    return new FillMaker(this.world.factions, this.inks, this.stage.ratio, this.isPrinting);
  }

  private barColours(): { bar: string; change: string; now: string } {
    const { dark, ink } = this.inks;
    const grey = dark ? "#ffffff" : "#22262a";
    return { bar: withAlpha(grey, 0.16), change: withAlpha(grey, 0.5), now: ink };
  }

  private fitExtent(): void {
    const [west, south, east, north] = this.world.payload.extent;
    const { top, right, bottom } = this.layout.covered;
    // As large as it can be: steps of the zoom are for the wheel and the buttons.
    const { zoomSnap } = this.map.options;
    this.map.options.zoomSnap = 0;
    this.map.fitBounds([[south, west], [north, east]], {
      animate: false,
      paddingTopLeft: [6, 6 + top],
      paddingBottomRight: [6 + right, 6 + bottom],
    });
    this.map.options.zoomSnap = zoomSnap;
  }

  /** Inside a report, the wheel scrolls the report until the reader takes hold of the map. */
  private holdScroll(): void {
    this.map.scrollWheelZoom.disable();
    this.map.once("click", () => this.map.scrollWheelZoom.enable());
    this.map.on("mouseout", () => this.map.scrollWheelZoom.disable());
  }

  private saveState(): void {
    window.clearTimeout(this.saving);
    if (this.isFirst) this.saving = window.setTimeout(() => this.writeAddress(), 250);
  }

  private forgetToSave(): void {
    window.clearTimeout(this.saving);
    this.saving = 0;
  }

  private writeAddress(): void {
    this.forgetToSave();
    if (!this.isFirst) return;
    const { lat, lng } = this.map.getCenter();
    const place = this.selection && "place" in this.selection ? this.selection.place.id : null;
    const since = this.since === null ? null : this.world.days[this.since]!;
    const { filter, view } = this.world;
    const known = view ? (this.world.days[view.known] ?? null) : null;
    const side = view ? (this.world.factions[view.side]?.id ?? null) : null;
    const zoom = this.map.getZoom();
    const chosen = languageCode() === offeredLanguage(contentLanguage()) ? null : languageCode();
    const { span: played } = this.timebar;
    const span = played.isWhole ? null : ([this.world.days[played.first]!, this.world.days[played.last]!] as const);
    writeState({ day: this.day, since, span, zoom, centre: [lat, lng], place, known, side, language: chosen, filter }, this.isNewStep);
    this.isNewStep = false;
  }

  private announce(): void {
    window.clearTimeout(this.announcing);
    this.announcing = window.setTimeout(() => {
      const said = spokenDigest(this.world.reportedOn(this.dayNumber), this.world);
      this.layout.live.textContent = `${longDay(this.day)}. ${said}`;
      this.announcing = 0;
    }, 400);
  }
}

/** Leaflet's own step of a scale: how wide its bar is, and what it says. Its types do not tell of it. */
interface ScaleBar extends L.Control.Scale {
  _updateScale(bar: HTMLElement, text: string, share: number): void;
  _update(): void;
  renew(): void;
}

/** A scale that speaks the language of the page. */
function scaleBar(): ScaleBar {
  const control = L.control.scale({ imperial: false, position: "bottomleft" }) as ScaleBar;
  const draw = control._updateScale.bind(control);
  control._updateScale = (bar, text, share) => {
    const [n, unit] = [Number.parseFloat(text), text.endsWith(" km") ? "distance" : "metres"] as const;
    draw(bar, text, share);
    bar.textContent = say(unit, { n });
  };
  control.renew = () => control._update();
  return control;
}

/** The switch of languages, each by its own name. */
function languageList(onChoice: (code: string) => void): HTMLSelectElement {
  const options = Object.entries(LANGUAGES).map(([code, { name }]) => h("option", { value: code, lang: code }, name));
  const select = h("select", { class: "fl-since fl-language", label: "language" }, ...options);
  select.addEventListener("change", () => onChoice(select.value));
  return select;
}
