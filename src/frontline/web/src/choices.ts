// Choices: from which evidence the places are told (all, as known on a day, one side's), and which of them are shown.
// Owns the lists and the words for what was chosen; what it does to the map is the app's.
import { button, h, icon, ICONS, replaceChildren } from "./dom.js";
import { datedDay, statusText } from "./format.js";
import { say, sayOf, type TextKey } from "./language.js";
import { NO_FILTER, SURENESS, type Filter, type World } from "./world.js";

type Field = keyof Filter;

export class Choices {
  readonly element: HTMLElement;
  /** Over the map: what is not the whole picture says so, wherever the panel is. */
  readonly banner: HTMLElement;
  private readonly summary = h("span", { class: "fl-chosen" });
  private readonly note = h("p", { class: "fl-kind" });
  private readonly rows = h("div", { class: "fl-choice-rows" });
  private view = h("select");
  private readonly fields = new Map<Field, HTMLSelectElement>();

  constructor(
    private readonly world: World,
    private readonly onView: (view: number | null) => void,
    private readonly onFilter: (filter: Partial<Filter> | null) => void,
  ) {
    this.banner = h("div", { class: "fl-banner", role: "status", hidden: true });
    this.element = h(
      "details", { class: "fl-choices" },
      h("summary", {}, h("span", { say: "filter" }), this.summary),
      this.rows,
      this.note,
    );
    this.offer();
  }

  /** Write the lists, in the language of now. */
  offer(): void {
    const { views } = this.world.payload;
    const options = [["", say("all-evidence")] as const, ...views.map((_, n) => [String(n), this.wordsOf(n)] as const)];
    this.view = list("evidence", options, (value) => this.onView(value === "" ? null : Number(value)));
    replaceChildren(this.rows, views.length > 0 && labelled("evidence", this.view), ...this.filters());
    this.element.classList.toggle("fl-none", !this.rows.firstChild);
  }

  /** The lists and the banner, as the world now is. */
  show(): void {
    const { view, filter, payload } = this.world;
    this.view.value = view ? String(payload.views.indexOf(view)) : "";
    for (const [field, select] of this.fields) select.value = filter[field];
    const chosen = this.chosen();
    this.summary.textContent = chosen.length > 0 ? say("chosen", { list: listed(chosen) }) : "";
    this.note.textContent = this.caveat();
    this.banner.hidden = chosen.length === 0;
    if (chosen.length === 0) return;
    const all = button("show-everything", { class: "fl-button" }, () => this.clear(), icon(ICONS.close));
    const text = h("p", {}, h("strong", { dir: "auto" }, listed(chosen)), ` ${this.caveat()}`);
    replaceChildren(this.banner, text, all);
  }

  /** The number of the view that an address means, or null. */
  viewOf(known: string | null, side: string | null): number | null {
    const { views } = this.world.payload;
    const number = views.findIndex((view) =>
      view.known >= 0 ? this.world.days[view.known] === known : known === null && this.world.factions[view.side]?.id === side,
    );
    return number >= 0 ? number : null;
  }

  /** A filter as far as this map has what it asks for. */
  offered(filter: Filter): Filter {
    const known = (field: Field): boolean => [...(this.fields.get(field)?.options ?? [])].some(({ value }) => value === filter[field]);
    const kept = Object.entries(filter).filter(([field]) => known(field as Field));
    return { ...NO_FILTER, ...Object.fromEntries(kept) };
  }

  /** "As known on 30 Nov 2024", or nothing. */
  viewText(): string {
    const { view, payload } = this.world;
    return view ? this.wordsOf(payload.views.indexOf(view)) : "";
  }

  private clear(): void {
    this.onView(null);
    this.onFilter(null);
  }

  private chosen(): string[] {
    const words = [...this.fields].map(([field, select]) => (this.world.filter[field] ? (select.selectedOptions[0]?.text ?? "") : ""));
    return [this.viewText(), ...words].filter(Boolean);
  }

  private caveat(): string {
    if (this.world.view) return say("places-only");
    return this.world.isFiltered ? say("ground-from-all") : "";
  }

  private wordsOf(number: number): string {
    const { known, side } = this.world.payload.views[number]!;
    return known >= 0 ? say("as-known", { day: datedDay(this.world.days[known]!) }) : say("as-told", { holder: this.world.holderShort(side) });
  }

  private filters(): (HTMLElement | null)[] {
    const { claims, places } = this.world;
    if (claims.length === 0) return [];
    const told = claims.filter(({ background }) => !background);
    const sources = unique(told.map(({ outlet }) => outlet));
    const said = unique(told.map(({ status }) => status));
    const kinds = unique(places.filter(({ spans }) => spans.length > 0).map(({ kind }) => kind));
    return [
      this.filter("source", "source", "all-sources", sources, (text) => text),
      this.filter("said", "claim", "all-claims", said, (status) => statusText(status, null)),
      this.filter("kind", "place", "all-places", kinds, (kind) => sayOf("kind", kind)),
      this.filter("sure", "holder", "all-holders", SURENESS, (sure) => sayOf("basis", sure)),
    ];
  }

  private filter(field: Field, label: TextKey, all: TextKey, values: readonly string[], word: (value: string) => string): HTMLElement | null {
    if (values.length < 2) return null;
    const options = values.map((value) => [value, word(value)] as const);
    const select = list(label, [["", say(all)], ...options], (value) => this.onFilter({ [field]: value }));
    this.fields.set(field, select);
    return labelled(label, select);
  }
}

function listed(texts: readonly string[]): string {
  return texts.join(say("comma"));
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].filter(Boolean).sort((a, b) => a.localeCompare(b));
}

function list(label: TextKey, options: readonly (readonly [value: string, text: string])[], onChoice: (value: string) => void): HTMLSelectElement {
  const select = h("select", { class: "fl-since", label }, ...options.map(([value, text]) => h("option", { value }, text)));
  select.addEventListener("change", () => onChoice(select.value));
  return select;
}

function labelled(label: TextKey, select: HTMLSelectElement): HTMLElement {
  return h("label", { class: "fl-choice" }, h("span", { say: label }), select);
}
