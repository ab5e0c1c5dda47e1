"""Who: which side "it", "the group", "we" and "those whom a state backs" are, and which of several sides does a deed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frontline.claims import read_claims
from frontline.dates import find_dates
from frontline.grammar import vocabulary_of
from frontline.model import Document
from toyworld import PUBLISHED, locate, present, read, theatre

A, B, C, D, E, G = "Alton", "Belford", "Carrow", "Denby", "Elmere", "Garth"
RED, BLUE, GREEN, NOBODY = "red", "blue", "green", "none"

TOLD_OF_ITSELF = [
    ("The army said it had recaptured Carrow.", {(C, RED)}),
    ("The army said late on Tuesday that it had retaken Carrow and Denby.", {(C, RED), (D, RED)}),
    ("On the road to Alton, the army said on Tuesday night, it had recovered Carrow.", {(C, RED)}),
    ("In the west, the rebels said on Tuesday, they had taken Carrow.", {(C, BLUE)}),
    ("Carrow, the army said on Tuesday, was taken by the rebels.", {(C, BLUE)}),
    # whoever takes what the army holds is not the army, where nobody says so of himself
    ("The army is weak. They took Carrow. The rebels cheered.", {(C, BLUE)}),
]


@pytest.mark.parametrize(("text", "expected"), TOLD_OF_ITSELF)
def test_it_after_a_speaker_is_the_speaker(text, expected):
    assert present(text) == expected


BEFORE_A_COLON = [
    ("Army: we are in Denby\nRebels: We control Carrow", {(D, RED), (C, BLUE)}),
    ("Carrow | Rebels: Elmere and Denby under our control", {(E, BLUE), (D, BLUE)}),
    ("11:47 Blue Front: our fighters entered Carrow", {(C, BLUE)}),
    ("Alton - Rebels: our fighters entered Carrow", {(C, BLUE)}),
    ("Urgent | Operations management of nobody: our forces control Carrow", set()),
]


@pytest.mark.parametrize(("text", "expected"), BEFORE_A_COLON)
def test_we_after_a_colon_is_who_stands_before_it(text, expected):
    assert present(text) == expected


def test_what_a_side_says_of_itself_is_claimed_by_it():
    (claim,) = read("Rebels: Carrow is under our control")
    assert (claim.certainty, claim.attribution, claim.source_side) == ("claimed", "Rebels", BLUE)


def test_our_forces_in_a_quotation_are_of_whom_an_outlet_quotes():
    text = 'Carrow was attacked, a Blue Front commander told Red Radio. "Our fighters entered Carrow."'
    assert present(text, outlet="Red Radio") == {(C, BLUE)}
    assert present("Our fighters entered Carrow.", outlet="Red Radio") == {(C, RED)}


SUBJECTS = [
    ("The rebel group Green League entered Carrow.", {(C, GREEN)}),
    ("The insurgents of the Green League entered Carrow.", {(C, GREEN)}),
    # the body that was told of last, not the last taker of places
    ("Rebels took Denby. The Greens met on Monday. The group seized Carrow.", {(D, BLUE), (C, GREEN)}),
    ("Rebels took Denby. The Greens met on Monday. The fighters seized Carrow.", {(D, BLUE), (C, BLUE)}),
    # an object of "has" does nothing
    ("Ruritania has soldiers of the army in Denby and holds Carrow.", set()),
    ("The rebels and the Greens took Carrow.", {(C, GREEN)}),
    # who has guards in a place is who has the place
    ("Rebels took Denby. Carrow was abandoned by the guards.", {(D, BLUE), (C, BLUE)}),
    # what one holds does not go where one goes
    ("The army holds Carrow, Denby and Garth, and went to Elmere.", {(C, RED), (D, RED), (G, RED)}),
    ("Carrow: units withdrawing, Greens from Denby coming", set()),
]


@pytest.mark.parametrize(("text", "expected"), SUBJECTS)
def test_the_subject_is_who_does_it(text, expected):
    assert present(text) == expected


def test_the_groups_of_a_headline_go_on_taking_what_it_names():
    text = "The groups entered the city of Alton on Tuesday. The groups captured Carrow."
    told = {(c.place, c.controller) for c in read(text, title="Rebels enter Alton") if c.is_present_control}
    assert told == {(A, BLUE), (C, BLUE)}


def test_what_was_taken_back_and_left_again_is_theirs_who_took_it_back():
    text = "The army retook Carrow. The Greens cheered. Rebels withdrew from Carrow on Monday."
    assert present(text) == {(C, RED)}


def with_a_state_abroad(text: str) -> set[tuple[str, str]]:
    """Read a text in a war where the Greens are called after the state that backs them."""
    toy = theatre()
    red, blue, green = toy.factions
    state = green.model_copy(
        update={
            "id": "state",
            "side": "state",
            "aliases": {"en": ("Ruritania",)},
            "adjectives": {"en": ("Ruritanian",)},
        }
    )
    named = {"en": (*green.aliases["en"], "Ruritania-backed fighters", "Ruritanian-backed rebels")}
    blue = blue.model_copy(
        update={"aliases": {"en": (*blue.aliases["en"], "factions")}, "side": "blue", "allies": ("green",)}
    )
    green = green.model_copy(update={"aliases": named, "side": "blue", "allies": ("blue",)})
    war = replace(toy, factions=(red, blue, green, state))
    document = Document("d1", text, published=PUBLISHED)
    claims = read_claims(
        document, locate(document), find_dates(text, published=PUBLISHED), war, vocabulary_of(war)
    )
    return {(c.place, c.controller) for c in claims if c.is_present_control}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Factions supported by Ruritania captured Carrow.", {(C, GREEN)}),
        ("Fighters backed by Ruritania are in control of Carrow.", {(C, GREEN)}),
        ("Ruritania captured Carrow.", {(C, "state")}),
        ("Factions affiliated with the Greens entered Carrow.", {(C, GREEN)}),
        ("Factions loyal to the government entered Carrow.", {(C, RED)}),
        # of two allies that act together the first is named for both
        ("Rebels and Ruritania-backed fighters captured Carrow.", {(C, BLUE)}),
        ("The army and the rebels hold Carrow.", {(C, BLUE)}),
    ],
)
def test_fighters_are_of_the_side_that_they_are_bound_to(text, expected):
    assert with_a_state_abroad(text) == expected


BODIES = [
    (
        "Together with others, the league turned against the army on Monday. Its men took Carrow.",
        {(C, GREEN)},
    ),
    ("Parts of it are in Denby. On Tuesday the army left Carrow, and the league entered it.", {(C, GREEN)}),
]


@pytest.mark.parametrize(("text", "expected"), BODIES)
def test_the_body_of_a_title_is_what_its_article_is_about(text, expected):
    told = {(c.place, c.controller) for c in read(text, title="Green League (war)") if c.is_present_control}
    assert told >= expected
    other = {(c.place, c.controller) for c in read(text, title="The war of Monday") if c.is_present_control}
    assert (C, GREEN) not in other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fighters of the new Belford authority, led by the Greens, are in control of Carrow.", {(C, GREEN)}),
        ("The army is gone. Gunmen from the hills, led by the Blue Front, took Carrow.", {(C, BLUE)}),
        ("Rebels of the Green League, based in the hills, took Carrow.", {(C, GREEN)}),
        (
            'The Greens fought in Carrow. "Carrow was brought back under control," an army officer said.',
            {(C, RED)},
        ),
    ],
)
def test_fighters_are_of_who_leads_them_and_a_place_taken_back_of_who_says_so(text, expected):
    assert present(text) >= expected
