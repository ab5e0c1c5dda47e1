"""Place files: a user's own gazetteer, a table of places or a GeoNames dump, read and refused row by row.

Owns the columns of such files and what GeoNames' feature codes mean here. Knows no text and no theatre but its frame; how
the places join those that are known is `gazetteer.Gazetteer.joined`'s.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline.documents.decoding import decode
from frontline.errors import DocumentError, InputError, NoInputError, SpreadsheetError
from frontline.limits import Limits
from frontline.model import Place
from frontline.placewords import load_place_words, site_told_by
from frontline.spelling import fold
from frontline.spreadsheets.cells import count_of, number_of, text_of
from frontline.spreadsheets.faults import Faults, RowError
from frontline.spreadsheets.rows import Broken, csv_rows
from frontline.theatre.forms import KINDS, Extent, has_control_characters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from frontline.documents import Refusal
    from frontline.gazetteer import Gazetteer

#: What people call the columns; a name is compared without case, blanks, hyphens and underscores.
COLUMNS = {
    "id": ("id", "place_id", "geonameid", "geonames_id", "pcode", "code"),
    "name": ("name", "place", "place_name", "toponym", "settlement", "locality", "town", "village", "city", "name_en"),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "lng", "long", "longitude", "x"),
    "kind": ("kind", "place_kind", "type", "place_type", "feature_code", "category"),
    "parent": ("parent", "parent_id", "governorate", "province", "admin1", "adm1", "unit", "region", "state"),
    "aliases": ("aliases", "alias", "other_names", "alternate_names", "alternatenames", "alt_names"),
    "population": ("population", "pop"),
    "country": ("country", "country_code", "iso2", "cc"),
}  # fmt: skip
REQUIRED = ("name", "lat", "lon")
#: The kind of a row that tells none.
DEFAULT_KIND = "town"
#: More than the settlements of all but the largest countries' dumps; so many places and their names take 400 MB.
MAX_PLACES = 100_000
#: A file with more bad lines than this is something else.
_MAX_BAD_LINES = 1_000
_MAX_LINE_BYTES = 1_000_000
#: A name is no longer than this; nor has a place more names.
_MAX_NAME, _MAX_ALIASES = 120, 100
#: A dump's places so far outside the frame of a theatre are left out: a border's other side is about 100 km.
_MARGIN_DEGREES = 1.0
#: GeoNames' columns that are read, https://download.geonames.org/export/dump/readme.txt
_GEONAME_ID, _NAME, _ALIASES, _LAT, _LON, _CLASS, _CODE, _COUNTRY, _UNIT, _POPULATION = (
    0,
    1,
    3,
    4,
    5,
    6,
    7,
    8,
    10,
    14,
)
_FEWEST_COLUMNS = 13
#: What a feature code of GeoNames means here; codes of single farms, wells, hotels and the like are left out.
_KIND_OF_CODE = {
    "PPLC": "city", "PPLA": "city", "PPLX": "district", "STLMT": "village",
    "PCLI": "country", "PCLD": "country", "PCLS": "country", "ADM1": "governorate", "ADM2": "region", "RGN": "region",
    "AIRB": "base", "MILB": "base", "NVB": "base", "AIRP": "airport", "AIRF": "airport", "DAM": "dam", "BDG": "bridge",
    "PSTB": "crossing", "LK": "lake", "LKS": "lake", "RSV": "lake", "STM": "river", "SEA": "sea", "MT": "hill",
    "MTS": "hill", "HLL": "hill", "HLLS": "hill", "PK": "hill", "PLN": "plain", "DSRT": "desert", "HWY": "road",
}  # fmt: skip
_SETTLEMENT_CODES = frozenset(
    {"PPL", "PPLA2", "PPLA3", "PPLA4", "PPLA5", "PPLF", "PPLG", "PPLL", "PPLR", "PPLS"}
)
_CITY, _TOWN = 100_000, 5_000


@dataclass(frozen=True, slots=True)
class PlaceFile:
    """The places of one file, in its order, the rows that were refused, and notes worth a line."""

    places: tuple[Place, ...]
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()


def read_place_file(path: str | Path, known: Gazetteer, *, extent: Extent | None = None) -> PlaceFile:
    """Read a user's own places.

    Parameters
    ----------
    path
        A table (CSV, any delimiter) with the columns name, lat and lon, and id, kind, parent, aliases (split by "|"),
        population and country if it has them; or a GeoNames dump, tab-separated, 13 columns or more without a header,
        as it is or in the .zip that GeoNames gives.
    known
        Where a row's parent, told by id or by name, is looked up.
    extent
        Of a dump, places far outside this frame are left out and counted; a table's places are all kept.

    Returns
    -------
    PlaceFile
        A row that cannot be used is refused by its line, together with those of the same cause; the rest is kept.

    Raises
    ------
    NoInputError
        If there is no such file.
    InputError
        If the file as a whole cannot be used: no place in it, no row of column names, a broken archive.
    """
    file = Path(path)
    faults, notes = Faults(str(path)), list[str]()
    with _opened(file) as stream:
        head = stream.readline(_MAX_LINE_BYTES)
        if _is_dump_line(head):
            places = _read_dump(head, stream, file, extent, faults, notes)
        else:
            most = Limits.from_environment().max_file_bytes
            data = head + stream.read(most)
            if len(data) > most:
                raise InputError(f"{file} has more than {most:,} bytes; give an extract of it")
            places = _read_table(data, file, known, faults, notes)
    refusals = faults.refusals()
    if not places:
        why = f"; first of {len(refusals)} fault(s): {refusals[0]}" if refusals else ""
        raise InputError(f"{file} gives no place{why or '; a row is name, lat, lon'}")
    refused = sum(refusal.count for refusal in refusals)
    notes.insert(0, f"{len(places)} place(s) read, {refused} row(s) refused")
    return PlaceFile(tuple(places), refusals, tuple(f"{file}: {note}" for note in notes))


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    """Open a file, or the largest text of an archive, without unpacking it."""
    if not file.is_file():
        raise NoInputError(f"no gazetteer {file}; name a CSV with name, lat, lon, or a GeoNames dump")
    try:
        if not zipfile.is_zipfile(file):
            with file.open("rb") as stream:
                yield stream
            return
        with zipfile.ZipFile(file) as archive:
            texts = [
                part
                for part in archive.infolist()
                if part.filename.lower().endswith((".txt", ".csv", ".tsv"))
            ]
            texts = [part for part in texts if "readme" not in part.filename.lower()]
            if not texts:
                raise InputError(f"{file} holds no .txt or .csv; give a GeoNames country file such as SY.zip")
            with archive.open(max(texts, key=lambda part: part.file_size)) as member:
                yield member  # type: ignore[misc]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"{file} is an archive that cannot be read ({error}); unpack it first") from error


# --- a table


def _read_table(data: bytes, file: Path, known: Gazetteer, faults: Faults, notes: list[str]) -> list[Place]:
    try:
        rows = csv_rows(decode(data))
        columns = _header(rows, file)
    except DocumentError as error:
        raise InputError(f"{file} {error}; save it as CSV in UTF-8") from error
    except SpreadsheetError as error:
        raise InputError(f"{file} {error}") from error
    places: dict[str, Place] = {}
    parents: dict[str, str] = {}
    for line, cells in rows:
        try:
            row = _row_of(cells, columns)
            if not row:
                continue
            place = replace(_place_of(row, places), source=file.name)
            places[place.place_id] = place
            parents[place.place_id] = text_of(row, "parent")
        except RowError as fault:
            faults.add(line, fault)
        if len(places) >= MAX_PLACES:
            notes.append(f"the rows after the first {MAX_PLACES:,} places are not read; give an extract")
            break
    return _with_units(places, parents, known, notes)


def _header(rows: Iterator[tuple[int, Any]], file: Path) -> dict[str, int]:
    """Return the position of each column that is known, from the first row."""
    _, names = next(rows, (0, ()))
    found: dict[str, tuple[int, int]] = {}
    for position, name in enumerate(() if isinstance(names, Broken) else names):
        for column, words in COLUMNS.items():
            ranks = [rank for rank, word in enumerate(words) if _plain(word) == _plain(name)]
            if ranks:
                found[column] = min(found.get(column, (ranks[0], position)), (ranks[0], position))
    missing = [column for column in REQUIRED if column not in found]
    if missing:
        came = ", ".join(str(name)[:30] for name in list(names)[:12]) if not isinstance(names, Broken) else ""
        raise InputError(
            f"{file}:1: lacks column(s) {', '.join(missing)}; expected name, lat, lon (and, if you like, "
            f"{', '.join(name for name in COLUMNS if name not in REQUIRED)}), got {came or 'nothing'}"
        )
    return {column: position for column, (_, position) in found.items()}


def _row_of(cells: Sequence[Any] | Broken, columns: dict[str, int]) -> dict[str, Any]:
    if isinstance(cells, Broken):
        raise RowError(cells.reason, "mend the line")
    return {name: cells[at] for name, at in columns.items() if at < len(cells) and cells[at]}


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-]+", "", name).casefold().strip("\ufeff")


def _place_of(row: dict[str, Any], before: dict[str, Place]) -> Place:
    """Return the place of a row, without its unit; raises RowError."""
    place_id, name = text_of(row, "id"), text_of(row, "name")
    if place_id in before:
        raise RowError("is there twice", "ids are unique", value=f"id {place_id[:40]!r}")
    _check_name(name)
    lat, lon = number_of(row, "lat"), number_of(row, "lon")
    _check_spot(lat, lon)
    slug = re.sub(r"\W+", "-", fold(name)).strip("-")
    return Place(
        place_id or _free_id(f"own-{slug}", before), name, _kind_of(text_of(row, "kind")) or site_told_by(name) or DEFAULT_KIND, lon, lat,
        country=text_of(row, "country").upper() if len(text_of(row, "country")) == 2 else "",
        population=count_of(row, "population"), aliases=_aliases(text_of(row, "aliases"), name),
    )  # fmt: skip


def _check_name(name: str) -> None:
    if not any(letter.isalpha() for letter in name):
        raise RowError("has no name", "give one with a letter in it")
    if len(name) > _MAX_NAME:
        raise RowError(
            f"is longer than {_MAX_NAME} characters", "give the name alone", value=f"name {name[:30]!r}"
        )
    if has_control_characters(name):
        raise RowError("holds a control character", "take it out", value=f"name {name[:30]!r}")


def _check_spot(lat: float, lon: float) -> None:
    value = f"lat {lat:g}, lon {lon:g}"
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise RowError("is not on Earth", "lat is -90..90, lon -180..180", value=value)
    if lat == lon == 0:
        raise RowError(
            "is what unknown coordinates are often filled with", "give the place's own", value=value
        )


def _kind_of(told: str) -> str:
    """Return the kind that a cell tells: ours, a word for it ("province", "air base"), or GeoNames' code; "" for none."""
    words = load_place_words()
    word = told.casefold()
    kind = word if word in KINDS else words.kind_of.get(word) or words.facility_of.get(word) or ""
    kind = (
        kind
        or _KIND_OF_CODE.get(told.upper(), "")
        or ("village" if told.upper() in _SETTLEMENT_CODES else "")
    )
    if told and kind not in KINDS:
        expected = ", ".join(sorted(KINDS))
        raise RowError("is unknown", f"use one of {expected}, or leave it empty", value=f"kind {told[:30]!r}")
    return kind


