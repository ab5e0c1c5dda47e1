"""A war that never was: Reds and Blues (and Greens) over six towns, so that no real one can be in the code."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from frontline.claims import read_claims
from frontline.dates import find_dates, infer_day_first
from frontline.grammar import vocabulary_of
from frontline.model import Claim, Document, Located, Mention, Place
from frontline.theatre import Extent, Faction, Source, Theatre

PUBLISHED = dt.date(2031, 5, 15)  # a Thursday
_TOWNS = (
    ("alton", "Alton", "city", 10.0, 50.0),
    ("belford", "Belford", "city", 10.5, 50.2),
    ("carrow", "Carrow", "town", 10.2, 50.4),
    ("denby", "Denby", "town", 10.8, 50.1),
    ("elmere", "Elmere", "village", 10.3, 50.7),
    ("fenwick", "Fenwick", "village", 10.6, 50.6),
    ("garth", "Garth", "village", 10.9, 50.5),
    ("alton-airport", "Alton airport", "airport", 10.05, 50.05),
    ("northshire", "Northshire", "governorate", 10.4, 50.5),
)
PLACES = tuple(
    Place(place_id, name, kind, lon, lat, "" if kind == "governorate" else "northshire", "ZZ", source="toy")
    for place_id, name, kind, lon, lat in _TOWNS
)
ABROAD = Place("quill", "Quill", "city", 20.0, 40.0, country="YY", source="toy")


def _faction(name: str, aliases: tuple[str, ...], adjectives: tuple[str, ...]) -> Faction:
    return Faction(
        id=name,
        name=f"{name} side",
        side=name,
        colour="#112233",
        aliases={"en": aliases},
        adjectives={"en": adjectives},
    )


@lru_cache
def theatre() -> Theatre:
    return Theatre(
        id="toy",
        name="The war of the six towns",
        about="",
        first_day=dt.date(2031, 5, 1),
        last_day=dt.date(2031, 5, 31),
        baseline_day=dt.date(2031, 4, 30),
        languages=("en",),
        time_zone=ZoneInfo("Europe/Vienna"),
        countries=("ZZ",),
        metric_crs="EPSG:32632",
        max_reach_km=30,
        extent=Extent(west=9, south=49, east=12, north=51),
        objectives=(),
        axes=(),
        roads=(),
        factions=(
            _faction(
                "red",
                ("Reds", "Red army", "army", "government forces", "government"),
                ("Red", "government", "army"),
            ),
            _faction("blue", ("Blues", "Blue Front", "rebels", "insurgents"), ("Blue", "rebel", "insurgent")),
            _faction("green", ("Greens", "Green League"), ("Green",)),
        ),
        sources=(
            Source(id="red-radio", name="Red Radio", aliases=("state radio",), allegiance="red"),
            Source(id="watch", name="The Watch", aliases=("Watch",)),
        ),
        places=PLACES,
        baseline={place.place_id: "red" for place in PLACES if not place.is_wide},
        basemap={},
        credits="",
        folder=Path(),
    )


def locate(document: Document) -> list[Located]:
    names = {place.name: place for place in (*PLACES, ABROAD)}
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return [
        Located(Mention(document.doc_id, found.start(), found.end(), found[0]), names[found[0]], 1.0)
        for found in re.finditer(rf"\b(?:{pattern})\b", document.text)
    ]


@lru_cache
def vocabulary():
    return vocabulary_of(theatre())


def read(text: str, *, title: str = "", outlet: str = "", published: dt.date = PUBLISHED) -> list[Claim]:
    document = Document("d1", text, title=title, outlet=outlet, published=published)
    dates = find_dates(
        text, published=published, day_first=infer_day_first(text), campaign_start=theatre().first_day
    )
    return read_claims(document, locate(document), dates, theatre(), vocabulary())


def present(text: str, **more: object) -> set[tuple[str, str]]:
    """The (place, controller) of every present claim of a text."""
    return {(c.place, c.controller) for c in read(text, **more) if c.is_present_control}
