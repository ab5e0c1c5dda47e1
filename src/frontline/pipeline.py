"""Pipeline: the whole road, from files to a map. The stages meet here and nowhere else.

    sources --> documents --> claims --> control --> parcels --> zones, fronts, changes, advances --> page

Up to the claims a document at a time, after them tables. Knows the order of the stages and keeps the
counts; knows no language, no geometry and no markup.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from frontline.claims import ClaimExtractor, read_grounded
from frontline.corrections import Edits, correct_claims, is_corrections_file
from frontline.documents import Refusal, Remote, read_documents, require_dates
from frontline.errors import DocumentError, InputError, NoInputError, NothingToMapError
from frontline.model import WIDE_KINDS
from frontline.spreadsheets import read_claims, split_sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from frontline.claims import Extractor
    from frontline.corrections import Corrections
    from frontline.gazetteer import Gazetteer
    from frontline.model import Claim, Document, Findings, Place
    from frontline.payload import OtherView
    from frontline.theatre import Theatre

#: A file of a source folder that says what the folder's articles are; so many bytes of it are shown.
NOTICE, MAX_NOTICE = "NOTICE.txt", 2000
#: Places found by a service that the map names; the others are counted.
ASKED_SHOWN = 20
#: Of the names that no gazetteer has, so many are told: the most frequent are what a reader would add first.
UNKNOWN_SHOWN = 12
#: A longer map than this is not worked out as known on each of its days: the work grows with their square.
MOST_KNOWN_DAYS = 62


class Progress(Protocol):
    """Is told how far a stage has come; the command line draws it as a bar."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Stage `stage` has done `done` of `total` steps."""


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Account:
    """What was read and what became of it: every input is counted somewhere."""

    articles_read: int = 0
    articles_refused: int = 0
    articles_repeated: int = 0
    rows_read: int = 0
    rows_refused: int = 0
    place_names: int = 0
    place_names_unknown: int = 0
    claims: int = 0
    claims_present: int = 0
    claims_on_regions: int = 0
    days: int = 0
    changes_reported: int = 0
    changes_presumed: int = 0
    claims_refused: int = 0


@dataclass(frozen=True)
class Evidence:
    """All claims of the sources, the documents they come from, what was refused, and the counts.

    `notice` is what the folders say of themselves in a `NOTICE.txt`: the map passes it on to its readers. `edits` is what
    people did to the claims.
    """

    claims: tuple[Claim, ...]
    documents: tuple[Document, ...]
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...] = ()
    account: Account = field(default_factory=Account)
    notice: str = ""
    edits: Edits = field(default_factory=Edits)


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


def gather(
    sources: Sequence[str | Path | Remote],
    theatre: Theatre,
    gazetteer: Gazetteer,
    *,
    extractor: Extractor | None = None,
    corrections: Corrections | None = None,
    progress: Progress = _silent,
) -> Evidence:
    """Read every source, articles and spreadsheets, to claims.

    Parameters
    ----------
    sources
        Files, folders (read recursively), "-" for standard input, or what `resolve_sources` makes of addresses.
    theatre
        The conflict that the sources speak of.
    gazetteer
        The places that names are looked up in.
    extractor
        Whatever reads an article's claims; None is the grammar of `frontline.claims.ClaimExtractor`.
    corrections
        What people decided about the claims: it is obeyed, and `edits` tells of it.
    progress
        Is told after each document.

    Returns
    -------
    Evidence
        What could not be used is in `refusals`, by name; the rest goes on.

    Raises
    ------
    NoInputError
        If a source does not exist, or none holds an article or a spreadsheet.
    """
    articles, tables = split_sources(sources)
    sheets = [table for table in tables if not is_corrections_file(table)]
    evidence = Evidence((), (), ())
    if articles:
        extractor = extractor or ClaimExtractor(theatre, gazetteer)
        evidence = _gather_articles(articles, theatre, extractor, progress)
    for sheet in sheets:
        evidence = _with_sheet(evidence, sheet, theatre, gazetteer)
    if not articles and not tables:
        raise NoInputError("no source was given; name a file, a folder, or '-' for standard input")
    evidence = _corrected(evidence, corrections, theatre, [one for one in tables if one not in sheets])
    account = replace(
        evidence.account,
        claims=len(evidence.claims),
        claims_present=sum(claim.is_present_control for claim in evidence.claims),
    )
    report, asked = gazetteer.asked()
    notice = "\n".join(filter(None, (_notice(sources), _asked_notice(asked))))
    notes = (*evidence.notes, *((report,) if report else ()))
    return replace(evidence, account=account, notice=notice, notes=notes)


