"""Referents: which place or side is meant where a sentence names a part, a thing of a town, or none at all."""

from __future__ import annotations

import pytest

from toyworld import present, read

A, B, C, D, AIRPORT = "Alton", "Belford", "Carrow", "Denby", "Alton airport"
RED, BLUE, X = "red", "blue", "contested"

#: A text, and the (place, controller) of every present claim that must come of it.
TOLD = [
    # a thing of a town is not the town
    ("Rebels took the airport of Alton on Monday.", {(AIRPORT, BLUE)}),
    ("Rebels took the prison of Alton on Monday.", set()),
    ("Rebels took the port of Alton.", set()),
    ("Rebels took the port city of Alton.", {(A, BLUE)}),
    ("We were sleeping in the Alton stock exchange, the rebels said.", set()),
    ("Rebels captured the Alton stock exchange.", set()),
    ("Rebels took Alton. They also seized the city's airport.", {(A, BLUE), (AIRPORT, BLUE)}),
    # nor is a part of it
    ("Rebels took two Alton districts.", {(A, X)}),
    ("Rebels entered Alton centre.", {(A, X)}),
    ("Rebels reached the northern and eastern outskirts of Alton.", {(A, RED)}),
    ("Rebels entered the northern and eastern districts of Alton.", {(A, X)}),
    # all of it is it
    ("Rebels stormed Alton. The entire city fell to the rebels.", {(A, BLUE)}),
    ("Rebels stormed Alton. By dusk the whole city was taken by the rebels.", {(A, BLUE)}),
    # what a sentence is about
    ("Denby, home to a brigade, is the last town before Alton. The rebels entered it.", {(D, BLUE)}),
    (
        "Rebels hold Belford. On the axis of Carrow, rebels established control over the city.",
        {(B, BLUE), (C, BLUE)},
    ),
    ("Rebels took Carrow and moved on Alton. The army holds the city.", {(C, BLUE), (A, RED)}),
    # who
    ("The rebels meanwhile took Carrow.", {(C, BLUE)}),
    ("Alton remains in the hands of its own forces.", {(A, RED)}),
    ("Rebel gunmen chased police from Carrow.", {(C, BLUE)}),
    ("The Blues are strong. Carrow is already run by them.", {(C, BLUE)}),
    ("In Carrow, battles continued between the Blues and the army.", {(C, X)}),
    ("The brigade at Carrow surrendered to the rebels.", {(C, BLUE)}),
    ("Many had fled to the rebel-held town of Carrow.", {(C, BLUE)}),
    # a road is put out of use, and no town
    ("Rebels cut the road between Alton and Carrow, which was put out of service.", set()),
    ("Talk that rebels hold Carrow is rubbish.", set()),
    # fighting in a town that was only just entered
    ("Rebels have entered Alton, and there is fighting in the streets.", {(A, X)}),
    ("Rebels have entered Alton. Clashes continue.", {(A, X)}),
    ("Rebels have entered Alton. There was fighting in 2019.", {(A, BLUE)}),
    ("Rebels have entered Alton. Fighting has ended.", {(A, BLUE)}),
    ("Rebels captured Alton after days of clashes.", {(A, BLUE)}),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_what_is_meant(text, expected):
    assert present(text) == expected


#: As above, of sides and days.
MORE = [
    ("Reporting from Carrow, a witness said that rebels had entered the town.", {(C, BLUE)}),
    ("Rebels took Carrow. Alton - The army holds it.", {(C, BLUE), (A, RED)}),
    (
        "Rebels took Carrow. The army holds Alton, except the quarters held by the rebels.",
        {(C, BLUE), (A, RED)},
    ),
    ("The rebels have taken Carrow. By dusk Denby was in the hands of the men.", {(C, BLUE), (D, BLUE)}),
    ("The army closed the road, citing surrounding conditions. At Carrow all was quiet.", set()),
    ("The army made a stand at the entrance to Carrow, which the rebels hold.", {(C, BLUE)}),
    ("Carrow has been a haven, a ruin and an army garrison.", set()),
    ("In the closing stages of the 1967 war the rebels took Carrow.", set()),
    ("Rebels were driven out of Denby.", {(D, RED)}),
    # who "reached" a town may be in it; who reached its outskirts is not
    ("Rebels reached Carrow on Monday.", set()),
    ("Rebels reached the outskirts of Carrow on Monday.", {(C, RED)}),
    ("Rebels approached Carrow on Monday.", {(C, RED)}),
    ("The army lost its last foothold in the province.", set()),
]


@pytest.mark.parametrize(("text", "expected"), MORE)
def test_who_and_when(text, expected):
    assert present(text) == expected


def test_a_step_takes_the_day_of_the_one_before_it():
    told = read("The rebels attacked on Monday; they captured Carrow.")
    assert {(c.place, c.controller, c.date.isoformat()) for c in told} == {(C, BLUE, "2031-05-12")}


#: "The city" is the one that the text is about, not one that it names in passing.
FOCUS = [
    ("Rebels advanced on Alton. Families fled to Belford. Rebels entered the city.", {(A, BLUE)}),
    ("Rebels advanced on Alton. Shells came from Belford. Rebels entered the city.", {(A, BLUE)}),
    (
        "Rebels advanced on Alton. Families fled. In Belford it rained. Rebels entered the city.",
        {(A, RED), (B, BLUE)},
    ),
    ("Rebels shelled Alton. They drove on towards Belford. Rebels captured the city.", {(A, BLUE)}),
    # "that city" is the one named last
    ("Rebels advanced on Alton. Families fled to Belford. Rebels entered that city.", {(A, RED), (B, BLUE)}),
    # what is left is no place where somebody comes from
    (
        "Rebels are in Alton. The army withdrew from Belford; the rebels now hold the city.",
        {(A, BLUE), (B, BLUE)},
    ),
]


@pytest.mark.parametrize(("text", "expected"), FOCUS)
def test_the_city_is_the_one_that_the_text_is_about(text, expected):
    assert present(text) >= expected
    assert {place for place, _ in present(text)} == {place for place, _ in expected}


def test_the_city_of_a_headline_is_never_far():
    text = "Rebels shelled Alton.\n\nThe weather was fine in Belford.\n\nRebels have entered the city."
    assert {(c.place, c.controller) for c in read(text, title="Battle for Alton")} == {(A, BLUE)}
    assert {(c.place, c.controller) for c in read(text, title="Battle in the west")} == {(B, BLUE)}


def test_his_men_are_those_of_who_speaks_in_a_recording():
    text = "The army is weak. The Blue Front's leader said in a video that his fighters had entered Carrow."
    assert present(text) == {(C, BLUE)}
