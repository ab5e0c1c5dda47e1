"""Cues: what the words right before and after a name say about it.

Owns the reading of a name's surroundings: the kind of place they ask for ("Hama province"), how the text stands to the
place ("10 km north of"), and whether they promise a place at all. Knows no gazetteer; its words come from the lexicon.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from frontline.placewords import load_place_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Characters before and after a name that are looked at; the longest cue is "in the southwestern countryside of the city of".
REACH = 72

#: Words, a number before them taken off: 10km, 10-km.
_WORD = re.compile(r"[^\W\d_](?:[\w-]*\w)?")
#: The first word behind a name.
_BEHIND = re.compile(r"(?:['’][sS])?[\s-]+(\w+)")
_WORDS = re.compile(r"\w+")
_QUOTED = frozenset("\"“'‘")
#: What no word that belongs to a name follows after; "" is the end of the text.
_CLOSED = frozenset({"", ",", ".", ";", ":", ")", '"', "”"})
_OF_THE = re.compile(r"\sof\s+the\s+$")
_QUOTES = re.compile(r"[\"“”'‘’]")
_SETTLED = frozenset({"city", "town", "village"})
_ASKED = {"countryside": "governorate", "camp": ""}


def _either(words: object) -> str:
    """Return a pattern for any of these words, longest first, with any white space in them."""
    listed = sorted(words, key=lambda word: (-len(word), word))  # type: ignore[call-overload]
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in listed)


def _last_words(phrases: Iterable[str]) -> Iterator[str]:
    return (phrase.rsplit(None, 1)[-1] for phrase in phrases)


def _first_words(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(re.split(r"\W", phrase, maxsplit=1)[0] for phrase in phrases)


class _Patterns:
    """The lexicon's words as patterns, compiled once, and the words that they begin or end with."""

    def __init__(self) -> None:
        words = load_place_words()
        kinds, sides = _either(words.kind_of), _either(words.sides)
        adjectives = _either(words.side_adjectives)
        self.kind_words = frozenset(word for kind in words.kind_of for word in _WORDS.findall(kind))
        self.kind_starts = _first_words((*words.kind_of, *words.side_adjectives, "and"))
        self.facility_starts = _first_words((*words.facility_of, *_QUALIFIERS))
        self.way_starts = _first_words(words.way_of)
        self.side_ends = frozenset(side.rpartition("-")[2] for side in _last_words(words.side_adjectives))
        self.unit_ends = frozenset({"of", "the", *_last_words((*words.kind_of, *words.side_adjectives))})
        self.relation_ends = frozenset(
            {
                "of",
                "the",
                "from",
                "to",
                "outside",
                "before",
                "between",
                *_last_words(words.relation_prepositions),
            }
        )
        told = (
            *words.sides,
            *words.relation_nouns,
            *words.relation_prepositions,
            *_LENGTHS,
            *_JOURNEYS,
            "between",
        )
        self.relation_words = frozenset(word for phrase in told for word in phrase.split())
        self.cue_ends = frozenset({"the", *_last_words((*words.cue_prepositions, *words.cue_verbs))})
        of_unit = rf"(?:\s+(?:the\s+)?(?:[\w-]+\s+)?(?:{kinds})\s+of)?"
        self.kind_after = re.compile(
            rf"(?:['’]s)?[\s-]+(?:(?:{adjectives})\s+)?(?:and\s+(?:{adjectives})\s+)?({kinds})\b(?!-)(?!\s+of\b)",
            re.IGNORECASE,
        )
        self.kind_before = re.compile(
            rf"\b({kinds})(?:,?\s+(?:{adjectives})\b)?(?:\s+of)?(?:\s+the)?[\s\"“'‘]+$",
            re.IGNORECASE,
        )
        self.called = re.compile(
            rf"\b(?:{_either(word for word, kind in words.kind_of.items() if kind in _SETTLED)})\s+(?:of|called|named)"
            r"[\s\"“'‘]+$",
            re.IGNORECASE,
        )
        self.side_before = re.compile(rf"\b(?:{adjectives})\s+$", re.IGNORECASE)
        length = rf"(?:\d[\d.,]*|a\s+few|some|several)\s*-?\s*(?:{_either(_LENGTHS)})\b"
        journey = rf"(?:(?:hour|minute)s?['’]?s?|short)\s+(?:{_either(_JOURNEYS)})"
        distance = rf"(?:{length}(?:\s*\([^)\n]{{1,24}}\))?|{journey})"
        toward = rf"(?:to\s+the\s+)?(?:{sides})(?:\s+(?:and|or)\s+(?:the\s+)?(?:{sides}))*"
        nouns = rf"(?:(?:{adjectives})\s+)?(?:{_either(words.relation_nouns)})"
        self.relation = re.compile(
            rf"\b(?P<how>{distance}\s+(?:{toward}\s+(?:of|from)|from|of|outside|away\s+from|before)"
            rf"|(?:just\s+|immediately\s+)?{toward}\s+(?:of|from)"
            rf"|{nouns}[\"”'’]?\s+(?:of|to)|between|{_either(words.relation_prepositions)}){of_unit}(?:\s+the)?[\s\"“'‘]+$",
            re.IGNORECASE,
        )
        self.cue = re.compile(
            rf"\b(?:{_either(words.cue_prepositions)}|{_either(words.cue_verbs)})(?:\s+the)?\s+$",
            re.IGNORECASE,
        )
        self.facility = re.compile(
            rf"[\s-]+(?P<words>(?:(?:(?-i:[A-Z][a-z]+)|{_either(_QUALIFIERS)})\s+)?(?:{_either(words.facility_of)}))\b(?!-)",
            re.IGNORECASE,
        )
        self.way = re.compile(rf"\s+(?:{_either(words.way_of)})\b(?!-)", re.IGNORECASE)
        kind_nouns = "city|town|village|hamlet|hub|settlement|suburb|district|neighbou?rhood|port|provincial|capital|stronghold|camp"
        self.apposition = re.compile(
            rf",\s+(?:an?|the|which|where)\s+(?:[\w-]+\s+){{0,3}}(?:{kind_nouns})\b", re.IGNORECASE
        )
        self.follower = re.compile(
            rf"\s+(?:(?:{_either(words.cue_followers)})\b|(?:was|were|has\s+been|had\s+been|is)\s+"
            rf"(?:also\s+|then\s+)?(?:captured|retaken|recaptured|seized|liberated|taken|besieged|overrun|evacuated|lost)\b"
            rf"|(?:fell|has\s+fallen|changed\s+hands)\b)",
            re.IGNORECASE,
        )


