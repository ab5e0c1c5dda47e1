"""Sides: who took a place where the sentence does not say it, and whose "our forces", "they" and "rebels" are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from frontline.claims import ClaimExtractor, read_claims
from frontline.claims.outcomes import HomeGround
from frontline.dates import find_dates
from frontline.grammar import vocabulary_of
from frontline.model import Claim, Document, Place
from toyworld import PUBLISHED, locate, present, read, theatre, vocabulary

A, B, C, D, E, G = "Alton", "Belford", "Carrow", "Denby", "Elmere", "Garth"
AIRPORT = "Alton airport"
RED, BLUE, GREEN, X, NOBODY = "red", "blue", "green", "contested", "none"


def titled(title: str, text: str) -> set[tuple[str, str]]:
    document = Document("d1", text, title=title, published=PUBLISHED)
    dates = find_dates(text, published=PUBLISHED)
    claims = read_claims(document, locate(document), dates, theatre(), vocabulary())
    return {(c.place, c.controller) for c in claims if c.is_present_control}


#: Nobody is named in the sentence that tells of the change.
AGENTLESS = [
    ("Rebels advanced. Alton fell on Thursday.", {(A, BLUE)}),
    ("The rebels are moving fast. The town of Carrow was captured.", {(C, BLUE)}),
    ("Rebels advanced. Carrow, seized on Thursday, was calm.", {(C, BLUE)}),
    ("Rebels cheered in newly captured Carrow.", {(C, BLUE)}),
    ("The rebels celebrated: Carrow has changed hands.", {(C, BLUE)}),
    ("Carrow fell on Thursday.", set()),
    ("The army lost ground. Carrow fell on Thursday.", set()),
    ("Rebels reached the outskirts of Alton. The city was captured on Thursday.", {(A, RED), (A, BLUE)}),
    ("Green fighters surround Denby. Rebels are in Alton. Denby fell.", {(D, RED), (A, BLUE), (D, GREEN)}),
    ("The army's loss of Carrow stunned the rebels.", {(C, BLUE)}),
    ("Government forces have lost Carrow and Denby. The rebels cheer.", {(C, BLUE), (D, BLUE)}),
    ("Government forces have lost Carrow. Rebels and Greens cheer.", {(C, NOBODY)}),
    ("Government troops withdrew from Carrow. Rebels entered the town.", {(C, BLUE)}),
    ("Rebels stormed Carrow. Government troops withdrew from the town.", {(C, X), (C, BLUE)}),
    ("Government troops withdrew from Carrow. Rebels cheered.", {(C, BLUE)}),
]


@pytest.mark.parametrize(("text", "expected"), AGENTLESS)
def test_an_unnamed_taker_is_the_attacker_of_the_place_and_never_its_holder(text, expected):
    assert present(text) == expected


def test_a_title_names_the_attacker_but_makes_no_claim():
    assert titled("Rebels march on", "Carrow fell on Thursday.") == {(C, BLUE)}
    assert titled("Rebels capture Carrow", "Government troops withdrew from Carrow.") == {(C, BLUE)}
    assert titled("Rebels capture Alton", "The weather was fine.") == set()
    assert titled("How Rebels took Carrow in 2012", "Government troops withdrew from Carrow.") == {
        (C, NOBODY)
    }


SUBJECTS = [
    ("Rebels topple the government, seize Alton", {(A, BLUE)}),
    ("Rebels rout the army and take Alton", {(A, BLUE)}),
    ("The army retreated and the rebels took Alton.", {(A, BLUE)}),
    ("Government soldiers are withdrawing east. They took Carrow. The rebels cheered.", {(C, BLUE)}),
    ("The army advanced and took Denby. They took Carrow as well.", {(D, RED), (C, RED)}),
    ("Government soldiers were in Carrow, and they left it. Rebels advanced.", {(C, BLUE)}),
    ("Government soldiers are in Carrow.", {(C, RED)}),
    ("Carrow, which they entered this morning, is calm. The rebels cheered.", {(C, BLUE)}),
]


@pytest.mark.parametrize(("text", "expected"), SUBJECTS)
def test_a_subject_carries_over_and_an_object_does_not_become_one(text, expected):
    assert present(text) == expected


ABSENT = [
    ("Government troops are no longer in Carrow.", {(C, NOBODY)}),
    ("There is no army presence in Carrow.", {(C, NOBODY)}),
    ("There is no truth to reports that the army is no longer in Carrow.", set()),
    ("Carrow is no longer in the army's hands, rebels said.", {(C, BLUE)}),
    ("The army no longer controls Carrow.", set()),
    ("Soldiers of the army deserted their posts in Denby.", {(D, NOBODY)}),
    ("Government troops left Carrow and the Greens moved in.", {(C, GREEN)}),
    ("The army left Carrow. The Greens took over.", {(C, GREEN)}),
    ("The army left Carrow. The Greens took over Denby.", {(C, GREEN), (D, GREEN)}),
    ("A small group of rebels entered Carrow.", {(C, X)}),
    ("The town of Carrow: army withdraws, rebels enter.", {(C, BLUE)}),
    ("Carrow: elders hand over the town to the Greens.", {(C, GREEN)}),
    ("The Greens were silent after the governor left Carrow.", set()),
    ("Carrow was cleared of rebels. The army cheered.", set()),
    ("Rebels left Carrow for Alton.", set()),
    ("Government troops left Carrow for Alton.", {(C, NOBODY)}),
    ("Rebels paraded in Carrow.", {(C, BLUE)}),
    ("Rebel fighters were seen in Carrow.", {(C, BLUE)}),
    ("Government troops were seen in Carrow.", {(C, RED)}),
]


@pytest.mark.parametrize(("text", "expected"), ABSENT)
def test_who_is_gone_and_who_is_there(text, expected):
    assert present(text) == expected


FACILITIES = [
    ("Rebels captured the military airport in Alton.", {(AIRPORT, BLUE)}),
    ("Rebels took Alton and its airport.", {(A, BLUE), (AIRPORT, BLUE)}),
    ("Rebels captured Alton, its airport and Belford.", {(A, BLUE), (AIRPORT, BLUE), (B, BLUE)}),
]


@pytest.mark.parametrize(("text", "expected"), FACILITIES)
def test_an_airport_is_named_through_its_town(text, expected):
    assert present(text) == expected


FIRST_PERSON = [
    ("Red Radio said our forces retook Carrow.", {(C, RED)}),
    ("Our fighters entered Carrow, the Blue Front said.", {(C, BLUE)}),
    ("Blue Front commander: our forces are in Carrow", {(C, BLUE)}),
    ("Our forces captured Carrow.", set()),
    ("Rebel gangs attacked. Fighters captured Carrow.", {(C, BLUE)}),
    ("Army gangs fled. Our forces liberated Carrow. The rebels cheered.", {(C, BLUE)}),
]


@pytest.mark.parametrize(("text", "expected"), FIRST_PERSON)
def test_our_forces_are_of_whoever_speaks(text, expected):
    assert present(text) == expected


def test_an_outlet_of_a_side_says_we_for_it():
    assert present("Our units have entered Carrow.", outlet="Red Radio") == {(C, RED)}


LEFT_OPEN = [
    ("Rebels advanced. The army abandoned Carrow, and it is not clear who holds it.", {(C, NOBODY)}),
    (
        "Rebels advanced. Carrow was abandoned by the army. Who controls the town now could not be established.",
        {(C, NOBODY)},
    ),
    ("Rebels advanced. The army abandoned Carrow. It was unclear who was in charge.", {(C, NOBODY)}),
    ("Rebels advanced. The army abandoned Carrow. It is not clear who holds Denby.", {(C, BLUE)}),
    ("Rebels advanced. The army abandoned Carrow and it is not clear when.", {(C, BLUE)}),
    ("The army lost Carrow to the rebels, who have not said who is in charge.", {(C, BLUE)}),
]


@pytest.mark.parametrize(("text", "expected"), LEFT_OPEN)
def test_who_has_what_was_left_is_nobody_where_the_text_says_it_does_not_know(text, expected):
    assert present(text) == expected


def where_factions_are_blue(text: str) -> set[tuple[str, str]]:
    """Read a text in a war where "factions" are known for Blues, and "fighters" for nobody's."""
    toy = theatre()
    red, blue, green = toy.factions
    blue = blue.model_copy(update={"aliases": {"en": (*blue.aliases["en"], "factions")}})
    war = replace(toy, factions=(red, blue, green))
    document = Document("d1", text, published=PUBLISHED)
    claims = read_claims(
        document, locate(document), find_dates(text, published=PUBLISHED), war, vocabulary_of(war)
    )
    return {(c.place, c.controller) for c in claims if c.is_present_control}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The army took Carrow. Denby was captured by the same factions.", {(C, RED), (D, BLUE)}),
        ("The army took Carrow. Denby was captured by the fighters.", {(C, RED), (D, RED)}),
        ("The Blue Front took Carrow. Denby was captured by the same factions.", {(C, BLUE), (D, BLUE)}),
    ],
)
def test_a_common_word_the_theatre_gives_to_a_side_never_means_its_foe(text, expected):
    assert where_factions_are_blue(text) == expected


