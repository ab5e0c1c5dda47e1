"""Names of files: which suffixes are articles, tables, or neither. Knows no content."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import PurePath

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
        ".warc.gz",
        ".warc",
        ".docx",
        ".docm",
        ".eml",
        ".mbox",
    }
)
#: Tables, read as claims elsewhere.
SHEET_SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".parquet"})
#: Maps, which may hold claims: read as claims elsewhere where they are named, or have claims in them.
MAPPED_SUFFIXES = frozenset({".geojson", ".gpkg"})
#: Articles often come in these, which are not read; saying what to do beats silence.
UNREAD_SUFFIXES = {
    ".pdf": "copy its text into a .txt file (`pdftotext FILE.pdf` does it), and see that its columns are in order",
    **dict.fromkeys(
        (".doc", ".odt", ".rtf", ".pages", ".wpd"), "open it in your word processor and save it as .docx"
    ),
    ".epub": "save its chapters as .html or .txt",
    ".msg": "open the message and save it as .eml",
    ".pst": "save its messages as .eml or .mbox",
    **dict.fromkeys((".gz", ".zip", ".7z", ".rar", ".tar", ".tgz"), "unpack it, and give the folder"),
}
#: Tables and maps in these are not read; what holds them can be saved in another.
UNREAD_SHEET_SUFFIXES = frozenset({".xls", ".ods", ".numbers", ".kml", ".kmz", ".shp"})
NOT_ARTICLES = ("readme", "license", "licence", "notice", "~$")
STDIN = "-"
#: The formats of articles, as messages list them.
NAMED_SUFFIXES = ".txt, .md, .html, .docx, .eml, .json, .jsonl, .xml, .warc or .warc.gz"


def suffix_of(path: PurePath) -> str:
    """Return the suffix that says a file's format, in lower case: its last, or ".warc.gz"."""
    name = path.name.lower()
    return ".warc.gz" if name.endswith(".warc.gz") else path.suffix.lower()


def stem_of(path: PurePath) -> str:
    """Return the name of a file without that suffix."""
    return path.name[: len(path.name) - len(suffix_of(path))] or path.name
