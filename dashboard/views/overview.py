"""Overview: what the corpus holds, which topics lead, how they move; a click filters."""

import calendar
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from analysis import (
    OTHER,
    PERIODS,
    TOPIC_AXES,
    comparison,
    heat,
    placed,
    ranking,
    suitable_period,
    trend,
)
from dashboard import charts, downloads
from dashboard.desk import Desk
from dashboard.views.head import show_head

HEAT_MONTHS: Final = 24  # without chosen dates
HEAT_COLUMNS: Final = 36  # with them, in months, quarters or years
HEAT_ROWS: Final = 24
FLATTENING: Final = 1.5


def show(desk: Desk) -> None:
    """Draw the page."""
    if not show_head(desk, "overview_question"):
        return
    words = desk.words
    _figures(desk)
    axis, step, measure = _controls(desk)
    if not desk.holdings.corpus.axes[axis].counts(desk.mask).any():
        st.info(words("nothing_tagged"))
        return
    st.caption(f"{words('click_hint')} {words('several_topics')}")
    _trend(desk, axis, step, measure)
    _ranking(desk, axis)
    _heat(desk, axis)


def _figures(desk: Desk) -> None:
    words, corpus, mask = desk.words, desk.holdings.corpus, desk.mask
    update = desk.holdings.last_update
    sources = corpus.source_count(mask)
    figures = (
        (words("articles"), words.number(desk.shown_count)),
        (words("sources"), words.number(sources)),
        (words("period"), _short_period(desk)),
        (words("imported"), words.date(update.date()) if update else words("unknown")),
    )
    with st.container(horizontal=True, key="figures"):
        for name, value in figures:
            st.metric(name, value, border=True)
    undated = int((mask & ~corpus.dated).sum())
    if undated:
        st.caption(words("undated_note", count=words.count(undated, "article")))
    if desk.holdings.has_bundled:
        st.caption(words("bundled"))


def _controls(desk: Desk) -> tuple[str, str, str]:
    words = desk.words
    axis = st.pills(words("show_by"), TOPIC_AXES, format_func=words, key="by", required=True)
    with st.container(horizontal=True, key="controls"):
        step = st.segmented_control(
            words("bin"),
            ("auto", *PERIODS),
            format_func=lambda name: words(f"bin_{name}"),
            key="step",
            required=True,
        )
        measure = st.segmented_control(
            words("measure"),
            ("count", "share"),
            format_func=lambda name: words(f"measure_{name}"),
            key="measure",
            required=True,
        )
    return axis or "sector", step or "auto", measure or "count"


def _trend(desk: Desk, axis: str, step: str, measure: str) -> None:
    words, corpus, choice = desk.words, desk.holdings.corpus, desk.choice
    period = suitable_period(corpus, desk.mask) if step == "auto" else step
    table = trend(
        corpus,
        desk.mask,
        axis,
        period=period,
        base=desk.selected(choice.collection()),
        topics=choice.axis(axis).include,
        first=choice.first,
        last=choice.last,
    )
    is_share = measure == "share"
    title = words(
        "trend_title_share" if is_share else "trend_title",
        axis=words(f"by_{axis}"),
        period=words(f"per_{period}"),
    )
    unplaced = int((desk.mask & ~placed(corpus, period=period)).sum())
    incomplete = _incomplete(desk, table["period_start"].drop_duplicates(), PERIODS[period])
    notes = []
    if incomplete:
        names = ", ".join(words.period(start.date(), period) for start in incomplete)
        first, last = _covered(desk)
        dates = words("period_between", first=words.date(first), last=words.date(last))
        notes.append(words("trend_incomplete", periods=names, dates=dates))
    if unplaced:
        notes.append(words("trend_unplaced", count=words.count(unplaced, "article")))
    drawn = _without_flattening(table)
    if len(drawn) < len(table):
        notes.append(words("trend_without_other"))
    figure = charts.trend_figure(
        drawn,
        corpus.axes[axis].keys,
        _look(desk, axis),
        period=period,
        measure=measure,
        incomplete=incomplete,
    )
    unit = words("unit_share" if is_share else "unit_articles")

    def choose(meaning: Sequence[Any]) -> None:
        topic, _, start, _ = meaning
        if topic != OTHER:
            first = date.fromisoformat(start)
            st.session_state[axis] = [topic]
            st.session_state["from"] = first
            st.session_state["to"] = last_day(first, PERIODS[period])

    _chart(
        desk, "trend", axis, title, figure, table, unit=unit, note=" ".join(notes), choose=choose
    )


