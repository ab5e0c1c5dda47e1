"""Former: where each side stood before the theatre's days, and how far a place is from there. Knows no text."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from frontline.model import Place
    from frontline.theatre import Theatre

_KM_A_DEGREE = 111.2
#: Farther than any place from another.
NOWHERE_KM = 40_000.0


class FormerGround:
    """The places that each side held on the day before the theatre's first.

    Distances are of the plane around the place, good to a few parts in a hundred within a theatre: they are only sorted into
    coarse steps. Each is measured once.
    """

    def __init__(self, theatre: Theatre) -> None:
        self.first_day = theatre.first_day
        self.baseline = theatre.baseline
        self._theatre = theatre
        self._measured: dict[str, dict[str, float]] = {}

    @cached_property
    def _points(self) -> dict[str, tuple[list[str], np.ndarray]]:
        """The ids of the places of each side and their points, lon and lat in degrees."""
        import numpy as np

        places: dict[str, list[Place]] = {}
        for place_id, side in self.baseline.items():
            place = self._theatre.place_by_id.get(place_id)
            if place is not None and not place.is_wide:
                places.setdefault(side, []).append(place)
        return {
            side: ([place.place_id for place in own], np.array([(place.lon, place.lat) for place in own]))
            for side, own in places.items()
        }

    def holds_any(self, side: str) -> bool:
        """Say if a side held any place."""
        return side in self._points

    def km_to_sides(self, place: Place) -> dict[str, float]:
        """Return how far each side's nearest other place was from a place, in km; only sides that held any."""
        if place.place_id not in self._measured:
            self._measured[place.place_id] = dict(self._measure(place))
        return self._measured[place.place_id]

    def _measure(self, place: Place) -> list[tuple[str, float]]:
        import numpy as np

        narrow = math.cos(math.radians(place.lat))
        found = []
        for side, (ids, points) in self._points.items():
            away = np.hypot((points[:, 0] - place.lon) * narrow, points[:, 1] - place.lat) * _KM_A_DEGREE
            if self.baseline.get(place.place_id) == side:
                away[ids.index(place.place_id)] = NOWHERE_KM
            found.append((side, float(away.min())))
        return found
