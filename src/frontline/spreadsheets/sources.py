"""Which files are tables of claims and which hold articles. Knows suffixes, first records and folders."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline.documents import ARTICLE_SUFFIXES, Remote
from frontline.documents.files import exists, is_left_out, walk
from frontline.documents.names import MAPPED_SUFFIXES, SHEET_SUFFIXES, STDIN, UNREAD_SUFFIXES, suffix_of
from frontline.errors import NoInputError, SpreadsheetError
from frontline.spreadsheets.columns import columns_of, is_claims_header
from frontline.spreadsheets.events import events_kind
from frontline.spreadsheets.rows import parse_json, read_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence


def is_claims_file(path: str | Path) -> bool:
    """Tell whether it is a table of claims rather than articles.

    Tables (.csv, .tsv, .xlsx, .parquet, .geojson, .gpkg) are; JSON lines are if their first record has a place, a
    holder and a day.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix in SHEET_SUFFIXES | MAPPED_SUFFIXES:
        return True
    if suffix not in (".jsonl", ".ndjson") or not file.is_file():  # a pipe may never say a line
        return False
    try:
        with file.open(encoding="utf-8-sig", errors="replace") as lines:
            first = next((line for _ in range(20) if (line := lines.readline(1_000_000)).strip()), "")
    except OSError:
        return False
    record = parse_json(first)
    if not isinstance(record, dict):
        return False
    return bool(events_kind(record)) or (is_claims_header(columns_of(record)) and not _is_article(record))


def _is_article(record: dict[str, Any]) -> bool:
    return isinstance(record.get("text"), str) and "claim_id" not in record and len(record["text"]) > 400


def split_sources(
    sources: Sequence[str | Path | Remote],
) -> tuple[list[str | Path | Remote], list[Path]]:
    """Tell articles from spreadsheets of claims.

    Returns
    -------
    tuple of list
        What `read_documents` takes (a folder stays a folder where all its readable files are articles), and the
        spreadsheets, folders searched recursively in sorted order. Of a folder's .geojson and .gpkg files, which may
        be maps of any kind, only those with claims in them count.

    Raises
    ------
    NoInputError
        If a source has no name, or a table that was named does not exist; `read_documents` says so of the rest.
    """
    articles: list[str | Path | Remote] = []
    sheets: dict[Path, None] = {}
    for source in sources:
        if isinstance(source, Remote):
            articles.append(source)
            continue
        if not str(source).strip():
            raise NoInputError("a source has an empty name; name a file, a folder, or '-' for standard input")
        path = Path(source)
        if str(source) == STDIN or not _is_folder(path):
            if str(source) != STDIN and is_claims_file(path):
                if not exists(path):
                    raise NoInputError(f"there is no file {str(source)!r}; check the name")
                sheets[path] = None
            else:
                articles.append(source)
            continue
        files = list(walk(path))
        tables = [file for file in files if is_claims_file(file) and _has_claims(file)]
        sheets |= dict.fromkeys(tables)
        readable = ARTICLE_SUFFIXES | UNREAD_SUFFIXES.keys()  # those that are not read are refused by name
        rest = [file for file in files if suffix_of(file) in readable and file not in set(tables)]
        if not tables or (rest and not any(file.suffix.lower() in ARTICLE_SUFFIXES for file in tables)):
            articles.append(source)
        else:
            articles += [file for file in rest if not is_left_out(file)]
    return articles, list(sheets)


def _has_claims(file: Path) -> bool:
    if file.suffix.lower() not in MAPPED_SUFFIXES:
        return True
    try:
        return bool(read_sheet(file).rows)
    except SpreadsheetError:
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