def _corrected(
    evidence: Evidence, corrections: Corrections | None, theatre: Theatre, unnamed: Sequence[Path]
) -> Evidence:
    """Return the evidence as people left it. Corrections that merely lie among the sources are named, not obeyed."""
    if corrections is None:
        advice = "holds corrections, which are obeyed only where they are named"
        told = (f"{path} {advice}; add --corrections {path}" for path in unnamed)
        return replace(evidence, notes=(*evidence.notes, *told))
    corrected = correct_claims(evidence.claims, evidence.documents, corrections, theatre)
    edits = corrected.edits
    refusals = (*evidence.refusals, *edits.unfit)
    notes = (*evidence.notes, *edits.conflicts, *filter(None, (edits.words(),)))
    return replace(evidence, claims=corrected.claims, refusals=refusals, notes=notes, edits=edits)


def _asked_notice(places: Sequence[Place]) -> str:
    """Return what the map's readers are told of places that a service on the network placed."""
    if not places:
        return ""
    shown = ", ".join(f"{place.name} ({place.source})" for place in places[:ASKED_SHOWN])
    more = f" and {len(places) - ASKED_SHOWN} more" if len(places) > ASKED_SHOWN else ""
    return f"Placed by a service on the network, not by a gazetteer: {shown}{more}."


def _notice(sources: Sequence[str | Path | Remote]) -> str:
    """Return what the folders among the sources say of themselves, a line each; an unreadable notice is none."""
    files = [Path(source) / NOTICE for source in sources if not isinstance(source, Remote)]
    texts = [file.read_bytes()[:MAX_NOTICE].decode("utf-8", "replace") for file in files if file.is_file()]
    return "\n".join(dict.fromkeys(" ".join(text.split()) for text in texts))


def _gather_articles(
    articles: Sequence[str | Path | Remote], theatre: Theatre, extractor: Extractor, progress: Progress
) -> Evidence:
    # A dateline without a year ("BEIRUT, Dec 5") is of the theatre's own days, where nothing in the text says otherwise.
    days = (theatre.first_day, theatre.last_day)
    reading = require_dates(read_documents(articles, time_zone=theatre.time_zone, likely=days))
    gathered = _Gathered()
    for done, document in enumerate(reading.documents, start=1):
        try:
            gathered.add(document, read_grounded(extractor, document))
        except DocumentError as error:
            reason = str(error).removeprefix(f"{document.path or document.doc_id}: ")
            gathered.unread.append(Refusal(document.path, f"article {document.doc_id}", reason, ""))
        progress("reading", done, len(reading.documents))
    account = Account(
        articles_read=len(gathered.documents),
        articles_refused=sum(refusal.count for refusal in (*reading.refusals, *gathered.unread)),
        articles_repeated=len(reading.duplicates),
        place_names=gathered.names,
        place_names_unknown=gathered.unknown.total(),
        claims_refused=len(gathered.unclaimed),
    )
    refusals = (*reading.refusals, *gathered.unread, *gathered.unclaimed)
    notes = (*reading.notes, *_unknown_names(gathered.unknown))
    return Evidence(tuple(gathered.claims), tuple(gathered.documents), refusals, notes, account)


def _unknown_names(names: Counter[str]) -> list[str]:
    """Return a note on the names that no gazetteer has, so that whoever made the pack can add them."""
    if not names:
        return []
    ordered = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    shown = ", ".join(f"{name} ({count})" if count > 1 else name for name, count in ordered[:UNKNOWN_SHOWN])
    more = f" and {len(ordered) - UNKNOWN_SHOWN} more" if len(ordered) > UNKNOWN_SHOWN else ""
    advice = (
        "what is a place among them, add to the pack's gazetteer.csv, or give by --gazetteer (name, lat, lon)"
    )
    return [f"in no gazetteer, or in doubt: {shown}{more}; {advice}"]


