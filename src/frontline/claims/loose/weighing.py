"""Weighing: how likely an option is meant, by trees over what is there, learned by `geodata/learn_claims.py`.

Knows the file `lexicon/loose-en.json`: the names of features, and trees whose splits are `[feature, if not there, if there]`
and whose leaves are numbers to be added up. Knows no sentence.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np


@dataclass(frozen=True)
class Model:
    """Trees over numbered features.

    All trees' nodes stand in one row: `feature` is what each asks for, `after` where it leads if that is not there and if
    it is, `value` what it adds. A leaf leads to itself, so that as many steps as the deepest tree has reach every leaf.
    """

    number: dict[str, int]
    roots: np.ndarray
    feature: np.ndarray
    after: np.ndarray
    value: np.ndarray
    depth: int

    def weigh(self, options: Sequence[Sequence[str]]) -> list[float]:
        """Return the logits of options, each given by its features."""
        if not options:
            return []
        import numpy as np

        number = self.number
        there = np.zeros((len(options), len(number)), np.uint8)
        for row, features in enumerate(options):
            there[row, [n for n in map(number.get, features) if n is not None]] = 1
        rows = np.arange(0, there.size, len(number), dtype=np.int32)[:, None]
        at = np.broadcast_to(self.roots, (len(options), len(self.roots)))
        for _ in range(self.depth):  # `take` from the flat tables is three times as quick as two indices are
            at = self.after.take(2 * at + there.take(rows + self.feature.take(at)))
        return [float(logit) for logit in self.value.take(at).sum(axis=1)]


def plant(record: Mapping[str, Any]) -> Model:
    """Return the model of a file's `features` and `trees`."""
    import numpy as np

    feature: list[int] = []
    after: list[tuple[int, int]] = []
    value: list[float] = []

    def grow(node: Any) -> tuple[int, int]:
        """Add a node and those that it leads to; return its number and how deep it goes."""
        at, is_split = len(feature), isinstance(node, list)
        feature.append(node[0] if is_split else 0)
        value.append(0.0 if is_split else node)
        after.append((at, at))
        if not is_split:
            return at, 0
        no, yes = grow(node[1]), grow(node[2])
        after[at] = no[0], yes[0]
        return at, 1 + max(no[1], yes[1])

    grown = [grow(tree) for tree in record["trees"]]
    return Model(
        {name: n for n, name in enumerate(record["features"])},
        np.array([at for at, _ in grown], np.int32),
        np.array(feature, np.int32),
        np.array(after, np.int32),
        np.array(value),
        max(depth for _, depth in grown),
    )


@lru_cache(maxsize=1)
def load_model() -> Model:
    """Return the learned model, read once."""
    text = resources.files("frontline").joinpath("lexicon/loose-en.json").read_text(encoding="utf-8")
    return plant(json.loads(text))
