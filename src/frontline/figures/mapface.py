"""Mapface: one day's map in a box of a canvas: base map, ground, fronts, advances, places, names, scale.

Painted in the page's order. What follows from the scale (which places have a dot, which a name) follows the page's zoom.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from frontline.figures.arrows import draw_arrow
from frontline.figures.basemap import EDGE_DASH
from frontline.figures.canvas import text_width
from frontline.figures.furniture import draw_locator, draw_scale
from frontline.figures.labels import Box, Label, Room, put
from frontline.figures.signs import colour_of, draw_dot, draw_ring, draw_star
from frontline.figures.theme import fill_for, holder_colour
from frontline.model import CONTESTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from frontline.figures.basemap import Area
    from frontline.figures.canvas import Canvas
    from frontline.figures.scene import Scene, Spot

#: The lowest zoom at which a place of each rank has a dot, and a name: those of the page (`web/src/places.ts`).
DOT_ZOOM = (0.0, 0.0, 6.2, 7.4, 8.4, 9.6, math.inf)
NAME_ZOOM = (0.0, 5.4, 7.1, 8.1, 9.1, 10.4, math.inf)
RADIUS = (5.0, 4.3, 3.4, 2.9, 2.5, 2.3, 2.3)
NAME_SIZE = (14.5, 13.0, 12.0, 11.5, 11.0, 11.0, 11.0)
#: An advance stays on the map for this many days, fainter each day.
LASTING_DAYS = 2
#: Equator, metres; a pixel of the page at zoom 0 is one 256th of it.
EQUATOR_M = 40_075_017.0
#: Shields of one road stand at least this far apart, and stay this far from its ends, pixels.
SHIELD_APART, SHIELD_INSET = 190.0, 16.0
SECOND_SHIELD_ZOOM = 7.5
DISTRICT_NAME_ZOOM = 7.4
#: Below this zoom a map is one of many on a sheet.
SMALL_ZOOM = 6.3
#: Dots shrink with the map: below each zoom, to this share of their radius.
DOT_SHARES = ((SMALL_ZOOM, 0.55), (6.6, 0.75), (7.6, 0.9), (9.0, 1.0), (math.inf, 1.25))
#: A bend that is off by less is left out, pixels: a tenth of a hairline.
FINEST = 0.12
#: The room that the frame leaves around the theatre's extent.
MARGIN = 0.015


def map_height(scene: Scene, width: float) -> float:
    """Return the height of a map of the whole theatre that is `width` pixels wide."""
    west, south, east, north = scene.frame
    return width * (north - south) / (east - west)


@dataclass(frozen=True)
class _Shown:
    spot: Spot
    x: float
    y: float
    radius: float
    changed: bool

    @property
    def importance(self) -> float:
        return self.spot.rank - (6 if self.spot.goal else 0)

    @property
    def box(self) -> Box:
        reach = self.radius + (5 if self.changed else 4 if self.spot.goal else 0.5)
        return Box(self.x - reach, self.y - reach, 2 * reach, 2 * reach)


def _joined(lines: Sequence[BaseGeometry]) -> BaseGeometry:
    return shapely.line_merge(shapely.union_all(lines))


def _is_kept_small(item: _Shown) -> bool:
    return item.importance <= 0 or item.changed


class MapFace:
    """The frame of one map on a canvas, and what is painted into it."""

    def __init__(self, canvas: Canvas, scene: Scene, box: Box) -> None:
        self.canvas, self.scene, self.box = canvas, scene, box
        west, south, east, north = scene.frame
        spare = MARGIN * (east - west)
        self.metres = (east - west + 2 * spare) / box.width  # of ground to a pixel
        self._left = (west + east) / 2 - self.metres * box.width / 2
        self._top = (south + north) / 2 + self.metres * box.height / 2
        lat = math.radians(scene.middle[1])
        self.zoom = math.log2(EQUATOR_M * math.cos(lat) / (256 * self.metres))
        self.room = Room(box)

    def draw(self, day: int, *, names: bool = True, furniture: bool = True) -> None:
        """Paint the map of the day of a number; without `names` it is a small one: few dots, and only objectives named."""
        canvas, box = self.canvas, self.box
        canvas.window(box.x, box.y, box.width, box.height)
        self._draw_base()
        grounds = self._draw_zones(day)
        fronts = [(a, b, foes, self._cut(line)) for a, b, foes, line in self.scene.fronts(day)]
        self._draw_tints(fronts, grounds)
        self._draw_lines()
        self._draw_fronts(fronts)
        self._draw_arrows(day)
        if furniture:
            draw_scale(canvas, self.scene, box, self.metres, self.room, self._count_spots)
            if self.scene.window is not None and names:
                draw_locator(canvas, self.scene, box, self.room)
        self._draw_places(day, names=names)
        canvas.window(0, 0, 0, 0)
        canvas.box(box.x, box.y, box.width, box.height, face="none", edge=canvas.inks.border, weight=1.0)

    def _count_spots(self, box: Box) -> int:
        xy = self.to_pixels(
            np.array([(spot.x, spot.y) for spot in self.scene.spots], dtype=float).reshape(-1, 2)
        )
        return sum(box.meets(Box(float(x), float(y), 0.0, 0.0)) for x, y in xy)

    def to_pixels(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points in metres as points of the canvas, [n, 2]."""
        return np.column_stack(
            [
                self.box.x + (xy[:, 0] - self._left) / self.metres,
                self.box.y + (self._top - xy[:, 1]) / self.metres,
            ]
        )

    def _cut(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape in pixels, cut a little outside of the frame, without bends that no eye sees: files stay small."""
        box, spare = self.box, 4.0
        drawn = shapely.simplify(shapely.transform(shape, self.to_pixels), FINEST)
        return shapely.clip_by_rect(
            drawn, box.x - spare, box.y - spare, box.x + box.width + spare, box.y + box.height + spare
        )

    def _draw_base(self) -> None:
        canvas, inks, base, box = self.canvas, self.canvas.inks, self.scene.basemap, self.box
        land = self._cut(base.land)
        canvas.box(box.x, box.y, box.width, box.height, face=inks.land if base.land.is_empty else inks.sea)
        canvas.fill(land, inks.abroad)
        for country in base.countries:
            if country.home:
                canvas.fill(self._cut(country.shape), inks.land)
        canvas.fill(self._cut(base.beyond), inks.abroad)
        canvas.fill(self._cut(base.lakes), inks.lake)
        canvas.stroke(land.boundary, inks.coast, 0.7)

    def _draw_zones(self, day: int) -> dict[str, BaseGeometry]:
        """Paint the zones and return the whole ground of each holder."""
        grounds: dict[str, list[BaseGeometry]] = {}
        theatre, inks = self.scene.theatre, self.canvas.inks
        for holder, certainty, _, shape in self.scene.zones(day):
            drawn = self._cut(shape)
            self.canvas.fill_ground(drawn, fill_for(holder, certainty, theatre, inks))
            grounds.setdefault(CONTESTED if certainty == "contested" else holder, []).append(drawn)
        return {holder: shapely.union_all(shapely.make_valid(shapes)) for holder, shapes in grounds.items()}

    def _draw_tints(
        self, fronts: Sequence[tuple[str, str, bool, BaseGeometry]], grounds: dict[str, BaseGeometry]
    ) -> None:
        """Paint a band of each side's colour along its own side of the front: the line tells the sides apart."""
        width = 5 if self.zoom < SMALL_ZOOM else 9 if self.zoom < 7.5 else 13
        for holder, ground in grounds.items():
            lines = [line for a, b, foes, line in fronts if foes and holder in (a, b)]
            if holder != CONTESTED and lines:
                colour = holder_colour(holder, self.scene.theatre, self.canvas.inks)
                self.canvas.stroke(_joined(lines), colour, width, alpha=0.75, within=ground)

    def _draw_lines(self) -> None:
        canvas, inks, base = self.canvas, self.canvas.inks, self.scene.basemap
        canvas.stroke(self._cut(base.rivers), inks.river, 1.0 if self.zoom < 8 else 1.5)
        lakes = self._cut(base.lakes)
        canvas.fill(lakes, inks.lake)
        canvas.stroke(lakes.boundary, inks.river, 0.8)
        if self.zoom >= SMALL_ZOOM:
            canvas.stroke(self._cut(base.district_lines), inks.district, 0.9, dash=(4, 3))
        roads = [
            (road["rank"], self._cut(shapely.LineString(self.scene.project(np.array(road["line"])))))
            for road in self.scene.payload["roads"]
            if road["rank"] == 1 or self.zoom >= 6 + road["rank"]
        ]
        for casing in (True, False):
            for rank, line in sorted(roads, key=lambda road: -road[0]):
                width = (1.7 if rank == 1 else 1.1) * (
                    0.6 if self.zoom < SMALL_ZOOM else 0.8 if self.zoom < 7.5 else 1
                )
                canvas.stroke(
                    line,
                    inks.road_casing if casing else inks.road,
                    width + (0.8 if self.zoom < SMALL_ZOOM else 1.8) * casing,
                    alpha=0.65 if casing else 1.0,
                )
        canvas.stroke(self._cut(base.edge), inks.muted, 1.4, dash=EDGE_DASH)
        canvas.stroke(self._cut(base.borders), inks.border, 1.3)

    def _draw_fronts(self, fronts: Sequence[tuple[str, str, bool, BaseGeometry]]) -> None:
        """Paint the front lines, the strongest of the map, with a casing; between allies only a thin broken line."""
        canvas, inks = self.canvas, self.canvas.inks
        weight = 1.4 if self.zoom < SMALL_ZOOM else 2.0 if self.zoom < 7.5 else 2.6
        for a, b, foes, line in fronts:
            if foes:
                continue
            if CONTESTED in (a, b):
                canvas.stroke(line, inks.front, 0.9, alpha=0.4)
            else:
                canvas.stroke(line, inks.front, 1.1, alpha=0.6, dash=(5, 4))
        hostile = _joined([line for _, _, foes, line in fronts if foes])
        canvas.stroke(hostile, inks.front_casing, weight + (1.2 if self.zoom < SMALL_ZOOM else 2), alpha=0.8)
        canvas.stroke(hostile, inks.front, weight)

    def _draw_arrows(self, day: int) -> None:
        for age in range(LASTING_DAYS - 1, -1, -1):
            for step in self.scene.steps:
                if day - step.day == age:
                    colour = holder_colour(step.faction, self.scene.theatre, self.canvas.inks)
                    draw_arrow(self.canvas, self.to_pixels(step.xy), colour, alpha=0.4 if age else 0.95)

    def _draw_places(self, day: int, *, names: bool) -> None:
        """Paint dots and names: objectives and the largest first, then the day's changes, then what finds room."""
        shown = self._shown(day) if names else [item for item in self._shown(day) if _is_kept_small(item)]
        first = [item for item in shown if item.importance <= 0]
        second = [item for item in shown if item not in first and (item.changed or item.spot.rank <= 1)]
        written: list[Label] = []
        for tier in (first, second):
            for item in tier:
                self.room.take(item.box)
            written += self._names(tier, names=names)
        shields = self._shields() if names else []
        kept = {item.spot.place_id for item in (*first, *second)}
        lesser = [
            item
            for item in shown
            if names and item.spot.place_id not in kept and self.room.take_if_free(item.box)
        ]
        written += self._names(lesser, names=names)
        for label in self._area_names() if names else []:
            label.write(self.canvas)
        for text, box in shields:
            self._draw_shield(text, box)
        for item in reversed([*first, *second, *lesser]):
            self._draw_spot(item, day)
        for label in written:
            label.write(self.canvas)

    def _shown(self, day: int) -> list[_Shown]:
        shown = []
        grow = next(share for below, share in DOT_SHARES if self.zoom < below)
        for spot in self.scene.spots:
            changed = spot.is_news(day)
            if not (spot.goal or self.zoom >= DOT_ZOOM[spot.rank] - (3 if changed else 0)):
                continue
            x, y = self.to_pixels(np.array([[spot.x, spot.y]]))[0]
            item = _Shown(spot, float(x), float(y), RADIUS[spot.rank] * grow, changed)
            if item.box.is_within(self.box):
                shown.append(item)
        return sorted(shown, key=lambda item: item.importance - 1.5 * item.changed)

    def _names(self, items: Sequence[_Shown], *, names: bool) -> list[Label]:
        labels = []
        for item in items:
            spot = item.spot
            named = names and self.zoom >= NAME_ZOOM[spot.rank] - (1.3 if item.changed else 0)
            if not (spot.goal or named):
                continue
            label = Label(
                spot.name,
                item.x,
                item.y,
                NAME_SIZE[spot.rank] - (3 if self.zoom < SMALL_ZOOM else 1 if self.zoom < 6.6 else 0),
                self.canvas.inks.ink,
                gap=item.radius + (7.5 if item.changed else 6 if spot.goal else 3.5),
                bold=spot.rank == 0 or spot.goal,
            )
            placed = put(label, self.room, self.canvas.points)
            if placed:
                labels.append(placed)
        return labels

    def _draw_spot(self, item: _Shown, day: int) -> None:
        holding = item.spot.on(day)
        colour = colour_of(holding, self.scene.theatre, self.canvas)
        if item.changed:
            draw_ring(
                self.canvas, item.x, item.y, item.radius, colour, gap=2.0 if self.zoom < SMALL_ZOOM else 3.5
            )
        if item.spot.goal:
            reach = item.radius + (3 if self.zoom < SMALL_ZOOM else 4)
            draw_star(self.canvas, item.x, item.y, reach, colour, holding)
        else:
            draw_dot(self.canvas, item.spot.kind, item.x, item.y, item.radius, holding, colour)

    def _shields(self) -> list[tuple[str, Box]]:
        """Return the road numbers that find room, with their boxes; one that finds none is moved along its road."""
        shields = []
        for road in sorted(self.scene.payload["roads"], key=lambda road: road["rank"]):
            if not road["ref"] or (road["rank"] > 1 and self.zoom < SECOND_SHIELD_ZOOM):
                continue
            line = shapely.LineString(self.to_pixels(self.scene.project(np.array(road["line"]))))
            last = -0.7 * SHIELD_APART
            for at in np.arange(SHIELD_INSET, line.length - SHIELD_INSET, 6.0):
                box = self._shield_box(road["ref"], line.interpolate(at))
                if at - last >= SHIELD_APART and self.room.take_if_free(box):
                    shields.append((road["ref"], box))
                    last = at
        return shields

    def _shield_box(self, text: str, point: shapely.Point) -> Box:
        size = 10 * self.canvas.points
        width = text_width(text, size, bold=True) / self.canvas.points + 9
        return Box(point.x - width / 2, point.y - 7.5, width, 15)

    def _draw_shield(self, text: str, box: Box) -> None:
        inks = self.canvas.inks
        self.canvas.box(box.x, box.y, box.width, box.height, face=inks.shield, edge=inks.halo, weight=1.4)
        self.canvas.text(
            box.x + box.width / 2, box.y + box.height / 2, text, 10,
            ink=inks.shield_ink, bold=True, align="center",
        )  # fmt: skip

    def _area_names(self) -> list[Label]:
        """Return the names of countries beside the theatre's own, and of its districts, where there is room."""
        base, muted = self.scene.basemap, self.canvas.inks.muted
        labels = []
        for area, is_country in (
            *((area, True) for area in base.countries if not area.home),
            *((area, False) for area in base.districts if self.zoom >= DISTRICT_NAME_ZOOM),
        ):
            spot = self._roomiest(area)
            if not area.name or spot is None:
                continue
            # Letters that join are not spread, and have no slanted hand.
            joins = self.scene.phrases.right_to_left
            text = "\u200a".join(area.name.upper()) if is_country and not joins else area.name
            italic = not is_country and not joins
            label = Label(text, *spot, 10.5, muted, bold=is_country, italic=italic, centred=True)
            placed = put(label, self.room, self.canvas.points)
            if placed:
                labels.append(placed)
        return labels

    def _roomiest(self, area: Area) -> tuple[float, float] | None:
        """Return the middle of the widest part of an area in the frame: names are wide, so height counts more."""
        box = self.box
        drawn = shapely.clip_by_rect(
            shapely.transform(area.shape, self.to_pixels), box.x, box.y, box.x + box.width, box.y + box.height
        )
        flat = shapely.make_valid(shapely.transform(drawn, lambda xy: xy * (1.0, 2.5)))
        parts = [part for part in shapely.get_parts(flat) if part.geom_type == "Polygon"]
        if not parts:
            return None
        largest = max(parts, key=lambda part: part.area)
        circle = shapely.maximum_inscribed_circle(largest, tolerance=2)
        x, y = shapely.get_coordinates(circle)[0]
        return (float(x), float(y) / 2.5) if circle.length >= 18 else None
