"""Shapes: what a pack draws, as geometry: the layers of its base map and the courses of its roads.

Knows TopoJSON's arcs. Everything is in EPSG:4326, degrees, longitude first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from frontline.theatre.forms import Road, Theatre

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def layer_shapes(theatre: Theatre, layer: str) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Return the lines and polygons of one layer of the base map with their properties, in the file's order."""
    return decode_layer(theatre.basemap, layer)


def decode_layer(topology: dict[str, Any], layer: str) -> list[tuple[dict[str, Any], BaseGeometry]]:
    """Return the lines and polygons of one layer of a checked TopoJSON with their properties, in its order."""
    thing = topology.get("objects", {}).get(layer)
    if not thing:
        return []
    arcs = [_decoded(arc, topology.get("transform")) for arc in topology["arcs"]]
    shapes = [(part.get("properties") or {}, _shape(part, arcs)) for part in thing.get("geometries", [thing])]
    return [(properties, shape) for properties, shape in shapes if shape is not None]


def road_course(road: Road, theatre: Theatre) -> Floats:
    """Return the points of a road in order, [n, 2]; a place of its course stands at its own point."""
    points = [
        (theatre.place_by_id[step].lon, theatre.place_by_id[step].lat) if isinstance(step, str) else step
        for step in road.course
        if not isinstance(step, str) or step in theatre.place_by_id
    ]
    return np.array(points, dtype=float).reshape(-1, 2)


def _decoded(arc: list[list[float]], transform: dict[str, Any] | None) -> Floats:
    points = np.array([point[:2] for point in arc], dtype=float)
    if transform:
        points = np.cumsum(points, axis=0) * transform["scale"] + transform["translate"]
    return points


def _shape(thing: dict[str, Any], arcs: list[Floats]) -> BaseGeometry | None:
    kind = thing.get("type")
    if kind in ("LineString", "MultiLineString"):
        lines = [thing["arcs"]] if kind == "LineString" else thing["arcs"]
        return shapely.union_all([shapely.linestrings(_joined(line, arcs)) for line in lines])
    if kind not in ("Polygon", "MultiPolygon"):
        return None
    groups = [thing["arcs"]] if kind == "Polygon" else thing["arcs"]
    rings = [[shapely.linearrings(_joined(ring, arcs)) for ring in group] for group in groups]
    shapes = [shapely.make_valid(shapely.polygons(group[0], group[1:] or None)) for group in rings]
    return shapely.union_all(shapes)


def _joined(numbers: list[int], arcs: list[Floats]) -> Floats:
    pieces = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
