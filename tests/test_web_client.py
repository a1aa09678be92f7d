"""The client: requests within limits, over a real connection."""

import gzip
import os
import socket
import ssl
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest
import trustme

from analysis.sources.web.client import Client, Stopped
from analysis.sources.web.faults import FetchError
from analysis.sources.web.guard import Guard
from tests.web_server import Asked, Say, Site, serving

MOST = 100_000


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def code_of(client: Client, address: str, **options: object) -> str:
    with pytest.raises(FetchError) as caught:
        client.get(address, most=MOST, **options)  # type: ignore[arg-type]
    return caught.value.code


def test_an_answer_comes_with_its_status_headers_and_content(site: Site) -> None:
    site.answers["/feed"] = Say("words", headers={"ETag": '"1"', "Content-Type": "text/xml"})
    answer = site.client(contact="me@example.org").get(site.address("/feed?a=1"), most=MOST)
    assert (answer.status, answer.content, answer.address) == (
        200,
        b"words",
        site.address("/feed?a=1"),
    )
    assert answer.headers["etag"] == '"1"'
    asked = site.asked[0].headers
    assert asked["user-agent"] == "IndustrialPolicyMonitor/1.0 (me@example.org)"
    assert asked["host"] == f"127.0.0.1:{site.port}"
    assert asked["accept-encoding"] == "gzip, deflate"


def test_a_contact_cannot_add_headers(site: Site) -> None:
    site.answers["/"] = Say("")
    site.client(contact="me\r\nX-Other: 1").get(site.address(), most=MOST)
    assert site.asked[0].headers["user-agent"] == "IndustrialPolicyMonitor/1.0 (me X-Other: 1)"
    assert "x-other" not in site.asked[0].headers


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b"words" * 99)),
        ("gzip", gzip.compress(b"words" * 90) + gzip.compress(b"words" * 9)),
        ("x-gzip", gzip.compress(b"words" * 99)),
        ("deflate", zlib.compress(b"words" * 99)),
        ("deflate", zlib.compress(b"words" * 99)[2:-4]),
        ("", b"words" * 99),
    ],
    ids=["gzip", "two members", "x-gzip", "deflate", "deflate without head", "plain"],
)
def test_a_packed_answer_is_unpacked(site: Site, encoding: str, packed: bytes) -> None:
    site.answers["/"] = Say(packed, headers={"Content-Encoding": encoding} if encoding else {})
    assert site.client().get(site.address(), most=MOST).content == b"words" * 99


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "gzip"])
def test_what_cannot_be_unpacked_is_refused(site: Site, encoding: str) -> None:
    site.answers["/"] = Say(b"no gzip", headers={"Content-Encoding": encoding})
    assert code_of(site.client(), site.address()) == "BROKEN_ANSWER"


def test_a_gzip_bomb_is_stopped_at_the_limit(site: Site) -> None:
    bomb = gzip.compress(bytes(200_000_000), compresslevel=1)
    site.answers["/"] = Say(bomb, headers={"Content-Encoding": "gzip"})
    start = time.monotonic()
    tracemalloc.start()
    try:
        assert code_of(site.client(), site.address()) == "TOO_LARGE"
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 10_000_000
    assert time.monotonic() - start < 5


def test_the_limit_is_the_last_size_that_is_read(site: Site) -> None:
    site.answers["/"] = Say(b"x" * MOST)
    assert len(site.client().get(site.address(), most=MOST).content) == MOST
    site.answers["/"] = Say(b"x" * (MOST + 1))
    assert code_of(site.client(), site.address()) == "TOO_LARGE"
    start = site.client().get(site.address(), most=MOST, keep_start=True)
    assert start.content == b"x" * MOST


@pytest.mark.parametrize(
    "say",
    [
        Say(b"x" * 1000, drip=0.01, headers={"Content-Length": "1000"}),
        Say(b"x" * 1000, drip=0.01, headers={"Content-Length": "1000", "X-No": "Length"}),
    ],
)
def test_a_server_that_drips_holds_a_request_no_longer_than_the_deadline(
    site: Site, say: Say
) -> None:
    site.answers["/"] = say
    start = time.monotonic()
    assert code_of(site.client(deadline=0.5), site.address()) == "TIMEOUT"
    assert time.monotonic() - start < 2


