"""References: what points at a place without its name, "the city", "both towns", "its outskirts", a headline's "city".

Owns which words are one, and how much of the place is meant. Which place it is, is `discourse`'s.
"""

from __future__ import annotations

from frontline.grammar.chunk import Chunk, extent_of
from frontline.grammar.discourse import AIRFIELDS
from frontline.grammar.groups import LED

_POINTERS = frozenset({"the", "that", "this", "both", "these", "those", "the two"})
#: What a headline leaves the article out before: "army quits city".
_BARE = frozenset({"city", "town", "village", "airport", "airbase", "base"})
#: What says that all of "the city" is meant.
_WHOLE = frozenset({"the entire", "the whole"})
_OPENS_REFERENCE = _POINTERS | _BARE | {"its"}


def mark_references(chunks: list[Chunk]) -> list[Chunk]:
    """Return the row with "the city", "both towns", "the two sites" into references to places."""
    row: list[Chunk] = []
    at = 0
    while at < len(chunks):
        chunk = chunks[at]
        if chunk.low in _OPENS_REFERENCE or chunk.low in _WHOLE or "adjective" in chunk.tags:
            size = _reference_size(chunks, at) or _bare_reference_size(chunks, at)
        else:
            size = 0  # nearly every word
        if size:
            last = chunks[at + size - 1]
            low = " ".join(chunk.low for chunk in chunks[at : at + size])
            low = f"the {last.low}" if chunk.low in _WHOLE else low
            held = next((chunk.side for chunk in chunks[at : at + size] if chunk.kind == "held"), "")
            ref = Chunk("ref", chunks[at].start, last.end, low, side=held, lead=chunks[at].start)
            if chunks[at].low == "its":  # "its outskirts", "its eastern quarters"
                ref.extent = extent_of(last.tags) or "whole"
            else:
                _qualify_reference(chunks, at + size, ref)
            if ref.extent == "whole":
                _loosen_reference(row, ref)
            row.append(ref)
        else:
            row.append(chunk)
        at += size or 1
    return row


def _loosen_reference(row: list[Chunk], ref: Chunk) -> None:
    """Take "the centre of", "most of" before "the city" off the row for how much of it is meant."""
    size = 2 if len(row) > 1 and row[-1].low == "of" else 1
    if len(row) < size or not (size == 2 or row[-1].low.endswith(" of")):
        return
    extent = extent_of(row[-size].tags)
    if extent and row[-size].kind == "word":
        ref.extent, ref.lead = extent, row[-size].lead
        del row[-size:]


def _reference_size(chunks: list[Chunk], at: int) -> int:
    if chunks[at].low not in _POINTERS | _WHOLE and chunks[at].low != "its":
        return 0
    size = 1
    while at + size < len(chunks) and (
        "adjective" in chunks[at + size].tags
        or chunks[at + size].kind == "held"
        or chunks[at + size].low in ("two", "three", "same")
    ):
        size += 1
    if at + size >= len(chunks):
        return 0
    named = chunks[at + size]
    if chunks[at].low == "its":
        own = named.low in AIRFIELDS or (named.tags & {"edge", "part"} and not named.low.endswith(LED))
    else:
        own = "kind" in named.tags
    if not own:
        return 0
    after = chunks[at + size + 1] if at + size + 1 < len(chunks) else None
    if after is not None and after.low == "of" and named.low in AIRFIELDS:
        return size + 1
    if after is not None and (after.low in ("of", "called") or after.kind in ("place", "actor")):
        return 0
    return size + 1


def _bare_reference_size(chunks: list[Chunk], at: int) -> int:
    """Return how many chunks a headline's "city" or "key city" takes after a verb or a preposition, 0 where none."""
    first, before = chunks[at], chunks[at - 1] if at else None
    if before is None or (first.low not in _BARE and "adjective" not in first.tags):
        return 0
    topic = before.low == ":" and at > 1 and chunks[at - 2].kind == "place"
    led = topic or before.verbs or before.preposition or "copula" in before.tags
    if not led or "determiner" in first.tags:
        return 0
    size = 0
    while at + size < len(chunks) and chunks[at + size].low not in _BARE:
        named = size and chunks[at + size].capital and not chunks[at + size].tags  # "second Ruritanian city"
        if not ("adjective" in chunks[at + size].tags or named):
            break
        size += 1
    if at + size >= len(chunks) or chunks[at + size].low not in _BARE or chunks[at + size].kind != "word":
        return 0
    after = chunks[at + size + 1] if at + size + 1 < len(chunks) else None
    ends = after is None or after.kind in ("punct", "date") or bool(after.tags & {"conjunction", "to"})
    ends = ends or (topic and after is not None and bool(after.verbs or "adverb" in after.tags))
    return size + 1 if ends else 0


def _qualify_reference(chunks: list[Chunk], at: int, ref: Chunk) -> None:
    if at >= len(chunks):
        return
    step = 1 if chunks[at].low == "'s" else 0
    for chunk in chunks[at + step : at + step + 3]:
        tags = chunk.tags
        if tags & {"part", "edge", "head"}:
            ref.extent = extent_of(tags) or "attribute"
            break
        if not tags & {"adjective"}:
            break
