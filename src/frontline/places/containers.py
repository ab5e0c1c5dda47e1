"""Containers: the unit that a text names as holding a place: "Suran in Hama province", "Mobile, Ala.", "Ohio's Lima".

Owns the words and signs between the two names, and the units that a text names anywhere. Chooses no place.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from frontline.gazetteer import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from frontline.gazetteer import Gazetteer
    from frontline.model import Place

#: Characters that may stand between a place and its unit.
_WIDEST_GAP = 60
#: What stands between a place and the unit that is said to hold it, and between a unit and its place.
_HELD_BY = re.compile(
    r",\s+(?:in\s+)?(?:the\s+)?|\s+(?:\w+\s+)?(?:in|of|within)\s+(?:the\s+)?(?:[\w-]+\s+){0,3}"
)
_COMMA = re.compile(r",\s+")
_HOLDS = re.compile(r"['’]s\s+(?:[\w-]+\s+){0,3}|\s+(?:province|governorate)['’]s\s+(?:[\w-]+\s+){0,3}")
#: Kinds that hold other places.
HOLDERS = frozenset({"governorate", "county", "country", "continent", "region"})
_WORD = r"[A-Z][\w’'-]*\.?"
_UNIT_BEHIND = re.compile(rf",\s+({_WORD}(?:\s{_WORD}){{0,2}})")
_CAPITALS = re.compile(rf"{_WORD}(?:\s+{_WORD})*")
#: The longest name of a first-level unit that is looked for, in words.
_MOST_WORDS = 3
#: A letter and its point are a person's.
_INITIAL = 2


def precedes_unit(text: str, end: int, start: int) -> bool:
    """Tell whether the name that ends at `end` is said to lie in the one that begins at `start`: "Suran in Hama"."""
    return start - end <= _WIDEST_GAP and _HELD_BY.fullmatch(text, end, start) is not None


def is_comma(text: str, end: int, start: int) -> bool:
    """Tell whether nothing but a comma stands between two names: "Berea, Ohio"."""
    return start - end <= _WIDEST_GAP and _COMMA.fullmatch(text, end, start) is not None


def follows_unit(text: str, end: int, start: int) -> bool:
    """Tell whether the name that ends at `end` is said to hold the one that begins at `start`: "Hama's Suran"."""
    return start - end <= _WIDEST_GAP and _HOLDS.fullmatch(text, end, start) is not None


def units_above(place: Place, gazetteer: Gazetteer) -> Iterator[Place]:
    """Yield the units that a place lies in, innermost first; a circle ends where it closes."""
    seen = {place.place_id, ""}
    while place.parent not in seen:
        seen.add(place.parent)
        unit = gazetteer.place(place.parent)
        if unit is None:
            return
        yield unit
        place = unit


def lies_in(place: Place, name: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a place lies in a unit, or a country, of this name."""
    above = {unit.place_id for unit in units_above(place, gazetteer)}
    wanted = [candidate.place for candidate in (*gazetteer.lookup(name), *gazetteer.far_namesakes(name))]
    return any(
        unit.place_id in above or (unit.kind == "country" and unit.country == place.country != "")
        for unit in wanted
    )


def unit_behind(text: str, end: int, gazetteer: Gazetteer) -> frozenset[str]:
    """Return the ids that the unit right behind a name and a comma may have: "Mobile, Ala."; empty where none stands."""
    found = _UNIT_BEHIND.match(text, end, min(len(text), end + _WIDEST_GAP))
    words = found[1].split() if found else []
    for size in range(len(words), 0, -1):
        name = " ".join(words[:size])
        units = _units_called(name, gazetteer) or _units_called(name.rstrip("."), gazetteer)
        if units:
            return units
    return frozenset()


def units_named(text: str, gazetteer: Gazetteer) -> Counter[str]:
    """Return how often each first-level unit may be named, in whatever: "Ohio State Police" tells of Ohio."""
    named: Counter[str] = Counter()
    for run in _CAPITALS.finditer(text):
        words, at = run[0].split(), 0
        while at < len(words):
            size, units = _unit_at(words, at, gazetteer)
            named.update(units)
            at += size
    return named


def _unit_at(words: list[str], at: int, gazetteer: Gazetteer) -> tuple[int, Iterable[str]]:
    """Return the length in words of the longest unit's name that begins at a word, and its ids; (1, none) without."""
    for size in range(min(_MOST_WORDS, len(words) - at), 0, -1):
        units = gazetteer.units_called(" ".join(words[at : at + size]).rstrip("."))
        if units:
            return size, units
    short = words[at].endswith(".") and len(words[at]) > _INITIAL
    return 1, _units_called(words[at], gazetteer) if short else ()


def _units_called(name: str, gazetteer: Gazetteer) -> frozenset[str]:
    return frozenset(
        c.place.place_id
        for c in gazetteer.namesakes(name)
        if c.tier == Tier.EXACT and c.place.kind in HOLDERS
    )
