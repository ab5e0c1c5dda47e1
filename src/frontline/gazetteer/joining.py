"""Joining: how a user's own places come among known ones: as the same place with more names, in its stead, or beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from frontline.gazetteer.layers import distance_km
from frontline.gazetteer.tiers import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from frontline.gazetteer.tiers import NameIndex
    from frontline.model import Place

#: Two rows of one name and sort this near are one place: the spread between gazetteers' points for a town, and less
#: than what lies between two villages of one name. A wide place has no spot: its points differ by half its width.
_SPOT_KM, _WIDE_SPOT_KM = 5.0, 300.0
#: A place without a country is in that of the nearest place this near: neighbours are far apart in a desert.
_NEIGHBOUR_KM = 250.0
_SETTLEMENTS = frozenset({"city", "town", "village", "district"})


def settle_places(places: Iterable[Place], base: NameIndex) -> list[Place]:
    """Return a user's places as they join an index: under the known ids, with parents and countries that are known."""
    listed = sorted(places, key=lambda place: not place.is_wide)
    kept: dict[str, Place] = {}
    other_id: dict[str, str] = {}
    for place in listed:
        known = kept.get(place.place_id) or base.place(place.place_id)
        twin = None if known else _twin(place, base)
        if known:
            settled = _in_stead(place, known)
        elif twin:
            other_id[place.place_id] = twin.place_id
            settled = _with_names(kept.get(twin.place_id, twin), place)
        else:
            settled = place
        kept[settled.place_id] = settled
    return [bring_home(place, other_id, kept, base) for place in kept.values()]


def _twin(place: Place, base: NameIndex) -> Place | None:
    """Return the known place that this one is, by name, sort and spot."""
    reach = _WIDE_SPOT_KM if place.is_wide else _SPOT_KM
    for name in (place.name, *place.aliases):
        for tier in (Tier.EXACT, Tier.FOLDED, Tier.ARTICLE):
            for known in base.find(name, tier):
                alike = known.kind == place.kind or {known.kind, place.kind} <= _SETTLEMENTS
                if alike and distance_km(place.lon, place.lat, known.lon, known.lat) <= reach:
                    return known
    return None


def _with_names(known: Place, place: Place) -> Place:
    """Return a known place with the names of another row, and its population where none was known."""
    names = dict.fromkeys((*known.aliases, place.name, *place.aliases))
    names.pop(known.name, None)
    return replace(known, aliases=tuple(names), population=known.population or place.population)


def _in_stead(place: Place, known: Place) -> Place:
    """Return a place that takes a known one's stead, with the names of both and what only the known row says."""
    names = dict.fromkeys((*place.aliases, known.name, *known.aliases))
    names.pop(place.name, None)
    return replace(
        place,
        aliases=tuple(names),
        parent=place.parent or known.parent,
        country=place.country or known.country,
        population=place.population or known.population,
    )


def bring_home(place: Place, other_id: dict[str, str], kept: dict[str, Place], base: NameIndex) -> Place:
    """Return a place with its unit under the known id, and its country: its own, the unit's, or the nearest place's."""
    parent = other_id.get(place.parent, place.parent)
    unit = kept.get(parent) or base.place(parent)
    country = place.country or (unit.country if unit else "")
    if not country and not place.is_wide:
        near = base.near(place.lon, place.lat, _NEIGHBOUR_KM, 1)
        country = near[0][1].country if near else ""
    if unit is None or parent == place.place_id:
        parent = ""
    return replace(place, parent=parent, country=country)
