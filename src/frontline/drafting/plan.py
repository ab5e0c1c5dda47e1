"""Plan: what a new pack is to say; what the user leaves open is proposed. Knows towns and frames, writes no file."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 -- fields of a dataclass
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from frontline.drafting.towns import plain
from frontline.errors import InputError
from frontline.theatre import Extent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from frontline.drafting.towns import Town

#: Colours on light and on dark paper for the sides, in this order: told apart by readers of any sight (OKLab distances of
#: Machado's simulations, as tests/test_drafting.py measures them) and, the first five, in greyscale.
COLOURS = (
    ("#27548a", "#4868ac"),
    ("#b5452f", "#de5c43"),
    ("#e8c95a", "#e4e38c"),
    ("#6fb08a", "#8bbfa7"),
    ("#602438", "#8b3456"),
    ("#b074b0", "#c38ec1"),
)
#: What stands behind a side's adjective in the news.
_TROOPS = ("forces", "troops", "soldiers", "army", "military", "units", "fighters")
#: A word of these endings that a user gives ("Union forces") tells the adjective before it.
_ADJECTIVE = re.compile(rf"(.+?)[ -](?:(?:armed )?(?:{'|'.join(_TROOPS)})|held)", re.IGNORECASE)
#: Words that tell what forces do and not whose they are: "security-held" is nobody's.
_WHOSEVER = frozenset(
    (
        "joint",
        "security",
        "special",
        "regular",
        "allied",
        "ground",
        "armed",
        "local",
        "foreign",
        "naval",
        "border",
        "militia",
    )
)
#: "Rebels" tells "rebel-held", "rebel hands".
_PLURAL = re.compile(r"([^\W\d_]{4,}[^\W\d_s])s")
#: What only a state has: the news say "the army" where one side alone has one.
_STATES_OWN = ("army", "military", "armed forces")


@dataclass(frozen=True)
class Side:
    """A faction of the new pack: the words that articles have for it, and what it held on the day before.

    `holds` and `wants` are names of countries, first-level units or towns.
    """

    id: str
    name: str
    colour: str
    colour_dark: str
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    state: bool = False
    """Whether its forces are a state's: tables of events tell them apart."""


@dataclass(frozen=True)
class Plan:
    """A theatre to be; days are those of `theatre.toml`, `extent` is in degrees.

    `places` are the user's own, which no gazetteer has: (name, lon, lat).
    """

    id: str
    name: str
    first_day: dt.date
    last_day: dt.date
    baseline_day: dt.date
    countries: tuple[str, ...]
    extent: Extent
    sides: tuple[Side, ...]
    about: str = ""
    places: tuple[tuple[str, float, float], ...] = ()

    @property
    def metric_crs(self) -> str:
        """The UTM zone of the frame's middle."""
        lon, lat = (
            (self.extent.west + self.extent.east) / 2,
            (self.extent.south + self.extent.north) / 2,
        )
        return f"EPSG:{(32600 if lat >= 0 else 32700) + int((lon + 180) // 6) % 60 + 1}"


def identifier(text: str) -> str:
    """Return an id made of a name: "The Lakeland war" gives "the-lakeland-war"."""
    return re.sub("[^a-z0-9]+", "-", plain(text).lower()).strip("-")


def propose_side(
    name: str,
    number: int,
    words: tuple[str, ...] = (),
    *,
    colour: str = "",
    holds: tuple[str, ...] = (),
    wants: tuple[str, ...] = (),
) -> Side:
    """Return a side with its id, a colour and the words that follow from the words given.

    Parameters
    ----------
    name
        Its name in full.
    number
        Which side of the theatre it is, from 0: chooses the colour.
    words
        Other nouns that articles have for it; "Union forces" also tells "Union troops", "Union army" and "Union-held";
        beside "Leaguers", "Leaguer forces" also tells "Leaguer", and "rebels" also "rebel".
    colour
        "#rrggbb", where the user has one.
    holds, wants
        Countries, units or towns that it held on the day before; that it is after.

    Raises
    ------
    InputError
        If the name gives no id.
    """
    side_id = identifier(name)
    if not side_id:
        raise InputError(
            f"{name!r} is no name for a side; write it in Latin letters, and add others by its words"
        )
    light, dark = COLOURS[number % len(COLOURS)]
    stems = [_whose(match[1]) for word in (name, *words) if (match := _ADJECTIVE.fullmatch(word))]
    stems += [match[1] for word in words if (match := _PLURAL.fullmatch(word))]
    adjectives = tuple(stem for stem in dict.fromkeys(stems) if stem)
    given = {word.casefold() for word in (name, *words)}
    # "Houthis" and "Houthi forces": then "Houthi" alone is the side too, as in "in Houthi hands".
    singular = [stem for stem in adjectives if f"{stem}s".casefold() in given]
    nouns = (name, *words, *singular, *(f"{stem} {noun}" for stem in adjectives for noun in _TROOPS))
    unique = {word.casefold(): word for word in reversed(nouns)}
    aliases = tuple(word for word in dict.fromkeys(nouns) if unique[word.casefold()] == word)
    return Side(side_id, name, colour or light, colour or dark, aliases, adjectives, holds, wants)


