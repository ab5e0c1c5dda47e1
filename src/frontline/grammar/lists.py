"""Lists: lines that name places under a heading, or a side beside each: "Under rebel control:", "X: army".

Owns bulletins, tables and map legends without verbs. Knows what a chunk may be, not what a sentence says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN
from frontline.grammar.events import Event

if TYPE_CHECKING:
    from frontline.grammar.chunk import Chunk
    from frontline.lexicon import Lexicon
    from frontline.model import Located, Status

#: A heading of more chunks than this is a sentence.
_LONGEST_HEADING = 9
#: How many marks may stand before an entry of a list.
_BULLET = 2
_SEPARATORS = frozenset({":", "-", "–", "—", "=", "|", "/", ";"})
_PAIR_ENDS = frozenset({";", ".", "|"})
_SIDED = frozenset({"actor", "adjective", "asset", "held"})
_JOINING = frozenset({"and", "&", "held", "of", "under", "by", "to", "hands", "with", "in", "still", "now"})


@dataclass(slots=True)
class Heading:
    """What a line says of the places listed in the lines under it."""

    status: Status
    side: str
    start: int


def read_heading(chunks: list[Chunk], lexicon: Lexicon) -> Heading | None:
    """Return what a line such as "Captured by the rebels:" or "Under government control" says, or None.

    Only a short line without a place and without a full stop is a heading, and only one that has a word of holding or
    taking, and names one side; "Liberated today:" needs none.
    """
    last = max((at for at, chunk in enumerate(chunks[:-1]) if chunk.low == ","), default=-1)
    return _read_title(chunks, lexicon) or _read_title(chunks[last + 1 :], lexicon)


def _read_title(chunks: list[Chunk], lexicon: Lexicon) -> Heading | None:
    if not chunks or len(chunks) > _LONGEST_HEADING or chunks[-1].low in (".", "!", "?", ","):
        return None
    if any(
        chunk.kind == "place" or chunk.tags & {"be", "have", "modal", "negation", "report"}
        for chunk in chunks
    ):
        return None
    sides = {chunk.side for chunk in chunks if chunk.kind in _SIDED and chunk.side}
    colon = chunks[-1].low == ":"
    if not sides and colon and _status_of(chunks, lexicon, active=False) == "captured":
        return Heading("captured", "", chunks[0].start)
    if len(sides) != 1 or FOREIGN in sides:
        return None
    status = _status_of(chunks, lexicon, active=colon)
    if not status and colon and all(_is_plain(chunk) for chunk in chunks):
        status = "controlled"  # "SDF:", and the towns under it
    return Heading(status, sides.pop(), chunks[0].start) if status else None


def _status_of(chunks: list[Chunk], lexicon: Lexicon, *, active: bool) -> Status | None:
    """Return what a heading says: "Held by the rebels", "Rebels captured:" (if `active`)."""
    holding = {noun for rule in lexicon.states if rule.status == "controlled" for noun in rule.nouns}
    for chunk in chunks:
        if chunk.kind == "held" or set(chunk.low.split()) & holding:
            return "controlled"
        for sense in chunk.verbs:
            told = sense.form == "participle" or (active and sense.form == "past")
            if sense.rule.passive and told and sense.rule.subject in ("taker", "holder"):
                return sense.rule.status
    return None


def read_note(chunks: list[Chunk], at: int) -> Event | None:
    """Return what a note at a place says: "X (rebel-held)", "X - rebels; Y - army", "Rebels: X, Y"."""
    if chunks[at].kind == "place":
        return _read_bracket(chunks, at) or _read_beside(chunks, at)
    return _read_stand(chunks, at)


def _read_stand(chunks: list[Chunk], at: int) -> Event | None:
    """Read "Rebels: X, Y", where the sentence may go on after the list."""
    if chunks[at].low != ":" or at + 1 >= len(chunks) or not 0 < at <= _LONGEST_HEADING:
        return None
    sides = {chunk.side for chunk in chunks[:at] if chunk.kind in _SIDED and chunk.side}
    named = all(chunk.kind in _SIDED or "determiner" in chunk.tags for chunk in chunks[:at])
    listed, after = chunks[at + 1], chunks[at + 2] if at + 2 < len(chunks) else None
    ends = after is None or after.kind in ("punct", "date") or "conjunction" in after.tags
    if not named or not ends or listed.kind != "place" or listed.side or listed.extent != "whole":
        return None
    return _stand(chunks, at + 1, sides.pop(), chunks[0].start) if len(sides) == 1 else None


def _read_beside(chunks: list[Chunk], at: int) -> Event | None:
    """Read "X - rebels" where a sentence is nothing but such pairs."""
    if chunks[at].kind != "place" or chunks[at].extent != "whole":
        return None
    end = next((k for k in range(at, len(chunks)) if chunks[k].low in _PAIR_ENDS), len(chunks))
    opens = at == 0 or chunks[at - 1].low in (*_PAIR_ENDS, ":", "-", "–", "•", "*")
    pair = [chunk for chunk in chunks[at + 1 : end] if "determiner" not in chunk.tags]
    if not opens or len(pair) != 2 or pair[0].low not in _SEPARATORS or pair[1].kind not in _SIDED:
        return None
    return _stand(chunks, at, pair[1].side, chunks[at].start)


def _stand(chunks: list[Chunk], at: int, side: str, first: int) -> Event | None:
    if side in ("", FOREIGN):
        return None
    held = {"holder": side}
    place = chunks[at]
    return Event("stand", "controlled", place.places, "whole", held, at, -1, first, place.end, "list", at)


def _read_bracket(chunks: list[Chunk], at: int) -> Event | None:
    """Read "X (rebel-held)"."""
    chunk = chunks[at]
    if (
        chunk.kind != "place"
        or not chunk.side
        or chunk.side == FOREIGN
        or chunk.extent not in ("whole", "most")
    ):
        return None
    held = {"holder": chunk.side}
    return Event(
        "note", "controlled", chunk.places, "whole", held, at, -1, chunk.start, chunk.end, "state", at
    )


def read_item(chunks: list[Chunk], heading: Heading | None) -> Event | None:
    """Return what a line of a list says: places alone under a heading, or places and one side beside them."""
    entry = _read_entry(chunks, heading) if heading is not None else None
    if entry is not None:
        return entry
    places = [index for index, chunk in enumerate(chunks) if chunk.kind == "place"]
    if not places or any(chunks[index].extent not in ("whole", "most") for index in places):
        return None
    if not all(_is_plain(chunk) for chunk in chunks):
        return None
    sides = {chunk.side for chunk in chunks if chunk.kind in _SIDED and chunk.side}
    located = [item for index in places for item in chunks[index].places]
    first, last, at = chunks[0].start, chunks[-1].end, places[0]
    if not sides and heading is not None:
        return _under(heading, located, at, last)
    parted = any(chunk.low in _SEPARATORS for chunk in chunks[at + 1 :]) or (at and chunks[at - 1].low == ":")
    if len(sides) == 1 and FOREIGN not in sides and len(places) == 1 and parted:
        held = {"holder": sides.pop()}
        return Event("list_item", "controlled", located, "whole", held, at, -1, first, last, "list", at)
    return None


def _under(heading: Heading, located: list[Located], at: int, last: int) -> Event:
    """Return what a heading says of places under it."""
    role = "taker" if heading.status == "captured" else "holder"
    told = {role: heading.side} if heading.side else {}
    return Event("heading", heading.status, located, "whole", told, at, -1, heading.start, last, "list", at)


def _read_entry(chunks: list[Chunk], heading: Heading) -> Event | None:
    """Read the place that an entry with a bullet begins with, where a note may follow: "- X + the road", "- Y, Northshire"."""
    at = next((k for k, chunk in enumerate(chunks) if chunk.kind != "punct"), -1)
    if not 0 < at <= _BULLET or chunks[at].kind != "place" or chunks[at].extent not in ("whole", "most"):
        return None
    said = any(chunk.verbs or chunk.tags & {"negation", "be", "have", "modal", "failure"} for chunk in chunks)
    ends = at + 1 == len(chunks) or chunks[at + 1].kind in ("punct", "date")
    if said or not ends or any(chunk.kind in _SIDED for chunk in chunks):
        return None
    return _under(heading, chunks[at].places, at, chunks[at].end)


def _is_plain(chunk: Chunk) -> bool:
    """Say if a chunk may stand in a line of a list: no verb, no word that says more."""
    if chunk.kind in ("place", "punct", "date", "actor", "adjective", "held"):
        return True
    if chunk.kind == "asset":
        return chunk.low.split()[-1] in ("control", "hands", "territory", "rule", "held")
    return (
        chunk.low in _JOINING or chunk.low.isdigit() or bool(chunk.tags & {"determiner", "kind", "adjective"})
    )
