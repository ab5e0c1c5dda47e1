"""Finding: the places of a plan by what a user calls them: countries, first-level units and towns.

Knows names, and which known ones are near to one that is unknown. Writes no file.
"""

from __future__ import annotations

import math
import re
from functools import cached_property
from typing import TYPE_CHECKING

from frontline.drafting.plan import identifier
from frontline.drafting.towns import Town, is_inside_frame
from frontline.errors import InputError
from frontline.placewords import site_told_by
from frontline.spelling import drop_articles, fold, romanisation_key
from frontline.theatre import Extent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from frontline.drafting.towns import World
    from frontline.model import Place

#: "Gao Region" is the unit where "Gao" is the town.
_UNIT_WORD = re.compile(" (?:region|province|oblast|governorate|state|department|district|canton|county)$")
#: A name is near to one that is so like it, letters changed, left out or swapped, of 1: below, it is another name.
_LIKE, _HINTS = 0.65, 3
#: A frame that is widened for a town goes so far beyond it, degrees.
_ROOM = 0.3
_EARTH = Extent(west=-180, south=-90, east=180, north=90)


class TownFinder:
    """The towns of a frame and the units that they lie in, by name.

    Parameters
    ----------
    world
        Where the towns come from.
    extent
        The frame, degrees.
    countries
        ISO 3166 codes.
    most_towns
        How many towns of the frame there are, the largest first.
    own
        Places of the user's that no gazetteer has: (name, lon, lat), degrees.

    Raises
    ------
    InputError
        If the frame has no town, or a place of the user's is outside it.
    """

    def __init__(
        self,
        world: World,
        extent: Extent,
        countries: Sequence[str],
        most_towns: int = 3000,
        own: Sequence[tuple[str, float, float]] = (),
    ) -> None:
        self.world = world
        self.countries = countries
        self.extent = extent
        self.towns = world.towns(extent, countries, most_towns)
        if not self.towns:
            raise InputError(
                "the packaged gazetteer has no town of these countries in the frame; widen --extent, or name other countries"
            )
        self.own = [_own_place(name, lon, lat, extent, self.towns) for name, lon, lat in own]
        self.towns += self.own
        self._index()
        self.units = [unit for unit in world.units.values() if unit.country in countries]
        named = [(fold(name), unit) for unit in self.units for name in (unit.name, *unit.aliases)]
        self._units = {_UNIT_WORD.sub("", name): unit for name, unit in named} | dict(named)

    def _index(self) -> None:
        """Learn the names of the towns anew."""
        self._towns = _by_name([*self.own, *self.towns])
        self._sounds = _by_sound([*self.own, *self.towns])

    def add(self, name: str, lon: float, lat: float) -> None:
        """Take in a place of the user's, degrees; `InputError` if it is outside the frame."""
        town = _own_place(name, lon, lat, self.extent, self.towns)
        self.own.append(town)
        self.towns.append(town)
        self._index()

    def homeless(self, names: Iterable[str]) -> list[str]:
        """Return those of the names that no gazetteer has, in the frame or outside it."""
        return [
            name
            for name in dict.fromkeys(names)
            if not (self._unit(fold(name)) or self._town(fold(name)) or self._is_known(name))
        ]

    def town(self, name: str) -> Town:
        """Return the town of a name, the larger of two; `InputError` where there is none."""
        self.require((), (name,))
        return next(town for town in (self._town(fold(name)),) if town)

    def held(self, name: str) -> tuple[int, list[str]]:
        """Return how narrow a name is (0 country, 1 unit, 2 town) and the ids of the towns that it means.

        Raises
        ------
        InputError
            If it is the name of nothing in the frame.
        """
        self.require((name,), ())
        key = fold(name)
        if self._is_country(name):
            code = self.world.find_country(name)
            return 0, [town.place_id for town in self.towns if town.country == code]
        town, unit = self._towns.get(key), self._unit(key)
        if town := town or (None if unit else self._town(key)):
            return 2, [town.place_id]
        return 1, [town.place_id for town in self.towns if unit and town.parent == unit.place_id]

    def require(self, held: Iterable[str], wanted: Iterable[str]) -> None:
        """Refuse what is unknown, all of it at once.

        Parameters
        ----------
        held
            Names of countries, units or towns.
        wanted
            Names of towns.

        Raises
        ------
        InputError
            If a name is unknown; near names of the frame are told for each.
        """
        unknown: list[tuple[str, str, Mapping[str, Place | Town]]] = [
            (f"no country, province or town {name!r} in the frame", name, {**self._units, **self._towns})
            for name in dict.fromkeys(held)
            if not (self._is_country(name) or self._unit(fold(name)) or self._town(fold(name)))
        ]
        unknown += [
            (f"no town {name!r} in the frame", name, self._towns)
            for name in dict.fromkeys(wanted)
            if not self._town(fold(name))
        ]
        if not unknown:
            return
        told = [(fault, self._nearest(name, known)) for fault, name, known in unknown]
        lines = [f"{fault}; {near}" if near else fault for fault, near in told]
        homeless = [name for _, name, _ in unknown if not self._is_known(name)]
        way_on = (
            f"Give the point of what no gazetteer has with --place {homeless[-1] + '=LAT,LON'!r}, or leave it out"
            if homeless
            else ""
        )
        if len(lines) > 1:
            head = f"{len(lines)} names lead to no place:"
            raise InputError("\n".join((head, *(f"  {line}" for line in lines), way_on)).rstrip())
        stop = "" if lines[0].endswith("?") or not way_on else "."
        raise InputError(f"{lines[0]}{stop} {way_on}".rstrip())

    def _is_known(self, name: str) -> bool:
        """Tell whether a name that leads to no place of the frame is a country's or a town's outside it."""
        return bool(self.world.find_country(name)) or fold(name) in self._beyond

    def _is_country(self, name: str) -> bool:
        return self.world.find_country(name) in self.countries

    def _town(self, key: str) -> Town | None:
        """Return the town of a folded name; one in another romanisation where it is the only town that sounds so."""
        sounding = self._sounds.get(romanisation_key(key), ())
        return self._towns.get(key) or (sounding[0] if len(sounding) == 1 else None)

    def _unit(self, key: str) -> Place | None:
        return self._units.get(key) or self._units.get(_UNIT_WORD.sub("", key))

    def _nearest(self, name: str, known: Mapping[str, Place | Town]) -> str:
        """Return what is known of an unknown name: what it is elsewhere, or what is like it; "" if nothing is."""
        country = self.world.find_country(name)
        if country:
            return f"it is a country that is not among those of the theatre; add --country {country}"
        beyond = self._beyond.get(fold(name))
        if beyond:
            return self._way_to(beyond)
        near = _near_names(name, known)
        return f"did you mean {', '.join(near)}?" if near else ""

    def _way_to(self, town: Town) -> str:
        """Return what brings a known town into the pack: a wider frame, or more towns."""
        if is_inside_frame(self.extent, town.lon, town.lat):
            return f"{town.name} is smaller than the towns that --towns takes; give a larger --towns"
        frame = self.extent
        west, east = min(frame.west, town.lon - _ROOM), max(frame.east, town.lon + _ROOM)
        south, north = min(frame.south, town.lat - _ROOM), max(frame.north, town.lat + _ROOM)
        wider = f"{max(-180, west):.2f},{max(-90, south):.2f},{min(180, east):.2f},{min(90, north):.2f}"
        return f"{town.name} lies outside; give the wider frame --extent={wider}"

    @cached_property
    def _beyond(self) -> dict[str, Town]:
        """Every town of these countries by name; read only where a name is unknown."""
        return _by_name(self.world.towns(_EARTH, self.countries, len(self.world.cities)))


