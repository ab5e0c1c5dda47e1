"""Verbs: what the verbs of a sentence, and the nouns made of them, say of places.

Owns voice and the filling of roles. Which verbs and nouns there are, and where their roles stand, is the lexicon's;
which sides there are, the theatre's. Modality is `modality`'s; days are `claims`'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.grammar.chunk import FOREIGN
from frontline.grammar.discourse import resolve_side
from frontline.grammar.row import DASHES
from frontline.grammar.walking import wider

if TYPE_CHECKING:
    from frontline.grammar.events import Event, Reader
    from frontline.grammar.placing import Found
    from frontline.grammar.row import Row
    from frontline.lexicon import NounRule, VerbRule, VerbSense

#: What makes "fell" another verb: "fell back", "fell on X", "fell silent".
_NOT_FALLEN = frozenset(
    {"back", "on", "short", "in", "out", "apart", "victim", "silent", "behind", "ill", "off"}
)
#: The side of two that fight where no side is named: "the two sides".
_BOTH = "both"
#: What one breaks into without a fight for the town.
_HOMES = frozenset({"houses", "homes", "shops"})
#: How many chunks may stand between "claimed" and the place that is claimed.
_CLAIM_REACH = 3
#: Who frees prisoners has the prison, not the town that it is in.
_SETTLED = frozenset({"city", "town", "village", "district"})
#: Verbs of driving that one also does without anybody to drive: "rebels pushed out of X".
_ON_THEIR_OWN = ("push", "swe", "clear", "drove", "drive", "run", "ran", "force")
#: What may stand between a place and the participle that tells what became of it.
_APPOSING = frozenset({",", ":", *DASHES})
_KEEPING = ("keep", "kept", "retain", "hang", "hung", "cling", "clung", "hold on", "held on")


def read_verb(reader: Reader, at: int) -> Event | None:
    """Return what the verb at an index says of a place, or None."""
    row = reader.row
    if row.low(at - 1) in ("'s", "'"):
        return None  # "X's left bank"
    past: VerbRule | None = None
    for sense in row.chunks[at].verbs:
        if sense.form == "participle" and sense.rule is past:
            continue  # it is read as the past was, which told nothing
        past = sense.rule if sense.form == "past" else past
        if (sense.form in ("base", "third") and row.is_noun(at)) or _qualifies(row, at, sense):
            continue
        if (sense.form == "base" and "near" in row.chunks[at].tags) or (
            sense.form == "ing" and row.is_gerund(at)
        ):
            continue
        event = _read_sense(reader, at, sense)
        if event is not None and event.places:
            return event
    return None


def _read_sense(reader: Reader, at: int, sense: VerbSense) -> Event | None:
    """Return what one sense of a verb says of a place, by its voice."""
    row = reader.row
    if sense.rule.subject == "place":
        return _read_place_verb(reader, at, sense)
    if sense.form in ("past", "participle") and sense.rule.loser == ("object",) and _is_ousted(row, at):
        return _read_ousted(reader, at, sense)
    if sense.rule.rule == "withdraw" and row.low(at + 1) == "by":
        return _read_left(reader, at, sense)
    if not _is_passive(reader, at, sense):
        return _read_active(reader, at, sense)
    return _read_passive(reader, at, sense) if sense.rule.passive else None


def _qualifies(row: Row, at: int, sense: VerbSense) -> bool:
    """Say if it is an adjective: "the surrounding hills", "the annexed X", whose taking nobody tells."""
    if row.low(at) in row.lexicon.words["lasting"] and at:
        led = bool(row.chunks[at - 1].preposition) or "determiner" in row.chunks[at - 1].tags
        return led and any(chunk.kind == "place" for chunk in row.chunks[at + 1 : at + 2])
    if sense.form != "ing" or "adjective" not in row.chunks[at].tags or at + 1 >= len(row.chunks):
        return False
    after = row.chunks[at + 1]
    return after.kind == "word" and not after.tags & {"determiner", "most", "part", "edge"}


def _is_ousted(row: Row, at: int) -> bool:
    """Say if a participle tells what was done to a side: "the army, driven from X", "rebels pushed out of X vow"."""
    before = row.before(at)
    if before is None or row.chunks[at + 1 : at + 2] == [] or row.chunks[at + 1].preposition != "from":
        return False
    if row.low(before) == ",":
        return before > 0 and row.chunks[before - 1].kind == "actor"
    return row.chunks[before].kind == "actor" and not row.low(at).startswith(_ON_THEIR_OWN)


def _read_ousted(reader: Reader, at: int, sense: VerbSense) -> Event | None:
    """Read "the army, driven from X by the rebels, ...": X is lost to whoever drove it out."""
    row = reader.row
    found = reader.placing.walk(at + 2)
    before = row.before(at) or 0
    index = before - 1 if row.low(before) == "," else before
    loser, agent = reader.roles.side_of(index), reader.roles.find_agent(at)
    if found is None or found.extent not in ("whole", "most") or loser in ("", FOREIGN):
        return None
    place = found.places[0].place if found.places else None
    if place is None or reader.discourse.holder_of(place) != loser:
        return None
    sides = {"loser": loser} | ({"taker": agent.side} if agent is not None and agent.side else {})
    if FOREIGN in sides.values():
        return None
    return reader.make("ousted", "lost", found, sides, at, index, sense.form)


def _is_passive(reader: Reader, at: int, sense: VerbSense) -> bool:
    if sense.form not in ("past", "participle"):
        return False
    row = reader.row
    before = row.before(at)
    if before is None:
        return reader.roles.find_agent(at) is not None or reader.placing.find_heading_list(at) is not None
    chunk = row.chunks[before]
    if chunk.tags & {"be", "have", "modal"}:
        return "be" in chunk.tags
    if chunk.low in row.lexicon.words["declare"] and before and "be" in row.chunks[before - 1].tags:
        return sense.rule.passive  # "X was declared liberated"
    if sense.rule.via and reader.placing.names_attack(before, sense.rule.via):
        return True  # "X, where several assaults broke down"
    return sense.rule.passive and (reader.roles.has_agent_directly(at) or _is_reduced(reader, at, before))


def _is_reduced(reader: Reader, at: int, before: int) -> bool:
    """Say if it is the participle of "X, captured on Monday", or the second of "was taken and held"."""
    row, chunk = reader.row, reader.row.chunks[before]
    if "kind" in chunk.tags and chunk.low.endswith("s"):  # "20 villages lost", "four captured: X, Y"
        return row.ends_phrase(at + 1) or reader.placing.find_listed(at) is not None
    if chunk.kind in ("place", "ref") or chunk.low in _APPOSING:
        near = row.chunks[before - 1] if chunk.low in _APPOSING and before else chunk
        named = near.kind in ("place", "ref") and near.extent != "attribute"
        return named and reader.placing.walk(at + 1, free=True) is None
    if chunk.low == "and":
        earlier = next((k for k in range(before - 1, max(-1, before - 6), -1) if row.chunks[k].verbs), None)
        if earlier is not None and reader.placing.walk(at + 1, free=True) is None:
            return any(_is_passive(reader, earlier, sense) for sense in row.chunks[earlier].verbs)
    return False


def _read_passive(reader: Reader, at: int, sense: VerbSense) -> Event | None:
    rule = sense.rule
    found = None if _is_out_of_hands(reader.row, at) else _subject_of_passive(reader, at, rule)
    put_out = rule.rule == "bring" and reader.row.low(at + 1) in ("out of", "on", "off", "back", "down")
    if found is None or not found.places or put_out:  # "the road to X was put out of use"
        return None
    sides = _sides_of_passive(reader, at, rule, found)
    if sides is None:
        return None
    loser = reader.roles.side_after(at + 1) if reader.row.low(at + 1) in ("of", "from") else None
    if rule.subject == "taker" and loser is not None:
        sides["loser"] = loser.side
    return _finish(reader, at, sense, found, sides, found.at)


def _read_left(reader: Reader, at: int, sense: VerbSense) -> Event | None:
    """Read "X was evacuated by the army": what is left is the place, where those are named who left it."""
    loser = reader.roles.side_after(at + 1)
    found = reader.placing.find_subject(at) if loser is not None and loser.side else None
    if found is None or loser is None or loser.side == FOREIGN:
        return None
    sides = {"loser": loser.side}
    if _is_alone(reader.row, found):
        reader.roles.add_other_side(at, sides)
    return reader.make("abandon", "withdrawn", found, sides, at, found.at, sense.form)


def _is_out_of_hands(row: Row, at: int) -> bool:
    """Say if it is a state, and nobody's leaving: "X was out of the army's hands"."""
    if not row.low(at).endswith("out of"):
        return False
    after = next((c for c in row.chunks[at + 1 : at + 4] if "determiner" not in c.tags), None)
    return after is not None and after.kind in ("actor", "asset", "adjective")


