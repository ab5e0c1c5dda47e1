"""Groups: places joined into lists, with how much of each is meant.

"The strategic towns of A, B and C" is one group; "the outskirts of A" is A's edge, "A's museum" no place at all.
Knows no side and no verb's meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.chunk import extent_of
from frontline.grammar.discourse import AIRFIELDS
from frontline.grammar.shares import join_shares

if TYPE_CHECKING:
    from frontline.grammar.chunk import Chunk


def join_places(chunks: list[Chunk]) -> list[Chunk]:
    """Mark each place's extent and attach its lead; then join coordinated places into groups."""
    chunks = join_shares(chunks)
    places = [at for at, chunk in enumerate(chunks) if chunk.kind == "place"]
    if not places:
        return chunks
    for at in places:
        if chunks[at].kind != "place" or _is_things(chunks, at):
            continue  # dropped meanwhile, or the town of a thing in it
        if _is_patron(chunks, at) or _is_seats(chunks, at) or _is_ways(chunks, at):
            chunks[at].extent = "attribute"
        else:
            _qualify(chunks, at)
    row: list[Chunk] = []
    at = 0
    while at < len(chunks):
        chunk = chunks[at]
        if chunk.kind == "dropped":
            at += 1
            continue
        if chunk.kind == "place":
            at = _read_group(chunks, at, row)
            if row[-1].plural and len(row[-1].places) == 1 and row[-1].extent == "whole":
                row[-1].extent = "wide"
        else:
            row.append(chunk)
            at += 1
    return row


def _qualify(chunks: list[Chunk], at: int) -> None:
    """Absorb what belongs to a place's name: "the strategic town of" before it, "city" after it."""
    place = chunks[at]
    absorbed: list[int] = []
    pending: list[int] = []
    left = at - 1
    if left >= 0 and chunks[left].low in ("of", "called", "named") and _leads(chunks, left - 1):
        absorbed.append(left)
        left -= 1
    for index in range(left, max(-1, left - _LONGEST_LEAD), -1):
        kind = _lead_kind(chunks, index, is_open=bool(absorbed))
        if not kind:
            break
        pending.append(index)
        if kind == "unknown":
            continue
        if kind in ("part", "core") and _is_district(place):
            kind = "kind"
        absorbed += pending
        pending = []
        place.extent = _loosen(chunks, index, kind, place.extent)
        if kind == "article" and not _goes_on(chunks, index - 1):
            break
    owner = min(absorbed, default=0) - 1
    if owner >= 0 and chunks[owner].kind == "place" and "of" in (chunks[k].low for k in absorbed):
        absorbed.append(owner)  # "the X district of Y" is Y
    for index in absorbed:
        place.lead = min(place.lead, chunks[index].lead)
        place.plural = place.plural or ("kind" in chunks[index].tags and chunks[index].low in _MANY)
        chunks[index].kind = "dropped"
    if not _drop_owner(chunks, at):
        _qualify_right(chunks, at)


def _is_things(chunks: list[Chunk], at: int) -> bool:
    """Say if it is the town of "the prison of X", which is not the prison."""
    led = at > 1 and chunks[at - 1].low == "of" and chunks[at - 2].low in _THINGS | AIRFIELDS
    return led and _is_settled(chunks[at])


def _is_patron(chunks: list[Chunk], at: int) -> bool:
    """Say if a town stands for a government that others side with: "militias allied with X"."""
    led = at > 1 and chunks[at - 1].low in ("with", "to", "by")
    return led and chunks[at - 2].low in _SIDING


def _is_seats(chunks: list[Chunk], at: int) -> bool:
    """Say if it is the province of "X, the capital of Y,", which only tells what X is."""
    seat = at - 2
    if seat < 1 or chunks[at - 1].low != "of" or chunks[seat].low not in _SEATS:
        return False
    opening = next((k for k in range(seat, max(-1, seat - 4), -1) if chunks[k].low == ","), 0)
    described = opening > 0 and chunks[opening - 1].kind == "place"
    return described and all(item.place is not None and item.place.is_wide for item in chunks[at].places)


