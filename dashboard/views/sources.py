"""Sources: who publishes what, how much comes from few, who is first and who reprints."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from analysis import (
    FEW_ARTICLES,
    TOPIC_AXES,
    Firsts,
    biggest_stories,
    by_language,
    concentration,
    day_to_date,
    leaning,
    publishers,
    sourcing,
)
from dashboard import charts
from dashboard.address import link_to, open_page, set_filters
from dashboard.charted import draw, in_place
from dashboard.desk import Desk
from dashboard.grids import readable
from dashboard.opening import open_articles, opener
from dashboard.parameters import Parameter, one
from dashboard.render import note, sentence
from dashboard.state import Holdings, firsts_of, open_store
from dashboard.views.head import show_head

STORIES: Final = 20
TITLE_LENGTH: Final = 120  # letters of a text that stands for a title
LANGUAGE_ROWS: Final = 20
ROLE_COLUMNS: Final = ("first_count", "reprint_count", "repeat_count", "unsure_count")


def parameters(holdings: Holdings) -> tuple[Parameter, ...]:
    """Which topics sources are told by, and whose stories are listed."""
    names = holdings.corpus.source_names
    return (
        Parameter("sources_by", "sector", one(TOPIC_AXES, "sector"), "sources"),
        Parameter("story_source", "", one(names, ""), "sources"),
        Parameter("story_first", "", one(names, ""), "sources"),
    )


def show(desk: Desk) -> None:
    """Draw the page."""
    if not show_head(desk, "sources_question"):
        return
    words = desk.words
    axis = st.pills(
        words("show_by"), TOPIC_AXES, format_func=words, key="sources_by", required=True
    )
    axis = axis or "sector"
    firsts = firsts_of(desk.holdings)
    table = publishers(
        desk.holdings.corpus, desk.mask, firsts, axis, way=desk.way, base=int(desk.base.sum())
    )
    _figures(desk, table)
    _ranking(desk, axis, table)
    with in_place():
        _sourcing(desk, axis)
    with in_place():
        _roles(desk, table)
    with in_place():
        _leaning(desk, firsts)
    with in_place():
        _stories(desk, firsts)
    _languages(desk, axis)


def _figures(desk: Desk, table: pd.DataFrame) -> None:
    """How concentrated the selected articles are, and what that means."""
    words = desk.words
    found = concentration(table["value"].to_numpy(dtype=np.float64))
    one_share, three_share, five_share = found.top_shares
    figures = (
        (words("sources"), words.number(found.source_count)),
        (words("top_one"), words.percent(one_share)),
        (words("top_three"), words.percent(three_share)),
        (words("top_five"), words.percent(five_share)),
        (words("herfindahl"), words.number(found.herfindahl, digits=2)),
    )
    with st.container(horizontal=True, key="figures"):
        for name, value in figures:
            st.metric(name, value, border=True)
    st.html(
        note(
            words(
                "herfindahl_note",
                chance=words.percent(found.herfindahl),
                equal=words.number(found.equal_sources, digits=1),
                counted=words("unit_stories" if desk.way == "stories" else "unit_articles"),
            )
        )
    )


def _ranking(desk: Desk, axis: str, table: pd.DataFrame) -> None:
    words = desk.words
    figure = charts.sources_figure(table, desk.look(axis), chosen=desk.choice.sources, way=desk.way)
    notes = [words("sources_note", axis=words(axis).lower())]
    if len(table) > charts.SOURCE_ROWS:
        notes.append(words("ranking_capped", shown=charts.SOURCE_ROWS, total=len(table)))

    def choose(meaning: Sequence[Any]) -> None:
        open_page("articles", source=[meaning[0]])

    first = table.iloc[0]
    draw(
        desk,
        "publishers",
        words("publishers_title"),
        figure,
        _named(desk, axis, table),
        note=" ".join(notes),
        choose=choose,
        sentence=words(
            "publishers_sentence",
            source=first["source"] or words("source_unnamed"),
            value=words.amount(float(first["value"]), desk.way),
            count=words.count(len(table), "source"),
        ),
    )


def _sourcing(desk: Desk, axis: str) -> None:
    words = desk.words
    table = sourcing(desk.holdings.corpus, desk.mask, axis, way=desk.way, base=int(desk.base.sum()))
    if table.empty:
        st.info(words("nothing_tagged"))
        return
    shown = table.head(charts.SOURCE_ROWS)
    enough = shown[shown["article_count"] >= FEW_ARTICLES]
    known = enough if len(enough) else shown
    lone = known.loc[known["top_share"].idxmax()]
    notes = [words("sourcing_note")]
    if len(table) > len(shown):
        notes.append(words("ranking_capped", shown=len(shown), total=len(table)))
    draw(
        desk,
        "sourcing",
        words("sourcing_title", axis=words(f"by_{axis}")),
        charts.concentration_figure(table, desk.look(axis)),
        _named(desk, axis, table),
        unit=words("unit_sourcing", counted=words(_unit(desk))),
        note=" ".join(notes),
        choose=opener(desk, axis),
        counted=desk.mask & desk.holdings.corpus.axes[axis].has_any(table["topic"]),
        sentence=words(
            "sourcing_sentence",
            topic=desk.look(axis).name(lone["topic"]),
            share=words.percent(float(lone["top_share"])),
            source=lone["leader"] or words("source_unnamed"),
            count=words.count(int(lone["article_count"]), "article"),
        ),
    )


def _unit(desk: Desk) -> str:
    return "unit_stories" if desk.way == "stories" else "unit_articles"


def _roles(desk: Desk, table: pd.DataFrame) -> None:
    words = desk.words
    counts = table[list(ROLE_COLUMNS)]
    shared = counts.sum(axis=1) - table["repeat_count"]
    order = np.lexsort((-table["repeat_count"], -shared))
    sharing = table.iloc[order]
    sharing = sharing[counts.iloc[order].sum(axis=1).to_numpy() > 0].reset_index(drop=True)
    if sharing.empty:
        st.header(words("roles_title"))
        st.info(words("roles_nothing"))
        return
    notes = [words("roles_note"), words("first_rule")]

    def choose(meaning: Sequence[Any]) -> None:
        source, count, role = meaning
        if count:
            first = source if role in ("first", "repeat") else ""
            set_filters(story_source=source, story_first=first)

    leader = sharing.loc[sharing["first_count"].idxmax()]
    draw(
        desk,
        "roles",
        words("roles_title"),
        charts.roles_figure(sharing, desk.look("sector")),
        sharing[["source", *ROLE_COLUMNS]],
        unit=words("unit_articles"),
        note=" ".join(notes),
        choose=choose,
        counted=desk.mask & _of_several(desk, firsts_of(desk.holdings)),
        sentence=words(
            "roles_sentence" if leader["first_count"] else "roles_sentence_none",
            source=leader["source"] or words("source_unnamed"),
            count=words.count(int(leader["first_count"]), "article"),
            reprints=words.count(int(sharing["reprint_count"].sum()), "reprint"),
            unsure=words.count(int(sharing["unsure_count"].sum()), "article"),
        ),
    )


def _of_several(desk: Desk, firsts: Firsts) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Articles of stories of several articles."""
    several: np.ndarray[Any, np.dtype[np.bool_]] = firsts.sizes[desk.holdings.corpus.stories] > 1
    return several


