"""Enumerations: one verb's or noun's event told of several places, "A, south of B, and the town of C".

Owns what may stand between the places of one list. Lines of a list are `lists`'.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frontline.grammar.chunk import Chunk
    from frontline.grammar.events import Event, Reader
    from frontline.grammar.row import Row

_LINKS = frozenset({"and", "as well as", "along with", "&"})


def read_more(reader: Reader, event: Event) -> Iterator[Event]:
    """Yield an event again for places that its list goes on with.

    "A, south of B, and the town of C"; "A on Monday, B on Tuesday"; "A fell on Monday, B on Tuesday".
    """
    row = reader.row
    yield from read_likewise(row, event)
    yield from _read_added(row, event)
    yield from _read_also_in(row, event)
    start = max(event.found, event.at) + 1
    end = next((at for at in range(start, len(row.chunks)) if row.low(at) == ";"), len(row.chunks))
    is_left = event.found < event.at
    linked = dated = False
    for at in range(start, end):
        chunk, before = row.chunks[at], row.chunks[at - 1]
        if _is_apposed(row, at) or (chunk.low == "," and "bearing" in before.tags):
            linked = True
        elif chunk.kind == "place" and not (
            before.preposition in ("near", "in") or (before.preposition and before.low != "of" and not linked)
        ):
            date = _date_after(row, at)
            follows = (dated and date is not None) or (linked and not is_left)
            if chunk.extent == "attribute" or row.opens_clause(at) or not follows:
                return
            first, last = (chunk.start, date.end) if date else (event.first, max(event.last, chunk.end))
            yield replace(event, places=chunk.places, extent=chunk.extent, first=first, last=last)
            linked = False
        elif chunk.kind == "ref" and (linked or before.low == ",") and not is_left:
            found = reader.placing.airfield(at)
            if found is None or row.opens_clause(at):
                return
            last = max(event.last, chunk.end)
            yield replace(event, places=found.places, extent=found.extent, last=last)
            linked = True
        elif chunk.low in _LINKS:
            linked = True
        elif chunk.kind == "date":
            dated = True
        elif chunk.kind != "place" and not _continues(row, at, before_date=is_left and not dated):
            return
    yield from _read_parts(row, event, end)


def _read_added(row: Row, event: Event) -> Iterator[Event]:
    """Yield an event again for "..., together with X", where a relative clause stands before it."""
    for at in range(max(event.found, event.at) + 2, len(row.chunks) - 1) if "joining" in row.tags else ():
        place = row.chunks[at + 1]
        if row.low(at) in (";", "but"):
            return
        if "joining" in row.chunks[at].tags and row.low(at - 1) == "," and place.kind == "place":
            yield replace(event, places=place.places, extent=place.extent, last=max(event.last, place.end))


def _read_also_in(row: Row, event: Event) -> Iterator[Event]:
    """Yield an event of fighting again for "clashes in A and B in the south, and in C"."""
    if event.status != "contested" or event.found < 1 or row.chunks[event.found - 1].preposition != "in":
        return
    for at in range(event.found + 1, len(row.chunks) - 2):
        if row.ends_clause(at) or row.is_relative(at) or row.is_event_verb(at):
            return
        place = row.chunks[at + 2]
        adds = row.low(at) == "and" and row.chunks[at + 1].preposition == "in" and place.kind == "place"
        if adds and place.extent in ("whole", "core", "part") and row.ends_phrase(at + 3):
            yield replace(event, places=place.places, extent=place.extent, last=max(event.last, place.end))


def read_likewise(row: Row, event: Event) -> Iterator[Event]:
    """Yield an event again for "..., and so are X and Y"."""
    for at in range(event.at + 1, len(row.chunks) - 1) if "likewise" in row.tags else ():
        if row.ends_clause(at):
            return
        if "likewise" not in row.chunks[at].tags:
            continue
        place = row.chunks[at + 1]
        if place.kind == "place" and place.extent in ("whole", "most"):
            yield replace(event, places=place.places, extent=place.extent, last=max(event.last, place.end))


def _is_apposed(row: Row, at: int) -> bool:
    """Say if a chunk belongs to an aside on the place before it: "A, Ruritania's second city, B"."""
    if "'s" not in row.lows:
        return False
    opening = next((k for k in range(at, 0, -1) if row.low(k) == ","), 0)
    if not opening or opening + 1 >= len(row.chunks):
        return False
    first = row.chunks[opening + 1]
    if first.kind != "place" or first.extent != "attribute" or row.low(opening + 2) != "'s":
        return False
    return row.low(at) != "," and any(row.low(k) == "," for k in row.reach(at, 5))


def _read_parts(row: Row, event: Event, start: int) -> Iterator[Event]:
    """Yield an event again for the parts of a chronicle: "... took A; on 10 May B and C; on 11 May D"."""
    opening: Chunk | None = None
    for at in range(start, len(row.chunks)):
        chunk = row.chunks[at]
        if chunk.low == ";":
            opening = _date_opening(row, at)
        if opening is None:
            return
        if chunk.kind == "place" and chunk.extent in ("whole", "most") and not row.opens_clause(at):
            yield replace(
                event, places=chunk.places, extent=chunk.extent, first=opening.start, last=chunk.end
            )
        elif (
            chunk.kind != "date"
            and chunk.low not in (";", ":")
            and not _continues(row, at, before_date=False)
        ):
            return


def _continues(row: Row, at: int, *, before_date: bool) -> bool:
    """Say if a chunk may stand between two places of one list."""
    chunk, before = row.chunks[at], row.chunks[at - 1]
    if chunk.kind in ("actor", "adjective"):
        return before_date or before.preposition == "from"
    if chunk.low[0].isdigit() or chunk.preposition in ("from", "to", "by", "of", "near", "in", "on"):
        return True
    if chunk.low == "," or chunk.tags & {
        "determiner",
        "adjective",
        "adverb",
        "most",
        "part",
        "kind",
        "bearing",
    }:
        return not row.is_relative(at)
    return (row.is_plain_noun(at) or "head" in chunk.tags) and (
        bool(before.tags & {"determiner", "adjective"}) or row.is_plain_noun(at - 1)
    )


def _date_opening(row: Row, at: int) -> Chunk | None:
    """Return the date that opens the part after a semicolon: "; on 10 May Y and Z"."""
    for chunk in row.chunks[at + 1 : at + 4]:
        if chunk.kind == "date":
            return chunk
        if chunk.preposition not in ("on", "in", "by") and chunk.low not in ("and", "by", "then"):
            return None
    return None


def _date_after(row: Row, at: int) -> Chunk | None:
    """Return the date that follows a place in a list: "Y on 10 May"."""
    for chunk in row.chunks[at + 1 : at + 3]:
        if chunk.kind == "date":
            return chunk
        led = chunk.preposition in ("on", "in", "from", "with", "by") or chunk.tags & {"determiner", "adverb"}
        if not led:
            return None
    return None
