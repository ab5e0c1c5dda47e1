"""What a cell says: text, a number, a word of a list. Knows no column by name."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from frontline.documents.decoding import tidy
from frontline.spreadsheets.faults import RowError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Cells = Mapping[str, Any]


#: A cell that starts with one of these is a formula to some spreadsheet (OWASP, CSV Injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: text that could be one is led by an apostrophe."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def text_of(cells: Cells, name: str) -> str:
    """Return the text of a cell, "" where there is none."""
    value = cells.get(name)
    return "" if value is None else tidy(str(value)).strip()


def number_of(cells: Cells, name: str) -> float:
    """Return the number in a cell, with a point or a comma.

    Raises
    ------
    RowError
        If there is none.
    """
    number = _number(str(cells.get(name, "")).strip().replace(",", "."))
    if number is None:
        raise RowError(
            "is no number",
            "give lat and lon in decimal degrees, or neither",
            value=f"{name} {str(cells.get(name, ''))[:30]!r}",
        )
    return number


def count_of(cells: Cells, name: str) -> int:
    """Return the whole number in a cell, 0 where it is empty.

    Raises
    ------
    RowError
        If it holds something else.
    """
    if name not in cells:
        return 0
    number = _number(str(cells[name]))
    if number is None or number < 0 or number != int(number):
        raise RowError(
            "is no whole number",
            "leave it empty or give 0, 1, 2 ...",
            value=f"{name} {str(cells[name])[:30]!r}",
        )
    return int(number)


def choice_of(cells: Cells, name: str, allowed: Sequence[str], default: str) -> str:
    """Return the word in a cell, `default` where it is empty.

    Raises
    ------
    RowError
        If it is none of those allowed.
    """
    value = text_of(cells, name).casefold()
    if value and value not in allowed:
        raise RowError(f"{name} {value[:30]!r} is unknown", f"use one of {', '.join(allowed)}")
    return value or default


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
