"""The cache of findings: nothing is read twice, and whatever becomes of the file, nothing is wrong."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archives import page_record
from frontline import cache
from frontline.cache import FindingsCache, stamp_of
from frontline.claims import ClaimExtractor
from frontline.documents import formats
from frontline.documents.found import Found, pack_found, unpack_found
from frontline.documents.page import read_article
from frontline.documents.preparing import Prepared, pack_prepared, unpack_prepared
from frontline.evidence import EvidenceStream, Means, gather
from frontline.gazetteer import Gazetteer
from frontline.gleaning import Gleaned, glean
from frontline.model import Document, Place
from frontline.theatre import load_theatre
from readers import WordReader

ROOT = Path(__file__).resolve().parents[1]
DAY = dt.date(2031, 5, 3)
TEXTS = [Document(f"d{n}", f"Fall of Midham, number {n}.", published=DAY) for n in range(40)]


def fill(folder, **options):
    with FindingsCache(folder, "stamp", **options) as kept:
        for text in TEXTS:
            kept.put(text, glean(WordReader(), text))
    return file_of(folder)


def file_of(folder):
    (path,) = folder.glob("*.sqlite3")
    return path


def assert_right(folder):
    """Whatever the file is, what is found is right; and what is put in is found again, by the next run at the latest."""
    found = 0
    for _ in range(2):
        with FindingsCache(folder, "stamp") as kept:
            for text in TEXTS:
                right = glean(WordReader(), text)
                gleaned = kept.get(text)
                assert gleaned in (None, right)
                kept.put(text, right)
            found = kept.found
    return found


def write_articles(folder, count, first=0):
    folder.mkdir(exist_ok=True)
    for n in range(first, first + count):
        (folder / f"{n:04}.txt").write_text(
            f"Published: 3 May 2031\n\nFall of Midham, part {n}.", encoding="utf-8"
        )


# --- nothing is read twice


def test_only_what_is_new_is_read(tmp_path, toy_theatre):
    def run():
        reader = WordReader()
        evidence = gather([tmp_path / "in"], toy_theatre, gazetteer, extractor=reader, means=means)
        return reader.read_so_far, evidence

    gazetteer = Gazetteer.for_theatre(toy_theatre)
    means = Means(cache_folder=tmp_path / "cache")
    write_articles(tmp_path / "in", 60)
    first, evidence = run()
    second, again = run()
    assert (first, second) == (60, 0)
    assert replace(again, account=evidence.account) == evidence
    assert again.account == replace(evidence.account, articles_known=60)
    write_articles(tmp_path / "in", 1, first=60)
    assert run()[0] == 1


def test_a_page_is_prepared_once(tmp_path, toy_theatre, monkeypatch):
    def run():
        read.clear()
        return gather([tmp_path / "in"], toy_theatre, gazetteer, extractor=WordReader(), means=means)

    read = []
    monkeypatch.setattr(formats, "read_article", lambda markup: read.append(markup) or read_article(markup))
    gazetteer = Gazetteer.for_theatre(toy_theatre)
    means = Means(cache_folder=tmp_path / "cache")
    (tmp_path / "in").mkdir()
    story = "The fall of Midham was told on that day by everyone who saw it, part {}. "
    records = [page_record(n, story.format(n) * 3) for n in range(8)]
    (tmp_path / "in" / "crawl.warc.gz").write_bytes(b"".join(records))
    page = f"<html><body><p>Published on 3 May 2031</p><p>{story.format('last') * 3}</p></body></html>"
    (tmp_path / "in" / "page.html").write_text(page, encoding="utf-8")
    (tmp_path / "in" / "strange.html").write_text(
        page.replace("<html>", "<html><meta name=pubdate content='3 May 9031'>"), encoding="utf-8"
    )
    first, told = run(), len(read)
    again = run()
    assert told == 10
    assert len(read) == 1, "only the page of which more than its document is told is read again"
    assert replace(again, account=first.account) == first
    (tmp_path / "in" / "page.html").write_text(page.replace("everyone", "all"), encoding="utf-8")
    assert any("told on that day by all" in document.text for document in run().documents)


@given(st.binary(max_size=300), st.binary(max_size=40))
def test_what_was_prepared_comes_back_as_it_was(data, sketch):
    one = Prepared(data, b"s" * 16, b"rank", sketch)
    assert unpack_prepared(pack_prepared(one)) == [one]
    with pytest.raises(ValueError, match="nothing prepared"):
        unpack_prepared(pack_prepared(one) + b"x")


NAMES = st.text(max_size=20)


@given(st.builds(Document, NAMES, NAMES, title=NAMES, url=NAMES, outlet=NAMES, path=NAMES, published_rule=NAMES,
                 published=st.none() | st.dates()), NAMES, NAMES)  # fmt: skip
def test_a_document_waits_on_disk_as_it_was(document, where, fault):
    one = Found(document, where, fault)
    assert unpack_found(pack_found(one)) == one


def test_a_document_that_moved_is_known_and_one_that_changed_is_not(tmp_path):
    fill(tmp_path)
    with FindingsCache(tmp_path, "stamp") as kept:
        moved = replace(TEXTS[0], doc_id="elsewhere", path="b/c.txt", also_in=("Post",))
        assert kept.get(moved) == glean(WordReader(), moved)
        for change in ({"text": TEXTS[0].text + " "}, {"title": "T"}, {"outlet": "O"}, {"url": "u"},
                       {"published": dt.date(2031, 5, 4)}, {"published_at": "09:00"}):  # fmt: skip
            assert kept.get(replace(TEXTS[0], **change)) is None, change


def test_what_cannot_be_read_is_tried_again(tmp_path):
    with FindingsCache(tmp_path, "stamp") as kept:
        kept.put(TEXTS[0], Gleaned(fault="takes too long"))
        kept.flush()
        assert kept.get(TEXTS[0]) is None


def test_the_stamp_changes_with_all_that_is_read_with(monkeypatch):
    theatre = load_theatre("syria-2024")
    gazetteer = Gazetteer.for_theatre(theatre)
    village = Place("v", "Newtown", "village", 37.0, 35.0)
    extractors = [
        ClaimExtractor(theatre, gazetteer),
        ClaimExtractor(theatre, gazetteer, explains=True),
        ClaimExtractor(theatre, gazetteer.joined([village])),
        ClaimExtractor(theatre, gazetteer.joined([replace(village, lat=35.1)])),
        ClaimExtractor(replace(theatre, last_day=theatre.last_day + dt.timedelta(days=1)), gazetteer),
    ]
    stamps = [stamp_of(extractor) for extractor in extractors]
    assert all(stamps)
    assert len(set(stamps)) == len(stamps)
    gazetteer.lookup("Hama")
    assert stamp_of(ClaimExtractor(load_theatre("syria-2024"), gazetteer)) == stamps[0]
    monkeypatch.setattr(cache, "code_stamp", lambda: "another version")
    assert stamp_of(extractors[0]) != stamps[0]


def test_who_does_not_say_what_it_depends_on_is_not_cached(toy_theatre):
    class Behind:
        pass

    backed = Gazetteer.for_theatre(toy_theatre).backed_by(Behind())
    assert stamp_of(ClaimExtractor(toy_theatre, backed)) == ""
    assert stamp_of(Behind()) == ""


def test_the_stamp_is_the_same_in_every_process():
    code = (
        "from frontline.cache import stamp_of; from frontline.claims import ClaimExtractor;"
        "from frontline.theatre import load_theatre; print(stamp_of(ClaimExtractor(load_theatre('syria-2024'))))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


# --- never wrong


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_a_damaged_file_is_never_wrong(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("cache")
    path = fill(folder)
    whole = bytearray(path.read_bytes())
    if data.draw(st.booleans(), label="cut"):
        whole = whole[: data.draw(st.integers(0, len(whole)))]
    for _ in range(data.draw(st.integers(0, 60))):
        at = data.draw(st.integers(0, len(whole) - 1)) if whole else 0
        whole[at : at + 1] = bytes([data.draw(st.integers(0, 255))])
    path.write_bytes(whole)
    assert_right(folder)


@pytest.mark.parametrize(
    "content", [b"", b"no database", b"\0" * 40_000, b"SQLite format 3\0" + b"\xff" * 9_000]
)
def test_a_file_that_is_no_cache_is_replaced(tmp_path, content):
    fill(tmp_path).write_bytes(content)
    assert assert_right(tmp_path) == len(TEXTS)


def test_rows_that_were_changed_are_not_believed(tmp_path):
    path = fill(tmp_path)
    with closing(sqlite3.connect(path)) as base, base:
        values = [row[0] for row in base.execute("SELECT value FROM findings")]
        base.execute("UPDATE findings SET value = ?", (values[0],))
    assert_right(tmp_path)


def test_a_file_that_is_deleted_under_a_run_costs_time_only(tmp_path):
    with FindingsCache(tmp_path, "stamp") as kept:
        for n, text in enumerate(TEXTS):
            kept.put(text, glean(WordReader(), text))
            kept.flush()
            if n == 10:
                file_of(tmp_path).unlink()
    assert assert_right(tmp_path) == len(TEXTS)


def test_a_file_that_is_cut_under_a_run_costs_time_only(tmp_path):
    fill(tmp_path)
    with FindingsCache(tmp_path, "stamp") as kept:
        assert kept.get(TEXTS[0])
        os.truncate(file_of(tmp_path), 4096)
        for text in TEXTS:
            assert kept.get(text) in (None, glean(WordReader(), text))
            kept.put(text, glean(WordReader(), text))
    assert assert_right(tmp_path) == len(TEXTS)


def test_two_runs_share_it(tmp_path):
    with FindingsCache(tmp_path, "stamp") as one, FindingsCache(tmp_path, "stamp") as other:
        for text in TEXTS[:20]:
            one.put(text, glean(WordReader(), text))
        one.flush()
        for text in TEXTS:
            assert (other.get(text) is not None) == (text in TEXTS[:20])
            other.put(text, glean(WordReader(), text))
        other.flush()
        assert all(one.get(text) for text in TEXTS)


def test_a_file_that_another_run_holds_is_done_without(tmp_path, monkeypatch):
    path = fill(tmp_path)
    monkeypatch.setattr(cache, "_WAIT_SECONDS", 0.01)
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with FindingsCache(tmp_path, "stamp") as kept:
            assert kept.get(TEXTS[0]) is None
            kept.put(TEXTS[0], glean(WordReader(), TEXTS[0]))
    assert assert_right(tmp_path) == len(TEXTS)


def test_what_was_not_asked_for_longest_goes_first(tmp_path):
    path = fill(tmp_path)
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("UPDATE findings SET day = day - 9")
        base.execute("UPDATE findings SET value = zeroblob(3000), day = day - 9 WHERE rowid % 2 = 0")
    with FindingsCache(tmp_path, "stamp", max_bytes=60_000) as kept:
        used = [text for text in TEXTS if kept.get(text)]
    assert len(used) == 20
    assert path.stat().st_size <= 60_000
    with FindingsCache(tmp_path, "stamp") as kept:
        assert all(kept.get(text) for text in used)


# --- a run that is stopped


def run_claims(folder, *more):
    command = [sys.executable, "-m", "frontline", "claims", folder / "in", "--out", folder / "out.csv", *more]
    environment = {**os.environ, "FRONTLINE_CACHE": str(folder / "cache")}
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def count_rows(folder):
    try:
        with closing(sqlite3.connect(file_of(folder / "cache" / "findings"))) as base:
            return int(base.execute("SELECT count(*) FROM findings").fetchone()[0])
    except (ValueError, sqlite3.Error):
        return 0


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_goes_on_from_there(tmp_path, stop):
    folder = tmp_path / "in"
    folder.mkdir()
    texts = [
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "geodata" / "articles").glob("*.txt"))
    ]
    for n in range(240):
        text = (
            f"{texts[n % len(texts)]}\n\nThis is copy number {n} of the dispatch, with a line of its own.\n"
            * 2
        )
        (folder / f"{n:03}.txt").write_text(f"Published: 5 December 2024\n\n{text}", encoding="utf-8")
    (tmp_path / "out.csv").write_text("what was there before", encoding="utf-8")
    run = run_claims(tmp_path)
    for _ in range(2_400):
        if (rows := count_rows(tmp_path)) or run.poll() is not None:
            break
        time.sleep(0.05)
    run.send_signal(stop)
    told = run.communicate()[1]
    assert run.returncode == (130 if stop == signal.SIGINT else -9), told
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "what was there before"
    if stop == signal.SIGINT:
        notes = [line for line in told.splitlines() if not line.startswith("note:")]  # of near copies
        assert [line.split(".")[0] for line in notes] == ["Stopped"]
    theatre = load_theatre("syria-2024")
    means = Means(cache_folder=tmp_path / "cache" / "findings")
    stream = EvidenceStream([folder], theatre, Gazetteer.for_theatre(theatre), means=means)
    number = sum(len(finding.claims) for finding in stream)
    assert stream.account.articles_known >= rows > 0
    assert stream.account.articles_known < 240
    assert number == stream.account.claims > 0
