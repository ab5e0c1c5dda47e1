// The list of claims under a filter: a row each, made once and then only told what changed.
import { h, replaceChildren } from "../dom.js";
import { say } from "../language.js";
import type { Claim } from "./model.js";
import type { Session } from "./session.js";
import { saidText, verdictText } from "./words.js";

export class ClaimList {
  readonly element = h("ol", { class: "rv-list", label: "rv.claims" });
  private readonly rows = new Map<string, HTMLLIElement>();
  private current: HTMLLIElement | null = null;

  constructor(
    private readonly session: Session,
    private readonly onClaim: (id: string) => void,
  ) {}

  refill(): void {
    this.rows.clear();
    for (const id of this.session.visible) this.rows.set(id, this.row(id));
    replaceChildren(this.element, ...this.rows.values());
    if (this.rows.size === 0) replaceChildren(this.element, h("li", { class: "rv-quiet rv-none" }, say("rv.none-left")));
  }

  update(ids: readonly string[]): void {
    for (const id of ids) {
      const row = this.rows.get(id);
      if (row) this.fill(row, id);
    }
  }

  mark(claim: Claim | null): void {
    this.current?.firstElementChild?.removeAttribute("aria-current");
    this.current = (claim && this.rows.get(claim.id)) ?? null;
    this.current?.firstElementChild?.setAttribute("aria-current", "true");
    this.current?.scrollIntoView({ block: "nearest" });
  }

  private row(id: string): HTMLLIElement {
    const press = h("button", { type: "button", class: "rv-row" });
    press.addEventListener("click", () => this.onClaim(id));
    const row = h("li", {}, press);
    this.fill(row, id);
    return row;
  }

  private fill(row: HTMLLIElement, id: string): void {
    const claim = this.session.claims.get(id);
    const press = row.firstElementChild;
    if (!claim || !press) return;
    const verdict = this.session.pending.has(id) ? "saving" : claim.verdict;
    row.dataset["verdict"] = verdict;
    row.dataset["id"] = id;
    const told = verdict === "saving" ? say("rv.saving") : verdictText(claim.verdict);
    replaceChildren(
      press,
      h("span", { class: "rv-row-place" }, h("bdi", {}, claim.place)),
      h("span", { class: "rv-row-said" }, saidText(claim, this.session.state.factions)),
      h("span", { class: "rv-row-verdict" }, told),
    );
  }
}
