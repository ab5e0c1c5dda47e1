"""Agreement: what one text says of one place in several sentences, brought together. Knows nothing but claims."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from frontline.claims.outcomes import STORM
from frontline.grammar.fighting import FIGHTS_ON
from frontline.model import CONTESTED, NOBODY

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from frontline.model import Claim

#: The lexicon's rule for forces that enter a place.
_ENTRY = "enter"
#: A change told so loosely takes the day that the same text tells more precisely.
_LOOSE_DAYS = 2


def name_new_holders(claims: list[Claim], losers: Mapping[str, set[str]]) -> list[Claim]:
    """Return the claims, with a place that was left or lost given the holder that the same text tells elsewhere.

    Parameters
    ----------
    losers
        Who left or lost each place by its id: no such side is its new holder.
    """
    told = {
        claim.place_id: claim
        for claim in claims
        if claim.is_present_control
        and claim.status in ("captured", "controlled")
        and claim.controller not in losers.get(claim.place_id, set()) | {NOBODY}
    }
    taken = {
        (claim.place_id, claim.date): claim
        for claim in claims
        if claim.is_present_control and claim.status == "captured" and claim.controller != NOBODY
    }
    named = []
    for claim in claims:
        # "units left X", where X was told to be taken that day: whoever "units" are, it is left to its taker
        after = told.get(claim.place_id) or taken.get((claim.place_id, claim.date))
        left = (
            claim.status in ("withdrawn", "lost") and claim.controller == NOBODY and claim.is_present_control
        )
        named.append(
            replace(claim, controller=after.controller)
            if left and after and after.date >= claim.date
            else claim
        )
    return named


def doubt_entries(claims: list[Claim]) -> list[Claim]:
    """Return the claims, with a place that was entered left contested where the same text tells of both sides in it.

    Who enters a place holds it by that word alone; another sentence that tells of fighting in it, or of a part of it, on
    that day or later, says that it is not held yet. Clashes in the same sentence are how they entered.
    """
    fought = [claim for claim in claims if claim.is_present_control and claim.status == "contested"]

    def is_fought_over(entry: Claim) -> bool:
        return any(
            other.place_id == entry.place_id
            and other.date >= entry.date
            and (other.quote != entry.quote or other.rule == FIGHTS_ON)
            for other in fought
        )

    return [
        replace(claim, status="contested", controller=CONTESTED)
        if claim.rule == _ENTRY and claim.status == "captured" and is_fought_over(claim)
        else claim
        for claim in claims
    ]


def settle_fights(claims: list[Claim]) -> list[Claim]:
    """Return the claims without the storming of a place that the same text tells to be taken on that day."""
    decided = {
        (claim.place_id, claim.date)
        for claim in claims
        if claim.is_present_control and claim.status in ("captured", "lost") and claim.controller != NOBODY
    }
    return [
        claim
        for claim in claims
        if not (
            claim.rule == STORM
            and claim.status == "contested"
            and claim.is_present_control
            and (claim.place_id, claim.date) in decided
        )
    ]


def share_days(claims: list[Claim], published: dt.date) -> list[Claim]:
    """Return the claims, with a change told without a day, or loosely, given the day on which the same text dates it."""
    dated = {
        (claim.place_id, claim.controller): claim
        for claim in claims
        if claim.is_present_control
        and claim.status == "captured"
        and claim.date != published
        and claim.date_precision_days < _LOOSE_DAYS
    }
    shared = []
    for claim in claims:
        told = dated.get((claim.place_id, claim.controller))
        loose = claim.date_precision_days >= _LOOSE_DAYS
        undated = (
            claim.is_present_control
            and claim.status in ("captured", "lost")
            and (claim.date == published or loose)
        )
        shared.append(
            replace(claim, date=told.date, date_precision_days=told.date_precision_days)
            if told and undated
            else claim
        )
    return shared


def drop_repeats(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Yield the claims without those that say again what an earlier one said."""
    seen: set[tuple[object, ...]] = set()
    for claim in claims:
        certainty = "present" if claim.certainty in ("asserted", "claimed") else claim.certainty
        key = (claim.place_id, claim.status, claim.controller, claim.date, certainty, claim.background)
        if key not in seen:
            seen.add(key)
            yield claim
