"""Documents: files, folders, feeds and pages of articles, read to `Document`.

Owns the article formats, their encodings, the identity of a document and what is refused. Knows no place, no faction
and no grammar beyond the day of publication; spreadsheets of claims are another module's.
"""

from __future__ import annotations

from frontline.documents.copies import Duplicate
from frontline.documents.decoding import MAX_ARTICLE_CHARS, MAX_FILE_BYTES
from frontline.documents.files import ARTICLE_SUFFIXES
from frontline.documents.reading import Reading, read_documents, require_dates
from frontline.documents.stream import DocumentStream, Note, Refusal

__all__ = [
    "ARTICLE_SUFFIXES",
    "MAX_ARTICLE_CHARS",
    "MAX_FILE_BYTES",
    "DocumentStream",
    "Duplicate",
    "Note",
    "Reading",
    "Refusal",
    "read_documents",
    "require_dates",
]
