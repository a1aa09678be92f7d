"""The guard: every address that leaves this machine passes it, and after each redirect again.

An address is let through if it is http or https on the usual port, names its host plainly, and
*all* numbers that the host has belong to the public internet. The numbers are looked up once;
whoever connects must use those that were checked, or a host could answer with another number
the second time.
"""

import ipaddress
import os
import re
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from analysis.sources.web.faults import FetchError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

PORTS: Final = {"http": 80, "https": 443}
MAX_ADDRESS: Final = 2_000

OFFLINE: Final = "MONITOR_OFFLINE"
LOOPBACK: Final = "MONITOR_ALLOW_LOOPBACK"

_HOST: Final = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
# Written as a number in any way that a resolver understands: 127.1, 0x7f.1, 2130706433.
_NUMERIC: Final = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_NOT_IN_ADDRESSES: Final = re.compile(r"[\x00-\x20\x7f-\xa0\\]")

# IANA's registries of special addresses. ``is_global`` of Python before 3.11.10 takes some of
# them for public ones; 168.63.129.16 is public by its number and Azure's own inside Azure.
_REFUSED_4: Final = [
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32",
        "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
        "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    )
]  # fmt: skip
# All that is public lies in 2000::/3. So are Teredo and 6to4, which carry an IPv4 number that
# leads somewhere else; mapped, compatible and NAT64 numbers lie outside.
_PUBLIC_6: Final = ipaddress.IPv6Network("2000::/3")
_REFUSED_6: Final = [
    ipaddress.IPv6Network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
]


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was let through, and where to connect for it.

    Attributes
    ----------
    scheme, host, port : host in ASCII letters, without brackets
    path : with the query, as it is asked for
    numbers : checked numbers of the host; connect to these only
    """

    scheme: str
    host: str
    port: int
    path: str
    numbers: tuple[str, ...]

    @property
    def address(self) -> str:
        """The address, written in one way."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """Host, and the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Guard:
    """Says which addresses may be fetched.

    Attributes
    ----------
    is_offline : nothing may be fetched
    loopback_ports : ports of this machine that may be; for tests, which serve there
    resolve : tells the numbers of a host
    """

    is_offline: bool = False
    loopback_ports: frozenset[int] = frozenset()
    resolve: Resolve = lambda host, port: look_up(host, port)

    @classmethod
    def from_environment(cls) -> "Guard":
        """A guard as ``MONITOR_OFFLINE`` and ``MONITOR_ALLOW_LOOPBACK`` wish it."""
        ports = os.environ.get(LOOPBACK, "").replace(",", " ").split()
        return cls(
            is_offline=os.environ.get(OFFLINE, "") not in ("", "0"),
            loopback_ports=frozenset(int(port) for port in ports if port.isdecimal()),
        )

    def require_online(self) -> None:
        """Refuse to fetch anything where fetching is switched off.

        Raises
        ------
        FetchError
            OFFLINE
        """
        if self.is_offline:
            raise FetchError(f"{OFFLINE} is set: nothing is fetched", code="OFFLINE")

    def admit(self, address: str) -> Target:
        """Let an address through, or say why not.

        Raises
        ------
        FetchError
            OFFLINE, BAD_ADDRESS, SCHEME_REFUSED, PORT_REFUSED, USERINFO_REFUSED,
            HOST_NOT_FOUND or PRIVATE_ADDRESS.
        """
        self.require_online()
        scheme, host, port, path = take_apart(address)
        is_own_port = port in self.loopback_ports
        numbers = tuple(dict.fromkeys(self.resolve(host, port)))
        if not numbers:
            raise _not_found(host)
        for number in numbers:
            if not (is_public(number) or (is_own_port and _is_loopback(number))):
                which = host if host == number else f"{host} ({number})"
                raise FetchError(
                    f"{which} is not on the public internet: it is never fetched from",
                    code="PRIVATE_ADDRESS",
                )
        if port != PORTS[scheme] and not is_own_port:
            raise FetchError(
                f"{shown(address)}: port {port} is refused: {scheme} is fetched from port "
                f"{PORTS[scheme]} only",
                code="PORT_REFUSED",
            )
        return Target(scheme, host, port, path, numbers)


