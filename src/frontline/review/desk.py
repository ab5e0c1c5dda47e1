"""The desk: the claims of a run, what was decided about them, and what becomes of a new decision.

A decision is on the disk before the desk says so. Knows no HTTP and no markup; its answers are plain values.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from frontline.corrections import (
    Corrections,
    append_decision,
    correct_claims,
    decide_on,
    decide_to_add,
    decide_to_undo,
    plain,
    read_corrections,
    require_sound,
)
from frontline.errors import InputError
from frontline.model import Document
from frontline.places import locate_name
from frontline.review.ground import DeskGround
from frontline.review.page import claim_view, document_view, frame_view, place_view, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from frontline.corrections import Corrected, Decision
    from frontline.gazetteer import Gazetteer
    from frontline.model import Claim
    from frontline.pipeline import Evidence
    from frontline.theatre import Theatre

#: So many places are offered for a name.
MOST_PLACES = 8
#: A quote longer than this is no sentence.
MOST_QUOTE = 2000
#: A claim contradicts another on its place that gives it to another holder within so many days of it.
CLASH_DAYS = 1
_HOLDING = frozenset({"captured", "controlled", "lost", "withdrawn"})


class Desk:
    """Claims and decisions, as one reviewer sees them.

    Parameters
    ----------
    evidence
        What was read, before any correction.
    path
        The reviewer's own file, which decisions are added to; made with the first one.
    others
        Files of other reviewers, which are only read.
    now
        Tells the time, in UTC.

    Raises
    ------
    InputError
        If a file is no corrections file.
    """

    def __init__(
        self,
        evidence: Evidence,
        theatre: Theatre,
        gazetteer: Gazetteer,
        path: Path,
        *,
        reviewer: str,
        others: Sequence[Path] = (),
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self.theatre, self.gazetteer, self.reviewer = theatre, gazetteer, reviewer
        self.path, self.others, self.now = path, tuple(others), now
        self._claims = evidence.claims
        self._documents = _documents_of(evidence)
        self._number = {plain(document.doc_id): n for n, document in enumerate(self._documents)}
        self._by_document: dict[str, list[Claim]] = defaultdict(list)
        for claim in evidence.claims:
            self._by_document[plain(claim.doc_id)].append(claim)
        self._clashes = _count_clashes(evidence.claims)
        self._ground = DeskGround(evidence, theatre)
        self._lock = threading.Lock()
        self._size = -1
        self._corrections = Corrections()
        self._refresh()

    def state(self) -> dict[str, Any]:
        """Return all that the page begins with; the articles' texts come one by one."""
        with self._lock:
            self._refresh()
            corrected = correct_claims(self._claims, self._documents, self._corrections, self.theatre)
            views = self._views(corrected)
            edits = corrected.edits
        return frame_view(self.theatre) | {
            "reviewer": shown(self.reviewer),
            "file": shown(str(self.path)),
            "documents": [document_view(document) for document in self._documents],
            "claims": views,
            "unfit": [shown(str(refusal)) for refusal in edits.unfit],
            "conflicts": [shown(line) for line in edits.conflicts],
        }

    def text(self, number: int) -> dict[str, Any]:
        """Return the text of a document by its number, a character for a character."""
        if not 0 <= number < len(self._documents):
            raise InputError(f"there is no document {number}; they are numbered from 0")
        return {"text": shown(self._documents[number].text)}

    def places(self, name: str) -> dict[str, Any]:
        """Return the places that a name may mean, best first; of a misspelt name, those that are near it."""
        name = plain(name)[:100]
        ranked = locate_name(name, self.gazetteer, theatre=self.theatre) if name else []
        if name and not ranked:
            ranked = [
                pair
                for near in self.gazetteer.near_matches(name)
                for pair in locate_name(near, self.gazetteer, theatre=self.theatre)[:1]
            ]
        unique = {place.place_id: place for place, _ in ranked}
        found = list(unique.values())[:MOST_PLACES]
        return {"places": [place_view(place, self.gazetteer) for place in found]}

    def ground(self, day: str) -> dict[str, Any]:
        """Return who held what on a day with what is decided so far; see `DeskGround.on`.

        Raises
        ------
        InputError
            If the day is none.
        """
        try:
            on = dt.date.fromisoformat(day)
        except ValueError as error:
            raise InputError(f"{day[:20]!r} is no day; write it as 2024-12-05") from error
        with self._lock:
            self._refresh()
            claims = correct_claims(self._claims, self._documents, self._corrections, self.theatre).claims
        return self._ground.on(on, claims)

    def decide(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Write a decision to the reviewer's file and return the claims that it changed.

        Parameters
        ----------
        asked
            `what`, and with it `claim` (its id), `after`, `why`; of an undo, `decision`; of an added claim, `document` (its
            number) and `after`.

        Raises
        ------
        InputError
            If the decision cannot be obeyed.
        OSError
            If it cannot be written; nothing is changed then.
        """
        with self._lock:
            self._refresh()
            decision = self._decision(asked)
            append_decision(self.path, decision)
            self._corrections = self._corrections.followed_by(decision)
            self._size = self.path.stat().st_size
            return {"decision": decision.decision_id, "claims": self._views(self._corrected(decision.doc_id))}

    def _decision(self, asked: Mapping[str, Any]) -> Decision:
        at, what, why = (
            self._corrections.next_moment(self.now()),
            asked.get("what"),
            str(asked.get("why", ""))[:500],
        )
        after = asked.get("after") or {}
        if not isinstance(after, dict):
            raise InputError("'after' should hold names with values")
        try:
            if what == "undo":
                undone = self._find_decision(asked.get("decision"))
                return decide_to_undo(undone, at=at, who=self.reviewer, why=why)
            if what == "add":
                return self._addition(asked, after, at, why)
            claim, now = self._find_claim(asked.get("claim"))
            require_sound(after, self.theatre)
            return decide_on(claim, what, at=at, who=self.reviewer, why=why, after=after, now=now)  # type: ignore[arg-type]
        except ValueError as error:
            raise InputError(str(error)) from error

    def _addition(
        self, asked: Mapping[str, Any], after: dict[str, Any], at: dt.datetime, why: str
    ) -> Decision:
        number = asked.get("document")
        if not isinstance(number, int) or not 0 <= number < len(self._documents):
            raise InputError("an added claim needs the number of its document")
        document, start, end = self._documents[number], after.get("start"), after.get("end")
        if not isinstance(start, int) or not isinstance(end, int):
            raise InputError("an added claim needs the first and the last character of its words")
        if not 0 <= start < end <= len(document.text) or end - start > MOST_QUOTE:
            raise InputError(f"select some words of the article, at most {MOST_QUOTE} characters")
        after = after | {"quote": document.text[start:end]}
        require_sound(after, self.theatre)
        return decide_to_add(document.doc_id, after, at=at, who=self.reviewer, why=why)

    def _find_decision(self, name: Any) -> Decision:
        found = next((one for one in reversed(self._corrections.decisions) if one.decision_id == name), None)
        if found is None:
            raise InputError(f"there is no decision {name!r} to take back")
        return found

    def _find_claim(self, claim_id: Any) -> tuple[Claim, Claim | None]:
        """Return a claim as it was read or added, and as it stands."""
        corrected = self._corrected(str(claim_id).rpartition("-")[0])
        claim = corrected.originals.get(str(claim_id))
        if claim is None:
            raise InputError(f"there is no claim {str(claim_id)[:80]!r}; load the page again")
        return claim, corrected.stands[claim.claim_id]

    def _corrected(self, doc_id: str) -> Corrected:
        """Return the claims of one document under the decisions about them."""
        name = plain(doc_id)
        number = self._number.get(name)
        return correct_claims(
            self._by_document.get(name, ()),
            () if number is None else (self._documents[number],),
            self._corrections.of_document(name),
            self.theatre,
        )

    def _views(self, corrected: Corrected) -> list[dict[str, Any]]:
        views = [
            claim_view(
                claim,
                corrected.stands[claim_id],
                corrected.decided.get(claim_id, ()),
                document=self._number[plain(claim.doc_id)],
                clashes=self._clashes.get(claim_id, 0),
                mine=self.reviewer,
            )
            for claim_id, claim in corrected.originals.items()
        ]
        return sorted(views, key=lambda view: (view["document"], view["start"], view["end"], view["id"]))

    def _refresh(self) -> None:
        """Read the files again where another program has added to the reviewer's own."""
        size = self.path.stat().st_size if self.path.exists() else 0
        if size == self._size:
            return
        self._corrections = read_corrections([*([self.path] if size else ()), *self.others])
        self._size = size


def _documents_of(evidence: Evidence) -> list[Document]:
    """Return the articles, and an empty one for each sheet's row that claims come from."""
    documents = {document.doc_id: document for document in evidence.documents}
    for claim in evidence.claims:
        if claim.doc_id not in documents:
            documents[claim.doc_id] = Document(
                claim.doc_id,
                "",
                title=claim.doc_id,
                url=claim.url,
                outlet=claim.outlet,
                published=claim.published,
            )
    return list(documents.values())


def _count_clashes(claims: Sequence[Claim]) -> dict[str, int]:
    """Return how many claims give its place to another holder about the same day, by claim."""
    by_place: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.is_present_control and claim.status in _HOLDING:
            by_place[claim.place_id].append(claim)
    clashes: dict[str, int] = {}
    for several in by_place.values():
        for claim in several:
            others = sum(
                other.controller != claim.controller
                and abs((other.date - claim.date).days)
                <= CLASH_DAYS + claim.date_precision_days + other.date_precision_days
                for other in several
            )
            if others:
                clashes[claim.claim_id] = others
    return clashes
