"""Places that nobody writes of: when they follow the captures around them.

Owns one rule. A place of which nothing is said goes with the *nearest* place of which something is, if that has just
been captured from the side which holds the place, and lies within reach; the nearest being "still held" keeps it.
A quarter of a town goes with its town before all others; ground that was fought over waits a few days for word of how
it ended. A few places that captures have cut off fall too (`pockets`). A spreadsheet is a record: what it says of a
place stands, whatever it says of the places around.
The reach is short while captures are few and grows with their spacing when a front collapses. Knows points in
metres and numbers for holders; no claim, no theatre, no land.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from frontline.control.pockets import Pockets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Flags = NDArray[np.bool_]

#: A capture carries its surroundings this far by itself. Swept with the two lines below on the sixteen largest weekly
#: moves of 21,046 real places, of which 2, 5, 10 and 20 % were reported: 7 and 8 km were right more often, and wrong
#: less, than 10; in between it is flat.
SHORT_REACH_KM = 8.0
#: So many captures within this distance and time are a collapse; each then carries this many of their spacings, but no
#: farther than the last number, km (35 gained nothing on 25 and was wrong twice as often in a slow war).
COLLAPSE_KM, COLLAPSE_DAYS, COLLAPSE_CAPTURES, SPACINGS, COLLAPSE_REACH_KM = 60.0, 3, 6, 3.0, 25.0
#: How long ground stays fought over before silence about it lets it follow.
FOUGHT_DAYS = 4
#: A report that a place is still held keeps its surroundings for this many days.
STALE_AFTER_DAYS = 2
_VOICES_ASKED = 8


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of places: `xy` in metres, and by day `holder` and, under ground of nobody, whose it was.

    `heard` is the day index of the last word about each place, -1 where there was none; until then its holders are
    what the reports say, and that no fall was reported says that there was none. `firm` is the last day on which
    it was still said to be somebody's: fighting, a siege or a departure leaves open who had it by evening.
    `book` is the number of the spreadsheet that had that last word, -1 where it was a text.
    `vouched` is the last day that vouches for the holders before: a report of a fall does, for it would have come
    earlier; a mere statement of who has it now does not. `contested` is the number that stands for ground fought over.
    `within` is the number of the town that a place is a part of, -1 for none. `friends[holder, holder]` says of two
    holders whether they fight on one side: what one has of the other was not captured.
    """

    xy: Floats
    holder: Ints
    owner: Ints
    heard: Ints
    firm: Ints
    vouched: Ints
    book: Ints
    contested: int
    within: Ints
    friends: Flags


def presume(
    told: Told, *, max_reach_km: float, routed: Mapping[int, int], sides: frozenset[int]
) -> tuple[Ints, Ints]:
    """Let places follow the captures around them from the day after the last word about them.

    Parameters
    ----------
    told
        All places.
    max_reach_km
        The farthest that a capture can carry while its loser still fights.
    routed
        By side, the day index from which it has lost all it fought for: from then on its silent places go with the
        nearest capture at any distance.
    sides
        The numbers that are sides; only a side loses ground.

    Returns
    -------
    holder : [place, day] with what is presumed
    carrier : [place, day] the place whose capture carried it, -1 where it stands as told
    """
    count, days = told.holder.shape
    holder, carrier = told.holder.copy(), np.full((count, days), -1, dtype=np.intp)
    taken_on, by = np.full(count, -days, dtype=np.intp), np.full(count, -1, dtype=np.intp)
    loser, current = told.owner[:, 0].copy(), told.holder[:, 0].copy()
    fell_on, fell_from = taken_on.copy(), loser.copy()
    pockets = Pockets(told.xy, told.firm)
    for day in range(1, days):
        was, now = told.holder[:, day - 1], told.holder[:, day]
        changed = (now != was) & (told.heard >= day) & ~told.friends[was, now]
        taken_on[changed] = day
        # Ground in dispute may count as the winner's already: who had it before the dispute is who lost it.
        lost = changed & (told.owner[:, day - 1] != now)
        loser[lost] = told.owner[lost, day - 1]
        fell_on[changed], fell_from[changed] = day, loser[changed]
        before = current.copy()
        current = np.where(by < 0, now, current)
        captured = (taken_on >= 0) & np.isin(now, list(sides)) & (now != loser)
        reach = _reach_km(told, loser, np.where(captured, taken_on, -days), day, max_reach_km)
        owner = np.where(by < 0, told.owner[:, day], current)
        asking = told.heard < day
        for side in sorted(sides & set(owner[asking].tolist())):
            lost_at = routed.get(side, days)
            # What other sides hold, what is fought over and what was left says nothing about this side's ground.
            firm = (told.holder[:, day] == side) & (
                told.vouched >= (lost_at if day >= lost_at else day - STALE_AFTER_DAYS)
            )
            recent = captured & (loser == side)
            group = np.flatnonzero(asking & (owner == side))
            if day < lost_at:
                group = _within_reach(told, group, recent, recent & (taken_on > day - COLLAPSE_DAYS), reach)
            voices = np.flatnonzero(recent | (firm & (told.vouched >= 0)))
            if not len(group) or not len(voices):
                continue
            # A capture from before a place was still somebody's does not count for it; for one that was left, all do.
            kept_until = np.where(np.isin(current[group], [*sides, told.contested]), told.firm[group], -1)
            since = np.where(recent, taken_on, days)
            near, distance_km = _nearest_voice(told, group, voices, since, kept_until)
            town = told.within[group]
            asks_town = (town >= 0) & np.isin(town, voices) & (since[town] > kept_until)
            near, distance_km = np.where(asks_town, town, near), np.where(asks_town, 0.0, distance_km)
            fresh = (taken_on[near] > day - COLLAPSE_DAYS) | (told.firm[group] < told.heard[group])
            within = (distance_km <= reach[near]) & fresh | (day >= lost_at)
            settled = (current[group] != told.contested) | (told.heard[group] < day - FOUGHT_DAYS) | asks_town
            follows = recent[near] & within & settled & np.isfinite(distance_km)
            current[group[follows]] = told.holder[near[follows], day]
            by[group[follows]] = near[follows]
            fell_on[group[follows]], fell_from[group[follows]] = day, side
        if day == 1 or (current != before).any() or (told.heard == day - 1).any():
            still = np.where(current == told.contested, owner, current)
            silent = (told.heard < day - FOUGHT_DAYS * (current == told.contested)) & (told.book < 0)
            silent &= np.isin(still, list(sides))
            fallen, near = pockets.fallen(day, still, silent, fell_on, fell_from)
            fell_on[fallen], fell_from[fallen] = day, still[fallen]
            current[fallen], by[fallen] = current[near], np.where(by[near] < 0, near, by[near])
        holder[:, day], carrier[:, day] = current, by
    return holder, carrier


