"""Known names: the longest names in a text that the gazetteer has, less those inside other names.

Owns the guards against persons ("Firas Idlib"), organisations ("Hama Today") and common words ("Of", "Hit").
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from frontline.gazetteer import Tier
from frontline.mentions.cues import facility_end, promises_place, way_end
from frontline.mentions.reading import ENGLISH_ARTICLES, Found, Reading, is_plain_word
from frontline.mentions.tokens import SPACES, Token
from frontline.mentions.wordfacts import facts_of
from frontline.placewords import load_place_words
from frontline.spelling import ARTICLES, AYN, fold, romanisation_key

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The longest name that is looked for, in words: "Umm al-Jamal al-Sharqiyah al-Jadidah".
MOST_WORDS = 6
#: Words this short are names only as initials, of a country or a road (US, M5).
_INITIALS = 2
_INITIALLED = frozenset({"country", "continent", "road"})
#: Of this size a city is meant even in a text that has a person of its name.
_GREAT_CITY = 500_000
#: Arabic words of one letter (and, in, to, then, like) that are written as one with the name behind them.
_PROCLITICS = frozenset("وبلفك")
#: Fewer letters of the romanisation key than this match by accident too often to stand without a cue.
_FIRM_KEY = 5


def find_known(reading: Reading) -> list[Found]:
    """Return the names that the gazetteer knows, in order, none overlapping another."""
    found: list[Found] = []
    for first, last in reading.runs:
        _note_persons(reading, first, last)
        at = first
        while at < last:
            item = _longest_at(reading, at, first, last)
            if item is None:
                at += _stop_words(reading, at, last) or 1
                continue
            if _is_free(reading, item, first, last):
                found.append(_with_prefix(reading, item, first))
            at = max(item.last, at + 1)
    return [item for item in found if not _is_surname(reading, item)]


def _note_persons(reading: Reading, first: int, last: int) -> None:
    """Remember the last name of "Ahmad Hama" or "Senator Clinton"."""
    words, token = reading.words, reading.tokens[first]
    if last - first > 1 and (token.plain in words.given_names or token.plain in words.titles):
        reading.surnames.update(reading.tokens[at].plain for at in range(first + 1, min(last, first + 3)))


def _is_surname(reading: Reading, item: Found) -> bool:
    """Tell whether the name is a person's in this text, and of no place that the theatre itself knows."""
    if item.last - item.first > 1 or reading.tokens[item.first].plain not in reading.surnames or item.hint:
        return False
    surface = reading.text[item.start : item.end]
    same = reading.gazetteer.namesakes(surface)
    if any(c.place.kind in _INITIALLED or c.place.population >= _GREAT_CITY for c in same):
        return False
    return not reading.gazetteer.vouches(surface) and not promises_place(reading.text, item.start, item.end)


def _with_prefix(reading: Reading, item: Found, first: int) -> Found:
    """Take the capital New of "in New Aleppo" into the name: it is another place than Aleppo."""
    token = reading.tokens[item.first]
    if item.first <= first or token.gap not in SPACES or token.start in reading.titled:
        return item
    before = reading.tokens[item.first - 1]
    if before.opens or not before.named or before.plain not in reading.words.prefixes:
        return item
    return Found(before.start, item.end, item.first - 1, item.last, item.hint)


def _stop_words(reading: Reading, at: int, last: int) -> int:
    """Return how many words from here on are a name of something else: "Al Jazeera", whose last word alone is a region."""
    if reading.tokens[at].plain not in _stop_starts():
        return 0
    for size in range(min(last - at, MOST_WORDS), 1, -1):
        if fold(reading.surface(at, at + size)) in reading.words.stop:
            return size
    return 0


@lru_cache(maxsize=1)
def _stop_starts() -> frozenset[str]:
    return frozenset(name.partition(" ")[0] for name in load_place_words().stop if " " in name)


def _longest_at(reading: Reading, at: int, first: int, last: int) -> Found | None:
    tokens = reading.tokens
    begins = [at]
    if at == first and at > 0 and tokens[at].gap in SPACES and tokens[at - 1].is_ordinal:
        begins.insert(0, at - 1)
    for begin in begins:
        for stop in range(min(last, at + MOST_WORDS), at, -1):
            if tokens[stop - 1].named or reading.small or (stop == at + 1 and reading.is_told(at)):
                item = _match(reading, begin, stop, last)
                if item is not None:
                    return item
    return None


