// The article: its text as text nodes, the words of its claims marked, and what a reader selects in it.
// Offsets count code points, as the program does; the page's own strings count UTF-16 units.
import { h, outsideLink, replaceChildren } from "../dom.js";
import { datedDay } from "../format.js";
import { isolate, say } from "../language.js";
import { loadText, type Claim } from "./model.js";
import type { Session } from "./session.js";

export interface Span {
  start: number;
  end: number;
  words: string;
}

export class ArticleView {
  readonly element: HTMLElement;
  private readonly head = h("header", { class: "rv-article-head" });
  private readonly body = h("div", { class: "rv-text", dir: "auto", tabindex: 0, role: "region", label: "rv.article-text" });
  private shown = "";

  constructor(
    private readonly session: Session,
    private readonly onClaim: (id: string) => void,
  ) {
    this.element = h("article", { class: "rv-article" }, this.head, this.body);
  }

  async show(claim: Claim): Promise<void> {
    const { title, outlet, url, published } = this.session.state.documents[claim.document]!;
    replaceChildren(
      this.head,
      h("h2", {}, outsideLink(title, url)),
      h("p", { class: "rv-quiet" }, [isolate(outlet), published && datedDay(published)].filter(Boolean).join(", ")),
    );
    const text = await loadText(claim.document).catch(() => null);
    if (this.session.current?.id !== claim.id) return;
    if (text === null) replaceChildren(this.body, say("rv.no-text"));
    else if (claim.end === 0) replaceChildren(this.body, h("p", { class: "rv-quiet" }, say("rv.sheet-row")), h("mark", {}, claim.quote || say("rv.no-words")));
    else this.write(claim, text);
    this.prefetch(claim.document);
  }

  /** The words that are selected in the text, null where none are. */
  selection(): Span | null {
    const selection = document.getSelection();
    if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!this.body.contains(range.startContainer) || !this.body.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.selectNodeContents(this.body);
    before.setEnd(range.startContainer, range.startOffset);
    const raw = range.toString();
    const words = raw.trim();
    if (!words) return null;
    const start = length(before.toString()) + length(raw.slice(0, raw.length - raw.trimStart().length));
    return { start, end: start + length(words), words };
  }

  private write(claim: Claim, text: string): void {
    const spans = [...this.session.claims.values()].filter((other) => other.document === claim.document && other.end > other.start);
    const cuts = [...new Set([0, Infinity, ...spans.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
    const units = new UnitCounter(text);
    const parts = cuts.slice(0, -1).map((from, i) => {
      const words = text.slice(units.at(from), units.at(cuts[i + 1]!));
      if (claim.start <= from && from < claim.end) return h("mark", { class: "rv-current" }, words);
      const told = spans.find(({ start, end }) => start <= from && from < end);
      if (!told) return words;
      const other = h("span", { class: "rv-told" }, words);
      other.addEventListener("click", () => {
        if (document.getSelection()?.isCollapsed !== false) this.onClaim(told.id);
      });
      return other;
    });
    replaceChildren(this.body, ...parts);
    this.shown = claim.id;
    const mark = this.body.querySelector<HTMLElement>("mark");
    if (mark) this.body.scrollTop = mark.offsetTop - this.body.offsetTop - this.body.clientHeight / 3;
    this.element.dataset["claim"] = this.shown;
  }

  private prefetch(document: number): void {
    const documents = this.session.state.documents.length;
    for (let next = document + 1; next < Math.min(document + 4, documents); next++) void loadText(next).catch(() => null);
  }
}

/** How many code points a string has. */
function length(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Where a code point begins, asked for in rising order. */
class UnitCounter {
  private points = 0;
  private units = 0;

  constructor(private readonly text: string) {}

  at(point: number): number {
    while (this.points < point && this.units < this.text.length) {
      this.units += (this.text.codePointAt(this.units) ?? 0) > 0xffff ? 2 : 1;
      this.points++;
    }
    return this.units;
  }
}
