"""The server: who may ask the desk, and what the browser may do with the answers.

It listens on 127.0.0.1 alone. Another page in the same browser, or another program's name for this machine, gets nothing:
the address holds a random token, the Host must be this server's own (so that no foreign name can be turned to it), and a
request that changes something must come from the page itself. The page runs no script but its own file.
"""

from __future__ import annotations

import hmac
import json
import secrets
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from frontline.errors import InputError
from frontline.timemap import read_client

if TYPE_CHECKING:
    from frontline.review.desk import Desk

LOOPBACK = "127.0.0.1"
#: A decision with a quote and a reason is far smaller.
MAX_BODY_BYTES = 65_536
#: A connection that says nothing for so long is closed.
IDLE_SECONDS = 60
_PAGE = Path(__file__).resolve().parent.parent / "web" / "templates" / "review.html"
_FILES = {
    "review.js": "text/javascript", "leaflet.js": "text/javascript", "review.css": "text/css", "leaflet.css": "text/css"
}  # fmt: skip
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class RefusedError(Exception):
    """A request that gets no answer but its status."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class ReviewServer(ThreadingHTTPServer):
    """Serves a desk to one browser on this machine.

    Parameters
    ----------
    port
        0 takes a free one.
    token
        What the address must hold; None draws one.
    """

    daemon_threads = True

    def __init__(self, desk: Desk, *, port: int = 0, token: str | None = None) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.desk = desk
        self.token = token or secrets.token_urlsafe(24)
        self.hosts = frozenset(f"{name}:{self.server_port}" for name in (LOOPBACK, "localhost"))

    @property
    def url(self) -> str:
        """The address of the page, with its token."""
        return f"http://{LOOPBACK}:{self.server_port}/{self.token}/"


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer
    protocol_version = "HTTP/1.1"
    timeout = IDLE_SECONDS

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def _get(self, name: str, query: dict[str, list[str]]) -> tuple[str, bytes]:
        if name == "":
            return "text/html", _PAGE.read_bytes()
        if name in _FILES:
            return _FILES[name], _read_file(name)
        desk = self.server.desk
        if name == "state":
            return _as_json(desk.state())
        if name == "text":
            return _as_json(desk.text(_whole(query)))
        if name == "ground":
            return _as_json(desk.ground(query.get("on", [""])[0]))
        if name == "places":
            return _as_json(desk.places(query.get("q", [""])[0]))
        raise RefusedError(HTTPStatus.NOT_FOUND)

    def _post(self, name: str, query: dict[str, list[str]]) -> tuple[str, bytes]:  # noqa: ARG002
        if name != "decide":
            raise RefusedError(HTTPStatus.NOT_FOUND)
        return _as_json(self.server.desk.decide(self._body()))

    def _answer(self, work: Any) -> None:
        status, kind, body = HTTPStatus.OK, "text/plain", b""
        try:
            name, query = self._admit()
            kind, body = work(name, query)
        except RefusedError as refused:
            status, body = refused.status, refused.status.phrase.encode()
        except InputError as error:
            status, (kind, body) = HTTPStatus.UNPROCESSABLE_ENTITY, _as_json({"error": str(error)})
        except OSError as error:
            reason = f"the decision is not saved: {error.strerror or error}"
            status, (kind, body) = HTTPStatus.INSUFFICIENT_STORAGE, _as_json({"error": reason})
        if status is not HTTPStatus.OK:
            self.close_connection = True  # whatever is left of a body is not read as a request
        self.send_response(status)
        for header, value in _HEADERS.items():
            self.send_header(header, value)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def _admit(self) -> tuple[str, dict[str, list[str]]]:
        """Return what is asked for, or refuse whoever is not the page."""
        if self.headers.get("Host", "") not in self.server.hosts:
            raise RefusedError(HTTPStatus.MISDIRECTED_REQUEST)
        origin = self.headers.get("Origin")
        is_foreign = origin is not None and origin != f"http://{self.headers['Host']}"
        if is_foreign or (self.command == "POST" and origin is None):
            raise RefusedError(HTTPStatus.FORBIDDEN)
        if self.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise RefusedError(HTTPStatus.FORBIDDEN)
        parts = urlsplit(self.path)
        _, token, name = (*parts.path.split("/", 2), "", "")[:3]
        if not hmac.compare_digest(token.encode(), self.server.token.encode()) or parts.path == f"/{token}":
            raise RefusedError(HTTPStatus.NOT_FOUND)
        return name, parse_qs(parts.query, max_num_fields=8)

    def _body(self) -> dict[str, Any]:
        if self.headers.get_content_type() != "application/json" or self.headers.get("Transfer-Encoding"):
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit():
            raise RefusedError(HTTPStatus.LENGTH_REQUIRED)
        if int(length) > MAX_BODY_BYTES:
            raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            asked = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError) as error:
            raise RefusedError(HTTPStatus.BAD_REQUEST) from error
        if not isinstance(asked, dict):
            raise RefusedError(HTTPStatus.BAD_REQUEST)
        return asked

    def version_string(self) -> str:
        """Say nothing of what runs here."""
        return "frontline"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keep the terminal clean, and the token out of it."""


@cache
def _read_file(name: str) -> bytes:
    return read_client(name).encode()


def _as_json(value: dict[str, Any]) -> tuple[str, bytes]:
    return "application/json", json.dumps(value, ensure_ascii=True, allow_nan=False).encode()


def _whole(query: dict[str, list[str]]) -> int:
    text = query.get("document", [""])[0]
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise RefusedError(HTTPStatus.BAD_REQUEST)
    return int(text)
