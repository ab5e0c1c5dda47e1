"""Base map: a pack's TopoJSON, read and checked down to its arcs, so that nobody who draws it meets a surprise.

Knows the format (TopoJSON 1.0, with or without a transform) and the names of the layers; draws nothing.
"""

from __future__ import annotations

import json
import math
import reprlib
from typing import TYPE_CHECKING, Any

from frontline.theatre.files import read_text
from frontline.theatre.forms import BASEMAP_LAYERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: How deeply the arc numbers of each type are nested.
_DEPTH = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_WITHOUT_ARCS = ("Point", "MultiPoint")
#: A ring has at least so many points, its first twice.
_RING_POINTS = 4
_ADVICE = "export the layers again, as TopoJSON"


def read_basemap(path: Path, faults: list[str]) -> dict[str, Any]:
    """Return the base map, {} if the pack has none or it has faults."""
    if not path.is_file():
        return {}
    text = read_text(path, faults)
    if text is None:
        return {}
    try:
        topology: Any = json.loads(text)
    except json.JSONDecodeError as error:
        faults.append(
            f"{path.name}:{error.lineno}: not valid JSON: {error.msg} (column {error.colno}); {_ADVICE}"
        )
        return {}
    except RecursionError:
        faults.append(f"{path.name}:1: not valid JSON: brackets are nested too deeply; {_ADVICE}")
        return {}
    except ValueError as error:
        faults.append(f"{path.name}:1: not valid JSON: {error}; {_ADVICE}")
        return {}
    found = [f"{path.name}:1: {fault}" for fault in _topology_faults(topology)]
    faults += found
    return {} if found else dict(topology)


def _topology_faults(topology: Any) -> Iterator[str]:
    """Yield what is wrong with a topology: one fault for its arcs, one a layer."""
    layers = topology.get("objects") if isinstance(topology, dict) else None
    if not isinstance(layers, dict) or topology.get("type") != "Topology" or "arcs" not in topology:
        yield f"must be a TopoJSON Topology with objects out of {', '.join(BASEMAP_LAYERS)}; {_ADVICE}"
        return
    if not _is_transform(topology.get("transform")):
        yield f"transform must hold scale and translate, two numbers each; {_ADVICE}"
    fault = _arcs_fault(topology["arcs"])
    if fault:
        yield f"{fault}; {_ADVICE}"
        return
    lengths = [len(arc) for arc in topology["arcs"]]
    for name, layer in layers.items():
        if name not in BASEMAP_LAYERS:
            yield f"layer {name!r} is not known; use {', '.join(BASEMAP_LAYERS)}, or take it out"
        fault = _layer_fault(layer, lengths)
        if fault:
            yield f"layer {name!r}: {fault}; {_ADVICE}"


def _is_transform(transform: Any) -> bool:
    return transform is None or (
        isinstance(transform, dict)
        and all(_is_point(transform.get(key)) and len(transform[key]) == 2 for key in ("scale", "translate"))
    )


def _is_point(value: Any) -> bool:
    """Tell whether it is a position: two numbers, and whatever more."""
    return isinstance(value, list) and len(value) >= 2 and all(_is_number(part) for part in value[:2])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _arcs_fault(arcs: Any) -> str:
    if not isinstance(arcs, list):
        return f"arcs must be a list, got {_short(arcs)}"
    for n, arc in enumerate(arcs):
        if not isinstance(arc, list) or len(arc) < 2 or not all(_is_point(point) for point in arc):
            return f"arc {n} must be a list of two or more [x, y], got {_short(arc)}"
    return ""


def _layer_fault(layer: Any, lengths: list[int]) -> str:
    """Return the first thing that is wrong with a layer, "" if nothing is."""
    if not isinstance(layer, dict):
        return f"must be a geometry, got {_short(layer)}"
    shapes = layer.get("geometries") if layer.get("type") == "GeometryCollection" else [layer]
    if not isinstance(shapes, list):
        return f"geometries must be a list, got {_short(shapes)}"
    for n, shape in enumerate(shapes):
        kind = shape.get("type") if isinstance(shape, dict) else None
        if kind is None and isinstance(shape, dict) and "type" in shape:  # an empty geometry
            continue
        if kind in _WITHOUT_ARCS:
            continue
        if kind not in _DEPTH:
            return f"geometry {n} has type {_short(kind)}, expected one of {', '.join(_DEPTH)}"
        properties = shape.get("properties")
        if properties is not None and not isinstance(properties, dict):
            return f"geometry {n}: properties must be an object, got {_short(properties)}"
        fault = _numbers_fault(shape.get("arcs"), _DEPTH[kind], lengths, is_ring="Polygon" in kind)
        if fault:
            return f"geometry {n} ({kind}): {fault}"
    return ""


def _numbers_fault(arcs: Any, depth: int, lengths: list[int], *, is_ring: bool) -> str:
    if not isinstance(arcs, list) or not arcs:
        return f"arcs must be a list of arc numbers, got {_short(arcs)}"
    if depth > 1:
        faults = (_numbers_fault(part, depth - 1, lengths, is_ring=is_ring) for part in arcs)
        return next(filter(None, faults), "")
    for number in arcs:
        if not isinstance(number, int) or isinstance(number, bool):
            return f"arc number {_short(number)} is not a whole number"
        if not -len(lengths) <= number < len(lengths):
            return f"arc number {number} is out of range; there are {len(lengths)} arcs"
    points = sum(lengths[number if number >= 0 else ~number] - 1 for number in arcs) + 1
    return (
        f"a ring has {points} points, expected {_RING_POINTS} or more"
        if is_ring and points < _RING_POINTS
        else ""
    )


def _short(value: Any) -> str:
    return reprlib.repr(value)[:60]
