"""Workers: who reads, one process, several, or a cluster; what is read comes back in the order of the sources.

Pieces of files are read to documents, documents to claims. All three run `read_item` and nothing else, so the result is the
same to the byte. Processes are our own pool and not
`concurrent.futures`' (which is broken for good when one worker dies) nor one that shares its pipe among workers (which a
worker that is killed at the wrong moment leaves locked): each worker has a pipe of its own, so that a worker may be killed
at any moment, by the user, by the machine or by the article that it reads. Who was reading when it died is
read again alone, and is set aside by name when that kills a worker again. Processes and Dask live here and nowhere else.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import time
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from frontline.documents.preparing import Piece, Told, prepare
from frontline.errors import FrontlineError, InputError, WorkerError
from frontline.gleaning import Gleaned, glean
from frontline.limits import Limits
from frontline.model import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnContext, SpawnProcess

    from frontline.claims import Extractor

#: Documents that a worker gets at once: a quarter of a second's work, so that handing over costs little.
BATCH = 16
#: A batch of pages is handed over earlier, and no more than so many bytes are under way in all.
BATCH_BYTES, MOST_BYTES = 1_000_000, 32_000_000
#: Batches under way for each worker, so that none waits for the slowest; what is in memory grows with it.
DEPTH = 4
#: A document that killed its worker this many times is set aside; once may be the machine's fault.
ATTEMPTS = 2
#: Workers that end before they are ready, one after the other, before it is called hopeless.
_STARTS = 3
#: A worker stops by itself when a document's processor time is over. One that does not, since it waits or is deep in
#: somebody's C, is ended after so many times as much by the clock, and some seconds: other programs take their share.
_CLOCK, _GRACE_SECONDS = 4.0, 5.0


#: What a team reads: a piece of a file to what `prepare` makes of it, or a document to what is gleaned of it.
Item = TypeVar("Item", bound=Piece | Document | Told)


class Ticket(Protocol):
    """Some pieces or documents handed over, and later what was read of each."""

    def result(self) -> list[Any]:
        """Return what was read of each, in order, when all have been read."""


class Team(Protocol):
    """Reads in batches of `batch`, of which `depth` may be under way."""

    batch: int
    depth: int

    def submit(self, items: Sequence[Piece | Document]) -> Ticket:
        """Hand pieces or documents over."""

    def close(self) -> None:
        """Let everyone go, at once; what is under way is lost."""


class Kept(Protocol):
    """What is known from before."""

    def get(self, item: Any) -> Any:
        """Return what was read of it, None if that is not known."""

    def put(self, item: Any, read: Any) -> None:
        """Keep what was read of it."""


def read_item(extractor: Extractor, item: Piece | Document, max_seconds: float) -> Any:
    """Return what is read of a piece or a document; nothing that it causes is raised but `MemoryError`."""
    return prepare(item) if isinstance(item, Piece) else glean(extractor, item, max_seconds=max_seconds)


def set_aside(item: Piece | Document, reason: str = "ended the process that read it, twice") -> Any:
    """Return what stands for the reading of what cannot be read."""
    return item.fails(reason) if isinstance(item, Piece) else Gleaned(fault=reason)


def read_in_order(items: Iterable[Item], team: Team, cache: Kept | None = None) -> Iterator[tuple[Item, Any]]:
    """Yield each piece or document with what is read of it, in their order, whoever reads them.

    What the cache has is not read; what it has not is put into it. What is told between them passes through in its
    place. Memory does not grow with their number.
    """
    waiting: deque[_Waiting[Item]] = deque()
    size = 0
    batch: _Batch[Item] = _Batch(team)
    for item in items:
        known = item.items if isinstance(item, Told) else cache.get(item) if cache else None
        if known is not None:
            waiting.append(_Waiting(item, known, batch, 0))
        else:
            if batch.ticket is not None:
                batch = _Batch(team)
            waiting.append(_Waiting(item, None, batch, len(batch.items)))
            batch.take(item)
        size += size_of(item)
        while waiting and (
            waiting[0].known is not None or len(waiting) > team.batch * team.depth or size > MOST_BYTES
        ):
            size -= size_of(waiting[0].item)
            yield waiting.popleft().settle(cache)
    while waiting:
        yield waiting.popleft().settle(cache)


def size_of(item: Piece | Document | Told) -> int:
    """Return about how many bytes a piece or a document takes."""
    return len(item.text) if isinstance(item, Document) else item.size()


@dataclass
class _Batch(Generic[Item]):
    """What is handed over together."""

    team: Team
    items: list[Any] = field(default_factory=list)
    size: int = 0
    ticket: Ticket | None = None
    read: list[Any] | None = None

    def take(self, item: Item) -> None:
        self.items.append(item)
        self.size += size_of(item)
        if len(self.items) == self.team.batch or self.size > BATCH_BYTES:
            self.submit()

    def submit(self) -> None:
        if self.ticket is None:
            self.ticket = self.team.submit(self.items)

    def result(self, number: int) -> Any:
        if self.read is None:
            self.submit()
            self.read = self.ticket.result() if self.ticket else []
        return self.read[number]


@dataclass
class _Waiting(Generic[Item]):
    """An item whose reading is known, or will be the batch's of this number."""

    item: Item
    known: Any
    batch: _Batch[Item]
    number: int

    def settle(self, cache: Kept | None) -> tuple[Item, Any]:
        if self.known is not None:
            return self.item, self.known
        read = self.batch.result(self.number)
        if cache:
            cache.put(self.item, read)
        return self.item, read


