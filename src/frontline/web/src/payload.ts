// The payload: what Python writes into the page, as it stands there. Owns the names of its fields.
// `src/frontline/payload/` is its twin; a change in one is a change in both.
import type { Topology } from "topojson-specification";

/** The certainty classes of the ground, by their number in the payload. */
export const CLASSES = ["held", "probable", "contested", "unknown"] as const;
export type CertaintyClass = (typeof CLASSES)[number];

/** What is known of a place, by its number in the payload: `frontline.tables.STATUSES`. */
export const STATUSES = ["held", "claimed", "presumed", "besieged", "contested", "disputed", "vacated", "unknown"] as const;
export type Status = (typeof STATUSES)[number];

/** A holder is the number of a faction, or one of these. */
export const NOBODY = -1;
export const CONTESTED = -2;

export interface FactionRecord {
  id: string;
  name: string;
  short: string;
  /** What it is called in other languages, by their code. */
  names: Record<string, string>;
  side: string;
  colour: string;
  dark: string;
  pattern: string;
  allies: number[];
}

/**
 * From which day on, by number; the holder; certainty 0-100; status, by number; claims for and against, by number. What
 * stands at the end and is empty is left out.
 */
export type SpanRecord = [
  day: number,
  holder: number,
  certainty: number,
  status?: number,
  claims?: number[],
  against?: number[],
];

export interface PlaceColumns {
  id: string[];
  name: string[];
  other: string[];
  /** Spellings of each place that the search knows beside its name. */
  aliases: string[][];
  kind: string[];
  lon: number[];
  lat: number[];
  rank: number[];
  spans: SpanRecord[][];
}

export type ClaimRecord = [
  place: number,
  status: string,
  holder: number,
  day: number,
  precisionDays: number,
  certainty: string,
  attribution: string,
  quote: string,
  document: number,
  background: 0 | 1,
  /** The day by which it had been published; the day after the last, if later. */
  known: number,
  /** The faction that its source speaks for, or -1. */
  side: number,
  /** The rule that read it, by its number among `rules`. */
  rule: number,
  /** What a person did to it: "accepted", "added", "corrected:holder,day"; "" where nobody touched it. */
  edited: string,
];

/** The places under a part of the evidence, where they differ from the map's own up to the day `known`. */
export interface ViewRecord {
  /** What had been published by this day; -1 for all. */
  known: number;
  /** What the sources of this faction say; -1 for all. */
  side: number;
  spans: Record<string, SpanRecord[]>;
}

/** `others`: how many other outlets brought the same text, or nearly the same. */
export type DocumentRecord = [outlet: string, title: string, url: string, published: string, others?: number];

/** Areas that share their edges, and who holds them: `frontline/payload/mesh.py` and `ground.py` tell of each column. */
export type GroundColumns = Record<
  | "skips" | "begins" | "owners" | "turns" | "inner" | "ends" | "joins" | "dx" | "dy"
  | "counts" | "days" | "holders" | "classes" | "km2",
  Int32Array
>;

export interface GroundRecord {
  /** Longitude and latitude of the corner that steps are counted from, and degrees a step. */
  origin: [lon: number, lat: number];
  step: number;
  /** Do the areas neither overlap nor cross each other's edges? */
  covers: boolean;
  columns: GroundColumns;
}

export interface AdvanceRecord {
  day: number;
  faction: number;
  from: string;
  to: string;
  axis: string;
  /** The place that it leads to, by number; -1 where the map has no such place. */
  target: number;
  line: [number, number][];
}

export interface RoadRecord {
  ref: string;
  name: string;
  rank: number;
  line: [number, number][];
}

export interface Payload {
  v: 1;
  rules: string[];
  /** How many claims people edited by hand. */
  edits: [accepted: number, corrected: number, rejected: number, added: number];
  title: string;
  about: string;
  /** What every reader must know first; most maps have none. */
  notice: string;
  days: [first: string, count: number];
  extent: [west: number, south: number, east: number, north: number];
  countries: string[];
  factions: FactionRecord[];
  places: PlaceColumns;
  views: ViewRecord[];
  objectives: [place: number, factions: number[]][];
  roads: RoadRecord[];
  basemap: Topology | null;
  ground: GroundRecord | null;
  documents: DocumentRecord[];
  claims: ClaimRecord[];
  advances: AdvanceRecord[];
  credits: [text: string, url: string][];
}