def _whose(stem: str) -> str:
    """Return what tells whose forces they are: "Northern special" is "Northern", "security" is nothing."""
    words = stem.split(" ")
    while words and words[-1].casefold() in _WHOSEVER:
        words.pop()
    return " ".join(words)


def give_the_army(
    sides: Sequence[Side], given: Sequence[Sequence[str]], is_country: Callable[[str], bool] = lambda _: False
) -> tuple[Side, ...]:
    """Return the sides, with what an army tells of them.

    The one that alone was given an army ("Malian army") has the bare words "army" and "military" too; where several were,
    the one whose army is a country's of the theatre. Whoever has such an army, or a government in its words, is a state.

    Parameters
    ----------
    sides
        All sides of the theatre.
    given
        The words that the user gave for each, its name among them, in the same order.
    is_country
        Tells whether a word is a name or an adjective of one of the theatre's countries.
    """
    words_of = [[word.casefold() for word in words] for words in given]
    owners = [n for n, words in enumerate(words_of) if any(word.endswith(_STATES_OWN) for word in words)]
    national = [n for n in owners if any(is_country(_army_of(word)) for word in words_of[n])]
    ruling = {n for n, words in enumerate(words_of) if any("government" in word.split() for word in words)}
    sides = [replace(side, state=n in ruling.union(national)) for n, side in enumerate(sides)]
    if len(owners) > 1:
        owners = national
    if len(owners) != 1:
        return tuple(sides)
    taken = {alias.casefold() for side in sides for alias in side.aliases}
    bare = tuple(word for word in _STATES_OWN if word not in taken)
    return tuple(
        replace(side, aliases=(*side.aliases, *bare)) if number == owners[0] else side
        for number, side in enumerate(sides)
    )


def _army_of(word: str) -> str:
    """Return what stands before the word for an army: "malian army" is "malian", "rebels" is nothing."""
    return next((word.removesuffix(own).strip() for own in _STATES_OWN if word.endswith(f" {own}")), "")


def frame_of(numbers: str) -> Extent:
    """Return the frame that "WEST,SOUTH,EAST,NORTH" tells, degrees.

    Raises
    ------
    InputError
        If it tells none.
    """
    try:
        west, south, east, north = (float(part) for part in numbers.split(","))
    except ValueError as error:
        raise InputError(
            f"{numbers!r} is no frame; give WEST,SOUTH,EAST,NORTH in degrees: 13.5,46.6,15.5,47.4"
        ) from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise InputError(
            f"{numbers!r} is no frame: west must be less than east (-180 to 180), south less than north (-90 to 90)"
        )
    return Extent(west=west, south=south, east=east, north=north)


def place_of(text: str) -> tuple[str, float, float]:
    """Return the (name, lon, lat) of a place that is written "NAME=LAT,LON", as maps and phones write a point.

    Raises
    ------
    InputError
        If it tells none.
    """
    name, _, point = text.rpartition("=")
    try:
        lat, lon = (float(part) for part in point.split(","))
    except ValueError as error:
        raise InputError(
            f"--place {text!r} is no place; write it as 'Oldmill=47.05,14.6' (latitude first)"
        ) from error
    if not identifier(name) or not (abs(lat) <= 90 and abs(lon) <= 180):
        raise InputError(
            f"--place {text!r} is no place; give a name in Latin letters, latitude -90 to 90, longitude -180 to 180"
        )
    return name.strip(), lon, lat


def time_zone_of(towns: list[Town]) -> str:
    """Return the time zone of the largest town."""
    return max(towns, key=lambda town: town.population).time_zone if towns else "UTC"
