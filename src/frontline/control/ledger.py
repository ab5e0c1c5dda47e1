"""The ledger: intervals of control of every place, with their certainty and the claims for and against.

Owns the CONTROL table. Takes weights from `weights`, probabilities from `chain` and the places
without reports from `presume`. Knows no land between the places.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
from pyproj import Transformer

from frontline.control.chain import smooth
from frontline.control.evidence import MAX_PRECISION_DAYS, Testimony, gather
from frontline.control.filing import Filing, Spot
from frontline.control.presume import Told, presume
from frontline.control.weights import UNKNOWN, weigh
from frontline.errors import InputError
from frontline.model import CONTESTED, NOBODY
from frontline.tables import CONTROL, CRS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from frontline.model import Claim
    from frontline.theatre import Theatre

    Floats = NDArray[np.float64]

#: Two sides' claims leave a place disputed if the better has less and the other more than this.
DISPUTED_TOP, DISPUTED_SECOND = 0.7, 0.3
#: How long a siege is shown when nobody mentions it again, days.
SIEGE_DAYS = 3
#: Ground stays contested until somebody says otherwise; after so many days of silence it is no surer than this.
FRESH_DAYS, FADED_CERTAINTY = 4, 0.5
#: Certainty of a place known from the baseline alone, and of one that only follows the captures around it.
BASELINE_CERTAINTY, PRESUMED_CERTAINTY = 0.9, 0.55
#: Columns of CONTROL beyond its contract.
MORE_CONTROL = ("holder", "claims_against")
_PLACES_AT_ONCE = 2048


@dataclass(slots=True)
class _Run:
    """Consecutive days of one place with the same controller and status, as day indices, half-open."""

    controller: str
    holder: str
    status: str
    start: int
    stop: int
    certainty: float
    known_from: str
    claims_for: tuple[str, ...] = ()
    claims_against: tuple[str, ...] = ()


@dataclass(slots=True)
class _Place:
    spot: Spot
    told: list[Testimony]
    runs: list[_Run] = field(default_factory=list)


def control_history(
    claims: Iterable[Claim] | Filing,
    theatre: Theatre,
    *,
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
    as_known: dt.date | None = None,
    source: str | None = None,
    side: str | None = None,
) -> gpd.GeoDataFrame:
    """Work out who held each place on each day.

    Every place runs through a hidden Markov chain of its holders, from the theatre's baseline, with the claims as
    evidence. A capture weighs more than a statement of state; a party's word on its own gain weighs less, its
    admission of a loss more; independent voices add up, copies do not; newer evidence beats older.
    Places without any report follow the nearest capture within a reach, status "presumed".

    Parameters
    ----------
    claims
        In any order, or filed, where several histories are made of them. Claims before the theatre's baseline or after the
        last day are left out.
    theatre
        Gives the places, the baseline, the days and the alliances.
    first_day, last_day
        Clip the history; by default it runs from the baseline's day through the theatre's last day, both included.
    as_known
        Use only what had been published by this day, and end with it.
    source, side
        Use only what this source says; what the sources that speak for this faction say.

    Returns
    -------
    geopandas.GeoDataFrame
        CONTROL, EPSG:4326, sorted by place_id and valid_from. The intervals of a place follow each other without
        gap or overlap. `controller` is a faction, "contested" or "none"; `holder` the faction underneath contested
        ground. `status`: held, claimed (only the gainer's side says so), contested (fighting inside), disputed
        (two sides claim it), besieged, vacated, presumed, unknown. `certainty` is the mean probability of the
        state, 0-1. `claim_ids` carry the interval, `claims_against` contradict it.

    Raises
    ------
    InputError
        If the last day lies before the first.
    """
    origin = theatre.baseline_day
    start = max(first_day or origin, origin)
    end = min(filter(None, (last_day or theatre.last_day, as_known)))
    end = max(end, origin) if last_day is None else end
    if end < start:
        raise InputError(f"the last day {end} lies before the first {start}; give a later one")
    days = (end - origin).days + 1
    filing = claims if isinstance(claims, Filing) else Filing(claims, theatre)
    evidence = gather(filing, theatre, days=days, as_known=as_known, source=source, side=side)
    reported = [_Place(spot, told) for spot, told in evidence.items()]
    names = _holder_names(theatre, evidence)
    for at in range(0, len(reported), _PLACES_AT_ONCE):
        _decide(reported[at : at + _PLACES_AT_ONCE], theatre, names, days)
    places = [*reported, *_silent(theatre, reported, days)]
    _follow(places, theatre, days)
    return _table(places, origin, (start - origin).days)


def _holder_names(theatre: Theatre, evidence: dict[Spot, list[Testimony]]) -> list[str]:
    named = {testimony.controller for told in evidence.values() for testimony in told}
    named |= {theatre.baseline.get(spot.place_id, UNKNOWN) for spot in evidence}
    return [*sorted(named - {CONTESTED, NOBODY, UNKNOWN}), NOBODY, UNKNOWN]


def _decide(places: list[_Place], theatre: Theatre, names: list[str], days: int) -> None:
    """Fill in the runs of places that have reports."""
    probability = smooth(weigh(places, theatre, names, days))
    by_holder = probability.sum(axis=3)
    fought = probability[..., 1].sum(axis=2)
    ranked = np.argsort(-by_holder, axis=2, kind="stable")
    top = np.take_along_axis(by_holder, ranked[..., :2], axis=2)
    real = by_holder[..., : len(names) - 2]
    best_side = real.argmax(axis=2) if real.shape[2] else ranked[..., 0]
    for n, place in enumerate(places):
        states: list[tuple[str, str, str, float]] = []
        for day in range(days):
            first, second = (names[i] for i in ranked[n, day, :2])
            side = first if first not in (NOBODY, UNKNOWN) else names[best_side[n, day]]
            if fought[n, day] >= 0.5:
                held = "" if names[_likeliest(by_holder[n, day])] == UNKNOWN else side
                states.append((CONTESTED, held, "contested", float(fought[n, day])))
            elif first == UNKNOWN:
                states.append((NOBODY, "", "unknown", 0.0))
            elif (
                top[n, day, 0] < DISPUTED_TOP
                and top[n, day, 1] > DISPUTED_SECOND
                and not {first, second} & {NOBODY, UNKNOWN}
                and not _are_allies(first, second, theatre)
                and all(_has_word(place.told, name, day) for name in (first, second))
            ):
                states.append((CONTESTED, first, "disputed", float(top[n, day].sum())))
            else:
                status = "vacated" if first == NOBODY else "held"
                if first == NOBODY and not any(t.kind == "left" and t.first <= day for t in place.told):
                    status = "unknown"  # a record says that nobody is known to hold it; nobody left
                states.append((first, "" if first == NOBODY else first, status, float(top[n, day, 0])))
        place.runs = _runs(place, states, theatre)


def _has_word(told: list[Testimony], side: str, day: int) -> bool:
    """Say whether anybody has spoken for a side by a day; that a day is not known for sure is no dispute."""
    return any(
        t.day <= day and (t.controller != side if t.kind == "denial" else t.controller == side) for t in told
    )


def _are_allies(a: str, b: str, theatre: Theatre) -> bool:
    """Say whether two factions fight on one side, so that naming one for the other is no contradiction."""
    first, second = theatre.faction_by_id.get(a), theatre.faction_by_id.get(b)
    return bool(first and second and (b in first.allies or a in second.allies or first.side == second.side))


def _likeliest(row: Floats) -> int:
    """Return the number of the likeliest holder of one place on one day."""
    return int(row.argmax())


def _runs(place: _Place, states: list[tuple[str, str, str, float]], theatre: Theatre) -> list[_Run]:
    """Cut the days into runs of one controller, qualify them by their claims, and name the claims for and against."""
    origin, runs = theatre.baseline_day, []
    start = 0
    for stop in range(1, len(states) + 1):
        if stop < len(states) and states[stop][::2] == states[start][::2]:
            continue
        about = _about(place.told, states, start, stop)
        if start and not any(
            _speaks_for(t, *states[start][::2]) for t in about
        ):  # it fell back to an earlier holder
            about += [
                t for t in place.told if t.day < start and t.controller == states[start][0] and t.is_change
            ]
        runs += _qualified(states, start, stop, about, origin)
        start = stop
    return runs


def _about(
    told: list[Testimony], states: list[tuple[str, str, str, float]], start: int, stop: int
) -> list[Testimony]:
    """Return what is told of a run's days, and what is dated just outside of them and means them, in its order."""
    before, begin, end, after = (
        _first_from(told, day)
        for day in (start - MAX_PRECISION_DAYS, start, stop, stop + MAX_PRECISION_DAYS + 1)
    )
    return [
        *(t for t in told[before:begin] if _is_early_word(t, states, start, stop)),
        *told[begin:end],
        *(t for t in told[end:after] if _is_early_word(t, states, start, stop)),
    ]


def _first_from(told: list[Testimony], day: int) -> int:
    """Return the number of the first testimony of a day or a later one; they are in the order of their days."""
    return bisect_left(told, day, key=lambda t: t.day)


def _is_early_word(
    testimony: Testimony, states: list[tuple[str, str, str, float]], start: int, stop: int
) -> bool:
    """Say whether a claim of this run's holder is dated just outside the run, by its own imprecision."""
    agrees = testimony.controller == states[start][0] != states[min(testimony.day, len(states) - 1)][0]
    return agrees and testimony.first < stop and testimony.until >= start


def _qualified(
    states: list[tuple[str, str, str, float]],
    start: int,
    stop: int,
    about: list[Testimony],
    origin: dt.date,
) -> list[_Run]:
    """Return one run of a controller as runs of one status: claimed until confirmed, besieged for as long as told."""
    controller, holder, status, _ = states[start]
    is_baseline = start == 0
    pros = [t for t in about if _speaks_for(t, controller, status)]
    cons = [t for t in about if not _speaks_for(t, controller, status)]
    fights = sorted(t.day for t in pros if status == "contested" and t.kind == "fighting")
    marks: list[tuple[str, bool]] = []
    for day in range(start, stop):
        mark = status
        if status == "held" and not is_baseline:
            spoken = [t for t in pros if t.first <= day and t.kind != "siege"]
            mark = "claimed" if spoken and all(t.is_boast for t in spoken) else "held"
        if status == "held" and any(
            t.kind == "siege" and t.claim.status == "besieged" and t.day <= day < t.day + SIEGE_DAYS
            for t in pros
        ):
            mark = "besieged"
        last = bisect_right(fights, day)
        faded = last > 0 and day > fights[last - 1] + FRESH_DAYS
        marks.append((mark, faded))
    runs: list[_Run] = []
    begin = start
    for end in range(start + 1, stop + 1):
        if end < stop and marks[end - start] == marks[begin - start]:
            continue
        carried = [t for t in pros if t.first < end] or ([] if is_baseline else pros)
        against = [t for t in cons if begin <= t.day < end]
        status_now, faded = marks[begin - start]
        # Nothing is known of a day before it comes; that nothing changed since the baseline is known from the start.
        since = origin + dt.timedelta(days=start if faded else begin)
        known = max(since, min((_known(t) for t in carried), default=since))
        if is_baseline and status_now != "besieged":
            known = origin
        certainty = float(np.mean([states[day][3] for day in range(begin, end)]))
        runs.append(
            _Run(
                controller=controller,
                holder=holder,
                status=status_now,
                start=begin,
                stop=end,
                certainty=min(certainty, FADED_CERTAINTY) if faded else certainty,
                known_from=known.isoformat(),
                claims_for=tuple(sorted({t.claim_id for t in carried})),
                claims_against=tuple(sorted({t.claim_id for t in against})),
            )
        )
        begin = end
    return runs


def _speaks_for(testimony: Testimony, controller: str, status: str) -> bool:
    if testimony.kind == "denial":
        return testimony.controller != controller
    if status == "contested":
        return testimony.kind == "fighting"
    if status == "disputed":
        return testimony.controller != NOBODY
    return testimony.controller == controller


def _known(testimony: Testimony) -> dt.date:
    return testimony.claim.published or testimony.claim.date


def _silent(theatre: Theatre, places: list[_Place], days: int) -> list[_Place]:
    """Return the baseline's places that nobody wrote of, held as they were."""
    told_of = {place.spot.place_id for place in places}
    since = theatre.baseline_day.isoformat()
    out = []
    for place_id in sorted(set(theatre.baseline) - told_of):
        place = theatre.place_by_id[place_id]
        if place.is_wide:
            continue
        controller = theatre.baseline[place_id]
        status = {CONTESTED: "contested", NOBODY: "vacated"}.get(controller, "held")
        holder = controller if status == "held" else ""
        run = _Run(controller, holder, status, 0, days, BASELINE_CERTAINTY, since)
        out.append(_Place(Spot(place_id, place.name, place.kind, place.lon, place.lat), [], [run]))
    return out


def _follow(places: list[_Place], theatre: Theatre, days: int) -> None:
    """Change the runs of places that follow the captures around them, from the day after the last word about them."""
    if not places:
        return
    named = {name for place in places for run in place.runs for name in (run.controller, run.holder) if name}
    names = sorted(named | {UNKNOWN, CONTESTED, NOBODY})
    number = {name: n for n, name in enumerate(names)}
    holder, owner = (
        np.array([[number[name] for name in by_day] for by_day in column], dtype=np.intp)
        for column in zip(*(_by_day(place, days) for place in places), strict=True)
    )
    told = Told(
        xy=_metres([place.spot for place in places], theatre),
        holder=holder,
        owner=owner,
        heard=np.array([max((t.day for t in place.told), default=-1) for place in places], dtype=np.intp),
        firm=np.array(
            [
                max((t.day - (t.kind in ("fighting", "siege", "left")) for t in place.told), default=-1)
                for place in places
            ],
            dtype=np.intp,
        ),
        vouched=np.array([_vouched(place, days) for place in places], dtype=np.intp),
        book=_books(places),
        stood=np.array([_stood(place) for place in places], dtype=np.intp),
        sides=np.array(
            [n for name, n in number.items() if name not in (CONTESTED, NOBODY, UNKNOWN)], dtype=np.intp
        ),
        contested=number[CONTESTED],
        within=_towns_of(places, theatre),
        friends=np.array([[a != b and _are_allies(a, b, theatre) for b in names] for a in names], dtype=bool),
    )
    presumed, carrier = presume(
        told,
        max_reach_km=theatre.max_reach_km,
        routed={number[side]: day for side, day in _routed(places, theatre, days).items()},
    )
    for n in np.flatnonzero((carrier >= 0).any(axis=1)):
        since = int((carrier[n] >= 0).argmax())
        runs = [replace(run, stop=min(run.stop, since)) for run in places[n].runs if run.start < since]
        places[n].runs = runs + _presumed_runs(
            [names[code] for code in presumed[n]], carrier[n], since, places
        )


def _towns_of(places: list[_Place], theatre: Theatre) -> NDArray[np.intp]:
    """Return the number of the town that each place is a part of, -1 where there is none."""
    number = {place.spot.place_id: n for n, place in enumerate(places)}
    known = (theatre.place_by_id.get(place.spot.place_id) for place in places)
    return np.array([number.get(place.parent, -1) if place else -1 for place in known], dtype=np.intp)


def _books(places: list[_Place]) -> NDArray[np.intp]:
    """Return the number of the spreadsheet that had the last word about each place, -1 where none had."""
    last = [max(place.told, key=lambda t: t.day).sheet if place.told else "" for place in places]
    number = {sheet: n for n, sheet in enumerate(sorted({*last} - {""}))}
    return np.array([number.get(sheet, -1) for sheet in last], dtype=np.intp)


def _vouched(place: _Place, days: int) -> int:
    """Return the last day on which something was said that vouches for the holders before it, -1 if nothing was."""
    owners = _by_day(place, days)[1] if place.told else []
    return max(
        (t.day for t in place.told if t.kind != "state" or owners[max(t.day - 1, 0)] == t.controller),
        default=-1,
    )


def _stood(place: _Place) -> int:
    """Return the last day on which somebody said that the last holder of a place has it, -1 if nobody did."""
    holder = place.runs[-1].holder
    return max((t.day for t in place.told if t.kind != "denial" and t.controller == holder), default=-1)


def _by_day(place: _Place, days: int) -> tuple[list[str], list[str]]:
    """Return the controller of each day and, under ground that is fought over or left, whose it was."""
    controllers, owners = [UNKNOWN] * days, [UNKNOWN] * days
    owner = UNKNOWN
    for run in place.runs:
        span = run.stop - run.start
        owner = run.holder or owner
        known = run.status != "unknown"
        controllers[run.start : run.stop] = [run.controller if known else UNKNOWN] * span
        owners[run.start : run.stop] = [owner] * span
    return controllers, owners


def _metres(spots: Sequence[Spot], theatre: Theatre) -> Floats:
    to_metres = Transformer.from_crs(CRS, theatre.metric_crs, always_xy=True)
    x, y = to_metres.transform([spot.lon for spot in spots], [spot.lat for spot in spots])
    return np.column_stack([x, y]).astype(float)


def _routed(places: list[_Place], theatre: Theatre, days: int) -> dict[str, int]:
    """Return the sides that have lost the capital and every other objective they held, and since which day index for good.

    Without the capital among them nobody is routed: a side that lost one town that the other was after may hold the rest of a country.
    """
    if not any(objective.place == theatre.capital for objective in theatre.objectives):
        return {}
    seat = theatre.baseline.get(theatre.capital)
    by_id = {place.spot.place_id: place for place in places}
    lost: dict[str, list[int]] = {}
    for objective in theatre.objectives:
        side = theatre.baseline.get(objective.place)
        if side is None or side != seat or side in (CONTESTED, NOBODY):
            continue
        place = by_id.get(objective.place)
        held = [day for day, name in enumerate(_by_day(place, days)[1]) if name == side] if place else [days]
        lost.setdefault(side, []).append(max(held, default=-1) + 1)
    return {side: max(since) for side, since in sorted(lost.items()) if max(since) < days}


def _presumed_runs(
    names: list[str], carrier: NDArray[np.intp], since: int, places: list[_Place]
) -> list[_Run]:
    runs: list[_Run] = []
    start = since
    for stop in range(since + 1, len(names) + 1):
        if stop < len(names) and carrier[stop] == carrier[start]:
            continue
        by = next(run for run in places[carrier[start]].runs if run.start <= start < run.stop)
        run = _Run(
            names[start], names[start], "presumed", start, stop, PRESUMED_CERTAINTY, by.known_from, by.claims_for
        )  # fmt: skip
        if runs and runs[-1].controller == run.controller:
            runs[-1].stop = stop
        else:
            runs.append(run)
        start = stop
    return runs


def _table(places: list[_Place], origin: dt.date, first: int) -> gpd.GeoDataFrame:
    names = (
        "place_id", "place", "kind", "controller", "holder", "contested", "status", "certainty", "valid_from",
        "valid_to", "known_from", "claim_ids", "claims_against", "lon", "lat",
    )  # fmt: skip
    last = max((run.stop for place in places for run in place.runs), default=0)
    days = [(origin + dt.timedelta(days=n)).isoformat() for n in range(last + 1)]
    rows = [
        (
            place.spot.place_id, place.spot.name, place.spot.kind, run.controller, run.holder,
            run.controller == CONTESTED, run.status, round(run.certainty, 3), days[max(run.start, first)],
            days[run.stop], run.known_from, list(run.claims_for), list(run.claims_against),
            place.spot.lon, place.spot.lat,
        )
        for place in sorted(places, key=lambda p: (p.spot.place_id, p.spot.lon, p.spot.lat, p.spot.name))
        for run in place.runs
        if run.stop > first
    ]  # fmt: skip
    columns = (
        dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {n: [] for n in names}
    )
    geometry = gpd.points_from_xy(columns.pop("lon"), columns.pop("lat"), crs=CRS)
    ordered = {name: columns[name] for name in (*CONTROL[:-1], *MORE_CONTROL)}
    return gpd.GeoDataFrame(ordered, geometry=geometry, crs=CRS)
