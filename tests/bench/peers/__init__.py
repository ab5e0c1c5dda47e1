"""Folium's own time plugins on the same cells: how their pages are made, opened without a network, and stepped.

Their pages load scripts from five hosts. Those scripts are installed by npm (`package.json` beside this file: for the
benchmark alone), and a page's requests are answered with them; stylesheets and icons, which cost a peer time and change
nothing that is measured, are answered with nothing.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))
import hatch_build  # noqa: E402 - it knows where npm is

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    from playwright.sync_api import Page, Route

FOLDER = ROOT / "build" / "peers"
COLOURS = ("#bb3333", "#336633", "#3333bb", "#999999")
#: Which file answers an address of a script; the first that is found in it.
SCRIPTS = {
    "leaflet.timeline": "leaflet.timeline/dist/leaflet.timeline.js",
    "leaflet-timedimension": "leaflet-timedimension/dist/leaflet.timedimension.min.js",
    "iso8601": "iso8601-js-period/iso8601.js",
    "moment": "moment/min/moment.min.js",
    "d3.v4": "d3/build/d3.min.js",
    "jquery/": "jquery/dist/jquery.min.js",
    "jquery-3": "jquery/dist/jquery.min.js",
    "npm/leaflet@": "leaflet/dist/leaflet.js",
}


def install() -> Path | None:
    """Install the scripts by the lock file; return their folder, or None, said why on standard error, if that fails."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(Path(__file__).parent / name, FOLDER / name)
    command = [*hatch_build._npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(f"the peers' scripts could not be installed: {done.stderr[-300:]}\n")
        return None
    return FOLDER / "node_modules"


def answer(page: Page, modules: Path) -> None:
    """Answer the requests of a page from a folder of packages; nothing leaves the machine."""

    def reply(route: Route) -> None:
        url = route.request.url
        script = next((path for part, path in SCRIPTS.items() if part in url), None)
        if url.endswith(".js") and script:
            route.fulfill(path=modules / script)
        else:
            route.fulfill(body="", content_type="text/css" if ".css" in url else "text/javascript")

    page.route(re.compile("^https?:"), reply)


def write_timeline(table: gpd.GeoDataFrame, days: pd.DatetimeIndex, path: Path) -> None:  # noqa: ARG001
    """Features with a start and an end: right on each day, whichever way one steps."""
    from folium import JsCode
    from folium.plugins import Timeline, TimelineSlider

    rows = table.rename(columns={"valid_from": "start", "valid_to": "end"})
    rows["colour"] = rows.side.map(_colour_of(table.side))
    style = JsCode("f => ({stroke: false, fillOpacity: 0.6, fillColor: f.properties.colour})")
    layer = Timeline(json.loads(rows.to_json()), style=style)
    page = _map()
    layer.add_to(page)
    TimelineSlider(auto_play=False, show_ticks=False).add_timelines(layer).add_to(page)
    page.save(str(path))


def write_choropleth(table: gpd.GeoDataFrame, days: pd.DatetimeIndex, path: Path) -> None:
    """A style a cell and day: with one a change only, it keeps tomorrow's colours when stepped back."""
    import geopandas as gpd
    from folium.plugins import TimeSliderChoropleth

    stamps = [str(int(stamp.timestamp())) for stamp in days]
    number = {day.strftime("%Y-%m-%d"): n for n, day in enumerate(days)}
    colours = _colour_of(table.side)
    shapes: dict[bytes, Any] = {}
    styles: dict[bytes, dict[str, Any]] = {}
    for row in table.itertuples():
        cell = row.geometry.wkb
        shapes[cell] = row.geometry
        for stamp in stamps[number[row.valid_from] : number.get(row.valid_to, len(stamps))]:
            styles.setdefault(cell, {})[stamp] = {"color": colours[row.side], "opacity": 0.6}
    frame = gpd.GeoSeries(list(shapes.values()), crs=4326)
    page = _map(on_canvas=False)  # which it cannot draw on
    TimeSliderChoropleth(frame.to_json(), {str(n): styles[cell] for n, cell in enumerate(shapes)}).add_to(
        page
    )
    page.save(str(path))


def write_timestamped(table: gpd.GeoDataFrame, days: pd.DatetimeIndex, path: Path) -> None:  # noqa: ARG001
    """A feature a change, in order of time, each painted over the ones before it."""
    from folium.plugins import TimestampedGeoJson

    rows = table.sort_values("valid_from", kind="stable")
    colours = _colour_of(table.side)
    features = [
        {
            "type": "Feature",
            "geometry": row.geometry.__geo_interface__,
            "properties": {
                "times": [row.valid_from],
                "style": {"stroke": False, "fillOpacity": 1, "fillColor": colours[row.side]},
            },
        }
        for row in rows.itertuples()
    ]
    page = _map()
    data = {"type": "FeatureCollection", "features": features}
    TimestampedGeoJson(data, period="P1D", auto_play=False, add_last_point=False).add_to(page)
    page.save(str(path))


def _map(*, on_canvas: bool = True) -> Any:
    import folium

    return folium.Map(location=[35, 39], zoom_start=7, tiles=None, prefer_canvas=on_canvas)


def _colour_of(sides: pd.Series) -> dict[str, str]:
    return dict(zip(sorted(set(sides)), COLOURS, strict=False))


#: In the page: is the map drawn? And: show a day, by its number and its milliseconds.
READY = {
    "Timeline": "() => document.querySelector('.time-slider') !== null",
    "TimeSliderChoropleth": "() => document.querySelector('body > div > input[type=range]') !== null",
    "TimestampedGeoJson": "() => window[Object.keys(window).find(k => k.startsWith('map_'))]?.timeDimension?.getCurrentTime() > 0",
}
_SLIDE = "slider.value = String({value}); slider.dispatchEvent(new Event('input', {{bubbles: true}}));"
STEP = {
    "Timeline": "const slider = document.querySelector('.time-slider');" + _SLIDE.format(value="stamp"),
    "TimeSliderChoropleth": "const slider = document.querySelector('body > div > input[type=range]');"
    + _SLIDE.format(value="day"),
    "TimestampedGeoJson": "window[Object.keys(window).find(k => k.startsWith('map_'))].timeDimension.setCurrentTime(stamp);",
}
WRITERS = {
    "Timeline": write_timeline,
    "TimeSliderChoropleth": write_choropleth,
    "TimestampedGeoJson": write_timestamped,
}


def stamps_of(days: pd.DatetimeIndex) -> Sequence[int]:
    """Return the days as milliseconds since 1970, UTC."""
    return [int(day.timestamp() * 1000) for day in days]
