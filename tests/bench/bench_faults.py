"""The table of faults: how often each was done to the command as it ran, and what was lost.

`make faults` runs it; `--kills N` sets how often the machine is "cut off" (200). Exit code 1 if anything was lost.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.table import Table

import faults

if TYPE_CHECKING:
    from collections.abc import Callable

FEEDS = (
    "missing",
    "broken",
    "busy",
    "garbage",
    "silent",
    "torn",
    "endless",
    "drip",
    "drip_head",
    "bomb",
    "circle",
    "maze",
    "image",
)
GEOCODERS = (
    "down",
    "broken",
    "forbidden",
    "busy",
    "very_busy",
    "cut",
    "drip",
    "endless",
    "loop",
    "html",
    "nested",
    "error",
)


def main() -> int:
    """Do every fault, print a line each, and tell whether anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    kills = parser.parse_args().kills
    out = Console(highlight=False, soft_wrap=True)
    work: list[Callable[[faults.Desk], faults.Outcome]] = [
        lambda desk: faults.kills(desk, kills // 2),
        lambda desk: faults.kills(_light(desk), kills - kills // 2),
        faults.full_disk,
        faults.read_only_folder,
        lambda desk: faults.changing_input(desk, 10),
        lambda desk: faults.two_runs(desk, 10),
        faults.corrupted_files,
        faults.damaged_cache,
        lambda desk: faults.faulty_feeds(desk, FEEDS),
        lambda desk: faults.faulty_geocoders(desk, GEOCODERS),
    ]
    table = Table("fault", "tries", "lost", title="What a fault costs")
    is_lost = False
    for one in work:
        with tempfile.TemporaryDirectory() as folder:
            outcome = one(faults.Desk(Path(folder) / "desk"))
        row = (outcome.fault, str(outcome.tries), str(len(outcome.lost)) if outcome.lost else "nothing")
        table.add_row(*row)
        out.print(f"{row[0]}: {row[1]} tries, lost: {row[2]}", markup=False)
        for line in outcome.lost:
            out.print(f"lost: {outcome.fault}: {line}", markup=False)
        is_lost = is_lost or bool(outcome.lost)
    out.print(table)
    return int(is_lost)


def _light(desk: faults.Desk) -> faults.Desk:
    """Return a desk that writes claims only, into one GeoPackage."""
    return faults.Desk(desk.root.parent / "light", draws=False)


if __name__ == "__main__":
    sys.exit(main())
