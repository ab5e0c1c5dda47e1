"""The page as its readers meet it: a real browser, the network off, real clicks and keys."""

from __future__ import annotations

import json
import re
from pathlib import Path

import folium
import geopandas as gpd
import pytest
from shapely import Point, box

import frontline.timemap
from frontline.figures import Scene, draw_still
from frontline.payload import build_payload
from frontline.timemap import build_map, save_map

from .conftest import DAYS, Words, make_tables, make_theatre, settle, until

pytestmark = pytest.mark.browser


WEB = Path(frontline.timemap.__file__).parent / "web"


@pytest.fixture(scope="module")
def toy_page(save_page, open_page):
    return open_page(save_page(Words()))


@pytest.fixture
def toy(toy_page):
    """Return the one open page, as it was when it was opened."""
    toy_page.page.evaluate("frontline.compareWith(null); frontline.selectPlace(null); frontline.setDay(4)")
    toy_page.page.mouse.move(2, 2)
    toy_page.page.evaluate("document.activeElement.blur()")
    return toy_page


def test_opens_without_request_or_complaint(toy):
    settle(toy.page)
    toy.is_quiet()
    assert toy.page.title() == "Toyland in May"
    assert toy.page.get_attribute("html", "lang") == "en"
    assert toy.page.locator("main").count() == 1
    assert toy.page.locator("h1").count() == 1


def test_opens_on_the_last_day_with_a_change(save_page, open_page):
    assert open_page(save_page(Words())).day() == DAYS[4]


def test_painted_ground_changes_on_the_right_days(toy):
    expected = {
        DAYS[0]: ("red", "blue", "blue"),
        DAYS[1]: ("red", "contested", "blue"),
        DAYS[2]: ("red", "red", "blue"),
        DAYS[3]: ("red", "red", "blue"),
        DAYS[4]: ("red", "red", "red"),
    }
    for day in [*DAYS[:5], *reversed(DAYS[:5])]:
        toy.page.evaluate("day => frontline.setDay(day)", day)
        assert tuple(toy.controller_at(lon) for lon in (36.3, 37.15, 38.0)) == expected[day], day


def test_pixels_follow_the_holder(toy):
    def redness(lon):
        red, _, blue, alpha = toy.pixel_at(lon)
        assert alpha > 0
        return red - blue

    toy.page.evaluate("frontline.setDay(0)")
    assert redness(37.3) < 0
    toy.page.evaluate("frontline.setDay(2)")
    assert redness(37.3) > 0


def test_unknown_ground_is_bare(toy):
    painted = toy.page.evaluate("frontline.paintedAt(38.6, 34.75)")
    assert painted["controller"] == "none"
    assert painted["certainty"] == "unknown"
    assert painted["pixel"][3] == 0


def test_held_is_stronger_than_probable(toy):
    toy.page.evaluate("frontline.setDay(5)")
    assert toy.pixel_at(36.31)[3] > min(toy.pixel_at(37.8 + step / 50)[3] for step in range(8))


def test_slider_by_keys(toy):
    slider = toy.page.get_by_role("slider", name="Day")
    slider.focus()
    for key, day in (("Home", 0), ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 5)):
        toy.page.keyboard.press(key)
        assert toy.day() == DAYS[day], key
    assert "Tuesday 6 May 2031" in slider.get_attribute("aria-valuetext")


def test_keys_work_without_focus(toy):
    for key, day in (("Home", 0), ("ArrowRight", 1), ("End", 5), ("ArrowLeft", 4)):
        toy.page.keyboard.press(key)
        assert toy.day() == DAYS[day], key


def test_slider_by_mouse(toy):
    box = toy.page.locator(".fl-range").bounding_box()
    middle = box["y"] + box["height"] / 2
    toy.page.mouse.click(box["x"] + 4, middle)
    assert toy.day() == DAYS[0]
    toy.page.mouse.move(box["x"] + 11, middle)
    toy.page.mouse.down()
    toy.page.mouse.move(box["x"] + box["width"] - 4, middle, steps=8)
    toy.page.mouse.up()
    assert toy.day() == DAYS[5]


def test_buttons_step_jump_and_play(toy):
    press = lambda name: toy.page.get_by_role("button", name=name, exact=True).click()  # noqa: E731
    toy.page.evaluate("frontline.setDay(0)")
    press("Next change")
    assert toy.day() == DAYS[1]
    press("Day after")
    press("Day after")
    assert toy.day() == DAYS[3]
    press("Previous change")
    assert toy.day() == DAYS[2]
    press("Day before")
    assert toy.day() == DAYS[1]
    press("Speed: 1 times")
    press("Play")
    until(toy.page, "first => frontline.day > first", DAYS[1])
    press("Pause")
    stopped = toy.day()
    toy.page.wait_for_timeout(900)
    assert toy.day() == stopped


