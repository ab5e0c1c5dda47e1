"""Estimate: points whose holder is known -> the chance of each side at other points.

Owns the interpolation. Knows points in metres and sides; no place, no day, no land and no claim.

Three tools, each for what it does best. With no ground to begin from, extremely randomised trees (Geurts, Ernst and
Wehenkel 2006) on the coordinates turned to several axes, blended with kriging: nearest to the truth in gaps and near
the front. With yesterday's ground, `carry_over`: the front is moved where reports say so, and stays elsewhere. Where what changes here
must depend on what is near, fixed weights (`local_weights`): a local ordinary kriging with a linear variogram.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from frontline.errors import TableError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Flags = NDArray[np.bool_]

#: Trees, and the axes that each split may choose from. On ten draws from five weeks of 21,046 real places, 20 % of them
#: hidden: accuracy within 25 km of the front .972 / .927 / .842 (at random, in blocks of 25 and of 60 km) with the usual
#: choice of the best of three axes, .974 / .932 / .865 with that of the best of all; 18 and 36 axes, or 300 trees, are level.
TREES, AXES = 100, 12
#: The trees' part of the estimate, the rest is kriging's; and the exponent that makes the blend as sure as it is right (a
#: temperature: Guo et al. 2017). On twenty draws from the five weeks, trees alone, kriging alone, the blend: accuracy
#: .975, .972, .975 at random, .919, .914, .920 and .881, .869, .883 in blocks; Brier score at random .021, .026, .020.
#: From 2 % of the places the blend's area is as right as kriging's, from 10 % as the trees'. 0.5 and 1.5 are level.
TREES_SHARE, SHARPNESS = 0.7, 1.4
#: How much kriging smooths a place that is sure, km (flat from 0.5 to 5).
NUGGET_KM = 3.0
#: How many places a point listens to: the nearest, and of each quarter of the compass without one the nearest of a
#: wider search (quadrant search: Isaaks and Srivastava 1989). Swept in the same way: accuracy near the front is flat
#: from 12 to 40 of the nearest; the quadrants raise it from .845 to .859 inside 60 km blocks and cost nothing.
NEIGHBOURS, WIDE_SEARCH = 20, 200
#: A capture moves the front as far as it lies behind it and this much on, km: half the way between places, and a part
#: of its depth.
BEYOND_KM, BEYOND_SHARE, BEYOND_MOST_KM = 2.5, 0.1, 8.0
#: The front's shift fades over so many times the depth of the capture, between these bounds, km; and is nothing where
#: less than a share of it is left. So many captures within `COLLAPSE_KM` are a collapse: its shift fades three times as
#: slowly, from the depth that a quarter of them exceed. Swept on 32 moves of 21,046 places over a week to half a year,
#: 2-20 % of the changes reported: three captures within 90 km, four within 90 or 120 km and any larger quantile are
#: level; six within 60 km lose .006 of area IoU where 2 % are reported, and gain nothing in a slow war.
FADE_KM, COLLAPSE_FADES, LEAST_SHARE = (4.0, 40.0), 3.0, 0.05
COLLAPSE_KM, COLLAPSE_CAPTURES, COLLAPSE_QUANTILE = 90.0, 4, 0.75
#: A capture to which nothing leads, neither the front nor other captures each within the first number, km, came another
#: way (over a border, by sea): it takes its surroundings only, to the second. Taking the way to it made every map of
#: such a move worse than the unchanged one; with 8 km for 5, two of 48 maps of slow wars were.
LED_KM, ALONE_KM = 40.0, 5.0
#: Ground farther behind the front than this is as deep as any, km.
DEEPEST_KM = 100.0
_ROWS_AT_ONCE = 4096
#: Systems of equations solved together: so many fit a processor's cache.
_SYSTEMS_AT_ONCE = 512


def estimate_ground(
    observations: gpd.GeoDataFrame, at: gpd.GeoSeries, prior: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Estimate the probability that each side holds each of some points.

    Without a prior: extremely randomised trees on turned axes, blended with kriging. With one, it is the ground of the day before, which is
    carried over: an observation that agrees with it keeps its surroundings ("still held"), one that contradicts it is
    a capture and moves the front (see `carry_over`).

    Parameters
    ----------
    observations
        Points with columns `side` and, optionally, `weight` (1 = sure; 0 counts nothing). Any CRS.
    at
        The points to estimate, any CRS. With a prior, best those of a lattice: depth behind the front is measured
        between them.
    prior
        Probabilities by side for `at`: by its index where both have the same, else in its order. A row of zeros says
        that nothing is known there; it is estimated from the observations.

    Returns
    -------
    pandas.DataFrame
        A row a point with the index of `at`, a column a side (sorted), rows adding up to 1.

    Raises
    ------
    TableError
        If `observations` has no rows and no prior is given, lacks the column `side` or has rows without one, either has
        no CRS or holds what is no point, or the prior is no table with a row for each point of `at`.
    """
    _check(observations, at, prior)
    metric = at.to_crs(4326).estimate_utm_crs() if len(at) else "EPSG:3857"
    points = shapely.get_coordinates(observations.geometry.to_crs(metric).to_numpy())
    targets = shapely.get_coordinates(at.geometry.to_crs(metric).to_numpy())
    weight = observations.get("weight", pd.Series(1.0, index=observations.index)).to_numpy(dtype=float)
    sides = _in_order({*observations["side"], *(prior.columns if prior is not None else ())})
    number = {side: n for n, side in enumerate(sides)}
    held = np.array([number[side] for side in observations["side"]], dtype=np.intp)
    told = weight > 0
    points, held, weight = points[told], held[told], np.minimum(weight[told], 1.0)
    # (In one order, whatever order they came in.)
    order = np.lexsort((weight, held, points[:, 1], points[:, 0]))
    points, held, weight = points[order], held[order], weight[order]
    if prior is None:
        chance = _from_scratch(points, held, weight, targets, len(sides))
    else:
        is_shuffled = at.index.is_unique and set(prior.index) == set(at.index)
        rows = prior.reindex(index=at.index) if is_shuffled else prior
        before = rows.reindex(columns=sides, fill_value=0.0).to_numpy(dtype=float)
        blank = ~(before.sum(axis=1) > 0)
        chance = as_probabilities(np.nan_to_num(before))
        if len(points) and blank.any():
            chance[blank] = _from_scratch(points, held, weight, targets[blank], len(sides))
        chance[~blank] = carry_over(targets[~blank], chance[~blank], points, held, weight)
    return pd.DataFrame(chance, index=at.index, columns=sides)


