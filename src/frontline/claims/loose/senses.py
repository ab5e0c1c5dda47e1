"""Senses: what sort of thing each word of a sentence is about, by the classes of `lexicon/loose-en.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

from frontline.grammar.row import CLAUSE_STARTERS, STRONG

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from frontline.grammar import Chunk

#: Sorts of words, what tells most of control first.
DEEDS = (
    "gain", "lose", "leave", "come", "resist", "fight", "free", "symbol", "void", "presence", "order", "cheer", "hold", "inside",
)  # fmt: skip
_ENDINGS = ("ing", "ed", "es", "s")
_SHORTEST = 3
#: Chunks whose words are names and numbers.
_NAMED = frozenset({"place", "date"})


def stem(low: str) -> str:
    """Return a word without its commonest endings, doubled consonants and final "e" let go."""
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= _SHORTEST:
            low = low[: -len(ending)]
            if len(low) > _SHORTEST and low[-1] == low[-2] and ending in ("ing", "ed"):
                low = low[:-1]
            break
    return low[:-1] if low.endswith("e") and len(low) > _SHORTEST else low


@lru_cache(maxsize=1)
def _classes() -> Mapping[str, tuple[str, ...]]:
    text = resources.files("frontline").joinpath("lexicon/loose-en.toml").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for name, words in tomllib.loads(text)["classes"].items():
        for word in words:
            found.setdefault(" ".join(map(stem, word.split())), set()).add(name)
    return {key: tuple(sorted(names)) for key, names in found.items()}


@lru_cache(maxsize=8192)
def _stems(low: str) -> tuple[str, ...]:
    return tuple(map(stem, low.split()))


#: A comma or "and" ends a part where what follows begins a statement of its own.
_ACTS = frozenset({"come", "gain", "lose", "leave", "hold", "resist", "fight", "strike"})


def read_parts(chunks: Sequence[Chunk], senses: Sequence[tuple[str, ...]]) -> list[int]:
    """Return the number of the part of the sentence that each chunk lies in: between breaks, links and commas."""
    parts: list[int] = []
    part = 0
    acted = False
    for at, chunk in enumerate(chunks):
        low = chunk.low
        relative = "relative" in chunk.tags and "determiner" not in chunk.tags
        if (
            low in STRONG
            or low in (".", ")")
            or (at and (low in CLAUSE_STARTERS or relative))
            or (low in (",", "and") and acted and _acts_later(chunks, senses, at))
        ):
            part, acted = part + 1, False
        acted = acted or bool(_ACTS.intersection(senses[at]))
        parts.append(part)
    return parts


def _acts_later(chunks: Sequence[Chunk], senses: Sequence[tuple[str, ...]], at: int) -> bool:
    """Say if a word of deeds follows before the next comma or break."""
    for later in range(at + 1, min(len(chunks), at + 12)):
        if chunks[later].low in STRONG or chunks[later].low in (",", "."):
            return False
        if _ACTS.intersection(senses[later]):
            return True
    return False


def have_senses(chunks: Sequence[Chunk]) -> bool:
    """Say if any chunk has a class."""
    classes = _classes()
    words = [word for chunk in chunks if chunk.kind not in _NAMED for word in _stems(chunk.low)]
    return not classes.keys().isdisjoint(words) or any(
        f"{one} {two}" in classes for one, two in pairwise(words)
    )


def read_senses(chunks: Sequence[Chunk]) -> list[tuple[str, ...]]:
    """Return the classes of each chunk; those of a phrase of two words are its first word's."""
    classes = _classes()
    stems = [
        (at, word)
        for at, chunk in enumerate(chunks)
        if chunk.kind not in _NAMED
        for word in _stems(chunk.low)
    ]
    found: list[set[str]] = [set() for _ in chunks]
    for n, (at, word) in enumerate(stems):
        names = classes.get(word)
        if names:
            found[at].update(names)
        if n + 1 < len(stems):
            names = classes.get(f"{word} {stems[n + 1][1]}")
            if names:
                found[at].update(names)
    return [tuple(sorted(names)) if names else () for names in found]
