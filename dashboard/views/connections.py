"""Connections: which topics are named together, more often than by chance, or never."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from analysis import (
    TOPIC_AXES,
    AxisChoice,
    combinations,
    comparison,
    flow,
    mirrored,
    pairs,
    rising_pairs,
    spring_layout,
    structured,
    topic_numbers,
    unnamed,
)
from dashboard import charts
from dashboard.address import open_page
from dashboard.charted import draw
from dashboard.charts import CLEAR, Marks
from dashboard.desk import Desk
from dashboard.parameters import Parameter, one
from dashboard.state import Holdings
from dashboard.views.head import show_head

PLACE: Final = "connections"
KINDS: Final = {"body": "actor", "person": "actor"}  # parts of an axis, by the kind of topic
SIDES: Final = (*TOPIC_AXES, *KINDS)
VIEWS: Final = ("matrix", "network", "flow", "sets")
ORDERS: Final = ("together", "apart", "biggest", "rising", "never")
SIZES: Final = ("8", "12", "16", "24")
LIFTS: Final = ("1", "1.5", "2", "3", "5")
LEASTS: Final = ("2", "5", "10", "20", "50", "100")
PAIR_ROWS: Final = 16
EDGES: Final = 32
BANDS: Final = 6  # topics of each axis in the flow
ENOUGH: Final = 50  # articles that a period must have to be compared with the one before
MOST_EXCLUDED: Final = 40  # topics that a link to an exact set would have to leave out


@dataclass(frozen=True, slots=True)
class Side:
    """Topics on one side of a pair: an axis, or those of one kind of it; ``keys`` if not all."""

    name: str
    axis: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What the page works on: two sides, and the articles within which pairs are compared.

    The topics that the reader filters by choose rows and columns; they do not narrow the
    articles, or else each pair of them would be in all.
    """

    rows: Side
    columns: Side
    mask: NDArray[np.bool_]

    @property
    def axes(self) -> tuple[str, str]:
        return self.rows.axis, self.columns.axis


def parameters(_: Holdings) -> tuple[Parameter, ...]:
    """What is paired, and how that is looked at."""
    choices = {
        "pair_rows": (SIDES, "sector"),
        "pair_columns": (SIDES, "instrument"),
        "pair_end": (SIDES, "actor"),
        "pair_view": (VIEWS, "matrix"),
        "pair_shade": (("lift", "value"), "lift"),
        "pair_size": (SIZES, "16"),
        "pair_order": (ORDERS, "together"),
        "pair_lift": (LIFTS, "1.5"),
        "pair_least": (LEASTS, "5"),
    }
    return tuple(
        Parameter(key, default, one(allowed, default), PLACE)
        for key, (allowed, default) in choices.items()
    )


def show(desk: Desk) -> None:
    """Draw the page."""
    if not show_head(desk, "connections_question"):
        return
    words, view = desk.words, desk.view
    _controls(desk)
    names = [view["pair_rows"], view["pair_columns"]]
    if view["pair_view"] == "flow":
        _flow(desk, [*names, view["pair_end"]])
        return
    if view["pair_view"] == "sets":
        _sets(desk, view["pair_rows"])
        return
    table = _table(desk, names)
    found = _pairs(desk, table)
    if found.empty or not found["article_count"].any():
        st.info(words("pairs_none"))
        return
    st.caption(words("pairs_hint", count=words.count(int(table.mask.sum()), "article")))
    if view["pair_view"] == "matrix":
        _matrix(desk, table, found)
    else:
        _network(desk, table, found)
    _ranking(desk, table, found)


