"""Vector: an SVG of matplotlib's at a third of its size, looking the same.

Outlines have two decimals of a point, finer than any press; a halo uses the letters that its name uses; a pattern
that repeats itself is stored once.
"""

from __future__ import annotations

import re

#: A name with a halo is marked by the id of its group: "halo3-faf8f3-2.0".
HALO = "halo{number}-{colour}-{weight}"
_HALO = re.compile(
    r'<g id="halo(\d+)-(\w+)-([\d.]+)">(.*?)<g ([^>]*?scale\(([\d.]+) -[\d.]+\)[^>]*)>(.*?)</g>', re.DOTALL
)
_PATTERN = re.compile(
    r'(<pattern [^>]*?) width="72" height="72">\s*<rect [^>]*/>\s*<path d="([^"]*)"([^>]*)/>\s*</pattern>'
)
#: Matplotlib stores letters at so many units to one of their text's.
_GLYPH_UNITS = 64
_SIGN = re.compile(r"M ([-\d.]+) ([-\d.]+)[^M]*")
_OUTLINE = re.compile(r' d="([^"]*)"')


def slim(svg: str) -> str:
    """Return a smaller SVG of the same picture."""
    return _OUTLINE.sub(_short, _PATTERN.sub(_once, _HALO.sub(_with_halo, svg)))


def _short(outline: re.Match[str]) -> str:
    rounded = re.sub(r"-?\d+\.\d+", lambda n: f"{float(n[0]):.2f}".rstrip("0").rstrip("."), outline[1])
    packed = re.sub(r"\s*([MLHVCQz])\s*", r"\1", rounded).strip()
    return f' d="{packed}"'


def _with_halo(group: re.Match[str]) -> str:
    """Return a name's letters, stored once and drawn twice: thick in the halo's colour, and over it in their own."""
    number, colour, weight, before, look, scale, inside = group.groups()
    style = re.search(r'style="([^"]*)"', look)
    place = re.sub(r'style="[^"]*" ?', "", look)
    thick = (
        f"fill: #{colour}; stroke: #{colour}; stroke-width: {float(weight) / float(scale) * _GLYPH_UNITS:.0f}"
    )
    return (
        f'<g>{before}<defs><g id="name{number}">{inside}</g></defs>\n<g {place}>'
        f'<use xlink:href="#name{number}" style="{thick}"/>'
        f'<use xlink:href="#name{number}" style="{style[1] if style else ""}"/></g>'
    )


def _once(pattern: re.Match[str]) -> str:
    """Return a pattern of staggered rows of one sign as two of its rows, one sign wide."""
    head, outline, look = pattern.groups()
    signs = [(float(sign[1]), float(sign[2]), sign[0]) for sign in _SIGN.finditer(outline)]
    across = sorted({x for x, _, _ in signs})
    if len(across) < 3 or "C" not in outline:
        return pattern[0]
    step = 2 * (across[1] - across[0])
    kept = [sign for x, y, sign in signs if x < step * 1.3 and y > 72 - step * 2.3]
    return (
        f'{head} width="{step:.4f}" height="{2 * step:.4f}">'
        f'<path transform="translate(0 {2 * step - 72:.4f})" d="{"".join(kept)}"{look}/></pattern>'
    )
