"""Retraction: what a text takes back itself, in the words around what it told: "They have not.", "Error. We reported that".

Owns the clauses that say nothing but that another is untrue. Knows no place and no event's meaning.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from frontline.grammar.row import DASHES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.grammar.chunk import Chunk
    from frontline.grammar.events import Event
    from frontline.lexicon import Lexicon

#: What may open a clause without being any part of it.
_OPENING = frozenset({"but", "and", "yet", "however", "though", ","})
_ENDS = frozenset({".", ",", ";", ":", "!", *DASHES})
#: What ends the clause that an event stands in, so that another clause may take it back.
_PARTS = frozenset({";", ":", ",", "but", "and", "though", *DASHES})
#: What leads to those who stay where others leave; the words for staying; what may follow these.
_CONTRARY = frozenset({"but", "though", "although", "while"})
_STAYING = frozenset(
    {"remain", "remains", "remained", "stay", "stays", "stayed", "stayed behind", "are left"}
)
_STOPS = frozenset({".", ",", ";", "there", "behind", "in place", "inside"})
_MEANT = frozenset({"it", "they", "this", "that", "these", "those", "which", "none"})
_VERBAL = frozenset({"be", "have", "do", "copula"})
#: A clause of more chunks than this says more than that another is untrue.
_LONGEST = 6
#: Where the colon of a line's heading stands at the latest, in chunks.
_HEADING = 6


def takes_back(chunks: Sequence[Chunk], first: int = 0) -> bool:
    """Say if a clause only tells that what stands before it is untrue: "They have not", "The report proved false", "Wrong".

    Parameters
    ----------
    first
        Where the clause begins.
    """
    while first < len(chunks) and chunks[first].low in _OPENING:
        first += 1
    last = first
    while last < len(chunks) and chunks[last].low not in _ENDS:
        last += 1
    clause = chunks[first:last]
    if not clause or len(clause) > _LONGEST:
        return False
    if len(clause) == 1:
        return not clause[0].tags.isdisjoint(("untrue", "verdict"))
    verb = next((at for at, chunk in enumerate(clause) if chunk.tags & _VERBAL), -1)
    if any(chunk.kind not in ("word", "asset", "ref") for chunk in clause):
        return False
    if "untrue" in clause[-1].tags:
        leads = clause[0].low in _MEANT or "determiner" in clause[0].tags
        return leads and not any("negation" in chunk.tags for chunk in clause[:-1])
    goes_on = last < len(chunks) and chunks[last].low == ","  # "it is not, they say, easy"
    return clause[0].low in _MEANT and not goes_on and _is_ellipsis(clause, verb)


def _is_ellipsis(clause: Sequence[Chunk], verb: int) -> bool:
    """Say if a clause is "they haven't", "it had not been": a denied auxiliary, and nothing after it."""
    rest = clause[verb + 1 :]
    contracted = verb >= 0 and clause[verb].low.endswith("n't")
    if verb != 1 or not (contracted or (rest and "negation" in rest[0].tags)):
        return False
    return all(chunk.tags & (_VERBAL | {"negation", "adverb"}) for chunk in rest)


def is_corrected(before: Sequence[Chunk], chunks: Sequence[Chunk], lexicon: Lexicon) -> bool:
    """Say if a sentence repeats what the line before it calls an error: "Correction. We reported that ..."."""
    words = [chunk.low for chunk in before if chunk.kind != "punct" and "determiner" not in chunk.tags]
    if len(words) != 1 or words[0] not in lexicon.words["correction"]:
        return False
    return any(
        one.low == "we" and ("report" in two.tags or "wrongly" in two.low) for one, two in pairwise(chunks)
    )


def is_headed_untrue(chunks: Sequence[Chunk]) -> bool:
    """Say if a line calls what it tells untrue: "False: rebels have captured X", "Rumours not confirmed: X taken"."""
    colon = next(
        (at for at, chunk in enumerate(chunks[:_HEADING]) if chunk.low == ":" or chunk.low in DASHES), 0
    )
    return any("untrue" in chunk.tags for chunk in chunks[:colon])


def is_taken_back(chunks: Sequence[Chunk], event: Event) -> bool:
    """Say if a sentence goes on ", and this is not correct", "; the announcement proved untrue"."""
    start = max(event.at, event.found) + 1
    for at in range(start, len(chunks)):
        if chunks[at].low in _PARTS and takes_back(chunks, at + 1):
            return True
        if chunks[at].low in (";", ":") or (at > start and chunks[at].verbs and chunks[at].kind == "word"):
            return False
    return False


def leaves_some(chunks: Sequence[Chunk], event: Event) -> bool:
    """Say if some stay where others leave: "a column left the base, but its ground crews remain"."""
    if event.status != "withdrawn":
        return False
    start = max(event.at, event.found) + 1
    opening = next((at for at in range(start, len(chunks)) if chunks[at].low in _CONTRARY), len(chunks))
    rest = chunks[opening : opening + 1 + _LONGEST]
    stay = next((at for at, chunk in enumerate(rest) if chunk.low in _STAYING), 0)
    after = rest[stay + 1].low if stay + 1 < len(rest) else "."
    return stay > 1 and after in _STOPS and not any(chunk.kind == "place" for chunk in rest[:stay])


def is_denied_news(chunks: Sequence[Chunk], event: Event) -> bool:
    """Say if it is the news of "news that X had fallen was denied"."""
    news = any(chunk.low in ("that", "of") for chunk in chunks[1 : event.at])
    return news and any(
        "deny" in chunks[at].tags and "be" in chunks[at - 1].tags
        for at in range(max(event.at, event.found) + 2, len(chunks))
    )


def is_mere_claim(chunks: Sequence[Chunk], event: Event) -> bool:
    """Say if it is only claimed, and taken back: "they claimed they took X, but the army denied it", "without confirmation"."""
    if not any(chunk.low.startswith("claim") for chunk in chunks[: event.at]):
        return False
    start = next((at for at in range(event.at + 1, len(chunks)) if chunks[at].low in ("but", "though")), 0)
    after = chunks[start:] if start else []
    denied = any("deny" in c.tags and n.low in ("it", "this", "that") for c, n in pairwise(after))
    return denied or any("untrue" in chunk.tags for chunk in after)
