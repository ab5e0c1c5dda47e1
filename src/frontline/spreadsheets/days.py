"""The days of a table: the order of 03/12/2024 in a column, and which days a theatre can use. Knows no side or place.

A wrong order moves a claim by months, so a column that contradicts itself decides nothing: the rows that could be
read both ways are refused.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from frontline.dates import find_dates, infer_day_first
from frontline.spreadsheets.cells import text_of
from frontline.spreadsheets.faults import RowError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from frontline.spreadsheets.columns import Row
    from frontline.theatre import Theatre

#: Excel counts days from here, its false leap day of 1900 included.
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
#: A number from here (1954) on is a day whatever the theatre; a smaller one may be a year, or a slip.
_MODERN_SERIAL = 20_000
_ADVICE = "write the day as 2024-11-30"
#: A day so far from a theatre's own days is a slip of the year, not its history.
FAR_DAYS = 5 * 365 + 2
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?!\d|[/.-]\d)")
_CENTURY = re.compile(r"(?<!\d)\d\d(\d\d)(?!\d)")
COLUMNS = ("date", "published")


@dataclass(frozen=True, slots=True)
class DayOrder:
    """How a column's numeric days are read; `clash` tells two of its days that contradict each other ("" = none)."""

    day_first: bool = True
    clash: str = ""


@dataclass
class _Evidence:
    """The numeric days of a column: a day that can only be led by the day, one by the month, those that fit both."""

    day_led: str = ""
    month_led: str = ""
    unsure: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        self.texts.append(text)
        match = _NUMERIC.search(text)
        if not match:
            return
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if first > 12 >= second:
            self.day_led = self.day_led or text
        elif second > 12 >= first:
            self.month_led = self.month_led or text
        elif first != second:
            self.unsure[text] = (first, second, year + 2000 if year < 100 else year)

    @property
    def is_clashing(self) -> bool:
        return bool(self.day_led and self.month_led)

    @property
    def is_telling(self) -> bool:
        return bool(self.day_led or self.month_led)


def order_days(rows: Iterable[Row], theatre: Theatre) -> tuple[dict[str, DayOrder], tuple[str, ...]]:
    """Return the order of each column's numeric days, and a note where it had to be chosen.

    A number above 12 settles it for the whole column, else for the other column; where nothing does, the order that
    puts more of the days among the theatre's counts, and at last the day comes first.
    """
    evidence = {name: _Evidence() for name in COLUMNS}
    for row in rows:
        for name, column in evidence.items():
            if isinstance(cell := row.cells.get(name), str):
                column.add(cell[:200])
    telling = [column for column in evidence.values() if column.is_telling and not column.is_clashing]
    elsewhere = {bool(column.day_led) for column in telling}
    orders: dict[str, DayOrder] = {}
    notes: list[str] = []
    for name, column in evidence.items():
        if column.is_clashing:
            orders[name] = DayOrder(clash=f"{column.day_led[:30]!r} and {column.month_led[:30]!r}")
        elif column.is_telling:
            orders[name] = DayOrder(bool(column.day_led))
        elif len(elsewhere) == 1:
            orders[name] = DayOrder(True in elsewhere)
        else:
            day_first, why = _likelier(column, theatre)
            orders[name] = DayOrder(day_first)
            notes += _notes(name, column, day_first, why)
    return orders, tuple(notes)


def _likelier(column: _Evidence, theatre: Theatre) -> tuple[bool, str]:
    inside = {
        day_first: sum(
            theatre.baseline_day <= day <= theatre.last_day
            for day in _days(column.unsure.values(), day_first)
        )
        for day_first in (True, False)
    }
    if inside[True] != inside[False]:
        return inside[True] > inside[False], "that puts more of them among the theatre's days"
    return infer_day_first("\n".join(column.texts)), "nothing in the column settles it"


