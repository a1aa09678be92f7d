"""Kept forms: word forms that the dictionaries gave once, in a file for the next start.

To ask the dictionaries for the words of a taxonomy takes seconds, to read this file takes a
twentieth of one. It may be deleted at any time. Whatever is wrong with it, it is as if it were
not there: written for other versions of the dictionaries or of the code, cut off, not readable,
not writable.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parents[2] / "data" / "store" / "cache"
FORMAT: Final = 1

_DICTIONARIES: Final = ("pymorphy3", "pymorphy3-dicts-ru", "lemminflect")
# What decides which forms a word has, beside the dictionaries.
_CODE: Final = ("folding.py", "forms.py")
_FILE: Final = "forms.jsonl"
# Beyond so many words the file would be slow to read; it then begins anew.
_MOST: Final = 100_000

_PARTS: Final = {"alone": True, "beside others": False}

# (word, whether it stands alone) -> its forms
Forms = dict[tuple[str, bool], frozenset[str]]


def cache_folder() -> Path:
    """Where files lie that can be made again: ``MONITOR_CACHE``, else ``data/store/cache``."""
    return Path(os.environ.get("MONITOR_CACHE") or FOLDER)


class KeptForms:
    """The forms that a file holds, and those that were asked since.

    Parameters
    ----------
    folder : where the file lies; need not exist

    Notes
    -----
    The file is replaced as a whole, so that several processes may read and write it at once: of
    two that write, what one of them learnt may be asked again.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self._kept = _read(self._path)
        self._new: Forms = {}

    def get(self, word: str, *, alone: bool) -> frozenset[str] | None:
        """Forms of a word; None where they were never asked."""
        return self._kept.get((word, alone)) or self._new.get((word, alone))

    def add(self, word: str, forms: frozenset[str], *, alone: bool) -> None:
        """Remember what was asked; beyond a great many words it is not remembered."""
        if len(self._new) < _MOST:
            self._new[word, alone] = forms

    def save(self) -> None:
        """Write the file if anything was asked; where it cannot be written, do nothing."""
        if not self._new:
            return
        kept = _read(self._path) | self._kept | self._new
        self._kept, self._new = kept if len(kept) <= _MOST else self._new, {}
        body = json.dumps(
            {name: _entries(self._kept, alone=alone) for name, alone in _PARTS.items()},
            ensure_ascii=False,
        )
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _replace(self._path, f"{json.dumps(_head(body))}\n{body}")


def _read(path: Path) -> Forms:
    """Read a file of forms; none where it is missing, damaged, or of other dictionaries."""
    try:
        head, _, body = path.read_text(encoding="utf-8").partition("\n")
        if json.loads(head) != _head(body):
            return {}
    except (OSError, ValueError):
        return {}
    return {
        (word, _PARTS[name]): frozenset(forms.split("\n"))
        for name, entries in json.loads(body).items()
        for word, forms in entries.items()
    }


def _entries(forms: Forms, *, alone: bool) -> Mapping[str, str]:
    return {
        word: "\n".join(sorted(own))
        for (word, is_alone), own in sorted(forms.items())
        if is_alone == alone
    }


def _head(body: str) -> dict[str, object]:
    """Say for what the file holds good, and what it must hold."""
    return {
        "format": FORMAT,
        "dictionaries": {name: version(name) for name in _DICTIONARIES},
        "code": _digest(Path(__file__).with_name(name).read_bytes() for name in _CODE),
        "content": _digest([body.encode()]),
    }


def _digest(parts: Iterable[bytes]) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _replace(path: Path, content: str) -> None:
    """Write a file beside its place and move it there, or leave nothing behind."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(content)
        os.replace(name, path)
    except OSError:
        with suppress(OSError):
            os.unlink(name)
        raise
