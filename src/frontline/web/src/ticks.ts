// Ticks: which days of a time axis are written, and which earlier days are offered for comparison.
import { dayNumber, monthText, shortDay } from "./format.js";

export interface Tick {
  day: number;
  text: string;
}

/** Days written below the slider stand at least this far apart, CSS pixels; months and years need more room. */
const DAY_PX = 44;
const MONTH_PX = 62;
/** On a longer axis than this, days give way to months; where it has room, to three days of each month. */
const MOST_DAYS = 62;
const OF_A_MONTH = /-(01|11|21)$/;
const TEN_DAYS_PX = 36;

/** As many days, months or years as have room; each says as much as its neighbour before leaves open. */
export function chooseTicks(days: readonly string[], pitch: number): Tick[] {
  const all = days.map((_, day) => day);
  if (days.length <= MOST_DAYS || pitch * 10 >= TEN_DAYS_PX) {
    const step = Math.max(1, Math.ceil(DAY_PX / pitch));
    const marks = all.filter((day) => (days.length <= MOST_DAYS ? day % step === 0 : OF_A_MONTH.test(days[day]!)));
    return marks.map((day, i) => {
      const before = i > 0 ? days[marks[i - 1]!]! : "";
      const sameMonth = before.slice(0, 7) === days[day]!.slice(0, 7);
      return { day, text: sameMonth ? dayNumber(days[day]!) : shortDay(days[day]!) };
    });
  }
  const firsts = all.filter((day) => days[day]!.endsWith("-01"));
  for (const months of [1, 2, 3, 6, 12, 24, 60, 120]) {
    if (months * 30 * pitch < MONTH_PX) continue;
    const chosen = firsts.filter((day) => monthIndex(days[day]!) % months === 0);
    return chosen.map((day, i) => {
      const before = i > 0 ? days[chosen[i - 1]!]!.slice(0, 4) : "";
      const iso = days[day]!;
      return { day, text: months >= 12 ? iso.slice(0, 4) : monthText(iso, before !== iso.slice(0, 4)) };
    });
  }
  return [];
}

function monthIndex(iso: string): number {
  return Number(iso.slice(0, 4)) * 12 + Number(iso.slice(5, 7)) - 1;
}

/** A list of every day before this one; on a long axis the last two weeks, the months before, and the first day. */
export function earlierDays(days: readonly string[], day: number, chosen: number | null): number[] {
  const all = days.slice(0, day).map((_, n) => n);
  if (all.length <= MOST_DAYS) return all;
  return all.filter((n) => n === 0 || n === chosen || day - n <= 14 || days[n]!.endsWith("-01"));
}
