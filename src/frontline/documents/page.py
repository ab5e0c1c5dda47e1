"""A web page to its article: main text, title, outlet, address, day. Markup ends here; nothing of it goes further."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from frontline.documents.article import Article
from frontline.documents.header import paper_told

if TYPE_CHECKING:
    from collections.abc import Mapping

_SKIPPED = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "nav",
        "aside",
        "form",
        "iframe",
        "button",
        "select",
        "title",
    }
)
_BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "tr", "table", "main",
     "blockquote", "figure", "figcaption", "header", "footer", "pre", "hr", "dd", "dt", "dl", "body", "html"}
)  # fmt: skip
#: Where pages write the moment of publication, the surest first.
_PUBLISHED_FIELDS = (
    "article:published_time", "og:article:published_time", "datepublished", "og:published_time", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "publish-date", "publishdate",
    "publish_date", "publication_date", "pubdate", "article.published", "cxenseparse:recs:publishtime", "date",
)  # fmt: skip
_TITLE_FIELDS = ("og:title", "twitter:title", "dc.title", "headline")
_OUTLET_FIELDS = ("og:site_name", "application-name", "dc.publisher", "publisher")
#: Main text shorter than this is not trusted: a cookie notice, a caption.
_MIN_TEXT = 60
#: What a page hides from its readers is not what it says to them.
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_XPATH = (
    "//*[@hidden or @aria-hidden='true' or contains(translate(@style, 'DISPLAYNOE ', 'displaynoe'), 'display:none')"
    " or contains(translate(@style, 'VISBLTYHDEN ', 'visbltyhden'), 'visibility:hidden')]"
)
#: "By <a>Ann Other</a><span>5 May 2031</span>": what a style sheet sets apart, and the markup does not.
_GLUED = re.compile(r"(?<=[a-z])(?=\d{1,2}[ ./]?(?:[A-Z][a-z]{2,8}|\d{1,2})[ ./]?(?:19|20)\d\d\b)")
#: Deeper than any page made by hand; beyond it the tree builders that libraries use give up or recurse.
_MAX_DEPTH = 800


@dataclass
class Page:
    """What a page says of itself, and its text in the order of the markup."""

    text: str = ""
    title: str = ""
    outlet: str = ""
    url: str = ""
    published: str = ""
    lines: tuple[str, ...] = ()


def read_article(markup: str) -> Article:
    """Return a page as the article that it holds."""
    page = read_page(markup)
    return Article(
        page.text,
        title=page.title,
        url=page.url,
        outlet=page.outlet or paper_told(page.lines),
        published=page.published,
        headings=page.lines,
    )


def read_page(markup: str) -> Page:
    """Return the article of an HTML page.

    The main text is trafilatura's (A. Barbaresi, ACL 2021); where it finds none, the page's own paragraphs.
    """
    reader = _walk(markup)
    page = reader.page()
    main = _main_text(markup) if reader.deepest <= _MAX_DEPTH else ""
    if len(main) >= _MIN_TEXT or len(main) >= 0.8 * len(page.text):
        page.text = main
    return page


def read_markup(markup: str) -> Page:
    """Return all the text of a piece of markup that has nothing but an article, with its heading as the title."""
    return _walk(markup).page()


def plain_text(markup: str) -> str:
    """Return the text of a piece of markup, such as a feed's entry; plain text comes back as it is."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    return "\n".join(_walk(markup).lines())


def _walk(markup: str) -> _PageReader:
    # Heavy: only pages and feeds need it. libxml2 is linear on markup that never closes, and has no depth to exhaust.
    from lxml import etree  # type: ignore[import-untyped]

    reader = _PageReader()
    parser = etree.HTMLParser(target=reader, huge_tree=True, recover=True)
    try:
        etree.fromstring(markup.encode("utf-8", "replace"), parser, base_url=None)
    except etree.ParserError:  # nothing in it that is markup or text
        return reader
    return reader


def _main_text(markup: str) -> str:
    # Heavy: trafilatura and lxml are loaded only where a page is read.
    from trafilatura import extract

    text = extract(
        markup,
        include_comments=False,
        include_tables=True,
        include_links=False,
        with_metadata=False,
        prune_xpath=_HIDDEN_XPATH,
    )
    return text.strip() if text else ""


