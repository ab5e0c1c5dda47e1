"""What a page says of places that nobody reported, and of what is left or disputed; and the notice of a map."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from frontline.tables import CONTROL
from frontline.timemap import build_map, save_map

from .conftest import AFTER, DAYS, Words, make_tables, make_theatre

pytestmark = pytest.mark.browser

NOTICE = "All of this is <invented> & for tests."
#: Places off the parallel: name, longitude, spans of (controller, contested, status, from day).
OTHERS = {
    "Follow": (36.9, [("blue", False, "held", 0), ("red", False, "presumed", 2)]),
    "Stay": (38.1, [("blue", False, "held", 0)]),
    "Leave": (37.5, [("blue", False, "held", 0), ("none", False, "vacated", 1)]),
    "Quarrel": (37.7, [("blue", False, "held", 0), ("contested", True, "disputed", 1)]),
}


def trust_tables():
    tables = make_tables(Words())
    rows = []
    for name, (lon, spans) in OTHERS.items():
        for n, (holder, contested, status, start) in enumerate(spans):
            until = DAYS[spans[n + 1][3]] if n + 1 < len(spans) else AFTER
            rows.append(
                (name.lower(), name, "city", holder, contested, status, 0.9, DAYS[start], until, DAYS[start], [],
                 Point(lon, 34.8))
            )  # fmt: skip
    more = gpd.GeoDataFrame(rows, columns=list(CONTROL), crs=4326)
    tables["control"] = gpd.GeoDataFrame(pd.concat([tables["control"], more], ignore_index=True), crs=4326)
    return tables


@pytest.fixture(scope="module")
def trust_file(save_page, tmp_path_factory):
    save_page(Words())  # skips where the client is not built
    path = tmp_path_factory.mktemp("trust") / "trust.html"
    return save_map(build_map(make_theatre(Words()), **trust_tables(), notice=NOTICE), path)


@pytest.fixture(scope="module")
def opened(trust_file, open_page):
    return open_page(trust_file)


@pytest.fixture
def trust(opened):
    opened.page.evaluate("frontline.selectPlace(null); frontline.setDay(4); frontline.fitExtent()")
    return opened


def panel_of(trust, place, day=4):
    trust.page.evaluate(
        "([place, day]) => { frontline.setDay(day); frontline.selectPlace(place); }", [place, day]
    )
    return trust.page.locator(".fl-panel-body").inner_text()


def ground_panel(trust, lon, lat=34.75, day=4):
    trust.page.evaluate("day => { frontline.selectPlace(null); frontline.setDay(day); }", day)
    click_at(trust.page, lon, lat)
    return trust.page.locator(".fl-panel-body").inner_text()


def click_at(page, lon, lat, *, move_only=False):
    point = page.evaluate(
        "([lon, lat]) => { const p = frontline.map.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }",
        [lon, lat],
    )
    stage = page.locator(".fl-stage").bounding_box()
    (page.mouse.move if move_only else page.mouse.click)(stage["x"] + point[0], stage["y"] + point[1])


def test_a_presumed_place_says_so_in_its_panel(trust):
    text = panel_of(trust, "follow")
    assert "presumed: no report on this place" in text
    assert "well supported" not in text
    assert trust.page.locator(".fl-holder .fl-chip").first.get_attribute("data-basis") == "presumed"


def test_a_place_that_never_moved_is_a_starting_position(trust):
    assert "Starting position" in panel_of(trust, "stay")
    assert "Starting position" in panel_of(trust, "follow", day=1)
    assert "Starting position" not in panel_of(trust, "follow", day=3)


def test_a_place_that_was_left_is_not_without_information(trust):
    text = panel_of(trust, "leave")
    assert "Left; nobody confirmed who holds it" in text
    assert "Blues left, and no claim says who came after" in text
    assert "No information" not in text


def test_a_disputed_place_is_not_well_supported(trust):
    text = panel_of(trust, "quarrel")
    assert "Disputed: two sides claim it" in text
    assert "supported" not in text.replace("unsupported", "")


def test_presumed_stands_in_the_table_and_in_the_legend(trust):
    trust.page.locator("summary", has_text="All places as a table").click()
    rows = trust.page.locator(".fl-table tbody tr")
    rows.first.wait_for()
    basis = {row.split("\t")[0]: row.split("\t")[1:3] for row in rows.all_inner_texts()}
    assert basis["Follow"] == ["Red Army of the West", "presumed"]
    assert basis["Stay"] == ["Blues", "starting position"]
    assert basis["Midham"] == ["Red Army of the West", "reported"]
    assert basis["Leave"][0] == "Left; holder not confirmed"
    trust.page.evaluate("document.querySelector('.fl-legend').open = true")
    legend = trust.page.locator(".fl-legend").inner_text().replace("\u00a0", " ")
    assert "4 places, 1 presumed" in legend
    for sign in ("Presumed: no report", "Contested, disputed", "Holder not known"):
        assert sign in legend


def test_presumed_stands_in_the_tip(trust):
    click_at(trust.page, 36.9, 34.8, move_only=True)
    tip = trust.page.locator(".fl-tip")
    tip.wait_for()
    assert tip.inner_text() == "Follow: Red Army of the West, presumed"


def test_what_carries_the_colour_comes_first_and_what_is_only_denied_or_planned_last(open_page, tmp_path):
    tables = trust_tables()
    taken = tables["claims"][tables["claims"].place_id == "midham"].iloc[[-1]]
    said = [
        ("doubt-1", "denied", "contested", DAYS[3], "No fight for Midham goes on, red said."),
        ("doubt-2", "planned", "blue", DAYS[3], "Blue will be back in Midham, it said."),
        ("doubt-3", "denied", "red", DAYS[3], "Midham has not fallen, blue said."),
        ("doubt-4", "asserted", "blue", DAYS[2], "Blue fighters hold Midham, a driver said."),
    ]
    more = [
        taken.assign(claim_id=key, doc_id=key, certainty=certainty, controller=holder, date=day, quote=quote)
        for key, certainty, holder, day, quote in said
    ]
    tables["claims"] = gpd.GeoDataFrame(pd.concat([tables["claims"], *more], ignore_index=True), crs=4326)
    path = save_map(build_map(make_theatre(Words()), **tables), tmp_path / "order.html")
    text = panel_of(open_page(path), "midham", day=4)
    order = (
        "Who says so", taken.quote.iloc[0],
        "Who says otherwise", "Blue fighters hold Midham", "Midham has not fallen",
        "Denied, planned or supposed", "No fight for Midham", "Blue will be back", "Its days",
    )  # fmt: skip
    places = [text.find(part) for part in order]
    assert -1 not in places[:6], text
    found = [at for at in places if at >= 0]
    assert found == sorted(found), text


def test_a_presumed_dot_is_hollow(trust):
    def middle():
        return trust.page.evaluate(
            "() => { frontline.stage.paint(); return frontline.stage.pixel('places', 36.9, 34.8).slice(0, 3); }"
        )

    trust.page.evaluate("frontline.setDay(1)")
    assert max(middle()) - min(middle()) > 60  # full: the colour of the side
    trust.page.evaluate("frontline.setDay(3)")
    assert min(middle()) > 220


def test_ground_tells_on_what_it_rests(trust):
    assert "Claims on places near by agree." in ground_panel(trust, 37.25)
    assert "Starting position; no claim near by." in ground_panel(trust, 36.3)
    text = ground_panel(trust, 37.3, day=0)
    assert "Starting position; no claim near by." in text
    assert "agree" not in text


def test_ground_that_is_drawn_names_the_places_it_rests_on_however_far(open_page, tmp_path):
    tables = make_tables(Words())
    tables["control"] = tables["control"][tables["control"].place_id != "midham"].reset_index(drop=True)
    opened = open_page(save_map(build_map(make_theatre(Words()), **tables), tmp_path / "far.html"))
    text = ground_panel(opened, 37.2, day=0)
    assert "None within" not in text
    assert "Weston" in text
    assert "Estow" in text
    assert "None within" in ground_panel(opened, 38.78)


def test_the_notice_is_the_first_line_of_the_day_and_in_the_account(trust):
    notices = trust.page.locator(".fl-notice")
    assert notices.all_inner_texts() == [NOTICE, NOTICE]
    assert notices.first.is_visible()
    heading = trust.page.locator(".fl-heading").bounding_box()["y"]
    assert notices.first.bounding_box()["y"] < heading
    trust.page.emulate_media(media="print")
    assert notices.first.is_visible()
    trust.page.emulate_media(media="screen")


def test_without_scripts_the_notice_and_what_is_presumed_stand_too(trust_file, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{trust_file}")
    text = page.locator("main").inner_text()
    context.close()
    assert NOTICE in text
    assert "Follow: Blues → Red Army of the West (presumed: no report)" in text
    assert "Leave: Blues → nobody confirmed (left; who holds it is not confirmed)" in text


def test_a_front_tells_its_sides(trust):
    text = ground_panel(trust, 37.6, lat=34.72, day=2)
    assert "Front line" in text
    assert "Between Red Army of the West and Blues" in text
    assert "here since 3 May" in text
    trust.page.evaluate("frontline.map.setZoom(6, { animate: false })")  # a finger is kilometres wide
    beside = ground_panel(trust, 37.67, lat=35.35, day=3)
    assert "Front line" in beside
    assert "here since 3 May" in beside
    trust.page.evaluate("frontline.setDay(0)")  # there is no front here on that day
    assert "Front line" not in trust.page.locator(".fl-panel-body").inner_text()


def test_an_arrow_tells_where_it_leads_and_who_said_so(trust):
    text = ground_panel(trust, 36.75, lat=35.045, day=2)  # a straight arrow is drawn with a slight bow
    assert "Weston → Midham" in text
    assert "Red fighters took Midham at noon" in text
    trust.is_quiet()


def test_probable_ground_differs_from_unknown_in_the_dark(trust_file, open_page):
    page = open_page(trust_file, color_scheme="dark", suffix="#z=7&c=35,38").page
    pixels = [page.evaluate("lon => frontline.paintedAt(lon, 34.7).pixel", lon) for lon in (37.9, 38.6)]
    assert pixels[0][3] >= 70  # of 255: the wash lies over the land
    assert pixels[1][3] == 0
    land, paper = (
        page.evaluate("lon => frontline.stage.pixel('base', lon, 35.0).slice(0, 3)", lon)
        for lon in (38.6, 39.49)
    )
    assert sum(abs(a - b) for a, b in zip(land, paper, strict=True)) >= 30
    assert paper == page.evaluate("frontline.stage.pixel('base', 39.9, 35.0).slice(0, 3)")  # no edge
