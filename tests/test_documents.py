"""Documents: every format, encoding and fault of articles, read or refused by name."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import sys
import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontline.documents import read_documents, require_dates
from frontline.documents.files import SourceFiles
from frontline.errors import NoInputError
from frontline.limits import Limits

DAY = dt.date(2031, 5, 3)
STORY = "The army left Midham on Friday, officials said. Fighters came in from the north at dawn."


def read_one(path, **options):
    reading = read_documents([path], **options)
    assert not reading.refusals, [str(refusal) for refusal in reading.refusals]
    (document,) = reading.documents
    return document


def refused(path):
    reading = read_documents([path])
    assert not reading.documents
    (refusal,) = reading.refusals
    line = str(refusal)
    assert "\n" not in line
    assert str(path.name) in line
    assert refusal.advice
    return line


# --- formats


def test_text_is_the_file_exactly(tmp_path):
    path = tmp_path / "fall.txt"
    path.write_bytes("Title of it\r\n\r\n3 May 2031. Caf\u00e9 \u2019.\r\n".encode())
    document = read_one(path)
    assert document.text == "Title of it\n\n3 May 2031. Caf\u00e9 \u2019.\n"
    assert (document.doc_id, document.title, document.published) == ("fall", "Title of it", DAY)
    assert document.path == str(path)


def test_header_lines_are_read_and_stay_in_the_text(tmp_path):
    path = tmp_path / "a.txt"
    text = f"Title: Midham falls\nOutlet: Parallel Post\nPublished: 3 May 2031, 21:15\n\n{STORY}\n"
    path.write_text(text, encoding="utf-8")
    document = read_one(path)
    assert (document.title, document.outlet, document.text) == ("Midham falls", "Parallel Post", text)
    assert (document.published, document.published_at, document.published_rule) == (DAY, "21:15", "given")


@pytest.mark.parametrize(
    ("text", "title", "outlet"),
    [
        (f"Map update: Midham falls\nParallel Post\nSaturday, 3 May 2031\n\n{STORY}", "Map update: Midham falls", "Parallel Post"),
        (f"Midham falls\n\nWESTON, May 3, 2031 (Parallel Post) - {STORY}", "Midham falls", "Parallel Post"),
        (f"Parallel Post | 3 May 2031\n\n{STORY}", "", "Parallel Post"),
        (f"Midham falls\nBy Ann Other\nPublished: 3 May 2031\n\n{STORY}", "Midham falls", ""),
        (f"3 May 2031. {STORY}", "", ""),
    ],
)  # fmt: skip
def test_a_header_is_known_by_its_day(tmp_path, text, title, outlet):
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    document = read_one(path)
    assert (document.title, document.outlet, document.published, document.text) == (title, outlet, DAY, text)


def test_markdown_loses_its_marks(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(
        '---\ntitle: "Midham falls"\ndate: 2031-05-03\noutlet: Parallel Post\ntags:\n  - war\n---\n\n# Midham falls\n\n'
        "The **army** left [Midham](https://example.org/x) on *Friday*.\n\n> Fighters came in.\n\n* one\n* two\n",
        encoding="utf-8",
    )
    document = read_one(path)
    assert document.text == "The army left Midham on Friday.\n\nFighters came in.\n\n- one\n- two"
    assert (document.title, document.outlet, document.published) == ("Midham falls", "Parallel Post", DAY)


PAGE = f"""<!doctype html><html><head><title>Midham falls | Parallel Post</title>
<meta property="og:site_name" content="Parallel Post"><meta property="og:title" content="Midham falls">
<link rel="canonical" href="https://example.org/fall"><META_HERE>
</head><body><nav><a href="/">Home</a> <a href="/war">War</a></nav><header><h1>Midham falls</h1></header>
<article><p>{STORY}</p><p>It was the second town to change hands within a week, and the largest so far, they added.</p>
</article><script>var secret = "Weston";</script><footer>All rights reserved</footer></body></html>"""


@pytest.mark.parametrize(
    ("meta", "clock"),
    [
        ('<meta property="article:published_time" content="2031-05-02T23:30:00+00:00">', "02:30"),
        (
            (
                '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Midham falls", '
                '"datePublished": "2031-05-03T02:30:00+03:00"}]}</script>'
            ),
            "02:30",
        ),
        ('<meta name="pubdate" content="3 May 2031">', ""),
    ],
)  # fmt: skip
def test_a_page_gives_its_article(tmp_path, meta, clock):
    path = tmp_path / "fall.html"
    path.write_text(PAGE.replace("<META_HERE>", meta), encoding="utf-8")
    document = read_one(path, time_zone=ZoneInfo("Etc/GMT-3"))
    assert STORY in document.text
    assert "secret" not in document.text
    assert "<" not in document.text
    assert "Home" not in document.text
    assert (document.title, document.outlet, document.url) == (
        "Midham falls",
        "Parallel Post",
        "https://example.org/fall",
    )
    assert (document.published, document.published_at) == (DAY, clock)


def test_a_page_s_day_may_stand_beside_the_article(tmp_path):
    path = tmp_path / "fall.html"
    page = PAGE.replace("<META_HERE>", "").replace("</h1>", "</h1><p>Published on 3 May 2031</p>")
    path.write_text(page, encoding="utf-8")
    assert read_one(path).published == DAY


def test_a_page_too_plain_for_an_extractor_still_has_its_text(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<p>Midham fell.</p><p>Weston did not.</p>", encoding="utf-8")
    assert read_one(path).text.split() == ["Midham", "fell.", "Weston", "did", "not."]


def test_json_text_is_used_exactly(tmp_path):
    path = tmp_path / "x.json"
    text = "  A\r\nb \u00a0 c\u200f.  "
    path.write_text(
        json.dumps({"id": "k1", "url": "https://example.org/1", "outlet": "Post", "published": "2031-05-03", "title": "T",
                    "text": text}),
        encoding="utf-8",
    )  # fmt: skip
    document = read_one(path)
    assert document.text == text
    assert (document.doc_id, document.url, document.outlet, document.title) == (
        "k1",
        "https://example.org/1",
        "Post",
        "T",
    )


def test_lists_number_their_articles(tmp_path):
    articles = [{"text": "One."}, {"text": "Two.", "id": "own"}, {"text": "Three."}]
    (tmp_path / "list.json").write_text(json.dumps(articles), encoding="utf-8")
    (tmp_path / "more.json").write_text(json.dumps({"articles": [{"text": "Four."}]}), encoding="utf-8")
    reading = read_documents([tmp_path])
    assert [document.doc_id for document in reading.documents] == ["list-1", "own", "list-3", "more-1"]


def test_a_broken_line_costs_only_itself(tmp_path):
    path = tmp_path / "feed.jsonl"
    path.write_text(
        '{"text": "One."}\n{"text": \n\n[1]\n{"title": "no text"}\n{"text": "Two."}\n', encoding="utf-8"
    )
    reading = read_documents([path])
    assert [document.doc_id for document in reading.documents] == ["feed-1", "feed-6"]
    assert [refusal.where for refusal in reading.refusals] == ["line 2", "line 4", "line 5"]


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Parallel Post</title>
<item><title>Midham falls</title><link>https://example.org/1</link><pubDate>Sat, 03 May 2031 10:00:00 GMT</pubDate>
<description>Short.</description><content:encoded><![CDATA[<p>The army left <b>Midham</b>.</p><p>It is calm.</p>]]></content:encoded></item>
<item><title>Nothing</title></item></channel></rss>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Parallel Post</title>
<entry><title>Midham falls</title><link href="https://example.org/2"/><published>2031-05-03T10:00:00Z</published>
<content type="html">&lt;p&gt;The army left Midham.&lt;/p&gt;</content></entry></feed>"""


