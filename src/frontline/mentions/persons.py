"""Persons: which words of a text it uses as the names of persons.

A surname is told by a given name, an initial or a title before it anywhere in the text: "Ann Decatur ... Decatur said".
Knows no places.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from frontline.mentions.tokens import JOINS
from frontline.mentions.wordfacts import facts_of

if TYPE_CHECKING:
    from frontline.mentions.reading import Reading
    from frontline.mentions.tokens import Token

#: From this class on a word is taken for a given name wherever it stands before another name.
_GIVEN = 2


class Persons:
    """How often each word of a text, in small letters, stands where a person's name does."""

    def __init__(self, reading: Reading) -> None:
        tokens = reading.tokens
        self._said = Counter(token.plain for token in tokens if token.named)
        self._small = {token.plain for token in tokens if not token.named}
        self._given: set[str] = set()
        self._surnames: Counter[str] = Counter()
        for at in range(1, len(tokens)):
            before, token = tokens[at - 1], tokens[at]
            if token.named and before.named and not before.owns and not token.word.isdigit():
                self._note(reading, before, token)

    def _note(self, reading: Reading, before: Token, token: Token) -> None:
        """Note a word that stands behind a title, an initial or a given name."""
        spaced, dotted = token.gap in JOINS, token.gap == ". "
        titled = (spaced or dotted) and before.plain in reading.words.titles
        if titled or (dotted and len(before.word) == 1):
            self._surnames[token.plain] += 1
        elif spaced and (facts_of(before.plain).given >= _GIVEN or before.plain in reading.words.given_names):
            self._surnames[token.plain] += 1
            self._given.add(before.plain)

    def surname_share(self, word: str) -> str:
        """Return how often a word in capitals is a surname: "" never, "once", "some" or "often"."""
        count = self._surnames[word]
        if not count:
            return ""
        share = count / self._said[word]
        return "often" if share > 0.5 else "some" if share >= 0.2 else "once"

    def is_given(self, word: str) -> bool:
        """Tell whether the word stands as a given name before another name."""
        return word in self._given

    def is_small(self, word: str) -> bool:
        """Tell whether the text has the word in small letters as well."""
        return word in self._small
