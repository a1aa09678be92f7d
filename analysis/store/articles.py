"""Articles: imports, and what they add to the store."""

import json
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import count as count_from
from typing import Final

import pandas as pd

from analysis.links import canonical_url
from analysis.schema import REJECTS
from analysis.store.adding import (
    IN_BODY,
    OWN,
    Columns,
    Compared,
    compare,
    each_once,
    stored_columns,
)
from analysis.store.rows import CONTENT, MARKS_AT_ONCE, SEALED, content_hash, rows_of, seal_of
from analysis.store.transactions import Transactions, now

_INSERT_ARTICLE: Final = (
    f"INSERT INTO article (article_number, change, first_seen, import_id, {', '.join(OWN)},"
    f" row_hash) VALUES ({', '.join('?' * (len(OWN) + 5))})"
)

_INSERT_BODY: Final = "INSERT INTO body (article_number, text, extra) VALUES (?, ?, ?)"

_INSERT_REJECT: Final = "INSERT INTO reject ({}) VALUES ({})".format(
    ", ".join(f'"{name}"' for name in REJECTS), ", ".join("?" * len(REJECTS))
)

# Grows with every update, in the order in which updates are committed.
_LAST_HISTORY: Final = "(SELECT coalesce(max(rowid), 0) FROM article_history)"
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


class ArticleWriter(Transactions):
    """The part of a store that takes articles."""

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
                (origin, now(), sha256, settings),
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
                " AND sha256 <> '' AND finished IS NOT NULL AND refused = 0"
                f" AND last_history = {_LAST_HISTORY} ORDER BY import_id DESC LIMIT 1",
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
            before = self.change
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
            if self.change != before:
                self._touch()
        return ImportReport(import_id, **counts, refused=refused)

    def _add_batch(
        self, import_id: int, columns: Columns, counts: dict[str, int], replaced: Container[str]
    ) -> None:
        ids = columns["article_id"]
        compared = self._compared(columns)
        rows = list(zip(*(columns[name] for name in OWN), strict=True))
        places = sorted([*compared.new, *compared.changed])
        change_of = dict(zip(places, count_from(self.change + 1), strict=False))
        inserts, bodies = [], []
        seen = now()
        for number, place in enumerate(compared.new, start=self.count() + 1):
            seal = self._seal(columns, place, seen, import_id)
            inserts.append((number, change_of[place], seen, import_id, *rows[place], seal))
            bodies.append((number, *(columns[name][place] for name in IN_BODY)))
        self._connection.executemany(_INSERT_ARTICLE, inserts)
        self._connection.executemany(_INSERT_BODY, bodies)
        for place, number in compared.changed.items():
            is_former = self._update(import_id, number, columns, place, change_of[place])
            counts["known"] += is_former
            counts["updated"] += (ids[place] not in replaced) - is_former
        self._set("change", str(self.change + len(places)))
        counts["added"] += len(compared.new)
        counts["known"] += len(compared.known)

    def _compared(self, columns: Columns) -> Compared:
        """Compare a batch; rows that tell nothing new of their article are known."""
        compared = compare(columns, self._stored(columns["article_id"]))
        changed = {
            place: number
            for place, number in compared.changed.items()
            if self._is_news(columns, place, number)
        }
        known = [place for place in compared.changed if place not in changed]
        return Compared(compared.new, [*compared.known, *known], changed)

    def _is_news(self, columns: Columns, place: int, number: int) -> bool:
        """Whether a row changes its article; what the row does not say is filled in.

        A list of titles says nothing of an article whose text is there. An address in another
        spelling is the same address.
        """
        names = (*CONTENT, "content_hash")
        values = self._select(
            f"SELECT {', '.join(names)} FROM article JOIN body USING (article_number)"
            " WHERE article_number = ?",
            (number,),
        )[0]
        stored = dict(zip(names, values, strict=True))
        row = {name: columns[name][place] for name in CONTENT}
        if stored["text"] and not row["text"]:
            return False
        told = {name: value for name, value in row.items() if value}
        if told.get("published_date", stored["published_date"]) != stored["published_date"]:
            told.setdefault("published_at", "")  # the time of another day
        if canonical_url(row["url"]) == canonical_url(stored["url"]):
            told["url"] = stored["url"]
        whole = {name: told.get(name, stored[name]) for name in CONTENT}
        digest = content_hash(*whole.values())
        for name, value in (whole | {"content_hash": digest}).items():
            columns[name][place] = value
        return digest != str(stored["content_hash"])

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
    ) -> bool:
        """Give an article another content; whether it is that from before this import again."""
        own = columns["article_id"][place]
        first_seen, first_import = self._select(
            "SELECT first_seen, import_id FROM article WHERE article_number = ?", (number,)
        )[0]
        is_former = self._is_former(import_id, own, columns["content_hash"][place])
        if is_former:
            self._connection.execute(
                "DELETE FROM article_history WHERE article_id = ? AND import_id = ?",
                (own, import_id),
            )
        else:
            self._keep_history(import_id, number, own)
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
        return is_former

    def _is_former(self, import_id: int, own: str, digest: str) -> bool:
        rows = self._select(
            "SELECT content FROM article_history WHERE article_id = ? AND import_id = ?"
            " ORDER BY rowid LIMIT 1",
            (own, import_id),
        )
        former = [json.loads(content) for (content,) in rows]
        return any(
            content_hash(*(one.get(name, "") for name in CONTENT)) == digest for one in former
        )

    @staticmethod
    def _seal(columns: Columns, place: int, first_seen: str, import_id: int) -> str:
        own = {"first_seen": first_seen, "import_id": import_id}
        return seal_of([own[name] if name in own else columns[name][place] for name in SEALED])

    def _keep_history(self, import_id: int, number: int, article_id: str) -> None:
        old = self.article(article_id)
        self._connection.execute(
            "INSERT INTO article_history VALUES (?, ?, ?, ?)",
            (article_id, now(), import_id, json.dumps(old, ensure_ascii=False, default=str)),
        )
        for table in ("tag", "evidence", "fact"):
            self._connection.execute(f"DELETE FROM {table} WHERE article_number = ?", (number,))

    def end_import(self, import_id: int) -> ImportReport:
        """Note that an import is complete and return its counts."""
        with self._transaction():
            row = self._connection.execute(
                f"UPDATE import SET finished = ?, last_history = {_LAST_HISTORY}"
                " WHERE import_id = ? RETURNING added, known, updated, refused, origin, sha256",
                (now(), import_id),
            ).get
            *counts, origin, sha256 = row
            # What was cut off before is complete with it.
            self._connection.execute(
                "UPDATE import SET finished = started WHERE finished IS NULL AND import_id < ?"
                " AND sha256 = ? AND (sha256 <> '' OR origin = ?)",
                (import_id, sha256, origin),
            )
        return ImportReport(import_id, *counts)