def test_feeds(tmp_path):
    path = tmp_path / "feed.rss"
    path.write_text(RSS, encoding="utf-8")
    reading = read_documents([path])
    (document,) = reading.documents
    assert document.text == "The army left Midham.\nIt is calm."
    assert (document.outlet, document.url, document.published) == (
        "Parallel Post",
        "https://example.org/1",
        DAY,
    )
    assert [refusal.where for refusal in reading.refusals] == ["entry 2"]
    path = tmp_path / "feed.atom"
    path.write_text(ATOM, encoding="utf-8")
    document = read_one(path)
    assert (document.text, document.url, document.published) == (
        "The army left Midham.",
        "https://example.org/2",
        DAY,
    )


@pytest.mark.parametrize(
    "tail", ["<item><title>Torn", "<item><description>A &nbsp; b</description></item>", "</wrong>"]
)
def test_a_feed_that_breaks_off_keeps_what_came_before(tmp_path, tail):
    path = tmp_path / "feed.rss"
    good = "<item><title>A</title><description>Midham fell.</description></item>"
    path.write_text(f"<rss><channel><title>Parallel Post</title>\n{good}{tail}", encoding="utf-8")
    reading = read_documents([path])
    (document,) = reading.documents
    assert (document.text, document.outlet) == ("Midham fell.", "Parallel Post")
    (refusal,) = reading.refusals
    assert refusal.where == "after entry 1"
    assert "broken XML at line 2" in refusal.reason


