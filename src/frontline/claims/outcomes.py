"""Outcomes: what an event makes of a place: its status, and who holds it afterwards.

Knows what the document has told so far and who held what before the theatre's days. Knows no sentence.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from frontline.claims.former import FormerGround
from frontline.model import CONTESTED, NOBODY
from frontline.places import distance_km

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frontline.grammar import Discourse, Event
    from frontline.model import Place, Status
    from frontline.theatre import Theatre

#: Ground so wide that nobody can be said to hold it by one sentence.
_TOO_WIDE = frozenset({"country", "continent", "sea", "desert", "river", "lake"})
#: The lexicon's rule for forces that break into a place.
STORM = "break_in"
_ENTRY = "enter"
#: Rules of a side that comes to a place, or is seen there: what it held before, it holds.
_COMING = frozenset({"presence", "enter", "inside"})
_OF_WIDE_GROUND = frozenset({"captured", "controlled", "lost"})

#: Places this near to one of an axis are on its way.
_BESIDE_AXIS_KM = 25.0
#: No two parallels a degree apart are nearer than 110 km, whatever the figure of the earth.
_BESIDE_AXIS_DEGREES = _BESIDE_AXIS_KM / 110.0

Outcome = tuple["Status", str]


class HomeGround:
    """Which places are the theatre's own: those of its countries, not places abroad that its gazetteer also names."""

    def __init__(self, theatre: Theatre) -> None:
        self.countries = frozenset(theatre.countries)
        self.places = theatre.place_by_id
        self.facilities = tuple(place for place in theatre.places if place.kind == "airport")
        self.camps = {faction.id: faction.side for faction in theatre.factions}
        self.common = frozenset(
            faction.id
            for faction in theatre.factions
            if any(name.islower() for names in faction.aliases.values() for name in names)
        )
        self.mates = {
            side: tuple(m for m in theatre.factions if m.side == camp and m.id != side and side in m.allies)
            for side, camp in self.camps.items()
        }
        self.advancing = _advancing(theatre)
        self.beside = _beside(theatre, self.advancing)
        self.foes = {faction.id: frozenset(faction.foes) for faction in theatre.factions}
        self.natives = {faction.id: frozenset(faction.home) for faction in theatre.factions}
        self.former = FormerGround(theatre)
        self.roots = frozenset(
            self._line(self.places[place_id])[-1] for place_id in theatre.baseline if place_id in self.places
        )

    def name_local(self, side: str, place: Place, event: Event, discourse: Discourse) -> str:
        """Return which faction of a camp a common word ("rebels") means at a place; a side named by name stays.

        It is the one that held the place before, that has its home there, or whose own foe lost the place.
        """
        mates = self.mates.get(side, ())
        if not mates or side in event.named or side not in self.common:
            return side
        if discourse.won.get(place.place_id) == side:
            return side
        before = discourse.baseline.get(place.place_id, "")
        loser = event.sides.get("loser") or before
        ground = set(self._line(place))
        for mate in mates:
            if mate.id == before or loser in mate.foes or ground & set(mate.home):
                return mate.id
        return side

    def is_native(self, side: str, place: Place) -> bool:
        """Say if a place lies on the ground that the theatre calls a side's home."""
        return not self.natives.get(side, frozenset()).isdisjoint(self._line(place))

    def _line(self, place: Place) -> list[str]:
        """Return a place with all that it lies in, the widest last."""
        line = [place.place_id]
        while place.parent in self.places and place.parent not in line:
            place = self.places[place.parent]
            line.append(place.place_id)
        return line

    def holds(self, place: Place) -> bool:
        """Say if it is in the theatre, and smaller than a country.

        A row of the pack's own gazetteer need not say in which country or unit it lies.
        """
        is_own = place.place_id in self.places
        is_abroad = (place.country or not is_own) and place.country not in self.countries
        if is_abroad or place.kind in _TOO_WIDE:
            return False
        line = self._line(place)
        lies_in_nothing = len(line) == 1 and not place.is_wide
        return not self.roots or not is_own or lies_in_nothing or line[-1] in self.roots


def _advancing(theatre: Theatre) -> dict[str, str]:
    """Return the one side that advances on each place of an axis; where several do, the one that wants it most."""
    sides: dict[str, set[str]] = {}
    for axis in theatre.axes:
        for place_id in axis.places:
            sides.setdefault(place_id, set()).add(axis.faction)
    alone = {place_id: next(iter(names)) for place_id, names in sides.items() if len(names) == 1}
    return alone | {goal.place: goal.factions[0] for goal in theatre.objectives if goal.factions}


def attacker_of(event: Event) -> str:
    """Return the side that an event tells to be taking a place, or to be before it."""
    return event.sides.get("taker") or event.sides.get("besieger") or ""


def suits(status: Status, place: Place) -> bool:
    """Say if a place can have a status: of a whole province only its holder is told."""
    return not place.is_wide or status in _OF_WIDE_GROUND


