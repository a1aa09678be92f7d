"""What is known of the quality of tags, in words and tables."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis import LANGUAGES, RELEVANCE, RELEVANT, Quality
from dashboard.render import Cell
from dashboard.state import Holdings
from dashboard.texts import Words

# Averages that are shown, as axis and topic.
AVERAGES = (
    ("sector", "micro"),
    ("sector", "macro"),
    ("sector", "four sectors"),
    (RELEVANCE, RELEVANT),
    ("instrument family", "micro"),
)


def averages(quality: Quality, words: Words) -> list[tuple[str, list[tuple[Cell, ...]]]]:
    """What the averages were measured on, and a row for each: its name, then every language."""
    table = quality.measures
    known = {
        (row["basis"], row["axis"], row["topic"], row["language"]): row
        for row in table[table["variant"] == "both"].to_dict("records")
    }
    return [
        (
            words.name("basis", str(basis)),
            [
                (
                    Cell(words(_average_key(axis, topic))),
                    *(_figures(known.get((basis, axis, topic, code)), words) for code in LANGUAGES),
                )
                for axis, topic in AVERAGES
                if any((basis, axis, topic, code) in known for code in LANGUAGES)
            ],
        )
        for basis in table["basis"].unique()
    ]


def _average_key(axis: str, topic: str) -> str:
    return f"average_{axis}_{topic}".replace(" ", "_").replace("-", "_")


def _figures(row: Mapping[Any, Any] | None, words: Words) -> Cell:
    """F1 with its interval, and what it is made of."""
    if row is None:
        return Cell("–")
    interval = _interval(row, words)
    f1 = words.number(row["f1"], digits=2)
    return Cell(
        f"{f1} ({interval})" if interval else f1,
        (
            words(
                "quality_parts",
                precision=words.number(row["precision"], digits=2),
                recall=words.number(row["recall"], digits=2),
            ),
            words.count(int(row["positives"]), "labelled"),
        ),
    )


def _interval(row: Mapping[Any, Any], words: Words) -> str:
    low, high = row["f1_low"], row["f1_high"]
    if pd.isna(low) or pd.isna(high):
        return ""
    return f"{words.number(low, digits=2)}–{words.number(high, digits=2)}"


def topic_figures(holdings: Holdings, axis: str, topic: str, words: Words) -> dict[str, str]:
    """One phrase on a topic for each language that it was measured in."""
    if holdings.quality is None:
        return {}
    figures = {}
    for row in holdings.quality.rows_of(axis, topic):
        if not row["positives"]:
            continue
        known = not (pd.isna(row["precision"]) or pd.isna(row["recall"]))
        figures[str(row["language"])] = words(
            "quality_phrase" if known else "quality_phrase_none",
            precision=words.percent(row["precision"]) if known else "",
            recall=words.percent(row["recall"]) if known else "",
            count=words.count(int(row["positives"]), "labelled"),
            interval=_interval(row, words),
        )
    return figures


def sentence_on(holdings: Holdings, axis: str, topic: str, words: Words) -> str:
    """How good the tags of a topic are, in one line; empty where nobody measured."""
    figures = topic_figures(holdings, axis, topic, words)
    parts = [f"{words.name('language', code)}: {text}" for code, text in figures.items()]
    if not parts:
        return ""
    label = holdings.label(axis, topic, words.language)
    return words("quality_of", topic=label, figures="; ".join(parts))
