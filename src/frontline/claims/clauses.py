"""Clauses: which of a sentence's dates is an event's, and what else in the sentence puts the event in the past.

Owns the questions about where a date stands. Knows chunks and spans; no calendar, no theatre, no day of publication.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from frontline.grammar.row import STRONG

if TYPE_CHECKING:
    from collections.abc import Iterable

    from frontline.dates import DatedSpan
    from frontline.grammar import Chunk, Event, ReadEvent, ReadSentence

#: A date after a verb is nearer to it than one before it, by so many characters.
_BEFORE_COSTS = 40
#: How many chunks may stand between a date and the relative clause that it dates: "the 2016 siege, in which".
_ANTECEDENT_REACH = 5
#: How far before a year the preposition may stand that makes it a time, in chunks.
_LEAD_REACH = 7
#: How far before a date "since" may stand, in chunks.
_SINCE_REACH = 6
_AUXILIARY = frozenset({"be", "have", "do", "modal"})
_CHANGES = frozenset({"captured", "lost", "withdrawn"})
_SURE = ("asserted", "claimed")
_RELATIVE = frozenset({"who", "which", "whose", "where"})
_UNTIL = frozenset({"until", "till"})
#: What leads from an event to what came before it, and what tells that it came a second time.
_FOLLOWING = frozenset({"after", "following"})
_ANEW = frozenset({"again", "back", "first", "for the first time"})
_TOLD_AS_DONE = frozenset({"past", "participle"})
#: What opens a sentence with a step before that of its main clause.
_AFTERWARDS = frozenset({"after", "since", "having", "following"})
_PARTS = frozenset({";", "and", "but", "while", "—", "–", "--"})
_BREAKS = frozenset({"but", ";", "—", "–", "--", "now"})
#: What makes a state of a pluperfect one that had begun, not one that was over.
_BEGINNING = frozenset({"come", "fallen", "passed", "gone", "slipped", "landed", "ended up", "wound up"})
#: States without a verb of their own.
_ATTRIBUTES = frozenset({"held_adjective", "seat", "rulers", "note"})
_FOR_YEARS = re.compile(r"\bfor (?:[\w-]+ ){1,3}?(?:years|months|decades)\b", re.IGNORECASE)
_NOW = frozenset({"has", "have", "is", "are", "now"})


def governs(sentence: ReadSentence, event: Event, span: DatedSpan) -> bool:
    """Say if a date inside an event's clause is the event's own."""
    return not (
        _is_aside(sentence, event, span)
        or _only_qualifies(sentence, span)
        or _is_of_next_predicate(sentence, event, span)
        or _counts_from_another(sentence, event, span)
        or _is_of_last_predicate(sentence, event, span)
        or _is_of_opening_clause(sentence, event, span)
        or _is_of_next_place(sentence, event, span)
        or _is_of_relative_clause(sentence, event, span)
        or _only_likens(sentence, span)
    )


def distance(event_start: int, span: DatedSpan) -> int:
    """Return how far a date is from a verb, in characters; a date after it is the nearer one."""
    return span.start - event_start if span.start >= event_start else event_start - span.end + _BEFORE_COSTS


def dates_what_follows(sentence: ReadSentence, span: DatedSpan, before: int) -> bool:
    """Say if a relative clause tells of a date: "since 2018, when ...", "the 2016 siege, in which ..."."""
    between = [c.low for c in sentence.chunks if span.end <= c.start < before][: _ANTECEDENT_REACH + 1]
    for at, low in enumerate(between):
        if low == "when":
            return True
        if low == "which":
            return at > 0 and between[at - 1] in ("in", "during")
    return False


def follows_since(sentence: ReadSentence, span: DatedSpan) -> bool:
    """Say if a date is that of a deed since which something lasts: "which they hold since the offensive of 2017"."""
    before = [chunk for chunk in sentence.chunks if chunk.end <= span.start][-_SINCE_REACH:]
    at = next((k for k in range(len(before) - 1, -1, -1) if before[k].low == "since"), -1)
    return at >= 0 and not any(c.verbs or c.kind in ("punct", "place") for c in before[at + 1 :])


def opens_part(sentence: ReadSentence, span: DatedSpan) -> bool:
    """Say if a new part of the sentence begins with a date: "... launched; by 9 May they held"."""
    before = [chunk for chunk in sentence.chunks if chunk.end <= span.start]
    leads = 0
    while before and (before[-1].preposition or "determiner" in before[-1].tags):
        leads += bool(before.pop().preposition)
    return bool(leads and before) and before[-1].low in _PARTS


def is_over(sentence: ReadSentence, read: ReadEvent) -> bool:
    """Say if a state is told as over: "had been held by", "formerly under"."""
    event = read.event
    if event.form != "state" and event.rule != "hold":
        return False
    if any(chunk.low in ("after", "once") for chunk in sentence.chunks[max(0, event.at - 6) : event.at]):
        return False
    chain = sentence.chunks[max(0, event.at - 3) : event.at]
    begins = bool(chain) and chain[-1].low in _BEGINNING  # "had come under their control"
    if event.rule in _ATTRIBUTES:
        chain = chain[-1:]  # "had fled to rebel-held X"
    over = any((chunk.low == "had" and not begins) or "history" in chunk.tags for chunk in chain)
    return over or _ends(sentence, event)


def lasted(text: str, event: Event, chain: Iterable[Chunk]) -> bool:
    """Say if a state is told as one of years that are over: "they ran X for seven years", not "have run"."""
    past = event.form in ("past", "participle", "state") and not is_of_now(chain)
    return past and bool(_FOR_YEARS.search(text, event.first, event.last))


def was_parted(sentence: ReadSentence, event: Event) -> bool:
    """Say if a fight is told as one before another step: "a town which had been split between them since 2017"."""
    chain = sentence.chunks[max(0, event.at - 3) : event.at]
    return event.status == "contested" and any(chunk.low == "had" for chunk in chain)


def _ends(sentence: ReadSentence, event: Event) -> bool:
    """Say if a state lasted until another event of its sentence: "was in their hands until the rebels took it"."""
    if is_of_now(sentence.chunks[max(0, event.at - 3) : event.at]):
        return False
    after = [at for at, chunk in enumerate(sentence.chunks) if at > event.at and chunk.low in _UNTIL]
    later = (other for other in sentence.events if other.certainty in _SURE)
    return bool(after) and any(other.event.at > after[0] for other in later)


def is_overtaken(sentence: ReadSentence, read: ReadEvent) -> bool:
    """Say if what an aside tells ends with its sentence: "X, held by the army since 2016, fell to rebels"."""
    event = read.event
    others = [other.event for other in sentence.events if other is not read and other.certainty in _SURE]
    if event.status == "controlled":
        holder, place = event.sides.get("holder", ""), event.found
        if not 0 <= place < event.at or sentence.chunks[place + 1].low not in (",", "("):
            return False
        main = [other for other in others if other.found == place and not place < other.at < event.at]
        return any(_takes_from(other, holder) for other in main)
    taker = event.sides.get("taker", "")
    if event.status != "captured" or not taker:
        return False
    places = _ids(event)
    later = (other for other in others if other.at > event.at and other.status in ("lost", "withdrawn"))
    return any(other.sides.get("loser") == taker and places & _ids(other) for other in later)


def is_bygone(sentence: ReadSentence, event: Event) -> bool:
    """Say if words without a date put an event in an earlier war: "in the previous offensive", "twice"."""
    chunks = sentence.chunks
    lasts = event.form == "state" or event.status == "controlled"
    if lasts and is_of_now(chunks[max(0, event.at - 3) : event.at]):
        return False
    breaks = [at for at in range(event.at) if chunks[at].low in _BREAKS and chunks[at].end <= event.first]
    first = chunks[breaks[-1]].end if breaks else sentence.start
    return any("bygone" in c.tags for c in chunks if first <= c.start < event.last)


def follows_what_was(sentence: ReadSentence, event: Event, span: DatedSpan) -> bool:
    """Say if an event is told as what came of something that a date tells of: "fell after a long siege in 2016".

    Not "has fallen", "fell again", nor "after failing to take it in 2016", "since 2016": these tell of now.
    """
    chunks = sentence.chunks
    if span.cue in ("since", "for") or event.form not in _TOLD_AS_DONE:
        return False
    if is_of_now(chunks[max(0, event.at - 3) : event.at]):
        return False
    rest = [chunk for chunk in chunks if chunks[event.at].end <= chunk.start < span.start]
    opening = next((at for at, chunk in enumerate(rest) if chunk.low in _FOLLOWING), None)
    if opening is None or any(chunk.low in _ANEW for chunk in rest):
        return False
    return not any(chunk.verbs or chunk.low == "," or chunk.low in STRONG for chunk in rest[opening:])


def is_in_relative(sentence: ReadSentence, event: Event) -> bool:
    """Say if an event is told in a relative clause: "the town, which they had taken in 2016, ..."."""
    before = [chunk.low for chunk in sentence.chunks[: event.at]]
    opening = [at for at, low in enumerate(before) if at and low in _RELATIVE | {"when"}]
    return bool(opening) and "," not in before[opening[-1] :]


def is_of_now(chain: Iterable[Chunk]) -> bool:
    """Say if the words before a verb make it a present one: "have", "now"."""
    return any(chunk.low in _NOW for chunk in chain)


def _takes_from(event: Event, holder: str) -> bool:
    if event.status not in _CHANGES:
        return False
    taker, loser = event.sides.get("taker", ""), event.sides.get("loser", "")
    return loser == holder or (taker != holder if taker else event.status == "captured" or not loser)


def _ids(event: Event) -> set[str]:
    return {located.place.place_id for located in event.places if located.place is not None}


def _is_aside(sentence: ReadSentence, event: Event, span: DatedSpan) -> bool:
    """Say if a date stands in a relative clause between a place and its verb: "X, stolen in 2018, fell"."""
    if is_told_aside(sentence, event, span):
        return True
    between = sentence.chunks[event.found + 1 : event.at] if 0 <= event.found < event.at else []
    if not between or not between[0].start <= span.start < between[-1].end:
        return False
    before = (chunk.low for chunk in between if chunk.end <= span.start)
    after = (chunk.low for chunk in between if chunk.start >= span.end)
    return "," in before and "," in after


def is_told_aside(sentence: ReadSentence, event: Event, span: DatedSpan) -> bool:
    """Say if a date stands in a relative clause before a verb: "the men, who had held X since 2013, left it"."""
    trigger = sentence.chunks[event.at].start
    before = [chunk.low for chunk in sentence.chunks if chunk.end <= span.start]
    after = [chunk.low for chunk in sentence.chunks if span.end <= chunk.start < trigger]
    opening = [at for at, low in enumerate(before) if low in _RELATIVE and at and before[at - 1] == ","]
    return bool(opening) and "," in after and "," not in before[opening[-1] :]


def _only_qualifies(sentence: ReadSentence, span: DatedSpan) -> bool:
    """Say if a bare year only qualifies a noun: "birthplace of the 2011 uprising"."""
    if span.kind != "year":
        return False
    lead = [chunk for chunk in sentence.chunks if chunk.end <= span.start][-_LEAD_REACH:]
    while lead and ((lead[-1].kind == "word" and not lead[-1].preposition) or lead[-1].low == "of"):
        lead.pop()
    if lead and lead[-1].low in ("in", "during"):
        return False  # "in the last days of the 1967 war"
    after = next((chunk for chunk in sentence.chunks if chunk.start >= span.end), None)
    return (
        after is not None
        and after.kind == "word"
        and not (after.tags - {"head"} or after.verbs or after.nouns)
    )


def _is_of_next_predicate(sentence: ReadSentence, event: Event, span: DatedSpan) -> bool:
    """Say if the date is another verb's: "is held by the army, and was named in 2012", "held X and on 9 May they took Y"."""
    chunks = sentence.chunks
    between = [at for at in range(event.at + 1, len(chunks)) if chunks[at].end <= span.start]
    if any(chunks[at].kind == "date" and chunks[at].low.split()[-1] == "after" for at in between):
        return True  # "13 years after it began in 2018"
    if any(chunks[at].low in ("since", "as") and _has_verb(chunks[at:], span.start) for at in between):
        return True
    if any(chunks[at].low == "as" and "be" in chunks[at + 2].tags for at in between if at + 2 < len(chunks)):
        return True  # "is theirs, as it was a year ago"
    links = [at for at in between if chunks[at].low == "and"]
    if any(chunks[at + 1].tags & _AUXILIARY for at in links if at + 1 < len(chunks)):
        return True
    after = next((chunk for chunk in chunks if chunk.start >= span.end and chunk.low != ","), None)
    if after is not None and _is_finite(after) and between and chunks[between[-1]].preposition:
        return chunks[between[-1] - 1].low == ","  # "who took X, on 9 May entered Y"
    leads = [chunks[at] for at in between if links and at > links[-1]]
    opens = bool(links) and all(c.preposition or c.low == "," or "determiner" in c.tags for c in leads)
    return opens and after is not None and _begins_clause(after)


