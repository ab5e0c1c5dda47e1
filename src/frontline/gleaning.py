"""Gleaning: what is kept of the reading of one document, and the one function that reads it, wherever it runs.

The same function serves a single process, a team of processes and a cluster. Whatever a document does to its reader
becomes a fault of this document. Knows no file and no other document.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import zlib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from frontline.claims import read_grounded
from frontline.errors import DocumentError, FrontlineError
from frontline.model import Claim, Unclaimed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.claims import Extractor
    from frontline.model import Document

_DAYS = ("date", "published")
#: Fields of a claim that are mostly its document's: told only where they differ.
_SHARED = ("published", "outlet", "url")
_FIELDS = tuple(field.name for field in fields(Claim))
#: Words of which there are few: a map holds a million claims, and each word once.
_WORDS = (
    "place_id", "place", "status", "controller", "certainty", "rule", "kind", "source_id", "source_side", "place_source",
)  # fmt: skip
#: What of a claim is written: the rest is the document's.
_TOLD = tuple(name for name in _FIELDS if name not in ("doc_id", "quote"))


@dataclass(frozen=True, slots=True)
class Gleaned:
    """What is kept of the reading of one document.

    `names` is how many place names were found, `unknown` those that are in no gazetteer. `fault` says why the document
    could not be read ("" = it was).
    """

    claims: tuple[Claim, ...] = ()
    unclaimed: tuple[Unclaimed, ...] = ()
    names: int = 0
    unknown: tuple[str, ...] = ()
    fault: str = ""


def glean(extractor: Extractor, document: Document, *, max_seconds: float = 0.0) -> Gleaned:
    """Return what an extractor reads in a document; nothing that the document causes is raised.

    Parameters
    ----------
    max_seconds
        The document is left unread after so much processor time (see `claims.read_grounded`); 0 for no limit.

    Raises
    ------
    FrontlineError
        If the extractor itself cannot be used; it is no fault of the document.
    MemoryError
        If there is no more memory; it may be the fault of this document, or of those that the process read before it.
    """
    try:
        findings = read_grounded(extractor, document, max_seconds=max_seconds)
    except DocumentError as error:
        return Gleaned(fault=str(error).removeprefix(f"{document.path or document.doc_id}: "))
    except (FrontlineError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - one article of a million may meet a fault of ours: it is named, the rest goes on
        told = " ".join(str(error).split())[:200]
        return Gleaned(fault=f"its reader failed ({type(error).__name__}: {told}); please report it")
    return Gleaned(
        findings.claims,
        findings.unclaimed,
        len(findings.located),
        tuple(name.mention.surface for name in findings.located if name.place is None),
    )


def pack(gleaned: Gleaned, document: Document) -> bytes:
    """Return what was gleaned of a document as few bytes; what the document itself tells is left out."""
    columns = [_packed(name, gleaned.claims, document) for name in _TOLD]
    missed = [[item.start, item.end, item.words, item.reason] for item in gleaned.unclaimed]
    record = [len(gleaned.claims), columns, missed, gleaned.names, gleaned.unknown]
    return zlib.compress(json.dumps(record, separators=(",", ":")).encode("ascii"), 6)


def unpack(data: bytes, document: Document) -> Gleaned:
    """Return what `pack` was given, for the same document, though its id and path may be others.

    Raises
    ------
    ValueError
        If these bytes are not of that document.
    """
    try:
        count, columns, missed, names, unknown = json.loads(zlib.decompress(data))
        told = {
            name: _unpacked(name, column, count, document)
            for name, column in zip(_TOLD, columns, strict=True)
        }
        told["doc_id"] = [document.doc_id] * count
        quotes: dict[tuple[int, int], str] = {}  # a sentence makes several claims, and is held once
        told["quote"] = [
            quotes.setdefault(span, document.text[slice(*span)])
            for span in zip(told["start"], told["end"], strict=True)
        ]
        claims = tuple(map(Claim, *(told[name] for name in _FIELDS)))
        unclaimed = tuple(Unclaimed(document.doc_id, *item) for item in missed)
    except (zlib.error, TypeError, KeyError) as error:
        raise ValueError(f"these are no findings of {document.doc_id}: {error}") from error
    return Gleaned(claims, unclaimed, names, tuple(unknown))


def _packed(name: str, claims: Sequence[Claim], document: Document) -> list[Any]:
    """Return a field of all claims; nothing where all have the document's own."""
    values = [getattr(claim, name) for claim in claims]
    if name in _SHARED and all(value == getattr(document, name) for value in values):
        return []
    return [value and value.isoformat() for value in values] if name in _DAYS else values


def _unpacked(name: str, column: list[Any], count: int, document: Document) -> list[Any]:
    """Return the field of each of so many claims.

    Raises
    ------
    ValueError
        If there are not so many.
    """
    if not column and name in _SHARED:
        return [getattr(document, name)] * count
    if len(column) != count:
        raise ValueError(f"of {count} claims, {len(column)} tell their {name}")
    if name in _DAYS:
        return [day and dt.date.fromisoformat(day) for day in column]
    return [sys.intern(value) for value in column] if name in _WORDS else column
