"""Place words: what the lexicon says about the words around place names.

Owns the reading of `lexicon/places-en.toml` into sets that the gazetteer, the recognition of names and their
resolution share. Knows no place and no text.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True)
class PlaceWords:
    """The generic words of one language, in small letters.

    `kind_of` tells the kind that a word asks for ("province": "governorate"), `facility_of` the kind of a facility
    by the words that end its name, `head_of` the kind of a name by its first word, `demonym_of` the country of an
    adjective. The sets are those of the lexicon's tables.
    """

    kind_of: dict[str, str]
    facility_of: dict[str, str]
    way_of: dict[str, str]
    head_of: dict[str, str]
    demonym_of: dict[str, str]
    sides: tuple[str, ...]
    side_adjectives: tuple[str, ...]
    relation_nouns: tuple[str, ...]
    relation_prepositions: tuple[str, ...]
    cue_prepositions: tuple[str, ...]
    cue_verbs: frozenset[str]
    cue_followers: frozenset[str]
    titles: frozenset[str]
    given_names: frozenset[str]
    families: frozenset[str]
    person_verbs: frozenset[str]
    organisation_followers: frozenset[str]
    organisation_heads: frozenset[str]
    bodies: frozenset[str]
    body_leads: frozenset[str]
    body_followers: frozenset[str]
    papers: frozenset[str]
    ordinary: frozenset[str]
    prefixes: frozenset[str]
    streets: frozenset[str]
    tails: frozenset[str]
    openers: frozenset[str]
    stop: frozenset[str]
    tail_form: dict[str, str]
    heads: frozenset[str]
    side_heads: frozenset[str]
    road_heads: frozenset[str]


@lru_cache(maxsize=1)
def load_place_words() -> PlaceWords:
    """Return the words of `lexicon/places-en.toml`, read once."""
    text = resources.files("frontline").joinpath("lexicon/places-en.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    persons, organisations, forms = data["persons"], data["organisations"], data["forms"]
    return PlaceWords(
        kind_of=_turned(data["kinds"]),
        facility_of=_turned(data["facilities"]),
        way_of=_turned(data["ways"]),
        head_of=_turned(data["heads"]),
        demonym_of=_turned(data["demonyms"]),
        sides=tuple(data["directions"]["sides"]),
        side_adjectives=tuple(data["directions"]["adjectives"]),
        relation_nouns=tuple(data["relations"]["nouns"]),
        relation_prepositions=tuple(data["relations"]["prepositions"]),
        cue_prepositions=tuple(data["cues"]["prepositions"]),
        cue_verbs=frozenset(data["cues"]["verbs"]),
        cue_followers=frozenset(data["cues"]["followers"]),
        titles=frozenset(persons["titles"]),
        given_names=frozenset(persons["given_names"]),
        families=frozenset(persons["families"]),
        person_verbs=frozenset(persons["verbs"]),
        organisation_followers=frozenset(organisations["followers"]),
        organisation_heads=frozenset(organisations["heads"]),
        bodies=frozenset(organisations["bodies"]),
        body_leads=frozenset(organisations["body_leads"]),
        body_followers=frozenset(organisations["body_followers"]),
        papers=frozenset(organisations["papers"]),
        ordinary=frozenset(data["ordinary"]["words"]),
        prefixes=frozenset(data["ordinary"]["prefixes"]),
        tails=frozenset(data["ordinary"]["tails"]),
        openers=frozenset(data["ordinary"]["openers"]),
        streets=frozenset(organisations["streets"]),
        stop=frozenset(data["ordinary"]["stop"]),
        tail_form=_turned(
            {form: words for form, words in forms.items() if form not in ("head", "side", "road")}
        ),
        heads=frozenset(forms["head"]),
        side_heads=frozenset(forms["side"]),
        road_heads=frozenset(forms["road"]),
    )


def _turned(table: dict[str, list[str]]) -> dict[str, str]:
    """Turn {meaning: [word, ...]} round."""
    return {word: meaning for meaning, words in table.items() for word in words}


def site_told_by(name: str) -> str:
    """Return the kind of site that the last words of a name tell ("Oldmill airport"), "" where they tell none."""
    words = name.casefold().split()
    kinds = load_place_words().facility_of
    return next((kinds[tail] for at in range(1, len(words)) if (tail := " ".join(words[at:])) in kinds), "")
