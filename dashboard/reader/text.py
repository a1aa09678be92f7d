"""The text of an article with its evidence, its tags and its numbers."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis import AXES
from dashboard.desk import Desk
from dashboard.quality import topic_figures
from dashboard.render import STRENGTHS, Span, TagRow, legend, reader, tag_table

SHOWN_WORDS: Final = 8


def with_evidence(tags: pd.DataFrame) -> pd.DataFrame:
    """Order tags by axis and score, with their evidence as lists of dicts."""
    order = {axis: position for position, axis in enumerate(AXES)}
    known = tags[tags["axis"].isin(AXES)]
    evidence = [json.loads(text) if text else [] for text in known["evidence"]]
    ordered = known.assign(
        evidence=pd.Series(evidence, index=known.index, dtype=object),
        place=known["axis"].map(order),
    )
    return ordered.sort_values(["place", "score"], ascending=[True, False], ignore_index=True)


def show_text(
    desk: Desk, article: Mapping[str, Any], tags: pd.DataFrame, facts: pd.DataFrame
) -> None:
    """Draw title and text with the evidence marked, then tags and numbers.

    Parameters
    ----------
    desk : the run of the page
    article : has ``article_id``, ``title``, ``text`` and ``language``
    tags : of the article, as :func:`with_evidence` gives them
    facts : of the article, of schema FACTS
    """
    words = desk.words
    names = [
        desk.holdings.label(axis, topic, words.language)
        for axis, topic in zip(tags["axis"], tags["topic"], strict=True)
    ]
    position = None
    if names:
        position = st.selectbox(
            words("highlight"),
            range(len(names)),
            index=None,
            format_func=names.__getitem__,
            placeholder=words("highlight_all"),
            key=f"highlight_{article['article_id']}",
        )
        strengths = [(name, words(f"strength_{name}")) for name in STRENGTHS]
        st.html(legend(words("legend"), strengths))
    shown = range(len(names)) if position is None else [position]
    evidence = [(names[number], item) for number in shown for item in tags["evidence"].iloc[number]]
    title, text = str(article["title"] or ""), str(article["text"] or "")
    st.html(reader(title, text, _spans(evidence, "title"), _spans(evidence, "text")))
    if not text.strip():
        st.info(words("no_text"))
    st.header(words("tags"))
    if names:
        _tag_table(desk, tags, names, str(article["language"]))
    else:
        st.info(words("no_tags"))
    if len(facts):
        _fact_table(desk, facts)
    versions = tags[["taxonomy_version", "model_version"]].drop_duplicates()
    for version in versions.itertuples():
        st.caption(
            words(
                "versions",
                taxonomy=version.taxonomy_version,
                model=version.model_version or words("no_model"),
            )
        )


def _spans(evidence: Iterable[tuple[str, Mapping[str, Any]]], field: str) -> list[Span]:
    return [
        Span(
            int(item["start"]),
            int(item["end"]),
            _strength(str(item.get("strength", ""))),
            f"{name}: {item.get('rule', '')}".rstrip(": "),
        )
        for name, item in evidence
        if item.get("field") == field
    ]


def _strength(name: str) -> str:
    return name if name in STRENGTHS else "strong"


def _tag_table(desk: Desk, tags: pd.DataFrame, names: list[str], language: str) -> None:
    words = desk.words

    def distinct(evidence: list[dict[str, Any]], part: str) -> tuple[str, ...]:
        found = tuple(dict.fromkeys(str(item.get(part, "")) for item in evidence))
        return (*found[:SHOWN_WORDS], "…") if len(found) > SHOWN_WORDS else found

    header = [words(f"tag_{name}") for name in ("topic", "score", "words", "rule")]
    rows = [
        TagRow(
            topic=name,
            axis=words(axis),
            score=words.number(score, digits=2),
            decided_by=words.name("decided", decided_by),
            quality=topic_figures(desk.holdings, axis, topic, words).get(language, ""),
            surfaces=distinct(evidence, "surface"),
            rules=distinct(evidence, "rule"),
        )
        for name, axis, topic, score, decided_by, evidence in zip(
            names,
            *(tags[part] for part in ("axis", "topic", "score", "decided_by", "evidence")),
            strict=True,
        )
    ]
    st.html(tag_table(header, rows))


def _fact_table(desk: Desk, facts: pd.DataFrame) -> None:
    words = desk.words
    st.header(words("facts"))
    st.dataframe(
        pd.DataFrame(
            {
                words("fact_kind"): [words.name("fact", kind) for kind in facts["kind"]],
                words("fact_value"): [_value(fact, desk) for fact in facts.itertuples()],
                words("fact_unit"): facts["unit"].fillna("").astype(str),
                words("fact_year"): [_year(year) for year in facts["year"]],
                words("fact_words"): facts["surface"].astype(str),
            }
        ),
        hide_index=True,
        height="content",
        alt=words("facts"),
        key="fact_table",
    )


def _value(fact: Any, desk: Desk) -> str:
    ends = [value for value in (fact.value, fact.value_high) if not pd.isna(value)]
    texts = [
        desk.words.number(value, digits=0 if float(value).is_integer() else 2) for value in ends
    ]
    return "–".join(dict.fromkeys(texts))


def _year(year: Any) -> str:
    return "" if pd.isna(year) or not year else str(int(year))