def _days(pairs: Iterable[tuple[int, int, int]], day_first: bool) -> Iterator[dt.date]:
    for first, second, year in pairs:
        day, month = (first, second) if day_first else (second, first)
        if year:
            yield dt.date(year, month, day)


def _notes(name: str, column: _Evidence, day_first: bool, why: str) -> list[str]:
    if not column.unsure:
        return []
    example = next(iter(column.unsure))
    led = "day" if day_first else "month"
    note = f"every {name} such as {example[:30]!r} could have the day or the month first; it is read with the {led} "
    return [f"{note}first ({why}); write days as 2024-11-30 to be sure"]


@dataclass
class DayReader:
    """Reads the days of a file's rows."""

    orders: Mapping[str, DayOrder]
    first_day: dt.date
    last_day: dt.date
    time_zone: ZoneInfo
    _read: dict[tuple[str, str], dt.date] = field(default_factory=dict)

    def day(self, cells: Mapping[str, Any], name: str, *, is_near: bool = False) -> dt.date:
        """Return the day in a cell: a date, a serial number of Excel, or text with one full date.

        Parameters
        ----------
        cells
            The cells of a row.
        name
            Its column.
        is_near
            Must it be within some years of the theatre's days?

        Raises
        ------
        RowError
            If it is no such day.
        """
        day = self._any_day(cells, name)
        span = dt.timedelta(days=FAR_DAYS)
        if is_near and not self.first_day - span <= day <= self.last_day + span:
            raise self._far(name, text_of(cells, name))
        return day

    def _any_day(self, cells: Mapping[str, Any], name: str) -> dt.date:
        value = cells.get(name)
        if isinstance(value, dt.datetime):
            return (value.astimezone(self.time_zone) if value.tzinfo else value).date()
        if isinstance(value, dt.date):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            serial = self._of_serial(value)
            if serial:
                return serial
        text = text_of(cells, name)
        if not text:
            raise RowError(f"has no {name}", _ADVICE)
        key = (name, text)
        if key not in self._read:
            self._read[key] = self._told(text, name)
        return self._read[key]

    def _of_serial(self, number: float) -> dt.date | None:
        """Return the day of Excel's serial number where it is one: near the theatre's days, or of our time."""
        if not 1 <= number <= 80_000:
            return None
        day, span = _EXCEL_DAY_ZERO + dt.timedelta(days=int(number)), dt.timedelta(days=FAR_DAYS)
        is_near = self.first_day - span <= day <= self.last_day + span
        return day if is_near or number >= _MODERN_SERIAL else None

    def _told(self, text: str, name: str) -> dt.date:
        order = self.orders.get(name, DayOrder())
        value = f"{name} {text[:60]!r}"
        if order.clash and _is_unsure(text):
            raise RowError(
                f"could have the day or the month first, and the column has both ({order.clash})",
                _ADVICE,
                value=value,
            )
        days = _full_days(text, order.day_first)
        if days is None:
            raise RowError(
                "is a range", "give one day (and date_precision_days for how sure it is)", value=value
            )
        if not days and _full_days(_CENTURY.sub(r"20\1", text), order.day_first):
            raise self._far(name, text)
        if not days:
            raise RowError("is no full date", _ADVICE, value=value)
        return days[0]

    def _far(self, name: str, text: str) -> RowError:
        return RowError(
            f"lies far outside the theatre's days ({self.first_day} to {self.last_day})",
            "check the year",
            value=f"{name} {text[:60]!r}",
        )


def _is_unsure(text: str) -> bool:
    column = _Evidence()
    column.add(text)
    return bool(column.unsure)


def _full_days(text: str, day_first: bool) -> Sequence[dt.date] | None:
    """Return the full dates of a text, None where it tells more than one day."""
    spans = find_dates(text[:200], published=None, day_first=day_first)
    days = [span.day for span in spans if span.kind in ("explicit", "range") and span.day]
    return None if len(set(days)) > 1 or any(span.kind == "range" for span in spans) else days
