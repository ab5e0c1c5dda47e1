"""Vocabulary: the lexicon of a language and the names of a theatre's sides, matched together, longest first.

Knows no text. Sides and sources come from the theatre, words from the lexicon.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from frontline.grammar.chunk import NO_TAGS
from frontline.grammar.tokens import tokenise
from frontline.lexicon import Entry, Lexicon, load_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from frontline.grammar.tokens import Token
    from frontline.lexicon import NounRule, VerbSense
    from frontline.theatre import Theatre

#: What a compound ends in when a side holds what follows: "rebel-held".
HELD_ENDINGS = ("held", "controlled", "run", "ruled", "occupied", "dominated", "administered")


#: What a compound ends in when a side stands behind those that follow: "rebel-affiliated fighters".
ALLIED_ENDINGS = ("affiliated", "linked", "led", "dominated", "commanded", "appointed", "installed")

#: What a compound ends in when a state stands behind those that follow, and they are not its own.
BACKED_ENDINGS = ("backed", "supported", "sponsored")

#: The longest acronym that may be a word in small letters.
_ACRONYM = 3


@dataclass(slots=True)
class Meaning:
    """What a phrase may be: words of the lexicon, a side's name or adjective, a source.

    `tags`, `verbs` and `nouns` are those of the entry, as a chunk holds them.
    """

    entry: Entry | None = None
    side: str = ""
    adjective_of: str = ""
    source_id: str = ""
    common: bool = False
    """Say if it is a common noun for a side ("rebels"), not a name of its own."""
    person: bool = False
    """Say if it names one human being of a side."""
    acronym: bool = False
    """Say if it is a side's short name that is a common word in small letters ("IS", "US")."""
    tags: frozenset[str] = NO_TAGS
    verbs: tuple[VerbSense, ...] = ()
    nouns: tuple[NounRule, ...] = ()

    def __post_init__(self) -> None:
        if self.entry is not None:
            self.tags = frozenset(self.entry.tags)
            self.verbs, self.nouns = tuple(self.entry.verbs), tuple(self.entry.nouns)


#: How many words a phrase has, and what it means.
Match = tuple[int, Meaning]


#: Phrases of several words by their second word, the longest first: what follows that word, and the match.
Longer = dict[str, list[tuple[list[str], Match]]]


@dataclass(slots=True)
class Opening:
    """What a word opens: the longer phrases, itself in capitals, and itself in small letters (None for nothing)."""

    longer: Longer = field(default_factory=dict)
    capitals: Match | None = None
    small: Match | None = None


@dataclass
class Vocabulary:
    """Single words, and longer phrases by their first word."""

    lexicon: Lexicon
    entries: dict[str, Opening] = field(default_factory=dict)
    side_words: frozenset[str] = frozenset()
    """All words of the names of sides and of their adjectives."""
    side_openers: frozenset[str] = frozenset()
    """The words that such a name begins with."""
    clients: dict[str, str] = field(default_factory=dict)
    """The side that "X-backed" means, by the side that X is."""

    def match(self, tokens: Sequence[Token], at: int, last: int) -> Match | None:
        """Return the longest phrase that starts at a token and ends before `last`: its length and meaning."""
        first = tokens[at]
        opening = self.entries.get(first.low)
        if opening is None:
            return None
        if opening.longer and at + 1 < last:
            for rest, match in opening.longer.get(tokens[at + 1].low, ()):
                end = at + match[0]
                if not rest or (end <= last and [token.low for token in tokens[at + 2 : end]] == rest):
                    return match
        return opening.capitals if first.capitals else opening.small

    def _single(self, word: str) -> Meaning | None:
        opening = self.entries.get(word)
        return opening.capitals[1] if opening and opening.capitals else None

    def is_common(self, word: str) -> bool:
        """Say if a word is a side's common noun or adjective ("rebel"), no name of its own."""
        meaning = self._single(word)
        return meaning is not None and meaning.common

    def held_by(self, word: str) -> str | None:
        """Return the side of "rebel-held", "" for a side that is not known, None for another word."""
        stem, dash, ending = word.rpartition("-")
        if not dash or ending not in HELD_ENDINGS:
            return None
        return self.side_of(stem)

    def led_by(self, word: str) -> str:
        """Return the side of "rebel-affiliated", "" for another word."""
        stem, dash, ending = word.rpartition("-")
        return self.side_of(stem) if dash and ending in ALLIED_ENDINGS else ""

    def side_of(self, word: str) -> str:
        """Return the side that one word names, or is the adjective of, "" for another word."""
        meaning = self._single(word)
        return meaning.adjective_of or meaning.side if meaning else ""


