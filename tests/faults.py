"""Faults of machine, disk, input and network, done to the command as it runs; what each one lost.

Every function returns the faults that were done and what was lost by them: an output that is neither the one of before
nor the new one, an answer that is no clear line, a next run that is not right.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import random
import resource
import shutil
import signal
import sys
import threading
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from conftest import TOY_FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STORY = "Published: {day} May 2031\n\nRed forces captured {town} on {day} May 2031, officials said. The army left the town."
GARBAGE = random.Random(7).randbytes(3_000)  # noqa: S311 (no secret)


@dataclass
class Outcome:
    """A kind of fault: how often it was done, and what was lost."""

    fault: str
    tries: int = 0
    lost: list[str] = field(default_factory=list)

    def check(self, is_well: bool, what: str) -> None:
        """Keep what was lost."""
        if not is_well:
            self.lost.append(what)


@dataclass(frozen=True)
class Told:
    """How a run ended, and what it said."""

    returncode: int
    stderr: str


@dataclass
class Run:
    """A command as it runs."""

    pid: int
    pipe: int
    code: int | None = None

    def is_running(self) -> bool:
        """Tell whether it has not ended."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code is None

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.is_running():
            os.kill(self.pid, signal.SIGKILL)
        self.told()

    def told(self) -> Told:
        """Wait for its end."""
        with os.fdopen(self.pipe, "rb") as said:
            text = said.read().decode("utf-8", "replace")
        if self.code is None:
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return Told(self.code, text)


@lru_cache
def import_what_runs_need() -> None:
    """Load the libraries of a run; nothing is computed, so that a fork has no threads to lose."""
    for name in ("pipeline", "timemap", "figures", "export.files", "ground", "fronts", "control", "spreadsheets", "cli",
                 "placefiles", "online", "fetch", "documents.remote", "documents.archive"):  # fmt: skip
        importlib.import_module(f"frontline.{name}")


def _exit_code() -> int:
    from frontline.cli import main

    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:  # noqa: BLE001 - what a user would see
        traceback.print_exc()
        return 1
    return 0


