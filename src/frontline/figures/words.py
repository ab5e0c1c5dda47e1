"""Words: what a figure says around its map: the day, what changed, how far the fronts are, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyproj import CRS

from frontline.model import CONTESTED, NOBODY

if TYPE_CHECKING:
    import datetime as dt

    from frontline.figures.scene import Scene

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
#: So many places and outlets are named; the others are counted.
NAMED_PLACES, NAMED_OUTLETS = 5, 6


def day_words(day: dt.date) -> str:
    """Return "Thursday 5 December 2024", whatever the machine's language."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def span_words(first: dt.date, last: dt.date) -> str:
    """Return "28 November to 5 December 2024", or of one day its `day_words`."""
    if first == last:
        return day_words(first)
    year = "" if first.year == last.year else f" {first.year}"
    start = f"{first.day} {_MONTHS[first.month - 1]}{year}"
    return f"{start} to {last.day} {_MONTHS[last.month - 1]} {last.year}"


def short_day(day: dt.date, *, year: bool = False) -> str:
    """Return "5 Dec", or "5 Dec 2024"."""
    return f"{day.day} {short_month(day)}" + (f" {day.year}" if year else "")


def short_month(day: dt.date) -> str:
    """Return "Dec"."""
    return _MONTHS[day.month - 1][:3]


def change_words(scene: Scene, day: int) -> str:
    """Return what changed hands in the frame on a day by report, side by side, the largest places first."""
    news = sorted(
        (spot for spot in scene.spots if scene.has(spot) and spot.is_news(day)),
        key=lambda spot: (spot.rank, spot.name),
    )
    if not news:
        where = "" if scene.window is None else "here "
        return f"No place is reported to have changed hands {where}on this day."
    sides: dict[str, list[str]] = {}
    for spot in news:
        sides.setdefault(spot.on(day).holder, []).append(spot.name)
    return " ".join(_gain(scene, holder, names) for holder, names in sides.items())


def _gain(scene: Scene, holder: str, names: list[str]) -> str:
    shown = ", ".join(names[:NAMED_PLACES])
    more = f" and {len(names) - NAMED_PLACES} more" if len(names) > NAMED_PLACES else ""
    if holder == CONTESTED:
        return f"Contested from this day: {shown}{more}."
    if holder == NOBODY:
        return f"No holder confirmed any more: {shown}{more}."
    return f"To {scene.short(holder)}: {shown}{more}."


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
            parts.append(f"{spot.name}: held by {scene.short(holder)}.")
            continue
        rows = table[(table.objective == spot.place_id) & table.side.isin(wanted[spot.place_id])]
        if len(rows):
            near = rows.loc[rows.distance_km.idxmin()]
            state = "contested; " if holder == CONTESTED else ""
            parts.append(
                f"{spot.name}: {state}nearest ground of {scene.short(near.side)} {near.distance_km:.0f} km away."
            )
    return " ".join(parts)


def scope_words(*, as_known: dt.date | None = None, source: str = "", side: str = "") -> str:
    """Return which part of the evidence a figure shows, "" where it is all of it."""
    parts = [
        f"as published by {day_words(as_known)}" if as_known else "",
        f"according to {source} alone" if source else "",
        f"according to {side} alone" if side else "",
    ]
    return ", ".join(filter(None, parts))


def source_words(scene: Scene) -> str:
    """Return whose claims the figure shows, and how many."""
    documents, claims = scene.payload["documents"], scene.payload["claims"]
    outlets = sorted({document[0] for document in documents if document[0]})
    if not claims:
        return "Source: the state of the day before; no claim has been read."
    shown = "; ".join(outlets[:NAMED_OUTLETS])
    more = f"; and {len(outlets) - NAMED_OUTLETS} more" if len(outlets) > NAMED_OUTLETS else ""
    by = f" by {shown}{more}" if shown else ""
    # Rows of a spreadsheet are a claim each.
    texts = f" in {len(documents):,} texts" if len(documents) < len(claims) else ""
    return f"Sources: {len(claims):,} claims of control{texts}{by}."


def doubt_words(scene: Scene, day: int | None = None) -> str:
    """Return what the figure does not know; with a day, how many of its places are presumed."""
    reach = f"{scene.theatre.max_reach_km:g} km"
    presumed = 0 if day is None else sum(spot.on(day).status == "presumed" for spot in scene.spots)
    many = f"{presumed:,} places are" if presumed > 1 else "One place is"
    guess = f" {many} presumed, not reported." if presumed else ""
    return (
        "What is not known: claims are not facts, and reports lag behind events. Ground between places is estimated; "
        f"stippled ground is probable only, and ground without a report within {reach} is left blank.{guess}"
    )


def credit_words(scene: Scene) -> str:
    """Return the credits of the data, the projection, and the tools that drew the figure."""
    data = [text for text, address in scene.payload["credits"] if "leafletjs" not in address]
    grid = f"Projection: {CRS.from_user_input(scene.theatre.metric_crs).name}"
    return (
        ". ".join([*(text.rstrip(".") for text in data), grid, "Drawn with Frontline and Matplotlib"]) + "."
    )


def plain_words(scene: Scene, day: int) -> str:
    """Return a figure in words, for those who cannot see it."""
    held = ", ".join(
        f"{scene.short(holder)} {round(area):,} km2"
        for holder, area in areas_of(scene, day).items()
        if area >= 1
    )
    return f"{scene.title}, {day_words(scene.day(day))}. {change_words(scene, day)} Ground: {held or 'none known'}."


def areas_of(scene: Scene, day: int) -> dict[str, float]:
    """Return km2 by holder on a day; contested ground counts as such."""
    areas: dict[str, float] = {}
    for holder, certainty, km2, _ in scene.zones(day):
        key = CONTESTED if certainty == "contested" else holder
        areas[key] = areas.get(key, 0.0) + km2
    return areas
