"""The day a text came out, where nobody says it in a field of its own.

A wrong day moves every claim of an article, so a guess needs a place where such days stand: a label, a dateline,
a line of its own, the address of the page, or "this Wednesday, December 4". A date told in the prose never counts.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING

from frontline.dates.calendar import make_day, shift
from frontline.dates.readings import day_in_year, full_day
from frontline.dates.scan import Found, scan
from frontline.dates.words import YEAR, Words, alternatives, load_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

#: Where a label, a dateline or a date on its own line is looked for: lines from the start and from the end.
_HEAD_LINES, _TAIL_LINES, _LINE_LENGTH = 8, 4, 240
#: How far into the prose "this Wednesday, December 4" still speaks of the day of writing.
_LEAD_LENGTH = 700
#: A line with a label in it ("Updated 3 May") is short; a longer one is prose ("as of 3 May, 400 houses ...").
_LABEL_LINE = 140
_NUMERIC = re.compile(r"\d[/.-]\d")
_AMBIGUOUS = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_URL_DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sep>[/_-]?)(?P<month>0[1-9]|1[0-2]|(?<=[/_-])[1-9])(?P=sep)"
    r"(?P<day>0[1-9]|[12]\d|3[01]|(?<=[/_-])[1-9])(?!\d)"
)
_CLOCK = re.compile(r"(?<![\d.])([01]?\d|2[0-3])[:h]([0-5]\d)(?!\d)[ \u00a0]?([ap])?\.?m?", re.IGNORECASE)
#: What ends a dateline in words: a stop before a new sentence, a dash or a colon; an agency may stand before it.
_SET_APART = re.compile(
    r"[ \t]{0,2}(?:\([^()\n]{1,40}\))?[ \t]{0,2}(?:\.(?=[ \t]{1,3}[\"“‘']?[^\W\d_a-z]|$)|[-–—]{1,2}[ \t]|:[ \t]|$)"
)
#: A dateline may be so much older than the latest day that its text tells, as announcements are.
_OUTDATED_DAYS = 31
#: What stands before the day of a dateline: a place, a country, an agency.
_DATELINE_LENGTH = 70
#: What may stand between the names of a by-line, and behind its day.
_JOINING = frozenset(
    {"and", "in", "at", "for", "with", "of", "the", "al", "el", "de", "van", "von", "bin", "agencies"}
)
_CLOCK_REST = re.compile(
    r"[ \t,|·•–—-]{0,4}(?:(?:at )?(?:[01]?\d|2[0-3])[:.h][0-5]\d[ \t]?(?:[ap]\.?m\.?)?[ \t]?(?:[A-Z]{2,5}|[+-]\d\d:?\d\d)?)?[ \t.)\]]{0,3}$",
)
_SEPARATED = re.compile(r"[|·•]")
_YEARS = re.compile(rf"(?<![\w.,/-]){YEAR}")


@dataclass(frozen=True)
class Guess:
    """A day of publication, its local clock time ("HH:MM" or ""), and the rule that found it."""

    day: dt.date
    clock: str
    rule: str


def infer_day_first(text: str, *, likely: tuple[dt.date, dt.date] | None = None) -> bool:
    """Tell whether 03/12/2024 is the third of December in this text.

    A number above 12 anywhere decides; else the order that puts more of its days between the `likely` first and last
    one; else the months that the text names beside a day; else the order of its dates in words ("December 4, 2024" is
    month first); else the day comes first, as in most of the world.
    """
    numeric = _AMBIGUOUS.findall(text)
    pairs = [(int(first), int(second)) for first, _, second, _ in numeric]
    if any(first > 12 >= second for first, second in pairs):
        return True
    if any(second > 12 >= first for first, second in pairs):
        return False
    if likely:
        told = [(int(year), int(first), int(second)) for first, _, second, year in numeric]
        as_day_first = sum(_is_within(make_day(year, second, first), likely) for year, first, second in told)
        as_month_first = sum(
            _is_within(make_day(year, first, second), likely) for year, first, second in told
        )
        if as_day_first != as_month_first:
            return as_day_first > as_month_first
    words = load_words()
    # Only the words are wanted here, so the order of the numbers does not matter.
    named = [found for found in scan(text[:20000], words, day_first=True) if "numeric" not in found.settings]
    named = [found for found in named if found.means == "date"]
    months = {words.months[found.values["month"].lower().rstrip(".")] for found in named}
    if pairs and months:
        day_first = sum(second in months for _, second in pairs)
        month_first = sum(first in months for first, _ in pairs)
        if day_first != month_first:
            return day_first > month_first
    with_year = [found for found in named if "year" in found.values]
    month_leads = sum(_month_leads(found) for found in with_year)
    return month_leads * 2 <= len(with_year)


def has_numeric_days(text: str) -> bool:
    """Tell whether a text has anything like 3/12, so that it matters which of the two is the day."""
    return _NUMERIC.search(text) is not None


def _is_within(day: dt.date | None, span: tuple[dt.date, dt.date]) -> bool:
    return day is not None and span[0] <= day <= span[1]


def _month_leads(found: Found) -> bool:
    names = list(found.values)
    return names.index("month") < names.index("day")


def parse_published(
    value: str, *, time_zone: ZoneInfo | None = None, day_first: bool = True
) -> tuple[dt.date, str] | None:
    """Read what a field says about the moment of publication.

    Parameters
    ----------
    value
        ISO 8601, an e-mail date (feeds), seconds since 1970, or a date in words.
    time_zone
        Where the day is wanted: an instant with an offset is moved there; one without is taken as local.
    day_first
        Is 03/12/2024 the third of December?

    Returns
    -------
    tuple or None
        The day and the clock time "HH:MM" ("" if none is told); None where the value has no full date.
    """
    text = value.strip()[:200]
    instant = _iso(text) or _mail(text) or _epoch(text)
    if instant is not None:
        try:
            local = instant.astimezone(time_zone) if instant.tzinfo and time_zone else instant
        except OverflowError:
            return None
        has_clock = bool(re.search(r"\d[:T]\d|^\d{10,}$", text))
        return local.date(), f"{local:%H:%M}" if has_clock else ""
    words = load_words()
    for found in scan(text, words, day_first=day_first):
        day = full_day(found, words)
        if day:
            return day, _clock_of(found, text)
    return None


def _iso(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text) if re.match(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def _mail(text: str) -> dt.datetime | None:
    if not re.match(r"(?:[A-Za-z]{3},? )?\d{1,2} [A-Za-z]{3} \d{4} \d", text):
        return None
    try:
        return parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None


def _epoch(text: str) -> dt.datetime | None:
    if not re.fullmatch(r"[1-9]\d{8,9}(?:\d{3})?(?:\.\d{1,6})?", text):
        return None
    seconds = float(text)
    seconds = seconds / 1000 if seconds > 1e11 else seconds
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)


def infer_published(
    text: str,
    *,
    title: str = "",
    url: str = "",
    headings: Sequence[str] = (),
    likely: tuple[dt.date, dt.date] | None = None,
) -> tuple[dt.date, str] | None:
    """Infer the day a text came out; None where it is not plain.

    Parameters
    ----------
    text
        The article.
    title, url
        What is known beside it.
    headings
        Lines that stood around the text (by-line, footer), where a label may be.
    likely
        The first and last day of the time that the articles are expected from; it settles the year of a day
        and month without one, and nothing else.

    Returns
    -------
    tuple or None
        The day and the name of the rule: "label", "dateline", "date line", "url", "byline", "this weekday", "updated".
    """
    guess = guess_published(text, title=title, url=url, headings=headings, likely=likely)
    return (guess.day, guess.rule) if guess else None


def is_date_line(line: str) -> bool:
    """Tell whether a line says when the text came out and little more: a header's line, not prose."""
    if len(line) >= _LABEL_LINE:
        return False
    dates = [found for found in scan(line, load_words(), day_first=True) if found.means == "date"]
    by = _patterns()
    return any(
        _stands_alone(found, line)
        or _ends_byline(found, line)
        or _is_labelled(by.label, found, line)
        or _is_labelled(by.update, found, line)
        for found in dates[:2]
    )


