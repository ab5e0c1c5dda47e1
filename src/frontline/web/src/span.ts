// The span: the days between which the time is played, and whether it begins again at its end.
import { button, h, icon, ICONS } from "./dom.js";
import { shortDay } from "./format.js";
import { onLanguage, say } from "./language.js";

export type Days = readonly [first: number, last: number];

export class Span {
  /** A button of the time bar with what it opens. */
  readonly element: HTMLDetailsElement;
  private readonly from: HTMLInputElement;
  private readonly to: HTMLInputElement;
  private readonly again = h("input", { type: "checkbox" });
  private readonly chosen = h("span", { class: "fl-span-text" });
  private days: Days;

  constructor(
    private readonly all: readonly string[],
    private readonly onChange: () => void,
  ) {
    this.days = [0, all.length - 1];
    this.from = this.field(() => this.take(this.number(this.from), this.days[1]));
    this.to = this.field(() => this.take(this.days[0], this.number(this.to)));
    this.element = h(
      "details", { class: "fl-span" },
      h("summary", { class: "fl-button", label: "span", title: say("span") }, icon(ICONS.span), this.chosen),
      h(
        "div", { class: "fl-span-box" },
        h("label", {}, h("span", { say: "span-from" }), this.from),
        h("label", {}, h("span", { say: "span-to" }), this.to),
        h("label", { class: "fl-span-again" }, this.again, h("span", { say: "span-again" })),
        button("span-all", { class: "fl-button fl-span-all" }, () => this.take(0, all.length - 1), h("span", { say: "span-all" })),
      ),
    );
    this.element.addEventListener("keydown", (event) => this.onKey(event));
    document.addEventListener("pointerdown", (event) => {
      if (!this.element.contains(event.target as Node | null)) this.element.open = false;
    });
    onLanguage(() => this.show());
    this.show();
  }

  get first(): number {
    return this.days[0];
  }

  get last(): number {
    return this.days[1];
  }

  get repeats(): boolean {
    return this.again.checked;
  }

  get isWhole(): boolean {
    return this.first === 0 && this.last === this.all.length - 1;
  }

  /** Play only these days; the earlier comes first, whichever is named first. Days that the map has not are cut off. */
  take(a: number, b: number): void {
    const within = (day: number): number => Math.max(0, Math.min(this.all.length - 1, day));
    this.days = [within(Math.min(a, b)), within(Math.max(a, b))];
    this.show();
    this.onChange();
  }

  private show(): void {
    const [first, last] = this.days.map((day) => this.all[day]!) as [string, string];
    [this.from.value, this.to.value] = [first, last];
    this.chosen.textContent = this.isWhole ? "" : `${shortDay(first)} – ${shortDay(last)}`;
  }

  private field(onInput: () => void): HTMLInputElement {
    const element = h("input", { type: "date", min: this.all[0]!, max: this.all[this.all.length - 1]! });
    // A date is written digit by digit: only a day of the map counts.
    element.addEventListener("change", () => {
      if (this.all.includes(element.value)) onInput();
    });
    element.addEventListener("blur", () => this.show());
    return element;
  }

  private number(field: HTMLInputElement): number {
    return this.all.indexOf(field.value);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.element.open) return;
    event.preventDefault();
    this.element.open = false;
    this.element.querySelector("summary")?.focus();
  }
}
