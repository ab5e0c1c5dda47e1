"""Mail (`.eml`, `.mbox`): newsletters and wire services come so. A message to its article; attachments are left aside.

Imported only where there is mail.
"""

from __future__ import annotations

import email.policy
import re
from email.parser import BytesParser
from email.utils import parseaddr
from typing import TYPE_CHECKING

from frontline.documents.article import Article, Fault, Raw
from frontline.documents.page import read_article
from frontline.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

#: A message that was sent on, or answered, has the day of that, and not of what it brings.
_SENT_ON = re.compile(r"(?:(?:fwd?|re|wg|aw|tr)[ \t]{0,2}:[ \t]{0,4}){1,6}", re.IGNORECASE)
_FORWARDED = re.compile(
    r"^[-_> ]{0,20}(?:Forwarded|Original) message\b|^Begin forwarded message:", re.IGNORECASE | re.MULTILINE
)
#: The line before a message of an mbox file (RFC 4155); in a text such a line is led by ">".
_FROM = re.compile(rb"(?:\A|(?<=\n))From [^\r\n]{1,200}\d{4}[^\r\n]{0,40}\r?\n")
_ADVICE = "save the message as .eml again, or its text as .txt"
#: So far into a message its text says that it was sent on.
_FORWARD_LENGTH = 2_000


def cut_mailbox(data: bytes) -> Iterator[Raw | Fault]:
    """Yield each message of an mbox file.

    Raises
    ------
    DocumentError
        If there is none.
    """
    lines = [*_FROM.finditer(data)]
    ends = [*(line.start() for line in lines[1:]), len(data)]
    if not lines:
        raise DocumentError(
            "is no mailbox: no line in it begins a message (From ... and a day); save its messages as .eml"
        )
    for number, (line, end) in enumerate(zip(lines, ends, strict=True), start=1):
        yield Raw("mail", data[line.end() : end], number, f"message {number}", advice=_ADVICE)


def read_mail(data: bytes, number: int = 0, where: str = "") -> Article:
    """Return the article of a message: its text, its subject as the title, its sender as the outlet, its day.

    Raises
    ------
    DocumentError
        If it is no message, or has no text.
    """
    message = BytesParser(policy=email.policy.default).parsebytes(data)
    try:
        article = _text_of(message)
        subject, sender, sent = (str(message.get(name, "")) for name in ("subject", "from", "date"))
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise DocumentError(f"is a message that is broken; {_ADVICE}") from error
    if not message.keys() or not (subject or sender or sent):
        raise DocumentError(f"is no message: it has no subject, sender or day; {_ADVICE}")
    title = _SENT_ON.sub("", subject, count=1)
    is_sent_on = title != subject or bool(_FORWARDED.search(article.text[:_FORWARD_LENGTH]))
    return Article(
        article.text,
        title=" ".join(title.split()) or article.title,
        url=article.url,
        outlet="" if is_sent_on else " ".join(parseaddr(sender)[0].split()),
        published="" if is_sent_on else sent,
        headings=article.headings,
        number=number,
        where=where,
    )


def _text_of(message: EmailMessage) -> Article:
    """Return what a message says: its plain text, or what its page shows."""
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        raise DocumentError("is a message without a text; save what it brings as .txt, .docx or .html")
    content = str(body.get_content())
    if body.get_content_type() == "text/html":
        return read_article(content)
    return Article(re.sub(r"^>+ ?", "", content.replace("\r\n", "\n"), flags=re.MULTILINE))
