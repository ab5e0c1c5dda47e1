"""Tables as files of other programs: GeoJSON, GeoPackage, GeoParquet, KML and CSV.

Owns the formats; `export_tables` in the package's door says what they promise.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from frontline.errors import InputError, TableError
from frontline.export import FORMATS
from frontline.export.geopackage import write_geopackage
from frontline.export.lines import written_aside
from frontline.model import CLAIM_COLUMNS
from frontline.spreadsheets.cells import safe_cell
from frontline.tables import (
    ADVANCES,
    CHANGES,
    CLAIMS,
    CONTROL,
    CRS,
    FRONTS,
    PARCELS,
    PROGRESS,
    ZONES,
    check_table,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from frontline.theatre import Theatre

#: The formats with one file for the whole map, which need to know its theatre.
MAP_FORMATS = {
    "qgis": "frontline.qgs",
    "kepler": "frontline.kepler.json",
    "acled": "events-acled.csv",
    "ucdp": "events-ucdp.csv",
}
#: The one file that holds all tables of a GeoPackage.
GEOPACKAGE = "frontline.gpkg"

_CONTRACTS: dict[str, Sequence[str]] = {
    "claims": CLAIMS, "control": CONTROL, "parcels": PARCELS, "zones": ZONES, "fronts": FRONTS,
    "changes": CHANGES, "advances": ADVANCES, "progress": PROGRESS,
}  # fmt: skip
#: Control characters and halves of pairs, which XML 1.0 has no way to write.
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: The column that names a row, and the one that gives it a colour, by table.
_TITLE = {"claims": "place", "control": "place", "zones": "controller", "advances": "to_place"}
#: What is no side's: fronts, contested ground.
_PLAIN = "#4d4d4d"
_COLOURED = {"claims": "controller", "control": "controller", "zones": "controller", "changes": "to",
             "advances": "faction", "progress": "side"}  # fmt: skip
#: The columns that say from when a row is true, and until when: the first pair that a table has. Without the second, a
#: day; a change of hands is dated by the day on which it is seen.
_TIMES = (("valid_from", "valid_to"), ("until", ""), ("on", ""), ("date", ""))


def write_tables(
    tables: Mapping[str, gpd.GeoDataFrame],
    folder: str | Path,
    formats: Collection[str],
    *,
    colours: Mapping[str, str],
    theatre: Theatre | None = None,
) -> list[Path]:
    """Write every table in every format; see `frontline.export.export_tables`."""
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise InputError(f"cannot export as {', '.join(unknown)}; choose from {', '.join(FORMATS)}")
    wanting = sorted(set(formats) & MAP_FORMATS.keys())
    if wanting and theatre is None:
        raise InputError(f"{', '.join(wanting)} need a theatre: its frame, title and sides; hand one in")
    formats = {*formats, *({"gpkg"} if "qgis" in formats else ())}
    sound = {name: _sound(table, name) for name, table in sorted(tables.items())}
    folder = Path(folder)
    written = []
    for form in sorted(set(formats)):
        if form == "gpkg":
            with written_aside(folder / GEOPACKAGE) as path:
                write_geopackage(
                    {name: _flat(table) for name, table in sound.items()}, path, colours, _COLOURED
                )
            written.append(folder / GEOPACKAGE)
            continue
        if form in MAP_FORMATS and theatre is not None:
            target = folder / MAP_FORMATS[form]
            with written_aside(target) as path:
                path.write_text(_map_text(sound, form, theatre, colours), encoding="utf-8", newline="")
            written.append(target)
            continue
        for name, table in sound.items():
            target = folder / f"{name}.{form}"
            with written_aside(target) as path:
                _write_one(table, name, form, path, colours)
            written.append(target)
    return sorted(written)


def _map_text(
    tables: Mapping[str, gpd.GeoDataFrame], form: str, theatre: Theatre, colours: Mapping[str, str]
) -> str:
    """Return the one file that a format has for a whole map.

    Raises
    ------
    InputError
        If a table that it is made of is not there.
    """
    from frontline.export.events import events_csv
    from frontline.export.kepler import kepler_map
    from frontline.export.qgis import project_xml

    if form == "qgis":
        return project_xml(tables, GEOPACKAGE, theatre, colours, _COLOURED)
    if form == "kepler":
        return kepler_map({n: _flat(table) for n, table in tables.items()}, theatre, colours, _COLOURED)
    if not {"control", "claims"} <= tables.keys():
        raise InputError(f"{form} needs the tables control and claims; hand them in")
    return events_csv(tables, theatre, form)


def write_claim_points(records: Sequence[dict[str, Any]], path: Path) -> None:
    """Write claims as Parquet, GeoJSON or a GeoPackage, by the ending of the path, with a point each."""
    frame = pd.DataFrame(records, columns=list(records[0] if records else CLAIM_COLUMNS))
    points = gpd.points_from_xy(frame["lon"], frame["lat"], crs=CRS)
    table = gpd.GeoDataFrame(frame, geometry=points, crs=CRS)
    if path.suffix.lower() == ".gpkg":
        write_geopackage({"claims": table}, path, {}, {})
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
    for begin, end in _TIMES:
        if begin in frame:
            since = _instants(frame[begin])
            frame["time_from"] = since
            frame["time_to"] = _instants(frame[end]) if end else since + pd.Timedelta(days=1)
            break
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=table.crs)


def _instants(days: pd.Series) -> pd.Series:
    """Return the beginning of each day, UTC: programs that play time want an instant, not a day."""
    return pd.to_datetime(days.replace("", None), errors="coerce", utc=True).astype("datetime64[ms, UTC]")


def _write_one(table: gpd.GeoDataFrame, name: str, form: str, path: Path, colours: Mapping[str, str]) -> None:
    if form == "parquet":
        table.to_parquet(path, index=False)
        return
    writers: dict[str, Callable[[], str]] = {
        "geojson": lambda: _geojson(_styled(_flat(table), name, colours), name),
        "csv": lambda: _csv(_flat(table)),
        "kml": lambda: _kml(_flat(table), name, colours),
    }
    path.write_text(writers[form](), encoding="utf-8", newline="")


def _flat(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the table with lists as JSON text, and instants as text with their zone."""
    out = table.copy()
    for column in out.columns:
        if isinstance(out[column].dtype, pd.DatetimeTZDtype):
            out[column] = (
                out[column].dt.strftime("%Y-%m-%dT%H:%M:%SZ").astype(object).where(out[column].notna(), "")
            )
        elif (
            column != "geometry" and out[column].map(lambda v: isinstance(v, list | tuple | np.ndarray)).any()
        ):
            out[column] = pd.Series([_as_json(value) for value in out[column]], index=out.index, dtype="str")
    return out


