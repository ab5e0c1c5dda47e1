"""Layers: places by name in memory, those of the world behind a theatre, and a user's own before others."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from frontline.gazetteer.files import packaged_file, read_places
from frontline.gazetteer.tiers import KEYS, Tier, names_of
from frontline.spelling import fold, romanisation_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from frontline.gazetteer.tiers import NameIndex
    from frontline.model import Place

#: Fewer letters of the romanisation key than this are one letter off from too many names. With five, a tenth more of the
#: yardstick's names are found, and twice as many wrong ones.
_LEAST_NEAR = 6
_KM_PER_DEGREE = 111.2


class MemoryIndex:
    """The names of a few thousand places in dictionaries, a tier each; a tier is built when it is first asked."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = {place.place_id: place for place in places}
        self._tiers: dict[Tier, dict[str, tuple[Place, ...]]] = {}

    def find(self, name: str, tier: Tier) -> tuple[Place, ...]:
        """Return the places that the name has in this tier alone, in the order of the gazetteer's rows."""
        if tier == Tier.NEAR:
            return self._one_letter_off(romanisation_key(fold(name)))
        key = KEYS[tier](name)
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
        found = sorted(((distance_km(lon, lat, p.lon, p.lat), p) for p in beside), key=_by_distance)
        return [pair for pair in found[:limit] if pair[0] <= within_km]

    def stamp(self) -> str:
        """Return a text that changes with the places and their order."""
        return digest(repr(list(self._places.values())))

    def _tier(self, tier: Tier) -> dict[str, tuple[Place, ...]]:
        if tier not in self._tiers:
            key_of = KEYS[tier]
            places: defaultdict[str, dict[str, Place]] = defaultdict(dict)
            for place in self._places.values():
                for name in names_of(place):
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
            for place in read_places(packaged_file(name)):
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


def distance_km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the great-circle distance of two points in degrees (haversine, mean radius)."""
    p, q = math.radians(lat), math.radians(other_lat)
    h = math.sin((q - p) / 2) ** 2
    h += math.cos(p) * math.cos(q) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 12742.0176 * math.asin(min(1.0, math.sqrt(h)))


def _by_distance(pair: tuple[float, Place]) -> tuple[float, str]:
    return pair[0], pair[1].place_id


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
