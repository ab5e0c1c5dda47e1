"""Phrases: what stands before and behind a place's name and makes it the anchor of another place.

Owns the reading of "10 km north of X", "the western countryside of X", "between X and Y" into figures. Knows the lexicon
and no coordinates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from frontline.relative.distances import CIRCUITY, Distance, distance_of
from frontline.relative.words import either, load_relative_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Characters before and behind a name that are read.
REACH = 110
_WORD = re.compile(r"[^\W_]+")

Sense = Literal["toward", "edge", "near", "land", "part", "bank", "between", "halfway"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A relation that a text tells: where its words start and end, and its figures.

    `bearings` are degrees clockwise from north; `radii` the inner and outer multiple of a town's radius; `way` says
    that a road between the anchors is meant.
    """

    sense: Sense
    start: int
    end: int
    bearings: tuple[float, ...] = ()
    distance: Distance | None = None
    radii: tuple[float, float] = (0.0, 0.0)
    way: bool = field(default=False)

    @property
    def is_measured(self) -> bool:
        """Tell whether the text says both how far and in which direction."""
        return self.distance is not None and bool(self.bearings)


#: The senses whose words stand before a name.
_BEFORE: tuple[str, ...] = ("measured", "toward", "edge", "bank", "land", "near")


@lru_cache(maxsize=1)
def _sources() -> Mapping[str, str]:
    """Return the lexicon's words as regular expressions, by what they tell."""
    words = load_relative_words()
    said = {name: either(listed) for name, listed in words.words.items()}
    side, land, edges = either(words.bearings), either(words.land), either(words.edges)
    sides = rf"(?P<toward>(?:{side})(?:\s*(?:,|,?\s*and|or)\s*(?:the\s+)?(?:{side}))*)"
    town = rf"(?:\s+(?:the\s+)?(?:[\w-]+\s+)?(?:{said['settlements']})\s+of)?(?:\s+the)?[\s\"“'‘]+$"
    ways = rf"(?:(?P<way>{said['ways']})\s+(?:(?:that\s+)?(?:running|runs|leading|linking|connecting)\s+)?)?"
    return {
        "measured": rf"\b{words.quantity}\s+(?:away\s+)?(?:{words.toward}\s+(?:{said['of']})|(?:{said['from']})){town}",
        "toward": rf"\b{words.toward}\s+(?:{said['of']}){town}",
        "edge": rf"\b(?:{sides}\s+)?(?P<edge>{edges})\s+(?:of|to){town}",
        "bank": rf"\b{sides}\s+(?:{said['banks']})\s+of{town}",
        "land": rf"\b{sides}\s+(?:{land})\s+(?:of|around){town}",
        "near": rf"\b(?:{said['near']}){town}",
        "between": (
            rf"\b(?:(?P<halfway>{said['halfway']})\s+(?:between|from)|{ways}(?:between|from|linking|connecting)){town}"
        ),
        "joins": rf"\s+(?:and|to|with)(?:\s+the)?(?:\s+(?:{said['settlements']})\s+of)?\s+",
        "sides_before": rf"\b(?:rural\s+)?{sides}\s+$",
        "behind": rf"(?:['’]s?)?\s+(?:{sides}\s+)?(?:(?P<edge>{edges})|(?P<land>{land}))\b(?!\s+(?:of|to)\b)",
        "along": rf"\b(?:{said['along']})(?:\s+the)?\s+$",
        "lead": rf"\s*(?:(?:{said['along']}|in|at|to|from|into)\s+)?(?:the\s+)?(?:villages?|areas?|land)?\s*",
        "tail": rf"(?:\s+(?:{said['settlements']}))?[\s.]*",
        "lies": rf"\s*(?:,|\(|[-–—])?\s*(?:(?:an?|the)\s+(?:[\w-]+\s+){{0,2}}(?:{said['settlements']})\s+)?(?:{said['lies']})?\s*",
        "side": side,
    }


@lru_cache(maxsize=32)
def _pattern(name: str) -> re.Pattern[str]:
    """Return one of the patterns, compiled when it is first asked for: most texts ask for three."""
    return re.compile(_sources()[name], re.IGNORECASE)


@lru_cache(maxsize=1)
def _side_words() -> frozenset[str]:
    return frozenset(_WORD.match(bearing)[0] for bearing in load_relative_words().bearings)  # type: ignore[index]


def phrases_before(text: str, start: int, end: int) -> Iterable[Phrase]:
    """Yield the relations whose words lead to the name at `text[start:end]`."""
    at = max(0, start - REACH)
    ahead = text[at:start]
    for sense in _BEFORE:
        found = _pattern(sense).search(ahead)
        if found:
            yield _phrase(sense, found, at + found.start(), end)


def measured_between(text: str, end: int, start: int, last: int) -> Phrase | None:
    """Return the relation whose words stand between two names and tell how far and which way: "Foo, 10 km north of X".

    The first name ends at `end`, the other one is `text[start:last]`.
    """
    between = text[max(end, start - REACH) : start].lower()
    if _side_words().isdisjoint(_WORD.findall(between)):
        return None  # this question is fifty times as quick as the search
    at = max(0, start - REACH)
    found = _pattern("measured").search(text[at:start])
    phrase = _phrase("measured", found, at + found.start(), last) if found else None
    told = phrase is not None and phrase.is_measured and tells_of(text, end, phrase.start)
    return phrase if told else None


