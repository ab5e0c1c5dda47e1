"""Forms: what a theatre pack may say, field by field. Knows no file: reading them is `reading`'s."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 -- pydantic reads the annotations
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from frontline.model import WIDE_KINDS, Place

if TYPE_CHECKING:
    from pathlib import Path

#: The countries of a theatre that names none: ISO 3166 keeps this code free for whoever needs one.
NO_COUNTRY = ("XX",)
POINT_KINDS = frozenset(
    {"city", "town", "village", "district", "base", "airport", "crossing", "facility", "bridge", "dam"}
)
KINDS = POINT_KINDS | WIDE_KINDS
BASEMAP_LAYERS = ("land", "countries", "governorates", "rivers", "lakes")


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no such time zone: {name!r}; use a name such as 'Europe/Kyiv'") from error
    return name


#: A zone of the Universal Transverse Mercator grid on WGS 84, north (6) or south (7) of the equator. Nearly every theatre lies
#: in one, and knowing it by its name spares the import of pyproj, a fifth of a cold start.
UTM_ZONE = re.compile(r"EPSG:32([67])(0[1-9]|[1-5]\d|60)")


def _metric_crs(name: str) -> str:
    if UTM_ZONE.fullmatch(name):
        return name
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_user_input(name)
    except CRSError as error:
        raise ValueError(f"no such CRS: {name!r}; use a UTM zone such as 'EPSG:32637'") from error
    if not crs.is_projected or crs.axis_info[0].unit_name != "metre":
        raise ValueError(f"{name!r} is not in metres; use a UTM zone such as 'EPSG:32637'")
    return name


def _colour(text: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValueError(f"{text!r} is not a colour; write it as '#1b6ca8'")
    return text.lower()


def _plain(text: str) -> str:
    if not text.strip():
        raise ValueError("may not be empty; write a name")
    if has_control_characters(text):
        raise ValueError(f"{text!r} holds a control character; take it out")
    return text


def has_control_characters(text: str) -> bool:
    """Tell whether a text holds NUL, a line's end or another character that no name needs."""
    return any(unicodedata.category(character) == "Cc" for character in text)


def _country(code: str) -> str:
    if not re.fullmatch("[A-Z]{2}", code):
        raise ValueError(f"{code!r} is no ISO 3166 code; write two capital letters such as 'SY' (or 'XX')")
    return code


