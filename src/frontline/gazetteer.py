"""Gazetteer: from a name to the places that bear it, offline.

Owns the look-up in tiers (exact, folded, article-folded, romanisation key, consonant skeleton, one letter off), the joining
of a user's own places, the places near a point, and near matches for messages. Knows no text around the name: which of
several places is meant is decided in `places`.
"""

from __future__ import annotations

import csv
import hashlib
import math
import zlib
from collections import defaultdict
from copy import copy
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from frontline.model import Place, source_of
from frontline.placewords import load_place_words
from frontline.spelling import drop_articles, fold, romanisation_key, skeleton

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from frontline.theatre import Theatre


class Tier(IntEnum):
    """How far a spelling had to be loosened before a place answered; a smaller number is a surer match."""

    EXACT = 0
    FOLDED = 1
    ARTICLE = 2
    ROMANISED = 3
    SKELETON = 4
    NEAR = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean, and how close the spelling was."""

    place: Place
    tier: Tier


class NameIndex(Protocol):
    """What a layer of places must answer: the places of a name in one tier, and the place of an id."""

    def find(self, name: str, tier: Tier) -> tuple[Place, ...]:
        """Return the places that the name has in this tier alone, in a fixed order."""

    def place(self, place_id: str) -> Place | None:
        """Return the place of this id, or None."""

    def names(self) -> Iterable[str]:
        """Return every name, for near matches."""

    def units(self) -> Iterable[Place]:
        """Return every first-level unit."""

    def near(self, lon: float, lat: float, within_km: float, limit: int) -> list[tuple[float, Place]]:
        """Return (kilometres, place) of the `limit` nearest places that are points, nearest first."""

    def stamp(self) -> str:
        """Return a text that changes with the places."""


class Behind(Protocol):
    """Whoever is asked, when the user wants it, for a name that no layer knows: `online.OnlineGeocoder`."""

    def ask(self, name: str, kind: str = "") -> Place | None:
        """Return the place of this name, or None; never raise. `kind` is what the words around ask for."""

    def report(self) -> str:
        """Return one line on what was asked and what became of it, "" where nothing was."""

    @property
    def found(self) -> Mapping[str, Place]:
        """The places that were found so, by name."""


class Gazetteer:
    """Places by name.

    Build one with `for_theatre` (in memory, a thousand places in tens of milliseconds) or `world` (compiled once,
    then memory-mapped). A gazetteer is never altered by a look-up and may be shared between threads.
    """

    def __init__(
        self,
        index: NameIndex,
        *,
        far: NameIndex | None = None,
        other_names: Iterable[str] = (),
        is_broad: bool = False,
    ) -> None:
        self.is_broad = is_broad
        """Whether it knows so many names that most words in capitals are one, and a name alone proves no place."""
        self._index = index
        self._far = far
        self._behind: Behind | None = None
        self.other_names = frozenset(fold(name) for name in other_names)
        """Folded names that are known to be no places: those of the theatre's sides and sources."""
        self._found: dict[tuple[str, Tier], tuple[Candidate, ...]] = {}
        self._same: dict[str, tuple[Candidate, ...]] = {}
        self._abroad: dict[str, tuple[Candidate, ...]] = {}
        self._units: dict[str, tuple[str, ...]] | None = None

    @classmethod
    def for_theatre(cls, theatre: Theatre, *, extra: Iterable[Place] = ()) -> Self:
        """Return the gazetteer of a theatre: its own places, the packaged ones that its pack names, and the `extra` ones.

        Behind it stand the countries, large regions and large cities of the world, for names that the theatre does
        not have: they never compete with the theatre's own. How `extra` places join is told at `joined`.
        """
        names: list[str] = []
        for faction in theatre.factions:
            names += (
                faction.name,
                faction.short,
                *(alias for said in faction.aliases.values() for alias in said),
            )
        for source in theatre.sources:
            names += (source.name, *source.aliases)
        known = cls._of(MemoryIndex(theatre.places), far=FarIndex(), other_names=names)
        return known.joined(extra)

    @classmethod
    def of_places(cls, places: Iterable[Place]) -> Self:
        """Return a gazetteer of these places only."""
        return cls._of(MemoryIndex(places))

    @classmethod
    def world(cls, *, extra: Iterable[Place] = (), before_build: Callable[[], None] | None = None) -> Self:
        """Return the gazetteer of the world, compiled from the packaged GeoNames extract at first use and cached.

        The cache lies in `$FRONTLINE_CACHE`, else in `~/.cache/frontline`; it may be deleted at any time. `before_build` is
        called where it must be compiled first, which takes some ten seconds. Raises InputError where it cannot be written.
        """
        from frontline.worldindex import WorldIndex

        files = [_packaged(f"world-{name}.csv") for name in ("areas", "units", "offices")]
        stamp = f"{zlib.crc32(b''.join(path.read_bytes() for path in files)):08x}"

        def read_areas() -> Iterable[Place]:
            """Return the units after the areas: where both have a unit, the units' file has more of its names."""
            return {place.place_id: place for path in files for place in read_places(path)}.values()

        return cls._of(WorldIndex.open(read_areas, stamp, before_build), is_broad=True).joined(extra)

    @classmethod
    def _of(
        cls,
        index: NameIndex,
        *,
        far: NameIndex | None = None,
        other_names: Iterable[str] = (),
        is_broad: bool = False,
    ) -> Self:
        """Return a gazetteer over these layers; a subclass with another constructor has its own."""
        return cls(index, far=far, other_names=other_names, is_broad=is_broad)

    def joined(self, places: Iterable[Place]) -> Self:
        """Return this gazetteer with more places, in the same tiers; this one stays as it is.

        A place with the id of a known one takes its stead, with the names of both: that is how a point is corrected. A
        place of the same name, sort and spot (`_SPOT_KM`) as a known one is that one: its names are added, the known
        id and point stay. Any other namesake is a rival, and the text decides between them as between any two.
        """
        added = _settled(places, self._index)
        return self._with(LayeredIndex(added, self._index)) if added else self

    def backed_by(self, behind: Behind) -> Self:
        """Return this gazetteer with somebody behind it, who is asked for names that it does not know."""
        return self._with(self._index, behind)

    @property
    def is_backed(self) -> bool:
        """Tell whether somebody stands behind it."""
        return self._behind is not None

    def _with(self, index: NameIndex, behind: Behind | None = None) -> Self:
        other = copy(self)
        vars(other).update(_index=index, _behind=behind or self._behind, _found={}, _same={}, _units=None)
        return other

    def ask(self, name: str, kind: str = "") -> Place | None:
        """Return what whoever stands behind this gazetteer says to a name that it does not know; None without one."""
        found = self._behind.ask(name, kind) if self._behind is not None else None
        return _at_home(found, {}, {}, self._index) if found is not None else None

    def asked(self) -> tuple[str, tuple[Place, ...]]:
        """Return one line on what was asked of whoever stands behind ("" for nothing), and the places found so."""
        if self._behind is None:
            return "", ()
        return self._behind.report(), tuple(place for _, place in sorted(self._behind.found.items()))

    def stamp(self) -> str:
        """Return a text that changes with what a look-up may find; "" where somebody behind this gazetteer is asked.

        The packaged files of the world are not in it: they are this package's own, as its code is.
        """
        told = f"{type(self).__name__}|{self.is_broad}|{sorted(self.other_names)}|{self._index.stamp()}"
        return "" if self._behind is not None else _hash(told)

    def near(
        self, lon: float, lat: float, *, within_km: float = 50.0, limit: int = 1
    ) -> list[tuple[float, Place]]:
        """Return (kilometres, place) of the settlements and sites nearest to a point in EPSG:4326, nearest first.

        Regions, roads and rivers are no points and not among them. Nothing within `within_km` gives an empty list.
        """
        found = self._index.near(lon, lat, within_km, limit)
        if not found and self._far is not None:
            found = self._far.near(lon, lat, within_km, limit)
        return found

    def lookup(self, name: str, *, widest: Tier = Tier.ROMANISED) -> list[Candidate]:
        """Return the places of a name from the strictest tier that knows it; tiers are never mixed.

        Where no tier knows the name as it stands, generic words are taken off ("the city of ...", "... province")
        and it is tried once more. An unknown name gives an empty list.
        """
        key = (name, widest)
        found = self._found.get(key)
        if found is None:
            found = self._search(name, widest)
            if len(self._found) < _MEMORY:
                self._found[key] = found
        return list(found)

    def namesakes(self, name: str) -> tuple[Candidate, ...]:
        """Return every place of this very name: the exact, folded and article-folded ones together, each with its tier.

        This is what resolution ranks: a hyphen or an article does not tell two villages apart.
        """
        found = self._same.get(name)
        if found is None:
            best: dict[str, Candidate] = {}
            for tier in (Tier.EXACT, Tier.FOLDED, Tier.ARTICLE):
                for place in self._index.find(name, tier):
                    best.setdefault(place.place_id, Candidate(place, tier))
            if not best and self._far is not None:
                for place in self._far.find(name, Tier.FOLDED):
                    best[place.place_id] = Candidate(place, Tier.FOLDED)
            found = tuple(best.values())
            if len(self._same) < _MEMORY:
                self._same[name] = found
        return found

    def bare_namesakes(self, name: str) -> tuple[Candidate, ...]:
        """Return the units of the world that are called so without the word for their kind: "Rapides" Parish."""
        return tuple(Candidate(place, Tier.ROMANISED) for place in self._index.find(name, Tier.ROMANISED))

    def units_called(self, name: str) -> tuple[str, ...]:
        """Return the ids of the first-level units whose own name this is, letter by letter."""
        if self._units is None:
            units: defaultdict[str, list[str]] = defaultdict(list)
            for place in self._index.units():
                units[place.name].append(place.place_id)
            self._units = {own: tuple(ids) for own, ids in units.items()}
        return self._units.get(name, ())

    def vouches(self, name: str) -> bool:
        """Tell whether a place of the theatre itself has this name, but for case, hyphens and articles."""
        return self._far is not None and any(
            self._index.find(name, tier) for tier in (Tier.EXACT, Tier.FOLDED, Tier.ARTICLE)
        )

    def far_namesakes(self, name: str) -> tuple[Candidate, ...]:
        """Return the places of this name outside the theatre: what it means where the text speaks of another country."""
        if self._far is None:
            return ()
        found = self._abroad.get(name)
        if found is None:
            found = tuple(Candidate(place, Tier.FOLDED) for place in self._far.find(name, Tier.FOLDED))
            if len(self._abroad) < _MEMORY:
                self._abroad[name] = found
        return found

    def place(self, place_id: str) -> Place | None:
        """Return the place of this id, or None."""
        found = self._index.place(place_id)
        return found or (self._far.place(place_id) if self._far else None)

    def near_matches(self, name: str, limit: int = 5) -> list[str]:
        """Return up to `limit` known names that look most like this one, best first, one a place."""
        wanted = fold(name.partition(",")[0])
        choices = {known: fold(known) for known in self._index.names()}
        hits = process.extract(
            wanted, choices, scorer=fuzz.token_sort_ratio, limit=limit * 6, score_cutoff=_LOOKS_LIKE
        )
        seen: set[str] = set()
        names: list[str] = []
        for _, _, known in sorted(hits, key=lambda hit: (-hit[1], hit[2])):
            place = self._index.find(known, Tier.EXACT)[0]
            if place.place_id not in seen:
                seen.add(place.place_id)
                names.append(place.name)
        return names[:limit]

    def _search(self, name: str, widest: Tier) -> tuple[Candidate, ...]:
        for attempt in _attempts(name):
            for tier in Tier:
                if tier > widest:
                    break
                places = self._index.find(attempt, tier)
                if not places and tier == Tier.ARTICLE and self._far is not None:
                    places, tier = self._far.find(attempt, Tier.FOLDED), Tier.FOLDED  # noqa: PLW2901
                if places and (tier < Tier.SKELETON or _is_one(places)):
                    return tuple(Candidate(place, tier) for place in places)
        return ()


