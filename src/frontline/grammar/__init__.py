"""Grammar: sentences to control events, driven by a lexicon and a theatre's names.

The road is tokens -> sentences -> chunks -> events; each step is a module. Knows no coordinates, no calendar day
and no file: places come located, dates come found.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from frontline.grammar.absence import read_absence, read_unchanged
from frontline.grammar.attribution import NOBODY_NAMED, Attribution, find_attribution
from frontline.grammar.chunk import FOREIGN, Chunk
from frontline.grammar.chunks import read_chunks
from frontline.grammar.described import add_described
from frontline.grammar.discourse import IN_PASSING, TOLD, Discourse
from frontline.grammar.enumerations import read_likewise, read_more
from frontline.grammar.events import Event, Reader
from frontline.grammar.fighting import fights_on, is_entry
from frontline.grammar.legend import read_legend
from frontline.grammar.lists import Heading, read_count, read_heading, read_item, read_listed, read_note
from frontline.grammar.modality import judge_certainty
from frontline.grammar.presence import read_presence
from frontline.grammar.qualities import read_quality
from frontline.grammar.retraction import is_corrected, leaves_some, takes_back
from frontline.grammar.row import (
    CLAUSE_STARTERS,
    dateline_size,
    is_free,
    is_in_passing,
    is_way,
    is_way_point,
    tags_of,
)
from frontline.grammar.rulers import read_rulers
from frontline.grammar.states import may_tell, read_state
from frontline.grammar.strangers import taken_by_strangers
from frontline.grammar.streets import read_streets
from frontline.grammar.tokens import split_sentences, tokenise
from frontline.grammar.verbs import read_noun, read_verb
from frontline.grammar.vocabulary import Vocabulary, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from frontline.grammar.tokens import Token
    from frontline.model import Certainty, Located
    from frontline.theatre import Theatre

__all__ = [
    "NOBODY_NAMED",
    "Attribution",
    "Chunk",
    "Discourse",
    "Event",
    "ReadEvent",
    "ReadSentence",
    "Vocabulary",
    "read_sentences",
    "tokenise",
    "vocabulary_of",
]


@dataclass(slots=True)
class ReadEvent:
    """An event and how sure its sentence is of it."""

    event: Event
    certainty: Certainty


@dataclass(slots=True)
class ReadSentence:
    """A sentence `text[start:end]` with what it says."""

    start: int
    end: int
    paragraph: int
    chunks: list[Chunk]
    events: list[ReadEvent]
    attribution: Attribution
    strangers: frozenset[str] = frozenset()
    """The ids of the places that it gives to somebody who is no side of the theatre."""


@dataclass(slots=True)
class _Label:
    """The place whose name and colon open a paragraph: what its sentences without a subject tell of."""

    places: list[Located] = field(default_factory=list)
    paragraph: int = -1

    def head(self, chunks: list[Chunk], paragraph: int, discourse: Discourse) -> None:
        """Note a paragraph's label, and let it head the sentence after this one."""
        if len(chunks) > _LABEL and chunks[0].kind == "place" and chunks[1].low == ":":
            self.places, self.paragraph = chunks[0].places, paragraph
        if self.paragraph == paragraph and not discourse.headed:
            discourse.headed = self.places


