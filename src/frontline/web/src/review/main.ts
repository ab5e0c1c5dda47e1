// The review page: claims beside their words, decided by keys. Puts the parts together and hears the keyboard.
import { h, replaceChildren } from "../dom.js";
import { ArticleView } from "./article.js";
import { Card, type Deed } from "./card.js";
import { ClaimForm } from "./form.js";
import { ClaimList } from "./list.js";
import { DeskMap } from "./map.js";
import { loadState, type State } from "./model.js";
import { Session } from "./session.js";
import { FILTERS, KEYS, type FilterName } from "./words.js";

class Desk {
  private readonly session: Session;
  private readonly list: ClaimList;
  private readonly article: ArticleView;
  private readonly card: Card;
  private readonly map: DeskMap;
  private readonly side: HTMLElement;
  private readonly filters: HTMLSelectElement;
  private readonly progress = h("p", { class: "rv-progress" });
  private readonly status = h("p", { class: "rv-status", role: "status", "aria-live": "polite" });
  private readonly failure = h("p", { class: "rv-failure", role: "alert", hidden: true });
  private readonly help = helpBox();
  private form: ClaimForm | null = null;
  private counting = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly state: State,
  ) {
    this.session = new Session(state, {
      onMove: () => this.move(),
      onChange: (ids) => this.change(ids),
      onSaved: (text) => this.tell(text),
      onFailed: (text) => this.fail(text),
    });
    const onClaim = (id: string): void => {
      this.session.show(id);
      this.root.classList.remove("rv-listing");
    };
    this.list = new ClaimList(this.session, onClaim);
    this.article = new ArticleView(this.session, onClaim);
    this.card = new Card(state, (deed) => this.act(deed));
    this.map = new DeskMap(state, onClaim);
    this.filters = h("select", { id: "rv-filter", "aria-label": "Which claims" }, ...Object.keys(FILTERS).map((name) => h("option", { value: name })));
    this.filters.addEventListener("change", () => {
      this.session.takeFilter(this.filters.value as FilterName);
      this.filters.blur();
    });
    this.side = h("div", { class: "rv-side" }, this.card.element, this.map.element);
    this.compose();
    this.followTheme();
    this.map.open();
    this.session.takeFilter("all");
    this.writeCounts();
    document.addEventListener("keydown", (event) => this.key(event));
    root.dataset["ready"] = "";
  }

  private compose(): void {
    const press = (text: string, label: string, onPress: () => void, name = ""): HTMLElement => {
      const made = h("button", { type: "button", class: `rv-button ${name}`, "aria-label": label }, text);
      made.addEventListener("click", onPress);
      return made;
    };
    const { unfit, conflicts } = this.state;
    const lines = [...unfit, ...conflicts];
    const notes = lines.length > 0 && h(
      "details", { class: "rv-notes" }, h("summary", {}, `${lines.length} to look at`),
      h("ul", {}, ...lines.map((line) => h("li", { dir: "auto" }, line))),
    );
    this.root.append(
      h(
        "header", { class: "rv-head" },
        h("h1", { dir: "auto" }, `Review: ${this.state.title}`),
        this.progress, this.status,
        h("div", { class: "rv-tools" }, notes, press("List", "Show or hide the list of claims", () => this.root.classList.toggle("rv-listing"), "rv-list-button"),
          this.filters, press("?", "Help: the keys", () => this.openHelp())),
      ),
      this.failure,
      h("main", { class: "rv-main-area" },
        h("nav", { class: "rv-nav", "aria-label": "Claims" }, this.list.element), this.article.element, this.side),
      this.help,
    );
    this.help.querySelector(".rv-file")?.append(this.state.file, ` (reviewer: ${this.state.reviewer})`);
  }

  private followTheme(): void {
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const take = (): void => {
      this.root.dataset["theme"] = dark.matches ? "dark" : "light";
      this.state.factions.forEach((faction, i) => this.root.style.setProperty(`--rv-holder-${i}`, dark.matches ? faction.dark : faction.colour));
      this.map.takeTheme(dark.matches);
    };
    dark.addEventListener("change", take);
    take();
  }

  private move(): void {
    this.closeForm();
    const claim = this.session.current;
    this.root.dataset["current"] = claim?.id ?? "";
    this.list.mark(claim);
    this.card.show(claim, claim !== null && this.session.pending.has(claim.id));
    if (claim) {
      void this.article.show(claim);
      this.map.point({ lat: claim.lat, lon: claim.lon, name: claim.place });
    }
    this.count();
  }

  private change(ids: readonly string[] | null): void {
    if (ids) this.list.update(ids);
    else this.list.refill();
    this.list.mark(this.session.current);
    const claim = this.session.current;
    if (!this.form && claim && (ids?.includes(claim.id) ?? true)) this.card.show(claim, this.session.pending.has(claim.id));
    this.count();
  }

  /** The figures and the map's dots, once a frame: a decision on one of many thousand claims waits for none of them. */
  private count(): void {
    this.root.dataset["pending"] = String(this.session.pending.size);
    this.filters.value = this.session.filter;
    if (this.counting) return;
    this.counting = requestAnimationFrame(() => {
      this.counting = 0;
      this.map.show(this.session.claims.values());
      this.writeCounts();
    });
  }

  private writeCounts(): void {
    this.progress.textContent = `${this.session.decided} of ${this.session.claims.size} decided`;
    for (const option of this.filters.options) {
      const name = option.value as FilterName;
      option.textContent = `${FILTERS[name]} (${this.session.count(name)})`;
    }
  }

  private tell(text: string): void {
    this.failure.hidden = true;
    this.status.textContent = text;
  }

  private fail(text: string): void {
    this.status.textContent = "";
    this.failure.hidden = false;
    this.failure.textContent = text;
  }

  private act(deed: Deed): void {
    if (deed === "undo") this.session.undo();
    else if (deed === "edit") this.edit();
    else if (deed === "new") this.startNew();
    else this.session.decide(deed, this.card.takeWhy());
  }

  private edit(): void {
    const claim = this.session.current;
    if (!claim) return;
    this.openForm(new ClaimForm(
      this.state, claim, false, (spot) => this.map.point({ ...spot, name: spot.place }),
      (after) => {
        this.closeForm();
        this.session.decide("correct", this.card.takeWhy(), after);
      },
      () => this.move(),
    ));
  }

  private startNew(): void {
    const claim = this.session.current;
    const span = this.article.selection();
    if (!claim || !span) {
      this.fail("Select the words in the article that the new claim quotes, then press n.");
      return;
    }
    this.failure.hidden = true;
    const published = this.state.documents[claim.document]!.published;
    const before = { certainty: "asserted", ...(published ? { date: published } : {}) };
    this.openForm(new ClaimForm(
      this.state, before, true, (spot) => this.map.point({ ...spot, name: spot.place }),
      (after) => {
        this.closeForm();
        this.session.add(claim.document, { ...after, start: span.start, end: span.end }, this.card.takeWhy());
      },
      () => this.move(),
    ), span.words);
  }

  private openForm(form: ClaimForm, words = ""): void {
    this.closeForm();
    this.form = form;
    this.side.classList.add("rv-editing");
    this.card.element.before(form.element);
    if (words) form.element.prepend(h("blockquote", { dir: "auto" }, words));
    form.focus();
  }

  private closeForm(): void {
    this.form?.element.remove();
    this.form = null;
    this.side.classList.remove("rv-editing");
  }

  private openHelp(): void {
    if (!this.help.open) this.help.showModal();
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.help.open) return;
    const target = event.target as HTMLElement;
    if (target.matches("input, select, textarea")) {
      if (event.key === "Escape" || (event.key === "Enter" && target === this.card.why)) target.blur();
      return;
    }
    const deeds: Record<string, () => void> = {
      j: () => this.session.step(1), ArrowDown: () => this.session.step(1), k: () => this.session.step(-1), ArrowUp: () => this.session.step(-1),
      a: () => this.act("accept"), r: () => this.act("reject"), e: () => this.act("edit"), u: () => this.act("undo"), n: () => this.act("new"),
      w: () => this.card.why.focus(), m: () => this.map.near(), f: () => this.nextFilter(), "?": () => this.openHelp(),
      Escape: () => this.move(),
    };
    const isArrow = event.key.startsWith("Arrow");
    if (!Object.hasOwn(deeds, event.key) || (isArrow && target !== document.body) || (event.repeat && "aru".includes(event.key))) return;
    event.preventDefault();
    deeds[event.key]!();
  }

  private nextFilter(): void {
    const names = Object.keys(FILTERS) as FilterName[];
    this.session.takeFilter(names[(names.indexOf(this.session.filter) + 1) % names.length]!);
  }
}

function helpBox(): HTMLDialogElement {
  const close = h("button", { type: "button", class: "rv-button rv-main" }, "Close");
  const box = h(
    "dialog", { class: "rv-help", "aria-labelledby": "rv-help-title" },
    h("h2", { id: "rv-help-title" }, "Keys"),
    h("dl", {}, ...KEYS.map(([key, meaning]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, meaning)))),
    h("p", { class: "rv-quiet rv-file", dir: "auto" }, "Decisions go to "),
    close,
  );
  close.addEventListener("click", () => box.close());
  return box;
}

const root = document.getElementById("review")!;
loadState().then(
  (state) => {
    document.title = `Review: ${state.title}`;
    new Desk(root, state);
  },
  (error: unknown) => replaceChildren(root, h("p", { class: "rv-failure", role: "alert" }, `The claims could not be loaded: ${String(error)}`)),
);
