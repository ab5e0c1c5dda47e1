"""Roles: which side does it, to whom it goes, from whom it comes.

Owns subjects, agents and owners. What "they" and "the fighters" stand for is `antecedents`'. Knows no place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.antecedents import Antecedents
from frontline.grammar.chunk import FOREIGN
from frontline.grammar.discourse import resolve_side
from frontline.grammar.row import CLAUSE_STARTERS, DASHES, STRONG

if TYPE_CHECKING:
    from frontline.grammar.chunk import Chunk
    from frontline.lexicon import VerbSense

#: Words that open a clause whose -ing form borrows the subject of the main one.
_BORROWING = frozenset({"after", "before", "while", "when", "since", "following"})
#: What stands before the second of two verbs that share a subject.
_COORDINATING = frozenset({",", "and", "then", "&"})
#: One human being, who comes and goes without an army.
_ONE_HUMAN = frozenset({"he", "she", "i"})
_TRAVELS = frozenset(
    {"left", "leaves", "leave", "fled", "flees", "reached", "reaches", "departed", "arrived", "came to"}
)
#: What may stand between a subject and its verb, and opens a clause elsewhere.
_ASIDES = frozenset({"meanwhile", "however"})
_AGAINST = frozenset({"opposed", "hostile"})
#: Bodies that a side governs a town by, and what makes them its own.
_BODIES = frozenset({"council", "body", "administration", "committee", "authority", "government"})
_MADE = frozenset(
    {
        "allied",
        "loyal",
        "affiliated",
        "linked",
        "set",
        "appointed",
        "installed",
        "named",
        "formed",
        "established",
        "run",
        "led",
        "backed",
    }
)
_ENDINGS = frozenset({"to", "of", "in", "by", "from"})


class Roles(Antecedents):
    """Finds who does what in one sentence, and to whom."""

    # ---------------------------------------------------------------------------------- subjects
    def find_subject(self, at: int, sense: VerbSense) -> tuple[int, str] | None:
        """Return the index and side of an active verb's subject."""
        direct = self.row.before_auxiliaries(at)
        if (
            direct is not None
            and "campaign" in self.row.chunks[direct].tags
            and not self.row.chunks[direct].side
        ):
            side = self.find_owner(direct) or self.discourse.taker
            return (direct, side) if side else None
        if direct is not None and (
            self.row.is_plain_noun(direct) or self._is_things_clause(direct) or self._is_civilian(direct)
        ):
            return None
        found = self._look_left(at, direct, sense)
        if found is None and (sense.form == "ing" or self.row.low(at - 1) == "having"):
            found = self._look_right(at)
        return found

    def _is_civilian(self, at: int) -> bool:
        """Say if it is "the governor", "the residents": people who are no side."""
        chunk = self.row.chunks[at]
        led = any("determiner" in c.tags for c in self.row.chunks[max(0, at - 2) : at])
        people = chunk.tags & {"head", "rulers"} and not chunk.tags & {"campaign", "kind"}
        return chunk.kind == "word" and led and bool(people)

    def _is_things_clause(self, at: int) -> bool:
        """Say if it is the "that" of "the heights that surround it": no side does so."""
        return self.row.low(at) in ("that", "which") and at > 0 and self.row.is_plain_noun(at - 1)

    def _look_left(self, at: int, direct: int | None, sense: VerbSense) -> tuple[int, str] | None:
        index = at - 1
        while index >= 0:
            if self.row.low(index) in DASHES:
                index = self.row.before_aside(index)
                continue
            if sense.form == "ing" and (
                self.row.low(index) in _BORROWING or (index == direct and self.row.low(index) == ",")
            ):
                return self._main_subject(index) or self._look_right(at)
            if self._bounds_subject(index, at, sense):
                return None
            found = self._subject_at(index, at, direct, sense)
            if found is not None:
                return found
            index -= 1
        return None

    def _main_subject(self, at: int) -> tuple[int, str] | None:
        """Return the subject that "after taking X" and ", taking X" borrow: the first free side of the clause before."""
        first, _last = self.row.part(at)
        for index in range(first, at):
            chunk = self.row.chunks[index]
            if (
                chunk.kind == "actor"
                and not self.row.is_governed(index)
                and not self.row.is_in_relative(index, at)
            ):
                return index, self.side_of(index)
            if chunk.low in ("they", "it", "we") and not self.row.is_governed(index):
                return index, self.pronoun_side(index)
        return None

    def _bounds_subject(self, index: int, at: int, sense: VerbSense) -> bool:
        """Say if no subject of the verb can stand to the left of this chunk."""
        chunks, low = self.row.chunks, self.row.low(index)
        if low in STRONG:
            return low != ":"
        if low == "that":
            return self.row.low(index - 1) == "and"
        if low == "but":
            shared = (
                c.kind == "date" or c.tags & {"adverb", "have", "be", "negation"}
                for c in chunks[index + 1 : at]
            )
            return not all(shared)
        if low in _ASIDES and index and self.row.chunks[index - 1].kind == "actor":
            return False  # "the rebels meanwhile took X"
        if low not in CLAUSE_STARTERS or (sense.form == "ing" and low in _BORROWING):
            return False
        loose = low in ("as", "since", "before", "after")
        return not loose or any(c.kind == "actor" for c in chunks[index:at])

    def _subject_at(
        self, index: int, at: int, direct: int | None, sense: VerbSense
    ) -> tuple[int, str] | None:
        row, chunk = self.row, self.row.chunks[index]
        if chunk.kind == "actor":
            free = not self._is_object(index, at, direct) and (index == direct or not row.is_governed(index))
            free = free and not self._is_opposed(index)
            if free and not row.is_aside_speaker(index) and not row.is_in_relative(index, at):
                index = self._first_of_allies(index)
                return index, self.side_of(index)
            return None
        if chunk.low in row.lexicon.words["pronoun_actor"]:
            near = index == direct or direct is None or index + 1 == at
            near = near or (sense.form == "base" and self.row.low(at - 1) == "to" and index == 0)
            travels = chunk.low in _ONE_HUMAN and row.low(at) in _TRAVELS  # "he left X at dawn"
            meant = not travels and (near or chunk.low in ("they", "we"))
            return (index, self.pronoun_side(index)) if meant else None
        rides = chunk.low.split()[-1] in row.lexicon.words["vehicles"]
        if chunk.kind == "asset" and index == direct and (rides or sense.rule.subject in ("loser", "holder")):
            return index, resolve_side(chunk, self.discourse, "")
        follows = chunk.low in ("that", "which") and index > 0 and row.chunks[index - 1].kind == "actor"
        if (chunk.low == "who" or follows) and index == direct:
            back = next(
                (k for k in range(index - 1, max(-1, index - 6), -1) if row.chunks[k].kind == "actor"), -1
            )
            return (back, self.side_of(back)) if back >= 0 else None
        return None

    def _first_of_allies(self, at: int) -> int:
        """Return the index of the A of "A and B took X", where both fight on one side of the war: A is named for both."""
        first = at - 2
        if first < 0 or self.row.low(at - 1) != "and" or self.row.chunks[first].kind != "actor":
            return at
        sides = self.row.chunks[first].side, self.row.chunks[at].side
        allied = FOREIGN not in sides and all(sides) and not self.discourse.is_against(*sides)
        return first if allied and not self.row.is_governed(first) else at

    def _is_opposed(self, at: int) -> bool:
        """Say if it is only whom others are against: "fighters opposed to the government are in control"."""
        governor = self.row.governor(at)
        return governor > 0 and self.row.low(governor) == "to" and self.row.low(governor - 1) in _AGAINST

    def _is_object(self, index: int, at: int, direct: int | None) -> bool:
        """Say if an actor is what an earlier verb of the same subject does it to: "A topples *B*, takes X"."""
        row = self.row
        governor = row.governor(index)
        if index == direct and governor > 0 and row.chunks[governor - 1].kind == "actor":
            return row.low(governor).endswith("ing") and "report" not in row.chunks[governor].tags
        if direct is None or row.low(direct) not in _COORDINATING:
            return False
        verbal = governor > 0 and (
            row.is_event_verb(governor)
            or row.is_plain_noun(governor)
            or "have" in row.chunks[governor].tags  # "A has *soldiers* in X and holds Y"
        )
        if not verbal or any(row.is_event_verb(k) and row.is_finite(k) for k in range(index + 1, at)):
            return False
        first, _last = row.part(governor)
        subjects = (k for k in range(first, governor) if not row.is_governed(k))
        return any(
            row.chunks[k].kind in ("actor", "place") or row.chunks[k].capital or row.is_plain_noun(k)
            for k in subjects
        )

    def _look_right(self, at: int) -> tuple[int, str] | None:
        for index in range(at + 1, len(self.row.chunks)):
            if self.row.chunks[index].kind == "actor" and not self.row.is_governed(index):
                return index, self.side_of(index)
        return None

    def side_right_of(self, at: int) -> str:
        """Return the first free side after a chunk, "" where there is none."""
        found = self._look_right(at)
        return found[1] if found else ""

    def free_side(self, at: int) -> str:
        """Return the side of an actor or a pronoun that no preposition leads to, "" of anything else."""
        chunk = self.row.chunks[at]
        if chunk.low in ("they", "we", "it"):
            return self.pronoun_side(at)
        return self.side_of(at) if chunk.kind == "actor" and not self.row.is_governed(at) else ""

    # ------------------------------------------------------------------------------ other places
    def side_after(self, at: int) -> Chunk | None:
        """Return the side that directly follows a preposition."""
        for chunk in self.row.chunks[at + 1 : at + 5]:
            if chunk.kind in ("actor", "adjective", "asset"):
                return chunk
            if not (chunk.tags & {"determiner", "adjective"} or (chunk.kind == "word" and not chunk.tags)):
                return None
        return None

    def find_agent(self, at: int) -> Chunk | None:
        """Return the side after "by" in the clause of a passive."""
        for index in self.row.reach(at):
            chunk = self.row.chunks[index]
            if chunk.low in STRONG or "relative" in chunk.tags:
                return None
            if self.row.is_event_verb(index) and index > at + 1 and self.row.is_finite(index):
                return None
            if chunk.preposition == "by":
                them = self.row.low(index + 1) == "them" and self.row.ends_phrase(index + 2)
                if them:
                    return self.row.chunks[index + 1]
                return self.side_after(index) or self._patron_after(index)
        return None

    def _patron_after(self, at: int) -> Chunk | None:
        """Return the side that a body is of: "by a council allied to *the rebels*", "by a body set up by *them*"."""
        chunks = self.row.chunks
        body = next(
            (k for k in range(at + 1, min(at + 4, len(chunks))) if "determiner" not in chunks[k].tags), 0
        )
        if not body or chunks[body].low not in _BODIES:
            return None
        words = [self.row.low(k) for k in range(body + 1, body + 4)]
        sided = bool(words) and words[0].split(" ")[0] in _MADE
        led = next(
            (k for k in range(body + 1, body + 4) if self.row.low(k).split(" ")[-1] in ("to", "by", "with")),
            0,
        )
        return self.side_after(led) if sided and led else None

    def is_done_by_people(self, at: int) -> bool:
        """Say if people who are no side do it: "was broken into by residents"."""
        by = next((k for k in range(at + 1, at + 3) if self.row.low(k) == "by"), 0)
        who = by + 1
        while by and who < len(self.row.chunks) and self.row.chunks[who].tags & {"determiner", "adjective"}:
            who += 1
        people = self.row.chunks[who] if by and who < len(self.row.chunks) else None
        return people is not None and people.kind == "word" and bool(people.tags & {"source_noun", "head"})

    def headed_side(self) -> str:
        """Return the side of whose places a line tells: "Rebels: X, Y (taken on Friday)", "GREEN: ..." by the text's legend."""
        first = self.row.chunks[0]
        if self.row.low(1) != ":":
            return ""
        side = self.discourse.legend.get(first.low, "") or (first.side if first.kind == "actor" else "")
        return "" if side == FOREIGN else side

    def has_agent_directly(self, at: int) -> bool:
        """Say if "by" follows with no more than a date between."""
        following = self.row.chunks[at + 1 : at + 4]
        for step, chunk in enumerate(following):
            if chunk.preposition == "by":
                return all(
                    c.kind == "date" or "adverb" in c.tags or c.preposition in ("on", "in")
                    for c in following[:step]
                )
        return False

    def find_marked(self, at: int, prepositions: set[str]) -> Chunk | None:
        """Return the side that a preposition of the clause leads to: "lost X *to the rebels*"."""
        words = self.row.low(at).split()
        if len(words) > 1 and words[-1] in _ENDINGS:
            side = self.side_after(at)
            if side is not None:
                return side
        for index in self.row.reach(at):
            chunk = self.row.chunks[index]
            if self.row.ends_clause(index) or "relative" in chunk.tags:
                return None
            if (
                (chunk.verbs or chunk.tags & {"report", "be", "have"})
                and chunk.kind == "word"
                and not chunk.preposition
            ):
                return None
            if chunk.preposition in prepositions or chunk.low in prepositions:
                side = self.side_after(index)
                if side is not None:
                    return side
        return None

    def find_owner(self, at: int) -> str:
        """Return the side in "the rebels' capture", "government control"."""
        for index in range(at - 1, max(-1, at - 4), -1):
            chunk = self.row.chunks[index]
            if chunk.kind in ("adjective", "actor", "asset"):
                return resolve_side(chunk, self.discourse, "")
            if chunk.low in ("their", "its", "our"):
                return self.speaker if chunk.low == "our" else self.pronoun_side(index)
            if not (chunk.tags & {"adjective", "determiner"} or chunk.low in ("'s", "'", "full", "complete")):
                return ""
        return ""

    def find_near_subject(self, at: int) -> str:
        """Return the side that stands free within a few chunks before a noun."""
        for index in range(at - 1, max(-1, at - 6), -1):
            if self.row.chunks[index].kind == "actor" and not self.row.is_governed(index):
                return self.side_of(index)
        return ""

    def _speaks(self, at: int) -> bool:
        """Say if a side is only who tells it: "rebels said that", ", the rebels announced"."""
        chunks = self.row.chunks
        near = (*chunks[max(0, at - 2) : at], *chunks[at + 1 : at + 3])
        return any("report" in chunk.tags for chunk in near)

    def add_other_side(self, at: int, sides: dict[str, str]) -> None:
        """Take the one other side that the sentence's part names for the new holder of what was lost."""
        if not sides.get("loser") or sides.get("taker"):
            return
        first, last = self.row.part(at)
        others = {
            chunk.side
            for index, chunk in enumerate(self.row.chunks[first:last], first)
            if chunk.kind == "actor"
            and chunk.side not in ("", FOREIGN)
            and not (self._speaks(index) or self.row.is_in_relative(index, at))
            and self.discourse.is_against(chunk.side, sides["loser"])
        }
        if len(others) == 1:
            sides["taker"] = others.pop()
