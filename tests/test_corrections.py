"""Corrections: what people decided is obeyed, survives a new reading, merges, and is told; no line is lost silently."""

from __future__ import annotations

import csv
import datetime as dt
import os
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import toyworld
from frontline.cli.figures import scene_of
from frontline.control import claims_table
from frontline.control.evidence import gather as weigh
from frontline.control.filing import Filing
from frontline.corrections import (
    Corrections,
    Decision,
    append_decision,
    correct_claims,
    decide_on,
    decide_to_add,
    is_corrections_file,
    read_corrections,
)
from frontline.errors import InputError
from frontline.export import write_claims
from frontline.gazetteer import Gazetteer
from frontline.model import LOOSE_RULE, Document
from frontline.payload import build_payload
from frontline.pipeline import View, draw, gather
from frontline.spreadsheets.cells import FORMULA_STARTS

NOON = dt.datetime(2031, 5, 16, 12, tzinfo=dt.UTC)
TEXT = (
    "The Reds captured Alton on Tuesday. The Blues captured Belford on Monday. "
    "The Reds captured Carrow on Wednesday. Shops stayed open in Denby."
)
STORY = Document("d1", TEXT, outlet="The Watch", published=toyworld.PUBLISHED)
SPOT = {"place_id": "denby", "place": "Denby", "lat": 50.1, "lon": 10.8, "kind": "town"}
NEW = SPOT | {
    "status": "controlled", "controller": "red", "date": "2031-05-14", "certainty": "asserted",
    "quote": "Shops stayed open in Denby.",
}  # fmt: skip


@lru_cache
def read():
    claims = tuple(toyworld.read(TEXT, outlet="The Watch"))
    assert [claim.place for claim in claims] == ["Alton", "Belford", "Carrow"]
    return claims


def correct(*decisions, claims=None, documents=(STORY,)):
    claims = read() if claims is None else claims
    return correct_claims(claims, documents, Corrections.of(decisions), toyworld.theatre())


def decide(number, what, minute=0, who="anna", after=None, **more):
    at = NOON + dt.timedelta(minutes=minute)
    return decide_on(read()[number], what, at=at, who=who, after=after, **more)


def undo(decision, minute, who="anna"):
    return Decision(NOON + dt.timedelta(minutes=minute), who, "undo", undoes=decision.decision_id)


def add(minute=0, who="anna", doc_id="d1", **changes):
    return decide_to_add(doc_id, NEW | changes, at=NOON + dt.timedelta(minutes=minute), who=who)


def holders(corrected):
    return {claim.place: claim.controller for claim in corrected.claims}


def test_each_decision_is_obeyed_and_disclosed():
    corrected = correct(
        decide(0, "accept"), decide(1, "reject"), decide(2, "correct", after={"controller": "blue", "date": "2031-05-13"}), add()
    )  # fmt: skip
    assert holders(corrected) == {"Alton": "red", "Carrow": "blue", "Denby": "red"}
    marks = {claim.place: claim.edited for claim in corrected.claims}
    assert marks == {"Alton": "accepted", "Carrow": "corrected:holder,day", "Denby": "added"}
    edits = corrected.edits
    assert (edits.accepted, edits.corrected, edits.rejected, edits.added, edits.reviewers) == (
        1,
        1,
        1,
        1,
        ("anna",),
    )
    assert (
        edits.words()
        == "Edited by hand: of the claims, 1 accepted, 1 corrected, 1 rejected, 1 added by a reviewer."
    )
    assert not edits.unfit


def test_an_untouched_run_is_as_it_was():
    corrected = correct()
    assert corrected.claims == read()
    assert (corrected.edits.total, corrected.edits.words()) == (0, "")


def test_a_corrected_place_moves_the_claim():
    corrected = correct(decide(0, "correct", after=SPOT))
    moved = next(claim for claim in corrected.claims if claim.edited)
    assert (moved.place_id, moved.lat, moved.lon, moved.quote) == ("denby", 50.1, 10.8, read()[0].quote)
    assert decide(0, "correct", after=SPOT).before["place_id"] == "alton"


def test_an_added_claim_is_quoted_from_its_article():
    added = correct(add()).claims[-1]
    assert added.is_grounded(STORY)
    assert (added.published, added.outlet, added.source_id) == (STORY.published, "The Watch", "")


def test_words_that_are_not_in_the_article_make_no_claim():
    corrected = correct(add(quote="The Reds captured Denby."))
    assert corrected.claims == read()
    assert "do not stand in the document" in str(corrected.edits.unfit[0])


