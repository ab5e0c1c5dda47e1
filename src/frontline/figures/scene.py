"""Scene: the tables of a map made ready to be drawn: places with their ranks, ground in metres, words for the days.

What the page shows and what a figure shows come from the same payload, so that they say the same.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer

from frontline.errors import InputError
from frontline.figures.basemap import Basemap, read_basemap
from frontline.figures.phrases import ENGLISH, Phrases
from frontline.fronts import draw_zones, objective_distances, states_on, trace_fronts
from frontline.model import CONTESTED, NOBODY
from frontline.payload import build_payload
from frontline.tables import CRS, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from frontline.model import Document, Place
    from frontline.theatre import Theatre

#: A detail is so many times wider than high.
WIDER = 1.25


@dataclass(frozen=True)
class Holding:
    """Who holds a place on a day: a faction id, "contested" or "none", and its status."""

    holder: str
    status: str


@dataclass(frozen=True)
class Spot:
    """A place of the map, its point in metres; rank 0 for the largest to 6 for what has no dot."""

    place_id: str
    name: str
    kind: str
    rank: int
    x: float
    y: float
    goal: bool
    spans: tuple[tuple[int, Holding], ...] = field(repr=False)

    def on(self, day: int) -> Holding:
        """Return who holds it on the day of a number."""
        found = Holding(NOBODY, "unknown")
        for since, holding in self.spans:
            if since > day:
                break
            found = holding
        return found

    def is_news(self, day: int) -> bool:
        """Tell whether it changed hands on a day, by report."""
        now = self.on(day)
        return day > 0 and now.status != "presumed" and now.holder != self.on(day - 1).holder


@dataclass(frozen=True)
class Step:
    """One advance, its course in metres."""

    day: int
    faction: str
    start: str
    end: str
    axis: str
    xy: NDArray[np.float64]


@dataclass(frozen=True)
class Scene:
    """All that the figures of one map need; days are counted from the first."""

    theatre: Theatre
    parcels: gpd.GeoDataFrame
    first: dt.date
    count: int
    spots: tuple[Spot, ...]
    steps: tuple[Step, ...]
    basemap: Basemap
    payload: dict[str, Any] = field(repr=False)
    scope: str = ""
    phrases: Phrases = ENGLISH
    window: tuple[float, float, float, float] | None = None

    @classmethod
    def of(
        cls,
        theatre: Theatre,
        *,
        claims: gpd.GeoDataFrame,
        control: gpd.GeoDataFrame,
        parcels: gpd.GeoDataFrame,
        advances: gpd.GeoDataFrame,
        documents: Iterable[Document] = (),
        title: str = "",
        notice: str = "",
        scope: str = "",
        phrases: Phrases = ENGLISH,
    ) -> Scene:
        """Return the scene of a map's tables; see `frontline.payload.build_payload` for what is refused.

        `scope` says which part of the evidence the tables show, where it is not all: `frontline.figures.scope_words`;
        `phrases` is the language of the figures.
        """
        payload = build_payload(
            theatre, claims=claims, control=control, advances=advances, documents=documents,
            title=title, notice=notice,
        )  # fmt: skip
        return cls.of_payload(theatre, payload, parcels, scope=scope, phrases=phrases)

    @classmethod
    def of_payload(
        cls,
        theatre: Theatre,
        payload: dict[str, Any],
        parcels: gpd.GeoDataFrame,
        *,
        scope: str = "",
        phrases: Phrases = ENGLISH,
    ) -> Scene:
        """Return the scene of what a page carries, where there is a page: a payload takes time to build."""
        project = _projection(theatre)
        first, count = dt.date.fromisoformat(payload["days"][0]), payload["days"][1]
        spots = _spots(payload, theatre, project, phrases)
        points = np.array([(spot.x, spot.y) for spot in spots if spot.spans], dtype=float).reshape(-1, 2)
        return cls(
            theatre=theatre,
            parcels=parcels,
            first=first,
            count=count,
            spots=spots,
            steps=_steps(payload, theatre, project),
            basemap=read_basemap(payload["basemap"] or {}, project, points, phrases, payload["extent"]),
            payload=payload,
            scope=scope,
            phrases=phrases,
        )

    @property
    def title(self) -> str:
        """What the map is called, and which part of the evidence it shows."""
        return " · ".join(filter(None, (self.payload["title"], self.scope)))

    def number(self, day: dt.date) -> int:
        """Return the number of a day, or raise `InputError` where the map does not have it."""
        number = (day - self.first).days
        if not 0 <= number < self.count:
            last = self.day(self.count - 1)
            why = ", the last that a claim tells of (--to draws further days)" if day > last else ""
            raise InputError(
                f"the map has no {day}: its days run from {self.first} to {last}{why}; choose one of these"
            )
        return number

    def day(self, number: int) -> dt.date:
        """Return the day of a number."""
        return self.first + dt.timedelta(days=number)

    @property
    def days(self) -> list[dt.date]:
        """Every day of the map."""
        return [self.day(number) for number in range(self.count)]

    @cached_property
    def project(self) -> Any:
        """From degrees (lon, lat), [n, 2], to metres of the theatre's CRS."""
        return _projection(self.theatre)

    def around(self, place: Place, km: float) -> Scene:
        """Return the scene with a frame in which everything within `km` of a place lies, in the shape of a print."""
        x, y = self.project(np.array([[place.lon, place.lat]]))[0]
        reach = 1000 * km
        across = WIDER * reach
        spot = next((spot for spot in self.spots if spot.place_id == place.place_id), None)
        name = spot.name if spot else place.name
        scope = self.phrases.listed(filter(None, (self.phrases.say("around", km=km, place=name), self.scope)))
        window = float(x - across), float(y - reach), float(x + across), float(y + reach)
        return replace(self, window=window, scope=scope)

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """West, south, east, north of what is drawn, metres."""
        return self.window or self.theatre_frame

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of the middle of what is drawn."""
        west, south, east, north = self.frame
        back = Transformer.from_crs(self.theatre.metric_crs, CRS, always_xy=True)
        lon, lat = back.transform((west + east) / 2, (south + north) / 2)
        return float(lon), float(lat)

    @cached_property
    def theatre_frame(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the theatre's extent, metres."""
        extent = self.theatre.extent
        side = np.linspace(0, 1, 21)
        lon = extent.west + (extent.east - extent.west) * side
        lat = extent.south + (extent.north - extent.south) * side
        edge = np.concatenate(
            [
                np.column_stack([lon, np.full(21, extent.south)]),
                np.column_stack([lon, np.full(21, extent.north)]),
                np.column_stack([np.full(21, extent.west), lat]),
                np.column_stack([np.full(21, extent.east), lat]),
            ]
        )
        xy = self.project(edge)
        (west, south), (east, north) = xy.min(axis=0), xy.max(axis=0)
        return float(west), float(south), float(east), float(north)

    @cached_property
    def north_degrees(self) -> float:
        """How far true north is turned clockwise from "up" at the middle of the frame, degrees."""
        lon, lat = self.middle
        (x0, y0), (x1, y1) = self.project(np.array([[lon, lat], [lon, lat + 0.1]]))
        return float(np.degrees(np.arctan2(x1 - x0, y1 - y0)))

    def zones(self, day: int) -> list[tuple[str, str, float, BaseGeometry]]:
        """Return holder, certainty class, km2 and shape in metres of the zones of a day."""
        table = draw_zones(self.parcels, on=self.day(day)) if len(self.parcels) else self.parcels
        return [
            (row["controller"], row["certainty_class"], float(row["area_km2"]), self._metric(row["geometry"]))
            for row in table.to_dict("records")
            if row["controller"] != NOBODY and row["certainty_class"] != "unknown"
        ]

    def fronts(self, day: int) -> list[tuple[str, str, bool, BaseGeometry]]:
        """Return both sides, whether they are foes, and the line in metres, of the fronts of a day.

        Contested ground has a border, but no front: who stands where in it is not known.
        """
        if not len(self.parcels):
            return []
        foes = {
            (row["side_a"], row["side_b"])
            for row in trace_fronts(self.parcels, on=self.day(day), theatre=self.theatre).to_dict("records")
        }
        return [
            (a, b, (a, b) in foes and CONTESTED not in (a, b), self._metric(row["geometry"]))
            for row in trace_fronts(self.parcels, on=self.day(day)).to_dict("records")
            for a, b in [(row["side_a"], row["side_b"])]
        ]

    def distances(self, days: Iterable[int]) -> Any:
        """Return `frontline.fronts.objective_distances` of days."""
        return objective_distances(self.parcels, self.theatre, days=[self.day(day) for day in days])

    @cached_property
    def holders(self) -> tuple[str, ...]:
        """Return every faction that holds a place or ground on any day, in the pack's order."""
        seen = {holding.holder for spot in self.spots for _, holding in spot.spans}
        seen |= {step[1] for history in self.parcels["history"] for step in history}
        return tuple(faction.id for faction in self.theatre.factions if faction.id in seen)

    def holders_on(self, day: int) -> set[str]:
        """Return who holds a place or ground in the frame on a day."""
        states = zip(states_on(self.parcels, self.day(day)), self._drawn, strict=True)
        return {holder for (holder, _), drawn in states if drawn} | {
            spot.on(day).holder for spot in self.spots if self.has(spot)
        }

    def has(self, spot: Spot) -> bool:
        """Tell whether a place lies in the frame; a map of the whole theatre has all."""
        west, south, east, north = self.frame
        return self.window is None or (west <= spot.x <= east and south <= spot.y <= north)

    @cached_property
    def _drawn(self) -> list[bool]:
        """Which parcels reach into the frame."""
        if self.window is None:
            return [True] * len(self.parcels)
        shapes = [self._metric(shape) for shape in self.parcels.geometry]
        return [bool(met) for met in shapely.intersects(shapes, shapely.box(*self.window))]

    @cached_property
    def statuses(self) -> frozenset[str]:
        """Every status that a place has on any day."""
        return frozenset(holding.status for spot in self.spots for _, holding in spot.spans)

    @cached_property
    def classes(self) -> frozenset[str]:
        """Every certainty class that ground has on any day."""
        return frozenset(step[2] for history in self.parcels["history"] for step in history)

    def short(self, holder: str) -> str:
        """Return what a side is called where there is little room."""
        faction = self.theatre.faction_by_id.get(holder)
        if faction is not None:
            return faction.names.get(self.phrases.code) or faction.short or faction.name
        return self.phrases.say("name-contested" if holder == CONTESTED else "name-nobody")

    def _metric(self, shape: BaseGeometry) -> BaseGeometry:
        return shapely.transform(shape, self.project)


