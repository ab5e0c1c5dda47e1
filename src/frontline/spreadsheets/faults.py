"""What is wrong with the rows of a table, told once for each cause. Knows no file format and no conflict."""

from __future__ import annotations

from dataclasses import dataclass, field

from frontline.documents import Refusal
from frontline.errors import SpreadsheetError

#: So many rows, and so many of their values, are named; the rest is counted.
_NAMED_ROWS, _NAMED_VALUES = 5, 3


class RowError(SpreadsheetError):
    """A row cannot be used.

    Rows with the same cause are refused in one line; `value` is what differs between them ("date '1824-11-30'").
    """

    def __init__(self, cause: str, advice: str, *, value: str = "") -> None:
        super().__init__(f"{value} {cause}; {advice}".strip())
        self.cause = cause
        self.advice = advice
        self.value = value


@dataclass
class Faults:
    """Gathers the faults of a file's rows by their cause, in the order in which the causes came."""

    path: str
    _rows: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    _values: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)

    def add(self, number: int, fault: RowError) -> None:
        """Note the fault of a row."""
        key = (fault.cause, fault.advice)
        self._rows.setdefault(key, []).append(number)
        if fault.value:
            self._values.setdefault(key, {})[fault.value] = None

    def refusals(self) -> tuple[Refusal, ...]:
        """Return one refusal for each cause, with the first rows' numbers and the count of all."""
        return tuple(
            Refusal(self.path, _rows_named(rows), self._reason(key), key[1], len(rows))
            for key, rows in self._rows.items()
        )

    def _reason(self, key: tuple[str, str]) -> str:
        values = list(self._values.get(key, ()))
        more = f" and {len(values) - _NAMED_VALUES} more" if len(values) > _NAMED_VALUES else ""
        return f"{', '.join(values[:_NAMED_VALUES])}{more} {key[0]}".strip()


def _rows_named(rows: list[int]) -> str:
    if len(rows) == 1:
        return f"row {rows[0]}"
    shown = ", ".join(map(str, rows[:_NAMED_ROWS]))
    if len(rows) <= _NAMED_ROWS:
        return f"rows {shown}"
    return f"rows {shown} and {len(rows) - _NAMED_ROWS:,} more ({len(rows):,} rows)"