def read_sentences(
    text: str,
    tokens: list[Token],
    located: Sequence[Located],
    dates: dict[int, tuple[int, bool]],
    vocabulary: Vocabulary,
    theatre: Theatre,
    discourse: Discourse,
) -> Iterator[ReadSentence]:
    """Yield the sentences of a text, in order, each with its events.

    Parameters
    ----------
    tokens
        The text's, as `tokenise` gives them.
    dates
        The end of every date by the offset where it starts, and whether it is history.
    discourse
        The document's memory; it learns while sentences are read, so read them in order.
    """
    label = _Label()
    named = add_described(text, tokens, located, vocabulary.lexicon, theatre)
    places = {item.mention.start: item for item in named}
    spans = split_sentences(text, tokens)
    rows = [read_chunks(text, tokens, span, vocabulary, places, dates) for span in spans]
    _name_body(rows, discourse)
    _count_sides(rows, discourse)
    discourse.legend = read_legend(rows, vocabulary.lexicon)
    heading: Heading | None = None
    heading_paragraph = 0
    for at, (span, chunks) in enumerate(zip(spans, rows, strict=True)):
        discourse.paragraph = span.paragraph
        attribution = find_attribution(text, chunks, theatre)
        if attribution.words.casefold() not in vocabulary.lexicon.words["pronoun_actor"] | {""}:
            discourse.heard = attribution.side
        around = rows[at - 1] if at else [], rows[at + 1] if at + 1 < len(rows) else []
        words = text[tokens[span.first].start : tokens[span.last - 1].end]
        # what an outlet quotes is said by whom it quotes
        speakers = [discourse.speaker, attribution.side, discourse.heard, discourse.labeller]
        if not _QUOTES.isdisjoint(words):
            speakers.append(speakers.pop(0))
        speaker = next((side for side in speakers if side), "")
        events, strangers = _read_events(chunks, around, vocabulary, discourse, speaker)
        listed, counted = read_listed(chunks, heading), read_count(chunks)
        if listed is not None:
            events = [ReadEvent(listed, "asserted"), *events]
        elif counted is not None:
            heading, heading_paragraph = counted, span.paragraph
        elif not events and chunks:
            item = read_item(chunks, heading)
            told = read_heading(chunks, vocabulary.lexicon)
            if item is not None:
                events = [ReadEvent(item, "asserted")]
            elif told is not None or span.paragraph > heading_paragraph:
                heading, heading_paragraph = told, span.paragraph
        elif events:
            heading = None
        yield ReadSentence(
            tokens[span.first].start,
            tokens[span.last - 1].end,
            span.paragraph,
            chunks,
            events,
            attribution,
            strangers,
        )
        _remember(chunks, events, discourse)
        label.head(chunks, span.paragraph, discourse)


def _name_body(rows: list[list[Chunk]], discourse: Discourse) -> None:
    """Make "the brigade" a side's where the title is that brigade's name, and the title's side what the text is about."""
    noun, side = discourse.body
    if not side:
        return
    discourse.topic = discourse.topic or side
    for before, chunk in (pair for chunks in rows for pair in pairwise([None, *chunks])):
        led = before is not None and before.low == "the" and chunk is not None and chunk.low == noun
        if chunk is not None and not chunk.side and (led or chunk.low == f"the {noun}"):
            chunk.kind, chunk.side = "actor", side


def _count_sides(rows: list[list[Chunk]], discourse: Discourse) -> None:
    for chunks in rows:
        for chunk in chunks:
            if chunk.kind in ("actor", "asset") and chunk.side and chunk.side != FOREIGN:
                discourse.named[chunk.side] = discourse.named.get(chunk.side, 0) + 1


def _read_events(
    chunks: list[Chunk],
    around: tuple[list[Chunk], list[Chunk]],
    vocabulary: Vocabulary,
    discourse: Discourse,
    speaker: str,
) -> tuple[list[ReadEvent], frozenset[str]]:
    """Return what a sentence tells, and the ids of the places that it gives to no side that is known.

    Parameters
    ----------
    around
        The sentence before and the one after it, which may take back what it tells.
    """
    events: list[ReadEvent] = []
    pointing = vocabulary.lexicon.words["pronoun_place"]
    understood = discourse.headed or discourse.vacated or discourse.about or is_entry(discourse.last_event)
    placeless = _PLACES.isdisjoint([c.kind for c in chunks]) and pointing.isdisjoint([c.low for c in chunks])
    if (placeless and not understood) or "sport" in tags_of(chunks):
        return events, frozenset()
    reader = Reader.of(
        chunks,
        vocabulary.lexicon,
        discourse,
        speaker,
    )
    untrue = takes_back(around[1]) or is_corrected(around[0], chunks, vocabulary.lexicon)
    for event in _find_events(reader):
        certainty = "denied" if untrue else judge_certainty(chunks, event, vocabulary.lexicon)
        events.append(ReadEvent(event, certainty))
        taker = event.sides.get("taker", "")
        if taker and certainty == "asserted" and not _is_history(chunks, event):
            discourse.see_taker(taker)
    fight = fights_on(chunks, [read.event for read in events], discourse.last_event)
    if fight is not None:
        events.append(ReadEvent(fight, "asserted"))
    if not events:
        events = _read_again(chunks, discourse)
    kept = [
        read
        for read in events
        if not _is_undone(chunks, read.event, events)
        and not _is_bygone_siege(chunks, read.event)
        and not leaves_some(chunks, read.event)
    ]
    return kept, taken_by_strangers(reader, [read.event for read in events])


