"""Relative: places that a text tells by other places.

Owns the road from "10 km north of X", "on the outskirts of X", "between X and Y", "the X-Y highway" to a shape, a point
and an uncertainty in kilometres. `phrases` reads the words (the lexicon's), `lines` finds a pack's roads, rivers and units,
`ground` draws. Knows no claim and no map: the anchors come located.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from frontline.mentions import find_mentions
from frontline.model import Document, Located, Place
from frontline.places import distance_km, locate_mentions
from frontline.relative.phrases import (
    is_lead,
    is_tail,
    measured_between,
    phrase_behind,
    phrase_between,
    phrases_before,
    tells_of,
    way_start,
)
from frontline.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from frontline.gazetteer import Gazetteer
    from frontline.relative.ground import Ground
    from frontline.relative.lines import TheatreLines
    from frontline.relative.phrases import Phrase
    from frontline.theatre import Theatre

    _Draw = Callable[[BaseGeometry | None], Ground | None]

__all__ = ["RelativePlace", "find_relative", "heed_relations", "locate_phrase"]

#: Kinds of anchor that "near" and "north of" stand to as to a point.
_SHAPELESS = frozenset({"country", "continent", "sea", "road", "river"})
#: Hints of names that may be a point, and the kind of a place that no gazetteer has.
_POINTS = frozenset(
    {"city", "town", "village", "district", "base", "airport", "crossing", "facility", "bridge", "dam"}
)
#: A place that no gazetteer has is put where a text tells how far and which way it lies, if it is told this closely.
CLOSEST_KM = 30.0
#: A village or town so far from where the text puts its name is a namesake.
_SMALL, _ELSEWHERE_KM = frozenset({"village", "town"}), 150.0
#: Of two places farther apart than this one is misread, or what lies between them is no place; the same of a distance.
WIDEST_KM = 1000.0


@dataclass(frozen=True, slots=True)
class RelativePlace:
    """A stretch of a text that places something by other places: `text[start:end] == surface`.

    `ground` is the point, the uncertainty and the shape; `anchors` the places it leans on, in the order of the text;
    `score` the trust in the least sure of them.
    """

    doc_id: str
    start: int
    end: int
    surface: str
    anchors: tuple[Place, ...]
    ground: Ground
    score: float
    is_measured: bool = False
    """Does the text tell both how far and in which direction?"""

    def to_record(self) -> dict[str, Any]:
        """Return the JSON form: the keys of `frontline mentions`, and `uncertainty_km`, `geometry`, `anchors`."""
        shape = self.ground.to_record()
        return {
            "doc_id": self.doc_id,
            "start": self.start,
            "end": self.end,
            "surface": self.surface,
            "place_id": None,
            "name": " ".join(self.surface.split()),
            "kind": "relative",
            "lat": shape["lat"],
            "lon": shape["lon"],
            "score": round(self.score, 3),
            "uncertainty_km": shape["uncertainty_km"],
            "geometry": shape["geometry"],
            "anchors": [place.place_id for place in self.anchors],
        }


def find_relative(
    text: str, located: Sequence[Located], *, theatre: Theatre | None = None
) -> list[RelativePlace]:
    """Return the relative places of a text in order, none overlapping another; the longest phrase wins.

    Parameters
    ----------
    located
        The text's names with their places, in order: what `locate_mentions` returned.
    theatre
        Gives the lines of roads and rivers and the polygons of units; without it they are no anchors.
    """
    names = [item for item in located if item.mention.kind_hint != "demonym"]
    found = list(_Finder(text, names, theatre).find())
    kept: list[RelativePlace] = []
    for item in sorted(found, key=lambda item: (item.start - item.end, item.start)):
        if all(item.end <= other.start or other.end <= item.start for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)


def locate_phrase(
    query: str, gazetteer: Gazetteer, *, theatre: Theatre | None = None
) -> RelativePlace | None:
    """Return the place that a whole phrase tells ("10 km north of Hama"), or None where it is a plain name."""
    document = Document("", query.strip())
    located = locate_mentions(document, find_mentions(document, gazetteer), gazetteer, theatre=theatre)
    found = find_relative(document.text, located, theatre=theatre)
    text = document.text
    whole = [item for item in found if is_lead(text[: item.start]) and is_tail(text[item.end :])]
    return whole[0] if len(whole) == 1 else None


def heed_relations(text: str, located: Sequence[Located], *, theatre: Theatre | None = None) -> list[Located]:
    """Return the names with what the text says of where they lie: "Foo, 10 km north of X". The order is kept.

    Only how far and which way together place a name. One that no gazetteer has gets a place whose `source` is "relative";
    of several places of one name the one that lies there is taken, where the choice lies elsewhere. A village or town that
    lies far from where the text puts its name is a namesake of one that no gazetteer has. What is told once holds for the
    name wherever the text has it.
    """
    finder = _Finder(text, located, theatre)
    heeded = [finder.heeded(n) for n in range(len(located))]
    made = {
        fold(after.mention.surface): (before.place, after)
        for before, after in zip(located, heeded, strict=True)
        if after.place is not None and after.place.source == "relative" and before.place != after.place
    }
    return [_as_told(item, *made.get(fold(item.mention.surface), (None, item))) for item in heeded]


def _as_told(item: Located, refused: Place | None, told: Located) -> Located:
    """Return a name with the place that the text tells elsewhere, where it has none or the one that this refuses."""
    return replace(item, place=told.place, score=told.score, rivals=()) if item.place == refused else item


def _unlisted(item: Located, told: RelativePlace) -> Located:
    """Return a name that no gazetteer has with a place of its own, where the words put it."""
    hint, anchor = item.mention.kind_hint, told.anchors[0]
    if hint and hint not in _POINTS:
        return item
    name = " ".join(item.mention.surface.split())
    lon, lat = round(told.ground.lon, 5), round(told.ground.lat, 5)
    # The point is part of the id: two villages of one name, or one that is told twice and differently, are not one place.
    place = Place(
        f"{fold(name).replace(' ', '-')}-at-{lat:.2f}-{lon:.2f}", name, hint or "village", lon, lat, anchor.parent,
        anchor.country, source="relative",
    )  # fmt: skip
    return Located(item.mention, place, min(0.5, told.score))


def _namesake(item: Located, told: RelativePlace) -> Located:
    """Return a name with the one of its places that lies where the words put it, if the chosen one does not."""
    point = Place("", "", "", told.ground.lon, told.ground.lat)
    choices = [place for place in (item.place, *item.rivals) if place is not None]
    there = [place for place in choices if distance_km(place, point) <= told.ground.uncertainty_km]
    if (
        not there
        and item.place is not None
        and item.place.kind in _SMALL
        and distance_km(item.place, point) > _ELSEWHERE_KM
    ):
        return _unlisted(item, told)
    if item.place in there or len(there) != 1:
        return item
    rest = tuple(place for place in choices if place is not there[0])
    return Located(item.mention, there[0], item.score, rest)


def _drawer(line: BaseGeometry, side: float | None = None) -> _Draw:
    """Return what draws a line, or its bank on one side, all of it or what lies within a shape."""
    from frontline.relative.ground import along, bank

    def draw(within: BaseGeometry | None) -> Ground | None:
        return along(line, within=within) if side is None else bank(line, side, within=within)

    return draw


class _Finder:
    def __init__(self, text: str, located: Sequence[Located], theatre: Theatre | None) -> None:
        self.text = text
        self.located = located
        self.theatre = theatre
        self._lines: TheatreLines | None = None

    @property
    def lines(self) -> TheatreLines | None:
        if self._lines is None and self.theatre is not None:
            from frontline.relative.lines import TheatreLines

            self._lines = TheatreLines(self.theatre)
        return self._lines

    def find(self) -> Iterator[RelativePlace]:
        """Yield every reading of every phrase; they may overlap."""
        told: list[RelativePlace] = []
        for n, item in enumerate(self.located):
            told += self._of_pair(n)
            told += self._of_name(item)
        yield from told
        for item in self.located:
            yield from self._of_line(item, told)

    def heeded(self, n: int) -> Located:
        """Return a name with the place that the words behind it tell, where it has none or another."""
        item, following = self.located[n], self.located[n + 1] if n + 1 < len(self.located) else None
        is_settled = item.place is not None and not item.rivals and item.place.kind not in _SMALL
        if is_settled or following is None or following.place is None:
            return item
        # Shapes are dear: only the words that tell of this name, how far and which way, are drawn.
        mention = following.mention
        phrase = measured_between(self.text, item.mention.end, mention.start, mention.end)
        ground = self._ground(phrase, following.place) if phrase is not None else None
        if phrase is None or ground is None or ground.uncertainty_km > CLOSEST_KM:
            return item
        told = self._made(phrase, (following,), ground)
        return _unlisted(item, told) if item.place is None else _namesake(item, told)

    def _of_pair(self, n: int) -> Iterator[RelativePlace]:
        """Yield what lies between a name and the next."""
        if n + 1 >= len(self.located):
            return
        one, other = self.located[n], self.located[n + 1]
        if one.place is None or other.place is None or one.place == other.place:
            return
        a, b = one.mention, other.mention
        phrase = phrase_between(self.text, a.start, a.end, b.start, b.end)
        if phrase is not None and distance_km(one.place, other.place) < WIDEST_KM:
            yield self._made(phrase, (one, other), self._between(phrase, one.place, other.place))

    def _between(self, phrase: Phrase, one: Place, other: Place) -> Ground:
        from frontline.relative.ground import along, between

        line = self.lines.road(f"{one.name}-{other.name}") if phrase.way and self.lines else None
        course = along(line) if line is not None else None
        return course or between(one, other, halfway=phrase.sense == "halfway")

    def _of_name(self, item: Located) -> Iterator[RelativePlace]:
        if item.place is None:
            return
        for phrase in self._phrases_of(item):
            ground = self._ground(phrase, item.place)
            if ground is not None:
                yield self._made(phrase, (item,), ground)

    def _phrases_of(self, item: Located) -> list[Phrase]:
        """Return the phrases that lean on a name: those before it, then the one behind it."""
        start, end = item.mention.start, item.mention.end
        behind = phrase_behind(self.text, start, end)
        return [*phrases_before(self.text, start, end), *([behind] if behind else [])]

    def _ground(self, phrase: Phrase, anchor: Place) -> Ground | None:
        """Return the ground of a relation to one place, or None where the two do not go together."""
        from frontline.relative.ground import edge, near, toward

        if phrase.sense in ("land", "part"):
            return self._part(phrase, anchor)
        loose = anchor.is_wide and phrase.distance is None and phrase.sense != "edge"
        far = phrase.distance is not None and phrase.distance.most_km > WIDEST_KM
        if phrase.sense == "bank" or anchor.kind in _SHAPELESS or loose or far:
            return None
        if phrase.sense == "edge":
            return edge(anchor, *phrase.radii, bearings=phrase.bearings)
        return near(anchor) if phrase.sense == "near" else toward(anchor, phrase.bearings, phrase.distance)

    def _part(self, phrase: Phrase, unit: Place) -> Ground | None:
        """Return the part of a unit or a town, or the open land on one side of a town."""
        from frontline.relative.ground import edge, part_of, toward

        if not unit.is_wide and phrase.sense == "part":
            # "South Side" with its capital is a name, and its town another one
            return edge(unit, 0.0, 1.0, phrase.bearings) if self.text[phrase.start].islower() else None
        if not unit.is_wide:
            return toward(unit, phrase.bearings)
        shape, seat = (self.lines.unit(unit), self.lines.seat(unit)) if self.lines else (None, None)
        if shape is None or seat is None:
            return None
        return part_of(shape, seat, phrase.bearings)

    def _strips(self, item: Located) -> Iterator[tuple[int, int, _Draw]]:
        """Yield where a road, a river or its bank is named, and what draws all of it or what lies within a shape."""
        mention, place = item.mention, item.place
        kind = place.kind if place is not None else mention.kind_hint
        if self.lines is None or (kind not in ("road", "river") and mention.kind_hint != "road"):
            return
        line = (
            self.lines.river(place) if place and kind == "river" else self.lines.road(mention.surface, place)
        )
        if line is None:
            return
        start = way_start(self.text, mention.start)
        if kind != "river" or start < mention.start:
            yield start, mention.end, _drawer(line)
        for phrase in phrases_before(self.text, mention.start, mention.end):
            if phrase.sense == "bank" and kind == "river":
                yield phrase.start, phrase.end, _drawer(line, phrase.bearings[0])

    def _of_line(self, item: Located, told: Sequence[RelativePlace]) -> Iterator[RelativePlace]:
        """Yield a road, a river or its bank, and what the phrase right behind leaves of it."""
        for start, end, draw in self._strips(item):
            whole = draw(None)
            if whole is not None:
                yield self._shape(start, end, (item,), whole)
            for other in told:
                part = draw(other.ground.geometry) if tells_of(self.text, end, other.start) else None
                if part is not None:
                    within = (lean for lean in self.located if other.start <= lean.mention.start < other.end)
                    yield self._shape(
                        start, other.end, (item, *(lean for lean in within if lean.place)), part
                    )

    def _made(self, phrase: Phrase, items: tuple[Located, ...], ground: Ground) -> RelativePlace:
        return self._shape(phrase.start, phrase.end, items, ground, measured=phrase.is_measured)

    def _shape(
        self, start: int, end: int, items: tuple[Located, ...], ground: Ground, *, measured: bool = False
    ) -> RelativePlace:
        return RelativePlace(
            items[0].mention.doc_id,
            start,
            end,
            self.text[start:end],
            tuple(item.place for item in items if item.place is not None),
            ground,
            min(item.score for item in items),
            measured,
        )
