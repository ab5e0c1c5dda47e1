"""Spreadsheets: tables of claims (CSV, XLSX, JSON lines, Parquet, GeoJSON, GeoPackage), read with no language step.

Owns the column names that people use, and what a row may lack. Knows no sentence; a place comes from the gazetteer or
from its coordinates, a holder from the theatre.
"""

from __future__ import annotations

from frontline.spreadsheets.reading import SheetReading, read_claims
from frontline.spreadsheets.sources import is_claims_file, split_sources

__all__ = ["SheetReading", "is_claims_file", "read_claims", "split_sources"]