def test_digest_says_what_changed_who_said_so_and_where(toy):
    toy.page.evaluate("frontline.setDay(2)")
    card = toy.page.locator(".fl-change[data-place=midham]")
    text = card.inner_text()
    assert "Contested" in text
    assert "Red Army of the West" in text
    assert "Red fighters took Midham at noon" in text
    assert "The Parallel Post" in text
    assert "stated by residents" in text
    assert card.locator("a").first.get_attribute("href") == "https://example.org/midham"


def test_click_on_a_place_shows_its_evidence(toy):
    toy.page.evaluate("frontline.setDay(2)")
    toy.page.locator(".fl-place", has_text="Midham").first.click()
    panel = toy.page.locator(".fl-panel-body")
    assert panel.locator("h2").inner_text() == "Midham"
    assert "Who says so" in panel.inner_text()
    assert "Since Sat 3 May 2031" in panel.inner_text()
    toy.page.get_by_role("button", name="Back to the day").click()
    assert panel.locator("h2").first.inner_text() == "What changed"


def test_click_on_the_ground_shows_who_holds_it(toy):
    toy.page.evaluate("frontline.setDay(0)")
    point = toy.page.evaluate(
        "(() => { const p = frontline.map.latLngToContainerPoint([34.75, 37.3]); return [p.x, p.y]; })()"
    )
    stage = toy.page.locator(".fl-stage").bounding_box()
    toy.page.mouse.click(stage["x"] + point[0], stage["y"] + point[1])
    text = toy.page.locator(".fl-panel-body").inner_text()
    assert "Blue Republic" in text
    assert "Midham" in text


def test_objective_tells_its_distance(toy):
    toy.page.evaluate("frontline.setDay(0)")
    text = toy.page.locator(".fl-objectives").inner_text()
    assert "Estow" in text
    assert "109\u00a0km away" in text  # 1.2 degrees of longitude at 35 degrees north
    toy.page.evaluate("frontline.setDay(5)")
    assert "held by Red Army of the West since 5 May" in toy.page.locator(".fl-objectives").inner_text()


def test_an_arrow_has_its_day_beside_it_and_ends_before_the_place(toy):
    toy.page.evaluate("frontline.map.setView([35, 36.8], 9, { animate: false })")
    written = {
        day: toy.page.evaluate(
            """day => {
                const written = [];
                const { fillText } = CanvasRenderingContext2D.prototype;
                CanvasRenderingContext2D.prototype.fillText = function (text, ...at) { written.push(text); fillText.call(this, text, ...at); };
                frontline.setDay(day);
                frontline.stage.paint();
                CanvasRenderingContext2D.prototype.fillText = fillText;
                return written;
            }""",
            day,
        )
        for day in (1, 2, 3, 4)
    }
    toy.page.evaluate("frontline.fitExtent()")
    assert ["3 May" in written[day] for day in (1, 2, 3, 4)] == [False, True, True, False]


def test_search_finds_a_place(toy):
    toy.page.get_by_role("combobox", name="Find a place").fill("midh")
    toy.page.keyboard.press("ArrowDown")
    toy.page.keyboard.press("Enter")
    assert toy.page.locator(".fl-panel-body h2").first.inner_text() == "Midham"


def test_state_is_in_the_link(save_page, open_page):
    opened = open_page(save_page(Words()), suffix=f"#d={DAYS[1]}&z=8.5&c=35.0,37.2&p=midham")
    assert opened.day() == DAYS[1]
    assert opened.page.locator(".fl-panel-body h2").first.inner_text() == "Midham"
    opened.page.keyboard.press("End")
    settle(opened.page)
    assert f"d={DAYS[5]}" in opened.page.evaluate("location.hash")


@pytest.mark.parametrize(
    "fragment", ["#d=yesterday&z=abc&c=x", "#%%%", "#d=2031-05-99&z=1e9&c=999,999&p=nowhere"]
)
def test_a_bad_link_opens_the_map(save_page, open_page, fragment):
    opened = open_page(save_page(Words()), suffix=fragment)
    assert opened.day() == DAYS[4]
    opened.is_quiet()


