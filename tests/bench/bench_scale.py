"""Many articles, printed: articles a second for one worker, two, and a Dask cluster of two; memory, the second run, the disk.

Run it with `make bench-scale`: 20,000 generated articles of 300 words (see `bench_claims`), 100,000 with `--large`, any number
with `--count N`. Every run is a process of its own, `frontline claims --out FOLDER`, timed by the clock from start to end;
memory is the peak of its main process. A tenth of the articles is read first, which tells how memory grows.

`--memory` measures memory alone, of 10,000 and 100,000 articles as one file and as a folder of files. Only the grammar is
left out (fifteen claims an article are made instead), so that it takes minutes: all that could grow with the number of
articles is there, and what the grammar remembers is bounded and is in the table without this option.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench_claims import write_articles
from rich.console import Console
from rich.table import Table

from frontline.evidence import EvidenceStream, Means
from frontline.export import write_claims
from frontline.gazetteer import Gazetteer
from frontline.model import Claim, Document, Findings
from frontline.theatre import load_theatre

COUNT, LARGE = 20_000, 100_000


@dataclass
class Run:
    """What one run took: seconds by the clock and of processors, megabytes at its peak, the bytes of its output, its claims."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    digest: int
    out_bytes: int
    claims: int


def run(articles: Path, folder: Path, *options: str) -> Run:
    out = folder / "out"
    command = [sys.executable, __file__, "--child", "claims", str(articles), "--out", str(out), *options]
    start, before = time.perf_counter(), cpu_of_children()
    done = subprocess.run(
        command,
        env={**os.environ, "FRONTLINE_CACHE": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, cpu_seconds = time.perf_counter() - start, cpu_of_children() - before
    peak = float(done.stdout.splitlines()[-1])
    parts = sorted(out.iterdir())
    digest = hash(b"".join(part.read_bytes() for part in parts))
    claims = int(done.stderr.split(" claim(s) in ")[-2].split()[-1])
    size = sum(part.stat().st_size for part in parts)
    shutil.rmtree(out)
    return Run(seconds, cpu_seconds, peak, digest, size, claims)


def cpu_of_children() -> float:
    """Return the processor seconds of all processes that have ended: on a busy machine they tell more than the clock."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def child() -> None:
    """Run the command line, then print the peak of memory in MB: of this process, not of those that it started."""
    from frontline.cli import app

    app(sys.argv[2:], standalone_mode=False)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)  # noqa: T201


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
    parser.add_argument("--large", action="store_true", help=f"{LARGE:,} articles")
    parser.add_argument("--memory", action="store_true", help="memory alone, without the grammar")
    given = parser.parse_args()
    if given.memory:
        with tempfile.TemporaryDirectory() as name:
            Console().print(measure_memory(Path(name), (given.count // 10, given.count)))
        return
    count = LARGE if given.large else given.count
    table = Table(
        "run", "seconds", "CPU s", "articles/s", "peak MB", title=f"{count:,} articles of 300 words"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few, many = write(folder / "few.jsonl", count // 10), write(folder / "many.jsonl", count)
        runs = {
            "a tenth of them, 1 worker": run(few, folder, "--no-cache"),
            "1 worker": run(many, folder),
            "again, from the cache": run(many, folder),
            "2 workers": run(many, folder, "--no-cache", "--workers", "2"),
            "cluster of 2": run(many, folder, "--no-cache", "--workers", "2", "--cluster", "local"),
        }
        cached = sum(path.stat().st_size for path in folder.glob("findings/*"))
    for name, one in runs.items():
        number = count // 10 if name.startswith("a tenth") else count
        table.add_row(
            name,
            f"{one.seconds:.1f}",
            f"{one.cpu_seconds:.1f}",
            f"{number / one.seconds:.0f}",
            f"{one.peak_mb:.0f}",
        )
    few, first, second, two, cluster = runs.values()
    console = Console()
    console.print(table)
    console.print(
        f"same bytes from all four: {len({first.digest, second.digest, two.digest, cluster.digest}) == 1}"
    )
    console.print(
        f"2 workers: {first.seconds / two.seconds:.2f} x; cluster of 2: {first.seconds / cluster.seconds:.2f} x"
    )
    console.print(
        f"second run: {100 * second.seconds / first.seconds:.1f} % of the first, {100 * second.cpu_seconds / first.cpu_seconds:.1f} % of its CPU"
    )
    console.print(f"memory of {count:,} against {count // 10:,}: {first.peak_mb / few.peak_mb:.3f} x")
    console.print(
        f"{first.claims:,} claims; {first.out_bytes / first.claims:.0f} bytes a claim as GeoParquet, "
        f"{cached / count:.0f} bytes an article in the cache"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child()
    elif sys.argv[1:2] == ["--skim"]:
        skim()
    else:
        main()
