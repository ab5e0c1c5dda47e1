"""Keeping: the folder in which editions stand, one a day, and how one is added so that no reader meets half of it.

    DIR/index.html        the latest changes, and every edition
    DIR/changes.atom      the same as a feed
    DIR/editions.json     what was built of which sources: written last, so that a build that was killed is made again
    DIR/2031-05-09/       the map, changes.html, claims.csv, edition.json
    DIR/latest/           the same files as the newest day's

Files are written aside and then renamed. An edition of the same day is replaced; one of an earlier day is never touched.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline import __version__
from frontline.documents.files import walk
from frontline.editions.feed import Entry, entries_of, write_feed
from frontline.editions.news import Memory, News, compare
from frontline.editions.pages import changes_page, index_page
from frontline.errors import InputError, NoInputError
from frontline.export import write_claims, written_together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from frontline.model import Claim
    from frontline.theatre import Theatre

LATEST, MEMORY, STATE, FEED = "latest", "edition.json", "editions.json", "changes.atom"
VERSION = 1
#: The feed tells of so many of the last editions.
FEED_EDITIONS = 30


@dataclass(frozen=True, slots=True)
class Edition:
    """One day's edition as it is kept: what it remembers, and its news as entries of the feed."""

    day: dt.date
    built_at: dt.datetime
    memory: Memory
    entries: tuple[Entry, ...]


def fingerprint(paths: Iterable[str | Path]) -> str:
    """Return a name for all that files and folders hold, by name and content, and for this version.

    Raises
    ------
    NoInputError
        If a path is not there.
    InputError
        If it is neither a file nor a folder.
    """
    digest = hashlib.sha256(__version__.encode())
    for path in map(Path, paths):
        if not path.exists():
            raise NoInputError(f"there is no file or folder {str(path)!r}; check the name")
        for file in walk(path) if path.is_dir() else (path,):
            if not file.is_file():  # a pipe, which may never end
                raise InputError(
                    f"{str(file)!r} is no regular file and cannot be watched; give a file or a folder"
                )
            with file.open("rb") as stream:
                content = hashlib.file_digest(stream, "sha256").digest()
            digest.update(str(file).encode("utf-8", "surrogateescape") + b"\0" + content)
    return digest.hexdigest()


def is_up_to_date(folder: Path, built_from: str) -> bool:
    """Tell whether the newest edition was built of just these sources, and all of it was written."""
    try:
        state = json.loads((folder / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(state, dict) and state.get("built_from") == built_from and (folder / LATEST).is_dir()


def read_editions(folder: Path) -> list[Edition]:
    """Return the editions of a folder, the newest first.

    Raises
    ------
    InputError
        If one cannot be read.
    """
    found = []
    for path in sorted(folder.glob(f"????-??-??/{MEMORY}"), reverse=True):
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
            day = dt.date.fromisoformat(path.parent.name)
            built_at = dt.datetime.fromisoformat(value["built_at"])
            entries = tuple(Entry(**entry) for entry in value["entries"])
            found.append(Edition(day, built_at, Memory.from_json(value["memory"]), entries))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{path} is no edition that can be read ({error}); move its folder away, and the next run goes on"
            ) from error
    return found


def keep_edition(
    folder: Path,
    theatre: Theatre,
    memory: Memory,
    claims: Iterable[Claim],
    save_map: Callable[[Path], object],
    *,
    now: dt.datetime,
    built_from: str,
    notice: str = "",
    url: str = "",
) -> News:
    """Write the edition of a day, and what is told of all editions; return what is new in it.

    Parameters
    ----------
    folder
        Made if it is not there.
    memory
        What the map says: `frontline.editions.remember`.
    claims
        All claims of the map, for `claims.csv`.
    save_map
        Writes the map to the path that it is given.
    now
        An instant; the edition is of its day in the theatre's time zone.
    built_from
        The fingerprint of the sources.
    notice
        What every reader must know first.
    url
        The address at which the folder will stand, for the feed; "" writes addresses beside it.

    Raises
    ------
    InputError
        If the folder cannot be written to, or an earlier edition cannot be read.
    """
    day = now.astimezone(theatre.time_zone).date()
    kept = read_editions(folder)
    before = next((edition for edition in kept if edition.day < day), None)
    same = next((edition for edition in kept if edition.day == day), None)
    news = compare(before.memory if before else None, memory, since=before.day.isoformat() if before else "")
    entries = entries_of(theatre, news, day, now, same.entries if same else ())
    page = f"{theatre.id}.html"
    value: dict[str, Any] = {
        "v": VERSION, "theatre": theatre.id, "built_at": now.astimezone(dt.UTC).isoformat(),
        "entries": [entry.to_json() for entry in entries], "memory": memory.to_json(),
    }  # fmt: skip
    with written_together(folder / day.isoformat()) as aside:
        save_map(aside / page)
        write_claims(claims, aside / "claims.csv")
        _write(aside / "changes.html", changes_page(theatre, news, day, page=page, notice=notice))
        _write(aside / MEMORY, json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n")
    with written_together(folder / LATEST) as aside:
        for file in sorted((folder / day.isoformat()).iterdir()):
            if file.is_file() and not file.name.startswith("."):
                shutil.copyfile(file, aside / file.name)
    newest = Edition(day, now, memory, entries)
    editions = [newest, *(edition for edition in kept if edition.day != day)]
    with written_together(folder) as aside:
        days = [edition.day for edition in editions]
        _write(aside / "index.html", index_page(theatre, news, days, page=page, notice=notice))
        told = [entry for edition in editions[:FEED_EDITIONS] for entry in edition.entries]
        write_feed(aside / FEED, theatre, told, updated=now, url=url)
    state = {"v": VERSION, "built_from": built_from, "editions": [str(day) for day in days]}
    with written_together(folder) as aside:
        _write(aside / STATE, json.dumps(state, indent=1) + "\n")
    return news


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
