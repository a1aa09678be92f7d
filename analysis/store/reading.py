"""What a store is asked for: articles, tags and facts as tables, columns as arrays."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, Final

import apsw
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from analysis.schema import (
    ARTICLES,
    FACTS,
    REJECTS,
    TAGS,
    FactColumns,
    TagColumns,
    fact_columns,
)
from analysis.store.faults import translated
from analysis.store.rows import MARKS_AT_ONCE, articles_table, facts_table, typed
from analysis.store.stories import StoryReader

IN_BODY: Final = frozenset({"text", "extra"})  # columns of articles that are long


_ROWS_AT_ONCE: Final = 20_000

_TAG_COLUMNS: Final = {
    "article_id": "article_id",
    "axis": "axis",
    "topic": "topic",
    "score": "score",
    "decided_by": "decided_by",
    "evidence": "coalesce(evidence, '[]')",
    "taxonomy_version": "taxonomy_version",
    "model_version": "model_version",
}
_TAG_TABLES: Final = (
    " FROM tag JOIN article USING (article_number) JOIN topic USING (topic_number)"
    " JOIN making USING (making_id)"
)


class Reader(StoryReader):
    """The reading half of a store.

    Parameters
    ----------
    connection : to the SQLite file
    path : of the file
    """

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Read everything within as it is at one moment, whatever others write meanwhile."""
        if self._connection.in_transaction:
            yield
            return
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    @property
    def born(self) -> str:
        """What tells this store from every other; empty for one that was never written to."""
        return self._get("born")

    @property
    def version(self) -> str:
        """Changes with every committed import or retag."""
        return self._get("version") or "0"

    @property
    def change(self) -> int:
        """How many times an article was added or updated, up to now."""
        return int(self._get("change") or 0)

    @property
    def last_update(self) -> datetime | None:
        """When the last import ended, in UTC; None before the first."""
        # The last by its number: the clock may have been set back.
        rows = self._select(
            "SELECT finished FROM import WHERE finished IS NOT NULL ORDER BY import_id DESC LIMIT 1"
        )
        return datetime.fromisoformat(rows[0][0]) if rows else None

    @property
    def taxonomy_version(self) -> str:
        """Version of the taxonomy that made the tags."""
        return self._get("taxonomy_version")

    @property
    def model_version(self) -> str:
        """Version of the model that made the tags; empty for rules alone."""
        return self._get("model_version")

    @property
    def rules(self) -> str:
        """The rules that made the tags, as :meth:`Store.note_versions` was told; may be empty."""
        return self._get("rules")

    def articles(
        self, *, with_text: bool = False, columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Read all articles in the order of their numbers.

        Parameters
        ----------
        with_text : read the texts and what else the source told, which takes most of the memory
        columns : read these only

        Returns
        -------
        DataFrame of schema ARTICLES, without ``text`` and ``extra`` unless asked for
        """
        names = list(columns or (name for name in ARTICLES if with_text or name not in IN_BODY))
        parts = [
            # Arrow joins its parts without copying them.
            pa.Table.from_pandas(table[names], preserve_index=False)
            for table in self._batches(names, _ROWS_AT_ONCE)
        ]
        return pa.concat_tables(parts).to_pandas() if parts else articles_table([], names)

    def changed_batches(self, size: int, *, after: int) -> Iterator[pd.DataFrame]:
        """Read articles added or updated after a ``change``, in the order of their changes.

        Returns
        -------
        iterator of DataFrame of schema ARTICLES, with ``article_number`` and ``change`` in front
        """
        names = ("article_number", "change", *ARTICLES)
        while True:
            rows = self._select(
                f"SELECT {', '.join(names)} FROM article JOIN body USING (article_number)"
                " WHERE change > ? ORDER BY change LIMIT ?",
                (after, size),
            )
            if not rows:
                return
            after = rows[-1][1]
            yield articles_table(rows, names)

    def changes(self, *, after: int) -> pd.DataFrame:
        """Tell which articles were added or updated after a ``change``, in the order of changes.

        Returns
        -------
        DataFrame with ``article_number``, ``change`` and ``article_id``
        """
        names = ("article_number", "change", "article_id")
        rows = self._select(
            f"SELECT {', '.join(names)} FROM article WHERE change > ? ORDER BY change", (after,)
        )
        return typed(pd.DataFrame(rows, columns=list(names)), numbers=names[:2])

    def untagged_numbers(self) -> list[int]:
        """Numbers of the articles that were never tagged as they stand now."""
        rows = self._select("SELECT article_number FROM article WHERE making_id IS NULL")
        return [number for (number,) in rows]

    def _batches(self, columns: Sequence[str], size: int, only: str = "") -> Iterator[pd.DataFrame]:
        last, names = 0, ("article_number", *columns)
        body = " JOIN body USING (article_number)" if IN_BODY & set(columns) else ""
        while True:
            rows = self._select(
                f"SELECT {', '.join(names)} FROM article{body}"
                " WHERE article_number > ? ORDER BY article_number LIMIT ?",
                (last, size),
            )
            if not rows:
                return
            last = rows[-1][0]
            yield articles_table(rows, names)

    def articles_at(self, numbers: Sequence[int]) -> pd.DataFrame:
        """Read some articles with their texts, in the order of their numbers.

        Returns
        -------
        DataFrame of schema ARTICLES, with ``article_number`` and ``change`` in front
        """
        names, rows = ("article_number", "change", *ARTICLES), []
        for first in range(0, len(numbers), MARKS_AT_ONCE):
            chosen = numbers[first : first + MARKS_AT_ONCE]
            rows += self._select(
                f"SELECT {', '.join(names)} FROM article JOIN body USING (article_number)"
                f" WHERE article_number IN ({','.join('?' * len(chosen))})",
                chosen,
            )
        return articles_table(sorted(rows), names)

    def made_by(self, taxonomy: str, model: str) -> npt.NDArray[np.bool_]:
        """Tell of each article, by number, whether its tags are by this taxonomy and model."""
        made = np.zeros(self.count(), bool)
        rows = self._select(
            "SELECT article_number FROM article JOIN making USING (making_id)"
            " WHERE taxonomy_version = ? AND model_version = ?",
            (taxonomy, model),
        )
        made[np.array([number - 1 for (number,) in rows], np.int64)] = True
        return made

    def count(self, *, untagged: bool = False, after: int = 0) -> int:
        """How many articles there are.

        Parameters
        ----------
        untagged : only those that were never tagged as they stand now
        after : only those added or updated after this ``change``
        """
        only = " AND making_id IS NULL" if untagged else ""
        return int(
            self._select(f"SELECT count(*) FROM article WHERE change > ?{only}", (after,))[0][0]
        )

    def article(self, article_id: str) -> dict[str, Any] | None:
        """Read one article with its text; None where there is none."""
        rows = self._select(
            f"SELECT {', '.join(ARTICLES)} FROM article JOIN body USING (article_number)"
            " WHERE article_id = ?",
            (article_id,),
        )
        return dict(zip(ARTICLES, rows[0], strict=True)) if rows else None

    def texts(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Read the texts of some articles, by id; unknown ids are left out."""
        return self._by_id("article_id, text", article_ids, " JOIN body USING (article_number)")

    def numbers_of(self, article_ids: Sequence[str]) -> dict[str, int]:
        """Numbers of some articles, by id; unknown ids are left out."""
        return self._by_id("article_id, article_number", article_ids)

    def _by_id(self, names: str, article_ids: Sequence[str], more: str = "") -> dict[str, Any]:
        found: dict[str, Any] = {}
        for first in range(0, len(article_ids), MARKS_AT_ONCE):
            chosen = article_ids[first : first + MARKS_AT_ONCE]
            marks = ",".join("?" * len(chosen))
            sql = f"SELECT {names} FROM article{more} WHERE article_id IN ({marks})"
            found.update(self._select(sql, chosen))
        return found

    def tags(self) -> pd.DataFrame:
        """Read all tags without their evidence: schema TAGS less ``evidence``."""
        return self._tags([name for name in TAGS if name != "evidence"])

    def tags_of(self, article_id: str) -> pd.DataFrame:
        """Read the tags of one article with their evidence, surest first."""
        return self._tags(TAGS, " WHERE article_id = ? ORDER BY score DESC, topic", (article_id,))

    def tags_of_many(self, article_ids: Sequence[str]) -> pd.DataFrame:
        """Read the tags of some articles with their evidence, in no order."""
        found = [
            self._tags(TAGS, f" WHERE article_id IN ({','.join('?' * len(ids))})", ids)
            for ids in _parts(article_ids)
        ]
        return pd.concat(found, ignore_index=True) if found else self._tags(TAGS, " LIMIT 0")

    def _tags(
        self, names: Sequence[str], more: str = "", parameters: Sequence[object] = ()
    ) -> pd.DataFrame:
        columns = ", ".join(_TAG_COLUMNS[name] for name in names)
        shown = " LEFT JOIN evidence USING (article_number, topic_number)"
        tables = _TAG_TABLES + (shown if "evidence" in names else "")
        rows = self._select(f"SELECT {columns}{tables}{more}", parameters)
        return typed(pd.DataFrame(rows, columns=list(names)), numbers=("score",))

    def tag_columns(self) -> TagColumns:
        """Read all tags as arrays, without evidence and versions."""
        topics = self._select("SELECT topic_number, axis, topic FROM topic ORDER BY topic_number")
        rows = self._connection.execute("SELECT article_number, topic_number, score FROM tag")
        flat = np.fromiter(chain.from_iterable(rows), np.float64).reshape(-1, 3)
        code_of = np.zeros(max((number for number, *_ in topics), default=0) + 1, np.int64)
        code_of[[number for number, *_ in topics]] = np.arange(len(topics))
        return TagColumns(
            topics=tuple((axis, topic) for _, axis, topic in topics),
            rows=flat[:, 0].astype(np.int64) - 1,
            codes=code_of[flat[:, 1].astype(np.int64)],
            scores=flat[:, 2].astype(np.float32),
        )

    def facts_of(self, article_id: str) -> pd.DataFrame:
        """Read the facts found in one article, as they stand in it."""
        return facts_table(self._facts("= ?", (article_id,)))

    def facts_of_many(self, article_ids: Sequence[str]) -> pd.DataFrame:
        """Read the facts found in some articles; those of one as they stand in it."""
        rows: list[Any] = []
        for ids in _parts(article_ids):
            rows += self._facts(f"IN ({','.join('?' * len(ids))})", ids)
        return facts_table(rows)

    def fact_columns(self) -> FactColumns:
        """Read all facts as arrays, without the words themselves."""
        rows = self._select(
            'SELECT article_number - 1, kind, value, value_high, unit, year, field, start, "end"'
            " FROM fact"
        )
        return fact_columns(zip(*rows, strict=True) if rows else ())

    def _facts(self, which: str, article_ids: Sequence[str]) -> list[Any]:
        names = ", ".join(f'fact."{name}"' for name in FACTS[1:])
        return self._select(
            f"SELECT article_id, {names} FROM fact JOIN article USING (article_number)"
            f" WHERE article_id {which} ORDER BY article_number, field DESC, start",
            article_ids,
        )

    def rejects(self, import_id: int | None = None, *, limit: int | None = None) -> pd.DataFrame:
        """Read refused rows, of one import or of all; the first ``limit`` of them."""
        names = ", ".join(f'"{name}"' for name in REJECTS)
        where = "" if import_id is None else " WHERE import_id = ?"
        own = () if import_id is None else (import_id,)
        most = -1 if limit is None else limit
        rows = self._select(f"SELECT {names} FROM reject{where} LIMIT ?", (*own, most))
        return pd.DataFrame(rows, columns=list(REJECTS))

    def imports(self, limit: int = 50) -> pd.DataFrame:
        """Read what became of the last imports, the latest first.

        Returns
        -------
        DataFrame, at most ``limit`` rows
            import_id (int64), origin, started (ISO, UTC), finished (the same; empty while it
            runs, and for ever if it was cut off), and the rows added, known, updated, refused.
        """
        names = (
            "import_id", "origin", "started", "coalesce(finished, '')", "added", "known",
            "updated", "refused",
        )  # fmt: skip
        # By number: a clock may have been set back between two imports.
        rows = self._select(
            f"SELECT {', '.join(names)} FROM import ORDER BY import_id DESC LIMIT ?", (limit,)
        )
        return pd.DataFrame(rows, columns=[*names[:3], "finished", *names[4:]])

    def origins(self) -> tuple[str, ...]:
        """Files and folders that articles were imported from, each once, oldest first."""
        rows = self._select("SELECT origin FROM import GROUP BY origin ORDER BY min(import_id)")
        return tuple(str(row[0]) for row in rows)

    def _get(self, key: str) -> str:
        rows = self._select("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else ""

    def _select(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        try:
            return list(self._connection.execute(sql, tuple(parameters)))
        except apsw.Error as error:
            raise translated(error, self.path) from error


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many values at a time as one statement may ask for."""
    for first in range(0, len(values), MARKS_AT_ONCE):
        yield values[first : first + MARKS_AT_ONCE]
