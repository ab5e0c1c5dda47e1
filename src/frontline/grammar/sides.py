"""Sides: words for armed people joined into one actor: "foreign-backed fighters", "forces of the regime".

Knows the theatre's names and the lexicon's words for people and their things. Knows no verb's meaning.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN, Chunk
from frontline.grammar.vocabulary import BACKED_ENDINGS

if TYPE_CHECKING:
    from frontline.grammar.vocabulary import Vocabulary

#: Words before a side's name that make it another one's: "a different army".
_OTHERS = frozenset({"different", "another", "foreign"})
#: What may stand between a side's name and its head.
_ARMED = frozenset({"armed", "militant", "insurgent", "paramilitary"})
_GENITIVES = frozenset({"'s", "'"})
#: What makes armed people those of a side, and what makes them those whom a state backs.
_BONDS = frozenset({"loyal", "allied", "affiliated", "aligned", "linked", "belonging", "led"})
_BACKED = frozenset({"backed", "supported", "sponsored", "funded", "paid"})
#: Things of a side that may also be verbs.
_NOUNS_TOO = frozenset({"control", "rule", "fire", "hold", "grip", "shelling"})


def join_sides(chunks: list[Chunk], vocabulary: Vocabulary) -> list[Chunk]:
    """Return the row with every side's words joined into one actor, asset or adjective."""
    row: list[Chunk] = []
    at = 0
    while at < len(chunks):
        chunk = chunks[at]
        if not (chunk.side or "fighters" in chunk.tags or chunk.low == "our"):
            row.append(chunk)
            at += 1
            continue
        if chunk.low == "our" and _is_own(chunks, at):
            thing = chunks[at + 1]
            low = f"{chunk.low} {thing.low}"
            row.append(Chunk("asset", chunk.start, thing.end, low, tags=thing.tags, lead=chunk.start))
            at += 2
            continue
        is_named = chunk.kind in ("actor", "adjective")
        if is_named and _is_mere_adjective(chunks, at):
            chunk.kind, is_named = "word", False
        if is_named or (chunk.kind == "word" and _is_fighters(chunk, row[-1] if row else None)):
            size, joined = _read_side(chunks, at, row, vocabulary)
            _claim_own(joined, row)
            row.append(joined)
            at += size
        else:
            row.append(chunk)
            at += 1
    return row


def _is_own(chunks: list[Chunk], at: int) -> bool:
    """Say if "our" opens "our hands", "our flag": a thing of the side that speaks."""
    return at + 1 < len(chunks) and "asset" in chunks[at + 1].tags and chunks[at + 1].kind == "word"


def _claim_own(joined: Chunk, row: list[Chunk]) -> None:
    """Take the "our" before a side's words into them: "our forces", "our heroic army" are of whoever speaks."""
    at = len(row) - 1
    while at >= 0 and row[at].kind == "word" and "adjective" in row[at].tags:
        at -= 1
    if at >= 0 and row[at].low == "our":
        joined.low = " ".join(chunk.low for chunk in [*row[at:], joined])
        joined.start = joined.lead = row[at].start
        del row[at:]


def _is_mere_adjective(chunks: list[Chunk], at: int) -> bool:
    """Say if a side's name is only an attribute here ("military airport"), or another word ("partners state that")."""
    chunk = chunks[at]
    after = chunks[at + 1] if at + 1 < len(chunks) else None
    if chunk.kind == "actor" and "adjective" in chunk.tags and after is not None:
        if after.kind in ("actor", "adjective"):
            return True
        if after.kind != "word" or after.verbs or "fighters" in after.tags or "asset" in after.tags:
            return bool("asset" in after.tags and "kind" in after.tags)
        return not after.tags or bool(after.tags & {"kind", "head"})
    if chunk.kind == "adjective" and chunk.tags:
        return after is None or not (
            after.kind in ("actor", "adjective") or after.tags & {"fighters", "asset"} or after.low == "and"
        )
    return False