def test_a_decision_survives_a_new_reading_of_the_article():
    """The article has a new first line, so that every offset and every claim_id is another."""
    longer = "News of the day.\n\n" + TEXT.replace("on Monday", "on  Monday")
    document = replace(STORY, text=longer)
    claims = tuple(toyworld.read(longer, outlet="The Watch"))
    assert not {c.claim_id for c in claims} & {c.claim_id for c in read()}
    decisions = (decide(1, "reject"), decide(0, "correct", after={"controller": "none"}), add())
    corrected = correct(*decisions, claims=claims, documents=(document,))
    assert holders(corrected) == {"Alton": "none", "Carrow": "red", "Denby": "red"}
    assert not corrected.edits.unfit
    assert all(claim.is_grounded(document) for claim in corrected.claims)


def test_a_claim_that_is_read_otherwise_now_has_not_been_judged():
    claims = (replace(read()[0], controller="blue"), *read()[1:])
    corrected = correct(decide(0, "reject"), claims=claims)
    assert corrected.claims == claims
    assert "now read as captured by blue, which has not been judged" in str(corrected.edits.unfit[0])
    right = correct(decide(0, "correct", after={"controller": "blue"}), claims=claims)
    assert right.claims[0].edited == "accepted"
    assert not right.edits.unfit


def test_a_line_that_fits_nothing_is_named_with_its_file(tmp_path):
    path = tmp_path / "corrections.csv"
    append_decision(path, decide(0, "reject"))
    corrected = correct_claims((), (), read_corrections([path]), toyworld.theatre())
    assert f"{path}, line 2" in str(corrected.edits.unfit[0])


@pytest.mark.parametrize(
    "after",
    [
        {"controller": "purple"}, {"status": "eaten"}, {"date": "tomorrow"}, {"date": 5}, {"certainty": "sure"},
        SPOT | {"lat": 95.0}, SPOT | {"lon": "x"}, {"place": "Denby"}, SPOT | {"place_id": ""}, {"date_precision_days": -1},
        {"background": "no"}, {"date_precision_days": True},
    ],
)  # fmt: skip
def test_what_the_theatre_cannot_obey_changes_nothing(after):
    corrected = correct(decide(0, "correct", after=after))
    assert corrected.claims == read()
    assert len(corrected.edits.unfit) == 1


def test_the_later_of_two_reviewers_counts_and_they_are_told_apart():
    anna, boris = decide(0, "reject", 1, "anna"), decide(0, "accept", 2, "boris")
    corrected = correct(anna, boris)
    assert holders(corrected)["Alton"] == "red"
    assert "anna: rejects it, boris: keeps it" in corrected.edits.conflicts[0]
    fields = correct(
        decide(0, "correct", 1, "anna", {"controller": "blue"}), decide(0, "correct", 2, "boris", {"controller": "green"})
    )  # fmt: skip
    assert holders(fields)["Alton"] == "green"
    assert "anna: holder blue, boris: holder green" in fields.edits.conflicts[0]
    agreed = correct(decide(0, "accept", 1, "anna"), decide(0, "accept", 2, "boris"))
    assert agreed.edits.conflicts == ()


def test_a_correction_after_a_rejection_brings_the_claim_back():
    rejected = decide(0, "reject", 1)
    assert (
        holders(correct(rejected, decide(0, "correct", 2, after={"controller": "blue"})))["Alton"] == "blue"
    )


def test_an_added_claim_may_be_corrected_and_taken_out():
    claim = correct(add()).claims[-1]
    late = NOON + dt.timedelta(hours=1)
    changed = decide_on(claim, "correct", at=late, who="anna", after={"controller": "blue"})
    assert holders(correct(add(), changed))["Denby"] == "blue"
    assert "Denby" not in holders(correct(add(), decide_on(claim, "reject", at=late, who="anna")))


def test_an_added_claim_that_is_read_by_now_counts_once():
    claim = read()[0]
    same = {
        name: getattr(claim, name)
        for name in ("place_id", "place", "lat", "lon", "status", "controller", "quote", "certainty")
    }
    corrected = correct(add(**same, date=claim.date.isoformat()))
    assert len(corrected.claims) == len(read())
    assert corrected.edits.accepted == 1


def test_an_undo_of_nothing_is_named():
    corrected = correct(Decision(NOON, "anna", "undo", undoes="d-000000000000"))
    assert "d-000000000000" in str(corrected.edits.unfit[0])


def test_a_claim_that_a_person_kept_counts_as_read_well():
    theatre = toyworld.theatre()
    loose = replace(read()[0], rule=f"{LOOSE_RULE}captured")
    kept = replace(loose, edited="accepted")
    weights = [
        next(iter(weigh(Filing([claim], theatre), theatre, days=31).values()))[0].weight
        for claim in (loose, kept, read()[0])
    ]
    assert weights[0] < weights[1] == weights[2]


# --- laws

