"""Options: what a sentence may mean to say of one of its places: a holder, a status, a day.

Owns which sides come into question, and what is out of the question: a sentence that denies, plans or supposes, or tells of
an earlier war; a place that its words lead past. Weighs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from frontline.claims.loose.senses import DEEDS
from frontline.claims.outcomes import suits
from frontline.grammar import Event, ReadEvent
from frontline.grammar.modality import judge_certainty
from frontline.grammar.row import Row
from frontline.model import LOOSE_RULE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from frontline.claims.days import DayTeller, Told
    from frontline.claims.loose.scene import Scene, Spot
    from frontline.claims.outcomes import HomeGround
    from frontline.grammar import Chunk, Discourse
    from frontline.lexicon import Lexicon
    from frontline.model import Place, Status

#: How far from a place, in chunks, a word of control may stand that is said of it.
_TRIGGER_REACH = 14
_TOWARDS = frozenset({"towards", "toward", "in the direction of", "in direction of"})
_BEFORE_NAMES = frozenset({"determiner", "adjective"})
_LINKS = frozenset({",", "and"})
_STRIKE = "strike"


@dataclass(slots=True)
class Option:
    """One thing that a scene may say of one of its spots.

    `keeps`: is the controller the place's holder so far? `ways` tells why the controller comes into question: named,
    topic, taker, rival, holder. `told` is its day, the precision in days, and whether it is history; `nth` counts the
    sentences with places up to its own, `is_first` tells if the document names the place for the first time there,
    `is_taken` if the grammar claims something of the place in that sentence, `rivals` counts the other sides in question;
    `since` counts the sentences with places since the place was named last (0: it is named here), `between` the places since then;
    `features` are what speaks for and against it, `logit` how much.
    """

    scene: Scene
    spot: Spot
    place: Place
    controller: str
    keeps: bool
    ways: frozenset[str]
    status: Status
    told: Told
    has_holder: bool
    nth: int = 0
    is_first: bool = False
    is_taken: bool = False
    rivals: int = 0
    since: int = 0
    between: int = 0
    features: list[str] = field(default_factory=list)
    logit: float = 0.0

    @property
    def rule(self) -> str:
        """The rule of its claim: "loose_" and the sort of deed that the part of the sentence around the place tells of."""
        return LOOSE_RULE + next(iter(_deeds_of(self.scene, self.spot)), self.status)


def find_options(
    scene: Scene, spot: Spot, discourse: Discourse, days: DayTeller, home: HomeGround, lexicon: Lexicon
) -> Iterator[Option]:
    """Yield the options of one spot of a scene; none where its words deny, plan or suppose."""
    place = spot.located.place
    if place is None or not scene.tells_deed or _is_of_history(scene, spot) or _is_after_note(scene, spot):
        return
    if _is_struck(scene, spot):
        return
    holder = discourse.holder_of(place)
    event = _event(scene, spot, _nearest(scene, spot))
    if judge_certainty(scene.sentence.chunks, event, lexicon) != "asserted":
        return
    _bound(event, scene, lexicon)
    change = _tell(scene, spot, event, days)
    if change is not None and days.is_account and change[0] == days.published:
        change = None  # what is told long afterwards did not come about on the day of telling
    event.status = "controlled"
    state = _tell(scene, spot, event, days)
    for controller, ways in _controllers(scene, spot, place, discourse, home).items():
        keeps = controller == holder
        if state is not None and (keeps or state != change):
            yield Option(scene, spot, place, controller, keeps, ways, "controlled", state, bool(holder))
        if change is not None and not keeps:
            yield Option(scene, spot, place, controller, keeps, ways, "captured", change, bool(holder))


def _is_of_history(scene: Scene, spot: Spot) -> bool:
    """Say if the part of the sentence around a spot names a day of history: "protests began in X in 2018"."""
    part = scene.parts[spot.at]
    return any(
        "past" in chunk.tags and scene.parts[at] == part for at, chunk in enumerate(scene.sentence.chunks)
    )


def _is_struck(scene: Scene, spot: Spot) -> bool:
    """Say if a spot is what a word of striking is done to: "shelled X", "rockets hit X and Y"; that tells of no holder."""
    chunks = scene.sentence.chunks
    at = spot.at - 1
    while at >= 0 and (
        chunks[at].kind == "place" or chunks[at].low in _LINKS or chunks[at].tags & _BEFORE_NAMES
    ):
        at -= 1
    return at >= 0 and _STRIKE in scene.senses[at]


def _is_after_note(scene: Scene, spot: Spot) -> bool:
    """Say if only a note in brackets before the spot's part tells of a deed: "X (captured by rebels) and Y lie on"."""
    first = scene.parts.index(scene.parts[spot.at])
    return scene.sentence.chunks[first].low == ")" and not _deeds_of(scene, spot)


