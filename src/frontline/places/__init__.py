"""Places: which place a mention means, in its document and its theatre.

Owns the choice between the places of one name. In a theatre, and among few places, it goes by the kind that the words ask
for, the unit named beside a name, the distance to the document's other places, importance, and how close the spelling is,
and may choose none (`context`). In the whole world, where most names have namesakes, the document's names decide
together which land it speaks of (`world`). Knows no claim and no map.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from frontline.errors import PlaceNotFoundError
from frontline.gazetteer import Tier
from frontline.places.containers import lies_in
from frontline.places.context import locate_in_context
from frontline.places.priors import distance_km, is_inside, prior_trust
from frontline.placewords import load_place_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.gazetteer import Gazetteer
    from frontline.model import Document, Located, Mention, Place
    from frontline.theatre import Theatre

__all__ = ["distance_km", "locate_mentions", "locate_name"]

#: The trust in the answer of a service that was asked for a name that nobody here knows: just enough to be drawn.
_ASKED = 0.45


def locate_mentions(
    document: Document, mentions: Sequence[Mention], gazetteer: Gazetteer, *, theatre: Theatre | None = None
) -> list[Located]:
    """Resolve every mention in the context of its document; the order is kept and nothing is dropped.

    Parameters
    ----------
    document
        The article that the mentions are from.
    mentions
        What `find_mentions` returned, or given spans.
    gazetteer
        Where candidates come from.
    theatre
        A prior: its extent is where doubtful names are expected, and small places and loose spellings are believed
        only in documents, or beside places, that speak of it. Without one, a gazetteer of the whole world is weighed
        by learned weights (`places.world`). A name that the gazetteer does not know at all is asked of whoever the
        user has put behind it.
    """
    if theatre is None and gazetteer.is_broad:
        # Heavy: only the world's weights need numpy.
        from frontline.places.world import locate_in_world

        located = locate_in_world(document.text, mentions, gazetteer)
    else:
        located = locate_in_context(document.text, mentions, gazetteer, theatre)
    return [_asked(item, gazetteer) for item in located]


def _asked(located: Located, gazetteer: Gazetteer) -> Located:
    mention = located.mention
    if located.place is not None or located.rivals or mention.kind_hint == "demonym":
        return located
    place = gazetteer.ask(mention.surface, mention.kind_hint)
    return located if place is None else replace(located, place=place, score=_ASKED)


def locate_name(
    name: str, gazetteer: Gazetteer, *, near: Place | str | None = None, theatre: Theatre | None = None
) -> list[tuple[Place, float]]:
    """Return the places that a name may mean with the trust in each, 0-1, best first; empty where none is known.

    Parameters
    ----------
    name
        A name, with or without the word for its kind ("Hama", "Hama province"), with or without units after commas: "Suran,
        Hama, Syria" is only the Suran that lies in them.
    near
        A place, or the name of one, that the wanted place lies near.
    theatre
        A prior: places within its extent come first, all else equal.

    Raises
    ------
    PlaceNotFoundError
        If `near` is a name that the gazetteer does not know.
    """
    if isinstance(near, str):
        beside = locate_name(near, gazetteer, theatre=theatre)
        if not beside:
            close = ", ".join(gazetteer.near_matches(near)) or "none"
            raise PlaceNotFoundError(
                f"no place {near!r} to look near; names like it: {close}. Give another spelling"
            )
        near = beside[0][0]
    found = _ranked(name, gazetteer, near, theatre)
    if not found and "," in name:
        first, *units = [part.strip() for part in name.split(",") if part.strip()] or [""]
        found = [
            (place, score)
            for place, score in _ranked(first, gazetteer, near, theatre)
            if all(lies_in(place, unit, gazetteer) for unit in units)
        ]
    if not found and (asked := gazetteer.ask(name, _hint_in(name))) is not None:
        return [(asked, _ASKED)]
    return found


def _ranked(
    name: str, gazetteer: Gazetteer, near: Place | None, theatre: Theatre | None
) -> list[tuple[Place, float]]:
    """Return the places of a name with the trust in each, best first."""
    hint = _hint_in(name)
    if theatre is None and gazetteer.is_broad:
        from frontline.places.world import rank_in_world

        return rank_in_world(name, gazetteer, hint=hint, near=near)
    found = list(gazetteer.namesakes(name)) or gazetteer.lookup(name, widest=Tier.NEAR)
    scored = []
    for candidate in found:
        score = prior_trust(candidate, hint) + (
            0.1 if theatre and is_inside(candidate.place, theatre) else 0.0
        )
        if near is not None:
            score += 0.3 * math.exp(-distance_km(candidate.place, near) / 60)
        scored.append((candidate.place, min(1.0, score)))
    return sorted(scored, key=lambda pair: (-pair[1], pair[0].place_id))


def _hint_in(name: str) -> str:
    """Return the kind that a name's own last word asks for: "Hama province"."""
    words = name.lower().split()
    return load_place_words().kind_of.get(words[-1], "") if len(words) > 1 else ""