def _aliases(cell: str, name: str) -> tuple[str, ...]:
    """Return other names; they are split by "|", or, where there is none, by semicolons or commas."""
    sign = next((sign for sign in "|;" if sign in cell), ",")
    listed = (part.strip() for part in cell.split(sign))
    kept = [
        part
        for part in listed
        if part and part != name and len(part) <= _MAX_NAME and not has_control_characters(part)
    ]
    return tuple(dict.fromkeys(kept))[:_MAX_ALIASES]


def _free_id(wanted: str, taken: dict[str, Place]) -> str:
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


def _with_units(
    places: dict[str, Place], parents: dict[str, str], known: Gazetteer, notes: list[str]
) -> list[Place]:
    """Return places with the id of the unit that each row told by id or by name; one that nobody knows is noted."""
    named = {fold(place.name): place.place_id for place in places.values() if place.is_wide}
    unknown: dict[str, None] = {}
    found: dict[str, str] = {"": ""}
    for told in dict.fromkeys(parents.values()):
        if told and told not in found:
            wide = [c.place for c in known.lookup(told) if c.place.is_wide]
            is_id = told in places or known.place(told) is not None
            found[told] = told if is_id else named.get(fold(told)) or (wide[0].place_id if wide else "")
            if not found[told]:
                unknown[told[:40]] = None
    if unknown:
        notes.append(
            f"{len(unknown)} parent(s) unknown and left empty, such as {', '.join(list(unknown)[:3])}"
        )
    return [replace(place, parent=found[parents[place_id]]) for place_id, place in places.items()]


