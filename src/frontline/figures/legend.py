"""Legend: each fill, line and sign of a map, with what it stands for; only what the map shows on some day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from frontline.figures.arrows import draw_arrow
from frontline.figures.basemap import EDGE_DASH
from frontline.figures.canvas import shorten, text_width
from frontline.figures.scene import Holding
from frontline.figures.signs import draw_dot, draw_ring, draw_star
from frontline.figures.theme import fill_for, holder_colour
from frontline.figures.words import areas_of
from frontline.model import CONTESTED, NOBODY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from frontline.figures.canvas import Canvas
    from frontline.figures.scene import Scene

#: A swatch, the room of an entry with a figure below its name, and of one without, pixels.
SWATCH_W, SWATCH_H = 30.0, 18.0
TALL, LOW = 36.0, 24.0
COLUMN = 200.0
#: A name that has no room is set smaller before it is cut.
NAME_SIZES = (12.0, 11.0, 10.0, 9.0)


@dataclass(frozen=True)
class Entry:
    """A row of the legend: a picture at (x, y), a name, and what is small below it."""

    draw: Callable[[Canvas, float, float], None]
    name: str
    note: str = ""


def side_entries(scene: Scene, days: Sequence[int] | None = None, *, noted: int | None = None) -> list[Entry]:
    """Return an entry a side that holds something on one of the days (None: on any), with its ground on the day `noted`."""
    wanted = scene.holders if days is None else {holder for day in days for holder in scene.holders_on(day)}
    areas = {} if noted is None else areas_of(scene, noted)
    here = set() if noted is None else scene.holders_on(noted)
    return [
        Entry(
            _swatch(scene, holder, "held"),
            scene.short(holder),
            "" if noted is None else _area_note(scene, areas.get(holder, 0.0), has_places=holder in here),
        )
        for holder in scene.holders
        if holder in wanted
    ]


def _area_note(scene: Scene, area_km2: float, *, has_places: bool) -> str:
    if area_km2 >= 1:
        return f"{scene.phrases.about(area_km2)} {scene.phrases.say('km')}²"
    return scene.phrases.say("note-places" if has_places else "note-nothing")


def sign_entries(scene: Scene, *, is_small: bool = False) -> list[Entry]:
    """Return the entries of what belongs to no side; a small map has fewer signs."""
    say = scene.phrases.say
    contested = "contested" in scene.classes or bool({"contested", "disputed"} & scene.statuses)
    kinds = {spot.kind for spot in scene.spots}
    listed = [
        (contested, Entry(_swatch(scene, CONTESTED, "contested"), say("contested"))),
        ("probable" in scene.classes, Entry(_swatch(scene, NOBODY, "probable"), say("key-probable"))),
        (True, Entry(_bare, say("no-information"))),
        (not scene.basemap.edge.is_empty, Entry(_outside, say("key-outside"))),
        (len(scene.parcels) > 0, Entry(_front, say("front"))),
        (_has_allies(scene), Entry(_allies, say("allies-line"))),
        (bool(scene.steps), Entry(_advance, say("advance-two"))),
        (True, Entry(_changed, say("changed-day"))),
        ("presumed" in scene.statuses, Entry(_presumed, say("key-presumed"))),
        (
            bool({"contested", "disputed"} & scene.statuses) and not is_small,
            Entry(_half, say("contested-place")),
        ),
        (bool({"vacated", "unknown"} & scene.statuses) and not is_small, Entry(_empty, say("unknown-place"))),
        ("base" in kinds and not is_small, Entry(_kinds, say("key-kinds"))),
        (any(spot.goal for spot in scene.spots), Entry(_goal, say("key-objective"))),
    ]
    return [entry for wanted, entry in listed if wanted]


def legend_height(blocks: Sequence[Sequence[Entry]], width: float) -> float:
    """Return the height of blocks of entries set in columns."""
    columns = _columns(width)
    return sum(-(-len(block) // columns) * _row(block) for block in blocks) + 6 * (len(blocks) - 1)


def draw_legend(canvas: Canvas, blocks: Sequence[Sequence[Entry]], x: float, y: float, width: float) -> None:
    """Draw blocks of entries in columns, row by row, from the upper left corner."""
    columns = _columns(width)
    column = width / columns
    for block in blocks:
        row = _row(block)
        for n, entry in enumerate(block):
            left, top = x + (n % columns) * column, y + (n // columns) * row
            entry.draw(canvas, canvas.inward(left, SWATCH_W), top)
            room = (column - SWATCH_W - 20) * canvas.points
            size = next(
                (s for s in NAME_SIZES if text_width(entry.name, s * canvas.points) <= room), NAME_SIZES[-1]
            )
            name = shorten(entry.name, size * canvas.points, room)
            canvas.write(left + SWATCH_W + 8, top + SWATCH_H / 2, name, size)
            if entry.note:
                canvas.write(left + SWATCH_W + 8, top + SWATCH_H + 6, entry.note, 10.5, ink=canvas.inks.muted)
        y += -(-len(block) // columns) * row + 6


def _columns(width: float) -> int:
    return max(1, int(width // COLUMN))


def _row(block: Sequence[Entry]) -> float:
    return TALL if any(entry.note for entry in block) else LOW


def _has_allies(scene: Scene) -> bool:
    by_id = scene.theatre.faction_by_id
    sides = [by_id[holder] for holder in scene.holders]
    return any(
        a.id < b.id and (a.side == b.side or b.id in a.allies or a.id in b.allies)
        for a in sides
        for b in sides
    )


def _swatch(scene: Scene, holder: str, certainty: str) -> Callable[[Canvas, float, float], None]:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        colour = holder_colour(holder, scene.theatre, canvas.inks)
        canvas.box(x, y, SWATCH_W, SWATCH_H, face=canvas.inks.land)
        canvas.fill_ground(
            shapely.box(x, y, x + SWATCH_W, y + SWATCH_H),
            fill_for(holder, certainty, scene.theatre, canvas.inks),
        )
        canvas.box(x, y, SWATCH_W, SWATCH_H, face="none", edge=colour, weight=1.6)
        if certainty == "held":
            middle = x + SWATCH_W / 2, y + SWATCH_H / 2
            canvas.disc(*middle, 4.2, face=colour, edge=canvas.inks.ink, weight=0.9)

    return draw


def _bare(canvas: Canvas, x: float, y: float) -> None:
    inks = canvas.inks
    canvas.box(x, y, SWATCH_W, SWATCH_H, face=inks.land, edge=inks.border, weight=0.9, dash=(3, 2))


def _outside(canvas: Canvas, x: float, y: float) -> None:
    inks, middle = canvas.inks, x + SWATCH_W / 2
    canvas.box(x, y, SWATCH_W / 2, SWATCH_H, face=inks.land)
    canvas.box(middle, y, SWATCH_W / 2, SWATCH_H, face=inks.abroad)
    canvas.stroke(shapely.LineString([(middle, y), (middle, y + SWATCH_H)]), inks.muted, 1.4, dash=EDGE_DASH)


def _front(canvas: Canvas, x: float, y: float) -> None:
    inks, middle = canvas.inks, y + SWATCH_H / 2
    canvas.box(x, middle - 6, SWATCH_W, 12, face=inks.nobody, alpha=0.5)
    canvas.box(x, middle - 2.3, SWATCH_W, 4.6, face=inks.front_casing)
    canvas.box(x, middle - 1.2, SWATCH_W, 2.4, face=inks.front)


def _allies(canvas: Canvas, x: float, y: float) -> None:
    line = shapely.LineString([(x, y + SWATCH_H / 2), (x + SWATCH_W, y + SWATCH_H / 2)])
    canvas.stroke(line, canvas.inks.front, 1.1, alpha=0.7, dash=(5, 4))


def _advance(canvas: Canvas, x: float, y: float) -> None:
    middle = y + SWATCH_H / 2
    draw_arrow(canvas, np.array([[x, middle + 4], [x + SWATCH_W, middle - 3]]), canvas.inks.muted)


def _changed(canvas: Canvas, x: float, y: float) -> None:
    middle = x + SWATCH_W / 2, y + SWATCH_H / 2
    draw_ring(canvas, *middle, 4.2, canvas.inks.muted)
    canvas.disc(*middle, 4.2, face=canvas.inks.muted, edge=canvas.inks.ink, weight=0.9)


def _dot(holding: Holding, colour: str) -> Callable[[Canvas, float, float], None]:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        draw_dot(
            canvas, "town", x + SWATCH_W / 2, y + SWATCH_H / 2, 5, holding, str(getattr(canvas.inks, colour))
        )

    return draw


_presumed = _dot(Holding("", "presumed"), "muted")
_half = _dot(Holding(CONTESTED, "contested"), "contested")
_empty = _dot(Holding(NOBODY, "vacated"), "nobody")


def _kinds(canvas: Canvas, x: float, y: float) -> None:
    held, middle = Holding("", "held"), y + SWATCH_H / 2
    for kind, across in (("town", 5), ("base", 15), ("bridge", 25)):
        draw_dot(canvas, kind, x + across, middle, 3.6, held, canvas.inks.muted)


def _goal(canvas: Canvas, x: float, y: float) -> None:
    draw_star(canvas, x + SWATCH_W / 2, y + SWATCH_H / 2 + 0.6, 8.6, canvas.inks.muted)
