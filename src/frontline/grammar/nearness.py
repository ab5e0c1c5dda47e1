"""Nearness: who is before a place, and how far from it: "they are five kilometres from X", "rebels at the gates of X"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN
from frontline.grammar.row import STRONG

if TYPE_CHECKING:
    from frontline.grammar.events import Event, Reader

#: What may stand between a side and a distance.
_ROUGHLY = frozenset(
    {"about", "some", "around", "roughly", "within", "to", "less", "than", "fewer", "only", "a", "few"}
)


#: How long a relative clause without commas may be, in chunks.
_RELATIVE_REACH = 10


def read_nearness(reader: Reader, at: int) -> Event | None:
    """Return who is told to be before a place by what stands at an index, or None."""
    row, chunk = reader.row, reader.row.chunks[at]
    event: Event | None = None
    if "unit" in row.tags or chunk.low.endswith("km"):
        event = _read_distance(reader, at) or _read_separation(reader, at)
    return event or (read_edge(reader, at) if chunk.extent == "edge" else None)


def _read_distance(reader: Reader, at: int) -> Event | None:
    """Read "they are now some five kilometres from X", "came within 5 km of X", "X is 5 km from their lines"."""
    row, chunk = reader.row, reader.row.chunks[at]
    if "unit" not in chunk.tags and not chunk.low.endswith("km"):
        return None
    if at + 1 >= len(row.chunks) or row.chunks[at + 1].preposition not in ("from", "of", "near"):
        return None
    verb = at - 1
    while verb >= 0 and (
        row.low(verb)[0].isdigit()
        or row.chunks[verb].tags & {"adverb", "determiner"}
        or row.low(verb) in _ROUGHLY
    ):
        verb -= 1
    brought = _find_brought(reader, verb)
    if verb < 0 or not (brought or row.chunks[verb].tags & {"be", "copula"} or row.chunks[verb].verbs):
        return None
    found = reader.placing.walk(at + 2)
    if found is None:
        return None if brought else _read_distance_from_side(reader, at, verb)
    subject = brought or _find_advancing(reader, verb)
    if subject is None or subject[1] == FOREIGN or not (subject[1] or reader.roles.is_vague(subject[0])):
        return None
    found.extent = "edge"
    return reader.make("distance", "approached", found, {"besieger": subject[1]}, at, subject[0], "state")


def _read_separation(reader: Reader, at: int) -> Event | None:
    """Read "10 km separate the rebels from X", "the distance between the rebels and X is 10 km"."""
    row = reader.row
    if row.low(at) not in row.lexicon.words["apart"] or not any("unit" in c.tags for c in row.chunks):
        return None
    side = next((k for k in row.reach(at) if row.chunks[k].kind in ("actor", "asset")), None)
    place = next((k for k in row.reach(at) if row.chunks[k].kind == "place"), None)
    if side is None or place is None or row.chunks[side].side in ("", FOREIGN):
        return None
    found = reader.placing.walk(place)
    if found is None:
        return None
    found.extent = "edge"
    besieger = {"besieger": row.chunks[side].side}
    return reader.make("distance", "approached", found, besieger, at, side, "state")


def _find_brought(reader: Reader, at: int) -> tuple[int, str] | None:
    """Return who stands right before a distance: "rebels within 5 km of X", "putting them 5 km from X"."""
    if at < 0:
        return None
    if reader.row.low(at) == "them":
        return at, reader.roles.pronoun_side(at)
    side = reader.roles.free_side(at) if reader.row.chunks[at].kind == "actor" else ""
    return (at, side) if side else None


def _find_advancing(reader: Reader, verb: int) -> tuple[int, str] | None:
    """Return who is at a distance: the nearest side to the left, no place between."""
    row = reader.row
    for index in range(verb, -1, -1):
        chunk = row.chunks[index]
        if chunk.low in STRONG or (chunk.kind == "place" and index > verb - 3):
            return None
        if chunk.low in ("they", "we", "who"):
            return index, reader.roles.pronoun_side(index)
        if chunk.kind in ("actor", "asset") and not row.is_governed(index):
            return index, reader.roles.side_of(index)
    return None


def _read_distance_from_side(reader: Reader, at: int, verb: int) -> Event | None:
    owner = reader.roles.side_after(at + 1)
    found = reader.placing.find_subject(verb)
    if owner is None or found is None or owner.side in ("", FOREIGN):
        return None
    found.extent = "edge"
    return reader.make("distance", "approached", found, {"besieger": owner.side}, at, found.at, "state")


def read_edge(reader: Reader, at: int) -> Event | None:
    """Read "rebels at the gates of X", where no verb is listed."""
    row, chunk = reader.row, reader.row.chunks[at]
    if chunk.extent != "edge" or chunk.kind not in ("place", "ref") or at < 2:
        return None
    told = bool(chunk.places) and chunk.end > chunk.places[-1].mention.end  # "X's gates"
    if not (chunk.lead < chunk.start or chunk.kind == "ref" or told):
        return None
    lead = at - 1
    while lead > 0 and "determiner" in row.chunks[lead].tags:
        lead -= 1
    if row.low(lead) not in ("at", "on", "in", "to", "within"):
        return None
    index = lead - 1
    while index >= 0 and (
        row.chunks[index].tags & {"be", "copula", "adverb", "have"} or row.chunks[index].kind == "date"
    ):
        index -= 1
    index = _before_relative(reader, index)
    beside = index == lead - 1  # "they wrote of the rebels at the gates of X"
    if index < 0 or (row.is_governed(index) and not beside):
        return None
    pronoun = row.low(index) == "they" and row.low(lead) in ("at", "on") and not beside
    known = pronoun or row.chunks[index].kind == "actor"
    found = reader.placing.walk(at) if known else None
    side = reader.roles.pronoun_side(index) if pronoun else reader.roles.side_of(index)
    if found is None or side in ("", FOREIGN):
        return None
    return reader.make("edge", "approached", found, {"besieger": side}, at, index, "state")


def _before_relative(reader: Reader, at: int) -> int:
    """Return the index of the side of "the rebels, who already hold X, are at", "rebels who took X are at", else the index itself."""
    row = reader.row
    if at < 1:
        return at
    if row.chunks[at].extent == "wide" and row.preposition(at - 1) == "in":
        return at - 2  # "rebels in that country are at"
    if row.low(at) != ",":
        who = next(
            (k for k in range(at - 1, max(0, at - _RELATIVE_REACH), -1) if row.low(k) in ("who", ",")), 0
        )
        return who - 1 if row.low(who) == "who" else at
    opening = next((k for k in range(at - 1, 0, -1) if row.low(k) == ","), 0)
    return opening - 1 if opening and row.low(opening + 1) in ("who", "which") else at