def test_phone(save_page, open_page):
    opened = open_page(save_page(Words()), viewport={"width": 360, "height": 740}, has_touch=True)
    page = opened.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    small = page.evaluate(
        "[...document.querySelectorAll('.frontline .fl-button, .frontline .fl-handle')]"
        ".filter(b => b.offsetParent && (b.offsetWidth < 44 || b.offsetHeight < 44)).map(b => b.ariaLabel)"
    )
    assert small == []
    page.get_by_role("button", name="Day before").tap()
    assert opened.day() == DAYS[3]
    key = page.locator(".fl-legend summary")
    assert key.bounding_box()["height"] >= 44
    key.tap()
    assert page.locator(".fl-legend-rows").is_visible()
    assert page.locator(".fl-legend").bounding_box()["y"] >= 0
    key.tap()
    sheet = page.get_by_role("button", name="What changed")
    # The longer sentence would be cut here.
    assert page.locator(".fl-news").inner_text() == "no change reported"
    line = page.locator(".fl-handle-text")
    assert line.evaluate("line => line.scrollWidth <= line.clientWidth")
    sheet.tap()
    settle(page)
    assert sheet.get_attribute("aria-expanded") == "true"
    page.get_by_role("button", name="Day after").tap()
    assert page.locator(".fl-news").text_content() == "Estow"
    opened.is_quiet()


def test_dark(save_page, open_page):
    opened = open_page(save_page(Words()), color_scheme="dark")
    root = opened.page.locator("[data-theme]")
    assert root.get_attribute("data-theme") == "dark"
    chart = "(() => { const c = document.querySelector('.fl-areas'); return [...c.getContext('2d').getImageData(20, 80, 1, 1).data]; })()"
    until(opened.page, f"{chart}[3] > 0")
    dark = opened.page.evaluate(chart)
    opened.page.get_by_role("button", name="Light or dark").click()
    until(opened.page, f"dark => String({chart}) !== String(dark)", dark)
    assert root.get_attribute("data-theme") == "light"


def test_runs_in_a_frame_without_an_address(save_page, open_page, tmp_path):
    html = save_page(Words()).read_text(encoding="utf-8")
    host = tmp_path / "host.html"
    host.write_text(
        "<!doctype html><iframe id=f sandbox='allow-scripts' style='width:900px;height:600px'></iframe>"
        f"<script>document.getElementById('f').srcdoc = {json.dumps(html).replace('</', '<' + chr(92) + '/')}</script>",
        encoding="utf-8",
    )
    opened = open_page(host, wait=False)
    frame = opened.page.frame_locator("#f")
    frame.locator("[data-ready]").wait_for(state="attached")
    frame.get_by_role("button", name="Day before").click()
    settle(frame)
    assert frame.locator("[data-day]").get_attribute("data-day") == DAYS[3]
    assert [said for said in opened.complaints if not said.startswith("warning")] == []


def test_beyond_the_frame_a_country_is_no_ground_without_information(toy):
    toy.page.evaluate("frontline.setDay(4)")
    look = "([lon, lat]) => frontline.stage.pixel('base', lon, lat)"
    unknown, beyond, below = (
        toy.page.evaluate(look, point) for point in ([38.6, 35.0], [39.1, 35.0], [38.6, 34.4])
    )
    assert beyond == below != unknown
    toy.page.evaluate("document.querySelector('.fl-legend').open = true")
    assert "Outside this map" in toy.page.locator(".fl-legend").inner_text()


def test_a_year_stands_where_the_map_has_more_than_one(toy):
    days = toy.page.evaluate("frontline.days")
    assert toy.page.evaluate("frontline.world.days.length") == len(days)
    assert "2031" not in toy.page.locator(".fl-claims").first.inner_text()
    toy.page.evaluate("frontline.world.days[0] = '2030-12-31'; frontline.setDay(4)")
    assert "5 May 2031" in toy.page.locator(".fl-claims").first.inner_text()
    toy.page.evaluate("day => { frontline.world.days[0] = day; frontline.setDay(4); }", days[0])


def test_gained_since_an_earlier_day(toy):
    toy.page.evaluate("frontline.setDay(2)")
    plain = toy.pixel_at(37.3)
    toy.page.get_by_role("combobox", name="Since when").select_option(label="since 1 May")
    assert toy.page.get_attribute("[data-since]", "data-since") == DAYS[0]
    gains = toy.page.locator(".fl-gains").inner_text()
    assert "Red Army of the West: ≈ 800\u00a0km²" in gains
    assert "from Blues" in gains
    assert toy.pixel_at(37.3)[3] > plain[3]
    toy.page.evaluate("frontline.setDay(4)")
    assert toy.page.locator(".fl-change").count() == 2
    toy.page.evaluate("frontline.setDay(0)")
    assert toy.page.get_attribute("[data-since]", "data-since") == ""


