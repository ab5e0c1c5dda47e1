"""Regular expressions under attack: none that reads article text grows faster than the text, shown by processor time."""

from __future__ import annotations

import ast
import datetime as dt
import gc
import importlib
import re
import time
from pathlib import Path

import pytest

import frontline
from frontline.claims import ClaimExtractor, read_grounded
from frontline.documents import read_documents
from frontline.gazetteer import Gazetteer
from frontline.model import Document
from regexattacks import PLAIN, attacks, spent

SOURCE = Path(frontline.__file__).parent
READERS = (
    "documents",
    "dates",
    "mentions",
    "grammar",
    "claims",
    "relative",
    "places",
    "spelling",
    "placewords",
    "spreadsheets",
)
_WHOLE = {"search", "finditer", "findall", "sub", "split", "subn"}
#: What is looked for in a window around a match, of this many characters at most, is attacked at that length.
_WINDOW = 100


def reading_modules():
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if parts[0] in READERS:
            name = ".".join(("frontline", *parts)).removesuffix(".__init__")
            yield path, importlib.import_module(name)


def uses_of(path):
    """Return how each name of a module is used as a pattern: (name, method, whether a window of the text is given)."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            is_windowed = len(node.args) == 3 and node.func.attr not in ("sub", "subn")
            is_sliced = bool(node.args) and isinstance(node.args[0], ast.Subscript)
            yield node.func.value.id, node.func.attr, is_windowed or is_sliced


def patterns():
    """Yield (name, pattern, how it is used) of every pattern that is named in a module."""
    for path, module in reading_modules():
        used: dict[str, set[tuple[str, bool]]] = {}
        for name, method, is_windowed in uses_of(path):
            used.setdefault(name, set()).add((method, is_windowed))
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str) and name in used:
                yield f"{module.__name__}.{name}", value, used[name]


def growth(pattern, method, length):
    """Return the time at four times the length and at the length of the first attack that is slow, else (0, 0)."""
    for short, long in zip(attacks(pattern, length), attacks(pattern, 4 * length), strict=False):
        brief = spent(pattern, short, method)
        if brief > 0.05:
            return (1.0, brief)  # so slow on so little is no proportion to anything
        if brief > 0.0002:  # below, the clock tells nothing; a quadratic one is far above
            after = min(spent(pattern, long, method) for _ in range(2))
            if after > 9 * brief and after > 0.005:
                return (after, brief)
    return (0.0, 0.0)


def test_no_pattern_that_reads_a_whole_text_grows_faster_than_it():
    slow = []
    for name, pattern, uses in patterns():
        is_whole = any(method in _WHOLE and not windowed for method, windowed in uses)
        method = "finditer" if is_whole or any(method in _WHOLE for method, _ in uses) else "match"
        is_windowed = all(windowed for _, windowed in uses)
        after, before = growth(pattern, method, _WINDOW // 4 if is_windowed else 500)
        if after:
            slow.append(
                f"{name} {pattern.pattern[:60]!r}: {before:.4f} s, at four times the length {after:.4f} s"
            )
    assert not slow, "\n".join(slow)


@pytest.mark.parametrize("known", [r"\s+$", r"<!--.*?-->", r"\d+(?:st|nd)"])
def test_the_attacks_find_what_is_slow(known):
    """The generator is no use if it finds nothing: these are known to grow with the square of the text."""
    after, before = growth(re.compile(known, re.DOTALL), "finditer", 2_000)
    assert after > before


WORDS = (
    "red forces captured ",
    "Midham, ",
    "Midham and ",
    "10 km north of ",
    "3 May ",
    "on Friday ",
    "said that ",
    "(",
    '"',
)


@pytest.mark.parametrize("piece", [*PLAIN, *WORDS])
def test_reading_an_article_takes_time_in_proportion_to_it(toy_theatre, tmp_path, piece):
    extractor = ClaimExtractor(toy_theatre, Gazetteer.for_theatre(toy_theatre))

    def seconds(length):
        text = f"Red forces captured Midham on Friday {piece * (length // len(piece))} and Estow fell."
        (tmp_path / "a.txt").write_text(text, encoding="utf-8")
        gc.disable()  # a collection of all that other tests left behind is not this article's time
        begun = time.process_time()
        read_documents([tmp_path])
        read_grounded(extractor, Document("x", text, published=dt.date(2031, 5, 3)))
        taken = time.process_time() - begun
        gc.enable()
        return taken

    seconds(500)
    assert min(seconds(8_000), seconds(8_000)) < 30 * max(0.01, min(seconds(1_000), seconds(1_000)))
