"""Small questions about days: which year a day and month without one belong to, and the like. Knows no words."""

from __future__ import annotations

import calendar
import datetime as dt

#: A day and month with no year is looked for this far ahead of publication (announcements), else in the past.
AHEAD_DAYS = 45
EARLIEST_YEAR, LATEST_YEAR = 1900, 2099


def make_day(year: int, month: int, day: int) -> dt.date | None:
    """Return the day, or None where the calendar has no such day or the year is out of range."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def shift(day: dt.date, days: int) -> dt.date | None:
    """Return the day so many days later, or None beyond the calendar."""
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return None


def weekday_before(day: dt.date, weekday: int, *, today_counts: bool = True) -> dt.date:
    """Return the nearest such weekday (Monday is 0) in the past."""
    back = (day.weekday() - weekday) % 7
    return day - dt.timedelta(days=back if back or today_counts else 7)


def weekday_after(day: dt.date, weekday: int) -> dt.date:
    """Return the nearest such weekday after the day."""
    return day + dt.timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)


def nearest_year(month: int, day: int, published: dt.date, weekday: int | None = None) -> dt.date | None:
    """Return the day and month in the year that fits best before publication.

    A weekday beside it decides among the years near publication; where none of them fits, the weekday is
    taken for a slip.
    """
    years = range(published.year - 12, published.year + 2)
    days = [found for year in years if (found := make_day(year, month, day))]
    near = [found for found in days if (found - published).days <= AHEAD_DAYS]
    fitting = [found for found in near if weekday is not None and found.weekday() == weekday]
    if fitting and (published - fitting[-1]).days <= 366:
        return fitting[-1]
    return near[-1] if near else None


def month_span(year: int, month: int) -> tuple[dt.date, int]:
    """Return the middle of a month, and how many days around it the month reaches."""
    length = calendar.monthrange(year, month)[1]
    return dt.date(year, month, (length + 1) // 2), (length + 1) // 2
