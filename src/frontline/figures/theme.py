"""Theme: the inks of a figure, light and dark, and how ground is filled: the look of the page (`web/src/theme.ts`), for print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from frontline.model import CONTESTED

if TYPE_CHECKING:
    from frontline.theatre import Theatre

ThemeName = Literal["light", "dark"]


@dataclass(frozen=True)
class Inks:
    """The colours of all that belongs to no side."""

    dark: bool
    paper: str
    sea: str
    land: str
    abroad: str
    coast: str
    border: str
    district: str
    river: str
    lake: str
    road_casing: str
    road: str
    shield: str
    shield_ink: str
    ink: str
    muted: str
    line: str
    halo: str
    front: str
    front_casing: str
    contested: str
    nobody: str
    rim: str
    notice: str


LIGHT = Inks(
    dark=False,
    paper="#fdfcf9",
    sea="#d3e0e6",
    land="#f6f3ec",
    abroad="#e7e4dd",
    coast="#9fb2bb",
    border="#8b867d",
    district="#c3bdb0",
    river="#a3c0cd",
    lake="#c8dbe3",
    road_casing="#ffffff",
    road="#b9ae9b",
    shield="#5d6a72",
    shield_ink="#ffffff",
    ink="#22262a",
    muted="#63605a",
    line="#dcd8ce",
    halo="#faf8f3",
    front="#1d2125",
    front_casing="#ffffff",
    contested="#514b42",
    nobody="#8d8a84",
    rim="#ffffff",
    notice="#c77700",
)
DARK = Inks(
    dark=True,
    paper="#1b1e21",
    sea="#0b2231",
    land="#2f3337",
    abroad="#1e2124",
    coast="#41606f",
    border="#6d747b",
    district="#43494f",
    river="#35525f",
    lake="#1c2f39",
    road_casing="#1b1f23",
    road="#5b6067",
    shield="#8b98a1",
    shield_ink="#14181b",
    ink="#f0eee9",
    muted="#aaa9a4",
    line="#3a3f44",
    halo="#131619",
    front="#f7f5f0",
    front_casing="#000000",
    contested="#ddd8cd",
    nobody="#8a8f94",
    rim="#14181b",
    notice="#e5a84b",
)


def inks_for(theme: ThemeName) -> Inks:
    """Return the inks of a theme."""
    return DARK if theme == "dark" else LIGHT


def holder_colour(holder: str, theatre: Theatre, inks: Inks) -> str:
    """Return the colour of a faction, of contested ground, or of what nobody is known to hold."""
    faction = theatre.faction_by_id.get(holder)
    if faction is not None:
        return faction.colour_dark or faction.colour if inks.dark else faction.colour
    return inks.contested if holder == CONTESTED else inks.nobody


@dataclass(frozen=True)
class Fill:
    """A wash of colour, and over it a hatch of matplotlib's or none; `weight_px` is the hatch's line."""

    colour: str
    strength: float
    hatch: str = ""
    hatch_strength: float = 0.0
    weight_px: float = 1.0


#: How strongly a side's colour lies on the ground, light and dark: quiet, so that labels and fronts stay in front.
_STRENGTH = {"held": (0.4, 0.5), "probable": (0.2, 0.3), "contested": (0.12, 0.16), "unknown": (0.0, 0.0)}
#: The patterns of a pack. Dots of a side are rings, so that they are not taken for the stipple of probable ground.
_HATCH = {"lines": "//", "dots": "oo", "cross": "xx"}


def fill_for(holder: str, certainty: str, theatre: Theatre, inks: Inks) -> Fill:
    """Return what the ground of a holder is filled with: solid held, stippled probable, hatched contested."""
    colour = holder_colour(holder, theatre, inks)
    disputed = holder == CONTESTED or certainty == "contested"
    strength = _STRENGTH["contested" if disputed else certainty][inks.dark]
    if disputed:
        return Fill(colour, strength, "///", 0.75, 2.2)
    if certainty == "probable":
        return Fill(colour, strength, "...", 0.95 if inks.dark else 0.55, 0.0)
    faction = theatre.faction_by_id.get(holder)
    hatch = _HATCH.get(faction.pattern, "") if faction else ""
    return Fill(colour, strength, hatch, 0.55, 1.0)