#: The machine may be busy: a law is no clock.
LAW = settings(deadline=None, max_examples=100)
CHANGES = st.sampled_from(
    [{"controller": "blue"}, {"controller": "none"}, {"status": "lost"}, {"date": "2031-05-10"}, SPOT]
)
PEOPLE = st.sampled_from(["anna", "boris"])


@st.composite
def histories(draw_one, longest=8):
    """Return decisions of two people about three claims, undos of earlier ones among them."""
    made: list[Decision] = []
    for minute in range(draw_one(st.integers(0, longest))):
        who, number = draw_one(PEOPLE), draw_one(st.integers(0, 2))
        kind = draw_one(st.sampled_from(["accept", "reject", "correct", "add", "undo"]))
        if kind == "undo" and made:
            made.append(undo(draw_one(st.sampled_from(made)), minute, who))
        elif kind == "add":
            made.append(add(minute, who, controller=draw_one(st.sampled_from(["red", "blue"]))))
        elif kind == "correct":
            made.append(decide(number, "correct", minute, who, draw_one(CHANGES)))
        elif kind != "undo":
            made.append(decide(number, kind, minute, who))
    return made


@LAW
@given(history=histories(), seed=st.integers(0, 9))
def test_the_order_of_lines_does_not_matter(history, seed):
    shuffled = sorted(history, key=lambda one: one.decision_id[2 + seed :])
    assert correct(*shuffled) == correct(*history)


@LAW
@given(one=histories(), other=histories(), third=histories(4))
def test_merging_commutes_and_a_file_twice_is_a_file_once(one, other, third):
    a, b, c = (Corrections.of(history) for history in (one, other, third))
    assert a.merged(b) == b.merged(a)
    assert a.merged(a) == a
    assert a.merged(b).merged(c) == a.merged(b.merged(c))


@LAW
@given(history=histories(), number=st.integers(0, 2), after=CHANGES)
def test_an_undo_restores_what_was_and_its_undo_brings_it_back(history, number, after):
    late = decide(number, "correct", 100, after=after)
    back = undo(late, 101, "boris")
    again = undo(back, 102)
    assert correct(*history, late, back) == correct(*history)
    assert correct(*history, late, back, again).claims == correct(*history, late).claims


@LAW
@given(history=histories())
def test_claims_stay_grounded_and_each_is_accounted_for(history):
    corrected = correct(*history)
    assert all(claim.is_grounded(STORY) for claim in corrected.claims)
    untouched = [claim for claim in corrected.claims if not claim.edited]
    edits = corrected.edits
    assert len(untouched) + edits.total == len(corrected.stands)
    assert set(untouched) <= set(read())


NASTY = st.text(st.characters(codec=None), max_size=30) | st.sampled_from(
    [
        *FORMULA_STARTS,
        "=cmd|' /C calc'!A0",
        "'",
        "''=1",
        '"',
        "a,b;c",
        "two\nlines\r\n",
        "\u2028",
        "\x00",
        "-1",
        "@x",
    ]
)


@settings(max_examples=60, deadline=None)
@given(who=NASTY, why=NASTY, doc_id=NASTY, value=NASTY)
def test_a_line_gives_back_what_was_decided_and_is_no_formula(who, why, doc_id, value):
    decision = Decision(NOON, who, "correct", why, doc_id="d" + doc_id, quote=why, after={"place": value})
    with TemporaryDirectory() as folder:
        path = Path(folder) / "corrections.csv"
        for one in (decision, decide(0, "accept", 1)):
            append_decision(path, one)
        raw = path.read_bytes()
        assert raw.count(b"\n") == 3
        assert b"\r" not in raw
        rows = list(csv.reader(raw.decode("utf-8").splitlines(keepends=False)))
        assert not [cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS)]
        back = read_corrections([path])
        assert back.faults == ()
        assert {one.decision_id: one.cells() for one in back.decisions}[
            decision.decision_id
        ] == decision.cells()


# --- files


def test_every_line_is_on_the_disk_before_it_is_told(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_size))
    path = tmp_path / "corrections.csv"
    append_decision(path, decide(0, "accept"))
    assert synced[0] == path.stat().st_size
    assert len(synced) == 2  # the file, and the folder that has its name


