"""Ground: parcels tile the land, keep their history, and change only where the evidence does."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from frontline.control import control_history
from frontline.coverage import Lattice, merge_islands, theatre_outline, trace_coverage
from frontline.errors import NothingToMapError, TableError
from frontline.fronts import states_on
from frontline.ground import draw_ground, estimate_ground
from frontline.tables import CERTAINTY_CLASSES, PARCELS, check_table
from worlds import campaign, say

SLOW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    """Fewer cells than in earnest: the laws are the same and the tests quick."""
    monkeypatch.setattr("frontline.ground.CELLS", 3000)


def holder_at(parcels, lon, lat, day):
    inside = parcels.contains(shapely.Point(lon, lat)).to_numpy()
    assert inside.sum() == 1
    return states_on(parcels, f"2031-05-{day:02d}")[int(np.flatnonzero(inside)[0])]


def assert_tiles(parcels, theatre):
    metric = parcels.to_crs(theatre.metric_crs)
    assert shapely.coverage_is_valid(metric.geometry.to_numpy())
    assert parcels.is_valid.all()
    assert (parcels.area_km2 > 0).all()
    whole = shapely.union_all(metric.geometry.to_numpy())
    assert metric.area.sum() == pytest.approx(whole.area, rel=1e-9)
    assert parcels.area_km2.sum() == pytest.approx(whole.area / 1e6, rel=1e-4)


def test_parcels_keep_their_contract(toy_theatre):
    parcels = draw_ground(control_history(campaign(toy_theatre), toy_theatre), toy_theatre)
    check_table(parcels, PARCELS, name="parcels")
    assert parcels.parcel_id.is_unique
    assert_tiles(parcels, toy_theatre)
    for history in parcels.history:
        days = [day for day, *_ in history]
        assert days == sorted(set(days))
        assert days[0] == "2031-05-01"
        assert {grade for *_, grade in history} <= set(CERTAINTY_CLASSES)
        assert all(before[1:] != after[1:] for before, after in pairwise(history))
        assert all((grade == "unknown") == (controller == "none") for _, controller, grade in history)


def test_ground_follows_its_places(toy_theatre):
    parcels = draw_ground(control_history(campaign(toy_theatre), toy_theatre), toy_theatre)
    assert holder_at(parcels, 36.75, 35.0, 2)[0] == "red"
    assert holder_at(parcels, 37.65, 35.0, 12)[0] == "blue"
    assert [holder_at(parcels, 37.21, 35.01, day)[0] for day in (2, 3, 12)] == ["blue", "contested", "red"]


def test_far_from_any_evidence_nothing_is_known(toy_theatre):
    """35 km is the reach; the outline without a base map is all that lies within it."""
    theatre = replace(toy_theatre, max_reach_km=12)
    parcels = draw_ground(control_history([], theatre), replace(toy_theatre, max_reach_km=30))
    assert "none" not in {state[0] for state in states_on(parcels, "2031-05-01")}
    land = gpd.GeoSeries([shapely.box(36, 34.6, 38.4, 35.4)], crs=4326)
    topology = {
        "type": "Topology",
        "arcs": [shapely.get_coordinates(land.iloc[0]).tolist()],
        "objects": {
            "countries": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[0]]}]}
        },
    }
    mapped = replace(theatre, basemap=topology)
    parcels = draw_ground(control_history([], mapped), mapped)
    assert holder_at(parcels, 38.3, 34.7, 5) == ("none", "unknown")
    assert holder_at(parcels, 37.62, 35.02, 5)[0] == "blue"
    assert_tiles(parcels, mapped)


def test_what_is_presumed_far_from_any_report_has_no_ground(toy_theatre):
    control = control_history(campaign(toy_theatre), toy_theatre)
    west = control.geometry.x.min()
    lonely = control[control.geometry.x == west].iloc[[0]].assign(
        status="presumed", valid_from="2031-05-01", valid_to=control.valid_to.max()
    )  # fmt: skip
    told = control[control.geometry.x > west]
    parcels = draw_ground(pd.concat([told, lonely], ignore_index=True), toy_theatre)
    here = lonely.geometry.iloc[0]
    metric = told.to_crs(toy_theatre.metric_crs).distance(
        lonely.to_crs(toy_theatre.metric_crs).geometry.iloc[0]
    )
    near = told[metric < toy_theatre.max_reach_km * 1000]
    assert not len(near[near.controller == lonely.controller.iloc[0]]), (
        "the place is not alone: the test is void"
    )
    assert holder_at(parcels, here.x, here.y, 3) == ("none", "unknown")


def test_a_far_away_claim_changes_nothing_here(toy_theatre):
    theatre = replace(toy_theatre, max_reach_km=20)
    base = [say(theatre, "weston", "controlled", "red", 3)]
    more = [*base, say(theatre, "estow", "contested", "contested", 9)]
    one, two = (draw_ground(control_history(claims, theatre), theatre) for claims in (base, more))
    for lon, lat in ((36.75, 35.0), (36.85, 34.95), (36.8, 35.08)):
        for day in (2, 9, 12):
            assert holder_at(one, lon, lat, day) == holder_at(two, lon, lat, day)


def test_no_evidence_is_an_error_with_advice(toy_theatre):
    empty = control_history([], replace(toy_theatre, baseline={}))
    with pytest.raises(NothingToMapError, match="baseline"):
        draw_ground(empty, toy_theatre)
    with pytest.raises(TableError, match="lacks column"):
        draw_ground(empty.drop(columns="controller"), toy_theatre)


def test_one_place_is_enough(toy_theatre):
    theatre = replace(toy_theatre, baseline={"midham": "blue"})
    parcels = draw_ground(control_history([], theatre), theatre)
    assert_tiles(parcels, theatre)
    assert holder_at(parcels, 37.2, 35.0, 4)[0] == "blue"


@SLOW
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["weston", "midham", "estow", "norby", "sudal", "mid-air-base"]),
            st.sampled_from(["captured", "withdrawn", "contested", "controlled"]),
            st.sampled_from(["red", "blue", "none", "contested"]),
            st.integers(2, 12),
        ),
        max_size=8,
    ),
    shuffle=st.randoms(use_true_random=False),
)
def test_laws_of_the_ground(toy_theatre, rows, shuffle):
    """Whatever is claimed, parcels tile the land; whatever the order, the ground is the same to the byte."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("frontline.ground.CELLS", 2000)
        claims = [say(toy_theatre, *row) for row in rows]
        parcels = draw_ground(control_history(claims, toy_theatre), toy_theatre)
        assert_tiles(parcels, toy_theatre)
        shuffle.shuffle(claims)
        again = draw_ground(control_history(claims, toy_theatre), toy_theatre)
    assert list(again.history) == list(parcels.history)
    assert list(again.geometry.to_wkb()) == list(parcels.geometry.to_wkb())