def _read_again(chunks: list[Chunk], discourse: Discourse) -> list[ReadEvent]:
    """Read "So are X and Y.", "Same story in X", "X too.": what the sentence before told of its place."""
    again = discourse.last_event
    at = next((k for k, chunk in enumerate(chunks[:3]) if chunk.kind == "place"), -1)
    if again is None or at < 0:
        return []
    after = [chunk.low for chunk in chunks[at + 1 :]]
    leads = at == 1 and chunks[0].tags & {"likewise", "same"}
    if not leads and not (at == 0 and after in (["too", "."], ["as well", "."])):
        return []
    place, last = chunks[at], chunks[-1].end
    event = replace(again, places=place.places, extent=place.extent, at=0, found=1, subject=-1)
    return [ReadEvent(replace(event, first=place.start, last=last), "asserted")]


def _find_events(reader: Reader) -> Iterator[Event]:
    """Yield what each chunk of a sentence says, in order: a verb's sense first, then a noun's, then a state's."""
    for at, chunk in enumerate(reader.row.chunks):
        yield from read_unchanged(reader, at)
        if not (chunk.verbs or chunk.nouns or may_tell(reader, at)):
            continue  # nearly every chunk
        event = read_verb(reader, at) if chunk.verbs and chunk.kind == "word" else None
        if event is None and chunk.nouns:
            read = (read_noun(reader, at, noun) for noun in chunk.nouns)
            event = next((found for found in read if found is not None), None)
        event = event or read_quality(reader, at)
        if event is not None:
            yield event
            yield from read_more(reader, event)
            continue
        if not may_tell(reader, at):
            continue
        event = read_presence(reader, at) or read_note(reader.row.chunks, at)
        event = event or read_absence(reader, at) or read_rulers(reader, at) or read_state(reader, at)
        event = event or read_streets(reader, at)
        if event is not None and event.places:
            yield event
            yield from read_likewise(reader.row, event)


def _is_bygone_siege(chunks: list[Chunk], event: Event) -> bool:
    """Say if it is a siege that lasted: "X had been besieged for four years"."""
    if event.status != "besieged" or event.form not in ("past", "participle"):
        return False
    before = {chunk.low for chunk in chunks[max(0, event.at - 3) : event.at]}
    after = {chunk.low for chunk in chunks[event.at + 1 : event.at + 5]}
    return bool(before & {"was", "were", "had"}) and "for" in after


_QUOTES = frozenset('"“”«»')
#: A place and a dash.
_LABEL = 2
#: Chunks that name or point at places.
_PLACES = frozenset({"place", "ref"})
#: How far into a sentence the word stands that makes its opening a subordinate clause.
_OPENING = 5
#: How far before a noun its "after" may stand: "after three days of clashes".
_AFTER_REACH = 5


def _is_undone(chunks: list[Chunk], event: Event, events: list[ReadEvent]) -> bool:
    """Say if it is the earlier step of "recaptured X after losing it", or of "took the rebel-held town of X"."""
    was_held = event.rule in ("seat", "held_adjective")
    reach = {"ing": 1, "noun": _AFTER_REACH}.get(event.form, 0)
    undone = any(chunk.low.split()[-1] == "after" for chunk in chunks[max(0, event.at - reach) : event.at])
    if not was_held and not undone:
        return False
    places = {item.mention.start for item in event.places}
    return any(
        other.event is not event
        and not (was_held and other.event.status == "controlled")
        and places & {item.mention.start for item in other.event.places}
        for other in events
    )


def _is_history(chunks: list[Chunk], event: Event) -> bool:
    return "past" in tags_of(chunks) and any(
        "past" in chunk.tags and event.first <= chunk.start < event.last for chunk in chunks
    )


