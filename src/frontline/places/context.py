"""Context: which place a mention means among the places of a theatre, or of a gazetteer that is no world.

Owns the choice by the kind that the words ask for, the unit named beside a name, the distance to the names around it,
importance, and how close the spelling is; and the choice of none. One sense a document, two passes.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from frontline.gazetteer import Candidate, Gazetteer, Tier
from frontline.model import Located, Mention, Place
from frontline.places.containers import follows_unit, is_comma, precedes_unit
from frontline.places.priors import STRICT, answers, distance_km, is_inside, lands_of, prior_trust
from frontline.placewords import load_place_words
from frontline.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.theatre import Theatre

#: Kinds that carry their own fame: they are believed in an article on anything.
_FAMOUS = frozenset(
    {"city", "country", "governorate", "continent", "region", "sea", "river", "road", "lake", "desert"}
)
#: Under this trust a mention stays without a place.
THRESHOLD = 0.45
#: What lying beside the names around it is worth, against 0.45 for the very spelling and 0.2 for a great city.
_NEARNESS = 0.35
#: A unit and its own city lie this near.
_TWIN_KM = 300.0
#: What a name with one meaning is given in place of its surroundings: theirs where they tell nothing, and a home.
_SINGLE = 0.24
#: Two rows of two gazetteers this near are one place.
_SAME_KM = 25.0
#: Mentions before and after a name that make its neighbourhood.
_NEIGHBOURS = 4
#: A mention in small type is believed in an article on another region if a place this near is named close by.
_SUPPORT_KM = 60.0
#: A name that is only loosely spelt like a place is that place if one this near is named close by. Of 1,200 Arabic names
#: that the theatre does not have, 5 % are loosely spelt like one that it has.
_LOOSE_KM = 30.0
_SETTLED = frozenset({"city", "town", "village"})
#: Kinds of facility of which a place has one, whatever words name it.
_AIRFIELDS = frozenset({"base", "airport"})
#: A name that only sounds like a place's means none that lies so far from all others around.
_ASTRAY_KM = 400.0
#: A village that lies so far from all of so many names around is another one than the text means.
_FAR_KM, _MANY = 200.0, 3
#: A name of so many letters that has all but one of a place's is that place if one this near is named close by.
_LONG, _LONG_KM = 8, 150.0
#: The end of a clause.
_CLOSED = re.compile(r"\s*(?:[.;:)]|\n|$)")


def locate_in_context(
    text: str, mentions: Sequence[Mention], gazetteer: Gazetteer, theatre: Theatre | None
) -> list[Located]:
    """Resolve every mention beside its neighbours; a weak choice is none. The order is kept, nothing is dropped."""
    resolver = _Resolver(text, mentions, gazetteer, theatre)
    resolver.resolve()
    return [resolver.answer(case) for case in resolver.cases]


@dataclass(slots=True)
class _Case:
    mention: Mention
    folded: str
    candidates: tuple[Candidate, ...]
    priors: list[float] = field(default_factory=list)
    """The trust in each candidate before its surroundings are looked at."""
    ranked: list[tuple[float, Place]] = field(default_factory=list)
    units: frozenset[str] = frozenset()
    """Ids of what the unit or country named right beside the mention may be."""
    is_loose: bool = False
    """Whether no closer spelling than the consonants, or all letters but one, is known: it needs its surroundings' word."""
    is_abroad: bool = False
    """Whether the text puts it into a unit of another land, where the gazetteer has no place of the name."""

    @property
    def best(self) -> Place | None:
        if self.is_abroad:
            return None
        return self.ranked[0][1] if self.ranked and self.ranked[0][0] >= THRESHOLD else None


