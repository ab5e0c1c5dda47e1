"""One text that several files or outlets bring: which of them counts, and what the others say of themselves.

The earliest publication counts, whatever the order of the files. Knows no file format and no grammar.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from frontline.documents.header import story_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from frontline.documents.spool import Spool
    from frontline.model import Document


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An article whose text is that of `same_as`, the earliest publication; who says so is in brackets."""

    path: str
    where: str
    same_as: str
    origin: str = ""
    same_origin: str = ""

    def __str__(self) -> str:
        place = f"{self.path}, {self.where}" if self.where else self.path
        place, same = _with(place, self.origin), _with(self.same_as, self.same_origin)
        return f"{place}: has the same text as {same}, which is kept; it counts once"


@dataclass(frozen=True, slots=True)
class Found:
    """A document as it was found: where in its file, and why the day that it tells is unusable ("" = it is not)."""

    document: Document
    where: str
    day_fault: str = ""


def each_once(spool: Spool) -> Iterator[Found | Duplicate]:
    """Yield one document for each text, in the order in which they were found, each followed by its copies.

    The earliest day counts; a document whose own day is unusable, or that has none, gives way to one that has a day.
    The document that is kept names the other outlets in `also_in`; ids are made unique.
    """
    for best, copies in spool.texts():
        document = replace(
            best.document, doc_id=spool.unique_id(best.document.doc_id), also_in=_others(best, copies)
        )
        yield replace(best, document=document)
        for copy in copies:
            yield Duplicate(
                copy.document.path,
                copy.where or f"article {copy.document.doc_id}",
                document.doc_id,
                _origin(copy.document),
                ", ".join(part for part in (document.path, _origin(document)) if part),
            )


def story_key(document: Document) -> bytes:
    """Return what copies of one text share: a hash of its story, without an outlet's header."""
    story = story_of(document.text, document.title, document.outlet)
    return hashlib.sha256(story.encode("utf-8", "surrogatepass")).digest()


def rank_of(one: Found) -> bytes:
    """Return a sorting key, the least of which counts; it does not know the order of the files.

    Two alike in all of it are alike. Parts end with a NUL, which no part has in it, so that bytes sort as the parts do.
    """
    return "\0".join(_earliest(one)).encode("utf-8", "surrogatepass")


def _earliest(one: Found) -> tuple[str, ...]:
    document = one.document
    day = document.published.isoformat() if document.published else ""
    return (
        f"{not day:d}{bool(one.day_fault):d}",
        day,
        document.published_at or "~",
        f"{document.published_rule != 'given':d}{not document.outlet:d}",
        document.outlet,
        document.url,
        document.doc_id,
        document.path,
        one.where,
        document.title,
    )


def _others(best: Found, copies: Sequence[Found]) -> tuple[str, ...]:
    outlets = {copy.document.outlet.casefold(): copy.document.outlet for copy in sorted(copies, key=rank_of)}
    outlets.pop("", None)
    outlets.pop(best.document.outlet.casefold(), None)
    return tuple(sorted(outlets.values()))


def _origin(document: Document) -> str:
    day = document.published.isoformat() if document.published else ""
    return ", ".join(part for part in (document.outlet, day) if part)


def _with(name: str, more: str) -> str:
    return f"{name} ({more})" if more else name
