"""Adding: a batch of articles as columns, and which of them are new, known or changed.

A batch is compared and written as a whole: what is asked of SQLite row by row costs more than
reading the file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.store.rows import content_hashes

# Columns of the table article that an article brings, and those of the table body.
OWN: Final = (
    "article_id", "published_date", "date_precision", "source_name", "kind", "url", "title",
    "language", "story_id", "published_at", "content_hash",
)  # fmt: skip
IN_BODY: Final = ("text", "extra")
_MAY_LACK: Final = ("story_id", "published_at", "extra")

Columns = dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Compared:
    """Places of a batch by what they are to the store; ``known`` need nothing.

    Attributes
    ----------
    new, known : places in the batch
    changed : place to the number of the article that it changes
    """

    new: Sequence[int]
    known: Sequence[int]
    changed: Mapping[int, int]


def stored_columns(articles: pd.DataFrame) -> Columns:
    """The columns of a table of schema ARTICLES as SQLite keeps them, with their hash."""
    days = np.datetime_as_string(articles["published_date"].to_numpy("datetime64[D]")).tolist()
    columns = {
        name: articles[name].astype(object).tolist()
        for name in (*OWN, *IN_BODY)
        if name in articles and name != "published_date"
    }
    columns["published_date"] = [None if day == "NaT" else day for day in days]
    for name in _MAY_LACK:
        columns.setdefault(name, [""] * len(articles))
    columns["story_id"] = [
        story or own for story, own in zip(columns["story_id"], columns["article_id"], strict=True)
    ]
    columns["content_hash"] = content_hashes(columns)
    return columns


def compare(columns: Columns, stored: Mapping[str, tuple[int, str]]) -> Compared:
    """Tell what the articles of a batch are to the store.

    Parameters
    ----------
    columns : from :func:`stored_columns`; no id stands twice
    stored : number and ``content_hash`` by article id, of those that the store has

    Examples
    --------
    >>> batch = {"article_id": ["a", "b", "c"], "content_hash": ["1", "2", "3"]}
    >>> compare(batch, {"a": (7, "1"), "b": (8, "x")})
    Compared(new=[2], known=[0], changed={1: 8})
    """
    new: list[int] = []
    known: list[int] = []
    changed: dict[int, int] = {}
    for place, (own, digest) in enumerate(
        zip(columns["article_id"], columns["content_hash"], strict=True)
    ):
        if own not in stored:
            new.append(place)
        elif stored[own][1] == digest:
            known.append(place)
        else:
            changed[place] = stored[own][0]
    return Compared(new, known, changed)


def each_once(articles: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Cut a batch into parts in which no id stands twice, earlier rows first."""
    nth = articles.groupby("article_id", sort=False).cumcount().to_numpy()
    if not nth.any():
        yield articles
        return
    for number in range(nth.max() + 1):
        yield articles[nth == number]
