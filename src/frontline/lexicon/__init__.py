"""Lexicon: the words of control in a language, read from a file beside this one and checked at the door.

Owns the format of `<language>.toml` and the inflection of its verbs. Knows no side, no place and no sentence.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from frontline.errors import FrontlineError
from frontline.model import Status  # noqa: TC001 (pydantic reads it)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Role = Literal["taker", "holder", "loser", "besieger", "fighter", "place"]
Form = Literal["base", "third", "past", "participle", "ing"]

#: Classes of words that are (or contain) verbs, so that each of their forms counts.
_INFLECTED_CLASSES = frozenset({"report", "deny", "plan", "doubt", "failure", "causative"})
_VOWELS = "aeiou"


class LexiconError(FrontlineError, ValueError):
    """A lexicon file has faults."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class VerbRule(_Record):
    """A family of verbs that say the same of a place; see the head of `en.toml`."""

    rule: str
    status: Status
    subject: Role
    place: tuple[str, ...] = ()
    taker: tuple[str, ...] = ()
    loser: tuple[str, ...] = ()
    passive: bool = False
    via: str = ""
    particle: str = ""
    phrases: tuple[str, ...]


class NounRule(_Record):
    """A family of nouns that say of a place what a verb would: "the fall of X"."""

    rule: str
    status: Status
    of: str = ""
    place: tuple[str, ...] = ()
    actor: Role = "taker"
    phrases: tuple[str, ...]


class StateRule(_Record):
    """A family of predicates: a preposition and a noun with a side: "under the control of ...", "in ... hands"."""

    rule: str
    status: Status
    prepositions: tuple[str, ...]
    nouns: tuple[str, ...]


class _LexiconFile(_Record):
    words: dict[str, tuple[str, ...]]
    irregular: dict[str, str] = Field(default_factory=dict)
    optional: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    ranks: dict[str, int] = Field(default_factory=dict)
    verb: tuple[VerbRule, ...]
    noun: tuple[NounRule, ...]
    state: tuple[StateRule, ...]


@dataclass(frozen=True, slots=True)
class VerbSense:
    """One form of one verb phrase."""

    rule: VerbRule
    form: Form


@dataclass(slots=True)
class Entry:
    """All that the lexicon knows of one phrase."""

    tags: set[str] = field(default_factory=set)
    verbs: list[VerbSense] = field(default_factory=list)
    nouns: list[NounRule] = field(default_factory=list)


#: The classes of words that open what is said of a place without a verb.
_TELLING_CLASSES = ("apart", "belonging", "free", "neither", "no_longer", "rid_of", "seat", "siding")


@dataclass(frozen=True)
class Lexicon:
    """Phrases of a language, each a tuple of lower-case tokens, with what they mean."""

    language: str
    entries: Mapping[tuple[str, ...], Entry]
    words: Mapping[str, frozenset[str]]
    states: tuple[StateRule, ...]
    ranks: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def state_openers(self) -> frozenset[str]:
        """The prepositions that may open a predicate of state."""
        return frozenset(word for rule in self.states for word in rule.prepositions)

    @cached_property
    def telling(self) -> frozenset[str]:
        """The words that may tell of a place without a verb, by themselves: `state_openers` and whole classes."""
        return self.state_openers.union(*(self.words[tag] for tag in _TELLING_CLASSES))


def inflect(verb: str, irregular: Mapping[str, str]) -> Iterator[tuple[str, Form]]:
    """Yield the forms of an English verb with their names.

    Parameters
    ----------
    verb
        The base form.
    irregular
        Base form to "past participle [ing]".
    """
    yield verb, "base"
    yield _third_person(verb), "third"
    told = irregular.get(verb, "").split()
    past = told[0] if told else _past(verb)
    yield past, "past"
    yield (told[1] if len(told) > 1 else past), "participle"
    yield (told[2] if len(told) > 2 else _ing(verb)), "ing"


def _third_person(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ies"
    return verb + "s"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ied"
    return verb + "ed"


def _ing(verb: str) -> str:
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    return verb + "ing"


#: Verbs with forms of their own that the rules above would spoil.
_BE: tuple[tuple[str, Form], ...] = (
    ("be", "base"), ("is", "third"), ("'s", "third"), ("are", "third"), ("was", "past"), ("were", "past"),
    ("been", "participle"), ("being", "ing"), ("remain", "base"), ("remains", "third"),
    ("remained", "past"), ("stay", "base"), ("stays", "third"), ("stayed", "past"),
)  # fmt: skip
_HAVE: tuple[tuple[str, Form], ...] = (
    ("have", "base"), ("has", "third"), ("had", "past"), ("had", "participle"), ("having", "ing"),
)  # fmt: skip


def _phrase_forms(phrase: str, irregular: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], Form]]:
    head, *tail = phrase.split()
    forms: Iterable[tuple[str, Form]]
    forms = _BE if head == "be" else _HAVE if head == "have" else inflect(head, irregular)
    for form, name in forms:
        yield (form, *tail), name


def compile_lexicon(text: str, *, language: str, name: str) -> Lexicon:
    """Read a lexicon from TOML text.

    Raises
    ------
    LexiconError
        If the text is no TOML or breaks the format; the message lists every fault.
    """
    try:
        file = _LexiconFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{name}: not valid TOML: {error}") from error
    except ValidationError as error:
        faults = [f"{name}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise LexiconError("\n".join(faults)) from error
    words = {tag: frozenset(phrases) for tag, phrases in file.words.items()}
    return Lexicon(language, _entries(file), words, file.state, file.ranks)


def _entries(file: _LexiconFile) -> dict[tuple[str, ...], Entry]:
    entries: dict[tuple[str, ...], Entry] = {}
    for tag, phrases in file.words.items():
        for phrase in phrases:
            for tokens in _class_forms(tag, phrase, file.irregular):
                entries.setdefault(tokens, Entry()).tags.add(tag)
    for verb in file.verb:
        for phrase in _with_options(verb.phrases, file.optional):
            for tokens, form in _phrase_forms(phrase, file.irregular):
                entries.setdefault(tokens, Entry()).verbs.append(VerbSense(verb, form))
    for noun in file.noun:
        for phrase in noun.phrases:
            entries.setdefault(tuple(phrase.split()), Entry()).nouns.append(noun)
    return entries


def _with_options(phrases: Iterable[str], optional: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return phrases, and each again with the optional words that may stand inside it, once each."""
    found = list(phrases)
    for phrase in phrases:
        for word, options in optional.items():
            if f" {word}" in phrase:
                found += [phrase.replace(f" {word}", f" {option} {word}", 1) for option in options]
    return list(dict.fromkeys(found))


def _class_forms(tag: str, phrase: str, irregular: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    if tag not in _INFLECTED_CLASSES:
        yield tuple(phrase.split())
        return
    for tokens, _form in _phrase_forms(phrase, irregular):
        yield tokens


@lru_cache(maxsize=8)
def load_lexicon(language: str = "en") -> Lexicon:
    """Return the lexicon of a language.

    Raises
    ------
    LexiconError
        If there is none, or it has faults.
    """
    path = Path(__file__).with_name(f"{language}.toml")
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in path.parent.glob("*.toml")))
        raise LexiconError(f"there is no lexicon of {language!r}; there are: {known}")
    return compile_lexicon(path.read_text(encoding="utf-8"), language=language, name=path.name)
