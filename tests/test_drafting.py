"""Drafting: a new pack from a few answers is sound, has a map, and says what is left to fill in."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely
from typer.testing import CliRunner

from frontline import drafting
from frontline.cli import app
from frontline.drafting import (
    COLOURS,
    Plan,
    TownFinder,
    World,
    cut_basemap,
    frame_of,
    give_the_army,
    place_of,
    propose_side,
    world_map,
    write_pack,
)
from frontline.drafting.towns import is_inside_frame
from frontline.errors import InputError
from frontline.gazetteer.layers import distance_km
from frontline.spelling import drop_articles, fold
from frontline.theatre import Extent, load_theatre
from frontline.theatre.shapes import decode_layer, layer_shapes
from sight import SIGHT, seen

DAY = date(2031, 5, 2)


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture
def shared_world(world, monkeypatch):
    """The command makes its own; its cities take seconds to read."""
    monkeypatch.setattr(drafting, "World", lambda: world)


def plan_of(world, *sides, countries=("LU",)):
    return Plan("hills", "The hills", DAY, DAY, DAY, countries, world.extent(countries), sides)


def test_a_drafted_pack_is_a_theatre(world, tmp_path):
    north = propose_side(
        "Northerners", 0, ("Northern forces",), holds=("Luxembourg",), wants=("Esch-sur-Alzette",)
    )
    south = propose_side("Southerners", 1, holds=("Esch-sur-Alzette district", "Vianden"))
    left = write_pack(plan_of(world, north, south), tmp_path / "hills", world)
    theatre = load_theatre(tmp_path / "hills")
    assert theatre.metric_crs == "EPSG:32632"
    assert str(theatre.time_zone) == "Europe/Luxembourg"
    held = {theatre.place_by_id[place].name: side for place, side in theatre.baseline.items()}
    # "Luxembourg" is a country and a town: the country is meant, and what is said of a town in it counts before it.
    assert held["Vianden"] == held["Esch-sur-Alzette"] == "southerners"
    assert held["Diekirch"] == held["Luxembourg"] == "northerners"
    assert len(theatre.baseline) < len(theatre.places) / 2  # the larger towns, and those that were named
    assert theatre.place_by_id[theatre.objectives[0].place].name == "Esch-sur-Alzette"
    assert "Northern troops" in theatre.factions[0].aliases["en"]
    assert theatre.factions[0].adjectives["en"] == ("Northern",)
    words, army = left
    assert words == "factions.toml: 'Southerners' has no other words; add what articles call it to aliases.en"
    assert army.startswith("factions.toml: no side is 'the army'; if articles call one so, add")


@pytest.mark.usefixtures("shared_world")
def test_the_command_asks_and_draws(tmp_path):
    answers = [
        "",
        "2031-05-02",
        "2031-05-09",
        "luxembourg",
        "",
        "Reds, Blues",
        "Red forces",
        "LU",
        "",
        "",
        "",
        "Vianden",
    ]
    result = CliRunner().invoke(
        app, ["theatre", "new", str(tmp_path / "hills"), "--ask"], input="\n".join(answers) + "\n"
    )
    assert result.exit_code == 0, result.output
    theatre = load_theatre(tmp_path / "hills")
    assert (theatre.name, theatre.first_day, theatre.baseline_day) == ("Hills", DAY, date(2031, 5, 1))
    assert set(theatre.baseline.values()) == {"reds"}
    assert [goal.factions for goal in theatre.objectives] == [("blues",)]
    assert (tmp_path / "hills" / "extent.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--side", "A", "--country", "Luxemburgia"], "no country 'Luxemburgia'; did you mean"),
        (["--side", "A", "--country", "LU", "--side", "B", "--wants", "A=Vianten"], "no town 'Vianten' in the frame; did you mean Vianden, Vichten? Give the point"),
        (["--side", "A", "--side", "B", "--country", "LU", "--wants", "C=Vianden"], "names no side; write it as SIDE=..., a SIDE out of A, B"),
        (["--side", "A", "--side", "B", "--country", "LU", "--colour", "A=red"], "is no colour; write it as #1b6ca8"),
        (["--side", "A", "--extent", "7,50,6,49"], "west must be less than east"),
        (["--side", "A", "--extent=-30,30,-29,31"], "no country has a town in the frame"),
        (["--side", "A", "--country", "LU"], "needs two sides or more, and A is all that is named"),
        (["--side", "A", "--side", "a=As", "--country", "LU"], "a side is named twice in A, a"),
        (["--side", "A", "--side", "B", "--country", "LU", "--holds", "A=DE"], "add --country DE"),
        (["--side", "A", "--side", "B", "--extent", "6,49.4,6.2,49.7", "--country", "LU", "--wants", "A=Vianden"],
         "Vianden lies outside; give the wider frame --extent=5.91,49.40,6.51,50.23\n"),
        (["--country", "LU"], "--side is needed where nobody can be asked"),
        (["--side", "A", "--country", "LU", "--to", "2031-04-01"], "would end (2031-04-01) before it begins"),
        (["--side", "A", "--country", "LU", "--baseline", "2031-05-09"], "--baseline 2031-05-09 is after the first day"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("shared_world")
def test_what_is_wrong_is_said(tmp_path, given, said):
    result = CliRunner().invoke(
        app, ["theatre", "new", str(tmp_path / "hills"), "--from", "2031-05-02", "--no-ask", *given]
    )
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "hills").exists()


def test_a_town_is_meant_and_not_the_quarter_of_its_name(world):
    places = TownFinder(world, world.extent(("LY",)), ("LY",))
    town = places.town("Zawiya")  # GeoNames has a quarter of that very name 550 m from the middle of the town
    assert (town.name, town.place_id) == ("Az Zawiyah", "gn2218970")
    assert "Zawiya" in town.aliases
    assert "Harat az Zawiyah" in town.aliases
    assert not [other for other in places.towns if other.place_id == "gn2216885"]
    assert places.town("Khums") == places.town("Al Khums")


@pytest.mark.parametrize("country", ["IQ", "AT", "UA"])
def test_towns_of_one_name_are_apart_and_the_larger_is_meant(world, country):
    places = TownFinder(world, world.extent((country,)), (country,))
    by_name: dict[str, list] = {}
    for town in places.towns:
        by_name.setdefault(drop_articles(fold(town.name)), []).append(town)
    for namesakes in by_name.values():
        for one, other in itertools.combinations(namesakes, 2):
            assert distance_km(one.lon, one.lat, other.lon, other.lat) > 5
        assert places.town(namesakes[0].name).population >= max(
            town.population for town in namesakes if fold(town.name) == fold(namesakes[0].name)
        )


def test_the_name_of_a_town_is_no_other_name_of_its_smaller_neighbour(world):
    towns = {town.place_id: town for town in world.towns(world.extent(("IQ",)), ("IQ",), 3000)}
    old, new = towns["gn98885"], towns["gn6765385"]
    assert new.name == "Anah"
    assert old.population < new.population
    assert "anah" not in {fold(alias) for alias in old.aliases}
    assert old.aliases


def test_the_singular_of_a_side_is_the_side():
    side = propose_side("Leaguers", 0, ("Leaguer forces", "Northern forces"))
    assert side.adjectives == ("Leaguer", "Northern")
    assert "Leaguer" in side.aliases
    assert "Northern" not in side.aliases


def test_a_word_that_tells_not_whose_forces_they_are_is_no_adjective():
    side = propose_side("Northerners", 0, ("Northern forces", "security forces", "joint forces"))
    assert side.adjectives == ("Northern",)
    assert "security forces" in side.aliases
    assert "security troops" not in side.aliases
    special = propose_side("Northerners", 0, ("Northern special forces", "rebels"))
    assert special.adjectives == ("Northern", "rebel")
    assert {"rebel", "rebel fighters", "Northern troops"} <= set(special.aliases)


def test_a_town_is_found_by_another_romanisation(world):
    places = TownFinder(world, world.extent(("IQ",)), ("IQ",))
    assert places.town("Hawija").name == "Al Hawijah"
    assert places.held("Hawija") == (2, [places.town("Hawija").place_id])


@pytest.mark.usefixtures("shared_world")
def test_a_wrong_answer_of_a_file_stops_before_the_next_is_taken_for_it(tmp_path):
    answers = ["", "2031-05-02", "", "Luxemburgia", "LU"]
    result = CliRunner().invoke(
        app, ["theatre", "new", str(tmp_path / "hills"), "--ask"], input="\n".join(answers) + "\n"
    )
    assert result.exit_code == 2
    assert "no country 'Luxemburgia'" in result.output
    assert (
        "(the answer to 'Countries (names or codes, commas between)' was 'Luxemburgia'; mend that line)"
        in result.output
    )


def test_answers_that_are_piped_in_are_shown_behind_their_questions(tmp_path):
    answers = "\n2031-05-02\n\nLU\n"
    done = subprocess.run(
        [sys.executable, "-m", "frontline", "theatre", "new", "hills", "--ask"],
        cwd=tmp_path,
        input=answers,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    asked = done.stderr.splitlines()
    assert asked[:4] == [
        "Title of the map [Hills]: Hills",
        "First day of the map (2031-05-02): 2031-05-02",
        "Last day of the map [2031-07-31]: 2031-07-31",
        "Countries (names or codes, commas between): LU",
    ]
    assert "standard input ended before the answer to 'The sides (two or more," in asked[-1]
    assert not (tmp_path / "hills").exists()


def test_every_unknown_name_is_told_at_once(world, tmp_path):
    north = propose_side("Northerners", 0, holds=("Diekrich", "Xyzzyville"), wants=("Viandem", "Luxembourg"))
    south = propose_side("Southerners", 1, holds=("Esch-sur-Alzato", "Vianden"))
    with pytest.raises(InputError) as told:
        write_pack(plan_of(world, north, south), tmp_path / "hills", world)
    head, *lines, way_on = str(told.value).splitlines()
    assert head == "4 names lead to no place:"
    asked = [line.partition("did you mean ")[2].partition("?")[0].split(", ")[0] for line in lines]
    assert asked == ["Diekirch", "", "Esch-sur-Alzette", "Vianden"]
    assert way_on.startswith("Give the point of what no gazetteer has with --place")


def test_a_place_of_the_users_is_a_place(world, tmp_path):
    side = propose_side("Northerners", 0, holds=("Mill Farm",), wants=("Mill Farm",))
    plan = replace(plan_of(world, side, propose_side("B", 1)), places=(place_of("Mill Farm=49.9, 6.1"),))
    write_pack(plan, tmp_path / "hills", world)
    theatre = load_theatre(tmp_path / "hills")
    farm = theatre.place_by_id["own-mill-farm"]
    assert (farm.name, farm.lon, farm.lat, farm.kind, farm.country) == (
        "Mill Farm",
        6.1,
        49.9,
        "village",
        "LU",
    )
    assert theatre.baseline["own-mill-farm"] == "northerners"
    assert theatre.objectives[0].place == "own-mill-farm"
    hangar = replace(plan, id="flown", places=(place_of("Mill Farm airfield=49.9,6.1"), *plan.places))
    write_pack(hangar, tmp_path / "flown", world)
    assert load_theatre(tmp_path / "flown").place_by_id["own-mill-farm-airfield"].kind in ("base", "airport")
    with pytest.raises(InputError, match=r"outside the frame, 49.*; latitude comes first"):
        write_pack(replace(plan, places=(("Mill Farm", 49.9, 6.1),)), tmp_path / "other", world)
    for wrong in ("Mill Farm", "Mill=6", "=1,2", "Mill=91,2"):
        with pytest.raises(InputError, match="is no place; "):
            place_of(wrong)


def test_the_army_is_the_one_sides_that_has_one():
    words = [("Hills", "Hill army", "Hill Armed Forces"), ("Reds", "Red forces")]
    sides = [propose_side(name, number, tuple(rest)) for number, (name, *rest) in enumerate(words)]
    hills, reds = give_the_army(sides, words)
    assert {"army", "military", "armed forces", "Hill troops"} <= set(hills.aliases)
    assert hills.adjectives == ("Hill",)  # and no "Hill Armed troops"
    assert reds == sides[1]
    two = [words[0], ("Reds", "Red Army")]
    assert give_the_army(sides, two) == tuple(sides)  # whose army "the army" is, nobody can tell
    hills, reds = give_the_army(sides, two, lambda word: word == "hill")  # but it is the country's
    assert "army" in hills.aliases
    assert (hills.state, reds.state) == (True, False)
    hills, reds = give_the_army(sides, [words[0], ("Reds", "Red government")])
    assert (hills.state, reds.state) == (False, True)


def test_a_frame_leaves_out_far_islands_and_nothing_else(world):
    """Sittwe, the seat of a state, is one of the westernmost hundredth of its country's towns."""
    for country, inside, outside in (
        ("MM", (92.9, 20.15), None),
        ("ES", (2.2, 41.4), (-15.4, 28.1)),  # the Canaries
        ("CL", (-72.5, -51.7), (-109.4, -27.1)),  # Patagonia; Easter Island
        ("US", (-97.0, 38.0), (-157.9, 21.3)),
    ):
        frame = world.extent((country,))
        assert is_inside_frame(frame, *inside), country
        assert outside is None or not is_inside_frame(frame, *outside), country
    both = world.extent(("LU", "IS"))
    assert is_inside_frame(both, 6.1, 49.6)
    assert is_inside_frame(both, -21.9, 64.1)


