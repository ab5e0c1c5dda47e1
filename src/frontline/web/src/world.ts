// The world of a map: places, claims, sides and days, answered by number. Knows no pixel and no DOM.
import { isolate, language, languageCode, say } from "./language.js";
import {
  CLASSES,
  CONTESTED,
  NOBODY,
  STATUSES,
  type AdvanceRecord,
  type CertaintyClass,
  type FactionRecord,
  type Payload,
  type SpanRecord,
  type Status,
  type ViewRecord,
} from "./payload.js";

export interface Claim {
  document: number;
  place: number;
  status: string;
  holder: number;
  day: number;
  precisionDays: number;
  certainty: string;
  attribution: string;
  quote: string;
  outlet: string;
  title: string;
  url: string;
  published: string;
  /** How many other outlets brought the same report. */
  others: number;
  background: boolean;
  known: number;
  side: number;
  /** The rule of the reader that made it of the quote. */
  rule: string;
  /** What a person did to it; "" where nobody touched it. */
  edited: string;
}

export interface Place {
  index: number;
  id: string;
  name: string;
  other: string;
  aliases: readonly string[];
  kind: string;
  lon: number;
  lat: number;
  rank: number;
  spans: SpanRecord[];
  objectiveOf: number[] | null;
}

/** What is known of a place on a day. */
export interface Holding {
  holder: number;
  contested: boolean;
  status: Status;
  certainty: number;
  since: number;
  claims: number[];
  against: number[];
}

export interface Change {
  place: Place;
  before: Holding;
  after: Holding;
  /** Does a claim speak of this very place? Otherwise it follows from claims on places around it. */
  reported: boolean;
}

const UNKNOWN: Holding = {
  holder: NOBODY, contested: false, status: "unknown", certainty: 0, since: 0, claims: [], against: [],
};

/**
 * What a holding rests on: a claim about this very place; captures near by, without a word about it; or nothing but
 * the position in which the map begins.
 */
export type Basis = "reported" | "presumed" | "starting";

/** What a reader wants to see: texts that must be met, empty for any. The ground is drawn from all claims. */
export interface Filter {
  /** The outlet of a claim. */
  source: string;
  /** What a claim says happened. */
  said: string;
  /** The kind of place. */
  kind: string;
  /** On what a place's holder rests. */
  sure: Sureness | "";
}

export const SURENESS = ["reported", "contested", "presumed", "starting"] as const;
export type Sureness = (typeof SURENESS)[number];
export const NO_FILTER: Filter = { source: "", said: "", kind: "", sure: "" };

export class World {
  readonly days: string[];
  readonly factions: FactionRecord[];
  readonly places: Place[];
  readonly claims: Claim[];
  readonly advances: AdvanceRecord[];
  readonly payload: Payload;
  /** The evidence that the places are told from; null: all of it. */
  view: ViewRecord | null = null;
  filter: Filter = NO_FILTER;
  private readonly claimsByPlace = new Map<number, Claim[]>();
  private claimsByDay: Claim[][] = [];
  private changesByDay: Change[][] = [];

  constructor(payload: Payload) {
    this.payload = payload;
    this.days = listDays(...payload.days);
    this.factions = payload.factions;
    this.advances = payload.advances;
    this.claims = payload.claims.map(([place, status, holder, day, precisionDays, certainty, by, quote, doc, old, known, side, rule, edited]) => {
      const [outlet, title, url, published, others = 0] = payload.documents[doc] ?? ["", "", "", ""];
      return {
        document: doc, place, status, holder, day, precisionDays, certainty, attribution: by, quote, outlet, title, url,
        published: isDay(published) ? published : "", others, background: old === 1, known, side,
        rule: payload.rules[rule] ?? "", edited: edited ?? "",
      };
    });
    this.places = readPlaces(payload);
    this.collect();
  }

  /** Tell the places from a part of the evidence: as known on a day, or as one side has it; null: from all of it. */
  takeView(view: ViewRecord | null): void {
    this.view = view;
    for (const place of this.places) {
      const own = this.payload.places.spans[place.index]!;
      place.spans = view ? (view.spans[place.index] ?? own.filter(([day]) => day <= this.lastDay)) : own;
    }
    this.collect();
  }

