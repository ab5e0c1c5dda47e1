// Choices: from which evidence the places are told (all, as known on a day, one side's), and which of them are shown.
// Owns the lists and the words for what was chosen; what it does to the map is the app's.
import { button, h, icon, ICONS, replaceChildren } from "./dom.js";
import { datedDay, KIND_WORDS, statusText } from "./format.js";
import { NO_FILTER, SURENESS, type Filter, type World } from "./world.js";

const SURE_WORDS: Record<string, string> = {
  reported: "reported", contested: "contested", presumed: "presumed", starting: "starting position",
};

type Field = keyof Filter;

export class Choices {
  readonly element: HTMLElement;
  /** Over the map: what is not the whole picture says so, wherever the panel is. */
  readonly banner: HTMLElement;
  private readonly summary = h("span", { class: "fl-chosen" });
  private readonly note = h("p", { class: "fl-kind" });
  private readonly view: HTMLSelectElement;
  private readonly fields = new Map<Field, HTMLSelectElement>();

  constructor(
    private readonly world: World,
    private readonly onView: (view: number | null) => void,
    private readonly onFilter: (filter: Partial<Filter> | null) => void,
  ) {
    const { views } = world.payload;
    this.view = list("Evidence", [["", "All of it"], ...views.map((_, n) => [String(n), this.wordsOf(n)] as const)], (value) =>
      onView(value === "" ? null : Number(value)),
    );
    this.banner = h("div", { class: "fl-banner", role: "status", hidden: true });
    const rows = [views.length > 0 && labelled("Evidence", this.view), ...this.filters()];
    this.element = h(
      "details", { class: "fl-choices" },
      h("summary", {}, "Filter", this.summary),
      h("div", { class: "fl-choice-rows" }, ...rows),
      this.note,
    );
    if (!rows.some(Boolean)) this.element.hidden = true;
    this.element.classList.toggle("fl-none", !rows.some(Boolean));
  }

  /** The lists and the banner, as the world now is. */
  show(): void {
    const { view, filter, payload } = this.world;
    this.view.value = view ? String(payload.views.indexOf(view)) : "";
    for (const [field, select] of this.fields) select.value = filter[field];
    const chosen = this.chosen();
    this.summary.textContent = chosen.length > 0 ? `: ${chosen.join(", ")}` : "";
    this.note.textContent = this.caveat();
    this.banner.hidden = chosen.length === 0;
    if (chosen.length === 0) return;
    const all = button("Show everything", { class: "fl-button" }, () => this.clear(), icon(ICONS.close));
    const text = h("p", {}, h("strong", { dir: "auto" }, chosen.join(", ")), ` ${this.caveat()}`);
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
    if (this.world.view) return "Places only: the ground between them is drawn from all claims, and so not here.";
    return this.world.isFiltered ? "The ground is drawn from all claims." : "";
  }

  private wordsOf(number: number): string {
    const { known, side } = this.world.payload.views[number]!;
    return known >= 0 ? `As known on ${datedDay(this.world.days[known]!)}` : `As told by ${this.world.holderShort(side)}`;
  }

  private filters(): (HTMLElement | null)[] {
    const { claims, places } = this.world;
    if (claims.length === 0) return [];
    const told = claims.filter(({ background }) => !background);
    const sources = unique(told.map(({ outlet }) => outlet));
    const said = unique(told.map(({ status }) => status));
    const kinds = unique(places.filter(({ spans }) => spans.length > 0).map(({ kind }) => kind));
    return [
      this.filter("source", "Source", "All sources", sources, (text) => text),
      this.filter("said", "Claim", "All claims", said, (status) => statusText(status, null)),
      this.filter("kind", "Place", "All places", kinds, (kind) => KIND_WORDS[kind] ?? kind),
      this.filter("sure", "Holder", "All holders", SURENESS, (sure) => SURE_WORDS[sure]!),
    ];
  }

  private filter(field: Field, label: string, all: string, values: readonly string[], word: (value: string) => string): HTMLElement | null {
    if (values.length < 2) return null;
    const options = values.map((value) => [value, word(value)] as const);
    const select = list(label, [["", all], ...options], (value) => this.onFilter({ [field]: value }));
    this.fields.set(field, select);
    return labelled(label, select);
  }
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].filter(Boolean).sort((a, b) => a.localeCompare(b));
}

function list(label: string, options: readonly (readonly [value: string, text: string])[], onChoice: (value: string) => void): HTMLSelectElement {
  const select = h("select", { class: "fl-since", "aria-label": label }, ...options.map(([value, text]) => h("option", { value }, text)));
  select.addEventListener("change", () => onChoice(select.value));
  return select;
}

function labelled(label: string, select: HTMLSelectElement): HTMLElement {
  return h("label", { class: "fl-choice" }, h("span", {}, label), select);
}
