"""Grounding: what a model says, held against article and theatre; what the text does not carry is refused.

Trusts nothing of an answer: the quote is looked up in the text, the place by our gazetteer at the quote, the holder among
the theatre's factions that the article names, the day within the theatre's days. Asks no server.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from frontline.claims.outcomes import HomeGround, suits
from frontline.claims.quoted import quote_claim
from frontline.claims.voices import find_voice
from frontline.grammar import NOBODY_NAMED, Attribution
from frontline.grammar.tokens import split_sentences, tokenise
from frontline.llm.endpoint import printable
from frontline.model import CONTESTED, NOBODY, Certainty, Claim, Document, Located, Status, Unclaimed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from frontline.grammar import Vocabulary
    from frontline.theatre import Theatre

#: A claim rests on a sentence or two, not on a page.
_MOST_SENTENCES = 3
#: How far before its quote a place may be named that the quote calls "the city".
_NEAR_CHARS = 400
#: A claim may be dated so far after publication by a slip of either, and a plan so far.
_SLIP_DAYS, _PLAN_DAYS = 1, 366
_EARLIEST = dt.date(1900, 1, 1)
#: Which controllers a status may have, by kind.
_SIDE_ONLY = frozenset({"captured", "controlled"})
_SIDE_OR_NOBODY = frozenset({"lost", "withdrawn"})
_CHANGES = frozenset({"captured", "controlled", "lost", "withdrawn"})
_SHOWN = 80


class Item(BaseModel):
    """One claim as a model must write it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    quote: str = Field(min_length=1, max_length=2000)
    place: str = Field(min_length=1, max_length=200)
    status: Status
    controller: str = Field(min_length=1, max_length=100)
    date: str = Field(pattern=r"^\d{4}-\d\d-\d\d$")
    date_precision_days: int = Field(ge=0, le=3660)
    certainty: Certainty
    background: bool
    attribution: str = Field(max_length=200)


class _RefusedError(Exception):
    """A claim that the article does not carry, and why."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the text, `[start, end)`."""

    start: int
    end: int