def _subject_of_passive(reader: Reader, at: int, rule: VerbRule) -> Found | None:
    placing = reader.placing
    if rule.via:
        return placing.find_attacked(at, rule.via) or placing.find_attempted(at)
    found = placing.find_subject(at) or placing.find_listed(at) or placing.find_heading_list(at)
    found = found or placing.aside_on_led(at)
    if rule.subject in ("holder", "loser") and (found is None or not found.places):
        found = placing.of_posts(at)
    return found


def _sides_of_passive(reader: Reader, at: int, rule: VerbRule, found: Found) -> dict[str, str] | None:
    """Return who does it, {} where nobody is told to; None where it is nothing that a side does."""
    roles, place = reader.roles, found.places[0].place
    agent = roles.find_agent(at)
    if agent is None:
        if rule.via and place:
            return {"holder": reader.discourse.holder_of(place)}
        if rule.subject == "holder" or (rule.subject == "taker" and roles.is_done_by_people(at)):
            return None
        taker = roles.headed_side() if rule.subject == "taker" else ""
        if rule.subject == "taker" and not taker and _is_anew(reader.row.low(at)) and place is not None:
            taker = roles.recoverer_of(place)
        return {"taker": taker} if taker else {}
    by = reader.row.chunks.index(agent)
    side = roles.pronoun_side(by) if agent.low == "them" else roles.side_of(by)
    own = (rule.via and not side) or (rule.subject == "loser" and roles.is_garrison(by))
    if own and place:
        side = reader.discourse.holder_of(place)  # "repulsed by the guards", "abandoned by its defenders"
    if rule.subject == "holder" and not (agent.side or ((agent.low == "them" or rule.via) and side)):
        return None
    return {rule.subject: side}


