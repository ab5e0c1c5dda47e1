"""Gazetteer: from a name to the places that bear it, offline.

Owns the look-up in tiers (exact, folded, article-folded, romanisation key, consonant skeleton, one letter off), the joining
of a user's own places, the places near a point, and near matches for messages. Knows no text around the name: which of
several places is meant is decided in `places`.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from copy import copy
from typing import TYPE_CHECKING, Protocol, Self

from rapidfuzz import fuzz, process

from frontline.gazetteer.files import packaged_file, packaged_folder, read_places
from frontline.gazetteer.joining import bring_home, settle_places
from frontline.gazetteer.layers import FarIndex, LayeredIndex, MemoryIndex, digest
from frontline.gazetteer.tiers import Candidate, NameIndex, Tier, attempts
from frontline.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from frontline.model import Place
    from frontline.theatre import Theatre

__all__ = ["Behind", "Candidate", "Gazetteer", "NameIndex", "Tier", "packaged_folder", "read_places"]

#: A near match is this like what was written, of 100: below, most are names that merely share some letters.
_LOOKS_LIKE = 70
#: Look-ups that a gazetteer remembers: more than the distinct names of a hundred thousand articles on one war.
_MEMORY = 200_000


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

        files = [packaged_file(f"world-{name}.csv") for name in ("areas", "units", "offices")]
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
        place of the same name, sort and spot (5 km; 300 km for wide ones) as a known one is that one: its names are added, the known
        id and point stay. Any other namesake is a rival, and the text decides between them as between any two.
        """
        added = settle_places(places, self._index)
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
        return bring_home(found, {}, {}, self._index) if found is not None else None

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
        return "" if self._behind is not None else digest(told)

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
        """Return up to `limit` known names that look most like this one, best first, one a place.

        Those of which only another name looks so come last: a reader does not see that name.
        """
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
        return sorted(names, key=lambda known: fuzz.token_sort_ratio(wanted, fold(known)) < _LOOKS_LIKE)[
            :limit
        ]

    def _search(self, name: str, widest: Tier) -> tuple[Candidate, ...]:
        for attempt in attempts(name):
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
