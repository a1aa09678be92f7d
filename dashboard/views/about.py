"""About: method, counting and limits in words, and the taxonomy printed from its files."""

from typing import Final

import pandas as pd
import streamlit as st

from analysis import AXES, LANGUAGES, Topic
from dashboard.desk import Desk
from dashboard.quality import averages, topic_figures
from dashboard.settings import taxonomy_name

SECTIONS: Final = ("method", "counting", "limits")
STRENGTHS: Final = ("aliases", "strong", "weak", "never")


def show(desk: Desk) -> None:
    """Draw the page."""
    words, holdings = desk.words, desk.holdings
    st.title(words("about_question"))
    for section in SECTIONS:
        st.header(words(f"about_{section}_title"))
        st.markdown(words(f"about_{section}"))
    _quality(desk)
    st.header(words("about_taxonomy_title"))
    st.markdown(words("about_taxonomy", folder=taxonomy_name(), version=holdings.taxonomy.version))
    axes = [axis for axis in AXES if holdings.taxonomy.topics(axis)]
    axis = st.segmented_control(
        words("show_by"),
        axes,
        format_func=words,
        key="about_axis",
        default=axes[0],
        required=True,
        label_visibility="collapsed",
    )
    _topics(desk, axis)
    _rules(desk, axis)
    st.header(words("about_versions_title"))
    if holdings.has_bundled:
        st.markdown(words("bundled"))
    st.text(
        words(
            "versions",
            taxonomy=holdings.taxonomy_version or words("unknown"),
            model=holdings.model_version or words("no_model"),
        )
    )
    st.text(words.count(len(holdings.corpus), "article"))


def _quality(desk: Desk) -> None:
    words, quality = desk.words, desk.holdings.quality
    st.header(words("quality_title"))
    if quality is None:
        st.info(words("quality_none"))
        return
    st.markdown(words("quality_method"))
    table = averages(desk.holdings, words)
    digits = {
        words(name): st.column_config.NumberColumn(format="%.2f")
        for name in ("quality_precision", "quality_recall", "quality_f1")
    }
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config=digits,
        alt=words("quality_title"),
        key="quality",
    )
    st.text(words("versions", taxonomy=quality.taxonomy_version, model=quality.model_version))


def _topics(desk: Desk, axis: str) -> None:
    words, holdings = desk.words, desk.holdings
    topics = holdings.taxonomy.topics(axis)
    counts = holdings.counts[axis]
    table = pd.DataFrame(
        {
            words("tag_topic"): [topic.label(words.language) for topic in topics],
            words("topic_articles"): [counts.get(topic.key, 0) for topic in topics],
            words("topic_about"): [topic.about.get(words.language, "") for topic in topics],
            **{
                words("quality_in", language=words.name("language", code)): [
                    topic_figures(holdings, axis, topic.key, words).get(code, "")
                    for topic in topics
                ]
                for code in LANGUAGES
            },
            words("topic_codes"): [_codes(topic) for topic in topics],
            words("part_of"): [
                holdings.label(axis, topic.parent, words.language) if topic.parent else ""
                for topic in topics
            ],
            words("column_topic"): [topic.key for topic in topics],
        }
    )
    is_used = [bool((table[name] != "").any()) for name in table.columns]
    st.dataframe(table.loc[:, is_used], hide_index=True, alt=words(axis), key=f"topics_{axis}")


def _rules(desk: Desk, axis: str) -> None:
    words, holdings = desk.words, desk.holdings
    st.subheader(words("topic_rules"))
    topic = st.selectbox(
        words("tag_topic"),
        holdings.taxonomy.topics(axis),
        format_func=lambda topic: topic.label(words.language),
        key=f"rules_of_{axis}",
    )
    rows = [
        (words(f"rule_{strength}"), words.name("language", language), entry)
        for strength in STRENGTHS
        for language, entries in getattr(topic, strength).items()
        for entry in entries
    ]
    columns = [words("rule_strength"), words("rule_language"), words("rule_entry")]
    st.dataframe(
        pd.DataFrame(rows, columns=columns, dtype="str"),
        hide_index=True,
        alt=topic.label(words.language),
        key=f"rules_{axis}",
    )


def _codes(topic: Topic) -> str:
    return " · ".join(f"{name.upper()} {', '.join(codes)}" for name, codes in topic.codes.items())
