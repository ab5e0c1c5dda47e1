"""`frontline map` and `frontline claims`: articles in; a map, or its evidence line by line, out."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from frontline.cli.figures import Wanted, scene_of, write_figures
from frontline.cli.options import (
    DEFAULT_THEATRE,
    AsKnown,
    FirstDay,
    LastDay,
    OneSide,
    OneSource,
    ReadingOptions,
    Sources,
    TheatreName,
    takes_reading,
)
from frontline.cli.readers import draw_sources, explaining, open_desk, read_view
from frontline.cli.talk import (
    Teller,
    err,
    fails_in_one_line,
    out,
    progress_bar,
    require_some,
    tell_account,
    tell_refusals,
)
from frontline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from frontline.evidence import EvidenceStream
    from frontline.figures import Scene
    from frontline.model import Claim
    from frontline.pipeline import Drawing, Evidence, View
    from frontline.theatre import Theatre
    from frontline.timemap import InlineMap


@fails_in_one_line
@takes_reading
def map_command(
    sources: Sources,
    theatre: TheatreName = DEFAULT_THEATRE,
    out_folder: Annotated[Path, typer.Option("--out", "-o", help="The folder to write to.")] = Path("maps"),
    first: FirstDay = None,
    last: LastDay = None,
    as_known: AsKnown = None,
    source: OneSource = "",
    side: OneSide = "",
    export: Annotated[
        str, typer.Option(help="Also write: any of geojson,gpkg,parquet,kml,csv,qgis,kepler,acled,ucdp.")
    ] = "",
    figures: Annotated[
        bool,
        typer.Option(
            "--figures", help="Also write pictures of the last day and of all days, and charts (PNG)."
        ),
    ] = False,
    *,
    reading: ReadingOptions,
) -> None:
    """Draw the map of who held what, day by day: one HTML file that needs no network.

    Example: frontline map my-articles/ --theatre syria-2024 --out maps/
    """
    from frontline.export import export_tables, require_folder, written_together
    from frontline.pipeline import day_tables
    from frontline.timemap import save_map

    formats = _formats(export)
    require_folder(out_folder)
    view = read_view(first, last, as_known, source, side)
    desk = open_desk(sources, theatre, reading)
    pack = desk.pack
    evidence, drawing = draw_sources(desk, view)
    page_map, scene = page_of(pack, evidence, drawing, view)
    page = f"{pack.id}.html"
    with written_together(out_folder) as aside:
        save_map(page_map, aside / page)
        if formats:
            colours = {faction.id: faction.colour for faction in pack.factions}
            export_tables(day_tables(drawing, pack), aside, formats, colours=colours, theatre=pack)
        if figures:
            write_figures(scene, Wanted(on=(drawing.last_day,)), aside)
            write_figures(scene, Wanted(multiples=True, charts=True), aside)
    tell_account(drawing.account, evidence.edits)
    out.print(f"Open {escape(str(out_folder / page))}")


def page_of(pack: Theatre, evidence: Evidence, drawing: Drawing, view: View) -> tuple[InlineMap, Scene]:
    """Return the page of a map, with its other views and the picture for readers without scripts; and what is drawn."""
    from frontline.figures import draw_still
    from frontline.payload import build_payload
    from frontline.pipeline import other_views
    from frontline.timemap import lay_out

    payload = build_payload(
        pack,
        claims=drawing.claims,
        control=drawing.control,
        parcels=drawing.parcels,
        advances=drawing.advances,
        documents=evidence.documents,
        views=other_views(evidence, pack, drawing, view),
        notice=evidence.notice,
        edits=evidence.edits,
    )
    scene = scene_of(pack, evidence, drawing, view, payload=payload)
    return lay_out(payload, draw_still(scene, scene.count - 1)), scene


def _formats(text: str) -> tuple[str, ...]:
    from frontline.export import FORMATS

    formats = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    for name in formats:
        if name not in FORMATS:
            raise InputError(
                f"--export {name!r} is unknown; use any of {', '.join(FORMATS)}, separated by commas"
            )
    return formats


@fails_in_one_line
@takes_reading
def claims(
    sources: Sources,
    theatre: TheatreName = DEFAULT_THEATRE,
    out_file: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="FILE.csv, .jsonl, .parquet, .geojson or .gpkg, or a FOLDER of GeoParquet; default: CSV on standard output.",
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what was read of each article, sentence by sentence.")
    ] = False,
    with_sources: Annotated[
        bool,
        typer.Option(
            "--with-sources",
            help="Add columns for the day of publication, outlet and address: then a map of the table tells its sources.",
        ),
    ] = False,
    *,
    reading: ReadingOptions,
) -> None:
    """List who is said to hold which place, since when, and who says so: one line a claim.

    Example: frontline claims my-articles/ --out claims.csv
    """
    from frontline.evidence import EvidenceStream, Means
    from frontline.export import require_claims_target
    from frontline.pipeline import gather

    if out_file is not None and _is_file(out_file):
        require_claims_target(out_file)
    desk = open_desk(sources, theatre, reading)
    pack, places, given, reader, means = desk.pack, desk.places, desk.sources, desk.reader, desk.means
    if explain:
        reader, means = explaining(reader, pack, places), Means()
    with nullcontext(_silent) if explain else progress_bar() as progress:
        found: Iterable[Claim]
        if desk.corrections is None:
            tell = Teller()
            stream = EvidenceStream(
                given, pack, places, extractor=reader, means=means, progress=progress, tell=tell
            )
            found = _claims_of(stream, tell)
        else:  # which is obeyed claim by claim, but of all of them at once
            evidence = gather(
                given,
                pack,
                places,
                extractor=reader,
                corrections=desk.corrections,
                means=means,
                progress=progress,
            )
            tell_refusals(evidence)
            require_some(evidence.account)
            found = evidence.claims
        count = _write(found, out_file, is_silent=explain, with_sources=with_sources)
    if not count:
        err.print("note: no claim of control was found")
    if _is_file(out_file):
        err.print(f"{count} claim(s) in {escape(str(out_file))}")


def _silent(stage: str, done: int, total: int) -> None:
    """Draw no bar between the lines of an explanation."""


def _claims_of(stream: EvidenceStream, tell: Teller) -> Iterator[Claim]:
    """Yield the claims; at their end, before a file takes its place, see that anything could be used at all."""
    for finding in stream:
        yield from finding.claims
    tell.close()
    require_some(stream.account)


def _is_file(path: Path | None) -> bool:
    return path is not None and str(path) != "-"


def _write(found: Iterable[Claim], path: Path | None, *, is_silent: bool, with_sources: bool) -> int:
    """Write the claims to a file, else to standard output unless it tells other things; return how many they are."""
    from frontline.export import write_claims

    if _is_file(path) or not is_silent:
        target = path if path is not None and _is_file(path) else sys.stdout
        return write_claims(found, target, with_sources=with_sources)
    return sum(1 for _ in found)