_LENGTHS = ("km", "kms", "kilometre", "kilometres", "kilometer", "kilometers", "mile", "miles", "mi")
_JOURNEYS = ("drive", "walk", "ride")
_QUALIFIERS = ("military", "international", "border", "air", "civil", "central", "thermal")


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    return _Patterns()


def asked_kind(text: str, start: int, end: int) -> str:
    """Return the kind that the words around `text[start:end]` ask for, or ""."""
    return kind_behind(text, end) or kind_ahead(text, start)


def kind_behind(text: str, end: int) -> str:
    """Return the kind that the word behind a name gives it ("Hama province"), or ""."""
    if _word_behind(text, end).lower() not in _patterns().kind_starts:
        return ""
    after = _patterns().kind_after.match(text, end, min(len(text), end + REACH))
    return _asked(load_place_words().kind_of[_plain(after[1])]) if after else ""


def kind_ahead(text: str, start: int) -> str:
    """Return the kind that the words before a name ask for ("the villages of"), or ""."""
    patterns = _patterns()
    ahead = text[max(0, start - REACH) : start]
    last = _word_before(ahead)
    if last not in patterns.unit_ends:
        return ""
    named = not patterns.kind_words.isdisjoint(_WORDS.findall(ahead.lower()))
    before = patterns.kind_before.search(ahead) if named else None
    if before:
        return _asked(load_place_words().kind_of[_plain(before[1])])
    sided = last.rpartition("-")[2] in patterns.side_ends  # "north-western"
    return "governorate" if sided and patterns.side_before.search(ahead) else ""


