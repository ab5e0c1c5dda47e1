"""The main text of a page: our reader beside its peers, by share of the story's words and by processor time.

Prints precision (words given that are the story's), recall (words of the story that are given), F1, and milliseconds a
page, over pages of five layouts (tests/newspages.py). resiliparse is left out where it is not installed.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console

from frontline.documents.page import read_page
from newspages import news_page

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = 250


def peers() -> dict[str, Callable[[str], str]]:
    """Return what turns markup into text, by name."""
    from trafilatura import extract

    found: dict[str, Callable[[str], str]] = {
        "frontline (trafilatura, dates, title)": lambda markup: read_page(markup).text,
        "trafilatura": lambda markup: extract(markup, include_comments=False) or "",
        "trafilatura, fast": lambda markup: extract(markup, include_comments=False, fast=True) or "",
        "trafilatura, precision": lambda markup: (
            extract(markup, include_comments=False, favor_precision=True) or ""
        ),
    }
    try:
        from resiliparse.extract.html2text import extract_plain_text
    except ImportError:
        return found
    return found | {
        "resiliparse": lambda markup: extract_plain_text(markup, main_content=True, alt_texts=False)
    }


def words(text: str) -> Counter[str]:
    """Return how often each word stands in a text."""
    return Counter(text.split())


def main() -> None:
    """Print a line a reader."""
    pages = [news_page(seed) for seed in range(PAGES)]
    out = Console(highlight=False, soft_wrap=True)
    layouts = sorted({page.layout for page in pages})
    out.print(
        f"{'reader':40} {'ms':>6} {'prec.':>6} {'recall':>6} {'F1':>6}   F1 by layout: {', '.join(layouts)}"
    )
    for name, read in peers().items():
        read(pages[0].markup)
        start = time.process_time()
        texts = [read(page.markup) for page in pages]
        spent = (time.process_time() - start) / len(pages) * 1000
        by_layout = [
            f1([pair for pair in zip(pages, texts, strict=True) if pair[0].layout == layout])[2]
            for layout in layouts
        ]
        precision, recall, both = f1(list(zip(pages, texts, strict=True)))
        out.print(
            f"{name:40} {spent:6.1f} {precision:6.3f} {recall:6.3f} {both:6.3f}   {' '.join(f'{one:.3f}' for one in by_layout)}"
        )


def f1(pairs: list) -> tuple[float, float, float]:
    """Return precision, recall and F1 of words, the mean over pages."""
    scores = []
    for page, text in pairs:
        told, true = words(text), words(page.text)
        hits = (told & true).total()
        precision, recall = hits / max(1, told.total()), hits / max(1, true.total())
        scores.append((precision, recall, 2 * precision * recall / max(1e-9, precision + recall)))
    return tuple(sum(column) / len(scores) for column in zip(*scores, strict=True))


if __name__ == "__main__":
    main()