def test_standard_input(monkeypatch):
    def feed(data: bytes):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        return read_documents(["-"])

    assert feed(STORY.encode()).documents[0].doc_id == "stdin"
    assert feed(json.dumps([{"text": "One."}, {"text": "Two."}]).encode()).documents[1].doc_id == "stdin-2"
    assert len(feed(b'{"text": "One."}\n{"text": "Two."}\n').documents) == 2
    assert feed(RSS.encode()).documents[0].title == "Midham falls"


# --- encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_in_every_dress(tmp_path, encoding):
    path = tmp_path / "a.txt"
    text = "Les rebelles sont entr\u00e9s \u00e0 Midham \u2013 \u0645\u062f\u064a\u0646\u0629 \u2013 vendredi soir."
    path.write_bytes(text.encode(encoding))
    assert read_one(path).text == text


OLD_TEXTS = [
    ("cp1252", "Rebel fighters entered the town on Friday. The army\u2019s units left \u2013 \u201cfor good\u201d."),
    ("cp1252", "Rebel fighters entered Deir ez-Zor, said Ann M\u00fcller of the agency, and left the caf\u00e9 at noon."),
    ("cp1252", "Les rebelles sont entr\u00e9s \u00e0 Midham \u2013 \u201cville cl\u00e9\u201d \u2013 apr\u00e8s de violents combats, o\u00f9 l\u2019arm\u00e9e a c\u00e9d\u00e9."),
    ("cp1252", "El ej\u00e9rcito se retir\u00f3 seg\u00fan el portavoz, y ma\u00f1ana continuar\u00e1 la acci\u00f3n."),
    ("cp1252", "Die Rebellen \u00fcbernahmen die Stadt; die Stra\u00dfe nach S\u00fcden wurde ger\u00e4umt."),
    ("cp1254", "Muhalifler cuma g\u00fcn\u00fc \u015fehre girdi, ordu g\u00fcneye \u00e7ekildi; \u00e7at\u0131\u015fmalar s\u00fcr\u00fcyor."),
    ("cp1250", "Rebelianci weszli do miasta w pi\u0105tek; armia wycofa\u0142a si\u0119 na po\u0142udnie, a walki trwaj\u0105."),
    ("cp1251", "\u0411\u043e\u0435\u0432\u0438\u043a\u0438 \u0432\u043e\u0448\u043b\u0438 \u0432 \u0433\u043e\u0440\u043e\u0434 \u0432 \u043f\u044f\u0442\u043d\u0438\u0446\u0443, \u0441\u043e\u043e\u0431\u0449\u0438\u043b\u0438 \u043e\u0447\u0435\u0432\u0438\u0434\u0446\u044b."),
    ("cp1256", "\u062f\u062e\u0644\u062a \u0627\u0644\u0642\u0648\u0627\u062a \u0627\u0644\u0645\u062f\u064a\u0646\u0629 \u0635\u0628\u0627\u062d \u0627\u0644\u064a\u0648\u0645 \u0628\u0639\u062f \u0645\u0639\u0627\u0631\u0643 \u0639\u0646\u064a\u0641\u0629 \u0645\u0639 \u0627\u0644\u062c\u064a\u0634 \u0641\u064a \u0627\u0644\u0631\u064a\u0641 \u0627\u0644\u0634\u0645\u0627\u0644\u064a."),
    ("cp1256", "Rebel fighters entered the town (\u0645\u062f\u064a\u0646\u0629) on Thursday, officials said, after three days of fighting."),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "text"), OLD_TEXTS)
