"""A folder of GeoParquet 1.0: claims in parts, written as they come, which replace the folder before as one.

The parts are batches in the order of the claims, and not days or places: sources are in no order of days, so that a file a
day would keep a writer open for each day of an archive, or hold all of it in memory. Whoever wants a day finds it by
the statistics that Parquet keeps of each part's columns. DuckDB, Dask and GeoPandas read the folder as one table.
It is written by PyArrow alone, a group of rows at a time: a table of GeoPandas would hold a whole part, several times.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import struct
import sys
import tempfile
import time
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import parquet as pq
from pyproj import CRS

from frontline.errors import InputError
from frontline.export.lines import clear_away, flush, told_if_removed
from frontline.model import CLAIM_COLUMNS
from frontline.tables import CRS as DEGREES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Claims of a part: some four megabytes on disk.
PART_ROWS = 100_000
#: Claims that are held at once, some ten megabytes. Swept from 1,000 to 50,000: a claim takes 44 bytes on disk of 5,000,
#: 41 of 50,000.
GROUP_ROWS = 5_000
_POINT = struct.Struct("<BIdd")
_LITTLE_ENDIAN, _WKB_POINT = 1, 1
_TYPES = {
    "lat": pa.float64(), "lon": pa.float64(), "date_precision_days": pa.int64(), "background": pa.bool_(),
    "start": pa.int64(), "end": pa.int64(),
}  # fmt: skip
#: Another run takes some milliseconds to put its folder into the same place.
_TRIES, _TRY_SECONDS = 40, 0.05
_PART, _ENDING = "part-", ".parquet"
#: Of Linux: names are looked up from the working folder; the two change places.
_HERE, _EXCHANGE = -100, 2


def write_claim_parts(records: Iterable[dict[str, Any]], folder: Path) -> None:
    """Write claims as `part-00000.parquet` and so on; no claims make one part without rows.

    The parts are written aside, then take the place of the folder's; what is killed before that changes nothing.

    Raises
    ------
    InputError
        If the folder holds anything else, which would be lost, or its place cannot be written to.
    """
    before = folder.with_name(f".{folder.name}.before")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _bring_back(before, folder)
        _check_parts_only(folder)
        clear_away(folder.parent)
        aside = tempfile.TemporaryDirectory(dir=folder.parent, prefix=".frontline-")
    except OSError as error:
        raise InputError(
            f"cannot write to {folder}: {error.strerror}; name a folder that can be written to"
        ) from error
    with aside as inner, told_if_removed(Path(inner)):
        new = Path(inner) / "parts"
        new.mkdir()
        _write_parts(records, new)
        for part in new.iterdir():
            flush(part)
        if not _exchange(new, folder):
            _put_in_place(new, folder, before)
        shutil.rmtree(before, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Have two folders change places at once, so that a power cut finds one of them there; tell whether it could be done.

    Linux alone has it (renameat2(2)), and not on every file system.
    """
    call = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    names = (_HERE, os.fsencode(one.absolute()), _HERE, os.fsencode(other.absolute()))
    return call is not None and call(*names, _EXCHANGE) == 0


def _put_in_place(new: Path, folder: Path, before: Path) -> None:
    """Replace a folder; while another run does the same, wait until it has: the one that ends last stays."""
    for is_last in (*[False] * _TRIES, True):
        try:
            if folder.exists():
                os.replace(folder, before)  # noqa: PTH105
            os.replace(new, folder)  # noqa: PTH105
        except OSError as error:
            if is_last or error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT):
                raise
            time.sleep(_TRY_SECONDS)
        else:
            return


def _write_parts(records: Iterable[dict[str, Any]], folder: Path) -> None:
    remaining = iter(records)
    number = 0
    while (first := next(remaining, None)) is not None or not number:
        rows = () if first is None else chain((first,), islice(remaining, PART_ROWS - 1))
        _write_part(iter(rows), folder / f"{_PART}{number:05}{_ENDING}")
        number += 1


def _write_part(records: Iterator[dict[str, Any]], path: Path) -> None:
    rows = list(islice(records, GROUP_ROWS))
    schema = _schema(rows[0] if rows else CLAIM_COLUMNS)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while rows:
            points = [_POINT.pack(_LITTLE_ENDIAN, _WKB_POINT, row["lon"], row["lat"]) for row in rows]
            columns = [[row[name] for row in rows] for name in schema.names[:-1]]
            writer.write_table(pa.table([*columns, points], schema=schema))
            rows = list(islice(records, GROUP_ROWS))


def _schema(columns: Iterable[str]) -> pa.Schema:
    """Return the columns' types, and what GeoParquet says of the geometry (https://geoparquet.org, 1.0)."""
    fields = [(name, _TYPES.get(name, pa.string())) for name in columns]
    point = {"encoding": "WKB", "geometry_types": ["Point"], "crs": CRS(DEGREES).to_json_dict()}
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": point}}
    return pa.schema([*fields, ("geometry", pa.binary())], metadata={"geo": json.dumps(geo)})


def _bring_back(before: Path, folder: Path) -> None:
    """Undo a replacement that was killed between its two renames."""
    if before.is_dir() and not folder.exists():
        os.replace(before, folder)  # noqa: PTH105
    shutil.rmtree(before, ignore_errors=True)


def _check_parts_only(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"cannot write {folder}: it is a file; name a folder, or give the name an ending")
    other = sorted(
        path.name for path in folder.iterdir() if not (path.name.startswith(_PART) and path.suffix == _ENDING)
    )
    if other:
        raise InputError(
            f"{folder} holds {other[0]!r}, which is no part of a table of claims; name a new folder, or move it away"
        )
