"""From bytes to text: encodings, binary files, sizes. Every code point is kept at its place, so that offsets hold."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from frontline.errors import DocumentError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (b"\x89PNG", b"%PDF", b"PK\x03\x04", b"GIF8", b"\x7fELF", b"\x1f\x8b", b"\xff\xd8\xff", b"BZh", b"SQLite", b"PAR1",
          b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\xfd7zXZ", b"RIFF", b"OggS", b"ID3", b"MZ\x90")  # fmt: skip
#: The single-byte encodings that news pages of this field are still found in.
_OLD_ENCODINGS = ["cp1252", "cp1256", "iso8859_6", "cp1251", "koi8_r", "cp1254", "cp1250", "cp1255"]
#: The single-byte encodings of Latin letters, which only a language could tell apart: the commonest first.
_LATIN = ("cp1252", "cp1254", "cp1250")
#: What a wrong encoding makes of words: signs inside them, capitals after small letters, runs of accents, letters of
#: two scripts, marks and letters that hardly occur.
_ODD = re.compile(
    r"(?<=[^\W\d_])[¡-¬®-¿×÷](?=[^\W\d_])|(?<=[a-zà-ÿа-я])[A-ZÀ-ÖØ-ÞА-Я]|[À-ÖØ-öø-ž]{4,}|[ÐðÝýÞþ]"
    r"|(?<=[A-Za-zÀ-ɏ])[Ѐ-ӿא-ת؀-ۿ]|(?<=[Ѐ-ӿא-ת؀-ۿ])[A-Za-zÀ-ɏ]|[\u0591-\u05c7\u064b-\u0652\x80-\x9f─-▟]"
)
#: More control characters than this share, and it is no text.
_MAX_CONTROL_SHARE = 0.02
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def decode(data: bytes, *, declared: str = "") -> str:
    """Return the text of a file.

    The byte order mark decides, then UTF-8 if it fits, then what the file declares, then the likeliest old encoding.

    Raises
    ------
    DocumentError
        If the file is binary or in no encoding that is known.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strictly(data, name)
    if data.startswith(_MAGIC):
        raise DocumentError("is a binary file, not text")
    wide = _wide_encoding(data[:4096])
    if wide:
        return _strictly(data, wide)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decode_old(data, declared)
    if len(_CONTROL.findall(text[:100_000])) > _MAX_CONTROL_SHARE * min(len(text), 100_000):
        raise DocumentError("is a binary file, not text")
    return text


def is_read_by_line(head: bytes) -> bool:
    """Tell by its first bytes whether a file can be decoded a line at a time: not if a character has two or four bytes."""
    is_wide = any(head.startswith(mark) for mark, name in _BOMS[1:]) or bool(_wide_encoding(head))
    return not is_wide and not head.startswith(_MAGIC)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"is not valid {encoding}, which its first bytes promise ({error.reason})"
        ) from error


def _wide_encoding(head: bytes) -> str:
    """Return the encoding of UTF-16 without a mark: every other byte is 0 in most scripts' blanks and digits."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    enough = len(head) * 0.1
    if odd > enough and even < odd * 0.05:
        return "utf-16-le"
    if even > enough and odd < even * 0.05:
        return "utf-16-be"
    return ""


def _decode_old(data: bytes, declared: str) -> str:
    if declared:
        try:
            return data.decode(declared)
        except (LookupError, UnicodeDecodeError):
            pass
    if len(_CONTROL.findall(data[:100_000].decode("latin-1"))) > _MAX_CONTROL_SHARE * min(len(data), 100_000):
        raise DocumentError("is a binary file, not text")
    best = from_bytes(data[:200_000], cp_isolation=_OLD_ENCODINGS, threshold=0.35).best()
    likely = best.encoding if best else _LATIN[0]
    texts = [text for name in _attempts(likely) if (text := _decoded(data, name)) is not None]
    if not texts:
        raise DocumentError("is in no encoding that is known; save it as UTF-8")
    return min(texts, key=_oddity)


def _attempts(likely: str) -> list[str]:
    """Return the encodings to try, the likeliest first: a guess among the Latin ones is no better than their order."""
    first = [] if likely in _LATIN else [likely]
    return list(dict.fromkeys([*first, *_LATIN, *_OLD_ENCODINGS]))


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _oddity(text: str) -> int:
    """Return how many characters at the head of a text look like those of another encoding."""
    return sum(len(found[0]) for found in _ODD.finditer(text, 0, 100_000))


def declared_encoding(data: bytes) -> str:
    """Return the encoding that the head of an HTML or XML file names, or ""."""
    match = re.search(
        rb"""(?:charset|encoding)\s{0,3}=\s{0,3}["']?([\w-]{2,40})""", data[:4096], re.IGNORECASE
    )
    return match[1].decode("ascii") if match else ""


def tidy(text: str) -> str:
    """Return the text with every character that no file can carry (NUL, a lone surrogate) replaced, one for one."""
    return _UNWRITABLE.sub("\ufffd", text)


def with_plain_newlines(text: str) -> str:
    """Return the text with one newline character for each line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
