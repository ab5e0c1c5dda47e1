"""One text that several files or outlets bring: which of them counts, and what the others say of themselves.

The earliest publication counts, whatever the order of the files. Knows no file format and no grammar.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from frontline.documents.header import story_of
from frontline.documents.nearcopies import RESEMBLANCE, may_be_near, resemblance, shingles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from frontline.documents.found import Found
    from frontline.documents.spool import Spool
    from frontline.model import Document


#: Texts that share a mark and are like none before them, that the next ones are compared with.
_MOST_FIRSTS = 8
#: Comparisons and sketches, and texts, that are remembered, since a pair may share several marks.
_REMEMBERED, _REMEMBERED_TEXTS = 2_000, 32


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


def each_once(spool: Spool) -> Iterator[Found | Duplicate]:
    """Yield one document for each text, in the order in which they were found, each followed by its copies.

    The earliest day counts; a document whose own day is unusable, or that has none, gives way to one that has a day.
    The document that is kept names the other outlets in `also_in`; ids are made unique. Near copies follow the
    earliest of them, which they name in `copy_of`, and which names their outlets too.
    """
    first = ""
    for text in spool.texts():
        best = text.best
        doc_id = spool.unique_id(best.document.doc_id)
        first = doc_id if text.is_first else first
        document = replace(
            best.document,
            doc_id=doc_id,
            also_in=_outlets(best, spool.others(text)),
            copy_of="" if text.is_first else first,
        )
        yield replace(best, document=document)
        for copy in spool.copies(text):
            yield Duplicate(
                copy.document.path,
                copy.where or f"article {copy.document.doc_id}",
                document.doc_id,
                _origin(copy.document),
                ", ".join(part for part in (document.path, _origin(document)) if part),
            )


def join_near_copies(spool: Spool) -> None:
    """Put near copies into families, the earliest of each first; the order of the files makes no difference.

    Of texts that share a mark, each is compared with those that came before it and are like none before them, of which
    no more than `_MOST_FIRSTS` are kept: ten thousand bulletins of one frame take no time that grows with their square.
    """
    families = _Families(spool)
    for numbers in spool.together():
        firsts: list[int] = []
        for n in numbers:
            like = next((first for first in firsts if families.are_like(first, n)), None)
            if like is not None:
                families.join(like, n)
            elif len(firsts) < _MOST_FIRSTS:
                firsts.append(n)
    for n, first in families.members():
        spool.join(n, first)


class _Families:
    """Which texts are near copies of which: four bytes a text."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._parent = array("I", range(len(spool) + 1))
        self._told = lru_cache(_REMEMBERED)(spool.rank_and_sketch)
        self._shingles = lru_cache(_REMEMBERED_TEXTS)(self._shingles_of)
        self.are_like = lru_cache(_REMEMBERED)(self._are_like)

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self._first(one), self._first(other)), key=lambda n: (self._told(n)[0], n))
        self._parent[second] = first

    def members(self) -> Iterator[tuple[int, int]]:
        """Yield each text that is not the first of its family, with the first."""
        return ((n, self._first(n)) for n, parent in enumerate(self._parent) if n != parent)

    def _first(self, n: int) -> int:
        while (parent := self._parent[n]) != n:
            n = parent
        return n

    def _are_like(self, one: int, other: int) -> bool:
        return (
            may_be_near(self._told(one)[1], self._told(other)[1])
            and resemblance(self._shingles(one), self._shingles(other)) >= RESEMBLANCE
        )

    def _shingles_of(self, n: int) -> frozenset[str]:
        document = self._spool.one(n).document
        return shingles(story_of(document.text, document.title, document.outlet))


def _outlets(best: Found, copies: Iterable[Found]) -> tuple[str, ...]:
    outlets = {copy.document.outlet.casefold(): copy.document.outlet for copy in copies}
    outlets.pop("", None)
    outlets.pop(best.document.outlet.casefold(), None)
    return tuple(sorted(outlets.values()))


def _origin(document: Document) -> str:
    day = document.published.isoformat() if document.published else ""
    return ", ".join(part for part in (document.outlet, day) if part)


def _with(name: str, more: str) -> str:
    return f"{name} ({more})" if more else name
