"""Endpoint: one question to an OpenAI-compatible server, bounded in time, size and tries. Knows no claim.

`http.client` is used for what it does not do: it follows no redirect, so that the key goes to no other host, and its
socket can be shut when time is up, however slowly a server sends.
"""

from __future__ import annotations

import datetime as dt
import http.client
import json
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from frontline.errors import ExtractionError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Message = dict[str, str]

#: What a server may say to a request whose form it does not know; a plainer one is then tried.
_UNKNOWN_FORM = frozenset({400, 404, 415, 422, 501})
_TOO_MANY = 429
#: After so many questions in a row without an answer each further one is tried once only: the server is down.
_GIVEN_UP = 3
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how large and how often: for one answer, for all tries of one question, for a minute."""

    seconds: float = 120.0
    answer_bytes: int = 1_000_000
    tries: int = 3
    wait_seconds: float = 2.0
    longest_wait_seconds: float = 60.0
    per_minute: float = 60.0


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    retry_after: str
    body: bytes


def _no_answer(error: Exception) -> str:
    told = f"no answer: {error or type(error).__name__}"
    return f"{told}; is the server running?" if isinstance(error, ConnectionError) else told


class _FaultError(Exception):
    """A try that failed, and how long to wait before the next one (None: as long as the tries so far ask for)."""

    def __init__(self, reason: str, wait_seconds: float | None = None, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.wait_seconds = wait_seconds
        self.is_final = is_final


class Endpoint:
    """A chat-completions endpoint and a model on it.

    Parameters
    ----------
    url
        The base address as the server's manual gives it, such as `http://127.0.0.1:8080/v1`.
    model
        The model's name on that server.
    key
        Sent as a bearer token if given; it is in no message, no cache and no log.
    clock, sleep
        Seconds that only grow, and how to wait: handed in by tests.

    Raises
    ------
    InputError
        If the address or the key cannot be used.
    """

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        limits: Limits | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url, self.model, self._key = url.rstrip("/"), model, key.strip()
        self.limits = limits or Limits()
        self._clock, self._sleep = clock, sleep
        self._host, self._port, self._path, self._is_secret = _address(self.url)
        if not (self._key.isascii() and self._key.isprintable()):
            raise InputError("the endpoint's key holds characters that no key has; set it again, in one line")
        self._form = 0
        self._unanswered = 0
        self._next_at = 0.0

    def ask(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> str:
        """Return what the model answers, as it wrote it.

        Parameters
        ----------
        schema
            The JSON schema of the answer; a server that knows no schemas is asked for JSON, then for text.

        Raises
        ------
        ExtractionError
            If no answer came within the limits; the message says what came instead.
        """
        tries = 1 if self._unanswered >= _GIVEN_UP else self.limits.tries
        wait = self.limits.wait_seconds
        for left in reversed(range(tries)):
            try:
                content = self._ask_once(messages, schema)
            except _FaultError as fault:
                if fault.is_final or not left:
                    self._unanswered += 1
                    raise ExtractionError(f"{self.url}: {self._shown(str(fault))}") from fault
                self._sleep(fault.wait_seconds if fault.wait_seconds is not None else wait)
                wait = min(2 * wait, self.limits.longest_wait_seconds)
            else:
                self._unanswered = 0
                return content
        raise AssertionError("a question is tried at least once")

    def _ask_once(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> str:
        """Send a question in the best form that the server is known to take."""
        forms = _forms(self.model, messages, schema)
        while True:
            reply = self._post(json.dumps(forms[self._form]).encode())
            if reply.status not in _UNKNOWN_FORM or self._form + 1 == len(forms):
                return _content(reply, self.limits)
            self._form += 1

    def _post(self, body: bytes) -> _Reply:
        self._pace()
        kind = http.client.HTTPSConnection if self._is_secret else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=self.limits.seconds)
        late = threading.Event()
        try:
            connection.connect()
            watchdog = threading.Timer(self.limits.seconds, _shut, (connection.sock, late))
            watchdog.daemon = True
            watchdog.start()
            try:
                connection.request("POST", self._path, body, self._headers())
                response = connection.getresponse()
                answer = response.read(self.limits.answer_bytes + 1)
            finally:
                watchdog.cancel()
        except (OSError, http.client.HTTPException) as error:
            slow = late.is_set() or isinstance(error, TimeoutError)
            raise _FaultError(self._too_slow() if slow else _no_answer(error)) from error
        finally:
            connection.close()
        if late.is_set():
            raise _FaultError(self._too_slow())
        if len(answer) > self.limits.answer_bytes:
            raise _FaultError(f"the answer is larger than {self.limits.answer_bytes} bytes", is_final=True)
        return _Reply(response.status, response.headers.get("Retry-After", ""), answer)

    def _too_slow(self) -> str:
        return f"no whole answer within {self.limits.seconds:g} s"

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
        return headers | ({"Authorization": f"Bearer {self._key}"} if self._key else {})

    def _pace(self) -> None:
        """Wait until the next request may be sent."""
        early = self._next_at - self._clock()
        if early > 0:
            self._sleep(early)
        self._next_at = self._clock() + 60 / self.limits.per_minute

    def _shown(self, reason: str) -> str:
        """Return a reason that may be printed: no key in it, no control characters."""
        if self._key:
            reason = reason.replace(self._key, "***")
        return printable(reason)


def printable(text: str) -> str:
    """Return what a server or a model wrote with a blank for every character that could move a cursor."""
    return "".join(char if char.isprintable() else " " for char in text)


def _address(url: str) -> tuple[str, int | None, str, bool]:
    """Return host, port, path and whether it is encrypted."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InputError(f"{url!r} is no address of an endpoint: {error}") from error
    if parts.username or parts.password:
        raise InputError(
            "the endpoint's address holds a password; give it without, and the key in the environment"
        )
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise InputError(
            f"expected the address of an OpenAI-compatible endpoint, such as http://127.0.0.1:8080/v1, got {url!r}"
        )
    tail = "" if parts.path.endswith("/chat/completions") else "/chat/completions"
    path = parts.path + tail
    if not _is_host(parts.hostname):
        raise InputError(f"{parts.hostname!r} is no name of a host; check the endpoint's address")
    if not (path.isascii() and path.isprintable()) or " " in path:
        raise InputError(
            f"{url!r}: the path of an address is plain ASCII without blanks; write others as %XX"
        )
    return parts.hostname, port, path, parts.scheme == "https"


