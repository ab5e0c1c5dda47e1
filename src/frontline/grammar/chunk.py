"""Chunk: a stretch of a sentence, with all that it may be. Knows no text and no other chunk."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontline.lexicon import NounRule, VerbSense
    from frontline.model import Located

#: The classes of preposition, the first of a word's tags that fits.
_PREPOSITIONS = ("in", "near", "from", "to", "on", "by", "of", "with")
#: A side that the text names and the theatre does not know: "Ruritanian troops".
FOREIGN = "?"
NO_TAGS: frozenset[str] = frozenset()
#: How much of a place may be meant, the looser the later.
EXTENTS = ("whole", "most", "core", "part", "edge", "wide")
_LOOSE = ("edge", "core", "part", "most")


@dataclass(slots=True, eq=False)
class Chunk:
    """A stretch of a sentence.

    `kind`: place, actor, asset (a thing of a side), adjective (a side's), held ("rebel-held"), date, ref (a
    reference to a place: "the city"), word, punct. `side`: a faction, "" for "the fighters", `FOREIGN`.
    `extent` of places: one of `EXTENTS`, or attribute ("Hama's ...").
    """

    kind: str
    start: int
    end: int
    low: str
    tags: frozenset[str] = NO_TAGS
    verbs: tuple[VerbSense, ...] = ()
    nouns: tuple[NounRule, ...] = ()
    side: str = ""
    common: bool = False  # is its side told by a common noun ("rebels") only?
    person: bool = False  # does it name one human being?
    source_id: str = ""
    places: list[Located] = field(default_factory=list)
    extent: str = "whole"
    lead: int = -1  # where the phrase starts, with its article and its kind noun
    capital: bool = False
    plural: bool = False  # is it led by "the villages of", which one name does not fill?

    @property
    def preposition(self) -> str:
        """The class of preposition that it may be, or ""."""
        return _preposition_of(self.tags)


def extent_of(tags: frozenset[str]) -> str:
    """Return how much of a place a word means ("the outskirts of"), "" if it is no word of extent."""
    return "" if tags.isdisjoint(_LOOSE) else next(name for name in _LOOSE if name in tags)


@lru_cache(maxsize=4096)
def _preposition_of(tags: frozenset[str]) -> str:
    return next((name for name in _PREPOSITIONS if name in tags), "")
