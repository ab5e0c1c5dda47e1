"""Hand-made claims and places that several test files of the map's later half share."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from frontline.model import Claim

if TYPE_CHECKING:
    from frontline.theatre import Theatre

BASELINE = dt.date(2031, 5, 1)


def say(theatre: Theatre, place_id: str, status: str, controller: str, day: int, **more: Any) -> Claim:
    """Return a claim on a place of the toy theatre, dated `day` of May 2031; published on that day unless told."""
    place = theatre.place_by_id[place_id]
    date = dt.date(2031, 5, day)
    words: dict[str, Any] = {
        "doc_id": "d1",
        "place_id": place_id,
        "place": place.name,
        "lat": place.lat,
        "lon": place.lon,
        "date_precision_days": 0,
        "certainty": "asserted",
        "background": False,
        "attribution": "",
        "quote": f"{place_id} {status} {controller} {day} {more.get('doc_id', '')}",
        "start": 0,
        "end": 0,
        "rule": "test",
        "kind": place.kind,
        "published": date,
        "outlet": "Parallel Post",
    } | more
    return Claim(status=status, controller=controller, date=date, **words)


def campaign(theatre: Theatre) -> list[Claim]:
    """Return a small war: red takes the middle, one village only by its own word, and is held at the last town."""
    return [
        say(theatre, "midham", "contested", "contested", 3, certainty="claimed"),
        say(theatre, "midham", "captured", "red", 5),
        say(theatre, "midham", "captured", "red", 5, doc_id="d2", outlet="Monitor", certainty="claimed"),
        say(theatre, "mid-air-base", "withdrawn", "none", 5),
        say(theatre, "mid-air-base", "captured", "red", 6),
        say(theatre, "norby", "captured", "red", 6, certainty="claimed", source_side="red"),
        say(theatre, "estow", "approached", "blue", 7),
        say(theatre, "estow", "besieged", "blue", 8),
        say(theatre, "sudal", "controlled", "blue", 8),
        say(theatre, "weston", "captured", "blue", 4, certainty="denied"),
    ]
