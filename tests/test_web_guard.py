"""The guard: which addresses may leave this machine."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sources.web.faults import CODES, FetchError
from analysis.sources.web.guard import Guard, is_public, take_apart

PUBLIC = "93.184.215.14"


def code_of(address: str, guard: Guard | None = None) -> str:
    guard = guard or Guard(resolve=lambda host, port: [PUBLIC])
    with pytest.raises(FetchError) as caught:
        guard.admit(address)
    return caught.value.code


def resolving(*numbers: str) -> Guard:
    return Guard(resolve=lambda host, port: numbers)


def test_a_plain_address_is_let_through_with_its_checked_numbers() -> None:
    target = resolving(PUBLIC, "2606:2800:21f::1").admit("https://Example.org/a?b=c#d")
    assert (target.address, target.authority) == ("https://example.org/a?b=c", "example.org")
    assert target.numbers == (PUBLIC, "2606:2800:21f::1")


def test_a_host_in_russian_letters_is_asked_for_in_its_ascii_form() -> None:
    target = resolving(PUBLIC).admit("https://пример.рф/новости")
    assert target.host == "xn--e1afmkfd.xn--p1ai"
    assert target.path == "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("file:///etc/passwd", "SCHEME_REFUSED"),
        ("/etc/passwd", "SCHEME_REFUSED"),
        ("ftp://example.org/", "SCHEME_REFUSED"),
        ("gopher://example.org/", "SCHEME_REFUSED"),
        ("javascript:alert(1)", "SCHEME_REFUSED"),
        ("http://example.org:8501/", "PORT_REFUSED"),
        ("http://example.org:443/", "PORT_REFUSED"),
        ("http://example.org:99999/", "BAD_ADDRESS"),
        ("http://user:secret@example.org/", "USERINFO_REFUSED"),
        ("http://example.org@127.0.0.1/", "USERINFO_REFUSED"),
        ("http://example.org\\@127.0.0.1/", "BAD_ADDRESS"),
        ("http://exa mple.org/", "BAD_ADDRESS"),
        ("http://exa\tmple.org/", "BAD_ADDRESS"),
        ("http://example.org/\r\nHost: other", "BAD_ADDRESS"),
        ("http://", "BAD_ADDRESS"),
        ("http://..", "BAD_ADDRESS"),
        ("http://%31%32%37.0.0.1/", "BAD_ADDRESS"),
        ("http://[fe80::1%25eth0]/", "BAD_ADDRESS"),
        ("http://2130706433/", "BAD_ADDRESS"),
        ("http://0x7f000001/", "BAD_ADDRESS"),
        ("http://0x7f.0.0.1/", "BAD_ADDRESS"),
        ("http://0177.0.0.1/", "BAD_ADDRESS"),
        ("http://127.1/", "BAD_ADDRESS"),
        ("http://127.0.0.1./x" + "a" * 2000, "BAD_ADDRESS"),
    ],
)
def test_an_address_of_another_form_is_refused(address: str, code: str) -> None:
    assert code_of(address) == code


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "100.100.100.200",
        "169.254.169.254",
        "168.63.129.16",
        "192.0.0.192",
        "198.18.0.1",
        "203.0.113.5",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:8.8.8.8",
        "::8.8.8.8",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "2002:808:808::1",
        "2001:0:808:808::1",
        "2001:db8::1",
        "3fff::1",
    ],
)
def test_a_number_that_is_not_on_the_public_internet_is_refused(number: str) -> None:
    assert not is_public(number)
    assert code_of("https://example.org/", resolving(number)) == "PRIVATE_ADDRESS"


def test_one_private_number_among_public_ones_is_enough_to_refuse() -> None:
    assert code_of("https://example.org/", resolving(PUBLIC, "10.0.0.1")) == "PRIVATE_ADDRESS"


def test_full_width_digits_are_the_number_that_they_mean() -> None:
    guard = Guard(resolve=lambda host, port: [host])
    assert code_of("http://１２７.0.0.1/", guard) == "PRIVATE_ADDRESS"


def test_a_host_without_a_number_is_not_found() -> None:
    assert code_of("https://example.org/", resolving()) == "HOST_NOT_FOUND"


def test_a_host_is_looked_up_once() -> None:
    asked = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return [PUBLIC]

    Guard(resolve=resolve).admit("https://example.org/")
    assert asked == ["example.org"]


def test_loopback_is_open_only_where_a_test_opens_a_port_of_it() -> None:
    guard = Guard(loopback_ports=frozenset({8123}), resolve=lambda host, port: [host])
    assert guard.admit("http://127.0.0.1:8123/").numbers == ("127.0.0.1",)
    assert code_of("http://127.0.0.1:8124/", guard) == "PRIVATE_ADDRESS"
    assert code_of("http://10.0.0.1:8123/", guard) == "PRIVATE_ADDRESS"


def test_the_environment_switches_fetching_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_OFFLINE", "1")
    assert code_of("https://example.org/", Guard.from_environment()) == "OFFLINE"


def test_the_environment_opens_no_port_unless_it_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MONITOR_OFFLINE", raising=False)
    monkeypatch.setenv("MONITOR_ALLOW_LOOPBACK", "1, 8123,nonsense")
    assert Guard.from_environment() == Guard(loopback_ports=frozenset({1, 8123}))


def test_a_password_is_not_repeated_in_a_message() -> None:
    with pytest.raises(FetchError) as caught:
        take_apart("ftp://me:secret@example.org/")
    assert "secret" not in str(caught.value)


@given(st.ip_addresses(v=4))
def test_ipv4_hidden_in_ipv6_is_never_public(number: ipaddress.IPv4Address) -> None:
    hidden = int(number)
    forms = [
        ipaddress.IPv6Address(hidden),
        ipaddress.IPv6Address(0xFFFF << 32 | hidden),
        ipaddress.IPv6Address(0x64FF9B << 96 | hidden),
        ipaddress.IPv6Address(0x2002 << 112 | hidden << 80),
    ]
    assert not any(is_public(str(form)) for form in forms)


@given(st.text(max_size=40), st.sampled_from(["http://", "https://", "", "//", "HTTP://"]))
def test_whatever_is_asked_for_is_let_through_plainly_or_refused_by_name(
    text: str, scheme: str
) -> None:
    guard = Guard(resolve=lambda host, port: [PUBLIC])
    try:
        target = guard.admit(scheme + text)
    except FetchError as error:
        code = error.code
    else:
        code = ""
        assert target.scheme in ("http", "https")
        assert target.address.isascii()
        assert guard.admit(target.address) == target
    assert code in {"", *CODES}
