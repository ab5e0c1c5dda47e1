"""Tables as files of other programs: GeoJSON, GeoPackage, GeoParquet, KML and CSV.

Owns the formats; `export_tables` in the package's door says what they promise.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from frontline.errors import InputError, TableError
from frontline.export.lines import safe_cell, written_aside
from frontline.model import CLAIM_COLUMNS
from frontline.tables import ADVANCES, CHANGES, CLAIMS, CONTROL, CRS, FRONTS, PARCELS, ZONES, check_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_FORMATS = ("geojson", "gpkg", "parquet", "kml", "csv")
#: The one file that holds all tables of a GeoPackage.
GEOPACKAGE = "frontline.gpkg"

_CONTRACTS: dict[str, Sequence[str]] = {
    "claims": CLAIMS, "control": CONTROL, "parcels": PARCELS, "zones": ZONES, "fronts": FRONTS,
    "changes": CHANGES, "advances": ADVANCES,
}  # fmt: skip
#: Control characters and halves of pairs, which XML 1.0 has no way to write.
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DAY_COLUMNS = ("date", "published", "on", "valid_from", "valid_to", "known_from", "since", "until")
#: The column that names a row, and the one that gives it a colour, by table.
_TITLE = {"claims": "place", "control": "place", "zones": "controller", "advances": "to_place"}
_COLOURED = {"claims": "controller", "control": "controller", "zones": "controller", "changes": "to",
             "advances": "faction"}  # fmt: skip


def write_tables(
    tables: Mapping[str, gpd.GeoDataFrame],
    folder: str | Path,
    formats: Sequence[str],
    *,
    colours: Mapping[str, str],
) -> list[Path]:
    """Write every table in every format; see `frontline.export.export_tables`."""
    unknown = sorted(set(formats) - set(_FORMATS))
    if unknown:
        raise InputError(f"cannot export as {', '.join(unknown)}; choose from {', '.join(_FORMATS)}")
    sound = {name: _sound(table, name) for name, table in sorted(tables.items())}
    folder = Path(folder)
    written = []
    for form in sorted(set(formats)):
        if form == "gpkg":
            with written_aside(folder / GEOPACKAGE) as path:
                _write_geopackage(sound, path, colours)
            written.append(folder / GEOPACKAGE)
            continue
        for name, table in sound.items():
            target = folder / f"{name}.{form}"
            with written_aside(target) as path:
                _write_one(table, name, form, path, colours)
            written.append(target)
    return sorted(written)


def write_claim_points(records: Sequence[dict[str, Any]], path: Path) -> None:
    """Write claims as Parquet, GeoJSON or a GeoPackage, by the ending of the path, with a point each."""
    frame = pd.DataFrame(records, columns=list(CLAIM_COLUMNS))
    points = gpd.points_from_xy(frame["lon"], frame["lat"], crs=CRS)
    table = gpd.GeoDataFrame(frame, geometry=points, crs=CRS)
    if path.suffix.lower() == ".gpkg":
        _write_geopackage({"claims": table}, path, {})
    elif path.suffix.lower() == ".parquet":
        table.to_parquet(path, index=False)
    else:
        path.write_text(_geojson(table, "claims"), encoding="utf-8", newline="")


def _sound(table: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Return the table in its contract's column order with valid geometries, or refuse it."""
    contract = _CONTRACTS.get(name, ("geometry",))
    check_table(table, contract, name=name)
    shapes = table.geometry.to_numpy()
    if shapely.is_missing(shapes).any():
        raise TableError(f"`{name}` has rows without geometry; drop them first")
    broken = ~shapely.is_valid(shapes)
    if broken.any():
        shapes = shapes.copy()
        shapes[broken] = shapely.make_valid(shapes[broken])
    first = [column for column in contract if column != "geometry"]
    rest = [column for column in table.columns if column not in first and column != table.geometry.name]
    frame = pd.DataFrame(table)[[*first, *rest]].reset_index(drop=True)
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=table.crs)