  /** Call the places in the script of the interface, where they have such a name, and by their own beside it. */
  speak(): void {
    const { script } = language();
    const { name: names, other: others } = this.payload.places;
    for (const place of this.places) {
      const [name, other] = [names[place.index]!, others[place.index]!];
      const turned = !script.test(name) && script.test(other);
      [place.name, place.other] = turned ? [other, name] : [name, other];
    }
  }

  /** The last day that can be told: nothing was known yet of the days after. */
  get lastDay(): number {
    return this.view && this.view.known >= 0 ? this.view.known : this.days.length - 1;
  }

  get isFiltered(): boolean {
    return Object.values(this.filter).some(Boolean);
  }

  /** Does the filter let a place through on a day? */
  shows(place: Place, day: number): boolean {
    const { source, said, kind, sure } = this.filter;
    if (kind && place.kind !== kind) return false;
    if (sure && this.sureness(place, day) !== sure) return false;
    if (!source && !said) return true;
    return this.claimsAbout(place).some((claim) => claim.day <= day && !claim.background && this.passes(claim));
  }

  private sureness(place: Place, day: number): Sureness | null {
    const { holder, contested, status } = this.holding(place, day);
    if (contested) return "contested";
    return holder < 0 && status !== "vacated" ? null : this.basis(place, day);
  }

  private passes({ outlet, status }: Claim): boolean {
    return (!this.filter.source || outlet === this.filter.source) && (!this.filter.said || status === this.filter.said);
  }

  private knows({ known, side }: Claim): boolean {
    if (!this.view) return true;
    return (this.view.known < 0 || known <= this.view.known) && (this.view.side < 0 || side === this.view.side);
  }

  private collect(): void {
    this.claimsByPlace.clear();
    this.claimsByDay = this.days.map(() => []);
    for (const claim of this.claims) {
      if (!this.knows(claim)) continue;
      const known = this.claimsByPlace.get(claim.place);
      if (known) known.push(claim);
      else this.claimsByPlace.set(claim.place, [claim]);
      if (!claim.background) this.claimsByDay[claim.day]?.push(claim);
    }
    this.changesByDay = this.days.map(() => []);
    for (const place of this.places) this.collectChanges(place);
    for (const changes of this.changesByDay) changes.sort((a, b) => changeWeight(a) - changeWeight(b));
  }

  holding(place: Place, day: number): Holding {
    let found: SpanRecord | undefined;
    for (const span of place.spans) {
      if (span[0] > day) break;
      found = span;
    }
    if (!found) return UNKNOWN;
    const [since, holder, certainty, number = 0, claims = [], against = []] = found;
    const status = STATUSES[number] ?? "held";
    const contested = status === "contested" || status === "disputed" || holder === CONTESTED;
    return { since, holder, certainty, contested, status, claims, against };
  }

  basis(place: Place, day: number): Basis {
    const holding = this.holding(place, day);
    if (holding.status === "presumed") return "presumed";
    // Data without claims are taken at their word.
    if (this.claims.length === 0 || this.claimsFor(place, holding).length > 0) return "reported";
    const first = place.spans[0];
    const kept = place.spans.every((span) => span[0] > day || (span[1] === first?.[1] && STATUSES[span[3] ?? 0] !== "presumed"));
    return kept ? "starting" : "presumed";
  }

  /** The claims about a place itself on which a holding rests. */
  claimsFor(place: Place, { claims }: Holding): Claim[] {
    return claims.map((number) => this.claims[number]).filter((claim) => claim?.place === place.index) as Claim[];
  }

  /** The day since which the same side has held the place, through every later confirmation. */
  heldSince(place: Place, day: number): number {
    const now = this.holding(place, day);
    let since = now.since;
    for (let i = place.spans.length - 1; i >= 0; i--) {
      const [from] = place.spans[i]!;
      if (from > day) continue;
      const then = this.holding(place, from);
      if (then.holder !== now.holder || then.contested !== now.contested) break;
      since = from;
    }
    return since;
  }

