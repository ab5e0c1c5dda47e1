"""Merging: the decisions of one or more people as one history, and which of them are in force. Knows no claim."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

    from frontline.corrections.decisions import Decision
    from frontline.documents import Refusal


@dataclass(frozen=True, slots=True)
class Corrections:
    """Decisions in the order in which they count, each once; and the lines that are none (`faults`).

    However the files are named, and however often, the same decisions make the same corrections.
    """

    decisions: tuple[Decision, ...] = ()
    faults: tuple[Refusal, ...] = ()

    @classmethod
    def of(cls, decisions: Iterable[Decision], faults: Iterable[Refusal] = ()) -> Self:
        """Return decisions in any order as corrections."""
        by_id: dict[str, Decision] = {}
        for decision in sorted(decisions, key=_precedence):
            known = by_id.setdefault(decision.decision_id, decision)
            if (
                known.cells() != decision.cells()
            ):  # a line that was copied by hand and changed: a decision of its own
                own = decision.renamed()
                by_id.setdefault(own.decision_id, own)
        by_time = sorted(by_id.values(), key=lambda one: one.order)
        return cls(tuple(by_time), tuple(dict.fromkeys(sorted(faults, key=str))))

    def merged(self, other: Self) -> Self:
        """Return both histories as one; it does not matter which comes first."""
        return self.of((*self.decisions, *other.decisions), (*self.faults, *other.faults))

    def followed_by(self, decision: Decision) -> Self:
        """Return the history with one more decision, later than all of it."""
        return replace(self, decisions=(*self.decisions, decision))

    def of_document(self, doc_id: str) -> Self:
        """Return the decisions about one document's claims, and all undos."""
        return replace(
            self, decisions=tuple(one for one in self.decisions if one.doc_id == doc_id or one.what == "undo")
        )

    def in_force(self) -> tuple[Decision, ...]:
        """Return the decisions about claims that no undo takes back. An undo counts when it is later; it may be undone."""
        undoers: dict[str, list[Decision]] = defaultdict(list)
        undone: set[str] = set()
        for decision in reversed(self.decisions):
            late = any(undo.decision_id not in undone for undo in undoers[decision.decision_id])
            if late:
                undone.add(decision.decision_id)
            if decision.what == "undo":
                undoers[decision.undoes].append(decision)
        return tuple(one for one in self.decisions if one.what != "undo" and one.decision_id not in undone)

    def idle_undos(self) -> tuple[Decision, ...]:
        """Return the undos of decisions that are not here, or came later: they change nothing."""
        place = {decision.decision_id: n for n, decision in enumerate(self.decisions)}
        return tuple(
            decision
            for n, decision in enumerate(self.decisions)
            if decision.what == "undo" and place.get(decision.undoes, n) >= n
        )

    def next_moment(self, now: dt.datetime) -> dt.datetime:
        """Return the time of a new decision: after all that its maker has seen, even if another's clock runs ahead."""
        if not self.decisions:
            return now
        return max(now, self.decisions[-1].at + dt.timedelta(microseconds=1))


def _precedence(decision: Decision) -> tuple[object, ...]:
    """Return which of several lines of one id comes first: the one that the id was made for."""
    is_copy = decision.renamed().decision_id != decision.decision_id
    return (*decision.order, is_copy, str(decision.cells()), decision.path, decision.line)
