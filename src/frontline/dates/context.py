"""What a reading of a text leans on: its words, its day of publication, and the days that it has told so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from frontline.dates.calendar import nearest_year, shift

if TYPE_CHECKING:
    import datetime as dt

    from frontline.dates.scan import Found
    from frontline.dates.words import Words

#: How far back, in characters, "that evening" or "a day earlier" may lean on a day: a paragraph.
ANCHOR_REACH = 400
#: How far back, in characters, "the next day" may lean on the last day that its paragraph told.
CLOCK_REACH = 1500
#: A day so long before publication is another story's: the present campaign of an article is younger. Chosen
#: above the longest look back of a running report ("the capture of the town on 1 October", early December).
HISTORY_DAYS = 60
#: What tells a year, and what tells none that a text goes on in: since when, until when.
_DATED = frozenset({"explicit", "range", "month", "year", "season"})
_BOUNDS = frozenset({"since", "from", "until", "till", "before", "after"})
#: How far before a weekday a word such as "will" makes it lie ahead.
_FUTURE_REACH = 70
SENTENCE_BREAK = re.compile(r"[.!?…][\"'”’)\]]{0,2}(?=\s|$)|\n")
_CLAUSE_BREAK = re.compile(r"[.!?;:\n\"“”]")


@dataclass(frozen=True, slots=True)
class DatedSpan:
    """A stretch of text that tells a time: `text[start:end]`.

    `day` is the day it means, None where the text does not fix one; `precision_days` is plus or minus.
    `kind`: "explicit" (a day and month), "weekday", "relative" (today, two days earlier), "clock" (a time of the
    day that the sentence speaks of), "ordinal_day" (the fourth day of the offensive), "range", "month",
    "season", "year", "future" (lies ahead of publication, or is announced).
    `cue` is the word before it that bounds what happened: "since", "until", "by", "before", "after", ..., or ""; it
    is "heading" where the date begins a line and is set apart from what follows: the day of all below it.
    """

    start: int
    end: int
    day: dt.date | None
    precision_days: int
    kind: str
    cue: str = ""


@dataclass
class Context:
    """One text while it is read from its start to its end; later words lean on earlier days.

    `reference` is the day that a day and month without a year lie before: publication, but for an account of the
    past the end of what it tells. `told_start` is the day on which the text says that an operation began, and where
    it says so. `heading_day` is the day of the latest line that is a date and nothing else.
    """

    text: str
    words: Words
    published: dt.date | None
    campaign_start: dt.date | None
    reference: dt.date | None = None
    heading_day: dt.date | None = None
    told_start: tuple[dt.date, int] | None = None
    spans: list[DatedSpan] = field(default_factory=list)

    @property
    def is_retold(self) -> bool:
        """Tell whether the text came out long after the campaign began."""
        over = shift(self.campaign_start, HISTORY_DAYS // 2) if self.campaign_start else self.reference
        return over is not None and self.published is not None and over < self.published

    def anchor(self, found: Found, *, earlier_sentence: bool = False) -> dt.date | None:
        """Return the last day told before this point in its sentence (or in the one before), else None."""
        for span in reversed(self.spans):
            if found.start - span.end > ANCHOR_REACH:
                return None
            if span.day is None or span.precision_days > 2 or span.kind in ("clock", "future", "ordinal_day"):
                continue
            between = self.text[span.end : found.start]
            if span.cue == "since":
                return None
            breaks = len(SENTENCE_BREAK.findall(between))
            if breaks == 0:
                return span.day
            if earlier_sentence and breaks == 1 and "\n" not in between and self._opens_sentence(span):
                return span.day
            return None
        return None

    def _opens_sentence(self, span: DatedSpan) -> bool:
        before = self.text[max(0, span.start - 12) : span.start]
        return span.start < 12 or bool(SENTENCE_BREAK.search(before))

    def clock(self, found: Found) -> dt.date | None:
        """Return the day from which "the next day" goes on: the last that the paragraph told.

        Unlike an anchor it outlasts sentences without a date, for "the next day" cannot but lean on a day told before;
        from one paragraph into the next it reaches only as far as an anchor does.
        """
        for span in reversed(self.spans):
            between = self.text[span.end : found.start]
            if len(between) > (ANCHOR_REACH if "\n" in between else CLOCK_REACH):
                return None
            if self._moves_clock(span):
                return span.day
        return None

    def _moves_clock(self, span: DatedSpan) -> bool:
        if span.day is None or span.kind in ("clock", "future", "ordinal_day") or span.precision_days > 2:
            return False
        written = self.text[span.start : span.end].lower().split()
        if span.kind == "relative" and written[-1] in ("before", "earlier"):
            return False  # it looks back, and the account goes on from where it was
        part = written[0] in self.words.lists["part_of_day"]
        return span.cue not in ("since", "until", "till") and (span.cue != "before" or part)

    def last_day(self, found: Found) -> dt.date | None:
        """Return the day that "on the 6th" is near to: the last that the paragraph told, or an account at all."""
        if not self.is_retold:
            return self.clock(found)
        return next((span.day for span in reversed(self.spans) if self._moves_clock(span)), None)

    def now(self, found: Found) -> dt.date | None:
        """Return the day that "a day earlier" counts from."""
        return self.anchor(found, earlier_sentence=True) or self.published

    def year_going_on(self, found: Found, month: int, number: int) -> int | None:
        """Return the year that an account of the past goes on in: the last that its paragraph told.

        None where nothing was told, in news, and for a day of the campaign if the paragraph has spoken of the campaign.
        """
        if self.published is None or not self.is_retold:
            return None
        near = nearest_year(month, number, self.published)
        year = None
        for span in reversed(self.spans):
            if found.start - span.end > CLOCK_REACH or "\n\n" in self.text[span.end : found.start]:
                break
            if span.day is None or span.kind not in _DATED or span.cue in _BOUNDS:
                continue
            if self._is_of_campaign(span.day) and near and self._is_of_campaign(near):
                return near.year
            if year is None and (span.kind != "year" or self._opens_sentence(span)):
                year = span.day.year
        return year

    def _is_of_campaign(self, day: dt.date) -> bool:
        start = self.campaign_start
        return start is not None and 0 <= (day - start).days <= HISTORY_DAYS

    def is_ahead(self, found: Found) -> bool:
        """Tell whether a word such as "will" makes what comes on this day an announcement."""
        before = self.text[max(0, found.start - _FUTURE_REACH) : found.start]
        clause = _CLAUSE_BREAK.split(before)[-1]
        hits = list(self.words.patterns["future"].finditer(clause))
        return bool(hits) and not self.words.patterns["reporting"].search(clause, hits[-1].end())
