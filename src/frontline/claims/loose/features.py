"""Features: what speaks for or against an option, as names of what is there.

No name of a side or of a place is in them: only sorts of words, where they stand, and plain words of the language right beside
a place or a side. The same code makes them when the model is learned and when it is used.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from frontline.claims.loose.senses import stem
from frontline.grammar.row import CLAUSE_STARTERS, STRONG

if TYPE_CHECKING:
    from frontline.claims.loose.options import Option
    from frontline.claims.loose.scene import Scene, Side, Spot, Trigger
    from frontline.grammar import Chunk

_TAGS = frozenset(
    {
        "attack", "report", "deny", "plan", "doubt", "failure", "untrue", "hedge", "negation", "modal", "history", "bygone",
        "past", "ended", "causative", "success", "no_longer", "rid_of", "seat", "witness", "unit", "apart", "handful",
        "vehicles", "craft", "fighters", "asset", "post", "include", "siding", "imposed", "have", "be", "copula",
    }
)  # fmt: skip
#: Sorts that qualify what is told and do not tell it.
_ASIDE = frozenset({"now", "whole", "bygone", "rumour", "except"})
_BEFORE_NAMES = frozenset({"determiner", "adjective"})
_WORD_KINDS = ("be", "have", "report", "conjunction", "determiner", "adverb")
_SIZES = (6, 12, 25)
_NEAR, _MIDDLE = 3, 8
_PREDICATE_REACH = 7


def describe_scene(scene: Scene) -> list[str]:
    """Return what holds for every spot of a scene."""
    chunks = scene.sentence.chunks
    last = chunks[-1]
    found = [
        f"sides={min(len({side.side for side in scene.sides}), 3)}",
        f"size={sum(len(chunks) >= size for size in _SIZES)}",
        f"open={_kind(chunks[0])}",
        f"end={last.low if last.kind == 'punct' else 'none'}",
    ]
    tags = {tag for chunk in chunks if chunk.kind == "word" for tag in chunk.tags}
    found += [f"has={tag}" for tag in tags & _TAGS]
    return found + ([f"trig={trigger.sort}" for trigger in scene.triggers] or ["trig=none"])


def describe_spot(scene: Scene, spot: Spot) -> list[str]:
    """Return what holds for every option of a spot."""
    chunks = scene.sentence.chunks
    chunk, place = chunks[spot.at], spot.located.place
    at = spot.at - 1
    while at >= 0 and chunks[at].tags & _BEFORE_NAMES and not chunks[at].preposition:
        at -= 1
    lead, led_by = (_kind(chunks[at]), _word(chunks[at])) if at >= 0 else ("start", "start")
    after = chunks[spot.at + 1] if spot.at + 1 < len(chunks) else None
    follower, next_word = (_kind(after), _word(after)) if after is not None else ("end", "end")
    found = [
        f"extent={chunk.extent}", f"list={min(len(chunk.places), 3)}", f"kind={place.kind if place else ''}",
        f"at={_step(spot.at)}", f"gov={led_by}", f"govp={lead}", f"next={next_word}", f"nextk={follower}",
        f"frame={lead}|{follower}", f"spot={chunk.kind}",
    ]  # fmt: skip
    if chunk.side:
        found.append("noted")
    for trigger, way in _beside(scene, spot):
        gap, step = _gap(chunks, trigger.at, spot.at), _step(abs(trigger.at - spot.at))
        found += [
            f"{way}={trigger.sort}", f"{way}={trigger.sort}|{trigger.form}", f"{way}={trigger.sort}|{step}",
            f"{way}={trigger.sort}|{gap}", f"{way}|{step}|{gap}",
        ]  # fmt: skip
        if way == "before":
            found.append(f"governed={trigger.sort}|{lead}")
    _add_senses(scene, spot, found)
    return found


def _add_senses(scene: Scene, spot: Spot, found: list[str]) -> None:
    """Add the sorts of words on either side of a place, up to a strong break, with how far the nearest is."""
    chunks, senses = scene.sentence.chunks, scene.senses
    for way, walk in (("cb", range(spot.at - 1, -1, -1)), ("ca", range(spot.at + 1, len(chunks)))):
        seen: set[str] = set()
        for at in walk:
            if chunks[at].low in STRONG or chunks[at].low == ".":
                break
            away = abs(at - spot.at)
            reach = "n" if away <= _NEAR else "m" if away <= _MIDDLE else "f"
            for name in senses[at]:
                if name not in seen:
                    seen.add(name)
                    found += (f"{way}={name}|{reach}", f"{way}={name}")
        found.append(f"{way}0={_first(scene, walk)}")


def describe_option(option: Option) -> list[str]:
    """Return what holds for one option: its controller, status and day."""
    scene, spot = option.scene, option.spot
    found = [f"way={way}" for way in option.ways]
    found += ("keep" if option.keeps else "gain", f"status={option.status}", f"holder={option.has_holder}")
    own = [side for side in scene.sides if side.side == option.controller] if "named" in option.ways else []
    if "named" in option.ways and not own:
        own = scene.sides[:1]  # a common word for a side, that stands for another of its camp here
    others = [side for side in scene.sides if side.side != option.controller]
    found.append(f"only={not others}")
    _add_part(option, own, others, found)
    if own:
        nearest = min(own, key=lambda side: abs(side.at - spot.at))
        away = abs(nearest.at - spot.at)
        found.append(f"nearest={all(abs(other.at - spot.at) >= away for other in others)}")
        found.append(f"first={all(other.at >= own[0].at for other in others)}")
        _add_side(option, nearest, found)
    else:
        found.append(f"unnamed|{'+'.join(sorted(option.ways))}")
        found.append(f"unnamed|others={min(len({side.side for side in others}), 2)}")
    if others:
        other = min(others, key=lambda side: abs(side.at - spot.at))
        trigger = _main(scene, spot)
        found.append(f"other={_step(abs(other.at - spot.at))}")
        _add_predicates(scene, spot, other, "o", found)
        found.append(f"otherorder={_order(other.at, trigger, spot.at)}|{trigger.sort if trigger else ''}")
    else:
        found.append("other=none")
    return found


def _add_part(option: Option, own: list[Side], others: list[Side], found: list[str]) -> None:
    """Add what the part of the sentence around a place tells of: by whom, and what sorts of deeds."""
    scene, spot = option.scene, option.spot
    chunks, senses, parts = scene.sentence.chunks, scene.senses, scene.parts
    part = parts[spot.at]
    own_here = [side for side in own if parts[side.at] == part]
    other_here = [side for side in others if parts[side.at] == part]
    if own_here and other_here:
        who = f"both{own_here[0].at < other_here[0].at}"
    elif own_here or other_here:
        who = f"{'own' if own_here else 'other'}{(own_here or other_here)[0].at < spot.at}"
    else:
        who = "none"
    lead = chunks[spot.at - 1].preposition if spot.at else "start"
    found += (f"part={who}", f"part={who}|{lead}")
    here: set[str] = set()
    sided: set[str] = set()
    near: set[str] = set()
    for at, names in enumerate(senses):
        if parts[at] == part:
            here.update(names)
            sided.update([f"{name}|{at < spot.at}" for name in names])
        elif abs(parts[at] - part) == 1:
            near.update(names)
    found += [f"part={who}|{name}" for name in here | sided]
    found += [f"part={who}|{name}|{lead}" for name in here]
    found += [f"by={who}|{name}" for name in near]
    if part:
        before = [side for side in (*own, *others) if parts[side.at] == part - 1]
        found.append(f"partbefore={'none' if not before else 'own' if before[-1] in own else 'other'}|{who}")


def _add_side(option: Option, side: Side, found: list[str]) -> None:
    """Add how a side stands to the place, and what it is told to do."""
    scene, spot = option.scene, option.spot
    chunks = scene.sentence.chunks
    trigger = _main(scene, spot)
    gap, order = _gap(chunks, side.at, spot.at), _order(side.at, trigger, spot.at)
    sort, form = (trigger.sort, trigger.form) if trigger else ("none", "")
    follows = side.at > spot.at
    before = chunks[side.at - 1] if side.at else None
    led = "start"
    if before is not None:
        led = before.preposition or ("det" if "determiner" in before.tags else "")
    found += [
        f"how={side.how}", f"how={side.how}|{follows}", f"order={order}|{sort}", f"order={order}|{sort}|{gap}",
        f"order={order}|{form}", f"side={follows}|{_step(abs(side.at - spot.at))}", f"side={follows}|{gap}",
        f"sidegov={led}|{follows}", f"sidegov={led}|{sort}",
    ]  # fmt: skip
    _add_predicates(scene, spot, side, "", found)
    if side.at + 1 < len(chunks):
        found.append(f"sidenext={_word(chunks[side.at + 1])}")


def _add_predicates(scene: Scene, spot: Spot, side: Side, mark: str, found: list[str]) -> None:
    """Add what sorts of words stand after a side and before it."""
    chunks = scene.sentence.chunks
    after = _first(scene, range(side.at + 1, len(chunks)))
    before = _first(scene, range(side.at - 1, -1, -1))
    where = "P" if side.at < spot.at else "p"
    lead = chunks[spot.at - 1].preposition if spot.at else "start"
    found += (
        f"{mark}sa={after}|{where}", f"{mark}sb={before}|{where}", f"{mark}sa={after}|{where}|{lead}",
        f"{mark}sb={before}|{where}|{lead}", f"{mark}sa={after}", f"{mark}sb={before}",
        f"{mark}own={'+'.join(scene.senses[side.at])}",
    )  # fmt: skip


def _first(scene: Scene, walk: range) -> str:
    """Return the sorts of the first word on a way that has any, "" before a break."""
    chunks, senses = scene.sentence.chunks, scene.senses
    for at in walk[:_PREDICATE_REACH]:
        if chunks[at].low in STRONG or chunks[at].low == ".":
            return ""
        told = [name for name in senses[at] if name not in _ASIDE]
        if told:
            return "+".join(told)
    return ""


def _beside(scene: Scene, spot: Spot) -> list[tuple[Trigger, str]]:
    """Return the nearest word of control before a spot, and the nearest after it."""
    before = [trigger for trigger in scene.triggers if trigger.at < spot.at][-1:]
    after = [trigger for trigger in scene.triggers if trigger.at > spot.at][:1]
    return [(trigger, "before") for trigger in before] + [(trigger, "after") for trigger in after]


def _main(scene: Scene, spot: Spot) -> Trigger | None:
    return min(
        scene.triggers,
        key=lambda trigger: abs(trigger.at - spot.at) + 2 * (trigger.at > spot.at),
        default=None,
    )


def _order(side: int, trigger: Trigger | None, spot: int) -> str:
    """Return in which order side, trigger and place stand: "STP"."""
    if trigger is None:
        return "SP" if side < spot else "PS"
    return "".join(name for _at, name in sorted([(side, "S"), (trigger.at, "T"), (spot, "P")]))


def _gap(chunks: list[Chunk], one: int, two: int) -> str:
    """Return the strongest mark between two chunks: strong, clause, relative, comma, no."""
    between = chunks[min(one, two) + 1 : max(one, two)]
    if any(chunk.low in STRONG or chunk.low == "." for chunk in between):
        return "strong"
    if any(chunk.low in CLAUSE_STARTERS for chunk in between):
        return "clause"
    if any("relative" in chunk.tags and "determiner" not in chunk.tags for chunk in between):
        return "relative"
    return "comma" if any(chunk.low == "," for chunk in between) else "no"


def _step(distance: int) -> str:
    """Return a distance in chunks, coarsely."""
    return str(next((step for step in (1, 2, 4, 8) if distance <= step), 9))


def _kind(chunk: Chunk) -> str:
    """Return what sort of chunk it is."""
    if chunk.kind != "word":
        return chunk.low if chunk.kind == "punct" else chunk.kind
    if chunk.verbs:
        return chunk.verbs[0].rule.status
    if chunk.nouns:
        return "n-" + chunk.nouns[0].status
    return chunk.preposition or next((tag for tag in _WORD_KINDS if tag in chunk.tags), "word")


def _word(chunk: Chunk) -> str:
    """Return a plain word of the language, a mark, or the kind of anything else: names tell nothing."""
    if chunk.kind == "punct":
        return chunk.low
    named = chunk.capital and chunk.start and not chunk.tags and not chunk.verbs
    if chunk.kind != "word" or not chunk.low[0].isalpha() or named:
        return chunk.kind
    return _plain(chunk.low)


@lru_cache(maxsize=4096)
def _plain(low: str) -> str:
    return low if " " in low else stem(low)
