"""The theatre's own places: that the table keeps its form, and that what it says of the ground is so."""

from __future__ import annotations

import csv
import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from pyproj import Geod, Transformer
from shapely.geometry import Point, shape

from frontline.model import WIDE_KINDS
from frontline.theatre import BASELINE_COLUMNS, GAZETTEER_COLUMNS, KINDS, POINT_KINDS

PACK = Path(__file__).resolve().parents[1] / "geodata" / "theatres" / "syria-2024"
PACKAGED = PACK.parents[1] / "gazetteers" / "geonames-sy.csv"
HOLDERS = {
    "government",
    "opposition",
    "sna",
    "sdf",
    "southern",
    "israel",
    "russia",
    "isis",
    "contested",
    "none",
}
SETTLEMENTS = {"city", "town", "village"}
GEOD = Geod(ellps="WGS84")
TO_METRES = Transformer.from_crs("EPSG:4326", "EPSG:32637", always_xy=True).transform

#: Settlements that the base map's generalised borders put elsewhere, and why.
OUTSIDE_THE_BASE_MAP = {
    "sabaa-biyar": "the desert border between Rif Dimashq and Homs is a rough line on the base map",
    "masada-golan": "the base map leaves the Golan out of the governorate",
    "arwad": "an island that the base map does not draw",
}
ENGLISH = """
a about after again all also am an and any are army as at attack back base be been before being below best between
both but by camp can city come could day dead did do does down during each east eastern end even every few first
for force forces from front full get go good had hall has have he held her here high him his home how i if in into
is it its just killed last left less like line long made main man many may me mere might more most much must my
near new no north northern not now of off old on once one only open or other our out over own part people place
port post power road same saw say see seen shall she shin should so some south southern state still street such
take taken tall than that the their them then there these they this those three through time to today town tank two
under until up us use very village was way we well were west western what when where which while who why will with
would year you your habit harem sheen hail hall mine mare sarin dam square bridge airport crossing citadel hill
"""
#: Harem, Shin and Citadel are places too, told apart by their capital letters; so is US.
STOP_WORDS = frozenset(ENGLISH.split()) - {"us", "citadel", "harem", "shin"}


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = read_rows(PACK / "gazetteer.csv")
BY_ID = {row["id"]: row for row in ROWS}
BASELINE = {row["place_id"]: row["controller"] for row in read_rows(PACK / "baseline.csv")}


def chain_of(row: dict[str, str]) -> list[str]:
    """Return the ids of the units that a row lies in, from the nearest outwards."""
    chain: list[str] = []
    while row["parent"]:
        assert row["parent"] not in chain, f"{row['id']} lies in itself: {chain}"
        chain.append(row["parent"])
        row = BY_ID[row["parent"]]
    return chain


def spot(row: dict[str, str]) -> tuple[float, float]:
    return float(row["lon"]), float(row["lat"])


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(GEOD.inv(*a, *b)[2]) / 1000


