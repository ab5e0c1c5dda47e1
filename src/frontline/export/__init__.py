"""Export: claims as lines, tables as GeoJSON, GeoPackage, GeoParquet, KML and CSV, maps for QGIS and kepler.gl, events.

Owns the file formats, and writes every file aside before it takes the place of the one before. Knows nothing of how a
claim was found or a table was made. Everything is EPSG:4326; days are ISO dates, in the GeoPackage real dates, so
that QGIS's temporal controller and kepler.gl find them. The libraries of maps are imported only when they are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.export.lines import (
    require_claims_target,
    require_folder,
    write_claims,
    write_lines,
    written_together,
)
from frontline.spreadsheets.cells import safe_cell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd

    from frontline.theatre import Theatre

__all__ = [
    "FORMATS",
    "TABLE_FORMATS",
    "export_tables",
    "require_claims_target",
    "require_folder",
    "safe_cell",
    "write_claims",
    "write_lines",
    "written_together",
]

TABLE_FORMATS = ("geojson", "gpkg", "parquet", "kml", "csv")
FORMATS = (*TABLE_FORMATS, "qgis", "kepler", "acled", "ucdp")


def export_tables(
    tables: Mapping[str, gpd.GeoDataFrame],
    folder: str | Path,
    formats: Sequence[str],
    *,
    colours: Mapping[str, str] | None = None,
    theatre: Theatre | None = None,
) -> list[Path]:
    """Write tables as files that other programs open.

    Parameters
    ----------
    tables
        By name: claims, control, zones, fronts, changes, advances (any other name works too), EPSG:4326.
    folder
        Made if it is not there. Files in it are replaced whole or not at all.
    formats
        Of `FORMATS`. A GeoPackage is one file, `frontline.gpkg`, with a layer a table; the others are
        `<table>.<format>`. Lists are JSON in all but Parquet. In CSV the geometry is WKT, and a cell that a
        spreadsheet would take for a formula is led by an apostrophe.
    colours
        "#rrggbb" by controller: the GeoPackage's layers then open in QGIS in these colours, KML and GeoJSON show them.
    theatre
        Whose map it is; needed for qgis (a project beside the GeoPackage, `frontline.qgs`), kepler (`frontline.kepler.json`), acled
        and ucdp (`events-acled.csv`, `events-ucdp.csv`: the changes of control in those databases' columns).

    Returns
    -------
    list of Path
        The files written, sorted.

    Raises
    ------
    InputError
        If a format is unknown, or needs a theatre and has none.
    TableError
        If a table breaks its contract.
    """
    from frontline.export.files import write_tables

    return write_tables(tables, folder, formats, colours=colours or {}, theatre=theatre)
