// The search box: a place by its name, in any script the theatre has, with or without accents, or by another spelling.
import { kindText } from "./parts.js";
import { h, replaceChildren } from "./dom.js";
import { say } from "./language.js";
import type { Place, World } from "./world.js";

const SHOWN = 8;

export class Search {
  readonly element: HTMLElement;
  private readonly field: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly keys: Key[];
  private found: Found[] = [];
  private active = -1;

  constructor(world: World, private readonly onPlace: (place: Place) => void, id: string) {
    this.keys = world.places.flatMap((place) =>
      [place.name, place.other, ...place.aliases].filter(Boolean).map((name, i) => keyOf(place, name, i > 0)),
    );
    this.list = h("ul", { id, role: "listbox", class: "fl-found", label: "found", hidden: true });
    this.field = h("input", {
      type: "search", class: "fl-search-field", placeholder: say("find-place"), label: "find-place",
      role: "combobox", "aria-controls": id, "aria-expanded": "false", "aria-autocomplete": "list", autocomplete: "off",
      spellcheck: "false",
    });
    this.field.addEventListener("input", () => this.find());
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.field.addEventListener("blur", () => window.setTimeout(() => this.close(), 150));
    this.element = h("div", { class: "fl-search" }, this.field, this.list);
  }

  private find(): void {
    const wanted = fold(this.field.value);
    this.active = -1;
    if (wanted === "") {
      this.close();
      return;
    }
    const best = new Map<Place, Found>();
    for (const key of this.keys) {
      const score = match(key, wanted);
      if (score !== null && score < (best.get(key.place)?.score ?? Infinity)) best.set(key.place, { ...key, score });
    }
    this.found = [...best.values()].sort((a, b) => a.score - b.score || a.place.rank - b.place.rank).slice(0, SHOWN);
    this.render();
  }

  private render(): void {
    const options = this.found.map(({ place, name, isOther }, i) => {
      const option = h(
        "li", { role: "option", id: `${this.list.id}-${i}`, "aria-selected": String(i === this.active), dir: "auto" },
        place.name, h("span", { class: "fl-kind" }, ` ${isOther ? name : place.other || kindText(place)}`),
      );
      option.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        this.choose(place);
      });
      return option;
    });
    const none = h("li", { class: "fl-empty", role: "option", "aria-selected": "false", say: "none-found" });
    replaceChildren(this.list, ...(options.length > 0 ? options : [none]));
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    if (this.active >= 0) this.field.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      // The key clears the field; it does not close what the panel shows.
      event.preventDefault();
      event.stopPropagation();
      this.field.value = "";
      this.close();
      return;
    }
    if (this.list.hidden || this.found.length === 0) return;
    if (event.key === "ArrowDown") this.active = (this.active + 1) % this.found.length;
    else if (event.key === "ArrowUp") this.active = (this.active + this.found.length - 1) % this.found.length;
    else if (event.key === "Enter") this.choose(this.found[Math.max(0, this.active)]!.place);
    else return;
    event.preventDefault();
    if (event.key !== "Enter") this.render();
  }

  private choose(place: Place): void {
    this.field.value = "";
    this.close();
    this.onPlace(place);
  }

  private close(): void {
    this.list.hidden = true;
    this.found = [];
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }
}

/** A spelling of a place, folded for three ways of reading it. */
interface Key {
  place: Place;
  name: string;
  isOther: boolean;
  plain: string;
  joined: string;
  loose: string;
}

interface Found extends Key {
  score: number;
}

function keyOf(place: Place, name: string, isOther: boolean): Key {
  const plain = fold(name);
  return { place, name, isOther, plain, joined: plain.replaceAll(" ", ""), loose: loosen(plain) };
}

/** How well a spelling fits what was written, 0 the best; null where it does not. */
function match({ plain, joined, loose, isOther }: Key, wanted: string): number | null {
  const sound = loosen(wanted);
  const own = isOther ? 0.5 : 0;
  if (plain === wanted) return own;
  if (` ${plain}`.includes(` ${wanted}`)) return 1 + own;
  if (sound !== "" && loose === sound) return 2 + own;
  if (joined.startsWith(wanted.replaceAll(" ", ""))) return 3 + own;
  if (sound.length >= 3 && loose.startsWith(sound)) return 4 + own;
  const words = wanted.split(" ");
  if (words.length > 1 && words.every((word) => ` ${plain}`.includes(` ${word}`))) return 5 + own;
  if (plain.includes(wanted)) return 6 + own;
  return sound.length >= 4 && loose.includes(sound) ? 7 + own : null;
}

const ARTICLE = /(^|\s)(?:al|ar|as|ash|at|ath|ad|adh|an|az|el|ez|es|er|en) (?=\S)/g;

/** Lower case, without accents, apostrophes, hyphens or articles: "al-Ma'arat" finds "Maarat". */
function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\u02bb-\u02bf'’‘`]/g, "")
    .toLowerCase()
    .replace(/[-\s]+/g, " ")
    .trim()
    .replace(ARTICLE, "$1");
}

/** What romanisations have in common: vowels by their place in the mouth, single letters, no final h, no spaces. */
function loosen(folded: string): string {
  return folded
    .replace(/ou|oo|ow|aw|au|[ow]/g, "u")
    .replace(/ee|ei|ai|ay|ey|ie|[ye]/g, "i")
    .replace(/q|ck/g, "k")
    .replace(/([aiu])h(?=\s|$)/g, "$1")
    .replace(/\s+/g, "")
    .replace(/(.)\1+/g, "$1");
}