def tell_outcome(event: Event, place: Place, discourse: Discourse) -> Outcome | None:  # noqa: PLR0911 - a list of cases
    """Return the status and the holder after an event, or None where the text does not tell."""
    status, extent, sides = event.status, event.extent, event.sides
    if not suits(status, place):
        return None
    if extent == "wide" and not place.is_wide:
        return None
    if extent == "edge" and event.rule != STORM:  # who storms into the suburbs of a town is in it
        attacker = sides.get("besieger") or sides.get("taker") or ""
        told = status in ("contested", "approached", "captured")
        return _approached(place, attacker, discourse, ahead=True) if told else None
    if status == "besieged" and extent == "part":
        return None  # a quarter that is surrounded tells nothing of the town
    if status == "contested" or _is_partial(event):
        storms = event.rule == STORM and place.is_site and extent == "whole"
        return (storms and _captured(event, place, discourse)) or ("contested", CONTESTED)
    if status in ("approached", "besieged"):
        ahead = status == "besieged" and event.dated
        outcome = _approached(place, sides.get("besieger", ""), discourse, ahead=ahead)
        if status == "approached":
            return outcome
        return (status, outcome[1]) if outcome else ("controlled", sides["besieger"])
    if status == "controlled":
        return (status, sides["holder"]) if sides.get("holder") else None
    if status in ("withdrawn", "lost"):
        return _left(event, place, discourse)
    return _captured(event, place, discourse)


def _is_partial(event: Event) -> bool:
    """Say if what is told of a part of a town leaves the rest to another side; who comes to its centre is in it."""
    if event.extent == "core":
        return event.status == "approached" or event.rule == _ENTRY
    return event.extent in ("edge", "part") and event.status in (
        "approached",
        "captured",
        "controlled",
        "lost",
    )


def _left(event: Event, place: Place, discourse: Discourse) -> Outcome | None:
    """Return who has what was lost or left: whoever the sentence tells, else whoever plainly has it now, else nobody."""
    loser = event.sides.get("loser", "")
    holder = event.sides.get("taker") or _new_holder(event.status, place, loser, discourse)
    if holder == NOBODY and event.rule == "no_longer_held":
        return None  # it names no deed: without anybody who has the place now it says too little
    told = discourse.holder_of(place)
    if holder == NOBODY and loser and told not in ("", NOBODY, CONTESTED, loser):
        holder = told  # who leaves what another side holds leaves it to that side
    if holder == NOBODY and event.rule == "lose":
        holder = _owner_before(place, loser, discourse) or NOBODY
    return event.status, holder


def _captured(event: Event, place: Place, discourse: Discourse) -> Outcome | None:
    taker, loser = event.sides.get("taker", ""), event.sides.get("loser", "")
    if not taker and event.rule.startswith("hand_over"):
        taker = discourse.sure_taker(place, loser) or discourse.advancing_on(place, loser)
        return ("lost", taker) if taker else None
    taker = taker or discourse.likely_taker(place, loser)
    # "since the fall of X" tells of no day, and so too little by itself
    if not taker and (event.form != "noun" or event.dated):
        taker = discourse.advancing_on(place, loser)
    if (
        event.rule in _COMING
        and taker == discourse.holder_of(place)
        and not discourse.is_headline(place, taker)
    ):
        return "controlled", taker
    return ("captured", taker) if taker else None


def _approached(place: Place, attacker: str, discourse: Discourse, *, ahead: bool) -> Outcome | None:
    """Return that a place is approached; None where the attacker is its holder.

    Parameters
    ----------
    ahead
        May the attacker be its holder only because the text told how it ended before: "X fell on Friday. On Thursday they
        were at its gates"?
    """
    holder = discourse.holder_of(place)
    if attacker and attacker == holder:
        before = discourse.baseline.get(place.place_id, "") if ahead else ""
        return ("approached", before) if before and discourse.is_against(before, attacker) else None
    return "approached", holder or NOBODY


def _new_holder(status: Status, place: Place, loser: str, discourse: Discourse) -> str:
    """Return who has what was lost, or left, where it is plain: a place that is left may stay empty, a lost one may not."""
    if status == "lost":
        taker = discourse.sure_taker(place, loser) or discourse.advancing_on(place, loser, near=False)
        return taker or NOBODY
    told = [known.get(place.place_id, "") for known in (discourse.won, discourse.entered)]
    if loser:
        told.insert(1, discourse.holders.get(place.place_id, ""))
    if discourse.reaches(discourse.speaker, place):
        told.append(discourse.speaker)
    told.append(discourse.sure_taker(place, loser))
    return next((side for side in told if side and side != loser), NOBODY)


def _owner_before(place: Place, loser: str, discourse: Discourse) -> str:
    """Return who had a place before one took it who now lost it again; "" where that is not plain."""
    before = discourse.baseline.get(place.place_id, "")
    return before if before and loser and discourse.is_against(before, loser) else ""


def _beside(theatre: Theatre, advancing: Mapping[str, str]) -> dict[str, str]:
    """Return the side that advances on the nearest place of an axis, for each place not far from one."""
    axis = [theatre.place_by_id[place_id] for place_id in advancing if place_id in theatre.place_by_id]
    by_parallel = sorted((place.lat, n) for n, place in enumerate(axis))
    sides: dict[str, str] = {}
    for place in theatre.places:
        # as far apart as their parallels at least: few of a thousand places need the measure
        first = bisect_left(by_parallel, (place.lat - _BESIDE_AXIS_DEGREES,))
        last = bisect_left(by_parallel, (place.lat + _BESIDE_AXIS_DEGREES,))
        near = [axis[n] for n in sorted(n for _, n in by_parallel[first:last])]
        nearest = min(near, key=lambda other: distance_km(place, other), default=None)
        if nearest and distance_km(place, nearest) <= _BESIDE_AXIS_KM:
            sides[place.place_id] = advancing[nearest.place_id]
    return sides
