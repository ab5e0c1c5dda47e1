"""States: what is said of a place without a verb of the lexicon.

"X is under rebel control", "still with the army", "rebel-held X", "fighters are in X". Owns these predicates; which nouns and prepositions make them is the lexicon's.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN
from frontline.grammar.discourse import resolve_side
from frontline.grammar.nearness import read_edge, read_nearness
from frontline.grammar.strangers import is_taken
from frontline.grammar.things import find_owner, read_thing

if TYPE_CHECKING:
    from frontline.grammar.chunk import Chunk
    from frontline.grammar.events import Event, Reader
    from frontline.lexicon import StateRule

_ROLES = {"controlled": "holder", "lost": "loser", "besieged": "besieger", "approached": "besieger"}


#: What says by itself whose a place is: "with the army", "theirs".
_BARE = frozenset({"secure", "theirs", "ours", "with", "under"})
#: Chunks that say nothing but by their words: most of any sentence.
_PLAIN = frozenset({"word", "punct", "date"})
#: Classes of words that open a state, and words that do, beside those of `Lexicon.telling`.
_TELLING = frozenset({"have", "in", "on", "unit", "rulers", "post", "let_in", "receive", "went", "inmates"})
_TELLING_WORDS = _BARE | {":", "no", "not", "there", "gone", "fallen", "out", "out of"}


def may_tell(reader: Reader, at: int) -> bool:
    """Say if a chunk may tell something of a place without being a verb or a noun of the lexicon.

    It spares nine of ten chunks the questions of `read_quality`, `read_presence`, `read_note`, `read_absence` and
    `read_state`, and must be true wherever one of them would answer.
    """
    chunk = reader.row.chunks[at]
    if chunk.kind not in _PLAIN or chunk.verbs or chunk.low in reader.discourse.legend:
        return True
    return _may_word_tell(chunk.low, chunk.tags, reader.row.lexicon.telling)


@lru_cache(maxsize=16_384)
def _may_word_tell(low: str, tags: frozenset[str], telling: frozenset[str]) -> bool:
    return (
        low in telling
        or low in _TELLING_WORDS
        or not _TELLING.isdisjoint(tags)
        or low.endswith("km")
        or "-" in low  # "newly-captured"
    )


def read_state(reader: Reader, at: int) -> Event | None:
    """Return what a predicate that starts at an index says of a place, or None."""
    chunk = reader.row.chunks[at]
    if chunk.kind == "held":
        return _read_held(reader, at)
    if chunk.low in reader.discourse.legend:
        return _read_colour(reader, at)
    if chunk.low in reader.row.lexicon.words["neither"]:
        return _read_neither(reader, at)
    lexicon = reader.row.lexicon
    opener = chunk.low.partition(" ")[2] if chunk.verbs else chunk.low  # "is out of"
    for rule in lexicon.states if opener in lexicon.state_openers else ():
        if opener in rule.prepositions:
            told = _find_side(reader, at, rule)
            if told is not None:
                return _read_predicate(reader, at, rule, *told)
    if chunk.kind == "place":
        return read_edge(reader, at)
    event = read_thing(reader, at) or _read_bare(reader, at)
    if event is None and chunk.kind == "actor":
        event = _read_verbless(reader, at)
    if event is None and "have" in chunk.tags:
        event = _read_having(reader, at)
    return event or read_nearness(reader, at) or _read_inside(reader, at)


def _read_neither(reader: Reader, at: int) -> Event | None:
    """Read "neither side is in full control of X"."""
    for index in reader.row.reach(at, 4):
        for sense in reader.row.chunks[index].verbs:
            found = reader.placing.find_role(index, sense.rule) if sense.rule.rule == "hold" else None
            if found is not None and found.extent in ("whole", "most"):
                return reader.make("neither", "contested", found, {}, at, at, "state")
    return None


def _read_held(reader: Reader, at: int) -> Event | None:
    """Read "rebel-held X", "Rebel-held: X, Y", "X is rebel-held"."""
    side = reader.row.chunks[at].side
    found = reader.placing.walk(at + 2 if reader.row.low(at + 1) == ":" else at + 1, free=True)
    before = reader.row.before(at)
    if found is None and before is not None and reader.row.chunks[before].tags & {"be", "copula"}:
        found = reader.placing.find_subject(at)
    found = found or reader.placing.before_aside(at) or reader.placing.of_line(at)
    if found is None or not side or side == FOREIGN or is_taken(reader, found.at):
        return None
    return reader.make("held_adjective", "controlled", found, {"holder": side}, at, found.at, "state")


#: Kinds of places that may be called a side's: "a government town".
_KINDS = frozenset({"town", "city", "village"})


def _read_colour(reader: Reader, at: int) -> Event | None:
    """Read "X is green", "X: no change, red" by the text's own legend."""
    row, before = reader.row, reader.row.before(at)
    told = before is not None and (
        row.chunks[before].tags & {"be", "copula"}
        or row.low(before) in (",", ":", "turned", "turns", "goes", "went")
    )
    found = reader.placing.find_subject(at) if told and reader.row.ends_phrase(at + 1) else None
    if found is None or not found.places or found.extent not in ("whole", "most"):
        return None
    held = {"holder": reader.discourse.legend[row.low(at)]}
    return reader.make("colour", "controlled", found, held, at, found.at, "state")


