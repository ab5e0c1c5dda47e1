"""The cost of a ledger and its ground: the sample campaign, and 21,046 places over 118 weeks.

`make bench-ground` runs it after `bench_ground.py`, whose data it reads. Seconds are of the processor, one process;
megabytes are the most that the process ever held. The second part is skipped where the data is not there.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time
from dataclasses import replace

import numpy as np
from bench_ground import DATA, ROOT, UNKNOWN, console, read_war
from rich.table import Table

from frontline.control import control_history
from frontline.gazetteer import Gazetteer
from frontline.ground import draw_ground
from frontline.model import CONTESTED, Claim, Place
from frontline.pipeline import gather
from frontline.theatre import Extent, Faction, load_theatre

#: What is wanted, seconds and megabytes.
WANTED = {"sample campaign": (2.0, None), "21,046 places, 118 weeks": (60.0, 2000)}
SIDES = {0: "one", 1: "two", UNKNOWN: CONTESTED}


def as_theatre(war, theatre):
    """Return a theatre of all places of the war, held as in its first week, and a claim for each change after it."""
    days = [dt.date.fromisoformat(week) for week in war.weeks]
    factions = tuple(
        Faction(id=name, name=name, side=name, colour=colour)
        for name, colour in (("one", "#2166ac"), ("two", "#b2182b"))
    )
    places = tuple(
        Place(f"p{n}", f"Place {n}", "village", float(lon), float(lat))
        for n, (lon, lat) in enumerate(war.lon_lat)
    )
    (west, south), (east, north) = war.lon_lat.min(axis=0) - 0.5, war.lon_lat.max(axis=0) + 0.5
    named = replace(
        theatre, id="bench", first_day=days[0] + dt.timedelta(1), last_day=days[-1], baseline_day=days[0],
        metric_crs="EPSG:32636", extent=Extent(west=west, south=south, east=east, north=north), objectives=(), axes=(),
        roads=(), factions=factions, sources=(), places=places, basemap={},
        baseline={place.place_id: SIDES[held] for place, held in zip(places, war.held[:, 0].tolist(), strict=True)},
    )  # fmt: skip
    claims = [
        change(places[n], SIDES[int(war.held[n, week])], days[week])
        for week in range(1, len(days))
        for n in np.flatnonzero(war.held[:, week] != war.held[:, week - 1]).tolist()
    ]
    return named, claims


def change(place: Place, side: str, day: dt.date) -> Claim:
    return Claim(
        doc_id="bench", place_id=place.place_id, place=place.name, lat=place.lat, lon=place.lon,
        status="contested" if side == CONTESTED else "captured", controller=side, date=day, date_precision_days=0,
        certainty="asserted", background=False, attribution="", quote=f"{place.place_id} {day}", start=0, end=0,
        rule="bench", kind=place.kind, published=day, outlet="bench",
    )  # fmt: skip


def timed(claims, theatre):
    """Return the parcels, and the processor's seconds for the ledger and for the ground."""
    start = time.process_time()
    control = control_history(claims, theatre)
    between = time.process_time()
    parcels = draw_ground(control, theatre)
    return parcels, between - start, time.process_time() - between


def main() -> None:
    theatre = load_theatre("syria-2024")
    claims = gather([ROOT / "geodata" / "articles"], theatre, Gazetteer.for_theatre(theatre)).claims
    cases = [("sample campaign", claims, theatre)]
    if (DATA / "ukraine_places_weekly.parquet").exists():
        named, changes = as_theatre(read_war(), theatre)
        cases.append(("21,046 places, 118 weeks", changes, named))
    table = Table("case", "claims", "parcels", "ledger", "ground", "together", "wanted", "memory", box=None)
    for name, said, land in cases:
        parcels, ledger_s, ground_s = min(
            (timed(said, land) for _ in range(2)), key=lambda run: run[1] + run[2]
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
            1024 if sys.platform != "darwin" else 1024**2
        )
        seconds, megabytes = WANTED[name]
        table.add_row(
            name, f"{len(said):,}", f"{len(parcels):,}", f"{ledger_s:.2f} s", f"{ground_s:.2f} s",
            f"{ledger_s + ground_s:.2f} s", f"< {seconds:.0f} s" + (f", {megabytes} MB" if megabytes else ""), f"{peak:.0f} MB",
        )  # fmt: skip
    console.print(table)


if __name__ == "__main__":
    main()
