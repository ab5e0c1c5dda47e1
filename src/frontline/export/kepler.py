"""A saved map for kepler.gl: its data and its configuration in one file that the page at kepler.gl opens.

Knows kepler.gl's schema, version 1: data sets as fields and rows, layers, and a filter on time that can be played.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from frontline.theatre import Theatre

#: The tables that make the map, drawn from the last to the first; the others are in the other formats.
_TABLES = ("control", "fronts", "zones")
_GEOMETRY = "_geojson"
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
_LINE = (26, 26, 26)
_DAY_MS = 86_400_000
#: Days from one picture to the next: the fewest with which the file holds no more points than a browser takes at once.
_STEPS, _MOST_POINTS = (1, 2, 7, 14, 30, 90, 365), 400_000


def kepler_map(
    tables: Mapping[str, gpd.GeoDataFrame],
    theatre: Theatre,
    colours: Mapping[str, str],
    coloured: Mapping[str, str],
) -> str:
    """Return the saved map as JSON.

    Parameters
    ----------
    tables
        With flat cells, and the columns `time_from` and `time_to` as text; control, fronts and zones are used.
    theatre
        Gives the title and the frame.
    colours
        "#rrggbb" by side.
    coloured
        By table the column that names the side which colours it.
    """
    used = [name for name in _TABLES if name in tables and len(tables[name])]
    tables, step = _stepwise({name: tables[name] for name in used})
    layers = [_layer(name, colours, coloured.get(name, "")) for name in used]
    filters = [_filter(used, tables, step)] if used else []
    frame = theatre.extent
    wide = max(frame.east - frame.west, (frame.north - frame.south) * 1.6)
    saved = {
        "datasets": [_dataset(name, tables[name]) for name in used],
        "config": {
            "version": "v1",
            "config": {
                "visState": {
                    "filters": filters,
                    "layers": layers,
                    "interactionConfig": {
                        "tooltip": {"enabled": True, "fieldsToShow": _tooltips(used, tables)}
                    },
                    "layerBlending": "normal",
                    "splitMaps": [],
                },
                "mapState": {
                    "longitude": round((frame.west + frame.east) / 2, 4),
                    "latitude": round((frame.south + frame.north) / 2, 4),
                    "zoom": round(float(np.log2(700 / wide)), 2),
                    "bearing": 0,
                    "pitch": 0,
                    "dragRotate": False,
                    "isSplit": False,
                },
                "mapStyle": {"styleType": "positron"},
            },
        },
        "info": {"app": "kepler.gl", "title": theatre.name, "description": theatre.about},
    }
    return json.dumps(saved, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def _stepwise(
    tables: Mapping[str, gpd.GeoDataFrame],
) -> tuple[dict[str, gpd.GeoDataFrame], int]:
    """Return the tables with a row for each step of days that it is true on, and the days of a step.

    kepler.gl filters by one instant of a row, so that a row of many days would be seen on its first one only.
    """
    if not tables:
        return {}, 1
    spans = {
        name: (_day_numbers(table.time_from), _day_numbers(table.time_to)) for name, table in tables.items()
    }
    first = min(int(begin.min()) for begin, _ in spans.values())
    points = {name: shapely.get_num_coordinates(table.geometry.to_numpy()) for name, table in tables.items()}

    def times(name: str, step: int) -> tuple[Any, Any]:
        """Return the first step at which each row is true, and how many there are."""
        begin, end = spans[name]
        start = -((first - begin) // step)
        return start, np.maximum(-((first - end) // step) - start, 0)

    step = next(
        (
            days
            for days in _STEPS
            if sum(int((times(name, days)[1] * points[name]).sum()) for name in tables) <= _MOST_POINTS
        ),
        _STEPS[-1],
    )
    out = {}
    for name, table in tables.items():
        start, count = times(name, step)
        rows = np.repeat(np.arange(len(table)), count)
        nth = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
        day = first + (start[rows] + nth) * step
        begun = pd.to_datetime(day, unit="D", utc=True)
        out[name] = table.iloc[rows].assign(
            time_from=begun.strftime(_INSTANT), time_to=(begun + pd.Timedelta(days=step)).strftime(_INSTANT)
        )
    return out, step


def _day_numbers(instants: pd.Series) -> Any:
    """Return days since 1970; what has no end is true to the end of the last day that is told of."""
    days = pd.to_datetime(instants.replace("", None), utc=True)
    filled = days.fillna(days.max() if days.notna().any() else pd.Timestamp(0, tz="UTC"))
    return filled.astype("datetime64[ms, UTC]").astype("int64").to_numpy() // _DAY_MS


def _dataset(name: str, table: gpd.GeoDataFrame) -> dict[str, Any]:
    columns = [column for column in table.columns if column != "geometry"]
    fields = [{"name": column, **_type(table[column], column)} for column in columns]
    fields.append({"name": _GEOMETRY, "type": "geojson", "format": ""})
    shapes = shapely.orient_polygons(table.geometry.to_numpy())
    rows = [
        [
            *map(_plain, cells),
            {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(shape))},
        ]
        for cells, shape in zip(table[columns].itertuples(index=False), shapes, strict=True)
    ]
    return {
        "version": "v1",
        "data": {"id": name, "label": name, "color": list(_LINE), "allData": rows, "fields": fields},
    }


def _type(column: pd.Series, name: str) -> dict[str, str]:
    if name in ("time_from", "time_to"):
        return {"type": "timestamp", "format": "YYYY-M-DTHH:mm:ssZ"}
    if pd.api.types.is_bool_dtype(column):
        return {"type": "boolean", "format": ""}
    if pd.api.types.is_integer_dtype(column):
        return {"type": "integer", "format": ""}
    return {"type": "real" if pd.api.types.is_numeric_dtype(column) else "string", "format": ""}


def _plain(value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _layer(name: str, colours: Mapping[str, str], column: str) -> dict[str, Any]:
    """Return a layer: one colour a side where a column names it, ink where none does."""
    is_ground = name == "zones"
    sides = sorted(colours) if column else []
    style = {
        "opacity": 0.45 if is_ground else 0.95,
        "strokeOpacity": 0.9,
        "thickness": 2 if name == "fronts" else 0.5,
        "radius": 5,
        "filled": name != "fronts",
        "stroked": name != "control",
        "colorRange": {
            "name": "sides",
            "type": "custom",
            "category": "Custom",
            "colors": [colours[side] for side in sides] or ["#1a1a1a"],
            "colorMap": [[side, colours[side]] for side in sides],
        },
    }
    field = {"name": column, "type": "string"} if column and sides else None
    return {
        "id": f"layer-{name}",
        "type": "geojson",
        "config": {
            "dataId": name,
            "label": name,
            "color": list(_LINE),
            "columns": {"geojson": _GEOMETRY},
            "isVisible": True,
            "visConfig": style,
            "textLabel": [],
        },
        "visualChannels": {
            "colorField": field,
            "colorScale": "ordinal" if field else "quantile",
            "strokeColorField": None,
            "strokeColorScale": "quantile",
        },
    }


def _filter(used: list[str], tables: Mapping[str, gpd.GeoDataFrame], step: int) -> dict[str, Any]:
    """Return the player of all tables' times, a step of days wide, at the first day."""
    first = min(str(tables[name]["time_from"].min()) for name in used)
    start = pd.Timestamp(first).value // 1_000_000
    return {
        "dataId": used,
        "id": "days",
        "name": ["time_from"] * len(used),
        "type": "timeRange",
        "value": [start, start + step * _DAY_MS - 1],
        "enlarged": True,
        "plotType": "histogram",
        "animationWindow": "free",
        "speed": 1,
    }


def _tooltips(used: list[str], tables: Mapping[str, gpd.GeoDataFrame]) -> dict[str, list[dict[str, Any]]]:
    wanted = ("place", "controller", "status", "certainty_class", "side_a", "side_b", "valid_from", "on")
    return {
        name: [{"name": column, "format": None} for column in wanted if column in tables[name]]
        for name in used
    }
