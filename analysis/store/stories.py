"""Stories and histories: which articles belong together, and what an article was before."""

import json
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.schema import ARTICLES
from analysis.store.rows import MARKS_AT_ONCE, articles_table

STORY_COLUMNS: Final = (
    "article_id", "source_name", "published_date", "published_at", "first_seen", "title", "url"
)  # fmt: skip
# Who knows the month only may have published at its end; of one day, a stated time comes first.
_FIRST_PUBLISHED: Final = (
    "CASE date_precision WHEN 'month' THEN substr(published_date, 1, 7) || '-99'"
    " WHEN 'year' THEN substr(published_date, 1, 4) || '-99'"
    " ELSE coalesce(published_date, '9999') END",
    "CASE published_at WHEN '' THEN '9999' ELSE published_at END",
    "first_seen",
    "article_number",
)
_ORDER: Final = ", ".join(_FIRST_PUBLISHED)

Ints = npt.NDArray[np.int64]


class Member(NamedTuple):
    """An article as far as its story is concerned.

    Attributes
    ----------
    number, article_id, story_id : of the article, as they are stored
    change : when it was added or updated for the last time
    published : sorts articles by publication, the first one first; ends with the number
    """

    number: int
    article_id: str
    story_id: str
    change: int
    published: tuple[str | int, ...]


class StoryReader:
    """What a store is asked for about stories."""

    def _get(self, key: str) -> str:
        raise NotImplementedError

    def _select(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        raise NotImplementedError

    @property
    def stories_upto(self) -> str:
        """What the last :meth:`Store.write_stories` noted; empty before the first."""
        return self._get("stories")

    def story_of(self, article_id: str) -> pd.DataFrame:
        """List the articles of the story that an article is in, the first publisher first.

        Returns
        -------
        DataFrame with the columns ``STORY_COLUMNS``; no row for an unknown article
        """
        rows = self._select(
            f"SELECT {', '.join(STORY_COLUMNS)} FROM article WHERE story_id ="
            f" (SELECT story_id FROM article WHERE article_id = ?) ORDER BY {_ORDER}",
            (article_id,),
        )
        return articles_table(rows, STORY_COLUMNS)

    def stories(self) -> pd.DataFrame:
        """List the articles of all stories that have more than one.

        Returns
        -------
        DataFrame with ``story_id`` and the columns ``STORY_COLUMNS``
            The articles of a story stand together, the first publisher first.
        """
        names = ("story_id", *STORY_COLUMNS)
        rows = self._select(
            f"SELECT {', '.join(names)} FROM article WHERE story_id IN"
            " (SELECT story_id FROM article GROUP BY story_id HAVING count(*) > 1)"
            f" ORDER BY story_id, {_ORDER}"
        )
        return articles_table(rows, names)

    def history_of(self, article_id: str) -> pd.DataFrame:
        """List the former versions of an article, the oldest first.

        Returns
        -------
        DataFrame with ``replaced_at`` and the columns of schema ARTICLES
            ``import_id`` is of the import that brought the version.
        """
        rows = self._select(
            "SELECT replaced_at, content FROM article_history WHERE article_id = ? ORDER BY rowid",
            (article_id,),
        )
        versions = [(replaced_at, json.loads(content)) for replaced_at, content in rows]
        values = [
            (replaced_at, *(version.get(name, "") for name in ARTICLES))
            for replaced_at, version in versions
        ]
        return articles_table(values, ("replaced_at", *ARTICLES))

    def sources_and_days(self) -> tuple[Ints, Ints]:
        """Number of each article's source, and its day: of the Julian calendar, 0 without one."""
        rows = self._select(
            "SELECT source_name, coalesce(CAST(julianday(published_date) AS INTEGER), 0)"
            " FROM article ORDER BY article_number"
        )
        number_of: dict[str, int] = {}
        sources = [number_of.setdefault(source, len(number_of)) for source, _ in rows]
        return np.array(sources, np.int64), np.array([day for _, day in rows], np.int64)

    def story_numbers(self, *, after: int, upto: int) -> Ints:
        """Numbers of the articles added or updated in between, and of those in their stories."""
        rows = self._select(
            "SELECT article_number FROM article WHERE story_id IN"
            " (SELECT story_id FROM article WHERE change > ? AND change <= ?)",
            (after, upto),
        )
        return np.array([number for (number,) in rows], np.int64)

    def story_members(self, numbers: Sequence[int]) -> list[Member]:
        """Read some articles, and all that are in a story with one of them."""
        found: dict[int, Member] = {}
        for first in range(0, len(numbers), MARKS_AT_ONCE):
            chosen = numbers[first : first + MARKS_AT_ONCE]
            rows = self._select(
                f"SELECT article_number, article_id, story_id, change, {_ORDER} FROM article"
                " WHERE story_id IN (SELECT story_id FROM article WHERE article_number IN"
                f" ({','.join('?' * len(chosen))}))",
                chosen,
            )
            for number, own, story, change, *published in rows:
                found[number] = Member(number, own, story, change, tuple(published))
        return list(found.values())

    def numbers_in_others_stories(self) -> Ints:
        """Numbers of the articles whose story does not bear their own id."""
        rows = self._select("SELECT article_number FROM article WHERE story_id <> article_id")
        return np.array([number for (number,) in rows], np.int64)
