"""Keys, the address and the search, as readers use them."""

from __future__ import annotations

import pytest

from .conftest import DAYS, Words, settle

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shared(save_page, open_page):
    return open_page(save_page(Words()))


@pytest.fixture
def toy(shared):
    shared.page.evaluate("frontline.compareWith(null); frontline.selectPlace(null); frontline.setDay(4)")
    shared.page.evaluate("document.activeElement.blur()")
    settle(shared.page)
    return shared


def click_map(page):
    stage = page.locator(".fl-stage").bounding_box()
    page.mouse.click(stage["x"] + 60, stage["y"] + 60)


def test_keys_move_the_time_after_a_click_on_the_map(toy):
    click_map(toy.page)
    for key, day in (("Home", 0), ("ArrowRight", 1), ("End", 5), ("ArrowLeft", 4)):
        toy.page.keyboard.press(key)
        assert toy.day() == DAYS[day], key
    toy.page.keyboard.press("Space")
    assert toy.page.get_by_role("button", name="Pause").count() == 1
    toy.page.keyboard.press("Space")
    assert toy.page.get_by_role("button", name="Pause").count() == 0


def test_keys_move_the_time_after_a_click_on_a_button(toy):
    toy.page.get_by_role("button", name="Zoom in").click()
    zoom = toy.page.evaluate("frontline.map.getZoom()")
    toy.page.keyboard.press("Space")
    assert toy.page.get_by_role("button", name="Pause").count() == 1
    toy.page.keyboard.press("Space")
    assert toy.page.evaluate("frontline.map.getZoom()") == pytest.approx(zoom, abs=0.8)


def test_shift_with_an_arrow_moves_the_map_and_not_the_time(toy):
    click_map(toy.page)
    before = toy.page.evaluate("frontline.map.getCenter().lng")
    toy.page.keyboard.press("Shift+ArrowRight")
    settle(toy.page)
    assert toy.page.evaluate("frontline.map.getCenter().lng") > before
    assert toy.day() == DAYS[4]


def test_an_address_that_changes_is_followed_in_all_its_parts(toy):
    page = toy.page
    page.evaluate(
        "hash => { location.hash = hash; }", f"#d={DAYS[3]}&s={DAYS[0]}&z=8.5&c=35.100,37.000&p=midham"
    )
    page.wait_for_selector(f"[data-day='{DAYS[3]}']")
    assert page.get_attribute("[data-since]", "data-since") == DAYS[0]
    assert page.evaluate("frontline.map.getZoom()") == 8.5
    centre = page.evaluate("(() => { const c = frontline.map.getCenter(); return [c.lat, c.lng]; })()")
    assert centre == pytest.approx([35.1, 37.0], abs=0.002)
    assert page.locator(".fl-panel-body h2").first.inner_text() == "Midham"
    page.evaluate("hash => { location.hash = hash; }", f"#d={DAYS[1]}")
    page.wait_for_selector(f"[data-day='{DAYS[1]}']")
    assert page.get_attribute("[data-since]", "data-since") == ""
    assert page.locator(".fl-panel-body h2").first.inner_text() == "What changed"


def test_going_back_leaves_the_place_and_going_on_returns(toy):
    page = toy.page
    page.evaluate("frontline.selectPlace('midham')")
    settle(page)
    page.evaluate("frontline.selectPlace('weston')")
    settle(page)
    title = page.locator(".fl-panel-body h2").first
    page.go_back()
    title.filter(has_text="Midham").wait_for()
    page.go_back()
    title.filter(has_text="What changed").wait_for()
    page.go_forward()
    title.filter(has_text="Midham").wait_for()


def test_escape_in_the_field_clears_only_the_field(toy):
    page = toy.page
    page.evaluate("frontline.selectPlace('midham')")
    field = page.get_by_role("combobox", name="Find a place")
    field.fill("west")
    page.keyboard.press("Escape")
    assert field.input_value() == ""
    assert page.locator(".fl-found").is_hidden()
    assert page.locator(".fl-panel-body h2").first.inner_text() == "Midham"


@pytest.mark.parametrize("written", ["MÍDHAM", "al-Midham", "Meedham", "mid-ham", "middham"])
def test_search_reads_over_spelling(toy, written):
    toy.page.get_by_role("combobox", name="Find a place").fill(written)
    first = toy.page.locator(".fl-found li").first.inner_text()
    toy.page.keyboard.press("Escape")
    assert first.startswith("Midham")


def test_a_chosen_place_is_not_below_the_sheet_of_a_phone(save_page, open_page):
    page = open_page(save_page(Words()), viewport={"width": 390, "height": 844}, has_touch=True).page
    for place, (lon, lat) in {"weston": (36.4, 35.0), "estow": (38.0, 35.0)}.items():
        page.evaluate("place => frontline.selectPlace(place)", place)
        settle(page)
        x, y = page.evaluate(
            "([lon, lat]) => { const p = frontline.map.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }",
            [lon, lat],
        )
        stage, sheet, head = (
            page.locator(name).bounding_box() for name in (".fl-stage", ".fl-panel", ".fl-stage .fl-head")
        )
        assert 0 < x < stage["width"]
        assert head["y"] + head["height"] < stage["y"] + y < sheet["y"], place


def test_the_key_is_reached_in_a_frame(save_page, open_page):
    page = open_page(save_page(Words()), suffix="?embed=1", viewport={"width": 640, "height": 400}).page
    assert page.locator(".fl-legend-rows").is_hidden()
    page.locator(".fl-legend summary").click()
    assert page.locator(".fl-legend-rows").is_visible()


def test_an_open_legend_covers_little_of_the_map(save_page, open_page):
    for width, height in ((1000, 620), (1280, 800), (1920, 1080)):
        page = open_page(save_page(Words()), viewport={"width": width, "height": height}).page
        stage, legend = (page.locator(name).bounding_box() for name in (".fl-stage", ".fl-legend"))
        assert legend["width"] * legend["height"] <= 0.13 * stage["width"] * stage["height"], width


def test_a_link_to_a_place_shows_it_on_a_phone(save_page, open_page):
    page = open_page(
        save_page(Words()),
        suffix=f"#d={DAYS[2]}&p=estow",
        viewport={"width": 390, "height": 844},
        has_touch=True,
    ).page
    settle(page)
    assert page.locator(".fl-open").count() == 1
    assert page.evaluate("frontline.map.getZoom()") >= 8.5
    x, y = page.evaluate(
        "(() => { const p = frontline.map.latLngToContainerPoint([35, 38]); return [p.x, p.y]; })()"
    )
    stage, sheet = (page.locator(name).bounding_box() for name in (".fl-stage", ".fl-panel"))
    assert 0 < x < stage["width"]
    assert 0 < stage["y"] + y < sheet["y"]
