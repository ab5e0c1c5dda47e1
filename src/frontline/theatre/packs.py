"""Packs: all files of a theatre put together, and what they say of one another checked.

A reference to a place, a faction or a word that is wrong is reported with the line on which it stands.
"""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003 -- used in a cast of pydantic models
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from frontline.model import CONTESTED, NOBODY
from frontline.theatre.basemap import read_basemap
from frontline.theatre.files import TomlFile, read_text, read_toml
from frontline.theatre.forms import Faction, FactionsFile, SourcesFile, Theatre, TheatreFile
from frontline.theatre.frame import frame_faults
from frontline.theatre.places import Places, read_baseline, read_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_HEAD_FIELDS = (
    "id", "name", "about", "first_day", "last_day", "baseline_day", "languages", "countries",
    "metric_crs", "max_reach_km", "extent", "objectives", "axes", "roads",
    "capital", "ranked_cities",
)  # fmt: skip


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def read_pack(folder: Path) -> tuple[Theatre | None, list[str]]:
    """Read a pack and collect its faults: "file:line: what is wrong; what to do".

    The theatre is None where `theatre.toml`, `factions.toml` or `sources.toml` cannot be used; the other files are
    then checked as far as they can be. A theatre that comes with faults is for looking at, not for mapping.
    `sources.toml`, `baseline.csv`, `basemap.json` and `SOURCES.md` may be left out. What only follows from another
    fault is not reported.
    """
    faults: list[str] = []
    head = read_toml(folder / "theatre.toml", TheatreFile, faults)
    factions = read_toml(folder / "factions.toml", FactionsFile, faults)
    sources = read_toml(folder / "sources.toml", SourcesFile, faults, or_else="")
    if factions:
        faults += _factions_faults(factions)
    if factions and sources:
        faults += _sources_faults(sources, factions)
    basemap = read_basemap(folder / "basemap.json", faults)
    notes = read_text(folder / "SOURCES.md", faults, or_else="") or ""
    if not head or not factions or not sources:
        return None, faults
    places = read_places(folder, head.content, faults)
    faults += _head_faults(folder, head, factions, places)
    faults += frame_faults(head, places)
    holders = {faction.id for faction in factions.content.faction} | {CONTESTED, NOBODY}
    theatre = Theatre(
        **{name: getattr(head.content, name) for name in _HEAD_FIELDS},
        time_zone=ZoneInfo(head.content.time_zone),
        factions=factions.content.faction,
        sources=sources.content.source,
        places=places.listed,
        baseline=read_baseline(folder / "baseline.csv", places, holders, faults),
        basemap=basemap,
        credits=notes,
        folder=folder,
    )
    return theatre, faults


def _head_faults(
    folder: Path, head: TomlFile[TheatreFile], factions: TomlFile[FactionsFile], places: Places
) -> Iterator[str]:
    content, name = head.content, folder.resolve().name
    if content.id != name:
        yield f"{head.at('id')}: id {content.id!r} differs from the folder's name {name!r}; make them the same"
    if not content.baseline_day <= content.first_day <= content.last_day:
        yield f"{head.at('baseline_day')}: days must run baseline_day <= first_day <= last_day"
    yield from _repeated(head, "axes", content.axes)
    yield from _repeated(head, "roads", content.roads)
    ids = {faction.id for faction in factions.content.faction}
    sides = [
        (head.at("objectives", n, "factions"), goal.factions) for n, goal in enumerate(content.objectives)
    ]
    sides += [
        (head.at("axes", n, "faction"), (axis.faction,))
        for n, axis in enumerate(content.axes)
        if axis.faction
    ]
    for where, listed in sides:
        for faction in listed:
            if faction not in ids:
                yield f"{where}: faction {faction!r} is not in factions.toml; use one of {', '.join(sorted(ids))}"
    for where, place in _named_places(head, factions):
        if not places.may_hold(place):
            yield f"{where}: place {place!r} is in no gazetteer of the pack; correct the id, or add a row for it"


