"""The CLAIMS table: claims as rows, whatever they say.

Knows no place's history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd

from frontline.control.filing import in_order
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
    pairs = sorted(((claim.claim_id, claim) for claim in claims), key=lambda item: in_order(item[1], item[0]))
    for claim_id, claim in pairs:
        unique.setdefault(claim_id, claim)
    del pairs
    ordered = sorted(unique.items(), key=lambda item: (item[1].date, item[1].place_id, item[0]))
    names = (*CLAIMS[1:-1], "place_source", "edited")
    # A column at a time: as rows a million claims take gigabytes.
    data: dict[str, list[Any]] = {"claim_id": [claim_id for claim_id, _ in ordered]}
    data |= {name: [getattr(claim, name) for _, claim in ordered] for name in names}
    data["date"] = [day.isoformat() for day in data["date"]]
    data["published"] = [day.isoformat() if day else "" for day in data["published"]]
    points = gpd.points_from_xy(data["lon"], data["lat"], crs=CRS)
    return gpd.GeoDataFrame(data, geometry=points, crs=CRS)
