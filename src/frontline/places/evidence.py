"""Evidence: what speaks for each place that a document's names may mean, as one table of figures.

Owns the features that the world's ranking weighs. Some stand by themselves (kind, size among its namesakes, how close the
spelling is, a unit named beside it or anywhere in the text); the others ask what the document's *other* names
mean so far: how near those places lie, and which share of them is in the same unit and country. That is the
"local lexicon" of Lieberman, Samet & Sankaranarayanan 2010 ("Geotagging with local lexicons to build indexes for
textually-specified spatial data", ICDE) and the adaptive context of Lieberman & Samet 2012 ("Adaptive context features
for toponym resolution in streaming news", SIGIR), here summed over the whole document.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from frontline.gazetteer import Tier
from frontline.places.priors import answers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from frontline.gazetteer import Candidate
    from frontline.model import Place

    Floats = NDArray[np.floating[Any]]

#: What is weighed, in the order of the table's columns.
FEATURES = (
    "country", "continent", "first_unit", "second_unit", "natural", "unit_size",
    "size_among_namesakes", "other_name", "bare_name", "kind_asked", "other_kind_asked",
    "unit_named",
    "near", "unit_share", "unit_share_of_unit", "country_share", "country_share_of_country",
)  # fmt: skip
#: The features that stand by themselves; the rest ask for the document's other places.
ALONE = FEATURES[: FEATURES.index("near")]
_AT = {name: column for column, name in enumerate(FEATURES)}
_OF_KIND = {
    "country": "country",
    "continent": "continent",
    "governorate": "first_unit",
    "county": "second_unit",
}
#: The reach over which places speak for one another: a newspaper's home area.
_REACH_KM = 150.0
_EARTH_KM = 6371.0
#: What speaks against a place that lies outside the unit named right beside it, as a logarithm of odds. It is not learned:
#: on the development half the unit was right in 116 of 116 cases, which learns no bound.
_ELSEWHERE = 6.0
#: A settlement of unknown size is taken for one of this many people.
_UNKNOWN_SIZE = 100
#: A unit of this many people is neither large nor small; smaller ones than the other figure, and unknown ones, are like it.
_MIDDLING_UNIT, _SMALL_UNIT = 1_000_000, 1_000
#: A unit named more often than this is no likelier.
_OFTEN = 3


@dataclass(slots=True)
class Name:
    """A name of the document in one sense: where it stands, what it may mean, and which of that is said to hold it."""

    folded: str
    hint: str
    candidates: Sequence[Candidate]
    mentions: Sequence[int]
    held: frozenset[str] = frozenset()


class Evidence:
    """The table of features, a row a candidate, the candidates of one name together."""

    def __init__(self, names: Sequence[Name], named: Mapping[str, int]) -> None:
        sizes = [len(name.candidates) for name in names]
        self.starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.intp)
        self.name_of = np.repeat(np.arange(len(names)), sizes)
        """The number of the name that each row is a candidate of."""
        places = [candidate.place for name in names for candidate in name.candidates]
        self.table = np.array([row for name in names for row in _rows(name, named)], dtype=np.float32)
        self.given = np.array([_given(name, c) for name in names for c in name.candidates], dtype=np.float32)
        self._others = max(1, len(names) - 1)
        self._is_unit = self.table[:, _AT["first_unit"]] > 0
        self._is_country = self.table[:, _AT["country"]] > 0
        # Two senses of one name do not speak for each other: they stand side by side to be told apart.
        spelt = [name.folded for name in names for _ in name.candidates]
        apart = ~_equal(spelt)
        small = np.array([not place.is_wide or place.kind == "county" for place in places])
        self._nearness = np.exp(-_distances_km(places) / _REACH_KM) * (apart & small[None, :])
        self._same_unit = (_equal([_unit_of(place) for place in places]) & apart).astype(np.float32)
        self._same_country = (_equal([place.country for place in places]) & apart).astype(np.float32)

    def weigh(self, trust: Floats) -> None:
        """Fill the features that ask for the other names' places, given the trust in each row so far."""
        table = self.table
        unit, country = self._same_unit @ trust / self._others, self._same_country @ trust / self._others
        wide = self._is_unit | self._is_country
        table[:, _AT["near"]] = np.log1p(self._nearness @ trust)
        table[:, _AT["unit_share"]] = np.where(wide, 0, unit)
        table[:, _AT["unit_share_of_unit"]] = np.where(self._is_unit, unit, 0)
        table[:, _AT["country_share"]] = np.where(self._is_country, 0, country)
        table[:, _AT["country_share_of_country"]] = np.where(self._is_country, country, 0)

    def shares(self, weights: Floats) -> Floats:
        """Return the trust in each row: those of one name sum to 1 (a conditional logit)."""
        scores = self.table @ weights + self.given
        powers = np.exp(scores - np.maximum.reduceat(scores, self.starts)[self.name_of])
        shares: Floats = powers / np.add.reduceat(powers, self.starts)[self.name_of]
        return shares


def _rows(name: Name, named: Mapping[str, int]) -> list[list[float]]:
    """Return the features of a name's candidates that stand by themselves."""
    largest = max((_size(c.place) for c in name.candidates if not c.place.is_wide), default=1)
    rows = []
    for candidate in name.candidates:
        place, row = candidate.place, [0.0] * len(FEATURES)
        if place.is_wide:
            row[_AT[_OF_KIND.get(place.kind, "natural")]] = 1.0
            if place.kind in ("governorate", "county", "country"):
                row[_AT["unit_size"]] = math.log10(max(place.population, _SMALL_UNIT) / _MIDDLING_UNIT)
        else:
            row[_AT["size_among_namesakes"]] = math.log10(_size(place) / largest)
        row[_AT["other_name"]] = float(candidate.tier == Tier.ARTICLE)
        row[_AT["bare_name"]] = float(candidate.tier > Tier.ARTICLE)
        if name.hint and name.hint != "demonym":
            row[_AT["kind_asked" if answers(place, name.hint) else "other_kind_asked"]] = 1.0
        if place.kind != "governorate":
            row[_AT["unit_named"]] = min(_OFTEN, named.get(_unit_of(place), 0))
        rows.append(row)
    return rows


def _given(name: Name, candidate: Candidate) -> float:
    return -_ELSEWHERE if name.held and candidate.place.place_id not in name.held else 0.0


def _size(place: Place) -> int:
    return place.population or _UNKNOWN_SIZE


def _unit_of(place: Place) -> str:
    """Return the id of the first-level unit of a place (its own, for a unit), or of what else it lies in; "" for none."""
    return place.place_id if place.kind == "governorate" else place.parent


def _equal(keys: Sequence[str]) -> NDArray[np.bool_]:
    """Return which keys are equal, pair by pair; "" equals nothing."""
    numbers: dict[str, int] = {}
    codes = np.array([numbers.setdefault(key or f"\0{n}", len(numbers)) for n, key in enumerate(keys)])
    equal: NDArray[np.bool_] = codes[:, None] == codes[None, :]
    return equal


def _distances_km(places: Sequence[Place]) -> Floats:
    """Return the distances of all pairs along chords: within 1 % of the great circle up to 3,000 km."""
    lon = np.radians([place.lon for place in places])
    lat = np.radians([place.lat for place in places])
    points = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    cosines = (points @ points.T).astype(np.float32)
    distances: Floats = _EARTH_KM * np.sqrt(np.maximum(0, 2 - 2 * cosines))
    return distances
