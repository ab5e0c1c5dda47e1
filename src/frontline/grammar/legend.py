"""Legend: which colour stands for which side, where a text about a map tells it: "red = government, green = rebels".

Knows no place. What is said in these colours is `states`'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from frontline.grammar.chunk import Chunk
    from frontline.lexicon import Lexicon

_EQUALS = frozenset({"=", ":", "-", "–", "is", "are", "for", "means", "in", "with"})
#: One colour beside a side may be a flag's or a shirt's; a legend has more.
_FEWEST = 2


def read_legend(rows: Sequence[Sequence[Chunk]], lexicon: Lexicon) -> Mapping[str, str]:
    """Return the side of each colour that a text's legend tells, {} where it has none."""
    legend: dict[str, str] = {}
    for chunks in rows:
        for colour, side in _pairs(chunks, lexicon.words["colour"]):
            legend.setdefault(colour, side)
    return legend if len(set(legend.values())) >= _FEWEST else {}


def _pairs(chunks: Sequence[Chunk], colours: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield "red = government", "rebels in green", as colour and side."""
    for at, chunk in enumerate(chunks):
        if chunk.low not in _EQUALS or not 0 < at < len(chunks) - 1:
            continue
        before, after = chunks[at - 1], chunks[at + 1]
        if "determiner" in after.tags and at + 2 < len(chunks):
            after = chunks[at + 2]
        if before.low in colours and after.kind in ("actor", "adjective") and after.side not in ("", FOREIGN):
            yield before.low, after.side
        elif after.low in colours and before.kind in ("actor", "asset") and before.side not in ("", FOREIGN):
            yield after.low, before.side
