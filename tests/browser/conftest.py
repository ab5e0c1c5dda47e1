"""A small hand-made world, its page, and a real browser with the network off."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import pytest
from shapely import LineString, Point, box

from frontline.model import Place
from frontline.tables import ADVANCES, CLAIMS, CONTROL, PARCELS
from frontline.theatre import Axis, Extent, Faction, Objective, Road, Theatre
from frontline.timemap import ClientMissingError, InlineMap, build_map, save_map

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DAYS = [f"2031-05-0{n}" for n in range(1, 7)]
AFTER = "2031-05-07"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

#: Towns on a parallel: name, longitude, and who holds it from which day on, by which claim.
TOWNS: dict[str, tuple[float, list[tuple[str, str, bool]]]] = {
    "Weston": (36.4, [(DAYS[0], "red", False)]),
    "Midham": (37.2, [(DAYS[0], "blue", False), (DAYS[1], "contested", True), (DAYS[2], "red", False)]),
    "Estow": (38.0, [(DAYS[0], "blue", False), (DAYS[4], "red", False)]),
}
#: The ground: from longitude, to longitude, history. The far east is nobody's.
STRIPS: list[tuple[float, float, list[tuple[str, str, str]]]] = [
    (36.0, 36.8, [(DAYS[0], "red", "held")]),
    (36.8, 37.6, [(DAYS[0], "blue", "held"), (DAYS[1], "contested", "contested"), (DAYS[2], "red", "held")]),
    (37.6, 38.3, [(DAYS[0], "blue", "probable"), (DAYS[4], "red", "probable")]),
    (38.3, 38.8, [(DAYS[0], "none", "unknown")]),
]


@dataclass
class Words:
    """Every text of the world that comes from outside; tests put what they like here."""

    title: str = "Toyland in May"
    about: str = "Three towns on a parallel."
    names: dict[str, str] = field(default_factory=lambda: {name: name for name in TOWNS})
    faction: str = "Red Army of the West"
    quotes: list[str] = field(default_factory=lambda: ["Red fighters took Midham at noon, residents said."])
    outlet: str = "The Parallel Post"
    urls: list[str] = field(default_factory=lambda: ["https://example.org/midham"])
    attribution: str = "residents"
    road: str = "R1"
    credits: str = "- Made by hand, public domain\n"


def make_theatre(words: Words) -> Theatre:
    """Return a theatre in memory: two sides, three towns, one road, a base map of one island."""
    places = tuple(
        Place(name.lower(), words.names[name], "city", lon, 35.0, population=500_000)
        for name, (lon, _) in TOWNS.items()
    )
    return Theatre(
        id="toy", name="Toyland", about=words.about,
        first_day=dt.date(2031, 5, 2), last_day=dt.date(2031, 5, 6), baseline_day=dt.date(2031, 5, 1),
        languages=("en",), time_zone=ZoneInfo("Etc/UTC"), countries=("XX",), metric_crs="EPSG:32637",
        max_reach_km=35, extent=Extent(west=36.0, south=34.6, east=38.8, north=35.4),
        objectives=(Objective(place="estow", factions=("red",)),),
        axes=(Axis(id="p", name="Along the parallel", places=("weston", "midham", "estow")),),
        roads=(Road(id="r1", ref=words.road, rank=1, course=("weston", (36.8, 35.1), "midham", "estow")),),
        factions=(
            Faction(id="red", name=words.faction, short=words.faction, side="west", colour="#b2182b",
                    colour_dark="#e05a5a", pattern="none", aliases={}),
            Faction(id="blue", name="Blue Republic", short="Blues", side="east", colour="#2166ac",
                    colour_dark="#6aa5e0", pattern="lines", aliases={}),
        ),
        sources=(), places=places, baseline={}, credits=words.credits, folder=Path(),
        basemap={
            "type": "Topology",
            "arcs": [[[35.0, 34.0], [39.5, 34.0], [39.5, 36.0], [35.0, 36.0], [35.0, 34.0]]],
            "objects": {
                "land": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[0]]}]},
                "countries": {
                    "type": "GeometryCollection",
                    "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"name": words.title}}],
                },
            },
        },
    )  # fmt: skip


def make_tables(words: Words) -> dict[str, gpd.GeoDataFrame]:
    """Return claims, control, parcels and advances of the world."""
    claims, control = [], []
    for name, (lon, spans) in TOWNS.items():
        for n, (day, controller, contested) in enumerate(spans):
            ids = []
            for k, quote in enumerate(words.quotes if n else []):
                ids.append(f"{name}-{n}-{k}")
                url = words.urls[k % len(words.urls)]
                claims.append(_claim(words, name, lon, ids[-1], controller, contested, day, quote, url))
            until = spans[n + 1][0] if n + 1 < len(spans) else AFTER
            control.append(
                (name.lower(), words.names[name], "city", controller, contested, "captured" if n else "controlled",
                 0.9, day, until, day, ids, Point(lon, 35.0))
            )  # fmt: skip
    parcels = [
        (f"strip-{n}", history, 1000.0 * (east - west), box(west, 34.6, east, 35.4))
        for n, (west, east, history) in enumerate(STRIPS)
    ]
    advances = [
        (DAYS[2], "red", words.names["Weston"], "midham", "p", LineString([(36.4, 35.0), (37.1, 35.0)]))
    ]
    rows = {"claims": (claims, CLAIMS), "control": (control, CONTROL), "parcels": (parcels, PARCELS),
            "advances": (advances, ADVANCES)}  # fmt: skip
    return {
        name: gpd.GeoDataFrame(table, columns=list(columns), crs=4326)
        for name, (table, columns) in rows.items()
    }


def _claim(
    words: Words,
    name: str,
    lon: float,
    key: str,
    controller: str,
    contested: bool,
    day: str,
    quote: str,
    url: str,
) -> tuple[Any, ...]:
    return (
        key, f"doc-{key}", name.lower(), words.names[name], 35.0, lon, "contested" if contested else "captured",
        controller, day, 0, "asserted", False, words.attribution, quote, 0, len(quote), "test", "city", day,
        words.outlet, url, "", "", Point(lon, 35.0),
    )  # fmt: skip


def make_map(words: Words) -> InlineMap:
    """Return the map of the world."""
    return build_map(make_theatre(words), **make_tables(words), title=words.title)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Start the browser of the system, once; skip with the reason where there is none."""
    api = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed; pip install playwright"
    )
    named = os.environ.get("FRONTLINE_CHROMIUM")
    program = named or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if program is None:
        pytest.skip("no chromium on this machine; install it, as root: apt-get install chromium")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def save_page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Words], Path]:
    """Return a function that writes the world's page, one file for the same words."""
    folder = tmp_path_factory.mktemp("pages")
    written: dict[str, Path] = {}

    def save(words: Words) -> Path:
        key = repr(words)
        if key not in written:
            try:
                written[key] = save_map(make_map(words), folder / f"{len(written)}.html")
            except ClientMissingError as missing:
                pytest.skip(str(missing))
        return written[key]

    return save