# --- a GeoNames dump


def _is_dump_line(line: bytes) -> bool:
    cells = line.split(b"\t")
    return len(cells) >= _FEWEST_COLUMNS and cells[_GEONAME_ID].lstrip(b"\xef\xbb\xbf").strip().isdigit()


def _read_dump(
    head: bytes, stream: BinaryIO, file: Path, extent: Extent | None, faults: Faults, notes: list[str]
) -> list[Place]:
    places: dict[str, Place] = {}
    units: dict[str, str] = {}
    bad = outside = other = 0
    for number, line in _lines(BytesIO(head), stream):
        try:
            place, code = _place_of_dump(line)
        except RowError as fault:
            faults.add(number, fault)
            bad += 1
            if bad > _MAX_BAD_LINES:
                raise InputError(
                    f"{file}:{number}: more than {_MAX_BAD_LINES:,} lines are no places of GeoNames; {fault}"
                ) from fault
            continue
        if place is None:
            other += 1
        elif extent is not None and not _is_within(place, extent):
            outside += 1
        else:
            places[place.place_id] = place
            if code == "ADM1":
                units[place.parent] = place.place_id
        if len(places) >= MAX_PLACES:
            notes.append(
                f"the lines after the first {MAX_PLACES:,} places are not read; give a country's dump"
            )
            break
    if outside:
        notes.append(f"{outside:,} place(s) far outside the theatre's frame left out")
    if other:
        notes.append(f"{other:,} row(s) of other kinds (wells, hotels, schools ...) left out")
    return [replace(place, parent=_unit_of(place, units)) for place in places.values()]