def spelling_of(name: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[^\w]+", "", re.sub(r"['’‘ʿ]", "", bare.lower()))


def test_columns_ids_and_kinds() -> None:
    assert tuple(ROWS[0]) == GAZETTEER_COLUMNS
    assert tuple(read_rows(PACK / "baseline.csv")[0]) == BASELINE_COLUMNS
    assert [i for i, n in Counter(row["id"] for row in ROWS).items() if n > 1] == []
    assert [row["id"] for row in ROWS if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"])] == []
    assert {row["kind"] for row in ROWS} <= KINDS
    assert [row["id"] for row in ROWS if not row["source"]] == []
    twins = Counter(row["geonames_id"] for row in ROWS if row["geonames_id"])
    assert [i for i, n in twins.items() if n > 1] == [], "two rows claim one packaged place"


def test_there_are_many_own_rows() -> None:
    assert len(ROWS) >= 450
    kinds = Counter(row["kind"] for row in ROWS)
    assert kinds["governorate"] == 14
    assert min(kinds[kind] for kind in ("village", "town", "district", "airport", "road", "hill")) >= 15


def test_parents_are_rows_and_fit() -> None:
    assert [row["id"] for row in ROWS if row["parent"] and row["parent"] not in BY_ID] == []
    for row in ROWS:
        chain = chain_of(row)
        if row["kind"] == "governorate":
            assert chain == ["syria"], row["id"]
        if row["kind"] in SETTLEMENTS and "syria" in chain:
            assert BY_ID[row["parent"]]["kind"] == "governorate", row["id"]


def test_no_name_twice_in_one_parent() -> None:
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in ROWS:
        for name in (row["name"], *row["aliases"].split("|")):
            if name:
                bearers[row["parent"], spelling_of(name)].add(row["id"])
    assert {key: ids for key, ids in bearers.items() if len(ids) > 1} == {}


def test_aliases_are_clean() -> None:
    for row in ROWS:
        aliases = row["aliases"].split("|") if row["aliases"] else []
        assert all(alias == alias.strip() and alias for alias in aliases), row["id"]
        assert len(aliases) == len(set(aliases)), row["id"]
        assert row["name"] not in aliases, row["id"]
        words = {row["name"], *aliases}
        assert not {word for word in words if word.lower() in STOP_WORDS}, row["id"]
        assert not {word for word in words if len(word) < 2}, row["id"]


def test_points_are_near_their_geonames_twins() -> None:
    if not PACKAGED.is_file():
        pytest.skip(f"{PACKAGED} is not there")
    packaged = {row["id"]: row for row in read_rows(PACKAGED)}
    far = {}
    for row in ROWS:
        if row["geonames_id"]:
            twin = packaged[f"gn{row['geonames_id']}"]
            away = distance_km(spot(row), spot(twin))
            if away > (10 if row["kind"] == "city" else 5):
                far[row["id"]] = round(away, 1)
    assert far == {}


def governorate_shapes() -> dict[str, Any]:
    """Return the base map's governorates by id, in metres."""
    path = PACK / "basemap.json"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    topology = json.loads(path.read_text(encoding="utf-8"))
    if "governorates" not in topology["objects"]:
        pytest.skip("the base map has no layer 'governorates'")
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[list[tuple[float, float]]] = []
    for steps in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            points.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(points)

    def ring(indices: list[int]) -> list[tuple[float, float]]:
        line: list[tuple[float, float]] = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            line += arc[1:] if line else arc
        return list(zip(*TO_METRES(*zip(*line, strict=True)), strict=True))

    shapes = {}
    for item in topology["objects"]["governorates"]["geometries"]:
        polygons = [item["arcs"]] if item["type"] == "Polygon" else item["arcs"]
        rings = [[ring(part) for part in polygon] for polygon in polygons]
        shapes[item["properties"]["id"]] = shape({"type": "MultiPolygon", "coordinates": rings}).buffer(0)
    return shapes


def test_settlements_lie_in_their_governorates() -> None:
    shapes = governorate_shapes()
    astray = {}
    for row in ROWS:
        unit = next((i for i in chain_of(row) if i.endswith("-governorate")), "")
        if row["kind"] in POINT_KINDS and unit and row["id"] not in OUTSIDE_THE_BASE_MAP:
            away = shapes[unit].distance(Point(*TO_METRES(*spot(row)))) / 1000
            if away > 3:
                astray[row["id"]] = round(away, 1)
    assert astray == {}


#: (place, km, from, compass bearing): common knowledge of the ground, each to a quarter of the way and 30 degrees.
NEIGHBOURS = [
    ("suran", 18, "hama", 0),
    ("qamhana", 8, "hama", 340),
    ("morek", 28, "hama", 347),
    ("khan-shaykhun", 35, "hama", 344),
    ("maarat-al-numan", 33, "idlib", 173),
    ("saraqib", 17, "idlib", 115),
    ("salamiyah", 30, "hama", 117),
    ("rastan", 22, "homs", 2),
    ("talbiseh", 13, "homs", 3),
    ("palmyra", 145, "homs", 96),
    ("khan-al-assal", 12, "aleppo", 253),
    ("atarib", 31, "aleppo", 257),
    ("safirah", 24, "aleppo", 126),
    ("nubl", 25, "aleppo", 322),
    ("tell-rifaat", 31, "aleppo", 349),
    ("menagh-air-base", 7, "azaz", 183),
    ("al-bab", 37, "aleppo", 60),
    ("manbij", 43, "al-bab", 66),
    ("khan-tuman", 14, "aleppo", 224),
    ("sanamayn", 50, "damascus", 190),
    ("nasib", 11, "daraa", 130),
    ("izra", 31, "daraa", 27),
    ("busra-al-sham", 37, "daraa", 107),
    ("shahba", 17, "suwayda", 19),
    ("sednaya-prison", 17, "damascus", 16),
    ("mezzeh-air-base", 7, "damascus", 240),
    ("damascus-international-airport", 24, "damascus", 118),
    ("qusayr", 27, "homs", 209),
    ("shayrat-air-base", 31, "homs", 147),
    ("t4-air-base", 60, "palmyra", 266),
    ("mahin", 62, "homs", 150),
    ("al-mayadin", 45, "deir-ez-zor", 141),
    ("albu-kamal", 79, "al-mayadin", 146),
    ("hatla", 5, "deir-ez-zor", 58),
    ("tabqa", 43, "raqqa", 253),
    ("hmeimim-air-base", 20, "latakia", 135),
    ("kuweires-air-base", 38, "aleppo", 92),
    ("abu-al-duhur-air-base", 31, "saraqib", 118),
    ("kafr-nabl", 11, "maarat-al-numan", 250),
    ("latamneh", 24, "hama", 330),
    ("jabal-zayn-al-abidin", 8, "hama", 11),
]


@pytest.mark.parametrize(("place", "km", "origin", "bearing"), NEIGHBOURS)
def test_places_lie_where_their_neighbours_say(place: str, km: float, origin: str, bearing: float) -> None:
    azimuth, _, metres = GEOD.inv(*spot(BY_ID[origin]), *spot(BY_ID[place]))
    assert metres / 1000 == pytest.approx(km, rel=0.25, abs=2)
    off = abs((azimuth - bearing + 180) % 360 - 180)
    assert off <= 30, f"{place} bears {azimuth % 360:.0f} degrees from {origin}, not {bearing}"


def test_towns_along_the_motorway_come_in_order() -> None:
    stops = ["damascus", "qutayfah", "nabk", "hisya", "homs", "talbiseh", "rastan", "hama", "suran", "morek"]
    stops += ["khan-shaykhun", "maarat-al-numan", "khan-al-subul", "saraqib", "zirbah", "aleppo"]
    latitudes = [spot(BY_ID[stop])[1] for stop in stops]
    assert latitudes == sorted(latitudes)


def test_every_point_in_syria_has_a_holder() -> None:
    own = {row["id"] for row in ROWS if row["kind"] not in WIDE_KINDS and "syria" in chain_of(row)}
    assert own - set(BASELINE) == set()
    abroad = {row["id"] for row in ROWS if row["id"] != "syria" and "syria" not in chain_of(row)}
    assert abroad & set(BASELINE) == set()
    assert set(BASELINE.values()) <= HOLDERS
    if PACKAGED.is_file():
        claimed = {f"gn{row['geonames_id']}" for row in ROWS if row["geonames_id"]}
        packaged = {row["id"] for row in read_rows(PACKAGED)}
        assert packaged - claimed - set(BASELINE) == set()
        assert set(BASELINE) <= set(BY_ID) | packaged


@pytest.mark.parametrize(
    ("holder", "places"),
    [
        (
            "government",
            "aleppo saraqib maarat-al-numan khan-shaykhun kafr-nabl hama homs damascus latakia tartus daraa",
        ),
        (
            "government",
            "palmyra deir-ez-zor khusham hatla al-mayadin albu-kamal qamishli-airport khan-al-assal base-46",
        ),
        (
            "opposition",
            "idlib ariha jisr-al-shughur atarib darat-izza sarmin taftanaz binnish al-bara al-tanf",
        ),
        (
            "sdf",
            "manbij kobani raqqa tabqa al-hasakah qamishli tell-rifaat sheikh-maqsoud ashrafiyeh-aleppo hajin",
        ),
        ("sna", "afrin azaz al-bab jarabulus tell-abyad ras-al-ayn marea"),
        ("southern", "busra-al-sham"),
        ("israel", "majdal-shams"),
    ],
)
def test_holders_of_26_november_2024(holder: str, places: str) -> None:
    assert {place: BASELINE[place] for place in places.split()} == dict.fromkeys(places.split(), holder)


def test_lines_of_holders_are_no_patchwork() -> None:
    """A settlement of an area held by one side has a neighbour of its own side nearby: no holder typed amiss."""
    held = {i: holder for i, holder in BASELINE.items() if i in BY_ID and BY_ID[i]["kind"] in SETTLEMENTS}
    places = {i: spot(BY_ID[i]) for i in held}
    alone = []
    for i, here in places.items():
        nearest = sorted((j for j in places if j != i), key=lambda j: math.dist(here, places[j]))[:8]
        if all(held[j] != held[i] for j in nearest):
            alone.append(i)
    enclaves = {"rukban"}  # a camp in the desert, its nearest settlements are far and on the other side
    assert set(alone) <= enclaves


def test_own_settlements_lie_within_2_km_of_where_other_annotators_put_them(shared: Path) -> None:
    """Points that people gave to names in dispatches, without our rows: the one check from outside the project."""
    named = defaultdict(list)
    for row in ROWS:
        if row["kind"] in SETTLEMENTS and row["source"].startswith("own") and "syria" in chain_of(row):
            for name in (row["name"], *row["aliases"].split("|")):
                named[spelling_of(name)].append(row)
    told = {}
    for file in sorted((shared / "corpus" / "gold").glob("*.json")):
        for name in json.loads(file.read_text(encoding="utf-8"))["toponyms"]:
            rows = named.get(spelling_of(name["surface"]), []) if name["lat"] is not None else []
            distances = {row["id"]: distance_km((name["lon"], name["lat"]), spot(row)) for row in rows}
            told |= {place: km for place, km in distances.items() if km < 30}  # farther off: a namesake
    assert len(told) >= 35
    assert {place: round(km, 1) for place, km in told.items() if km > 2} == {}
