"""Model: the nouns. Document, Mention, Place, Located, Claim: frozen records, one document at a time.

Knows no file format, no gazetteer, no grammar and no map. Coordinates are degrees in EPSG:4326,
always by name (`lon`, `lat`). Days are `datetime.date` in the theatre's time zone. Character
offsets count code points of `Document.text`, half-open `[start, end)`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import datetime as dt

Status = Literal["captured", "lost", "withdrawn", "controlled", "contested", "approached", "besieged"]
Certainty = Literal["asserted", "claimed", "denied", "planned", "hypothetical"]

#: Kinds of place that are wider than a settlement: a claim on one colours no point.
WIDE_KINDS = frozenset(
    {
        "continent",
        "country",
        "governorate",
        "county",
        "region",
        "plain",
        "road",
        "river",
        "lake",
        "sea",
        "hill",
        "desert",
    }
)
#: Kinds of place that are one thing: a claim on one is on all of it.
SITE_KINDS = frozenset({"base", "airport", "crossing", "facility", "dam", "bridge"})
#: How the rules of claims begin that a learned model read in loose words, and no grammar.
LOOSE_RULE = "loose_"
#: How a person left a claim: `Claim.edited`; a correction also names what was corrected ("corrected:holder,day").
ACCEPTED, CORRECTED, ADDED = "accepted", "corrected", "added"
#: The controller of ground that two sides fight over, and of ground that nobody is known to hold.
CONTESTED = "contested"
NOBODY = "none"


@dataclass(frozen=True, slots=True)
class Document:
    """One article.

    `published` is the day of publication in the theatre's time zone, None where it is unknown;
    `published_at` the local clock time where it is told, "HH:MM", else ""; `published_rule` says where the
    day comes from: "given", or the name of the rule that inferred it from the text. `path` is the
    file it was read from, for messages; `also_in` the other outlets that brought the same text, or nearly the same;
    `copy_of` the id of the earliest document with nearly the same text, "" where this is it.
    """

    doc_id: str
    text: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    published: dt.date | None = None
    published_at: str = ""
    published_rule: str = "given"
    path: str = ""
    also_in: tuple[str, ...] = ()
    copy_of: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a gazetteer.

    `kind`: city, town, village, district (a quarter of a city), base, airport, crossing, facility,
    bridge, dam, or one of `WIDE_KINDS`. `parent` is the place_id of the unit it lies in ("" at the
    top); `country` an ISO 3166 alpha-2 code; `population` 0 means unknown, not small; `source` names
    the gazetteer.
    """

    place_id: str
    name: str
    kind: str
    lon: float
    lat: float
    parent: str = ""
    country: str = ""
    population: int = 0
    aliases: tuple[str, ...] = ()
    source: str = ""

    @property
    def is_wide(self) -> bool:
        """Tell whether it is a region, road, river or country, which no single point stands for."""
        return self.kind in WIDE_KINDS

    @property
    def is_site(self) -> bool:
        """Tell whether it is one thing behind one fence: who breaks into it has it, as nobody has a town so."""
        return self.kind in SITE_KINDS


