"""Command line: prints, exits, and nothing else does. Exit codes: 0 done, 1 nothing to map, 2 bad input.

Results go to standard output or to the files named; progress, refusals and counts to standard error,
so that `frontline claims x > claims.csv` is clean. Heavy modules are imported by the command that needs them.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from typer.core import TyperGroup

from frontline.cli import figures, maps, names, newtheatre, review, theatres, watch
from frontline.cli.talk import INTERRUPTED, OK, err, out

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def _stopped_early() -> Iterator[None]:
    """Say so where a run is stopped before its command begins: Typer would leave without a word."""
    try:
        yield
    except KeyboardInterrupt:
        err.print("Stopped before anything was done.")
        raise typer.Exit(INTERRUPTED) from None


class _Program(TyperGroup):
    """The commands; what they are given is read, and they are run, under `_stopped_early`."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        with _stopped_early():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        with _stopped_early():
            return super().invoke(ctx)


#: So many new objects before unreachable cycles are looked for: 10,000 to 1,000,000 are as quick, and none takes more memory.
NEW_OBJECTS = 100_000

app = typer.Typer(
    name="frontline",
    cls=_Program,
    help="News articles in; an interactive map of who held what, on which day, and who said so, out.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


app.command("map")(maps.map_command)
app.command()(maps.claims)
app.command()(names.mentions)
app.command()(names.locate)
app.command()(figures.figure)
app.command()(figures.embed)
app.command()(review.review)
app.command()(watch.watch)

theatre_app = typer.Typer(
    help="Theatre packs: a conflict as data.", no_args_is_help=True, rich_markup_mode=None
)
theatre_app.command("list")(theatres.theatre_list)
theatre_app.command("show")(theatres.theatre_show)
theatre_app.command("check")(theatres.theatre_check)
theatre_app.command("new")(newtheatre.theatre_new)
app.add_typer(theatre_app, name="theatre")


def _tell_version(wanted: bool) -> None:
    if wanted:
        from frontline.cli.versions import version_lines

        for line in version_lines():
            out.print(escape(line))
        raise typer.Exit(OK)


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the versions of the program and of its data, and leave.",
            is_eager=True,
            callback=_tell_version,
        ),
    ] = False,
) -> None:
    """Take what stands before a command."""


def main() -> None:
    """Run the command line. What it prints is UTF-8 wherever it goes, as the files that it writes are."""
    # A run makes millions of small objects and hardly a cycle of them: looking for those at every seven hundred new ones
    # took a tenth of its time.
    gc.set_threshold(NEW_OBJECTS, 20, 100)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone; that is its right. What is left to flush goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(OK) from None
