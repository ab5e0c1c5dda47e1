"""Ground: who holds the land between the places, day by day. CONTROL -> PARCELS.

Knows geometry, days and sides. Knows no article, no claim's words and no map.

Every cell of a lattice over the theatre's land listens to the places around it. The voice of each place is fixed
once, by a local interpolation with smoothing (`estimate.local_weights`), so that ground stays as it was until a place
around it changes hands: yesterday's ground is carried over, never redrawn. Cells of one history make one parcel.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer
from scipy.spatial import cKDTree

from frontline.coverage import (
    cell_areas_km2,
    cell_size_m,
    lay_lattice,
    merge_islands,
    theatre_outline,
    trace_coverage,
)
from frontline.errors import NothingToMapError
from frontline.estimate import as_probabilities, estimate_ground, local_weights
from frontline.model import CONTESTED, NOBODY
from frontline.tables import CERTAINTY_CLASSES, CONTROL, CRS, PARCELS, check_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from frontline.theatre import Theatre

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]
    Codes = NDArray[np.int16]

__all__ = ["draw_ground", "estimate_ground"]

#: Smoothing (the nugget), km, of a place with reports, of one known from the baseline, of one only presumed. Swept in
#: the same run: .967 (0.5), .969 (2), .970 (5 and 10), while the Brier score is best below 2 and .033 at 10.
NUGGET_KM = {"reported": 0.5, "baseline": 3.0, "presumed": 4.0}
#: A lattice of about this many cells.
CELLS = 32_000
#: Ground is "held" if the model is this sure and the nearest few places are, on average, this near; else "probable".
#: (One place alone would draw a polka dot around every hamlet of a desert.)
HELD_PROBABILITY, HELD_KM, HELD_PLACES = 0.66, 20.0, 3
#: Ground that is only presumed taken counts as evidence of its own after this many days without contradiction.
CONSOLIDATED_DAYS = 3
#: Fighting for a place makes the ground contested this far around it.
CONTESTED_KM = 7.0
#: Islands and holes smaller than this go, unless a place with a report stands in them.
ISLAND_KM2 = 45.0


def draw_ground(control: gpd.GeoDataFrame, theatre: Theatre) -> gpd.GeoDataFrame:
    """Draw the land of the theatre as parcels of one history each.

    Parameters
    ----------
    control
        CONTROL, as `control_history` writes it.
    theatre
        Gives the land, the metric CRS and how far evidence reaches.

    Returns
    -------
    geopandas.GeoDataFrame
        PARCELS, EPSG:4326, sorted by parcel_id. The parcels tile the theatre's land and are a valid coverage in
        the metric CRS too. `history` is a list of (day, controller, certainty class), a row a change, from the
        first day of `control`. Ground farther than `max_reach_km` from any place is ("none", "unknown"), and so is
        ground that only presumed places stand for, as far from any place that its side is told to hold.
        `area_km2` is measured in the metric CRS before any smoothing.

    Raises
    ------
    TableError
        If `control` breaks its contract.
    NothingToMapError
        If `control` has no rows.
    """
    check_table(control, CONTROL, name="control")
    if not len(control):
        raise NothingToMapError("no place has a known holder; give a baseline or claims of control")
    places = _places(control, theatre)
    outline = theatre_outline(theatre, places.xy)
    lattice = lay_lattice(outline, cell_size_m(outline, CELLS))
    codes = _histories(lattice.centres, places, theatre.max_reach_km)
    rows, labels = np.unique(codes, axis=0, return_inverse=True)
    labels = labels.reshape(-1)
    least = int(np.ceil(ISLAND_KM2 / (lattice.cell_m / 1000) ** 2))
    near_report = (
        cKDTree(places.xy[places.reported]).query(lattice.centres)[0] if places.reported.any() else np.inf
    )
    labels = merge_islands(
        labels,
        lattice,
        partial(_unlikeness, rows),
        least,
        np.broadcast_to(near_report < lattice.cell_m, len(labels)),
    )
    shapes, drawn = trace_coverage(labels, lattice, outline)
    areas = cell_areas_km2(lattice, outline)
    owner = np.where(np.isin(labels, list(shapes)), labels, drawn)
    area_km2: Floats = np.bincount(owner, weights=areas, minlength=len(rows)).astype(float)
    return _table(shapes, rows, area_km2, places, theatre)


@dataclass(frozen=True)
class _Places:
    """Points of evidence, one a lattice-sized spot, and what is said of each on each day."""

    days: list[str]
    sides: list[str]
    xy: Floats
    holder: Ints
    presumed: NDArray[np.bool_]
    told: NDArray[np.bool_]
    nugget_km: Floats
    reported: NDArray[np.bool_]

    @property
    def contested(self) -> int:
        return self.sides.index(CONTESTED)

    @property
    def nobody(self) -> int:
        return self.sides.index(NOBODY)


def _places(control: gpd.GeoDataFrame, theatre: Theatre) -> _Places:
    """Turn the intervals of CONTROL into a matrix of places by days; merge places at one spot."""
    first, last = min(control["valid_from"]), max(control["valid_to"])
    origin = dt.date.fromisoformat(first)
    count = (dt.date.fromisoformat(last) - origin).days
    days = [(origin + dt.timedelta(days=n)).isoformat() for n in range(count)]
    index = {day: n for n, day in enumerate([*days, last])}
    sides = [*sorted({*control["controller"]} - {CONTESTED, NOBODY}), CONTESTED, NOBODY]
    number = {side: n for n, side in enumerate(sides)}
    ordered = control.sort_values(["place_id", "valid_from"], kind="stable")
    ids = ordered["place_id"].to_numpy()
    starts = np.flatnonzero(np.concatenate([[True], ids[1:] != ids[:-1]]))
    row_place = np.cumsum(np.concatenate([[False], ids[1:] != ids[:-1]]))
    holder = np.full((len(starts), count), -1, dtype=np.intp)
    presumed = np.zeros((len(starts), count), dtype=bool)
    told = np.zeros((len(starts), count), dtype=bool)
    reported = np.zeros(len(starts), dtype=bool)
    inferred = np.zeros(len(starts), dtype=bool)
    columns = ("controller", "status", "valid_from", "valid_to", "claim_ids")
    for place, controller, status, since, until, claim_ids in zip(
        row_place, *(ordered[name].to_numpy() for name in columns), strict=True
    ):
        span = slice(index[since], index[until])
        holder[place, span] = -1 if status == "unknown" else number[controller]
        presumed[place, index[since] : min(index[until], index[since] + CONSOLIDATED_DAYS)] = (
            status == "presumed"
        )
        told[place, span] = status not in ("presumed", "unknown")
        inferred[place] |= status == "presumed"
        reported[place] |= bool(len(claim_ids)) and status != "presumed"
    to_metres = Transformer.from_crs(CRS, theatre.metric_crs, always_xy=True)
    lon_lat = shapely.get_coordinates(ordered.geometry.to_numpy()[starts])
    xy = np.column_stack(to_metres.transform(lon_lat[:, 0], lon_lat[:, 1]))
    nugget = np.where(
        reported, NUGGET_KM["reported"], np.where(inferred, NUGGET_KM["presumed"], NUGGET_KM["baseline"])
    )
    keep = _thinned(xy, reported, (holder >= 0).sum(axis=1))
    holder = _filled(xy[keep], holder[keep])
    return _Places(days, sides, xy[keep], holder, presumed[keep], told[keep], nugget[keep], reported[keep])


def _thinned(xy: Floats, reported: NDArray[np.bool_], known: Ints, spot_m: float = 1500.0) -> Ints:
    """Keep one place a spot: first one with reports, then the one known longest, then the first by id."""
    spot = np.floor(xy / spot_m).astype(np.int64)
    order = np.lexsort((np.arange(len(xy)), -known, ~reported))
    order = order[known[order] > 0]
    _, first = np.unique(spot[order], axis=0, return_index=True)
    return np.sort(order[first])


def _filled(xy: Floats, holder: Ints) -> Ints:
    """Give a place of which nothing is known yet the holder of the nearest place of which something is."""
    out = holder.copy()
    for day in np.flatnonzero((holder < 0).any(axis=0)):
        known = holder[:, day] >= 0
        if known.any():
            _, nearest = cKDTree(xy[known]).query(xy[~known])
            out[~known, day] = holder[known, day][nearest]
    return out


def _histories(centres: Floats, places: _Places, max_reach_km: float) -> Codes:
    """Return side and certainty class of each cell on each day, coded `side * 4 + class`."""
    distance, nearest = cKDTree(places.xy).query(centres)
    reached = np.flatnonzero(distance <= max_reach_km * 1000)
    codes = np.full((len(centres), len(places.days)), places.nobody * 4 + 3, dtype=np.int16)
    if not len(reached):
        return codes
    voice = local_weights(centres[reached], places.xy, places.nugget_km)
    count = min(HELD_PLACES, len(places.xy))
    few = cKDTree(places.xy).query(centres[reached], k=count)[0].reshape(len(reached), count)
    close = few.mean(axis=1) <= HELD_KM * 1000
    eye = np.eye(len(places.sides))
    for day in range(len(places.days)):
        same = day and (places.holder[:, day] == places.holder[:, day - 1]).all()
        same = same and (places.told[:, day] == places.told[:, day - 1]).all()
        if same and (places.presumed[:, day] == places.presumed[:, day - 1]).all():
            codes[:, day] = codes[:, day - 1]
            continue
        chance = as_probabilities(voice @ eye[places.holder[:, day]])
        fought = places.holder[:, day] == places.contested
        if fought.any():
            far = cKDTree(places.xy[fought]).query(centres[reached])[0] > CONTESTED_KM * 1000
            chance[far, places.contested] = 0.0
        side = chance.argmax(axis=1)
        told = places.told[:, day]
        silent = _beyond(centres[reached], places.xy[told], distance[reached]) & (side < places.contested)
        side[silent & _is_far(centres[reached], side, silent, places, day, max_reach_km)] = places.nobody
        sure = chance.max(axis=1) / np.maximum(chance.sum(axis=1), 1e-12) >= HELD_PROBABILITY
        sure &= close & ~places.presumed[nearest[reached], day]
        grade = np.where(sure, 0, 1)
        grade[side == places.contested] = 2
        grade[side == places.nobody] = 3
        codes[reached, day] = side * 4 + grade
    return codes


def _is_far(
    centres: Floats, side: Ints, asked: NDArray[np.bool_], places: _Places, day: int, max_reach_km: float
) -> NDArray[np.bool_]:
    """Tell which of the cells asked for lie out of reach of every place that their side is told to hold.

    A presumption is no evidence: when a side collapses, its silent places may follow a capture far away, and each would
    draw ground around itself that nobody has written of.
    """
    far = np.zeros(len(centres), dtype=bool)
    for held in np.unique(side[asked]):
        cells = np.flatnonzero(asked & (side == held))
        told = places.xy[places.told[:, day] & (places.holder[:, day] == held)]
        far[cells] = _beyond(centres[cells], told, max_reach_km * 1000)
    return far


def _beyond(centres: Floats, xy: Floats, metres: Floats | float) -> NDArray[np.bool_]:
    """Tell which cells lie farther than so much from all of some places; a metre is no difference."""
    if not len(xy):
        return np.ones(len(centres), dtype=bool)
    apart = np.asarray(cKDTree(xy).query(centres)[0], dtype=float)
    return np.asarray(apart > metres + 1.0, dtype=bool)


def _unlikeness(rows: Codes, first: Ints, second: Ints) -> Floats:
    """Return how unlike pairs of histories are: days with another holder and, less, with another certainty."""
    a, b = rows[first], rows[second]
    result: Floats = (a // 4 != b // 4).sum(axis=1) + 0.2 * (a != b).sum(axis=1)
    return result


def _table(
    shapes: dict[int, Any], rows: Codes, area_km2: Floats, places: _Places, theatre: Theatre
) -> gpd.GeoDataFrame:
    labels = sorted(shapes)
    to_degrees = Transformer.from_crs(theatre.metric_crs, CRS, always_xy=True).transform
    geometry = shapely.transform(
        [shapes[label] for label in labels],
        lambda xy: np.column_stack(to_degrees(xy[:, 0], xy[:, 1])).round(6),
    )
    data: dict[str, Any] = {
        "history": [_history(rows[label], places) for label in labels],
        "area_km2": [round(float(area_km2[label]), 3) for label in labels],
    }
    data["parcel_id"] = [
        hashlib.sha256(repr(history).encode()).hexdigest()[:10] for history in data["history"]
    ]
    parcels = gpd.GeoDataFrame(data, geometry=geometry, crs=CRS)
    return parcels.sort_values("parcel_id", ignore_index=True)[list(PARCELS)]


def _history(row: Codes, places: _Places) -> list[tuple[str, str, str]]:
    changed = np.flatnonzero(np.concatenate([[True], row[1:] != row[:-1]]))
    return [(places.days[n], places.sides[row[n] // 4], CERTAINTY_CLASSES[row[n] % 4]) for n in changed]
