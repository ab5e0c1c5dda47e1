"""A user's own gazetteer: tables and GeoNames dumps are read row by row, and join the places that are known."""

from __future__ import annotations

import csv
import json
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from frontline.cli import app
from frontline.errors import InputError, NoInputError
from frontline.gazetteer import Gazetteer, Tier
from frontline.mentions import find_mentions
from frontline.model import Document, Place
from frontline.placefiles import read_place_file
from frontline.places import locate_mentions
from pages import payload_text

KNOWN = Gazetteer.of_places(
    [
        Place("province", "North Province", "governorate", 37.2, 35.0, country="XX"),
        Place("midham", "Midham", "city", 37.2, 35.0, "province", "XX", 900, ("Midhama",)),
    ]
)


@pytest.fixture
def read(tmp_path):
    """Write a file and read it as a gazetteer."""

    def write_and_read(text: str | bytes, name: str = "own.csv", **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_place_file(path, KNOWN, **options)

    return write_and_read


def dump_line(number, name, lat, lon, code="PPL", *, others="", people="0", unit="01", columns=19) -> str:
    cells = [
        str(number), name, name, others, str(lat), str(lon), "P", code, "XX", "", unit, "", "", "", people, "", "9",
        "Etc/UTC", "2024-01-01",
    ]  # fmt: skip
    return "\t".join(cells[:columns]) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "name,lat,lon,kind,aliases\nKafr Own,35.1,37.3,village,Kefr Own|Kufr Own\n",
        "Place;Latitude;Longitude;Type;Alias\nKafr Own;35,1;37,3;Village;Kefr Own|Kufr Own\n",
        "toponym\ty\tx\tfeature code\tother names\nKafr Own\t35.1\t37.3\tPPL\tKefr Own;Kufr Own\n",
        '\ufeffNAME,LNG,LAT,place-kind,Alternate Names\n"Kafr Own",37.3,35.1,village,"Kefr Own, Kufr Own"\n',
    ],
)
def test_columns_go_by_many_names(read, text):
    (place,) = read(text).places
    assert (place.name, place.kind, place.lat, place.lon) == ("Kafr Own", "village", 35.1, 37.3)
    assert place.aliases == ("Kefr Own", "Kufr Own")
    assert place.place_id == "own-kafr-own"


