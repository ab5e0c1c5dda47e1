"""Workers: who reads the documents, one process, several, or a cluster; the findings come back in the documents' order.

All three run `gleaning.glean` and nothing else, so the result is the same to the byte. Processes are our own pool and not
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
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Protocol

from frontline.errors import FrontlineError, InputError, WorkerError
from frontline.gleaning import Gleaned, glean
from frontline.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnContext, SpawnProcess

    from frontline.cache import FindingsCache
    from frontline.claims import Extractor
    from frontline.model import Document

#: Documents that a worker gets at once: a quarter of a second's work, so that handing over costs little.
BATCH = 16
#: Batches under way for each worker, so that none waits for the slowest; what is in memory grows with it.
DEPTH = 4
#: A document that killed its worker this many times is set aside; once may be the machine's fault.
ATTEMPTS = 2
#: Workers that end before they are ready, one after the other, before it is called hopeless.
_STARTS = 3
#: A worker stops by itself when a document's processor time is over. One that does not, since it waits or is deep in
#: somebody's C, is ended after so many times as much by the clock, and some seconds: other programs take their share.
_CLOCK, _GRACE_SECONDS = 4.0, 5.0


class Ticket(Protocol):
    """Some documents handed over, and later what was gleaned of each."""

    def result(self) -> list[Gleaned]:
        """Return what was gleaned of each document, in order, when all have been read."""


class Team(Protocol):
    """Reads documents in batches of `batch`, of which `depth` may be under way."""

    batch: int
    depth: int

    def submit(self, documents: Sequence[Document]) -> Ticket:
        """Hand documents over."""

    def close(self) -> None:
        """Let everyone go, at once; what is under way is lost."""


def read_in_order(
    documents: Iterable[Document], team: Team, cache: FindingsCache | None = None
) -> Iterator[tuple[Document, Gleaned]]:
    """Yield each document with what is gleaned of it, in the documents' order, whoever reads them.

    What the cache has is not read; what it has not is put into it. Memory does not grow with the number of documents.
    """
    waiting: deque[_Waiting] = deque()
    batch = _Batch(team)
    for document in documents:
        known = cache.get(document) if cache else None
        if known is not None:
            waiting.append(_Waiting(document, known, batch, 0))
        else:
            if batch.ticket is not None:
                batch = _Batch(team)
            waiting.append(_Waiting(document, None, batch, len(batch.documents)))
            batch.documents.append(document)
            if len(batch.documents) == team.batch:
                batch.submit()
        while waiting and (waiting[0].known or len(waiting) > team.batch * team.depth):
            yield waiting.popleft().settle(cache)
    while waiting:
        yield waiting.popleft().settle(cache)


@dataclass
class _Batch:
    """Documents that are handed over together."""

    team: Team
    documents: list[Document] = field(default_factory=list)
    ticket: Ticket | None = None
    gleaned: list[Gleaned] | None = None

    def submit(self) -> None:
        if self.ticket is None:
            self.ticket = self.team.submit(self.documents)

    def result(self, number: int) -> Gleaned:
        if self.gleaned is None:
            self.submit()
            self.gleaned = self.ticket.result() if self.ticket else []
        return self.gleaned[number]


@dataclass
class _Waiting:
    """A document whose findings are known, or will be the batch's of this number."""

    document: Document
    known: Gleaned | None
    batch: _Batch
    number: int

    def settle(self, cache: FindingsCache | None) -> tuple[Document, Gleaned]:
        if self.known is not None:
            return self.document, self.known
        gleaned = self.batch.result(self.number)
        if cache:
            cache.put(self.document, gleaned)
        return self.document, gleaned


class InProcess:
    """Reads in this process, one document after the other."""

    batch, depth = 1, 0

    def __init__(self, extractor: Extractor, *, max_seconds: float = Limits().article_seconds) -> None:
        self._extractor = extractor
        self._max_seconds = max_seconds

    def submit(self, documents: Sequence[Document]) -> Ticket:
        """Take documents; they are read when the result is asked for."""
        return _Later(self, documents)

    def read(self, documents: Sequence[Document]) -> list[Gleaned]:
        """Return what is gleaned of each."""
        return [glean(self._extractor, document, max_seconds=self._max_seconds) for document in documents]

    def close(self) -> None:
        """Nobody is to be let go."""


@dataclass
class _Later:
    team: InProcess
    documents: Sequence[Document]

    def result(self) -> list[Gleaned]:
        return self.team.read(self.documents)


# --- processes


@dataclass
class _Task:
    """Documents on their way through a worker; of several that killed it, each becomes a task of its own."""

    team: Processes
    documents: Sequence[Document]
    deaths: int = 0
    parts: list[_Task] = field(default_factory=list)
    gleaned: list[Gleaned] | None = None

    def result(self) -> list[Gleaned]:
        self.team.work_until(lambda: self.gleaned is not None or bool(self.parts))
        if self.gleaned is None:
            self.gleaned = [one for part in self.parts for one in part.result()]
        return self.gleaned


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

    def submit(self, documents: Sequence[Document]) -> Ticket:
        """Put documents into the queue."""
        task = _Task(self, documents)
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
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _hand_over(self) -> None:
        for worker in self._workers:
            if worker.is_ready and worker.task is None and self._queue:
                task = self._queue.popleft()
                try:
                    worker.pipe.send(task.documents)
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
            task.gleaned = told

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
        if len(task.documents) > 1:
            task.parts = [_Task(self, [document]) for document in task.documents]
            self._queue.extendleft(reversed(task.parts))
        elif not fault and task.deaths < ATTEMPTS:
            self._queue.appendleft(task)
        else:
            task.gleaned = [Gleaned(fault=fault or "ended the process that read it, twice")]

    @staticmethod
    def _end(worker: _Worker) -> None:
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()


def _serve(pipe: Connection, packed: bytes, max_seconds: float) -> None:
    """Read what comes through a pipe until it is closed: the life of a worker."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C goes to all of a terminal's processes; the first one decides
    try:
        extractor = pickle.loads(packed)  # noqa: S301 - by the process that started this one
        pipe.send(None)
        while True:
            documents = pipe.recv()
            try:
                told: Any = [glean(extractor, document, max_seconds=max_seconds) for document in documents]
            except FrontlineError as error:
                told = error
            pipe.send(told)
    except (EOFError, OSError):  # nobody is there any more
        os._exit(0)


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
