"""Status: a command says in a file how far it is, to whoever started it and looks from outside."""

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self

from analysis.background import JobState, write_state
from analysis.commands.terminal import tell
from analysis.locks import Patience
from analysis.progress import Progress

_PAUSE_SECONDS: Final = 0.2
_MOST_NOTES: Final = 200
_COUNTS: Final = ("added", "known", "updated", "refused")


class Status:
    """What a command says of itself; without a file it says nothing.

    Use it as a context manager: when it is left it says how the command ended.

    Parameters
    ----------
    path : the file; written anew as a whole, five times a second at most
    command : name of the command
    label : what it works on, for people
    """

    def __init__(self, path: Path | None, command: str, label: str = "") -> None:
        self._path = path
        started = datetime.now(UTC).isoformat(timespec="seconds")
        self._state = JobState(command, label, os.getpid(), started)
        self._written = 0.0

    def __enter__(self) -> Self:
        self.note(state="starting")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, _: object) -> None:
        if kind is None:
            self.note(state="done")
        elif issubclass(kind, Exception):
            self.note(state="failed", problem=str(error) or kind.__name__)
        else:
            self.note(state="stopped")  # Ctrl-C, or somebody told it to end

    def patience(self) -> Patience:
        """Patience that says here, too, that another process has to finish first."""

        def wait(sentence: str) -> None:
            self.note(state="waiting")
            tell(sentence)

        return Patience(tell=wait)

    def read(self, progress: Iterator[Progress], *, place: int, places: int) -> Iterator[Progress]:
        """Pass on how far the import of one file or folder is, and count its rows.

        Parameters
        ----------
        place, places : which of how many files and folders it is, from 0 on
        """
        before = _counts(self._state)
        for step in progress:
            changes: dict[str, Any] = {
                "done": place + step.done,
                "total": places,
                "origin": step.origin or self._state.origin,
                "notes": (*self._state.notes, *step.notes)[:_MOST_NOTES],
            }
            if step.report is not None:
                # Without an origin it is the last word on the file: all its rows, not a batch.
                since = before if not step.origin else _counts(self._state)
                changes |= {name: since[name] + getattr(step.report, name) for name in _COUNTS}
                changes["import_ids"] = tuple(
                    dict.fromkeys((*self._state.import_ids, step.report.import_id))
                )
            self.note(state="reading", **changes)
            yield step

    def work(self, state: str, progress: Iterator[Progress]) -> Iterator[Progress]:
        """Pass on how far something else is, such as "tagging"."""
        for step in progress:
            self.note(state=state, done=step.done, total=step.total, origin="")
            yield step

    def count(self, parts: Iterable[Any]) -> None:
        """Say how many rows there are by now: the sums of what has such counts."""
        found = list(parts)
        self.note(**{name: sum(getattr(part, name) for part in found) for name in _COUNTS})

    def remark(self, origin: str, text: str) -> None:
        """Say something about a file or feed."""
        self.note(origin=origin, notes=(*self._state.notes, (origin, text))[:_MOST_NOTES])

    def note(self, **changes: Any) -> None:
        """Say what has changed: fields of :class:`~analysis.background.JobState`."""
        is_turn = changes.get("state", self._state.state) != self._state.state
        self._state = replace(self._state, **changes)
        now = time.monotonic()
        if self._path and (is_turn or not self._written or now - self._written >= _PAUSE_SECONDS):
            self._written = now
            write_state(self._path, self._state)


def _counts(state: JobState) -> dict[str, int]:
    return {name: getattr(state, name) for name in _COUNTS}
