"""Speed and size of the whole road, printed: what a reader of the README may expect on their own machine.

Run it with `make bench`. Figures are of one process on one core, the best of several runs; machines are noisy, so
the peer (folium's own time slider on the same ground) runs beside ours, and the ratio is what to compare.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from frontline.claims import ClaimExtractor
from frontline.documents import read_documents, require_dates
from frontline.gazetteer import Gazetteer
from frontline.pipeline import draw, gather
from frontline.theatre import load_theatre
from frontline.timemap import build_map, save_map

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT / "geodata" / "articles"
RUNS = 5


def best_seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def folium_choropleth(drawing, path: Path) -> None:
    """Draw the same parcels with folium's own time slider, a style a parcel and day: the peer."""
    import folium
    import pandas as pd
    from folium.plugins import TimeSliderChoropleth

    days = [day.strftime("%Y-%m-%d") for day in pd.date_range(drawing.first_day, drawing.last_day)]
    stamps = [str(int(pd.Timestamp(day).timestamp())) for day in days]
    styles: dict[str, dict[str, dict[str, object]]] = {}
    for row in drawing.parcels.itertuples():
        held = {str(day): str(side) for day, side, _ in row.history}
        now, style = "none", {}
        for day, stamp in zip(days, stamps, strict=True):
            now = held.get(day, now)
            style[stamp] = {"color": f"#{abs(hash(now)) % 0xFFFFFF:06x}", "opacity": 0.5}
        styles[str(row.Index)] = style
    page = folium.Map()
    TimeSliderChoropleth(drawing.parcels[["geometry"]].to_json(), styles).add_to(page)
    page.save(str(path))


def main() -> None:
    theatre = load_theatre("syria-2024")
    gazetteer = Gazetteer.for_theatre(theatre)
    days = (theatre.first_day, theatre.last_day)
    documents = require_dates(read_documents([ARTICLES], time_zone=theatre.time_zone, likely=days)).documents
    extractor = ClaimExtractor(theatre, gazetteer)
    words = sum(len(document.text.split()) for document in documents)
    evidence = gather([ARTICLES], theatre, gazetteer)
    drawing = draw(evidence, theatre)
    with tempfile.TemporaryDirectory() as folder:
        ours, peer = Path(folder) / "ours.html", Path(folder) / "peer.html"

        def make_page() -> None:
            page = build_map(
                theatre,
                claims=drawing.claims,
                control=drawing.control,
                parcels=drawing.parcels,
                advances=drawing.advances,
                documents=evidence.documents,
            )
            save_map(page, ours)

        reading = best_seconds(lambda: [extractor.extract(document) for document in documents])
        drawing_s = best_seconds(lambda: draw(evidence, theatre))
        page_s = best_seconds(make_page)
        peer_s = best_seconds(lambda: folium_choropleth(drawing, peer), runs=2)
        sizes = ours.stat().st_size, peer.stat().st_size
    table = Table("stage", "figure", box=None)
    table.add_row(
        "theatre and gazetteer",
        f"{best_seconds(lambda: Gazetteer.for_theatre(load_theatre('syria-2024'))):.3f} s",
    )
    table.add_row(
        "articles to claims", f"{len(documents) / reading:.0f} articles/s of {words // len(documents)} words"
    )
    table.add_row("claims to parcels and advances", f"{drawing_s:.2f} s")
    table.add_row("page", f"{page_s:.2f} s, {sizes[0] / 1000:.0f} kB, no request")
    table.add_row(
        "folium TimeSliderChoropleth, same parcels",
        f"{peer_s:.2f} s, {sizes[1] / 1000:.0f} kB and its CDN links",
    )
    table.add_row("size, theirs / ours", f"{sizes[1] / sizes[0]:.2f}")
    Console(file=sys.stdout, width=120).print(table)


if __name__ == "__main__":
    main()
