"""Signs: places as dots, squares, diamonds and stars, as the page draws them; the map and its legend share them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from frontline.figures.theme import holder_colour
from frontline.model import CONTESTED, NOBODY

if TYPE_CHECKING:
    from frontline.figures.canvas import Canvas
    from frontline.figures.scene import Holding
    from frontline.theatre import Theatre


def draw_dot(
    canvas: Canvas, kind: str, x: float, y: float, radius: float, holding: Holding, colour: str
) -> None:
    """Draw a place: full in its holder's colour, half full contested, empty without a holder, a ring if presumed."""
    inks = canvas.inks
    contested, open_ = holding.holder == CONTESTED, holding.holder in (CONTESTED, NOBODY)
    if holding.status == "presumed" and not open_:
        for reach, ink in (
            (radius + 1, inks.rim), (radius + 0.4, inks.ink), (radius - 0.4, colour), (radius - 1.7, inks.rim),
        ):  # fmt: skip
            _trace(canvas, kind, x, y, max(reach, 0.8), face=ink)
        return
    _trace(canvas, kind, x, y, radius, face=inks.rim, edge=inks.rim, weight=2.4)
    _trace(canvas, kind, x, y, radius, face=inks.rim if open_ else colour)
    if contested:
        half = [
            (x + radius * math.cos(a), y + radius * math.sin(a))
            for a in (math.pi / 2 + math.pi * n / 16 for n in range(17))
        ]
        canvas.shape(half, face=colour)
    _trace(canvas, kind, x, y, radius, face="none", edge=colour if open_ else inks.ink, weight=0.9)


def draw_star(
    canvas: Canvas, x: float, y: float, radius: float, colour: str, holding: Holding | None = None
) -> None:
    """Draw an objective: full, half full or empty as the dot of such a place; presumed, with an edge in its holder's colour."""
    reaches = [(radius if n % 2 == 0 else radius * 0.46, math.pi / 5 * n - math.pi / 2) for n in range(10)]
    star = [(x + reach * math.cos(angle), y + reach * math.sin(angle)) for reach, angle in reaches]
    canvas.shape(star, face=canvas.inks.halo, edge=canvas.inks.halo, weight=4)
    open_ = holding is not None and holding.holder in (CONTESTED, NOBODY)
    is_presumed = holding is not None and holding.status == "presumed" and not open_
    canvas.shape(star, face=canvas.inks.rim if open_ or is_presumed else colour)
    if is_presumed:
        inner = [(x + (px - x) * 0.78, y + (py - y) * 0.78) for px, py in star]
        canvas.shape(star, face=colour)
        canvas.shape(inner, face=canvas.inks.rim)
    elif holding is not None and holding.holder == CONTESTED:
        canvas.shape([*star[5:], star[0]], face=colour)
    canvas.shape(star, face="none", edge=canvas.inks.ink, weight=1.3)


def draw_ring(canvas: Canvas, x: float, y: float, radius: float, colour: str, *, gap: float = 3.5) -> None:
    """Draw the ring around what changed hands on the day."""
    canvas.disc(x, y, radius + gap, face="none", edge=canvas.inks.halo, weight=gap + 0.5)
    canvas.disc(x, y, radius + gap, face="none", edge=colour, weight=0.8 + gap * 0.3)


def colour_of(holding: Holding, theatre: Theatre, canvas: Canvas) -> str:
    """Return the colour of whoever holds a place."""
    return holder_colour(holding.holder, theatre, canvas.inks)


def _trace(
    canvas: Canvas, kind: str, x: float, y: float, radius: float, *,
    face: str, edge: str = "none", weight: float = 0.0,
) -> None:  # fmt: skip
    """Settlements are round, bases and airports square, everything else a diamond."""
    if kind in ("base", "airport"):
        side = radius * 1.8
        canvas.box(x - side / 2, y - side / 2, side, side, face=face, edge=edge, weight=weight)
    elif kind in ("crossing", "facility", "bridge", "dam"):
        reach = radius * 1.25
        diamond = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
        canvas.shape(diamond, face=face, edge=edge, weight=weight)
    else:
        canvas.disc(x, y, radius, face=face, edge=edge, weight=weight)
