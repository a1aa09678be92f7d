"""Locks: one writer at a time, in the order of their patience.

A lock is a file that the operating system keeps for one process and lets go when that process
ends, however it ends. What stands in it names the holder, so that whoever waits can say for
whom. Waiting sleeps in Python: Ctrl-C ends it.
"""

import fcntl
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Final

from analysis.errors import StoreBusy, StoreUnwritable

WAIT_SECONDS: Final = 600.0
OTHER_PROGRAM: Final = "another program"
WAIT_VARIABLE: Final = "MONITOR_WAIT"

_PAUSE_SECONDS: Final = 0.05
_STARTED: Final = datetime.now().astimezone()


def wait_seconds() -> float:
    """Seconds to wait for another writer: those of ``MONITOR_WAIT``, else ten minutes."""
    try:
        return max(0.0, float(os.environ[WAIT_VARIABLE]))
    except (KeyError, ValueError):
        return WAIT_SECONDS


def _to_nobody(_: str) -> None:
    """Keep a remark to oneself."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for another process, and who is told that it takes a while.

    Attributes
    ----------
    seconds : after which waiting ends with StoreBusy; those of ``MONITOR_WAIT`` without any
    tell : is called once per wait, with a sentence
    """

    seconds: float | None = None
    tell: Callable[[str], None] = _to_nobody

    @property
    def limit(self) -> float:
        """Seconds to wait."""
        return wait_seconds() if self.seconds is None else self.seconds


PATIENT: Final = Patience()


class Wait:
    """One wait for one thing: says so once, sleeps, and tells when it has been long enough.

    Parameters
    ----------
    patience : how long, and whom to tell
    what : is waited for
    lock : names who holds it; without one it is a program that knows no lock
    """

    def __init__(self, patience: Patience, what: Path, lock: Path | None = None) -> None:
        self._patience = patience
        self._what = what
        self._lock = lock
        self._begun = 0.0

    def goes_on(self) -> bool:
        """Sleep a moment; False when the limit is reached."""
        now = time.monotonic()
        if not self._begun:
            self._begun = now
        if now - self._begun >= self._patience.limit:
            return False
        if now == self._begun:
            holder = holder_of(self._lock) if self._lock else OTHER_PROGRAM
            self._patience.tell(f"{self._what}: {holder} is writing: waiting")
        time.sleep(_PAUSE_SECONDS)
        return True


class Waits:
    """What SQLite asks whether to wait on: one wait after the other.

    Who asks has our own lock already: it is another program that holds the file.

    Parameters
    ----------
    patience, what : as for :class:`Wait`
    """

    def __init__(self, patience: Patience, what: Path) -> None:
        self._new_wait = partial(Wait, patience, what)
        self._wait = self._new_wait()

    def __call__(self, asked: int) -> bool:
        """Sleep a moment; False when it has been long enough."""
        if not asked:
            self._wait = self._new_wait()
        return self._wait.goes_on()


def take(path: Path, patience: Patience, *, what: Path) -> IO[bytes]:
    """Become the one holder of a lock; closing the file lets it go.

    Parameters
    ----------
    path : the lock file; made where it is missing, and never deleted
    what : is written while the lock is held; for the message

    Raises
    ------
    StoreBusy
        If another process holds it for longer than the patience lasts.
    StoreUnwritable
        If the file cannot be opened for writing.
    """
    try:
        lock = open(path, "a+b")  # noqa: SIM115
    except OSError as error:
        reason = error.strerror or error
        raise StoreUnwritable(f"{what}: {reason}: check path and rights") from error
    try:
        wait = Wait(patience, what, path)
        while not _taken(lock):
            if not wait.goes_on():
                raise StoreBusy(busy_message(holder_of(path), what))
    except BaseException:
        lock.close()
        raise
    # Who holds it helps those who wait; on a full disk it goes without.
    with suppress(OSError):
        _sign(lock)
    return lock


class Turn:
    """The right to write, from when it is entered to when it is left; may be entered within.

    Parameters
    ----------
    path, patience, what : as for :func:`take`
    """

    def __init__(self, path: Path, patience: Patience, *, what: Path) -> None:
        self._take = partial(take, path, patience, what=what)
        self._lock: IO[bytes] | None = None
        self._depth = 0

    def __enter__(self) -> None:
        if self._lock is None:
            self._lock = self._take()
        self._depth += 1

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if self._lock is not None and not self._depth:
            self._lock.close()
            self._lock = None


def _taken(lock: IO[bytes], kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(lock: IO[bytes]) -> None:
    """Write into the lock who holds it."""
    since = _STARTED.isoformat(timespec="seconds")
    lock.truncate(0)
    lock.write(json.dumps({"pid": os.getpid(), "since": since}).encode())
    lock.flush()


def holder_now(path: Path) -> str:
    """Name the process that holds a lock at this moment; empty where none does."""
    try:
        with open(path, "rb") as lock:
            return "" if _taken(lock, fcntl.LOCK_SH) else holder_of(path)
    except OSError:
        return ""


def busy_message(holder: str, what: Path) -> str:
    """Say that somebody else is writing, and what to do."""
    return f"{what}: {holder} is writing: try again when it is done"


def holder_of(path: Path) -> str:
    """Name the process that signed a lock last, in words.

    >>> holder_of(Path("no-such-lock"))
    'another process'
    """
    try:
        signed = json.loads(path.read_bytes())
        since = datetime.fromisoformat(signed["since"])
        return f"another process (pid {int(signed['pid'])}, since {since:%Y-%m-%d %H:%M:%S})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
