"""What is known of the quality of tags, in words and tables."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis import LANGUAGES, RELEVANCE, RELEVANT
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


def averages(holdings: Holdings, words: Words) -> pd.DataFrame:
    """Averages by what they were measured on, Russian and English apart."""
    if holdings.quality is None:
        return pd.DataFrame()
    table = holdings.quality.measures
    table = table[table["variant"] == "both"]
    rows = []
    for basis in table["basis"].unique():
        for axis, topic in AVERAGES:
            for language in LANGUAGES:
                chosen = (table["basis"] == basis) & (table["language"] == language)
                own = table[chosen & (table["axis"] == axis) & (table["topic"] == topic)]
                rows += [_figures(row, words) for row in own.to_dict("records")]
    return pd.DataFrame(rows)


def _figures(row: Mapping[str, Any], words: Words) -> dict[str, object]:
    name = str(row["topic"]).replace(" ", "_").replace("-", "_")
    return {
        words("quality_what"): words(f"average_{row['axis']}_{name}".replace(" ", "_")),
        words("rule_language"): words.name("language", str(row["language"])),
        words("quality_basis"): words.name("basis", str(row["basis"])),
        words("quality_n"): row["positives"],
        words("quality_precision"): row["precision"],
        words("quality_recall"): row["recall"],
        words("quality_f1"): row["f1"],
        words("quality_interval"): _interval(row, words),
    }


def _interval(row: Mapping[str, Any], words: Words) -> str:
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
