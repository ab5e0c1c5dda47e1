"""Text days: the dates of a text by where they stand, what they mean in a theatre, and a place's own ("X (9 May), Y (10 May)").

Knows the dates that `frontline.dates` found; knows no sentence and no verb. Which date is an event's is `days`'s.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from frontline.dates import is_history

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.dates import DatedSpan
    from frontline.grammar import Event
    from frontline.model import Located
    from frontline.theatre import Theatre

#: What may stand between a place and its own date.
_LEADS_TO_DATE = re.compile(r"[ \t]*[,(]?[ \t]*(?:(?:on|by|in)[ \t]+)?(?:the[ \t]+)?")
_NEAR_DATE = 12
#: What may stand between two places that share a date in brackets: "X and Y (9 May)".
_SHARES_DATE = re.compile(r",?[ \t]+(?:and[ \t]+)?|[ \t]*&[ \t]*")
_NEAR_PLACE = 40
_NEXT_NAME = re.compile(r"[ \t]+[^\W\d_a-z]")
_LEADS_TO_PLACE = re.compile(r",?[ \t]+")
_ADDS_DATE = re.compile(r"(?:\band,?|,)[ \t]+(?:a[ \t]+)?(?:(?:on|by|in)[ \t]+)?(?:the[ \t]+)?$")
_BRACKET = re.compile(r"[ \t]*\([ \t]*(?:(?:on|by)[ \t]+)?")
#: How loosely "by 5 May" tells a day: it was so then, and may have been so a little before.
_BY_DAYS = 2

#: A day, how precise it is in days, and whether it is history.
Told = tuple[dt.date, int, bool]


class TextDays:
    """The dates of one text, published on a day, of one theatre."""

    def __init__(self, text: str, published: dt.date, dates: Sequence[DatedSpan], theatre: Theatre) -> None:
        self.text = text
        self.published = published
        self.dates = sorted(dates, key=lambda span: span.start)
        self.starts = [span.start for span in self.dates]
        self.past = frozenset(
            span.start for span in dates if is_history(span, published, first_day=theatre.first_day)
        )
        self.theatre = theatre

    def _in_theatre(self, span: DatedSpan) -> dt.date:
        """Return the day of a date; of a loose one ("late last month") the middle of its days that the theatre knows."""
        day = span.day or self.published
        half = dt.timedelta(span.precision_days)
        first, last = min(self.theatre.first_day, self.published), min(day + half, self.published)
        if not half or self._is_past(span):
            return day
        return first + (last - first) // 2 if day - half < first <= last else max(day, first)

    def _precision(self, span: DatedSpan) -> int:
        return max(span.precision_days, _BY_DAYS) if span.cue == "by" else span.precision_days

    def tell_place(self, located: Located, event: Event, told: Told) -> Told:
        """Return the day of one place of an event: its own in "X (9 May), Y (10 May)", else the event's."""
        if not event.first <= located.mention.start < event.last:
            return told  # "... it", named in another clause, which has a day of its own
        ends = max(item.mention.end for item in (located, *event.places))
        if not self._between(located.mention.start - _NEAR_PLACE, ends + _NEAR_DATE):
            return told
        span = self._shared(located, event.places, _BRACKET)
        span = span or self._shared(located, event.places, _LEADS_TO_DATE)
        behind = event.found > event.at and not self.text.startswith(",", located.mention.end)
        if span is None or not (span.kind == "explicit" or (span.kind == "weekday" and behind)):
            span = self._right_before(located)
        if span is None or span.day is None or span.day > self.published:
            return told
        own = span.cue not in ("since", "until", "before", "after") and span.day != told[0]
        return (span.day, self._precision(span), self._is_past(span)) if own else told

    def _shared(
        self, located: Located, places: Sequence[Located], leads: re.Pattern[str]
    ) -> DatedSpan | None:
        """Return the date after a place, or after the last of those that it is joined with: "X and Y (9 May)"."""
        end = located.mention.end
        for following in (*[item for item in places if item.mention.start >= end], None):
            span = self._right_after(end, leads)
            if span is not None or following is None:
                return span
            if not _SHARES_DATE.fullmatch(self.text, end, following.mention.start):
                return None
            end = following.mention.end
        return None

    def _right_before(self, located: Located) -> DatedSpan | None:
        """Return the date that sets a place apart from those before it: "X on 9 May and, two days later, Y"."""
        start = located.mention.start
        for span in self._between(start - _NEAR_PLACE, start):
            if span.kind in ("explicit", "relative", "weekday") and _LEADS_TO_PLACE.fullmatch(
                self.text, span.end, start
            ):
                before = self.text[max(0, span.start - _NEAR_DATE) : span.start]
                return span if _ADDS_DATE.search(before) else None
        return None

    def _right_after(self, end: int, leads: re.Pattern[str]) -> DatedSpan | None:
        """Return the date right behind a place, unless after a comma it is set before the next: "X, on 10 May Y"."""
        near = self._between(end, end + _NEAR_DATE)
        span = next((span for span in near if leads.fullmatch(self.text, end, span.start)), None)
        if span is not None and self.text[end] == "," and _NEXT_NAME.match(self.text, span.end):
            return None
        return span

    def _between(self, start: int, end: int) -> list[DatedSpan]:
        """Return the dates that begin in a stretch of the text."""
        return self.dates[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _is_past(self, span: DatedSpan) -> bool:
        return span.start in self.past
