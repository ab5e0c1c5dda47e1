"""The rows of a table file, whatever its format, under the names that Frontline uses. Knows files, no conflict."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from frontline.documents.decoding import decode
from frontline.errors import DocumentError, SpreadsheetError
from frontline.limits import Limits
from frontline.spreadsheets.columns import Row, columns_of, is_claims_header, is_known, rival_columns
from frontline.spreadsheets.events import EventReader, events_kind

if TYPE_CHECKING:
    from pathlib import Path

#: The formats that are read, as messages list them.
FORMATS = ".csv, .tsv, .xlsx, .jsonl, .parquet, .geojson or .gpkg"
#: Titles and notes may stand above the row of names; no more than this.
_MAX_ROWS_ABOVE = 12
#: More than a spreadsheet program shows; a few bytes of Parquet can tell of a billion.
_MAX_ROWS = 2_000_000
#: What a workbook that was made or damaged by hand makes its reader raise.
_BROKEN_WORKBOOK = (zipfile.BadZipFile, zlib.error, ParseError, OSError, EOFError, ValueError, LookupError, TypeError,
                    AttributeError, NotImplementedError, RuntimeError, OverflowError)  # fmt: skip
_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a table below its names, and notes on what of it is not read."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """Stands for a row that cannot be read."""

    reason: str


_Line = tuple[int, Sequence[Any] | Broken]
_Record = tuple[int, Mapping[str, Any] | Broken]


def read_sheet(path: Path) -> Sheet:
    """Return the rows of a table of claims, or of a table of events that are told as claims.

    Raises
    ------
    SpreadsheetError
        If the file cannot be read, or has no row of names with a place, a holder and a day.
    """
    suffix = path.suffix.lower()
    limits = Limits.from_environment()
    _check_size(path, limits.max_file_bytes)
    if suffix == ".xlsx":
        return _named(_workbook_rows(path, limits.max_unpacked_bytes))
    if suffix == ".parquet":
        return _recorded(_parquet_records(path))
    if suffix == ".gpkg":
        return _recorded(_geopackage_records(path))
    text = _text_of(path)
    if suffix == ".geojson":
        return _recorded(_geojson_records(text))
    if suffix in (".jsonl", ".ndjson"):
        return _recorded(_json_records(text))
    return _named([csv_rows(text)])


def _check_size(path: Path, most: int) -> None:
    """Refuse what is too large to be in memory, and what may never end: a device, a pipe."""
    try:
        is_file, size = path.is_file(), path.stat().st_size
    except OSError as error:
        raise SpreadsheetError(f"cannot be read ({error.strerror or error})") from error
    if not is_file:
        raise SpreadsheetError("is no regular file; give a table's file")
    if size > most:
        raise SpreadsheetError(f"has {size:,} bytes, more than {most:,}; split it")


def _text_of(path: Path) -> str:
    try:
        return decode(path.read_bytes())
    except DocumentError as error:
        raise SpreadsheetError(str(error)) from error
    except OSError as error:
        raise SpreadsheetError(f"cannot be read ({error.strerror or error})") from error


def _is_empty(cell: Any) -> bool:
    """Tell whether a cell holds nothing: no value, an empty text, or a library's mark for a missing one."""
    # Not a number and not a time are the only values that differ from themselves.
    return cell is None or (isinstance(cell, str) and not cell) or bool(cell != cell)  # noqa: PLR0124


# --- tables with a row of names


def _named(sheets: Iterable[Iterator[_Line]]) -> Sheet:
    """Return the rows below the row of names of the first sheet that has one."""
    best: tuple[Any, ...] = ()
    for sheet in sheets:
        for looked, (number, cells) in enumerate(sheet):
            names = () if isinstance(cells, Broken) else tuple(cells)
            if is_claims_header(columns_of(names)):
                return Sheet(tuple(_below(sheet, names)), tuple(rival_columns(names)))
            if kind := events_kind(names):
                return _events(kind, _records_below(sheet, names))
            filled = tuple(cell for cell in names if not _is_empty(cell))
            best = max(best, filled, key=len)
            if looked >= _MAX_ROWS_ABOVE or number > 10_000:
                break
    came = ", ".join(str(name)[:30] for name in best[:12]) or "nothing"
    understood = set(columns_of(best))
    missing = [
        name
        for name, ways in (
            ("place", {"place", "place_id", "lat"}),
            ("controller", {"controller"}),
            ("date", {"date"}),
        )
        if not ways & understood
    ]
    hint = f" Nothing there is the {' or the '.join(missing)}." if understood and missing else ""
    raise SpreadsheetError(
        f"has no row of column names with place, controller and date; its columns are {came}.{hint} "
        "Name them in the first row: place, controller, date"
    )


