"""Scene: what a sentence offers a loose reader: its places, the sides that may hold them, its words of control.

Knows chunks and the document's memory. Weighs nothing and claims nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from frontline.claims.loose.senses import DEEDS, read_parts, read_senses
from frontline.grammar.chunk import FOREIGN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.grammar import Chunk, Discourse, ReadSentence
    from frontline.model import Located

_ACTING = frozenset({"they", "them", "their", "theirs"})
_OWN = frozenset({"we", "our", "us", "ours"})
_NAMING = frozenset({"actor", "asset", "adjective", "held"})


@dataclass(slots=True)
class Spot:
    """A place that a sentence names at a chunk."""

    located: Located
    at: int


@dataclass(slots=True)
class Side:
    """A side at a chunk; `how` it is named: actor, asset, adjective, held, vague, they, we, note."""

    at: int
    side: str
    how: str


@dataclass(slots=True)
class Trigger:
    """A word of the grammar's lexicon: `sort` is its status with its subject's role, `form` its part of speech."""

    at: int
    sort: str
    form: str


@dataclass(slots=True)
class Scene:
    """A sentence with its spots, sides and triggers, what each word is about, and what was told before it.

    `senses` are the sorts of each chunk's words, `parts` the number of the part of the sentence it lies in; `topic` and
    `taker` the sides that the document told of last.
    """

    sentence: ReadSentence
    spots: list[Spot]
    sides: list[Side]
    triggers: list[Trigger]
    senses: list[tuple[str, ...]]
    parts: list[int]
    topic: str
    taker: str

    @property
    def tells_deed(self) -> bool:
        """Say if any word of the sentence tells of a deed."""
        return any(name in DEEDS for names in self.senses for name in names)


def find_spots(chunks: Sequence[Chunk]) -> list[Spot]:
    """Return the places that a sentence names, in order."""
    return [
        Spot(located, at)
        for at, chunk in enumerate(chunks)
        if chunk.kind == "place"
        for located in chunk.places
    ]


def find_meant(sentence: ReadSentence, spots: Sequence[Spot]) -> list[Spot]:
    """Return the places that a sentence tells of without their names: "the city", "there"."""
    named = {spot.located.place.place_id for spot in spots if spot.located.place is not None}
    return [
        Spot(located, read.event.found)
        for read in sentence.events
        if 0 <= read.event.found < len(sentence.chunks)
        for located in read.event.places
        if located.place is not None and located.place.place_id not in named
    ]


def read_scene(sentence: ReadSentence, spots: list[Spot], discourse: Discourse) -> Scene:
    """Return what a sentence offers while the discourse stands before it."""
    chunks = sentence.chunks
    senses = read_senses(chunks)
    sides: list[Side] = []
    triggers: list[Trigger] = []
    for at, chunk in enumerate(chunks):
        if chunk.kind == "place":
            if chunk.side:
                sides.append(Side(at, chunk.side, "note"))
            continue
        side = _side_of(chunk, discourse)
        if side and side != FOREIGN:
            sides.append(Side(at, side, _named_how(chunk)))
        if chunk.kind == "held":
            triggers.append(Trigger(at, "held", "adjective"))
        elif chunk.kind == "word" and (chunk.verbs or chunk.nouns):
            triggers.append(_trigger_of(chunk, at))
    parts = read_parts(chunks, senses)
    return Scene(sentence, spots, sides, triggers, senses, parts, discourse.topic, discourse.taker)


def _side_of(chunk: Chunk, discourse: Discourse) -> str:
    """Return the side that a chunk names or stands for, or ""."""
    if chunk.kind in _NAMING:
        if chunk.low.partition(" ")[0] in _OWN:
            return discourse.speaking or chunk.side
        return chunk.side or discourse.taker or discourse.topic
    if chunk.low in _ACTING:
        return discourse.topic
    if chunk.low in _OWN:
        return discourse.speaking or discourse.speaker
    return ""


def _named_how(chunk: Chunk) -> str:
    if chunk.kind in _NAMING:
        return chunk.kind if chunk.side else "vague"
    return "they" if chunk.low in _ACTING else "we"


def _trigger_of(chunk: Chunk, at: int) -> Trigger:
    if chunk.verbs:
        sense = chunk.verbs[0]
        return Trigger(at, f"{sense.rule.status}-{sense.rule.subject}", sense.form)
    noun = chunk.nouns[0]
    return Trigger(at, f"{noun.status}-{noun.actor}", "noun")
