"""Fingerprints: whether a file is one that was read before, in the same way."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from analysis.errors import DataError
from analysis.sources.faults import Problem


def fingerprint(path: Path) -> str:
    """SHA-256 of the bytes of a file; empty for a folder and for what cannot be read."""
    if not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def reading_settings(options: Mapping[str, Any]) -> str:
    """What besides its bytes decides what is made of a file: options, and the code that reads."""
    kept = {
        name: value
        for name, value in options.items()
        if name != "origin" and (value or value is False)
    }
    return json.dumps(kept, sort_keys=True, ensure_ascii=False, default=str) + _code_hash()


@cache
def _code_hash() -> str:
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def stamp_of(path: Path) -> tuple[int, int] | None:
    """What changes when somebody writes to a file; None for what is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_size, status.st_mtime_ns) if path.is_file() else None


def file_changed(origin: str) -> DataError:
    """What to say of a file that somebody wrote to while it was read."""
    problem = Problem("the file changed while it was read: read it again", code="FILE_CHANGED")
    return DataError(origin, [problem])
