"""Control: claims -> who held each place, from when to when, how sure, and who said so."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontline.control import Filing, claims_table, control_history, filing
from frontline.control.filing import in_order
from frontline.errors import InputError
from frontline.evidence import Evidence
from frontline.model import Place
from frontline.pipeline import draw, other_views
from frontline.tables import CLAIMS, CONTROL, check_table
from worlds import campaign, say

FAST = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PLACES = ("weston", "midham", "estow", "norby", "sudal", "mid-air-base")


def state(control, place_id, day, column="controller"):
    iso = f"2031-05-{day:02d}"
    rows = control[(control.place_id == place_id) & (control.valid_from <= iso) & (control.valid_to > iso)]
    assert len(rows) == 1, f"{place_id} has {len(rows)} rows on {iso}"
    return rows.iloc[0][column]


def test_baseline_alone(toy_theatre):
    control = control_history([], toy_theatre)
    check_table(control, CONTROL, name="control")
    assert set(control.place_id) == set(toy_theatre.baseline)
    assert set(control.valid_from) == {"2031-05-01"}
    assert set(control.valid_to) == {"2031-05-13"}
    assert dict(zip(control.place_id, control.controller, strict=True)) == toy_theatre.baseline


def test_captured_on_a_day_means_holder_from_that_day(toy_theatre):
    control = control_history([say(toy_theatre, "midham", "captured", "red", 5)], toy_theatre)
    assert [state(control, "midham", day) for day in (4, 5, 12)] == ["blue", "red", "red"]


def test_a_state_supports_its_day_and_not_the_days_before(toy_theatre):
    control = control_history([say(toy_theatre, "midham", "controlled", "red", 7)], toy_theatre)
    assert [state(control, "midham", day) for day in (6, 7)] == ["blue", "red"]


@pytest.mark.parametrize("status", ["approached", "besieged"])
def test_at_the_gates_leaves_the_holder(toy_theatre, status):
    control = control_history([say(toy_theatre, "estow", status, "blue", 5)], toy_theatre)
    assert {state(control, "estow", day) for day in range(1, 13)} == {"blue"}
    if status == "besieged":
        assert state(control, "estow", 5, "status") == "besieged"


@pytest.mark.parametrize(
    "change",
    [{"certainty": "denied"}, {"certainty": "planned"}, {"certainty": "hypothetical"}, {"background": True}],
)
def test_only_present_control_moves_the_map(toy_theatre, change):
    claim = replace(say(toy_theatre, "midham", "captured", "red", 5), **change)
    control = control_history([claim], toy_theatre)
    assert {state(control, "midham", day) for day in range(1, 13)} == {"blue"}


def test_left_and_nobody_confirmed(toy_theatre):
    control = control_history([say(toy_theatre, "midham", "withdrawn", "none", 5)], toy_theatre)
    assert (state(control, "midham", 6), state(control, "midham", 6, "status")) == ("none", "vacated")


def test_fighting_then_capture(toy_theatre):
    control = control_history(campaign(toy_theatre), toy_theatre)
    assert [state(control, "midham", day) for day in (2, 3, 4, 5)] == [
        "blue",
        "contested",
        "contested",
        "red",
    ]
    assert state(control, "midham", 3, "contested")
    assert state(control, "midham", 3, "holder") == "blue"


def test_capture_and_recapture(toy_theatre):
    claims = [
        say(toy_theatre, "midham", "captured", "red", 4),
        say(toy_theatre, "midham", "captured", "blue", 6),
        say(toy_theatre, "midham", "captured", "red", 7),
    ]
    control = control_history(claims, toy_theatre)
    assert [state(control, "midham", day) for day in (3, 4, 5, 6, 7, 8)] == [
        "blue", "red", "red", "blue", "red", "red",
    ]  # fmt: skip


def test_a_boast_is_claimed_until_somebody_else_says_so(toy_theatre):
    boast = say(toy_theatre, "norby", "captured", "red", 5, certainty="claimed", source_side="red")
    control = control_history([boast], toy_theatre)
    assert state(control, "norby", 6, "status") == "claimed"
    neutral = say(toy_theatre, "norby", "controlled", "red", 8, doc_id="d9", outlet="Monitor")
    both = control_history([boast, neutral], toy_theatre)
    assert [state(both, "norby", day, "status") for day in (6, 8)] == ["claimed", "held"]
    assert state(both, "norby", 9, "certainty") > state(control, "norby", 9, "certainty")


def test_an_admission_weighs_more_than_a_boast(toy_theatre):
    def certainty(side):
        claim = say(toy_theatre, "midham", "captured", "red", 5, certainty="claimed", source_side=side)
        return state(control_history([claim], toy_theatre), "midham", 5, "certainty")

    assert certainty("blue") > certainty("") > certainty("red")


def test_independent_voices_add_up_and_copies_do_not(toy_theatre):
    first = say(toy_theatre, "midham", "captured", "red", 5, certainty="claimed")
    copy = replace(first, doc_id="d2", outlet="Mirror")
    same_voice = say(
        toy_theatre, "midham", "captured", "red", 5, certainty="claimed", doc_id="d3", quote="again"
    )
    other = say(
        toy_theatre, "midham", "captured", "red", 5, certainty="claimed", doc_id="d4", outlet="Monitor"
    )

    def certainty(*claims):
        return state(control_history(claims, toy_theatre), "midham", 6, "certainty")

    assert certainty(first, copy) == certainty(first)
    assert certainty(first, same_voice) == certainty(first)
    assert certainty(first, other) > certainty(first)


def test_a_copy_with_a_word_changed_is_a_copy(toy_theatre):
    def row(n, quote, outlet):
        return say(
            toy_theatre,
            "midham",
            "controlled",
            "red",
            5,
            doc_id=f"t-{n}",
            outlet=outlet,
            quote=quote,
            rule="spreadsheet",
        )

    def certainty(*claims):
        return state(control_history(claims, toy_theatre), "midham", 6, "certainty")

    first = row(1, "Two local councils posted on Monday that the Reds are in the town of Midham", "Wire")
    copy = row(2, "Two local councils posted Monday, that Reds are in the town of Midham.", "Post")
    own = row(3, "A teacher and a nurse, reached by phone, saw Red flags over the school of Midham", "Herald")
    assert certainty(first, copy) == certainty(first)
    assert certainty(first, own) > certainty(first)
    assert certainty(row(4, "Reds hold the town", "Wire"), row(5, "Reds hold this town", "Post")) > certainty(
        first
    )


def test_one_stale_line_does_not_undo_a_capture(toy_theatre):
    claims = [
        say(toy_theatre, "midham", "captured", "red", 5),
        say(toy_theatre, "midham", "captured", "red", 5, doc_id="d2", outlet="Monitor"),
        say(toy_theatre, "midham", "controlled", "blue", 6, doc_id="d3", outlet="Late Gazette"),
    ]
    control = control_history(claims, toy_theatre)
    assert state(control, "midham", 7) == "red"
    assert state(control, "midham", 7, "claims_against") == [claims[2].claim_id]


def test_the_day_of_most_reports_wins(toy_theatre):
    claims = [say(toy_theatre, "midham", "captured", "red", 4, certainty="claimed", source_side="red")]
    claims += [
        say(toy_theatre, "midham", "captured", "red", 6, doc_id=f"x{n}", outlet=f"O{n}") for n in range(3)
    ]
    control = control_history(claims, toy_theatre)
    assert [state(control, "midham", day) for day in (4, 5, 6)] == ["blue", "blue", "red"]


def test_as_known_forgets_what_was_published_later(toy_theatre):
    claim = say(toy_theatre, "midham", "captured", "red", 5, published=dt.date(2031, 5, 7))
    early = control_history([claim], toy_theatre, as_known=dt.date(2031, 5, 6))
    assert state(early, "midham", 6) == "blue"
    assert set(early.valid_to) == {"2031-05-07"}
    late = control_history([claim], toy_theatre, as_known=dt.date(2031, 5, 8))
    assert state(late, "midham", 6) == "red"
    assert state(late, "midham", 6, "known_from") == "2031-05-07"


def test_one_sides_map(toy_theatre):
    claims = campaign(toy_theatre)
    reds = control_history(claims, toy_theatre, side="red")
    assert (state(reds, "norby", 7), state(reds, "estow", 9, "status")) == ("red", "held")
    monitor = control_history(claims, toy_theatre, source="monitor")
    assert state(monitor, "midham", 6) == "red"
    assert state(monitor, "norby", 9, "status") != "claimed"


def test_history_before_the_baseline_is_no_evidence(toy_theatre):
    old = replace(say(toy_theatre, "midham", "captured", "red", 5), date=dt.date(2029, 5, 5))
    assert state(control_history([old], toy_theatre), "midham", 12) == "blue"


def test_regions_and_places_outside_the_frame_colour_nothing(toy_theatre):
    region = say(toy_theatre, "toy-province", "captured", "red", 5)
    abroad = replace(region, place_id="", kind="town", lon=10.0, lat=50.0)
    control = control_history([region, abroad], toy_theatre)
    assert set(control.place_id) == set(toy_theatre.baseline)


def test_bare_coordinates_are_a_place_unknown_until_told(toy_theatre):
    claim = replace(
        say(toy_theatre, "midham", "captured", "red", 5), place_id="", place="Hill 5", lon=36.95, lat=35.2
    )
    control = control_history([claim], toy_theatre)
    rows = control[control.place == "Hill 5"]
    assert list(rows.status) == ["unknown", "held"]
    assert list(rows.controller) == ["none", "red"]
    assert rows.iloc[0].certainty == 0


def test_one_place_has_one_row_a_day_whatever_its_coordinates(toy_theatre):
    claim = replace(say(toy_theatre, "midham", "captured", "red", 5), place_id="x9", lon=36.95)
    control = control_history([claim, replace(claim, lon=36.96, doc_id="d2")], toy_theatre)
    assert state(control, "x9", 6) == "red"
    assert control[control.place_id == "x9"].geometry.x.nunique() == 1


def test_silent_places_follow_the_nearest_capture(toy_theatre):
    control = control_history([say(toy_theatre, "midham", "captured", "red", 5)], toy_theatre)
    assert state(control, "mid-air-base", 6) == "red"  # 7.6 km off, nobody wrote of it
    assert state(control, "mid-air-base", 6, "status") == "presumed"
    assert state(control, "norby", 6) == "blue"  # 16.6 km off
    held = control_history(
        [
            say(toy_theatre, "midham", "captured", "red", 5),
            say(toy_theatre, "mid-air-base", "controlled", "blue", 6),
        ],
        toy_theatre,
    )
    assert state(held, "mid-air-base", 7) == "blue"


def test_what_one_ally_has_of_another_carries_nothing(toy_theatre):
    red, blue = toy_theatre.factions
    green = blue.model_copy(update={"id": "green", "side": "green"})
    claims = [say(toy_theatre, "midham", "controlled", "green", 5)]
    stranger = replace(toy_theatre, factions=(red, blue, green))
    assert state(control_history(claims, stranger), "mid-air-base", 6) == "green"
    friend = replace(toy_theatre, factions=(red, blue.model_copy(update={"allies": ("green",)}), green))
    control = control_history(claims, friend)
    assert (state(control, "midham", 6), state(control, "mid-air-base", 6)) == ("green", "blue")


def test_a_side_that_lost_the_capital_and_its_last_objective_loses_the_silent_places(toy_theatre):
    fallen = [say(toy_theatre, "estow", "captured", "red", 9)]
    control = control_history(fallen, replace(toy_theatre, capital="estow"))
    assert state(control, "norby", 8) == "blue"
    assert state(control, "norby", 9) == "red"
    # One town that the other side was after is no country.
    assert state(control_history(fallen, toy_theatre), "norby", 9) == "blue"


def test_a_dispute_with_a_side_that_lost_all_is_over(toy_theatre):
    claims = [
        say(toy_theatre, "midham", "captured", "red", 5),
        say(
            toy_theatre,
            "midham",
            "controlled",
            "blue",
            5,
            certainty="claimed",
            doc_id="d2",
            outlet="Blue News",
        ),
        say(
            toy_theatre, "midham", "captured", "red", 5, certainty="denied", doc_id="d3", outlet="Blue Radio"
        ),
        say(toy_theatre, "estow", "captured", "red", 9),
    ]
    control = control_history(claims, replace(toy_theatre, capital="estow"))
    assert [state(control, "midham", day, "status") for day in (8, 9)] == ["disputed", "presumed"]
    assert state(control, "midham", 9) == "red"
    assert claims[0].claim_id in state(control, "midham", 9, "claim_ids")


def test_a_denied_fall_keeps_no_neighbour_of_a_side_that_lost_all(toy_theatre):
    hamlet = Place("hamlet", "Hamlet", "village", *point_of(toy_theatre, "norby", north=0.01), country="XX")
    theatre = replace(
        toy_theatre,
        capital="estow",
        places=(*toy_theatre.places, hamlet),
        baseline=toy_theatre.baseline | {"hamlet": "blue"},
    )
    gone = say(theatre, "estow", "captured", "red", 9)
    denied = say(theatre, "norby", "captured", "red", 10, certainty="denied")
    control = control_history([gone, denied], theatre)
    assert (state(control, "norby", 10), state(control, "hamlet", 10)) == ("blue", "red")
    held = control_history(
        [gone, replace(denied, status="controlled", controller="blue", certainty="asserted")], theatre
    )
    assert (state(held, "norby", 10), state(held, "hamlet", 10)) == ("blue", "blue")


def point_of(theatre, place_id, north=0.0):
    place = theatre.place_by_id[place_id]
    return place.lon, place.lat + north


def test_days_are_clipped(toy_theatre):
    control = control_history(
        campaign(toy_theatre), toy_theatre, first_day=dt.date(2031, 5, 4), last_day=dt.date(2031, 5, 6)
    )
    assert (min(control.valid_from), max(control.valid_to)) == ("2031-05-04", "2031-05-07")
    with pytest.raises(InputError, match="lies before"):
        control_history([], toy_theatre, last_day=dt.date(2031, 4, 1))


def test_claims_table_keeps_its_contract(toy_theatre):
    table = claims_table(campaign(toy_theatre))
    check_table(table, CLAIMS, name="claims")
    assert table.claim_id.is_unique
    assert len(claims_table([])) == 0


claim_lists = st.lists(
    st.tuples(
        st.sampled_from(PLACES),
        st.sampled_from(
            ["captured", "lost", "withdrawn", "controlled", "contested", "approached", "besieged"]
        ),
        st.sampled_from(["red", "blue", "none", "contested"]),
        st.integers(1, 12),
        st.integers(0, 9),
        st.sampled_from(["asserted", "claimed", "denied", "planned"]),
        st.sampled_from(["", "red", "blue"]),
        st.sampled_from(["a", "b", "c"]),
    ),
    max_size=14,
)


def claims_of(rows, theatre):
    return [
        say(
            theatre, place, status, controller, day, date_precision_days=slack, certainty=certainty,
            source_side=side, outlet=outlet, doc_id=outlet,
        )
        for place, status, controller, day, slack, certainty, side, outlet in rows
    ]  # fmt: skip


@FAST
@given(rows=claim_lists, seed=st.randoms(use_true_random=False))
def test_laws_of_the_ledger(toy_theatre, rows, seed):
    """Intervals cover the days without gap or overlap, every claim is known, and order does not matter."""
    claims = claims_of(rows, toy_theatre)
    control = control_history(claims, toy_theatre)
    known = set(claims_table(claims).claim_id)
    for _, place in control.groupby("place_id"):
        assert place.iloc[0].valid_from == "2031-05-01"
        assert place.iloc[-1].valid_to == "2031-05-13"
        assert list(place.valid_to[:-1]) == list(place.valid_from[1:])
        assert (place.valid_from < place.valid_to).all()
    assert control.certainty.between(0, 1).all()
    for column in ("claim_ids", "claims_against"):
        assert {claim_id for ids in control[column] for claim_id in ids} <= known
    shuffled = list(claims)
    seed.shuffle(shuffled)
    assert control_history(shuffled, toy_theatre).to_json() == control.to_json()


def test_a_thousand_claims_are_quick(toy_theatre):
    base = say(toy_theatre, "midham", "captured", "red", 5)
    claims = [
        replace(
            base,
            place_id="",
            place=f"P{n}",
            lon=36.1 + n % 40 * 0.05,
            lat=34.7 + n // 40 * 0.02,
            quote=str(n),
        )
        for n in range(1000)
    ]
    control_history(claims, toy_theatre)
    start = time.process_time()
    control_history(claims, toy_theatre)
    assert time.process_time() - start < 2.0  # about 0.2 s alone on two cores


@FAST
@given(st.data())
def test_filed_claims_make_the_histories_that_the_claims_of_each_make(toy_theatre, data):
    claims = [
        replace(
            say(toy_theatre, place, status, side, day, published=dt.date(2031, 5, day) + dt.timedelta(days=late)),
            source_side=voice, date_precision_days=precision, doc_id=f"d{n}",
        )
        for n, (place, status, side, day, late, voice, precision) in enumerate(
            data.draw(
                st.lists(
                    st.tuples(
                        st.sampled_from(PLACES), st.sampled_from(["captured", "controlled", "besieged"]),
                        st.sampled_from(["red", "blue", "green"]), st.integers(1, 12), st.integers(0, 3),
                        st.sampled_from(["", "red", "blue"]), st.integers(0, 3),
                    ),
                    max_size=12,
                )
            )
        )
    ]  # fmt: skip
    filed_claims, known = Filing(claims, toy_theatre), dt.date(2031, 5, 6)
    early = [claim for claim in claims if (claim.published or claim.date) <= known]
    ours = [claim for claim in claims if claim.source_side == "red"]
    for filed, listed in (
        (control_history(filed_claims, toy_theatre), control_history(claims, toy_theatre)),
        (
            control_history(filed_claims, toy_theatre, as_known=known),
            control_history(early, toy_theatre, last_day=known),
        ),
        (control_history(filed_claims, toy_theatre, side="red"), control_history(ours, toy_theatre)),
    ):
        assert filed.to_json() == listed.to_json()


def test_a_map_s_other_views_put_its_claims_in_order_no_second_time(toy_theatre, monkeypatch):
    claims = tuple(
        replace(
            say(toy_theatre, place, "captured", side, day), source_side=side, published=dt.date(2031, 5, day)
        )
        for day, place, side in ((3, "midham", "red"), (5, "estow", "red"), (7, "midham", "blue"))
    )
    calls = []
    monkeypatch.setattr(filing, "in_order", lambda *one: [calls.append(one), in_order(*one)][1])
    evidence = Evidence(claims, (), ())
    drawing = draw(evidence, toy_theatre)
    assert len(list(other_views(evidence, toy_theatre, drawing))) > 5
    assert len(calls) == len(claims)


def test_a_quarter_of_a_town_goes_with_its_town(toy_theatre):
    """Although a nearer place is said to hold out."""
    quarter = Place("old-town", "Old Town", "district", 37.2, 35.08, parent="midham", country="XX")
    theatre = replace(
        toy_theatre,
        places=(*toy_theatre.places, quarter),
        baseline={**toy_theatre.baseline, "old-town": "blue"},
    )
    claims = [say(theatre, "midham", "captured", "red", 6), say(theatre, "norby", "controlled", "blue", 7)]
    control = control_history(claims, theatre)
    assert state(control, "old-town", 5) == "blue"
    assert state(control, "old-town", 8) == "red"


# --- What was said stands until something else is said ------------------------------------------------------


def row(theatre, place_id, controller, day):
    status = "contested" if controller == "contested" else "controlled"
    return say(theatre, place_id, status, controller, day, rule="spreadsheet", doc_id=f"towns-{day}")


def test_contested_ground_stays_contested_until_somebody_says_otherwise(toy_theatre):
    clash = say(toy_theatre, "midham", "contested", "contested", 3)
    control = control_history([clash], toy_theatre)
    assert {state(control, "midham", day) for day in range(3, 13)} == {"contested"}
    assert state(control, "midham", 3, "certainty") > state(control, "midham", 12, "certainty")
    later = say(toy_theatre, "midham", "controlled", "blue", 9)
    control = control_history([clash, later], toy_theatre)
    assert [state(control, "midham", day) for day in (8, 9, 12)] == ["contested", "blue", "blue"]


def test_an_attack_that_stays_outside_ends_the_fighting_inside(toy_theatre):
    claims = [
        say(toy_theatre, "midham", "contested", "contested", 3),
        say(toy_theatre, "midham", "approached", "blue", 6),
    ]
    control = control_history(claims, toy_theatre)
    assert [state(control, "midham", day) for day in (5, 6, 12)] == ["contested", "blue", "blue"]


def test_a_place_that_was_fought_over_does_not_change_hands_before_the_row_that_says_so(toy_theatre):
    rows = [row(toy_theatre, "midham", who, day) for who, day in
            (("contested", 2), ("red", 3), ("contested", 4), ("red", 11))]  # fmt: skip
    control = control_history(rows, toy_theatre)
    assert [state(control, "midham", day) for day in range(1, 13)] == [
        "blue", "contested", "red", *["contested"] * 7, "red", "red",
    ]  # fmt: skip
    assert state(control, "midham", 11, "known_from") == "2031-05-11"


@FAST
@given(
    rows=st.dictionaries(
        st.tuples(st.sampled_from(PLACES), st.integers(1, 12)),
        st.sampled_from(["red", "blue", "contested"]),
        max_size=20,
    )
)
def test_a_spreadsheets_row_lasts_until_the_next(toy_theatre, rows):
    """Whatever the rows say of the places around, in whatever order."""
    claims = [row(toy_theatre, place, who, day) for (place, day), who in rows.items()]
    control = control_history(claims, toy_theatre)
    for place in {place for place, _ in rows}:
        for day in range(1, 13):
            told = [(on, who) for (name, on), who in rows.items() if name == place and on <= day]
            expected = max(told)[1] if told else toy_theatre.baseline[place]
            assert state(control, place, day) == expected, (place, day)
    same = (control.place_id == control.place_id.shift()) & (control.controller == control.controller.shift())
    changed = control[(control.valid_from > "2031-05-01") & (control.status != "presumed") & ~same]
    assert (changed.known_from >= changed.valid_from).all()


def test_a_record_that_nobody_is_known_to_hold_a_place_is_no_departure(toy_theatre):
    control = control_history([row(toy_theatre, "midham", "none", 5)], toy_theatre)
    assert (state(control, "midham", 6), state(control, "midham", 6, "status")) == ("none", "unknown")


@FAST
@given(rows=claim_lists)
def test_no_holder_comes_before_the_first_word_for_it(toy_theatre, rows):
    claims = claims_of(rows, toy_theatre)
    said: dict[tuple[str, str], dt.date] = {}
    for claim in claims:
        if claim.is_present_control:
            slack = dt.timedelta(days=min(claim.date_precision_days, 7))
            fighting = claim.status == "contested" or claim.controller == "contested"
            key = (claim.place_id, "contested" if fighting else claim.controller)
            said[key] = min(said.get(key, claim.date), claim.date if fighting else claim.date - slack)
    control = control_history(claims, toy_theatre)
    told = control[~control.status.isin(["presumed", "disputed"])]
    for found in told[told.valid_from > "2031-05-01"].itertuples():
        before = toy_theatre.baseline[found.place_id] == found.controller
        first = said.get((found.place_id, found.controller))
        assert before or (first and first.isoformat() <= found.valid_from), found


def ring(toy_theatre, *, inner=(("hamlet", 37.2, 35.0),)):
    """Return a theatre of six blue villages around some others, and blue's towns far away."""
    around = [(f"v{n}", 37.2 + 0.12 * c, 35.0 + 0.1 * s) for n, (c, s) in
              enumerate(((1, 0), (0.5, 0.87), (-0.5, 0.87), (-1, 0), (-0.5, -0.87), (0.5, -0.87)))]  # fmt: skip
    far = [("far-a", 38.2, 35.3), ("far-b", 38.2, 34.7), ("far-c", 36.2, 35.0)]
    places = [
        Place(name, name.title(), "village", lon, lat, country="XX")
        for name, lon, lat in (*around, *inner, *far)
    ]
    held = {place.place_id: "blue" for place in places} | {"far-c": "red"}
    return replace(toy_theatre, places=tuple(places), baseline=held, objectives=(), axes=(), max_reach_km=5)