@pytest.mark.parametrize("times", [1, 30])
def test_old_encodings_are_guessed(tmp_path, encoding, text, times):
    path = tmp_path / "a.txt"
    text = "\n".join([f"Published: 3 May 2031\n\n{text}", *[text] * (times - 1)])
    path.write_bytes(text.encode(encoding))
    document = read_one(path)
    assert document.text == text
    assert document.published == DAY


def test_a_large_file_in_an_old_encoding_is_read_fast(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes((OLD_TEXTS[2][1] + "\n").encode("cp1252") * 4_000)
    begun = time.process_time()
    assert read_one(path).text.startswith(OLD_TEXTS[2][1])
    assert time.process_time() - begun < 6


def test_a_page_s_own_encoding_counts(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes('<meta charset="windows-1252"><p>Caf\u00e9 \u00e0 Midham.</p>'.encode("cp1252"))
    assert read_one(path).text == "Caf\u00e9 \u00e0 Midham."


def test_characters_that_no_file_can_carry_keep_their_place(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('{"text": "a\\u0000b\\ud800c Midham"}', encoding="utf-8")
    document = read_one(path)
    assert document.text == "a\ufffdb\ufffdc Midham"
    document.text.encode("utf-8")


# --- faults, each one clear line


def test_what_is_no_text_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    for data in (
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        bytes(range(256)) * 50,
        hashlib.shake_128(b"noise").digest(4000),
        b"\x00" * 900,
    ):
        path.write_bytes(data)
        assert "binary" in refused(path)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t ", "is empty"),
        ("a.txt", b"... --- ...", "no text"),
        ("a.json", b'{"text": "a",\n "x" }', "line 2, column 6"),
        ("a.json", b'{"title": "a"}', 'no field "text"'),
        ("a.json", b'{"text": 5}', 'a number in its field "text"'),
        ("a.json", b'{"text": null}', 'null in its field "text"'),
        ("a.json", b'{"text": ["a"]}', 'a list in its field "text"'),
        ("a.json", b'{"body": {"p": "a"}}', 'an object in its field "body"'),
        ("a.json", b"[]", "empty list"),
        ("a.json", b"3", "number"),
        ("a.json", b"[" * 200_000, "nested"),
        ("a.json", b'{"text": ' + b"9" * 5000 + b"}", "numbered"),
        ("a.xml", b"<a><b></a>", "broken XML at line 1"),
        ("a.xml", b"<a>hello</a>", "no <item>"),
        ("a.xml", b'<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;">]><rss>&z;</rss>', "entities"),
        ("a.html", b"<html></html>", "no text"),
        ("a.pdf", b"%PDF-1.4", ".pdf files are not read"),
        ("a.csv", b"place,controller,date", "spreadsheet"),
        ("a.geojson", b"{}", "spreadsheet"),
        ("a.xls", b"\xd0\xcf", ".csv, .xlsx"),
    ],
)
def test_a_fault_is_one_clear_line(tmp_path, name, data, says):
    path = tmp_path / name
    path.write_bytes(data)
    assert says in refused(path)


def test_an_article_too_long_is_refused_at_once(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Midham " * 75_000, encoding="utf-8")
    begun = time.process_time()
    assert f"{Limits().max_article_chars:,}" in refused(path)
    assert time.process_time() - begun < 4


def test_a_long_line_is_read(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Midham " * 70_000, encoding="utf-8")
    assert len(read_one(path).text) == 490_000


@pytest.mark.parametrize("piece", ["<", "<!--", "<a ", '<a b="', "<div>", "&", "</", "<p>x"])
def test_broken_markup_costs_no_time(tmp_path, piece):
    path = tmp_path / "a.html"
    path.write_text("Midham " + piece * 40_000, encoding="utf-8")
    begun = time.process_time()
    read_documents([path])
    assert time.process_time() - begun < 10


def test_what_is_missing_is_an_error(tmp_path):
    with pytest.raises(NoInputError, match=r"nowhere\.txt"):
        read_documents([tmp_path / "nowhere.txt"])
    with pytest.raises(NoInputError, match="holds no article"):
        read_documents([tmp_path])
    with pytest.raises(NoInputError):
        read_documents(["a" * 5000])
    with pytest.raises(NoInputError):
        read_documents(["a\x00b"])
    with pytest.raises(NoInputError, match="empty name"):
        read_documents([""])


# --- folders


def test_a_folder_is_read_in_order_without_what_is_no_article(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in (
        "z.txt",
        "b/a.txt",
        "a.txt",
        ".hidden/x.txt",
        ".secret.txt",
        "README.md",
        "LICENSE.txt",
        "photo.png",
    ):
        (tmp_path / name).write_text(f"Story {name} of Midham.", encoding="utf-8")
    (tmp_path / "claims.csv").write_text("place,controller,date\n", encoding="utf-8")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    reading = read_documents([tmp_path])
    assert [document.text for document in reading.documents] == [
        f"Story {name} of Midham." for name in ("a.txt", "z.txt", "b/a.txt")
    ]
    assert [document.doc_id for document in reading.documents] == ["a", "z", "a-2"]
    (note,) = reading.notes
    assert "3 file(s)" in note
    assert reading.refusals == ()


def test_a_file_named_twice_is_read_once(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(STORY, encoding="utf-8")
    reading = read_documents([path, tmp_path, path])
    assert len(reading.documents) == 1
    assert reading.duplicates == ()


@pytest.mark.parametrize(
    "order", [("in", "."), (".", "in"), ("in/a.txt", "."), (".", "in/a.txt"), (".", "."), ("to", ".")]
)
def test_folders_that_overlap_and_links_bring_a_file_once(tmp_path, order):
    inner = tmp_path / "all" / "in"
    (inner / ".kept").mkdir(parents=True)
    for name in ("in/a.txt", "in/.kept/b.txt", "c.txt"):
        (tmp_path / "all" / name).write_text(f"{STORY} {name}", encoding="utf-8")
    (tmp_path / "d.txt").write_text(f"{STORY} from elsewhere", encoding="utf-8")
    (tmp_path / "all" / "0-of-a.txt").symlink_to(inner / "a.txt")
    for link in ("1", "2"):
        (inner / f"{link}-of-b.txt").symlink_to(inner / ".kept" / "b.txt")
        (tmp_path / "all" / f"{link}-of-d.txt").symlink_to(tmp_path / "d.txt")
    (tmp_path / "all" / "to").symlink_to(inner)
    reading = read_documents([tmp_path / "all" / part for part in order])
    told = sorted(document.text.rpartition(" ")[2] for document in reading.documents)
    assert told == ["c.txt", "elsewhere", "in/.kept/b.txt", "in/a.txt"]
    assert reading.duplicates == ()


def test_what_is_known_of_a_folder_s_files_does_not_grow_with_them(tmp_path):
    for n in range(200):
        (tmp_path / f"{n}.txt").write_text(STORY, encoding="utf-8")
    files = SourceFiles([tmp_path])
    assert len(list(files)) == 200
    assert len(files._named) + len(files._folders) == 1


def test_copies_count_once_and_are_named(tmp_path):
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "b.txt").write_text(STORY.replace(" ", "\n"), encoding="utf-8")
    (tmp_path / "c.json").write_text(json.dumps({"text": STORY, "published": "2031-05-03"}), encoding="utf-8")
    reading = read_documents([tmp_path])
    (document,) = reading.documents
    assert (document.doc_id, document.published) == ("c", DAY)
    assert [copy.same_as for copy in reading.duplicates] == ["c", "c"]
    for name, note in zip(("a.txt", "b.txt"), reading.notes, strict=True):
        assert name in note
        assert "c.json" in note


COPIES = [
    {"id": "late", "outlet": "Late Herald", "published": "2031-05-05", "text": STORY},
    {"id": "bad", "outlet": "Bad Times", "published": "the other day", "text": STORY},
    {"id": "first", "outlet": "Parallel Post", "published": "2031-05-03T09:00:00", "text": STORY},
    {"id": "noon", "outlet": "Noon News", "published": "2031-05-03T12:00:00", "text": STORY},
    {"id": "again", "outlet": "parallel post", "published": "2031-05-04", "text": STORY},
    {"id": "far", "outlet": "Bad Times", "published": "1824-05-03", "text": STORY},
    {"id": "own", "outlet": "Noon News", "published": "2031-05-03", "text": "Something else of Midham."},
]


@given(st.permutations(COPIES), st.booleans())
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_earliest_publication_counts_whatever_the_order(tmp_path, copies, apart):
    folder = tmp_path / ("apart" if apart else "list")
    folder.mkdir(exist_ok=True)
    if apart:
        for n, copy in enumerate(copies):
            (folder / f"{n}.json").write_text(json.dumps(copy), encoding="utf-8")
    else:
        lines = "".join(json.dumps(copy) + "\n" for copy in copies)
        (folder / "list.jsonl").write_text(lines, encoding="utf-8")
    reading = read_documents([folder])
    kept = {document.doc_id: document for document in reading.documents}
    assert kept.keys() == {"first", "own"}
    assert (kept["first"].published, kept["first"].published_at) == (DAY, "09:00")
    assert kept["first"].also_in == ("Bad Times", "Late Herald", "Noon News")
    assert kept["own"].also_in == ()
    assert [copy.same_as for copy in reading.duplicates] == ["first"] * 5
    assert sum("Late Herald, 2031-05-05" in note and "first" in note for note in reading.notes) == 1


LONG = f"{STORY} It was the second town to change hands within a week, and the largest so far, they added. No one was hurt."


def test_a_reprint_under_another_header_is_a_copy(tmp_path):
    (tmp_path / "a.txt").write_text(
        f"Midham falls\nLate Herald\nMonday, 5 May 2031\n\n{LONG}", encoding="utf-8"
    )
    (tmp_path / "b.txt").write_text(
        f"Title: Midham is lost\nOutlet: Parallel Post\nPublished: 3 May 2031\n\n{LONG}", encoding="utf-8"
    )
    (tmp_path / "c.json").write_text(json.dumps({"text": LONG, "published": "2031-05-04"}), encoding="utf-8")
    (tmp_path / "d.txt").write_text(f"5 May 2031. Weston fell too.\n\n{LONG}", encoding="utf-8")
    reading = read_documents([tmp_path])
    assert [document.doc_id for document in reading.documents] == ["b", "d"]
    assert reading.documents[0].also_in == ("Late Herald",)


def test_a_bulletin_of_one_line_is_known_by_its_day(tmp_path):
    for day in (3, 4):
        (tmp_path / f"{day}.txt").write_text(
            f"Published: {day} May 2031\n\nNo change at Midham today.", encoding="utf-8"
        )
    assert len(read_documents([tmp_path]).documents) == 2


# --- days


def test_undated_articles_are_kept_until_a_day_is_required(tmp_path):
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"WESTON, 3 May 2031 (Wire) - {STORY}", encoding="utf-8")
    reading = read_documents([tmp_path])
    assert [document.published for document in reading.documents] == [None, DAY]
    assert reading.documents[1].published_rule == "dateline"
    dated = require_dates(reading)
    assert [document.doc_id for document in dated.documents] == ["b"]
    (refusal,) = dated.refusals
    assert "article a" in str(refusal)
    assert "published" in refusal.advice


def test_a_day_that_cannot_be_read_is_looked_for_in_the_text(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(
        json.dumps({"text": f"3 May 2031. {STORY}", "published": "the other day"}), encoding="utf-8"
    )
    reading = read_documents([path])
    assert reading.documents[0].published == DAY
    assert "the other day" in reading.notes[0]


@pytest.mark.parametrize("day", ["1824-05-03", "2924-05-03", "9999-12-31T23:59:59Z", "30/02/2031"])
def test_an_absurd_day_is_none(tmp_path, day):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"text": STORY, "published": day}), encoding="utf-8")
    (refusal,) = require_dates(read_documents([path])).refusals
    assert day in refusal.reason
    path.write_text(json.dumps({"text": f"3 May 2031. {STORY}", "published": day}), encoding="utf-8")
    reading = require_dates(read_documents([path]))
    assert reading.documents[0].published == DAY
    assert day in reading.notes[0]
    assert "2031-05-03" in reading.notes[0]


def test_the_likely_days_settle_the_order(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"text": STORY, "published": "05/03/2031"}), encoding="utf-8")
    assert read_one(path).published == dt.date(2031, 3, 5)
    assert read_one(path, likely=(DAY, dt.date(2031, 5, 12))).published == DAY


