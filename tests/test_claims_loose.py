"""Loose claims: what the second reader may choose from, how options are weighed, and what it must leave to the grammar."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontline.claims import loose, read_claims
from frontline.claims.former import FormerGround
from frontline.claims.loose import weighing
from frontline.claims.loose.features import describe_option
from frontline.claims.loose.senses import stem
from frontline.claims.loose.standing import UNTOLD, describe_standing
from frontline.claims.outcomes import HomeGround
from frontline.dates import find_dates
from frontline.model import LOOSE_RULE, Document, Unclaimed
from frontline.theatre import Axis
from toyworld import PLACES, PUBLISHED, locate, read, theatre, vocabulary

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
    monkeypatch.setattr(loose, "SURE_TO_KEEP", -99.0)
    monkeypatch.setattr(loose, "FEWEST_SENTENCES", 0)
    monkeypatch.setattr(loose, "DOUBT_LOGIT", -99.0)


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


def test_what_is_learned_from_holds_also_what_the_grammar_claimed():
    found = options_of("The rebels captured Carrow on Thursday while the army slept in Belford.")
    assert {option.place.name for option in found if option.is_taken} == {C}
    assert {option.place.name for option in found if not option.is_taken} == {B}


@pytest.mark.usefixtures("sure")
def test_what_the_grammar_claimed_is_not_chosen_again():
    text = "The rebels captured Carrow on Thursday while the army slept in Belford."
    document, world = Document("d", text, published=PUBLISHED), theatre()
    dates = find_dates(text, published=PUBLISHED)
    claims = read_claims(document, locate(document), dates, world, vocabulary())
    assert [claim.place for claim in claims if claim.rule.startswith(LOOSE_RULE)] == [B]


DOUBTABLE = "Belford was calm. Shops opened in Alton. The rebels captured Carrow. Buses ran from Denby."


def test_what_is_spoken_against_is_taken_back_and_told(monkeypatch):
    text = DOUBTABLE
    document, world = Document("d", text, published=PUBLISHED), theatre()
    monkeypatch.setattr(loose, "SURE_LOGIT", 99.0)
    monkeypatch.setattr(loose, "DOUBT_LOGIT", -99.0)
    assert [claim.place for claim in read_claims(document, locate(document), [], world, vocabulary())] == [C]
    monkeypatch.setattr(loose, "DOUBT_LOGIT", 99.0)
    missed: list[Unclaimed] = []
    assert not read_claims(document, locate(document), [], world, vocabulary(), missed=missed)
    assert [one.words for one in missed if "speaks against" in one.reason] == [C]


def test_a_note_is_not_doubted(monkeypatch):
    monkeypatch.setattr(loose, "DOUBT_LOGIT", 99.0)
    assert [claim.place for claim in read("The rebels captured Carrow.")] == [C]


def test_what_the_text_means_by_other_words_is_weighed_too():
    found = [
        option
        for option in options_of("The rebels advanced on Carrow. They captured the town.")
        if option.is_taken
    ]
    assert any(option.place.name == C and option.scene.sentence.start for option in found)


def test_a_side_s_standing_is_told_by_what_it_held_and_where_it_advances():
    axis = Axis(id="west", name="west road", faction=BLUE, places=("carrow", "alton"))
    baseline = {
        place_id: BLUE if place_id == "elmere" else side for place_id, side in theatre().baseline.items()
    }
    world = replace(theatre(), axes=(axis,), baseline=baseline)
    (option,) = [o for o in options_of("The rebels slept in Carrow.") if o.controller == BLUE]
    told = describe_standing(option, HomeGround(world))
    assert "standing:axis=own|gain" in told
    assert "standing:way=3|gain" in told  # Elmere is 34 km away
    assert "standing:nearer=False|gain" in told
    assert describe_standing(option, HomeGround(theatre())) == [UNTOLD]


@given(st.sampled_from([place for place in PLACES if not place.is_wide]))
def test_a_place_is_no_ground_near_itself(place):
    assert FormerGround(theatre()).km_to_sides(place)[RED] > 1.0


def test_a_note_keeps_nothing(monkeypatch):
    monkeypatch.setattr(loose, "SURE_TO_KEEP", -99.0)
    monkeypatch.setattr(loose, "SURE_LOGIT", 99.0)
    text = "The army slept in Carrow."
    assert not loosely(text)
    assert loosely(f"{text} The army slept in Belford. The army slept in Denby.")


def test_no_change_comes_about_on_the_day_of_an_account():
    def found(days: int) -> list[loose.Option]:
        published = theatre().last_day + dt.timedelta(days=days)
        document = Document("d", "The rebels slept in Carrow.", published=published)
        options: list[loose.Option] = []
        read_claims(document, locate(document), [], theatre(), vocabulary(), options=options)
        return options

    assert {option.status for option in found(10)} == {"controlled"}
    assert not found(60)


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
    model = weighing.plant({"features": ["x", "y"], "trees": [[0, -1.0, [1, 2.0, 4.0]], 0.25]})
    assert model.weigh([["z"], ["x"], ["x", "y"]]) == [-0.75, 2.25, 4.25]
    assert model.weigh([]) == []


@given(st.text(max_size=60), st.sampled_from([A, B, C]), st.text(max_size=60))
@settings(max_examples=60)
def test_loose_claims_quote_their_text_whatever_it_is(before, place, after):
    text = f"{before} rebels {place} {after}"
    assert all(claim.quote == text[claim.start : claim.end] for claim in read(text))


def test_endings_are_let_go():
    assert {stem("seized"), stem("seizing"), stem("seizes"), stem("seize")} == {"seiz"}
    assert stem("stopped") == stem("stop")


@pytest.mark.parametrize(("name", "least"), [("tellings", 300), ("traps", 250)])
def test_single_sentences_name_places_that_stand_in_them(name, least):
    lines = (ANNOTATED / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    assert len(lines) > least
    for line in lines:
        text, *told = line.split("\t")
        assert all(one.split("=")[0].casefold() in text.casefold() for one in told if one), line
