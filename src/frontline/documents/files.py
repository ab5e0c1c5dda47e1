"""Which files of a folder are articles. Knows names and suffixes, no content."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from frontline.errors import NoInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ARTICLE_SUFFIXES = frozenset(
    {
        ".txt",
        ".text",
        ".md",
        ".markdown",
        ".html",
        ".htm",
        ".xhtml",
        ".json",
        ".jsonl",
        ".ndjson",
        ".xml",
        ".rss",
        ".atom",
    }
)
#: Tables, read as claims elsewhere.
SHEET_SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".parquet"})
#: Maps, which may hold claims: read as claims elsewhere where they are named, or have claims in them.
MAPPED_SUFFIXES = frozenset({".geojson", ".gpkg"})
#: Articles often come in these; saying so beats silence.
UNREAD_SUFFIXES = frozenset({".pdf", ".docx", ".doc", ".odt", ".rtf", ".epub", ".eml", ".gz", ".zip"})
#: Tables and maps in these are not read; what holds them can be saved in another.
UNREAD_SHEET_SUFFIXES = frozenset({".xls", ".ods", ".numbers", ".kml", ".kmz", ".shp"})
_NOT_ARTICLES = ("readme", "license", "licence", "notice")
STDIN = "-"
_NAMED_SUFFIXES = ".txt, .md, .html, .json, .jsonl or .xml"


@dataclass(frozen=True)
class Files:
    """The files to read, in order; those in a format that is not read; and how many others were passed over, by suffix."""

    files: tuple[Path | str, ...]
    unread: tuple[Path, ...] = ()
    skipped: tuple[tuple[str, int], ...] = ()


def article_files(sources: Sequence[str | Path]) -> Files:
    """Return the article files of the sources: files as named, folders searched recursively in sorted order.

    Raises
    ------
    NoInputError
        If a source does not exist, or a folder has nothing in it that could be read.
    """
    finder = _Finder({}, {}, Counter())
    for source in sources:
        if str(source) == STDIN:
            finder.found[STDIN] = STDIN
            continue
        path = Path(source)
        if not str(source).strip():
            raise NoInputError("a source has an empty name; name a file, a folder, or '-' for standard input")
        if not exists(path):
            raise NoInputError(f"there is no file or folder {str(source)!r}; check the name")
        if not path.is_dir():
            finder.found.setdefault(_identity(path), path)
        elif not sum(finder.take(file) for file in walk(path)):
            raise NoInputError(
                f"the folder {str(source)!r} holds no article; put {_NAMED_SUFFIXES} files into it"
            )
    skipped = tuple(sorted(finder.skipped.items()))
    return Files(tuple(finder.found.values()), tuple(finder.unread.values()), skipped)


@dataclass
class _Finder:
    found: dict[str, Path | str]
    unread: dict[str, Path]
    skipped: Counter[str]

    def take(self, file: Path) -> bool:
        """Put a file of a folder where it belongs; tell whether it is an article, readable or not."""
        suffix = file.suffix.lower()
        if is_left_out(file):
            self.skipped[file.name] += 1
        elif suffix in ARTICLE_SUFFIXES:
            self.found.setdefault(_identity(file), file)
            return True
        elif suffix in UNREAD_SUFFIXES:
            self.unread.setdefault(_identity(file), file)
            return True
        elif suffix not in SHEET_SUFFIXES:
            self.skipped[suffix or file.name] += 1
        return False


def is_left_out(file: Path) -> bool:
    """Tell whether a file of a folder is about the folder and no article of it, as a readme is."""
    return file.name.lower().startswith(_NOT_ARTICLES)


def exists(path: Path) -> bool:
    """Tell whether there is such a file or folder; a name that cannot be one is not there."""
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long, a NUL in it, a loop of links
        return False


def _identity(path: Path) -> str:
    return os.path.realpath(path)


def walk(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, sorted; hidden ones and linked folders (which may loop) are left out."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if not name.startswith(".") and path.is_file():
                yield path


def read_stdin() -> bytes:
    """Return all of standard input."""
    return sys.stdin.buffer.read()