@pytest.mark.parametrize(
    "line",
    [
        "Strelsau, 3 May 2031. Rebel forces entered the town.",
        "Weston, May 3, 2031. Rebel forces entered the town.",
        "Parallel Live, Saturday 3 May 2031. Times are local",
        "Deir ez-Zor, North Country, 3 May 2031. Fighters came.",
        "Khan al Weston (Wire), 3 May 2031 -- Fighters came.",
        "Weston 3 May 2031: Fighters came.",
        "Weston, 3 May 2031 (Wire) – Fighters came.",
    ],
)
def test_a_place_and_a_full_date_are_a_dateline(tmp_path, line):
    path = tmp_path / "a.txt"
    path.write_text(f"{line}\n\nIt is calm now.", encoding="utf-8")
    assert read_one(path).published == DAY


@pytest.mark.parametrize(
    "line",
    [
        "WESTON (Wire) -- Rebels captured Midham on May 3, 2031.",
        "Rebels captured Midham, 3 May 2031. It is calm.",
        "Midham fell, 3 May 2031. It is calm.",
        "Weston, 3 May 2031 was a day of calm.",
        "On Saturday, 3 May 2031. The rebels came.",
        "Since Weston, 3 May 2031. The rebels came.",
        "Battle of Weston, 3 May 2031. A look back.",
        "Weston, 2 February 2012. So it began. On 3 May 2031 it ended.",
    ],
)
def test_a_date_in_prose_is_no_dateline(tmp_path, line):
    path = tmp_path / "a.txt"
    path.write_text(f"{line}\n\nIt is calm now.", encoding="utf-8")
    assert read_one(path).published is None