def _own_place(name: str, lon: float, lat: float, extent: Extent, towns: Sequence[Town]) -> Town:
    """Return a place of the user's, in the country and the unit of the nearest town."""
    if not is_inside_frame(extent, lon, lat):
        frame = f"{extent.south:g} to {extent.north:g} north and {extent.west:g} to {extent.east:g} east"
        turned = extent.west <= lat <= extent.east and extent.south <= lon <= extent.north
        hint = "latitude comes first" if turned else "check the numbers, or widen --extent"
        raise InputError(f"--place {name!r}={lat:g},{lon:g} is outside the frame, {frame} (degrees); {hint}")
    narrow = math.cos(math.radians(lat))
    near = min(towns, key=lambda town: math.hypot((town.lon - lon) * narrow, town.lat - lat))
    return Town(
        f"own-{identifier(name)}",
        name,
        site_told_by(name) or "village",
        lon,
        lat,
        near.parent,
        near.country,
        0,
        (),
        near.time_zone,
    )


def _by_name(towns: Sequence[Town]) -> dict[str, Town]:
    """Return towns by folded name; a name before another town's other name, the larger of two namesakes first.

    Last come the names without their articles, so that "Gharb" finds "Al Gharb".
    """
    folded = [(fold(town.name), town) for town in towns]
    folded += [(fold(name), town) for town in towns for name in town.aliases]
    found: dict[str, Town] = {}
    for name, town in (*folded, *((drop_articles(name), town) for name, town in folded)):
        found.setdefault(name, town)
    found.pop("", None)
    return found


def _by_sound(towns: Iterable[Town]) -> dict[str, list[Town]]:
    """Return the towns of each romanisation key: "Hawija" and "Al Hawijah" have one."""
    found: dict[str, list[Town]] = {}
    for town in towns:
        for sound in {romanisation_key(fold(name)) for name in (town.name, *town.aliases)} - {""}:
            found.setdefault(sound, []).append(town)
    return found


def _near_names(name: str, known: Mapping[str, Place | Town]) -> list[str]:
    """Return the names of the places that are spelled most like a name, best first.

    Compared are the letters (optimal string alignment, Damerau 1964) and the sounds that many romanisations share.
    """
    from rapidfuzz.distance import OSA

    key, sound = fold(name), romanisation_key(fold(name))
    likeness: dict[str, float] = {}
    for other, place in known.items():
        alike = OSA.normalized_similarity(key, other, score_cutoff=_LIKE)
        if len(sound) > 2 and romanisation_key(other) == sound:
            alike = max(alike, 0.9)
        if alike:
            likeness[place.name] = max(alike, likeness.get(place.name, 0))
    return sorted(likeness, key=lambda one: (-likeness[one], one))[:_HINTS]
