"""Places, states and lists: which ground a sentence speaks of, and what is said of it without an event."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import pytest

from frontline.claims import ClaimExtractor
from frontline.model import Document
from frontline.theatre import load_theatre

THURSDAY = dt.date(2024, 12, 5)


@lru_cache(maxsize=1)
def extractor() -> ClaimExtractor:
    return ClaimExtractor(load_theatre("syria-2024"))


def told(text: str) -> set[tuple[str, str, str]]:
    """Return (place, status, controller) of the present claims of a text."""
    claims = extractor().extract(Document("d", text, outlet="wire", published=THURSDAY))
    return {(c.place_id, c.status, c.controller) for c in claims if c.is_present_control}


def held(side: str, *places: str) -> set[tuple[str, str, str]]:
    return {(place, "controlled", side) for place in places}


def taken(side: str, *places: str) -> set[tuple[str, str, str]]:
    return {(place, "captured", side) for place in places}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels took the capital without a fight.", taken("opposition", "damascus")),
        ("The Syrian capital fell to rebels.", taken("opposition", "damascus")),
        ("Government flees as rebels take capital", taken("opposition", "damascus")),
        ("Syria's second city falls to rebels", taken("opposition", "aleppo")),
        ("Rebels took control of the country's third-largest city.", taken("opposition", "homs")),
        (
            "The army still holds the capital, Homs and Tartus.",
            held("government", "damascus", "homs", "tartus"),
        ),
        ("Rebels captured the second city to fall in a week.", set()),
        ("In Khartoum fighting goes on. Rebels took the capital.", set()),
        ("Rebels captured the provincial capital.", set()),
    ],
)
def test_a_description_stands_for_its_city(text: str, expected: set[tuple[str, str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The government controls only three of 14 provincial capitals: Damascus, Latakia and Tartus.",
            held("government", "damascus", "latakia", "tartus"),
        ),
        (
            "Government forces hold the spine of the country, Aleppo, Hama, Homs, Damascus.",
            held("government", "aleppo", "hama", "homs", "damascus"),
        ),
        (
            "Rebels have taken two towns on the road south, Rastan and Talbiseh.",
            taken("opposition", "rastan", "talbiseh"),
        ),
        (
            "The SDF rules most of the land east of the Euphrates, including Raqqa and Hasakah.",
            held("sdf", "raqqa", "al-hasakah"),
        ),
        (
            "Rebels have taken Aleppo in the north, Hama in the centre and Deir al-Zor in the east.",
            taken("opposition", "aleppo", "hama", "deir-ez-zor"),
        ),
        ("Rebels seized several villages in the countryside of Hama, Homs and Idlib.", set()),
        (
            "In Aleppo, the neighbourhoods of Sheikh Maqsoud and Ashrafiyeh are still in Kurdish hands.",
            held("sdf", "sheikh-maqsoud", "ashrafiyeh-aleppo"),
        ),
        ("Kurdish forces still hold the Aleppo district of Sheikh Maqsoud.", held("sdf", "sheikh-maqsoud")),
        (
            "Saraqib is in opposition hands, and so are Khan Sheikhoun and Kafr Nabl.",
            held("opposition", "saraqib", "khan-shaykhun", "kafr-nabl"),
        ),
    ],
)
def test_a_list_is_read_to_its_end(text: str, expected: set[tuple[str, str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The rebels now have Aleppo.", held("opposition", "aleppo")),
        ("The rebels have Aleppo in their sights.", set()),
        ("Tal Rifaat is run by the SNA.", held("sna", "tell-rifaat")),
        ("The SDF held out at the Tishrin Dam.", held("sdf", "tishrin-dam")),
        ("Rebels are now in control of Hama.", held("opposition", "hama")),
        ("Tartus, a bastion of the government, is calm.", held("government", "tartus")),
        ("Hama, once a rebel stronghold, is calm.", set()),
        ("Tartus remains loyal to the government.", held("government", "tartus")),
        ("Hama and Homs, both gov-held tonight.", held("government", "hama", "homs")),
        ("Opposition-controlled areas now include Hama.", held("opposition", "hama")),
        ("Rebel territory now includes Hama.", held("opposition", "hama")),
        ("Checkpoints at Khan Sheikhoun are manned by the army.", held("government", "khan-shaykhun")),
        ("There are army checkpoints still in place at Kiswah.", held("government", "kiswah")),
        ("Government troops withdrew towards Hama, where they are regrouping.", held("government", "hama")),
        ("The army pushed the terrorists back by more than 10 km from Hama.", held("government", "hama")),
        (
            "The army foiled an attempt by militants to infiltrate toward Qamhana.",
            held("government", "qamhana"),
        ),
        ("The SNA took control of 80% of Manbij.", taken("sna", "manbij")),
        ("Rebels captured government-held Hama.", taken("opposition", "hama")),
        ("Rebels captured the government stronghold of Hama.", taken("opposition", "hama")),
        ("Daraa is quiet and under government control, for now.", held("government", "daraa")),
        ("Masyaf is still held by the army. So is Homs.", held("government", "masyaf", "homs")),
        ("In Deir ez-Zor, the SDF is in control for a second day.", held("sdf", "deir-ez-zor")),
        ("With Hama under their control, the rebels rested.", held("opposition", "hama")),
        (
            "REPORTER: The rebels have now taken the city of hama there is no doubt",
            taken("opposition", "hama"),
        ),
        ("Israel seized the town of Quneitra.", taken("israel", "quneitra")),
        ("The agency said that Homs is with the army, and this is not correct.", set()),
        ("What the fall of Homs to rebels would mean", set()),
    ],
)
def test_a_state_is_told_in_many_words(text: str, expected: set[tuple[str, str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "place", "status"),
    [
        ("Rebels within 5km of Homs", "homs", "approached"),
        ("Insurgents at Homs' doorstep", "homs", "approached"),
        ("Syrian rebels enter Homs' outskirts", "homs", "approached"),
        ("Rebels seized Hisya, putting them 5 km from Homs.", "homs", "approached"),
        ("The insurgents had pushed to within sight of Homs.", "homs", "approached"),
        ("Rebels reach heart of Homs", "homs", "contested"),
        ("Fights are under way in Homs.", "homs", "contested"),
        ("Rebels in the heart of Homs", "homs", "contested"),
    ],
)
def test_near_and_inside_are_kept_apart(text: str, place: str, status: str) -> None:
    assert {claim[1] for claim in told(text) if claim[0] == place} == {status}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SDF: Raqqa, Hasakah", held("sdf", "raqqa", "al-hasakah")),
        ("SDF:\nRaqqa\nHasakah", held("sdf", "raqqa", "al-hasakah")),
        ("Hama - rebels; Homs - army", held("opposition", "hama") | held("government", "homs")),
        ("SNA: Azaz, al-Bab – and pushing on Manbij", held("sna", "azaz", "al-bab")),
        ("Opposition gained:\n- Khanasir\n- Safira", taken("opposition", "khanasir", "safirah")),
        (
            "Suran stays red. Morek: no change, green.\nLegend: red = government, green = rebels.",
            held("government", "suran") | held("opposition", "morek"),
        ),
        ("Suran stays red. The rebels wore green.", set()),
        ("Army: Homs is safe.", set()),
    ],
)
def test_a_stand_needs_no_verb(text: str, expected: set[tuple[str, str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Jableh captured the youth cup on Sunday.",
        'They withdrew without their boots," said a man from Tafas.',
        "The army holds the summit; whoever sits on it looks down on Suran.",
        "Daraya had been besieged for four years and was emptied of its people.",
        "Soldiers from Aleppo were arriving there by bus.",
    ],
)
def test_nothing_is_told(text: str) -> None:
    assert told(text) == set()


def test_the_city_is_not_where_somebody_comes_from() -> None:
    text = "Hama fell to the rebels, a prize for the alliance that set out from Idlib. Rebels entered the city at noon."
    assert {claim[0] for claim in told(text)} == {"hama"}


def test_the_airport_is_not_of_the_town_that_somebody_left_for() -> None:
    text = (
        "Rebels took Aleppo, hours after soldiers left the city in convoys for Hama. "
        "Rebels were deployed at the airport."
    )
    assert {claim[0] for claim in told(text)} == {"aleppo", "aleppo-international-airport"}


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("The army withdrew from Suran and from Morek, and rebels entered both.", {"suran", "morek"}),
        ("HAMA, December 5 - The army withdrew from Suran, and rebels entered both.", {"rastan", "talbiseh"}),
        ("The army still held Suran, and rebels entered both towns.", {"rastan", "talbiseh"}),
    ],
)
def test_both_are_the_two_of_the_sentence_before_those_of_another(text: str, both: set[str]) -> None:
    claims = extractor().extract(
        Document("d", f"Rebels are near Rastan and Talbiseh. {text}", published=THURSDAY)
    )
    assert {c.place_id for c in claims if c.is_present_control and c.rule == "enter"} == both


@pytest.mark.parametrize(
    "text",
    [
        "Rebels briefly seized a checkpoint west of Homs, but the army took it back.",
        "The army seized the depot north of Homs, but rebels recaptured it.",
        "Rebels shelled a camp near Homs and then took it.",
    ],
)
def test_a_nameless_thing_beside_a_town_is_not_the_town(text: str) -> None:
    assert "homs" not in {
        place for place, status, _side in told(text) if status in ("captured", "controlled")
    }


def test_it_is_the_town_and_not_the_one_that_it_lies_north_of() -> None:
    assert "homs" not in {claim[0] for claim in told("Rebels attacked Rastan, north of Homs, and took it.")}
    assert ("rastan", "captured", "opposition") in told("Rebels advanced near Rastan and then took it.")


def test_a_second_description_of_a_named_city_is_no_other_city() -> None:
    text = (
        "Rebels said they had seized Hama, the capital of the province and the country's second largest city, after a siege. "
        "Residents confirmed that the army had withdrawn from the city."
    )
    assert {claim[0] for claim in told(text)} == {"hama"}
    assert "aleppo" in {c[0] for c in told("Rebels took Hama and the country's second largest city.")}


def test_it_is_not_what_only_situates_a_town() -> None:
    assert "al-bab" not in {c[0] for c in told("The SNA entered Tadef, near al-Bab, after soldiers left it.")}


@pytest.mark.parametrize(
    "text",
    [
        "Rebels push through northern Hama towns, reach edge of provincial capital.",
        "The army said that it still holds Homs towns.",
        "Rebels are outside Hama. The school of armoured vehicles beside it is also ours, the rebels said.",
    ],
)
def test_what_lies_around_a_town_is_not_the_town(text: str) -> None:
    assert not {claim for claim in told(text) if claim[1] in ("captured", "controlled")}
