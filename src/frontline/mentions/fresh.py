"""Fresh names: places that no gazetteer has, given away by their form or by the words around them.

They are returned so that nothing is dropped; nobody can locate them. The rules lean on the lexicon's cues: "the village of
X", "X air base", "Tell X", a list of places with X in it, "north of X".
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from frontline.mentions.cues import facility_end, is_called, promises_place, way_end
from frontline.mentions.lists import are_listed, gap_after
from frontline.mentions.reading import Found, Reading
from frontline.mentions.tokens import SPACES
from frontline.spelling import ARTICLES, fold, is_head

if TYPE_CHECKING:
    from frontline.mentions.tokens import Token

_LIST_END = re.compile(r"(?:,?\s*(?:and|or)|&)\s+$", re.IGNORECASE)
_DATELINE = re.compile(
    r"(?:,\s+[A-Z][\w.\s]{2,20})?(?:,?\s+(?:\w+\.?\s+\d{1,2}|\d{1,2}\s+\w+)[^\n]{0,12})?"
    r"\s*(?:\([^)\n]{2,30}\)\s*)?\s[-–—]{1,2}\s"
)
#: A name of more words than this is a sentence in capitals.
_MOST_WORDS = 4
#: A name with cues at no more than this share of its occurrences is no place's.
_FEWEST_CUED = 0.3
#: Kinds of facility whose words make a name of whatever stands before them.
_BUILT = frozenset({"base", "crossing", "dam"})
#: A single word in capitals this short is an acronym.
_ACRONYM = 5


class _Places:
    """Where the places found so far begin, and where each that ends at an offset began."""

    def __init__(self) -> None:
        self.starts: set[int] = set()
        self.ends: dict[int, int] = {}
        self.lands: set[int] = set()
        """Where countries begin: they stand beside parties and persons as often as beside towns."""

    def add(self, item: Found, *, is_land: bool = False) -> None:
        self.starts.add(item.start)
        self.ends[item.end] = item.start
        if is_land:
            self.lands.add(item.start)


def find_fresh(reading: Reading, known: list[Found]) -> list[Found]:
    """Return the names that only form and context give away, beside the known ones.

    Where names are weighed, only the surest of these are left to find: "the village of X", "X air base".
    """
    if reading.small:
        return []
    places = _Places()
    for place in known:
        if place.hint != "demonym" and (not reading.is_weighable or is_called(reading.text, place.start)):
            same = reading.gazetteer.namesakes(reading.text[place.start : place.end])
            places.add(place, is_land=any(c.place.kind in ("country", "continent") for c in same))
    promised: list[Found] = []
    waiting: list[Found] = []
    for first, last in reading.free_runs(known):
        item = _name_in(reading, first, last)
        if item is not None:
            (promised if _is_promised(reading, item) else waiting).append(item)
    found = _firm(reading, promised, waiting)
    for fresh in found:
        places.add(fresh)
    found += _listed(reading, waiting, places)
    taken = {item.start for item in found}
    sure = {_name_of(reading, item) for item in found}
    return found + [item for item in waiting if item.start not in taken and _name_of(reading, item) in sure]


def _firm(reading: Reading, promised: list[Found], waiting: list[Found]) -> list[Found]:
    """Return the promised names, less those that mostly stand where nothing promises a place: persons, companies."""
    cued = Counter(_name_of(reading, item) for item in promised)
    bare = Counter(_name_of(reading, item) for item in waiting)
    return [
        item
        for item in promised
        if cued[name := _name_of(reading, item)] > _FEWEST_CUED * (cued[name] + bare[name])
        and (item.hint or reading.tokens[item.last - 1].plain not in reading.surnames)
    ]


def _name_of(reading: Reading, item: Found) -> str:
    return fold(reading.surface(item.first, item.last))


def _name_in(reading: Reading, first: int, last: int) -> Found | None:
    """Take off what is no part of a name, and refuse what cannot be a place's."""
    tokens = reading.tokens
    while first < last and _is_lead(reading, tokens[first]):
        first += 1
    while last > first and (reading.names_unit(last - 1) or not tokens[last - 1].named):
        last -= 1
    if first >= last or last - first > _MOST_WORDS or not tokens[last - 1].word[0].isalpha():
        return None
    name = tokens[first:last]
    if _is_foreign(reading, name) or reading.follows_person_word(first):
        return None
    if name[0].plain in reading.words.given_names or name[0].plain in reading.words.titles:
        return None
    if len(name) == 1 and reading.is_bare_head(first):
        return None
    if fold(reading.surface(first, last)) in reading.gazetteer.other_names or _names_other(reading, last):
        return None
    return Found(name[0].start, name[-1].end, first, last)


def _is_lead(reading: Reading, token: Token) -> bool:
    words = reading.words
    if token.plain in words.ordinary or token.plain in words.kind_of or token.word.isdigit():
        return True
    return not token.named and token.plain not in ARTICLES


