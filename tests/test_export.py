"""Export: files that other programs open, safe in spreadsheets, whole or not there."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sqlite3
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import pandas as pd
import pytest
from defusedxml import ElementTree
from pyarrow import parquet as pq

from frontline.control import claims_table, control_history
from frontline.errors import InputError, TableError
from frontline.export import TABLE_FORMATS, export_tables, parts, safe_cell, write_claims, write_lines
from frontline.fronts import draw_zones, list_changes, measure_progress, trace_advances, trace_fronts
from frontline.ground import draw_ground
from frontline.model import CLAIM_COLUMNS
from frontline.tables import CLAIMS, CONTROL, FRONTS, ZONES
from worlds import campaign, say

DAY = "2031-05-09"
COLOURS = {"red": "#b2182b", "blue": "#2166ac"}


@pytest.fixture
def claims(toy_theatre):
    return [claim for _ in range(4) for claim in campaign(toy_theatre)]


@pytest.fixture
def tables(toy_theatre, monkeypatch):
    monkeypatch.setattr("frontline.ground.CELLS", 2000)
    claims = campaign(toy_theatre)
    control = control_history(claims, toy_theatre)
    parcels = draw_ground(control, toy_theatre)
    return {
        "claims": claims_table(claims),
        "control": control,
        "zones": draw_zones(parcels, on=DAY),
        "fronts": trace_fronts(parcels, on=DAY),
        "changes": list_changes(parcels, since="2031-05-01", until=DAY),
        "advances": trace_advances(control, toy_theatre),
        "progress": measure_progress(parcels, toy_theatre, days=[DAY], control=control),
    }


def test_every_format_has_every_table_and_reads_back(tables, tmp_path):
    written = export_tables(tables, tmp_path / "out", TABLE_FORMATS, colours=COLOURS)
    names = {path.name for path in written}
    assert names == {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"{t}.{f}" for t in tables for f in TABLE_FORMATS if f != "gpkg"} | {"frontline.gpkg"}
    for name, table in tables.items():
        for file in (f"{name}.geojson", f"{name}.parquet", f"{name}.kml", "frontline.gpkg"):
            path = tmp_path / "out" / file
            more = {"layer": name} if file.endswith("gpkg") else {}
            back = gpd.read_parquet(path) if file.endswith("parquet") else gpd.read_file(path, **more)
            assert len(back) == len(table), file
            assert back.crs == "EPSG:4326", file
            assert back.is_valid.all(), file
            if not file.endswith("kml"):
                assert set(table.columns) - {"geometry"} <= set(back.columns), file
                assert back.bounds.to_numpy() == pytest.approx(table.bounds.to_numpy(), abs=1e-6)


def test_columns_come_in_the_contracts_order(tables, tmp_path):
    export_tables(tables, tmp_path, ["csv"])
    for name, contract in (("claims", CLAIMS), ("control", CONTROL), ("zones", ZONES), ("fronts", FRONTS)):
        header = next(csv.reader((tmp_path / f"{name}.csv").read_text(encoding="utf-8").splitlines()))
        wanted = [column for column in contract if column != "geometry"]
        assert header[: len(wanted)] == wanted
        assert header[-1] == "geometry"


def test_same_input_same_bytes(tables, tmp_path):
    one = export_tables(tables, tmp_path / "one", TABLE_FORMATS, colours=COLOURS)
    two = export_tables(tables, tmp_path / "two", TABLE_FORMATS, colours=COLOURS)
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_lists_are_json_and_days_are_dates(tables, tmp_path):
    export_tables(tables, tmp_path, ["geojson", "gpkg"], colours=COLOURS)
    feature = json.loads((tmp_path / "control.geojson").read_text(encoding="utf-8"))["features"][0]
    assert json.loads(feature["properties"]["claim_ids"]) == list(tables["control"].claim_ids.iloc[0])
    layer = gpd.read_file(tmp_path / "frontline.gpkg", layer="control")
    assert pd.api.types.is_datetime64_any_dtype(layer["valid_from"])
    with sqlite3.connect(tmp_path / "frontline.gpkg") as db:
        styles = dict(db.execute("select f_table_name, styleQML from layer_styles").fetchall())
    assert "178,24,43" in styles["zones"]
    assert ElementTree.fromstring(styles["control"]).find("renderer-v2").get("attr") == "controller"


def test_every_table_says_in_instants_when_its_rows_are_true(tables, tmp_path):
    """Programs that play time over a map take instants; a day alone is a word to some of them (kepler.gl)."""
    export_tables(tables, tmp_path, ["csv", "gpkg", "parquet"], colours=COLOURS)
    for name in tables:
        rows = pd.read_csv(tmp_path / f"{name}.csv")
        assert rows.time_from.str.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z").all(), name
        assert (rows.time_from < rows.time_to).all(), name
        layer = gpd.read_file(tmp_path / "frontline.gpkg", layer=name)
        assert pd.api.types.is_datetime64_any_dtype(layer["time_from"]), name
        stored = gpd.read_parquet(tmp_path / f"{name}.parquet")
        assert str(stored.time_to.dtype.tz) == "UTC", name
    control = pd.read_csv(tmp_path / "control.csv")
    assert (control.time_to.str[:10] == control.valid_to).all()
    changes = pd.read_csv(tmp_path / "changes.csv")
    assert (changes.time_from.str[:10] == changes["until"]).all()
    with sqlite3.connect(tmp_path / "frontline.gpkg") as db:
        styles = dict(db.execute("select f_table_name, styleQML from layer_styles").fetchall())
    assert set(styles) == set(tables)
    for name, style in styles.items():
        temporal = ElementTree.fromstring(style).find("temporal")
        assert (temporal.get("startField"), temporal.get("endField")) == ("time_from", "time_to"), name
        # (QGIS's QgsVectorLayerTemporalProperties: mode 2 takes start and end from fields; limit 0 leaves the end out.)
        told = {key: temporal.get(key) for key in ("enabled", "mode", "limitMode", "accumulate")}
        assert told == {"enabled": "1", "mode": "2", "limitMode": "0", "accumulate": "0"}, name
    assert ElementTree.fromstring(styles["fronts"]).find("renderer-v2").get("type") == "singleSymbol"


@pytest.mark.parametrize("text", ["=1+1", "+4", "-2", "@x", "\t=1", " =cmd|' /C calc'!A0", "＝1"])
def test_no_cell_is_a_formula(toy_theatre, tmp_path, text):
    claim = say(toy_theatre, "midham", "captured", "red", 5, quote=text)
    export_tables({"claims": claims_table([claim])}, tmp_path, ["csv"])
    row = next(csv.DictReader(io.StringIO((tmp_path / "claims.csv").read_text(encoding="utf-8"))))
    assert row["quote"] == f"'{text}"
    assert float(row["lon"]) == 37.2
    assert safe_cell(-2.5) == -2.5
    assert safe_cell("x=1") == "x=1"


def test_markup_and_control_characters_are_only_text(toy_theatre, tmp_path):
    claim = say(toy_theatre, "midham", "captured", "red", 5, quote="<b>&\x00\x0b]]></b>", place="<script>")
    export_tables({"claims": claims_table([claim])}, tmp_path, ["kml", "geojson"])
    root = ElementTree.parse(tmp_path / "claims.kml").getroot()
    texts = [node.text for node in root.iter() if node.text]
    assert "<script>" in texts
    assert "<b>&]]></b>" in texts


def test_kml_has_times_and_colours(tables, tmp_path):
    export_tables(tables, tmp_path, ["kml"], colours=COLOURS)
    text = (tmp_path / "control.kml").read_text(encoding="utf-8")
    assert "<TimeSpan><begin>2031-05-01</begin>" in text
    assert "#side-red" in text
    assert "802b18b2" in text


def test_empty_tables_are_written(tables, tmp_path):
    empty = {name: table.iloc[:0] for name, table in tables.items()}
    export_tables(empty, tmp_path, TABLE_FORMATS)
    assert not len(gpd.read_file(tmp_path / "frontline.gpkg", layer="zones"))
    assert json.loads((tmp_path / "zones.geojson").read_text(encoding="utf-8"))["features"] == []


def test_faults_leave_the_files_before_whole(tables, tmp_path):
    export_tables(tables, tmp_path, ["csv"])
    before = (tmp_path / "zones.csv").read_bytes()
    with pytest.raises(TableError, match="lacks column"):
        export_tables(tables | {"zones": tables["zones"].drop(columns="on")}, tmp_path, ["csv"])
    with pytest.raises(TableError, match="EPSG:4326"):
        export_tables({"zones": tables["zones"].to_crs(3857)}, tmp_path, ["csv"])
    with pytest.raises(InputError, match="shp"):
        export_tables(tables, tmp_path, ["shp"])
    assert (tmp_path / "zones.csv").read_bytes() == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_claims_as_lines(toy_theatre, tmp_path):
    claims = campaign(toy_theatre)
    stream = io.StringIO()
    write_claims(claims, stream)
    rows = list(csv.DictReader(io.StringIO(stream.getvalue())))
    assert list(rows[0]) == list(CLAIM_COLUMNS)
    assert [row["claim_id"] for row in rows] == [claim.claim_id for claim in claims]
    write_claims(claims, tmp_path / "sub" / "c.jsonl")
    lines = (tmp_path / "sub" / "c.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [claim.to_record() for claim in claims]
    for form in ("csv", "parquet", "geojson", "gpkg"):
        write_claims(claims, tmp_path / f"c.{form}")
        assert (tmp_path / f"c.{form}").stat().st_size > 0
    assert set(CLAIM_COLUMNS) <= set(gpd.read_parquet(tmp_path / "c.parquet").columns)
    assert len(gpd.read_file(tmp_path / "c.gpkg", layer="claims")) == len(claims)
    with pytest.raises(InputError, match=r"\.xyz"):
        write_claims(claims, tmp_path / "c.xyz")
    (tmp_path / "d.csv").mkdir()
    with pytest.raises(InputError, match="it is a folder"):
        write_claims(claims, tmp_path / "d.csv")


def test_lines_are_written_whole_or_not_at_all(tmp_path):
    write_lines(iter(["a", "ü"]), tmp_path / "x.jsonl")
    assert (tmp_path / "x.jsonl").read_bytes() == "a\nü\n".encode()

    def broken():
        yield "b"
        raise InputError("no more")

    with pytest.raises(InputError, match="no more"):
        write_lines(broken(), tmp_path / "x.jsonl")
    assert (tmp_path / "x.jsonl").read_bytes() == "a\nü\n".encode()


def test_claims_flow_into_a_folder_of_parts(claims, tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "PART_ROWS", 10)
    monkeypatch.setattr(parts, "GROUP_ROWS", 4)
    folder = tmp_path / "out" / "claims"
    taken = []

    def flowing():
        for claim in claims:
            taken.append(len(list(folder.parent.glob(".frontline-*/parts/*.parquet"))))
            yield claim

    assert write_claims(flowing(), folder) == len(claims)
    begun = [n // 10 + (n % 10 >= 4) for n in range(len(claims))]
    assert taken == begun, "a group of rows is written as soon as it is full"
    files = sorted(path.name for path in folder.iterdir())
    assert files == [f"part-{n:05}.parquet" for n in range(-(-len(claims) // 10))]
    table = gpd.read_parquet(folder)
    assert list(table.claim_id) == [claim.claim_id for claim in claims]
    assert table.crs == "EPSG:4326"
    assert write_claims(claims[:3], folder) == 3
    assert len(gpd.read_parquet(folder)) == 3
    assert write_claims([], folder) == 0
    assert len(gpd.read_parquet(folder)) == 0
    assert [path.name for path in folder.parent.iterdir()] == ["claims"]


@pytest.mark.parametrize("name", ["claims.jsonl", "claims"])
def test_a_folder_that_is_removed_while_it_is_written_to_is_named(claims, tmp_path, name):
    def removing():
        yield claims[0]
        shutil.rmtree(tmp_path / "out")
        yield claims[1]

    (tmp_path / "out").mkdir()
    with pytest.raises(InputError, match=r"out was removed while it was written to"):
        write_claims(removing(), tmp_path / "out" / name)


def test_what_killed_runs_left_beside_a_folder_is_cleared_away_but_no_run_of_days(claims, tmp_path):
    for name in ("left", "busy"):
        (tmp_path / f".frontline-{name}" / "parts").mkdir(parents=True)
    part = tmp_path / ".frontline-busy" / "parts" / "part-00000.parquet"
    part.write_bytes(b"")  # just now, in a folder that was made days ago
    for path in (*tmp_path.glob(".*"), *tmp_path.glob(".*/parts")):
        os.utime(path, (time.time() - 3 * 86_400,) * 2)
    write_claims(claims, tmp_path / "claims")
    assert {path.name for path in tmp_path.glob(".*")} == {".frontline-busy"}


def test_runs_that_end_together_leave_the_folder_of_one_of_them(claims, tmp_path):
    folder = tmp_path / "claims"
    halves = [claims[: len(claims) // 2], claims[len(claims) // 2 :]]
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(write_claims, half, folder) for half in halves * 10]
    assert [one.result() for one in done] == [len(half) for half in halves * 10]
    found = [row["claim_id"] for row in pq.read_table(folder).to_pylist()]
    assert found in [[claim.claim_id for claim in half] for half in halves]
    assert not [*tmp_path.glob(".*")]


def test_a_folder_of_parts_is_replaced_whole_or_not_at_all(claims, tmp_path):
    folder = tmp_path / "out" / "claims"
    write_claims(claims, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def failing():
        yield claims[0]
        raise InputError("the sources were no good")

    with pytest.raises(InputError, match="no good"):
        write_claims(failing(), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    folder.rename(
        folder.parent / ".claims.before"
    )  # as a run leaves it that is killed between its two renames
    with pytest.raises(InputError, match="no good"):
        write_claims(failing(), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    (folder / "mine.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.txt"):
        write_claims(claims, folder)
    assert (folder / "mine.txt").read_text(encoding="utf-8") == "keep me"
    (tmp_path / "file").write_text("keep me too", encoding="utf-8")
    with pytest.raises(InputError, match="it is a file"):
        write_claims(claims, tmp_path / "file")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems cannot exchange two folders at once")
def test_a_folder_of_claims_is_there_at_every_moment(tmp_path, toy_theatre, monkeypatch):
    folder = tmp_path / "out" / "claims"
    write_claims([say(toy_theatre, "midham", "captured", "red", 3)], folder)
    monkeypatch.setattr(parts, "_put_in_place", None)  # which moves the folder away for a moment
    write_claims([say(toy_theatre, "estow", "captured", "red", 4)], folder)
    assert [path.name for path in folder.parent.iterdir()] == ["claims"]
    assert [row["place_id"] for row in pq.read_table(folder).to_pylist()] == ["estow"]
