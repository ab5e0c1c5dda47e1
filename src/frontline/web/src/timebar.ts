// The time bar: the day, a native slider, play and steps, and a histogram of what happened when.
// Owns the clock of the map; knows what a day holds only as numbers.
import { button, h, icon, ICONS, replaceChildren } from "./dom.js";
import { longDay, spokenDay } from "./format.js";
import { label, numberText, onLanguage, say, sayCount } from "./language.js";
import { chooseTicks } from "./ticks.js";
import { Span } from "./span.js";
import type { World } from "./world.js";

const SPEEDS = [0.5, 1, 2, 4];
/** At speed 1 a day lasts this long, milliseconds, but a long campaign no longer than this in all. */
const DAY_MS = 1200;
const WHOLE_MS = 60_000;
const THUMB = 22;
/** A finger that moves less than this along the histogram means one day, CSS pixels. */
const DRAG_PX = 12;

/** Is the reader writing, or choosing from a list? Then the keys are theirs. */
export function isField(target: Element | null): boolean {
  return target !== null && target.closest("input:not([type=range]), textarea, select") !== null;
}

export class TimeBar {
  readonly element: HTMLElement;
  /** The days that are played. */
  readonly span: Span;
  private readonly slider: HTMLInputElement;
  private readonly dayText: HTMLElement;
  private readonly summary: HTMLElement;
  private readonly histogram: HTMLCanvasElement;
  private readonly ticks: HTMLElement;
  private readonly playButton: HTMLButtonElement;
  private readonly speedButton: HTMLButtonElement;
  /** Kept, since asking the page for it would have it laid out again at every step. */
  private size: [width: number, height: number] = [0, 0];
  private speed = 1;
  private timer = 0;
  private day = 0;

  constructor(
    private readonly world: World,
    private readonly onDay: (day: number) => void,
    private readonly groundChanges: readonly number[],
    private readonly colours: () => { bar: string; change: string; now: string },
    onSpan: () => void,
  ) {
    const last = world.days.length - 1;
    this.span = new Span(world.days, () => {
      this.drawHistogram();
      onSpan();
    });
    this.slider = h("input", {
      type: "range", min: 0, max: last, step: 1, value: 0, class: "fl-range", label: "day",
    });
    this.slider.addEventListener("input", () => {
      this.pause();
      this.onDay(Number(this.slider.value));
    });
    this.dayText = h("p", { class: "fl-day" });
    this.summary = h("p", { class: "fl-day-summary" });
    this.histogram = h("canvas", { class: "fl-histogram", "aria-hidden": "true" });
    this.histogram.addEventListener("pointerdown", (event) => this.pick(event));
    this.ticks = h("div", { class: "fl-ticks", "aria-hidden": "true" });
    this.playButton = button("play", { class: "fl-button fl-play", "aria-pressed": "false" }, () => this.toggle(), icon(ICONS.play));
    this.speedButton = h("button", { type: "button", class: "fl-button fl-speed" });
    this.speedButton.addEventListener("click", () => this.changeSpeed());
    this.element = h(
      "div", { class: "fl-timebar", role: "group", label: "time" },
      h("div", { class: "fl-now" }, this.dayText, this.summary),
      h(
        "div", { class: "fl-buttons", dir: "ltr" },
        button("change-before", { class: "fl-button fl-previous" }, () => this.jump(-1), icon(ICONS.previous)),
        button("day-before", { class: "fl-button fl-back" }, () => this.step(-1), icon(ICONS.back)),
        this.playButton,
        button("day-after", { class: "fl-button fl-forward" }, () => this.step(1), icon(ICONS.forward)),
        button("change-after", { class: "fl-button fl-next" }, () => this.jump(1), icon(ICONS.next)),
        this.speedButton,
        this.span.element,
      ),
      // Time runs as on a player, in every language.
      h("div", { class: "fl-track", dir: "ltr" }, this.histogram, this.slider, this.ticks),
    );
    new ResizeObserver(() => {
      this.size = [this.histogram.clientWidth, this.histogram.clientHeight];
      this.drawHistogram();
      this.writeTicks();
    }).observe(this.histogram);
    this.nameSpeed();
    onLanguage(() => {
      this.nameSpeed();
      this.writeTicks();
    });
  }

