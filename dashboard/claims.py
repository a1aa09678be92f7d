"""Shares of what is home-made or imported, and acts, as articles name them."""

from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from analysis import (
    acts,
    origin_shares,
)
from dashboard.charted import draw
from dashboard.charts.money import (
    bars_figure,
    shares_figure,
)
from dashboard.desk import Desk
from dashboard.quoted import (
    articles_of,
    drawn_values,
    open_statements,
    opened_in,
    opener,
    quotes_of,
    titles_at,
)
from dashboard.render import quote_list
from dashboard.state import stated
from dashboard.texts import Words

Positions = NDArray[np.int64]

ROWS: Final = 24  # of a chart
POINTS: Final = 400  # the latest shares that are drawn
QUOTES: Final = 12


# How a citation of an act begins and ends, and the words for such an act.
ACTS: Final = (
    ("RU presidential decree ", "", "act_ru_president"),
    ("RU presidential instruction Pr-", "", "act_ru_instruction"),
    ("RU ministry order ", "", "act_ru_ministry"),
    ("RU decree ", "", "act_ru_decree"),
    ("RU order ", "-r", "act_ru_order"),
    ("RU law ", "-FZ", "act_ru_law"),
    ("US PL ", "", "act_us_law"),
    ("US EO ", "", "act_us_order"),
    ("US Proclamation ", "", "act_us_proclamation"),
    ("US HR ", "", "act_us_bill"),
    ("US Sec. ", "", "act_us_section"),
    ("EU ", "", "act_eu"),
)


def act_name(citation: str, words: Words) -> str:
    """An act as the reader's language cites it; the citation itself where it is of no known kind.

    >>> act_name("RU law 488-FZ", Words("ru"))
    'Федеральный закон № 488-ФЗ'
    """
    for begin, end, key in ACTS:
        if citation.startswith(begin) and citation.endswith(end):
            return words(key, number=citation.removeprefix(begin).removesuffix(end))
    return citation


def show_origin(desk: Desk) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    statements = stated(desk.holdings).statements
    table = origin_shares(corpus, statements, desk.mask)
    if table.empty:
        st.info(words("origin_none"))
        return
    drawn = table.tail(POINTS)
    titles = titles_at(desk, statements.rows[drawn["statement"]])
    latest = drawn.iloc[::-1]["statement"].to_numpy()[:QUOTES]
    rows = statements.rows[table["statement"]]
    shown = table.drop(columns="statement").assign(
        article_id=corpus.ids[rows], title=titles_at(desk, rows)
    )
    notes = [words("origin_note")]
    if len(drawn) < len(table):
        notes.append(words("ranking_capped", shown=len(drawn), total=len(table)))
    draw(
        desk,
        "money_origin",
        words("origin_title"),
        shares_figure(drawn, desk.look("sector"), names=titles),
        shown,
        unit=words("unit_per_cent"),
        note=" ".join(notes),
        choose=opener("origin"),
        counted=articles_of(desk, table["statement"].to_numpy()),
        sentence=words(
            "origin_sentence",
            count=words.count(len(table), "share"),
            articles=words.count(len(np.unique(rows)), "of_article"),
            median=words.percent(float(table["share"].median()) / 100),
        ),
    )
    if opened := opened_in("origin"):
        open_statements(desk, np.array([opened[0]], np.int64), words("origin_opened"))
    st.header(words("origin_latest"))
    st.html(quote_list(quotes_of(desk, latest)))


def show_acts(desk: Desk) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    statements = stated(desk.holdings).statements
    table = acts(corpus, statements, desk.mask, way=desk.way, base=float(desk.base.sum()))
    if table.empty:
        st.info(words("acts_none"))
        return
    drawn = table.head(ROWS)
    found = statements.of("act", desk.mask)
    notes = [words("acts_note")]
    if len(table) > ROWS:
        notes.append(words("ranking_capped", shown=ROWS, total=len(table)))
    draw(
        desk,
        "money_acts",
        words("acts_title"),
        bars_figure(
            [act_name(act, words) for act in drawn["act"]],
            drawn_values(drawn["value"], desk.way),
            [words.amount(value, desk.way) for value in drawn["value"]],
            drawn[["act", "article_count"]].to_numpy(dtype=object).tolist(),
            desk.look("sector"),
            value_title=words(f"axis_{desk.way}"),
        ),
        table.assign(title=[act_name(act, words) for act in table["act"]]),
        note=" ".join(notes),
        choose=opener("act"),
        counted=articles_of(desk, found),
        sentence=words(
            "acts_sentence",
            count=words.count(len(table), "act"),
            first=act_name(drawn["act"].iloc[0], words),
            articles=words.count(int(drawn["article_count"].iloc[0]), "article"),
        ),
    )
    if opened := opened_in("act"):
        name = str(opened[0])
        code = statements.unit_names.index(name)
        open_statements(desk, found[statements.units[found] == code], act_name(name, words))
