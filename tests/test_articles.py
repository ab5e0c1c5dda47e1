"""The sample articles: enough of them, in every format, the right length, and the days they say."""

from __future__ import annotations

import csv
import datetime as dt
import html
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from frontline.theatre import load_theatre

ROOT = Path(__file__).resolve().parents[1]
ARTICLES = ROOT / "geodata" / "articles"
FACTS = ROOT / "tests" / "data" / "campaign_facts.csv"
FIRST_DAY, LAST_DAY = dt.date(2024, 11, 26), dt.date(2024, 12, 9)
ARTICLE_KEYS = {"id", "url", "outlet", "published", "title", "text"}

#: The day on which each dispatch was published, as a careful reader finds it; lists in their order.
PUBLISHED = {
    "01": ["11-26"], "02": ["11-27"], "03": ["11-28"], "04": ["11-28"], "05": ["11-29"], "06": ["11-30"],
    "07": ["11-30"], "08": ["11-30"], "09": ["12-01"], "10": ["12-01"], "11": ["12-02"], "12": ["12-02"],
    "13": ["12-03"], "14": ["12-03"], "15": ["12-03"], "16": ["12-04"], "17": ["12-04"], "18": ["12-05"],
    "19": ["12-05"], "20": ["12-06"], "21": ["12-06"], "22": ["12-07"], "23": ["12-06"], "24": ["12-06"],
    "25": ["12-07", "12-07"], "26": ["12-07"], "27": ["12-07"], "28": ["12-07", "12-08"], "29": ["12-08"],
    "30": ["12-08"], "31": ["12-09"], "32": ["12-09"],
}  # fmt: skip


def article_files() -> list[Path]:
    return sorted(path for path in ARTICLES.iterdir() if path.name not in {"README.md", "NOTICE.txt"})


def records_of(path: Path) -> list[dict[str, str]]:
    """Return the articles of a JSON or JSONL file."""
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in content.splitlines()]
    loaded = json.loads(content)
    return loaded if isinstance(loaded, list) else [loaded]


def plain_texts(path: Path) -> list[str]:
    """Return what a reader sees of a file, a string an article; deliberately not the reader of the product."""
    if path.suffix in {".json", ".jsonl"}:
        return [record["text"] for record in records_of(path)]
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        content = re.sub(r"<(script|style)\b.*?</\1>", " ", content.partition("<body>")[2], flags=re.DOTALL)
        content = html.unescape(re.sub(r"<[^>]+>", " ", content))
    return [content]


def facts() -> list[dict[str, str]]:
    with FACTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_enough_articles_in_every_format() -> None:
    files = article_files()
    by_format = Counter(path.suffix for path in files)
    assert 30 <= sum(len(plain_texts(path)) for path in files) <= 34
    assert set(by_format) == {".txt", ".html", ".json", ".jsonl", ".md"}
    assert by_format[".html"] >= 5
    assert by_format[".json"] >= 5
    assert by_format[".md"] >= 4
    assert by_format[".txt"] > by_format[".html"]
    assert any(len(records_of(path)) > 1 for path in files if path.suffix == ".json")


@pytest.mark.parametrize("path", article_files(), ids=lambda path: path.name)
def test_an_article_is_a_dispatch_of_100_to_300_words(path: Path) -> None:
    for text in plain_texts(path):
        assert 100 <= len(text.split()) <= 300


@pytest.mark.parametrize("path", article_files(), ids=lambda path: path.name)
def test_an_article_is_clean_utf8(path: Path) -> None:
    content = path.read_text(encoding="utf-8")
    assert "\r" not in content
    assert "\t" not in content
    assert "\ufffd" not in content
    assert content.endswith("\n")


def test_json_articles_keep_the_contract() -> None:
    records = [
        record
        for path in article_files()
        if path.suffix in {".json", ".jsonl"}
        for record in records_of(path)
    ]
    for record in records:
        assert set(record) == ARTICLE_KEYS
        assert record["text"]
        assert record["title"]
        assert re.match(r"https://[a-z]+\.example/", record["url"])
    assert len({record["id"] for record in records}) == len(records)
    assert any(record["published"] is None for record in records)


def test_no_link_leads_to_a_real_site() -> None:
    for path in article_files():
        for host in re.findall(r"https?://([^/\"\s]+)", path.read_text(encoding="utf-8")):
            assert host == "schema.org" or host.endswith(".example"), f"{path.name}: {host}"


def test_every_file_has_its_day() -> None:
    days = [dt.date.fromisoformat(f"2024-{day}") for listed in PUBLISHED.values() for day in listed]
    assert {path.name[:2] for path in article_files()} == set(PUBLISHED)
    assert min(days) == FIRST_DAY
    assert max(days) == LAST_DAY
    assert len(set(days)) == (LAST_DAY - FIRST_DAY).days + 1, "a day of the campaign has no dispatch"


def test_the_reader_finds_the_day_of_every_article() -> None:
    documents = pytest.importorskip("frontline.documents", reason="frontline.documents is not there yet")
    theatre = load_theatre(ROOT / "geodata" / "theatres" / "syria-2024")
    for path in article_files():
        reading = documents.read_documents([path], time_zone=theatre.time_zone)
        assert not reading.refusals, path.name
        found = [
            document.published.isoformat() if document.published else None for document in reading.documents
        ]
        assert found == [f"2024-{day}" for day in PUBLISHED[path.name[:2]]], path.name


def test_the_reader_leaves_the_frame_of_a_page_out() -> None:
    documents = pytest.importorskip("frontline.documents", reason="frontline.documents is not there yet")
    frames = re.compile(
        r"cookie|all rights reserved|careers|read next|most read|crossword|unsubscribe|window\.",
        re.IGNORECASE,
    )
    for path in article_files():
        if path.suffix == ".html":
            (document,) = documents.read_documents([path], time_zone=None).documents
            assert not frames.search(document.text), path.name
            assert len(document.text.split()) > 100, path.name


def test_the_readme_lists_every_file() -> None:
    listed = (ARTICLES / "README.md").read_text(encoding="utf-8")
    table = listed.partition("## Outlets")[2].partition("## Formats")[0]
    assert {number for number in PUBLISHED if re.search(rf"\b{number}\b", table)} == set(PUBLISHED)


def test_the_facts_are_about_places_and_sides_of_the_theatre() -> None:
    theatre = load_theatre(ROOT / "geodata" / "theatres" / "syria-2024")
    rows = facts()
    assert len({row["place_id"] for row in rows}) >= 40
    assert len({(row["place_id"], row["day"]) for row in rows}) == len(rows)
    for row in rows:
        place = theatre.place_by_id.get(row["place_id"])
        assert place is not None, f"no place {row['place_id']!r} in the theatre"
        assert row["name"] in (place.name, *place.aliases), f"{row['place_id']} is not called {row['name']!r}"
        assert row["holder"] in {*theatre.faction_by_id, "contested"}
        assert FIRST_DAY <= dt.date.fromisoformat(row["day"]) <= LAST_DAY


def test_the_baseline_agrees_with_the_facts_of_the_day_before() -> None:
    theatre = load_theatre(ROOT / "geodata" / "theatres" / "syria-2024")
    for row in facts():
        if row["day"] == theatre.baseline_day.isoformat():
            assert theatre.baseline.get(row["place_id"]) == row["holder"], row["place_id"]
