"""Sums of Money and horizons: by topic, year and currency, and the largest of them.

They are added per currency only, unless the reader asks for dollars at rates that are shown.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from analysis import (
    COMMON_CURRENCY,
    TOPIC_AXES,
    amounts,
    chosen_events,
    different_sums,
    sums_by_currency,
    sums_by_topic,
    sums_by_year,
)
from dashboard import timeline
from dashboard.amounts import amount_range, in_currency, short_amount
from dashboard.charted import draw, named
from dashboard.charts.money import (
    amounts_figure,
    bars_figure,
    ranges_figure,
)
from dashboard.desk import Desk
from dashboard.grids import readable
from dashboard.quoted import (
    articles_of,
    open_statements,
    opened_in,
    opener,
    titles_at,
)
from dashboard.render import note
from dashboard.state import Stated, events, stated
from dashboard.texts import Words

Positions = NDArray[np.int64]

LEAST: Final = ("0", "1000000", "100000000", "1000000000")  # choices of the smallest sum
AUTO: Final = "auto"
ROWS: Final = 24  # of a chart
LARGEST: Final = 12


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
    code = first if chosen == AUTO else chosen
    is_mixed = is_common and chosen == AUTO
    found = any_currency if is_mixed else _of_unit(told, any_currency, code)
    rate = told.dollars if is_common else None
    unit = COMMON_CURRENCY if is_common else code
    if not len(found):
        st.info(words("money_no_sums_in", currency=unit))
        return
    st.html(note(words("money_caution")))
    if is_common:
        _rates(desk, told, found)
    if len(by_currency) > 1 and not is_mixed:
        _currencies(desk, by_currency, any_currency)
    _by_topic(desk, told, found, axis, unit, rate)
    _by_year(desk, told, found, unit, rate)
    _largest(desk, told, found, unit, rate)
    _programmes(desk, told, "" if is_mixed else code)


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
            readable(used, words),
            hide_index=True,
            height=min(320, 38 + 35 * len(used)),
            alt=words("money_rates_note", last=told.rates.last_year),
            column_config={
                "currency": st.column_config.TextColumn(words("column_currency")),
                "year": st.column_config.NumberColumn(words("column_year")),
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
        counted=articles_of(desk, found),
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
        named(desk, axis, table).assign(currency=unit),
        unit=words("unit_sums", unit=unit),
        note=_topic_note(desk, table),
        choose=opener("topic"),
        counted=articles_of(desk, found),
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
    if opened := opened_in("topic"):
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
    latest = int(table["year"].max())
    recent = table.loc[table["year"] > latest - ROWS, "year"]
    drawn = table.set_index("year").reindex(range(latest, int(recent.min()) - 1, -1))
    drawn = drawn.rename_axis("year").reset_index()
    notes = [words("money_sums_note")]
    if len(recent) < len(table):
        notes.append(words("money_year_older"))
    name = "planned" if is_planned else "published"
    years = told.statements.years if is_planned else told.statements.published
    dated = found[years[found] > 0]
    if left := len(found) - len(dated):
        notes.append(words("money_year_left", count=words.count(left, "statement")))
    draw(
        desk,
        "money_by_year",
        words(f"money_by_year_{name}_title", unit=unit),
        ranges_figure(
            drawn, list(map(str, drawn["year"])), desk.look("sector"), key="year", unit=unit
        ),
        table.assign(currency=unit),
        unit=words("unit_sums", unit=unit),
        note=" ".join(notes),
        choose=opener("year"),
        counted=articles_of(desk, dated),
        sentence=words(
            f"money_by_year_{name}_sentence",
            year=int(table.loc[table["sum_count"].idxmax(), "year"]),
            sums=words.count(int(table["sum_count"].max()), "different_sum"),
        ),
    )  # fmt: skip
    if opened := opened_in("year"):
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
    titles = titles_at(desk, statements.rows[ordered])
    codes = [statements.unit_names[code] for code in statements.units[ordered]]
    told_sums = []
    for place, code in zip(ordered, codes, strict=True):
        low, high = statements.values[place], statements.highs[place]
        text = in_currency(amount_range(low, high, words), code)
        if rate is None or code == COMMON_CURRENCY:
            told_sums.append((text, text))
        else:
            year = int(told.rate_years[place])
            told_sums.append(_in_dollars(text, code, low, low * rate[place], year, words))
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
            [short for short, _ in told_sums],
            [full for _, full in told_sums],
            [[int(code), 1] for code in statements.sums[ordered]],
            desk.look("sector"),
            unit=unit,
            highs=(statements.highs if rate is None else statements.highs * rate)[ordered],
        ),
        table,
        unit=words("unit_sums", unit=unit),
        note=words("money_largest_note"),
        choose=opener("sum"),
        counted=articles_of(desk, known),
        sentence=words(
            "money_largest_sentence",
            amount=in_currency(short_amount(float(weight[ordered[0]]), words), unit),
            title=titles[0],
        ),
    )
    if opened := opened_in("sum"):
        same = statements.money(desk.mask)
        same = same[statements.sums[same] == opened[0]]
        _open_sums(desk, told, same, words("money_opened_same"))


def _programmes(desk: Desk, told: Stated, currency: str) -> None:
    """Sums of the dated events, each with what kind of sum it is; of all currencies without one."""
    words, is_common = desk.words, bool(desk.view["money_common"])
    table = chosen_events(events(), desk.choice)
    table = table[table["amount"].notna()]
    if currency:
        table = table[table["currency"] == currency]
    rates = [
        told.rates.at(code, day.year) if is_common else (1.0, 0)
        for code, day in zip(table["currency"], table["date"], strict=True)
    ]
    table = table.assign(
        shown_amount=table["amount"] * np.array([rate for rate, _ in rates]),
        rate_year=[year for _, year in rates],
    )
    table = table[table["shown_amount"].notna()]
    if table.empty:
        return
    table = table.sort_values("shown_amount", ascending=False).reset_index(drop=True)
    drawn, unit = table.head(ROWS), COMMON_CURRENCY if is_common else currency
    names = drawn[f"title_{words.language}"].tolist()
    told_sums = [_with_kind(row, words, is_common=is_common) for row in drawn.itertuples()]
    notes = [words("money_programmes_note")]
    if len(table) > ROWS:
        notes.append(words("ranking_capped", shown=ROWS, total=len(table)))
    draw(
        desk,
        "money_programmes",
        words("money_programmes_title"),
        amounts_figure(
            drawn["shown_amount"].tolist(),
            names,
            [short for short, _ in told_sums],
            [full for _, full in told_sums],
            [[key, 1] for key in drawn["id"]],
            desk.look("sector"),
            unit=unit,
        ),
        timeline.event_table(table, words).assign(
            **(
                {"dollars": table["shown_amount"], "rate_year": table["rate_year"]}
                if is_common
                else {}
            )
        ),
        note=" ".join(notes),
        choose=lambda meaning: timeline.open_event(str(meaning[0])),
        facts=words(
            "money_programmes_facts",
            unit=unit,
            n=words.number(len(table)),
            first=words.date(table["date"].min().date()),
            last=words.date(table["date"].max().date()),
        ),
        sentence=words(
            "money_programmes_sentence",
            title=names[0],
            amount=in_currency(short_amount(drawn["shown_amount"].iloc[0], words), unit),
        ),
    )
    timeline.show_opened(desk)


def _with_kind(row: Any, words: Words, *, is_common: bool) -> tuple[str, str]:
    """The sum of an event with its kind, without and with its rate if it was converted."""
    text, kind = in_currency(short_amount(row.amount, words), row.currency), row.amount_kind
    short = full = text
    if is_common and row.currency != COMMON_CURRENCY:
        short, full = _in_dollars(
            text, row.currency, row.amount, row.shown_amount, row.rate_year, words
        )
    name = words(f"kind_of_{kind}")
    return f"{short}, {name}", f"{full}, {name}"


def _in_dollars(
    text: str, code: str, amount: float, dollars: float, year: int, words: Words
) -> tuple[str, str]:
    """A sum beside what it is in dollars, without and with the rate."""
    there = in_currency(short_amount(dollars, words), COMMON_CURRENCY)
    both = words("money_in_dollars", text=text, dollars=there)
    rate = f"{words.number(amount / dollars, digits=2)} {code}"
    return both, words("money_at_rate", text=both, rate=rate, year=year)


def _open_sums(desk: Desk, told: Stated, found: Positions, title: str) -> None:
    open_statements(desk, found, title, desk.words("quotes_sums"))
