"""A web server on loopback with every fault that a real one may have."""

from __future__ import annotations

import gzip
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

PAGE = (
    b'<html><head><title>Midham falls</title><meta property="article:published_time" content="2031-05-03T10:00:00Z"></head>'
    b"<body><article><h1>Midham falls</h1><p>Rebels captured Midham on Saturday, officials said. Fighters came in from the "
    b"north at dawn, and the army had left the town before noon.</p></article></body></html>"
)
FEED = (
    b'<?xml version="1.0"?><rss><channel><title>Parallel Post</title><item><title>Midham falls</title><link>https://example.org/1'
    b"</link><pubDate>Sat, 03 May 2031 10:00:00 GMT</pubDate><description>Rebels captured Midham on Saturday.</description></item>"
    b"</channel></rss>"
)


class HostileServer(ThreadingHTTPServer):
    """Each path is a fault; `asked` keeps (path, headers) of every request."""

    daemon_threads = True
    robots = (404, b"")

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: HostileServer

    def log_message(self, *_):
        """Keep quiet."""

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        name = self.path.partition("?")[0].strip("/").replace("/", "_").replace(".", "_") or "page"
        try:
            getattr(self, f"on_{name}", self.on_missing)()
        except OSError:
            self.close_connection = True

    def reply(self, body=b"", status=200, kind="text/html; charset=utf-8", **headers):
        self.send_response(status)
        for key, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def on_robots_txt(self):
        status, body = self.server.robots
        self.reply(body, status, "text/plain")

    def on_page(self):
        self.reply(PAGE)

    def on_feed(self):
        self.reply(FEED, kind="application/rss+xml")

    def on_marked(self):
        if self.headers.get("If-None-Match") == '"v1"':
            self.reply(status=304)
        else:
            self.reply(PAGE, ETag='"v1"')

    def on_missing(self):
        self.reply(b"nothing here", 404)

    def on_broken(self):
        self.reply(b"out of order", 500)

    def on_busy(self):
        self.reply(b"slowly", 429, Retry_After="7")

    def on_busy_once(self):
        first = self.server.paths().count(self.path) == 1
        self.reply(b"slowly", 503, Retry_After="7") if first else self.reply(PAGE)

    def on_busy_for_long(self):
        self.reply(b"tomorrow", 429, Retry_After="86400")

    def on_garbage(self):
        self.wfile.write(b"\x00\xff\x17garbage\r\n\r\n" * 50)
        self.close_connection = True

    def on_silent(self):
        self.server.closing.wait(30)

    def on_torn(self):
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(PAGE)
        self.close_connection = True

    def on_endless(self):
        self.send_response(200)
        self.end_headers()
        while not self.server.closing.is_set():
            self.wfile.write(b"<p>on and on</p>" * 4096)

    def on_drip(self):
        self.send_response(200)
        self.end_headers()
        self._drip(b"a")

    def on_drip_head(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        self._drip(b"a")

    def _drip(self, byte):
        while not self.server.closing.is_set():
            self.wfile.write(byte)
            self.wfile.flush()
            time.sleep(0.05)

    def on_bomb(self):
        self.reply(gzip.compress(b"a" * 50_000_000), Content_Encoding="gzip")

    def on_torn_gzip(self):
        self.reply(b"\x1f\x8b\x08no gzip at all", Content_Encoding="gzip")

    def on_odd_packing(self):
        self.reply(b"what is this", Content_Encoding="br")

    def redirect(self, to):
        self.reply(status=302, Location=to)

    def on_moved(self):
        self.redirect("/page")

    def on_circle(self):
        self.redirect("/circle2")

    def on_circle2(self):
        self.redirect("/circle")

    def on_maze(self):
        number = int(self.path.partition("?")[2] or 0)
        self.redirect(f"/maze?{number + 1}")

    def on_to_private(self):
        self.redirect(f"http://127.0.0.2:{self.server.server_address[1]}/page")

    def on_to_file(self):
        self.redirect("file:///etc/passwd")

    def on_to_forbidden(self):
        self.redirect("/private/page")

    def on_image(self):
        self.reply(b"\x89PNG", kind="image/png")