def _read_verbless(reader: Reader, at: int) -> Event | None:
    """Read "In X, likewise, the rebels;": a part of a sentence that names a place and who is in it, and nothing else."""
    row, chunk = reader.row, reader.row.chunks[at]
    if chunk.side in ("", FOREIGN) or row.low(at + 1) not in (";", ".", ""):
        return None
    index = at - 1
    while index > 0 and (row.low(index) in _BESIDE or row.chunks[index].tags & {"determiner", "adverb"}):
        index -= 1
    place = row.chunks[index]
    opens = index == 1 or (index > 1 and row.low(index - 2) in (";", ":"))
    if index < 1 or place.kind != "place" or not opens or row.chunks[index - 1].preposition != "in":
        return None
    if place.extent != "whole" or "," not in (row.low(k) for k in range(index, at)):
        return None
    found = reader.placing.walk(index)
    return (
        reader.make("verbless", "controlled", found, {"holder": chunk.side}, at, at, "state")
        if found
        else None
    )


#: What may stand between a place and a side where no verb does.
_BESIDE = frozenset({",", "likewise", "meanwhile", "similarly"})


def _read_predicate(reader: Reader, at: int, rule: StateRule, side: str, end: int) -> Event | None:
    found, near = reader.placing.of_state(at, end), reader.row.before(at)
    if found is None or side == FOREIGN:
        return None
    if near is not None and reader.row.chunks[near].kind == "actor" and reader.row.is_governed(near):
        return None  # "a massacre by the army under the rule of"
    place = found.places[0].place if found.places else None
    told = [reader.row.low(k) for k in range(at + 1, end + 3)]
    if place is not None and ("own" in told or _is_of_its_people(reader, at, end)):
        side = reader.discourse.holder_of(place)  # "in the hands of their own security forces"
    if not side and rule.status == "controlled" and place is not None:
        side = reader.discourse.rival_of(place)  # "in the hands of the fighters"
    sides = {_ROLES[rule.status]: side} if side else {}
    if rule.status == "lost":
        before = reader.row.before(at)
        chunk = reader.row.chunks[before] if before is not None else None
        if chunk and not (chunk.tags & {"be", "copula"} or chunk.kind == "place" or chunk.low == ","):
            return None
        reader.roles.add_other_side(at, sides)
    return reader.make(rule.rule, rule.status, found, sides, at, found.at, "state")


def _is_of_its_people(reader: Reader, at: int, end: int) -> bool:
    """Say if a place is told to be its own people's: "in the hands of its men"."""
    row = reader.row
    its = next((k for k in range(at + 1, min(end + 2, len(row.chunks))) if row.low(k) == "its"), 0)
    people = row.chunks[its + 1] if its and its + 1 < len(row.chunks) else None
    return people is not None and people.kind == "actor" and not people.side


