"""Spool: documents kept aside on disk until all are known, since only then it is clear which of each text came first.

The earliest publication counts, whatever the order of the files: the last file may hold it. So a stream of documents is
read once to the end before its first document goes on, and what waits is on disk, in a file without a name that goes
with the process. (The other way, to read all files twice, costs each page's main text twice, can't read standard
input, and may meet other files the second time.) Knows no format; which document counts is told by `rank`.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from frontline.documents.found import unpack_found
from frontline.documents.nearcopies import BANDS, bands
from frontline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frontline.documents.found import Found
    from frontline.documents.preparing import Prepared

_TABLES = """
CREATE TABLE found (n INTEGER PRIMARY KEY, story BLOB, rank BLOB, document BLOB);
CREATE INDEX by_story ON found (story);
CREATE TABLE bands (mark INTEGER, first INTEGER);
CREATE TABLE sketches (first INTEGER PRIMARY KEY, sketch BLOB);
CREATE TABLE ids (name TEXT PRIMARY KEY, last INTEGER) WITHOUT ROWID;
"""
#: The first of each text by rank, in the order of the families that near copies make, and then in that of the files.
#: A text is numbered by the document that was found first. Indices come last: sorting at once costs less than keeping order.
_HEADS = """
CREATE TABLE heads AS
  SELECT n, story, rank, copies, first, n AS family FROM (
    SELECT n, story, rank, row_number() OVER (PARTITION BY story ORDER BY rank, n) AS place,
           min(n) OVER (PARTITION BY story) AS first, count(*) OVER (PARTITION BY story) AS copies
    FROM found)
  WHERE place = 1;
CREATE UNIQUE INDEX head_of ON heads (first);
CREATE UNIQUE INDEX head_by_n ON heads (n);
CREATE INDEX by_mark ON bands (mark, first);
"""
#: Texts that share a band, the earliest of a band first.
_TOGETHER = """
SELECT mark, n FROM bands JOIN heads USING (first)
WHERE mark IN (SELECT mark FROM bands GROUP BY mark HAVING count(*) > 1)
ORDER BY mark, rank, n
"""
#: One statement for all bands of a text: as many would take three times as long.
_INTO_BANDS = "INSERT INTO bands VALUES " + ", ".join(["(?, ?)"] * BANDS)  # noqa: S608 - no words of others
_IN_FAMILIES = """
SELECT n, story, copies, family, count(*) OVER (PARTITION BY family) FROM heads ORDER BY family, n <> family, n
"""
_COPIES = "SELECT document FROM found WHERE story = ? AND n <> ? ORDER BY n"
#: The copies of a text, and the other texts of the family that it is the first of.
_OTHERS = """
SELECT document FROM (
  SELECT rank, document, n FROM found WHERE story = ?1 AND n <> ?2
  UNION ALL SELECT found.rank, document, n FROM heads JOIN found USING (n) WHERE family = ?2 AND n <> ?2)
ORDER BY rank, n
"""


@dataclass(frozen=True, slots=True)
class Text:
    """A text as the stream brings it: the document that counts, how many copies it has, and which family it belongs to.

    `is_first` of its family: the earliest of all the near copies, of which there are `nearly` others.
    """

    n: int
    story: bytes
    best: Found
    copies: int
    is_first: bool
    nearly: int


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

    def add(self, one: Prepared) -> None:
        """Keep a document; the least `rank` among those of one `story` counts."""
        with _told_plainly():
            known = self._base.execute("SELECT 1 FROM found WHERE story = ?", (one.story,)).fetchone()
            self._base.execute(
                "INSERT INTO found (story, rank, document) VALUES (?, ?, ?)",
                (one.story, one.rank, one.packed),
            )
            self._count += 1
            if one.sketch and known is None:
                number = self._count
                self._base.execute("INSERT INTO sketches VALUES (?, ?)", (number, one.sketch))
                self._base.execute(
                    _INTO_BANDS, [part for mark in bands(one.sketch) for part in (mark, number)]
                )

    def settle(self) -> None:
        """Choose the document that counts of each text; to be called once, when all have been added."""
        with _told_plainly():
            self._base.executescript(_HEADS)

    def together(self) -> Iterator[Iterator[int]]:
        """Yield the numbers of the texts that share a mark, the earliest first; a pair may come more than once."""
        with _told_plainly():
            for _, rows in groupby(self._base.execute(_TOGETHER), key=itemgetter(0)):
                yield (n for _, n in rows)

    def join(self, n: int, first: int) -> None:
        """Put a text into the family of the one that came first."""
        with _told_plainly():
            self._base.execute("UPDATE heads SET family = ? WHERE n = ?", (first, n))

    def rank_and_sketch(self, n: int) -> tuple[bytes, bytes]:
        """Return the rank and the sketch of a text."""
        with _told_plainly():
            rank, sketch = self._base.execute(
                "SELECT rank, sketch FROM heads JOIN sketches USING (first) WHERE n = ?", (n,)
            ).fetchone()
            return bytes(rank), bytes(sketch)

    def one(self, n: int) -> Found:
        """Return a document by its number."""
        with _told_plainly():
            return self._one(n)

    def count_texts(self) -> int:
        """Return how many different texts there are."""
        with _told_plainly():
            return int(self._base.execute("SELECT count(*) FROM heads").fetchone()[0])

    def texts(self) -> Iterator[Text]:
        """Yield the texts in the order in which they were found, near copies behind the first of them."""
        with _told_plainly():
            for n, story, alike, first, size in self._base.execute(_IN_FAMILIES):
                yield Text(n, story, self._one(n), alike - 1, n == first, size - 1 if n == first else 0)

    def copies(self, text: Text) -> Iterator[Found]:
        """Yield the exact copies of a text in the order in which they were found, one in memory at a time."""
        with _told_plainly():
            for row in self._base.execute(_COPIES, (text.story, text.n)) if text.copies else ():
                yield unpack_found(row[0])

    def others(self, text: Text) -> Iterator[Found]:
        """Yield the exact copies of a text, and of the first of a family its other texts, the earliest first."""
        with _told_plainly():
            for row in (
                self._base.execute(_OTHERS, (text.story, text.n)) if text.copies or text.nearly else ()
            ):
                yield unpack_found(row[0])

    def _one(self, n: int) -> Found:
        return unpack_found(self._base.execute("SELECT document FROM found WHERE n = ?", (n,)).fetchone()[0])

    def unique_id(self, doc_id: str) -> str:
        """Return an id that was not given before: the one asked for, or it with a number."""
        with _told_plainly():
            name = doc_id
            while not self._takes(name):
                (number,) = self._base.execute(
                    "UPDATE ids SET last = last + 1 WHERE name = ? RETURNING last", (doc_id,)
                ).fetchone()
                name = f"{doc_id}-{number}"
            return name

    def _takes(self, name: str) -> bool:
        return self._base.execute("INSERT OR IGNORE INTO ids VALUES (?, 1)", (name,)).rowcount > 0

    def close(self) -> None:
        """Give the disk back."""
        self._base.close()


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise InputError(
            f"the articles cannot be kept aside in the folder of temporary files ({error}); free some room there, or set "
            "$SQLITE_TMPDIR to a folder that has it"
        ) from error