def _write_one(table: gpd.GeoDataFrame, name: str, form: str, path: Path, colours: Mapping[str, str]) -> None:
    if form == "parquet":
        table.to_parquet(path, index=False)
        return
    writers: dict[str, Callable[[], str]] = {
        "geojson": lambda: _geojson(_flat(table), name),
        "csv": lambda: _csv(_flat(table)),
        "kml": lambda: _kml(_flat(table), name, colours),
    }
    path.write_text(writers[form](), encoding="utf-8", newline="")


def _flat(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the table with lists as JSON text."""
    out = table.copy()
    for column in out.columns:
        if column != "geometry" and out[column].map(lambda v: isinstance(v, list | tuple | np.ndarray)).any():
            out[column] = pd.Series([_as_json(value) for value in out[column]], index=out.index, dtype="str")
    return out


def _as_json(value: Any) -> str:
    return json.dumps(list(value) if not isinstance(value, str) else value, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """Return a value that JSON knows: numpy's numbers as Python's, nothing for not-a-number."""
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _geojson(table: gpd.GeoDataFrame, name: str) -> str:
    columns = [column for column in table.columns if column != "geometry"]
    shapes = shapely.orient_polygons(table.geometry.to_numpy())  # RFC 7946: exterior rings counter-clockwise
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(columns, map(_plain, row), strict=True)),
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for row, shape in zip(zip(*(table[c] for c in columns), strict=True), shapes, strict=True)
    ]
    collection = {"type": "FeatureCollection", "name": name, "features": features}
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def _csv(table: gpd.GeoDataFrame) -> str:
    frame = pd.DataFrame(table).drop(columns="geometry")
    for column in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[column]):
            frame[column] = [safe_cell(value) for value in frame[column]]
    frame["geometry"] = shapely.to_wkt(table.geometry.to_numpy(), rounding_precision=6)
    text: str = frame.to_csv(index=False, lineterminator="\r\n")
    return text


def _kml(table: gpd.GeoDataFrame, name: str, colours: Mapping[str, str]) -> str:
    """Return KML 2.2 with a time span a row, so that a globe's time slider moves it."""
    root = ET.Element("kml", xmlns="http://www.opengis.net/kml/2.2")
    document = ET.SubElement(root, "Document")
    ET.SubElement(document, "name").text = name
    for side, colour in sorted(colours.items()):
        style = ET.SubElement(document, "Style", id=f"side-{side}")
        abgr = colour[5:7] + colour[3:5] + colour[1:3]
        for part, alpha in (("LineStyle", "ff"), ("PolyStyle", "80")):
            ET.SubElement(ET.SubElement(style, part), "color").text = alpha + abgr
    for row in table.to_dict("records"):
        mark = ET.SubElement(document, "Placemark")
        title = row.get(_TITLE.get(name, "")) or " - ".join(
            str(row[c]) for c in ("side_a", "side_b", "from", "to") if c in row
        )
        ET.SubElement(mark, "name").text = _xml_text(title)
        _add_time(mark, row)
        side = row.get(_COLOURED.get(name, ""))
        if side in colours:
            ET.SubElement(mark, "styleUrl").text = f"#side-{side}"
        data = ET.SubElement(mark, "ExtendedData")
        for column, value in row.items():
            if column != "geometry":
                cell = ET.SubElement(data, "Data", name=str(column))
                ET.SubElement(cell, "value").text = _xml_text(value)
        _add_kml_shape(mark, row["geometry"])
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _xml_text(value: Any) -> str:
    """Return a value as text that XML can hold."""
    value = _plain(value)
    text = "" if value is None else str(value)
    return _NOT_XML.sub("", text)


def _add_time(mark: ET.Element, row: Mapping[str, Any]) -> None:
    spans = (("valid_from", "valid_to"), ("since", "until"))
    for begin, end in spans:
        if row.get(begin) and row.get(end):
            span = ET.SubElement(mark, "TimeSpan")
            ET.SubElement(span, "begin").text = str(row[begin])
            ET.SubElement(span, "end").text = str(row[end])
            return
    day = row.get("on") or row.get("date")
    if day:
        ET.SubElement(ET.SubElement(mark, "TimeStamp"), "when").text = str(day)


def _add_kml_shape(parent: ET.Element, shape: Any) -> None:
    parts = shapely.get_parts(shape)
    if len(parts) != 1 or shape.geom_type == "GeometryCollection":
        parent = ET.SubElement(parent, "MultiGeometry")
    for part in parts:
        if part.geom_type == "Polygon":
            polygon = ET.SubElement(parent, "Polygon")
            for tag, ring in (
                ("outerBoundaryIs", part.exterior),
                *(("innerBoundaryIs", ring) for ring in part.interiors),
            ):
                line = ET.SubElement(ET.SubElement(polygon, tag), "LinearRing")
                ET.SubElement(line, "coordinates").text = _kml_coordinates(ring)
        else:
            tag = "Point" if part.geom_type == "Point" else "LineString"
            ET.SubElement(ET.SubElement(parent, tag), "coordinates").text = _kml_coordinates(part)


def _kml_coordinates(shape: Any) -> str:
    return " ".join(f"{x:.6f},{y:.6f}" for x, y in shapely.get_coordinates(shape))


def _write_geopackage(tables: Mapping[str, gpd.GeoDataFrame], path: Path, colours: Mapping[str, str]) -> None:
    options = {"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"}  # no wall clock in the file
    pyogrio.set_gdal_config_options(options)
    try:
        for name, table in tables.items():
            out = _flat(table)
            for column in _DAY_COLUMNS:
                if column in out.columns:
                    out[column] = pd.to_datetime(out[column].replace("", None), errors="coerce").astype(
                        "datetime64[ms]"
                    )
            kind = _layer_kind(out)
            pyogrio.write_dataframe(
                out, path, layer=name, driver="GPKG", append=path.exists(), geometry_type=kind,
                promote_to_multi=kind.startswith("Multi"),
            )  # fmt: skip
        styles = [_style_row(name, _layer_kind(table), colours) for name, table in tables.items()]
        styles = [row for row in styles if row]
        if colours and styles:
            pyogrio.write_dataframe(
                pd.DataFrame(styles), path, layer="layer_styles", driver="GPKG", append=True
            )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _layer_kind(table: gpd.GeoDataFrame) -> str:
    kinds = {kind.removeprefix("Multi") for kind in table.geom_type}
    if kinds == {"Point"}:
        return "Point"
    return f"Multi{kinds.pop()}" if kinds in ({"Polygon"}, {"LineString"}) else "Unknown"


def _style_row(name: str, kind: str, colours: Mapping[str, str]) -> dict[str, Any]:
    """Return the row by which QGIS knows a layer's default style: one category a side."""
    column = _COLOURED.get(name)
    if not column or kind == "Unknown":
        return {}
    symbol_type, layer_class, key = {
        "Point": ("marker", "SimpleMarker", "color"),
        "MultiPolygon": ("fill", "SimpleFill", "color"),
        "MultiLineString": ("line", "SimpleLine", "line_color"),
    }[kind]
    alpha = "0.5" if symbol_type == "fill" else "1"
    categories, symbols = [], []
    for n, (side, colour) in enumerate(sorted(colours.items())):
        rgb = ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"
        label = quoteattr(side)
        categories.append(f'<category render="true" symbol="{n}" value={label} label={label}/>')
        symbols.append(
            f'<symbol type="{symbol_type}" name="{n}" alpha="{alpha}"><layer class="{layer_class}">'
            f'<Option type="Map"><Option type="QString" name="{key}" value="{rgb}"/></Option></layer></symbol>'
        )
    qml = (
        '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM"><qgis version="3.28" styleCategories="Symbology">'
        f'<renderer-v2 type="categorizedSymbol" attr="{column}" symbollevels="0">'
        f"<categories>{''.join(categories)}</categories><symbols>{''.join(symbols)}</symbols></renderer-v2></qgis>"
    )
    return {
        "f_table_catalog": "", "f_table_schema": "", "f_table_name": name, "f_geometry_column": "geom",
        "styleName": name, "styleQML": qml, "styleSLD": "", "useAsDefault": True,
        "description": "colours of the sides", "owner": "", "ui": None,
    }  # fmt: skip
