"""Reading: one text as the search for names sees it, and the stretches of words that may be names.

Shared by the recognition of known and of new names. Knows the gazetteer only as "is this a name, and how surely".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from frontline.gazetteer import Tier
from frontline.mentions.tokens import HYPHENS, JOINS, SPACES, TitledLines, Token, lacks_capitals, tokenise
from frontline.placewords import PlaceWords, load_place_words
from frontline.spelling import ARTICLES, KIN_WORDS, fold, is_head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frontline.gazetteer import Gazetteer

#: Arabic articles that are English words too: they join a name only with a hyphen (as-Suwayda, not "at Suwayda").
ENGLISH_ARTICLES = frozenset({"as", "at", "an", "us", "en", "es", "er", "il", "un", "et", "ed"})
#: What goes on with a name that a head such as "Tell" begins.
_LEANING = (ARTICLES - ENGLISH_ARTICLES) | KIN_WORDS
_LINKS = frozenset({"de", "di", "del", "da", "la", "le", "du", "des", "of", "sur", "upon", "und"})
#: What may stand in small letters inside a name.
_INSIDE = ARTICLES | _LINKS | KIN_WORDS
#: Words that end in a dot without ending a sentence: St. Louis.
_CLIPPED = frozenset({"st", "ste", "mt", "ft"})
_SETTLEMENTS = frozenset({"city", "town", "village"})
_UNIT_KINDS = frozenset({"governorate", "countryside", "region", "city", "town", "village", "district"})


@dataclass(slots=True)
class Found:
    """A stretch of the text that was read as a place's name; `first` and `last` are its tokens, half-open."""

    start: int
    end: int
    first: int
    last: int
    hint: str = ""
    relation: str = ""