def test_a_server_that_drips_its_headers_is_left_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                for letter in b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 50:
                    try:
                        connection.send(bytes([letter]))
                    except OSError:
                        return
                    time.sleep(0.02)

        threading.Thread(target=drip, daemon=True).start()
        port = server.getsockname()[1]
        client = Client(Guard(loopback_ports=frozenset({port})), deadline=0.5)
        start = time.monotonic()
        assert code_of(client, f"http://127.0.0.1:{port}/") == "TIMEOUT"
        assert time.monotonic() - start < 2


def test_a_slow_look_up_of_a_host_counts_for_the_deadline() -> None:
    def resolve(host: str, port: int) -> list[str]:
        time.sleep(5)
        return []

    start = time.monotonic()
    assert code_of(Client(Guard(resolve=resolve), deadline=0.3), "http://a.org/") == "TIMEOUT"
    assert time.monotonic() - start < 2


def test_a_request_ends_at_once_when_fetching_is_stopped(site: Site) -> None:
    site.answers["/"] = Say(b"x" * 10_000, drip=0.05)
    client = site.client()
    threading.Timer(0.3, client.end).start()
    start = time.monotonic()
    with pytest.raises(Stopped):
        client.get(site.address(), most=MOST)
    assert time.monotonic() - start < 2
    with pytest.raises(Stopped):
        client.get(site.address(), most=MOST)


def test_an_answer_that_breaks_off_is_handed_on_as_incomplete(site: Site) -> None:
    site.answers["/"] = Say(b"x" * 1000, cut=400)
    answer = site.client().get(site.address(), most=MOST)
    assert (answer.content, answer.is_complete) == (b"x" * 400, False)


def test_a_packed_answer_that_breaks_off_is_incomplete(site: Site) -> None:
    packed = gzip.compress(os.urandom(20_000))[:9_000]
    site.answers["/"] = Say(packed, headers={"Content-Encoding": "gzip"})
    assert not site.client().get(site.address(), most=MOST).is_complete


def redirect(address: str, status: int = 302) -> Say:
    return Say(status=status, headers={"Location": address})


def test_redirects_are_followed_and_a_lasting_one_is_told(site: Site) -> None:
    site.answers |= {"/a": redirect("/b", 301), "/b": redirect("c", 308), "/c": Say("here")}
    answer = site.client().get(site.address("/a"), most=MOST)
    assert (answer.content, answer.address) == (b"here", site.address("/c"))
    assert answer.moved_to == site.address("/c")
    site.answers["/b"] = redirect("c", 302)
    assert site.client().get(site.address("/a"), most=MOST).moved_to == site.address("/b")


def test_a_loop_of_redirects_ends_after_three(site: Site) -> None:
    site.answers["/a"] = redirect("/a")
    assert code_of(site.client(), site.address("/a")) == "TOO_MANY_REDIRECTS"
    assert site.paths == ["/a"] * 4


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://10.0.0.1/", "PRIVATE_ADDRESS"),
        ("http://169.254.169.254/latest/meta-data/", "PRIVATE_ADDRESS"),
        ("http://127.0.0.1:1/", "PRIVATE_ADDRESS"),
        ("http://[::ffff:127.0.0.1]/", "PRIVATE_ADDRESS"),
        ("http://0x7f000001/", "BAD_ADDRESS"),
        ("file:///etc/passwd", "SCHEME_REFUSED"),
        ("http://a:b@127.0.0.1/", "USERINFO_REFUSED"),
    ],
)
def test_the_guard_stands_before_every_redirect(site: Site, location: str, code: str) -> None:
    site.answers["/"] = redirect(location)
    assert code_of(site.client(), site.address()) == code
    assert site.paths == ["/"]


def test_a_host_that_changes_its_number_gains_nothing(site: Site) -> None:
    # The guard sees a public number first; a second look-up would lead to this machine.
    numbers = iter([["127.0.0.1"], ["10.0.0.1"]])
    site.answers["/"] = Say("here")
    guard = Guard(loopback_ports=frozenset({site.port}), resolve=lambda host, port: next(numbers))
    answer = Client(guard).get(site.address(host="feeds.example"), most=MOST)
    assert answer.content == b"here"
    assert site.asked[0].headers["host"] == f"feeds.example:{site.port}"
    assert next(numbers) == ["10.0.0.1"]


