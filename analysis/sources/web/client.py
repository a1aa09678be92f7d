"""The client: one GET request, and the redirects that follow, within limits.

It connects to the number that the guard has checked and looks nothing up itself; TLS is
verified against the name of the host. Proxies of the environment are not asked, cookies are
not kept, and nothing is fetched without a verified certificate where one is due.
"""

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Final
from urllib.parse import urljoin

from analysis.sources.web.bodies import ACCEPTED, read_body
from analysis.sources.web.deadlines import Deadline
from analysis.sources.web.faults import FetchError
from analysis.sources.web.guard import Guard, Target, shown
from analysis.sources.web.limits import DEADLINE, MAX_REDIRECTS

NAME: Final = "IndustrialPolicyMonitor/1.0"

_CONNECT: Final = 10.0
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_LASTING: Final = (301, 308)


class Stopped(Exception):
    """Fetching was stopped while a request was on its way."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    Attributes
    ----------
    headers : names in lower case
    address : that answered, after redirects
    moved_to : where the address lasts to have moved; empty if it has not
    is_complete : False where the connection ended before the body did
    """

    status: int
    headers: Mapping[str, str]
    content: bytes
    address: str
    moved_to: str = ""
    is_complete: bool = True


@dataclass(slots=True)
class Client:
    """Makes requests.

    Attributes
    ----------
    guard : every address passes it
    contact : how a site may reach whoever runs this; sent with every request
    tls : what is trusted; the system's certificates without it
    deadline : seconds for a request with its redirects
    stop : set it to end all requests that are on their way
    """

    guard: Guard
    contact: str = ""
    tls: ssl.SSLContext | None = None
    deadline: float = DEADLINE
    stop: threading.Event = field(default_factory=threading.Event)
    _open: set[Deadline] = field(default_factory=set)

    def get(
        self,
        address: str,
        *,
        most: int,
        headers: Mapping[str, str] | None = None,
        keep_start: bool = False,
        before: Callable[[Target], None] = lambda target: None,
    ) -> Answer:
        """Fetch an address.

        Parameters
        ----------
        most : bytes of the body, counted after unpacking
        headers : to send besides those that are always sent
        keep_start : take the start of a longer body instead of refusing it
        before : called with every address of the way; may wait, or raise to end it

        Raises
        ------
        FetchError
            With the codes of the guard, and INSECURE_REDIRECT, TOO_MANY_REDIRECTS,
            NO_CONNECTION, TLS_ERROR, TIMEOUT, CUT_OFF, BROKEN_ANSWER, TOO_LARGE.
        Stopped
            If ``stop`` was set.
        """
        budget, moved_to, lasts = self.deadline, "", True
        for _ in range(MAX_REDIRECTS + 1):
            start = time.monotonic()
            with self._timed(address, budget) as deadline:
                target = deadline.call(partial(self.guard.admit, address))
            budget -= time.monotonic() - start
            before(target)
            start = time.monotonic()
            with self._timed(address, budget) as deadline:
                answer = self._ask(target, deadline, headers or {}, most, keep_start)
            budget -= time.monotonic() - start
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return replace(answer, moved_to=moved_to)
            address = _followed(target, answer.headers["location"])
            lasts = lasts and answer.status in _LASTING
            moved_to = address if lasts else moved_to
        raise FetchError(
            f"{shown(address)}: redirects more than {MAX_REDIRECTS} times: correct the address",
            code="TOO_MANY_REDIRECTS",
            is_passing=True,
        )

    def end(self) -> None:
        """End all requests that are on their way; later ones are not begun."""
        self.stop.set()
        for deadline in list(self._open):
            deadline.end()

    @contextmanager
    def _timed(self, address: str, seconds: float) -> Iterator[Deadline]:
        """Give a request its time, and its failures a name."""
        where = shown(address)
        with Deadline(seconds) as deadline:
            self._open.add(deadline)
            try:
                if self.stop.is_set():
                    raise Stopped
                yield deadline
            except FetchError:
                raise
            except (OSError, http.client.HTTPException, ValueError) as error:
                if self.stop.is_set():
                    raise Stopped from error
                raise _named(error, where, is_over=deadline.is_over) from error
            finally:
                self._open.discard(deadline)

    def _ask(
        self,
        target: Target,
        deadline: Deadline,
        headers: Mapping[str, str],
        most: int,
        keep_start: bool,
    ) -> Answer:
        with _connected(target, deadline) as plain, self._secured(plain, target) as connection:
            request = http.client.HTTPConnection(target.host, target.port)
            request.sock = connection
            request.putrequest("GET", target.path, skip_host=True, skip_accept_encoding=True)
            for name, value in {**self._headers(target), **headers}.items():
                request.putheader(name, value)
            request.endheaders()
            with request.getresponse() as response:
                content, is_complete = b"", True
                if response.status < 300:  # what else comes with a body is for people
                    where = shown(target.address)
                    content, is_complete = read_body(
                        response, most=most, keep_start=keep_start, where=where
                    )
                if deadline.is_over:
                    raise TimeoutError
                found = {
                    name.lower(): " ".join(value.split())
                    for name, value in response.headers.items()
                }
                return Answer(
                    response.status, found, content, target.address, is_complete=is_complete
                )

    def _headers(self, target: Target) -> dict[str, str]:
        contact = re.sub(r"[^\x21-\x7e]+", " ", self.contact).strip()
        return {
            "Host": target.authority,
            "User-Agent": f"{NAME} ({contact})" if contact else NAME,
            "Accept": "*/*",
            "Accept-Encoding": ACCEPTED,
            "Connection": "close",
        }

    @contextmanager
    def _secured(self, plain: socket.socket, target: Target) -> Iterator[socket.socket]:
        if target.scheme == "http":
            yield plain
            return
        context = self.tls or _system_trust()
        with context.wrap_socket(
            plain, server_hostname=target.host, do_handshake_on_connect=False
        ) as secured:
            secured.do_handshake()
            yield secured


