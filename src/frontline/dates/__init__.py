"""Dates: "on Tuesday" and the day of publication give a day, and how precise it is.

Owns the words of time (`lexicon/dates-*.toml`) and their grammar. Knows no place, no faction and no file format;
takes no clock time of its own: what a text says and the day it came out are all that counts.
"""

from __future__ import annotations

from frontline.dates.context import DatedSpan
from frontline.dates.published import has_numeric_days, infer_day_first, infer_published, parse_published
from frontline.dates.spans import find_dates, is_history

__all__ = [
    "DatedSpan",
    "find_dates",
    "has_numeric_days",
    "infer_day_first",
    "infer_published",
    "is_history",
    "parse_published",
]