def _controls(desk: Desk) -> None:
    words, view = desk.words, desk.view

    def pick(key: str, options: Sequence[str], name: Callable[[str], str]) -> None:
        st.selectbox(words(names.get(key, key)), options, format_func=name, key=key)

    is_flow = view["pair_view"] == "flow"
    sides = {"pair_rows": "flow_left", "pair_columns": "flow_middle", "pair_end": "flow_right"}
    names = sides if is_flow else {}

    st.segmented_control(
        words("pair_view"),
        VIEWS,
        format_func=lambda name: words(f"pair_view_{name}"),
        key="pair_view",
        required=True,
    )
    with st.container(horizontal=True, key="pair_controls"):
        pick("pair_rows", SIDES, words)
        if view["pair_view"] != "sets":
            pick("pair_columns", SIDES, words)
        if is_flow:
            pick("pair_end", SIDES, words)
        if view["pair_view"] == "matrix":
            pick("pair_size", SIZES, str)
            pick("pair_shade", ("lift", "value"), lambda name: words(f"pair_shade_{name}"))
        if view["pair_view"] == "network":
            pick("pair_lift", LIFTS, lambda text: f"×{words.number(float(text), digits=1)}")
            pick("pair_least", LEASTS, str)


def _side(desk: Desk, name: str) -> Side:
    axis = KINDS.get(name, name)
    keys = desk.choice.axis(axis).include
    if name in KINDS:
        topics = desk.holdings.taxonomy.topics(axis)
        of_kind = tuple(topic.key for topic in topics if topic.kind == name)
        keys = tuple(key for key in of_kind if key in keys) or of_kind
    return Side(name, axis, keys)


def _without_wishes(desk: Desk, axes: Sequence[str]) -> NDArray[np.bool_]:
    """The selected articles, and those that the wishes for the paired axes leave out."""
    choice = desk.choice
    for axis in axes:
        choice = choice.with_axis(axis, AxisChoice(exclude=choice.axis(axis).exclude))
    return desk.selected(choice)


def _table(desk: Desk, names: Sequence[str]) -> Table:
    rows, columns = (_side(desk, name) for name in names)
    mask = _without_wishes(desk, [rows.axis, columns.axis])
    if rows.name == columns.name and desk.choice.axis(rows.axis).include:
        free = replace(desk, choice=desk.choice.with_axis(rows.axis, AxisChoice()))
        columns = _side(free, columns.name)
    return Table(rows, columns, mask)


def _parents(desk: Desk, table: Table) -> dict[str, str]:
    return {topic.key: topic.parent for topic in desk.holdings.taxonomy.topics(table.rows.axis)}


def _pairs(desk: Desk, table: Table) -> pd.DataFrame:
    return pairs(
        desk.holdings.corpus,
        table.mask,
        *table.axes,
        way=desk.way,
        base=desk.base,
        rows=table.rows.keys,
        columns=table.columns.keys,
        parents=_parents(desk, table),
    )


def _looks(desk: Desk, table: Table) -> tuple[charts.Look, charts.Look]:
    return desk.look(table.rows.axis), desk.look(table.columns.axis)


def _matrix(desk: Desk, table: Table, found: pd.DataFrame) -> None:
    words = desk.words
    is_square = table.rows == table.columns
    cells = mirrored(found) if is_square else found
    order = structured(cells, most=int(desk.view["pair_size"]))
    drawn = found[
        (found["row"].isin(order[0]) & found["column"].isin(order[1]))
        | (is_square & found["row"].isin(order[1]) & found["column"].isin(order[0]))
    ]
    notes = [words("matrix_note"), words("test_note")]
    sizes = cells["row"].nunique(), cells["column"].nunique()
    if (len(order[0]), len(order[1])) != sizes:
        notes.append(
            words("matrix_capped", rows=len(order[0]), columns=len(order[1]),
                  all_rows=sizes[0], all_columns=sizes[1])
        )  # fmt: skip
    draw(
        desk,
        "pair_matrix",
        _title(desk, table, "matrix_title"),
        charts.matrix_figure(
            cells, _looks(desk, table), order, way=desk.way, shade=desk.view["pair_shade"]
        ),
        _named(desk, table, drawn),
        note=" ".join(notes),
        choose=lambda meaning: _open(table, *meaning[:2]) if meaning[2] else None,
        counted=table.mask,
        dates=desk.period_of(table.mask),
        sentence=_strongest(desk, table, drawn),
    )


