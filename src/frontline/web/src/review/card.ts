// The card: what the claim before the reviewer says, what was decided about it, and what to do with it.
import { h, replaceChildren } from "../dom.js";
import { say, sayCount, sayOf, type TextKey } from "../language.js";
import type { Claim, State } from "./model.js";
import { fieldName, saidText, valueText, verdictText, whenText } from "./words.js";

export type Deed = "accept" | "reject" | "edit" | "undo" | "new";

const BUTTONS: readonly [deed: Deed, text: TextKey, key: string][] = [
  ["accept", "rv.accept", "a"], ["reject", "rv.reject", "r"], ["edit", "rv.edit", "e"], ["undo", "rv.undo", "u"], ["new", "rv.new", "n"],
];

export class Card {
  readonly element: HTMLElement;
  readonly actions: HTMLElement;
  readonly why = h("input", { type: "text", id: "rv-why", maxlength: 500, autocomplete: "off" });
  private readonly body = h("div", { class: "rv-card-body", "aria-live": "off" });

  constructor(
    private readonly state: State,
    onDeed: (deed: Deed) => void,
  ) {
    this.actions = h("div", { class: "rv-actions", role: "group", label: "rv.decide" }, ...BUTTONS.map(([deed, text, key]) => {
      const press = h("button", { type: "button", class: `rv-button rv-${deed}`, "aria-keyshortcuts": key }, h("span", { say: text }), h("kbd", {}, key));
      press.addEventListener("click", () => onDeed(deed));
      return press;
    }));
    this.element = h(
      "section", { class: "rv-card", label: "rv.the-claim" }, this.body, this.actions,
      h("label", { class: "rv-why" }, h("span", { say: "rv.why" }), this.why),
    );
  }

  takeWhy(): string {
    const text = this.why.value.trim();
    this.why.value = "";
    return text;
  }

  show(claim: Claim | null, isPending: boolean): void {
    this.element.dataset["verdict"] = claim?.verdict ?? "";
    if (!claim) {
      replaceChildren(this.body, h("h2", {}, say("rv.no-claim")), h("p", { class: "rv-quiet" }, say("rv.no-claim-long")));
      return;
    }
    const { factions } = this.state;
    const chip = h("span", { class: "rv-chip", "data-holder": claim.controller });
    const faction = factions.findIndex(({ id }) => id === claim.controller);
    chip.style.setProperty("--rv-chip", faction >= 0 ? `var(--rv-holder-${faction})` : "transparent");
    replaceChildren(
      this.body,
      h("h2", {}, h("bdi", {}, claim.place)),
      h("p", { class: "rv-said" }, chip, h("strong", {}, saidText(claim, factions))),
      h("p", {}, [
        whenText(claim), sayOf("claim", claim.certainty), claim.background && say("rv.is-history"), claim.attribution && say("rv.by", { who: claim.attribution }),
      ].filter(Boolean).join(" · ")),
      ...this.warnings(claim),
      ...this.changes(claim),
      this.verdict(claim, isPending),
    );
  }

  private warnings({ doubtful, clashes, rule }: Claim): HTMLElement[] {
    const warnings = [
      doubtful && say("rv.doubtful", { rule }),
      clashes > 0 && sayCount("rv.clashes", clashes),
    ];
    return warnings.filter((text): text is string => Boolean(text)).map((text) => h("p", { class: "rv-warning" }, text));
  }

  private changes({ read }: Claim): HTMLElement[] {
    const told = Object.entries(read)
      .filter(([name]) => fieldName(name))
      .map(([name, value]) => `${fieldName(name)} ${valueText(name, value, this.state.factions)}`);
    return told.length > 0 ? [h("p", { class: "rv-quiet" }, say("rv.as-read", { text: told.join(say("comma")) }))] : [];
  }

  private verdict({ verdict, who, why }: Claim, isPending: boolean): HTMLElement {
    const text = isPending ? say("rv.saving") : verdictText(verdict);
    return h(
      "p", { class: "rv-verdict" }, h("span", { class: "rv-tag" }, text),
      !isPending && who && h("span", { class: "rv-quiet" }, " ", why ? say("rv.decided-why", { who, why }) : say("rv.decided-by", { who })),
    );
  }
}
