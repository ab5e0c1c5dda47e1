"""The page as bytes: what stands in it, what must not, and that it is the same every time."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, Point, box

from frontline.errors import NothingToMapError, TableError
from frontline.model import Place
from frontline.payload import (
    MAX_QUOTE,
    build_payload,
    columns,
    outline_changes,
    pack_payload,
    table_payload,
    write_json,
)
from frontline.payload.ground import Histories, encode_areas
from frontline.payload.localnames import local_names, search_names
from frontline.payload.story import _basemap
from frontline.tables import CLAIMS, CONTROL, PARCELS, STATUSES
from frontline.theatre import load_theatre
from frontline.timemap import ClientMissingError, InlineMap, TimeMap, build_map, save_map
from pages import (
    payload_bytes,
    payload_text,
    read_areas,
    read_column,
    read_histories,
    read_lines,
    unpack_bytes,
)

FIRST, TURN, AFTER = "2031-05-01", "2031-05-04", "2031-05-13"
A_HISTORY, B_HISTORY = [[0, 0, 0]], [[0, 1, 0], [3, 0, 0]]


def make_tables(**changes):
    claim = {
        "claim_id": "c1", "doc_id": "d1", "place_id": "midham", "place": "Midham", "lat": 35.0, "lon": 37.2,
        "status": "captured", "controller": "red", "date": TURN, "date_precision_days": 0, "certainty": "asserted",
        "background": False, "attribution": "", "quote": "Red fighters took Midham.", "start": 0, "end": 25,
        "rule": "take", "kind": "city", "published": TURN, "outlet": "The Parallel Post",
        "url": "https://example.org/1", "source_id": "", "source_side": "", "geometry": Point(37.2, 35.0),
    } | changes  # fmt: skip
    control = [
        (
            "midham",
            "Midham",
            "city",
            "blue",
            False,
            "controlled",
            0.6,
            FIRST,
            TURN,
            FIRST,
            [],
            Point(37.2, 35.0),
        ),
        (
            "midham",
            "Midham",
            "city",
            "red",
            False,
            "captured",
            0.9,
            TURN,
            AFTER,
            TURN,
            ["c1"],
            Point(37.2, 35.0),
        ),
        (
            "weston",
            "Weston",
            "city",
            "red",
            False,
            "controlled",
            0.6,
            FIRST,
            AFTER,
            FIRST,
            [],
            Point(36.8, 35.0),
        ),
    ]
    parcels = [
        ("a", [(FIRST, "red", "held")], 900.0, box(36.4, 34.8, 37.0, 35.2)),
        ("b", [(FIRST, "blue", "held"), (TURN, "red", "held")], 900.0, box(37.0, 34.8, 37.6, 35.2)),
    ]
    return {
        "claims": gpd.GeoDataFrame([claim], columns=list(CLAIMS), crs=4326),
        "control": gpd.GeoDataFrame(control, columns=list(CONTROL), crs=4326),
        "parcels": gpd.GeoDataFrame(parcels, columns=list(PARCELS), crs=4326),
    }


@pytest.fixture
def page(toy_theatre):
    try:
        return build_map(toy_theatre, **make_tables()).get_root().render()
    except ClientMissingError as missing:
        pytest.skip(str(missing))


def test_page_names_no_other_host(page):
    assert not re.search(r"<(script|img|iframe)[^>]*\ssrc=|<link\b", page, flags=re.IGNORECASE)
    for style in re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL):
        assert "url(" not in style
        assert "@import" not in style
    for word in (
        "cdn.",
        "jquery",
        "bootstrap",
        "font-awesome",
        "fontawesome",
        "awesome-markers",
        "awesome_markers",
        "glyphicons",
    ):
        assert word not in page.lower(), word


def test_policy_allows_exactly_the_scripts_of_the_page(page):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page).group(1)
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    packed = re.search(r'<script type="application/octet-stream" id="frontline-code">(.*?)</script>', page)
    scripts.append(unpack_bytes(packed.group(1)).decode())
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert len(scripts) == 2
    assert "Frontline.mount(" in scripts[1]
    assert [f"'sha256-{digest}'" for digest in hashes] == re.search(r"script-src ([^;]+);", policy).group(
        1
    ).split()
    assert "default-src 'none'" in policy
    assert "unsafe-eval" not in policy
    assert page.index("Content-Security-Policy") < page.index("<script")


def test_same_input_same_bytes(toy_theatre):
    first, second = (build_map(toy_theatre, **make_tables()).get_root() for _ in range(2))
    assert first.render() == second.render()
    assert first.render() == first.render()


def test_saving_leaves_nothing_beside_the_page(toy_theatre, tmp_path):
    path = save_map(build_map(toy_theatre, **make_tables()), tmp_path / "new" / "map.html")
    assert [file.name for file in path.parent.iterdir()] == ["map.html"]
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_layer_can_be_added_to_any_folium_map(toy_theatre):
    plain = folium.Map(location=(35, 37), zoom_start=8)
    payload = build_payload(toy_theatre, **make_tables())
    TimeMap(payload).add_to(plain)
    html = plain.get_root().render()
    assert html.count("Frontline.mount(") == 1
    assert f"Frontline.mount({plain.get_name()}," in html


def test_other_elements_can_be_added_to_our_map():
    inline = InlineMap(title="A & B <i>")
    folium.CircleMarker((35, 37), radius=4).add_to(inline)
    html = inline.get_root().render()
    # Their scripts need Leaflet where they stand: the code of such a page is not packed.
    assert "L.circleMarker(" in html
    assert html.index("leafletjs.com") < html.index("L.circleMarker(")
    assert "frontline-code" not in html
    assert "<title>A &amp; B &lt;i&gt;</title>" in html


def test_texts_are_no_templates(toy_theatre):
    html = (
        build_map(toy_theatre, **make_tables(quote="{{ 7*7 }} {% raw %}"), title="{{ 6*7 }}")
        .get_root()
        .render()
    )
    assert "{{ 7*7 }} {% raw %}" in payload_text(html)
    assert "<title>{{ 6*7 }}</title>" in html


def test_districts_have_their_name_in_the_script_of_the_land():
    theatre = load_theatre("syria-2024")
    districts = _basemap(theatre, local_names(theatre.places))["objects"]["governorates"]["geometries"]
    named = {shape["properties"]["id"]: shape["properties"].get("local", "") for shape in districts}
    assert named["homs-governorate"].endswith("حمص")
    assert all("\u0600" <= name[0] <= "\u06ff" for name in named.values())


def test_payload_counts_days_from_the_first(toy_theatre):
    payload = build_payload(toy_theatre, **make_tables())
    assert payload["days"] == [FIRST, 12]
    number = payload["places"]["id"].index("midham")
    assert [span[:2] for span in payload["places"]["spans"][number]] == [[0, 1], [3, 0]]
    assert payload["places"]["spans"][number][1][4] == [0]
    assert payload["claims"][0][:4] == [number, "captured", 0, 3]


def test_a_status_is_a_number_and_the_usual_one_is_left_out(toy_theatre):
    tables = make_tables()
    tables["control"].loc[1, "status"] = "presumed"
    payload = build_payload(toy_theatre, **tables)
    spans = payload["places"]["spans"][payload["places"]["id"].index("midham")]
    assert [span[3:4] for span in spans] == [[], [STATUSES.index("presumed")]]
    (day, (line,)) = outline_changes(payload)[0]
    assert day == TURN
    assert line.endswith("(presumed: no report)")


def test_countries_of_the_base_map_have_their_code(toy_theatre):
    shapes = [
        {"type": "Polygon", "arcs": [[0]], "properties": {"name": name}} for name in ("Jordan", "Toyland")
    ]
    shapes.append({"type": "Polygon", "arcs": [[0]]})
    basemap = {
        "type": "Topology",
        "arcs": [[[0, 0], [1, 0], [1, 1], [0, 0]]],
        "objects": {"countries": {"type": "GeometryCollection", "geometries": shapes}},
    }
    theatre = replace(toy_theatre, basemap=basemap)
    payload = build_payload(theatre, **make_tables())
    found = [shape.get("properties") for shape in payload["basemap"]["objects"]["countries"]["geometries"]]
    assert found == [{"name": "Jordan", "iso": "JO"}, {"name": "Toyland"}, None]
    assert "iso" not in shapes[0]["properties"]


def test_a_notice_stands_in_the_page_as_text(toy_theatre):
    html = build_map(toy_theatre, **make_tables(), notice="<b>Invented</b> {{ 7*7 }}").get_root().render()
    noscript = html[html.index("<noscript>") : html.index("</noscript>")]
    assert "&lt;b&gt;Invented&lt;/b&gt; {{ 7*7 }}" in noscript
    assert "<b>Invented" not in html


def test_spellings_for_the_search_differ_by_ear():
    aliases = (
        "Deir Ezzor",
        "Deir ez-Zour",
        "Dayr az-Zawr",
        "Deir ez-Zor City",
        "Дейр-эз-Зор",
        "دير الزور",
        "Deïr ez Zor",
    )
    place = Place("d", "Deir ez-Zor", "city", 40.1, 35.3, aliases=aliases)
    assert search_names("Deir ez-Zor", place) == ["Deir Ezzor", "Dayr az-Zawr"]
    assert search_names("Deir ez-Zor", None) == []


def test_ground_stores_a_shared_edge_once(toy_theatre):
    ground = build_payload(toy_theatre, **make_tables())["ground"]
    lines = read_lines(ground["columns"])
    assert sorted(sides for _, sides in lines if None not in sides) in ([[0, 1]], [[1, 0]])
    assert len(lines) == 3
    assert read_histories(ground) in ([A_HISTORY, B_HISTORY], [B_HISTORY, A_HISTORY])


def test_neighbours_run_along_an_edge_in_opposite_directions(toy_theatre):
    tables = make_tables()
    hole = box(36.6, 34.9, 36.8, 35.1)
    ring = box(36.4, 34.8, 37.0, 35.2).difference(hole)
    islands = shapely.union_all([hole, box(37.6, 34.8, 38.0, 35.2)])
    shapes = {"ring": ring, "islands": islands, "middle": box(37.0, 34.8, 37.6, 35.2)}
    rows = [(name, [(FIRST, "red", "held")], 1.0, shape) for name, shape in shapes.items()]
    tables["parcels"] = gpd.GeoDataFrame(rows, columns=list(PARCELS), crs=4326)
    ground = build_payload(toy_theatre, **tables)["ground"]
    assert len([sides for _, sides in read_lines(ground["columns"]) if None not in sides]) == 3
    found = read_areas(ground)
    assert len(found) == 3
    for shape in shapes.values():
        assert any(shape.symmetric_difference(area).area < 1e-3 for area in found)


@st.composite
def patchworks(draw):
    """Squares of a lattice, in some order, joined into areas that may touch, enclose each other or be scattered."""
    across, down = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    owners = draw(st.lists(st.integers(0, 5), min_size=across * down, max_size=across * down))
    squares = {}
    for n, owner in enumerate(owners):
        squares.setdefault(owner, []).append(box(n % across, n // across, n % across + 1, n // across + 1))
    squares.pop(5, None)  # a hole in the coverage
    return [shapely.union_all(group) for group in squares.values()]


@settings(max_examples=60)
@given(patchworks(), st.sampled_from([1.0, 30.0, 3000.0]))
def test_areas_come_back_from_their_shared_edges(shapes, width):
    """On a grid that is finer than the shapes exactly; on a coarse one what is left of them, without a complaint."""
    assume(shapes)
    counts = np.ones(len(shapes), np.int64)
    numbers = np.arange(len(shapes))
    histories = Histories(counts, numbers, numbers, counts * 0)
    ground = encode_areas(np.array(shapes, dtype=object), histories, None, width)
    found = dict(zip((history[0][0] for history in read_histories(ground)), read_areas(ground), strict=True))
    assert sorted(found) == list(range(len(shapes)))
    step = ground["step"]
    for number, shape in enumerate(shapes):
        assert shape.symmetric_difference(found[number]).area <= 2 * step * shape.length


def test_overlapping_areas_come_back_too():
    shapes = [box(0, 0, 2, 2), box(0, 0, 2, 2), box(1, 0, 3, 2), box(5, 5, 6, 6)]
    histories = Histories(*(np.ones(4, np.int64), np.arange(4), np.arange(4), np.zeros(4, np.int64)))
    ground = encode_areas(np.array(shapes, dtype=object), histories, None, 6.0)
    found = read_areas(ground)
    for (step,), area in zip(read_histories(ground), found, strict=True):
        assert shapes[step[0]].symmetric_difference(area).area < 1e-2


@given(st.lists(st.integers(-(2**30), 2**30)), st.lists(st.integers(0, 300)))
def test_columns_come_back_from_the_text_of_a_page(signed, plain):
    text = pack_payload({"a": np.array(signed, np.int64), "b": {"c": np.array(plain, np.int64)}})
    assert not re.search(r"""[<>&"'\\`{}\s]""", text)
    dumped, blob = payload_bytes(text)
    value = json.loads(dumped)
    assert read_column(value["a"], blob) == signed
    assert read_column(value["b"]["c"], blob) == plain


