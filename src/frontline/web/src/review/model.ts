// The desk's data, as `frontline.review.page` writes it, and the requests that the page makes. Knows no element.
import type { Topology } from "topojson-specification";
import { say } from "../language.js";
import type { CertaintyClass, RoadRecord } from "../payload.js";

export interface Values {
  place_id: string;
  place: string;
  lat: number;
  lon: number;
  status: string;
  controller: string;
  date: string;
  date_precision_days: number;
  certainty: string;
  background: boolean;
}

export type Verdict = "" | "accepted" | "rejected" | "corrected" | "added";

export interface Claim extends Values {
  id: string;
  document: number;
  /** Code points of the document's text; 0, 0 for a row of a spreadsheet. */
  start: number;
  end: number;
  quote: string;
  attribution: string;
  rule: string;
  /** What was read, where a correction changed it. */
  read: Partial<Values>;
  doubtful: boolean;
  clashes: number;
  verdict: Verdict;
  who: string;
  why: string;
  /** The reviewer's own last decision about it, "" where there is none. */
  decision: string;
}

export interface Article {
  title: string;
  outlet: string;
  url: string;
  published: string;
}

export interface Faction {
  id: string;
  short: string;
  colour: string;
  dark: string;
}

export interface State {
  title: string;
  reviewer: string;
  file: string;
  extent: [west: number, south: number, east: number, north: number];
  basemap: Topology | null;
  roads: RoadRecord[];
  factions: Faction[];
  statuses: string[];
  certainties: string[];
  holders: string[];
  documents: Article[];
  claims: Claim[];
  unfit: string[];
  conflicts: string[];
}

/** Who held what on a day, with what is decided so far; without a claim that moves the map the day is "". */
export interface Ground {
  day: string;
  zones: { controller: string; certainty: CertaintyClass; rings: [lon: number, lat: number][][] }[];
  places: Record<string, string>;
}

export interface FoundPlace {
  place_id: string;
  place: string;
  kind: string;
  lat: number;
  lon: number;
  place_source: string;
  within: string;
}

export interface Asked {
  what: "accept" | "reject" | "correct" | "add" | "undo";
  claim?: string;
  document?: number;
  decision?: string;
  after?: object;
  why?: string;
}

export interface Answer {
  decision: string;
  claims: Claim[];
}

async function get<T>(path: string): Promise<T> {
  return read<T>(await fetch(path, { cache: "no-store" }));
}

async function read<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const told = await response.json().catch(() => null) as { error?: string } | null;
  throw new Error(told?.error ?? say("rv.answered", { code: String(response.status) }));
}

export const loadState = (): Promise<State> => get<State>("state");

const texts = new Map<number, Promise<string>>();

/** The text of an article; asked for once. */
export function loadText(document: number): Promise<string> {
  const known = texts.get(document);
  if (known) return known;
  const asked = get<{ text: string }>(`text?document=${document}`).then(({ text }) => text);
  asked.catch(() => texts.delete(document));
  texts.set(document, asked);
  return asked;
}

export const loadGround = (day: string): Promise<Ground> => get<Ground>(`ground?on=${encodeURIComponent(day)}`);

export const findPlaces = async (name: string): Promise<FoundPlace[]> =>
  (await get<{ places: FoundPlace[] }>(`places?q=${encodeURIComponent(name)}`)).places;

export async function send(asked: Asked): Promise<Answer> {
  const headers = { "Content-Type": "application/json" };
  return read<Answer>(await fetch("decide", { method: "POST", headers, body: JSON.stringify(asked) }));
}
