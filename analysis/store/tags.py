"""Tags: what was derived of articles, written in place of what was there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.errors import StoreError
from analysis.schema import FACTS
from analysis.store.rows import MARKS_AT_ONCE, rows_of
from analysis.store.transactions import Transactions


class TagWriter(Transactions):
    """The part of a store that takes tags, facts and stories."""

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
        numbers = self._select("SELECT axis, topic, topic_number FROM topic")
        topics = {(axis, topic): number for axis, topic, number in numbers}
        columns = ("article_id", "axis", "topic", "score", "decided_by", "evidence")
        for article_id, axis, topic, score, decided_by, evidence in zip(
            *(tags[name].tolist() for name in columns), strict=True
        ):
            if (axis, topic) not in topics:
                topics[axis, topic] = self._new_topic(axis, topic)
            yield number_of[article_id], topics[axis, topic], score, decided_by, evidence

    def _new_topic(self, axis: str, topic: str) -> int:
        self._connection.execute("INSERT INTO topic (axis, topic) VALUES (?, ?)", (axis, topic))
        return int(self._connection.last_insert_rowid())

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


def _fact_rows(facts: pd.DataFrame, number_of: Mapping[str, int]) -> list[tuple[Any, ...]]:
    return [(number_of[row[0]], *row[1:]) for row in rows_of(facts, FACTS)]
