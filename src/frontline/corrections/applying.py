"""Applying: what becomes of the claims of a run under the decisions in force, and the account of it.

Of two decisions about one thing the later counts. Knows no file and no page.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from frontline.corrections.decisions import BY_HAND, FIELDS, faults_of, plain
from frontline.corrections.fitting import Fitter
from frontline.documents import Refusal
from frontline.errors import InputError
from frontline.model import ACCEPTED, ADDED, CORRECTED, Claim

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from frontline.corrections.decisions import Decision
    from frontline.corrections.merging import Corrections
    from frontline.model import Document
    from frontline.theatre import Theatre


@dataclass(frozen=True, slots=True)
class Edits:
    """What people changed: how many claims, who, the decisions that fit no claim, and where people disagree."""

    accepted: int = 0
    corrected: int = 0
    rejected: int = 0
    added: int = 0
    reviewers: tuple[str, ...] = ()
    unfit: tuple[Refusal, ...] = ()
    conflicts: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many claims a person has judged or made."""
        return self.accepted + self.corrected + self.rejected + self.added

    def words(self) -> str:
        """Return the disclosure in one sentence, "" where no claim was touched."""
        counts = {
            "accepted": self.accepted,
            "corrected": self.corrected,
            "rejected": self.rejected,
            "added": self.added,
        }
        told = [f"{count} {deed}" for deed, count in counts.items() if count]
        return f"Edited by hand: of the claims, {', '.join(told)} by a reviewer." if told else ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """The claims as people left them, and the account of what they did.

    `originals` are all claims that were read or added, by their ids; `stands` is what became of each, None where it was
    rejected; `decided` the decisions about it, in the order in which they count.
    """

    claims: tuple[Claim, ...]
    edits: Edits
    originals: Mapping[str, Claim]
    stands: Mapping[str, Claim | None]
    decided: Mapping[str, tuple[Decision, ...]]


def require_sound(values: Mapping[str, Any], theatre: Theatre) -> None:
    """Raise `InputError` where the fields of a correction or of an added claim cannot be obeyed."""
    if faults := faults_of(values, theatre):
        raise InputError("; ".join(faults))


def correct_claims(
    claims: Iterable[Claim], documents: Iterable[Document], corrections: Corrections, theatre: Theatre
) -> Corrected:
    """Return the claims as the decisions in force leave them.

    A rejected claim is left out; a corrected one has its new values; an added one stands behind the others, quoted from
    its document. Whatever a person touched says so in `edited`. A decision that fits no claim, or that this theatre
    cannot obey, is in `edits.unfit`, by file and line.
    """
    claims = tuple(claims)
    sound, unfit = _sound(corrections, theatre)
    texts = {plain(document.doc_id): document for document in documents}
    fitter = Fitter()
    fitter.add(claims)
    added: dict[str, Claim] = {}
    decided: dict[str, list[Decision]] = defaultdict(list)
    for decision in (one for one in sound if one.what == "add"):
        claim = _added_claim(decision, texts.get(decision.doc_id), theatre)
        if isinstance(claim, str):
            unfit.append(_refusal(decision, claim))
            continue
        known = fitter.find_as_corrected(decision)
        if known is None:
            added[claim.claim_id] = claim
            fitter.add((claim,))
        decided[claim.claim_id if known is None else fitter.claims[known].claim_id].append(decision)
    for decision in (one for one in sound if one.what != "add"):
        number = fitter.find(decision)
        number = fitter.find_as_corrected(decision) if number is None else number
        if number is None:
            unfit.append(_refusal(decision, fitter.why_none(decision)))
        else:
            decided[fitter.claims[number].claim_id].append(decision)
    everything = (*claims, *added.values())
    stands = {
        claim.claim_id: _standing(claim, decided.get(claim.claim_id, ()), is_added=claim.claim_id in added)
        for claim in everything
    }
    kept = tuple(kept for claim in everything if (kept := stands[claim.claim_id]) is not None)
    by_id = {claim.claim_id: claim for claim in everything}
    edits = _account(
        stands, decided, unfit, [line for key in decided for line in _conflicts(by_id[key], decided[key])]
    )
    ordered = {key: tuple(sorted(several, key=lambda one: one.order)) for key, several in decided.items()}
    return Corrected(kept, edits, by_id, stands, ordered)


def _sound(corrections: Corrections, theatre: Theatre) -> tuple[list[Decision], list[Refusal]]:
    sound: list[Decision] = []
    unfit = [
        _refusal(one, f"the decision {one.undoes!r} that it takes back is not here, or is later")
        for one in corrections.idle_undos()
    ]
    for decision in corrections.in_force():
        faults = faults_of(decision.after, theatre)
        if faults:
            unfit.append(_refusal(decision, "; ".join(faults)))
        else:
            sound.append(decision)
    return sound, [*corrections.faults, *unfit]


def _refusal(decision: Decision, reason: str) -> Refusal:
    what = f"{decision.what} by {decision.who or 'nobody named'} on {decision.at:%Y-%m-%d}"
    return Refusal(
        decision.where, what, reason, "nothing is changed by it; look at it again in `frontline review`"
    )


