"""Sources as a stream of documents: who each is, when it came out, which are copies, and what was refused, by name.

One document at a time is in memory, however many there are (`spool` keeps the others aside).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from frontline.documents.article import Fault, Skipped
from frontline.documents.copies import Duplicate, each_once, join_near_copies
from frontline.documents.files import SourceFiles, open_file
from frontline.documents.formats import STREAMED_SUFFIXES, cut_articles
from frontline.documents.found import Found
from frontline.documents.names import (
    ARTICLE_SUFFIXES,
    MAPPED_SUFFIXES,
    SHEET_SUFFIXES,
    STDIN,
    UNREAD_SHEET_SUFFIXES,
    UNREAD_SUFFIXES,
    suffix_of,
)
from frontline.documents.preparing import ADVICE, Piece, Prepared, Settings, Told, prepare
from frontline.documents.refusals import Note, Refusal
from frontline.documents.remote import Remote, WebFile
from frontline.documents.spool import Spool
from frontline.errors import DocumentError
from frontline.limits import Limits

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from frontline.model import Document

#: Of the files that are no articles so many kinds are told.
_KINDS_SHOWN = 20
#: Prepares pieces, one after the other in their order, by whatever means; what is told of the files passes through, in its place.
Through = Callable[[Iterable[Piece | Told]], Iterable[Sequence[Prepared | Refusal | Note]]]


def _here(pieces: Iterable[Piece | Told]) -> Iterator[Sequence[Prepared | Refusal | Note]]:
    """Prepare pieces in this process."""
    return (one.items if isinstance(one, Told) else prepare(one) for one in pieces)


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
    through
        What prepares the articles, such as several processes; as it is, this one.

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
        through: Through = _here,
    ) -> None:
        #: How many documents there are, undated ones among them; 0 until the first has come.
        self.total = 0
        self._files = SourceFiles(sources)
        self._settings = Settings(time_zone, likely, limits or Limits.from_environment())
        self._progress = progress
        self._through = through

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
        cut = (item for file in self._files for item in _pieces_of(file, self._settings))
        for item in chain.from_iterable(self._through(cut)):
            if isinstance(item, Prepared):
                spool.add(item)
                self._progress("looking through the sources", len(spool), 0)
            else:
                yield item
        skipped = self._files.skipped
        if skipped:
            shown = sorted(skipped.most_common(_KINDS_SHOWN))
            more = skipped.total() - sum(number for _, number in shown)
            kinds = ", ".join(
                f"{name} ({number})" for name, number in (*shown, *([("others", more)] if more else ()))
            )
            yield Note(f"{skipped.total()} file(s) skipped that are no articles: {kinds}")


def undated(document: Document, fault: str = "") -> Refusal:
    """Return the refusal of a document without a day of publication; `fault` says why the day that it tells is none."""
    return Refusal(
        document.path,
        f"article {document.doc_id}",
        f"{fault or 'no day of publication is given'}, and no day can be inferred from the text",
        'add a line "Published: 2024-11-30" (or the field "published") to the article',
    )


def _pieces_of(file: Path | str | Remote, settings: Settings) -> Iterator[Piece | Told]:
    """Cut a file into its articles; whatever is wrong with it as a whole becomes a refusal."""
    path, shown = _names_of(file)
    url = file.url if isinstance(file, WebFile) else ""
    try:
        if isinstance(file, Path):
            _check_kind(file)
            _check_size(file, settings.limits.max_file_bytes)
        with open_file(file) as (stream, suffix):
            for item in cut_articles(stream, suffix if suffix in ARTICLE_SUFFIXES else "", settings.limits):
                if isinstance(item, Skipped):
                    yield Told((Note(f"{shown}: {item.text}"),))
                elif isinstance(item, Fault):
                    yield Told((Refusal(shown, item.where, item.reason, item.advice),))
                else:
                    yield Piece(item, path, shown, settings, url)
    except OSError as error:
        reason = f"cannot be read ({error.strerror or error})"
        yield Told((Refusal(shown, "", reason, "check the file and its permissions"),))
    except DocumentError as error:
        reason, _, advice = str(error).partition("; ")
        yield Told((Refusal(shown, "", reason, advice or ADVICE),))


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
        raise DocumentError(f"{suffix} files are not read; {UNREAD_SUFFIXES[suffix]}")


def _check_size(file: Path, most: int) -> None:
    """Refuse a file that would be read into memory whole and is too large for it, before any of it is read."""
    size = 0 if suffix_of(file) in STREAMED_SUFFIXES else file.stat().st_size
    if size > most:
        raise DocumentError(f"has {size:,} bytes, more than {most:,}; split it")
