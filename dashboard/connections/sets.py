"""Sets of Connections: how many topics an article has, and which exactly."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from analysis import combinations, topic_numbers
from dashboard import charts
from dashboard.address import open_page
from dashboard.charted import draw
from dashboard.charts import Figure, Marks
from dashboard.connections.pairs import KINDS, ROWS
from dashboard.desk import Desk

MOST_EXCLUDED: Final = 40  # topics that a link to an exact set would have to leave out


def show_sets(desk: Desk, name: str) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    axis = KINDS.get(name, name)
    numbers = topic_numbers(corpus, desk.mask, axis, way=desk.way, base=desk.base)
    total = max(1, desk.shown_count)
    parts = [words.percent(count / total) for count in numbers["article_count"]]
    labels = [words(f"topics_{number}") for number in numbers["topic_count"]]
    known = [key for key, count in desk.holdings.counts[axis].items() if count]

    def open_untagged(meaning: Sequence[Any]) -> None:
        if meaning[0] == 0 and meaning[1]:
            open_page("articles", **{axis: [], f"not_{axis}": known})

    draw(
        desk,
        "pair_numbers",
        words("numbers_title", axis=words(axis)),
        _bars(
            desk, labels, numbers["value"],
            numbers[["topic_count", "article_count"]].to_numpy(dtype=object).tolist(),
        ),
        numbers.assign(label=labels)[["topic_count", "label", "article_count", "value"]],
        note=words("numbers_note"),
        choose=open_untagged,
        sentence=words("numbers_sentence", axis=words(axis), none=parts[0], many=parts[-1]),
    )  # fmt: skip
    _combinations(desk, axis, known)


def _combinations(desk: Desk, axis: str, known: Sequence[str]) -> None:
    words = desk.words
    table = combinations(
        desk.holdings.corpus, desk.mask, axis, way=desk.way, base=desk.base, most=ROWS
    )
    if table.empty:
        st.info(words("sets_none"))
        return
    look = desk.look(axis)
    labels = [" + ".join(map(look.name, topics)) for topics in table["topics"]]
    can_open = len(known) <= MOST_EXCLUDED

    def choose(meaning: Sequence[Any]) -> None:
        topics = table["topics"].iloc[int(meaning[0])]
        rest = [key for key in known if key not in topics]
        open_page("articles", **{axis: list(topics), f"{axis}_match": "all", f"not_{axis}": rest})

    draw(
        desk,
        "pair_sets",
        words("sets_title", axis=words(axis)),
        _bars(
            desk, labels, table["value"],
            [[at, count] for at, count in enumerate(table["article_count"].tolist())],
        ),
        table.assign(topics=[" + ".join(topics) for topics in table["topics"]], label=labels)[
            ["topics", "label", "topic_count", "article_count", "value"]
        ],
        note=words("sets_note") if can_open else words("sets_note_closed"),
        choose=choose if can_open else None,
        sentence=words(
            "sets_sentence", topics=labels[0], value=words.amount(table["value"].iloc[0], desk.way)
        ),
    )  # fmt: skip


def _bars(
    desk: Desk, labels: Sequence[str], values: Sequence[float], meanings: Sequence[Sequence[Any]]
) -> Figure:
    """Plain bars with their numbers."""
    words = desk.words
    numbers = [words.amount(value, desk.way) for value in values]
    marks = Marks(
        name="",
        place=0,
        rows=range(len(labels)),
        values=[value * (100 if desk.way == "share" else 1) for value in values],
        lows=(),
        highs=(),
        texts=[f"<b>{label}</b><br>{text}" for label, text in zip(labels, numbers, strict=True)],
        meanings=meanings,
        numbers=numbers,
    )
    title = words(f"axis_{desk.way}")
    return charts.interval_figure(desk.look("sector"), labels, [marks], title=title, as_bars=True)