def test_all_places_as_a_table(toy):
    toy.page.evaluate("frontline.setDay(1)")
    toy.page.locator("summary", has_text="All places as a table").click()
    rows = toy.page.locator(".fl-table tbody tr")
    rows.first.wait_for()
    assert sorted(row.split("\t")[:3] for row in rows.all_inner_texts()) == [
        ["Estow", "Blues", "starting position"], ["Midham", "Contested", "reported"],
        ["Weston", "Red Army of the West", "starting position"],
    ]  # fmt: skip


def test_code_for_another_page(toy):
    toy.page.evaluate("frontline.setDay(2)")
    settle(toy.page)
    toy.page.locator("summary", has_text="Share or embed").click()
    until(toy.page, "document.querySelector('.fl-share-field').value !== ''")
    assert f"#d={DAYS[2]}" in toy.page.get_by_role("textbox", name="Link to this view").input_value()
    code = toy.page.get_by_role("textbox", name="Code for another page").input_value()
    assert code.startswith('<iframe src="')
    assert f".html?embed=1#d={DAYS[2]}" in code


def test_embedded_page_is_compact(save_page, open_page):
    opened = open_page(save_page(Words()), suffix="?embed=1", viewport={"width": 640, "height": 400})
    assert opened.page.locator(".fl-search-field").is_hidden()
    assert opened.page.locator(".fl-timebar").bounding_box()["height"] < 70
    assert opened.page.locator(".fl-stage").bounding_box()["height"] > 320
    assert opened.page.evaluate("frontline.map.scrollWheelZoom.enabled()") is False
    opened.page.get_by_role("button", name="What changed").click()
    assert opened.page.locator(".fl-change").first.is_visible()


def test_layer_on_a_plain_folium_map(open_page, tmp_path):
    plain = folium.Map(location=(35, 37.3), zoom_start=8, tiles=None, height=500)
    words = Words()
    frontline.timemap.TimeMap(build_payload(make_theatre(words), **make_tables(words))).add_to(plain)
    path = tmp_path / "plain.html"
    plain.save(str(path))
    # Such a page has folium's own links; the test answers the one that the layer needs.
    leaflet = {"leaflet.js": WEB / "dist" / "leaflet.js", "leaflet.css": WEB / "dist" / "leaflet.css"}
    opened = open_page(path, answers=leaflet)
    assert opened.page.locator("section.frontline").bounding_box()["height"] >= 420
    opened.page.evaluate("frontline.setDay(0)")
    assert opened.controller_at(37.15) == "blue"
    opened.page.evaluate("frontline.setDay(2)")
    assert opened.controller_at(37.15) == "red"


def test_prints_the_map_the_day_and_the_legend(toy, tmp_path):
    pdf = toy.page.pdf(path=tmp_path / "page.pdf", format="A4", print_background=True)
    assert len(pdf) > 20_000
    # Not the strokes of five canvases, which readers of PDF show as they can: one picture, fine enough for paper.
    widths = [int(width) for width in re.findall(rb"/Subtype /Image\s*/Width (\d+)", pdf)]
    assert max(widths, default=0) > 2_000
    assert toy.page.locator("canvas.fl-sheet:visible").count() == 5
    toy.page.emulate_media(media="print")
    shown = {
        name: toy.page.locator(name).first.is_visible()
        for name in (".fl-stage", ".fl-day", ".fl-legend", ".fl-title")
    }
    toy.page.emulate_media(media="screen")
    assert all(shown.values()), shown


