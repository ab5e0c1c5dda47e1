"""Web archives: a record at a time, flat memory, each bad record refused by its offset and the rest read."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import re
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archives import page_record, record
from frontline.documents import DocumentStream, read_documents, require_dates
from frontline.documents.article import Article, Fault
from frontline.documents.formats import read_articles
from frontline.errors import DocumentError
from frontline.limits import Limits
from frontline.model import Document

STORY = (
    "Rebels captured Midham on Saturday, officials said. It was story number {} of a long day at the front."
)
GOOD = [page_record(n, STORY.format(n)) for n in range(4)]
LIMITS = Limits(max_page_bytes=200_000)


def texts(data, limits=LIMITS):
    """Return the numbers of the stories that were read, and the places of the faults."""
    found = list(read_articles(io.BytesIO(data), ".warc.gz", limits))
    told = [int(one.text.split("number ")[1].split()[0]) for one in found if isinstance(one, Article)]
    return told, [one.where for one in found if isinstance(one, Fault)], found


def at(*before):
    return f"record at byte {sum(map(len, before)):,}"


def test_each_page_is_an_article(tmp_path):
    path = tmp_path / "CC-NEWS-20310504.warc.gz"
    others = [
        gzip.compress(record("https://example.org/robots.txt", b"User-agent: *", media_type="text/plain")),
        gzip.compress(record("https://example.org/gone", b"<p>Not here</p>", status="404 Not Found")),
        gzip.compress(record("https://example.org/q", b"", kind="request")),
    ]
    path.write_bytes(b"".join([GOOD[0], *others, GOOD[1]]))
    reading = require_dates(read_documents([tmp_path]))
    assert [document.doc_id for document in reading.documents] == ["CC-NEWS-20310504-1", "CC-NEWS-20310504-2"]
    first = reading.documents[0]
    assert (first.url, first.title, first.published) == (
        "https://example.org/0",
        "Story 0",
        dt.date(2031, 5, 3),
    )
    assert first.text == STORY.format(0)
    assert reading.notes == (f"{path}: 3 record(s) of the archive skipped that are no pages",)
    assert not reading.refusals


BOMB = gzip.compress(record("https://example.org/bomb", b"\0" * 3_000_000))
PACKED_BOMB = gzip.compress(
    record("https://example.org/bomb", gzip.compress(b"a" * 3_000_000), more=b"Content-Encoding: gzip\r\n")
)
LONG_HEAD = gzip.compress(b"WARC/1.0\r\nX: " + b"a" * 150_000 + b"\r\n\r\n")
NOT_PACKED = gzip.compress(record("https://example.org/x", b"abc", more=b"Content-Encoding: gzip\r\n"))


def told_length(length):
    whole = record("https://example.org/x", b"abc")
    return gzip.compress(whole.replace(b"Content-Length: ", b"Content-Length: " + length))


BAD_RECORDS = {
    "bomb": BOMB,
    "bomb in a page": PACKED_BOMB,
    "long head": LONG_HEAD,
    "not packed as told": NOT_PACKED,
    "no record": gzip.compress(b"hello"),
    "garbage": b"garbage between the records",
    "length too long": told_length(b"9"),
    "length below zero": told_length(b"-"),
    "length of 5,000 digits": told_length(b"9" * 5_000),
    "no length": gzip.compress(record("https://example.org/x", b"abc").replace(b"Content-Length", b"Size")),
    "binary": gzip.compress(record("https://example.org/x", b"\x89PNG" + bytes(range(256)) * 9)),
    "cut within": GOOD[3][: len(GOOD[3]) // 2],
    "turned bits": GOOD[3][:60] + b"\xff\x00\xff" + GOOD[3][63:],
    "wrong checksum": GOOD[3][:-8] + bytes(4) + GOOD[3][-4:],
}


@pytest.mark.parametrize(
    "name", BAD_RECORDS
)  # not the bytes: a packed record tells the second it was packed in
def test_a_bad_record_is_refused_by_its_offset_and_costs_itself_alone(name):
    read, faults, found = texts(GOOD[0] + BAD_RECORDS[name] + GOOD[1] + GOOD[2])
    assert read == [0, 1, 2], name
    assert faults == [at(GOOD[0])]
    assert all(one.reason and one.advice for one in found if isinstance(one, Fault))


def test_an_archive_that_is_cut_off_gives_what_came_before():
    assert texts(GOOD[0] + GOOD[1][:-20])[:2] == ([0], [at(GOOD[0])])


def test_records_that_share_a_member_are_read():
    both = gzip.compress(gzip.decompress(GOOD[0]) + gzip.decompress(GOOD[1]))
    assert texts(both)[:2] == ([0, 1], [])


PLAIN = [gzip.decompress(one) for one in GOOD]
MANY = [gzip.decompress(page_record(n, STORY.format(n) * 40)) for n in range(100)]
WHOLE = gzip.compress(b"".join(MANY))


def test_an_archive_that_was_packed_as_a_whole_flows_through():
    assert len(b"".join(MANY)) > 2 * LIMITS.max_page_bytes
    assert texts(WHOLE)[:2] == ([*range(100)], [])
    assert texts(WHOLE + GOOD[3])[:2] == ([*range(100), 3], [])
    large = record("https://example.org/x", b"a" * 300_000 + b"\n" + PLAIN[2])
    read, faults, _ = texts(gzip.compress(b"".join([*MANY[:60], large, *MANY[60:]])) + GOOD[3])
    assert read == [*range(100), 3]
    assert faults == [f"record at byte 0, {sum(map(len, MANY[:60])):,} of what it unpacks to"]


def test_of_an_archive_packed_as_a_whole_and_cut_or_damaged_what_came_before_is_read():
    read, faults, _ = texts(WHOLE[: len(WHOLE) * 2 // 3])
    assert read == [*range(len(read))]
    assert read
    assert faults[-1] == "record at byte 0"
    few = gzip.compress(b"".join(PLAIN))
    assert texts(few[:-9])[:2] == ([0, 1, 2, 3], ["record at byte 0"])
    read, faults, _ = texts(WHOLE[:-8] + bytes(8) + GOOD[3])
    assert (read[-1], faults[-1]) == (3, "record at byte 0")
    assert read[:-1] == [*range(len(read) - 1)]


def test_a_bomb_behind_a_record_is_left():
    limits = Limits(max_page_bytes=200_000, max_unpacked_bytes=1_000_000)
    bomb = gzip.compress(b"".join(MANY) + record("https://example.org/x", bytes(9_000_000)) + PLAIN[1])
    read, faults, found = texts(bomb + GOOD[3], limits)
    assert read == [*range(100), 3]
    assert faults[-1] == "record at byte 0"
    assert "unpacks to 1,000,000 bytes without a record" in [
        one.reason for one in found if isinstance(one, Fault)
    ]


def test_what_is_no_archive_is_refused_whole(tmp_path):
    with pytest.raises(DocumentError, match="not packed with gzip"):
        texts(b"HTTP/1.0\r\n\r\n")
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"")
    (refusal,) = read_documents([path]).refusals
    assert "is empty" in str(refusal)


ELSE = record("https://example.org/x", b"abc")


@pytest.mark.parametrize(
    ("name", "bad", "lost"),
    [
        ("garbage", b"garbage between\nthe records\n", 0),
        ("no length", ELSE.replace(b"Content-Length", b"Size"), 0),
        ("length of 5,000 digits", ELSE.replace(b"Content-Length: ", b"Content-Length: " + b"9" * 5_000), 0),
        ("too large", record("https://example.org/x", b"a" * 300_000), 0),
        ("long head", b"WARC/1.0\r\nX: " + b"a" * 150_000 + b"\r\n\r\n", 0),
        ("packed", GOOD[3], 0),
        ("length too long", ELSE.replace(b"Content-Length: ", b"Content-Length: 1"), 1),
        ("length too short", re.sub(rb"(Content-Length: )\d+", rb"\g<1>9", ELSE), 0),
    ],
)  # fmt: skip
def test_a_plain_archive_is_read_as_a_packed_one(name, bad, lost):
    read, faults, _ = texts(PLAIN[0] + bad + PLAIN[1] + PLAIN[2])
    assert read == ([0, 2] if lost else [0, 1, 2]), name
    assert faults[0] == at(PLAIN[0])


def test_a_plain_archive_has_its_suffix_and_is_known_without_one(tmp_path, monkeypatch):
    data = b"".join(PLAIN)
    (tmp_path / "crawl.warc").write_bytes(data)
    packed = [document.text for document in read_documents([tmp_path]).documents]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert packed == [document.text for document in read_documents(["-"]).documents]
    assert len(packed) == len(GOOD)
    assert texts(data[:-300])[:2] == ([0, 1, 2], [at(*PLAIN[:3])])


def test_false_beginnings_without_end_are_given_up():
    with pytest.raises(DocumentError, match="no further record"):
        texts(GOOD[0] + b"\x1f\x8b\x08" * 5_000)


def test_memory_does_not_grow_with_the_archive(tmp_path):
    def peak(copies):
        path = tmp_path / f"{copies}.warc.gz"
        path.write_bytes(b"".join(page_record(n, STORY.format(n)) for n in range(copies)))
        tracemalloc.start()
        with path.open("rb") as stream:
            assert (
                sum(isinstance(one, Article) for one in read_articles(stream, ".warc.gz", LIMITS)) == copies
            )
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(2)  # libraries are loaded
    assert peak(60) < 1.5 * peak(10) + 500_000


@given(
    st.lists(st.sampled_from([*GOOD, BOMB, NOT_PACKED, b"junk"]), max_size=5),
    st.integers(0, 3_000), st.binary(max_size=20), st.integers(0, 3_000),
)  # fmt: skip
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_archive_raises_and_each_fault_has_its_line(tmp_path, parts, start, patch, cut):
    data = b"".join(parts)
    data = data[:start] + patch + data[start + len(patch) :]
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data[: len(data) - cut] if cut < len(data) else data)
    for item in DocumentStream([path], limits=LIMITS):
        assert isinstance(item, Document) or "\n" not in str(item)
