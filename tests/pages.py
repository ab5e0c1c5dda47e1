"""What stands in a saved page, for tests that open no browser."""

from __future__ import annotations

import base64
import re
import string
import zlib
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

from frontline.payload.columns import SIGNS
from frontline.payload.mesh import COLUMNS

_PYTHON_SIGNS = str.maketrans(
    SIGNS, string.digits + string.ascii_uppercase + string.ascii_lowercase + "!#$%&()*+-;<=>?@^_`{|}~"
)


def unpack_bytes(text: str) -> bytes:
    """Return what `frontline.payload.pack_bytes` was given."""
    return zlib.decompress(base64.b85decode(text.translate(_PYTHON_SIGNS)))


def payload_bytes(text: str) -> tuple[str, bytes]:
    """Return the JSON and the columns of a packed payload."""
    data = unpack_bytes(text)
    end = 4 + int.from_bytes(data[:4], "little")
    return data[4:end].decode(), data[end:]


def payload_text(html: str) -> str:
    """Return the JSON of the first map of a page, which packs it."""
    packed = re.search(
        r'<script type="application/octet-stream" id="(?!frontline-code)[^"]+">(.*?)</script>', html
    )
    assert packed, "the page holds no map"
    return payload_bytes(packed[1])[0]


def read_column(record: list[int], blob: bytes) -> list[int]:
    """Return the numbers of a packed column."""
    at, count, width, signed = record
    planes = np.frombuffer(blob[at : at + count * width], np.uint8).reshape(width, count).astype(np.int64)
    numbers = (planes << (8 * np.arange(width))[:, None]).sum(axis=0)
    return (np.where(numbers & 1, ~(numbers >> 1), numbers >> 1) if signed else numbers).tolist()


def read_histories(ground: dict[str, Any]) -> list[list[list[int]]]:
    """Return for each area of a page its steps: day, holder, certainty class."""
    columns = {name: column.tolist() for name, column in ground["columns"].items()}
    steps = iter(zip(columns["days"], columns["holders"], columns["classes"], strict=True))
    histories = []
    for count in columns["counts"]:
        history, day = [], 0
        for _ in range(count):
            gap, holder, certainty = next(steps)
            day += gap
            history.append([day, holder - 2, certainty])
        histories.append(history)
    return histories


def read_lines(columns: dict[str, Any]) -> list[tuple[list[tuple[int, int]], list[int | None]]]:  # noqa: C901
    """Return the lines of a page's ground, in steps, and the areas that run along each, forwards and backwards."""
    take = {name: iter(column.tolist()) for name, column in columns.items()}
    nodes: list[tuple[int, int]] = []
    lines: list[tuple[list[tuple[int, int]], list[int | None]]] = []
    ends: list[tuple[int, int]] = []
    is_open: list[int] = []
    last, areas = (0, 0), 0

    def moved(point):
        return point[0] + next(take["dx"]), point[1] + next(take["dy"])

    for _ in range(len(columns["owners"])):
        for _ in range(next(take["skips"])):
            is_open.pop(0)
        if is_open:
            start = ends[is_open[0]][1]
        elif back := next(take["begins"]):
            start = len(nodes) - back
        else:
            nodes.append(last := moved(last))
            start = len(nodes) - 1
        back = next(take["owners"])
        area, areas = (areas - back, areas) if back else (areas, areas + 1)
        node = None
        while node != start:
            node = start if node is None else node
            if turn := next(take["turns"]):
                line = [n for n in is_open if ends[n][1] == node][turn - 1]
                is_open.remove(line)
                lines[line][1][1] = area
                node = ends[line][0]
                continue
            points = [nodes[node]]
            for _ in range(next(take["inner"])):
                points.append(moved(points[-1]))
            code = next(take["ends"])
            back = next(take["joins"]) if code == 15 else 0
            end = start if 0 < code < 15 else len(nodes) - back
            for _ in range(code - 1 if code < 15 else 0):
                end = next(ends[n][1] for n in is_open if ends[n][0] == end)
            if end == len(nodes):
                nodes.append(moved(points[-1]))
            last = nodes[end]
            is_open.append(len(lines))
            lines.append(([*points, nodes[end]], [area, None]))
            ends.append((node, end))
            node = end
    assert all(next(column, None) is None for name, column in take.items() if name in COLUMNS)
    return lines


def read_areas(ground: dict[str, Any]) -> list[shapely.Geometry]:
    """Return the areas of a page's ground, in degrees: what its lines enclose, and even-odd is inside."""
    edges: dict[int, list[list[tuple[int, int]]]] = {}
    for points, sides in read_lines(ground["columns"]):
        for area in sides:
            if area is not None and sides[0] != sides[1]:
                edges.setdefault(area, []).append(points)
    return [_area(edges.get(number, []), ground) for number in range(len(ground["columns"]["counts"]))]


def _area(lines: list[list[tuple[int, int]]], ground: dict[str, Any]) -> shapely.Geometry:
    faces = shapely.get_parts(shapely.polygonize([shapely.LineString(line) for line in lines]))
    (x1, y1), (x2, y2) = (
        np.array([edge for line in lines for edge in pairwise(line)]).reshape(-1, 2, 2).T.transpose(1, 0, 2)
    )
    inside = []
    for face in faces:
        x, y = face.representative_point().coords[0]
        crossed = (y1 > y) != (y2 > y)
        at = x1 + (y - y1) * (x2 - x1) / np.where(y1 == y2, 1, y2 - y1)
        if (crossed & (at > x)).sum() % 2:
            inside.append(face)
    return shapely.transform(
        shapely.union_all(inside), lambda steps: steps * ground["step"] + np.array(ground["origin"])
    )
