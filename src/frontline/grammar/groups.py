"""Groups: places joined into lists, with how much of each is meant; and references such as "the city".

"The strategic towns of A, B and C" is one group; "the outskirts of A" is A's edge, "A's museum" no place at all.
Knows no side and no verb's meaning.
"""

from __future__ import annotations

from itertools import takewhile

from frontline.grammar.chunk import Chunk
from frontline.grammar.discourse import AIRFIELDS


def join_places(chunks: list[Chunk]) -> list[Chunk]:
    """Mark each place's extent and attach its lead; then join coordinated places into groups."""
    chunks = _join_shares(chunks)
    places = [at for at, chunk in enumerate(chunks) if chunk.kind == "place"]
    if not places:
        return chunks
    for at in places:
        if chunks[at].kind == "place" and not _is_things(chunks, at):  # not dropped meanwhile
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


#: Who has this share of a town has most of it.
_MOST_PERCENT = 60
_PERCENT = frozenset({"%", "percent", "per cent", "pct"})


def _join_shares(chunks: list[Chunk]) -> list[Chunk]:
    """Return the row with "80% of" as one chunk: most of what follows, or a part of it."""
    if _PERCENT.isdisjoint([chunk.low for chunk in chunks]):
        return chunks
    row: list[Chunk] = []
    for chunk in chunks:
        if chunk.low == "of" and len(row) > 1 and row[-1].low in _PERCENT and row[-2].low[0].isdecimal():
            row.pop()
            number = row.pop()
            digits = "".join(takewhile(str.isdecimal, number.low))
            tag = "most" if int(digits) >= _MOST_PERCENT else "part"
            share = Chunk("word", number.start, chunk.end, f"{number.low} percent of", frozenset({tag}))
            share.lead = share.start
            row.append(share)
        else:
            row.append(chunk)
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
        if kind == "part" and _is_district(place):
            kind = "kind"
        absorbed += pending
        pending = []
        place.extent = _LOOSER[kind].get(place.extent, kind) if kind in _LOOSER else place.extent
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


def _is_settled(place: Chunk) -> bool:
    return all(item.place is not None and item.place.kind in _SETTLED for item in place.places)


def _is_district(place: Chunk) -> bool:
    """Say if a name is that of a quarter, so that "the quarters of X" is X whole."""
    return any(item.place is not None and item.place.kind == "district" for item in place.places)


