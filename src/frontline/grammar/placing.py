"""Placing: which place a verb, a noun or a preposition speaks of.

Owns objects, place subjects and lists. The way to a place is `walking`'s. Knows no side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.row import CLAUSE_STARTERS, DASHES, REACH, STRONG
from frontline.grammar.walking import Found, Walking

if TYPE_CHECKING:
    from frontline.grammar.chunk import Chunk
    from frontline.lexicon import VerbRule
    from frontline.model import Located

__all__ = ["Found", "Placing"]

#: What a side has in a place that it holds, beside ground.
_POWER = frozenset({"authority", "control", "power", "security"})
#: A colon this near to a sentence's start ends a heading ("- X: captured").
_HEADING = 4
_HEADS = frozenset({":", *DASHES})
#: What joins two sides' deeds in one place.
_ALONGSIDE = frozenset({"as", "after", "when", "while"})
#: What makes "its capture" one that happened.
_LATER = frozenset({"after", "since", "following"})


class Placing(Walking):
    """Finds the places of one sentence."""

    # ----------------------------------------------------------------------------------- objects
    def find_role(self, at: int, rule: VerbRule) -> Found | None:
        """Return the place that a verb's rule says it speaks of."""
        if rule.via:
            return self._via_attack(at, rule.via)
        for marker in rule.place:
            found = self._marked(at, marker, rule)
            if found is not None:
                return found
        if "in" in rule.place and (rule.subject == "holder" or rule.rule == "presence"):
            return self._relative_where(at) or self.fronted(at)
        if "object" in rule.place and rule.subject in ("taker", "holder", "loser"):
            return self._relative_object(at)
        if rule.subject == "fighter":
            return self.fronted(at)
        return self._of_heading(at) or (self._left_by(at, rule) if rule.status == "withdrawn" else None)

    def _left_by(self, at: int, rule: VerbRule) -> Found | None:
        """Return the place of "X, where the army has pulled out", "the units in X have withdrawn"."""
        where = self._relative_where(at) if "from" in rule.place and self.ends_phrase(at + 1) else None
        return where or self._of_garrison(at) or self._left_as(at)

    def _left_as(self, at: int) -> Found | None:
        """Return the one place of the main clause before: "rebels stormed X as the army pulled out"."""
        starter = next((k for k in range(at - 1, 0, -1) if self.row.low(k) in CLAUSE_STARTERS | STRONG), 0)
        places = [k for k in range(at) if self.row.chunks[k].kind in ("place", "ref")]
        told = bool(places) and places[-1] < starter and self.row.low(starter) in _ALONGSIDE
        told = told and all(self.row.chunks[k].kind == "ref" for k in places[1:])
        if not told or not self.ends_phrase(at + 1):
            return None
        if self.row.is_lead_governed(places[0]) and not (places[0] == 1 and self.row.low(0) == "in"):
            return None
        return self._stand_for(places[0])

    def _of_garrison(self, at: int) -> Found | None:
        """Return the place of "units in X have withdrawn", where the verb names none itself."""
        index = self.row.before_auxiliaries(at)
        if (
            index
            and self.row.low(index - 1) == "its"
            and self._is_garrison(index)
            and self.ends_phrase(at + 1)
        ):
            places = self.refer(index - 1)
            return Found(places, "whole", index) if places else None
        if index is None or index < 2 or self.row.chunks[index - 1].preposition != "in":
            return None
        led = self.row.chunks[index - 2].kind == "actor" and self.row.chunks[index].kind == "place"
        after = self.row.chunks[at + 1] if at + 1 < len(self.row.chunks) else None
        ends = after is None or self.ends_phrase(at + 1) or after.preposition  # "withdrew their demand"
        return self._stand_for(index) if led and ends else None

    def _of_heading(self, at: int) -> Found | None:
        """Return the place of "X: the army withdraws, rebels enter", where the verb has nothing after it."""
        chunks = self.row.chunks
        ends = self.ends_phrase(at + 1)
        if self.discourse.about and ends:
            return Found(self.discourse.about, "whole", at)
        opens = len(chunks) > _HEADING and chunks[0].kind == "place" and chunks[1].low == ":"
        leads_away = at + 1 < len(chunks) and chunks[at + 1].preposition == "to"  # "X: troops flee towards Y"
        return self._stand_for(0) if opens and (ends or leads_away) else None

    def _marked(self, at: int, marker: str, rule: VerbRule) -> Found | None:
        """Return the place that one of a rule's markers leads to."""
        if marker == "here":
            return self._left_before(at)
        if marker == "outside":
            found = self.after_preposition(at, marker)
            return Found(found.places, "whole", found.at) if found is not None else None
        pushed = rule.subject == "holder" and bool(rule.loser)
        if marker == "object":
            found = self.walk(at + 1, free=True)
        elif marker == "from" and self.row.low(at).endswith(" out") and self.row.low(at + 1) == "of":
            found = self.walk(at + 2)  # "were bussed out of X"
        else:
            found = self.after_preposition(at, marker, measured=pushed)
        return self._fit_extent(found, at, pushed=pushed) if found is not None else None

    def _left_before(self, at: int) -> Found | None:
        """Return the place that was left before a verb that needs none: "A left X and B *moved in*"."""
        chunks = self.row.chunks
        left = any(sense.rule.status == "withdrawn" for chunk in chunks[:at] for sense in chunk.verbs)
        place = next((k for k in range(at - 1, -1, -1) if chunks[k].kind in ("place", "ref")), None)
        if not self.ends_phrase(at + 1):
            return None
        if place is None:
            return Found(self.discourse.vacated, "whole", at) if self.discourse.vacated else None
        return self._stand_for(place) if left else None

    def ends_phrase(self, at: int) -> bool:
        """Say if nothing that a verb might do its deed to stands at an index."""
        after = self.row.chunks[at] if at < len(self.row.chunks) else None
        return (
            after is None or after.kind in ("punct", "date") or bool(after.tags & {"conjunction", "adverb"})
        )

    def _fit_extent(self, found: Found, at: int, *, pushed: bool) -> Found:
        """Return a verb's place with what the verb makes of its extent."""
        if pushed and found.extent == "edge":
            found.extent = "whole"  # pushed back from the gates of X: X is held
        districts = all(item.place is not None and item.place.kind == "district" for item in found.places)
        if self.row.low(at).startswith("reach") and districts:
            found.extent = "part"  # who reaches a quarter is inside the town
        return found

    def _relative_where(self, at: int) -> Found | None:
        """Read the place before ", where they are regrouping"."""
        for index in range(at - 1, max(0, at - REACH), -1):
            if self.row.low(index) == "where":
                back = index - 2 if self.row.low(index - 1) == "," else index - 1
                chunk = self.row.chunks[back]
                return Found(chunk.places, "whole", back) if chunk.kind == "place" else None
            if self.row.low(index) == "there" and self.row.chunks[index - 1].kind == "actor":
                return self._stand_for(index)  # "the units there are in full readiness"
            if self.row.low(index) in STRONG or self.row.chunks[index].kind == "place":
                return None
        return None

    def after_preposition(self, at: int, marker: str, *, measured: bool = False) -> Found | None:
        """Return the place that a class of preposition leads to in the clause after a verb.

        Parameters
        ----------
        measured
            May a distance stand before it: "pushed them back by 10 km from X"?
        """
        if len(self.row.low(at).split()) > 1 and self._ends_in_preposition(at):
            found = self.walk(at + 1, free=marker in ("from", "of"))  # "pulled out of the south, including X"
            if found is not None:
                return found
        for index in self.row.reach(at):
            if self._bounds_roles(index, at):
                return None
            chunk = self.row.chunks[index]
            if chunk.low in ("there", "here") and marker == "in":
                return self.walk(index)
            if chunk.preposition == marker or marker in chunk.tags or chunk.low == marker:
                found = self.walk(index + 1)
                if found is not None:
                    return self._off(found) if marker == "near" else found
            if "unit" in chunk.tags and not measured:
                return None
        return None

    def _bounds_roles(self, index: int, at: int) -> bool:
        if self.row.ends_clause(index) or "relative" in self.row.chunks[index].tags:
            return True
        if "report" in self.row.chunks[index].tags and self.row.low(index - 1) == "," and index > at + 1:
            return True  # "they withdrew," said a man from X
        finite = self.row.is_event_verb(index) and self.row.is_finite(index)
        return finite and index > at + 1 and "near" not in self.row.chunks[index].tags

    def _ends_in_preposition(self, at: int) -> bool:
        last = self.row.low(at).split()[-1]
        return any(last in self.words[name] for name in ("in", "near", "from", "to", "on", "by", "of"))

    @staticmethod
    def _off(found: Found) -> Found:
        """Say of a place that was named after "near" that it is not meant itself."""
        if found.extent == "whole":
            found.extent = "edge"
        return found

    # ----------------------------------------------------------------------------- attacks, lists
    def _via_attack(self, at: int, tag: str) -> Found | None:
        """Read "repelled an attack on X"."""
        for index in self.row.reach(at):
            if self.names_attack(index, tag):
                found = self._attacked_after(index)
                if found is not None and found.extent == "edge":
                    found.extent = "whole"  # who holds off what comes towards a place holds it
                return found
            if self.row.chunks[index].kind in ("place", "ref") or self.row.low(index) in STRONG:
                return None
        return None

    def _attacked_after(self, at: int) -> Found | None:
        for index in self.row.reach(at, 8):
            if self.row.ends_clause(index):
                return None
            chunk = self.row.chunks[index]
            if index == at + 1 and chunk.kind == "place":
                return self.walk(index)
            verb = self.row.is_event_verb(index) and not chunk.preposition
            if verb or chunk.preposition in ("on", "to", "in", "near"):
                found = self.walk(index + 1)
                if found is not None:
                    return found
        return None

    def find_attacked(self, at: int, tag: str) -> Found | None:
        """Return the place of "an attack on X was repelled"."""
        for index in range(at - 1, max(-1, at - REACH), -1):
            if self.row.ends_clause(index):
                return None
            if self.names_attack(index, tag):
                for after in range(index + 1, at):
                    if self.row.chunks[after].preposition in ("on", "in", "to"):
                        found = self.walk(after + 1)
                        if found is not None and found.at < at:
                            return found
                return self._relative_where(index)  # "X, where several assaults failed"
        return None

    def names_attack(self, at: int, tag: str) -> bool:
        """Say if it is a noun of attacking, with a side before it or not."""
        chunk = self.row.chunks[at]
        joined = chunk.kind in ("actor", "asset") and bool(set(chunk.low.split()) & self.words["attack"])
        return tag in chunk.tags or joined

    def _relative_object(self, at: int) -> Found | None:
        """Read the place before "which the army holds"."""
        for index in range(at - 1, max(-1, at - 8), -1):
            if self.row.low(index) in ("which", "that", "where") and index:
                back = index - 1
                while back > 0 and self.row.low(back) in (",", "in", "of"):
                    back -= 1
                before = self.row.chunks[back]
                pointed = self._stand_for(back) if before.kind in ("place", "ref") else None
                if pointed is not None:
                    return pointed
                return self._list_after(at) if self._names_places(before) else None
            if self.row.low(index) in STRONG or (self.row.is_event_verb(index) and self.row.is_finite(index)):
                return None
        return None

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
            return self._stand_for(index) if led and self._is_garrison(index - 2) else None
        owner = index - 2 if self.row.low(index - 1) == "'s" else index - 1
        owned = owner >= 0 and chunks[owner].kind == "place" and self._is_garrison(index)
        return Found(chunks[owner].places, "whole", owner) if owned else None

    def _is_garrison(self, at: int) -> bool:
        return bool(set(self.row.low(at).split()) & self.words["garrison"])

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
            if low in _HEADS and 0 < index < _HEADING and self.row.chunks[index - 1].kind == "place":
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
        if told.low in ("which", "where", "whose") and named.kind == "place":
            return opening - 1
        apposed = "determiner" in told.tags and not any(
            self.row.is_event_verb(k) for k in range(opening + 1, comma)
        )  # "the base, the largest between A and B, was taken"
        return opening - 1 if apposed and named.kind == "ref" else -1

    def _headed(self, at: int) -> Found | None:
        """Return the place that the line before was, where this one has no subject: "X.", then "Fell on Friday"."""
        places = self.discourse.headed or self.discourse.about
        return Found(places, "whole", at) if places and self.row.before_auxiliaries(at) is None else None

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

    def _owner_of(self, found: Found) -> list[Located]:
        """Return the town of "X, on the coast, and its airport", [] where none is joined to the airport."""
        if not self.row.low(found.at).startswith("its ") or self.row.low(found.at - 1) != "and":
            return []
        at = next((k for k in range(found.at - 1, -1, -1) if self.row.chunks[k].kind == "place"), None)
        if at is None or self.row.is_lead_governed(at) or self.row.chunks[at].extent != "whole":
            return []
        return self.row.chunks[at].places

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
        chunk = self.row.chunks[index]
        if chunk.kind == "actor" and not self.row.is_governed(index) and index == self.row.before(at):
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
            return self._stand_for(index) or Found([], chunk.extent, index)
        with_actor = any(c.kind == "actor" for c in row.chunks[index:at])
        if chunk.low in ("which", "that"):
            back = index - 1
            while back > 0 and row.low(back) == ",":
                back -= 1
            before = row.chunks[back] if back >= 0 else None
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

    def before_aside(self, at: int) -> Found | None:
        """Return the places that an aside speaks of: "X and Y, both rebel-held"."""
        index = at - 1
        while index > 0 and self.row.low(index) in ("both", "all", "now", "still"):
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
        found = self.walk(at + 2) if at_place and len(tried) <= _HEADING else None
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

    # ------------------------------------------------------------------------- nouns, predicates
    def of_noun(
        self, at: int, *, of_place: bool, markers: tuple[str, ...], free: bool = False
    ) -> Found | None:
        """Return the place of "the fall of X", "X's fall", "a withdrawal from X", "clashes in X".

        Parameters
        ----------
        of_place
            Does "of" lead to the place?
        markers
            The classes of preposition that lead to it, or prepositions.
        free
            May it stand in a list of what is not named: "the capture of two towns, among them X"?
        """
        owned = self._owner_of_noun(at) if of_place else None
        if owned is not None:
            return owned
        loose: Found | None = None
        for index in self.row.reach(at, 10):
            chunk = self.row.chunks[index]
            between = self.row.chunks[at + 1 : index]
            dated = any(c.kind == "date" for c in between)
            by_side = bool(between) and between[0].low == "of" and any(c.kind == "actor" for c in between)
            near = all(c.kind == "date" or "adverb" in c.tags or (dated and c.preposition) for c in between)
            imposed = any("imposed" in c.tags for c in between) and all(
                c.tags & {"be", "have", "adverb", "imposed"} or c.kind == "date" for c in between
            )
            near = near or imposed or (by_side and chunk.low in ("over", "on"))
            if of_place and near and chunk.low in ("of", "over", "on"):
                found = self.walk(index + 1, free=free)
                if found is not None:
                    return found
            if chunk.preposition in markers or chunk.low in markers:
                found = self.walk(index + 1, free=free)
                if found is not None and (
                    chunk.preposition != "on" or chunk.low == "over" or found.extent == "edge"
                ):
                    found = self._off(found) if chunk.preposition == "near" else found
                    if found.extent != "wide":
                        return found
                    loose = loose or found
            if self.row.ends_clause(index) or "relative" in chunk.tags:
                return loose
            if not markers and self.row.is_event_verb(index) and self.row.is_finite(index):
                return loose
        return loose

    def _owner_of_noun(self, at: int) -> Found | None:
        """Return the place of "X's fall", "X after its capture"."""
        chunks = self.row.chunks
        if self.row.low(at - 1) == "'s" and at > 1 and chunks[at - 2].kind == "place":
            return Found(chunks[at - 2].places, "whole", at - 2)
        if self.row.low(at - 1) != "its" or self.row.low(at - 2) not in _LATER:
            return None
        places = self.refer(at - 1)
        return Found(places, "whole", at - 1) if places else None

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
