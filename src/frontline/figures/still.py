"""Still: one day's map as a small picture that stands in a page itself, for readers whose page runs no script."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from frontline.figures import words
from frontline.figures.canvas import PX, Canvas
from frontline.figures.labels import Box
from frontline.figures.legend import draw_legend, legend_height, side_entries, sign_entries
from frontline.figures.mapface import MapFace, map_height
from frontline.figures.theme import inks_for

if TYPE_CHECKING:
    from frontline.figures.scene import Scene

#: Pixels. At 640 the front and the larger towns can be told apart.
WIDTH = 640.0
#: 30 kB for a country. WebP at 35 saves 5 kB and frays the letters; at 65 it costs 5 kB and looks the same.
QUALITY = 50
_GAP = 12.0


@dataclass(frozen=True)
class Still:
    """A picture as a `data:` address, what it shows in words, and what stands below it."""

    address: str
    words: str
    caption: str


def draw_still(scene: Scene, day: int) -> Still:
    """Return the map of the day of a number with its legend; title, notice and day are the page's own text."""
    from PIL import Image

    inner = WIDTH - 2 * _GAP
    blocks = [side_entries(scene, [day]), sign_entries(scene, is_small=True)]
    tall = map_height(scene, WIDTH)
    canvas = Canvas(WIDTH, tall + 2 * _GAP + legend_height(blocks, inner), inks_for("light"))
    MapFace(canvas, scene, Box(0, 0, WIDTH, tall)).draw(day)
    draw_legend(canvas, blocks, _GAP, tall + _GAP, inner)
    written = io.BytesIO()
    Image.fromarray(canvas.pixels(round(72 / PX))).save(written, "webp", quality=QUALITY, method=6)
    return Still(
        address=f"data:image/webp;base64,{base64.b64encode(written.getvalue()).decode()}",
        words=words.plain_words(scene, day),
        caption=" ".join(
            filter(
                None,
                [
                    f"{scene.phrases.day(scene.day(day))}.",
                    scene.scope and f"{scene.scope[:1].upper()}{scene.scope[1:]}.",
                    words.source_words(scene),
                    words.credit_words(scene),
                ],
            )
        ),
    )
