"""A service behind ours: asked only for what nobody here knows, at its rate, and whatever it does costs no map."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time

import pytest
from geopy.geocoders import Nominatim as GeopyNominatim
from typer.testing import CliRunner

from frontline.cli import app
from frontline.errors import InputError
from frontline.gazetteer import Gazetteer
from frontline.online import OnlineGeocoder, open_service, user_agent
from nominatim import Nominatim
from pages import payload_text

DAY = dt.date(2031, 5, 20)
STORY = (
    "Published on 7 May 2031\n\nRed forces captured the village of Kafr Nowhere on Tuesday. "
    "They also entered Midham, residents said.\n"
)


@pytest.fixture
def service():
    server = Nominatim()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.closing.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def behind(service, toy_theatre, tmp_path, monkeypatch):
    """Return a function that puts the service behind, with a clock of its own and a cache in the test's folder."""
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path / "cache"))
    slept: list[float] = []

    def make(**options) -> OnlineGeocoder:
        online = open_service("nominatim", url=service.url, theatre=toy_theatre, pause_seconds=0)
        settings = {
            "pause_seconds": 0,
            "timeout_seconds": 0.3,
            "today": lambda: DAY,
            "sleep": slept.append,
        } | options
        made = OnlineGeocoder(online._geocoder, theatre=toy_theatre, **settings)
        made.slept = slept
        return made

    return make


def test_a_name_is_asked_for_with_the_frame_and_a_real_agent(service, behind):
    place = behind().ask("Kafr  Nowhere", "village")
    assert (place.name, place.kind, place.lat, place.lon) == ("Kafr Nowhere", "village", 35.05, 37.3)
    assert (place.place_id, place.country) == ("nominatim-node-4711", "XX")
    assert place.source == "Nominatim, asked on 2031-05-20"
    (query,) = service.asked
    assert (query["q"], query["bounded"], query["viewbox"]) == ("Kafr Nowhere", "1", "36.0,34.6,38.4,35.4")
    assert service.agents == {user_agent()}
    assert user_agent().startswith("frontline/")


def test_answers_and_their_absence_are_kept_on_disk_with_the_day(service, behind, tmp_path):
    first = behind()
    assert first.ask("Kafr Nowhere")
    assert first.ask("Tell Unheard") is None
    assert len(service.asked) == 2
    later = behind(today=lambda: DAY + dt.timedelta(days=9))
    assert later.ask("KAFR NOWHERE").source == "Nominatim, asked on 2031-05-20"
    assert later.ask("Tell Unheard") is None
    assert len(service.asked) == 2
    (file,) = (tmp_path / "cache" / "geocoded").iterdir()
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [(line["service"], line["day"], line["found"] is None) for line in lines] == [
        ("Nominatim", "2031-05-20", False),
        ("Nominatim", "2031-05-20", True),
    ]


@pytest.mark.parametrize(
    "rubbish",
    [b"\xff\xfe\0", b"[" * 100_000, b"{}", b'{"name": "kafr nowhere", "day": "x", "found": null}',
     b'{"name": "kafr nowhere", "day": "2031-05-20", "found": {"lat": NaN, "lon": 1, "id": "", "kind": "", "country": ""}}',
     b'{"name": "kafr nowhere", "day": "2031-05-20", "found": {"lat": 1, "lon": 1, "id": 7, "kind": "", "country": ""}}'],
)  # fmt: skip
def test_a_damaged_cache_is_asked_past(service, behind, tmp_path, rubbish):
    behind().ask("Tell Unheard")
    (file,) = (tmp_path / "cache" / "geocoded").iterdir()
    file.write_bytes(rubbish + b"\n")
    assert behind().ask("Kafr Nowhere").lat == 35.05
    assert len(service.asked) == 2


