"""Walking: from a verb or a preposition to the place that it leads to, and what "the city" stands for.

Owns what may stand between: articles, dates, adjuncts, "several towns, including". Knows no side and no verb's meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from frontline.grammar.chunk import EXTENTS, extent_of
from frontline.grammar.discourse import AIRFIELDS
from frontline.grammar.row import DASHES, REACH, dateline_size, is_origin, is_way

if TYPE_CHECKING:
    from frontline.grammar.chunk import Chunk
    from frontline.grammar.discourse import Discourse
    from frontline.grammar.row import Row
    from frontline.model import Located

#: Kinds that a list of places follows along: "two towns on the X highway, A and B".
_LINES = frozenset({"road", "river"})
#: What may stand before the object of a verb: "the following towns", "about a quarter of the country".
_ROUGHLY = frozenset({"following", "about", "around", "roughly", "nearly", "almost"})
#: What points at a settlement, whatever its size in the gazetteer.
_TOWNS = frozenset({"the city", "the town", "the village"})
_SETTLED = frozenset({"city", "town", "village"})
#: How far into a sentence the place stands that opens it, in chunks.
_OPENING = 5
#: A place and a dash.
_LABEL = 2
#: What leads along a stretch of ground: "from X down through Y to Z".
_THROUGH = frozenset({"by", "through", "via", "past", "down", "up", "over"})
#: Ground that has a town's name because it is that town.
_ENCLAVES = frozenset({"enclave", "pocket"})
_PAIRS = frozenset({"both", "the two", "them", "all of them", "all of which", "both of which"})


@dataclass(slots=True)
class Found:
    """Places with how much of them is meant, and the index of their chunk."""

    places: list[Located]
    extent: str
    at: int


def wider(extent: str, other: str) -> str:
    """Return the looser of two extents: what is said of the edge of parts of X is said of its edge."""
    return max(extent, other, key=EXTENTS.index) if other and extent in EXTENTS else extent


@dataclass(slots=True)
class _Way:
    """A way to a place: where it starts, whether much may stand on it, and what it has told so far."""

    start: int
    free: bool
    extent: str = ""
    unnamed: bool = False


class Walking:
    """Finds the place that a chunk of one sentence leads to."""

    def __init__(self, row: Row, discourse: Discourse) -> None:
        self.row = row
        self.discourse = discourse
        self.words = row.lexicon.words

    def _stand_for(self, at: int) -> Found | None:
        """Return what a chunk that names or points at places stands for."""
        chunk = self.row.chunks[at]
        if chunk.extent == "attribute":
            return self._facility_of(at)
        if chunk.kind == "ref" and chunk.low.split()[-1] in AIRFIELDS:
            found = self._facility_in(at)
            if found is not None:
                return found
        places = chunk.places if chunk.kind == "place" else self.refer(at)
        return Found(places, chunk.extent, at) if places else None

    def airfield(self, at: int) -> Found | None:
        """Return the airport of "X and its airport", None for another reference."""
        return self._stand_for(at) if self.row.low(at).split()[-1] in AIRFIELDS else None

    def _facility_in(self, at: int) -> Found | None:
        """Return the airport of "the military airport in X"."""
        chunks = self.row.chunks
        if at + 2 >= len(chunks) or chunks[at + 1].preposition not in ("in", "of", "near"):
            return None
        town = chunks[at + 2]
        if town.kind != "place" or len(town.places) != 1:
            return None
        places = self.discourse.find_facility(town.places[0], self.row.low(at).split())
        return Found(places, "whole", at) if places else None

    def _facility_of(self, at: int) -> Found | None:
        """Return the airport of "X's military airport"."""
        chunk = self.row.chunks[at]
        if chunk.kind not in ("place", "ref") or self.row.low(at + 1) != "'s":
            return None
        towns = chunk.places or self.refer(at)
        for index in self.row.reach(at + 1, 4):
            if self.row.low(index) in AIRFIELDS:
                words = [self.row.low(k) for k in range(at + 2, index + 1)]
                places = self.discourse.find_facility(towns[-1], words) if towns else []
                return Found(places, "whole", index) if places else None
            if not self.row.chunks[index].tags & {"adjective"}:
                return None
        return None

    def refer(self, at: int) -> list[Located]:
        """Return the places that "the city", "both towns", "there" or "it" stands for."""
        low = "it" if self.row.low(at) == "its" else self.row.low(at)
        before = self._groups_before(at)
        if low == "it" and self._is_of_a_thing_beside(at):
            return []
        if low != "there" and low not in _PAIRS:
            # where one comes from, or where a report is written, is what "the city" means only if nothing else is
            held = self.row.chunks[at].side
            fronted = (self._fronted_town(at) if low in _TOWNS else []) or self._labelled(at, low)
            if fronted:
                return fronted
            found = (
                self.discourse.resolve_reference(low, groups, held) for groups in (before, self._origins(at))
            )
            return next((places for places in found if places), [])
        own = self._own_pair(at) if low not in ("there", "them") else []
        if own:
            return own
        groups = [group for group in (*self.discourse.groups, *before) if _are_points(group)]
        if low != "there":
            many = [group for group in groups[-3:] if len(group) > 1]
            if many or low != "them":
                return many[-1] if many else []
        return groups[-1] if groups else []

    def _own_pair(self, at: int) -> list[Located]:
        """Return the two places that a sentence names before "both", [] where they are not two."""
        own = [group for group in self._named_before(at) if _are_points(group)]
        if own and len(own[-1]) == 2:
            return own[-1]
        # "left X and, at noon, Y, and rebels entered both"
        return [*own[0], *own[1]] if len(own) == 2 and own[0] != own[1] else []

    def _labelled(self, at: int, low: str) -> list[Located]:
        """Return the place of "X - The army holds it.", "X - The city is theirs.", of which a line tells."""
        chunks = self.row.chunks
        alone = not any(chunk.kind == "place" for chunk in chunks[_LABEL:at])
        label = low == "it" or (low in _TOWNS and self.row.low(1) == "-" and alone)
        labelled = label and dateline_size(chunks) == _LABEL and chunks[0].kind == "place"
        return chunks[0].places if labelled else []

    def _fronted_town(self, at: int) -> list[Located]:
        """Return the settlement of "In X, ... the city", "On the axis of X, ...", [] where the sentence opens otherwise."""
        chunks = self.row.chunks
        place = next((k for k in range(1, min(at, _OPENING)) if chunks[k].kind == "place"), 0)
        opens = place and chunks[0].preposition in ("in", "on") and self.row.low(place + 1) == ","
        if not opens or len(chunks[place].places) != 1 or chunks[place].extent == "attribute":
            return []
        town = chunks[place].places[0].place
        return chunks[place].places if town is not None and town.kind in _SETTLED else []

    def _is_led_near(self, place: Chunk) -> bool:
        at = self.row.chunks.index(place)
        return at > 0 and self.row.chunks[at - 1].preposition == "near"

    def _is_of_a_thing_beside(self, at: int) -> bool:
        """Say if "it" is what lies beside the place named last: "took a checkpoint west of X, but lost it"."""
        chunks = self.row.chunks
        last = next((k for k in range(at - 1, -1, -1) if chunks[k].kind == "place"), -1)
        if last < 2 or chunks[last - 1].preposition != "near":
            return False
        thing = chunks[last - 2]
        return (
            thing.kind in ("word", "ref") and not thing.verbs and not thing.tags & {"adverb", "be", "copula"}
        )

    def _groups_before(self, at: int) -> list[list[Located]]:
        """Return the groups of places that a sentence names or points at before a chunk, origins left out."""
        told = self.row.chunks[dateline_size(self.row.chunks) : at]
        named = [c for c in told if c.kind in ("place", "ref") and c.extent != "attribute" and not is_way(c)]
        own = [c for c in named if not is_origin(self.row.chunks, c)]
        groups: list[list[Located]] = []
        # "X, near Y, after soldiers left it": what only situates another place is meant last
        for chunk in sorted(own, key=lambda c: c.extent != "edge" and not self._is_led_near(c)):
            places = chunk.places or self.discourse.resolve_reference(chunk.low, groups, chunk.side)
            groups += [places] if places else []
        return groups

    def _origins(self, at: int) -> list[list[Located]]:
        """Return all places that a sentence names before a chunk, that of its dateline first."""
        size = dateline_size(self.row.chunks)
        return [*(c.places for c in self.row.chunks[:size][:1]), *self._named_before(at)]

    def _named_before(self, at: int) -> list[list[Located]]:
        told = self.row.chunks[dateline_size(self.row.chunks) : at]
        return [c.places for c in told if c.kind == "place" and c.extent != "attribute"]

    def walk(self, start: int, *, free: bool = False) -> Found | None:
        """Walk over what may stand between a verb or a preposition and its place.

        Parameters
        ----------
        free
            After a verb: unnamed places ("several villages, including X") and adjuncts may stand between too.
        """
        way = _Way(start, free)
        index = self._skip_adjunct(start) if free else start
        while index < min(len(self.row.chunks), start + REACH):
            chunk = self.row.chunks[index]
            pointing = chunk.low in self.words["pronoun_place"] and not way.unnamed
            if chunk.kind in ("place", "ref") or pointing:
                found, following = self._reach(index, way)
            else:
                found, following = None, self._pass(index, way)
            if not following:
                return found
            index = following
        return None

    def _reach(self, at: int, way: _Way) -> tuple[Found | None, int]:
        """Return the place that a chunk is, or the index to go on from where it only stands by the way (0: stop)."""
        if self.row.low(at) == "both" and not self.row.ends_phrase(at + 1):
            return None, 0  # "both buildings"
        if way.unnamed:
            meant = self._stand_for(at) if self._is_facility_at(at) else self._stretch(at, way)
            return (meant, 0) if meant is not None else (None, at + 1 if self._only_situates(at) else 0)
        if way.free and self._opens_examples(at):
            way.unnamed = True
            return None, at + 1
        found = self._stand_for(at)
        if found is None:
            return None, (self._after_possession(at) or self._after_unknown(at)) if way.free else 0
        found.extent = wider(found.extent, way.extent)
        return found, 0

    def _stretch(self, at: int, way: _Way) -> Found | None:
        """Return the places of "a strip from X through Y to Z", from its first on; None where it is no such stretch."""
        row = self.row
        passed = {word for c in row.chunks[way.start : at] for word in c.low.split()}
        if way.free and row.low(at - 1) == "around" and passed & self.words["stretch"]:
            return Found(row.chunks[at].places, row.chunks[at].extent, at)  # "a belt around X and Y"
        if not way.free or row.low(at - 1) != "from":
            return None
        ground = bool(passed & (self.words["ground"] | self.words["stretch"]))
        found = list(row.chunks[at].places)
        for index in row.reach(at) if ground and row.chunks[at].extent == "whole" else ():
            chunk, before = row.chunks[index], row.low(index - 1)
            if chunk.kind == "place":
                if chunk.extent != "whole" or before not in _THROUGH | {"to"}:
                    return None
                found += chunk.places
                if before == "to":
                    return Found(found, "whole", at)
            elif chunk.low not in _THROUGH | {"to", ","} and "adverb" not in chunk.tags:
                return None
        return None

    def _is_facility_at(self, at: int) -> bool:
        """Say if it is the X of "the border crossing at X": a crossing or a base, and no town."""
        places = [item.place for item in self.row.chunks[at].places if item.place]
        return (
            bool(places)
            and all(place.is_site for place in places)
            and self.row.chunks[at - 1].preposition == "in"
        )

    def _after_unknown(self, at: int) -> int:
        """Return the index after "the airbase and", where nobody knows which; 0 where no list goes on."""
        return at + 2 if self.row.chunks[at].kind == "ref" and self.row.low(at + 1) in (",", "and") else 0

    def _opens_examples(self, at: int) -> bool:
        """Say if names follow what is wide or many: "towns of X province, among them A", "five quarters, such as A"."""
        comma = self.row.low(at + 1) == ","
        chunk, after = self.row.chunks[at], self.row.chunks[at + 1 + comma : at + 2 + comma]
        many = chunk.extent == "wide" or ("part" in chunk.tags and chunk.low.endswith("s"))
        return many and bool(after) and "include" in after[0].tags

    def _pass(self, at: int, way: _Way) -> int:
        """Note what a chunk before a place says of it; return the index to go on from, 0 where no place can follow."""
        chunk, unnamed = self.row.chunks[at], way.unnamed
        bearing = "bearing" in chunk.tags and self._opens_names(at + 1)  # "much of the northeast - X, Y"
        counted = at > 0 and "determiner" in self.row.chunks[at - 1].tags  # "holds only three: X, Y and Z"
        colon = chunk.low == ":" and (unnamed or (way.free and (at == way.start or counted)))
        if "include" in chunk.tags or colon or (unnamed and self._opens_names(at)):
            way.unnamed, way.extent = False, ""
        elif way.free and chunk.low in _ENCLAVES and self.row.low(at + 1) == "of":
            return at + 2  # "the rebel-held enclave of X": X itself
        elif (
            way.free
            and not self._is_side_of(at)
            and (chunk.tags & {"kind", "wide", "ground"} or bearing or self._opens_examples(at))
        ):
            way.unnamed = True
        elif way.free and "part" in chunk.tags and self.row.low(at + 1) == ",":
            return at + 2  # "the centre, the airbase and X"
        elif extent_of(chunk.tags):
            way.extent = extent_of(chunk.tags)
        elif unnamed and chunk.low == "and":
            way.unnamed = False
        elif way.free and (self._is_thing_beside(at) or self._is_side_of(at)):
            return at + 2
        elif not (unnamed and self._describes(at)) and not self._is_transparent(at, way.extent, way.free):
            return 0
        return at + 1

    def _is_thing_beside(self, at: int) -> bool:
        """Say if it is a thing taken with a place: "the terminal and the town of X"."""
        if not self.row.is_plain_noun(at) or self.row.low(at + 1) != "and":
            return False
        place = next((k for k in self.row.reach(at + 1, 6) if self.row.chunks[k].kind == "place"), None)
        named = place is not None and self.row.chunks[place].extent == "whole"
        return named and place is not None and not self.row.opens_clause(place)

    def _is_side_of(self, at: int) -> bool:
        """Say if it is "the Ruritanian side of" a hill or a crossing: all of it that is there to be had."""
        return self.row.low(at) == "side" and self.row.low(at + 1) == "of"

    def _only_situates(self, at: int) -> bool:
        """Say if a place only tells where the unnamed ones are: "two towns south of X, A and B"."""
        chunk = self.row.chunks[at]
        far = chunk.extent in ("wide", "edge", "attribute")
        return chunk.kind == "place" and (far or self.row.is_lead_governed(at))

    def _opens_names(self, at: int) -> bool:
        """Say if a comma or a dash opens the names of places that were only described: "two towns, A and B"."""
        if self.row.low(at) not in (",", *DASHES) or at + 1 >= len(self.row.chunks):
            return False
        named, before = self.row.chunks[at + 1], self.row.chunks[at - 1]
        if any(item.place is not None and item.place.kind not in _LINES for item in before.places):
            return False  # "villages in the countryside of A, B and C"
        many = len(named.places) > 1 and named.extent == "whole" and named.lead == named.start
        return named.kind == "place" and many and not self.row.opens_clause(at + 1)

    def _after_possession(self, at: int) -> int:
        """Return the index after "X's airport and", 0 where no list goes on."""
        if self.row.chunks[at].extent != "attribute":
            return 0
        return next((k + 1 for k in self.row.reach(at, 5) if self.row.low(k) == "and"), 0)

    def _describes(self, at: int) -> bool:
        """Say if it may stand between "several villages" and their names."""
        chunk = self.row.chunks[at]
        if chunk.low in (",", "and", "of", "in", "-", "–", "'s") or chunk.tags & {"near", "wide"}:
            return True
        return (
            chunk.kind == "word"
            and not chunk.verbs
            and not chunk.tags & {"conjunction", "be", "have", "report"}
        )

    def _is_transparent(self, at: int, extent: str, free: bool) -> bool:
        """Say if it may stand between a verb or preposition and a place's name."""
        chunk = self.row.chunks[at]
        if chunk.kind == "date" or chunk.tags & {"determiner", "adverb", "adjective"}:
            return not self.row.is_relative(at)
        if chunk.kind in ("held", "adjective") or self._is_seat(at):
            return True
        if "bearing" in chunk.tags and at + 1 < len(self.row.chunks):
            return bool(self.row.chunks[at + 1].tags & {"ground", "kind", "wide"})  # "the east bank of"
        if chunk.low in ("of", "on", "over"):
            before = self.row.chunks[at - 1]
            if self._is_seat(at - 1):
                return True
            return bool(extent) or (free and (before.kind == "date" or "determiner" in before.tags))
        return chunk.low.isdigit() or (free and chunk.low in _ROUGHLY)

    def _is_seat(self, at: int) -> bool:
        """Say if it is "the government stronghold", whose name follows."""
        chunk = self.row.chunks[at]
        return chunk.kind == "asset" and chunk.low.split()[-1] in self.words["seat"]

    def _skip_adjunct(self, index: int) -> int:
        """Pass over ", on the morning of this Tuesday," and the preposition of "controlled on X"."""
        end = index
        while end < min(len(self.row.chunks), index + 6) and self._is_adjunct_word(end):
            end += 1
        if end < len(self.row.chunks) and self.row.chunks[end].kind == "date":
            index = end + 1
            if self.row.low(index) == ",":
                return self._skip_adjunct(index + 1)
        if self.row.low(index) == ",":
            return self._after_aside(index)
        return index + 1 if self.row.low(index) in ("on", "over") else index

    def _after_aside(self, comma: int) -> int:
        """Return the index after ", in order," that stands between a verb and its object; the comma's where none does."""
        for at in self.row.reach(comma, 5):
            chunk = self.row.chunks[at]
            if chunk.low == ",":
                return at + 1
            if (
                chunk.kind not in ("word", "date")
                or chunk.verbs
                or chunk.tags & {"relative", "report", "conjunction"}
            ):
                break
        return comma

    def _is_adjunct_word(self, at: int) -> bool:
        chunk = self.row.chunks[at]
        return (
            chunk.low in (",", "of")
            or chunk.preposition in ("on", "in", "with", "from")
            or bool(chunk.tags & {"determiner", "adjective", "adverb"})
        )


def _are_points(group: list[Located]) -> bool:
    return all(item.place and not item.place.is_wide for item in group)
