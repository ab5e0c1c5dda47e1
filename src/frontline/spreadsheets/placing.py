"""The place of a row: by its id, its name or its coordinates. Knows a gazetteer and a theatre's frame, no day."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from frontline.model import Place
from frontline.spreadsheets.cells import number_of, text_of
from frontline.spreadsheets.faults import RowError
from frontline.spreadsheets.naming import MAX_HINTS, folded

if TYPE_CHECKING:
    from frontline.gazetteer import Gazetteer
    from frontline.spreadsheets.cells import Cells
    from frontline.spreadsheets.columns import Row
    from frontline.theatre import Theatre

#: A row's coordinates name the gazetteer's place of that name when they lie this close: the spread between
#: gazetteers' points for one town (centre, town hall, railway station).
_SAME_PLACE_KM = 3.0
#: Of two namesakes, one with so many times the people is meant without saying so.
_CLEARLY_LARGER = 5
#: How far beyond the theatre's frame a row may lie: a border's other side, about 100 km.
_MARGIN_DEGREES = 1.0
_KIND_ORDER = (
    "city",
    "town",
    "village",
    "district",
    "base",
    "airport",
    "crossing",
    "facility",
    "bridge",
    "dam",
)


@dataclass
class PlaceReader:
    """Finds the places of a file's rows; remembers the names that it has looked up."""

    theatre: Theatre
    gazetteer: Gazetteer
    _found: dict[str, list[Place]] = field(default_factory=dict)
    _hints: dict[str, str] = field(default_factory=dict)

    def place(self, row: Row) -> Place:
        """Return the place of a row; a claim that Frontline wrote keeps the place that it tells.

        Raises
        ------
        RowError
            If no gazetteer knows it, several bear its name, or it lies outside the theatre's frame.
        """
        place_id, spot = text_of(row.cells, "place_id"), self._spot(row.cells)
        known = self.gazetteer.place(place_id) if place_id else None
        if row.is_own and place_id and spot:
            kind = text_of(row.cells, "kind") if "kind" in row.columns else known.kind if known else ""
            name = text_of(row.cells, "place")
            source = known.source if known else ""
            if "place_source" in row.columns:
                source = text_of(row.cells, "place_source")
            return Place(place_id, name or (known.name if known else place_id), kind, *spot, source=source)
        place = known or self._sought(row.cells, place_id, spot)
        self._check_frame(place)
        return place

    def _sought(self, cells: Cells, place_id: str, spot: tuple[float, float] | None) -> Place:
        name = text_of(cells, "place")
        if place_id and spot and name:
            return Place(place_id, name, text_of(cells, "kind"), *spot, source="spreadsheet")
        candidates = self._candidates(name) if name else []
        if spot is None:
            return self._the_one(name, candidates)
        close = [(_km(spot, (place.lon, place.lat)), n, place) for n, place in enumerate(candidates)]
        if close and min(close)[0] <= _SAME_PLACE_KM:
            return min(close)[2]
        lon, lat = spot
        kind = text_of(cells, "kind").casefold()
        return Place(
            f"xy-{lon:.4f}-{lat:.4f}",
            name or f"{lat:.4f}, {lon:.4f}",
            kind if kind in _KIND_ORDER else "town",
            lon,
            lat,
            source="spreadsheet",
        )

    def _candidates(self, name: str) -> list[Place]:
        """Return the places of that name: points before regions, the theatre's before others, large before small."""
        if name not in self._found:
            known = self.gazetteer.place(name)
            places = [candidate.place for candidate in self.gazetteer.lookup(name)]
            if not known and not places and (asked := self.gazetteer.ask(name)) is not None:
                places = [asked]
            order = {place.place_id: (*self._rank(place, name), n) for n, place in enumerate(places)}
            places.sort(key=lambda place: order[place.place_id])
            self._found[name] = [known] if known else places
        return self._found[name]

    def _rank(self, place: Place, name: str) -> tuple[bool, bool, bool, int, int]:
        kind = _KIND_ORDER.index(place.kind) if place.kind in _KIND_ORDER else len(_KIND_ORDER)
        is_other_name = folded(place.name) != folded(name)
        is_outside = not self._is_inside(place.lon, place.lat)
        return place.is_wide, is_outside, is_other_name, kind, -place.population

    def _the_one(self, name: str, candidates: list[Place]) -> Place:
        """Return the place that a bare name means; two alike and apart are for the user to tell."""
        if not name:
            raise RowError("has no place", "give its name, or lat and lon")
        if not candidates:
            if name not in self._hints:
                near = self.gazetteer.near_matches(name) if len(self._hints) < MAX_HINTS else []
                self._hints[name] = (
                    f"did you mean {', '.join(near)}? Else" if near else "check its spelling, or"
                )
            raise RowError(f"place {name[:60]!r} is in no gazetteer", f"{self._hints[name]} give lat and lon")
        best = candidates[0]
        rank = self._rank(best, name)
        rivals = [
            place
            for place in candidates[1:]
            if self._rank(place, name)[:4] == rank[:4]
            and place.population * _CLEARLY_LARGER >= best.population
            and _km((best.lon, best.lat), (place.lon, place.lat)) > _SAME_PLACE_KM
        ]
        if rivals and not best.is_wide:
            choice = ", ".join(
                f"{p.place_id} at lat {p.lat:.3f}, lon {p.lon:.3f}" for p in (best, *rivals[:4])
            )
            raise RowError(
                f"place {name[:60]!r} is the name of several places ({choice})", "give lat and lon"
            )
        return best

    def _spot(self, cells: Cells) -> tuple[float, float] | None:
        if "lat" not in cells and "lon" not in cells:
            return None
        lat, lon = number_of(cells, "lat"), number_of(cells, "lon")
        value = f"lat {lat:g}, lon {lon:g}"
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise RowError("is not on Earth", "lat is -90..90, lon -180..180", value=value)
        if lat == lon == 0:
            raise RowError(
                "lies outside the theatre's frame: 0, 0 is what unknown coordinates are often filled with",
                "give lat and lon, or leave both empty",
                value=value,
            )
        if not self._is_inside(lon, lat) and self._is_inside(lat, lon):
            raise RowError("lies outside the theatre's frame", "are lat and lon exchanged?", value=value)
        return lon, lat

    def _check_frame(self, place: Place) -> None:
        """Refuse a point far outside the frame: a namesake elsewhere, or a slip in its coordinates."""
        if place.is_wide or self._is_inside(place.lon, place.lat, margin=_MARGIN_DEGREES):
            return
        extent = self.theatre.extent
        raise RowError(
            f"lies outside the theatre's frame (lat {extent.south:g} to {extent.north:g}, "
            f"lon {extent.west:g} to {extent.east:g})",
            "check the place and its coordinates",
            value=f"place {place.name[:60]!r} at lat {place.lat:g}, lon {place.lon:g}",
        )

    def _is_inside(self, lon: float, lat: float, *, margin: float = 0.0) -> bool:
        extent = self.theatre.extent
        return (
            extent.west - margin <= lon <= extent.east + margin
            and extent.south - margin <= lat <= extent.north + margin
        )


def _km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the distance of two (lon, lat) points on a sphere: good to 0.5 %, enough to tell 3 km."""
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*a, *b))
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))
