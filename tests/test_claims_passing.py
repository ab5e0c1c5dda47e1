"""States told in passing: by who governs, watches or reinforces a place while the sentence is about something else."""

from __future__ import annotations

import datetime as dt

import pytest

from toyworld import present, read

A, C, D, E, G = "Alton", "Carrow", "Denby", "Elmere", "Garth"
RED, BLUE, X = "red", "blue", "contested"
LONG_AFTER = dt.date(2031, 6, 20)

#: A sentence, and the (place, controller) of every present claim that must come of it.
TOLD = [
    # who governs it, and who watches it
    ("The rebel administration in Carrow has begun to issue permits.", {(C, BLUE)}),
    ("Rebel authorities in Carrow said bread was short.", {(C, BLUE)}),
    ("The rebel-appointed mayor of Carrow said bread was short.", {(C, BLUE)}),
    ("The rebel-run council of Carrow met on Monday.", {(C, BLUE)}),
    ("Rebel patrols in Carrow searched cars on Tuesday.", {(C, BLUE)}),
    ("The army's headquarters in Carrow was on alert.", {(C, RED)}),
    ("The Blue Front runs its campaign from its headquarters in Carrow.", {(C, BLUE)}),
    ("A checkpoint set up by the rebels in Carrow turned back buses.", {(C, BLUE)}),
    ("Government troops were still patrolling Alton on Thursday.", {(A, RED)}),
    # whose town it is
    ("Shells hit Denby, a government-controlled town.", {(D, RED)}),
    ("Denby remains a government town.", {(D, RED)}),
    ("Carrow is the rebels' main base.", {(C, BLUE)}),
    ("The Blues' de facto capital, Carrow, was hit by an air strike.", {(C, BLUE)}),
    ("Carrow lies deep in rebel-held territory.", {(C, BLUE)}),
    ("The army's hold on Denby is unchallenged.", {(D, RED)}),
    ("Government flags still fly over Denby.", {(D, RED)}),
    ("The army is left with Denby and Garth.", {(D, RED), (G, RED)}),
    ("The rebels now have Carrow to themselves.", {(C, BLUE)}),
    ("The rebels are in complete command of Carrow.", {(C, BLUE)}),
    ("From Carrow, which they control, the rebels shelled Denby.", {(C, BLUE)}),
    # what a side does for a town that it holds
    ("The army sent reinforcements to Alton.", {(A, RED)}),
    ("The army has dispatched large reinforcements to Alton and Denby.", {(A, RED), (D, RED)}),
    ("The government is rushing troops to Alton to stop the rebels.", {(A, RED)}),
    ("The army strengthened its defensive lines in Alton.", {(A, RED)}),
    ("The army strengthened its defences around Alton.", {(A, RED)}),
    ("The army has massed troops in Alton.", {(A, RED)}),
    # control that two sides fight for
    ("Red and Blue forces fought for control of Carrow.", {(C, X)}),
    ("The two sides are battling for control of Carrow.", {(C, X)}),
    ("Control of Carrow is disputed between the army and the rebels.", {(C, X)}),
    # lost again
    ("The rebels took Elmere but lost it again the same day.", {(E, RED)}),
    ("Carrow succumbed to the rebels on Tuesday.", {(C, BLUE)}),
    ("The rebels routed the army in Carrow.", {(C, BLUE)}),
]

#: What older ways of telling a change or a state make of a place.
MORE_TOLD = [
    (
        "The rebels advance. The army let go of Carrow and Elmere, then Garth.",
        {(C, BLUE), (E, BLUE), (G, BLUE)},
    ),
    (
        "The Blues advanced. In short order Carrow and Garth were relinquished by the army.",
        {(C, BLUE), (G, BLUE)},
    ),
    ("Rebels had got into Carrow by Sunday evening.", {(C, BLUE)}),
    ("Rebels came into Carrow overnight.", {(C, BLUE)}),
    (
        "The rebels overran nineteen localities, the most important being Carrow and Elmere.",
        {(C, BLUE), (E, BLUE)},
    ),
    # who is told to be gone: they had it, whoever else is named
    ("On 3 May the defenders were driven from Carrow by the rebels.", {(C, BLUE)}),
    ("The rebels came and the last defenders of Carrow walked away along the railway.", {(C, BLUE)}),
    ("The rebels advanced; the troops at Carrow surrendered after holding out for a night.", {(C, BLUE)}),
    ("The army, chased from Carrow by the Blues, is regrouping.", {(C, BLUE)}),
    ("The rebels are near. Carrow, which emptied of soldiers in the night, is quiet.", {(C, BLUE)}),
    ("The rebels are near. Carrow is without army as of this hour.", {(C, BLUE)}),
    # by whom a place is run
    ("The town of Carrow is run by a council allied to the Blues.", {(C, BLUE)}),
    ("Carrow is administered by a body set up by the rebels.", {(C, BLUE)}),
    # a stretch of ground from one place to another
    ("The Blues govern a strip from Carrow through Elmere to Garth.", {(C, BLUE), (E, BLUE), (G, BLUE)}),
    ("The rebels hold the string of towns from Carrow down to Garth.", {(C, BLUE), (G, BLUE)}),
    # what an aside or a description adds to
    (
        "Their targets, he said, were the towns of Denby and Elmere, both still in army possession.",
        {(D, RED), (E, RED)},
    ),
    (
        "The rebels won Carrow and Elmere, two towns which, according to a priest, were handed over on Thursday.",
        {(C, BLUE), (E, BLUE)},
    ),
    # under the name of a place
    ("The map.\nCarrow - Rebels entered on Thursday.", {(C, BLUE)}),
    ("The map.\nAlton - Rebels said late on Thursday that the city was theirs.", {(A, BLUE)}),
    ("The rebels advance.\nElmere\nGone by midnight on Saturday.", {(E, BLUE)}),
    ("Carrow = free. The rebels cheer.", {(C, BLUE)}),
    ("Carrow: rebel-held since 9 May.", {(C, BLUE)}),
    ("The army left Carrow. The Blues moved in on Friday.", {(C, BLUE)}),
    ("The Blues took over in Carrow on Saturday.", {(C, BLUE)}),
    ("Carrow was declared liberated in the small hours. The rebels cheer.", {(C, BLUE)}),
    ("The rebels cheer. Carrow was evacuated by the army.", {(C, BLUE)}),
    ("The army remained in Denby.", {(D, RED)}),
    ("All fell but the Blue-held enclave of Carrow.", {(C, BLUE)}),
    (
        "By evening Carrow and Elmere were out of the army's hands; residents cheered the Blues.",
        {(C, BLUE), (E, BLUE)},
    ),
    # whose a line is, who a relative clause speaks of, and whom a pair
    ("Rebels: Carrow; Elmere, captured at noon; Garth.", {(C, BLUE), (E, BLUE), (G, BLUE)}),
    ("Reds shelled a council under the Blues that has run Carrow for years.", {(C, BLUE)}),
    ("Residents of Alton left for Denby and Garth, both firmly in the army's hands.", {(D, RED), (G, RED)}),
    ("Denby is safe in the hands of its men.", {(D, RED)}),
]


