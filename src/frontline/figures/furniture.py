"""Furniture: what stands in the corners of a map: the scale bar, where north lies, and where in the theatre a detail is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from frontline.figures.canvas import text_width
from frontline.figures.labels import Box

if TYPE_CHECKING:
    from collections.abc import Callable

    from frontline.figures.canvas import Canvas
    from frontline.figures.labels import Room
    from frontline.figures.scene import Scene

#: The scale bar has at least this much room, pixels; a bar shorter than `TOLD_BAR` has one figure, or two would meet.
LEAST_BAR, TOLD_BAR = 60.0, 66.0
#: The locator takes this share of the map's width, within these bounds in pixels.
LOCATOR_SHARE, LOCATOR_LEAST, LOCATOR_MOST = 0.17, 70.0, 170.0
_EDGE = 8.0


def draw_scale(
    canvas: Canvas, scene: Scene, box: Box, metres: float, room: Room, hidden: Callable[[Box], int]
) -> None:
    """Draw the scale bar and, beside it, true north in the lower corner that hides fewer places; both take their room.

    `metres` of ground lie below a pixel; `hidden` counts the places in a box.
    """
    inks = canvas.inks
    room_km = max(0.22 * box.width, LEAST_BAR) * metres / 1000
    step = 10 ** math.floor(math.log10(room_km))
    km = max(n * step for n in (1, 2, 5) if n * step <= room_km)
    width = km * 1000 / metres
    y = box.y + box.height - 14
    unit = scene.phrases.say("km")
    north_at = width + (22 + text_width(unit, 10) if width >= TOLD_BAR else 14)
    wide = 8 + north_at + 12
    corners = [Box(left, y - 40, wide, 50) for left in (box.x + 6, box.x + box.width - wide - 6)]
    # In a detail, the locator stands on the right.
    chosen = corners[0] if scene.window else min(corners, key=hidden)
    room.take(chosen)
    x = chosen.x + 8
    for part in range(4):
        face = inks.ink if part % 2 == 0 else inks.halo
        canvas.box(x + part * width / 4, y - 4, width / 4, 4, face=face, edge=inks.ink, weight=0.7)
    if width >= TOLD_BAR:
        canvas.text(x, y - 12, "0", 10, align="center", halo=inks.halo)
        canvas.text(x + width, y - 12, f"{km:g} {unit}", 10, align="center", halo=inks.halo)
    else:
        canvas.text(x + width / 2, y - 12, f"{km:g} {unit}", 10, align="center", halo=inks.halo)
    _draw_north(canvas, scene.north_degrees, x + north_at, y - 14)


def _draw_north(canvas: Canvas, degrees: float, x: float, y: float) -> None:
    inks, angle = canvas.inks, math.radians(degrees)
    up, right = (math.sin(angle), -math.cos(angle)), (math.cos(angle), math.sin(angle))

    def at(across: float, along: float) -> tuple[float, float]:
        return x + across * right[0] + along * up[0], y + across * right[1] + along * up[1]

    canvas.shape([at(0, 11), at(5, -7), at(0, -3), at(-5, -7)], face=inks.ink, edge=inks.halo, weight=1)
    canvas.text(*at(0, 19), canvas.phrases.say("north-letter"), 10, bold=True, align="center", halo=inks.halo)


def draw_locator(canvas: Canvas, scene: Scene, box: Box, room: Room) -> None:
    """Draw the whole theatre small in the lower right corner, with the frame of a detail in it; it takes its room."""
    inks = canvas.inks
    west, south, east, north = scene.theatre_frame
    width = max(LOCATOR_LEAST, min(LOCATOR_MOST, LOCATOR_SHARE * box.width))
    metres = (east - west) / width
    small = Box(
        box.x + box.width - width - _EDGE,
        box.y + box.height - (north - south) / metres - _EDGE,
        width,
        (north - south) / metres,
    )
    room.take(Box(small.x - 4, small.y - 4, small.width + 8, small.height + 8))

    def shrunk(shape: shapely.Geometry) -> shapely.Geometry:
        def to_pixels(xy: np.ndarray) -> np.ndarray:
            return np.column_stack(
                [small.x + (xy[:, 0] - west) / metres, small.y + (north - xy[:, 1]) / metres]
            )

        drawn = shapely.simplify(shapely.transform(shape, to_pixels), 0.3)
        return shapely.clip_by_rect(drawn, small.x, small.y, small.x + small.width, small.y + small.height)

    base = scene.basemap
    canvas.box(
        small.x, small.y, small.width, small.height, face=inks.land if base.land.is_empty else inks.sea
    )
    canvas.fill(shrunk(base.land), inks.abroad)
    for country in base.countries:
        if country.home:
            canvas.fill(shrunk(country.shape), inks.land)
    canvas.stroke(shrunk(base.borders), inks.border, 0.7)
    canvas.stroke(shrunk(shapely.box(*scene.frame).exterior), inks.ink, 1.6)
    canvas.box(small.x, small.y, small.width, small.height, face="none", edge=inks.border, weight=1.0)
