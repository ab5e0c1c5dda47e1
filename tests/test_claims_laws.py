"""Laws of claims: whatever the text, nothing raises, every quote stands in its text, and no article leans on another."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from frontline import grammar
from frontline.claims import ClaimExtractor
from frontline.documents.page import read_page
from frontline.model import Document
from frontline.theatre import load_theatre

PUBLISHED = dt.date(2024, 12, 5)
DAYS = st.dates(dt.date(2024, 11, 20), dt.date(2025, 3, 1))
ANY_TEXT = st.text(max_size=400)


@lru_cache
def extractor() -> ClaimExtractor:
    return ClaimExtractor(load_theatre("syria-2024"), explains=True)


@lru_cache
def words() -> tuple[str, ...]:
    """The words that the reader acts on: places, sides, sources, and the lexicon's own."""
    theatre, lexicon = extractor().theatre, extractor().vocabulary.lexicon
    places = [place.name for place in theatre.places[:80]]
    sides = [name for faction in theatre.factions for name in (faction.name, *faction.aliases.get("en", ()))]
    sources = [source.name for source in theatre.sources]
    marks = [
        ",",
        ".",
        ";",
        ":",
        "—",
        "(",
        ")",
        "“",
        "”",
        '"',
        "'s",
        "\n",
        "\n\n",
        "- ",
        "of",
        "and",
        "by",
        "from",
        "the",
        "not",
    ]
    days = ["on Tuesday", "yesterday", "in 2016", "on 3 December", "overnight", "since", "12:40", "last week"]
    return (*places, *sides, *sources, *(" ".join(phrase) for phrase in lexicon.entries), *marks, *days)


@lru_cache
def parts() -> tuple[tuple[str, ...], ...]:
    """Sides, verbs, places and what may follow: most sentences of these make a claim."""
    theatre = extractor().theatre
    sides = tuple(name for faction in theatre.factions for name in faction.aliases.get("en", ()))
    verbs = ("captured", "did not capture", "lost", "have entered", "withdrew from", "still hold", "fled")
    places = tuple(place.name for place in theatre.places if not place.is_wide)
    tails = (
        "on Tuesday.",
        "in 2016.",
        "yesterday, a monitor said.",
        "and",
        ", which",
        "if",
        ".\n",
        ". They also",
    )
    return sides, verbs, places, tails


def write(numbers: list[tuple[bool, int]]) -> str:
    """Return words of the reader in any order, and sentences that mean something, one after another."""
    text = []
    for is_sentence, number in numbers:
        if is_sentence:
            text += [part[number // (k + 1) % len(part)] for k, part in enumerate(parts())]
        else:
            text.append(words()[number % len(words())])
    return " ".join(text)


SENTENCES = st.lists(st.tuples(st.booleans(), st.integers(0, 10**6)), max_size=40).map(write)
TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div",
        ">",
        "<!--",
        "-->",
        "&amp;",
        "&#x0;",
        "<script>",
        "</script>",
        "<td>",
        "<br/",
        "]]>",
    ]
)
PAGES = st.lists(st.one_of(TAGS, SENTENCES, ANY_TEXT), max_size=12).map("".join)
TEXTS = st.one_of(SENTENCES, ANY_TEXT, PAGES, st.text("\u0000\u202e\u200f\ud800🏴 aB.\n'’-", max_size=200))


def test_the_sentences_of_these_laws_do_make_claims():
    text = write([(True, number) for number in range(1, 4000, 37)])
    findings = extractor().read(Document("d", text, published=PUBLISHED))
    assert len(findings.claims) > 20
    assert findings.unclaimed


@given(text=TEXTS, title=SENTENCES, published=DAYS)
@settings(max_examples=150, deadline=None)
def test_no_text_raises_and_every_quote_stands_in_its_text(text, title, published):
    document = Document("d", text, title=title, published=published)
    findings = extractor().read(document)
    for claim in findings.claims:
        assert claim.is_grounded(document)
        assert claim.quote.strip()
        assert claim.date_precision_days >= 0
    for item in findings.unclaimed:
        assert item.start <= item.end <= len(text)


@given(markup=PAGES)
@settings(max_examples=60, deadline=None)
def test_mangled_markup_is_read_like_any_text(markup):
    text = read_page(markup).text
    document = Document("d", text, published=PUBLISHED)
    assert all(claim.is_grounded(document) for claim in extractor().read(document).claims)


@given(start=SENTENCES, repeats=st.integers(50, 300))
@settings(max_examples=6, deadline=None)
def test_length_raises_nothing(start, repeats):
    document = Document("d", (start or "word") * repeats, published=PUBLISHED)
    assert all(claim.is_grounded(document) for claim in extractor().read(document).claims)


BANK = Path(__file__).parent / "data" / "phrasings.jsonl"
PHRASINGS = tuple(json.loads(line)["text"] for line in BANK.read_text(encoding="utf-8").splitlines())


def read_asking_all(text: str) -> object:
    """Read a text with every chunk asked for what it tells, plain words too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grammar, "may_tell", lambda _reader, _at: True)
        return extractor().read(Document("d", text, published=PUBLISHED))


@given(text=SENTENCES)
@example(text="\n".join(PHRASINGS))
@settings(max_examples=60, deadline=None)
def test_the_words_that_are_not_asked_tell_nothing(text):
    assert extractor().read(Document("d", text, published=PUBLISHED)) == read_asking_all(text)


@given(texts=st.lists(SENTENCES, min_size=2, max_size=4), data=st.data())
@settings(max_examples=40, deadline=None)
def test_the_order_of_documents_never_changes_a_documents_claims(texts, data):
    documents = [Document(f"d{n}", text, published=PUBLISHED) for n, text in enumerate(texts)]
    claims = {document.doc_id: extractor().read(document) for document in documents}
    for document in data.draw(st.permutations(documents)):
        assert extractor().read(document) == claims[document.doc_id]