def test_looking_up_hosts_counts_towards_the_time_of_a_request(site: Site) -> None:
    def resolve(host: str, port: int) -> list[str]:
        time.sleep(0.4)
        return ["127.0.0.1"]

    site.answers["/"] = redirect(site.address("/next"))
    site.answers["/next"] = redirect(site.address("/last"))
    site.answers["/last"] = Say("here")
    guard = Guard(loopback_ports=frozenset({site.port}), resolve=resolve)
    with pytest.raises(FetchError) as caught:
        Client(guard, deadline=1.0).get(site.address(), most=MOST)
    assert caught.value.code == "TIMEOUT"


def test_proxies_of_the_environment_are_not_asked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    site.answers["/"] = Say("here")
    assert site.client().get(site.address(), most=MOST).content == b"here"


def test_a_server_that_speaks_no_http_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"220 mail.example ready\r\n\r\n")

        threading.Thread(target=greet, daemon=True).start()
        port = server.getsockname()[1]
        client = Client(Guard(loopback_ports=frozenset({port})))
        assert code_of(client, f"http://127.0.0.1:{port}/") == "BROKEN_ANSWER"


def test_a_port_where_nobody_listens_is_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    client = Client(Guard(loopback_ports=frozenset({port})))
    assert code_of(client, f"http://127.0.0.1:{port}/") == "NO_CONNECTION"


# --- TLS ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def serving_tls(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def named(site: Site, authority: trustme.CA | None) -> Client:
    guard = site.guard(resolve=lambda host, port: ["127.0.0.1"])
    return Client(guard, tls=trusting(authority) if authority else None)


def test_tls_is_verified_against_the_name_of_the_host(authority: trustme.CA) -> None:
    with serving({"/": Say("here")}, tls=serving_tls(authority, "feeds.example")) as site:
        address = site.address(host="feeds.example", scheme="https")
        assert named(site, authority).get(address, most=MOST).content == b"here"
        other = site.address(host="other.example", scheme="https")
        assert code_of(named(site, authority), other) == "TLS_ERROR"


def test_a_certificate_that_nobody_vouches_for_is_refused(authority: trustme.CA) -> None:
    with serving({"/": Say("here")}, tls=serving_tls(authority, "feeds.example")) as site:
        address = site.address(host="feeds.example", scheme="https")
        assert code_of(named(site, None), address) == "TLS_ERROR"
        assert site.asked == []


def test_a_host_is_named_when_the_connection_is_made(authority: trustme.CA) -> None:
    names = []
    context = serving_tls(authority, "feeds.example")
    context.sni_callback = lambda connection, name, own: names.append(name)
    with serving({"/": Say("here")}, tls=context) as site:
        address = site.address(host="feeds.example", scheme="https")
        named(site, authority).get(address, most=MOST)
    assert names == ["feeds.example"]


def test_a_server_that_hangs_in_the_middle_of_tls_is_left_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        client = Client(Guard(loopback_ports=frozenset({port})), deadline=0.5)
        start = time.monotonic()
        assert code_of(client, f"https://127.0.0.1:{port}/") == "TIMEOUT"
        assert time.monotonic() - start < 2


def test_nothing_is_fetched_without_tls_where_it_was_asked_for(authority: trustme.CA) -> None:
    tls = serving_tls(authority, "feeds.example")
    with serving({"/": redirect("http://feeds.example/")}, tls=tls) as site:
        address = site.address(host="feeds.example", scheme="https")
        assert code_of(named(site, authority), address) == "INSECURE_REDIRECT"


def test_what_is_called_before_each_hop_sees_every_address(site: Site) -> None:
    site.answers |= {"/a": redirect("/b"), "/b": Say("here")}
    seen: list[str] = []
    site.client().get(site.address("/a"), most=MOST, before=lambda target: seen.append(target.path))
    assert seen == ["/a", "/b"]


def test_news_are_asked_for_with_what_the_server_gave(site: Site) -> None:
    def answer(asked: Asked) -> Say:
        return Say(status=304) if asked.headers.get("if-none-match") == '"1"' else Say("new")

    site.answers["/"] = answer
    client = site.client()
    assert client.get(site.address(), most=MOST).content == b"new"
    assert client.get(site.address(), most=MOST, headers={"If-None-Match": '"1"'}).status == 304
