"""Files: a plan and its towns written as the files of a pack. Knows their format; what they may hold, `theatre` says."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from frontline.drafting.finding import TownFinder
from frontline.drafting.plan import time_zone_of
from frontline.drafting.towns import on_globe
from frontline.drafting.worldmap import cut_basemap
from frontline.errors import InputError
from frontline.spelling import fold
from frontline.theatre import BASELINE_COLUMNS, PACKAGED_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from frontline.drafting.plan import Plan, Side
    from frontline.drafting.towns import Town, World

#: Towns of `baseline.csv` stand so far apart, as a share of the frame's diagonal, and within these kilometres: a town of
#: which nobody writes stays with whoever held it, so that a row for every village would drown the few that are written of.
_APART_SHARE, _APART_KM = 1 / 30, (2.0, 25.0)
#: "The country's second city" and the like: so many of the largest are ranked.
_RANKED = 5
TOWNS = "towns.csv"
#: From a land of villages to a desert: what the packs of this project use, and where a guess would be bold.
_REACH_KM = (35, 80)
_OWN_COLUMNS = ("id", "name", "kind", "lon", "lat", "parent", "aliases", "country", "population", "source")


def write_pack(plan: Plan, folder: Path, world: World, *, most_towns: int = 3000) -> list[str]:
    """Write the files of a new pack.

    Parameters
    ----------
    plan
        What the pack is to say.
    folder
        Made if it is not there; it may not hold a pack yet.
    world
        Where the towns come from.
    most_towns
        How many towns of the frame it takes, the largest first.

    Returns
    -------
    list of str
        What the plan leaves open, a line each, for the user to fill in.

    Raises
    ------
    InputError
        If a pack is there already, places of the plan are unknown (all are told), or the frame has no town.
    """
    require_new(folder)
    places = TownFinder(world, plan.extent, plan.countries, most_towns, plan.places)
    places.require(
        [name for side in plan.sides for name in side.holds],
        [name for side in plan.sides for name in side.wants],
    )
    texts = {
        "theatre.toml": _theatre_toml(plan, places),
        "factions.toml": _factions_toml(plan.sides),
        "sources.toml": _SOURCES_TOML,
        "gazetteer.csv": _gazetteer_csv(places),
        TOWNS: _towns_csv([town for town in places.towns if town not in places.own]),
        "baseline.csv": _baseline_csv(plan, places),
        "basemap.json": json.dumps(cut_basemap(plan.extent), ensure_ascii=False, separators=(",", ":"))
        + "\n",
        "SOURCES.md": _SOURCES_MD.format(name=plan.name),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return _left_open(plan)


def require_new(folder: Path) -> None:
    """Refuse a folder that holds a pack already, with `InputError`."""
    if (folder / "theatre.toml").exists():
        raise InputError(f"{folder} holds a theatre already; name a new folder, or edit its files")


def _theatre_toml(plan: Plan, places: TownFinder) -> str:
    extent, home = plan.extent, plan.countries[0]
    capital = places.world.capital(home)
    ranked = [town.place_id for town in places.towns if town.country == home][:_RANKED]
    seat = next((town.place_id for town in places.towns if fold(town.name) == fold(capital)), "")
    lines = [
        f"id = {_text(plan.id)}",
        f"name = {_text(plan.name)}",
        f"about = {_text(plan.about)}  # a sentence below the title",
        f"first_day = {plan.first_day}  # the days of the map",
        f"last_day = {plan.last_day}",
        f"baseline_day = {plan.baseline_day}  # the day of baseline.csv; claims before it are history",
        'languages = ["en"]',
        f"time_zone = {_text(time_zone_of(list(places.towns)))}",
        f"countries = {_list(plan.countries)}",
        f"metric_crs = {_text(plan.metric_crs)}  # where distances and areas are measured",
        f"max_reach_km = {_reach_km(places.towns)}  # ground farther than this from every place is unknown",
        f"gazetteers = [{_text(TOWNS)}]",
        f"capital = {_text(seat)}  # what articles mean by it",
        f"ranked_cities = {_list(ranked)}  # the largest first: what the second city means",
        "",
        "[extent]  # the frame of the map, degrees",
        *(f"{side} = {getattr(extent, side):g}" for side in ("west", "south", "east", "north")),
    ]
    wanted: dict[str, list[str]] = {}
    for side in plan.sides:
        for name in side.wants:
            wanted.setdefault(places.town(name).place_id, []).append(side.id)
    for place_id, sides in wanted.items():
        lines += ["", "[[objectives]]", f"place = {_text(place_id)}", f"factions = {_list(sides)}"]
    return "\n".join(lines) + "\n"


def _reach_km(towns: Sequence[Town]) -> int:
    """Return how far evidence reaches where towns lie as far apart as these: what leaves few of them alone.

    The ninth tenth of the distances between neighbours, half as much again, within `_REACH_KM`.
    """
    globe = _on_globe(_spread_out(towns))
    if len(globe) < 2:
        return _REACH_KM[0]
    apart = cKDTree(globe).query(globe, k=2)[0][:, 1]
    return round(float(np.clip(np.quantile(apart, 0.9) * 1.5, *_REACH_KM)))


def _spread_out(towns: Sequence[Town]) -> list[Town]:
    """Return the largest towns that do not stand too near a larger one."""
    globe = _on_globe(towns)
    apart_km = float(np.clip(np.linalg.norm(np.ptp(globe, axis=0)) * _APART_SHARE, *_APART_KM))
    near = cKDTree(globe).query_ball_point(globe, apart_km)
    kept: set[int] = set()
    for number in range(len(towns)):  # large before small
        if kept.isdisjoint(near[number]):
            kept.add(number)
    return [towns[number] for number in sorted(kept)]


def _on_globe(towns: Sequence[Town]) -> NDArray[np.float64]:
    """Return the towns' points in space, kilometres from the Earth's middle."""
    return on_globe(np.array([(town.lon, town.lat) for town in towns]))


def _factions_toml(sides: Sequence[Side]) -> str:
    blocks = [
        '# The sides: colours, and the words that articles have for them (without "the"). A word belongs to one side only.',
    ]
    for side in sides:
        lines = [
            "[[faction]]",
            f"id = {_text(side.id)}",
            f"name = {_text(side.name)}",
            f"side = {_text(side.id)}  # factions of one side have no front between them",
            f"colour = {_text(side.colour)}",
            f"colour_dark = {_text(side.colour_dark)}",
            f"state = {str(side.state).lower()}  # whether its forces are a state's: tables of events tell them apart",
            f"aliases.en = {_list(side.aliases)}",
        ]
        if side.adjectives:
            lines.append(f"adjectives.en = {_list(side.adjectives)}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _gazetteer_csv(places: TownFinder) -> str:
    """Return the units that the towns lie in, and the user's own places below them."""
    used = {town.parent for town in places.towns}
    rows = [
        [
            unit.place_id,
            unit.name,
            unit.kind,
            unit.lon,
            unit.lat,
            "",
            "|".join(unit.aliases),
            unit.country,
            0,
            "GeoNames",
        ]
        for unit in places.units
        if unit.place_id in used
    ]
    rows += [
        [
            own.place_id,
            own.name,
            own.kind,
            own.lon,
            own.lat,
            own.parent,
            "",
            own.country,
            0,
            "the maker of the pack",
        ]
        for own in places.own
    ]
    return _csv(_OWN_COLUMNS, rows)