# ------------------------------------------------------------------------------------------ camps
def of_allies(text: str) -> list[Claim]:
    """Read a text in a war where the Greens are allies of the Blues with a home and a foe of their own."""
    toy = theatre()
    red, blue, green = toy.factions
    names = {"en": (*blue.aliases["en"], "Toyland rebels")}
    blue = blue.model_copy(
        update={"allies": ("green",), "side": "blue", "persons": ("Blues",), "aliases": names}
    )
    red = red.model_copy(update={"aliases": {"en": (*red.aliases["en"], "Toyland army")}})
    green = green.model_copy(
        update={"allies": ("blue",), "side": "blue", "home": ("garth",), "foes": ("grey",)}
    )
    grey = red.model_copy(
        update={"id": "grey", "side": "grey", "aliases": {"en": ("Greys",)}, "adjectives": {}}
    )
    baseline = {**toy.baseline, "elmere": "grey", "belford": "green"}
    war = replace(toy, factions=(red, blue, green, grey), baseline=baseline)
    document = Document("d1", text, published=PUBLISHED)
    dates = find_dates(text, published=PUBLISHED)
    return read_claims(document, locate(document), dates, war, vocabulary_of(war))


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("Rebels captured Garth.", GREEN),
        ("Rebels captured Carrow.", BLUE),
        ("The Blue Front captured Garth.", BLUE),
        ("Toyland rebels captured Garth.", GREEN),
        ("Rebels captured Elmere from the Greys.", GREEN),
        ("Elmere fell. The rebels cheered.", GREEN),
        ("Rebel-held Belford is quiet.", GREEN),
    ],
)
def test_a_common_word_means_the_ally_whose_ground_or_foe_it_is(text, holder):
    assert [claim.controller for claim in of_allies(text)] == [holder]