def test_a_cache_that_cannot_be_written_costs_nothing(behind, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert behind(folder=tmp_path / "file" / "geocoded").ask("Kafr Nowhere")


@pytest.mark.parametrize("name", ["Tell Faraway", "Kafr Shop"])
def test_an_answer_outside_the_frame_or_that_is_no_place_does_not_count(behind, name):
    online = behind()
    assert online.ask(name) is None
    assert "1 unfit" in online.report()


def test_an_answer_of_another_name_does_not_count(service, behind):
    service.fault = "other_name"
    assert behind().ask("Kafr Nowhere") is None


FAULTS = {
    "down": "timed out", "broken": "out of order", "busy": "too many requests", "slow": "timed out", "cut": "",
    "drip": "", "endless": "", "loop": "out of order", "elsewhere": "out of order", "html": "no JSON",
    "number": "nonsense", "words": "nonsense", "nested": "", "error": "refused the question", "nan": "nonsense",
    "infinite": "nonsense", "no_number": "nonsense", "odd_wait": "",
}  # fmt: skip


@pytest.mark.parametrize(("fault", "words"), FAULTS.items(), ids=list(FAULTS))
def test_a_fault_costs_coordinates_and_one_line(service, behind, fault, words):
    service.fault = fault
    online = behind()
    began = time.monotonic()
    assert online.ask("Kafr Nowhere") is None
    assert time.monotonic() - began < 4
    assert "1 failed" in online.report()
    assert words in online.report()
    assert "\n" not in online.report()
    assert len(service.asked) <= 2


def test_a_place_without_coordinates_is_no_place(service, behind):
    service.fault = "no_place"
    assert behind().ask("Kafr Nowhere") is None


def test_a_stumble_is_asked_once_more(service, behind):
    service.fault, service.faults_left = "down", 1
    online = behind()
    assert online.ask("Kafr Nowhere")
    assert "failed" not in online.report()


def test_a_busy_service_is_given_the_time_it_asks_for(service, behind):
    service.fault, service.faults_left = "busy", 1
    online = behind()
    assert online.ask("Kafr Nowhere")
    assert online.slept == [2.0]


def test_a_service_that_asks_for_a_day_is_left_alone(service, behind):
    service.fault = "very_busy"
    online = behind()
    for name in ("Kafr Nowhere", "Kafr Two", "Kafr Three"):
        assert online.ask(name) is None
    assert len(service.asked) == 1
    assert "2 not asked (given up)" in online.report()
    assert online.slept == []


@pytest.mark.parametrize(("fault", "requests"), [("forbidden", 1), ("broken", 6), ("html", 3)])
def test_a_service_that_keeps_failing_is_given_up(service, behind, fault, requests):
    service.fault = fault
    online = behind()
    for n in range(50):
        online.ask(f"Kafr Number {'x' * n}")
    assert len(service.asked) == requests
    assert "stay without coordinates" in online.report()


def test_a_service_that_is_not_there(toy_theatre, tmp_path, monkeypatch):
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path))
    online = open_service("nominatim", url="http://127.0.0.1:9", theatre=toy_theatre, pause_seconds=0)
    assert online.ask("Kafr Nowhere") is None
    assert "1 failed" in online.report()


def test_no_more_names_than_allowed_are_asked(service, behind):
    online = behind(max_names=2)
    for name in ("Kafr One", "Kafr Two", "Kafr Three", "Kafr Three"):
        online.ask(name)
    assert len(service.asked) == 2
    assert "1 not asked (more than 2)" in online.report()


def test_requests_keep_the_pause(service, behind):
    online = behind(pause_seconds=0.2)
    for name in ("Kafr One", "Kafr Two", "Kafr Three"):
        online.ask(name)
    gaps = [later - before for before, later in zip(service.times, service.times[1:], strict=False)]
    assert min(gaps) >= 0.18


def test_what_ours_knows_is_never_asked(service, behind, toy_theatre):
    gazetteer = Gazetteer.for_theatre(toy_theatre).backed_by(behind())
    from frontline.places import locate_name

    for name in ("Midham", "midhama", "Istanbul"):
        assert locate_name(name, gazetteer, theatre=toy_theatre)
    assert service.asked == []
    assert gazetteer.asked() == ("", ())


def test_geopys_own_reverse_answers_from_the_same_service(service):
    nominatim = GeopyNominatim(domain=service.url.removeprefix("http://"), scheme="http", user_agent="test")
    assert nominatim.reverse((35.0, 37.0)).raw["osm_id"] == 4711
    assert nominatim.reverse((89.0, 0.0)) is None


