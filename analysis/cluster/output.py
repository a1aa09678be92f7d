"""The output folder: parts appear whole or not at all, and one process writes at a time.

A part is finished when its marker in ``done`` says so; the marker is written after the part's
files, and ``dataset.json`` after all markers. Each file is written under another name, synced
and renamed, so a loss of power leaves either the old or the new file.
"""

import json
import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.cluster.plan import Partition, Plan
from analysis.dataset import FORMAT, IDS, IDS_PART, MANIFEST, TABLES, schema_of, size_of
from analysis.errors import StoreBusy
from analysis.streams import CannotWrite

# An article is looked up by reading one group of rows.
GROUP_ROWS: Final = 1_000
REFUSED_FILES: Final = "files"

_DONE: Final = "done"
_LOCK: Final = ".lock"
_UNFINISHED: Final = ".tmp"


@dataclass(frozen=True, slots=True)
class Marker:
    """What a finished part is.

    Attributes
    ----------
    key : of the partition, taxonomy and model that it was made of
    plan : key of the plan where articles were left out because an earlier part has them
    totals : articles, tagged, tags, facts, refused, repeated
    notes : sentences with the place holder ``{count}`` and how often they hold
    sizes : bytes of each file
    is_damaged : rows of the input could not be read; they are tried again
    """

    key: str
    totals: dict[str, int]
    sizes: dict[str, int]
    plan: str = ""
    notes: dict[str, int] = field(default_factory=dict)
    is_damaged: bool = False