def _read_side(chunks: list[Chunk], at: int, row: list[Chunk], vocabulary: Vocabulary) -> tuple[int, Chunk]:
    """Join a side's adjectives, name and heads: "rebel fighters", "the regime's army", "forces of the regime"."""
    first = chunks[at]
    size = 1
    while at + size < len(chunks) and _belongs(chunks, at, size):
        size += 1
    parts = chunks[at : at + size]
    sided = [chunk for chunk in parts if chunk.side]
    if sided and sided[0].common:
        sided = [*_named_after(parts), *sided]
    side = sided[0].side if sided else ""
    backed = first.low.split()[0].endswith(BACKED_ENDINGS)  # "Ruritanian-backed fighters of the Front"
    if backed or all(chunk.common for chunk in sided) or ("fighters" in first.tags and first.kind == "word"):
        more, owner = _owner(chunks, at + size, vocabulary, needs_bond=bool(side))
        if owner:
            side, size = owner, size + more
    size += _followers(chunks, at + size)
    kind = "actor" if any(_is_named(chunk) for chunk in parts) else "adjective"
    if at + size < len(chunks) and _is_asset(chunks, at + size):
        kind = "asset"
        size += 2 if chunks[at + size].low in _GENITIVES else 1
    if _is_another(first, row, vocabulary):
        side = FOREIGN
    joined = Chunk(
        kind,
        first.start,
        chunks[at + size - 1].end,
        " ".join(chunk.low for chunk in chunks[at : at + size]),
        tags=first.tags,
        side=side,
        common=all(chunk.common for chunk in chunks[at : at + size] if chunk.side),
        person=first.person and size == 1,
        source_id=first.source_id,
        lead=first.start,
        capital=first.capital,
    )
    return size, joined


def _named_after(parts: list[Chunk]) -> list[Chunk]:
    """Return the side by its own name after a common noun: "the *rebel group* Blue Front", "terrorists of the Front"."""
    for before, chunk in pairwise(parts):
        noun = before.kind == "actor" or "fighters" in before.tags
        if noun and chunk.kind == "actor" and chunk.side and not chunk.common:
            return [chunk]
    return []


def _is_named(chunk: Chunk) -> bool:
    return chunk.kind == "actor" or "fighters" in chunk.tags


def _belongs(chunks: list[Chunk], at: int, size: int) -> bool:
    """Say if the chunk after the first `size` belongs to the same side's name."""
    following = chunks[at + size]
    head_after = at + size + 1 < len(chunks) and _is_head(chunks[at + size + 1])
    if following.kind in ("actor", "adjective"):
        return not following.verbs
    if following.low == "'s":
        return head_after
    if following.kind != "word":
        return False
    if _is_fighters(following, chunks[at + size - 1]):
        return True
    named = any(_is_named(chunk) for chunk in chunks[at : at + size])
    if named and following.low in _ARMED:
        return head_after  # "the Blue armed group"
    return not named and not following.tags - {"adjective"} and head_after


def _is_another(first: Chunk, row: list[Chunk], vocabulary: Vocabulary) -> bool:
    """Say if it is somebody else's army: "Ruritanian forces", "Ruritania's army", "a different army", "the Kolvan army"."""
    if not row:
        return False
    before = row[-2] if row[-1].low == "'s" and len(row) > 1 else row[-1]
    if row[-1].low in _OTHERS or ("fighters" in first.tags and _is_foreign(before, vocabulary)):
        return True
    return first.common and "fighters" in first.tags and _is_unknown_name(row)


def _is_unknown_name(row: list[Chunk]) -> bool:
    """Say if a row ends in a name that nothing is known by: a capital where the word before it has none, and no word of the lexicon."""
    last = row[-1]
    known = last.kind != "word" or last.tags or last.verbs or last.nouns
    return last.capital and not known and len(row) > 1 and row[-2].kind == "word" and not row[-2].capital


def _is_head(chunk: Chunk) -> bool:
    return chunk.kind == "actor" or _is_fighters(chunk, None)


def _is_fighters(chunk: Chunk, before: Chunk | None) -> bool:
    """Say if it is "forces" the noun, not the verb of "rebels force the army"."""
    if "fighters" not in chunk.tags:
        return False
    if not chunk.verbs:
        return True
    return chunk.low.endswith("s") and (
        before is None or before.kind != "actor" or not before.low.endswith("s")
    )


