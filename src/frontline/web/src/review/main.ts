// The review page: claims beside their words, decided by keys. Puts the parts together and hears the keyboard.
import { h, replaceChildren } from "../dom.js";
import { datedDay } from "../format.js";
import {
  language, languageCode, LANGUAGES, offeredLanguage, onLanguage, openLanguage, say, sayCount, sayOf, setLanguage, translate, type TextKey,
} from "../language.js";
import { ArticleView } from "./article.js";
import { Card, type Deed } from "./card.js";
import { ClaimForm } from "./form.js";
import { ClaimList } from "./list.js";
import { DeskMap } from "./map.js";
import { loadGround, loadState, type State } from "./model.js";
import { Session } from "./session.js";
import { FILTERS, KEYS, type FilterName } from "./words.js";

/** How long the reviewer rests before the ground is drawn anew, milliseconds: a row of quick decisions costs one drawing. */
const GROUND_REST_MS = 250;

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
  private readonly ground = h("p", { class: "rv-ground", role: "status" });
  private form: ClaimForm | null = null;
  private counting = 0;
  private groundTimer = 0;
  /** The day and the number of decisions of the ground that is drawn, and of the one that is asked for. */
  private groundDrawn = "";
  private groundAsked = "";
  private groundDay: string | null = null;
  private saved = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly state: State,
  ) {
    this.session = new Session(state, {
      onMove: () => this.move(),
      onChange: (ids) => this.change(ids),
      onSaved: (text) => {
        this.saved++;
        this.tell(text);
        this.askGround();
      },
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
    this.filters = h("select", { id: "rv-filter", label: "rv.which" }, ...FILTERS.map((name) => h("option", { value: name })));
    this.filters.addEventListener("change", () => {
      this.session.takeFilter(this.filters.value as FilterName);
      this.filters.blur();
    });
    this.side = h("div", { class: "rv-side" }, this.card.element, this.ground, this.map.element);
    this.compose();
    this.followTheme();
    this.takeLanguage();
    onLanguage(() => this.takeLanguage());
    this.map.open();
    this.session.takeFilter("all");
    this.writeCounts();
    document.addEventListener("keydown", (event) => this.key(event));
    root.dataset["ready"] = "";
  }

  private compose(): void {
    const press = (text: Node, name: TextKey, onPress: () => void, style = ""): HTMLElement => {
      const made = h("button", { type: "button", class: `rv-button ${style}`, label: name }, text);
      made.addEventListener("click", onPress);
      return made;
    };
    const { unfit, conflicts } = this.state;
    const lines = [...unfit, ...conflicts];
    const notes = lines.length > 0 && h(
      "details", { class: "rv-notes" }, h("summary", { "data-count": lines.length }),
      h("ul", {}, ...lines.map((line) => h("li", { dir: "auto" }, line))),
    );
    this.root.append(
      h(
        "header", { class: "rv-head" },
        h("h1"),
        this.progress, this.status,
        h("div", { class: "rv-tools" }, notes, press(h("span", { say: "rv.list" }), "rv.list-long", () => this.root.classList.toggle("rv-listing"), "rv-list-button"),
          this.filters, this.languages(), press(document.createTextNode("?"), "rv.help-long", () => this.openHelp())),
      ),
      this.failure,
      h("main", { class: "rv-main-area" },
        h("nav", { class: "rv-nav", label: "rv.claims" }, this.list.element), this.article.element, this.side),
      this.help,
    );
  }

  private languages(): HTMLSelectElement {
    const choice = h("select", { id: "rv-language", label: "language" }, ...Object.entries(LANGUAGES).map(([code, { name }]) => h("option", { value: code, lang: code }, name)));
    choice.addEventListener("change", () => {
      setLanguage(choice.value);
      choice.blur();
    });
    return choice;
  }

  /** Everything in the language of now; what is half written in a form is given up. */
  private takeLanguage(): void {
    for (const element of [this.root, document.documentElement]) {
      element.lang = languageCode();
      element.dir = language().rightToLeft ? "rtl" : "ltr";
    }
    const title = say("rv.title", { title: this.state.title });
    document.title = title;
    this.root.querySelector("h1")!.textContent = title;
    this.root.querySelector<HTMLSelectElement>("#rv-language")!.value = languageCode();
    const notes = this.root.querySelector<HTMLElement>(".rv-notes summary");
    if (notes) notes.textContent = sayCount("rv.to-look-at", Number(notes.dataset["count"]));
    this.help.querySelector(".rv-file")!.textContent = say("rv.file", { file: this.state.file, reviewer: this.state.reviewer });
    translate(this.root);
    this.status.textContent = "";
    this.list.refill();
    this.writeCounts();
    this.sayGround();
    if (this.session.current) this.move();
  }

  /** Have the ground drawn for the day of the claim and what is decided by now, when the reviewer rests. */
  private askGround(): void {
    window.clearTimeout(this.groundTimer);
    this.groundTimer = window.setTimeout(() => {
      const day = this.session.current?.date;
      const wanted = `${day} ${this.saved}`;
      if (!day || wanted === this.groundDrawn || this.groundAsked) return;
      this.groundAsked = wanted;
      loadGround(day).then((ground) => {
        this.groundDrawn = wanted;
        this.groundDay = ground.day;
        this.map.takeGround(ground);
        this.sayGround();
      }, (error: unknown) => {
        this.groundDrawn = wanted;
        this.fail(String(error instanceof Error ? error.message : error));
      }).finally(() => {
        this.groundAsked = "";
        this.askGround();
      });
    }, GROUND_REST_MS);
  }

  private sayGround(): void {
    const day = this.groundDay;
    this.ground.textContent = day === null ? "" : day ? say("rv.ground-on", { day: datedDay(day) }) : say("rv.ground-none");
    this.root.dataset["ground"] = this.groundDrawn;
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
      this.askGround();
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
    this.progress.textContent = say("rv.decided", { done: this.session.decided, all: this.session.claims.size });
    for (const option of this.filters.options) {
      const name = option.value as FilterName;
      option.textContent = say("rv.filter-count", { name: sayOf("rv.filter", name), n: this.session.count(name) });
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
      this.fail(say("rv.select-words"));
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
    this.session.takeFilter(FILTERS[(FILTERS.indexOf(this.session.filter) + 1) % FILTERS.length]!);
  }
}

function helpBox(): HTMLDialogElement {
  const close = h("button", { type: "button", class: "rv-button rv-main", say: "rv.close" });
  const box = h(
    "dialog", { class: "rv-help", "aria-labelledby": "rv-help-title" },
    h("h2", { id: "rv-help-title", say: "rv.keys" }),
    h("dl", {}, ...KEYS.map((key) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", { say: `rv.key.${key}` })))),
    h("p", { class: "rv-quiet rv-file" }),
    close,
  );
  close.addEventListener("click", () => box.close());
  return box;
}

const root = document.getElementById("review")!;
openLanguage("en", navigator.languages.find((code) => offeredLanguage(code)) ?? null);
loadState().then(
  (state) => {
    new Desk(root, state);
  },
  (error: unknown) => replaceChildren(root, h("p", { class: "rv-failure", role: "alert" }, say("rv.not-loaded", { text: String(error) }))),
);
