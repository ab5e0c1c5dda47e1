"""Fetching: only what may be asked, within bounds, politely; every fault of a server is one clear line."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

import pytest

from frontline.errors import FetchError
from frontline.fetch import Fetcher, user_agent, wire
from frontline.limits import Limits
from hostileserver import PAGE, HostileServer


@pytest.fixture
def server():
    with HostileServer() as found:
        yield found


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self):
        self.now, self.slept = 0.0, []

    def sleep(self, seconds):
        self.now += seconds
        self.slept.append(seconds)


def fetcher(clock=None, **options):
    clock = clock or Clock()
    limits = Limits(max_fetch_bytes=1_000_000, fetch_seconds=options.pop("seconds", 5))
    options = {"allow_private": True, "clock": lambda: clock.now, "sleep": clock.sleep, **options}
    return Fetcher(limits=limits, **options)


def test_a_page_is_fetched_by_a_named_agent(server):
    fetched = fetcher().fetch(f"{server.url}/page#part")
    assert (fetched.data, fetched.media_type, fetched.url) == (PAGE, "text/html", f"{server.url}/page")
    assert server.paths() == ["/robots.txt", "/page"]
    assert {headers["User-Agent"] for _, headers in server.asked} == {user_agent()}
    assert user_agent().startswith("frontline/")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("missing", "404"),
        ("broken", "500"),
        ("busy", "is busy (answered with 429)"),
        ("busy_for_long", "is busy (answered with 429)"),
        ("garbage", "no answer that can be read"),
        ("torn", "no answer that can be read"),
        ("torn_gzip", "no answer that can be read"),
        ("odd_packing", "packed in a way"),
        ("endless", "more than 1,000,000 bytes"),
        ("bomb", "more than 1,000,000 bytes"),
        ("circle", "in a circle"),
        ("maze", "more than 5 times"),
        ("to_file", "is no web address"),
    ],
)
def test_a_fault_of_a_server_is_one_clear_line(server, path, says):
    with pytest.raises(FetchError) as caught:
        fetcher().fetch(f"{server.url}/{path}")
    assert says in str(caught.value)
    assert ";" in str(caught.value), "what to do"
    assert len(server.asked) < 12


@pytest.mark.parametrize("path", ["silent", "drip", "drip_head"])
def test_a_server_that_never_ends_is_left_in_time(server, path):
    with pytest.raises(FetchError, match="did not come to an end in 1 s"):
        fetcher(seconds=1).fetch(f"{server.url}/{path}")


def test_nobody_there_is_said():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchError, match="Connection refused"):
        fetcher().fetch(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "address",
    ["http://", "https:///x", "ftp://example.org/x", "http://user:secret@example.org/", "http://[::1", "http://a b/",
     "http://example.org:99999/", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_address_is_refused_unasked(address, monkeypatch):
    monkeypatch.setattr(wire.socket, "getaddrinfo", lambda *_, **__: pytest.fail("was looked up"))
    with pytest.raises(FetchError) as caught:
        fetcher().fetch(address)
    assert "secret" not in str(caught.value)


# --- private addresses


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("255.255.255.255", False),
        ("224.0.0.1", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("fec0::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("nonsense", False),
    ],
)
def test_private_addresses_are_known_in_every_guise(address, is_public):
    assert wire.is_public(address) is is_public


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_a_private_host_is_refused_unless_allowed(host):
    with HostileServer() as server:
        with pytest.raises(FetchError, match=r"allow-private|not known|no web address"):
            fetcher(allow_private=False).fetch(f"http://{host}:{server.server_address[1]}/page")
        assert not server.asked


def test_a_redirect_is_judged_like_the_first_address(server, monkeypatch):
    monkeypatch.setattr(wire, "is_public", lambda address: address == "127.0.0.1")
    assert fetcher(allow_private=False).fetch(f"{server.url}/moved").data == PAGE
    with pytest.raises(FetchError, match=r"leads to 127\.0\.0\.2"):
        fetcher(allow_private=False).fetch(f"{server.url}/to_private")


def test_the_address_that_was_judged_is_the_one_asked(server, monkeypatch):
    """A name that leads elsewhere at the second look (DNS rebinding) is looked up once a request."""
    real, looked_up = socket.getaddrinfo, []

    def look_up(host, port, *args, **options):
        if host != "rebind.example":
            return real(host, port, *args, **options)
        looked_up.append(host)
        address = "127.0.0.1" if len(looked_up) % 3 else "127.0.0.2"
        return real(address, port, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(wire, "is_public", lambda address: address == "127.0.0.1")
    port = server.server_address[1]
    client = fetcher(allow_private=False)
    assert client.fetch(f"http://rebind.example:{port}/page").data == PAGE
    assert len(looked_up) == len(server.asked) == 2
    with pytest.raises(FetchError, match=r"leads to 127\.0\.0\.2"):
        client.fetch(f"http://rebind.example:{port}/page")
    assert server.asked[1][1]["Host"] == f"rebind.example:{port}"


# --- manners


def test_robots_txt_is_honoured(server):
    server.robots = (200, b"User-agent: *\nDisallow: /private/\nDisallow: /*.pdf$\nCrawl-delay: 3\n")
    clock = Clock()
    client = fetcher(clock)
    assert client.fetch(f"{server.url}/page").data == PAGE
    for path in ("/private/page", "/report.pdf", "/to_forbidden"):
        with pytest.raises(FetchError, match=r"robots\.txt"):
            client.fetch(f"{server.url}{path}")
    assert server.paths() == ["/robots.txt", "/page", "/to_forbidden"]
    assert clock.slept == [3.0, 3.0]


@pytest.mark.parametrize(("status", "is_asked"), [(404, True), (403, True), (500, False), (503, False)])
def test_a_site_that_cannot_say_is_not_asked(server, status, is_asked):
    server.robots = (status, b"User-agent: *\nDisallow: /")
    if is_asked:
        assert fetcher().fetch(f"{server.url}/page").data == PAGE
    else:
        with pytest.raises(FetchError, match=r"robots\.txt"):
            fetcher().fetch(f"{server.url}/page")
        assert "/page" not in server.paths()


def test_a_site_that_wants_too_long_a_pause_is_left_alone(server):
    server.robots = (200, b"User-agent: frontline\nCrawl-delay: 86400\n")
    with pytest.raises(FetchError, match="between two requests"):
        fetcher().fetch(f"{server.url}/page")


def test_requests_to_one_host_keep_their_distance(server):
    clock = Clock()
    client = fetcher(clock, pause_seconds=2.0)
    for _ in range(3):
        client.fetch(f"{server.url}/page")
    assert clock.slept == [2.0, 2.0, 2.0]


def test_a_busy_server_is_asked_once_more_when_it_wants(server):
    clock = Clock()
    assert fetcher(clock).fetch(f"{server.url}/busy_once").data == PAGE
    assert 7.0 in clock.slept


def test_what_has_not_changed_is_not_sent_again(server, tmp_path):
    first = fetcher(folder=tmp_path).fetch(f"{server.url}/marked")
    assert fetcher(folder=tmp_path).fetch(f"{server.url}/marked") == first
    assert server.asked[-1][1]["If-None-Match"] == '"v1"'
    (kept,) = tmp_path.iterdir()
    for damage in (b"", b"garbage", kept.read_bytes()[:-1], kept.read_bytes().replace(b"Midham", b"Weston")):
        kept.write_bytes(damage)
        assert fetcher(folder=tmp_path).fetch(f"{server.url}/marked") == first
    assert [path.name for path in tmp_path.iterdir()] == [kept.name]


def test_a_disk_that_takes_nothing_costs_only_the_next_request(server, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert fetcher(folder=tmp_path / "file").fetch(f"{server.url}/marked").data == PAGE


def test_a_handshake_that_drips_is_left_in_time():
    """Whatever takes a connection and says a byte now and then, before any answer, is left too."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_drip, args=(listener,), daemon=True).start()
        with pytest.raises(FetchError, match="did not come to an end in 1 s"):
            fetcher(seconds=1).fetch(f"https://127.0.0.1:{listener.getsockname()[1]}/")


def _drip(listener):
    peer, _ = listener.accept()
    # A handshake message of 16 MB is announced, and comes a byte at a time.
    with peer, contextlib.suppress(OSError):
        peer.sendall(b"\x16\x03\x03\x40\x00\x02\xff\xff\xff")
        for _ in range(200):
            peer.sendall(b"\x00")
            time.sleep(0.05)
