"""States and references: who is said to be where, and which town "its outskirts" or "the rebel-held town" is."""

from __future__ import annotations

import pytest

from toyworld import present

A, B, C, D, E = "Alton", "Belford", "Carrow", "Denby", "Elmere"
RED, BLUE, GREEN, X, NOBODY = "red", "blue", "green", "contested", "none"

#: A sentence, and the (place, controller) of every present claim that must come of it.
TOLD = [
    # whose a place is
    ("Denby is still government.", {(D, RED)}),
    ("Neither Alton nor Carrow has changed hands.", {(A, RED), (C, RED)}),
    ("Carrow now serves as the rebels' main base.", {(C, BLUE)}),
    ("Refugees said that Carrow, the capital of Northshire, had fallen to the rebels.", {(C, BLUE)}),
    ("Clashes were reported in Alton and Carrow in Northshire, and in Denby.", {(A, X), (C, X), (D, X)}),
    ("Denby is government territory.", {(D, RED)}),
    ("Carrow, that's the Blue Front since Sunday.", {(C, BLUE)}),
    ("The town of Denby is the government's.", {(D, RED)}),
    ('"Carrow is ours," a rebel commander said.', {(C, BLUE)}),
    ("In Carrow, authority is formally in the hands of the rebels.", {(C, BLUE)}),
    ("Alton is in government hands.", {(A, RED)}),
    ("The road runs by Carrow, which has been in rebel hands since Monday.", {(C, BLUE)}),
    ("The Blues advance. And then Denby, which has been theirs since Monday.", {(D, BLUE)}),
    ("The Blues, who already hold Carrow, are at the outskirts of Alton.", {(C, BLUE), (A, RED)}),
    ("With Carrow gone, the road is open for the Blues.", {(C, BLUE)}),
    ("Now that they have Carrow, the rebels want Alton.", {(C, BLUE)}),
    ("Carrow is almost entirely in the hands of the rebels.", {(C, BLUE)}),
    ("So the rebels have Carrow they have Denby and more.", {(C, BLUE), (D, BLUE)}),
    ("Rebels occupied the centre, the airbase and Denby.", {(D, BLUE)}),
    ("The rebels overran, in order, Carrow and Denby.", {(C, BLUE), (D, BLUE)}),
    ("The rebels claimed Carrow and Denby.", {(C, BLUE), (D, BLUE)}),
    ("The rebels ran the army out of Carrow.", {(C, BLUE)}),
    ("Carrow changed sides. It was the rebels' first.", {(C, BLUE)}),
    (
        "The army said that rebels had entered Alton and that it was redeploying outside the city.",
        {(A, BLUE)},
    ),
    ("Denby: army troops flee towards Alton as the Blues drive in.", {(D, BLUE)}),
    ("Denby, no. Denby is with the government.", {(D, RED)}),
    ("Elders made an agreement under which the rebels entered Carrow.", {(C, BLUE)}),
    # who is in it
    ("Rebels in Carrow.", {(C, BLUE)}),
    ("In Alton, rebels danced in the main square.", {(A, BLUE)}),
    ("Rebels were greeted with rice in Alton.", {(A, BLUE)}),
    ("The rebels said they'd entered Alton.", {(A, BLUE)}),
    ("The army expelled the rebels from Denby.", {(D, RED)}),
    ("Alton is quiet, the army's still there.", {(A, RED)}),
    ("Government troops remain in Denby.", {(D, RED)}),
    ("The army continues its presence in Denby.", {(D, RED)}),
    ("Army artillery in Denby shelled the hills.", {(D, RED)}),
    ("Army units are deployed in and around Alton.", {(A, RED)}),
    ("Army units arrived in Denby.", {(D, RED)}),
    ("The army stopped the rebels north of Alton.", {(A, RED)}),
    ("The army was sent to Denby, where several rebel assaults broke down.", {(D, RED)}),
    # fighting
    ("Carrow saw fierce clashes on Monday.", {(C, X)}),
    ("Carrow was the scene of heavy fighting.", {(C, X)}),
    ("Carrow changed hands twice during the day.", {(C, X)}),
    ("Carrow is divided between the rebels and the army.", {(C, X)}),
    # before it
    ("Only 10 km separate the rebels from Alton.", {(A, RED)}),
    ("The distance between the rebels and Alton is now close to ten kilometres.", {(A, RED)}),
    ("Alton has not fallen; the rebels have reached its outskirts.", {(A, RED)}),
    # gone
    ("The army repositioned outside Alton.", {(A, NOBODY)}),
    ("The army walked away from Denby.", {(D, NOBODY)}),
    ("The army has emptied its points in Denby.", {(D, NOBODY)}),
    ("Army checkpoints in Denby were abandoned.", {(D, NOBODY)}),
    ("Army units in Denby have withdrawn.", {(D, NOBODY)}),
    (
        "Rebels took Carrow. Denby and Elmere, both of them free of the army.",
        {(C, BLUE), (D, BLUE), (E, BLUE)},
    ),
    # an attack that failed
    ("Rebels tried to enter Denby but were repelled.", {(D, RED)}),
    ("The attackers were repelled at Denby.", {(D, RED)}),
    ("Denby is under rebel fire.", {(D, RED)}),
    # a part of a sentence without a verb
    (
        "Denby is still government. In Carrow, likewise, the army; in Elmere, the Blues.",
        {(C, RED), (D, RED), (E, BLUE)},
    ),
    ("Quiet so far in Denby, authority is formally government.", {(D, RED)}),
    ("The Blues patrol the streets of Carrow.", {(C, BLUE)}),
    ("Alton, on the river, and its airport remain with the army.", {(A, RED), ("Alton airport", RED)}),
    # parts, asides, and who "he" is
    ("Parts of Alton are under rebel control.", {(A, X)}),
    ("The eastern half of Alton is with the rebels.", {(A, X)}),
    ("Alton, where the two roads meet, is still held by the army.", {(A, RED)}),
    ('A rebel spokesman said the offensive went on. "Our forces hold Carrow," he said.', {(C, BLUE)}),
    # lists of a place's places, and of unnamed ground
    ("Rebels captured Belford's Carrow and Denby.", {(C, BLUE), (D, BLUE)}),
    (
        "The rebels run about a quarter of the country: Carrow, Denby and Elmere.",
        {(C, BLUE), (D, BLUE), (E, BLUE)},
    ),
    (
        "Of the big towns the army now controls only three: Alton, Denby and Elmere.",
        {(A, RED), (D, RED), (E, RED)},
    ),
    # the same again
    ("Rebels took Carrow. Same story in Denby.", {(C, BLUE), (D, BLUE)}),
    ("Carrow fell to the rebels. Denby too.", {(C, BLUE), (D, BLUE)}),
    ("Carrow fell to the rebels; Denby went the same way.", {(C, BLUE), (D, BLUE)}),
    # references
    ("The army was seen at Alton, and at Denby, and holds both towns.", {(A, RED), (D, RED)}),
    (
        "Rebels took Carrow. They passed Alton, and the army shelled the rebel-held town and retook it.",
        {(C, BLUE), (C, RED)},
    ),
]