@pytest.mark.usefixtures("shared_world")
def test_a_wrong_answer_is_asked_again(tmp_path, monkeypatch):
    monkeypatch.setattr("frontline.cli.newtheatre.is_terminal", lambda: True)
    answers = ["", "soon", "2031-05-02", "", "Luxemburgia", "LU", "1,2", "", "Reds", "Reds, Blues",
               "", "Viandem", "", "Vianden", "Nowhere", "soon", "Nowhere", "49.9,6.1", "", "LU", ""]  # fmt: skip
    result = CliRunner().invoke(
        app, ["theatre", "new", str(tmp_path / "hills"), "--ask"], input="\n".join(answers) + "\n"
    )
    assert result.exit_code == 0, result.output
    theatre = load_theatre(tmp_path / "hills")
    assert theatre.first_day == DAY
    assert set(theatre.baseline.values()) == {"reds", "blues"}
    assert (theatre.place_by_id["own-nowhere"].lat, theatre.objectives[0].place) == (49.9, "own-nowhere")
    for told in ("'soon' is not a day", "no country 'Luxemburgia'", "'1,2' is no frame", "two sides or more",
                 "did you mean Vianden", "no town 'Nowhere'", "'soon' is no LAT,LON in the frame"):  # fmt: skip
        assert told in result.output


