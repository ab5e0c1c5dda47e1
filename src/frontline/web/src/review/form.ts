// The form: a claim corrected or a new one made, by keys alone. Knows which values there are, not what becomes of them.
import { h, replaceChildren } from "../dom.js";
import { say, sayOf } from "../language.js";
import { findPlaces, type FoundPlace, type State, type Values } from "./model.js";
import { fieldName, holderName, valueText } from "./words.js";

type Spot = Pick<FoundPlace, "place_id" | "place" | "lat" | "lon" | "kind" | "place_source">;
/** How long the writer of a name rests before it is looked up, milliseconds. */
const REST_MS = 120;

export class ClaimForm {
  readonly element: HTMLFormElement;
  private readonly place: HTMLInputElement;
  private readonly found = h("ul", { class: "rv-found", role: "listbox", id: "rv-found", label: "found", hidden: true });
  private readonly fields: Record<string, HTMLSelectElement | HTMLInputElement>;
  private readonly fault = h("p", { class: "rv-fault", role: "alert", hidden: true });
  private spot: Spot | null = null;
  private options: FoundPlace[] = [];
  private active = -1;
  private asking = 0;

  constructor(
    state: State,
    private readonly before: Partial<Values>,
    private readonly isNew: boolean,
    private readonly onSpot: (spot: Spot) => void,
    private readonly onDone: (after: object) => void,
    onCancel: () => void,
  ) {
    this.place = h("input", {
      type: "text", role: "combobox", autocomplete: "off", "aria-expanded": "false", "aria-controls": "rv-found", "aria-autocomplete": "list",
      value: before.place ?? "",
    });
    const choose = (values: readonly string[], value: string | undefined, name: (value: string) => string = (text) => text): HTMLSelectElement =>
      h("select", {}, !value && h("option", { value: "" }, say("rv.choose")), ...values.map((each) => h("option", { value: each, selected: each === value }, name(each))));
    this.fields = {
      controller: choose(state.holders, before.controller, (id) => holderName(id, state.factions)),
      status: choose(state.statuses, before.status, (value) => sayOf("status", value)),
      date: h("input", { type: "date", required: true, value: before.date ?? "" }),
      date_precision_days: h("input", { type: "number", min: 0, max: 366, step: 1, value: before.date_precision_days ?? 0 }),
      certainty: choose(state.certainties, before.certainty, (value) => sayOf("claim", value)),
      background: choose(["false", "true"], String(before.background ?? false), (value) => valueText("background", value, [])),
    };
    if (before.place_id && before.lat !== undefined && before.lon !== undefined) {
      this.spot = { place_id: before.place_id, place: before.place ?? "", lat: before.lat, lon: before.lon, kind: "", place_source: "" };
    }
    const rows = Object.entries(this.fields).map(([name, field]) => h("label", {}, h("span", {}, fieldName(name)), field));
    const cancel = h("button", { type: "button", class: "rv-button" }, say("rv.cancel"));
    this.element = h(
      "form", { class: "rv-form", "aria-label": say(isNew ? "rv.new-claim" : "rv.correct-claim") },
      h("div", { class: "rv-place-row" }, h("label", {}, h("span", {}, fieldName("place")), this.place), this.found),
      ...rows, this.fault,
      h("div", { class: "rv-actions" }, h("button", { type: "submit", class: "rv-button rv-main" }, say(isNew ? "rv.add" : "rv.save")), cancel),
    );
    cancel.addEventListener("click", onCancel);
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.found.hidden) onCancel();
    });
    this.place.addEventListener("input", () => this.look());
    this.place.addEventListener("keydown", (event) => this.key(event));
    this.place.addEventListener("blur", () => window.setTimeout(() => this.close(), 150));
  }

  focus(): void {
    this.place.focus();
    this.place.select();
  }

  /** Look a name up that was not typed: the words that were selected, say. */
  suggest(name: string): void {
    this.place.value = name;
    this.look();
  }

  fail(text: string): void {
    this.fault.hidden = false;
    this.fault.textContent = text;
  }

  private submit(): void {
    if (!this.spot) {
      this.fail(say("rv.choose-place"));
      this.place.focus();
      return;
    }
    const values: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(this.fields)) {
      if (!field.value) {
        this.fail(say("rv.choose-field", { field: fieldName(name) }));
        field.focus();
        return;
      }
      values[name] = name === "date_precision_days" ? Number(field.value) : name === "background" ? field.value === "true" : field.value;
    }
    const changed = Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== this.before[name as keyof Values]));
    const moved = this.spot.place_id !== this.before.place_id ? this.spot : {};
    if (this.isNew) this.onDone({ ...values, ...this.spot });
    else if (Object.keys({ ...changed, ...moved }).length > 0) this.onDone({ ...changed, ...moved });
    else this.fail(say("rv.nothing-changed"));
  }

  private look(): void {
    this.spot = null;
    window.clearTimeout(this.asking);
    const name = this.place.value.trim();
    if (!name) {
      this.close();
      return;
    }
    this.asking = window.setTimeout(() => {
      findPlaces(name).then((places) => {
        if (this.place.value.trim() !== name || !this.element.isConnected) return;
        this.options = places;
        this.active = places.length > 0 ? 0 : -1;
        this.render();
      }, (error: unknown) => this.fail(String(error)));
    }, REST_MS);
  }

  private key(event: KeyboardEvent): void {
    if (this.found.hidden) return;
    const count = this.options.length;
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowDown" && count > 0) this.active = (this.active + 1) % count;
    else if (event.key === "ArrowUp" && count > 0) this.active = (this.active + count - 1) % count;
    else if (event.key === "Enter" && count > 0) this.choose(this.options[this.active]!);
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.found.hidden) this.render();
  }

  private render(): void {
    const rows = this.options.map((place, i) => {
      const row = h(
        "li", { role: "option", id: `rv-found-${i}`, "aria-selected": i === this.active ? "true" : "false" },
        h("bdi", {}, place.place), h("span", { class: "rv-quiet", dir: "auto" }, [sayOf("kind", place.kind), place.within].filter(Boolean).join(", ")),
      );
      row.addEventListener("mousedown", (event) => {
        event.preventDefault();
        this.choose(place);
      });
      return row;
    });
    replaceChildren(this.found, ...(rows.length > 0 ? rows : [h("li", { role: "option", "aria-selected": "false" }, say("rv.no-place"))]));
    this.found.hidden = false;
    this.place.setAttribute("aria-expanded", "true");
    this.place.setAttribute("aria-activedescendant", rows.length > 0 ? `rv-found-${this.active}` : "");
    const place = this.options[this.active];
    if (place) this.onSpot(place);
  }

  private choose(place: FoundPlace): void {
    const { place_id, place: name, lat, lon, kind, place_source } = place;
    this.spot = { place_id, place: name, lat, lon, kind, place_source };
    this.place.value = name;
    this.fault.hidden = true;
    this.onSpot(this.spot);
    this.close();
  }

  private close(): void {
    this.found.hidden = true;
    this.place.setAttribute("aria-expanded", "false");
    this.place.removeAttribute("aria-activedescendant");
  }
}
