"""Web archives (`.warc.gz`, `.warc`, ISO 28500, as news crawls are kept): a record at a time to its page.

A packed file is a chain of gzip members, a record in each. The members are cut apart here, so that a broken one costs
itself alone and no length that a record tells is believed; in a plain file a wrong length may cost what follows, up to the
size of a page. A file that was packed as a whole is one member of many records, which flow through as those of a plain one.
What is inside is FastWARC's (J. Bevendorff et al., Elastic
ChatNoir, ECIR 2018) to parse. Of FastWARC and warcio, the former reads 2.3 times as fast and bounds its headers.
"""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

from frontline.documents.article import Fault, Raw, Skipped
from frontline.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

    from fastwarc.warc import WarcRecord

    from frontline.limits import Limits

_CHUNK = 1 << 18
_MAGIC = b"\x1f\x8b\x08"
#: Bytes that look like a member's beginning and are none occur once in 16 MB by chance; so many in a row are made.
_MOST_FALSE_STARTS = 1_000
_RECORD = b"WARC/"
#: A record's own header has some hundred bytes; FastWARC reads no longer one either.
_LONGEST_HEAD = 1 << 16
_LENGTH = re.compile(rb"\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r?\n", re.IGNORECASE)
#: Where a record begins, as messages name it, and its bytes or why there are none.
_Cut = tuple[str, bytes | str]
_PAGES = ("text/html", "application/xhtml+xml")
_ADVICE = "fetch the archive again, or read on without the record"


def cut_archive(stream: BufferedReader, limits: Limits) -> Iterator[Raw | Fault | Skipped]:
    """Yield each page of a web archive, and a fault for each record that cannot be used.

    Requests, metadata, what is no HTML and what was not answered with 200 are no pages; they are counted at the end.

    Raises
    ------
    DocumentError
        If the file is neither a chain of gzip members nor one of records.
    """
    number = passed = 0
    is_empty = True
    if stream.peek(len(_RECORD)).startswith(_RECORD):
        members: Iterator[_Cut] = (
            (f"{at:,}", record) for at, record in _plain_records(stream, limits.max_page_bytes)
        )
    else:
        members = _members(stream, limits)
    for place, member in members:
        is_empty = False
        where = f"record at byte {place}"
        if isinstance(member, str):
            yield Fault(where, member, _ADVICE)
            continue
        for found in _records(member, where, limits):
            if found is None:
                passed += 1
                continue
            number += 1
            yield replace(found, number=number) if isinstance(found, Raw) else found
    if is_empty:
        raise DocumentError("is empty; check that it was saved")
    if passed:
        yield Skipped(f"{passed} record(s) of the archive skipped that are no pages")


# --- members


class _Unpacking(io.RawIOBase):
    """What a member unpacks to, piece by piece; no more than `most` bytes, unless `renew` is called in time.

    `fault` says why it ended early ("" = it did not), `rest` holds the bytes after those that were `taken`.
    """

    def __init__(self, data: bytes, unpacker: Any, rest: bytes, stream: BinaryIO, most: int) -> None:
        self.fault, self.rest, self.taken = "", rest, 0
        self._data, self._unpacker, self._stream = data, unpacker, stream
        self._left = self._most = most

    def readable(self) -> bool:
        return True

    def renew(self) -> None:
        """Begin to count anew."""
        self._left = self._most

    def readinto(self, into: Any) -> int:
        while not (self._data or self._unpacker.eof or self.fault):
            self._more()
        if self._data and not self._left:
            self.fault, self._data = f"unpacks to {self._most:,} bytes without a record", b""
        size = min(len(into), len(self._data), self._left)
        into[:size], self._data = self._data[:size], self._data[size:]
        self._left -= size
        return size

    def _more(self) -> None:
        self.rest = self.rest or self._stream.read(_CHUNK)
        before = len(self.rest)
        try:
            self._data = self._unpacker.decompress(self.rest, _CHUNK)
        except zlib.error as error:
            self.fault = f"is broken ({error})"
        else:
            self.fault = "" if self.rest or self._data else "is cut off"
            self.rest = self._unpacker.unused_data or self._unpacker.unconsumed_tail
            self.taken += before - len(self.rest)