def _leaning(desk: Desk, firsts: Firsts) -> None:
    words = desk.words
    table = leaning(
        desk.holdings.corpus, desk.mask, firsts, way=desk.way, base=int(desk.base.sum())
    )
    if table.empty:
        return
    notes = [words("leaning_note"), words("leaning_unsure")]
    if len(table) > charts.PAIR_ROWS:
        notes.append(words("ranking_capped", shown=charts.PAIR_ROWS, total=len(table)))

    def choose(meaning: Sequence[Any]) -> None:
        set_filters(story_source=meaning[0], story_first=meaning[2])

    first = table.iloc[0]
    draw(
        desk,
        "leaning",
        words("leaning_title"),
        charts.leaning_figure(table, desk.look("sector"), way=desk.way),
        table,
        note=" ".join(notes),
        choose=choose,
        counted=desk.mask & _of_several(desk, firsts),
        sentence=words(
            "leaning_sentence",
            source=first["source"] or words("source_unnamed"),
            first=first["first_source"] or words("source_unnamed"),
            count=words.number(int(first["article_count"])),
            whole=words.count(int(first["reprint_count"]), "reprint"),
        ),
    )


def _stories(desk: Desk, firsts: Firsts) -> None:
    """The stories that most articles tell; those of a pair of sources after a click above."""
    words, corpus = desk.words, desk.holdings.corpus
    source, first_source = str(desk.view["story_source"]), str(desk.view["story_first"])
    table = biggest_stories(
        corpus, desk.mask, firsts, most=STORIES, source=source, first_source=first_source
    )
    with st.container(key="box_stories"):
        st.header(words("stories_title"))
        if source or first_source:
            st.html(sentence(_asked(desk, source, first_source)))
            st.button(
                words("stories_all"),
                key="stories_all",
                on_click=set_filters,
                kwargs={"story_source": "", "story_first": ""},
            )
        if table.empty:
            st.info(words("stories_nothing"))
            return
        st.html(note(f"{words('stories_note')} {words('first_rule')}"))
        rows = table["row"].to_numpy()
        shown = pd.DataFrame(
            {
                "date": [
                    words.date(day_to_date(int(day))) if corpus.dated[row] else words("undated")
                    for day, row in zip(table["day"], rows.tolist(), strict=True)
                ],
                "link": [
                    link_to(desk.holdings, desk.view, page="articles", article=str(corpus.ids[row]))
                    for row in rows.tolist()
                ],
                "title": _titles(desk, rows.tolist()),
                "first_source": [
                    corpus.source_names[code] for code in corpus.sources[rows].tolist()
                ],
                "first_certainty": [
                    words("certain" if is_certain else "uncertain")
                    for is_certain in table["is_certain"]
                ],
                "article_count": table["article_count"],
                "source_count": table["source_count"],
            }
        )
        st.dataframe(
            readable(shown, words),
            hide_index=True,
            alt=words("stories_title"),
            column_config={
                **{
                    column: st.column_config.Column(words(f"column_{column}"))
                    for column in shown.columns
                },
                "title": st.column_config.TextColumn(words("column_title"), width=330),
                "link": st.column_config.LinkColumn(
                    words("column_link"), display_text=words("open_link"), width="small"
                ),
            },
        )


