"""Places that nobody writes of: when they follow the captures around them.

Owns one rule. A place of which nothing is said goes with the *nearest* place of which something is, if that has just
been captured from the side which holds the place, and lies within reach; the nearest being "still held" keeps it.
A quarter of a town goes with its town before all others; ground that was fought over waits a few days for word of how
it ended. A few places that captures have cut off fall too (`pockets`), and those that the front has gone past (`enclosed`). A spreadsheet is a record: what it says of a
place stands, whatever it says of the places around.
The reach is short while captures are few and grows with their spacing when a front collapses. Knows points in
metres and numbers for holders; no claim, no theatre, no land.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from frontline.control.enclosed import overrun
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
    earlier; a mere statement of who has it now does not. `stood` is the last day on which it was said that its last
    holder has it. `sides` are the numbers that are sides, for only a side loses ground; `contested` stands for ground
    fought over.
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
    stood: Ints
    sides: Ints
    contested: int
    within: Ints
    friends: Flags


@dataclass(slots=True)
class _Course:
    """The places as the days go by.

    `current` is whose each place is, and `by` the place whose capture it follows, -1 where it stands as told. `taken_on` is
    the day on which its holder of this day took it, by what was told, and `loser` who lost it; `fell_on` and `fell_from` say
    the same of captures that are only presumed, too.
    """

    current: Ints
    by: Ints
    taken_on: Ints
    loser: Ints
    fell_on: Ints
    fell_from: Ints

    @classmethod
    def at_first(cls, told: Told) -> _Course:
        """Return the places as they were on the first day."""
        never = np.full(len(told.xy), -told.holder.shape[1], dtype=np.intp)
        owner = told.owner[:, 0]
        return cls(
            told.holder[:, 0].copy(),
            np.full_like(never, -1),
            never,
            owner.copy(),
            never.copy(),
            owner.copy(),
        )

    def hear(self, told: Told, day: int) -> None:
        """Take in what was told of a day."""
        was, now = told.holder[:, day - 1], told.holder[:, day]
        changed = (now != was) & (told.heard >= day) & ~told.friends[was, now]
        self.taken_on[changed] = day
        # Ground in dispute may count as the winner's already: who had it before the dispute is who lost it.
        lost = changed & (told.owner[:, day - 1] != now)
        self.loser[lost] = told.owner[lost, day - 1]
        self.fell_on[changed], self.fell_from[changed] = day, self.loser[changed]
        self.current = np.where(self.by < 0, now, self.current)

    def follow(self, places: Ints, voices: Ints, holder: Ints, day: int, lost_by: Ints | int) -> None:
        """Let places go with the voice of each, lost by a side on this day."""
        self.current[places] = holder
        self.by[places] = np.where(self.by[voices] < 0, voices, self.by[voices])
        self.fell_on[places], self.fell_from[places] = day, lost_by


def presume(told: Told, *, max_reach_km: float, routed: Mapping[int, int]) -> tuple[Ints, Ints]:
    """Let places follow the captures around them from the day after the last word about them.

    Parameters
    ----------
    told
        All places.
    max_reach_km
        The farthest that a capture can carry while its loser still fights.
    routed
        By side, the day index from which it has lost all it fought for: from then on its silent places go with the
        nearest capture at any distance, and what it fought for with another side is left to that.

    Returns
    -------
    holder : [place, day] with what is presumed
    carrier : [place, day] the place whose capture carried it, -1 where it stands as told
    """
    holder, carrier = told.holder.copy(), np.full(told.holder.shape, -1, dtype=np.intp)
    course, pockets = _Course.at_first(told), Pockets(told.xy, told.firm)
    for day in range(1, holder.shape[1]):
        before = course.current
        course.hear(told, day)
        owner = np.where(course.by < 0, told.owner[:, day], course.current)
        _follow_captures(told, course, day, owner, max_reach_km=max_reach_km, routed=routed)
        if day == 1 or (course.current != before).any() or (told.heard == day - 1).any():
            still = np.where(course.current == told.contested, owner, course.current)
            silent = (told.heard < day - FOUGHT_DAYS * (course.current == told.contested)) & (told.book < 0)
            silent &= np.isin(still, told.sides)
            fallen, near = pockets.fallen(day, still, silent, course.fell_on, course.fell_from)
            course.follow(fallen, near, course.current[near], day, still[fallen])
        left = _left_to_other(told, course, day, routed)
        course.current[left], course.by[left] = told.owner[left, day], left
        gone, near = overrun(told, day, course.current, course.by < 0, course.fell_on, course.fell_from)
        course.follow(gone, near, course.current[near], day, owner[gone])
        holder[:, day], carrier[:, day] = course.current, course.by
    return holder, carrier


def _follow_captures(
    told: Told, course: _Course, day: int, owner: Ints, *, max_reach_km: float, routed: Mapping[int, int]
) -> None:
    """Let places of which nothing is said go with the nearest capture, of those from their side, that reaches them."""
    days, now = told.holder.shape[1], told.holder[:, day]
    captured = (course.taken_on >= 0) & np.isin(now, told.sides) & (now != course.loser)
    reach = _reach_km(told, course.loser, np.where(captured, course.taken_on, -days), day, max_reach_km)
    asking = told.heard < day
    for side in np.intersect1d(told.sides, owner[asking]).tolist():
        is_routed = day >= routed.get(side, days)
        # What other sides hold, what is fought over and what was left says nothing about this side's ground.
        firm = (now == side) & (
            told.stood >= routed[side] if is_routed else told.vouched >= day - STALE_AFTER_DAYS
        )
        recent = captured & (course.loser == side)
        group = np.flatnonzero(asking & (owner == side))
        if not is_routed:
            fresh = recent & (course.taken_on > day - COLLAPSE_DAYS)
            group = _within_reach(told, group, recent, fresh, reach)
        voices = np.flatnonzero(recent | (firm & (told.vouched >= 0)))
        if not len(group) or not len(voices):
            continue
        # A capture from before a place was still somebody's does not count for it; for one that was left, all do.
        was = course.current[group]
        kept_until = np.where(np.isin(was, [*told.sides, told.contested]), told.firm[group], -1)
        since = np.where(recent, course.taken_on, days)
        near, distance_km = _nearest_voice(told, group, voices, since, kept_until)
        town = told.within[group]
        asks_town = (town >= 0) & np.isin(town, voices) & (since[town] > kept_until)
        near, distance_km = np.where(asks_town, town, near), np.where(asks_town, 0.0, distance_km)
        is_fresh = (course.taken_on[near] > day - COLLAPSE_DAYS) | (told.firm[group] < told.heard[group])
        within = (distance_km <= reach[near]) & is_fresh | is_routed
        settled = (was != told.contested) | (told.heard[group] < day - FOUGHT_DAYS) | asks_town | is_routed
        follows = recent[near] & within & settled & np.isfinite(distance_km)
        course.follow(group[follows], near[follows], now[near[follows]], day, side)


def _left_to_other(told: Told, course: _Course, day: int, routed: Mapping[int, int]) -> Ints:
    """Return the places that two sides fought over, of which the one has lost all it fought for."""
    gone = [side for side, since in routed.items() if day >= since]
    silent = (course.by < 0) & (told.heard < day) & (course.current == told.contested)
    left = silent & np.isin(course.loser, gone) & ~np.isin(told.owner[:, day], gone)
    return np.flatnonzero(left & np.isin(told.owner[:, day], told.sides))


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