def _members(stream: BinaryIO, limits: Limits) -> Iterator[_Cut]:
    """Yield (offset, what it unpacks to) of each gzip member, or why it cannot be unpacked.

    After a fault the next member is looked for by its first bytes; what turns out to be none is passed over in silence.
    """
    buffer, at, false_starts, is_lost = b"", 0, 0, False
    while buffer := buffer or stream.read(_CHUNK):
        if is_lost or not buffer.startswith(_MAGIC):
            if at == 0 and not is_lost:
                raise DocumentError(
                    "is not packed with gzip, as a .warc.gz is, and no WARC record; give the right file"
                )
            skipped, buffer = _to_next_member(buffer, stream)
            if not is_lost:
                yield f"{at:,}", "lies between two records and is none"
            at += skipped
            if not buffer:
                return
        data, raw, rest = _unpacked(buffer, stream, limits)
        if isinstance(data, _Unpacking):
            yield from _records_of_one(data, at, limits.max_page_bytes)
            is_lost, at, buffer = bool(data.fault), at + len(raw) + data.taken, data.rest
            continue
        is_record = isinstance(data, bytes) and data.startswith(_RECORD)
        if is_record or not is_lost:
            yield f"{at:,}", data if is_record or isinstance(data, str) else "is no WARC record"
        is_lost = isinstance(data, str) or (is_lost and not is_record)
        false_starts = false_starts + 1 if is_lost else 0
        if false_starts > _MOST_FALSE_STARTS:
            raise DocumentError(f"has no further record for long after byte {at:,}; fetch the archive again")
        if is_lost:
            # The next one may begin inside of what this one took for its own.
            buffer, at = (raw + rest)[1:], at + 1
        else:
            buffer, at = rest, at + len(raw)


def _to_next_member(buffer: bytes, stream: BinaryIO) -> tuple[int, bytes]:
    """Return how many bytes lie before the next member's first ones, and what follows ("" = none)."""
    skipped = 0
    while (found := buffer.find(_MAGIC)) < 0:
        kept = len(_MAGIC) - 1
        more = stream.read(_CHUNK)
        if not more:
            return skipped + len(buffer), b""
        skipped += max(0, len(buffer) - kept)
        buffer = buffer[-kept:] + more
    return skipped + found, buffer[found:]


def _records_of_one(member: _Unpacking, at: int, most: int) -> Iterator[_Cut]:
    """Yield the records of a member that has more of them than are held at once, then why there are no more of them."""
    place = f"{at:,}"
    for inside, record in _plain_records(io.BufferedReader(member), most, is_packed=True):
        member.renew()
        yield f"{place}, {inside:,} of what it unpacks to" if inside else place, record
    if member.fault:
        yield place, member.fault


def _unpacked(
    buffer: bytes, stream: BinaryIO, limits: Limits
) -> tuple[bytes | str | _Unpacking, bytes, bytes]:
    """Return what the member at the head of the buffer unpacks to, or its fault; its own bytes; and those after it."""
    most = limits.max_page_bytes
    unpacker = zlib.decompressobj(wbits=31)
    raw, data, pending = bytearray(), bytearray(), buffer
    while not unpacker.eof:
        if not pending and not (pending := stream.read(_CHUNK)):
            if b"\n" + _RECORD not in data:
                return "is cut off", bytes(raw), b""
            return _Unpacking(bytes(data), unpacker, b"", stream, limits.max_unpacked_bytes), bytes(raw), b""
        try:
            data += unpacker.decompress(pending, most + 1 - len(data))
        except zlib.error as error:
            return f"is broken ({error})", bytes(raw), pending
        rest = unpacker.unused_data or unpacker.unconsumed_tail
        raw += pending[: len(pending) - len(rest)]
        pending = rest
        if len(data) > most and data.startswith(_RECORD):
            return (
                _Unpacking(bytes(data), unpacker, pending, stream, limits.max_unpacked_bytes),
                bytes(raw),
                b"",
            )
        if len(data) > most:
            return f"unpacks to more than {most:,} bytes", bytes(raw), pending
    return bytes(data), bytes(raw), pending