def _towns_csv(towns: Sequence[Town]) -> str:
    ordered = sorted(towns, key=lambda town: int(town.place_id[2:]))
    return _csv(
        PACKAGED_COLUMNS,
        [
            [t.place_id, t.name, t.kind, t.lon, t.lat, t.parent, t.country, t.population, "|".join(t.aliases)]
            for t in ordered
        ],
    )


def _baseline_csv(plan: Plan, places: TownFinder) -> str:
    """Return who held the towns on the day before: what is said of a town counts before what is said of its country."""
    said = [(*places.held(name), side.id) for side in plan.sides for name in side.holds]
    holder = {place_id: side for _, ids, side in sorted(said, key=lambda row: row[0]) for place_id in ids}
    named = {place_id for narrow, ids, _ in said if narrow == 2 for place_id in ids}
    kept = {town.place_id for town in _spread_out(places.towns)} | named
    rows = [
        [town.place_id, holder.get(town.place_id, "none"), town.name]
        for town in places.towns
        if town.place_id in kept
    ]
    return _csv(BASELINE_COLUMNS, rows)


def _left_open(plan: Plan) -> list[str]:
    """Return what a user will want to fill in, a line each."""
    lines = []
    if not any(side.holds for side in plan.sides):
        lines.append(
            "baseline.csv: nobody holds anything on the day before; write who did, town by town (or --holds)"
        )
    lines += [
        f"factions.toml: {side.name!r} has no other words; add what articles call it to aliases.en"
        for side in plan.sides
        if len(side.aliases) == 1
    ]
    if not any(alias.casefold() == "army" for side in plan.sides for alias in side.aliases):
        lines.append(
            "factions.toml: no side is 'the army'; if articles call one so, add \"army\" to its aliases.en, lest what it "
            "takes is read as another side's"
        )
    if not any(side.wants for side in plan.sides):
        lines.append(
            "theatre.toml: there are no objectives; add [[objectives]] for distances and axes of advance"
        )
    return lines


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def _text(value: str) -> str:
    """Return a TOML string: JSON's escapes are TOML's, but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"


_SOURCES_TOML = """\
# Whoever articles quote, and for which side they speak: what a side says of its own gains weighs less than a neutral's word.
# Take the signs of comment away and fill in, a block for each.

# [[source]]
# id = "morning-post"
# name = "The Morning Post"
# kind = "outlet"            # monitor, agency, state, party, ngo, un, outlet, analyst
# aliases = ["Morning Post"]
# allegiance = ""            # the id of the side that it speaks for
"""

_SOURCES_MD = """\
# Sources of the theatre pack "{name}"

Made by `frontline theatre new`; add where sides, holders and places of your own come from.

## Names and coordinates

- Towns and first-level units: GeoNames (https://www.geonames.org), licence CC BY 4.0.

## The base map

- Land, borders and lakes: Natural Earth (https://www.naturalearthdata.com), public domain. Borders are today's, as administered.
- Rivers: GSHHG 2.3.7 (https://www.soest.hawaii.edu/pwessel/gshhg/), Wessel and Smith (1996), LGPL 3 or later.
"""
