"""Weights: what is told of places, entered by place, day and holder for the chain.

Knows what each kind of testimony says of its day and of the days around it. Knows no probability over time (`chain`)
and writes no table (`ledger`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

import numpy as np
from rapidfuzz.distance import Indel

from frontline.control.chain import Weights
from frontline.control.evidence import ENDS, Testimony
from frontline.model import CONTESTED, NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.control.filing import Spot
    from frontline.theatre import Theatre

#: The state of a place of which nothing has been said yet; its row says controller "none", status "unknown".
UNKNOWN = "?"
#: Voices that agree add up, to this many nats a day and holder: ten outlets can all be wrong together.
MAX_SUPPORT = 8.0
#: "Captured on day D" also says "not held on the day before", with this share of its weight, in all no more than this.
BEFORE_SHARE, MAX_BEFORE = 0.35, 3.0
#: What a claim for a holder says for "this holder, but fought over"; what "left" says for whoever comes next.
FOUGHT_SHARE, NEXT_SHARE = 0.45, 0.8
#: Part of the chance of a change that the days around an imprecise date share.
NEAR_DATE = 0.3
#: The chance that the first word for a holder, whatever it is, finds one who had held all along.
FIRST_WORD_HAZARD = 0.01
#: A quote of so many words or more that has so much of another one's, in order, is a copy with a word changed or left out:
#: "posted on Thursday that the" and "posted Thursday that". Shorter ones are alike because they say the same.
COPY_WORDS, COPY_ALIKE = 10, 0.85
#: With so many quotes of a place, a day and a holder each further one is compared: their sum has its bound long before.
MOST_COMPARED = 100
_WORDS = re.compile(r"\w+").findall


class Witnessed(Protocol):
    """A spot and what is told of it."""

    spot: Spot
    told: list[Testimony]


def weigh(places: Sequence[Witnessed], theatre: Theatre, names: list[str], days: int) -> Weights:
    """Return the weights of evidence of some places.

    Parameters
    ----------
    places
        Each with its spot and what was told of it.
    theatre
        Gives who held them before.
    names
        The holders, by number.
    days
        Length of the history.
    """
    shape = (len(places), days, len(names))
    number = {name: n for n, name in enumerate(names)}
    baseline = [theatre.baseline.get(place.spot.place_id, UNKNOWN) for place in places]
    weights = Weights(
        support=np.zeros((*shape, 2)),
        hazard=np.zeros(shape),
        fighting=np.zeros(shape[:2]),
        ends=np.zeros(shape[:2]),
        prior=np.array([number.get(name, number[UNKNOWN]) for name in baseline], dtype=np.intp),
        prior_fought=np.array([name == CONTESTED for name in baseline], dtype=bool),
        thinkable=np.zeros((*shape, 2), dtype=bool),
    )
    for n, place in enumerate(places):
        _think(weights, n, place.told, number)
        for testimony in _independent(place.told):
            _add(weights, n, testimony, number, days)
    np.clip(weights.support, -MAX_SUPPORT, MAX_SUPPORT, out=weights.support)
    return weights


def _think(weights: Weights, n: int, told: list[Testimony], number: dict[str, int]) -> None:
    """Enter the states of place `n` that somebody has named, from the earliest day that the word can be about."""
    since = {int(weights.prior[n]): 0}
    fought_since = 0 if weights.prior_fought[n] else None
    for testimony in told:
        if testimony.kind == "fighting":
            fought_since = min(testimony.day, testimony.day if fought_since is None else fought_since)
        elif testimony.kind != "denial" and testimony.controller in number:
            holder = number[testimony.controller]
            since[holder] = min(testimony.first, since.get(holder, testimony.first))
    for holder, first in since.items():
        weights.thinkable[n, first:, holder, 0] = True
        if fought_since is not None:
            weights.thinkable[n, max(first, fought_since) :, holder, 1] = True
        weights.hazard[n, first, holder] = FIRST_WORD_HAZARD


def _independent(told: list[Testimony]) -> list[Testimony]:
    """Drop copies: of one voice, or of nearly one sentence, only the strongest word on a day and holder counts."""
    kept: list[Testimony] = []
    heard: set[tuple[object, ...]] = set()
    quoted: dict[tuple[object, ...], list[list[str]]] = {}
    for testimony in sorted(told, key=lambda t: (-t.weight, t.day, t.claim_id)):
        about = (testimony.day, testimony.kind, testimony.controller)
        words = _WORDS(testimony.claim.quote.casefold())
        marks = {(*about, "voice", testimony.voice)} | (
            {(*about, "quote", " ".join(words))} if words else set()
        )
        others = quoted.setdefault(about, [])
        if not marks & heard and not _is_copy(words, others):
            kept.append(testimony)
        heard |= marks
        if len(words) >= COPY_WORDS and len(others) < MOST_COMPARED:
            others.append(words)
    return sorted(kept, key=lambda t: (t.day, t.claim_id))


def _is_copy(words: list[str], others: list[list[str]]) -> bool:
    """Tell whether a quote has nearly the words of another one, in their order (indel similarity of words)."""
    return len(words) >= COPY_WORDS and any(
        Indel.normalized_similarity(words, other, score_cutoff=COPY_ALIKE) >= COPY_ALIKE for other in others
    )


def _add(weights: Weights, n: int, testimony: Testimony, number: dict[str, int], days: int) -> None:
    """Enter one testimony into the weights of place `n`."""
    support, kind, day = weights.support[n], testimony.kind, testimony.day
    if kind == "fighting":
        support[day, :, 1] = np.minimum(support[day, :, 1] + testimony.weight, 2.5)
        weights.fighting[n, day] = max(weights.fighting[n, day], 0.5)
        return
    holder = number.get(testimony.controller)
    if holder is None:  # a denial of fighting
        support[day, :, 1] -= testimony.weight
        weights.ends[n, day] = max(weights.ends[n, day], ENDS["siege"])
        return
    if kind == "denial":
        support[day, holder] -= testimony.weight
        return
    weights.ends[n, day] = max(weights.ends[n, day], ENDS.get(kind, 0.0))
    fought_share = 0.0 if kind == "row" else FOUGHT_SHARE
    shares = {day: 1.0} if testimony.until == day else {day: 0.5, testimony.until: 0.5}
    for on, share in shares.items():
        support[on, holder] += testimony.weight * share * np.array([1.0, fought_share])
        if kind == "left":
            others = [n for name, n in number.items() if name not in (NOBODY, UNKNOWN)]
            held = int(weights.prior[n])
            support[on, [n for n in others if n != held], 0] += testimony.weight * share * NEXT_SHARE
    if kind == "siege":
        return
    for on in range(testimony.first, min(testimony.until, days - 1) + 1):
        hazard = testimony.hazard * (1.0 if on == day else NEAR_DATE)
        weights.hazard[n, on, holder] = 1 - (1 - weights.hazard[n, on, holder]) * (1 - hazard)
    if kind in ("taken", "left_to") and testimony.first > 0:
        before = support[testimony.first - 1, holder]
        before -= np.minimum(
            BEFORE_SHARE * testimony.weight, np.maximum(0.0, MAX_BEFORE + np.minimum(before, 0))
        )
