"""Word facts: how common a word of English is, and how often it is a person's given name or surname.

Owns the reading of `lexicon/words-en.tsv`, which `geodata/build_words.py` makes, and the sorts of words that `evidence` tells
apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontline.mentions.reading import Reading
    from frontline.mentions.tokens import Token


@dataclass(frozen=True, slots=True)
class WordFacts:
    """What is known of a word in small letters, each from 0 (not, or not known) upwards.

    `common` 1-4: a word of everyday language, 4 among the five thousand most common. `given` 1-3: a given name, 3 of one
    person in a thousand or more. `surname` 1-4: 4 among the five hundred most common.
    """

    common: int = 0
    given: int = 0
    surname: int = 0


_UNKNOWN = WordFacts()


@lru_cache(maxsize=1)
def _table() -> dict[str, WordFacts]:
    """Read the table: a line a class, which is three digits, a tab, and its words."""
    text = resources.files("frontline").joinpath("lexicon/words-en.tsv").read_text(encoding="utf-8")
    table: dict[str, WordFacts] = {}
    for line in text.splitlines():
        code, _, words = line.partition("\t")
        table.update(dict.fromkeys(words.split(" "), WordFacts(*map(int, code))))
    return table


def facts_of(word: str) -> WordFacts:
    """Return what is known of a word in small letters."""
    return _table().get(word, _UNKNOWN)


def sort_of(token: Token, reading: Reading) -> str:
    """Return what sort of word a token is, in one word: "ordinary", "demonym", "title", "given", "kind" ..."""
    words, plain = reading.words, token.plain
    if plain[0].isdigit():
        return "number"
    if plain in words.ordinary:
        return "ordinary"
    if not token.named:
        return "small"
    facts = facts_of(plain)
    listed = _listed_as(plain, reading)
    if facts.given >= _GIVEN and facts.common < _EVERYDAY and listed not in ("demonym", "title"):
        return "given"
    return listed or _unlisted(token, facts, reading)


#: From these classes on a word is a usual given name, surname or everyday word.
_GIVEN, _SURNAME, _EVERYDAY = 2, 2, 3
#: Words in capitals this short are initials.
_INITIALS = 5


def _listed_as(plain: str, reading: Reading) -> str:
    """Return which of the lexicon's lists has the word."""
    words = reading.words
    lists = (
        ("demonym", words.demonym_of), ("title", words.titles), ("organisation", words.organisation_followers),
        ("kind", words.kind_of), ("kind", words.tail_form),
    )  # fmt: skip
    return next((name for name, listed in lists if plain in listed), "")


def _unlisted(token: Token, facts: WordFacts, reading: Reading) -> str:
    if len(token.word) == 1:
        return "initial"
    if token.word.isupper() and len(token.word) <= _INITIALS:
        return "capitals"
    if facts.common >= _EVERYDAY - 1:
        return "common"
    if facts.surname >= _SURNAME:
        return "surname"
    return "known" if reading.gazetteer.namesakes(token.word) else "other"
