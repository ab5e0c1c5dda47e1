"""The page of changes in a real browser: no barrier, no request, no complaint."""

from __future__ import annotations

import datetime as dt

import pytest

from frontline.editions import Memory, keep_edition
from frontline.editions.news import Holder, Said

from .test_access import find_barriers

pytestmark = pytest.mark.browser
MONDAY = dt.datetime(2031, 5, 9, 8, tzinfo=dt.UTC)


@pytest.fixture
def page_file(still_theatre, tmp_path):
    """The page of an edition in which one place turned, one is presumed to have, and a claim was dropped."""

    def said(place):
        return Said(
            place, place, "captured", "red", "2031-05-10", "claimed", "residents", "Post", "A story", "https://example.org/", "2031-05-10",
            f"Red forces took {place}.", "accepted",
        )  # fmt: skip

    first = Memory("2031-05-09", {name: Holder(name, "blue", "held") for name in "AB"}, {"c": said("C")})
    holders = {"A": Holder("A", "red", "claimed", ("a",)), "B": Holder("B", "contested", "presumed")}
    for memory, at in (
        (first, MONDAY),
        (Memory("2031-05-10", holders, {"a": said("A")}), MONDAY + dt.timedelta(days=1)),
    ):
        keep_edition(
            tmp_path / "out",
            still_theatre,
            memory,
            (),
            lambda path: path.touch(),
            now=at,
            built_from="x",
            notice="Invented.",
        )
    return tmp_path / "out" / "index.html"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_of_changes_has_no_barrier(page_file, open_page, theme):
    opened = open_page(page_file, wait=False, color_scheme=theme, bypass_csp=True)
    opened.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert find_barriers(opened.page) == []


def test_the_page_of_changes_asks_for_nothing_and_fits_a_phone(page_file, open_page):
    opened = open_page(page_file, wait=False, viewport={"width": 360, "height": 740})
    colours = opened.page.evaluate(
        "[...document.querySelectorAll('.pg-chip')].map(e => getComputedStyle(e).backgroundColor)"
    )
    assert "rgb(178, 24, 43)" in colours  # the policy lets the style in
    assert opened.page.evaluate("document.documentElement.scrollWidth") == 360
    opened.is_quiet()