def test_says_what_changed_where_no_script_runs(save_page, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{save_page(Words())}")
    text = page.locator("main").inner_text()
    context.close()
    assert "2031-05-03" in text
    assert "Midham: contested → Red Army of the West" in text


@pytest.mark.parametrize("title", ["Toyland", "</noscript><script>document.title = 'pwned'</script>"])
def test_shows_a_picture_where_no_script_runs(browser, tmp_path, title):
    words = Words(title=title)
    theatre, tables = make_theatre(words), make_tables(words)
    scene = Scene.of(theatre, **tables, title=title)
    page_map = build_map(theatre, **tables, title=title, still=draw_still(scene, scene.count - 1))
    path = save_map(page_map, tmp_path / "still.html")
    framed = tmp_path / "framed.html"
    framed.write_text("<iframe sandbox src=still.html width=900 height=1200></iframe>", encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page, outer = context.new_page(), context.new_page()
    page.goto(f"file://{path}")
    outer.goto(f"file://{framed}")
    shown = [page.locator("main img"), outer.frame_locator("iframe").locator("main img")]
    for image in shown:
        image.wait_for(state="visible")
    sizes = [image.bounding_box() for image in shown]
    alt = shown[0].get_attribute("alt")
    context.close()
    assert all(
        size["width"] == 640 and size["height"] > 200 for size in sizes
    )  # decoded: not a broken picture's icon
    assert alt.startswith(f"{title}, Tuesday 6 May 2031.")
    assert "To Red Army of the West: Estow" not in alt  # taken the day before


def test_any_table_of_points_and_areas(open_page, tmp_path):
    rows = [
        ("a", "2020-01-01", "2020-01-03", "North", box(10, 50, 11, 51)),
        ("b", "2020-01-03", None, "North", box(10, 50, 11, 51)),
        ("b", "2020-01-01", None, "South", box(10, 49, 11, 50)),
        ("a", "2020-01-01", "2020-01-04", "Town", Point(10.5, 50.5)),
        ("b", "2020-01-04", "2020-01-06", "Town", Point(10.5, 50.5)),
    ]
    columns = ["holder", "since", "until", "name", "geometry"]
    table = gpd.GeoDataFrame(rows, columns=columns, geometry="geometry", crs=4326)
    inline = frontline.timemap.InlineMap(title="Any table")
    layer = frontline.timemap.TimeMap(
        table, side="holder", valid_from="since", valid_to="until", name="name", colours={"a": "#aa0000"}
    )
    layer.add_to(inline)
    inline.save(tmp_path / "table.html")
    opened = open_page(tmp_path / "table.html")
    for day, holders in ((0, ["a", "b"]), (2, ["b", "b"])):
        opened.page.evaluate("day => frontline.setDay(day)", day)
        painted = [
            opened.page.evaluate("lat => frontline.paintedAt(10.2, lat).controller", lat)
            for lat in (50.2, 49.5)
        ]
        assert painted == holders
    opened.page.evaluate("frontline.setDay(3)")
    assert "Town" in opened.page.locator(".fl-change").inner_text()
    opened.is_quiet()


def test_a_season_has_days_of_each_month_on_its_axis(open_page, tmp_path):
    table = gpd.GeoDataFrame(
        {"side": ["a"], "valid_from": ["1944-06-06"], "valid_to": ["1944-09-01"]},
        geometry=[box(0, 0, 1, 1)],
        crs=4326,
    )
    inline = frontline.timemap.InlineMap(title="Summer")
    frontline.timemap.TimeMap(table).add_to(inline)
    inline.save(tmp_path / "summer.html")
    ticks = open_page(tmp_path / "summer.html").page.locator(".fl-ticks span").all_inner_texts()
    assert ticks == ["11 Jun", "21", "1 Jul", "11", "21", "1 Aug", "11", "21"]


def test_the_closed_key_tells_what_is_contested(save_page, open_page):
    opened = open_page(save_page(Words()), viewport={"width": 1100, "height": 620})
    brief = opened.page.locator(".fl-brief")
    for day, contested in ((DAYS[1], True), (DAYS[2], False)):
        opened.page.evaluate("day => frontline.setDay(day)", day)
        assert ("Contested" in brief.text_content()) is contested


def test_the_extent_fills_what_is_free(save_page, open_page):
    opened = open_page(save_page(Words()), viewport={"width": 1280, "height": 800})
    shares = opened.page.evaluate(
        "() => { const { map } = frontline; const [a, b] = [[35.4, 36.0], [34.6, 38.8]].map(p => map.latLngToContainerPoint(p));"
        " const { x, y } = map.getSize(); return [(b.x - a.x) / x, (b.y - a.y) / y]; }"
    )
    assert max(shares) > 0.8


def test_a_long_campaign_has_months_on_its_axis(open_page, tmp_path):
    table = gpd.GeoDataFrame(
        {
            "side": ["a", "b"],
            "valid_from": ["2011-03-15", "2013-06-01"],
            "valid_to": ["2013-06-01", "2024-12-09"],
        },
        geometry=[box(0, 0, 1, 1)] * 2,
        crs=4326,
    )
    inline = frontline.timemap.InlineMap(title="Long")
    frontline.timemap.TimeMap(table).add_to(inline)
    inline.save(tmp_path / "long.html")
    opened = open_page(tmp_path / "long.html")
    ticks = opened.page.locator(".fl-ticks span").all_inner_texts()
    assert ticks[0] == "2012"
    assert "2024" in ticks
    opened.page.keyboard.press("End")
    assert opened.day() == "2024-12-08"
    assert opened.page.locator(".fl-since option").count() < 200
    opened.is_quiet()
