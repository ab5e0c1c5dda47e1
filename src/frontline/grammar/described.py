"""Described: places that are told by what they are: "the capital", "Ruritania's second city".

Owns these descriptions; which town is the capital and which the second is the theatre's. Knows no sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.mentions.cues import relation_to
from frontline.model import Located, Mention

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from frontline.grammar.tokens import Token
    from frontline.lexicon import Lexicon
    from frontline.model import Place
    from frontline.theatre import Theatre

_GENITIVES = frozenset({"'s", "'"})
_CAPITAL = "capital"
_CITY = "city"
#: What may lead to a capital without an article, as headlines do: "rebels enter capital".
_HEADLINE = frozenset({"in", "on", "to", "from", "near", "of"})

#: What ends a part of a sentence, what opens an apposition, and how many tokens one has at most.
_MARKS = frozenset({",", ";", ".", ":"})
_OPENERS = frozenset({"the", "a", "an", "its"})
_LONGEST_PART = 12


class _Describer:
    def __init__(
        self,
        text: str,
        tokens: Sequence[Token],
        located: Sequence[Located],
        lexicon: Lexicon,
        theatre: Theatre,
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.located = located
        self.by_end = {item.mention.end: item for item in located}
        self.by_start = {item.mention.start: item for item in located}
        self.lexicon = lexicon
        self.theatre = theatre

    def find(self) -> Iterator[Located]:
        for at, token in enumerate(self.tokens):
            if token.low == _CAPITAL:
                first, last, place_id = *self._capital(at), self.theatre.capital
            elif token.low == _CITY:
                first, last, place_id = self._ranked(at)
            else:
                continue
            place = self.theatre.place_by_id.get(place_id)
            if place is None or first < 0:
                continue
            before, after = self._named_before(first), self._named_after(last)
            if token.low == _CITY:
                place = after or place  # its name, where it is told, goes before the theatre's count
            if before is None or (token.low == _CAPITAL and before is not place):
                yield self._located(first, last, place)

    def _named_before(self, first: int) -> Place | None:
        """Return the place that a description adds to: the one named before its comma, or before that of its first part."""
        comma = first - 1
        if self._low(comma) == "and":  # "X, the seat of the province and the country's second city"
            marks = (k for k in range(comma - 1, max(comma - _LONGEST_PART, 0), -1) if self._low(k) in _MARKS)
            comma = next(marks, 0)
            if self._low(comma + 1) not in _OPENERS:
                return None
        if comma < 1 or self._low(comma) != ",":
            return None
        found = self.by_end.get(self.tokens[comma - 1].end)
        return found.place if found else None

    def _named_after(self, last: int) -> Place | None:
        """Return the place that is named right after a description, or after its comma."""
        last += 2 if self._low(last + 1) == "," else 1
        found = self.by_start.get(self.tokens[last].start) if last < len(self.tokens) else None
        return found.place if found and not self._is_home(found) else None

    def _low(self, at: int) -> str:
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    def _capital(self, at: int) -> tuple[int, int]:
        """Return the first and last token of "the capital", (-1, -1) where it is another one than the theatre's."""
        last = at + 1 if self._low(at + 1) == _CITY else at
        owner = self._country_before(at)
        if self._low(last + 1) == "of":
            country = self._country_at(last + 2)
            return (at - 1 if self._low(at - 1) == "the" else at, country) if country >= 0 else (-1, -1)
        if owner >= 0:
            return owner, last
        free = last + 1 >= len(self.tokens) or self.tokens[last + 1].start not in self.by_start
        if not free or self._is_abroad(at):
            return -1, -1
        if self._low(at - 1) == "the":
            return at - 1, last
        entry = self.lexicon.entries.get((self._low(at - 1),))
        led = entry is not None and (entry.verbs or entry.tags & _HEADLINE)
        return (at, last) if led else (-1, -1)

    def _ranked(self, at: int) -> tuple[int, int, str]:
        """Return the tokens of "the country's third-largest city" and the place that it is."""
        ranks, first = self.lexicon.ranks, at - 1
        while self._low(first) in ("largest", "biggest", "most", "populous"):
            first -= 1
        rank = ranks.get(self._low(first).split("-")[0], 0)
        towns = self.theatre.ranked_cities
        if not 1 < rank <= len(towns):
            return -1, -1, ""
        owner, last = self._country_before(first), at
        if owner < 0 and self._low(at + 1) in ("in", "of"):
            last = self._country_at(at + 2)
            owner = first - 1 if last >= 0 and self._low(first - 1) == "the" else first if last >= 0 else -1
        return owner, last, towns[rank - 1]

    def _country_before(self, at: int) -> int:
        """Return where "Ruritania's", "the Ruritanian" or "the country's" before a token starts, or -1."""
        at -= 1
        genitive = self._low(at) in _GENITIVES
        at -= genitive
        if genitive and self._low(at) in self.lexicon.words["homeland"]:
            return at - 1
        found = self.by_end.get(self.tokens[at].end) if at >= 0 else None
        if (
            found is None
            or not self._is_home(found)
            or (not genitive and found.mention.kind_hint != "demonym")
        ):
            return -1
        while at > 0 and self.tokens[at].start > found.mention.start:
            at -= 1
        return at - 1 if self._low(at - 1) == "the" else at

    def _country_at(self, at: int) -> int:
        """Return the last token of the theatre's country that is named from a token on, or -1."""
        if self._low(at) == "the" and self._low(at + 1) in self.lexicon.words["homeland"]:
            return at + 1
        found = self.by_start.get(self.tokens[at].start) if at < len(self.tokens) else None
        if found is None or not self._is_home(found):
            return -1
        return max(k for k in range(at, len(self.tokens)) if self.tokens[k].start < found.mention.end)

    def _is_home(self, item: Located) -> bool:
        place = item.place
        return place is not None and place.kind == "country" and place.country in self.theatre.countries

    def _is_abroad(self, at: int) -> bool:
        """Say if the place named last before a token lies in another country, whose capital may be meant."""
        start = self.tokens[at].start
        before = [
            item.place
            for item in self.located
            if item.mention.start < start and item.place is not None and item.mention.kind_hint != "demonym"
        ]
        return bool(before) and before[-1].country not in self.theatre.countries

    def _located(self, first: int, last: int, place: Place) -> Located:
        start, end = self.tokens[first].start, self.tokens[last].end
        doc_id = self.located[0].mention.doc_id if self.located else ""
        mention = Mention(doc_id, start, end, self.text[start:end], "city", relation_to(self.text, start))
        return Located(mention, place, 1.0)


def add_described(
    text: str, tokens: Sequence[Token], located: Sequence[Located], lexicon: Lexicon, theatre: Theatre
) -> list[Located]:
    """Return the places of a text with those that it only describes, in order, none overlapping another."""
    found = list(_Describer(text, tokens, located, lexicon, theatre).find())
    spans = [(item.mention.start, item.mention.end) for item in found]
    kept = [
        item
        for item in located
        if not any(item.mention.start < end and start < item.mention.end for start, end in spans)
    ]
    return sorted([*kept, *found], key=lambda item: item.mention.start)
