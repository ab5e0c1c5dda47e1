"""`frontline theatre`: theatre packs listed, shown and checked."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from frontline.cli.talk import BAD_INPUT, err, fails_in_one_line, out
from frontline.errors import InputError


@fails_in_one_line
def theatre_list() -> None:
    """List the theatres that can be named.

    Example: frontline theatre list
    """
    from frontline.theatre import list_theatres, read_pack

    table = Table("theatre", "name", "days", "places", box=None, pad_edge=False)
    for folder in list_theatres():
        pack, faults = read_pack(folder)
        if pack is None:
            table.add_row(
                folder.name, f"{len(faults)} fault(s): frontline theatre check {escape(str(folder))}", "", ""
            )
        else:
            table.add_row(
                pack.id, escape(pack.name), f"{pack.first_day} to {pack.last_day}", str(len(pack.places))
            )
    out.print(table)


@fails_in_one_line
def theatre_show(
    name: Annotated[str, typer.Argument(metavar="THEATRE", help="A theatre's id or folder.")],
) -> None:
    """Tell what a theatre knows: days, sides, sources, places, axes.

    Example: frontline theatre show syria-2024
    """
    from collections import Counter

    from frontline.theatre import load_theatre

    pack = load_theatre(name)
    out.print(
        f"{escape(pack.name)} ({pack.id}), {pack.first_day} to {pack.last_day}, time zone {pack.time_zone}"
    )
    out.print(f"baseline of {pack.baseline_day}: {len(pack.baseline)} places; metric CRS {pack.metric_crs}")
    sides = Table("faction", "name", "colour", "held on the baseline day", box=None, pad_edge=False)
    held = Counter(pack.baseline.values())
    for faction in pack.factions:
        sides.add_row(faction.id, escape(faction.name), faction.colour, str(held[faction.id]))
    out.print(sides)
    kinds = Counter(place.kind for place in pack.places)
    out.print("places: " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
    out.print("objectives: " + ", ".join(objective.place for objective in pack.objectives))
    for axis in pack.axes:
        out.print(f"axis {escape(axis.name)}: " + " - ".join(axis.places))
    out.print(f"sources: {len(pack.sources)}; folder {escape(str(pack.folder))}")


@fails_in_one_line
def theatre_check(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a pack (or a known id).")],
) -> None:
    """Report every fault of a theatre pack, a line each, with its file and line.

    Example: frontline theatre check path/to/lakeland
    """
    from frontline.theatre import list_theatres, read_pack

    known = {pack.name: pack for pack in list_theatres()}
    if not folder.is_dir():
        folder = known.get(str(folder), folder)
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; give the folder of a pack, the one that holds theatre.toml")
    pack, faults = read_pack(folder)
    for fault in faults:
        out.print(escape(f"{folder.name}/{fault}"))
    if faults or pack is None:
        err.print(f"{len(faults)} fault(s); mend each line above and check again")
        raise typer.Exit(BAD_INPUT)
    out.print(
        f"{pack.id}: sound. {len(pack.factions)} factions, {len(pack.places)} places, {len(pack.sources)} sources"
    )
