"""Archive: articles of the web as files, so that what a feed no longer lists stays among the sources.

One file an article, named after its address: an article that its outlet has changed takes the place of the earlier text.
Articles are other people's work: they are kept beside the editions, not in the folder that is published.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from frontline.export.lines import write_lines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from frontline.model import Document


def keep_articles(documents: Iterable[Document], folder: Path) -> int:
    """Write articles to a folder as JSON files, made if it is not there; return how many are new or changed."""
    folder.mkdir(parents=True, exist_ok=True)
    return sum(_keep(document, folder) for document in documents)


def _keep(document: Document, folder: Path) -> bool:
    name = hashlib.sha256((document.url or document.text).encode("utf-8", "replace")).hexdigest()[:16]
    path = folder / f"{name}.json"
    record = {
        "id": document.doc_id,
        "url": document.url,
        "outlet": document.outlet,
        "published": document.published.isoformat() if document.published else None,
        "title": document.title,
        "text": document.text,
    }
    text = json.dumps(record, ensure_ascii=True, indent=1)
    if path.is_file() and path.read_text(encoding="utf-8").strip() == text:
        return False
    write_lines([text], path)
    return True
