"""Theatre: a good pack is read whole; a bad one is refused with every fault, its file and its line."""

from __future__ import annotations

import itertools
import json
import shutil
import time
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from frontline.errors import TheatreError, TheatreNotFoundError
from frontline.theatre import BASEMAP_LAYERS, list_theatres, load_theatre, read_pack
from frontline.theatre.files import line_index
from frontline.theatre.frame import _area_of
from sight import SIGHT, seen

ROOT = Path(__file__).resolve().parents[1]
PACK = ROOT / "geodata" / "theatres" / "syria-2024"

THEATRE = """\
id = "meadow"
name = "Three towns on a parallel"
first_day = 2030-01-02
last_day = 2030-01-09
baseline_day = 2030-01-01
time_zone = "UTC"
countries = ["XA"]
metric_crs = "EPSG:32631"

[extent]
west = 2.0
south = 50.0
east = 4.0
north = 51.0

[[objectives]]
place = "easton"
factions = ["red"]

[[axes]]
id = "main"
name = "West to east"
places = ["weston", "midton", "easton"]

[[roads]]
id = "a1"
name = "The road"
rank = 1
course = [
  "weston",
  [2.7, 50.45],
  "midton",
]
"""
FACTIONS = """\
[[faction]]
id = "red"
name = "Red"
side = "red"
colour = "#aa2222"

[faction.aliases]
en = ["red forces", "reds"]

[[faction]]
id = "blue"
name = "Blue"
side = "blue"
colour = "#2222aa"
allies = []
adjectives.en = ["blue"]
aliases.en = [
  "blue forces",
  "blues",
]
"""
SOURCES = """\
[[source]]
id = "watch"
name = "Meadow Watch"
kind = "monitor"
aliases = ["Watch"]

[[source]]
id = "radio"
name = "Radio Blue"
kind = "state"
aliases = ["Radio Blue"]
allegiance = "blue"
"""
GAZETTEER = """\
id,name,kind,lon,lat,parent,aliases,geonames_id,source
meadow,Meadow,region,3.0,50.5,,,,own
weston,Weston,town,2.5,50.5,meadow,West Town|Westown,,own
midton,Midton,town,3.0,50.5,meadow,,,own
easton,Easton,town,3.5,50.5,meadow,,,own
"""
BASELINE = """\
place_id,controller,note
weston,red,
midton,contested,
easton,blue,"a note, with a comma"
"""
FILES = {
    "theatre.toml": THEATRE,
    "factions.toml": FACTIONS,
    "sources.toml": SOURCES,
    "gazetteer.csv": GAZETTEER,
    "baseline.csv": BASELINE,
    "SOURCES.md": "All of it is made up.\n",
}


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "meadow"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def faults_of(folder: Path) -> list[str]:
    return read_pack(folder)[1]


# --- A good pack ------------------------------------------------------------------------------------------


def test_a_good_pack_is_read_whole(pack):
    theatre = load_theatre(pack)
    assert [faction.id for faction in theatre.factions] == ["red", "blue"]
    assert theatre.faction_by_id["blue"].aliases["en"] == ("blue forces", "blues")
    assert theatre.place_by_id["weston"].aliases == ("West Town", "Westown")
    assert theatre.baseline == {"weston": "red", "midton": "contested", "easton": "blue"}
    assert theatre.roads[0].course[1] == (2.7, 50.45)
    assert theatre.source_by_id["radio"].allegiance == "blue"
    assert theatre.basemap == {}


@pytest.mark.parametrize("change", [lambda b: b"\xef\xbb\xbf" + b, lambda b: b.replace(b"\n", b"\r\n")])
@pytest.mark.parametrize("name", [name for name in FILES if name != "SOURCES.md"])
def test_a_byte_order_mark_and_foreign_line_ends_are_no_faults(pack, name, change):
    expected = read_pack(pack)[0]
    (pack / name).write_bytes(change((pack / name).read_bytes()))
    theatre, faults = read_pack(pack)
    assert faults == []
    assert theatre == expected


def test_a_pack_is_found_by_its_name(pack, monkeypatch):
    monkeypatch.setenv("FRONTLINE_THEATRES", str(pack.parent))
    assert pack in list_theatres()
    assert load_theatre("meadow").id == "meadow"


def test_an_unknown_name_is_answered_with_the_known_ones(pack, monkeypatch):
    monkeypatch.setenv("FRONTLINE_THEATRES", str(pack.parent))
    with pytest.raises(TheatreNotFoundError, match=r"'nowhere'.*meadow"):
        load_theatre("nowhere")