class _Resolver:
    def __init__(
        self, text: str, mentions: Sequence[Mention], gazetteer: Gazetteer, theatre: Theatre | None
    ) -> None:
        self.text = text
        self.gazetteer = gazetteer
        self.theatre = theatre
        self.cases = [self._case_of(mention) for mention in mentions]
        self.countries: frozenset[str] = frozenset()
        self.home_names: frozenset[str] = frozenset()
        self.local = [case for case in self.cases if case.mention.kind_hint != "demonym"]

    def resolve(self) -> None:
        """Rank every case's candidates: first alone, then beside their neighbours, then one sense a document."""
        for n, case in enumerate(self.local):
            case.units = self._units_beside(n)
            self._hold_to(n, self._units_abroad(n))
        for case in self.cases:
            case.priors = [
                prior_trust(c, case.mention.kind_hint) - _twin_cost(case, c) for c in case.candidates
            ]
            case.ranked = _ranked(zip(case.priors, (c.place for c in case.candidates), strict=True))
        share = self._home_share()
        self.home_names = frozenset(
            case.folded for case in self.cases if any(self._is_home(c.place) for c in case.candidates)
        )
        self.countries = frozenset(
            self._code_of(c.place.place_id)
            for case in self.cases
            for c in case.candidates
            if c.place.kind == "country"
        )
        doubtful = [n for n, case in enumerate(self.local) if self._is_doubtful(case, share)]
        for case in self.local:
            case.ranked = [(score + _SINGLE, place) for score, place in case.ranked]
        for _ in range(2):
            before = [case.best for case in self.local]
            settled = [(self.local[n], self._in_context(n, self.local[n], share)) for n in doubtful]
            for case, ranked in settled:
                case.ranked = ranked
            if all(case.best is best for case, best in zip(self.local, before, strict=True)):
                break  # nobody's neighbours mean anything else now: the next round would say the same
        self._drop_strangers()
        self._agree()

    def _drop_strangers(self) -> None:
        """Leave without a place the names whose only places lie where this text does not speak of."""
        sure = [not self._only_sounds_alike(case) for case in self.local]
        for n, case in enumerate(self.local):
            around = [item for m, item in self._beside(n) if sure[m]]
            if case.ranked and self._is_stranger(case, around, is_sure=sure[n]):
                case.ranked = []
        for n, case in enumerate(self.local):
            if case.is_loose and not _is_supported(
                case.candidates[0].place, self._around(n), _reach_km(case)
            ):
                case.ranked = []

    def _is_stranger(self, case: _Case, around: list[tuple[int, Place]], *, is_sure: bool) -> bool:
        """Tell whether a case's choice lies too far from what is named around it for a village, or for a name of its sound."""
        place = case.ranked[0][1]
        if not is_sure:
            return not self._may_lie_in(case, case.units) or _is_astray(place, around, _ASTRAY_KM)
        return self._is_hamlet(case) and len(around) >= _MANY and _is_astray(place, around, _FAR_KM)

    def _may_lie_in(self, case: _Case, units: frozenset[str]) -> bool:
        """Tell whether a case's places may lie in what is named beside it: they do, or no first-level unit is."""
        named = [unit for unit in map(self.gazetteer.place, units) if unit is not None]
        holds = any(unit.kind == "governorate" and self._is_home(unit) for unit in named)
        return not holds or any(self._lies_in(place, units) for _, place in case.ranked)

    @staticmethod
    def _is_hamlet(case: _Case) -> bool:
        """Tell a name that villages alone have: a gazetteer that lacks a town may have a village of its name."""
        return bool(case.ranked) and all(place.kind == "village" for _, place in case.ranked)

    @staticmethod
    def _only_sounds_alike(case: _Case) -> bool:
        """Say if the name is spelt like no place's, and like its choice's only by the sound."""
        return bool(case.ranked) and all(c.tier >= Tier.ROMANISED for c in case.candidates)

    def _is_doubtful(self, case: _Case, share: float) -> bool:
        """Tell whether the names around a case may change its answer."""
        if len(case.candidates) != 1:
            return bool(case.candidates)
        return self.theatre is not None and share < 0.5

    def _is_doubted(self, case: _Case, candidate: Candidate, around: list[tuple[int, Place]]) -> bool:
        """Tell whether a text on something else is likely to mean something else by this name."""
        place = candidate.place
        if self._needs_support(candidate):
            return not _is_supported(place, around, _SUPPORT_KM)
        renamed = place.kind == "city" and fold(place.name) != case.folded and self._is_home(place)
        return renamed and not self.home_names - {case.folded}

    def answer(self, case: _Case) -> Located:
        """Return the choice of a case, or none where it is too weak or of the wrong kind."""
        place, hint = case.best, case.mention.kind_hint
        if place is not None and hint in STRICT and not answers(place, hint):
            place = None
        rivals = tuple(other for _, other in case.ranked if other is not place)
        score = max(0.0, min(1.0, case.ranked[0][0])) if place is not None else 0.0
        return Located(case.mention, place, score, rivals)

    def _case_of(self, mention: Mention) -> _Case:
        found, hint = self._candidates(mention), mention.kind_hint
        if found or self.theatre is None or hint == "demonym":
            return _Case(mention, fold(mention.surface), found)
        loose = tuple(
            c
            for c in self.gazetteer.lookup(mention.surface, widest=Tier.NEAR)
            if self._is_home(c.place) and (answers(c.place, hint) if hint else c.place.kind in _SETTLED)
        )
        return _Case(mention, fold(mention.surface), loose, is_loose=bool(loose))

    def _candidates(self, mention: Mention) -> tuple[Candidate, ...]:
        surface, hint = mention.surface, mention.kind_hint
        if hint == "demonym":
            return lands_of(surface, self.gazetteer)
        found = self.gazetteer.namesakes(surface) or tuple(self.gazetteer.lookup(surface))
        if (hint in STRICT or hint == "hill") and not any(answers(c.place, hint) for c in found):
            found += self._facilities(surface, hint)
        return found + self._elsewhere(surface, found)

    def _elsewhere(self, surface: str, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """Return the namesakes outside the theatre, which other candidates must be weighed against.

        A place abroad that the pack itself lists (the seat of a monitor) is what its articles mean: it has none.
        """
        known = {candidate.place.place_id for candidate in found}
        lands = {c.place.name for c in found if c.place.kind in ("country", "continent", "sea")}
        weighed = not lands and any(self._is_home(candidate.place) for candidate in found)
        far = self.gazetteer.far_namesakes(surface) if weighed else ()
        near = [candidate.place for candidate in found]
        return tuple(
            c for c in far
            if c.place.place_id not in known and all(distance_km(c.place, place) > _SAME_KM for place in near)
        )  # fmt: skip

    def _facilities(self, surface: str, hint: str) -> tuple[Candidate, ...]:
        """Return what "the crossing of Nasib" is called otherwise: "Nasib border crossing"."""
        words = load_place_words()
        tails = [t for t in words.facility_of if hint in _AIRFIELDS and surface.lower().endswith(f" {t}")]
        tail = max(tails, key=len, default="")
        surface = surface[: -len(tail) - 1] if tail else surface  # "X military airbase" is "X air base"
        names = [f"{surface} {tail}" for tail, kind in sorted(words.facility_of.items()) if kind == hint]
        names += [f"{head} {surface}" for head, kind in sorted(words.head_of.items()) if kind == hint]
        for name in names:
            found = tuple(c for c in self.gazetteer.namesakes(name) if answers(c.place, hint))
            if found:
                return found
        return ()

    def _is_home(self, place: Place) -> bool:
        return self.theatre is None or is_inside(place, self.theatre)

    def _home_share(self) -> float:
        """Return the share of the document's names, countries aside, that are close spellings of home places.

        A name that nobody knows so is as likely a small place of this theatre as of another: it counts half.
        """
        home, total = 0, 0.0
        for case in {case.folded: case for case in self.local}.values():
            if case.candidates and case.candidates[0].place.kind in ("country", "continent"):
                continue
            close = [c.place for c in case.candidates if c.tier < Tier.ROMANISED]
            total += 1 if close else 0.5
            home += any(map(self._is_home, close))
        return home / total if total else 0.0

    def _in_context(self, n: int, case: _Case, share: float) -> list[tuple[float, Place]]:
        """Rank a case's candidates anew, beside what the names around it now mean."""
        around = self._around(n)
        ranked = []
        for candidate, prior in zip(case.candidates, case.priors, strict=True):
            place = candidate.place
            score = prior + _NEARNESS * _closeness(place, around)
            held = self._lies_in(place, case.units)
            score += 0.2 if held else 0.0
            if self.theatre is not None:
                score += 0.1 if held or self._is_home(place) else self._foreign(case, place, share)
                if share < 0.5 and self._is_doubted(case, candidate, around):
                    score -= 0.6 * (1 - share)
            ranked.append((score, place))
        return _ranked(ranked)

    def _around(self, n: int) -> list[tuple[int, Place]]:
        """Return (steps away, place) of the points that the nearest names mean."""
        return [item for _, item in self._beside(n)]

    def _beside(self, n: int) -> list[tuple[int, tuple[int, Place]]]:
        """Return (which name, (steps away, place)) of the points that the nearest names mean."""
        found = []
        for m in range(max(0, n - _NEIGHBOURS), min(len(self.local), n + _NEIGHBOURS + 1)):
            other = self.local[m].best
            if other is None or self.local[m].folded == self.local[n].folded:
                continue
            if not other.is_wide or other.kind == "governorate":
                found.append((m, (abs(m - n), other)))
        return found

    def _foreign(self, case: _Case, place: Place, share: float) -> float:
        """Return what speaks against a namesake outside the theatre, unless its country is what the text is about."""
        if place.kind in ("country", "continent") or not any(self._is_home(c.place) for c in case.candidates):
            return 0.0
        return 0.1 if share < 0.5 and place.country in self.countries else -0.3

    def _units_beside(self, n: int) -> frozenset[str]:
        """Return the ids of what is named as holding a place: "Suran in Hama province", "Hama's Suran"."""
        found: set[str] = set()
        start, end = self.local[n].mention.start, self.local[n].mention.end
        if n + 1 < len(self.local) and precedes_unit(self.text, end, self.local[n + 1].mention.start):
            found |= {c.place.place_id for c in self.local[n + 1].candidates}
        if n and follows_unit(self.text, self.local[n - 1].mention.end, start):
            found |= {c.place.place_id for c in self.local[n - 1].candidates}
        return frozenset(found)

    def _units_abroad(self, n: int) -> frozenset[str]:
        """Return the ids of another land's unit right behind a name and its comma: "Berea, Ohio".

        Countries alone are left out, which open clauses ("In Hama, Russia said"), and so are names that a city has as
        well ("In Hama, Washington is seen as"), unless nothing follows.
        """
        if self.theatre is None or n + 1 >= len(self.local):
            return frozenset()
        mention, other = self.local[n].mention, self.local[n + 1]
        if not is_comma(self.text, mention.end, other.mention.start):
            return frozenset()
        same = {c.place for c in other.candidates + self.gazetteer.far_namesakes(other.mention.surface)}
        if "governorate" not in {place.kind for place in same} or any(map(self._is_home, same)):
            return frozenset()
        units = {place.place_id for place in same if place.kind in ("governorate", "country")}
        sure = len(units) == len(same) or _CLOSED.match(self.text, other.mention.end)
        return frozenset(units) if sure else frozenset()

    def _hold_to(self, n: int, units: frozenset[str]) -> None:
        """Leave a name what may lie in one of the units, and the unit behind it what holds that.

        Where nothing does, it is somewhere that nobody here knows. Far cities are known by their country alone.
        """
        if not units:
            return
        case, unit = self.local[n], self.local[n + 1]
        lands = {place.country for place in map(self.gazetteer.place, units) if place}
        held = [c for c in case.candidates if c.place.country in lands]
        held = [c for c in held if not c.place.parent or self._lies_in(c.place, units)]
        case.is_abroad = not held
        if held:
            case.candidates = tuple(held)
            named = {c.place.country for c in held}
            unit.candidates = tuple(c for c in unit.candidates if c.place.country in named)

    def _lies_in(self, place: Place, units: frozenset[str]) -> bool:
        if not units:
            return False
        seen: set[str] = set()
        parent = place.parent
        while parent and parent not in seen:
            if parent in units:
                return True
            seen.add(parent)
            above = self.gazetteer.place(parent)
            parent = above.parent if above else ""
        return not place.parent and place.country in {self._code_of(unit) for unit in units}

    def _code_of(self, place_id: str) -> str:
        """Return the code of a country by its id, "" for anything else; a pack's own rows do not tell it."""
        land = self.gazetteer.place(place_id)
        if land is None or land.kind != "country":
            return ""
        same = (c.place.country for c in self.gazetteer.far_namesakes(land.name) if c.place.kind == "country")
        return next(same, land.country)

    @staticmethod
    def _needs_support(candidate: Candidate) -> bool:
        return candidate.tier >= Tier.ROMANISED or candidate.place.kind not in _FAMOUS

    def _agree(self) -> None:
        """Give one name one sense in the document, unless the words around ask for different kinds."""
        groups: defaultdict[tuple[str, str], list[_Case]] = defaultdict(list)
        for case in self.local:
            if len(case.candidates) > 1:
                groups[case.folded, case.mention.kind_hint].append(case)
        for cases in groups.values():
            totals: defaultdict[str, float] = defaultdict(float)
            for case in cases:
                for score, place in case.ranked:
                    totals[place.place_id] += score
            for case in cases:
                if not case.units and len(case.ranked) > 1 and case.ranked[0][0] - case.ranked[1][0] < 0.2:
                    case.ranked.sort(key=lambda pair: (-totals[pair[1].place_id], pair[1].place_id))


def _ranked(scored: object) -> list[tuple[float, Place]]:
    return sorted(scored, key=lambda pair: (-pair[0], pair[1].place_id))  # type: ignore[call-overload,no-any-return]


def _closeness(place: Place, around: list[tuple[int, Place]]) -> float:
    """Return 0-1: how near the place lies to what the names around it mean; .4 where they tell nothing."""
    others = [(steps, other) for steps, other in around if other.place_id != place.place_id]
    if not others:
        return 0.4
    return max(
        math.exp(-distance_km(place, other) / 40) * (1 - 0.15 * (steps - 1)) for steps, other in others
    )


def _is_astray(place: Place, around: list[tuple[int, Place]], far_km: float) -> bool:
    """Say if a place lies this far from all that the names around it mean."""
    others = [other for _, other in around if other.place_id != place.place_id]
    return bool(others) and all(distance_km(place, other) > far_km for other in others)


def _reach_km(case: _Case) -> float:
    """Return how near a place must be named for a loose spelling to count: chance seldom makes a long one."""
    is_long = len(case.folded) >= _LONG and all(c.tier == Tier.NEAR for c in case.candidates)
    return _LONG_KM if is_long else _LOOSE_KM


def _is_supported(place: Place, around: list[tuple[int, Place]], reach_km: float) -> bool:
    return any(
        distance_km(place, other) < reach_km for _, other in around if other.place_id != place.place_id
    )


def _twin_cost(case: _Case, candidate: Candidate) -> float:
    """Return what speaks against the unit that is named like its city, where no word asks for the unit."""
    place = candidate.place
    if place.kind != "governorate" or case.mention.kind_hint:
        return 0.0
    towns = (c.place for c in case.candidates if not c.place.is_wide and c.tier <= candidate.tier)
    return 0.2 if any(distance_km(place, town) < _TWIN_KM for town in towns) else 0.0