def _check(observations: gpd.GeoDataFrame, at: gpd.GeoSeries, prior: pd.DataFrame | None) -> None:
    """Refuse what cannot be estimated from, or at."""
    if "side" not in observations.columns or (not len(observations) and prior is None):
        raise TableError("`observations` needs a column 'side' and at least one row")
    if observations["side"].isna().any():
        raise TableError("`observations` has rows without a side; drop them first")
    for name, table in (("observations", observations), ("at", at)):
        if getattr(table, "crs", None) is None:
            raise TableError(f"`{name}` needs geometry with a CRS; call .set_crs(4326)")
        shapes = table.geometry
        if not ((shapes.geom_type == "Point") & ~shapes.is_empty).all():
            raise TableError(
                f"`{name}` must hold points, got {', '.join(sorted(set(shapes.geom_type.map(str))))} or empty ones; drop "
                "these, or call .representative_point()"
            )
        if not np.isfinite(shapely.get_coordinates(shapes.to_numpy())).all():
            raise TableError(f"`{name}` has points without coordinates; drop them first")
    if prior is not None and not isinstance(prior, pd.DataFrame):
        raise TableError(f"`prior` must be a DataFrame with a column a side, got {type(prior).__name__}")
    if prior is not None and len(prior) != len(at):
        raise TableError(
            f"`prior` needs a row for each point of `at`: expected {len(at)}, got {len(prior)} rows"
        )


def _in_order(sides: set[Any]) -> list[Any]:
    """Return sides sorted, also those of several types."""
    try:
        return sorted(sides)
    except TypeError:
        return sorted(sides, key=lambda side: (type(side).__name__, str(side)))


def _from_scratch(points: Floats, held: Ints, weight: Floats, at: Floats, sides: int) -> Floats:
    """Return the chance of each side at each point, [points, sides], from scattered observations."""
    if not len(points):
        return np.full((len(at), sides), 1 / max(sides, 1))
    trees = _by_trees(points, held, weight, at, sides)
    blend = TREES_SHARE * trees + (1 - TREES_SHARE) * _by_kriging(points, held, weight, at, sides)
    return as_probabilities(blend**SHARPNESS)


def _by_kriging(points: Floats, held: Ints, weight: Floats, at: Floats, sides: int) -> Floats:
    """Return what kriging says of each side at each point, [points, sides]; observations at one spot are one."""
    spots, number = np.unique(points, axis=0, return_inverse=True)
    said = np.zeros((len(spots), sides))
    np.add.at(said, (number.reshape(-1), held), weight)
    total = said.sum(axis=1)
    voice = local_weights(at, spots, NUGGET_KM / np.minimum(total, 1.0))
    return as_probabilities(voice @ (said / total[:, None]))