def guess_published(
    text: str,
    *,
    title: str = "",
    url: str = "",
    headings: Sequence[str] = (),
    likely: tuple[dt.date, dt.date] | None = None,
) -> Guess | None:
    """Infer the day a text came out, with its clock time; see `infer_published`."""
    words = load_words()
    seeker = _Seeker(text, title, url, tuple(headings), likely, words, infer_day_first(text))
    for rule, candidates in seeker.candidates():
        for found, line in candidates:
            day = full_day(found, words) or seeker.with_year(found)
            if day:
                return Guess(day, _clock_of(found, line), rule)
        if rule == "date line" and (from_url := seeker.url_day()):
            return Guess(from_url, "", "url")
    return None


def _clock_of(found: Found, line: str) -> str:
    clock = found.settings.get("clock") or found.values
    if "hour" in clock and "minute" in clock and "part" not in found.settings:
        return f"{int(clock['hour']) % 24:02d}:{clock['minute']}"
    match = _CLOCK.search(line[found.start : found.end + 14].replace(".", " "))
    if not match:
        return ""
    hour = int(match[1])
    if match[3]:
        hour = hour % 12 + (12 if match[3].lower() == "p" else 0)
    return f"{hour:02d}:{match[2]}"


@dataclass(frozen=True)
class _Patterns:
    label: re.Pattern[str]
    update: re.Pattern[str]
    byline: re.Pattern[str]
    rest: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = load_words().published
    link = rf"(?:[ \t]{{0,3}}(?:{alternatives(words['linking'])}\b|[:|=-]))?[ \t\W]{{0,4}}"
    with_colon = rf"{alternatives(words['labels_with_colon'])}[ \t]{{0,3}}[:=|][ \t\W]{{0,4}}"
    zone = rf"(?:{alternatives(words['zones'])}|[A-Z]{{2,5}}|[+-]\d\d:?\d\d)"
    return _Patterns(
        label=re.compile(
            rf"(?<!\w)(?P<said>{alternatives(words['labels'])}\b{link}|{with_colon})$", re.IGNORECASE
        ),
        update=re.compile(rf"(?<!\w)(?P<said>{alternatives(words['updates'])}\b{link})$", re.IGNORECASE),
        byline=re.compile(rf"^\W{{0,3}}{alternatives(words['byline'])}\b", re.IGNORECASE),
        rest=re.compile(
            rf"[ \t,]{{0,3}}(?:at )?(?:\d\d?[:.h]\d\d)?[ \t]?{zone}?[ \t]{{0,3}}(?:[.|•·;)\]–—-]|$)"
        ),
    )


