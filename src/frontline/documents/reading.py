"""Sources to documents: who each is, when it came out, which are copies, and what was refused, by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from frontline.dates.calendar import EARLIEST_YEAR, LATEST_YEAR
from frontline.dates.published import guess_published, infer_day_first, parse_published
from frontline.documents.article import Article, Fault
from frontline.documents.copies import Duplicate, Found, keep_earliest
from frontline.documents.decoding import MAX_ARTICLE_CHARS, MAX_FILE_BYTES, tidy
from frontline.documents.files import (
    ARTICLE_SUFFIXES,
    MAPPED_SUFFIXES,
    SHEET_SUFFIXES,
    STDIN,
    UNREAD_SHEET_SUFFIXES,
    UNREAD_SUFFIXES,
    article_files,
    read_stdin,
)
from frontline.documents.formats import parse_articles
from frontline.errors import DocumentError
from frontline.model import Document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that could not be used: the file, where in it ("" = all of it), why, and what to do.

    `count` is the number of articles or rows that it stands for.
    """

    path: str
    where: str
    reason: str
    advice: str
    count: int = 1

    def __str__(self) -> str:
        place = f"{self.path}, {self.where}" if self.where else self.path
        line = f"{place}: {self.reason}; {self.advice}" if self.advice else f"{place}: {self.reason}"
        return re.sub(r"[\s\x00-\x1f\x7f\u2028\u2029]+", " ", line).strip()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read of some sources: documents in order, refusals, copies, and notes worth a line.

    The notes name every copy. `day_faults` says of an undated document, by its id, why the day that it tells is none.
    """

    documents: tuple[Document, ...]
    refusals: tuple[Refusal, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    notes: tuple[str, ...] = ()
    day_faults: tuple[tuple[str, str], ...] = ()


def read_documents(
    sources: Sequence[str | Path],
    *,
    time_zone: ZoneInfo | None = None,
    likely: tuple[dt.date, dt.date] | None = None,
) -> Reading:
    """Read articles from files, folders (recursively, in sorted order) and standard input ("-").

    Parameters
    ----------
    sources
        Files, folders or "-".
    time_zone
        Where days are counted: an instant of publication becomes the day it was there. None keeps its own offset.
    likely
        First and last day that the articles are expected from (a theatre's days): it settles the year of "Dec 5".

    Returns
    -------
    Reading
        An article without a day of publication has `published=None`; see `require_dates`.

    Raises
    ------
    NoInputError
        If a source does not exist, or a folder holds no article.
    """
    files = article_files(sources)
    gatherer = _Gatherer(time_zone, likely)
    for file in files.files:
        gatherer.read_file(file)
    for path in files.unread:
        gatherer.read_file(path)
    if files.skipped:
        count = sum(number for _, number in files.skipped)
        kinds = ", ".join(f"{name} ({number})" for name, number in files.skipped)
        gatherer.notes.append(f"{count} file(s) skipped that are no articles: {kinds}")
    return gatherer.reading()


def require_dates(reading: Reading) -> Reading:
    """Return the reading with its undated documents among the refusals."""
    faults = dict(reading.day_faults)
    undated = [document for document in reading.documents if document.published is None]
    refusals = [
        Refusal(
            document.path,
            f"article {document.doc_id}",
            f"{faults.get(document.doc_id, 'no day of publication is given')}, and no day can be inferred from the text",
            'add a line "Published: 2024-11-30" (or the field "published") to the article',
        )
        for document in undated
    ]
    dated = tuple(document for document in reading.documents if document.published is not None)
    return replace(reading, documents=dated, refusals=(*reading.refusals, *refusals))


class _Gatherer:
    """Collects the articles of one call."""

    def __init__(self, time_zone: ZoneInfo | None, likely: tuple[dt.date, dt.date] | None) -> None:
        self.time_zone = time_zone
        self.likely = likely
        self.found: list[Found] = []
        self.refusals: list[Refusal] = []
        self.notes: list[str] = []

    def refuse(self, path: str, where: str, reason: str, advice: str) -> None:
        self.refusals.append(Refusal(path, where, reason, advice))

    def read_file(self, file: Path | str) -> None:
        """Read one file; whatever is wrong with it becomes a refusal."""
        path = Path("stdin" if file == STDIN else file)
        shown = "standard input" if file == STDIN else str(file)
        suffix = "" if file == STDIN else path.suffix.lower()
        if suffix in UNREAD_SHEET_SUFFIXES and path.is_file():
            advice = "save the table as .csv, .xlsx, .jsonl, .parquet, .geojson or .gpkg"
            self.refuse(shown, "", f"{suffix} files are not read", advice)
            return
        if suffix in SHEET_SUFFIXES | MAPPED_SUFFIXES:
            self.refuse(
                shown,
                "",
                "is a spreadsheet, not an article",
                "give it to `frontline map` or `frontline claims`",
            )
            return
        if suffix in UNREAD_SUFFIXES:
            self.refuse(shown, "", f"{suffix} files are not read", "save the article as .txt or .html")
            return
        try:
            data = read_stdin() if file == STDIN else _bytes_of(path)
            for article in parse_articles(data, suffix if suffix in ARTICLE_SUFFIXES else ""):
                self._take(article, path, shown)
        except OSError as error:
            self.refuse(
                shown, "", f"cannot be read ({error.strerror or error})", "check the file and its permissions"
            )
        except DocumentError as error:
            reason, _, advice = str(error).partition("; ")
            self.refuse(shown, "", reason, advice or "give it as UTF-8 text, HTML, JSON or a feed")

    def _take(self, article: Article | Fault, path: Path, shown: str) -> None:
        if isinstance(article, Fault):
            self.refuse(shown, article.where, article.reason, article.advice)
            return
        text = tidy(article.text)
        where = article.where
        if not re.search(r"\w", text):
            self.refuse(shown, where, "holds no text", "check that the article was saved whole")
            return
        if len(text) > MAX_ARTICLE_CHARS:
            self.refuse(
                shown,
                where,
                f"has {len(text):,} characters; an article may have {MAX_ARTICLE_CHARS:,}",
                "split it into its articles (a .jsonl file holds one a line)",
            )
            return
        self.found.append(self._found(replace(article, text=text), path, shown))

    def _found(self, article: Article, path: Path, shown: str) -> Found:
        stem = article.doc_id or (f"{path.stem}-{article.number}" if article.number else path.stem)
        told, fault = self._told(article.published) if article.published else (None, "")
        rule = "given"
        if told is None:
            told, rule = self._guess(article)
        if fault:
            found = f"{told[0]} is inferred from the text ({rule})" if told else "the text tells no other"
            self.notes.append(f"{shown}, article {stem}: {fault}; {found}")
        document = Document(
            doc_id=tidy(stem).strip() or "article",
            text=article.text,
            title=tidy(article.title).strip(),
            url=tidy(article.url).strip(),
            outlet=tidy(article.outlet).strip(),
            published=told[0] if told else None,
            published_at=told[1] if told else "",
            published_rule=rule,
            path=shown,
        )
        return Found(document, article.where, fault)

    def _told(self, written: str) -> tuple[tuple[dt.date, str] | None, str]:
        """Return the day and clock time that an article tells, and why it tells none ("" = it does)."""
        told = parse_published(
            written, time_zone=self.time_zone, day_first=infer_day_first(written, likely=self.likely)
        )
        if told is None:
            return None, f"published {written[:40]!r} is no date such as 2024-11-30"
        if not EARLIEST_YEAR <= told[0].year <= LATEST_YEAR:
            years = f"the years {EARLIEST_YEAR} to {LATEST_YEAR}"
            return None, f"published {written[:40]!r} lies outside {years}"
        return told, ""

    def _guess(self, article: Article) -> tuple[tuple[dt.date, str] | None, str]:
        guess = guess_published(
            article.text, title=article.title, url=article.url, headings=article.headings, likely=self.likely
        )
        return ((guess.day, guess.clock), guess.rule) if guess else (None, "unknown")

    def reading(self) -> Reading:
        """Return what was collected, each text once."""
        kept, duplicates = keep_earliest(self.found)
        undated = [one for one in kept if one.day_fault and one.document.published is None]
        return Reading(
            tuple(one.document for one in kept),
            tuple(self.refusals),
            tuple(duplicates),
            (*self.notes, *map(str, duplicates)),
            tuple((one.document.doc_id, one.day_fault) for one in undated),
        )


def _bytes_of(path: Path) -> bytes:
    if not path.is_file():
        raise DocumentError("is no regular file; give a file or a folder")
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise DocumentError(f"has {size:,} bytes, more than {MAX_FILE_BYTES:,}; split it")
    return path.read_bytes()
