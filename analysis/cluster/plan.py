"""The plan: which rows of which files make up each partition, by the files' metadata alone."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

import pandas as pd

from analysis.dataset import FORMAT
from analysis.errors import DataError
from analysis.schema import REJECTS
from analysis.sources.articles import rejects_table
from analysis.sources.parquet import group_sizes, open_parquet
from analysis.sources.tables import Refusal, Request

PARTITION_SIZE: Final = 20_000


@dataclass(frozen=True, slots=True)
class Versions:
    """Taxonomy and model that make the tags; ``model`` is empty for rules alone."""

    taxonomy: str
    model: str


@dataclass(frozen=True, slots=True)
class Source:
    """One input file as it was when the plan was made.

    Attributes
    ----------
    path : absolute; the same for all workers
    origin : name of the file as the user knows it
    number : counted from 1; the ``import_id`` of its articles
    size, changed : bytes, and nanoseconds of the last change
    """

    path: str
    origin: str
    number: int
    size: int
    changed: int

    def is_unchanged(self) -> bool:
        """Whether the file is still the one of the plan."""
        status = Path(self.path).stat()
        return (status.st_size, status.st_mtime_ns) == (self.size, self.changed)


@dataclass(frozen=True, slots=True)
class Partition:
    """Some rows of one file; rows are counted from 0."""

    number: int
    source: Source
    start: int
    stop: int

    @property
    def name(self) -> str:
        """Name of its files, without the ending."""
        return f"part-{self.number:05}"

    @property
    def place(self) -> str:
        """Its rows as the user counts them."""
        return f"rows {self.start + 1:,} to {self.stop:,}"

    @property
    def rows(self) -> range:
        """Its rows, counted from 0."""
        return range(self.start, self.stop)

    def key(self, versions: Versions) -> str:
        """Everything that its result depends on, as a hash."""
        return _hash(
            [FORMAT, asdict(self.source) | {"path": ""}, self.start, self.stop, asdict(versions)]
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done.

    Attributes
    ----------
    rejects : files that cannot be used, as rows of schema REJECTS
    notes : pairs of the file and a sentence on how it is read
    """

    path: Path
    versions: Versions
    sources: tuple[Source, ...]
    partitions: tuple[Partition, ...]
    rejects: pd.DataFrame
    notes: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        """Hash of all partitions in their order."""
        return _hash([partition.key(self.versions) for partition in self.partitions])


def make_plan(path: Path, versions: Versions, *, partition_size: int = PARTITION_SIZE) -> Plan:
    """List the partitions of a Parquet file or of a folder of such files.

    Parameters
    ----------
    path : in a folder, files that end in .parquet are read, also in folders within it
    partition_size : most rows of a partition, at least 1

    Raises
    ------
    DataError
        When there is no file that can be used; if only some can, the others are refused.
    """
    draft = _Draft()
    files = _files_of(path)
    for file in files:
        origin = file.name if file == path else file.relative_to(path).as_posix()
        try:
            draft.add(file, origin, partition_size)
        except DataError as error:
            if len(files) == 1:
                raise
            refusals = [Refusal(0, "", problem) for problem in error.problems]
            draft.rejects.append(rejects_table(origin, refusals))
    if not draft.sources:
        problems = [f"{row.origin}: {row.problem}" for row in _joined(draft.rejects).itertuples()]
        raise DataError(str(path), problems)
    sources, partitions = tuple(draft.sources), tuple(draft.partitions)
    return Plan(path, versions, sources, partitions, _joined(draft.rejects), tuple(draft.notes))


@dataclass
class _Draft:
    sources: list[Source] = field(default_factory=list)
    partitions: list[Partition] = field(default_factory=list)
    rejects: list[pd.DataFrame] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def add(self, file: Path, origin: str, most: int) -> None:
        """Add a file and its partitions."""
        request = Request(file, origin, {}, most)
        try:
            status = file.stat()
            self.notes += [(origin, note) for note in open_parquet(request).notes]
            sizes = group_sizes(request)
        except OSError as error:
            problem = f"cannot be opened ({error.strerror or error}): check its name and rights"
            raise DataError(origin, [problem]) from error
        number = len(self.sources) + 1
        source = Source(str(file.resolve()), origin, number, status.st_size, status.st_mtime_ns)
        self.sources.append(source)
        for rows in cut(sizes, most):
            self.partitions.append(Partition(len(self.partitions), source, rows.start, rows.stop))


def cut(sizes: Sequence[int], most: int) -> list[range]:
    """Ranges of at most ``most`` rows: row groups together, or a large one in even slices.

    >>> cut([2, 2, 2, 9], 4)
    [range(0, 4), range(4, 6), range(6, 9), range(9, 12), range(12, 15)]
    """
    borders, stop = [0], 0
    for size in sizes:
        if stop > borders[-1] and stop + size - borders[-1] > most:
            borders.append(stop)
        pieces = -(-size // most)
        if pieces > 1:
            borders += [stop + size * piece // pieces for piece in range(1, pieces + 1)]
        stop += size
    if stop > borders[-1]:
        borders.append(stop)
    return [range(start, end) for start, end in pairwise(borders)]


def _files_of(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise DataError(str(path), ["no such file or folder: check the name"])
    files = [
        file
        for file in sorted(path.rglob("*.parquet"))
        if file.is_file()
        and not any(part.startswith((".", "_")) for part in file.relative_to(path).parts)
    ]
    if not files:
        raise DataError(str(path), ["the folder has no file that ends in .parquet"])
    return files


def _joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([rejects_table("", []), *parts], ignore_index=True)[list(REJECTS)]


def _hash(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