def _title(desk: Desk, table: Table, key: str) -> str:
    words = desk.words
    if table.rows.name == table.columns.name:
        return words(f"{key}_one", rows=words(table.rows.name))
    columns = words(table.columns.name)
    return words(key, rows=words(table.rows.name), columns=columns[:1].lower() + columns[1:])


def _strongest(desk: Desk, table: Table, found: pd.DataFrame) -> str:
    """The pairs that stand out most, in a sentence."""
    words = desk.words
    clear = found[(found["q_value"] < CLEAR) & (found["lift"] > 1)]
    if clear.empty:
        return words("pairs_none_clear")
    names = [
        words(
            "pair_sentence",
            pair=_pair_name(desk, table, pair.row, pair.column),
            count=words.count(pair.article_count, "article"),
            expected=words.number(pair.expected_count, digits=1),
        )
        for pair in clear.nlargest(3, "phi").itertuples()
    ]
    return words("pairs_sentence", pairs="; ".join(names))


def _pair_name(desk: Desk, table: Table, row: str, column: str) -> str:
    looks = _looks(desk, table)
    return desk.words("pair_name", first=looks[0].name(row), second=looks[1].name(column))


def _network(desk: Desk, table: Table, found: pd.DataFrame) -> None:
    words, view = desk.words, desk.view
    strong = found[
        (found["q_value"] < CLEAR)
        & (found["lift"] >= float(view["pair_lift"]))
        & (found["article_count"] >= int(view["pair_least"]))
    ]
    edges = strong.nlargest(EDGES, "phi")
    if edges.empty:
        st.info(words("network_none"))
        return
    nodes = _nodes(edges, is_one_axis=table.rows.axis == table.columns.axis)
    place = {key: at for at, key in enumerate(zip(nodes["side"], nodes["topic"], strict=True))}
    far = int(nodes["side"].max())
    ties = np.zeros((len(nodes), len(nodes)))
    for edge in edges.itertuples():
        first, last = place[(0, edge.row)], place[(far, edge.column)]
        ties[first, last] = ties[last, first] = edge.phi
    notes = [words("network_note"), words("test_note")]
    if len(strong) > EDGES:
        notes.append(words("network_capped", shown=EDGES, total=len(strong)))

    def choose(meaning: Sequence[Any]) -> None:
        if isinstance(meaning[1], str):
            _open(table, *meaning[:2])
        else:
            _open_topic(table.axes[int(meaning[1])], meaning[0])

    draw(
        desk,
        "pair_network",
        _title(desk, table, "network_title"),
        charts.network_figure(nodes, edges, spring_layout(ties), _looks(desk, table), way=desk.way),
        _named(desk, table, edges),
        note=" ".join(notes),
        choose=choose,
        counted=table.mask,
        dates=desk.period_of(table.mask),
        sentence=_strongest(desk, table, edges),
    )
    _edge_list(desk, table, edges)


def _nodes(edges: pd.DataFrame, *, is_one_axis: bool) -> pd.DataFrame:
    """Topics at the ends of the edges, each once, with their articles."""
    ends = [
        edges[[side, f"{side}_count"]]
        .set_axis(["topic", "article_count"], axis=1)
        .assign(side=0 if is_one_axis else number)
        for number, side in enumerate(("row", "column"))
    ]
    return pd.concat(ends).drop_duplicates(["side", "topic"], ignore_index=True)