def test_any_table_becomes_a_layer():
    table = gpd.GeoDataFrame(
        {
            "holder": ["x", "y", "x", "y"],
            "since": ["2020-01-01", "2020-01-05", "2020-01-01", "2020-01-08"],
            "until": ["2020-01-05", None, "2020-01-06", "2020-01-11"],
            "town": ["A", "A", "B", "B"],
        },
        geometry=[Point(1, 2), Point(1, 2), Point(3, 4), Point(3, 4)],
        crs=4326,
    )
    payload = table_payload(table, side="holder", valid_from="since", valid_to="until", name="town")
    assert payload["days"] == ["2020-01-01", 10]
    assert payload["places"]["name"] == ["A", "B"]
    assert [[span[:2] for span in spans] for spans in payload["places"]["spans"]] == [
        [[0, 0], [4, 1]], [[0, 0], [5, -1], [7, 1]],
    ]  # fmt: skip
    TimeMap(table, side="holder", valid_from="since", valid_to="until").add_to(folium.Map())


def test_areas_of_a_table_become_ground():
    table = gpd.GeoDataFrame(
        {"side": ["x", "y", "x"], "valid_from": ["2020-01-01", "2020-01-03", "2020-01-01"],
         "valid_to": ["2020-01-03", "2020-01-06", "2020-01-06"]},
        geometry=[box(0, 0, 1, 1), box(0, 0, 1, 1), box(1, 0, 2, 1)], crs=4326,
    )  # fmt: skip
    ground = table_payload(table)["ground"]
    assert sorted(read_histories(ground)) == [[[0, 0, 0]], [[0, 0, 0], [2, 1, 0]]]
    assert [area.area for area in read_areas(ground)] == pytest.approx([1, 1])
    assert ground["columns"]["km2"].tolist() == [0, 0]


