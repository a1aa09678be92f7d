"""The store: one SQLite file that holds articles, tags, facts and refused rows.

One writer at a time, any number of readers in other processes; every batch is one
transaction, so a reader sees it whole or not at all. Everything but articles and imports
can be rebuilt from the taxonomy and the model.

``apsw`` brings its own SQLite: releases before 3.51.3 can lose committed rows in WAL mode,
Python's built-in one among them, and are refused.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import apsw
import pandas as pd

from analysis.errors import StoreError
from analysis.schema import ARTICLES, FACTS, REJECTS, TAGS
from analysis.store.faults import check_sqlite, translated
from analysis.store.layout import SCHEMA, SCHEMA_VERSION
from analysis.store.rows import (
    articles_table,
    content_hash,
    day_text,
    facts_table,
    plain,
    rows_of,
    typed,
)

BUSY_TIMEOUT_MS: Final = 10_000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows of one import.

    ``added + known + updated + refused`` is the number of rows read.
    """

    import_id: int
    added: int
    known: int
    updated: int
    refused: int


class Store:
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

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @classmethod
    def open(cls, path: Path, *, create: bool = False, read_only: bool = False) -> "Store":
        """Open a store file.

        Parameters
        ----------
        path : the SQLite file
        create : make it, and its folder, where it is missing
        read_only : never write; may be open while another process writes

        Raises
        ------
        StoreError
            When the file is missing, is no store, or was written by a newer version.
        """
        check_sqlite()
        path = Path(path)
        if path.is_dir():
            raise StoreError(f"{path}: is a folder: name a file in it, e.g. {path / 'my.sqlite'}")
        if not path.exists() and not create:
            raise StoreError(
                f"{path}: no store there; make one with: python -m analysis import data/sample"
            )
        flags = apsw.SQLITE_OPEN_READONLY
        if not read_only:
            flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
        try:
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
            connection = apsw.Connection(str(path), flags=flags)
            connection.set_busy_timeout(BUSY_TIMEOUT_MS)
            store = cls(connection, path)
            store._prepare(read_only=read_only)
        except apsw.Error as error:
            raise translated(error, path) from error
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror or error}: check path and rights") from error
        return store

    def _prepare(self, *, read_only: bool) -> None:
        if not read_only:
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")
            self._connection.execute("PRAGMA foreign_keys=ON")
        version = self._connection.execute("PRAGMA user_version").get
        if version == 0 and not read_only:
            with self._transaction():
                if self._connection.execute("PRAGMA user_version").get == 0:
                    self._connection.execute(SCHEMA)
                    self._connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        elif version > SCHEMA_VERSION:
            raise StoreError(
                f"{self.path}: was written by a newer version (schema {version}, this program "
                f"knows {SCHEMA_VERSION}): update the program"
            )

    def close(self) -> None:
        """Close the file; the store cannot be used after it."""
        self._connection.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing: a batch is one transaction."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except apsw.Error as error:
            raise translated(error, self.path) from error
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException as error:
            # SQLite rolls back by itself when the disk is full; asking twice would hide why.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(error, apsw.Error):
                raise translated(error, self.path) from error
            raise

    # --- writing -------------------------------------------------------------------------

    def begin_import(self, origin: str) -> int:
        """Note that an import begins and return its number."""
        with self._transaction():
            row = self._connection.execute(
                "INSERT INTO import (origin, started) VALUES (?, ?) RETURNING import_id",
                (origin, _now()),
            )
            return int(row.get)

    def add(
        self, import_id: int, articles: pd.DataFrame, rejects: pd.DataFrame | None = None
    ) -> ImportReport:
        """Add a batch of articles and of refused rows.

        Parameters
        ----------
        import_id : from :meth:`begin_import`
        articles : columns of schema ARTICLES; ``import_id`` and ``first_seen`` are set here
        rejects : columns of schema REJECTS

        Returns
        -------
        ImportReport
            The counts of this batch. An article that is there with the same content is
            "known"; with other content it is updated, and the old one kept in the history.
        """
        counts = {"added": 0, "known": 0, "updated": 0}
        refused = 0 if rejects is None else len(rejects)
        with self._transaction():
            for row in articles.to_dict("records"):
                counts[self._add_one(import_id, row)] += 1
            if rejects is not None:
                self._connection.executemany(
                    "INSERT INTO reject VALUES (?, ?, ?, ?, ?, ?)",
                    [
                        (import_id, *(plain(row[name]) for name in REJECTS[1:]))
                        for row in rejects.to_dict("records")
                    ],
                )
            self._connection.execute(
                "UPDATE import SET added = added + ?, known = known + ?, updated = updated + ?,"
                " refused = refused + ? WHERE import_id = ?",
                (*counts.values(), refused, import_id),
            )
            self._touch()
        return ImportReport(import_id, **counts, refused=refused)

    def _add_one(self, import_id: int, row: Mapping[Any, Any]) -> str:
        row = {**row, "published_date": day_text(row["published_date"])}
        digest = content_hash(row)
        known = self._connection.execute(
            "SELECT content_hash FROM article WHERE article_id = ?", (row["article_id"],)
        ).get
        if known == digest:
            return "known"
        if known is not None:
            self._keep_history(import_id, row["article_id"])
        self._connection.execute(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
            " ON CONFLICT (article_id) DO UPDATE SET published_date = excluded.published_date,"
            " date_precision = excluded.date_precision, source_name = excluded.source_name,"
            " kind = excluded.kind, url = excluded.url, title = excluded.title,"
            " language = excluded.language, content_hash = excluded.content_hash, is_tagged = 0",
            (
                row["article_id"],
                row["published_date"],
                row["date_precision"],
                _now(),
                row["source_name"],
                row["kind"],
                row["url"],
                row["title"],
                row["language"],
                row.get("story_id") or row["article_id"],
                import_id,
                digest,
            ),
        )
        self._connection.execute(
            "INSERT INTO body VALUES (?, ?) ON CONFLICT (article_id)"
            " DO UPDATE SET text = excluded.text",
            (row["article_id"], row["text"]),
        )
        return "added" if known is None else "updated"

    def _keep_history(self, import_id: int, article_id: str) -> None:
        old = self.article(article_id)
        self._connection.execute(
            "INSERT INTO article_history VALUES (?, ?, ?, ?)",
            (article_id, _now(), import_id, json.dumps(old, ensure_ascii=False, default=str)),
        )
        self._connection.execute("DELETE FROM tag WHERE article_id = ?", (article_id,))
        self._connection.execute("DELETE FROM fact WHERE article_id = ?", (article_id,))

    def end_import(self, import_id: int) -> ImportReport:
        """Note that an import is complete and return its counts."""
        with self._transaction():
            row = self._connection.execute(
                "UPDATE import SET finished = ? WHERE import_id = ?"
                " RETURNING added, known, updated, refused",
                (_now(), import_id),
            ).get
        return ImportReport(import_id, *row)

    def write_tags(
        self, article_ids: Iterable[str], tags: pd.DataFrame, facts: pd.DataFrame
    ) -> None:
        """Replace tags and facts of the given articles.

        Parameters
        ----------
        article_ids : every article that was tagged, also those without a tag
        tags, facts : columns of schema TAGS and FACTS
        """
        ids = [(article_id,) for article_id in article_ids]
        with self._transaction():
            self._connection.executemany("DELETE FROM tag WHERE article_id = ?", ids)
            self._connection.executemany("DELETE FROM fact WHERE article_id = ?", ids)
            self._connection.executemany(
                f"INSERT INTO tag VALUES ({','.join('?' * len(TAGS))})", rows_of(tags, TAGS)
            )
            self._connection.executemany(
                f"INSERT INTO fact VALUES ({','.join('?' * len(FACTS))})", rows_of(facts, FACTS)
            )
            self._connection.executemany(
                "UPDATE article SET is_tagged = 1 WHERE article_id = ?", ids
            )
            self._touch()

    def note_versions(self, *, taxonomy: str, model: str) -> None:
        """Remember which taxonomy and model made the tags."""
        with self._transaction():
            self._set("taxonomy_version", taxonomy)
            self._set("model_version", model)
            self._touch()

    def _touch(self) -> None:
        self._set("version", str(int(self._get("version") or 0) + 1))

    def _set(self, key: str, value: str) -> None:
        self._connection.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    def _get(self, key: str) -> str:
        value = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).get
        return "" if value is None else str(value)

    # --- reading -------------------------------------------------------------------------

    @property
    def version(self) -> str:
        """Changes with every committed import or retag."""
        return self._get("version") or "0"

    @property
    def last_update(self) -> datetime | None:
        """When the last import ended, in UTC; None before the first."""
        finished = self._select("SELECT max(finished) FROM import")[0][0]
        return datetime.fromisoformat(finished) if finished else None

    @property
    def taxonomy_version(self) -> str:
        """Version of the taxonomy that made the tags."""
        return self._get("taxonomy_version")

    @property
    def model_version(self) -> str:
        """Version of the model that made the tags; empty for rules alone."""
        return self._get("model_version")

    def articles(self, *, with_text: bool = False) -> pd.DataFrame:
        """Read all articles, oldest first; undated ones at the head.

        Parameters
        ----------
        with_text : read the texts too, which takes most of the memory

        Returns
        -------
        DataFrame of schema ARTICLES, without ``text`` unless asked for
        """
        columns = [name for name in ARTICLES if with_text or name != "text"]
        rows = self._select(
            f"SELECT {', '.join(columns)} FROM article"
            + (" JOIN body USING (article_id)" if with_text else "")
            + " ORDER BY published_date, article_id"
        )
        return articles_table(rows, columns)

    def article_batches(self, size: int, *, untagged: bool = False) -> Iterator[pd.DataFrame]:
        """Read articles with their texts in batches, in the order of their ids.

        Parameters
        ----------
        size : articles per batch
        untagged : only those that were never tagged as they stand now
        """
        last = ""
        only = " AND is_tagged = 0" if untagged else ""
        while True:
            rows = self._select(
                f"SELECT {', '.join(ARTICLES)} FROM article JOIN body USING (article_id)"
                f" WHERE article_id > ?{only} ORDER BY article_id LIMIT ?",
                (last, size),
            )
            if not rows:
                return
            last = rows[-1][0]
            yield articles_table(rows, ARTICLES)

    def count(self, *, untagged: bool = False) -> int:
        """How many articles there are, or how many were never tagged as they stand now."""
        where = " WHERE is_tagged = 0" if untagged else ""
        return int(self._select(f"SELECT count(*) FROM article{where}")[0][0])

    def article(self, article_id: str) -> dict[str, Any] | None:
        """Read one article with its text; None where there is none."""
        rows = self._select(
            f"SELECT {', '.join(ARTICLES)} FROM article JOIN body USING (article_id)"
            " WHERE article_id = ?",
            (article_id,),
        )
        return dict(zip(ARTICLES, rows[0], strict=True)) if rows else None

    def texts(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Read the texts of some articles, by id; unknown ids are left out."""
        found: dict[str, str] = {}
        for first in range(0, len(article_ids), 500):
            chosen = article_ids[first : first + 500]
            marks = ",".join("?" * len(chosen))
            sql = f"SELECT article_id, text FROM body WHERE article_id IN ({marks})"
            found.update(self._select(sql, chosen))
        return found

    def tags(self) -> pd.DataFrame:
        """Read all tags without their evidence: schema TAGS less ``evidence``."""
        columns = [name for name in TAGS if name != "evidence"]
        rows = self._select(f"SELECT {', '.join(columns)} FROM tag ORDER BY article_id")
        return typed(pd.DataFrame(rows, columns=columns), numbers=("score",))

    def tags_of(self, article_id: str) -> pd.DataFrame:
        """Read the tags of one article with their evidence, surest first."""
        rows = self._select(
            f"SELECT {', '.join(TAGS)} FROM tag WHERE article_id = ? ORDER BY score DESC, topic",
            (article_id,),
        )
        return typed(pd.DataFrame(rows, columns=list(TAGS)), numbers=("score",))

    def facts_of(self, article_id: str) -> pd.DataFrame:
        """Read the facts found in one article, as they stand in it."""
        names = ", ".join(f'"{name}"' for name in FACTS)
        rows = self._select(
            f"SELECT {names} FROM fact WHERE article_id = ? ORDER BY field DESC, start",
            (article_id,),
        )
        return facts_table(rows)

    def rejects(self, import_id: int | None = None) -> pd.DataFrame:
        """Read refused rows, of one import or of all."""
        names = ", ".join(f'"{name}"' for name in REJECTS)
        where = "" if import_id is None else " WHERE import_id = ?"
        rows = self._select(
            f"SELECT {names} FROM reject{where}", () if import_id is None else (import_id,)
        )
        return pd.DataFrame(rows, columns=list(REJECTS))

    def origins(self) -> tuple[str, ...]:
        """Files and folders that articles were imported from, each once, oldest first."""
        rows = self._select("SELECT origin FROM import GROUP BY origin ORDER BY min(import_id)")
        return tuple(str(row[0]) for row in rows)

    def _select(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        try:
            return list(self._connection.execute(sql, tuple(parameters)))
        except apsw.Error as error:
            raise translated(error, self.path) from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
