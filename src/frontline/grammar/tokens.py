"""Tokens and sentences: how a text falls apart. Knows offsets and punctuation; knows no word's meaning."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: A word keeps its inner hyphens and apostrophes, but not a possessive 's, which is a token of its own.
_TOKEN = re.compile(
    r"\d[\d.,:/]*\d(?:th|st|nd|rd|km|pm|am)?\b"
    r"|[^\W_]+(?:(?:-|['’ʼ‘](?![sS]\b|re\b|ve\b|ll\b|d\b))[^\W_]+)*"
    r"|['’](?:s|S|re|ve|ll|d)\b|\.\.\.|--|\n|[^\w\s]"
)
#: Words without a full stop beyond this are cut: no sentence is so long, but a broken page may be one line.
_LONGEST_SENTENCE = 200
#: The longest mark of a footnote in tokens: "[citation needed]".
_LONGEST_NOTE = 5
#: So many marks are looked at behind a full stop; a page may have a million dots.
_MOST_MARKS = 12
_CLOSERS = frozenset("\"'”’»)]")
_ENDS = frozenset(".!?…")
ABBREVIATIONS = frozenset(
    [
        "pop",
        "est",
        "fig",
        "ca",
        "mr",
        "mrs",
        "ms",
        "dr",
        "gen",
        "lt",
        "col",
        "maj",
        "capt",
        "sgt",
        "st",
        "no",
        "vs",
        "etc",
        "e.g",
        "i.e",
        "u.s",
        "u.k",
        "u.n",
        "a.m",
        "p.m",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "approx",
        "gov",
        "sen",
        "rep",
        "prof",
        "brig",
        "adm",
        "inc",
        "ltd",
        "incl",
        "km",
    ]
)


@dataclass(slots=True)
class Token:
    """A word or a mark: `text[start:end]`, and its lower-case form with straight apostrophes.

    `capitals`: is it written in capitals throughout, as acronyms are?
    """

    start: int
    end: int
    low: str
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence: tokens `[first, last)`; `paragraph` counts the lines of the text that hold words."""

    first: int
    last: int
    paragraph: int


def tokenise(text: str) -> list[Token]:
    """Return the words and marks of a text, in order; a line break is a token of its own."""
    tokens = []
    for found in _TOKEN.finditer(text):
        word = found[0]
        low = word.lower()
        if not low.isascii():
            low = low.replace("’", "'").replace("ʼ", "'")
        tokens.append(Token(found.start(), found.end(), low, word.isupper()))
    return tokens


def split_sentences(text: str, tokens: list[Token]) -> list[Span]:
    """Return the sentences of a text, in order; none holds a line break that ends a paragraph."""
    sentences: list[Span] = []
    first = paragraph = 0
    for at, token in enumerate(tokens):
        if token.low == "\n":
            if _ends_line(text, tokens, at):
                if at > first:
                    sentences.append(Span(first, at, paragraph))
                first = at + 1
                paragraph += 1
        elif at - first >= _LONGEST_SENTENCE or (
            not token.low[0].isalnum() and _ends_sentence(text, tokens, at)
        ):
            last = _after_closers(tokens, at)
            if last > first:
                sentences.append(Span(first, last, paragraph))
            first = last
    if len(tokens) > first:
        sentences.append(Span(first, len(tokens), paragraph))
    return sentences


def _ends_line(text: str, tokens: list[Token], at: int) -> bool:
    """Say if the break is a paragraph's, not that of a line that was only wrapped."""
    if at + 1 >= len(tokens) or tokens[at + 1].low == "\n":
        return True
    return not text[tokens[at + 1].start].islower()


def _is_symbol(token: Token) -> bool:
    """Say if it is an emoji or the like, with which posts set their lines apart."""
    return not token.low[0].isalnum() and unicodedata.category(token.low[0]) == "So"


def _ends_sentence(text: str, tokens: list[Token], at: int) -> bool:
    if at and at + 1 < len(tokens) and _is_symbol(tokens[at]) and tokens[at - 1].low[0].isalpha():
        return text[tokens[at + 1].start].isupper()
    if tokens[at].low[0] not in _ENDS:
        return False
    last = _after_closers(tokens, at)
    if last >= len(tokens) or tokens[last].low == "\n":
        return True
    following = tokens[last]
    if tokens[at].low == "." and at:
        before = tokens[at - 1]
        numbers = before.low != "no" or following.low[0].isdigit()  # "No. 5", but "Hama, no. Homs"
        if before.end == tokens[at].start and (
            (before.low in ABBREVIATIONS and numbers) or len(before.low) == 1
        ):
            return following.start > tokens[last - 1].end and before.low in ("pm", "am")
        if following.start == tokens[last - 1].end and not text[following.start].isupper():
            return False
    return not text[following.start].islower() or tokens[at].low != "."


def _after_closers(tokens: list[Token], at: int) -> int:
    """Return the index after a full stop and the marks that close with it."""
    end, limit = at + 1, min(len(tokens), at + _MOST_MARKS)
    while end < limit and tokens[end].low[0] in _ENDS and tokens[end].start == tokens[end - 1].end:
        end += 1
    while end < limit and tokens[end].low in _CLOSERS and tokens[end].start == tokens[end - 1].end:
        end += 1
    return _after_footnotes(tokens, end)


def _after_footnotes(tokens: list[Token], at: int) -> int:
    """Return the index after the marks of footnotes that stand close to a full stop: ".[1][2]"."""
    while at < len(tokens) and tokens[at].low == "[" and tokens[at].start == tokens[at - 1].end:
        closed = next(
            (k for k in range(at, min(at + _LONGEST_NOTE, len(tokens))) if tokens[k].low == "]"), -1
        )
        if closed < 0:
            return at
        at = closed + 1
    return at
