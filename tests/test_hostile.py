"""Hostile input: bombs, depths, devices and slow articles are refused by name, and the rest is read."""

from __future__ import annotations

import io
import os
import time
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from frontline.documents import formats, read_documents
from frontline.errors import DocumentError, InputError, SpreadsheetError
from frontline.limits import Limits, within_time
from frontline.spreadsheets import is_claims_file, rows
from frontline.spreadsheets.rows import read_sheet

STORY = "Published: 3 May 2031\n\nRebels captured Midham on Saturday, officials said."


def refused(path, limits=None):
    reading = read_documents([path], limits=limits)
    assert not reading.documents
    (refusal,) = reading.refusals
    assert str(path) in str(refusal)
    assert refusal.advice
    return refusal.reason


# --- limits


def test_limits_come_from_the_environment(monkeypatch):
    assert Limits.from_environment() == Limits()
    monkeypatch.setenv("FRONTLINE_MAX_PAGE_BYTES", "1_000")
    assert Limits.from_environment() == Limits(max_page_bytes=1_000)
    for wrong in ("-1", "0", "many", "1e9", "٣"):
        monkeypatch.setenv("FRONTLINE_MAX_PAGE_BYTES", wrong)
        with pytest.raises(InputError, match=r"\$FRONTLINE_MAX_PAGE_BYTES"):
            Limits.from_environment()


def test_the_environment_s_limits_hold_for_what_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLINE_MAX_ARTICLE_CHARS", "20")
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    assert "may have 20" in refused(tmp_path / "a.txt")


def test_a_page_and_a_file_have_their_limits(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<p>a</p>" * 100, encoding="utf-8")
    assert "page of 800 characters" in refused(path, Limits(max_page_bytes=700))
    assert "has 800 bytes" in refused(path, Limits(max_file_bytes=700))


def busy(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        try:
            sum(range(1_000))
        except Exception:  # noqa: BLE001, S112 - what libraries do
            continue


def test_what_takes_too_much_processor_time_is_stopped_even_where_code_catches_everything():
    with pytest.raises(DocumentError, match=r"more than 0\.05 s of processor time"), within_time(0.05):
        busy(20)
    with within_time(20):
        busy(0.01)
    with within_time(0.05):
        time.sleep(0.2)  # a machine that is busy with other things refuses nothing


def test_a_slow_page_is_refused_by_name_and_the_rest_is_read(tmp_path, monkeypatch):
    from frontline.documents import formats

    def read(markup):
        busy(20 if "slow" in markup else 0)
        return real(markup)

    real = formats.read_article
    monkeypatch.setattr(formats, "read_article", read)
    (tmp_path / "a.html").write_text("<p>slow</p>", encoding="utf-8")
    (tmp_path / "b.html").write_text("<p>Midham fell.</p>", encoding="utf-8")
    reading = read_documents([tmp_path], limits=Limits(article_seconds=1))
    assert [document.doc_id for document in reading.documents] == ["b"]
    (refusal,) = reading.refusals
    assert "a.html: takes more than 1 s of processor time" in str(refusal)


# --- bombs and depths


def bombed(path, sheet):
    """Write a workbook with these bytes among the rows of its sheet; its own word on its size is taken away."""
    book, packed = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["place", "controller", "date"])
    book.active.append(["Midham", "red", "2031-05-03"])
    book.save(packed)
    with zipfile.ZipFile(packed) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part in parts.infolist():
            data = parts.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(b'<dimension ref="A1:C2"/>', b"").replace(
                    b"</sheetData>", sheet + b"</sheetData>"
                )
            target.writestr(part.filename, data)


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLINE_MAX_UNPACKED_BYTES", "1_000_000")
    bombed(tmp_path / "a.xlsx", b" " * 2_000_000)
    with pytest.raises(SpreadsheetError, match="more than 1,000,000; save it as CSV"):
        read_sheet(tmp_path / "a.xlsx")


def test_a_table_of_too_many_rows_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(rows, "_MAX_ROWS", 1_000)
    bombed(tmp_path / "a.xlsx", b"<row/>" * 5_000)
    table = pa.table({"place": ["x"] * 5_000, "controller": ["red"] * 5_000, "date": ["2031-05-03"] * 5_000})
    pq.write_table(table, tmp_path / "a.parquet")
    (tmp_path / "a.csv").write_text(
        "place,controller,date\n" + "x,red,2031-05-03\n" * 5_000, encoding="utf-8"
    )
    (tmp_path / "a.jsonl").write_text('{"place": "x"}\n' * 5_000, encoding="utf-8")
    for name in ("a.xlsx", "a.parquet", "a.csv", "a.jsonl"):
        with pytest.raises(SpreadsheetError, match="more than 1,000 rows"):
            read_sheet(tmp_path / name)


def test_a_workbook_with_entities_is_refused_unexpanded(tmp_path):
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    bombed(tmp_path / "a.xlsx", b"")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as target:
        for part in parts.infolist():
            data = parts.read(part)
            target.writestr(part.filename, doctype + data if part.filename.endswith("sheet1.xml") else data)
    with pytest.raises(SpreadsheetError, match="is no workbook"):
        read_sheet(tmp_path / "b.xlsx")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.xml", f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]><rss><item><title>&l11;</title></item></rss>', "may hide a bomb"),
        ("a.xml", '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><item>&f;</item></rss>', "may hide a bomb"),
        ("a.xml", "<a>" * 200_000, "broken XML"),
        ("a.json", "[" * 100_000, "nested"),
        ("a.json", '{"text": ' * 100_000, "nested"),
        ("a.json", '{"text": "a", "n": ' + "9" * 6_000 + "}", "numbered too deep"),
        ("a.jsonl", "[" * 100_000, "nested"),
        ("a.txt", "\0" * 100_000, "binary"),
    ],
)  # fmt: skip
def test_what_nests_or_grows_without_end_is_refused(tmp_path, name, data, says):
    (tmp_path / name).write_text(data, encoding="utf-8")
    assert says in refused(tmp_path / name)


