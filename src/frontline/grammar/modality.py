"""Modality: is it so, denied, planned, feared, asked? Knows the words around a trigger; knows no place."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from frontline.grammar.retraction import is_denied_news, is_headed_untrue, is_mere_claim, is_taken_back
from frontline.grammar.row import tags_of

if TYPE_CHECKING:
    from frontline.grammar.chunk import Chunk
    from frontline.grammar.events import Event
    from frontline.lexicon import Lexicon
    from frontline.model import Certainty

_BREAKS = frozenset(
    {
        "until",
        ";",
        ":",
        "—",
        "–",
        "--",
        "-",
        "but",
        "while",
        "whereas",
        "although",
        "though",
        "when",
        "after",
        "before",
        "because",
        "however",
        "meanwhile",
        "even as",
        "as",
    }
)
#: Before a present tense, these make it a future.
_AWAITING = frozenset({"once", "when", "after", "before", "until", "whenever", "as soon as"})
#: "Had" opens a condition if its verb stands this near to the sentence's start.
_INVERSION = 8
_INVERTED = frozenset({"had", "should", "were"})
_OPENS_CONDITION = frozenset({",", ";", "but", "and"})
_FUTURE = frozenset({"will", "shall", "'ll", "won't"})
#: How far before its subject a verb's negation may stand: "no fighter has".
_BEFORE_SUBJECT = 3
#: How far before a noun or an -ing form a word of planning reaches.
_PLAN_REACH = 8
_LATER = frozenset({"later", "after", "afterwards", "following", "next"})
#: How far after a verb a hedge belongs to it.
_HEDGE_REACH = 7
_NON_FINITE = ("base", "ing", "noun")
#: The classes of words that may make an event less than a fact; without any of them a sentence asserts it.
_DOUBTING = frozenset({"deny", "doubt", "failure", "hedge", "modal", "negation", "plan", "untrue"})


def judge_certainty(chunks: list[Chunk], event: Event, lexicon: Lexicon) -> Certainty:
    """Return how sure the sentence is of an event; attribution is not looked at."""
    if _is_conditional(chunks, event) or _is_under_way(chunks, event):
        return "hypothetical"
    left = _scope_start(chunks, event)
    scope = chunks[left : event.at]
    told = _judge_words(chunks, event, left, scope) if _has_doubt(chunks) else _judge_plain(chunks, event)
    if told is not None:
        return told
    if event.form in _NON_FINITE and not _has_happened(chunks, event, scope, lexicon):
        return "planned"
    return "asserted"


def _has_doubt(chunks: list[Chunk]) -> bool:
    """Say if a sentence has any word at all that may make what it tells less than a fact: most have none."""
    return not _DOUBTING.isdisjoint(tags_of(chunks)) or any(chunk.low.endswith("n't") for chunk in chunks)


def _judge_plain(chunks: list[Chunk], event: Event) -> Certainty | None:
    """Return what makes an event less than a fact though its sentence has no word of doubt, None for nothing."""
    if _is_to_nobody(chunks, event):
        return "denied"
    return "planned" if _is_subjunctive(chunks, event) else None


def _judge_words(  # noqa: PLR0911 - a list of cases
    chunks: list[Chunk], event: Event, left: int, scope: list[Chunk]
) -> Certainty | None:
    """Return what a sentence's words of denying, planning and doubting make of an event, None for nothing."""
    has_subject = 0 <= event.subject < event.at
    near_left = max(left, (event.subject if has_subject else event.at) - _BEFORE_SUBJECT)
    chain = _own_chain(chunks, near_left, event.at)
    told = chunks[left : _scope_end(chunks, event)]
    if event.form in ("past", "third"):
        chain = chain[_after_without(chain) :]
    if _is_denied(told, scope, chain) or _is_to_nobody(chunks, event) or is_headed_untrue(chunks):
        return "denied"
    if is_taken_back(chunks, event) or is_denied_news(chunks, event) or is_mere_claim(chunks, event):
        return "denied"
    if _is_wanted(chunks, event) or _is_subjunctive(chunks, event) or _is_hoped(scope, event):
        return "planned"
    if event.form in ("noun", "state") and _is_called_doubtful(chunks, event):
        return "hypothetical"
    if any("doubt" in c.tags and "modal" not in c.tags and not _was_real(c, scope, event) for c in scope):
        return "hypothetical"
    if _is_hedged_after(chunks, event):
        return "hypothetical"
    own = chunks[_own_start(chunks, event, left) : event.at]
    modal = next((chunk.low for chunk in own if "modal" in chunk.tags), "")
    if modal and not _is_foretold(chunks, event, modal):
        return "planned" if modal in _FUTURE else "hypothetical"
    return None