def _is_anew(low: str) -> bool:
    """Say if a verb of taking is one of taking back: "retaken", "brought back under control"."""
    return low.startswith("re") or "back" in low.split()


def _read_active(reader: Reader, at: int, sense: VerbSense) -> Event | None:
    rule = sense.rule
    found = reader.placing.find_role(at, rule)
    if found is None:
        return None
    subject = reader.roles.find_subject(at, sense)
    if subject is None and rule.subject == "fighter":
        near = reader.row.chunks[max(0, at - 5) : at]
        subject = (-1, _BOTH) if any("sides" in chunk.low for chunk in near) else None
    if subject is None and rule.rule == "hand_over" and sense.form != "ing":
        subject = (-1, "")  # elders and committees hand over towns too: whoever gets it is told
    if subject is None:
        return None
    index, side = subject
    before = reader.row.chunks[index] if found.at < at and index >= 0 else None
    if rule.rule == "station" and before is not None and before.kind == "actor" and not before.side:
        return None  # "X, where the coalition keeps a garrison": whichever it is
    side = _side_meant(reader, at, rule, found, index, side)
    # who "the attackers" are need not be known: whoever holds the place that they come to holds it
    nameless = rule.rule == "hand_over" or (rule.subject == "besieger" and reader.roles.is_vague(index))
    if side == FOREIGN or not (side or nameless) or not _fits(reader, at, rule, found, side):
        return None
    if rule.rule == "enter" and _is_handful(reader, index):
        found.extent = wider(found.extent, "part")
    only_comes = rule.rule == "enter" and _are_reinforcements(reader, index, found, side)
    if only_comes or (rule.status == "withdrawn" and _is_journey(reader, index, found, side)):
        return None
    return _finish(reader, at, sense, found, {rule.subject: side} if side else {}, index)