def taken(theatre, days):
    return [say(theatre, f"v{n}", "captured", "red", day) for n, day in enumerate(days)]


def test_a_silent_pocket_falls_with_the_last_place_around_it(toy_theatre):
    theatre = ring(toy_theatre)
    control = control_history(taken(theatre, (5, 5, 5, 5, 5, 6)), theatre)
    assert [state(control, "hamlet", day) for day in (5, 6)] == ["blue", "red"]
    assert state(control, "hamlet", 6, "status") == "presumed"
    assert state(control, "hamlet", 6, "claim_ids")
    assert state(control, "far-a", 12) == "blue"


def test_a_pocket_that_is_said_to_hold_out_stays(toy_theatre):
    theatre = ring(toy_theatre, inner=(("hamlet", 37.19, 35.0), ("grange", 37.21, 35.0)))
    claims = [*taken(theatre, (3, 3, 4, 4, 5, 6)), say(theatre, "hamlet", "besieged", "blue", 6)]
    claims.append(say(theatre, "hamlet", "controlled", "blue", 7))
    control = control_history(claims, theatre)
    assert (state(control, "hamlet", 12), state(control, "grange", 7)) == ("blue", "blue")


def test_an_enclave_of_long_standing_is_no_pocket(toy_theatre):
    theatre = ring(toy_theatre)
    theatre = replace(theatre, baseline=theatre.baseline | {f"v{n}": "red" for n in range(6)})
    control = control_history([say(theatre, "v0", "captured", "red", 4)], theatre)
    assert state(control, "hamlet", 12) == "blue"