@pytest.fixture
def run(toy_folder, tmp_path, monkeypatch, service):
    monkeypatch.setenv("FRONTLINE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "300")
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    asked = [
        "-t",
        str(toy_folder),
        "--geocoder",
        "nominatim",
        "--geocoder-url",
        service.url,
        "--geocoder-pause",
        "0",
    ]

    def invoke(command, *words):
        source = [] if command == "locate" else [str(tmp_path / "story.txt")]
        return CliRunner().invoke(app, [command, *source, *words, *asked], catch_exceptions=False)

    return invoke


def test_claims_on_places_that_only_the_service_knows_have_coordinates(run, service):
    result = run("claims")
    assert "nominatim-node-4711,Kafr Nowhere,35.05,37.3,captured,red" in result.stdout
    assert "Nominatim: 1 name(s) asked, 1 place(s) found" in result.stderr
    assert [query["q"] for query in service.asked] == ["Kafr Nowhere"]


def test_a_row_of_a_spreadsheet_is_asked_for_too(run, tmp_path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("place,controller,date\nKafr Nowhere,red,2031-05-06\n", encoding="utf-8")
    rows = run("claims", str(sheet)).stdout.splitlines()
    assert any("sheet-2" in row and "35.05,37.3" in row for row in rows)


def test_a_map_tells_its_readers_who_placed_a_place(run, tmp_path):
    result = run("map", "--out", str(tmp_path / "maps"), "--export", "csv")
    assert result.exit_code == 0
    assert "Nominatim, asked on " in (tmp_path / "maps" / "claims.csv").read_text(encoding="utf-8")
    page = payload_text((tmp_path / "maps" / "toy.html").read_text(encoding="utf-8"))
    assert "Kafr Nowhere (Nominatim, asked on " in page
    assert "nominatim-node-4711" in page


@pytest.mark.parametrize("fault", ["down", "html", "forbidden", "very_busy"])
def test_a_service_that_fails_costs_no_map(run, service, tmp_path, fault):
    service.fault = fault
    result = run("map", "--out", str(tmp_path / "maps"))
    assert result.exit_code == 0
    assert (tmp_path / "maps" / "toy.html").is_file()
    assert result.stderr.count("Nominatim:") == 1


def test_mentions_and_locate_ask_and_say_so(run):
    result = run("mentions")
    (line,) = [json.loads(line) for line in result.stdout.splitlines() if "Kafr" in line]
    assert (line["place_id"], line["lat"]) == ("nominatim-node-4711", 35.05)
    record = json.loads(run("locate", "Kafr Nowhere").stdout)
    assert record["source"].startswith("Nominatim, asked on ")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--geocoder", "atlas"], "is no service of geopy"),
        (["--geocoder-url", "http://127.0.0.1:1"], "--geocoder-url needs --geocoder"),
        (["--geocoder", "nominatim", "--geocoder-url", "127.0.0.1"], "write it as https://host/path"),
        (
            ["--geocoder", "nominatim", "--geocoder-url", "file:///etc/passwd"],
            "write it as https://host/path",
        ),
        (["--geocoder", "googlev3"], "FRONTLINE_GEOCODER_KEY"),
    ],
)
def test_a_service_that_cannot_be_asked_is_one_clear_line(toy_folder, options, words):
    result = CliRunner().invoke(app, ["locate", "Midham", "-t", str(toy_folder), *options])
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())


def test_an_address_with_a_path_is_the_services(toy_theatre):
    online = open_service("nominatim", url="https://maps.example.org/nominatim/", theatre=toy_theatre)
    assert online._geocoder.api == "https://maps.example.org/nominatim/search"
    with pytest.raises(InputError, match="cannot be asked at another address"):
        open_service("here", url="https://maps.example.org")


def test_whoever_runs_it_may_say_who_asks(service, behind, monkeypatch):
    monkeypatch.setenv("FRONTLINE_CONTACT", "maps@example.org\r\nHost: evil é")
    assert user_agent().endswith(" (+maps@example.orgHost: evil)")
    behind().ask("Kafr Nowhere")
    assert service.agents == {user_agent()}
