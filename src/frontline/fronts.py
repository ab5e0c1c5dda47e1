"""Fronts: what follows from parcels on a day: zones, front lines, changes; and steps along the axes.

Derives; decides nothing. Knows no claim and no article. Lengths are geodesic (WGS 84), areas are those that the
parcels carry.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod, Transformer

from frontline.model import CONTESTED, NOBODY
from frontline.tables import (
    ADVANCES,
    CERTAINTY_CLASSES,
    CHANGES,
    CONTROL,
    CRS,
    FRONTS,
    PARCELS,
    PROGRESS,
    ZONES,
    check_table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from frontline.theatre import Theatre

_GEOD = Geod(ellps="WGS84")


def states_on(parcels: gpd.GeoDataFrame, on: dt.date | str) -> list[tuple[str, str]]:
    """Return controller and certainty class of each parcel on a day; before its first day, ("none", "unknown")."""
    day = _iso(on)
    out = []
    for history in parcels["history"]:
        state = (NOBODY, "unknown")
        for since, controller, grade in history:
            if since > day:
                break
            state = (controller, grade)
        out.append(state)
    return out


def days_of(control: gpd.GeoDataFrame) -> list[str]:
    """Return every day that a CONTROL table covers, ISO strings in order."""
    if not len(control):
        return []
    first = dt.date.fromisoformat(min(control["valid_from"]))
    count = (dt.date.fromisoformat(max(control["valid_to"])) - first).days
    return [(first + dt.timedelta(days=n)).isoformat() for n in range(count)]


def draw_zones(parcels: gpd.GeoDataFrame, *, on: dt.date | str) -> gpd.GeoDataFrame:
    """Dissolve parcels into the zones of one day.

    Returns
    -------
    geopandas.GeoDataFrame
        ZONES, EPSG:4326: one row for each controller and certainty class that has ground, sorted by them. Zones
        tile what the parcels tile.

    Raises
    ------
    TableError
        If `parcels` breaks its contract.
    """
    check_table(parcels, PARCELS, name="parcels")
    states = states_on(parcels, on)
    order = {grade: n for n, grade in enumerate(CERTAINTY_CLASSES)}
    rows = []
    for state in sorted(set(states), key=lambda s: (s[0], order.get(s[1], 9))):
        chosen = np.array([other == state for other in states])
        rows.append(
            (_iso(on), *state, _total(parcels, chosen), _dissolved(parcels.geometry.to_numpy()[chosen]))
        )
    return _table(rows, ZONES)


def trace_fronts(
    parcels: gpd.GeoDataFrame, *, on: dt.date | str, theatre: Theatre | None = None
) -> gpd.GeoDataFrame:
    """Trace the lines between the ground of different sides on one day.

    Parameters
    ----------
    parcels
        PARCELS.
    on
        The day.
    theatre
        If given, there is no front between factions of one `side`, nor between allies.

    Returns
    -------
    geopandas.GeoDataFrame
        FRONTS, EPSG:4326: a row for each pair of sides that touch, `side_a` < `side_b`, sorted. Contested ground
        counts as a side of its own; ground of nobody does not. Every line is part of the borders of zones of both.
    """
    check_table(parcels, PARCELS, name="parcels")
    controllers = np.array([state[0] for state in states_on(parcels, on)], dtype=object)
    first, second, segments = _shared_segments(parcels)
    if not len(first):
        return _table([], FRONTS)
    a, b = controllers[first], controllers[second]
    real = (a != b) & (a != NOBODY) & (b != NOBODY)
    low, high = np.where(a < b, a, b)[real], np.where(a < b, b, a)[real]
    rows = []
    for pair in sorted(set(zip(low.tolist(), high.tolist(), strict=True))):
        if theatre is not None and _are_friends(*pair, theatre):
            continue
        chosen = (low == pair[0]) & (high == pair[1])
        line = _merged_line(segments[real][chosen])
        rows.append((_iso(on), *pair, round(_GEOD.geometry_length(line) / 1000, 3), line))
    return _table(rows, FRONTS)


def list_changes(
    parcels: gpd.GeoDataFrame, *, since: dt.date | str, until: dt.date | str
) -> gpd.GeoDataFrame:
    """Return the ground that changed hands between two days.

    Parameters
    ----------
    parcels
        PARCELS.
    since, until
        The day before and the day after: the maps of these two days are compared.

    Returns
    -------
    geopandas.GeoDataFrame
        CHANGES, EPSG:4326: a row for each pair of holders, `from` and `to`, sorted; areas in km2.
    """
    check_table(parcels, PARCELS, name="parcels")
    before = [state[0] for state in states_on(parcels, since)]
    after = [state[0] for state in states_on(parcels, until)]
    moves = list(zip(before, after, strict=True))
    rows = []
    for move in sorted({move for move in moves if move[0] != move[1]}):
        chosen = np.array([other == move for other in moves])
        shape = _dissolved(parcels.geometry.to_numpy()[chosen])
        rows.append((_iso(since), _iso(until), *move, _total(parcels, chosen), shape))
    return _table(rows, CHANGES)


def area_by_side(parcels: gpd.GeoDataFrame, *, days: Iterable[dt.date | str]) -> pd.DataFrame:
    """Return km2 by day, controller and certainty class, sorted: columns on, controller, certainty_class, area_km2."""
    frames = []
    for day in days:
        frame = pd.DataFrame(states_on(parcels, day), columns=["controller", "certainty_class"])
        frame["area_km2"] = parcels["area_km2"].to_numpy()
        grouped = frame.groupby(["controller", "certainty_class"], sort=True, as_index=False).sum()
        grouped.insert(0, "on", _iso(day))
        frames.append(grouped)
    columns = ["on", "controller", "certainty_class", "area_km2"]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


def trace_advances(control: gpd.GeoDataFrame, theatre: Theatre) -> gpd.GeoDataFrame:
    """Trace the steps of each faction along the axes of the theatre.

    A step leads from the last place on the axis that the faction held the day before (or took earlier on the same
    day) to the place that it took, along the pack's roads where they join the two. Only reports make a step: a place
    that merely follows its neighbours neither begins nor ends one. A place on several axes is reached along
    the shortest.

    Returns
    -------
    geopandas.GeoDataFrame
        ADVANCES, EPSG:4326, sorted by day, axis and order of the steps. `from_place` and `to_place` are place ids.

    Raises
    ------
    TableError
        If `control` breaks its contract.
    """
    check_table(control, CONTROL, name="control")
    days = days_of(control)
    holders = _holders(control[control["status"] != "presumed"], days)
    spots = {
        place_id: (point.x, point.y)
        for place_id, point in zip(control["place_id"], control.geometry, strict=True)
    }
    spots |= {
        name: (place.lon, place.lat) for name, place in theatre.place_by_id.items() if name not in spots
    }
    roads = _road_pieces(theatre)
    steps_to: dict[tuple[str, str, str], list[tuple[float, tuple[Any, ...]]]] = {}
    for n in range(1, len(days)):
        for axis in theatre.axes:
            held = [holders.get(place, {}) for place in axis.places]
            steps = _steps([h.get(days[n - 1]) for h in held], [h.get(days[n]) for h in held])
            for faction, start, end in steps:
                path = axis.places[min(start, end) : max(start, end) + 1]
                line = _course(path if start < end else path[::-1], roads, spots)
                row = (days[n], faction, axis.places[start], axis.places[end], axis.id, line)
                length = _GEOD.geometry_length(line)
                steps_to.setdefault((days[n], faction, axis.places[end]), []).append((length, row))
    # `min` keeps the first of equals: the pack's order of axes decides.
    return _table([min(steps, key=lambda step: step[0])[1] for steps in steps_to.values()], ADVANCES)


def objective_distances(
    parcels: gpd.GeoDataFrame,
    theatre: Theatre,
    *,
    days: Iterable[dt.date | str],
    control: gpd.GeoDataFrame | None = None,
) -> pd.DataFrame:
    """Return how far each side's nearest ground is from each objective on each day.

    Parameters
    ----------
    parcels
        PARCELS.
    theatre
        Gives the objectives, the axes and the metric CRS.
    days
        The days to tell of.
    control
        CONTROL; if given, `axis_km` is filled in.

    Returns
    -------
    pandas.DataFrame
        Columns on, objective (a place id), side, distance_km (geodesic, 0 where the side holds the objective's
        ground), axis_km (along the axis from the nearest place that the side holds on it; NaN where it holds
        none), sorted. Only sides that hold ground that day have a row.
    """
    check_table(parcels, PARCELS, name="parcels")
    spots = [
        (objective.place, place.lon, place.lat)
        for objective in theatre.objectives
        if (place := theatre.place_by_id.get(objective.place))
    ]
    reach = _distances_to(parcels, spots, theatre)
    holders = _holders(control, days_of(control)) if control is not None else {}
    rows = []
    for day in map(_iso, days):
        controllers = np.array([state[0] for state in states_on(parcels, day)], dtype=object)
        for n, (objective, *_) in enumerate(spots):
            for side in sorted(set(controllers.tolist()) - {NOBODY, CONTESTED}):
                nearest = float(reach[n][controllers == side].min())
                along = _along_axes_km(objective, side, day, holders, theatre)
                rows.append((day, objective, side, round(nearest, 2), along))
    return pd.DataFrame(rows, columns=["on", "objective", "side", "distance_km", "axis_km"])


def measure_progress(
    parcels: gpd.GeoDataFrame,
    theatre: Theatre,
    *,
    days: Iterable[dt.date | str],
    control: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Return how much ground each side holds on each day, and how far it is from each objective.

    Parameters
    ----------
    parcels, theatre, days, control
        As for `objective_distances`.

    Returns
    -------
    geopandas.GeoDataFrame
        PROGRESS, EPSG:4326: a row for each day, side and objective, sorted; `area_km2` is all that the side holds,
        the distances are those of `objective_distances`, the geometry is the objective's point.
    """
    days = list(days)
    held = area_by_side(parcels, days=days).groupby(["on", "controller"]).area_km2.sum().to_dict()
    distances = objective_distances(parcels, theatre, days=days, control=control)
    ordered = distances.sort_values(["on", "side", "objective"], kind="stable")
    rows: list[tuple[Any, ...]] = []
    for on, objective, side, distance_km, axis_km in ordered.itertuples(index=False, name=None):
        place = theatre.place_by_id[objective]
        spot = shapely.Point(place.lon, place.lat)
        rows.append((on, side, round(float(held[on, side]), 3), objective, distance_km, axis_km, spot))
    return _table(rows, PROGRESS)


