"""Drafting: a new pack from a few answers is sound, has a map, and says what is left to fill in."""

from __future__ import annotations

import itertools
import json
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
    World,
    cut_basemap,
    frame_of,
    propose_side,
    world_map,
    write_pack,
)
from frontline.errors import InputError
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
    assert left == [
        "factions.toml: 'Southerners' has no other words; add what articles call it to aliases.en"
    ]


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
        (["--side", "A", "--country", "LU", "--wants", "A=Vianten"], "did you mean vianden"),
        (["--side", "A", "--country", "LU", "--wants", "B=Vianden"], "names no side; write it as SIDE=..., a SIDE out of A"),
        (["--side", "A", "--country", "LU", "--colour", "A=red"], "is no colour; write it as #1b6ca8"),
        (["--side", "A", "--extent", "7,50,6,49"], "west must be less than east"),
        (["--side", "A", "--extent=-30,30,-29,31"], "no country has a town in the frame"),
        (["--country", "LU"], "--side is needed where nobody can be asked"),
        (["--side", "A", "--country", "LU", "--to", "2031-04-01"], "days must run"),
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