@SLOW
@given(seed=st.integers(0, 10_000), sides=st.integers(1, 5))
def test_any_labelled_lattice_becomes_a_coverage(seed, sides):
    """Even of noise: speckled cells, corners that touch, an outline that cuts through."""
    random = np.random.default_rng(seed)
    inside = np.ones((14, 17), dtype=bool)
    lattice = Lattice(0.0, 0.0, 1000.0, inside)
    labels = random.integers(0, sides, inside.sum())
    outline = shapely.Point(8400, 7100).buffer(5200)
    shapes, drawn = trace_coverage(labels, lattice, outline)
    faces = np.array(list(shapes.values()))
    assert shapely.coverage_is_valid(faces)
    assert shapely.area(faces).sum() == pytest.approx(outline.area, rel=1e-3)
    assert set(shapes) <= set(labels.tolist())
    assert len(drawn) == len(labels)


def test_islands_join_the_neighbour_that_is_like_them():
    lattice = Lattice(0.0, 0.0, 1000.0, np.ones((5, 9), dtype=bool))
    grid = np.zeros((5, 9), dtype=np.intp)
    grid[:, 5:] = 1
    grid[2, 2] = 2
    unlike = np.array([[0, 5, 1], [5, 0, 1], [1, 1, 0]], dtype=float)
    nowhere = np.zeros(45, dtype=bool)
    merged = merge_islands(grid.ravel(), lattice, lambda a, b: unlike[a, b], 3, nowhere).reshape(5, 9)
    assert merged[2, 2] == 0
    assert (merged[:, 5:] == 1).all()