class InProcess:
    """Reads in this process, one after the other."""

    batch, depth = 1, 0

    def __init__(self, extractor: Extractor, *, max_seconds: float = Limits().article_seconds) -> None:
        self._extractor = extractor
        self._max_seconds = max_seconds

    def submit(self, items: Sequence[Piece | Document]) -> Ticket:
        """Take pieces or documents; they are read when the result is asked for."""
        return _Later(self, items)

    def read(self, items: Sequence[Piece | Document]) -> list[Any]:
        """Return what is read of each."""
        return [self._read(item) for item in items]

    def _read(self, item: Piece | Document) -> Any:
        try:
            return read_item(self._extractor, item, self._max_seconds)
        except MemoryError:
            return set_aside(item, "needs more memory than there is; split it")

    def close(self) -> None:
        """Nobody is to be let go."""


@dataclass
class _Later:
    team: InProcess
    items: Sequence[Piece | Document]

    def result(self) -> list[Any]:
        return self.team.read(self.items)


# --- processes


@dataclass
class _Task:
    """Items on their way through a worker; of several that killed it, each becomes a task of its own."""

    team: Processes
    items: Sequence[Piece | Document]
    deaths: int = 0
    parts: list[_Task] = field(default_factory=list)
    read: list[Any] | None = None

    def result(self) -> list[Any]:
        self.team.work_until(lambda: self.read is not None or bool(self.parts))
        if self.read is None:
            self.read = [one for part in self.parts for one in part.result()]
        return self.read


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    task: _Task | None = None
    is_ready: bool = False
    deadline: float = float("inf")


