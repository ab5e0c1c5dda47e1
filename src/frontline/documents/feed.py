"""Feeds and other XML of articles: RSS, Atom, and lists of <article>. Imported only where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from frontline.documents.article import Article, Fault
from frontline.documents.page import plain_text
from frontline.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENTRY_TAGS = ("item", "entry", "article", "doc")


class _Entries(TreeBuilder):
    """Keeps what was closed before the XML breaks, which a tree alone would lose."""

    def __init__(self) -> None:
        super().__init__()
        self.first: Element | None = None
        self.begun: list[Element] = []
        self.closed: set[int] = set()

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        element = super().start(tag, attrs)
        self.first = element if self.first is None else self.first
        if _tag(element) in _ENTRY_TAGS:
            self.begun.append(element)
        return element

    def end(self, tag: str) -> Element:
        element = super().end(tag)
        self.closed.add(id(element))
        return element


def read_feed(data: bytes) -> Iterator[Article | Fault]:
    """Return the articles of RSS, Atom or plain XML; of a feed that breaks off, those before the fault.

    Raises
    ------
    DocumentError
        If nothing of it can be read, or it may be a bomb.
    """
    tree = _Entries()
    parser = DefusedXMLParser(target=tree)
    torn = ""
    try:
        parser.feed(data)
        parser.close()
    except ParseError as error:
        line, column = error.position
        torn = f"is broken XML at line {line}, column {column + 1}"
    except DefusedXmlException as error:
        raise DocumentError("defines XML entities, which may hide a bomb; remove its DOCTYPE") from error
    except (LookupError, ValueError) as error:
        raise DocumentError(f"is in an encoding that is not known ({error}); save it as UTF-8") from error
    entries = [element for element in tree.begun if id(element) in tree.closed]
    if not entries and torn:
        raise DocumentError(f"{torn}; mend it there")
    if not entries or tree.first is None:
        raise DocumentError(
            "is XML with no <item>, <entry> or <article>; give a feed, or save it as .html or .txt"
        )
    return _entries(tree.first, entries, torn)


def _entries(root: Element, entries: list[Element], torn: str) -> Iterator[Article | Fault]:
    outlet = next((_text_of(child) for child in _head_of(root) if _tag(child) == "title"), "")
    for number, entry in enumerate(entries, start=1):
        yield _entry(entry, number, outlet)
    if torn:
        yield Fault(f"after entry {len(entries)}", f"{torn}, and is not read from there on", "mend it there")


def _head_of(root: Element) -> list[Element]:
    """Return the children of the feed's own head: those of <channel> in RSS, of the root in Atom."""
    channel = next((child for child in root if _tag(child) == "channel"), root)
    return list(channel)


def _tag(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1].lower() if isinstance(element.tag, str) else ""


def _text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _entry(entry: Element, number: int, outlet: str) -> Article | Fault:
    told: dict[str, str] = {}
    for child in entry:
        name = _tag(child)
        value = child.attrib.get("href", "") if name == "link" and not (child.text or "").strip() else ""
        told.setdefault(name, value or "".join(child.itertext()).strip())
    body = next(
        (
            told[name]
            for name in ("encoded", "content", "text", "body", "description", "summary")
            if told.get(name)
        ),
        "",
    )
    where = f"entry {number}"
    text = plain_text(body)
    if not text:
        return Fault(
            where, "holds no text", "a feed must carry the text of its articles, not only their titles"
        )
    published = next(
        (told[n] for n in ("pubdate", "published", "date", "issued", "created", "updated") if told.get(n)), ""
    )
    return Article(
        text,
        title=plain_text(told.get("title", "")),
        url=told.get("link", ""),
        outlet=told.get("source") or outlet,
        published=published,
        number=number,
        where=where,
    )
