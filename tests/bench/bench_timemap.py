"""The map's layer beside folium's own time plugins, on the same cells and days, in a real browser.

Run it with `make bench-map`. N Voronoi cells in a square, T days, one cell in a hundred changes a day. Each page is
opened headless with the network off, stepped day by day and jumped about; printed are its size, the time until it is
ready, the time from a step to the second frame after it (median and 95th percentile; two frames are 33 ms at rest), and
Python's time and peak memory. The peers (`peers`): `Timeline`, which is right when stepping back; `TimeSliderChoropleth`,
with a style a cell and day, which it needs to be right; `TimestampedGeoJson`, with a feature a change. Their pages load
scripts from the network: the same versions are installed by npm and answer those requests from the disk.

Each page is made in a process of its own and looked at in another: what takes too long or too much memory is ended, and
the row says so and keeps what was measured before. A row is printed, and written to `build/bench-map.jsonl`, as soon as it
is known; the whole ends within a quarter of an hour, and rows for which no time was left say that. Machines are noisy:
compare the rows of one run, and with the step of an empty page that stands below. Last comes the sample map: the size of
its page, and the median time until it is ready.

    python tests/bench/bench_timemap.py [--large | --tiny]
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import signal
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
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from shapely import MultiPoint, box, voronoi_polygons

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
SIDES = ("north", "south", "east", "none")
FIRST = pd.Timestamp("2031-01-01")
CHANGED_A_DAY = 0.01
TINY, SMALL, LARGE = ((60, 12),), ((1_000, 120), (10_000, 120)), ((33_000, 120), (33_000, 1_000))
OURS = "frontline.TimeMap"
STEPS, JUMPS, LOADS = 20, 8, 9
#: What making a page, and opening and stepping it, may take; and the whole of it, on quiet cores.
MAKING_SECONDS, WATCHING_SECONDS, WHOLE_SECONDS = 90, 60, 14 * 60
#: Address space of a process that makes a page: a peer with a style a cell and day would take the whole machine's.
MOST_BYTES = 12 * 2**30
RESULTS = Path(__file__).resolve().parents[2] / "build" / "bench-map.jsonl"
COLUMNS = ("by", "Python", "peak", "page", "ready", "step (p95)", "jump (p95)")
WIDTHS = (22, 8, 9, 10, 9, 18, 18)
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


class TooMuchError(Exception):
    """A page that was not made, or not shown, within its bounds; the text says which."""


def alone(seconds: float, *arguments: str) -> list[str]:
    """Run this file in a process group of its own, and return the lines that it printed until it ended.

    Raises
    ------
    TooMuchError
        If it takes longer: the whole group is ended; its second argument has the lines that came before.
    """
    process = subprocess.Popen(
        [sys.executable, __file__, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        said, complaint = process.communicate(timeout=max(1, seconds))
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
        raise TooMuchError(f"not in {seconds:.0f} s", said.splitlines()) from None
    if process.returncode:
        words = complaint.strip().splitlines()[-1:] or ["no word"]
        reason = "out of memory" if "MemoryError" in words[0] or process.returncode < 0 else words[0][:40]
        raise TooMuchError(f"failed: {reason}", said.splitlines())
    return said.splitlines()


def make(maker: str, count: int, days: int, path: Path) -> None:
    """Make one page and print its seconds without the imports and the process's peak memory in MB."""
    import folium.plugins  # noqa: F401 - imports are nobody's work

    import frontline.timemap  # noqa: F401

    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    table = cells(count, days)
    begun = time.perf_counter()
    MAKERS[maker](table, pd.date_range(FIRST, periods=days), path)
    seconds = time.perf_counter() - begun
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)  # noqa: T201