def _is_of_last_predicate(sentence: ReadSentence, event: Event, span: DatedSpan) -> bool:
    """Say if a date is that of the verb before: "took X in 2016 and has held it since", "who hold X since 2016 took Y"."""
    trigger = sentence.chunks[event.at].start
    if span.cue == "since" and span.end <= trigger:
        earlier = [c for c in sentence.chunks if c.end <= span.start]
        commas = [at for at, chunk in enumerate(earlier) if chunk.low == ","]
        return _has_verb(earlier[commas[-1] :] if commas else earlier, span.start)
    between = [c for c in sentence.chunks[: event.at] if c.start >= span.end]
    links = [at for at, chunk in enumerate(between) if chunk.low == "and"]
    if links and event.form == "noun":
        return any(_statuses(chunk) for chunk in sentence.chunks if chunk.end <= span.start)
    return bool(links) and is_of_now(between[links[-1] :])


def _is_of_opening_clause(sentence: ReadSentence, event: Event, span: DatedSpan) -> bool:
    """Say if a date is that of the step before: "After they took X on 9 May, they moved on and took Y"."""
    chunks = sentence.chunks
    if chunks[0].low not in _AFTERWARDS or chunks[0].kind == "date":
        return False
    between = [c.low for c in chunks[: event.at] if c.start >= span.end]
    return "," in between and any(c.end <= span.start and "captured" in _statuses(c) for c in chunks)


