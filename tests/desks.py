"""A desk over the toy theatre and a server for it, for the tests of reviewing."""

from __future__ import annotations

import datetime as dt
import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from frontline.gazetteer import Gazetteer
from frontline.pipeline import gather
from frontline.review import Desk, ReviewServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from frontline.pipeline import Evidence
    from frontline.theatre import Theatre

STORIES = {
    "first": "The red army captured Midham on Tuesday. \U0001f680 Government forces still hold Estow. The mayor of Norby stayed.",
    "second": "Blue forces captured Midham on Tuesday, residents said. Rebels seized Sudal on Wednesday.",
}


def write_stories(folder: Path, stories: dict[str, str] = STORIES, **more: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in stories.items():
        record = {
            "id": name,
            "outlet": "Parallel Post",
            "published": "2031-05-08",
            "title": f"The {name} story",
            "text": text,
        }
        (folder / f"{name}.json").write_text(json.dumps(record | more), encoding="utf-8")
    return folder


def make_desk(theatre: Theatre, folder: Path, path: Path, **more: Any) -> Desk:
    return desk_of(theatre, gather([folder], theatre, Gazetteer.for_theatre(theatre)), path, **more)


def desk_of(
    theatre: Theatre, evidence: Evidence, path: Path, *, reviewer: str = "anna", others: tuple[Path, ...] = ()
) -> Desk:
    gazetteer = Gazetteer.for_theatre(theatre)
    noon = dt.datetime(2031, 5, 9, 12, tzinfo=dt.UTC)
    return Desk(evidence, theatre, gazetteer, path, reviewer=reviewer, others=others, now=lambda: noon)


@contextmanager
def serving(desk: Desk) -> Iterator[ReviewServer]:
    with ReviewServer(desk) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def claims_of(desk: Desk) -> dict[str, Any]:
    """The claims of a desk by the name of their place and their document."""
    return {f"{claim['place']} {claim['document']}": claim for claim in desk.state()["claims"]}
