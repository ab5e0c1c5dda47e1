"""Ground: the shape, the point and the uncertainty of a place that is told by another.

Pure geometry: anchors and figures in, EPSG:4326 out. Knows no word and no text. Shapes are drawn in an azimuthal
equidistant projection about the anchor, in which distances and bearings from it are geodesic (WGS 84, pyproj).

The uncertainty follows the point-radius method (Wieczorek, Guo & Hijmans 2004, "The point-radius method for
georeferencing locality descriptions and calculating associated uncertainty", IJGIS 18:745-767): the extent of the
anchor, the precision of the distance and that of the direction make a region, and the uncertainty is the radius of the
circle about the point that holds it. How precise a distance is, `distances` says.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Geod, Transformer
from shapely.geometry import LineString, Point, Polygon, mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from frontline.model import Place
    from frontline.relative.distances import Distance

    Floats = NDArray[np.float64]

_EARTH = Geod(ellps="WGS84")
#: Degrees to either side of a direction. Writers name eight winds, so half of 45 would do if they measured; the
#: method's guide gives north the 45 up to northwest and northeast. On the sentences of `relative_places.csv` 22.5 holds
#: 78 % of the true places, 33.75 and 45 hold 95 % and more: the smaller of these is taken.
SPREAD_DEG = 33.75
#: The same of the four winds where no distance is told, as the method has it.
LOOSE_SPREAD_DEG = 45.0
#: Distances are told from a town's middle or from its edge: what share of its radius is added.
RADIUS_SHARE = 0.5
#: People to a square kilometre of a town: what its radius is reckoned from.
_PEOPLE_KM2 = 6000.0
#: Radius of a place whose people nobody counted, and the least of its kind.
_RADIUS_KM = {
    "city": 2.5, "town": 1.0, "village": 0.6, "district": 1.0, "base": 1.5, "airport": 1.5, "facility": 0.6,
    "governorate": 40.0, "region": 20.0, "plain": 15.0, "lake": 8.0, "desert": 80.0, "hill": 2.0, "country": 250.0,
}  # fmt: skip
#: How many radii from a town "north of" it still is, and the least and the most of that in kilometres.
_REACH_RADII, _LEAST_REACH_KM, _MOST_REACH_KM = 5.0, 8.0, 30.0
#: Half the width of what lies between two places, as a share of their distance, and its least.
_BETWEEN_SHARE, _LEAST_BETWEEN_KM = 0.18, 1.5
#: How far from the exact middle "halfway" may be, as a share of the distance.
_HALFWAY_SHARE = 0.18
#: Half the width of a road's or a river's own line as the base map draws it, and of a bank.
LINE_KM, BANK_KM = 2.0, 6.0
#: Two parts whose edges meet are joined on a grid of this size.
_GRID_KM = 1e-6
#: Segments of a quarter circle.
_QUARTER = 8


@dataclass(frozen=True, slots=True)
class Ground:
    """Where something is: a point, the radius around it that surely holds the place, and the shape of where it may be.

    `geometry` is in EPSG:4326; every point of it lies within `uncertainty_km` of (`lon`, `lat`).
    """

    lon: float
    lat: float
    uncertainty_km: float
    geometry: BaseGeometry

    def to_record(self) -> dict[str, Any]:
        """Return `lat`, `lon`, `uncertainty_km` and the geometry as GeoJSON, coordinates of five decimals."""
        return {
            "lat": round(self.lat, 5),
            "lon": round(self.lon, 5),
            "uncertainty_km": round(self.uncertainty_km, 1),
            "geometry": _rounded(mapping(self.geometry)),
        }


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return round(value, 5) if isinstance(value, float) else value


def radius_km(place: Place) -> float:
    """Return about how far a place reaches from its point, from its people where they are counted."""
    least = _RADIUS_KM.get(place.kind, 0.6)
    return max(least, math.sqrt(place.population / _PEOPLE_KM2 / math.pi)) if not place.is_wide else least


def toward(anchor: Place, bearings: Sequence[float], distance: Distance | None = None) -> Ground:
    """Return the ground in one or several directions from a place, at a distance or as far as is still spoken of so.

    Parameters
    ----------
    bearings
        Degrees clockwise from north; none for every direction.
    distance
        From the place; None where the text tells none.
    """
    radius = radius_km(anchor)
    if distance is None:
        reach = min(max(_REACH_RADII * radius, _LEAST_REACH_KM), max(_MOST_REACH_KM, 2 * radius))
        near, told, far = radius / 2, radius + (reach - radius) / 2, radius + reach
    else:
        near, told, far = distance.least_km, distance.told_km, distance.most_km + RADIUS_SHARE * radius
    parts = [_ring_part(bearing, near, far, loose=distance is None) for bearing in bearings or (None,)]
    return _about(anchor, parts, bearings, told)


def near(anchor: Place) -> Ground:
    """Return the ground that is near a place: in it, or within a few of its radii."""
    radius = radius_km(anchor)
    return _about(anchor, [Point(0, 0).buffer(radius + min(max(2 * radius, 5.0), 15.0), _QUARTER)], (), 0.0)


def edge(anchor: Place, inner: float, outer: float, bearings: Sequence[float] = ()) -> Ground:
    """Return the ground about a town's edge, from `inner` to `outer` of its radii, on some sides of it or on all."""
    radius = radius_km(anchor)
    near, far = inner * radius, outer * radius + 1.0
    parts = [_ring_part(bearing, near, far, loose=True) for bearing in bearings or (None,)]
    return _about(anchor, parts, bearings, min(max(near, radius), (near + far) / 2))


