"""Fitting: which claim of this run a decision is about.

The same article may be read again by a better grammar, or stand elsewhere in its file: the claim then has another id.
It is known again by its document, its quote and its place, if it still says the same. Where it now says something else,
nobody has judged that yet, and the decision fits no claim.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from frontline.corrections.decisions import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from frontline.corrections.decisions import Decision
    from frontline.model import Claim


@dataclass
class Fitter:
    """Finds claims by what decisions tell of them; later claims may be added."""

    claims: list[Claim] = field(default_factory=list)
    _by_id: dict[str, int] = field(default_factory=dict)
    _by_place: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    _by_document: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, claims: Iterable[Claim]) -> None:
        """Take more claims in."""
        for claim in claims:
            number = len(self.claims)
            self.claims.append(claim)
            self._by_id.setdefault(claim.claim_id, number)
            self._by_place[plain(claim.doc_id), plain(claim.place_id)].append(number)
            self._by_document[plain(claim.doc_id)].append(number)

    def find(self, decision: Decision) -> int | None:
        """Return the number of the claim that a decision is about, None where there is none."""
        number = self._by_id.get(decision.claim_id)
        return self._resembling(decision, {}) if number is None else number

    def find_as_corrected(self, decision: Decision) -> int | None:
        """Return the claim that is now read as a correction has it: it is right already."""
        return self._resembling(decision, decision.after) if decision.after else None

    def _resembling(self, decision: Decision, changed: Mapping[str, Any]) -> int | None:
        place = str(changed.get("place_id", decision.place_id))
        said = (changed.get("status", decision.status), changed.get("controller", decision.controller))
        quote = plain(str(changed.get("quote", decision.quote)))
        alike = [
            number
            for number in self._by_place.get((decision.doc_id, place), ())
            if (self.claims[number].status, self.claims[number].controller) == said
        ]
        same = [number for number in alike if plain(self.claims[number].quote) == quote]
        # The same sentence, cut elsewhere.
        near = [number for number in alike if quote and _overlap(plain(self.claims[number].quote), quote)]
        return next(iter(same or near), None)

    def why_none(self, decision: Decision) -> str:
        """Return why a decision fits no claim of this run."""
        numbers = self._by_document.get(decision.doc_id)
        if not numbers:
            return f"no claim of this run is of the document {decision.doc_id!r}"
        now = [
            f"{self.claims[number].status} by {self.claims[number].controller}"
            for number in self._by_place.get((decision.doc_id, decision.place_id), ())
            if _overlap(plain(self.claims[number].quote), decision.quote)
        ]
        if now:
            return f"the words are now read as {', '.join(dict.fromkeys(now))}, which has not been judged"
        return f"nothing is read there any more of {decision.place_id!r} in the words {decision.quote[:80]!r}"


def _overlap(one: str, other: str) -> bool:
    return bool(one) and bool(other) and (one in other or other in one)
