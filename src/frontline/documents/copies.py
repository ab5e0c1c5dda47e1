"""One text that several files or outlets bring: which of them counts, and what the others say of themselves.

The earliest publication counts, whatever the order of the files. Knows no file format and no grammar.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from frontline.documents.header import story_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


def keep_earliest(found: Iterable[Found]) -> tuple[list[Found], list[Duplicate]]:
    """Return one document for each text, in the order in which they were found, and the copies that were left out.

    The earliest day counts; a document whose own day is unusable, or that has none, gives way to one that has a day.
    The document that is kept names the other outlets in `also_in`; ids are made unique.
    """
    groups: dict[bytes, list[Found]] = defaultdict(list)
    for one in found:
        groups[_key(one.document)].append(one)
    order = [(min(copies, key=_earliest), copies) for copies in groups.values()]
    places = {id(one): n for n, one in enumerate(one for copies in groups.values() for one in copies)}
    ids: set[str] = set()
    kept: list[Found] = []
    duplicates: list[Duplicate] = []
    for best, copies in sorted(order, key=lambda pair: places[id(pair[0])]):
        document = replace(
            best.document, doc_id=_unique(best.document.doc_id, ids), also_in=_others(best, copies)
        )
        kept.append(replace(best, document=document))
        duplicates += [
            Duplicate(
                copy.document.path,
                copy.where or f"article {copy.document.doc_id}",
                document.doc_id,
                _origin(copy.document),
                ", ".join(part for part in (document.path, _origin(document)) if part),
            )
            for copy in copies
            if copy is not best
        ]
    return kept, duplicates


def _key(document: Document) -> bytes:
    story = story_of(document.text, document.title, document.outlet)
    return hashlib.sha256(story.encode("utf-8", "surrogatepass")).digest()


def _earliest(one: Found) -> tuple[bool, bool, str, str, bool, bool, tuple[str, ...]]:
    """Return a sorting key that does not know the order of the files: two alike in all of it are alike."""
    document = one.document
    day = document.published.isoformat() if document.published else ""
    named = (document.outlet, document.url, document.doc_id, document.path, one.where, document.title)
    return (
        not day,
        bool(one.day_fault),
        day,
        document.published_at or "~",
        document.published_rule != "given",
        not document.outlet,
        named,
    )


def _others(best: Found, copies: Sequence[Found]) -> tuple[str, ...]:
    outlets = {
        copy.document.outlet.casefold(): copy.document.outlet for copy in sorted(copies, key=_earliest)
    }
    outlets.pop("", None)
    outlets.pop(best.document.outlet.casefold(), None)
    return tuple(sorted(outlets.values()))


def _origin(document: Document) -> str:
    day = document.published.isoformat() if document.published else ""
    return ", ".join(part for part in (document.outlet, day) if part)


def _with(name: str, more: str) -> str:
    return f"{name} ({more})" if more else name


def _unique(doc_id: str, taken: set[str]) -> str:
    name, number = doc_id, 1
    while name in taken:
        number += 1
        name = f"{doc_id}-{number}"
    taken.add(name)
    return name
