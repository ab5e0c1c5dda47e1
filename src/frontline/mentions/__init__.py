"""Mentions: where a text names a place.

Owns the recognition of place names: the longest name that the gazetteer knows, and names that it does not know but that
form or context give away; no person, organisation, newspaper or common word. Knows no coordinates: which place a name
means is decided in `places`. The words come from the lexicon, the names from the gazetteer, none from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.mentions.cues import asked_kind, relation_to
from frontline.mentions.fresh import find_fresh
from frontline.mentions.known import find_known
from frontline.mentions.lists import describe, merge_ways
from frontline.mentions.reading import Reading
from frontline.mentions.weighing import find_weighed
from frontline.model import Mention
from frontline.placewords import load_place_words

if TYPE_CHECKING:
    from frontline.gazetteer import Gazetteer
    from frontline.mentions.reading import Found
    from frontline.model import Document

__all__ = ["find_mentions", "mention_at"]


def find_mentions(document: Document, gazetteer: Gazetteer) -> list[Mention]:
    """Return every mention of a place in a document's text, in order, none overlapping another.

    The longest name wins; the word for a unit's kind is no part of it ("Hama" in "Hama province"), the words of a
    facility are ("Kuweires air base"). Nationality words are returned with the hint "demonym". Names that only form or
    context give away are returned as well, though the gazetteer does not know them. Nothing raises, whatever the text.
    """
    reading = Reading(document.text, gazetteer)
    found = find_weighed(reading) if reading.is_weighable else find_known(reading)
    found += find_fresh(reading, found)
    found = merge_ways(document.text, _longest(found))
    describe(document.text, found)
    return [
        Mention(
            document.doc_id,
            item.start,
            item.end,
            document.text[item.start : item.end],
            item.hint,
            item.relation,
        )
        for item in found
    ]


def _longest(found: list[Found]) -> list[Found]:
    """Return names in the order of the text, less those that lie in one that starts before or is longer."""
    kept: list[Found] = []
    for item in sorted(found, key=lambda item: (item.start, -item.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def mention_at(document: Document, start: int, end: int) -> Mention:
    """Return the mention at a given span, with the hint and the relation that the words around it give."""
    surface = document.text[start:end]
    if " ".join(surface.lower().split()) in load_place_words().demonym_of:
        return Mention(document.doc_id, start, end, surface, "demonym")
    hint, relation = asked_kind(document.text, start, end), relation_to(document.text, start)
    return Mention(document.doc_id, start, end, surface, hint, relation)
