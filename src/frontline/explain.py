"""Explain: for one article, sentence by sentence, what was read of it, for a terminal. Decides nothing, reads nothing.

Article text is hostile: what could move a cursor or turn the writing round is replaced, a character by a character.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.text import Text

from frontline.claims import Extractor, read_grounded
from frontline.grammar.tokens import split_sentences, tokenise
from frontline.model import LOOSE_RULE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from frontline.model import Claim, Document, Findings, Located, Unclaimed

#: Signs before colours: a pipe, a colour-blind reader and a grey terminal are told the same.
_PRESENT, _HELD_BACK, _UNCLAIMED = ("+", "green"), ("-", "magenta"), ("~", "yellow")
_PLACE, _NO_PLACE, _NO_CLAIM, _HEAD = "bold cyan", "bold yellow", "dim", "bold"
_WHY_HELD_BACK = {
    "denied": "it is denied",
    "planned": "it is only planned",
    "hypothetical": "it is only supposed",
}


class Explaining:
    """An extractor that tells what another one read, article by article, and passes its claims on.

    Parameters
    ----------
    extractor
        The one that reads; `ClaimExtractor(..., explains=True)` also tells what it saw and did not claim.
    tell
        Is given each line.
    """

    def __init__(self, extractor: Extractor, tell: Callable[[Text], None]) -> None:
        self.extractor = extractor
        self.tell = tell

    def read(self, document: Document) -> Findings:
        """Return the other's findings, less what was told here; its errors are passed on."""
        findings = read_grounded(self.extractor, document)
        for line in explain(document, findings):
            self.tell(line)
        return replace(findings, unclaimed=())


def explain(document: Document, findings: Findings) -> Iterator[Text]:
    """Yield the lines that show a document with what was read of it."""
    yield Text(_plain(f"{document.doc_id}  {document.title}").rstrip(), _HEAD)
    told = f"{document.outlet or 'no outlet'}, published {document.published or 'on no known day'}"
    yield Text(_plain(f"{told} ({document.published_rule})"), _NO_CLAIM)
    for item in findings.unclaimed:
        if not item.end:
            yield _unclaimed(item)
    tokens = tokenise(document.text)
    paragraph = -1
    spans = split_sentences(document.text, tokens)
    starts = [tokens[span.first].start for span in spans] + [len(document.text) + 1]
    for span, start, following in zip(spans, starts, starts[1:], strict=False):
        if span.paragraph != paragraph:
            paragraph = span.paragraph
            yield Text()
        end = tokens[span.last - 1].end
        claims = [claim for claim in findings.claims if start <= claim.start < following]
        unclaimed = [item for item in findings.unclaimed if item.end and start <= item.start < following]
        located = [
            item
            for item in findings.located
            if start <= item.mention.start < following and item.mention.kind_hint != "demonym"
        ]
        yield _sentence(document.text, start, end, located, is_dim=not claims)
        if claims or unclaimed:
            yield from map(_place, located)
        yield from map(_claim, claims)
        yield from map(_unclaimed, unclaimed)
    yield Text()


def _sentence(text: str, start: int, end: int, located: Iterable[Located], *, is_dim: bool) -> Text:
    line = Text(_plain(text[start:end]), _NO_CLAIM if is_dim else "")
    for item in located:
        style = _PLACE if item.place else _NO_PLACE
        line.stylize(style, item.mention.start - start, item.mention.end - start)
    return line


def _place(item: Located) -> Text:
    """Return what a name was resolved to, and what else it could have been."""
    mention, place = item.mention, item.place
    line = Text(f"      {_plain(mention.surface)}: ")
    if place is None:
        line.append("no place that is known well enough", _NO_PLACE)
    else:
        line.append(_plain(place.name), _PLACE)
        line.append(
            f" ({place.kind} {place.place_id}, lat {place.lat:.4f}, lon {place.lon:.4f}), trust {item.score:.2f}"
        )
    if mention.relation:
        line.append(f", told as {_plain(mention.relation)} it")
    if item.rivals:
        line.append(_plain(f"; or {', '.join(rival.place_id for rival in item.rivals[:3])}"), _NO_CLAIM)
    return line


def _claim(claim: Claim) -> Text:
    sign, style = _PRESENT if claim.is_present_control else _HELD_BACK
    line = Text(f"    {sign} ", style)
    line.append(_plain(f"{claim.place} {claim.status}, holder {claim.controller}"), f"bold {style}")
    loosely = f" give or take {claim.date_precision_days} day(s)" if claim.date_precision_days else ""
    line.append(f"; {claim.date}{loosely}; {claim.certainty}")
    if claim.attribution:
        line.append(_plain(f" by {claim.attribution}"))
        speaks_for = ", ".join(name for name in (claim.source_id, claim.source_side) if name)
        line.append(f" ({speaks_for})" if speaks_for else "")
    told = " (read loosely: less sure)" if claim.rule.startswith(LOOSE_RULE) else ""
    line.append(_plain(f"; rule {claim.rule}{told}"), _NO_CLAIM)
    if not claim.is_present_control:
        why = "it is history" if claim.background else _WHY_HELD_BACK.get(claim.certainty, claim.certainty)
        line.append(f"; not drawn: {why}", style)
    return line


def _unclaimed(item: Unclaimed) -> Text:
    sign, style = _UNCLAIMED
    return Text(_plain(f"    {sign} {item.words}: {item.reason}"), style)


def _plain(text: str) -> str:
    """Return a text of the same length that can be printed: no control, no direction, no half of a character."""
    return "".join(char if char.isprintable() else " " if char.isspace() else "\ufffd" for char in text)