def _records_below(sheet: Iterator[_Line], names: Sequence[Any]) -> Iterator[_Record]:
    for number, cells in sheet:
        if isinstance(cells, Broken):
            yield number, cells
        elif any(not _is_empty(cell) for cell in cells):
            yield (
                number,
                {str(name): cell for name, cell in zip(names, cells, strict=False) if not _is_empty(cell)},
            )


def _events(kind: str, records: Iterable[_Record]) -> Sheet:
    """Return the rows of a table of events that tell who holds a place, and a note on the others."""
    reader = EventReader(kind)
    rows: list[Row] = []
    for number, record in records:
        if isinstance(record, Broken):
            rows.append(Row(number, {}, broken=record.reason))
        elif (cells := reader.cells(record)) is not None:
            rows.append(Row(number, cells, frozenset(cells)))
    return Sheet(tuple(rows), reader.notes())


def _below(sheet: Iterator[_Line], names: Sequence[Any]) -> Iterator[Row]:
    columns = columns_of(names)
    known = frozenset(columns)
    for number, cells in sheet:
        if isinstance(cells, Broken):
            yield Row(number, {}, known, cells.reason)
            continue
        row = {
            name: cells[at] for name, at in columns.items() if at < len(cells) and not _is_empty(cells[at])
        }
        if any(not _is_empty(cell) for cell in cells[len(names) :]):
            yield Row(number, row, known, f"has {len(cells)} cells where the columns are {len(names)}")
        elif row:
            yield Row(number, row, known)