def test_a_far_town_at_the_edge_of_the_map_is_no_pocket(toy_theatre):
    """All that is next to it has fallen, but nothing lies behind it, and what lies before it is far away."""
    claims = [
        say(toy_theatre, place, "captured", "red", 6)
        for place in ("midham", "norby", "sudal", "mid-air-base")
    ]
    control = control_history(claims, toy_theatre)
    assert state(control, "estow", 12) == "blue"


def test_what_the_front_has_gone_past_falls_two_days_later(toy_theatre):
    """Three quarters of the compass are red, the fourth is silent and joins the blue land beyond: no pocket."""
    theatre = ring(toy_theatre)
    claims = [say(theatre, f"v{n}", "captured", "red", 3) for n in (1, 2, 3, 4)]
    control = control_history(claims, theatre)
    assert [state(control, "hamlet", day) for day in (4, 5, 12)] == ["blue", "red", "red"]
    assert state(control, "hamlet", 5, "status") == "presumed"
    assert {state(control, name, 12) for name in ("v0", "v5", "far-a")} == {"blue"}
    held = control_history([*claims, say(theatre, "hamlet", "controlled", "blue", 3)], theatre)
    assert state(held, "hamlet", 12) == "blue"
    still = control_history([*claims, say(theatre, "v5", "controlled", "blue", 3)], theatre)
    assert state(still, "hamlet", 12) == "blue"


