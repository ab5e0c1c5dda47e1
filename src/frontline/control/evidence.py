"""What each claim is worth: a weight, a day, and the side that it speaks for.

Owns the weights. Knows no probability over time (`chain`) and writes no table (`ledger`).
Weights are log-likelihood ratios in nats: +3 makes a holder twenty times as likely as the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from frontline.model import CONTESTED, LOOSE_RULE, NOBODY, WIDE_KINDS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

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


@dataclass(frozen=True, slots=True)
class Testimony:
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


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A point that control is told of: a gazetteer's place, or bare coordinates of a spreadsheet."""

    place_id: str
    name: str
    kind: str
    lon: float
    lat: float


def spot_of(claim: Claim, theatre: Theatre) -> Spot | None:
    """Return the point that a claim is about, or None where it is about none (a region, or outside the frame)."""
    place = theatre.place_by_id.get(claim.place_id)
    if place is not None:
        return None if place.is_wide else Spot(place.place_id, place.name, place.kind, place.lon, place.lat)
    extent = theatre.extent
    inside = extent.west <= claim.lon <= extent.east and extent.south <= claim.lat <= extent.north
    if claim.kind in WIDE_KINDS or not inside:
        return None
    key = claim.place_id or f"at-{claim.lon:.4f}-{claim.lat:.4f}"
    return Spot(key, claim.place, claim.kind or "town", claim.lon, claim.lat)


def in_order(claim: Claim, claim_id: str) -> tuple[object, ...]:
    """Return a sorting key that leaves no two different claims equal, even if they share a claim_id."""
    published = claim.published.isoformat() if claim.published else ""
    rest = (claim.date_precision_days, claim.source_side, claim.source_id, claim.outlet, claim.attribution)
    return (claim.date, claim_id, *rest, published, claim.quote, claim.lon, claim.lat, claim.place, claim.url)


def gather(
    claims: Iterable[Claim],
    theatre: Theatre,
    *,
    days: int,
    as_known: dt.date | None = None,
    source: str | None = None,
    side: str | None = None,
) -> dict[Spot, list[Testimony]]:
    """Return the evidence of each place, in the order of its days; which order the claims came in does not matter.

    Parameters
    ----------
    claims
        Of any kind; those that may not move the map are left out, denials are kept as evidence against.
    theatre
        Gives the places, the baseline and who is allied to whom.
    days
        Length of the history from the baseline's day on; claims outside it are left out.
    as_known
        Only what had been published by this day.
    source, side
        Only what this source (its id or outlet) says; only what sources that speak for this faction say.
    """
    grouped: dict[Spot, list[tuple[Claim, str]]] = {}
    for claim in claims:
        usable = claim.is_present_control or (claim.certainty == "denied" and not claim.background)
        if not usable or not 0 <= (claim.date - theatre.baseline_day).days < days:
            continue
        if as_known and (claim.published or claim.date) > as_known:
            continue
        if source and source.casefold() not in (claim.source_id.casefold(), claim.outlet.casefold()):
            continue
        if side and claim.source_side != side:
            continue
        spot = spot_of(claim, theatre)
        if spot:
            grouped.setdefault(spot, []).append((claim, claim.claim_id))
    allies = {faction.id: {faction.id, *faction.allies} for faction in theatre.factions}
    by_id: dict[str, Spot] = {}  # one place, one spot, even if its claims give it different coordinates
    for spot in sorted(grouped):
        by_id.setdefault(spot.place_id, spot)
    merged: dict[Spot, list[tuple[Claim, str]]] = {spot: [] for spot in by_id.values()}
    for spot, pairs in grouped.items():
        merged[by_id[spot.place_id]] += pairs
    return {
        spot: _weigh(
            sorted(pairs, key=lambda pair: in_order(*pair)),
            theatre.baseline.get(spot.place_id, ""),
            allies,
            theatre.baseline_day,
            days,
        )
        for spot, pairs in merged.items()
    }


def _weigh(
    claims: list[tuple[Claim, str]],
    baseline: str,
    allies: dict[str, set[str]],
    origin: dt.date,
    days: int,
) -> list[Testimony]:
    told: list[Testimony] = []
    seen: set[str] = set()
    changes: list[tuple[int, str, str]] = []  # (day, who took it, who held it before)
    for claim, claim_id in claims:
        if claim_id in seen:
            continue
        seen.add(claim_id)
        day = (claim.date - origin).days
        earlier = [change for change in changes if change[0] < day]
        holder = earlier[-1][1] if earlier else baseline
        kind = _kind_of(claim)
        never_lost = claim.controller == baseline and not any(taker != baseline for _, taker, _ in changes)
        if kind in ("taken", "left_to") and never_lost:  # whoever has it cannot take it: it tells a state
            kind = "state"
        interest = _interest(claim, kind, holder, allies)
        slack = min(claim.date_precision_days, MAX_PRECISION_DAYS)
        until = day + slack
        if claim.published:  # nobody reports what has not happened yet
            until = max(day, min(until, (claim.published - origin).days))
        testimony = Testimony(
            claim=claim,
            claim_id=claim_id,
            kind=kind,
            controller=claim.controller,
            first=max(0, day - slack),
            day=day,
            until=min(until, days - 1),
            weight=STRENGTH[kind][claim.certainty != "asserted"]
            * interest
            * (LOOSELY if claim.rule.startswith(LOOSE_RULE) and not claim.edited else 1.0),
            hazard=_hazard(kind, claim.controller, day, baseline, changes),
            is_boast=interest == BOAST,
            voice=_voice(claim),
        )
        told.append(testimony)
        if testimony.is_change and claim.controller not in (holder, CONTESTED):
            changes.append((day, claim.controller, holder))
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


def _hazard(
    kind: str, controller: str, day: int, baseline: str, changes: list[tuple[int, str, str]]
) -> float:
    if kind not in HAZARD:
        return 0.0
    if not baseline and not changes and kind in ("state", "row"):
        return FIRST_NEWS_HAZARD
    if kind != "state":
        return HAZARD[kind]
    lost = [at for at, taker, loser in changes if loser == controller and taker != controller]
    return STALE_HAZARD if lost and day - lost[-1] <= STALE_DAYS else HAZARD[kind]


def _voice(claim: Claim) -> str:
    """Return who speaks: ten outlets that quote one monitor are one voice, and so are copies of one sentence."""
    return claim.source_id or claim.outlet.casefold() or claim.doc_id
