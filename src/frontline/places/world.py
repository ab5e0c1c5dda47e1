"""World: which place a mention means among every place of the world.

Most names have namesakes there, and a document mostly speaks of one part of it: all its names are decided together. Each
name's candidates are weighed alone, then again beside what the others mean so far, a few times over (`evidence`
has the features and their literature; the weights are learned and kept as data, `lexicon/resolution.json`). Owns which
candidates a name has and which mentions are one name; knows no theatre.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from frontline.gazetteer import Candidate, Tier
from frontline.model import Located, Mention
from frontline.places.containers import (
    HOLDERS,
    follows_unit,
    is_comma,
    precedes_unit,
    unit_behind,
    units_above,
    units_named,
)
from frontline.places.evidence import FEATURES, Evidence, Name
from frontline.places.priors import TRUST, distance_km, lands_of
from frontline.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from frontline.gazetteer import Gazetteer
    from frontline.model import Place
    from frontline.places.evidence import Floats

#: How often the names are weighed beside one another: once loses a point on local news, five times gain nothing.
ROUNDS = 3
#: Rows of a document's table, and the most and fewest of a name: the cost grows with the square of the table. A third of
#: these rows lose half a point on local and a whole one on world news, twice as many gain a tenth.
_MOST_ROWS, _MOST, _FEWEST = 1000, 60, 8


#: From this trust on a place is one of the document's; a name placed by its part is trusted this share of it.
_FIRM, _PART = 0.5, 0.5
#: A unit and its own city lie this near: the reach of what counts as right in learning.
_TWIN_KM = 161.0
#: Readers in other lands know New York or Buenos Aires as a city, readers at home as a state too: where less than this share
#: of a document's other names is in its land, a city of this size, this near, has the better right to the name.
_HOME_SHARE, _GREAT, _GREAT_KM = 1 / 3, 500_000, 300.0
#: Wishes for a unit, and the shortest name that a unit's is told to be made of.
_UNITS_ASKED, _STEM = frozenset({"governorate", "region"}), 4
#: What a document's place is beside: the area of a local paper.
_BESIDE_KM = 60.0


def locate_in_world(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Located]:
    """Resolve the mentions of a document together; a name that the gazetteer knows is always given a place."""
    names = group_names(text, mentions, gazetteer)
    answers = [Located(mention, None) for mention in mentions]
    if not names:
        return answers
    evidence = Evidence(names, units_named(text, gazetteer))
    shares = _settle(evidence)
    own = [shares[start : start + len(n.candidates)] for n, start in zip(names, evidence.starts, strict=True)]
    lands = _lands(names, own)
    for name, share in zip(names, own, strict=True):
        ranked = _ranked(name, share, lands)
        trust, best = ranked[0]
        score, rivals = trust * TRUST[best.tier], tuple(other.place for _, other in ranked[1:])
        for at in name.mentions:
            answers[at] = Located(mentions[at], best.place, score, rivals)
    known = {item.place.place_id: item for item in answers if item.place and item.score >= _FIRM}
    return [item if item.place else _by_its_part(item.mention, known, gazetteer) for item in answers]


def rank_in_world(
    name: str, gazetteer: Gazetteer, *, hint: str = "", near: Place | None = None
) -> list[tuple[Place, float]]:
    """Return the places that a bare name may mean with the trust in each, best first: as in a text of it and of `near`."""
    document = [Mention("", 0, len(name), name, hint)]
    names = group_names(name, document, gazetteer)
    if not names:
        return []
    if near is not None:
        names.append(Name("", "", [Candidate(near, Tier.EXACT)], []))
    shares = _settle(Evidence(names, {}))
    own = [shares[: len(names[0].candidates)]]
    lands = _lands(names[:1], own) + Counter([near.country] if near else [])
    return [(c.place, trust) for trust, c in _ranked(names[0], own[0], lands)]


def _lands(names: Sequence[Name], shares: Sequence[Floats]) -> Counter[str]:
    """Return how many of the names mean a place in each country."""
    return Counter(_sorted(name, own)[0][1].place.country for name, own in zip(names, shares, strict=True))


def _ranked(name: Name, shares: Floats, lands: Counter[str]) -> list[tuple[float, Candidate]]:
    """Return the candidates with the trust in each, best first, a city before the unit that is named after it.

    The two are too near for what is learned to tell them apart; bare, the name is the city's, with a word for a unit
    the unit's. `lands` counts the countries of what the document's names mean.
    """
    ranked = _sorted(name, shares)
    unit = ranked[0][1]
    if unit.place.kind == "governorate" and not name.hint:
        others = lands - Counter([unit.place.country])
        is_abroad = others[unit.place.country] < _HOME_SHARE * others.total() or not others
        for at, (_, candidate) in enumerate(ranked):
            if candidate.tier <= unit.tier and _is_its_city(candidate.place, unit.place, is_abroad=is_abroad):
                return _put_first(ranked, at)
    if name.hint in _UNITS_ASKED and not unit.place.is_wide:
        for at, (_, candidate) in enumerate(ranked):
            # "The New York area" is about the city; "the Kursk region" is a unit that is called after it.
            asked = name.hint == "governorate" or candidate.tier == Tier.ROMANISED
            is_unit = candidate.place.kind == "governorate"
            if asked and is_unit and _is_its_city(unit.place, candidate.place, is_abroad=True):
                return _put_first(ranked, at)
    return ranked


def _put_first(ranked: list[tuple[float, Candidate]], at: int) -> list[tuple[float, Candidate]]:
    """Return the ranking with one of its places first, which takes over the trust of the one that was."""
    trust = ranked[0][0] + ranked[at][0]
    return [(trust, ranked[at][1]), (0.0, ranked[0][1]), *ranked[1:at], *ranked[at + 1 :]]


def _sorted(name: Name, shares: Floats) -> list[tuple[float, Candidate]]:
    pairs = zip(map(float, shares), name.candidates, strict=True)
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1].place.place_id))


def _is_its_city(town: Place, unit: Place, *, is_abroad: bool) -> bool:
    """Tell whether a unit is named after this town: its own, near its middle; abroad also a great one beside it."""
    if town.is_wide:
        return False
    away_km = distance_km(town, unit)
    if town.parent == unit.place_id and away_km < _TWIN_KM:
        return True
    great = is_abroad and town.population >= _GREAT and away_km < _GREAT_KM
    return great and town.country == unit.country


def _by_its_part(mention: Mention, known: Mapping[str, Located], gazetteer: Gazetteer) -> Located:
    """Place an unknown name at the place it is named after, if that is one of the document's or lies beside one.

    "Belfast Magistrates' Court" is in Belfast in a text on Belfast; in another it stays without a place.
    """
    words = mention.surface.split()
    for size in range(len(words) - 1, 0, -1):
        for part in (" ".join(words[:size]), " ".join(words[-size:])):
            for candidate in gazetteer.namesakes(part):
                place = candidate.place
                if place.place_id in known:
                    return Located(mention, place, _PART * known[place.place_id].score)
                if candidate.tier == Tier.EXACT and not place.is_wide and _is_beside(place, known.values()):
                    return Located(mention, place, _PART * _FIRM)
    return Located(mention, None)


def _is_beside(place: Place, known: Iterable[Located]) -> bool:
    places = (item.place for item in known if item.place and not item.place.is_wide)
    return any(distance_km(place, other) <= _BESIDE_KM for other in places)


def _settle(evidence: Evidence) -> Floats:
    alone, together = load_weights()
    shares = evidence.shares(alone)
    for _ in range(ROUNDS):
        evidence.weigh(shares)
        shares = evidence.shares(together)
    return shares


@lru_cache(maxsize=1)
def load_weights() -> tuple[Floats, Floats]:
    """Return the weights of `FEATURES`: of a name by itself, and beside the document's others."""
    text = resources.files("frontline").joinpath("lexicon/resolution.json").read_text(encoding="utf-8")
    data = json.loads(text)
    alone, together = ([data[key].get(name, 0.0) for name in FEATURES] for key in ("alone", "together"))
    return np.array(alone, dtype=np.float32), np.array(together, dtype=np.float32)


