"""The desk and its server: what becomes of a decision, and who is refused."""

from __future__ import annotations

import csv
import http.client
import json
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from desks import STORIES, claims_of, desk_of, make_desk, serving, write_stories
from frontline.corrections import read_corrections
from frontline.errors import InputError
from frontline.gazetteer import Gazetteer
from frontline.pipeline import gather


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_stories(tmp_path_factory.mktemp("sources") / "articles")


@pytest.fixture(scope="module")
def read(still_theatre, folder):
    """What was read, once for all desks."""
    return gather([folder], still_theatre, Gazetteer.for_theatre(still_theatre))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "corrections.csv"


@pytest.fixture
def desk(still_theatre, read, path):
    return desk_of(still_theatre, read, path)


def test_the_desk_shows_every_claim_with_its_words(desk):
    state = desk.state()
    assert [document["title"] for document in state["documents"]] == ["The first story", "The second story"]
    assert list(claims_of(desk)) == ["Midham 0", "Estow 0", "Midham 1", "Sudal 1"]
    for claim in state["claims"]:
        assert desk.text(claim["document"])["text"][claim["start"] : claim["end"]] == claim["quote"]
    assert {claim["clashes"] for key, claim in claims_of(desk).items() if "Midham" in key} == {1}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"what": "accept"}, {"verdict": "accepted"}),
        ({"what": "reject", "why": "misread"}, {"verdict": "rejected", "why": "misread"}),
        (
            {"what": "correct", "after": {"controller": "blue", "date": "2031-05-02"}},
            {
                "verdict": "corrected",
                "controller": "blue",
                "read": {"controller": "red", "date": "2031-05-06"},
            },
        ),
    ],
)
def test_a_decision_is_in_the_file_and_on_the_desk(desk, path, asked, expected):
    claim = claims_of(desk)["Midham 0"]
    answer = desk.decide(asked | {"claim": claim["id"]})
    for shown in (
        next(one for one in answer["claims"] if one["id"] == claim["id"]),
        claims_of(desk)["Midham 0"],
    ):
        assert {name: shown[name] for name in expected} == expected
        assert (shown["who"], shown["decision"]) == ("anna", answer["decision"])
    (line,) = csv.DictReader(path.open(encoding="utf-8"))
    assert (line["decision"], line["what"], line["who"]) == (answer["decision"], asked["what"], "anna")


def test_an_undo_and_an_added_claim(desk, path, still_theatre, folder):
    claim = claims_of(desk)["Midham 0"]
    made = desk.decide({"what": "reject", "claim": claim["id"]})
    desk.decide({"what": "undo", "decision": made["decision"]})
    assert claims_of(desk)["Midham 0"]["verdict"] == ""
    start = STORIES["first"].index("The mayor")
    place = desk.places("Norby")["places"][0]
    after = {name: place[name] for name in ("place_id", "place", "lat", "lon", "kind")} | {
        "status": "controlled", "controller": "blue", "date": "2031-05-08", "certainty": "asserted", "start": start,
        "end": len(STORIES["first"]),
    }  # fmt: skip
    desk.decide({"what": "add", "document": 0, "after": after})
    added = claims_of(desk)["Norby 0"]
    assert (added["verdict"], added["quote"]) == ("added", "The mayor of Norby stayed.")
    evidence = gather(
        [folder], still_theatre, Gazetteer.for_theatre(still_theatre), corrections=read_corrections([path])
    )
    assert [c.quote for c in evidence.claims if c.place_id == "norby"] == ["The mayor of Norby stayed."]


@pytest.mark.parametrize(
    "asked",
    [
        {"what": "burn"}, {"what": "accept", "claim": "nothing"}, {"what": "undo", "decision": "d-0"}, {"what": "correct"},
        {"what": "correct", "after": {"controller": "purple"}}, {"what": "correct", "after": []},
        {"what": "correct", "after": {"url": "x"}}, {"what": "correct", "after": {"place_id": "norby"}},
        {"what": "add", "document": 9}, {"what": "add", "document": 0, "after": {"start": 0, "end": 9999}},
        {"what": "add", "document": 0, "after": {"start": 0, "end": 5}}, {}, {"what": None}, {"what": ["accept"]},
    ],
)  # fmt: skip
def test_what_cannot_be_obeyed_is_not_written(desk, path, asked):
    claim = claims_of(desk)["Midham 0"]["id"]
    with pytest.raises(InputError):
        desk.decide({"claim": claim} | asked)
    assert not path.exists()


