"""Presence: whose people a place has, told without any verb, as headlines and lists do: "Rebels in X"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN
from frontline.grammar.placing import Found
from frontline.grammar.row import HOURS, STRONG

if TYPE_CHECKING:
    from frontline.grammar.events import Event, Reader
    from frontline.grammar.row import Row

#: Kinds of places that one side has for itself.
_FACILITIES = frozenset({"base", "airport", "facility"})
#: What tells that another place went before, and of what hour one is not sure.
_ADDED = frozenset({"too", "as well", "first", "next"})
_ABOUT = frozenset({"about", "around"})
_GONE = frozenset({"gone", "fallen", "lost"})
#: So many words stand before the "gone" of "with X gone".
_SHORTEST = 2
_BULLETS = frozenset({"•", "*", "▪"})


def read_presence(reader: Reader, at: int) -> Event | None:
    """Return what a line without a verb says of a place at an index, or None."""
    chunk = reader.row.chunks[at]
    event = (_read_gone(reader, at) or _read_with(reader, at)) if chunk.low in _GONE else None
    event = event or (_read_went(reader, at) if "went" in chunk.tags else None)
    return event or (_read_side_in(reader, at) if chunk.kind == "actor" else None)


def _read_went(reader: Reader, at: int) -> Event | None:
    """Read "X went at dawn", "when X went,", "Y had gone too": it is lost to whoever had it; not "X went quiet"."""
    row = reader.row
    have = "have" in row.chunks[at - 1].tags if at else False
    if row.low(at) == "gone" and not (
        have or (at + 1 < len(row.chunks) and row.chunks[at + 1].kind == "date")
    ):
        return None
    falling = bool(reader.discourse.takers or reader.discourse.won)  # the text is of towns that fall
    found = reader.placing.find_subject(at) if falling and _is_all_told(row, at + 1) else None
    if found is None or found.at != row.before_auxiliaries(at) or found.extent not in ("whole", "most"):
        return None
    if row.chunks[found.at].kind != "place":
        return None  # "where it went"
    return reader.make("went", "captured", found, {}, at, found.at, "past")


def _is_all_told(row: Row, at: int) -> bool:
    """Say if nothing but a time follows: "at dawn", "in the night", "too"."""
    after = row.low(at)
    if row.preposition(at) == "in" and (row.low(at + 1) in _ABOUT or row.low(at + 1) in HOURS):
        return True
    if after in ("in", "during", "around", "about") and (
        row.low(at + 1) == "the" or row.low(at + 1) in HOURS
    ):
        return row.low(at + 2) == "night" or row.low(at + 1) in HOURS
    if at < len(row.chunks) and "adverb" in row.chunks[at].tags:
        return after in _ADDED and row.ends_phrase(at + 1)
    while at < len(row.chunks) and (row.chunks[at].kind == "date" or row.preposition(at) in ("on", "in")):
        if row.chunks[at].kind != "date" and not row.ends_phrase(at):
            return False
        at += 1
    return row.ends_phrase(at)


def _read_gone(reader: Reader, at: int) -> Event | None:
    """Read "X", and under it "Gone by midnight on Saturday": what the line before names is lost to whoever had it."""
    row, headed = reader.row, reader.discourse.headed
    after = row.chunks[at + 1 : at + 3]
    dated = bool(after) and after[-1].kind == "date" and (len(after) == 1 or bool(after[0].preposition))
    if at or not headed or not (dated or row.ends_phrase(at + 1)):
        return None
    return reader.make("with_gone", "captured", Found(headed, "whole", at), {}, at, at, "state")


def _read_with(reader: Reader, at: int) -> Event | None:
    """Read "With X gone, the road to Y is open": what is lost to whoever had it."""
    row = reader.row
    if at < _SHORTEST or row.chunks[at - 1].kind not in ("place", "ref"):
        return None
    if row.low(at - 2) != "with" or not row.ends_phrase(at + 1):
        return None
    found = reader.placing.walk(at - 1)
    if found is None or found.extent not in ("whole", "most"):
        return None
    return reader.make("with_gone", "captured", found, {}, at, found.at, "state")


def _read_side_in(reader: Reader, at: int) -> Event | None:
    """Read "Rebels in X", where that is all that a line or a part of it says."""
    row, chunk = reader.row, reader.row.chunks[at]
    if chunk.person or chunk.side in ("", FOREIGN) or not _opens(reader, at):
        return None
    if at + 2 >= len(row.chunks) or row.low(at + 1) not in ("in", "inside", "at"):
        return None
    found = reader.placing.walk(at + 2)
    if found is None or found.at != at + 2 or found.extent != "whole" or not _closes(reader, found.at + 1):
        return None
    if row.low(at + 1) == "at" and not _is_own(reader, found, chunk.side):
        return None
    return reader.make("inside", "captured", found, {"taker": chunk.side}, at, at, "state")


def _opens(reader: Reader, at: int) -> bool:
    """Say if a chunk is the first of its line, of a part of it after a mark, or after a list's bullet."""
    row, start = reader.row, at
    while start > 0 and row.chunks[start - 1].tags & {"determiner", "adjective"}:
        start -= 1
    return start == 0 or row.low(start - 1) in STRONG or row.low(start - 1) in _BULLETS


def _closes(reader: Reader, at: int) -> bool:
    """Say if nothing but a date and an adverb follows before the end of the part."""
    row = reader.row
    while at < len(row.chunks) and (row.chunks[at].kind == "date" or "adverb" in row.chunks[at].tags):
        at += 1
    return at >= len(row.chunks) or row.low(at) in (STRONG | {".", "!"}) - {":"}


def _is_own(reader: Reader, found: Found, side: str) -> bool:
    """Say if all the places are such as a side has for itself, or had before."""
    return all(
        item.place is not None
        and (reader.discourse.holder_of(item.place) == side or (item.place.kind in _FACILITIES and side))
        for item in found.places
    )