def csv_rows(text: str) -> Iterator[_Line]:
    """Yield the rows of a CSV with the number of the line they begin on; a broken line costs only itself.

    A quote that is never closed would swallow all that follows: where a row does not end as rows end, its first line
    is read by itself, and the next line begins a row.
    """
    _check_count(max(map(text.count, "\r\n")))
    lines = list(io.StringIO(text.lstrip("\ufeff"), newline=""))
    delimiter = _delimiter(text)
    begin = 0
    while begin < len(lines):
        start, rest = begin, map(lines.__getitem__, range(begin, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                yield begin + 1, [cell.strip() for cell in cells]
                begin = start + reader.line_num
        except csv.Error as error:
            yield begin + 1, _lone_line(lines[begin], delimiter, str(error))
            begin += 1


def _lone_line(line: str, delimiter: str, problem: str) -> list[str] | Broken:
    if line.count('"') % 2:
        return Broken("is broken CSV (a quote that is not closed)")
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter))]
    except csv.Error:
        return Broken(f"is broken CSV ({problem})")


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the first lines into the most columns, outside of quotes."""
    head = [_unquoted(line) for line in text[:20_000].splitlines()[:_MAX_ROWS_ABOVE]]
    return max(_DELIMITERS, key=lambda sign: max((line.count(sign) for line in head), default=0))


def _unquoted(line: str) -> str:
    return "".join(line.split('"')[::2])


def _workbook_rows(path: Path, most: int) -> Iterator[Iterator[_Line]]:
    # Heavy: only workbooks need it.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _check_unpacked(path, most)
        book = load_workbook(path, read_only=True, data_only=True)
        yield from (_sheet_rows(sheet) for sheet in book.worksheets)
    except SpreadsheetError:
        raise
    except (InvalidFileException, *_BROKEN_WORKBOOK) as error:
        raise _broken_workbook(error) from error


def _check_unpacked(path: Path, most: int) -> None:
    """Refuse a bomb by the sizes that the archive tells, which its reader holds it to."""
    with zipfile.ZipFile(path) as parts:
        unpacked = sum(part.file_size for part in parts.infolist())
    if unpacked > most:
        raise SpreadsheetError(f"unpacks to {unpacked:,} bytes, more than {most:,}; save it as CSV")


def _sheet_rows(sheet: Any) -> Iterator[_Line]:
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            _check_count(number)
            yield number, list(cells)
    except SpreadsheetError:
        raise
    except _BROKEN_WORKBOOK as error:
        raise _broken_workbook(error) from error


def _check_count(rows: int) -> None:
    if rows > _MAX_ROWS:
        raise SpreadsheetError(f"has more than {_MAX_ROWS:,} rows; split it")


def _broken_workbook(error: Exception) -> SpreadsheetError:
    reason = " ".join(str(error).split())[:200]
    return SpreadsheetError(f"is no workbook that can be read ({reason}); save it as .xlsx or .csv")


# --- records that carry their names with them


def _recorded(records: Iterator[_Record]) -> Sheet:
    first = next(records, None)
    if first is None:
        raise SpreadsheetError("has no record with place, controller and date")
    records = chain([first], records)
    kind = "" if isinstance(first[1], Broken) else events_kind(first[1])
    return _events(kind, records) if kind else _claim_records(records)


def _claim_records(records: Iterator[_Record]) -> Sheet:
    rows: list[Row] = []
    notes: dict[str, None] = {}
    found = False
    for number, record in records:
        if isinstance(record, Broken):
            rows.append(Row(number, {}, broken=record.reason))
            continue
        names, values = list(record), list(record.values())
        columns = columns_of(names)
        row = {name: values[at] for name, at in columns.items() if not _is_empty(values[at])}
        rows.append(Row(number, row, frozenset(columns)))
        notes |= dict.fromkeys(rival_columns(names))
        found = found or is_claims_header(columns)
    if not found:
        raise SpreadsheetError("has no record with place, controller and date")
    return Sheet(tuple(rows), tuple(notes))


def _parquet_records(path: Path) -> Iterator[_Record]:
    # Heavy: only Parquet needs it.
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        names = file.schema_arrow.names
        wanted = names if events_kind(names) else [name for name in names if is_known(name)]
        number = 0
        _check_count(file.metadata.num_rows)
        for batch in file.iter_batches(batch_size=10_000, columns=wanted):
            for record in batch.to_pylist():
                number += 1
                yield number, record
    except (pa.ArrowException, OSError) as error:
        raise SpreadsheetError(f"is no Parquet that can be read ({error})") from error


def _geopackage_records(path: Path) -> Iterator[_Record]:
    """Yield the features of the layer of claims: the one of that name, else the first with a claim's or an event's columns."""
    # Heavy: only GeoPackages need it.
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError
    from shapely.geometry import Point

    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        for layer in sorted(layers, key=lambda name: name != "claims"):
            names = pyogrio.read_info(path, layer=layer)["fields"]
            if is_claims_header(columns_of(names)) or events_kind(names):
                break
        else:
            raise SpreadsheetError(
                f"has no layer with place, controller and date, nor one of ACLED's or UCDP GED's events; its layers are {', '.join(layers[:12]) or 'none'}"
            )
        table = pyogrio.read_dataframe(path, layer=layer)
    except (DataLayerError, DataSourceError) as error:
        raise SpreadsheetError(f"is no GeoPackage that can be read ({error})") from error
    shapes = table.get("geometry")
    if shapes is not None and table.crs:
        shapes = table.to_crs(4326).geometry
    fields = table.drop(columns="geometry", errors="ignore").to_dict("records")
    for number, record in enumerate(fields, start=1):
        shape = None if shapes is None else shapes.iloc[number - 1]
        spot = (shape.x, shape.y) if isinstance(shape, Point) and not shape.is_empty else None
        yield number, _with_spot(record, spot)


def _geojson_records(text: str) -> Iterator[_Record]:
    data = parse_json(text.lstrip("\ufeff"))
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise SpreadsheetError("is no GeoJSON FeatureCollection")
    for number, feature in enumerate(features, start=1):
        fields = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(fields, dict):
            yield number, Broken("is no feature with properties")
            continue
        yield number, _with_spot(fields, _point_of(feature.get("geometry")))


def _point_of(geometry: Any) -> tuple[float, float] | None:
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    spot = geometry.get("coordinates")
    if not isinstance(spot, list) or len(spot) < 2 or not all(isinstance(part, int | float) for part in spot):
        return None
    return (spot[0], spot[1]) if all(-1e9 < part < 1e9 for part in spot) else None


def _with_spot(record: Mapping[Any, Any], spot: tuple[float, float] | None) -> Mapping[str, Any]:
    """Return the record with the coordinates of its point, where it does not tell them itself."""
    fields = {str(name): value for name, value in record.items()}
    if spot is None or {"lat", "lon"} & columns_of(fields).keys():
        return fields
    return fields | {"lon": spot[0], "lat": spot[1]}


def _json_records(text: str) -> Iterator[_Record]:
    _check_count(max(map(text.count, "\r\n")))
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), start=1):
        if line.strip():
            record = parse_json(line)
            what = "is broken JSON" if record is None else "is no JSON object"
            yield number, record if isinstance(record, dict) else Broken(what)


def parse_json(line: str) -> Any:
    """Return what a text of JSON holds, None if it is broken."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
