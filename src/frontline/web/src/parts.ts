// Parts that several panels are made of: chips, names that can be pressed, words for holders and objectives.
import { h } from "./dom.js";
import { distanceText, mapDay } from "./format.js";
import { say, sayOf } from "./language.js";
import type { Ground } from "./ground.js";
import { CONTESTED } from "./payload.js";
import type { Basis, Holding, Place, World } from "./world.js";

/** What a panel needs to know of the map around it. */
export interface Context {
  world: World;
  ground: Ground;
  onPlace: (place: Place | null) => void;
}

/** Colour chips follow the theme without being drawn again: they take the holder's CSS variable. */
export function chip(holder: number, contested = false, presumed = false): HTMLElement {
  const key = contested || holder === CONTESTED ? "contested" : holder < 0 ? "nobody" : String(holder);
  const basis = presumed && holder >= 0 && !contested ? "presumed" : null;
  return h("span", { class: "fl-chip", "data-holder": key, "data-basis": basis, style: `--fl-chip: var(--fl-holder-${key})` });
}

export function placeButton(place: Place, { onPlace }: Context): HTMLElement {
  const element = h("button", { type: "button", class: "fl-place", dir: "auto" }, place.name);
  element.addEventListener("click", () => onPlace(place));
  return element;
}

type Held = Pick<Holding, "holder" | "contested"> & Partial<Pick<Holding, "status">>;

export function holderText({ holder, contested, status }: Held, world: World): string {
  if (status === "disputed") return say("disputed");
  if (status === "vacated" && holder < 0) return say("vacated");
  return contested ? say("contested") : world.holderShort(holder);
}

/** What a holding rests on, where that is not a report: "presumed", "starting position", or one side's word alone. */
export function basisText(place: Place, day: number, world: World): string {
  const basis = basisOf(place, day, world);
  if (basis === "presumed" || basis === "starting") return sayOf("basis", basis);
  return basis && world.holding(place, day).status === "claimed" ? say("basis.claimed") : "";
}

/** On what the holder of a place rests; null where it has none. */
function basisOf(place: Place, day: number, world: World): Basis | null {
  const { holder, contested, status } = world.holding(place, day);
  return holder < 0 && !contested && status !== "vacated" ? null : world.basis(place, day);
}

/** "Reds, presumed". */
export function holdingText(place: Place, day: number, world: World): string {
  const text = holderText(world.holding(place, day), world);
  return basisOf(place, day, world) === "presumed" ? `${text}${say("comma")}${say("basis.presumed")}` : text;
}

export function kindText(place: Place): string {
  return sayOf("kind", place.kind);
}

/** How an objective stands: who holds it, and how near its attackers' ground is. */
export function objectiveText(place: Place, day: number, { world, ground }: Context): string {
  const holding = world.holding(place, day);
  const attackers = place.objectiveOf ?? [];
  if (attackers.includes(holding.holder) && !holding.contested) {
    const first = world.heldSince(place, day);
    const holder = world.holderShort(holding.holder);
    if (first === 0) return say("held-by", { holder });
    const since = { holder, day: mapDay(world.days[first]!, world.days) };
    return say(world.basis(place, day) === "presumed" ? "presumed-since" : "held-by-since", since);
  }
  const nearest = attackers
    .map((faction) => ({ faction, km: ground.distanceToHoldersKm(place.lon, place.lat, [faction], day) }))
    .filter((entry): entry is { faction: number; km: number } => entry.km !== null)
    .sort((a, b) => a.km - b.km)[0];
  const held = standsAlone(holding) ? holderText(holding, world).toLowerCase() : say("held-by", { holder: holderText(holding, world) });
  if (!nearest) return held;
  return say("ground-near", { held, holder: world.holderShort(nearest.faction), distance: distanceText(nearest.km) });
}

/** Is there no holder to name after "held by"? */
function standsAlone({ holder, contested }: Holding): boolean {
  return contested || holder < 0;
}