def _find_side(reader: Reader, at: int, rule: StateRule) -> tuple[str, int] | None:
    """Read "under government control", "in the hands of the rebels"; return the side and the index after it."""
    row = reader.row
    seen = ""
    for index in row.reach(at, 7):
        chunk = row.chunks[index]
        words = chunk.low.split()
        if chunk.kind in ("asset", "adjective", "actor", "held"):
            seen = resolve_side(chunk, reader.discourse, "")
            if words[-1] in rule.nouns:
                return seen, index + 1
        elif set(words[:2]) & set(rule.nouns):
            if seen or rule.status == "besieged":
                return seen, index + 1
            return find_owner(reader, index)
        elif not (chunk.tags & {"determiner", "adjective", "adverb"} or chunk.low in ("'s", "'")):
            return None
    return None


def _read_bare(reader: Reader, at: int) -> Event | None:
    """Read "X is with the army", "still under the rebels", "is theirs", "is SDF territory", "is secure"."""
    row, low = reader.row, reader.row.low(at)
    sided = row.chunks[at].kind in ("actor", "adjective", "asset")
    belongs = low in row.lexicon.words["belonging"]
    if not (sided or belongs) and low not in _BARE and low not in row.lexicon.words["siding"]:
        return None
    named = row.low(at - 1) == "the"
    one = row.low(at - 1) in ("a", "an") and low.split()[-1] in _KINDS  # "a government town"
    index = row.before(at - 1 if named or one else at)
    stays = index is not None and (row.chunks[index].tags & {"be", "copula"} or _is_short_be(reader, index))
    if not (stays or belongs) and row.low(at - 1) != "still":
        return None
    if low == "secure":
        return _read_secure(reader, at)
    side = _find_possessor(reader, at, named=named)
    if (
        belongs
        or low in ("with", "under")
        or (low in row.lexicon.words["siding"] and row.low(at + 1) == "to")
    ):
        owner = reader.roles.side_after(at + 1 if low in row.lexicon.words["siding"] else at)
        if owner is not None and owner.kind == "actor" and _ends_after(reader, owner):
            side = reader.roles.side_of(row.chunks.index(owner))
    found = reader.placing.of_state(at, at) if side and side != FOREIGN else None
    if found is None:
        return None
    if low == "theirs" and found.places and found.places[0].place:
        side = reader.roles.holder_told(at, found.places[0].place, side, keeps=False)
    return reader.make("bare_state", "controlled", found, {"holder": side}, at, found.at, "state")


def _is_short_be(reader: Reader, at: int) -> bool:
    """Say if it is the "'s" of "that's HTS now", "it's the government's"."""
    return reader.row.low(at) == "'s" and reader.row.low(at - 1) in ("it", "that")


def _find_possessor(reader: Reader, at: int, *, named: bool) -> str:
    """Return whose a place is by "is theirs", "is the army's", "is SDF territory", "is still government"; "" if not told.

    Parameters
    ----------
    named
        Does "the" stand before it, so that only a genitive makes it a possessor?
    """
    row, chunk = reader.row, reader.row.chunks[at]
    if chunk.low in ("theirs", "ours"):
        return reader.roles.speaker_at(at) if chunk.low == "ours" else reader.roles.pronoun_side(at)
    if chunk.kind == "asset":
        return chunk.side if set(chunk.low.split()[-1:]) & (row.lexicon.words["ground"] | _KINDS) else ""
    genitive = row.low(at + 1) == "'s"
    told = chunk.kind == "actor" or (chunk.kind == "adjective" and row.low(at - 1) in ("still", "now"))
    fits = named == genitive or not chunk.common  # "that is the Front": but "the key is the army"
    if not told or not fits or not row.ends_phrase(at + 2 if genitive else at + 1):
        return ""
    return chunk.side


#: What may stand before a place that a side has: "they now have all of X".
_QUANTIFIERS = frozenset({"most", "adverb"})


