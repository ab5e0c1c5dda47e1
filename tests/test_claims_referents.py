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