def test_the_outline_is_inside_the_extent(toy_theatre):
    outline = theatre_outline(toy_theatre, np.empty((0, 2)))
    assert outline.is_valid
    assert outline.area / 1e6 == pytest.approx(19_460, rel=0.02)


def test_days_may_be_clipped(toy_theatre):
    control = control_history(campaign(toy_theatre), toy_theatre, first_day=dt.date(2031, 5, 5))
    parcels = draw_ground(control, toy_theatre)
    assert {history[0][0] for history in parcels.history} == {"2031-05-05"}


def observations():
    points = gpd.points_from_xy([36.8, 36.9, 37.5, 37.6], [35.0, 35.0, 35.0, 35.0], crs=4326)
    return gpd.GeoDataFrame(
        {"side": ["red", "red", "blue", "blue"], "weight": [1.0, 1.0, 1.0, 0.5]}, geometry=points
    )


def test_estimate_ground_gives_probabilities():
    at = gpd.GeoSeries(gpd.points_from_xy([36.8, 37.2, 37.6], [35.0] * 3, crs=4326), index=["a", "b", "c"])
    chance = estimate_ground(observations(), at)
    assert list(chance.columns) == ["blue", "red"]
    assert list(chance.index) == ["a", "b", "c"]
    assert chance.sum(axis=1).to_numpy() == pytest.approx(1)
    assert chance.loc["a", "red"] > 0.8 > chance.loc["b", "red"] > 0.2 > chance.loc["c", "red"]


def test_estimate_ground_does_not_care_where_on_earth():
    here = observations()
    at = gpd.GeoSeries(gpd.points_from_xy([37.1, 37.3], [35.05, 34.9], crs=4326))
    shifted = here.set_geometry(here.translate(12))  # two zones on
    there = estimate_ground(shifted, at.translate(12))
    assert there.to_numpy() == pytest.approx(estimate_ground(here, at).to_numpy(), abs=1e-6)


def test_estimate_ground_with_a_prior():
    at = gpd.GeoSeries(gpd.points_from_xy([36.8, 40.0], [35.0, 35.0], crs=4326))
    prior = pd.DataFrame({"blue": [1.0, 0.0], "green": [0.0, 1.0]})
    chance = estimate_ground(observations(), at, prior)
    assert chance.loc[0].idxmax() == "red"
    assert chance.loc[1].idxmax() == "green"
    with pytest.raises(TableError, match="side"):
        estimate_ground(observations().drop(columns="side"), at)
    with pytest.raises(TableError, match="expected 2, got 1 rows"):
        estimate_ground(observations(), at, prior[:1])