def _is_one(places: Iterable[Place]) -> bool:
    """Tell whether these are one place, or it and the unit of its name: a loose match of several is a guess."""
    return len({place.place_id for place in places if not place.is_wide}) <= 1


#: A near match is this like what was written, of 100: below, most are names that merely share some letters.
_LOOKS_LIKE = 70
#: Fewer letters of the romanisation key than this are one letter off from too many names. With five, a tenth more of the
#: yardstick's names are found, and twice as many wrong ones.
_LEAST_NEAR = 6
#: Look-ups that a gazetteer remembers: more than the distinct names of a hundred thousand articles on one war.
_MEMORY = 200_000


def _attempts(name: str) -> Iterator[str]:
    """Yield the name, then the name without generic words."""
    yield name
    words = name.replace("’", "'").split()
    if words and words[-1].lower().endswith("'s"):
        words[-1] = words[-1][:-2]
    if words and words[0].lower() == "the":
        words = words[1:]
    plain = load_place_words()
    if len(words) > 2 and words[1].lower() == "of" and words[0].lower() in plain.kind_of:
        words = words[2:]
    while len(words) > 1 and words[-1].lower() in plain.kind_of:
        words = words[:-1]
    stripped = " ".join(words)
    if stripped and stripped != name:
        yield stripped


