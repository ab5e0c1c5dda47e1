"""Sources that are addresses, as commands take them: what may be asked, and what is kept of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from frontline.documents import Remote

AllowPrivate = Annotated[
    bool,
    typer.Option(
        "--allow-private",
        help="Let web addresses among the sources lead to this machine or a private network.",
    ),
]


def ready_sources(sources: Sequence[str], *, allow_private: bool) -> list[str | Path | Remote]:
    """Return the sources with their addresses made ready to be read; a run without any opens no network code."""
    if not any("://" in source for source in sources):
        return list(sources)
    from frontline.documents import resolve_sources
    from frontline.fetch import Fetcher
    from frontline.folders import cache_folder

    fetcher = Fetcher(allow_private=allow_private, folder=cache_folder() / "fetched")
    return resolve_sources(sources, fetcher)
