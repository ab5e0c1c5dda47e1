"""Arrows: an advance as a tapered arrow along its course. Knows no place and no day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from frontline.figures.canvas import Canvas

    Points = NDArray[np.float64]

_PIECES = 48
#: A shorter arrow is a blot, pixels.
SHORTEST = 14.0


def draw_arrow(canvas: Canvas, course: Points, colour: str, *, alpha: float = 1.0) -> None:
    """Draw an arrow along a course in pixels; nothing where it is too short to be seen."""
    spine = _spine(course)
    length = float(np.hypot(*np.diff(spine, axis=0).T).sum())
    if length < SHORTEST:
        return
    width = max(4.0, min(11.0, length * 0.09))
    head = min(length * 0.4, width * 2)
    neck = max(1, round(_PIECES * (1 - head / length)))
    normals = _normals(spine)
    half = (0.18 + 0.82 * np.arange(neck + 1) / neck) * width * 0.5
    side = normals[: neck + 1] * half[:, None]
    barb = normals[neck] * width
    body = spine[: neck + 1]
    outline = np.concatenate(
        [body + side, [spine[neck] + barb, spine[-1], spine[neck] - barb], (body - side)[::-1]]
    )
    inks = canvas.inks
    canvas.shape(outline, face=inks.halo, edge=inks.halo, weight=3.5, alpha=alpha)
    canvas.shape(outline, face=colour, edge=inks.ink, weight=1.1, alpha=alpha)


def _spine(course: Points) -> Points:
    """Return points at even steps along a rounded course; a straight one gets a slight bow, as hands draw it."""
    via = course if len(course) > 2 else _bowed(course[0], course[1])
    padded = np.concatenate([via[:1], via, via[-1:]])
    u = np.arange(0, 1, 0.125)[:, None]
    pieces = [
        0.5
        * (
            2 * p1
            + (p2 - p0) * u
            + (2 * p0 - 5 * p1 + 4 * p2 - p3) * u**2
            + (3 * p1 - p0 - 3 * p2 + p3) * u**3
        )
        for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
    ]
    curve = np.concatenate([*pieces, via[-1:]])
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(curve, axis=0).T))])
    wanted = np.linspace(0, along[-1], _PIECES + 1)
    return np.column_stack([np.interp(wanted, along, curve[:, 0]), np.interp(wanted, along, curve[:, 1])])


def _bowed(start: Points, end: Points) -> Points:
    step = end - start
    return np.array([start, (start + end) / 2 + 0.08 * np.array([step[1], -step[0]]), end])


def _normals(spine: Points) -> Points:
    step = np.gradient(spine, axis=0)
    length = np.hypot(step[:, 0], step[:, 1])
    length[length == 0] = 1.0
    return np.column_stack([-step[:, 1], step[:, 0]]) / length[:, None]
