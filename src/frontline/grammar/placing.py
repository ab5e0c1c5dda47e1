"""Placing: which place a verb, a noun or a preposition leads to.

Owns objects, attacks and the places of nouns. Places that are subjects are `subjects`', the way to a place is
`walking`'s. Knows no side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.row import CLAUSE_STARTERS, DASHES, REACH, STRONG
from frontline.grammar.subjects import HEADING, Subjects
from frontline.grammar.walking import Found

if TYPE_CHECKING:
    from frontline.lexicon import VerbRule

__all__ = ["Found", "Placing"]

#: What joins two sides' deeds in one place.
_ALONGSIDE = frozenset({"as", "after", "when", "while"})
#: How far behind a line's name and its dash the verb may stand that tells of the name, in chunks: else it is a dateline.
_NEAR_LABEL = 4
#: What makes "its capture" one that happened.
_LATER = frozenset({"after", "since", "following"})
#: Pronouns that are nothing but a subject.
_SUBJECTS = frozenset({"they", "we", "he", "she"})
#: How long the "a town north of" of "X, a town north of Y that they took" is, in chunks.
_SHORTEST_ASIDE, _LONGEST_ASIDE = 2, 9


class Placing(Subjects):
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
            found = self._relative_object(at) or (self._of_heading(at) if rule.rule == "enter" else None)
            found = found or (self._of_power(at) if rule.rule == "take" else None)
            return found or (self.of_garrison(at) if rule.status == "withdrawn" else None)
        if rule.subject == "fighter":
            return self.fronted(at)
        return self._of_heading(at) or (self._left_by(at, rule) if rule.status == "withdrawn" else None)

    def _of_power(self, at: int) -> Found | None:
        """Return the town of "took the police station in X", "in X, they took the police station"."""
        for index in self.row.reach(at, 6):
            chunk = self.row.chunks[index]
            if "power_seat" in chunk.tags or (
                chunk.kind == "ref" and chunk.low.removeprefix("the ") in self.words["power_seat"]
            ):
                for after in self.row.reach(index, 6):
                    if self.row.ends_clause(after) or self.row.is_event_verb(after):
                        break
                    if self.row.chunks[after].preposition in ("in", "of"):
                        return self.walk(after + 1)
                return self.fronted(at)
            if chunk.low != "of" and (chunk.kind not in ("word", "date") or chunk.verbs or chunk.preposition):
                return None
        return None

    def _left_by(self, at: int, rule: VerbRule) -> Found | None:
        """Return the place of "X, where the army has pulled out", "the units in X have withdrawn"."""
        where = self._relative_where(at) if "from" in rule.place and self.ends_phrase(at + 1) else None
        return where or self.of_garrison(at) or self._of_garrison(at) or self._left_as(at)

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
        """Return the place of "X: the army withdraws, rebels enter", "X - Rebels entered", where the verb has nothing after it."""
        chunks = self.row.chunks
        ends = self.ends_phrase(at + 1) or self.row.ends_phrase(at + 1)
        if self.discourse.about and ends:
            return Found(self.discourse.about, "whole", at)
        near = self.row.low(1) == ":" or (self.row.low(1) in DASHES and at <= _NEAR_LABEL)
        opens = len(chunks) > HEADING and chunks[0].kind == "place" and near
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
        keeps = pushed or rule.rule == "reinforce"  # who digs in around X holds X
        return self._fit_extent(found, at, pushed=keeps) if found is not None else None

    def _left_before(self, at: int) -> Found | None:
        """Return the place that was left before a verb that needs none: "A left X and B *moved in*"."""
        chunks = self.row.chunks
        left = any(sense.rule.status == "withdrawn" for chunk in chunks[:at] for sense in chunk.verbs)
        named = [k for k in range(at - 1, -1, -1) if chunks[k].kind in ("place", "ref")]
        place = next((k for k in named if not (self._is_where_from(k) or self._leads_off(k))), None)
        if not (self.ends_phrase(at + 1) or self.row.ends_phrase(at + 1)):
            return None
        if place is None:
            return Found(self.discourse.vacated, "whole", at) if self.discourse.vacated else None
        return self._stand_for(place) if left else None

    def _is_where_from(self, at: int) -> bool:
        """Say if a place is that of "coming from X": not "withdrew from X"."""
        if self.row.preposition(at - 1) != "from" or at < 2:
            return False
        return not any(sense.rule.status == "withdrawn" for sense in self.row.chunks[at - 2].verbs)

    def _leads_off(self, place: int) -> bool:
        """Say if a place is only where somebody goes: "fled towards X"."""
        return place > 0 and self.row.chunks[place - 1].preposition == "to"

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
            if self._bounds_roles(index, at) or (marker == "from" and self._is_of_next(index, at)):
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

    def _is_of_next(self, index: int, at: int) -> bool:
        """Say if a preposition leads from a side that is named after a comma: "are leaving, rebels from X come"."""
        chunks = self.row.chunks
        named = chunks[index].preposition == "from" and index > at + 2 and chunks[index - 1].kind == "actor"
        return named and any(chunk.low == "," for chunk in chunks[at + 1 : index - 1])

    def _bounds_roles(self, index: int, at: int) -> bool:
        if self.row.ends_clause(index) or "relative" in self.row.chunks[index].tags:
            return True
        told = self.row.chunks[index].tags
        apart = self.row.low(index - 1) == "," and index > at + 1
        if apart and self.row.chunks[index].kind == "actor" and not self.row.is_aside_speaker(index):
            return True  # "X: units are leaving, rebels from Y coming in"
        if "be" in told and self.row.low(index - 1) == "," and index > at + 1:
            return True  # "X, where they came on Friday, is south of Y"
        if "report" in told and self.row.low(index - 1) == "," and index > at + 1:
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
        """Read the place before "which the army holds", unless the verb has an object of its own: "which is out of use"."""
        if self._ends_in_preposition(at) and at + 1 < len(self.row.chunks) and self.row.is_plain_noun(at + 1):
            return None
        for index in range(at - 1, max(-1, at - 8), -1):
            if self.row.low(index) in ("which", "that", "where") and index:
                back = index - 1
                while back > 0 and self.row.low(back) in (",", "in", "of"):
                    back -= 1
                back = self._described_by(back)
                before = self.row.chunks[back]
                pointed = self._stand_for(back) if before.kind in ("place", "ref") else None
                if pointed is not None:
                    # "south of X, which they took": what follows is of X itself
                    whole = "whole" if pointed.extent == "edge" else pointed.extent
                    return Found(pointed.places, whole, pointed.at)
                return self._list_after(at) if self._names_places(before) else None
            if self.row.low(index) in STRONG or (self.row.is_event_verb(index) and self.row.is_finite(index)):
                return None
        return None

    def _described_by(self, at: int) -> int:
        """Return the index of X of "X, a town north of Y that they took", which is said of X; else the index itself."""
        row = self.row
        comma = next((k for k in range(at - 1, max(0, at - _LONGEST_ASIDE), -1) if row.low(k) == ","), 0)
        if row.chunks[at].kind != "place" or not comma or row.chunks[comma - 1].kind != "place":
            return at
        told = row.chunks[comma + 1 : at]
        led = (
            len(told) > _SHORTEST_ASIDE
            and told[0].low in ("a", "an", "the", "another")
            and bool(told[-1].preposition)
        )
        head = next((chunk for chunk in told[1:] if not chunk.tags & {"adjective", "adverb"}), None)
        named = head is not None and "kind" in head.tags and not any(chunk.kind == "place" for chunk in told)
        return comma - 1 if led and named else at

    # ------------------------------------------------------------------------- --------- nouns
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
            if self._bounds_noun(index, marked=bool(markers)):
                return loose
        return loose

    def _bounds_noun(self, index: int, *, marked: bool) -> bool:
        """Say if what a noun is said of cannot stand behind a chunk: "in the week of the fighting they left X"."""
        chunk = self.row.chunks[index]
        if self.row.ends_clause(index) or "relative" in chunk.tags or chunk.low in _SUBJECTS:
            return True
        if chunk.low == "," and self._names_actor(index + 1):
            return True
        return not marked and self.row.is_event_verb(index) and self.row.is_finite(index)

    def _names_actor(self, at: int) -> bool:
        """Say if a side opens a clause at an index."""
        while at < len(self.row.chunks) and "determiner" in self.row.chunks[at].tags:
            at += 1
        return at < len(self.row.chunks) and self.row.chunks[at].kind == "actor"

    def _owner_of_noun(self, at: int) -> Found | None:
        """Return the place of "X's fall", "X after its capture"."""
        chunks = self.row.chunks
        if self.row.low(at - 1) == "'s" and at > 1 and chunks[at - 2].kind == "place":
            return Found(chunks[at - 2].places, "whole", at - 2)
        if self.row.low(at - 1) != "its" or self.row.low(at - 2) not in _LATER:
            return None
        places = self.refer(at - 1)
        return Found(places, "whole", at - 1) if places else None
