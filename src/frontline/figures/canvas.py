"""Canvas: a matplotlib figure measured in the page's pixels, y down, on which calls paint in their order.

Text is text: no mathematics, no markup. Files are the same bytes every time. Knows no map.
"""

from __future__ import annotations

import functools
import io
from bisect import bisect_right
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Literal

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Circle, PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Normal, Stroke
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Bbox, TransformedBbox

from frontline.figures.phrases import ENGLISH, Phrases
from frontline.figures.vector import HALO, slim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from matplotlib.artist import Artist
    from matplotlib.patches import Patch
    from matplotlib.text import Text
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from frontline.figures.theme import Fill, Inks

Align = Literal["left", "center", "right"]

#: Points of print to a pixel of the page: names of 13 px are set in 7 points.
PX = 0.55
FONT = "DejaVu Sans"
#: A line that nobody sees, points.
HAIRLINE = 0.01
#: About a pixel of the page to a pixel of the screen.
NOTEBOOK_DPI = 120
#: Same input, same bytes: no date, no random ids, and letters as outlines, which look alike on every machine.
_SETTINGS: Any = {
    "svg.hashsalt": "frontline",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "font.family": FONT,
    # Letters as wide as they are designed: what was measured is what is drawn, at any resolution.
    "text.hinting": "none",
}


@functools.cache
def _font(size_pt: float, *, bold: bool = False, italic: bool = False) -> font_manager.FontProperties:
    return font_manager.FontProperties(
        family=FONT, size=size_pt, weight="bold" if bold else "normal", style="italic" if italic else "normal"
    )


#: What tells a line which way to run has no shape, and need not have one.
_UNSEEN = frozenset("\u200e\u200f\u2066\u2067\u2068\u2069")


@functools.cache
def _letters() -> frozenset[int]:
    face = font_manager.get_font(font_manager.findfont(_font(10)))
    return frozenset(face.get_charmap())


def drawable(text: str) -> str:
    """Return a text with a box for each letter that the font lacks."""
    return "".join(c if ord(c) in _letters() or c in _UNSEEN else "\u25a1" for c in text)