def _styled(table: gpd.GeoDataFrame, name: str, colours: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Return the table with the properties by which geojson.io, GitHub and others draw it (simplestyle 1.1)."""
    column = _COLOURED.get(name, "")
    if not colours or not (column or name == "fronts"):
        return table
    inks = [colours.get(side, _PLAIN) for side in table[column]] if column else [_PLAIN] * len(table)
    kinds = {kind.removeprefix("Multi") for kind in table.geom_type}
    if kinds == {"Point"}:
        return table.assign(**{"marker-color": inks, "marker-size": "small"})
    styled = table.assign(**{"stroke": inks, "stroke-width": 2.5 if kinds == {"LineString"} else 0.5})
    return styled.assign(**{"fill": inks, "fill-opacity": 0.45}) if "Polygon" in kinds else styled


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
    """Return KML 2.2 with a time span a row, so that a globe's time slider moves it.

    Claims of history are left out: a single one of them would stretch the slider over years of which nothing else tells.
    """
    if "background" in table:
        table = table[~table["background"].astype(bool)]
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
    if row.get("time_from"):
        span = ET.SubElement(mark, "TimeSpan")
        ET.SubElement(span, "begin").text = str(row["time_from"])[:10]
        if row.get("time_to"):
            ET.SubElement(span, "end").text = str(row["time_to"])[:10]


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