def source_of(place_id: str) -> str:
    """Return where a packaged place's point is from, by its id: GeoNames' cities and units, or our own points."""
    return "geonames" if place_id.startswith(("gn", "unit-")) else "own"


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a document that names a place: `text[start:end] == surface`.

    `kind_hint` is the kind that the words around ask for: "" none; "governorate" for "Hama province";
    "base", "airport", "village" ...; "demonym" for a word that does not locate (Syrian). `relation`
    is how the text stands to the place: "" at it, else such as "northeast of", "10 km north of",
    "outskirts of", "between".
    """

    doc_id: str
    start: int
    end: int
    surface: str
    kind_hint: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """A mention with the place it was resolved to.

    `place` is None where no gazetteer knows the name or the choice was too weak: nothing is dropped.
    `score` 0-1 is the trust in the choice; `rivals` the other candidates, best first.
    """

    mention: Mention
    place: Place | None
    score: float = 0.0
    rivals: tuple[Place, ...] = ()

    def to_record(self) -> dict[str, Any]:
        """Return the JSON form of a toponym: the contract of `frontline mentions`."""
        place = self.place
        return {
            "doc_id": self.mention.doc_id,
            "start": self.mention.start,
            "end": self.mention.end,
            "surface": self.mention.surface,
            "place_id": place.place_id if place else None,
            "name": place.name if place else None,
            "kind": place.kind if place else None,
            "lat": round(place.lat, 5) if place else None,
            "lon": round(place.lon, 5) if place else None,
            "score": round(self.score, 3),
        }


#: The columns of a claim in every output of `frontline claims`, in their order.
CLAIM_COLUMNS = (
    "claim_id", "doc_id", "place_id", "place", "lat", "lon", "status", "controller", "date",
    "date_precision_days", "certainty", "background", "attribution", "quote", "start", "end", "rule",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """Who is said to hold a place, since or on which day, by whom.

    `controller` is the holder *after* the event: a faction id of the theatre, "contested" or "none";
    approached and besieged leave the holder as it was. `date` is the day it happened, give or take
    `date_precision_days`. `quote == document.text[start:end]`; a claim of a spreadsheet has start = end = 0.
    `attribution` is whoever the text says it from ("" = the outlet's own voice). What follows `rule` is
    carried for the map and is no part of the written contract: `kind` of the place, `published` (when it was known),
    `outlet` and `url` of the document, `source_id` of the theatre's source that says so, `source_side`, the faction that
    this source speaks for ("" = none), `place_source`, where the place's point is from: a gazetteer, a user's file, a
    service and the day it was asked, "relative" for the text's own words; and `edited`, what a person did to the claim
    ("" = nobody touched it; see `ACCEPTED`).
    """

    doc_id: str
    place_id: str
    place: str
    lat: float
    lon: float
    status: Status
    controller: str
    date: dt.date
    date_precision_days: int
    certainty: Certainty
    background: bool
    attribution: str
    quote: str
    start: int
    end: int
    rule: str
    kind: str = ""
    published: dt.date | None = None
    outlet: str = ""
    url: str = ""
    source_id: str = ""
    source_side: str = ""
    place_source: str = ""
    edited: str = ""

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.quote) and (self.start or self.end):
            raise ValueError(
                f"a claim quotes `text[start:end]`: expected {self.end - self.start} characters between {self.start} and "
                f"{self.end}, got a quote of {len(self.quote)}; cut the quote from the text"
            )

    def is_grounded(self, document: Document) -> bool:
        """Tell whether the quote stands in a document's text, to the letter and at its offsets."""
        is_inside = 0 <= self.start < self.end <= len(document.text)
        return (
            is_inside
            and document.doc_id == self.doc_id
            and document.text[self.start : self.end] == self.quote
        )

    @property
    def claim_id(self) -> str:
        """A name that the same claim of the same text always has: its document and a hash of what it says."""
        said = f"{self.doc_id}|{self.place_id}|{self.status}|{self.controller}|{self.date}|{self.certainty}"
        said += f"|{self.background}|{self.start}|{self.end}|{self.rule}"
        return f"{self.doc_id}-{hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"

    @property
    def is_present_control(self) -> bool:
        """Asserted or claimed, and not history: only such a claim may move the map."""
        return self.certainty in ("asserted", "claimed") and not self.background

    def to_record(self) -> dict[str, Any]:
        """Return the JSON form of a claim: exactly `CLAIM_COLUMNS`."""
        record = dict(zip(CLAIM_COLUMNS, _IN_COLUMNS(self), strict=True))
        record["date"] = self.date.isoformat()
        record["lat"], record["lon"] = round(self.lat, 5), round(self.lon, 5)
        return record

    def __reduce__(self) -> tuple[type[Claim], tuple[Any, ...]]:
        """Return how a claim is made anew in another process: as it was made here, which is the quickest."""
        return Claim, _IN_ORDER(self)


#: The values of a claim, by column of its written form and by field, a million times over.
_IN_COLUMNS = attrgetter(*CLAIM_COLUMNS)
_IN_ORDER = attrgetter(*(field.name for field in fields(Claim)))


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """What an extractor saw in `text[start:end]` and did not claim: the words, and why.

    start = end = 0 where it stands nowhere in the text.
    """

    doc_id: str
    start: int
    end: int
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What an extractor read in one document: its claims, the place names they rest on, and what it did not claim."""

    claims: tuple[Claim, ...]
    located: tuple[Located, ...] = ()
    unclaimed: tuple[Unclaimed, ...] = ()