def _is_of_next_place(sentence: ReadSentence, event: Event, span: DatedSpan) -> bool:
    """Say if a date is that of the place behind it: "on 9 May they took X, on 10 May Y", "took X and, on 10 May, Y"."""
    chunks = sentence.chunks
    after = next((at for at, c in enumerate(chunks) if c.start >= span.end and c.low != ","), 0)
    if after <= event.at or chunks[after].kind != "place":
        return False
    before = [
        chunk for chunk in chunks[event.at : after] if chunk.end <= span.start and not chunk.preposition
    ]
    if len(before) < 2 or before[-1].low != ",":
        return False
    return chunks[after - 1].low != "," or before[-2].low == "and"


def _is_of_relative_clause(sentence: ReadSentence, event: Event, span: DatedSpan) -> bool:
    """Say if a date is that of a clause on a noun: "took X, a town that the army lost in 2012", "who took X in May are in Y"."""
    chunks = sentence.chunks
    if span.start > chunks[event.at].start:
        between = [at for at in range(event.at + 1, len(chunks)) if chunks[at].end <= span.start]
        nouns = [at for at in between if chunks[at].low == "that" and not chunks[at - 1].verbs]
        return any(_has_verb(chunks[at:], span.start) for at in nouns)
    after = next((chunk for chunk in chunks if chunk.start >= span.end), None)
    if after is None or not after.tags & {"be", "have"} or after.start > chunks[event.at].start:
        return False
    before = [at for at, chunk in enumerate(chunks) if chunk.end <= span.start]
    opening = next((at for at in reversed(before) if chunks[at].low in _RELATIVE), 0)
    inside = [chunks[at] for at in before if at > opening]
    return opening > 0 and _has_verb(inside, span.start) and all(chunk.kind != "punct" for chunk in inside)


