"""Claims: one document's road to who is said to hold what, since when, and according to whom.

Joins mentions, places, dates and the grammar's events, and grounds each claim in its sentence. `outcomes` decides the
holder after an event, `days` when it was and whether it is history, `voices` who speaks where no sentence says so,
`agreement` what one text says in several places. Knows no verb (the lexicon does) and no other document.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from frontline.claims.agreement import (
    doubt_entries,
    drop_repeats,
    name_new_holders,
    settle_fights,
    share_days,
)
from frontline.claims.days import DayTeller
from frontline.claims.extractor import Extractor, read_grounded
from frontline.claims.loose import LooseReader
from frontline.claims.misses import Misses
from frontline.claims.openness import is_left_open
from frontline.claims.outcomes import HomeGround, attacker_of, tell_outcome
from frontline.claims.quoted import quote_claim
from frontline.claims.title import learn_title
from frontline.claims.voices import find_voice, guess_speaker
from frontline.dates import find_dates, has_numeric_days, infer_day_first
from frontline.errors import DocumentError
from frontline.gazetteer import Gazetteer
from frontline.grammar import NOBODY_NAMED, Discourse, read_sentences, tokenise, vocabulary_of
from frontline.mentions import find_mentions
from frontline.model import NOBODY, Claim, Findings
from frontline.places import locate_mentions
from frontline.relative import heed_relations

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from frontline.claims.days import Told
    from frontline.claims.loose import Option
    from frontline.claims.outcomes import Outcome
    from frontline.dates import DatedSpan
    from frontline.grammar import ReadEvent, ReadSentence, Vocabulary
    from frontline.model import Certainty, Document, Located, Place, Unclaimed
    from frontline.theatre import Theatre

__all__ = ["ClaimExtractor", "Extractor", "extract_claims", "read_claims", "read_grounded"]


class ClaimExtractor:
    """Reads the control claims of documents for one theatre, by grammar and lexicon.

    Parameters
    ----------
    theatre
        The conflict that the documents speak of.
    gazetteer
        The places that names are looked up in; None makes the theatre's own.
    explains
        Also tell what was seen and not claimed.
    """

    def __init__(
        self, theatre: Theatre, gazetteer: Gazetteer | None = None, *, explains: bool = False
    ) -> None:
        self.explains = explains
        self.theatre = theatre
        self.gazetteer = gazetteer or Gazetteer.for_theatre(theatre)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words and names that sentences are read with; made for the first document, as all may be in a cache."""
        return vocabulary_of(self.theatre)

    @cached_property
    def home(self) -> HomeGround:
        """Which places are the theatre's own; made for the first document."""
        return HomeGround(self.theatre)

    def extract(self, document: Document) -> list[Claim]:
        """Return a document's claims in the order of its text.

        Raises
        ------
        DocumentError
            If the document has no day of publication.
        """
        return list(self.read(document).claims)

    def read(self, document: Document) -> Findings:
        """Return what `extract` does, with the place names that it rests on; the same errors."""
        mentions = find_mentions(document, self.gazetteer)
        located = locate_mentions(document, mentions, self.gazetteer, theatre=self.theatre)
        located = heed_relations(document.text, located, theatre=self.theatre)
        dates = find_dates(
            document.text,
            published=document.published,
            day_first=not has_numeric_days(document.text) or infer_day_first(document.text),
            campaign_start=self.theatre.first_day,
        )
        missed: list[Unclaimed] | None = [] if self.explains else None
        claims = read_claims(document, located, dates, self.theatre, self.vocabulary, self.home, missed)
        return Findings(tuple(claims), tuple(located), tuple(missed or ()))


def extract_claims(
    documents: Iterable[Document],
    theatre: Theatre,
    *,
    gazetteer: Gazetteer | None = None,
    extractor: Extractor | None = None,
) -> Iterator[Claim]:
    """Yield the claims of documents, document by document.

    Parameters
    ----------
    gazetteer
        The places that names are looked up in; None makes the theatre's own.
    extractor
        Whatever reads a document; None is the grammar of `ClaimExtractor`.

    Raises
    ------
    DocumentError
        If a document has no day of publication, or the extractor cannot read it.
    """
    extractor = extractor or ClaimExtractor(theatre, gazetteer)
    for document in documents:
        yield from read_grounded(extractor, document).claims


def read_claims(
    document: Document,
    located: Sequence[Located],
    dates: Sequence[DatedSpan],
    theatre: Theatre,
    vocabulary: Vocabulary,
    home: HomeGround | None = None,
    missed: list[Unclaimed] | None = None,
    options: list[Option] | None = None,
) -> list[Claim]:
    """Return the claims of a document whose places and dates are found: a pure function.

    Parameters
    ----------
    missed
        Where given, it is added to what was seen and not claimed.
    options
        Where given, it is added to what the loose reader would choose from, with the features of each: for learning. The claims
        are then the grammar's alone.

    Raises
    ------
    DocumentError
        If the document has no day of publication.
    """
    if document.published is None:
        raise DocumentError(
            f"{document.path or document.doc_id}: no day of publication; give `published`, or a dated text"
        )
    home = home or HomeGround(theatre)
    reading = _Reading(document, document.published, located, dates, theatre, vocabulary, home)
    reading.misses = None if missed is None else Misses(document)
    reading.loose.learns = options is not None
    claims = name_new_holders(list(reading.read()), reading.losers)
    told = settle_fights(doubt_entries(share_days(claims, document.published)))
    kept = list(drop_repeats(told))
    if options is not None:
        reading.loose.describe(reading.loose.options, kept)
        options += reading.loose.options
        return kept
    reading.loose.weigh(kept)
    doubted = {id(claim) for claim in reading.loose.doubts(kept)}
    sure = [claim for claim in kept if id(claim) not in doubted]
    if missed is not None and reading.misses is not None:
        reading.misses.note_doubts(claim for claim in kept if id(claim) in doubted)
        missed += reading.misses.with_repeats(told, kept)
    return sorted([*sure, *reading.read_loosely()], key=lambda claim: claim.start)


