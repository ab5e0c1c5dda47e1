"""Relative: what is told by other places has a point, a shape and an uncertainty that holds the shape."""

from __future__ import annotations

import datetime as dt
import json
from itertools import pairwise

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from tests.toyworld import PUBLISHED

from frontline.gazetteer import Gazetteer
from frontline.mentions import find_mentions
from frontline.model import Document, Place
from frontline.places import locate_mentions
from frontline.relative import find_relative, heed_relations, locate_phrase
from frontline.relative.distances import distance_of
from frontline.relative.ground import between, edge, near, toward
from frontline.theatre import load_theatre

EARTH = Geod(ellps="WGS84")
SMALL = (
    Place("alton", "Alton", "city", 10.0, 50.0, "", "ZZ", 200_000),
    Place("belford", "Belford", "town", 10.5, 50.2, "", "ZZ", 20_000),
    Place("carrow", "Carrow", "town", 10.2, 50.4, "", "ZZ"),
)
GAZETTEER = Gazetteer.of_places(SMALL)
PHRASES = (
    "10 km north of Alton", "10 km (6 miles) north of Alton", "northeast and northwest of Alton", "on the outskirts of Alton", "between Alton and Belford",
    "halfway from Alton to Belford", "6 miles from Carrow", "a few kilometres from Carrow", "the Alton suburbs",
    "half an hour's drive from Alton", "at the gates of Alton", "near Carrow", "the western countryside of Alton",
    "Alton's northern outskirts", "some 20 to 25 kilometers southwest of the town of Belford",
)  # fmt: skip

lons, lats = st.floats(-170, 170), st.floats(-75, 75)
bearings = st.lists(st.sampled_from([22.5 * n for n in range(16)]), max_size=3, unique=True)


def kilometres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    return EARTH.inv(lon, lat, other_lon, other_lat)[2] / 1000


def relative(text: str, gazetteer: Gazetteer = GAZETTEER, theatre=None):
    document = Document("d", text)
    located = locate_mentions(document, find_mentions(document, gazetteer), gazetteer, theatre=theatre)
    return find_relative(text, located, theatre=theatre)


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_is_found_with_a_shape_that_its_uncertainty_holds(phrase):
    text = f"They said that it lies {phrase}, and left."
    (found,) = relative(text)
    assert text[found.start : found.end] == found.surface
    assert phrase.endswith(found.surface)
    ground = found.ground
    assert shapely.is_valid(ground.geometry)
    assert not ground.geometry.is_empty
    for lon, lat in shapely.get_coordinates(ground.geometry):
        assert kilometres(ground.lon, ground.lat, lon, lat) <= ground.uncertainty_km + 1e-6


@pytest.mark.parametrize(
    "text", ["They drove from Alton to Belford.", "Alton fell.", "Both Alton and Belford.", "10 km on."]
)
def test_a_plain_name_is_no_relative_place(text):
    assert relative(text) == []


def test_the_point_of_a_measured_phrase_lies_where_the_words_say():
    (found,) = relative("Shots were heard 10 km north of Alton.")
    azimuth, _, metres = EARTH.inv(10.0, 50.0, found.ground.lon, found.ground.lat)
    assert metres == pytest.approx(10_000, rel=1e-3)
    assert azimuth == pytest.approx(0, abs=0.1)
    (miles,) = relative("Shots were heard 10 miles north of Alton.")
    assert kilometres(10.0, 50.0, miles.ground.lon, miles.ground.lat) == pytest.approx(16.09, rel=1e-3)


def test_the_longest_phrase_wins_and_none_overlap():
    (found,) = relative("The road between Alton and Belford is cut.")
    assert found.surface == "road between Alton and Belford"
    two = relative("It lies 10 km north of Alton, 5 km south of Carrow.")
    assert [item.surface for item in two] == ["10 km north of Alton", "5 km south of Carrow"]