_KEYS: dict[Tier, Callable[[str], str]] = {
    Tier.EXACT: lambda name: name.strip(),
    Tier.FOLDED: fold,
    Tier.ARTICLE: lambda name: drop_articles(fold(name)),
    Tier.ROMANISED: lambda name: romanisation_key(fold(name)),
    Tier.SKELETON: lambda name: skeleton(fold(name)),
}


def _names_of(place: Place) -> Iterator[str]:
    """Yield the names of a place; those of a unit also without the word for its kind: "Hama" for "Hama Governorate"."""
    kinds = load_place_words().kind_of
    for name in (place.name, *place.aliases):
        yield name
        words = name.split()
        if place.kind == "governorate" and len(words) > 1 and kinds.get(words[-1].lower()) == "governorate":
            yield " ".join(words[:-1])


class MemoryIndex:
    """The names of a few thousand places in dictionaries, a tier each; a tier is built when it is first asked."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = {place.place_id: place for place in places}
        self._tiers: dict[Tier, dict[str, tuple[Place, ...]]] = {}

    def find(self, name: str, tier: Tier) -> tuple[Place, ...]:
        """Return the places that the name has in this tier alone, in the order of the gazetteer's rows."""
        if tier == Tier.NEAR:
            return self._one_letter_off(romanisation_key(fold(name)))
        key = _KEYS[tier](name)
        return self._tier(tier).get(key, ()) if key else ()

    def _one_letter_off(self, key: str) -> tuple[Place, ...]:
        """Return the places with a romanisation key that one letter more, less or another makes of this one."""
        if len(key) < _LEAST_NEAR:
            return ()
        known = self._tier(Tier.ROMANISED)
        hits = process.extract(key, known.keys(), scorer=Levenshtein.distance, score_cutoff=1, limit=None)
        places = {place.place_id: place for hit, _, _ in hits for place in known[hit]}
        return tuple(places.values())

    def place(self, place_id: str) -> Place | None:
        """Return the place of this id, or None."""
        return self._places.get(place_id)

    def names(self) -> Iterable[str]:
        """Return every name, in the order of the gazetteer's rows."""
        return self._tier(Tier.EXACT).keys()

    def units(self) -> Iterable[Place]:
        """Return the first-level units, in the order of the gazetteer's rows."""
        return (place for place in self._places.values() if place.kind == "governorate")

    def near(self, lon: float, lat: float, within_km: float, limit: int) -> list[tuple[float, Place]]:
        """Return (kilometres, place) of the `limit` nearest places that are points, nearest first."""
        band = within_km / _KM_PER_DEGREE
        beside = (p for p in self._places.values() if abs(p.lat - lat) <= band and not p.is_wide)
        found = sorted(((_km(lon, lat, p.lon, p.lat), p) for p in beside), key=_by_distance)
        return [pair for pair in found[:limit] if pair[0] <= within_km]

    def stamp(self) -> str:
        """Return a text that changes with the places and their order."""
        return _hash(repr(list(self._places.values())))

    def _tier(self, tier: Tier) -> dict[str, tuple[Place, ...]]:
        if tier not in self._tiers:
            key_of = _KEYS[tier]
            places: defaultdict[str, dict[str, Place]] = defaultdict(dict)
            for place in self._places.values():
                for name in _names_of(place):
                    key = key_of(name)
                    if key:
                        places[key][place.place_id] = place
            self._tiers[tier] = {key: tuple(found.values()) for key, found in places.items()}
        return self._tiers[tier]


