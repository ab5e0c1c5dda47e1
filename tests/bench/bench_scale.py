"""Many articles, printed as it is known: speed with one worker, two and a Dask cluster of two, the second run, memory, the disk, the map.

Run it with `make bench-scale`: 100,000 generated articles of 300 words (see `bench_claims`), or any number with `--count N`;
on two quiet cores some half an hour. Every run is a process of its own, `frontline claims --out FOLDER` or `frontline map`,
timed by the clock from start to end. One worker and the cluster read a tenth of the articles, two workers the tenth and the
whole, which tells how memory grows. Each figure is printed and saved (`build/scale.jsonl`) as soon as it is known: what was
measured before Ctrl-C is there. On a busy machine look at processor seconds and not at the clock.

`--memory` measures memory alone, of 10,000 and 100,000 articles as one file and as a folder of files. Only the grammar is
left out (fifteen claims an article are made instead), so that it takes minutes: all that could grow with the number of
articles is there, and what the grammar remembers is bounded and is in the runs without this option.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bench_claims import write_articles
from rich.console import Console
from rich.table import Table

from frontline.documents.files import SourceFiles
from frontline.evidence import EvidenceStream, Means
from frontline.export import write_claims
from frontline.gazetteer import Gazetteer
from frontline.model import Claim, Document, Findings
from frontline.theatre import load_theatre

COUNT = 100_000
SAVED = Path("build/scale.jsonl")
#: A run that takes longer is ended, and the next one begins.
LONGEST_SECONDS = 1_000
ONE, TWO = (), ("--workers", "2")
CLUSTER = (*TWO, "--cluster", "local")


@dataclass(frozen=True)
class Run:
    """What one run took: seconds by the clock and of processors, megabytes at the peak of its main process and of a worker."""

    name: str
    articles: int
    seconds: float
    cpu_seconds: float
    main_mb: float
    worker_mb: float
    claims: int
    out_bytes: int
    digest: str


class Book:
    """Runs, printed and saved one by one. What runs keep from one to the next is in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        SAVED.parent.mkdir(exist_ok=True)
        SAVED.unlink(missing_ok=True)
        self._env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        # As an installed program: compiled once, here in the first run of each kind.
        self._env |= {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "FRONTLINE_CACHE": str(folder)}

    def run(
        self, name: str, source: Path, articles: int, *options: str, command: str = "claims"
    ) -> Run | None:
        """Return what a run took; None, and a line, where it took too long or failed."""
        out = self.folder / "out"
        words = [sys.executable, __file__, "--child", command, str(source), "--out", str(out), *options]
        start, before = time.perf_counter(), cpu_of_children()
        try:
            done = subprocess.run(
                words, env=self._env, capture_output=True, text=True, check=True, timeout=LONGEST_SECONDS
            )
        except subprocess.TimeoutExpired:
            self.tell(f"{name}: ended after {LONGEST_SECONDS} s")
            return None
        except subprocess.CalledProcessError as error:
            self.tell(f"{name}: failed, {error.stderr[-300:]}")
            return None
        seconds, cpu_seconds = time.perf_counter() - start, cpu_of_children() - before
        main_mb, worker_mb = map(float, done.stdout.splitlines()[-1].split())
        found = re.findall(r"(\d+) claim\(s\) in |claims +(\d+) found", done.stderr + done.stdout)
        parts = sorted(out.iterdir())
        size, digest = sum(part.stat().st_size for part in parts), digest_of(parts)
        shutil.rmtree(out)
        claims = int("".join(found[-1]))
        one = Run(name, articles, seconds, cpu_seconds, main_mb, worker_mb, claims, size, digest)
        self._save(asdict(one))
        self._print(
            f"{name:36} {articles:9,} articles {seconds:7.1f} s {cpu_seconds:7.1f} CPU s {articles / seconds:6.0f}/s "
            f"{main_mb:5.0f} MB, a worker {worker_mb:.0f}"
        )
        return one

    def tell(self, text: str) -> None:
        """Print and save a line."""
        self._save({"told": text})
        self._print(f"  {text}")

    @staticmethod
    def _print(line: str) -> None:
        sys.stdout.write(f"{time.strftime('%H:%M:%S')} {line}\n")
        sys.stdout.flush()

    @staticmethod
    def _save(record: dict[str, object]) -> None:
        with SAVED.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")


