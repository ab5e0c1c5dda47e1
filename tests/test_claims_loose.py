"""Loose claims: what the second reader may choose from, how options are weighed, and what it must leave to the grammar."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontline.claims import loose, read_claims
from frontline.claims.loose import weighing
from frontline.claims.loose.features import describe_option
from frontline.claims.loose.senses import stem
from frontline.dates import find_dates
from frontline.model import LOOSE_RULE, Document
from toyworld import PUBLISHED, locate, read, theatre, vocabulary

ANNOTATED = Path(__file__).parent / "data" / "annotated"
A, B, C = "Alton", "Belford", "Carrow"
RED, BLUE = "red", "blue"


def options_of(text: str):
    world = theatre()
    document = Document("d", text, published=PUBLISHED)
    found: list[loose.Option] = []
    read_claims(
        document,
        locate(document),
        find_dates(text, published=PUBLISHED),
        world,
        vocabulary(),
        options=found,
    )
    return found


@pytest.fixture
def sure(monkeypatch):
    """Every option is sure enough: what is chosen then shows what is never an option."""
    monkeypatch.setattr(loose, "SURE_LOGIT", -99.0)


def loosely(text: str):
    return [claim for claim in read(text) if claim.rule.startswith(LOOSE_RULE)]


def test_sides_that_a_sentence_names_come_into_question():
    found = {(option.place.name, option.controller) for option in options_of("The rebels slept in Carrow.")}
    assert (C, BLUE) in found


@pytest.mark.parametrize(
    "text",
    [
        "The army denied that the rebels had slept in Carrow.",
        "If the rebels take Carrow, the road is cut.",
        "In 2016 the rebels slept in Carrow.",
        "The rebels slept near Carrow.",
        "The rebels drove towards Carrow.",
    ],
)
def test_what_is_denied_planned_supposed_past_or_elsewhere_is_no_option(text):
    assert not [option for option in options_of(text) if option.place.name == C]


@pytest.mark.usefixtures("sure")
def test_the_grammar_s_claim_stands():
    assert not [claim for claim in loosely("The rebels captured Carrow on Thursday.") if claim.place == C]


@pytest.mark.usefixtures("sure")
def test_one_claim_a_place_and_day():
    claims = loosely("The rebels slept in Carrow. The army slept in Carrow. The rebels sang in Carrow.")
    keys = [(claim.place_id, claim.date) for claim in claims]
    assert keys
    assert len(keys) == len(set(keys))


def test_no_feature_names_a_side_or_a_place():
    names = {A, B, C, RED, BLUE, "rebels", "army"}
    for option in options_of(
        "The rebels slept in Carrow while the army, in Belford, slept. Alton was quiet."
    ):
        told = {word for feature in describe_option(option) for word in feature.replace("=", "|").split("|")}
        assert not told & {name.casefold() for name in names}


def test_the_model_knows_words_of_the_language_only():
    record = json.loads(
        Path(weighing.__file__).parents[2].joinpath("lexicon/loose-en.json").read_text("utf-8")
    )
    assert record["trees"]
    words = " ".join(record["features"]).casefold()
    assert not [
        name for name in ("syria", "aleppo", "assad", "kurd", "turk", "jihad", "damascus") if name in words
    ]


def test_a_tree_is_walked_by_what_is_there():
    model = weighing.plant({"start": 0.5, "features": ["x", "y"], "trees": [[0, -1.0, [1, 2.0, 4.0]], 0.25]})
    assert model.weigh([["z"], ["x"], ["x", "y"]]) == [-0.25, 2.75, 4.75]
    assert model.weigh([]) == []


@given(st.text(max_size=60), st.sampled_from([A, B, C]), st.text(max_size=60))
@settings(max_examples=60)
def test_loose_claims_quote_their_text_whatever_it_is(before, place, after):
    text = f"{before} rebels {place} {after}"
    assert all(claim.quote == text[claim.start : claim.end] for claim in read(text))


def test_endings_are_let_go():
    assert {stem("seized"), stem("seizing"), stem("seizes"), stem("seize")} == {"seiz"}
    assert stem("stopped") == stem("stop")


def test_tellings_name_places_that_stand_in_them():
    lines = (ANNOTATED / "tellings.tsv").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 300
    for line in lines:
        text, *told = line.split("\t")
        assert all(one.split("=")[0].casefold() in text.casefold() for one in told if one), line
