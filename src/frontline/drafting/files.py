"""Files: a plan and its towns written as the files of a pack. Knows their format; what they may hold, `theatre` says."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from frontline.drafting.plan import time_zone_of
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
EARTH_KM = 6371.0
#: From a land of villages to a desert: what the packs of this project use, and where a guess would be bold.
_REACH_KM = (35, 80)
#: "Gao Region" is the unit where "Gao" is the town.
_UNIT_WORD = re.compile(" (?:region|province|oblast|governorate|state|department|district|canton|county)$")
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
        If a pack is there already, a place of the plan is unknown, or the frame has no town.
    """
    if (folder / "theatre.toml").exists():
        raise InputError(f"{folder} holds a theatre already; name a new folder, or edit its files")
    towns = world.towns(plan.extent, plan.countries, most_towns)
    if not towns:
        raise InputError(
            "the packaged gazetteer has no town of these countries in the frame; widen --extent, or name other countries"
        )
    places = _Finder(towns, world, plan.countries)
    texts = {
        "theatre.toml": _theatre_toml(plan, places),
        "factions.toml": _factions_toml(plan.sides),
        "sources.toml": _SOURCES_TOML,
        "gazetteer.csv": _gazetteer_csv(places),
        TOWNS: _towns_csv(towns),
        "baseline.csv": _baseline_csv(plan, places),
        "basemap.json": json.dumps(cut_basemap(plan.extent), ensure_ascii=False, separators=(",", ":"))
        + "\n",
        "SOURCES.md": _SOURCES_MD.format(name=plan.name),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return _left_open(plan)


class _Finder:
    """The places of a plan by what the user calls them: a country, a first-level unit or a town."""

    def __init__(self, towns: Sequence[Town], world: World, countries: Sequence[str]) -> None:
        self.towns = towns
        self.world = world
        self.countries = countries
        self.units = [unit for unit in world.units.values() if unit.country in countries]
        named = [(fold(name), unit) for unit in self.units for name in (unit.name, *unit.aliases)]
        self._units = {_UNIT_WORD.sub("", name): unit for name, unit in named} | dict(named)
        self._towns: dict[str, Town] = {}
        for names in ((lambda town: (town.name,)), (lambda town: town.aliases)):
            for town in towns:  # large before small, so that the larger of two namesakes is meant
                for name in names(town):
                    self._towns.setdefault(fold(name), town)

    def town(self, name: str) -> Town:
        """Return the town of a name, the larger of two."""
        found = self._towns.get(fold(name))
        if found is None:
            raise InputError(f"no town {name!r} in the frame; {self._hint(name, self._towns)}")
        return found

    def held(self, name: str) -> tuple[int, list[str]]:
        """Return how narrow a name is (0 country, 1 unit, 2 town) and the ids of the towns that it means."""
        key = fold(name)
        if name.strip().upper() in self.countries or key in {
            fold(self.world.countries[c]) for c in self.countries
        }:
            code = self.world.country_code(name)
            return 0, [town.place_id for town in self.towns if town.country == code]
        if key in self._towns:
            return 2, [self._towns[key].place_id]
        unit = self._units.get(key) or self._units.get(_UNIT_WORD.sub("", key))
        if unit:
            return 1, [town.place_id for town in self.towns if town.parent == unit.place_id]
        known = {**self._units, **self._towns}
        raise InputError(f"no country, province or town {name!r} in the frame; {self._hint(name, known)}")

    def _hint(self, name: str, known: Iterable[str]) -> str:
        from rapidfuzz import process

        near = [match for match, score, _ in process.extract(fold(name), list(known), limit=3) if score > 75]
        return f"did you mean {', '.join(near)}?" if near else "add a row to gazetteer.csv afterwards"


def _theatre_toml(plan: Plan, places: _Finder) -> str:
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
    lon, lat = np.radians([(town.lon, town.lat) for town in towns]).T
    return EARTH_KM * np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


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
            f"aliases.en = {_list(side.aliases)}",
        ]
        if side.adjectives:
            lines.append(f"adjectives.en = {_list(side.adjectives)}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _gazetteer_csv(places: _Finder) -> str:
    """Return the units that the towns lie in; the user's own places are added below them."""
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


def _baseline_csv(plan: Plan, places: _Finder) -> str:
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