class FarIndex(MemoryIndex):
    """The countries, large regions and large cities of the world, read when a name is first asked of them."""

    def __init__(self) -> None:
        super().__init__(())
        self._read = False

    def find(self, name: str, tier: Tier) -> tuple[Place, ...]:
        """Return the places that the name has in this tier alone, large ones first."""
        self._load()
        return super().find(name, tier)

    def place(self, place_id: str) -> Place | None:
        """Return the place of this id, or None."""
        self._load()
        return super().place(place_id)

    def near(self, lon: float, lat: float, within_km: float, limit: int) -> list[tuple[float, Place]]:
        """Return (kilometres, place) of the `limit` nearest cities, nearest first."""
        self._load()
        return super().near(lon, lat, within_km, limit)

    def _load(self) -> None:
        if self._read:
            return
        self._read = True
        for name in ("world-areas.csv", "world-cities.csv"):
            for place in read_places(_packaged(name)):
                self._places[place.place_id] = place


class LayeredIndex:
    """Places of the user before those of another index; a place of the user's with a known id stands for that one."""

    def __init__(self, added: Iterable[Place], base: NameIndex) -> None:
        self._added = MemoryIndex(added)
        self._base = base

    def find(self, name: str, tier: Tier) -> tuple[Place, ...]:
        """Return the places that the name has in this tier alone, the user's first."""
        found = {place.place_id: place for place in self._added.find(name, tier)}
        for place in self._base.find(name, tier):
            found.setdefault(place.place_id, self._added.place(place.place_id) or place)
        return tuple(found.values())

    def place(self, place_id: str) -> Place | None:
        """Return the place of this id, or None."""
        return self._added.place(place_id) or self._base.place(place_id)

    def names(self) -> Iterable[str]:
        """Return every name, the user's first."""
        return chain(self._added.names(), self._base.names())

    def units(self) -> Iterable[Place]:
        """Return the first-level units, the user's first."""
        base = (unit for unit in self._base.units() if self._added.place(unit.place_id) is None)
        return chain(self._added.units(), base)

    def stamp(self) -> str:
        """Return a text that changes with the places of either."""
        return f"{self._added.stamp()}|{self._base.stamp()}"

    def near(self, lon: float, lat: float, within_km: float, limit: int) -> list[tuple[float, Place]]:
        """Return (kilometres, place) of the `limit` nearest places that are points, nearest first."""
        added = self._added.near(lon, lat, within_km, limit)
        base = self._base.near(lon, lat, within_km, limit)
        kept = [pair for pair in base if self._added.place(pair[1].place_id) is None]
        return sorted((*added, *kept), key=_by_distance)[:limit]


