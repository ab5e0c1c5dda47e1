"""Discourse: what a text has named so far, so that "they", "the city" and "both towns" can be read.

Knows no verb and no date. One object a document, fed sentence by sentence in the order of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from frontline.model import CONTESTED, NOBODY
from frontline.places import distance_km

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frontline.grammar.chunk import Chunk
    from frontline.grammar.events import Event
    from frontline.model import Located, Place, Status

_TWO = frozenset({"both", "two"})
#: What "the ..." may point at without any mention of it in the text, so that no mention tells.
_UNKNOWABLE = frozenset({"capital", "country", "province", "region"})
#: Words that end as plurals do, for one thing.
_ONE_THING = frozenset({"barracks", "headquarters", "crossroads"})
_MEMORY = 24
_NEAR_GROUPS = 6
#: An airport farther from a town than this is hardly called its own.
FACILITY_KM = 10.0
#: The same for an airport that has the town's name.
OWN_FACILITY_KM = 35.0
#: A place of the title is no farther back than so many steps, and as much nearer. Swept together with `TOLD` and `IN_PASSING` over
#: the annotated texts: flat from 1 to 3 steps and from 1 to 2.5.
_TITLE_STEPS, _TITLE_WEIGHT = 2, 1.5
#: How much nearer a place is that its sentence tells of, and one that it names only in passing.
TOLD, IN_PASSING = 1.0, -2.5
#: A side that took a place within this distance is at the same front.
FRONT_KM = 150.0
#: Of two sides, one whose gains are nearer by such steps is the likelier taker; within a step the last attacker is.
NEAR_KM = 50.0
#: Armed people who are the one body that was told of last, and none of many.
ONE_BODY = frozenset({"group", "faction"})
AIRFIELDS = frozenset({"airport", "airbase", "airfield"})


@dataclass(slots=True)
class Group:
    """Places that were named together; `weight` is how much their sentence is about them, in steps back in the text."""

    places: list[Located]
    weight: float
    paragraph: int


@dataclass
class Discourse:
    """Memory of a document.

    `speaker` is the side that says "we"; `baseline` the holder of places before the theatre's days;
    `facilities` the airports that "its airport" may mean; `camps` the side of the war that each faction is on;
    `holders` those that this document has told; `takers` how often each side took a place in it;
    `won` who took a place that another held before, `entered` who fights inside it, `attackers` who stands before it.
    """

    baseline: Mapping[str, str]
    speaker: str = ""
    facilities: tuple[Place, ...] = ()
    camps: Mapping[str, str] = field(default_factory=dict)
    advancing: Mapping[str, str] = field(default_factory=dict)
    """The side that advances on a place by the theatre's axes: it is meant where the document names none."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """The same for places near an axis: who may be meant there, but not who must have a place that was lost."""
    common: frozenset[str] = frozenset()
    """The sides that common words name ("rebels"), which may be meant wherever armed people are."""
    labeller: str = ""
    """The side whose labels for its enemy the document uses: that of "our forces" where nobody is said to speak."""
    speaking: str = ""
    """The side that says "we" in the sentence that is being read."""
    heard: str = ""
    """The side for which the speaker whom the text named last speaks: who "he" is that says "our forces"."""
    topic: str = ""
    taker: str = ""
    holders: dict[str, str] = field(default_factory=dict)
    won: dict[str, str] = field(default_factory=dict)
    entered: dict[str, str] = field(default_factory=dict)
    attackers: dict[str, str] = field(default_factory=dict)
    gains: dict[str, dict[str, Place]] = field(default_factory=dict)
    """The places that each side took, by their ids."""
    takers: dict[str, int] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)
    """How often the document names each side, its whole text counted before it is read."""
    seen: list[Group] = field(default_factory=list)
    paragraph: int = -1
    """The paragraph that is being read, -1 for the title."""
    entitled: list[Located] = field(default_factory=list)
    """The places that the title names."""
    legend: Mapping[str, str] = field(default_factory=dict)
    """The side of each colour of the map that the document is about."""
    last_event: Event | None = None
    """What the sentence before told last, for "So are X and Y"."""
    headed: list[Located] = field(default_factory=list)
    """The place that the sentence before was nothing but."""
    about: list[Located] = field(default_factory=list)
    """The place that the title names and nothing else, as an encyclopaedia's does."""
    body: tuple[str, str] = ("", "")
    """The common noun and the side of the body that the title names and nothing else: of "Blue Brigade", "brigade"."""
    vacated: list[Located] = field(default_factory=list)
    """The places that the sentence before told to be left."""

    @cached_property
    def _at_home(self) -> frozenset[str]:
        """The sides that had ground before the theatre's days, empty where only one had."""
        sides = frozenset(self.baseline.values()) - {"", NOBODY, CONTESTED}
        return sides if len(sides) > 1 else frozenset()

    def is_outsider(self, side: str) -> bool:
        """Say if a side has no ground in a war of others: it acts where it is named, and is nobody's "they" or "forces"."""
        return bool(side) and bool(self._at_home) and side not in self._at_home | self.common

    @property
    def groups(self) -> list[list[Located]]:
        """The groups of places that were named so far, the last one last."""
        return [group.places for group in self.seen]

    def close_title(self) -> None:
        """Let what the title named be of it alone: none of its places is nearer to the text than another."""
        self.paragraph = -1
        self.seen = [Group(group.places, 0, self.paragraph) for group in self.seen]

    def see_group(self, places: list[Located], weight: float = 0) -> None:
        """Remember a group of places that was named, and how much its sentence is about it."""
        self.seen.append(Group(places, weight, self.paragraph))
        del self.seen[:-_MEMORY]

    def holder_of(self, place: Place) -> str:
        """Return who holds a place as far as the document or the day before tells, or ""."""
        return self.holders.get(place.place_id) or self.baseline.get(place.place_id, "")

    def is_headline(self, place: Place, side: str) -> bool:
        """Say if only the title has told so far that a side took a place: the text is still to tell how."""
        return self.won.get(place.place_id) == side and place.place_id not in self.gains.get(side, {})

    def likely_taker(self, place: Place, loser: str = "") -> str:
        """Return who took a place that "fell" or was "lost", or "" where nobody is named who fights its holder.

        Whoever is told to have taken it, to be in it or before it; then the last attacker of the document; then
        the side that the document names most of those against the holder.
        """
        told = self.won.get(place.place_id, "")
        if told and told != loser:
            return told
        return next(iter(self._rank_rivals(place, loser)), "")

    def advancing_on(self, place: Place, loser: str = "", *, near: bool = True) -> str:
        """Return the side that advances on a place by the theatre's data, where the document names no rival at all.

        Parameters
        ----------
        near
            May the place also lie beside an axis?
        """
        if self._rank_rivals(place, loser):
            return ""
        side, present = self.advancing.get(place.place_id, ""), self.holder_of(place)
        if near and not side:
            side = self.beside.get(place.place_id, "")
        known = side and present and side != present and self.is_against(side, loser or present)
        return side if known else ""

    def rival_of(self, place: Place, loser: str = "") -> str:
        """Return who takes a place, of the document's sides or, where it names none, by the theatre's data."""
        return self.likely_taker(place, loser) or self.advancing_on(place, loser)

    def sure_taker(self, place: Place, loser: str) -> str:
        """Return `likely_taker` where it is plain: told of this place or of one near it, or the only rival named."""
        likely = self.likely_taker(place, loser)
        told = self.comes_to(likely, place) or self.reaches(likely, place)
        told = told or bool(likely and likely == self.advancing.get(place.place_id))
        return likely if told or len(self._rank_rivals(place, loser)) == 1 else ""

    def _rank_rivals(self, place: Place, loser: str) -> list[str]:
        """Return the sides of the document against a place's holder, the likeliest taker first."""
        holder = loser or self.holder_of(place)
        own = (self.entered.get(place.place_id, ""), self.attackers.get(place.place_id, ""))
        acting = (self.taker, self.topic, self.speaker)
        likely = [
            *(side for side in own if side),
            *(side for side in acting if side and side in self.takers | {self.speaker: 1}),
            *(
                s
                for counts in (self.takers, self.named)
                for s in sorted(counts, key=lambda s: (-counts[s], s))
            ),
        ]
        present = self.holder_of(place)
        rivals = [s for s in dict.fromkeys(likely) if self.is_against(s, holder) and s != present]
        near = self.advancing.get(place.place_id, "")
        if (
            rivals
            and near
            and self.is_against(near, holder)
            and all(self.is_against(near, s) for s in rivals)
        ):
            rivals.append(near)  # the text names none of those who fight for the place

        def remoteness(side: str) -> float:
            if side in own or side == near:
                return -1 if side in own else -0.5
            beside = side == self.beside.get(place.place_id)
            return 0 if beside else self._distance(side, place) // NEAR_KM

        return sorted(rivals, key=remoteness)

    def comes_to(self, side: str, place: Place) -> bool:
        """Say if a side is told to have taken a place, to be in it or before it."""
        told = (self.won, self.entered, self.attackers)
        return bool(side) and any(places.get(place.place_id) == side for places in told)

    def reaches(self, side: str, place: Place) -> bool:
        """Say if a side is told to have taken a place so near that it may have taken this one as well."""
        return self._distance(side, place) < FRONT_KM

    def _distance(self, side: str, place: Place) -> float:
        taken = self.gains.get(side, {}).values()
        return min((distance_km(place, other) for other in taken), default=FRONT_KM)

    def is_against(self, side: str, holder: str) -> bool:
        """Say if a side is on another side of the war than a holder; anybody is against nobody."""
        return side != holder and (not holder or self.camps.get(side, side) != self.camps.get(holder, holder))

    def note_outcome(self, place: Place, status: Status, controller: str, attacker: str) -> None:
        """Remember what the document has told of a place at present; `attacker` is "" where none is named."""
        place_id = place.place_id
        if attacker and attacker != controller:
            (self.entered if status == "contested" else self.attackers)[place_id] = attacker
        if controller in ("", NOBODY, CONTESTED):
            return
        self.holders[place_id] = controller
        if status not in ("approached", "besieged") and controller != self.baseline.get(place_id):
            self.won[place_id] = controller
            self.gains.setdefault(controller, {})[place_id] = place

    def see_taker(self, side: str) -> None:
        """Remember that a side took a place, unless it is but an outsider."""
        if self.is_outsider(side):
            return
        self.taker = side
        self.takers[side] = self.takers.get(side, 0) + 1

    def resolve_reference(self, low: str, before: list[list[Located]], holder: str = "") -> list[Located]:
        """Return the places that "the city", "both towns", "there" or "it" stands for.

        Parameters
        ----------
        low
            The reference's words.
        before
            The groups of its own sentence that stand before it, in order.
        holder
            The side that must hold what it stands for: "the rebel-held town".
        """
        words = low.split()
        groups = [*self.groups, *before]
        if words[-1] in _UNKNOWABLE:
            return []
        many = words[-1].endswith("s") and words[-1] not in _ONE_THING
        if words[0] != "its" and (_TWO & set(words) or many):
            return _several(groups[-_NEAR_GROUPS:], _KINDS.get(_singular(words[-1])))
        kind = words[-1]
        if words[0] == "its" and kind not in AIRFIELDS:
            kind = "it"  # "its outskirts"
        ranked = self._rank_groups() if kind in _SETTLED and words[0] == "the" else reversed(self.groups)
        for group in (*reversed(before), self.about, *ranked):
            fitting = [
                located
                for located in group
                if located.place
                and _fits(located.place, kind)
                and holder in ("", self.holder_of(located.place))
            ]
            if fitting:
                return fitting[-1:]
        towns = [group[-1] for group in groups[-_NEAR_GROUPS:] if _is_town(group[-1])]
        return self.find_facility(towns[-1], words) if towns and kind in AIRFIELDS else []

    def _rank_groups(self) -> list[list[Located]]:
        """Return the groups by how likely "the city" means one of them, the likeliest first.

        The last one, but for those named in passing, or in an earlier paragraph; what the title names is never far.
        """
        title = {item.place.place_id for item in self.entitled if item.place}

        def distance(steps: int) -> float:
            group = self.seen[-1 - steps]
            place = group.places[-1].place
            older = group.paragraph != self.paragraph
            if place is not None and place.place_id in title:
                return min(steps, _TITLE_STEPS) + older - group.weight - _TITLE_WEIGHT
            return steps + older - group.weight

        return [self.seen[-1 - steps].places for steps in sorted(range(len(self.seen)), key=distance)]

    def find_facility(self, town: Located, words: list[str]) -> list[Located]:
        """Return the airport that "its military airport" means, near a town; [] where none is known.

        Parameters
        ----------
        words
            The words of the reference: an airport whose name shares more of them goes before a nearer one.
        """
        place = town.place
        if place is None:
            return []
        near = [
            (-len(set(item.name.casefold().split()) & set(words)), away, item.place_id, item)
            for item in self.facilities
            for away in [distance_km(place, item)]
            if away <= (OWN_FACILITY_KM if place.name in item.name else FACILITY_KM)
        ]
        return [replace(town, place=min(near)[3])] if near else []


