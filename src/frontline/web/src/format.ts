// Words and numbers: days, areas, distances, statuses. Days are counted in UTC, whatever the reader's clock.

const LOCALE = "en-GB";
const utc = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: "UTC" });

const LONG = utc({ weekday: "short", day: "numeric", month: "long", year: "numeric" });
const SPOKEN = utc({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const MONTH = utc({ month: "short" });
const MONTH_YEAR = utc({ month: "short", year: "numeric" });
const DATED = utc({ day: "numeric", month: "short", year: "numeric" });
const SHORT = utc({ day: "numeric", month: "short" });
const NUMBER = new Intl.NumberFormat(LOCALE);

function instant(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** "Thu 5 December 2024". */
export function longDay(day: string): string {
  return LONG.format(instant(day)).replace(",", "");
}

/** "Thursday 5 December 2024", for those who listen. */
export function spokenDay(day: string): string {
  return SPOKEN.format(instant(day)).replace(",", "");
}

/** "5 Dec". */
export function shortDay(day: string): string {
  return SHORT.format(instant(day));
}

/** "5 Dec 2024". */
export function datedDay(day: string): string {
  return DATED.format(instant(day));
}

/** "Dec", or with its year "Dec 2024". */
export function monthText(day: string, withYear: boolean): string {
  return (withYear ? MONTH_YEAR : MONTH).format(instant(day));
}

/** "5": the day of the month. */
export function dayNumber(day: string): string {
  return String(Number(day.slice(8)));
}

/** Two digits are enough: the ground is an estimate. */
export function areaText(km2: number): string {
  const digits = Math.max(0, Math.floor(Math.log10(Math.max(km2, 1))) - 1);
  const step = 10 ** digits;
  return `${NUMBER.format(Math.round(km2 / step) * step)} km²`;
}

export function distanceText(km: number): string {
  return km < 10 ? `${km.toFixed(1)} km` : `${Math.round(km)} km`;
}

export function count(n: number, one: string, many: string): string {
  return `${NUMBER.format(n)} ${n === 1 ? one : many}`;
}

const STATUS: Record<string, string> = {
  captured: "captured by",
  lost: "lost to",
  withdrawn: "abandoned to",
  controlled: "held by",
  approached: "approached, while held by",
  besieged: "besieged, while held by",
};

const STATUS_ALONE: Record<string, string> = {
  captured: "captured",
  lost: "lost",
  withdrawn: "abandoned",
  controlled: "held",
  contested: "fought over",
  approached: "approached",
  besieged: "besieged",
};

/** What a claim says happened: "captured by Reds", or without a holder "captured". */
export function statusText(status: string, holder: string | null): string {
  const verb = STATUS[status];
  return holder && verb ? `${verb} ${holder}` : (STATUS_ALONE[status] ?? status);
}

export function certaintyText(certainty: number): string {
  if (certainty >= 80) return "well supported";
  if (certainty >= 55) return "supported";
  if (certainty >= 30) return "weakly supported";
  return "barely supported";
}

export const CLASS_WORDS = {
  held: "Held",
  probable: "Probably held",
  contested: "Contested",
  unknown: "No information",
} as const;

export const KIND_WORDS: Record<string, string> = { district: "quarter", base: "military base", crossing: "border crossing" };