def _match(reading: Reading, begin: int, stop: int, last: int) -> Found | None:
    """Return the name of these tokens, with the facility's words behind it, less the words for its kind; or None."""
    tokens, surface = reading.tokens, reading.surface(begin, stop)
    plain = tokens[begin].plain if stop - begin == 1 else fold(surface)
    if plain in reading.words.demonym_of:
        return Found(tokens[begin].start, tokens[stop - 1].end, begin, stop, "demonym")
    common = _is_common(reading, begin, stop, plain)
    if common and plain not in reading.words.given_names:
        return None
    whole = _with_facility(reading, begin, stop, last)
    if common or whole is not None:
        return whole  # "Omar" is a man, "Omar oil field" a place
    short = stop
    while short - begin > 1 and reading.names_unit(short - 1):
        short -= 1
    if short < stop and reading.tier(reading.surface(begin, short)) is not None:
        stop = short
    start = tokens[begin].start
    if reading.tier(reading.surface(begin, stop)) is None:
        if tokens[begin].word[0] not in _PROCLITICS or reading.tier(surface[1:]) is None or len(surface) < 4:
            return None
        start += 1
    return Found(start, tokens[stop - 1].end, begin, stop)


def _is_common(reading: Reading, begin: int, stop: int, plain: str) -> bool:
    """Tell whether this is a common word, or begins with one which is no part of a name ("The", "At")."""
    words, token = reading.words, reading.tokens[begin]
    if stop - begin == 1:
        return _is_common_word(reading, begin)
    if plain in words.stop or (reading.small and _ends_commonly(reading, begin, stop)):
        return True
    if token.plain in ENGLISH_ARTICLES and reading.tokens[begin + 1].gap in SPACES:
        return not token.named or token.opens
    last = reading.tokens[stop - 1].plain
    if token.plain not in words.ordinary and last not in words.ordinary:
        return False
    surface = reading.surface(begin, stop)
    return all(c.tier > Tier.EXACT and c.place.name != surface for c in reading.gazetteer.namesakes(surface))


def _is_common_word(reading: Reading, at: int) -> bool:
    words, token = reading.words, reading.tokens[at]
    plain = token.plain
    if len(plain) <= _INITIALS:
        same = reading.gazetteer.namesakes(token.word)
        named = reading.gazetteer.vouches(token.word) or any(c.place.kind in _INITIALLED for c in same)
        return not (named and (token.word.isupper() or not token.word.isascii()))
    if plain in words.stop or plain in words.ordinary or (reading.small and len(plain) < 4):
        return True
    if reading.is_bare_head(at) or (reading.small and _is_everyday(reading, token.word)):
        return True
    other = (
        plain in words.titles or plain in words.organisation_followers or plain in words.organisation_heads
    )
    return other and not reading.gazetteer.vouches(token.word)


def _is_everyday(reading: Reading, word: str) -> bool:
    """Tell whether a word in small letters is more likely English than one of a million places: "stall", no "russia"."""
    if not reading.gazetteer.is_broad or not facts_of(word.lower()).common:
        return False
    same = reading.gazetteer.namesakes(word)
    return all(c.place.kind not in _INITIALLED and c.place.population < _GREAT_CITY for c in same)


def _ends_commonly(reading: Reading, begin: int, stop: int) -> bool:
    """Tell whether a name in small letters begins or ends with a word of everyday language."""
    ends = (reading.tokens[begin].plain, reading.tokens[stop - 1].plain)
    return any(word in reading.words.ordinary or word in ENGLISH_ARTICLES for word in ends)


def _with_facility(reading: Reading, begin: int, stop: int, last: int) -> Found | None:
    """Return the name with the words of a facility or a road that follow it, where they belong to it."""
    tokens, text = reading.tokens, reading.text
    start, end = tokens[begin].start, tokens[stop - 1].end
    until, kind = facility_end(text, end)
    if not kind:
        until, kind = way_end(text, end), "road"
        if until == end or not reading.gazetteer.namesakes(text[start:until]):
            return None
    if stop < last and tokens[last - 1].end > until:
        return None
    if not reading.gazetteer.lookup(text[start:until]) and reading.tier(text[start:end]) is None:
        return None
    after = next((n for n in range(stop, len(tokens)) if tokens[n].start >= until), len(tokens))
    return Found(start, until, begin, after, kind)


