"""One request on the wire: to an address that was looked at, for so long and so many bytes, following nobody.

The name is resolved once, the addresses are judged, and the connection goes to one of those judged: a name that changes
its address in between (DNS rebinding) gains nothing. Proxies of the environment are not used, for they would resolve
the name themselves.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Self
from urllib.parse import quote, urlsplit

from frontline.errors import FetchError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CHUNK = 1 << 16
#: Addresses of one host that are tried, one after the other.
_MOST_ADDRESSES = 4
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_.])?|[0-9a-f:.]{2,45}")
_KEPT = "/%:@!$&'()*+,;=~-._"
#: IPv6 addresses that carry one of IPv4 in their last four bytes: RFC 6052.
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
_FAULTS = (http.client.HTTPException, OSError, zlib.error)


@dataclass(frozen=True, slots=True)
class Address:
    """A web address, taken apart: `target` is what is asked of the host, path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def named(self) -> str:
        """Host and port as a request names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots.txt speaks for."""
        return f"{self.scheme}://{self.named}"

    def __str__(self) -> str:
        return self.origin + self.target


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: status, headers by lower-case name, and the body, unpacked."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one request may take: seconds in all, seconds to connect, bytes of the body once it is unpacked."""

    seconds: float
    connect_seconds: float
    most_bytes: int
    allow_private: bool


def parse_address(text: str) -> Address:
    """Return the parts of a web address, without its fragment.

    Raises
    ------
    FetchError
        If it is none, or carries a password, which would be sent along.
    """
    try:
        parts = urlsplit(text.strip())
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except ValueError as error:
        raise FetchError("is no web address; write it as https://host/path") from error
    if parts.scheme not in _PORTS or not _HOST.fullmatch(host):
        raise FetchError("is no web address; write it as https://host/path")
    if "@" in parts.netloc:
        raise FetchError("carries a user name or a password in its address; leave them out")
    target = quote(parts.path or "/", safe=_KEPT)
    if parts.query:
        target += "?" + quote(parts.query, safe=_KEPT + "?[]")
    return Address(parts.scheme, host, port or _PORTS[parts.scheme], target)


def ask(address: Address, headers: Mapping[str, str], bounds: Bounds) -> Answer:
    """Return the answer to one GET.

    Raises
    ------
    FetchError
        If the host is unknown, private, does not answer in time, breaks off, or says too much.
    """
    ips = _addresses(address, allow_private=bounds.allow_private)
    try:
        with _Deadline(bounds.seconds) as deadline:
            return _asked(address, headers, bounds, _connected(address, ips, bounds, deadline))
    except _FAULTS as error:
        raise FetchError(f"cannot be fetched ({_said(error)}); try again later") from error


def _connected(address: Address, ips: list[str], bounds: Bounds, deadline: _Deadline) -> socket.socket:
    """Return a connection to the first address that takes it."""
    for left, ip in enumerate(ips, start=1 - len(ips)):
        try:
            sock = socket.create_connection((ip, address.port), timeout=bounds.connect_seconds)
            break
        except OSError:
            if left == 0:
                raise
    deadline.watch(sock)
    if address.scheme == "https":
        sock = _tls().wrap_socket(sock, server_hostname=address.host, do_handshake_on_connect=False)
        deadline.watch(sock)
        sock.do_handshake()
    return sock


@lru_cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _asked(address: Address, headers: Mapping[str, str], bounds: Bounds, sock: socket.socket) -> Answer:
    connection = http.client.HTTPConnection(address.host, address.port)
    connection.sock = sock
    try:
        connection.request("GET", address.target, headers={"Host": address.named, **headers})
        with connection.getresponse() as answer:
            told = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status, told, _body(answer, bounds.most_bytes))
    finally:
        connection.close()


def _body(answer: http.client.HTTPResponse, most: int) -> bytes:
    """Return the body, unpacked piece by piece, so that a bomb is never whole in memory."""
    packing = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip"):
        raise FetchError(f"comes packed in a way that was not asked for ({packing[:20]}); save it yourself")
    body = bytearray()
    for piece in _pieces(answer) if packing == "identity" else _unpacked(_pieces(answer)):
        body += piece
        if len(body) > most:
            raise FetchError(
                f"has more than {most:,} bytes; save it yourself, or set $FRONTLINE_MAX_FETCH_BYTES higher"
            )
    return bytes(body)


def _pieces(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    while piece := answer.read(_CHUNK):
        yield piece
    if answer.length:  # `read` with a size does not mind a body that is cut off
        raise http.client.IncompleteRead(b"", answer.length)


def _unpacked(pieces: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=31)
    for piece in pieces:
        rest = piece
        while rest and not unpacker.eof:
            yield unpacker.decompress(rest, _CHUNK)
            rest = unpacker.unconsumed_tail


def _addresses(address: Address, *, allow_private: bool) -> list[str]:
    """Return the addresses of a host, if every one may be asked."""
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"names a host that is not known ({address.host}); check the address") from error
    ips = [str(entry[4][0]) for entry in found]
    private = [ip for ip in ips if not is_public(ip)]
    if private and not allow_private:
        raise FetchError(
            f"leads to {private[0]}, an address of this machine or of a private network; add --allow-private if you mean it"
        )
    return list(dict.fromkeys(ips))[:_MOST_ADDRESSES]


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open internet, under whatever guise of IPv6."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _TRANSLATED:
            inner = ipaddress.IPv4Address(ip.packed[-4:])
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class _Deadline:
    """Shuts a connection when the time is over: a server that drips a byte a second never times out by itself.

    Raises FetchError at its end if it had to: what was cut off looks like an end to a body of no told length.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._is_over = False
        self._sock: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, _kind: object, fault: object, _trace: object) -> None:
        self._timer.cancel()
        if self._sock is not None:
            self._sock.close()
        if self._is_over and (fault is None or isinstance(fault, _FAULTS)):
            raise FetchError(
                f"did not come to an end in {self._seconds:g} s; try again later, or save it yourself"
            )

    def watch(self, sock: socket.socket) -> None:
        """Shut this connection when the time is over; where it is over already, at once."""
        self._sock = sock
        if self._is_over:
            self._shut()

    def _shut(self) -> None:
        self._is_over = True
        if self._sock is not None:
            with contextlib.suppress(OSError):
                # The plain socket's: it does not wait for a peer to agree, as TLS would.
                socket.socket.shutdown(self._sock, socket.SHUT_RDWR)


def _said(error: BaseException) -> str:
    """Return what went wrong without the addresses and objects that the libraries print."""
    if isinstance(error, ssl.SSLError):
        return "its certificate or encryption is not valid"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return (isinstance(error, OSError) and error.strerror) or "no answer that can be read"
