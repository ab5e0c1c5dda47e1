"""Who a row speaks of and who says so: a theatre's holders and sources by any of their names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from frontline.model import CONTESTED, NOBODY
from frontline.spreadsheets.cells import text_of
from frontline.spreadsheets.events import actor_forms
from frontline.spreadsheets.faults import RowError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.spreadsheets.cells import Cells
    from frontline.spreadsheets.columns import Row
    from frontline.theatre import Source, Theatre

#: Words for ground that two sides fight over, and for ground that nobody is known to hold.
_CONTESTED_WORDS = frozenset(
    {"contested", "disputed", "both", "mixed", "gray zone", "grey zone", "no man's land"}
)
_NOBODY_WORDS = frozenset(
    {"none", "unknown", "nobody", "no one", "not known", "uncontrolled", "unclear", "n/a", "na", "-", "?"}
)


#: A suggestion is this like what was written, of 100: "rebls" is "rebels", "martians" is nobody.
_CLOSE = 80
#: So many unknown names of a file are compared with the known ones; more of them means another theatre's file.
MAX_HINTS = 100


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says what a row tells; the fields are those of a claim."""

    attribution: str
    outlet: str
    url: str
    source_id: str
    source_side: str


@dataclass
class NameReader:
    """Reads the names in a file's rows."""

    theatre: Theatre
    _holders: dict[str, str] = field(default_factory=dict)
    _sources: dict[str, Source] = field(default_factory=dict)
    _hints: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._holders = _holder_names(self.theatre)
        for source in self.theatre.sources:
            for name in (source.id, source.name, *source.aliases):
                self._sources.setdefault(folded(name), source)

    def controller(self, cells: Cells) -> tuple[str, bool]:
        """Return the holder, and whether a question mark casts doubt on it.

        Raises
        ------
        RowError
            If there is none, or the theatre knows no faction of that name.
        """
        written = text_of(cells, "controller")
        if not written:
            raise RowError("has no controller", "give a faction of the theatre, 'contested' or 'none'")
        name = folded(written)
        for attempt, doubt in ((name, False), (name.rstrip("? "), True)):
            holder = self._holders.get(attempt)
            if holder:
                return holder, doubt
        holder = self.faction_of(written)
        if holder:
            return holder, False
        if name not in self._hints:
            is_worth = len(self._hints) < MAX_HINTS
            self._hints[name] = _did_you_mean(name, list(self._holders)) if is_worth else ""
        ids = ", ".join(faction.id for faction in self.theatre.factions)
        raise RowError(
            f"controller {written[:60]!r} is no faction of theatre {self.theatre.id!r}",
            f"{self._hints[name]}use one of {ids}, contested, none, or add the word to that side's aliases in factions.toml",
        )

    def faction_of(self, actor: str) -> str:
        """Return the faction that an actor is, as conflict databases write actors, "" where the theatre knows none."""
        found = (self._holders.get(folded(form), "") for form in actor_forms(actor))
        return next((holder for holder in found if holder in self.theatre.faction_by_id), "")

    def require_one(self, actors: Sequence[str]) -> None:
        """Raise RowError where none of those who fought is a faction of the theatre: it is another war's fight."""
        if actors and not any(self.faction_of(actor) for actor in actors):
            named = " and ".join(repr(actor[:60]) for actor in actors)
            raise RowError(
                f"is of no faction of theatre {self.theatre.id!r}",
                "add it to the aliases of a faction in factions.toml, or leave the row out",
                value=named,
            )

    def voice(self, row: Row) -> Voice:
        """Return who says it. What a row tells of its source counts; what it leaves out is looked up.

        Raises
        ------
        RowError
            If it names a side that the theatre does not know.
        """
        cells = row.cells
        said_by, source_name, outlet = (text_of(cells, name) for name in ("attribution", "source", "outlet"))
        url = text_of(cells, "url") or (source_name if re.match(r"https?://", source_name) else "")
        names = (source_name, said_by, outlet)
        source = next((found for name in names if (found := self._sources.get(folded(name)))), None)
        told_id = "source_id" in row.columns
        source_id = text_of(cells, "source_id") if told_id else source.id if source else ""
        source = self._sources.get(folded(source_id))
        if "source_side" in row.columns:
            side = self._side(text_of(cells, "source_side"))
        else:
            side = source.allegiance if source else ""
        if not (row.is_own or told_id):
            speaker = self._sources.get(folded(outlet)) if outlet else source
            outlet = speaker.name if speaker else outlet or source_name
        elif "outlet" not in row.columns:
            outlet = source.name if source else ""
        if not row.is_own:
            said_by = said_by or ("" if url == source_name else source_name)
        return Voice(said_by, outlet, url, source_id, side)

    def _side(self, written: str) -> str:
        holder = self._holders.get(folded(written), "")
        if written and holder not in self.theatre.faction_by_id:
            ids = ", ".join(faction.id for faction in self.theatre.factions)
            raise RowError(
                f"source_side {written[:60]!r} is no faction of theatre {self.theatre.id!r}",
                f"leave it empty or use one of {ids}",
            )
        return holder if written else ""


def _holder_names(theatre: Theatre) -> dict[str, str]:
    """Return the holder for every name it goes by; an id outweighs a name, a name an alias, an alias an adjective."""
    tiers: tuple[list[tuple[str, str]], ...] = ([], [], [], [])
    for faction in theatre.factions:
        tiers[0].append((faction.id, faction.id))
        tiers[1].extend((name, faction.id) for name in (faction.name, faction.short))
        tiers[2].extend((name, faction.id) for names in faction.aliases.values() for name in names)
        tiers[3].extend((name, faction.id) for names in faction.adjectives.values() for name in names)
    holders: dict[str, str] = {}
    for name, faction_id in (pair for tier in tiers for pair in tier):
        holders.setdefault(folded(name), faction_id)
    holders.pop("", None)
    for word in sorted(_CONTESTED_WORDS):
        holders.setdefault(word, CONTESTED)
    for word in sorted(_NOBODY_WORDS):
        holders.setdefault(word, NOBODY)
    return holders


def folded(name: str) -> str:
    """Return a name without case, article, doubled blanks and "-held"."""
    plain = re.sub(r"[\s_]+", " ", name.casefold()).strip()
    return re.sub(r"^the |[- ](?:held|controlled)$", "", plain)


def _did_you_mean(name: str, known: list[str]) -> str:
    # Only a refusal needs it.
    from rapidfuzz import process

    near = [match for match, score, _ in process.extract(name, known, limit=3) if score >= _CLOSE]
    return f"did you mean {', '.join(near)}? Else " if near else ""
