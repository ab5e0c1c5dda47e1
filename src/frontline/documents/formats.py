"""The article formats: one open file to its articles. Knows no file system and no day."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from frontline.documents.article import Article, Fault, Raw
from frontline.documents.decoding import (
    declared_encoding,
    decode,
    is_read_by_line,
    with_plain_newlines,
)
from frontline.documents.header import first_line_title, read_header
from frontline.documents.page import read_article
from frontline.errors import DocumentError
from frontline.limits import within_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from frontline.documents.article import Skipped
    from frontline.limits import Limits

_EMPTY = "is empty; check that it was saved"
_JSON_ADVICE = 'write an article as {"title": ..., "published": "2024-11-30", "text": ...}'
_TEXT_FIELDS = ("text", "body", "content", "article_text")
_PUBLISHED_FIELDS = ("published", "published_at", "publishedAt", "date_published", "datePublished", "date")
_OUTLET_FIELDS = ("outlet", "source", "publisher", "site_name")
#: A line of JSON lines with more bytes than so many times the characters of an article holds none; no more of it is read.
_MAX_LINE = 8
#: A list or an object takes twenty times its two bytes of memory; the articles of a file have a thousandth of these.
_MAX_NESTS = 5_000_000
#: Files of these are never in memory whole, and may have any size.
STREAMED_SUFFIXES = (".jsonl", ".ndjson", ".warc.gz", ".warc")
#: Of these a file is one article, which costs time to read.
_FORMS = {
    ".html": "page", ".htm": "page", ".xhtml": "page", ".docx": "word", ".docm": "word", ".eml": "mail",
}  # fmt: skip
_LINED_SUFFIXES = (".jsonl", ".ndjson")


def read_articles(stream: BinaryIO, suffix: str, limits: Limits) -> Iterator[Article | Fault | Skipped]:
    """Yield the articles of an open file: `cut_articles`, and each that is cut off read at once."""
    for item in cut_articles(stream, suffix, limits):
        if isinstance(item, Raw):
            yield from read_raw(item, limits)
        else:
            yield item


def cut_articles(stream: BinaryIO, suffix: str, limits: Limits) -> Iterator[Raw | Article | Fault | Skipped]:
    """Yield the articles of an open file as far as it costs little to read them; `read_raw` reads the others.

    JSON lines and web archives flow through, other formats are read whole.

    Parameters
    ----------
    stream
        The file, open for reading bytes, at its beginning.
    suffix
        The file's suffix in lower case, or "" where the content is to tell.
    limits
        How large the file, a line and a page may be.

    Raises
    ------
    DocumentError
        If the file as a whole cannot be used, at any moment of the iteration.
    """
    lines, longest = _with_peek(stream), _MAX_LINE * limits.max_article_chars
    head = lines.peek(4096)
    if suffix in (".warc.gz", ".warc") or (not suffix and head.startswith((b"\x1f\x8b", b"WARC/"))):
        # Loaded here: only archives need their parser.
        from frontline.documents.archive import cut_archive

        yield from cut_archive(lines, limits)
    elif suffix in _LINED_SUFFIXES and is_read_by_line(head):
        yield from _json_lines(_lines_of(lines, longest), longest)
    elif not suffix and is_read_by_line(head) and head.lstrip()[:1] == b"{":
        yield from _unnamed_objects(lines, limits)
    else:
        yield from _cut_whole(_whole(lines, limits.max_file_bytes), suffix, limits)


def read_raw(raw: Raw, limits: Limits) -> Iterator[Article | Fault]:
    """Yield the article that was cut off a file.

    Raises
    ------
    DocumentError
        If it cannot be used and is the whole of its file.
    """
    try:
        if raw.form == "line":
            yield _json_line(raw.data, raw.number)
        elif raw.form == "page":
            yield _page(raw, limits)
        elif raw.form == "word":
            yield _word(raw, limits)
        elif raw.form == "mail":
            yield _mail(raw, limits)
        else:
            yield from _TEXT_FORMATS.get(raw.form, _plain)(decode(raw.data))
    except DocumentError as error:
        if not raw.where:
            raise
        reason, _, advice = str(error).partition("; ")
        yield Fault(raw.where, reason, advice or raw.advice)


def _with_peek(stream: BinaryIO) -> io.BufferedReader:
    return (
        stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))
    )


def _whole(stream: io.BufferedReader, most: int) -> bytes:
    data = stream.read(most + 1)
    if len(data) > most:
        raise DocumentError(f"has more than {most:,} bytes; split it")
    return data


def _unnamed_objects(stream: io.BufferedReader, limits: Limits) -> Iterator[Raw | Article | Fault]:
    """Read what begins with an object and has no name: JSON lines if the first line is a whole one and more follow."""
    longest = _MAX_LINE * limits.max_article_chars
    begun = stream.readline(longest)
    try:
        json.loads(begun)
    except (ValueError, RecursionError):
        is_lined = False
    else:
        begun += stream.readline(longest)
        is_lined = begun.count(b"\n", 0, len(begun.rstrip())) > 0
    if is_lined:
        first, _, second = begun.partition(b"\n")
        yield from _json_lines(chain((first, second), _lines_of(stream, longest)), longest)
    else:
        yield from _cut_whole(begun + _whole(stream, limits.max_file_bytes), "", limits)


def _lines_of(stream: io.BufferedReader, longest: int) -> Iterator[bytes]:
    """Yield the lines of a file without their ends; of one that is too long, its first part."""
    while line := stream.readline(longest + 1):
        yield line.rstrip(b"\n")
        while not line.endswith(b"\n") and len(line) > longest:
            line = stream.readline(longest + 1)


def _cut_whole(data: bytes, suffix: str, limits: Limits) -> Iterator[Raw | Article | Fault]:
    """Yield the articles of the bytes of a file; without a suffix, the content tells its format."""
    if not data.strip():
        raise DocumentError(_EMPTY)
    if suffix in _FORMS:
        return iter((Raw(_FORMS[suffix], data),))
    if suffix in (".xml", ".rss", ".atom"):
        return _feed(data)
    if suffix == ".mbox":
        return _mailbox(data)
    if suffix in _LINED_SUFFIXES:
        return _text_lines(decode(data), limits)
    if suffix == ".json":
        return _json(decode(data))
    return iter((Raw(suffix, data),)) if suffix else _unnamed(data, limits)


def _unnamed(data: bytes, limits: Limits) -> Iterator[Raw | Article | Fault]:
    """Read what came without a name: JSON, JSON lines, markup, a Word file or plain text, by its first characters."""
    if data.startswith(b"PK\x03\x04"):
        return iter((Raw("word", data),))
    text = decode(data)
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if start[:1] in ("{", "["):
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            if start[0] == "{" and "\n" in text.strip():
                return _text_lines(text, limits)
        return _json(text)
    if start.startswith(("<?xml", "<rss", "<feed")):
        return _feed(data)
    is_page = start.startswith(("<!doctype html", "<html"))
    return iter((Raw("page" if is_page else ".txt", data),))


# --- plain text and Markdown


def _plain(text: str) -> Iterator[Article | Fault]:
    text = with_plain_newlines(text)
    header = read_header(text)
    title = header.get("title") or first_line_title(text)
    yield _told(text, header | {"title": title})


def _told(text: str, fields: dict[str, str]) -> Article:
    return Article(
        text,
        title=fields.get("title", ""),
        url=fields.get("url", ""),
        outlet=fields.get("outlet", ""),
        published=fields.get("published", ""),
        doc_id=fields.get("doc_id", ""),
    )


def _markdown(text: str) -> Iterator[Article | Fault]:
    text = with_plain_newlines(text)
    matter: dict[str, str] = {}
    match = re.match(r"---[ \t]*\n(.{0,8000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", text, re.DOTALL)
    if match:
        matter = _front_matter(match[1])
        text = text[match.end() :]
    title = matter.get("title", "")
    heading = re.match(r"\s*#[ \t]+([^\n]{1,300})(?:\n|$)", text)
    if heading:
        title = title or _unmarked(heading[1])
        text = text[heading.end() :]
    body = _unmarked(text).strip("\n")
    header = {} if {"title", "outlet"} <= matter.keys() else read_header(body)
    told = {
        "title": title or header.get("title", ""),
        "url": matter.get("url") or header.get("url", ""),
        "outlet": next(
            (matter[name] for name in _OUTLET_FIELDS if matter.get(name)), header.get("outlet", "")
        ),
        "published": next(
            (matter[name] for name in _PUBLISHED_FIELDS if matter.get(name)), header.get("published", "")
        ),
        "doc_id": matter.get("id", ""),
    }
    yield _told(body, told)


def _front_matter(block: str) -> dict[str, str]:
    """Return the plain "name: value" lines of YAML front matter; nested values are left out."""
    told: dict[str, str] = {}
    for line in block.split("\n"):
        match = re.match(r"([A-Za-z][\w-]{0,40})[ \t]*:[ \t]+(\S.*)$", line)
        if match:
            told[match[1].lower()] = match[2].strip().strip("\"'").strip()
    return told


def _unmarked(text: str) -> str:
    """Return Markdown without its marks; paragraphs and lines stay."""
    text = _without_comments(text)
    text = re.sub(r"^[ \t]{0,3}(?:```|~~~)[^\n]*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"!\[([^\[\]\n]{0,300})\]\([^()\n]{0,1000}\)", "", text)
    text = re.sub(r"\[([^\[\]\n]{1,500})\]\([^()\n]{0,1000}\)", r"\1", text)
    text = re.sub(r"^[ \t]{0,3}#{1,6}[ \t]{1,4}(?=\S)", "", text, flags=re.MULTILINE)
    text = re.sub(r"^[ \t]{0,3}>[ \t]?", "", text, flags=re.MULTILINE)
    text = re.sub(r"^[ \t]{0,6}[*+][ \t]{1,4}", "- ", text, flags=re.MULTILINE)
    text = re.sub(r"^[ \t]{0,3}(?:[-*_][ \t]{0,2}){3,20}$", "", text, flags=re.MULTILINE)
    text = re.sub(r"(\*\*|__)(?=\S)([^\n*_]{1,500})(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])([*_])(?=\S)([^\n*_]{1,500})(?<=\S)\1(?![\w*])", r"\2", text)
    text = re.sub(r"`([^`\n]{1,300})`", r"\1", text)
    return "\n".join(line.rstrip(" \t") for line in text.split("\n"))


def _without_comments(text: str) -> str:
    """Return Markdown without its HTML comments; one that is never closed stays."""
    pieces, position = [], 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        pieces.append(text[position:start])
        position = end + 3
    return "".join([*pieces, text[position:]])


# --- pages and feeds


def _page(raw: Raw, limits: Limits) -> Article:
    markup = decode(raw.data, declared=raw.encoding or declared_encoding(raw.data))
    if len(markup) > limits.max_page_bytes:
        raise DocumentError(
            f"is a page of {len(markup):,} characters, more than {limits.max_page_bytes:,}; save its article as .txt"
        )
    with within_time(limits.article_seconds):
        article = read_article(markup)
    return replace(article, url=article.url or raw.url, number=raw.number, where=raw.where)


def _word(raw: Raw, limits: Limits) -> Article:
    # Loaded here: only Word files need mammoth.
    from frontline.documents.word import read_word

    with within_time(limits.article_seconds):
        return read_word(raw.data, limits)


def _mail(raw: Raw, limits: Limits) -> Article:
    from frontline.documents.mail import read_mail

    with within_time(limits.article_seconds):
        return read_mail(raw.data, raw.number, raw.where)


def _mailbox(data: bytes) -> Iterator[Raw | Fault]:
    from frontline.documents.mail import cut_mailbox

    return cut_mailbox(data)


def _feed(data: bytes) -> Iterator[Article | Fault]:
    # Loaded here: only feeds need a parser that refuses entity bombs.
    from frontline.documents.feed import read_feed

    return read_feed(data)


# --- JSON


def _json(text: str) -> Iterator[Article | Fault]:
    if text.count("[") + text.count("{") > _MAX_NESTS:
        raise DocumentError(
            f"holds more than {_MAX_NESTS:,} lists and objects; split it, or save it as .jsonl"
        )
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        raise DocumentError(
            f"is broken JSON at line {error.lineno}, column {error.colno} ({error.msg}); mend it there"
        ) from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 100,000 brackets
        raise DocumentError(
            f"is JSON that no article needs, nested or numbered too deep; {_JSON_ADVICE}"
        ) from error
    if isinstance(data, dict) and isinstance(data.get("articles"), list):
        data = data["articles"]
    if isinstance(data, list):
        if not data:
            raise DocumentError(f"holds an empty list; {_JSON_ADVICE}")
        return (_record(record, f"article {n}", n) for n, record in enumerate(data, start=1))
    return iter([_record(data, "", 0)])


def _text_lines(text: str, limits: Limits) -> Iterator[Raw | Fault]:
    lines = (line.encode("utf-8", "surrogatepass") for line in text.split("\n"))
    return _json_lines(lines, _MAX_LINE * limits.max_article_chars)


def _json_lines(lines: Iterable[bytes], longest: int) -> Iterator[Raw | Fault]:
    is_empty = True
    for number, line in enumerate(lines, start=1):
        if len(line) > longest:
            is_empty = False
            reason = f"has more than {longest:,} bytes"
            yield Fault(f"line {number}", reason, "split it into its articles, one a line")
        elif line.strip():
            is_empty = False
            yield Raw("line", line, number, f"line {number}")
    if is_empty:
        raise DocumentError(_EMPTY)


def _json_line(line: bytes, number: int) -> Article | Fault:
    where = f"line {number}"
    try:
        return _record(json.loads(decode(line).lstrip("\ufeff")), where, number)
    except DocumentError as error:
        return Fault(where, str(error), "save the file as UTF-8")
    except json.JSONDecodeError as error:
        return Fault(where, f"is broken JSON at column {error.colno} ({error.msg})", "mend the line")
    except (ValueError, RecursionError):
        return Fault(where, "is JSON that no article needs, nested or numbered too deep", _JSON_ADVICE)


def _record(record: Any, where: str, number: int) -> Article | Fault:
    """Read the JSON form of an article: only `text` is required."""
    if not isinstance(record, dict):
        return Fault(where, f"is {_json_type(record)} of JSON, not an article", _JSON_ADVICE)
    text = next((record[name] for name in _TEXT_FIELDS if isinstance(record.get(name), str)), None)
    if text is None:
        told = next((name for name in _TEXT_FIELDS if name in record), None)
        if told:
            came = f'has {_json_type(record[told])} in its field "{told}"'
            return Fault(where, f"{came}, which must be a string", _JSON_ADVICE)
        came = ", ".join(repr(str(name)[:30]) for name in list(record)[:6]) or "no field"
        return Fault(where, f'has no field "text" (it has {came})', _JSON_ADVICE)
    doc_id = record.get("id", record.get("doc_id"))
    return Article(
        text,
        title=_string(record, ("title", "headline")),
        url=_string(record, ("url", "link")),
        outlet=_string(record, _OUTLET_FIELDS),
        published=_string(record, _PUBLISHED_FIELDS),
        doc_id=str(doc_id) if isinstance(doc_id, str | int) and not isinstance(doc_id, bool) else "",
        number=number,
        where=where,
    )


def _string(record: dict[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = record.get(name)
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            value = value["name"]
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return ""


def _json_type(value: Any) -> str:
    names = {str: "a string", list: "a list", dict: "an object", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")


_TEXT_FORMATS = {
    ".md": _markdown,
    ".markdown": _markdown,
}
