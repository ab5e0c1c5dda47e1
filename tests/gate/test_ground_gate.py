"""Gate: the ground of a real war may not get worse, and no few reports may make it worse than no report."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
import bench_ground as bench

pytestmark = [
    pytest.mark.gate,
    pytest.mark.skipif(not bench.DATA.is_dir(), reason="the real front lines in ../shared are not there"),
]

#: Measured on the day of writing, rounded down: accuracy near the front and Brier score of a hard week with a fifth of
#: the places hidden, area IoU from 5 % of them, and area IoU after 5 % of the changes of two large moves.
FLOOR_RANDOM, FLOOR_BLOCKS, MOST_BRIER, FLOOR_IOU = 0.95, 0.92, 0.031, 0.94
FLOOR_MOVES = {("2022-08-28", "2022-10-09"): 0.95, ("2022-04-03", "2022-06-05"): 0.94}
WEEK = "2022-05-01"


@pytest.fixture(scope="module")
def war():
    return bench.read_war()


@pytest.fixture(scope="module")
def week(war):
    return next(n for n, day in enumerate(war.weeks) if day >= WEEK)


@pytest.mark.parametrize(("block_m", "floor"), [(None, FLOOR_RANDOM), (25_000, FLOOR_BLOCKS)])
def test_hidden_places_near_the_front_are_found(war, week, block_m, floor):
    places, held = war.known(week)
    random = np.random.default_rng(1)
    chances, truths = [], []
    near = bench.front_km(places, held) < bench.NEAR_KM
    for _ in range(3):
        hidden = bench.draw_hidden(places, block_m, random)
        asked = hidden & near
        chances.append(bench.ours(places[~hidden], held[~hidden], places[asked]))
        truths.append(held[asked])
    accuracy, brier = bench.score(chances, truths)
    assert accuracy >= floor
    if block_m is None:
        assert brier <= MOST_BRIER


def test_a_twentieth_of_the_places_draws_most_of_the_ground(war, week):
    places, held = war.known(week)
    kept = np.random.default_rng(1).random(len(places)) < 0.05
    assert bench.iou(bench.ours(places[kept], held[kept], war.cells) > 0.5, war.ground(week)) >= FLOOR_IOU


@pytest.mark.parametrize("pair", [*FLOOR_MOVES, *bench.SLOW])
def test_reports_move_the_front_toward_the_truth(war, pair):
    move = bench.move_of(war, *bench.named_moves(war, (pair,))[0])
    random = np.random.default_rng(2)
    reported = random.choice(move.changed, max(1, round(0.05 * len(move.changed))), replace=False)
    ground, _ = bench.carried(move, reported, war.cells)
    unchanged = bench.iou(move.before, move.after)
    assert bench.iou(ground, move.after) > max(unchanged, FLOOR_MOVES.get(pair, 0.0))