def test_one_human_being_is_no_garrison():
    assert of_allies("Blues fled Carrow.") == []


@pytest.mark.parametrize(
    "text", ["Estow falls.", "Estow has fallen, residents say.", "Estow was captured on Friday."]
)
def test_where_nobody_is_named_the_side_that_advances_there_is_meant(toy_theatre, text):
    """By the theatre's data: the side that wants the objective; a place that nobody advances on has no taker."""
    extractor = ClaimExtractor(toy_theatre)
    document = Document("d", text, published=dt.date(2031, 5, 9))
    assert [(claim.place_id, claim.controller) for claim in extractor.extract(document)] == [("estow", "red")]
    elsewhere = Document("d", text.replace("Estow", "Norby"), published=dt.date(2031, 5, 9))
    assert [claim for claim in extractor.extract(elsewhere) if claim.controller == "red"] == []


def test_a_place_entered_is_not_held_while_the_same_text_tells_of_both_sides_in_it():
    entered = "Rebels enter Carrow."
    alone = present(entered)
    assert len(alone) == 1
    assert not any(controller == "contested" for _, controller in alone)
    both = present(f"{entered} There is fighting in Carrow between the rebels and the army.")
    assert {controller for _, controller in both} == {"contested"}
    assert present("Rebels entered Carrow after clashes in the town.") >= alone


