"""Online: a geocoding service behind the offline gazetteer, asked only when the user wants it.

Owns the asking of any geopy geocoder for names that nobody here knows: at the service's rate, within the theatre's frame, with
bounds on time, size, repeats and the number of names; the check of what comes back; and the answers kept on disk with
the service's name and the day. Nothing that a service does raises: it costs coordinates, and one line that says so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import inspect
import json
import math
import os
import queue
import re
import threading
import time
from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, build_opener

from geopy.adapters import URLLibAdapter
from geopy.exc import (
    ConfigurationError,
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderNotFound,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeopyError,
)
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import get_geocoder_for_service
from rapidfuzz import fuzz

from frontline.errors import InputError
from frontline.fetch import user_agent
from frontline.folders import cache_folder
from frontline.model import Place
from frontline.spelling import drop_articles, fold, romanisation_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from frontline.theatre import Theatre

#: The usage policy of OpenStreetMap's Nominatim: one request a second, an agent that says who asks.
PAUSE_SECONDS = 1.0
TIMEOUT_SECONDS = 10.0
#: Names asked in one run: at one a second some three minutes. What is left over is counted.
MAX_NAMES = 200
#: A service that fails for so many names in a row is left alone for the rest of the run.
_FAILURES_IN_A_ROW = 3
_TRIES = 2
#: A service that wants us to wait longer (`Retry-After`) is left alone.
_LONGEST_WAIT_SECONDS = 20.0
_MAX_BODY_BYTES = 1_000_000
_ANSWERS = 5
#: A name that is less like the one asked for (0-100, `rapidfuzz.fuzz.ratio` of the folded forms) is another place's:
#: fuzzy services answer "Aleppo" to any street of Aleppo that they do not know.
_ALIKE = 75
#: What a third-party parser raises on an answer of the wrong shape.
_NONSENSE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)
#: No later name will fare better.
_HOPELESS = (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQuotaExceeded,
    ConfigurationError,
)
#: What OpenStreetMap calls things; of its classes those that are no places (shops, offices, hotels) are refused.
_KINDS = {
    "city": "city", "town": "town", "municipality": "town", "village": "village", "hamlet": "village",
    "isolated_dwelling": "village", "locality": "village", "suburb": "district", "quarter": "district",
    "neighbourhood": "district", "borough": "district", "city_district": "district", "state": "governorate",
    "province": "governorate", "county": "region", "region": "region", "country": "country", "peak": "hill", "hill": "hill",
    "ridge": "hill", "lake": "lake", "water": "lake", "reservoir": "lake", "river": "river", "dam": "dam", "bridge": "bridge",
    "aerodrome": "airport", "airfield": "base", "military": "base", "base": "base", "barracks": "base",
    "border_control": "crossing",
}  # fmt: skip


class OnlineGeocoder:
    """Any geopy geocoder, behind ours.

    Parameters
    ----------
    geocoder
        A synchronous geopy geocoder.
    theatre
        Only answers within its extent count; None takes answers anywhere.
    pause_seconds, timeout_seconds
        Time between two requests, and the longest that one may take, all in all.
    max_names
        Names asked in one run; answers that are kept on disk do not count.
    folder
        Where answers are kept, `cache_folder() / "geocoded"` by default; it may be deleted at any time.
    today, sleep
        The clock, handed in.
    """

    def __init__(
        self,
        geocoder: Any,
        *,
        theatre: Theatre | None = None,
        pause_seconds: float = PAUSE_SECONDS,
        timeout_seconds: float = TIMEOUT_SECONDS,
        max_names: int = MAX_NAMES,
        folder: Path | None = None,
        today: Callable[[], dt.date] = dt.date.today,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.service = type(geocoder).__name__
        self._geocoder = geocoder
        self._extent = theatre.extent if theatre else None
        self._timeout = timeout_seconds
        self._max_names = max_names
        self._today, self._sleep, self._pause = today, sleep, pause_seconds
        self._options = _options_of(geocoder, theatre)
        self._limited = RateLimiter(
            self._ask_once, min_delay_seconds=pause_seconds, error_wait_seconds=pause_seconds, max_retries=0,
            swallow_exceptions=False,
        )  # fmt: skip
        self._answers = _Answers(folder or cache_folder() / "geocoded", geocoder, self.service, self._options)
        self._counts: Counter[str] = Counter()
        self._faults: Counter[str] = Counter()
        self._unasked: set[str] = set()
        self._failed: set[str] = set()
        self._in_a_row = 0
        self._given_up = False
        self.found: dict[str, Place] = {}
        """The places that were used in this run, by the name asked for."""

    def ask(self, name: str, kind: str = "") -> Place | None:
        """Return the place that the service has for a name, or None; never raise.

        `kind` is what the text calls it ("village"); it is used where the service does not say.
        """
        name = " ".join(name.split())
        key = fold(name)
        if not key or key in self._failed:
            return None
        if key not in self._answers:
            if self._given_up or self._counts["asked"] >= self._max_names:
                self._unasked.add(key)
                return None
            if not self._learn(name, key, kind):
                return None
        place = self._answers.place(key, name)
        if place is not None:
            self.found[key] = place
        return place

    def report(self) -> str:
        """Return one line on what was asked and what became of it, "" where nothing was asked or missed."""
        counts = self._counts
        if not counts["asked"] and not self._unasked and not self.found:
            return ""
        parts = [f"{counts['asked']} name(s) asked", f"{len(self.found)} place(s) found"]
        parts += [f"{counts[what]} {what}" for what in ("not there", "unfit") if counts[what]]
        if self._failed:
            parts.append(
                f"{len(self._failed)} failed ({', '.join(f'{why}: {n}' for why, n in self._faults.most_common(3))})"
            )
        if self._unasked:
            why = "given up" if self._given_up else f"more than {self._max_names}"
            parts.append(f"{len(self._unasked)} not asked ({why})")
        lost = len(self._failed) + len(self._unasked)
        tail = f"; {lost} name(s) stay without coordinates, run again later" if lost else ""
        return f"{self.service}: {', '.join(parts)}{tail}"

    def _learn(self, name: str, key: str, kind: str) -> bool:
        """Ask the service and keep its answer; False where it gave none that can be trusted."""
        self._counts["asked"] += 1
        try:
            locations = self._with_patience(name)
        except (GeopyError, OSError, *_NONSENSE) as error:
            self._failed.add(key)
            self._faults[_said(error)] += 1
            self._in_a_row += 1
            self._given_up = self._in_a_row >= _FAILURES_IN_A_ROW or isinstance(error, _HOPELESS)
            return False
        self._in_a_row = 0
        fitting = [
            found for found in map(self._record, locations) if found and _is_alike(name, found.pop("names"))
        ]
        if not fitting:
            self._counts["unfit" if locations else "not there"] += 1
        self._answers.keep(
            key, self._today(), fitting[0] | {"kind": fitting[0]["kind"] or kind} if fitting else None
        )
        return True

    def _with_patience(self, name: str) -> list[Any]:
        """Return the answers to a name; a service that stumbles is asked once more, one that wants time gets some."""
        for turn in range(1, _TRIES + 1):
            try:
                found = self._limited(name)
                return list(found)[:_ANSWERS] if found else []
            except GeocoderRateLimited as error:
                wait = self._pause * 5 if error.retry_after is None else float(error.retry_after)
                if turn == _TRIES or wait > _LONGEST_WAIT_SECONDS:
                    raise
                self._sleep(max(0.0, wait))
            except (*_HOPELESS, GeocoderQueryError, GeocoderParseError):
                raise
            except GeocoderServiceError:
                if turn == _TRIES:
                    raise
                self._sleep(self._pause)
        raise AssertionError("every turn returns or raises")

    def _ask_once(self, name: str) -> Any:
        options = {"timeout": self._timeout, **self._options}
        return _within(self._timeout, lambda: self._geocoder.geocode(name, exactly_one=False, **options))

    def _record(self, location: Any) -> dict[str, Any] | None:
        """Return what is kept of an answer, or None where it is no place, or not in the frame."""
        raw = location.raw if isinstance(location.raw, dict) else {}
        lat, lon = float(location.latitude), float(location.longitude)
        sort = str(raw.get("class") or raw.get("category") or "")
        words = (str(raw.get(key) or "") for key in ("addresstype", "type", "class", "category"))
        kind = next((_KINDS[word] for word in words if word in _KINDS), "")
        if not self._is_inside(lat, lon) or (sort and not kind):
            return None
        address = raw.get("address")
        country = str(address.get("country_code") or "") if isinstance(address, dict) else ""
        return {
            "id": _id_of(raw), "lat": lat, "lon": lon, "kind": kind, "names": _names_of(location.address, raw),
            "country": country.upper() if re.fullmatch("[A-Za-z]{2}", country) else "",
        }  # fmt: skip

    def _is_inside(self, lat: float, lon: float) -> bool:
        extent = self._extent
        if not (math.isfinite(lat) and math.isfinite(lon)) or lat == lon == 0:
            return False
        return extent is None or (extent.west <= lon <= extent.east and extent.south <= lat <= extent.north)


def open_service(
    name: str,
    *,
    url: str = "",
    theatre: Theatre | None = None,
    pause_seconds: float = PAUSE_SECONDS,
    max_names: int = MAX_NAMES,
    key: str = "",
) -> OnlineGeocoder:
    """Return a service of geopy by its name ("nominatim", "photon" ...), at its own address or at `url`.

    Raises
    ------
    InputError
        If geopy has no such service, it cannot be asked at another address, or lacks what it needs, such as a key.
    """
    try:
        service = get_geocoder_for_service(name)
    except GeocoderNotFound as error:
        raise InputError(f"--geocoder {name!r} is no service of geopy; use nominatim, photon ...") from error
    takes = inspect.signature(service).parameters
    options: dict[str, Any] = {
        "timeout": TIMEOUT_SECONDS,
        "user_agent": user_agent(),
        "adapter_factory": _BoundedAdapter,
    }
    if url:
        if "domain" not in takes:
            raise InputError(
                f"--geocoder-url: {service.__name__} cannot be asked at another address; leave it out"
            )
        options |= _address(url)
    key_name = next((word for word in ("api_key", "apikey", "access_token", "username") if word in takes), "")
    if key and key_name:
        options[key_name] = key
    try:
        geocoder = service(**{word: value for word, value in options.items() if word in takes})
    except (ConfigurationError, TypeError) as error:
        raise InputError(
            f"--geocoder {name} cannot be used: {error}; a key goes into $FRONTLINE_GEOCODER_KEY"
        ) from error
    return OnlineGeocoder(geocoder, theatre=theatre, pause_seconds=pause_seconds, max_names=max_names)


def _address(url: str) -> dict[str, str]:
    """Return the scheme and domain of an address, as geopy takes them."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise InputError(f"--geocoder-url {url!r} is no address ({error})") from error
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or parts.username:
        raise InputError(f"--geocoder-url {url!r} is no address of a service; write it as https://host/path")
    return {"scheme": parts.scheme, "domain": parts.netloc + parts.path.rstrip("/")}