# --- Countries of places ----------------------------------------------------------------------------------


def test_a_place_has_the_country_it_lies_in(pack):
    rows = """\
syria,Syria,country,38,35,,,,own
lebanon,Lebanon,country,35.8,33.8,,,,own
tripoli,Tripoli,city,35.8,34.4,lebanon,,,own
north,The North,region,36,35,syria,,,own
afar,Afar,city,36,35,north,,,own
sea,The Sea,sea,30,35,,,,own
"""
    (pack / "gazetteer.csv").write_text(GAZETTEER + rows, encoding="utf-8")
    places = load_theatre(pack).place_by_id
    found = {name: places[name].country for name in ("weston", "lebanon", "tripoli", "afar", "sea", "meadow")}
    assert found == {"weston": "XA", "lebanon": "LB", "tripoli": "LB", "afar": "SY", "sea": "", "meadow": ""}


def test_a_country_column_wins(pack):
    text = GAZETTEER.replace("source\n", "source,country\n").replace(",own\n", ",own,\n")
    text = text.replace(
        "midton,Midton,town,3.0,50.5,meadow,,,own,", "midton,Midton,town,3.0,50.5,meadow,,,own,XB"
    )
    (pack / "gazetteer.csv").write_text(text, encoding="utf-8")
    places = load_theatre(pack).place_by_id
    assert (places["midton"].country, places["weston"].country) == ("XB", "XA")


PACKAGED = """\
id,name,kind,lon,lat,parent,country,population,aliases
gn7,Wéston,town,2.51,50.5,nowhere,XC,1200,Weston|Ouestville
gn8,Farton,town,2.9,50.7,nowhere,XC,,
"""


def with_packaged(pack: Path, text: str = PACKAGED) -> None:
    (pack.parent / "packaged.csv").write_text(text, encoding="utf-8")
    edit(pack, "theatre.toml", 'time_zone = "UTC"', 'time_zone = "UTC"\ngazetteers = ["../packaged.csv"]')


def test_a_packaged_place_is_merged_into_the_own_row_that_names_it(pack):
    with_packaged(pack)
    edit(pack, "gazetteer.csv", "Westown,,own", "Westown,7,own")
    places = load_theatre(pack).place_by_id
    weston = places["weston"]
    assert "gn7" not in places
    assert (weston.lon, weston.population, weston.country) == (2.5, 1200, "XC")
    assert weston.aliases == ("West Town", "Westown", "Wéston", "Ouestville")
    assert (places["gn8"].parent, places["gn8"].population) == ("", 0)


# --- Bad packs --------------------------------------------------------------------------------------------