@dataclass(frozen=True)
class _Seeker:
    text: str
    title: str
    url: str
    headings: tuple[str, ...]
    likely: tuple[dt.date, dt.date] | None
    words: Words
    day_first: bool

    def candidates(self) -> Iterator[tuple[str, list[tuple[Found, str]]]]:
        """Yield (rule, dates with their lines), the surest rule first."""
        lines = [line.strip()[:_LINE_LENGTH] for line in self.text[:20000].split("\n")]
        head = [line for line in lines if line][:_HEAD_LINES]
        tail = [line.strip() for line in self.text[-1500:].split("\n") if line.strip()][-_TAIL_LINES:]
        tail = [line for line in tail if len(line) < 160]
        dated = [(line, self.dates(line)) for line in [*self.headings, self.title, *head, *tail] if line]
        by = _patterns()
        yield "label", [(f, line) for line, dates in dated for f in dates if _is_labelled(by.label, f, line)]
        opening = [(line, self.dates(line)) for line in head[:4]]
        yield (
            "dateline",
            [(f, line) for line, dates in opening for f in dates[:1] if self.is_dateline(f, line)],
        )
        own = [(line, self.dates(line)) for line in [*self.headings, self.title, *head[:5]]]
        own += [(line, self.dates(line)) for line in tail[-1:] if len(line) < 60]
        alone = [(f, line) for line, dates in own for f in dates[:1] if _stands_alone(f, line)]
        # A chronicle begins each of its lines with a day; none of them is its own.
        yield "date line", alone if len({f.values.get("day") for f, _ in alone}) == 1 else []
        lead = self.text[:_LEAD_LENGTH]
        yield "byline", self.bylines([*self.headings, *head[1:]])
        yield "this weekday", [(f, lead) for f in self.dates(lead) if f.settings.get("deictic")]
        short = [(line, dates) for line, dates in dated if len(line) < _LABEL_LINE]
        yield (
            "updated",
            [(f, line) for line, dates in short for f in dates if _is_labelled(by.update, f, line)],
        )

    def bylines(self, lines: Sequence[str]) -> list[tuple[Found, str]]:
        """Return the day below the title that stands with names alone ("Ann Other and Bo Roe - 5 May 2031"), if it is the only one there."""
        short = [
            line for line in lines if len(line) < _LABEL_LINE and not line.endswith(".")
        ]  # prose ends so
        dated = [(found, line) for line in short for found in self.dates(line)]
        days = {day for found, _ in dated if (day := full_day(found, self.words))}
        return [pair for pair in dated if _ends_byline(*pair)] if len(days) == 1 else []

    def dates(self, line: str) -> list[Found]:
        return [found for found in scan(line, self.words, day_first=self.day_first) if found.means == "date"]

    def is_dateline(self, found: Found, line: str) -> bool:
        """Tell whether a line begins "PLACE, Dec 5 (Agency) -" or "Place, 5 December 2024. Prose"."""
        if _is_dateline(found, line):
            return True
        day = full_day(found, self.words)
        if not day or not _heads_prose(found, line, self.words):
            return False
        # A story that tells of much later days did not come out on the day that it begins with.
        told = [other for one in self.dates(self.text[:20000]) if (other := full_day(one, self.words))]
        return (max([day, *told]) - day).days <= _OUTDATED_DAYS

    def url_day(self) -> dt.date | None:
        match = _URL_DAY.search(self.url)
        return make_day(*(int(match[name]) for name in ("year", "month", "day"))) if match else None

    def with_year(self, found: Found) -> dt.date | None:
        """Return the day of a day and month without a year, if something fixes the year."""
        name = found.settings.get("weekday")
        weekday = self.words.weekdays.get(name.lower().rstrip(".")) if name else None
        days = [day for year in range(1900, 2100) if (day := day_in_year(found, self.words, year))]
        days = [day for day in days if weekday is None or day.weekday() == weekday]
        near = self._near_days()
        beside = [day for day in days if any(abs((day - other).days) <= 60 for other in near)]
        if len(beside) == 1:
            return beside[0]
        if self.likely and not beside:
            first, last = shift(self.likely[0], -31), shift(self.likely[1], 300)
            within = [day for day in days if first and last and first <= day <= last]
            return within[0] if len(within) == 1 else None
        return self._after_all_years(days) if weekday is not None and not beside else None

    def _near_days(self) -> list[dt.date]:
        """Return the latest full date of the text and the day in the address."""
        told = [day for found in self.dates(self.text[:20000]) if (day := full_day(found, self.words))]
        from_url = self.url_day()
        return [*([max(told)] if told else []), *([from_url] if from_url else [])]

    def _after_all_years(self, days: list[dt.date]) -> dt.date | None:
        """Return the one fitting day within eight years of the latest year that the text mentions, if it is one.

        A weekday meets its day of the month every five or six years, so two may fit: then the year is not plain.
        """
        years = [int(year) for year in _YEARS.findall(self.text)]
        if not years:
            return None
        fitting = [day for day in days if max(years) <= day.year <= max(years) + 8]
        return fitting[0] if len(fitting) == 1 else None


