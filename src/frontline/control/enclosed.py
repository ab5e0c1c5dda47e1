"""Enclosed: places that the front has gone past.

Owns one rule. Where the nearest word in the quarters of the compass is everywhere of one side, and came after the last
word about a place, that side has the place: whoever wrote of the places around would have written that it held out, or
that it was still fought over. It takes ground which nobody writes of from the side that has just lost the nearest of these
places, and settles ground that was fought over. Ground that a spreadsheet keeps a record of stays as recorded.
Knows points in metres and numbers for holders; no claim, no theatre, no land.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from frontline.control.presume import Told

    Ints = NDArray[np.intp]
    Flags = NDArray[np.bool_]

#: Word counts from within this distance, and must come from so many quarters; a place of which nobody writes follows a
#: capture that is so many days old. On 28 moves of 21,046 real places, 3-20 % of the changes reported and as many places
#: around reported still held, 451 more silent places were turned rightly and 64 wrongly (4,132 and 784 without the rule).
#: All four quarters: 123 and 3; 40 km: 757 and 147; 20 km: 167 and 12.
ENCLOSED_KM, QUARTERS, AFTER_DAYS = 30.0, 3, 2
_VOICES_ASKED = 24


def overrun(
    told: Told, day: int, current: Ints, as_told: Flags, fell_on: Ints, fell_from: Ints
) -> tuple[Ints, Ints]:
    """Return the places that the front has gone past by a day and, of each, the nearest voice that says so.

    Parameters
    ----------
    told
        All places.
    day
        The index of the day.
    current
        Whose each place is, or that it is fought over.
    as_told
        Which places stand as somebody told, and follow no other.
    fell_on, fell_from
        The last day on which a place was captured (or presumed so), and from which side.
    """
    nothing = np.empty(0, dtype=np.intp)
    held, fought = np.isin(current, told.sides), current == told.contested
    is_voice = (told.heard >= 0) & as_told & held
    passed = is_voice & (fell_on > 0) & (day - fell_on >= AFTER_DAYS)
    asks = (held | fought) & as_told & ~is_voice & (told.heard < day) & (told.book < 0)
    if not passed.any() or not asks.any():
        return nothing, nothing
    voices, askers = np.flatnonzero(is_voice), np.flatnonzero(asks)
    reach_m = ENCLOSED_KM * 1000
    askers = askers[
        np.isfinite(cKDTree(told.xy[passed]).query(told.xy[askers], distance_upper_bound=reach_m)[0])
    ]
    count = min(_VOICES_ASKED, len(voices))
    distance, rank = cKDTree(told.xy[voices]).query(told.xy[askers], k=count, distance_upper_bound=reach_m)
    found = np.isfinite(distance).reshape(len(askers), count)
    near = voices[np.where(found, rank.reshape(len(askers), count), 0)]
    nearest = near[:, 0]
    side = current[nearest]
    east, north = np.moveaxis(told.xy[near] - told.xy[askers][:, None], 2, 0)
    quarter = (east >= 0) * 2 + (north >= 0)
    there = found[:, None] & (quarter[:, None] == np.arange(4)[:, None])
    has = there.any(axis=2)
    first = np.take_along_axis(near, there.argmax(axis=2), 1)
    agree = (has.sum(axis=1) >= QUARTERS) & (~has | (current[first] == side[:, None])).all(axis=1)
    heard = np.where(told.heard <= day, told.heard, -1)
    latest = np.where(found & (current[near] == side[:, None]), heard[near], -1).max(axis=1)
    taken = (fell_from[nearest] == current[askers]) & passed[nearest] & (fell_on[nearest] > told.firm[askers])
    falls = agree & np.where(fought[askers], latest > told.heard[askers], taken) & (side != current[askers])
    return askers[falls], nearest[falls]
