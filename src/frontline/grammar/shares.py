"""Shares: how much of a place a phrase of several words means: "80% of X". Knows no place."""

from __future__ import annotations

from itertools import takewhile

from frontline.grammar.chunk import Chunk

#: Who has this share of a town has most of it.
_MOST_PERCENT = 60
_PERCENT = frozenset({"%", "percent", "per cent", "pct"})


def join_shares(chunks: list[Chunk]) -> list[Chunk]:
    """Return the row with "80% of" as one chunk: most of what follows, or a part of it."""
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
