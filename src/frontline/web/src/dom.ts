// The only way in which this client makes elements. Text becomes text nodes, whatever it holds: no string
// is ever read as markup, and a link goes to http(s) or nowhere.

import { label as nameIt, say, type TextKey } from "./language.js";

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined>;
/** `say`: the key of its text; `label`: of its name. Both follow the language. */
interface Worded {
  say?: TextKey;
  label?: TextKey;
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, { say: text, label, ...attributes }: Attributes & Worded = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  if (label) nameIt(element, label);
  if (text) {
    element.dataset["say"] = text;
    element.append(say(text));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

export function button(label: TextKey, attributes: Attributes, onPress: () => void, ...children: Child[]): HTMLButtonElement {
  const element = h("button", { type: "button", label, title: say(label), ...attributes }, ...children);
  element.addEventListener("click", onPress);
  return element;
}

export function replaceChildren(parent: Element, ...children: Child[]): void {
  parent.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
}

/** A link to another site, or the text alone where the address is not one of the web. */
export function outsideLink(text: string, address: string, attributes: Attributes = {}): HTMLElement {
  const url = webAddress(address);
  if (!url) return h("span", { ...attributes, dir: "auto" }, text);
  return h("a", { ...attributes, href: url, target: "_blank", rel: "noopener noreferrer nofollow", dir: "auto" }, text);
}

export function webAddress(address: string): string | null {
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon of one path on a 24 x 24 field. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "fl-icon");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

export const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  back: "M15.5 5 8.5 12l7 7 1.6-1.6L11.7 12l5.4-5.4z",
  forward: "M8.5 5l7 7-7 7-1.6-1.6 5.4-5.4-5.4-5.4z",
  previous: "M6 6h2.2v12H6zM18.5 6v12L9.8 12z",
  next: "M15.8 6H18v12h-2.2zM5.5 6l8.7 6-8.7 6z",
  close: "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z",
  span: "M4 5h2v14H4zM18 5h2v14h-2zM7 12l4-4v3h2V8l4 4-4 4v-3h-2v3z",
  moon: "M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z",
  plus: "M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z",
  minus: "M5 11h14v2H5z",
  home: "M12 4 3 11.5h2.5V20h5v-5.5h3V20h5v-8.5H21z",
  link: "M10.6 13.4a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1.5 1.5 1.4 1.4 1.5-1.5a2 2 0 0 1 2.9 2.9l-3 3a2 2 0 0 1-2.9 0zM13.4 10.6a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5-1.4-1.4L9 17.9A2 2 0 0 1 6.100 15l3-3a2 2 0 0 1 2.900 0z",
} as const;
