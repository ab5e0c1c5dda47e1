"""Evidence: what speaks for or against a span being a place's name, as named features.

Owns the features that `weighing` weighs: the gazetteer's answer, the words of the name, the words around it, and what the
rest of the document says of them. The same code makes them when the weights are learned and when they are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.gazetteer import Tier
from frontline.mentions.persons import Persons
from frontline.mentions.tokens import HYPHENS, JOINS
from frontline.mentions.wordfacts import facts_of, sort_of

if TYPE_CHECKING:
    from frontline.mentions.reading import Reading
    from frontline.mentions.spans import Span
    from frontline.mentions.tokens import Token

_AREAS = frozenset({"country", "governorate", "county", "continent", "region", "sea", "river", "lake"})
_GREAT_AREAS = frozenset({"country", "governorate", "continent"})
#: Bounds of the classes of population; 0 is unknown.
_POPULATIONS = (1, 1_000, 5_000, 20_000, 100_000, 1_000_000)
#: A city of this size is meant by its own name rather than a unit by one of its other names.
_GREAT = 100_000
#: Counts above this tell no more.
_MANY = 4
#: What stands between two words, by its first character that is no space.
_GAPS = {
    **dict.fromkeys(".!?", "stop"), **dict.fromkeys(",;", "comma"), **dict.fromkeys("()", "paren"),
    **dict.fromkeys("'\"“”‘’", "quote"), **dict.fromkeys("-–—", "dash"), "/": "slash", ":": "colon",
}  # fmt: skip
#: Gaps over which the next word in capitals may be a part of the same name.
_CLOSE = ("space", "hyphen", "owns")


class Evidence:
    """The features of the spans of one text."""

    def __init__(self, reading: Reading, spans: list[Span]) -> None:
        self.reading = reading
        self.tokens = reading.tokens
        self.persons = Persons(reading)
        self._sorts: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._from: dict[int, Span] = {}
        """The longest known name that begins with a token."""
        self._until: dict[int, Span] = {}
        """The longest known name that ends before a token."""
        self._over: dict[int, Span] = {}
        """The longest known name of several words that lies over a token."""
        for span in spans:
            self._counts[span.folded] = self._counts.get(span.folded, 0) + 1
            if span.same:
                longest = self._from.get(span.first)
                if longest is None or span.last > longest.last:
                    self._from[span.first] = span
                self._until.setdefault(span.last, span)
                for at in range(span.first, span.last):
                    over = self._over.get(at)
                    if over is None or span.last - span.first > over.last - over.first:
                        self._over[at] = span

    def features(self, span: Span) -> list[str]:
        """Return the features of a span: its own words, the words around it, and the rest of the text."""
        found = ["bias", f"count={min(self._counts[span.folded], _MANY)}"]
        self._add_name(span, found)
        if span.last - span.first == 1:
            self._add_word(span, found)
        else:
            self._add_words(span, found)
        self._add_before(span, found)
        self._add_after(span, found)
        return found

    def _sort(self, token: Token) -> str:
        """Return what sort of word this is, in one word."""
        key = token.word if token.named else "_" + token.word
        found = self._sorts.get(key)
        if found is None:
            found = self._sorts[key] = sort_of(token, self.reading)
        return found

    def _add_name(self, span: Span, found: list[str]) -> None:
        """Add what holds for any name."""
        token = self.tokens[span.first]
        found += [
            f"size={min(span.last - span.first, _MANY)}",
            f"known={_known_as(span)}",
            f"form={span.form}|{_told(span)}",
            f"places={len(span.same) if len(span.same) < 6 else 6 if len(span.same) < 10 else 10}",
        ]
        if token.start in self.reading.titled:
            found.append("titled")
        if token.opens:
            found.append("opens")
        if not span.whole:
            found.append("part")
        over = self._over.get(span.first)
        if (
            over is not None
            and over is self._over.get(span.last - 1)
            and span.last - span.first < over.last - over.first
        ):
            found.append(f"inside={_known_as(over)}")
        if span.demonym:
            found.append("demonym")
        if len(self.tokens[span.last - 1].word) > 2 and self.reading.text[span.start : span.end].isupper():
            found.append("capitals")

    def _add_word(self, span: Span, found: list[str]) -> None:
        """Add what holds for a name of one word."""
        token, known = self.tokens[span.first], _known_as(span)
        facts = facts_of(token.plain)
        found += [
            f"length={min(len(token.word), 9)}",
            f"common={facts.common}|{token.opens}",
            f"common={facts.common}|{known}",
            f"given={facts.given}",
            f"surname={facts.surname}",
            f"person={max(facts.given, facts.surname)}|{known}",
        ]
        if not span.demonym:
            found.append(f"end={token.plain[-3:]}")
        if token.plain in self.reading.words.stop:
            found.append("stop")
        if facts.given and span.last < len(self.tokens) and self.tokens[span.last].gap in JOINS:
            found.append(f"given={facts.given}|{self._sort(self.tokens[span.last])}")
        often = self.persons.surname_share(token.plain)
        if often:
            found += [f"surname here={often}", f"surname here|{known}"]
        if self.persons.is_given(token.plain):
            found.append("given here")
        if self.persons.is_small(token.plain):
            found.append("small here")

    def _add_words(self, span: Span, found: list[str]) -> None:
        """Add what holds for a name of several words."""
        tokens, words = self.tokens, self.reading.words
        token, final, known = tokens[span.first], tokens[span.last - 1], _known_as(span)
        found += [
            f"first={self._sort(token)}",
            f"last={self._sort(final)}",
            f"known={known}|{span.last - span.first}",
        ]
        if final.plain in words.tail_form:
            found += [f"tail={final.plain}", f"tail={span.form}|{known}"]
        if token.plain in words.side_heads or token.plain in words.heads:
            found.append(f"head={token.plain}")
        inner = tokens[span.first + 1 : span.last]
        if any(each.gap in HYPHENS for each in inner):
            found.append(f"hyphens|{_told(span)}")
        if any(not each.named for each in inner):
            found.append("linked")
        if any(each.owns for each in tokens[span.first : span.last - 1]):
            found.append("owned")

    def _add_before(self, span: Span, found: list[str]) -> None:
        """Add what stands before the name in its sentence."""
        at, words = span.first, self.reading.words
        gap = _gap_sort(self.tokens[at].gap) if at else "start"
        if gap == "stop" and self._is_clipped(at - 1):
            gap = "dot"
        found.append(f"gap={gap}")
        if at == 0 or gap == "stop":
            return
        before, sort = self.tokens[at - 1], self._sort(self.tokens[at - 1])
        if sort in ("small", "ordinary"):
            found.append(f"before={before.plain}")
            if before.plain in words.cue_verbs:
                found.append("cue verb")
            if at > 1:
                self._add_earlier(self.tokens[at - 2], before, found)
        found.append(f"left={sort}|{gap}")
        if before.named and gap in _CLOSE:
            found.append(f"left={sort}|{_told(span)}")
        if before.owns:
            found.append("left owns")
        beside = self._until.get(at)
        if beside is not None and gap in ("comma", "space"):
            found.append(f"left place={_known_as(beside)}|{gap}")
        listed = self._until.get(at - 1)
        if before.plain == "and" and listed is not None:
            found.append(f"list={_known_as(listed)}")

    def _is_clipped(self, at: int) -> bool:
        """Tell whether the dot behind a word in capitals ends a title or an initial and no sentence: "Mr. Lebanon"."""
        token, after = self.tokens[at], self.tokens[at + 1]
        short = token.plain in self.reading.words.titles or len(token.word) == 1
        return after.gap == ". " and token.named and short

    def _add_earlier(self, earlier: Token, before: Token, found: list[str]) -> None:
        """Add what the word before the word before the name says with it."""
        found.append(f"before={'*' if earlier.named else earlier.plain} {before.plain}")
        kind = self.reading.words.kind_of.get(earlier.plain)
        if kind and before.plain == "of":
            found.append(f"kind before={kind}")

    def _add_after(self, span: Span, found: list[str]) -> None:
        """Add what stands after the name in its sentence."""
        at, text = span.last, self.reading.text
        if at >= len(self.tokens):
            found.append("ends")
            return
        after = self.tokens[at]
        gap = "owns" if self.tokens[at - 1].owns else _gap_sort(text[span.end : after.start])
        found.append(f"next={gap}")
        if gap == "stop":
            return
        sort = self._sort(after)
        found.append(f"right={sort}|{gap}")
        if not after.named:
            found.append(f"after={after.plain}")
            kind = self.reading.words.kind_of.get(after.plain)
            if kind and gap == "space":
                found.append(f"kind after={kind}")
        elif gap in _CLOSE:
            found += [f"right={sort}|{_told(span)}", f"right word={after.plain}"]
        beside = self._from.get(at)
        if beside is not None and gap in ("comma", "space", "paren"):
            known = _known_as(beside)
            found.append(f"right place={known}|{gap}")
            if gap == "comma":
                found.append(f"right place={known}|{text[beside.end : beside.end + 1]}")
        listed = self._from.get(at + 1)
        if after.plain in ("and", "or") and listed is not None:
            found.append(f"list after={_known_as(listed)}")


def _told(span: Span) -> str:
    return "demonym" if span.demonym else "known" if span.same else "new"


def _known_as(span: Span) -> str:
    """Return in a word or two how a name is known: as an area, a place of some size, a place's other name, or not."""
    if span.demonym:
        return "demonym"
    if not span.same:
        return "no"
    own = [c.place for c in span.same if c.tier < Tier.ARTICLE]
    others = [c.place for c in span.same if c.tier == Tier.ARTICLE]
    if not own and not others:
        return "bare county"
    largest = max(place.population for place in own or others)
    area = next((place.kind for place in own if place.kind in _AREAS), "")
    if not area and not (own and largest >= _GREAT):
        area = next((f"other {place.kind}" for place in others if place.kind in _GREAT_AREAS), "")
    size = sum(largest >= bound for bound in _POPULATIONS)
    return area or (f"{size}" if own else f"other {size}")


def _gap_sort(gap: str) -> str:
    """Return what stands between two words, in one word."""
    if gap in JOINS:
        return "space"
    if gap in HYPHENS:
        return "hyphen"
    bare = gap.strip()
    if "\n" in gap:
        return "stop"
    if gap[:2].lower() in ("'s", "’s"):
        return "owns"
    return _GAPS.get(bare[0], "other") if bare else "space"
