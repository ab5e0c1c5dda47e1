"""Tokens: the words of a text with their offsets, and what their capitals are worth.

Knows nothing of places. Offsets count code points. Combining marks belong to their letter, an apostrophe between
letters to its word (Ma'arrat), a possessive to nobody (Aleppo|'s), the dots of initials to their letters (U.S.).
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from frontline.spelling import AYN

SPACES = frozenset({" ", "\u00a0", "\u202f", "  "})
#: White space that may stand inside a name: one line break of a wrapped text among it.
JOINS = SPACES | {"\n", "\r\n"}
HYPHENS = frozenset({"-", "‐", "‑", "–", "—"})

_MARKS = r"\u0300-\u036f\u064b-\u0652\u0670\u0640"
_TOKEN = re.compile(
    rf"(?:[A-Z]\.)+(?:[A-Z][a-z]{{1,2}}(?=\.)|[A-Z]\.)|[^\W_](?:[\w{_MARKS}]+|[{AYN}](?=[^\W_]))*[ʿʾ]?"
)
_OPENING = frozenset('.!?:;•…\n\r“"([*>|')
_START = attrgetter("start")
_LINE = re.compile(r"[^\n]+")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")


@dataclass(slots=True)
class Token:
    """A word: `text[start:end] == word`, without its possessive.

    `plain` is the word in small letters; `named` whether it may be part of a name (a capital, also after a leaning
    "d'", a digit, or a letter of a script without capitals); `gap` what stands between it and the token before; `opens` whether it opens a
    sentence, a line or a quotation, so that its capital tells nothing; `owns` whether a possessive follows.
    """

    start: int
    end: int
    word: str
    plain: str
    named: bool
    gap: str
    opens: bool
    owns: bool

    @property
    def is_ordinal(self) -> bool:
        """Tell whether it is a number such as 87th, which may begin the name of a base."""
        return self.word[0].isdigit() and _ORDINAL.fullmatch(self.plain) is not None


def tokenise(text: str) -> list[Token]:
    """Return the words of a text in order."""
    tokens: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        start, stop = match.span()
        word, plain, named, owns = _look_at(match[0])
        gap = text[end:start]
        opens = end == 0 or (gap != " " and not _OPENING.isdisjoint(gap))
        tokens.append(Token(start, start + len(word), word, plain, named, gap, opens, owns))
        end = stop
    return tokens


@lru_cache(maxsize=32_768)
def _look_at(word: str) -> tuple[str, str, bool, bool]:
    """Return a word without its possessive, in small letters, whether it may be part of a name, and if it owned something."""
    owns = word[-1] in "sS" and len(word) > 2 and word[-2] in AYN
    if owns:
        word = word[:-2]
    head = word[0]
    named = not head.islower() and (head.isalpha() or head.isdigit())
    named = named or (word[1:2] in AYN and word[2:3].isupper())
    return word, word.lower(), named, owns


def lacks_capitals(tokens: list[Token]) -> bool:
    """Tell whether the text is written without capitals, so that they tell nothing."""
    few = len(tokens) // 100
    words = capitals = small = 0
    for token in tokens:
        if token.word.isalpha():
            words += 1
            capitals += token.word[0].isupper()
            small += token.word[0].islower()
            if capitals > few:  # as nearly every text does within its first sentence
                return False
    return words >= 4 and capitals <= words // 100 and small > 0


class TitledLines:
    """The lines of Title Case or capitals, where a capital letter tells little."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self._lines: list[tuple[int, int]] = []
        at = 0
        for line in _LINE.finditer(text):
            first, at = at, bisect_left(tokens, line.end(), lo=at, key=_START)
            words = [token.word for token in tokens[first:at] if len(token.word) > 3 and token.word.isalpha()]
            if len(words) >= 4 and len([word for word in words if not word[0].islower()]) >= 0.9 * len(words):
                self._lines.append(line.span())

    def __contains__(self, offset: int) -> bool:
        at = bisect_right(self._lines, (offset, sys.maxsize)) - 1
        return at >= 0 and offset < self._lines[at][1]
