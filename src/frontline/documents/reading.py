"""All documents of some sources at once: the list over the stream, for programs that hold them in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from frontline.documents.copies import Duplicate
from frontline.documents.found import Found
from frontline.documents.refusals import Note, Refusal
from frontline.documents.stream import DocumentStream, undated

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from frontline.documents.remote import Remote
    from frontline.limits import Limits
    from frontline.model import Document


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
    sources: Sequence[str | Path | Remote],
    *,
    time_zone: ZoneInfo | None = None,
    likely: tuple[dt.date, dt.date] | None = None,
    limits: Limits | None = None,
) -> Reading:
    """Read articles from files, folders (recursively, in sorted order) and standard input ("-").

    Parameters
    ----------
    sources
        Files, folders, "-", or what `resolve_sources` makes of addresses.
    time_zone
        Where days are counted: an instant of publication becomes the day it was there. None keeps its own offset.
    likely
        First and last day that the articles are expected from (a theatre's days): it settles the year of "Dec 5".

    limits
        How large and slow an article may be; None takes the environment's.

    Returns
    -------
    Reading
        An article without a day of publication has `published=None`; see `require_dates`.

    Raises
    ------
    NoInputError
        If a source does not exist, or a folder holds no article.
    """
    items = list(DocumentStream(sources, time_zone=time_zone, likely=likely, limits=limits).found())
    found = [item for item in items if isinstance(item, Found)]
    undated_ones = [one for one in found if one.day_fault and one.document.published is None]
    return Reading(
        tuple(one.document for one in found),
        tuple(item for item in items if isinstance(item, Refusal)),
        tuple(item for item in items if isinstance(item, Duplicate)),
        tuple(str(item) for item in items if isinstance(item, Note | Duplicate)),
        tuple((one.document.doc_id, one.day_fault) for one in undated_ones),
    )


def require_dates(reading: Reading) -> Reading:
    """Return the reading with its undated documents among the refusals."""
    faults = dict(reading.day_faults)
    refusals = [
        undated(document, faults.get(document.doc_id, ""))
        for document in reading.documents
        if document.published is None
    ]
    dated = tuple(document for document in reading.documents if document.published is not None)
    return replace(reading, documents=dated, refusals=(*reading.refusals, *refusals))
