"""Texts: what of a text, an address or a list of ids may enter a page, and how long it may be."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

#: A quote is read beside a map; the article is a click away. Twice the longest sentence of the sample articles.
MAX_QUOTE = 600
MAX_NAME = 160
MAX_ADDRESS = 2000


#: Control characters, and those that turn the direction of all that follows: no honest name or quote needs them.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def is_missing(value: Any) -> bool:
    """Tell whether this is the nothing of a table: None, NaN, NaT or NA."""
    try:
        return value is None or bool(value != value)  # noqa: PLR0124 - NaN is not itself
    except (TypeError, ValueError):  # pandas' NA is neither true nor false; an array is something
        return not hasattr(value, "__len__")


def clean_text(value: Any, limit: int = MAX_NAME) -> str:
    """Return a text as a page may show it: one line, no control characters, cut where too long to be read."""
    text = "" if is_missing(value) else str(value)
    text = _UNSEEN.sub("", text[: 4 * limit])
    text = re.sub(r"\s+", " ", text).strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def clean_address(value: Any) -> str:
    """Return an address of the web, or nothing: no other scheme may become a link."""
    text = "" if is_missing(value) else str(value).strip()
    if len(text) > MAX_ADDRESS:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc else ""


def split_ids(value: Any) -> list[str]:
    """Return the ids of a cell: a list, an array, or a text with separators (as a file gives it back)."""
    if is_missing(value):
        return []
    if isinstance(value, str):
        return [part.strip() for part in re.split(r"[|;]", value) if part.strip()]
    return [str(part) for part in value]


def whole(value: Any) -> int:
    """Return a whole number; 0 for the nothing of a table."""
    return 0 if is_missing(value) else int(value)
