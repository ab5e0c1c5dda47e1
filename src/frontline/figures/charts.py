"""Charts: the ground of each side, and how near each came to the objectives, day by day."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from frontline.figures import words
from frontline.figures.canvas import PX, Canvas, text_width, wrap
from frontline.figures.phrases import ENGLISH, Phrases
from frontline.figures.sheets import GAP, RIM, SMALL, TITLE, WIDTH_MM, draw_head, sheet_width
from frontline.figures.theme import fill_for, holder_colour, inks_for
from frontline.fronts import area_by_side
from frontline.model import CONTESTED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    import pandas as pd

    from frontline.figures.scene import Scene
    from frontline.figures.theme import ThemeName

#: The height of a chart, and of the room for its days and its name, pixels.
TALL, DAYS_ROOM, NAME_ROOM = 280.0, 28.0, 22.0
#: The room for the figures on the left, and for what stands before and after a label on the right.
LEFT, LABEL_ROOM = 62.0, 98.0
LABEL, TICK = 12.0, 11.0
#: Labels at the right end stand at least this far apart.
LABEL_APART = 16.0
#: Days are told at least this far apart.
DAY_APART = 44.0
#: Where only every eighth day has room, months are told instead.
MANY_DAYS = 8
#: The days of a line have dots where they are this far apart.
DOT_ROOM = 10.0


def draw_areas(scene: Scene, *, theme: ThemeName = "light", width_mm: float = WIDTH_MM) -> Canvas:
    """Return a sheet with the ground of each side in km2, a bar a day: held below, then probable, then contested."""
    table = area_by_side(scene.parcels, days=scene.days)
    areas = {
        (row["on"], row["controller"], row["certainty_class"]): row["area_km2"]
        for row in table.to_dict("records")
    }
    seen = {(holder, grade) for _, holder, grade in areas}
    holders = [h for h in (*scene.holders, CONTESTED) if any((h, grade) in seen for grade in _GRADES)]
    sheet = _Sheet(scene, "areas", holders, theme, width_mm, panels=1)
    days = [day.isoformat() for day in scene.days]
    totals = [
        sum(areas.get((day, holder, grade), 0.0) for holder in holders for grade in _GRADES) for day in days
    ]
    scale = sheet.axis(0, max(totals))
    floor = dict.fromkeys(days, 0.0)
    for holder in holders:
        below = dict(floor)
        for grade in _GRADES:
            heights = [areas.get((day, holder, grade), 0.0) for day in days]
            sheet.draw_bars(holder, grade, [floor[day] for day in days], heights, scale)
            for day, height in zip(days, heights, strict=True):
                floor[day] += height
        _name_band(sheet, holder, [(below[day], floor[day]) for day in days], scale)
    sheet.write_ends()
    return sheet.canvas


_GRADES = ("held", "probable", "contested")


def _name_band(
    sheet: _Sheet, holder: str, spans: Sequence[tuple[float, float]], scale: Callable[[float], float]
) -> None:
    """Name a side beside its last day; where it has nothing left then, in the middle of its best day."""
    low, high = spans[-1]
    if high - low >= 1:
        sheet.label_end(
            scale((low + high) / 2),
            f"{sheet.scene.short(holder)}  {sheet.scene.phrases.about(high - low)}",
            holder,
        )
        return
    n, (low, high) = max(enumerate(spans), key=lambda item: item[1][1] - item[1][0])
    if scale(low) - scale(high) >= LABEL * 1.2:
        sheet.write_at([(sheet.middle(n), scale((low + high) / 2))], sheet.scene.short(holder))


def draw_distances(scene: Scene, *, theme: ThemeName = "light", width_mm: float = WIDTH_MM) -> Canvas:
    """Return a sheet with the distance of each side's nearest ground to each objective in km, a panel an objective."""
    table = scene.distances(range(scene.count))
    goals = [goal for goal in scene.theatre.objectives if (table.objective == goal.place).any()]
    sides = [holder for holder in scene.holders if (table.side == holder).any()]
    sheet = _Sheet(scene, "distances", sides, theme, width_mm, panels=max(1, len(goals)))
    for panel, goal in enumerate(goals):
        rows = table[table.objective == goal.place]
        scale = sheet.axis(panel, float(rows.distance_km.max()), _name_of(scene, goal.place))
        # Whose objective it is lies on top.
        for side in sorted(sides, key=lambda side: side in goal.factions):
            _draw_course(sheet, rows[rows.side == side], side, scale, wanted=side in goal.factions)
        sheet.write_ends()
    return sheet.canvas


def _name_of(scene: Scene, place_id: str) -> str:
    return next(spot.name for spot in scene.spots if spot.place_id == place_id)


