"""Credits: whom a page owes its data and its software."""

from __future__ import annotations

import re

from frontline.payload.texts import clean_address, clean_text

#: A credit is a line; what is longer is an explanation for whoever keeps the data.
LONGEST_CREDIT = 200
#: What a line of a pack's SOURCES.md has that is a credit, and not a note on method.
_CREDIT = re.compile(r"https?://|\blicen[cs]ed?\b|public domain|\bCC0\b|\bCC[ -]BY|\bODbL\b", re.IGNORECASE)
_OWN_CREDITS = (
    ("GeoNames", "Place names: GeoNames, CC BY 4.0", "https://www.geonames.org/"),
    ("Natural Earth", "Base map: Natural Earth, public domain", "https://www.naturalearthdata.com/"),
    ("Leaflet", "Map: Leaflet (BSD-2-Clause), topojson-client (ISC), folium (MIT)", "https://leafletjs.com/"),
)


def credit_lines(sources: str) -> list[list[str]]:
    """Return the credits among the list items of the pack's sources, then those it does not name itself."""
    items = re.findall(r"^[ \t]*[-*][ \t]+(.+(?:\n[ \t]+(?![-*] )\S.*)*)$", sources, flags=re.MULTILINE)
    lines = [re.sub(r"\s+", " ", item) for item in items if _CREDIT.search(item)]
    lines = [line for line in lines if len(line) <= LONGEST_CREDIT][:12]
    credited = [
        [clean_text(re.sub(r"[*_`]|\[([^\]]*)\]\([^)]*\)", r"\1", line), 300), _first_address(line)]
        for line in lines
    ]
    own = [[text, url] for name, text, url in _OWN_CREDITS if not any(name in line for line in lines)]
    return [*credited, *own]


def _first_address(line: str) -> str:
    found = re.search(r"https?://[^\s)>\]]+", line)
    return clean_address(found.group().rstrip(".,;")) if found else ""
