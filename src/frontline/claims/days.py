"""Days: when an event was, how precisely the text tells, and whether it is history.

A clause's own date first; then the date that opens its sentence, the day that the paragraph tells of, the heading of the
section, and last the day of publication. Knows the dates that `frontline.dates` found; knows no place.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from frontline.claims.clauses import (
    dates_what_follows,
    distance,
    follows_since,
    follows_what_was,
    governs,
    is_bygone,
    is_in_relative,
    is_of_a_count,
    is_of_now,
    is_over,
    is_overtaken,
    is_told_aside,
    lasted,
    opens_part,
    was_parted,
)
from frontline.claims.textdays import TextDays, Told
from frontline.grammar.row import HOURS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.dates import DatedSpan
    from frontline.grammar import Event, ReadEvent, ReadSentence
    from frontline.grammar.chunk import Chunk
    from frontline.model import Document
    from frontline.theatre import Theatre

__all__ = ["DayTeller", "Told"]

#: What may stand between a loose date and the same told exactly.
_SET_BESIDE = re.compile(r", (?:(?:on|in) )?(?:the )?")
#: What lasts: such an event is told of the day of the text, not of the day on which it began.
_STATES = frozenset({"controlled", "contested", "approached", "besieged"})
#: A line of at most so many words that begins with a date is a heading.
_HEADING_WORDS = 3
#: A text that names so many days by their dates is a chronicle, whenever it was published.
_CHRONICLE_DAYS = 3
#: How long after the theatre's last day a text is no more news of it.
_RETOLD_DAYS = 14
#: How loosely "after taking X" tells the day of X by what came of it.
_BEFORE_DAYS = 3
_LINKS = frozenset({"and", "but", "when", "before", "until", "then", "after", "while", ";"})
_DATE_LABELS = frozenset({"date", "dates", "when"})
_MARKUP = frozenset({"#", "="})
_STAMPS = frozenset({":", "-", "–", "—", "--", "."})
_LATER = frozenset({"later", "next", "following", "after", "afterwards", "earlier", "before"})
#: What makes a relative date as firm as an explicit one: it is a day told before, or one of the past.
_FIXED = frozenset(
    {"yesterday", "later", "next", "following", "same", "that", "ago", "earlier", "before", "previous"}
)
_COUNTING = frozenset({"later", "next", "following", "after"})
_UNTIL = frozenset({"until", "till"})
_ENDS = _UNTIL | {"before"}
#: What makes a state one of the account's days, and not of the day on which it was written.
_WAS = frozenset(
    {"was", "were", "remained", "stayed", "stood", "lay", "continued", "came", "fell", "passed", "went"}
)
_FINISHED = frozenset({"past", "participle"})
_PRESENT = frozenset({"third", "base"})
#: A day told may lie so far after publication by a slip of either.
_SLIP_DAYS = 3
#: How far after its clause "until" may lead to a state's end.
_NEAR_UNTIL = 14


@dataclass(frozen=True, slots=True)
class _Narrative:
    """The day that a paragraph tells of, once one of its sentences has named it."""

    paragraph: int
    day: dt.date | None = None
    precision_days: int = 0
    is_past: bool = False
    is_stamped: bool = False
    """Is the day that of a stamp ("9 May: ..."), which holds for all that follows it?"""


class DayTeller(TextDays):
    """Tells the days of a document's events; `open` and `close` each sentence in the order of the text."""

    def __init__(
        self, document: Document, published: dt.date, dates: Sequence[DatedSpan], theatre: Theatre
    ) -> None:
        super().__init__(document.text, published, dates, theatre)
        self.narrative = _Narrative(-1)
        self.told: list[_Narrative] = []
        self.section: DatedSpan | None = None
        #: The last day of what an encyclopaedia's box dates as a whole: "Date: 9 - 12 May".
        self.ending: dt.date | None = None
        #: Written so long after the theatre's days, a text tells of them and not of its own day.
        self.is_retold = (published - theatre.last_day).days > _RETOLD_DAYS
        #: An account of what is over tells by its own clock; where it names no day, the last one goes on.
        self.is_account = published > theatre.last_day or self._tells_many_days()

    def _tells_many_days(self) -> bool:
        """Say if the text is a chronicle: it names several of the theatre's days by their dates, and none by its weekday."""
        days = {
            span.day
            for span in self.dates
            if span.kind == "explicit" and span.day and not self._is_past(span) and span.day < self.published
        }
        loose = sum(span.kind == "relative" for span in self.dates)
        return len(days) >= _CHRONICLE_DAYS and len(days) > loose

    def marks(self) -> dict[int, tuple[int, bool]]:
        """Return the end of every date by the offset where it starts, and whether it is history."""
        return {span.start: (span.end, self._is_past(span)) for span in self.dates}

    def open(self, sentence: ReadSentence) -> None:
        """Begin a sentence: forget the last paragraph's day (unless all is an account), learn a heading's."""
        if sentence.paragraph != self.narrative.paragraph and not self._goes_on():
            self.narrative = _Narrative(sentence.paragraph)
        self.told = []
        self._learn_ending(sentence)
        words = [chunk for chunk in sentence.chunks if chunk.kind != "punct"]
        if not words or words[0].kind != "date":
            return
        span = next(iter(self._between(words[0].start, words[0].start + 1)), None)
        if not span or not span.day or span.kind not in ("explicit", "range") or span.day > self.published:
            return
        if len(words) <= _HEADING_WORDS or sentence.chunks[0].low in _MARKUP:
            self.section, self.narrative = span, _Narrative(sentence.paragraph)
        after = next((chunk.low for chunk in sentence.chunks if chunk.start >= span.end), "")
        if after in _STAMPS:
            self.narrative = _Narrative(
                sentence.paragraph, span.day, span.precision_days, self._is_past(span), is_stamped=True
            )

    def _learn_ending(self, sentence: ReadSentence) -> None:
        """Let a line such as "Date: 9 - 12 May" date what the text tells without any day."""
        chunks = sentence.chunks
        if len(chunks) < 2 or chunks[0].low not in _DATE_LABELS or chunks[1].kind not in ("punct", "date"):
            return
        spans = self._between(sentence.start, sentence.end)
        days = [
            span.day + dt.timedelta(span.precision_days if span.kind == "range" else 0)
            for span in spans
            if span.day and not self._is_past(span)
        ]
        if days and max(days) <= self.published:
            self.ending = max(days)

    def close(self, sentence: ReadSentence) -> None:
        """End a sentence: what it told last of the present is what the paragraph tells of."""
        if self.narrative.is_stamped:
            return
        if self.told:
            present = [told for told in self.told if not told.is_past]
            self.narrative = (present or self.told)[-1]
        elif self.is_account:
            self._set_clock(sentence)

    def _goes_on(self) -> bool:
        return self.is_account and not (self.narrative.is_past or self.narrative.is_stamped)

    def _set_clock(self, sentence: ReadSentence) -> None:
        """Let a sentence that tells of no place set the day of an account: "The attack began on 9 May.", "The next day,"."""
        for span in self._between(sentence.start, sentence.end):
            counted = span.kind == "relative" and self._counts_on(span)
            if (counted or span.kind == "explicit") and span.day and not (span.cue or self._is_past(span)):
                self.narrative = _Narrative(sentence.paragraph, span.day, span.precision_days)

    def tell(self, sentence: ReadSentence, read: ReadEvent) -> Told:
        """Return the day of an event, its precision in days, and whether it is history."""
        event = read.event
        is_state = event.status in _STATES
        span = self._span_of(sentence, event)
        if span is not None and span.kind == "clock" and span.day == self.published and self._has_clock():
            span = None  # "in the afternoon" of the day that the account tells of
        if span is not None and is_of_a_count(sentence, event, span):
            span = None
        history = self._history_of(sentence, read, span)
        if history is not None:
            if not (is_state or is_overtaken(sentence, read)):
                self._note(sentence, event, history)
            return history
        if span is None or span.day is None:
            told = self._retell(sentence, event, self._tell_undated(sentence, event))
            return self._note_undated(sentence, event, told)
        if not dates_what_follows(sentence, span, sentence.chunks[event.at].start):
            if self._is_of_the_text(span, is_state=is_state):
                return self._retell(sentence, event, (self.published, 0, False))
            if span.cue == "since" and not is_state:
                return self._midway(span.day)
        told = self._in_theatre(span), self._precision(span), self._is_past(span)
        if (not is_state and not self._looks_back(span)) or told[2]:
            self._note(sentence, event, told)
        return told

    def tell_beginning(self, sentence: ReadSentence, event: Event) -> Told | None:
        """Return the day since which a state has lasted, None where it is not told, or is history."""
        span = self._span_of(sentence, event) if event.status == "controlled" else None
        if span is None or span.day is None or span.cue != "since" or self._is_past(span):
            return None
        firm = span.precision_days <= 1  # "since days" tells no day
        return (span.day, self._precision(span), False) if firm and span.day < self.published else None

    def _retell(self, sentence: ReadSentence, event: Event, told: Told) -> Told:
        """Return what an account written long after tells of its own day: so it is now, or it was on a day told beside it.

        A change came about on the day that its sentence or the account has told; where none has, it is history.
        """
        if not self.is_retold or told != (self.published, 0, False):
            return told
        spans = [
            span
            for span in self._between(sentence.start, sentence.end)
            if span.kind in ("explicit", "range") and span.day and not self._is_past(span)
        ]
        trigger = sentence.chunks[event.at].start
        nearest = min(spans, key=lambda span: distance(trigger, span), default=None)
        if nearest is not None and nearest.day is not None and nearest.day < self.published:
            return nearest.day, self._precision(nearest), False
        now = event.form in _PRESENT or is_of_now(sentence.chunks[max(0, event.at - 3) : event.at])
        if event.status in _STATES and now:
            return told
        if self.narrative.day is not None:
            return self.narrative.day, self.narrative.precision_days, self.narrative.is_past
        return (self.ending, 0, False) if self.ending else (self.theatre.baseline_day, 0, True)

    def _has_clock(self) -> bool:
        """Say if a heading or the account gives the day that a time of the day belongs to."""
        return (self.section is not None and self.section.day is not None) or bool(
            self.is_account and self.narrative.day
        )

    def _note_undated(self, sentence: ReadSentence, event: Event, told: Told) -> Told:
        """Return the day of an event without a date; the day of publication sets no account's clock."""
        if not (self.is_account and told[0] == self.published):
            self._note(sentence, event, told)
        return told

    def _note(self, sentence: ReadSentence, event: Event, told: Told) -> None:
        """Let an event set the day of the narrative; history in a relative clause is but an aside."""
        if not (told[2] and is_in_relative(sentence, event)):
            self.told.append(_Narrative(sentence.paragraph, *told))

    def _history_of(self, sentence: ReadSentence, read: ReadEvent, span: DatedSpan | None) -> Told | None:
        """Return the past that the words around an event's date, or around the event, tell of."""
        day = span.day if span else None
        if self._is_over(sentence, read, span):
            return day or self.theatre.baseline_day, 0, True
        if span is None:
            return self._of_what_was(sentence, read.event)
        if day is None:
            return None
        goes_on = span.kind in ("relative", "future") and self._goes_on_from_history(
            sentence, read.event, span
        )
        if goes_on or self._is_of_another_year(read, day):
            told_before = self.narrative.day if self.narrative.is_past else None
            return told_before or self.theatre.baseline_day, 0, True
        return None

    def _is_over(self, sentence: ReadSentence, read: ReadEvent, span: DatedSpan | None) -> bool:
        """Say if the sentence tells an event as one of the past, whatever its date."""
        event = read.event
        chain = sentence.chunks[max(0, event.at - 3) : event.at]
        told_by = (
            span is not None and span.cue == "by" and not self._is_past(span)
        )  # "had X in hand by Thursday"
        if event.status in _STATES and is_over(sentence, read) and not told_by:
            return True
        if event.status == "controlled" and span is None and lasted(self.text, event, chain):
            return True
        if span is not None and self._is_past(span) and was_parted(sentence, event):
            return True
        hour = span is not None and self.text.startswith(HOURS, span.start)  # "before dawn on 9 May"
        if read.event.status == "controlled" and span and span.cue in _ENDS and not hour:
            return True
        is_present = (
            span is not None and span.day is not None and span.cue != "since" and not self._is_past(span)
        )
        return not is_present and (is_overtaken(sentence, read) or is_bygone(sentence, read.event))

    def _of_what_was(self, sentence: ReadSentence, event: Event) -> Told | None:
        """Return the past that an event without a date of its own is told to follow."""
        for span in self._between(sentence.chunks[event.at].end, sentence.end):
            if span.day and self._is_past(span) and follows_what_was(sentence, event, span):
                return span.day, span.precision_days, True
        return None

    def _is_of_another_year(self, read: ReadEvent, day: dt.date) -> bool:
        """Say if an event is told as done on a day that is still to come this year."""
        done = read.event.form in _FINISHED and read.certainty in ("asserted", "claimed")
        return done and (day - self.published).days > _SLIP_DAYS

    def _looks_back(self, span: DatedSpan) -> bool:
        """Say if a date leaves the account for a moment: "two days earlier, they had taken X"."""
        return span.kind == "relative" and self.text[span.start : span.end].split()[-1] in (
            "earlier",
            "before",
        )

    def _midway(self, since: dt.date) -> Told:
        """Return the middle of the days since one, for what happened on some of them."""
        half = (self.published - since).days // 2
        return self.published - dt.timedelta(days=half), max(half, 1), False

    def _is_of_the_text(self, span: DatedSpan, *, is_state: bool) -> bool:
        """Say if the date only bounds what is so now ("since 2016"), or lies ahead."""
        is_past = self._is_past(span)
        if span.cue in ("since", "for") and (is_state or is_past):
            return True
        if span.kind == "future" or (span.day is not None and span.day > self.published):
            return True
        words = self.text[span.start : span.end].casefold().split()
        loose = span.kind == "relative" and not (_FIXED.intersection(words) or words[0] == "last")
        return is_state and not is_past and (loose or words[0] == "since")

    def _span_of(self, sentence: ReadSentence, event: Event) -> DatedSpan | None:
        """Return the date of an event's clause, or the one that its sentence opens with or its clause tells of."""
        ends = max(sentence.end, event.last + _NEAR_UNTIL)
        if not self._between(min(sentence.start, event.first), ends):
            return None  # most sentences name no day
        trigger = sentence.chunks[event.at].start
        inside = [
            span
            for span in self._between(event.first, event.last)
            if governs(sentence, event, span)
            and (dates_what_follows(sentence, span, trigger) or not self._only_compares(span, event))
        ]
        inside = self._outside_brackets(inside)
        span = min(inside, key=lambda span: distance(trigger, span), default=None)
        span = self._told_exactly(span) or self._until(event) or self._told_of(sentence, event)
        fronted = self._fronted(sentence, trigger)
        if fronted and not governs(sentence, event, fronted):
            fronted = None
        if span is None or (fronted and self._is_past(fronted) and span.kind == "relative"):
            return fronted
        return replace(span, cue="since") if not span.cue and follows_since(sentence, span) else span

    def _outside_brackets(self, spans: list[DatedSpan]) -> list[DatedSpan]:
        """Return the dates without those in brackets, which are of the places before them, where there are others."""
        outside = [span for span in spans if self.text[max(0, span.start - 1)] != "("]
        return outside or spans

    def _told_exactly(self, span: DatedSpan | None) -> DatedSpan | None:
        """Return the date that is set beside a loose one: "weeks later, in January 2020"."""
        if span is None or span.kind != "relative":
            return span
        beside = (
            other
            for other in self._between(span.end, span.end + _NEAR_UNTIL)
            if other.kind in ("explicit", "month") and _SET_BESIDE.fullmatch(self.text, span.end, other.start)
        )
        return next(beside, span)

    def _only_compares(self, span: DatedSpan, event: Event) -> bool:
        """Say if a date tells since when there was no such change: "fell for the first time since 2020"."""
        return span.cue == "since" and event.status not in _STATES and self._is_past(span)

    def _until(self, event: Event) -> DatedSpan | None:
        """Return the day on which a state ended: "held X until 9 May"."""
        near = self._between(event.last, event.last + _NEAR_UNTIL) if event.status in _STATES else []
        return next((span for span in near if span.cue in _UNTIL), None)

    def _told_of(self, sentence: ReadSentence, event: Event) -> DatedSpan | None:
        """Return the date that a clause is there to tell of: "It began on 9 May, when they took X"."""
        before = self._between(sentence.start, event.first)
        if before and dates_what_follows(sentence, before[-1], sentence.chunks[event.at].start):
            return before[-1]
        return None

    def _fronted(self, sentence: ReadSentence, trigger: int) -> DatedSpan | None:
        """Return the date that opens a sentence, or the last of its parts before a verb: "...; by Friday they held"."""
        spans = self._between(sentence.start, sentence.end)
        if not spans:
            return None
        before_verb = (span for span in reversed(spans[1:]) if span.end <= trigger)
        later = next((span for span in before_verb if opens_part(sentence, span)), None)
        if later is not None:
            return later
        before = [chunk for chunk in sentence.chunks if chunk.end <= spans[0].start and chunk.low != ","]
        return spans[0] if len(before) <= 2 and all(chunk.kind == "word" for chunk in before) else None

    def _counts_on(self, span: DatedSpan) -> bool:
        """Say if a relative date counts from a day that an account told before: "three days later"."""
        words = set(self.text[span.start : span.end].casefold().split())
        return bool(self.narrative.day and words & _COUNTING) and not span.precision_days

    def _goes_on_from_history(self, sentence: ReadSentence, event: Event, span: DatedSpan) -> bool:
        """Say if "a year later" counts from a day of another year that the text told just before."""
        words = set(self.text[span.start : span.end].casefold().split())
        if not words & _LATER:
            return False
        before = [
            other
            for other in self._between(sentence.start, span.start)
            if other.day and not is_told_aside(sentence, event, other)
        ]
        return self._is_past(before[-1]) if before else self.narrative.is_past

    def _tell_undated(self, sentence: ReadSentence, event: Event) -> Told:
        """Return the day of an event whose clause tells none: the narrative's, the section's, the text's."""
        chain = sentence.chunks[max(0, event.at - 3) : event.at]
        history = self._followed_history(sentence, sentence.chunks[event.at].start)
        if history is not None and not is_of_now(chain):
            return history
        before = self._told_before(sentence, event)
        if before is not None:
            return before
        narrative = self.narrative
        if self.is_account and self.told and not self.told[-1].is_past:
            narrative = self.told[-1]
        if narrative.is_stamped and narrative.day:
            return narrative.day, narrative.precision_days, narrative.is_past
        if not is_of_now(chain) and narrative.day:
            finished = event.form in _FINISHED or (self.is_account and _goes_before(chain))
            lasted = event.form == "state" and any(chunk.low in _WAS for chunk in chain)
            was = finished or any(chunk.low in ("was", "were") for chunk in chain)
            finished = finished or (self.is_account and lasted)
            goes_on = finished and (event.status not in _STATES or self.is_account)
            if (narrative.is_past and was) or goes_on:
                return narrative.day, narrative.precision_days, narrative.is_past
        if self.section is not None and self.section.day is not None:
            return self.section.day, self.section.precision_days, self._is_past(self.section)
        return self._tell_by_link(sentence, event, chain)

    def _told_before(self, sentence: ReadSentence, event: Event) -> Told | None:
        """Return the day of the step before: "they attacked X on 9 May; the army repelled the attack"."""
        if event.form not in _FINISHED or self.told:
            return None
        trigger = sentence.chunks[event.at].start
        spans = [
            span
            for span in self._between(sentence.start, trigger)
            if span.kind in ("explicit", "weekday") and span.day and not (span.cue or self._is_past(span))
        ]
        parted = bool(spans) and any(
            chunk.low == ";" and spans[-1].end <= chunk.start < trigger for chunk in sentence.chunks
        )
        return (spans[-1].day or self.published, self._precision(spans[-1]), False) if parted else None

    def _tell_by_link(self, sentence: ReadSentence, event: Event, chain: Sequence[Chunk]) -> Told:
        """Return the day that the word before a verb gives it, else that of the text."""
        link = next((chunk.low for chunk in reversed(chain) if "determiner" not in chunk.tags), "")
        if link == "since" and event.status not in _STATES:
            return self._midway(self.theatre.first_day)
        if link == "after" and event.form == "ing":
            return self._before_what_follows(sentence, event)
        if self.ending and event.status not in _STATES and not is_of_now(chain):
            return self.ending, 0, False
        return self.published, 0, False

    def _before_what_follows(self, sentence: ReadSentence, event: Event) -> Told:
        """Return the day of "after taking X, they came to Y on Tuesday": some day up to Tuesday."""
        later = self._between(sentence.chunks[event.at].start, sentence.end)
        days = [span.day for span in later if span.day and not self._is_past(span)]
        return min([self.published, *days]), _BEFORE_DAYS, False

    def _followed_history(self, sentence: ReadSentence, trigger: int) -> Told | None:
        """Return the last time that the sentence tells before a verb, if it is a day of another year and goes on."""
        spans = {span.start: span for span in self._between(sentence.start, trigger)}
        before = [c for c in sentence.chunks if c.kind == "date" and c.end <= trigger and c.start in spans]
        span = spans[before[-1].start] if before else None
        if span is None or span.day is None or not self._is_past(span):
            return None
        between = [c.low for c in sentence.chunks if span.end <= c.start < trigger and c.low != ","]
        if span.cue in ("since", "for"):
            follows = between[:1] == ["when"]
        else:
            follows = any(word in _LINKS for word in between)
        return (span.day, span.precision_days, True) if follows else None


def _goes_before(chain: Sequence[Chunk]) -> bool:
    """Say if an -ing form follows that tells of the next or the last step: "before taking X"."""
    return bool(chain) and chain[-1].low in ("before", "after")