def _identifier(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", text):
        raise ValueError(f"{text!r} is not an id; use lower-case letters, digits, '-' and '_'")
    return text


def _words(words: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    blank = [language for language, listed in words.items() if any(not word.strip() for word in listed)]
    if blank:
        raise ValueError(f"an empty word in language(s) {', '.join(blank)}; take it out")
    return words


Identifier = Annotated[str, AfterValidator(_identifier)]
Colour = Annotated[str, AfterValidator(_colour)]
Words = Annotated[dict[str, tuple[str, ...]], AfterValidator(_words)]
Name = Annotated[str, AfterValidator(_plain)]
Country = Annotated[str, AfterValidator(_country)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]


class Record(BaseModel):
    """A table of a pack's TOML: nothing beyond its fields, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Extent(Record):
    """The frame of the theatre's maps, degrees in EPSG:4326."""

    west: Longitude
    south: Latitude
    east: Longitude
    north: Latitude


class Objective(Record):
    """A place that a side wants; distances to it are told on every day."""

    place: Identifier
    factions: tuple[Identifier, ...] = ()


class Axis(Record):
    """A line of advance: places in the order in which an advance meets them.

    `faction` is the side that advances on it, "" if several do: a place of the axis that "fell", in a text that names
    nobody who fights its holder, fell to this side.
    """

    id: Identifier
    name: Name
    faction: str = ""
    places: Annotated[tuple[Identifier, ...], Field(min_length=2)]


class Road(Record):
    """A road of the base map: places, and [lon, lat] points between them, in order."""

    id: Identifier
    name: str = ""
    ref: str = ""
    rank: Annotated[int, Field(ge=1, le=3)] = 2
    course: Annotated[tuple[Identifier | tuple[Longitude, Latitude], ...], Field(min_length=2)]


class Faction(Record):
    """One side, and the words for it.

    `aliases` are noun phrases by language ("regime forces", "the army" is written "army");
    `adjectives` stand before "-held", "forces", "fighters" ("rebel", "Kurdish-led"); a word belongs to one
    faction of the pack. `allies` are factions that fight on the same side; `pattern` is the second
    channel beside colour. `home` (place ids) is the ground and `foes` (factions) the enemies that are its own
    among its allies: there a common word of theirs ("rebels") means this faction. `persons` are those of its
    aliases that name one human being, whose flight empties no town. `names` is what a page in another language
    calls it, by language code. `state` tells a state's forces from others in tables of events.
    """

    id: Identifier
    name: Name
    short: str = ""
    names: dict[str, Name] = Field(default_factory=dict)
    side: Identifier
    colour: Colour
    colour_dark: Colour | None = None
    pattern: Literal["none", "lines", "dots", "cross"] = "none"
    aliases: Words = Field(default_factory=dict)
    adjectives: Words = Field(default_factory=dict)
    allies: tuple[Identifier, ...] = ()
    home: tuple[Identifier, ...] = ()
    foes: tuple[Identifier, ...] = ()
    persons: tuple[str, ...] = ()
    state: bool = False


class Source(Record):
    """Whoever articles quote; `allegiance` is the faction it speaks for, or ""."""

    id: Identifier
    name: Name
    kind: Literal["monitor", "agency", "state", "party", "ngo", "un", "outlet", "analyst"] = "outlet"
    aliases: tuple[Name, ...] = ()
    allegiance: str = ""


class TheatreFile(Record):
    """`theatre.toml`."""

    id: Identifier
    name: Name
    about: str = ""
    first_day: dt.date
    last_day: dt.date
    baseline_day: dt.date
    languages: Annotated[tuple[Name, ...], Field(min_length=1)] = ("en",)
    time_zone: Annotated[str, AfterValidator(_time_zone)]
    countries: Annotated[tuple[Country, ...], AfterValidator(lambda codes: codes or NO_COUNTRY)] = NO_COUNTRY
    metric_crs: Annotated[str, AfterValidator(_metric_crs)]
    max_reach_km: Annotated[float, Field(gt=0, le=500)] = 35
    extent: Extent
    gazetteers: tuple[str, ...] = ()
    capital: str = ""
    ranked_cities: tuple[Identifier, ...] = ()
    objectives: tuple[Objective, ...] = ()
    axes: tuple[Axis, ...] = ()
    roads: tuple[Road, ...] = ()


class FactionsFile(Record):
    """`factions.toml`."""

    faction: Annotated[tuple[Faction, ...], Field(min_length=1)]


class SourcesFile(Record):
    """`sources.toml`."""

    source: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Theatre:
    """A conflict as data: sides, sources, places, the day before, and the frame of its maps.

    `places` are the pack's own rows and the packaged ones it names, one Place an id. `baseline` gives the
    holder of a place on `baseline_day` by place_id: a faction id, "contested" or "none".
    `capital` and `ranked_cities` (the largest first, as articles count them) are place_ids: what "the capital"
    and "the country's second city" mean.
    `basemap` is TopoJSON with the layers `BASEMAP_LAYERS` (those the pack has).
    """

    id: str
    name: str
    about: str
    first_day: dt.date
    last_day: dt.date
    baseline_day: dt.date
    languages: tuple[str, ...]
    time_zone: ZoneInfo
    countries: tuple[str, ...]
    metric_crs: str
    max_reach_km: float
    extent: Extent
    objectives: tuple[Objective, ...]
    axes: tuple[Axis, ...]
    roads: tuple[Road, ...]
    factions: tuple[Faction, ...]
    sources: tuple[Source, ...]
    places: tuple[Place, ...] = field(repr=False)
    baseline: dict[str, str] = field(repr=False)
    basemap: dict[str, Any] = field(repr=False)
    credits: str = field(repr=False)
    folder: Path = field(repr=False)
    capital: str = ""
    ranked_cities: tuple[str, ...] = ()

    @cached_property
    def place_by_id(self) -> dict[str, Place]:
        """Every place of the theatre by its id."""
        return {place.place_id: place for place in self.places}

    @cached_property
    def faction_by_id(self) -> dict[str, Faction]:
        """Every faction by its id."""
        return {faction.id: faction for faction in self.factions}

    @cached_property
    def source_by_id(self) -> dict[str, Source]:
        """Every source by its id."""
        return {source.id: source for source in self.sources}