def between(one: Place, other: Place, *, halfway: bool = False) -> Ground:
    """Return the ground between two places: a lens along the line that joins them, or its middle alone."""
    azimuth, _, metres = _EARTH.inv(one.lon, one.lat, other.lon, other.lat)
    length = metres / 1000
    lon, lat, _ = _EARTH.fwd(one.lon, one.lat, azimuth, metres / 2)
    if halfway:
        shape: BaseGeometry = Point(0, 0).buffer(max(_LEAST_BETWEEN_KM, _HALFWAY_SHARE * length), _QUARTER)
    else:
        ends = _flat(lon, lat).transform([one.lon, other.lon], [one.lat, other.lat])
        line = LineString([(x / 1000, y / 1000) for x, y in zip(*ends, strict=True)])
        shape = line.buffer(max(_LEAST_BETWEEN_KM, _BETWEEN_SHARE * length), _QUARTER)
    return _from_flat(shape, lon, lat, (0.0, 0.0))


def along(line: BaseGeometry, *, within: BaseGeometry | None = None) -> Ground | None:
    """Return a road or a river as a place: its line, all of it or what lies `within` a shape; None where nothing does."""
    part = line if within is None else shapely.line_merge(shapely.intersection(line, within))
    if part.is_empty:
        return None
    middle = _longest(part).interpolate(0.5, normalized=True)
    return _measured(part, middle.x, middle.y, margin_km=LINE_KM)


def bank(line: BaseGeometry, bearing: float, *, within: BaseGeometry | None = None) -> Ground | None:
    """Return the ground on one side of a river: all of it or what lies `within` a shape; None where nothing does."""
    part = line if within is None else shapely.line_merge(shapely.intersection(line, within))
    if part.is_empty:
        return None
    x, y = _heading([bearing])
    middle = _longest(part).interpolate(0.5, normalized=True)
    flat = _to_flat(part, middle.x, middle.y)
    sides = [side for piece in shapely.get_parts(flat) for side in _sides_of(piece, x, y)]
    shape = shapely.union_all(sides)
    inside = shape.representative_point()
    return _from_flat(shape, middle.x, middle.y, (inside.x, inside.y))


def _sides_of(line: BaseGeometry, x: float, y: float) -> list[BaseGeometry]:
    """Return the strip on the side of a line that lies in the direction (x, y)."""
    sides = [line.buffer(width, _QUARTER, single_sided=True) for width in (BANK_KM, -BANK_KM)]
    return [max(sides, key=lambda side: side.centroid.x * x + side.centroid.y * y)]