def _lines(*streams: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not empty, with their numbers; an endless line is cut and will be refused."""
    number = 0
    for stream in streams:
        while line := stream.readline(_MAX_LINE_BYTES):
            number += 1
            if line.strip():
                yield number, line


def _place_of_dump(line: bytes) -> tuple[Place | None, str]:
    """Return the place of a line (None for a kind that is not read) and its feature code; its parent is a key of units."""
    try:
        cells = line.decode("utf-8-sig").rstrip("\r\n").split("\t")
    except UnicodeDecodeError as error:
        raise RowError("is not UTF-8", "take GeoNames' own file") from error
    if len(cells) < _FEWEST_COLUMNS or not cells[_GEONAME_ID].strip().isdigit():
        raise RowError(
            "is no row of GeoNames", f"it has {_FEWEST_COLUMNS} tab-separated columns or more, an id first"
        )
    spot = {"lat": cells[_LAT], "lon": cells[_LON]}
    lat, lon = number_of(spot, "lat"), number_of(spot, "lon")
    _check_spot(lat, lon)
    code = cells[_CODE].strip().upper()
    people = cells[_POPULATION].strip() if len(cells) > _POPULATION else ""
    population = int(people) if people.isascii() and people.isdigit() and len(people) < 12 else 0
    kind = _KIND_OF_CODE.get(code, "")
    if code in _SETTLEMENT_CODES or (not kind and not code and cells[_CLASS].strip() == "P"):
        kind = "city" if population >= _CITY else "town" if population >= _TOWN else "village"
    if not kind:
        return None, code
    name = cells[_NAME].strip()
    _check_name(name)
    country = cells[_COUNTRY].strip().upper()[:2]
    aliases = _aliases(cells[_ALIASES].replace("|", " "), name)
    place = Place(
        f"gn{int(cells[_GEONAME_ID])}", name, kind, lon, lat, f"{country}.{cells[_UNIT].strip()}", country, population,
        tuple(alias for alias in aliases if _is_name(alias)), "geonames",
    )  # fmt: skip
    return place, code


def _is_name(alias: str) -> bool:
    """Tell whether this is a name, and no airport's code, link or transliteration in small letters."""
    return len(alias) > 1 and not (alias[0].isascii() and not alias[0].isupper()) and not (
        len(alias) < 4 and alias.isupper()
    )  # fmt: skip


def _unit_of(place: Place, units: dict[str, str]) -> str:
    """Return the id of a place's first-level unit: the dump's own row, else the packaged one of that code."""
    if place.kind == "country":
        return ""
    country, _, code = place.parent.partition(".")
    unit = units.get(place.parent, f"unit-{country.lower()}-{code.lower()}")
    return "" if unit == place.place_id else unit


def _is_within(place: Place, extent: Extent) -> bool:
    return (
        extent.west - _MARGIN_DEGREES <= place.lon <= extent.east + _MARGIN_DEGREES
        and extent.south - _MARGIN_DEGREES <= place.lat <= extent.north + _MARGIN_DEGREES
    )