def _iso(day: dt.date | str) -> str:
    return day.isoformat() if isinstance(day, dt.date) else day


def _table(rows: Sequence[tuple[Any, ...]], columns: Sequence[str]) -> gpd.GeoDataFrame:
    data = {name: [row[n] for row in rows] for n, name in enumerate(columns[:-1])}
    frame = pd.DataFrame({name: pd.Series(values, dtype=_dtype(name)) for name, values in data.items()})
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries([row[-1] for row in rows], crs=CRS), crs=CRS)


def _dtype(name: str) -> str:
    return "float64" if name.endswith(("_km", "_km2")) else "str"


def _total(parcels: gpd.GeoDataFrame, chosen: NDArray[np.bool_]) -> float:
    return round(float(parcels["area_km2"].to_numpy()[chosen].sum()), 3)


def _dissolved(shapes: NDArray[np.object_]) -> BaseGeometry:
    return shapely.normalize(shapely.coverage_union_all(shapes))


def _shared_segments(parcels: gpd.GeoDataFrame) -> tuple[Any, Any, NDArray[np.float64]]:
    """Return the segments that two parcels share: the numbers of both, and [n, 2, 2] coordinates.

    The parcels are a coverage, so a shared border has the same vertices on both sides and needs no geometry.
    """
    polygons, parcel_of = shapely.get_parts(parcels.geometry.to_numpy(), return_index=True)
    rings, polygon_of = shapely.get_rings(polygons, return_index=True)
    xy, of = shapely.get_coordinates(rings, return_index=True)
    ring_of = parcel_of[polygon_of]
    inner = of[1:] == of[:-1]
    start, end, parcel = xy[:-1][inner], xy[1:][inner], ring_of[of[1:][inner]]
    swap = (start[:, 0] > end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] > end[:, 1]))
    low, high = np.where(swap[:, None], end, start), np.where(swap[:, None], start, end)
    keys = np.column_stack([low, high])
    order = np.lexsort(keys.T)
    keys, parcel = keys[order], parcel[order]
    twin = np.flatnonzero((keys[1:] == keys[:-1]).all(axis=1))
    return parcel[twin], parcel[twin + 1], keys[twin].reshape(-1, 2, 2)