def part_of(unit: BaseGeometry, seat: Place, bearings: Sequence[float]) -> Ground | None:
    """Return the part of a unit's polygon that lies in some direction from its seat, less the seat; None if none does."""
    parts = [_ring_part(bearing, radius_km(seat), 1000.0, loose=True) for bearing in bearings]
    shape = shapely.intersection(
        shapely.union_all(parts, grid_size=_GRID_KM), _to_flat(unit, seat.lon, seat.lat)
    )
    if shape.is_empty or shape.area == 0:
        return None
    x, y = _heading(bearings)
    ray = shapely.intersection(LineString([(0.0, 0.0), (1000.0 * x, 1000.0 * y)]), shape)
    middle = shape.representative_point() if ray.is_empty else _longest(ray).interpolate(0.5, normalized=True)
    return _from_flat(shape, seat.lon, seat.lat, (middle.x, middle.y))


def _ring_part(bearing: float | None, near: float, far: float, *, loose: bool) -> BaseGeometry:
    """Return the ring from `near` to `far` kilometres about the origin, or its part about a bearing."""
    if bearing is None:
        ring = Point(0, 0).buffer(far, _QUARTER)
        return ring.difference(Point(0, 0).buffer(near, _QUARTER)) if near > 0 else ring
    spread = LOOSE_SPREAD_DEG if loose and bearing % 90 == 0 else SPREAD_DEG
    angles = np.radians(np.linspace(bearing - spread, bearing + spread, 2 * _QUARTER + 1))
    outer = [(far * math.sin(a), far * math.cos(a)) for a in angles]
    inner = [(near * math.sin(a), near * math.cos(a)) for a in angles[::-1]] if near > 0 else [(0.0, 0.0)]
    return Polygon([*outer, *inner])


def _about(anchor: Place, parts: Sequence[BaseGeometry], bearings: Sequence[float], told_km: float) -> Ground:
    """Return the ground of parts about an anchor; its point lies at the told distance, of several the middle."""
    x, y = _heading(bearings)
    return _from_flat(
        shapely.union_all(list(parts), grid_size=_GRID_KM), anchor.lon, anchor.lat, (told_km * x, told_km * y)
    )


def _heading(bearings: Sequence[float]) -> tuple[float, float]:
    """Return the mean of the unit vectors (east, north) of some bearings; (0, 0) of none."""
    turned = [math.radians(bearing) for bearing in bearings]
    count = max(1, len(turned))
    return sum(map(math.sin, turned)) / count, sum(map(math.cos, turned)) / count


@lru_cache(maxsize=512)
def _flat(lon: float, lat: float) -> Transformer:
    """Return the way from EPSG:4326 to metres about a point."""
    return Transformer.from_crs(
        "EPSG:4326", f"+proj=aeqd +lon_0={lon} +lat_0={lat} +datum=WGS84", always_xy=True
    )


def _to_flat(shape: BaseGeometry, lon: float, lat: float) -> BaseGeometry:
    move = _flat(lon, lat).transform
    return shapely.transform(shape, lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1])) / 1000)


def _from_flat(shape: BaseGeometry, lon: float, lat: float, point: tuple[float, float]) -> Ground:
    """Return the ground of a shape in kilometres about (`lon`, `lat`)."""
    back = _flat(lon, lat).transform

    def turn(xy: Floats) -> Floats:
        x, y = back(xy[:, 0] * 1000, xy[:, 1] * 1000, direction="INVERSE")
        return np.column_stack([lon + (x - lon + 180) % 360 - 180, y])  # in one piece over the 180th meridian

    x, y = back(point[0] * 1000, point[1] * 1000, direction="INVERSE")
    moved = shapely.transform(shape, turn)
    return _measured(moved, float(x), float(y))


def _measured(shape: BaseGeometry, lon: float, lat: float, margin_km: float = 0.0) -> Ground:
    """Return a shape with the radius of the circle about the point that holds it."""
    xy = shapely.get_coordinates(shape)
    _, _, metres = _EARTH.inv(np.full(len(xy), lon), np.full(len(xy), lat), xy[:, 0], xy[:, 1])
    return Ground(lon, lat, float(np.max(metres)) / 1000 + margin_km, shape)


def _longest(shape: BaseGeometry) -> BaseGeometry:
    return max(shapely.get_parts(shape), key=lambda part: part.length)