def _own_start(chunks: list[Chunk], event: Event, left: int) -> int:
    """Return where the words that govern an event start: at its subject, or at the verb that makes it one.

    In "X could become *the second city* to fall" it is "could" that tells how sure the fall is.
    """
    if not 0 <= event.subject < event.at:
        return max(left, event.at - _BEFORE_SUBJECT)
    start = max(left, event.subject)
    while start > left and chunks[start - 1].tags & {"copula", "be", "modal", "have"}:
        start -= 1
    return start


def _is_foretold(chunks: list[Chunk], event: Event, modal: str) -> bool:
    """Say if "would" looks forward from a past: "they would go on to take X", "X would fall three days later"."""
    if modal != "would":
        return False
    before = chunks[event.at - 1].low if event.at else ""
    later = (
        c.kind == "date" and set(c.low.split()) & _LATER
        for c in chunks
        if event.first <= c.start < event.last
    )
    return before.startswith("go on") or any(later)


def _is_hedged_after(chunks: list[Chunk], event: Event) -> bool:
    """Say if an aside takes it back by half: "X was lost, perhaps on Friday", "X fell, it seems", "was lost or contested"."""
    for at in range(max(event.at, event.found) + 1, min(len(chunks), event.at + _HEDGE_REACH)):
        if chunks[at].low in _BREAKS:
            return False
        aside = chunks[at - 1].low in (",", "and") or at == event.at + 1 or chunks[at].low == "(?)"
        if aside and "hedge" in chunks[at].tags:
            return True
    return False


def _is_conditional(chunks: list[Chunk], event: Event) -> bool:
    """Say if it is a question, an inverted condition ("Had they taken X, ..."), or yet to come ("once they take X")."""
    if (chunks[-1].low == "?" and not _is_presupposed(chunks, event)) or _is_inverted(chunks, event):
        return True
    if event.form == "noun" and chunks[0].low in ("what", "how") and _tagged(chunks, "modal"):
        return True  # "What the fall of X would mean"
    if event.form == "noun" and _is_of_what_would_be(chunks, event):
        return True
    return event.form in ("base", "third") and _is_awaited(chunks, event)


def _is_under_way(chunks: list[Chunk], event: Event) -> bool:
    """Say if it is a loss that is not yet one: "they are losing X", "had been losing it for years"."""
    if event.rule != "lose" or event.form != "ing":
        return False
    before = [chunk for chunk in chunks[max(0, event.at - 2) : event.at] if "adverb" not in chunk.tags]
    return bool(before) and "be" in before[-1].tags


def _is_of_what_would_be(chunks: list[Chunk], event: Event) -> bool:
    """Say if a noun is the subject of a supposed deed: "the loss of X would be a disaster"."""
    for chunk in chunks[max(event.at, event.found) + 1 :]:
        if "modal" in chunk.tags:
            return chunk.low not in _FUTURE
        if chunk.kind == "punct" or (chunk.kind == "word" and (chunk.verbs or chunk.tags & {"be", "have"})):
            return False
    return False


def _is_presupposed(chunks: list[Chunk], event: Event) -> bool:
    """Say if a question takes it for granted: "did the fall of X on Monday surprise you?", "since the fall of X"."""
    if event.form != "noun" or event.status not in ("captured", "lost"):
        return False
    dated = any(chunk.kind == "date" for chunk in chunks[event.at + 1 : max(event.at, event.found) + 2])
    return dated or any(
        chunk.low in ("after", "since", "following") for chunk in chunks[max(0, event.at - 2) : event.at]
    )


def _is_inverted(chunks: list[Chunk], event: Event) -> bool:
    """Say if the verb's auxiliary comes before its subject: "Should they take X, ...", "Were X to fall, ..."."""
    for index in range(event.at - 1, max(-1, event.at - _INVERSION), -1):
        opens = index == 0 or chunks[index - 1].low in _OPENS_CONDITION
        if chunks[index].low == "were" and not any(c.low == "to" for c in chunks[index + 1 : event.at]):
            continue  # "their targets, he said, were X and Y"
        if chunks[index].low in _INVERTED and (opens or chunks[index].low == "should"):
            after = chunks[index + 1]
            is_subject = after.kind in ("actor", "adjective", "place", "ref") or "determiner" in after.tags
            return is_subject or "pronoun_actor" in after.tags
    return False


