"""News: what an edition remembers of its map, and what is new in it against an earlier one.

A place is news where another side holds it at the end of the map, or it came to be contested; a claim where no claim of
the same article said the same. Knows no file and no markup.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Self

from frontline.payload.texts import MAX_QUOTE, clean_address, clean_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frontline.model import Claim, Document
    from frontline.pipeline import Drawing, Evidence

#: What is said of a place that no side is known to hold.
UNKNOWN = "none"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a place on a map's last day; `status` is one of `frontline.tables.STATUSES`; `claims` are keys."""

    place: str
    controller: str
    status: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A claim as a reader of news wants it: what is said of which place, and who says so."""

    place_id: str
    place: str
    status: str
    controller: str
    date: str
    certainty: str
    attribution: str
    outlet: str
    title: str
    url: str
    published: str
    quote: str
    edited: str


@dataclass(frozen=True, slots=True)
class Memory:
    """What an edition keeps of its map: the holders of its last day, and the claims that may move it, by their keys."""

    last_day: str
    holders: Mapping[str, Holder] = field(default_factory=dict)
    claims: Mapping[str, Said] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the memory as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """Return the memory that `to_json` wrote."""
        holders = {
            key: Holder(one["place"], one["controller"], one["status"], tuple(one["claims"]))
            for key, one in value["holders"].items()
        }
        return cls(value["last_day"], holders, {key: Said(**one) for key, one in value["claims"].items()})


@dataclass(frozen=True, slots=True)
class Turn:
    """A place that another side holds now."""

    place_id: str
    place: str
    before: str
    after: str
    status: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What is new since an earlier day ("" = there was no earlier edition)."""

    since: str = ""
    turns: tuple[Turn, ...] = ()
    presumed: tuple[Turn, ...] = ()
    claims: tuple[Said, ...] = ()
    dropped: tuple[Said, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is new."""
        return not (self.turns or self.presumed or self.claims or self.dropped)


def remember(evidence: Evidence, drawing: Drawing) -> Memory:
    """Return what an edition keeps of a map."""
    documents = {document.doc_id: document for document in evidence.documents}
    present = [claim for claim in evidence.claims if claim.is_present_control]
    keys = {claim.claim_id: _key(claim) for claim in present}
    day = drawing.last_day.isoformat()
    rows = drawing.control[(drawing.control.valid_from <= day) & (drawing.control.valid_to > day)]
    holders = {
        str(row["place_id"]): Holder(
            clean_text(row["place"]),
            str(row["controller"]),
            str(row["status"]),
            tuple(sorted({keys[name] for name in row["claim_ids"] if name in keys})),
        )
        for row in rows.to_dict("records")
    }
    claims = {_key(claim): _said(claim, documents.get(claim.doc_id)) for claim in present}
    return Memory(day, dict(sorted(holders.items())), dict(sorted(claims.items())))


def _key(claim: Claim) -> str:
    """Return a name that a claim keeps when its article is edited or read by a newer version: what it says, not where."""
    return f"{claim.doc_id}|{claim.place_id}|{claim.status}|{claim.controller}|{claim.date}"


def _said(claim: Claim, document: Document | None) -> Said:
    return Said(
        place_id=claim.place_id, place=clean_text(claim.place), status=claim.status, controller=claim.controller,
        date=claim.date.isoformat(), certainty=claim.certainty, attribution=clean_text(claim.attribution),
        outlet=clean_text(claim.outlet), title=clean_text((document.title if document else "") or claim.doc_id),
        url=clean_address(claim.url), published=claim.published.isoformat() if claim.published else "",
        quote=clean_text(claim.quote, MAX_QUOTE), edited=claim.edited,
    )  # fmt: skip


def compare(before: Memory | None, after: Memory, *, since: str = "") -> News:
    """Return what is new in a map since an earlier one; against none, nothing is."""
    if before is None:
        return News()
    turns = [
        Turn(
            place_id,
            now.place,
            then.controller,
            now.controller,
            now.status,
            tuple(after.claims[key] for key in now.claims if key in after.claims),
        )
        for place_id, now in after.holders.items()
        if (then := before.holders.get(place_id, Holder(now.place, UNKNOWN, "unknown"))).controller
        != now.controller
    ]
    turns.sort(key=lambda turn: (turn.place.casefold(), turn.place_id))
    return News(
        since=since,
        turns=tuple(turn for turn in turns if turn.status != "presumed"),
        presumed=tuple(turn for turn in turns if turn.status == "presumed"),
        claims=_only_in(after, before),
        dropped=_only_in(before, after),
    )


def _only_in(one: Memory, other: Memory) -> tuple[Said, ...]:
    """Return the claims of one map that the other does not have, the newest first."""
    found = [(said.date, key, said) for key, said in one.claims.items() if key not in other.claims]
    return tuple(said for _, _, said in sorted(found, key=lambda item: item[:2], reverse=True))
