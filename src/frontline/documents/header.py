"""The header of a plain text: title, outlet and day, where they stand in lines of their own before the story."""

from __future__ import annotations

import re
from itertools import chain, takewhile
from typing import TYPE_CHECKING

from frontline.dates.published import is_date_line
from frontline.dates.words import load_words
from frontline.placewords import load_place_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: A header stands in the first lines, before the first blank one, and its lines are short.
_LINES, _LENGTH = 8, 220
#: A text with less than this below its header is known by all of it: a bulletin's day may be all that is its own.
_SHORT_STORY = 160
#: A by-line stands in the first blocks, below the title; the name of a paper is so long, in words.
_BLOCKS, _PAPER_WORDS = 3, 6
#: A "staff reporter" is no paper.
_WORKERS = frozenset({"reporter"})
_NAMED = re.compile(r"^[ \t]{0,4}([A-Za-z][A-Za-z ]{1,24}?)[ \t]{0,3}:[ \t]{1,4}(\S.{0,400})$")
_NAMES = {
    "title": "title",
    "headline": "title",
    "outlet": "outlet",
    "source": "outlet",
    "publisher": "outlet",
    "agency": "outlet",
    "url": "url",
    "link": "url",
    "id": "doc_id",
}
#: "PLACE, Country (Agency) - ": the agency of a dateline.
_AGENCY = re.compile(
    r"^[ \t]*(?-i:[A-Z][A-Z'’.-]{2,30})[^\n()]{0,50}\(([^()\n\d,]{2,40})(?:,[^()\n]{1,30})?\)[ \t]{0,2}[-–—]",
    re.MULTILINE,
)


def read_header(text: str) -> dict[str, str]:
    """Return what the header of a text tells, by field of an article; the text itself is left as it is.

    "Name: value" lines count; and where one of the lines before the first blank one is a day, the first of the
    others is the title and the second the outlet.
    """
    lines = _header_lines(text)
    told = _named_values(lines)
    dated = [line for line in lines if is_date_line(line)]
    if dated or told:
        others = [line for line in lines if line not in dated and not _named_value(line) and _is_short(line)]
        if others and len(others) + len(dated) >= len(lines) - len(told):
            told.setdefault("title", others[0])
            if len(others) > 1 and not _is_byline(others[1]):
                told.setdefault("outlet", re.split(r"[|·•]", others[1])[0].strip())
    for line in dated:
        before = re.split(r"\s[|·•]\s", line)[0].strip()
        if before != line and not is_date_line(before) and not _is_byline(before):
            told.setdefault("outlet", before)
    agency = _AGENCY.search(text[:600])
    if agency:
        told.setdefault("outlet", agency[1].strip())
    if "outlet" not in told:
        paper = paper_told(_front_lines(text))
        told |= {"outlet": paper} if paper else {}
    return told


def _front_lines(text: str) -> Iterator[str]:
    """Yield the lines of the first blocks of short lines: a title, a by-line, a day."""
    blocks = [
        block.strip().split("\n") for block in text[: _LINES * _LENGTH].lstrip("\n").split("\n\n")[:_BLOCKS]
    ]
    yield from chain.from_iterable(takewhile(lambda block: all(map(_is_short, block)), blocks))


def paper_told(lines: Iterable[str]) -> str:
    """Return the paper that a by-line or the line of a day names ("By Ann Other, The Parallel Post"), "" where none does."""
    told = (line for line in lines if line.strip() and (_is_byline(line) or is_date_line(line)))
    return next(chain.from_iterable(map(_papers_in, told)), "")


def _papers_in(line: str) -> Iterator[str]:
    """Yield the parts of a line that end as names of papers do, every word with a capital: "The Parallel Post"."""
    if _is_byline(line):
        line = line.split(None, 1)[-1]
    for part in map(str.strip, re.split(r",\s|\s[|·•]\s|\s[-–—]\s", line)):
        words = part.split()
        named = 2 <= len(words) <= _PAPER_WORDS and all(
            word[0].isupper() or word in ("of", "the") for word in words
        )
        if named and words[-1].lower() in load_place_words().papers - _WORKERS:
            yield part


def _header_lines(text: str) -> list[str]:
    """Return the lines before the first blank one, none if they run on as prose does."""
    lines: list[str] = []
    for line in text[: _LINES * _LENGTH * 2].lstrip("\n").split("\n")[: _LINES + 1]:
        if not line.strip():
            return lines
        if len(line) > _LENGTH:
            return [kept for kept in lines if _named_value(kept) or is_date_line(kept)]
        lines.append(line.strip())
    return lines if len(lines) <= _LINES else []


def _named_values(lines: list[str]) -> dict[str, str]:
    told: dict[str, str] = {}
    for named in map(_named_value, lines):
        if named:
            told.setdefault(*named)
    return told


def _named_value(line: str) -> tuple[str, str] | None:
    """Return the field and the value of a line such as "Outlet: The Post", None where its name is no field's."""
    match = _NAMED.match(line)
    if not match:
        return None
    words = load_words().published
    name = match[1].strip().lower()
    is_day = name in words["labels"] or name in words["labels_with_colon"]
    field = "published" if is_day else _NAMES.get(name)
    return (field, match[2].strip()) if field else None


def _is_short(line: str) -> bool:
    return len(line) <= 160 and not line.endswith((".", ";", ","))


def _is_byline(line: str) -> bool:
    first = line.split(None, 1)[0].lower()
    return first in load_words().published["byline"]


def first_line_title(text: str) -> str:
    """Return the first line if it looks like a title: short, alone, no sentence, no dateline."""
    first, _, rest = text.lstrip("\n").partition("\n")
    first = first.strip()
    if not rest.startswith("\n") or not 8 <= len(first) <= 160 or not _is_short(first) or first.endswith(":"):
        return ""
    if not re.search(r"[^\W\d_]{3}", first) or is_date_line(first) or _named_value(first):
        return ""
    return "" if re.search(r"\s[-–—]$", first) else first


def story_of(text: str, title: str = "", outlet: str = "") -> str:
    """Return the text without the header of one outlet, blanks squeezed: by it a reprint is known."""
    lines = text.strip().split("\n")
    begin = 0
    while begin < min(len(lines), _LINES) and _is_frame(lines[begin].strip(), title, outlet):
        begin += 1
    story = " ".join(" ".join(lines[begin:]).split())
    return story if len(story) >= _SHORT_STORY else " ".join(text.split())


def _is_frame(line: str, title: str, outlet: str) -> bool:
    """Tell whether a line is an outlet's own and tells nothing of the story: its name, a day, a named value."""
    if not line or line in (title, outlet) or _named_value(line):
        return True
    after_year = re.split(r"(?:19|20)\d\d", line)[-1]
    return is_date_line(line) and not re.search(r"[^\W\d_]{4}", after_year)
