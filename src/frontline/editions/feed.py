"""The feed: changes as Atom (RFC 4287), an entry a place that changed hands and one for an edition's new claims.

An entry keeps its id and its time when the edition of its day is built again.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from frontline.editions.words import holder_words, said_words, source_words, turn_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from frontline.editions.news import News, Turn
    from frontline.theatre import Theatre

ATOM = "http://www.w3.org/2005/Atom"
#: What XML 1.0 has no way to write.
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: So many claims are told in the entry of an edition; the rest is counted.
CLAIMS_TOLD = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `at` an instant as text, `link` relative to the folder of editions."""

    entry_id: str
    title: str
    at: str
    link: str
    summary: str

    def to_json(self) -> dict[str, Any]:
        """Return the entry as plain values."""
        return asdict(self)


def entries_of(
    theatre: Theatre, news: News, day: dt.date, now: dt.datetime, known: Sequence[Entry]
) -> tuple[Entry, ...]:
    """Return the entries of an edition; those that the day's edition had already keep their time."""
    times = {entry.entry_id: entry.at for entry in known}
    page = f"{day.isoformat()}/changes.html"

    def entry(name: str, title: str, anchor: str, summary: str) -> Entry:
        entry_id = _urn(theatre.id, day.isoformat(), name)
        return Entry(entry_id, title, times.get(entry_id, _instant(now)), page + anchor, summary)

    entries = [
        entry(
            f"{turn.place_id}:{turn.before}>{turn.after}",
            f"{turn.place}: {turn_words(turn, theatre)}",
            f"#place-{number}",
            _who_said_so(turn, theatre),
        )
        for number, turn in enumerate(news.turns)
    ]
    if news.claims:
        lines = [f"{said.place}: {said_words(said, theatre)} ({source_words(said)})" for said in news.claims]
        more = f"\n... and {len(lines) - CLAIMS_TOLD} more" if len(lines) > CLAIMS_TOLD else ""
        title = "1 new claim" if len(lines) == 1 else f"{len(lines)} new claims"
        entries.append(entry("claims", title, "#claims", "\n".join(lines[:CLAIMS_TOLD]) + more))
    return tuple(entries)


def _who_said_so(turn: Turn, theatre: Theatre) -> str:
    said = [f"{source_words(one)}: “{one.quote}”" for one in turn.said]
    return "\n".join(said) or f"No claim names {turn.place}; now {holder_words(turn.after, theatre)}."


def write_feed(
    path: Path, theatre: Theatre, entries: Sequence[Entry], *, updated: dt.datetime, url: str = ""
) -> None:
    """Write the feed, the newest entries first; `url` is the address at which it will stand."""
    base = f"{url.rstrip('/')}/" if url else ""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _add(root, "id", _urn(theatre.id, "feed", base))
    _add(root, "title", f"{theatre.name}: what changed")
    _add(root, "updated", max([entry.at for entry in entries], default=_instant(updated)))
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=f"{base}index.html")
    if base:
        ET.SubElement(root, "link", rel="self", type="application/atom+xml", href=f"{base}{path.name}")
    _add(ET.SubElement(root, "author"), "name", "Frontline")
    _add(root, "generator", "Frontline")
    for entry in sorted(entries, key=lambda one: (one.at, one.link), reverse=True):
        node = ET.SubElement(root, "entry")
        _add(node, "id", entry.entry_id)
        _add(node, "title", entry.title)
        _add(node, "updated", entry.at)
        ET.SubElement(node, "link", rel="alternate", type="text/html", href=base + entry.link)
        _add(node, "summary", entry.summary)
    text = '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_XML.sub("\ufffd", text)


def _urn(*parts: str) -> str:
    """Return an id that the same thing always has (RFC 4122, version 5)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "frontline:" + ":".join(parts)).urn


def _instant(now: dt.datetime) -> str:
    return now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
