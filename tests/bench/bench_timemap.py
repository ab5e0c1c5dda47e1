"""The map's layer beside folium's own time plugins, on the same cells and days, in a real browser.

Run it with `make bench-map`. N Voronoi cells in a square, T days, one cell in a hundred changes a day. Ours is
opened headless with the network off, stepped day by day and jumped about; printed are its size, the time until it is
ready, the time from a step to the second frame after it (median and 95th percentile; two frames are 33 ms at rest), and
Python's time and peak memory. The peers: `folium.plugins.Timeline`, the only one of the family that is right when
stepping back at size, and `TimeSliderChoropleth`, with a style a cell and day, which it needs to be right; their pages
load their scripts from the network, so only their making and size are measured. A peer is left out where its page
would take minutes. Machines are noisy: compare the rows of one run, and with the step of an empty page that stands below.
Last comes the sample map: the size of its page, and the median time until it is ready.

    python tests/bench/bench_timemap.py [--large]
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table
from shapely import MultiPoint, box, voronoi_polygons

if TYPE_CHECKING:
    from collections.abc import Callable

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
SIDES = ("north", "south", "east", "none")
FIRST = pd.Timestamp("2031-01-01")
CHANGED_A_DAY = 0.01
SMALL, LARGE = ((1_000, 120), (10_000, 120)), ((33_000, 1_000),)
#: A peer's page of more rows than this takes minutes to make and to open.
MOST_ROWS = {"Timeline": 60_000, "TimeSliderChoropleth": 150_000}
STEPS, JUMPS, LOADS = 20, 8, 9
#: Resolves once the frame after the next one is drawn: what a reader sees of a step.
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def cells(count: int, days: int) -> gpd.GeoDataFrame:
    """Return one row for each stretch of days on which a cell has one side: columns side, valid_from, valid_to; WGS 84."""
    rng = np.random.default_rng(count)
    points = np.round(rng.uniform((36.0, 33.0), (42.0, 37.0), (count, 2)), 5)
    shapes = voronoi_polygons(MultiPoint(points), extend_to=box(36, 33, 42, 37)).geoms
    frame = gpd.GeoDataFrame(geometry=[shape.intersection(box(36, 33, 42, 37)) for shape in shapes], crs=4326)
    side = np.where(frame.geometry.bounds.minx > 39, 0, 1) if count else np.zeros(0, int)
    since = np.zeros(len(frame), dtype=int)
    rows: list[tuple[int, int, int, int]] = []
    for day in range(1, days):
        for at in rng.choice(len(frame), max(1, round(len(frame) * CHANGED_A_DAY)), replace=False):
            if since[at] < day:
                rows.append((at, side[at], since[at], day))
                side[at], since[at] = (side[at] + rng.integers(1, len(SIDES))) % len(SIDES), day
    rows += [(at, side[at], since[at], days) for at in range(len(frame))]
    at, held, first, end = np.array(rows).T
    return gpd.GeoDataFrame(
        {
            "side": np.array(SIDES)[held],
            "valid_from": (FIRST + pd.to_timedelta(first, unit="D")).strftime("%Y-%m-%d"),
            "valid_to": (FIRST + pd.to_timedelta(end, unit="D")).strftime("%Y-%m-%d"),
        },
        geometry=frame.geometry.to_numpy()[at],
        crs=4326,
    )


def write_ours(table: gpd.GeoDataFrame, days: int, path: Path) -> None:  # noqa: ARG001 - one form for all makers
    from frontline.timemap import InlineMap, TimeMap

    page = InlineMap()
    TimeMap(table, side="side", valid_from="valid_from", valid_to="valid_to").add_to(page)
    page.save(str(path))


def write_timeline(table: gpd.GeoDataFrame, days: int, path: Path) -> None:  # noqa: ARG001
    import folium
    from folium.plugins import Timeline, TimelineSlider

    rows = table.rename(columns={"valid_from": "start", "valid_to": "end"})
    page = folium.Map(location=[35, 39], zoom_start=7, tiles=None)
    layer = Timeline(json.loads(rows.to_json())).add_to(page)
    TimelineSlider(auto_play=False).add_timelines(layer).add_to(page)
    page.save(str(path))


def write_choropleth(table: gpd.GeoDataFrame, days: int, path: Path) -> None:
    import folium
    from folium.plugins import TimeSliderChoropleth

    stamps = [str(int(stamp.timestamp())) for stamp in pd.date_range(FIRST, periods=days)]
    colours = dict(zip(SIDES, ("#bb3333", "#336633", "#3333bb", "#999999"), strict=True))
    shapes, styles = {}, {}
    for row in table.itertuples():
        cell = row.geometry.wkb
        shapes[cell] = row.geometry
        first = (pd.Timestamp(row.valid_from) - FIRST).days
        for stamp in stamps[first : (pd.Timestamp(row.valid_to) - FIRST).days]:
            styles.setdefault(cell, {})[stamp] = {"color": colours[row.side], "opacity": 0.6}
    frame = gpd.GeoSeries(list(shapes.values()), crs=4326)
    page = folium.Map(location=[35, 39], zoom_start=7, tiles=None)
    TimeSliderChoropleth(frame.to_json(), {str(n): styles[cell] for n, cell in enumerate(shapes)}).add_to(
        page
    )
    page.save(str(path))


MAKERS: dict[str, Callable[[gpd.GeoDataFrame, int, Path], None]] = {
    "frontline.TimeMap": write_ours,
    "Timeline": write_timeline,
    "TimeSliderChoropleth": write_choropleth,
}


def make_alone(maker: str, count: int, days: int, path: Path) -> tuple[float, float]:
    """Make a page in a process of its own; return its seconds without the imports and its peak memory in MB."""
    done = subprocess.run(
        [sys.executable, __file__, "--make", maker, str(count), str(days), str(path)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    seconds, megabytes = done.stdout.split()[-2:]
    return float(seconds), float(megabytes)


def make(maker: str, count: int, days: int, path: Path) -> None:
    """Make one page and print its seconds and the process's peak memory."""
    import folium.plugins  # noqa: F401 - imports are nobody's work

    import frontline.timemap  # noqa: F401

    table = cells(count, days)
    begun = time.perf_counter()
    MAKERS[maker](table, days, path)
    seconds = time.perf_counter() - begun
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)  # noqa: T201


