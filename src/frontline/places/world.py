"""World: which place a mention means among every place of the world.

Most names have namesakes there, and a document mostly speaks of one part of it: all its names are decided together. Each
name's candidates are weighed alone, then again beside what the others mean so far, a few times over (`evidence`
has the features and their literature; the weights are learned and kept as data, `lexicon/resolution.json`). Owns which
candidates a name has and which mentions are one name; knows no theatre.
"""

from __future__ import annotations

import json
from collections import defaultdict
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from frontline.model import Located
from frontline.places.containers import HOLDERS, follows_unit, precedes_unit, unit_behind, units_named
from frontline.places.evidence import FEATURES, Evidence, Name
from frontline.places.priors import TRUST, lands_of
from frontline.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.gazetteer import Candidate, Gazetteer
    from frontline.model import Mention, Place
    from frontline.places.evidence import Floats

#: How often the names are weighed beside one another: once loses a point on local news, five times gain nothing.
ROUNDS = 3
#: Rows of a document's table, and the most and fewest of a name: the cost grows with the square of the table. A third of
#: these rows lose half a point on local and a whole one on world news, twice as many gain a tenth.
_MOST_ROWS, _MOST, _FEWEST = 1000, 60, 8


def locate_in_world(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Located]:
    """Resolve the mentions of a document together; a name that the gazetteer knows is always given a place."""
    names = group_names(text, mentions, gazetteer)
    answers = [Located(mention, None) for mention in mentions]
    if not names:
        return answers
    evidence = Evidence(names, units_named(text, gazetteer))
    shares = _settle(evidence)
    for name, start in zip(names, evidence.starts, strict=True):
        own = shares[start : start + len(name.candidates)]
        order = sorted(range(len(own)), key=lambda n: (-own[n], name.candidates[n].place.place_id))
        best, *others = (name.candidates[n] for n in order)
        score = float(own[order[0]]) * TRUST[best.tier]
        rivals = tuple(other.place for other in others)
        for at in name.mentions:
            answers[at] = Located(mentions[at], best.place, score, rivals)
    return answers


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
    return found + tuple(c for c in gazetteer.bare_namesakes(surface) if c.place.place_id not in known)


def _held(
    text: str,
    at: int,
    mentions: Sequence[Mention],
    candidates: Sequence[Sequence[Candidate]],
    gazetteer: Gazetteer,
) -> frozenset[str]:
    """Return the ids of the candidates of a mention that lie in the unit named right beside it."""
    mention = mentions[at]
    if mention.kind_hint == "demonym":
        return frozenset()
    units = set(unit_behind(text, mention.end, gazetteer))
    if at + 1 < len(mentions) and precedes_unit(text, mention.end, mentions[at + 1].start):
        units |= {c.place.place_id for c in candidates[at + 1] if c.place.kind in HOLDERS}
    if at and follows_unit(text, mentions[at - 1].end, mention.start):
        units |= {c.place.place_id for c in candidates[at - 1] if c.place.kind in HOLDERS}
    if not units:
        return frozenset()
    return frozenset(
        c.place.place_id for c in candidates[at] if not units.isdisjoint(_above(c.place, gazetteer))
    )


def _above(place: Place, gazetteer: Gazetteer) -> list[str]:
    """Return the ids of the units that a place lies in, from the nearest outwards."""
    found: list[str] = []
    upper = gazetteer.place(place.parent) if place.parent else None
    while upper is not None and upper.place_id not in found:
        found.append(upper.place_id)
        upper = gazetteer.place(upper.parent) if upper.parent else None
    return found


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