def _merged_line(segments: NDArray[np.float64]) -> BaseGeometry:
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(segments)))
    parts = shapely.get_parts(merged)
    return shapely.normalize(shapely.multilinestrings(list(parts)))


def _are_friends(a: str, b: str, theatre: Theatre) -> bool:
    first, second = theatre.faction_by_id.get(a), theatre.faction_by_id.get(b)
    if first is None or second is None:
        return False
    return first.side == second.side or b in first.allies or a in second.allies


def _holders(control: gpd.GeoDataFrame, days: list[str]) -> dict[str, dict[str, str]]:
    """Return who holds each place on each day."""
    index = {day: n for n, day in enumerate(days)}
    out: dict[str, dict[str, str]] = {}
    names = ("place_id", "controller", "valid_from", "valid_to")
    for place_id, controller, since, until in zip(*(control[name] for name in names), strict=True):
        span = days[index[since] : index.get(until, len(days))]
        out.setdefault(place_id, {}).update(dict.fromkeys(span, controller))
    return out


def _steps(before: list[str | None], after: list[str | None]) -> list[tuple[str, int, int]]:
    """Return (faction, from, to) for each place of an axis that changed hands, nearest to the faction's own first.

    No step leads over a place that another side still holds. A faction that held nothing on the axis sets out from
    the first place that it took.
    """
    steps = []
    taken = {
        n: now
        for n, (was, now) in enumerate(zip(before, after, strict=True))
        if now not in (was, None, CONTESTED, NOBODY)
    }
    for faction in sorted({name for name in taken.values() if name}):
        goals = {n for n, name in taken.items() if name == faction}
        base = {n for n, name in enumerate(before) if name == faction} or {min(goals)}
        goals -= base
        barred = {n for n, name in enumerate(after) if name not in (faction, None, CONTESTED, NOBODY)}
        while free := [
            (start, goal)
            for start in base
            for goal in goals
            if not barred & set(range(min(start, goal), max(start, goal)))
        ]:
            start, end = min(free, key=lambda s: (abs(s[0] - s[1]), s[0] > s[1], s))
            steps.append((faction, start, end))
            base.add(end)
            goals.remove(end)
    return steps


