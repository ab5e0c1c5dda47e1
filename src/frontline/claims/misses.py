"""Misses: what a reading saw and did not claim, and why; kept only where somebody asks. Changes no claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.model import Unclaimed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from frontline.grammar import ReadEvent, ReadSentence
    from frontline.model import Claim, Document, Located


class Misses:
    """What the sentences of one document told too little of."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: list[Unclaimed] = []

    def note(self, sentence: ReadSentence, read: ReadEvent, located: Located, *, is_home: bool) -> None:
        """Note an event that made no claim on one of its places."""
        name = located.mention.surface
        if located.place is None:
            reason = f"{name} is no place that the gazetteer knows well enough"
        elif not is_home:
            reason = f"{name} ({located.place.name}, {located.place.kind}) is abroad, or too wide to hold"
        else:
            reason = f"{read.event.status} ({read.event.rule}): who holds {name} afterwards is not told"
        self._add(sentence, sentence.chunks[read.event.at].start, sentence.chunks[read.event.at].end, reason)

    def note_silence(self, sentence: ReadSentence) -> None:
        """Note a word of control in a sentence with a place that made no event."""
        if not any(chunk.kind in ("place", "ref") for chunk in sentence.chunks):
            return
        word = next((chunk for chunk in sentence.chunks if chunk.verbs or chunk.nouns), None)
        if word is not None:
            self._add(sentence, word.start, word.end, "a word of control that leads to no side and place")

    def note_doubts(self, claims: Iterable[Claim]) -> None:
        """Note claims that the second reader takes back."""
        for claim in claims:
            reason = (
                f"{claim.place} {claim.status}, {claim.controller}: what stands around it speaks against it"
            )
            self.found.append(Unclaimed(claim.doc_id, claim.start, claim.end, claim.place, reason))

    def with_repeats(self, told: Sequence[Claim], kept: Sequence[Claim]) -> Iterator[Unclaimed]:
        """Yield what was noted, then the claims that only say again what an earlier sentence said."""
        yield from self.found
        whole = {id(claim) for claim in kept}
        for claim in told:
            if id(claim) not in whole:
                reason = f"{claim.place} {claim.status}, {claim.controller}: told before"
                yield Unclaimed(claim.doc_id, claim.start, claim.end, claim.place, reason)

    def _add(self, sentence: ReadSentence, start: int, end: int, reason: str) -> None:
        words = self.document.text[start:end]
        self.found.append(Unclaimed(self.document.doc_id, sentence.start, sentence.end, words, reason))