def _is_asset(chunks: list[Chunk], at: int) -> bool:
    """Say if a thing of the side follows its name: "army positions", "rebel control", "the army's checkpoints"."""
    chunk = chunks[at]
    if chunk.low in _GENITIVES:
        return at + 1 < len(chunks) and "asset" in chunks[at + 1].tags
    if not chunk.verbs:
        kind_of = at + 1 < len(chunks) and chunks[at + 1].low == "of" and not chunk.tags & {"asset"}
        return bool(chunk.tags & {"asset", "kind"}) and chunk.low != "held" and not kind_of
    return "asset" in chunk.tags and chunk.low in _NOUNS_TOO and not _has_object(chunks, at)


_OPENS_OBJECT = frozenset({"determiner", "most", "part", "kind", "wide", "adjective", "pronoun_place"})


def _has_object(chunks: list[Chunk], at: int) -> bool:
    """Say if it is the verb of "rebels control parts of X", by what follows it."""
    people = at > 0 and (chunks[at - 1].kind == "actor" or "fighters" in chunks[at - 1].tags)
    if not people or at + 1 >= len(chunks):
        return False
    after = chunks[at + 1]
    return after.kind in ("place", "date") or bool(after.tags & _OPENS_OBJECT)


def _owner(chunks: list[Chunk], at: int, vocabulary: Vocabulary, *, needs_bond: bool) -> tuple[int, str]:
    """Read "of the regime", "from the opposition", "loyal to the government" after a head without a side of its own.

    Whom a foreign state backs are those that the theatre calls so ("Ruritanian-backed"), and no army of that state.
    """
    size = 0
    bond = chunks[at].low if at < len(chunks) else ""
    if bond in _BONDS | _BACKED:
        size += 1
    named = any(chunk.kind == "actor" and not chunk.common for chunk in chunks[at + 1 : at + 3])
    if needs_bond and not size and not (bond == "of" and named):
        return 0, ""
    if at + size < len(chunks) and chunks[at + size].low in ("of", "from", "to", "with", "by"):
        if chunks[at + size].low in ("to", "with", "by") and not size:
            return 0, ""
        size += 1
    else:
        return 0, ""
    while at + size < len(chunks) and "determiner" in chunks[at + size].tags:
        size += 1
    if at + size < len(chunks) and chunks[at + size].kind in ("actor", "adjective"):
        side = chunks[at + size].side
        size += 1
        while at + size < len(chunks) and _is_head(chunks[at + size]):
            side = side or chunks[at + size].side
            size += 1
        return size, vocabulary.clients.get(side, side) if bond in _BACKED else side
    return 0, ""


def _followers(chunks: list[Chunk], at: int) -> int:
    """Read "and its allies", "led by the group", "backed by ..." after a side."""
    lows = [chunk.low for chunk in chunks[at : at + 4]]
    if (
        lows[:1] == ["and"]
        and len(lows) > 2
        and lows[1] in ("its", "their", "the")
        and (lows[2].startswith("all") or lows[2] in ("friends", "partners", "backers"))
    ):
        return 4 if len(lows) > 3 and _is_head(chunks[at + 3]) else 3
    if lows[:1] == ["and"] and len(lows) > 2 and lows[1].startswith("allied") and _is_head(chunks[at + 2]):
        return 3
    if lows[:2] in (["led", "by"], ["backed", "by"], ["supported", "by"]):
        size = 2
        while at + size < len(chunks) and (
            "determiner" in chunks[at + size].tags or chunks[at + size].kind in ("adjective", "actor")
        ):
            size += 1
        return size if size > 2 and chunks[at + size - 1].kind in ("adjective", "actor") else 0
    return 0


def _is_foreign(before: Chunk, vocabulary: Vocabulary) -> bool:
    """Say if an unknown capitalised word stands before "army" or "forces"."""
    if before.kind not in ("word", "place") or not before.capital or before.tags or "-" in before.low:
        return False  # "foreign-trained fighters" are some side's here
    return before.kind == "word" and not set(before.low.split()) & vocabulary.side_words
