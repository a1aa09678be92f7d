"""Uploads: files that a browser sent, kept under their hash, and looked into before they are read.

What a visitor calls a file is a label and never a path: the file is named by the hash of its
bytes, and only an ending that is read is taken over. It is parsed in a process with limits.
"""

import hashlib
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from analysis.background import jobs_folder
from analysis.errors import DataError, StoreError
from analysis.schema import ARTICLES
from analysis.sources.columns import assign
from analysis.sources.contents import ENDINGS
from analysis.sources.faults import Problem

MOST_UPLOAD_BYTES: Final = 50 << 20
MOST_UPLOADS: Final = 20
MOST_NAME: Final = 120
PREVIEW_ROWS: Final = 20
PREVIEW_SECONDS: Final = 30.0
KEPT_HOURS: Final = 24

# So many processes at once look into files: each may take as much memory as one may have.
_TURNS: Final = threading.BoundedSemaphore(2)
_FOLDER: Final = "uploads"
_SHOWN: Final = 300  # characters of a field in a preview


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was kept.

    Attributes
    ----------
    path : named by the hash of the bytes
    origin : what the visitor calls it, on one line
    size : in bytes
    """

    path: Path
    origin: str
    size: int


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a file, and how it would be read.

    Attributes
    ----------
    names : columns found; none in a document
    mapping : field to the column that it is read from
    notes : sentences on how it is read
    articles : the first rows, columns of schema ARTICLES that are read, cut to some length
    rejects : columns of schema REJECTS: refused among the first rows; row 0 is the whole file
    is_usable : something of the file can be read
    """

    names: tuple[str, ...]
    mapping: Mapping[str, str]
    notes: tuple[str, ...]
    articles: pd.DataFrame
    rejects: pd.DataFrame
    is_usable: bool = True


def keep_upload(store: Path, name: str, content: bytes | memoryview) -> Upload:
    """Keep the bytes of an uploaded file beside a store.

    Parameters
    ----------
    store : the SQLite file
    name : as the visitor calls the file

    Raises
    ------
    DataError
        FILE_TOO_LARGE or WRONG_TYPE; nothing is kept.
    StoreError
        If the folder cannot be written.
    """
    origin, size = label_of(name), len(content)
    if size > MOST_UPLOAD_BYTES:
        sentence = (
            f"has {size / (1 << 20):,.1f} MB, at most {MOST_UPLOAD_BYTES >> 20} are taken: split it"
        )
        raise DataError(origin, [Problem(sentence, code="FILE_TOO_LARGE")])
    ending = Path(origin).suffix.lower()
    if ending not in ENDINGS:
        sentence = f"is not of a kind that is read ({', '.join(ENDINGS)}): save it as one of them"
        raise DataError(origin, [Problem(sentence, code="WRONG_TYPE")])
    path = jobs_folder(store) / _FOLDER / f"{hashlib.sha256(content).hexdigest()}{ending}"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f".{path.name}.partial")
            partial.write_bytes(content)
            partial.replace(path)
        path.touch()
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(
            f"{path.parent}: no file can be kept there ({reason}): check path, rights and space"
        ) from error
    return Upload(path, origin, size)


def label_of(name: str) -> str:
    """What a file is called in lists: its name without folders, on one line, not endless.

    >>> label_of("../../etc/Список\\n статей.CSV"), label_of("\\x00")
    ('Список статей.CSV', 'upload')
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = " ".join("".join(c if c.isprintable() else " " for c in last).split())
    if len(plain) > MOST_NAME:
        stem, ending = plain[: MOST_NAME - 11], Path(plain).suffix[:10]
        plain = f"{stem}…{ending}"
    return plain or "upload"


def clear_uploads(store: Path, *, keep: frozenset[Path] = frozenset()) -> None:
    """Remove uploads that nobody has touched for ``KEPT_HOURS``."""
    latest = time.time() - KEPT_HOURS * 3_600
    with suppress(OSError):
        for path in (jobs_folder(store) / _FOLDER).iterdir():
            with suppress(OSError):
                if path not in keep and path.stat().st_mtime < latest:
                    path.unlink()


def preview(path: Path, *, origin: str, **options: Any) -> Preview:
    """Read the first rows of a file in a process with limits; a fault becomes a refusal.

    Parameters
    ----------
    path : the file
    origin : what people call it
    options : as of :func:`analysis.sources.files.read_articles`
    """
    # Only who looks into a file needs what reads files.
    from analysis.sources.apart import Apart

    with _TURNS, Apart(seconds=PREVIEW_SECONDS) as apart:
        try:
            first = next(apart.read(path, origin=origin, batch_size=PREVIEW_ROWS, **options))
        except DataError as error:
            return _unusable(error)
    return Preview(
        names=first.names,
        mapping=dict(first.mapping),
        notes=first.notes,
        articles=_shortened(first.articles),
        rejects=first.rejects,
        is_usable=not first.is_refusal,
    )


def _unusable(error: DataError) -> Preview:
    from analysis.sources.files import refused_file

    nothing = pd.DataFrame(columns=list(ARTICLES))
    guessed = {field: error.names[place] for field, place in assign(error.names, {}).items()}
    return Preview(error.names, guessed, (), nothing, refused_file(error), is_usable=False)


def _shortened(articles: pd.DataFrame) -> pd.DataFrame:
    shown = articles.copy()
    for name in shown:
        if shown[name].dtype == "str":
            shown[name] = shown[name].str.slice(0, _SHOWN)
    return shown