  show(day: number): void {
    this.day = day;
    const iso = this.world.days[day]!;
    const reported = this.world.reportedOn(day).length;
    const presumed = this.world.changesOn(day).length - reported;
    const said = this.world.claimsOn(day).length;
    const changes = reported > 0 ? sayCount("places-changed", reported) : say("no-change");
    const areas = this.world.places.length > 0 ? changes : sayCount("areas-changed", this.changesOn(day));
    const summary = presumed > 0 ? sayCount("and-presumed", presumed, { text: changes }) : areas;
    this.slider.value = String(day);
    this.slider.setAttribute("aria-valuetext", say("in-short", { text: spokenDay(iso), rest: summary }));
    this.dayText.textContent = longDay(iso);
    const told = this.world.claims.length > 0 && barWords("claims", sayCount("claims", said));
    replaceChildren(this.summary, barWords("changes", summary), " ", ...(told ? [told] : []));
    this.drawHistogram();
  }

  step(by: number): void {
    this.pause();
    this.go(this.day + by);
  }

  jump(direction: 1 | -1): void {
    this.pause();
    const day = this.world.nextEvent(this.day, direction);
    this.go(day ?? (direction > 0 ? this.world.lastDay : 0));
  }

  toggle(): void {
    if (this.timer) {
      this.pause();
      return;
    }
    if (this.day >= this.end || this.day < this.span.first) this.go(this.span.first);
    this.timer = window.setInterval(() => this.tick(), this.dayMs / this.speed);
    this.showPlaying(true);
  }

  pause(): void {
    if (!this.timer) return;
    window.clearInterval(this.timer);
    this.timer = 0;
    this.showPlaying(false);
  }

  /** Keys that work wherever the focus is, but for fields and the slider, which know their own. */
  onKey(event: KeyboardEvent): void {
    const target = event.target as Element | null;
    const inField = isField(target);
    if (event.defaultPrevented || inField || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const onSlider = target === this.slider;
    const onControl = target?.closest("button, a, summary") !== null;
    if (event.key === " " && (!onControl || onSlider)) this.toggle();
    else if (onSlider) return;
    else if (event.key === "ArrowRight") this.step(1);
    else if (event.key === "ArrowLeft") this.step(-1);
    else if (event.key === "Home") this.go(0);
    else if (event.key === "End") this.go(this.world.lastDay);
    else return;
    event.preventDefault();
  }

  /** Places that changed hands; on a map without places, areas. */
  private changesOn(day: number): number {
    return this.world.places.length > 0 ? this.world.reportedOn(day).length : (this.groundChanges[day] ?? 0);
  }

  private get dayMs(): number {
    return Math.min(DAY_MS, WHOLE_MS / this.world.days.length);
  }

  private go(day: number): void {
    this.onDay(Math.max(0, Math.min(this.world.lastDay, day)));
  }

  private tick(): void {
    if (this.day >= this.end) this.go(this.span.first);
    else this.go(this.day + 1);
    if (this.day >= this.end && !this.span.repeats) this.pause();
  }

  /** The last day that is played. */
  private get end(): number {
    return Math.min(this.span.last, this.world.lastDay);
  }

  private changeSpeed(): void {
    this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length]!;
    this.nameSpeed();
    if (this.timer) {
      window.clearInterval(this.timer);
      this.timer = window.setInterval(() => this.tick(), this.dayMs / this.speed);
    }
  }

  private nameSpeed(): void {
    this.speedButton.textContent = `${numberText(this.speed)}×`;
    this.speedButton.setAttribute("aria-label", say("speed", { n: this.speed }));
  }

  private showPlaying(playing: boolean): void {
    this.playButton.setAttribute("aria-pressed", String(playing));
    label(this.playButton, playing ? "pause" : "play");
    replaceChildren(this.playButton, icon(playing ? ICONS.pause : ICONS.play));
  }

