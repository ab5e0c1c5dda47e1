"""Places of the world: a document's names decide together which of many namesakes each one is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontline.gazetteer import Gazetteer
from frontline.mentions import mention_at
from frontline.model import Document, Place
from frontline.places import locate_mentions, locate_name
from frontline.places.containers import unit_behind, units_named
from frontline.places.evidence import FEATURES, Evidence, Name
from frontline.places.world import group_names, load_weights

#: Two states, far apart, with a Paris and a Milan each; a country and a state of one name; a county and its bare name.
PLACES = (
    Place("us", "Usland", "country", -98.0, 39.0, "", "US"),
    Place("ge", "Georgia", "country", 43.5, 42.0, "", "GE"),
    Place("fr", "Frankia", "country", 2.0, 46.0, "", "FR"),
    Place("ga", "Georgia", "governorate", -83.5, 32.75, "us", "US", aliases=("Ga.",)),
    Place("tx", "Texas", "governorate", -99.0, 31.0, "us", "US", aliases=("Tex.",)),
    Place("paris-fr", "Paris", "city", 2.35, 48.85, "fr", "FR", 2_100_000),
    Place("paris-tx", "Paris", "town", -95.55, 33.66, "tx", "US", 25_000),
    Place("paris-ga", "Paris", "town", -83.9, 33.0, "ga", "US", 1_000),
    Place("milan-tx", "Milan", "town", -95.6, 33.5, "tx", "US", 3_000),
    Place("milan-ga", "Milan", "town", -83.1, 32.0, "ga", "US", 3_100),
    Place("lamar", "Lamar County", "county", -95.57, 33.66, "tx", "US"),
    Place("reno", "Reno", "town", -95.4, 33.6, "tx", "US", 3_000),
    Place("tbilisi", "Tbilisi", "city", 44.8, 41.7, "ge", "GE", 1_100_000),
    Place("batumi-gov", "Batumi", "governorate", 41.7, 41.6, "ge", "GE", 170_000),
    Place("batumi", "Batumi", "city", 41.64, 41.64, "batumi-gov", "GE", 152_000),
    Place("kutaisi", "Kutaisi", "city", 42.7, 42.25, "ge", "GE", 150_000),
)
WORLD = Gazetteer.of_places(PLACES)
WORLD.is_broad = True


def located(text: str, *names: str) -> list[str]:
    """Return the ids of what the names mean, each at its first place in the text after the one before."""
    document, spans, at = Document("d", text), [], 0
    for name in names:
        at = text.index(name, at)
        spans.append((at, at + len(name)))
        at += len(name)
    mentions = [mention_at(document, *span) for span in spans]
    return [item.place.place_id if item.place else "" for item in locate_mentions(document, mentions, WORLD)]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("He went to Paris.", ["Paris"], ["paris-fr"]),
        ("He left Reno in Lamar County for Paris.", ["Reno", "Lamar County", "Paris"], ["reno", "lamar", "paris-tx"]),
        ("He went to Paris, Texas.", ["Paris", "Texas"], ["paris-tx", "tx"]),
        ("He went to Paris, Tex. on Monday.", ["Paris"], ["paris-tx"]),
        ("Paris, Texas, is not Paris, Georgia.", ["Paris", "Texas", "Paris"], ["paris-tx", "tx", "paris-ga"]),
        (
            "They met in Tbilisi, Georgia, and in Paris, Georgia.",
            ["Tbilisi", "Georgia", "Paris", "Georgia"],
            ["tbilisi", "ge", "paris-ga", "ga"],
        ),
        ("Texas State Police came to Milan. Texas paid.", ["Milan"], ["milan-tx"]),
        ("Georgia borders it. Milan and Paris, Georgia, waited.", ["Georgia", "Milan", "Paris"], ["ga", "milan-ga", "paris-ga"]),
        ("Georgia sent men from Tbilisi and Kutaisi.", ["Georgia", "Tbilisi", "Kutaisi"], ["ge", "tbilisi", "kutaisi"]),
        ("They came to Batumi.", ["Batumi"], ["batumi"]),
        ("They came to Batumi province.", ["Batumi"], ["batumi-gov"]),
        ("Reno in Lamar County has a Reno Courthouse.", ["Reno", "Lamar County", "Reno Courthouse"], ["reno", "lamar", "reno"]),
        ("Tbilisi has a Reno Courthouse.", ["Tbilisi", "Reno Courthouse"], ["tbilisi", ""]),
        ("Nobody knows Zordan.", ["Zordan"], [""]),
    ],
)  # fmt: skip
def test_the_names_of_a_document_decide_together(text, names, expected):
    assert located(text, *names) == expected


def test_one_name_has_one_sense_unless_units_beside_it_differ():
    text = "Paris, Texas, voted. In Paris nobody spoke."
    assert located(text, "Paris", "Paris") == ["paris-tx", "paris-tx"]


def test_rivals_are_kept_and_the_trust_is_shared():
    document = Document("d", "He went to Paris.")
    answer = locate_mentions(document, [mention_at(document, 11, 16)], WORLD)[0]
    assert {place.place_id for place in answer.rivals} == {"paris-tx", "paris-ga"}
    assert 0.3 < answer.score < 1


def test_a_bare_name_is_ranked_as_in_a_text_of_it_and_of_what_it_is_near():
    def ranked(*asked, **near):
        return [place.place_id for place, _ in locate_name(*asked, WORLD, **near)]

    assert ranked("Paris")[0] == "paris-fr"
    assert ranked("Paris", near="Reno")[0] == "paris-tx"
    assert (ranked("Batumi")[0], ranked("Batumi province")[0]) == ("batumi", "batumi-gov")
    assert sum(trust for _, trust in locate_name("Paris", WORLD)) == pytest.approx(1, abs=1e-5)
    assert ranked("Zordan") == []


def test_abroad_a_great_city_has_the_name_of_its_region_and_at_home_the_region_keeps_it():
    port = Place("port", "Port Ashe", "city", -73.9, 40.7, "us", "US", 2_000_000)
    state = Place("pa", "Port Ashe", "governorate", -75.0, 42.5, "us", "US", 19_000_000)
    world = Gazetteer.of_places([*PLACES, port, state])
    world.is_broad = True

    def means(text: str, *names: str) -> str:
        document = Document("d", text)
        mentions = [mention_at(document, text.index(name), text.index(name) + len(name)) for name in names]
        found = locate_mentions(document, mentions, world)[0].place
        return found.place_id if found else ""

    assert locate_name("Port Ashe", world)[0][0].place_id == "port"
    assert locate_name("Port Ashe province", world)[0][0].place_id == "pa"
    assert (
        means("Port Ashe hosts Tbilisi, Batumi and Kutaisi.", "Port Ashe", "Tbilisi", "Batumi", "Kutaisi")
        == "port"
    )
    assert means("Port Ashe, Reno, Lamar County.", "Port Ashe", "Reno", "Lamar County") == "pa"


def test_a_word_for_a_unit_asks_for_the_one_that_is_called_after_the_town():
    town = Place("kursan", "Kursan", "city", 36.2, 51.7, "kursan-oblast", "XY", 400_000)
    unit = Place("kursan-oblast", "Kursanskaya oblast", "governorate", 36.3, 51.8, "", "XY", 900_000)
    world = Gazetteer.of_places([*PLACES, town, unit])
    world.is_broad = True

    def means(text: str) -> str:
        document = Document("d", text)
        at = text.index("Kursan")
        found = locate_mentions(document, [mention_at(document, at, at + 6)], world)[0].place
        return found.place_id if found else ""

    assert means("They shelled Kursan.") == "kursan"
    assert (
        means("They shelled the Kursan region.") == means("They shelled Kursan province.") == "kursan-oblast"
    )


def test_a_text_names_units_in_whatever():
    assert units_named("The Texas State Police and Gov. Smith of Ga. met in Texas.", WORLD) == {
        "tx": 2,
        "ga": 1,
    }
    assert unit_behind("Paris, Texas Rangers", 5, WORLD) == {"tx"}
    assert unit_behind("Paris in Texas", 5, WORLD) == frozenset()


def test_the_trust_in_the_candidates_of_a_name_sums_to_one():
    names = [
        Name(name, "", WORLD.namesakes(name), [n]) for n, name in enumerate(("Paris", "Milan", "Georgia"))
    ]
    evidence = Evidence(names, {"tx": 5})
    shares = evidence.shares(load_weights()[0])
    evidence.weigh(shares)
    shares = evidence.shares(load_weights()[1])
    for number in range(len(names)):
        assert shares[evidence.name_of == number].sum() == pytest.approx(1, abs=1e-5)
    assert evidence.table.shape == (7, len(FEATURES))


def test_a_document_of_common_names_keeps_the_place_that_is_said_to_hold():
    crowd = [Place(f"p{n}", "Crowd", "town", -90.0 + n / 10, 40.0, "us", "US", 9_000 + n) for n in range(90)]
    held = Place("crowd-tx", "Crowd", "village", -95.0, 33.0, "tx", "US", 12)
    world = Gazetteer.of_places([*PLACES, *crowd, held])
    world.is_broad = True
    text = "Crowd, Texas, is small."
    document = Document("d", text)
    names = group_names(text, [mention_at(document, 0, 5)], world)
    assert len(names[0].candidates) < len(crowd)
    assert "crowd-tx" in {candidate.place.place_id for candidate in names[0].candidates}


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Paris", "Milan", "Georgia", "Texas", "Ga.", "and", "in", ",", "’s", "Lamar County"]
        ),
        max_size=15,
    )
)
def test_every_mention_is_answered_in_order_whatever_the_text(words):
    text = " ".join(words)
    document, at, mentions = Document("d", text), 0, []
    for word in words:
        at = text.index(word, at)
        if word[0].isupper():
            mentions.append(mention_at(document, at, at + len(word)))
        at += len(word)
    answers = locate_mentions(document, mentions, WORLD)
    assert [answer.mention for answer in answers] == mentions
    assert all(0 <= answer.score <= 1 for answer in answers)
    assert answers == locate_mentions(document, mentions, WORLD)
