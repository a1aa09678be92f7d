"""Streams: the files that a command reads and writes, ``-`` for standard input and output."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pandas as pd

from analysis.errors import AnalysisError
from analysis.exports import FORMATS
from analysis.tables import WRITERS, TableFile

_MOST_SHEET_ROWS: Final = 1_048_575


class CannotWrite(AnalysisError):
    """The file for the result cannot be written."""


class WrongUse(AnalysisError):
    """The arguments do not fit together."""


class InputFile:
    """The named file, or a temporary one with what comes on standard input for ``-``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Path:
        if str(self._path) != "-":
            return self._path
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "stdin"
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        return path

    def __exit__(self, *_: object) -> None:
        if self._folder:
            self._folder.cleanup()


def check_output(output: str | Path | None, *, endings: Container[str] | None = WRITERS) -> None:
    """Refuse before the work begins what could not be written after it."""
    if output is None or str(output) == "-":
        return
    path = Path(output)
    if path.is_dir():
        raise CannotWrite(f"{output}: is a folder: name a file in it")
    if not path.parent.is_dir():
        raise CannotWrite(f"{output}: there is no folder {path.parent}: make it first")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise CannotWrite(f"{output}: no right to write there: name another file")
    if endings is not None and path.suffix.lower() not in endings:
        raise WrongUse(f"{output}: unknown ending; use one of {', '.join(WRITERS)}")


def write(table: pd.DataFrame, output: str | Path) -> None:
    """Write a table in the form that the ending names; CSV to standard output."""
    with writing(output) as write_part:
        write_part(table)


@contextmanager
def writing(output: str | Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    """Give what writes a table part by part, in the form that the ending names; CSV for ``-``."""
    if str(output) == "-":
        yield _ToStandardOutput()
        return
    rows = 0

    def write_part(table: pd.DataFrame) -> None:
        nonlocal rows
        rows += len(table)
        if str(output).lower().endswith(".xlsx") and rows > _MOST_SHEET_ROWS:
            raise CannotWrite(
                f"{output}: more than the {_MOST_SHEET_ROWS:,} rows that a workbook holds: "
                "name a .csv or .parquet file"
            )
        file.write(table)

    try:
        with TableFile(Path(output)) as file:
            yield write_part
    except OSError as error:
        if isinstance(error, AnalysisError):
            raise
        raise CannotWrite(f"{output}: {error.strerror or error}: name another file") from error


class _ToStandardOutput:
    """Writes CSV, its header once."""

    def __init__(self) -> None:
        self._has_header = False

    def __call__(self, table: pd.DataFrame) -> None:
        write_bytes(table.to_csv(index=False, header=not self._has_header).encode(), "-")
        self._has_header = True


def write_bytes(content: bytes, output: str) -> None:
    """Write to a file, or to stdout: there UTF-8, whatever the terminal is set to."""
    if output == "-":
        sys.stdout.flush()
        rest = memoryview(content)
        while rest:  # unbuffered, as with python -u, a pipe may take a part only
            rest = rest[sys.stdout.buffer.write(rest) :]
        return
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        raise CannotWrite(f"{output}: {error.strerror or error}: name another file") from error


def form_of(output: str) -> str:
    """Format by the ending of a file name; CSV where there is none."""
    ending = Path(output).suffix.lstrip(".").lower() or "csv"
    if ending not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise WrongUse(f"{output}: unknown ending; use one of {known}, or --format")
    return ending
