"""Agreement: how an option stands to what the grammar read in the same document."""

from __future__ import annotations

from bisect import bisect
from typing import TYPE_CHECKING

from frontline.model import CONTESTED, NOBODY

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from frontline.claims.loose.options import Option
    from frontline.model import Claim

#: Claims of a document from which on it is one that the grammar reads well.
_SEVERAL = 4
_AGES = (1, 2, 5, 11)
_LOOSE_DAYS = 3
_MANY = 3
#: Steps of the number of a document's sentences with places; sentences at its beginning and end that are told apart.
_LENGTHS = (3, 8, 20)
_LEADS, _ENDS = 3, 2
#: Steps of the number of places named since a place that is only meant ("the city").
_PASSED = (1, 2, 4)


def describe_position(option: Option, sentences: int) -> list[str]:
    """Return where in a document an option stands: reports tell first what is new.

    Parameters
    ----------
    sentences
        How many sentences of the document name places.
    """
    return [
        f"pos={min(option.nth - 1, _LEADS)}",
        f"rev={min(sentences - option.nth, _ENDS)}",
        f"long={bisect(_LENGTHS, sentences)}",
        f"newly={option.is_first}",
        f"since={min(option.since, _MANY)}",
        f"between={bisect(_PASSED, option.between)}",
    ]


def describe_agreement(
    option: Option, claims: Sequence[Claim], published: dt.date, mentions: int, *, is_account: bool
) -> list[str]:
    """Return how an option's holder and day stand to a document's present claims.

    Parameters
    ----------
    claims
        The present claims that the grammar made of the document.
    mentions
        How often the document names the place.
    is_account
        Was it written after the theatre's days?
    """
    day, precision_days, _past = option.told
    age = (published - day).days
    found = [
        f"doc={'0' if not claims else '1' if len(claims) < _SEVERAL else '4'}",
        f"account={is_account}",
        f"age={sum(age >= least for least in _AGES) if age >= 0 else -1}|{is_account}",
        f"prec={min(precision_days, _LOOSE_DAYS)}",
        f"mentions={min(mentions, _MANY)}",
    ]
    told: set[str] = set()
    is_told = False
    first, last = option.scene.sentence.start, option.scene.sentence.end
    for claim in claims:
        apart = (claim.date - day).days
        if claim.place_id == option.place.place_id:
            if first <= claim.start < last:
                continue  # what the grammar says by the same sentence is no second witness
            is_told = True
            who = _who(claim, option)
            told.add(f"place={who}")
            told.add(f"place={who}|{'day' if abs(apart) <= 1 else 'later' if apart > 0 else 'earlier'}")
        elif claim.controller == option.controller:
            told.add("side elsewhere")
            if abs(apart) <= 1:
                told.add("side elsewhere same day")
            if claim.status == option.status:
                told.add("side elsewhere same status")
        elif claim.status in ("captured", "lost"):
            told.add("other side gains")
    if not is_told:
        told.add("place=untold")
    return found + sorted(told)


def _who(claim: Claim, option: Option) -> str:
    if claim.controller == option.controller:
        return "same"
    return {CONTESTED: "contested", NOBODY: "none"}.get(claim.controller, "other")
