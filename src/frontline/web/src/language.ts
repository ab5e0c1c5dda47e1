// The language of the interface: its words, its direction, its numbers. One language for all maps of a page.
// What the map tells of (titles, quotes, sources) keeps its own language.
import ar from "../messages/ar.json";
import en from "../messages/en.json";
import fr from "../messages/fr.json";

import type desk from "./review/messages/en.json";

/** The map's words, and those of the desk, which only the desk's page has (`addMessages`). */
type Messages = typeof en & typeof desk;
/** Messages that differ with a number, and all others. */
export type CountKey = { [K in keyof Messages]: Messages[K] extends string ? never : K }[keyof Messages];
export type TextKey = Exclude<keyof Messages, CountKey>;
type Values = Record<string, string | number>;

interface Language {
  /** What its speakers call it. */
  name: string;
  /** For days and numbers. Digits are Latin in every language, as in the quotes and on the scale. */
  locale: string;
  rightToLeft: boolean;
  /** A name that has a letter of it can be read. */
  script: RegExp;
  messages: typeof en;
}

export const LANGUAGES: Record<string, Language> = {
  en: { name: "English", locale: "en-GB", rightToLeft: false, script: /\p{Script=Latin}/u, messages: en },
  fr: { name: "Français", locale: "fr", rightToLeft: false, script: /\p{Script=Latin}/u, messages: fr },
  ar: { name: "العربية", locale: "ar-u-nu-latn", rightToLeft: true, script: /\p{Script=Arabic}/u, messages: ar },
};

/** Have more words for the interface, by language: another page says more than a map does. */
export function addMessages(more: Record<string, typeof desk>): void {
  for (const [name, messages] of Object.entries(more)) Object.assign(LANGUAGES[name]!.messages, messages);
}

function messagesNow(): Messages {
  return language().messages as Messages;
}

let code = "en";
let own = "en";
const followers: (() => void)[] = [];

export function languageCode(): string {
  return code;
}

export function language(): Language {
  return LANGUAGES[code]!;
}

/** The language of what the map tells of, as far as the page says. */
export function contentLanguage(): string {
  return own;
}

/** The way that language runs. */
export function contentDirection(): "ltr" | "rtl" {
  return LANGUAGES[offeredLanguage(own) ?? "en"]!.rightToLeft ? "rtl" : "ltr";
}

/** The page's language, and that of the interface before anyone chose one. */
export function openLanguage(page: string, asked: string | null): void {
  own = page || "en";
  setLanguage(offeredLanguage(asked) ?? offeredLanguage(page) ?? "en");
}

/** Is there such an interface? "fr-CH" is asked for as "fr". */
export function offeredLanguage(asked: string | null | undefined): string | null {
  const base = (asked ?? "").toLowerCase().split("-")[0]!;
  return Object.hasOwn(LANGUAGES, base) ? base : null;
}

export function setLanguage(next: string): void {
  if (next === code || !Object.hasOwn(LANGUAGES, next)) return;
  code = next;
  for (const follow of followers) follow();
}

/** Be told of every change of the language. */
export function onLanguage(follow: () => void): void {
  followers.push(follow);
}

/** Something that is made once for each language, when it is first asked for. */
export function perLanguage<T>(make: (locale: string) => T): () => T {
  const made = new Map<string, T>();
  return () => {
    const known = made.get(code);
    if (known !== undefined) return known;
    const fresh = make(language().locale);
    made.set(code, fresh);
    return fresh;
  };
}

const plurals = perLanguage((locale) => new Intl.PluralRules(locale));
const numbers = perLanguage((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }));

export function numberText(n: number): string {
  return numbers().format(n);
}

const regions = perLanguage((locale) => regionLists(locale));
let regionCodes: Map<string, string> | null = null;

/** What a country is called in the language of now, by its code (ISO 3166-1) or its English name; else that name. */
export function countryName(english: string, region = ""): string {
  if (code === "en") return english;
  regionCodes ??= listRegions();
  const known = region || regionCodes.get(english);
  if (!known || !/^[A-Z]{2}$/.test(known)) return english;
  const [long, short] = regions().map((list) => list.of(known) ?? english) as [string, string];
  // "Palestine" for "Territoires palestiniens", but not "R.-U." for "Royaume-Uni".
  return short.includes(".") ? long : short;
}

function regionLists(locale: string): Intl.DisplayNames[] {
  return (["long", "short"] as const).map((style) => new Intl.DisplayNames([locale], { type: "region", style }));
}

function listRegions(): Map<string, string> {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const all = letters.flatMap((first) => letters.map((second) => first + second));
  return new Map(regionLists("en").flatMap((list) => all.map((region) => [list.of(region)!, region] as const)));
}

export function say(key: TextKey, values: Values = {}): string {
  return fill(messagesNow()[key], values);
}

/** A message for a number of things, in the form that the language has for it; {n} is the number. */
export function sayCount(key: CountKey, n: number, values: Values = {}): string {
  const forms: Record<string, string> = messagesNow()[key];
  return fill(forms[plurals().select(n)] ?? forms["other"]!, { n, ...values });
}

/** The word for a value of the data ("status", "captured"), or the value itself where there is none. */
export function sayOf(group: string, value: string): string {
  return wordOf(group, value) ?? value;
}

export function wordOf(group: string, value: string): string | null {
  const key = `${group}.${value}`;
  return Object.hasOwn(en, key) ? say(key as TextKey) : null;
}

function fill(message: string, values: Values): string {
  return message.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? "";
    return typeof value === "number" ? numberText(value) : isolate(value);
  });
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc]/;
const LEFT_TO_RIGHT = /[A-Za-z\u00c0-\u024f\u0370-\u04ff]/;

/** A text that runs the other way is kept apart, so that it does not turn what stands beside it. */
export function isolate(text: string): string {
  if (text.startsWith("\u2068")) return text;
  const against = language().rightToLeft ? LEFT_TO_RIGHT : RIGHT_TO_LEFT;
  return against.test(text) ? `\u2068${text}\u2069` : text;
}

/** Write all that is worded by a key under an element in the language of now. */
export function translate(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-say]")) element.textContent = say(element.dataset["say"] as TextKey);
  for (const element of root.querySelectorAll<HTMLElement>("[data-label]")) label(element, element.dataset["label"] as TextKey);
}

/** Name an element for those who listen, and where it has them its title and its placeholder. */
export function label(element: HTMLElement, key: TextKey): void {
  const text = say(key);
  element.dataset["label"] = key;
  element.setAttribute("aria-label", text);
  for (const name of ["title", "placeholder"]) if (element.hasAttribute(name)) element.setAttribute(name, text);
}
