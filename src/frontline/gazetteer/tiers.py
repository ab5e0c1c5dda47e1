"""Names: how far a spelling is loosened before a place answers, and what a layer of places must answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

from frontline.placewords import load_place_words
from frontline.spelling import drop_articles, fold, romanisation_key, skeleton

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from frontline.model import Place


class Tier(IntEnum):
    """How far a spelling had to be loosened before a place answered; a smaller number is a surer match."""

    EXACT = 0
    FOLDED = 1
    ARTICLE = 2
    ROMANISED = 3
    SKELETON = 4
    NEAR = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean, and how close the spelling was."""

    place: Place
    tier: Tier


class NameIndex(Protocol):
    """What a layer of places must answer: the places of a name in one tier, and the place of an id."""

    def find(self, name: str, tier: Tier) -> tuple[Place, ...]:
        """Return the places that the name has in this tier alone, in a fixed order."""

    def place(self, place_id: str) -> Place | None:
        """Return the place of this id, or None."""

    def names(self) -> Iterable[str]:
        """Return every name, for near matches."""

    def units(self) -> Iterable[Place]:
        """Return every first-level unit."""

    def near(self, lon: float, lat: float, within_km: float, limit: int) -> list[tuple[float, Place]]:
        """Return (kilometres, place) of the `limit` nearest places that are points, nearest first."""

    def stamp(self) -> str:
        """Return a text that changes with the places."""


#: What two spellings share that meet in a tier.
KEYS: dict[Tier, Callable[[str], str]] = {
    Tier.EXACT: lambda name: name.strip(),
    Tier.FOLDED: fold,
    Tier.ARTICLE: lambda name: drop_articles(fold(name)),
    Tier.ROMANISED: lambda name: romanisation_key(fold(name)),
    Tier.SKELETON: lambda name: skeleton(fold(name)),
}


def names_of(place: Place) -> Iterator[str]:
    """Yield the names of a place; those of a unit also without the word for its kind: "Hama" for "Hama Governorate"."""
    kinds = load_place_words().kind_of
    for name in (place.name, *place.aliases):
        yield name
        words = name.split()
        if place.kind == "governorate" and len(words) > 1 and kinds.get(words[-1].lower()) == "governorate":
            yield " ".join(words[:-1])


def attempts(name: str) -> Iterator[str]:
    """Yield the name, then the name without generic words."""
    yield name
    words = name.replace("’", "'").split()
    if words and words[-1].lower().endswith("'s"):
        words[-1] = words[-1][:-2]
    if words and words[0].lower() == "the":
        words = words[1:]
    plain = load_place_words()
    if len(words) > 2 and words[1].lower() == "of" and words[0].lower() in plain.kind_of:
        words = words[2:]
    while len(words) > 1 and words[-1].lower() in plain.kind_of:
        words = words[:-1]
    stripped = " ".join(words)
    if stripped and stripped != name:
        yield stripped