def test_a_page_measures_areas_on_the_ellipsoid():
    """What a page adds to its own measure of a parcel is little, and nothing for one between parallels."""
    shape = box(36.4, 34.8, 37.0, 35.2)
    km2 = abs(Geod(ellps="WGS84").geometry_area_perimeter(shapely.segmentize(shape, 0.01))[0]) / 1e6
    histories = Histories(np.array([1]), np.array([0]), np.array([0]), np.array([0]))
    ground = encode_areas(np.array([shape], dtype=object), histories, np.array([km2]), 0.6)
    assert abs(ground["columns"]["km2"][0]) <= 1


def test_a_table_that_cannot_be_a_layer_is_refused():
    table = gpd.GeoDataFrame({"side": ["x"]}, geometry=[LineString([(0, 0), (1, 1)])])
    with pytest.raises(
        TableError, match=r"lacks column 'valid_from'; lacks column 'valid_to'; has no CRS.*LineString"
    ):
        table_payload(table)


def test_long_quotes_and_foreign_addresses_stay_outside(toy_theatre):
    payload = build_payload(toy_theatre, **make_tables(quote="word " * 9000, url="javascript:alert(1)"))
    assert len(payload["claims"][0][7]) <= MAX_QUOTE
    assert payload["documents"][0][2] == ""


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, pd.NaT])
def test_empty_cells_are_nothing(toy_theatre, nothing):
    tables = make_tables()
    for column in ("attribution", "quote", "outlet", "url", "published", "date_precision_days", "background"):
        tables["claims"][column] = pd.Series([nothing], dtype=object)
    claim, document = (build_payload(toy_theatre, **tables)[name][0] for name in ("claims", "documents"))
    assert claim[4:8] == [0, "asserted", "", ""]
    assert claim[9] == 0
    assert document == ["", "d1", "", ""]


