"""Mentions: the longest names, with what the words around them say; no persons, organisations or common words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontline.gazetteer import Gazetteer
from frontline.mentions import find_mentions, mention_at
from frontline.model import Document, Place

PLACES = (
    Place("aleppo", "Aleppo", "city", 37.13, 36.2, "aleppo-gov", aliases=("حلب",)),
    Place("aleppo-gov", "Aleppo Governorate", "governorate", 37.5, 36.2, aliases=("Aleppo province",)),
    Place("hama", "Hama", "city", 36.75, 35.13, "hama-gov", aliases=("حماة",)),
    Place("hama-gov", "Hama Governorate", "governorate", 37.0, 35.2, aliases=("Hama province",)),
    Place("homs", "Homs", "city", 36.71, 34.73, "homs-gov"),
    Place("homs-gov", "Homs Governorate", "governorate", 38.0, 34.5),
    Place("idlib", "Idlib", "city", 36.63, 35.93),
    Place("damascus", "Damascus", "city", 36.29, 33.51),
    Place("morek", "Morek", "town", 36.69, 35.37),
    Place("latamna", "Latamna", "town", 36.62, 35.32),
    Place("khan-shaykhun", "Khan Shaykhun", "town", 36.65, 35.44),
    Place("ramouseh", "Ramouseh", "district", 37.1, 36.16),
    Place("kuweires", "Kuweires Air Base", "base", 37.58, 36.18, aliases=("Kuweires",)),
    Place("omar", "Omar oil field", "facility", 40.56, 35.1),
    Place("tell", "Tell", "town", 36.3, 33.6),
    Place("of", "Of", "town", 40.0, 41.0),
    Place("m5", "M5", "road", 36.7, 35.0, aliases=("Damascus-Aleppo highway",)),
    Place("duma", "Duma", "city", 36.4, 33.57),
    Place("washington", "Washington", "city", -77.0, 38.9),
    Place("jazira", "Jazeera", "region", 40.6, 36.2),
    Place("turkey", "Turkey", "country", 35.0, 39.0),
    Place("qasr", "Qasr Bin Ghashir", "town", 13.2, 32.7),
)
GAZETTEER = Gazetteer.of_places(PLACES)


def read(text: str) -> list[tuple[str, str, str]]:
    found = find_mentions(Document("d", text), GAZETTEER)
    return [(m.surface, m.kind_hint, m.relation) for m in found]


def surfaces(text: str) -> list[str]:
    return [surface for surface, hint, _ in read(text) if hint != "demonym"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels entered Khan Shaykhun and Morek.", ["Khan Shaykhun", "Morek"]),
        ("HAMA, 4 December - Units advanced.", ["HAMA"]),
        ("In Hama the army left. Hama fell.", ["Hama", "Hama"]),
        ("Hama's fall surprised Aleppo’s people.", ["Hama", "Aleppo"]),
        ("Clashes in Hama province and in the Aleppo countryside.", ["Hama", "Aleppo"]),
        ("The Kuweires air base fell.", ["Kuweires air base"]),
        ("They took the Omar oil field. Omar left the field.", ["Omar oil field"]),
        ("They cut the Damascus-Aleppo highway at Morek.", ["Damascus-Aleppo highway", "Morek"]),
        ("Shelling hit Duma and Homs.", ["Duma", "Homs"]),
        ("They cut the Hama-Homs road.", ["Hama-Homs road"]),
        ("Drivers took the Homs road.", ["Homs"]),
        ("The M5 is closed.", ["M5"]),
        ("Homs, Hama\nand Aleppo", ["Homs", "Hama", "Aleppo"]),
        ("a train to Khan\nShaykhun left", ["Khan\nShaykhun"]),
        ("Lataminah was hit; they left the town of Lataminah.", ["Lataminah", "Lataminah"]),
        ("rebels seize hama as the army withdraws towards homs", ["hama", "homs"]),
        ("REBELS TAKE ALEPPO, ARMY MOVES ON HAMA", ["ALEPPO", "HAMA"]),
        ("سيطرت الفصائل على مدينة حماة", ["حماة"]),
        ("They took Qasr bin Ghashir and Homs.", ["Qasr bin Ghashir", "Homs"]),
        ("They took Morek abu Zayd and reached Tell abu Homs.", []),
    ],
)
def test_the_longest_name_is_found_without_the_word_for_its_unit(text, expected):
    assert surfaces(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Firas Idlib disagrees.",
        "He met Mahmoud Hama, a trader.",
        "President Hama spoke, and Colonel Idlib too.",
        "Hama Today and the Aleppo Media Center had no news.",
        "The Washington Post said so.",
        "A stall on Damascus Street was shut.",
        "Of course nobody came. Tell nobody.",
        "They said that Zoltan Homs had left.",
        "He told Al Jazeera so, and Al-Jazeera's reporter agreed.",
        "The State Duma passed it. A Duma deputy spoke, and the Duma's speaker.",
    ],
)
def test_persons_organisations_and_common_words_are_no_places(text):
    assert surfaces(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They took the village of Zordan and two hills.", ["Zordan"]),
        ("They took the villages of Zordan, Kimbal and Ostrop.", ["Zordan", "Kimbal", "Ostrop"]),
        ("Planes left the Zordan air base.", ["Zordan air base"]),
        ("Fighting reached Tell Zordan and Jabal al-Kimbal.", ["Tell Zordan", "Jabal al-Kimbal"]),
        ("Residents of the Zordan district fled.", ["Zordan"]),
        ("It lies 10 km north of Zordan. Nobody was in sight. Zordan is quiet.", ["Zordan", "Zordan"]),
        ("They hold Hama, Zordan and Morek.", ["Hama", "Zordan", "Morek"]),
        ("ZORDAN - The army has left.", ["ZORDAN"]),
    ],
)
def test_a_name_that_no_gazetteer_has_is_given_away_by_form_or_cue(text, expected):
    assert surfaces(text) == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("in Hama province", "governorate"),
        ("in the province of Hama", "governorate"),
        ("in the northern countryside of Hama", "governorate"),
        ("in northern Hama", "governorate"),
        ("the city of Hama", "city"),
        ("the Hama region", "region"),
        ("Aleppo's Ramouseh district", ""),
        ("the Ramouseh district", "district"),
        ("in Hama", ""),
    ],
)
def test_the_words_around_ask_for_a_kind(text, hint):
    assert read(text)[0][1] == hint


def test_a_list_shares_its_kind():
    assert [hint for _, hint, _ in read("in Hama and Homs provinces")] == ["governorate", "governorate"]
    assert [hint for _, hint, _ in read("the towns of Morek and Latamna")] == ["town", "town"]
    assert [hint for _, hint, _ in read("in Hama, Homs and Aleppo provinces")] == ["governorate"] * 3


def test_a_kind_that_one_name_bears_is_not_its_list_s():
    assert [hint for _, hint, _ in read("in Hama, Homs province and Morek")] == ["", "governorate", ""]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("clashes 10 km north of Hama", "10 km north of"),
        ("clashes northeast and northwest of Hama", "northeast and northwest of"),
        ("on the outskirts of the city of Hama", "outskirts of"),
        ("at the gates of Hama", "gates of"),
        ("clashes near Hama", "near"),
        ("clashes in Hama", ""),
    ],
)
def test_the_words_before_tell_how_the_text_stands_to_the_place(text, relation):
    assert read(text)[0][2] == relation


def test_between_covers_both_ends():
    assert [relation for *_, relation in read("between Morek and Hama")] == ["between", "between"]


def test_nationalities_are_known_and_marked():
    assert read("Turkish-backed fighters") == [("Turkish", "demonym", "")]


def test_given_spans_get_the_same_hint_and_relation():
    document = Document("d", "5 km south of Hama city and the Turkish border")
    assert mention_at(document, 14, 18) == find_mentions(document, GAZETTEER)[0]
    assert mention_at(document, 32, 39).kind_hint == "demonym"


@pytest.fixture(scope="module")
def world():
    return Gazetteer.world()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He lives in St. Paul, Minn., and works at Mount Vernon, N.Y.", ["St. Paul", "Minn.", "Mount Vernon", "N.Y."]),
        ("PARIS, March 3 (Reuters) - Officials said London was wrong.", ["PARIS", "London"]),
        ("He moved from Guinea to Guinea-Bissau via New York City.", ["Guinea", "Guinea-Bissau", "New York City"]),
        ("Police in Hamilton County, Ohio, closed the Mississippi River.", ["Hamilton County", "Ohio", "Mississippi River"]),
        ("Clashes in Hama and Homs provinces.", ["Hama", "Homs"]),
        ("The U.S.-led coalition left Iraq.", ["U.S.", "Iraq"]),
        ("They took the villages of Zordan, Kimbal and Ostrop.", ["Zordan", "Kimbal", "Ostrop"]),
        ("Planes left the Zordan air base near Homs.", ["Zordan air base", "Homs"]),
        ("Fighting reached Tell Zordan and Jabal al-Kimbal.", ["Tell Zordan", "Jabal al-Kimbal"]),
        ("Northern Ireland, Côte d'Ivoire and the Gulf of Mexico.", ["Northern Ireland", "Côte d'Ivoire", "Gulf of Mexico"]),
        ("The Hague-based court met Moscow-backed rebels.", ["The Hague", "Moscow"]),
        ("Residents of Winston-Salem left the US. They came back.", ["Winston-Salem", "US"]),
        ("rebels seize hama as the army withdraws towards homs", ["hama", "homs"]),
        ("russia strikes kyiv as talks in istanbul stall", ["russia", "kyiv", "istanbul"]),
    ],
)  # fmt: skip
def test_names_of_the_world_are_found_among_words_in_capitals(world, text, expected):
    found = [m.surface for m in find_mentions(Document("d", text), world) if m.kind_hint != "demonym"]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "Of course nobody came. Hit by a car, he said. Van drivers met. Tell nobody.",
        "The Washington Post and the New York Times said so.",
        "Hama Today and the Aleppo Media Center had no news.",
        "Jack London met Paris Hilton and George Washington. London said so. Hilton agreed.",
        "Mohammed Damascus, a lawyer, spoke to Firas Idlib. Colonel Aleppo too.",
        "The Washingtons and the Paris family met Mr. Lebanon and Mrs Chester.",
        "Mr Halabi met the family of Ahmad al-Homsi. Halabi is a trader.",
        "We're late. I’ve seen The Mayor. Don't ask.",
    ],
)
def test_in_the_world_too_persons_newspapers_and_common_words_are_no_places(world, text):
    assert find_mentions(Document("d", text), world) == []


def test_a_demonym_of_the_world_is_marked(world):
    found = find_mentions(Document("d", "The French government said so."), world)
    assert [(m.surface, m.kind_hint) for m in found] == [("French", "demonym")]


def test_what_a_text_says_elsewhere_tells_a_surname_from_a_town(world):
    alone = find_mentions(Document("d", "Crowds met in Decatur. Decatur was quiet."), world)
    named = find_mentions(Document("d", "Crowds met Ann Decatur. Decatur was quiet."), world)
    assert [m.surface for m in alone] == ["Decatur", "Decatur"]
    assert named == []


WORDS = st.sampled_from(
    ["Hama", "hama", "the", "Aleppo's", "al-", "Khan", "Shaykhun", "of", "-", " ", ",", "province", "air base", "\n", "President",
     "and", "Zordan", "'", "’s", "\u0301", "حماة", "Turkish", "5 km", "north of", ".", "84th", "U.S.", "St. "]
)  # fmt: skip


@settings(deadline=None)
@given(
    st.one_of(
        st.text(max_size=120),
        st.lists(WORDS, max_size=25).map(" ".join),
        st.lists(WORDS, max_size=25).map("".join),
    )
)
def test_any_text_gives_sorted_grounded_mentions_that_do_not_overlap(world, text):
    for gazetteer in (GAZETTEER, world):
        found = find_mentions(Document("d", text), gazetteer)
        assert all(text[m.start : m.end] == m.surface and m.surface for m in found)
        assert all(one.end <= other.start for one, other in pairwise(found))