def test_bad_rows_are_refused_by_line_and_the_rest_goes_on(read):
    reading = read(
        "id,name,lat,lon,kind,population\n"
        "a,Good,35,37,,\n"
        "b,North,95,37,,\n"
        "c,Nan,nan,37,,\n"
        "d,Zero,0,0,,\n"
        "e,,35,37,,\n"
        "f,Castle,35,37,castle,\n"
        "a,Again,35,37,,\n"
        "g,People,35,37,,many\n"
        "h,46,35,37,,\n"
        'i,"Open,35,37,,\n'
        "j,Last,35,37,town,12\n"
    )
    assert [place.name for place in reading.places] == ["Good", "Last"]
    told = "\n".join(map(str, reading.refusals))
    assert sum(refusal.count for refusal in reading.refusals) == 9
    for words in ("row 3: lat 95, lon 37 is not on Earth", "row 4: lat 'nan' is no number", "row 5: lat 0, lon 0",
                  "rows 6, 10: has no name", "row 7: kind 'castle' is unknown; use one of", "row 8: id 'a' is there twice",
                  "row 9: population 'many'", "row 11: is broken CSV"):  # fmt: skip
        assert words in told
    assert reading.notes[0].endswith("own.csv: 2 place(s) read, 9 row(s) refused")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "lacks column(s) name, lat, lon"),
        ("name,where\nA,B\n", "lacks column(s) lat, lon; expected name, lat, lon (and, if you like, id"),
        ("name,lat,lon\n", "gives no place"),
        ("name,lat,lon\nAway,99,99\n", "not on Earth"),
        (b"\x89PNG\r\n\x1a\n\0\0", "binary"),
        (b"PK\x03\x04rubbish", "binary"),
    ],
)
def test_a_file_that_gives_no_place_is_one_clear_error(read, data, words):
    with pytest.raises(InputError) as error:
        read(data)
    assert words in str(error.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(NoInputError, match=r"no gazetteer .*none\.csv"):
        read_place_file(tmp_path / "none.csv", KNOWN)


def test_a_parent_is_told_by_id_or_name_and_an_unknown_one_noted(read):
    reading = read(
        "name,lat,lon,kind,parent\nA Town,35,37,,province\nB Town,35,37,,North Province\nC Town,35,37,,Elsewhere\n"
        "Own Region,35,37,region,\nD Town,35,37,,own region\n"
    )
    parents = {place.name: place.parent for place in reading.places}
    assert parents == {
        "A Town": "province", "B Town": "province", "C Town": "", "Own Region": "", "D Town": "own-own-region",
    }  # fmt: skip
    assert any("1 parent(s) unknown and left empty, such as Elsewhere" in note for note in reading.notes)


@pytest.mark.parametrize("columns", [13, 19])
def test_a_dump_of_geonames(read, columns):
    text = (
        dump_line(1, "Kafr Dump", 35.1, 37.3, others="Kefr Dump,KDP,kafr dmp,كفر دمب", columns=columns)
        + dump_line(2, "Big Dump", 35.2, 37.3, people="200000", columns=columns)
        + dump_line(3, "Grand Hotel", 35.2, 37.3, "HTL", columns=columns)
        + dump_line(4, "Dump Province", 35.2, 37.3, "ADM1", columns=columns)
        + dump_line(5, "Nowhere", "x", 37.3, columns=columns)
        + "rubbish\n"
        + dump_line(6, "Dump air base", 35.2, 37.31, "AIRB", columns=columns)
    )
    reading = read(text, "XX.txt")
    assert [(p.place_id, p.kind, p.parent) for p in reading.places] == [
        ("gn1", "village", "gn4"),
        ("gn2", "city" if columns == 19 else "village", "gn4"),
        ("gn4", "governorate", ""),
        ("gn6", "base", "gn4"),
    ]
    assert reading.places[0].aliases == ("Kefr Dump", "كفر دمب")
    assert {str(refusal).split(": ", 1)[1][:24] for refusal in reading.refusals} == {
        "lat 'x' is no number; gi",
        "is no row of GeoNames; i",
    }
    assert any("1 row(s) of other kinds" in note for note in reading.notes)


def test_a_dump_comes_zipped_and_is_cut_to_the_frame(tmp_path, toy_theatre):
    with zipfile.ZipFile(tmp_path / "XX.zip", "w") as archive:
        archive.writestr("readme.txt", "words " * 1000)
        archive.writestr(
            "XX.txt", dump_line(1, "Kafr Dump", 35.1, 37.3) + dump_line(2, "Far Dump", 50.0, 2.0)
        )
    reading = read_place_file(tmp_path / "XX.zip", KNOWN, extent=toy_theatre.extent)
    assert [place.name for place in reading.places] == ["Kafr Dump"]
    assert any("1 place(s) far outside" in note for note in reading.notes)
    (tmp_path / "bad.zip").write_bytes((tmp_path / "XX.zip").read_bytes().replace(b"Kafr", b"Kufr"))
    with pytest.raises(InputError, match="archive that cannot be read"):
        read_place_file(tmp_path / "bad.zip", KNOWN)


def test_a_file_of_something_else_is_given_up_early(read):
    line = dump_line(1, "Kafr Dump", 35.1, 37.3)
    with pytest.raises(InputError, match="more than 1,000 lines are no places"):
        read(line + "rubbish\n" * 2000, "XX.txt")


def test_own_places_join_in_the_same_tiers():
    own = Place("own-kafr", "Kafr al-Own", "village", 37.3, 35.1, "province")
    joined = KNOWN.joined([own])
    assert [(c.place.place_id, c.tier) for c in joined.lookup("Kafr al-Own")] == [("own-kafr", Tier.EXACT)]
    assert [c.tier for c in joined.lookup("kafr el own")] == [Tier.ARTICLE]
    assert [c.tier for c in joined.lookup("Kefr Oun")] == [Tier.ROMANISED]
    assert joined.place("own-kafr").country == "XX"
    assert KNOWN.lookup("Kafr al-Own") == []
    assert joined.near_matches("Kafr al Ownn")[0] == "Kafr al-Own"


def test_a_row_of_the_same_name_and_spot_adds_its_names_to_the_known_place():
    joined = KNOWN.joined([Place("x1", "midham", "town", 37.21, 35.01, aliases=("Epiphania",))])
    (found,) = joined.lookup("Epiphania")
    assert (found.place.place_id, found.place.lon, found.place.name) == ("midham", 37.2, "Midham")
    assert [c.place.place_id for c in joined.lookup("Midham")] == ["midham"]
    assert joined.place("x1") is None


def test_a_row_with_a_known_id_corrects_the_known_place():
    joined = KNOWN.joined([Place("midham", "New Midham", "town", 37.25, 35.05)])
    (found,) = joined.lookup("Midhama")
    assert (found.place.name, found.place.lon, found.place.parent, found.place.population) == (
        "New Midham", 37.25, "province", 900,
    )  # fmt: skip
    assert [c.place.name for c in joined.lookup("Midham")] == ["New Midham"]


def test_a_namesake_elsewhere_is_a_rival_and_its_own_comes_first():
    joined = KNOWN.joined([Place("x1", "Midham", "village", 37.9, 35.0)])
    assert [c.place.place_id for c in joined.lookup("Midham")] == ["x1", "midham"]


def test_parents_follow_a_unit_that_was_known():
    unit = Place("gn4", "North Province", "governorate", 37.3, 35.1, country="XX")
    joined = KNOWN.joined([Place("gn1", "Kafr Own", "village", 37.3, 35.1, "gn4"), unit])
    assert joined.place("gn1").parent == "province"


def test_the_nearest_places_of_a_point():
    joined = KNOWN.joined([Place("x1", "Kafr Own", "village", 37.3, 35.0)])
    found = joined.near(37.29, 35.0, limit=5)
    assert [place.place_id for _, place in found] == ["x1", "midham"]
    assert found[0][0] == pytest.approx(0.911, abs=0.01)
    assert joined.near(0.0, 0.0) == []


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["Midham", "Kafr", "North Province", "B"]), st.floats(36, 38), st.floats(34, 36),
                          st.sampled_from(["village", "city", "governorate"])), max_size=6))  # fmt: skip
