"""Distances: how far "10 km" is, at least and at most.

Pure figures. Two things make a told distance uncertain beside the words around it ("about", "less than"): round numbers
are rounder than they look, and it may follow the roads, which are longer than the line through the air.
"""

from __future__ import annotations

from dataclasses import dataclass

#: How much longer than the straight line the road may be that a distance was told along: Ballou, Rahardja & Sakai 2002,
#: "Selected country circuity factors for road travel distance estimation", Transportation Research A 36:843-848, find
#: 1.2 for the United States, 1.2-1.5 for most countries.
CIRCUITY = 1.25


@dataclass(frozen=True, slots=True)
class Distance:
    """A told distance in kilometres: the least and the most that may be meant, and what it says."""

    least_km: float
    told_km: float
    most_km: float


def distance_of(told_km: float, *, least_km: float | None = None, most_km: float | None = None) -> Distance:
    """Return a distance with the precision that its number promises: to half its last unit, and by road or by air."""
    half = _half_unit(told_km)
    least = told_km / CIRCUITY - half if least_km is None else min(least_km, told_km)
    most = told_km + half if most_km is None else max(most_km, told_km)
    return Distance(max(0.0, least), told_km, most)


def _half_unit(told_km: float) -> float:
    """Return half the unit to which a number was rounded: 10 and 25 to five, 12 to two, 7.5 to a tenth of itself."""
    if told_km >= 100:
        return told_km * 0.05
    if told_km >= 5 and told_km % 5 == 0:
        return 2.5
    return min(1.0, told_km / 2 if told_km == round(told_km) else told_km / 10)
