"""Sheets: whole figures put together: a day's map with its title, legend and caption; small multiples of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.errors import InputError
from frontline.figures import words
from frontline.figures.canvas import PX, Canvas, shorten, text_width, wrap
from frontline.figures.labels import Box
from frontline.figures.legend import draw_legend, legend_height, side_entries, sign_entries
from frontline.figures.mapface import MapFace, map_height
from frontline.figures.theme import inks_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.figures.legend import Entry
    from frontline.figures.scene import Scene
    from frontline.figures.theme import Inks, ThemeName

#: The width of a page's column of print: 180 mm.
WIDTH_MM = 180.0
#: The rim around everything, and the room between two parts, pixels.
RIM, GAP = 16.0, 12.0
TITLE, SUBTITLE, SMALL = 22.0, 12.5, 10.5
#: A heading is set at no less than this share of its size.
LEAST_SHARE = 0.6
#: The pictures of a film have this many lines below their heading.
STEADY_LINES = 4
#: Small multiples are at least this wide, so that their fronts can be told apart.
LEAST_MULTIPLE = 190.0


def sheet_width(width_mm: float) -> float:
    """Return the width of a sheet in pixels of the page."""
    return width_mm / 25.4 * 72 / PX


class _Foot:
    """What stands below the maps: legend, notice, sources, doubts, credits. Its height is known before it is drawn."""

    def __init__(self, scene: Scene, width: float, blocks: Sequence[Sequence[Entry]], doubts: str) -> None:
        self.blocks, self.width = blocks, width
        self.notice = wrap(scene.payload["notice"], SMALL * PX, (width - 14) * PX)
        said = (words.source_words(scene), doubts, words.credit_words(scene))
        self.caption = [line for text in said for line in wrap(text, SMALL * PX, width * PX)]

    @property
    def height(self) -> float:
        lines = len(self.notice) + len(self.caption)
        notice = GAP if self.notice else 0.0
        return legend_height(self.blocks, self.width) + GAP + lines * SMALL * 1.4 + notice

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        inks = canvas.inks
        draw_legend(canvas, self.blocks, x, y, self.width)
        y += legend_height(self.blocks, self.width) + GAP
        if self.notice:
            height = len(self.notice) * SMALL * 1.4
            canvas.box(canvas.inward(x, 3), y, 3, height, face=inks.notice)
            y = canvas.paragraph(x + 12, y, self.notice, SMALL) + GAP
        canvas.paragraph(x, y, self.caption, SMALL, ink=inks.muted)


def draw_day(
    scene: Scene, day: int, *, theme: ThemeName = "light", width_mm: float = WIDTH_MM, steady: bool = False
) -> Canvas:
    """Return the sheet of one day: title, map, legend and caption.

    `steady` sheets of one scene all have the same size, as the pictures of a film must.
    """
    width = sheet_width(width_mm)
    inner = width - 2 * RIM
    told = [words.change_words(scene, day), words.distance_words(scene, day)]
    lines = [line for text in told for line in wrap(text, SUBTITLE * PX, inner * PX)]
    if steady:
        lines = [*lines, *[""] * STEADY_LINES][:STEADY_LINES]
    foot = _Foot(
        scene,
        inner,
        [
            side_entries(scene, None if steady else [day], noted=day if scene.window is None else None),
            sign_entries(scene),
        ],
        words.doubt_words(scene, None if steady else day),
    )
    head = 14 + TITLE * 1.35 + len(lines) * SUBTITLE * 1.4 + GAP
    tall = map_height(scene, inner)
    height = RIM + head + tall + GAP + foot.height + RIM
    canvas = Canvas(width, height, inks_for(theme), phrases=scene.phrases)
    canvas.words = words.plain_words(scene, day)
    draw_head(canvas, scene.title, scene.phrases.day(scene.day(day)), lines)
    MapFace(canvas, scene, Box(RIM, RIM + head, inner, tall)).draw(day)
    foot.draw(canvas, RIM, RIM + head + tall + GAP)
    return canvas


def draw_multiples(
    scene: Scene, days: Sequence[int], *, theme: ThemeName = "light", width_mm: float = WIDTH_MM
) -> Canvas:
    """Return one sheet with a small map a day, in reading order.

    Raises
    ------
    InputError
        If no day is given.
    """
    if not days:
        raise InputError("small multiples need at least one day; name some with --on")
    width = sheet_width(width_mm)
    inner = width - 2 * RIM
    columns = max(1, min(len(days), 4 if len(days) > 6 else 3, int((inner + GAP) // LEAST_MULTIPLE)))
    small = (inner - (columns - 1) * GAP) / columns
    tall = map_height(scene, small)
    rows = -(-len(days) // columns)
    foot = _Foot(
        scene,
        inner,
        [side_entries(scene, days), sign_entries(scene, is_small=True)],
        words.doubt_words(scene),
    )
    head = 14 + TITLE * 1.35 + GAP
    row = 22 + tall + GAP
    height = RIM + head + rows * row + foot.height + RIM
    canvas = Canvas(width, height, inks_for(theme), phrases=scene.phrases)
    many_years = len({scene.day(day).year for day in days}) > 1
    draw_head(canvas, scene.title, scene.phrases.span(scene.day(days[0]), scene.day(days[-1])), [])
    canvas.words = " ".join(words.plain_words(scene, day) for day in days)
    for n, day in enumerate(days):
        x, y = RIM + (n % columns) * (small + GAP), RIM + head + (n // columns) * row
        name = scene.phrases.short_day(scene.day(day), year=many_years)
        canvas.write(x, y + 9, name, 14, bold=True)
        MapFace(canvas, scene, Box(canvas.inward(x, small), y + 22, small, tall)).draw(
            day, names=False, furniture=n == 0
        )
    foot.draw(canvas, RIM, RIM + head + rows * row)
    return canvas


def draw_head(canvas: Canvas, title: str, heading: str, lines: Sequence[str]) -> None:
    """Write what a sheet is of, its heading and what follows from it."""
    inks: Inks = canvas.inks
    room = (canvas.width - 2 * RIM) * canvas.points
    y = RIM
    canvas.write(RIM, y + 5, shorten(title, 12 * canvas.points, room), 12, ink=inks.muted)
    heading = heading[:1].upper() + heading[1:]
    # A long heading is set smaller before it is cut.
    needed = text_width(heading, TITLE * canvas.points, bold=True)
    size = TITLE * max(LEAST_SHARE, min(1.0, 0.995 * room / max(needed, 1.0)))
    heading = shorten(heading, size * canvas.points, room, bold=True)
    canvas.write(RIM, y + 14 + TITLE * 0.62, heading, size, bold=True)
    canvas.paragraph(RIM, y + 14 + TITLE * 1.35, lines, SUBTITLE)