def _is_denied(clause: list[Chunk], scope: list[Chunk], chain: list[Chunk]) -> bool:
    """Say if it is called untrue, denied, negated or failed."""
    return _tagged(clause, "untrue") or _is_denial(scope) or _negated(chain) or _tagged(chain, "failure")


def _is_subjunctive(chunks: list[Chunk], event: Event) -> bool:
    """Say if it is the "be taken" of "they demand that X be taken": neither "to be" nor "will be"."""
    if event.at < 2 or chunks[event.at - 1].low != "be":
        return False
    return chunks[event.at - 2].kind in ("place", "ref", "actor", "asset")


def _is_hoped(scope: list[Chunk], event: Event) -> bool:
    """Say if it is what somebody wants: "they hope that X is free soon", not "they warned that X had fallen"."""
    return event.form in ("base", "third", "state") and any(
        "plan" in chunk.tags and after.low == "that" for chunk, after in pairwise(scope)
    )


def _is_called_doubtful(chunks: list[Chunk], event: Event) -> bool:
    """Say if its clause calls it no fact: "a withdrawal from X is possible", "X in rebel hands would be"."""
    near = chunks[event.at - 1] if event.at else None
    if event.form == "state" and near is not None and (near.tags & {"be", "copula"} or near.low == ","):
        return False
    opened = chunks[0].low in ("with", "without")  # "With X in rebel hands, Y would be"
    for at in range(max(event.at, event.found) + 1, len(chunks)):
        if chunks[at].low in _BREAKS or chunks[at].low in ("which", "who", "that"):
            return False
        if chunks[at].low == "," and not opened:
            return False
        if "doubt" in chunks[at].tags:
            return True
        if chunks[at].tags & {"be", "modal", "copula"}:
            told = chunks[at + 1 : at + 4]
            return "modal" in chunks[at].tags or _tagged(told, "doubt") or _tagged(told, "plan")
    return False


def _is_to_nobody(chunks: list[Chunk], event: Event) -> bool:
    after = chunks[event.at + 1 : event.at + 5]
    return event.rule == "hand_over" and any(chunk.low in ("no one", "nobody", "no") for chunk in after)


def _is_wanted(chunks: list[Chunk], event: Event) -> bool:
    """Say if it is the participle of "they wanted X captured"."""
    return (
        0 < event.found < event.at
        and event.form in ("past", "participle", "state")
        and "plan" in chunks[event.found - 1].tags
    )


def _has_happened(chunks: list[Chunk], event: Event, scope: list[Chunk], lexicon: Lexicon) -> bool:
    """Say if a verb without tense, or a noun, tells of what was done: "managed to take X", not "vowed to take X"."""
    if event.form == "base":
        near = chunks[max(0, event.at - 6) : event.at]
        if _tagged(near, "causative") and not (_tagged(scope, "modal") or _tagged(near, "plan")):
            return True
        if any(chunk.low in ("able", "able to", "capable") for chunk in scope):
            return True
        if event.at > 1 and chunks[event.at - 1].low == "to" and chunks[event.at - 2].tags & {"be"}:
            return False  # "X, which they were to take the next year"
        if event.at and chunks[event.at - 1].low == "to":
            return _is_implied(chunks, event, lexicon)
        if scope and (scope[-1].low.endswith(" to") or "plan" in scope[-1].tags):
            return "success" in scope[-1].tags
    return not _tagged(scope[-_PLAN_REACH:], "plan")


def _is_implied(chunks: list[Chunk], event: Event, lexicon: Lexicon) -> bool:
    """Say if "to take X" was done: "it took two days to", "the first town to", "managed to"."""
    earlier = _own_chain(chunks, max(0, event.at - 9), event.at - 1)
    if any(chunk.low in lexicon.words["implicative"] for chunk in earlier):
        return True
    if any(set(chunk.low.split()) & lexicon.words["ordinal"] for chunk in earlier[-4:]):
        return True
    told = " ".join(chunk.low for chunk in chunks[max(0, event.at - 3) : event.at])
    return told.endswith(tuple(lexicon.words["success"]))


def _own_chain(chunks: list[Chunk], left: int, at: int) -> list[Chunk]:
    """Return what governs the verb directly: back to a comma, another verb or a conjunction."""
    start = at
    while start > left:
        chunk = chunks[start - 1]
        if chunk.low in (",", "but", ":") or (
            chunk.verbs and chunk.kind == "word" and not chunk.tags and start < at
        ):
            return chunks[start - 1 : at] if chunk.verbs and chunk.kind == "word" else chunks[start:at]
        start -= 1
    return chunks[start:at]


