"""Near copies: one report in many outlets is found and counts once; two reports that share a frame stay two."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from itertools import combinations
from pathlib import Path

import pytest

from frontline.control import control_history
from frontline.documents import DocumentStream, copies, read_documents
from frontline.documents.nearcopies import LEAST_WORDS, bands, resemblance, shingles, sketch
from frontline.evidence import EvidenceStream, gather
from frontline.gazetteer import Gazetteer
from frontline.model import Document
from frontline.payload.story import _document

ROOT = Path(__file__).resolve().parents[1]
DAY = dt.date(2031, 5, 5)
SENTENCES = re.compile(r"(?<=[.!?])\s+")
REPORT = (
    "Red forces captured Midham on Saturday after two days of fighting, officials said. Residents of the town told the "
    "agency by telephone that shops were shut and that armoured cars stood at the bakery on the main street since dawn. "
    "The hospital took in eleven wounded, a doctor said, and asked for blood and for fuel for its generator. The ministry "
    "in the capital did not answer questions. Farmers along the river had left their fields in the week before, and the "
    "school has been closed since the beginning of the month. Buses to the coast were full, a driver said, and many people "
    "slept in the station hall. Aid groups warned that flour would last for ten days at most."
)


@pytest.fixture(scope="module")
def articles():
    return [
        one.text
        for one in read_documents([ROOT / "geodata" / "articles"]).documents
        if len(one.text.split()) > 120
    ]


def reprints(text, dice):
    """Return a text as other outlets bring it."""
    sentences = SENTENCES.split(text)
    shorter = [one for n, one in enumerate(sentences) if n != dice.randrange(2, len(sentences))]
    return [
        f"{text} Reporting by Jane Roe in the capital; editing by Max Muster.",
        f"A new headline over an old story\n\n{text}",
        " ".join(shorter),
        " ".join("reportedly" if dice.random() < 0.01 else word for word in text.split()),
    ]


def write(folder, *texts, day=5):
    folder.mkdir(exist_ok=True)
    for n, text in enumerate(texts):
        record = {
            "id": f"a{n}",
            "outlet": f"Outlet {n}",
            "published": f"2031-05-{day + n % 5:02}T0{n % 8}:00",
            "text": text,
        }
        (folder / f"{n:03}.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def test_reprints_are_found_and_different_reports_are_not(articles):
    dice = random.Random(3)  # noqa: S311
    alike = [(text, other) for text in articles for other in reprints(text, dice)]
    found = [resemblance(shingles(one), shingles(other)) >= copies.RESEMBLANCE for one, other in alike]
    assert sum(found) / len(found) >= 0.95
    met = [bool({*bands(sketch(one))} & {*bands(sketch(other))}) for one, other in alike]
    assert sum(met) / len(met) >= 0.95
    assert max(resemblance(shingles(one), shingles(other)) for one, other in combinations(articles, 2)) < 0.1


@pytest.mark.parametrize("share", [0.5, 0.6, 0.7])
def test_reports_that_share_a_frame_stay_apart(articles, share):
    highest = 0.0
    for one, other, frame in zip(articles, articles[1:], articles[2:], strict=False):
        kept = SENTENCES.split(frame)
        count = round(len(kept) * (1 - share))
        news = [" ".join(SENTENCES.split(text)[:count] + kept[count:]) for text in (one, other)]
        highest = max(highest, resemblance(*map(shingles, news)))
    assert 0.1 < highest < copies.RESEMBLANCE


def test_a_short_bulletin_is_known_by_all_of_it():
    assert shingles("word " * (LEAST_WORDS - 1)) == frozenset()
    assert sketch("word " * (LEAST_WORDS - 1)) == b""
    assert resemblance(frozenset(), frozenset()) == 0.0


def test_the_earliest_of_near_copies_comes_first_whatever_the_order(tmp_path):
    texts = [REPORT, *reprints(REPORT, random.Random(5)), "Nothing of it here. " * 50]  # noqa: S311
    told = set()
    for seed in range(4):
        folder = tmp_path / str(seed)
        folder.mkdir()
        order = list(enumerate(texts))
        random.Random(seed).shuffle(order)  # noqa: S311
        for place, (n, text) in enumerate(order):
            record = {"id": f"a{n}", "outlet": f"Outlet {n}", "published": f"2031-05-0{n + 1}", "text": text}
            (folder / f"{place}.json").write_text(json.dumps(record), encoding="utf-8")
        documents = [item for item in DocumentStream([folder]) if isinstance(item, Document)]
        first = next(n for n, one in enumerate(documents) if one.doc_id == "a0")
        assert documents[first].also_in == ("Outlet 1", "Outlet 2", "Outlet 3", "Outlet 4")
        assert {one.copy_of for one in documents[first + 1 : first + 5]} == {"a0"}
        told.add(tuple(sorted((one.doc_id, one.copy_of, one.also_in) for one in documents)))
    assert len(told) == 1


def test_near_copies_weigh_once_and_what_is_new_in_them_counts(tmp_path, toy_theatre):
    gazetteer = Gazetteer.for_theatre(toy_theatre)
    alone = gather([write(tmp_path / "one", REPORT)], toy_theatre, gazetteer)
    many = gather(
        [write(tmp_path / "many", REPORT, *reprints(REPORT, random.Random(5)) * 8)],  # noqa: S311
        toy_theatre,
        gazetteer,
    )
    assert many.account.articles_nearly_repeated + many.account.articles_repeated == 32
    assert many.account.claims_repeated >= 1
    assert many.claims == alone.claims
    history = [
        control_history(evidence.claims, toy_theatre).drop(columns="geometry") for evidence in (alone, many)
    ]
    assert history[0].equals(history[1])
    update = f"{REPORT} Red forces captured Estow on Sunday."
    told = gather([write(tmp_path / "two", REPORT, update)], toy_theatre, gazetteer)
    assert [claim.place_id for claim in told.claims] == ["midham", "estow"]
    assert any("nearly the same text as a0" in note for note in told.notes)


def test_the_page_is_told_in_how_many_others_it_stood():
    row = {"doc_id": "a", "published": "2031-05-05", "outlet": "Post", "url": ""}
    for others, told in (((), []), (("B",), [1]), (tuple("ABC"), [3])):
        document = Document("a", "text", title="Fall", also_in=others)
        assert _document(row, document) == ["Post", "Fall", "", "2031-05-05", *told]


def test_a_thousand_bulletins_of_one_frame_take_no_thousand_times_a_thousand_comparisons(
    tmp_path, monkeypatch
):
    compared = []
    monkeypatch.setattr(copies, "may_be_near", lambda *pair: bool(compared.append(pair)))
    frame = REPORT.split()
    texts = [" ".join([*frame[: n % 60], f"town{n}", f"side{n}", *frame[n % 60 :]]) for n in range(150)]
    write(tmp_path / "in", *texts)
    assert sum(isinstance(item, Document) for item in DocumentStream([tmp_path / "in"])) == 150
    assert 150 < len(compared) < 150 * 8 * 20


def test_memory_of_who_said_what_is_of_one_family_at_a_time(tmp_path, toy_theatre):
    other = (
        REPORT.replace("Midham", "Estow")
        .replace(" the ", " a ")
        .replace("officials", "a man")
        .replace(" said", " told us")
    )
    texts = [REPORT, other, f"{REPORT} Reporting by Jane Roe."]
    stream = EvidenceStream([write(tmp_path / "in", *texts)], toy_theatre, Gazetteer.for_theatre(toy_theatre))
    order = [finding.document.copy_of for finding in stream]
    assert order == ["", "a0", ""]
