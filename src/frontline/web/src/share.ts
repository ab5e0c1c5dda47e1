// Sharing: the address of what is shown, and the code that puts it into another page.
import { h } from "./dom.js";
import { say, type TextKey } from "./language.js";

/** A map in another page may run its own scripts and open its sources, and nothing else. */
const SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox";
const HEIGHT = 560;

/** The fields are filled when they are opened: the address changes with every step. */
export function shareView(title: string): HTMLElement {
  const link = field("link");
  const frame = field("code");
  const element = h("details", { class: "fl-share" }, h("summary", { say: "share" }), link.element, frame.element);
  element.addEventListener("toggle", () => {
    if (!element.open) return;
    const address = window.location.href;
    link.fill(address);
    frame.fill(frameCode(address, title));
  });
  return element;
}

export function frameCode(address: string, title: string): string {
  const [page = "", hash = ""] = address.split("#");
  // A file on this machine is embedded by its name, beside the page that embeds it.
  const base = page.startsWith("file:") ? (page.split("/").pop() ?? page) : page;
  const source = `${base.split("?")[0]}?embed=1${hash ? `#${hash}` : ""}`;
  const frame = h("iframe", {
    src: source, title, sandbox: SANDBOX, loading: "lazy", width: "100%", height: HEIGHT,
    style: `border: 0; width: 100%; height: clamp(320px, 85vh, ${HEIGHT}px)`,
  });
  return frame.outerHTML;
}

function field(label: TextKey): { element: HTMLElement; fill: (text: string) => void } {
  const input = h("input", { type: "text", readonly: true, class: "fl-share-field", label });
  input.addEventListener("focus", () => input.select());
  const copy = h("button", { type: "button", class: "fl-button fl-copy", say: "copy" });
  copy.addEventListener("click", () => void copyText(input, copy));
  return {
    element: h("div", { class: "fl-share-row" }, h("span", { "aria-hidden": "true", say: label }), h("div", {}, input, copy)),
    fill: (text) => (input.value = text),
  };
}

/** A frame may not be allowed to write to the clipboard: then the text is selected, ready to be copied. */
async function copyText(input: HTMLInputElement, copy: HTMLButtonElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(input.value);
    copy.textContent = say("copied");
  } catch {
    input.select();
    copy.textContent = say("selected");
  }
  window.setTimeout(() => (copy.textContent = say("copy")), 1600);
}
