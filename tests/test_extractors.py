"""Extractors: the plug point keeps its promise whoever is plugged in, and one that breaks it moves no map."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from frontline import Document, Extractor, Findings, Gazetteer, extract_claims
from frontline.claims import ClaimExtractor, read_grounded
from frontline.errors import DocumentError, ExtractionError
from frontline.model import Claim, Unclaimed
from frontline.pipeline import gather

DAY = dt.date(2031, 5, 7)
TEXT = "Red forces captured Midham on Tuesday.\nGovernment forces still hold Estow."
STORY = Document("s1", TEXT, published=DAY)


def claim_on(document: Document, start: int, end: int) -> Claim:
    return Claim(
        document.doc_id, "midham", "Midham", 35.0, 37.2, "captured", "red", DAY, 0, "asserted", background=False,
        attribution="", quote=document.text[start:end], start=start, end=end, rule="mine", published=document.published,
    )  # fmt: skip


class Mine:
    """Claims the first line of every article; refuses articles that ask for it."""

    def read(self, document: Document) -> Findings:
        if "unreadable" in document.text:
            raise DocumentError(f"{document.doc_id}: asks not to be read")
        end = document.text.find("\n") if "\n" in document.text else len(document.text)
        seen = Unclaimed(document.doc_id, 0, 0, "Nowhere", "no such place")
        return Findings((claim_on(document, 0, end),), unclaimed=(seen,))


class Liar:
    """Quotes what is not in the text."""

    def read(self, document: Document) -> Findings:
        return Findings((replace(claim_on(document, 0, 3), quote="Yes"),))


def articles(tmp_path, **texts: str):
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in texts.items():
        record = {"id": name, "published": DAY.isoformat(), "text": text}
        (folder / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


@pytest.mark.parametrize("make", [ClaimExtractor, lambda _theatre: Mine()])
def test_an_extractor_keeps_the_contract(make, toy_theatre):
    extractor = make(toy_theatre)
    assert isinstance(extractor, Extractor)
    findings = read_grounded(extractor, STORY)
    assert findings.claims
    assert all(claim.is_grounded(STORY) for claim in findings.claims)
    extractor.read(Document("other", "Blue forces took Weston on Monday.", published=DAY))
    assert extractor.read(STORY) == findings


def test_claims_come_from_the_extractor_that_is_handed_in(toy_theatre):
    assert [claim.rule for claim in extract_claims([STORY], toy_theatre, extractor=Mine())] == ["mine"]


def test_a_quote_that_is_not_in_the_text_is_no_claim(toy_theatre):
    with pytest.raises(ExtractionError, match="Liar quotes 'Yes', which is not in the text at 0:3"):
        list(extract_claims([STORY], toy_theatre, extractor=Liar()))


def test_a_claim_cannot_be_built_whose_quote_does_not_fill_its_offsets():
    whole = claim_on(STORY, 0, 37)
    with pytest.raises(ValueError, match="expected 37 characters between 0 and 37, got a quote of 3"):
        replace(whole, quote="Red")
    assert not whole.is_grounded(replace(STORY, text="another text that is quite as long as this one"))
    assert not whole.is_grounded(replace(STORY, doc_id="s2"))
    assert not replace(whole, start=-37, end=0).is_grounded(STORY)


def test_every_article_and_claim_that_an_extractor_refuses_is_counted_and_named(tmp_path, toy_theatre):
    folder = articles(tmp_path, a=TEXT, b="This is unreadable.", c="Weston is quiet.")
    evidence = gather([folder], toy_theatre, Gazetteer.for_theatre(toy_theatre), extractor=Mine())
    account = evidence.account
    assert (account.articles_read, account.articles_refused, account.claims_refused) == (2, 1, 2)
    assert [claim.doc_id for claim in evidence.claims] == ["a", "c"]
    told = sorted(map(str, evidence.refusals), key=lambda line: "claim on" in line)
    assert "b: asks not to be read" in told[0]
    assert [line.split(": ")[-1] for line in told[1:]] == ["no such place", "no such place"]


def test_an_extractor_that_lies_costs_the_article_not_the_run(tmp_path, toy_theatre):
    evidence = gather(
        [articles(tmp_path, a=TEXT)], toy_theatre, Gazetteer.for_theatre(toy_theatre), extractor=Liar()
    )
    assert evidence.claims == ()
    assert evidence.account.articles_refused == 1


def test_what_was_seen_and_not_claimed_is_told_on_request(toy_theatre):
    text = "Red forces captured Midham. Midham was captured by red forces, again. Somebody captured Estow."
    document = Document("s1", text, published=DAY)
    quiet, telling = ClaimExtractor(toy_theatre), ClaimExtractor(toy_theatre, explains=True)
    assert telling.read(document).claims == quiet.read(document).claims
    assert quiet.read(document).unclaimed == ()
    unclaimed = telling.read(document).unclaimed
    assert {text[item.start : item.end] for item in unclaimed} == set(text.replace(". ", ".|").split("|")[1:])
    assert any("told before" in item.reason for item in unclaimed)
