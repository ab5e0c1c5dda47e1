"""The ground against real data: places left out, and a few of a move's changes reported.

Run it with `make bench-ground`; `--weeks N` takes every Nth week, `--only scattered|moves` one part. It reads
`ukraine_places_weekly.parquet` (21,046 places, 118 weeks, who held each) from the folder `$FRONTLINE_CONTROL_DATA`, or
`../shared/control` beside the checkout; the data is not the project's, and without it there is nothing to measure. The peers run beside
ours on the same draws. Every draw is seeded: the figures are the same each time, the seconds are not.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rich.console import Console
from rich.table import Table
from scipy.spatial import cKDTree
from sklearn.ensemble import ExtraTreesClassifier

from frontline.estimate import as_probabilities, estimate_ground, local_weights

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("FRONTLINE_CONTROL_DATA", ROOT.parent / "shared" / "control"))
CRS = "EPSG:32636"
UNKNOWN = 2
NEAR_KM, LATTICE_KM = 25, 3
#: Draws a week: which two hundred places are kept moves the IoU by .03, which blocks are hidden the accuracy by .01.
HIDDEN_DRAWS, KEPT_DRAWS = 2, 4
#: Area is compared on every so-manieth cell: four draws for the time of one.
KEPT_CELLS = 4
HIDDEN = {"at random": None, "25 km blocks": 25_000, "60 km blocks": 60_000}
KEPT, REPORTED = (0.01, 0.02, 0.05, 0.10), (0.02, 0.05, 0.10, 0.20)
#: What is known of the best of other methods on these data: at least this is wanted of ours.
WANTED_ACCURACY, WANTED_IOU, WANTED_BRIER = (0.965, 0.919, 0.885), (0.890, 0.920, 0.938, 0.949), 0.030
WANTED_MOVES = (0.945, 0.954, 0.963, 0.967)
#: Moves from week to week: four whose unchanged ground scores as that of the trial which set what is wanted, and six of
#: a slow war, among them villages taken from over a border.
LARGE = (
    ("2022-04-03", "2022-06-05"), ("2022-05-01", "2022-07-03"), ("2022-08-28", "2022-10-09"), ("2022-10-09", "2022-11-20"),
)  # fmt: skip
SLOW = (
    ("2022-12-04", "2023-03-05"), ("2023-01-08", "2023-07-02"), ("2023-07-02", "2023-12-31"),
    ("2024-01-07", "2024-03-31"), ("2024-03-31", "2024-06-30"), ("2024-04-28", "2024-05-26"),
)  # fmt: skip
console = Console(file=sys.stdout, width=140)


class War(NamedTuple):
    """Places in metres, who held each in each week (1 the one side, 0 the other, 2 unknown), and the cells of the land."""

    xy: np.ndarray
    weeks: list[str]
    held: np.ndarray
    cells: np.ndarray
    lon_lat: np.ndarray

    def known(self, week: int) -> tuple[np.ndarray, np.ndarray]:
        ok = self.held[:, week] != UNKNOWN
        return self.xy[ok], self.held[ok, week].astype(int)

    def ground(self, week: int) -> np.ndarray:
        """What the nearest of all places says of each cell."""
        places, held = self.known(week)
        return held[cKDTree(places).query(self.cells)[1]] == 1


def read_war() -> War:
    table = pd.read_parquet(DATA / "ukraine_places_weekly.parquet")
    weeks = [name for name in table.columns if name[:2] == "20"]
    points = gpd.GeoSeries(gpd.points_from_xy(table.lon, table.lat), crs=4326).to_crs(CRS)
    land = gpd.read_file(DATA / "ukraine_boundary.geojson").to_crs(CRS).union_all()
    shapely.prepare(land)
    west, south, east, north = land.bounds
    step = LATTICE_KM * 1000
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(west, east, step), np.arange(south, north, step)))
    inside = shapely.contains_xy(land, x, y)
    cells = np.column_stack([x[inside], y[inside]])
    xy = shapely.get_coordinates(points.to_numpy())
    return War(xy, weeks, table[weeks].to_numpy(), cells, table[["lon", "lat"]].to_numpy())


# --- Methods: places, what they say (0 or 1), where to estimate -> the chance of 1 ------------------------------------


def ours(places, held, at):
    known = gpd.GeoDataFrame({"side": held}, geometry=gpd.points_from_xy(*places.T), crs=CRS)
    chance = estimate_ground(known, gpd.GeoSeries(gpd.points_from_xy(*at.T), crs=CRS))
    return chance[1].to_numpy() if 1 in chance else np.zeros(len(at))


def of_the_map(places, held, at):
    """Estimate as `draw_ground` does: each cell listens to the places around it."""
    voice = local_weights(at, places, np.full(len(places), 3.0))
    return as_probabilities(voice @ np.column_stack([1 - held, held]).astype(float))[:, 1]


def voronoi(places, held, at):
    return held[cKDTree(places).query(at)[1]].astype(float)


def nearest_five(places, held, at):
    return held[cKDTree(places).query(at, k=5)[1]].mean(axis=1)


def ordinary_kriging(places, held, at, count=16, nugget_km=3.0):
    """Indicator kriging from the 16 nearest, linear variogram (PyKrige's moving window needs all pairs of places first)."""
    near = cKDTree(places).query(at, k=count)[1]
    chance = np.empty(len(at))
    for start in range(0, len(at), 4096):
        rows = slice(start, start + 4096)
        around = places[near[rows]] / 1000
        system = np.ones((len(around), count + 1, count + 1))
        system[:, :count, :count] = np.linalg.norm(around[:, :, None] - around[:, None], axis=3) + nugget_km
        system[:, range(count), range(count)] = 0
        system[:, count, count] = 0
        goal = np.ones((len(around), count + 1, 1))
        goal[:, :count, 0] = np.linalg.norm(around - at[rows][:, None] / 1000, axis=2) + nugget_km
        weights = np.linalg.solve(system, goal)[:, :count, 0]
        chance[rows] = (weights * held[near[rows]]).sum(axis=1)
    return chance.clip(0, 1)


def rotated_trees(places, held, at):
    turns = np.linspace(0, np.pi, 9, endpoint=False)
    axes = np.array([np.cos(turns), np.sin(turns)])
    if len(set(held.tolist())) < 2:
        return np.full(len(at), float(held[0]))
    model = ExtraTreesClassifier(100, random_state=0, n_jobs=2).fit(places @ axes, held)
    return model.predict_proba(at @ axes)[:, 1]


METHODS = {
    "estimate_ground": ours,
    "draw_ground's weights": of_the_map,
    "Voronoi": voronoi,
    "k-NN, k = 5": nearest_five,
    "ordinary kriging, 16 nearest": ordinary_kriging,
    "extra-trees, 9 rotated axes": rotated_trees,
}
OURS = 2


# --- 1. From scattered places --------------------------------------------------------------------------------------------


def bench_scattered(war: War, stride: int) -> None:
    random = np.random.default_rng(0)
    near_front: dict[tuple[str, str], list[np.ndarray]] = defaultdict(list)
    truths: dict[str, list[np.ndarray]] = defaultdict(list)
    overlap: dict[tuple[str, float], list[float]] = defaultdict(list)
    weeks = range(min(4, len(war.weeks) - 1), len(war.weeks), stride)
    cells = war.cells[::KEPT_CELLS]
    for week in weeks:
        places, held = war.known(week)
        near = front_km(places, held) < NEAR_KM
        for name, block_m in HIDDEN.items():
            for _ in range(HIDDEN_DRAWS):
                hidden = draw_hidden(places, block_m, random)
                asked = hidden & near
                truths[name].append(held[asked])
                for method, estimate in METHODS.items():
                    near_front[method, name].append(estimate(places[~hidden], held[~hidden], places[asked]))
        truth = war.ground(week)[::KEPT_CELLS]
        for share in KEPT:
            for _ in range(KEPT_DRAWS):
                kept = random.random(len(places)) < share
                for method, estimate in METHODS.items():
                    overlap[method, share].append(iou(estimate(places[kept], held[kept], cells) > 0.5, truth))
    table = Table(
        "method",
        *(f"hidden {name}: acc, Brier" for name in HIDDEN),
        *(f"IoU {s:.0%}" for s in KEPT),
        box=None,
    )
    figures = {}
    for method in METHODS:
        row = [score(near_front[method, name], truths[name]) for name in HIDDEN]
        figures[method] = [acc for acc, _ in row] + [float(np.mean(overlap[method, s])) for s in KEPT]
        cells = [f"{acc:.3f}  {brier:.3f}" for acc, brier in row]
        table.add_row(method, *cells, *(f"{x:.3f}" for x in figures[method][len(HIDDEN) :]))
    peers = np.max([figures[name] for name in list(METHODS)[OURS:]], axis=0)
    lead = np.array(figures["estimate_ground"]) - peers
    table.add_row(
        "lead over the best peer",
        *(f"{x:+.3f}" for x in lead[: len(HIDDEN)]),
        *(f"{x:+.3f}" for x in lead[len(HIDDEN) :]),
    )
    table.add_row("wanted", *(f"{x:.3f}" for x in WANTED_ACCURACY), *(f"{x:.3f}" for x in WANTED_IOU))
    console.print(
        f"[bold]From scattered places[/] ({len(weeks)} weeks, {HIDDEN_DRAWS} draws a week hidden and {KEPT_DRAWS} kept; within {NEAR_KM} km of the front)"
    )
    console.print(table)
    print_calibration(
        np.concatenate(near_front["estimate_ground", "at random"]), np.concatenate(truths["at random"])
    )


def front_km(places, held):
    """Return how far each place lies from the nearest of the other side, km."""
    trees = [cKDTree(places[held == side]) for side in (0, 1)]
    return np.where(held == 1, trees[0].query(places)[0], trees[1].query(places)[0]) / 1000


def draw_hidden(places, block_m, random):
    """Return which fifth of the places is hidden: each by itself, or all of a square block."""
    if block_m is None:
        return random.random(len(places)) < 0.2
    block = np.floor((places + random.random(2) * block_m) / block_m).astype(int)
    _, number = np.unique(block, axis=0, return_inverse=True)
    number = number.reshape(-1)
    return (random.random(number.max() + 1) < 0.2)[number]


def score(chances, truths) -> tuple[float, float]:
    chance, truth = np.concatenate(chances), np.concatenate(truths)
    return float(((chance > 0.5) == truth).mean()), float(((chance - truth) ** 2).mean())


def iou(a, b) -> float:
    return float((a & b).sum() / max((a | b).sum(), 1))


def print_calibration(chance, truth) -> None:
    table = Table("said", "places", "mean said", "true", box=None)
    for low, high in pairwise((0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.01)):
        inside = (chance >= low) & (chance < high)
        if inside.any():
            table.add_row(
                f"{low:.2f}-{min(high, 1):.2f}",
                str(inside.sum()),
                f"{chance[inside].mean():.2f}",
                f"{truth[inside].mean():.2f}",
            )
    console.print(
        f"Calibration of estimate_ground, a fifth hidden at random (Brier wanted: {WANTED_BRIER:.3f})"
    )
    console.print(table)


# --- 2. Last week's ground and a few reports ---------------------------------------------------------------------------------


class Move(NamedTuple):
    """Two weeks: the ground of the first and of the second, and the places that are known in both."""

    name: str
    before: np.ndarray
    after: np.ndarray
    xy: np.ndarray
    was: np.ndarray
    now: np.ndarray

    @property
    def changed(self) -> np.ndarray:
        return np.flatnonzero(self.was != self.now)


def largest_moves(war: War, span: int, count: int) -> list[tuple[int, int]]:
    """Return the first and the last week of the moves over `span` weeks with the most changes, in order of time."""
    pairs = [(first, first + span) for first in range(0, len(war.weeks) - span, span)]
    known = [(war.held[:, a] != UNKNOWN) & (war.held[:, b] != UNKNOWN) for a, b in pairs]
    changes = [(war.held[ok, a] != war.held[ok, b]).sum() for ok, (a, b) in zip(known, pairs, strict=True)]
    return [pairs[n] for n in sorted(np.argsort(changes, kind="stable")[::-1][:count].tolist())]


def named_moves(war: War, days: tuple[tuple[str, str], ...]) -> list[tuple[int, int]]:
    """Return the weeks of moves: for each day the first week that is not before it."""
    return [
        tuple(next(n for n, week in enumerate(war.weeks) if week >= day) for day in pair) for pair in days
    ]


def move_of(war: War, a: int, b: int) -> Move:
    ok = (war.held[:, a] != UNKNOWN) & (war.held[:, b] != UNKNOWN)
    was, now = war.held[ok, a] == 1, war.held[ok, b] == 1
    return Move(f"{war.weeks[a]} - {war.weeks[b]}", war.ground(a), war.ground(b), war.xy[ok], was, now)


def carried(move: Move, reported, cells) -> tuple[np.ndarray, np.ndarray]:
    """Return the ground after the reports, of cells and of places, by `estimate_ground` with last week's as its prior."""
    points = gpd.points_from_xy(*move.xy[reported].T)
    told = gpd.GeoDataFrame({"side": move.now[reported].astype(int)}, geometry=points, crs=CRS)
    everywhere = np.concatenate([cells, move.xy])
    prior = pd.DataFrame({1: np.concatenate([move.before, move.was]).astype(float)})
    prior[0] = 1 - prior[1]
    at = gpd.GeoSeries(gpd.points_from_xy(*everywhere.T), crs=CRS)
    chance = estimate_ground(told, at, prior)[1].to_numpy() > 0.5
    return chance[: len(cells)], chance[len(cells) :]


def within_ten(move: Move, reported, cells) -> tuple[np.ndarray, np.ndarray]:
    """Return the same by a fixed rule: a report wins within 10 km."""
    out = []
    for at, was in ((cells, move.before), (move.xy, move.was)):
        distance, nearest = cKDTree(move.xy[reported]).query(at)
        out.append(np.where(distance <= 10_000, move.now[reported][nearest], was))
    return out[0], out[1]


def bench_moves(war: War, draws: int) -> None:
    rules = {"estimate_ground, prior": carried, "a report wins within 10 km": within_ten}
    families = {
        "4 large moves": (named_moves(war, LARGE), WANTED_MOVES),
        "6 moves of a slow war": (named_moves(war, SLOW), None),
        "16 largest weekly moves": (largest_moves(war, 1, 16), None),
        "6 largest moves of four weeks": (largest_moves(war, 4, 6), None),
    }
    for title, (pairs, wanted) in families.items():
        moves = [move_of(war, *pair) for pair in pairs]
        unchanged = float(np.mean([iou(move.before, move.after) for move in moves]))
        table = Table(title, *(f"{s:.0%}: IoU, worse, false, right" for s in REPORTED), box=None)
        table.add_row("last week's ground unchanged", f"{unchanged:.4f}")
        detail = Table("move, changes", "unchanged", *(f"{s:.0%}" for s in REPORTED), box=None)
        gains: dict[tuple[str, float], list[float]] = defaultdict(list)
        for name, rule in rules.items():
            row = []
            for share in REPORTED:
                got, worse, false, right = [], 0, [], []
                for move in moves:
                    random = np.random.default_rng(round(1000 * share))
                    still = iou(move.before, move.after)
                    for _ in range(draws):
                        size = max(1, round(share * len(move.changed)))
                        ground, places = rule(
                            move, random.choice(move.changed, size, replace=False), war.cells
                        )
                        got.append(iou(ground, move.after))
                        worse += got[-1] < still
                        turned = places != move.was
                        false.append((turned & (move.was == move.now)).sum())
                        right.append((turned & (move.was != move.now)).sum())
                        if rule is carried:
                            gains[move.name, share].append(got[-1])
                row.append(
                    f"{np.mean(got):.4f}  {worse}/{len(got)}  {np.mean(false):.1f}  {np.mean(right):.1f}"
                )
            table.add_row(name, *row)
        if wanted:
            table.add_row("wanted", *(f"{x:.3f}" for x in wanted))
        for move in moves:
            cells = [
                f"{np.mean(gains[move.name, s]):.4f} (least {min(gains[move.name, s]):.4f})" for s in REPORTED
            ]
            detail.add_row(f"{move.name}, {len(move.changed)}", f"{iou(move.before, move.after):.4f}", *cells)
        console.print()
        console.print(table)
        console.print(detail)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weeks", type=int, default=24, metavar="N", help="take every Nth week (24)")
    parser.add_argument(
        "--draws", type=int, default=2, metavar="N", help="draws of reports a move and share (2)"
    )
    parser.add_argument("--only", choices=("scattered", "moves"), help="one part")
    asked = parser.parse_args()
    if not (DATA / "ukraine_places_weekly.parquet").exists():
        console.print(
            f"bench-ground: skipped, {DATA / 'ukraine_places_weekly.parquet'} is not there; set $FRONTLINE_CONTROL_DATA"
        )
        return
    war = read_war()
    if asked.only in (None, "scattered"):
        bench_scattered(war, asked.weeks)
    if asked.only in (None, "moves"):
        bench_moves(war, asked.draws)


if __name__ == "__main__":
    main()
