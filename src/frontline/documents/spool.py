"""Spool: documents kept aside on disk until all are known, since only then it is clear which of each text came first.

The earliest publication counts, whatever the order of the files: the last file may hold it. So a stream of documents is
read once to the end before its first document goes on, and what waits is on disk, in a file without a name that goes
with the process. (The other way, to read all files twice, costs each page's main text twice, can't read standard
input, and may meet other files the second time.) Knows no format; which document counts is told by `rank`.
"""

from __future__ import annotations

import pickle
import sqlite3
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from frontline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frontline.documents.copies import Found

_TABLES = """
CREATE TABLE found (n INTEGER PRIMARY KEY, story BLOB, rank BLOB, document BLOB);
CREATE TABLE ids (name TEXT PRIMARY KEY, last INTEGER) WITHOUT ROWID;
"""
#: The first of each text by rank, with the number of its copies, in the order in which they were found.
_HEADS = """
SELECT n, story, copies FROM (
  SELECT n, story, row_number() OVER (PARTITION BY story ORDER BY rank, n) AS place,
         count(*) OVER (PARTITION BY story) AS copies
  FROM found)
WHERE place = 1 ORDER BY n
"""


class Spool:
    """What was found, on disk; memory does not grow with it.

    Raises
    ------
    InputError
        From any method, if the disk of temporary files is full or cannot be written.
    """

    def __init__(self) -> None:
        # The empty name is a private file in the folder of temporary files, removed even if the process is killed.
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_TABLES}")
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, one: Found, story: bytes, rank: bytes) -> None:
        """Keep a document: `story` is the same for copies of one text, the least `rank` among them counts."""
        packed = zlib.compress(pickle.dumps(one), 1)
        with _told_plainly():
            self._base.execute(
                "INSERT INTO found (story, rank, document) VALUES (?, ?, ?)", (story, rank, packed)
            )
        self._count += 1

    def count_texts(self) -> int:
        """Return how many different texts there are."""
        with _told_plainly():
            return int(self._base.execute("SELECT count(DISTINCT story) FROM found").fetchone()[0])

    def texts(self) -> Iterator[tuple[Found, list[Found]]]:
        """Yield the document that counts of each text with its copies, in the order in which they were found."""
        with _told_plainly():
            self._base.execute("CREATE INDEX IF NOT EXISTS by_story ON found (story, rank)")
            for n, story, copies in self._base.execute(_HEADS):
                best = self._one(n)
                yield best, self._copies(story, n) if copies > 1 else []

    def _one(self, n: int) -> Found:
        return _unpacked(self._base.execute("SELECT document FROM found WHERE n = ?", (n,)).fetchone()[0])

    def _copies(self, story: bytes, but: int) -> list[Found]:
        rows = self._base.execute(
            "SELECT document FROM found WHERE story = ? AND n <> ? ORDER BY n", (story, but)
        )
        return [_unpacked(row[0]) for row in rows]

    def unique_id(self, doc_id: str) -> str:
        """Return an id that was not given before: the one asked for, or it with a number."""
        with _told_plainly():
            row = self._base.execute("SELECT last FROM ids WHERE name = ?", (doc_id,)).fetchone()
            name, number = doc_id, row[0] if row else 1
            while self._is_taken(name):
                number += 1
                name = f"{doc_id}-{number}"
            self._base.execute("INSERT OR REPLACE INTO ids VALUES (?, ?)", (doc_id, number))
            self._base.execute("INSERT OR IGNORE INTO ids VALUES (?, 1)", (name,))
            return name

    def _is_taken(self, name: str) -> bool:
        return self._base.execute("SELECT 1 FROM ids WHERE name = ?", (name,)).fetchone() is not None

    def close(self) -> None:
        """Give the disk back."""
        self._base.close()


def _unpacked(packed: bytes) -> Found:
    one: Found = pickle.loads(zlib.decompress(packed))  # noqa: S301 - this process wrote it, into a file without a name
    return one


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise InputError(
            f"the articles cannot be kept aside in the folder of temporary files ({error}); free some room there, or set "
            "$SQLITE_TMPDIR to a folder that has it"
        ) from error