@given(lons, lats, bearings, st.floats(0.5, 200))
def test_a_shape_lies_within_its_uncertainty_and_holds_its_measured_point(lon, lat, said, told_km):
    anchor = Place("a", "A", "town", lon, lat)
    ground = toward(anchor, said, distance_of(told_km))
    for x, y in shapely.get_coordinates(ground.geometry):
        assert kilometres(ground.lon, ground.lat, x, y) <= ground.uncertainty_km + 1e-6
    if len(said) == 1:
        assert kilometres(lon, lat, ground.lon, ground.lat) == pytest.approx(told_km, rel=1e-3)


@settings(deadline=None)
@given(lons, lats, st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_between_is_the_same_both_ways_and_holds_both_ends(lon, lat, east, north):
    one, other = Place("a", "A", "town", lon, lat), Place("b", "B", "town", lon + east, lat + north)
    there, back = between(one, other), between(other, one)
    assert kilometres(there.lon, there.lat, back.lon, back.lat) < 0.05
    assert there.uncertainty_km == pytest.approx(back.uncertainty_km, rel=1e-3)
    assert there.uncertainty_km >= kilometres(lon, lat, other.lon, other.lat) / 2
    assert between(one, other, halfway=True).uncertainty_km <= there.uncertainty_km + 1e-6


@given(st.floats(0.1, 1000))
def test_a_distance_lies_between_its_least_and_its_most(told_km):
    distance = distance_of(told_km)
    assert 0 <= distance.least_km <= distance.told_km <= distance.most_km


def test_words_that_widen_a_distance_widen_its_ground():
    plain, about, within = (
        relative(f"It is {words} 12 km north of Alton.")[0].ground for words in ("", "about", "less than")
    )
    assert plain.uncertainty_km < about.uncertainty_km
    assert within.geometry.area > plain.geometry.area


def test_an_edge_lies_about_the_town_and_near_holds_it():
    town = SMALL[0]
    middle = shapely.Point(town.lon, town.lat)
    assert not edge(town, 0.6, 2.0).geometry.contains(middle)
    assert near(town).geometry.contains(middle)


def test_roads_rivers_and_units_come_from_the_pack():
    theatre = load_theatre("syria-2024")
    gazetteer = Gazetteer.for_theatre(theatre)

    def shape(text: str):
        (found,) = relative(text, gazetteer, theatre)
        return found

    assert shape("They cut the Aleppo-Damascus highway.").ground.geometry.geom_type == "LineString"
    part = shape("Clashes went on along the M5 south of Maarat al-Numan.")
    assert [place.place_id for place in part.anchors] == ["m5", "maarat-al-numan"]
    assert part.ground.uncertainty_km < 20
    west = shape("They took the western countryside of Aleppo.").ground.geometry
    assert west.contains(shapely.Point(36.95, 36.13))  # Urum al-Kubra
    assert not west.contains(shapely.Point(37.51, 36.37))  # Al-Bab
    bank = shape("They hold the east bank of the Euphrates near Deir ez-Zor.").ground
    assert bank.uncertainty_km < 40
    assert not bank.geometry.contains(shapely.Point(40.14, 35.33))  # the town, on the west bank


def test_a_query_is_a_phrase_only_as_a_whole():
    found = locate_phrase("10 km north of alton", GAZETTEER)
    assert found is not None
    assert found.to_record()["kind"] == "relative"
    assert locate_phrase("on the outskirts of Alton", GAZETTEER) is not None
    assert locate_phrase("on the outskirts of Alton city", GAZETTEER) is not None
    assert locate_phrase("Alton", GAZETTEER) is None
    assert locate_phrase("Alton city", GAZETTEER) is None
    assert locate_phrase("Fighting 10 km north of Alton", GAZETTEER) is None


def test_a_record_has_the_contract_and_geojson():
    (found,) = relative("Shots were heard 10 km north of Alton.")
    record = json.loads(json.dumps(found.to_record()))
    assert record["anchors"] == ["alton"]
    assert record["place_id"] is None
    assert record["geometry"]["type"] == "Polygon"
    assert record["uncertainty_km"] == round(found.ground.uncertainty_km, 1)


@pytest.mark.parametrize(
    ("text", "placed"),
    [
        ("The village of Zordan, 12 km north of Alton, fell.", True),
        ("The village of Zordan, located about 5 miles east of Alton, fell.", True),
        ("They took Tell Zordan (3 km west of Alton).", True),
        ("The village of Zordan, a small market town 12 km north of Alton, fell.", True),
        ("The village of Zordan, 12km NW of Alton, fell.", True),
        ("The village of Zordan, north of Alton, fell.", False),
        ("The village of Zordan fell. It was 10 km north of Alton.", False),
        ("The village of Zordan, 12 km from Alton, fell.", False),
    ],
)
def test_a_name_that_no_gazetteer_has_is_put_where_the_text_says(text, placed):
    document = Document("d", text)
    located = locate_mentions(document, find_mentions(document, GAZETTEER), GAZETTEER)
    settled = heed_relations(text, located)
    assert [item.mention for item in settled] == [item.mention for item in located]
    place = settled[0].place
    assert (place is not None) == placed
    if place is not None:
        assert (place.source, place.country, place.kind) == ("relative", "ZZ", "village")


def test_a_namesake_far_from_where_the_text_puts_the_name_is_not_meant():
    far = Place("far", "Zordan", "village", 30.0, 10.0)
    gazetteer = GAZETTEER.joined([far])
    text = "The village of Zordan, 12 km north of Alton, fell. The army retook Zordan."
    document = Document("d", text)
    located = locate_mentions(document, find_mentions(document, gazetteer), gazetteer)
    assert {item.place for item in located if item.mention.surface == "Zordan"} == {far}
    told = [item.place for item in heed_relations(text, located) if item.mention.surface == "Zordan"]
    assert [place.source for place in told] == ["relative"] * 2
    assert told[0] == told[1]


def test_a_name_that_is_told_at_two_points_is_two_places():
    text = (
        "The village of Zordan, 12 km north of Alton, fell. The village of Zordan, 20 km west of Alton, fell."
    )
    document = Document("d", text)
    located = locate_mentions(document, find_mentions(document, GAZETTEER), GAZETTEER)
    zordan = [item.place for item in heed_relations(text, located) if item.mention.surface == "Zordan"]
    assert len({place.place_id for place in zordan}) == len({(place.lon, place.lat) for place in zordan}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Red forces captured a hill 10 km north of Alton.", "Red forces captured positions 10 km north of Alton.",
        "Red forces captured areas northeast and northwest of Alton.", "Red forces took a checkpoint on the outskirts of Alton.",
        "Red forces captured the ground between Alton and Belford.", "Red forces seized a base halfway between Alton and Belford.",
    ],
)  # fmt: skip
def test_ground_that_lies_by_a_town_does_not_take_the_town(toy_theatre, text):
    from frontline.claims import ClaimExtractor

    text = text.replace("Alton", "Midham").replace("Belford", "Weston")
    claims = ClaimExtractor(toy_theatre).extract(Document("d", text, published=PUBLISHED or dt.date.min))
    assert [claim.place for claim in claims if claim.status in ("captured", "controlled", "lost")] == []


@pytest.mark.parametrize(
    "told",
    ["99999999999999999999 km", "20000 km", "9000 hours' drive", "1.2.3,4 km", "0 km", "١٠ km", "100-5 km"],
)
def test_senseless_distances_are_refused_or_drawn(told):
    for item in relative(f"It is {told} from Alton."):
        assert item.ground.uncertainty_km < 2000
        json.dumps(item.to_record(), allow_nan=False)


def test_a_shape_over_the_last_meridian_is_in_one_piece():
    ground = toward(Place("a", "A", "town", 179.9, -17.0), [90.0], distance_of(50))
    assert shapely.is_valid(ground.geometry)
    assert ground.uncertainty_km < 60
    assert ground.geometry.bounds[2] - ground.geometry.bounds[0] < 2


@given(st.text(alphabet="Alton Bef,.10kmnorthasd-'()\n", max_size=120))
def test_any_text_gives_grounded_relative_places_that_do_not_overlap(text):
    found = relative(text)
    assert all(text[item.start : item.end] == item.surface for item in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