def _edge_list(desk: Desk, table: Table, edges: pd.DataFrame) -> None:
    """All edges below the graph; a chosen row opens its articles."""
    words = desk.words
    columns = ["row_label", "column_label", "article_count", "expected_count", "lift", "q_value"]
    key = "pair_edges"

    def clicked() -> None:
        if rows := st.session_state[key].selection.rows:
            edge = edges.iloc[rows[0]]
            _open(table, edge["row"], edge["column"])

    st.header(words("edges_title"))
    st.dataframe(
        _named(desk, table, edges)[columns],
        key=key,
        hide_index=True,
        on_select=clicked,
        selection_mode="single-row",
        alt=words("edges_title"),
        column_config={
            name: st.column_config.NumberColumn(words(f"column_{name}"), format=form)
            if (form := {"expected_count": "%.1f", "lift": "%.2f", "q_value": "%.2g"}.get(name))
            else st.column_config.Column(words(f"column_{name}"))
            for name in columns
        },
    )


def _ranking(desk: Desk, table: Table, found: pd.DataFrame) -> None:
    words = desk.words
    st.segmented_control(
        words("pair_order"),
        ORDERS,
        format_func=lambda name: words(f"pair_order_{name}"),
        key="pair_order",
        required=True,
    )
    order = desk.view["pair_order"]
    if order == "rising":
        _rising(desk, table)
    elif order == "never":
        _never(desk, table, found)
    elif order == "biggest":
        _biggest(desk, table, found)
    else:
        _surest(desk, table, found, is_apart=order == "apart")


def _surest(desk: Desk, table: Table, found: pd.DataFrame, *, is_apart: bool) -> None:
    words = desk.words
    clear = found[(found["q_value"] < CLEAR) & (found["article_count"] > 0)]
    if is_apart:
        shown = clear[clear["lift"] < 1].nsmallest(PAIR_ROWS, "phi").sort_values("lift")
    else:
        shown = clear[clear["lift"] > 1].nlargest(PAIR_ROWS, "phi")
        shown = shown.sort_values("lift", ascending=False)
    name = "apart" if is_apart else "together"
    if shown.empty:
        st.info(words("pairs_none_clear"))
        return
    _draw_pairs(
        desk,
        table,
        shown,
        words(f"pairs_title_{name}"),
        words("axis_lift"),
        (shown["lift"], shown["lift_low"], shown["lift_high"]),
        note=f"{words('lift_note')} {words('test_note')}",
        sentence=words(
            "surest_sentence",
            pair=_pair_name(desk, table, shown["row"].iloc[0], shown["column"].iloc[0]),
            lift=words.number(shown["lift"].iloc[0], digits=1),
            count=len(shown),
        ),
        is_ratio=True,
    )


def _biggest(desk: Desk, table: Table, found: pd.DataFrame) -> None:
    words = desk.words
    shown = found.nlargest(PAIR_ROWS, "value")
    values = shown["value"] * (100 if desk.way == "share" else 1)
    _draw_pairs(
        desk,
        table,
        shown,
        words("pairs_title_biggest"),
        words(f"axis_{desk.way}"),
        (values, (), ()),
        numbers=[words.amount(value, desk.way) for value in shown["value"]],
        note=words("fraction_note") if desk.way == "fractional" else "",
        as_bars=True,
    )


def _never(desk: Desk, table: Table, found: pd.DataFrame) -> None:
    words = desk.words
    silent = found[found["article_count"] == 0]
    shown = silent.nlargest(PAIR_ROWS, "expected_count")
    look = desk.look(table.columns.axis)
    missing = unnamed(desk.holdings.corpus, table.mask, table.columns.axis)
    if table.columns.keys:
        missing = [key for key in missing if key in table.columns.keys]
    notes = [words("never_note", count=words.number(len(silent)))]
    if missing:
        listed = ", ".join(map(look.name, missing[:PAIR_ROWS]))
        key = "never_at_all" if len(missing) <= PAIR_ROWS else "never_at_all_more"
        notes.append(words(key, topics=listed, count=words.number(len(missing))))
    if shown.empty:
        st.info(" ".join([words("never_none"), *notes[1:]]))
        return
    values = shown["expected_count"]
    _draw_pairs(
        desk,
        table,
        shown,
        words("pairs_title_never"),
        words("axis_expected"),
        (values, (), ()),
        numbers=[words.number(value, digits=1) for value in values],
        note=" ".join(notes),
        faint=[not q < CLEAR for q in shown["q_value"]],
        as_bars=True,
    )


