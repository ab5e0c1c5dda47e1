"""Claims in time: the day that a text means, the clock of an account, and the history that is not the present."""

from __future__ import annotations

import datetime as dt

import pytest

from frontline.dates import find_dates
from toyworld import PUBLISHED, read

A, B, C, D, E, F = "Alton", "Belford", "Carrow", "Denby", "Elmere", "Fenwick"
RED, BLUE = "red", "blue"
#: After the theatre's last day: whoever writes now gives an account of what is over.
LONG_AFTER = dt.date(2031, 6, 20)


def told(text: str, **more: object) -> set[tuple[str, str, int, int]]:
    """Return (place, controller, month, day) of every present claim."""
    return {
        (c.place, c.controller, c.date.month, c.date.day) for c in read(text, **more) if c.is_present_control
    }


def may(*rows: tuple[str, str, int]) -> set[tuple[str, str, int, int]]:
    return {(place, side, 5, day) for place, side, day in rows}


# ----------------------------------------------------------------------------------- the day of a state
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Carrow came under rebel control on 9 May.", 9),
        ("Carrow was under rebel control on 9 May.", 9),
        ("The rebels were in full control of Carrow by 9 May.", 9),
        ("By 9 May, Carrow was fully under rebel control.", 9),
        ("On 8 May rebels reached Denby; by 9 May they controlled most of Carrow.", 9),
        ("The rebels have held Carrow since 9 May.", 15),
        ("Two days ago the rebels controlled Carrow.", 13),
        ("Within days the rebels were in control of Carrow.", 15),
    ],
)
def test_a_state_has_the_day_that_its_clause_tells(text, day):
    assert (C, BLUE, 5, day) in told(text)


def test_a_state_by_a_day_is_told_loosely():
    (claim,) = read("By 9 May, Carrow was under rebel control.")
    assert claim.date_precision_days == 2


def test_a_preposition_before_a_date_belongs_to_the_date():
    assert {claim.date.day for claim in read("Carrow fell under rebel control on 9 May.")} == {9}


# -------------------------------------------------------------------------------- the clock of an account
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "On 6 May rebels seized Carrow. Denby was taken by the rebels. The next day, rebels captured Elmere.",
            may((C, BLUE, 6), (D, BLUE, 6), (E, BLUE, 7)),
        ),
        (
            "Rebels entered Carrow on 6 May. Morale was low. The following day they took Denby.",
            may((C, BLUE, 6), (D, BLUE, 7)),
        ),
        (
            "On 3 May rebels seized Carrow. That evening they also took Denby. Two days later rebels took Elmere.",
            may((C, BLUE, 3), (D, BLUE, 3), (E, BLUE, 5)),
        ),
        (
            "Carrow was captured by rebels on 3 May. Denby was seized by rebels the same day.",
            may((C, BLUE, 3), (D, BLUE, 3)),
        ),
        (
            "On 3 May rebels captured Carrow, and Denby was captured by rebels the following morning.",
            may((C, BLUE, 3), (D, BLUE, 4)),
        ),
        ("The attack began on 7 May, when rebels took Carrow.", may((C, BLUE, 7))),
        (
            "On 9 May the rebels entered Carrow and, by the following day, controlled Denby.",
            may((C, BLUE, 9), (D, BLUE, 10)),
        ),
        ("Rebels took Carrow on 5 May.\n\nThe next day, they took Denby.", may((C, BLUE, 5), (D, BLUE, 6))),
        (
            "On 6 May rebels took Carrow. Two days earlier they had taken Denby. Rebels also took Elmere.",
            may((C, BLUE, 6), (D, BLUE, 4), (E, BLUE, 6)),
        ),
    ],
)
def test_the_clock_of_an_account_goes_on(text, expected):
    assert told(text, published=LONG_AFTER) == expected


def test_an_account_of_what_is_over_keeps_its_day_across_paragraphs():
    text = "The attack began on 7 May 2031.\n\nRebels took Carrow.\n\nOn 9 May they took Denby.\n\nRebels took Elmere."
    assert told(text, published=LONG_AFTER) == may((C, BLUE, 7), (D, BLUE, 9), (E, BLUE, 9))


def test_news_does_not_keep_yesterdays_day_across_paragraphs():
    text = "On 9 May, rebels captured Carrow.\n\nRebels also took Denby."
    assert told(text) == may((C, BLUE, 9), (D, BLUE, 15))


