"""Statements in their sentences: what a mark of the page Money and horizons opens.

Texts are read from the store for the statements on the screen only.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from analysis import Statements, day_to_date, sentence_around
from dashboard.address import link_to
from dashboard.amounts import amount_range, in_currency
from dashboard.desk import Desk
from dashboard.render import Quote, Span, note, quote_list
from dashboard.state import Stated, open_store, stated

AT_ONCE: Final = 20
FIRST_WORDS: Final = 10
OPENED: Final = "statements_opened"
LONGEST: Final = 420  # letters of a sentence on each side that are shown


def open_statements(desk: Desk, found: NDArray[np.int64], title: str, about: str = "") -> None:
    """Open statements in a dialog, the latest first.

    Parameters
    ----------
    desk : of the page
    found : positions of statements
    title : what they have in common
    about : what the reader should know of them
    """
    words, told = desk.words, stated(desk.holdings)
    order = found[np.argsort(-_days(desk, told)[found], kind="stable")]

    @st.dialog(words("quotes_dialog"), width="large")
    def dialog() -> None:
        st.subheader(title)
        pages = -(-len(order) // AT_ONCE)
        page = st.pagination(pages, key="quotes_page") if pages > 1 else 1
        first = (min(page or 1, pages or 1) - 1) * AT_ONCE
        shown = order[first : first + AT_ONCE]
        st.caption(
            words(
                "quotes_of",
                first=words.number(first + 1 if len(order) else 0),
                last=words.number(first + len(shown)),
                total=words.number(len(order)),
            )
        )
        if about:
            st.html(note(about))
        st.html(quote_list(quotes_of(desk, shown)))

    dialog()


def quotes_of(desk: Desk, found: Sequence[int] | NDArray[np.int64]) -> list[Quote]:
    """The sentences that statements stand in, read from the store; each sentence once."""
    corpus, told = desk.holdings.corpus, stated(desk.holdings)
    statements = told.statements
    ids = [str(corpus.ids[statements.rows[place]]) for place in found]
    with open_store() as store:
        texts = store.texts(list(dict.fromkeys(ids)))
    marked: dict[tuple[int, bool, int, int], list[int]] = {}
    for place, article_id in zip(map(int, found), ids, strict=True):
        row, in_title = int(statements.rows[place]), bool(statements.in_title[place])
        text = str(corpus.titles[row]) if in_title else texts.get(article_id, "")
        begin, end = _span(statements, place, text)
        marked.setdefault((row, in_title, *sentence_around(text, begin, end)), []).append(place)
    named = sorted({row for row, *_ in marked})
    titles = dict(zip(named, titles_at(desk, named), strict=True))
    quotes = []
    for (row, in_title, first, last), places in marked.items():
        article_id = str(corpus.ids[row])
        text = str(corpus.titles[row]) if in_title else texts.get(article_id, "")
        spans = [_span(statements, place, text) for place in sorted(places)]
        sentence, marks = _cut(text, first, last, spans)
        parts = (_date(desk, row), corpus.source_names[corpus.sources[row]])
        quotes.append(
            Quote(
                origin=" · ".join(part for part in parts if part),
                title=titles[row],
                link=link_to(desk.holdings, desk.view, page="articles", article=article_id),
                text=sentence,
                spans=marks,
                notes=tuple(
                    note for place in sorted(places) for note in _readings(desk, told, place)
                ),
            )
        )
    return quotes


def _span(statements: Statements, place: int, text: str) -> tuple[int, int]:
    """Where a statement stands, within the text as it is now."""
    end = min(int(statements.ends[place]), len(text))
    return min(int(statements.starts[place]), end), end


def _cut(
    text: str, first: int, last: int, spans: Sequence[tuple[int, int]]
) -> tuple[str, tuple[Span, ...]]:
    """A sentence, shortened around its statements where it is very long."""
    start = max(first, spans[0][0] - LONGEST)
    stop = min(last, spans[-1][1] + LONGEST)
    head, tail = "… " if start > first else "", " …" if stop < last else ""
    shift = start - len(head)
    marks = tuple(Span(begin - shift, end - shift, "strong") for begin, end in spans)
    return f"{head}{text[start:stop]}{tail}", marks


def _readings(desk: Desk, told: Stated, place: int) -> list[str]:
    """How a sum was read, and what it is at the rate of its year where that was asked for."""
    words, statements = desk.words, told.statements
    if statements.sums[place] < 0:
        return []
    unit = statements.unit_names[statements.units[place]]
    low, high = statements.values[place], statements.highs[place]
    read = words("quotes_read", amount=in_currency(amount_range(low, high, words), unit))
    if statements.years[place]:
        read = f"{read} · {words('quotes_planned', year=int(statements.years[place]))}"
    if not desk.view.get("money_common") or unit == "USD":
        return [read]
    rate, year = told.dollars[place], int(told.rate_years[place])
    if not year:
        return [read, words("quotes_no_rate")]
    amount = in_currency(amount_range(low * rate, high * rate, words), "USD")
    return [
        read,
        words(
            "quotes_rate", amount=amount, units=words.number(1 / rate, digits=_digits(1 / rate)),
            currency=unit, year=year,
        ),
    ]  # fmt: skip


def _digits(number: float) -> int:
    return 0 if number >= 1000 else 1 if number >= 100 else 2 if number >= 10 else 3


def _days(desk: Desk, told: Stated) -> NDArray[np.int64]:
    days: NDArray[np.int64] = desk.holdings.corpus.days[told.statements.rows].astype(np.int64)
    return days


def _date(desk: Desk, row: int) -> str:
    corpus, words = desk.holdings.corpus, desk.words
    if not corpus.dated[row]:
        return words("undated")
    day = day_to_date(int(corpus.days[row])).isoformat()
    precision = corpus.precision_names[corpus.precisions[row]]
    return words.known_date(day[: {"year": 4, "month": 7}.get(precision, 10)])


def opener(name: str) -> Callable[[Sequence[Any]], None]:
    """A callback that lets the next run open what was clicked."""

    def choose(meaning: Sequence[Any]) -> None:
        st.session_state[OPENED] = (name, list(meaning))

    return choose


def opened_in(name: str) -> list[Any] | None:
    """What was clicked in a chart, once."""
    opened = st.session_state.get(OPENED)
    if opened is None or opened[0] != name:
        return None
    del st.session_state[OPENED]
    meaning: list[Any] = opened[1]
    return meaning


def articles_of(desk: Desk, found: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Articles that some statements stand in."""
    mask = np.zeros(len(desk.holdings.corpus), dtype=bool)
    mask[stated(desk.holdings).statements.rows[found]] = True
    return mask


def drawn_values(values: pd.Series, way: str) -> list[float]:
    """Values as their axis has them: shares in per cent."""
    return (values * 100 if way == "share" else values).tolist()


def titles_at(desk: Desk, rows: Sequence[int] | NDArray[np.integer]) -> list[str]:
    """Titles of articles; one without a title is known by its first words."""
    corpus = desk.holdings.corpus
    titles = [str(corpus.titles[row]).strip() for row in rows]
    bare = [str(corpus.ids[row]) for row, title in zip(rows, titles, strict=True) if not title]
    texts: Mapping[str, str] = {}
    if bare:
        with open_store() as store:
            texts = store.texts(list(dict.fromkeys(bare)))
    return [
        title or _first_words(texts.get(str(corpus.ids[row]), "")) or desk.words("untitled")
        for row, title in zip(rows, titles, strict=True)
    ]


def _first_words(text: str) -> str:
    words = text.split()[:FIRST_WORDS]
    return f"{' '.join(words)} …" if words else ""
