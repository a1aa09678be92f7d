"""The store: one SQLite file that holds articles, tags, facts and refused rows.

One writer at a time, any number of readers in other processes; every batch is one
transaction, so a reader sees it whole or not at all. Everything but articles and imports
can be rebuilt from the taxonomy and the model.

``apsw`` brings its own SQLite: releases before 3.51.3 can lose committed rows in WAL mode,
Python's built-in one among them, and are refused.
"""

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count as count_from
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import apsw
import pandas as pd

from analysis.errors import StoreError, StoreOutdated, StoreUnwritable
from analysis.locks import PATIENT, Patience, Turn, Waits
from analysis.schema import FACTS, REJECTS
from analysis.store.adding import IN_BODY, OWN, Columns, compare, each_once, stored_columns
from analysis.store.faults import check_sqlite, translated
from analysis.store.layout import MIGRATIONS, SCHEMA, SCHEMA_VERSION
from analysis.store.places import refuse_network, writer_lock
from analysis.store.reading import Reader
from analysis.store.rows import CONTENT, MARKS_AT_ONCE, SEALED, content_hash, rows_of, seal_of

# A reader waits for moments only, such as the end of somebody else's recovery.
_READERS_PATIENCE: Final = Patience(10.0)

# An import touches the index of ids all over, and would move every page many times.
_CACHE_KIB: Final = 65_536
_PAGES_BEFORE_CHECKPOINT: Final = 10_000

_INSERT_ARTICLE: Final = (
    f"INSERT INTO article (article_number, change, first_seen, import_id, {', '.join(OWN)},"
    f" row_hash) VALUES ({', '.join('?' * (len(OWN) + 5))})"
)
_INSERT_BODY: Final = "INSERT INTO body (article_number, text, extra) VALUES (?, ?, ?)"
_INSERT_REJECT: Final = "INSERT INTO reject ({}) VALUES ({})".format(
    ", ".join(f'"{name}"' for name in REJECTS), ", ".join("?" * len(REJECTS))
)
# An article stays where it is and remains first seen when it was, and in its story.
_CHANGED: Final = tuple(name for name in OWN if name not in ("article_id", "story_id"))
_UPDATE_ARTICLE: Final = (
    f"UPDATE article SET {', '.join(f'{name} = ?' for name in ('change', *_CHANGED, 'row_hash'))},"
    " making_id = NULL WHERE article_number = ?"
)


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


