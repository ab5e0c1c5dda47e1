"""Priors: what a place is likely to be before its document is looked at.

Owns the kinds that answer a wish for a kind, the trust that a spelling earns, and distances. Knows no text.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from frontline.gazetteer import Tier
from frontline.placewords import load_place_words

if TYPE_CHECKING:
    from frontline.gazetteer import Candidate, Gazetteer
    from frontline.model import Place
    from frontline.theatre import Theatre

#: Kinds that answer a wish for a kind; the first is the closest.
ANSWERS = {
    "governorate": ("governorate", "region"),
    "region": ("region", "governorate", "plain", "desert", "hill", "district"),
    "city": ("city", "town"),
    "town": ("town", "city", "village"),
    "village": ("village", "town"),
    "district": ("district", "village", "town"),
    "base": ("base", "airport", "facility"),
    "airport": ("airport", "base"),
    "crossing": ("crossing", "facility", "bridge"),
    "facility": ("facility", "base", "district"),
    "bridge": ("bridge", "facility"),
    "dam": ("dam", "facility"),
    "road": ("road",),
    "river": ("river",),
    "lake": ("lake",),
    "hill": ("hill", "region"),
    "country": ("country",),
    "island": ("region",),
}
#: Wishes that a place of another kind cannot fill: an air base is not its town.
STRICT = frozenset({"base", "airport", "crossing", "facility", "bridge", "dam", "road"})
#: How likely a name that several kinds of place bear means this one, all else equal.
IMPORTANCE = {
    "country": 1.0, "continent": 0.9, "sea": 0.8, "governorate": 0.95, "city": 0.9, "town": 0.6, "village": 0.35,
    "district": 0.3, "region": 0.5, "road": 0.6, "river": 0.6, "base": 0.45, "airport": 0.45,
}  # fmt: skip
TRUST = {
    Tier.EXACT: 1.0, Tier.FOLDED: 0.98, Tier.ARTICLE: 0.9, Tier.ROMANISED: 0.75, Tier.SKELETON: 0.5, Tier.NEAR: 0.4,
}  # fmt: skip


def distance_km(one: Place, other: Place) -> float:
    """Return the great-circle distance of two places in kilometres (haversine, mean radius)."""
    return _km(one.lon, one.lat, other.lon, other.lat)


@lru_cache(maxsize=65_536)
def _km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the distance of two points; a document asks for the same pairs again and again."""
    p, q = math.radians(lat), math.radians(other_lat)
    h = math.sin((q - p) / 2) ** 2
    h += math.cos(p) * math.cos(q) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 12742.0176 * math.asin(min(1.0, math.sqrt(h)))


def answers(place: Place, hint: str) -> bool:
    """Tell whether a place is of a kind that a hint asks for."""
    return place.kind in ANSWERS.get(hint, (hint,))


def is_inside(place: Place, theatre: Theatre) -> bool:
    """Tell whether a place lies within the frame of a theatre."""
    extent = theatre.extent
    return extent.west <= place.lon <= extent.east and extent.south <= place.lat <= extent.north


def prior_trust(candidate: Candidate, hint: str) -> float:
    """Return the trust in a candidate before its document is looked at."""
    place = candidate.place
    weight = IMPORTANCE.get(place.kind, 0.3) + 0.05 * math.log10(1 + place.population)
    score = 0.45 * TRUST[candidate.tier] + 0.2 * weight
    if hint:
        answers = ANSWERS.get(hint, (hint,))
        if place.kind in answers:
            score += 0.35 - 0.05 * min(answers.index(place.kind), 3)
        else:
            score -= 0.15
    return score


def lands_of(demonym: str, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    """Return the countries, else the continents, else the first-level units, that a demonym is of."""
    land = load_place_words().demonym_of.get(" ".join(demonym.lower().split()), "")
    wide = ("country", "continent", "governorate")
    found = [c for c in gazetteer.namesakes(land) if c.place.kind in wide]
    first = min((wide.index(c.place.kind) for c in found), default=0)
    return tuple(c for c in found if c.place.kind == wide[first])
