"""Mesh: shared edges as columns of small numbers, ring after ring, so that a page can be small.

A ring is told as a walk. Where a ring before it left a line open, whose other side nobody had yet, the walk takes that
line backwards; elsewhere it draws a new one. Since rings come in the order in which they touch, nearly every answer is the
same, and what is left is two differences of coordinates for each point: the idea of C. Touma and C. Gotsman,
"Triangle Mesh Compression", 1998, for polygons. `web/src/mesh.ts` is its reader.

Columns, each in the order of reading:

`skips`  for each ring, how many of the oldest open lines have no ring on their other side, before the line it begins with
`begins` where no line is open: 0 a new point, n the n-th last point
`owners` for each ring, 0 a new area, n the n-th last area
`turns`  for each line of a ring, 0 a new line, n the n-th open line that ends there
`inner`  for each new line, its number of points between its ends
`ends`   for each new line, 0 a new point, n the n-th last point on the open lines behind the ring's first (1: that itself),
         `FAR` a point of `joins`
`joins`  n the n-th last point
`dx`, `dy` for each new point, the difference from the one before on its line, or from where the last line ended
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from frontline.payload.edges import Edges

#: So far along the open lines an old point is looked for, before it is named by its number.
FAR = 15
COLUMNS = ("skips", "begins", "owners", "turns", "inner", "ends", "joins", "dx", "dy")


@dataclass(frozen=True)
class Mesh:
    """The columns, and for each area of the page, by its number, the polygon that it is."""

    columns: dict[str, NDArray[np.int64]]
    polygons: list[int]


def write_mesh(edges: Edges) -> Mesh:
    """Return rings of shared edges as columns."""
    return _Writer(edges).write()


class Front:
    """The lines that are open on one side, by the point where they end and by the one where they start."""

    def __init__(self) -> None:
        self.ending: dict[int, list[int]] = defaultdict(list)
        self.starting: dict[int, list[int]] = defaultdict(list)

    def open(self, line: int, start: int, end: int) -> None:
        """Add a line."""
        self.starting[start].append(line)
        self.ending[end].append(line)

    def close(self, line: int, start: int, end: int) -> None:
        """Take a line away."""
        self.starting[start].remove(line)
        self.ending[end].remove(line)


class _Writer:
    def __init__(self, edges: Edges) -> None:
        self.points: list[list[int]] = edges.points.tolist()
        self.paths = edges.lines
        self.rings: list[list[int]] = []
        self.owners: list[int] = []
        self.is_written: list[bool] = []
        #: The rings that run along a path in a direction.
        self.users: dict[int, list[int]] = defaultdict(list)
        for ring, owner in zip(edges.rings, edges.owners, strict=True):
            self._add(ring, owner)
        self.front = Front()
        #: For each line written, the path that it is, in its direction, and whether its other side is still asked for.
        self.lines: list[int] = []
        self.is_open: list[bool] = []
        self.oldest = 0
        self.areas: dict[int, int] = {}
        self.numbers: dict[int, int] = {}
        self.last = [0, 0]
        self.columns: dict[str, list[int]] = {name: [] for name in COLUMNS}

    def write(self) -> Mesh:
        for number, ring in enumerate(self.rings):  # grows while it is read
            while not self.is_written[number]:
                found = self._beyond_the_oldest()
                if found is None:
                    found = number, 0
                    self.columns["begins"].append(self._name(self._start(ring[0])))
                self._write_ring(*found)
        columns = {name: np.array(column, np.int64) for name, column in self.columns.items()}
        return Mesh(columns, list(self.areas))

    def _add(self, ring: list[int], owner: int) -> None:
        for path in ring:
            self.users[path].append(len(self.rings))
        self.rings.append(ring)
        self.owners.append(owner)
        self.is_written.append(False)

    def _start(self, path: int) -> int:
        return self.paths[path][0] if path >= 0 else self.paths[~path][-1]

    def _beyond_the_oldest(self) -> tuple[int, int] | None:
        """Return the ring on the other side of the oldest open line that has one, and the line's place in it."""
        skips = 0
        found = None
        while self.oldest < len(self.lines):
            path = self.lines[self.oldest]
            if self.is_open[self.oldest]:
                found = next((ring for ring in self.users[~path] if not self.is_written[ring]), None)
                if found is not None:
                    break
                self._close(self.oldest)
                skips += 1
            self.oldest += 1
        self.columns["skips"].append(skips)
        return None if found is None else (found, self.rings[found].index(~path))

    def _write_ring(self, number: int, begin: int) -> None:
        ring = self.rings[number][begin:] + self.rings[number][:begin]
        self.is_written[number] = True
        owner = self.owners[number]
        self.columns["owners"].append(len(self.areas) - self.areas[owner] if owner in self.areas else 0)
        self.areas.setdefault(owner, len(self.areas))
        first = self._start(ring[0])
        for n, path in enumerate(ring, start=1):
            self._write_path(path, first)
            if n < len(ring) and self._start(~path) == first:
                # On the grid the ring touches itself where it began: the rest is a ring of its own.
                self._add(ring[n:], owner)
                return

    def _write_path(self, path: int, first: int) -> None:
        start, end = self._start(path), self._start(~path)
        for n, line in enumerate(self.front.ending[start], start=1):
            if self.lines[line] == ~path:
                self.columns["turns"].append(n)
                self._close(line)
                return
        self.columns["turns"].append(0)
        points = self.paths[path] if path >= 0 else self.paths[~path][::-1]
        self.columns["inner"].append(len(points) - 2)
        self.last = self.points[start]
        for point in points[1:-1]:
            self._move(point)
        self.columns["ends"].append(self._end_code(end, first))
        self.last = self.points[end]
        self.front.open(len(self.lines), start, end)
        self.lines.append(path)
        self.is_open.append(True)

    def _close(self, line: int) -> None:
        path = self.lines[line]
        self.front.close(line, self._start(path), self._start(~path))
        self.is_open[line] = False

    def _end_code(self, end: int, first: int) -> int:
        if end not in self.numbers:
            return self._name(end)
        point = first
        for n in range(1, FAR):
            if point == end:
                return n
            behind = self.front.starting[point]
            if not behind:
                break
            point = self._start(~self.lines[behind[0]])
        self.columns["joins"].append(self._name(end))
        return FAR

    def _name(self, point: int) -> int:
        """Return how many points ago this one was; 0 for a new one, which is written."""
        if point in self.numbers:
            return len(self.numbers) - self.numbers[point]
        self.numbers[point] = len(self.numbers)
        self._move(point)
        return 0

    def _move(self, point: int) -> None:
        x, y = self.points[point]
        self.columns["dx"].append(x - self.last[0])
        self.columns["dy"].append(y - self.last[1])
        self.last = self.points[point]