def _read_having(reader: Reader, at: int) -> Event | None:
    """Read "the rebels now have X", where no verb follows: "have X surrounded" is another thing."""
    row = reader.row
    if "negation" in row.chunks[at].tags:
        return None
    place = at + 1
    while place < len(row.chunks) and row.chunks[place].tags & _QUANTIFIERS:
        place += 1
    points = place < len(row.chunks) and row.low(place) in ("it", "both")
    if place >= len(row.chunks) or (row.chunks[place].kind not in ("place", "ref") and not points):
        return None
    found, subject = reader.placing.walk(at + 1), row.before_auxiliaries(at)
    if found is None or found.extent not in ("whole", "most") or not _ends_having(reader, found.at + 1):
        return None
    side = reader.roles.free_side(subject) if subject is not None else ""
    if side in ("", FOREIGN):
        return None
    return reader.make("have", "controlled", found, {"holder": side}, at, subject or 0, "state")


def _ends_having(reader: Reader, at: int) -> bool:
    """Say if nothing is told of what one has; in speech without marks the next clause may follow at once."""
    row = reader.row
    to_oneself = row.low(at) == "to" and row.low(at + 1) in ("themselves", "itself")
    return to_oneself or row.ends_phrase(at) or "pronoun_actor" in row.chunks[at].tags


def _ends_after(reader: Reader, owner: Chunk) -> bool:
    return reader.row.ends_phrase(reader.row.chunks.index(owner) + 1)


def _read_secure(reader: Reader, at: int) -> Event | None:
    """Read "X is secure": whoever held it holds it."""
    found = reader.placing.find_subject(at)
    if found is None or not found.places or not found.places[0].place:
        return None
    holder = reader.discourse.holder_of(found.places[0].place)
    return (
        reader.make("secure", "controlled", found, {"holder": holder}, at, found.at, "state")
        if holder
        else None
    )


#: What stands for "are" in a headline: "our forces still in X".
_YET = frozenset({"still", "now", "'s"})
_STAYING = frozenset({"remain", "remains", "remained", "stay", "stays", "stayed"})
_ARE = _YET | _STAYING


def _read_inside(reader: Reader, at: int) -> Event | None:
    """Read "rebel fighters were in the town", "they are inside X", "the army's still there"."""
    row, low = reader.row, reader.row.low(at)
    there, deep = low == "there", low == "inside" or low.startswith("in the ")
    index = _find_insider(reader, at) if low == "in" or deep or there else -1
    if index < 0:
        return None
    pronoun = row.low(index) in ("they", "we")
    found = reader.placing.walk(at if there else at + 1)
    side = reader.roles.pronoun_side(index) if pronoun else reader.roles.side_of(index)
    if found is None or found.extent in ("edge", "wide") or side in ("", FOREIGN):
        return None
    place = found.places[0].place if found.places else None
    is_own = place is not None and side == reader.discourse.holder_of(place)
    if deep and found.extent == "whole" and not is_own and not (place is not None and place.is_site):
        found.extent = "core" if set(low.split()) & row.lexicon.words["core"] else "part"
    stays = any(row.low(k) in _STAYING for k in range(index + 1, at))
    if (there or stays) and not is_own:
        return None
    if is_own:
        if row.chunks[at - 1].low in ("was", "were"):
            return None
        return reader.make("inside", "controlled", found, {"holder": side}, at, index, "state")
    return reader.make("inside", "captured", found, {"taker": side}, at, index, "state")


def _find_insider(reader: Reader, at: int) -> int:
    """Return the index of who is in a place: the side or the "they" before "are in", or -1."""
    row = reader.row
    if (row.chunks[at].preposition != "in" and row.low(at) != "there") or not at:
        return -1
    index = at - 1
    while index >= 0 and (
        row.chunks[index].tags & {"be", "adverb", "have"} or row.low(index) in _STAYING | {"'s"}
    ):
        index -= 1
    between = row.chunks[index + 1 : at]
    if row.low(at) not in ("in", "there") and index == at - 1 and row.chunks[index].kind == "actor":
        alone = not row.is_governed(index) and not any(chunk.verbs for chunk in row.chunks[:index])
        return index if alone else -1  # "rebels in the heart of X"
    there = row.low(index - 2) == "there" and "be" in row.chunks[index - 1].tags
    if index < 0 or not (there or any("be" in chunk.tags or chunk.low in _ARE for chunk in between)):
        return -1
    side = row.chunks[index].kind == "actor" and not row.is_governed(index)
    return index if side or row.low(index) in ("they", "we") else -1
