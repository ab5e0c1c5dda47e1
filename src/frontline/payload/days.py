"""Days and holders by number: a page counts days from its first, and sides by their place in a list."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from frontline.model import CONTESTED, NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from frontline.theatre import Theatre

#: The longest map: a century of days.
MAX_DAYS = 36_600

NOBODY_NUMBER = -1
CONTESTED_NUMBER = -2


@dataclass(frozen=True)
class Days:
    """The days of a page: `count` of them from `first` on."""

    first: dt.date
    count: int

    @classmethod
    def of(cls, control: gpd.GeoDataFrame, parcels: gpd.GeoDataFrame | None) -> Days:
        """Return the days from the first to the last that the tables speak of."""
        starts = [read_day(value) for value in control["valid_from"]]
        if parcels is not None:
            starts += [read_day(step[0]) for history in parcels["history"] for step in history]
        return cls.spanning(starts, [read_day(value) for value in control["valid_to"]])

    @classmethod
    def spanning(cls, starts: Iterable[dt.date | None], ends: Iterable[dt.date | None]) -> Days:
        """Return the days from the first start to the last start or the day before the last end."""
        seen = [day for day in starts if day is not None]
        seen += [day - dt.timedelta(days=1) for day in ends if day is not None]
        first, last = min(seen), max(seen)
        return cls(first, max(1, min(MAX_DAYS, (last - first).days + 1)))

    def number(self, value: Any) -> int | None:
        """Return the number of a day: before the first it is the first, after the last there is none."""
        day = read_day(value)
        if day is None:
            return None
        number = (day - self.first).days
        return max(0, number) if number < self.count else None


def read_day(value: Any) -> dt.date | None:
    """Return the day of an ISO text, a date or an instant; None for what has none, as an open end."""
    return _day_of(str(value)[:10]) if value is not None else None


@functools.lru_cache(maxsize=MAX_DAYS)
def _day_of(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:  # open intervals have no end
        return None


@dataclass(frozen=True)
class Numbers:
    """The number of each side."""

    factions: dict[str, int]

    @classmethod
    def of(cls, theatre: Theatre) -> Numbers:
        """Return the numbers of a theatre's factions, in their order."""
        return cls({faction.id: number for number, faction in enumerate(theatre.factions)})

    def holder(self, controller: Any) -> int:
        """Return the number of a controller; contested and nobody have numbers of their own."""
        if controller == CONTESTED:
            return CONTESTED_NUMBER
        if controller in (NOBODY, None, ""):
            return NOBODY_NUMBER
        return self.factions.get(str(controller), NOBODY_NUMBER)