def _is_host(name: str) -> bool:
    try:
        return name.isprintable() and " " not in name and bool(name.encode("idna"))
    except UnicodeError:
        return False


def _forms(model: str, messages: Sequence[Message], schema: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return the request with a schema, as JSON, and as plain as any server takes it."""
    plain = {"model": model, "messages": list(messages)}
    calm = {**plain, "temperature": 0}
    strict = {"name": "claims", "strict": True, "schema": schema}
    return (
        {**calm, "response_format": {"type": "json_schema", "json_schema": strict}},
        {**calm, "response_format": {"type": "json_object"}},
        plain,
    )


def _content(reply: _Reply, limits: Limits) -> str:
    """Return the message of a reply; raises _FaultError for every reply that has none."""
    if reply.status == _TOO_MANY or reply.status >= 500:
        wait = _seconds(reply.retry_after)
        if wait is not None and wait > limits.longest_wait_seconds:
            reason = f"HTTP {reply.status}, and it asks to wait {wait:.0f} s; try again later"
            raise _FaultError(reason, is_final=True)
        raise _FaultError(f"HTTP {reply.status} at every try", wait)
    if reply.status != http.client.OK:
        said = reply.body[:_SHOWN].decode("utf-8", "replace")
        raise _FaultError(f"HTTP {reply.status}: {said}", is_final=True)
    try:
        content = json.loads(reply.body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise _FaultError("the answer is no chat completion in JSON") from error
    if not isinstance(content, str):
        raise _FaultError("the answer holds no text")
    return content


def _seconds(retry_after: str) -> float | None:
    """Return the seconds of a Retry-After header, which is a number or a date; None for anything else."""
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
        return max(0.0, (moment - dt.datetime.now(moment.tzinfo)).total_seconds())
    except (TypeError, ValueError, OverflowError):
        return None


def _shut(sock: socket.socket, late: threading.Event) -> None:
    late.set()
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
