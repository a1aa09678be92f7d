"""The store: one SQLite file that holds articles, tags, facts and refused rows.

One writer at a time, any number of readers in other processes; every batch is one
transaction, so a reader sees it whole or not at all. Everything but articles and imports
can be rebuilt from the taxonomy and the model.

``apsw`` brings its own SQLite: releases before 3.51.3 can lose committed rows in WAL mode,
Python's built-in one among them, and are refused.
"""

from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import uuid4

import apsw

from analysis.errors import StoreError, StoreOutdated, StoreUnwritable
from analysis.locks import PATIENT, Patience, Waits
from analysis.store.articles import ArticleWriter, ImportReport
from analysis.store.faults import check_sqlite, translated
from analysis.store.layout import MIGRATIONS, SCHEMA, SCHEMA_VERSION
from analysis.store.places import refuse_network
from analysis.store.rows import CONTENT, content_hash
from analysis.store.tags import TagWriter
from analysis.store.transactions import file_identity

__all__ = ["ImportReport", "Store"]

# A reader waits for moments only, such as the end of somebody else's recovery.
_READERS_PATIENCE: Final = Patience(10.0)

# An import touches the index of ids all over, and would move every page many times.
_CACHE_KIB: Final = 65_536
_PAGES_BEFORE_CHECKPOINT: Final = 10_000


class Store(ArticleWriter, TagWriter):
    """An open store; use as a context manager or call :meth:`close`.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with Store.open(Path(folder.name) / "monitor.sqlite", create=True) as store:
    ...     len(store.articles())
    0
    >>> folder.cleanup()
    """

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        create: bool = False,
        read_only: bool = False,
        patience: Patience = PATIENT,
    ) -> "Store":
        """Open a store file.

        Parameters
        ----------
        path : the SQLite file
        create : make it, and its folder, where it is missing
        read_only : never write; may be open while another process writes
        patience : how long every write waits for other processes that write

        Raises
        ------
        StoreError
            When the file is missing, is no store, was written by a newer version, or lies on
            a file system of the network.
        """
        check_sqlite()
        path = Path(path)
        if path.is_dir():
            raise StoreError(f"{path}: is a folder: name a file in it, e.g. {path / 'my.sqlite'}")
        if not path.exists() and not create:
            raise StoreError(
                f"{path}: no store there; make one with: python -m analysis import data/sample"
            )
        refuse_network(path)
        waits = _READERS_PATIENCE if read_only else patience
        flags = apsw.SQLITE_OPEN_READONLY
        if not read_only:
            flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
        try:
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
            connection = apsw.Connection(str(path), flags=flags)
            connection.set_busy_handler(Waits(waits, path))
            store = cls(connection, path, patience)
            store._prepare(read_only=read_only)
            store._file = file_identity(path)
        except apsw.Error as error:
            raise translated(error, path) from error
        except OSError as error:
            if isinstance(error, StoreError):
                raise
            reason = error.strerror or error
            raise StoreUnwritable(f"{path}: {reason}: check path and rights") from error
        return store

    def _prepare(self, *, read_only: bool) -> None:
        if not read_only:
            if self._connection.pragma("journal_mode") != "wal":
                with self._turn:
                    self._connection.pragma("journal_mode", "wal")
            self._connection.execute("PRAGMA synchronous=FULL")
            self._connection.execute("PRAGMA foreign_keys=ON")
            self._connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
            self._connection.execute(f"PRAGMA wal_autocheckpoint={_PAGES_BEFORE_CHECKPOINT}")
        version = self._schema_version()
        if version > SCHEMA_VERSION:
            raise StoreError(
                f"{self.path}: was written by a newer version (schema {version}, this program "
                f"knows {SCHEMA_VERSION}): update the program"
            )
        if not read_only:
            if version < SCHEMA_VERSION:
                self._bring_up_to_date()
            self._name_it()
        elif 0 < version < SCHEMA_VERSION:
            raise StoreOutdated(
                f"{self.path}: was written by an earlier version: bring it up to date with: "
                f"python -m analysis retag --store {self.path}"
            )

    def _bring_up_to_date(self) -> None:
        """Lay the tables out, or bring those of an earlier version to this one; all or nothing."""
        self._connection.create_scalar_function("content_hash_of", content_hash, len(CONTENT))
        with self._transaction():
            while (version := self._schema_version()) < SCHEMA_VERSION:
                self._connection.execute(MIGRATIONS[version] if version else SCHEMA)
                following = version + 1 if version else SCHEMA_VERSION
                self._connection.execute(f"PRAGMA user_version={following}")

    def _name_it(self) -> None:
        if not self.born:
            with self._transaction():
                self._connection.execute(
                    "INSERT OR IGNORE INTO meta VALUES ('born', ?)", (uuid4().hex,)
                )

    def _schema_version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").get)

    def close(self) -> None:
        """Close the file; the store cannot be used after it."""
        # What a failing disk does not let into the file now stays in the log beside it.
        with suppress(apsw.FullError, apsw.IOError):
            self._connection.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