  /** The claims of a day that the filter lets through. */
  claimsOn(day: number): Claim[] {
    const claims = this.claimsByDay[day] ?? [];
    if (!this.isFiltered) return claims;
    return claims.filter((claim) => this.passes(claim) && this.shows(this.places[claim.place]!, day));
  }

  claimsAbout(place: Place): Claim[] {
    return this.claimsByPlace.get(place.index) ?? [];
  }

  /** Every place that changed hands, those that only follow from others too. */
  changesOn(day: number): Change[] {
    return this.filtered(this.changesByDay[day] ?? [], day);
  }

  /** The places of which a claim says that they changed hands. */
  reportedOn(day: number): Change[] {
    return this.changesOn(day).filter(({ reported }) => reported);
  }

  private filtered(changes: Change[], day: number): Change[] {
    if (!this.isFiltered) return changes;
    const { source, said } = this.filter;
    const told = ({ place, after }: Change): boolean => this.claimsFor(place, after).some((claim) => this.passes(claim));
    return changes.filter((change) => this.shows(change.place, day) && ((!source && !said) || told(change)));
  }

  /** The places whose holder on a day is another than on an earlier day. */
  changesSince(since: number, day: number): Change[] {
    const changes = this.places
      .map((place) => this.change(place, since, day))
      .filter(({ before, after }) => before.holder !== after.holder || before.contested !== after.contested)
      .sort((a, b) => changeWeight(a) - changeWeight(b));
    return this.filtered(changes, day);
  }

  /** The next day, from `day` in the direction of `step`, on which a place changed hands. */
  nextEvent(day: number, step: 1 | -1): number | null {
    for (let d = day + step; d >= 0 && d <= this.lastDay; d += step) {
      if (this.reportedOn(d).length > 0) return d;
    }
    return null;
  }

  holderName(holder: number): string {
    if (holder === CONTESTED) return say("contested");
    const faction = this.factions[holder];
    return faction ? isolate(faction.names[languageCode()] ?? faction.name) : say("no-information");
  }

  holderShort(holder: number): string {
    const faction = this.factions[holder];
    return faction ? isolate(faction.names[languageCode()] ?? (faction.short || faction.name)) : this.holderName(holder);
  }

  areAllied(a: number, b: number): boolean {
    const first = this.factions[a];
    const second = this.factions[b];
    if (!first || !second) return false;
    return first.side === second.side || first.allies.includes(b) || second.allies.includes(a);
  }

  private collectChanges(place: Place): void {
    for (const [day] of place.spans.slice(1)) {
      const before = this.holding(place, day - 1);
      const after = this.holding(place, day);
      if (before.holder === after.holder && before.contested === after.contested) continue;
      this.changesByDay[day]?.push(this.change(place, day - 1, day));
    }
  }

  private change(place: Place, since: number, day: number): Change {
    const after = this.holding(place, day);
    // Data without claims are taken at their word.
    const reported = this.claims.length === 0 || this.claimsFor(place, after).length > 0;
    return { place, before: this.holding(place, since), after, reported };
  }
}

/** What is told first: objectives, then the larger places. */
function changeWeight({ place }: Change): number {
  return place.objectiveOf ? 0 : 1 + place.rank;
}

function readPlaces(payload: Payload): Place[] {
  const { id, name, other, aliases, kind, lon, lat, rank, spans } = payload.places;
  const objectives = new Map(payload.objectives);
  return id.map((key, index) => ({
    index,
    id: key,
    name: name[index]!,
    other: other[index]!,
    aliases: aliases?.[index] ?? [],
    kind: kind[index]!,
    lon: lon[index]!,
    lat: lat[index]!,
    rank: rank[index]!,
    spans: spans[index]!,
    objectiveOf: objectives.get(index) ?? null,
  }));
}

/** Days are counted in UTC, so that no reader's clock or summer time moves them. */
export function listDays(first: string, count: number): string[] {
  const start = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: count }, (_, i) => new Date(start + i * 86_400_000).toISOString().slice(0, 10));
}

/** Is it a day, "2024-12-05"? What a table says of its documents may be anything. */
function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

export function className(index: number): CertaintyClass {
  return CLASSES[index] ?? "unknown";
}
