"""Documents: files, folders, feeds and pages of articles, read to `Document`.

Owns the article formats, their encodings, the identity of a document and what is refused. Knows no place, no faction
and no grammar beyond the day of publication; spreadsheets of claims are another module's.
"""

from __future__ import annotations

from frontline.documents.copies import Duplicate
from frontline.documents.names import ARTICLE_SUFFIXES
from frontline.documents.reading import Reading, read_documents, require_dates
from frontline.documents.refusals import Note, Refusal
from frontline.documents.remote import Remote, resolve_sources
from frontline.documents.stream import DocumentStream

__all__ = [
    "ARTICLE_SUFFIXES",
    "DocumentStream",
    "Duplicate",
    "Note",
    "Reading",
    "Refusal",
    "Remote",
    "read_documents",
    "require_dates",
    "resolve_sources",
]
