"""Attribution: who a sentence says it from, and for which side that one speaks.

Knows the words of saying and the theatre's sources. Knows no place and no event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN
from frontline.grammar.row import DASHES

if TYPE_CHECKING:
    from frontline.grammar.chunk import Chunk
    from frontline.theatre import Theatre

_STOPS = frozenset(
    {",", ";", ":", "—", "–", "-", ".", "but", "while", "and", "that", "which", "who", "after", "as"}
)
_LONGEST = 90
#: Whose name takes more chunks is no speaker's; with the hour and the place before it, it ends among so many.
_LONGEST_HEAD, _LONGEST_LEAD = 5, 9
#: What sets a speaker apart from the hour or the place before: "Homs | Army: ...".
_SETS_APART = frozenset({"|", "/", *DASHES})


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whoever a sentence says it from: the words, the theatre's source if it is one, the side it speaks for."""

    words: str = ""
    source_id: str = ""
    side: str = ""


NOBODY_NAMED = Attribution()


def find_attribution(text: str, chunks: list[Chunk], theatre: Theatre) -> Attribution:
    """Return the speaker that a sentence names, or `NOBODY_NAMED`."""
    head = _heading_speaker(chunks)
    if head:
        return _named(text, head, theatre)
    for at, chunk in enumerate(chunks):
        if "according" in chunk.tags:
            return _named(text, chunks[at + 1 : _stop_right(chunks, at + 1)], theatre)
        if "report" in chunk.tags and not chunk.verbs:
            left = [] if _is_told(chunks, at) else _speaker_left(chunks, at)
            if left:
                return _named(text, left, theatre)
            right = chunks[at + 1 : _stop_right(chunks, at + 1)]
            if _is_told(chunks, at):
                right = right[1:] if right and right[0].preposition == "by" else []
            if _is_speaker(right) and not _tells(right):
                return _named(text, right, theatre)
    return NOBODY_NAMED


def _heading_speaker(chunks: list[Chunk]) -> list[Chunk]:
    """Return the speaker of "Defence ministry: our forces are still in X"; a side alone is no speaker there."""
    colon = next((at for at, chunk in enumerate(chunks[:_LONGEST_LEAD]) if chunk.low == ":"), 0)
    lead = chunks[:colon]
    set_apart = [at for at, chunk in enumerate(lead) if chunk.low in _SETS_APART or chunk.kind == "date"]
    head = lead[set_apart[-1] + 1 :] if set_apart else lead
    ours = any("first_person" in chunk.tags or chunk.low.startswith("our ") for chunk in chunks[colon:])
    named = head[:1] if ours or set_apart else []
    says = any(chunk.source_id or chunk.kind == "asset" or "source_noun" in chunk.tags for chunk in head)
    says = any(chunk.side or chunk.source_id for chunk in named) or (says and not set_apart)
    if not says or len(head) >= _LONGEST_HEAD or any(chunk.verbs or chunk.kind == "place" for chunk in head):
        return []
    # "SDF: Raqqa, Hasakah" says who holds what; it quotes nobody
    return head if ours or any(chunk.verbs or chunk.kind == "actor" for chunk in chunks[colon:]) else []


def _speaker_left(chunks: list[Chunk], at: int) -> list[Chunk]:
    end = at
    while end and (
        chunks[end - 1].tags & {"have", "be", "adverb", "modal"} or chunks[end - 1].kind == "date"
    ):
        end -= 1
    if end and chunks[end - 1].low in ("which", "who"):  # "the army, which had said that"
        end -= 2 if end > 1 and chunks[end - 2].low == "," else 1
    start = end
    while start and chunks[start - 1].low not in _STOPS and chunks[start - 1].kind != "date":
        start -= 1
    found = chunks[start:end]
    return found if _is_speaker(found) else []


def _is_told(chunks: list[Chunk], at: int) -> bool:
    """Say if it is the passive of "clashes were reported", whose subject says nothing."""
    before = next((c for c in reversed(chunks[:at]) if "adverb" not in c.tags), None)
    passive = before is not None and "be" in before.tags and "have" not in before.tags
    return passive and not chunks[at].low.endswith("ing")


def _tells(chunks: list[Chunk]) -> bool:
    """Say if what follows "says" is what is said: "says *rebels boxed into zone*", a side and a word of what becomes of it."""
    return (
        len(chunks) > 1
        and chunks[0].kind == "actor"
        and chunks[0].side not in ("", FOREIGN)
        and chunks[1].kind == "word"
        and not (chunks[1].tags or chunks[1].capital)
        and chunks[1].low.endswith("ed")
    )


def _stop_right(chunks: list[Chunk], at: int) -> int:
    while (
        at < len(chunks)
        and chunks[at].low not in _STOPS
        and not (chunks[at].verbs and chunks[at].kind == "word")
    ):
        at += 1
    return at


def _is_speaker(chunks: list[Chunk]) -> bool:
    return any(
        chunk.kind in ("actor", "asset")
        or chunk.source_id
        or chunk.tags & {"source_noun", "pronoun_actor"}
        or (chunk.capital and chunk.kind == "word" and not chunk.tags)
        for chunk in chunks
    )


def _named(text: str, chunks: list[Chunk], theatre: Theatre) -> Attribution:
    if not chunks:
        return NOBODY_NAMED
    words = " ".join(text[chunks[0].lead : chunks[-1].end].split())[:_LONGEST].strip(" \"'“”")
    source_id = next((chunk.source_id for chunk in chunks if chunk.source_id), "")
    side = next((chunk.side for chunk in chunks if chunk.side and chunk.side != FOREIGN), "")
    if source_id:
        side = theatre.source_by_id[source_id].allegiance or side
    return Attribution(words, source_id, side)