def _by_trees(points: Floats, held: Ints, weight: Floats, at: Floats, sides: int) -> Floats:
    """Return the share of trees that give each side to each point, [points, sides]."""
    from sklearn.ensemble import ExtraTreesClassifier

    chance = np.zeros((len(at), sides))
    turns = np.linspace(0, np.pi, AXES, endpoint=False)
    axes = np.array([np.cos(turns), np.sin(turns)])
    middle = points.mean(axis=0)
    trees = ExtraTreesClassifier(TREES, max_features=None, random_state=0)
    # (To the metre, so that the rounding errors of a projection decide nothing.)
    trees.fit(((points - middle) @ axes).round(), held, sample_weight=weight)
    if len(at):
        chance[:, trees.classes_] = trees.predict_proba(((at - middle) @ axes).round())
    return chance


def carry_over(at: Floats, before: Floats, points: Floats, held: Ints, weight: Floats) -> Floats:
    """Carry the ground of the day before over, and move its front where reports say so.

    The ground is the set of points that lie some depth behind a front (the signed distance function of level sets:
    Osher and Sethian 1988). A capture at depth d has moved the front by d there, and a little on; the shift fades with
    the distance from the capture, over a length that grows with d and with the number of captures around. What the
    moved front leaves behind is taken: the way to a deep capture, a narrow belt around a shallow one. A capture to which
    nothing leads takes its surroundings only. No capture takes ground to which a report of the same day that it is
    "still held" is nearer.

    Parameters
    ----------
    at
        The points of the ground, [n, 2], metres.
    before
        Probabilities by side there, [n, sides].
    points, held, weight
        Reports: where, metres; the number of the side; how sure, 0-1.

    Returns
    -------
    [n, sides] probabilities.
    """
    chance = before.copy()
    if not len(at) or not len(points):
        return chance
    was = before.argmax(axis=1)
    depth = depth_km(at, was)
    beneath = cKDTree(at).query(points)[1]
    loser, deep = was[beneath], depth[beneath]
    for side in np.unique(loser[held != loser]).tolist():
        ground = np.flatnonzero(was == side)
        lost = np.flatnonzero((loser == side) & (held != side))
        kept = np.flatnonzero(held == side)
        shift, fade = front_shift_km(points[lost], deep[lost])
        alone = is_alone(points[lost], deep[lost])
        quiet = cKDTree(points[kept]).query(at[ground])[0] if len(kept) else np.full(len(ground), np.inf)
        for start in range(0, len(ground), _ROWS_AT_ONCE):
            rows = ground[start : start + _ROWS_AT_ONCE]
            distance = np.hypot(*np.moveaxis(at[rows][:, None] - points[lost], 2, 0)) / 1000
            share = np.exp(-distance / fade)
            share[share < LEAST_SHARE] = 0.0
            push = np.where(alone, ALONE_KM / np.maximum(distance, 0.1), share * shift / depth[rows][:, None])
            push[distance * 1000 > quiet[start : start + _ROWS_AT_ONCE, None]] = 0.0
            nearest = np.where(push > 0, push, -1.0).argmax(axis=1)
            strongest = np.minimum(push.max(axis=1), 1e3) ** 3
            # Half where the moved front runs, and sharply to either side.
            taken = strongest / (1 + strongest) * weight[lost][nearest]
            gain = np.zeros_like(chance[rows])
            gain[np.arange(len(rows)), held[lost][nearest]] = taken
            chance[rows] = chance[rows] * (1 - taken[:, None]) + gain
    return chance


def depth_km(at: Floats, side: Ints) -> Floats:
    """Return how far each point lies from the nearest of another side, km."""
    depth = np.full(len(at), DEEPEST_KM)
    for name in np.unique(side):
        own = side == name
        if not own.all():
            depth[own] = cKDTree(at[~own]).query(at[own])[0] / 1000
    deepest: Floats = np.minimum(depth, DEEPEST_KM)
    return deepest


def front_shift_km(points: Floats, depth: Floats) -> tuple[Floats, Floats]:
    """Return how far captures from one side move its front, and over what distance that fades, km.

    Parameters
    ----------
    points
        The captures, [n, 2], metres.
    depth
        How far behind the front of the day before they lie, km.
    """
    evidence, fades = depth.copy(), np.ones(len(points))
    for n, near in enumerate(cKDTree(points).query_ball_point(points, COLLAPSE_KM * 1000)):
        if len(near) >= COLLAPSE_CAPTURES:
            evidence[n] = max(depth[n], float(np.quantile(depth[near], COLLAPSE_QUANTILE)))
            fades[n] = COLLAPSE_FADES
    beyond = np.minimum(BEYOND_KM + BEYOND_SHARE * evidence, BEYOND_MOST_KM)
    return depth + beyond, np.clip(fades * evidence, *FADE_KM)


