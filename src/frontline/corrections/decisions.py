"""Decisions: what one person said of one claim, and when. Knows no file and no other decision."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, Self, get_args

from frontline.model import CONTESTED, NOBODY, Certainty, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frontline.model import Claim
    from frontline.theatre import Theatre

What = Literal["accept", "reject", "correct", "add", "undo"]
WHATS: tuple[What, ...] = get_args(What)
#: What of a claim may be corrected, and what people call it. A place is corrected as a whole.
FIELDS = {
    "place_id": "place", "place": "place", "lat": "place", "lon": "place", "kind": "place", "place_source": "place",
    "controller": "holder", "status": "status", "date": "day", "date_precision_days": "day", "certainty": "certainty",
    "background": "history",
}  # fmt: skip
#: What an added claim must tell.
REQUIRED = ("place_id", "place", "lat", "lon", "status", "controller", "date", "certainty", "quote")
#: What it may tell besides.
ALLOWED = frozenset({*FIELDS, "quote", "start", "end", "attribution"})
#: The rule of a claim that a person added.
BY_HAND = "by_hand"
#: Characters that no name and no reason needs, halves of pairs that UTF-8 cannot write among them.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
MAX_CELL = 20_000


def plain(text: str) -> str:
    """Return a text on one line, as a cell of the file holds it and as quotes are compared."""
    return " ".join(_UNSEEN.sub("\ufffd", text).split())[:MAX_CELL]


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of a corrections file.

    `at` is an instant in UTC. `claim_id`, `doc_id`, `place_id`, `quote`, `status` and `controller` say which claim it is
    about, as it was read; `before` and `after` are the fields that were corrected, or, of `add`, the whole claim.
    `undoes` is the id of the decision that an `undo` takes back. `path` and `line` say where it was read from.
    """

    at: dt.datetime
    who: str
    what: What
    why: str = ""
    claim_id: str = ""
    doc_id: str = ""
    place_id: str = ""
    status: str = ""
    controller: str = ""
    quote: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    undoes: str = ""
    decision_id: str = ""
    path: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        if not self.decision_id:
            said = json.dumps(self.cells(), sort_keys=True, ensure_ascii=True)
            object.__setattr__(
                self, "decision_id", f"d-{hashlib.sha256(said.encode('ascii')).hexdigest()[:12]}"
            )

    def renamed(self) -> Self:
        """Return the decision under the id that its own words make."""
        return replace(self, decision_id="")

    def cells(self) -> dict[str, str]:
        """Return the decision as the cells of its line, by column."""
        texts = (
            "who",
            "what",
            "why",
            "claim_id",
            "doc_id",
            "place_id",
            "status",
            "controller",
            "quote",
            "undoes",
        )
        cells = {name: plain(str(getattr(self, name))) for name in texts}
        for name in ("before", "after"):
            values = getattr(self, name)
            cells[name] = json.dumps(dict(values), sort_keys=True) if values else ""
        return cells | {"decided_at": stamp(self.at), "decision": self.decision_id}

    @property
    def order(self) -> tuple[dt.datetime, str]:
        """The order in which decisions count: by time, and by id where two people decide at one instant."""
        return self.at, self.decision_id

    @property
    def where(self) -> str:
        """Where it was read from, for messages."""
        return f"{self.path}, line {self.line}" if self.line else self.decision_id


