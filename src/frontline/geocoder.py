"""Geocoder: the gazetteer as geopy's other geocoders are used. Knows geopy, and no file and no network.

`frontline.Gazetteer` is this class: the gazetteer itself with geopy's two verbs. The look-ups inside Frontline use
`gazetteer.Gazetteer`, which costs no import of geopy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from frontline import gazetteer
from frontline.places import locate_name
from frontline.places.containers import units_above
from frontline.theatre import load_theatre

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from frontline.gazetteer import NameIndex
    from frontline.model import Place
    from frontline.theatre import Theatre

#: How many answers are given where many are asked for and no limit is.
_LIMIT = 10


class Gazetteer(gazetteer.Gazetteer, Geocoder):  # type: ignore[misc]
    """Places by name, offline, as a geopy geocoder.

    It works wherever geopy's do: in `geopy.extra.rate_limiter.RateLimiter`, in
    `geopandas.tools.geocode(names, provider=Gazetteer, theatre="syria-2024")`.

    Parameters
    ----------
    theatre
        A theatre, its id or the folder of its pack: its places, and behind them the large ones of the world. None takes the
        world's 234,908.
    extra
        Places of your own, such as `placefiles.read_place_file` returns; see `joined`.
    **options
        What geopy's geocoders take (timeout, user_agent ...); without a network none of it matters.

    Raises
    ------
    TheatreError
        If the theatre is unknown or has faults.
    """

    def __init__(
        self, theatre: Theatre | str | Path | None = None, *, extra: Iterable[Place] = (), **options: Any
    ) -> None:
        if isinstance(theatre, str) or hasattr(theatre, "joinpath"):
            theatre = load_theatre(theatre)  # type: ignore[arg-type]
        core = gazetteer.Gazetteer
        known = core.world(extra=extra) if theatre is None else core.for_theatre(theatre, extra=extra)
        self.__dict__.update(known.__dict__, _theatre=theatre)
        Geocoder.__init__(self, **options)

    @classmethod
    def _of(
        cls,
        index: NameIndex,
        *,
        far: NameIndex | None = None,
        other_names: Iterable[str] = (),
        is_broad: bool = False,
    ) -> Self:
        self = cls.__new__(cls)
        gazetteer.Gazetteer.__init__(self, index, far=far, other_names=other_names, is_broad=is_broad)
        self.__dict__.update(_theatre=None)
        Geocoder.__init__(self)
        return self

    @classmethod
    def for_theatre(cls, theatre: Theatre, *, extra: Iterable[Place] = ()) -> Self:
        """Return the gazetteer of a theatre, with the `extra` places."""
        return cls(theatre, extra=extra)

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        limit: int | None = None,
        near: Place | str | None = None,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ARG002 -- geopy's callers hand it in
    ) -> Location | list[Location] | None:
        """Return the place of a name; as geopy does, a list with `exactly_one=False`, None where nothing is found.

        Parameters
        ----------
        query
            A name, with or without units after commas: "Suran, Hama, Syria" is only the Suran that lies in them.
        exactly_one
            The best place alone, or all, best first.
        limit
            The longest list.
        near
            A place, or the name of one, that the wanted place lies near.
        timeout
            Taken and not needed: nothing is waited for.

        Returns
        -------
        Location
            Its `raw` has place_id, name, kind, parent, country, population, aliases, source and score (0-1).

        Raises
        ------
        GeocoderQueryError
            If `query` is no text, or `limit` is less than 1.
        PlaceNotFoundError
            If `near` is a name that nobody knows.
        """
        if not isinstance(query, str):
            raise GeocoderQueryError(f"expected a name as text, got {type(query).__name__}")
        if limit is not None and int(limit) < 1:
            raise GeocoderQueryError(f"limit must be 1 or more, got {limit}")
        found = locate_name(query, self, near=near, theatre=self._theatre)
        locations = [self._location(place, score=round(score, 3)) for place, score in found]
        return _as_geopy(locations, exactly_one=exactly_one, limit=limit)

    def reverse(
        self,
        query: Any,
        *,
        exactly_one: bool = True,
        limit: int | None = None,
        within_km: float = 50.0,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ARG002 -- geopy's callers hand it in
    ) -> Location | list[Location] | None:
        """Return the place nearest to a point, its `raw` with distance_km; a list, nearest first, if more are asked for.

        Parameters
        ----------
        query
            What geopy takes for a point: `(lat, lon)`, "lat, lon" or a `geopy.Point`.
        exactly_one
            The nearest place alone, or the `limit` (10) nearest.
        limit
            The longest list.
        within_km
            Nothing farther is returned; None where nothing is as near.
        timeout
            Taken and not needed: nothing is waited for.

        Raises
        ------
        GeocoderQueryError
            If `query` is no point.
        """
        if query is None:
            raise GeocoderQueryError("expected a point (lat, lon), got None")
        try:
            point = Point(query)
        except (TypeError, ValueError) as error:
            raise GeocoderQueryError(f"expected a point (lat, lon), got {query!r}: {error}") from error
        wanted = 1 if exactly_one else limit or _LIMIT
        found = self.near(point.longitude, point.latitude, within_km=within_km, limit=wanted)
        locations = [self._location(place, distance_km=round(km, 3)) for km, place in found]
        return _as_geopy(locations, exactly_one=exactly_one, limit=limit)

    def _location(self, place: Place, **more: float) -> Location:
        address = ", ".join((place.name, *(unit.name for unit in units_above(place, self))))
        raw = {name: getattr(place, name) for name in place.__slots__}
        return Location(address, (place.lat, place.lon), raw | {"aliases": list(place.aliases)} | more)


def _as_geopy(
    locations: list[Location], *, exactly_one: bool, limit: int | None
) -> Location | list[Location] | None:
    if not locations:
        return None
    return locations[0] if exactly_one else locations[: limit or len(locations)]