@dataclass
class _Gathered:
    """What was found so far; place names are only counted, so that memory grows with the claims alone."""

    documents: list[Document] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    unread: list[Refusal] = field(default_factory=list)
    unclaimed: list[Refusal] = field(default_factory=list)
    names: int = 0
    unknown: Counter[str] = field(default_factory=Counter)

    def add(self, document: Document, findings: Findings) -> None:
        self.documents.append(document)
        self.claims += findings.claims
        self.unclaimed += _unclaimed(document, findings)
        self.names += len(findings.located)
        self.unknown.update(name.mention.surface for name in findings.located if name.place is None)


def _unclaimed(document: Document, findings: Findings) -> list[Refusal]:
    """Return what an extractor refused to claim of a document, by name."""
    return [
        Refusal(document.path, f"article {document.doc_id}, claim on {item.words!r}", item.reason, "")
        for item in findings.unclaimed
    ]


def _with_sheet(evidence: Evidence, sheet: Path, theatre: Theatre, gazetteer: Gazetteer) -> Evidence:
    reading = read_claims(sheet, theatre, gazetteer)
    account = replace(
        evidence.account,
        rows_read=evidence.account.rows_read + len(reading.claims),
        rows_refused=evidence.account.rows_refused + sum(refusal.count for refusal in reading.refusals),
    )
    return replace(
        evidence,
        claims=(*evidence.claims, *reading.claims),
        refusals=(*evidence.refusals, *reading.refusals),
        notes=(*evidence.notes, *reading.notes),
        account=account,
    )


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
    from frontline.control import claims_table, control_history
    from frontline.fronts import trace_advances
    from frontline.ground import draw_ground

    view = view or View()
    claims = _seen(evidence.claims, theatre, view)
    if not any(claim.is_present_control for claim in claims):
        raise NothingToMapError(_why_nothing(evidence))
    # All claims set the span, seen or not: one side's map and another's then have the same days.
    first_day, last_day = _span(evidence.claims, theatre, view)
    progress("weighing claims", 0, 3)
    control = control_history(claims, theatre, first_day=first_day, last_day=last_day, as_known=view.as_known)
    progress("drawing the ground", 1, 3)
    parcels = draw_ground(control, theatre)
    progress("tracing advances", 2, 3)
    advances = trace_advances(control, theatre)
    progress("tracing advances", 3, 3)
    account = _with_drawing(evidence.account, claims, control, first_day, last_day)
    return Drawing(claims_table(claims), control, parcels, advances, first_day, last_day, account)


def other_views(
    evidence: Evidence, theatre: Theatre, drawing: Drawing, view: View | None = None
) -> tuple[OtherView, ...]:
    """Work out the same map as it was known on each of its days, and as each side with a voice of its own tells it.

    A view for each day by which some of the claims had not been published yet (none on a map of more than
    `MOST_KNOWN_DAYS`), then one for each faction that sources speak for, of at least two. A map that is itself drawn
    as known on a day, or for one side, has no such others.
    """
    from frontline.control import control_history
    from frontline.payload import OtherView

    view = view or View()

    def control(narrowed: View, last: dt.date) -> gpd.GeoDataFrame:
        claims = _seen(evidence.claims, theatre, narrowed)
        return control_history(
            claims, theatre, first_day=drawing.first_day, last_day=last, as_known=narrowed.as_known
        )

    seen = [claim for claim in _seen(evidence.claims, theatre, view) if claim.is_present_control]
    views: list[OtherView] = []
    length = (drawing.last_day - drawing.first_day).days + 1
    if view.as_known is None and length <= MOST_KNOWN_DAYS:
        newest = max((claim.published or claim.date for claim in seen), default=drawing.first_day)
        days = [drawing.first_day + dt.timedelta(days=n) for n in range(length)]
        views += [
            OtherView(control(replace(view, as_known=day), day), as_known=day) for day in days if day < newest
        ]
    sides = sorted({claim.source_side for claim in seen if claim.source_side})
    if not view.side and len(sides) > 1:
        views += [OtherView(control(replace(view, side=side), drawing.last_day), side=side) for side in sides]
    return tuple(views)


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