class Reading:
    """A text, its tokens and the questions that both searches ask of them."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self.text = text
        self.gazetteer = gazetteer
        self.words: PlaceWords = load_place_words()
        self.tokens = tokenise(text)
        self.small = lacks_capitals(self.tokens)
        self.titled = TitledLines(text, self.tokens)
        self.surnames: set[str] = set()
        """Last words of what was refused as a person's name, in small letters."""

    @cached_property
    def is_weighable(self) -> bool:
        """Tell whether names must be, and can be, weighed: the gazetteer is broad, and capitals tell something."""
        if not self.gazetteer.is_broad or self.small:
            return False
        cased = sum(token.word[0].isupper() or token.word[0].islower() for token in self.tokens)
        return 2 * cased > len(self.tokens)

    @cached_property
    def runs(self) -> list[tuple[int, int]]:
        """The stretches of tokens, [first, last), that may hold names."""
        found: list[tuple[int, int]] = []
        tokens, at, count = self.tokens, 0, len(self.tokens)
        while at < count:
            plain = not (tokens[at].named or self.small or tokens[at].plain in ARTICLES)
            if (plain and (not at or tokens[at - 1].plain != "of")) or not self._may_begin(at):
                at += 1  # nearly every word; the first question spares the second
                continue
            last = at + 1
            while last < count and self._continues(last):
                last += 1
            while last > at + 1 and not tokens[last - 1].named and not self.small:
                last -= 1
            found.append((at, last))
            at = last
        return found

    def _may_begin(self, at: int) -> bool:
        token = self.tokens[at]
        if token.named:
            return not token.word.isdigit()
        if self.small:
            return len(token.word) > 1
        if self.is_told(at):
            return True
        if token.plain not in ARTICLES or at + 1 == len(self.tokens):
            return False
        following = self.tokens[at + 1]
        joins = HYPHENS if token.plain in ENGLISH_ARTICLES else HYPHENS | SPACES
        return following.named and following.gap in joins

    def is_told(self, at: int) -> bool:
        """Say if it is a name in small letters after "the city of", as speech is written down, which the theatre has."""
        if at < 2 or self.tokens[at - 1].plain != "of":
            return False
        led = self.words.kind_of.get(self.tokens[at - 2].plain, "") in _SETTLEMENTS
        return led and self.gazetteer.vouches(self.tokens[at].word)

    def _continues(self, at: int) -> bool:
        token = self.tokens[at]
        before = self.tokens[at - 1]
        if token.gap == ". " and before.plain in _CLIPPED:
            return token.named
        if (token.gap not in JOINS and token.gap not in HYPHENS) or before.owns:
            return False
        if token.named or self.small:
            return True
        if token.plain not in _INSIDE or at + 1 == len(self.tokens):
            return False
        following = self.tokens[at + 1]
        return following.named and (following.gap in JOINS or following.gap in HYPHENS)

    def is_kin(self, at: int) -> bool:
        """Say if it is the "bin" of "Qasr bin Ghashir": what stands before and behind is one name with it."""
        tokens = self.tokens
        if at < 1 or at + 1 >= len(tokens) or tokens[at].named or tokens[at].plain not in KIN_WORDS:
            return False
        joined = tokens[at].gap in SPACES and tokens[at + 1].gap in SPACES
        return joined and tokens[at - 1].named and tokens[at + 1].named

    def surface(self, first: int, last: int) -> str:
        """Return the text from one token to before another."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def tier(self, surface: str) -> Tier | None:
        """Return how close the nearest spelling of a name is that the gazetteer knows, or None."""
        same = self.gazetteer.namesakes(surface)
        if same:
            return same[0].tier  # the nearest comes first
        if self.small or len(fold(surface)) < 4:
            return None
        loose = self.gazetteer.lookup(surface, widest=Tier.ROMANISED)
        return loose[0].tier if loose else None

    def names_unit(self, at: int) -> bool:
        """Tell whether the token is a word for a unit (province, city, district), which no name includes."""
        return self.words.kind_of.get(self.tokens[at].plain, "") in _UNIT_KINDS

    def is_bare_head(self, at: int) -> bool:
        """Tell whether the token only begins names ("Tell"), and is not by itself the name of a place."""
        word = self.tokens[at].word
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if after and after.gap in SPACES and (after.named or after.plain in _LEANING):
            return is_head(fold(word))
        if self.tokens[at].opens and self.tokens[at].plain in self.words.openers:
            return True
        return is_head(fold(word)) and all(c.tier > Tier.FOLDED for c in self.gazetteer.namesakes(word))

    def follows_person_word(self, at: int) -> bool:
        """Tell whether a title or a given name stands right before the token."""
        if at == 0 or self.tokens[at].gap not in SPACES or self.tokens[at - 1].owns:
            return False
        before = self.tokens[at - 1]
        return before.plain in self.words.titles or (before.named and before.plain in self.words.given_names)

    def free_runs(self, taken: list[Found]) -> Iterator[tuple[int, int]]:
        """Yield what the runs hold beside the names already found."""
        used = [False] * len(self.tokens)
        for item in taken:
            used[item.first : item.last] = [True] * (item.last - item.first)
        for first, last in self.runs:
            begin = first
            for at in range(first, last + 1):
                if at == last or used[at] or self._is_english_article(at):
                    if at > begin:
                        yield begin, at
                    begin = at + 1

    def _is_english_article(self, at: int) -> bool:
        token = self.tokens[at]
        if token.named or token.plain not in ENGLISH_ARTICLES or token.gap in HYPHENS:
            return False
        return at + 1 == len(self.tokens) or self.tokens[at + 1].gap not in HYPHENS


def is_plain_word(reading: Reading, token: Token) -> bool:
    """Tell whether a capitalised word right before a name is no part of it: "In Hama", "Capturing Hama"."""
    plain, words = token.plain, reading.words
    if plain in words.ordinary or plain in words.kind_of or plain in words.demonym_of or plain in ARTICLES:
        return True
    if plain.isdigit() or token.owns:
        return True
    if token.opens and plain.endswith(("ing", "held", "ern", "ly", "ed")):
        return True
    return plain not in words.stop and bool(reading.gazetteer.namesakes(token.word))
