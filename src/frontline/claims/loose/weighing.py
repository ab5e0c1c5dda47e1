"""Weighing: how much speaks for an option, by trees whose splits and leaves are learned from annotated texts.

The model is a sum of small decision trees over named features that are there or not (gradient boosting). It lies in
`lexicon/loose-en.json`; `geodata/learn_claims.py` learns it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A split: the number of a feature, where to go if it is not there, where to go if it is; or a leaf: -1 and its value.
Tree = tuple[int, Any, Any]
#: An option that is so far behind after so many trees is given up: hardly one of a thousand comes back.
LOOK_AT, BEHIND = 60, -1.5


@dataclass(frozen=True)
class Model:
    """Trees over numbered features; `start` is the logit before any tree."""

    number: dict[str, int]
    start: float
    trees: list[Tree]

    def weigh(self, features: Iterable[str]) -> float:
        """Return the logit of an option with these features, of those that are far behind only a first guess."""
        number = self.number
        there = {number[name] for name in features if name in number}
        first = _sum(self.start, self.trees[:LOOK_AT], there)
        return first if first < BEHIND else _sum(first, self.trees[LOOK_AT:], there)


def _sum(total: float, trees: list[Tree], there: set[int]) -> float:
    for tree in trees:
        at, no, yes = tree
        while at >= 0:
            at, no, yes = yes if at in there else no
        total += no
    return total


def _plant(node: Any) -> Tree:
    """Return a tree of the file, where a leaf is a bare number, as one of splits and leaves alike."""
    return (node[0], _plant(node[1]), _plant(node[2])) if isinstance(node, list) else (-1, node, None)


@lru_cache(maxsize=1)
def load_model() -> Model:
    """Return the learned model, read once."""
    text = resources.files("frontline").joinpath("lexicon/loose-en.json").read_text(encoding="utf-8")
    record = json.loads(text)
    names = {name: n for n, name in enumerate(record["features"])}
    return Model(names, record["start"], [_plant(tree) for tree in record["trees"]])