def watch(page: Page, path: Path, days: int) -> dict[str, float]:
    """Open our page, step and jump; return milliseconds."""
    page.goto(path.as_uri())
    page.wait_for_selector("[data-ready]", timeout=120_000)
    found = {"ready": float(page.get_attribute("[data-ready]", "data-ready") or 0)}
    slider = "input[type=range]"
    page.focus(slider)
    jump = f"""async (to) => {{
        const slider = document.querySelector({json.dumps(slider)});
        const begun = performance.now();
        slider.value = String(to);
        slider.dispatchEvent(new Event("input", {{bubbles: true}}));
        await ({PAINTED})();
        return performance.now() - begun;
    }}"""
    steps = [page.evaluate(jump, day) for day in range(1, STEPS + 1)]
    rng = np.random.default_rng(1)
    jumps = [page.evaluate(jump, int(day)) for day in rng.integers(0, days, JUMPS)]
    for name, times in (("step", steps), ("jump", jumps)):
        found[name], found[f"{name} p95"] = np.median(times), np.percentile(times, 95)
    return found


def idle_step(browser: Browser) -> float:
    """Return the milliseconds of a step that does nothing, in an empty page: what no page can beat."""
    page = browser.new_page()
    page.set_content("<!doctype html><p>empty")
    wait = f"async () => {{ const begun = performance.now(); await ({PAINTED})(); return performance.now() - begun; }}"
    steps = [page.evaluate(wait) for _ in range(STEPS)]
    page.close()
    return float(np.median(steps))


def sample_readiness(browser: Browser, folder: Path) -> str:
    """Return the size of the sample map's page, and how long it takes to be ready: the median of some loads, and the range."""
    articles = Path(__file__).resolve().parents[2] / "geodata" / "articles"
    subprocess.run(
        [sys.executable, "-m", "frontline", "map", str(articles), "--theatre", "syria-2024", "--out", str(folder)],
        check=True, capture_output=True,
    )  # fmt: skip
    path = folder / "syria-2024.html"
    times = []
    for _ in range(LOADS):
        page = browser.new_context(offline=True, viewport={"width": 1280, "height": 800}).new_page()
        page.goto(path.as_uri())
        page.wait_for_selector("[data-ready]")
        times.append(float(page.get_attribute("[data-ready]", "data-ready") or 0))
        page.context.close()
    kilobytes = path.stat().st_size / 1000
    return f"{kilobytes:.0f} kB, ready in {np.median(times):.0f} ms ({min(times):.0f} to {max(times):.0f}, {LOADS} loads)"


def main() -> None:
    """Print the table, and a line on the sample map."""
    sizes = (*SMALL, *(LARGE if "--large" in sys.argv else ()))
    table = Table(title="a map of cells over days")
    for column in ("cells x days", "by", "Python", "peak", "page", "ready", "step (p95)", "jump (p95)"):
        table.add_column(column, justify="left" if column == "by" else "right")
    program = (
        os.environ.get("FRONTLINE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS) if program else None
        for count, days in sizes:
            for maker in MAKERS:
                if count * days * (1 if maker != "Timeline" else CHANGED_A_DAY) > MOST_ROWS.get(maker, 1e9):
                    continue
                path = Path(folder) / f"{maker}-{count}-{days}.html"
                seconds, megabytes = make_alone(maker, count, days, path)
                cost = [f"{seconds:.1f} s", f"{megabytes:.0f} MB", f"{path.stat().st_size / 1e6:.2f} MB"]
                seen = ["needs the network"] if maker != "frontline.TimeMap" else ["no Chromium"]
                if browser and maker == "frontline.TimeMap":
                    page = browser.new_context(
                        offline=True, viewport={"width": 1280, "height": 800}
                    ).new_page()
                    ms = watch(page, path, days)
                    seen = [f"{ms['ready'] / 1000:.2f} s"]
                    seen += [f"{ms[name]:.0f} ms ({ms[f'{name} p95']:.0f})" for name in ("step", "jump")]
                table.add_row(f"{count:,} x {days:,}", maker, *cost, *seen)
        notes = ["no Chromium: no page was opened"]
        if browser:
            notes = [f"a step of an empty page: {idle_step(browser):.0f} ms"]
            notes.append(f"the sample map: {sample_readiness(browser, Path(folder))}")
    console = Console(width=130)
    console.print(table)
    for note in notes:
        console.print(note)


if __name__ == "__main__":
    if "--make" in sys.argv:
        _, _, maker, count, days, path = sys.argv
        make(maker, int(count), int(days), Path(path))
    else:
        main()
