"""Title: what a document's title lets its text take for granted: who attacks, which place it is about.

A title makes no claim (a claim quotes the text); it only teaches the discourse.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from frontline.claims.outcomes import attacker_of, tell_outcome
from frontline.grammar import read_sentences, tokenise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from frontline.grammar import Discourse, Vocabulary
    from frontline.model import Located
    from frontline.theatre import Theatre

#: A title with a year in it tells of history, or may.
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def learn_title(
    title: str, located: Sequence[Located], vocabulary: Vocabulary, theatre: Theatre, discourse: Discourse
) -> None:
    """Let a discourse know what a title says, with its places found among those of the text."""
    discourse.about = [item for item in located if item.place and item.mention.surface == title.strip()][:1]
    discourse.body = _find_body(title, vocabulary)
    if not title or _YEAR.search(title):
        return
    for sentence in read_sentences(
        title, tokenise(title), list(_find_places(title, located)), {}, vocabulary, theatre, discourse
    ):
        for read in sentence.events:
            if read.certainty != "asserted":
                continue
            for item in read.event.places:
                outcome = tell_outcome(read.event, item.place, discourse) if item.place else None
                if outcome and item.place:
                    discourse.note_outcome(item.place, *outcome, attacker_of(read.event))
    discourse.entitled = [item for item in _find_places(title, located) if item.place]
    discourse.close_title()
    discourse.headed = []
    discourse.gains.clear()  # one town in a title does not yet show where a side's front is


def _find_body(title: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """Return the noun and the side of a title that is nothing but a body's name, as an encyclopaedia's: "Blue Brigade (war)"."""
    words = tokenise(title.partition("(")[0])
    found = vocabulary.match(words, 0, len(words)) if len(words) > 1 else None
    whole = found is not None and found[0] == len(words)
    return (words[-1].low, found[1].side) if whole and found is not None and found[1].side else ("", "")


def _find_places(title: str, located: Sequence[Located]) -> Iterator[Located]:
    """Yield the text's places where the title names them, in order, the longer of two names that overlap."""
    taken = 0
    names = {item.mention.surface: item for item in reversed(located) if item.mention.kind_hint != "demonym"}
    if not names:
        return
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    for found in re.finditer(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", title):
        if found.start() >= taken:
            taken = found.end()
            item = names[found[0]]
            yield replace(item, mention=replace(item.mention, start=found.start(), end=found.end()))
