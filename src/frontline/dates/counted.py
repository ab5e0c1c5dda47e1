"""How counted and pointing times are read: "two days earlier", "last week", "within four days", "the fourth day".

They count from publication, from the day that the text told last, or from the campaign's start.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from frontline.dates.calendar import month_span, shift, weekday_before
from frontline.dates.context import ANCHOR_REACH, SENTENCE_BREAK, Context
from frontline.dates.words import YEAR

if TYPE_CHECKING:
    from collections.abc import Callable

    from frontline.dates.scan import Found
    from frontline.dates.words import Words

_UNIT_DAYS = {
    "hour": 0,
    "day": 1,
    "night": 1,
    "week": 7,
    "fortnight": 14,
    "month": 30,
    "year": 365,
    "decade": 3652,
}
_OF_A_YEAR = re.compile(rf"\b{YEAR}")
#: The day (None where nothing fixes it), plus or minus how many days, and the kind.
Answer = tuple[dt.date | None, int, str] | None


def nights(written: str, words: Words) -> int:
    """Return 1 where the words speak of a night, which lies on two days; else 0."""
    return int(not words.lists["night"].isdisjoint(re.findall(r"\w+", written.lower())))


def plain(words: str) -> str:
    """Return words in lower case with single blanks, as the lexicon has them."""
    return " ".join(words.lower().split())


def at_edge(context: Context, day: dt.date, half: int, edge: str | None) -> Answer:
    """Return a month, or the part of it that "early", "late" names."""
    if not edge:
        return day, half, "month"
    fraction = context.words.edges[plain(edge)]
    return day.replace(day=max(1, round(fraction * (2 * half - 1)))), 6, "month"


def _amount(context: Context, found: Found) -> tuple[int, int, str]:
    """Return how many days, give or take, and the unit."""
    values, words = found.values, context.words
    written = plain(values.get("unit") or values.get("unit_many") or "")
    if not written:
        written = next(
            word for word in plain(context.text[found.start : found.end]).split() if word in words.units
        )
    unit = words.units[written]
    number, give = 1, 0
    if "number" in values:
        name = plain(values["number"])
        number, give = words.vague.get(name, (0, 0))
        number = number or words.numbers.get(name) or (int(name) if name.isdigit() else 1)
    elif "unit_many" in values:
        number, give = words.vague["several"][0] - 1, 2
    length = _UNIT_DAYS[unit]
    days = round(number / 24) if unit == "hour" else number * length
    slack = give * length if unit != "hour" else int(number > 6)
    if unit in ("week", "fortnight", "month", "year", "decade"):
        slack = max(slack, {"week": 2, "fortnight": 3, "month": 15, "year": 183, "decade": 1826}[unit])
    return days, slack, unit


def _offset(context: Context, start: dt.date | None, found: Found, sign: int) -> Answer:
    days, slack, unit = _amount(context, found)
    kind = "year" if unit in ("year", "decade") else "relative"
    day = shift(start, sign * days) if start else None
    if day is not None and kind == "relative" and context.published and day > context.published:
        kind = "future"
    return day, slack, kind


def _read_counted(context: Context, found: Found) -> Answer:
    """Read "two days ago", "two days earlier", "two days later", "two days after"."""
    return _SIDES[context.words.sides[found.values["side"].lower()]](context, found)


def _read_ago(context: Context, found: Found) -> Answer:
    return _offset(context, context.published, found, -1)


def _read_earlier(context: Context, found: Found) -> Answer:
    if not found.values:
        written = plain(context.text[found.start : found.end])
        unit = next(
            (context.words.units[word] for word in written.split() if word in context.words.units), "day"
        )
        days, slack = _UNIT_DAYS[unit], {"night": 1, "week": 2, "month": 15, "year": 183}.get(unit, 0)
        start = context.now(found)
        return (shift(start, -days) if start else None), slack, "year" if unit == "year" else "relative"
    return _offset(context, context.now(found), found, -1)


def _read_later(context: Context, found: Found) -> Answer:
    start = context.clock(found)
    if not found.values:
        day = shift(start, 1) if start else context.published
        return day, 0 if start else 1, "relative"
    if start is None:
        # "An hour later", "two days later" with nothing to count from: some day up to publication.
        days, _, unit = _amount(context, found)
        told = next((span.day for span in reversed(context.spans) if span.day), None)
        if told and unit in ("year", "decade"):
            return _offset(context, told, found, 1)
        return context.published, min(days, 7), "relative" if days else "clock"
    return _offset(context, start, found, 1)


def _read_after(context: Context, found: Found) -> Answer:
    """Read "a day after X": X lies a day before what the sentence tells."""
    days, slack, unit = _amount(context, found)
    last = context.spans[-1] if context.spans else None
    beside = last is not None and context.text[last.start : last.end].endswith(" after")
    start = context.published if beside else context.now(found)  # "a week after X and a day after Y"
    kind = "year" if unit in ("year", "decade") else "relative"
    return (shift(start, -days) if start else None), slack, kind


def _read_same_day(context: Context, found: Found) -> Answer:
    day = context.clock(found)
    precision = nights(context.text[found.start : found.end], context.words)
    if day is None and context.published is not None:
        return context.published, 1, "relative"
    return day, precision, "relative"


def _read_same_month(context: Context, found: Found) -> Answer:
    for span in reversed(context.spans):
        if found.start - span.end > ANCHOR_REACH:
            break
        if span.day:
            middle, half = month_span(span.day.year, span.day.month)
            return at_edge(context, middle, half, found.values["edge"])
    return None, 15, "month"


def _read_span_of_time(context: Context, found: Found) -> Answer:
    """Read "the last 24 hours", "last week", "last year"."""
    days, _, unit = _amount(context, found)
    published, edge = context.published, found.values.get("edge")
    if unit == "night":
        days, unit = 1, "day"
    if published is None:
        return None, max(1, days // 2), "relative"
    if "number" in found.values or unit in ("hour", "day", "fortnight"):
        half = max(1, (days + 1) // 2)
        return shift(published, -(days // 2)), half, "relative" if unit != "year" else "range"
    if unit == "week" and plain(context.text[found.start : found.end]).startswith("past"):
        return shift(published, -3), 4, "relative"
    if unit == "week":
        monday = shift(published, -published.weekday() - 7) or published
        return (shift(monday, round(context.words.edges[plain(edge)] * 6)), 1, "relative") if edge else (
            shift(monday, 3), 3, "relative"
        )  # fmt: skip
    if unit == "month":
        last = published.replace(day=1) - dt.timedelta(days=1)
        day, half = month_span(last.year, last.month)
        return at_edge(context, day, half, edge)
    return dt.date(published.year - 1, 7, 1), 183, "year"


def _read_this_span(context: Context, found: Found) -> Answer:
    """Read "this week", "early this week", "late this month"."""
    published, edge = context.published, found.values.get("edge")
    unit = next(
        word
        for part in reversed(plain(context.text[found.start : found.end]).split())
        if (word := context.words.units.get(part))
    )
    if published is None:
        return None, 3, "relative"
    fraction = context.words.edges[plain(edge)] if edge else None
    starts = {
        "week": shift(published, -published.weekday()),
        "month": published.replace(day=1),
        "year": published.replace(month=1, day=1),
    }
    start = starts.get(unit) or published
    passed = (published - start).days
    if fraction is None or fraction > 0.8 or plain(edge or "") == "earlier":
        return (
            shift(published, -(passed // 2)),
            max(1, (passed + 1) // 2),
            "relative" if unit != "year" else "year",
        )
    length = {"week": 6, "month": 29}.get(unit, 364)
    day = shift(start, min(passed, round(fraction * length)))
    return day, {"week": 1, "month": 6}.get(unit, 60), "relative" if unit != "year" else "year"


def _read_ahead(context: Context, found: Found) -> Answer:
    days = _amount(context, found)[0] if "unit" in found.values else 7
    day = shift(context.published, max(1, days)) if context.published else None
    return day, max(1, days), "future"


def _read_within(context: Context, found: Found) -> Answer:
    if context.is_ahead(found):
        return _read_ahead(context, found)
    days, slack, unit = _amount(context, found)
    before = set(re.findall(r"\w+", context.text[max(0, found.start - 40) : found.start].lower()))
    if (
        unit in ("month", "year", "decade")
        or context.published is None
        or before & context.words.lists["records"]
        or (unit == "hour" and not days)  # "in a few hours" of the day that is told of
    ):
        return None
    # The days counted begin where the account stands, or end with publication. "A few" may well be twice as many.
    half, begun = (
        days if slack and unit == "day" else days // 2,
        _start_of_count(context, found) or context.clock(found),
    )
    middle = shift(begun, half) if begun else shift(context.published, -half)
    return min(middle or context.published, context.published), max(1, half, days - half), "relative"


def _read_weekend(context: Context, found: Found) -> Answer:  # noqa: ARG001 - one shape for all readings
    published = context.published
    if published is None:
        return None, 1, "relative"
    sunday = published if published.weekday() >= 5 else weekday_before(published, 6)
    return (sunday if sunday.weekday() == 6 else published), 1, "relative"


def _read_ordinal_day(context: Context, found: Found) -> Answer:
    words, values = context.words, found.values
    written = plain(values.get("ordinal") or values.get("number") or "")
    digits = re.match(r"\d+", written)
    number = int(digits[0]) if digits else words.ordinals.get(written) or words.numbers.get(written)
    if number is None:
        return None
    if context.text.endswith("for a ", 0, found.start):
        return None  # "fought for a fourth day"
    start = _start_of_count(context, found)
    day = shift(start, number - 1) if start else None
    if day and context.published and day > context.published:
        day = None
    return day, 1, "ordinal_day"


def _read_ordinal_again(context: Context, found: Found) -> Answer:
    """Read "on the second", after "the first day" in the same sentence."""
    for span in reversed(context.spans[-4:]):
        if span.kind == "ordinal_day":
            is_near = not SENTENCE_BREAK.search(context.text, span.end, found.start)
            return (
                _read_ordinal_day(context, found)
                if is_near and found.start - span.end < ANCHOR_REACH
                else None
            )
    return None


def _start_of_count(context: Context, found: Found) -> dt.date | None:
    """Return the day from which "the fourth day" counts: that just told, else the campaign's if it is named."""
    told = context.told_start
    if told and found.start - told[1] < ANCHOR_REACH:
        return told[0]
    after = SENTENCE_BREAK.split(context.text[found.end : found.end + 40])[0]
    year = _OF_A_YEAR.search(after)
    if year and context.campaign_start and int(year[0]) != context.campaign_start.year:
        return None  # "the second day of the war of 1973"
    if context.words.patterns["campaign"].search(after):
        return context.campaign_start or (told[0] if told else None)
    return None


#: From which day, and on which side of it, an amount counts.
_SIDES: dict[str, Callable[[Context, Found], Answer]] = {
    "ago": _read_ago,
    "earlier": _read_earlier,
    "later": _read_later,
    "after": _read_after,
}
#: The reading of each `means` of the lexicon that counts.
COUNTED: dict[str, Callable[[Context, Found], Answer]] = _SIDES | {
    "counted": _read_counted,
    "same_day": _read_same_day,
    "same_month": _read_same_month,
    "span_of_time": _read_span_of_time,
    "this_span": _read_this_span,
    "ahead": _read_ahead,
    "within": _read_within,
    "weekend": _read_weekend,
    "ordinal_day": _read_ordinal_day,
    "ordinal_again": _read_ordinal_again,
}
