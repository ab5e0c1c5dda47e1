"""Web archives written for tests: WARC records, a gzip member each, as news crawls are kept."""

from __future__ import annotations

import gzip


def record(
    url: str,
    body: bytes,
    *,
    kind: str = "response",
    status: str = "200 OK",
    media_type: str = "text/html; charset=utf-8",
    more: bytes = b"",
) -> bytes:
    """Return a record, unpacked, whose block is an answer of HTTP."""
    block = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\n".encode() + more + b"\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2031-05-04T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{url}>\r\nContent-Type: application/http; msgtype={kind}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def page_record(number: int, story: str, **options: object) -> bytes:
    """Return the packed record of a page with this story, published on 3 May 2031."""
    markup = (
        '<html><head><meta property="article:published_time" content="2031-05-03T10:00:00Z">'
        f"<title>Story {number}</title></head><body><article><p>{story}</p></article></body></html>"
    )
    return gzip.compress(record(f"https://example.org/{number}", markup.encode(), **options))  # type: ignore[arg-type]