def _is_awaited(chunks: list[Chunk], event: Event) -> bool:
    """Say if it is a present tense of what is yet to come: "once they take X, ...", "those who enter X will"."""
    if chunks[-1].low != ".":
        return False
    before = [chunk.low for chunk in chunks[max(0, event.at - 5) : event.at]]
    if event.status in ("controlled", "contested"):
        return False
    if "who" in before[-2:]:
        return any("modal" in chunk.tags for chunk in chunks[event.at : event.at + 8])
    return any(word in _AWAITING for word in before)


def _was_real(chunk: Chunk, scope: list[Chunk], event: Event) -> bool:
    """Say if a word of doubt leaves a past deed as it was: "an agreement under which they entered X"."""
    agreed = chunk.low.endswith("under which") and event.form == "past"
    return agreed or _was_awaited(chunk, scope, event)


def _was_awaited(chunk: Chunk, scope: list[Chunk], event: Event) -> bool:
    """Say if "as soon as they took X" tells of what was done."""
    return chunk.low in _AWAITING and event.form == "past" and not _tagged(scope[-2:], "have")


def _tagged(chunks: list[Chunk], tag: str) -> bool:
    return any(tag in chunk.tags for chunk in chunks)


def _is_denial(scope: list[Chunk]) -> bool:
    """Say if the last word of saying before the event is one of denying."""
    for at in range(len(scope) - 1, -1, -1):
        if "deny" in scope[at].tags:
            after = scope[at + 1].low if at + 1 < len(scope) else ""
            return after == "that" or not any(chunk.low == "," for chunk in scope[at:])
        if "report" in scope[at].tags and not _is_what_is_denied(scope, at):
            return False
    return False


def _is_what_is_denied(scope: list[Chunk], at: int) -> bool:
    """Say if a word of saying is the object of one of denying: "denied reports of", "denied what they said of"."""
    for index in range(at - 1, -1, -1):
        if "deny" in scope[index].tags:
            return True
        if scope[index].low in (",", "and", "that"):
            return False
    return False


def _adds(chunks: list[Chunk], at: int) -> bool:
    """Say if a new statement begins after a comma: ", stressing that", ", adding that"."""
    if at + 1 >= len(chunks) or chunks[at].low != ",":
        return False
    after = chunks[at + 1]
    return bool(after.tags & {"report", "deny"}) and after.low.endswith("ing")


def _after_without(chain: list[Chunk]) -> int:
    """Return where "without meeting resistance and" ends before a finite verb, which it does not negate; 0 where none is."""
    lows = [chunk.low for chunk in chain]
    opens = "without" in lows and "and" in lows[lows.index("without") :]
    return lows.index("and", lows.index("without")) + 1 if opens else 0


def _negated(chain: list[Chunk]) -> bool:
    for at, chunk in enumerate(chain):
        if chunk.low.endswith("n't"):
            return True
        if "negation" in chunk.tags:
            following = chain[at + 1].low if at + 1 < len(chain) else ""
            if following not in ("only", "longer", "significant"):
                return True
    return False


def _scope_start(chunks: list[Chunk], event: Event) -> int:
    index = event.at
    if event.form == "state" and 0 <= event.found < event.at and chunks[event.found + 1].low == ",":
        aside = chunks[event.found + 2 : event.at]
        if all(chunk.tags & {"adverb", "determiner"} for chunk in aside):
            return event.found + 2  # "X, both still in their hands": so it is, whatever is told of X
    subject = event.subject if 0 <= event.subject < event.at else event.at
    while index > 0:
        chunk = chunks[index - 1]
        names = chunk.low == "as" and index > 1 and "deny" in chunks[index - 2].tags  # "rejected as lies"
        if (chunk.low in _BREAKS and not names) or _adds(chunks, index - 1):
            return index
        if chunk.low == "and" and index - 1 < subject < event.at:
            return index
        if chunk.low in ("who", "which") or (chunk.low == "where" and index > 1):
            return index
        if chunk.low == "that" and index > 1 and chunks[index - 2].kind in ("place", "ref", "actor"):
            return index
        index -= 1
    return 0


def _scope_end(chunks: list[Chunk], event: Event) -> int:
    index = event.at + 1
    while (
        index < len(chunks) and chunks[index].low not in _BREAKS and chunks[index].low not in ("which", "who")
    ):
        if (chunks[index].low == "and" and chunks[index - 1].low == ",") or _adds(chunks, index):
            break
        index += 1
    return index
