"""A hidden Markov chain a place: weights of evidence by day -> the probability of each holder on each day.

Owns the probabilities. Knows neither claims nor names: holders are numbers. The states of a place are its
holder and whether it is fought over; every place has the same states, so that all places run at once.
The transition of a day is "stay, or jump to a holder with the day's hazard", which makes forward-backward
smoothing (Rabiner 1989, A Tutorial on Hidden Markov Models, section III) linear in the number of states.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: A change that nobody reports: about one place in ten thousand a day and holder.
BASE_HAZARD = 1e-4
#: Fighting that nobody reports, and its end: silence is no news, so what was said last stands until something else is.
BASE_FIGHTING, BASE_ENDS = 5e-4, 1e-4
#: Trust in the map of the day before.
BASELINE_TRUST = 0.95


@dataclass
class Weights:
    """What the evidence says, by place, day and holder.

    `support[place, day, holder, fought over?]` in nats; `hazard[place, day, holder]` the chance of a change to
    this holder; `fighting[place, day]` the chance that fighting breaks out, `ends[place, day]` that it is over;
    `prior[place]` the holder before, and `prior_fought[place]` whether it was fought over then.
    `thinkable[place, day, holder, fought over?]` is False for what nobody has said by that day: a state cannot begin
    before the first word for it.
    """

    support: Floats
    hazard: Floats
    fighting: Floats
    ends: Floats
    prior: NDArray[np.intp]
    prior_fought: NDArray[np.bool_]
    thinkable: NDArray[np.bool_]


def smooth(weights: Weights) -> Floats:
    """Return the probability of each state, `[place, day, holder, fought over?]`, given the evidence of all days."""
    likelihood = np.exp(weights.support - weights.support.max(axis=(2, 3), keepdims=True))
    likelihood *= weights.thinkable
    hazard = np.maximum(weights.hazard, BASE_HAZARD)
    total = hazard.sum(axis=2, keepdims=True)
    hazard = hazard * np.minimum(1.0, 0.9 / total)
    fighting, ends = np.maximum(weights.fighting, BASE_FIGHTING), np.maximum(weights.ends, BASE_ENDS)
    places, days, holders, _ = likelihood.shape
    forward = np.empty_like(likelihood)
    belief = np.full((places, holders, 2), (1 - BASELINE_TRUST) / (2 * holders - 1))
    belief[np.arange(places), weights.prior, weights.prior_fought.astype(int)] = BASELINE_TRUST
    for day in range(days):
        belief = _ahead(belief, hazard[:, day], fighting[:, day], ends[:, day]) * likelihood[:, day]
        belief /= belief.sum(axis=(1, 2), keepdims=True)
        forward[:, day] = belief
    backward = np.ones((places, holders, 2))
    for day in range(days - 1, 0, -1):
        backward = _back(backward * likelihood[:, day], hazard[:, day], fighting[:, day], ends[:, day])
        backward /= backward.max(axis=(1, 2), keepdims=True)
        forward[:, day - 1] *= backward
    result: Floats = forward / forward.sum(axis=(2, 3), keepdims=True)
    return result


def _ahead(belief: Floats, hazard: Floats, fighting: Floats, ends: Floats) -> Floats:
    """Carry a belief one day on: first the jumps between holders, then fighting breaks out or ends."""
    stay = 1.0 - hazard.sum(axis=1)[:, None, None]
    jumped = belief * stay
    jumped[:, :, 0] += hazard * belief.sum(axis=(1, 2))[:, None]
    out: Floats = np.empty_like(jumped)
    begin, end = fighting[:, None], ends[:, None]
    out[:, :, 0] = jumped[:, :, 0] * (1 - begin) + jumped[:, :, 1] * end
    out[:, :, 1] = jumped[:, :, 1] * (1 - end) + jumped[:, :, 0] * begin
    return out


def _back(ahead: Floats, hazard: Floats, fighting: Floats, ends: Floats) -> Floats:
    """Return the adjoint of `_ahead`: how well each state of the day before explains what came after."""
    begin, end = fighting[:, None], ends[:, None]
    before = np.empty_like(ahead)
    before[:, :, 0] = ahead[:, :, 0] * (1 - begin) + ahead[:, :, 1] * begin
    before[:, :, 1] = ahead[:, :, 1] * (1 - end) + ahead[:, :, 0] * end
    jump = (hazard * before[:, :, 0]).sum(axis=1)[:, None, None]
    result: Floats = before * (1.0 - hazard.sum(axis=1)[:, None, None]) + jump
    return result