class _Reading:
    """The reading of one document."""

    def __init__(
        self,
        document: Document,
        published: dt.date,
        located: Sequence[Located],
        dates: Sequence[DatedSpan],
        theatre: Theatre,
        vocabulary: Vocabulary,
        home: HomeGround,
    ) -> None:
        self.document = document
        self.published = published
        self.located = located
        self.theatre = theatre
        self.vocabulary = vocabulary
        self.home = home
        self.tokens = tokenise(document.text)
        self.voice = find_voice(document, self.tokens, theatre, vocabulary)
        self.days = DayTeller(document, published, dates, theatre)
        self.losers: dict[str, set[str]] = {}
        self.misses: Misses | None = None
        self.discourse = Discourse(
            theatre.baseline, self.voice.side, home.facilities, home.camps, home.advancing, home.beside
        )
        self.discourse.common = home.common
        self.discourse.labeller = guess_speaker(document, self.tokens, theatre, vocabulary)
        learn_title(document.title, located, vocabulary, theatre, self.discourse)
        self.loose = LooseReader(self.discourse, self.days, home, vocabulary.lexicon, published)

    def read(self) -> Iterator[Claim]:
        """Yield the claims in the order of the text."""
        for sentence in read_sentences(
            self.document.text,
            self.tokens,
            self.located,
            self.days.marks(),
            self.vocabulary,
            self.theatre,
            self.discourse,
        ):
            self.days.open(sentence)
            made = [claim for read in sentence.events for claim in self._claims_of(sentence, read)]
            self.loose.heed(sentence, made)
            yield from made
            if self.misses is not None and not sentence.events:
                self.misses.note_silence(sentence)
            self.days.close(sentence)

    def _note_loser(self, place_id: str, loser: str) -> None:
        if loser:
            self.losers.setdefault(place_id, set()).add(loser)

    def _is_left_open(self, sentence: ReadSentence, read: ReadEvent) -> bool:
        """Say if the text itself does not know who has what was left; who took it by the same words has it."""
        text, lexicon = self.document.text, self.vocabulary.lexicon
        told = read.event.sides.get("taker")
        return not told and is_left_open(text, sentence.start, sentence.end, self.located, lexicon)

    def _claims_of(self, sentence: ReadSentence, read: ReadEvent) -> Iterator[Claim]:
        told = self.days.tell(sentence, read)
        for located in read.event.places:
            place = located.place
            is_home = place is not None and self.home.holds(place)
            outcome = tell_outcome(read.event, place, self.discourse) if is_home and place else None
            if outcome is None or place is None:
                if self.misses is not None:
                    self.misses.note(sentence, read, located, is_home=is_home)
                continue
            status, controller = outcome
            if status in ("withdrawn", "lost") and self._is_left_open(sentence, read):
                controller = NOBODY
            controller = self.home.name_local(controller, place, read.event, self.discourse)
            claim = self._claim(
                sentence,
                place,
                (status, controller),
                self.days.tell_place(located, read.event, told),
                read.certainty,
                read.event.rule,
            )
            if claim.is_present_control:
                self._note_loser(place.place_id, read.event.sides.get("loser", ""))
                self.discourse.note_outcome(place, status, controller, attacker_of(read.event))
            began = self._beginning_of(sentence, read, claim, place)
            if began is None or not self.days.is_retold:
                yield claim
            if began is not None:
                yield began

    def _beginning_of(
        self, sentence: ReadSentence, read: ReadEvent, claim: Claim, place: Place
    ) -> Claim | None:
        """Return the change that "they have held X since Saturday" tells of, where X was not theirs before the theatre's days."""
        if not (claim.is_present_control and claim.status == "controlled"):
            return None
        began = self.days.tell_beginning(sentence, read.event)
        if began is None or self.theatre.baseline.get(place.place_id) == claim.controller:
            return None
        outcome: Outcome = "captured", claim.controller
        return self._claim(sentence, place, outcome, began, read.certainty, read.event.rule)

    def read_loosely(self) -> Iterator[Claim]:
        """Yield what else the sentences say loosely, once all have been read."""
        for option in self.loose.choose():
            outcome = option.status, option.controller
            yield self._claim(
                option.scene.sentence, option.place, outcome, option.told, "asserted", option.rule
            )

    def _claim(
        self,
        sentence: ReadSentence,
        place: Place,
        outcome: Outcome,
        told: Told,
        certainty: Certainty,
        rule: str,
    ) -> Claim:
        """Return a claim of a sentence on a place, said by whoever the sentence or the document says it from."""
        voice = self.voice if sentence.attribution is NOBODY_NAMED else sentence.attribution
        return quote_claim(
            self.document,
            (sentence.start, sentence.end),
            place,
            voice,
            status=outcome[0],
            controller=outcome[1],
            day=told,
            certainty=certainty,
            rule=rule,
        )
