"""What stands in a saved page, for tests that open no browser."""

from __future__ import annotations

import base64
import re
import zlib


def payload_text(html: str) -> str:
    """Return the JSON of the first map of a page, which packs it."""
    packed = re.search(r'<script type="application/octet-stream" id="[^"]+">(.*?)</script>', html)
    assert packed, "the page holds no map"
    return zlib.decompress(base64.b64decode(packed[1])).decode()