def test_fighting_is_over_once_later_word_from_all_around_is_of_one_side(toy_theatre):
    theatre = ring(toy_theatre)
    claims = [say(theatre, f"v{n}", "captured", "red", 3) for n in (1, 2, 3, 4)]
    claims.append(say(theatre, "hamlet", "contested", "contested", 4))
    control = control_history(claims, theatre)
    assert {state(control, "hamlet", day) for day in (4, 12)} == {"contested"}
    claims.append(say(theatre, "v2", "controlled", "red", 6))
    control = control_history(claims, theatre)
    assert [state(control, "hamlet", day) for day in (5, 6)] == ["contested", "red"]
    assert state(control, "hamlet", 6, "status") == "presumed"


def test_two_sides_words_make_a_dispute_and_an_unsure_date_does_not(toy_theatre):
    vague = say(toy_theatre, "midham", "captured", "red", 7, date_precision_days=3)
    control = control_history([vague], toy_theatre)
    assert set(control[control.place_id == "midham"].status) == {"held"}
    claims = [
        say(toy_theatre, "midham", "captured", "red", 5, certainty="claimed"),
        say(toy_theatre, "midham", "controlled", "blue", 5, doc_id="d2", outlet="Monitor"),
    ]
    control = control_history(claims, toy_theatre)
    assert state(control, "midham", 5, "status") == "disputed"
    assert state(control, "midham", 5) == "contested"


