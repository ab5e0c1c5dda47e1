"""Choices: only some sources, claims, places or holders; the map as known on a day, or as one side tells it."""

from __future__ import annotations

import datetime as dt

import pytest

from frontline.payload import build_payload
from frontline.payload.views import OtherView
from frontline.timemap import build_map, save_map

from .conftest import AFTER, DAYS, Words, make_tables, make_theatre, settle

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=window.pwned=1>"


@pytest.fixture
def toy(save_page, open_page):
    opened = open_page(save_page(Words()), suffix=f"#d={DAYS[2]}")
    opened.page.locator(".fl-choices > summary").click()
    yield opened
    opened.is_quiet()


@pytest.fixture(scope="module")
def views_page(tmp_path_factory):
    """Return the page of a world in which Midham's fall was published two days after the fighting."""
    words = Words(outlet=HOSTILE)
    tables = make_tables(words)
    published = [DAYS[1], DAYS[4], DAYS[4]]
    tables["claims"]["published"] = published
    tables["claims"]["source_side"] = ["blue", "red", "red"]
    known = tables["control"].copy()
    gone = (known["place_id"] == "midham") & (known["valid_from"] == DAYS[2])
    known = known[~gone & (known["valid_from"] <= DAYS[3])].copy()
    known.loc[(known["place_id"] == "midham") & (known["valid_from"] == DAYS[1]), "valid_to"] = AFTER
    views = [OtherView(known, as_known=dt.date.fromisoformat(DAYS[3])), OtherView(known, side="blue")]
    inline = build_map(make_theatre(words), **tables, views=views)
    return save_map(inline, tmp_path_factory.mktemp("views") / "views.html")


def test_a_filter_of_claims_hides_the_other_places(toy):
    page = toy.page
    page.get_by_role("combobox", name="Claim", exact=True).select_option("captured")
    assert (
        page.locator(".fl-banner").inner_text().startswith("captured\nThe ground is drawn from all claims.")
    )
    assert page.locator(".fl-change").count() == 1
    page.evaluate("frontline.setDay(1)")
    assert page.locator(".fl-change").count() == 0
    assert toy.controller_at(37.2) == "contested"
    page.get_by_role("button", name="Show everything").click()
    assert page.locator(".fl-change").count() == 1
    assert page.locator(".fl-banner").is_hidden()


@pytest.mark.parametrize(("sure", "shown"), [("reported", ["Midham"]), ("starting", ["Estow", "Weston"])])
def test_a_filter_by_what_a_holder_rests_on(toy, sure, shown):
    page = toy.page
    page.get_by_role("combobox", name="Holder", exact=True).select_option(sure)
    page.locator("summary", has_text="All places as a table").click()
    page.locator(".fl-table tbody tr").first.wait_for()
    assert sorted(page.locator(".fl-table tbody th").all_inner_texts()) == shown


def test_a_filter_is_in_the_link_and_an_unknown_one_is_not_taken(save_page, open_page):
    opened = open_page(save_page(Words()), suffix=f"#d={DAYS[2]}&said=captured&sure=nonsense&kind=planet")
    assert opened.page.locator(".fl-banner strong").inner_text() == "captured"
    settle(opened.page)
    assert "said=captured" in opened.page.evaluate("location.hash")
    assert "planet" not in opened.page.evaluate("location.hash")


def test_the_map_as_known_on_a_day(views_page, open_page):
    opened = open_page(views_page, suffix=f"#d={DAYS[5]}&k={DAYS[3]}")
    assert opened.day() == DAYS[3]
    assert opened.page.evaluate("frontline.holdingOf('midham')[0]") == "contested"
    assert opened.controller_at(37.2) == "none"
    assert opened.page.locator(".fl-banner strong").inner_text() == "As known on 4 May 2031"
    opened.page.evaluate("frontline.setDay(2)")
    assert opened.page.locator(".fl-claim").count() == 0
    opened.page.keyboard.press("End")
    assert opened.day() == DAYS[3]
    opened.page.get_by_role("button", name="Show everything").click()
    assert opened.page.evaluate("frontline.holdingOf('midham')[0]") == "red"
    assert opened.controller_at(37.2) == "red"
    opened.page.keyboard.press("End")
    assert opened.day() == DAYS[5]
    opened.is_quiet()


def test_the_map_as_one_side_tells_it(views_page, open_page):
    opened = open_page(views_page, suffix=f"#d={DAYS[5]}&by=blue")
    assert opened.page.locator(".fl-banner strong").inner_text() == "As told by Blues"
    assert opened.page.evaluate("frontline.holdingOf('midham')[0]") == "contested"
    opened.page.evaluate("frontline.setDay(1)")
    assert opened.page.locator(".fl-change .fl-claim").count() == 1
    opened.is_quiet()


def test_names_in_the_lists_are_text(views_page, open_page):
    opened = open_page(views_page, suffix=f"#d={DAYS[2]}")
    opened.page.evaluate("text => frontline.takeFilter({ source: text })", HOSTILE)
    assert opened.page.evaluate("typeof window.pwned") == "undefined"
    assert opened.page.locator("img").count() == 0
    opened.is_quiet()


def test_a_view_holds_only_what_differs():
    words = Words()
    tables = make_tables(words)
    same = OtherView(tables["control"], side="red")
    payload = build_payload(make_theatre(words), **tables, views=[same])
    assert payload["views"] == [{"known": -1, "side": 0, "spans": {}}]