def stamp(at: dt.datetime) -> str:
    """Return an instant as the file writes it: UTC, to the microsecond."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def decide_on(
    claim: Claim,
    what: What,
    *,
    at: dt.datetime,
    who: str,
    why: str = "",
    after: Mapping[str, Any] | None = None,
    now: Claim | None = None,
) -> Decision:
    """Return a decision about a claim.

    Parameters
    ----------
    claim
        The claim as it was read: what finds it again in a later run.
    after
        Of "correct", the fields with their new values.
    now
        The claim as it stands after earlier corrections, which `before` is taken from; None: as it was read.

    Raises
    ------
    ValueError
        If `what` is not about a claim that exists, or the fields are none that may be corrected.
    """
    after = dict(after or {})
    if what not in ("accept", "reject", "correct"):
        raise ValueError(f"a claim is accepted, rejected or corrected, got {what!r}")
    if (what == "correct") != bool(after) or not FIELDS.keys() >= after.keys():
        raise ValueError(f"correct some of {', '.join(FIELDS)}, got {', '.join(after) or 'nothing'}")
    before = {name: value_of(now or claim, name) for name in after}
    return Decision(
        at, who, what, plain(why), claim.claim_id, plain(claim.doc_id), plain(claim.place_id), claim.status,
        claim.controller, plain(claim.quote), before, after,
    )  # fmt: skip


def decide_to_add(
    doc_id: str, values: Mapping[str, Any], *, at: dt.datetime, who: str, why: str = ""
) -> Decision:
    """Return the decision to add a claim that no reader made of a document.

    `values` holds what `REQUIRED` names and may hold the rest of `ALLOWED`; the quote must stand in the document's text.

    Raises
    ------
    ValueError
        If a value is missing, or is none of a claim.
    """
    missing, unknown = [name for name in REQUIRED if name not in values], sorted(values.keys() - ALLOWED)
    if missing or unknown:
        raise ValueError(
            f"a claim needs {', '.join(REQUIRED)}: {', '.join(missing) or 'none'} missing, {unknown} unknown"
        )
    place_id, status, controller, quote = (
        plain(str(values[name])) for name in ("place_id", "status", "controller", "quote")
    )
    return Decision(
        at, who, "add", plain(why), doc_id=plain(doc_id), place_id=place_id, status=status,
        controller=controller, quote=quote, after=dict(values),
    )  # fmt: skip


def decide_to_undo(decision: Decision, *, at: dt.datetime, who: str, why: str = "") -> Decision:
    """Return the decision to take another one back; `at` must be later."""
    return Decision(
        at, who, "undo", plain(why), claim_id=decision.claim_id, doc_id=decision.doc_id, place_id=decision.place_id,
        status=decision.status, controller=decision.controller, quote=decision.quote, undoes=decision.decision_id,
    )  # fmt: skip


def value_of(claim: Claim, name: str) -> Any:
    """Return a field of a claim as JSON writes it."""
    value = getattr(claim, name)
    return value.isoformat() if isinstance(value, dt.date) else value


def faults_of(values: Mapping[str, Any], theatre: Theatre) -> list[str]:
    """Return what is wrong with the fields of a correction or an added claim: nothing, where it may be obeyed."""
    faults = [
        f"{name} {str(values[name])[:60]!r} is none of {', '.join(known)}"
        for name, known in _choices(theatre).items()
        if name in values and values[name] not in known
    ]
    faults += [
        f"{name} {str(values[name])[:60]!r} is no day" for name in ("date",) if not _is_day(values, name)
    ]
    for name, most in (("lat", 90), ("lon", 180)):
        value = values.get(name, 0.0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
            faults.append(f"{name} {str(value)[:60]!r} is not from -{most} to {most}")
    for name in ("date_precision_days", "start", "end"):
        value = values.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            faults.append(f"{name} {str(value)[:60]!r} is no whole number")
    for name in ("place_id", "place", "kind", "place_source", "quote", "attribution"):
        if not isinstance(values.get(name, ""), str):
            faults.append(f"{name} is no text")
    if not isinstance(values.get("background", False), bool):
        faults.append("background is neither true nor false")
    spot = {"place_id", "place", "lat", "lon"}
    if spot & values.keys() and not spot <= values.keys():
        faults.append(f"a place is given by {', '.join(sorted(spot))} together")
    if "place_id" in values and not values["place_id"]:
        faults.append("place_id is empty")
    return faults


def _choices(theatre: Theatre) -> dict[str, tuple[str, ...]]:
    holders = (*(faction.id for faction in theatre.factions), CONTESTED, NOBODY)
    return {"controller": holders, "status": get_args(Status), "certainty": get_args(Certainty)}


def _is_day(values: Mapping[str, Any], name: str) -> bool:
    try:
        dt.date.fromisoformat(values.get(name, "2000-01-01"))
    except (TypeError, ValueError):
        return False
    return True
