"""The CLAIMS table: claims as rows, whatever they say.

Knows no place's history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd

from frontline.control.evidence import in_order
from frontline.tables import CLAIMS, CRS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from frontline.model import Claim


def claims_table(claims: Iterable[Claim]) -> gpd.GeoDataFrame:
    """Return claims as a table, CLAIMS, `place_source` and `edited`, EPSG:4326; days are ISO strings.

    Sorted by date, place and claim_id. `place_source` tells a point of a gazetteer from one that a service or the text
    itself gave; `edited` what a person did to the claim.
    """
    unique: dict[str, Claim] = {}
    for claim_id, claim in sorted(
        ((claim.claim_id, claim) for claim in claims), key=lambda item: in_order(item[1], item[0])
    ):
        unique.setdefault(claim_id, claim)
    ordered = sorted(unique.items(), key=lambda item: (item[1].date, item[1].place_id, item[0]))
    columns = (*CLAIMS[:-1], "place_source", "edited")
    rows: list[dict[str, Any]] = [
        {name: claim_id if name == "claim_id" else getattr(claim, name) for name in columns}
        for claim_id, claim in ordered
    ]
    for row in rows:
        row["date"] = row["date"].isoformat()
        row["published"] = row["published"].isoformat() if row["published"] else ""
    data: dict[str, Any] = {name: [row[name] for row in rows] for name in columns}
    points = gpd.points_from_xy(data["lon"], data["lat"], crs=CRS)
    return gpd.GeoDataFrame(data, geometry=points, crs=CRS)
