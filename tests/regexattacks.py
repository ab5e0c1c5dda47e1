"""Attacks on regular expressions, generated from the expressions themselves.

What makes a backtracking matcher slow is long text that a repeat takes in many ways, or many beginnings of a match that
never ends. For each repeat of a pattern: what leads to it, then what it takes, many times, then what it cannot take; and
for each beginning of a pattern, that beginning many times over.
"""

from __future__ import annotations

import re
import time
from itertools import islice
from re import _constants as c  # the parser that `re` itself uses
from re import _parser as parser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: A repeat that may take fewer than this is no danger by itself.
_LEAST = 20
_REPEATS = {c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT}
_CATEGORIES = {c.CATEGORY_DIGIT: "1", c.CATEGORY_SPACE: " ", c.CATEGORY_WORD: "a", c.CATEGORY_NOT_DIGIT: "a",
               c.CATEGORY_NOT_SPACE: "a", c.CATEGORY_NOT_WORD: "!"}  # fmt: skip
_CANDIDATES = "aA1 \n.,-:\"'(é\u0627"
#: Every text is also attacked by these, repeated.
PLAIN = (
    " ",
    "a",
    "A",
    "1",
    ".",
    "\n",
    "(",
    '"',
    "-",
    "a ",
    "Aa ",
    "1 ",
    "a, ",
    "a-",
    "the ",
    "of the ",
    "\u0627",
    "<",
    "&",
)
ENDS = ("", "\x00", "!\n")


def attacks(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Yield texts of about this length that may make a pattern slow."""
    seen: set[str] = set()
    for lead, pump in [
        *_pumps(parser.parse(pattern.pattern, pattern.flags), ""),
        *(("", one) for one in PLAIN),
    ]:
        if pump:
            for end in ENDS:
                text = lead + pump * max(2, length // len(pump)) + end
                if text not in seen:
                    seen.add(text)
                    yield text


def _pumps(nodes: Sequence[tuple[Any, Any]], lead: str) -> Iterator[tuple[str, str]]:
    """Yield (what leads to it, what is repeated) of a parsed pattern."""
    begun = lead
    for node in nodes:
        yield from _inner(node, begun)
        begun += _example([node])
        yield "", begun[:200]


def _inner(node: tuple[Any, Any], lead: str) -> Iterator[tuple[str, str]]:
    kind, value = node
    if kind in _REPEATS:
        _, most, body = value
        if most >= _LEAST:
            yield lead, _example(body)
            for other in _others(body):
                yield lead, other
        yield from _pumps(body, lead)
    elif kind is c.SUBPATTERN:
        yield from _pumps(value[-1], lead)
    elif kind is c.ATOMIC_GROUP:
        yield from _pumps(value, lead)
    elif kind is c.BRANCH:
        for branch in value[1]:
            yield from _pumps(branch, lead)
    elif kind in (c.ASSERT, c.ASSERT_NOT):
        yield from _pumps(value[1], lead)


def _others(body: Sequence[tuple[Any, Any]]) -> list[str]:
    """Return a few other characters that a repeated set takes."""
    if len(body) != 1 or body[0][0] not in (c.IN, c.NOT_LITERAL, c.ANY):
        return []
    return [char for char in _CANDIDATES if _takes(body[0], char)][:3]


def _example(nodes: Sequence[tuple[Any, Any]]) -> str:
    """Return a short text that the nodes match, or nearly: assertions are left out."""
    return "".join(map(_shortest, nodes))[:300]


def _shortest(node: tuple[Any, Any]) -> str:
    kind, value = node
    if kind is c.LITERAL:
        return chr(value)
    if kind in (c.NOT_LITERAL, c.IN, c.ANY):
        return next((char for char in _CANDIDATES if _takes(node, char)), _first(value))
    if kind in _REPEATS:
        return _example(value[2]) * min(20, max(value[0], 1 if value[1] >= _LEAST else 0))
    inner = {c.SUBPATTERN: lambda: value[-1], c.ATOMIC_GROUP: lambda: value, c.BRANCH: lambda: value[1][0]}
    return _example(inner[kind]()) if kind in inner else ""


def _takes(node: tuple[Any, Any], char: str) -> bool:
    kind, value = node
    if kind is c.ANY:
        return char != "\n"
    if kind is c.NOT_LITERAL:
        return ord(char) != value
    is_negated = value[0][0] is c.NEGATE
    return any(_is_in(part, char) for part in value) != is_negated


def _is_in(part: tuple[Any, Any], char: str) -> bool:
    kind, value = part
    if kind is c.LITERAL:
        return ord(char) == value
    if kind is c.RANGE:
        return value[0] <= ord(char) <= value[1]
    if kind is c.CATEGORY:
        names = {c.CATEGORY_DIGIT: r"\d", c.CATEGORY_SPACE: r"\s", c.CATEGORY_WORD: r"\w",
                 c.CATEGORY_NOT_DIGIT: r"\D", c.CATEGORY_NOT_SPACE: r"\S", c.CATEGORY_NOT_WORD: r"\W"}  # fmt: skip
        return bool(re.match(names[value], char))
    return False


def _first(value: Any) -> str:
    for kind, part in value if isinstance(value, list) else ():
        if kind is c.LITERAL:
            return chr(part)
        if kind is c.RANGE:
            return chr(part[0])
        if kind is c.CATEGORY:
            return _CATEGORIES[part]
    return "a"


def spent(pattern: re.Pattern[str], text: str, method: str = "finditer", enough: int = 2_000) -> float:
    """Return the processor time in seconds that a pattern needs to look through a text, or at its beginning."""
    start = time.process_time()
    if method == "match":
        pattern.match(text)
    else:
        for _ in islice(pattern.finditer(text), enough):
            pass
    return time.process_time() - start
