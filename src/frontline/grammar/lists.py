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
_SEPARATORS = frozenset({":", "-", "–", "—", "=", "|", "/", ";", "→", "➡", ">"})
_PAIR_ENDS = frozenset({";", ".", "|"})
_SIDED = frozenset({"actor", "adjective", "asset", "held"})
_JOINING = frozenset({"and", "&", "held", "of", "under", "by", "to", "hands", "with", "in", "still", "now"})


#: What may stand with a side before a list of its places: "The rebels and allies: X, Y".
_ENTITLED = frozenset({"and", "allies", "partners"})


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
    named = all(
        chunk.kind in _SIDED or chunk.low in _ENTITLED or "determiner" in chunk.tags for chunk in chunks[:at]
    )
    listed, after = chunks[at + 1], chunks[at + 2] if at + 2 < len(chunks) else None
    ends = after is None or after.kind in ("punct", "date") or "conjunction" in after.tags
    if not named or not ends or listed.kind != "place" or listed.side or listed.extent != "whole":
        return None
    return _stand(chunks, at + 1, sides.pop(), chunks[0].start) if len(sides) == 1 else None


def _read_beside(chunks: list[Chunk], at: int) -> Event | None:
    """Read "X - rebels" where a sentence is nothing but such pairs, and "X: army, dug in on the hill"."""
    if chunks[at].kind != "place" or chunks[at].extent != "whole":
        return None
    end = next((k for k in range(at, len(chunks)) if chunks[k].low in _PAIR_ENDS), len(chunks))
    opens = at == 0 or chunks[at - 1].low in (*_PAIR_ENDS, ":", "-", "–", "•", "*")
    pair = [chunk for chunk in chunks[at + 1 : end] if not chunk.tags & {"determiner", "adverb"}]
    if not opens or len(pair) < _PAIR or pair[0].low not in _SEPARATORS or pair[1].kind not in _SIDED:
        return None
    rest = pair[_PAIR:]
    if rest and not (pair[0].low == ":" and pair[1].kind == "actor" and _only_adds(rest)):
        return None
    return _stand(chunks, at, pair[1].side, chunks[at].start)


#: A mark and a side.
_PAIR = 2


def _only_adds(rest: list[Chunk]) -> bool:
    """Say if what follows a side after a comma or a date names no other: "X: army, reinforced on Monday"."""
    sided = any(chunk.kind in _SIDED or chunk.tags & {"negation", "modal"} for chunk in rest)
    return (rest[0].low == "," or rest[0].kind == "date") and not sided


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


def read_count(chunks: list[Chunk]) -> Heading | None:
    """Return what a sentence says of places that it only counts: "The rebels seized 30 villages".

    The sentences after it may name them.
    """
    if not any("kind" in chunk.tags and chunk.low.endswith("s") for chunk in chunks):
        return None
    unsure = frozenset({"negation", "modal", "plan", "doubt", "failure", "bygone"})
    if any((c.kind == "place" and c.extent != "wide") or c.tags & unsure for c in chunks):
        return None
    taken = [at for at, c in enumerate(chunks) if any(s.rule.status == "captured" for s in c.verbs)]
    sides = [c.side for c in chunks[: taken[0]] if c.kind == "actor" and c.side] if taken else []
    if not taken or FOREIGN in sides:
        return None
    return Heading("captured", sides[-1] if sides else "", chunks[0].start)


#: What leads to the names of places that were only counted.
_THESE = frozenset({"these", "they", "those", "among", "among them", "among which", "the"})
#: How many chunks it takes: "among these villages are".
_LONGEST_LEAD = 5


def read_listed(chunks: list[Chunk], heading: Heading | None) -> Event | None:
    """Read "These include X and Y", "Among them are X and Y", "On the 5th: X, Y" after a sentence that only counts them."""
    at = next((k for k, chunk in enumerate(chunks[: _LONGEST_LEAD + 1]) if chunk.kind == "place"), 0)
    if heading is None or not at or chunks[at].extent not in ("whole", "most"):
        return None
    lead = chunks[:at]
    dated = lead[-1].low == ":" and any(chunk.kind == "date" for chunk in lead)
    named = lead[0].low in _THESE and (lead[-1].low in ("are", "were") or "include" in lead[-1].tags)
    plain = all(c.kind in ("date", "punct") or (c.kind == "word" and not c.verbs) for c in lead)
    return (
        _under(heading, chunks[at].places, at, chunks[at].end, lead[0].start)
        if plain and (dated or named)
        else None
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


def _under(heading: Heading, located: list[Located], at: int, last: int, first: int = -1) -> Event:
    """Return what a heading says of places under it; `first` is where its clause starts, by default with the heading."""
    first = heading.start if first < 0 else first
    role = "taker" if heading.status == "captured" else "holder"
    told = {role: heading.side} if heading.side else {}
    return Event("heading", heading.status, located, "whole", told, at, -1, first, last, "list", at)


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
