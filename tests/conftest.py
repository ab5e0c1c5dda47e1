"""Fixtures that several test files share: a readable little world, and the reference data beside the project."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from frontline.theatre import Theatre

# How long an example takes says more of the machine than of the code: no wall clock decides over a test.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    """Let the commands that tests start hear Ctrl-C: a shell's background job, as CI may be, passes on that it is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


#: Three towns on a parallel, 0.4 degrees apart (about 36 km), and what lies around the middle one.
TOY_FILES = {
    "theatre.toml": """
id = "toy"
name = "Toyland"
about = "Three towns on a parallel, red in the west and blue in the east."
first_day = 2031-05-02
last_day = 2031-05-12
baseline_day = 2031-05-01
languages = ["en"]
time_zone = "Etc/UTC"
countries = ["XX"]
metric_crs = "EPSG:32637"
max_reach_km = 35

[extent]
west = 36.0
south = 34.6
east = 38.4
north = 35.4

[[objectives]]
place = "estow"
factions = ["red"]

[[axes]]
id = "parallel"
name = "Along the parallel"
places = ["weston", "midham", "estow"]
""",
    "factions.toml": """
[[faction]]
id = "red"
name = "Red Army of the West"
short = "Reds"
side = "west"
colour = "#b2182b"
[faction.aliases]
en = ["red forces", "reds", "red army", "red fighters", "insurgents", "rebels"]
[faction.adjectives]
en = ["red", "rebel", "insurgent"]

[[faction]]
id = "blue"
name = "Blue Republic"
short = "Blues"
side = "east"
colour = "#2166ac"
[faction.aliases]
en = ["blue forces", "blues", "army", "government", "government forces", "regime", "regime forces"]
[faction.adjectives]
en = ["blue", "government", "regime"]
""",
    "sources.toml": """
[[source]]
id = "parallel-post"
name = "The Parallel Post"
aliases = ["Parallel Post"]

[[source]]
id = "red-radio"
name = "Red Radio"
kind = "party"
allegiance = "red"
""",
    "gazetteer.csv": """\
id,name,kind,lon,lat,parent,aliases,geonames_id,source
toy-province,Toy Province,governorate,37.2,35.0,,,,hand-made
weston,Weston,city,36.8,35.0,toy-province,Westown|Al Weston,,hand-made
midham,Midham,city,37.2,35.0,toy-province,Midhama,,hand-made
estow,Estow,city,37.6,35.0,toy-province,Estowe,,hand-made
norby,Norby,village,37.2,35.15,toy-province,Norbi|Northby,,hand-made
sudal,Sudal,village,37.2,34.85,toy-province,,,hand-made
mid-air-base,Midham air base,base,37.28,35.02,toy-province,Base 7,,hand-made
""",
    "baseline.csv": """\
place_id,controller,note
weston,red,hand-made
midham,blue,hand-made
estow,blue,hand-made
norby,blue,hand-made
sudal,blue,hand-made
mid-air-base,blue,hand-made
""",
    "SOURCES.md": "# Sources\n\nEverything here is made up.\n",
}


def write_theatre(folder: Path) -> Path:
    """Write the small theatre pack into a folder of its own."""
    folder.mkdir(parents=True)
    for name, text in TOY_FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def toy_folder(tmp_path: Path) -> Path:
    """Return the folder of a small, complete theatre pack without faults, fresh for the test to spoil."""
    return write_theatre(tmp_path / "theatres" / "toy")


@pytest.fixture
def toy_theatre(toy_folder: Path) -> Theatre:
    """Return the theatre of `toy_folder`, loaded."""
    from frontline.theatre import load_theatre

    return load_theatre(toy_folder)


@pytest.fixture(scope="session")
def still_theatre(tmp_path_factory: pytest.TempPathFactory) -> Theatre:
    """Return the same theatre, loaded once, for tests that spoil nothing."""
    from frontline.theatre import load_theatre

    return load_theatre(write_theatre(tmp_path_factory.mktemp("theatres") / "toy"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of reference data beside the project, or skip the test where there is none."""
    folder = Path(os.environ.get("FRONTLINE_REFERENCE_DATA", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder}; set FRONTLINE_REFERENCE_DATA to its folder")
    return folder