def _projection(theatre: Theatre) -> Any:
    transformer = Transformer.from_crs(CRS, theatre.metric_crs, always_xy=True)

    def project(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    return project


def _spots(payload: dict[str, Any], theatre: Theatre, project: Any, phrases: Phrases) -> tuple[Spot, ...]:
    places = payload["places"]
    goals = {number for number, _ in payload["objectives"]}
    xy = project(np.column_stack([places["lon"], places["lat"]]).reshape(-1, 2))
    return tuple(
        Spot(
            place_id=places["id"][n],
            name=phrases.readable(places["name"][n], places["other"][n]),
            kind=places["kind"][n],
            rank=places["rank"][n],
            x=float(xy[n, 0]),
            y=float(xy[n, 1]),
            goal=n in goals,
            spans=tuple((span[0], _holding(span, theatre)) for span in places["spans"][n]),
        )
        for n in range(len(places["id"]))
    )


def _holding(span: list[Any], theatre: Theatre) -> Holding:
    holder, status = span[1], STATUSES[span[3] if len(span) > 3 else 0]
    if status in ("contested", "disputed"):
        return Holding(CONTESTED, status)
    return Holding(theatre.factions[holder].id if holder >= 0 else NOBODY, status)


def _steps(payload: dict[str, Any], theatre: Theatre, project: Any) -> tuple[Step, ...]:
    """Return the advances; steps of one day along one axis that lead on from each other are one."""
    joined: list[Step] = []
    for row in payload["advances"]:
        if len(row["line"]) < 2:
            continue
        xy = project(np.array(row["line"], dtype=float))
        step = Step(row["day"], theatre.factions[row["faction"]].id, row["from"], row["to"], row["axis"], xy)
        for n, last in enumerate(joined):
            if (last.day, last.faction, last.axis, last.end) == (
                step.day,
                step.faction,
                step.axis,
                step.start,
            ):
                whole = np.concatenate([last.xy, xy[1:]])
                joined[n] = Step(step.day, step.faction, last.start, step.end, step.axis, whole)
                break
        else:
            joined.append(step)
    return tuple(joined)