BAD = [
    (
        "theatre.toml",
        'name = "Three',
        'title = 1\nname = "Three',
        "theatre.toml:2: title: no such key; take it out (the keys are id",
    ),
    (
        "theatre.toml",
        "north = 51.0",
        'north = "high"',
        "theatre.toml:14: extent.north: must be a number; got 'high'",
    ),
    (
        "theatre.toml",
        "north = 51.0",
        "north = nan",
        "theatre.toml:14: extent.north: must be a number, at most 90; got nan",
    ),
    (
        "theatre.toml",
        "north = 51.0",
        "north = 91.0",
        "theatre.toml:14: extent.north: must be a number, at most 90",
    ),
    ("theatre.toml", "north = 51.0", "north = 49.0", "theatre.toml:10: extent must have"),
    (
        "theatre.toml",
        "rank = 1",
        "rank = 7",
        "theatre.toml:28: roads.0.rank: must be a number, at most 3; got 7",
    ),
    (
        "theatre.toml",
        "[2.7, 50.45]",
        "[270.0, 50.45]",
        "theatre.toml:29: roads.0.course.1: fits none of what may stand here: ",
    ),
    (
        "theatre.toml",
        '"midton", "easton"]',
        '"midten", "easton"]',
        "theatre.toml:23: place 'midten' is in no gazetteer",
    ),
    ("theatre.toml", 'place = "easton"', 'place = "oz"', "theatre.toml:17: place 'oz' is in no gazetteer"),
    ("theatre.toml", 'factions = ["red"]', 'factions = ["gray"]', "theatre.toml:18: faction 'gray'"),
    ("theatre.toml", 'id = "meadow"', 'id = "lawn"', "theatre.toml:1: id 'lawn' differs"),
    ("theatre.toml", "2030-01-09", "2029-01-09", "theatre.toml:5: days must run"),
    ("theatre.toml", "2030-01-09", "2030-13-09", "theatre.toml:4: not valid TOML"),
    ("theatre.toml", '"UTC"', '"Mars/North"', "theatre.toml:6: time_zone: no such time zone"),
    ("theatre.toml", "EPSG:32631", "EPSG:4326", "theatre.toml:8: metric_crs: 'EPSG:4326' is not in metres"),
    ("theatre.toml", "EPSG:32631", "utm", "theatre.toml:8: metric_crs: no such CRS"),
    ("theatre.toml", '"XA"', '"Meadow"', "theatre.toml:7: countries.0: 'Meadow' is no ISO 3166 code"),
    ("factions.toml", '"#2222aa"', '"blue"', "factions.toml:14: faction.1.colour: 'blue' is not a colour"),
    ("factions.toml", 'id = "blue"', 'id = "red"', "factions.toml:11: id 'red' is there twice"),
    ("factions.toml", 'id = "blue"', 'id = "contested"', "factions.toml:11: id 'contested' means no faction"),
    ("factions.toml", "allies = []", 'allies = ["green"]', "factions.toml:15: ally 'green'"),
    ("factions.toml", '"blues"', '"Reds"', "factions.toml:17: 'Reds' is a word for 'red' too"),
    ("factions.toml", '"blues"', '""', "factions.toml:17: faction.1.aliases: an empty word"),
    ("factions.toml", 'side = "blue"\n', "", "factions.toml:10: faction.1.side: is missing; add 'side'"),
    ("factions.toml", "[[faction]]", "[[faction]", "factions.toml:1: not valid TOML"),
    ("sources.toml", '"state"', '"rumour"', "sources.toml:10: source.1.kind: must be 'monitor', 'agency'"),
    (
        "theatre.toml",
        "countries =",
        "country =",
        "theatre.toml:7: country: no such key; did you mean 'countries'?",
    ),
    ("theatre.toml", '["XA"]', '"XA"', "theatre.toml:7: countries: must be a list such as"),
    (
        "theatre.toml",
        "2030-01-09",
        '"soon"',
        "theatre.toml:4: last_day: must be a day such as 2024-11-30; got 'soon'",
    ),
    (
        "theatre.toml",
        "EPSG:32631",
        "EPSG:32637",
        "theatre.toml:8: EPSG:32637 is for lon 36 to 42, lat 0 to 84; the",
    ),
    ("theatre.toml", "Three towns", "Three\\u0000towns", "theatre.toml:2: name: 'Three\\x00towns on"),
    (
        "theatre.toml",
        "west = 2.0\nsouth = 50.0\neast = 4.0",
        "west = 6.0\nsouth = 50.0\neast = 9.0",
        "theatre.toml:10: extent holds none of the 3 places ('Weston' is at lon 2.5, lat 50.5)",
    ),
    ("factions.toml", '"#2222aa"', '"#AA2222"', "factions.toml:14: colour #aa2222 is that of 'red' too"),
    (
        "gazetteer.csv",
        "Midton,town",
        "Mid\x00ton,town",
        "gazetteer.csv:4: name 'Mid\\x00ton' holds a control",
    ),
    (
        "gazetteer.csv",
        "3.0,50.5,meadow",
        "50.5,3.0,meadow",
        "gazetteer.csv:4: midton: lon 50.5, lat 3 is far outside the extent; exchange lon and lat",
    ),
    ("sources.toml", '"blue"\n', '"grey"\n', "sources.toml:12: allegiance 'grey' is no faction"),
    (
        "sources.toml",
        'id = "radio"',
        'id = "watch"',
        "sources.toml:8: id 'watch' is there twice (sources.toml:2)",
    ),
    ("sources.toml", '["Radio Blue"]', '["WATCH"]', "sources.toml:11: 'WATCH' is an alias of 'watch' too"),
    ("gazetteer.csv", "3.0,50.5,meadow", "east,50.5,meadow", "gazetteer.csv:4: lon and lat must be numbers"),
    (
        "gazetteer.csv",
        "3.0,50.5,meadow",
        "nan,50.5,meadow",
        "gazetteer.csv:4: lon nan, lat 50.5 is not on Earth",
    ),
    (
        "gazetteer.csv",
        "3.0,50.5,meadow",
        "50.5,303,meadow",
        "gazetteer.csv:4: lon 50.5, lat 303 is not on Earth",
    ),
    (
        "gazetteer.csv",
        "midton,Midton,town",
        "midton,Midton,hamlet",
        "gazetteer.csv:4: kind 'hamlet' is unknown",
    ),
    ("gazetteer.csv", "midton,Midton", "weston,Midton", "gazetteer.csv:4: id 'weston' is on line 3 too"),
    ("gazetteer.csv", "midton,Midton", "midton,", "gazetteer.csv:4: name may not be empty"),
    ("gazetteer.csv", "50.5,meadow,,,own", "50.5,meadow,,own", "gazetteer.csv:4: has 8 cells, expected 9"),
    (
        "gazetteer.csv",
        "50.5,meadow,,,own",
        "50.5,lawn,,,own",
        "gazetteer.csv:4: midton: parent 'lawn' is no row",
    ),
    ("gazetteer.csv", "50.5,,,,own", "50.5,meadow,,,own", "gazetteer.csv:2: meadow: is its own parent"),
    (
        "gazetteer.csv",
        "Westown,,own",
        "Westown,99,own",
        "gazetteer.csv:3: geonames_id '99' is in no packaged",
    ),
    ("gazetteer.csv", "Midton,town", '"Midton,town', "gazetteer.csv:5: not valid CSV"),
    ("gazetteer.csv", "lon,lat", "x,y", "gazetteer.csv:1: lacks column(s) 'lon', 'lat'"),
    ("gazetteer.csv", "source\n", "source,colour\n", "gazetteer.csv:1: has unknown column(s) 'colour'"),
    ("baseline.csv", "midton", "oz", "baseline.csv:3: place_id 'oz' is in no gazetteer"),
    (
        "baseline.csv",
        "contested",
        "gray",
        "baseline.csv:3: controller 'gray' is no faction; use one of blue, cont",
    ),
    ("baseline.csv", "midton", "weston", "baseline.csv:3: place_id 'weston' is there twice"),
]


