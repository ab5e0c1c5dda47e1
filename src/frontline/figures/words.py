"""Words: what a figure says around its map: the day, what changed, how far the fronts are, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyproj import CRS

from frontline.figures.phrases import ENGLISH, Phrases
from frontline.model import CONTESTED, NOBODY

if TYPE_CHECKING:
    import datetime as dt

    from frontline.figures.scene import Scene

#: So many places and outlets are named; the others are counted.
NAMED_PLACES, NAMED_OUTLETS = 5, 6


def change_words(scene: Scene, day: int) -> str:
    """Return what changed hands in the frame on a day by report, side by side, the largest places first."""
    news = sorted(
        (spot for spot in scene.spots if scene.has(spot) and spot.is_news(day)),
        key=lambda spot: (spot.rank, spot.name),
    )
    if not news:
        return scene.phrases.say("none-changed-day" if scene.window is None else "none-changed-here")
    sides: dict[str, list[str]] = {}
    for spot in news:
        sides.setdefault(spot.on(day).holder, []).append(spot.name)
    return " ".join(_gain(scene, holder, names) for holder, names in sides.items())


def _gain(scene: Scene, holder: str, names: list[str]) -> str:
    phrases = scene.phrases
    shown = phrases.listed(names[:NAMED_PLACES])
    if len(names) > NAMED_PLACES:
        shown = phrases.say("and-more", names=shown, n=len(names) - NAMED_PLACES)
    key = {CONTESTED: "gain-contested", NOBODY: "gain-nobody"}.get(holder, "gained-by")
    return phrases.say(key, names=shown, holder=scene.short(holder))


def distance_words(scene: Scene, day: int) -> str:
    """Return who holds each objective, or how near the ground of those who want it has come."""
    table = scene.distances([day])
    wanted = {
        goal.place: [side for side in goal.factions if scene.theatre.faction_by_id.get(side)]
        for goal in scene.theatre.objectives
    }
    parts = []
    for spot in (spot for spot in scene.spots if spot.goal):
        holder = spot.on(day).holder
        if holder in wanted[spot.place_id]:
            parts.append(scene.phrases.say("goal-held", place=spot.name, holder=scene.short(holder)))
            continue
        rows = table[(table.objective == spot.place_id) & table.side.isin(wanted[spot.place_id])]
        if len(rows):
            near = rows.loc[rows.distance_km.idxmin()]
            key = "goal-near-contested" if holder == CONTESTED else "goal-near"
            km = f"{near.distance_km:.0f}"
            parts.append(scene.phrases.say(key, place=spot.name, holder=scene.short(near.side), km=km))
    return " ".join(parts)


def scope_words(
    *, as_known: dt.date | None = None, source: str = "", side: str = "", phrases: Phrases = ENGLISH
) -> str:
    """Return which part of the evidence a figure shows, "" where it is all of it."""
    parts = [phrases.say("as-published", day=phrases.day(as_known))] if as_known else []
    parts += [phrases.say("according-to", name=name) for name in (source, side) if name]
    return phrases.listed(parts)


def source_words(scene: Scene) -> str:
    """Return whose claims the figure shows, and how many."""
    phrases, documents, claims = scene.phrases, scene.payload["documents"], scene.payload["claims"]
    outlets = sorted({document[0] for document in documents if document[0]})
    if not claims:
        return phrases.say("no-claim")
    text = phrases.say("source-claims", n=phrases.number(len(claims)))
    # Rows of a spreadsheet are a claim each.
    if len(documents) < len(claims):
        text = phrases.say("source-texts", text=text, n=phrases.number(len(documents)))
    names = phrases.say("semicolon").join(outlets[:NAMED_OUTLETS])
    if len(outlets) > NAMED_OUTLETS:
        names = phrases.say("source-more", names=names, n=len(outlets) - NAMED_OUTLETS)
    return f"{phrases.say('source-by', text=text, names=names) if names else text}."


def doubt_words(scene: Scene, day: int | None = None) -> str:
    """Return what the figure does not know; with a day, how many of its places are presumed."""
    presumed = 0 if day is None else sum(spot.on(day).status == "presumed" for spot in scene.spots)
    guess = scene.phrases.count("presumed-count", presumed) if presumed else ""
    return f"{scene.phrases.say('doubt', km=scene.theatre.max_reach_km)} {guess}".strip()


def credit_words(scene: Scene) -> str:
    """Return the credits of the data, the projection, and the tools that drew the figure."""
    data = [text for text, address in scene.payload["credits"] if "leafletjs" not in address]
    grid = scene.phrases.say("projection", name=CRS.from_user_input(scene.theatre.metric_crs).name)
    return ". ".join([*(text.rstrip(".") for text in data), grid, scene.phrases.say("drawn-with")]) + "."


def plain_words(scene: Scene, day: int) -> str:
    """Return a figure in words, for those who cannot see it."""
    phrases = scene.phrases
    held = phrases.listed(
        f"{scene.short(holder)} {phrases.about(area)} km²"
        for holder, area in areas_of(scene, day).items()
        if area >= 1
    )
    ground = phrases.say("ground", list=held or phrases.say("ground-none"))
    return f"{scene.title}{phrases.say('comma')}{phrases.day(scene.day(day))}. {change_words(scene, day)} {ground}"


def areas_of(scene: Scene, day: int) -> dict[str, float]:
    """Return km2 by holder on a day; contested ground counts as such."""
    areas: dict[str, float] = {}
    for holder, certainty, km2, _ in scene.zones(day):
        key = CONTESTED if certainty == "contested" else holder
        areas[key] = areas.get(key, 0.0) + km2
    return areas