def test_the_ground_follows_what_is_decided(desk):
    """Of the day that is asked for, or the map's nearest; without a claim that moves the map there is none."""
    before = desk.ground("2031-05-07")
    assert before["day"] == "2031-05-07"
    claims = desk.state()["claims"]
    held = {claim["place_id"]: before["places"][claim["place_id"]] for claim in claims}
    holders = {zone["controller"] for zone in before["zones"]}
    assert holders <= {*(faction.id for faction in desk.theatre.factions), "contested", "none"}
    assert all(ring[0] == ring[-1] for zone in before["zones"] for ring in zone["rings"])
    assert desk.ground("1999-01-01")["day"] == desk.theatre.baseline_day.isoformat()
    taken = next(claim for claim in claims if claim["place"] == "Sudal")
    assert held[taken["place_id"]] == taken["controller"]
    desk.decide({"what": "reject", "claim": taken["id"]})
    after = desk.ground("2031-05-07")
    assert after["places"][taken["place_id"]] != taken["controller"]
    assert after["zones"] != before["zones"]
    for claim in claims:
        desk.decide({"what": "reject", "claim": claim["id"]})
    assert desk.ground("2031-05-07") == {"day": "", "zones": [], "places": {}}
    with pytest.raises(InputError, match="'soon' is no day; write it as 2024-12-05"):
        desk.ground("soon")


def test_two_reviewers_merge_and_are_told_where_they_disagree(still_theatre, read, tmp_path):
    anna = desk_of(still_theatre, read, tmp_path / "anna.csv")
    claim = claims_of(anna)["Midham 0"]["id"]
    anna.decide({"what": "reject", "claim": claim})
    boris = desk_of(
        still_theatre, read, tmp_path / "boris.csv", reviewer="boris", others=(tmp_path / "anna.csv",)
    )
    assert claims_of(boris)["Midham 0"]["verdict"] == "rejected"
    boris.decide({"what": "accept", "claim": claim})
    assert claims_of(boris)["Midham 0"]["verdict"] == "accepted"
    assert "anna: rejects it, boris: keeps it" in boris.state()["conflicts"][0]
    files = [tmp_path / "anna.csv", tmp_path / "boris.csv"]
    assert read_corrections(files) == read_corrections(files[::-1])


def test_lines_that_another_program_adds_are_seen(still_theatre, read, path):
    one, other = desk_of(still_theatre, read, path), desk_of(still_theatre, read, path, reviewer="boris")
    one.decide({"what": "reject", "claim": claims_of(one)["Midham 0"]["id"]})
    assert claims_of(other)["Midham 0"]["verdict"] == "rejected"


def test_a_disk_that_takes_nothing_changes_nothing(still_theatre, read, tmp_path):
    desk = desk_of(still_theatre, read, tmp_path / "gone" / "corrections.csv")
    with serving(desk) as server:
        claim = claims_of(desk)["Midham 0"]["id"]
        status, _, body = ask(server, "POST", "decide", {"what": "accept", "claim": claim})
    assert (status, "not saved" in json.loads(body)["error"]) == (507, True)
    assert claims_of(desk)["Midham 0"]["verdict"] == ""


# --- who may ask


