"""Documents as a stream: flat memory, whatever the number; the list over it says the same."""

from __future__ import annotations

import io
import json
import re
import sys
import tracemalloc
from itertools import islice
from pathlib import Path
from zlib import crc32

import pytest

from frontline.documents import DocumentStream, Duplicate, Note, Refusal, files, read_documents, stream
from frontline.documents.preparing import Told
from frontline.errors import InputError
from frontline.limits import Limits
from frontline.model import Document
from frontline.workers import InProcess, Processes, read_in_order
from readers import WordReader

STORY = "The army left Midham on Friday, officials said. Fighters came in from the north at dawn. Story {}."


def write_lines(path, count, *, times=8, **more):
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            record = {"text": STORY.format(n) * times, "published": "2031-05-03", **more}
            file.write(json.dumps(record) + "\n")


def test_the_list_is_made_of_the_stream(tmp_path):
    (tmp_path / "a.txt").write_text(f"Published: 3 May 2031\n\n{STORY * 3}", encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"Published: 2 May 2031\n\n{STORY * 3}", encoding="utf-8")
    (tmp_path / "c.txt").write_text("Nothing is dated here.", encoding="utf-8")
    (tmp_path / "d.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "e.png").write_bytes(b"")
    items = list(DocumentStream([tmp_path]))
    reading = read_documents([tmp_path])
    assert [type(item) for item in items] == [Refusal, Note, Document, Duplicate, Refusal]
    assert items[2] == reading.documents[0]
    assert items[2].doc_id == "b"
    assert items[3] == reading.duplicates[0]
    assert (items[0],) == reading.refusals
    assert "article c" in str(items[4])
    assert {str(items[1]), str(items[3])} == set(reading.notes)


def test_memory_does_not_grow_with_the_number_of_articles(tmp_path):
    def peak(count):
        path = tmp_path / f"{count}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for n in range(count):
                words = " ".join(f"w{crc32(b'%d %d' % (n, k)) % 99_991}" for k in range(300))
                file.write(json.dumps({"text": words, "published": "2031-05-03"}) + "\n")
        tracemalloc.start()
        total = sum(isinstance(item, Document) for item in DocumentStream([path]))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert total == count
        return most

    peak(10)  # what is loaded once
    few, many = peak(40), peak(140)
    assert many - few < 100 * 400, "an article has 1,700 characters; hardly any may stay"


def peak_of(source, expected):
    """Return the most bytes that were held while a source was read, and see that so many items came."""
    tracemalloc.start()
    total = sum(1 for _ in DocumentStream([source]))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert total == expected
    return most


def test_memory_does_not_grow_with_the_copies_of_a_text(tmp_path):
    """Half a crawl may be one page that asks for a subscription."""
    few, many = tmp_path / "few.jsonl", tmp_path / "many.jsonl"
    for path, count in ((few, 50), (many, 1_000)):
        with path.open("w", encoding="utf-8") as file:
            for n in range(count):
                record = {"text": STORY.format(0) * 50, "published": "2031-05-03", "outlet": f"O{n % 9}"}
                file.write(json.dumps(record) + "\n")
    peak_of(few, 50)  # what is loaded once
    assert peak_of(many, 1_000) - peak_of(few, 50) < 1_000_000  # a thousand such texts are five


def test_memory_does_not_grow_with_near_copies(tmp_path):
    few, many = tmp_path / "few.jsonl", tmp_path / "many.jsonl"
    for path, count in ((few, 50), (many, 600)):
        with path.open("w", encoding="utf-8") as file:
            for n in range(count):
                text = " ".join(STORY.format(k) for k in range(100)) + f" Edited by number {n}."
                file.write(json.dumps({"text": text, "published": "2031-05-03"}) + "\n")
    peak_of(few, 50)
    assert peak_of(many, 600) - peak_of(few, 50) < 2_000_000  # six hundred such texts are six


@pytest.mark.parametrize("team", [InProcess(WordReader()), Processes(WordReader(), 2)])
def test_what_is_told_of_the_files_waits_for_no_article(team):
    """Of a million articles half may be refused, all before the first that can be read."""
    taken = 0

    def items():
        nonlocal taken
        for number in range(2_000):
            taken += 1
            yield Told((Note(str(number)),))

    ahead = []
    for number, (_, read) in enumerate(read_in_order(items(), team)):
        assert [str(one) for one in read] == [str(number)]
        ahead.append(taken - number)
    assert len(ahead) == 2_000
    assert max(ahead) <= 1


def test_refusals_come_in_the_order_of_the_files(tmp_path):
    write_lines(tmp_path / "a.jsonl", 3, times=1)
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "c.jsonl").write_text('{"text": 3}\n{"text": "Nothing."\n', encoding="utf-8")
    (tmp_path / "d.docx").write_bytes(b"PK")
    told = [item.path for item in DocumentStream([tmp_path]) if isinstance(item, Refusal)]
    assert [Path(path).name for path in told] == ["b.pdf", "c.jsonl", "c.jsonl", "d.docx"]