def _titles(desk: Desk, rows: Sequence[int]) -> list[str]:
    """Titles; an article without one is known by its first words."""
    corpus = desk.holdings.corpus
    bare = [str(corpus.ids[row]) for row in rows if not corpus.titles[row].strip()]
    texts: Mapping[str, str] = {}
    if bare:
        with open_store() as store:
            texts = store.texts(bare)
    return [
        corpus.titles[row].strip()
        or " ".join(texts.get(str(corpus.ids[row]), "")[:TITLE_LENGTH].split())
        or desk.words("untitled")
        for row in rows
    ]


def _asked(desk: Desk, source: str, first_source: str) -> str:
    words = desk.words
    if source and first_source and source != first_source:
        return words("stories_of_pair", source=source, first=first_source)
    if first_source:
        return words("stories_of_first", first=first_source)
    return words("stories_of_source", source=source)


def _languages(desk: Desk, axis: str) -> None:
    words = desk.words
    table = by_language(
        desk.holdings.corpus,
        desk.mask,
        axis,
        way=desk.way,
        base=int(desk.base.sum()),
        most=LANGUAGE_ROWS,
    )
    if table.empty:
        return
    if table["language"].nunique() < 2:
        st.header(words("languages_title", axis=words(axis).lower()))
        st.info(words("languages_nothing"))
        return
    wide = table.pivot(index="topic", columns="language", values="of_language_share")
    gap = wide.max(axis=1) - wide.min(axis=1)
    most = wide.loc[gap.idxmax()]

    def choose(meaning: Sequence[Any]) -> None:
        topic, count, language = meaning
        if count:
            open_articles(desk, **{axis: [topic]})
            open_page("articles", language=[language])

    draw(
        desk,
        "languages",
        words("languages_title", axis=words(axis).lower()),
        charts.languages_figure(table, desk.look(axis)),
        _named(desk, axis, table),
        unit=words("axis_of_language"),
        note=words("languages_note"),
        choose=choose,
        sentence=words(
            "languages_sentence",
            topic=desk.look(axis).name(str(gap.idxmax())),
            shares="; ".join(
                words(
                    "pair",
                    name=words.name("language", str(code)),
                    value=words.percent(float(share)),
                )
                for code, share in most.items()
            ),
        ),
    )


def _named(desk: Desk, axis: str, table: pd.DataFrame) -> pd.DataFrame:
    """The table with the names of its topics beside their keys."""
    look, named = desk.look(axis), table.copy()
    for column in ("topic", "leader"):
        is_topic = column == "topic" or "topic" not in named
        if column in named and is_topic:
            labels = [look.name(key) if key else "" for key in named[column]]
            at = int(named.columns.get_loc(column)) + 1  # type: ignore[arg-type]
            named.insert(at, f"{column}_name", pd.Series(labels, dtype="str"))
    return named
