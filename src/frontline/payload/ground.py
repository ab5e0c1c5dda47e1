"""Ground: areas with one history each as columns: edges that are shared, and who holds each area from which day on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from frontline.payload.edges import share_edges
from frontline.payload.mesh import write_mesh
from frontline.tables import CERTAINTY_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

    from frontline.payload.days import Days, Numbers
    from frontline.payload.edges import Edges

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

#: Steps across the map's longer side to which the ground is quantised: 10-20 m for a country.
GROUND_STEPS = 50_000
#: Areas are told to a tenth of a square kilometre.
AREA_PARTS = 10
#: WGS 84: half the long axis in km, and the eccentricity.
_AXIS_KM, _ECCENTRICITY = 6378.137, 0.0818191908426215


@dataclass(frozen=True)
class Histories:
    """Who holds each of many areas from which day on: `counts` steps for each area, one area after the other.

    Days and holders by number (`Days`, `Numbers`), `classes` by their place in `CERTAINTY_CLASSES`.
    """

    counts: Ints
    days: Ints
    holders: Ints
    classes: Ints

    def of(self, areas: list[int]) -> Histories:
        """Return the histories of these areas, in this order."""
        begins = np.cumsum(self.counts) - self.counts
        counts = self.counts[areas]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        steps = np.repeat(begins[areas], counts) + within
        return Histories(counts, self.days[steps], self.holders[steps], self.classes[steps])


def encode_ground(parcels: gpd.GeoDataFrame, days: Days, numbers: Numbers, *, width: float) -> dict[str, Any]:
    """Return parcels as columns; a page's `width` in degrees says how fine their edges need to be."""
    histories = [_history(history, days, numbers) for history in parcels["history"]]
    steps = np.array([step for history in histories for step in history], np.int64).reshape(-1, 3)
    counts = np.array([len(history) for history in histories], np.int64)
    return encode_areas(
        parcels.geometry.to_numpy(), Histories(counts, *steps.T), parcels["area_km2"].to_numpy(float), width
    )


def encode_areas(
    shapes: Iterable[shapely.Geometry], histories: Histories, areas_km2: Floats | None, width: float
) -> dict[str, Any]:
    """Return polygons in degrees, their histories and areas as columns; see `frontline.payload.mesh` for most of them.

    Areas that form a coverage (edges shared to the vertex) store each edge once. `counts`, `days` (from the one before),
    `holders` (2 more than their numbers) and `classes` are the histories; `km2` is by how many tenths an area differs from
    what the page measures itself; without `areas_km2` by nothing.
    """
    shapes = np.asarray(shapes, dtype=object)
    west, south, east, north = shapely.total_bounds(shapes)
    longer = max(east - west, north - south)
    step = longer / max(round(GROUND_STEPS * longer / width), 2)
    edges = share_edges(shapes, (west, south), (step, step))
    mesh = write_mesh(edges)
    # What vanishes on the grid has no edge, but an area and a history.
    order = [*mesh.polygons, *sorted(set(range(len(shapes))) - set(mesh.polygons))]
    measured = np.zeros(len(shapes))
    if edges.rings:
        areas = _measure_km2(edges, edges.points * step + (west, south))
        measured[: len(areas)] = areas
    wanted = measured if areas_km2 is None else areas_km2
    tenths = np.rint(wanted * AREA_PARTS) - np.rint(measured * AREA_PARTS)
    ordered = histories.of(order)
    return {
        "origin": [float(west), float(south)],
        "step": float(step),
        "covers": bool(shapely.coverage_is_valid(shapes)),
        "columns": mesh.columns
        | {
            "counts": ordered.counts,
            "days": _gaps(ordered),
            "holders": ordered.holders + 2,
            "classes": ordered.classes,
            "km2": tenths[order].astype(np.int64),
        },
    }


def _measure_km2(edges: Edges, places: Floats) -> Floats:
    """Return the area of each polygon on the WGS 84 ellipsoid, from the lon and lat of its points.

    Exact where the sine of the authalic latitude is linear along the edges, which short ones come near to; J. P. Snyder,
    "Map Projections: A Working Manual", 1987, formula 3-12. `web/src/mesh.ts` measures the same.
    """
    sizes = np.array([len(line) for line in edges.lines])
    points = np.concatenate([np.asarray(line) for line in edges.lines])
    lon, sine = np.radians(places[points, 0]), _ECCENTRICITY * np.sin(np.radians(places[points, 1]))
    rest = (1 - _ECCENTRICITY**2) / _ECCENTRICITY
    band = rest * (sine / (1 - sine**2) + np.arctanh(sine)) * _AXIS_KM**2 / 2
    below = np.append(np.diff(lon) * (band[1:] + band[:-1]) / 2, 0.0)
    below[np.cumsum(sizes) - 1] = 0.0  # from one line to the next is no edge
    of_line = np.add.reduceat(below, np.cumsum(sizes) - sizes)
    paths = np.concatenate([np.asarray(ring) for ring in edges.rings])
    owners = np.repeat(edges.owners, [len(ring) for ring in edges.rings])
    signed = np.where(paths >= 0, of_line[np.maximum(paths, ~paths)], -of_line[np.maximum(paths, ~paths)])
    areas: Floats = np.abs(np.bincount(owners, signed))
    return areas


def _gaps(histories: Histories) -> Ints:
    """Return each day as the difference from the one before of the same area."""
    gaps = np.diff(histories.days, prepend=0)
    counts = histories.counts[histories.counts > 0]
    first = np.cumsum(counts) - counts
    gaps[first] = histories.days[first]
    return gaps


def _history(history: Iterable[Any], days: Days, numbers: Numbers) -> list[list[int]]:
    steps = []
    for day, controller, certainty in history:
        number = days.number(day)
        if number is not None:
            steps.append([number, numbers.holder(controller), CERTAINTY_CLASSES.index(certainty)])
    return sorted(steps)
