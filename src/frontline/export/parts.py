"""A folder of GeoParquet: claims in parts, written as they come, which replace the folder before as one.

The parts are batches in the order of the claims, and not days or places: sources are in no order of days, so that a file a
day would keep a writer open for each day of an archive, or hold all of it in memory. Whoever wants a day finds it by
the statistics that Parquet keeps of each part's columns. DuckDB, Dask and GeoPandas read the folder as one table.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline.errors import InputError
from frontline.export.files import write_claim_points

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Claims of a part: some four megabytes on disk, fifty in memory while it is written.
PART_ROWS = 50_000
_PART, _ENDING = "part-", ".parquet"


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
        aside = tempfile.TemporaryDirectory(dir=folder.parent, prefix=".frontline-")
    except OSError as error:
        raise InputError(
            f"cannot write to {folder}: {error.strerror}; name a folder that can be written to"
        ) from error
    with aside as inner:
        new = Path(inner) / "parts"
        new.mkdir()
        _write_parts(records, new)
        if folder.exists():
            os.replace(folder, before)  # noqa: PTH105
        os.replace(new, folder)  # noqa: PTH105
        shutil.rmtree(before, ignore_errors=True)


def _write_parts(records: Iterable[dict[str, Any]], folder: Path) -> None:
    remaining = iter(records)
    number = 0
    while (rows := list(islice(remaining, PART_ROWS))) or not number:
        write_claim_points(rows, folder / f"{_PART}{number:05}{_ENDING}")
        number += 1


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