def _word_before(ahead: str) -> str:
    """Return the word right before a name: one that a cue does not end with spares the search for the cue."""
    if not (ahead[-1:].isspace() or ahead[-1:] in _QUOTED):
        return ""
    return next(iter(ahead.rsplit(None, 1)[-1:]), "").strip("\"“”'‘’,").lower()


def _word_behind(text: str, end: int) -> str:
    """Return the word right behind a name: one that no cue begins with spares the search for the cue."""
    if text[end : end + 1] in _CLOSED:
        return ""
    found = _BEHIND.match(text, end, min(len(text), end + REACH))
    return found[1] if found else ""


def _asked(kind: str) -> str:
    return _ASKED.get(kind, kind)


def _plain(words: str) -> str:
    return " ".join(words.lower().split())


def relation_to(text: str, start: int) -> str:
    """Return how the text stands to the place that begins at `start`: the words before it, normalised, or ""."""
    ahead, patterns = text[max(0, start - REACH) : start], _patterns()
    if _word_before(ahead) not in patterns.relation_ends:
        return ""
    if patterns.relation_words.isdisjoint(_WORD.findall(ahead.lower())):
        return ""  # this question is twenty times as quick as the search
    found = patterns.relation.search(ahead)
    return _plain(_QUOTES.sub("", found["how"])) if found else ""


def promises_place(text: str, start: int, end: int, *, opening: bool = False) -> bool:
    """Tell whether the words right around an unknown name promise that it is a place.

    `opening` says that the name opens a sentence, where a capital letter tells nothing.
    """
    patterns = _patterns()
    ahead = text[max(0, start - REACH) : start]
    limit = min(len(text), end + REACH)
    last = _word_before(ahead)
    cue = patterns.cue.search(ahead) if last in patterns.cue_ends else None
    if cue and _OF_THE.search(cue[0]) and not cue[0].lower().startswith("bank"):
        cue = None
    if cue and (
        cue[0][0].islower()
        or cue.start() == 0
        or ahead[: cue.start()].rstrip(' "“').endswith((".", "\n", "-"))
    ):
        return True
    before = patterns.kind_before.search(ahead) if last in patterns.unit_ends else None
    if before and not _OF_THE.search(before[0]):
        return True
    after = patterns.kind_after.match(text, end, limit)
    if after and not (opening and load_place_words().kind_of[_plain(after[1])] in ("region", "governorate")):
        return True
    return bool(patterns.apposition.match(text, end, limit) or patterns.follower.match(text, end, limit))


def is_called(text: str, start: int) -> bool:
    """Tell whether the words before a name say that a settlement bears it: "the village of X"."""
    return _patterns().called.search(text, max(0, start - REACH), start) is not None


def facility_end(text: str, end: int) -> tuple[int, str]:
    """Return where the words of a facility that follow a name end, and its kind; (end, "") where none follow."""
    patterns, word = _patterns(), _word_behind(text, end)
    if not (word[:1].isupper() or word.lower() in patterns.facility_starts):
        return end, ""
    found = patterns.facility.match(text, end, min(len(text), end + REACH))
    if not found:
        return end, ""
    last = _plain(found["words"])
    kinds = load_place_words().facility_of
    while last not in kinds and " " in last:
        last = last.partition(" ")[2]
    return found.end(), kinds.get(last, "")


def way_end(text: str, end: int) -> int:
    """Return where the word for a road that follows a name ends; `end` where none follows."""
    patterns = _patterns()
    if _word_behind(text, end).lower() not in patterns.way_starts:
        return end
    found = patterns.way.match(text, end, min(len(text), end + REACH))
    return found.end() if found else end
