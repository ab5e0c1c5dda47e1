"""Spans: what was drawn of single days -> one table of many days, with the days on which each row is true.

Knows days and rows. Knows neither how ground is drawn nor how a file is written.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from frontline.fronts import states_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd

#: A map of up to so many days has a row a day: plain to filter by `on`, and small. Over 907 days of a slow war a row a
#: day is seven times as much as a row for as long as nothing changed.
DAILY_ROWS = 120


def draw_through(
    draw: Callable[[str], gpd.GeoDataFrame],
    parcels: gpd.GeoDataFrame,
    days: Sequence[str],
    *,
    daily_rows: int = DAILY_ROWS,
) -> gpd.GeoDataFrame:
    """Draw a table of each day and join them.

    Parameters
    ----------
    draw
        A day to a table with a column `on`, which depends on nothing but who holds the parcels on that day, such as
        `draw_zones` and `trace_fronts`.
    parcels
        PARCELS.
    days
        ISO strings, one after the other without a gap; at least one.
    daily_rows
        For more days than this, a row that stays as it was from one day to the next is written once, `on` its first day.

    Returns
    -------
    geopandas.GeoDataFrame
        The columns of `draw` and `valid_from`, `valid_to`: the row is true on all days of `[valid_from, valid_to)`.
        Sorted by `on`, then as `draw` sorts.
    """
    following = [*days[1:], (dt.date.fromisoformat(days[-1]) + dt.timedelta(days=1)).isoformat()]
    tables: list[gpd.GeoDataFrame] = []
    states, table = None, draw(days[0])
    for day, next_day in zip(days, following, strict=True):
        now = states_on(parcels, day)
        if now != states:
            states, table = now, draw(day)
        tables.append(table.assign(on=day, valid_from=day, valid_to=next_day))
    joined = pd.concat(tables, ignore_index=True)
    columns = [*(name for name in joined.columns if name != "geometry"), "geometry"]
    return (joined if len(days) <= daily_rows else _merged(joined))[columns]


def _merged(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Write rows once that follow each other, day on day, and differ in nothing but the day."""
    same = [name for name in table.columns if name not in ("on", "valid_from", "valid_to", "geometry")]
    until = table["valid_to"].tolist()
    open_rows: dict[tuple[Any, ...], int] = {}
    kept = []
    keys = zip(*(table[name] for name in same), table.geometry.to_wkb(), strict=True)
    for n, (key, since) in enumerate(zip(keys, table["valid_from"], strict=True)):
        before = open_rows.get(key)
        if before is not None and until[before] == since:
            until[before] = until[n]
        else:
            open_rows[key] = n
            kept.append(n)
    return table.assign(valid_to=until).iloc[kept].reset_index(drop=True)
