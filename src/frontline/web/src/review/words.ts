// The words of the review page. A desk for the people who make a map; it speaks English.
import { datedDay } from "../format.js";
import type { Claim, Faction, Verdict } from "./model.js";

export const FILTERS = { all: "All claims", undecided: "Undecided", doubtful: "Doubtful readings", clashing: "Contradictory" } as const;
export type FilterName = keyof typeof FILTERS;

export const VERDICTS: Record<Verdict, string> = {
  "": "undecided", accepted: "accepted", rejected: "rejected", corrected: "corrected", added: "added by hand",
};

export const KEYS: readonly [key: string, meaning: string][] = [
  ["j", "next claim"], ["k", "claim before"], ["a", "accept"], ["r", "reject"], ["e", "edit: place, holder, day ..."],
  ["n", "new claim from the selected words"], ["u", "undo your last decision"], ["w", "write why (goes with the next decision)"],
  ["f", "next filter"], ["m", "bring the map to the place"], ["?", "this help"], ["Esc", "close, cancel"],
];

export function holderName(id: string, factions: readonly Faction[]): string {
  if (id === "contested") return "contested";
  if (id === "none") return "nobody confirmed";
  return factions.find((faction) => faction.id === id)?.short ?? id;
}

/** "captured by Reds"; approached and besieged leave the holder as it was. */
export function saidText({ status, controller }: Pick<Claim, "status" | "controller">, factions: readonly Faction[]): string {
  const holder = holderName(controller, factions);
  if (status === "contested") return "contested";
  if (status === "approached" || status === "besieged") return `${status}; held by ${holder}`;
  if (status === "lost" || status === "withdrawn") return `${status}; then held by ${holder}`;
  return `${status} by ${holder}`;
}

export function whenText({ date, date_precision_days: days }: Pick<Claim, "date" | "date_precision_days">): string {
  return `${datedDay(date)}${days > 0 ? `, give or take ${days} day${days > 1 ? "s" : ""}` : ""}`;
}

export const FIELD_NAMES: Record<string, string> = {
  place: "place", controller: "holder", status: "what happened", date: "day", date_precision_days: "give or take", certainty: "certainty",
  background: "history",
};