def _is_foreign(reading: Reading, name: list[Token]) -> bool:
    """Tell whether a word makes the name no place's; what an Arabic article leads (al-Imam) may be any word."""
    words = reading.words
    refused = (
        words.stop,
        words.organisation_followers,
        words.organisation_heads,
        words.demonym_of,
        words.bodies,
    )
    return any(
        token.plain in kind
        for before, token in zip([None, *name], name, strict=False)
        if token.named and (before is None or before.plain not in ARTICLES)
        for kind in refused
    )


def _names_other(reading: Reading, last: int) -> bool:
    """Tell whether the word behind the name makes it an organisation's or a speaker's."""
    if last >= len(reading.tokens) or reading.tokens[last].gap not in SPACES:
        return False
    after, words = reading.tokens[last], reading.words
    return (after.named and after.plain in words.organisation_followers) or after.plain in words.person_verbs


def _is_promised(reading: Reading, item: Found) -> bool:
    """Tell whether the name's form or the words around it promise a place; a facility's words join the name."""
    text, token = reading.text, reading.tokens[item.first]
    if reading.is_weighable:
        built = _has_form(reading, item) and (item.hint in _BUILT or is_head(fold(token.word)))
        return built or is_called(text, item.start)
    if _is_dateline(text, item):
        return True
    if _is_initials(reading, item) or item.start in reading.titled:
        return False
    return _has_form(reading, item) or promises_place(text, item.start, item.end, opening=token.opens)


def _has_form(reading: Reading, item: Found) -> bool:
    """Tell whether the name is formed like a place's ("X air base", "Laurel County", "Tell X"), and note its kind."""
    text, token = reading.text, reading.tokens[item.first]
    until, kind = facility_end(text, item.end)
    if not kind and text[max(0, item.start - 4) : item.start].lower() == "the ":
        until, kind = way_end(text, item.end), "road"
    if kind and until > item.end:
        item.end, item.hint = until, kind
        return True
    if item.last - item.first < 2:
        return False
    head = reading.words.head_of.get(fold(token.word), "")
    if reading.tokens[item.last - 1].plain in reading.words.tails:
        item.hint = "county"
    elif head and not (token.opens and token.plain in reading.words.openers):
        item.hint = "" if head == "village" else head
    else:
        return False
    return True


def _is_dateline(text: str, item: Found) -> bool:
    opens = item.start == 0 or text[item.start - 1] == "\n"
    return (
        opens
        and text[item.start : item.end].isupper()
        and _DATELINE.match(text, item.end, min(len(text), item.end + 100)) is not None
    )


def _listed(reading: Reading, waiting: list[Found], places: _Places) -> list[Found]:
    """Return the names that stand in a list of places: between two, before one, or after one up to an "and"."""
    by_start = {item.start: item for item in waiting if not _is_initials(reading, item)}
    found: list[Found] = []
    for item in sorted(by_start.values(), key=lambda item: item.start):
        if item.end in places.ends:
            continue
        chain, closed, reaches = _chain_from(reading.text, item, by_start, places)
        before = _end_before(item.start, places.ends)
        joined = before >= 0 and are_listed(reading.text, before, item.start)
        closed = closed or (joined and _LIST_END.search(reading.text, before, item.start) is not None)
        if (joined and (closed or reaches or _goes_on(reading.text, before, places))) or (reaches and closed):
            for member in chain:
                places.add(member)
            found += chain
    return found


def _chain_from(
    text: str, item: Found, by_start: dict[int, Found], places: _Places
) -> tuple[list[Found], bool, bool]:
    """Return the names listed from here on, whether an "and" closes the list, and whether it reaches a place."""
    chain = [item]
    closed = False
    while True:
        gap = gap_after(text, chain[-1].end)
        if gap is None:
            return chain, closed, False
        closed = closed or _LIST_END.search(gap[0]) is not None
        if gap.end() in places.starts:
            return chain, closed, gap.end() not in places.lands
        following = by_start.get(gap.end())
        if following is None:
            return chain, closed and len(chain) > 1, False
        chain.append(following)


def _goes_on(text: str, before: int, places: _Places) -> bool:
    """Tell whether the place that ends at `before` is itself the second of a list."""
    start = places.ends[before]
    earlier = _end_before(start, places.ends)
    return earlier >= 0 and are_listed(text, earlier, start)


def _is_initials(reading: Reading, item: Found) -> bool:
    word = reading.tokens[item.first].word
    return item.last - item.first == 1 and word.isupper() and len(word) <= _ACRONYM


def _end_before(start: int, ends: dict[int, int]) -> int:
    """Return the end of a place's name that closes shortly before an offset, or -1."""
    return next((end for end in range(start - 1, max(-1, start - 16), -1) if end in ends), -1)
