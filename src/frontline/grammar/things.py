"""Things: what is said of a thing of a side in a place: its stronghold, its territory, its checkpoints, its control.

Owns these things and whose they are; which words name them is the lexicon's. Knows no verb's meaning.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN
from frontline.grammar.discourse import resolve_side
from frontline.grammar.strangers import is_taken

if TYPE_CHECKING:
    from frontline.grammar.events import Event, Reader
    from frontline.grammar.walking import Found

#: What a side has of a place: "rebel control of X".
_SWAY = frozenset({"control", "rule", "grip"})
#: Forms of being that tell of now.
_IS = frozenset({"is", "are", "remains", "remain"})
_SERVES = frozenset({"serves", "serve"})
#: What may stand before the subject of a clause.
_OPENS = frozenset({",", ";", ":", "and", "while", "but"})


@lru_cache(maxsize=8)
def _endings(words: frozenset[str]) -> tuple[str, ...]:
    """Return words as `str.endswith` takes them."""
    return tuple(sorted(words))


def read_thing(reader: Reader, at: int) -> Event | None:
    """Read what is said of a thing of a side: its stronghold, its territory, its checkpoints."""
    words, thing = reader.row.lexicon.words, reader.row.low(at).rpartition(" ")[2]
    found = _read_seat(reader, at) if reader.row.low(at).endswith(_endings(words["seat"])) else None
    if found is None and thing in _SWAY and reader.row.low(at + 1) in ("of", "over"):
        found = _read_sway(reader, at)
    if found is None and reader.row.chunks[at].kind == "asset":
        found = _read_ground(reader, at) if thing in words["ground"] else None
        found = found or (_read_posts(reader, at) if thing in words["post"] else None)
    return found


def _read_sway(reader: Reader, at: int) -> Event | None:
    """Read "rebel control of X", "army rule over X"."""
    chunk = reader.row.chunks[at]
    found = reader.placing.walk(at + 2) if chunk.kind == "asset" else None
    if found is None or found.extent not in ("whole", "most") or chunk.side in ("", FOREIGN):
        return None
    if reader.row.is_waning(found.at):
        return None
    return reader.make("control_of", "controlled", found, {"holder": chunk.side}, at, -1, "noun")


def _read_seat(reader: Reader, at: int) -> Event | None:
    """Read "the opposition stronghold of X", "X, the rebels' stronghold", unless it was one only once."""
    row, chunk = reader.row, reader.row.chunks[at]
    before = row.chunks[max(0, at - 3) : at]
    if any(c.low in ("former", "once", "old", "traditional") or "negation" in c.tags for c in before):
        return None
    owner = (reader.roles.find_owner(at), at) if chunk.kind != "asset" else (chunk.side, at)
    side = owner[0] or (find_owner(reader, at) or ("", at))[0]
    opening = next((k for k in range(at, max(-1, at - 5), -1) if row.low(k) == ","), 0)
    found = reader.placing.before_aside(opening + 1) if opening else None
    if row.low(at + 1) == "of" or (at + 1 < len(row.chunks) and row.chunks[at + 1].kind == "place"):
        found = reader.placing.walk(at + 2 if row.low(at + 1) == "of" else at + 1) or found
    found = found or _seat_told(reader, at) or _seat_named(reader, at)
    if found is None or found.extent != "whole" or side in ("", FOREIGN) or is_taken(reader, found.at):
        return None
    return reader.make("seat", "controlled", found, {"holder": side}, at, found.at, "state")


def _seat_told(reader: Reader, at: int) -> Found | None:
    """Return the place of "X is the rebels' stronghold", "X remains an army stronghold"; of "was" it may be one no more."""
    row, index = reader.row, at - 1
    while index > 0 and (
        row.chunks[index].kind in ("actor", "adjective")
        or row.chunks[index].tags & {"determiner", "adjective", "adverb"}
        or row.low(index) in ("'s", "'")
    ):
        index -= 1
    if row.low(index) == "as" and row.low(index - 1) in _SERVES:
        index -= 1  # "X now serves as their main base"
    told = index > 0 and row.low(index) in _IS | _SERVES
    return reader.placing.find_subject(index) if told else None


def _seat_named(reader: Reader, at: int) -> Found | None:
    """Return the place of "the rebels' de facto capital, X,"."""
    row = reader.row
    named = at + 3 < len(row.chunks) and row.low(at + 1) == "," and row.low(at + 3) == ","
    return reader.placing.walk(at + 2) if named and row.chunks[at + 2].kind == "place" else None


def _read_ground(reader: Reader, at: int) -> Event | None:
    """Read "rebel territory now includes X"."""
    row, index = reader.row, at + 1
    while index < len(row.chunks) and "adverb" in row.chunks[index].tags:
        index += 1
    if index >= len(row.chunks) or "include" not in row.chunks[index].tags:
        return None
    found, side = reader.placing.walk(index + 1), row.chunks[at].side
    if found is None or found.extent != "whole" or side in ("", FOREIGN):
        return None
    return reader.make("ground", "controlled", found, {"holder": side}, at, found.at, "state")


def _is_changed(reader: Reader, at: int) -> bool:
    """Say if the clause goes on to tell that what stands in a place was left, lost or taken."""
    last = reader.row.part(at)[1]
    verbs = (sense for chunk in reader.row.chunks[at:last] for sense in chunk.verbs)
    return any(sense.rule.status not in ("controlled", "approached") for sense in verbs)


def _read_posts(reader: Reader, at: int) -> Event | None:
    """Read "army checkpoints still in place at X", "the army's positions are still in X", "army artillery in X shelled"."""
    row, index = reader.row, at + 1
    while index < len(row.chunks) and (
        row.chunks[index].tags & {"be", "copula", "adverb"}
        or row.low(index) in ("in place", "place")
        or row.low(index + 1) == "place"
    ):
        index += 1
    lasting = any(
        row.low(k) in ("still", "place") or "copula" in row.chunks[k].tags for k in range(at + 1, index)
    )
    opens = index == at + 1 and (
        row.before(row.governor(at) + 1) is None or row.low(row.governor(at)) in _OPENS
    )
    opens = opens and not _is_changed(reader, at)
    if not (lasting or opens) or index >= len(row.chunks) or row.chunks[index].preposition != "in":
        return None
    found, side = reader.placing.walk(index + 1), row.chunks[at].side
    if found is None or found.extent != "whole" or side in ("", FOREIGN):
        return None
    if opens and any(
        item.place is None or reader.discourse.holder_of(item.place) != side for item in found.places
    ):
        return None
    return reader.make("posts", "controlled", found, {"holder": side}, at, at, "state")


def find_owner(reader: Reader, at: int) -> tuple[str, int] | None:
    """Read whose control it is: "their control", "control of the rebels"."""
    own = reader.roles.find_owner(at)
    if not own and reader.row.low(0) == "with" and reader.row.low(at - 1) in ("their", "its"):
        own = reader.roles.side_right_of(at)  # "With X under their control, the rebels"
    if own:
        return own, at + 1
    joined = reader.row.low(at).split()[-1] in ("of", "by")
    if not joined and reader.row.low(at + 1) not in ("of", "by"):
        return None
    side = reader.roles.side_after(at if joined else at + 1)
    if side is not None and not side.side and side.low in reader.row.lexicon.words["vague"]:
        return reader.discourse.taker, at + 3
    return (resolve_side(side, reader.discourse, ""), at + 3) if side is not None else None
