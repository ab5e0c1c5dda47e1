"""Interchange: what conflict databases, QGIS, kepler.gl, Google Earth and geojson.io write or read."""

from __future__ import annotations

import csv
import json
import sqlite3
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from defusedxml import ElementTree
from pyproj import CRS
from typer.testing import CliRunner

from frontline.cli import app
from frontline.control import claims_table, control_history
from frontline.errors import InputError
from frontline.export import export_tables
from frontline.export.events import ACLED_COLUMNS, UCDP_COLUMNS, events_csv
from frontline.fronts import draw_zones, trace_advances, trace_fronts
from frontline.gazetteer import Gazetteer
from frontline.ground import draw_ground
from frontline.spreadsheets import is_claims_file, read_claims
from worlds import campaign, say

COLOURS = {"red": "#b2182b", "blue": "#2166ac"}
ACLED = """\
event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,inter1,actor2,inter2,location,latitude,longitude,geo_precision,source,notes
TOY1,05 May 2031,1,Battles,Non-state actor overtakes territory,Blue Republic,State Forces,RAW: Red Army of the West,Rebel Group,Midham,35.0,37.2,1,Parallel Post; Other,Red fighters took Midham.
TOY2,2031-05-06,2,Battles,Armed clash,Reds (2029-),Rebel Group,Unheard Militia,Political Militia,Norby,35.15,37.2,1,Parallel Post,Shots near Norby.
TOY3,2031-05-07,1,Battles,Government regains territory,Blues,State Forces,Reds,Rebel Group,Midham,35.0,37.2,1,Red Radio,=HYPERLINK("x")
TOY4,2031-05-08,1,Strategic developments,Non-violent transfer of territory,Reds,Rebel Group,,,Estow,35.0,37.6,1,Parallel Post,The garrison left.
TOY5,2031-05-08,1,Protests,Peaceful protest,Protesters,Protesters,,,Estow,35.0,37.6,1,Parallel Post,A march.
TOY6,2031-05-08,1,Battles,Non-state actor overtakes territory,Reds,Rebel Group,Blues,State Forces,Sudal,34.85,37.2,3,Parallel Post,Somewhere in the province.
TOY7,2031-05-09,1,Battles,Non-state actor overtakes territory,Unheard Militia,Political Militia,Blues,State Forces,Sudal,34.85,37.2,1,Parallel Post,Strangers.
TOY8,2031-05-09,1,Battles,Armed clash,Unheard Militia,Political Militia,Others,Rebel Group,Sudal,34.85,37.2,1,Parallel Post,Strangers.
"""
UCDP = """\
id,type_of_violence,side_a,side_b,source_office,source_headline,where_prec,where_coordinates,latitude,longitude,date_prec,date_start,date_end,best
1,1,Blue Republic,Reds,Parallel Post,Fight for Midham,1,Midham,35.0,37.2,1,2031-05-05 00:00:00.000,2031-05-05 00:00:00.000,3
2,1,Blue Republic,Reds,Parallel Post,Fight somewhere,4,Toy Province,35.0,37.2,1,2031-05-05 00:00:00.000,2031-05-05 00:00:00.000,1
3,3,Reds,Civilians,Parallel Post,A killing,1,Estow,35.0,37.6,1,2031-05-06 00:00:00.000,2031-05-06 00:00:00.000,1
"""


