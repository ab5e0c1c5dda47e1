"""Find the words of time in a text and join those that make one date. Says nothing yet about which day it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from frontline.dates.calendar import make_day
from frontline.dates.words import DIGITS, FOUR_DIGITS, TOKEN, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CLOCK = r"(?:[T ,]{1,2}(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?(?!\d))?"
_ISO = re.compile(
    rf"(?P<year>(?:19|20)\d\d)([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}})(?!\d){_CLOCK}(?!\w)"
)
_SLASHED = re.compile(
    rf"(?P<first>\d{{1,2}})([-/.])(?P<second>\d{{1,2}})\2(?P<year>(?:19|20)\d\d|\d\d)(?!\d|[-/.]\d){_CLOCK}(?!\w)"
)
#: A day and month that a chronicle's line begins with: "28.11 - ...".
_STAMP = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.?(?=[ \t]+[-–—][ \t]|[ \t]?:[ \t])")
_LINE_START = re.compile(r"(?:^|\n)[ \t]*(?:[-*•][ \t]+)?$")
#: How far a joining word may reach; all joins are far shorter.
_MAX_GAP = 24
_BEFORE = re.compile(r"([^\W\d_]+|[$€£#%&])[ \t\u00a0\n-]{0,2}$")
_AFTER = re.compile(r"[ \t\u00a0\n]{1,2}([^\W\d_]+)")
_SENTENCE_END = re.compile(
    r"[.!?:;\n][\"'”’)\]]{0,2}[ \t\n]*[\"'“‘(\[]{0,2}$|[-–—•*][ \t]*$|^[\s\"'“‘(\[]*$|[\"“‘(\[]$"
)

DAY_MEANS = frozenset({"date", "weekday", "days_from_now", "weekday_last_week"})
PART_MEANS = frozenset({"clock", "part_of_day"})


@dataclass(frozen=True)
class Found:
    """A stretch of text that speaks of time: `means` says how `values` are to be read."""

    start: int
    end: int
    means: str
    values: dict[str, str]
    settings: dict[str, Any] = field(default_factory=dict)

    def joined(self, end: int, start: int | None = None, **more: Any) -> Found:
        """Return a longer stretch that means the same with more settings."""
        first = self.start if start is None else start
        return Found(first, end, self.means, self.values, self.settings | more)


def word_before(text: str, start: int) -> str:
    """Return the word (or the sign) right before a position, in lower case, or ""."""
    match = _BEFORE.search(text, max(0, start - 24), start)
    return match[1].lower() if match else ""


def word_after(text: str, end: int) -> str:
    """Return the word after one blank, as written, or ""."""
    match = _AFTER.match(text, end)
    return match[1] if match else ""


def scan(text: str, words: Words, *, day_first: bool) -> list[Found]:
    """Return every stretch that speaks of time, in order, none overlapping another."""
    return _join(list(_scan(text, words, day_first)), text, words)


def _scan(text: str, words: Words, day_first: bool) -> Iterator[Found]:
    position = 0
    for token in TOKEN.finditer(text):
        word = token[0]
        is_number = word[0].isdigit()
        key = word.lower() if not is_number else FOUR_DIGITS if len(word) == 4 else DIGITS
        if not (is_number or key in words.phrases):
            continue  # nearly every word
        start = token.start()
        if start < position:
            continue
        phrases = words.phrases.get(key, ())
        found = _numeric(text, start, day_first) if is_number else None
        if found is None and (key != DIGITS or len(word) < 4):
            for phrase in phrases:
                match = phrase.pattern.match(text, start)
                if match and match.end() > start and (found is None or match.end() > found.end):
                    values = {name: value for name, value in match.groupdict().items() if value}
                    candidate = Found(start, match.end(), phrase.means, values, phrase.settings)
                    if _CHECKS.get(phrase.means, _is_common)(candidate, text, words):
                        found = candidate
        if found:
            yield found
            position = found.end


def _numeric(text: str, start: int, day_first: bool) -> Found | None:
    if (
        text[max(0, start - 1) : start] in ("-", "/", ".", ",")
        and text[max(0, start - 2) : start - 1].isdigit()
    ):
        return None
    match = _ISO.match(text, start)
    if match:
        values = {name: value for name, value in match.groupdict().items() if value}
        good = make_day(int(values["year"]), int(values["month"]), int(values["day"]))
        return Found(start, match.end(), "date", values, {"numeric": True}) if good else None
    match = _SLASHED.match(text, start)
    if not match:
        return _stamp(text, start)
    first, second = int(match["first"]), int(match["second"])
    if first > 12 or second > 12:
        day_first = first > 12
    day, month = (first, second) if day_first else (second, first)
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    if not make_day(year, month, day):
        return None
    values = {name: value for name in ("hour", "minute") if (value := match[name])}
    values |= {"year": str(year), "month": str(month), "day": str(day)}
    return Found(start, match.end(), "date", values, {"numeric": True})


def _stamp(text: str, start: int) -> Found | None:
    match = _STAMP.match(text, start)
    if not match or not _LINE_START.search(text, max(0, start - 8), start):
        return None
    if not make_day(2000, int(match["month"]), int(match["day"])):
        return None
    return Found(start, match.end(), "date", match.groupdict(), {"numeric": True})


# --- what makes a word of the lexicon a word of time in this place


def _is_common(found: Found, text: str, words: Words) -> bool:  # noqa: ARG001 - one shape for all checks
    """Is a common noun or adverb written as one? A capital inside a sentence makes it part of a name."""
    written = text[found.start : found.end]
    month, weekday = found.values.get("month"), found.values.get("weekday")
    if (month and not month[0].isupper()) or (weekday and not weekday[0].isupper()):
        return False
    first = TOKEN.match(written)
    word = first[0] if first else ""
    if not word[:1].isupper() or word.isupper() or month or weekday or "year" in found.values:
        return True
    return bool(_SENTENCE_END.search(text, max(0, found.start - 12), found.start))


@lru_cache(maxsize=2)
def _has_no_capitals(text: str) -> bool:
    """Say if a text is speech that a machine wrote down, all in lower case."""
    return text.islower()


def _is_date(found: Found, text: str, words: Words) -> bool:  # noqa: ARG001 - one shape for all checks
    before = text[max(0, found.start - 2) : found.start]
    if before[:1].isdigit() and before[1:] in ("/", "-", ".", ",") and text[found.start].isdigit():
        return False
    month = found.values["month"]
    return (month[0].isupper() or _has_no_capitals(text)) and not text[
        max(0, found.start - 1) : found.start
    ].isalnum()


def _is_month(found: Found, text: str, words: Words) -> bool:
    if not found.values:
        return False
    if not found.values["month"][0].isupper():
        return False
    if len(found.values) > 1 or found.values["month"] != text[found.start : found.end]:
        return True
    return (
        word_before(text, found.start) in words.lists["before_month"]
        and not word_after(text, found.end).istitle()
    )


def _is_year(found: Found, text: str, words: Words) -> bool:
    """Is a number of four digits a year? Not with a currency or a counted noun beside it."""
    if len(found.values) > 1:
        return True
    before = text[max(0, found.start - 2) : found.start]
    if before[-1:] in ("$", "€", "£", "#", "/", "+", "=", "_", "@") or (
        before[-1:] in (",", ".", ":", "-", "–") and before[:1].isdigit()
    ):
        return False
    after = word_after(text, found.end)
    if text[found.end : found.end + 2].strip(" ")[:1] in ("%", "°"):
        return False
    return after == "and" or after.lower() not in words.lists["counted"]


def _is_weekday(found: Found, text: str, words: Words) -> bool:
    # What a machine wrote down from speech has no capitals at all.
    name = found.values["weekday"]
    spoken = _has_no_capitals(text) and not re.fullmatch(words.fragments["short_weekday"], name.capitalize())
    if not (name[0].isupper() or spoken):
        return False
    if word_before(text, found.start) in words.lists["weekday_names_before"]:
        return False
    return word_after(text, found.end).lower() not in words.lists["weekday_names_after"]


def _is_part_of_day(found: Found, text: str, words: Words) -> bool:
    greeting = word_before(text, found.start) in words.lists["part_of_day_greetings"]
    return not greeting and _is_common(found, text, words)


_CHECKS: dict[str, Callable[[Found, str, Words], bool]] = {
    "date": _is_date,
    "range": _is_date,
    "month": _is_month,
    "year": _is_year,
    "part_of_day": _is_part_of_day,
    "weekday": _is_weekday,
    "weekday_last_week": _is_weekday,
}


# --- joining the parts of one date


def _join(found: list[Found], text: str, words: Words) -> list[Found]:
    joining = words.joining
    joined: list[Found] = []
    for item in found:
        previous = joined[-1] if joined else None
        whole = _one(previous, item, text, joining, words) if previous else None
        if whole:
            joined[-1] = whole
        else:
            joined.append(item)
    short = words.fragments["short_weekday"]
    return [
        item
        for item in joined
        # Too short to be a day alone; or a capital that begins a name ("Dawn of ...").
        if not (item.means == "weekday" and re.fullmatch(short, text[item.start : item.end]))
        and not (item.means == "part_of_day" and text[item.start].isupper())
    ]


def _one(
    left: Found, right: Found, text: str, joining: dict[str, re.Pattern[str]], words: Words
) -> Found | None:
    """Return the one date that two neighbours make, or None."""
    if right.start - left.end > _MAX_GAP:
        return None
    gap = text[left.end : right.start]
    fits = {name for name, pattern in joining.items() if pattern.fullmatch(gap)}
    return (
        _weekday_and_date(left, right, text, fits, words)
        or _part_and_day(left, right, text, fits)
        or _day_to_day(left, right, text, fits, words)
    )


def _weekday_and_date(left: Found, right: Found, text: str, fits: set[str], words: Words) -> Found | None:
    """Join "Tuesday, December 3", "3 December (Tuesday)", "yesterday Sunday", "today, 5 December"."""
    is_dated = right.means in ("date", "range")
    end = right.end + ("(" in text[left.end : right.start] and text[right.end : right.end + 1] == ")")
    if left.means == "weekday" and is_dated and "weekday_then_date" in fits:
        return right.joined(
            end, left.start, weekday=left.values["weekday"], deictic=_is_this(left, text, words)
        )
    if (left.means, right.means) == ("date", "weekday") and "date_then_weekday" in fits:
        return left.joined(end, weekday=right.values["weekday"]) if "weekday" not in left.settings else None
    if left.means == "days_from_now" and "relative_then_day" in fits:
        if is_dated:
            return right.joined(right.end, left.start, deictic=left.settings.get("days") == 0)
        if right.means == "weekday":
            return left.joined(right.end, weekday=right.values["weekday"])
    return None


def _part_and_day(left: Found, right: Found, text: str, fits: set[str]) -> Found | None:
    """Join "the dawn of Tuesday", "Tuesday at dawn", "5 May, 14:00"."""
    if left.means in PART_MEANS and right.means in DAY_MEANS | {"range"} and "part_then_day" in fits:
        return right.joined(right.end, left.start, part=text[left.start : left.end].lower())
    if left.means in DAY_MEANS | {"two_days"} and right.means in PART_MEANS and "day_then_part" in fits:
        clock = {name: right.values[name] for name in ("hour", "minute") if name in right.values}
        return left.joined(right.end, part=text[right.start : right.end].lower(), clock=clock)
    return None


def _day_to_day(left: Found, right: Found, text: str, fits: set[str], words: Words) -> Found | None:
    """Join "27 April to 2 May", "between Friday and Saturday"."""
    if not (left.means in DAY_MEANS and right.means in DAY_MEANS):
        return None
    is_between = "and" in fits and word_before(text, left.start) in words.lists["between"]
    if "to" not in fits and not is_between:
        return None
    part = {"part": left.settings["part"]} if "part" in left.settings else {}
    return Found(left.start, right.end, "two_days", {}, {"left": left, "right": right} | part)


def _is_this(weekday: Found, text: str, words: Words) -> bool:
    first = TOKEN.match(text, weekday.start)
    return first is not None and first[0].lower() in words.lists["this"]


__all__ = ["DAY_MEANS", "PART_MEANS", "Found", "scan", "word_after", "word_before"]