@pytest.mark.parametrize(("country", "is_home"), [("", True), ("ZZ", True), ("YY", False)])
def test_a_row_of_the_pack_that_lies_in_nothing_is_at_home_unless_abroad(country, is_home):
    toy = theatre()
    row = Place("hobb", "Hobb", "village", 10.4, 50.3, country=country)
    assert HomeGround(replace(toy, places=(*toy.places, row))).holds(row) is is_home


STRANGERS = [
    # whoever took it, it is no longer whose it is called
    ("The militia captured Carrow, the stronghold of the rebels.", set()),
    ("President Smith said that the navy had captured Carrow, the de facto capital of the rebels.", set()),
    ("The navy captured the rebel-held town of Carrow.", set()),
    ("The navy has regained Carrow, nine years after losing it to the rebels.", set()),
    ("The rebels captured Carrow, the stronghold of the army.", {(C, BLUE)}),
    ("The Blue Front armed group seized Carrow on Wednesday.", {(C, BLUE)}),
    ("Rebels entered Carrow to cheers as the interim administration fled.", {(C, BLUE)}),
    ("Smith's side has Carrow in its hands.", set()),
    # who sides with a town's government is not in that town
    ("The militias allied with Alton pulled out of the city.", set()),
    ("Rebels took Elmere, and militias loyal to Alton pulled out of the city.", {(E, BLUE)}),
]


@pytest.mark.parametrize(("text", "expected"), STRANGERS)
def test_who_is_no_side_of_the_theatre_gives_a_place_to_nobody(text, expected):
    assert present(text) == expected


def test_a_title_makes_no_state_of_the_change_that_its_text_tells():
    (claim,) = read("Rebels entered Carrow on Tuesday.", title="Rebels take Carrow")
    assert (claim.status, claim.controller) == ("captured", BLUE)


SPEAKERS = [
    ("Clashes were also reported in Carrow.", ""),
    ("Clashes in Carrow were reported by the Watch.", "the Watch"),
    ("Army takes Carrow, says rebels boxed into a zone.", ""),
    ("Army takes Carrow, says the Watch.", "the Watch"),
]


@pytest.mark.parametrize(("text", "speaker"), SPEAKERS)
def test_what_is_reported_is_no_reporter(text, speaker):
    (claim,) = [claim for claim in read(text, outlet="The outlet") if claim.is_present_control]
    assert claim.attribution == speaker


def test_an_outsider_without_ground_is_nobodys_forces():
    baseline = dict.fromkeys((place.place_id for place in theatre().places if not place.is_wide), "red") | {
        "denby": "blue"
    }
    two = replace(theatre(), baseline=baseline)
    text = "The rebels took Belford. The Greens seized Elmere. Fighters captured Carrow."
    document = Document("d1", text, published=PUBLISHED)
    claims = read_claims(
        document, locate(document), find_dates(text, published=PUBLISHED), two, vocabulary_of(two)
    )
    told = {(c.place, c.controller) for c in claims if c.is_present_control}
    assert told == {(B, BLUE), (E, GREEN), (C, BLUE)}
