"""Table: any table of points or areas with a side and an interval of validity, as the payload of a time map."""

from __future__ import annotations

import datetime as dt
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from frontline.errors import NothingToMapError, TableError
from frontline.payload.credits import credit_lines
from frontline.payload.days import NOBODY_NUMBER, Days, Numbers, read_day
from frontline.payload.ground import Histories, encode_areas
from frontline.payload.texts import clean_text
from frontline.tables import CRS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

#: Told apart by readers with any colour vision: Okabe and Ito, Color Universal Design, 2008.
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#e69f00", "#cc79a7", "#56b4e9", "#7f7f7f")
PATTERNS = ("none", "lines", "dots", "cross")
#: Up to so many points have a name on the smallest map, on a larger one, and so on: the rank of all points.
RANK_COUNTS = (25, 80, 400, 3000)
DECIMALS = 5
#: The end of what is still valid.
_OPEN = -1


def table_payload(
    table: gpd.GeoDataFrame,
    *,
    side: str = "side",
    valid_from: str = "valid_from",
    valid_to: str = "valid_to",
    name: str | None = None,
    colours: Mapping[str, str] | None = None,
    title: str = "",
) -> dict[str, Any]:
    """Return the payload of a table: rows of one point, or of one area, are its history.

    Parameters
    ----------
    table
        Points or polygons, or both. Rows with the same geometry (and name) are one place over time. Polygons that
        share their edges to the vertex make the smallest pages.
    side
        The column of who or what the row belongs to.
    valid_from, valid_to
        Columns of days (ISO texts, dates or instants), `[valid_from, valid_to)`; an empty `valid_to` is open.
    name
        The column of names; without it, points are numbered.
    colours
        "#rrggbb" by side; the others take theirs from a palette that every reader can tell apart.
    title
        What the map is called.

    Raises
    ------
    TableError
        If a column or the CRS is missing, a geometry is neither point nor polygon, or a colour is not "#rrggbb".
    NothingToMapError
        If no row has a geometry and a first day.
    """
    _check(table, [side, valid_from, valid_to, *([name] if name else [])])
    _check_colours(colours or {})
    rows = table.to_crs(CRS)
    rows = rows[~(rows.geometry.is_empty | rows.geometry.isna())]
    starts, ends = (_day_numbers(rows[column]) for column in (valid_from, valid_to))
    if not (starts >= 0).any():
        raise NothingToMapError(
            f"no row of the table has a geometry and a day in {valid_from!r}; nothing can be drawn"
        )
    sides = sorted({str(value) for value in rows[side].unique()})
    numbers = Numbers({value: n for n, value in enumerate(sides)})
    days = Days.spanning(
        *(map(dt.date.fromordinal, np.unique(column[column >= 0])) for column in (starts, ends))
    )
    west, south, east, north = (float(bound) for bound in rows.total_bounds)
    dated = rows.assign(
        start=starts - days.first.toordinal(),
        end=np.where(ends < 0, _OPEN, ends - days.first.toordinal()),
        holder=rows[side].map({value: numbers.holder(str(value)) for value in rows[side].unique()}),
        label="" if name is None else rows[name].astype(str),
        wkb=shapely.to_wkb(rows.geometry.to_numpy()),
    )[starts >= 0]
    is_point = dated.geom_type == "Point"
    points, areas = dated[is_point], dated[~is_point]
    return {
        "v": 1,
        "title": clean_text(title),
        "about": "",
        "notice": "",
        "days": [days.first.isoformat(), days.count],
        "extent": _widened(west, south, east, north),
        "countries": [],
        "factions": _sides(sides, colours or {}),
        "places": _places(points, days),
        "views": [],
        "objectives": [],
        "roads": [],
        "basemap": None,
        "ground": _areas(areas, days) if len(areas) else None,
        "documents": [],
        "claims": [],
        "rules": [],
        "advances": [],
        "credits": credit_lines("")[-1:],
    }


def _check(table: gpd.GeoDataFrame, columns: Iterable[str]) -> None:
    faults = [f"lacks column {column!r}" for column in columns if column not in table.columns]
    if table.crs is None:
        faults.append("has no CRS; call .set_crs(4326)")
    odd = sorted(set(table.geom_type.dropna()) - {"Point", "Polygon", "MultiPolygon"})
    if odd:
        faults.append(f"has geometry of type {', '.join(odd)}; a time map draws points and polygons")
    if faults:
        raise TableError("the table of a time map " + "; ".join(faults))


