"""LLM: an extractor that asks a language model at an endpoint which the user names. Never used unless asked for.

The model only proposes. A claim is made by `grounding`, from the article, by the checks that our own reading passes;
what it refuses is told by name. `prompt` is the question, `endpoint` the way to the server, `answers` what it said before.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from frontline.claims.agreement import drop_repeats
from frontline.claims.outcomes import HomeGround
from frontline.errors import DocumentError, ExtractionError
from frontline.folders import cache_folder
from frontline.gazetteer import Gazetteer
from frontline.grammar import vocabulary_of
from frontline.llm.answers import AnswerStore
from frontline.llm.endpoint import Endpoint, Limits
from frontline.llm.grounding import Grounder, Span
from frontline.llm.prompt import VERSION, answer_schema, split_text, write_article, write_task
from frontline.mentions import find_mentions
from frontline.model import Claim, Findings, Unclaimed
from frontline.places import locate_mentions

if TYPE_CHECKING:
    from frontline.model import Document
    from frontline.theatre import Theatre

__all__ = ["KEY_VARIABLE", "AnswerStore", "Endpoint", "Limits", "LlmExtractor"]

#: The environment variable that holds the endpoint's key, if it needs one.
KEY_VARIABLE = "FRONTLINE_LLM_KEY"
#: An article of more pieces is no article; so many questions are what one text may cost.
MOST_PIECES = 20
#: One piece of an article that makes more claims than this is noise.
_MOST_ITEMS = 200


class LlmExtractor:
    """Reads the claims of documents with a language model; a `frontline.Extractor`.

    Parameters
    ----------
    theatre
        The conflict that the documents speak of.
    endpoint
        The server and the model that are asked.
    gazetteer
        The places that names are looked up in; None makes the theatre's own.
    store
        Where answers are kept; None keeps none.
    """

    def __init__(
        self,
        theatre: Theatre,
        endpoint: Endpoint,
        gazetteer: Gazetteer | None = None,
        *,
        store: AnswerStore | None = None,
    ) -> None:
        self.theatre = theatre
        self.endpoint = endpoint
        self.gazetteer = gazetteer or Gazetteer.for_theatre(theatre)
        self.store = store
        self.vocabulary = vocabulary_of(theatre)
        self.home = HomeGround(theatre)
        self.task = write_task(theatre)
        self.schema = answer_schema(theatre)

    @classmethod
    def at(
        cls, url: str, model: str, theatre: Theatre, gazetteer: Gazetteer, *, per_minute: float = 60
    ) -> LlmExtractor:
        """Return an extractor for an address: its key from `$FRONTLINE_LLM_KEY`, its answers kept in the cache folder.

        Raises
        ------
        InputError
            If the address or the key cannot be used.
        """
        endpoint = Endpoint(url, model, os.environ.get(KEY_VARIABLE, ""), Limits(per_minute=per_minute))
        return cls(theatre, endpoint, gazetteer, store=AnswerStore(cache_folder() / "llm"))

    def read(self, document: Document) -> Findings:
        """Return what a model says of a document, as far as the text carries it.

        Raises
        ------
        DocumentError
            If the document has no day of publication, or is too long to be asked for.
        ExtractionError
            If a question about it was not answered in the form that was asked for.
        """
        name = document.path or document.doc_id
        if document.published is None:
            raise DocumentError(f"{name}: no day of publication; give `published`, or a dated text")
        pieces = list(split_text(document.text))
        if len(pieces) > MOST_PIECES:
            raise DocumentError(
                f"{name}: {len(pieces)} questions long, more than {MOST_PIECES}; split the text"
            )
        located = locate_mentions(
            document, find_mentions(document, self.gazetteer), self.gazetteer, theatre=self.theatre
        )
        grounder = Grounder(document, document.published, located, self.theatre, self.vocabulary, self.home)
        read: list[Claim | Unclaimed] = []
        for offset, piece in pieces:
            span = Span(offset, offset + len(piece))
            items = self._ask(document, piece)
            read += [
                grounder.ground(item, span, f"llm:{self.endpoint.model}") for item in items[:_MOST_ITEMS]
            ]
            if len(items) > _MOST_ITEMS:
                reason = f"{len(items) - _MOST_ITEMS} more than the {_MOST_ITEMS} that one text can make"
                read.append(Unclaimed(document.doc_id, 0, 0, "further claims", reason))
        claims = sorted(
            (item for item in read if isinstance(item, Claim)),
            key=lambda claim: (claim.start, claim.claim_id),
        )
        unclaimed = tuple(item for item in read if isinstance(item, Unclaimed))
        return Findings(tuple(drop_repeats(claims)), tuple(located), unclaimed)

    def _ask(self, document: Document, piece: str) -> list[Any]:
        """Return the items of an answer, the one that is kept or a new one."""
        article = write_article(document, piece)
        question = (self.endpoint.url, self.endpoint.model, str(VERSION), self.task, article)
        kept = self.store.find(*question) if self.store else None
        items = None if kept is None else _items(kept)
        if items is not None:
            return items
        messages = [{"role": "system", "content": self.task}, {"role": "user", "content": article}]
        answer = self.endpoint.ask(messages, self.schema)
        items = _items(answer)
        if items is None:
            raise ExtractionError(
                f'{self.endpoint.url}: expected {{"claims": [...]}} as JSON, got {answer[:80]!a}; '
                "does the model know JSON?"
            )
        if self.store:
            self.store.keep(answer, *question)
        return items


def _items(answer: str) -> list[Any] | None:
    """Return the claims of an answer in whatever form each is, None where it is no such answer."""
    text = answer.strip()
    if text.startswith("```") and text.endswith("```") and "\n" in text:
        text = text[text.index("\n") : -3]  # as many models write JSON, whatever they are asked
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    items = told.get("claims") if isinstance(told, dict) else None
    return items if isinstance(items, list) else None