def _draw_course(
    sheet: _Sheet, rows: pd.DataFrame, side: str, scale: Callable[[float], float], *, wanted: bool
) -> None:
    """Draw one side's line; days on which it held no ground part it."""
    scene, canvas = sheet.scene, sheet.canvas
    kms = dict(zip(rows.on, rows.distance_km, strict=True))
    colour = holder_colour(side, scene.theatre, canvas.inks)
    runs: list[list[tuple[float, float]]] = [[]]
    for n, day in enumerate(scene.days):
        if day.isoformat() in kms:
            runs[-1].append((sheet.middle(n), scale(kms[day.isoformat()])))
        elif runs[-1]:
            runs.append([])
    runs = [run for run in runs if run]
    for run in runs:
        line = shapely.LineString(run if len(run) > 1 else run * 2)
        weight = 3.6 if wanted else 2.0
        sheet.lines.append(line)
        canvas.stroke(line, canvas.inks.paper, weight + 3.0)
        # A thin rim of ink: yellow on white is no line without it.
        canvas.stroke(line, canvas.inks.ink, weight + 1.0, alpha=0.7)
        canvas.stroke(line, colour, weight)
        for x, y in run if sheet.inner / scene.count >= DOT_ROOM or len(run) == 1 else ():
            canvas.disc(x, y, 3.6 if wanted else 2.4, face=colour, edge=canvas.inks.ink, weight=0.8)
    if scene.days[-1].isoformat() in kms:
        km = kms[scene.days[-1].isoformat()]
        sheet.label_end(scale(km), f"{scene.short(side)}  {scene.phrases.number(km)}", side)
    elif runs:
        sheet.write_at([(x, y - 12) for x, y in reversed(runs[-1])], scene.short(side))


@dataclass(frozen=True)
class _End:
    """What is said at the right end of a chart."""

    y: float
    text: str
    holder: str


