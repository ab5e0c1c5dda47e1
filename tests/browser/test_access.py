"""Access: no barrier that axe can find (WCAG 2.2 AA), all of it by keys, narrow windows, zoom, less motion."""

from __future__ import annotations

from pathlib import Path

import pytest

import frontline.timemap

from .conftest import DAYS, Words, settle

pytestmark = pytest.mark.browser

AXE = Path(frontline.timemap.__file__).parent / "web" / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGES = ("en", "fr", "ar")
VIOLATIONS = """() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
  .then(({ violations }) => violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))]))"""
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
WIDE = {"viewport": {"width": 1280, "height": 800}}
#: What a reader may have before them.
STATES = (
    "frontline.setDay(2)",
    "frontline.selectPlace('midham')",
    "frontline.compareWith(0)",
    "frontline.takeFilter({ said: 'captured' })",
    "frontline.selectPlace(null); frontline.layout.openSheet(false); document.querySelector('.fl-legend').open = true",
    "document.querySelector('.fl-legend').open = false; document.querySelector('.fl-span').open = true",
)


def find_barriers(page):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; run `npm ci` in src/frontline/web")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(VIOLATIONS)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_barrier_that_axe_can_find(save_page, open_page, language, size, theme):
    opened = open_page(
        save_page(Words()),
        suffix=f"#l={language}",
        color_scheme=theme,
        reduced_motion="reduce",
        bypass_csp=True,
        **size,
    )
    page = opened.page
    assert find_barriers(page) == []
    page.evaluate("document.querySelector('.fl-handle').click()")
    for state in STATES:
        page.evaluate(state)
        page.evaluate("document.querySelectorAll('.fl-panel details').forEach(d => d.open = true)")
        assert page.evaluate(VIOLATIONS) == [], state


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_barrier_in_a_frame(save_page, open_page, language):
    opened = open_page(
        save_page(Words()),
        suffix=f"?embed=1#l={language}",
        viewport={"width": 640, "height": 400},
        bypass_csp=True,
    )
    assert find_barriers(opened.page) == []


def focused(page):
    return page.evaluate("(document.activeElement.ariaLabel ?? document.activeElement.textContent).trim()")


@pytest.fixture
def toy(save_page, open_page):
    opened = open_page(save_page(Words()), suffix=f"#d={DAYS[2]}")
    yield opened
    opened.is_quiet()


def test_every_control_is_reached_by_tab_and_is_seen_to_be(toy):
    page = toy.page
    controls = page.evaluate(
        "[...document.querySelectorAll('.frontline :is(button, a[href], input, select, summary, [tabindex=\"0\"])')]"
        ".filter(e => e.checkVisibility({ contentVisibilityAuto: true }) && e.offsetWidth > 0 && !e.closest('[inert]')).length"
    )
    reached = set()
    for _ in range(controls + 2):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(
            "() => { const e = document.activeElement; e.dataset.tabbed ??= String(Math.random());"
            " const { outlineStyle, outlineWidth } = getComputedStyle(e);"
            " return [e.dataset.tabbed, outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 || e === document.body].join() }"
        ))  # fmt: skip
    assert not [entry for entry in reached if entry.endswith("false")]
    assert len(reached) >= controls


def test_the_evidence_of_a_place_is_reached_and_left_by_keys(toy):
    page = toy.page
    place = page.locator(".fl-change .fl-place").first
    place.focus()
    page.keyboard.press("Enter")
    assert focused(page) == "Midham"  # the heading of what opened
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    assert toy.day() == DAYS[1]
    assert page.evaluate(
        "document.activeElement.closest('.fl-panel-body') !== null"
    )  # the day moved, the reader did not
    page.keyboard.press("Escape")
    assert focused(page) == "What changed"


def test_the_ground_is_asked_by_keys(toy):
    page = toy.page
    page.evaluate("frontline.map.setView([34.75, 37.3], 9, { animate: false })")
    page.locator(".leaflet-container").focus()
    page.keyboard.press("Enter")
    text = page.locator(".fl-panel-body").inner_text()
    assert "Ground at 34.75° N, 37.30° E" in text
    assert "Red Army of the West" in text
    zoom = page.evaluate("frontline.map.getZoom()")
    page.locator(".leaflet-container").focus()
    page.keyboard.press("-")
    settle(page)
    assert page.evaluate("frontline.map.getZoom()") < zoom


