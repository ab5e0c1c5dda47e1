"""How each phrase of the lexicon is read: the day it means, give or take, and its kind."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from frontline.dates.calendar import (
    make_day,
    month_span,
    nearest_year,
    shift,
    weekday_after,
    weekday_before,
)
from frontline.dates.context import ANCHOR_REACH, SENTENCE_BREAK, Context
from frontline.dates.counted import COUNTED, Answer, at_edge, nights, plain
from frontline.dates.scan import Found, word_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from frontline.dates.words import Words


def _day_precision(context: Context, found: Found) -> int:
    """Return 1 for a night, which lies on two days; else 0."""
    return nights(found.settings.get("part", ""), context.words)


def _past_midnight(context: Context, found: Found, day: dt.date | None) -> dt.date | None:
    """Return the day after, for "after midnight of yesterday": the night has passed into the next day."""
    part = found.settings.get("part", "")
    if day and context.published and "midnight" in part and day < context.published:
        if word_before(context.text, found.start) in context.words.lists["after"] or "after" in part:
            return shift(day, 1)
        before = context.text[max(0, found.start - 16) : found.start].lower()
        if any(word in before for word in context.words.lists["after"]):
            return shift(day, 1)
    return day


def full_day(found: Found, words: Words) -> dt.date | None:
    """Return the day of a date that tells its year, else None."""
    if found.means != "date" or "year" not in found.values:
        return None
    return day_in_year(found, words, int(found.values["year"]))


def day_in_year(found: Found, words: Words, year: int) -> dt.date | None:
    """Return the day of a date in a year, None where that year has no such day."""
    written = found.values["month"]
    month = int(written) if written.isdigit() else words.months[written.lower().rstrip(".")]
    return make_day(year, month, int(found.values["day"]))


def _read_date(context: Context, found: Found) -> Answer:
    values, words = found.values, context.words
    numeric = found.settings.get("numeric")
    month = int(values["month"]) if numeric else words.months[values["month"].lower().rstrip(".")]
    number = int(values["day"])
    precision = _day_precision(context, found)
    if "year" in values:
        day = make_day(int(values["year"]), month, number)
        return (_past_midnight(context, found, day), precision, "explicit") if day else None
    weekday = _weekday(found, words)
    if context.published is None:
        return (None, precision, "explicit") if make_day(2000, month, number) else None
    told = _year_of_sentence(context, found)
    told = told or (context.year_going_on(found, month, number) if weekday is None else None)
    day = (
        make_day(told, month, number)
        if told
        else nearest_year(month, number, context.reference or context.published, weekday)
    )
    if day and not told and weekday is None and day < context.published and context.is_ahead(found):
        ahead = make_day(day.year + 1, month, number)
        day = ahead if ahead and (ahead - context.published).days < (context.published - day).days else day
    return (_past_midnight(context, found, day), precision, "explicit") if day else None


def _year_of_sentence(context: Context, found: Found) -> int | None:
    """Return another year that the sentence has just told: "in 2016 ... on 22 December"."""
    if not context.spans or context.published is None:
        return None
    last = context.spans[-1]
    if last.kind not in ("year", "month", "season") or last.day is None or last.cue:
        return None
    if SENTENCE_BREAK.search(context.text, last.end, found.start):
        return None
    if context.words.patterns["returns"].search(context.text, last.end, found.start):
        return None
    return last.day.year if last.day.year < context.published.year else None


def _weekday(found: Found, words: Words) -> int | None:
    name = found.settings.get("weekday") or found.values.get("weekday")
    return words.weekdays.get(name.lower().rstrip(".")) if name else None


def _read_range(context: Context, found: Found) -> Answer:
    first_values = found.values | {"day": found.values["day"]}
    last_values = found.values | {"day": found.values["last_day"]}
    first = _read_date(context, Found(found.start, found.end, "date", first_values, found.settings))
    last = _read_date(context, Found(found.start, found.end, "date", last_values, found.settings))
    return _between(first, last, is_night=bool(_day_precision(context, found)))


def _read_two_days(context: Context, found: Found) -> Answer:
    first, last = (
        READINGS[side.means](context, side) for side in (found.settings["left"], found.settings["right"])
    )
    return _between(first, last, is_night=bool(_day_precision(context, found)))


def _between(first: Answer, last: Answer, *, is_night: bool) -> Answer:
    if not first or not last:
        return first or last
    if first[0] is None or last[0] is None or first[0] > last[0]:
        return last[0], max(last[1], 1), "range"
    length = (last[0] - first[0]).days
    if is_night and length == 1:
        return last[0], 1, "range"
    return shift(first[0], (length + 1) // 2), (length + 1) // 2, "range"


def _read_month(context: Context, found: Found) -> Answer:
    words, values = context.words, found.values
    month = words.months[values["month"].lower().rstrip(".")]
    if "year" in values:
        year = int(values["year"])
    elif context.published is None:
        return None, 15, "month"
    else:
        year = _year_of_month(context, found, month, context.published)
    day, precision = month_span(year, month)
    return at_edge(context, day, precision, values.get("edge"))


def _year_of_month(context: Context, found: Found, month: int, published: dt.date) -> int:
    """Return the year of "in May", "that December": the one just spoken of, else the nearest past."""
    first = context.text[found.start : found.start + 5].lower()
    if first.startswith("that ") or word_before(context.text, found.start) == "that":
        for span in reversed(context.spans):
            if found.start - span.end > ANCHOR_REACH:
                break
            if span.day:
                return span.day.year
    told = _year_of_sentence(context, found)
    if told:
        return told
    return published.year - (month > published.month)


def _read_season(context: Context, found: Found) -> Answer:
    month = context.words.seasons[found.values["season"].lower()]
    if "year" in found.values:
        year = int(found.values["year"])
    elif context.published:
        is_this = (
            context.text[found.start : found.start + 5].lower().split()[0] in context.words.lists["this"]
        )
        year = context.published.year - (month >= context.published.month and not is_this)
    else:
        return None, 45, "season"
    return dt.date(year, month, 15), 50, "season"


def _read_year(context: Context, found: Found) -> Answer:
    year = int(found.values["year"])
    edge = found.values.get("edge")
    if edge:
        day = shift(dt.date(year, 1, 1), round(context.words.edges[plain(edge)] * 365))
        return day, 60, "year"
    return dt.date(year, 7, 1), 183, "year"


def _read_decade(context: Context, found: Found) -> Answer:  # noqa: ARG001 - one shape for all readings
    return dt.date(int(found.values["decade_year"]) + 5, 1, 1), 1826, "year"


def _read_weekday(context: Context, found: Found) -> Answer:
    weekday, published = _weekday(found, context.words), context.published
    precision = _day_precision(context, found)
    if weekday is None:
        return None
    if published is None:
        return None, precision, "weekday"
    first = context.text[found.start : found.end].split(None, 1)[0].lower()
    if first in context.words.lists["next"] or (context.is_ahead(found) and weekday != published.weekday()):
        return weekday_after(published, weekday), precision, "future"
    is_last = first in context.words.lists["last"]
    day: dt.date | None = weekday_before(published, weekday, today_counts=not is_last)
    if is_last and day == shift(published, -1):
        # Yesterday is called so, or by its bare name: "last Friday", said on a Saturday, is the week before's.
        day = shift(published, -8)
    return _past_midnight(context, found, day), precision, "weekday"


def _read_weekday_last_week(context: Context, found: Found) -> Answer:
    weekday, published = _weekday(found, context.words), context.published
    if weekday is None or published is None:
        return None, 1, "weekday"
    monday = shift(published, -published.weekday() - 7)
    return (shift(monday, weekday) if monday else None), _day_precision(context, found), "weekday"


def _read_days_from_now(context: Context, found: Found) -> Answer:
    days, precision = found.settings["days"], found.settings.get("precision", 0)
    precision = max(precision, _day_precision(context, found) if days else 0)
    kind = "future" if days > 0 else "relative"
    if context.published is None:
        return None, precision, kind
    return _past_midnight(context, found, shift(context.published, days)), precision, kind


def _read_that_year(context: Context, found: Found) -> Answer:
    """Read "on 5 May of that year", "in May the same year": of the last year told."""
    told = next((span.day.year for span in reversed(context.spans) if span.day), None)
    if told is None:
        return None
    dated = Found(found.start, found.end, "date", found.values | {"year": str(told)}, found.settings)
    return _read_date(context, dated) if "day" in found.values else _read_month(context, dated)


def _read_day_of_month(context: Context, found: Found) -> Answer:
    """Read "the 30th", which a word before makes a day."""
    if word_before(context.text, found.start) not in context.words.lists["before_day_of_month"]:
        return None
    return _read_on_the_day(context, found)


def _read_on_the_day(context: Context, found: Found) -> Answer:
    """Read "on the 30th": the nearest such day to the one just told, else the last before publication."""
    if context.published is None:
        return None, 0, "explicit"
    number, told = int(found.values["day"]), context.last_day(found)
    start = told or context.published
    months = {shift(start.replace(day=15), days) or start for days in (-30, 0, 30)}
    days = [day for month in months if (day := make_day(month.year, month.month, number))]
    before = [day for day in days if day <= (context.published if told else start)]
    return min(before, key=lambda day: abs(day - start), default=None), 0, "explicit"


def _read_on_the_ordinal(context: Context, found: Found) -> Answer:
    """Read "on the second" of a campaign's days, else "on the 2nd" of a month."""
    digits = re.match(r"\d+", found.values["ordinal"])
    answer = COUNTED["ordinal_again"](context, found)
    if answer is not None or digits is None:
        return answer
    return _read_on_the_day(context, Found(found.start, found.end, "on_the_day", {"day": digits[0]}))


def _read_clock(context: Context, found: Found) -> Answer:
    """Read a time of the day: of the day that the sentence speaks of, else of publication."""
    precision = nights(context.text[found.start : found.end], context.words)
    day = context.anchor(found, earlier_sentence=True)
    return day or context.heading_day or context.published, precision, "clock"


#: The reading of each `means` of the lexicon, and of those that joining makes.
READINGS: dict[str, Callable[[Context, Found], Answer]] = COUNTED | {
    "date": _read_date,
    "range": _read_range,
    "two_days": _read_two_days,
    "month": _read_month,
    "season": _read_season,
    "year": _read_year,
    "decade": _read_decade,
    "weekday": _read_weekday,
    "weekday_last_week": _read_weekday_last_week,
    "days_from_now": _read_days_from_now,
    "that_year": _read_that_year,
    "day_of_month": _read_day_of_month,
    "on_the_day": _read_on_the_day,
    "ordinal_again": _read_on_the_ordinal,
    "clock": _read_clock,
    "part_of_day": _read_clock,
}
