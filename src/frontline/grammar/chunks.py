"""Chunks: a sentence as a row of sides, places, dates and words of the lexicon.

Knows what a word may be, not what the sentence says. How sides and places join is `sides`' and `groups`'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN, NO_TAGS, Chunk
from frontline.grammar.groups import join_places
from frontline.grammar.references import mark_references
from frontline.grammar.sides import join_sides
from frontline.grammar.tokens import ABBREVIATIONS
from frontline.grammar.vocabulary import Meaning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.grammar.tokens import Span, Token
    from frontline.grammar.vocabulary import Match, Vocabulary
    from frontline.model import Located

__all__ = ["FOREIGN", "Chunk", "read_chunks"]

_DROPPED = frozenset('"“”«»„‘`*_\n')
#: Marks that may be no chunk of their own.
_MARKS = _DROPPED | {"'", ".", "(", "["}
_HEDGE = frozenset({"hedge"})
#: What a note in brackets may make of what stands before it.
_DOUBTS = frozenset({"hedge", "untrue"})
_PAST = frozenset({"past"})
_MAX_PARENTHESIS = 12
#: A note in brackets of more words than this says more than who holds a place.
_LONGEST_NOTE = 4


def read_chunks(
    text: str,
    tokens: Sequence[Token],
    span: Span,
    vocabulary: Vocabulary,
    places: dict[int, Located],
    dates: dict[int, tuple[int, bool]],
) -> list[Chunk]:
    """Return a sentence's chunks, in order.

    Parameters
    ----------
    places
        The document's places by the offset where they start.
    dates
        The end of every date by the offset where it starts, and whether it is history.
    """
    chunks: list[Chunk] = []
    at = span.first
    while at < span.last:
        if tokens[at].low in _MARKS:
            size = _pass_mark(text, tokens, at, span.last, vocabulary, chunks)
            if size:
                at += size
                continue
        token, found = tokens[at], vocabulary.match(tokens, at, span.last)
        if token.start in places or token.start in dates or (found and found[0] > 1):
            size, chunk = _read_one(text, tokens, at, span.last, found, vocabulary, places, dates)
        elif found:
            size, chunk = 1, _known_chunk(text, token.start, token.end, token.low, found[1])
        else:
            size, chunk = 1, _unknown_chunk(text, token, vocabulary)
        article = chunk.low in _ARTICLES and _is_article(chunks, tokens, at, places)
        if not article and "filler" not in chunk.tags:
            chunks.append(chunk)
        at += size
    return mark_references(join_places(join_sides(_open_contractions(chunks), vocabulary)))


def _pass_mark(
    text: str, tokens: Sequence[Token], at: int, last: int, vocabulary: Vocabulary, chunks: list[Chunk]
) -> int:
    """Return how many tokens a mark that is no chunk takes, with what it encloses; 0 for a chunk."""
    token = tokens[at]
    if token.low in _DROPPED or (token.low == "'" and _is_quote(text, token)):
        return 1
    if token.low == "." and at + 1 < last and _abbreviates(tokens[at - 1], token, chunks):
        return 1
    closed = _closing(tokens, at, last) if token.low in "([" else 0
    if not closed:
        return 0
    if _tells_taken(tokens, at + 1, closed - 1, vocabulary):
        chunks.append(Chunk("punct", token.start, token.end, ",", lead=token.start))
        return 1
    doubt = _doubt(tokens, at + 1, closed - 1, vocabulary)
    if doubt:
        chunks.append(Chunk("word", token.start, tokens[closed - 1].end, "(?)", doubt, lead=token.start))
    elif chunks and chunks[-1].kind == "place":
        chunks[-1].side = _noted_side(tokens, at + 1, closed - 1, vocabulary)
    return closed - at


#: Words of English that are also how the Arabic article is written before some names.
_ARTICLES = frozenset({"as", "an"})


def _is_article(chunks: list[Chunk], tokens: Sequence[Token], at: int, places: dict[int, Located]) -> bool:
    """Say if it is the "as" of "the town of as Safira": an article of the name, no word of English."""
    if at + 1 >= len(tokens) or tokens[at + 1].start not in places:
        return False
    return bool(chunks) and bool(chunks[-1].preposition or chunks[-1].verbs)


_BE = frozenset({"be", "have"})
_HAVE = frozenset({"have"})
_AFTER_VERB = frozenset({"adverb", "conjunction", "determiner", "pronoun_actor"})


def _open_contractions(chunks: list[Chunk]) -> list[Chunk]:
    """Return the row with the "'s" of "X's fallen", "it's in their hands" as a verb, and the "'d" of "they'd left" as "had"."""
    for at, chunk in enumerate(chunks):
        if chunk.low == "'d" and _is_finished(chunks, at + 1):
            chunk.low, chunk.tags = "had", _HAVE
        if chunk.low != "'s" or not 0 < at < len(chunks) - 1 or chunks[at + 1].capital:
            continue
        after = chunks[at + 1]
        pronoun = bool(chunks[at - 1].tags & {"pronoun_actor", "pronoun_place"})
        done = any(sense.form == "participle" for sense in after.verbs) and _ends_predicate(chunks, at + 2)
        going = chunks[at - 1].kind == "actor" and any(sense.form == "ing" for sense in after.verbs)
        going = (
            going
            and at + 2 < len(chunks)
            and bool(chunks[at + 2].kind == "place" or chunks[at + 2].preposition)
        )
        if (
            pronoun
            or done
            or going
            or (after.tags & {"adverb", "negation"} and "adjective" not in after.tags)
        ):
            chunk.kind, chunk.low, chunk.tags = "word", "is", _BE
    return chunks


def _is_finished(chunks: list[Chunk], at: int) -> bool:
    """Say if a participle follows, so that "'d" is "had" and not "would"."""
    after = next((chunk for chunk in chunks[at:] if "adverb" not in chunk.tags), None)
    if after is None or after.kind != "word":
        return False
    forms = {sense.form for sense in after.verbs}
    regular = after.low.endswith("ed") and not after.low.endswith("eed")  # "need", "proceed"
    return after.low == "been" or regular or ("participle" in forms and "base" not in forms)


def _ends_predicate(chunks: list[Chunk], at: int) -> bool:
    """Say if no noun follows that a participle might qualify: "X's left bank"."""
    chunk = chunks[at] if at < len(chunks) else None
    return (
        chunk is None
        or chunk.kind in ("punct", "date")
        or bool(chunk.preposition or chunk.tags & _AFTER_VERB)
    )


def _abbreviates(before: Token, token: Token, chunks: list[Chunk]) -> bool:
    """Say if a full stop only ends an abbreviation ("incl. X"); after a date it sets the date apart."""
    dated = bool(chunks) and chunks[-1].kind == "date"
    return before.end == token.start and before.low in ABBREVIATIONS and not dated


def _is_quote(text: str, token: Token) -> bool:
    """Say if an apostrophe is a quotation mark: only one after an "s" makes a genitive."""
    return text[max(0, token.start - 1)].lower() != "s"


def _closing(tokens: Sequence[Token], at: int, last: int) -> int:
    for end in range(at + 1, min(at + _MAX_PARENTHESIS, last)):
        if tokens[end].low in ")]":
            return end + 1
    return 0


def _noted_side(tokens: Sequence[Token], at: int, last: int, vocabulary: Vocabulary) -> str:
    """Return the side that a note in brackets after a place names: "X (rebels)", "X (rebel-held)"."""
    if last - at > _LONGEST_NOTE:
        return ""
    while at < last:
        held = vocabulary.held_by(tokens[at].low)
        if held:
            return held
        found = vocabulary.match(tokens, at, last)
        if found and (found[1].side or found[1].adjective_of):
            return found[1].side or found[1].adjective_of
        at += found[0] if found else 1
    return ""


def _doubt(tokens: Sequence[Token], at: int, last: int, vocabulary: Vocabulary) -> frozenset[str]:
    """Return what a note in brackets that only doubts makes of what stands before it: "(?)", "(unconfirmed)", "(false)"."""
    if last - at < 1 or tokens[at].low == "?":
        return _HEDGE if last - at == 1 else NO_TAGS
    found = vocabulary.match(tokens, at, last)
    alone = found and found[0] == last - at and found[1].entry
    return _DOUBTS & found[1].entry.tags if found and alone and found[1].entry else NO_TAGS


def _tells_taken(tokens: Sequence[Token], at: int, last: int, vocabulary: Vocabulary) -> bool:
    """Say if a note in brackets begins with a participle that tells who has a place: "X (captured 9 May)"."""
    found = vocabulary.match(tokens, at, last)
    senses = found[1].entry.verbs if found and found[1].entry else []
    return any(s.form == "participle" and s.rule.subject == "taker" and s.rule.passive for s in senses)


def _cover(tokens: Sequence[Token], at: int, last: int, end: int) -> int:
    """Return how many tokens from `at` start before the offset `end`."""
    size = 1
    while at + size < last and tokens[at + size].start < end:
        size += 1
    return size


def _leads_to_date(tokens: Sequence[Token], at: int, last: int, dates: dict[int, tuple[int, bool]]) -> bool:
    return at < last and tokens[at].start in dates and tokens[at - 1].low in ("on", "in", "by", "at")


def _acts(tokens: Sequence[Token], at: int, last: int, located: Located, vocabulary: Vocabulary) -> bool:
    """Say if a country is a side of the war here: "Ruritania seized X", "in Ruritanian hands"."""
    if located.place is None or located.place.kind != "country" or at >= last:
        return False
    if located.mention.kind_hint == "demonym":
        people = tokens[at - 1].low.endswith("s")  # "the Ruritanians"
        return people or any(tokens[at].low in rule.nouns for rule in vocabulary.lexicon.states)
    found = vocabulary.match(tokens, at, last)
    verbs = found[1].entry.verbs if found and found[1].entry else []
    return any(sense.rule.subject == "taker" for sense in verbs)


def _read_one(
    text: str,
    tokens: Sequence[Token],
    at: int,
    last: int,
    found: Match | None,
    vocabulary: Vocabulary,
    places: dict[int, Located],
    dates: dict[int, tuple[int, bool]],
) -> tuple[int, Chunk]:
    """Return how many tokens a place, a date or a phrase takes, and its chunk; `found` is what the vocabulary has there."""
    token = tokens[at]
    start = token.start
    if found is not None and found[0] > 1 and _leads_to_date(tokens, at + found[0], last, dates):
        # "Under rebel control on 5 May": the preposition is the date's, not that of "control on".
        found = vocabulary.match(tokens, at, at + found[0] - 1)
    if start in places:
        located = places[start]
        size = _cover(tokens, at, last, located.mention.end)
        named = found[1] if found else None
        longer = found and found[0] > size and named and (named.side or named.source_id or named.adjective_of)
        sided = named and (named.side or named.adjective_of)
        begins = token.end > located.mention.end  # "Ruritanian-backed"
        begins = begins or located.place is None  # a side's word is no place that nobody knows
        if not (longer or (sided and begins)) and not (
            sided and _acts(tokens, at + size, last, located, vocabulary)
        ):
            return size, _place_chunk(text, tokens, at, size, located)
    if start in dates and not (found and found[1].side):
        end, is_past = dates[start]
        size = _cover(tokens, at, last, end)
        tags, last_end = _PAST if is_past else NO_TAGS, tokens[at + size - 1].end
        return size, Chunk("date", start, last_end, text[start:last_end].lower(), tags, lead=start)
    if found is None:
        return 1, _unknown_chunk(text, token, vocabulary)
    size, meaning = found
    if size > 1:
        inside = next((k for k in range(1, size) if tokens[at + k].start in places), 0)
        if inside and not (meaning.side or meaning.source_id):
            size, meaning = inside, Meaning()
    low = token.low if size == 1 else " ".join(tokens[at + k].low for k in range(size))
    return size, _known_chunk(text, start, tokens[at + size - 1].end, low, meaning)


def _unknown_chunk(text: str, token: Token, vocabulary: Vocabulary) -> Chunk:
    """Return a word that is in no list, a mark, or "rebel-held"."""
    start, low = token.start, token.low
    kind = "word" if low[0].isalnum() else "punct"
    chunk = Chunk(kind, start, token.end, low, lead=start, capital=text[start].isupper())
    side = vocabulary.held_by(low) if "-" in low else None
    if side is not None:
        chunk.kind, chunk.side = "held", side
        chunk.common = vocabulary.is_common(low.rpartition("-")[0])
    elif "-" in low and vocabulary.led_by(low):
        chunk.kind, chunk.side = "adjective", vocabulary.led_by(low)
        chunk.common = vocabulary.is_common(low.rpartition("-")[0])
    return chunk


def _known_chunk(text: str, start: int, end: int, low: str, meaning: Meaning) -> Chunk:
    """Return a phrase of the lexicon or a name of the theatre's."""
    return Chunk(
        "actor" if meaning.side else "adjective" if meaning.adjective_of else "word",
        start,
        end,
        low,
        meaning.tags,
        meaning.verbs,
        meaning.nouns,
        meaning.side or meaning.adjective_of,
        meaning.common,
        meaning.person,
        meaning.source_id,
        lead=start,
        capital=text[start].isupper(),
    )


def _place_chunk(text: str, tokens: Sequence[Token], at: int, size: int, located: Located) -> Chunk:
    token, end = tokens[at], tokens[at + size - 1].end
    demonym = located.mention.kind_hint == "demonym" or end > located.mention.end
    chunk = Chunk(
        "word" if demonym else "place",
        token.start,
        end,
        text[token.start : end].lower(),
        places=[] if demonym else [located],
        lead=token.start,
        capital=True,
    )
    if located.place is not None and located.place.is_wide:
        chunk.extent = "wide"
    if located.mention.relation:
        chunk.extent = "edge"
    return chunk
