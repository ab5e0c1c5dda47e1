// The state in the address: #d=2024-12-05&s=2024-11-27&z=7.5&c=35.1,36.7&p=hama. It may be refused (a frame in a page
// without an address, a sandbox): then the map works, and only the link is lost.
import { SURENESS, type Filter } from "./world.js";

export interface LinkState {
  day: string | null;
  since: string | null;
  /** The first and the last day that are played. */
  span: readonly [string, string] | null;
  zoom: number | null;
  centre: [lat: number, lon: number] | null;
  place: string | null;
  /** As known on this day. */
  known: string | null;
  /** As this faction tells it. */
  side: string | null;
  /** The language of the interface, where it is not the page's own. */
  language: string | null;
  filter: Filter;
}

export function readState(): LinkState {
  const fields = new URLSearchParams(hash());
  const zoom = Number(fields.get("z") ?? Number.NaN);
  const [lat, lon] = (fields.get("c") ?? "").split(",").map(Number);
  const [first, last] = (fields.get("r") ?? "").split(",");
  const isCentre = lat !== undefined && lon !== undefined && Math.abs(lat) <= 90 && Math.abs(lon) <= 180;
  return {
    day: fields.get("d"),
    since: fields.get("s"),
    span: first && last ? [first, last] : null,
    zoom: Number.isFinite(zoom) && zoom >= 1 && zoom <= 18 ? zoom : null,
    centre: isCentre && fields.has("c") ? [lat, lon] : null,
    place: fields.get("p"),
    known: fields.get("k"),
    side: fields.get("by"),
    language: fields.get("l"),
    filter: readFilter(fields),
  };
}

/** `asNew`: a step that the reader can go back on; otherwise the address is only kept up to date. */
export function writeState({ day, since, span, zoom, centre, place, known, side, language, filter }: LinkState, asNew = false): void {
  const fields = new URLSearchParams();
  if (day) fields.set("d", day);
  if (since) fields.set("s", since);
  if (span) fields.set("r", span.join(","));
  if (zoom !== null) fields.set("z", String(Math.round(zoom * 100) / 100));
  if (centre) fields.set("c", centre.map((value) => value.toFixed(3)).join(","));
  if (place) fields.set("p", place);
  if (known) fields.set("k", known);
  if (side) fields.set("by", side);
  if (language) fields.set("l", language);
  for (const [name, value] of Object.entries(filter)) if (value) fields.set(name, value);
  const text = `#${fields.toString().replaceAll("%2C", ",")}`;
  if (text === `#${hash()}`) return;
  try {
    if (asNew) window.history.pushState(null, "", text);
    else window.history.replaceState(null, "", text);
  } catch {
    // A frame without an address of its own (srcdoc): nothing to link to.
  }
}

function readFilter(fields: URLSearchParams): Filter {
  const text = (name: string): string => fields.get(name) ?? "";
  const sure = SURENESS.find((name) => name === text("sure")) ?? "";
  return { source: text("source"), said: text("said"), kind: text("kind"), sure };
}

function hash(): string {
  try {
    return window.location.hash.slice(1);
  } catch {
    return "";
  }
}

/** Is the page shown inside another? */
export function isFramed(): boolean {
  return window.parent !== window;
}

/** Is the page asked to be small? */
export function isEmbedded(): boolean {
  try {
    return new URLSearchParams(window.location.search).get("embed") === "1";
  } catch {
    return false;
  }
}
