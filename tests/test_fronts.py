"""Fronts: zones tile, fronts lie on the borders of two zones, changes and steps say what moved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontline.control import control_history
from frontline.fronts import (
    area_by_side,
    days_of,
    draw_zones,
    list_changes,
    measure_progress,
    objective_distances,
    trace_advances,
    trace_fronts,
)
from frontline.ground import draw_ground
from frontline.tables import ADVANCES, CHANGES, FRONTS, PROGRESS, ZONES, check_table
from frontline.theatre import Axis, Road
from worlds import campaign, say

DAY = "2031-05-09"


@pytest.fixture
def world(toy_theatre, monkeypatch):
    monkeypatch.setattr("frontline.ground.CELLS", 3000)
    control = control_history(campaign(toy_theatre), toy_theatre)
    return control, draw_ground(control, toy_theatre)


def test_zones_tile_what_parcels_tile(world):
    _, parcels = world
    zones = draw_zones(parcels, on=DAY)
    check_table(zones, ZONES, name="zones")
    assert shapely.coverage_is_valid(zones.geometry.to_numpy())
    assert zones.area_km2.sum() == pytest.approx(parcels.area_km2.sum())
    assert shapely.equals(zones.union_all(), parcels.union_all())
    assert not zones.duplicated(["controller", "certainty_class"]).any()


def test_every_front_lies_on_two_zones_borders(world):
    _, parcels = world
    fronts = trace_fronts(parcels, on=DAY)
    check_table(fronts, FRONTS, name="fronts")
    zones = draw_zones(parcels, on=DAY).dissolve("controller")
    assert len(fronts)
    for front in fronts.itertuples():
        assert front.side_a < front.side_b
        assert "none" not in (front.side_a, front.side_b)
        for side in (front.side_a, front.side_b):
            stray = shapely.difference(front.geometry, zones.loc[side].geometry.boundary)
            assert shapely.length(stray) < 1e-9
        assert front.length_km > 0


def test_friends_have_no_front(world, toy_theatre):
    _, parcels = world
    red, blue = toy_theatre.factions
    friends = replace(toy_theatre, factions=(red, blue.model_copy(update={"allies": ("red",)})))
    pairs = set(zip(*trace_fronts(parcels, on=DAY)[["side_a", "side_b"]].to_numpy().T, strict=True))
    assert ("blue", "red") in pairs
    left = trace_fronts(parcels, on=DAY, theatre=friends)
    assert ("blue", "red") not in set(zip(left.side_a, left.side_b, strict=True))


def test_changes_balance(world):
    _, parcels = world
    changes = list_changes(parcels, since="2031-05-02", until=DAY)
    check_table(changes, CHANGES, name="changes")
    areas = area_by_side(parcels, days=["2031-05-02", DAY]).groupby(["on", "controller"]).area_km2.sum()
    gained = changes[changes["to"] == "red"].area_km2.sum() - changes[changes["from"] == "red"].area_km2.sum()
    assert gained == pytest.approx(areas[DAY, "red"] - areas["2031-05-02", "red"], abs=0.01)
    assert gained > 0
    assert not len(list_changes(parcels, since=DAY, until=DAY))


def test_a_day_before_the_map_is_unknown(world):
    _, parcels = world
    zones = draw_zones(parcels, on="2031-04-01")
    assert list(zones.controller) == ["none"]
    assert not len(trace_fronts(parcels, on="2031-04-01"))


def test_advances_step_along_the_axis(world, toy_theatre):
    control, _ = world
    advances = trace_advances(control, toy_theatre)
    check_table(advances, ADVANCES, name="advances")
    assert list(
        advances[["on", "faction", "from_place", "to_place", "axis"]].itertuples(index=False, name=None)
    ) == [("2031-05-05", "red", "weston", "midham", "parallel")]


def test_advances_of_one_day_are_chained_and_follow_the_road(toy_theatre):
    bend = (37.0, 35.1)
    road = Road(id="r", course=("midham", bend, "weston"))
    theatre = replace(toy_theatre, roads=(road,))
    claims = [say(theatre, place, "captured", "red", 5) for place in ("estow", "midham")]
    advances = trace_advances(control_history(claims, theatre), theatre)
    steps = list(zip(advances.from_place, advances.to_place, strict=True))
    assert steps == [("weston", "midham"), ("midham", "estow")]
    assert bend in list(advances.geometry.iloc[0].coords)


def test_objective_distances_shrink_with_an_advance(world, toy_theatre):
    control, parcels = world
    days = days_of(control)
    table = objective_distances(parcels, toy_theatre, days=days, control=control)
    red = table[(table.side == "red") & (table.objective == "estow")].set_index("on")
    blue = table[(table.side == "blue") & (table.objective == "estow")]
    assert red.loc["2031-05-02", "distance_km"] > red.loc[DAY, "distance_km"] > 0
    assert red.loc["2031-05-02", "axis_km"] == pytest.approx(73.0, abs=0.5)
    assert red.loc[DAY, "axis_km"] == pytest.approx(36.5, abs=0.5)
    assert (blue.distance_km == 0).all()
    assert np.isnan(objective_distances(parcels, toy_theatre, days=days[:1]).axis_km).all()


def test_progress_tells_ground_and_distance_of_each_side(world, toy_theatre):
    control, parcels = world
    days = ["2031-05-02", DAY]
    table = measure_progress(parcels, toy_theatre, days=days, control=control)
    check_table(table, PROGRESS, name="progress")
    assert not table.duplicated(["on", "side", "objective"]).any()
    ground = area_by_side(parcels, days=days).groupby(["on", "controller"]).area_km2.sum()
    for row in table.itertuples():
        assert row.area_km2 == pytest.approx(ground[row.on, row.side], abs=0.01)
        assert row.geometry.x == toy_theatre.place_by_id[row.objective].lon
    red = table[(table.side == "red") & (table.objective == "estow")].set_index("on")
    assert red.area_km2[DAY] > red.area_km2["2031-05-02"]
    assert red.distance_km[DAY] < red.distance_km["2031-05-02"]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["weston", "midham", "estow", "norby", "sudal"]),
            st.sampled_from(["captured", "withdrawn", "contested"]),
            st.sampled_from(["red", "blue", "none", "contested"]),
            st.integers(2, 12),
        ),
        max_size=6,
    ),
    day=st.integers(1, 12),
)
def test_laws_of_a_day(toy_theatre, rows, day):
    """Zones tile; lengths and areas are those of what is drawn; a day that changed nothing has no change."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("frontline.ground.CELLS", 1500)
        control = control_history([say(toy_theatre, *row) for row in rows], toy_theatre)
        parcels = draw_ground(control, toy_theatre)
    on = f"2031-05-{day:02d}"
    zones = draw_zones(parcels, on=on)
    assert zones.area_km2.sum() == pytest.approx(parcels.area_km2.sum(), abs=0.1)
    assert shapely.coverage_is_valid(zones.geometry.to_numpy())
    borders = zones.geometry.boundary.union_all()
    for line in trace_fronts(parcels, on=on).geometry:
        assert shapely.length(shapely.difference(line, borders)) < 1e-9
    assert not len(list_changes(parcels, since=on, until=on))