def _within_reach(told: Told, group: Ints, recent: Flags, fresh: Flags, reach: Floats) -> Ints:
    """Leave those of a group that some capture may reach: all others need not ask on this day."""
    if not recent.any():
        return group[:0]
    if not fresh.any():
        group = group[told.firm[group] < told.heard[group]]
    if not len(group):
        return group
    distance = cKDTree(told.xy[recent]).query(told.xy[group], distance_upper_bound=reach.max() * 1000 + 1)[0]
    town = told.within[group]
    asking: Ints = group[np.isfinite(distance) | ((town >= 0) & recent[town])]
    return asking


def _nearest_voice(
    told: Told, group: Ints, voices: Ints, since: Ints, kept_until: Ints
) -> tuple[Ints, Floats]:
    """Return the nearest voice of each place of a group that counts for it, and how far it is, km (inf: none is near).

    A voice counts for others than itself and those of its own spreadsheet, and from `since` on: later than `kept_until`
    of who asks.
    """
    xy, book = told.xy, told.book
    count = min(_VOICES_ASKED, len(voices))
    distance, rank = cKDTree(xy[voices]).query(xy[group], k=count)
    distance, near = distance.reshape(len(group), count) / 1000, voices[rank.reshape(len(group), count)]
    counts = (near != group[:, None]) & (since[near] > kept_until[:, None])
    counts &= (book[near] != book[group][:, None]) | (book[near] < 0)
    first = counts.argmax(axis=1)[:, None]
    distance = np.where(counts, distance, np.inf)
    return np.take_along_axis(near, first, 1)[:, 0], np.take_along_axis(distance, first, 1)[:, 0]


def _reach_km(told: Told, loser: Ints, taken_on: Ints, day: int, max_reach_km: float) -> Floats:
    """Return how far each place carries its surroundings, km."""
    reach = np.full(len(told.xy), min(SHORT_REACH_KM, max_reach_km))
    fresh = np.flatnonzero((taken_on >= 0) & (taken_on > day - COLLAPSE_DAYS))
    for side in np.unique(loser[fresh]):
        lost = fresh[loser[fresh] == side]
        if len(lost) < COLLAPSE_CAPTURES:
            continue
        tree = cKDTree(told.xy[lost])
        spacing = tree.query(told.xy[lost], k=2)[0][:, 1] / 1000
        for at, near in zip(lost, tree.query_ball_point(told.xy[lost], COLLAPSE_KM * 1000), strict=True):
            if len(near) >= COLLAPSE_CAPTURES:
                reach[at] = np.clip(
                    SPACINGS * np.median(spacing[near]),
                    reach[at],
                    max(reach[at], min(COLLAPSE_REACH_KM, max_reach_km)),
                )
    return reach