@pytest.fixture
def reading(toy_theatre, tmp_path):
    def read(text: str, name: str = "events.csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return read_claims(tmp_path / name, toy_theatre, Gazetteer.for_theatre(toy_theatre))

    return read


def told(reading):
    return [(c.place_id, c.status, c.controller, c.date.day, c.date_precision_days) for c in reading.claims]


def test_a_table_of_acled_is_read(reading):
    """Three sub-events change a holder, a clash is a fight, nothing else moves the map; who gained is told by its class."""
    found = reading(ACLED)
    assert told(found) == [
        ("midham", "captured", "red", 5, 0),
        ("norby", "contested", "contested", 6, 3),
        ("midham", "captured", "blue", 7, 0),
        ("estow", "captured", "red", 8, 0),
    ]
    assert found.claims[0].source_id == "parallel-post"
    assert found.claims[2].source_side == "red"
    assert found.notes[0].endswith(
        "read as a table of ACLED events; 2 that tell of no control are left out: Peaceful protest 1, "
        "Non-state actor overtakes territory at no exact place or day 1"
    )
    refused = " ".join(map(str, found.refusals))
    assert "controller 'Unheard Militia' is no faction of theatre 'toy'" in refused
    assert "'Unheard Militia' and 'Others' is of no faction of theatre 'toy'" in refused


def test_a_table_of_ged_is_read(reading):
    found = reading(UCDP)
    assert told(found) == [("midham", "contested", "contested", 5, 0)]
    assert found.claims[0].quote == "Fight for Midham"
    assert "one-sided violence 1" in found.notes[0]


def test_a_table_without_control_says_so(reading):
    protests = "\n".join(line for line in ACLED.splitlines() if "sub_event" in line or "protest" in line)
    found = reading(protests)
    assert not found.claims
    assert "Peaceful protest 1" in str(found.refusals[0])


def test_events_as_json_lines_are_a_table(reading, tmp_path):
    rows = csv.DictReader(ACLED.splitlines())
    lines = "\n".join(json.dumps(row) for row in rows)
    assert told(reading(lines, "events.jsonl")) == told(reading(ACLED))
    assert is_claims_file(tmp_path / "events.jsonl")


@pytest.fixture
def tables(toy_theatre, monkeypatch):
    monkeypatch.setattr("frontline.ground.CELLS", 2000)
    claims = [*campaign(toy_theatre), say(toy_theatre, "estow", "captured", "red", 10, quote="=1+1")]
    control = control_history(claims, toy_theatre)
    parcels = draw_ground(control, toy_theatre)
    return {
        "claims": claims_table(claims),
        "control": control,
        "zones": draw_zones(parcels, on="2031-05-09"),
        "fronts": trace_fronts(parcels, on="2031-05-09"),
        "advances": trace_advances(control, toy_theatre),
    }


def rows_of(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_what_is_written_as_acled_reads_back(tables, toy_theatre, tmp_path):
    export_tables(tables, tmp_path, ["acled"], theatre=toy_theatre)
    rows = rows_of(tmp_path / "events-acled.csv")
    assert tuple(rows[0]) == ACLED_COLUMNS
    back = read_claims(tmp_path / "events-acled.csv", toy_theatre, Gazetteer.for_theatre(toy_theatre))
    assert not back.refusals
    assert {(place, holder) for place, _, holder, _, _ in told(back)} >= {("midham", "red"), ("estow", "red")}
    events = {(row["location"], row["event_date"]): row for row in rows}
    for claim in back.claims:
        row = events[(claim.place, claim.date.isoformat())]
        assert (row["sub_event_type"] == "Armed clash") == (claim.status == "contested")
    assert events[("Estow", "2031-05-10")]["notes"] == "'=1+1"
    assert not {row["fatalities"] for row in rows} - {""}


def test_what_is_written_as_ged_reads_back_as_fights(tables, toy_theatre, tmp_path):
    export_tables(tables, tmp_path, ["ucdp"], theatre=toy_theatre)
    rows = rows_of(tmp_path / "events-ucdp.csv")
    assert tuple(rows[0]) == UCDP_COLUMNS
    back = read_claims(tmp_path / "events-ucdp.csv", toy_theatre, Gazetteer.for_theatre(toy_theatre))
    assert not back.refusals
    assert [claim.status for claim in back.claims] == ["contested"] * len(rows)
    assert {row["best"] for row in rows} == {""}


def test_the_qgis_project_finds_its_layers_and_plays_their_days(tables, toy_theatre, tmp_path):
    export_tables(tables, tmp_path, ["qgis"], theatre=toy_theatre, colours=COLOURS)
    root = ElementTree.parse(tmp_path / "frontline.qgs").getroot()
    layers = {layer.findtext("id").removeprefix("frontline-"): layer for layer in root.iter("maplayer")}
    with sqlite3.connect(tmp_path / "frontline.gpkg") as db:
        stored = {name for (name,) in db.execute("select table_name from gpkg_contents")}
    for name, layer in layers.items():
        assert layer.findtext("datasource") == f"./frontline.gpkg|layername={name}"
        assert name in stored
        assert len(layer.findtext("id")) > 10  # QGIS gives a shorter one up, and its tree of layers is empty
        assert layer.findtext("provider") == "ogr"
        fields = gpd.read_file(tmp_path / "frontline.gpkg", layer=name).columns
        temporal = layer.find("temporal")
        assert {temporal.get("startField"), temporal.get("endField")} <= set(fields)
        column = layer.find("renderer-v2").get("attr")
        assert column is None or column in fields
    tree = [layer.get("id") for layer in root.iter("layer-tree-layer")]
    assert [layer.get("name") for layer in root.iter("layer-tree-layer")][:4] == [
        "advances",
        "control",
        "fronts",
        "zones",
    ]
    ids = {layer.findtext("id") for layer in root.iter("maplayer")}
    assert set(tree) == ids == {layer.get("id") for layer in root.find("layerorder")}
    assert root.findtext("properties/SpatialRefSys/ProjectionsEnabled") == "1"  # else QGIS reads no CRS
    assert CRS.from_wkt(root.find("projectCrs").findtext(".//wkt")) == CRS(toy_theatre.metric_crs)
    settings = root.find("ProjectTimeSettings")
    assert (settings.get("timeStep"), settings.get("timeStepUnit")) == ("1", "d")
    assert settings.findtext("TemporalRange/start") == "2031-05-01T00:00:00.000Z"
    assert root.findtext("properties/TemporalControllerWidget/NavigationMode") == "1"
    extent = [float(node.text) for node in root.find("mapcanvas/extent")]
    assert extent[0] < extent[2]
    assert extent[1] < extent[3]


def test_a_claim_of_history_does_not_begin_the_map(tables, toy_theatre, tmp_path):
    old = tables["claims"].assign(date="1974-07-01")
    export_tables(tables | {"claims": old}, tmp_path, ["qgis"], theatre=toy_theatre, colours=COLOURS)
    root = ElementTree.parse(tmp_path / "frontline.qgs").getroot()
    assert root.findtext("ProjectTimeSettings/TemporalRange/start") == "2031-05-01T00:00:00.000Z"
    assert root.findtext("properties/TemporalControllerWidget/StartDateTime") == "2031-05-01T00:00:00.000Z"


@pytest.mark.parametrize("zone", ["", "Z"])
def test_a_day_of_the_geopackage_is_one_day(tables, tmp_path, zone):
    """As QGIS asks, which compares texts: a day's rows, and neither those that end where it begins nor those after it."""
    export_tables(tables, tmp_path, ["gpkg"])
    ask = "select distinct time_from, time_to from zones where time_from < ? and time_to > ?"
    with sqlite3.connect(tmp_path / "frontline.gpkg") as db:

        def on(day: int) -> list[tuple[str, str]]:
            until, since = (f"2031-05-{n:02}T00:00:00.000{zone}" for n in (day + 1, day))
            return db.execute(ask, (until, since)).fetchall()

        assert on(9) == [("2031-05-09T00:00:00.000Z", "2031-05-09T23:59:59.999Z")]
        assert on(8) == on(10) == []


def test_events_of_a_geopackage_are_read(reading, toy_theatre, tmp_path):
    rows = list(csv.DictReader(ACLED.splitlines()))
    spots = gpd.points_from_xy([float(r["longitude"]) for r in rows], [float(r["latitude"]) for r in rows])
    gpd.GeoDataFrame(rows, geometry=spots, crs="EPSG:4326").to_file(tmp_path / "e.gpkg", layer="events")
    found = read_claims(tmp_path / "e.gpkg", toy_theatre, Gazetteer.for_theatre(toy_theatre))
    assert told(found) == told(reading(ACLED))
    assert "read as a table of ACLED events" in found.notes[0]


def test_a_kepler_map_shows_what_lasts_on_each_of_its_days(tables, toy_theatre, tmp_path, monkeypatch):
    """Its player shows a row on the day of its beginning alone."""

    def places(folder):
        export_tables(tables, folder, ["kepler"], theatre=toy_theatre, colours=COLOURS)
        saved = json.loads((folder / "frontline.kepler.json").read_text(encoding="utf-8"))
        control = saved["datasets"][0]["data"]
        names = [field["name"] for field in control["fields"]]
        rows = [(row[names.index("place")], row[names.index("time_from")][:10]) for row in control["allData"]]
        (player,) = saved["config"]["config"]["visState"]["filters"]
        return rows, (player["value"][1] - player["value"][0] + 1) // 86_400_000

    daily, step = places(tmp_path / "daily")
    assert step == 1
    days = {day for _, day in daily}
    held = {place for place, _ in daily}
    assert len(daily) == len(set(daily)) == len(days) * len(held)
    monkeypatch.setattr("frontline.export.kepler._MOST_POINTS", 60)
    weekly, step = places(tmp_path / "weekly")
    assert step > 1
    assert len(set(weekly)) == len(weekly) < len(daily)
    assert {place for place, _ in weekly} == held


def test_the_kepler_map_is_whole(tables, toy_theatre, tmp_path):
    """Every layer, filter and tooltip names a data set and a field that are there; every row fills its fields."""
    export_tables(tables, tmp_path, ["kepler"], theatre=toy_theatre, colours=COLOURS)
    saved = json.loads((tmp_path / "frontline.kepler.json").read_text(encoding="utf-8"))
    state = saved["config"]["config"]["visState"]
    fields = {
        one["data"]["id"]: [field["name"] for field in one["data"]["fields"]] for one in saved["datasets"]
    }
    assert list(fields) == ["control", "fronts", "zones"]
    for one in saved["datasets"]:
        names = fields[one["data"]["id"]]
        assert {len(row) for row in one["data"]["allData"]} == {len(names)}
        shapes = [row[names.index("_geojson")]["geometry"] for row in one["data"]["allData"]]
        assert shapely.is_valid(shapely.from_geojson([json.dumps(shape) for shape in shapes])).all()
    for layer in state["layers"]:
        names = fields[layer["config"]["dataId"]]
        assert layer["config"]["columns"]["geojson"] in names
        shown = layer["visualChannels"]["colorField"]
        assert shown is None or shown["name"] in names
    (player,) = state["filters"]
    assert player["type"] == "timeRange"
    assert player["value"][1] - player["value"][0] == 86_400_000 - 1
    assert all(name in fields[data] for data, name in zip(player["dataId"], player["name"], strict=True))
    for data, shown in state["interactionConfig"]["tooltip"]["fieldsToShow"].items():
        assert {one["name"] for one in shown} <= set(fields[data])


def test_geojson_io_draws_the_sides(tables, toy_theatre, tmp_path):
    """RFC 7946: exterior rings run counter-clockwise. Simplestyle 1.1: fill and marker colours are the sides'."""
    export_tables(tables, tmp_path, ["geojson"], colours=COLOURS, theatre=toy_theatre)
    zones = json.loads((tmp_path / "zones.geojson").read_text(encoding="utf-8"))["features"]
    for zone in zones:
        shape = shapely.from_geojson(json.dumps(zone["geometry"]))
        assert all(part.exterior.is_ccw for part in shapely.get_parts(shape))
        assert not any(ring.is_ccw for part in shapely.get_parts(shape) for ring in part.interiors)
        assert zone["properties"]["fill"] == COLOURS.get(zone["properties"]["controller"], "#4d4d4d")
    points = json.loads((tmp_path / "control.geojson").read_text(encoding="utf-8"))["features"]
    assert {point["properties"]["marker-color"] for point in points} <= {*COLOURS.values(), "#4d4d4d"}


def test_google_earth_has_a_span_for_every_row(tables, toy_theatre, tmp_path):
    export_tables(tables, tmp_path, ["kml"], colours=COLOURS, theatre=toy_theatre)
    space = "{http://www.opengis.net/kml/2.2}"
    for name in tables:
        for mark in ElementTree.parse(tmp_path / f"{name}.kml").getroot().iter(f"{space}Placemark"):
            span = mark.find(f"{space}TimeSpan")
            assert span.findtext(f"{space}begin") < span.findtext(f"{space}end"), name


def test_a_claim_of_history_does_not_stretch_the_slider_of_google_earth(tables, tmp_path):
    claims = tables["claims"]
    history = claims.assign(background=True, date="1974-07-01", quote="Once upon a time")
    export_tables({"claims": pd.concat([claims, history])}, tmp_path, ["kml"])
    text = (tmp_path / "claims.kml").read_text(encoding="utf-8")
    assert text.count("<Placemark") == len(claims)
    assert "1974" not in text


def test_an_event_at_a_users_own_place_is_in_the_country_around_it(tables, toy_theatre):
    """A place of `--gazetteer` is none of the pack; numbers stay whole where another row has none."""
    here = tables["control"].iloc[[0]]
    spans = pd.concat(
        [here.assign(controller="blue"), here.assign(controller="red", valid_from="2031-05-09")]
    )
    spans = spans.assign(place_id="own-mill", contested=False, status="held", claim_ids=[["c"], ["c"]])
    claims = tables["claims"].iloc[[0]].assign(claim_id="c")
    land = [replace(place, country="AT") for place in toy_theatre.places]
    text = events_csv({"control": spans, "claims": claims}, replace(toy_theatre, places=tuple(land)), "acled")
    (row,) = csv.DictReader(text.splitlines())
    assert (row["iso"], row["country"], row["location"]) == ("40", "Austria", here.iloc[0].place)


def test_a_format_of_a_whole_map_needs_its_theatre(tables, tmp_path):
    with pytest.raises(InputError, match="need a theatre"):
        export_tables(tables, tmp_path, ["qgis"])


def test_same_input_same_bytes(tables, toy_theatre, tmp_path):
    forms = ["qgis", "kepler", "acled", "ucdp"]
    one = export_tables(tables, tmp_path / "one", forms, colours=COLOURS, theatre=toy_theatre)
    two = export_tables(tables, tmp_path / "two", forms, colours=COLOURS, theatre=toy_theatre)
    assert [path.name for path in one] == [
        "events-acled.csv", "events-ucdp.csv", "frontline.gpkg", "frontline.kepler.json", "frontline.qgs",
    ]  # fmt: skip
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_the_command_reads_events_and_writes_them(toy_theatre, tmp_path, monkeypatch):
    monkeypatch.setattr("frontline.ground.CELLS", 2000)
    (tmp_path / "events.csv").write_text(ACLED, encoding="utf-8")
    command = [
        "map",
        str(tmp_path / "events.csv"),
        "--theatre",
        str(toy_theatre.folder),
        "--out",
        str(tmp_path / "maps"),
    ]
    result = CliRunner().invoke(app, [*command, "--export", "acled,kepler"])
    assert result.exit_code == 0, result.output
    assert rows_of(tmp_path / "maps" / "events-acled.csv")
    assert (tmp_path / "maps" / "frontline.kepler.json").is_file()