def test_characters_that_turn_the_direction_are_dropped(toy_theatre):
    payload = build_payload(toy_theatre, **make_tables(quote="\u202etxet\u202c \u2066x\u2069"))
    assert payload["claims"][0][7] == "txet x"


def test_no_control_is_nothing_to_map(toy_theatre):
    tables = make_tables()
    tables["control"] = tables["control"].iloc[:0]
    with pytest.raises(NothingToMapError, match="no place has a known holder"):
        build_payload(toy_theatre, **tables)


def test_a_broken_table_is_refused_by_name(toy_theatre):
    tables = make_tables()
    tables["control"] = tables["control"].drop(columns="controller")
    with pytest.raises(TableError, match="`control` lacks column 'controller'"):
        build_payload(toy_theatre, **tables)


def test_a_long_list_is_written_in_pieces_as_it_would_be_in_one(monkeypatch):
    value = {"a": [], "b": [["<x>", n, np.arange(n)] for n in range(7)], "c": {"d": list(range(9))}}
    whole, packed = write_json(value), pack_payload(value)
    monkeypatch.setattr(columns, "_AT_ONCE", 3)
    monkeypatch.setattr(columns, "_ENCODED", 8)
    assert (write_json(value), pack_payload(value), write_json({})) == (whole, packed, "{}")
    assert json.loads(whole)["b"][2] == ["<x>", 2, [0, 1]]


@given(st.text(st.characters(), max_size=60))
def test_dumped_text_ends_no_script_and_reads_back(text):
    dumped = write_json({"text": text})
    assert not re.search("[<>&\u2028\u2029]", dumped)
    dumped.encode("utf-8")
    if not re.search("[\ud800-\udfff]", text):
        assert json.loads(dumped) == {"text": text}
