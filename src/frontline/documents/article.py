"""What a file tells of an article, before it becomes a `Document`. Knows no format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """An article as its file tells it; `number` is its place in a list, from 1, or 0 for a file of one article."""

    text: str
    title: str = ""
    url: str = ""
    outlet: str = ""
    published: str = ""
    doc_id: str = ""
    number: int = 0
    where: str = ""
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """An article of a list that cannot be used."""

    where: str
    reason: str
    advice: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """What of a file is no article and need not be one, in words worth a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one article, cut from its file and not read yet: the cutting is cheap, the reading is what is spread.

    `form`: "line" of JSON, "page" of HTML, or the suffix of a text (".txt", ".md"). `number` and `where` are the article's.
    `encoding` is what was told of a page beside it, `url` its address; `advice` says what to do where it cannot be read.
    """

    form: str
    data: bytes
    number: int = 0
    where: str = ""
    encoding: str = ""
    url: str = ""
    advice: str = ""