def _standing(claim: Claim, decisions: Sequence[Decision], *, is_added: bool) -> Claim | None:
    """Return a claim as the decisions about it leave it: the last says whether it stands, and what each field is."""
    if not decisions:
        return claim
    in_order = sorted(decisions, key=lambda one: one.order)
    if in_order[-1].what == "reject":
        return None
    changes: dict[str, Any] = {}
    for decision in in_order:
        if decision.what == "correct":
            changes |= decision.after
    changes = {name: value for name, value in _typed(changes).items() if getattr(claim, name) != value}
    mark = ADDED if is_added else CORRECTED if changes else ACCEPTED
    fields = ",".join(dict.fromkeys(FIELDS[name] for name in FIELDS if name in changes))
    return replace(claim, **changes, edited=f"{mark}:{fields}" if mark == CORRECTED else mark)


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    typed = dict(values)
    if "date" in typed:
        typed["date"] = dt.date.fromisoformat(typed["date"])
    for name in ("place", "kind", "place_source", "attribution"):
        if name in typed:
            typed[name] = plain(typed[name])
    for name in ("lat", "lon"):
        if name in typed:
            typed[name] = float(typed[name])
    return typed


def _added_claim(decision: Decision, document: Document | None, theatre: Theatre) -> Claim | str:
    """Return the claim that a person added, or why it cannot be: its words have to stand in its article."""
    if document is None:
        return f"the document {decision.doc_id!r} is not among the sources of this run"
    told = _typed(decision.after)
    span = _find_words(document.text, str(told["quote"]), told.get("start", 0))
    if span is None:
        return (
            f"its words {plain(str(told['quote']))[:80]!r} do not stand in the document {decision.doc_id!r}"
        )
    start, end = span
    attribution = told.get("attribution", "")
    source_id, side = _source(attribution or document.outlet, theatre)
    if not side and not attribution:  # an outlet of no side has a voice of its own only where it is named
        source_id = ""
    return Claim(
        doc_id=document.doc_id, place_id=told["place_id"], place=told["place"], lat=told["lat"], lon=told["lon"],
        status=told["status"], controller=told["controller"], date=told["date"],
        date_precision_days=told.get("date_precision_days", 0), certainty=told["certainty"],
        background=told.get("background", False), attribution=attribution, quote=document.text[start:end],
        start=start, end=end, rule=BY_HAND, kind=told.get("kind", ""), published=document.published,
        outlet=document.outlet, url=document.url, source_id=source_id, source_side=side,
        place_source=told.get("place_source", ""),
    )  # fmt: skip


def _find_words(text: str, words: str, start: int) -> tuple[int, int] | None:
    """Return where words stand in a text: at their place, or elsewhere if it has moved, or with other blanks."""
    if words and text.startswith(words, start):
        return start, start + len(words)
    parts = [re.escape(part) for part in words.split()]
    found = re.search(r"\s+".join(parts), text) if parts else None
    return found.span() if found else None


def _source(name: str, theatre: Theatre) -> tuple[str, str]:
    """Return the theatre's source of that name and the side that it speaks for, "" where there is none."""
    wanted = name.casefold()
    for source in theatre.sources:
        if wanted and wanted in {known.casefold() for known in (source.id, source.name, *source.aliases)}:
            return source.id, source.allegiance
    return "", ""


def _account(
    stands: Mapping[str, Claim | None],
    decided: Mapping[str, Sequence[Decision]],
    unfit: Sequence[Refusal],
    conflicts: Iterable[str],
) -> Edits:
    marks = [claim.edited.partition(":")[0] for claim in stands.values() if claim is not None]
    return Edits(
        accepted=marks.count(ACCEPTED),
        corrected=marks.count(CORRECTED),
        rejected=sum(claim is None for claim in stands.values()),
        added=marks.count(ADDED),
        reviewers=tuple(sorted({one.who for several in decided.values() for one in several})),
        unfit=tuple(sorted(unfit, key=str)),
        conflicts=tuple(sorted(conflicts)),
    )


def _conflicts(claim: Claim, decisions: Sequence[Decision]) -> list[str]:
    """Return a line for each thing that people left differently, each by their own last word; the last one counts."""
    last: dict[str, dict[str, tuple[Decision, str]]] = defaultdict(dict)
    for decision in sorted(decisions, key=lambda one: one.order):
        stays = "rejects it" if decision.what == "reject" else "keeps it"
        last["verdict"][decision.who] = (decision, stays)
        if decision.what != "add":
            for name, value in decision.after.items():
                if name in ("place_id", "controller", "status", "date", "certainty", "background"):
                    last[FIELDS[name]][decision.who] = (decision, f"{FIELDS[name]} {value}")
    lines = []
    for said in last.values():
        if len({words for _, words in said.values()}) < 2:
            continue
        by_time = sorted(said.values(), key=lambda pair: pair[0].order)
        voices = ", ".join(f"{one.who or 'somebody'}: {words}" for one, words in by_time)
        what = f"{claim.place} {claim.status} by {claim.controller} in {claim.doc_id}"
        lines.append(f"reviewers disagree on {what} ({voices}); the last counts")
    return lines