def _side_meant(reader: Reader, at: int, rule: VerbRule, found: Found, index: int, side: str) -> str:
    """Return who does it where its subject at an index names no side of its own, by default `side`."""
    place = found.places[0].place
    if index < 0 or place is None:
        return side
    acts = rule.subject in ("taker", "besieger")
    is_leaving = reader.row.low(at).split()[0].endswith("ing")  # "soldiers were seen leaving"
    if rule.subject == "loser" and (
        reader.roles.is_garrison(index)
        or (not is_leaving and reader.roles.is_unnamed_force(index, place, side))
    ):
        return reader.discourse.holder_of(place) or side
    if acts or (rule.subject == "holder" and reader.roles.is_vague(index)):
        side = reader.roles.attacker_of(index, place, side)
    if rule.rule == "hold":
        side = reader.roles.holder_told(index, place, side, keeps=_keeps(reader.row, at))
    return side


def _keeps(row: Row, at: int) -> bool:
    """Say if a verb of holding is one of keeping what one had: "kept X", "retains X"."""
    return row.low(at).startswith(_KEEPING)


def _are_reinforcements(reader: Reader, subject: int, found: Found, side: str) -> bool:
    """Say if it is who is sent to a town that is not theirs yet: "rebel reinforcements arrived in X"."""
    return reader.row.low(subject).endswith("reinforcements") and not _is_held_by(reader, found, side)


def _is_held_by(reader: Reader, found: Found, side: str) -> bool:
    """Say if a side is told to hold all the places."""
    return all(item.place and reader.discourse.holder_of(item.place) == side for item in found.places)


def _is_handful(reader: Reader, subject: int) -> bool:
    """Say if it is "a small group of gunmen", who are in a town but do not take it."""
    return any(
        set(chunk.low.split()) & reader.row.lexicon.words["handful"]
        for chunk in reader.row.chunks[max(0, subject - 3) : max(0, subject + 1)]
    )


def _fits(  # noqa: PLR0911 - a list of cases
    reader: Reader, at: int, rule: VerbRule, found: Found, side: str
) -> bool:
    """Say if the words between a verb and its place let it mean what its rule says."""
    row = reader.row
    if "arrived" in row.chunks[at].tags and found.extent == "whole":
        return False  # "reached X": before it or in it
    if rule.rule == "reinforce" and not _is_held_by(reader, found, side):
        return False
    if rule.rule == "break_open" and any(item.place and item.place.kind in _SETTLED for item in found.places):
        return False
    between = row.chunks[at + 1 : found.at]
    if rule.rule == "break_in" and any(
        row.is_plain_noun(k) or row.low(k) in _HOMES for k in range(at + 1, found.at)
    ):
        return False  # "stormed houses in X"
    if rule.particle:
        words = row.low(at).split()
        whole = rule.particle in words or words[0].startswith("rep")
        if not whole and not any(chunk.low == rule.particle for chunk in between):
            return False
    if rule.loser == ("object",) and not any(
        chunk.low == "them"
        or "rulers" in chunk.tags
        or (chunk.kind in ("actor", "asset", "adjective") and chunk.side != side)
        for chunk in between
    ):
        return False
    said = row.opens_clause(found.at) or found.at > at + _CLAIM_REACH  # "they claim X is theirs"
    if (rule.rule == "claim" and said) or (rule.rule == "bring" and not _is_left_to(row, found.at)):
        return False
    if rule.rule == "abandon" and (
        row.low(found.at + 1).split(" ")[0] == "out" or _is_left_to(row, found.at)
    ):
        return False
    return rule.rule != "attack_near" or row.preposition(at + 1) in ("near", "on", "in")


