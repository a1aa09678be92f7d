"""Table contracts: which columns the tables of this project have, and nothing else.

A table is a pandas DataFrame. Functions that take one say which of these contracts it keeps;
:func:`require` is the check at the border.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import DataError

ARTICLES: Final = (
    "article_id",
    "published_date",
    "date_precision",
    "published_at",
    "first_seen",
    "source_name",
    "kind",
    "url",
    "title",
    "text",
    "language",
    "extra",
    "story_id",
    "import_id",
)
TAGS: Final = (
    "article_id",
    "axis",
    "topic",
    "score",
    "decided_by",
    "evidence",
    "taxonomy_version",
    "model_version",
)
FACTS: Final = (
    "article_id",
    "kind",
    "value",
    "value_high",
    "unit",
    "year",
    "field",
    "start",
    "end",
    "surface",
)
REJECTS: Final = (
    "import_id",
    "origin",
    "sheet",
    "row",
    "column",
    "code",
    "problem",
    "raw",
)
EVENTS: Final = (
    "id",
    "date",
    "precision",
    "country",
    "actor",
    "sectors",
    "themes",
    "instruments",
    "stage",
    "follows",
    "amount",
    "currency",
    "amount_kind",
    "horizon_year",
    "document",
    "title_en",
    "title_ru",
    "outcome",
    "confidence",
    "source",
)

# What an article is about, and whether it tells of words or deeds; relevance tells whether it
# is about industrial policy at all.
TOPIC_AXES: Final = ("sector", "theme", "instrument", "actor", "country", "region", "stance")
RELEVANCE: Final = "relevance"
RELEVANT: Final = "industrial-policy"
AXES: Final = (*TOPIC_AXES, RELEVANCE)
LANGUAGES: Final = ("ru", "en")
FIELDS: Final = ("title", "text")


@dataclass(frozen=True, slots=True)
class TagColumns:
    """All tags as arrays, without evidence and versions.

    Attributes
    ----------
    topics : (axis, topic) by topic code
    rows : int64 array, position of the tagged article
    codes : int64 array, index into ``topics``
    scores : float32 array
    """

    topics: tuple[tuple[str, str], ...]
    rows: NDArray[np.int64]
    codes: NDArray[np.int64]
    scores: NDArray[np.float32]


def require(table: pd.DataFrame, columns: tuple[str, ...], *, origin: str) -> None:
    """Refuse a table that lacks a column.

    Parameters
    ----------
    table : any DataFrame
    columns : names that must be there
    origin : how the reader knows the table; opens the message

    Raises
    ------
    DataError
        Names every missing column and lists those that were found.
    """
    missing = [name for name in columns if name not in table.columns]
    if missing:
        found = ", ".join(map(str, table.columns)) or "none"
        raise DataError(origin, [f"missing column(s) {', '.join(missing)}; found: {found}"])
