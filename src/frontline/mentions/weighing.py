"""Weighing: which of all the spans that may be names are names of places.

A logistic regression over the features of `evidence`, in two looks: the first weighs a span by itself and its surroundings,
the second by what the first made of the rest of the text. Spans are then taken from the surest down, none overlapping
another. The weights lie in `lexicon/recognition-en.json`; `geodata/learn_recognition.py` learns them.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from frontline.mentions.evidence import Evidence
from frontline.mentions.reading import Found
from frontline.mentions.secondlook import second_look
from frontline.mentions.spans import candidate_spans

if TYPE_CHECKING:
    from frontline.mentions.reading import Reading
    from frontline.mentions.spans import Span

#: Spans under this logit are no names. Swept from -1 to 0 on the learning halves: on local news F1 is flat (within .004)
#: from -.8 upwards, on world news everywhere, on reports from a front it falls from -1 on; what is missed cannot be located.
THRESHOLD = -0.7


@lru_cache(maxsize=1)
def load_weights() -> dict[str, float]:
    """Return the weight of every feature, read once."""
    text = resources.files("frontline").joinpath("lexicon/recognition-en.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)
    return weights


def find_weighed(reading: Reading) -> list[Found]:
    """Return the spans of a text that are names of places, in order, none overlapping another."""
    spans = candidate_spans(reading)
    chosen = choose(spans, weigh(reading, spans, load_weights()))
    return [Found(s.start, s.end, s.first, s.last, "demonym" if s.demonym else "") for s in chosen]


def weigh(reading: Reading, spans: list[Span], weights: dict[str, float]) -> list[float]:
    """Return the logit of each span."""
    evidence = Evidence(reading, spans)
    weight = weights.get
    first = [sum([weight(name, 0.0) for name in evidence.features(span)]) for span in spans]
    return [
        sum([weight(name, 0.0) * value for name, value in values.items()])
        for values in second_look(spans, first)
    ]


def choose(spans: list[Span], logits: list[float], threshold: float = THRESHOLD) -> list[Span]:
    """Return the surest spans that do not overlap, in the order of the text."""
    taken: set[int] = set()
    chosen: list[Span] = []
    for n in sorted(range(len(spans)), key=lambda n: (-logits[n], n)):
        if logits[n] < threshold:
            break
        tokens = range(spans[n].first, spans[n].last)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            chosen.append(spans[n])
    return sorted(chosen, key=lambda span: span.start)
