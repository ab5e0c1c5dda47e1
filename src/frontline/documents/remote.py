"""Sources that are no local path: web addresses, and files of any file system that fsspec knows.

Nothing is opened until it is read, and a web address only by the `Fetcher` that was handed in.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote, urlsplit

from frontline.documents.names import ARTICLE_SUFFIXES, suffix_of
from frontline.errors import DocumentError, InputError, NoInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from frontline.fetch import Fetcher

_WEB = ("http://", "https://")
#: What a web server calls the formats that are read.
_SUFFIX_OF_TYPE = {
    "text/html": ".html", "application/xhtml+xml": ".html", "application/rss+xml": ".xml", "application/atom+xml": ".xml",
    "application/xml": ".xml", "text/xml": ".xml", "application/json": ".json", "application/feed+json": ".json",
    "application/x-ndjson": ".jsonl", "application/jsonl": ".jsonl", "text/markdown": ".md", "text/plain": ".txt",
    "application/warc": ".warc.gz", "application/gzip": ".warc.gz", "application/octet-stream": "", "": "",
}  # fmt: skip


@dataclass(frozen=True)
class Remote:
    """A file elsewhere, by its address."""

    url: str

    def __str__(self) -> str:
        return self.url

    @property
    def path(self) -> PurePosixPath:
        """The path of the address, or its host where it has none: what names its articles."""
        parts = urlsplit(self.url)
        return PurePosixPath(unquote(parts.path.rstrip("/")) or parts.hostname or "article")

    def opened(self) -> Any:
        """Open it: a context of the stream, and the suffix that says its format ("" = the content tells).

        Raises
        ------
        DocumentError
            If it cannot be opened.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class WebFile(Remote):
    """A page, a feed or a file on the web."""

    fetcher: Fetcher

    @contextmanager
    def opened(self) -> Iterator[tuple[BinaryIO, str]]:
        """Fetch it whole, within the fetcher's bounds."""
        fetched = self.fetcher.fetch(self.url)
        told = suffix_of(self.path)
        suffix = told if told in ARTICLE_SUFFIXES else _SUFFIX_OF_TYPE.get(fetched.media_type)
        if suffix is None or fetched.media_type == "text/html":
            suffix = _SUFFIX_OF_TYPE.get(fetched.media_type)
        if suffix is None:
            raise DocumentError(f"is {fetched.media_type[:60]}; give the address of a page or a feed")
        yield io.BytesIO(fetched.data), suffix


@dataclass(frozen=True)
class StoredFile(Remote):
    """A file of a file system that fsspec knows."""

    @contextmanager
    def opened(self) -> Iterator[tuple[BinaryIO, str]]:
        """Open it where it is; it is read as it is needed."""
        system, path = _system_of(self.url)
        try:
            with system.open(path, "rb") as stream:
                yield stream, suffix_of(self.path)
        except FileNotFoundError as error:
            raise DocumentError("is not there; check the address") from error


def resolve_sources(
    sources: Iterable[str | Path], fetcher: Fetcher | None = None
) -> list[str | Path | Remote]:
    """Return the sources with every address made ready to be read; files, folders and "-" stay as they are.

    A folder of a file system that fsspec knows (`s3://bucket/articles`) becomes the article files below it, sorted.

    Raises
    ------
    NoInputError
        If a folder holds no article, or is not there.
    InputError
        If there is no such kind of address, it needs a package that is not installed, or a web address has no fetcher.
    """
    resolved: list[str | Path | Remote] = []
    for source in sources:
        text = str(source)
        if not is_address(text):
            resolved.append(source)
        elif text.lower().startswith(_WEB):
            if fetcher is None:
                raise InputError(f"{text[:200]} is a web address; hand in a Fetcher to read it")
            resolved.append(WebFile(text, fetcher))
        else:
            resolved += _stored_files(text)
    return resolved


def is_address(source: str) -> bool:
    """Tell whether a source is an address ("scheme://...") and no local path."""
    scheme, mark, _ = source.partition("://")
    return bool(mark) and len(scheme) > 1 and scheme.replace("+", "").replace("-", "").isalnum()


def _stored_files(url: str) -> list[Remote]:
    system, path = _system_of(url)
    try:
        if not system.isdir(path):
            return [StoredFile(url)]
        found = sorted(system.find(path))
    except (OSError, ValueError, ImportError) as error:
        raise NoInputError(f"{url} cannot be listed ({error}); check the address") from error
    files = [StoredFile(system.unstrip_protocol(file)) for file in found]
    articles: list[Remote] = [file for file in files if suffix_of(file.path) in ARTICLE_SUFFIXES]
    if not articles:
        raise NoInputError(f"the folder {url} holds no article; check the address")
    return articles


def _system_of(url: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path in it."""
    # Loaded here: most sources are files of this machine, and it takes a third of the time in which a short one is read.
    import fsspec

    scheme = url.partition("://")[0]
    if "::" in url or scheme not in fsspec.available_protocols():
        raise InputError(
            f"{url[:200]}: addresses of the kind {scheme}:// are not read; give a file or a folder"
        )
    try:
        system, path = fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise InputError(f"{url[:200]}: {error}") from error
    except (OSError, ValueError) as error:
        raise NoInputError(f"{url[:200]} cannot be opened ({error}); check the address") from error
    return system, str(path)
