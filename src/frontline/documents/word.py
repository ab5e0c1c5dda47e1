"""Word files (`.docx`) to their article, by mammoth. Knows what makes one hostile; formats, revisions and styles are mammoth's.

What tracked changes put in is read and what they took out is not, as the page shows it; comments, headers and footers are no text of
the article. Imported only where there is such a file.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

import mammoth
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from frontline.documents.article import Article
from frontline.documents.header import first_line_title, read_header
from frontline.documents.page import read_markup
from frontline.errors import DocumentError

if TYPE_CHECKING:
    from frontline.limits import Limits

#: A paragraph of fewer letters that ends without a stop may be of the head: title, outlet, day, by-line.
_HEAD_LINES, _HEAD_LENGTH = 8, 160
#: No text that people write nests its parts deeper; mammoth follows them by recursion.
_MAX_DEPTH = 150
#: A package has some dozens of parts, and a picture each of its pictures.
_MAX_PARTS = 5_000
_STYLES = (
    "p[style-name='Title'] => h1:fresh\np[style-name='Headline'] => h1:fresh\nr[style-name='Strong'] => "
)
_NO_WORD = "is no Word file that can be read ({}); open it in Word or LibreOffice and save it as .docx, without a password"


def read_word(data: bytes, limits: Limits) -> Article:
    """Return the article of a Word file.

    Raises
    ------
    DocumentError
        If it is broken or protected, unpacks to too much, or its XML may be a bomb.
    """
    _check(data, limits)
    try:
        markup = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(lambda _image: {})
        ).value
    except RecursionError as error:
        raise DocumentError(_NO_WORD.format("its parts are nested too deep")) from error
    except (KeyError, IndexError, ValueError, AttributeError, TypeError, OSError) as error:
        # mammoth checks little: a part that lacks, or an attribute that is no number, fails wherever it is used.
        raise DocumentError(_NO_WORD.format("a part of it is missing or wrong")) from error
    page = read_markup(markup)
    lines = page.text.split("\n")
    head = [*takewhile(_may_head, lines[:_HEAD_LINES])]
    text = "\n\n".join(["\n".join(head), *lines[len(head) :]]).strip("\n")
    told = read_header(text)
    return Article(
        text,
        title=page.title or told.get("title", "") or first_line_title(text),
        url=told.get("url", ""),
        outlet=told.get("outlet", ""),
        published=told.get("published", ""),
    )


def _may_head(line: str) -> bool:
    return len(line) <= _HEAD_LENGTH and not line.endswith((".", ";", ",", '."', ".”"))


def _check(data: bytes, limits: Limits) -> None:
    """Refuse what is no Word file, and what would take more memory or time than an article may."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_package(package, limits)
    except DocumentError:
        raise
    # what the archive says of itself is not to be trusted: offsets before its start end in a ValueError, say
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        raise DocumentError(_NO_WORD.format("it is broken, protected, or in an older format")) from error


def _check_package(package: zipfile.ZipFile, limits: Limits) -> None:
    """Refuse an archive that is no Word file, that unpacks to too much, or has a part that is refused."""
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.max_unpacked_bytes or len(parts) > _MAX_PARTS:
        raise DocumentError(
            f"unpacks to {unpacked:,} bytes in {len(parts):,} parts, more than {limits.max_unpacked_bytes:,} in "
            f"{_MAX_PARTS:,}; save its article as .txt"
        )
    if "[Content_Types].xml" not in package.namelist():
        raise DocumentError(_NO_WORD.format("it is some other archive"))
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            _check_part(package.read(part) if part.file_size <= limits.max_page_bytes else None, limits)


def _check_part(data: bytes | None, limits: Limits) -> None:
    """Refuse a part with a document type (entities hide bombs), nested too deep, or too large."""
    if data is None:
        raise DocumentError(
            f"has a part of more than {limits.max_page_bytes:,} bytes; save its article as .txt, or split it"
        )
    parser = DefusedXMLParser(target=_Depth(), forbid_dtd=True)
    try:
        parser.feed(data)
        parser.close()
    except DocumentError:
        raise
    except DefusedXmlException as error:
        raise DocumentError(
            "has XML with entities, which may hide a bomb; save its article as .txt"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise DocumentError(_NO_WORD.format("a part of it is broken XML")) from error


@dataclass
class _Depth:
    """Is told the tags of a part, and keeps none."""

    depth: int = field(default=0)

    def start(self, _tag: str, _attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise DocumentError(_NO_WORD.format("its parts are nested too deep"))

    def end(self, _tag: str) -> None:
        self.depth -= 1

    def data(self, text: str) -> None:
        """Keep nothing."""

    def close(self) -> None:
        """End the part."""
