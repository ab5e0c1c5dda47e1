"""Words: what the lexicon says of distances, directions and edges, as patterns.

Owns the reading of `lexicon/relative-en.toml`. Knows no text and no place.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Range = tuple[float, float, float]


@dataclass(frozen=True)
class RelativeWords:
    """The tables of the lexicon, turned round: from a word in small letters to its figure."""

    bearings: dict[str, float]
    units: dict[str, float]
    numbers: dict[str, float]
    amounts: dict[str, Range]
    limits: dict[str, tuple[float, float]]
    journeys: dict[str, float]
    times: dict[str, float]
    edges: dict[str, tuple[float, float]]
    land: frozenset[str]
    words: dict[str, tuple[str, ...]]

    @cached_property
    def quantity(self) -> str:
        """A pattern for a distance or a journey; its groups are `limit`, `amount`, `until`, `unit` or `journey`."""
        amount = rf"\d[\d.,]*|half(?:\s+an?)?|{either(self.numbers)}|{either(self.amounts)}"
        distance = rf"(?P<amount>{amount})(?:\s*(?:-|–|to)\s*(?P<until>\d[\d.,]*))?[\s-]*(?P<unit>{either(self.units)})"
        hours = rf"(?P<hours>{amount})[\s-]*(?P<time>{either(self.times)})['’]?s?['’]?"
        journey = rf"(?:a\s+)?{hours}\s+(?P<journey>{either(self.journeys)})"
        again = r"(?:\s*\([^)\n]{1,24}\))?"  # the same in another unit
        return rf"(?:(?P<limit>{either(self.limits)})\s+)?(?:{journey}|{distance})\b{again}"

    @cached_property
    def toward(self) -> str:
        """A pattern for one direction or several: "to the northeast and northwest"."""
        side = either(self.bearings)
        more = rf"(?:\s*(?:,|,?\s*(?:and|or|/))\s*(?:the\s+)?(?:{side}))*"
        return rf"(?:(?:{either(self.words['just'])})\s+)?(?:to\s+the\s+)?(?P<toward>(?:{side}){more})"


def either(words: Iterable[str]) -> str:
    """Return a pattern for any of these words, longest first, with any white space in them."""
    listed = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in listed)


@lru_cache(maxsize=1)
def load_relative_words() -> RelativeWords:
    """Return the words of `lexicon/relative-en.toml`, read once."""
    text = resources.files("frontline").joinpath("lexicon/relative-en.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return RelativeWords(
        bearings=_turned(data["bearings"]),
        units=_turned(data["units"]),
        numbers=_turned(data["numbers"]),
        amounts={word: (least, middle, most) for word, (least, middle, most) in data["amounts"].items()},
        limits={word: (least, most) for word, (least, most) in data["limits"].items()},
        journeys=_turned(data["journeys"]),
        times=_turned(data["times"]),
        edges={word: (inner, outer) for word, (inner, outer) in data["edges"].items()},
        land=frozenset(data["land"]["words"]),
        words={name: tuple(words) for name, words in data["words"].items()},
    )


def _turned(table: dict[str, list[str]]) -> dict[str, float]:
    """Turn {figure: [word, ...]} round."""
    return {word: float(figure) for figure, words in table.items() for word in words}
