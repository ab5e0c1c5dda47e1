"""Another conflict is data: spreadsheets of other wars, of this century and the last, map through the same code."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import shapely
from openpyxl import Workbook
from typer.testing import CliRunner

from frontline.cli import app
from frontline.fronts import states_on
from frontline.gazetteer import Gazetteer
from frontline.pipeline import draw, gather
from frontline.places import distance_km
from frontline.theatre import load_theatre
from sight import SIGHT, seen

SAMPLES = Path(__file__).resolve().parents[1] / "geodata" / "samples"
SHEET = """observed_date,name,lat,lon,held_by,more_information
2022-03-02,Kherson,46.6354,32.6169,Russia,
2022-03-03,Enerhodar,47.4989,34.6558,Contested,fighting by the plant
2022-03-05,Enerhodar,47.4989,34.6558,Russia,
2022-03-10,Pryfrontove,48.9,38.6,Luhansk PR,a village that no gazetteer knows
2022-11-11,Kherson,46.6354,32.6169,Ukraine,
2022-11-12,Somewhere else entirely,,,Ukraine,
"""
REAL = (
    Path(os.environ.get("FRONTLINE_CONTROL_DATA", Path(__file__).resolve().parents[2] / "shared" / "control"))
    / "ukraine_towns_changes.csv"
)


@pytest.fixture(scope="module")
def theatre():
    return load_theatre("ukraine-2022")


@pytest.fixture(scope="module")
def gazetteer(theatre):
    return Gazetteer.for_theatre(theatre)


def test_the_pack_is_sound_and_listed(theatre):
    runner = CliRunner()
    checked = runner.invoke(app, ["theatre", "check", str(theatre.folder)])
    assert checked.exit_code == 0, checked.output
    assert "ukraine-2022" in runner.invoke(app, ["theatre", "list"]).output


def test_the_day_before_has_its_line_of_contact(theatre):
    """Towns on either side of the line that stood since 2015, and the peninsula."""
    held = {theatre.place_by_id[place_id].name: side for place_id, side in theatre.baseline.items()}
    behind = {"Donetsk", "Luhansk", "Horlivka", "Debaltseve", "Sevastopol", "Kerch"}
    assert {held[name] for name in behind} == {"russia"}
    front = {"Avdiivka", "Bakhmut", "Mariupol", "Kharkiv", "Kherson", "Kyiv", "Lviv"}
    assert {held[name] for name in front} == {"ukraine"}


def test_a_spreadsheet_of_another_war_becomes_ground(theatre, gazetteer, tmp_path, monkeypatch):
    monkeypatch.setattr("frontline.ground.CELLS", 6000)
    sheet = tmp_path / "towns.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    evidence = gather([sheet], theatre, gazetteer)
    assert evidence.account.rows_read == 5
    assert "Somewhere else entirely" in " ".join(str(refusal) for refusal in evidence.refusals)
    drawing = draw(evidence, theatre)
    metric = drawing.parcels.to_crs(theatre.metric_crs)
    assert shapely.coverage_is_valid(metric.geometry.to_numpy())

    def holder(lon, lat, day):
        inside = drawing.parcels.contains(shapely.Point(lon, lat)).to_numpy()
        return states_on(drawing.parcels, day)[int(np.flatnonzero(inside)[0])][0]

    # (A little inland: the town lies on an estuary.)
    kherson = [holder(32.6, 46.68, day) for day in ("2022-02-24", "2022-03-02", "2022-11-11")]
    assert kherson == ["ukraine", "russia", "ukraine"]
    assert holder(38.6, 48.9, "2022-03-10") == "russia"
    assert holder(24.03, 49.84, "2022-11-11") == "ukraine"


def test_the_sample_of_the_war_is_read_whole(theatre, gazetteer):
    """Each row names a source of the pack; a side's own sources are known as such, and every axis has its report."""
    evidence = gather([SAMPLES / "ukraine-2022.csv"], theatre, gazetteer)
    assert not evidence.refusals
    assert len(evidence.claims) > 90
    assert {claim.source_id for claim in evidence.claims} <= set(theatre.source_by_id)
    claimed = {
        claim.place: claim.source_side for claim in evidence.claims if claim.source_id == "wagner-press"
    }
    assert claimed == {"Soledar": "russia", "Bakhmut": "russia"}
    told = {claim.place_id for claim in evidence.claims}
    assert all(told & set(axis.places) for axis in theatre.axes if axis.id != "kyiv-east")


