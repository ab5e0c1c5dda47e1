"""Table: any table of points or areas with a side and an interval of validity, as the payload of a time map."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from frontline.errors import NothingToMapError, TableError
from frontline.payload.credits import credit_lines
from frontline.payload.days import NOBODY_NUMBER, Days, Numbers, read_day
from frontline.payload.ground import encode_ground
from frontline.payload.texts import clean_text
from frontline.tables import CRS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

#: Told apart by readers with any colour vision: Okabe and Ito, Color Universal Design, 2008.
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#e69f00", "#cc79a7", "#56b4e9", "#7f7f7f")
PATTERNS = ("none", "lines", "dots", "cross")
#: Up to so many points have a name on the smallest map, on a larger one, and so on: the rank of all points.
RANK_COUNTS = (25, 80, 400, 3000)
DECIMALS = 5


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
    starts = [read_day(value) for value in rows[valid_from]]
    ends = [read_day(value) for value in rows[valid_to]]
    if not any(starts):
        raise NothingToMapError(
            f"no row of the table has a geometry and a day in {valid_from!r}; nothing can be drawn"
        )
    sides = sorted({str(value) for value in rows[side]})
    days, numbers = Days.spanning(starts, ends), Numbers({value: n for n, value in enumerate(sides)})
    histories: dict[tuple[bytes, str], list[tuple[Any, ...]]] = {}
    shapes: dict[tuple[bytes, str], Any] = {}
    for n, (shape, value) in enumerate(zip(rows.geometry, rows[side], strict=True)):
        key = (shape.wkb, str(rows[name].iloc[n]) if name else "")
        shapes[key] = shape
        if starts[n] is not None:
            histories.setdefault(key, []).append((starts[n], ends[n], numbers.holder(str(value))))
    west, south, east, north = (float(bound) for bound in rows.total_bounds)
    points = [key for key in histories if shapes[key].geom_type == "Point"]
    areas = [key for key in histories if shapes[key].geom_type != "Point"]
    return {
        "v": 1,
        "title": clean_text(title),
        "about": "",
        "notice": "",
        "days": [days.first.isoformat(), days.count],
        "extent": _widened(west, south, east, north),
        "countries": [],
        "factions": _sides(sides, colours or {}),
        "places": _places(points, shapes, histories, days),
        "views": [],
        "objectives": [],
        "roads": [],
        "basemap": None,
        "ground": _areas(areas, shapes, histories, days, numbers) if areas else None,
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


def _steps(history: list[tuple[Any, ...]], days: Days) -> list[tuple[int, int]]:
    """Return (day, holder), a step for each change; where nothing is valid, nobody holds."""
    steps: list[tuple[int, int]] = []
    until = None
    for start, end, holder in sorted(history, key=lambda row: row[0]):
        if until is not None and until < start:
            steps.append(((until - days.first).days, NOBODY_NUMBER))
        steps.append(((start - days.first).days, holder))
        until = end
    if until is not None:
        steps.append(((until - days.first).days, NOBODY_NUMBER))
    kept = [step for n, step in enumerate(steps) if n == 0 or step[1] != steps[n - 1][1]]
    return [step for step in kept if step[0] < days.count]


def _places(
    keys: list[tuple[bytes, str]], shapes: dict[tuple[bytes, str], Any], histories: dict[Any, Any], days: Days
) -> dict[str, list[Any]]:
    rank = next((n for n, most in enumerate(RANK_COUNTS, start=1) if len(keys) <= most), len(RANK_COUNTS) + 1)
    count = len(keys)
    return {
        "id": [str(n) for n in range(count)],
        "name": [clean_text(key[1]) or f"Point {n + 1}" for n, key in enumerate(keys)],
        "other": [""] * count,
        "aliases": [[] for _ in keys],
        "kind": ["place"] * count,
        "lon": [round(shapes[key].x, DECIMALS) for key in keys],
        "lat": [round(shapes[key].y, DECIMALS) for key in keys],
        "rank": [rank] * count,
        "spans": [[[day, holder, 100] for day, holder in _steps(histories[key], days)] for key in keys],
    }


def _areas(
    keys: list[tuple[bytes, str]],
    shapes: dict[tuple[bytes, str], Any],
    histories: dict[Any, Any],
    days: Days,
    numbers: Numbers,
) -> dict[str, Any]:
    import geopandas as gpd
    from pyproj import Geod

    names = {number: value for value, number in numbers.factions.items()}
    globe = Geod(ellps="WGS84")
    parcels = gpd.GeoDataFrame(
        {
            "history": [
                [
                    (_iso(days, day), names.get(holder, "none"), "held")
                    for day, holder in _steps(histories[key], days)
                ]
                for key in keys
            ],
            "area_km2": [abs(globe.geometry_area_perimeter(shapes[key])[0]) / 1e6 for key in keys],
        },
        geometry=[shapes[key] for key in keys],
        crs=CRS,
    )
    west, south, east, north = (float(bound) for bound in parcels.total_bounds)
    return encode_ground(parcels, days, numbers, width=max(east - west, north - south))


def _iso(days: Days, number: int) -> str:
    return type(days.first).fromordinal(days.first.toordinal() + number).isoformat()