class Store(Reader):
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

    def __init__(self, connection: apsw.Connection, path: Path, patience: Patience) -> None:
        super().__init__(connection, path)
        self._turn = Turn(writer_lock(path), patience, what=path)
        self._file = (0, 0)
        self._topics: dict[tuple[str, str], int] = {}

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
            connection.set_busy_handler(Waits(waits, writer_lock(path), path))
            store = cls(connection, path, patience)
            store._prepare(read_only=read_only)
            store._file = _identity(path)
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
        with suppress(apsw.Error):
            self._connection.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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
            if self._file not in ((0, 0), _identity(self.path)):
                raise StoreError(f"{self.path}: another store was put in its place: open that one")
            yield
            self._connection.execute("COMMIT")
        except BaseException as error:
            # SQLite rolls back by itself when the disk is full; asking twice would hide why.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._topics.clear()
            if isinstance(error, apsw.Error):
                raise translated(error, self.path) from error
            raise

    # --- writing -------------------------------------------------------------------------

    def begin_import(self, origin: str, *, sha256: str = "", settings: str = "") -> int:
        """Note that an import begins and return its number.

        Parameters
        ----------
        origin : name of the file, folder or feed
        sha256 : of the bytes of the file, where it is one
        settings : what else decides what is made of these bytes
        """
        with self._transaction():
            row = self._connection.execute(
                "INSERT INTO import (origin, started, sha256, settings) VALUES (?, ?, ?, ?)"
                " RETURNING import_id",
                (origin, _now(), sha256, settings),
            )
            return int(row.get)

    def repeat_import(self, origin: str, *, sha256: str, settings: str) -> ImportReport | None:
        """Note an import of a file that was read before, all of whose articles are as it left them.

        Returns
        -------
        ImportReport
            With every article known; None where the file must be read: it was not, or not to
            its end, some of its rows were refused, or an article was updated since.
        """
        with self._transaction():
            count = self._connection.execute(
                "SELECT added + known + updated FROM import WHERE sha256 = ? AND settings = ?"
                " AND sha256 <> '' AND finished IS NOT NULL AND refused = 0 AND import_id >="
                " (SELECT coalesce(max(import_id), 0) FROM article_history)"
                " ORDER BY import_id DESC LIMIT 1",
                (sha256, settings),
            ).get
            if count is None:
                return None
            import_id = self.begin_import(origin, sha256=sha256, settings=settings)
            self._connection.execute(
                "UPDATE import SET known = ? WHERE import_id = ?", (count, import_id)
            )
            return self.end_import(import_id)

    def add(
        self,
        import_id: int,
        articles: pd.DataFrame,
        rejects: pd.DataFrame | None = None,
        *,
        replaced: Container[str] = (),
    ) -> ImportReport:
        """Add a batch of articles and of refused rows.

        Parameters
        ----------
        import_id : from :meth:`begin_import`
        articles : columns of schema ARTICLES; ``import_id`` and ``first_seen`` are set here
        rejects : columns of schema REJECTS
        replaced : ids of articles that an earlier batch of this import brought with another
            content: that row is among the rejects now, and the article is not counted again

        Returns
        -------
        ImportReport
            The counts of this batch. An article that is there with the same content is
            "known"; with other content it is updated, and the old one kept in the history.
        """
        counts = {"added": 0, "known": 0, "updated": 0}
        refused = 0 if rejects is None else len(rejects)
        with self._transaction():
            for part in each_once(articles):
                self._add_batch(import_id, stored_columns(part), counts, replaced)
            if rejects is not None:
                self._connection.executemany(
                    _INSERT_REJECT,
                    ((import_id, *row) for row in rows_of(rejects, REJECTS[1:])),
                )
            self._connection.execute(
                "UPDATE import SET added = added + ?, known = known + ?, updated = updated + ?,"
                " refused = refused + ? WHERE import_id = ?",
                (*counts.values(), refused, import_id),
            )
            self._touch()
        return ImportReport(import_id, **counts, refused=refused)

    def _add_batch(
        self, import_id: int, columns: Columns, counts: dict[str, int], replaced: Container[str]
    ) -> None:
        ids = columns["article_id"]
        compared = compare(columns, self._stored(ids))
        rows = list(zip(*(columns[name] for name in OWN), strict=True))
        places = sorted([*compared.new, *compared.changed])
        change_of = dict(zip(places, count_from(self.change + 1), strict=False))
        inserts, bodies = [], []
        now = _now()
        for number, place in enumerate(compared.new, start=self.count() + 1):
            seal = self._seal(columns, place, now, import_id)
            inserts.append((number, change_of[place], now, import_id, *rows[place], seal))
            bodies.append((number, *(columns[name][place] for name in IN_BODY)))
        self._connection.executemany(_INSERT_ARTICLE, inserts)
        self._connection.executemany(_INSERT_BODY, bodies)
        for place, number in compared.changed.items():
            self._update(import_id, number, columns, place, change_of[place])
        self._set("change", str(self.change + len(places)))
        counts["added"] += len(compared.new)
        counts["known"] += len(compared.known)
        counts["updated"] += sum(ids[place] not in replaced for place in compared.changed)

    def _stored(self, ids: Sequence[str]) -> dict[str, tuple[int, str]]:
        """Number and content hash of the articles of a batch that are there, by id."""
        found = {}
        for first in range(0, len(ids), MARKS_AT_ONCE):
            chosen = ids[first : first + MARKS_AT_ONCE]
            marks = ",".join("?" * len(chosen))
            for own, number, digest in self._select(
                "SELECT article_id, article_number, content_hash FROM article"
                f" WHERE article_id IN ({marks})",
                chosen,
            ):
                found[own] = (number, digest)
        return found

    def _update(
        self, import_id: int, number: int, columns: Columns, place: int, change: int
    ) -> None:
        first_seen, first_import = self._select(
            "SELECT first_seen, import_id FROM article WHERE article_number = ?", (number,)
        )[0]
        self._keep_history(import_id, number, columns["article_id"][place])
        self._connection.execute(
            _UPDATE_ARTICLE,
            (
                change,
                *(columns[name][place] for name in _CHANGED),
                self._seal(columns, place, first_seen, first_import),
                number,
            ),
        )
        self._connection.execute(
            "UPDATE body SET text = ?, extra = ? WHERE article_number = ?",
            (columns["text"][place], columns["extra"][place], number),
        )

    @staticmethod
    def _seal(columns: Columns, place: int, first_seen: str, import_id: int) -> str:
        own = {"first_seen": first_seen, "import_id": import_id}
        return seal_of([own[name] if name in own else columns[name][place] for name in SEALED])

    def _keep_history(self, import_id: int, number: int, article_id: str) -> None:
        old = self.article(article_id)
        self._connection.execute(
            "INSERT INTO article_history VALUES (?, ?, ?, ?)",
            (article_id, _now(), import_id, json.dumps(old, ensure_ascii=False, default=str)),
        )
        for table in ("tag", "evidence", "fact"):
            self._connection.execute(f"DELETE FROM {table} WHERE article_number = ?", (number,))

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
        self,
        article_ids: Iterable[str],
        tags: pd.DataFrame,
        facts: pd.DataFrame | None = None,
        *,
        taxonomy: str,
        model: str,
        changes: Iterable[int] | None = None,
    ) -> None:
        """Replace tags, and facts where given, of articles.

        Parameters
        ----------
        article_ids : every article that was tagged, also those without a tag
        tags : columns of schema TAGS
        facts : columns of schema FACTS; without them those that are there stay
        taxonomy, model : versions of what made the tags
        changes : ``change`` of each article as it was tagged; one that has changed since is left
            as it is and waits for tags of its own

        Raises
        ------
        StoreError
            If a tag or a fact is of an article that is not among the given ones.
        """
        ids = list(article_ids)
        with self._transaction():
            stored = self._tagged_so_far(ids)
            if changes is not None:
                pairs = zip(ids, changes, strict=True)
                stale = {key for key, was in pairs if key in stored and stored[key][1] != was}
                stored = {key: own for key, own in stored.items() if key not in stale}
                tags = tags[~tags["article_id"].isin(stale)]
                facts = None if facts is None else facts[~facts["article_id"].isin(stale)]
            number_of = {key: number for key, (number, *_) in stored.items()}
            numbers = [(number,) for number in number_of.values()]
            making = self._making_of(taxonomy, model)
            self._forget([(number,) for number, _, former in stored.values() if former], facts)
            try:
                rows = list(self._tag_rows(tags, number_of))
                facts_rows = [] if facts is None else _fact_rows(facts, number_of)
            except KeyError as error:
                raise StoreError(f"{self.path}: no article {error} among those tagged") from error
            self._connection.executemany(
                "INSERT INTO tag VALUES (?, ?, ?, ?)", (row[:4] for row in rows)
            )
            self._connection.executemany(
                "INSERT INTO evidence VALUES (?, ?, ?)", ((*row[:2], row[4]) for row in rows)
            )
            self._connection.executemany(
                f"INSERT INTO fact VALUES ({','.join('?' * len(FACTS))})", facts_rows
            )
            self._connection.executemany(
                "UPDATE article SET making_id = ? WHERE article_number = ?",
                ((making, number) for (number,) in numbers),
            )
            self._touch()

    def _tagged_so_far(self, ids: Sequence[str]) -> dict[str, tuple[int, int, int | None]]:
        """Number, change and making of some articles, by id; unknown ids are left out."""
        found = {}
        for first in range(0, len(ids), MARKS_AT_ONCE):
            chosen = ids[first : first + MARKS_AT_ONCE]
            rows = self._select(
                "SELECT article_id, article_number, change, making_id FROM article"
                f" WHERE article_id IN ({','.join('?' * len(chosen))})",
                chosen,
            )
            found.update({own: (number, change, making) for own, number, change, making in rows})
        return found

    def _forget(self, numbers: Sequence[tuple[int]], facts: pd.DataFrame | None) -> None:
        """Delete the tags of articles, and their facts where there are others."""
        for table in ("tag", "evidence") if facts is None else ("tag", "evidence", "fact"):
            self._connection.executemany(f"DELETE FROM {table} WHERE article_number = ?", numbers)

    def _tag_rows(
        self, tags: pd.DataFrame, number_of: Mapping[str, int]
    ) -> Iterator[tuple[int, int, float, str, str]]:
        columns = ("article_id", "axis", "topic", "score", "decided_by", "evidence")
        for article_id, axis, topic, score, decided_by, evidence in zip(
            *(tags[name].tolist() for name in columns), strict=True
        ):
            topic_number = self._topics.get((axis, topic)) or self._topic_number(axis, topic)
            yield number_of[article_id], topic_number, score, decided_by, evidence

    def _topic_number(self, axis: str, topic: str) -> int:
        """Number of a topic, which gets one when it is first used."""
        self._connection.execute(
            "INSERT OR IGNORE INTO topic (axis, topic) VALUES (?, ?)", (axis, topic)
        )
        number = self._connection.execute(
            "SELECT topic_number FROM topic WHERE axis = ? AND topic = ?", (axis, topic)
        ).get
        self._topics[axis, topic] = number
        return int(number)

    def _making_of(self, taxonomy: str, model: str) -> int:
        """Number of a taxonomy and model that make tags."""
        number = self._connection.execute(
            "SELECT max(making_id) FROM making WHERE taxonomy_version = ? AND model_version = ?",
            (taxonomy, model),
        ).get
        if number is None:
            self._connection.execute(
                "INSERT INTO making (taxonomy_version, model_version) VALUES (?, ?)",
                (taxonomy, model),
            )
            number = self._connection.last_insert_rowid()
        return int(number)

    def write_stories(self, stories: Mapping[int, str], *, upto: str) -> None:
        """Put articles into stories.

        Parameters
        ----------
        stories : id of the story by the number of the article; all others stay in theirs
        upto : a note of what was looked at, for the next time
        """
        with self._transaction():
            self._connection.executemany(
                "UPDATE article SET story_id = ? WHERE article_number = ?",
                ((story, number) for number, story in stories.items()),
            )
            self._set("stories", upto)
            if stories:
                self._touch()

    def note_versions(self, *, taxonomy: str, model: str, rules: str = "") -> None:
        """Remember which taxonomy and model made the tags: those of all articles, from now on.

        Tags that stayed as they are because their rules did are noted as made by these, too.

        Parameters
        ----------
        taxonomy, model : versions
        rules : the rules of the taxonomy, in a form that tells later what has changed
        """
        with self._transaction():
            self._connection.execute(
                "UPDATE making SET taxonomy_version = ?, model_version = ?", (taxonomy, model)
            )
            self._set("taxonomy_version", taxonomy)
            self._set("model_version", model)
            self._set("rules", rules)
            self._touch()

    def _touch(self) -> None:
        self._set("version", str(int(self._get("version") or 0) + 1))

    def _set(self, key: str, value: str) -> None:
        self._connection.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )


def _fact_rows(facts: pd.DataFrame, number_of: Mapping[str, int]) -> list[tuple[Any, ...]]:
    return [(number_of[row[0]], *row[1:]) for row in rows_of(facts, FACTS)]


def _identity(path: Path) -> tuple[int, int]:
    """What tells a file from one that is put in its place."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return (-1, -1)
    return stat.st_dev, stat.st_ino


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
