"""Sector: everything about one topic of any axis, part by part."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from analysis import (
    PERIODS,
    TOPIC_AXES,
    AxisChoice,
    Choice,
    Comparison,
    chosen_events,
    marks,
    per_topic,
    ranking,
    suitable_period,
    total,
)
from dashboard import charts, listing, timeline
from dashboard.address import open_page
from dashboard.charted import draw, named
from dashboard.charts.base import with_more
from dashboard.charts.timeline import event_marks
from dashboard.desk import Desk, set_out
from dashboard.parameters import Parameter, one, text
from dashboard.render import note, sentence
from dashboard.state import Holdings, events
from dashboard.tables import course, ranked
from dashboard.term_lists import terms_of
from dashboard.timeline import title_of
from dashboard.views import money, terms
from dashboard.views.head import show_head
from dashboard.wording import last_day

PARTS: Final = ("profile", "company", "terms", "money", "programmes", "articles")
MOST_EVENTS: Final = 12
MOST_NAMED: Final = 10
LISTED: Final = 10


def parameters(holdings: Holdings) -> tuple[Parameter, ...]:
    """Which topic is shown, which part of what is known of it, and what these parts ask."""
    return (
        *money.parameters(holdings),
        *terms.parameters(holdings),
        Parameter("topic_axis", "sector", one(TOPIC_AXES, "sector"), "sector"),
        Parameter("topic", "", text, "sector"),
        Parameter("part", PARTS[0], one(PARTS, PARTS[0]), "sector"),
    )


def show(desk: Desk) -> None:
    """Draw the page."""
    axis, topic = _chosen(desk)
    if not topic:
        show_head(desk, "sector_question")
        st.info(desk.words("nothing_tagged"))
        return
    own = _only(desk, axis, topic)
    is_found = show_head(own, "sector_question")
    _choose(desk, axis)
    if not is_found:
        return
    part = st.segmented_control(
        desk.words("part"),
        PARTS,
        format_func=lambda name: desk.words(f"part_{name}"),
        key="part",
        required=True,
        label_visibility="collapsed",
    )
    _SHOWN[part or PARTS[0]](own, axis, topic)


def _chosen(desk: Desk) -> tuple[str, str]:
    """The topic asked for; else the one that is filtered by; else the biggest of its axis."""
    axis, topic = desk.view["topic_axis"], desk.view["topic"]
    counts = desk.holdings.counts[axis]
    if topic not in counts:
        filtered = desk.choice.axis(axis).include
        used = [key for key in counts if counts[key]]
        topic = filtered[0] if filtered else max(used, key=counts.__getitem__, default="")
    return axis, topic


def _only(desk: Desk, axis: str, topic: str) -> Desk:
    """The same page for the articles of one topic; what else is asked of its axis is left out."""
    wish = {axis: [topic], f"not_{axis}": [], f"{axis}_match": "any"}
    return set_out(desk.holdings, desk.words, {**desk.view, **wish})


def _choose(desk: Desk, axis: str) -> None:
    words, counts = desk.words, desk.holdings.counts[axis]
    _, topic = _chosen(desk)
    st.session_state["topic"] = topic
    options = sorted((key for key in counts if counts[key]), key=lambda key: -counts[key])
    with st.container(horizontal=True, key="topic_choice", vertical_alignment="bottom"):
        st.segmented_control(
            words("topic_axis"),
            TOPIC_AXES,
            format_func=words,
            key="topic_axis",
            required=True,
            label_visibility="collapsed",
        )
        st.selectbox(
            words("topic"),
            options if topic in options else [topic, *options],
            format_func=lambda key: desk.holdings.label(axis, key, words.language),
            key="topic",
            label_visibility="collapsed",
        )


def _profile(desk: Desk, axis: str, topic: str) -> None:
    _figures(desk, axis, topic)
    _trend(desk, axis, topic)


def _figures(desk: Desk, axis: str, topic: str) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    base = int(desk.base.sum())
    place = corpus.axes[axis].code(topic)
    counted = per_topic(corpus, corpus.axes[axis], desk.mask, desk.way, base=base)[place, 0]
    table, compared = ranked(desk, axis)
    figures = [
        (words(f"axis_{desk.way}"), words.amount(counted, desk.way)),
        (words("counted_share"), words.percent(desk.shown_count / max(1, base), digits=1)),
        (words("sources"), words.number(corpus.source_count(desk.mask))),
        (words("axis_stories"), words.amount(total(corpus, desk.mask, "stories"), "stories")),
    ]
    with st.container(horizontal=True, key="figures"):
        for name, value in figures:
            st.metric(name, value, border=True)
    if compared is not None:
        st.html(sentence(_change(desk, table.set_index("topic").loc[topic], compared)))


def _change(desk: Desk, row: "pd.Series[Any]", compared: Comparison) -> str:
    """How the topic moved against the period before, with what the counts allow to say."""
    words = desk.words
    key = "sector_rose" if row["low"] > 0 else "sector_fell" if row["high"] < 0 else "sector_same"
    return words(
        key,
        now=words.count(int(row["current_count"]), "article"),
        before=words.number(row["previous_count"]),
        first=words.date(compared.first),
        last=words.date(compared.last),
        low=words.change(row["low"]),
        high=words.change(row["high"]),
    )


def _trend(desk: Desk, axis: str, topic: str) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    period = suitable_period(corpus, desk.mask)
    table = course(desk, axis, period, [topic])
    if table.empty:
        st.info(words("no_period"))
        return
    look = desk.look(axis)
    incomplete = desk.incomplete(table["period_start"], PERIODS[period])
    figure = charts.trend_figure(
        table,
        corpus.axes[axis].keys,
        look,
        period=period,
        way=desk.way,
        incomplete=incomplete,
        has_legend=False,
    )
    marked = _events(desk, axis, topic)
    traces, layout = event_marks(
        marked,
        [title_of(row, words) for row in marked.itertuples()],
        look,
        days=(table["period_start"].max() - table["period_start"].min()).days,
        highest=table["value"].max(),
    )
    figure = with_more(figure, traces, layout)
    notes = []
    if incomplete:
        names = ", ".join(words.period(start.date(), period) for start in incomplete)
        notes.append(words("sector_incomplete", periods=names))
    if len(marked):
        notes.append(words("sector_events"))
    top = table.loc[table["value"].fillna(0).idxmax()]

    def choose(meaning: Any) -> None:
        if meaning[0] != topic:
            timeline.open_event(str(meaning[0]))
            return
        if not meaning[1]:
            return
        start = np.datetime64(meaning[2]).astype(object)
        dates = {"from": start, "to": last_day(start, PERIODS[period])}
        open_page("articles", **{axis: [topic], **dates})

    draw(
        desk,
        "topic_trend",
        words(
            "sector_trend",
            counted=words(f"counted_{desk.way}"),
            topic=desk.holdings.label(axis, topic, words.language),
            period=words(f"per_{period}"),
        ),
        figure,
        named(desk, axis, table),
        choose=choose,
        sentence=words(
            "sector_peak",
            period=words.period(top["period_start"].date(), period),
            amount=words.amount(top["value"], desk.way),
        ),
        note=" ".join(notes),
    )
    if len(marked):
        with st.expander(words("sector_events_list", count=len(marked))):
            timeline.list_events(desk, marked)
    timeline.show_opened(desk)


def _events(desk: Desk, axis: str, topic: str) -> pd.DataFrame:
    """Events on the topic while the drawn articles came out."""
    choice = Choice().with_axis(axis, AxisChoice((topic,)))
    first, last = desk.dates(desk.mask) or (date.max, date.min)
    return marks(chosen_events(events(), choice), first, last, most=MOST_EVENTS)


def _terms(desk: Desk, axis: str, topic: str) -> None:
    del axis, topic
    if language := terms.choose_language(desk):
        terms.show_distinctive(desk, language)


def _money(desk: Desk, axis: str, topic: str) -> None:
    del axis, topic
    money.show_sums(desk)
    money.show_horizons(desk)


def _programmes(desk: Desk, axis: str, topic: str) -> None:
    timeline.show(desk, axis, topic)
    timeline.show_opened(desk)


def _company(desk: Desk, axis: str, topic: str) -> None:
    """What is named together with the topic, an axis a chart."""
    words, corpus = desk.words, desk.holdings.corpus
    for other in TOPIC_AXES:
        table = ranking(
            corpus,
            desk.mask,
            other,
            any_time=desk.mask,
            base=desk.mask,
            compared=None,
            way=desk.way,
        )
        if other == axis:
            table = table[table["topic"] != topic].reset_index(drop=True)
        if table.empty:
            continue
        drawn = table.head(MOST_NAMED).reset_index(drop=True)
        figure = charts.ranking_figure(
            drawn, desk.look(other), chosen=(), has_change=False, way=desk.way
        )

        def choose(meaning: Any, other: str = other) -> None:
            if other == axis:
                open_page("articles", **{axis: [topic, meaning[0]], f"{axis}_match": "all"})
            else:
                open_page("articles", **{axis: [topic], other: [meaning[0]]})

        kept = ["topic", "article_count", "base_count", "share", "value"]
        draw(
            desk,
            f"with_{other}",
            words("sector_with", axis=words(other), topic=desk.look(axis).name(topic)),
            figure,
            named(desk, other, table[kept]),
            choose=choose,
            note=words("sector_with_note", shown=len(drawn), total=len(table)),
        )


def _articles(desk: Desk, axis: str, topic: str) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    st.button(
        words("sector_all", articles=words.count(desk.shown_count, "article")),
        key="topic_articles",
        on_click=open_page,
        args=("articles",),
        kwargs={axis: [topic]},
        icon=":material/article:",
    )
    st.header(words("sector_latest"))
    listing.show(desk, corpus.newest_first(desk.mask)[:LISTED], "topic_latest")
    st.header(words("sector_typical"))
    st.html(note(words("sector_typical_note")))
    typical = _most_typical(desk)
    if typical:
        listing.show(desk, typical, "topic_typical")


def _most_typical(desk: Desk) -> list[int]:
    """Articles nearest to the mean of all that are shown, one of each story."""
    stories = desk.holdings.corpus.stories
    with st.spinner(desk.words("sector_typical_wait")):
        likenesses = terms_of(desk.holdings).likenesses.to_centre(desk.mask, most=4 * LISTED)
    found: dict[int, int] = {}
    for likeness in likenesses:
        found.setdefault(int(stories[likeness.row]), likeness.row)
    return list(found.values())[:LISTED]


_SHOWN: Final[Mapping[str, Callable[[Desk, str, str], None]]] = MappingProxyType(
    {
        "profile": _profile,
        "company": _company,
        "terms": _terms,
        "money": _money,
        "programmes": _programmes,
        "articles": _articles,
    }
)