def test_estimate_ground_of_one_side_and_of_points_twice():
    at = gpd.GeoSeries(gpd.points_from_xy([36.8, 37.2], [35.0] * 2, crs=4326))
    red = observations()[:2]
    assert estimate_ground(red, at)["red"].tolist() == [1.0, 1.0]
    twice = pd.concat([observations(), observations()], ignore_index=True)
    assert estimate_ground(twice, at).sum(axis=1).to_numpy() == pytest.approx(1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda o: o.assign(side=["red", None, "blue", "blue"]), "without a side"),
        (lambda o: o.set_geometry([shapely.Point(), *o.geometry[1:]], crs=4326), "must hold points"),
        (lambda o: o.set_geometry([None, *o.geometry[1:]], crs=4326), "must hold points"),
        (
            lambda o: o.set_geometry([shapely.box(36, 34, 37, 35)] * 4, crs=4326),
            "must hold points, got Polygon",
        ),
        (lambda o: o.set_geometry([shapely.Point(np.nan, 35), *o.geometry[1:]], crs=4326), "points"),
        (lambda o: pd.DataFrame(o.drop(columns="geometry")), "CRS"),
    ],
)
def test_estimate_ground_refuses_what_is_no_point_of_a_side(change, words):
    at = gpd.GeoSeries(gpd.points_from_xy([36.8], [35.0], crs=4326))
    with pytest.raises(TableError, match=words):
        estimate_ground(change(observations()), at)
    with pytest.raises(TableError, match="`at` must hold points"):
        estimate_ground(observations(), gpd.GeoSeries([shapely.box(36, 34, 37, 35)], crs=4326))


def test_a_prior_is_read_by_its_index_and_else_in_order():
    at = gpd.GeoSeries(gpd.points_from_xy([36.8, 40.0], [35.0] * 2, crs=4326), index=["a", "b"])
    rows = {"blue": [1.0, 0.0], "green": [0.0, 1.0]}
    nothing = observations()[:0]
    assert estimate_ground(nothing, at, pd.DataFrame(rows)).idxmax(axis=1).to_list() == ["blue", "green"]
    turned_round = pd.DataFrame(rows, index=["b", "a"])
    assert estimate_ground(nothing, at, turned_round).idxmax(axis=1).to_list() == ["green", "blue"]
    with pytest.raises(TableError, match="DataFrame"):
        estimate_ground(nothing, at, np.ones((2, 2)))


def lattice_with_a_front(east_km=0.0, north_km=0.0):
    """Red in the west and blue in the east of a straight front; a point every 4 km, 160 km wide; moved as told."""
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(-80, 80, 4) + 2.0, np.arange(-60, 60, 4) + 2.0))
    at = gpd.GeoSeries(
        gpd.points_from_xy(500_000 + 1000 * (x + east_km), 4e6 + 1000 * (y + north_km)), crs=32637
    )
    return at, pd.DataFrame({"blue": (x > 0).astype(float), "red": (x < 0).astype(float)})


def reports(*rows, east_km=0.0, north_km=0.0):
    x, y, side = zip(*rows, strict=True)
    points = gpd.points_from_xy(
        500_000 + 1000 * (np.array(x) + east_km), 4e6 + 1000 * (np.array(y) + north_km)
    )
    return gpd.GeoDataFrame({"side": side}, geometry=points, crs=32637)


def turned(chance, prior):
    return chance.idxmax(axis=1).to_numpy() != prior.idxmax(axis=1).to_numpy()


def test_a_shallow_capture_takes_little_and_a_deep_one_the_way_to_it():
    at, prior = lattice_with_a_front()
    x = (at.x.to_numpy() - 500_000) / 1000
    shallow = turned(estimate_ground(reports((4, 0, "red")), at, prior), prior)
    deep = turned(estimate_ground(reports((40, 0, "red")), at, prior), prior)
    assert 1 <= shallow.sum() <= 12
    assert set(x[deep & (np.abs(at.y.to_numpy() - 4e6) < 3000)]) >= {2.0, 10.0, 22.0, 38.0}
    assert x[deep].max() < 52


def test_a_capture_to_which_nothing_leads_takes_its_surroundings_only():
    """Over a border, by sea: unless others show the way there."""
    at, prior = lattice_with_a_front()
    x = (at.x.to_numpy() - 500_000) / 1000
    alone = turned(estimate_ground(reports((70, 0, "red")), at, prior), prior)
    assert 1 <= alone.sum() <= 9
    assert x[alone].min() > 60
    led = turned(estimate_ground(reports((30, 0, "red"), (52, 0, "red"), (70, 0, "red")), at, prior), prior)
    assert {10.0, 30.0, 46.0, 62.0, 70.0} <= set(x[led])


