"""Table contracts: which columns the tables of this project have, and nothing else.

A table is a pandas DataFrame. Functions that take one say which of these contracts it keeps;
:func:`require` is the check at the border.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

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
FACT_KINDS: Final = ("money", "horizon", "share", "act")
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
    "document_ru",
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


@dataclass(frozen=True, slots=True)
class FactColumns:
    """All facts as arrays, without the words themselves; all of shape (n_facts,).

    Attributes
    ----------
    units : names by unit code
    rows : int64 array, position of the article
    kinds : int8 array, index into ``FACT_KINDS``
    values, highs : float64 arrays, NaN if none
    codes : int32 array, index into ``units``
    years : int16 array, 0 if none
    in_title : bool array, whether it stands in the title
    starts, ends : int32 arrays, place in title or text
    """

    units: tuple[str, ...]
    rows: NDArray[np.int64]
    kinds: NDArray[np.int8]
    values: NDArray[np.float64]
    highs: NDArray[np.float64]
    codes: NDArray[np.int32]
    years: NDArray[np.int16]
    in_title: NDArray[np.bool_]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]


def fact_columns(columns: Iterable[Sequence[Any]]) -> FactColumns:
    """Make arrays of facts.

    Parameters
    ----------
    columns : positions of articles, then kind, value, value_high, unit, year, field, start and
        end as in FACTS, None or NaN for what is missing; nothing at all for no facts. A kind that
        is not known is left out.
    """
    given = list(columns) or [()] * 9
    kinds = pd.Categorical(given[1], FACT_KINDS).codes
    kept = kinds >= 0
    codes, units = pd.factorize(np.asarray(given[4], np.object_)[kept], sort=True)

    def numbers(place: int, kind: type[np.generic]) -> NDArray[Any]:
        found = np.asarray(given[place], np.float64)[kept]
        return found if kind is np.float64 else np.nan_to_num(found).astype(kind)

    return FactColumns(
        units=tuple(map(str, units)),
        rows=numbers(0, np.int64),
        kinds=kinds[kept].astype(np.int8),
        values=numbers(2, np.float64),
        highs=numbers(3, np.float64),
        codes=codes.astype(np.int32),
        years=numbers(5, np.int16),
        in_title=np.asarray(given[6], np.object_)[kept] == FIELDS[0],
        starts=numbers(7, np.int32),
        ends=numbers(8, np.int32),
    )


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
