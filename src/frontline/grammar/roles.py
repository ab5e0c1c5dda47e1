"""Roles: which side does it, to whom it goes, from whom it comes.

Owns subjects, agents, owners and what "they" and "the fighters" stand for. Knows no place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN
from frontline.grammar.discourse import resolve_side
from frontline.grammar.row import CLAUSE_STARTERS, DASHES, STRONG

if TYPE_CHECKING:
    from frontline.grammar.chunk import Chunk
    from frontline.grammar.discourse import Discourse
    from frontline.grammar.row import Row
    from frontline.lexicon import VerbSense
    from frontline.model import Place

_POSSESSIVES = frozenset({"his", "its", "their"})
#: Words that open a clause whose -ing form borrows the subject of the main one.
_BORROWING = frozenset({"after", "before", "while", "when", "since", "following"})
#: What stands before the second of two verbs that share a subject.
_COORDINATING = frozenset({",", "and", "then", "&"})
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
#: One human being, who comes and goes without an army.
_ONE_HUMAN = frozenset({"he", "she", "i"})
_TRAVELS = frozenset(
    {"left", "leaves", "leave", "fled", "flees", "reached", "reaches", "departed", "arrived", "came to"}
)
#: Words for a side that name none.
_THIRD = frozenset({"they", "theirs"})
#: What makes a state one that goes on.
_LASTING = frozenset(
    {"still", "remain", "remains", "remained", "stay", "stays", "until", "had", "along", "always", "not"}
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


class Roles:
    """Finds the sides of one sentence; `speaker` is the side that says "we" in it."""

    def __init__(self, row: Row, discourse: Discourse, speaker: str = "") -> None:
        self.row = row
        self.discourse = discourse
        self.speaker = speaker or discourse.speaker

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
        verbal = governor > 0 and (row.is_event_verb(governor) or row.is_plain_noun(governor))
        if not verbal or any(row.is_event_verb(k) and row.is_finite(k) for k in range(index + 1, at)):
            return False
        first, _last = row.part(governor)
        subjects = (k for k in range(first, governor) if not row.is_governed(k))
        return any(row.chunks[k].kind == "actor" or row.is_plain_noun(k) for k in subjects)

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

    # --------------------------------------------------------------------------------- resolving
    def side_of(self, at: int) -> str:
        """Return the side of an actor: its own, its owner's, or the one that it stands for."""
        row, chunk = self.row, self.row.chunks[at]
        words = row.lexicon.words
        if self.row.low(at - 1) in _POSSESSIVES and set(chunk.low.split()) <= words["fighters"]:
            return self._owner_before(at)
        named = ""
        for index in range(at):
            before = row.chunks[index]
            known = before.side not in ("", FOREIGN) and not self.discourse.is_outsider(before.side)
            if before.kind == "actor" and known and not row.is_governed(index):
                named = before.side
        return resolve_side(chunk, self.discourse, named, words["vague"])

    def _owner_before(self, at: int) -> str:
        """Return whose "his troops" are: the side or the speaker named last before them."""
        for chunk in reversed(self.row.chunks[:at]):
            if chunk.kind in ("actor", "asset", "adjective") and chunk.side not in ("", FOREIGN):
                return chunk.side
            if chunk.source_id or "source_noun" in chunk.tags:
                return self.speaker or self.discourse.topic
        return self.discourse.topic or self.speaker

    def pronoun_side(self, at: int) -> str:
        """Return the side that a pronoun stands for."""
        if self.row.low(at) in self.row.lexicon.words["first_person"]:
            return self.speaker
        told = self._speaker_of_addition(at)
        if told:
            return told
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

    def _speaker_of_addition(self, at: int) -> str:
        """Return who "it" is in "the army said that X had fallen and that *it* was leaving": the side that says so."""
        row = self.row
        if row.low(at - 1) != "that" or row.low(at - 2) not in ("and", "but"):
            return ""
        told = next((k for k in range(1, at) if "report" in row.chunks[k].tags), 0)
        return self.side_of(told - 1) if told and row.chunks[told - 1].kind == "actor" else ""

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
            taker = discourse.taker if discourse.reaches(discourse.taker, place) else ""
            side = taker or self.speaker or discourse.rival_of(place) or discourse.taker or side
        elif self.row.low(at) not in words["pronoun_actor"] - words["first_person"]:
            return side
        unlikely = side == discourse.holder_of(place) and side not in discourse.takers
        untold = not side and self.row.low(at) == "they"
        return discourse.rival_of(place) if unlikely or untold else side

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

    def is_vague(self, at: int) -> bool:
        """Say if it is "the fighters", with no word of their side."""
        chunk = self.row.chunks[at]
        if self.row.low(at - 1) in _POSSESSIVES:
            return False
        return chunk.kind == "actor" and not chunk.side and chunk.low in self.row.lexicon.words["vague"]

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
