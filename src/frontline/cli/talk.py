"""What a command says: consoles, one-line errors with their exit codes, progress, refusals and counts."""

from __future__ import annotations

import datetime as dt
import errno
import functools
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ParamSpec

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from frontline.errors import FrontlineError, InputError, NothingToMapError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from frontline.corrections import Edits
    from frontline.pipeline import Account, Evidence, Progress


P = ParamSpec("P")
OK, NOTHING_TO_MAP, BAD_INPUT = 0, 1, 2
#: What shells expect of a program that Ctrl-C ended.
INTERRUPTED = 130
#: Refusals are all counted; this many are told in full, so that 10,000 bad files do not bury the result.
REFUSALS_SHOWN = 20
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def read_day(text: str | None, option: str = "") -> dt.date | None:
    """Return the day that a user wrote for an option, or raise `InputError`."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{option} {text!r} is not a day; write it as 2024-12-05".lstrip()) from error


def fails_in_one_line(command: Callable[P, None]) -> Callable[P, None]:
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
        except KeyboardInterrupt:
            err.print(
                "Stopped. Earlier outputs are whole; what was read is in the cache, and the next run goes on from there."
            )
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            raise
        except OSError as error:
            err.print(f"Error: {escape(told_fault(error))}")
            raise typer.Exit(BAD_INPUT) from error

    return run


def told_fault(error: OSError) -> str:
    """Return what a fault of the file system means to whoever named the file, and what to do."""
    name = error.filename or "a file"
    ways_on = {
        errno.ENOENT: f"there is no file {name}; check the name",
        errno.EISDIR: f"{name} is a folder; name a file",
        errno.ENOTDIR: f"{name} lies in what is no folder; check the name",
        errno.EACCES: f"{name} may not be read or written by you; change its permissions, or name another place",
        errno.EROFS: f"{name} is on a disk that cannot be written to; name another place",
        errno.ENOSPC: "the disk is full; make room, or name another place with --out",
    }
    told = ways_on.get(error.errno or 0)
    return told or f"{name} cannot be read or written ({error.strerror or error}); check it, or name another"


class _Rate(ProgressColumn):
    """How many a second; of a few steps it says nothing."""

    def render(self, task: Task) -> Text:
        rate = task.finished_speed or task.speed
        return Text(f"{rate:,.0f}/s" if rate and rate >= 1 else "", style="progress.data.speed")


def _draw_nothing(stage: str, done: int, total: int) -> None:
    pass


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Draw a bar on standard error, a task a stage; nothing where it is not a terminal."""
    if not err.is_terminal:
        yield _draw_nothing
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn(),
    )  # fmt: skip
    with Bar(*columns, console=err, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total or None)
            bar.update(tasks[stage], completed=done, total=total or None)

        yield tell


class Teller:
    """Names what could not be used, on standard error, as it comes; the first ones in full, the others as a number."""

    def __init__(self) -> None:
        self._notes = 0
        self._refusals = 0

    def __call__(self, item: object) -> None:
        """Tell a refusal, or anything else as a note."""
        from frontline.documents import Refusal

        if isinstance(item, Refusal):
            self._refusals += 1
            if self._refusals <= REFUSALS_SHOWN:
                err.print(f"refused: {escape(str(item))}")
        else:
            self._notes += 1
            if self._notes <= REFUSALS_SHOWN:
                err.print(f"note: {escape(str(item))}")

    def close(self) -> None:
        """Say how many were not named."""
        for hidden, what in ((self._refusals, "refused"), (self._notes, "notes")):
            if hidden > REFUSALS_SHOWN:
                err.print(f"... and {hidden - REFUSALS_SHOWN} more {what}")


def tell_refusals(evidence: Evidence, tell: Teller | None = None) -> None:
    """Name what could not be used, on standard error, after what was told as it came."""
    tell = tell or Teller()
    for item in (*evidence.notes, *evidence.refusals):
        tell(item)
    tell.close()


def require_some(account: Account) -> None:
    """Raise `InputError` where every source was refused."""
    if not account.articles_read and not account.rows_read:
        raise InputError(
            f"nothing could be used: {account.articles_refused} article(s) and {account.rows_refused} row(s) "
            "were refused, each by name above"
        )


def _known(account: Account) -> str:
    nearly = f", {account.articles_nearly_repeated} nearly so" if account.articles_nearly_repeated else ""
    return nearly + (f" ({account.articles_known} known from before)" if account.articles_known else "")


def tell_account(account: Account, edits: Edits) -> None:
    """Print what was read, found, refused and drawn."""
    table = Table.grid(padding=(0, 2))
    rows = [
        ("articles", f"{account.articles_read} read, {account.articles_refused} refused, {account.articles_repeated} repeated" + _known(account)),
        ("spreadsheet rows", f"{account.rows_read} read, {account.rows_refused} refused"),
        ("place names", f"{account.place_names} found, {account.place_names_unknown} unknown"),
        ("claims", f"{account.claims} found, {account.claims_present} of present control"),
        ("claims on regions", f"{account.claims_on_regions}, which colour no place"),
        ("claims refused", str(account.claims_refused)),
        ("edited by hand", edits.words().partition(": ")[2]),
        ("days", str(account.days)),
        ("changes", f"{account.changes_reported} places changed hands, {account.changes_presumed} more presumed to follow"),
    ]  # fmt: skip
    for name, figure in rows:
        is_empty = {
            "spreadsheet rows": not account.rows_read + account.rows_refused,
            "claims on regions": not account.claims_on_regions,
            "claims refused": not account.claims_refused,
            "edited by hand": not edits.total,
        }
        if not is_empty.get(name):
            table.add_row(name, figure)
    out.print(table)