def _is_ways(chunks: list[Chunk], at: int) -> bool:
    """Say if it is an end of a way named by its ends: "Road X - Y"."""
    if at > 2 and chunks[at - 1].low in _DASHES and chunks[at - 2].kind == "place":
        at -= 2
    return at > 0 and chunks[at - 1].low in _WAYS and chunks[at - 1].capital and chunks[at - 1].kind == "word"


def _is_settled(place: Chunk) -> bool:
    return all(item.place is not None and item.place.kind in _SETTLED for item in place.places)


def _is_district(place: Chunk) -> bool:
    """Say if a name is that of a quarter, so that "the quarters of X" is X whole."""
    return any(item.place is not None and item.place.kind == "district" for item in place.places)


_DASHES = frozenset({"-", "–", "—", "--"})
_GENITIVES = frozenset({"'s", "'"})
#: Kinds of places that are no town, and of which a town has one.
_THINGS = frozenset(
    {
        "base", "port", "barracks", "brigade", "regiment", "academy", "fortress", "citadel", "prison", "square", "dam", "bridge",
        "field", "plant", "crossing", "checkpoint", "border crossing", "border post", "border gate", "camp", "hill", "hills",
    }
)  # fmt: skip
_SETTLED = frozenset({"city", "town", "village"})
#: Words for what leads from one town to another.
_WAYS = frozenset({"road", "highway", "motorway", "route", "axis", "line"})
#: What a town may be of its province.
_SEATS = frozenset({"capital", "seat"})
#: What makes a town named after it one that others side with, not one where they are.
_SIDING = frozenset(
    {"allied", "loyal", "aligned", "affiliated", "backed", "linked", "supported", "sponsored", "sympathetic"}
)
#: "The villages of X" are not X.
_MANY = frozenset(
    {
        "hills",
        "heights",
        "villages",
        "towns",
        "cities",
        "localities",
        "settlements",
        "hamlets",
        "communities",
        "camps",
        "areas",
    }
)
#: How a word of extent ends that leads to its place itself: "parts of X", "areas in X".
LED = (" of", " in")
#: How many chunks before a name may belong to it.
_LONGEST_LEAD = 7
#: What becomes of an extent that a word loosens: most of the outskirts of X is its outskirts.
_LOOSER = {
    "most": {"core": "core", "part": "part", "edge": "edge", "wide": "wide"},
    "core": {"part": "part", "edge": "edge", "wide": "wide"},
    "part": {"edge": "edge", "wide": "wide"},
    "edge": dict[str, str](),
    "wide": dict[str, str](),
}


def _lead_kind(chunks: list[Chunk], at: int, *, is_open: bool) -> str:  # noqa: PLR0911 - a list of cases
    """Return what a chunk before a name is to it, "" if nothing; `is_open` after "of"."""
    chunk = chunks[at]
    tags = chunk.tags
    if chunk.kind != "word" or chunk.preposition == "by":
        return ""
    if "most" in tags:
        return "most"
    if is_open or chunk.low.endswith(LED):
        loosening = "wide" if "wide" in tags else extent_of(tags)
        if loosening:
            return loosening
    if "relative" in tags:
        return ""
    if "determiner" in tags:
        return "article"
    if tags & {"kind", "adjective"} or (chunk.low == "of" and _leads(chunks, at - 1)):
        return "kind"
    if (
        chunk.low == "and"
        and at
        and "adjective" in chunks[at - 1].tags
        and "adjective" in chunks[at + 1].tags
    ):
        return "kind"  # "the northern and eastern outskirts of X"
    known = bool(tags or chunk.verbs or chunk.nouns)
    led = not chunk.capital or (at > 0 and "determiner" in chunks[at - 1].tags)  # "the Christian town of"
    return "unknown" if is_open and not known and led else ""


def _loosen(chunks: list[Chunk], at: int, kind: str, extent: str) -> str:
    """Return how much of a place is meant with the next word of its lead."""
    if extent == "part" and _is_of_all_quarters(chunks, at):
        return "most"
    return _LOOSER[kind].get(extent, kind) if kind in _LOOSER else extent


