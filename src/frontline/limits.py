"""Limits: how large, how deep and how long an input may be before it is refused by name.

Inputs are hostile until read: an archive that unpacks to a million times its size, a page of a hundred million tags, an
article made to be slow. Each limit has a default far above anything that is written to be read, and an environment
variable that sets another: `$FRONTLINE_MAX_PAGE_BYTES` is `Limits.max_page_bytes`. Knows no format.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from frontline.errors import DocumentError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "FRONTLINE_"
#: Where the first signal is swallowed by code that catches everything, the next comes so much later.
_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one input may be; whatever is over it is refused by name, and the rest goes on.

    `max_article_chars`: an article is some thousands of characters, a long report a hundred thousand; a book has more.
    `max_file_bytes`: a file, or an answer of the network, that must be read into memory whole; lines and records of
    streams are bounded one by one. `max_page_bytes`: an HTML page, or one record of an archive; the longest live pages
    have 3 MB, and a page of nothing but tags takes up to 200 times its size of memory, and 5 s a megabyte. `max_unpacked_bytes`: what a workbook or a Word file unpacks to.
    `max_fetch_bytes`, `fetch_seconds`: what the network may answer to one request, and how long it may take.
    `article_seconds`: processor time in seconds of reading one article; a long report takes one or two.
    """

    max_article_chars: int = 500_000
    max_file_bytes: int = 256_000_000
    max_page_bytes: int = 5_000_000
    max_unpacked_bytes: int = 256_000_000
    max_fetch_bytes: int = 20_000_000
    fetch_seconds: int = 60
    article_seconds: int = 60

    @classmethod
    def from_environment(cls) -> Limits:
        """Return the defaults, with what the environment sets.

        Raises
        ------
        InputError
            If a variable is no positive whole number.
        """
        told = {}
        for field in fields(cls):
            name = _PREFIX + field.name.upper()
            value = os.environ.get(name, "").strip().replace("_", "")
            if value and not (value.isascii() and value.isdigit() and int(value[:18]) > 0):
                raise InputError(f"${name} is {value[:40]!r}; write a positive whole number, or unset it")
            if value:
                told[field.name] = int(value[:18])
        return cls(**told)


class _TimeIsOver(BaseException):
    """No `Exception`: libraries on the way catch those."""


def _stop(_number: int, _frame: object) -> None:
    raise _TimeIsOver


@contextmanager
def within_time(seconds: float) -> Iterator[None]:
    """Stop what is done inside when it has taken so much processor time.

    Counted by the system's clock of the process (`ITIMER_PROF`), so that a busy machine refuses nothing. Systems without
    that clock (Windows), and threads other than the first, have no such limit. Of limits in one another the outer holds.

    Raises
    ------
    DocumentError
        If the time is over.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    if signal.getitimer(signal.ITIMER_PROF)[
        0
    ]:  # a limit around this one counts already, and there is one clock
        yield
        return

    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN_SECONDS)
    try:
        yield
    except _TimeIsOver as error:
        raise DocumentError(
            f"takes more than {seconds:g} s of processor time to read; split it, or set $FRONTLINE_ARTICLE_SECONDS higher"
        ) from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
