"""What is fuzzed: each reader is given any bytes; it may refuse them by name, and nothing else."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from conftest import TOY_FILES
from frontline.claims import ClaimExtractor, read_grounded
from frontline.dates import find_dates
from frontline.documents.formats import read_articles
from frontline.errors import FrontlineError
from frontline.fetch.wire import parse_address
from frontline.gazetteer import Gazetteer
from frontline.limits import Limits
from frontline.model import Document
from frontline.placefiles import read_place_file
from frontline.spreadsheets.rows import read_sheet
from frontline.theatre import load_theatre

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLES = (".txt", ".md", ".html", ".json", ".jsonl", ".xml", ".warc.gz", "")
TABLES = (".csv", ".tsv", ".xlsx", ".jsonl", ".parquet", ".geojson", ".gpkg")
LIMITS = Limits(max_page_bytes=100_000, article_seconds=20)


@lru_cache
def desk() -> tuple[Path, Gazetteer, ClaimExtractor]:
    """Return a folder for files, and the places and the reader of a toy theatre."""
    folder = Path(tempfile.mkdtemp(prefix="frontline-fuzz-"))
    pack = folder / "toy"
    pack.mkdir()
    for name, text in TOY_FILES.items():
        (pack / name).write_text(text, encoding="utf-8")
    theatre = load_theatre(pack)
    places = Gazetteer.for_theatre(theatre)
    return folder, places, ClaimExtractor(theatre, places)


def fuzz_articles(data: bytes) -> None:
    """Read bytes as a file of articles; the first byte says of which format."""
    suffix = ARTICLES[data[0] % len(ARTICLES)] if data else ""
    with contextlib.suppress(FrontlineError):
        for article in read_articles(io.BytesIO(data[1:]), suffix, LIMITS):
            str(article)


def fuzz_tables(data: bytes) -> None:
    """Read bytes as a table of claims."""
    path = desk()[0] / f"table{TABLES[data[0] % len(TABLES)] if data else '.csv'}"
    path.write_bytes(data[1:])
    with contextlib.suppress(FrontlineError):
        list(read_sheet(path).rows)


def fuzz_place_files(data: bytes) -> None:
    """Read bytes as a user's own gazetteer."""
    folder, places, _ = desk()
    (folder / "places.csv").write_bytes(data)
    with contextlib.suppress(FrontlineError):
        read_place_file(folder / "places.csv", places)


def fuzz_theatres(data: bytes) -> None:
    """Put bytes into a file of a theatre pack, at a place that the first ones say."""
    folder = desk()[0] / "toy"
    names = sorted(TOY_FILES)
    name = names[data[0] % len(names)] if data else names[0]
    whole = TOY_FILES[name].encode()
    at = int.from_bytes(data[1:3], "big") % (len(whole) + 1)
    (folder / name).write_bytes(whole[:at] + data[3:] + whole[at + len(data) // 2 :])
    try:
        with contextlib.suppress(FrontlineError):
            load_theatre(folder)
    finally:
        (folder / name).write_bytes(whole)


def fuzz_sentences(data: bytes) -> None:
    """Read bytes as the text of an article: mentions, sentence grammar, days, claims."""
    text = data.decode("utf-8", "replace")
    document = Document("x", text, title=text[:40], published=dt.date(2031, 5, 5))
    findings = read_grounded(desk()[2], document)
    for claim in findings.claims:
        if claim.quote != text[claim.start : claim.end]:
            raise AssertionError(f"{claim.quote!r} is not in its text")


def fuzz_dates(data: bytes) -> None:
    """Read bytes as a text that tells days."""
    list(find_dates(data.decode("utf-8", "replace"), published=dt.date(2031, 5, 5)))


def fuzz_addresses(data: bytes) -> None:
    """Read bytes as a web address."""
    with contextlib.suppress(FrontlineError):
        str(parse_address(data.decode("utf-8", "replace")))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "articles": fuzz_articles,
    "tables": fuzz_tables,
    "place-files": fuzz_place_files,
    "theatres": fuzz_theatres,
    "sentences": fuzz_sentences,
    "dates": fuzz_dates,
    "addresses": fuzz_addresses,
}
