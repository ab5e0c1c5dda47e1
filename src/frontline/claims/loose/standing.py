"""Standing: how an option's side stands to the ground of its place: what it held before, where it advances, who its foes are.

All of it is the theatre's: no name of a side or of a place is in a feature.
"""

from __future__ import annotations

from bisect import bisect
from typing import TYPE_CHECKING

from frontline.claims.former import NOWHERE_KM

if TYPE_CHECKING:
    from frontline.claims.loose.options import Option
    from frontline.claims.outcomes import HomeGround

#: Steps of the way from the ground that a side held before the theatre's days, in km, and of that way for each day since.
_WAYS_KM = (6.0, 15.0, 30.0, 60.0, 100.0)
_PACES_KM = (2.0, 5.0, 10.0, 20.0, 40.0)
_MANY = 3
#: How the features that are told here begin.
STANDING = "standing:"
#: What stands for all of it in a theatre without axes, or of a side that held nothing before its days.
UNTOLD = STANDING + "untold"


def describe_standing(option: Option, home: HomeGround) -> list[str]:
    """Return how likely an option's side comes to its place, by the theatre alone; `UNTOLD` where it says too little.

    How far the place is from what the side held before, beside how far it is from what all others held; how far the side
    would have to come each day; whether an axis of the theatre leads it there; whether who held the place is a foe of its own.
    """
    place, side = option.place, option.controller
    if not home.advancing or not home.former.holds_any(side):
        return [UNTOLD]
    kind = "keep" if option.keeps else "gain"
    km = home.former.km_to_sides(place)
    own = km[side]
    others = min((away for other, away in km.items() if other != side), default=NOWHERE_KM)
    days = max(0, (option.told[0] - home.former.first_day).days) + 1
    way = bisect(_WAYS_KM, own)
    before = home.former.baseline.get(place.place_id, "")
    told = [
        f"way={way}|{kind}",
        f"ways={way}|{bisect(_WAYS_KM, others)}",
        f"nearer={own < others}|{kind}",
        f"pace={bisect(_PACES_KM, own / days)}|{kind}",
        f"axis={_whose(home.advancing.get(place.place_id, ''), side)}|{kind}",
        f"beside={_whose(home.beside.get(place.place_id, ''), side)}|{kind}",
        f"foe={before in home.foes.get(side, ())}",
        f"before={bool(before)}",
        f"rivals={min(option.rivals, _MANY)}|{kind}",
        f"native={home.is_native(side, place)}|{kind}",
    ]
    return [STANDING + one for one in told]


def _whose(told: str, side: str) -> str:
    """Return if what is told is of a side, of another one, or of none."""
    return "none" if not told else "own" if told == side else "other"