# ----------------------------------------------------------------------------------------- days in brackets
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Rebels capture Alton (3 May), Carrow (5 May), Denby and Elmere (8 May)",
            may((A, BLUE, 3), (C, BLUE, 5), (D, BLUE, 8), (E, BLUE, 8)),
        ),
        ("- Rebels capture Carrow (6 May)", may((C, BLUE, 6))),
        ("Carrow (on 5 May) and Denby (6 May) were taken by the rebels.", may((C, BLUE, 5), (D, BLUE, 6))),
        ("Rebels captured Carrow and Denby (6 May).", may((C, BLUE, 6), (D, BLUE, 6))),
    ],
)
def test_places_take_the_day_in_the_brackets_after_them(text, expected):
    assert told(text) == expected


# ------------------------------------------------------------------------------------------------- history
@pytest.mark.parametrize(
    "text",
    [
        "In July 2028 the siege of Alton ended. On 22 December of that year the army regained control of Alton.",
        "I had not seen it since 2028, when the army took the town of Alton.",
        "The people have waited since August 2029, when the army occupied Alton.",
        "The region had been quiet since the July 2028 offensive, in which Alton was recaptured by the army.",
        "Alton is remembered for the 2022 revolt, when the army retook the town.",
        "They were gone: the rebels held Alton until August 2029.",
        "During the previous offensive, rebels seized Alton and held it for four years.",
        "Earlier in the war, rebels captured Alton.",
        "In 2028 the army stood before Alton. On 22 June the army regained control of Alton.",
        "In February 2028 rebels held Alton. The army took Alton on 2 March.",
        "Back then, the army had recaptured Alton.",
    ],
)
def test_history_without_its_year_in_the_clause_is_history(text):
    claims = [claim for claim in read(text) if claim.place == A]
    assert claims
    assert all(claim.background for claim in claims)


def test_a_place_named_before_does_not_lend_its_day_to_history():
    claims = read(
        "Rebels seized Alton on 9 May, after the army had taken it in 2028. In 2029 it took the town again."
    )
    assert [(c.controller, c.date.day) for c in claims if c.is_present_control] == [(BLUE, 9)]


@pytest.mark.parametrize(
    "text",
    [
        "Rebels lost Alton in June 2023. Eight years later, they are back in Alton.",
        "The rebels took Alton in 2026 and have held Alton since.",
        "Alton has been held by the rebels since Alton was captured from the army in August 2026.",
    ],
)
def test_what_goes_on_from_history_to_now_is_present(text):
    assert (A, BLUE, 5, 15) in told(text)


def test_history_has_the_year_that_its_sentence_tells():
    (claim,) = read("Alton is remembered for the 2022 revolt, when the army retook the town of Alton.")
    assert claim.date.year == 2022


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Carrow, held by the army since 2028, fell to the rebels.", may((C, BLUE, 15))),
        ("Carrow, which the army had held since 2028, fell to the rebels on 9 May.", may((C, BLUE, 9))),
        ("The army could retake Carrow, which the rebels hold.", may((C, BLUE, 15))),
        ("Rebels captured Carrow, held by the army since 2028.", may((C, BLUE, 15))),
        (
            "Carrow is still held by the army, and was named capital of the revolt in 2022.",
            may((C, RED, 15)),
        ),
        (
            "Red army men, who had held Denby beside the militia since June 2023, withdrew from Carrow on 13 May.",
            may((C, "none", 13)),
        ),
        ("Rebels were driven out of Carrow in 2028, and took it back on 9 May.", may((C, BLUE, 9))),
        ("The army held Carrow until Tuesday, when rebels captured Carrow.", may((C, BLUE, 13))),
        (
            "Carrow, which was seized by rebels on Tuesday, remains in rebel hands.",
            may((C, BLUE, 13), (C, BLUE, 15)),
        ),
    ],
)
def test_the_present_stands_beside_its_history(text, expected):
    assert told(text) == expected


def test_a_day_beside_another_year_is_of_that_year():
    claims = read("In 2028 the army besieged Alton, and on 9 May took Alton.")
    assert claims
    assert all(claim.background for claim in claims)


