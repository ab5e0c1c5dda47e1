"""Corrections: what people decided about claims, kept in files of their own and obeyed by every later run.

`decisions` owns what a decision is, `files` the append-only `corrections.csv`, `merging` which decisions of several
people are in force, `fitting` which claim each is about, `applying` what becomes of the claims. Knows no page and no
server. A corrections file is never found by itself: it has the power to change a map, so it is named by whoever runs it.
"""

from frontline.corrections.applying import Corrected, Edits, correct_claims, require_sound
from frontline.corrections.decisions import Decision, decide_on, decide_to_add, decide_to_undo, plain
from frontline.corrections.files import append_decision, is_corrections_file, read_corrections
from frontline.corrections.merging import Corrections

__all__ = [
    "Corrected",
    "Corrections",
    "Decision",
    "Edits",
    "append_decision",
    "correct_claims",
    "decide_on",
    "decide_to_add",
    "decide_to_undo",
    "is_corrections_file",
    "plain",
    "read_corrections",
    "require_sound",
]
