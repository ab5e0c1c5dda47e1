"""Filing: claims by the place that they are about, in the order of their days, for every history that is made of them.

A map has a score of histories, as known on each of its days and as each side tells it: what of a claim is the same in all of
them is worked out once. Knows no weight (`evidence`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from frontline.model import WIDE_KINDS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from frontline.model import Claim
    from frontline.theatre import Theatre


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A point that control is told of: a gazetteer's place, or bare coordinates of a spreadsheet."""

    place_id: str
    name: str
    kind: str
    lon: float
    lat: float


class Filed(NamedTuple):
    """A claim with its id, its point, and its day, counted from the baseline's."""

    claim: Claim
    claim_id: str
    spot: Spot
    day: int


class Filing:
    """The claims that can speak for or against a holder, filed by place.

    Claims that may not move the map are left out, denials are kept as evidence against; so is what is dated before the
    baseline, or is about no point of the theatre's. Which order the claims come in does not matter.
    """

    def __init__(self, claims: Iterable[Claim], theatre: Theatre) -> None:
        spots = _Spots(theatre)
        by_place: dict[str, list[Filed]] = {}
        for claim in claims:
            usable = claim.is_present_control or (claim.certainty == "denied" and not claim.background)
            day = (claim.date - theatre.baseline_day).days
            if usable and day >= 0 and (spot := spots.of(claim)):
                by_place.setdefault(spot.place_id, []).append(Filed(claim, claim.claim_id, spot, day))
        for filed in by_place.values():
            filed.sort(key=lambda one: in_order(one.claim, one.claim_id))
        self._by_place = dict(sorted(by_place.items()))

    def seen(
        self,
        days: int,
        *,
        as_known: dt.date | None = None,
        source: str | None = None,
        side: str | None = None,
    ) -> Iterator[tuple[Spot, list[Filed]]]:
        """Yield each place with the claims about it that a history of so many days may use, in the order of their days.

        Parameters
        ----------
        as_known
            Only what had been published by this day.
        source, side
            Only what this source (its id or outlet) says; only what sources that speak for this faction say.
        """
        source, side = (source or "").casefold(), (side or "").casefold()
        for filed in self._by_place.values():
            kept = [
                one
                for one in filed
                if one.day < days
                and (not as_known or (one.claim.published or one.claim.date) <= as_known)
                and (not source or source in (one.claim.source_id.casefold(), one.claim.outlet.casefold()))
                and (not side or one.claim.source_side.casefold() == side)
            ]
            if kept:
                # One place, one spot, even if its claims give it different coordinates.
                yield min({one.spot for one in kept}), kept


class _Spots:
    """The points that claims are about: one object for each place of the theatre."""

    def __init__(self, theatre: Theatre) -> None:
        self._theatre = theatre
        self._known: dict[str, Spot | None] = {}

    def of(self, claim: Claim) -> Spot | None:
        """Return the point that a claim is about, or None where it is about none (a region, or outside the frame)."""
        if claim.place_id in self._known:
            return self._known[claim.place_id]
        place = self._theatre.place_by_id.get(claim.place_id)
        if place is not None:
            spot = (
                None if place.is_wide else Spot(place.place_id, place.name, place.kind, place.lon, place.lat)
            )
            return self._known.setdefault(claim.place_id, spot)
        extent = self._theatre.extent
        inside = extent.west <= claim.lon <= extent.east and extent.south <= claim.lat <= extent.north
        if claim.kind in WIDE_KINDS or not inside:
            return None
        key = claim.place_id or f"at-{claim.lon:.4f}-{claim.lat:.4f}"
        return Spot(key, claim.place, claim.kind or "town", claim.lon, claim.lat)


def in_order(claim: Claim, claim_id: str) -> tuple[Any, ...]:
    """Return a sorting key that leaves no two different claims equal, even if they share a claim_id."""
    published = claim.published.isoformat() if claim.published else ""
    rest = (claim.date_precision_days, claim.source_side, claim.source_id, claim.outlet, claim.attribution)
    return (claim.date, claim_id, *rest, published, claim.quote, claim.lon, claim.lat, claim.place, claim.url)