def test_a_sign_without_focus_on_the_map_does_nothing(toy):
    zoom = toy.page.evaluate("frontline.map.getZoom()")
    toy.page.keyboard.press("+")
    toy.page.wait_for_timeout(400)
    assert toy.page.evaluate("frontline.map.getZoom()") == zoom


def test_the_table_stays_open_from_day_to_day(toy):
    page = toy.page
    page.locator("summary", has_text="All places as a table").click()
    page.locator(".fl-table tbody tr").first.wait_for()
    page.keyboard.press("ArrowLeft")
    assert toy.day() == DAYS[1]
    row = page.get_by_role("row", name="Midham").inner_text()
    assert row.split("\t")[1] == "Contested"
    assert "2 May 2031" in page.get_by_role("table").locator("caption").inner_text()


def test_a_change_of_day_is_spoken(toy):
    toy.page.keyboard.press("ArrowLeft")
    settle(toy.page)
    spoken = toy.page.get_by_role("status").first.inner_text()
    assert spoken == "Fri 2 May 2031. 1 place changed hands: Midham to Contested."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("width", "height", "ratio"),
    [(320, 256, 4), (360, 740, 3), (640, 400, 2), (740, 360, 2)],
    ids=["zoom 400 %", "phone", "zoom 200 %", "phone on its side"],
)
def test_nothing_runs_out_of_a_small_window(save_page, open_page, language, width, height, ratio):
    opened = open_page(
        save_page(Words()),
        suffix=f"#l={language}",
        viewport={"width": width, "height": height},
        device_scale_factor=ratio,
    )
    page = opened.page
    assert page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [
        width,
        height,
    ]
    outside = page.evaluate(
        "([width, height]) => [...document.querySelectorAll('.fl-timebar button, .fl-range, .fl-day, .fl-handle, .fl-map-buttons button')]"
        ".filter(e => e.checkVisibility() && e.offsetWidth > 0).map(e => [e.className, e.getBoundingClientRect()])"
        ".filter(([, b]) => b.left < -1 || b.right > width + 1 || b.top < -1 || b.bottom > height + 1).map(([name]) => name)",
        [width, height],
    )
    assert outside == []
    assert page.locator(".fl-stage").bounding_box()["height"] >= 0.35 * height
    page.locator(".fl-handle").click()
    settle(page)
    assert page.evaluate(
        "(() => { const s = document.querySelector('.fl-scroll'); return s.scrollWidth <= s.clientWidth; })()"
    )
    opened.is_quiet()


def test_sides_keep_their_colours_where_the_reader_has_colours_of_their_own(save_page, open_page):
    page = open_page(save_page(Words()), suffix=f"#d={DAYS[0]}", forced_colors="active").page
    colours = page.evaluate(
        "[...document.querySelectorAll('.fl-brief .fl-chip[data-holder]')].map(e => getComputedStyle(e).backgroundColor)"
    )
    assert colours == ["rgb(178, 24, 43)", "rgb(33, 102, 172)"]


@pytest.mark.parametrize("size", [(390, 844), (720, 450), (1280, 800)])
def test_no_key_leads_into_a_closed_sheet(save_page, open_page, size):
    width, height = size
    page = open_page(
        save_page(Words()), suffix=f"#d={DAYS[2]}", viewport={"width": width, "height": height}
    ).page
    inside = "document.activeElement.closest('.fl-scroll') !== null"

    def reached() -> bool:
        page.evaluate("document.activeElement.blur()")
        return any(page.keyboard.press("Tab") or page.evaluate(inside) for _ in range(25))

    assert reached() is (width > 940)
    if width < 940:
        page.locator(".fl-handle").click()
        assert reached()
        page.locator(".fl-handle").click()
        assert not reached()


def test_less_motion(save_page, open_page):
    page = open_page(save_page(Words()), reduced_motion="reduce").page
    moving = page.evaluate(
        "[...document.querySelectorAll('.frontline *')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0"
        " || getComputedStyle(e).animationName !== 'none').map(e => e.className)"
    )
    assert moving == []
    zoom = page.evaluate("frontline.map.getZoom()")
    page.get_by_role("button", name="Zoom in").click()
    assert page.evaluate("frontline.map.getZoom()") == pytest.approx(
        zoom + 0.75, abs=0.13
    )  # at once, in its steps