# --------------------------------------------------------------------------------------------------- spans
@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("Since 5 May, rebels have taken control of Carrow.", 10, 5),
        ("In less than two weeks rebels have captured Carrow.", 8, 7),
        ("In recent days, rebels have captured Carrow.", 14, 2),
        ("Within four days of launching the offensive the rebels took Carrow.", 3, 2),
        ("The fall of Carrow on 9 May shook the army. Since 5 May rebels have taken Carrow.", 9, 0),
    ],
)
def test_a_change_in_a_span_of_days_is_in_its_middle(text, day, precision):
    claim = next(claim for claim in reversed(read(text)) if claim.controller == BLUE)
    assert (claim.date.day, claim.date_precision_days) == (day, precision)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels took Carrow on 1 May and, a week later, Denby.", may((C, BLUE, 1), (D, BLUE, 8))),
        (
            "Rebels, who on Tuesday captured Carrow, on Wednesday entered Denby.",
            may((C, BLUE, 13), (D, BLUE, 14)),
        ),
        (
            "Since the rebels captured Carrow on 3 May, they have taken Denby.",
            may((C, BLUE, 3), (D, BLUE, 15)),
        ),
        (
            "Rebels who hold Carrow since last Saturday captured Denby.",
            may((C, BLUE, 10), (C, BLUE, 15), (D, BLUE, 15)),
        ),
        ("The rebels have held Carrow since 9 May.", may((C, BLUE, 9), (C, BLUE, 15))),
        ("The rebels have held Carrow since days.", may((C, BLUE, 15))),
        ("The rebels have held Carrow since 2029.", may((C, BLUE, 15))),
        ("The army has held Carrow since 9 May.", may((C, RED, 15))),
        ("The rebels captured Denby, 13 years after protests began in Carrow in 2018.", may((D, BLUE, 15))),
        (
            "After capturing Carrow on 3 May, rebels moved on and took Denby.",
            may((C, BLUE, 3), (D, BLUE, 15)),
        ),
        ("After the army left Carrow on Tuesday, rebels entered Denby.", may((C, BLUE, 13), (D, BLUE, 13))),
        ("Days after taking Carrow, rebels captured Denby.", may((C, BLUE, 12), (D, BLUE, 15))),
        (
            "Less than a week after Carrow fell to rebels, rebels took Denby.",
            may((C, BLUE, 8), (D, BLUE, 15)),
        ),
        (
            "Rebels captured Denby on Tuesday, a day after capturing Carrow.",
            may((C, BLUE, 12), (D, BLUE, 13)),
        ),
        ("The rebels took Carrow last Wednesday and Denby on Tuesday.", may((C, BLUE, 7), (D, BLUE, 13))),
    ],
)
def test_an_earlier_step_has_an_earlier_day(text, expected):
    assert told(text) == expected


@pytest.mark.parametrize("text", ["It was the first time in three days.", "the heaviest raids in two weeks"])
def test_the_time_of_a_record_is_no_date(text):
    assert find_dates(text, published=PUBLISHED) == []


def test_speech_without_capitals_has_its_weekdays():
    assert [span.day.day for span in find_dates("it fell on tuesday they say", published=PUBLISHED)] == [13]


# ----------------------------------------------------------------------------------- conditions and denials
@pytest.mark.parametrize(
    "text",
    [
        "Should the rebels capture Carrow, the road would be cut.",
        "The road would be cut should Carrow fall to the rebels.",
        "Were Carrow to fall to the rebels, the road would be cut.",
        "Had the rebels captured Carrow, the road would have been cut.",
        "Once Carrow falls to the rebels, the road will be cut.",
    ],
)
def test_a_condition_is_no_event(text):
    assert told(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Once Carrow fell to the rebels, the road was open.",
        "Once the rebels had taken Carrow, the army left.",
        "As soon as Carrow fell to the rebels, the road was open.",
    ],
)
def test_once_before_a_past_is_an_event(text):
    assert told(text) == may((C, BLUE, 15))


@pytest.mark.parametrize(
    "text",
    [
        "The army denied on Friday what hostile channels broadcast about a withdrawal of the army from Carrow.",
        "The ministry denied reports of the army's withdrawal from Carrow.",
        "The army rejected as lies reports that rebels had captured Carrow.",
        "The army denied rebel claims to have taken Carrow.",
        "False: rebels have captured Carrow.",
        "Misleading: rebels captured Carrow",
        "The ministry issued a statement, denying that rebels captured Carrow.",
        "Correction: yesterday we wrote that the rebels had captured Carrow.",
    ],
)
def test_what_is_denied_is_no_event(text):
    claims = read(text)
    assert claims
    assert {claim.certainty for claim in claims} == {"denied"}


