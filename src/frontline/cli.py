"""Command line: prints, exits, and nothing else does. Exit codes: 0 done, 1 nothing to map, 2 bad input.

Results go to standard output or to the files named; progress, refusals and counts to standard error,
so that `frontline claims x > claims.csv` is clean. Heavy modules are imported by the command that needs them.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import json
import os
import re
import sys
from contextlib import contextmanager
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from frontline import __version__
from frontline.errors import FrontlineError, InputError, NothingToMapError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from frontline.claims import Extractor
    from frontline.gazetteer import Gazetteer
    from frontline.model import Document
    from frontline.pipeline import Account, Evidence, Progress
    from frontline.relative import RelativePlace
    from frontline.theatre import Theatre

P = ParamSpec("P")

OK, NOTHING_TO_MAP, BAD_INPUT = 0, 1, 2
DEFAULT_THEATRE = "syria-2024"
WORLD = "world"
#: Refusals are all counted; this many are told in full, so that 10,000 bad files do not bury the result.
REFUSALS_SHOWN = 20

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

app = typer.Typer(
    name="frontline",
    help="News articles in; an interactive map of who held what, on which day, and who said so, out.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
theatre_app = typer.Typer(
    help="Theatre packs: a conflict as data.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(theatre_app, name="theatre")

Sources = Annotated[
    list[str],
    typer.Argument(help="Files, folders (recursive) or '-' for standard input.", show_default=False),
]
OwnPlaces = Annotated[
    list[str] | None,
    typer.Option(
        "--gazetteer",
        "-g",
        help="Your own places: a CSV with name, lat, lon, or a GeoNames dump (.txt, .zip). May be given more than once.",
    ),
]
Service = Annotated[
    str,
    typer.Option(
        "--geocoder",
        help="Ask this service on the network (a geopy name: nominatim, photon ...) for places that no gazetteer has.",
    ),
]
ServiceUrl = Annotated[
    str,
    typer.Option(
        "--geocoder-url", help="The service's address, where it is your own: http://localhost:8080."
    ),
]
ServicePause = Annotated[
    float,
    typer.Option("--geocoder-pause", min=0, max=60, help="Seconds between two questions to the service."),
]
ServiceLimit = Annotated[
    int, typer.Option("--geocoder-limit", min=1, help="The most names that one run asks the service for.")
]
TheatreName = Annotated[str, typer.Option("--theatre", "-t", help="A theatre's id, or the folder of a pack.")]
RULES, LLM = "rules", "llm"
ExtractorName = Annotated[
    str, typer.Option("--extractor", help=f"Who reads the articles: {RULES} (offline) or {LLM}.")
]
LlmUrl = Annotated[
    str,
    typer.Option(
        help="An OpenAI-compatible endpoint, http://127.0.0.1:8080/v1; its key: $FRONTLINE_LLM_KEY."
    ),
]
LlmModel = Annotated[str, typer.Option(help="The model to ask at --llm-url.")]
LlmPerMinute = Annotated[float, typer.Option(min=0.1, help="The most questions a minute to --llm-url.")]


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is not a day; write it as 2024-12-05") from error


def _fails_in_one_line(command: Callable[P, None]) -> Callable[P, None]:
    """Turn every error that Frontline raises on purpose into one clear message and an exit code."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except NothingToMapError as error:
            err.print(f"Nothing to map: {escape(str(error))}")
            raise typer.Exit(NOTHING_TO_MAP) from error
        except FrontlineError as error:
            err.print(f"Error: {escape(str(error))}")
            raise typer.Exit(BAD_INPUT) from error
        except BrokenPipeError:
            raise
        except OSError as error:
            where = f" {error.filename}" if error.filename else ""
            err.print(
                f"Error:{escape(where)} cannot be read or written: {escape(error.strerror or str(error))}"
            )
            raise typer.Exit(BAD_INPUT) from error

    return run