def _phrase(sense: str, found: re.Match[str], start: int, end: int) -> Phrase:
    said = found.groupdict()
    bearings = _bearings(said.get("toward"))
    if sense == "measured":
        return Phrase("toward", start, end, bearings, _distance(said))
    if sense == "toward":
        return Phrase("toward", start, end, bearings)
    if sense == "edge":
        return Phrase("edge", start, end, bearings, radii=load_relative_words().edges[_plain(said["edge"])])
    if sense == "bank":
        return Phrase("bank", start, end, bearings)
    if sense == "land":
        return Phrase("land", start, end, bearings)
    return Phrase("near", start, end)


def phrase_behind(text: str, start: int, end: int) -> Phrase | None:
    """Return the relation whose words stand about a name: "X's outskirts", "the northern X countryside", "northern X"."""
    at = max(0, start - REACH)
    led = _pattern("sides_before").search(text[at:start])
    found = _pattern("behind").match(text, end, min(len(text), end + REACH))
    first = at + led.start() if led else start
    if found is None:
        return Phrase("part", first, end, _bearings(led["toward"])) if led else None
    bearings = _bearings(found["toward"] or (led["toward"] if led else None))
    if found["edge"]:
        radii = load_relative_words().edges[_plain(found["edge"])]
        return Phrase("edge", first, found.end(), bearings, radii=radii)
    return Phrase("land", first, found.end(), bearings) if bearings else None


def phrase_between(text: str, start: int, end: int, following: int, last: int) -> Phrase | None:
    """Return the relation of two names that follow one another: "between X and Y", "halfway from X to Y"; or None."""
    at = max(0, start - REACH)
    found = _pattern("between").search(text[at:start])
    if found is None or _pattern("joins").fullmatch(text, end, following) is None:
        return None
    if not found["halfway"] and not found["way"] and not _plain(found[0]).startswith("between"):
        return None  # "from X to Y" is a journey
    sense: Sense = "halfway" if found["halfway"] else "between"
    return Phrase(sense, at + found.start(), last, way=bool(found["way"]))


def way_start(text: str, start: int) -> int:
    """Return where the words that lead along a road begin ("along the X road"); `start` where there are none."""
    at = max(0, start - REACH)
    found = _pattern("along").search(text[at:start])
    return at + found.start() if found else start


def is_lead(text: str) -> bool:
    """Tell whether these words may lead to a relation without being more than one: "on the"."""
    return _pattern("lead").fullmatch(text) is not None


def is_tail(text: str) -> bool:
    """Tell whether these words may end a relation without telling more: the word for the kind of its last name."""
    return _pattern("tail").fullmatch(text) is not None


def tells_of(text: str, end: int, start: int) -> bool:
    """Tell whether what stands between a name and a relation makes the relation tell where the name is."""
    return 0 <= start - end <= REACH and _pattern("lies").fullmatch(text, end, start) is not None


def _bearings(said: str | None) -> tuple[float, ...]:
    words = load_relative_words().bearings
    found = (words[_plain(side)] for side in _pattern("side").findall(said or ""))
    return tuple(dict.fromkeys(found))


def _distance(said: dict[str, str | None]) -> Distance:
    """Return the distance that the words of a quantity tell, with what the words around the number make of it."""
    words = load_relative_words()
    if said["journey"]:
        factor = words.journeys[_plain(said["journey"])] * words.times[_plain(said["time"])]
        least, told, most = (factor * amount for amount in _amount(said["hours"]))
        distance = distance_of(told, least_km=least * 0.6, most_km=most * 1.5)
    else:
        factor = words.units[_plain(said["unit"])]
        least, told, most = (factor * amount for amount in _amount(said["amount"]))
        if said["until"]:
            most = factor * _number(said["until"])
            told = (least + most) / 2
        distance = (
            distance_of(told) if least == most else distance_of(told, least_km=least / CIRCUITY, most_km=most)
        )
    if not said["limit"]:
        return distance
    low, high = words.limits[_plain(said["limit"])]
    return Distance(
        min(distance.least_km, low * told),
        told,
        max(distance.most_km, high * told) if high > 1 else distance.most_km,
    )


def _amount(said: str | None) -> tuple[float, float, float]:
    """Return the least, the middle and the most that an amount may mean."""
    words, plain = load_relative_words(), _plain(said)
    if plain in words.amounts:
        return words.amounts[plain]
    number = (
        0.5
        if plain.startswith("half")
        else words.numbers[plain]
        if plain in words.numbers
        else _number(plain)
    )
    return number, number, number


def _number(said: str | None) -> float:
    """Return the number of "1,500", "7.5" or "7,5"; commas before three digits part thousands."""
    digits = re.sub(r",(?=\d{3}\b)", "", (said or "").strip(".,")).replace(",", ".")
    return float(re.sub(r"\.(?=.*\.)", "", digits) or 0)


def _plain(said: str | None) -> str:
    return " ".join((said or "").lower().split())
