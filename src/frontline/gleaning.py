"""Gleaning: what is kept of the reading of one document, and the one function that reads it, wherever it runs.

The same function serves a single process, a team of processes and a cluster. Whatever a document does to its reader
becomes a fault of this document. Knows no file and no other document.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from frontline.claims import read_grounded
from frontline.errors import DocumentError, FrontlineError
from frontline.model import Claim, Unclaimed

if TYPE_CHECKING:
    from frontline.claims import Extractor
    from frontline.model import Document

_DAYS = ("date", "published")
#: Fields of a claim that are mostly its document's: told only where they differ.
_SHARED = ("published", "outlet", "url")
_CLAIM_FIELDS = tuple(field.name for field in fields(Claim) if field.name not in ("doc_id", "quote"))


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
    """
    try:
        findings = read_grounded(extractor, document, max_seconds=max_seconds)
    except DocumentError as error:
        return Gleaned(fault=str(error).removeprefix(f"{document.path or document.doc_id}: "))
    except FrontlineError:
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
    told = [_claim_record(claim, document) for claim in gleaned.claims]
    missed = [[item.start, item.end, item.words, item.reason] for item in gleaned.unclaimed]
    record = [told, missed, gleaned.names, gleaned.unknown]
    return zlib.compress(json.dumps(record, separators=(",", ":")).encode("ascii"), 6)


def unpack(data: bytes, document: Document) -> Gleaned:
    """Return what `pack` was given, for the same document, though its id and path may be others.

    Raises
    ------
    ValueError
        If these bytes are not of that document.
    """
    try:
        told, missed, names, unknown = json.loads(zlib.decompress(data))
        claims = tuple(_claim(record, document) for record in told)
        unclaimed = tuple(Unclaimed(document.doc_id, *item) for item in missed)
    except (zlib.error, TypeError, KeyError) as error:
        raise ValueError(f"these are no findings of {document.doc_id}: {error}") from error
    return Gleaned(claims, unclaimed, names, tuple(unknown))


def _claim_record(claim: Claim, document: Document) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name in _CLAIM_FIELDS
        if (value := getattr(claim, name)) != getattr(document, name, None) or name not in _SHARED
    }


def _claim(record: dict[str, Any], document: Document) -> Claim:
    told = {name: getattr(document, name) for name in _SHARED} | record
    for name in _DAYS:
        if isinstance(told[name], str):
            told[name] = dt.date.fromisoformat(told[name])
    quote = document.text[told["start"] : told["end"]]
    return Claim(doc_id=document.doc_id, quote=quote, **told)
