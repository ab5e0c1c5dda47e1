"""Qualities: what a word that describes a place tells of its control: "newly captured X", "X is free"; and whose flag flies there.

Owns these describing words; which they are is the lexicon's. Knows no side's meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN

if TYPE_CHECKING:
    from frontline.grammar.events import Event, Reader
    from frontline.lexicon import VerbSense

#: How far before a place that is declared free the word of declaring may stand, in chunks.
_NEAR = 3


def read_quality(reader: Reader, at: int) -> Event | None:
    """Return what a describing word at an index says of a place, or None."""
    row, chunk = reader.row, reader.row.chunks[at]
    words = row.lexicon.words
    if chunk.low in words["free"]:
        return _read_free(reader, at)
    if chunk.verbs or "-" in chunk.low:
        adverb, hyphen, word = chunk.low.partition("-")  # "newly-captured"
        entry = row.lexicon.entries.get((word,)) if hyphen else None
        verbs = entry.verbs if entry is not None else chunk.verbs
        if (adverb if hyphen else row.low(at - 1)) in words["newly"]:
            taken = next((sense for sense in verbs if _tells_taking(sense)), None)
            return _read_newly(reader, at, taken) if taken is not None else None
    if chunk.kind == "asset" and chunk.low.split()[-1] in words["banner_noun"]:
        return _read_flag(reader, at)
    return None


def _tells_taking(sense: VerbSense) -> bool:
    return sense.rule.status == "captured" and sense.rule.passive and sense.form in ("past", "participle")


def _read_newly(reader: Reader, at: int, sense: VerbSense) -> Event | None:
    """Read "newly captured X", "the recently seized town of X": a state, of a day before that nobody tells."""
    found = reader.placing.walk(at + 1)
    if found is None or found.extent not in ("whole", "most"):
        return None
    owner = reader.roles.side_of(at - 2) if at > 1 and reader.row.chunks[at - 2].kind == "actor" else ""
    sides = {"taker": owner} if owner and owner != FOREIGN else {}
    return reader.make(f"newly_{sense.rule.rule}", "captured", found, sides, at, -1, "state")


def _read_flag(reader: Reader, at: int) -> Event | None:
    """Read "the rebels raised the opposition flag over X"; who else raises it may be but a crowd."""
    row, side = reader.row, reader.row.chunks[at].side
    if side in ("", FOREIGN):
        return None
    near = range(max(0, at - _NEAR), min(len(row.chunks), at + _NEAR + 2))
    hoisted = any(set(row.low(k).split()) & row.lexicon.words["hoist"] for k in near)
    own = any(row.chunks[k].kind == "actor" and reader.roles.side_of(k) == side for k in range(at))
    over = next((k for k in row.reach(at, 5) if row.chunks[k].preposition in ("on", "in")), None)
    found = reader.placing.walk(over + 1) if hoisted and own and over is not None else None
    if found is None or found.extent not in ("whole", "most"):
        return None
    return reader.make("flag", "captured", found, {"taker": side}, at, at, "state")


def _read_free(reader: Reader, at: int) -> Event | None:
    """Read "X is free", "they declared X free", but not "X is free of mines"."""
    row = reader.row
    before = row.before(at)
    if before is None or not reader.placing.ends_phrase(at + 1):
        return None
    chunk = row.chunks[before]
    if "be" in chunk.tags or chunk.low == "=":
        found = reader.placing.find_subject(at)
    elif chunk.kind in ("place", "ref") and is_declared(reader, before):
        found = reader.placing.walk(before)
    elif "declare" in chunk.tags and row.low(at - 1) == "itself":
        found = reader.placing.find_subject(before)  # "X declares itself free"
    elif chunk.low in (",", "both", "all") and row.low(at + 1) == "since":
        found = reader.placing.before_aside(at)  # "X and Y, both free since Monday"
    else:
        return None
    if found is None or found.extent not in ("whole", "most"):
        return None
    return reader.make("free", "captured", found, {}, at, found.at, "state")


def is_declared(reader: Reader, place: int) -> bool:
    """Say if a word of declaring leads to a place: "they declared X free"."""
    chunks = reader.row.chunks[max(0, place - _NEAR) : place]
    return any(set(chunk.low.split()) & reader.row.lexicon.words["declare"] for chunk in chunks)
