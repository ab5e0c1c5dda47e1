"""Places: the place that the document's context speaks for, or none; rivals are kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontline.errors import PlaceNotFoundError
from frontline.gazetteer import Gazetteer
from frontline.mentions import find_mentions
from frontline.model import Document, Place
from frontline.places import distance_km, locate_mentions, locate_name

PLACES = (
    Place("hama", "Hama", "city", 36.7578, 35.1318, "hama-gov", "SY", 460_602),
    Place("hama-gov", "Hama Governorate", "governorate", 37.0, 35.2, "", "SY"),
    Place("aleppo", "Aleppo", "city", 37.1343, 36.2021, "aleppo-gov", "SY", 1_600_000),
    Place("aleppo-gov", "Aleppo Governorate", "governorate", 37.5, 36.2, "", "SY"),
    Place("suran-south", "Suran", "town", 36.7485, 35.2919, "hama-gov", "SY", 30_716),
    Place("suran-north", "Suran", "town", 37.2127, 36.5658, "aleppo-gov", "SY"),
    Place("azaz", "Azaz", "town", 37.0473, 36.5862, "aleppo-gov", "SY", 31_000),
    Place("morek", "Morek", "town", 36.69, 35.37, "hama-gov", "SY"),
    Place("nasib", "Nasib", "town", 36.19, 32.55, "", "SY"),
    Place("nasib-gate", "Nasib border crossing", "crossing", 36.21, 32.51, "", "SY"),
)
GAZETTEER = Gazetteer.of_places(PLACES)


def located(text: str) -> list[str | None]:
    document = Document("d", text)
    found = locate_mentions(document, find_mentions(document, GAZETTEER), GAZETTEER)
    return [item.place.place_id if item.place else None for item in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fighting in Hama.", ["hama"]),
        ("Fighting in Hama province.", ["hama-gov"]),
        ("Fighting in the western countryside of Aleppo.", ["aleppo-gov"]),
        ("Suran in Hama province fell.", ["suran-south", "hama-gov"]),
        ("Suran in Aleppo province fell.", ["suran-north", "aleppo-gov"]),
        ("Columns left Azaz and Suran.", ["azaz", "suran-north"]),
        ("They hold Morek and Suran.", ["morek", "suran-south"]),
        ("The crossing of Nasib was shut.", ["nasib-gate"]),
        ("The town of Nasib was shut.", ["nasib"]),
        ("They took the Morek air base.", [None]),
        ("They took the village of Zordan.", [None]),
    ],
)
def test_context_decides(text, expected):
    assert located(text) == expected


def test_one_name_has_one_sense_in_a_document():
    assert set(located("Azaz and Suran are calm. Later, nobody in Suran spoke. Suran waits.")) == {
        "azaz",
        "suran-north",
    }


def test_rivals_are_kept_and_scores_are_shares():
    document = Document("d", "They hold Morek and Suran.")
    suran = locate_mentions(document, find_mentions(document, GAZETTEER), GAZETTEER)[1]
    assert [rival.place_id for rival in suran.rivals] == ["suran-north"]
    assert 0 < suran.score <= 1


def test_loose_and_small_names_need_the_theatre_around_them(toy_theatre):
    gazetteer = Gazetteer.for_theatre(toy_theatre)
    home = Document("d", "They left Midham and Weston for Norbi, north of Estow.")
    away = Document("d", "In Sudan, shells hit Norbi near Khartoum; Omdurman, Port Sudan and Cairo waited.")
    at_home = locate_mentions(home, find_mentions(home, gazetteer), gazetteer, theatre=toy_theatre)
    abroad = locate_mentions(away, find_mentions(away, gazetteer), gazetteer, theatre=toy_theatre)
    assert "norby" in {item.place.place_id for item in at_home if item.place}
    assert "norby" not in {item.place.place_id for item in abroad if item.place}
    assert {item.mention.surface for item in abroad} >= {"Norbi", "Khartoum"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He was born in Norby, Ohio.", [None, "unit-us-oh"]),
        ("She left Manchester, New Hampshire, for Weston.", [None, "unit-us-nh", "weston"]),
        ("In Norby, Moscow is not liked.", ["norby", "gn524901"]),
        ("From Atlanta, Georgia.", ["gn4180439", "unit-us-ga"]),
        ("From Tbilisi, Georgia.", ["gn611717", "gn614540"]),
    ],
)
def test_a_unit_of_another_land_behind_a_comma_is_no_home(toy_theatre, text, expected):
    gazetteer = Gazetteer.for_theatre(toy_theatre)
    document = Document("d", text)
    found = locate_mentions(document, find_mentions(document, gazetteer), gazetteer, theatre=toy_theatre)
    assert [item.place.place_id if item.place else None for item in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They took the village of Kafr Lutmina near Midham.", "latamna"),
        ("They took the village of Kafr Lutmina near Paris.", None),
        ("They took the Kafr Lutmina air base near Midham.", None),
    ],
)
def test_a_loose_spelling_needs_a_place_beside_it(toy_theatre, text, expected):
    village = Place("latamna", "Kafr Latamna", "village", 37.25, 35.05)
    gazetteer = Gazetteer.for_theatre(toy_theatre, extra=[village])
    document = Document("d", text)
    found = locate_mentions(document, find_mentions(document, gazetteer), gazetteer, theatre=toy_theatre)
    assert found[0].mention.surface.startswith("Kafr Lutmina")
    assert (found[0].place.place_id if found[0].place else None) == expected


def test_names_are_ranked_near_a_place():
    assert locate_name("Suran", GAZETTEER, near="Azaz")[0][0].place_id == "suran-north"
    assert locate_name("Suran", GAZETTEER, near=GAZETTEER.place("hama"))[0][0].place_id == "suran-south"
    assert locate_name("Hama province", GAZETTEER)[0][0].place_id == "hama-gov"
    assert locate_name("Nowhere", GAZETTEER) == []
    assert [place.place_id for place, _ in locate_name("Suran, Aleppo", GAZETTEER)] == ["suran-north"]
    assert locate_name("Azaz, Hama province", GAZETTEER) == locate_name(" , ", GAZETTEER) == []
    with pytest.raises(PlaceNotFoundError, match="Nowhere"):
        locate_name("Suran", GAZETTEER, near="Nowhere")


def test_distance_is_a_metric_in_kilometres():
    hama, aleppo = PLACES[0], PLACES[2]
    assert distance_km(hama, hama) == 0
    assert distance_km(hama, aleppo) == distance_km(aleppo, hama) == pytest.approx(123.8, abs=1)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["Suran", "Hama", "and", "in", "province", "Azaz", "Zordan", ",", ".", "town of"]),
        max_size=20,
    )
)
def test_every_mention_is_answered_in_order(words):
    document = Document("d", " ".join(words))
    mentions = find_mentions(document, GAZETTEER)
    answers = locate_mentions(document, mentions, GAZETTEER)
    assert [answer.mention for answer in answers] == mentions
    assert all(0 <= answer.score <= 1 for answer in answers)


def ids_by_name(text: str, gazetteer: Gazetteer) -> dict[str, str | None]:
    """Return the id of the place of each name of a text."""
    document = Document("d", text)
    found = locate_mentions(document, find_mentions(document, gazetteer), gazetteer, theatre=None)
    return {item.mention.surface: item.place.place_id if item.place else None for item in found}


ROW = [
    Place(f"t{n}", name, "town", 13.2 + n / 10, 32.8)
    for n, name in enumerate(("Midham", "Estow", "Alton", "Belford"))
]


def test_a_village_far_from_all_names_around_is_a_namesake():
    far = Place("mill", "Zordan", "village", 17.0, 32.8)
    text = "They left Midham, Estow, Alton and Belford, and took the town of Zordan."
    assert ids_by_name(text, Gazetteer.of_places([far, *ROW]))["Zordan"] is None
    town = replace(far, kind="town")  # of a town the news may tell beside far ones
    assert ids_by_name(text, Gazetteer.of_places([town, *ROW]))["Zordan"] == "mill"
    near = replace(far, lon=14.0)
    assert ids_by_name(text, Gazetteer.of_places([near, *ROW]))["Zordan"] == "mill"


def test_two_names_that_only_sound_alike_do_not_vouch_for_each_other():
    far = [Place("g", "Ghaat Sharqi", "city", 10.2, 24.9), Place("z", "Zaayd Sharqi", "city", 10.3, 24.9)]
    text = "After Midham and Estow they took the town of Gat Sharki and the town of Zayd Sharki."
    found = ids_by_name(text, Gazetteer.of_places([*far, *ROW]))
    assert {found["Gat Sharki"], found["Zayd Sharki"]} == {None}


def test_names_that_nobody_knows_do_not_make_a_text_foreign(toy_theatre):
    gazetteer = Gazetteer.for_theatre(toy_theatre)
    unknown = " ".join(f"They took the town of {name}." for name in ("Zordan", "Xanbar", "Quelpo", "Yordis"))
    text = f"{unknown} They took the town of Midham, and troops flew to Paris."
    document = Document("d", text)
    found = locate_mentions(document, find_mentions(document, gazetteer), gazetteer, theatre=toy_theatre)
    assert "midham" in {item.place.place_id for item in found if item.place}


def test_a_name_that_only_sounds_alike_means_no_place_far_from_all_others():
    far = Place("ghat", "Ghaat Sharqi", "city", 10.2, 24.9)
    towns = [Place(f"t{n}", name, "city", 13.2 + n / 10, 32.8) for n, name in enumerate(("Midham", "Estow"))]
    gazetteer = Gazetteer.of_places([far, *towns])
    text = "They reached Gat Sharki after Midham and Estow. They took the town of Gat Sharki."
    document = Document("d", text)
    found = locate_mentions(document, find_mentions(document, gazetteer), gazetteer, theatre=None)
    assert {item.place.place_id for item in found if item.place} == {"t0", "t1"}
