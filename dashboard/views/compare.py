"""Compare: topics, periods, sources or languages side by side, or before and after a day."""

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from analysis import (
    PERIODS,
    TOPIC_AXES,
    AxisChoice,
    Choice,
    Corpus,
    Thing,
    chosen_events,
    courses,
    differences,
    distinctive,
    mixes,
    placed,
    sizes,
    suitable_period,
)
from dashboard import charts
from dashboard.address import open_page, set_filters
from dashboard.charted import draw
from dashboard.charts import CLEAR, Marks
from dashboard.desk import Desk
from dashboard.filters import DATE_FORMATS
from dashboard.parameters import FIRST_DAY, LAST_DAY, Parameter, day, many, one
from dashboard.state import Holdings, events
from dashboard.views.head import show_head

PLACE: Final = "compare"
KINDS: Final = ("topic", "period", "day", "source", "language")
MOST: Final = 8  # things: as many as there are colours
SPANS: Final = ("3", "6", "12", "24", "60")  # months before and after a day
# What is compared until the reader says otherwise: the four sectors that policy puts first, and
# the day on which many sanctions of 2022 began to be announced.
FIRST_TOPICS: Final = (
    "sector:electronics",
    "sector:chemistry",
    "sector:machine-tools",
    "sector:unmanned",
)
FIRST_SPLIT: Final = date(2022, 2, 24)
MIX_ROWS: Final = 14
ECONOMIES: Final = (
    "russia", "european-union", "united-states", "china", "india", "japan", "south-korea",
)  # fmt: skip
# Comparisons that are one click away: what is set, all else being put back.
READY: Final[dict[str, dict[str, Any]]] = {
    "ready_sectors": {"compare": "topic", "with_topic": list(FIRST_TOPICS), "count": "share"},
    "ready_economies": {
        "compare": "topic",
        "with_topic": [f"country:{key}" for key in ECONOMIES],
        "compare_by": "instrument",
    },
    "ready_languages": {"compare": "language", "with_language": [], "compare_by": "theme"},
    "ready_years": {"compare": "period", "with_period": [], "compare_by": "theme"},
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the things compared: its key and name, what selects it, and the filters for that.

    ``axis`` is that of a topic, which may be shared out among the topics of an article.
    """

    key: str
    name: str
    choice: Choice
    changes: dict[str, Any] = field(default_factory=dict)
    axis: str = ""


def parameters(holdings: Holdings) -> tuple[Parameter, ...]:
    """What is compared, and by which topics."""
    corpus = holdings.corpus
    topics = [f"{axis}:{key}" for axis in TOPIC_AXES for key in corpus.axes[axis].keys]
    return (
        Parameter("compare", "topic", one(KINDS, "topic"), PLACE),
        Parameter("with_topic", [], many(topics, most=MOST), PLACE),
        Parameter("with_period", [], many(_periods(corpus), most=MOST), PLACE),
        Parameter("with_source", [], many(corpus.source_names, most=MOST), PLACE),
        Parameter("with_language", [], many(corpus.language_codes, most=MOST), PLACE),
        Parameter("split", None, day, PLACE),
        Parameter("split_months", "12", one(SPANS, "12"), PLACE),
        Parameter("compare_by", "instrument", one(TOPIC_AXES, "instrument"), PLACE),
        Parameter("compare_step", "auto", one(("auto", *PERIODS), "auto"), PLACE),
    )


def show(desk: Desk) -> None:
    """Draw the page."""
    if not show_head(desk, "compare_question"):
        return
    words = desk.words
    _controls(desk)
    found = MAKERS[desk.view["compare"]](desk)
    if len(found) < 2:
        st.info(words("compare_too_few"))
        return
    st.caption(words(f"compare_hint_{desk.view['compare']}", **_hint(desk)))
    things = [_thing(desk, item) for item in found]
    if not any(thing.mask.any() for thing in things):
        st.info(words("compare_nothing"))
        return
    _sizes(desk, found, things)
    _courses(desk, found, things)
    st.pills(words("compare_by"), TOPIC_AXES, format_func=words, key="compare_by", required=True)
    _mixes(desk, found, things)
    _distinctive(desk, found, things)


def _controls(desk: Desk) -> None:
    words, holdings = desk.words, desk.holdings
    kind = desk.view["compare"]
    with st.container(horizontal=True, key="ready"):
        for name, changes in READY.items():
            st.button(words(name), key=name, on_click=_take, args=(desk, changes))
    st.segmented_control(
        words("compare"),
        KINDS,
        format_func=lambda name: words(f"compare_{name}"),
        key="compare",
        required=True,
    )
    if kind == "day":
        _pick_event(desk)
        with st.container(horizontal=True, key="split_controls"):
            st.date_input(
                words("split"),
                value=None,
                min_value=FIRST_DAY,
                max_value=LAST_DAY,
                format=DATE_FORMATS[words.language],
                key="split",
            )
            st.selectbox(
                words("split_months"),
                SPANS,
                format_func=lambda text: words.count(int(text), "month"),
                key="split_months",
            )
    else:
        options, name = {
            "topic": (_topic_options(desk), lambda key: _topic_name(desk, key)),
            "period": (_periods(holdings.corpus), words.known_date),
            "source": (_by_size(holdings, "source"), str),
            "language": (
                _by_size(holdings, "language"), lambda code: words.name("language", code)
            ),
        }[kind]  # fmt: skip
        st.multiselect(
            words(f"with_{kind}"),
            options,
            format_func=name,
            key=f"with_{kind}",
            placeholder=words("compare_default"),
            max_selections=MOST,
            select_all=False,
        )


def _pick_event(desk: Desk) -> None:
    """A list of dated events, of the chosen topics where there are some; one sets the day."""
    words, corpus, state = desk.words, desk.holdings.corpus, st.session_state
    known = chosen_events(events(), desk.choice.without_dates())
    first, last = (
        np.datetime64(day or FIRST_SPLIT) for day in (corpus.first_date, corpus.last_date)
    )
    known = known[(known["precision"] == "day") & (known["date"] > first) & (known["date"] <= last)]
    if known.empty:
        return
    days = dict(zip(known["id"], known["date"].dt.date, strict=True))
    titles = dict(zip(known["id"], known[f"title_{words.language}"], strict=True))
    if days.get(state.get("split_event")) != desk.view["split"]:
        state["split_event"] = None  # another day was chosen since

    def take() -> None:
        if (chosen := state["split_event"]) is not None:
            set_filters(split=days[chosen])

    st.selectbox(
        words("split_event"),
        list(days)[::-1],
        index=None,
        format_func=lambda key: f"{words.date(days[key])}: {titles[key]}",
        key="split_event",
        on_change=take,
        placeholder=words("split_event_none"),
    )


def _take(desk: Desk, changes: dict[str, Any]) -> None:
    """Set a ready comparison, as far as the taxonomy knows its topics; a callback."""
    axes = desk.holdings.corpus.axes
    known = [
        topic
        for topic in changes.get("with_topic", ())
        if topic.split(":")[1] in axes[topic.split(":")[0]].keys
    ]
    set_filters(**{**changes, **({"with_topic": known} if "with_topic" in changes else {})})


def _hint(desk: Desk) -> dict[str, str]:
    if desk.view["compare"] != "day":
        return {}
    return {
        "day": desk.words.date(_split_day(desk)),
        "months": desk.words.count(int(desk.view["split_months"]), "month"),
    }


def _by_size(holdings: Holdings, kind: str) -> list[str]:
    counts = holdings.counts[kind]
    return sorted((key for key in counts if counts[key]), key=lambda key: -counts[key])


def _topic_options(desk: Desk) -> list[str]:
    """Topics that articles of the corpus have, and those that a link asked for."""
    held = set(st.session_state.setdefault("compare_asked", []))
    held.update(desk.view["with_topic"])
    st.session_state["compare_asked"] = sorted(held)
    counts = desk.holdings.counts
    return [
        f"{axis}:{key}"
        for axis in TOPIC_AXES
        for key in sorted(counts[axis], key=lambda key: -counts[axis][key])
        if counts[axis][key] or f"{axis}:{key}" in held
    ]


def _topic_name(desk: Desk, topic: str) -> str:
    axis, key = topic.split(":", 1)
    return desk.holdings.label(axis, key, desk.words.language)


def _periods(corpus: Corpus) -> tuple[str, ...]:
    """Years, and months, that the corpus reaches over, latest first: 2024, 2024-03."""
    first, last = corpus.first_date, corpus.last_date
    if first is None or last is None:
        return ()
    years = range(last.year, first.year - 1, -1)
    months = range(last.year * 12 + last.month - 1, first.year * 12 + first.month - 2, -1)
    return (*map(str, years), *(f"{at // 12}-{at % 12 + 1:02d}" for at in months))


def _ends(period: str) -> tuple[date, date]:
    """First and last day of a year or month."""
    year, month = (*map(int, period.split("-")), 0)[:2]
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _topics(desk: Desk) -> list[Compared]:
    asked = desk.view["with_topic"] or [
        topic
        for topic in FIRST_TOPICS
        if topic.split(":")[1] in desk.holdings.corpus.axes["sector"].keys
    ]
    found = []
    for topic in asked:
        axis, key = topic.split(":", 1)
        wish = AxisChoice((key,), desk.choice.axis(axis).exclude)
        changes = {axis: [key], f"{axis}_match": "any"}
        choice = desk.choice.with_axis(axis, wish)
        found.append(Compared(topic, _topic_name(desk, topic), choice, changes, axis))
    return found


def _time(desk: Desk, key: str, name: str, first: date, last: date) -> Compared:
    choice = replace(desk.choice, first=first, last=last)
    return Compared(key, name, choice, {"from": first, "to": last})


def _spans(desk: Desk) -> list[Compared]:
    corpus = desk.holdings.corpus
    asked = desk.view["with_period"]
    if not asked and corpus.first_date and corpus.last_date:
        years = range(
            max(corpus.first_date.year, corpus.last_date.year - 3), corpus.last_date.year + 1
        )
        asked = list(map(str, years))
    ordered = sorted(asked, key=_ends)
    return [_time(desk, key, desk.words.known_date(key), *_ends(key)) for key in ordered]


def _split_day(desk: Desk) -> date:
    """The chosen day; a well known one, or the middle of the corpus, until one is chosen."""
    corpus = desk.holdings.corpus
    chosen: date | None = desk.view["split"]
    if chosen is not None:
        return chosen
    first, last = corpus.first_date or FIRST_SPLIT, corpus.last_date or FIRST_SPLIT
    return FIRST_SPLIT if first < FIRST_SPLIT <= last else first + (last - first) / 2


def _around(desk: Desk) -> list[Compared]:
    words, split = desk.words, _split_day(desk)
    months = int(desk.view["split_months"])
    name = words.date(split)
    before = words("before_day", day=name)
    after = words("after_day", day=name)
    return [
        _time(desk, "before", before, _moved(split, -months), split - timedelta(days=1)),
        _time(desk, "after", after, split, _moved(split, months) - timedelta(days=1)),
    ]


def _moved(start: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _sources(desk: Desk) -> list[Compared]:
    asked = desk.view["with_source"] or _by_size(desk.holdings, "source")[:4]
    return [
        Compared(name, name, replace(desk.choice, sources=(name,)), {"source": [name]})
        for name in asked
    ]


def _languages(desk: Desk) -> list[Compared]:
    words = desk.words
    asked = desk.view["with_language"] or _by_size(desk.holdings, "language")[:4]
    return [
        Compared(
            code, words.name("language", code), replace(desk.choice, languages=(code,)),
            {"language": [code]},
        )
        for code in asked
    ]  # fmt: skip


MAKERS: Final[dict[str, Callable[[Desk], list[Compared]]]] = {
    "topic": _topics,
    "period": _spans,
    "day": _around,
    "source": _sources,
    "language": _languages,
}


def _thing(desk: Desk, item: Compared) -> Thing:
    return Thing(
        item.key,
        desk.selected(item.choice),
        desk.selected(item.choice.collection()),
        desk.holdings.corpus.axes[item.axis].sizes if item.axis else None,
    )


def _names(found: Sequence[Compared]) -> dict[str, str]:
    return {item.key: item.name for item in found}


def _together(things: Sequence[Thing]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Articles of any of the things."""
    whole = things[0].mask.copy()
    for thing in things[1:]:
        whole |= thing.mask
    return whole


def _open(found: Sequence[Compared], key: str, **more: Any) -> None:
    """Go to the articles of a thing, narrowed further."""
    changes = next(item.changes for item in found if item.key == key)
    open_page("articles", **{**changes, **more})


def _open_topic(found: Sequence[Compared], key: str, axis: str, topic: str) -> None:
    """Go to the articles of a thing that have a topic beside."""
    item = next(item for item in found if item.key == key)
    if item.axis == axis:
        both = list(dict.fromkeys([*item.changes[axis], topic]))
        _open(found, key, **{axis: both, f"{axis}_match": "all"})
    else:
        _open(found, key, **{axis: [topic], f"{axis}_match": "any"})


def _sizes(desk: Desk, found: Sequence[Compared], things: Sequence[Thing]) -> None:
    words = desk.words
    table = sizes(desk.holdings.corpus, things, way=desk.way)
    names = _names(found)
    is_share = desk.way == "share"
    labels = [names[key] for key in table["thing"]]
    numbers = [words.amount(value, desk.way) for value in table["value"]]
    texts = [
        "<br>".join(
            [
                f"<b>{label}</b>", number,
                _share_text(desk, row, words.count(row.base_count, "of_article")),
            ]
        )
        for label, number, row in zip(labels, numbers, table.itertuples(), strict=True)
    ]  # fmt: skip
    factor = 100 if is_share else 1
    series = [
        Marks(
            name="",
            place=at,
            rows=[at],
            values=[row.value * factor],
            lows=[row.share_low * factor] if is_share else (),
            highs=[row.share_high * factor] if is_share else (),
            texts=[texts[at]],
            meanings=[[row.thing, row.article_count]],
            numbers=() if is_share else [numbers[at]],
        )
        for at, row in enumerate(table.itertuples())
    ]
    is_whole = bool((table["article_count"] == table["base_count"]).all())
    most, least = table["value"].idxmax(), table["value"].idxmin()
    sentence = words(
        "sizes_sentence",
        most=labels[most], most_value=numbers[most],
        least=labels[least], least_value=numbers[least],
    ) if table["value"].notna().all() and not (is_share and is_whole) else ""  # fmt: skip
    draw(
        desk,
        "compare_sizes",
        words("sizes_title"),
        charts.interval_figure(
            desk.look("sector"), labels, series, title=words(f"axis_{desk.way}"), as_bars=True,
            is_apart=True,
        ),
        _labelled(table, names),
        note=words("sizes_whole" if is_share and is_whole else "sizes_note"),
        choose=lambda meaning: _open(found, meaning[0]) if meaning[1] else None,
        counted=_together(things),
        dates=desk.period_of(_together(things)),
        sentence=sentence,
    )  # fmt: skip


def _courses(desk: Desk, found: Sequence[Compared], things: Sequence[Thing]) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    st.segmented_control(
        words("bin"),
        ("auto", *PERIODS),
        format_func=lambda name: words(f"bin_{name}"),
        key="compare_step",
        required=True,
    )
    whole = _together(things)
    step = desk.view["compare_step"]
    period = suitable_period(corpus, whole) if step == "auto" else step
    table = courses(corpus, things, period=period, way=desk.way)
    if table.empty:
        st.info(words("compare_undated"))
        return
    names = _names(found)
    notes = [words("courses_note")]
    if unplaced := int((whole & ~placed(corpus, period=period)).sum()):
        notes.append(words("trend_unplaced", count=words.count(unplaced, "article")))
    cut = _cut_short(found, table, period)
    last = corpus.last_date or date.max
    cut |= {
        start
        for start in table["period_start"].drop_duplicates()
        if _moved(start.date(), PERIODS[period]) > last + timedelta(days=1)
    }
    if cut:
        notes.append(words("courses_incomplete"))

    def choose(meaning: Sequence[Any]) -> None:
        key, count, start = meaning
        if not count:
            return
        first = date.fromisoformat(start)
        last = _moved(first, PERIODS[period]) - timedelta(days=1)
        own = next(item.choice for item in found if item.key == key)
        _open(
            found, key,
            **{"from": max(first, own.first or first), "to": min(last, own.last or last)},
        )  # fmt: skip

    draw(
        desk,
        "compare_courses",
        words("courses_title", counted=words(f"counted_{desk.way}"), period=words(f"per_{period}")),
        charts.courses_figure(
            table,
            names,
            desk.look("sector"),
            period=period,
            way=desk.way,
            incomplete=cut,
            marked=_split_day(desk) if desk.view["compare"] == "day" else None,
        ),
        _labelled(table, names),
        note=" ".join(notes),
        choose=choose,
        counted=whole & placed(corpus, period=period),
        dates=desk.period_of(whole),
        sentence=_course_sentence(desk, table, names, period),
    )


def _cut_short(found: Sequence[Compared], table: pd.DataFrame, period: str) -> set[pd.Timestamp]:
    """Periods of the chart that a thing covers in part."""
    cut = set()
    for start in table["period_start"].drop_duplicates():
        first = start.date()
        after = _moved(first, PERIODS[period])
        for item in found:
            opened, closed = item.choice.first or first, item.choice.last or after
            if first < opened < after or first <= closed < after - timedelta(days=1):
                cut.add(start)
    return cut


def _course_sentence(desk: Desk, table: pd.DataFrame, names: dict[str, str], period: str) -> str:
    """When each thing was at its height."""
    words = desk.words
    known = table[table["value"].notna()]
    highest = known.loc[known.groupby("thing", sort=False)["value"].idxmax()]
    parts = [
        words(
            "course_height",
            thing=names[row.thing],
            period=words.period(row.period_start.date(), period),
            value=words.amount(row.value, desk.way),
        )
        for row in highest.itertuples()
        if row.value
    ]
    return words("courses_sentence", heights="; ".join(parts)) if parts else ""


def _mixes(desk: Desk, found: Sequence[Compared], things: Sequence[Thing]) -> None:
    words, axis = desk.words, desk.view["compare_by"]
    table = mixes(desk.holdings.corpus, things, axis, way=desk.way, most=MIX_ROWS)
    if table.empty:
        st.info(words("nothing_tagged"))
        return
    look, names = desk.look(axis), _names(found)
    topics = list(dict.fromkeys(table["topic"]))
    place = {topic: at for at, topic in enumerate(topics)}
    series = []
    for at, item in enumerate(found):
        own = table[(table["thing"] == item.key) & (table["total"] > 0)]
        series.append(
            Marks(
                name=item.name,
                place=at,
                rows=[place[topic] for topic in own["topic"]],
                values=own["share"] * 100,
                lows=own["share_low"] * 100,
                highs=own["share_high"] * 100,
                texts=[
                    "<br>".join(
                        [
                            f"<b>{look.name(row.topic)}</b>",
                            item.name,
                            words(
                                "share_between",
                                share=words.percent(row.share, digits=1),
                                low=words.percent(row.share_low, digits=1),
                                high=words.percent(row.share_high, digits=1),
                                base=words.number(row.total),
                            ),
                        ]
                    )
                    for row in own.itertuples()
                ],
                meanings=[[item.key, row.topic, row.article_count] for row in own.itertuples()],
            )
        )
    unit = words(f"mix_unit_{desk.way if desk.way in ('stories', 'fractional') else 'articles'}")
    draw(
        desk,
        "compare_mixes",
        words("mixes_title", axis=words(axis)),
        charts.interval_figure(
            look, [look.name(topic) for topic in topics], series, title=words("axis_mix")
        ),
        _labelled(table, names, look),
        unit=unit,
        note=words("mixes_note"),
        choose=lambda meaning: (
            _open_topic(found, meaning[0], axis, meaning[1]) if meaning[2] else None
        ),
        counted=_together(things),
        dates=desk.period_of(_together(things)),
        sentence=_mix_sentence(desk, table, names, look),
    )
    if len(found) == 2:
        _differences(desk, found, things, table, axis)


def _mix_sentence(desk: Desk, table: pd.DataFrame, names: dict[str, str], look: charts.Look) -> str:
    """The biggest topic of each thing."""
    known = table[table["share"].notna()]
    biggest = known.loc[known.groupby("thing", sort=False)["share"].idxmax()]
    parts = [
        desk.words(
            "mix_biggest",
            thing=names[row.thing],
            topic=look.name(row.topic),
            share=desk.words.percent(row.share, digits=1),
        )
        for row in biggest.itertuples()
    ]
    return desk.words("mixes_sentence", topics="; ".join(parts))


def _differences(
    desk: Desk,
    found: Sequence[Compared],
    things: Sequence[Thing],
    table: pd.DataFrame,
    axis: str,
) -> None:
    """How the mixes of two things differ, as bars with intervals."""
    words, look = desk.words, desk.look(axis)
    first, second = found
    # What came later, or stands second, is told against what was before.
    shown = differences(table, second.key, first.key)
    shown = shown[shown["difference"].notna()]
    if shown.empty:
        return
    texts = [
        "<br>".join(
            [
                f"<b>{look.name(row.topic)}</b>",
                f"{second.name}: {words.percent(row.share, digits=1)}",
                f"{first.name}: {words.percent(row.other_share, digits=1)}",
                _difference_text(desk, row),
            ]
        )
        for row in shown.itertuples()
    ]  # fmt: skip
    marks = Marks(
        name="",
        place=0,
        rows=range(len(shown)),
        values=shown["difference"] * 100,
        lows=shown["difference_low"] * 100,
        highs=shown["difference_high"] * 100,
        texts=texts,
        meanings=[
            [(second if row.difference > 0 else first).key, row.topic] for row in shown.itertuples()
        ],
        faint=(~shown["is_clear"]).tolist(),
    )
    clear = shown[shown["is_clear"]]
    parts = [
        words("difference_part", topic=look.name(row.topic), points=_points(desk, row.difference))
        for row in clear.reindex(clear["difference"].abs().nlargest(3).index).itertuples()
    ]
    sentence = (
        words("differences_sentence", topics="; ".join(parts))
        if parts
        else words("differences_none")
    )
    draw(
        desk,
        "compare_differences",
        words("differences_title", first=second.name, second=first.name),
        charts.interval_figure(
            look, list(map(look.name, shown["topic"])), [marks],
            title=words("axis_points"), as_bars=True,
        ),
        _labelled(shown, {}, look),
        unit=words("unit_points"),
        note=words("differences_note"),
        choose=lambda meaning: _open_topic(found, meaning[0], axis, meaning[1]),
        counted=_together(things),
        dates=desk.period_of(_together(things)),
        sentence=sentence,
    )  # fmt: skip


def _share_text(desk: Desk, row: Any, base: str) -> str:
    percents = [
        desk.words.percent(share, digits=1) for share in (row.share, row.share_low, row.share_high)
    ]
    names = ("share", "low", "high")
    return desk.words("share_between", **dict(zip(names, percents, strict=True)), base=base)


def _difference_text(desk: Desk, row: Any) -> str:
    ends = (row.difference, row.difference_low, row.difference_high)
    names = ("difference", "low", "high")
    points = [_points(desk, end) for end in ends]
    return desk.words("difference_between", **dict(zip(names, points, strict=True)))


def _points(desk: Desk, share: float) -> str:
    sign = "+" if share > 0 else ""
    return f"{sign}{desk.words.number(share * 100, digits=1)}"


def _distinctive(desk: Desk, found: Sequence[Compared], things: Sequence[Thing]) -> None:
    words, axis = desk.words, desk.view["compare_by"]
    own = {item.key.split(":", 1)[1] for item in found if item.axis == axis}
    table = distinctive(desk.holdings.corpus, things, axis, without=own)
    table = table[table["q_value"] < CLEAR]
    look, names = desk.look(axis), _names(found)
    if table.empty:
        st.info(words("distinctive_none"))
        return
    place = {item.key: at for at, item in enumerate(found)}
    rows = table.reset_index(drop=True)
    series = []
    for item in found:
        here = rows[rows["thing"] == item.key]
        if here.empty:
            continue
        series.append(
            Marks(
                name=item.name,
                place=place[item.key],
                rows=here.index.tolist(),
                values=here["ratio"],
                lows=here["ratio_low"],
                highs=here["ratio_high"],
                texts=[_distinctive_text(desk, item.name, look, row) for row in here.itertuples()],
                meanings=[[item.key, row.topic, row.article_count] for row in here.itertuples()],
            )
        )
    parts = [
        words("distinctive_part", thing=item.name, topic=look.name(here["topic"].iloc[0]))
        for item in found
        if len(here := rows[rows["thing"] == item.key])
    ]
    draw(
        desk,
        "compare_distinctive",
        words("distinctive_title", axis=words(axis)),
        charts.interval_figure(
            look, list(map(look.name, rows["topic"])), series,
            title=words("axis_distinctive"), is_ratio=True, is_apart=True,
        ),
        _labelled(rows, names, look),
        unit=words("unit_distinctive"),
        note=words("distinctive_note"),
        choose=lambda meaning: _open_topic(found, meaning[0], axis, meaning[1]),
        counted=_together(things),
        dates=desk.period_of(_together(things)),
        sentence=words("distinctive_sentence", topics="; ".join(parts)),
    )  # fmt: skip


def _distinctive_text(desk: Desk, name: str, look: charts.Look, row: Any) -> str:
    words = desk.words
    return "<br>".join(
        [
            f"<b>{look.name(row.topic)}</b>",
            f"{name}: {words.percent(row.share, digits=1)}",
            words("others_have", share=words.percent(row.other_share, digits=1)),
            words("rising_ratio", ratio=words.number(row.ratio, digits=1),
                  low=words.number(row.ratio_low, digits=1),
                  high=words.number(row.ratio_high, digits=1)),
            charts.chance_text(row.q_value, words),
        ]
    )  # fmt: skip


def _labelled(
    table: pd.DataFrame, names: dict[str, str], look: charts.Look | None = None
) -> pd.DataFrame:
    """The table with the names of things and topics beside their keys.

    What is measured of two things has names of its own, so that readers see which they are.
    """
    named = table.rename(
        columns={
            "total": "compared_count",
            "share_low": "share_at_least",
            "share_high": "share_at_most",
            "other_count": "others_count",
        }
    )
    if "thing" in named:
        at = named.columns.get_loc("thing") + 1
        named.insert(at, "thing_label", [names[key] for key in named["thing"]])
    if look is not None and "topic" in named:
        at = named.columns.get_loc("topic") + 1
        named.insert(at, "label", list(map(look.name, named["topic"])))
    return named
