"""The gazetteer as a geopy geocoder: it works where geopy's do, with no network at all."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest
from geopy.exc import GeocoderQueryError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point
from hypothesis import given, settings
from hypothesis import strategies as st

from frontline import Gazetteer
from frontline.model import Place

PLACES = [
    Place("land", "Toyland", "country", 37.0, 35.0, country="XX"),
    Place("north", "North Province", "governorate", 37.2, 35.0, "land", "XX"),
    Place("south", "South Province", "governorate", 37.2, 34.0, "land", "XX"),
    Place("suran-n", "Suran", "town", 37.2, 35.1, "north", "XX", 50),
    Place("suran-s", "Suran", "town", 37.2, 34.1, "south", "XX", 40_000, ("Souran",)),
]


OURS = Gazetteer.of_places(PLACES)


@pytest.fixture
def ours() -> Gazetteer:
    return OURS


def test_ours_is_a_geopy_geocoder(ours):
    assert isinstance(ours, Geocoder)
    assert issubclass(Gazetteer, Geocoder)
    wanted = {"exactly_one", "timeout"}
    for verb in ("geocode", "reverse"):
        theirs = inspect.signature(getattr(Nominatim, verb)).parameters
        own = inspect.signature(getattr(Gazetteer, verb)).parameters
        assert wanted <= own.keys() & theirs.keys()
        assert own["exactly_one"].kind == theirs["exactly_one"].kind


def test_geocode_answers_as_geopy_does(ours):
    found = ours.geocode("Souran", timeout=1)
    assert isinstance(found, Location)
    assert found.address == "Suran, South Province, Toyland"
    assert (found.latitude, found.longitude) == (34.1, 37.2)
    assert (found.raw["place_id"], found.raw["kind"], found.raw["aliases"]) == ("suran-s", "town", ["Souran"])
    assert 0 < found.raw["score"] <= 1
    assert [place.raw["place_id"] for place in ours.geocode("Suran", exactly_one=False)] == [
        "suran-s",
        "suran-n",
    ]
    assert len(ours.geocode("Suran", exactly_one=False, limit=1)) == 1
    assert ours.geocode("Atlantis") is None
    assert ours.geocode("Atlantis", exactly_one=False) is None
    assert ours.geocode("") is None


def test_units_after_commas_are_a_filter(ours):
    assert ours.geocode("Suran, North Province").raw["place_id"] == "suran-n"
    assert ours.geocode("Suran, South Province, Toyland").raw["place_id"] == "suran-s"
    assert ours.geocode("Suran, Atlantis") is None
    assert ours.geocode("Suran", near="North Province").raw["place_id"] == "suran-n"


def test_reverse_gives_the_nearest_with_their_distances(ours):
    found = ours.reverse((35.09, 37.2))
    assert found.raw["place_id"] == "suran-n"
    assert found.raw["distance_km"] == pytest.approx(1.112, abs=0.01)
    both = ours.reverse(Point(34.6, 37.2), exactly_one=False, within_km=100)
    assert [place.raw["distance_km"] for place in both] == sorted(place.raw["distance_km"] for place in both)
    assert len(both) == 2
    assert ours.reverse("0, 0") is None


@pytest.mark.parametrize("query", [None, 7, ["Suran"], {"city": "Suran"}])
def test_a_query_that_is_no_name_is_geopys_error(ours, query):
    with pytest.raises(GeocoderQueryError, match="expected a name"):
        ours.geocode(query)
    with pytest.raises(GeocoderQueryError, match="limit"):
        ours.geocode("Suran", exactly_one=False, limit=0)


@pytest.mark.parametrize("query", [(91, 0), "nowhere", (float("nan"), 1), None])
def test_a_point_that_is_none_is_geopys_error(ours, query):
    with pytest.raises(GeocoderQueryError, match="expected a point"):
        ours.reverse(query)


def test_it_works_in_the_rate_limiter(ours):
    limited = RateLimiter(ours.geocode, min_delay_seconds=0.001)
    assert [limited(name).raw["place_id"] for name in ("Souran", "Toyland")] == ["suran-s", "land"]
    assert RateLimiter(ours.reverse)((35.1, 37.2), exactly_one=True).raw["place_id"] == "suran-n"


def test_it_works_in_geopandas(toy_folder):
    from geopandas.tools import geocode, reverse_geocode
    from shapely import Point as Spot

    table = geocode(["Midham", "Atlantis", "Westown"], provider=Gazetteer, theatre=str(toy_folder))
    assert list(table.address.fillna("")) == ["Midham, Toy Province", "", "Weston, Toy Province"]
    assert (table.geometry[0].x, table.geometry[0].y) == (37.2, 35.0)
    assert table.geometry[1].is_empty
    back = reverse_geocode([Spot(37.21, 35.0)], provider=Gazetteer, theatre=str(toy_folder))
    assert list(back.address) == ["Midham, Toy Province"]


def test_the_geopy_face_serves_the_whole_road(toy_theatre):
    from frontline import Document, extract_claims

    ours = Gazetteer.for_theatre(toy_theatre, extra=[Place("own", "Kafr Own", "village", 37.3, 35.1)])
    assert ours.geocode("Kafr Own").raw["country"] == "XX"
    import datetime as dt

    document = Document("d", "Red forces captured Kafr Own on Tuesday.", published=dt.date(2031, 5, 7))
    (claim,) = extract_claims([document], toy_theatre, gazetteer=ours)
    assert (claim.place_id, claim.controller) == ("own", "red")


@settings(deadline=None)
@given(st.text(max_size=30))
def test_no_name_raises(name):
    found = OURS.geocode(name, exactly_one=False)
    assert found is None or all(isinstance(place, Location) for place in found)


@settings(deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_point_has_the_nearest_place_or_none(lat, lon):
    found = OURS.reverse((lat, lon), within_km=21_000)
    assert found is not None
    assert found.raw["place_id"] in {"suran-n", "suran-s"}


def test_geopy_is_imported_only_by_those_who_use_it():
    code = "import sys, frontline.cli, frontline.places, frontline.claims; print('geopy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
