"""Money and horizons: which sums, end years, shares and acts articles name, and in which words.

Every mark opens the sentences behind it. Sums are added per currency only, unless the reader asks
for dollars at rates that are shown.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from analysis import (
    COMMON_CURRENCY,
    TOPIC_AXES,
    acts,
    amounts,
    chosen_events,
    different_sums,
    end_years,
    end_years_by_topic,
    followed,
    origin_shares,
    spans,
    sums_by_currency,
    sums_by_topic,
    sums_by_year,
    unfinished,
)
from dashboard import timeline
from dashboard.amounts import amount_range, in_currency, short_amount
from dashboard.charted import draw
from dashboard.charts.money import (
    amounts_figure,
    bars_figure,
    columns_figure,
    ranges_figure,
    shares_figure,
    squares_figure,
)
from dashboard.desk import Desk
from dashboard.parameters import Parameter, flag, one
from dashboard.quoted import open_statements, quotes_of
from dashboard.render import Cell, list_table, note, quote_list, sentence
from dashboard.state import Holdings, Stated, events, stated
from dashboard.views.head import show_head

Positions = NDArray[np.int64]

PARTS: Final = ("sums", "horizons", "origin", "acts", "followed")
LEAST: Final = ("0", "1000000", "100000000", "1000000000")
AUTO: Final = "auto"
ROWS: Final = 24  # of a chart
LARGEST: Final = 12
SQUARES: Final = 14  # years
ROUND_LENGTHS: Final = (5, 10, 20)
POINTS: Final = 400  # the latest shares that are drawn
QUOTES: Final = 12
OPENED: Final = "money_opened"


def parameters(holdings: Holdings) -> tuple[Parameter, ...]:
    """What is shown, and of which sums."""
    currencies = (AUTO, *stated(holdings).statements.currencies)
    return (
        Parameter("money_part", "sums", one(PARTS, "sums"), "money"),
        Parameter("money_currency", AUTO, one(currencies, AUTO), "money"),
        Parameter("money_least", LEAST[1], one(LEAST, LEAST[1]), "money"),
        Parameter("money_by", "sector", one(TOPIC_AXES, "sector"), "money"),
        Parameter("money_year", "published", one(("published", "planned"), "published"), "money"),
        Parameter("money_common", False, flag(), "money"),
    )


def show(desk: Desk) -> None:
    """Draw the page."""
    if not show_head(desk, "money_question"):
        return
    words = desk.words
    part = st.pills(
        words("money_part"),
        PARTS,
        format_func=lambda name: words(f"money_part_{name}"),
        key="money_part",
        required=True,
        label_visibility="collapsed",
    )
    _PARTS[part or "sums"](desk)


# --- sums ------------------------------------------------------------------------------------


def show_sums(desk: Desk) -> None:
    words, told = desk.words, stated(desk.holdings)
    least = float(desk.view["money_least"])
    any_currency = told.statements.money(desk.mask, least=least)
    by_currency = sums_by_currency(told.statements, any_currency)
    first = by_currency["currency"].iloc[0] if len(by_currency) else ""
    axis = _sum_controls(desk, first)
    if not len(any_currency):
        st.info(words("money_no_sums"))
        return
    is_common = bool(desk.view["money_common"])
    chosen = desk.view["money_currency"]
    unit = first if chosen == AUTO else chosen
    found = any_currency if is_common and chosen == AUTO else _of_unit(told, any_currency, unit)
    rate = told.dollars if is_common else None
    unit = COMMON_CURRENCY if is_common else unit
    if not len(found):
        st.info(words("money_no_sums_in", currency=unit))
        return
    st.html(note(words("money_caution")))
    if is_common:
        _rates(desk, told, found)
    if len(by_currency) > 1 and not (is_common and chosen == AUTO):
        _currencies(desk, by_currency, any_currency)
    _by_topic(desk, told, found, axis, unit, rate)
    _by_year(desk, told, found, unit, rate)
    _largest(desk, told, found, unit, rate)


def _sum_controls(desk: Desk, first: str) -> str:
    words, statements = desk.words, stated(desk.holdings).statements
    with st.container(horizontal=True, key="money_controls"):
        st.selectbox(
            words("money_currency"),
            (AUTO, *statements.currencies),
            format_func=lambda code: (
                code if code != AUTO else words("money_most_stated", currency=first or "–")
            ),
            key="money_currency",
            width=220,
        )
        st.selectbox(
            words("money_least"),
            LEAST,
            format_func=lambda text: (
                words("money_any_size") if text == "0" else short_amount(float(text), words)
            ),
            key="money_least",
            width=160,
        )
        axis = st.selectbox(
            words("show_by"), TOPIC_AXES, format_func=words, key="money_by", width=180
        )
        st.segmented_control(
            words("money_year"),
            ("published", "planned"),
            format_func=lambda name: words(f"money_year_{name}"),
            key="money_year",
            required=True,
        )
    st.toggle(words("money_common"), key="money_common", help=words("money_common_help"))
    return axis or "sector"


def _of_unit(told: Stated, found: Positions, unit: str) -> Positions:
    statements = told.statements
    code = statements.unit_names.index(unit)
    kept: Positions = found[statements.units[found] == code]
    return kept


def _rates(desk: Desk, told: Stated, found: Positions) -> None:
    """Say which rates are used, and how many sums have none."""
    words, statements = desk.words, told.statements
    years, units = told.rate_years[found], statements.units[found]
    lacking = int((years == 0).sum())
    pairs = np.unique(np.stack([units[years > 0], years[years > 0]], axis=1), axis=0)
    names = [(statements.unit_names[unit], int(year)) for unit, year in pairs]
    table = told.rates.table
    used = table[
        [pair in names for pair in zip(table["currency"], table["year"], strict=True)]
    ].reset_index(drop=True)
    parts = [words("money_rates_note", last=told.rates.last_year)]
    if lacking:
        parts.append(words("money_rates_lacking", count=words.count(lacking, "statement")))
    st.html(note(" ".join(parts)))
    with st.expander(words("money_rates_title", count=words.count(len(used), "rate"))):
        st.dataframe(
            used,
            hide_index=True,
            height=min(320, 38 + 35 * len(used)),
            alt=words("money_rates_note", last=told.rates.last_year),
            column_config={
                "currency": st.column_config.TextColumn(words("column_currency")),
                "year": st.column_config.NumberColumn(words("column_year"), format="%d"),
                "units_per_dollar": st.column_config.NumberColumn(words("column_units_per_dollar")),
                "source": st.column_config.TextColumn(words("column_source")),
            },
        )


def _currencies(desk: Desk, table: pd.DataFrame, found: Positions) -> None:
    words = desk.words
    shown = table.head(ROWS)

    def choose(meaning: Sequence[Any]) -> None:
        st.session_state["money_currency"] = meaning[0]

    texts = [
        f"{words.number(count)} · {in_currency(short_amount(median, words), code)}"
        for count, median, code in zip(
            shown["statement_count"], shown["median"], shown["currency"], strict=True
        )
    ]
    draw(
        desk,
        "money_currencies",
        words("money_currencies_title"),
        bars_figure(
            shown["currency"].tolist(),
            shown["statement_count"].tolist(),
            texts,
            shown[["currency", "statement_count"]].to_numpy(dtype=object).tolist(),
            desk.look("sector"),
            value_title=words("axis_statements"),
        ),
        table,
        unit=words("unit_statements"),
        note=words("money_currencies_note"),
        choose=choose,
        counted=_articles(desk, found),
        sentence=words(
            "money_currencies_sentence",
            count=words.count(len(table), "currency"),
            first=shown["currency"].iloc[0],
            share=words.percent(shown["statement_count"].iloc[0] / table["statement_count"].sum()),
        ),
    )


def _by_topic(
    desk: Desk,
    told: Stated,
    found: Positions,
    axis: str,
    unit: str,
    rate: NDArray[np.float64] | None,
) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    table = sums_by_topic(corpus, told.statements, found, axis, rate)
    if table.empty:
        st.info(words("nothing_tagged"))
        return
    drawn = table.head(ROWS)
    look = desk.look(axis)
    whole = amounts(told.statements, found, np.zeros(len(found), np.int32), 1, rate).iloc[0]
    draw(
        desk,
        "money_by_topic",
        words("money_by_topic_title", axis=words(f"by_{axis}"), unit=unit),
        ranges_figure(drawn, list(map(look.name, drawn["topic"])), look, key="topic", unit=unit),
        _named(desk, axis, table, unit),
        unit=words("unit_sums", unit=unit),
        note=_topic_note(desk, table),
        choose=_opener("topic"),
        counted=_articles(desk, found),
        sentence=words(
            "money_by_topic_sentence",
            sums=words.count(int(whole["sum_count"]), "different_sum"),
            statements=words.count(int(whole["statement_count"]), "of_statement"),
            median=in_currency(short_amount(whole["median"], words), unit),
            largest=in_currency(short_amount(whole["largest"], words), unit),
            first=look.name(table["topic"].iloc[0]),
            total=in_currency(short_amount(table["total"].iloc[0], words), unit),
        ),
    )
    if opened := _opened("topic"):
        key = str(opened[0])
        places = found[corpus.axes[axis].has_any([key])[told.statements.rows[found]]]
        title = words("money_opened_sums", what=look.name(key), unit=unit)
        _open_sums(desk, told, places, title)


def _topic_note(desk: Desk, table: pd.DataFrame) -> str:
    parts = [desk.words("money_sums_note"), desk.words("several_topics")]
    if len(table) > ROWS:
        parts.append(desk.words("ranking_capped", shown=ROWS, total=len(table)))
    return " ".join(parts)


def _by_year(
    desk: Desk, told: Stated, found: Positions, unit: str, rate: NDArray[np.float64] | None
) -> None:
    words = desk.words
    is_planned = desk.view["money_year"] == "planned"
    table = sums_by_year(told.statements, found, planned=is_planned, rate=rate)
    if table.empty:
        st.info(words("money_no_year"))
        return
    every = range(int(table["year"].max()), int(table["year"].min()) - 1, -1)
    drawn = table.set_index("year").reindex(every[:ROWS]).rename_axis("year").reset_index()
    name = "planned" if is_planned else "published"
    years = told.statements.years if is_planned else told.statements.published
    dated = found[years[found] > 0]
    draw(
        desk,
        "money_by_year",
        words(f"money_by_year_{name}_title", unit=unit),
        ranges_figure(
            drawn, list(map(str, drawn["year"])), desk.look("sector"), key="year", unit=unit
        ),
        table.assign(currency=unit),
        unit=words("unit_sums", unit=unit),
        note=" ".join(
            (words("money_sums_note"), words("money_year_left", count=words.count(
                len(found) - len(dated), "statement")))
        ),
        choose=_opener("year"),
        counted=_articles(desk, dated),
        sentence=words(
            f"money_by_year_{name}_sentence",
            year=int(table.loc[table["sum_count"].idxmax(), "year"]),
            sums=words.count(int(table["sum_count"].max()), "different_sum"),
        ),
    )  # fmt: skip
    if opened := _opened("year"):
        title = words("money_opened_sums", what=str(opened[0]), unit=unit)
        _open_sums(desk, told, found[years[found] == opened[0]], title)


def _largest(
    desk: Desk, told: Stated, found: Positions, unit: str, rate: NDArray[np.float64] | None
) -> None:
    words, corpus, statements = desk.words, desk.holdings.corpus, told.statements
    weight = statements.values if rate is None else statements.values * rate
    known = found[~np.isnan(weight[found])]
    ordered = different_sums(statements, known, weight)[:LARGEST]
    if not len(ordered):
        return
    titles = [_title(desk, int(row)) for row in statements.rows[ordered]]
    codes = [statements.unit_names[code] for code in statements.units[ordered]]
    texts = []
    for place, code in zip(ordered, codes, strict=True):
        low, high = statements.values[place], statements.highs[place]
        text = in_currency(amount_range(low, high, words), code)
        if rate is not None and code != COMMON_CURRENCY:
            per_dollar = words.number(1 / rate[place], digits=2)
            text = words(
                "money_converted",
                text=text,
                dollars=in_currency(short_amount(low * rate[place], words), COMMON_CURRENCY),
                rate=f"{per_dollar} {code}",
                year=int(told.rate_years[place]),
            )
        texts.append(text)
    table = pd.DataFrame(
        {
            "article_id": corpus.ids[statements.rows[ordered]],
            "title": titles,
            "published_date": corpus.days[statements.rows[ordered]].astype("datetime64[D]").astype(
                "datetime64[s]"),
            "amount": statements.values[ordered],
            "amount_high": statements.highs[ordered],
            "currency": codes,
            "planned_year": pd.Series(statements.years[ordered]).replace(0, pd.NA),
        }
    )  # fmt: skip
    if rate is not None:
        table["dollars"] = weight[ordered]
        table["units_per_dollar"] = 1 / rate[ordered]
        table["rate_year"] = told.rate_years[ordered]
    draw(
        desk,
        "money_largest",
        words("money_largest_title"),
        amounts_figure(
            weight[ordered].tolist(),
            titles,
            texts,
            [[int(code), 1] for code in statements.sums[ordered]],
            desk.look("sector"),
            unit=unit,
        ),
        table,
        unit=words("unit_sums", unit=unit),
        note=words("money_largest_note"),
        choose=_opener("sum"),
        counted=_articles(desk, known),
        sentence=words(
            "money_largest_sentence",
            amount=in_currency(short_amount(float(weight[ordered[0]]), words), unit),
            title=titles[0],
        ),
    )
    if opened := _opened("sum"):
        same = statements.money(desk.mask)
        same = same[statements.sums[same] == opened[0]]
        _open_sums(desk, told, same, words("money_opened_same"))


def _open_sums(desk: Desk, told: Stated, found: Positions, title: str) -> None:
    open_statements(desk, found, title, desk.words("quotes_sums"))


# --- horizons --------------------------------------------------------------------------------


def show_horizons(desk: Desk) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    statements = stated(desk.holdings).statements
    base = float(desk.base.sum())
    table = end_years(corpus, statements, desk.mask, way=desk.way, base=base)
    named = table[table["article_count"] > 0]
    if named.empty:
        st.info(words("horizon_none"))
    else:
        _end_years(desk, named, base)
    _lengths(desk, base)
    chosen = chosen_events(events(), desk.choice)
    timeline.show_programmes(desk, chosen, words("timeline_chosen_title"))


def _end_years(desk: Desk, named: pd.DataFrame, base: float) -> None:
    words = desk.words
    statements = stated(desk.holdings).statements
    this_year = date.today().year
    drawn = named[named["year"].between(this_year - 14, this_year + 26)]
    drawn = named.tail(40) if drawn.empty else drawn
    look = desk.look("sector")
    texts = [words.amount(value, desk.way) for value in drawn["value"]]
    most = drawn.loc[drawn["article_count"].idxmax()]
    ends = {
        year: int(named.loc[named["year"] == year, "article_count"].sum()) for year in (2030, 2035)
    }
    notes = [words("horizon_note")]
    if len(drawn) < len(named):
        notes.append(words("horizon_left", count=words.count(len(named) - len(drawn), "year")))
    ending = statements.of("horizon", desk.mask, "until")
    draw(
        desk,
        "money_ends",
        words("horizon_title"),
        columns_figure(
            drawn["year"].tolist(),
            _drawn(drawn["value"], desk.way),
            texts,
            [f"<b>{year}</b>: {text}" for year, text in zip(drawn["year"], texts, strict=True)],
            look,
            title=words("axis_end_year"),
            value_title=words(f"axis_{desk.way}"),
            highlighted=[year for year in drawn["year"] if year % 5 == 0],
        ),
        named,
        note=" ".join(notes),
        choose=_opener("end"),
        counted=_articles(desk, ending),
        sentence=words(
            "horizon_sentence",
            year=int(most["year"]),
            count=words.count(int(most["article_count"]), "article"),
            in_2030=words.number(ends[2030]),
            in_2035=words.number(ends[2035]),
        ),
    )
    if opened := _opened("end"):
        places = ending[statements.years[ending] == opened[0]]
        open_statements(desk, places, words("horizon_opened", year=str(opened[0])))
    _end_years_by_topic(desk, drawn, ending, base)


def _end_years_by_topic(desk: Desk, named: pd.DataFrame, ending: Positions, base: float) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    statements = stated(desk.holdings).statements
    axis = (
        st.selectbox(words("show_by"), TOPIC_AXES, format_func=words, key="money_by", width=180)
        or "sector"
    )
    years = sorted(named.nlargest(SQUARES, "article_count", keep="all")["year"].tolist()[:SQUARES])
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
        _labelled(desk, axis, table),
        note=f"{words('horizon_topic_note', count=len(years))} {words('several_topics')}",
        choose=_opener("end_topic"),
        counted=_articles(desk, ending),
        sentence=words(
            "horizon_topic_sentence",
            topic=look.name(str(most["topic"])),
            year=int(most["year"]),
            count=words.count(int(most["article_count"]), "article"),
        ),
    )
    if opened := _opened("end_topic"):
        topic, _, year = opened
        places = ending[statements.years[ending] == year]
        places = places[corpus.axes[axis].has_any([topic])[statements.rows[places]]]
        open_statements(desk, places, words("horizon_opened_topic", topic=look.name(topic),
                                            year=str(year)))  # fmt: skip


def _lengths(desk: Desk, base: float) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    statements = stated(desk.holdings).statements
    table = spans(corpus, statements, desk.mask, way=desk.way, base=base)
    named = table[table["article_count"] > 0]
    if named.empty:
        st.info(words("length_none"))
        return
    texts = [words.amount(value, desk.way) for value in named["value"]]
    counts = {
        length: int(named.loc[named["years"] == length, "article_count"].sum())
        for length in ROUND_LENGTHS
    }
    found = statements.of("horizon", desk.mask, "years")
    draw(
        desk,
        "money_lengths",
        words("length_title"),
        columns_figure(
            named["years"].tolist(),
            _drawn(named["value"], desk.way),
            texts,
            [f"<b>{words.count(years, 'year')}</b>: {text}"
             for years, text in zip(named["years"], texts, strict=True)],
            desk.look("sector"),
            title=words("axis_length"),
            value_title=words(f"axis_{desk.way}"),
            highlighted=ROUND_LENGTHS,
        ),
        named,
        note=words("length_note"),
        choose=_opener("length"),
        counted=_articles(desk, found),
        sentence=words("length_sentence", five=counts[5], ten=counts[10], twenty=counts[20]),
    )  # fmt: skip
    if opened := _opened("length"):
        ends = np.stack([statements.values[found], statements.highs[found]])
        places = found[(np.rint(ends) == opened[0]).any(axis=0)]
        open_statements(
            desk, places, words("length_opened", years=words.count(int(opened[0]), "year"))
        )


# --- shares, acts, what followed ---------------------------------------------------------------


def _origin(desk: Desk) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    statements = stated(desk.holdings).statements
    table = origin_shares(corpus, statements, desk.mask)
    if table.empty:
        st.info(words("origin_none"))
        return
    drawn = table.tail(POINTS)
    titles = [_title(desk, int(row)) for row in statements.rows[drawn["statement"]]]
    latest = drawn.iloc[::-1]["statement"].to_numpy()[:QUOTES]
    rows = statements.rows[table["statement"]]
    shown = table.drop(columns="statement").assign(
        article_id=corpus.ids[rows], title=[_title(desk, int(row)) for row in rows]
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
        choose=_opener("origin"),
        counted=_articles(desk, table["statement"].to_numpy()),
        sentence=words(
            "origin_sentence",
            count=words.count(len(table), "share"),
            articles=words.count(len(np.unique(rows)), "of_article"),
            median=words.percent(float(table["share"].median()) / 100),
        ),
    )
    if opened := _opened("origin"):
        open_statements(desk, np.array([opened[0]], np.int64), words("origin_opened"))
    st.header(words("origin_latest"))
    st.html(quote_list(quotes_of(desk, latest)))


def _acts(desk: Desk) -> None:
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
            drawn["act"].tolist(),
            _drawn(drawn["value"], desk.way),
            [words.amount(value, desk.way) for value in drawn["value"]],
            drawn[["act", "article_count"]].to_numpy(dtype=object).tolist(),
            desk.look("sector"),
            value_title=words(f"axis_{desk.way}"),
        ),
        table,
        note=" ".join(notes),
        choose=_opener("act"),
        counted=_articles(desk, found),
        sentence=words(
            "acts_sentence",
            count=words.count(len(table), "act"),
            first=drawn["act"].iloc[0],
            articles=words.count(int(drawn["article_count"].iloc[0]), "article"),
        ),
    )
    if opened := _opened("act"):
        name = str(opened[0])
        code = statements.unit_names.index(name)
        open_statements(desk, found[statements.units[found] == code], name)


def _followed(desk: Desk) -> None:
    words, known = desk.words, events()
    chosen = frozenset(chosen_events(known, desk.choice)["id"])
    table = followed(known)
    pairs = table[
        [
            known["id"].iat[row.announced] in chosen or known["id"].iat[row.done] in chosen
            for row in table.itertuples()
        ]
    ]
    st.header(words("followed_title"))
    announced = known[known["id"].isin(chosen) & known["stage"].isin(["statement", "plan"])]
    open_count = len(announced) - len(
        set(known["id"].iloc[pairs["announced"]]) & set(announced["id"])
    )
    if len(pairs):
        st.html(
            sentence(
                words(
                    "followed_sentence",
                    count=words.count(len(pairs), "pair"),
                    months=words.count(int(pairs["months"].median()), "month"),
                )
            )
        )
        header, rows = _pairs(desk, known, pairs)
        st.html(list_table(header, rows))
    st.html(note(words("followed_missing", count=words.count(open_count, "announcement"))))
    _criticised(desk)
    timeline.show_opened(desk)


def _pairs(
    desk: Desk, known: pd.DataFrame, pairs: pd.DataFrame
) -> tuple[tuple[tuple[str, str], ...], list[tuple[Cell, ...]]]:
    """Announcements and what they led to, the latest first."""
    words = desk.words
    header = (
        (words("followed_announced"), "38%"), (words("followed_done"), "38%"),
        (words("followed_time"), ""),
    )  # fmt: skip
    rows = []
    for pair in pairs.sort_values("done", ascending=False).itertuples():
        cells = []
        for place in (pair.announced, pair.done):
            row: Any = next(known.iloc[[place]].itertuples())
            stage = words(f"stage_{row.stage}")
            cells.append(
                Cell(
                    timeline.title_of(row, words),
                    (f"{timeline.when(row, words)} · {stage}", row.document),
                )
            )
        time = (
            words.count(int(pair.days), "day")
            if pair.days == pair.days
            else words.count(int(pair.months), "month")
        )
        rows.append((*cells, Cell(time)))
    return header, rows


def _criticised(desk: Desk) -> None:
    """Plans that went wrong: as events, and as statements in articles that criticise."""
    words, corpus = desk.words, desk.holdings.corpus
    statements = stated(desk.holdings).statements
    st.header(words("wrong_title"))
    wrong = unfinished(chosen_events(events(), desk.choice), today=date.today())
    if len(wrong):
        header = ((words("event_what"), "60%"), (words("event_outcome"), ""))
        rows = [
            (
                Cell(timeline.title_of(row, words), (timeline.when(row, words), row.document)),
                Cell(words(f"outcome_{row.outcome}") if row.outcome else words("stage_criticism")),
            )
            for row in wrong.itertuples()
        ]
        st.html(list_table(header, rows))
    tags = corpus.axes.get("stance")
    if tags is None or "criticism" not in tags.keys:
        st.html(note(words("wrong_no_stance")))
        return
    is_criticism = tags.has_any(["criticism"]) & desk.mask
    if not is_criticism.any():
        st.html(note(words("wrong_none")))
        return
    found = np.concatenate(
        [
            statements.money(is_criticism, least=float(LEAST[1])),
            statements.of("horizon", is_criticism),
        ]
    )
    st.html(
        sentence(
            words(
                "wrong_sentence",
                articles=words.count(int(is_criticism.sum()), "article"),
                statements=words.count(len(found), "of_statement"),
            )
        )
    )
    days = corpus.days[statements.rows[found]].astype(np.int64)
    latest = found[np.argsort(-days, kind="stable")]
    st.html(quote_list(quotes_of(desk, latest[:QUOTES])))
    if len(latest) > QUOTES and st.button(
        words("wrong_all", count=words.count(len(latest), "statement")), key="wrong_all"
    ):
        open_statements(desk, latest, words("wrong_title"))


# --- what the parts share ------------------------------------------------------------------------


def _opener(name: str) -> Any:
    """A callback that lets the next run open what was clicked."""

    def choose(meaning: Sequence[Any]) -> None:
        st.session_state[OPENED] = (name, list(meaning))

    return choose


def _opened(name: str) -> list[Any] | None:
    """What was clicked in a chart, once."""
    opened = st.session_state.get(OPENED)
    if opened is None or opened[0] != name:
        return None
    del st.session_state[OPENED]
    meaning: list[Any] = opened[1]
    return meaning


def _articles(desk: Desk, found: Positions) -> NDArray[np.bool_]:
    """Articles that some statements stand in."""
    mask = np.zeros(len(desk.holdings.corpus), dtype=bool)
    mask[stated(desk.holdings).statements.rows[found]] = True
    return mask


def _drawn(values: pd.Series, way: str) -> list[float]:
    """Values as their axis has them: shares in per cent."""
    return (values * 100 if way == "share" else values).tolist()


def _title(desk: Desk, row: int) -> str:
    return str(desk.holdings.corpus.titles[row]).strip() or desk.words("untitled")


def _labelled(desk: Desk, axis: str, table: pd.DataFrame) -> pd.DataFrame:
    """A table by topic with the names of the topics."""
    labels = [desk.holdings.label(axis, key, desk.words.language) for key in table["topic"]]
    named = table.copy()
    named.insert(1, "label", pd.Series(labels, dtype="str"))
    return named


def _named(desk: Desk, axis: str, table: pd.DataFrame, unit: str) -> pd.DataFrame:
    return _labelled(desk, axis, table).assign(currency=unit)


_PARTS: Final = {
    "sums": show_sums,
    "horizons": show_horizons,
    "origin": _origin,
    "acts": _acts,
    "followed": _followed,
}