def _is_of_all_quarters(chunks: list[Chunk], at: int) -> bool:
    """Say if it is the "most" of "most of the quarters of X": not of its northern quarters."""
    if "most" not in chunks[at].tags and chunks[at].low != "all":
        return False
    after = next((chunk for chunk in chunks[at + 1 :] if "determiner" not in chunk.tags), None)
    return after is not None and "quarter" in after.tags


def _goes_on(chunks: list[Chunk], at: int) -> bool:
    """Say if the lead goes on before an article: "most of the city of X"."""
    return at >= 0 and (bool(chunks[at].tags & {"most", "part", "determiner"}) or chunks[at].low == "of")


def _leads(chunks: list[Chunk], at: int) -> bool:
    return at >= 0 and bool(chunks[at].tags & {"kind", "most", "part", "edge", "wide"})


def _qualify_right(chunks: list[Chunk], at: int) -> None:
    place = chunks[at]
    if at + 1 >= len(chunks):
        return
    following = chunks[at + 1]
    if following.low in _GENITIVES and following.start == place.end:
        owned = next(
            (
                c
                for c in chunks[at + 2 : at + 6]
                if c.tags & {"part", "edge", "wide", "head"} or c.kind == "place"
            ),
            None,
        )
        between = chunks[at + 2 : at + 6]
        if owned is not None and owned in between and "part" in owned.tags:
            quarters = place.extent == "most" and "quarter" in owned.tags and owned is between[0]
            _absorb(chunks, at, between.index(owned) + 2, "most" if quarters else extent_of(owned.tags))
        elif owned is not None and "edge" in owned.tags:
            _absorb(chunks, at, between.index(owned) + 2, "edge")
        else:
            place.extent = "attribute"
        return
    if "wide" in following.tags and following.kind == "word":
        following.kind = "dropped"
        place.extent = "wide"
    elif (
        following.low in ("city", "town", "village", "proper", "itself", "also") and following.kind == "word"
    ):
        following.kind = "dropped"
    elif following.tags & {"edge", "part"} and following.kind == "word" and not following.low.endswith(LED):
        following.kind = "dropped"
        loose = extent_of(following.tags)
        place.extent = "whole" if loose != "edge" and _is_district(place) else loose
    elif following.low == "base" and any(
        i.place and i.place.kind in ("airport", "base") for i in place.places
    ):
        following.kind = "dropped"
    elif _is_attribute(chunks, at):
        place.extent = "attribute"


def _is_attribute(chunks: list[Chunk], at: int) -> bool:
    """Say if a name only qualifies the noun after it: "X soap", "X hostages", "the X stock exchange"."""
    place, following = chunks[at], chunks[at + 1]
    if following.kind == "actor" and at == 1 and chunks[0].low == "in" and _acts_next(chunks, at + 2):
        return False  # "In X rebels are ..."
    if ("head" in following.tags and following.kind in ("word", "actor")) or _is_noun_after(following):
        return True
    led = place.lead < place.start and chunks[at - 1].low in ("the", "a", "an")
    return led and _is_plain(following) and _is_settled(place)


def _acts_next(chunks: list[Chunk], at: int) -> bool:
    """Say if a finite verb stands at an index."""
    chunk = chunks[at] if at < len(chunks) else None
    return chunk is not None and bool(chunk.verbs or chunk.tags & {"be", "have", "modal"})


def _drop_owner(chunks: list[Chunk], at: int) -> bool:
    """Drop a place that only leads to the one that it owns: "X's Y", "X's town of Y"; say if it is one."""
    if (
        at + 1 >= len(chunks)
        or chunks[at + 1].low not in _GENITIVES
        or chunks[at + 1].start != chunks[at].end
    ):
        return False
    end = at + 2
    while end < len(chunks) and (chunks[end].tags & {"kind", "adjective"} or chunks[end].low == "of"):
        end += 1
    if end >= len(chunks) or chunks[end].kind != "place":
        return False
    for chunk in chunks[at:end]:
        chunk.kind = "dropped"
    chunks[end].lead = chunks[at].lead
    return True


_TIMES = frozenset(
    {"hours", "hour", "days", "day", "minutes", "weeks", "week", "months", "years", "amid", "despite"}
)


