"""Tables of events as conflict databases write them (ACLED's, UCDP GED's): which of their events tell who holds a place.

Knows their columns and codes, no file and no conflict. Most events tell nothing of control: they are counted and left out.
`docs/interchange.md` has the mapping as tables.

References
----------
ACLED, *Armed Conflict Location & Event Data Project Codebook* (2024): event types, time and geographic precision.
Högbladh, *UCDP GED Codebook*, version 24.1 (2024): type of violence, date_prec, where_prec.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from frontline.model import CONTESTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The columns by which each database's table is known; names are compared without case and underscores.
_MARKS = {
    "ACLED": frozenset({"eventdate", "eventtype", "subeventtype", "actor1", "location"}),
    "UCDP GED": frozenset({"datestart", "typeofviolence", "sidea", "sideb", "latitude", "longitude"}),
}
#: ACLED's sub-events after which somebody else holds the place: does a state's side gain it (None: actor1, whoever it is)?
GAINS = {
    "government regains territory": True,
    "non-state actor overtakes territory": False,
    "non-violent transfer of territory": None,
}
CLASH = "armed clash"
#: ACLED's classes of actors that are a state's: number and word, of the table's older and newer forms.
_STATE_CLASSES = frozenset({"1", "8", "stateforces", "externalotherforces", "externalforces"})
#: Precision codes to days around the day that is told; a code that is not here is too vague to use.
TIME_PRECISION = {"": 0, "1": 0, "2": 3, "3": 15}
DATE_PREC = {"": 0, "1": 0, "2": 3, "3": 4, "4": 15}
#: Only an event at a place itself is said of that place.
_EXACT = frozenset({"", "1"})
#: UCDP's types of violence in which two sides fight: state-based and non-state; one-sided violence is not control.
_FIGHTS = frozenset({"1", "2"})
_KINDS_SHOWN = 6


def _plain(name: Any) -> str:
    return re.sub(r"[\s_\-]+", "", str(name)).casefold().strip("\ufeff")


def events_kind(names: Iterable[Any]) -> str:
    """Return whose table of events has these columns: "ACLED", "UCDP GED", or "" for no such table."""
    known = {_plain(name) for name in names if name is not None}
    return next((kind for kind, marks in _MARKS.items() if marks <= known), "")


@dataclass
class EventReader:
    """Translates the rows of one table of events into cells of claims; counts what it leaves out, by kind."""

    kind: str
    left_out: Counter[str] = field(default_factory=Counter)

    def cells(self, record: Mapping[Any, Any]) -> dict[str, Any] | None:
        """Return the cells of a claim under Frontline's names, None for an event that tells nothing of control.

        `actors` names those who fought, where nobody is told to hold the place.
        """
        row = {_plain(name): value for name, value in record.items() if value is not None}
        return self._acled(row) if self.kind == "ACLED" else self._ucdp(row)

    def notes(self) -> tuple[str, ...]:
        """Return a line on what was left out."""
        if not self.left_out:
            return ()
        shown = ", ".join(f"{kind} {count:,}" for kind, count in self.left_out.most_common(_KINDS_SHOWN))
        more = ", ..." if len(self.left_out) > _KINDS_SHOWN else ""
        total = self.left_out.total()
        return (
            f"read as a table of {self.kind} events; {total:,} that tell of no control are left out: {shown}{more}",
        )

    def _acled(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        kind = _text(row, "subeventtype")
        days = TIME_PRECISION.get(_code(row, "timeprecision"))
        if kind.casefold() not in {*GAINS, CLASH}:
            return self._leave(kind or _text(row, "eventtype") or "events without a type")
        if days is None or _code(row, "geoprecision") not in _EXACT:
            return self._leave(f"{kind} at no exact place or day")
        actors = tuple(filter(None, (_text(row, "actor1"), _text(row, "actor2"))))
        cells = {
            "place": _text(row, "location"),
            "date": row.get("eventdate"),
            "date_precision_days": days,
            "source": _text(row, "source").partition(";")[0].strip(),
            "quote": _text(row, "notes"),
        }
        if kind.casefold() == CLASH:
            cells |= {"status": "contested", "controller": CONTESTED, "actors": actors}
        else:
            cells |= {"status": "captured", "controller": _gainer(row, actors, GAINS[kind.casefold()])}
        return _with_spot(cells, row)

    def _ucdp(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        days = DATE_PREC.get(_code(row, "dateprec"))
        if _code(row, "typeofviolence") not in _FIGHTS:
            return self._leave("one-sided violence")
        if days is None or _code(row, "whereprec") not in _EXACT:
            return self._leave("fights at no exact place or day")
        cells = {
            "place": _text(row, "wherecoordinates"),
            "date": _without_clock(row.get("datestart")),
            "date_precision_days": days,
            "source": (_text(row, "sourceoffice") or _text(row, "sourcearticle")).partition(";")[0].strip(),
            "quote": _text(row, "sourceheadline") or _text(row, "wheredescription"),
            "status": "contested",
            "controller": CONTESTED,
            "actors": tuple(filter(None, (_text(row, "sidea"), _text(row, "sideb")))),
        }
        return _with_spot(cells, row)

    def _leave(self, kind: str) -> dict[str, Any] | None:
        self.left_out[kind] += 1
        return None


def _gainer(row: Mapping[str, Any], actors: tuple[str, ...], is_state: bool | None) -> str:
    """Return who gained the place: the one of the two that is, or is not, a state's; else the first.

    The codebook promises no order of the actors; their classes (`inter1`, `inter2`) tell which one is meant.
    """
    classes = [_plain(row.get(name, "")).split(".")[0].replace("/", "") for name in ("inter1", "inter2")]
    if is_state is not None and len(actors) == 2 and all(classes):
        fitting = [
            actor for actor, one in zip(actors, classes, strict=True) if (one in _STATE_CLASSES) == is_state
        ]
        if len(fitting) == 1:
            return fitting[0]
    return actors[0] if actors else ""


def actor_forms(name: str) -> list[str]:
    """Return the forms in which a theatre may know an actor: whole, without years in brackets, each side of a colon.

    ACLED writes "QSD: Syrian Democratic Forces" and "Military Forces of Ukraine (2019-)".
    """
    bare = re.sub(r"\s*\([^()]*\)", "", name).strip()
    short, colon, long = bare.partition(":")
    return list(dict.fromkeys(filter(None, (name, bare, *((long.strip(), short.strip()) if colon else ())))))


def _with_spot(cells: dict[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    cells |= {
        ours: row[theirs] for ours, theirs in (("lat", "latitude"), ("lon", "longitude")) if theirs in row
    }
    return {name: value for name, value in cells.items() if value not in ("", None, ())}


def _without_clock(value: Any) -> Any:
    """Return a day without the "00:00:00.000" that GED writes behind it."""
    if isinstance(value, str):
        return re.sub(r"[ T]\d\d:\d\d(:\d\d(\.\d+)?)?$", "", value.strip())
    return value.date() if isinstance(value, dt.datetime) else value


def _text(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name, "")).strip()


def _code(row: Mapping[str, Any], name: str) -> str:
    """Return a code as its digits: a table's "1", 1 and 1.0 are one."""
    return re.sub(r"\.0+$", "", _text(row, name))