@dataclass(frozen=True)
class _Road:
    stops: dict[str, int]
    course: list[str | tuple[float, float]]


def _road_pieces(theatre: Theatre) -> list[_Road]:
    roads = []
    for road in sorted(theatre.roads, key=lambda r: (r.rank, r.id)):
        course: list[str | tuple[float, float]] = list(road.course)
        roads.append(_Road({stop: n for n, stop in enumerate(course) if isinstance(stop, str)}, course))
    return roads


def _course(path: Sequence[str], roads: list[_Road], spots: dict[str, tuple[float, float]]) -> BaseGeometry:
    """Return the line through places in order, along a road that joins two of them where there is one."""
    points = [spots[path[0]]]
    for start, end in pairwise(path):
        between: list[str | tuple[float, float]] = []
        for road in roads:
            if start in road.stops and end in road.stops:
                i, j = road.stops[start], road.stops[end]
                between = road.course[i + 1 : j] if i < j else road.course[j + 1 : i][::-1]
                break
        points += [spots[stop] if isinstance(stop, str) else (stop[0], stop[1]) for stop in between]
        points.append(spots[end])
    return shapely.LineString(points)


def _distances_to(
    parcels: gpd.GeoDataFrame, spots: list[tuple[str, float, float]], theatre: Theatre
) -> list[NDArray[np.float64]]:
    """Return the geodesic distance from each parcel to each spot, km: nearest points are found in the metric CRS."""
    shapes = parcels.geometry.to_crs(theatre.metric_crs).to_numpy()
    there = Transformer.from_crs(CRS, theatre.metric_crs, always_xy=True)
    back = Transformer.from_crs(theatre.metric_crs, CRS, always_xy=True)
    out = []
    for _, lon, lat in spots:
        point = shapely.Point(there.transform(lon, lat))
        near = shapely.get_coordinates(shapely.get_point(shapely.shortest_line(shapes, point), 0))
        near_lon, near_lat = back.transform(near[:, 0], near[:, 1])
        count = len(near)
        metres = np.asarray(_GEOD.inv(near_lon, near_lat, np.full(count, lon), np.full(count, lat))[2])
        out.append(np.where(shapely.intersects(shapes, point), 0.0, metres / 1000))
    return out


def _along_axes_km(
    objective: str, side: str, day: str, holders: dict[str, dict[str, str]], theatre: Theatre
) -> float:
    """Return the way along the axes to an objective from the nearest place that a side holds on them, km."""
    roads, best = _road_pieces(theatre), float("nan")
    spots = {name: (place.lon, place.lat) for name, place in theatre.place_by_id.items()}
    for axis in theatre.axes:
        if objective not in axis.places:
            continue
        goal = axis.places.index(objective)
        for n, place in enumerate(axis.places):
            if holders.get(place, {}).get(day) != side:
                continue
            path = axis.places[min(n, goal) : max(n, goal) + 1]
            length = 0.0 if n == goal else _GEOD.geometry_length(_course(path, roads, spots)) / 1000
            best = round(length, 2) if not best <= length else best
    return best