@contextmanager
def _progress() -> Iterator[Progress]:
    """Draw a bar on standard error, a task a stage; nothing where it is not a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield tell


def _tell_refusals(evidence: Evidence) -> None:
    for note in evidence.notes[:REFUSALS_SHOWN]:
        err.print(f"note: {escape(note)}")
    for refusal in evidence.refusals[:REFUSALS_SHOWN]:
        err.print(f"refused: {escape(str(refusal))}")
    hidden = len(evidence.refusals) - REFUSALS_SHOWN
    if hidden > 0:
        err.print(f"... and {hidden} more refused")


def _extractor(
    name: str, url: str, model: str, per_minute: float, theatre: Theatre, gazetteer: Gazetteer
) -> Extractor | None:
    """Return the extractor that is asked for; None for our own reading."""
    if name not in (RULES, LLM):
        raise InputError(f"--extractor {name!r} is unknown; use {RULES} or {LLM}")
    if name == RULES:
        if url or model:
            raise InputError(f"--llm-url and --llm-model are only used with --extractor {LLM}; add it")
        return None
    if not url or not model:
        raise InputError(
            f"--extractor {LLM} asks nobody by itself; name --llm-url http://HOST:PORT/v1 and --llm-model NAME"
        )
    from frontline.llm import LlmExtractor

    extractor = LlmExtractor.at(url, model, theatre, gazetteer, per_minute=per_minute)
    err.print(f"note: the articles' text is sent to {escape(url)}")
    return extractor


def _explaining(reader: Extractor | None, theatre: Theatre, gazetteer: Gazetteer) -> Extractor:
    """Return an extractor that prints what the one asked for reads."""
    from frontline.claims import ClaimExtractor
    from frontline.explain import Explaining

    return Explaining(reader or ClaimExtractor(theatre, gazetteer, explains=True), out.print)


def _require_some(evidence: Evidence) -> None:
    account = evidence.account
    if not account.articles_read and not account.rows_read:
        raise InputError(
            f"nothing could be used: {account.articles_refused} article(s) and {account.rows_refused} row(s) "
            "were refused, each by name above"
        )


def _tell_version(wanted: bool) -> None:
    if wanted:
        out.print(f"frontline {__version__}")
        raise typer.Exit(OK)


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and leave.", is_eager=True, callback=_tell_version),
    ] = False,
) -> None:
    """Take what stands before a command."""


@app.command("map")
@_fails_in_one_line
def map_command(
    sources: Sources,
    theatre: TheatreName = DEFAULT_THEATRE,
    out_folder: Annotated[Path, typer.Option("--out", "-o", help="The folder to write to.")] = Path("maps"),
    first: Annotated[str | None, typer.Option("--from", help="First day of the map, 2024-11-27.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day of the map.")] = None,
    as_known: Annotated[
        str | None, typer.Option(help="Only what had been published by this day: the map as known then.")
    ] = None,
    source: Annotated[str, typer.Option(help="One outlet's or source's map only.")] = "",
    side: Annotated[str, typer.Option(help="One faction's map: only what its own sources say.")] = "",
    export: Annotated[str, typer.Option(help="Also write tables: any of geojson,gpkg,parquet,kml,csv.")] = "",
    gazetteer: OwnPlaces = None,
    extractor: ExtractorName = RULES,
    llm_url: LlmUrl = "",
    llm_model: LlmModel = "",
    llm_per_minute: LlmPerMinute = 60,
    geocoder: Service = "",
    geocoder_url: ServiceUrl = "",
    geocoder_pause: ServicePause = 1.0,
    geocoder_limit: ServiceLimit = 200,
) -> None:
    """Draw the map of who held what, day by day: one HTML file that needs no network.

    Example: frontline map geodata/articles --theatre syria-2024 --out maps/ --gazetteer my-villages.csv
    """
    from frontline.export import export_tables, written_together
    from frontline.pipeline import View, day_tables, draw, gather
    from frontline.theatre import load_theatre
    from frontline.timemap import build_map, save_map

    formats = _formats(export)
    view = View(_day(first), _day(last), _day(as_known), source, side)
    pack = load_theatre(theatre)
    places = _gazetteer(pack, gazetteer, _asking(geocoder, geocoder_url, geocoder_pause, geocoder_limit))
    reader = _extractor(extractor, llm_url, llm_model, llm_per_minute, pack, places)
    with _progress() as progress:
        evidence = gather(sources, pack, places, extractor=reader, progress=progress)
    _tell_refusals(evidence)
    _require_some(evidence)
    with _progress() as progress:
        drawing = draw(evidence, pack, view, progress=progress)
    page_map = build_map(
        pack,
        claims=drawing.claims,
        control=drawing.control,
        parcels=drawing.parcels,
        advances=drawing.advances,
        documents=evidence.documents,
        notice=evidence.notice,
    )
    page = f"{pack.id}.html"
    with written_together(out_folder) as aside:
        save_map(page_map, aside / page)
        if formats:
            colours = {faction.id: faction.colour for faction in pack.factions}
            export_tables(day_tables(drawing, pack), aside, formats, colours=colours)
    _tell_account(drawing.account)
    out.print(f"Open {escape(str(out_folder / page))}")


def _formats(text: str) -> tuple[str, ...]:
    known = ("geojson", "gpkg", "parquet", "kml", "csv")
    formats = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    for name in formats:
        if name not in known:
            raise InputError(
                f"--export {name!r} is unknown; use any of {', '.join(known)}, separated by commas"
            )
    return formats


def _tell_account(account: Account) -> None:
    table = Table.grid(padding=(0, 2))
    rows = [
        ("articles", f"{account.articles_read} read, {account.articles_refused} refused, {account.articles_repeated} repeated"),
        ("spreadsheet rows", f"{account.rows_read} read, {account.rows_refused} refused"),
        ("place names", f"{account.place_names} found, {account.place_names_unknown} unknown"),
        ("claims", f"{account.claims} found, {account.claims_present} of present control"),
        ("claims refused", str(account.claims_refused)),
        ("days", str(account.days)),
        ("changes", f"{account.changes_reported} places changed hands, {account.changes_presumed} more presumed to follow"),
    ]  # fmt: skip
    for name, figure in rows:
        is_empty = {
            "spreadsheet rows": not account.rows_read + account.rows_refused,
            "claims refused": not account.claims_refused,
        }
        if not is_empty.get(name):
            table.add_row(name, figure)
    out.print(table)


@app.command()
@_fails_in_one_line
def claims(
    sources: Sources,
    theatre: TheatreName = DEFAULT_THEATRE,
    out_file: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="FILE.csv, .jsonl, .parquet, .geojson or .gpkg; default: CSV on standard output.",
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what was read of each article, sentence by sentence.")
    ] = False,
    gazetteer: OwnPlaces = None,
    extractor: ExtractorName = RULES,
    llm_url: LlmUrl = "",
    llm_model: LlmModel = "",
    llm_per_minute: LlmPerMinute = 60,
    geocoder: Service = "",
    geocoder_url: ServiceUrl = "",
    geocoder_pause: ServicePause = 1.0,
    geocoder_limit: ServiceLimit = 200,
) -> None:
    """List who is said to hold which place, since when, and who says so: one line a claim.

    Example: frontline claims article.txt --out claims.csv
    """
    from frontline.export import write_claims
    from frontline.pipeline import gather
    from frontline.theatre import load_theatre

    pack = load_theatre(theatre)
    places = _gazetteer(pack, gazetteer, _asking(geocoder, geocoder_url, geocoder_pause, geocoder_limit))
    reader = _extractor(extractor, llm_url, llm_model, llm_per_minute, pack, places)
    if explain:
        evidence = gather(sources, pack, places, extractor=_explaining(reader, pack, places))
    else:
        with _progress() as progress:
            evidence = gather(sources, pack, places, extractor=reader, progress=progress)
    _tell_refusals(evidence)
    _require_some(evidence)
    to_file = out_file is not None and str(out_file) != "-"
    if to_file or not explain:
        write_claims(evidence.claims, out_file if out_file and to_file else sys.stdout)
    if not evidence.claims:
        err.print("note: no claim of control was found")
    if to_file:
        err.print(f"{len(evidence.claims)} claim(s) in {escape(str(out_file))}")


Asking = dict[str, Any]


def _asking(service: str, url: str, pause_seconds: float, max_names: int) -> Asking | None:
    """Return how a service on the network is to be asked, None where the user wants none."""
    if url and not service:
        raise InputError(
            "--geocoder-url needs --geocoder; say which service answers there, such as nominatim"
        )
    if not service:
        return None
    key = os.environ.get("FRONTLINE_GEOCODER_KEY", "")
    return {"name": service, "url": url, "pause_seconds": pause_seconds, "max_names": max_names, "key": key}


def _tell_asked(gazetteer: Gazetteer) -> None:
    report, _ = gazetteer.asked()
    if report:
        err.print(f"note: {escape(report)}")


def _places(
    theatre: str, own: Sequence[str] | None, asking: Asking | None
) -> tuple[Theatre | None, Gazetteer]:
    from frontline.theatre import load_theatre

    pack = None if theatre == WORLD else load_theatre(theatre)
    return pack, _gazetteer(pack, own, asking)


def _gazetteer(pack: Theatre | None, own: Sequence[str] | None, asking: Asking | None) -> Gazetteer:
    """Return the places of a theatre, or of the world, with the user's own; what of these cannot be used is told.

    A service on the network stands behind them where the user asks for one.
    """
    from frontline.gazetteer import Gazetteer

    gazetteer = Gazetteer.world() if pack is None else Gazetteer.for_theatre(pack)
    for path in own or ():
        from frontline.placefiles import read_place_file

        read = read_place_file(path, gazetteer, extent=pack.extent if pack else None)
        for note in read.notes:
            err.print(f"note: {escape(note)}")
        for refusal in read.refusals[:REFUSALS_SHOWN]:
            err.print(f"refused: {escape(str(refusal))}")
        gazetteer = gazetteer.joined(read.places)
    if asking is not None:
        from frontline.online import open_service

        gazetteer = gazetteer.backed_by(open_service(theatre=pack, **asking))
    return gazetteer


@app.command()
@_fails_in_one_line
def mentions(
    sources: Sources,
    theatre: Annotated[str, typer.Option("--theatre", "-t", help="A theatre, or 'world'.")] = DEFAULT_THEATRE,
    spans: Annotated[
        Path | None, typer.Option(help="JSONL of {doc_id, start, end}: only resolve these spans.")
    ] = None,
    relative: Annotated[
        bool,
        typer.Option(
            "--relative",
            help="Also list what is told by other places (10 km north of ...): a line each, with its geometry.",
        ),
    ] = False,
    out_file: Annotated[
        Path | None, typer.Option("--out", "-o", help="FILE.jsonl; default: standard output.")
    ] = None,
    own: OwnPlaces = None,
    geocoder: Service = "",
    geocoder_url: ServiceUrl = "",
    geocoder_pause: ServicePause = 1.0,
    geocoder_limit: ServiceLimit = 200,
) -> None:
    """List the place names of articles with where they are: one JSON line a name.

    Example: frontline mentions article.txt --theatre world --relative --gazetteer SY.zip
    """
    from frontline.documents import read_documents
    from frontline.export import write_lines
    from frontline.mentions import find_mentions, mention_at
    from frontline.places import locate_mentions
    from frontline.relative import find_relative, heed_relations

    if out_file and out_file.suffix.lower() not in ("", ".jsonl", ".json", ".ndjson"):
        raise InputError(f"mentions are written as JSON lines, not as {out_file.suffix}; name a file .jsonl")
    pack, gazetteer = _places(theatre, own, _asking(geocoder, geocoder_url, geocoder_pause, geocoder_limit))
    days = (pack.first_day, pack.last_day) if pack else None
    reading = read_documents(sources, time_zone=pack.time_zone if pack else None, likely=days)
    given = _usable(_read_spans(spans), reading.documents) if spans else None
    for refusal in reading.refusals[:REFUSALS_SHOWN]:
        err.print(f"refused: {escape(str(refusal))}")
    if not reading.documents:
        raise InputError("no article could be read; each is refused by name above")

    def lines() -> Iterable[str]:
        with _progress() as progress:
            for done, document in enumerate(reading.documents, start=1):
                found = (
                    find_mentions(document, gazetteer)
                    if given is None
                    else [mention_at(document, start, end) for start, end in given.get(document.doc_id, ())]
                )
                named = locate_mentions(document, found, gazetteer, theatre=pack)
                named = heed_relations(document.text, named, theatre=pack)
                beside = find_relative(document.text, named, theatre=pack) if relative else []
                records = [item.to_record() for item in named] + [item.to_record() for item in beside]
                for record in sorted(records, key=lambda record: (record["start"], record["end"])):
                    yield json.dumps(record, ensure_ascii=False)
                progress("reading", done, len(reading.documents))

    write_lines(lines(), out_file or sys.stdout)
    _tell_asked(gazetteer)


def _read_spans(path: Path) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: expected JSON lines in UTF-8, got other bytes; save it as UTF-8"
        ) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            spans.setdefault(str(record["doc_id"]), []).append((index(record["start"]), index(record["end"])))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{path}:{number}: expected {{'doc_id', 'start', 'end'}} as JSON, got {line[:80]!r}"
            ) from error
    return spans


def _usable(
    spans: dict[str, list[tuple[int, int]]], documents: Sequence[Document]
) -> dict[str, list[tuple[int, int]]]:
    """Return the spans that lie in their document, sorted; the others are counted on standard error."""
    length = {document.doc_id: len(document.text) for document in documents}
    kept = {
        doc_id: sorted({(start, end) for start, end in given if 0 <= start < end <= length.get(doc_id, 0)})
        for doc_id, given in spans.items()
    }
    asked, found = sum(len(set(given)) for given in spans.values()), sum(map(len, kept.values()))
    if found < asked:
        err.print(f"note: {asked - found} of {asked} span(s) left out: no such document, or outside its text")
    return kept


#: What a line tells of a text, which a query has not.
_SPAN = frozenset({"doc_id", "start", "end", "surface"})


@app.command()
@_fails_in_one_line
def locate(
    names: Annotated[
        list[str],
        typer.Argument(help="Place names, or points written 35.13,36.75 (lat,lon).", show_default=False),
    ],
    theatre: Annotated[str, typer.Option("--theatre", "-t", help="A theatre, or 'world'.")] = DEFAULT_THEATRE,
    near: Annotated[str, typer.Option(help="A place that the names lie near.")] = "",
    own: OwnPlaces = None,
    geocoder: Service = "",
    geocoder_url: ServiceUrl = "",
    geocoder_pause: ServicePause = 1.0,
    geocoder_limit: ServiceLimit = 200,
) -> None:
    """Geocode names offline: one JSON line a name, best place first, rivals after it. A point is told its nearest place.

    What is told by another place is drawn: its line has the shape and how far from the point it may be.

    Example: frontline locate Hama "Khan Sheikhoun" "10 km north of Hama" 35.37,36.69 --near Idlib --gazetteer my.csv
    """
    from frontline.places import locate_name

    pack, gazetteer = _places(theatre, own, _asking(geocoder, geocoder_url, geocoder_pause, geocoder_limit))
    missing = 0
    for name in names:
        point = _POINT.fullmatch(name)
        if point:
            missing += not _tell_nearest(name, float(point[1]), float(point[2]), gazetteer)
            continue
        told = None if gazetteer.namesakes(name) else _relative(name, gazetteer, pack)
        if told is not None:
            record = {"query": name} | {
                key: value for key, value in told.to_record().items() if key not in _SPAN
            }
            sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
            continue
        ranked = locate_name(name, gazetteer, near=near or None, theatre=pack)
        if not ranked:
            missing += 1
            close = ", ".join(gazetteer.near_matches(name)) or "nothing close"
            err.print(f"unknown: {escape(repr(name))}; near matches: {escape(close)}")
            continue
        place, score = ranked[0]
        record = {
            "query": name, "place_id": place.place_id, "name": place.name, "kind": place.kind,
            "lat": round(place.lat, 5), "lon": round(place.lon, 5), "country": place.country,
            "parent": place.parent, "score": round(score, 3),
            "rivals": [rival.place_id for rival, _ in ranked[1:5]], "source": place.source,
        }  # fmt: skip
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    _tell_asked(gazetteer)
    if missing == len(names):
        raise typer.Exit(NOTHING_TO_MAP)


def _relative(phrase: str, gazetteer: Gazetteer, pack: Theatre | None) -> RelativePlace | None:
    """Return what a phrase such as "10 km north of Hama" means, None where it is a name."""
    # Heavy: a bare name does not need it.
    from frontline.relative import locate_phrase

    return locate_phrase(phrase, gazetteer, theatre=pack)


#: A point as maps and phones write it, latitude first.
_POINT = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_NEAREST_KM = 50.0


def _tell_nearest(query: str, lat: float, lon: float, gazetteer: Gazetteer) -> bool:
    """Print the place nearest to a point, with the next ones as its rivals; False where none is near."""
    found = gazetteer.near(lon, lat, within_km=_NEAREST_KM, limit=5)
    if not found:
        err.print(f"unknown: {escape(repr(query))}; no place within {_NEAREST_KM:.0f} km")
        return False
    km, place = found[0]
    record = {
        "query": query, "place_id": place.place_id, "name": place.name, "kind": place.kind,
        "lat": round(place.lat, 5), "lon": round(place.lon, 5), "country": place.country, "parent": place.parent,
        "distance_km": round(km, 2), "rivals": [other.place_id for _, other in found[1:]], "source": place.source,
    }  # fmt: skip
    sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    return True


@theatre_app.command("list")
@_fails_in_one_line
def theatre_list() -> None:
    """List the theatres that can be named."""
    from frontline.theatre import list_theatres, read_pack

    table = Table("theatre", "name", "days", "places", box=None, pad_edge=False)
    for folder in list_theatres():
        pack, faults = read_pack(folder)
        if pack is None:
            table.add_row(
                folder.name, f"{len(faults)} fault(s): frontline theatre check {escape(str(folder))}", "", ""
            )
        else:
            table.add_row(
                pack.id, escape(pack.name), f"{pack.first_day} to {pack.last_day}", str(len(pack.places))
            )
    out.print(table)


@theatre_app.command("show")
@_fails_in_one_line
def theatre_show(name: Annotated[str, typer.Argument(help="A theatre's id or folder.")]) -> None:
    """Tell what a theatre knows: days, sides, sources, places, axes."""
    from collections import Counter

    from frontline.theatre import load_theatre

    pack = load_theatre(name)
    out.print(
        f"{escape(pack.name)} ({pack.id}), {pack.first_day} to {pack.last_day}, time zone {pack.time_zone}"
    )
    out.print(f"baseline of {pack.baseline_day}: {len(pack.baseline)} places; metric CRS {pack.metric_crs}")
    sides = Table("faction", "name", "colour", "held on the baseline day", box=None, pad_edge=False)
    held = Counter(pack.baseline.values())
    for faction in pack.factions:
        sides.add_row(faction.id, escape(faction.name), faction.colour, str(held[faction.id]))
    out.print(sides)
    kinds = Counter(place.kind for place in pack.places)
    out.print("places: " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
    out.print("objectives: " + ", ".join(objective.place for objective in pack.objectives))
    for axis in pack.axes:
        out.print(f"axis {escape(axis.name)}: " + " - ".join(axis.places))
    out.print(f"sources: {len(pack.sources)}; folder {escape(str(pack.folder))}")


@theatre_app.command("check")
@_fails_in_one_line
def theatre_check(
    folder: Annotated[Path, typer.Argument(help="The folder of a pack (or a known id).")],
) -> None:
    """Report every fault of a theatre pack, a line each, with its file and line."""
    from frontline.theatre import list_theatres, read_pack

    known = {pack.name: pack for pack in list_theatres()}
    if not folder.is_dir():
        folder = known.get(str(folder), folder)
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; give the folder of a pack, the one that holds theatre.toml")
    pack, faults = read_pack(folder)
    for fault in faults:
        out.print(escape(f"{folder.name}/{fault}"))
    if faults or pack is None:
        err.print(f"{len(faults)} fault(s); mend each line above and check again")
        raise typer.Exit(BAD_INPUT)
    out.print(
        f"{pack.id}: sound. {len(pack.factions)} factions, {len(pack.places)} places, {len(pack.sources)} sources"
    )


def main() -> None:
    """Run the command line. What it prints is UTF-8 wherever it goes, as the files that it writes are."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone; that is its right. What is left to flush goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(OK) from None


if __name__ == "__main__":
    main()
