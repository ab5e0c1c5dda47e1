"""Columns: a page's value and its long rows of numbers as one text that compresses well and may stand in a script.

Numbers stand column after column, all their low bytes before all their high ones, so that like stands beside like
(`Blosc's shuffle <https://www.blosc.org>`_). Knows no field of a payload.
"""

from __future__ import annotations

import base64
import json
import re
import string
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

#: 85 signs that mean nothing in HTML, in a quoted text, or to a template; in the order of `web/src/columns.ts`.
SIGNS = string.digits + string.ascii_uppercase + string.ascii_lowercase + "!#$%()*+,-./:;=?@[]^_|~"
_PYTHON_SIGNS = string.digits + string.ascii_uppercase + string.ascii_lowercase + "!#$%&()*+-;<=>?@^_`{|}~"
_SIGN = str.maketrans(_PYTHON_SIGNS, SIGNS)
#: Bytes before the JSON: its length.
_HEAD = 4


def write_json(
    value: dict[str, Any], record: Callable[[NDArray[np.int64]], list[int]] = np.ndarray.tolist
) -> str:
    """Return a value as JSON that may stand inside a script element: no markup can end it.

    Parameters
    ----------
    value
        What JSON knows, and arrays of whole numbers.
    record
        Returns what stands for an array; its numbers, if nothing is said.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=record)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # A lone surrogate cannot be written as UTF-8.
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def pack_payload(value: dict[str, Any]) -> str:
    """Return a value whose arrays hold whole numbers as text: the length of its JSON, that, and the columns, packed."""
    blob = bytearray()

    def place(column: NDArray[np.int64]) -> list[int]:
        record, planes = _planes(column, len(blob))
        blob.extend(planes)
        return record

    text = write_json(value, place).encode()
    return pack_bytes(len(text).to_bytes(_HEAD, "little") + text + bytes(blob))


def pack_bytes(data: bytes) -> str:
    """Return bytes as text: a zlib stream in base 85 (as in RFC 1924, with other signs), five signs for four bytes."""
    return base64.b85encode(zlib.compress(data, 9)).decode("ascii").translate(_SIGN)


def _planes(numbers: NDArray[np.int64], at: int) -> tuple[list[int], bytes]:
    """Return `[where it begins, how many, bytes for each, is it signed]` and the bytes."""
    signed = bool(numbers.size and numbers.min() < 0)
    # Zigzag: 0, -1, 1, -2 ... are 0, 1, 2, 3.
    plain = (numbers << 1) ^ (numbers >> 63) if signed else numbers
    width = max(1, (int(plain.max(initial=0)).bit_length() + 7) // 8)
    planes = [(plain >> (8 * n) & 0xFF).astype(np.uint8).tobytes() for n in range(width)]
    return [at, len(numbers), width, int(signed)], b"".join(planes)