def _is_noun_after(chunk: Chunk) -> bool:
    """Say if it is an unknown noun that a name before it only qualifies: "X hostages", or places of X's: "X towns"."""
    if chunk.low in _MANY:
        return chunk.kind == "word"
    return (
        chunk.kind == "word"
        and not (chunk.tags or chunk.verbs or chunk.nouns or chunk.capital)
        and chunk.low.isalpha()
        and chunk.low.endswith("s")
        and not chunk.low.endswith(("ss", "us", "is"))
        and chunk.low not in _TIMES
    )


def _is_plain(chunk: Chunk) -> bool:
    """Say if it is a common word that no list knows."""
    known = bool(chunk.tags or chunk.verbs or chunk.nouns)
    return chunk.kind == "word" and not (known or chunk.capital) and chunk.low.isalpha()


def _absorb(chunks: list[Chunk], at: int, size: int, extent: str) -> None:
    for chunk in chunks[at + 1 : at + size + 1]:
        chunk.kind = "dropped"
        chunks[at].end = chunk.end
    chunks[at].extent = extent


_LINKS = frozenset(
    {
        ",",
        "but also",
        "and",
        "&",
        "+",
        "/",
        "as well as",
        "along with",
        "or",
        "plus",
        "then",
        "followed by",
        "nor",
    }
)


def _read_group(chunks: list[Chunk], at: int, row: list[Chunk]) -> int:
    """Append the group that starts at `at` to the row; return the index after it."""
    group = chunks[at]
    group.places = list(group.places)
    row.append(group)
    at += 1
    while True:
        following = at
        linked = False
        while following < len(chunks) and (
            chunks[following].kind == "dropped"
            or chunks[following].low in _LINKS
            or (
                linked
                and chunks[following].low in ("also", "both", "on", "in", "from", "to", "at", "the", "of")
            )
        ):
            linked = linked or chunks[following].low in _LINKS
            following += 1
        if not linked or following >= len(chunks) or chunks[following].kind != "place":
            return at
        member = chunks[following]
        if "attribute" in (member.extent, group.extent) or member.side or group.side:
            return at
        repeated = _preposition_before(chunks, following)
        if repeated and (not row[:-1] or row[-2].low != repeated):
            return at
        shared = chunks[at].low == "and" and _shares_lead(group, member)
        if not (shared or member.extent == group.extent) or _starts_clause(chunks, following):
            return at
        if len(row) == 2 and row[0].low == "in" and _has_own_lead(chunks, at, following):
            return at
        group.places += member.places
        group.end = member.end
        at = following + 1


def _shares_lead(group: Chunk, member: Chunk) -> bool:
    """Say if what leads a list is said of its next place too: "the countryside of X and Y"."""
    led = group.lead < group.start and group.extent in ("edge", "wide")
    return led and member.extent == "whole" and member.lead == member.start


def _has_own_lead(chunks: list[Chunk], at: int, member: int) -> bool:
    """Say if no more than a comma joins a place with its own lead: "In X, the quarters of Y", of which X is no part."""
    between = [chunk.low for chunk in chunks[at:member] if chunk.kind != "dropped"]
    return between == [","] and chunks[member].lead < chunks[member].start


def _preposition_before(chunks: list[Chunk], at: int) -> str:
    before = at - 1
    while before >= 0 and chunks[before].kind == "dropped":
        before -= 1
    return (
        chunks[before].low if before >= 0 and chunks[before].low in ("on", "in", "from", "to", "at") else ""
    )


def _starts_clause(chunks: list[Chunk], at: int) -> bool:
    """Say if the place after ", and" is the subject of a verb of its own."""
    before = at - 1
    while before >= 0 and chunks[before].kind == "dropped":
        before -= 1
    if before < 1:
        return False
    spliced = (
        chunks[before].low == "," and at + 1 < len(chunks) and chunks[at + 1].low in ("is", "was", "has")
    )
    if not spliced and (chunks[before].low != "and" or chunks[before - 1].low != ","):
        return False
    after = at + 1
    while after < len(chunks) and (chunks[after].kind == "dropped" or "adverb" in chunks[after].tags):
        after += 1
    return after < len(chunks) and bool(chunks[after].tags & {"be", "have", "modal"} or chunks[after].verbs)
