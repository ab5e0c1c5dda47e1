"""Lines: the roads, rivers and units of a theatre that a text may place things by.

Owns the way from a name to the pack's own drawing of it. Without a theatre there are none. Shapes are in EPSG:4326.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import shapely

from frontline.spelling import drop_articles, fold, romanisation_key
from frontline.theatre.shapes import layer_shapes, road_course

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from frontline.model import Place
    from frontline.theatre import Road, Theatre

_DASHES = re.compile(r"(?<!\s)\s*[-–—‐‑]\s*(?=[^\W\d_])")


class TheatreLines:
    """The roads, rivers and units of one theatre, by name."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self._rivers = {
            fold(str(about.get("name", ""))): shape for about, shape in layer_shapes(theatre, "rivers")
        }
        self._units = {
            str(about.get("id", "")): shape for about, shape in layer_shapes(theatre, "governorates")
        }
        self._towns: dict[str, set[str]] = {}
        for road in theatre.roads:
            for step in road.course:
                place = theatre.place_by_id.get(step) if isinstance(step, str) else None
                for name in (place.name, *place.aliases) if place else ():
                    self._towns.setdefault(_key(name), set()).add(str(step))

    def river(self, place: Place) -> BaseGeometry | None:
        """Return the line of a river, or None where the base map has none of its names."""
        names = (fold(name) for name in (place.name, *place.aliases))
        return next((self._rivers[name] for name in names if name in self._rivers), None)

    def unit(self, place: Place) -> BaseGeometry | None:
        """Return the polygon of a unit, or None."""
        return self._units.get(place.place_id)

    def seat(self, unit: Place) -> Place | None:
        """Return the town that a unit is named after, or None."""
        name = fold(unit.name).split(" ")
        towns = (p for p in self.theatre.places if p.parent == unit.place_id and not p.is_wide)
        same = [
            town for town in towns if fold(town.name).split(" ") == name[: len(fold(town.name).split(" "))]
        ]
        return max(same, key=lambda town: (town.population, town.place_id), default=None)

    def road(self, name: str, place: Place | None = None) -> BaseGeometry | None:
        """Return the line of a road by its number ("M5") or its ends ("Aleppo-Damascus highway"), or None."""
        names = [name, *((place.name, *place.aliases) if place else ())]
        for said in names:
            found = self._numbered(said) or self._between_ends(said)
            if found is not None:
                return found
        return None

    def _numbered(self, name: str) -> BaseGeometry | None:
        words = set(fold(name).split(" "))
        roads = [
            road for road in self.theatre.roads if road.ref and road.ref.isalnum() and fold(road.ref) in words
        ]
        lines = [self._line(road) for road in roads]
        return shapely.line_merge(shapely.union_all(lines)) if lines else None

    def _between_ends(self, name: str) -> BaseGeometry | None:
        for one, other in _ends(name):
            starts, stops = self._towns.get(_key(one), set()), self._towns.get(_key(other), set())
            cuts = [
                cut for road in self.theatre.roads for a in sorted(starts) for b in sorted(stops)
                if a != b and (cut := self._cut(road, a, b)) is not None
            ]  # fmt: skip
            if cuts:
                return min(cuts, key=lambda cut: cut.length)
        return None

    def _line(self, road: Road) -> BaseGeometry:
        return shapely.linestrings(road_course(road, self.theatre))

    def _cut(self, road: Road, one: str, other: str) -> BaseGeometry | None:
        steps = list(road.course)
        if one not in steps or other not in steps:
            return None
        first, last = sorted((steps.index(one), steps.index(other)))
        return shapely.linestrings(
            road_course(road.model_copy(update={"course": tuple(steps[first : last + 1])}), self.theatre)
        )


def _key(name: str) -> str:
    return romanisation_key(fold(name)) or drop_articles(fold(name))


def _ends(name: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to cut "Deir ez-Zor-Raqqa road" into two ends, less the words behind the second."""
    for dash in _DASHES.finditer(name):
        words = name[dash.end() :].split()
        for count in range(len(words), 0, -1):
            yield name[: dash.start()], " ".join(words[:count])