def digest_of(parts: list[Path]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(part.read_bytes())
    return digest.hexdigest()


def cpu_of_children() -> float:
    """Return the processor seconds of all processes that have ended: on a busy machine they tell more than the clock."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def child() -> None:
    """Run the command line, then print the peak of memory in MB: of this process, and of the largest that it started."""
    from frontline.cli import app

    app(sys.argv[2:], standalone_mode=False)
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    print(*(resource.getrusage(kind).ru_maxrss / 1024 for kind in kinds))  # noqa: T201


def measure_tenth(book: Book, source: Path, count: int) -> tuple[Run | None, Run | None]:
    """Measure who reads on the same articles; return the run of one worker, and of two."""
    one = book.run("1 worker", source, count)
    again = book.run("1 worker, again", source, count)
    two = book.run("2 workers", source, count, "--no-cache", *TWO)
    cluster = book.run("cluster of 2", source, count, "--no-cache", *CLUSTER)
    if one and again:
        book.tell(share_of(again, one))
    for name, other in (("2 workers", two), ("a cluster of 2", cluster)):
        if one and other:
            gain, more = one.seconds / other.seconds, other.cpu_seconds / one.cpu_seconds
            book.tell(f"{name}: {gain:.2f} x one worker, by {more:.2f} x its processor time")
    digests = {run.digest for run in (one, again, two, cluster) if run}
    book.tell(f"the same bytes from all: {'yes' if len(digests) == 1 else 'NO'}")
    return one, two


def measure_whole(book: Book, source: Path, count: int, one: Run | None, two: Run | None) -> None:
    """Measure two workers on all articles; they fill the cache, from which they are read again."""
    whole = book.run("2 workers, all", source, count, *TWO)
    again = book.run("1 worker, all again", source, count)
    if whole:
        kept = sum(path.stat().st_size for path in book.folder.glob("findings/*"))
        book.tell(
            f"{whole.claims:,} claims; {whole.out_bytes / whole.claims:.0f} bytes a claim as GeoParquet; "
            f"{kept / (count + count // 10):.0f} bytes an article in the cache"
        )
    if whole and two:
        book.tell(
            f"memory of {count:,} articles against {two.articles:,}: {whole.main_mb / two.main_mb:.3f} x; "
            f"a worker {whole.worker_mb / two.worker_mb:.3f} x"
        )
    if whole and again:
        book.tell(share_of(again, whole))
        book.tell(f"the same bytes: {'yes' if whole.digest == again.digest else 'NO'}")
    if again and one:
        expected = one.seconds * count / one.articles
        book.tell(f"that is {100 * again.seconds / expected:.1f} % of what one worker takes, by the tenth")


def measure_folder(book: Book, source: Path, count: int) -> None:
    """Measure a folder of files whose articles are known."""
    start = time.perf_counter()
    listed = sum(1 for _ in SourceFiles([source]))
    book.tell(f"a folder of {listed:,} files is listed in {time.perf_counter() - start:.1f} s")
    book.run("a folder of files, known from before", source, count)


def share_of(again: Run, first: Run) -> str:
    cpu, clock = again.cpu_seconds / first.cpu_seconds, again.seconds / first.seconds
    return f"the second run takes {100 * cpu:.1f} % of the processor time of the first, {100 * clock:.1f} % of its seconds"


class Skimmer:
    """Stands in for the grammar: fifteen claims an article, on whatever is written there."""

    cache_stamp = "skimmer"

    def read(self, document: Document) -> Findings:
        length = len(document.text) // 16
        quotes = [(n * length, n * length + 120) for n in range(15)]
        return Findings(
            tuple(
                Claim(
                    document.doc_id, f"place-{begin}", "Place", 35.0, 37.0, "captured", "side", document.published, 1,
                    "asserted", background=False, attribution="", quote=document.text[begin:end], start=begin, end=end,
                    rule="skim", published=document.published,
                )
                for begin, end in quotes if end <= len(document.text)
            )
        )  # fmt: skip


def skim() -> None:
    """Run the road of `frontline claims` without its grammar, then print the peak of memory in MB and the claims."""
    theatre, (source, folder) = load_theatre("syria-2024"), map(Path, sys.argv[2:])
    stream = EvidenceStream(
        [source],
        theatre,
        Gazetteer.for_theatre(theatre),
        extractor=Skimmer(),
        means=Means(cache_folder=folder / "cache"),
    )
    claims = write_claims((claim for finding in stream for claim in finding.claims), folder / "out")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, claims)  # noqa: T201


def measure_memory(folder: Path, counts: tuple[int, ...]) -> Table:
    table = Table("articles", "as", "peak MB", "again", "claims", title="Memory without the grammar")
    for form in ("one file", "a folder"):
        for count in counts:
            source = (
                write(folder / f"{count}.jsonl", count)
                if form == "one file"
                else write_folder(folder / str(count), count)
            )
            command = [sys.executable, __file__, "--skim", str(source), str(folder / f"{form} {count}")]
            told = [
                subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
                for _ in range(2)
            ]
            table.add_row(f"{count:,}", form, *(f"{float(peak):.0f}" for peak, _ in told), told[0][1])
            shutil.rmtree(folder / f"{form} {count}")
    return table


def write_folder(folder: Path, count: int) -> Path:
    folder.mkdir()
    for article in write_articles(load_theatre("syria-2024"), count):
        (folder / f"{article['id']}.json").write_text(json.dumps(article), encoding="utf-8")
    return folder


def write(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for article in write_articles(load_theatre("syria-2024"), count):
            file.write(json.dumps(article) + "\n")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--memory", action="store_true", help="memory alone, without the grammar")
    given = parser.parse_args()
    count = given.count
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.memory:
            Console().print(measure_memory(folder, (count // 10, count)))
            return
        book = Book(folder)
        book.tell(f"{count:,} articles of 300 words; a tenth of them for one worker and for the cluster")
        for options in (ONE, CLUSTER):
            book.run("(warming up)", write(folder / "some.jsonl", 20), 20, *options)
        few, many = write(folder / "few.jsonl", count // 10), write(folder / "many.jsonl", count)
        one, two = measure_tenth(book, few, count // 10)
        measure_whole(book, many, count, one, two)
        measure_folder(book, write_folder(folder / "files", count), count)
        drawn = book.run("map, known from before", many, count, command="map")
        if drawn:
            book.tell(f"the map's page has {drawn.out_bytes / 1e6:.1f} MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child()
    elif sys.argv[1:2] == ["--skim"]:
        skim()
    else:
        main()
