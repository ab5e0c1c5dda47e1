"""`frontline mentions` and `frontline locate`: place names in texts, and on the command line."""

from __future__ import annotations

import json
import re
import sys
from collections import deque
from operator import index
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from frontline.cli.addresses import AllowPrivate, ready_sources
from frontline.cli.homeless import Homeless
from frontline.cli.options import (
    DEFAULT_THEATRE,
    OwnPlaces,
    Service,
    ServiceLimit,
    ServicePause,
    ServiceUrl,
    Sources,
    TheatreOrWorld,
)
from frontline.cli.readers import open_places, service_asked, tell_asked
from frontline.cli.talk import NOTHING_TO_MAP, REFUSALS_SHOWN, err, fails_in_one_line, progress_bar
from frontline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from frontline.gazetteer import Gazetteer
    from frontline.model import Document
    from frontline.relative import RelativePlace
    from frontline.theatre import Theatre


@fails_in_one_line
def mentions(
    sources: Sources,
    theatre: TheatreOrWorld = DEFAULT_THEATRE,
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
    unknown: Annotated[
        Path | None,
        typer.Option(
            help="FILE.csv: the names that no gazetteer has, to be filled in (lat, lon) and given by --gazetteer."
        ),
    ] = None,
    own: OwnPlaces = None,
    geocoder: Service = "",
    geocoder_url: ServiceUrl = "",
    geocoder_pause: ServicePause = 1.0,
    geocoder_limit: ServiceLimit = 200,
    allow_private: AllowPrivate = False,
) -> None:
    """List the place names of articles with where they are: one JSON line a name.

    Example: frontline mentions article.txt --theatre world --out names.jsonl
    """
    from frontline.documents import read_documents
    from frontline.export import require_folder, write_lines
    from frontline.mentions import find_mentions, mention_at
    from frontline.places import locate_mentions
    from frontline.relative import find_relative, heed_relations

    if out_file and out_file.suffix.lower() not in ("", ".jsonl", ".json", ".ndjson"):
        raise InputError(f"mentions are written as JSON lines, not as {out_file.suffix}; name a file .jsonl")
    for target in filter(None, (out_file, unknown)):
        require_folder(target.absolute().parent)
    pack, gazetteer = open_places(
        theatre, own, service_asked(geocoder, geocoder_url, geocoder_pause, geocoder_limit)
    )
    days = (pack.first_day, pack.last_day) if pack else None
    given = ready_sources(sources, allow_private=allow_private)
    reading = read_documents(given, time_zone=pack.time_zone if pack else None, likely=days)
    told = _usable(_read_spans(spans), reading.documents) if spans else None
    for refusal in reading.refusals[:REFUSALS_SHOWN]:
        err.print(f"refused: {escape(str(refusal))}")
    if not reading.documents:
        raise InputError("no article could be read; each is refused by name above")

    homeless = Homeless()

    def lines() -> Iterable[str]:
        with progress_bar() as progress:
            for done, document in enumerate(reading.documents, start=1):
                found = (
                    find_mentions(document, gazetteer)
                    if told is None
                    else [mention_at(document, start, end) for start, end in told.get(document.doc_id, ())]
                )
                named = locate_mentions(document, found, gazetteer, theatre=pack)
                named = heed_relations(document.text, named, theatre=pack)
                homeless.note(document, named)
                beside = find_relative(document.text, named, theatre=pack) if relative else []
                records = [item.to_record() for item in named] + [item.to_record() for item in beside]
                for record in sorted(records, key=lambda record: (record["start"], record["end"])):
                    yield json.dumps(record, ensure_ascii=False)
                progress("reading", done, len(reading.documents))

    if unknown and not out_file:
        deque(lines(), maxlen=0)  # the table alone is wanted
    else:
        write_lines(lines(), out_file or sys.stdout)
    if unknown:
        write_lines(homeless.lines(), unknown)
        err.print(
            f"{len(homeless)} name(s) in {escape(str(unknown))}: fill in lat and lon of those that are places, delete the "
            f"others, and give it by --gazetteer {escape(str(unknown))}"
        )
    tell_asked(gazetteer)


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


#: What else to try where a name is unknown: in a theatre, in the whole world.
_WAYS_ON = (
    "Try another spelling, --theatre world, or your own places with --gazetteer",
    "Try another spelling, or your own places with --gazetteer",
)
#: What a line tells of a text, which a query has not.
_SPAN = frozenset({"doc_id", "start", "end", "surface"})


@fails_in_one_line
def locate(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME",
            help="Place names, or points written 35.13,36.75 (lat,lon).",
            show_default=False,
        ),
    ],
    theatre: TheatreOrWorld = DEFAULT_THEATRE,
    near: Annotated[str, typer.Option(help="A place that the names lie near.")] = "",
    own: OwnPlaces = None,
    geocoder: Service = "",
    geocoder_url: ServiceUrl = "",
    geocoder_pause: ServicePause = 1.0,
    geocoder_limit: ServiceLimit = 200,
) -> None:
    """Geocode names offline: one JSON line a name, best place first, rivals after it. A point is told its nearest place.

    What is told by another place is drawn: its line has the shape and how far from the point it may be.

    Example: frontline locate Hama "Khan Sheikhoun" "10 km north of Hama" 35.37,36.69 --near Idlib
    """
    from frontline.places import locate_name

    pack, gazetteer = open_places(
        theatre, own, service_asked(geocoder, geocoder_url, geocoder_pause, geocoder_limit)
    )
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
            close = ", ".join(gazetteer.near_matches(name)) or "none"
            err.print(
                f"unknown: {escape(repr(name))}; names like it: {escape(close)}. {_WAYS_ON[pack is None]}"
            )
            continue
        place, score = ranked[0]
        record = {
            "query": name, "place_id": place.place_id, "name": place.name, "kind": place.kind,
            "lat": round(place.lat, 5), "lon": round(place.lon, 5), "country": place.country,
            "parent": place.parent, "score": round(score, 3),
            "rivals": [rival.place_id for rival, _ in ranked[1:5]], "source": place.source,
        }  # fmt: skip
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    tell_asked(gazetteer)
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
    if abs(lat) > 90 or abs(lon) > 180:
        err.print(
            f"unknown: {escape(repr(query))} is no point on Earth; write latitude,longitude in degrees: 35.13,36.75"
        )
        return False
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