def _is_free(reading: Reading, item: Found, first: int, last: int) -> bool:
    """Tell whether the name is no part of a person's or an organisation's, and a loose match has support."""
    if item.hint == "demonym":
        return True
    if _is_body(reading, item):
        return False
    if not _begins_freely(reading, item, first):
        reading.surnames.add(reading.tokens[item.last - 1].plain)
        return False
    if not _ends_freely(reading, item, last):
        return False
    if reading.tier(reading.text[item.start : item.end]) in (Tier.EXACT, Tier.FOLDED, Tier.ARTICLE):
        return True
    return bool(item.hint) or _has_support(reading, item)


def _is_body(reading: Reading, item: Found) -> bool:
    """Tell whether the words around it make it a parliament's name and no town's: "the State Duma", "Duma deputies"."""
    tokens, words = reading.tokens, reading.words
    if item.last - item.first > 1 or tokens[item.first].plain not in words.bodies:
        return False
    if item.first and tokens[item.first].gap in SPACES:
        lead = tokens[item.first - 1]
        if lead.plain in words.body_leads or lead.plain in words.demonym_of or lead.owns:
            return True
    after = tokens[item.last] if item.last < len(tokens) else None
    return after is not None and after.gap in SPACES and after.plain in words.body_followers


def _begins_freely(reading: Reading, item: Found, first: int) -> bool:
    if reading.follows_person_word(item.first):
        return reading.names_unit(item.first - 1)
    token = reading.tokens[item.first]
    if item.first <= first or token.gap not in SPACES or token.start in reading.titled:
        return True
    if reading.is_kin(item.first - 1):
        return False
    before = reading.tokens[item.first - 1]
    return not before.named or is_plain_word(reading, before)


def _ends_freely(reading: Reading, item: Found, last: int) -> bool:
    tokens, words, stop = reading.tokens, reading.words, item.last
    if (
        stop < len(tokens)
        and tokens[stop].named
        and tokens[stop].gap.lstrip(AYN) in SPACES
        and tokens[stop].plain in words.streets
    ):
        return False
    if stop >= last or tokens[stop].gap not in SPACES or tokens[stop - 1].owns:
        return True
    is_body = any(token.plain in words.organisation_followers for token in _joined(reading, stop, last))
    if is_body or reading.is_kin(stop):
        return False
    after = tokens[stop]
    if not after.named or item.start in reading.titled or after.word.isdigit() or after.plain in ARTICLES:
        return True
    if reading.names_unit(stop) or after.plain in words.ordinary or after.plain in words.demonym_of:
        return True
    return reading.tier(after.word) is not None or promises_place(reading.text, item.start, item.start)


def _joined(reading: Reading, first: int, last: int) -> Iterator[Token]:
    """Yield up to three capitalised words that follow a name with nothing but spaces between."""
    for at in range(first, min(last, first + 3)):
        token = reading.tokens[at]
        if (
            not token.named
            or token.gap not in SPACES
            or (
                token.plain in reading.words.ordinary
                and token.plain not in reading.words.organisation_followers
            )
        ):
            return
        yield token


def _is_numbered(reading: Reading, at: int) -> bool:
    """Tell whether a number follows: "Gate 27" is one of many, and no town whose name sounds alike."""
    token = reading.tokens[at] if at < len(reading.tokens) else None
    return token is not None and token.gap in SPACES and token.word.isdigit()


def _has_support(reading: Reading, item: Found) -> bool:
    """Tell whether a loosely spelt name has a cue, or is too long to match by accident."""
    token = reading.tokens[item.first]
    single = item.last - item.first == 1
    if single and (token.plain in reading.words.given_names or _is_numbered(reading, item.last)):
        return False
    if promises_place(reading.text, item.start, item.end, opening=token.opens):
        return True
    if len(romanisation_key(fold(reading.text[item.start : item.end]))) < _FIRM_KEY:
        return False
    return not single or not token.opens