def test_a_place_on_two_axes_is_reached_along_the_shorter(toy_theatre):
    detour = Axis(id="a-detour", name="By the north", places=("weston", "norby", "estow"))
    direct = Axis(id="b-direct", name="Straight", places=("midham", "estow"))
    theatre = replace(toy_theatre, axes=(detour, direct))
    claims = [say(theatre, "midham", "captured", "red", 4), say(theatre, "estow", "captured", "red", 6)]
    advances = trace_advances(control_history(claims, theatre), theatre)
    last = advances[advances.on == "2031-05-06"]
    assert list(zip(last.from_place, last.to_place, last.axis, strict=True)) == [
        ("midham", "estow", "b-direct")
    ]


def test_no_advance_leads_over_a_place_that_is_still_held(toy_theatre):
    claims = [
        say(toy_theatre, "estow", "captured", "red", 6),
        say(toy_theatre, "midham", "controlled", "blue", 6),
    ]
    assert trace_advances(control_history(claims, toy_theatre), toy_theatre).empty


def test_a_side_from_nowhere_sets_out_from_its_first_capture(toy_theatre):
    axis = Axis(id="east", name="East", places=("midham", "estow"))
    theatre = replace(toy_theatre, axes=(axis,))
    claims = [say(theatre, place, "captured", "red", 6) for place in ("midham", "estow")]
    advances = trace_advances(control_history(claims, theatre), theatre)
    assert list(zip(advances.from_place, advances.to_place, strict=True)) == [("midham", "estow")]
