"""Sources that are addresses: pages and feeds of the web by a fetcher, files of any file system by fsspec."""

from __future__ import annotations

import datetime as dt

import fsspec
import pytest
from typer.testing import CliRunner

from archives import page_record
from frontline.cli import app
from frontline.documents import read_documents, resolve_sources
from frontline.errors import InputError, NoInputError
from frontline.fetch import Fetcher
from hostileserver import HostileServer

DAY = dt.date(2031, 5, 3)
STORY = b"Published: 3 May 2031\n\nRebels captured Midham on Saturday, officials said."


@pytest.fixture
def server():
    with HostileServer() as found:
        yield found


@pytest.fixture
def memory():
    system = fsspec.filesystem("memory")
    yield system
    system.rm("/", recursive=True)


def read(sources):
    return read_documents(resolve_sources(sources, Fetcher(allow_private=True, pause_seconds=0)))


def test_a_page_and_a_feed_are_read_by_their_addresses(server):
    reading = read([f"{server.url}/page", f"{server.url}/feed"])
    page, feed = reading.documents
    assert (page.doc_id, page.url, page.published) == ("page", f"{server.url}/page", DAY)
    assert page.path == f"{server.url}/page"
    assert (feed.doc_id, feed.outlet, feed.url, feed.published) == (
        "feed-1",
        "Parallel Post",
        "https://example.org/1",
        DAY,
    )


@pytest.mark.parametrize("path", ["missing", "broken", "circle", "endless", "garbage", "image"])
def test_an_address_that_fails_is_refused_by_name_and_the_rest_is_read(server, tmp_path, path):
    (tmp_path / "a.txt").write_bytes(STORY)
    reading = read([f"{server.url}/{path}", str(tmp_path)])
    assert [document.doc_id for document in reading.documents] == ["a"]
    (refusal,) = reading.refusals
    assert str(refusal).startswith(f"{server.url}/{path}: ")
    assert refusal.advice


def test_a_web_address_needs_a_fetcher():
    with pytest.raises(InputError, match="hand in a Fetcher"):
        resolve_sources(["https://example.org/"])
    with pytest.raises(NoInputError, match="resolve_sources"):
        read_documents(["https://example.org/"])
    for odd in ("odd://x", "simplecache::http://127.0.0.1/x", "https::memory://x"):
        with pytest.raises(InputError, match=r"are not read|no file or folder"):
            read_documents(resolve_sources([odd]))
    with pytest.raises(InputError, match="s3fs"):
        resolve_sources(["s3://bucket/articles"])


def test_files_of_any_file_system_are_read_as_local_ones(memory, tmp_path):
    memory.pipe({"/news/a.txt": STORY, "/news/deep/b.jsonl": b'{"text": "Weston fell.", "published": "2031-05-03"}\n',
                 "/news/c.warc.gz": page_record(7, "Blue forces left Weston on Friday, reporters said at noon."),
                 "/news/d.png": b"\x89PNG"})  # fmt: skip
    local = tmp_path / "e.txt"
    local.write_bytes(STORY.replace(b"Midham", b"Norwick"))
    reading = read(["memory://news", local.as_uri()])
    assert [document.doc_id for document in reading.documents] == ["a", "c-1", "b-1", "e"]
    assert reading.documents[0].path == "memory:///news/a.txt"
    assert not reading.refusals


def test_a_file_that_is_not_there_is_refused(memory):
    memory.pipe({"/x/readme.bin": b"no article"})
    with pytest.raises(NoInputError, match="holds no article"):
        resolve_sources(["memory://x"])
    (refusal,) = read(["memory://x/none.txt"]).refusals
    assert "is not there" in str(refusal)


def test_the_command_asks_no_private_address_unless_told(server, tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path / "cache"))
    page = f"{server.url}/page"
    refused = CliRunner().invoke(app, ["claims", page])
    assert refused.exit_code == 2
    assert "--allow-private" in refused.stderr
    assert not server.asked
    told = CliRunner().invoke(app, ["claims", page, "--allow-private"])
    assert told.exit_code == 0, told.stderr
    assert server.paths() == ["/robots.txt", "/page"]