def take_apart(address: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path of a web address.

    Raises
    ------
    FetchError
        BAD_ADDRESS, SCHEME_REFUSED or USERINFO_REFUSED.

    Examples
    --------
    >>> take_apart("https://Пример.рф/новости?a=1#b")[:3]
    ('https', 'xn--e1afmkfd.xn--p1ai', 443)
    """
    if len(address) > MAX_ADDRESS or _NOT_IN_ADDRESSES.search(address):
        raise _bad(address, "is too long or holds blanks")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise _bad(address, str(error)) from error
    if parts.scheme not in PORTS:
        raise FetchError(
            f"{shown(address)}: only http and https addresses are fetched", code="SCHEME_REFUSED"
        )
    if "@" in parts.netloc:
        raise FetchError(
            "the address holds a name or password before its host: remove it",
            code="USERINFO_REFUSED",
        )
    path = quote(parts.path or "/", safe="/%:=&?~+!$,;'@()*[]")
    query = quote(parts.query, safe="/%:=&?~+!$,;'@()*[]")
    host = _host(address, parts.hostname or "", is_bracketed="[" in parts.netloc)
    usual = PORTS[parts.scheme]
    return (
        parts.scheme,
        host,
        usual if port is None else port,
        f"{path}?{query}" if query else path,
    )


def _host(address: str, host: str, *, is_bracketed: bool) -> str:
    """Host in ASCII letters; a number only as four decimal parts or in brackets."""
    if is_bracketed:
        if "%" in host or not _is_number(host):
            raise _bad(address, "has no number in its brackets")
        return str(ipaddress.ip_address(host))
    try:
        host = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise _bad(address, "has no host that can be read") from error
    if not _HOST.fullmatch(host) or ".." in host:
        raise _bad(address, "has no host that can be read")
    if _NUMERIC.fullmatch(host) and not _is_number(host):
        raise _bad(address, "writes the number of its host in an unusual way")
    return host


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_public(number: str) -> bool:
    """Tell whether a number of a host belongs to the public internet.

    >>> [is_public(number) for number in ("8.8.8.8", "10.0.0.1", "::ffff:8.8.8.8", "2600::1")]
    [True, False, False, True]
    """
    try:
        own = ipaddress.ip_address(number)
    except ValueError:  # with a zone, like fe80::1%eth0
        return False
    if isinstance(own, ipaddress.IPv4Address):
        return own.is_global and not _within(own, _REFUSED_4)
    return own in _PUBLIC_6 and own.is_global and not _within(own, _REFUSED_6)


def _within(
    number: IPAddress, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]
) -> bool:
    return any(number in network for network in networks)


def _is_loopback(number: str) -> bool:
    return number == "::1" or (_is_number(number) and number.startswith("127."))


def look_up(host: str, port: int) -> list[str]:
    """Ask the system for the numbers of a host; none where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(one[4][0]) for one in found]


def shown(address: str) -> str:
    """An address as a message shows it: without a password, and not too long.

    >>> shown("ftp://me:secret@example.org/a")
    'ftp://example.org/a'
    """
    address = re.sub(r"(?<=//)[^/?#]*@", "", address)
    return address if len(address) <= 200 else f"{address[:200]}…"


def _bad(address: str, why: str) -> FetchError:
    return FetchError(
        f"{shown(address)!r} {why}: write it as https://host/path", code="BAD_ADDRESS"
    )


def _not_found(host: str) -> FetchError:
    return FetchError(
        f"{host} was not found: check the name and the connection",
        code="HOST_NOT_FOUND",
        is_passing=True,
    )
