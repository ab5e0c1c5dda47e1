"""Wording: what pydantic finds wrong with a file, as a sentence that says what to do.

Knows the kinds of errors, not what a theatre is.
"""

from __future__ import annotations

import reprlib
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import ValidationError

Location = tuple[int | str, ...]

#: What a value should have been, by the kind of error (its beginning, the longest first).
_EXPECTED = {
    "tuple": 'a list such as ["a", "b"]',
    "list": 'a list such as ["a", "b"]',
    "string": "text in quotes",
    "float": "a number",
    "int": "a whole number",
    "finite_number": "a number",
    "date": "a day such as 2024-11-30",
    "bool": "true or false",
    "dict": "a table of keys and values",
    "model": "a table of keys and values",
}
_BOUNDS = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "more than"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "less than"),
}


def name_of(location: Location) -> str:
    """Return the name of a value in a file: "roads.0.course"."""
    return ".".join(map(str, location))


def sentences(error: ValidationError, form: type[BaseModel]) -> Iterator[tuple[Location, str]]:
    """Yield (where, what is wrong and what to do) of each fault; a value that fits no alternative is one fault."""
    told: dict[Location, list[Any]] = {}
    for fault in error.errors():
        # pydantic adds the names of its own types ("function-after[...]", "tuple[...]") for alternatives.
        marks = [
            n for n, part in enumerate(fault["loc"]) if isinstance(part, str) and ("[" in part or "(" in part)
        ]
        where = fault["loc"][: marks[0]] if marks else fault["loc"]
        told.setdefault(where, []).append(fault)
    for where, faults in told.items():
        if len(faults) > 1 or len(faults[0]["loc"]) > len(where):
            reasons = dict.fromkeys(_reason(fault) for fault in faults)
            yield where, "fits none of what may stand here: " + ", or ".join(reasons)
        elif faults[0]["type"] == "extra_forbidden":
            yield where, _unknown_key(str(where[-1]), _keys_at(form, where[:-1]))
        elif faults[0]["type"] == "missing":
            yield where, f"is missing; add {str(where[-1])!r}"
        else:
            yield where, _reason(faults[0])


def _reason(fault: Any) -> str:
    kind, context = str(fault["type"]), fault.get("ctx", {})
    came = f"got {reprlib.repr(fault['input'])}"
    if kind == "value_error":
        return str(fault["msg"]).removeprefix("Value error, ")
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        return f"must be a number, {words} {context[key]:g}; {came}"
    if kind == "literal_error":
        return f"must be {context['expected']}; {came}"
    if kind == "too_short":
        return f"needs {context['min_length']} or more entries; got {context['actual_length']}"
    if kind in ("missing", "too_long"):
        return f"has too {'few' if kind == 'missing' else 'many'} entries"
    expected = next((text for begin, text in _EXPECTED.items() if kind.startswith(begin)), "")
    return f"must be {expected}; {came}" if expected else f"{fault['msg']}; {came}"


def _unknown_key(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(known)}"
    return f"no such key; {hint} Else take it out" if near else f"no such key; take it out ({hint})"


def _keys_at(form: type[BaseModel], where: Location) -> list[str]:
    """Return the keys that the table at a place of a file may have."""
    current: Any = form
    for part in where:
        if isinstance(part, str):
            current = (
                current.model_fields[part].annotation
                if part in getattr(current, "model_fields", {})
                else None
            )
        current = next(iter(_models(current)), None)
        if current is None:
            return []
    return list(current.model_fields)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