_SETTLED = frozenset({"city", "town", "village"})
_KINDS = {
    "city": ("city",),
    "town": ("town", "city", "village"),
    "village": ("village", "town"),
    "airport": ("airport", "base"),
    "airfield": ("airport", "base"),
    "base": ("base", "airport", "facility"),
    "airbase": ("base", "airport"),
    "crossing": ("crossing",),
    "district": ("district",),
    "neighbourhood": ("district",),
    "neighborhood": ("district",),
    "quarter": ("district",),
    "hill": ("hill",),
    "site": ("airport", "base", "facility", "crossing"),
    "facility": ("airport", "base", "facility", "crossing"),
    "there": (),
    "it": (),
    "them": (),
    "here": (),
}


def _several(groups: list[list[Located]], kinds: tuple[str, ...] | None) -> list[Located]:
    """Return the last group of several places; [] if none of them is of the kinds that the reference names."""
    for group in reversed(groups):
        if len(group) > 1 and all(item.place and not item.place.is_wide for item in group):
            fits = not kinds or any(item.place and item.place.kind in kinds for item in group)
            return group if fits else []
    alone = [
        group[0] for group in groups[-2:] if group[0].place and (not kinds or group[0].place.kind in kinds)
    ]
    return (
        alone if len(alone) == 2 and alone[0].place is not alone[1].place else []
    )  # "at X, and at Y: both towns"


