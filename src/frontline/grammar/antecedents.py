"""Antecedents: which side "they", "the group", "his men" and "our" stand for in one sentence.

Owns pronouns, words for armed people of no named side, and who speaks. Knows no verb's meaning; which places there are, only by
who holds them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN
from frontline.grammar.discourse import ONE_BODY, resolve_side

if TYPE_CHECKING:
    from frontline.grammar.discourse import Discourse
    from frontline.grammar.row import Row
    from frontline.model import Place

_POSSESSIVES = frozenset({"his", "its", "their"})
#: What opens a clause whose "they" the main clause names.
_OPENING = frozenset(
    {
        "now",
        "after",
        "when",
        "once",
        "having",
        "as",
        "since",
        "with",
        "before",
        "if",
        "although",
        "while",
        "from",
        "in",
    }
)
#: How far after "fighters" their leader may be told, in chunks.
_LEADER_REACH = 8
#: Words for a side that name none.
_THIRD = frozenset({"they", "theirs"})
#: What makes a state one that goes on.
_LASTING = frozenset(
    {"still", "remain", "remains", "remained", "stay", "stays", "until", "had", "along", "always", "not"}
)


class Antecedents:
    """Finds what stands for a side in one sentence; `speaker` is the side that says "we" in it."""

    def __init__(self, row: Row, discourse: Discourse, speaker: str = "") -> None:
        self.row = row
        self.discourse = discourse
        self.speaker = speaker or discourse.speaker

    def side_of(self, at: int) -> str:
        """Return the side of an actor: its own, its owner's, or the one that it stands for."""
        row, chunk = self.row, self.row.chunks[at]
        words = row.lexicon.words
        if self.row.low(at - 1) in _POSSESSIVES and set(chunk.low.split()) <= words["fighters"]:
            return self._owner_before(at)
        leader = self._leader_after(at) if not chunk.side else ""
        if leader:
            return leader
        named = ""
        for index in range(at):
            before = row.chunks[index]
            known = before.side not in ("", FOREIGN) and not self.discourse.is_outsider(before.side)
            if before.kind == "actor" and known and not row.is_governed(index):
                named = before.side
        return resolve_side(chunk, self.discourse, named, words["vague"])

    def _leader_after(self, at: int) -> str:
        """Return the side of "fighters from the north, led by the Front, ...", told before their verb, "" where none is."""
        for index in self.row.reach(at, _LEADER_REACH):
            chunk = self.row.chunks[index]
            if (
                chunk.low == "led"
                and self.row.low(index - 1) == ","
                and self.row.preposition(index + 1) == "by"
            ):
                leader = next((c for c in self.row.chunks[index + 2 : index + 4] if c.kind == "actor"), None)
                return leader.side if leader is not None and leader.side != FOREIGN else ""
            if self.row.is_event_verb(index) or chunk.tags & {"be", "have", "relative"}:
                return ""
        return ""

    def _owner_before(self, at: int) -> str:
        """Return whose "his troops" are: the side or the speaker named last before them."""
        for index in range(at - 1, -1, -1):
            chunk = self.row.chunks[index]
            if chunk.kind in ("actor", "asset", "adjective") and chunk.side not in ("", FOREIGN):
                return chunk.side
            in_words = self.row.is_governed(index)  # "said in a statement that his men"
            if not in_words and (chunk.source_id or "source_noun" in chunk.tags):
                return self.speaker or self.discourse.topic
        return self.discourse.topic or self.speaker

    def pronoun_side(self, at: int) -> str:
        """Return the side that a pronoun stands for."""
        if self.row.low(at) in self.row.lexicon.words["first_person"]:
            return self.speaker
        teller = self._teller(at)
        if teller >= 0:
            return self.side_of(teller)
        actors = [index for index in range(at - 1, -1, -1) if self.row.chunks[index].kind == "actor"]
        main = [
            index
            for index in actors
            if not (self.row.is_in_relative(index, at) or self.row.is_in_subordinate(index, at))
        ]
        for governed in (False, True):
            for index in main:
                if self.row.is_governed(index) == governed:
                    return self.side_of(index)
        ahead = self._subject_ahead(at) if not actors and self.row.low(0) in _OPENING else ""
        return ahead or self.discourse.topic or (self.side_of(actors[0]) if actors else "")

    def _teller(self, at: int) -> int:
        """Return the index of the side that tells what "it" at an index does, -1 where it is not plain.

        "The army said on Monday that *it* had left", "said that X had fallen and that *it* was leaving".
        """
        row = self.row
        adds = row.low(at - 1) == "that" and row.low(at - 2) in ("and", "but")
        told = next((k for k in range(1, at) if "report" in row.chunks[k].tags), 0) if adds else at - 1
        while row.low(at) == "it" and told > 0 and self._leads_to_speech(told):
            told -= 1
        who = row.before_auxiliaries(told) if told > 0 and "report" in row.chunks[told].tags else None
        named = who is not None and row.chunks[who].kind == "actor" and (adds or row.low(at) == "it")
        return who if named and who is not None else -1

    def _leads_to_speech(self, at: int) -> bool:
        """Say if it may stand between "said" and what is said: "that", ", on Monday,"."""
        chunk = self.row.chunks[at]
        passed = chunk.low in (",", "that") or chunk.kind == "date" or "adverb" in chunk.tags
        return passed or bool(chunk.preposition)

    def _subject_ahead(self, at: int) -> str:
        """Return the side that the main clause names after an opening one: "Now that they have X, *the rebels* want Y"."""
        comma = next(
            (k for k in range(at, len(self.row.chunks)) if self.row.low(k) == ","), len(self.row.chunks)
        )
        named = [
            k
            for k in range(comma, min(comma + 4, len(self.row.chunks)))
            if self.row.chunks[k].kind == "actor"
        ]
        return self.side_of(named[0]) if named and not self.row.is_governed(named[0]) else ""

    def speaker_at(self, at: int) -> str:
        """Return who says "ours": the side before a colon ("Rebels: X is ours"), after "said", or that of the text."""
        chunks = self.row.chunks
        if len(chunks) > 1 and chunks[0].kind == "actor" and chunks[1].low == ":":
            return self.side_of(0)
        told = next((k for k in self.row.reach(at) if "report" in chunks[k].tags), -1)
        near = chunks[at + 1 : told + 3] if told >= 0 else []
        return next((c.side for c in near if c.kind in ("actor", "asset") and c.side), self.speaker)

    def attacker_of(self, at: int, place: Place, side: str) -> str:
        """Return who takes a place where the subject at an index names no side of its own, by default `side`.

        "The fighters" are those who take places in this text. Neither they nor "they" are the holder of what they
        take, unless the text has that holder taking places.
        """
        discourse = self.discourse
        words = self.row.lexicon.words
        vague = self.is_vague(at)
        if vague:
            comes = discourse.comes_to(discourse.taker, place) or discourse.reaches(discourse.taker, place)
            taker = discourse.taker if comes else ""
            side = taker or self.speaker or discourse.rival_of(place) or discourse.taker or side
        elif self.row.low(at) not in words["pronoun_actor"] - words["first_person"] or self._teller(at) >= 0:
            return side
        holder = discourse.holder_of(place)
        unlikely = bool(holder) and side not in discourse.takers and not discourse.is_against(side, holder)
        untold = not side and self.row.low(at) == "they"
        return discourse.rival_of(place) if unlikely or untold else side

    def recoverer_of(self, place: Place) -> str:
        """Return who took a place back where only the speaker may be meant: one who had it and says so, "" elsewhere."""
        had = self.discourse.baseline.get(place.place_id, "")
        return had if had and had == self.speaker else ""

    def holder_told(self, at: int, place: Place, side: str, *, keeps: bool) -> str:
        """Return who is told to hold a place where only "they" or "theirs" at an index says so, by default `side`.

        Whoever keeps a place is its holder. That "they have it" of a place is no news of its holder: the other side is meant.
        """
        if self.row.low(at) not in _THIRD:
            return side
        holder = self.discourse.holder_of(place)
        if keeps and holder:
            return holder
        first, last = self.row.part(at)
        lasts = keeps or any(self.row.low(k) in _LASTING for k in range(first, last))
        if side != holder or lasts or self.row.low(at) == "they":
            return side
        return self.discourse.rival_of(place) or side

    def is_garrison(self, at: int) -> bool:
        """Say if it is "the defenders", whoever holds the place that they are told of."""
        chunk = self.row.chunks[at] if at >= 0 else None
        named = chunk is not None and chunk.kind == "actor" and not chunk.side
        return (
            named and chunk is not None and bool(set(chunk.low.split()) & self.row.lexicon.words["garrison"])
        )

    def is_unnamed_force(self, at: int, place: Place, side: str) -> bool:
        """Say if it is "soldiers" without a side, who leave what is theirs unless `side` is told to have come there."""
        chunk = self.row.chunks[at]
        named = chunk.kind != "actor" or bool(chunk.side) or self.row.low(at - 1) in _POSSESSIVES
        return not named and not self.is_vague(at) and self.discourse.entered.get(place.place_id) != side

    def is_vague(self, at: int) -> bool:
        """Say if it is "the fighters", with no word of their side."""
        chunk = self.row.chunks[at]
        if self.row.low(at - 1) in _POSSESSIVES:
            return False
        told_of = self.discourse.topic and chunk.low in ONE_BODY
        vague = chunk.kind == "actor" and chunk.low in self.row.lexicon.words["vague"]
        return vague and not (chunk.side or told_of or self._leader_after(at))
