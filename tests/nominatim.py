"""A geocoding service on loopback that speaks Nominatim's JSON, with every fault that a real one may have."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

#: What the service knows: name -> (lat, lon, class, type).
KNOWN = {
    "kafr nowhere": (35.05, 37.30, "place", "village"),
    "tell faraway": (48.85, 2.35, "place", "village"),
    "kafr shop": (35.05, 37.31, "shop", "bakery"),
}


class Nominatim(ThreadingHTTPServer):
    """Answers `/search` and `/reverse`; `fault` names what goes wrong, `faults_left` how often (-1: always)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.fault, self.faults_left = "", -1
        self.asked: list[dict[str, str]] = []
        self.times: list[float] = []
        self.agents: set[str] = set()
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Nominatim

    def log_message(self, *_):
        """Keep quiet."""

    def do_GET(self):
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self.server.asked.append(query)
        self.server.times.append(time.monotonic())
        self.server.agents.add(self.headers["User-Agent"])
        fault = self.server.fault
        if fault and self.server.faults_left:
            self.server.faults_left -= 1
            try:
                getattr(self, f"fault_{fault}")(query)
            except OSError:
                self.close_connection = True
            return
        self.reply(self.search(query) if parts.path.endswith("/search") else self.reverse(query))

    def search(self, query):
        name = query["q"].lower()
        if name not in KNOWN:
            return []
        lat, lon, sort, kind = KNOWN[name]
        return [self.record(query["q"], lat, lon, sort, kind)]

    def reverse(self, query):
        if float(query["lat"]) > 80:
            return {"error": "Unable to geocode"}
        return self.record("Kafr Nowhere", query["lat"], query["lon"], "place", "village")

    @staticmethod
    def record(name, lat, lon, sort="place", kind="village"):
        return {
            "place_id": 7, "osm_type": "node", "osm_id": 4711, "lat": str(lat), "lon": str(lon), "class": sort,
            "type": kind, "addresstype": kind, "name": name, "display_name": f"{name}, Toy Province, Toyland",
            "address": {"country_code": "xx"}, "namedetails": {"name": "كفر", "name:en": name},
        }  # fmt: skip

    def reply(self, data, status=200, headers=()):
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def fault_down(self, _):
        self.reply(b"gone", 503)

    def fault_broken(self, _):
        self.reply(b"oops", 500)

    def fault_forbidden(self, _):
        self.reply(b"go away", 403)

    def fault_busy(self, _):
        self.reply(b"slow down", 429, [("Retry-After", "2")])

    def fault_very_busy(self, _):
        self.reply(b"slow down", 429, [("Retry-After", "86400")])

    def fault_odd_wait(self, _):
        self.reply(b"slow down", 429, [("Retry-After", "nan")])

    def fault_slow(self, _):
        self.server.closing.wait(3)
        self.reply([])

    def fault_cut(self, _):
        self.send_response(200)
        self.send_header("Content-Length", "9999")
        self.end_headers()
        self.wfile.write(b'[{"lat":')
        self.close_connection = True

    def fault_drip(self, _):
        self.send_response(200)
        self.end_headers()
        while not self.server.closing.wait(0.05):
            self.wfile.write(b" ")
            self.wfile.flush()

    def fault_endless(self, _):
        self.send_response(200)
        self.end_headers()
        while not self.server.closing.is_set():
            self.wfile.write(b"[" * 65_536)

    def fault_loop(self, _):
        self.reply(b"", 302, [("Location", self.path)])

    def fault_elsewhere(self, _):
        self.reply(b"", 302, [("Location", "file:///etc/passwd")])

    def fault_html(self, _):
        self.reply(b"<html><script>alert(1)</script></html>")

    def fault_number(self, _):
        self.reply(42)

    def fault_words(self, _):
        self.reply(["no", "records"])

    def fault_nested(self, _):
        self.reply(b"[" * 200_000)

    def fault_error(self, _):
        self.reply({"error": "database on fire"})

    def fault_nan(self, query):
        self.reply([self.record(query["q"], "NaN", "37.1")])

    def fault_infinite(self, query):
        self.reply([self.record(query["q"], "1e999", "37.1")])

    def fault_no_number(self, query):
        self.reply([self.record(query["q"], "north", "east")])

    def fault_no_place(self, query):
        self.reply([{"display_name": query["q"]}])

    def fault_other_name(self, _):
        self.reply([self.record("Completely Different", 35.0, 37.0)])