class Processes:
    """Reads in several processes of this machine.

    Parameters
    ----------
    extractor
        Is pickled, once, and sent to each worker.
    workers
        How many.

    Raises
    ------
    InputError
        If the extractor cannot be sent to another process.
    WorkerError
        From `result`, if no worker can be started.
    """

    batch = BATCH

    def __init__(
        self, extractor: Extractor, workers: int, *, max_seconds: float = Limits().article_seconds
    ) -> None:
        self.depth = DEPTH * workers
        self._packed = pack_extractor(extractor)
        self._count = workers
        self._max_seconds = max_seconds
        # Spawned on every system: a fork copies locks that other threads hold, and differs from Windows and macOS.
        self._context: SpawnContext = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._queue: deque[_Task] = deque()
        self._failed_starts = 0

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers."""
        return [worker.process.pid for worker in self._workers if worker.process.pid]

    def submit(self, items: Sequence[Piece | Document]) -> Ticket:
        """Put pieces or documents into the queue."""
        task = _Task(self, items)
        self._queue.append(task)
        self._work(0)
        return task

    def work_until(self, is_done: Any) -> None:
        """Hand over and take back until a condition holds."""
        while not is_done():
            self._work(1.0)

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            self._end(worker)
        self._workers.clear()

    def _work(self, seconds: float) -> None:
        """Take what workers send, see to those that ended or take too long, and hand over what waits."""
        while len(self._workers) < self._count:
            self._workers.append(self._start())
        self._hand_over()
        ends = [end for worker in self._workers for end in (worker.pipe, worker.process.sentinel)]
        nearest = min(worker.deadline for worker in self._workers)
        ready = set(wait(ends, max(0.0, min(seconds, nearest - time.monotonic()))))
        for worker in list(self._workers):
            if worker.pipe in ready:
                self._take(worker)
            elif worker.process.sentinel in ready:
                self._lose(worker)
            elif time.monotonic() > worker.deadline:
                self._lose(worker, held_up(self._max_seconds))
        self._hand_over()

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_serve, args=(theirs, self._packed, self._max_seconds), daemon=True
        )
        with _deaf_to_interrupts():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _hand_over(self) -> None:
        for worker in self._workers:
            if worker.is_ready and worker.task is None and self._queue:
                task = self._queue.popleft()
                try:
                    worker.pipe.send(task.items)
                except OSError:  # it has just died, which the next look shows
                    self._queue.appendleft(task)
                    continue
                worker.task = task
                if self._max_seconds:
                    worker.deadline = time.monotonic() + allowed_seconds(self._max_seconds)

    def _take(self, worker: _Worker) -> None:
        try:
            told = worker.pipe.recv()
        except (OSError, EOFError, pickle.UnpicklingError):  # it died, perhaps in the middle of what it said
            self._lose(worker)
            return
        if isinstance(told, FrontlineError):
            raise told
        worker.is_ready = True
        worker.deadline = float("inf")
        self._failed_starts = 0
        task, worker.task = worker.task, None
        if task is not None:
            task.read = told

    def _lose(self, worker: _Worker, fault: str = "") -> None:
        """Do without a worker that ended or is to be ended, and decide what becomes of what it was reading."""
        self._end(worker)
        self._workers.remove(worker)
        task = worker.task
        if not worker.is_ready:
            self._failed_starts += 1
            if self._failed_starts >= _STARTS:
                raise WorkerError(
                    f"no worker can be started (the last ended with code {worker.process.exitcode}); what it said "
                    "is above. Use --workers 1"
                )
        if task is None:
            return
        task.deaths += 1
        if len(task.items) > 1:
            task.parts = [_Task(self, [item]) for item in task.items]
            self._queue.extendleft(reversed(task.parts))
        elif not fault and task.deaths < ATTEMPTS:
            self._queue.appendleft(task)
        else:
            task.read = [set_aside(task.items[0], *filter(None, (fault,)))]

    @staticmethod
    def _end(worker: _Worker) -> None:
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Have what is started inside never hear Ctrl-C, which goes to all of a terminal's processes; the first one decides.

    A process begins with the mask of the one that starts it, so that it is deaf while it loads too.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    # The first process to be started brings multiprocessing's tracker with it, whose start lifts the mask: it comes before.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, packed: bytes, max_seconds: float) -> None:
    """Read what comes through a pipe until it is closed: the life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # what was masked until now is dropped
    try:
        extractor = pickle.loads(packed)  # noqa: S301 - by the process that started this one
        pipe.send(None)
        while True:
            items = pipe.recv()
            try:
                told: Any = [read_item(extractor, item, max_seconds) for item in items]
            except FrontlineError as error:
                told = error
            pipe.send(told)
    except (EOFError, OSError):  # nobody is there any more
        os._exit(0)
    except MemoryError:  # a process that is new may have enough; what was read here is read again there
        os._exit(1)


def allowed_seconds(max_seconds: float) -> float:
    """Return how long by the clock a worker may take for documents of which each may take so much processor time."""
    return _CLOCK * max_seconds + _GRACE_SECONDS


def held_up(max_seconds: float) -> str:
    """Return the fault of a document that holds its worker up."""
    return f"held its reader up for more than {allowed_seconds(max_seconds):g} s; split it"


def pack_extractor(extractor: Extractor) -> bytes:
    """Return an extractor as bytes that another process of ours understands.

    Raises
    ------
    InputError
        If it cannot be sent.
    """
    try:
        return pickle.dumps(extractor)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        raise InputError(
            f"{type(extractor).__name__} cannot be sent to other processes ({error}); read with one: --workers 1"
        ) from error
