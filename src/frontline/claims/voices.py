"""Voices: who speaks in a document where no sentence says so: a side's own outlet, or the "we" of a communique."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from frontline.grammar import NOBODY_NAMED, Attribution
from frontline.grammar.tokens import tokenise

if TYPE_CHECKING:
    from frontline.grammar import Vocabulary
    from frontline.model import Document
    from frontline.theatre import Theatre

_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(r"[“\"«][^”\"»\n]*[”\"»]")
#: A text that says "we" and "our" this often outside quotes is its speaker's own.
_COMMUNIQUE_WORDS = 3
#: How far into a communique the body that speaks names itself, in characters.
_OPENING = 600


def find_voice(document: Document, theatre: Theatre, vocabulary: Vocabulary) -> Attribution:
    """Return the side's voice that a document is, or `NOBODY_NAMED` for an outlet of no side."""
    tokens = tokenise(document.outlet)
    for at in range(len(tokens)):
        found = vocabulary.match(tokens, at, len(tokens))
        if found is None:
            continue
        source = theatre.source_by_id.get(found[1].source_id)
        side = source.allegiance if source else found[1].side if found[0] > 1 else ""
        if side:
            return Attribution(document.outlet, found[1].source_id, side)
    return _first_person(document, vocabulary)


def guess_speaker(document: Document, theatre: Theatre, vocabulary: Vocabulary) -> str:
    """Return the side whose own vocabulary a document uses: it gives its enemy labels; "" where none is plain.

    A document that names its enemy alone is taken for the word of the greatest holder of ground against it.
    It tells whose "our forces" are; it is no reason to call the document that side's voice.
    """
    hostile = vocabulary.lexicon.words["hostile"]
    low = document.text.lower()
    if not any(word in low for word in hostile):
        return ""  # most documents label nobody: no need to look for sides
    camps = {faction.id: faction.side for faction in theatre.factions}
    tokens = tokenise(_QUOTED.sub(" ", document.text))
    if hostile.isdisjoint(token.low for token in tokens):
        return ""
    labelled: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    for at, token in enumerate(tokens):
        if token.low not in vocabulary.side_words:
            continue
        found = vocabulary.match(tokens, at, len(tokens))
        side = found[1].side or found[1].adjective_of if found else ""
        if found and side:
            words = {token.low for token in tokens[at : at + found[0] + 1]}
            (labelled if words & hostile else plain)[side] += 1
    if len({camps[side] for side in labelled}) != 1:
        return ""
    enemy = camps[next(iter(labelled))]
    for counts in (plain, Counter(theatre.baseline.values())):
        own = Counter({side: count for side, count in counts.items() if camps.get(side, enemy) != enemy})
        if own:
            return own.most_common(1)[0][0]
    return ""


def _first_person(document: Document, vocabulary: Vocabulary) -> Attribution:
    """Return the side that a communique speaks for: "we" outside quotes, and the body that it names first."""
    first_person = vocabulary.lexicon.words["first_person"]
    own = _QUOTED.sub(" ", document.text).casefold()
    if sum(word in first_person for word in _WORD.findall(own)) < _COMMUNIQUE_WORDS:
        return NOBODY_NAMED
    tokens = tokenise(document.text[:_OPENING])
    for at, token in enumerate(tokens):
        found = vocabulary.match(tokens, at, len(tokens))
        if found and found[0] > 1 and found[1].side and document.text[token.start].isupper():
            words = document.text[token.start : tokens[at + found[0] - 1].end]
            return Attribution(words, found[1].source_id, found[1].side)
    return NOBODY_NAMED
