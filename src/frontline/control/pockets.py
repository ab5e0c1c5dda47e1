"""Pockets: a few silent places that the captures around them have cut off from all of their side.

Owns one rule. Whoever wrote of the captures would have written of a pocket that held out; where nobody did, it fell
with them. Ground that was a pocket when it was last written of (a siege, an enclave of long standing) stays.
Knows points in metres and numbers for holders; no claim, no theatre, no land.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Delaunay, QhullError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Flags = NDArray[np.bool_]

#: A group of places no wider than this, with nobody of its own side next to it and others on every side, is a pocket; it
#: falls if this share of the places around it lies within that distance of it and was captured from its side. (On the
#: sixteen largest weekly moves of 21,046 real places, 2-20 % of them reported, all of what so fell had fallen.)
POCKET_KM, POCKET_SHARE = 25.0, 0.5


class Pockets:
    """The pockets of a map, day after day.

    Parameters
    ----------
    xy
        The places, [n, 2], metres.
    firm
        The last day on which each place was still said to be somebody's, -1 where nobody said so.
    """

    def __init__(self, xy: Floats, firm: Ints) -> None:
        self._xy, self._firm = xy, firm
        self._links, self._outermost = _neighbours(xy)
        self._since = np.full(len(xy), -1, dtype=np.intp)

    def fallen(
        self, day: int, holder: Ints, silent: Flags, fell_on: Ints, fell_from: Ints
    ) -> tuple[Ints, Ints]:
        """Return the places of pockets that fall on this day and, of each, the nearest capture that cut it off.

        Parameters
        ----------
        day
            Later than that of the call before.
        holder
            Whose each place is; of ground that is fought over, whose it was.
        silent
            Of which nothing has been said of late.
        fell_on, fell_from
            The last day on which a place was captured (or presumed so), and from which side.
        """
        nothing = np.empty(0, dtype=np.intp)
        if not len(self._links):
            return nothing, nothing
        a, b = self._links.T
        same = holder[a] == holder[b]
        pairs = coo_matrix((np.ones(same.sum()), (a[same], b[same])), shape=(len(holder),) * 2)
        count, group = connected_components(pairs, directed=False)
        width = np.max([_widths(self._xy[:, axis], group, count) for axis in (0, 1)], axis=0)
        small = width <= POCKET_KM * 1000
        self._since = np.where(small[group], np.where(self._since < 0, day, self._since), -1)
        loud = np.bincount(group, weights=~silent, minlength=count) > 0
        was_one_before = np.bincount(group, weights=self._since <= self._firm, minlength=count) > 0
        open_ended = np.bincount(group, weights=self._outermost, minlength=count) > 0
        may_fall = small & ~loud & ~was_one_before & ~open_ended
        edges = np.flatnonzero(may_fall[group[a]] & ~same)
        rim, nearest = _shortest(
            group[a[edges]], b[edges], np.hypot(*(self._xy[a[edges]] - self._xy[b[edges]]).T)
        )
        inside, outside = rim.T
        side = np.full(count, -1)
        side[group] = holder
        taken = (fell_from[outside] == side[inside]) & (fell_on[outside] > 0)
        taken &= nearest <= POCKET_KM * 1000
        around = np.bincount(inside, minlength=count)
        share = np.bincount(inside, weights=taken, minlength=count) / np.maximum(around, 1)
        falls = np.flatnonzero((may_fall & (share >= POCKET_SHARE))[group])
        near = [self._nearest(place, outside[taken & (inside == group[place])]) for place in falls.tolist()]
        return falls, np.array(near, dtype=np.intp)

    def _nearest(self, place: int, others: Ints) -> int:
        return int(others[np.hypot(*(self._xy[others] - self._xy[place]).T).argmin()])


def _neighbours(xy: Floats) -> tuple[Ints, Flags]:
    """Return the pairs of places with none between them, both ways round, and which places are the outermost of all."""
    outermost = np.zeros(len(xy), dtype=bool)
    try:
        net = Delaunay(xy)
    except (QhullError, ValueError):  # fewer than three places, or all on one line: none can be surrounded
        return np.empty((0, 2), dtype=np.intp), outermost
    start, near = net.vertex_neighbor_vertices
    outermost[net.convex_hull.ravel()] = True
    pairs = np.column_stack([np.repeat(np.arange(len(xy)), np.diff(start)), near])
    return pairs.astype(np.intp), outermost


def _shortest(inside: Ints, outside: Ints, length: Floats) -> tuple[Ints, Floats]:
    """Return each pair of a group and a place beside it once, with the shortest way between them."""
    order = np.lexsort((length, outside, inside))
    pairs = np.column_stack([inside, outside])[order]
    first = np.ones(len(pairs), dtype=bool)
    first[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
    return pairs[first], length[order][first]


def _widths(values: Floats, group: Ints, count: int) -> Floats:
    low, high = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(low, group, values)
    np.maximum.at(high, group, values)
    width: Floats = high - low
    return width