def test_a_line_that_was_cut_short_is_named_and_the_rest_counts(tmp_path):
    path = tmp_path / "corrections.csv"
    append_decision(path, decide(0, "reject"))
    with path.open("ab") as stream:
        stream.write(b"d-1,2031-05-16T12:00:00.000000Z,anna,rej")
    append_decision(path, decide(1, "reject", 1))
    back = read_corrections([path])
    assert [one.place_id for one in back.decisions] == ["alton", "belford"]
    assert [(one.where, "no whole line" in one.reason) for one in back.faults] == [("line 3", True)]


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("decided_at", "yesterday", "is no time"), ("decided_at", "2031-05-16T12:00:00", "has no time zone"),
        ("what", "burn", "none of accept"), ("after", "{", "is no JSON"), ("after", "[]", "should hold names"),
        ("after", '{"url": "x"}', "cannot be corrected"), ("doc_id", "", "names no document"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_decision_says_why(tmp_path, column, cell, words):
    path = tmp_path / "corrections.csv"
    append_decision(path, decide(0, "correct", after={"controller": "blue"}))
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    rows[1][rows[0].index(column)] = cell
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    back = read_corrections([path])
    assert back.decisions == ()
    assert words in str(back.faults[0])


def test_a_file_saved_by_a_spreadsheet_is_read(tmp_path):
    path = tmp_path / "corrections.csv"
    append_decision(path, decide(0, "correct", after={"controller": "blue"}, why="=SUM(1)"))
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    (back,) = read_corrections([path]).decisions
    assert (back.after, back.why) == ({"controller": "blue"}, "=SUM(1)")


def test_a_line_copied_by_hand_is_a_decision_of_its_own(tmp_path):
    path = tmp_path / "corrections.csv"
    append_decision(path, decide(0, "reject"))
    header, line = path.read_text(encoding="utf-8").splitlines()
    copied = (
        line.replace("alton", "belford").replace(read()[0].quote, read()[1].quote).replace(",red,", ",blue,")
    )
    copied = copied.replace(read()[0].claim_id, "")
    path.write_text(f"{header}\n{line}\n{copied}", encoding="utf-8")
    assert holders(correct_claims(read(), (STORY,), read_corrections([path]), toyworld.theatre())) == {
        "Carrow": "red"
    }


def test_what_is_no_corrections_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="no corrections file"):
        read_corrections([tmp_path / "none.csv"])
    path = tmp_path / "claims.csv"
    path.write_text("place,controller,date\n", encoding="utf-8")
    assert not is_corrections_file(path)
    with pytest.raises(InputError, match="its first line should be"):
        read_corrections([path])


def test_a_new_decision_is_later_than_all_that_its_maker_saw():
    ahead = Corrections.of([decide(0, "reject", 600)])
    assert ahead.next_moment(NOON) > ahead.decisions[-1].at
    assert Corrections().next_moment(NOON) == NOON


# --- the road


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "articles"
    path.mkdir()
    (path / "d1.txt").write_text(f"Published: 2031-05-15\n\n{TEXT}\n", encoding="utf-8")
    return path


def test_the_road_obeys_and_the_page_and_the_tables_tell(folder, tmp_path):
    theatre = toyworld.theatre()
    gazetteer = Gazetteer.of_places(toyworld.PLACES)
    read_now = gather([folder], theatre, gazetteer)
    claims = {claim.place: claim for claim in read_now.claims}
    path = tmp_path / "corrections.csv"
    for place, what, after in (
        ("Alton", "accept", {}),
        ("Belford", "reject", {}),
        ("Carrow", "correct", {"controller": "blue"}),
    ):
        append_decision(path, decide_on(claims[place], what, at=NOON, who="anna", after=after))
    evidence = gather([folder], theatre, gazetteer, corrections=read_corrections([path]))
    assert {claim.place: claim.controller for claim in evidence.claims} == {"Alton": "red", "Carrow": "blue"}
    assert any(note.startswith("Edited by hand") for note in evidence.notes)
    drawing = draw(evidence, theatre)
    payload = build_payload(
        theatre, claims=drawing.claims, control=drawing.control, parcels=drawing.parcels, edits=evidence.edits
    )
    assert payload["edits"] == [1, 1, 1, 0]
    assert {claim[-1] for claim in payload["claims"]} == {"accepted", "corrected:holder"}
    assert set(drawing.claims.edited) == {"accepted", "corrected:holder"}
    figure = scene_of(theatre, evidence, drawing, View())
    assert "1 accepted, 1 corrected, 1 rejected" in figure.payload["notice"]
    out = tmp_path / "claims.csv"
    write_claims(evidence.claims, out)
    assert {row["edited"] for row in csv.DictReader(out.open(encoding="utf-8"))} == {
        "accepted",
        "corrected:holder",
    }
    assert "edited" in claims_table(read_now.claims).columns


def test_corrections_that_merely_lie_among_the_sources_are_named_and_not_obeyed(folder):
    theatre, gazetteer = toyworld.theatre(), Gazetteer.of_places(toyworld.PLACES)
    plain = gather([folder], theatre, gazetteer)
    append_decision(
        folder / "corrections.csv", decide_on(plain.claims[0], "reject", at=NOON, who="a stranger")
    )
    evidence = gather([folder], theatre, gazetteer)
    assert evidence.claims == plain.claims
    assert f"obeyed only with --corrections {folder / 'corrections.csv'}" in evidence.notes[-1]
    assert evidence.account.rows_refused == 0