def test_joining_loses_no_name_and_makes_no_second_id(rows):
    own = [Place(f"x{n}", name, kind, lon, lat) for n, (name, lon, lat, kind) in enumerate(rows)]
    joined = KNOWN.joined(own)
    for place in own:
        found = [c.place for c in joined.lookup(place.name)]
        assert any(
            f.place_id == place.place_id or f.name == place.name or place.name in f.aliases for f in found
        )
        assert len({f.place_id for f in found}) == len(found)


def test_own_places_are_read_in_articles(toy_theatre):
    own = Place("own-kafr", "Kafr Own", "village", 37.3, 35.1)
    gazetteer = Gazetteer.for_theatre(toy_theatre, extra=[own])
    document = Document("d", "Insurgents entered Kafr Own and Norby on Tuesday.")
    located = locate_mentions(document, find_mentions(document, gazetteer), gazetteer, theatre=toy_theatre)
    assert [item.place.place_id for item in located if item.place] == ["own-kafr", "norby"]


def test_the_command_line_takes_several_and_tells_what_it_refused(toy_folder, tmp_path):
    one, two = tmp_path / "one.csv", tmp_path / "two.txt"
    one.write_text("name,lat,lon\nKafr Own,35.1,37.3\nBad,x,y\n", encoding="utf-8")
    two.write_text(dump_line(1, "Kafr Dump", 35.1, 37.4), encoding="utf-8")
    words = [
        "locate",
        "Kafr Own",
        "Kafr Dump",
        "35.1,37.39",
        "-t",
        str(toy_folder),
        "-g",
        str(one),
        "-g",
        str(two),
    ]
    result = CliRunner().invoke(app, words)
    records = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
    assert [record["place_id"] for record in records] == ["own-kafr-own", "gn1", "gn1"]
    assert records[2]["distance_km"] == pytest.approx(0.91, abs=0.05)
    assert "1 place(s) read, 1 row(s) refused" in result.stderr
    assert "row 3" in result.stderr


