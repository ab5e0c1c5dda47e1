"""Every time that a text tells, as spans with days: the grammar's door."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from frontline.dates.calendar import make_day, shift
from frontline.dates.context import HISTORY_DAYS, SENTENCE_BREAK, Context, DatedSpan
from frontline.dates.readings import READINGS, full_day
from frontline.dates.scan import DAY_MEANS, Found, scan, word_before
from frontline.dates.words import load_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence


_LINE_END = re.compile(r"[ \t]{0,3}[.:)]?[ \t]{0,3}(?:\n|$)")
_SET_APART = re.compile(r"[ \t]{0,3}(?::|[-–—][ \t]|[.)]?[ \t]{0,3}(?:\n|$))")


def is_history(span: DatedSpan, published: dt.date, *, first_day: dt.date | None = None) -> bool:
    """Tell whether the span speaks of a time before the present campaign.

    Parameters
    ----------
    span
        A span of `find_dates`.
    published
        The day of publication.
    first_day
        The first day of the campaign, where it is known; else `HISTORY_DAYS` before publication.
    """
    if span.day is None:
        return False
    if span.kind in ("year", "season") and span.day.year != published.year and span.precision_days > 20:
        return span.day < published
    limit = first_day or shift(published, -HISTORY_DAYS) or published
    if span.kind == "month" and (span.day.year, span.day.month) == (limit.year, limit.month):
        return False
    latest = shift(span.day, span.precision_days) if span.kind != "month" else span.day
    return latest is not None and latest < limit


def find_dates(
    text: str, *, published: dt.date | None, day_first: bool = True, campaign_start: dt.date | None = None
) -> list[DatedSpan]:
    """Return every time that the text tells, in order, none overlapping another.

    Parameters
    ----------
    text
        A whole document: the dates of a sentence lean on those before it.
    published
        The day of publication; without it a weekday or "yesterday" has no day.
    day_first
        Is 03/12/2024 the third of December? `infer_day_first` tells.
    campaign_start
        The first day of the offensive, for "on the fourth day of the offensive". Where the text tells just before on
        which day an operation began, that day counts instead.
    """
    words = load_words()
    found = scan(text, words, day_first=day_first)
    context = Context(text, words, published, campaign_start)
    context.reference = _reference(found, context)
    for one in found:
        _read(context, one)
    return context.spans


def _reference(found: Sequence[Found], context: Context) -> dt.date | None:
    """Return the day that dates without a year lie before.

    News speaks of "Friday" and "yesterday", and its dates are near publication. An account that speaks in full dates
    only, all of them long past, goes on in their year; one that came out long after the campaign, in the last year that
    it tells.
    """
    published, words = context.published, context.words
    if published is None or any(
        one.means in ("weekday", "days_from_now", "weekday_last_week") for one in found
    ):
        return published
    days = [day for one in found if (day := full_day(one, words)) is not None]
    last = shift(max(days), HISTORY_DAYS) if days else None
    if last is None or last >= published:
        return published
    years = [
        int(one.values["year"]) for one in found if one.means in ("month", "year") and "year" in one.values
    ]
    told = make_day(max(years), 12, 31) if years and context.is_retold else None
    return min(published, max(last, told or last))


def _read(context: Context, found: Found) -> None:
    answer = READINGS[found.means](context, found)
    if answer is None:
        return
    day, precision, kind = answer
    cue = _cue(context, found)
    if (
        day is not None
        and context.published is not None
        and kind in ("explicit", "month")
        and day > context.published
    ):
        kind = "future" if kind == "explicit" else kind
    if not cue and found.means in DAY_MEANS and _heads_a_line(context.text, found):
        cue = "heading"
        if kind != "future" and _LINE_END.match(context.text, found.end):
            context.heading_day = day
    span = DatedSpan(found.start, found.end, day, precision, kind, cue)
    context.spans.append(span)
    _note_start(context, span, found)


def _cue(context: Context, found: Found) -> str:
    """Return the word that bounds the span ("since Saturday", "before the dawn of"), or ""."""
    cues, skipped = context.words.lists["cues"], context.words.lists["skipped_before"]
    first = re.match(r"\w*", context.text[found.start : found.start + 12])
    if first and first[0].lower() in cues:
        return first[0].lower()
    word, match = word_before(context.text, found.start), None
    if word in skipped:
        match = re.search(
            r"(\w{1,12})\W{1,3}\w{1,12}\W{0,3}$", context.text[max(0, found.start - 30) : found.start]
        )
        word = match[1].lower() if match else ""
    return word if word in cues else ""


def _heads_a_line(text: str, found: Found) -> bool:
    """Tell whether a date begins its line and stands apart: "1 December", "29 Nov: ...", "2/ Sunday - ..."."""
    line_start = text.rfind("\n", max(0, found.start - 12), found.start) + 1
    if line_start == 0 and found.start > 12:
        return False
    before = text[line_start : found.start]
    return not re.search(r"[^\W\d_]", before) and bool(_SET_APART.match(text, found.end))


def _note_start(context: Context, span: DatedSpan, found: Found) -> None:
    """Keep the day on which the text says that the offensive began."""
    if span.day is None or found.means not in DAY_MEANS or not context.published:
        return
    if (context.published - span.day).days > HISTORY_DAYS or span.day > context.published:
        return
    around = context.text[max(0, span.start - 120) : span.end + 80]
    pivot = min(span.start, 120)
    before = SENTENCE_BREAK.split(around[:pivot])[-1]
    after = SENTENCE_BREAK.split(around[pivot:])[0]
    clause = before + after
    if context.words.patterns["campaign"].search(clause) and context.words.patterns["began"].search(clause):
        context.told_start = (span.day, span.end)