class Output:
    """The folder that ``tag-dataset`` writes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes out; the system lifts the lock when this process ends.

        Raises
        ------
        StoreBusy
            When another process is writing there.
        CannotWrite
            When the folder cannot be made, or holds something else.
        """
        import fcntl  # not on Windows, where all other commands run

        self._make()
        with (self.path / _LOCK).open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                owner = file.read().strip() or "another process"
                raise StoreBusy(
                    f"{self.path}: {owner} is writing there: wait until it is done, or end it"
                ) from error
            file.truncate(0)
            file.write(f"process {os.getpid()} on {socket.gethostname()}")
            file.flush()
            yield

    def _make(self) -> None:
        try:
            is_new = not self.path.exists() or not any(self.path.iterdir())
            if not is_new and not (self.path / _DONE).is_dir():
                raise CannotWrite(f"{self.path}: is no dataset and not empty: name a new folder")
            for kind in (_DONE, IDS, *TABLES):
                (self.path / kind).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _cannot_write(self.path, error) from error

    def marker(self, partition: Partition, plan: Plan) -> Marker | None:
        """The marker of a partition whose part is finished and is what the plan asks for."""
        marker = self.read_marker(partition)
        if marker is None or marker.key != partition.key(plan.versions):
            return None
        if marker.is_damaged or marker.plan not in ("", plan.key):
            return None
        is_whole = all(
            size_of(self.file(kind, partition.name)) == marker.sizes.get(kind) for kind in TABLES
        )
        return marker if is_whole else None

    def read_marker(self, partition: Partition) -> Marker | None:
        """The marker of a partition, whatever it says; None where there is none."""
        try:
            content = json.loads((self.path / _DONE / f"{partition.name}.json").read_bytes())
            return Marker(**content)
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def file(self, kind: str, name: str) -> Path:
        """Where a table of a part is."""
        return self.path / kind / f"{name}.parquet"

    def begin(self, plan: Plan, waiting: Sequence[Partition]) -> None:
        """Say what is unfinished, and remove what the plan does not ask for."""
        names = {partition.name for partition in plan.partitions}
        try:
            (self.path / MANIFEST).unlink(missing_ok=True)
            for partition in waiting:
                (self.path / _DONE / f"{partition.name}.json").unlink(missing_ok=True)
            for kind in (_DONE, *TABLES):
                for file in (self.path / kind).iterdir():
                    if file.name.endswith(_UNFINISHED) or file.stem not in names:
                        file.unlink()
            _sync(self.path)
        except OSError as error:
            raise _cannot_write(self.path, error) from error

    def write_part(
        self, partition: Partition, tables: Mapping[str, pd.DataFrame], marker: Marker
    ) -> None:
        """Write the tables of a part, then its marker; its own sizes are filled in.

        Raises
        ------
        CannotWrite
            When the disk is full or there is no right to write.
        """
        done = self.path / _DONE / f"{partition.name}.json"
        try:
            done.unlink(missing_ok=True)
        except OSError as error:
            raise _cannot_write(done, error) from error
        sizes = {
            kind: self.write_table(kind, partition.name, to_arrow(tables[kind], columns))
            for kind, columns in TABLES.items()
        }
        content = json.dumps(asdict(marker) | {"sizes": sizes}, ensure_ascii=False)
        _write(done, content.encode())

    def write_table(self, kind: str, name: str, table: pa.Table) -> int:
        """Write one table and return the size of its file in bytes."""
        sink = pa.BufferOutputStream()
        pq.write_table(
            table,
            sink,
            row_group_size=GROUP_ROWS,
            compression="zstd",
            write_page_checksum=True,
        )
        path = self.file(kind, name)
        _write(path, sink.getvalue())
        return path.stat().st_size

    def finish(self, plan: Plan, markers: Sequence[Marker], ids: pa.Table) -> None:
        """Write the list of ids, the refused files, and last the list of all parts."""
        if len(plan.rejects):
            rejects = to_arrow(plan.rejects, TABLES["rejects"])
            self.write_table("rejects", REFUSED_FILES, rejects)
        content = {
            "format": FORMAT,
            "input": str(plan.path),
            "plan": plan.key,
            "taxonomy_version": plan.versions.taxonomy,
            "model_version": plan.versions.model,
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "totals": totals_of(plan, markers),
            "ids_size": self.write_table(IDS, IDS_PART, ids),
            "files": [asdict(source) for source in plan.sources],
            "partitions": [
                {
                    "name": partition.name,
                    "file": partition.source.origin,
                    "start": partition.start,
                    "stop": partition.stop,
                    "sizes": marker.sizes,
                    "totals": marker.totals,
                }
                for partition, marker in zip(plan.partitions, markers, strict=True)
            ],
        }
        text = json.dumps(content, ensure_ascii=False, indent=1)
        _write(self.path / MANIFEST, text.encode())

    def is_finished(self, plan: Plan) -> bool:
        """Whether the folder was finished after this very plan."""
        try:
            manifest = json.loads((self.path / MANIFEST).read_bytes())
            is_same = manifest["plan"] == plan.key and manifest["format"] == FORMAT
            ids = size_of(self.file(IDS, IDS_PART)) == manifest["ids_size"]
            files = manifest["totals"]["refused_files"] == len(plan.rejects)
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return False
        return bool(is_same and ids and files)


TOTALS: Final = ("articles", "tagged", "tags", "facts", "refused", "repeated")


def totals_of(plan: Plan, markers: Sequence[Marker]) -> dict[str, int]:
    """Sums over all parts; refused files count among the refused rows."""
    totals = {name: sum(marker.totals.get(name, 0) for marker in markers) for name in TOTALS}
    files = len(plan.rejects)
    return totals | {"refused": totals["refused"] + files, "refused_files": files}


def to_arrow(table: pd.DataFrame, columns: Sequence[str]) -> pa.Table:
    """A table with the types that every part has."""
    return pa.Table.from_pandas(
        table[list(columns)], schema=schema_of(columns), preserve_index=False
    ).replace_schema_metadata(None)


def _write(path: Path, content: Any) -> None:
    """Write a file so that it is there whole or not at all, also after a loss of power."""
    own = path.with_name(f".{path.name}.{socket.gethostname()}-{os.getpid()}{_UNFINISHED}")
    try:
        with own.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(own, path)
        _sync(path.parent)
    except OSError as error:
        raise _cannot_write(path, error) from error


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _cannot_write(path: Path, error: OSError) -> CannotWrite:
    return CannotWrite(
        f"{path}: {error.strerror or error}: free space or name another folder, and run the "
        "command again; finished parts stay"
    )
