"""Spans: every stretch of a text that may be a place's name, before anything speaks for or against it.

For gazetteers so wide that most capitalised words are some place's name; see `weighing` for the choice among them.
A span is a name that the gazetteer has, a name formed like a place's ("Otter County", "South Aleppo"), or all of a stretch
of capitalised words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from frontline.gazetteer import Tier
from frontline.mentions.reading import ENGLISH_ARTICLES
from frontline.mentions.tokens import HYPHENS, JOINS
from frontline.spelling import ARTICLES, AYN, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frontline.gazetteer import Candidate
    from frontline.mentions.reading import Reading
    from frontline.mentions.tokens import Token
    from frontline.placewords import PlaceWords

#: The longest name that is looked for, in words.
MOST_WORDS = 5
#: Words that stand in small letters inside a name.
_LINKS = (
    frozenset(
        {
            "of",
            "and",
            "de",
            "di",
            "del",
            "da",
            "la",
            "le",
            "du",
            "des",
            "do",
            "dos",
            "von",
            "der",
            "den",
            "am",
            "an",
            "sur",
            "upon",
            "the",
            "on",
        }
    )
    | ARTICLES
)
#: Links that as often stand between two names.
_PARTING = frozenset({"and", "of", "the", "on", "do"})
#: Words that end in a dot without ending a sentence.
_CLIPPED = frozenset({"st", "ste", "mt", "ft", "n", "s", "e", "w"})
#: Last words of a name whose dot belongs to it: "Main St."
_DOTTED = frozenset({"st", "ave", "rd", "blvd", "dr", "ln", "hwy", "pkwy", "twp"})
#: A unit's name this short that is not its full name is an abbreviation, and its dot is part of it: "Calif."
_SHORT = 6
#: A name of several words that a unit of these kinds, or a city of this size, bears is that name and no shorter one.
_GREAT, _GREAT_CITY = frozenset({"country", "governorate", "county", "region", "sea"}), 100_000
_AYN = re.compile(f"[{AYN}]")


@dataclass(slots=True, eq=False)
class Span:
    """A stretch `[first, last)` of a reading's tokens, the places of this name and how it is formed.

    `whole` says that no capitalised word adjoins it; `form` is "" or a key of the lexicon's forms.
    """

    first: int
    last: int
    start: int
    end: int
    folded: str
    same: tuple[Candidate, ...]
    form: str
    whole: bool
    demonym: bool


def candidate_spans(reading: Reading) -> list[Span]:
    """Return the spans of a text in the order of their beginning, long ones first; they may overlap."""
    spans: list[Span] = []
    for first, last in _runs(reading):
        edges = _edges(reading, first, last)
        for at in range(first, last):
            if not (reading.tokens[at].named or _is_article(reading.tokens, at)):
                continue
            for stop in range(min(last, at + MOST_WORDS), at, -1):
                if reading.tokens[stop - 1].named:
                    spans += _spans_of(reading, at, stop, edges)
    return _outer(spans)


def _outer(spans: list[Span]) -> list[Span]:
    """Leave out what lies inside the very name of a country, a unit or a city: "Ireland" in "Northern Ireland"."""
    over: dict[int, Span] = {}
    for span in spans:
        if span.last - span.first > 1 and _is_great(span):
            for at in range(span.first, span.last):
                longest = over.get(at)
                if longest is None or span.last - span.first > longest.last - longest.first:
                    over[at] = span
    return [
        span
        for span in spans
        if (around := over.get(span.first)) is None
        or around.last < span.last
        or around.last - around.first <= span.last - span.first
    ]


def _is_great(span: Span) -> bool:
    own = (c.place for c in span.same if c.tier < Tier.ARTICLE)
    return any(place.kind in _GREAT or place.population >= _GREAT_CITY for place in own)


def _runs(reading: Reading) -> Iterator[tuple[int, int]]:
    """Yield the stretches of tokens, [first, last), that names may lie in."""
    tokens, at, count = reading.tokens, 0, len(reading.tokens)
    while at < count:
        if not (tokens[at].named or _is_article(tokens, at)):
            at += 1
            continue
        last = at + 1
        while last < count and _continues(tokens, last):
            last += 1
        yield at, last
        at = last


def _is_article(tokens: list[Token], at: int) -> bool:
    """Tell whether this is an Arabic article in small letters that leans on a name: "al-Bab"."""
    if tokens[at].plain not in ARTICLES or at + 1 == len(tokens):
        return False
    return tokens[at + 1].named and tokens[at + 1].gap in HYPHENS


def _continues(tokens: list[Token], at: int) -> bool:
    token, before = tokens[at], tokens[at - 1]
    if token.gap == ". ":
        return token.named and before.plain in _CLIPPED and before.named
    if token.gap not in JOINS and token.gap not in HYPHENS:
        return before.owns and token.named and token.gap[2:] in JOINS
    if token.named:
        return True
    if token.plain not in _LINKS or at + 1 == len(tokens):
        return False
    following = tokens[at + 1]
    if following.gap not in JOINS and following.gap not in HYPHENS:
        return False
    return following.named or (following.plain in _LINKS and at + 2 < len(tokens) and tokens[at + 2].named)


def _edges(reading: Reading, first: int, last: int) -> set[int]:
    """Return where a name that is all of a stretch may begin or end: beside words that are no part of names."""
    tokens, words = reading.tokens, reading.words
    edges = {first, last}
    for at in range(first, last):
        token = tokens[at]
        if token.named:
            parts = token.plain in words.ordinary or token.plain.isdigit()
        else:
            joins = at + 1 < last and tokens[at + 1].gap in HYPHENS
            parts = token.plain in _PARTING or (token.plain in ENGLISH_ARTICLES and not joins)
        if parts:
            edges |= {at, at + 1}
        elif token.owns:
            edges.add(at + 1)
    return edges


def _spans_of(reading: Reading, first: int, last: int, edges: set[int]) -> Iterator[Span]:
    tokens, words, text = reading.tokens, reading.words, reading.text
    token, final = tokens[first], tokens[last - 1]
    start, end = token.start, final.end
    if last - first == 1 and (token.word.isdigit() or _is_function_word(token.plain, words)):
        return
    surface = text[start:end]
    folded = fold(surface)
    if (
        not folded
        or _is_person(reading, first)
        or _is_paper(reading, last)
        or _is_family(reading, first, last)
    ):
        return
    framed = first in edges and last in edges
    whole = framed and not any(at in edges for at in range(first + 1, last))
    demonym = " ".join(surface.lower().split()) in words.demonym_of
    if final.owns:
        longer = reading.gazetteer.namesakes(text[start : end + 2])
        if longer and last - first > 1:
            yield Span(first, last, start, end + 2, folded, longer, "", whole, demonym)
    same = reading.gazetteer.namesakes(surface)
    if text[end : end + 1] == "." and len(folded) <= _SHORT and not surface.isupper():
        short = reading.gazetteer.namesakes(text[start : end + 1])
        if (short != same or "." in surface) and _is_clipped(folded, short):
            yield Span(first, last, start, end + 1, folded, short, "", whole, demonym)
            return
    if not same and whole:
        same = _bare_counties(reading, surface)
    whole = framed if same else whole
    form = _form(reading, first, last)
    if not (same or form or whole or demonym) or (last - first == 1 and len(folded) < 2):
        return
    if form and text[end : end + 1] == "." and final.plain in _DOTTED:
        end += 1
    yield Span(first, last, start, end, folded, same, form, whole, demonym)


def _is_paper(reading: Reading, last: int) -> bool:
    """Tell whether the next words in capitals make a newspaper's name of this: "Laurel County Times"."""
    for token in reading.tokens[last : last + 3]:
        if not token.named or token.gap not in JOINS | HYPHENS or reading.tokens[last - 1].owns:
            return False
        if token.plain in reading.words.papers:
            return token.start not in reading.titled
    return False