def _widened(west: float, south: float, east: float, north: float) -> list[float]:
    """Return the bounds with a margin, so that a single point has a picture around it."""
    margin = max(0.05 * max(east - west, north - south), 0.05)
    return [west - margin, max(-85.0, south - margin), east + margin, min(85.0, north + margin)]


def _check_colours(colours: Mapping[str, str]) -> None:
    """Refuse what is no colour: it stands in a style, where an address would be asked for."""
    wrong = [
        f"{side}: {colour!r}"
        for side, colour in colours.items()
        if not re.fullmatch("#[0-9a-fA-F]{6}", str(colour))
    ]
    if wrong:
        raise TableError(f'`colours` must be "#rrggbb", got {", ".join(wrong)}')


def _sides(sides: list[str], colours: Mapping[str, str]) -> list[dict[str, Any]]:
    records = []
    for number, value in enumerate(sides):
        colour = colours.get(value, PALETTE[number % len(PALETTE)])
        pattern = PATTERNS[(number // len(PALETTE)) % len(PATTERNS)]
        text = clean_text(value)
        records.append(
            {
                "id": value,
                "name": text,
                "short": text,
                "names": {},
                "side": value,
                "colour": colour,
                "dark": colour,
                "pattern": pattern,
                "allies": [],
            }
        )
    return records


def _day_numbers(column: pd.Series[Any]) -> Ints:
    """Return the ordinal of each day, -1 for what has none."""
    codes, values = pd.factorize(column)
    ordinals = [day.toordinal() if (day := read_day(value)) else -1 for value in values]
    return np.array([*ordinals, -1])[codes]


def _histories(dated: gpd.GeoDataFrame, days: Days) -> tuple[gpd.GeoDataFrame, Histories]:
    """Return a row for each place or area, and its steps, one for each change; where nothing is valid, nobody holds."""
    codes = dated.groupby(["wkb", "label"], sort=False).ngroup().to_numpy()
    once = np.unique(codes, return_index=True)[1]
    order = np.lexsort((dated["start"], codes))
    code = codes[order]
    start, end, holder = (dated[column].to_numpy()[order] for column in ("start", "end", "holder"))
    goes_on = np.append(code[1:] == code[:-1], False)
    is_gap = (end != _OPEN) & (~goes_on | (end < np.append(start[1:], 0)))
    # Each row is a step, and the end of those that nothing follows another.
    who, day = np.repeat(code, 2), np.column_stack((start, end)).ravel()
    held = np.column_stack((holder, np.full(len(holder), NOBODY_NUMBER))).ravel()
    kept = np.column_stack((np.ones(len(code), bool), is_gap)).ravel()
    who, day, held = who[kept], day[kept], held[kept]
    is_new = (np.diff(who, prepend=-1) != 0) | (np.diff(held, prepend=0) != 0)
    is_new &= day < days.count
    who, day, held = who[is_new], day[is_new], held[is_new]
    counts = np.bincount(who, minlength=len(once))
    return dated.iloc[once], Histories(counts, day, held, np.zeros_like(day))


def _places(dated: gpd.GeoDataFrame, days: Days) -> dict[str, list[Any]]:
    points, histories = _histories(dated, days)
    count = len(points)
    rank = next((n for n, most in enumerate(RANK_COUNTS, start=1) if count <= most), len(RANK_COUNTS) + 1)
    steps = zip(histories.days.tolist(), histories.holders.tolist(), strict=True)
    return {
        "id": [str(n) for n in range(count)],
        "name": [clean_text(label) or f"Point {n}" for n, label in enumerate(points["label"], start=1)],
        "other": [""] * count,
        "aliases": [[] for _ in range(count)],
        "kind": ["place"] * count,
        "lon": points.geometry.x.round(DECIMALS).tolist(),
        "lat": points.geometry.y.round(DECIMALS).tolist(),
        "rank": [rank] * count,
        "spans": [
            [[day, holder, 100] for day, holder in islice(steps, n)] for n in histories.counts.tolist()
        ],
    }


def _areas(dated: gpd.GeoDataFrame, days: Days) -> dict[str, Any]:
    areas, histories = _histories(dated, days)
    west, south, east, north = (float(bound) for bound in areas.total_bounds)
    return encode_areas(areas.geometry.to_numpy(), histories, None, max(east - west, north - south))