@cache
def _system_trust() -> ssl.SSLContext:
    return ssl.create_default_context()


@contextmanager
def _connected(target: Target, deadline: Deadline) -> Iterator[socket.socket]:
    """Connect to the first checked number that answers."""
    error: OSError | None = None
    for number in target.numbers:
        family = socket.AF_INET6 if ":" in number else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as connection:
            connection.settimeout(min(deadline.left(), _CONNECT))
            try:
                connection.connect((number, target.port))
            except OSError as own:
                error = own
                continue
            connection.settimeout(deadline.left())
            deadline.watch(connection)
            yield connection
            return
    raise error or ConnectionError("no number to connect to")


def _followed(target: Target, location: str) -> str:
    """Address that a redirect leads to."""
    with suppress(UnicodeError):  # http.client reads every byte as a letter of its own
        location = location.encode("latin-1").decode("utf-8")
    address = urljoin(target.address, location.strip())
    if target.scheme == "https" and address.lower().startswith("http:"):
        raise FetchError(
            f"{shown(target.address)}: redirects from https to http: use another address",
            code="INSECURE_REDIRECT",
        )
    return address


def _named(error: Exception, where: str, *, is_over: bool) -> FetchError:
    match error:
        case _ if is_over or isinstance(error, TimeoutError):
            code, what = "TIMEOUT", "took too long"
        case ssl.SSLCertVerificationError():
            code, what = "TLS_ERROR", f"has no valid certificate ({error.verify_message})"
        case ssl.SSLError():
            code, what = "TLS_ERROR", f"makes no secure connection ({error.reason})"
        case http.client.HTTPException() | ValueError():
            code, what = "BROKEN_ANSWER", f"answers no proper HTTP ({type(error).__name__})"
        case _:
            reason = getattr(error, "strerror", None) or str(error)
            code, what = "NO_CONNECTION", f"cannot be reached ({reason})"
    return FetchError(f"{where}: {what}", code=code, is_passing=True)
