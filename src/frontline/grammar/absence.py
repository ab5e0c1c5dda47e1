"""Absence: what is said of a place by who is not there: "troops are no longer in X", "no army presence in X".

Owns these denials of presence, which are changes of control and no denials. Which words make them is the lexicon's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN
from frontline.grammar.placing import Found
from frontline.grammar.qualities import is_declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frontline.grammar.chunk import Chunk
    from frontline.grammar.events import Event, Reader
    from frontline.model import Status

#: How far from "no longer" its preposition may stand, in chunks.
_NEAR = 4


def read_absence(reader: Reader, at: int) -> Event | None:
    """Return what a word of absence at an index says of a place, or None."""
    low = reader.row.low(at)
    words = reader.row.lexicon.words
    if low in words["no_longer"]:
        return _read_no_longer(reader, at)
    if low in words["rid_of"]:
        return _read_rid_of(reader, at)
    if low in ("no", "not"):
        return _read_no_presence(reader, at) or _read_nobody_stays(reader, at) or _read_has_none(reader, at)
    return _read_out(reader, at) if low in ("gone", "out", "out of") else None


def read_unchanged(reader: Reader, at: int) -> Iterator[Event]:
    """Yield that whoever held them holds them, of "neither X nor Y has changed hands"."""
    row = reader.row
    named = row.chunks[at + 1] if row.low(at) == "neither" and at + 2 < len(row.chunks) else None
    if named is None or named.kind != "place" or named.extent != "whole":
        return
    verb = next((k for k in row.reach(at + 1, _NEAR) if row.chunks[k].verbs), -1)
    changed = verb > 0 and row.low(verb).endswith(" hands")
    if not changed or any("modal" in row.chunks[k].tags for k in range(at, verb)):
        return
    for item in named.places:
        holder = reader.discourse.holder_of(item.place) if item.place is not None else ""
        if holder:
            found = Found([item], "whole", at + 1)
            yield reader.make("unchanged", "controlled", found, {"holder": holder}, at, at + 1, "state")


def _read_no_longer(reader: Reader, at: int) -> Event | None:
    """Read "government troops are no longer in X", "X is no longer in the army's hands"."""
    row = reader.row
    subject = row.before_auxiliaries(at)
    if subject is None:
        return None
    holds = (
        [sense for sense in row.chunks[at + 1].verbs if sense.rule.rule == "hold"]
        if at + 1 < len(row.chunks)
        else []
    )
    if holds and row.chunks[subject].kind == "actor":
        found = reader.placing.find_role(at + 1, holds[0].rule)
        return _make(reader, found, reader.roles.free_side(subject), at, "lost")
    side = reader.roles.free_side(subject) if row.chunks[subject].kind == "actor" else ""
    if side:
        return _make(reader, _inside(reader, at), side, at, "withdrawn")
    for index in row.reach(at, _NEAR):
        held = reader.roles.side_after(index) if row.low(index) in ("in", "under", "with") else None
        if held is not None and held.kind in ("asset", "actor"):
            return _make(reader, reader.placing.find_subject(at), held.side, at, "lost")
    return None


def _read_rid_of(reader: Reader, at: int) -> Event | None:
    """Read "X is free of the regime's gangs", "X is without soldiers", "X, which emptied of soldiers"."""
    row = reader.row
    owner = reader.roles.side_after(at)
    before = row.before(at)
    if owner is None or owner.kind != "actor" or before is None:
        return None
    declared = row.chunks[before].kind in ("place", "ref") and is_declared(reader, before)
    led = row.chunks[before].tags & {"be", "copula"} or row.low(before) in (
        "them",
        "it",
        "all of them",
        "both",
    )
    if row.low(at) == "without":
        led = "be" in row.chunks[before].tags
    emptied = row.low(at).startswith("emptied")
    if not (led or declared or emptied):
        return None
    found = reader.placing.walk(before) if declared else reader.placing.find_subject(at)
    place = found.places[0].place if found is not None and found.places else None
    side = _side_missed(reader, owner, found)
    side = side or (reader.discourse.holder_of(place) if emptied and place is not None else "")
    return _make(reader, found, side, at, "lost" if owner.side else "withdrawn")


def _read_no_presence(reader: Reader, at: int) -> Event | None:
    """Read "there is no army presence in X", "in X there are no soldiers", "X: not one soldier"."""
    row = reader.row
    owner = reader.roles.side_after(at)
    there = row.low(at - 2) == "there" and "be" in row.chunks[at - 1].tags
    verbless = not any(chunk.verbs or chunk.tags & {"be", "have", "modal", "copula"} for chunk in row.chunks)
    if owner is None or not (there or verbless):
        return None
    found = _inside(reader, row.chunks.index(owner)) or (
        reader.placing.fronted(at - 2) if there else reader.placing.of_label(at)
    )
    return _make(reader, found, _side_not_there(reader, owner, found), at, "withdrawn")


def _read_nobody_stays(reader: Reader, at: int) -> Event | None:
    """Read "not a single soldier remains in X", "no army checkpoint is left in X"."""
    row = reader.row
    owner = reader.roles.side_after(at)
    if owner is None:
        return None
    index = row.chunks.index(owner)
    stays = any(
        "copula" in c.tags or c.low in ("left", "is left", "are left")
        for c in row.chunks[index + 1 : index + 3]
    )
    found = _inside(reader, index + 1) if stays else None
    return _make(reader, found, _side_missed(reader, owner, found), at, "withdrawn")


def _read_has_none(reader: Reader, at: int) -> Event | None:
    """Read "X has no soldiers"."""
    row = reader.row
    owner, before = reader.roles.side_after(at), row.chunks[at - 1] if at else None
    if owner is None or before is None or "have" not in before.tags:
        return None
    if not row.ends_phrase(row.chunks.index(owner) + 1):
        return None
    found = reader.placing.find_subject(at - 1)
    return _make(reader, found, _side_not_there(reader, owner, found), at, "withdrawn")


def _read_out(reader: Reader, at: int) -> Event | None:
    """Read "in X the army is gone", "X: soldiers gone", "Army out of X"."""
    row, index = reader.row, reader.row.before_auxiliaries(at)
    owner = row.chunks[index] if index is not None else None
    if index is None or owner is None or owner.kind != "actor" or row.is_governed(index):
        return None
    if any(chunk.tags & {"negation", "modal"} for chunk in row.chunks[index:at]):
        return None
    if row.low(at) == "out of":
        leads = row.governor(index) < 0 and index == at - 1
        found = reader.placing.walk(at + 1) if leads else None
    else:
        found = _placed_before(reader, index) if row.ends_phrase(at + 1) else None
    return _make(reader, found, _side_missed(reader, owner, found), at, "withdrawn")


def _placed_before(reader: Reader, at: int) -> Found | None:
    """Return the place that a clause is fronted by, or that its line begins with."""
    return reader.placing.fronted(at) or reader.placing.of_label(at)


def _side_missed(reader: Reader, owner: Chunk, found: Found | None) -> str:
    """Return the side that is told to be absent: of "soldiers" whoever held the place."""
    place = found.places[0].place if found is not None and found.places else None
    if owner.side or place is None or owner.low in reader.row.lexicon.words["vague"]:
        return owner.side
    return reader.discourse.holder_of(place)


def _side_not_there(reader: Reader, owner: Chunk, found: Found | None) -> str:
    """Return the side that has left what it held, "" for one that was never told to have the place: "no rebels in X"."""
    side = _side_missed(reader, owner, found)
    place = found.places[0].place if found is not None and found.places else None
    return side if place is not None and reader.discourse.holder_of(place) in ("", side) else ""


def _inside(reader: Reader, at: int) -> Found | None:
    """Return the place that "in" leads to within a few chunks."""
    for index in reader.row.reach(at, _NEAR):
        if reader.row.chunks[index].preposition == "in":
            return reader.placing.walk(index + 1)
    return None


def _make(reader: Reader, found: Found | None, side: str, at: int, status: Status) -> Event | None:
    if found is None or not found.places or found.extent not in ("whole", "most") or side in ("", FOREIGN):
        return None
    rule = "no_longer_held" if status == "lost" else "no_longer_there"
    return reader.make(rule, status, found, {"loser": side}, at, -1, "state")
