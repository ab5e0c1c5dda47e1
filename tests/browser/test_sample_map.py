"""The sample map, as `make maps` writes it, in a real browser with the network off: it tells the campaign."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from frontline.cli import app
from frontline.gazetteer import Gazetteer
from frontline.pipeline import View, draw, gather
from frontline.theatre import load_theatre
from sight import SIGHT, seen

ARTICLES = Path(__file__).resolve().parents[2] / "geodata" / "articles"
#: Last day before and first day after each city changed hands; the days between were disputed or a night's work.
CHANGED = {
    "aleppo": ("2024-11-28", "2024-12-01"),
    "hama": ("2024-12-04", "2024-12-06"),
    "damascus": ("2024-12-07", "2024-12-09"),
}
LAST = "2024-12-09"
#: The ground is looked at beside the city's own dot, degrees.
BESIDE = 0.025

REPLAY = """([known, day, places]) => {
  frontline.takeView(frontline.days.indexOf(known));
  frontline.setDay(day);
  return Object.fromEntries(places.map((id) => [id, frontline.holdingOf(id).slice(0, 2)]));
}"""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    result = CliRunner().invoke(app, ["map", str(ARTICLES), "--theatre", "syria-2024", "--out", str(folder)])
    assert result.exit_code == 0, result.output
    return folder / "syria-2024.html"


@pytest.fixture(scope="module")
def sample(page_file, open_page):
    return open_page(page_file)


def painted(sample, place_id):
    place = load_theatre("syria-2024").place_by_id[place_id]
    at = [place.lon + BESIDE, place.lat + BESIDE]
    found = sample.page.evaluate("([lon, lat]) => frontline.paintedAt(lon, lat)", at)
    return found["controller"], found["pixel"]


def step_to(sample, day):
    """Step by the arrow keys, as a reader does."""
    key = "ArrowRight" if sample.day() < day else "ArrowLeft"
    for _ in range(20):
        if sample.day() == day:
            return
        sample.page.keyboard.press(key)
    pytest.fail(f"{day} was not reached; the page stays on {sample.day()}")


def test_the_page_is_small_and_asks_for_nothing(sample, page_file):
    assert page_file.stat().st_size < 600_000
    sample.is_quiet()


@pytest.mark.parametrize("place_id", sorted(CHANGED))
def test_the_paint_changes_on_the_right_days(sample, place_id):
    before, after = CHANGED[place_id]
    step_to(sample, before)
    controller, pixel = painted(sample, place_id)
    assert controller == "government"
    step_to(sample, after)
    taken, new_pixel = painted(sample, place_id)
    assert taken == "opposition"
    assert max(abs(one - other) for one, other in zip(pixel, new_pixel, strict=True)) > 20
    step_to(sample, before)
    assert painted(sample, place_id) == (controller, pixel)
    sample.is_quiet()


def test_the_slider_goes_from_end_to_end_by_mouse(sample):
    box = sample.page.locator(".fl-range").bounding_box()
    middle = box["y"] + box["height"] / 2
    sample.page.mouse.click(box["x"] + 4, middle)
    assert [painted(sample, place)[0] for place in sorted(CHANGED)] == ["government"] * 3
    sample.page.mouse.click(box["x"] + box["width"] - 4, middle)
    assert sample.day() == LAST
    assert [painted(sample, place)[0] for place in sorted(CHANGED)] == ["opposition"] * 3
    sample.is_quiet()


def test_the_map_as_known_on_a_day_is_the_map_that_was_drawn_then(sample):
    """Each place on each day: the page's own replay, and a map drawn from what had been published by that day."""
    theatre = load_theatre("syria-2024")
    evidence = gather([ARTICLES], theatre, Gazetteer.for_theatre(theatre))
    for known in ("2024-11-29", "2024-12-05"):
        then = draw(evidence, theatre, View(as_known=dt.date.fromisoformat(known))).control
        days = sorted(day for day in set(then["valid_from"]) if day <= known)
        for day in days[-4:]:
            rows = then[(then["valid_from"] <= day) & (then["valid_to"] > day)]
            expected = {row.place_id: [row.controller, row.status] for row in rows.itertuples()}
            replayed = sample.page.evaluate(REPLAY, [known, day, list(expected)])
            assert replayed == expected
    sample.page.evaluate("frontline.takeView(null)")
    sample.is_quiet()


#: The colour of the ground of each side as it is painted on bare land, and the name of its pattern.
PAINTED = """(dark) => {
  frontline.setTheme(dark);
  const { factions } = frontline.world;
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const land = [1, 3, 5].map((n) => parseInt(frontline.inks.land.slice(n, n + 2), 16));
  const over = ([r, g, b, a]) => [r, g, b].map((value, n) => Math.round(a * value + (1 - a) * land[n]));
  const hex = (rgb) => '#' + rgb.map((value) => value.toString(16).padStart(2, '0')).join('');
  const washes = factions.slice(0, 5).map((faction, n) => [hex(over(parse(frontline.fills.fill(n, 'held').wash))), faction.pattern]);
  return { washes, land: hex(land) };
}"""


@pytest.mark.parametrize("sight", list(SIGHT))
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_painted_ground_is_told_apart_by_any_sight(sample, dark, sight):
    """The washes are lighter than the sides' colours: two that are near each other differ in their pattern."""
    painted = sample.page.evaluate(PAINTED, dark)
    sample.page.evaluate("frontline.setTheme(false)")
    washes = [(seen(colour, sight), pattern) for colour, pattern in painted["washes"]]
    for (one, pattern), (other, other_pattern) in itertools.combinations(washes, 2):
        assert np.linalg.norm(one - other) >= 2.0 or pattern != other_pattern
    land = seen(painted["land"], sight)
    assert min(np.linalg.norm(wash - land) for wash, _ in washes) >= 2.0  # held ground is no bare ground


def test_the_chart_of_the_ground_tells_the_areas(sample):
    sample.page.evaluate("frontline.setDay('2024-12-08')")
    assert "Opposition" in sample.page.locator(".fl-areas").get_attribute("aria-label")
    shares = sample.page.evaluate(
        "() => [...frontline.ground.areasByDay()].map(([holder, km2]) => [holder, km2[0], km2.at(-1)])"
    )
    total = [sum(row[column] for row in shares) for column in (1, 2)]
    assert total[0] == pytest.approx(
        total[1]
    )  # all the ground is somebody's, contested or nobody's, on every day
    names = {holder: round(last) for holder, _, last in shares}
    areas = sample.page.evaluate("() => frontline.ground.areas(frontline.days.length - 1)")
    for holder in {
        area["holder"] for area in areas if area["certainty"] != "contested" and area["holder"] >= 0
    }:
        assert names[holder] == pytest.approx(
            sum(a["areaKm2"] for a in areas if a["holder"] == holder and a["certainty"] != "contested"), abs=1
        )


def test_a_reader_is_told_that_the_sample_is_invented(sample):
    assert "invented" in sample.page.inner_text("body")


def test_a_quote_of_two_claims_tells_the_rule_of_what_it_says(sample):
    """The capture is the verb's ("take"); that the army pulled out says the same again and is not told."""
    step_to(sample, "2024-11-30")
    cards = sample.page.locator(".fl-claim", has_text="Syrian rebels take most of Aleppo as army pulls out")
    card = cards.filter(has_text="Captured by").first
    card.wait_for()
    assert "take" in card.locator(".fl-claim-rule").text_content()