def _draw_pairs(
    desk: Desk,
    table: Table,
    shown: pd.DataFrame,
    title: str,
    axis_title: str,
    values: tuple[Sequence[float], Sequence[float], Sequence[float]],
    *,
    note: str = "",
    sentence: str = "",
    faint: Sequence[bool] = (),
    numbers: Sequence[str] = (),
    as_bars: bool = False,
    is_ratio: bool = False,
) -> None:
    """Pairs as rows, with their values and intervals; a click opens the articles."""
    looks = _looks(desk, table)
    marks = Marks(
        name="",
        place=0,
        rows=range(len(shown)),
        values=values[0],
        lows=values[1],
        highs=values[2],
        texts=[charts.pair_text(pair, looks, desk.way) for pair in shown.itertuples()],
        meanings=shown[["row", "column", "article_count"]].to_numpy(dtype=object).tolist(),
        faint=faint,
        numbers=numbers,
    )
    labels = [_pair_name(desk, table, pair.row, pair.column) for pair in shown.itertuples()]
    draw(
        desk,
        "pair_ranking",
        title,
        charts.interval_figure(
            looks[0], labels, [marks], title=axis_title, as_bars=as_bars, is_ratio=is_ratio
        ),
        _named(desk, table, shown),
        note=note,
        choose=lambda meaning: _open(table, *meaning[:2]) if meaning[2] else None,
        counted=table.mask,
        dates=desk.period_of(table.mask),
        sentence=sentence,
    )


def _rising(desk: Desk, table: Table) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    now, before, dates = _two_periods(desk, table)
    if now is None or before is None:
        st.info(words("rising_none"))
        return
    found = rising_pairs(
        corpus, now, before, *table.axes,
        rows=table.rows.keys, columns=table.columns.keys, parents=_parents(desk, table),
    )  # fmt: skip
    shown = found[found["ratio"] > 1].head(PAIR_ROWS)
    if shown.empty:
        st.info(words("rising_none"))
        return
    labels = [_pair_name(desk, table, pair.row, pair.column) for pair in shown.itertuples()]
    texts = [
        "<br>".join(
            [
                f"<b>{label}</b>",
                words("rising_counts", now=words.count(pair.current_count, "article"),
                      before=words.count(pair.previous_count, "article")),
                words("rising_ratio", ratio=words.number(pair.ratio, digits=1),
                      low=words.number(pair.ratio_low, digits=1),
                      high=words.number(pair.ratio_high, digits=1)),
                charts.chance_text(pair.q_value, words),
            ]
        )
        for label, pair in zip(labels, shown.itertuples(), strict=True)
    ]  # fmt: skip
    marks = Marks(
        name="",
        place=0,
        rows=range(len(shown)),
        values=shown["ratio"],
        lows=shown["ratio_low"],
        highs=shown["ratio_high"],
        texts=texts,
        meanings=shown[["row", "column", "current_count"]].to_numpy(dtype=object).tolist(),
        faint=[q >= CLEAR for q in shown["q_value"]],
    )
    first, last = dates[0]

    def choose(meaning: Sequence[Any]) -> None:
        if meaning[2]:
            _open(table, *meaning[:2], **{"from": first, "to": last})

    draw(
        desk,
        "pair_rising",
        words("pairs_title_rising"),
        charts.interval_figure(
            desk.look(table.rows.axis), labels, [marks], title=words("axis_rising"), is_ratio=True
        ),
        _named(desk, table, shown),
        unit=words("unit_rising"),
        note=words(
            "rising_note",
            now=words("period_between", first=words.date(first), last=words.date(last)),
            before=words(
                "period_between", first=words.date(dates[1][0]), last=words.date(dates[1][1])
            ),
            now_count=words.count(int(now.sum()), "article"),
            before_count=words.count(int(before.sum()), "article"),
        ),
        choose=choose,
        counted=now | before,
        dates=desk.period_of(now | before),
    )