def _is_journey(reader: Reader, subject: int, found: Found, side: str) -> bool:
    """Say if it is the flight of one human being or of planes, or "left A for B", where B is not theirs: an advance, no loss of A."""
    row = reader.row
    if subject >= 0 and (
        row.chunks[subject].person or row.low(subject).split()[-1] in row.lexicon.words["craft"]
    ):
        return True
    aim = row.chunks[found.at + 2] if found.at + 2 < len(row.chunks) else None
    if row.low(found.at + 1) not in ("for", "to", "towards", "toward") or aim is None or aim.kind != "place":
        return False
    place = aim.places[0].place
    return place is not None and reader.discourse.holder_of(place) not in ("", side)


def _is_left_to(row: Row, place: int) -> bool:
    """Say if it is "leaving X under the control of Y": a state of X, and nobody's departure."""
    at = place + 2 if row.low(place + 1) == "," else place + 1
    held = [rule for rule in row.lexicon.states if rule.status == "controlled"]
    states = {noun for rule in held for noun in rule.nouns}
    led = any(row.low(at) in rule.prepositions for rule in held)
    return led and any(set(row.low(k).split()) & states for k in row.reach(at, 5))


def _read_place_verb(reader: Reader, at: int, sense: VerbSense) -> Event | None:
    row = reader.row
    dated = any(chunk.kind == "date" or chunk.low == "day" for chunk in row.chunks[at + 2 : at + 5])
    if row.low(at + 1) in _NOT_FALLEN and not dated:
        return None
    if sense.rule.via:
        return _read_failed(reader, at, sense)
    yields = sense.rule.rule == "lay_down_arms"
    found = reader.placing.of_garrison(at) if yields else reader.placing.find_subject(at)
    if found is None:
        return None
    place = found.places[0].place if found.places else None
    sides = {"loser": reader.discourse.holder_of(place)} if yields and place is not None else {}
    reader.roles.add_other_side(at, sides)
    if sense.rule.rule == "let_in" and reader.roles.find_marked(at, set(sense.rule.taker)) is None:
        return None  # "opened its gates to pilgrims"
    return _finish(reader, at, sense, found, sides, found.at)


def _read_failed(reader: Reader, at: int, sense: VerbSense) -> Event | None:
    """Read "the attack on X failed": whoever held X holds it."""
    found = reader.placing.find_attacked(at, sense.rule.via)
    place = found.places[0].place if found is not None and found.places else None
    holder = reader.discourse.holder_of(place) if place is not None else ""
    if found is None or not holder or found.extent == "wide":
        return None
    return reader.make(sense.rule.rule, "controlled", found, {"holder": holder}, at, found.at, "past")


def _finish(
    reader: Reader, at: int, sense: VerbSense, found: Found, sides: dict[str, str], subject: int
) -> Event | None:
    """Add the roles that prepositions mark, and make the event."""
    rule, roles = sense.rule, reader.roles
    if rule.taker:
        taker = roles.find_marked(at, set(rule.taker))
        if taker is not None and (taker.side or taker.low.startswith("our ")):
            sides["taker"] = resolve_side(taker, reader.discourse, "")
    if rule.loser and rule.subject == "place":
        loser = roles.find_marked(at, {"from"}) or roles.side_after(at)
        if loser is not None:
            sides["loser"] = resolve_side(loser, reader.discourse, "")
        elif any(chunk.low in ("its", "their") for chunk in reader.row.chunks[at + 1 : at + 4]):
            sides["loser"] = roles.pronoun_side(at)
    if FOREIGN in sides.values():
        return None
    if rule.status == "lost" or (rule.status == "withdrawn" and _is_alone(reader.row, found)):
        roles.add_other_side(at, sides)
    return reader.make(rule.rule, rule.status, found, sides, at, subject, sense.form)


def _is_alone(row: Row, found: Found) -> bool:
    """Say if a sentence names no other place: who comes in it comes to what was left."""
    named = [index for index, chunk in enumerate(row.chunks) if chunk.kind == "place"]
    return all(index == found.at or row.chunks[index].extent == "wide" for index in named)


