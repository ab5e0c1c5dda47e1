"""Figures: static pictures for print, from the same tables as the page, in the same look. No browser.

Owns sheets: a day's map, small multiples, charts, films. Knows no article and works out nothing about control.
The same input gives the same bytes of PNG, SVG, PDF and GIF (with the same matplotlib).
"""

from __future__ import annotations

from frontline.figures.canvas import Canvas
from frontline.figures.charts import draw_areas, draw_distances
from frontline.figures.film import require_encoder, save_film
from frontline.figures.phrases import Phrases, phrases_of
from frontline.figures.scene import Scene
from frontline.figures.sheets import WIDTH_MM, draw_day, draw_multiples
from frontline.figures.still import Still, draw_still
from frontline.figures.words import plain_words, scope_words

__all__ = [
    "WIDTH_MM",
    "Canvas",
    "Phrases",
    "Scene",
    "Still",
    "draw_areas",
    "draw_day",
    "draw_distances",
    "draw_multiples",
    "draw_still",
    "phrases_of",
    "plain_words",
    "require_encoder",
    "save_film",
    "scope_words",
]