@pytest.mark.parametrize(("text", "expected"), MORE_TOLD)
def test_who_is_gone_and_what_stands_under_a_name_is_read(text, expected):
    assert present(text) == expected


NOT_TOLD = [
    "The rebels say that the news that the Blues took Carrow is wrong.",
    "The rebels came. Carrow was broken into by residents.",
    "The rebels stormed houses in Carrow.",
    "The rebels hold Road Carrow - Garth.",
    "The rebels, a band that wants Alton, said that five districts were theirs.",
    "Denby, where rebels arrived by agreement, is south of Carrow.",
    "Their advance on Denby took place along Carrow.",
    "The rebels claimed they took Carrow, but the army denied it.",
    "The rebels claimed they took Carrow, but there was no confirmation.",
    "Videos purported to show rebels in control of Carrow.",
    "Fighters opposed to the army hold the hills.",
    "Rebels pushed out of Quill towards Carrow.",
    "The rebels took several villages from Carrow to Garth.",
    "ALTON - Rebels said that they had left.",
    "A rebel spokesman in Carrow said the offensive would go on.",
    "Warplanes struck a rebel headquarters in Carrow.",
    "The rebel administration in Carrow has fled.",
    "No rebel patrols in Carrow were seen.",
    "Rebel patrols in Carrow were captured.",
    "Rebel patrols in Carrow have not been seen.",
    "Before the war the army kept a garrison in Carrow.",
    "Carrow was the rebels' main base in 2019.",
    "The government's grip on Denby is loosening.",
    "The army's rule over Denby ended.",
    "The rebels sent reinforcements to Alton.",
    "The army plans to send reinforcements to Alton.",
    "The army did not send reinforcements to Alton.",
    "The rebels are ready to fight for control of Alton.",
    "The rebels are vying for control of Alton.",
    "The rebels hope to gain control of Carrow.",
    "The Blue Front denied that its headquarters in Carrow had been hit.",
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_a_holder_is_told_in_passing(text, expected):
    assert present(text) == expected


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_only_looks_like_it_is_not_read(text):
    assert present(text) == set()


def test_a_town_that_changed_hands_is_not_reinforced_by_its_old_holder():
    told = present("The rebels captured Denby. The army sent reinforcements to Denby.")
    assert told == {(D, BLUE)}


#: A text written long after, and the day of each present claim.
ACCOUNTS = [
    (
        "On 3 May the rebels attacked the hills. Three days later the army collapsed. The rebels took Carrow.",
        {(C, "2031-05-06")},
    ),
    (
        "On 3 May the rebels took Carrow. Only Denby remained in the hands of the army.",
        {(C, "2031-05-03"), (D, "2031-05-03")},
    ),
    ("Before dawn on 3 May Carrow had come under rebel control.", {(C, "2031-05-03")}),
    ("Carrow had been under rebel control on 3 May.", set()),
]


@pytest.mark.parametrize(("text", "expected"), ACCOUNTS)
def test_an_account_dates_what_it_tells_by_its_own_clock(text, expected):
    claims = read(text, published=LONG_AFTER)
    assert {(c.place, c.date.isoformat()) for c in claims if c.is_present_control} == expected


def test_the_airport_is_no_base_of_the_ground_forces():
    text = "The rebels took Alton. The airport was captured later."
    assert present(text) == {(A, BLUE), ("Alton airport", BLUE)}
