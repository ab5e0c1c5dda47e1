"""`frontline review`: claims beside their words in a browser, and a person's decisions into a file."""

from __future__ import annotations

import getpass
import webbrowser
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from frontline.cli.addresses import AllowPrivate, ready_sources
from frontline.cli.options import (
    DEFAULT_THEATRE,
    CacheFolder,
    NoCache,
    OwnPlaces,
    Sources,
    TheatreName,
    Workers,
)
from frontline.cli.readers import means_of, open_gazetteer
from frontline.cli.talk import err, fails_in_one_line, out, progress_bar, tell_refusals
from frontline.errors import InputError


@fails_in_one_line
def review(
    sources: Sources,
    theatre: TheatreName = DEFAULT_THEATRE,
    corrections: Annotated[
        list[Path] | None,
        typer.Option(
            "--corrections",
            "-c",
            help="Your file of decisions, made if it is not there; further ones (of other reviewers) are only read.",
        ),
    ] = None,
    reviewer: Annotated[str, typer.Option(help="Your name, as the file tells it.")] = "",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")
    ] = 0,
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
    gazetteer: OwnPlaces = None,
    allow_private: AllowPrivate = False,
    workers: Workers = 1,
    cache: CacheFolder = None,
    no_cache: NoCache = False,
) -> None:
    """Look at claims beside their words in a page on this machine, and accept, reject, correct or add.

    Example: frontline review my-articles/ --corrections corrections.csv --reviewer Anna
    """
    from frontline.pipeline import gather
    from frontline.review import Desk, ReviewServer
    from frontline.theatre import load_theatre

    own, *others = corrections or [Path("corrections.csv")]
    if not own.resolve().parent.is_dir():
        raise InputError(f"there is no folder {str(own.parent)!r} to keep {own.name} in; make it first")
    pack = load_theatre(theatre)
    places = open_gazetteer(pack, gazetteer, None)
    given = ready_sources(sources, allow_private=allow_private)
    with progress_bar() as progress:
        means = means_of(workers, "", cache, no_cache=no_cache)
        evidence = gather(given, pack, places, means=means, progress=progress)
    tell_refusals(evidence)
    if not evidence.claims and not evidence.documents:
        raise InputError("nothing could be used: every article and row was refused, each by name above")
    desk = Desk(evidence, pack, places, own, reviewer=reviewer or _user(), others=others)
    with ReviewServer(desk, port=port) as server:
        err.print(f"{len(evidence.claims)} claim(s); decisions go to {escape(str(own))}. Ctrl-C ends it.")
        out.print(escape(server.url))
        if show:
            webbrowser.open(server.url)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            err.print("ended; every decision is in the file")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name
        return "reviewer"