@pytest.mark.parametrize(("name", "old", "new", "expected"), BAD)
def test_a_fault_is_told_with_its_file_and_line(pack, name, old, new, expected):
    edit(pack, name, old, new)
    assert any(fault.startswith(expected) for fault in faults_of(pack)), faults_of(pack)
    with pytest.raises(TheatreError, match="'meadow' has"):
        load_theatre(pack)


@pytest.mark.parametrize("name", ["theatre.toml", "factions.toml", "gazetteer.csv"])
def test_a_missing_file_is_one_fault(pack, name):
    (pack / name).unlink()
    assert [fault.partition(";")[0] for fault in faults_of(pack)] == [f"{name}:1: missing"]


def test_some_files_and_columns_may_be_left_out(pack):
    for name in ("sources.toml", "baseline.csv", "SOURCES.md"):
        (pack / name).unlink()
    (pack / "gazetteer.csv").write_text(
        "id,name,kind,lon,lat\nweston,Weston,town,2.5,50.5\nmidton,Midton,town,3,50.5\neaston,Easton,town,3.5,50.5\n",
        encoding="utf-8",
    )
    edit(pack, "theatre.toml", 'countries = ["XA"]\n', "")
    theatre, faults = read_pack(pack)
    assert faults == []
    assert (theatre.sources, theatre.baseline, theatre.credits) == ((), {}, "")
    assert theatre.countries == ("XX",)
    assert {place.country for place in theatre.places} == {"XX"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("lon,lat", "x,y"),  # a header that is not understood
        ("Midton,town", '"Midton,town'),  # a quote that swallows the rest
        ("midton,Midton,town", "midton,Midton,hamlet"),  # one bad row
        ("50.5,meadow,,,own\neaston", "50.5,meadow,,own\neaston"),
    ],
)
def test_what_follows_from_a_gazetteers_fault_is_not_reported(pack, old, new):
    edit(pack, "gazetteer.csv", old, new)
    faults = faults_of(pack)
    assert len(faults) == 1
    assert faults[0].startswith("gazetteer.csv:")


# --- Base maps --------------------------------------------------------------------------------------------

SQUARE = {
    "type": "Topology",
    "arcs": [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], [[1, 1], [2, 2]]],
    "objects": {"land": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[0]]}]}},
}