def _options_of(geocoder: Any, theatre: Theatre | None) -> dict[str, Any]:
    """Return what a service takes of: the frame, English names, the names and the country of an answer."""
    takes = inspect.signature(geocoder.geocode).parameters
    wanted: dict[str, Any] = {
        "language": "en",
        "namedetails": True,
        "addressdetails": True,
        "limit": _ANSWERS,
    }
    if theatre:
        frame = theatre.extent
        corners = [(frame.south, frame.west), (frame.north, frame.east)]
        wanted |= {"viewbox": corners, "bounded": True, "bounds": corners, "boundary_rect": corners}
    return {word: value for word, value in wanted.items() if word in takes}


def _said(error: BaseException) -> str:
    """Return what went wrong in two or three words."""
    cases = (
        (GeocoderRateLimited, "too many requests"), (GeocoderTimedOut, "timed out"), (GeocoderParseError, "no JSON"),
        (_HOPELESS, "refused"), (GeocoderQueryError, "refused the question"), (GeopyError, "out of order"),
        (OSError, "not reached"),
    )  # fmt: skip
    return next((words for kind, words in cases if isinstance(error, kind)), "nonsense")


def _id_of(raw: Mapping[str, Any]) -> str:
    parts = [str(raw[key]) for key in ("osm_type", "osm_id") if raw.get(key)] or [
        str(raw.get("place_id") or "")
    ]
    return re.sub(r"[^\w-]", "", "-".join(parts))[:60]


