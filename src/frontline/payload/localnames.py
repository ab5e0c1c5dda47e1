"""Local names: how a place is written where it lies, chosen among the aliases that gazetteers pile up.

Among a place's aliases stand older names, neighbours' names and misspellings. The one to show is the one that sounds
like the name on the map: same consonants in the same order. Knows letters, and no place.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from frontline.payload.texts import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from frontline.model import Place

#: Arabic consonants by the Latin letter that stands for them once digraphs are folded; weak letters are left out,
#: as vowels are.
_ARABIC = str.maketrans(
    dict(zip("بتثجحخدذرزسشصضطظغفقكلمنهةپچژگک", "bttjhkddrzsssdtzgfkklmnhhbjzgk", strict=True))
)
_WEAK = str.maketrans("اأإآويىةع", "aaaauiiha")
#: Whoever writes a name by its Latin letters has others in their place.
_EMPHATIC = "حصضطظعغق"
#: Which script signs are written in where it is not the Latin one: likely subtags of Unicode's CLDR, by ISO 3166 code.
_SCRIPTS = {
    country: script
    for script, countries in {
        "ARABIC": "AE AF BH DJ DZ EG EH IQ IR JO KW LB LY MA MR OM PK PS QA SA SD SY TD TN YE",
        "ARMENIAN": "AM",
        "BENGALI": "BD",
        "CJK": "CN HK JP MO TW",
        "CYRILLIC": "BG BY KG KZ MK MN RS RU TJ UA",
        "DEVANAGARI": "IN NP",
        "ETHIOPIC": "ER ET",
        "GEORGIAN": "GE",
        "GREEK": "CY GR",
        "HANGUL": "KP KR",
        "HEBREW": "IL",
        "KHMER": "KH",
        "LAO": "LA",
        "MYANMAR": "MM",
        "SINHALA": "LK",
        "THAANA": "MV",
        "THAI": "TH",
    }.items()
    for country in countries.split()
}
#: Letters of neighbouring languages that use the script too.
_NEIGHBOURS = re.compile(r"[\u0671-\u06ff]")
_DIGRAPHS = (
    ("sh", "s"),
    ("ch", "s"),
    ("kh", "k"),
    ("gh", "g"),
    ("th", "t"),
    ("dh", "d"),
    ("ph", "f"),
    ("ps", "bs"),
)
_LATIN = str.maketrans("qcxvp", "kkkfb")
#: Names alike to this degree are the same name in two scripts. Lower, "Karmah" passes for "Mhardeh".
ALIKE = 70
#: So many spellings a place brings into the page for its search; the client reads the rest from the letters.
MOST_SPELLINGS = 6
#: A spelling that adds no more than one of these words finds nothing that the name does not.
_EMPTY_WORDS = re.compile(r"\b(?:city|town|village|madinat)\b")
#: A match with the name on the map counts more than one with an alias of it.
ALIAS_SHARE = 0.9


def local_names(places: Iterable[Place]) -> dict[str, str]:
    """Return, by place_id, the name in the script of the country that most of these places lie in.

    Where no place names its country, in the one that most of their non-Latin aliases are written in.
    """
    listed = list(places)
    scripts = {alias: _script_of(alias) for place in listed for alias in place.aliases}
    countries = Counter(place.country for place in listed if place.country)
    counts = Counter(script for script in scripts.values() if script not in ("", "LATIN"))
    local = _SCRIPTS.get(_commonest(countries), "") if countries else _commonest(counts)
    if not local:
        return {}
    names = {
        place.place_id: _best(
            place, [alias for alias in place.aliases if scripts[alias] == local], local, scripts
        )
        for place in listed
    }
    return {place_id: clean_text(name) for place_id, name in names.items() if name}


def _commonest(counts: Counter[str]) -> str:
    return min(counts, key=lambda word: (-counts[word], word), default="")


def search_names(shown: str, place: Place | None) -> list[str]:
    """Return a few spellings of a place that differ by ear from the name on the map and from each other.

    In Latin letters only: the name in the local script is on the map. What differs by accents, vowels doubled or
    articles is left out, since the page's search reads over that.
    """
    if place is None:
        return []
    heard = {_loose(shown)}
    spellings = []
    for alias in (place.name, *place.aliases):
        sound = _loose(alias)
        if _script_of(alias) == "LATIN" and sound and sound not in heard:
            heard.add(sound)
            spellings.append(clean_text(alias))
    return spellings[:MOST_SPELLINGS]


@functools.lru_cache(maxsize=50_000)
def _loose(name: str) -> str:
    text = unicodedata.normalize("NFKD", name).casefold()
    text = re.sub(
        r"[-\s]+", " ", re.sub(r"[^\w\s-]|_", "", "".join(c for c in text if not unicodedata.combining(c)))
    )
    text = re.sub(
        r"\b(?:al|ar|as|ash|at|ath|ad|adh|an|az|el|ez|es|er|en)\s(?=\S)", "", _EMPTY_WORDS.sub("", text)
    )
    text = (
        re.sub(r"ou|oo|w", "u", re.sub(r"ee|ei|ai|ay|ey|y|e", "i", text)).replace("o", "u").replace("q", "k")
    )
    return re.sub(r"(.)\1+", r"\1", re.sub(r"(?<=[aiu])h\b", "", text)).replace(" ", "")


def _best(place: Place, candidates: list[str], script: str, scripts: dict[str, str]) -> str:
    if not candidates:
        return ""
    # A unit's name has a word for "province" in it, or has not, and so sounds like nothing: its first stands.
    if script != "ARABIC" or place.is_wide:
        return candidates[0]
    own = _latin_bones(place.name)
    others = [_latin_bones(alias) for alias in place.aliases if scripts[alias] == "LATIN"]

    def likeness(candidate: str) -> float:
        bones = _arabic_bones(candidate)
        return max([fuzz.ratio(bones, own), *(ALIAS_SHARE * fuzz.ratio(bones, other) for other in others)])

    def rank(candidate: str) -> tuple[float, bool, int, bool, int, bool, int, float]:
        # Of names alike: in the script's plain letters; the one that most Latin spellings are of; as its own writers
        # write it, not as a foreign ear does (its feminine ending, its article, its emphatic letters); in few words.
        bones = _arabic_bones(candidate)
        vowels = fuzz.ratio(candidate.translate(_ARABIC).translate(_WEAK), place.name.lower())
        return (
            likeness(candidate),
            not _NEIGHBOURS.search(candidate),
            sum(bones == other for other in others),
            not candidate.endswith("ه"),
            -candidate.count(" "),
            candidate.startswith("ال"),
            sum(candidate.count(letter) for letter in _EMPHATIC),
            vowels,
        )

    best = max(candidates, key=rank)
    return best if likeness(best) >= ALIKE else ""


def _latin_bones(name: str) -> str:
    text = unicodedata.normalize("NFKD", name.lower())
    text = re.sub(r"\b(?:al|ar|as|ash|at|ath|ad|adh|an|az|el)[- ]", "", text)
    text = re.sub(r"(?<=[aeiou])[ht]\b", "", text)
    for digraph, letter in _DIGRAPHS:
        text = text.replace(digraph, letter)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[^b-df-hj-np-tvxz]", "", text)).translate(_LATIN)


def _arabic_bones(name: str) -> str:
    text = re.sub(r"(?:^|\s)ال", " ", unicodedata.normalize("NFKC", name))
    text = re.sub(r"[هة](?=\s|$)", "", text)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[^a-z]", "", text.translate(_ARABIC)))


def _script_of(text: str) -> str:
    """Return the script of the first letter, as Unicode names it: "LATIN", "ARABIC"; "" without a letter."""
    letter = next((character for character in text if character.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0] if letter else ""
