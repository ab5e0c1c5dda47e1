"""Corrections files: one line a decision, only ever added to. Knows the CSV, no claim and no order of decisions.

A line is whole on the disk before `append_decision` returns: a person who is told "saved" loses nothing. A line that a
crash cut short is named when the file is read, and the rest counts.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline.corrections.decisions import ALLOWED, FIELDS, REQUIRED, WHATS, Decision, What
from frontline.corrections.merging import Corrections
from frontline.documents import Refusal
from frontline.errors import InputError
from frontline.spreadsheets.cells import safe_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    "decision", "decided_at", "who", "what", "why", "claim_id", "doc_id", "place_id", "status", "controller", "quote",
    "before", "after", "undoes",
)  # fmt: skip
#: A longer line than this is no decision.
_MAX_LINE = 200_000
_TEXTS = ("who", "why", "claim_id", "doc_id", "place_id", "status", "controller", "quote", "undoes")


class _LineError(ValueError):
    """A line is no decision; the message says why."""


def is_corrections_file(path: str | Path) -> bool:
    """Tell whether a file is one of corrections, by its first line."""
    try:
        with Path(path).open("rb") as stream:
            header = stream.readline(1000).decode("utf-8-sig", "replace")
    except OSError:
        return False
    return {"decision", "decided_at", "who", "what"} <= set(_cells(header.strip(), _delimiter(header)) or ())


def append_decision(path: str | Path, decision: Decision) -> None:
    """Add a line to a corrections file, made with its header where there is none; it is on the disk on return.

    Text that a spreadsheet would take for a formula is led by an apostrophe. Two programs may append to one file.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    path = Path(path)
    line = _line(decision.cells())
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        size = os.fstat(handle).st_size
        if size == 0:
            line = ",".join(COLUMNS) + "\n" + line
        elif os.pread(handle, 1, size - 1) != b"\n":  # a line that a crash cut short stays alone
            line = "\n" + line
        data = line.encode("utf-8")
        if os.write(handle, data) != len(data):
            raise OSError(f"{path}: the disk took only a part of the line; is it full?")
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _keep_name(path.parent)


def _keep_name(folder: Path) -> None:
    """Have the name of a new file on the disk too, where the system knows how."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _line(cells: dict[str, str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(_guarded(cells[name]) for name in COLUMNS)
    return stream.getvalue()


def _guarded(cell: str) -> str:
    """Return a cell that is no formula; an apostrophe of its own is doubled, so that reading gives back the same."""
    return f"'{cell}" if cell.startswith("'") else str(safe_cell(cell))


def read_corrections(paths: Sequence[str | Path]) -> Corrections:
    """Read corrections files, of one person or of several, into one.

    Returns
    -------
    Corrections
        Lines that are no decision are in `faults`, by file and line; the rest counts.

    Raises
    ------
    InputError
        If a file is not there, or is no corrections file.
    """
    decisions: list[Decision] = []
    faults: list[Refusal] = []
    for path in paths:
        found, broken = _read_file(Path(path))
        decisions += found
        faults += broken
    return Corrections.of(decisions, faults)


def _read_file(path: Path) -> tuple[list[Decision], list[Refusal]]:
    if not path.is_file():
        raise InputError(
            f"there is no corrections file {str(path)!r}; check the name, or make one with `frontline review`"
        )
    if path.stat().st_size and not is_corrections_file(path):
        raise InputError(
            f"{path} is no corrections file: its first line should be {','.join(COLUMNS)}; give claims in a table as a source"
        )
    lines = path.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")
    names = _cells(lines[0], delimiter := _delimiter(lines[0])) or []
    decisions: list[Decision] = []
    faults: list[Refusal] = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        try:
            decisions.append(_decision(line, delimiter, names, str(path), number))
        except _LineError as error:
            advice = "the line is not obeyed; mend it or take it out"
            faults.append(Refusal(str(path), f"line {number}", str(error), advice))
    return decisions, faults


def _delimiter(header: str) -> str:
    """Return what separates the cells: a comma as we write it, or what a spreadsheet saved the file with."""
    return max(",;\t", key=header.count)


def _cells(line: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def _decision(line: str, delimiter: str, names: Sequence[str], path: str, number: int) -> Decision:
    cells = _cells(line, delimiter) if len(line) <= _MAX_LINE else None
    if cells is None or len(cells) != len(names):
        raise _LineError(f"is no whole line: {len(names)} cells are expected")
    row = {name.strip(): cell.removeprefix("'") for name, cell in zip(names, cells, strict=True)}
    what = next((known for known in WHATS if known == row["what"]), None)
    if what is None:
        raise _LineError(f"what {row['what'][:40]!r} is none of {', '.join(WHATS)}")
    before, after = _values(row, "before"), _values(row, "after")
    _check(what, row, after)
    texts = {name: row.get(name, "") for name in _TEXTS}
    return Decision(
        at=_instant(row["decided_at"]), what=what, before=before, after=after,
        decision_id=row["decision"].strip(), path=path, line=number, **texts,
    )  # fmt: skip


def _check(what: What, row: dict[str, str], after: dict[str, Any]) -> None:
    """Refuse a decision that does not tell what it is about."""
    if what == "undo":
        if not row.get("undoes"):
            raise _LineError("an undo has to name the decision that it takes back, in column 'undoes'")
        return
    if not row.get("doc_id"):
        raise _LineError("it names no document, in column 'doc_id'")
    missing = [name for name in REQUIRED if name not in after] if what == "add" else []
    if missing:
        raise _LineError(f"an added claim lacks {', '.join(missing)} in column 'after'")
    if what == "correct" and not after:
        raise _LineError("a correction has nothing in column 'after'")
    unknown = sorted(after.keys() - (ALLOWED if what == "add" else FIELDS.keys()))
    if unknown:
        raise _LineError(f"column 'after' holds {', '.join(unknown)[:80]}, which cannot be corrected")


def _values(row: dict[str, str], name: str) -> dict[str, Any]:
    text = row.get(name, "")
    if not text:
        return {}
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _LineError(f"column {name!r} is no JSON") from error
    if not isinstance(values, dict):
        raise _LineError(f'column {name!r} should hold names with values, such as {{"controller": "none"}}')
    return values


def _instant(text: str) -> dt.datetime:
    try:
        at = dt.datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise _LineError(f"decided_at {text[:40]!r} is no time; write it as 2024-12-05T10:30:00Z") from error
    if at.tzinfo is None:
        raise _LineError(f"decided_at {text[:40]!r} has no time zone; write it as 2024-12-05T10:30:00Z")
    return at.astimezone(dt.UTC)