  /** Below the slider: as many days as have room. */
  private writeTicks(): void {
    const { days } = this.world;
    const width = this.ticks.clientWidth;
    if (width === 0) return;
    const pitch = days.length > 1 ? (width - THUMB) / (days.length - 1) : width;
    replaceChildren(
      this.ticks,
      ...chooseTicks(days, pitch).map(({ day, text }) => h("span", { style: `left: ${THUMB / 2 + day * pitch}px` }, text)),
    );
    // The names of months are longer in some languages than in others: what would touch the day before is left out.
    const spans = [...this.ticks.children].map((span) => ({ span, box: span.getBoundingClientRect() }));
    let end = -Infinity;
    for (const { span, box } of spans) {
      if (box.left < end + 4) span.remove();
      else end = box.right;
    }
  }

  /** A press on the histogram goes to its day; drawn along, it marks the days that are played. */
  private pick(event: PointerEvent): void {
    const { histogram } = this;
    const box = histogram.getBoundingClientRect();
    const dayAt = (x: number): number => Math.round(((x - box.left - THUMB / 2) / (box.width - THUMB)) * (this.world.days.length - 1));
    const start = event.clientX;
    const onMove = ({ clientX }: PointerEvent): void => {
      if (Math.abs(clientX - start) >= DRAG_PX && dayAt(clientX) !== dayAt(start)) this.span.take(dayAt(start), dayAt(clientX));
    };
    const onUp = ({ clientX, type }: PointerEvent): void => {
      histogram.removeEventListener("pointermove", onMove);
      for (const end of ["pointerup", "pointercancel"] as const) histogram.removeEventListener(end, onUp);
      if (type === "pointerup" && Math.abs(clientX - start) < DRAG_PX) this.go(dayAt(clientX));
    };
    this.pause();
    histogram.setPointerCapture(event.pointerId);
    histogram.addEventListener("pointermove", onMove);
    for (const end of ["pointerup", "pointercancel"] as const) histogram.addEventListener(end, onUp);
  }

  /** Bars stand where the slider's thumb stands on their day: claims behind, changes of hands before. */
  private drawHistogram(): void {
    const [width, height] = this.size;
    const ctx = this.histogram.getContext("2d");
    if (!ctx || width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    this.histogram.width = width * ratio;
    this.histogram.height = height * ratio;
    ctx.scale(ratio, ratio);
    const days = this.world.days;
    const claims = days.map((_, day) => this.world.claimsOn(day).length);
    const changes = days.map((_, day) => this.changesOn(day));
    const top = Math.max(1, ...claims, ...changes);
    const pitch = days.length > 1 ? (width - THUMB) / (days.length - 1) : width;
    const thick = Math.max(1, Math.min(16, pitch * 0.5));
    const { bar, change, now } = this.colours();
    const column = (day: number, value: number, ink: string): void => {
      const tall = value > 0 ? Math.max(2, (Math.sqrt(value / top)) * (height - 2)) : 0;
      ctx.fillStyle = ink;
      ctx.fillRect(THUMB / 2 + day * pitch - thick / 2, height - tall, thick, tall);
    };
    if (!this.span.isWhole) {
      const [from, to] = [this.span.first, this.span.last].map((day) => THUMB / 2 + day * pitch) as [number, number];
      ctx.fillStyle = bar;
      ctx.fillRect(from - thick, 0, to - from + 2 * thick, height);
    }
    for (let day = 0; day < days.length; day++) {
      column(day, claims[day]!, bar);
      column(day, changes[day]!, day === this.day ? now : change);
    }
    ctx.fillStyle = bar;
    ctx.fillRect(0, height - 1, width, 1);
  }
}

/** What the bars of a colour in the histogram count. */
function barWords(kind: "changes" | "claims", text: string): HTMLElement {
  return h("span", { class: "fl-told" }, h("span", { class: "fl-bar-sign", "data-kind": kind }), text);
}
