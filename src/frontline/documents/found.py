"""A document as it was found in its file, as bytes for the spool and the cache, and which of several counts first."""

from __future__ import annotations

import datetime as dt
import json
import zlib
from dataclasses import dataclass

from frontline.model import Document

#: The fields of a document that are known when it is found, the day last.
_FIELDS = ("doc_id", "text", "title", "url", "outlet", "published_at", "published_rule", "path", "published")


@dataclass(frozen=True, slots=True)
class Found:
    """A document as it was found: where in its file, and why the day that it tells is unusable ("" = it is not)."""

    document: Document
    where: str
    day_fault: str = ""


def pack_found(one: Found) -> bytes:
    """Return a document as few bytes, which any process understands and none runs."""
    told = [str(getattr(one.document, name) or "") for name in _FIELDS]
    return zlib.compress(json.dumps([one.where, one.day_fault, *told]).encode("ascii"), 1)


def unpack_found(packed: bytes) -> Found:
    """Return what `pack_found` was given.

    Raises
    ------
    ValueError
        If these are no such bytes.
    """
    try:
        where, day_fault, *told, day = json.loads(zlib.decompress(packed))
        published = dt.date.fromisoformat(day) if day else None
        document = Document(**dict(zip(_FIELDS, told, strict=False)), published=published)
    except (zlib.error, TypeError) as error:
        raise ValueError(f"this is no document: {error}") from error
    return Found(document, where, day_fault)


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
