"""The interface in each of its languages: words, direction, days and numbers; what the map tells of stays as it is."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from .conftest import DAYS, TOWNS, Words, settle

pytestmark = pytest.mark.browser

#: What a reader sees of the interface: all text but that of articles and names.
INTERFACE = """() => {
  const walker = document.createTreeWalker(document.querySelector('.frontline'), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest('[dir=auto], bdi, .frontline [lang], noscript, template, style, pre, .leaflet-control-scale')) {
      texts.push(walker.currentNode.textContent);
    }
  }
  return texts.concat([...document.querySelectorAll('[aria-label]')].map(e => e.ariaLabel));
}"""


@pytest.fixture
def toy(save_page, open_page):
    opened = open_page(save_page(Words()), suffix=f"#d={DAYS[2]}")
    yield opened
    opened.is_quiet()


def test_a_link_says_the_language(save_page, open_page):
    opened = open_page(save_page(Words()), suffix=f"#d={DAYS[2]}&l=fr")
    assert opened.page.get_attribute("html", "lang") == "fr"
    assert opened.page.locator(".fl-day").inner_text() == "sam. 3 mai 2031"
    assert opened.page.locator(".fl-day-summary").inner_text() == "1 lieu a changé de mains 1 affirmation"
    assert opened.page.get_by_role("button", name="Lecture").count() == 1
    assert "pris par Red Army of the West" in opened.page.locator(".fl-change").inner_text().replace(
        "Pris", "pris"
    )
    settle(opened.page)
    assert "l=fr" in opened.page.evaluate("location.hash")
    opened.is_quiet()


def test_the_switch_keeps_the_day_and_what_is_open(toy):
    page = toy.page
    page.evaluate("frontline.selectPlace('midham')")
    page.get_by_role("combobox", name="Language").select_option("ar")
    assert toy.day() == DAYS[2]
    root = page.locator(".frontline")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == ("ar", "rtl")
    assert page.get_attribute("html", "dir") == "rtl"
    assert "من يقول ذلك" in page.locator(".fl-panel-body").inner_text()
    assert page.locator(".fl-panel-body h2").first.inner_text() == "Midham"
    page.get_by_role("combobox", name="اللغة").select_option("en")
    assert "Who says so" in page.locator(".fl-panel-body").inner_text()
    assert page.get_attribute("html", "dir") == "ltr"


def test_right_to_left_turns_the_page_and_not_the_map(toy):
    page = toy.page
    before = {
        name: page.locator(name).bounding_box() for name in (".fl-panel", ".fl-stage", ".fl-map-buttons")
    }
    page.evaluate("frontline.setLanguage('ar')")
    settle(page)
    after = {name: page.locator(name).bounding_box() for name in before}
    assert after[".fl-panel"]["x"] == 0 < before[".fl-panel"]["x"]
    assert after[".fl-map-buttons"]["x"] - after[".fl-stage"]["x"] < 40
    page.evaluate("frontline.setDay(0)")
    west, east = (
        page.evaluate("lon => frontline.map.latLngToContainerPoint([35, lon]).x", lon) for lon in (36.4, 38)
    )
    assert west < east
    assert toy.controller_at(36.3) == "red"
    assert toy.pixel_at(36.3)[0] > toy.pixel_at(36.3)[2]
    page.keyboard.press("ArrowRight")
    assert toy.day() == DAYS[1]
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert toy.day() == DAYS[2]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_english_is_left(toy, language):
    page = toy.page
    page.evaluate("code => frontline.setLanguage(code)", language)
    english = re.compile(
        r"\b(?:the|of|and|this|held|since|claim|place|map|day|reported|ground|no|not)\b", re.IGNORECASE
    )
    latin = re.compile(r"[A-Za-z]{3,}")
    names = "|".join(
        [
            *TOWNS,
            "Red Army of the West",
            "Blue Republic",
            "Blues",
            "Home",
            "End",
            "Shift",
            "Escape",
            "Enter",
            "Latin",
        ]
    )
    for state in (
        "frontline.setDay(2)",
        "frontline.compareWith(0)",
        "frontline.selectPlace('midham')",
        "frontline.selectPlace('estow')",
    ):
        page.evaluate(state)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        settle(page)
        texts = [re.sub(f"\u2068.*?\u2069|{names}", "", text) for text in page.evaluate(INTERFACE)]
        assert len(texts) > 60
        assert [text for text in texts if (latin if language == "ar" else english).search(text)] == [], state


def test_names_are_in_the_script_of_the_interface(save_page, open_page):
    opened = open_page(save_page(Words()), suffix="#l=ar")
    opened.page.evaluate(
        "() => { const { id, other } = frontline.world.payload.places; other[id.indexOf('midham')] = 'مدهام';"
        " frontline.setLanguage('en'); frontline.setLanguage('ar'); }"
    )
    opened.page.evaluate("frontline.selectPlace('midham')")
    assert opened.page.locator(".fl-panel-body h2").first.inner_text() == "مدهام"
    opened.page.evaluate("frontline.setLanguage('en')")
    assert opened.page.locator(".fl-panel-body h2").first.inner_text() == "Midham"


def test_countries_are_called_in_the_language_of_the_interface(toy):
    """By the code of the base map, or where it has none by the English name; a name that is neither stays."""
    names = toy.page.evaluate(
        """() => ['en', 'fr', 'ar'].map((code) => {
            frontline.setLanguage(code);
            const { names } = frontline.places.areaNames;
            names.splice(0, names.length, ...[['Jordan', ''], ['Turkey', 'TR'], ['United Kingdom', ''], ['Toyland', ''], ['constructor', '../x']].map(
                ([text, code], n) => ({ text, code, x: (n - 1.5) * 0.5, y: -0.3, country: true })));
            const written = [];
            const { fillText } = CanvasRenderingContext2D.prototype;
            CanvasRenderingContext2D.prototype.fillText = function (text, ...at) { written.push(text); fillText.call(this, text, ...at); };
            frontline.stage.invalidate();
            frontline.stage.paint();
            CanvasRenderingContext2D.prototype.fillText = fillText;
            return written;
        })"""
    )
    for written, expected in zip(
        names,
        (["JORDAN", "TURKEY", "UNITED KINGDOM"], ["JORDANIE", "TURQUIE", "ROYAUME-UNI"], ["الأردن", "تركيا"]),
        strict=True,
    ):
        assert [name for name in expected if name not in written] == []
        assert {"TOYLAND", "CONSTRUCTOR"} <= set(written)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_days_below_the_slider_do_not_touch(save_page, open_page, language):
    page = open_page(save_page(Words()), suffix=f"#l={language}", viewport={"width": 320, "height": 640}).page
    boxes = page.evaluate(
        "[...document.querySelectorAll('.fl-ticks span')].map(e => e.getBoundingClientRect()).map(b => [b.left, b.right])"
    )
    assert len(boxes) >= 3
    assert all(right < left for (_, right), (left, _) in pairwise(boxes))


def test_an_unknown_language_opens_the_page_in_its_own(save_page, open_page):
    opened = open_page(save_page(Words()), suffix="#l=constructor")
    assert opened.page.get_attribute("html", "lang") == "en"
    opened.page.evaluate("frontline.setLanguage('__proto__')")
    assert opened.page.locator(".fl-heading h2").inner_text() == "What changed"
    opened.is_quiet()