class Desk:
    """A user's folder: a theatre, two states of their articles, outputs."""

    def __init__(self, root: Path, *, draws: bool = True) -> None:
        self.root, self.draws = root, draws
        self.theatre = root / "toy"
        self.theatre.mkdir(parents=True)
        for name, text in TOY_FILES.items():
            (self.theatre / name).write_text(text, encoding="utf-8")
        self.before, self.after = root / "before", root / "after"
        self._write(self.before, ["Midham"])
        self._write(self.after, ["Midham", "Estow"])
        self.out = root / "out"
        self.old = self._outputs_of(self.before)
        self.new = self._outputs_of(self.after)

    def _write(self, folder: Path, towns: list[str]) -> None:
        folder.mkdir()
        for number, town in enumerate(towns):
            (folder / f"{number}.txt").write_text(STORY.format(day=3 + number, town=town), encoding="utf-8")

    def _outputs_of(self, source: Path) -> dict[str, bytes]:
        told = self.map(source, self.root / f"out-{source.name}")
        assert told.returncode == 0, told.stderr
        return {path.name: path.read_bytes() for path in (self.root / f"out-{source.name}").iterdir()}

    def environment(self) -> dict[str, str]:
        """Return the environment of a run: its cache is the desk's own."""
        return {**os.environ, "FRONTLINE_CACHE": str(self.root / "cache"), "FRONTLINE_FETCH_SECONDS": "2"}

    def map_words(self, source: object, out: object) -> tuple[object, ...]:
        """Return the words that draw a map and its tables, or write the claims alone, which is quicker."""
        if self.draws:
            exports = "geojson,gpkg,parquet,csv"
            return ("map", source, "--theatre", self.theatre, "--out", out, "--export", exports)
        return ("claims", source, "--theatre", self.theatre, "--out", Path(str(out)) / "claims.gpkg")

    def run(self, *words: object, before: Callable[[], None] | None = None) -> Told:
        """Run the command to its end."""
        return self.start(*words, before=before).told()

    def map(self, source: object, out: object, *, before: Callable[[], None] | None = None) -> Told:
        """Draw a map to its end."""
        return self.run(*self.map_words(source, out), before=before)

    def start(self, *words: object, before: Callable[[], None] | None = None) -> Run:
        """Start the command as a process of its own: a fork, so that its libraries are loaded once for all runs."""
        import_what_runs_need()
        read, write = os.pipe()
        pid = os.fork()
        if pid:
            os.close(write)
            return Run(pid, read)
        code = 1
        try:
            os.close(read)
            os.dup2(write, 1)
            os.dup2(write, 2)
            os.environ.update(self.environment())
            sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
            sys.argv = ["frontline", *map(str, words)]
            if before is not None:
                before()
            code = _exit_code()
        finally:
            with contextlib.suppress(OSError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def restore(self) -> None:
        """Put the outputs of before into the output folder."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir()
        for name, data in self.old.items():
            (self.out / name).write_bytes(data)

    def broken(self) -> list[str]:
        """Return the outputs that are neither those of before nor the new ones."""
        found = {path.name: path.read_bytes() for path in self.out.iterdir() if path.is_file()}
        wrong = [name for name, data in found.items() if data not in (self.old.get(name), self.new.get(name))]
        return [*wrong, *(f"{name} is gone" for name in self.old.keys() - found.keys())]

    def is_right(self) -> bool:
        """Tell whether a run now gives the new outputs, to the byte."""
        told = self.map(self.after, self.out)
        found = {path.name: path.read_bytes() for path in self.out.iterdir() if path.is_file()}
        return told.returncode == 0 and found == self.new


def is_clear(told: Told, *codes: int) -> bool:
    """Tell whether a run ended as it should, with a line that says why."""
    return (
        told.returncode in codes
        and "Traceback" not in told.stderr
        and (told.returncode == 0 or bool(told.stderr.strip()))
    )


def kills(desk: Desk, tries: int, seed: int = 0) -> Outcome:
    """Kill -9 at random moments: every other time anywhere in the run, else while it writes."""
    outcome, dice = Outcome(f"power cut (kill -9) of `{desk.map_words(0, 0)[0]}`"), random.Random(seed)  # noqa: S311
    begun = time.monotonic()
    desk.restore()
    desk.map(desk.after, desk.out)
    length = time.monotonic() - begun
    for number in range(tries):
        desk.restore()
        run = desk.start(*desk.map_words(desk.after, desk.out))
        if number % 2:
            while run.is_running() and not any(desk.out.glob(".frontline-*")):
                time.sleep(0.002)
            time.sleep(dice.uniform(0, 0.6 * length))
        else:
            time.sleep(dice.uniform(0, length))
        run.kill()
        outcome.tries += 1
        outcome.check(not (wrong := desk.broken()), f"try {number}: {', '.join(wrong)}")
    outcome.check(desk.is_right(), "the next run")
    return outcome


def full_disk(desk: Desk, sizes: tuple[int, ...] = (1, 4_000, 60_000, 130_000)) -> Outcome:
    """No file may grow beyond so many bytes."""
    outcome = Outcome("disk full")
    for size in sizes:
        desk.restore()

        def bound(size: int = size) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        told = desk.map(desk.after, desk.out, before=bound)
        outcome.tries += 1
        outcome.check(is_clear(told, 2), f"{size} bytes: exit {told.returncode}: {told.stderr[-200:]}")
        outcome.check(not (wrong := desk.broken()), f"{size} bytes: {', '.join(wrong)}")
        outcome.check(not list(desk.out.glob(".*")), f"{size} bytes: something is left lying")
    outcome.check(desk.is_right(), "the next run")
    return outcome


def read_only_folder(desk: Desk) -> Outcome:
    """The output folder takes nothing: by its mode (which root ignores), or because it is none."""
    outcome = Outcome("output folder read-only")
    desk.restore()
    if os.getuid() != 0:
        desk.out.chmod(0o500)
        told = desk.map(desk.after, desk.out)
        desk.out.chmod(0o700)
        outcome.tries += 1
        outcome.check(is_clear(told, 2) and not desk.broken(), told.stderr[-200:])
    for out in (desk.out / "0.txt" / "deep", Path("/proc/frontline")):
        (desk.out / "0.txt").write_text("in the way", encoding="utf-8")
        told = desk.map(desk.after, out)
        (desk.out / "0.txt").unlink()
        outcome.tries += 1
        outcome.check(is_clear(told, 2) and not desk.broken(), told.stderr[-200:])
    outcome.check(desk.is_right(), "the next run")
    return outcome


def changing_input(desk: Desk, tries: int = 3) -> Outcome:
    """Articles are written, cut and removed while they are read."""
    outcome = Outcome("input changing under the reader")
    for _ in range(tries):
        folder = desk.root / "changing"
        shutil.copytree(desk.after, folder)
        with _meanwhile(lambda folder=folder: _change(folder)):
            told = desk.map(folder, desk.root / "out-changing")
        outcome.tries += 1
        outcome.check(is_clear(told, 0, 1, 2), f"exit {told.returncode}: {told.stderr[-200:]}")
        shutil.rmtree(folder)
    desk.restore()
    outcome.check(desk.is_right(), "the next run")
    return outcome


def _change(folder: Path) -> None:
    for number in range(4):
        path = folder / f"{number}.jsonl"
        path.write_text(
            '{"text": "Red forces captured Estow.", "published": "2031-05-05"}\n' * 300, encoding="utf-8"
        )
        os.truncate(path, 1_000)
        path.unlink()
    (folder / "1.txt").write_bytes(GARBAGE)
    (folder / "1.txt").write_text(STORY.format(day=4, town="Estow"), encoding="utf-8")


@contextmanager
def _meanwhile(change: Callable[[], None]) -> Iterator[None]:
    is_over = threading.Event()

    def work() -> None:
        while not is_over.is_set():
            change()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def two_runs(desk: Desk, tries: int = 2) -> Outcome:
    """Two runs write into one folder at once."""
    outcome = Outcome("two runs into one folder")
    for _ in range(tries):
        desk.restore()
        runs = [desk.start(*desk.map_words(source, desk.out)) for source in (desk.before, desk.after)]
        told = [run.told() for run in runs]
        outcome.tries += 1
        outcome.check(all(one.returncode == 0 for one in told), "".join(one.stderr for one in told)[-300:])
        outcome.check(not (wrong := desk.broken()), ", ".join(wrong))
    outcome.check(desk.is_right(), "the next run")
    return outcome


def corrupted_files(desk: Desk) -> Outcome:
    """A theatre, a gazetteer, a table of claims: cut, overwritten, empty."""
    outcome = Outcome("corrupted theatre, gazetteer or table")
    good = desk.root / "out-after"
    own = desk.root / "own.csv"
    own.write_text("name,lat,lon\nNowhere,35.0,37.0\n", encoding="utf-8")
    jobs: list[tuple[Path, tuple[object, ...]]] = [
        (good / name, ("map", good / name, "--theatre", desk.theatre, "--out", desk.out))
        for name in ("claims.parquet", "frontline.gpkg", "claims.geojson", "claims.csv")
    ]
    jobs += [
        (desk.theatre / name, desk.map_words(desk.after, desk.out))
        for name in ("theatre.toml", "factions.toml", "gazetteer.csv")
    ]
    jobs += [(own, (*desk.map_words(desk.after, desk.out), "--gazetteer", own))]
    for path, words in jobs:
        whole = path.read_bytes()
        for how, data in _damages(whole):
            desk.restore()
            path.write_bytes(data)
            told = desk.run(*words)
            outcome.tries += 1
            outcome.check(
                is_clear(told, 0, 1, 2), f"{path.name} {how}: exit {told.returncode}: {told.stderr[-300:]}"
            )
            outcome.check(told.returncode == 0 or not desk.broken(), f"{path.name} {how}: outputs")
        path.write_bytes(whole)
    desk.restore()
    outcome.check(desk.is_right(), "the next run")
    return outcome


def _damages(whole: bytes) -> list[tuple[str, bytes]]:
    middle = len(whole) // 2
    return [
        ("cut", whole[:middle]),
        ("overwritten", whole[: middle // 2] + GARBAGE + whole[middle // 2 + len(GARBAGE) :]),
        ("empty", b""),
    ]


def damaged_cache(desk: Desk) -> Outcome:
    """Every file of the cache is cut, overwritten, removed: slower, never wrong."""
    outcome = Outcome("damaged cache")
    cache = desk.root / "cache"
    desk.restore()
    outcome.check(desk.is_right(), "a run that fills the cache")
    files = [path for path in sorted(cache.rglob("*")) if path.is_file()][:20]
    for how in ("cut", "overwritten", "empty"):
        for path in files:
            if path.is_file():
                path.write_bytes(dict(_damages(path.read_bytes() or GARBAGE))[how])
        outcome.tries += 1
        outcome.check(desk.is_right(), f"every file {how}")
    return outcome


def faulty_feeds(desk: Desk, paths: tuple[str, ...]) -> Outcome:
    """A feed times out, loops in redirects, answers 429, 500 or garbage, or never ends."""
    from hostileserver import HostileServer

    outcome = Outcome("feed that fails")
    with HostileServer() as server:
        for path in paths:
            desk.restore()
            told = desk.map(f"{server.url}/{path}", desk.out)  # a private address, refused
            outcome.check(is_clear(told, 2) and not server.asked, f"{path}: asked unallowed")
            told = desk.run(*desk.map_words(f"{server.url}/{path}", desk.out), "--allow-private")
            server.asked.clear()
            outcome.tries += 1
            outcome.check(
                is_clear(told, 2) and path in told.stderr,
                f"{path}: exit {told.returncode}: {told.stderr[-300:]}",
            )
            outcome.check(not (wrong := desk.broken()), f"{path}: {', '.join(wrong)}")
    outcome.check(desk.is_right(), "the next run")
    return outcome


def faulty_geocoders(desk: Desk, faults: tuple[str, ...]) -> Outcome:
    """A geocoder fails in each of its ways: the map is drawn without its places."""
    from nominatim import Nominatim

    outcome = Outcome("geocoder that fails")
    story = desk.root / "unknown.txt"
    story.write_text(STORY.format(day=3, town="Kafr Nowhere and Midham"), encoding="utf-8")
    for fault in faults:
        service = Nominatim()
        threading.Thread(target=service.serve_forever, args=(0.02,), daemon=True).start()
        service.fault = fault
        told = desk.run(*desk.map_words(story, desk.root / "out-geocoder"), "--geocoder", "nominatim", "--geocoder-url",
                        service.url, "--geocoder-pause", 0, "--geocoder-limit", 2)  # fmt: skip
        service.closing.set()
        service.shutdown()
        service.server_close()
        outcome.tries += 1
        outcome.check(is_clear(told, 0), f"{fault}: exit {told.returncode}: {told.stderr[-300:]}")
    desk.restore()
    outcome.check(desk.is_right(), "the next run")
    return outcome