def test_an_instant_is_a_day_of_the_theatre(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"text": STORY, "published": "2031-05-02T23:30:00Z"}), encoding="utf-8")
    assert read_one(path, time_zone=ZoneInfo("Etc/GMT-3")).published == DAY
    assert read_one(path).published == DAY - dt.timedelta(days=1)


def test_the_likely_days_settle_a_year(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"WESTON, May 3 (Wire) - {STORY}", encoding="utf-8")
    assert read_one(path).published is None
    assert read_one(path, likely=(DAY, dt.date(2031, 5, 12))).published == DAY


# --- laws


@given(st.binary(max_size=400), st.sampled_from([".txt", ".md", ".html", ".json", ".jsonl", ".xml", ""]))
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_raise(tmp_path, data, suffix):
    path = tmp_path / f"x{suffix}"
    path.write_bytes(data)
    reading = read_documents([path])
    for document in reading.documents:
        document.text.encode("utf-8")
    assert reading == read_documents([path])
    assert all("\n" not in str(refusal) for refusal in reading.refusals)


@given(st.text(min_size=1, max_size=300))
@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_json_offsets_hold_for_any_text(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"text": text}), encoding="utf-8")
    for document in read_documents([path]).documents:
        assert len(document.text) == len(text)
        assert all(a in (b, "\ufffd") for a, b in zip(document.text, text, strict=True))