def test_a_small_base_map_is_read(pack):
    (pack / "basemap.json").write_text(json.dumps(SQUARE), encoding="utf-8")
    assert faults_of(pack) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[" * 100_000, "not valid JSON: brackets are nested too deeply"),
        ("{", "not valid JSON"),
        ('{"a": ' + "9" * 5000 + "}", "not valid JSON"),
        ('"Topology"', "must be a TopoJSON Topology"),
        ({"arcs": "x"}, "arcs must be a list, got 'x'"),
        ({"arcs": [[[0, 0], ["x", 1]]]}, "arc 0 must be a list of two or more [x, y]"),
        ({"arcs": [[[0, 0], [float("nan"), 1]]]}, "arc 0 must be a list of two or more [x, y]"),
        ({"transform": {"scale": [1]}}, "transform must hold scale and translate"),
        ({"objects": {"hills": {"type": "Polygon", "arcs": [[0]]}}}, "layer 'hills' is not known; use land"),
        (
            {"objects": {"land": {"type": "Polygon", "arcs": [[9]]}}},
            "layer 'land': geometry 0 (Polygon): arc number 9",
        ),
        (
            {"objects": {"land": {"type": "Polygon", "arcs": [[-3]]}}},
            "layer 'land': geometry 0 (Polygon): arc number -3",
        ),
        (
            {"objects": {"land": {"type": "Polygon", "arcs": "x"}}},
            "layer 'land': geometry 0 (Polygon): arcs must be",
        ),
        (
            {"objects": {"land": {"type": "Polygon", "arcs": [[]]}}},
            "layer 'land': geometry 0 (Polygon): arcs must be",
        ),
        (
            {"objects": {"land": {"type": "Polygon", "arcs": [[1]]}}},
            "layer 'land': geometry 0 (Polygon): a ring has 2",
        ),
        (
            {"objects": {"land": {"type": "Circle", "arcs": [[0]]}}},
            "layer 'land': geometry 0 has type 'Circle'",
        ),
        ({"objects": {"land": 7}}, "layer 'land': must be a geometry, got 7"),
    ],
)
def test_a_faulty_base_map_is_told(pack, text, expected):
    content = text if isinstance(text, str) else json.dumps(SQUARE | text)
    (pack / "basemap.json").write_text(content, encoding="utf-8")
    faults = faults_of(pack)
    assert len(faults) == 1
    assert faults[0].startswith(f"basemap.json:1: {expected}")
    assert "; " in faults[0]


@pytest.mark.parametrize("name", list(FILES))
def test_bytes_that_are_no_utf8_are_told_with_their_line(pack, name):
    (pack / name).write_bytes(b"# one\n# two\n\xff\xfe\n")
    assert any(fault.startswith(f"{name}:3: byte 0xff is not UTF-8") for fault in faults_of(pack))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{\n"type": ', "basemap.json:2: not valid JSON"),
        ("[]", "basemap.json:1: must be a TopoJSON Topology"),
        ('{"type": "FeatureCollection"}', "basemap.json:1: must be a TopoJSON Topology"),
    ],
)
def test_a_basemap_must_be_topojson(pack, text, expected):
    (pack / "basemap.json").write_text(text, encoding="utf-8")
    assert faults_of(pack)[0].startswith(expected)


def test_all_faults_are_told_at_once(pack):
    edit(pack, "theatre.toml", "rank = 1", "rank = 9")
    edit(pack, "factions.toml", '"#2222aa"', '"blue"')
    edit(pack, "sources.toml", '"state"', '"rumour"')
    (pack / "basemap.json").write_text("[]", encoding="utf-8")
    assert {fault.partition(":")[0] for fault in faults_of(pack)} == {
        "theatre.toml", "factions.toml", "sources.toml", "basemap.json",
    }  # fmt: skip


def test_packaged_rows_are_checked_too(pack):
    with_packaged(
        pack, PACKAGED.replace("1200", "many").replace("gn8,Farton,town", "gn8,Farton,lake district")
    )
    assert [fault[: len("packaged.csv:2: population")] for fault in faults_of(pack)] == [
        "packaged.csv:2: population",
        "packaged.csv:3: kind 'lake",
    ]


def test_a_missing_packaged_gazetteer_is_named(pack):
    edit(pack, "theatre.toml", 'time_zone = "UTC"', 'time_zone = "UTC"\ngazetteers = ["../none.csv"]')
    assert any(fault.startswith("none.csv:1: missing") for fault in faults_of(pack))


