"""Tables as one GeoPackage, a layer each, that opens in QGIS in the sides' colours and moves with its temporal controller.

Knows the file and QGIS's styles; what a table is, `files` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

import pandas as pd
import pyogrio

from frontline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

_DAY_COLUMNS = ("date", "published", "on", "valid_from", "valid_to", "known_from", "since", "until")
#: Instants are written to the millisecond and with their zone, as the standard has it, and the end is the last one that is
#: true: QGIS compares their text with a day's that, by its version, has the zone or not.
_INSTANT_COLUMNS = ("time_from", "time_to")
#: The colour of a layer whose rows are no side's: the fronts.
_LINE_COLOUR = "#1a1a1a"


def write_geopackage(
    tables: Mapping[str, gpd.GeoDataFrame],
    path: Path,
    colours: Mapping[str, str],
    coloured: Mapping[str, str],
) -> None:
    """Write flat tables as layers.

    Parameters
    ----------
    tables
        By name; no cell is a list.
    path
        A file that is not there yet.
    colours
        "#rrggbb" by side; without any, the layers have no style.
    coloured
        By table the column that names the side which colours it.

    Raises
    ------
    InputError
        If the file cannot be written: GDAL says so where the disk is full.
    """
    options = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"}  # no wall clock in the file
    pyogrio.set_gdal_config_options(options)
    try:
        for name, table in tables.items():
            out = table.copy()
            for column in (*_DAY_COLUMNS, *_INSTANT_COLUMNS):
                if column in out.columns:
                    times = pd.to_datetime(out[column].replace("", None), errors="coerce", utc=True)
                    out[column] = _days(times) if column in _DAY_COLUMNS else _instants(times, column)
            kind = layer_kind(out)
            pyogrio.write_dataframe(
                out, path, layer=name, driver="GPKG", append=path.exists(), geometry_type=kind,
                promote_to_multi=kind.startswith("Multi"), layer_options={"DATETIME_PRECISION": "MILLISECOND"},
            )  # fmt: skip
        styles = [
            _style_row(name, layer_kind(table), colours, coloured.get(name, ""), "time_from" in table)
            for name, table in tables.items()
        ]
        styles = [row for row in styles if row]
        if colours and styles:
            pyogrio.write_dataframe(
                pd.DataFrame(styles), path, layer="layer_styles", driver="GPKG", append=True
            )
    except RuntimeError as error:
        reason = str(error).rpartition("failed: ")[2].strip()[:200]
        raise InputError(
            f"cannot write the GeoPackage {path.name} ({reason}); is the disk full? free some room, or write elsewhere"
        ) from error
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _days(times: pd.Series[Any]) -> pd.Series[Any]:
    days: pd.Series[Any] = times.dt.tz_localize(None).astype("datetime64[ms]")
    return days


def _instants(times: pd.Series[Any], column: str) -> pd.Series[Any]:
    ended = times - pd.Timedelta(milliseconds=1) if column == "time_to" else times
    exact: pd.Series[Any] = ended.astype("datetime64[ms, UTC]")
    return exact


def layer_kind(table: gpd.GeoDataFrame) -> str:
    """Return the one kind of geometry that a layer holds, "Unknown" where it has none or several."""
    kinds = {kind.removeprefix("Multi") for kind in table.geom_type}
    if kinds == {"Point"}:
        return "Point"
    return f"Multi{kinds.pop()}" if kinds in ({"Polygon"}, {"LineString"}) else "Unknown"


def _style_row(
    name: str, kind: str, colours: Mapping[str, str], column: str, is_timed: bool
) -> dict[str, Any]:
    """Return the row by which QGIS knows a layer's default style and its times."""
    if kind == "Unknown":
        return {}
    times = temporal() if is_timed else ""
    qml = (
        '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">'
        f'<qgis version="3.28" styleCategories="Symbology|Temporal">{renderer(kind, colours, column)}{times}</qgis>'
    )
    return {
        "f_table_catalog": "", "f_table_schema": "", "f_table_name": name, "f_geometry_column": "geom",
        "styleName": name, "styleQML": qml, "styleSLD": "", "useAsDefault": True,
        "description": "colours of the sides", "owner": "", "ui": None,
    }  # fmt: skip


def temporal() -> str:
    """Return what tells QGIS that a layer's rows are true from `time_from` to `time_to`."""
    return (
        '<temporal enabled="1" mode="2" startField="time_from" endField="time_to" durationField="" durationUnit="min" '
        'fixedDuration="0" startExpression="" endExpression="" limitMode="0" accumulate="0">'
        "<fixedRange><start></start><end></end></fixedRange></temporal>"
    )


def renderer(kind: str, colours: Mapping[str, str], column: str) -> str:
    """Return the renderer of a layer: one category a side, or one symbol where no column names a side."""
    if not column:
        return f'<renderer-v2 type="singleSymbol"><symbols>{_symbol(kind, 0, _LINE_COLOUR)}</symbols></renderer-v2>'
    sides = sorted(colours.items())
    categories = "".join(
        f'<category render="true" symbol="{n}" value={quoteattr(side)} label={quoteattr(side)}/>'
        for n, (side, _) in enumerate(sides)
    )
    symbols = "".join(_symbol(kind, n, colour) for n, (_, colour) in enumerate(sides))
    return (
        f'<renderer-v2 type="categorizedSymbol" attr="{column}" symbollevels="0">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"
    )


def _symbol(kind: str, number: int, colour: str) -> str:
    symbol_type, layer_class, key = {
        "Point": ("marker", "SimpleMarker", "color"),
        "MultiPolygon": ("fill", "SimpleFill", "color"),
        "MultiLineString": ("line", "SimpleLine", "line_color"),
    }[kind]
    rgb = ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"
    return (
        f'<symbol type="{symbol_type}" name="{number}" alpha="{"0.5" if symbol_type == "fill" else "1"}">'
        f'<layer class="{layer_class}"><Option type="Map"><Option type="QString" name="{key}" value="{rgb}"/>'
        "</Option></layer></symbol>"
    )
