"""Ranks: how important a place is on the map, so that its dot and its name have their turn as the reader zooms in.

Rank 0 is named on the smallest map, 5 on the largest; a wide place (a province, a road) has no dot and is only spoken of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from scipy.spatial import cKDTree

from frontline.model import WIDE_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.theatre import Theatre

#: Population from which a settlement has a rank.
RANK_POPULATION = (400_000, 90_000, 25_000, 6_000)
RANK_WIDE = 6
#: A settlement this near to one so many times as populous is a suburb: its name waits until there is room for a city's
#: quarters, whatever its own size.
SUBURB_KM, SUBURB_TIMES, RANK_SUBURB = 15.0, 1.5, 2
#: Of two this near to each other, the one that gazetteers call by so many times as many names is the city and the other its
#: quarter, whatever their populations: those of quarters are counted by other offices in other years.
QUARTER_KM, QUARTER_TIMES = 5.0, 1.5
_KM_A_DEGREE = 111.2


class Ranked(Protocol):
    """What the rank of a place is told by: its kind, where it is, its intervals, and how many claims speak of it."""

    place_id: str
    kind: str
    lon: float
    lat: float
    spans: list[list[Any]]
    claims: int


def rank_places(rows: Sequence[Ranked], theatre: Theatre) -> list[int]:
    """Return the rank of each place; what the claims speak of rises, so that it has a name."""
    known = theatre.place_by_id
    population = np.array(
        [known[row.place_id].population if row.place_id in known else 0 for row in rows], dtype=float
    )
    stops = {stop for axis in theatre.axes for stop in axis.places}
    goals = {objective.place for objective in theatre.objectives}
    names = np.array(
        [1 + len(known[row.place_id].aliases) if row.place_id in known else 1 for row in rows], dtype=float
    )
    suburbs = _suburbs(rows, population, names)
    return [
        _rank(
            row, people, is_goal=row.place_id in goals, on_axis=row.place_id in stops, is_suburb=bool(suburb)
        )
        for row, people, suburb in zip(rows, population, suburbs, strict=True)
    ]


def _rank(row: Ranked, population: float, *, is_goal: bool, on_axis: bool, is_suburb: bool) -> int:
    if row.kind in WIDE_KINDS and not row.spans:
        return RANK_WIDE
    if is_goal:
        return 0
    rank = next((n for n, least in enumerate(RANK_POPULATION) if population >= least), len(RANK_POPULATION))
    if row.kind == "city":
        rank = min(rank, 1)
    if row.kind in ("base", "airport", "town") or row.claims:
        rank = min(rank, 3)
    if row.claims >= 3:
        rank = min(rank, 2)
    if on_axis:
        return min(rank, 1)
    if is_suburb:
        rank = max(rank, RANK_SUBURB)
    return rank + 1 if row.kind == "district" else rank


def _suburbs(
    rows: Sequence[Ranked], population: np.ndarray[Any, Any], names: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Tell which places have a far more populous one beside them, or a far better known city around them."""
    found = np.zeros(len(rows), dtype=bool)
    if not len(rows):
        return found
    lat = np.array([row.lat for row in rows])
    lon = np.array([row.lon for row in rows]) * np.cos(np.radians(lat.mean()))
    xy = np.column_stack([lon, lat]) * _KM_A_DEGREE
    pairs = cKDTree(xy).query_pairs(SUBURB_KM, output_type="ndarray")
    apart = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
    for small, large in (pairs.T, pairs.T[::-1]):
        is_quarter = (apart <= QUARTER_KM) & (names[large] >= QUARTER_TIMES * names[small])
        is_city = (apart <= QUARTER_KM) & (names[small] >= QUARTER_TIMES * names[large])
        many = population[large] >= np.maximum(SUBURB_TIMES * population[small], RANK_POPULATION[1])
        found[small[(many & ~is_city) | (is_quarter & (population[large] >= RANK_POPULATION[1]))]] = True
    return found