def _remember(chunks: list[Chunk], events: list[ReadEvent], discourse: Discourse) -> None:
    discourse.last_event = _last_told(chunks, events)
    topic = _find_topic(chunks)
    acting = [
        read.event.sides[role]
        for read in events
        for role in ("taker", "besieger")
        if read.certainty == "asserted" and read.event.subject >= 0 and read.event.sides.get(role)
    ]
    discourse.topic = acting[-1] if acting else topic or discourse.topic
    if discourse.is_outsider(discourse.topic):
        discourse.topic = FOREIGN
    discourse.vacated = [
        item
        for read in events
        if read.event.status == "withdrawn" and read.certainty == "asserted"
        for item in read.event.places
    ]
    words = [chunk for chunk in chunks if chunk.kind != "punct"]
    discourse.headed = _heads_next(words, chunks[-1].low if chunks else "")
    told_of = chunks if _is_label(chunks) else chunks[dateline_size(chunks) :]
    named = [
        c
        for c in told_of
        if (c.kind == "place" and c.extent != "attribute" and not is_way(c)) or c.kind == "ref"
    ]
    told = {chunks[read.event.found].start for read in events if read.event.found >= 0}
    # "X fell to the alliance that set out from Y, and its garrison left for Z. The city ...": Y and Z are meant last
    topic_place = _find_opening(told_of)
    for chunk in sorted(
        named, key=lambda c: (c is topic_place, c.start in told or not is_way_point(chunks, c))
    ):
        places = chunk.places or discourse.resolve_reference(chunk.low, [], chunk.side)
        if places:
            tells = chunk.start in told or chunk is topic_place or is_free(chunks, chunk)
            weight = TOLD if tells else IN_PASSING if is_in_passing(chunks, chunk) else 0
            discourse.see_group(places, weight)


#: How many words a question may have that only names what is told next: "And what of X?"
_LONGEST_QUESTION = 4


def _heads_next(words: list[Chunk], last: str) -> list[Located]:
    """Return the one place that a sentence is nothing but: "X.", "And X?", "X next?"; [] where it says more."""
    named = [c for c in words if c.kind == "place" and c.extent in ("whole", "most") and len(c.places) == 1]
    asks = last == "?" and len(words) <= _LONGEST_QUESTION and all(c.kind in ("word", "place") for c in words)
    asks = asks and not any(c.verbs or c.nouns for c in words)
    return named[0].places if len(named) == 1 and (asks or len(words) == 1) else []


def _last_told(chunks: list[Chunk], events: list[ReadEvent]) -> Event | None:
    """Return the last event that a next sentence may tell of another place, None where it is doubtful or old."""
    last = events[-1] if events else None
    if last is None or last.certainty != "asserted" or last.event.status == "besieged":
        return None
    return None if _is_history(chunks, last.event) else last.event


def _is_owner(chunks: list[Chunk], at: int) -> bool:
    """Say if a side is only named for a thing of its own, or led by a preposition: "the army's front", "of the army"."""
    after = chunks[at + 1].low if at + 1 < len(chunks) else ""
    before = [c for c in chunks[max(0, at - 3) : at] if not c.tags & {"determiner", "adjective"}]
    return after in ("'s", "'") or bool(before and before[-1].preposition)


def _find_topic(chunks: list[Chunk]) -> str:
    """Return the side that a sentence is about: that of its main clause, before that of the clause that opens it.

    A foreign country that does something is what "it" means next, and no side.
    """
    actors = [
        at for at, chunk in enumerate(chunks) if chunk.kind == "actor" and chunk.side not in ("", FOREIGN)
    ]
    if actors:
        opening = next(
            (at for at, chunk in enumerate(chunks[:_OPENING]) if chunk.low in CLAUSE_STARTERS), None
        )
        later = enumerate(chunks) if opening is not None else ()
        comma = next((at for at, chunk in later if at > (opening or 0) and chunk.low == ","), -1)
        likely = [at for at in actors if at > comma] or actors
        free = [at for at in likely if not _is_owner(chunks, at)]
        return chunks[(free or likely)[0]].side
    first = next((c for c in chunks if c.kind == "place" or c.tags & {"pronoun_actor"}), None)
    abroad = first is not None and any(
        item.place is not None and item.place.kind == "country" for item in first.places
    )
    at = chunks.index(first) if first is not None and abroad else 0
    acts = abroad and not (at and chunks[at - 1].preposition)
    return FOREIGN if acts else ""


def _is_label(chunks: list[Chunk]) -> bool:
    """Say if a line begins with the one place that it tells of: "X - The army holds it.", and no dateline."""
    return dateline_size(chunks) == _LABEL and chunks[1].low == "-"


def _find_opening(chunks: list[Chunk]) -> Chunk | None:
    """Return the place that a sentence is about: "X, home of the band, lies near Y", None where it opens otherwise."""
    if len(chunks) < 2 or chunks[0].kind != "place" or chunks[0].extent != "whole":
        return None
    return chunks[0] if chunks[1].low == "," or chunks[1].tags & {"be", "have", "copula"} else None