def test_files_that_are_no_articles_are_counted_by_few_kinds(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_MOST_KINDS", 30)
    (tmp_path / "a.txt").write_text(f"Published: 3 May 2031\n\n{STORY * 3}", encoding="utf-8")
    for number in range(60):
        (tmp_path / f"name{number:02}").write_bytes(b"")
    (note,) = (str(item) for item in DocumentStream([tmp_path]) if isinstance(item, Note))
    assert note.startswith("60 file(s) skipped that are no articles: name00 (1), ")
    assert note.count("(") <= 23
    assert sum(int(number) for number in re.findall(r"\((\d+)\)", note)) == 60


def test_the_total_is_known_with_the_first_document(tmp_path):
    write_lines(tmp_path / "a.jsonl", 30)
    told = []
    documents = DocumentStream([tmp_path], progress=lambda *step: told.append(step))
    assert documents.total == 0
    next(iter(documents))
    assert documents.total == 30
    assert [done for _, done, _ in told] == list(range(1, 31))


def test_a_stream_that_is_left_early_gives_its_disk_back(tmp_path, monkeypatch):
    write_lines(tmp_path / "a.jsonl", 3)
    closed = []
    monkeypatch.setattr(stream.Spool, "close", lambda _: closed.append(True))
    items = iter(DocumentStream([tmp_path]))
    assert len(list(islice(items, 1))) == 1
    items.close()
    assert closed


def test_a_full_disk_of_temporary_files_is_told_in_a_line(tmp_path, monkeypatch):
    write_lines(tmp_path / "a.jsonl", 2_000)
    made = stream.Spool()
    made._base.execute("PRAGMA max_page_count = 20")
    monkeypatch.setattr(stream, "Spool", lambda: made)
    with pytest.raises(InputError, match="free some room"):
        list(DocumentStream([tmp_path]))


def test_json_lines_have_no_limit_of_size(tmp_path):
    write_lines(tmp_path / "a.jsonl", 20)
    (tmp_path / "b.json").write_text(json.dumps([{"text": "x " * 2_000}]), encoding="utf-8")
    reading = read_documents([tmp_path], limits=Limits(max_file_bytes=2_000))
    assert len(reading.documents) == 20
    (refusal,) = reading.refusals
    assert "b.json" in str(refusal)
    assert "split it" in refusal.advice


def test_a_line_without_end_is_one_refusal_and_the_next_lines_are_read(tmp_path):
    path = tmp_path / "a.jsonl"
    write_lines(path, 1)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"text": "' + b"x" * 60_000 + b'"}\n' + whole.replace(b"Story 0", b"Story 9"))
    reading = read_documents([path], limits=Limits(max_article_chars=2_000))
    assert [document.doc_id for document in reading.documents] == ["a-1", "a-3"]
    (refusal,) = reading.refusals
    assert refusal.where == "line 2"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_json_lines_are_read_in_each_encoding(tmp_path, encoding):
    path = tmp_path / "a.jsonl"
    told = [STORY.format(f"{n} from the café in the hôtel à côté") for n in range(3)]
    lines = [json.dumps({"text": text, "published": "2031-05-03"}, ensure_ascii=False) for text in told]
    path.write_bytes("\n".join(lines).encode(encoding))
    assert [document.text for document in read_documents([path]).documents] == told


@pytest.mark.parametrize("count", [1, 2, 5])
def test_json_lines_come_from_standard_input_too(monkeypatch, count):
    lines = "".join(json.dumps({"text": STORY.format(n)}) + "\n" for n in range(count))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    ids = [document.doc_id for document in read_documents(["-"]).documents]
    assert ids == ([f"stdin-{n}" for n in range(1, count + 1)] if count > 1 else ["stdin"])


def test_many_documents_of_one_name_have_ids_of_their_own(tmp_path):
    write_lines(tmp_path / "a.jsonl", 300, id="same")
    with (tmp_path / "b.jsonl").open("w", encoding="utf-8") as file:
        file.write(json.dumps({"id": "same-7", "text": "Something else of Midham."}) + "\n")
    ids = [document.doc_id for document in read_documents([tmp_path]).documents]
    assert len(set(ids)) == 301
    assert ids[:3] == ["same", "same-2", "same-3"]
    assert ids[-1] == "same-7-2"
