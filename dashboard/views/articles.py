"""Articles: the list that the filters leave, and a reader that shows why each tag is there."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from analysis import AXES, article_table
from dashboard import downloads
from dashboard.address import link_to
from dashboard.desk import Desk
from dashboard.parameters import Parameter, text, whole_number
from dashboard.quality import topic_figures
from dashboard.render import (
    STRENGTHS,
    Span,
    TagRow,
    legend,
    reader,
    safe_link,
    tag_table,
)
from dashboard.state import Holdings, open_store
from dashboard.views.head import show_head

PAGE_SIZE: Final = 100
TITLE_LENGTH: Final = 160
SHOWN_WORDS: Final = 8


def parameters(_: Holdings) -> tuple[Parameter, ...]:
    """Which page of the list, and which article is open."""
    return (
        Parameter("page", 1, whole_number, "articles", is_undone=False),
        Parameter("article", "", text, "articles", is_undone=False),
    )


def show(desk: Desk) -> None:
    """Draw the page."""
    has_articles = show_head(desk, "articles_question")
    if not desk.query_problem:  # an empty list is an answer, too
        label = desk.words("download")
        if st.button(label, key="open_download", icon=":material/download:"):
            downloads.offer_list(desk)
    if has_articles:
        _list(desk)
    if desk.view["article"] and not st.session_state.get("open_download"):
        _open_reader(desk, desk.view["article"])


def _list(desk: Desk) -> None:
    words, total = desk.words, desk.shown_count
    pages = -(-total // PAGE_SIZE)
    page = min(desk.view["page"], pages)
    if page != st.session_state["page"]:
        st.session_state["page"] = page
    rows = _rows(desk, (page - 1) * PAGE_SIZE)
    first = (page - 1) * PAGE_SIZE + 1
    st.caption(
        words(
            "page_of",
            first=words.number(first),
            last=words.number(first + len(rows) - 1),
            total=words.number(total),
        )
        + f" · {words('select_hint')}"
    )
    key = f"table_{st.session_state.get('table_round', 0)}"

    def picked() -> None:
        ticked = st.session_state[key].selection.rows
        if ticked:
            st.session_state["article"] = rows["article_id"].iloc[ticked[0]]

    st.dataframe(
        rows,
        key=key,
        hide_index=True,
        height=min(620, 38 + 35 * len(rows)),
        column_order=("date", "title", "source", "kind", "language", "sectors_label", "url"),
        column_config=_columns(desk),
        on_select=picked,
        selection_mode="single-row",
        alt=words("articles"),
    )
    if pages > 1:
        st.pagination(pages, key="page")


def _columns(desk: Desk) -> dict[str, Any]:
    words, column = desk.words, st.column_config
    return {
        "date": column.TextColumn(words("column_date"), width=95),
        "title": column.TextColumn(words("column_title"), width=420),
        "source": column.TextColumn(words("column_source"), width=140),
        "kind": column.TextColumn(words("column_kind"), width=140),
        "language": column.TextColumn(words("column_language"), width=60),
        "sectors_label": column.ListColumn(words("column_sectors"), width=300),
        "url": column.LinkColumn(words("column_link"), display_text=words("open_link"), width=80),
    }


def _rows(desk: Desk, start: int) -> pd.DataFrame:
    """One page of the list, in the order of the whole."""
    corpus = desk.holdings.corpus
    mask = np.zeros(len(corpus), dtype=bool)
    mask[corpus.newest_first(desk.mask)[start : start + PAGE_SIZE]] = True
    rows = article_table(corpus, mask, desk.holdings.taxonomy, language=desk.words.language)
    kinds = [desk.words.name("kind", kind) for kind in rows["kind"]]
    links = pd.Series([safe_link(url) for url in rows["url"]], dtype="str")
    return rows.assign(title=_titles(rows, desk), kind=kinds, url=links)


def _titles(rows: pd.DataFrame, desk: Desk) -> list[str]:
    """Titles; an article without one is known by its first words."""
    bare = rows.loc[rows["title"].str.strip() == "", "article_id"].tolist()
    texts: Mapping[str, str] = {}
    if bare:
        with open_store() as store:
            texts = store.texts(bare)
    return [
        title.strip() or texts.get(key, "")[:TITLE_LENGTH].strip() or desk.words("untitled")
        for key, title in zip(rows["article_id"], rows["title"], strict=True)
    ]


def _open_reader(desk: Desk, article_id: str) -> None:
    words = desk.words

    @st.dialog(words("reader"), width="medium", position="right", on_dismiss=_close_reader)
    def dialog() -> None:
        row = desk.holdings.corpus.row_of(article_id)
        if row is None:
            st.info(words("no_such_article"))
            return
        with open_store() as store:
            article = store.article(article_id) or {}
            tags = store.tags_of(article_id)
            facts = store.facts_of(article_id)
        _read(desk, row, article, _with_evidence(tags), facts)

    dialog()


def _close_reader() -> None:
    state = st.session_state
    state["article"] = ""
    state["table_round"] = state.get("table_round", 0) + 1


def _with_evidence(tags: pd.DataFrame) -> pd.DataFrame:
    """Order tags by axis and score, with their evidence as lists of dicts."""
    order = {axis: position for position, axis in enumerate(AXES)}
    known = tags[tags["axis"].isin(AXES)]
    evidence = [json.loads(text) if text else [] for text in known["evidence"]]
    ordered = known.assign(
        evidence=pd.Series(evidence, index=known.index, dtype=object),
        place=known["axis"].map(order),
    )
    return ordered.sort_values(["place", "score"], ascending=[True, False], ignore_index=True)


def _read(
    desk: Desk, row: int, article: Mapping[str, Any], tags: pd.DataFrame, facts: pd.DataFrame
) -> None:
    words = desk.words
    _facts_of_origin(desk, article, row)
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


def _facts_of_origin(desk: Desk, article: Mapping[str, Any], row: int) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    mask = np.zeros(len(corpus), dtype=bool)
    mask[row] = True
    line = article_table(corpus, mask, desk.holdings.taxonomy, language=words.language).iloc[0]
    language, kind = (words.name(name, line[name]) for name in ("language", "kind"))
    parts = (line["source"], words.known_date(line["date"]), language, kind)
    st.text(" · ".join(part for part in parts if part))
    with st.container(horizontal=True):
        link = safe_link(line["url"])
        if link:
            st.link_button(words("linked_page"), link, icon=":material/open_in_new:")
        st.link_button(
            words("permanent_link"),
            link_to(desk.holdings, desk.view, page="articles", article=line["article_id"]),
            icon=":material/link:",
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
