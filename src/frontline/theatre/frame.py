"""Frame: whether a theatre's extent, its metric CRS and its places fit each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from frontline.theatre.forms import UTM_ZONE
from frontline.theatre.places import GAZETTEER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frontline.theatre.files import TomlFile
    from frontline.theatre.forms import Extent, TheatreFile
    from frontline.theatre.places import Places

#: A place of the theatre's own countries may lie so many widths of the extent outside of it, and this many degrees.
FAR_SHARE, FAR_DEGREES = 1.0, 2.0


def frame_faults(head: TomlFile[TheatreFile], places: Places) -> Iterator[str]:
    """Yield what does not fit: a CRS of another part of the world, an extent without places, a place far outside."""
    extent = head.content.extent
    if extent.west >= extent.east or extent.south >= extent.north:
        yield f"{head.at('extent')}: extent must have west < east and south < north"
        return
    yield from _crs_faults(head, extent)
    points = [place for place in places.listed if not place.is_wide]
    if (
        points
        and places.is_whole
        and not any(_is_within(place.lon, place.lat, extent, 0.0) for place in points)
    ):
        nearest = points[0]
        yield (
            f"{head.at('extent')}: extent holds none of the {len(points)} places ({nearest.name!r} is at "
            f"lon {nearest.lon:g}, lat {nearest.lat:g}); give the degrees around them"
        )
        return
    for place in points:
        line = places.lines.get(place.place_id)
        is_home = place.country in head.content.countries
        if line and is_home and not _is_within(place.lon, place.lat, extent, FAR_SHARE):
            turned = _is_within(place.lat, place.lon, extent, 0.0)
            hint = "exchange lon and lat" if turned else "correct them, or widen the extent in theatre.toml"
            yield (
                f"{GAZETTEER}:{line}: {place.place_id}: lon {place.lon:g}, lat {place.lat:g} is far outside the "
                f"extent; {hint}"
            )


def _is_within(lon: float, lat: float, extent: Extent, share: float) -> bool:
    """Tell whether a point lies in the extent, widened by a share of its size."""
    more = FAR_DEGREES if share else 0.0
    wide, tall = ((extent.east - extent.west) * share + more, (extent.north - extent.south) * share + more)
    return (
        extent.west - wide <= lon <= extent.east + wide and extent.south - tall <= lat <= extent.north + tall
    )


class _Area(NamedTuple):
    """Where a CRS is made for, in degrees; west is greater than east across the date line."""

    west: float
    south: float
    east: float
    north: float


def _area_of(crs: str) -> _Area | None:
    """Return where a CRS is made for; None where it does not say."""
    zone = UTM_ZONE.fullmatch(crs)
    if zone:
        west = float(zone[2]) * 6 - 186
        south, north = (0.0, 84.0) if zone[1] == "6" else (-80.0, 0.0)
        return _Area(west, south, west + 6, north)
    from pyproj import CRS

    area = CRS.from_user_input(crs).area_of_use
    return _Area(area.west, area.south, area.east, area.north) if area is not None else None


def _crs_faults(head: TomlFile[TheatreFile], extent: Extent) -> Iterator[str]:
    area = _area_of(head.content.metric_crs)
    if area is None:
        return
    lon, lat = (extent.west + extent.east) / 2, (extent.south + extent.north) / 2
    west_to_east = (
        area.west <= lon <= area.east if area.west <= area.east else not area.east < lon < area.west
    )
    if not west_to_east or not area.south <= lat <= area.north:
        zone = int((lon + 180) // 6) % 60 + 1
        yield (
            f"{head.at('metric_crs')}: {head.content.metric_crs} is for lon {area.west:g} to {area.east:g}, lat "
            f"{area.south:g} to {area.north:g}; the extent's middle is lon {lon:g}, lat {lat:g}; use 'EPSG:"
            f"{32600 + zone if lat >= 0 else 32700 + zone}', or correct the extent"
        )