#: Two rows of one name and sort this near are one place: the spread between gazetteers' points for a town, and less
#: than what lies between two villages of one name. A wide place has no spot: its points differ by half its width.
_SPOT_KM, _WIDE_SPOT_KM = 5.0, 300.0
#: A place without a country is in that of the nearest place this near: neighbours are far apart in a desert.
_NEIGHBOUR_KM = 250.0
_SETTLEMENTS = frozenset({"city", "town", "village", "district"})
_KM_PER_DEGREE = 111.2


def _settled(places: Iterable[Place], base: NameIndex) -> list[Place]:
    """Return a user's places as they join an index: under the known ids, with parents and countries that are known."""
    listed = sorted(places, key=lambda place: not place.is_wide)
    kept: dict[str, Place] = {}
    other_id: dict[str, str] = {}
    for place in listed:
        known = kept.get(place.place_id) or base.place(place.place_id)
        twin = None if known else _twin(place, base)
        if known:
            settled = _in_stead(place, known)
        elif twin:
            other_id[place.place_id] = twin.place_id
            settled = _with_names(kept.get(twin.place_id, twin), place)
        else:
            settled = place
        kept[settled.place_id] = settled
    return [_at_home(place, other_id, kept, base) for place in kept.values()]


def _twin(place: Place, base: NameIndex) -> Place | None:
    """Return the known place that this one is, by name, sort and spot."""
    reach = _WIDE_SPOT_KM if place.is_wide else _SPOT_KM
    for name in (place.name, *place.aliases):
        for tier in (Tier.EXACT, Tier.FOLDED, Tier.ARTICLE):
            for known in base.find(name, tier):
                alike = known.kind == place.kind or {known.kind, place.kind} <= _SETTLEMENTS
                if alike and _km(place.lon, place.lat, known.lon, known.lat) <= reach:
                    return known
    return None


