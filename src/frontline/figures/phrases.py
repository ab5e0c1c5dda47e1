"""Phrases: what figures say in a language, and how it writes days, numbers and countries.

What the page says too (`web/messages`) is said in the page's words; `messages` beside this module holds the rest. Days,
plurals and countries are those of the Unicode CLDR, by Babel.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date

from frontline.errors import InputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

_FOLDERS = (Path(__file__).parents[1] / "web" / "messages", Path(__file__).parent / "messages")
#: The languages, and the script that their readers read.
SCRIPTS = {"en": re.compile("[A-Za-z]"), "fr": re.compile("[A-Za-z]"), "ar": re.compile("[\u0600-\u06ff]")}
RIGHT_TO_LEFT = frozenset({"ar"})
#: Between the digits of thousands.
_THOUSANDS = {"fr": "\u202f"}
_RIGHT_TO_LEFT_MARK = "\u200f"


@dataclass(frozen=True)
class Phrases:
    """The words of one language."""

    code: str

    @property
    def right_to_left(self) -> bool:
        """Tell whether a line of it begins on the right."""
        return self.code in RIGHT_TO_LEFT

    def say(self, key: str, **values: str | float) -> str:
        """Return a message with its values."""
        return _messages(self.code)[key].format_map({name: _text(value) for name, value in values.items()})

    def count(self, key: str, n: int) -> str:
        """Return a message in the form that the language has for a number."""
        forms = _counted(self.code)[key]
        form = forms.get(_locale(self.code).plural_form(n), forms["other"])
        return form.format(n=self.number(n))

    def number(self, value: float) -> str:
        """Return "12,345": whole, its digits Latin in every language, as on the scale and in the quotes."""
        return f"{value:,.0f}".replace(",", _THOUSANDS.get(self.code, ","))

    def about(self, value: float) -> str:
        """Return "≈ 12,000": two digits of a size that is an estimate, such as that of ground."""
        digits = max(0, len(str(int(value))) - 2)
        return f"≈ {self.number(round(value, -digits))}"

    def day(self, day: dt.date) -> str:
        """Return "Thursday 5 December 2024"."""
        return format_date(day, "EEEE d MMMM y", locale=_locale(self.code))

    def span(self, first: dt.date, last: dt.date) -> str:
        """Return "28 November to 5 December 2024", or of one day its `day`."""
        if first == last:
            return self.day(first)
        start = format_date(
            first, "d MMMM" if first.year == last.year else "d MMMM y", locale=_locale(self.code)
        )
        return self.say(
            "from-until", **{"from": start}, until=format_date(last, "d MMMM y", locale=_locale(self.code))
        )

    def short_day(self, day: dt.date, *, year: bool = False) -> str:
        """Return "5 Dec", or "5 Dec 2024"."""
        return format_date(day, "d MMM y" if year else "d MMM", locale=_locale(self.code))

    def short_month(self, day: dt.date) -> str:
        """Return "Dec"."""
        return format_date(day, "MMM", locale=_locale(self.code))

    def country(self, name: str, code: str) -> str:
        """Return what a country of an ISO 3166 code is called; its own name where the code is unknown, and in English."""
        return name if self.code == "en" else _locale(self.code).territories.get(code, name)

    def readable(self, name: str, other: str) -> str:
        """Return a name, or the other one where only that is in the language's script."""
        script = SCRIPTS[self.code]
        return other if not script.search(name) and script.search(other) else name

    def listed(self, names: Iterable[str]) -> str:
        """Return names in a row."""
        return self.say("comma").join(names)

    def line(self, text: str) -> str:
        """Return a line that runs the way of the language, whatever it begins with; one without a letter of it stays."""
        turned = self.right_to_left and SCRIPTS[self.code].search(text)
        return f"{_RIGHT_TO_LEFT_MARK}{text}" if turned else text


def phrases_of(code: str) -> Phrases:
    """Return the words of a language.

    Raises
    ------
    InputError
        If there are none.
    """
    if code not in SCRIPTS:
        raise InputError(f"--language {code!r} is unknown; use one of: {', '.join(SCRIPTS)}")
    return Phrases(code)


@functools.cache
def _read(code: str) -> dict[str, str | dict[str, str]]:
    found: dict[str, str | dict[str, str]] = {}
    for folder in _FOLDERS:
        found |= json.loads((folder / f"{code}.json").read_text(encoding="utf-8"))
    return found


@functools.cache
def _messages(code: str) -> dict[str, str]:
    return {key: message for key, message in _read(code).items() if isinstance(message, str)}


@functools.cache
def _counted(code: str) -> dict[str, dict[str, str]]:
    """Return the messages that have a form for each kind of number."""
    return {key: message for key, message in _read(code).items() if isinstance(message, dict)}


@functools.cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"


ENGLISH = Phrases("en")
