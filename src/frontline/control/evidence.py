"""What each claim is worth: a weight, a day, and the side that it speaks for.

Owns the weights. Knows no probability over time (`chain`) and writes no table (`ledger`).
Weights are log-likelihood ratios in nats: +3 makes a holder twenty times as likely as the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from frontline.model import CONTESTED, LOOSE_RULE, NOBODY

if TYPE_CHECKING:
    import datetime as dt

    from frontline.control.filing import Filed, Filing, Spot
    from frontline.model import Claim
    from frontline.theatre import Theatre

#: Nats by kind of evidence for (asserted, claimed). An event says more than a state: "captured" is news of a
#: change; who comes to what was "left" is told less surely; "controls" may be stale; a siege says only that the holder
#: had not lost the place yet. A spreadsheet's row is a record that somebody keeps: what it says holds until the next.
#: Set by reasoning, not swept: the order matters, half a nat either way changes hardly a day.
STRENGTH = {
    "taken": (3.5, 2.5),
    "left": (3.0, 2.0),
    "left_to": (2.0, 1.4),
    "state": (2.5, 1.8),
    "row": (3.5, 2.5),
    "fighting": (2.0, 1.4),
    "siege": (0.9, 0.7),
    "denial": (1.2, 1.2),
}
#: The chance that the holder changes on a day for which one such claim exists, before its weight is counted.
HAZARD = {"taken": 0.5, "left": 0.4, "left_to": 0.4, "state": 0.2, "row": 0.5}
#: The chance that fighting is over on a day for which one such claim exists: whoever holds a place, or keeps the enemy
#: outside of it, does not share it.
ENDS = {"state": 0.3, "row": 0.5, "siege": 0.5}
#: A mere statement of state for the side that has just been said to have lost the place is mostly stale news.
STALE_HAZARD, STALE_DAYS = 0.02, 4
#: Where nothing is known of a place, any statement is news.
FIRST_NEWS_HAZARD = 0.6
#: What a party says of its own gain, of its own loss, and of an enemy's departure.
BOAST, ADMISSION, RUMOUR = 0.6, 1.5, 0.7
#: What a claim is worth that was read loosely: one in five is misread, which leaves log(4), some 1.4 of 3.5 nats. Where a
#: person has looked at it, it was read as well as any.
LOOSELY = 0.4
#: The rule of claims that are rows of a spreadsheet.
SHEET_RULE = "spreadsheet"
#: A date that is off by more than this says little about the order of events.
MAX_PRECISION_DAYS = 7


class Testimony(NamedTuple):
    """A claim as evidence: which state it speaks for (or against), on which days, how loudly.

    `first`, `day` and `until` count from the first day of the history: the earliest day it can be about, the
    day it names, and the last it can be about. `weight` is in nats. `is_boast` says that only the gainer's
    side vouches for it; `is_change` that it tells of a change and not of a state.
    """

    claim: Claim
    claim_id: str
    kind: str
    controller: str
    first: int
    day: int
    until: int
    weight: float
    hazard: float
    is_boast: bool
    voice: str

    @property
    def is_change(self) -> bool:
        """Say whether it tells of a change of holder."""
        return self.kind in ("taken", "left", "left_to")

    @property
    def sheet(self) -> str:
        """The spreadsheet that says it, "" for a text."""
        return self.claim.doc_id.rpartition("-")[0] if self.claim.rule == SHEET_RULE else ""


def gather(
    claims: Filing,
    theatre: Theatre,
    *,
    days: int,
    as_known: dt.date | None = None,
    source: str | None = None,
    side: str | None = None,
) -> dict[Spot, list[Testimony]]:
    """Return the evidence of each place, in the order of its days.

    Parameters
    ----------
    claims
        Filed by place; those outside the history are left out.
    theatre
        Gives the places, the baseline and who is allied to whom.
    days
        Length of the history from the baseline's day on.
    as_known, source, side
        Only some of the claims: see `Filing.seen`.
    """
    allies = {faction.id: {faction.id, *faction.allies} for faction in theatre.factions}
    return {
        spot: _weigh(filed, theatre.baseline.get(spot.place_id, ""), allies, theatre.baseline_day, days)
        for spot, filed in claims.seen(days, as_known=as_known, source=source, side=side)
    }


@dataclass
class _Changes:
    """What the claims of a place have told of its changes so far, in the order of their days."""

    baseline: str
    #: Who took it last before the day that is read, and on that day; `since` is that day.
    before: str | None = None
    latest: str | None = None
    since: int = -1
    #: Whether anybody but the first holder took it, and the last day on which each holder is said to have lost it.
    is_lost: bool = False
    lost: dict[str, int] = field(default_factory=dict)

    def holder(self, day: int) -> str:
        """Return who held it, by what is told of the days before a day."""
        taker = self.latest if self.since < day else self.before
        return self.baseline if taker is None else taker

    def add(self, day: int, taker: str, loser: str) -> None:
        """Note a change."""
        if self.since < day:
            self.before, self.since = self.latest, day
        self.latest = taker
        self.is_lost = self.is_lost or taker != self.baseline
        if taker != loser:
            self.lost[loser] = day


def _weigh(
    filed: list[Filed], baseline: str, allies: dict[str, set[str]], origin: dt.date, days: int
) -> list[Testimony]:
    told: list[Testimony] = []
    seen: set[str] = set()
    changes = _Changes(baseline)
    for one in filed:
        if one.claim_id in seen:
            continue
        seen.add(one.claim_id)
        claim, day = one.claim, one.day
        holder = changes.holder(day)
        kind = _kind_of(claim)
        # Whoever has never lost it cannot take it: it tells a state.
        if kind in ("taken", "left_to") and claim.controller == baseline and not changes.is_lost:
            kind = "state"
        interest = _interest(claim, kind, holder, allies)
        slack = min(claim.date_precision_days, MAX_PRECISION_DAYS)
        until = day + slack
        if claim.published:  # nobody reports what has not happened yet
            until = max(day, min(until, (claim.published - origin).days))
        testimony = Testimony(
            claim=claim,
            claim_id=one.claim_id,
            kind=kind,
            controller=claim.controller,
            first=max(0, day - slack),
            day=day,
            until=min(until, days - 1),
            weight=STRENGTH[kind][claim.certainty != "asserted"]
            * interest
            * (LOOSELY if claim.rule.startswith(LOOSE_RULE) and not claim.edited else 1.0),
            hazard=_hazard(kind, claim.controller, day, changes),
            is_boast=interest == BOAST,
            voice=_voice(claim),
        )
        told.append(testimony)
        if testimony.is_change and claim.controller not in (holder, CONTESTED):
            changes.add(day, claim.controller, holder)
    return told


def _kind_of(claim: Claim) -> str:
    if claim.certainty == "denied":
        return "denial"
    if claim.status == "contested" or claim.controller == CONTESTED:
        return "fighting"
    if claim.status in ("approached", "besieged"):
        return "siege"
    if claim.status == "controlled" and claim.rule == SHEET_RULE:
        return "row"
    if claim.status == "withdrawn" or claim.controller == NOBODY:
        return "left" if claim.controller == NOBODY else "left_to"
    return "state" if claim.status == "controlled" else "taken"


def _interest(claim: Claim, kind: str, holder: str, allies: dict[str, set[str]]) -> float:
    """Return how far to trust a party on its own affairs; 1 for a neutral voice."""
    speaker = claim.source_side
    if not speaker:
        return 1.0
    gains = speaker in allies.get(claim.controller, {claim.controller})
    loses = speaker in allies.get(holder, {holder})
    if kind == "denial":  # the denial of one's own gain is an admission, that of an enemy's is interested
        return ADMISSION if gains else BOAST
    if kind in ("fighting", "siege"):
        return 1.0
    if gains:
        return BOAST
    if kind == "left":
        return ADMISSION if loses else RUMOUR
    return ADMISSION if loses else 1.0


def _hazard(kind: str, controller: str, day: int, changes: _Changes) -> float:
    if kind not in HAZARD:
        return 0.0
    if not changes.baseline and changes.since < 0 and kind in ("state", "row"):
        return FIRST_NEWS_HAZARD
    if kind != "state":
        return HAZARD[kind]
    lost = changes.lost.get(controller)
    return STALE_HAZARD if lost is not None and day - lost <= STALE_DAYS else HAZARD[kind]


def _voice(claim: Claim) -> str:
    """Return who speaks: ten outlets that quote one monitor are one voice, and so are copies of one sentence."""
    return claim.source_id or claim.outlet.casefold() or claim.doc_id
