"""Background: commands in processes of their own, which outlive whoever started them.

A job is a folder beside the store, in ``monitor.sqlite.jobs``: what was ordered, what the command
says of itself (``--status``), and what it printed. Whoever looks there finds every job again. A job
runs while its lock is held: the process inherits the lock and lets it go when it ends, however it
ends, so that no number of a process is ever taken for another one's.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self
from uuid import uuid4

from analysis.archive import beside
from analysis.errors import StoreError

JOBS: Final = "jobs"
KEPT_DAYS: Final = 7
RUNNING: Final = ("starting", "waiting", "reading", "tagging", "grouping")
ENDED: Final = ("done", "failed", "stopped", "broken")

_ROOT: Final = Path(__file__).resolve().parent.parent
_ORDER, _READ_AS, _STATUS, _LOG, _LOCK, _PID, _STOP = (
    "order.json", "read-as.json", "status.json", "log.txt", "lock", "pid", "stop",
)  # fmt: skip
_NICENESS: Final = 5  # readers of the dashboard come first
_LOG_END: Final = 4_000


@dataclass(frozen=True, slots=True)
class JobState:
    """What a job says of itself.

    Attributes
    ----------
    command : "import" or "fetch"
    label : for people: files or feeds
    started : in UTC, ISO
    state : one of ``RUNNING`` or ``ENDED``; "broken" is a process that is gone without a word
    done, total : files or feeds while "reading", articles while "tagging"; total may be 0
    origin : file or feed that is read
    added, known, updated, refused : rows up to now
    import_ids : imports of this job in the store
    notes : pairs of origin and a sentence on it
    problem : why it failed
    """

    command: str = ""
    label: str = ""
    pid: int = 0
    started: str = ""
    state: str = "starting"
    done: float = 0.0
    total: float = 0.0
    origin: str = ""
    added: int = 0
    known: int = 0
    updated: int = 0
    refused: int = 0
    import_ids: tuple[int, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    problem: str = ""

    @property
    def is_running(self) -> bool:
        """Whether more is to come."""
        return self.state in RUNNING

    @property
    def share(self) -> float:
        """How much of the present part of the work is done, 0..1."""
        return min(1.0, max(0.0, self.done / self.total)) if self.total else 0.0

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """A state of what stands in a file; what is not known here is left out."""
        own = {field.name: content[field.name] for field in fields(cls) if field.name in content}
        own["import_ids"] = tuple(own.get("import_ids", ()))
        own["notes"] = tuple((origin, note) for origin, note in own.get("notes", ()))
        return cls(**own)


def write_state(path: Path, state: JobState) -> None:
    """Write a state so that whoever reads sees the former one or this one, never a part."""
    _write(path, asdict(state))


@dataclass(frozen=True, slots=True)
class Job:
    """A job that was started, by this process or by another one.

    Attributes
    ----------
    folder : of the job
    """

    folder: Path

    @property
    def key(self) -> str:
        """Name that no other job has; later jobs come later in the alphabet."""
        return self.folder.name

    def state(self) -> JobState:
        """How far it is, or how it ended."""
        said = self._said()
        if said.is_running and not self._is_alive():
            said = self._said()  # it may have ended since
            if said.is_running:
                was_told = (self.folder / _STOP).exists()
                return replace(said, state="stopped" if was_told else "broken")
        return said

    def _said(self) -> JobState:
        ordered = _state_in(self.folder / _ORDER) or JobState()
        said = _state_in(self.folder / _STATUS)
        if said is None:
            return ordered
        return replace(said, label=ordered.label or said.label, started=ordered.started)

    def stop(self) -> None:
        """Tell it to end; what it has committed stays."""
        if not self._is_alive():
            return
        (self.folder / _STOP).touch()
        with suppress(OSError, ValueError):
            os.kill(int((self.folder / _PID).read_text()), signal.SIGTERM)

    def _is_alive(self) -> bool:
        if not _is_held(self.folder / _LOCK):
            return False
        with suppress(OSError, ValueError):
            # The lock may be held by copies that the process made of itself and left behind.
            return _exists(int((self.folder / _PID).read_text()))
        return True  # it is just being started

    def log(self) -> str:
        """The end of what it printed."""
        with suppress(OSError):
            return (self.folder / _LOG).read_bytes()[-_LOG_END:].decode(errors="replace")
        return ""


def start_job(
    store: Path,
    arguments: Sequence[str],
    *,
    label: str = "",
    read_as: Mapping[str, Any] | None = None,
) -> Job:
    """Start a command that reports with ``--status``, detached from this process.

    Parameters
    ----------
    store : the SQLite file that it works on
    arguments : the command and what stands behind it, without ``--store`` and ``--status``
    label : what it works on, for people
    read_as : how each file is to be read, for ``--read-as``

    Raises
    ------
    StoreError
        If the folder of jobs cannot be written.
    """
    command, *rest = arguments
    started = datetime.now(UTC)
    try:
        clear_jobs(store)
        folder = jobs_folder(store) / f"{started:%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}"
        folder.mkdir(parents=True)
        ordered = JobState(command, label, started=started.isoformat(timespec="seconds"))
        _write(folder / _ORDER, asdict(ordered))
        more = ["--status", str(folder / _STATUS)]
        if read_as:
            _write(folder / _READ_AS, read_as)
            more += ["--read-as", str(folder / _READ_AS)]
        process = _start(folder, [command, "--store", str(Path(store).resolve()), *more, *rest])
        (folder / _PID).write_text(str(process.pid))
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(
            f"{jobs_folder(store)}: no job can be started ({reason}): check path and rights"
        ) from error
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
    # Without somebody who asks how it ended, it would stay on the list of processes.
    threading.Thread(target=process.wait, daemon=True).start()
    return Job(folder)


def _start(folder: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    with _lock_to_hand_on(folder / _LOCK) as lock, (folder / _LOG).open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "analysis", *arguments],
            cwd=_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[lock],
        )


def list_jobs(store: Path) -> tuple[Job, ...]:
    """All jobs on a store that are kept, the latest first."""
    with suppress(OSError):
        folders = sorted(jobs_folder(store).iterdir(), reverse=True)
        return tuple(Job(folder) for folder in folders if (folder / _ORDER).exists())
    return ()


def jobs_folder(store: Path) -> Path:
    """Folder of the jobs and the uploads of a store."""
    return beside(Path(store), JOBS)


def clear_jobs(store: Path) -> None:
    """Forget the jobs that ended and are older than ``KEPT_DAYS``."""
    latest = time.time() - KEPT_DAYS * 86_400
    for job in list_jobs(store):
        with suppress(OSError):
            if job.folder.stat().st_mtime < latest and not _is_held(job.folder / _LOCK):
                shutil.rmtree(job.folder)


@contextmanager
def _lock_to_hand_on(path: Path) -> Iterator[int]:
    """Lock a file; a process that inherits it holds the lock when it is closed here."""
    with path.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file.fileno()


def _is_held(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _state_in(path: Path) -> JobState | None:
    """The state that a file holds; None without a file, or where it is none."""
    try:
        return JobState.of(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _write(path: Path, content: Mapping[str, Any]) -> None:
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    partial.replace(path)
