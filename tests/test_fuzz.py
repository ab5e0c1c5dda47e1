"""Fuzzing, briefly: no bytes make a reader do anything but read or refuse. `make fuzz` goes on for longer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzzing import ARTICLES, TABLES, TARGETS

#: What formats are made of, so that more of the bytes get past the first look.
PIECES = st.sampled_from(
    [b"{", b"}", b"[", b"]", b'"text":', b'"', b",", b"\n", b"<p>", b"</p>", b"<item>", b"<!--", b"&amp;", b"\x1f\x8b\x08", b"PK\x03\x04",
     b"PAR1", b"SQLite format 3\0", b"place,controller,date\n", b"Midham,red,2031-05-03\n", b"WARC/1.0\r\n", b"---\n", b"Published: ",
     b"red forces captured Midham ", b"on Friday ", b"3 May ", b"10 km north of ", b"not ", b'said "', b"\xff\xfe", b"\xd8\x00", b"name,lat,lon\n",
     b"geometry", b"1e999", b"-", b"http://", b"[::1]", b"@", b"%00", b"[[faction]]\n", b"id = ", b"2031-05-03"]
)  # fmt: skip
BYTES = st.lists(PIECES | st.binary(max_size=12), max_size=24).map(b"".join)


@pytest.mark.parametrize("name", sorted(TARGETS))
@given(kind=st.integers(0, 255), data=BYTES)
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_do_anything_but_be_read_or_refused(name, kind, data):
    TARGETS[name](bytes([kind]) + data)


def test_make_fuzz_knows_every_target():
    text = (Path(__file__).parent / "bench" / "fuzz.py").read_text(encoding="utf-8")
    assert all(f'"{name}"' in text for name in TARGETS)


@pytest.mark.parametrize("kind", range(max(len(ARTICLES), len(TABLES))))
def test_each_format_is_fuzzed_from_nothing_on(kind):
    for name in ("articles", "tables"):
        for data in (b"", b" ", b"\0" * 64, b"\xff" * 64):
            TARGETS[name](bytes([kind]) + data)