def watch(maker: str, path: Path, days: int, modules: str) -> None:
    """Open a page in a browser, step and jump; print a name and milliseconds a line, each as soon as it is measured."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=maker == OURS)
        page = context.new_page()
        page.set_default_timeout(WATCHING_SECONDS * 1000)
        if maker != OURS:
            peers.answer(page, Path(modules))
        for name, ms in measured(page, maker, path, days):
            print(name, ms, flush=True)  # noqa: T201


def measured(page: Page, maker: str, path: Path, days: int) -> Iterator[tuple[str, float]]:
    """Yield what a page takes until it is ready, for each step and for each jump, in milliseconds."""
    begun = time.perf_counter()
    page.goto(path.as_uri())
    if maker == OURS:
        page.wait_for_selector("[data-ready]")
        yield "ready", float(page.get_attribute("[data-ready]", "data-ready") or 0)
    else:
        page.wait_for_function(peers.READY[maker], polling=50)
        page.evaluate(PAINTED)
        yield "ready", 1000 * (time.perf_counter() - begun)
    jump = f"""async ([day, stamp]) => {{
        const begun = performance.now();
        {STEP if maker == OURS else peers.STEP[maker]}
        await ({PAINTED})();
        return performance.now() - begun;
    }}"""
    stamps = peers.stamps_of(pd.date_range(FIRST, periods=days))
    for day in range(1, min(STEPS, days - 1) + 1):
        yield "step", page.evaluate(jump, [day, stamps[day]])
    for day in np.random.default_rng(1).integers(0, days, JUMPS):
        yield "jump", page.evaluate(jump, [int(day), stamps[day]])


def program() -> str | None:
    """Return where Chromium is, or None."""
    return os.environ.get("FRONTLINE_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


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
    """Print a row for each size and maker as soon as it is known, and two lines on what a page can take at best."""
    console, begun = Console(width=130), time.monotonic()
    sizes = TINY if "--tiny" in sys.argv else (*SMALL, *(LARGE if "--large" in sys.argv else ()))
    modules = peers.install() if program() else None
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, RESULTS.open("w", encoding="utf-8") as results:
        for count, days in sizes:
            console.print(f"\n{count:,} cells over {days:,} days", style="bold")
            console.print(_line(COLUMNS))
            for maker in MAKERS:
                path = Path(folder) / f"{maker}-{count}-{days}.html"
                left = WHOLE_SECONDS - (time.monotonic() - begun)
                cells_of_row = row(maker, count, days, path, modules, left)
                path.unlink(missing_ok=True)
                console.print(_line([maker, *cells_of_row]))
                named = dict(zip(COLUMNS, [maker, *cells_of_row], strict=False))
                results.write(json.dumps({"cells": count, "days": days, **named}) + "\n")
                results.flush()
        if program() and "--tiny" not in sys.argv:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=program(), args=FLAGS)
                console.print(f"\na step of an empty page: {idle_step(browser):.0f} ms")
                console.print(f"the sample map: {sample_readiness(browser, Path(folder))}")
    console.print(f"the rows are in {RESULTS}")


def row(maker: str, count: int, days: int, path: Path, modules: Path | None, left: float) -> list[str]:
    """Make a page and look at it; return what stands behind its maker's name, with a word where a bound was met."""
    if left < 1:
        return ["left out: the time was over"]
    began = time.monotonic()
    try:
        made = alone(min(MAKING_SECONDS, left), "--make", maker, str(count), str(days), str(path))
    except TooMuchError as bound:
        return [f"not made: {bound.args[0]}"]
    seconds, megabytes = map(float, made[-1].split())
    cost = [f"{seconds:.1f} s", f"{megabytes:.0f} MB", f"{path.stat().st_size / 1e6:.2f} MB"]
    if program() is None or (maker != OURS and modules is None):
        return [*cost, "no Chromium" if program() is None else "no scripts"]
    left -= time.monotonic() - began
    try:
        told = alone(min(WATCHING_SECONDS, left), "--watch", maker, str(path), str(days), str(modules))
        return [*cost, *_seen(told, "")]
    except TooMuchError as bound:  # a page too large for its plugin crashes, or says nothing any more
        return [*cost, *_seen(bound.args[1], bound.args[0])]


def _seen(told: Sequence[str], bound: str) -> list[str]:
    """Return ready, step and jump as a row has them; the first that is missing says which bound was met."""
    times: dict[str, list[float]] = {}
    for line in told:
        name, ms = line.split()
        times.setdefault(name, []).append(float(ms))
    words = [f"{times['ready'][0] / 1000:.2f} s"] if "ready" in times else []
    words += [
        f"{np.median(times[name]):.0f} ms ({np.percentile(times[name], 95):.0f})"
        for name in ("step", "jump")
        if name in times
    ]
    if "jump" in times and bound:  # the last thing that is measured: the bound was met among the jumps
        return [*words[:-1], f"{words[-1]}, then {bound}"]
    return [*words, bound] if bound else words


def _line(cells_of_row: Sequence[str]) -> str:
    return " ".join(text.ljust(width) for text, width in zip(cells_of_row, WIDTHS, strict=False)).rstrip()


if __name__ == "__main__":
    if "--make" in sys.argv:
        _, _, maker, count, days, path = sys.argv
        make(maker, int(count), int(days), Path(path))
    elif "--watch" in sys.argv:
        _, _, maker, path, days, modules = sys.argv
        watch(maker, Path(path), int(days), modules)
    else:
        main()