def test_claims_on_own_places_stand(toy_folder, tmp_path):
    own, story = tmp_path / "own.csv", tmp_path / "story.txt"
    own.write_text("name,lat,lon,kind\nKafr Own,35.1,37.3,village\n", encoding="utf-8")
    story.write_text("Published on 7 May 2031\n\nRed forces captured Kafr Own on Tuesday.", encoding="utf-8")
    result = CliRunner().invoke(app, ["claims", str(story), "-t", str(toy_folder), "-g", str(own)])
    assert "own-kafr-own,Kafr Own,35.1,37.3,captured,red" in result.stdout


def test_own_places_stand_on_the_map_with_their_file(toy_folder, tmp_path):
    own, story, out = tmp_path / "own.csv", tmp_path / "story.txt", tmp_path / "maps"
    own.write_text("name,lat,lon,kind\nKafr Own,35.1,37.3,village\n", encoding="utf-8")
    story.write_text("Published on 7 May 2031\n\nRed forces captured Kafr Own on Tuesday.", encoding="utf-8")
    words = ["map", str(story), "-t", str(toy_folder), "-g", str(own), "--out", str(out), "--export", "csv"]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0
    with (out / "control.csv").open(encoding="utf-8", newline="") as file:
        held = [row["controller"] for row in csv.DictReader(file) if row["place_id"] == "own-kafr-own"]
    assert held[-1] == "red"
    assert ",own.csv," in (out / "claims.csv").read_text(encoding="utf-8")
    assert "own-kafr-own" in payload_text((out / "toy.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "kind"), [("Oldmill airport", "airport"), ("Oldmill", "town"), ("Airport", "town")]
)
def test_a_row_without_a_kind_has_the_one_that_its_name_tells(read, name, kind):
    (place,) = read(f"name,lat,lon\n{name},35.1,37.3\n").places
    assert place.kind == kind


def test_unknown_names_come_as_a_table_to_fill_in(toy_folder, tmp_path):
    """What the command writes is what `--gazetteer` reads, once its points are filled in."""
    article, table = tmp_path / "a.txt", tmp_path / "names.csv"
    article.write_text(
        "They took the town of Zordan. The town of Zordan fell. They left the village of Xanbar."
    )
    given = ["mentions", str(article), "--theatre", str(toy_folder), "--unknown", str(table)]
    told = CliRunner().invoke(app, given)
    assert told.exit_code == 0, told.output
    assert "2 name(s) in" in told.output
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert [(row["name"], row["lat"], row["times"]) for row in rows] == [
        ("Zordan", "", "2"),
        ("Xanbar", "", "1"),
    ]
    assert "took the town of Zordan" in rows[0]["sentence"]
    table.write_text(
        table.read_text(encoding="utf-8").replace("Zordan,,", "Zordan,47.0,14.5"), encoding="utf-8"
    )
    found = CliRunner().invoke(
        app, ["locate", "Zordan", "--theatre", str(toy_folder), "--gazetteer", str(table)]
    )
    assert '"lat": 47.0, "lon": 14.5' in found.output