def _is_labelled(pattern: re.Pattern[str], found: Found, line: str) -> bool:
    """Tell whether a label stands before the date as labels do: first in its line, or set apart from prose."""
    match = pattern.search(line[: found.start])
    if not match:
        return False
    before = line[: match.start()].rstrip(" \t*_#>")
    is_apart = not before or before[-1] in "|·•(—–-:,." or match["said"][0].isupper()
    return is_apart and len(before) < _LABEL_LINE


def _is_dateline(found: Found, line: str) -> bool:
    """Tell whether it is "PLACE, Dec 5 (Agency) -": capitals, a date, perhaps an agency, a dash."""
    before, after = line[: found.start], line[found.end :]
    if (
        not re.match(r"[\s,.]{0,3}(?:\([^()]{1,40}\))?[\s.]{0,3}(?:[-–—:]|$|\))", after)
        or len(before) > _DATELINE_LENGTH
    ):
        return False
    names = re.findall(r"[^\W\d_]+", before)
    if not names or len(names) > 9 or not all(name[0].isupper() or len(name) <= 3 for name in names):
        return False
    return (len(names[0]) > 2 and names[0].isupper()) or before.rstrip().endswith((",", "("))


def _heads_prose(found: Found, line: str, words: Words) -> bool:
    """Tell whether it is "Place, 5 December 2024. Prose": names and a full date, set apart from what follows."""
    before = line[: found.start].strip(" \t*_#>")
    place = re.sub(r"\([^()\d]{1,40}\)", "", before).rstrip(" \t,-–—/|")
    names = list(re.finditer(r"[^\W\d_]+", place))
    if not _SET_APART.match(line, found.end) or len(before) > _DATELINE_LENGTH or not 0 < len(names) <= 7:
        return False
    if not place[0].isupper() or re.search(r"[.:;!?\d]", place) or not all(map(_is_of_name, names)):
        return False
    little = words.lists["before_month"].union(words.published["linking"])
    return not any(name[0].lower() in little for name in names)


