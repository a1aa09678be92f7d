"""Notes: which of the readers' remarks on files are worth telling, and how often."""

import re
from collections.abc import Callable
from pathlib import Path

from analysis.sources.articles import (
    AHEAD,
    DROPPED_DATE,
    DROPPED_PRECISION,
    DROPPED_URL,
    NO_DATE,
    OLD_DATE,
)
from analysis.sources.columns import OWN_NAMES


class Notes:
    """Tells what the readers of files have to say, every sentence once.

    Of a folder or an archive, files that are told the same are named together when all are
    read. What goes without saying (UTF-8, columns under our own names) is not told.
    """

    def __init__(
        self, tell: Callable[[str], None], path: Path | None = None, *, dated: bool = True
    ) -> None:
        self._tell = tell
        self._is_many = path is not None and (path.is_dir() or path.suffix.lower() == ".zip")
        self._dated = dated
        self._origins: dict[str, list[str]] = {}

    def __call__(self, origin: str, note: str) -> None:
        if _goes_without_saying(note) or not (self._dated or _matters_undated(note)):
            return
        if self._is_many:
            self._origins.setdefault(note, []).append(origin)
        else:
            self._tell(f"{origin}: {note}")

    def close(self) -> None:
        """Tell what was kept back."""
        for note, origins in self._origins.items():
            more = f" and {len(origins) - 1:,} more" if len(origins) > 1 else ""
            self._tell(f"{origins[0]}{more}: {note}")


def _goes_without_saying(note: str) -> bool:
    if note in ("read as UTF-8", "read as UTF-8 (byte order mark)", "columns are separated by ','"):
        return True
    pairs = re.findall(r"(\w+) from '([^']*)'", note)
    is_whole = note == "columns: " + ", ".join(f"{field} from {name!r}" for field, name in pairs)
    return is_whole and all(name in OWN_NAMES[field] for field, name in pairs)


def _matters_undated(note: str) -> bool:
    """Whether a note is on more than dates and addresses, which no tag depends on."""
    unused = (AHEAD, DROPPED_DATE, DROPPED_PRECISION, DROPPED_URL, NO_DATE, OLD_DATE)
    is_count = note.endswith(tuple(sentence.removeprefix("{count}") for sentence in unused))
    return not is_count and not note.startswith("no date column")