def _without_flattening(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rest where it is so big that all other lines would lie on the ground."""
    is_other = table["topic"] == OTHER
    named = table.loc[~is_other, "article_count"].max()
    rest = table.loc[is_other, "article_count"].max()
    return table[~is_other] if rest > FLATTENING * named else table


def _ranking(desk: Desk, axis: str) -> None:
    words, corpus, choice = desk.words, desk.holdings.corpus, desk.choice
    compared = comparison(corpus, choice)
    base = desk.selected(choice.collection())
    table = ranking(
        corpus,
        desk.mask,
        axis,
        any_time=desk.selected(choice.without_dates()),
        base=base,
        compared=compared,
    )
    has_change = compared is not None and compared.is_covered
    notes = []
    if compared is not None and has_change:
        names = ("first", "last", "previous_first", "previous_last")
        dates = {name: words.date(getattr(compared, name)) for name in names}
        notes.append(words("ranking_change", **dates, few=charts.FEW))
    else:
        notes.append(words("ranking_uncovered"))
    notes.append(words("ranking_share", count=words.count(int(base.sum()), "of_article")))
    if len(table) > charts.RANKING_ROWS:
        notes.append(words("ranking_capped", shown=charts.RANKING_ROWS, total=len(table)))
    figure = charts.ranking_figure(
        table, _look(desk, axis), chosen=choice.axis(axis).include, has_change=has_change
    )

    def choose(meaning: Sequence[Any]) -> None:
        topic = meaning[0]
        chosen = list(st.session_state.get(axis, []))
        st.session_state[axis] = (
            [key for key in chosen if key != topic] if topic in chosen else [*chosen, topic]
        )

    _chart(
        desk,
        "ranking",
        axis,
        words("ranking_title", axis=words(f"by_{axis}")),
        figure,
        table,
        unit=words("unit_articles"),
        note=" ".join(notes),
        choose=choose,
    )


def _heat(desk: Desk, axis: str) -> None:
    words, corpus, choice = desk.words, desk.holdings.corpus, desk.choice
    is_dated = bool(choice.first or choice.last)
    covered = _covered(desk) if is_dated else (None, None)
    period = _heat_period(covered)
    table = heat(
        corpus,
        desk.mask,
        axis,
        period=period,
        columns=HEAT_COLUMNS if is_dated else HEAT_MONTHS,
        topics=HEAT_ROWS,
        first=covered[0],
        last=covered[1],
    )
    if table.empty:
        return
    starts = table["period_start"].drop_duplicates()
    is_placed = desk.mask & placed(corpus, period=period)
    drawn = is_placed & corpus.between(starts.iloc[0].date(), None)
    notes = []
    if drawn.sum() < is_placed.sum():
        notes.append(words("heat_latest", count=len(starts)))
    incomplete = _incomplete(desk, starts, PERIODS[period])
    if incomplete:
        names = ", ".join(words.period(start.date(), period) for start in incomplete)
        notes.append(words("heat_incomplete", periods=names))
    unplaced = int((desk.mask & ~is_placed).sum())
    if unplaced:
        notes.append(words("trend_unplaced", count=words.count(unplaced, "article")))

    def choose(meaning: Sequence[Any]) -> None:
        topic, _, start = meaning
        first = date.fromisoformat(start)
        st.session_state[axis] = [topic]
        st.session_state["from"] = first
        st.session_state["to"] = last_day(first, PERIODS[period])

    ends = [words.period(starts.iloc[end].date(), period) for end in (0, -1)]
    _chart(
        desk,
        "heat",
        axis,
        words("heat_title", axis=words(axis), period=words(f"bin_{period}").lower()),
        charts.heat_figure(table, _look(desk, axis), period=period),
        table,
        unit=words("unit_articles"),
        note=" ".join(notes),
        choose=choose,
        drawn=drawn,
        dates=ends[0] if len(starts) == 1 else words("period_between", first=ends[0], last=ends[1]),
    )


def _heat_period(dates: tuple[date | None, date | None]) -> str:
    """The finest period that draws all the chosen dates; months without dates."""
    first, last = dates
    if first is None or last is None:
        return "month"
    months = [(day.year - 1970) * 12 + day.month - 1 for day in (first, last)]
    fitting = (
        period
        for period, width in PERIODS.items()
        if months[1] // width - months[0] // width < HEAT_COLUMNS
    )
    return next(fitting, "year")


def _chart(
    desk: Desk,
    name: str,
    axis: str,
    title: str,
    figure: go.Figure,
    table: pd.DataFrame,
    *,
    unit: str,
    note: str,
    choose: Callable[[Sequence[Any]], None],
    drawn: NDArray[np.bool_] | None = None,
    dates: str = "",
) -> None:
    """Title, caption, drawing and data; ``drawn`` and ``dates`` if not all articles are drawn."""
    words = desk.words
    counted = desk.mask if drawn is None else drawn
    sources = desk.holdings.corpus.source_count(counted)
    facts = words(
        "chart_facts",
        unit=unit,
        n=words.number(int(counted.sum())),
        period=dates or _period(desk),
        source=words("source_line", sources=words.count(sources, "source")),
    )
    key = f"chart_{name}"

    def clicked() -> None:
        points = st.session_state[key].selection.points
        if points and points[0]["customdata"][1]:
            choose(points[0]["customdata"])

    with st.container(key=f"box_{name}"):
        st.header(title)
        st.caption(f"{facts}  \n{note}" if note else facts)
        st.plotly_chart(
            figure,
            key=key,
            on_select=clicked,
            selection_mode="points",
            config=charts.CONFIG,
            alt=f"{title}. {facts}",
        )
        labels = [
            words("other") if key == OTHER else desk.holdings.label(axis, key, words.language)
            for key in table["topic"]
        ]
        shown = table.copy()
        shown.insert(1, "label", pd.Series(labels, dtype="str"))
        downloads.offer_chart(desk, name, title, facts, shown)


def _look(desk: Desk, axis: str) -> charts.Look:
    language = desk.words.language
    return charts.Look(
        words=desk.words,
        label=lambda key: desk.holdings.label(axis, key, language),
        is_dark=st.context.theme.type == "dark",
    )


def _period(desk: Desk) -> str:
    words, bounds = desk.words, _bounds(desk)
    if bounds is None:
        return words("no_period")
    return words("period_between", first=words.date(bounds[0]), last=words.date(bounds[1]))


def _short_period(desk: Desk) -> str:
    bounds = _bounds(desk)
    if bounds is None:
        return desk.words("no_period")
    first, last = (desk.words.month(day) for day in bounds)
    years = (str(day.year) for day in bounds)
    return first if first == last else "–".join(years)


def _covered(desk: Desk) -> tuple[date, date]:
    """Dates that the charts can know about: chosen ones, within those of the corpus."""
    corpus, choice = desk.holdings.corpus, desk.choice
    first, last = corpus.first_date or date.min, corpus.last_date or date.max
    return max(choice.first or first, first), min(choice.last or last, last)


def _incomplete(desk: Desk, starts: Iterable[pd.Timestamp], months: int) -> list[pd.Timestamp]:
    """Periods that end after the articles do, or begin before the first chosen day."""
    chosen, last = desk.choice.first or date.min, _covered(desk)[1]
    return [
        start for start in starts if start.date() < chosen or last_day(start.date(), months) > last
    ]


def _bounds(desk: Desk) -> tuple[date, date] | None:
    corpus = desk.holdings.corpus
    days = corpus.days[desk.mask & corpus.dated]
    if not len(days):
        return None
    origin = date(1970, 1, 1)
    return tuple(origin + timedelta(days=int(day)) for day in (days.min(), days.max()))  # type: ignore[return-value]


def last_day(first: date, months: int) -> date:
    """Last day of the period of so many months that begins on ``first``."""
    year, month = divmod(first.year * 12 + first.month - 1 + months - 1, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])
