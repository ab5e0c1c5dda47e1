"""Sources as a stream of documents: who each is, when it came out, which are copies, and what was refused, by name.

One document at a time is in memory, however many there are (`spool` keeps the others aside).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from frontline.dates.calendar import EARLIEST_YEAR, LATEST_YEAR
from frontline.dates.published import guess_published, infer_day_first, parse_published
from frontline.documents.article import Article, Fault, Skipped
from frontline.documents.copies import Duplicate, Found, add_to, each_once, join_near_copies
from frontline.documents.decoding import tidy
from frontline.documents.files import SourceFiles, open_file
from frontline.documents.formats import STREAMED_SUFFIXES, read_articles
from frontline.documents.names import (
    ARTICLE_SUFFIXES,
    MAPPED_SUFFIXES,
    SHEET_SUFFIXES,
    STDIN,
    UNREAD_SHEET_SUFFIXES,
    UNREAD_SUFFIXES,
    stem_of,
    suffix_of,
)
from frontline.documents.remote import Remote, WebFile
from frontline.documents.spool import Spool
from frontline.errors import DocumentError
from frontline.limits import Limits, within_time
from frontline.model import Document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
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
class Note:
    """Something worth a line that stops nothing."""

    text: str

    def __str__(self) -> str:
        return self.text


def _tell_nobody(stage: str, done: int, total: int) -> None:
    pass


class DocumentStream:
    """The documents of some sources, one at a time; to be iterated once.

    The files are read to their end before the first document comes, for the last one may hold the first publication of
    a story: refusals and notes come at once, then each document followed by its copies, and by the documents that nearly
    are (`copy_of`).

    Parameters
    ----------
    sources
        Files, folders (recursively, in sorted order), "-" for standard input, or what `resolve_sources` makes of
        addresses.
    time_zone
        Where days are counted: an instant of publication becomes the day it was there. None keeps its own offset.
    likely
        First and last day that the articles are expected from (a theatre's days): it settles the year of "Dec 5".
    limits
        How large and slow an article may be; None takes the environment's.
    progress
        Is told (stage, done, total) after each article found; the total is not known then, and 0.

    Raises
    ------
    NoInputError
        If a source does not exist, or a folder holds no article.
    InputError
        While iterating, if the disk of temporary files is full.
    """

    def __init__(
        self,
        sources: Sequence[str | Path | Remote],
        *,
        time_zone: ZoneInfo | None = None,
        likely: tuple[dt.date, dt.date] | None = None,
        limits: Limits | None = None,
        progress: Callable[[str, int, int], None] = _tell_nobody,
    ) -> None:
        #: How many documents there are, undated ones among them; 0 until the first has come.
        self.total = 0
        self._files = SourceFiles(sources)
        self._reader = _Reader(time_zone, likely, limits or Limits.from_environment())
        self._progress = progress

    def __iter__(self) -> Iterator[Document | Refusal | Duplicate | Note]:
        """Yield dated documents; one without a day of publication is a refusal, since nothing can be dated by it."""
        for item in self.found():
            if not isinstance(item, Found):
                yield item
            elif item.document.published is None:
                yield undated(item.document, item.day_fault)
            else:
                yield item.document

    def found(self) -> Iterator[Found | Refusal | Duplicate | Note]:
        """Yield what iterating does, documents as they were found, undated ones too."""
        spool = Spool()
        try:
            yield from self._spooled(spool)
            spool.settle()
            join_near_copies(spool)
            self.total = spool.count_texts()
            yield from each_once(spool)
        finally:
            spool.close()

    def _spooled(self, spool: Spool) -> Iterator[Refusal | Note]:
        for file in self._files:
            for item in self._reader.read_file(file):
                if isinstance(item, Found):
                    add_to(spool, item)
                    self._progress("looking through the sources", len(spool), 0)
                else:
                    yield item
        skipped = sorted(self._files.skipped.items())
        if skipped:
            kinds = ", ".join(f"{name} ({number})" for name, number in skipped)
            count = self._files.skipped.total()
            yield Note(f"{count} file(s) skipped that are no articles: {kinds}")


def undated(document: Document, fault: str = "") -> Refusal:
    """Return the refusal of a document without a day of publication; `fault` says why the day that it tells is none."""
    return Refusal(
        document.path,
        f"article {document.doc_id}",
        f"{fault or 'no day of publication is given'}, and no day can be inferred from the text",
        'add a line "Published: 2024-11-30" (or the field "published") to the article',
    )


class _Reader:
    """Reads files to documents; whatever is wrong with one becomes a refusal."""

    def __init__(
        self, time_zone: ZoneInfo | None, likely: tuple[dt.date, dt.date] | None, limits: Limits
    ) -> None:
        self.time_zone = time_zone
        self.likely = likely
        self.limits = limits

    def read_file(self, file: Path | str | Remote) -> Iterator[Found | Refusal | Note]:
        path, shown = _names_of(file)
        try:
            if isinstance(file, Path):
                _check_kind(file)
                _check_size(file, self.limits.max_file_bytes)
            with open_file(file) as (stream, suffix):
                for article in read_articles(
                    stream, suffix if suffix in ARTICLE_SUFFIXES else "", self.limits
                ):
                    if isinstance(file, WebFile) and isinstance(article, Article) and not article.url:
                        article = replace(article, url=file.url)  # noqa: PLW2901
                    yield from self._take(article, path, shown)
        except OSError as error:
            reason = f"cannot be read ({error.strerror or error})"
            yield Refusal(shown, "", reason, "check the file and its permissions")
        except DocumentError as error:
            reason, _, advice = str(error).partition("; ")
            yield Refusal(shown, "", reason, advice or "give it as UTF-8 text, HTML, JSON or a feed")

    def _take(
        self, article: Article | Fault | Skipped, path: PurePath, shown: str
    ) -> Iterator[Found | Refusal | Note]:
        if isinstance(article, Skipped):
            yield Note(f"{shown}: {article.text}")
            return
        if isinstance(article, Fault):
            yield Refusal(shown, article.where, article.reason, article.advice)
            return
        text = tidy(article.text)
        where = article.where
        if not re.search(r"\w", text):
            yield Refusal(shown, where, "holds no text", "check that the article was saved whole")
        elif len(text) > self.limits.max_article_chars:
            yield Refusal(
                shown,
                where,
                f"has {len(text):,} characters; an article may have {self.limits.max_article_chars:,}",
                "split it into its articles (a .jsonl file holds one a line)",
            )
        else:
            with within_time(self.limits.article_seconds):
                found = list(self._found(replace(article, text=text), path, shown))
            yield from found

    def _found(self, article: Article, path: PurePath, shown: str) -> Iterator[Found | Note]:
        stem = article.doc_id or (f"{stem_of(path)}-{article.number}" if article.number else stem_of(path))
        told, fault = self._told(article.published) if article.published else (None, "")
        rule = "given"
        if told is None:
            told, rule = self._guess(article)
        if fault:
            found = f"{told[0]} is inferred from the text ({rule})" if told else "the text tells no other"
            yield Note(f"{shown}, article {stem}: {fault}; {found}")
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
        yield Found(document, article.where, fault)

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


def _names_of(file: Path | str | Remote) -> tuple[PurePath, str]:
    """Return the path that names a file's articles, and what messages call it."""
    if isinstance(file, Remote):
        return file.path, file.url
    return (PurePath("stdin"), "standard input") if file == STDIN else (PurePath(file), str(file))


def _check_kind(file: Path) -> None:
    """Refuse a file whose suffix says that it is no article in a format that is read."""
    suffix = suffix_of(file)
    if suffix in UNREAD_SHEET_SUFFIXES and file.is_file():
        raise DocumentError(
            f"{suffix} files are not read; save the table as .csv, .xlsx, .jsonl, .parquet, .geojson or .gpkg"
        )
    if suffix in SHEET_SUFFIXES | MAPPED_SUFFIXES:
        raise DocumentError(
            "is a spreadsheet, not an article; give it to `frontline map` or `frontline claims`"
        )
    if suffix in UNREAD_SUFFIXES:
        raise DocumentError(f"{suffix} files are not read; save the article as .txt or .html")


def _check_size(file: Path, most: int) -> None:
    """Refuse a file that would be read into memory whole and is too large for it, before any of it is read."""
    size = 0 if suffix_of(file) in STREAMED_SUFFIXES else file.stat().st_size
    if size > most:
        raise DocumentError(f"has {size:,} bytes, more than {most:,}; split it")
