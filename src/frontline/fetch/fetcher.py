"""Fetcher: what may be asked of which host, when, how often; redirects; answers kept to ask about later."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from protego import Protego

from frontline.errors import FetchError
from frontline.fetch.agent import PRODUCT, user_agent
from frontline.fetch.wire import Address, Answer, Bounds, ask, parse_address
from frontline.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds between two requests to one host: the pace of a person who reads.
PAUSE_SECONDS = 1.0
CONNECT_SECONDS = 10.0
_MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
#: RFC 9309: a robots.txt is read at least to here.
_ROBOTS_BYTES = 512_000
#: A site that asks for a longer pause, or to come back later than this, is left alone.
_LONGEST_WAIT_SECONDS = 60.0
_LATER = (429, 503)
_ACCEPTED = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/json;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: the address that gave it at last, the media type in lower case ("" = none was told), and the bytes."""

    url: str
    media_type: str
    data: bytes


class Fetcher:
    """Fetches web addresses that the user gave.

    Parameters
    ----------
    limits
        `max_fetch_bytes` and `fetch_seconds` bound one answer; the environment's, if None.
    allow_private
        Whether addresses of this machine and of private networks may be asked.
    pause_seconds
        Between two requests to one host; a longer one that its robots.txt asks for is kept.
    folder
        Where answers are kept with their marks (ETag, Last-Modified), so that what has not changed is not sent again.
        None keeps nothing. It may be deleted at any time.
    clock, sleep
        Time, handed in.
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        allow_private: bool = False,
        pause_seconds: float = PAUSE_SECONDS,
        folder: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        limits = limits or Limits.from_environment()
        self._bounds = Bounds(limits.fetch_seconds, CONNECT_SECONDS, limits.max_fetch_bytes, allow_private)
        self._pause, self._clock, self._sleep = pause_seconds, clock, sleep
        self._kept = _Kept(folder)
        self._asked_at: dict[str, float] = {}
        self._robots: dict[str, Protego | FetchError] = {}

    def fetch(self, address: str) -> Fetched:
        """Return what an address answers, after its redirects.

        Raises
        ------
        FetchError
            If the address or one that it leads to may not be asked, or none gives an answer within the bounds.
        """
        url, kept = parse_address(address), self._kept.read(address)
        seen: list[str] = []
        while True:
            seen.append(str(url))
            self._check_robots(url)
            answer = self._ask(url, kept.asking if kept else {})
            if answer.status == 304 and kept:
                return kept.fetched
            if answer.status not in _REDIRECTS:
                break
            url = _next(url, answer, seen)
        if answer.status != 200:
            raise FetchError(f"is answered with {answer.status}; check the address, or try again later")
        media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        fetched = Fetched(str(url), media_type, answer.body)
        self._kept.write(address, fetched, answer)
        return fetched

    def _ask(self, url: Address, more: dict[str, str], bounds: Bounds | None = None) -> Answer:
        """Return an answer; a host that is busy is asked once more, after the time that it wants."""
        headers = {
            "User-Agent": user_agent(),
            "Accept": _ACCEPTED,
            "Accept-Encoding": "gzip",
            **more,
        }
        self._wait_for_turn(url)
        answer = ask(url, headers, bounds or self._bounds)
        if answer.status not in _LATER:
            return answer
        told = answer.headers.get("retry-after", "").strip()
        seconds = float(told) if told.isascii() and told.isdigit() and len(told) < 6 else self._pause * 5
        if seconds <= _LONGEST_WAIT_SECONDS:
            self._sleep(seconds)
            self._wait_for_turn(url)
            answer = ask(url, headers, bounds or self._bounds)
        if answer.status in _LATER:
            raise FetchError(f"is busy (answered with {answer.status}); try again later")
        return answer

    def _wait_for_turn(self, url: Address) -> None:
        origin = url.origin
        rules = self._robots.get(origin)
        wanted = rules.crawl_delay(PRODUCT) if isinstance(rules, Protego) else None
        pause = max(self._pause, wanted or 0.0)
        if pause > _LONGEST_WAIT_SECONDS:
            raise FetchError(f"wants {pause:g} s between two requests (its robots.txt); save it yourself")
        asked_at = self._asked_at.get(origin)
        if asked_at is not None:
            self._sleep(max(0.0, asked_at + pause - self._clock()))
        self._asked_at[origin] = self._clock()

    def _check_robots(self, url: Address) -> None:
        origin = url.origin
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(url)
        rules = self._robots[origin]
        if isinstance(rules, FetchError):
            raise rules
        if not rules.can_fetch(str(url), PRODUCT):
            raise FetchError("may not be fetched by programs (the site's robots.txt); save it yourself")

    def _read_robots(self, url: Address) -> Protego | FetchError:
        """Return the rules of a site (RFC 9309): none if it has none; if it cannot say, nothing may be asked."""
        bounds = Bounds(self._bounds.seconds, CONNECT_SECONDS, _ROBOTS_BYTES, self._bounds.allow_private)
        seen: list[str] = []
        url = replace(url, target="/robots.txt")
        try:
            while True:
                seen.append(str(url))
                answer = self._ask(url, {}, bounds)
                if answer.status not in _REDIRECTS:
                    break
                url = _next(url, answer, seen)
        except FetchError as error:
            return FetchError(f"cannot be asked: its robots.txt {error}")
        if answer.status >= 500:
            return FetchError(
                f"cannot be asked: its robots.txt is answered with {answer.status}; try again later"
            )
        text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
        return Protego.parse(text)


def _next(url: Address, answer: Answer, seen: list[str]) -> Address:
    """Return where a redirect leads; it is judged anew like the address that the user gave."""
    following = parse_address(urljoin(str(url), answer.headers.get("location", "")))
    if str(following) in seen:
        raise FetchError("redirects in a circle; check the address")
    if len(seen) > _MOST_REDIRECTS:
        raise FetchError(f"redirects more than {_MOST_REDIRECTS} times; give the address at the end")
    return following


@dataclass(frozen=True, slots=True)
class _KeptAnswer:
    fetched: Fetched
    asking: dict[str, str]


class _Kept:
    """Answers on disk, a file an address: a line of JSON, then the bytes, whose hash the line tells."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def read(self, address: str) -> _KeptAnswer | None:
        """Return the answer that is kept, None where there is none that is whole."""
        if self._folder is None:
            return None
        try:
            head, _, data = self._file(self._folder, address).read_bytes().partition(b"\n")
            told = json.loads(head)
            if told["sha256"] != hashlib.sha256(data).hexdigest() or told["address"] != address:
                return None
            return _KeptAnswer(Fetched(str(told["url"]), str(told["media_type"]), data), dict(told["asking"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, address: str, fetched: Fetched, answer: Answer) -> None:
        """Keep an answer that has a mark to ask about; a disk that takes nothing costs only the next request."""
        marks = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
        asking = {name: answer.headers[told] for name, told in marks.items() if answer.headers.get(told)}
        if self._folder is None or not asking:
            return
        head = {
            "address": address, "url": fetched.url, "media_type": fetched.media_type, "asking": asking,
            "sha256": hashlib.sha256(fetched.data).hexdigest(),
        }  # fmt: skip
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".", delete=False) as aside:
                try:
                    aside.write(json.dumps(head).encode() + b"\n" + fetched.data)
                    aside.close()
                    os.replace(aside.name, self._file(self._folder, address))  # noqa: PTH105
                except BaseException:
                    Path(aside.name).unlink(missing_ok=True)
                    raise
        except OSError:
            return

    @staticmethod
    def _file(folder: Path, address: str) -> Path:
        return folder / hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()[:32]