#: Resolves once nothing moves any more, the address is written and the day is spoken.
SETTLED = """() => new Promise((done) => {
  const isStill = ({ map, saving, announcing }) => !map._animatingZoom && !map._panAnim?._inProgress && !saving && !announcing;
  const look = () => {
    const moves = document.getAnimations().some(({ playState }) => playState === 'running');
    if (!moves && window.frontlineMaps.every(isStill)) done();
    else setTimeout(look, 20);
  };
  look();
})"""


def settle(target: Any) -> None:
    """Wait until a page, or the page in a frame, has come to rest: no test may read before, however slow the machine."""
    (target if hasattr(target, "evaluate") else target.locator("html")).evaluate(SETTLED)


def until(page: Any, expression: str, arg: object = None) -> None:
    """Wait until an expression, or a function of an argument, holds in a page.

    Playwright's own `wait_for_function` evaluates its text anew in the page, which the page's policy forbids.
    """
    for _ in range(600):
        if page.evaluate(expression, arg):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"not within 30 s: {expression}")


def frame_code(page: Any) -> str:
    """Open the box for sharing and return the code for another page; it is written a moment after the opening."""
    page.evaluate("document.querySelector('.fl-share').open = true")
    until(page, "[...document.querySelectorAll('.fl-share-field')].at(-1).value !== ''")
    return str(page.locator(".fl-share-field").last.input_value())


@dataclass
class Opened:
    """A page that is open, and all that it said and asked for."""

    page: Any
    requests: list[str]
    complaints: list[str]

    def day(self) -> str:
        return str(self.page.get_attribute("[data-day]", "data-day"))

    def controller_at(self, lon: float) -> str:
        return str(self.page.evaluate("lon => frontline.paintedAt(lon, 35.0).controller", lon))

    def pixel_at(self, lon: float, lat: float = 34.75) -> list[int]:
        return list(self.page.evaluate("([lon, lat]) => frontline.paintedAt(lon, lat).pixel", [lon, lat]))

    def is_quiet(self) -> None:
        assert self.requests == []
        assert self.complaints == []


@pytest.fixture(scope="module")
def open_page(browser: Any) -> Iterator[Callable[..., Opened]]:
    """Return a function that opens a file with the network off and waits until the map is painted."""
    contexts = []

    def open_file(
        path: Path,
        *,
        suffix: str = "",
        wait: bool = True,
        answers: dict[str, Path] | None = None,
        **options: Any,
    ) -> Opened:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        opened = Opened(None, [], [])

        def refuse(route: Any) -> None:
            name = route.request.url.split("?")[0].rsplit("/", 1)[-1]
            if route.request.url.startswith(f"file://{path.parent}"):
                route.continue_()
            elif answers and name in answers:
                route.fulfill(path=answers[name])
            else:
                opened.requests.append(route.request.url)
                route.abort()

        context.set_default_timeout(120_000)
        context.route("**/*", refuse)
        page = context.new_page()
        page.on("console", lambda message: opened.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: opened.complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (opened.complaints.append("a dialog opened"), dialog.dismiss()))
        opened.page = page
        page.goto(f"file://{path}{suffix}")
        if wait:
            page.wait_for_selector("[data-ready]")
        return opened

    yield open_file
    for context in contexts:
        context.close()