# --------------------------------------------------------------------------------------------- nouns
def read_noun(reader: Reader, at: int, rule: NounRule) -> Event | None:
    """Return what a noun such as "fall", "capture" or "clashes" says of a place, or None."""
    row, roles = reader.row, reader.roles
    before = row.before(at)
    verbal = row.chunks[at].verbs and not row.is_noun(at) and before is not None and row.low(before) != ","
    if (verbal and not row.is_gerund(at)) or (rule.status == "contested" and row.is_over(at)):
        return None
    named = rule.status in ("captured", "lost")
    found = reader.placing.of_noun(at, of_place=rule.of == "place", markers=rule.place, free=named)
    if found is not None and rule.status == "controlled":
        fight = _fight_for(row, at)
        if fight is not None or _is_disputed(row, found.at):
            told, form = fight or (at, "past")
            return reader.make("fought_for", "contested", found, {}, told, -1, form)
        if row.low(at - 1).split()[-1:] == ["for"] or row.is_waning(found.at):
            return None
    if found is None and rule.status == "contested":
        found = reader.placing.fronted(at) or reader.placing.of_witness(at)
    if found is None:
        return None
    sides = _sides_of_noun(reader, at, rule, found)
    if rule.status == "controlled" and not sides:
        holder = roles.find_near_subject(at)
        sides = {"holder": holder} if holder else {}
    if FOREIGN in sides.values() or (not sides and _tells_nothing(row, at, rule, found.at)):
        return None
    return reader.make(rule.rule, rule.status, found, sides, at, -1, "noun")


def _tells_nothing(row: Row, at: int, rule: NounRule, place: int) -> bool:
    """Say if a noun without a side is no event: "a flight from X", or a title's: "See also: Siege of X"."""
    if rule.status != "besieged":
        return row.low(at) in row.lexicon.words["going"]
    tells = any(chunk.verbs and chunk.kind == "word" for k, chunk in enumerate(row.chunks) if k != at)
    auxiliary = not row.tags.isdisjoint({"be", "have", "do", "modal", "copula"})
    return row.ends_phrase(place + 1) and not (tells or auxiliary)


#: How far before "for control of X" the fighting may stand, in chunks.
_FIGHT_REACH = 5
#: How far after X it may be told that control of it is disputed, in chunks.
_TELLING_REACH = 4


def _fight_for(row: Row, at: int) -> tuple[int, str] | None:
    """Return the index and form of the fighting of "they fought for control of X", "the battle over control of X"."""
    if row.low(at - 1).split()[-1:] not in (["for"], ["over"]):
        return None
    for index in range(at - 1, max(-1, at - _FIGHT_REACH), -1):
        chunk = row.chunks[index]
        verb = next((sense.form for sense in chunk.verbs if sense.rule.status == "contested"), "")
        if verb or any(noun.status == "contested" for noun in chunk.nouns):
            return index, "noun" if row.is_noun(index) else verb or "noun"
    return None


def _is_disputed(row: Row, place: int) -> bool:
    """Say if control is told to be nobody's: "control of X is disputed"."""
    told = row.chunks[place + 1 : place + 1 + _TELLING_REACH]
    return bool(told) and bool(told[0].tags & {"be", "copula"}) and any("disputed" in c.tags for c in told)


def _sides_of_noun(reader: Reader, at: int, rule: NounRule, found: Found) -> dict[str, str]:
    """Read the sides of "the rebels' capture", "withdrawal of the army", "... by the rebels", "... to them"."""
    row, roles = reader.row, reader.roles
    sides: dict[str, str] = {}
    if rule.place or rule.of == "place":
        for index in range(at + 1, min(found.at, at + 10)):
            side = roles.side_after(index) if row.low(index) == "of" else None
            if side is not None:
                sides[rule.actor] = resolve_side(side, reader.discourse, "")
    owner = roles.find_owner(at)
    if owner:
        sides.setdefault(rule.actor, owner)
    if rule.status in ("captured", "lost", "controlled"):
        marked = (
            (("by", rule.actor), ("to", "taker")) if rule.status != "controlled" else (("by", rule.actor),)
        )
        for preposition, role in marked:
            side = roles.find_marked(found.at, {preposition}) if role not in sides else None
            if side is not None:
                sides[role] = resolve_side(side, reader.discourse, "")
    return sides
