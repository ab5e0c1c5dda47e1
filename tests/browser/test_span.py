"""The days that are played: by dates, by a drag, in the link; once or again and again."""

from __future__ import annotations

import pytest

from .conftest import DAYS, Words, settle

pytestmark = pytest.mark.browser


@pytest.fixture
def toy(save_page, open_page):
    opened = open_page(save_page(Words()), suffix=f"#d={DAYS[0]}")
    yield opened
    opened.is_quiet()


def played(page):
    return page.evaluate("[frontline.timebar.span.first, frontline.timebar.span.last]")


def play(page, steps):
    """Let the clock of the page strike so often, and return the days that were shown."""
    page.get_by_role("button", name="Play").click()
    days = [page.get_attribute("[data-day]", "data-day")]
    for _ in range(steps):
        page.clock.run_for(1300)
        days.append(page.get_attribute("[data-day]", "data-day"))
    return days


def test_dates_bound_what_is_played(save_page, open_page):
    opened = open_page(save_page(Words()), suffix=f"#d={DAYS[0]}")
    page = opened.page
    page.locator(".fl-span summary").click()
    page.get_by_label("From", exact=True).fill(DAYS[2])
    page.get_by_label("To", exact=True).fill(DAYS[3])
    page.keyboard.press("Tab")
    assert played(page) == [2, 3]
    assert page.locator(".fl-span-text").inner_text() == "3 May – 4 May"
    page.keyboard.press("Escape")
    assert page.locator(".fl-span-box").is_hidden()
    page.clock.install()
    assert play(page, 3) == [DAYS[2], DAYS[3], DAYS[3], DAYS[3]]
    assert page.get_by_role("button", name="Play").count() == 1
    opened.is_quiet()


def test_again_and_again(toy):
    page = toy.page
    page.evaluate("frontline.timebar.span.take(3, 1)")
    assert played(page) == [1, 3]
    page.locator(".fl-span summary").click()
    page.get_by_label("Again and again").check()
    page.locator(".fl-span summary").click()
    page.clock.install()
    assert play(page, 4) == [DAYS[1], DAYS[2], DAYS[3], DAYS[1], DAYS[2]]
    page.get_by_role("button", name="Pause").click()


def test_a_drag_along_the_histogram_marks_days_and_a_press_goes_to_one(toy):
    page = toy.page
    box = page.locator(".fl-histogram").bounding_box()
    x = lambda day: box["x"] + 11 + day * (box["width"] - 22) / 5  # noqa: E731
    middle = box["y"] + box["height"] / 2
    page.mouse.click(x(2), middle)
    assert toy.day() == DAYS[2]
    assert played(page) == [0, 5]
    page.mouse.move(x(4), middle)
    page.mouse.down()
    page.mouse.move(x(1), middle, steps=5)
    page.mouse.up()
    assert played(page) == [1, 4]
    assert toy.day() == DAYS[2]
    page.locator(".fl-span summary").click()
    page.get_by_role("button", name="All days").click()
    assert played(page) == [0, 5]


def test_the_link_has_the_days(save_page, open_page):
    opened = open_page(save_page(Words()), suffix=f"#d={DAYS[0]}&r={DAYS[1]},{DAYS[3]}")
    assert played(opened.page) == [1, 3]
    opened.page.keyboard.press("End")  # all days stay within reach
    assert opened.day() == DAYS[5]
    settle(opened.page)
    assert f"r={DAYS[1]},{DAYS[3]}" in opened.page.evaluate("location.hash")


@pytest.mark.parametrize("days", ["x,y", f"{DAYS[3]},{DAYS[1]}", "2031-05-02", ",", "1900-01-01,2999-01-01"])
def test_a_bad_link_plays_all_days(save_page, open_page, days):
    opened = open_page(save_page(Words()), suffix=f"#r={days}")
    assert played(opened.page) == [0, 5]
    opened.is_quiet()


def test_by_touch(save_page, open_page):
    opened = open_page(save_page(Words()), viewport={"width": 390, "height": 844}, has_touch=True)
    page = opened.page
    box = page.locator(".fl-histogram").bounding_box()
    page.touchscreen.tap(box["x"] + 12, box["y"] + box["height"] / 2)
    assert opened.day() == DAYS[0]
    slider = page.locator(".fl-range").bounding_box()
    page.touchscreen.tap(slider["x"] + slider["width"] - 4, slider["y"] + slider["height"] / 2)
    assert opened.day() == DAYS[5]
    page.locator(".fl-span summary").tap()
    shown = page.locator(".fl-span-box").bounding_box()
    assert shown["x"] >= 0
    assert shown["x"] + shown["width"] <= 390
    page.get_by_label("From", exact=True).fill(DAYS[1])
    page.keyboard.press("Tab")
    assert played(page) == [1, 5]
    opened.is_quiet()
