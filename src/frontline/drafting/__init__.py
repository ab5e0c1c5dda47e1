"""Drafting: a new theatre pack, proposed from the packaged gazetteer and the packaged base map of the world.

Owns what a pack begins with: its towns, who held them, its frame, its piece of the world. Knows how the files of a pack are
written, and leaves reading and refusing them to `theatre`. Knows no terminal: what to ask is the command line's.

`towns` reads countries and towns, `finding` finds them by name, `plan` proposes what the user leaves open, `worldmap` cuts the base map, `files` writes.
"""

from __future__ import annotations

from frontline.drafting.files import require_new, write_pack
from frontline.drafting.finding import TownFinder
from frontline.drafting.plan import (
    COLOURS,
    Plan,
    Side,
    frame_of,
    give_the_army,
    identifier,
    place_of,
    propose_side,
)
from frontline.drafting.towns import (
    Town,
    World,
    are_alike,
    is_name,
    kind_of,
    plain,
)
from frontline.drafting.worldmap import cut_basemap, to_topology, world_map

__all__ = [
    "COLOURS",
    "Plan",
    "Side",
    "Town",
    "TownFinder",
    "World",
    "are_alike",
    "cut_basemap",
    "frame_of",
    "give_the_army",
    "identifier",
    "is_name",
    "kind_of",
    "place_of",
    "plain",
    "propose_side",
    "require_new",
    "to_topology",
    "world_map",
    "write_pack",
]
