"""Pipeline: the whole road, from files to a map. The stages meet here and nowhere else.

    sources --> documents --> claims --> control --> parcels --> zones, fronts, changes, advances --> page

Up to the claims a document at a time, after them tables. Knows the order of the stages and keeps the
counts; knows no language, no geometry and no markup.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from frontline.errors import InputError, NothingToMapError
from frontline.evidence import Account, Evidence, EvidenceStream, Means, Progress, gather
from frontline.model import WIDE_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd

    from frontline.control import Filing
    from frontline.model import Claim
    from frontline.payload import OtherView
    from frontline.theatre import Theatre

__all__ = [
    "Account",
    "Drawing",
    "Evidence",
    "EvidenceStream",
    "Means",
    "Progress",
    "View",
    "day_tables",
    "draw",
    "gather",
    "other_views",
]

#: A longer map than this is not worked out as known on each of its days: the work grows with their square.
MOST_KNOWN_DAYS = 62


@dataclass(frozen=True)
class View:
    """Which days are drawn (both ends included), what was known by when, and according to whom."""

    first_day: dt.date | None = None
    last_day: dt.date | None = None
    as_known: dt.date | None = None
    source: str = ""
    side: str = ""


@dataclass(frozen=True)
class Drawing:
    """The tables of a map: see `frontline.tables` for their columns."""

    claims: gpd.GeoDataFrame
    control: gpd.GeoDataFrame
    parcels: gpd.GeoDataFrame
    advances: gpd.GeoDataFrame
    first_day: dt.date
    last_day: dt.date
    account: Account
    #: The claims behind it, by place, for further histories of the same evidence.
    filing: Filing


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def draw(
    evidence: Evidence, theatre: Theatre, view: View | None = None, *, progress: Progress = _silent
) -> Drawing:
    """Work out who held what on each day, from the evidence to the tables of a map.

    Raises
    ------
    NothingToMapError
        If no claim is left that says who holds a place now.
    InputError
        If the view's days are in the wrong order, or its side or source is unknown.
    """
    from frontline.control import Filing, claims_table, control_history
    from frontline.fronts import trace_advances
    from frontline.ground import draw_ground

    view = view or View()
    claims = _seen(evidence.claims, theatre, view)
    if not any(claim.is_present_control for claim in claims):
        raise NothingToMapError(_why_nothing(evidence))
    # All claims set the span, seen or not: one side's map and another's then have the same days.
    first_day, last_day = _span(evidence.claims, theatre, view)
    progress("weighing claims", 0, 3)
    filing = Filing(claims, theatre)
    control = control_history(filing, theatre, first_day=first_day, last_day=last_day, as_known=view.as_known)
    progress("drawing the ground", 1, 3)
    parcels = draw_ground(control, theatre)
    progress("tracing advances", 2, 3)
    advances = trace_advances(control, theatre)
    progress("tracing advances", 3, 3)
    account = _with_drawing(evidence.account, claims, control, first_day, last_day)
    return Drawing(claims_table(claims), control, parcels, advances, first_day, last_day, account, filing)


def other_views(
    evidence: Evidence, theatre: Theatre, drawing: Drawing, view: View | None = None
) -> Iterator[OtherView]:
    """Work out, one at a time, the same map as it was known on each of its days, and as each side with a voice of its own tells it.

    A view for each day by which some of the claims had not been published yet (none on a map of more than
    `MOST_KNOWN_DAYS`), then one for each faction that sources speak for, of at least two. A map that is itself drawn
    as known on a day, or for one side, has no such others.
    """
    from frontline.control import control_history
    from frontline.payload import OtherView

    view = view or View()
    seen = [claim for claim in _seen(evidence.claims, theatre, view) if claim.is_present_control]
    length = (drawing.last_day - drawing.first_day).days + 1
    if view.as_known is None and length <= MOST_KNOWN_DAYS:
        newest = max((claim.published or claim.date for claim in seen), default=drawing.first_day)
        for day in (drawing.first_day + dt.timedelta(days=n) for n in range(length)):
            if day < newest:
                control = control_history(
                    drawing.filing, theatre, first_day=drawing.first_day, last_day=day, as_known=day
                )
                yield OtherView(control, as_known=day)
    sides = sorted({claim.source_side for claim in seen if claim.source_side})
    if not view.side and len(sides) > 1:
        for side in sides:
            control = control_history(
                drawing.filing,
                theatre,
                first_day=drawing.first_day,
                last_day=drawing.last_day,
                as_known=view.as_known,
                side=side,
            )
            yield OtherView(control, side=side)


def _with_drawing(
    account: Account,
    claims: Sequence[Claim],
    control: gpd.GeoDataFrame,
    first_day: dt.date,
    last_day: dt.date,
) -> Account:
    """Count what the map shows: the claims that the view let through, its days, and the places that changed hands."""
    begun = control[
        (control.valid_from > first_day.isoformat()) & (control.valid_from <= last_day.isoformat())
    ]
    presumed = int((begun.status == "presumed").sum())
    return replace(
        account,
        claims=len(claims),
        claims_present=sum(claim.is_present_control for claim in claims),
        claims_on_regions=sum(claim.is_present_control and claim.kind in WIDE_KINDS for claim in claims),
        days=(last_day - first_day).days + 1,
        changes_reported=len(begun) - presumed,
        changes_presumed=presumed,
    )


def _seen(claims: Sequence[Claim], theatre: Theatre, view: View) -> list[Claim]:
    """Return the claims that the view lets through; names are told apart without regard to case."""
    side = view.side.casefold()
    if side and side not in {faction.id.casefold() for faction in theatre.factions}:
        known = ", ".join(faction.id for faction in theatre.factions)
        raise InputError(f"--side {view.side!r} is no faction of theatre {theatre.id!r}; use one of: {known}")
    wanted = view.source.casefold()
    outlets = sorted({name for claim in claims for name in (claim.outlet, claim.source_id) if name})
    if wanted and wanted not in {name.casefold() for name in outlets}:
        known = ", ".join(outlets) or "articles that name no outlet"
        raise InputError(
            f"--source {view.source!r} is no source of the claims, which come from: {known}; give one of these, or leave it out"
        )
    return [
        claim
        for claim in claims
        if (not wanted or wanted in (claim.outlet.casefold(), claim.source_id.casefold()))
        and (not side or claim.source_side.casefold() == side)
        and (view.as_known is None or (claim.published or claim.date) <= view.as_known)
    ]


def _span(claims: Sequence[Claim], theatre: Theatre, view: View) -> tuple[dt.date, dt.date]:
    """Return the first and the last day to draw: as asked; else from the baseline to the last day that is told of."""
    told = [claim.date for claim in claims if claim.is_present_control and claim.date <= theatre.last_day]
    end = max([theatre.first_day, *told])
    if view.as_known:
        end = min(end, max(view.as_known, theatre.first_day))
    first = theatre.baseline_day if view.first_day is None else view.first_day
    last = end if view.last_day is None else view.last_day
    if first < theatre.baseline_day:
        raise InputError(
            f"--from {first} is before {theatre.baseline_day}, the baseline of theatre {theatre.id!r}: nothing is known "
            "before it; give a later day"
        )
    if last > max(end, theatre.last_day):
        raise InputError(
            f"--to {last} is after {max(end, theatre.last_day)}: nothing is told of the days after it; give an earlier day"
        )
    if first > last:
        if view.last_day is None:
            raise InputError(
                f"--from {first} is after {last}, the last day that the claims tell of; give an earlier --from"
            )
        raise InputError(f"--to {last} is before {first}, the first day of the map; give a later --to")
    return first, last


def _why_nothing(evidence: Evidence) -> str:
    account = evidence.account
    if not evidence.claims:
        return (
            f"no claim of control was found in {account.articles_read} article(s) and {account.rows_read} row(s); "
            f"{account.place_names} place name(s) were read. Is --theatre the right one? "
            "`frontline claims SOURCE --explain` shows what was read"
        )
    return (
        f"{account.claims} claim(s) were found, but none says who holds a place now within the view: "
        "all are denied, planned, hypothetical, history, or filtered out. `frontline claims SOURCE --explain` shows each"
    )


def day_tables(drawing: Drawing, theatre: Theatre) -> dict[str, gpd.GeoDataFrame]:
    """Return the tables that `--export` writes, by name: claims, control, zones, fronts, changes, advances, progress."""
    import pandas as pd

    from frontline.fronts import draw_zones, list_changes, measure_progress, trace_fronts
    from frontline.spans import draw_through

    length = (drawing.last_day - drawing.first_day).days
    days = [(drawing.first_day + dt.timedelta(days=n)).isoformat() for n in range(length + 1)]
    parcels = drawing.parcels
    zones = draw_through(lambda day: draw_zones(parcels, on=day), parcels, days)
    fronts = draw_through(lambda day: trace_fronts(parcels, on=day, theatre=theatre), parcels, days)
    changes = pd.concat(
        [list_changes(drawing.parcels, since=since, until=until) for since, until in pairwise(days)]
        or [list_changes(drawing.parcels, since=days[0], until=days[0])],
        ignore_index=True,
    )
    return {
        "claims": drawing.claims,
        "control": drawing.control,
        "zones": zones,
        "fronts": fronts,
        "changes": changes,
        "advances": drawing.advances,
        "progress": measure_progress(drawing.parcels, theatre, days=days, control=drawing.control),
    }