def test_a_pack_that_is_there_stays(world, tmp_path):
    (tmp_path / "theatre.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="holds a theatre already"):
        write_pack(plan_of(world, propose_side("A", 0)), tmp_path, world)
    assert (tmp_path / "theatre.toml").read_text(encoding="utf-8") == "mine"


def test_a_frame_alone_tells_its_countries(world):
    assert world.countries_in(frame_of("5.9,49.4,6.4,49.8"))[0] == "LU"
    lisbon = world.extent(["PT"])
    assert lisbon.west < -9.2 < lisbon.east


def test_the_world_has_its_land():
    """Of every continent and of the large islands, and none of the sea."""
    shapes = {properties["name"]: shape for properties, shape in decode_layer(world_map(), "countries")}
    assert {"Russia", "Canada", "United States of America", "Brazil", "Georgia", "Mali", "Indonesia"} <= set(
        shapes
    )
    ashore = [
        (100, 60),
        (-100, 60),
        (-100, 40),
        (-55, -10),
        (20, 0),
        (134, -25),
        (12, 50),
        (47, -19),
        (114, 0),
        (44, 44),
    ]
    afloat = [(-30, 0), (-150, 20), (80, -20), (35, 43.5)]
    land = shapely.STRtree(list(shapes.values()))
    assert len(set(land.query(shapely.points(ashore), predicate="within")[0])) == len(ashore)
    assert not land.query(shapely.points(afloat), predicate="within").size


@pytest.mark.parametrize("extent", [(-12, 10, 4.5, 25), (172, -42, 179.5, -34)])
def test_a_piece_of_the_world_is_a_sound_base_map(extent):
    west, south, east, north = extent
    topology = cut_basemap(Extent(west=west, south=south, east=east, north=north))
    assert len(json.dumps(topology)) < 120_000
    layers = {
        name: [
            shapely.transform(shape, lambda xy: xy)
            for _, shape in layer_shapes(type("T", (), {"basemap": topology}), name)
        ]
        for name in topology["objects"]
    }
    assert list(layers)[:2] == ["land", "countries"]
    assert shapely.is_valid([shape for shapes in layers.values() for shape in shapes]).all()
    land, whole = layers["land"][0], shapely.union_all(layers["countries"])
    assert land.symmetric_difference(whole).area < 1e-3 * land.area
    bounds = np.array(land.bounds)
    assert (bounds[:2] >= (-180, -90)).all()
    assert (bounds[2:] <= (180, 90)).all()


@pytest.mark.parametrize("shade", [0, 1])
@pytest.mark.parametrize("sight", list(SIGHT))
def test_colours_are_told_apart(shade, sight):
    """As the colours of the first theatre: five that may hold much ground, then one more."""
    colours = [seen(pair[shade], sight) for pair in COLOURS]
    main, rest = (7.0, 0.0) if sight == "greyscale" else (12.0, 6.0)
    for (m, one), (n, other) in itertools.combinations(enumerate(colours), 2):
        assert np.linalg.norm(one - other) >= (main if max(m, n) < 5 else rest), (m, n)
