"""Deadlines: one for a whole request, however slowly it drips.

The timeout of a socket begins anew with every byte that comes, so a server that sends one now
and then holds a request as long as it likes. Here a timer shuts the connection down.
"""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TypeVar

Result = TypeVar("Result")


class Deadline:
    """Ends the connection it watches when its time is over; use as a context manager.

    Attributes
    ----------
    is_over : the time is over, or it was ended before
    """

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._end = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._watched: socket.socket | None = None
        self._timer = threading.Timer(max(seconds, 0.0), self.end)
        self._timer.daemon = True

    def left(self) -> float:
        """Seconds that are left.

        Raises
        ------
        TimeoutError
            If there are none.
        """
        seconds = self._end - time.monotonic()
        if self.is_over or seconds <= 0:
            raise TimeoutError
        return seconds

    def watch(self, connection: socket.socket) -> None:
        """Shut this connection down when the time is over."""
        with self._lock:
            self._release()
            # A second handle of the connection: TLS takes the first one over, and must not be
            # called from another thread while it waits for bytes.
            self._watched = connection.dup()
        if self.is_over:
            self.end()

    def end(self) -> None:
        """Let the time be over now."""
        self.is_over = True
        with self._lock:
            if self._watched:
                with suppress(OSError):
                    self._watched.shutdown(socket.SHUT_RDWR)

    def call(self, function: Callable[[], Result]) -> Result:
        """Call what cannot be given a timeout, like a look-up of a host.

        Raises
        ------
        TimeoutError
            If it does not return in time; it is left alone then.
        """
        results: list[Result] = []
        errors: list[BaseException] = []

        def run() -> None:
            try:
                results.append(function())
            except BaseException as error:
                errors.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(self.left())
        if errors:
            raise errors[0]
        if not results:
            raise TimeoutError
        return results[0]

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._release()

    def _release(self) -> None:
        if self._watched:
            self._watched.close()
            self._watched = None
