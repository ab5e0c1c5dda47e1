"""Quoted: a claim from the words of a document, whoever read them. Knows no sentence and no extractor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.model import Claim

if TYPE_CHECKING:
    import datetime as dt

    from frontline.grammar import Attribution
    from frontline.model import Certainty, Document, Place, Status


def quote_claim(
    document: Document,
    span: tuple[int, int],
    place: Place,
    voice: Attribution,
    *,
    status: Status,
    controller: str,
    day: tuple[dt.date, int, bool],
    certainty: Certainty,
    rule: str,
) -> Claim:
    """Return the claim that a stretch of a document makes on a place.

    Parameters
    ----------
    span
        First and past-the-end character of the quote in the document's text.
    voice
        Whoever says it; what a named voice asserts is `claimed`.
    controller
        The holder afterwards: a faction id, "contested" or "none".
    day
        The day it happened, give or take how many days, and whether it is history.

    Raises
    ------
    ValueError
        If a claim of these cannot be: see `Claim`.
    """
    start, end = span
    date, precision_days, is_past = day
    return Claim(
        doc_id=document.doc_id,
        place_id=place.place_id,
        place=place.name,
        lat=place.lat,
        lon=place.lon,
        status=status,
        controller=controller,
        date=date,
        date_precision_days=precision_days,
        certainty="claimed" if certainty == "asserted" and voice.words else certainty,
        background=is_past,
        attribution=voice.words,
        quote=document.text[start:end],
        start=start,
        end=end,
        rule=rule,
        kind=place.kind,
        published=document.published,
        outlet=document.outlet,
        url=document.url,
        source_id=voice.source_id,
        source_side=voice.side,
        place_source=place.source,
    )