def _tokens_of(name: str) -> tuple[str, ...]:
    words = [token.low for token in tokenise(name)]
    return tuple(words[1:] if len(words) > 1 and words[0] == "the" else words)


def compile_vocabulary(theatre: Theatre, lexicon: Lexicon) -> Vocabulary:
    """Join a theatre's names to a lexicon."""
    meanings = {phrase: Meaning(entry) for phrase, entry in lexicon.entries.items()}
    side_words: set[str] = set()
    shared = _shared_words(theatre, lexicon.language)
    for faction in theatre.factions:
        names = (faction.name, faction.short, *faction.aliases.get(lexicon.language, ()))
        adjectives = faction.adjectives.get(lexicon.language, ())
        for name, meaning in _meanings_of(meanings, side_words, names):
            meaning.side = meaning.side or faction.id
            meaning.common = _is_common(name, shared)
            meaning.person = name in faction.persons
            meaning.acronym = meaning.acronym or _is_acronym(name)
        for name, meaning in _meanings_of(meanings, side_words, adjectives):
            meaning.adjective_of = meaning.adjective_of or faction.id
            meaning.common = _is_common(name, shared)
            meaning.acronym = meaning.acronym or _is_acronym(name)
    for source in theatre.sources:
        for _name, meaning in _meanings_of(meanings, set(), (source.name, *source.aliases)):
            meaning.source_id = meaning.source_id or source.id
    entries: dict[str, Opening] = {}
    for phrase, meaning in sorted(meanings.items(), key=lambda pair: (-len(pair[0]), pair[0])):
        opening = entries.setdefault(phrase[0], Opening())
        if len(phrase) > 1:
            opening.longer.setdefault(phrase[1], []).append(([*phrase[2:]], (len(phrase), meaning)))
            continue
        opening.capitals = opening.small = 1, meaning
        if meaning.acronym:
            opening.small = (1, Meaning(meaning.entry)) if meaning.entry else None
    openers = frozenset(
        phrase[0] for phrase, meaning in meanings.items() if meaning.side or meaning.adjective_of
    )
    found = Vocabulary(lexicon, entries, frozenset(side_words), openers)
    found.clients = _clients_of(found, theatre)
    return found


def _clients_of(vocabulary: Vocabulary, theatre: Theatre) -> dict[str, str]:
    """Return the side that most names with "X-backed" are of, by the side that X is."""
    backed: dict[str, Counter[str]] = {}
    for faction in theatre.factions:
        language = vocabulary.lexicon.language
        for name in (*faction.aliases.get(language, ()), *faction.adjectives.get(language, ())):
            patron, _, ending = name.casefold().split()[0].rpartition("-")
            side = vocabulary.side_of(patron) if ending in BACKED_ENDINGS else ""
            if side and side != faction.id:
                backed.setdefault(side, Counter())[faction.id] += 1
    return {side: counts.most_common(1)[0][0] for side, counts in backed.items()}


def _shared_words(theatre: Theatre, language: str) -> set[str]:
    """Return the words in capitals that names of several camps have, as that of their country."""
    camps: dict[str, set[str]] = {}
    for faction in theatre.factions:
        for name in faction.aliases.get(language, ()):
            for word in name.split():
                camps.setdefault(word, set()).add(faction.side)
    return {word for word, sides in camps.items() if len(sides) > 1 and not word.islower()}


def _is_common(name: str, shared: set[str]) -> bool:
    """Say if it is a common noun for a side: "rebels", "Ruritanian rebels" where all sides are Ruritanian."""
    *first, last = name.split()
    return last.islower() and all(word.islower() or word in shared for word in first)


def _is_acronym(name: str) -> bool:
    return name.isupper() and len(name) <= _ACRONYM


def _meanings_of(
    meanings: dict[tuple[str, ...], Meaning], words: set[str], names: Iterable[str]
) -> Iterator[tuple[str, Meaning]]:
    """Yield the names that have words with their meanings, made where new; their words are added to `words`."""
    for name in names:
        phrase = _tokens_of(name)
        if phrase:
            words.update(phrase)
            yield name, meanings.setdefault(phrase, Meaning())


def vocabulary_of(theatre: Theatre, language: str = "en") -> Vocabulary:
    """Return the vocabulary of a theatre in a language."""
    return compile_vocabulary(theatre, load_lexicon(language))
