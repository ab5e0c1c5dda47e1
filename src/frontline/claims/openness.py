"""Openness: a text that says it does not know who has a place now. Knows words and offsets, and no claim."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.lexicon import Lexicon
    from frontline.model import Located

#: No sentence is looked at farther than this.
_LONGEST = 1000
#: Where a sentence ends, well enough to look at the one that follows.
_BLANK = re.compile(r"\s*")
_STOP = re.compile(r"[.!?](?=\s|$)|\n")


def is_left_open(text: str, start: int, end: int, located: Sequence[Located], lexicon: Lexicon) -> bool:
    """Say if a sentence at [start, end), or the next one where it names no place, asks who holds what was left.

    "The town was abandoned, and it is not clear who holds it": then nobody is its holder, whoever is likely.
    """
    says_so = _pattern(lexicon.words["unclear"], lexicon.words["who_holds"])
    if says_so.search(text[start : min(end, start + _LONGEST)].casefold()):
        return True
    after = _BLANK.match(text, end).end()  # type: ignore[union-attr]  # it matches nothing as well
    stop = _STOP.search(text, after, after + _LONGEST)
    last = stop.start() if stop else min(len(text), after + _LONGEST)
    says_next = bool(says_so.search(text[after:last].casefold()))
    return says_next and not any(after <= item.mention.start < last for item in located)


@lru_cache(maxsize=4)
def _pattern(unclear: frozenset[str], asked: frozenset[str]) -> re.Pattern[str]:
    """Return what finds both sorts of words in one sentence, in either order, with a few words between them at most."""
    one, two = ("|".join(map(re.escape, sorted(words, key=len, reverse=True))) for words in (unclear, asked))
    return re.compile(rf"\b(?:{one})\b[^.;]{{0,20}}\b(?:{two})\b|\b(?:{two})\b[^.;]{{0,60}}\b(?:{one})\b")