NOT_TOLD = [
    "Neither Alton nor Carrow would change hands, he said.",
    "The army captured the airport of Carrow, which has been out of use since 2014.",
    "The army cleared the Alton peninsula.",
    "The army holds the hills. A baker said he left Denby at dawn.",
    "Reports that rebels had taken Carrow turned out to be wrong.",
    "The rebels said they'd need Alton.",
    "Rebels in Carrow: We are coming.",
    "Nothing suggests that Alton and Denby are about to rise, although the rebel presence there is thin.",
    "The rebels are there.",
    "Rebels attacked army positions and artillery in the hills.",
    "In Carrow the police station and the party building are with the rebels.",
    "In Carrow, where the rebels and the army met, the talks failed.",
    "In Carrow, the rebels said.",
    "People in Carrow demanded that the town be handed over to the rebels.",
    "The handover of Carrow to the rebels is being negotiated.",
    "The army's loss of Carrow to the rebels is only a matter of time.",
    "The army was considering a withdrawal from Carrow.",
    "The withdrawal of the army from Carrow is expected.",
    "The rebels in Carrow withdrew their demand.",
    "Carrow, whose fall to the rebels would open the road, was quiet.",
    "Carrow in rebel hands would mean the end.",
    "With Carrow under rebel control, the army would be cut off.",
    "The rebels' capture of Carrow is possible.",
    "A fall of Carrow to the rebels in the coming days cannot be excluded.",
    "Under the plan the rebels leave Carrow.",
    "The general wants Carrow in the hands of the rebels.",
    'A resident said it was false. "Our forces hold Carrow," he said.',
    "Carrow was the scene of a massacre by the army under the rule of the government.",
    "Rebel artillery in Alton was a rumour.",
    "The key to Alton is the army.",
    "What matters in Carrow is the rebels' patience.",
    "Denby was besieged for four years in an earlier war. Same story in Carrow.",
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_a_state_is_read(text, expected):
    assert present(text) == expected


def test_an_article_on_a_town_means_it_where_no_other_is_named():
    text = "Carrow is a town on the river, south of Denby. On 9 May the army withdrew."
    assert present(text, title="Carrow") == {(C, NOBODY)}
    assert present(text, title="The week") == set()


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_only_looks_like_a_state_is_not_read(text):
    assert present(text) == set()
