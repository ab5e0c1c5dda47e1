"""Shares: how much of a place a phrase of several words means: "80% of X", "in the south of X". Knows no place."""

from __future__ import annotations

from itertools import takewhile

from frontline.grammar.chunk import Chunk

#: Who has this share of a town has most of it.
_MOST_PERCENT = 60
_PERCENT = frozenset({"%", "percent", "per cent", "pct"})


def join_shares(chunks: list[Chunk]) -> list[Chunk]:
    """Return the row with "80% of" as one chunk, most of what follows or a part of it, and "in the south of" inside it."""
    _place_bearings(chunks)
    if _PERCENT.isdisjoint([chunk.low for chunk in chunks]):
        return chunks
    row: list[Chunk] = []
    for chunk in chunks:
        if chunk.low == "of" and len(row) > 1 and row[-1].low in _PERCENT and row[-2].low[0].isdecimal():
            row.pop()
            number = row.pop()
            digits = "".join(takewhile(str.isdecimal, number.low))
            tag = "most" if int(digits) >= _MOST_PERCENT else "part"
            share = Chunk("word", number.start, chunk.end, f"{number.low} percent of", frozenset({tag}))
            share.lead = share.start
            row.append(share)
        else:
            row.append(chunk)
    return row


_PART = frozenset({"part"})


def _place_bearings(chunks: list[Chunk]) -> None:
    """Take "the south of X" after "in" for a part of it: "south of X" alone lies outside."""
    for at in range(2, len(chunks)):
        chunk, article = chunks[at], chunks[at - 1]
        if "near" in chunk.tags and article.low == "the" and chunk.low.endswith(" of"):
            inside = chunks[at - 2].low == "in" and len(chunk.low.split()) == len(("south", "of"))
            chunk.tags = _PART if inside else chunk.tags
