"""Extractor: the plug point. Whatever turns one document into claims has one method, and passes one check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from frontline.errors import ExtractionError
from frontline.limits import Limits, within_time

if TYPE_CHECKING:
    from frontline.model import Document, Findings

#: So much of a quote is told in a message.
_SHOWN = 60


@runtime_checkable
class Extractor(Protocol):
    """Reads the claims of documents, one at a time.

    A claim is built on `document.text[start:end]`; the same document always gives the same claims, whatever was
    read before it. `frontline.claims.ClaimExtractor` is the one that is used unless another is handed in.
    """

    def read(self, document: Document) -> Findings:
        """Return what a document says of control.

        Raises
        ------
        DocumentError
            If this one document cannot be read; it is then refused by name, and the rest goes on.
        """


def read_grounded(extractor: Extractor, document: Document, *, max_seconds: float | None = None) -> Findings:
    """Return what an extractor reads in a document, with every quote looked up in its text.

    It may take `max_seconds` of processor time; 0 is no limit, None the environment's (`limits.Limits`).

    Raises
    ------
    ExtractionError
        If a quote is not in the text, to the letter and at its offsets.
    DocumentError
        If the extractor refuses the document, or takes too long.
    """
    if max_seconds is None:
        max_seconds = Limits.from_environment().article_seconds
    with within_time(max_seconds):
        findings = extractor.read(document)
    for claim in findings.claims:
        if not claim.is_grounded(document):
            raise ExtractionError(
                f"{document.path or document.doc_id}: {type(extractor).__name__} quotes {claim.quote[:_SHOWN]!r}, which is "
                f"not in the text at {claim.start}:{claim.end}; a claim must quote its article to the letter"
            )
    return findings
