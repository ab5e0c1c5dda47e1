"""Rulers: a place's holder told in passing, by who governs or watches it: "the rebel administration in X said".

Owns these subjects of other sentences; which words name rulers is the lexicon's. Knows no verb's meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN

if TYPE_CHECKING:
    from frontline.grammar.events import Event, Reader

#: What may stand before the subject of a clause.
_OPENS = frozenset({",", ";", ":", "and", "while", "but", "as", "that", "by"})
_LEADS = frozenset({"in", "of"})
_BASES = frozenset({"headquarters", "base", "main base", "power base"})
#: How a post comes to be a side's: "a checkpoint *manned* by the rebels".
_MADE = (["set"], ["manned"], ["run"], ["erected"], ["staffed"], ["held"], ["guarded"], ["installed"])


def read_rulers(reader: Reader, at: int) -> Event | None:
    """Return that a side holds the place that its administration, police or patrols are told to be in, or None."""
    return _read_subject(reader, at) or _read_own_base(reader, at) or _read_post_by(reader, at)


def _read_own_base(reader: Reader, at: int) -> Event | None:
    """Read "from its headquarters in X", "to their main base in X"."""
    row = reader.row
    if row.low(at) not in _BASES or row.low(at - 1) not in ("its", "their") or row.low(at + 1) != "in":
        return None
    if at < 2 or not row.chunks[at - 2].preposition:
        return None
    found, side = reader.placing.walk(at + 2), reader.roles.pronoun_side(at - 1)
    if found is None or found.extent != "whole" or side in ("", FOREIGN):
        return None
    return reader.make("rulers", "controlled", found, {"holder": side}, at, at, "state")


def _read_post_by(reader: Reader, at: int) -> Event | None:
    """Read "a checkpoint set up by the rebels in X"."""
    row = reader.row
    if row.low(at) not in row.lexicon.words["post"] or row.low(at + 1).split()[0:1] not in _MADE:
        return None
    agent = next((k for k in row.reach(at, 4) if row.chunks[k].preposition == "by"), -1)
    owner = reader.roles.side_after(agent) if agent >= 0 else None
    if owner is None or owner.kind != "actor" or owner.side in ("", FOREIGN):
        return None
    end = row.chunks.index(owner) + 1
    found = reader.placing.walk(end + 1) if end < len(row.chunks) and row.low(end) in ("in", "at") else None
    if found is None or found.extent != "whole" or _is_gone(reader, found.at + 1):
        return None
    return reader.make("rulers", "controlled", found, {"holder": owner.side}, at, end - 1, "state")


def _read_subject(reader: Reader, at: int) -> Event | None:
    row, chunk = reader.row, reader.row.chunks[at]
    if (
        chunk.side in ("", FOREIGN)
        or chunk.kind not in ("actor", "asset", "adjective", "held")
        or chunk.person
    ):
        return None
    end = _end_of_rulers(reader, at)
    if end < 0 or end + 1 >= len(row.chunks) or row.chunks[end].preposition not in _LEADS:
        return None
    before = row.governor(at)
    if before >= 0 and row.low(before) not in _OPENS and "report" not in row.chunks[before].tags:
        return None
    found = reader.placing.walk(end + 1)
    if (
        found is None
        or found.extent != "whole"
        or row.low(found.at + 1) == ":"
        or _is_gone(reader, found.at + 1)
    ):
        return None
    return reader.make("rulers", "controlled", found, {"holder": chunk.side}, at, at, "state")


def _end_of_rulers(reader: Reader, at: int) -> int:
    """Return the index after "rebel authorities" or "rebel-appointed mayor", -1 where it is nothing of the kind."""
    row, words = reader.row, reader.row.lexicon.words["rulers"]
    if " " in row.low(at) and row.low(at).split()[-1] in words and row.chunks[at].common:
        return at + 1
    after = at + 1
    while after < len(row.chunks) and row.chunks[after].tags & {"adjective"}:
        after += 1
    joined = after < len(row.chunks) and row.chunks[after].kind == "word" and row.low(after) in words
    return after + 1 if joined else -1


def _is_gone(reader: Reader, at: int) -> bool:
    """Say if the clause goes on to tell that they left, were driven out, or were never there."""
    row = reader.row
    for index in row.reach(at - 1):
        if row.ends_clause(index):
            return False
        chunk, passive = row.chunks[index], "be" in row.chunks[index - 1].tags
        told = {sense.rule.status for sense in chunk.verbs}
        if (
            chunk.tags & {"negation", "deny"}
            or told & {"withdrawn", "lost"}
            or (passive and "captured" in told)
        ):
            return True
    return False