def _with_names(known: Place, place: Place) -> Place:
    """Return a known place with the names of another row, and its population where none was known."""
    names = dict.fromkeys((*known.aliases, place.name, *place.aliases))
    names.pop(known.name, None)
    return replace(known, aliases=tuple(names), population=known.population or place.population)


def _in_stead(place: Place, known: Place) -> Place:
    """Return a place that takes a known one's stead, with the names of both and what only the known row says."""
    names = dict.fromkeys((*place.aliases, known.name, *known.aliases))
    names.pop(place.name, None)
    return replace(
        place,
        aliases=tuple(names),
        parent=place.parent or known.parent,
        country=place.country or known.country,
        population=place.population or known.population,
    )


def _at_home(place: Place, other_id: dict[str, str], kept: dict[str, Place], base: NameIndex) -> Place:
    """Return a place with its unit under the known id, and its country: its own, the unit's, or the nearest place's."""
    parent = other_id.get(place.parent, place.parent)
    unit = kept.get(parent) or base.place(parent)
    country = place.country or (unit.country if unit else "")
    if not country and not place.is_wide:
        near = base.near(place.lon, place.lat, _NEIGHBOUR_KM, 1)
        country = near[0][1].country if near else ""
    if unit is None or parent == place.place_id:
        parent = ""
    return replace(place, parent=parent, country=country)


def _km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the great-circle distance of two points in degrees (haversine, mean radius)."""
    p, q = math.radians(lat), math.radians(other_lat)
    h = math.sin((q - p) / 2) ** 2
    h += math.cos(p) * math.cos(q) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 12742.0176 * math.asin(min(1.0, math.sqrt(h)))


def _by_distance(pair: tuple[float, Place]) -> tuple[float, str]:
    return pair[0], pair[1].place_id


def read_places(path: Path) -> Iterator[Place]:
    """Yield the places of a packaged gazetteer file (`theatre.PACKAGED_COLUMNS`), in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Place(
                row["id"], row["name"], row["kind"], float(row["lon"]), float(row["lat"]), row["parent"], row["country"],
                int(row["population"] or 0), tuple(filter(None, row["aliases"].split("|"))), source_of(row["id"]),
            )  # fmt: skip


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def packaged_folder() -> Path:
    """Return the folder of the packaged gazetteers: inside the installed package, or in a source checkout."""
    here = Path(__file__).resolve()
    folders = [root / "geodata" / "gazetteers" for root in (here.parent, here.parents[2])]
    return next((folder for folder in folders if folder.is_dir()), folders[-1])


def _packaged(name: str) -> Path:
    return packaged_folder() / name