Dates = tuple[date, date]


def _two_periods(
    desk: Desk, table: Table
) -> tuple[NDArray[np.bool_] | None, NDArray[np.bool_] | None, tuple[Dates, ...]]:
    """The chosen time and that before it; the halves of the time where either has too little."""
    corpus = desk.holdings.corpus
    whole = replace(desk, choice=desk.choice.without_dates())
    any_time = _without_wishes(whole, table.axes)
    compared = comparison(corpus, desk.choice)
    if compared is not None and compared.is_covered:
        spans = (
            (compared.first, compared.last), (compared.previous_first, compared.previous_last)
        )  # fmt: skip
        now, before = (any_time & corpus.between(*span) for span in spans)
        if min(now.sum(), before.sum()) >= ENOUGH:
            return now, before, spans
    bounds = desk.dates(table.mask)
    if bounds is None or bounds[0] == bounds[1]:
        return None, None, ()
    middle = bounds[0] + (bounds[1] - bounds[0]) / 2
    spans = ((middle + timedelta(days=1), bounds[1]), (bounds[0], middle))
    now, before = (table.mask & corpus.between(*span) for span in spans)
    return now, before, spans


def _flow(desk: Desk, names: Sequence[str]) -> None:
    words = desk.words
    sides = [_side(desk, name) for name in names]
    axes = [side.axis for side in sides]
    if len(set(axes)) < len(axes):
        st.info(words("flow_same"))
        return
    mask = _without_wishes(desk, axes)
    table = flow(
        desk.holdings.corpus,
        mask,
        axes,
        way=desk.way,
        base=desk.base,
        topics={side.axis: side.keys for side in sides},
        most=BANDS,
    )
    if table.empty:
        st.info(words("pairs_none"))
        return
    looks = [desk.look(axis) for axis in axes]

    def choose(meaning: Sequence[Any]) -> None:
        stage, first, second, _ = meaning
        changes: dict[str, Any] = {axes[int(stage)]: [first], f"{axes[int(stage)]}_match": "any"}
        if second:
            changes |= {axes[int(stage) + 1]: [second], f"{axes[int(stage) + 1]}_match": "any"}
        open_page("articles", **changes)

    biggest = table.sort_values("value", ascending=False, kind="stable").groupby("stage").head(1)
    sentence = "; ".join(
        words(
            "flow_sentence",
            pair=words(
                "pair_name",
                first=looks[band.stage].name(band.source),
                second=looks[band.stage + 1].name(band.target),
            ),
            value=words.amount(band.value, desk.way),
        )
        for band in biggest.sort_values("stage").itertuples()
    )
    shown = pd.DataFrame(
        {
            "flow_step": table["stage"] + 1,
            "from": table["source"],
            "from_label": [looks[b.stage].name(b.source) for b in table.itertuples()],
            "to": table["target"],
            "to_label": [looks[b.stage + 1].name(b.target) for b in table.itertuples()],
            "article_count": table["article_count"],
            "value": table["value"],
        }
    )
    draw(
        desk,
        "pair_flow",
        words("flow_title", axes=" → ".join(words(name) for name in names)),
        charts.bands_figure(table, looks, [words(name) for name in names], way=desk.way),
        shown,
        note=words("flow_note", count=BANDS),
        choose=choose,
        counted=mask,
        dates=desk.period_of(mask),
        sentence=words("flow_biggest", bands=sentence),
    )  # fmt: skip