def test_an_article_of_the_war_is_read(theatre, gazetteer, tmp_path):
    article = (
        "Published on 2022-11-11\n\nUkrainian forces entered Kherson on Friday after Russian troops left the city. "
        "Russia's defence ministry had announced a withdrawal from the right bank of the Dnipro River. "
        "Further east, Wagner fighters attacked Bakhmut, which Ukrainian troops still hold.\n"
    )
    (tmp_path / "a.txt").write_text(article, encoding="utf-8")
    evidence = gather([tmp_path], theatre, gazetteer)
    told = {(claim.place, claim.controller) for claim in evidence.claims if claim.is_present_control}
    assert {("Kherson", "ukraine"), ("Bakhmut", "ukraine")} <= told
    assert ("Bakhmut", "russia") not in told


@pytest.fixture(scope="module")
def campaign():
    """A campaign of 1944: its pack and its sample rows are data alone."""
    pack = load_theatre("normandy-1944")
    return pack, gather([SAMPLES / "normandy-1944.csv"], pack, Gazetteer.for_theatre(pack))


def test_every_row_of_a_campaign_of_the_last_century_is_read(campaign):
    pack, evidence = campaign
    assert not evidence.refusals
    assert len(evidence.claims) > 80
    assert {claim.source_id for claim in evidence.claims} == {source.id for source in pack.sources}
    assert {claim.date.year for claim in evidence.claims} == {1944}


def test_articles_of_the_last_century_have_their_days(campaign, tmp_path):
    """A date line without a year, a weekday and an Excel serial number are of the theatre's own days."""
    pack, _ = campaign
    article = "Tilly falls\nTuesday 20 June\nBritish troops captured Tilly on Monday.\n"
    (tmp_path / "wire.txt").write_text(article, encoding="utf-8")
    book = Workbook()
    book.active.append(["place", "controller", "date"])
    book.active.append(["Valognes", "Americans", 16243])
    book.save(tmp_path / "sheet.xlsx")
    evidence = gather([tmp_path], pack, Gazetteer.for_theatre(pack))
    assert not evidence.refusals
    told = {(claim.place, claim.controller, claim.date.isoformat()) for claim in evidence.claims}
    assert told == {("Tilly-sur-Seulles", "allies", "1944-06-19"), ("Valognes", "allies", "1944-06-20")}


def test_a_town_that_was_retaken_changes_hands_twice(campaign, monkeypatch):
    pack, evidence = campaign
    monkeypatch.setattr("frontline.ground.CELLS", 6000)
    drawing = draw(evidence, pack)
    held = drawing.control[drawing.control.place == "Mortain"].sort_values("valid_from")
    assert list(held.controller) == ["germany", "allies", "germany", "allies"]
    last = drawing.control[drawing.control.valid_to > "1944-08-31"].set_index("place").controller
    assert (last["Paris"], last["Brest"], last["Le Havre"]) == ("allies", "germany", "germany")


@pytest.mark.parametrize("pack", ["ukraine-2022", "normandy-1944"])
@pytest.mark.parametrize("shade", ["colour", "colour_dark"])
@pytest.mark.parametrize("sight", list(SIGHT))
def test_the_sides_of_every_pack_are_told_apart(pack, shade, sight):
    """By the measure of the first theatre's colours."""
    one, other = (seen(getattr(faction, shade), sight) for faction in load_theatre(pack).factions)
    assert np.linalg.norm(one - other) >= (7.0 if sight == "greyscale" else 12.0)


@pytest.mark.skipif(not REAL.exists(), reason="the real spreadsheet is not beside this checkout")
def test_the_real_spreadsheet_is_read(theatre, gazetteer):
    """Nine in ten of its rows, noisy as they are; the others are refused by row with what to do."""
    evidence = gather([REAL], theatre, gazetteer)
    account = evidence.account
    assert account.rows_read > 9 * account.rows_refused
    assert all("row" in str(refusal) for refusal in evidence.refusals)


def test_quarters_of_ukraines_cities_are_no_cities(theatre):
    """GeoNames' extract has them as places of their own; a quarter changes hands with its city, and has no row of its own before."""
    cities = {place.place_id: place for place in theatre.places if place.kind == "city"}
    quarters = [place for place in theatre.places if place.kind == "district" and place.parent in cities]
    assert len(quarters) > 60
    assert {"Kyiv", "Kharkiv", "Mariupol"} <= {cities[place.parent].name for place in quarters}
    assert {"Brovary", "Irpin", "Sievierodonetsk", "Lysychansk"} <= {place.name for place in cities.values()}
    assert all(distance_km(place, cities[place.parent]) < 25 for place in quarters)
    assert not {place.place_id for place in quarters} & theatre.baseline.keys()