def test_a_row_over_several_lines_is_told_by_its_first(pack):
    edit(pack, "baseline.csv", "midton,contested,", 'midton,gray,"one\ntwo"')
    edit(pack, "baseline.csv", "easton,blue", "easton,grey")
    assert [fault.partition(" ")[0] for fault in faults_of(pack)] == ["baseline.csv:3:", "baseline.csv:5:"]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["", "[1,\n2]", '"""\nid = 5\n"""', "{a = 1}"])))
)
def test_the_line_of_a_value_is_the_line_it_is_written_on(tables):
    text = ""
    expected = {}
    for n, (blank, filler) in enumerate(tables):
        text += "\n" * blank + "[[row]] # [x]\n" + (f"filler = {filler}\n" if filler else "")
        expected["row", n, "id"] = text.count("\n") + 1
        text += f"id = {n}\n[row.sub]\n"
        expected["row", n, "sub", "key"] = text.count("\n") + 1
        text += "key = '[['\n"
    lines = line_index(text)
    assert {key: lines[key] for key in expected} == expected


# --- The pack that comes with the project -----------------------------------------------------------------


@pytest.fixture(scope="module")
def theatre():
    return load_theatre(PACK)


def test_the_pack_has_no_fault_and_is_read_quickly():
    read_pack(PACK)
    began = time.process_time()
    assert read_pack(PACK)[1] == []
    # 35 ms measured; the margin is for slow and busy machines.
    assert time.process_time() - began < 1.0


def test_every_side_is_described(theatre):
    for faction in theatre.factions:
        assert faction.short
        assert faction.colour_dark
        assert faction.aliases["en"]
        assert faction.adjectives["en"]
        assert not [word for word in faction.aliases["en"] if word.casefold().startswith("the ")]


def test_allies_name_each_other_or_a_patron(theatre):
    for faction in theatre.factions:
        assert faction.id not in faction.allies


def test_sides_of_the_north_and_the_south_are_there(theatre):
    assert {"government", "opposition", "sna", "sdf", "southern"} <= set(theatre.faction_by_id)
    assert {objective.place for objective in theatre.objectives} == {"hama", "damascus"}


def test_the_main_road_runs_south(theatre):
    axis = next(axis for axis in theatre.axes if axis.id == "m5")
    lats = [theatre.place_by_id[place].lat for place in axis.places]
    assert (axis.places[0], axis.places[-1]) == ("aleppo", "damascus")
    assert lats == sorted(lats, reverse=True)


def test_roads_have_no_leap(theatre):
    places = theatre.place_by_id
    for road in theatre.roads:
        stops = [(places[s].lon, places[s].lat) if isinstance(s, str) else s for s in road.course]
        for (a, b), (c, d) in itertools.pairwise(stops):
            assert np.hypot(a - c, b - d) < 0.75, road.id


@pytest.mark.parametrize("shade", ["colour", "colour_dark"])
@pytest.mark.parametrize("sight", list(SIGHT))
def test_colours_are_told_apart(theatre, shade, sight):
    """The first five hold much ground and must differ in any sight; a difference of 2 is just noticeable."""
    colours = [seen(getattr(faction, shade), sight) for faction in theatre.factions]
    main, rest = (7.0, 0.0) if sight == "greyscale" else (12.0, 6.0)
    for (m, one), (n, other) in itertools.combinations(enumerate(colours), 2):
        floor = main if max(m, n) < 5 else rest
        assert np.linalg.norm(one - other) >= floor, (theatre.factions[m].id, theatre.factions[n].id)


# --- Its base map -----------------------------------------------------------------------------------------


def layer_of(topology: dict, name: str) -> dict[str, shapely.Geometry]:
    scale, shift = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    arcs = [np.cumsum(arc, axis=0) * scale + shift for arc in topology["arcs"]]

    def line(numbers):
        parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        return np.vstack([parts[0], *(part[1:] for part in parts[1:])])

    def build(shape):
        if "LineString" in shape["type"]:
            listed = [shape["arcs"]] if shape["type"] == "LineString" else shape["arcs"]
            return shapely.MultiLineString([line(numbers) for numbers in listed])
        listed = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        return shapely.MultiPolygon(
            [(line(rings[0]), [line(hole) for hole in rings[1:]]) for rings in listed]
        )

    shapes = topology["objects"][name]["geometries"]
    return {shape["properties"].get("name", name): build(shape) for shape in shapes}


