"""What the tests of faults in files share: read a file, and say what became of it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import DataError
from analysis.sources.faults import CODES
from analysis.sources.files import Reading, read_articles

TODAY = date(2024, 7, 10)

Refused = tuple[int, str, str]


@dataclass(frozen=True)
class Outcome:
    """What became of a file: its articles, and row, column and code of each refusal."""

    readings: list[Reading]

    def column(self, name: str) -> list[Any]:
        """Values of one column of the articles."""
        return [value for one in self.readings for value in one.articles[name]]

    @property
    def titles(self) -> list[str]:
        """Titles of the articles."""
        return self.column("title")

    @property
    def refused(self) -> list[Refused]:
        """Row, column and code of each refusal."""
        return [
            (row, column, code)
            for one in self.readings
            for row, column, code in zip(
                one.rejects["row"], one.rejects["column"], one.rejects["code"], strict=True
            )
        ]

    @property
    def problems(self) -> list[str]:
        """Sentences of the refusals."""
        return [problem for one in self.readings for problem in one.rejects["problem"]]

    @property
    def notes(self) -> list[str]:
        """All that is told of the file."""
        return [note for one in self.readings for note in one.notes]


def read(path: Path, **options: Any) -> Outcome:
    """Read a file on a fixed day."""
    return Outcome(list(read_articles(path, today=TODAY, **options)))


def write(path: Path, content: str | bytes) -> Path:
    """Write a file from text or bytes."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def problem(path: Path, code: str, **options: Any) -> str:
    """The one problem of a file that cannot be used; it has that code, and CODES explains it."""
    with pytest.raises(DataError) as caught:
        read(path, **options)
    assert caught.value.origin == path.name
    assert caught.value.codes == (code,)
    assert code in CODES
    return str(caught.value.problems[0])
