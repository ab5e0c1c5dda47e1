"""The page's data: claims, articles and places in the form that `web/src/review/model.ts` reads. Decides nothing.

Article text is sent as it is, a character for a character, but for those that turn the direction of what follows or that
no screen shows: offsets stay true, and nothing is displayed that the text does not say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from frontline.corrections import plain
from frontline.model import CONTESTED, LOOSE_RULE, NOBODY, Certainty, Status
from frontline.payload.texts import clean_address, clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.corrections import Decision
    from frontline.gazetteer import Gazetteer
    from frontline.model import Claim, Document, Place
    from frontline.theatre import Theatre

#: One sign for each character that hides or turns others, and for halves of pairs.
_HIDING = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
#: A day told less exactly than this is worth a look.
VAGUE_DAYS = 2


def shown(text: str) -> str:
    """Return a text of the same length in which nothing hides: control characters are drawn as a sign."""
    return _HIDING.sub("\ufffd", text)


def frame_view(theatre: Theatre) -> dict[str, Any]:
    """Return what the page needs of a theatre: its sides, its frame and its base map."""
    places = theatre.place_by_id
    roads = [
        {
            "ref": clean_text(road.ref),
            "name": clean_text(road.name),
            "rank": road.rank,
            "line": [
                [places[stop].lon, places[stop].lat] if isinstance(stop, str) else list(stop)
                for stop in road.course
            ],
        }
        for road in theatre.roads
    ]
    extent = theatre.extent
    return {
        "title": clean_text(theatre.name),
        "extent": [extent.west, extent.south, extent.east, extent.north],
        "basemap": theatre.basemap or None,
        "roads": roads,
        "factions": [
            {
                "id": faction.id,
                "short": clean_text(faction.short or faction.name),
                "colour": faction.colour,
                "dark": faction.colour_dark or faction.colour,
            }
            for faction in theatre.factions
        ],
        "statuses": list(get_args(Status)),
        "certainties": list(get_args(Certainty)),
        "holders": [*(faction.id for faction in theatre.factions), CONTESTED, NOBODY],
    }


def document_view(document: Document) -> dict[str, Any]:
    """Return what is said of an article above its text."""
    return {
        "title": clean_text(document.title or document.doc_id),
        "outlet": clean_text(document.outlet),
        "url": clean_address(document.url),
        "published": document.published.isoformat() if document.published else "",
    }


def place_view(place: Place, gazetteer: Gazetteer) -> dict[str, Any]:
    """Return a place to choose, with the unit that it lies in."""
    parent = gazetteer.place(place.parent) if place.parent else None
    return {
        "place_id": place.place_id,
        "place": shown(place.name),
        "kind": place.kind,
        "lat": place.lat,
        "lon": place.lon,
        "place_source": place.source,
        "within": clean_text(parent.name if parent else place.country),
    }


def claim_view(
    claim: Claim,
    stands: Claim | None,
    decisions: Sequence[Decision],
    *,
    document: int,
    clashes: int,
    mine: str,
) -> dict[str, Any]:
    """Return a claim as it stands, or as it was read where it is rejected; and the last decision about it."""
    last = decisions[-1] if decisions else None
    verdict = "" if last is None else "rejected" if stands is None else stands.edited.partition(":")[0]
    own = next((one.decision_id for one in reversed(decisions) if one.who == plain(mine)), "")
    as_read = _values(claim)
    now = _values(stands or claim)
    return now | {
        "id": claim.claim_id,
        "document": document,
        "start": claim.start,
        "end": claim.end,
        "quote": shown(claim.quote),
        "attribution": clean_text(claim.attribution),
        "rule": claim.rule,
        "read": {name: value for name, value in as_read.items() if now[name] != value},
        "doubtful": _is_doubtful(claim),
        "clashes": clashes,
        "verdict": verdict,
        "who": shown(last.who) if last else "",
        "why": shown(last.why) if last else "",
        "decision": own,
    }


def _values(claim: Claim) -> dict[str, Any]:
    return {
        "place_id": claim.place_id,
        "place": shown(claim.place),
        "lat": claim.lat,
        "lon": claim.lon,
        "status": claim.status,
        "controller": claim.controller,
        "date": claim.date.isoformat(),
        "date_precision_days": claim.date_precision_days,
        "certainty": claim.certainty,
        "background": claim.background,
    }


def _is_doubtful(claim: Claim) -> bool:
    """Tell whether the reading itself is worth a look: read loosely, dated vaguely, or placed by words alone."""
    is_loose = claim.rule.startswith(LOOSE_RULE)
    return is_loose or claim.date_precision_days >= VAGUE_DAYS or claim.place_source == "relative"
