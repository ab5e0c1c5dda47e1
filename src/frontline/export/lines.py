"""Claims and toponyms as lines of text; files that are replaced whole or not at all.

Knows no library of maps, unless claims are asked for as one of its formats.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline.errors import InputError
from frontline.model import CLAIM_COLUMNS
from frontline.spreadsheets.cells import safe_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from frontline.model import Claim

CLAIM_FORMATS = (".csv", ".jsonl", ".parquet", ".geojson", ".gpkg")


def _reason(error: OSError) -> str:
    """Return why a folder cannot be made, in words."""
    return "it is a file" if isinstance(error, FileExistsError) else str(error.strerror)


@contextlib.contextmanager
def written_together(folder: Path) -> Iterator[Path]:
    """Give an empty folder inside `folder`, and put the files written there into `folder` when all went well.

    A set of files belongs together: either all of them are new, or those of before stay. What a link points to is
    replaced, not the link.

    Raises
    ------
    InputError
        If the folder cannot be made or written to, or a folder stands where a file is to go.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = tempfile.TemporaryDirectory(dir=folder, prefix=".frontline-")
    except OSError as error:
        raise InputError(
            f"cannot write to {folder}: {_reason(error)}; name a folder that can be written to"
        ) from error
    with aside as inner:
        yield Path(inner)
        written = sorted(Path(inner).iterdir())
        targets = [Path(os.path.realpath(folder / path.name)) for path in written]
        for target in targets:
            if target.is_dir():
                raise InputError(f"cannot write {target}: it is a folder; move it away, or write elsewhere")
        for path, target in zip(written, targets, strict=True):
            os.replace(path, target)  # noqa: PTH105  (the atomic one, by its name)


@contextlib.contextmanager
def written_aside(target: Path) -> Iterator[Path]:
    """Give a path beside the target, and put it in the target's place when all went well; errors as above."""
    with written_together(target.parent) as folder:
        yield folder / target.name


def write_lines(lines: Iterable[str], to: str | Path | TextIO) -> None:
    """Write lines of text, each with a newline, to a file (whole or not at all) or to an open stream."""
    if not isinstance(to, str | Path):
        to.writelines(f"{line}\n" for line in lines)
        return
    with written_aside(Path(to)) as path, path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(f"{line}\n" for line in lines)


def write_claims(claims: Iterable[Claim], to: str | Path | TextIO) -> None:
    """Write claims, a line or a row each, in the columns of `CLAIM_COLUMNS` and in the order given.

    Where a person has edited some, a column `edited` follows.

    Parameters
    ----------
    claims
        Any claims.
    to
        A file whose ending says the format, of `CLAIM_FORMATS`, or an open stream, which gets CSV. CSV is safe in
        spreadsheets (`safe_cell`).

    Raises
    ------
    InputError
        If the ending is none of the formats.
    """
    claims = tuple(claims)
    records = [claim.to_record() for claim in claims]
    if any(claim.edited for claim in claims):
        records = [record | {"edited": claim.edited} for record, claim in zip(records, claims, strict=True)]
    if not isinstance(to, str | Path):
        _write_csv(records, to)
        return
    target = Path(to)
    form = target.suffix.lower()
    if form not in CLAIM_FORMATS:
        raise InputError(
            f"cannot write claims as {target.name!r}; end the name with {', '.join(CLAIM_FORMATS)}"
        )
    if form == ".jsonl":
        write_lines((json.dumps(record, ensure_ascii=False) for record in records), target)
        return
    with written_aside(target) as path:
        if form == ".csv":
            with path.open("w", encoding="utf-8", newline="") as stream:
                _write_csv(records, stream)
        else:
            from frontline.export.files import write_claim_points

            write_claim_points(records, path)


def _write_csv(records: Sequence[dict[str, Any]], stream: TextIO) -> None:
    writer = csv.DictWriter(stream, list(records[0]) if records else CLAIM_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for record in records:
        cells = {name: safe_cell(value) for name, value in record.items()}
        cells["background"] = str(record["background"]).lower()
        writer.writerow(cells)
