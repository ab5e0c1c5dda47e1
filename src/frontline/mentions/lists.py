"""Lists: what names that stand together share.

Owns the joining of "A-B highway" into one name, and the handing on of kinds and relations along "Hama and Homs
provinces" or "north of A and B".
"""

from __future__ import annotations

import re

from frontline.mentions.cues import kind_ahead, kind_behind, relation_to, way_end
from frontline.mentions.reading import Found
from frontline.mentions.tokens import HYPHENS

LIST_GAP = re.compile(
    r"\s*(?:,|/|,?\s*(?:and|or|as\s+well\s+as|plus)(?:\s+(?:also|then|later))?|&)\s+"
    r"(?:(?:the|in|from|to|on|both)\s+)?",
    re.IGNORECASE,
)
#: Longer than any list's gap; more white space than this is a gap of its own.
_WIDEST_GAP = 32
#: A preposition of its own ends what the one before the list says: "east of A, in B".
_ELSEWHERE = re.compile(r"\b(?:in|from|to|on)\b", re.IGNORECASE)
_PLURAL = re.compile(
    r"\s+(?:provinces|governorates|districts|neighbou?rhoods|quarters|countrysides|regions|crossings|villages|towns"
    r"|cities)\b",
    re.IGNORECASE,
)
#: Kinds that "the villages of A, B and C" gives to every member.
_SHARED = frozenset({"village", "town", "city", "district", "crossing"})


def are_listed(text: str, end: int, start: int) -> bool:
    """Tell whether what stands between two names makes them neighbours in a list."""
    return 0 <= start - end <= _WIDEST_GAP and LIST_GAP.fullmatch(text, end, start) is not None


def gap_after(text: str, end: int) -> re.Match[str] | None:
    """Return what separates a name that ends here from the next of its list, or None."""
    return LIST_GAP.match(text, end, min(len(text), end + _WIDEST_GAP))


def merge_ways(text: str, found: list[Found]) -> list[Found]:
    """Join the two ends and the word of "A-B highway" into one name."""
    merged: list[Found] = []
    for item in found:
        last = merged[-1] if merged else None
        until = way_end(text, item.end) if last and text[last.end : item.start] in HYPHENS else item.end
        if last and until > item.end:
            merged[-1] = Found(last.start, until, last.first, item.last, "road")
        else:
            merged.append(item)
    return merged


def describe(text: str, found: list[Found]) -> None:
    """Fill in every name's hint and relation, first from the words around it, then from its list.

    A list shares the kind that leads it ("the villages of A and B") or ends it in the plural ("A and B provinces"); a
    kind that one name bears itself ("the lake, A crossing, B") is that name's alone.
    """
    places = [item for item in found if item.hint != "demonym"]
    leading = ""
    for n, item in enumerate(places):
        before = places[n - 1] if n else None
        item.relation = relation_to(text, item.start)
        listed = before is not None and are_listed(text, before.end, item.start)
        if before and listed and not _ELSEWHERE.search(text, before.end, item.start):
            item.relation = item.relation or before.relation
        own = item.hint or kind_behind(text, item.end)
        led = "" if own else kind_ahead(text, item.start)
        leading = led or (leading if listed else "")
        item.hint = own or led or (leading if leading in _SHARED else "")
    shared = ""
    for n in range(len(places) - 2, -1, -1):
        item, after = places[n], places[n + 1]
        if _PLURAL.match(text, after.end, min(len(text), after.end + _WIDEST_GAP)):
            shared = after.hint
        if not are_listed(text, item.end, after.start):
            shared = ""
        item.hint = item.hint or shared
