"""Control: claims -> who held each place, from when to when, how sure, and who said so.

Owns the ledger of places. Knows no article, no grammar, no land between the places and no map.
`filing` keeps claims by place and day, `evidence` weighs what each claim is worth, `weights` enters it by day and holder, `chain` turns that into
probabilities, `presume` lets places that nobody wrote of follow the captures around them (`pockets` those that are cut
off), and `ledger` writes the intervals; `sheet` the claims.
"""

from __future__ import annotations

from frontline.control.filing import Filing
from frontline.control.ledger import control_history
from frontline.control.sheet import claims_table

__all__ = ["Filing", "claims_table", "control_history"]
