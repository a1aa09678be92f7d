"""Why and why not: what speaks for any topic in the article, and what would change the verdict."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis import AXES, Change, Explanation
from dashboard.desk import Desk
from dashboard.render import Cell, list_table, note, sentence
from dashboard.state import explanation_of

MOST_ROWS: Final = 12


def show_why(desk: Desk, article: Mapping[str, Any], tags: pd.DataFrame) -> None:
    """Let the reader choose a topic, and explain it.

    Parameters
    ----------
    desk : the run of the page
    article : has ``article_id`` and ``language``
    tags : of the article; the first of them is explained until another topic is chosen, by the
        reader or by the link
    """
    words = desk.words
    topics = [
        (axis, topic.key)
        for axis in AXES
        if axis in desk.holdings.taxonomy.axes
        for topic in desk.holdings.taxonomy.topics(axis)
    ]
    has = list(zip(tags["axis"], tags["topic"], strict=True))
    first = [pair for pair in has if pair in topics]
    rest = [pair for pair in topics if pair not in first]

    def named(pair: tuple[str, str]) -> str:
        label = desk.holdings.label(*pair, words.language)
        return words("why_has" if pair in first else "why_lacks", axis=words(pair[0]), topic=label)

    options, linked = [*first, *rest], tuple(desk.view["why"].split(":", 1))
    chosen = st.selectbox(
        words("why_topic"),
        options,
        index=options.index(linked) if linked in options else 0,
        format_func=named,
        key=f"why_{article['article_id']}",
        help=words("why_help"),
    )
    if chosen is None:
        return
    with st.spinner(words("why_wait")):
        found = explanation_of(desk.holdings, str(article["article_id"]), *chosen)
    _verdict(desk, found, is_stored=chosen in first)
    _changes(desk, found)
    _rules(desk, found)
    _near(desk, found)
    _model(desk, found)
    _parts(desk, found)


def asked_topic(article_id: str) -> str:
    """The topic that is explained of an article, as it stands in a link; "" before one is."""
    chosen = st.session_state.get(f"why_{article_id}")
    return ":".join(chosen) if chosen else ""


def _verdict(desk: Desk, found: Explanation, *, is_stored: bool) -> None:
    words = desk.words
    key = "why_tagged" if found.tagged else "why_not_tagged" if found.parts else "why_nothing"
    st.html(
        sentence(
            words(
                key,
                topic=desk.holdings.label(found.axis, found.topic, words.language),
                score=words.number(found.score, digits=2),
                threshold=words.number(found.threshold, digits=2),
            )
        )
    )
    if found.tagged != is_stored:
        st.html(note(words("why_stored_tagged" if is_stored else "why_stored_not")))


def _changes(desk: Desk, found: Explanation) -> None:
    words = desk.words
    st.header(words("why_remove" if found.tagged else "why_add"))
    lines = [_change(desk, change) for change in found.changes]
    if not lines:
        lines = [words("why_no_change" if found.tagged else "why_no_addition")]
    if not found.tagged and found.examples:
        lines.append(
            words(
                "why_examples",
                count=words.count(found.strong_rules, "strong_rule"),
                rules=" · ".join(found.examples),
            )
        )
    for line in lines:
        st.html(note(line))


def _change(desk: Desk, change: Change) -> str:
    words = desk.words
    names = " · ".join(change.names[:MOST_ROWS])
    score = words.number(change.score, digits=2)
    if change.kind == "without_rules" and len(change.names) > 1:
        return words("change_without_all", names=names, score=score)
    return words(f"change_{change.kind}", names=names, score=score)


def _rules(desk: Desk, found: Explanation) -> None:
    words = desk.words
    st.header(words("why_rules"))
    if not found.found:
        st.html(note(words("why_no_rules")))
        return
    if not found.is_enough:
        st.html(note(words("why_not_enough")))
    rows = [
        [
            Cell(one.rule),
            Cell(words(f"state_{one.state}"), (words.count(one.count, "place"),)),
            Cell(" · ".join(one.surfaces)),
        ]
        for one in found.found[:MOST_ROWS]
    ]
    _table(desk, (("why_rule", "38%"), ("why_state", "27%"), ("tag_words", "")), rows)


def _near(desk: Desk, found: Explanation) -> None:
    words = desk.words
    if not found.near:
        return
    st.header(words("why_near"))
    rows = [
        [
            Cell(one.rule, (words.name("rule", one.strength),)),
            Cell(" · ".join(one.found)),
            Cell(" · ".join(one.missing) or words("why_apart")),
        ]
        for one in found.near
    ]
    _table(desk, (("why_rule", "44%"), ("why_there", "28%"), ("why_missing", "")), rows)


def _model(desk: Desk, found: Explanation) -> None:
    words = desk.words
    st.header(words("why_model"))
    if found.log_odds is None:
        st.html(note(words("why_no_model")))
        return
    leaning = "for" if found.log_odds > 0 else "against"
    st.html(note(words(f"why_model_{leaning}", value=_signed(desk, found.log_odds))))
    rows = [
        [
            Cell(words(f"why_speaks_{side}")),
            Cell(" · ".join(f"{one.word} {_signed(desk, one.weight)}" for one in weights)),
        ]
        for side, weights in (("for", found.speaks_for), ("against", found.speaks_against))
        if weights
    ]
    _table(desk, (("why_side", "25%"), ("tag_words", "")), rows)


def _parts(desk: Desk, found: Explanation) -> None:
    words = desk.words
    if not found.parts:
        return
    st.header(words("why_parts"))
    line = " · ".join(
        f"{words(f'part_{part}')} {_signed(desk, value)}" for part, value in found.parts.items()
    )
    st.html(note(line))
    total = sum(found.parts.values())
    score = words.number(found.score, digits=2)
    st.html(note(words("why_sum", value=_signed(desk, total), score=score)))


def _signed(desk: Desk, value: float) -> str:
    return ("+" if value > 0 else "") + desk.words.number(value, digits=1)


def _table(desk: Desk, header: Iterable[tuple[str, str]], rows: Sequence[Sequence[Cell]]) -> None:
    st.html(list_table([(desk.words(key), width) for key, width in header], rows))
