"""Word files and mail, as desks have them: read as articles, refused by name when hostile, and never silence."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from frontline.documents import read_documents
from frontline.documents.mail import read_mail
from frontline.documents.word import read_word
from frontline.errors import DocumentError
from frontline.limits import Limits
from frontline.spreadsheets import split_sources

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = (
    f'<w:styles {W}><w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style></w:styles>'
)
STYLE_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="s1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>'
)


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inner, style=""):
    marked = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{marked}{inner if inner.startswith('<') else run(inner)}</w:p>"


def word(*paragraphs, document="", **parts):
    written = io.BytesIO()
    body = document or f"<w:document {W}><w:body>{''.join(paragraphs)}</w:body></w:document>"
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELS,
            "word/document.xml": body,
            "word/styles.xml": STYLES,
            "word/_rels/document.xml.rels": STYLE_RELS,
            **parts,
        }.items():
            package.writestr(name, content)
    return written.getvalue()


STORY = word(
    paragraph("Reds take Midham", "berschrift1"),
    paragraph("Parallel Post"),
    paragraph("By Ann Other | 6 May 2031"),
    paragraph("Red forces captured Midham on Tuesday, residents said."),
    paragraph(
        run("The army ")
        + f"<w:ins w:author='x'>{run('did not ')}</w:ins><w:del><w:r><w:delText>often </w:delText></w:r></w:del>"
        + run("leave Estow.")
    ),
)


def read(folder):
    reading = read_documents([folder])
    return list(reading.documents), [str(one) for one in reading.refusals]


def test_a_word_file_is_an_article(tmp_path):
    (tmp_path / "story.docx").write_bytes(STORY)
    (tmp_path / "~$story.docx").write_bytes(b"\x05Ann")  # what Word keeps beside a file that is open
    (story,), refusals = read(tmp_path)
    assert refusals == []
    assert (story.doc_id, story.title, story.outlet) == ("story", "Reds take Midham", "Parallel Post")
    assert story.published == date(2031, 5, 6)
    assert story.text.endswith("residents said.\n\nThe army did not leave Estow.")


def test_a_word_file_on_standard_input_is_known_by_its_bytes(monkeypatch):
    class Stdin:
        buffer = io.BytesIO(STORY)

    monkeypatch.setattr("sys.stdin", Stdin)
    (story,), _ = read("-")
    assert story.title == "Reds take Midham"


def test_a_title_tables_and_no_comments():
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("Estow", "blue"))
    comment = '<w:comment w:id="0"><w:p><w:r><w:t>check!</w:t></w:r></w:p></w:comment>'
    article = read_word(
        word(
            paragraph("Who holds what", "Titel"),
            paragraph("A first sentence that is told of the war."),
            f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>",
            **{"word/comments.xml": f"<w:comments {W}>{comment}</w:comments>"},
        ),
        Limits(),
    )
    assert article.title == "Who holds what"
    assert article.text.split("\n\n")[1:] == ["A first sentence that is told of the war.", "Estow", "blue"]


def test_a_picture_of_a_word_file_is_no_text():
    drawing = (
        '<w:r><w:drawing xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><wp:inline><a:graphic><a:graphicData>'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:link="r9"/></pic:blipFill>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    linked = STYLE_RELS.replace(
        "</Relationships>",
        '<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        'Target="file:///etc/passwd" TargetMode="External"/></Relationships>',
    )
    article = read_word(
        word(paragraph("A sentence."), f"<w:p>{drawing}</w:p>", **{"word/_rels/document.xml.rels": linked}),
        Limits(),
    )
    assert article.text == "A sentence."


BOMB = f'<!DOCTYPE w [<!ENTITY a "{"x" * 100}"><!ENTITY b "{"&a;" * 100}">]><w:document {W}><w:body>{paragraph("&b;")}</w:body></w:document>'
DEEP = (
    f"<w:document {W}><w:body>"
    + "<w:sdt><w:sdtContent>" * 5_000
    + "</w:sdtContent></w:sdt>" * 5_000
    + "</w:body></w:document>"
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (word(document=BOMB), "entities, which may hide a bomb"),
        (word(document=BOMB.encode("utf-16")), "entities, which may hide a bomb"),
        (word(document=DEEP), "nested too deep"),
        (word(paragraph("x"), **{"word/media/a.png": b"\0" * 3_000_000}), "unpacks to 3,0"),
        (word(paragraph("x" * 1_200_000)), "has a part of more than 1,000,000 bytes"),
        (word(document="<w:document"), "a part of it is broken XML"),
        (word(paragraph("x"), **{"_rels/.rels": "<a/>", "word/document.xml": "<a/>"}), "a part of it is missing or wrong"),
        (STORY[: len(STORY) // 2], "broken, protected, or in an older format"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "broken, protected, or in an older format"),
        (b"", "broken, protected"),
    ],
)  # fmt: skip
def test_a_hostile_word_file_is_refused(data, said):
    with pytest.raises(DocumentError, match=said):
        read_word(data, Limits(max_unpacked_bytes=2_500_000, max_page_bytes=1_000_000))


def test_another_archive_is_no_word_file():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        package.writestr("a.txt", "Midham fell.")
    with pytest.raises(DocumentError, match="it is some other archive"):
        read_word(written.getvalue(), Limits())


def test_a_word_file_with_a_wrong_offset_is_refused():
    at = STORY.rindex(b"PK\5\6") + 16 + 2  # where its table of contents begins, as its end tells
    with pytest.raises(DocumentError, match="broken, protected"):
        read_word(STORY[:at] + b"\xff" + STORY[at + 1 :], Limits())


def told(reads):
    """Return what is read, or what to do about it: nothing else may come of any bytes."""
    try:
        return reads()
    except DocumentError as error:
        return str(error).partition("; ")[2]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(at=st.integers(0, len(STORY) - 1), byte=st.integers(0, 255))
@example(at=len(STORY) - 4, byte=1)
def test_a_damaged_word_file_is_read_or_refused(at, byte):
    damaged = STORY[:at] + bytes([byte]) + STORY[at + 1 :]
    assert told(lambda: read_word(damaged, Limits()).text) is not None


def message(text="Red forces captured Midham on Tuesday.", subject="Reds take Midham", html="", **fields):
    mail = EmailMessage()
    mail["From"] = '"Parallel Post" <news@post.example>'
    mail["Date"] = "Wed, 07 May 2031 08:30:00 +0000"
    mail["Subject"] = subject
    for name, value in fields.items():
        mail[name] = value
    if text:
        mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html") if text else mail.set_content(html, subtype="html")
    return mail


def test_a_message_is_an_article(tmp_path):
    mail = message()
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="report.pdf")
    (tmp_path / "letter.eml").write_bytes(mail.as_bytes())
    (story,), refusals = read(tmp_path)
    assert refusals == []
    assert (story.title, story.outlet, story.published) == (
        "Reds take Midham",
        "Parallel Post",
        date(2031, 5, 7),
    )
    assert story.text.strip() == "Red forces captured Midham on Tuesday."


def test_a_message_of_markup_is_read_as_a_page():
    html = "<html><body><script>x()</script><p>Red forces captured Midham on Tuesday, residents said to the paper.</p></body></html>"
    article = read_mail(message(text="", html=html).as_bytes())
    assert article.text == "Red forces captured Midham on Tuesday, residents said to the paper."


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Fwd: Reds take Midham", "See below"),
        ("RE: FW: Reds take Midham", "> Reds captured Midham"),
        ("Reds take Midham", "---------- Forwarded message ---------\nDate: 5 May 2031\n\nReds took Midham."),
    ],
)
def test_the_day_of_sending_on_is_not_the_day_of_the_story(subject, text):
    article = read_mail(message(text, subject).as_bytes())
    assert (article.title, article.published, article.outlet) == ("Reds take Midham", "", "")
    assert not article.text.startswith(">")


def test_a_mailbox_has_its_messages(tmp_path):
    box = b"".join(
        b"From news@post.example Wed May  7 08:30:00 2031\n"
        + message(f"Story {n} of Midham.\n\n>From the front").as_bytes()
        + b"\n"
        for n in (1, 2)
    )
    (tmp_path / "news.mbox").write_bytes(box + b"From x Wed May  7 08:30:00 2031\n\n\n")
    stories, refusals = read(tmp_path)
    assert [story.doc_id for story in stories] == ["news-1", "news-2"]
    assert len(refusals) == 1
    assert "message 3: is no message" in refusals[0]
    (tmp_path / "news.mbox").write_bytes(b"no message at all")
    assert "is no mailbox" in read(tmp_path)[1][0]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_message_or_refused(data):
    assert (
        told(lambda: read_mail(b"Subject: x\nContent-Type: multipart/mixed; boundary=a\n\n" + data))
        is not None
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.pdf", "copy its text into a .txt file"),
        ("a.rtf", "save it as .docx"),
        ("a.odt", "save it as .docx"),
        ("a.doc", "save it as .docx"),
        ("a.msg", "save it as .eml"),
        ("a.zip", "unpack it"),
    ],
)
def test_what_is_not_read_is_refused_with_what_to_do(tmp_path, name, said):
    (tmp_path / name).write_bytes(b"x")
    (tmp_path / "b.txt").write_text("Published on 06/05/2031\n\nReds took Midham.", encoding="utf-8")
    for source in (tmp_path, tmp_path / name):
        _, refusals = read(source)
        assert len(refusals) == 1
        assert said in refusals[0]


def test_a_folder_with_a_table_hides_no_file_that_is_not_read(tmp_path):
    for name in ("a.pdf", "b.docx", "d.txt", "picture.png"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "c.jsonl").write_text(
        '{"place": "Midham", "controller": "red", "date": "2031-05-03"}', encoding="utf-8"
    )
    articles, tables = split_sources([tmp_path])
    assert [Path(str(one)).name for one in articles] == ["a.pdf", "b.docx", "d.txt"]
    assert [one.name for one in tables] == ["c.jsonl"]