def _deeds_of(scene: Scene, spot: Spot) -> list[str]:
    """Return the sorts of deeds that the part of the sentence around a spot tells of, what tells most first."""
    part = scene.parts[spot.at]
    here = {name for at, names in enumerate(scene.senses) if scene.parts[at] == part for name in names}
    return [name for name in DEEDS if name in here]


def is_open(chunks: Sequence[Chunk], spot: Spot, home: HomeGround) -> bool:
    """Say if a spot is a place of the theatre's that a side may hold, named as the place that is meant."""
    place = spot.located.place
    if place is None or not home.holds(place) or not suits("contested", place):
        return False
    return chunks[spot.at].extent not in ("wide", "attribute") and not _is_elsewhere(chunks, spot)


def _is_elsewhere(chunks: Sequence[Chunk], spot: Spot) -> bool:
    """Say if the words before a place lead past it: "near X", "towards X", "10 km north of X"."""
    at = spot.at - 1
    while at >= 0 and chunks[at].tags & _BEFORE_NAMES and not chunks[at].preposition:
        at -= 1
    return at >= 0 and (chunks[at].preposition == "near" or chunks[at].low in _TOWARDS)


def _nearest(scene: Scene, spot: Spot) -> int:
    """Return the index of the word of control nearest to a spot, the spot's own where there is none."""
    near = [trigger.at for trigger in scene.triggers if abs(trigger.at - spot.at) <= _TRIGGER_REACH]
    return min(near, key=lambda at: abs(at - spot.at) + 2 * (at > spot.at), default=spot.at)


def _controllers(
    scene: Scene, spot: Spot, place: Place, discourse: Discourse, home: HomeGround
) -> dict[str, frozenset[str]]:
    """Return the sides that may hold a place, with why each comes into question."""
    ways: dict[str, set[str]] = {}
    probe = _event(scene, spot, spot.at)
    for side in scene.sides:
        local = home.name_local(side.side, place, probe, discourse)
        ways.setdefault(local, set()).add("named")
    for local, way in (
        (discourse.holder_of(place), "holder"),
        (scene.topic, "topic"),
        (scene.taker, "taker"),
        (discourse.rival_of(place), "rival"),
    ):
        ways.setdefault(local, set()).add(way)
    return {side: frozenset(found) for side, found in ways.items() if side in home.camps}


def _event(scene: Scene, spot: Spot, at: int) -> Event:
    chunks = scene.sentence.chunks
    trigger = chunks[at]
    form = trigger.verbs[0].form if trigger.verbs else "noun" if trigger.nouns else "state"
    return Event(
        "loose", "captured", [spot.located], chunks[spot.at].extent, {}, at, -1, 0, 0, form, spot.at,
        frozenset(chunk.side for chunk in chunks if chunk.side and not chunk.common),
    )  # fmt: skip


def _bound(event: Event, scene: Scene, lexicon: Lexicon) -> None:
    """Give an event the bounds of its clause."""
    chunks, at, found = scene.sentence.chunks, event.at, event.found
    first, last = Row(chunks, lexicon).clause(at, min(at, found), max(at, found))
    event.first, event.last = chunks[first].start, chunks[last].end
    event.dated = any(chunk.kind == "date" for chunk in chunks[first : last + 1])


def _tell(scene: Scene, spot: Spot, event: Event, days: DayTeller) -> Told | None:
    """Return the day of an option; None where its words tell of history."""
    noted = list(days.told)  # what is only weighed sets no day for the rest of the paragraph
    told = days.tell_place(spot.located, event, days.tell(scene.sentence, ReadEvent(event, "asserted")))
    days.told[:] = noted
    return None if told[2] else told