@pytest.mark.parametrize(
    "text",
    [
        "There is no truth to the news about a withdrawal from Carrow, stressing that the army is present in Carrow.",
        "The ministry denied that rebels had entered Carrow, adding that the army controls Carrow.",
    ],
)
def test_a_denial_ends_where_something_is_added(text):
    assert told(text) == may((C, RED, 15))


def test_what_came_before_a_dated_event_is_no_later_and_loose():
    claims = read("After taking Carrow, the rebels reached the outskirts of Denby on Tuesday.")
    taken = next(claim for claim in claims if claim.place_id == "carrow")
    reached = next(claim for claim in claims if claim.place_id == "denby")
    assert (taken.date, taken.date_precision_days) == (reached.date, 3)
    assert reached.date_precision_days == 0


# ------------------------------------------------------------------------------------------- headings
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9 May\nRebels captured Carrow.\n10 May\nRebels captured Denby.", may((C, BLUE, 9), (D, BLUE, 10))),
        ("== 9 May ==\nCarrow was captured by the rebels in the afternoon.", may((C, BLUE, 9))),
        (
            "## 9 May: a long day\nRebels captured Carrow.\nRebels captured Denby.",
            may((C, BLUE, 9), (D, BLUE, 9)),
        ),
        ("Date: 7 - 9 May\nTerritorial changes: the rebels capture Carrow", may((C, BLUE, 9))),
    ],
)
def test_an_account_is_dated_by_its_headings(text, expected):
    assert told(text, published=dt.date(2031, 6, 15)) == expected


def test_before_dawn_on_a_day_is_that_day():
    assert told("Rebels captured Carrow before dawn on 13 May.") == may((C, BLUE, 13))


def test_a_chronicle_goes_on_from_the_day_that_it_told_last():
    text = (
        "On 9 May the rebels took Carrow. On 10 May they took Denby. They moved on to the river.\n\n"
        "On 11 May they took Elmere.\n\nFenwick was taken around midday."
    )
    assert told(text) >= may((E, BLUE, 11), (F, BLUE, 11))


def test_a_few_hours_are_hours_of_the_day_that_is_told_of():
    text = "The army left Denby on Friday. On Tuesday the rebels took Elmere. In the space of a few hours they took Carrow."
    assert (C, BLUE, 5, 13) in told(text)


def test_what_lasts_since_a_deed_of_another_year_is_so_now():
    assert told("Carrow, which the Blues have run since the Dawn offensive in 2027, is calm.") == may(
        (C, BLUE, 15)
    )
    assert told("Rebels helped the Blues retake Carrow that year.") == set()


def test_what_a_date_only_compares_with_is_not_when_it_was():
    assert told("On 9 May Carrow fell to the rebels for the first time since March 2027.") == may(
        (C, BLUE, 9)
    )
    assert told("Carrow and Denby are the army's, as they were a fortnight ago.") == may(
        (C, RED, 15), (D, RED, 15)
    )
    assert told("Rebels took Carrow, their second town in a week.") == may((C, BLUE, 15))


def test_last_week_is_the_week_before_and_no_day_before_the_theatre():
    (claim,) = [c for c in read("Rebels took Carrow last week.") if c.is_present_control]
    assert (claim.date.day, claim.date_precision_days) == (8, 3)
    (claim,) = [
        c
        for c in read("Rebels took Carrow last week.", published=dt.date(2031, 5, 6))
        if c.is_present_control
    ]
    assert claim.date == dt.date(2031, 5, 2)