class Grounder:
    """Grounds what a model says of one article, whose places are located."""

    def __init__(
        self,
        document: Document,
        published: dt.date,
        located: Sequence[Located],
        theatre: Theatre,
        vocabulary: Vocabulary,
        home: HomeGround,
    ) -> None:
        self.document = document
        self.published = published
        self.located = [item for item in located if item.mention.kind_hint != "demonym"]
        self.theatre = theatre
        self.vocabulary = vocabulary
        self.home = home
        self.tokens = tokenise(document.text)
        spans = split_sentences(document.text, self.tokens)
        self.sentences = [Span(self.tokens[s.first].start, self.tokens[s.last - 1].end) for s in spans]
        self.voice = find_voice(document, self.tokens, theatre, vocabulary)

    def ground(self, record: object, piece: Span, rule: str) -> Claim | Unclaimed:
        """Return the claim of one item of an answer, or why it is none.

        Parameters
        ----------
        record
            The item as it came, of any form.
        piece
            The part of the text that the model was shown: nothing else can be quoted.
        rule
            What the claim will tell of where it comes from.
        """
        try:
            item = Item.model_validate(record)
        except ValidationError as error:
            return self._unclaimed(record, None, f"the answer's form: {_first_fault(error)}")
        quote: Span | None = None
        try:
            quote = self._quote(item.quote, piece)
            return self._claim(item, quote, rule)
        except _RefusedError as refused:
            return self._unclaimed(item.place, quote, str(refused))

    def _unclaimed(self, words: object, quote: Span | None, reason: str) -> Unclaimed:
        said = words if isinstance(words, str) else repr(words)
        start, end = (quote.start, quote.end) if quote else (0, 0)
        return Unclaimed(self.document.doc_id, start, end, printable(said[:_SHOWN]), printable(reason))

    def _claim(self, item: Item, quote: Span, rule: str) -> Claim:
        located = self._place(item, quote)
        place = located.place
        if place is None:
            raise _RefusedError("the gazetteer knows no such place, or not which one is meant")
        if not self.home.holds(place) or not suits(item.status, place):
            raise _RefusedError(f"{place.name} ({place.kind}) is abroad, or too wide to be {item.status}")
        if item.status in _CHANGES and located.mention.relation and not item.background:
            raise _RefusedError(f"only something {located.mention.relation} it is told of")
        self._check_controller(item)
        day = self._day(item)
        voice = self._voice(item)
        return quote_claim(
            self.document,
            (quote.start, quote.end),
            place,
            voice,
            status=item.status,
            controller=item.controller,
            day=(day, item.date_precision_days, item.background),
            certainty=item.certainty,
            rule=rule,
        )

    # ------------------------------------------------------------------------------------ the quote
    def _find(self, words: str, start: int, end: int) -> Iterator[Span]:
        """Yield where words stand in a part of the text, to the letter; a line break is a blank."""
        pattern = r"\s+".join(map(re.escape, words.split()))
        if pattern:
            for found in re.compile(pattern).finditer(self.document.text, start, end):
                yield Span(found.start(), found.end())

    def _quote(self, words: str, piece: Span) -> Span:
        """Return the whole sentences that a quote is from: half a sentence may hide its "not"."""
        found = next(self._find(words, piece.start, piece.end), None)
        if found is None:
            raise _RefusedError("the quote is not in the text")
        first = bisect_right(self.sentences, found.start, key=lambda span: span.start) - 1
        last = bisect_right(self.sentences, found.end - 1, key=lambda span: span.start) - 1
        if first < 0 or last - first >= _MOST_SENTENCES:
            raise _RefusedError(f"the quote is longer than {_MOST_SENTENCES} sentences")
        return Span(self.sentences[first].start, self.sentences[last].end)

    # ------------------------------------------------------------------------------------ the place
    def _place(self, item: Item, quote: Span) -> Located:
        """Return the place that our own gazetteer finds where the quote, or what stands right before it, names it."""
        inside = list(self._find(item.place, quote.start, quote.end))
        before = list(self._find(item.place, max(0, quote.start - _NEAR_CHARS), quote.start))
        if not inside and not before:
            raise _RefusedError("the place is named neither in the quote nor shortly before it")
        for span in (*inside, *reversed(before)):
            named = [
                located
                for located in self.located
                if located.mention.start < span.end and span.start < located.mention.end
            ]
            if len(named) == 1 and _covers(span, named[0]):
                return named[0]
        raise _RefusedError("the words are not, or not only, the name of one place")

    # ------------------------------------------------------------------------------------ the holder
    def _check_controller(self, item: Item) -> None:
        known = {faction.id: faction.side for faction in self.theatre.factions}
        name, status = item.controller, item.status
        if name not in known and name not in (CONTESTED, NOBODY):
            raise _RefusedError(f"no faction {name[:_SHOWN]!r} in theatre {self.theatre.id!r}")
        fits = (
            name in known
            if status in _SIDE_ONLY
            else name in known or name == NOBODY
            if status in _SIDE_OR_NOBODY
            else name == CONTESTED or status != "contested"
        )
        if not fits:
            raise _RefusedError(f"what is {status} cannot be held by {name!r}")
        if status in _CHANGES and name in known and known[name] not in self._camps:
            raise _RefusedError(f"the article names nobody of {name!r}")

    @cached_property
    def _camps(self) -> frozenset[str]:
        """The camps that the article names, by any of their factions' names, and that of its own voice."""
        camp_of = {faction.id: faction.side for faction in self.theatre.factions}
        sides = {self.voice.side}
        for at in range(len(self.tokens)):
            found = self.vocabulary.match(self.tokens, at, len(self.tokens))
            held = self.vocabulary.held_by(self.tokens[at].low)
            sides |= {found[1].side, found[1].adjective_of} if found else set()
            sides |= {held} if held else set()
        return frozenset(camp_of[side] for side in sides if side in camp_of)

    # ------------------------------------------------------------------------------------ day and voice
    def _day(self, item: Item) -> dt.date:
        try:
            day = dt.date.fromisoformat(item.date)
        except ValueError:
            raise _RefusedError(f"{item.date} is no day") from None
        ahead = _SLIP_DAYS if item.certainty in ("asserted", "claimed", "denied") else _PLAN_DAYS
        if not _EARLIEST <= day <= self.published + dt.timedelta(days=ahead):
            raise _RefusedError(f"{day} is no day that an article of {self.published} can tell of so")
        if day < self.theatre.baseline_day and not item.background:
            raise _RefusedError(f"{day} is before the theatre's days, and not told as history")
        return day

    def _voice(self, item: Item) -> Attribution:
        if not item.attribution.strip():
            return self.voice
        if next(self._find(item.attribution, 0, len(self.document.text)), None) is None:
            raise _RefusedError("whoever is said to say so is not in the text")
        words = " ".join(item.attribution.split())
        tokens = tokenise(words)
        for at in range(len(tokens)):
            found = self.vocabulary.match(tokens, at, len(tokens))
            source = self.theatre.source_by_id.get(found[1].source_id) if found else None
            if found and (source or found[1].side):
                side = (source.allegiance if source else "") or found[1].side
                return Attribution(words, found[1].source_id, side)
        return replace(NOBODY_NAMED, words=words)


def _covers(span: Span, located: Located) -> bool:
    """Tell whether the words hold the whole name: "Hama" is not what "Hama airport" names."""
    return span.start <= located.mention.start and located.mention.end <= span.end


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part)[:_SHOWN] for part in fault["loc"])
    return f"{where}: {fault['msg']}" if where else fault["msg"]
