"""About: method, counting and limits in words, and the taxonomy printed from its files."""

from typing import Final

import streamlit as st

from analysis import AXES, LANGUAGES, Topic
from dashboard.desk import Desk
from dashboard.quality import averages, topic_figures
from dashboard.render import Cell, list_table, note
from dashboard.settings import taxonomy_name

SECTIONS: Final = ("method", "counting", "limits")
MOST_TOPICS: Final = 30  # until all are asked for
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
    st.markdown(words("about_taxonomy", folder=taxonomy_name()))
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
    if holdings.taxonomy.version != holdings.taxonomy_version:
        st.text(words("taxonomy_now", version=holdings.taxonomy.version))
    st.text(words.count(len(holdings.corpus), "article"))


def _quality(desk: Desk) -> None:
    words, holdings = desk.words, desk.holdings
    st.header(words("quality_title"))
    quality = holdings.quality
    if quality is None:
        st.info(words("quality_none"))
        return
    st.markdown(words("quality_method"))
    measured = (quality.taxonomy_version, quality.model_version)
    if measured != (holdings.taxonomy_version, holdings.model_version):
        versions = words("versions", taxonomy=measured[0], model=measured[1])
        st.html(note(words("quality_versions", versions=versions)))
    header = [
        (words("quality_what"), ""),
        *((words("quality_f1_in", language=words.name("language", code)), "28%")
          for code in LANGUAGES),
    ]  # fmt: skip
    for basis, rows in averages(quality, words):
        st.subheader(basis)
        st.html(list_table(header, rows))


def _topics(desk: Desk, axis: str) -> None:
    """Topics with most articles first; on a phone each is a block of lines."""
    words, holdings = desk.words, desk.holdings
    counts = holdings.counts[axis]
    topics = sorted(holdings.taxonomy.topics(axis), key=lambda topic: -counts.get(topic.key, 0))
    if len(topics) > MOST_TOPICS and not st.toggle(
        words("topics_all", count=words.number(len(topics))), key=f"all_of_{axis}"
    ):
        topics = topics[:MOST_TOPICS]
    header = (
        (words("tag_topic"), "24%"),
        (words("topic_articles"), "5rem"),
        (words("topic_about"), ""),
        (words("topic_quality"), "30%"),
    )
    rows = [
        (
            _name(desk, axis, topic),
            Cell(words.number(counts.get(topic.key, 0))),
            Cell(topic.about.get(words.language, ""), (_codes(topic),)),
            Cell("", _figures(desk, axis, topic)),
        )
        for topic in topics
    ]
    is_told = [any(map(_says, column)) for column in zip(*rows, strict=True)]
    st.html(
        list_table(
            [name for name, told in zip(header, is_told, strict=True) if told],
            [[cell for cell, told in zip(row, is_told, strict=True) if told] for row in rows],
        )
    )


def _says(cell: Cell) -> bool:
    return bool(cell.text or any(cell.notes))


def _name(desk: Desk, axis: str, topic: Topic) -> Cell:
    words = desk.words
    parent = desk.holdings.label(axis, topic.parent, words.language) if topic.parent else ""
    part = f"{words('part_of')}: {parent}" if parent else ""
    return Cell(topic.label(words.language), (part, topic.key))


def _figures(desk: Desk, axis: str, topic: Topic) -> tuple[str, ...]:
    words = desk.words
    known = topic_figures(desk.holdings, axis, topic.key, words)
    return tuple(f"{words.name('language', code)}: {text}" for code, text in known.items())


def _rules(desk: Desk, axis: str) -> None:
    words, holdings = desk.words, desk.holdings
    st.subheader(words("topic_rules"))
    topic = st.selectbox(
        words("tag_topic"),
        holdings.taxonomy.topics(axis),
        format_func=lambda topic: topic.label(words.language),
        key=f"rules_of_{axis}",
    )
    header = (
        (words("rule_strength"), "7rem"),
        (words("rule_language"), "7rem"),
        (words("rule_entry"), ""),
    )
    rows = [
        (
            Cell(words(f"rule_{strength}")),
            Cell(words.name("language", language)),
            Cell(" · ".join(entries)),
        )
        for strength in STRENGTHS
        for language, entries in getattr(topic, strength).items()
    ]
    st.html(list_table(header, rows))


def _codes(topic: Topic) -> str:
    return " · ".join(f"{name.upper()} {', '.join(codes)}" for name, codes in topic.codes.items())