@functools.lru_cache(maxsize=20_000)
def text_width(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """Return the width of a line of text of `size` pixels, in pixels."""
    width, _, _ = text_to_path.get_text_width_height_descent(
        drawable(text), _font(size, bold=bold, italic=italic), ismath=False
    )
    return float(width)


def wrap(text: str, size: float, width: float) -> list[str]:
    """Return the lines of a paragraph that is `width` pixels wide; a word that is wider is cut."""
    lines: list[str] = []
    line = ""
    for whole in text.split():
        word = shorten(whole, size, width)
        longer = f"{line} {word}" if line else word
        if line and text_width(longer, size) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def shorten(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """Return a text that is no wider than `width` pixels, cut with an ellipsis where it must be."""
    if text_width(text, size, bold=bold) <= width:
        return text

    def cut(length: int) -> str:
        return f"{text[:length].rstrip()}…"

    return cut(bisect_right(range(1, len(text)), width, key=lambda n: text_width(cut(n), size, bold=bold)))


def mixed(colour: str, strength: float, below: str) -> str:
    """Return the colour that a veil of another, as strong as 0 to 1, has over one below it."""
    veil, ground = to_rgb(colour), to_rgb(below)
    red, green, blue = (strength * c + (1 - strength) * b for c, b in zip(veil, ground, strict=True))
    return to_hex((red, green, blue))


def outline_of(geometry: BaseGeometry) -> Outline | None:
    """Return the path of areas or lines; None of what is empty."""
    parts = shapely.get_parts(geometry)
    polygons = parts[shapely.get_type_id(parts) == 3]
    rings = shapely.get_rings(shapely.orient_polygons(polygons)) if len(polygons) else []
    lines = [*rings, *(part for part in parts if part.geom_type in ("LineString", "LinearRing"))]
    vertices, codes = [], []
    for line in lines:
        xy = shapely.get_coordinates(line)
        if len(xy) < 2:
            continue
        code = np.full(len(xy), Outline.LINETO, dtype=np.uint8)
        code[0] = Outline.MOVETO
        if line.geom_type == "LinearRing":
            code[-1] = Outline.CLOSEPOLY
        vertices.append(xy)
        codes.append(code)
    return Outline(np.concatenate(vertices), np.concatenate(codes)) if vertices else None


class Canvas:
    """A sheet of `width` x `height` pixels of the page, each `PX` points of print.

    `words` say what it shows, for those who cannot see it. `phrases` tell from which side it is read: what is written by
    `write` and `paragraph` begins there.
    """

    def __init__(
        self, width: float, height: float, inks: Inks, *, points: float = PX, phrases: Phrases = ENGLISH
    ) -> None:
        self.width, self.height, self.inks, self.points = width, height, inks, points
        self.phrases = phrases
        with mpl.rc_context(_SETTINGS):
            self.figure = Figure(figsize=(width * points / 72, height * points / 72), facecolor=inks.paper)
            FigureCanvasAgg(self.figure)
            self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0), zorder=1)
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(height, 0)
        self.axes.axis("off")
        self.words = ""
        self._order = 0
        self._halos: list[tuple[Text, str]] = []
        self._window: TransformedBbox | None = None

    def window(self, x: float, y: float, width: float, height: float) -> None:
        """Clip what is painted from now on; a window of no width ends it."""
        frame = Bbox.from_bounds(x, y, width, height)
        self._window = TransformedBbox(frame, self.axes.transData) if width > 0 else None

    def _add(self, artist: Artist) -> None:
        self._order += 1
        artist.set_zorder(self._order)
        self.axes.add_artist(artist)
        artist.set_clip_on(self._window is not None)
        if self._window is not None:
            artist.set_clip_box(self._window)

    def fill(self, geometry: BaseGeometry, colour: str, *, alpha: float = 1.0) -> None:
        """Fill areas."""
        outline = outline_of(geometry)
        if outline is not None and alpha > 0:
            self._add(PathPatch(outline, facecolor=to_rgba(colour, alpha), edgecolor="none", linewidth=0))

    def fill_ground(self, geometry: BaseGeometry, fill: Fill) -> None:
        """Fill areas with a wash and its hatch."""
        self.fill(geometry, fill.colour, alpha=fill.strength)
        outline = outline_of(geometry)
        if outline is None or not fill.hatch:
            return
        # A PDF knows no hatch that one sees through: its colour is what it would be over its wash on land.
        ground = mixed(fill.colour, fill.strength, self.inks.land)
        ink = mixed(fill.colour, fill.hatch_strength, ground)
        patch = PathPatch(outline, facecolor="none", edgecolor=ink, linewidth=0, hatch=fill.hatch)
        # Nor may a line be of no width: there that is the thinnest that the paper can show.
        patch.set_hatch_linewidth(max(fill.weight_px * self.points, HAIRLINE))
        self._add(patch)

    def stroke(
        self,
        geometry: BaseGeometry,
        colour: str,
        weight: float,
        *,
        alpha: float = 1.0,
        dash: Sequence[float] = (),
        within: BaseGeometry | None = None,
    ) -> None:
        """Draw lines `weight` pixels thick, only `within` an area where one is given."""
        outline = outline_of(geometry)
        clip = outline_of(within) if within is not None else None
        if outline is None or (within is not None and clip is None):
            return
        patch = PathPatch(
            outline, facecolor="none", edgecolor=to_rgba(colour, alpha), linewidth=weight * self.points
        )
        patch.set_joinstyle("round")
        patch.set_capstyle("butt" if dash else "round")
        if dash:
            patch.set_linestyle((0, tuple(part / weight for part in dash)))
        self._add(patch)
        if clip is not None:
            patch.set_clip_on(True)
            patch.set_clip_path(clip, self.axes.transData)

    def shape(
        self,
        points: Sequence[tuple[float, float]] | NDArray[np.float64],
        *,
        face: str,
        edge: str = "none",
        weight: float = 0.0,
        alpha: float = 1.0,
    ) -> None:
        """Draw a closed shape."""
        outline = Outline(np.array([*points, points[0]], dtype=float), closed=True)
        self._paint(PathPatch(outline), face, edge, weight, alpha)

    def disc(
        self, x: float, y: float, radius: float, *, face: str, edge: str = "none", weight: float = 0.0
    ) -> None:
        """Draw a full circle or a ring."""
        self._paint(Circle((x, y), radius), face, edge, weight, 1.0)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        face: str,
        edge: str = "none",
        weight: float = 0.0,
        alpha: float = 1.0,
        dash: Sequence[float] = (),
    ) -> None:
        """Draw a rectangle from its upper left corner."""
        patch = Rectangle((x, y), width, height)
        if dash:
            patch.set_linestyle((0, tuple(dash)))
        self._paint(patch, face, edge, weight, alpha)

    def _paint(self, patch: Patch, face: str, edge: str, weight: float, alpha: float) -> None:
        patch.set_facecolor("none" if face == "none" else to_rgba(face, alpha))
        patch.set_edgecolor("none" if edge == "none" else to_rgba(edge, alpha))
        patch.set_linewidth(weight * self.points)
        patch.set_joinstyle("round")
        self._add(patch)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        ink: str | None = None,
        bold: bool = False,
        italic: bool = False,
        align: Align = "left",
        halo: str | None = None,
    ) -> None:
        """Write a line of text, its middle at `y`."""
        artist = self.axes.text(
            x,
            y,
            drawable(text),
            fontproperties=_font(size * self.points, bold=bold, italic=italic),
            color=ink or self.inks.ink,
            ha=align,
            va="center_baseline",
            parse_math=False,
        )
        if halo is not None:
            weight = max(2.5, size * 0.28) * self.points
            artist.set_path_effects([Stroke(linewidth=weight, foreground=halo, joinstyle="round"), Normal()])
            self._halos.append((artist, HALO.format(number=len(self._halos), colour=halo[1:], weight=weight)))
        self._add(artist)

    def paragraph(
        self, x: float, y: float, lines: Iterable[str], size: float, *, ink: str | None = None
    ) -> float:
        """Write lines from `y` down and return where the next one would stand."""
        for line in lines:
            self.write(x, y + size * 0.7, line, size, ink=ink)
            y += size * 1.4
        return y

    def write(self, x: float, y: float, text: str, size: float, **looks: Any) -> None:
        """Write a line that begins `x` pixels from the side on which reading begins."""
        if self.phrases.right_to_left:
            self.text(self.width - x, y, self.phrases.line(text), size, align="right", **looks)
        else:
            self.text(x, y, text, size, **looks)

    def inward(self, x: float, width: float) -> float:
        """Return the left side of what is `width` wide and begins `x` pixels from the side on which reading begins."""
        return self.width - x - width if self.phrases.right_to_left else x

    def pixels(self, dpi: int) -> NDArray[np.uint8]:
        """Return the sheet as a picture: [rows, columns, RGB]."""
        with mpl.rc_context(_SETTINGS):
            self.figure.set_dpi(dpi)
            painter: Any = FigureCanvasAgg(self.figure)
            painter.draw()
            picture: NDArray[np.uint8] = np.asarray(painter.buffer_rgba())[:, :, :3].copy()
            return picture

    @contextmanager
    def _halos_marked(self) -> Iterator[None]:
        """Within it, names have a mark for `slim` where they have a halo else."""
        effects = [artist.get_path_effects() for artist, _ in self._halos]
        for artist, mark in self._halos:
            artist.set_path_effects([])
            artist.set_gid(mark)
        try:
            yield
        finally:
            for (artist, _), effect in zip(self._halos, effects, strict=True):
                artist.set_path_effects(effect)
                artist.set_gid(None)

    def _repr_png_(self) -> bytes:
        """Show the sheet in a notebook."""
        from PIL import Image

        written = io.BytesIO()
        Image.fromarray(self.pixels(NOTEBOOK_DPI)).save(written, "png")
        return written.getvalue()

    def save(self, path: Path, *, dpi: int, title: str) -> None:
        """Write the sheet as PNG, SVG or PDF, its words with it: the ending of `path` says as what."""
        facts = {
            ".png": {"Software": None, "Title": title, "Description": self.words},
            ".svg": {"Date": None, "Creator": None, "Title": title, "Description": self.words},
            ".pdf": {
                "CreationDate": None,
                "Creator": None,
                "Producer": None,
                "Title": title,
                "Subject": self.words,
            },
        }[path.suffix]
        with mpl.rc_context(_SETTINGS), self._halos_marked() if path.suffix == ".svg" else nullcontext():
            self.figure.savefig(path, dpi=dpi, metadata=facts, facecolor=self.figure.get_facecolor())
        if path.suffix == ".svg":
            path.write_text(slim(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
