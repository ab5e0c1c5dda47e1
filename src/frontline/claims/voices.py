"""Voices: who speaks in a document where no sentence says so: a side's own outlet, or the "we" of a communique."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from frontline.grammar import NOBODY_NAMED, Attribution
from frontline.grammar.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.grammar import Vocabulary
    from frontline.grammar.tokens import Token
    from frontline.model import Document
    from frontline.theatre import Theatre

_QUOTED = re.compile(r"[“\"«][^”\"»\n]*[”\"»]")
#: A text that says "we" and "our" this often outside quotes is its speaker's own.
_COMMUNIQUE_WORDS = 3
#: How far into a communique the body that speaks names itself, in characters.
_OPENING = 600


def find_voice(
    document: Document, tokens: Sequence[Token], theatre: Theatre, vocabulary: Vocabulary
) -> Attribution:
    """Return the side's voice that a document is, or `NOBODY_NAMED` for an outlet of no side."""
    named = tokenise(document.outlet)
    for at in range(len(named)):
        found = vocabulary.match(named, at, len(named))
        if found is None:
            continue
        source = theatre.source_by_id.get(found[1].source_id)
        side = source.allegiance if source else found[1].side if found[0] > 1 else ""
        if side:
            return Attribution(document.outlet, found[1].source_id, side)
    return _first_person(document.text, tokens, vocabulary)


def guess_speaker(
    document: Document, tokens: Sequence[Token], theatre: Theatre, vocabulary: Vocabulary
) -> str:
    """Return the side whose own vocabulary a document uses: it gives its enemy labels; "" where none is plain.

    A document that names its enemy alone is taken for the word of the greatest holder of ground against it.
    It tells whose "our forces" are; it is no reason to call the document that side's voice.
    """
    hostile = vocabulary.lexicon.words["hostile"]
    if hostile.isdisjoint([token.low for token in tokens]):
        return ""  # most documents label nobody: no need to look for sides
    tokens = _outside_quotes(document.text, tokens)
    camps = {faction.id: faction.side for faction in theatre.factions}
    labelled: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    for at, token in enumerate(tokens):
        if token.low not in vocabulary.side_openers:
            continue
        found = vocabulary.match(tokens, at, len(tokens))
        side = found[1].side or found[1].adjective_of if found else ""
        if found and side:
            words = {token.low for token in tokens[at : at + found[0] + 1]}
            (labelled if words & hostile else plain)[side] += 1
    if len({camps[side] for side in labelled}) != 1:
        return ""
    enemy = camps[next(iter(labelled))]

    def greatest(counts: Counter[str]) -> str:
        """Return the side that most is counted of, of those against the enemy."""
        own = Counter({side: count for side, count in counts.items() if camps.get(side, enemy) != enemy})
        return own.most_common(1)[0][0] if own else ""

    return greatest(plain) or greatest(Counter(theatre.baseline.values()))


def _outside_quotes(text: str, tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens that a document says in its own words."""
    spans = [found.span() for found in _QUOTED.finditer(text)]
    if not spans:
        return list(tokens)
    quoted = iter([*spans, (len(text), len(text))])
    own: list[Token] = []
    start, end = next(quoted)
    for token in tokens:
        while token.start >= end:
            start, end = next(quoted)
        if token.start < start:
            own.append(token)
    return own


def _first_person(text: str, tokens: Sequence[Token], vocabulary: Vocabulary) -> Attribution:
    """Return the side that a communique speaks for: "we" outside quotes, and the body that it names first."""
    first_person = vocabulary.lexicon.words["first_person"]

    is_shouted = text.isupper()

    def speaks_enough(said: Sequence[Token]) -> bool:
        """Count "we" and "our"; "US" in capitals is a country, but where all is in capitals."""
        ours = [token for token in said if token.low in first_person]
        return sum(is_shouted or not token.capitals for token in ours) >= _COMMUNIQUE_WORDS

    if not speaks_enough(tokens) or not speaks_enough(_outside_quotes(text, tokens)):
        return NOBODY_NAMED
    opening = [token for token in tokens[:_OPENING] if token.end <= _OPENING]
    for at, token in enumerate(opening):
        found = vocabulary.match(opening, at, len(opening))
        if found and found[0] > 1 and found[1].side and text[token.start].isupper():
            words = text[token.start : opening[at + found[0] - 1].end]
            return Attribution(words, found[1].source_id, found[1].side)
    return NOBODY_NAMED