def _only_likens(sentence: ReadSentence, span: DatedSpan) -> bool:
    """Say if a date is but compared with: "the same as last week"."""
    before = [chunk for chunk in sentence.chunks if chunk.end <= span.start]
    return bool(before) and before[-1].low.split()[-1] == "as"


def is_of_a_count(sentence: ReadSentence, event: Event, span: DatedSpan) -> bool:
    """Say if a date tells over how long was counted, and not when: "the second city to fall in a week"."""
    counted = event.form == "base" and sentence.chunks[event.subject].kind == "ref"
    return counted and span.kind != "explicit" and span.precision_days > 0


def _statuses(chunk: Chunk) -> set[str]:
    return {sense.rule.status for sense in chunk.verbs} | {noun.status for noun in chunk.nouns}


def _has_verb(chunks: list[Chunk], before: int) -> bool:
    return any(chunk.verbs and chunk.end <= before for chunk in chunks)


def _begins_clause(chunk: Chunk) -> bool:
    return chunk.kind == "actor" or "pronoun_actor" in chunk.tags or _is_finite(chunk)


def _is_finite(chunk: Chunk) -> bool:
    return any(sense.form in ("past", "third") for sense in chunk.verbs)


def _counts_from_another(sentence: ReadSentence, event: Event, span: DatedSpan) -> bool:
    """Say if the date is "a week after" another event than this: "a week after X fell, Y fell"."""
    words = [c for c in sentence.chunks if span.start <= c.start < span.end]
    following = next((c for c in sentence.chunks if c.start >= span.end), None)
    stands_alone = following is None or following.kind == "punct"  # "X fell the day after."
    if not words or stands_alone or words[-1].low.split()[-1] != "after":
        return False
    trigger = sentence.chunks[event.at].start
    between = [c.low for c in sentence.chunks if span.end <= c.start < trigger]
    return trigger < span.end or "," in between
