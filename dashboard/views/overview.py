"""Overview: what the corpus holds, which topics lead, how they move; a click filters."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis import (
    OTHER,
    PERIODS,
    TOPIC_AXES,
    Comparison,
    heat,
    placed,
    risen_and_fallen,
    suitable_period,
)
from dashboard import charts, listing
from dashboard.address import open_page, set_filters
from dashboard.charted import draw, in_place, named
from dashboard.desk import Desk
from dashboard.parameters import Parameter, one
from dashboard.state import Holdings
from dashboard.tables import course, ranked, shows_change
from dashboard.views.head import show_head
from dashboard.wording import last_day

HEAT_MONTHS: Final = 24  # without chosen dates
HEAT_COLUMNS: Final = 36  # with them, in months, quarters or years
HEAT_ROWS: Final = 24
FLATTENING: Final = 1.5
LATEST: Final = 8


def parameters(_: Holdings) -> tuple[Parameter, ...]:
    """Which topics are shown, in which periods."""
    return (
        Parameter("by", "sector", one(TOPIC_AXES, "sector"), "overview"),
        Parameter("step", "auto", one(("auto", *PERIODS), "auto"), "overview"),
    )


def show(desk: Desk) -> None:
    """Draw the page."""
    if not show_head(desk, "overview_question"):
        return
    words = desk.words
    _figures(desk)
    axis, step = _controls(desk)
    if not desk.holdings.corpus.axes[axis].counts(desk.mask).any():
        st.info(words("nothing_tagged"))
        return
    st.caption(f"{words('click_hint')} {words('several_topics')}")
    _trend(desk, axis, step)
    counted, compared = ranked(desk, axis)
    _ranking(desk, axis, counted, compared)
    with in_place():
        _changes(desk, axis, counted, compared)
    with in_place():
        _heat(desk, axis)
    st.header(words("latest"))
    listing.show(desk, desk.holdings.corpus.newest_first(desk.mask)[:LATEST], "latest")


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
    with in_place():
        _remarks(desk)


def _remarks(desk: Desk) -> None:
    words, corpus, mask = desk.words, desk.holdings.corpus, desk.mask
    undated = int((mask & ~corpus.dated).sum())
    if undated:
        st.caption(words("undated_note", count=words.count(undated, "article")))
    if desk.holdings.has_bundled:
        st.caption(words("bundled"))


def _controls(desk: Desk) -> tuple[str, str]:
    words = desk.words
    axis = st.pills(words("show_by"), TOPIC_AXES, format_func=words, key="by", required=True)
    step = st.segmented_control(
        words("bin"),
        ("auto", *PERIODS),
        format_func=lambda name: words(f"bin_{name}"),
        key="step",
        required=True,
    )
    return axis or "sector", step or "auto"


def _trend(desk: Desk, axis: str, step: str) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    period = suitable_period(corpus, desk.mask) if step == "auto" else step
    table = course(desk, axis, period)
    title = words(
        "trend_title",
        counted=words(f"counted_{desk.way}"),
        axis=words(f"by_{axis}"),
        period=words(f"per_{period}"),
    )
    unplaced = int((desk.mask & ~placed(corpus, period=period)).sum())
    incomplete = desk.incomplete(table["period_start"].drop_duplicates(), PERIODS[period])
    notes = []
    if incomplete:
        names = ", ".join(words.period(start.date(), period) for start in incomplete)
        first, last = desk.covered
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
        desk.look(axis),
        period=period,
        way=desk.way,
        incomplete=incomplete,
    )

    def choose(meaning: Sequence[Any]) -> None:
        topic, count, start, _ = meaning
        if topic != OTHER and count:
            first = date.fromisoformat(start)
            set_filters(**{axis: [topic], "from": first, "to": last_day(first, PERIODS[period])})

    data = named(desk, axis, table)
    draw(desk, "trend", title, figure, data, note=" ".join(notes), choose=choose)


def _without_flattening(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rest where it is so big that all other lines would lie on the ground."""
    is_other = table["topic"] == OTHER
    named = table.loc[~is_other, "article_count"].max()
    rest = table.loc[is_other, "article_count"].max()
    return table[~is_other] if rest > FLATTENING * named else table


