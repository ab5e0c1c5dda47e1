"""The map's layer beside folium's own time plugins, on the same cells and days, in a real browser.

Run it with `make bench-map`. N Voronoi cells in a square, T days, one cell in a hundred changes a day. Each page is
opened headless with the network off, stepped day by day and jumped about; printed are its size, the time until it is
ready, the time from a step to the second frame after it (median and 95th percentile; two frames are 33 ms at rest), and
Python's time and peak memory. The peers (`peers`): `Timeline`, which is right when stepping back; `TimeSliderChoropleth`,
with a style a cell and day, which it needs to be right; `TimestampedGeoJson`, with a feature a change. Their pages load
scripts from the network: the same versions are installed by npm and answer those requests from the disk. A peer is left
out where its page would take minutes. Machines are noisy: compare the rows of one run, and with the step of an empty
page that stands below. Last comes the sample map: the size of its page, and the median time until it is ready.

    python tests/bench/bench_timemap.py [--large]
"""

from __future__ import annotations

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
import peers
from playwright.sync_api import Browser, Error, Page, sync_playwright
from rich.console import Console
from rich.table import Table
from shapely import MultiPoint, box, voronoi_polygons

if TYPE_CHECKING:
    from collections.abc import Callable

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
SIDES = ("north", "south", "east", "none")
FIRST = pd.Timestamp("2031-01-01")
CHANGED_A_DAY = 0.01
SMALL, LARGE = ((1_000, 120), (10_000, 120)), ((33_000, 30), (33_000, 120), (33_000, 1_000))
OURS = "frontline.TimeMap"
#: Of more cells times days than this a peer's page takes minutes to make, to open or to step, or fails.
MOST = {"Timeline": 4_000_000, "TimeSliderChoropleth": 1_200_000, "TimestampedGeoJson": 1_200_000}
STEPS, JUMPS, LOADS = 20, 8, 9
#: A page that is not ready after this long has failed.
MOST_SECONDS = 120
#: Resolves once the frame after the next one is drawn: what a reader sees of a step.
STEP = """
    const slider = document.querySelector("input[type=range]");
    slider.value = String(day);
    slider.dispatchEvent(new Event("input", {bubbles: true}));
"""
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


def write_ours(table: gpd.GeoDataFrame, days: pd.DatetimeIndex, path: Path) -> None:  # noqa: ARG001 - one form for all makers
    from frontline.timemap import InlineMap, TimeMap

    page = InlineMap()
    TimeMap(table, side="side", valid_from="valid_from", valid_to="valid_to").add_to(page)
    page.save(str(path))


MAKERS: dict[str, Callable[[gpd.GeoDataFrame, pd.DatetimeIndex, Path], None]] = {
    OURS: write_ours,
    **peers.WRITERS,
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
    MAKERS[maker](table, pd.date_range(FIRST, periods=days), path)
    seconds = time.perf_counter() - begun
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)  # noqa: T201


def watch(page: Page, maker: str, path: Path, days: int) -> dict[str, float]:
    """Open a page, step and jump; return milliseconds."""
    begun = time.perf_counter()
    page.goto(path.as_uri())
    if maker == OURS:
        page.wait_for_selector("[data-ready]")
        found = {"ready": float(page.get_attribute("[data-ready]", "data-ready") or 0)}
    else:
        page.wait_for_function(peers.READY[maker], polling=50)
        page.evaluate(PAINTED)
        found = {"ready": 1000 * (time.perf_counter() - begun)}
    jump = f"""async ([day, stamp]) => {{
        const begun = performance.now();
        {STEP if maker == OURS else peers.STEP[maker]}
        await ({PAINTED})();
        return performance.now() - begun;
    }}"""
    stamps = peers.stamps_of(pd.date_range(FIRST, periods=days))
    steps = [page.evaluate(jump, [day, stamps[day]]) for day in range(1, STEPS + 1)]
    rng = np.random.default_rng(1)
    jumps = [page.evaluate(jump, [int(day), stamps[day]]) for day in rng.integers(0, days, JUMPS)]
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
    """Print a table for each size, and a line on the sample map."""
    console = Console(width=130)
    sizes = (*SMALL, *(LARGE if "--large" in sys.argv else ()))
    program = (
        os.environ.get("FRONTLINE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS) if program else None
        modules = peers.install() if browser else None
        for count, days in sizes:
            table = Table(title=f"{count:,} cells over {days:,} days")
            for column in ("by", "Python", "peak", "page", "ready", "step (p95)", "jump (p95)"):
                table.add_column(column, justify="left" if column == "by" else "right")
            for maker in MAKERS:
                if count * days <= MOST.get(maker, 1e9):
                    path = Path(folder) / f"{maker}-{count}-{days}.html"
                    seconds, megabytes = make_alone(maker, count, days, path)
                    cost = [f"{seconds:.1f} s", f"{megabytes:.0f} MB", f"{path.stat().st_size / 1e6:.2f} MB"]
                    table.add_row(maker, *cost, *seen(browser, modules, maker, path, days))
                    path.unlink()
            console.print(table)
        if browser:
            console.print(f"a step of an empty page: {idle_step(browser):.0f} ms")
            console.print(f"the sample map: {sample_readiness(browser, Path(folder))}")


def seen(browser: Browser | None, modules: Path | None, maker: str, path: Path, days: int) -> list[str]:
    """Return what a browser makes of a page, as the last columns of a row."""
    if browser is None or (maker != OURS and modules is None):
        return ["no Chromium" if browser is None else "no scripts"]
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=maker == OURS)
    page = context.new_page()
    page.set_default_timeout(MOST_SECONDS * 1000)
    if maker != OURS and modules is not None:
        peers.answer(page, modules)
    try:
        ms = watch(page, maker, path, days)
    except Error as error:  # a page too large for its plugin crashes, or says nothing any more
        return [f"failed: {str(error).splitlines()[0][:40]}"]
    finally:
        context.close()
    return [f"{ms['ready'] / 1000:.2f} s"] + [
        f"{ms[name]:.0f} ms ({ms[f'{name} p95']:.0f})" for name in ("step", "jump")
    ]


if __name__ == "__main__":
    if "--make" in sys.argv:
        _, _, maker, count, days, path = sys.argv
        make(maker, int(count), int(days), Path(path))
    else:
        main()
