// The card: what the claim before the reviewer says, what was decided about it, and what to do with it.
import { h, replaceChildren } from "../dom.js";
import type { Claim, State, Values } from "./model.js";
import { FIELD_NAMES, holderName, saidText, VERDICTS, whenText } from "./words.js";

export type Deed = "accept" | "reject" | "edit" | "undo" | "new";

const BUTTONS: readonly [deed: Deed, text: string, key: string][] = [
  ["accept", "Accept", "a"], ["reject", "Reject", "r"], ["edit", "Edit", "e"], ["undo", "Undo", "u"], ["new", "New", "n"],
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
    this.actions = h("div", { class: "rv-actions", role: "group", "aria-label": "Decide" }, ...BUTTONS.map(([deed, text, key]) => {
      const press = h("button", { type: "button", class: `rv-button rv-${deed}`, "aria-keyshortcuts": key }, text, h("kbd", {}, key));
      press.addEventListener("click", () => onDeed(deed));
      return press;
    }));
    this.element = h(
      "section", { class: "rv-card", "aria-label": "The claim" }, this.body, this.actions,
      h("label", { class: "rv-why" }, h("span", {}, "Why (goes with the next decision)"), this.why),
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
      replaceChildren(this.body, h("h2", {}, "No claim"), h("p", { class: "rv-quiet" }, "Take another filter, or select words in an article and press n."));
      return;
    }
    const { factions } = this.state;
    const chip = h("span", { class: "rv-chip", "data-holder": claim.controller });
    const faction = factions.findIndex(({ id }) => id === claim.controller);
    chip.style.setProperty("--rv-chip", faction >= 0 ? `var(--rv-holder-${faction})` : "transparent");
    replaceChildren(
      this.body,
      h("h2", { dir: "auto" }, claim.place),
      h("p", { class: "rv-said" }, chip, h("strong", {}, saidText(claim, factions))),
      h("p", {}, whenText(claim), " · ", claim.certainty, claim.background && " · history, moves no map", claim.attribution && h("span", {}, " · by ", h("bdi", {}, claim.attribution))),
      ...this.warnings(claim),
      ...this.changes(claim),
      this.verdict(claim, isPending),
    );
  }

  private warnings({ doubtful, clashes, rule }: Claim): HTMLElement[] {
    const warnings = [
      doubtful && `Read loosely or dated vaguely (rule ${rule}): look twice.`,
      clashes > 0 && `${clashes} other claim${clashes > 1 ? "s give" : " gives"} this place to another holder about that day.`,
    ];
    return warnings.filter((text): text is string => Boolean(text)).map((text) => h("p", { class: "rv-warning" }, text));
  }

  private changes({ read }: Claim): HTMLElement[] {
    const told = Object.entries(read)
      .filter(([name]) => FIELD_NAMES[name])
      .map(([name, value]) => `${FIELD_NAMES[name]} ${name === "controller" ? holderName(String(value), this.state.factions) : String(value as Values[keyof Values])}`);
    return told.length > 0 ? [h("p", { class: "rv-quiet", dir: "auto" }, `As it was read: ${told.join(", ")}.`)] : [];
  }

  private verdict({ verdict, who, why }: Claim, isPending: boolean): HTMLElement {
    const text = isPending ? "saving …" : VERDICTS[verdict];
    return h(
      "p", { class: "rv-verdict" }, h("span", { class: "rv-tag" }, text),
      !isPending && who && h("span", { class: "rv-quiet", dir: "auto" }, ` by ${who}${why ? `: ${why}` : ""}`),
    );
  }
}