def is_alone(points: Floats, depth: Floats) -> Flags:
    """Say of captures whether nothing leads to them: neither the front nor another that is led to lies within `LED_KM`."""
    near = cKDTree(points).sparse_distance_matrix(cKDTree(points), LED_KM * 1000, output_type="coo_matrix")
    count, group = connected_components(near, directed=False)
    led = np.zeros(count, dtype=bool)
    led[group[depth <= LED_KM]] = True
    alone: Flags = ~led[group]
    return alone


def local_weights(at: Floats, xy: Floats, nugget_km: Floats) -> csr_matrix:
    """Return the weight of each place in the estimate of each point, [points, places], rows adding up to 1.

    Ordinary kriging with a linear variogram (the linear radial basis function of Hardy 1971) and a nugget.

    Parameters
    ----------
    at, xy
        The points and the places, [n, 2], metres; no two places at one spot.
    nugget_km
        By place, how much it is smoothed.
    """
    near, missing = _neighbours(at, xy)
    count = near.shape[1]
    weights = np.empty((len(at), count))
    x, y = xy.T / 1000
    to_x, to_y = at.T / 1000
    for start in range(0, len(at), _SYSTEMS_AT_ONCE):
        rows = slice(start, start + _SYSTEMS_AT_ONCE)
        px, py = x[near[rows]], y[near[rows]]
        system = np.ones((len(px), count + 1, count + 1))
        system[:, :count, :count] = -_lengths(px[:, :, None] - px[:, None], py[:, :, None] - py[:, None])
        diagonal = np.arange(count)
        # (A neighbour that there is not has no say.)
        system[:, diagonal, diagonal] += np.where(missing[rows], 1e9, nugget_km[near[rows]])
        system[:, count, count] = 0.0
        goal = np.ones((len(px), count + 1, 1))
        goal[:, :count, 0] = -_lengths(px - to_x[rows, None], py - to_y[rows, None])
        weights[rows] = np.linalg.solve(system, goal)[:, :count, 0]
    weights[missing] = 0.0
    indptr = np.arange(len(at) + 1) * count
    voice = csr_matrix((weights.ravel(), near.ravel(), indptr), shape=(len(at), len(xy)))
    voice.sum_duplicates()
    voice.eliminate_zeros()
    return voice


def _lengths(east: Floats, north: Floats) -> Floats:
    """Return the lengths of vectors; both arrays are used up."""
    east *= east
    north *= north
    east += north
    return np.sqrt(east, out=east)


def _neighbours(at: Floats, xy: Floats) -> tuple[Ints, Flags]:
    """Return the places that each point listens to, [points, NEIGHBOURS + 4], and which of these are none."""
    tree = cKDTree(xy)
    count, wide = min(NEIGHBOURS, len(xy)), min(WIDE_SEARCH, len(xy))
    near = np.full((len(at), count + 4), -1, dtype=np.intp)
    near[:, :count] = tree.query(at, k=count)[1].reshape(len(at), count)
    quarters = np.arange(4)
    lacks = ~(_quarter(at, xy, near[:, :count])[:, :, None] == quarters).any(axis=1)
    lonely = np.flatnonzero(lacks.any(axis=1)) if wide > count else np.empty(0, dtype=np.intp)
    for start in range(0, len(lonely), _ROWS_AT_ONCE):
        rows = lonely[start : start + _ROWS_AT_ONCE]
        more = tree.query(at[rows], k=wide)[1]
        where = _quarter(at[rows], xy, more)
        for quarter in quarters:
            there = where == quarter
            found = there.any(axis=1) & lacks[rows, quarter]
            near[rows[found], count + quarter] = more[found, there[found].argmax(axis=1)]
    missing = near < 0
    return np.where(missing, near[:, :1], near), missing


def _quarter(at: Floats, xy: Floats, near: Ints) -> Ints:
    """Return in which quarter of the compass each neighbour of each point lies, 0-3."""
    east, north = np.moveaxis(xy[near] - at[:, None], 2, 0)
    quarter: Ints = (east >= 0) * 2 + (north >= 0)
    return quarter


def as_probabilities(estimate: Floats) -> Floats:
    """Return rows without negative numbers that add up to 1; a row of zeros becomes even."""
    clipped = np.clip(np.asarray(estimate, dtype=float), 0.0, None)
    total = clipped.sum(axis=1, keepdims=True)
    share: Floats = np.where(total > 0, clipped / np.where(total > 0, total, 1.0), 1.0 / clipped.shape[1])
    return share