def test_no_capture_crosses_a_place_that_is_still_held():
    at, prior = lattice_with_a_front()
    x = (at.x.to_numpy() - 500_000) / 1000
    chance = estimate_ground(reports((40, 0, "red"), (18, 0, "blue")), at, prior)
    near_held = np.hypot(x - 18, (at.y.to_numpy() - 4e6) / 1000) < 10
    assert (chance["blue"].to_numpy()[near_held] == 1).all()
    assert turned(chance, prior).any()


def test_a_collapse_takes_the_ground_between_its_captures():
    at, prior = lattice_with_a_front()
    x, y = (at.x.to_numpy() - 500_000) / 1000, (at.y.to_numpy() - 4e6) / 1000
    between = (x > 0) & (x < 28) & (np.abs(y) < 36)
    few = [(30, y, "red") for y in (-40, 40)]
    many = [(30, y, "red") for y in (-40, -24, -8, 8, 24, 40)]
    assert not turned(estimate_ground(reports(*few), at, prior), prior)[between].all()
    assert turned(estimate_ground(reports(*many), at, prior), prior)[between].all()


def test_no_report_changes_nothing_and_blank_ground_is_estimated():
    at, prior = lattice_with_a_front()
    nothing = estimate_ground(reports((0, 0, "red"))[:0], at, prior)
    assert (nothing[["blue", "red"]].to_numpy() == prior.to_numpy()).all()
    prior.iloc[:10] = 0.0
    told = estimate_ground(reports((-60, -58, "red"), (30, 0, "blue")), at, prior)
    assert told.iloc[:10].sum(axis=1).to_numpy() == pytest.approx(1)


POSITIONS = st.tuples(
    st.integers(-70, 70).map(float), st.integers(-50, 50).map(float), st.sampled_from(["red", "blue"])
)


@SLOW
@given(
    rows=st.lists(POSITIONS, min_size=1, max_size=12, unique_by=lambda row: row[:2]),
    shuffle=st.randoms(use_true_random=False),
    east_km=st.integers(-30, 30),
    north_km=st.integers(-200, 200),
)
def test_laws_of_ground_carried_over(rows, shuffle, east_km, north_km):
    """Rows are probabilities; order and place on earth do not matter; what is far from all reports stays."""
    at, prior = lattice_with_a_front()
    chance = estimate_ground(reports(*rows), at, prior)
    assert chance.to_numpy().min() >= 0
    assert chance.sum(axis=1).to_numpy() == pytest.approx(1)
    again = list(rows)
    shuffle.shuffle(again)
    assert (estimate_ground(reports(*again), at, prior).to_numpy() == chance.to_numpy()).all()
    moved_at, _ = lattice_with_a_front(east_km, north_km)
    moved = estimate_ground(reports(*rows, east_km=east_km, north_km=north_km), moved_at, prior)
    # (Projections differ by a few metres in a kilometre.)
    assert np.abs(moved.to_numpy() - chance.to_numpy()).max() < 0.05


@SLOW
@given(rows=st.lists(POSITIONS, min_size=1, max_size=5, unique_by=lambda row: row[:2]))
@example(rows=[(1.0, 0.0, "red"), (1.0, 1.0, "red"), (1.0, -1.0, "red"), (57.0, 0.0, "red")])
def test_a_far_away_report_carries_no_ground_here(rows):
    """Three lengths of its fade from a capture, its shift is nothing, nor is it of the same collapse from 90 km on."""
    at, prior = lattice_with_a_front()
    here = reports((6, -58, "red"))
    there = [(x / 7, 65 + y / 10, side) for x, y, side in rows]  # at most 12 km deep: three fades are 108 km
    far = at.y.to_numpy() < 4e6 - 52_000
    one = estimate_ground(here, at, prior)
    two = estimate_ground(pd.concat([here, reports(*there)], ignore_index=True), at, prior)
    assert (one.to_numpy()[far] == two.to_numpy()[far]).all()
    assert turned(one, prior)[far].any()
