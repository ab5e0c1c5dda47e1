"""What a command reads with: the places, the service behind them, and who reads the articles."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from frontline.cli.addresses import ready_sources
from frontline.cli.options import LLM, RULES, WORLD
from frontline.cli.talk import (
    REFUSALS_SHOWN,
    Teller,
    err,
    out,
    progress_bar,
    read_day,
    require_some,
    tell_refusals,
)
from frontline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from frontline.claims import Extractor
    from frontline.cli.options import ReadingOptions
    from frontline.corrections import Corrections
    from frontline.documents import Remote
    from frontline.evidence import Means
    from frontline.gazetteer import Gazetteer
    from frontline.pipeline import Drawing, Evidence, View
    from frontline.theatre import Theatre


Asking = dict[str, Any]


def service_asked(service: str, url: str, pause_seconds: float, max_names: int) -> Asking | None:
    """Return how a service on the network is to be asked, None where the user wants none."""
    if url and not service:
        raise InputError(
            "--geocoder-url needs --geocoder; say which service answers there, such as nominatim"
        )
    if not service:
        return None
    key = os.environ.get("FRONTLINE_GEOCODER_KEY", "")
    return {"name": service, "url": url, "pause_seconds": pause_seconds, "max_names": max_names, "key": key}


def tell_asked(gazetteer: Gazetteer) -> None:
    """Say what a service on the network was asked, where there is one."""
    report, _ = gazetteer.asked()
    if report:
        err.print(f"note: {escape(report)}")


def open_places(
    theatre: str, own: Sequence[str] | None, asking: Asking | None
) -> tuple[Theatre | None, Gazetteer]:
    """Return the theatre, None for the whole world, and the places to read with."""
    from frontline.theatre import load_theatre

    pack = None if theatre == WORLD else load_theatre(theatre)
    return pack, open_gazetteer(pack, own, asking)


def open_gazetteer(pack: Theatre | None, own: Sequence[str] | None, asking: Asking | None) -> Gazetteer:
    """Return the places of a theatre, or of the world, with the user's own; what of these cannot be used is told.

    A service on the network stands behind them where the user asks for one.
    """
    from frontline.gazetteer import Gazetteer

    gazetteer = Gazetteer.world(before_build=_tell_build) if pack is None else Gazetteer.for_theatre(pack)
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


def _tell_build() -> None:
    err.print("note: the index of the world's places is being built, once (some ten seconds) ...")


def open_extractor(
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


def means_of(
    workers: int,
    cluster: str,
    cache: Path | None,
    *,
    no_cache: bool,
    extractor: str = RULES,
) -> Means:
    """Return by what means articles are to be read.

    A language model is asked by one process only, which keeps its pace; it waits for answers, so that time says nothing.
    """
    from frontline.evidence import Means
    from frontline.folders import cache_folder
    from frontline.limits import Limits

    seconds = Limits.from_environment().article_seconds
    if extractor == LLM:
        if workers > 1 or cluster:
            raise InputError(
                f"--extractor {LLM} is asked by one process only; leave --workers and --cluster out"
            )
        seconds = 0
    return Means(workers, cluster, seconds, None if no_cache else cache or cache_folder() / "findings")


@dataclass(frozen=True)
class ReadingDesk:
    """All that a command reads its sources with."""

    pack: Theatre
    places: Gazetteer
    reader: Extractor | None
    sources: list[str | Path | Remote]
    corrections: Corrections | None
    means: Means


def open_desk(sources: Sequence[str], theatre: str, reading: ReadingOptions) -> ReadingDesk:
    """Return what the sources are read with, or raise `InputError` for whatever of it cannot be had."""
    from frontline.theatre import load_theatre

    decided = open_corrections(reading.corrections)
    pack = load_theatre(theatre)
    asked = service_asked(
        reading.geocoder, reading.geocoder_url, reading.geocoder_pause, reading.geocoder_limit
    )
    places = open_gazetteer(pack, reading.gazetteer, asked)
    reader = open_extractor(
        reading.extractor, reading.llm_url, reading.llm_model, reading.llm_per_minute, pack, places
    )
    given = ready_sources(sources, allow_private=reading.allow_private)
    means = means_of(
        reading.workers,
        reading.cluster,
        reading.cache,
        no_cache=reading.no_cache,
        extractor=reading.extractor,
    )
    return ReadingDesk(pack, places, reader, given, decided, means)


def explaining(reader: Extractor | None, theatre: Theatre, gazetteer: Gazetteer) -> Extractor:
    """Return an extractor that prints what the one asked for reads."""
    from frontline.claims import ClaimExtractor
    from frontline.explain import Explaining

    return Explaining(reader or ClaimExtractor(theatre, gazetteer, explains=True), out.print)


def open_corrections(paths: Sequence[Path] | None) -> Corrections | None:
    """Return what reviewers decided, None where no file of theirs was named."""
    from frontline.corrections import read_corrections

    return read_corrections(paths) if paths else None


def read_view(first: str | None, last: str | None, as_known: str | None, source: str, side: str) -> View:
    """Return which days are drawn, and according to whom, as a user wrote it."""
    from frontline.pipeline import View

    days = (read_day(first, "--from"), read_day(last, "--to"), read_day(as_known, "--as-known"))
    return View(*days, source, side)


def draw_sources(desk: ReadingDesk, view: View) -> tuple[Evidence, Drawing]:
    """Return what the sources say and the tables of their map; what cannot be used is told."""
    from frontline.pipeline import draw, gather

    tell = Teller()
    with progress_bar() as progress:
        evidence = gather(
            desk.sources,
            desk.pack,
            desk.places,
            extractor=desk.reader,
            corrections=desk.corrections,
            means=desk.means,
            progress=progress,
            texts=False,
            tell=tell,
        )
    tell_refusals(evidence, tell)
    require_some(evidence.account)
    with progress_bar() as progress:
        return evidence, draw(evidence, desk.pack, view, progress=progress)