def _is_town(located: Located) -> bool:
    return located.place is not None and located.place.kind in ("city", "town")


def _singular(word: str) -> str:
    return word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s")


def _fits(place: Place, kind: str) -> bool:
    if kind in AIRFIELDS and place.kind == "base":
        return "air" in place.name.casefold()  # "the airport" is no base of the ground forces
    kinds = _KINDS.get(kind)
    if kinds is None:
        return place.kind == kind
    return place.kind in kinds if kinds else not place.is_wide


def resolve_side(
    chunk: Chunk, discourse: Discourse, named_before: str, vague: frozenset[str] = frozenset()
) -> str:
    """Return the side of an actor: its own, or the one that "the group" and "they" stand for.

    Parameters
    ----------
    vague
        Words for armed people who may be of any side; they stand for the side named before them, or that takes places in
        this text, unless the theatre gives them to a side that fights it ("factions" are no army).
    """
    first = chunk.low.split()[0] if chunk.low else ""
    if first in ("our", "we", "us"):
        return discourse.speaking or chunk.side
    if chunk.low in vague and discourse.taker:
        acting = (discourse.topic,) if chunk.low in ONE_BODY else ()
        meant = [side for side in (named_before, *acting, discourse.taker) if side]
        return next(
            (s for s in meant if not (chunk.side and discourse.is_against(s, chunk.side))), chunk.side
        )
    return chunk.side or named_before or discourse.taker or discourse.speaker or discourse.topic
