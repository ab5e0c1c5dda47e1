"""Tables: the column contracts of everything after `claims`, and the check that a table keeps its own.

All are GeoDataFrames in EPSG:4326. Intervals are `[valid_from, valid_to)`; days are ISO strings
("2024-11-30"), which sort and serialise as they are. A table may carry more columns than its
contract; it may not lack one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.errors import TableError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

CRS = "EPSG:4326"

CLAIMS = (
    "claim_id", "doc_id", "place_id", "place", "lat", "lon", "status", "controller", "date",
    "date_precision_days", "certainty", "background", "attribution", "quote", "start", "end", "rule",
    "kind", "published", "outlet", "url", "source_id", "source_side", "geometry",
)  # fmt: skip
CONTROL = (
    "place_id", "place", "kind", "controller", "contested", "status", "certainty", "valid_from", "valid_to",
    "known_from", "claim_ids", "geometry",
)  # fmt: skip
PARCELS = ("parcel_id", "history", "area_km2", "geometry")
ZONES = ("on", "controller", "certainty_class", "area_km2", "geometry")
FRONTS = ("on", "side_a", "side_b", "length_km", "geometry")
CHANGES = ("since", "until", "from", "to", "area_km2", "geometry")
ADVANCES = ("on", "faction", "from_place", "to_place", "axis", "geometry")
PROGRESS = ("on", "side", "area_km2", "objective", "distance_km", "axis_km", "geometry")

#: What a row of CONTROL can say of a place: held (for all that is known), claimed (only the gainer's side says so),
#: presumed (nobody says so, but the ground around was taken), besieged, contested (fighting inside), disputed (two
#: sides claim it), vacated (left, nobody confirmed), unknown (nothing said yet).
STATUSES = ("held", "claimed", "presumed", "besieged", "contested", "disputed", "vacated", "unknown")
#: From the surest to the least sure. "held" ground has evidence near; "unknown" is no side's.
CERTAINTY_CLASSES = ("held", "probable", "contested", "unknown")


def check_table(table: gpd.GeoDataFrame, columns: Sequence[str], *, name: str) -> gpd.GeoDataFrame:
    """Return `table` as it is, or say everything that is wrong with it.

    Parameters
    ----------
    table
        Any GeoDataFrame.
    columns
        One of the contracts of this module.
    name
        What the message calls the table.

    Raises
    ------
    TableError
        If a column is missing or the CRS is not EPSG:4326.
    """
    faults = [f"lacks column {column!r}" for column in columns if column not in table.columns]
    if table.crs is None:
        faults.append("has no CRS; call .set_crs(4326)")
    elif table.crs != CRS:
        faults.append(f"must be in {CRS}, got {table.crs.to_string()}; call .to_crs(4326) first")
    if faults:
        raise TableError(f"`{name}` " + "; ".join(faults))
    return table