def group_names(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Name]:
    """Return the names of the document that may mean any place: one name has one sense, unless units beside it differ."""
    groups: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for at, mention in enumerate(mentions):
        groups[fold(mention.surface), mention.kind_hint].append(at)
    candidates = {key: _candidates(mentions[found[0]], gazetteer) for key, found in groups.items()}
    by_mention = [candidates[fold(mention.surface), mention.kind_hint] for mention in mentions]
    names: list[Name] = []
    for (folded, hint), found in groups.items():
        known = by_mention[found[0]]
        if not known:
            continue
        held = {at: _held(text, at, mentions, by_mention, gazetteer) for at in found}
        senses = set(held.values()) - {frozenset()}
        if len(senses) < 2:
            names.append(Name(folded, hint, known, found, next(iter(senses), frozenset())))
            continue
        names += [
            Name(folded, hint, known, [at for at in found if held[at] == sense], sense)
            for sense in sorted(set(held.values()), key=sorted)
        ]
    return _bounded(names)


def _candidates(mention: Mention, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    surface = mention.surface
    if mention.kind_hint == "demonym":
        return lands_of(surface, gazetteer)
    found = gazetteer.namesakes(surface)
    if not found:
        return tuple(gazetteer.lookup(surface))
    known = {candidate.place.place_id for candidate in found}
    more = (*gazetteer.bare_namesakes(surface), *_units_after(mention, found, gazetteer))
    return found + tuple(c for c in more if c.place.place_id not in known)


def _units_after(mention: Mention, found: Sequence[Candidate], gazetteer: Gazetteer) -> Iterator[Candidate]:
    """Yield the units that have their names from the towns in them, where one is asked for: Kurskaya oblast of "Kursk region"."""
    name = fold(mention.surface)
    if mention.kind_hint not in _UNITS_ASKED or len(name) < _STEM:
        return
    for unit in {c.place.parent: gazetteer.place(c.place.parent) for c in found}.values():
        if unit is not None and unit.kind == "governorate" and fold(unit.name).startswith(name):
            yield Candidate(unit, Tier.ROMANISED)


def _held(
    text: str,
    at: int,
    mentions: Sequence[Mention],
    candidates: Sequence[Sequence[Candidate]],
    gazetteer: Gazetteer,
) -> frozenset[str]:
    """Return the ids of the candidates of a mention that lie in the unit named right beside it, or are that unit."""
    mention = mentions[at]
    if mention.kind_hint == "demonym":
        return frozenset()
    units = set(unit_behind(text, mention.end, gazetteer))
    if at + 1 < len(mentions) and precedes_unit(text, mention.end, mentions[at + 1].start):
        units |= {c.place.place_id for c in candidates[at + 1] if c.place.kind in HOLDERS}
    if at and follows_unit(text, mentions[at - 1].end, mention.start):
        units |= {c.place.place_id for c in candidates[at - 1] if c.place.kind in HOLDERS}
    if not units:
        after_comma = at and is_comma(text, mentions[at - 1].end, mention.start)
        return _holding(candidates[at], candidates[at - 1], gazetteer) if after_comma else frozenset()
    return frozenset(
        c.place.place_id
        for c in candidates[at]
        if any(unit.place_id in units for unit in units_above(c.place, gazetteer))
    )


def _holding(units: Sequence[Candidate], places: Sequence[Candidate], gazetteer: Gazetteer) -> frozenset[str]:
    """Return the ids of the units that hold one of the places: in "Kent, Washington" the state."""
    wide = {c.place.place_id for c in units if c.place.kind in HOLDERS}
    above = (unit.place_id for c in places for unit in units_above(c.place, gazetteer)) if wide else ()
    return frozenset(wide.intersection(above))


def _bounded(names: list[Name]) -> list[Name]:
    """Keep the likeliest candidates of each name, so that a document full of common names costs no more than others."""
    most = max(_FEWEST, min(_MOST, _MOST_ROWS // max(1, len(names))))
    for name in names:
        if len(name.candidates) > most:
            held = name.held
            name.candidates = sorted(
                name.candidates,
                key=lambda c: (
                    c.place.place_id not in held,
                    c.place.kind not in HOLDERS,
                    c.tier,
                    -c.place.population,
                ),
            )[:most]
    return names