class _PageReader:
    """Is told the tags of a page one by one; never recurses, so no depth of nesting can hurt it."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.deepest = 0
        self._depth = 0
        self._pieces: list[str] = []
        self._skipping = 0
        self._hidden_at = 0
        self._in = ""
        self._caught: dict[str, list[str]] = {}
        self._scripts: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Note what a tag says of the page, and whether its text is read."""
        self._depth += 1
        self.deepest = max(self.deepest, self._depth)
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            self._set(name.lower(), attributes.get("content", ""))
        elif tag == "link" and attributes.get("rel", "").lower() == "canonical":
            self._set("canonical", attributes.get("href", ""))
        elif tag == "time":
            is_said = "pubdate" in attributes or attributes.get("itemprop", "").lower() == "datepublished"
            self._set("time:said" if is_said else "time:any", attributes.get("datetime", ""))
        elif tag in ("title", "h1") and tag not in self._caught:
            self._in = tag
            self._caught[tag] = []
        elif tag == "script" and attributes.get("type", "").lower() == "application/ld+json":
            self._in = "script"
            self._caught["script"] = []
        self._skipping += tag in _SKIPPED
        if not self._hidden_at and _is_hidden(attributes):
            self._hidden_at = self._depth
        if tag in _BLOCKS:
            self._pieces.append("\n")

    def end(self, tag: str) -> None:
        """Close what `start` opened."""
        if self._depth == self._hidden_at:
            self._hidden_at = 0
        self._depth -= 1
        if tag == self._in:
            if tag == "script":
                self._scripts.append("".join(self._caught.pop("script")))
            self._in = ""
        self._skipping -= tag in _SKIPPED
        if tag in _BLOCKS:
            self._pieces.append("\n")

    def data(self, data: str) -> None:
        """Keep the text that a reader would see."""
        if self._in in self._caught:
            self._caught[self._in].append(data)
        if self._skipping <= 0 and not self._hidden_at:
            self._pieces.append(re.sub(r"\s+", " ", data))

    def comment(self, text: str) -> None:
        """Pass comments over."""

    def close(self) -> None:
        """End the page."""

    def _set(self, name: str, value: str) -> None:
        if name and value:
            self.fields.setdefault(name, value)

    def lines(self) -> list[str]:
        lines = ("".join(self._pieces)).split("\n")
        return [line for line in (" ".join(line.split()) for line in lines) if line]

    def page(self) -> Page:
        """Return what the tags said."""
        linked = _linked_data(self._scripts)
        fields = self.fields | linked
        lines = self.lines()
        heading = " ".join("".join(self._caught.get("h1", [])).split())
        title = " ".join("".join(self._caught.get("title", [])).split())
        return Page(
            text="\n".join(lines),
            title=linked.get("ld:headline") or _first(fields, _TITLE_FIELDS) or heading or title,
            outlet=_first(fields, ("og:site_name", "ld:publisher", *_OUTLET_FIELDS)),
            url=fields.get("canonical") or fields.get("og:url", ""),
            published=linked.get("ld:published")
            or _first(fields, _PUBLISHED_FIELDS)
            or fields.get("time:said")
            or fields.get("time:any", ""),
            lines=tuple(_GLUED.sub(" ", line) for line in lines[:25] if len(line) < 140),
        )


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden", "").lower() == "true"
        or bool(_HIDDEN_STYLE.search(attributes.get("style", "")))
    )


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str:
    return next((fields[name].strip() for name in names if fields.get(name, "").strip()), "")


def _linked_data(scripts: list[str]) -> dict[str, str]:
    """Return headline, publisher and day from the page's JSON-LD (schema.org's NewsArticle and its kin)."""
    for script in scripts:
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            kinds = item.get("@type", "")
            is_article = any("Article" in str(kind) or "Posting" in str(kind) for kind in _listed(kinds))
            if not is_article:
                continue
            publisher = item.get("publisher")
            name = publisher.get("name") if isinstance(publisher, dict) else publisher
            told = {
                "ld:headline": item.get("headline"),
                "ld:publisher": name,
                "ld:published": item.get("datePublished"),
            }
            return {key: value for key, value in told.items() if isinstance(value, str) and value}
    return {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _items(data: Any) -> list[dict[str, Any]]:
    items = [item for item in _listed(data) if isinstance(item, dict)]
    return items + [
        item for parent in items for item in _listed(parent.get("@graph")) if isinstance(item, dict)
    ]