_GENITIVES = frozenset({"'s", "'"})
#: Kinds of places that are no town, and of which a town has one.
_THINGS = frozenset(
    {
        "base", "port", "barracks", "brigade", "regiment", "academy", "fortress", "citadel", "prison", "square", "dam", "bridge",
        "field", "plant", "crossing", "checkpoint", "border crossing", "border post", "border gate", "camp", "hill", "hills",
    }
)  # fmt: skip
_SETTLED = frozenset({"city", "town", "village"})
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
_LED = (" of", " in")
#: How many chunks before a name may belong to it.
_LONGEST_LEAD = 7
#: What becomes of an extent that a word loosens: most of the outskirts of X is its outskirts.
_LOOSER = {
    "most": {"part": "part", "edge": "edge", "wide": "wide"},
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
    if is_open or chunk.low.endswith(_LED):
        loosening = next((name for name in ("edge", "part", "wide") if name in tags), "")
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
            _absorb(chunks, at, between.index(owned) + 2, "part")
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
    elif following.tags & {"edge", "part"} and following.kind == "word" and not following.low.endswith(_LED):
        following.kind = "dropped"
        place.extent = "edge" if "edge" in following.tags else "whole" if _is_district(place) else "part"
    elif following.low == "base" and any(
        i.place and i.place.kind in ("airport", "base") for i in place.places
    ):
        following.kind = "dropped"
    elif _is_attribute(chunks, at):
        place.extent = "attribute"


def _is_attribute(chunks: list[Chunk], at: int) -> bool:
    """Say if a name only qualifies the noun after it: "X soap", "X hostages", "the X stock exchange"."""
    place, following = chunks[at], chunks[at + 1]
    if ("head" in following.tags and following.kind in ("word", "actor")) or _is_noun_after(following):
        return True
    led = place.lead < place.start and chunks[at - 1].low in ("the", "a", "an")
    return led and _is_plain(following) and _is_settled(place)


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
        if member.extent != group.extent or _starts_clause(chunks, following):
            return at
        if len(row) == 2 and row[0].low == "in" and _has_own_lead(chunks, at, following):
            return at
        group.places += member.places
        group.end = member.end
        at = following + 1


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


_POINTERS = frozenset({"the", "that", "this", "both", "these", "those", "the two"})
#: What a headline leaves the article out before: "army quits city".
_BARE = frozenset({"city", "town", "village", "airport", "airbase", "base"})
#: What says that all of "the city" is meant.
_WHOLE = frozenset({"the entire", "the whole"})
_OPENS_REFERENCE = _POINTERS | _BARE | {"its"}


def mark_references(chunks: list[Chunk]) -> list[Chunk]:
    """Return the row with "the city", "both towns", "the two sites" into references to places."""
    row: list[Chunk] = []
    at = 0
    while at < len(chunks):
        chunk = chunks[at]
        if chunk.low in _OPENS_REFERENCE or chunk.low in _WHOLE or "adjective" in chunk.tags:
            size = _reference_size(chunks, at) or _bare_reference_size(chunks, at)
        else:
            size = 0  # nearly every word
        if size:
            last = chunks[at + size - 1]
            low = " ".join(chunk.low for chunk in chunks[at : at + size])
            low = f"the {last.low}" if chunk.low in _WHOLE else low
            held = next((chunk.side for chunk in chunks[at : at + size] if chunk.kind == "held"), "")
            ref = Chunk("ref", chunks[at].start, last.end, low, side=held, lead=chunks[at].start)
            if chunks[at].low == "its":  # "its outskirts", "its eastern quarters"
                ref.extent = next((name for name in ("edge", "part") if name in last.tags), "whole")
            else:
                _qualify_reference(chunks, at + size, ref)
            if ref.extent == "whole":
                _loosen_reference(row, ref)
            row.append(ref)
        else:
            row.append(chunk)
        at += size or 1
    return row


def _loosen_reference(row: list[Chunk], ref: Chunk) -> None:
    """Take "the centre of", "most of" before "the city" off the row for how much of it is meant."""
    size = 2 if len(row) > 1 and row[-1].low == "of" else 1
    if len(row) < size or not (size == 2 or row[-1].low.endswith(" of")):
        return
    extent = next((name for name in ("edge", "part", "most") if name in row[-size].tags), "")
    if extent and row[-size].kind == "word":
        ref.extent, ref.lead = extent, row[-size].lead
        del row[-size:]


def _reference_size(chunks: list[Chunk], at: int) -> int:
    if chunks[at].low not in _POINTERS | _WHOLE and chunks[at].low != "its":
        return 0
    size = 1
    while at + size < len(chunks) and (
        "adjective" in chunks[at + size].tags
        or chunks[at + size].kind == "held"
        or chunks[at + size].low in ("two", "three", "same")
    ):
        size += 1
    if at + size >= len(chunks):
        return 0
    named = chunks[at + size]
    if chunks[at].low == "its":
        own = named.low in AIRFIELDS or (named.tags & {"edge", "part"} and not named.low.endswith(_LED))
    else:
        own = "kind" in named.tags
    if not own:
        return 0
    after = chunks[at + size + 1] if at + size + 1 < len(chunks) else None
    if after is not None and after.low == "of" and named.low in AIRFIELDS:
        return size + 1
    if after is not None and (after.low in ("of", "called") or after.kind in ("place", "actor")):
        return 0
    return size + 1


def _bare_reference_size(chunks: list[Chunk], at: int) -> int:
    """Return how many chunks a headline's "city" or "key city" takes after a verb or a preposition, 0 where none."""
    first, before = chunks[at], chunks[at - 1] if at else None
    if before is None or (first.low not in _BARE and "adjective" not in first.tags):
        return 0
    topic = before.low == ":" and at > 1 and chunks[at - 2].kind == "place"
    led = topic or before.verbs or before.preposition or "copula" in before.tags
    if not led or "determiner" in first.tags:
        return 0
    size = 0
    while at + size < len(chunks) and chunks[at + size].low not in _BARE:
        named = size and chunks[at + size].capital and not chunks[at + size].tags  # "second Ruritanian city"
        if not ("adjective" in chunks[at + size].tags or named):
            break
        size += 1
    if at + size >= len(chunks) or chunks[at + size].low not in _BARE or chunks[at + size].kind != "word":
        return 0
    after = chunks[at + size + 1] if at + size + 1 < len(chunks) else None
    ends = after is None or after.kind in ("punct", "date") or bool(after.tags & {"conjunction", "to"})
    ends = ends or (topic and after is not None and bool(after.verbs or "adverb" in after.tags))
    return size + 1 if ends else 0


def _qualify_reference(chunks: list[Chunk], at: int, ref: Chunk) -> None:
    if at >= len(chunks):
        return
    step = 1 if chunks[at].low == "'s" else 0
    for chunk in chunks[at + step : at + step + 3]:
        tags = chunk.tags
        if tags & {"part", "edge", "head"}:
            ref.extent = "part" if "part" in tags else "edge" if "edge" in tags else "attribute"
            break
        if not tags & {"adjective"}:
            break
