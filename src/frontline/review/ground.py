"""The ground of the desk: who held it on a day, with what the reviewers decided so far.

Draws one day alone, several times faster than the map of all days, and keeps the days that it has drawn until the claims
change. Its holders are the map's; how sure a place far from reports is may differ, as a map of all days knows more.
Knows no HTTP.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from frontline.errors import NothingToMapError
from frontline.fronts import draw_zones
from frontline.pipeline import Drawing, View, draw

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from frontline.model import Claim
    from frontline.pipeline import Evidence
    from frontline.theatre import Theatre

#: Lines are as fine as this share of the frame's longer side: a pixel on a map of 1,000.
_FINE = 1 / 1000


class DeskGround:
    """Draws the ground of a theatre from the claims that stand. May be asked by several threads."""

    def __init__(self, evidence: Evidence, theatre: Theatre) -> None:
        self._evidence, self._theatre = evidence, theatre
        extent = theatre.extent
        self._fine = max(extent.east - extent.west, extent.north - extent.south) * _FINE
        self._lock = threading.Lock()
        self._claims: tuple[Claim, ...] | None = None
        self._drawn: dict[dt.date, Drawing | None] = {}

    def on(self, day: dt.date, claims: Sequence[Claim]) -> dict[str, Any]:
        """Return who held what on a day, or on the theatre's nearest day.

        Parameters
        ----------
        day
            The day that is asked for.
        claims
            The claims that stand, all of them.

        Returns
        -------
        dict
            `day`; `zones`: `controller`, `certainty` and `rings`, closed lists of longitude and latitude in degrees, of which
            those inside others are holes; `places`: who holds each place, by id. Without a claim that moves the map `day`
            is "" and the others are empty.
        """
        nearest = min(max(day, self._theatre.baseline_day), self._theatre.last_day)
        drawing = self._draw(nearest, tuple(claims))
        if drawing is None:
            return {"day": "", "zones": [], "places": {}}
        on = nearest.isoformat()
        zones = draw_zones(drawing.parcels, on=on)
        shapes = shapely.coverage_simplify(zones.geometry.to_numpy(), self._fine)
        control = drawing.control
        now = control[(control.valid_from <= on) & (control.valid_to > on)]
        return {
            "day": on,
            "zones": [
                {"controller": controller, "certainty": certainty, "rings": _rings(shape)}
                for controller, certainty, shape in zip(
                    zones.controller, zones.certainty_class, shapes, strict=True
                )
            ],
            "places": dict(zip(now.place_id, now.controller, strict=True)),
        }

    def _draw(self, day: dt.date, claims: tuple[Claim, ...]) -> Drawing | None:
        with self._lock:
            if claims != self._claims:
                self._claims, self._drawn = claims, {}
            if day not in self._drawn:
                evidence = replace(self._evidence, claims=claims)
                try:
                    self._drawn[day] = draw(evidence, self._theatre, View(first_day=day, last_day=day))
                except NothingToMapError:
                    self._drawn[day] = None
            return self._drawn[day]


def _rings(shape: shapely.Geometry) -> list[list[list[float]]]:
    """Return the rings of a zone's polygons, a tenth of a kilometre exact: what a small map shows."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    return [np.round(shapely.get_coordinates(ring), 4).tolist() for ring in rings]
