"""Theatre: a pack of files that says what a conflict is, read and refused.

Owns the format of `geodata/theatres/<id>/`: `theatre.toml`, `factions.toml`, `sources.toml`,
`gazetteer.csv`, `baseline.csv`, `basemap.json`, `SOURCES.md`. Knows no article and draws nothing.
A fault is reported with its file and line, and all of a pack's faults at once.

`forms` says what the files may hold, `files` reads them, `places` reads the tables of places, `packs` puts a
pack together and checks what its files say of one another.
"""

from __future__ import annotations

import os
from pathlib import Path

from frontline.errors import TheatreError, TheatreNotFoundError
from frontline.theatre.forms import (
    BASEMAP_LAYERS,
    KINDS,
    POINT_KINDS,
    Axis,
    Extent,
    Faction,
    Objective,
    Road,
    Source,
    Theatre,
)
from frontline.theatre.packs import read_pack
from frontline.theatre.places import BASELINE_COLUMNS, GAZETTEER_COLUMNS, PACKAGED_COLUMNS

__all__ = [
    "BASELINE_COLUMNS",
    "BASEMAP_LAYERS",
    "GAZETTEER_COLUMNS",
    "KINDS",
    "PACKAGED_COLUMNS",
    "POINT_KINDS",
    "Axis",
    "Extent",
    "Faction",
    "Objective",
    "Road",
    "Source",
    "Theatre",
    "list_theatres",
    "load_theatre",
    "read_pack",
    "theatre_folders",
]


def theatre_folders() -> list[Path]:
    """Return the folders that hold theatre packs, in the order in which they are searched.

    `$FRONTLINE_THEATRES` first, then the packs inside the installed package, then those of a source checkout.
    """
    package = Path(__file__).resolve().parents[1]
    given = os.environ.get("FRONTLINE_THEATRES")
    folders = [Path(given)] if given else []
    folders += [package / "geodata" / "theatres", package.parents[1] / "geodata" / "theatres"]
    return [folder for folder in folders if folder.is_dir()]


def list_theatres() -> list[Path]:
    """Return the folder of every theatre pack that can be named, sorted by id; an earlier folder hides a later one."""
    packs: dict[str, Path] = {}
    for folder in theatre_folders():
        for file in sorted(folder.glob("*/theatre.toml")):
            packs.setdefault(file.parent.name, file.parent)
    return [packs[name] for name in sorted(packs)]


def load_theatre(name: str | Path) -> Theatre:
    """Read a theatre pack.

    Parameters
    ----------
    name
        The id of a known pack, or the path of a pack's folder.

    Raises
    ------
    TheatreNotFoundError
        If there is no such pack.
    TheatreError
        If the pack has faults; the message lists all of them, a line each.
    """
    folder = Path(name)
    if not (folder / "theatre.toml").is_file():
        packs = {pack.name: pack for pack in list_theatres()}
        if str(name) not in packs:
            known = ", ".join(packs) or "none"
            raise TheatreNotFoundError(
                f"no theatre {str(name)!r}; known: {known}. "
                "Give one of these, or the path of a folder with a theatre.toml"
            )
        folder = packs[str(name)]
    theatre, faults = read_pack(folder)
    if theatre is None or faults:
        listed = "\n".join(f"  {fault}" for fault in faults)
        raise TheatreError(f"theatre {folder.resolve().name!r} has {len(faults)} fault(s):\n{listed}")
    return theatre
