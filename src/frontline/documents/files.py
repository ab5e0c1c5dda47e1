"""Which files of a folder are articles. Knows names and suffixes, no content."""

from __future__ import annotations

import os
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from frontline.documents.names import (
    ARTICLE_SUFFIXES,
    NAMED_SUFFIXES,
    NOT_ARTICLES,
    SHEET_SUFFIXES,
    STDIN,
    UNREAD_SUFFIXES,
    suffix_of,
)
from frontline.documents.remote import Remote, is_address
from frontline.errors import DocumentError, NoInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


#: Kinds of file that are counted one by one: names without an ending may all differ.
_MOST_KINDS = 1_000


class SourceFiles:
    """The article files of some sources, one at a time: files as named, folders searched recursively in sorted order.

    Those in a format that articles often come in and that is not read are among them, to be refused by name; what is
    no article is passed over, and counted in `skipped` by suffix. No file comes twice.

    Raises
    ------
    NoInputError
        When made: if a source does not exist, or a folder has nothing in it that could be read.
    """

    def __init__(self, sources: Sequence[str | Path | Remote]) -> None:
        self.sources = tuple(sources)
        self.skipped: Counter[str] = Counter()
        # What was read before is known by its folder, so that memory does not grow with the files of one.
        self._folders: list[Path] = []
        self._named: set[str] = set()
        for source in self.sources:
            _check_source(source)

    def __iter__(self) -> Iterator[Path | str | Remote]:
        for source in self.sources:
            if isinstance(source, Remote) or str(source) == STDIN:
                if self._is_new(str(source)):
                    yield source if isinstance(source, Remote) else STDIN
                continue
            path = Path(source)
            if path.is_dir():
                yield from self._files_of(path)
            elif not self._was_met(real := path.resolve()) and self._is_new(str(real)):
                yield path

    def _files_of(self, folder: Path) -> Iterator[Path]:
        """Yield what is to be read of a folder; a link to a file of a folder that is read gives way to that file."""
        root = folder.resolve()
        is_apart = not self._named and not any(
            root in (one, *one.parents) or one in root.parents for one in self._folders
        )
        for file in walk(folder):
            if not self._takes(file):
                continue
            is_link = file.is_symlink()
            real = file.resolve() if is_link else root / file.relative_to(folder)
            if is_link and root in real.parents and _is_met(real, root):
                continue
            if (is_link or not is_apart) and (self._was_met(real) or str(real) in self._named):
                continue
            if is_link:
                self._named.add(str(real))
            yield file
        self._folders.append(root)

    def _takes(self, file: Path) -> bool:
        if _is_article(file):
            return True
        suffix = suffix_of(file)
        if is_left_out(file) or suffix not in SHEET_SUFFIXES:
            kind = file.name if is_left_out(file) or not suffix else suffix
            self.skipped[kind if kind in self.skipped or len(self.skipped) < _MOST_KINDS else "others"] += 1
        return False

    def _was_met(self, real: Path) -> bool:
        return any(folder in real.parents and _is_met(real, folder) for folder in self._folders)

    def _is_new(self, name: str) -> bool:
        is_new = name not in self._named
        self._named.add(name)
        return is_new


def _is_met(real: Path, folder: Path) -> bool:
    """Tell whether the walk through a folder comes to a file below it, and takes it."""
    is_hidden = any(part.startswith(".") for part in real.relative_to(folder).parts)
    return not is_hidden and _is_article(real)


def _check_source(source: str | Path | Remote) -> None:
    if str(source) == STDIN or isinstance(source, Remote):
        return
    if is_address(str(source)) and not exists(Path(source)):
        raise NoInputError(
            f"{source} is an address; hand it to `resolve_sources` first, with a Fetcher if it is on the web"
        )
    path = Path(source)
    if not str(source).strip():
        raise NoInputError("a source has an empty name; name a file, a folder, or '-' for standard input")
    if not exists(path):
        raise NoInputError(f"there is no file or folder {str(source)!r}; check the name")
    if path.is_dir() and not any(map(_is_article, walk(path))):
        raise NoInputError(f"the folder {str(source)!r} holds no article; put {NAMED_SUFFIXES} files into it")


def _is_article(file: Path) -> bool:
    """Tell whether a file of a folder is an article, in a format that is read or not."""
    return not is_left_out(file) and suffix_of(file) in ARTICLE_SUFFIXES | UNREAD_SUFFIXES.keys()


def is_left_out(file: Path) -> bool:
    """Tell whether a file of a folder is about the folder and no article of it, as a readme is, or Word's own mark (~$)."""
    return file.name.lower().startswith(NOT_ARTICLES)


def exists(path: Path) -> bool:
    """Tell whether there is such a file or folder; a name that cannot be one is not there."""
    try:
        return path.exists()
    except (OSError, ValueError):  # a name too long, a NUL in it, a loop of links
        return False


def walk(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, sorted; hidden ones and linked folders (which may loop) are left out."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if not name.startswith(".") and path.is_file():
                yield path


@contextmanager
def open_file(file: Path | str | Remote) -> Iterator[tuple[BinaryIO, str]]:
    """Open a file, or standard input for "-", to be read once from its beginning; and say its format's suffix.

    Raises
    ------
    DocumentError
        If it is a device or a pipe in a folder, which may never end; or an address that gives nothing.
    OSError
        If it cannot be read.
    """
    if isinstance(file, Remote):
        with file.opened() as opened:
            yield opened
        return
    if file == STDIN:
        yield sys.stdin.buffer, ""
        return
    if not Path(file).is_file():
        raise DocumentError("is no regular file; give a file or a folder")
    with Path(file).open("rb") as stream:
        yield stream, suffix_of(Path(file))
