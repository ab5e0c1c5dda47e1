"""Ground: parcels as a topology, each edge once, in whole steps, as differences."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from frontline.tables import CERTAINTY_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd

    from frontline.payload.days import Days, Numbers

#: Steps across the map's longer side to which the ground is quantised: 10-20 m for a country.
GROUND_STEPS = 50_000


def encode_ground(parcels: gpd.GeoDataFrame, days: Days, numbers: Numbers, *, width: float) -> dict[str, Any]:
    """Return parcels as TopoJSON; a page's `width` in degrees says how fine their edges need to be.

    Parcels that form a coverage (edges shared to the vertex) store each edge once.
    """
    from topojson.core.topology import Topology

    table = parcels[["geometry"]].copy()
    table["h"] = [_history(history, days, numbers) for history in parcels["history"]]
    table["km2"] = [round(float(area), 1) for area in parcels["area_km2"]]
    west, south, east, north = (float(bound) for bound in parcels.total_bounds)
    steps = round(GROUND_STEPS * max(east - west, north - south) / width)
    topology: dict[str, Any] = Topology(table, object_name="parcels", prequantize=max(steps, 2)).to_dict()
    lines = [list(accumulate(arc, _add)) for arc in topology["arcs"]]
    for geometry in topology["objects"]["parcels"]["geometries"]:
        geometry.pop("id", None)
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        for polygon in polygons:
            polygon[:] = [_wound(ring, lines, clockwise=n == 0) for n, ring in enumerate(polygon)]
    topology.pop("bbox", None)
    return topology


def _add(point: list[int], step: list[int]) -> list[int]:
    return [point[0] + step[0], point[1] + step[1]]


def _wound(ring: list[int], lines: list[list[list[int]]], *, clockwise: bool) -> list[int]:
    """Return the arcs of a ring that runs clockwise (or not).

    `topojson` leaves some rings the other way round. The page finds the neighbours of an arc by its direction: two
    areas that share one must run along it in opposite ones.
    """
    twice_area = 0
    for arc in ring:
        line = lines[arc] if arc >= 0 else lines[~arc][::-1]
        twice_area += sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(line))
    return ring if (twice_area < 0) == clockwise else [~arc for arc in reversed(ring)]


def _history(history: Iterable[Sequence[Any]], days: Days, numbers: Numbers) -> list[list[int]]:
    steps = []
    for day, controller, certainty in history:
        number = days.number(day)
        if number is not None:
            steps.append([number, numbers.holder(controller), CERTAINTY_CLASSES.index(certainty)])
    return sorted(steps)
