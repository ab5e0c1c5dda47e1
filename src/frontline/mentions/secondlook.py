"""Second look: what the first look at all spans of a text says of each.

What the same name got elsewhere in the text, what the best span across this one got, and how many sure names may lie in the
same unit and country: a text's places lie together. Knows no weights.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from frontline.gazetteer import Tier

if TYPE_CHECKING:
    from frontline.mentions.spans import Span

#: Beyond this a first look is as sure as it can be.
_BOUND = 4.0
#: Sure names beside one above this tell no more.
_MANY = 4


def second_look(spans: list[Span], logits: list[float]) -> list[dict[str, float]]:
    """Return the features that the first look's logits give to each span."""
    elsewhere: defaultdict[str, list[float]] = defaultdict(list)
    units: defaultdict[str, set[str]] = defaultdict(set)
    names: set[str] = set()
    for span, logit in zip(spans, logits, strict=True):
        elsewhere[span.folded].append(logit)
        if logit > 0:
            names.add(span.folded)
            for candidate in span.same:
                if candidate.tier < Tier.ARTICLE:
                    units[candidate.place.parent].add(span.folded)
                    units[candidate.place.country].add(span.folded)
    return [
        {
            "second": 1.0,
            "first look": _bounded(logit),
            "best elsewhere": _bounded(max(elsewhere[span.folded])) - _bounded(logit),
            "best across": _bounded(across),
            f"told again={len(elsewhere[span.folded]) > 1}": 1.0,
            **dict.fromkeys(_company(span, units, names), 1.0),
        }
        for span, logit, across in zip(spans, logits, _best_across(spans, logits), strict=True)
    ]


def _company(span: Span, units: dict[str, set[str]], names: set[str]) -> list[str]:
    """Return how many other sure names may lie in the same unit, and which share of them in the same country."""
    if not span.same:
        return []
    places = [candidate.place for candidate in span.same]
    own = span.folded
    beside = max(_others(units.get(parent), own) for parent in {place.parent for place in places})
    near = max(_others(units.get(country), own) for country in {place.country for place in places})
    share = near / max(1, _others(names, own))
    return [f"beside={min(beside, _MANY)}", f"same country={int(4 * share)}"]


def _others(names: set[str] | None, own: str) -> int:
    return len(names) - (own in names) if names else 0


def _best_across(spans: list[Span], logits: list[float]) -> list[float]:
    """Return for each span the best logit of another that shares a word with it."""
    across: defaultdict[int, list[int]] = defaultdict(list)
    for n, span in enumerate(spans):
        for at in range(span.first, span.last):
            across[at].append(n)
    return [
        max((logits[m] for at in range(span.first, span.last) for m in across[at] if m != n), default=-_BOUND)
        for n, span in enumerate(spans)
    ]


def _bounded(logit: float) -> float:
    return max(-_BOUND, min(_BOUND, logit))