class _Sheet:
    """A sheet with one or more panels over the same days."""

    def __init__(
        self,
        scene: Scene,
        kind: str,
        holders: Sequence[str],
        theme: ThemeName,
        width_mm: float,
        *,
        panels: int,
    ) -> None:
        self.scene = scene
        width = sheet_width(width_mm)
        inks = inks_for(theme)
        said = [
            (scene.phrases.say(f"{kind}-note"), inks.ink),
            (scene.payload["notice"], inks.ink),
            (words.source_words(scene), inks.muted),
            (words.doubt_words(scene), inks.muted),
            (words.credit_words(scene), inks.muted),
        ]
        foot = [(line, ink) for text, ink in said for line in wrap(text, SMALL * PX, (width - 2 * RIM) * PX)]
        self.head = RIM + 14 + TITLE * 1.35 + GAP / 2
        self.panel = NAME_ROOM + TALL + DAYS_ROOM
        below = self.head + panels * self.panel + GAP
        self.canvas = Canvas(width, below + len(foot) * SMALL * 1.4 + RIM, inks, phrases=scene.phrases)
        draw_head(self.canvas, scene.title, scene.phrases.say(f"{kind}-title"), [])
        for n, (line, ink) in enumerate(foot):
            self.canvas.paragraph(RIM, below + n * SMALL * 1.4, [line], SMALL, ink=ink)
        names = max((text_width(scene.short(h), LABEL * PX) / PX for h in holders), default=0.0)
        self.left = RIM + LEFT
        self.inner = width - RIM - self.left - names - LABEL_ROOM
        self._ends: list[_End] = []
        self._names: list[tuple[list[tuple[float, float]], str]] = []
        #: What a name is not written over.
        self.lines: list[shapely.LineString] = []
        self._floor = 0.0

    def edge(self, n: int) -> float:
        """Return where the day of a number begins."""
        return self.left + n * self.inner / self.scene.count

    def middle(self, n: int) -> float:
        """Return the middle of a day."""
        return (self.edge(n) + self.edge(n + 1)) / 2

    def axis(self, panel: int, most: float, name: str = "") -> Callable[[float], float]:
        """Draw the grid and the days of a panel, and return from a value to its height on the sheet."""
        canvas, inks = self.canvas, self.canvas.inks
        floor = self._floor = self.head + panel * self.panel + NAME_ROOM + TALL
        canvas.text(self.left, floor - TALL - NAME_ROOM / 2, name, 13, bold=True)
        step = nice(most / 4) if most > 0 else 1.0

        def scale(value: float) -> float:
            return floor - TALL * value / max(most * 1.03, step)

        for n in range(int(most * 1.001 // step) + 1):
            y = scale(n * step)
            line = shapely.LineString([(self.left, y), (self.left + self.inner, y)])
            canvas.stroke(line, inks.muted if n == 0 else inks.line, 1.0)
            canvas.text(
                self.left - 8, y, self.scene.phrases.number(n * step), TICK, ink=inks.muted, align="right"
            )
        for n, text in day_ticks(self.scene.days, self.inner, self.scene.phrases):
            canvas.text(self.middle(n), floor + 13, text, TICK, ink=inks.muted, align="center")
        return scale

    def draw_bars(
        self,
        holder: str,
        grade: str,
        floors: Sequence[float],
        heights: Sequence[float],
        scale: Callable[[float], float],
    ) -> None:
        """Draw a band of bars, one a day, filled as its ground is on the map."""
        bars = [
            shapely.box(self.edge(n), scale(floor + height), self.edge(n + 1), scale(floor))
            for n, (floor, height) in enumerate(zip(floors, heights, strict=True))
            if height > 0
        ]
        shape = shapely.union_all(bars, grid_size=0.01) if bars else shapely.Polygon()
        inks, theatre = self.canvas.inks, self.scene.theatre
        self.canvas.fill(shape, inks.land)
        self.canvas.fill_ground(shape, fill_for(holder, grade, theatre, inks))
        self.canvas.stroke(shape.boundary, holder_colour(holder, theatre, inks), 1.0, alpha=0.8)

    def label_end(self, y: float, text: str, holder: str) -> None:
        """Keep a label for the right end; `write_ends` writes them."""
        self._ends.append(_End(y, text[:1].upper() + text[1:], holder))

    def write_at(self, spots: Sequence[tuple[float, float]], text: str) -> None:
        """Keep a name for the first of some spots that no line runs through; `write_ends` writes it over all that is drawn."""
        room = text_width(text, LABEL * PX, bold=True) / PX / 2 + 4
        inside = (self.left + room, self.left + self.inner - room)
        self._names.append(([(min(max(x, inside[0]), inside[1]), y) for x, y in spots], text))

    def _free(self, spots: list[tuple[float, float]], text: str) -> tuple[float, float]:
        half = text_width(text, LABEL * PX, bold=True) / PX / 2 + 2
        lines = shapely.MultiLineString(self.lines)
        boxes = shapely.box(*np.transpose([(x - half, y - 8, x + half, y + 8) for x, y in spots]))
        return next(
            (spot for spot, box in zip(spots, boxes, strict=True) if not box.intersects(lines)), spots[0]
        )

    def write_ends(self) -> None:
        """Write the names that were kept, those at the right end moved apart where they would touch."""
        inks, x = self.canvas.inks, self.left + self.inner
        places = spread([end.y for end in self._ends], LABEL_APART, self._floor)
        for end, y in zip(self._ends, places, strict=True):
            colour = holder_colour(end.holder, self.scene.theatre, inks)
            self.canvas.stroke(shapely.LineString([(x + 3, end.y), (x + 14, y)]), inks.muted, 0.7)
            self.canvas.box(x + 17, y - 4.5, 9, 9, face=colour, edge=inks.ink, weight=0.7)
            self.canvas.text(x + 31, y, end.text, LABEL)
        for spots, text in self._names:
            self.canvas.text(*self._free(spots, text), text, LABEL, bold=True, align="center", halo=inks.halo)
        self._ends, self._names, self.lines = [], [], []


def day_ticks(days: Sequence[dt.date], width: float, phrases: Phrases = ENGLISH) -> list[tuple[int, str]]:
    """Return which days are told below an axis of a width in pixels, and how: of many days, the first of months."""
    every = math.ceil(len(days) * DAY_APART / width)
    if every < MANY_DAYS:
        return [
            (n, phrases.short_day(day) if n == 0 or day.day <= every else str(day.day))
            for n, day in enumerate(days)
            if n % every == 0
        ]
    firsts = [n for n, day in enumerate(days) if day.day == 1]
    shown = firsts[:: math.ceil(DAY_APART * 1.6 / (width / len(days) * 28))]
    return [
        (
            n,
            phrases.short_month(days[n])
            + (f" {days[n].year}" if k == 0 or days[n].year != days[shown[k - 1]].year else ""),
        )
        for k, n in enumerate(shown)
    ]


def spread(wanted: Sequence[float], apart: float, floor: float) -> list[float]:
    """Return positions near the wanted ones, in their order, `apart` from each other and none below `floor`."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    placed: list[float] = []
    for n in order:
        placed.append(max(wanted[n], placed[-1] + apart) if placed else wanted[n])
    for k in reversed(range(len(placed))):
        placed[k] = min(placed[k], floor if k == len(placed) - 1 else placed[k + 1] - apart)
    where = dict(zip(order, placed, strict=True))
    return [where[n] for n in range(len(wanted))]


def nice(value: float) -> float:
    """Return the next of 1, 2, 2.5, 5 and 10 times a power of ten: a step of an axis."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    while power > value:
        power /= 10
    return next(power * n for n in (1, 2, 2.5, 5, 10) if power * n >= value * 0.999)
