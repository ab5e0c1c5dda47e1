"""The words of time, read from the lexicon and compiled to patterns.

Owns the placeholders that a phrase of `lexicon/dates-*.toml` may use. Knows no calendar.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Any

#: White space inside a phrase: bounded, and never a blank line.
GAP = r"(?:[ \t\u00a0\u202f]{1,3}(?:\n[ \t]{0,3})?|\n[ \t]{0,3})"
YEAR = r"(?:19|20)\d\d(?![\d%]|,\d|\.\d)"
#: The first token of a phrase: letters, or digits. The search for dates looks phrases up by it.
TOKEN = re.compile(r"[^\W\d_]+|\d+")
#: What stands for a number in the look-up: one of four digits (a year), or a shorter one.
DIGITS, FOUR_DIGITS = "0", "0000"


@dataclass(frozen=True)
class Phrase:
    """A pattern of the lexicon: what it matches, how it is read, and its settings."""

    means: str
    says: str
    settings: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The regular expression, compiled when a text first has the word that the phrase begins with."""
        return re.compile(self.says, re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """The compiled lexicon of one language; every lookup is by lower-case word."""

    months: dict[str, int]
    weekdays: dict[str, int]
    numbers: dict[str, int]
    vague: dict[str, tuple[int, int]]
    ordinals: dict[str, int]
    units: dict[str, str]
    sides: dict[str, str]
    seasons: dict[str, int]
    edges: dict[str, float]
    lists: dict[str, frozenset[str]]
    patterns: dict[str, re.Pattern[str]]
    phrases: dict[str, tuple[Phrase, ...]]
    published: dict[str, list[str]]
    fragments: dict[str, str]
    joining: dict[str, re.Pattern[str]]


def alternatives(words: list[str] | tuple[str, ...] | dict[str, Any]) -> str:
    """Return a pattern that matches any of the words, the longest first, white space of any kind between its parts."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", GAP) for word in ordered) + ")"


@cache
def load_words(language: str = "en") -> Words:
    """Read `lexicon/dates-<language>.toml` once."""
    file = resources.files("frontline").joinpath("lexicon", f"dates-{language}.toml")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    fragments = _fragments(data)
    names = {name: frozenset(word.lower() for word in words) for name, words in data["words"].items()}
    return Words(
        months=_numbered(data["months"]),
        weekdays=_numbered(data["weekdays"]) | _numbered(data["weekdays_beside_a_date"]),
        numbers=data["numbers"],
        vague={word: (many, give) for word, (many, give) in data["vague"].items()},
        ordinals=data["ordinals"],
        units={word: unit for unit, forms in data["units"].items() for word in forms},
        sides={word: side for side, forms in data["sides"].items() for word in forms},
        seasons=data["seasons"],
        edges=data["edges"],
        lists=names,
        patterns={
            "future": re.compile(rf"(?<!\w){alternatives(data['words']['future'])}(?!\w)", re.IGNORECASE),
            "reporting": re.compile(rf"\b{alternatives(data['words']['reporting'])}\b", re.IGNORECASE),
            "campaign": re.compile(rf"\b{alternatives(data['words']['campaign'])}\b", re.IGNORECASE),
            "returns": re.compile(rf"\b{alternatives(data['words']['returns'])}\b", re.IGNORECASE),
            "began": re.compile(rf"\b{alternatives(data['words']['began'])}\b", re.IGNORECASE),
        },
        phrases=_phrases(data["phrase"], fragments),
        published=data["published"],
        fragments=fragments,
        joining={name: re.compile(says, re.IGNORECASE) for name, says in data["joining"].items()},
    )


def _numbered(table: dict[str, list[str]]) -> dict[str, int]:
    return {word.lower(): int(number) for number, words in table.items() for word in words}


def _all(table: dict[str, list[str]]) -> list[str]:
    return [word for words in table.values() for word in words]


def _full_or_short(full: list[str], every: list[str]) -> str:
    """Return a pattern of names, of which only the short ones may carry a full stop."""
    short = [word for word in every if word not in full]
    return rf"(?:{alternatives(full)}\b|{alternatives(short)}\b\.?)"


def _fragments(data: dict[str, Any]) -> dict[str, str]:
    """Return the pattern of each placeholder, without its group."""
    weekdays = _all(data["weekdays"]) + _all(data["weekdays_beside_a_date"])
    plural = [max(forms, key=len) for forms in data["units"].values()]
    return {
        "month": _full_or_short([words[0] for words in data["months"].values()], _all(data["months"])),
        "weekday": _full_or_short([words[0] for words in data["weekdays"].values()], weekdays),
        "short_weekday": alternatives(_all(data["weekdays_beside_a_date"])),
        "number": rf"(?:\d{{1,3}}|{alternatives([*data['numbers'], *data['vague']])})\b",
        "ordinal": rf"(?:\d{{1,3}}(?:st|nd|rd|th)|{alternatives(data['ordinals'])})\b",
        "unit": alternatives(_all(data["units"])) + r"\b",
        "side": alternatives(_all(data["sides"])) + r"\b",
        "unit_many": alternatives(plural) + r"\b",
        "season": alternatives(data["seasons"]) + r"\b",
        "edge": alternatives(data["edges"]) + r"\b",
        "part_of_day": alternatives(data["words"]["part_of_day"]) + r"\b",
        "day": r"(?:0?[1-9]|[12]\d|3[01])(?!\d)",
        "last_day": r"(?:0?[1-9]|[12]\d|3[01])(?!\d)",
        "year": YEAR,
        "decade_year": r"(?:19|20)\d0",
        "hour": r"(?:[01]?\d|2[0-4])(?!\d)",
        "minute": r"[0-5]\d(?!\d)",
    }


def expand(says: str, fragments: dict[str, str]) -> str:
    """Return the regular expression of a phrase: blanks stand for white space, {name} for a group of words."""
    # A blank inside a character class or before a quantifier stands for itself.
    pieces = re.split(r"(\[[^\]]*\]| (?=\?))", says)
    spaced = "".join(piece if n % 2 else piece.replace(" ", GAP) for n, piece in enumerate(pieces))
    return re.sub(r"\{([a-z_]+)\}", lambda hole: f"(?P<{hole[1]}>{fragments[hole[1]]})", spaced)


def _phrases(table: list[dict[str, Any]], fragments: dict[str, str]) -> dict[str, tuple[Phrase, ...]]:
    """Return the phrases by the first word that they can begin with, in the lexicon's order."""
    index: dict[str, list[Phrase]] = defaultdict(list)
    for entry in table:
        settings = {name: value for name, value in entry.items() if name not in ("means", "says")}
        phrase = Phrase(entry["means"], rf"(?:{expand(entry['says'], fragments)})(?!\w)", settings)
        for word in sorted(_first_words(entry["says"], fragments)):
            index[word].append(phrase)
    return {word: tuple(phrases) for word, phrases in index.items()}


def _first_words(says: str, fragments: dict[str, str]) -> set[str]:
    """Return the first tokens, in lower case, of all that a phrase can match; `DIGITS` for a number."""
    firsts: set[str] = set()
    for branch in _branches(says):
        optional = re.match(r"\(\?:([^()]*)\)(\?)?", branch)
        if optional:
            firsts |= {word for part in optional[1].split("|") for word in _first_words(part, fragments)}
            if optional[2]:
                firsts |= _first_words(branch[optional.end() :].lstrip(), fragments)
            continue
        hole = re.match(r"\{([a-z_]+)\}", branch)
        source = fragments[hole[1]] if hole else branch
        if hole:
            # Only the words of the alternatives matter, never the regular expression around them.
            source = source.replace(GAP, " ")
            if hole[1] in ("year", "decade_year"):
                firsts.add(FOUR_DIGITS)
            elif r"\d" in source or "[" in source:
                firsts.add(DIGITS)
            firsts |= {word.lower() for word in re.findall(r"(?<=[(|:])([^\W\d_]+)", source)}
        else:
            word = TOKEN.match(branch)
            firsts |= {word[0].lower()} if word else set()
    return firsts


def _branches(says: str) -> list[str]:
    """Split a phrase at the bars that are outside every bracket."""
    depth, branches = 0, [""]
    for letter in says:
        depth += (letter in "([") - (letter in ")]")
        if letter == "|" and not depth:
            branches.append("")
        else:
            branches[-1] += letter
    return branches