def test_a_boast_that_the_loser_denies_is_a_dispute(toy_theatre):
    boast = say(toy_theatre, "midham", "captured", "red", 5, certainty="claimed", source_side="red")
    denial = say(
        toy_theatre, "midham", "captured", "red", 5, certainty="denied", source_side="blue", doc_id="d2", outlet="Blue News"
    )  # fmt: skip
    control = control_history([boast, denial], toy_theatre)
    assert state(control, "midham", 6, "status") == "disputed"
    assert set(state(control, "midham", 6, "claim_ids")) == {boast.claim_id, denial.claim_id}
    monitor = say(toy_theatre, "midham", "captured", "red", 5, doc_id="d3", outlet="Monitor")
    settled = control_history([boast, denial, monitor], toy_theatre)
    assert (state(settled, "midham", 6), state(settled, "midham", 6, "status")) == ("red", "held")
    assert state(settled, "midham", 6, "claims_against") == [denial.claim_id]


def test_a_siege_is_known_when_it_is_told_and_no_evidence_for_the_days_before(toy_theatre):
    siege = say(toy_theatre, "estow", "besieged", "blue", 5, published=dt.date(2031, 5, 6))
    control = control_history([siege], toy_theatre)
    assert [state(control, "estow", day, "known_from") for day in (4, 5)] == ["2031-05-01", "2031-05-06"]
    assert [state(control, "estow", day, "claim_ids") for day in (4, 5)] == [[], [siege.claim_id]]


def test_taken_and_taken_back_within_a_day_is_both_sides_word(toy_theatre):
    claims = [
        say(toy_theatre, "midham", "captured", "red", 5),
        say(toy_theatre, "midham", "captured", "blue", 5, doc_id="d2", outlet="Monitor"),
    ]
    control = control_history(claims, toy_theatre)
    assert (state(control, "midham", 5), state(control, "midham", 5, "status")) == ("contested", "disputed")
    assert len(state(control, "midham", 5, "claim_ids")) == 2
    later = say(toy_theatre, "midham", "controlled", "blue", 6, doc_id="d3", outlet="Gazette")
    assert state(control_history([*claims, later], toy_theatre), "midham", 6) == "blue"
