"""Files: text, TOML and CSV of a pack, with the line of everything that is read, so that a fault can say where.

Knows no field of a theatre: what a file may hold is handed in.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from frontline.theatre.wording import name_of, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Form = TypeVar("Form", bound=BaseModel)
Location = tuple[int | str, ...]

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""' r"|'''.*?'''" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'" r"|#[^\n]*" r"|[\[\]{}\n]",
    re.DOTALL,
)
_HEADER = re.compile(r"\s*(\[{1,2})\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:\s*\.\s*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)\s*=""")


@dataclass(frozen=True)
class TomlFile(Generic[Form]):
    """A TOML file as read: its content, and where each part of it stands."""

    name: str
    content: Form
    lines: dict[Location, int]

    def at(self, *location: int | str) -> str:
        """Return "file:line" of a value, or of the nearest table around it."""
        return f"{self.name}:{_line_of(self.lines, location)}"


def read_text(path: Path, faults: list[str], *, or_else: str | None = None) -> str | None:
    """Return the text of a file, without a byte-order mark and with plain line ends; a fault and None if it cannot be.

    A file that may be left out has the text `or_else` if it is.
    """
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        if or_else is not None:
            return or_else
        faults.append(f"{path.name}:1: missing; expected it at {path}")
    except UnicodeDecodeError as error:
        line = bytes(error.object[: error.start]).count(b"\n") + 1
        faults.append(
            f"{path.name}:{line}: byte {error.object[error.start]:#04x} is not UTF-8; save the file as UTF-8"
        )
    except OSError as error:
        faults.append(f"{path.name}:1: cannot be read: {error.strerror}; check the file and its permissions")
    return None


def read_toml(
    path: Path, form: type[Form], faults: list[str], *, or_else: str | None = None
) -> TomlFile[Form] | None:
    """Return a TOML file that has this form; None, and every fault with its line, if it has not."""
    text = read_text(path, faults, or_else=or_else)
    if text is None:
        return None
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line_said = re.search(r"at line (\d+)", str(error))
        line = int(line_said[1]) if line_said else text.count("\n") + 1
        faults.append(f"{path.name}:{line}: not valid TOML: {error}")
        return None
    except RecursionError:
        faults.append(f"{path.name}:1: not valid TOML: brackets are nested too deeply")
        return None
    except ValueError as error:  # a number of five thousand digits
        faults.append(f"{path.name}:1: not valid TOML: {error}")
        return None
    lines = line_index(text)
    try:
        return TomlFile(path.name, form.model_validate(raw), lines)
    except ValidationError as error:
        found = [(_line_of(lines, where), name_of(where), text) for where, text in sentences(error, form)]
        faults += [f"{path.name}:{line}: {name}: {text}" for line, name, text in sorted(set(found))]
        return None


def line_index(text: str) -> dict[Location, int]:
    """Return the line, from 1, of every table and key of a TOML text, by its path (("axes", 2, "name"))."""
    lines: dict[Location, int] = {(): 1}
    counts: dict[Location, int] = {}
    table: Location = ()
    for line, statement in _statements(text):
        header, key = _HEADER.match(statement), _KEY.match(statement)
        if header:
            *above, last = _parts(header[2])
            table = (*_resolve((), above, counts), last)
            if header[1] == "[[":
                counts[table] = counts.get(table, 0) + 1
                lines.setdefault(table, line)
                table = (*table, counts[table] - 1)
            lines.setdefault(table, line)
        elif key:
            parts = _parts(key[1])
            for depth in range(1, len(parts) + 1):
                lines.setdefault((*table, *parts[:depth]), line)
    return lines


def _resolve(path: Location, parts: Sequence[str], counts: dict[Location, int]) -> Location:
    """Return the path of a table whose name may lead through an array of tables: its last member counts."""
    for part in parts:
        path = (*path, part)
        if path in counts:
            path = (*path, counts[path] - 1)
    return path


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of every line that is not the inside of an array, a table or a long string."""
    depth, begin, line, first = 0, 0, 1, 1
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark == "\n" and depth == 0:
            yield first, text[begin : token.start()]
            begin, first = token.end(), line + 1
        depth = max(0, depth + (mark in ("[", "{")) - (mark in ("]", "}")))
        line += mark.count("\n")
    yield first, text[begin:]


def _parts(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[^.\s]+", dotted)]


def _line_of(lines: dict[Location, int], location: Sequence[int | str]) -> int:
    """Return the line of a value: of its own key, or of the nearest table around it."""
    path = tuple(location)
    while path not in lines:
        path = path[:-1]
    return lines[path]


def read_rows(
    path: Path,
    columns: Sequence[str],
    faults: list[str],
    *,
    optional: Sequence[str] = (),
    or_else: str | None = None,
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, row) of a CSV file that has these columns; the line is where the row begins.

    Cells come stripped; an optional column that is not there is "" in every row. Faults are kept in `faults`.
    """
    text = read_text(path, faults, or_else=or_else)
    if not text:
        if text is not None and or_else is None:
            faults.append(f"{path.name}:1: is empty; begin with the columns {', '.join(columns)}")
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        if not _is_header_good(path.name, header, columns, optional, faults):
            return
        begin = reader.line_num + 1
        for cells in reader:
            line, begin = begin, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                faults.append(
                    f"{path.name}:{line}: has {len(cells)} cells, expected {len(header)}; put a cell with a comma in quotes"
                )
                continue
            row = dict.fromkeys(optional, "")
            row.update(zip(header, (cell.strip() for cell in cells), strict=True))
            yield line, row
    except csv.Error as error:
        faults.append(
            f"{path.name}:{reader.line_num}: not valid CSV: {error}; look for a quote that is not closed"
        )


def _is_header_good(
    name: str, header: list[str], columns: Sequence[str], optional: Sequence[str], faults: list[str]
) -> bool:
    missing = [column for column in columns if column not in header]
    unknown = [column for column in header if column not in columns and column not in optional]
    twice = sorted({column for column in header if header.count(column) > 1})
    expected = ", ".join(columns) + (f" (and, if you like, {', '.join(optional)})" if optional else "")
    wrong = [
        f"{word} column(s) {', '.join(map(repr, listed))}"
        for word, listed in (("lacks", missing), ("has unknown", unknown), ("repeats", twice))
        if listed
    ]
    if wrong:
        faults.append(f"{name}:1: {' and '.join(wrong)}; expected {expected}")
    return not missing and not unknown and not twice
