"""Claims and toponyms as lines of text; files that are replaced whole or not at all.

Knows no library of maps, unless claims are asked for as one of its formats.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline.errors import InputError
from frontline.model import CLAIM_COLUMNS
from frontline.spreadsheets.cells import safe_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from frontline.model import Claim

#: Folders in which files are written aside begin so; no run writes nothing for a day.
_ASIDE, _STALE_SECONDS = ".frontline-", 86_400
CLAIM_FORMATS = (".csv", ".jsonl", ".parquet", ".geojson", ".gpkg")
#: What a claim has from its document and the theatre's sources, and what a map needs to weigh it and to link its article.
SOURCE_COLUMNS = ("published", "outlet", "url", "source_id", "source_side")


def _reason(error: OSError) -> str:
    """Return why a folder cannot be made, in words."""
    return "it is a file" if isinstance(error, FileExistsError) else str(error.strerror)


def require_folder(folder: Path) -> None:
    """Refuse a folder to which nothing can be written, before hours are spent on what is to be written. Makes nothing.

    Raises
    ------
    InputError
        If it is no folder, cannot be made, or cannot be written to.
    """
    there = folder.absolute()
    while not os.path.lexists(there):
        there = there.parent
    reason = ""
    if not there.is_dir():
        reason = "it is a file" if there == folder.absolute() else f"{there} is no folder"
    elif not os.access(there, os.W_OK | os.X_OK):
        reason = "you may not write there" if there == folder.absolute() else f"you may not write to {there}"
    if reason:
        raise InputError(f"cannot write to {folder}: {reason}; name a folder that can be written to")


def require_claims_target(target: Path) -> None:
    """Refuse a file or folder to which `write_claims` could not write, with `InputError`. Makes nothing."""
    form = target.suffix.lower()
    if form and form not in CLAIM_FORMATS:
        raise InputError(
            f"cannot write claims as {target.name!r}; end the name with {', '.join(CLAIM_FORMATS)}, or name a folder"
        )
    require_folder(target.absolute().parent)
    if form == ".parquet" and target.is_dir():
        return
    if form and target.is_dir():
        raise InputError(f"cannot write {target}: it is a folder; move it away, or write elsewhere")
    if not form and target.exists():
        require_folder(target)


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
        clear_away(folder)
        aside = tempfile.TemporaryDirectory(dir=folder, prefix=_ASIDE)
    except OSError as error:
        raise InputError(
            f"cannot write to {folder}: {_reason(error)}; name a folder that can be written to"
        ) from error
    with aside as inner, told_if_removed(Path(inner)):
        yield Path(inner)
        written = sorted(Path(inner).iterdir())
        targets = [Path(os.path.realpath(folder / path.name)) for path in written]
        for target in targets:
            if target.is_dir():
                raise InputError(f"cannot write {target}: it is a folder; move it away, or write elsewhere")
        for path in written:
            flush(path)
        for path, target in zip(written, targets, strict=True):
            os.replace(path, target)  # noqa: PTH105  (the atomic one, by its name)


@contextlib.contextmanager
def told_if_removed(aside: Path) -> Iterator[None]:
    """Say plainly that a folder in which files are written aside was removed meanwhile, with all that it lay in.

    Raises
    ------
    InputError
        If it was; other faults of the file system are raised as they are.
    """
    try:
        yield
    except OSError as error:
        if aside.is_dir():
            raise
        raise InputError(
            f"{aside.parent} was removed while it was written to; run again, what was read is in the cache"
        ) from error


def flush(path: Path) -> None:
    """Have a file on the disk before it takes another's place: a power cut may otherwise leave its name and no content."""
    if path.is_file():
        with path.open("rb+") as stream:
            os.fsync(stream.fileno())


def clear_away(folder: Path) -> None:
    """Remove what runs that were killed left lying; what is younger may be another run's."""
    for left in folder.glob(f"{_ASIDE}*"):
        with contextlib.suppress(OSError):
            newest = max(path.stat().st_mtime for path in (left, *left.rglob("*")))
            if newest < time.time() - _STALE_SECONDS:
                shutil.rmtree(left)


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


def write_claims(claims: Iterable[Claim], to: str | Path | TextIO, *, with_sources: bool = False) -> int:
    """Write claims, a line or a row each, in the columns of `CLAIM_COLUMNS` and in the order given.

    Where a person has edited some of a list of claims, a column `edited` follows.

    Parameters
    ----------
    claims
        Any claims, all at once or as they come.
    with_sources
        Also write `SOURCE_COLUMNS`: with them the table makes the same map as its articles.
    to
        A file whose ending says the format, of `CLAIM_FORMATS`; a folder, which gets GeoParquet in parts; or an open
        stream, which gets CSV. CSV is safe in spreadsheets (`safe_cell`). CSV, JSON lines and folders are written as the
        claims come, the other formats when all have come.

    Returns
    -------
    int
        How many claims were written.

    Raises
    ------
    InputError
        If the ending is none of the formats, or the folder holds anything but such parts.
    """
    records = _Records(claims, with_sources=with_sources)
    if not isinstance(to, str | Path):
        _write_csv(records, to)
        return records.count
    target = Path(to)
    require_claims_target(target)
    form = target.suffix.lower()
    if not form or (form == ".parquet" and target.is_dir()):
        from frontline.export.parts import write_claim_parts

        write_claim_parts(records, target)
    elif form == ".jsonl":
        write_lines((json.dumps(record, ensure_ascii=False) for record in records), target)
    else:
        _write_file(records, target, form)
    return records.count


class _Records:
    """The records of claims as they come, counted."""

    def __init__(self, claims: Iterable[Claim], *, with_sources: bool) -> None:
        self.count = 0
        self._claims = claims
        self._with_sources = with_sources
        self._is_edited = isinstance(claims, Sequence) and any(claim.edited for claim in claims)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for claim in self._claims:
            self.count += 1
            record = claim.to_record()
            if self._with_sources:
                record |= {name: getattr(claim, name) for name in SOURCE_COLUMNS}
                record["published"] = claim.published.isoformat() if claim.published else ""
            yield record | ({"edited": claim.edited} if self._is_edited else {})


def _write_file(records: Iterable[dict[str, Any]], target: Path, form: str) -> None:
    with written_aside(target) as path:
        if form == ".csv":
            with path.open("w", encoding="utf-8", newline="") as stream:
                _write_csv(records, stream)
        else:
            from frontline.export.files import write_claim_points

            write_claim_points(list(records), path)


def _write_csv(records: Iterable[dict[str, Any]], stream: TextIO) -> None:
    rest = iter(records)
    first = next(rest, None)  # whatever is wrong with the sources is known before the first line
    writer = csv.DictWriter(stream, list(first) if first else CLAIM_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for record in records if first is None else chain((first,), rest):
        cells = {name: safe_cell(value) for name, value in record.items()}
        cells["background"] = str(record["background"]).lower()
        writer.writerow(cells)
