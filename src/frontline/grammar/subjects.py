"""Subjects: which place a verb or a predicate says something of.

Owns place subjects, the lists and asides that stand for one, and what is only fronted. The way to a place is
`walking`'s, objects and the places of nouns are `placing`'s. Knows no side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.row import CLAUSE_STARTERS, DASHES, STRONG
from frontline.grammar.walking import Found, Walking

if TYPE_CHECKING:
    from frontline.grammar.chunk import Chunk
    from frontline.model import Located

#: What a side has in a place that it holds, beside ground.
_POWER = frozenset({"authority", "control", "power", "security"})
#: A colon this near to a sentence's start ends a heading ("- X: captured").
HEADING = 4
#: How many chunks may describe a place before "which".
_LONGEST_DESCRIPTION = 8
#: A place and what sets it apart from what is told of it.
_LABEL = ("place", ":")
_HEADS = frozenset({":", *DASHES})


class Subjects(Walking):
    """Finds the place that one sentence's verbs and predicates say something of."""

    # ---------------------------------------------------------------------------- lists, garrisons
    @staticmethod
    def _names_places(chunk: Chunk) -> bool:
        """Say if it is "the villages", whose names may follow in a list."""
        return chunk.low.endswith("s") and (chunk.kind == "ref" or "kind" in chunk.tags)

    def of_garrison(self, at: int) -> Found | None:
        """Return the place whose garrison is the subject: "the garrison of X laid down arms", "X's defenders"."""
        chunks, index = self.row.chunks, self.row.before_auxiliaries(at)
        if index is None:
            return None
        if chunks[index].kind == "place" and index > 1:
            led = chunks[index - 1].preposition in ("of", "in")
            own = self._is_garrison(index - 2) or self._is_held_by(index, index - 2)
            return self._stand_for(index) if led and own else None
        owner = index - 2 if self.row.low(index - 1) == "'s" else index - 1
        owned = owner >= 0 and chunks[owner].kind == "place" and self._is_garrison(index)
        return Found(chunks[owner].places, "whole", owner) if owned else None

    def _is_garrison(self, at: int) -> bool:
        return bool(set(self.row.low(at).split()) & self.words["garrison"])

    def _is_held_by(self, place: int, at: int) -> bool:
        """Say if it is "the troops at X", where X is theirs, or nobody's that is told."""
        chunk, town = self.row.chunks[at], self.row.chunks[place].places
        if chunk.kind != "actor" or "fighters" not in chunk.tags or not town or town[0].place is None:
            return False
        return chunk.side in ("", self.discourse.holder_of(town[0].place))

    def of_posts(self, at: int) -> Found | None:
        """Return the place whose posts are the subject: "checkpoints at X are manned", "X is calm; its posts are"."""
        index = self.row.before_auxiliaries(at)
        if index is None:
            return None
        if "asset" in self.row.chunks[index].tags and self.row.low(index - 1) == "its":
            places = self.refer(index - 1)
            return Found(places, "whole", index) if places else None
        chunk = self.row.chunks[index]
        led = index > 1 and self.row.chunks[index - 1].preposition in ("in", "of")
        posts = self.row.chunks[index - 2] if led else None
        if chunk.kind == "place" and posts is not None and "asset" in posts.tags | {posts.kind}:
            return self._stand_for(index)
        return None

    def find_listed(self, at: int) -> Found | None:
        """Return the list of "the towns captured by the rebels are A and B"."""
        before = self.row.before(at)
        return (
            self._list_after(at)
            if before is not None and self._names_places(self.row.chunks[before])
            else None
        )

    def find_heading_list(self, at: int) -> Found | None:
        """Return the list of "Captured on Friday: A, B"."""
        if self.row.before(at) is not None:
            return None
        colon = next((index for index in self.row.reach(at, 10) if self.row.low(index) == ":"), None)
        return self._list_after(colon - 1) if colon is not None else None

    def _listed_aside(self, at: int) -> Found | None:
        """Return the places of "three towns - X, Y and Z - were taken"."""
        listed = self.row.chunks[at]
        named = listed.kind == "place" and listed.extent == "whole"
        return Found(listed.places, listed.extent, at) if named else None

    def _list_after(self, at: int) -> Found | None:
        for index in range(at + 1, len(self.row.chunks) - 1):
            if self.row.low(index) in (":", "are", "were") or "include" in self.row.chunks[index].tags:
                following = self.row.chunks[index + 1]
                listed = following.kind == "place" and following.extent == "whole"
                return Found(following.places, following.extent, index + 1) if listed else None
        return None

    # ---------------------------------------------------------------------------------- subjects
    def find_subject(self, at: int) -> Found | None:
        """Return the place that a verb or a predicate says something of: the nearest free one to the left."""
        index = at - 1
        while index >= 0:
            low = self.row.low(index)
            if low in _HEADS and 0 < index < HEADING and self.row.chunks[index - 1].kind == "place":
                index -= 1
                continue
            aside = self._relative_before(index, at) if low == "," else -1
            if aside >= 0:
                index = aside
                continue
            if low in DASHES and any(self.row.low(k) in DASHES for k in range(index)):
                opening = self.row.before_aside(index)
                if self._names_places(self.row.chunks[opening]):
                    return self._listed_aside(opening + 2)
                index = opening
                continue
            if self._bounds_place(index, at):
                return None
            found = self._subject_at(index, at)
            if found is not None:
                return self._with_dated(found) if found.places else None
            index -= 1
        return self._headed(at)

    def _relative_before(self, comma: int, at: int) -> int:
        """Return the index of X in "X, where Y has a base, is held", -1 where the comma closes no such aside."""
        if not all(c.tags & {"be", "have", "adverb", "copula"} for c in self.row.chunks[comma + 1 : at]):
            return -1
        opening = next((k for k in range(comma - 1, 0, -1) if self.row.low(k) == ","), 0)
        if not opening:
            return -1
        told, named = self.row.chunks[opening + 1], self.row.chunks[opening - 1]
        if "according" in told.tags:
            return opening - 1 if named.kind == "place" or named.low in ("which", "that") else -1
        if told.low in ("which", "where", "whose") and named.kind == "place":
            return opening - 1
        apposed = "determiner" in told.tags and not any(
            self.row.is_event_verb(k) for k in range(opening + 1, comma)
        )  # "the base, the largest between A and B, was taken"
        between = (self.row.chunks[k] for k in range(opening + 1, comma))
        plain = named.kind == "place" and not any(
            c.kind == "place" and c.extent != "attribute" for c in between
        )
        return opening - 1 if apposed and (named.kind == "ref" or plain) else -1

    def _headed(self, at: int) -> Found | None:
        """Return the place that the line before was, where this one has no subject: "X.", then "Fell on Friday"."""
        places = self.discourse.headed or self.discourse.about
        return Found(places, "whole", at) if places and self.row.before_auxiliaries(at) is None else None

    def of_line(self, at: int) -> Found | None:
        """Return the place under whose name a line begins: "X: rebel-held since 9 May", or "X" and the line under it."""
        if at == 0:
            return Found(self.discourse.headed, "whole", at) if self.discourse.headed else None
        named = self.row.chunks[0].kind == "place" and at == len(_LABEL) and self.row.low(1) in _HEADS
        return self._stand_for(0) if named else None

    def of_label(self, at: int) -> Found | None:
        """Return the place under whose name the line of a chunk begins: "X: ... the rebels are in the square"."""
        named = len(self.row.chunks) > 1 and self.row.chunks[0].kind == "place" and self.row.low(1) == ":"
        if at == 0 or (at == 1 and "determiner" in self.row.chunks[0].tags):
            return Found(self.discourse.headed, "whole", at) if self.discourse.headed else None
        return self._stand_for(0) if named and self.row.chunks[0].extent == "whole" else None

    def _with_dated(self, found: Found) -> Found:
        """Add the places before in "X, on 11 May, and Y, on 12 May, fell"."""
        owner = self._owner_of(found)
        if owner:
            found.places = [*owner, *found.places]
            return found
        dated = False
        for index in range(found.at - 1, -1, -1):
            chunk = self.row.chunks[index]
            if chunk.kind == "date":
                dated = True
            elif (
                chunk.kind in ("place", "ref") and index == found.at - 2 and self.row.low(index + 1) == "and"
            ):
                joined = (
                    self._stand_for(index) if "ref" in (chunk.kind, self.row.chunks[found.at].kind) else None
                )
                if joined is None or self.row.is_lead_governed(index):
                    return found
                found.places = [*joined.places, *found.places]
            elif chunk.kind == "place":
                if not dated or chunk.extent not in ("whole", "most") or self.row.is_lead_governed(index):
                    return found
                found.places = [*chunk.places, *found.places]
                dated = False
            elif chunk.low not in (",", "and") and chunk.preposition not in ("on", "by", "in"):
                return found
        return found

    def _described(self, at: int) -> int:
        """Return the index of the X of "X, two towns to the north which": what a description before a relative adds to, or -1."""
        comma = next(
            (k for k in range(at, max(0, at - _LONGEST_DESCRIPTION), -1) if self.row.low(k) == ","), 0
        )
        if not comma or self.row.chunks[comma - 1].kind != "place":
            return -1
        described = self.row.chunks[comma + 1 : at + 1]
        known = (
            bool(described) and "determiner" in described[0].tags and any("kind" in c.tags for c in described)
        )
        return comma - 1 if known and not any(c.verbs for c in described) else -1

    def _owner_of(self, found: Found) -> list[Located]:
        """Return the town of "X, on the coast, and its airport", [] where none is joined to the airport."""
        if not self.row.low(found.at).startswith("its ") or self.row.low(found.at - 1) != "and":
            return []
        at = next((k for k in range(found.at - 1, -1, -1) if self.row.chunks[k].kind == "place"), None)
        if at is None or self.row.is_lead_governed(at) or self.row.chunks[at].extent != "whole":
            return []
        return self.row.chunks[at].places

    def _is_other_subject(self, index: int, at: int) -> bool:
        """Say if a side, or parts that have no name, stand right before a verb: it tells of them, and of no place."""
        chunk = self.row.chunks[index]
        parts = chunk.kind == "word" and "part" in chunk.tags and chunk.low.endswith("s")
        if index == self.row.before(at):
            # "X, except the quarters held by"
            return parts or (chunk.kind == "actor" and not self.row.is_governed(index))
        return parts and index == self.row.before_auxiliaries(
            at
        )  # "who govern X, said five districts were theirs"

    def _is_unnamed_town(self, index: int) -> bool:
        """Say if it is the subject of "and a provincial capital in the south fell", which nobody names."""
        row, chunk = self.row, self.row.chunks[index]
        opening = index - 1
        while opening > 0 and "adjective" in row.chunks[opening].tags:
            opening -= 1
        indefinite = (
            chunk.kind == "word" and "kind" in chunk.tags and row.low(opening) in ("a", "an", "another")
        )
        return indefinite and row.low(opening - 1) in CLAUSE_STARTERS | {"and"}

    def _bounds_place(self, index: int, at: int) -> bool:
        low = self.row.low(index)
        if low in STRONG:
            return True
        told = index > 0 and bool(
            self.row.chunks[index - 1].tags & {"be", "copula"}
        )  # "X is calm and under ..."
        if (
            self.row.is_plain_noun(index)
            and not told
            and "," not in (self.row.low(k) for k in range(index, at))
        ):
            return True
        if self._is_other_subject(index, at) or self._is_unnamed_town(index):
            return True
        if low not in CLAUSE_STARTERS or low in ("since", "as", "once"):
            return False
        return not (index + 1 < len(self.row.chunks) and self.row.chunks[index + 1].kind == "date")

    def _subject_at(self, index: int, at: int) -> Found | None:  # noqa: PLR0911 - a list of cases
        """Return the subject that a chunk is; one without places where it points at none that is known."""
        row, chunk = self.row, self.row.chunks[index]
        if chunk.kind in ("place", "ref"):
            controlled = row.low(index - 1) == "of" and row.low(index - 2) in ("control", "full control")
            if chunk.extent == "attribute" or (row.is_lead_governed(index) and not controlled):
                return None
            if self._is_object(index, at):
                return Found([], chunk.extent, index)
            return self._stand_for(index) or Found([], chunk.extent, index)
        with_actor = any(c.kind == "actor" for c in row.chunks[index:at])
        if chunk.low in ("which", "that"):
            back = index - 1
            while back > 0 and row.low(back) == ",":
                back -= 1
            before = row.chunks[back] if back >= 0 else None
            if before is not None and before.kind != "place":
                back = self._described(back)
                named = self._stand_for(back) if back >= 0 and not with_actor else None
                return Found(named.places, "whole", back) if named is not None else None
            free = before is not None and before.kind == "place" and not with_actor
            return self._stand_for(back) if free else None
        if chunk.low in ("it", "both", "they", "the two", "both of which", "all of them"):
            beside = (
                chunk.low == "it" and row.chunks[index - 1].preposition == "near"
            )  # "the hill beside it is ours"
            if row.before(at) is None or beside:
                return None
            if with_actor or (chunk.low == "they" and self.discourse.topic):
                return Found([], "whole", index)
            return Found(self.refer(index), "whole", index)
        return None

    def _is_object(self, place: int, at: int) -> bool:
        """Say if a place is the object of another verb of the same subject: "the army holds X and *went to* Y"."""
        row, joint = self.row, self.row.before_auxiliaries(at)
        verb = row.governor(place)
        if joint is None or row.low(joint) != "and" or verb < 1 or not row.is_event_verb(verb):
            return False
        subject = row.before_auxiliaries(verb)
        acts = subject is not None and row.chunks[subject].kind == "actor"
        return acts and row.is_finite(verb) and not any(row.chunks[k].tags & {"be"} for k in range(joint, at))

    def before_aside(self, at: int) -> Found | None:
        """Return the places that an aside speaks of: "X and Y, both rebel-held"."""
        index = at - 1
        while index > 0 and (
            self.row.low(index) in ("both", "all", "now", "still", "a", "an", "the", "another")
            or "adjective" in self.row.chunks[index].tags
        ):
            index -= 1
        chunk = self.row.chunks[index - 1] if index > 0 else None
        if chunk is None or self.row.low(index) not in (",", *DASHES) or chunk.kind != "place":
            return None
        return self._stand_for(index - 1)

    def aside_on_led(self, at: int) -> Found | None:
        """Return the place of "in X, now run by the rebels," or "near X, taken on Monday"."""
        comma = self.row.before(at)
        place = self.row.chunks[comma - 1] if comma else None
        if comma is None or place is None or self.row.low(comma) != "," or place.kind != "place":
            return None
        leads = self.row.governor(comma - 1)
        led = leads >= 0 and self.row.chunks[leads].preposition in ("in", "near", "to")
        opens = leads == 0 or self.row.low(leads - 1) in (",", ";", "and")  # "the hotel in X, taken over by"
        return self._stand_for(comma - 1) if led and opens else None

    def fronted(self, at: int) -> Found | None:
        """Read "In X, fighting goes on"."""
        for index in range(at - 1, 0, -1):
            if self.row.ends_clause(index):
                return None
            if (
                self.row.chunks[index].kind in ("place", "ref")
                and self.row.chunks[index - 1].preposition == "in"
            ):
                led = index > 1 and self.row.low(index - 2) not in (",", ".", "and", "but")
                if led and "adverb" not in self.row.chunks[index - 2].tags:
                    return None
                return self.walk(index)
        return None

    def find_attempted(self, at: int) -> Found | None:
        """Return the place of "rebels tried to enter X but were repelled", "attackers were repelled at X"."""
        attacker = next((k for k in range(at) if self.row.chunks[k].kind == "actor"), None)
        if attacker is None or not self.row.chunks[self.row.before(at) or 0].tags & {"be"}:
            return None
        tried = range(attacker + 1, at)
        verbs = (sense for k in tried for sense in self.row.chunks[k].verbs)
        if any(sense.rule.status in ("captured", "contested", "approached") for sense in verbs):
            place = next((k for k in reversed(tried) if self.row.chunks[k].kind == "place"), None)
            return Found(self.row.chunks[place].places, "whole", place) if place is not None else None
        at_place = at + 2 < len(self.row.chunks) and self.row.chunks[at + 1].preposition in (
            "in",
            "from",
            "near",
        )
        found = self.walk(at + 2) if at_place and len(tried) <= HEADING else None
        return Found(found.places, "whole", found.at) if found is not None else None

    def of_witness(self, at: int) -> Found | None:
        """Read "X saw fierce clashes", "X, the scene of battles"."""
        for index in range(at - 1, max(-1, at - 5), -1):
            chunk = self.row.chunks[index]
            if "witness" in chunk.tags:
                return self.find_subject(index)
            if chunk.kind != "word" or chunk.verbs or chunk.tags - {"determiner", "adjective", "adverb"}:
                return None
        return None

    def of_state(self, at: int, end: int) -> Found | None:
        """Return the place of a predicate that starts at `at` and ends before `end`."""
        found = self.find_subject(at)
        if found is not None:
            return found
        index = at - 1
        while index >= 0 and (self.row.chunks[index].tags & {"adverb", "be"} or self.row.low(index) == ","):
            index -= 1
        if index >= 0 and self.row.chunks[index].kind == "place":
            return self._stand_for(index)
        subject = self.row.before_auxiliaries(at)
        if subject is not None and set(self.row.low(subject).split()) & (self.words["ground"] | _POWER):
            return self.fronted(subject)  # "In X, positions are still in rebel hands"
        opens = self.row.low(end) in (":", "are", "in") or (
            end < len(self.row.chunks) and "include" in self.row.chunks[end].tags
        )
        if opens and end + 1 < len(self.row.chunks):
            listed = self.row.chunks[end + 1]
            if listed.kind == "place" and listed.extent in ("whole", "most"):
                return Found(listed.places, listed.extent, end + 1)
        return None
