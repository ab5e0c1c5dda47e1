"""Events: what one verb, noun or state of a sentence says of places, and what all who read a sentence share.

Which verbs and nouns there are, and where their roles stand, is the lexicon's; which sides there are, the theatre's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from frontline.grammar.placing import Found, Placing
from frontline.grammar.roles import Roles
from frontline.grammar.row import Row

if TYPE_CHECKING:
    from frontline.grammar.chunk import Chunk
    from frontline.grammar.discourse import Discourse
    from frontline.lexicon import Lexicon
    from frontline.model import Located, Status


@dataclass(slots=True)
class Event:
    """What one verb, noun or state says: `first`/`last` bound its clause in characters of the text.

    `sides` gives the side of each role that is told ("" where a role's words name no side);
    `at` is the index of its chunk, `subject` and `found` those of its subject and its place (-1 none);
    `named` the sides that its sentence calls by a name of their own; `dated` says if a date stands in its clause.
    """

    rule: str
    status: Status
    places: list[Located]
    extent: str
    sides: dict[str, str]
    at: int
    subject: int
    first: int
    last: int
    form: str = ""
    found: int = -1
    named: frozenset[str] = frozenset()
    dated: bool = False


@dataclass(slots=True)
class Reader:
    """What the readers of one sentence share."""

    row: Row
    roles: Roles
    placing: Placing
    discourse: Discourse

    @classmethod
    def of(cls, chunks: list[Chunk], lexicon: Lexicon, discourse: Discourse, speaker: str = "") -> Reader:
        """Return a reader of a sentence; `speaker` is the side that says "we" in it."""
        row = Row(chunks, lexicon)
        discourse.speaking = speaker
        return cls(row, Roles(row, discourse, speaker), Placing(row, discourse), discourse)

    def make(
        self, rule: str, status: Status, found: Found, sides: dict[str, str], at: int, subject: int, form: str
    ) -> Event:
        """Return an event with the bounds of its clause."""
        first, last = self.row.clause(at, min(at, found.at), max(at, found.at))
        chunks = self.row.chunks
        return Event(
            rule,
            status,
            found.places,
            found.extent,
            sides,
            at,
            subject,
            chunks[first].start,
            chunks[last].end,
            form,
            found.at,
            frozenset(chunk.side for chunk in chunks if chunk.side and not chunk.common),
            any(chunk.kind == "date" for chunk in chunks[first : last + 1]),
        )
