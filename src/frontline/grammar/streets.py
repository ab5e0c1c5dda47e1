"""Streets: who is in a town, told by a spot of it: "In X, rebels are in the main square", "X has let the rebels in".

Owns these ways of telling, and prisons whose inmates go free; which words name spots and welcomes is the lexicon's. Knows no verb's meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN

if TYPE_CHECKING:
    from frontline.grammar.events import Event, Reader
    from frontline.grammar.walking import Found

#: How many chunks a spot and its articles may take.
_SPOT_REACH = 5
#: What stands for "are" beside its forms: "soldiers stay at the gate".
_STANDS = frozenset({"'s", "still", "now", "stand", "stands", "stood", "sit", "sits", "sat"})
_EXTENTS = frozenset({"whole", "most"})


def read_streets(reader: Reader, at: int) -> Event | None:
    """Return what a preposition at an index, or a word of welcome, says of the town, or None."""
    tags = reader.row.chunks[at].tags
    if "let_in" in tags or "receive" in tags:
        return _read_welcome(reader, at)
    if "inmates" in tags:
        return _read_freed(reader, at)
    return _read_spot(reader, at) if reader.row.chunks[at].preposition in ("in", "on") else None


def _read_spot(reader: Reader, at: int) -> Event | None:
    """Read "In X, rebels are in the main square", "X: the rebels are at every junction", "soldiers are at the checkpoint in X"."""
    end, index = _end_of_spot(reader, at), _find_stander(reader, at)
    if end < 0 or index < 0:
        return None
    found = _place_of(reader, index, end)
    place = found.places[0].place if found is not None and found.places else None
    side = reader.roles.free_side(index)
    if found is None or place is None or place.is_wide or found.extent not in _EXTENTS:
        return None
    if not side:
        holder, rival = reader.discourse.holder_of(place), reader.discourse.rival_of(place)
        side = rival if reader.roles.is_vague(index) else holder
    if side in ("", FOREIGN) or (found.at == index and reader.discourse.holders.get(place.place_id) == side):
        return None  # nobody, or what the line above told of its place
    if side == reader.discourse.holder_of(place):
        if any(reader.row.low(k) in ("was", "were") for k in range(index, at)):
            return None
        return reader.make("in_streets", "controlled", found, {"holder": side}, at, index, "state")
    return reader.make("inside", "captured", found, {"taker": side}, at, index, "state")


def _end_of_spot(reader: Reader, at: int) -> int:
    """Return the index after "the main square", "every junction", -1 where no spot of a town follows."""
    row = reader.row
    for index in row.reach(at, _SPOT_REACH):
        words, chunk = row.low(index).split(), row.chunks[index]
        if "spot" in chunk.tags or (chunk.kind == "ref" and words[-1] in row.lexicon.words["spot"]):
            return index + 1
        if not (chunk.tags & {"determiner", "adjective"} or row.is_plain_noun(index) or chunk.low == "'s"):
            return -1
    return -1


def _find_stander(reader: Reader, at: int) -> int:
    """Return the index of the side that is, stands or stays before a preposition, or -1."""
    row, index, stands = reader.row, at - 1, False
    while index >= 0 and (
        row.chunks[index].tags & {"be", "adverb", "have", "copula"} or row.low(index) in _STANDS
    ):
        stands = stands or "adverb" not in row.chunks[index].tags or row.low(index) in _STANDS
        index -= 1
    if index < 0 or not stands or row.chunks[index].person:
        return -1
    if any(row.chunks[k].tags & {"negation", "modal"} for k in range(index, at)):
        return -1
    return index if row.chunks[index].kind == "actor" and not row.is_governed(index) else -1


def _place_of(reader: Reader, index: int, end: int) -> Found | None:
    """Return the town of a spot that ends before `end`: named after it, at the sentence's front, or by its line."""
    row = reader.row
    if row.preposition(end) in ("in", "of") and end + 1 < len(row.chunks):
        return reader.placing.walk(end + 1)
    start = row.governor(index) + 1
    led = start > 1 and row.low(start - 1) == "," and start - 1
    fronted = (led or start) - 1
    if fronted == 1 and row.chunks[0].preposition == "in" and row.chunks[1].kind == "place":
        return reader.placing.walk(1)
    return reader.placing.of_label(index)


def _read_welcome(reader: Reader, at: int) -> Event | None:
    """Read "X has let the rebels in", "X received the rebels with rice"."""
    row = reader.row
    side = reader.roles.side_after(at)
    if side is None or side.kind != "actor" or side.side in ("", FOREIGN):
        return None
    after = row.chunks.index(side) + 1
    ends = row.low(after) == "in" if "let_in" in row.chunks[at].tags else row.ends_phrase(after) or (
        row.preposition(after) == "with"
    )  # fmt: skip
    if not ends or any(row.chunks[k].tags & {"negation", "modal"} for k in range(max(0, at - 2), at)):
        return None
    found = reader.placing.find_subject(at)
    if found is None or not found.places or found.extent not in _EXTENTS:
        return None
    return reader.make("let_in", "captured", found, {"taker": side.side}, at, found.at, "past")


#: Kinds of places whose inmates go free when they are taken.
_PRISONS = frozenset({"facility", "base"})


def _read_freed(reader: Reader, at: int) -> Event | None:
    """Read "prisoners were freed from X prison", "inmates walked out of X prison": it is lost to whoever had it."""
    row = reader.row
    freed = next((k for k in row.reach(at, 4) if "freed" in row.chunks[k].tags), -1)
    if freed < 0 or any(row.chunks[k].tags & {"negation", "modal"} for k in range(at, freed)):
        return None
    leads = row.preposition(freed + 1) in ("from", "in", "of")
    found = reader.placing.walk(freed + 2) if leads else None
    place = found.places[0].place if found is not None and found.places else None
    if found is None or place is None or place.kind not in _PRISONS:
        return None
    return reader.make("freed", "captured", found, {}, freed, found.at, "past")