def _is_person(reading: Reading, first: int) -> bool:
    """Tell whether a title stands right before the name: "Mr. Lebanon"."""
    if first == 0:
        return False
    token, before = reading.tokens[first], reading.tokens[first - 1]
    titled = before.named and before.plain in reading.words.titles and not before.owns
    return titled and (token.gap in JOINS or token.gap == ". ")


def _is_family(reading: Reading, first: int, last: int) -> bool:
    """Tell whether the words around it make it a family's name: "the Chester family"."""
    tokens = reading.tokens
    if (
        last == len(tokens)
        or tokens[last].plain not in reading.words.families
        or tokens[last].gap not in JOINS
    ):
        return False
    return first > 0 and tokens[first - 1].plain == "the"


def _is_function_word(plain: str, words: PlaceWords) -> bool:
    """Tell whether this word, or what it is a contraction of ("We're"), is never a name."""
    return plain in words.ordinary or (len(plain) > 2 and _AYN.split(plain, maxsplit=1)[0] in words.ordinary)


def _is_clipped(folded: str, same: tuple[Candidate, ...]) -> bool:
    """Tell whether this is the abbreviation of a unit or a country: "Calif.", "Ga."."""
    return any(c.place.kind in ("governorate", "country") and fold(c.place.name) != folded for c in same)


def _bare_counties(reading: Reading, surface: str) -> tuple[Candidate, ...]:
    """Return the counties of a name that the text gives without their word: "Rapides" of Rapides Parish."""
    found = reading.gazetteer.lookup(surface)
    return tuple(
        c for c in found if c.tier == Tier.ROMANISED and fold(c.place.name).startswith(fold(surface))
    )


def _form(reading: Reading, first: int, last: int) -> str:
    """Return how a name of several words is formed, a key of the lexicon's forms, or ""."""
    tokens, words = reading.tokens, reading.words
    if last - first < 2:
        return ""
    begin, final = tokens[first].plain, tokens[last - 1].plain
    if final.isdigit():
        return "road" if begin in words.road_heads else ""
    if any(tokens[at].named and tokens[at].plain in words.ordinary for at in range(first + 1, last)):
        return ""
    if final in words.tail_form and begin not in words.ordinary:
        return words.tail_form[final]
    if begin in words.heads and all(tokens[at].named for at in range(first, last)):
        return "head"
    return "side" if begin in words.side_heads and _is_known(reading, first + 1, last) else ""


def _is_known(reading: Reading, first: int, last: int) -> bool:
    surface = reading.surface(first, last)
    return bool(reading.gazetteer.namesakes(surface)) or surface.lower() in reading.words.demonym_of
