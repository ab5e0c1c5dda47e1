"""Payload: the tables of a map as the one JSON value that its page holds.

Owns the form that `web/src/payload.ts` reads: places, claims and sides by number, days counted from the
first, ground as columns of numbers whose edges are stored once. Knows no HTML and no folium. Texts are cut to a
length that a reader can use, and addresses other than http(s) are dropped, at this door.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

from frontline.payload.columns import pack_bytes, pack_payload, write_json
from frontline.payload.days import CONTESTED_NUMBER, NOBODY_NUMBER
from frontline.payload.story import build_payload
from frontline.payload.table import table_payload
from frontline.payload.texts import MAX_QUOTE
from frontline.payload.views import OtherView
from frontline.tables import STATUSES

__all__ = [
    "MAX_QUOTE",
    "OtherView",
    "build_payload",
    "outline_changes",
    "pack_bytes",
    "pack_payload",
    "table_payload",
    "write_json",
]


#: What a line of the outline adds to the holder, by status.
_REMARKS = {
    "presumed": " (presumed: no report)",
    "claimed": " (claimed by that side alone)",
    "disputed": " (two sides claim it)",
    "vacated": " (left; who holds it is not confirmed)",
}


def outline_changes(payload: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Return a day and a line a place for all that changed hands: what a page says where no script runs.

    A line says so where nobody reported the change: it is presumed from captures near by.
    """
    first = dt.date.fromisoformat(payload["days"][0])
    places = payload["places"]
    names = {number: faction["short"] for number, faction in enumerate(payload["factions"])}
    names |= {CONTESTED_NUMBER: "contested", NOBODY_NUMBER: "nobody confirmed"}
    changes: dict[int, list[str]] = {}
    for place, spans in zip(places["name"], places["spans"], strict=True):
        for before, after in pairwise(spans):
            if before[1] != after[1]:
                remark = _REMARKS.get(STATUSES[after[3]] if len(after) > 3 else "held", "")
                changes.setdefault(after[0], []).append(
                    f"{place}: {names[before[1]]} → {names[after[1]]}{remark}"
                )
    return [((first + dt.timedelta(days=day)).isoformat(), sorted(changes[day])) for day in sorted(changes)]
