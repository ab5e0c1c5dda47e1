"""Words: how changes and claims are said in a line, alike in pages and in the feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.model import CONTESTED, NOBODY

if TYPE_CHECKING:
    from frontline.editions.news import Said, Turn
    from frontline.theatre import Theatre


def holder_words(controller: str, theatre: Theatre) -> str:
    """Return what a holder is called."""
    if controller in (CONTESTED, NOBODY):
        return {CONTESTED: "contested", NOBODY: "nobody confirmed"}[controller]
    faction = theatre.faction_by_id.get(controller)
    return (faction.short or faction.name) if faction else controller


def turn_words(turn: Turn, theatre: Theatre) -> str:
    """Return "Blues → Reds"."""
    return f"{holder_words(turn.before, theatre)} → {holder_words(turn.after, theatre)}"


def said_words(said: Said, theatre: Theatre) -> str:
    """Return what a claim says: "captured by Reds"; approached and besieged leave the holder as it was."""
    holder = holder_words(said.controller, theatre)
    if said.status == CONTESTED:
        return said.status
    if said.status in ("approached", "besieged"):
        return f"{said.status}, held by {holder}"
    if said.status in ("lost", "withdrawn"):
        return f"{said.status}, then {holder}"
    return f"{said.status} by {holder}"


def source_words(said: Said) -> str:
    """Return who says so: "The Parallel Post, citing residents"."""
    outlet = said.outlet or said.title
    is_own = not said.attribution or said.attribution == said.outlet
    return outlet if is_own else f"{outlet}, citing {said.attribution}"
