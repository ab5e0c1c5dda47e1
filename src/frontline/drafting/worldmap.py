"""World map: the packaged base map of the world, and the piece of it that a theatre needs. Knows TopoJSON and frames."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from frontline.gazetteer import packaged_folder
from frontline.theatre.shapes import decode_layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from frontline.theatre import Extent

#: Beyond the frame, as a share of its longer side: a map that is moved aside shows no edge at once.
_BEYOND = 0.35
#: Steps along the longer side of a piece: 160 m each on a piece of 1,300 km.
_STEPS = 8192
#: A line is as fine as this share of the longer side: a third of a pixel on a wide screen.
_FINE = 1 / 5000


def to_topology(layers: Mapping[str, gpd.GeoDataFrame], steps: int) -> dict[str, Any]:
    """Return one TopoJSON Topology with the layers as objects, in the order in which they are drawn.

    Edges that shapes share are stored once; coordinates are rounded to `steps` along the longer side.
    """
    from topojson.core.topology import Topology

    topology = Topology(
        list(layers.values()), object_name=list(layers), prequantize=steps, shared_coords=True
    )
    built: dict[str, Any] = json.loads(str(topology.to_json()))
    for layer in built["objects"].values():
        for shape in layer["geometries"]:
            shape.pop("id", None)
            shape.pop("bbox", None)
        layer.pop("bbox", None)
    return built


def cut_basemap(extent: Extent) -> dict[str, Any]:
    """Return the base map of a frame and some ground around it, as TopoJSON: land, countries, rivers, lakes."""
    import geopandas as gpd

    frame, fine = _piece(extent)
    topology = world_map()
    cut: dict[str, gpd.GeoDataFrame] = {}
    for layer in ("countries", "rivers", "lakes"):
        shapes = [
            (str(properties.get("name") or ""), shape)
            for properties, shape in decode_layer(topology, layer)
            if shape.intersects(frame)
        ]
        pieces = shapely.intersection([shape for _, shape in shapes], frame)
        if layer == "countries":
            pieces = shapely.coverage_clean(
                [_of_dimension(piece, 2) for piece in pieces], snapping_distance=1e-6, gap_width=1e-4
            )
            pieces = shapely.coverage_simplify(pieces, fine, simplify_boundary=True)
        else:
            pieces = shapely.simplify(pieces, fine)
        dimension = 1 if layer == "rivers" else 2
        kept = [
            (name, _of_dimension(piece, dimension)) for (name, _), piece in zip(shapes, pieces, strict=True)
        ]
        kept = [(name, piece) for name, piece in kept if not piece.is_empty]
        if kept:
            names, geometries = zip(*kept, strict=True)
            cut[layer] = gpd.GeoDataFrame({"name": names}, geometry=list(geometries), crs="EPSG:4326")
    if "countries" in cut:
        land = shapely.union_all(cut["countries"].geometry.to_numpy())
        cut = {"land": gpd.GeoDataFrame({"name": [""]}, geometry=[land], crs="EPSG:4326"), **cut}
    return to_topology(cut, _STEPS) if cut else {}


def world_map() -> dict[str, Any]:
    """Return the packaged base map of the world as TopoJSON: countries, rivers, lakes."""
    path = packaged_folder().parent / "basemaps" / "world.json"
    world: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return world


def _piece(extent: Extent) -> tuple[BaseGeometry, float]:
    """Return the frame to cut by, and how finely, both in degrees."""
    longer = max(extent.east - extent.west, extent.north - extent.south)
    beyond = longer * _BEYOND
    box = (extent.west - beyond, extent.south - beyond, extent.east + beyond, extent.north + beyond)
    return shapely.box(*np.clip(box, (-180, -90, -180, -90), (180, 90, 180, 90))), longer * _FINE


def _of_dimension(shape: BaseGeometry, dimension: int) -> BaseGeometry:
    """Return the lines or the polygons of a geometry, without the points and lines that cutting leaves."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    parts = parts[shapely.get_dimensions(parts) == dimension]
    return shapely.MultiPolygon(list(parts)) if dimension == 2 else shapely.MultiLineString(list(parts))
