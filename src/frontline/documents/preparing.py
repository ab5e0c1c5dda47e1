"""Preparing: one piece of a file to its document, with the marks by which copies of its text are known.

A pure function of the piece, so that any process can run it and its result can be kept; what the piece does to its reader
is the fault of the piece. Knows no file system and no other document.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from frontline.dates.calendar import EARLIEST_YEAR, LATEST_YEAR
from frontline.dates.published import guess_published, infer_day_first, parse_published
from frontline.documents.article import Article, Fault, Raw
from frontline.documents.decoding import tidy
from frontline.documents.formats import read_raw
from frontline.documents.found import Found, pack_found, rank_of
from frontline.documents.header import story_of
from frontline.documents.names import stem_of
from frontline.documents.nearcopies import sketch
from frontline.documents.refusals import Note, Refusal
from frontline.errors import DocumentError
from frontline.limits import Limits, within_time
from frontline.model import Document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import PurePath
    from zoneinfo import ZoneInfo

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.,]{0,20}(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
#: What to do about a file that tells no better advice itself.
ADVICE = "give it as UTF-8 text, HTML, JSON or a feed"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a document depends on besides its file; see `DocumentStream`."""

    time_zone: ZoneInfo | None = None
    likely: tuple[dt.date, dt.date] | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Piece:
    """One article on its way to a document: read from its file as far as that costs little, or not at all yet.

    `path` names the article, `shown` is what messages call its file, `url` the address where the article tells none.
    """

    content: Article | Raw
    path: PurePath
    shown: str
    settings: Settings
    url: str = ""

    def size(self) -> int:
        """Return about how many bytes it takes."""
        content = self.content
        return len(content.data) if isinstance(content, Raw) else len(content.text)

    def known_by(self) -> bytes:
        """Return all that its document depends on, b"" where that is prepared as soon as looked up: only pages take time."""
        raw = self.content
        if not isinstance(raw, Raw) or raw.form != "page":
            return b""
        told = [
            raw.number,
            raw.where,
            raw.encoding,
            raw.url,
            str(self.path),
            self.shown,
            self.url,
            repr(self.settings),
        ]
        return json.dumps(told).encode("ascii") + raw.data

    def fails(self, reason: str) -> list[Prepared | Refusal | Note]:
        """Return what is told of a piece that nobody can read."""
        return [Refusal(self.shown, self.content.where, reason, "")]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a file and needs no reading; it goes the way of the pieces, so that it comes in its place."""

    items: tuple[Refusal | Note, ...]

    def size(self) -> int:
        """Return about how many bytes it takes: next to none."""
        return 0


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document as bytes (`pack_found`); the mark of its text, the same for copies; its rank; its sketch ("" = too short)."""

    packed: bytes
    story: bytes
    rank: bytes
    sketch: bytes


_LENGTHS = struct.Struct("<4I")


def pack_prepared(one: Prepared) -> bytes:
    """Return what was prepared as bytes."""
    parts = (one.packed, one.story, one.rank, one.sketch)
    return _LENGTHS.pack(*map(len, parts)) + b"".join(parts)


def unpack_prepared(data: bytes) -> list[Prepared | Refusal | Note]:
    """Return what `pack_prepared` was given, as `prepare` does.

    Raises
    ------
    ValueError
        If these are no such bytes.
    """
    try:
        ends = [*accumulate(_LENGTHS.unpack_from(data), initial=_LENGTHS.size)]
    except struct.error as error:
        raise ValueError(f"this is nothing prepared: {error}") from error
    if ends[-1] != len(data):
        raise ValueError(f"this is nothing prepared: expected {ends[-1]} bytes, got {len(data)}")
    return [Prepared(*(data[begin:end] for begin, end in pairwise(ends)))]


def prepare(piece: Piece) -> list[Prepared | Refusal | Note]:
    """Return the document of a piece, and what is to be told of it; nothing that it causes is raised but `MemoryError`."""
    try:
        return list(_prepared(piece))
    except DocumentError as error:
        reason, _, advice = str(error).partition("; ")
        return [Refusal(piece.shown, piece.content.where, reason, advice or ADVICE)]
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one article of a million may meet a fault of ours: it is named, the rest goes on
        told = " ".join(str(error).split())[:200]
        return piece.fails(f"its reader failed ({type(error).__name__}: {told}); please report it")


def _prepared(piece: Piece) -> Iterator[Prepared | Refusal | Note]:
    limits, content = piece.settings.limits, piece.content
    for article in read_raw(content, limits) if isinstance(content, Raw) else (content,):
        if isinstance(article, Fault):
            yield Refusal(piece.shown, article.where, article.reason, article.advice)
        else:
            yield from _taken(article, piece)


def _taken(article: Article, piece: Piece) -> Iterator[Prepared | Refusal | Note]:
    text = tidy(article.text)
    most = piece.settings.limits.max_article_chars
    if not re.search(r"\w", text):
        yield Refusal(piece.shown, article.where, "holds no text", "check that the article was saved whole")
    elif len(text) > most:
        yield Refusal(
            piece.shown,
            article.where,
            f"has {len(text):,} characters; an article may have {most:,}",
            "split it into its articles (a .jsonl file holds one a line)",
        )
    else:
        with within_time(piece.settings.limits.article_seconds):
            found = list(_found(replace(article, text=text, url=article.url or piece.url), piece))
        yield from found


def _found(article: Article, piece: Piece) -> Iterator[Prepared | Note]:
    stem = article.doc_id or stem_of(piece.path) + (f"-{article.number}" if article.number else "")
    told, fault = _told(article.published, piece.settings) if article.published else (None, "")
    rule = "given"
    if told is None:
        told, rule = _guess(article, piece.settings)
    if fault:
        found = f"{told[0]} is inferred from the text ({rule})" if told else "the text tells no other"
        yield Note(f"{piece.shown}, article {stem}: {fault}; {found}")
    document = Document(
        doc_id=tidy(stem).strip() or "article",
        text=article.text,
        title=tidy(article.title).strip(),
        url=tidy(article.url).strip(),
        outlet=tidy(article.outlet).strip(),
        published=told[0] if told else None,
        published_at=told[1] if told else "",
        published_rule=rule,
        path=piece.shown,
    )
    yield _marked(Found(document, article.where, fault))


def _marked(one: Found) -> Prepared:
    story = story_of(one.document.text, one.document.title, one.document.outlet)
    mark = hashlib.blake2b(story.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return Prepared(pack_found(one), mark, rank_of(one), sketch(story))


def _told(written: str, settings: Settings) -> tuple[tuple[dt.date, str] | None, str]:
    """Return the day and clock time that an article tells, and why it tells none ("" = it does)."""
    # Most are "2024-11-30", in which the order is plain: looking for it costs more than all the rest.
    day_first = bool(_ISO.fullmatch(written)) or infer_day_first(written, likely=settings.likely)
    told = parse_published(written, time_zone=settings.time_zone, day_first=day_first)
    if told is None:
        return None, f"published {written[:40]!r} is no date such as 2024-11-30"
    if not EARLIEST_YEAR <= told[0].year <= LATEST_YEAR:
        years = f"the years {EARLIEST_YEAR} to {LATEST_YEAR}"
        return None, f"published {written[:40]!r} lies outside {years}"
    return told, ""


def _guess(article: Article, settings: Settings) -> tuple[tuple[dt.date, str] | None, str]:
    guess = guess_published(
        article.text, title=article.title, url=article.url, headings=article.headings, likely=settings.likely
    )
    return ((guess.day, guess.clock), guess.rule) if guess else (None, "unknown")
