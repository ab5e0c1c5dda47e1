"""Edges: polygons as rings of lines that neighbours share, on a grid of whole steps.

Owns where a shared line begins and ends, as `TopoJSON <https://github.com/topojson/topojson-specification>`_ calls it an
arc: at every point where more or fewer than two edges meet. Knows no parcel's history and no page.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

#: A ring has at least so many edges that do not vanish on the grid.
_LEAST_EDGES = 3


@dataclass(frozen=True)
class Edges:
    """Rings as sequences of lines.

    Parameters
    ----------
    points
        The grid points, x and y in steps, each once.
    lines
        For each line, the numbers of its points in order.
    rings
        For each ring, its lines in order: `n` is line n, `~n` line n backwards. Outer rings run counter-clockwise,
        inner ones clockwise, so that two areas run along the line between them in opposite directions.
    owners
        For each ring, the number of the polygon that it bounds.
    """

    points: Ints
    lines: list[list[int]]
    rings: list[list[int]]
    owners: list[int]


def share_edges(
    shapes: Iterable[shapely.Geometry], origin: tuple[float, float], step: tuple[float, float]
) -> Edges:
    """Return polygons as rings of shared lines; `origin` and `step` (x, y) say what grid their points move to."""
    polygons, owner = shapely.get_parts(
        shapely.orient_polygons(np.asarray(shapes, dtype=object)), return_index=True
    )
    rings, polygon_of = shapely.get_rings(polygons, return_index=True)
    coordinates, ring_of = shapely.get_coordinates(rings, return_index=True)
    steps = np.rint((coordinates - origin) / step).astype(np.int64)
    keys, first, points = np.unique((steps[:, 0] << 32) + steps[:, 1], return_index=True, return_inverse=True)
    start, end, ring = points[:-1], points[1:], ring_of[:-1]
    kept = (ring == ring_of[1:]) & (start != end)
    kept &= np.bincount(ring[kept], minlength=len(rings))[ring] >= _LEAST_EDGES
    start, end, ring = start[kept], end[kept], ring[kept]
    edge = _numbered(np.minimum(start, end) * len(keys) + np.maximum(start, end))
    is_node = _nodes(start, end, ring, edge, len(keys))
    order = _from_a_node(is_node[start], ring)
    start, end, ring, edge = start[order], end[order], ring[order], edge[order]
    runs = np.flatnonzero(is_node[start])
    line, forward, chosen = _lines(runs, start, edge)
    stops = np.append(runs, len(start))
    ring_starts = np.flatnonzero(np.diff(ring[runs], prepend=-1))
    numbers = np.where(forward, line, ~line).tolist()
    cuts = [*ring_starts.tolist(), len(runs)]
    return Edges(
        points=steps[first],
        lines=[
            [*start[stops[run] : stops[run + 1]].tolist(), int(end[stops[run + 1] - 1])] for run in chosen
        ],
        rings=[numbers[begin:stop] for begin, stop in pairwise(cuts)],
        owners=owner[polygon_of[ring[runs[ring_starts]]]].tolist(),
    )


def _numbered(keys: Ints) -> Ints:
    return np.unique(keys, return_inverse=True)[1]


def _nodes(start: Ints, end: Ints, ring: Ints, edge: Ints, count: int) -> NDArray[np.bool_]:
    """Tell which points are nodes; a ring that meets no other has one, the first of its points."""
    once = np.unique(edge, return_index=True)[1]
    degree = np.bincount(np.concatenate((start[once], end[once])), minlength=count)
    is_node: NDArray[np.bool_] = degree != 2  # where it is 2, a line passes through
    has_node = np.zeros(ring.max(initial=-1) + 1, dtype=bool)
    np.logical_or.at(has_node, ring, is_node[start])
    lone = ~has_node[ring]
    least = np.full(len(has_node), count)
    np.minimum.at(least, ring[lone], start[lone])
    is_node[least[least < count]] = True
    return is_node


def _from_a_node(at_node: NDArray[np.bool_], ring: Ints) -> Ints:
    """Return the order of edges in which every ring begins at a node."""
    begins = np.flatnonzero(np.diff(ring, prepend=-1))
    sizes = np.diff(np.append(begins, len(ring)))
    nodes = np.flatnonzero(at_node)
    shift = nodes[np.searchsorted(nodes, begins)] - begins if len(begins) else begins
    begin, size, by = (np.repeat(column, sizes) for column in (begins, sizes, shift))
    order: Ints = begin + (np.arange(len(ring)) - begin + by) % size
    return order


def _lines(runs: Ints, start: Ints, edge: Ints) -> tuple[Ints, NDArray[np.bool_], Ints]:
    """Return the line of each run, whether it runs along it, and the run that gave each line its direction.

    A line is known by its first and last edge, whichever comes first.
    """
    ends = np.append(runs[1:], len(start)) - 1
    first, last = edge[runs], edge[ends]
    _, chosen, line = np.unique(
        np.minimum(first, last) * (edge.max(initial=0) + 1) + np.maximum(first, last),
        return_index=True, return_inverse=True,
    )  # fmt: skip
    model = chosen[line]
    return line, (first == first[model]) & (start[runs] == start[runs][model]), chosen
