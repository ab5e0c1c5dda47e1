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
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

#: 85 signs that mean nothing in HTML, in a quoted text, or to a template; in the order of `web/src/columns.ts`.
SIGNS = string.digits + string.ascii_uppercase + string.ascii_lowercase + "!#$%()*+,-./:;=?@[]^_|~"
_PYTHON_SIGNS = string.digits + string.ascii_uppercase + string.ascii_lowercase + "!#$%&()*+-;<=>?@^_`{|}~"
_SIGN = str.maketrans(_PYTHON_SIGNS, SIGNS)
#: Bytes before the JSON: its length.
_HEAD = 4
#: So many entries of a list are made JSON at once, and so many bytes text (a multiple of four).
_AT_ONCE, _ENCODED = 10_000, 1 << 20


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
    return "".join(_json_parts(value, record))


def _json_parts(value: dict[str, Any], record: Callable[[NDArray[np.int64]], list[int]]) -> Iterator[str]:
    """Yield the JSON of a value in pieces: that of a million claims would be in memory many times over."""
    for number, (key, part) in enumerate(value.items()):
        yield f"{',' if number else '{'}{_json(key, record)}:"
        if isinstance(part, list) and len(part) > _AT_ONCE:
            for at in range(0, len(part), _AT_ONCE):
                yield ("," if at else "[") + _json(part[at : at + _AT_ONCE], record)[1:-1]
            yield "]"
        else:
            yield _json(part, record)
    yield "}" if value else "{}"


def _json(value: Any, record: Callable[[NDArray[np.int64]], list[int]]) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=record)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # A lone surrogate cannot be written as UTF-8.
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def pack_payload(value: dict[str, Any]) -> str:
    """Return a value whose arrays hold whole numbers as text: the length of its JSON, that, and the columns, packed."""
    blob, text = bytearray(), bytearray()

    def place(column: NDArray[np.int64]) -> list[int]:
        record, planes = _planes(column, len(blob))
        blob.extend(planes)
        return record

    for part in _json_parts(value, place):
        text += part.encode()
    return pack_bytes(len(text).to_bytes(_HEAD, "little"), text, blob)


def pack_bytes(*data: bytes | bytearray) -> str:
    """Return bytes, one after the other, as text: a zlib stream in base 85 (as in RFC 1924, with other signs), five signs for four bytes."""
    packer = zlib.compressobj(9)
    packed = b"".join([*map(packer.compress, data), packer.flush()])
    # Python's base 85 takes forty times the memory of what it encodes.
    pieces = (packed[at : at + _ENCODED] for at in range(0, len(packed), _ENCODED))
    return "".join(base64.b85encode(piece).decode("ascii").translate(_SIGN) for piece in pieces)


def _planes(numbers: NDArray[np.int64], at: int) -> tuple[list[int], bytes]:
    """Return `[where it begins, how many, bytes for each, is it signed]` and the bytes."""
    signed = bool(numbers.size and numbers.min() < 0)
    # Zigzag: 0, -1, 1, -2 ... are 0, 1, 2, 3.
    plain = (numbers << 1) ^ (numbers >> 63) if signed else numbers
    width = max(1, (int(plain.max(initial=0)).bit_length() + 7) // 8)
    planes = [(plain >> (8 * n) & 0xFF).astype(np.uint8).tobytes() for n in range(width)]
    return [at, len(numbers), width, int(signed)], b"".join(planes)