def _ranking(desk: Desk, axis: str, table: pd.DataFrame, compared: Comparison | None) -> None:
    words, choice, base = desk.words, desk.choice, desk.base
    has_change = shows_change(desk, compared)
    notes = []
    if compared is not None and has_change:
        names = ("first", "last", "previous_first", "previous_last")
        dates = {name: words.date(getattr(compared, name)) for name in names}
        notes.append(words("ranking_change", **dates, few=charts.FEW))
    elif compared is None:
        notes.append(words("ranking_uncovered"))
    notes.append(words("ranking_share", count=words.count(int(base.sum()), "of_article")))
    if len(table) > charts.RANKING_ROWS:
        notes.append(words("ranking_capped", shown=charts.RANKING_ROWS, total=len(table)))
    figure = charts.ranking_figure(
        table,
        desk.look(axis),
        chosen=choice.axis(axis).include,
        has_change=has_change,
        way=desk.way,
    )

    def choose(meaning: Sequence[Any]) -> None:
        topic = meaning[0]
        chosen = list(st.session_state.get(axis, []))
        rest = [key for key in chosen if key != topic]
        set_filters(**{axis: rest if topic in chosen else [*chosen, topic]})

    draw(
        desk,
        "ranking",
        words("ranking_title", axis=words(f"by_{axis}")),
        figure,
        named(desk, axis, table),
        note=" ".join(notes),
        choose=choose,
    )


def _changes(desk: Desk, axis: str, counted: pd.DataFrame, compared: Comparison | None) -> None:
    """What rose and fell against the period before, as far as the counts allow to say."""
    words = desk.words
    if compared is None:
        return
    table = risen_and_fallen(counted)
    if table.empty:
        return

    def choose(meaning: Sequence[Any]) -> None:
        open_page("sector", topic_axis=axis, topic=meaning[0])

    names = ("first", "last", "previous_first", "previous_last")
    label = desk.look(axis).name
    risen = [label(topic) for topic in table.loc[table["low"] > 0, "topic"].head(3)]
    fallen = [label(topic) for topic in table.loc[table["high"] < 0, "topic"].tail(3)]
    parts = [words("rose", topics=", ".join(risen))] if risen else []
    parts += [words("fell", topics=", ".join(fallen))] if fallen else []
    draw(
        desk,
        "changes",
        words("changes_title", axis=words(f"by_{axis}")),
        charts.changes_figure(table, desk.look(axis)),
        named(
            desk,
            axis,
            table.drop(columns=["value", "share", "base_count", "article_count"]).replace(
                float("inf"), float("nan")
            ),
        ),
        unit=words("unit_change"),
        note=words("changes_note", **{name: words.date(getattr(compared, name)) for name in names}),
        choose=choose,
        sentence=" ".join(parts) or words("nothing_moved"),
    )


def _heat(desk: Desk, axis: str) -> None:
    words, corpus, choice = desk.words, desk.holdings.corpus, desk.choice
    is_dated = bool(choice.first or choice.last)
    covered = desk.covered if is_dated else (None, None)
    period = _heat_period(covered)
    table = heat(
        corpus,
        desk.mask,
        axis,
        way=desk.way,
        base=desk.base,
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
    incomplete = desk.incomplete(starts, PERIODS[period])
    if incomplete:
        names = ", ".join(words.period(start.date(), period) for start in incomplete)
        notes.append(words("heat_incomplete", periods=names))
    unplaced = int((desk.mask & ~is_placed).sum())
    if unplaced:
        notes.append(words("trend_unplaced", count=words.count(unplaced, "article")))

    def choose(meaning: Sequence[Any]) -> None:
        topic, count, start = meaning
        if not count:
            return
        first = date.fromisoformat(start)
        set_filters(**{axis: [topic], "from": first, "to": last_day(first, PERIODS[period])})

    ends = [words.period(starts.iloc[end].date(), period) for end in (0, -1)]
    draw(
        desk,
        "heat",
        words("heat_title", axis=words(axis), period=words(f"bin_{period}").lower()),
        charts.heat_figure(table, desk.look(axis), period=period, way=desk.way),
        named(desk, axis, table),
        note=" ".join(notes),
        choose=choose,
        counted=drawn,
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


def _short_period(desk: Desk) -> str:
    bounds = desk.dates(desk.mask)
    if bounds is None:
        return desk.words("no_period")
    first, last = (desk.words.month(day) for day in bounds)
    years = (str(day.year) for day in bounds)
    return first if first == last else "–".join(years)