# ------------------------------------------------------------------------- what is written long after
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what came about has the day of its sentence, of the account, or none; never that of the telling
        ("Rebels took Carrow in the night of 9 to 10 May 2031, before they entered Denby.", may((C, BLUE, 10), (D, BLUE, 10))),
        ("On 9 May 2031 rebels captured Carrow. Denby was entered without a shot.", may((C, BLUE, 9), (D, BLUE, 9))),
        ("* Battle of Carrow (7-9 May): rebels capture the town.", may((C, BLUE, 8))),
        ("The town of Denby changed hands several times.", set()),
        ("Rebels captured Denby after long fighting.", set()),
        ("See also: Siege of Carrow", set()),
        ("Denby stayed under government control.", set()),
        # what lasts to the day of writing is told of it; what began in those days, of its beginning
        ("Alton is still held by the army.", {(A, RED, 7, 20)}),
        ("The rebels hold Alton.", {(A, BLUE, 7, 20)}),
        ("The rebels have held Carrow since 9 May 2031.", may((C, BLUE, 9))),
    ],
)  # fmt: skip
def test_what_is_told_long_after_has_no_day_of_the_telling(text, expected):
    assert told(text, published=dt.date(2031, 7, 20)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a day without a year is of the year that its paragraph told, or of the war that the text is about
        ("The 2031 attack. \n\nRebels took Carrow on 12 August 2026.\n\nOn 9 May, Denby fell to rebels.", may((D, BLUE, 9))),
        ("The army took Carrow on 3 May 2026, lost it to rebels on 9 May and recaptured it on 12 May.", set()),
        ("In 2026 the army came to Denby. Rebels took Denby on 9 May.", set()),
        ("In 2031 Denby was a front line. Rebels took Denby on 9 May.", may((D, BLUE, 9))),
        ("Rebels took Carrow on 9 May 2031. On the 11th they captured Denby, on the 12th Elmere.", may((C, BLUE, 9), (D, BLUE, 11), (E, BLUE, 12))),
        ("Rebels entered Denby on the second day of the war of 2026.", set()),
    ],
)  # fmt: skip
def test_an_account_s_days_without_a_year_are_of_the_year_told(text, expected):
    assert told(text, published=dt.date(2031, 7, 20)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a loose date and an exact one beside it
        ("The army took Carrow months later, in January 2029.", set()),
        ("The rebels took Carrow the day before, on 14 May.", may((C, BLUE, 14))),
        # the date of a clause on a noun is not its sentence's
        ("Rebels captured Carrow, a town by the river that the army had lost in 2029.", may((C, BLUE, 15))),
        ("The rebels who captured Carrow on Monday are fighting north of Alton.", may((C, BLUE, 12), (A, RED, 15))),
        ("Rebels said that the town of Carrow fell on Monday.", may((C, BLUE, 12))),
        # a date before the next place is that place's own
        ("Rebels have taken Carrow and, on Tuesday, Denby.", may((C, BLUE, 15), (D, BLUE, 13))),
        ("Rebels took Carrow (9 May), Denby (10 May) and Elmere on Tuesday.", may((C, BLUE, 9), (D, BLUE, 10), (E, BLUE, 13))),
        ("Rebels took Carrow on 8 May, Denby on 10 May, and Elmere in the early hours of Tuesday.", may((C, BLUE, 8), (D, BLUE, 10), (E, BLUE, 13))),
        ("Rebels took Carrow on Monday and Denby and Elmere on Tuesday.", may((C, BLUE, 12), (D, BLUE, 13), (E, BLUE, 13))),
        ("The fall of Carrow on Monday and the battles close to Alton are on every phone.", may((A, RED, 15))),
        ("The rebels took Carrow on Monday and have since reached the gates of Alton.", may((C, BLUE, 12), (A, RED, 15))),
        # days counted from two events at once
        ("A week after rebels took Carrow, and two days after the fall of Denby, shops are open.", may((C, BLUE, 8), (D, BLUE, 13))),
        ("A week ago today rebels walked into Carrow.", may((C, BLUE, 8))),
        ("Rebels are fighting for a fourth day near Alton.", may((A, RED, 15))),
        # what lasted for years, and what is compared with
        ("The rebels held Carrow for three years.", set()),
        ("Red soldiers have held Alton for three years.", may((A, RED, 15))),
        ("Carrow, which stayed in government hands through the war, is gone.", may((C, "none", 15))),
        ("The rebels, who had Carrow in their hands by Monday, moved on.", may((C, BLUE, 12))),
        ("Red men, who have run Alton since the early years of the war, stayed.", may((A, RED, 15))),
        ("Alton, that's the Reds, same as last month.", may((A, RED, 15))),
    ],
)  # fmt: skip
def test_a_date_is_that_of_what_it_stands_by(text, expected):
    assert told(text) == expected
