"""Turns: when a host may be asked again, and when it is better left alone for a while."""

import threading
import time
from dataclasses import dataclass, field
from typing import Final

from analysis.sources.web.faults import FetchError

_FAILURES: Final = 3  # in a row, after which a host is taken to be down
_DOWN: Final = 300.0
_LEAST_WAIT: Final = 60.0  # where a site asks to wait, but does not say how long
_OF_THE_HOST: Final = ("TIMEOUT", "NO_CONNECTION", "TLS_ERROR", "HTTP_FAILED", "BROKEN_ANSWER")


@dataclass(slots=True)
class _Closed:
    until: float
    error: FetchError


@dataclass(slots=True)
class Turns:
    """Knows of each host when its next turn is; may be shared by threads."""

    _next: dict[str, float] = field(default_factory=dict)
    _failures: dict[str, int] = field(default_factory=dict)
    _closed: dict[str, _Closed] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, host: str, pause: float) -> float:
        """Take the next turn of a host.

        Parameters
        ----------
        pause : seconds between this turn and the one after it

        Returns
        -------
        Seconds until it comes

        Raises
        ------
        FetchError
            If the host is left alone for now: why, and that it was not asked.
        """
        with self._lock:
            now = time.monotonic()
            closed = self._closed.get(host)
            if closed and now < closed.until:
                raise closed.error.unasked(closed.until - now)
            turn = max(now, self._next.get(host, 0.0))
            self._next[host] = turn + pause
            return turn - now

    def succeeded(self, host: str) -> None:
        """Note that a host answered."""
        self._failures.pop(host, None)

    def failed(self, host: str, error: FetchError) -> None:
        """Note that a host did not answer; it may be left alone from now on."""
        if error.code == "ASKED_TO_WAIT" and error.was_asked:
            self._close(host, error, max(error.wait, _LEAST_WAIT))
        elif error.code in _OF_THE_HOST and error.was_asked:
            self._failures[host] = self._failures.get(host, 0) + 1
            if self._failures[host] >= _FAILURES:
                self._close(host, error, _DOWN)

    def _close(self, host: str, error: FetchError, seconds: float) -> None:
        self._failures.pop(host, None)
        self._closed[host] = _Closed(time.monotonic() + seconds, error)
