"""Editions: what is new is told with who said so; the folder is whole at any moment; the feed keeps its ids."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import uuid
from dataclasses import replace

import defusedxml.ElementTree as ET  # noqa: N817
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from typer.testing import CliRunner

import hostileserver
from browser.test_hostile import ADDRESSES, MARKUP, ODD, TEMPLATES
from desks import STORIES, write_stories
from frontline import gleaning
from frontline.claims import read_grounded
from frontline.cli import app, watch
from frontline.cli.watch import read_pause
from frontline.documents import read_documents
from frontline.editions import (
    Memory,
    compare,
    fingerprint,
    is_up_to_date,
    keep_articles,
    keep_edition,
    read_editions,
    remember,
)
from frontline.editions.news import Holder, Said
from frontline.errors import InputError, NoInputError
from frontline.fetch import Fetcher
from frontline.gazetteer import Gazetteer
from frontline.model import Document
from frontline.pipeline import draw, gather
from hostileserver import HostileServer

ATOM = "{http://www.w3.org/2005/Atom}"
MONDAY = dt.datetime(2031, 5, 9, 8, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
LATER = "Red forces captured Norby on Thursday, the Parallel Post said. Blue forces recaptured Midham on Thursday."


@pytest.fixture(scope="module")
def days(still_theatre, tmp_path_factory):
    """What is read, and drawn, of the articles of a first day and of both days."""
    folder = write_stories(tmp_path_factory.mktemp("sources") / "articles", {"first": STORIES["first"]})
    gazetteer = Gazetteer.for_theatre(still_theatre)

    def read():
        evidence = gather([folder], still_theatre, gazetteer)
        return evidence, draw(evidence, still_theatre)

    first = read()
    write_stories(folder, {"later": LATER}, published="2031-05-09")
    return first, read()


def keep(folder, theatre, day, at, **more):
    evidence, drawing = day
    words = {"now": at, "built_from": f"{at}", "notice": ""} | more
    return keep_edition(
        folder, theatre, remember(evidence, drawing), evidence.claims,
        lambda path: path.write_text("the map", encoding="utf-8"), **words,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "editions"


@pytest.fixture
def two(folder, still_theatre, days):
    """A folder with editions of two days, and the news of the second."""
    keep(folder, still_theatre, days[0], MONDAY)
    return keep(folder, still_theatre, days[1], MONDAY + DAY)


def words_of(path):
    return " ".join(html.parse(str(path)).getroot().text_content().split())


def test_the_first_edition_has_nothing_to_compare_with(folder, still_theatre, days):
    news = keep(folder, still_theatre, days[0], MONDAY)
    assert news.is_empty
    names = sorted(path.name for path in (folder / "2031-05-09").iterdir())
    assert names == ["changes.html", "claims.csv", "edition.json", "toy.html"]
    assert sorted(path.name for path in (folder / "latest").iterdir()) == names
    assert "is the first" in words_of(folder / "index.html")


def test_what_changed_is_told_with_who_said_so(two, folder):
    assert {(turn.place, turn.before, turn.after) for turn in two.turns} >= {
        ("Norby", "blue", "red"),
        ("Midham", "red", "blue"),
    }
    assert {said.place for said in two.claims} == {"Norby", "Midham"}
    page = words_of(folder / "2031-05-10" / "changes.html")
    assert "since that of 2031-05-09" in page
    for words in ("Norby", "Blues", "Reds", "Red forces captured Norby on Thursday", "Parallel Post"):
        assert words in page
    assert words_of(folder / "index.html").count("what changed") == 3  # the title, and a link a day
    for name in ("toy.html", "changes.html", "claims.csv", "edition.json"):
        assert (folder / "latest" / name).read_bytes() == (folder / "2031-05-10" / name).read_bytes()


@pytest.mark.usefixtures("two")
def test_every_link_of_a_page_leads_somewhere(folder):
    for page in (
        folder / "index.html",
        folder / "2031-05-10" / "changes.html",
        folder / "latest" / "changes.html",
    ):
        links = html.parse(str(page)).getroot().xpath("//@href")
        assert links
        for link in links:
            assert link.startswith("data:") or (page.parent / link.partition("#")[0]).is_file(), (page, link)


def test_the_feed_is_valid_atom_and_points_into_the_pages(two, folder):
    root = ET.parse(folder / "changes.atom").getroot()
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == len(two.turns) + 1
    for node in (root, *entries):
        assert uuid.UUID(node.findtext(f"{ATOM}id"))
        assert node.findtext(f"{ATOM}title")
        assert dt.datetime.fromisoformat(node.findtext(f"{ATOM}updated")).tzinfo
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    for entry in entries:
        page, _, anchor = entry.find(f"{ATOM}link").get("href").partition("#")
        assert html.parse(str(folder / page)).getroot().get_element_by_id(anchor) is not None
    norby = next(entry for entry in entries if entry.findtext(f"{ATOM}title").startswith("Norby"))
    assert norby.findtext(f"{ATOM}title") == "Norby: Blues → Reds"
    assert "captured Norby" in norby.findtext(f"{ATOM}summary")


def test_an_edition_built_again_keeps_the_ids_and_times_of_its_entries(two, folder, still_theatre, days):
    before = (folder / "changes.atom").read_bytes()
    again = keep(folder, still_theatre, days[1], MONDAY + DAY + dt.timedelta(hours=3))
    assert again == two
    assert (folder / "changes.atom").read_bytes() == before
    assert [edition.day.day for edition in read_editions(folder)] == [10, 9]


def test_the_feed_has_whole_addresses_where_it_is_told_its_own(folder, still_theatre, days):
    keep(folder, still_theatre, days[0], MONDAY)
    keep(folder, still_theatre, days[1], MONDAY + DAY, url="https://example.org/maps")
    links = [link.get("href") for link in ET.parse(folder / "changes.atom").iter(f"{ATOM}link")]
    assert all(link.startswith("https://example.org/maps/") for link in links)
    assert "https://example.org/maps/changes.atom" in links


def test_a_claim_that_a_reviewer_took_out_is_told(folder, still_theatre, days):
    keep(folder, still_theatre, days[1], MONDAY)
    news = keep(folder, still_theatre, days[0], MONDAY + DAY)
    assert {said.place for said in news.dropped} == {"Norby", "Midham"}
    assert "No longer counted" in words_of(folder / "latest" / "changes.html")


@pytest.mark.usefixtures("two")
def test_a_build_that_is_killed_leaves_the_editions_whole_and_is_made_again(
    folder, still_theatre, days, monkeypatch
):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    evidence, drawing = days[0]

    def die(path):
        path.write_text("half", encoding="utf-8")
        raise KeyboardInterrupt

    memory = remember(evidence, drawing)
    with pytest.raises(KeyboardInterrupt):
        keep_edition(folder, still_theatre, memory, (), die, now=MONDAY + DAY, built_from="new")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    monkeypatch.setattr("frontline.editions.keeping.write_feed", lambda *_args, **_more: die(folder / "x"))
    with pytest.raises(KeyboardInterrupt):
        keep(folder, still_theatre, days[0], MONDAY + DAY, built_from="new")
    assert not is_up_to_date(folder, "new")
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


@pytest.mark.usefixtures("two")
def test_an_edition_that_cannot_be_read_is_named(folder, still_theatre, days):
    (folder / "2031-05-09" / "edition.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="2031-05-09"):
        keep(folder, still_theatre, days[0], MONDAY + 2 * DAY)


def test_hostile_words_are_text_in_pages_and_feed(folder, still_theatre):
    strings = [string for string in MARKUP + TEMPLATES + ODD if string]
    old = Memory("2031-05-09", {"a": Holder("A", "blue", "held")}, {})
    claims = {
        f"k{n}": Said("a", string, "captured", "red", "2031-05-10", "asserted", string, string, string,
                      ADDRESSES[n % len(ADDRESSES)] if n % 2 else "https://example.org/", "", string, "")
        for n, string in enumerate(strings)
    }  # fmt: skip
    new = Memory("2031-05-10", {"a": Holder(strings[0], "red", "held", tuple(claims))}, claims)
    for memory, at in ((old, MONDAY), (new, MONDAY + DAY)):
        keep_edition(
            folder,
            still_theatre,
            memory,
            (),
            lambda path: path.touch(),
            now=at,
            built_from="x",
            notice=strings[3],
        )
    for page in (folder / "index.html", folder / "latest" / "changes.html"):
        root = html.parse(str(page)).getroot()
        assert not root.xpath(
            "//script | //img | //iframe | //object | //base | //form | //svg | //body//style | //body//meta | //@style"
        )
        assert not [
            name for node in root.iter() for name in getattr(node, "attrib", {}) if name.startswith("on")
        ]
        policy = root.xpath("//meta[@http-equiv]/@content")[0]
        assert "script" not in policy
        assert "unsafe" not in policy
    assert ET.parse(folder / "changes.atom").getroot().findall(f"{ATOM}entry")


HOLDERS = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["red", "blue", "none"]), max_size=3)


@settings(deadline=None)
@given(one=HOLDERS, other=HOLDERS)
def test_news_back_and_forth_mirror_each_other_and_of_the_same_there_is_none(one, other):
    first, second = (
        Memory("2031-05-09", {key: Holder(key, side, "held") for key, side in held.items()})
        for held in (one, other)
    )
    assert compare(first, first).is_empty
    there = {(turn.place, turn.before, turn.after) for turn in compare(first, second).turns}
    back = {(turn.place, turn.after, turn.before) for turn in compare(second, first).turns}
    common = one.keys() & other.keys()
    assert {turn for turn in there if turn[0] in common} == {turn for turn in back if turn[0] in common}


def test_a_memory_comes_back_from_its_file(days):
    memory = remember(*days[1])
    assert Memory.from_json(json.loads(json.dumps(memory.to_json()))) == memory


def test_dark_pages_have_the_inks_of_the_dark_theme():
    style = watch.__file__.replace("cli/watch.py", "web/src/style")

    def inks(name, start):
        with open(f"{style}/{name}", encoding="utf-8") as stream:  # noqa: PTH123
            block = stream.read().partition(start)[2].partition("}")[0]
        return dict(re.findall(r"(--fl-[\w-]+): (#\w+);", block))

    assert inks("pages.css", ".frontline.pg-page {") == inks("tokens.css", '.frontline[data-theme="dark"] {')


# --- watching


def test_content_makes_a_fingerprint_and_times_do_not(tmp_path):
    folder = write_stories(tmp_path / "articles")
    before = fingerprint([folder])
    os.utime(folder / "first.json", (0, 0))
    assert fingerprint([folder]) == before
    (folder / "first.json").write_text("{}", encoding="utf-8")
    changed = fingerprint([folder])
    (folder / "first.json").rename(folder / "other.json")
    assert len({before, changed, fingerprint([folder])}) == 3
    with pytest.raises(NoInputError):
        fingerprint([tmp_path / "nothing"])
    with pytest.raises(InputError, match="no regular file"):
        fingerprint(["/dev/null"])


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("15m", 900), (" 2 h", 7200), ("1D", 86_400)])
def test_a_pause_is_read(text, seconds):
    assert read_pause(text) == seconds


@pytest.mark.parametrize("text", ["", "15", "m", "-5m", "1.5h", "1s", "0m", "1w", "99999999d"])
def test_what_is_no_pause_is_refused(text):
    with pytest.raises(InputError, match="--every"):
        read_pause(text)


def test_watch_builds_when_something_is_new_and_ends_with_ctrl_c(toy_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path / "cache"))
    articles, out = write_stories(tmp_path / "articles", {"first": STORIES["first"]}), tmp_path / "out"
    corrections = tmp_path / "corrections.csv"
    corrections.touch()
    rounds, read = [], []
    monkeypatch.setattr(
        gleaning, "read_grounded", lambda *a, **k: [read.append(a[1].doc_id), read_grounded(*a, **k)][1]
    )

    def pause(seconds):
        assert seconds == 900
        rounds.append((out / "editions.json").stat().st_mtime_ns)
        if len(rounds) == 2:
            write_stories(articles, {"later": LATER}, published="2031-05-09")
            pack = toy_folder / "theatre.toml"
            pack.write_text(
                pack.read_text(encoding="utf-8").replace("Toyland", "Elsewhere"), encoding="utf-8"
            )
        if len(rounds) == 3:
            shutil.rmtree(articles)
        if len(rounds) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(watch.time, "sleep", pause)
    words = ["watch", str(articles), "--theatre", str(toy_folder), "--out", str(out), "-c", str(corrections)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0
    assert rounds[0] == rounds[1] != rounds[2] == rounds[3]
    told = result.output.splitlines()
    assert [line for line in told if "nothing new" in line] == ["nothing new"]
    assert any("there is no file or folder" in line for line in told)
    assert told[-1] == "ended; every edition that was told of is whole"
    assert read == ["first", "later"]  # each once
    assert "Elsewhere" in (out / "index.html").read_text(encoding="utf-8")
    assert "Norby" in (out / "latest" / "claims.csv").read_text(encoding="utf-8").title()
    assert (out / "latest" / "toy.html").stat().st_size > 100_000


@pytest.mark.parametrize(
    ("sources", "out", "words"),
    [("-", "out", "cannot be watched"), ("articles", "articles/out", "lies in the source")],
)  # fmt: skip
def test_what_cannot_be_watched_is_refused(tmp_path, monkeypatch, sources, out, words):
    monkeypatch.chdir(tmp_path)
    write_stories(tmp_path / "articles")
    result = CliRunner().invoke(app, ["watch", sources, "--out", out, "--once"])
    assert (result.exit_code, words in result.output) == (2, True)


def test_what_a_feed_no_longer_lists_stays_among_the_sources(toy_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setitem(Fetcher.__init__.__kwdefaults__, "pause_seconds", 0.0)
    feed = """<?xml version="1.0"?><rss><channel><title>Parallel Post</title><item><title>News</title><link>https://example.org/{0}</link>
      <pubDate>0{0} May 2031 10:00:00 GMT</pubDate><description>Red forces captured {1} on that day, residents said.</description>
      </item></channel></rss>"""
    out, articles = tmp_path / "out", tmp_path / "out-articles"
    with HostileServer() as server:
        words = [
            "watch",
            f"{server.url}/feed",
            "--theatre",
            str(toy_folder),
            "--out",
            str(out),
            "--once",
            "--allow-private",
        ]
        for day, town in ((3, "Midham"), (4, "Norby")):
            monkeypatch.setattr(hostileserver, "FEED", feed.format(day, town).encode())
            result = CliRunner().invoke(app, words)
            assert result.exit_code == 0, result.output
            assert "1 new article(s)" in result.output
        assert "0 new article(s)" in CliRunner().invoke(app, words).output
    assert len(list(articles.glob("*.json"))) == 2
    rows = (out / "latest" / "claims.csv").read_text(encoding="utf-8")
    assert "Midham" in rows
    assert "Norby" in rows


def test_an_article_that_its_outlet_changed_takes_the_place_of_the_earlier(tmp_path):
    first = Document(
        "a", "Red forces captured Midham.", url="https://example.org/1", published=dt.date(2031, 5, 3)
    )
    assert keep_articles([first, first], tmp_path / "kept") == 1
    assert keep_articles([replace(first, text="Red forces captured Norby.")], tmp_path / "kept") == 1
    (kept,) = read_documents([tmp_path / "kept"]).documents
    assert (kept.doc_id, kept.text, kept.url, kept.published) == (
        "a",
        "Red forces captured Norby.",
        first.url,
        first.published,
    )


def test_once_tells_what_is_wrong_by_its_exit_code(tmp_path):
    assert (
        CliRunner()
        .invoke(app, ["watch", str(tmp_path / "none"), "--out", str(tmp_path / "o"), "--once"])
        .exit_code
        == 2
    )


def test_corrections_that_are_not_there_yet_are_told_and_obeyed_once_they_are(toy_folder, tmp_path):
    article, decisions = tmp_path / "in" / "a.txt", tmp_path / "corrections.csv"
    article.parent.mkdir()
    article.write_text("Published on 05/05/2031\n\nRed forces captured Midham on Sunday, residents said.")
    given = [
        "watch",
        str(article.parent),
        "--theatre",
        str(toy_folder),
        "--out",
        str(tmp_path / "out"),
        "--once",
    ]
    first = CliRunner().invoke(app, [*given, "--corrections", str(decisions)])
    assert first.exit_code == 0, first.output
    assert "corrections.csv is not there yet" in first.output.replace("\n", "")
    again = CliRunner().invoke(app, [*given, "--corrections", str(decisions)])
    assert "nothing new" in again.output
    decisions.write_text("decision,decided_at\n")
    refused = CliRunner().invoke(app, [*given, "--corrections", str(decisions)])
    assert refused.exit_code == 2  # what is there is read, and no corrections file is no decision
