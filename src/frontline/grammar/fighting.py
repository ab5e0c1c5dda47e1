"""Fighting: what goes on in a town that was only just entered, told without the town: "and there is fighting in the streets".

Owns this one inference. Knows no side; what makes a place contested is the lexicon's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontline.grammar.chunk import Chunk
    from frontline.grammar.events import Event

#: The rule of fighting in a place that was told to be entered.
FIGHTS_ON = "fights_on"
_ENTRIES = frozenset({"enter", "inside", "presence"})
_GOING_ON = frozenset({"continue", "continues", "goes on", "go on", "rages", "rage", "is", "are"})
_PRESENT = frozenset({"is", "are", "'s", "still"})
#: How far after a word of fighting what makes it present may stand, in chunks.
_REACH = 3


def fights_on(chunks: list[Chunk], events: list[Event], before: Event | None) -> Event | None:
    """Return that the place entered last is fought for, by this sentence's fighting without a place; else None.

    Parameters
    ----------
    events
        What the sentence tells.
    before
        What the sentence before told last.
    """
    for at, chunk in enumerate(chunks):
        if not any(noun.status == "contested" for noun in chunk.nouns) or not _is_present(chunks, at):
            continue
        if any(event.at == at for event in events):
            return None
        entries = [event for event in events if event.at < at and event.rule in _ENTRIES]
        entry = entries[-1] if entries else before
        placed = any(other.kind in ("place", "ref") and other.extent != "attribute" for other in chunks[at:])
        if entry is None or entry.rule not in _ENTRIES or placed:
            return None
        if not entries and any(other.kind in ("place", "ref") for other in chunks):
            return None
        return replace(
            entry, rule=FIGHTS_ON, status="contested", at=at, subject=-1, found=at, form="state", sides={},
            first=chunk.start, last=chunks[-1].end,
        )  # fmt: skip
    return None


def is_entry(event: Event | None) -> bool:
    """Say if an event tells that a side is in a place, which says nothing yet of all of it."""
    return event is not None and event.rule in _ENTRIES


def _is_present(chunks: list[Chunk], at: int) -> bool:
    """Say if fighting is told as going on: "there is fighting", "clashes continue"."""
    start = max(0, at - _REACH)
    there = any(
        chunks[k].low == "there" and k + 1 < at and chunks[k + 1].low in _PRESENT for k in range(start, at)
    )
    after = chunks[at + 1 : at + 1 + _REACH]
    goes_on = bool(after) and (
        after[0].low in _GOING_ON - {"is", "are"}
        or (
            after[0].low in ("is", "are")
            and any(c.low in ("ongoing", "going on", "under way") for c in after)
        )
    )
    return there or goes_on
