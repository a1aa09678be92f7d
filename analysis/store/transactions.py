"""Transactions: what is written is written as a whole, by one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import apsw

from analysis.errors import StoreError
from analysis.locks import Patience, Turn
from analysis.store.faults import translated
from analysis.store.places import writer_lock
from analysis.store.reading import Reader


class Transactions(Reader):
    """A store that can be written to, one transaction at a time.

    Parameters
    ----------
    connection : to the SQLite file
    path : of the file
    patience : how long every write waits for other processes that write
    """

    def __init__(self, connection: apsw.Connection, path: Path, patience: Patience) -> None:
        super().__init__(connection, path)
        self._turn = Turn(writer_lock(path), patience, what=path)
        self._file = (0, 0)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """All that is written within, or nothing: it is committed at the end."""
        with self._transaction():
            yield

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing: a batch is one transaction, or a part of the one around it."""
        if self._connection.in_transaction:
            yield
            return
        with self._turn, self._begun():
            yield

    @contextmanager
    def _begun(self) -> Iterator[None]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except apsw.Error as error:
            raise translated(error, self.path) from error
        try:
            if self._file not in ((0, 0), file_identity(self.path)):
                raise StoreError(f"{self.path}: another store was put in its place: open that one")
            yield
            self._connection.execute("COMMIT")
        except BaseException as error:
            # SQLite rolls back by itself when the disk is full; asking twice would hide why.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, apsw.Error):
                raise translated(error, self.path) from error
            raise

    def _touch(self) -> None:
        self._set("version", str(int(self._get("version") or 0) + 1))

    def _set(self, key: str, value: str) -> None:
        self._connection.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )


def file_identity(path: Path) -> tuple[int, int]:
    """What tells a file from one that is put in its place."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return (-1, -1)
    return stat.st_dev, stat.st_ino


def now() -> str:
    """This moment in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
