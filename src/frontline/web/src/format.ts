// Words and numbers: days, areas, distances, statuses. Days are counted in UTC, whatever the reader's clock.
import { language, perLanguage, say, sayOf, wordOf, type TextKey } from "./language.js";

type Days = () => Intl.DateTimeFormat;
const utc = (options: Intl.DateTimeFormatOptions): Days =>
  perLanguage((locale) => new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }));

const LONG = utc({ weekday: "short", day: "numeric", month: "long", year: "numeric" });
const SPOKEN = utc({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const MONTH = utc({ month: "short" });
const MONTH_YEAR = utc({ month: "short", year: "numeric" });
const DATED = utc({ day: "numeric", month: "short", year: "numeric" });
const SHORT = utc({ day: "numeric", month: "short" });

function instant(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** "Thu 5 December 2024". */
export function longDay(day: string): string {
  return LONG().format(instant(day)).replace(",", "");
}

/** "Thursday 5 December 2024", for those who listen. */
export function spokenDay(day: string): string {
  return SPOKEN().format(instant(day)).replace(",", "");
}

/** A day and a month keep their order in text that runs the other way, as articles' and the map's do. */
function apart(text: string): string {
  return language().rightToLeft ? `\u2068${text}\u2069` : text;
}

/** "5 Dec". */
export function shortDay(day: string): string {
  return apart(SHORT().format(instant(day)));
}

/** "5 Dec", or "5 Dec 2022" where it or the days of the map are of more than one year. */
export function mapDay(day: string, days: readonly string[]): string {
  const year = day.slice(0, 4);
  return days[0]!.startsWith(year) && days.at(-1)!.startsWith(year) ? shortDay(day) : datedDay(day);
}

/** "5 Dec 2024". */
export function datedDay(day: string): string {
  return apart(DATED().format(instant(day)));
}

/** "Dec", or with its year "Dec 2024". */
export function monthText(day: string, withYear: boolean): string {
  return (withYear ? MONTH_YEAR : MONTH)().format(instant(day));
}

/** "5": the day of the month. */
export function dayNumber(day: string): string {
  return String(Number(day.slice(8)));
}

/** Two digits are enough: the ground is an estimate. */
export function areaText(km2: number): string {
  const digits = Math.max(0, Math.floor(Math.log10(Math.max(km2, 1))) - 1);
  const step = 10 ** digits;
  return together(say("area", { n: Math.round(km2 / step) * step }));
}

export function distanceText(km: number): string {
  return together(say("distance", { n: km < 1 ? Math.round(km * 10) / 10 : Math.round(km) }));
}

/** A number stays with its unit. */
function together(text: string): string {
  return text.replaceAll(" ", "\u00a0");
}

const DEGREES = perLanguage((locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }));

/** "35.20° N, 36.75° E". */
export function pointText(lon: number, lat: number): string {
  const degrees = (value: number, key: TextKey): string => say(key, { n: DEGREES().format(Math.abs(value)) });
  return `${degrees(lat, lat < 0 ? "south" : "north")}, ${degrees(lon, lon < 0 ? "west" : "east")}`;
}

/** What a claim says happened: "captured by Reds", or without a holder "captured". */
export function statusText(status: string, holder: string | null): string {
  if (holder && wordOf("status-by", status)) return say(`status-by.${status}` as TextKey, { holder });
  return sayOf("status", status);
}

/** "well supported (90 of 100)" is said of certainties 0-100. */
export function certaintyText(certainty: number): string {
  if (certainty >= 80) return say("sure.4");
  if (certainty >= 55) return say("sure.3");
  return certainty >= 30 ? say("sure.2") : say("sure.1");
}

