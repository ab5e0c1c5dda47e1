"""Homeless: the names of places that no gazetteer has, as a table for people to fill in. Knows what a table of places has."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import TYPE_CHECKING

from frontline.placewords import site_told_by
from frontline.spreadsheets.cells import safe_cell
from frontline.theatre.forms import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from frontline.model import Document, Located

#: `lat` and `lon` are the reader's to fill in; what follows them helps to find the place, and is not read back.
_COLUMNS = ("name", "lat", "lon", "kind", "times", "sentence")
#: So much of the text on either side of a name is shown, characters.
_BESIDE = 80


class Homeless:
    """The unknown names of the documents noted so far, each with how often it stands there and where first."""

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()
        self._first: dict[str, tuple[str, str]] = {}

    def __len__(self) -> int:
        return len(self._times)

    def note(self, document: Document, located: Sequence[Located]) -> None:
        """Count the names of a document that have no place and may have one."""
        for item in located:
            mention = item.mention
            if item.place is None and mention.kind_hint != "demonym":
                name = " ".join(mention.surface.split())
                self._times[name] += 1
                around = document.text[max(0, mention.start - _BESIDE) : mention.end + _BESIDE]
                kind = mention.kind_hint if mention.kind_hint in KINDS else site_told_by(name)
                self._first.setdefault(name, (kind, " ".join(around.split())))

    def lines(self) -> Iterator[str]:
        """Yield the lines of the table, the most frequent name first; its cells are safe in spreadsheets."""
        yield ",".join(_COLUMNS)
        for name, times in sorted(self._times.items(), key=lambda item: (-item[1], item[0])):
            kind, sentence = self._first[name]
            line = io.StringIO()
            csv.writer(line, lineterminator="").writerow(
                map(safe_cell, (name, "", "", kind, times, sentence))
            )
            yield line.getvalue()