def test_the_base_map_has_its_layers_and_is_small(theatre):
    assert tuple(theatre.basemap["objects"]) == BASEMAP_LAYERS
    assert (PACK / "basemap.json").stat().st_size < 60_000


@pytest.mark.parametrize("name", ["countries", "governorates", "lakes", "land"])
def test_polygons_are_valid(theatre, name):
    for place, shape in layer_of(theatre.basemap, name).items():
        assert shape.is_valid, (place, shapely.is_valid_reason(shape))


def test_governorates_tile_their_country(theatre):
    units = list(layer_of(theatre.basemap, "governorates").values())
    home = layer_of(theatre.basemap, "countries")["Syria"]
    assert len(units) == 14
    assert shapely.coverage_is_valid(units)
    assert shapely.union_all(units).symmetric_difference(home).area < 1e-9


def test_countries_are_a_coverage_of_the_land(theatre):
    countries = list(layer_of(theatre.basemap, "countries").values())
    land = layer_of(theatre.basemap, "land")["land"]
    assert shapely.coverage_is_valid(countries)
    assert shapely.union_all(countries).symmetric_difference(land).area < 1e-6


def test_every_governorate_is_a_place_and_holds_its_towns(theatre):
    shapes = theatre.basemap["objects"]["governorates"]["geometries"]
    names = {shape["properties"]["name"]: shape["properties"]["id"] for shape in shapes}
    units = {names[name]: shape for name, shape in layer_of(theatre.basemap, "governorates").items()}
    assert set(units) == {place.place_id for place in theatre.places if place.kind == "governorate"}
    towns = [p for p in theatre.places if p.parent in units and not p.is_wide and p.population >= 20_000]
    # Outlines and points are each good to a kilometre or so; GeoNames and Natural Earth differ on a few.
    outside = [p.name for p in towns if units[p.parent].distance(shapely.Point(p.lon, p.lat)) > 0.05]
    assert len(towns) > 50
    assert len(outside) <= len(towns) * 0.03, outside


@pytest.mark.parametrize(
    ("river", "lon", "lat"),
    [("Euphrates", 40.15, 35.35), ("Orontes", 36.4, 36.2), ("Tigris", 42.35, 37.1), ("Khabur", 40.75, 36.5)],
)
def test_rivers_run_where_they_run(theatre, river, lon, lat):
    assert layer_of(theatre.basemap, "rivers")[river].distance(shapely.Point(lon, lat)) < 0.06


def test_a_copy_of_the_pack_elsewhere_still_reads(theatre, tmp_path):
    shutil.copytree(PACK, tmp_path / "theatres" / PACK.name)
    shutil.copytree(PACK.parents[1] / "gazetteers", tmp_path / "gazetteers")
    copy = load_theatre(tmp_path / "theatres" / PACK.name)
    assert copy.places == theatre.places
    assert json.dumps(copy.basemap) == json.dumps(theatre.basemap)


@settings(deadline=None)  # reads a pack from disk: a busy machine is no fault
@given(
    name=st.sampled_from([*FILES, "basemap.json"]),
    cut=st.floats(0, 1),
    width=st.integers(0, 40),
    patch=st.binary(max_size=12)
    | st.sampled_from([b'"', b"[", b"\x00", b"\r", b"9" * 400, b"= {", b"\n,,\n"]),
)
def test_whatever_is_in_a_file_the_answer_is_a_list_of_faults(tmp_path_factory, name, cut, width, patch):
    folder = tmp_path_factory.mktemp("fuzz") / "meadow"
    folder.mkdir()
    for file, text in FILES.items():
        (folder / file).write_text(text, encoding="utf-8")
    whole = FILES.get(name, '{"type": "Topology", "objects": {}, "arcs": []}').encode()
    at = int(cut * len(whole))
    (folder / name).write_bytes(whole[:at] + patch + whole[at + width :])
    theatre, faults = read_pack(folder)
    assert theatre or faults
    assert all(fault.partition(":")[1] for fault in faults)


@pytest.mark.parametrize("code", ["EPSG:32601", "EPSG:32637", "EPSG:32660", "EPSG:32701", "EPSG:32737"])
def test_a_zone_is_where_pyproj_has_it(code):
    area = CRS.from_user_input(code).area_of_use
    assert _area_of(code) == (area.west, area.south, area.east, area.north)
    assert CRS.from_user_input(code).is_projected