def _plain_records(
    stream: BufferedReader, most: int, *, is_packed: bool = False
) -> Iterator[tuple[int, bytes | str]]:
    """Yield (offset, bytes) of each record of a plain file, or why it is none; after a fault the next head is looked for.

    In what is packed, a record that is too large is passed over by the length that it tells, so that nothing inside of it
    is taken for a record: a length that is wrong costs no more than the member.
    """
    at, is_lost = 0, False
    while line := stream.readline(_LONGEST_HEAD):
        begin, at = at, at + len(line)
        if is_lost and (found := line.find(_RECORD)) > 0:
            begin, line = begin + found, line[found:]
        if not line.startswith(_RECORD):
            if line.strip() and not is_lost:
                yield begin, "lies between two records and is none"
                is_lost = True
            continue
        head = line
        while line not in (b"\r\n", b"\n", b"") and len(head) < _LONGEST_HEAD:
            line = stream.readline(_LONGEST_HEAD)
            head += line
        at = begin + len(head)
        told = _LENGTH.search(head)
        is_lost = told is None or int(told[1]) > most
        if told is None or is_lost:
            yield begin, f"has more than {most:,} bytes" if told else "tells no length"
            if told and is_packed:
                at += _pass_over(stream, int(told[1]))
                is_lost = False
            continue
        body = stream.read(int(told[1]))
        at += len(body)
        is_lost = stream.peek(1)[:1] not in (b"\r", b"\n", b"")
        if is_lost or len(body) < int(told[1]):
            yield begin, f"tells a length ({int(told[1]):,}) that it has not"
        else:
            yield begin, head + body


def _pass_over(stream: BufferedReader, length: int) -> int:
    """Read on by so many bytes, or to the end; return by how many."""
    left = length
    while left and (data := stream.read(min(left, _CHUNK))):
        left -= len(data)
    return length - left


# --- records


def _records(member: bytes, where: str, limits: Limits) -> Iterator[Raw | Fault | None]:
    """Yield the page or the fault of each record of a member, None for what is no page."""
    try:
        for record in ArchiveIterator(io.BytesIO(member), parse_http=True, auto_decode="all"):
            yield _page(record, member, where, limits)
    except DocumentError as error:
        reason, _, advice = str(error).partition("; ")
        yield Fault(where, reason, advice or _ADVICE)
    except (OSError, ValueError) as error:
        yield Fault(where, f"is broken ({error})", _ADVICE)


def _page(record: WarcRecord, member: bytes, where: str, limits: Limits) -> Raw | None:
    length = record.headers.get("Content-Length") or ""
    begin = member.find(b"\r\n\r\n", record.stream_pos) + 4
    if not (length.isascii() and length.isdigit()) or begin + int(length[:18]) > len(member):
        raise DocumentError(f"tells a length ({length[:20] or 'none'}) that it has not")
    if record.record_type != WarcRecordType.response or not record.is_http_parsed:
        return None
    kind = (record.http_content_type or "").lower()
    if record.http_headers.status_code != 200 or kind not in _PAGES:
        return None
    body = record.reader.read(limits.max_page_bytes + 1)
    if len(body) > limits.max_page_bytes:
        raise DocumentError(f"holds a page of more than {limits.max_page_bytes:,} bytes")
    url = record.headers.get("WARC-Target-URI") or ""
    return Raw("page", body, where=where, encoding=record.http_charset or "", url=url, advice=_ADVICE)
