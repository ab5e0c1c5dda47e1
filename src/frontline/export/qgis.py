"""A QGIS project beside the GeoPackage: its layers in the sides' colours, its temporal controller set to a day a step.

Knows QGIS's project file (XML); the symbols are those of `geopackage`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pyproj import CRS

from frontline.export.geopackage import layer_kind, renderer, temporal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from frontline.theatre import Theatre

#: From the top of the legend down; the others follow, hidden, for a table of what is drawn already confuses.
_SHOWN = ("advances", "control", "fronts", "zones")
_VERSION = "3.22.0"
#: QGIS gives a layer a new id, which the tree of layers does not know, where its own has ten letters or fewer.
_ID = "frontline-{}"
#: The tables whose days are the map's; claims tell of history too.
_PLAYED = ("control", "zones", "fronts")
#: QGIS's words for its navigation modes; 1 is the animated one.
_ANIMATED = "1"


def project_xml(
    tables: Mapping[str, gpd.GeoDataFrame],
    geopackage: str,
    theatre: Theatre,
    colours: Mapping[str, str],
    coloured: Mapping[str, str],
) -> str:
    """Return the project file for a GeoPackage of these tables that lies beside it.

    Parameters
    ----------
    tables
        Those of the GeoPackage, with the columns `time_from` and `time_to` where they have times.
    geopackage
        Its file name; the project names it relatively, so that both can be moved together.
    theatre
        Gives the title, the frame and the metric CRS that the map is drawn in.
    colours, coloured
        As for `write_geopackage`.
    """
    drawn = {name: table for name, table in tables.items() if layer_kind(table) != "Unknown"}
    order = [*(name for name in _SHOWN if name in drawn), *sorted(drawn.keys() - set(_SHOWN))]
    root = ET.Element("qgis", projectname=theatre.name, version=_VERSION)
    ET.SubElement(root, "homePath", path="")
    ET.SubElement(root, "title").text = theatre.name
    _add_crs(ET.SubElement(root, "projectCrs"), theatre.metric_crs)
    tree = ET.SubElement(root, "layer-tree-group")
    for name in order:
        ET.SubElement(
            tree, "layer-tree-layer", id=_ID.format(name), name=name, providerKey="ogr", source=_source(geopackage, name),
            checked="Qt::Checked" if name in _SHOWN else "Qt::Unchecked", expanded="0",
        )  # fmt: skip
    _add_canvas(root, theatre)
    layers = ET.SubElement(root, "projectlayers")
    for name in order:
        _add_layer(layers, name, drawn[name], geopackage, colours, coloured.get(name, ""))
    stacked = ET.SubElement(root, "layerorder")
    for name in order:
        ET.SubElement(stacked, "layer", id=_ID.format(name))
    properties = ET.SubElement(root, "properties")
    # Without this QGIS reads no CRS of the project.
    projections = ET.SubElement(ET.SubElement(properties, "SpatialRefSys"), "ProjectionsEnabled", type="int")
    projections.text = "1"
    played = {name: drawn[name] for name in _PLAYED if name in drawn}
    _add_times(root, properties, played or drawn)
    text = ET.tostring(root, encoding="unicode")
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{text}\n"


def _source(geopackage: str, layer: str) -> str:
    return f"./{geopackage}|layername={layer}"


def _add_layer(
    parent: ET.Element,
    name: str,
    table: gpd.GeoDataFrame,
    geopackage: str,
    colours: Mapping[str, str],
    column: str,
) -> None:
    kind = layer_kind(table)
    shape = {"Point": "Point", "MultiLineString": "Line", "MultiPolygon": "Polygon"}[kind]
    layer = ET.SubElement(parent, "maplayer", type="vector", geometry=shape, wkbType=kind)
    ET.SubElement(layer, "id").text = _ID.format(name)
    ET.SubElement(layer, "datasource").text = _source(geopackage, name)
    ET.SubElement(layer, "layername").text = name
    _add_crs(ET.SubElement(layer, "srs"), "EPSG:4326")
    ET.SubElement(layer, "provider", encoding="UTF-8").text = "ogr"
    layer.append(ET.fromstring(renderer(kind, colours, column if colours else "")))  # noqa: S314 -- our own
    if "time_from" in table:
        layer.append(ET.fromstring(temporal()))  # noqa: S314 -- our own


def _add_crs(parent: ET.Element, name: str) -> None:
    crs = CRS.from_user_input(name)
    system = ET.SubElement(parent, "spatialrefsys", nativeFormat="Wkt")
    ET.SubElement(system, "wkt").text = crs.to_wkt("WKT2_2019")
    code = crs.to_authority()
    if code:
        ET.SubElement(system, "srid").text = code[1]
        ET.SubElement(system, "authid").text = ":".join(code)
    ET.SubElement(system, "description").text = crs.name
    ET.SubElement(system, "geographicflag").text = str(crs.is_geographic).lower()


def _add_canvas(root: ET.Element, theatre: Theatre) -> None:
    """Set the view to the theatre's frame, in the metric CRS."""
    from pyproj import Transformer

    frame = theatre.extent
    to_metres = Transformer.from_crs("EPSG:4326", theatre.metric_crs, always_xy=True)
    bounds = to_metres.transform_bounds(frame.west, frame.south, frame.east, frame.north)
    canvas = ET.SubElement(root, "mapcanvas", name="theMapCanvas", annotationsVisible="1")
    ET.SubElement(canvas, "units").text = "meters"
    extent = ET.SubElement(canvas, "extent")
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), bounds, strict=True):
        ET.SubElement(extent, name).text = f"{value:.0f}"
    ET.SubElement(canvas, "rotation").text = "0"
    _add_crs(ET.SubElement(canvas, "destinationsrs"), theatre.metric_crs)


def _add_times(root: ET.Element, properties: ET.Element, tables: Mapping[str, gpd.GeoDataFrame]) -> None:
    """Set the temporal controller: the days of the tables, one a step, ready to be played."""
    days = [
        str(day)[:10]
        for table in tables.values()
        for column in ("time_from", "time_to")
        if column in table
        for day in table[column]
        if str(day)
    ]
    if not days:
        return
    start, end = f"{min(days)}T00:00:00.000Z", f"{max(days)}T00:00:00.000Z"
    settings = ET.SubElement(
        root,
        "ProjectTimeSettings",
        timeStep="1",
        timeStepUnit="d",
        frameRate="2",
        cumulativeTemporalRange="0",
    )
    span = ET.SubElement(settings, "TemporalRange")
    ET.SubElement(span, "start").text = start
    ET.SubElement(span, "end").text = end
    controller = ET.SubElement(properties, "TemporalControllerWidget")
    ET.SubElement(controller, "StartDateTime", type="QString").text = start
    ET.SubElement(controller, "EndDateTime", type="QString").text = end
    ET.SubElement(controller, "NavigationMode", type="int").text = _ANIMATED
