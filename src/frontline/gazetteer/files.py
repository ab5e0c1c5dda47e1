"""Files: the packaged gazetteers, where they lie and what their rows are."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from frontline.model import Place, source_of

if TYPE_CHECKING:
    from collections.abc import Iterator


def packaged_folder() -> Path:
    """Return the folder of the packaged gazetteers: inside the installed package, or in a source checkout."""
    here = Path(__file__).resolve()
    folders = [root / "geodata" / "gazetteers" for root in (here.parents[1], here.parents[3])]
    return next((folder for folder in folders if folder.is_dir()), folders[-1])


def packaged_file(name: str) -> Path:
    """Return the path of a packaged gazetteer file."""
    return packaged_folder() / name


def read_places(path: Path) -> Iterator[Place]:
    """Yield the places of a packaged gazetteer file (`theatre.PACKAGED_COLUMNS`), in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Place(
                row["id"], row["name"], row["kind"], float(row["lon"]), float(row["lat"]), row["parent"], row["country"],
                int(row["population"] or 0), tuple(filter(None, row["aliases"].split("|"))), source_of(row["id"]),
            )  # fmt: skip