def test_the_reference_pages(shared):
    reading = read_documents(sorted((shared / "seeds").glob("*.txt")))
    assert [(document.doc_id[:3], str(document.published)) for document in reading.documents] == [
        ("000", "2024-12-04"),
        ("004", "2024-12-03"),
    ]


@pytest.mark.parametrize(
    "attribute", ["hidden", 'aria-hidden="true"', 'style="display: none"', 'style="color:red;DISPLAY:NONE"']
)
@pytest.mark.parametrize(
    "filler", ["", "<p>The town was quiet, and its market was open all day long.</p>" * 9]
)
def test_what_a_page_hides_is_not_read(tmp_path, attribute, filler):
    markup = f"<html><body><article><p>Seen words.</p>{filler}<div {attribute}><p>Red forces took Weston.</p></div></article></body></html>"
    (tmp_path / "page.html").write_text(markup, encoding="utf-8")
    text = read_documents([tmp_path]).documents[0].text
    assert "Seen words" in text
    assert "Weston" not in text


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("Reds take Midham\n\nParallel Post, 3 May 2031\n\nThe Reds took it.", "Parallel Post"),
        (
            "Reds take Midham\nBy Ann Other, The Parallel Post\nMIDHAM, May 3, 2031\n\nThe Reds took it.",
            "The Parallel Post",
        ),
        (
            "Reds take Midham\n\nBy Ann Other, Parallel News, May 3, 2031\n\nThe Reds took it.",
            "Parallel News",
        ),
        ("Reds take Midham\n\nBy Ann Other, Staff Reporter, May 3, 2031\n\nThe Reds took it.", ""),
        ("Reds take Midham\n\nNew Midham, 3 May 2031\n\nThe Reds took it.", ""),
        (
            "Reds take Midham\n\nBy Ann Other in Midham, May 3, 2031\n\nThe Reds told the Parallel Post, May 3, 2031",
            "",
        ),
    ],
)
def test_an_outlet_stands_in_the_line_of_its_writer_or_its_day(tmp_path, text, outlet):
    (tmp_path / "story.txt").write_text(text)
    (story,) = read_documents([tmp_path]).documents
    assert (story.outlet, story.published) == (outlet, DAY)


def test_an_outlet_stands_in_the_byline_of_a_page(tmp_path):
    story = "".join(
        f"<p>Reds took Midham on Saturday, a spokesman said, part {n} of the story.</p>" for n in range(9)
    )
    byline = '<p class="byline">By Ann Other, Parallel Herald, May 3, 2031</p>'
    (tmp_path / "story.html").write_text(
        f"<html><body><h1>Reds take Midham</h1>{byline}{story}</body></html>"
    )
    (told,) = read_documents([tmp_path]).documents
    assert (told.outlet, told.published) == ("Parallel Herald", DAY)


def test_an_outlet_stands_between_the_title_and_a_byline(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Reds take Midham\nHorn Wire\nAnn Other and Bo Roe - 29 November 2020\n\nReds took Midham.",
        encoding="utf-8",
    )
    (story,) = read_documents([tmp_path]).documents
    assert (story.title, story.outlet) == ("Reds take Midham", "Horn Wire")
    assert story.published == dt.date(2020, 11, 29)