def test_json_of_nothing_but_lists_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(formats, "_MAX_NESTS", 1_000)
    (tmp_path / "a.json").write_text("[" + "[]," * 1_000 + "{}]", encoding="utf-8")
    assert "more than 1,000 lists and objects" in refused(tmp_path / "a.json")


def test_a_page_of_any_depth_has_its_text(tmp_path):
    (tmp_path / "a.html").write_text("<div>" * 100_000 + "Midham fell.", encoding="utf-8")
    assert read_documents([tmp_path]).documents[0].text == "Midham fell."


# --- characters


@pytest.mark.parametrize(
    "odd", ["\0", "\u202e", "\u2066\u2069", "\ufeff", "\ufffe", "\x1b[31m", "\u0301" * 50]
)
def test_odd_characters_are_text_and_offsets_hold(tmp_path, odd):
    text = f"Rebels took {odd} Midham. " + "Calm followed. " * 20
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (document,) = read_documents([tmp_path]).documents
    assert len(document.text) == len(text)
    assert document.text.index("Midham") == text.index("Midham")


def test_lone_surrogates_become_marks_one_for_one(tmp_path):
    (tmp_path / "a.json").write_text('{"text": "Rebels \\ud800 took \\udfff Midham."}', encoding="utf-8")
    assert read_documents([tmp_path]).documents[0].text == "Rebels \ufffd took \ufffd Midham."


def test_two_encodings_in_one_file_are_read_as_one(tmp_path):
    (tmp_path / "a.txt").write_bytes("Café in Midham. ".encode() * 20 + "Café in Weston.".encode("cp1252"))
    (document,) = read_documents([tmp_path]).documents
    assert "Midham" in document.text
    assert "Weston" in document.text


def test_escapes_in_names_do_not_reach_a_line(tmp_path):
    (tmp_path / "a.json").write_text(
        '{"id": "../../etc/\\u001b[31m\\nx", "text": "Midham fell."}', encoding="utf-8"
    )
    (refusal,) = [str(item) for item in read_documents([tmp_path / "a.json"]).refusals] or [""]
    assert "\x1b" not in refusal


# --- what is in a folder


def test_devices_pipes_and_loops_in_a_folder_are_passed_over(tmp_path):
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.txt")
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    assert [document.doc_id for document in read_documents([tmp_path]).documents] == ["a"]
    assert not is_claims_file(tmp_path / "pipe.jsonl")


@pytest.mark.parametrize("name", ["pipe.txt", "pipe.jsonl", "pipe.html"])
def test_a_pipe_that_is_named_is_refused_unread(tmp_path, name):
    os.mkfifo(tmp_path / name)
    assert "no regular file" in refused(tmp_path / name)


def test_a_pipe_as_a_table_is_refused_unread(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(SpreadsheetError, match="no regular file"):
        read_sheet(tmp_path / "pipe.csv")
