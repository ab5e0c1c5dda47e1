"""Every control, by mouse, by touch and by keys: a table of what each does, and a gate that it lacks none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import Words, settle

if TYPE_CHECKING:
    from collections.abc import Callable

#: What a control changes, as a text of the page.
PROBES = {
    "day": "() => frontline.day",
    "zoom": "() => String(frontline.map.getZoom())",
    "centre": "() => String(frontline.map.getCenter())",
    "theme": "() => document.querySelector('.frontline').dataset.theme",
    "language": "() => document.documentElement.lang",
    "playing": "() => document.querySelector('.fl-play').getAttribute('aria-pressed')",
    "speed": "() => document.querySelector('.fl-speed').textContent",
    "open": "() => [...document.querySelectorAll('details')].map(({ open }) => open).join()",
    "sheet": "() => document.querySelector('.fl-handle').getAttribute('aria-expanded')",
    "subject": "() => document.querySelector('.fl-panel-body h2').textContent",
    "filter": "() => JSON.stringify(frontline.world.filter)",
    "since": "() => document.querySelector('.frontline').dataset.since",
    "span": "() => [...document.querySelectorAll('.fl-span input')].map((field) => field.value + field.checked).join()",
    "copied": "() => [...document.querySelectorAll('.fl-copy')].map(({ textContent }) => textContent).join()",
}


@dataclass(frozen=True)
class Control:
    """A control by its selector, what it changes, and what must be done before; `kind` tells how it is worked."""

    selector: str
    changes: str
    before: str = ""
    kind: str = "press"


OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true;"
CONTROLS = [
    Control(".fl-map-buttons > :nth-child(1)", "zoom"),
    Control(".fl-map-buttons > :nth-child(2)", "zoom"),
    Control(".fl-map-buttons > :nth-child(3)", "zoom", "frontline.map.setZoom(10, { animate: false });"),
    Control(".fl-map-buttons > :nth-child(4)", "theme"),
    Control(".fl-legend > summary", "open"),
    Control(".fl-handle", "sheet", kind="phone"),
    Control(".fl-panel details > summary", "open"),
    Control(".fl-span > summary", "open"),
    Control(".fl-back", "day"),
    Control(".fl-forward", "day"),
    Control(".fl-previous", "day"),
    Control(".fl-next", "day", "frontline.setDay(1);"),
    Control(".fl-play", "playing", "frontline.setDay(0);"),
    Control(".fl-speed", "speed"),
    Control(".fl-range", "day", "frontline.setDay(5);", kind="slide"),
    Control(".fl-span input[type=date]", "span", OPEN_ALL, kind="date"),
    Control(".fl-span input[type=checkbox]", "span", OPEN_ALL, kind="tick"),
    Control(".fl-span-all", "span", OPEN_ALL + "frontline.timebar.span.take(1, 3);"),
    Control(".fl-language", "language", kind="choose"),
    Control(".fl-panel-body .fl-since", "since", "frontline.setDay(5);", kind="choose"),
    Control(".fl-choices .fl-since", "filter", OPEN_ALL, kind="choose"),
    Control(".fl-place", "subject", "frontline.setDay(4);"),
    Control(".fl-close", "subject", "frontline.selectPlace('midham');"),
    Control(".fl-copy", "copied", OPEN_ALL),
    Control(".fl-banner .fl-button", "filter", "frontline.takeFilter({ said: 'captured' });"),
    Control(".fl-search-field", "subject", kind="search"),
    Control(".leaflet-container", "subject", "frontline.setDay(4);", kind="map"),
]
#: Resolves once the map stands and two frames were drawn; `settle` would wait for what is said and saved, too.
STILL = """() => new Promise((done) => {
  let frames = 0;
  const look = () => {
    frames = frontline.map._animatingZoom || frontline.map._panAnim?._inProgress ? 0 : frames + 1;
    if (frames > 2 && !document.getAnimations().some(({ playState }) => playState === "running")) done();
    else requestAnimationFrame(look);
  };
  look();
})"""
#: Focusable, and no controls of ours: links leave the page, fields hold a text to copy, a long text scrolls.
OTHERS = ("a[href]", ".fl-share-field[readonly]", "pre", ".fl-scroll")
FOCUSABLE = "button, select, input, textarea, summary, a[href], [tabindex]"


@pytest.fixture(scope="module")
def pages(save_page, open_page) -> Callable[[str], Any]:
    """Return a function that opens the page once for each way of working it."""
    opened: dict[str, Any] = {}

    def page_for(way: str) -> Any:
        if way not in opened:
            opened[way] = open_page(save_page(Words()), has_touch=way == "touch")
        return opened[way]

    return page_for


def press(page: Any, target: Any, way: str) -> None:
    if way == "keys":
        target.focus()
        page.keyboard.press("Enter")
    else:
        (target.click if way == "mouse" else target.tap)()


def slide(page: Any, target: Any, way: str) -> None:
    box = target.bounding_box()
    spot = {"x": 0.2 * box["width"], "y": box["height"] / 2}
    if way == "keys":
        target.focus()
        page.keyboard.press("ArrowLeft")
    else:
        (target.click if way == "mouse" else target.tap)(position=spot)


def tick(page: Any, target: Any, way: str) -> None:
    if way == "keys":
        target.focus()
        page.keyboard.press("Space")
    else:
        press(page, target, way)


def choose(page: Any, target: Any, way: str) -> None:
    """Choose the next of a list; which the browser opens by itself, the same for mouse and finger."""
    if way == "keys":
        target.focus()
        page.keyboard.press("ArrowDown")
    else:
        target.select_option(index=1)


def set_date(page: Any, target: Any, way: str) -> None:
    if way == "keys":
        target.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowUp")
    else:
        target.fill("2031-05-03")


def search(page: Any, target: Any, way: str) -> None:
    press(page, target, way)
    target.fill("midh")
    if way == "keys":
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    else:
        press(page, page.get_by_role("option").first, way)


def ask_map(page: Any, target: Any, way: str) -> None:
    """Ask the map who holds Midham."""
    if way == "keys":
        page.evaluate("frontline.map.setView([35, 37.2], 9, { animate: false })")
        press(page, target, way)
        return
    x, y = page.evaluate(
        "() => { const { x, y } = frontline.map.latLngToContainerPoint([35, 37.2]); return [x, y]; }"
    )
    (target.click if way == "mouse" else target.tap)(position={"x": x, "y": y})


def shrink(page: Any, target: Any, way: str) -> None:
    """Work what only a phone has."""
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    press(page, target, way)


def changes(page: Any, probe: str, was: str) -> bool:
    """Tell whether what a control changes becomes other than it was; an animation begins a frame later."""
    for _ in range(200):
        if page.evaluate(PROBES[probe]) != was:
            return True
        page.wait_for_timeout(25)
    return False


WORK = {
    "press": press, "slide": slide, "tick": tick, "choose": choose, "date": set_date, "search": search, "map": ask_map,
    "phone": shrink,
}  # fmt: skip


@pytest.mark.parametrize("way", ["mouse", "touch", "keys"])
def test_every_control_works(pages, way):
    opened = pages(way)
    page = opened.page
    idle = []
    for control in CONTROLS:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.evaluate(STILL)  # the end of an animation would undo what is set meanwhile
        page.evaluate(
            "() => { frontline.takeFilter(null); frontline.compareWith(null); frontline.selectPlace(null); frontline.setLanguage('en');"
            "for (const one of document.querySelectorAll('details')) one.open = false; frontline.setDay(4);"
            f"frontline.timebar.pause(); {control.before} }}"
        )
        page.evaluate(STILL)
        was = page.evaluate(PROBES[control.changes])
        WORK[control.kind](page, page.locator(control.selector).first, way)
        if not changes(page, control.changes, was):
            idle.append(control.selector)
    assert idle == [], f"did nothing by {way}"
    opened.is_quiet()


def test_the_table_lacks_no_control(pages):
    page = pages("mouse").page
    known = [control.selector for control in CONTROLS] + list(OTHERS)
    for place in (None, "midham"):
        page.evaluate("(place) => frontline.selectPlace(place)", place)
        unknown = page.evaluate(
            "([focusable, known]) => [...document.querySelectorAll(focusable)].filter((one) => !known.some((part) => one.matches(part)))"
            ".map((one) => one.outerHTML.slice(0, 120))",
            [FOCUSABLE, known],
        )
        assert unknown == [], "a control without a row in the table"


def test_the_map_is_moved_by_each_way(pages):
    mouse, keys = pages("mouse").page, pages("keys").page
    centre, zoom = "centre", "zoom"
    for page in (mouse, keys):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.evaluate("frontline.map.setView([35, 37.2], 8, { animate: false })")
    was = mouse.evaluate(PROBES[centre])
    mouse.mouse.move(300, 300)
    mouse.mouse.down()
    mouse.mouse.move(400, 350, steps=4)
    mouse.mouse.up()
    assert changes(mouse, centre, was)
    settle(mouse)
    was = mouse.evaluate(PROBES[zoom])
    mouse.mouse.wheel(0, -300)
    assert changes(mouse, zoom, was)
    keys.locator(".leaflet-container").focus()
    for key, probe in (("Shift+ArrowRight", centre), ("+", zoom), ("-", zoom)):
        settle(keys)
        was = keys.evaluate(PROBES[probe])
        keys.keyboard.press(key)
        assert changes(keys, probe, was), key
