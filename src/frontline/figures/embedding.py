"""Embedding: the HTML that puts a saved map into another page, with a picture for readers without scripts."""

from __future__ import annotations

import base64
import html
import io
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from frontline.errors import InputError
from frontline.figures.palette import shared_palette, with_palette

if TYPE_CHECKING:
    from pathlib import Path

#: A picture inside the lines is this wide and has so many colours: 30-60 kB for a country.
INLINE_WIDTH, INLINE_COLOURS = 720, 64
#: What the frame may do, as in the code that the page itself gives: run its scripts, and open a source in a new tab.
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
_GENERATOR = '<meta name="generator" content="Frontline">'
#: So much of a page is read for its title; the head stands first.
_HEAD_BYTES = 65_536
_TYPES = {
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
}


def read_title(page: Path) -> str:
    """Return the title of a saved map.

    Raises
    ------
    InputError
        If the file is no map of Frontline's.
    """
    with page.open("rb") as file:
        head = file.read(_HEAD_BYTES).decode("utf-8", "replace")
    found = re.search(r"<title>(.*?)</title>", head, re.DOTALL)
    if _GENERATOR not in head or not found:
        raise InputError(f"{page} is no map that Frontline wrote; name the .html file of `frontline map`")
    return html.unescape(found[1]).strip()


def find_picture(page: Path) -> Path | None:
    """Return the last picture of a day beside a map (`syria-2024-2024-12-05.png`), None where there is none."""
    day = re.compile(re.escape(page.stem) + r"-\d{4}-\d\d-\d\d")
    found = [path for path in page.parent.glob("*.png") if day.fullmatch(path.stem)]
    return max(found, key=lambda path: path.stem, default=None)


def own_picture(page: Path) -> str:
    """Return the picture that a saved map holds for readers without scripts, as a `data:` address; "" where it has none."""
    found = re.search(
        r'<img src="(data:image/webp;base64,[A-Za-z0-9+/=]+)"', page.read_text(encoding="utf-8")
    )
    return found[1] if found else ""


def snippet(
    page: Path,
    *,
    title: str,
    height: int,
    url: str = "",
    picture: Path | str | None = None,
) -> str:
    """Return the HTML to paste.

    Parameters
    ----------
    page
        The saved map. It is named by its file name: the snippet's page stands beside it, unless `url` says where.
    title
        What the frame and the picture are called.
    height
        The most that the frame is high, pixels; on low windows it is lower.
    url
        The address (http or https) at which the map will stand.
    picture
        For readers whose page runs no script: a file, named beside the map, or a `data:` address (`inline_picture`).

    Raises
    ------
    InputError
        If `url` is no address of the web, or `picture` no picture.
    """
    address = url or quote(page.name)
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc):
        raise InputError(f"--url {url!r} is no address of the web; write it as https://example.org/map.html")
    bare, _, hash_ = address.partition("#")
    frame = f"{bare.partition('?')[0]}?embed=1" + (f"#{hash_}" if hash_ else "")
    name, link = html.escape(title), html.escape(address)
    lines = [
        '<figure style="margin: 0">',
        (
            f'<iframe src="{html.escape(frame)}" title="{name}" sandbox="{SANDBOX}" loading="lazy" width="100%" '
            f'height="{height}" style="border: 0; width: 100%; height: clamp(320px, 85vh, {height}px)"></iframe>'
        ),
    ]
    if picture:
        lines.append(
            f'<noscript><a href="{link}"><img src="{html.escape(_source(picture, address))}" '
            f'alt="{name}" style="max-width: 100%; height: auto"></a></noscript>'
        )
    lines += [f'<figcaption><a href="{link}">{name}</a></figcaption>', "</figure>", ""]
    return "\n".join(lines)


def _source(picture: Path | str, address: str) -> str:
    if isinstance(picture, str):
        return picture
    _require_picture(picture)
    if not picture.is_file():
        raise InputError(
            f"{picture} is not there; `frontline map ... --figures` writes pictures beside the map"
        )
    folder = address.partition("#")[0].partition("?")[0].rpartition("/")
    return f"{folder[0]}{folder[1]}{quote(picture.name)}"


def _require_picture(picture: Path) -> None:
    if picture.suffix.lower() not in _TYPES:
        raise InputError(f"{picture} is no picture for a page; name one of {', '.join(sorted(_TYPES))}")


def inline_picture(picture: Path) -> str:
    """Return a picture as an address that holds it, small enough to be pasted.

    Raises
    ------
    InputError
        If it is none.
    """
    from PIL import Image, UnidentifiedImageError

    _require_picture(picture)
    if picture.suffix.lower() == ".svg":
        return f"data:image/svg+xml;base64,{base64.b64encode(picture.read_bytes()).decode()}"
    try:
        with Image.open(picture) as opened:
            image = opened.convert("RGB")
    except UnidentifiedImageError as error:
        raise InputError(f"{picture} is no picture; name a PNG, JPEG or SVG") from error
    if image.width > INLINE_WIDTH:
        image = image.resize(
            (INLINE_WIDTH, round(image.height * INLINE_WIDTH / image.width)), Image.Resampling.LANCZOS
        )
    written = io.BytesIO()
    with_palette(image, shared_palette([image], INLINE_COLOURS)).save(written, "png", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode()}"
