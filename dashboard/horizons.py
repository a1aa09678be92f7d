"""Horizons of Money and horizons: end years, lengths of plans, programmes."""

from datetime import date
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from analysis import (
    TOPIC_AXES,
    chosen_events,
    end_years,
    end_years_by_topic,
    spans,
)
from dashboard import timeline
from dashboard.charted import draw, named
from dashboard.charts.money import (
    columns_figure,
    squares_figure,
)
from dashboard.desk import Desk
from dashboard.quoted import (
    articles_of,
    drawn_values,
    open_statements,
    opened_in,
    opener,
)
from dashboard.state import events, stated

Positions = NDArray[np.int64]

ROWS: Final = 24  # of a chart
SQUARES: Final = 14  # years
ROUND_LENGTHS: Final = (5, 10, 20)


def show_horizons(desk: Desk) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    statements = stated(desk.holdings).statements
    base = float(desk.base.sum())
    table = end_years(corpus, statements, desk.mask, way=desk.way, base=base)
    counted = table[table["article_count"] > 0]
    if counted.empty:
        st.info(words("horizon_none"))
    else:
        _end_years(desk, counted, base)
    _lengths(desk, base)
    chosen = chosen_events(events(), desk.choice)
    timeline.show_programmes(desk, chosen, words("timeline_chosen_title"))


def _end_years(desk: Desk, counted: pd.DataFrame, base: float) -> None:
    words = desk.words
    statements = stated(desk.holdings).statements
    this_year = date.today().year
    drawn = counted[counted["year"].between(this_year - 14, this_year + 26)]
    drawn = counted.tail(40) if drawn.empty else drawn
    look = desk.look("sector")
    texts = [words.amount(value, desk.way) for value in drawn["value"]]
    most = drawn.loc[drawn["article_count"].idxmax()]
    ends = {
        year: int(counted.loc[counted["year"] == year, "article_count"].sum())
        for year in (2030, 2035)
    }
    notes = [words("horizon_note")]
    if len(drawn) < len(counted):
        notes.append(words("horizon_left", count=words.count(len(counted) - len(drawn), "year")))
    ending = statements.of("horizon", desk.mask, "until")
    draw(
        desk,
        "money_ends",
        words("horizon_title"),
        columns_figure(
            drawn["year"].tolist(),
            drawn_values(drawn["value"], desk.way),
            texts,
            [f"<b>{year}</b>: {text}" for year, text in zip(drawn["year"], texts, strict=True)],
            look,
            title=words("axis_end_year"),
            value_title=words(f"axis_{desk.way}"),
            highlighted=[year for year in drawn["year"] if year % 5 == 0],
        ),
        counted,
        note=" ".join(notes),
        choose=opener("end"),
        counted=articles_of(desk, ending),
        sentence=words(
            "horizon_sentence",
            year=int(most["year"]),
            count=words.count(int(most["article_count"]), "article"),
            in_2030=words.number(ends[2030]),
            in_2035=words.number(ends[2035]),
        ),
    )
    if opened := opened_in("end"):
        places = ending[statements.years[ending] == opened[0]]
        open_statements(desk, places, words("horizon_opened", year=str(opened[0])))
    _end_years_by_topic(desk, drawn, ending, base)


def _end_years_by_topic(desk: Desk, counted: pd.DataFrame, ending: Positions, base: float) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    statements = stated(desk.holdings).statements
    axis = (
        st.selectbox(
            words("show_by"), TOPIC_AXES, format_func=words, key="money_ends_by", width=180
        )
        or "sector"
    )
    years = sorted(
        counted.nlargest(SQUARES, "article_count", keep="all")["year"].tolist()[:SQUARES]
    )
    table = end_years_by_topic(
        corpus, statements, desk.mask, axis, years, way=desk.way, base=base, most=ROWS
    )
    if table.empty:
        st.info(words("nothing_tagged"))
        return
    look = desk.look(axis)
    texts = [
        f"<b>{look.name(row.topic)}</b><br>{row.year}: {words.amount(row.value, desk.way)}"
        for row in table.itertuples()
    ]
    most = table.loc[table["article_count"].idxmax()]
    draw(
        desk,
        "money_ends_by_topic",
        words("horizon_topic_title", axis=words(f"by_{axis}")),
        squares_figure(table, look, texts=texts, value_title=words("axis_end_year")),
        named(desk, axis, table),
        note=f"{words('horizon_topic_note', count=len(years))} {words('several_topics')}",
        choose=opener("end_topic"),
        counted=articles_of(desk, ending),
        sentence=words(
            "horizon_topic_sentence",
            topic=look.name(str(most["topic"])),
            year=int(most["year"]),
            count=words.count(int(most["article_count"]), "article"),
        ),
    )
    if opened := opened_in("end_topic"):
        topic, _, year = opened
        places = ending[statements.years[ending] == year]
        places = places[corpus.axes[axis].has_any([topic])[statements.rows[places]]]
        open_statements(desk, places, words("horizon_opened_topic", topic=look.name(topic),
                                            year=str(year)))  # fmt: skip


def _lengths(desk: Desk, base: float) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    statements = stated(desk.holdings).statements
    table = spans(corpus, statements, desk.mask, way=desk.way, base=base)
    counted = table[table["article_count"] > 0]
    if counted.empty:
        st.info(words("length_none"))
        return
    texts = [words.amount(value, desk.way) for value in counted["value"]]
    counts = {
        length: int(counted.loc[counted["years"] == length, "article_count"].sum())
        for length in ROUND_LENGTHS
    }
    found = statements.of("horizon", desk.mask, "years")
    draw(
        desk,
        "money_lengths",
        words("length_title"),
        columns_figure(
            counted["years"].tolist(),
            drawn_values(counted["value"], desk.way),
            texts,
            [f"<b>{words.count(years, 'year')}</b>: {text}"
             for years, text in zip(counted["years"], texts, strict=True)],
            desk.look("sector"),
            title=words("axis_length"),
            value_title=words(f"axis_{desk.way}"),
            highlighted=ROUND_LENGTHS,
        ),
        counted,
        note=words("length_note"),
        choose=opener("length"),
        counted=articles_of(desk, found),
        sentence=words("length_sentence", five=counts[5], ten=counts[10], twenty=counts[20]),
    )  # fmt: skip
    if opened := opened_in("length"):
        ends = np.stack([statements.values[found], statements.highs[found]])
        places = found[(np.rint(ends) == opened[0]).any(axis=0)]
        open_statements(
            desk, places, words("length_opened", years=words.count(int(opened[0]), "year"))
        )
