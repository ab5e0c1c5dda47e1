"""The guide to writing a theatre: its example is a pack without faults, and draws a map."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from frontline.gazetteer import Gazetteer
from frontline.pipeline import draw, gather
from frontline.theatre import BASELINE_COLUMNS, load_theatre, read_pack
from frontline.theatre.forms import Faction, TheatreFile
from frontline.theatre.places import GAZETTEER_COLUMNS, GAZETTEER_OPTIONAL

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "theatres.md"
SHEET = "reports.csv"


@pytest.fixture
def example(tmp_path):
    """Return the folder with the pack and the spreadsheet that the guide tells its reader to make."""
    text = GUIDE.read_text(encoding="utf-8")
    files = dict(re.findall(r"^`([\w.]+)`\n\n```\w+\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL))
    assert {"theatre.toml", "factions.toml", "gazetteer.csv", "baseline.csv", SHEET} == set(files)
    folder = tmp_path / "lakeland"
    folder.mkdir()
    (tmp_path / SHEET).write_text(files.pop(SHEET), encoding="utf-8")
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_the_example_has_no_fault(example):
    theatre, faults = read_pack(example)
    assert faults == []
    assert theatre
    assert (len(theatre.places), len(theatre.factions)) == (4, 2)


def test_three_rows_make_a_map(example):
    theatre = load_theatre(example)
    evidence = gather([example.parent / SHEET], theatre, Gazetteer.for_theatre(theatre))
    assert evidence.refusals == ()
    drawing = draw(evidence, theatre)
    rows = drawing.control.sort_values(["place_id", "valid_from"])
    told = [
        (r.place_id, r.controller, r.valid_from) for r in rows.itertuples() if r.valid_from > "2031-05-01"
    ]
    assert [step for step in told if step[0] == "midlake"] == [
        ("midlake", "contested", "2031-05-03"),
        ("midlake", "red", "2031-05-05"),
    ]
    assert ("oldmill", "red", "2031-05-08") in told
    assert drawing.parcels.area_km2.sum() > 1000


def test_the_guide_names_every_key_and_column():
    text = GUIDE.read_text(encoding="utf-8")
    keys = [
        *TheatreFile.model_fields,
        *Faction.model_fields,
        *GAZETTEER_COLUMNS,
        *GAZETTEER_OPTIONAL,
        *BASELINE_COLUMNS,
    ]
    missing = {key for key in keys if not re.search(rf"`[\[]*{key}\b", text)}
    assert missing == set()
