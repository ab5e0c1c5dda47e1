"""Ranks: which names of a map come first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontline.model import Place
from frontline.payload.ranks import RANK_SUBURB, RANK_WIDE, rank_places


@dataclass
class Row:
    place_id: str
    kind: str = "city"
    lon: float = 36.4
    lat: float = 35.0
    spans: list = field(default_factory=lambda: [[0, 0]])
    claims: int = 0


def ranks(theatre, *towns):
    """Return the ranks of towns: (id, degrees east of the first, population)."""
    places = tuple(
        Place(name, name, "city", 30.0 + east, 35.0, population=people) for name, east, people in towns
    )
    rows = [Row(name, lon=30.0 + east) for name, east, _ in towns]
    return rank_places(rows, replace(theatre, places=places, axes=(), objectives=()))


def test_a_suburb_waits_for_its_city(toy_theatre):
    assert ranks(toy_theatre, ("city", 0, 1_400_000), ("suburb", 0.05, 400_000)) == [0, RANK_SUBURB]
    assert ranks(toy_theatre, ("city", 0, 1_400_000), ("other", 0.5, 400_000)) == [0, 0]
    assert ranks(toy_theatre, ("city", 0, 450_000), ("twin", 0.05, 400_000)) == [0, 0]
    assert ranks(toy_theatre, ("town", 0, 60_000), ("village", 0.05, 20_000)) == [1, 1], "no city, no suburb"


def test_a_quarter_is_no_city_however_many_are_counted_in_it(toy_theatre):
    names = tuple(f"City {n}" for n in range(9))
    city = Place("city", "City", "city", 30.0, 35.0, population=230_000, aliases=names)
    quarter = Place("quarter", "Right Bank", "city", 30.03, 35.01, population=350_000)
    world = replace(toy_theatre, places=(city, quarter), axes=(), objectives=())
    rows = [Row(place.place_id, lon=place.lon, lat=place.lat) for place in (city, quarter)]
    assert rank_places(rows, world) == [1, RANK_SUBURB]


def test_what_is_wide_has_no_dot_and_a_goal_comes_first(toy_theatre):
    assert rank_places([Row("x", kind="governorate", spans=[])], toy_theatre) == [RANK_WIDE]
    goal = toy_theatre.objectives[0].place
    assert rank_places([Row(goal, kind="village")], toy_theatre) == [0]
    assert rank_places([], toy_theatre) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.floats(0, 2), st.integers(0, 5_000_000)), min_size=1, max_size=12))
def test_the_largest_city_is_nobodys_suburb(toy_theatre, towns):
    named = [(f"t{n}", east, people) for n, (east, people) in enumerate(towns)]
    largest = max(range(len(towns)), key=lambda n: towns[n][1])
    assert ranks(toy_theatre, *named)[largest] <= 1
