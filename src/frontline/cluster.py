"""Cluster: pieces of files and documents read by the workers of a Dask cluster, here or anywhere. Dask is imported here and nowhere else.

Dask starts a worker anew when it dies, and gives its tasks to others; a task that kills several is given up. What it held
is then read one at a time, which shows whose fault it was.
"""

from __future__ import annotations

import logging
import os
import pickle
from typing import TYPE_CHECKING, Any

from dask import config
from distributed import CancelledError, Client, KilledWorker, LocalCluster, WorkerPlugin, get_worker
from distributed import TimeoutError as DaskTimeoutError

from frontline.cache import code_stamp
from frontline.errors import FrontlineError, InputError, WorkerError
from frontline.limits import Limits
from frontline.workers import (
    ATTEMPTS,
    BATCH,
    DEPTH,
    Ticket,
    allowed_seconds,
    held_up,
    pack_extractor,
    read_item,
    set_aside,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from distributed import Future, Worker

    from frontline.claims import Extractor
    from frontline.documents.preparing import Piece
    from frontline.model import Document

LOCAL = "local"
#: Articles of a task, of which no more than some seconds may be lost: a task costs Dask some ten milliseconds in all, as
#: much as a line of JSON takes to become a document thirty times.
_BATCH = 4 * BATCH
_PLUGIN = "frontline-extractor"
_CONNECT_SECONDS = 30


class Cluster:
    """Reads on a Dask cluster.

    Parameters
    ----------
    extractor
        Is sent to each worker, to those that join later too.
    address
        "local" for a cluster of `workers` processes of this machine, else a scheduler's address, tcp://HOST:PORT.

    Raises
    ------
    InputError
        If the address is none, or the extractor cannot be sent to another process.
    WorkerError
        If nobody answers there, no worker comes, or a worker has another version of Frontline.
    """

    batch = _BATCH

    def __init__(
        self,
        extractor: Extractor,
        address: str,
        workers: int = 1,
        *,
        max_seconds: float = Limits().article_seconds,
    ) -> None:
        packed = pack_extractor(extractor)
        self.max_seconds = max_seconds
        self._cluster: LocalCluster | None = None
        if address == LOCAL:
            # Dask would kill three more workers before it gives a task up; here its documents are read one at a time at once.
            with config.set({"distributed.scheduler.allowed-failures": 0}):
                self._cluster = LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    memory_limit=0,
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
        elif "://" not in address:
            raise InputError(f"--cluster {address!r} is no address; use {LOCAL} or tcp://HOST:PORT")
        try:
            self.client = Client(self._cluster or address, timeout=_CONNECT_SECONDS, set_as_default=False)
            self.client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
            self.client.register_plugin(_Holder(packed, code_stamp()), name=_PLUGIN)
        except (OSError, DaskTimeoutError, RuntimeError) as error:
            self.close()
            raise WorkerError(f"the cluster at {address} cannot be used: {error}") from error
        self.depth = DEPTH * max(1, len(self.client.scheduler_info(n_workers=-1)["workers"]))

    def submit(self, items: Sequence[Piece | Document]) -> Ticket:
        """Hand pieces or documents to the scheduler."""
        return _Task(self, items)

    def send(self, items: Sequence[Piece | Document]) -> Future:
        """Return the future of what is read of each."""
        return self.client.submit(_read_all, pickle.dumps(list(items)), self.max_seconds, pure=False)

    def give_up(self, future: Future) -> None:
        """Stop a task for good: whoever runs it is started anew."""
        busy = self.client.processing()
        holders = [worker for worker, keys in busy.items() if future.key in map(str, keys)]
        future.cancel(force=True)
        if holders:
            self.client.restart_workers(holders, timeout=_CONNECT_SECONDS, raise_for_error=False)

    def close(self) -> None:
        """Let the cluster go; one of our own is ended."""
        client = getattr(self, "client", None)
        if client is not None:
            client.close()
        if self._cluster is not None:
            self._cluster.close()


class _Task:
    """Items on their way through the cluster."""

    def __init__(self, cluster: Cluster, items: Sequence[Piece | Document], deaths: int = 0) -> None:
        self._cluster = cluster
        self._items = items
        self._deaths = deaths
        self._future = cluster.send(items)

    def result(self) -> list[Any]:
        fault = ""
        limit = self._cluster.max_seconds
        try:
            # All that came before it is done, so it is being read, or about to be.
            told = self._future.result(timeout=allowed_seconds(limit) + _CONNECT_SECONDS if limit else None)
        except KilledWorker:
            self._deaths += 1
        except DaskTimeoutError:
            fault = held_up(limit)
            self._cluster.give_up(self._future)
        except (CancelledError, OSError) as error:
            raise WorkerError(f"the cluster went away ({error}); run again, what was read is kept") from error
        else:
            if isinstance(told, FrontlineError):
                raise told
            return list(pickle.loads(told))  # noqa: S301 - from a worker, which runs what this process sends it
        if len(self._items) == 1 and (fault or self._deaths >= ATTEMPTS):
            return [set_aside(self._items[0], *filter(None, (fault,)))]
        deaths = self._deaths if len(self._items) == 1 else 0
        # One at a time: of several that a worker had, Dask cannot say which one ended it.
        return [one for item in self._items for one in _Task(self._cluster, [item], deaths).result()]


class _Holder(WorkerPlugin):  # type: ignore[misc]
    """Keeps the extractor on a worker."""

    def __init__(self, packed: bytes, stamp: str) -> None:
        self.packed = packed
        self.stamp = stamp
        self.extractor: Extractor | None = None

    def setup(self, worker: Worker) -> None:
        """Unpack the extractor; Dask calls this once on each worker."""
        if code_stamp() != self.stamp:
            raise RuntimeError(
                f"worker {worker.address} has other files of Frontline, or of what it computes with, than this machine; "
                "install the same versions"
            )
        self.extractor = pickle.loads(self.packed)  # noqa: S301 - from the client, whose code the cluster runs anyway


def _read_all(packed: bytes, max_seconds: float) -> Any:
    """Read what was sent. Bytes travel, there and back: Dask would look into every object to learn its size."""
    extractor = get_worker().plugins[_PLUGIN].extractor
    items = pickle.loads(packed)  # noqa: S301 - from the client, whose code the cluster runs anyway
    try:
        return pickle.dumps([read_item(extractor, item, max_seconds) for item in items])
    except FrontlineError as error:
        return error
    except MemoryError:  # Dask starts another process, which may have enough
        os._exit(1)
