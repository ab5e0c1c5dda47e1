"""The columns of a table of claims: what people call them. Knows names and cells, no file and no conflict."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: What people call the columns; a name is compared without case, blanks, hyphens and underscores.
SYNONYMS = {
    "claim_id": ("claim_id",),
    "doc_id": ("doc_id",),
    "place_id": ("place_id", "gazetteer_id"),
    "place": ("place", "location", "town", "name", "place_name", "settlement", "city", "village", "toponym", "locality"),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "lng", "long", "longitude", "x"),
    "status": ("status", "event", "change"),
    "controller": (
        "controller", "faction", "held_by", "holder", "side", "control", "controlled_by", "controlling_party", "party",
        "actor", "group", "who_holds_it", "who_controls_it", "in_control", "who", "held",
    ),
    "date": ("date", "day", "observed_date", "observed", "event_date", "on", "observation_date", "valid_from", "since", "as_of"),
    "date_precision_days": ("date_precision_days", "precision_days", "precision", "date_precision"),
    "certainty": ("certainty", "confidence"),
    "background": ("background", "is_background", "history"),
    "attribution": ("attribution", "attributed_to", "according_to", "claimed_by"),
    "source": ("source", "source_name"),
    "outlet": ("outlet", "publisher"),
    "source_id": ("source_id",),
    "source_side": ("source_side",),
    "url": ("url", "link", "source_url", "href"),
    "quote": (
        "quote", "note", "notes", "more_information", "comment", "comments", "description", "text", "details", "remark", "remarks",
    ),
    "published": ("published", "reported", "known", "known_from", "report_date", "reported_date"),
    "kind": ("kind", "place_kind", "type"),
    "place_source": ("place_source",),
    "start": ("start",),
    "end": ("end",),
    "rule": ("rule",),
}  # fmt: skip
REQUIRED = ("controller", "date")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    `number` is its place in the file (from 1, the names included); `cells` holds what is not empty, by Frontline's
    names; `columns` all the names that the row could fill; `broken` says why it cannot be read ("" = it can).
    """

    number: int
    cells: dict[str, Any]
    columns: frozenset[str] = frozenset()
    broken: str = ""

    @property
    def is_own(self) -> bool:
        """Tell whether it is a claim that Frontline wrote."""
        return {"claim_id", "doc_id", "rule"} <= self.cells.keys()


def _plain(name: Any) -> str:
    return re.sub(r"[\s_\-]+", "", str(name)).casefold().strip("\ufeff")


_BY_SYNONYM = {_plain(word): name for name, words in SYNONYMS.items() for word in words}


def is_known(name: Any) -> bool:
    """Tell whether a column of that name is read."""
    return _plain(name) in _BY_SYNONYM


def columns_of(names: Iterable[Any]) -> dict[str, int]:
    """Return the position of each column that is known; of two columns for one thing, the better name wins."""
    found: dict[str, tuple[int, int]] = {}
    for position, name in enumerate(names):
        known = _BY_SYNONYM.get(_plain(name)) if name is not None else None
        if known:
            rank = [_plain(word) for word in SYNONYMS[known]].index(_plain(name))
            found[known] = min(found.get(known, (rank, position)), (rank, position))
    return {name: position for name, (_, position) in found.items()}


def rival_columns(names: Sequence[Any]) -> list[str]:
    """Return a line for each column that means the same as another one, which is read instead."""
    columns = columns_of(names)
    return [
        f"column {str(name)[:40]!r} means the same as column {str(names[columns[known]])[:40]!r}, "
        f"the {known}; it is not read"
        for position, name in enumerate(names)
        if name is not None and (known := _BY_SYNONYM.get(_plain(name))) and columns[known] != position
    ]


def is_claims_header(columns: Iterable[str]) -> bool:
    """Tell whether these columns make claims: a place (or its coordinates), a holder and a day."""
    known = set(columns)
    has_place = bool({"place", "place_id"} & known) or {"lat", "lon"} <= known
    return has_place and known.issuperset(REQUIRED)
