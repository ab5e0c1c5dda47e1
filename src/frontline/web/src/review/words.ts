// The words of the desk in each language: its own messages beside those that it shares with the map.
import { datedDay, statusText } from "../format.js";
import { addMessages, say, sayCount, sayOf, wordOf, type TextKey } from "../language.js";
import ar from "./messages/ar.json";
import en from "./messages/en.json";
import fr from "./messages/fr.json";
import type { Claim, Faction, Values, Verdict } from "./model.js";

addMessages({ en, fr, ar });

export const FILTERS = ["all", "undecided", "doubtful", "clashing"] as const;
export type FilterName = (typeof FILTERS)[number];
export const KEYS = ["j", "k", "a", "r", "e", "n", "u", "w", "f", "m", "?", "Esc"] as const;

export function verdictText(verdict: Verdict): string {
  return sayOf("rv.verdict", verdict || "undecided");
}

export function holderName(id: string, factions: readonly Faction[]): string {
  if (id === "contested") return say("rv.contested");
  if (id === "none") return say("rv.nobody");
  return factions.find((faction) => faction.id === id)?.short ?? id;
}

/** "captured by Reds"; approached and besieged leave the holder as it was. */
export function saidText({ status, controller }: Pick<Claim, "status" | "controller">, factions: readonly Faction[]): string {
  return statusText(status, holderName(controller, factions));
}

export function whenText({ date, date_precision_days: days }: Pick<Claim, "date" | "date_precision_days">): string {
  const day = datedDay(date);
  return days > 0 ? sayCount("rv.give-or-take", days, { day }) : day;
}

/** What a field of a claim is called; "" for those that a reviewer does not see. */
export function fieldName(field: string): string {
  return wordOf("rv.field", field) ?? "";
}

/** A field's value in words. */
export function valueText(field: string, value: Values[keyof Values], factions: readonly Faction[]): string {
  if (field === "controller") return holderName(String(value), factions);
  if (field === "status") return sayOf("status", String(value));
  if (field === "certainty") return sayOf("claim", String(value));
  if (field === "background") return say(`rv.background.${String(value)}` as TextKey);
  if (field === "date") return datedDay(String(value));
  return String(value);
}
