"""Frontline: news articles in; a map of who held what, on which day, and who said so, out.

The door: the names below are all that most programs need. Each is imported when it is first used, so that
`import frontline` costs nothing.

    from frontline import Gazetteer, TimeMap, control_history, draw_ground, extract_claims, load_theatre
    from frontline import read_documents

    theatre = load_theatre("syria-2024")
    reading = read_documents(["articles/"], time_zone=theatre.time_zone)
    claims = list(extract_claims(reading.documents, theatre))
    control = control_history(claims, theatre)
    parcels = draw_ground(control, theatre)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"

if TYPE_CHECKING:
    from frontline.claims import Extractor, extract_claims
    from frontline.control import control_history
    from frontline.documents import read_documents
    from frontline.errors import FrontlineError
    from frontline.estimate import estimate_ground
    from frontline.fronts import draw_zones, trace_fronts
    from frontline.geocoder import Gazetteer
    from frontline.ground import draw_ground
    from frontline.model import Claim, Document, Findings, Located, Mention, Place
    from frontline.theatre import Theatre, load_theatre
    from frontline.timemap import TimeMap

_HOME = {
    "Claim": "model",
    "Document": "model",
    "Extractor": "claims",
    "Findings": "model",
    "FrontlineError": "errors",
    "Gazetteer": "geocoder",
    "Located": "model",
    "Mention": "model",
    "Place": "model",
    "Theatre": "theatre",
    "TimeMap": "timemap",
    "control_history": "control",
    "draw_ground": "ground",
    "draw_zones": "fronts",
    "estimate_ground": "estimate",
    "extract_claims": "claims",
    "load_theatre": "theatre",
    "read_documents": "documents",
    "trace_fronts": "fronts",
}

__all__ = [
    "Claim",
    "Document",
    "Extractor",
    "Findings",
    "FrontlineError",
    "Gazetteer",
    "Located",
    "Mention",
    "Place",
    "Theatre",
    "TimeMap",
    "control_history",
    "draw_ground",
    "draw_zones",
    "estimate_ground",
    "extract_claims",
    "load_theatre",
    "read_documents",
    "trace_fronts",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"frontline.{_HOME[name]}"), name)
    raise AttributeError(f"module 'frontline' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
