"""Visits: requests that a site would wish for.

Between two requests to a host lies a pause, robots.txt is read first and heeded, a request that
fails for a passing reason is made once more a little later, and whoever asks to come back later
is left alone until then.
"""

import os
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Final

from analysis.sources.web.client import NAME, Answer, Client, Stopped
from analysis.sources.web.faults import FetchError
from analysis.sources.web.guard import Guard, Target, shown
from analysis.sources.web.limits import (
    MAX_ROBOTS,
    MAX_WAIT,
    PAUSE,
    ROBOTS_KEPT,
    ROBOTS_KEPT_DOWN,
    TRIES,
)
from analysis.sources.web.robots import Robots
from analysis.sources.web.turns import Turns

CONTACT: Final = "MONITOR_CONTACT"

_AGENT: Final = NAME.partition("/")[0]
_GONE: Final = (404, 410)
_NOT_NOW: Final = (429, 503)


@dataclass(slots=True)
class Visits:
    """Makes polite requests; may be shared by threads.

    Attributes
    ----------
    pause : least seconds between two requests to a host
    """

    client: Client
    pause: float = PAUSE
    _robots: dict[str, tuple[float, Robots]] = field(default_factory=dict)
    _turns: Turns = field(default_factory=Turns)

    @classmethod
    def from_environment(cls, *, contact: str = "", pause: float = PAUSE) -> "Visits":
        """Visits as the environment wishes them.

        Parameters
        ----------
        contact : how sites may reach whoever runs this; that of ``MONITOR_CONTACT`` without it

        Raises
        ------
        FetchError
            OFFLINE, where fetching is switched off.
        """
        guard = Guard.from_environment()
        guard.require_online()
        return cls(Client(guard, contact=contact or os.environ.get(CONTACT, "")), pause=pause)

    def get(self, address: str, *, most: int, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch an address; the answer has status 200, or 304 if ``headers`` ask for news only.

        Raises
        ------
        FetchError
            With the codes of the client, and ROBOTS, ASKED_TO_WAIT, HTTP_GONE, HTTP_REFUSED,
            HTTP_FAILED.
        Stopped
            If fetching was stopped.
        """
        first: FetchError | None = None
        for number in range(1, TRIES + 1):
            try:
                return self._get(address, most, headers)
            except FetchError as error:
                if first and not error.was_asked:
                    raise first from error
                is_final = not error.is_passing or error.code == "ASKED_TO_WAIT"
                if number == TRIES or is_final or not error.was_asked:
                    raise
                first = error
            self._sleep(self.pause * 2**number * random.uniform(0.5, 1.5))
        raise AssertionError("the last try returns or raises")

    def _get(self, address: str, most: int, headers: Mapping[str, str] | None) -> Answer:
        hosts: list[str] = []

        def before(target: Target) -> None:
            hosts.append(target.authority)
            self._before(target)

        try:
            answer = self.client.get(address, most=most, headers=headers, before=before)
            check_status(answer, shown(address))
        except FetchError as error:
            if hosts:
                self._turns.failed(hosts[-1], error)
            raise
        self._turns.succeeded(hosts[-1])
        return answer

    def _before(self, target: Target) -> None:
        """Heed the site's wishes, and wait for its turn."""
        robots = self._robots_of(target)
        where = shown(target.address)
        if robots.is_down:
            raise FetchError(
                f"{where}: the site has a fault and cannot say what may be read",
                code="HTTP_FAILED",
                is_passing=True,
            )
        if not robots.allow(target.path, _AGENT):
            raise FetchError(
                f"{where}: the site's robots.txt asks programs not to read it", code="ROBOTS"
            )
        self._wait(target.authority, max(self.pause, robots.delay))

    def _robots_of(self, target: Target) -> Robots:
        site = f"{target.scheme}://{target.authority}"
        read_at, robots = self._robots.get(site, (0.0, None))
        kept = ROBOTS_KEPT_DOWN if robots and robots.is_down else ROBOTS_KEPT
        if robots is None or time.monotonic() - read_at > kept:
            robots = self._read_robots(site)
            self._robots[site] = time.monotonic(), robots
        return robots

    def _read_robots(self, site: str) -> Robots:
        try:
            answer = self.client.get(
                f"{site}/robots.txt",
                most=MAX_ROBOTS,
                keep_start=True,
                before=lambda target: self._wait(target.authority, self.pause),
            )
        except FetchError as error:
            if error.is_passing:
                raise
            return Robots.read(404, b"", _AGENT)  # it leads nowhere, so there is none
        return Robots.read(answer.status, answer.content, _AGENT)

    def _wait(self, host: str, pause: float) -> None:
        self._sleep(self._turns.take(host, pause))

    def _sleep(self, seconds: float) -> None:
        if self.client.stop.wait(max(seconds, 0.0)):
            raise Stopped


def check_status(answer: Answer, where: str) -> None:
    """Refuse an answer without content.

    Raises
    ------
    FetchError
        ASKED_TO_WAIT, HTTP_GONE, HTTP_REFUSED or HTTP_FAILED.
    """
    status = answer.status
    if status in (200, 304):
        return
    wait = seconds_to_wait(answer.headers.get("retry-after", ""))
    if status in _NOT_NOW and (wait or status == 429):
        raise FetchError(
            f"{where}: the site asks to come back later (HTTP {status})",
            code="ASKED_TO_WAIT",
            is_passing=True,
            wait=wait,
        )
    if status in _GONE:
        raise FetchError(f"{where}: is not there (HTTP {status})", code="HTTP_GONE")
    if status >= 500:
        raise FetchError(
            f"{where}: the site has a fault (HTTP {status})", code="HTTP_FAILED", is_passing=True
        )
    raise FetchError(f"{where}: the site refuses the request (HTTP {status})", code="HTTP_REFUSED")


def seconds_to_wait(text: str) -> float:
    """Read ``Retry-After``, a number of seconds or a date; 0 if it is neither, at most a day.

    >>> seconds_to_wait("120"), seconds_to_wait("soon")
    (120.0, 0.0)
    """
    if text.isascii() and text.isdigit():
        return min(float(text), MAX_WAIT)
    try:
        seconds = parsedate_to_datetime(text).timestamp() - time.time()
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return min(max(seconds, 0.0), MAX_WAIT)