def _names_of(address: Any, raw: Mapping[str, Any]) -> list[str]:
    details = raw.get("namedetails")
    said = [address.split(",")[0] if isinstance(address, str) else "", raw.get("name")]
    said += list(details.values()) if isinstance(details, dict) else []
    return [name for name in said if isinstance(name, str) and name.strip()][:100]


def _is_alike(name: str, others: list[str]) -> bool:
    """Tell whether an answer has the name that was asked for; names in other scripts cannot be compared."""
    wanted = drop_articles(fold(name))
    same = [drop_articles(fold(other)) for other in others]
    same = [other for other in same if other.isascii() == wanted.isascii()]
    key = romanisation_key(fold(name))
    return not same or any(
        fuzz.ratio(wanted, other) >= _ALIKE or (key and romanisation_key(other) == key) for other in same
    )


class _Answers:
    """What a service said, a JSON line a name, appended as it comes; a line that cannot be read is passed over."""

    def __init__(self, folder: Path, geocoder: Any, service: str, options: Mapping[str, Any]) -> None:
        address = f"{getattr(geocoder, 'scheme', '')}://{getattr(geocoder, 'domain', '')} {sorted(options.items())!r}"
        asked = hashlib.sha256(address.encode()).hexdigest()[:10]
        self._service = service
        self._file = folder / f"{service.lower()}-{asked}.jsonl"
        self._lines: dict[str, dict[str, Any]] = {}
        try:
            text = self._file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            text = ""
        for line in text.splitlines():
            try:
                record = json.loads(line)
                dt.date.fromisoformat(record["day"])
                found = record["found"]
                if found is not None:
                    fits = -90 <= found["lat"] <= 90 and -180 <= found["lon"] <= 180
                    _ = found["kind"] + found["country"] + found["id"] if fits else record["out of range"]
                self._lines[str(record["name"])] = record
            except (ValueError, TypeError, KeyError, RecursionError):
                continue

    def __contains__(self, key: str) -> bool:
        return key in self._lines

    def keep(self, key: str, day: dt.date, found: dict[str, Any] | None) -> None:
        """Keep an answer, None for "not there"; where the disk does not take it, for this run only."""
        record = {"name": key, "service": self._service, "day": day.isoformat(), "found": found}
        self._lines[key] = record
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                os.write(
                    descriptor, (json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8", "replace")
                )
            finally:
                os.close(descriptor)
        except OSError:
            return

    def place(self, key: str, name: str) -> Place | None:
        """Return the place of a kept answer under the name that the text has for it."""
        record = self._lines[key]
        found = record["found"]
        if found is None:
            return None
        lon, lat = float(found["lon"]), float(found["lat"])
        number = found["id"] or f"{lat:.4f}-{lon:.4f}"
        source = f"{self._service}, asked on {record['day']}"
        place_id = f"{self._service.lower()}-{number}"
        return Place(
            place_id, name, found["kind"] or "town", lon, lat, country=found["country"], source=source
        )


# --- the wire: bounded in time and size, whatever the other end does


def _within(seconds: float, call: Callable[[], Any]) -> Any:
    """Return what a call returns, or raise GeocoderTimedOut: sockets time out by the byte, a drip of bytes never does."""
    answers: queue.SimpleQueue[tuple[Any, BaseException | None]] = queue.SimpleQueue()

    def work() -> None:
        try:
            answers.put((call(), None))
        except BaseException as error:  # noqa: BLE001 -- it is raised again in the thread that waits
            answers.put((None, error))

    threading.Thread(target=work, daemon=True).start()
    try:
        found, error = answers.get(timeout=seconds + 0.5)
    except queue.Empty:
        raise GeocoderTimedOut("Service timed out") from None
    if error is not None:
        raise error
    return found


class _NoRedirect(HTTPRedirectHandler):
    """Follows nobody: a service that moves is named by its new address, and no stranger sends us elsewhere."""

    def redirect_request(self, *_: Any) -> None:
        """Refuse."""


class _Page:
    """A response of which no more is read than an answer can need."""

    def __init__(self, page: Any, until: float) -> None:
        self._page, self._until = page, until
        self.headers, self.getcode = page.headers, page.getcode

    def read(self) -> bytes:
        """Return the body."""
        return _body(self._page, self._until)


def _body(page: Any, until: float) -> bytes:
    body = bytearray()
    read = getattr(page, "read1", page.read)
    while piece := read(65_536):
        body += piece
        if len(body) > _MAX_BODY_BYTES:
            raise GeocoderParseError(f"the answer has more than {_MAX_BODY_BYTES:,} bytes")
        if time.monotonic() > until:
            raise GeocoderTimedOut("Service timed out")
    return bytes(body)


class _BoundedAdapter(URLLibAdapter):  # type: ignore[misc]
    """geopy's own adapter on the standard library, without redirects and with an end to every answer."""

    def __init__(self, *, proxies: Any, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        opener = build_opener(_NoRedirect, HTTPSHandler(context=ssl_context), ProxyHandler(proxies))

        def urlopen(request: Any, timeout: float) -> _Page:
            until = time.monotonic() + timeout
            try:
                return _Page(opener.open(request, timeout=timeout), until)
            except HTTPError as error:
                body = BytesIO(_body(error, until)) if error.fp else None
                raise HTTPError(error.url, error.code, error.msg, error.headers, body) from error

        self.urlopen = urlopen
