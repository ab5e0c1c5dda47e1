"""Rows to claims: each holder by the theatre's names, each place by the gazetteer or its coordinates."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from frontline.documents import Refusal
from frontline.errors import SpreadsheetError
from frontline.model import CONTESTED, Certainty, Claim, Status
from frontline.spreadsheets.cells import choice_of, count_of, text_of
from frontline.spreadsheets.days import DayReader, order_days
from frontline.spreadsheets.faults import Faults, RowError
from frontline.spreadsheets.naming import NameReader
from frontline.spreadsheets.placing import PlaceReader
from frontline.spreadsheets.rows import FORMATS, read_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frontline.gazetteer import Gazetteer
    from frontline.spreadsheets.columns import Row
    from frontline.theatre import Theatre

STATUSES: tuple[str, ...] = get_args(Status)
CERTAINTIES: tuple[str, ...] = get_args(Certainty)
_YES = frozenset({"true", "1", "yes", "y", "1.0"})
#: Frontline's CSV leads a cell that a spreadsheet would take for a formula by an apostrophe.
_GUARDED = re.compile(r"'(?=[ ]*[=+\-@\t\r\n＝＋－＠])")


@dataclass(frozen=True, slots=True)
class SheetReading:
    """The claims of one spreadsheet, in its order, the rows that were refused, and notes worth a line.

    A refusal may stand for many rows with one cause: its `count` says how many.
    """

    claims: tuple[Claim, ...]
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()


def read_claims(path: str | Path, theatre: Theatre, gazetteer: Gazetteer) -> SheetReading:
    """Read a spreadsheet of claims.

    Parameters
    ----------
    path
        CSV (any delimiter), XLSX, JSON lines, Parquet, GeoJSON or a GeoPackage, with at least a place (or lat and
        lon), a controller and a date; or a table of events as ACLED and UCDP GED write them; Frontline's own claims are read back as they were, in every format.
    theatre
        Its factions say who "rebels" are; its sources who speaks for whom; its days and its frame what is far off.
    gazetteer
        Where names of places are looked up.

    Returns
    -------
    SheetReading
        A row that cannot be used is refused by its number, together with those of the same cause; the rest is kept.
        A file that cannot be used at all is one refusal. A claim of a sheet that does not tell when it was known has
        `published=None`.
    """
    file = Path(path)
    try:
        sheet = read_sheet(file)
    except SpreadsheetError as error:
        reason, _, advice = str(error).partition("; ")
        advice = advice or (
            f"name the columns place, controller, date (and status, source, quote, lat, lon) in a {FORMATS} file"
        )
        return SheetReading((), (Refusal(str(path), "", reason, advice),))
    if not sheet.rows:
        reason = "; ".join(sheet.notes) or "has no row below its column names"
        advice = "add rows that say who holds a place" if sheet.notes else "add a row for each claim"
        return SheetReading((), (Refusal(str(path), "", reason, advice),))
    orders, notes = order_days(sheet.rows, theatre)
    days = DayReader(orders, theatre.first_day, theatre.last_day, theatre.time_zone)
    reader = _RowReader(file.stem, days, NameReader(theatre), PlaceReader(theatre, gazetteer))
    claims: list[Claim] = []
    faults = Faults(str(path))
    for row in sheet.rows:
        try:
            claims.append(reader.claim(row))
        except RowError as fault:
            faults.add(row.number, fault)
    named = tuple(f"{path}: {note}" for note in (*sheet.notes, *notes))
    return SheetReading(tuple(claims), faults.refusals(), named)


@dataclass(frozen=True)
class _RowReader:
    """Reads the rows of one file."""

    stem: str
    days: DayReader
    names: NameReader
    places: PlaceReader

    def claim(self, row: Row) -> Claim:
        """Return the claim of a row; raises RowError."""
        if row.broken:
            raise RowError(row.broken, "mend the line")
        if row.is_own:
            row = replace(row, cells={name: _unguarded(cell) for name, cell in row.cells.items()})
        cells, is_own = row.cells, row.is_own
        controller, is_doubted = self.names.controller(cells)
        self.names.require_one(cells.get("actors", ()))
        place = self.places.place(row)
        background = text_of(cells, "background").casefold() in _YES
        day = self.days.day(cells, "date", is_near=not background)
        voice = self.names.voice(row)
        default = "contested" if controller == CONTESTED else "controlled"
        quote = text_of(cells, "quote")
        start, end = _span(cells, quote) if is_own else (0, 0)
        return Claim(
            doc_id=text_of(cells, "doc_id") if is_own else f"{self.stem}-{row.number}",
            place_id=place.place_id,
            place=place.name,
            lat=place.lat,
            lon=place.lon,
            status=choice_of(cells, "status", STATUSES, default),  # type: ignore[arg-type]
            controller=controller,
            date=day,
            date_precision_days=count_of(cells, "date_precision_days"),
            certainty=choice_of(cells, "certainty", CERTAINTIES, "claimed" if is_doubted else "asserted"),  # type: ignore[arg-type]
            background=background,
            attribution=voice.attribution,
            quote=quote,
            start=start,
            end=end,
            rule=text_of(cells, "rule") if is_own else "spreadsheet",
            kind=place.kind,
            published=self.days.day(cells, "published") if "published" in cells else None,
            outlet=voice.outlet,
            url=voice.url,
            source_id=voice.source_id,
            source_side=voice.source_side,
            place_source=place.source,
        )


def _span(cells: Mapping[str, Any], quote: str) -> tuple[int, int]:
    """Return where a quote stands in its text; (0, 0) for one that was edited since, which stands nowhere."""
    start, end = count_of(cells, "start"), count_of(cells, "end")
    return (start, end) if end - start == len(quote) else (0, 0)


def _unguarded(cell: Any) -> Any:
    return _GUARDED.sub("", cell, count=1) if isinstance(cell, str) and _GUARDED.match(cell) else cell
