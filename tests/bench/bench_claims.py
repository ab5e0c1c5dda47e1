"""Speed of the road from articles to claims, printed: articles a second, the share of each stage, and its memory.

Run it with `make bench`. Articles of 300 words are cut from the sample articles and a small grammar of our own, all
different, so that nothing is read twice from a cache. Times are CPU seconds of one process, the best of several runs.
Memory is the peak of a fresh process that reads one number of articles, and ten times that.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

import frontline.claims as road
from frontline.claims import ClaimExtractor
from frontline.documents import read_documents, require_dates
from frontline.gazetteer import Gazetteer
from frontline.theatre import load_theatre

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from frontline.model import Document
    from frontline.theatre import Theatre

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT / "geodata" / "articles"
WORDS, COUNT, RUNS = 300, 200, 3
SEED = 20241208

OPENINGS = ("On {day}, ", "Late on {day}, ", "", "Meanwhile, ", "According to a monitor, ", "In 2016, ")
DEEDS = (
    "{side} captured {place} and {other}", "{side} withdrew from {place}", "{place} fell to {side}",
    "{side} denied that {place} had fallen", "clashes broke out near {place} between {side} and {foe}",
    "{side} advanced toward {place} from {other}", "warplanes struck {place}, residents said",
    "{side} still hold {place}, which lies south of {other}", "thousands fled {place} for {other}",
    "{foe} repelled an attack by {side} on the outskirts of {place}",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "3 December", "Saturday", "the fifth day of the offensive")


def write_sentence(towns: list[str], sides: list[str], dice: random.Random) -> str:
    fill = {
        "day": dice.choice(DAYS), "place": dice.choice(towns), "other": dice.choice(towns),
        "side": dice.choice(sides), "foe": dice.choice(sides),
    }  # fmt: skip
    sentence = (dice.choice(OPENINGS) + dice.choice(DEEDS)).format(**fill)
    return sentence[0].upper() + sentence[1:] + "."


def write_articles(theatre: Theatre, count: int, seed: int = SEED) -> Iterator[dict[str, str]]:
    """Yield articles of exactly `WORDS` words: paragraphs of the samples, every third one of our own sentences."""
    days = (theatre.first_day, theatre.last_day)
    samples = require_dates(read_documents([ARTICLES], time_zone=theatre.time_zone, likely=days)).documents
    paragraphs = [part for document in samples for part in document.text.split("\n\n") if part.strip()]
    towns = [place.name for place in theatre.places if not place.is_wide]
    sides = [name for faction in theatre.factions for name in faction.aliases.get("en", ()) if name.islower()]
    dice = random.Random(seed)  # noqa: S311 - the same articles every time, no secret
    span = (theatre.last_day - theatre.first_day).days
    for number in range(count):
        parts: list[str] = []
        words = 0
        while words < WORDS:
            own = " ".join(write_sentence(towns, sides, dice) for _ in range(4))
            parts.append(own if len(parts) % 3 == 2 else dice.choice(paragraphs))
            words += len(parts[-1].split())
        over = words - WORDS
        if over:
            parts[-1] = " ".join(parts[-1].split()[:-over])
        published = theatre.first_day + dt.timedelta(days=dice.randint(1, span))
        yield {"id": f"bench-{number}", "published": published.isoformat(), "text": "\n\n".join(parts)}


class Stages:
    """CPU seconds spent in each stage of the road, taken where `frontline.claims` calls them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def timed(self, name: str, work: Callable) -> Callable:
        def run(*args: object, **kwargs: object) -> object:
            start = time.process_time()
            try:
                return work(*args, **kwargs)
            finally:
                self.seconds[name] += time.process_time() - start

        return run

    def timed_steps(self, name: str, work: Callable) -> Callable:
        def run(*args: object, **kwargs: object) -> Iterator[object]:
            steps = work(*args, **kwargs)
            while True:
                start = time.process_time()
                step = next(steps, None)
                self.seconds[name] += time.process_time() - start
                if step is None:
                    return
                yield step

        return run


STAGES = (
    ("find_mentions", "mentions"),
    ("locate_mentions", "places"),
    ("find_dates", "dates"),
    ("has_numeric_days", "dates"),
    ("infer_day_first", "dates"),
)


def share_of_stages(extractor: ClaimExtractor, documents: tuple[Document, ...]) -> dict[str, float]:
    """Return the CPU seconds of each stage of one reading; the clock itself costs some of them."""
    stages = Stages()
    kept = {
        name: getattr(road, name) for name in (*(name for name, _ in STAGES), "read_sentences", "read_claims")
    }
    try:
        for name, stage in STAGES:
            setattr(road, name, stages.timed(stage, kept[name]))
        road.read_sentences = stages.timed_steps("grammar", kept["read_sentences"])
        road.read_claims = stages.timed("claims", kept["read_claims"])
        for document in documents:
            extractor.read(document)
    finally:
        for name, work in kept.items():
            setattr(road, name, work)
    stages.seconds["claims"] -= stages.seconds["grammar"]
    return dict(stages.seconds)


def best_seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def peak_megabytes(count: int) -> float:
    """Return the peak memory of a fresh process that reads so many articles, one after another."""
    told = subprocess.run([sys.executable, __file__, str(count)], check=True, capture_output=True, text=True)
    return float(told.stdout)


def read_and_tell_memory(count: int) -> None:
    theatre = load_theatre("syria-2024")
    extractor = ClaimExtractor(theatre)
    claims = 0
    for record in write_articles(theatre, count):
        from frontline.model import Document

        published = dt.date.fromisoformat(record["published"])
        claims += len(extractor.read(Document(record["id"], record["text"], published=published)).claims)
    if not claims:
        sys.exit("the bench's articles make no claim")
    sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def main() -> None:
    theatre = load_theatre("syria-2024")
    extractor = ClaimExtractor(theatre, Gazetteer.for_theatre(theatre))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        lines = (json.dumps(record) for record in write_articles(theatre, COUNT))
        file.write_text("\n".join(lines), encoding="utf-8")

        def read() -> tuple[Document, ...]:
            return require_dates(read_documents([file], time_zone=theatre.time_zone)).documents

        documents = read()
        reading = best_seconds(read)
    claims = sum(len(extractor.read(document).claims) for document in documents)
    extracting = best_seconds(lambda: [extractor.read(document) for document in documents])
    shares = {"documents": reading} | share_of_stages(extractor, documents)
    total = sum(shares.values())
    table = Table("articles to claims, one core", "figure", box=None)
    table.add_row(
        f"whole road, {COUNT} articles of {WORDS} words",
        f"{COUNT / (reading + extracting):.0f} articles/s, {claims} claims",
    )
    for name in ("documents", "mentions", "places", "dates", "grammar", "claims"):
        table.add_row(
            f"  {name}",
            f"{shares[name] / total:.0%}, {shares[name] / len(documents) * 1000:.2f} ms an article",
        )
    few, many = peak_megabytes(COUNT), peak_megabytes(10 * COUNT)
    table.add_row(f"peak memory, {COUNT} and {10 * COUNT} articles", f"{few:.0f} and {many:.0f} MB")
    Console(file=sys.stdout, width=120).print(table)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        read_and_tell_memory(int(sys.argv[1]))
    else:
        main()
