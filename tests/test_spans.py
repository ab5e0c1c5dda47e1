"""Spans: tables of single days joined to one of many days, whole and short."""

from __future__ import annotations

from itertools import pairwise

import pytest

from frontline.control import control_history
from frontline.fronts import days_of, draw_zones, trace_fronts
from frontline.ground import draw_ground
from frontline.spans import draw_through
from worlds import campaign


@pytest.fixture
def world(toy_theatre):
    control = control_history(campaign(toy_theatre), toy_theatre)
    return draw_ground(control, toy_theatre), days_of(control)


def as_rows(table):
    plain = [name for name in table.columns if name not in ("on", "valid_from", "valid_to", "geometry")]
    return set(zip(*(table[name] for name in plain), table.geometry.to_wkb(), strict=True))


@pytest.mark.parametrize("draw", [draw_zones, trace_fronts])
def test_a_short_map_has_a_row_a_day(world, draw):
    parcels, days = world
    table = draw_through(lambda day: draw(parcels, on=day), parcels, days)
    assert (table.on == table.valid_from).all()
    assert sorted(set(table.on)) == [day for day in days if len(draw(parcels, on=day))]
    for day, next_day in pairwise(days):
        rows = table[table.on == day]
        assert as_rows(rows) == as_rows(draw(parcels, on=day))
        assert set(rows.valid_to) <= {next_day}


@pytest.mark.parametrize("draw", [draw_zones, trace_fronts])
def test_a_long_map_has_a_row_for_as_long_as_nothing_changed(world, draw):
    parcels, days = world
    drawn: list[str] = []
    table = draw_through(
        lambda day: drawn.append(day) or draw(parcels, on=day), parcels, days, daily_rows=len(days) - 1
    )
    for day in days:
        rows = table[(table.valid_from <= day) & (day < table.valid_to)]
        assert as_rows(rows) == as_rows(draw(parcels, on=day)), day
        assert len(rows) == len(draw(parcels, on=day))
    assert len(table) < sum(len(draw(parcels, on=day)) for day in days)
    assert (table.on == table.valid_from).all()
    assert len(drawn) < len(days)  # what did not change is not drawn again


def test_what_comes_back_later_is_a_row_of_its_own(world):
    parcels, _ = world
    zone = draw_zones(parcels, on="2031-05-01")
    gone = zone.iloc[:0]
    days = ["2031-05-05", "2031-05-06", "2031-05-07"]
    shown = {days[0]: zone, days[1]: gone, days[2]: zone}
    changing = parcels.assign(
        history=[[(day, side, "held") for day, side in zip(days, "aba", strict=True)]] * len(parcels)
    )
    table = draw_through(lambda day: shown[day], changing, days, daily_rows=1)
    assert len(table) == 2 * len(zone)
    assert sorted(set(table.valid_from)) == [days[0], days[2]]
    assert sorted(set(table.valid_to)) == [days[1], "2031-05-08"]