def _named_places(head: TomlFile[TheatreFile], factions: TomlFile[FactionsFile]) -> Iterator[tuple[str, str]]:
    """Yield ("file:line", place id) of every place that the TOML files name."""
    content = head.content
    named: list[tuple[str, Iterable[object]]] = [
        (head.at("capital"), [content.capital] if content.capital else []),
        (head.at("ranked_cities"), content.ranked_cities),
    ]
    named += [(head.at("objectives", n, "place"), [goal.place]) for n, goal in enumerate(content.objectives)]
    named += [(head.at("axes", n, "places"), axis.places) for n, axis in enumerate(content.axes)]
    named += [(head.at("roads", n, "course"), road.course) for n, road in enumerate(content.roads)]
    named += [
        (factions.at("faction", n, "home"), faction.home)
        for n, faction in enumerate(factions.content.faction)
    ]
    for where, listed in named:  # a road runs through bare points too
        yield from ((where, place) for place in listed if isinstance(place, str))


def _factions_faults(factions: TomlFile[FactionsFile]) -> Iterator[str]:
    listed = factions.content.faction
    ids = {faction.id for faction in listed}
    yield from _repeated(factions, "faction", listed)
    for n, faction in enumerate(listed):
        if faction.id in (CONTESTED, NOBODY):
            yield f"{factions.at('faction', n, 'id')}: id {faction.id!r} means no faction; choose another"
        for key, word in (("allies", "ally"), ("foes", "foe")):
            for other in getattr(faction, key):
                if other not in ids:
                    yield (
                        f"{factions.at('faction', n, key)}: {word} {other!r} is no faction of this file; use one of "
                        f"{', '.join(sorted(ids))}"
                    )
    yield from _shared_colours(factions)
    yield from _shared_words(factions, "aliases")
    yield from _shared_words(factions, "adjectives")


def _shared_colours(factions: TomlFile[FactionsFile]) -> Iterator[str]:
    """Yield a fault for each colour that two factions have: the map could not tell them apart."""
    for field in ("colour", "colour_dark"):
        owners: dict[str, Faction] = {}
        for n, faction in enumerate(factions.content.faction):
            colour = getattr(faction, field)
            owner = owners.setdefault(colour, faction) if colour else faction
            if owner is not faction:
                where = factions.at("faction", n, field)
                yield f"{where}: {field} {colour} is that of {owner.id!r} too; choose another for {faction.id!r}"


def _shared_words(factions: TomlFile[FactionsFile], field: str) -> Iterator[str]:
    """Yield a fault for each word that two factions, or two lists of one, claim: a reader could not choose."""
    owners: dict[tuple[str, str], Faction] = {}
    for n, faction in enumerate(factions.content.faction):
        for language, words in getattr(faction, field).items():
            for word in words:
                owner = owners.setdefault((language, word.casefold()), faction)
                if owner is not faction:
                    where = factions.at("faction", n, field, language)
                    yield f"{where}: {word!r} is a word for {owner.id!r} too; a word belongs to one faction"


def _sources_faults(sources: TomlFile[SourcesFile], factions: TomlFile[FactionsFile]) -> Iterator[str]:
    ids = {faction.id for faction in factions.content.faction}
    owners: dict[str, str] = {}
    yield from _repeated(sources, "source", sources.content.source)
    for n, source in enumerate(sources.content.source):
        if source.allegiance and source.allegiance not in ids:
            where = sources.at("source", n, "allegiance")
            yield f"{where}: allegiance {source.allegiance!r} is no faction; use '' or one of {', '.join(sorted(ids))}"
        for alias in source.aliases:
            owner = owners.setdefault(alias.casefold(), source.id)
            if owner != source.id:
                where = sources.at("source", n, "aliases")
                yield f"{where}: {alias!r} is an alias of {owner!r} too; an alias belongs to one source"


def _repeated(file: TomlFile[Any], table: str, records: Sequence[_Named]) -> Iterator[str]:
    first: dict[str, int] = {}
    for n, record in enumerate(records):
        if first.setdefault(record.id, n) != n:
            before = file.at(table, first[record.id], "id")
            yield f"{file.at(table, n, 'id')}: id {record.id!r} is there twice ({before}); ids are unique"
