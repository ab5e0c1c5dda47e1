"""Base map: the layers of a pack's TopoJSON as shapes in the theatre's metric CRS."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from frontline.figures.phrases import ENGLISH, Phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Project = Callable[[NDArray[np.float64]], NDArray[np.float64]]

#: A country with this share of the theatre's places is its home.
HOME_SHARE = 0.15
#: The edge of what the map covers is a line of these dashes, pixels; home ground less than this beyond it is no cut, m2.
EDGE_DASH = (2.0, 3.0)
LEAST_BEYOND_M2 = 50e6


@dataclass(frozen=True)
class Area:
    """A country or district, by name."""

    name: str
    shape: BaseGeometry
    home: bool = False


@dataclass(frozen=True)
class Basemap:
    """What lies below the ground: areas, and lines that two areas share."""

    land: BaseGeometry = field(default_factory=shapely.MultiPolygon)
    countries: tuple[Area, ...] = ()
    districts: tuple[Area, ...] = ()
    borders: BaseGeometry = field(default_factory=shapely.MultiLineString)
    district_lines: BaseGeometry = field(default_factory=shapely.MultiLineString)
    rivers: BaseGeometry = field(default_factory=shapely.MultiLineString)
    lakes: BaseGeometry = field(default_factory=shapely.MultiPolygon)
    #: The home countries' land beyond the theatre's frame, and the line where it begins.
    beyond: BaseGeometry = field(default_factory=shapely.MultiPolygon)
    edge: BaseGeometry = field(default_factory=shapely.MultiLineString)


def read_basemap(
    topology: dict[str, Any],
    project: Project,
    spots: NDArray[np.float64],
    phrases: Phrases = ENGLISH,
    extent: Sequence[float] = (-180.0, -90.0, 180.0, 90.0),
) -> Basemap:
    """Return the layers of a checked TopoJSON.

    Parameters
    ----------
    topology
        A pack's base map, or {}.
    project
        From degrees (lon, lat) to metres, [n, 2].
    spots
        Where the theatre's places lie, metres: the countries that hold many of them are home.
    phrases
        The language that names areas, where it has names for them.
    extent
        The theatre's frame, degrees: west, south, east, north.
    """
    if not topology:
        return Basemap()
    arcs = _arcs(topology, project)
    layers = {
        name: list(_members(layer)) if layer else [] for name, layer in topology.get("objects", {}).items()
    }
    shapes = {name: [_shape(member, arcs) for member in members] for name, members in layers.items()}
    countries = _areas(layers.get("countries", []), shapes.get("countries", []), spots, phrases)
    land = _union(shapes.get("land", [])) or _union([area.shape for area in countries])
    beyond, edge = _outside(_union([area.shape for area in countries if area.home]), extent, project)
    return Basemap(
        beyond=beyond,
        edge=edge,
        land=land or shapely.MultiPolygon(),
        countries=countries,
        districts=_areas(layers.get("governorates", []), shapes.get("governorates", []), spots[:0], phrases),
        borders=_shared(layers.get("countries", []), arcs),
        district_lines=_shared(layers.get("governorates", []), arcs),
        rivers=_union(shapes.get("rivers", [])) or shapely.MultiLineString(),
        lakes=_union(shapes.get("lakes", [])) or shapely.MultiPolygon(),
    )


def _outside(
    home: BaseGeometry | None, extent: Sequence[float], project: Project
) -> tuple[BaseGeometry, BaseGeometry]:
    """Return what lies of the home countries beyond the theatre's frame, and the part of the frame on their land."""
    none = shapely.MultiPolygon(), shapely.MultiLineString()
    if home is None or extent[2] - extent[0] >= 360:
        return none
    frame = shapely.segmentize(shapely.box(*extent), 0.25)  # a parallel is no straight line on the map
    frame = shapely.Polygon(project(shapely.get_coordinates(frame)))
    beyond = shapely.difference(home, frame)
    if beyond.area < LEAST_BEYOND_M2:
        return none
    return beyond, shapely.intersection(frame.boundary, home)


def _arcs(topology: dict[str, Any], project: Project) -> list[NDArray[np.float64]]:
    transform = topology.get("transform")
    arcs = []
    for arc in topology["arcs"]:
        xy = np.array([point[:2] for point in arc], dtype=float).reshape(-1, 2)
        if transform:
            xy = np.cumsum(xy, axis=0) * transform["scale"] + transform["translate"]
        arcs.append(project(xy) if len(xy) else xy)
    return arcs


def _members(layer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if layer.get("type") == "GeometryCollection":
        for member in layer.get("geometries", []):
            yield from _members(member)
    elif layer.get("arcs") is not None:
        yield layer


def _line(numbers: Sequence[int], arcs: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    pieces = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([piece if not i else piece[1:] for i, piece in enumerate(pieces)])


def _shape(member: dict[str, Any], arcs: list[NDArray[np.float64]]) -> BaseGeometry:
    kind, numbers = member["type"], member["arcs"]
    if kind in ("LineString", "MultiLineString"):
        lines = [numbers] if kind == "LineString" else numbers
        return shapely.MultiLineString([_line(line, arcs) for line in lines])
    polygons = [numbers] if kind == "Polygon" else numbers
    rings = [[_line(ring, arcs) for ring in polygon] for polygon in polygons]
    drawn = [
        shapely.Polygon(polygon[0], [hole for hole in polygon[1:] if len(hole) > 3])
        for polygon in rings
        if polygon and len(polygon[0]) > 3
    ]
    return shapely.make_valid(shapely.MultiPolygon(drawn))


def _areas(
    members: Sequence[dict[str, Any]],
    shapes: Sequence[BaseGeometry],
    spots: NDArray[np.float64],
    phrases: Phrases,
) -> tuple[Area, ...]:
    points = shapely.points(spots)
    return tuple(
        Area(
            _name(member, phrases),
            shape,
            len(spots) > 0 and shapely.contains(shape, points).sum() >= HOME_SHARE * len(spots),
        )
        for member, shape in zip(members, shapes, strict=True)
    )


def _name(member: dict[str, Any], phrases: Phrases) -> str:
    facts = member.get("properties") or {}
    names = (facts.get(key) for key in ("name", "NAME", "name_en", "ADMIN"))
    name = next((name for name in names if isinstance(name, str)), "")
    if "iso" in facts:
        return phrases.country(name, facts["iso"])
    return phrases.readable(name, facts.get("local", ""))


def _union(shapes: Sequence[BaseGeometry]) -> BaseGeometry | None:
    return shapely.union_all(shapes) if shapes else None


def _shared(members: Sequence[dict[str, Any]], arcs: list[NDArray[np.float64]]) -> BaseGeometry:
    """Return the arcs that two members share: the coast is no border, and a border is drawn once."""
    uses: Counter[int] = Counter()
    for member in members:
        if member["type"] in ("Polygon", "MultiPolygon"):
            polygons = [member["arcs"]] if member["type"] == "Polygon" else member["arcs"]
            uses.update({n if n >= 0 else ~n for polygon in polygons for ring in polygon for n in ring})
    lines = [arcs[n] for n, count in sorted(uses.items()) if count > 1 and len(arcs[n]) > 1]
    return shapely.line_merge(shapely.MultiLineString(lines))
