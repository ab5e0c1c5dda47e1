"""Strangers: places that a sentence gives to somebody who is no side that the theatre knows: "the militia captured X".

Nobody is claimed to hold them, neither a side nor the side that had them. Knows no side's meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.grammar.events import Event, Reader

#: Verbs after which a place is no longer whose it was, and the forms in which they tell so.
_TAKING = frozenset({"take", "liberate"})
_DONE = frozenset({"past", "participle", "third", "ing"})


def is_taken(reader: Reader, place: int) -> bool:
    """Say if a verb of taking leads to a place at an index: whose it is called, it was until then, whoever took it."""
    row, index = reader.row, place - 1
    while index > 0 and (
        row.chunks[index].kind in ("held", "adjective", "actor", "asset")
        or row.chunks[index].tags & {"determiner", "adjective", "kind"}
        or row.low(index) in ("of", "'s", "'")
    ):
        index -= 1
    senses = row.chunks[index].verbs if index >= 0 else ()
    return any(sense.rule.rule in _TAKING and sense.form in _DONE for sense in senses)


def taken_by_strangers(reader: Reader, events: Sequence[Event]) -> frozenset[str]:
    """Return the ids of the places that are told to be taken by who is no side of the theatre."""
    read = {event.at for event in events}
    taken: set[str] = set()
    for at, chunk in enumerate(reader.row.chunks):
        if at in read or chunk.kind != "word" or not _takes(reader, at):
            continue
        found = reader.placing.walk(at + 1)
        if found is not None:
            taken.update(item.place.place_id for item in found.places if item.place is not None)
    return frozenset(taken)


def _takes(reader: Reader, at: int) -> bool:
    """Say if it is an active verb of taking whose subject is a stranger."""
    senses = reader.row.chunks[at].verbs
    if not any(sense.rule.rule in _TAKING and sense.form in _DONE for sense in senses):
        return False
    subject = reader.row.before_auxiliaries(at)
    if subject is None:
        return False
    who = reader.row.chunks[subject]
    if who.kind == "actor":
        return not reader.roles.is_vague(subject) and reader.roles.side_of(subject) in ("", FOREIGN)
    first, _last = reader.row.part(at)
    if any(chunk.kind == "actor" for chunk in reader.row.chunks[first:subject]):
        return False  # "the factions of the Dawn room": whoever the factions are
    unknown = who.capital and who.kind == "word" and not (who.tags or who.verbs or who.nouns)
    return unknown or reader.row.is_plain_noun(subject)
