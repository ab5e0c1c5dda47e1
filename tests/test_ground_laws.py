"""Laws of the whole road from claims to ground, on a land of many places: what is far away does not matter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from frontline.control import control_history
from frontline.coverage import cell_size_m, theatre_outline
from frontline.fronts import draw_zones, states_on, trace_fronts
from frontline.ground import draw_ground
from frontline.model import Place
from frontline.theatre import Extent
from worlds import say

FEW = settings(
    max_examples=5,
    deadline=None,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # a ground takes a second: shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
CELLS, SPACING_M, COLUMNS, ROWS = 3000, 9000, 16, 5
CRS, EAST_M, NORTH_M = "EPSG:32637", 420_000, 3_870_000
LAST = "2031-05-12"


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    monkeypatch.setattr("frontline.ground.CELLS", CELLS)


def wide_land(toy_theatre, east_m=0.0, north_m=0.0):
    """Return a theatre of 80 villages in rows, red in the north and blue in the south, moved as told."""
    to_degrees = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    places, baseline = [], {}
    for n in range(COLUMNS * ROWS):
        column, row = n % COLUMNS, n // COLUMNS
        x = EAST_M + east_m + SPACING_M * column + 1700 * ((n * 7) % 3)
        lon, lat = to_degrees.transform(x, NORTH_M + north_m + SPACING_M * row + 1300 * ((n * 5) % 3))
        places.append(Place(f"v{n}", f"Village {n}", "village", lon, lat, country="XX"))
        baseline[f"v{n}"] = "red" if row > ROWS // 2 else "blue"
    return replace(
        toy_theatre, places=tuple(places), baseline=baseline, objectives=(), axes=(), roads=(), basemap={},
        metric_crs=CRS, max_reach_km=20, extent=Extent(west=35.5, south=33.5, east=42.5, north=37.5),
    )  # fmt: skip


def land_of(theatre):
    to_metres = Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
    places = to_metres.transform(*zip(*((place.lon, place.lat) for place in theatre.places), strict=True))
    return theatre_outline(theatre, np.column_stack(places))


def ground_of(theatre, rows):
    claims = [say(theatre, f"v{n}", status, side, day) for n, status, side, day in rows]
    return draw_ground(control_history(claims, theatre), theatre)


def states_at(parcels, points, day):
    states = states_on(parcels, day)
    return [
        states[number] for _, number in sorted(zip(*parcels.sindex.query(points, "intersects"), strict=True))
    ]


def probes(theatre, columns):
    return np.array(
        [
            shapely.Point(theatre.place_by_id[f"v{row * COLUMNS + column}"].lon + dx, place.lat + dy)
            for row in range(ROWS)
            for column in columns
            if (place := theatre.place_by_id[f"v{row * COLUMNS + column}"])
            for dx, dy in ((0.011, 0.003), (-0.017, 0.021), (0.033, -0.027))
        ]
    )


def some_claims(columns, most):
    village = st.sampled_from([row * COLUMNS + column for row in range(ROWS) for column in columns])
    status = st.sampled_from(["captured", "contested", "controlled", "withdrawn"])
    return st.lists(
        st.tuples(village, status, st.sampled_from(["red", "blue"]), st.integers(2, 11)), max_size=most
    )


@FEW
@given(here=some_claims(range(4), 5), there=some_claims(range(12, 16), 6))
def test_far_away_claims_change_nothing_here(toy_theatre, here, there):
    theatre = wide_land(toy_theatre)
    one, two = ground_of(theatre, here), ground_of(theatre, [*here, *there])
    points = probes(theatre, range(5))
    for day in ("2031-05-01", "2031-05-06", LAST):
        assert states_at(one, points, day) == states_at(two, points, day)


#: The share of the land that rounding may decide.
MOST_ON_THE_RIM = 0.05
#: Rows of cells that rounding decides, and islands with them.
AS_FAR = [
    (28, "controlled", "red", 2), (62, "captured", "red", 2), (32, "contested", "blue", 3), (27, "controlled", "red", 10),
    (23, "controlled", "red", 5), (25, "withdrawn", "blue", 2), (7, "withdrawn", "blue", 5), (19, "contested", "blue", 7),
]  # fmt: skip


@FEW
@given(rows=some_claims(range(COLUMNS), 8), east=st.integers(-3, 12), north=st.integers(-8, 8))
@example(rows=AS_FAR, east=6, north=-7)
def test_the_ground_moves_with_the_land(toy_theatre, rows, east, north):
    """Moved by whole cells of its lattice, the same war draws the same ground."""
    here = wide_land(toy_theatre)
    cell_m = cell_size_m(land_of(here), CELLS)
    there = wide_land(toy_theatre, east * cell_m, north * cell_m)
    one, two = ground_of(here, rows), ground_of(there, rows)
    histories = [
        {tuple(map(tuple, row.history)): row.area_km2 for row in table.itertuples()} for table in (one, two)
    ]
    # (The rounding of degrees decides a cell on the very rim, and a cell whether an island is too small to be drawn.)
    apart = (
        sum(abs(histories[0].get(h, 0.0) - histories[1].get(h, 0.0)) for h in {*histories[0], *histories[1]})
        / 2
    )
    assert apart <= MOST_ON_THE_RIM * sum(histories[0].values())


@FEW
@given(rows=some_claims(range(COLUMNS), 10), day=st.integers(1, 12))
def test_areas_add_up_to_the_land_and_fronts_lie_on_borders(toy_theatre, rows, day):
    theatre = wide_land(toy_theatre)
    parcels = ground_of(theatre, rows)
    land_km2 = land_of(theatre).area / 1e6
    assert parcels.area_km2.sum() == pytest.approx(land_km2, rel=1e-4)
    on = f"2031-05-{day:02d}"
    zones = draw_zones(parcels, on=on)
    assert zones.area_km2.sum() == pytest.approx(land_km2, rel=1e-4)
    assert shapely.coverage_is_valid(zones.to_crs(CRS).geometry.to_numpy())
    borders = zones.geometry.boundary.union_all()
    for line in trace_fronts(parcels, on=on).geometry:
        assert shapely.length(shapely.difference(line, borders)) < 1e-9
