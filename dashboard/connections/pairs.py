"""What Connections pairs: two sides, the pairs between them, their names and articles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import TOPIC_AXES, AxisChoice, pairs
from dashboard import charts
from dashboard.address import open_page
from dashboard.charts import CLEAR
from dashboard.desk import Desk

KINDS: Final = {"body": "actor", "person": "actor"}  # parts of an axis, by the kind of topic
SIDES: Final = (*TOPIC_AXES, *KINDS)
ROWS: Final = 16  # of a chart


@dataclass(frozen=True, slots=True)
class Side:
    """Topics on one side of a pair: an axis, or those of one kind of it; ``keys`` if not all."""

    name: str
    axis: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What the page works on: two sides, and the articles within which pairs are compared.

    The topics that the reader filters by choose rows and columns; they do not narrow the
    articles, or else each pair of them would be in all.
    """

    rows: Side
    columns: Side
    mask: NDArray[np.bool_]

    @property
    def axes(self) -> tuple[str, str]:
        return self.rows.axis, self.columns.axis


def side_of(desk: Desk, name: str) -> Side:
    """An axis or a kind of topic, with the topics that the reader filters by."""
    axis = KINDS.get(name, name)
    keys = desk.choice.axis(axis).include
    if name in KINDS:
        topics = desk.holdings.taxonomy.topics(axis)
        of_kind = tuple(topic.key for topic in topics if topic.kind == name)
        keys = tuple(key for key in of_kind if key in keys) or of_kind
    return Side(name, axis, keys)


def without_wishes(desk: Desk, axes: Sequence[str]) -> NDArray[np.bool_]:
    """The selected articles, and those that the wishes for the paired axes leave out."""
    choice = desk.choice
    for axis in axes:
        choice = choice.with_axis(axis, AxisChoice(exclude=choice.axis(axis).exclude))
    return desk.selected(choice)


def table_of(desk: Desk, names: Sequence[str]) -> Table:
    """Two sides; of an axis with itself the filter chooses rows only."""
    rows, columns = (side_of(desk, name) for name in names)
    mask = without_wishes(desk, [rows.axis, columns.axis])
    if rows.name == columns.name and desk.choice.axis(rows.axis).include:
        free = replace(desk, choice=desk.choice.with_axis(rows.axis, AxisChoice()))
        columns = side_of(free, columns.name)
    return Table(rows, columns, mask)


def parents_of(desk: Desk, table: Table) -> dict[str, str]:
    """The topic that each topic of the rows belongs to."""
    return {topic.key: topic.parent for topic in desk.holdings.taxonomy.topics(table.rows.axis)}


def pairs_of(desk: Desk, table: Table) -> pd.DataFrame:
    return pairs(
        desk.holdings.corpus,
        table.mask,
        *table.axes,
        way=desk.way,
        base=desk.base,
        rows=table.rows.keys,
        columns=table.columns.keys,
        parents=parents_of(desk, table),
    )


def looks_of(desk: Desk, table: Table) -> tuple[charts.Look, charts.Look]:
    return desk.look(table.rows.axis), desk.look(table.columns.axis)


def pair_name(desk: Desk, table: Table, row: str, column: str) -> str:
    looks = looks_of(desk, table)
    return desk.words("pair_name", first=looks[0].name(row), second=looks[1].name(column))


def title_of(desk: Desk, table: Table, key: str) -> str:
    """Title of a chart of both sides; of one axis it is named once."""
    words = desk.words
    if table.rows.name == table.columns.name:
        return words(f"{key}_one", rows=words(table.rows.name))
    columns = words(table.columns.name)
    return words(key, rows=words(table.rows.name), columns=columns[:1].lower() + columns[1:])


def strongest(desk: Desk, table: Table, found: pd.DataFrame) -> str:
    """The pairs that stand out most, in a sentence."""
    words = desk.words
    clear = found[(found["q_value"] < CLEAR) & (found["lift"] > 1)]
    if clear.empty:
        return words("pairs_none_clear")
    names = [
        words(
            "pair_sentence",
            pair=pair_name(desk, table, pair.row, pair.column),
            count=words.count(pair.article_count, "article"),
            expected=words.number(pair.expected_count, digits=1),
        )
        for pair in clear.nlargest(3, "phi").itertuples()
    ]
    return words("pairs_sentence", pairs="; ".join(names))


def named(desk: Desk, table: Table, found: pd.DataFrame) -> pd.DataFrame:
    """The table with the names of its topics beside their keys."""
    looks = looks_of(desk, table)
    named = found.copy()
    named.insert(1, "row_label", pd.Series(list(map(looks[0].name, found["row"])), found.index))
    named.insert(
        3, "column_label", pd.Series(list(map(looks[1].name, found["column"])), found.index)
    )
    return named


def open_pair(table: Table, row: str, column: str, **more: Any) -> None:
    """Go to the articles that have both topics."""
    first, second = table.axes
    if first == second:
        open_page("articles", **{first: [row, column], f"{first}_match": "all"}, **more)
    else:
        changes = {first: [row], f"{first}_match": "any", second: [column]}
        open_page("articles", **changes, **{f"{second}_match": "any"}, **more)


def open_topic(axis: str, topic: str) -> None:
    """Go to the articles of a topic."""
    open_page("articles", **{axis: [topic], f"{axis}_match": "any"})
