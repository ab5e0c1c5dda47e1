"""`frontline watch`: a folder of editions that grows whenever the sources have something new."""

from __future__ import annotations

import datetime as dt
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from frontline.cli.addresses import AllowPrivate, ready_sources
from frontline.cli.maps import page_of
from frontline.cli.options import (
    DEFAULT_THEATRE,
    CacheFolder,
    NoCache,
    OwnCorrections,
    OwnPlaces,
    Sources,
    TheatreName,
    Workers,
)
from frontline.cli.readers import means_of, open_corrections, open_gazetteer
from frontline.cli.talk import (
    REFUSALS_SHOWN,
    Teller,
    err,
    fails_in_one_line,
    out,
    progress_bar,
    tell_refusals,
)
from frontline.errors import FrontlineError, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.evidence import Means
    from frontline.theatre import Theatre

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
#: Looking more often than this only warms the disk.
LEAST_SECONDS = 5


@fails_in_one_line
def watch(
    sources: Sources,
    theatre: TheatreName = DEFAULT_THEATRE,
    out_folder: Annotated[
        Path, typer.Option("--out", "-o", help="The folder in which editions are kept.")
    ] = Path("editions"),
    every: Annotated[str, typer.Option(help="How often to look: 90s, 15m, 2h, 1d.")] = "15m",
    once: Annotated[bool, typer.Option("--once", help="Look once and leave: for cron and for CI.")] = False,
    url: Annotated[
        str, typer.Option(help="The address at which the folder will stand, for the links of the feed.")
    ] = "",
    articles: Annotated[
        Path | None,
        typer.Option(
            help="Where articles of web addresses are kept; default: beside --out, with its name and '-articles'."
        ),
    ] = None,
    corrections: OwnCorrections = None,
    gazetteer: OwnPlaces = None,
    allow_private: AllowPrivate = False,
    workers: Workers = 1,
    cache: CacheFolder = None,
    no_cache: NoCache = False,
) -> None:
    """Draw the map again whenever the sources have something new; keep a dated edition of each day.

    Example: frontline watch my-articles/ https://example.org/feed.xml --out editions/ --every 15m --corrections corrections.csv
    """
    from frontline.export import require_folder
    from frontline.theatre import load_theatre

    seconds = read_pause(every)
    _require_watchable(sources, out_folder)
    require_folder(out_folder)
    load_theatre(theatre)  # one that cannot be used is told at once
    desk = _Desk(
        files=tuple(source for source in sources if not _is_address(source)),
        addresses=tuple(source for source in sources if _is_address(source)),
        articles=articles or out_folder.resolve().with_name(f"{out_folder.resolve().name}-articles"),
        corrections=tuple(corrections or ()),
        own_places=tuple(gazetteer or ()),
        allow_private=allow_private,
        means=means_of(workers, "", cache, no_cache=no_cache),
        theatre=theatre,
        folder=out_folder,
        url=url,
    )
    # Ended by a service manager, it ends as on Ctrl-C: what is being written aside is cleared away.
    previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while True:
            try:
                _look(desk)
            except (FrontlineError, OSError) as error:
                if once:
                    raise
                err.print(f"Error: {escape(str(error))}; the last edition stays as it is")
            if once:
                return
            time.sleep(seconds)
    except KeyboardInterrupt:
        err.print("ended; every edition that was told of is whole")
    finally:
        signal.signal(signal.SIGTERM, previous)


@dataclass(frozen=True)
class _Desk:
    """What is watched, by what means it is read, and where editions go."""

    files: tuple[str, ...]
    addresses: tuple[str, ...]
    articles: Path
    corrections: tuple[Path, ...]
    own_places: tuple[str, ...]
    allow_private: bool
    means: Means
    theatre: str
    folder: Path
    url: str

    @property
    def sources(self) -> list[str | Path]:
        """Everything that is read: what was fetched is read from its files."""
        return [*self.files, *([self.articles] if self.addresses else ())]


def _fetch(desk: _Desk, pack: Theatre) -> None:
    """Add what the addresses have that is new to the articles that are kept; what cannot be fetched is told."""
    from frontline.documents import read_documents
    from frontline.editions import keep_articles

    days = (pack.first_day, pack.last_day)
    remote = ready_sources(desk.addresses, allow_private=desk.allow_private)
    reading = read_documents(remote, time_zone=pack.time_zone, likely=days)
    for refusal in reading.refusals[:REFUSALS_SHOWN]:
        err.print(f"refused: {escape(str(refusal))}")
    err.print(f"{keep_articles(reading.documents, desk.articles)} new article(s) from the web")


def _look(desk: _Desk) -> None:
    """Build an edition if anything that it would be made of has changed."""
    from frontline.editions import fingerprint, is_up_to_date, keep_edition, remember
    from frontline.pipeline import View, draw, gather
    from frontline.theatre import load_theatre
    from frontline.timemap import save_map

    pack, folder = load_theatre(desk.theatre), desk.folder  # which may have changed since the last look
    if desk.addresses:
        _fetch(desk, pack)
    decisions = [path for path in desk.corrections if path.exists()]
    for path in desk.corrections:
        if path not in decisions:
            err.print(
                f"note: {escape(str(path))} is not there yet, so no decision is obeyed; `frontline review` makes it"
            )
    built_from = fingerprint([*desk.sources, *decisions, *desk.own_places, pack.folder])
    if is_up_to_date(folder, built_from):
        err.print("nothing new")
        return
    tell = Teller()
    places = open_gazetteer(pack, desk.own_places, None)
    with progress_bar() as progress:
        decided = open_corrections(decisions)
        evidence = gather(
            desk.sources,
            pack,
            places,
            corrections=decided,
            means=desk.means,
            progress=progress,
            texts=False,
            tell=tell,
        )
    tell_refusals(evidence, tell)
    with progress_bar() as progress:
        drawing = draw(evidence, pack, progress=progress)
    whole = View()
    page, _ = page_of(pack, evidence, drawing, whole)
    news = keep_edition(
        folder,
        pack,
        remember(evidence, drawing),
        evidence.claims,
        lambda path: save_map(page, path),
        now=dt.datetime.now(dt.UTC),
        built_from=built_from,
        notice=evidence.notice,
        url=desk.url,
    )
    out.print(escape(str(folder / "index.html")))
    since = f"since {news.since}: " if news.since else "the first edition: "
    err.print(f"{since}{len(news.turns)} place(s) changed hands, {len(news.claims)} new claim(s)")


def _require_watchable(sources: Sequence[str], out_folder: Path) -> None:
    for source in sources:
        if source == "-":
            raise InputError("'-' is read once and cannot be watched; name files or folders")
        if not _is_address(source) and out_folder.resolve().is_relative_to(Path(source).resolve()):
            raise InputError(
                f"--out {out_folder} lies in the source {source!r}: editions would be read as news; name a folder elsewhere"
            )


def _is_address(source: str) -> bool:
    return "://" in source


def read_pause(text: str) -> float:
    """Return the seconds of a pause as a user writes it: "90s", "15m", "2h", "1d".

    Raises
    ------
    InputError
        If it is none, or shorter than `LEAST_SECONDS`.
    """
    found = re.fullmatch(r"(\d{1,6})\s*([smhd])", text.strip().lower())
    if not found:
        raise InputError(f"--every {text!r} is no pause; write it as 90s, 15m, 2h or 1d")
    seconds = int(found[1]) * _SECONDS[found[2]]
    if seconds < LEAST_SECONDS:
        raise InputError(f"--every {text!r} is too often; give {LEAST_SECONDS}s or more")
    return seconds