def ask(server, method, name, value=None, *, token=None, **headers):
    """Ask as the page does, but for what a test changes; a header of None is left out."""
    host = f"127.0.0.1:{server.server_port}"
    own = {"Host": host}
    if method == "POST":
        own |= {"Origin": f"http://{host}", "Content-Type": "application/json"}
    own |= {key.replace("_", "-"): text for key, text in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    try:
        body = value if isinstance(value, bytes) or value is None else json.dumps(value)
        connection.putrequest(
            method, f"/{token or server.token}/{name}", skip_host=True, skip_accept_encoding=True
        )
        if body is not None and "Content_Length" not in headers:
            own["Content-Length"] = str(len(body))
        for key, text in own.items():
            if text is not None:
                connection.putheader(key, text)
        connection.endheaders(body.encode() if isinstance(body, str) else body)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def standing(still_theatre, read, tmp_path_factory):
    """A desk and its server, of which no test gets anything written."""
    desk = desk_of(still_theatre, read, tmp_path_factory.mktemp("standing") / "corrections.csv")
    with serving(desk) as server:
        yield desk, server


@pytest.fixture
def server(standing):
    desk, server = standing
    yield server
    assert not desk.path.exists()


def test_the_page_answers_to_its_own_address_alone(server):
    assert server.server_address[0] == "127.0.0.1"
    status, headers, body = ask(server, "GET", "")
    assert (status, b"review.js" in body) == (200, True)
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")


@pytest.mark.parametrize("name", ["", "state", "text?document=0", "places?q=Midham", "review.js", "decide"])
def test_a_wrong_token_gets_nothing(server, name):
    for token in ("x", server.token[:-1], server.token.upper() + "x", "%00", ".."):
        method = "POST" if name == "decide" else "GET"
        assert ask(server, method, name, {} if name == "decide" else None, token=token)[0] == 404


@pytest.mark.parametrize(
    "host", ["example.org", "example.org:80", "127.0.0.1", "127.0.0.1:1", "localhost", "[::1]", "", None]
)
def test_a_foreign_name_of_this_machine_gets_nothing(server, host):
    assert ask(server, "GET", "state", Host=host)[0] == 421


@pytest.mark.parametrize(
    "origin",
    ["http://example.org", "null", "https://127.0.0.1", "http://127.0.0.1", "http://127.0.0.1:1", "", None],
)
def test_another_origin_changes_nothing(standing, server, origin):
    claim = claims_of(standing[0])["Midham 0"]["id"]
    assert ask(server, "POST", "decide", {"what": "accept", "claim": claim}, Origin=origin)[0] == 403


def test_another_site_reads_nothing(server):
    assert ask(server, "GET", "state", Origin="http://example.org")[0] == 403
    assert ask(server, "GET", "state", Sec_Fetch_Site="cross-site")[0] == 403
    assert ask(server, "GET", "state", Sec_Fetch_Site="same-origin")[0] == 200


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{}", {"Content_Type": "text/plain"}, 415), (b"{}", {"Content_Type": "application/x-www-form-urlencoded"}, 415),
        (b"{", {}, 400), (b"[]", {}, 400), (b"\xff", {}, 400), (b"[" * 60_000, {}, 400), (b"{}", {"Content_Length": "70000"}, 413),
        (b"{}", {"Content_Length": "-1"}, 411), (b"{}", {"Content_Length": "x"}, 411), (b"{}", {"Transfer_Encoding": "chunked"}, 415),
        (b"{}", {}, 422),
    ],
)  # fmt: skip
def test_bodies_are_bounded_and_sound(server, body, headers, status):
    assert ask(server, "POST", "decide", body, **headers)[0] == status


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "templates/review.html",
        "client.js",
        "state/",
        "text?document=-1",
        "text?document=x",
    ],
)
def test_nothing_else_is_served(server, name):
    assert ask(server, "GET", name)[0] in (400, 404)
    assert ask(server, "PUT", name)[0] == 501


def test_a_document_that_is_not_there_says_so(server):
    status, _, body = ask(server, "GET", "text?document=99")
    assert (status, "no document 99" in json.loads(body)["error"]) == (422, True)


def test_text_that_hides_or_turns_is_shown_sign_for_sign(still_theatre, tmp_path):
    text = "Red forces captured Midham.\u202e \x07\u2066 Blue \U0001f680 forces hold Estow."
    folder = write_stories(tmp_path / "odd", {"odd": text})
    desk = make_desk(still_theatre, folder, tmp_path / "c.csv")
    shown = desk.text(0)["text"]
    assert len(shown) == len(text)
    assert not {"\u202e", "\x07", "\u2066"} & set(shown)
    for claim in desk.state()["claims"]:
        assert shown[claim["start"] : claim["end"]] == claim["quote"]


def test_the_command_tells_its_address_and_ends_with_ctrl_c(toy_folder, folder, tmp_path):
    words = [
        "review",
        str(folder),
        "--theatre",
        str(toy_folder),
        "--corrections",
        str(tmp_path / "c.csv"),
        "--no-open",
    ]
    command = [sys.executable, "-m", "frontline", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            url = urlsplit(running.stdout.readline().strip())
            connection = http.client.HTTPConnection(url.hostname, url.port, timeout=60)
            connection.request("GET", f"{url.path}state")
            assert len(json.loads(connection.getresponse().read())["claims"]) == 4
        finally:
            running.send_signal(signal.SIGINT)
        told = running.communicate(timeout=60)[1]
    assert (running.returncode, "every decision is in the file" in told) == (0, True)