def _sets(desk: Desk, name: str) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    axis = KINDS.get(name, name)
    numbers = topic_numbers(corpus, desk.mask, axis, way=desk.way, base=desk.base)
    total = max(1, desk.shown_count)
    parts = [words.percent(count / total) for count in numbers["article_count"]]
    labels = [words(f"topics_{number}") for number in numbers["topic_count"]]
    known = [key for key, count in desk.holdings.counts[axis].items() if count]

    def open_untagged(meaning: Sequence[Any]) -> None:
        if meaning[0] == 0 and meaning[1]:
            open_page("articles", **{axis: [], f"not_{axis}": known})

    draw(
        desk,
        "pair_numbers",
        words("numbers_title", axis=words(axis)),
        _bars(
            desk, labels, numbers["value"],
            numbers[["topic_count", "article_count"]].to_numpy(dtype=object).tolist(),
        ),
        numbers.assign(label=labels)[["topic_count", "label", "article_count", "value"]],
        note=words("numbers_note"),
        choose=open_untagged,
        sentence=words("numbers_sentence", axis=words(axis), none=parts[0], many=parts[-1]),
    )  # fmt: skip
    _combinations(desk, axis, known)


def _bars(
    desk: Desk, labels: Sequence[str], values: Sequence[float], meanings: Sequence[Sequence[Any]]
) -> go.Figure:
    """Plain bars with their numbers."""
    words = desk.words
    numbers = [words.amount(value, desk.way) for value in values]
    marks = Marks(
        name="",
        place=0,
        rows=range(len(labels)),
        values=[value * (100 if desk.way == "share" else 1) for value in values],
        lows=(),
        highs=(),
        texts=[f"<b>{label}</b><br>{text}" for label, text in zip(labels, numbers, strict=True)],
        meanings=meanings,
        numbers=numbers,
    )
    title = words(f"axis_{desk.way}")
    return charts.interval_figure(desk.look("sector"), labels, [marks], title=title, as_bars=True)


def _combinations(desk: Desk, axis: str, known: Sequence[str]) -> None:
    words = desk.words
    table = combinations(
        desk.holdings.corpus, desk.mask, axis, way=desk.way, base=desk.base, most=PAIR_ROWS
    )
    if table.empty:
        st.info(words("sets_none"))
        return
    look = desk.look(axis)
    labels = [" + ".join(map(look.name, topics)) for topics in table["topics"]]
    can_open = len(known) <= MOST_EXCLUDED

    def choose(meaning: Sequence[Any]) -> None:
        topics = table["topics"].iloc[int(meaning[0])]
        rest = [key for key in known if key not in topics]
        open_page("articles", **{axis: list(topics), f"{axis}_match": "all", f"not_{axis}": rest})

    draw(
        desk,
        "pair_sets",
        words("sets_title", axis=words(axis)),
        _bars(
            desk, labels, table["value"],
            [[at, count] for at, count in enumerate(table["article_count"].tolist())],
        ),
        table.assign(topics=[" + ".join(topics) for topics in table["topics"]], label=labels)[
            ["topics", "label", "topic_count", "article_count", "value"]
        ],
        note=words("sets_note") if can_open else words("sets_note_closed"),
        choose=choose if can_open else None,
        sentence=words(
            "sets_sentence", topics=labels[0], value=words.amount(table["value"].iloc[0], desk.way)
        ),
    )  # fmt: skip


def _named(desk: Desk, table: Table, found: pd.DataFrame) -> pd.DataFrame:
    """The table with the names of its topics beside their keys."""
    looks = _looks(desk, table)
    named = found.copy()
    named.insert(1, "row_label", pd.Series(list(map(looks[0].name, found["row"])), found.index))
    named.insert(
        3, "column_label", pd.Series(list(map(looks[1].name, found["column"])), found.index)
    )
    return named


def _open(table: Table, row: str, column: str, **more: Any) -> None:
    """Go to the articles that have both topics."""
    first, second = table.axes
    if first == second:
        open_page("articles", **{first: [row, column], f"{first}_match": "all"}, **more)
    else:
        changes = {first: [row], f"{first}_match": "any", second: [column]}
        open_page("articles", **changes, **{f"{second}_match": "any"}, **more)


def _open_topic(axis: str, topic: str) -> None:
    open_page("articles", **{axis: [topic], f"{axis}_match": "any"})