def _ends_byline(found: Found, line: str) -> bool:
    """Tell whether a line has names, a sign or a by-line's word, a full date, and perhaps a clock: no prose and no title."""
    before, by = line[: found.start].strip(" \t*_#>"), _patterns().byline.match(line)
    if "year" not in found.values or not _CLOCK_REST.match(line, found.end):
        return False
    names = re.sub(r"\([^()\d]{1,40}\)", "", before[by.end() :] if by else before)
    words = list(re.finditer(r"[^\W\d_]+", names))
    is_apart = by is not None or names.rstrip()[-1:] in tuple("-–—|·•,/")
    are_names = all(word[0][0].isupper() or word[0] in _JOINING for word in words)
    return is_apart and 1 < len(words) <= 12 and are_names and not re.search(r"[:;!?\d]|[a-z]\.", names)


def _is_of_name(word: re.Match[str]) -> bool:
    """Tell whether a word has a capital, or is a short particle of a name ("al", "ez-")."""
    is_joined = word.string[word.end() : word.end() + 1] in ("-", "'", "’")
    return word[0][0].isupper() or len(word[0]) <= (3 if is_joined else 2)


def _stands_alone(found: Found, line: str) -> bool:
    """Tell whether a date fills its line, stands at its head, or ends a by-line with bars."""
    before, after = line[: found.start].strip(" \t([*_#>"), line[found.end :]
    if not before:
        return bool(_patterns().rest.match(after)) and (
            "year" in found.values or not after.strip(" .,:;)]*_")
        )
    is_rest_empty = bool(_patterns().rest.match(after))
    is_byline = bool(_patterns().byline.match(line)) and len(before.split()) > 1
    if is_byline or _SEPARATED.search(before[-3:]):
        return is_rest_empty and len(line) < 140
    return False
