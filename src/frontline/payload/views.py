"""Views: the same map as it was known on earlier days, or as one side tells it, as differences from the map itself.

Owns how places' histories under other evidence are stored: a place appears in a view only where its history differs
from the map's own up to the view's last day. Knows no ground: a page draws the places of a view alone and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping

    import geopandas as gpd

    from frontline.payload.days import Days, Numbers

#: A place's history as the page holds it: [day, holder, certainty, status, claims for, claims against].
Spans = list[list[Any]]


@dataclass(frozen=True)
class OtherView:
    """CONTROL from a part of the evidence: what had been published by `as_known`, or what speaks for `side`."""

    control: gpd.GeoDataFrame
    as_known: dt.date | None = None
    side: str = ""


def encode_views(
    views: Iterable[OtherView],
    own: Mapping[int, Spans],
    read: Callable[[gpd.GeoDataFrame], Mapping[int, Spans]],
    days: Days,
    numbers: Numbers,
) -> list[dict[str, Any]]:
    """Return the views as records.

    Parameters
    ----------
    views
        Other answers to the same question.
    own
        The map's own histories by the number of the place.
    read
        Reads CONTROL as such histories.
    days, numbers
        The days and sides of the page.

    Returns
    -------
    list of dict
        `known`, the number of the day by which the evidence was published, or -1; `side`, the number of the faction
        that its sources speak for, or -1; `spans`, the histories that differ from the map's own up to that day.
    """
    records = []
    for view in views:
        known = days.number(view.as_known)
        last = days.count - 1 if known is None else known
        histories = read(view.control)
        differing = {
            str(place): histories.get(place, [])
            for place in sorted({*own, *histories})
            if histories.get(place, []) != [span for span in own.get(place, []) if span[0] <= last]
        }
        side = numbers.holder(view.side) if view.side else -1
        records.append({"known": -1 if known is None else known, "side": side, "spans": differing})
    return records
