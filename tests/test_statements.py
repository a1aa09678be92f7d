"""Statements: the facts of all articles as arrays, counted against a slow recount."""

import math
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.archive import load_corpus, load_statements
from analysis.dataset import Dataset
from analysis.errors import DataError
from analysis.facts import find_facts
from analysis.measures.corpus import Corpus
from analysis.measures.statements import (
    Statements,
    amounts,
    different_sums,
    lengths,
    pairs_once,
    topics_of,
)
from analysis.rates import Rates, load_rates
from analysis.schema import TAGS, FactColumns, fact_columns
from analysis.store import Store
from analysis.taxonomy import load_taxonomy
from tests.browser.small_corpus import make_articles, make_tags, make_taxonomy
from tests.datasets import stories, tag, work_here, write_taxonomy

CORPUS = Corpus.build(make_articles(), make_tags(), make_taxonomy())
ROW = {name: row for row, name in enumerate(CORPUS.ids.tolist())}
EVERYTHING = np.ones(len(CORPUS), dtype=bool)

Fact = tuple[str, str, float, float, str, int]


def columns(*facts: Fact) -> FactColumns:
    """Facts as (article, kind, value, value_high, unit, year)."""
    rows = [
        (ROW[article], kind, value, high, unit, year, "text", place, place + 1)
        for place, (article, kind, value, high, unit, year) in enumerate(facts)
    ]
    return fact_columns(zip(*rows, strict=True) if rows else ())


def money(article: str, value: float, unit: str = "RUB", high: float = math.nan) -> Fact:
    return (article, "money", value, high, unit, 0)


def statements(*facts: Fact, corpus: Corpus = CORPUS) -> Statements:
    return Statements.build(columns(*facts), corpus)


def figures(found: Statements, unit: str = "RUB") -> dict[str, float]:
    """Figures of all sums of a currency as one cell."""
    places = found.money(EVERYTHING, unit)
    table = amounts(found, places, np.zeros(len(places), np.int32), 1)
    return dict(table.iloc[0])


def test_statements_stand_by_date_of_their_article_then_title_then_place() -> None:
    facts = columns(money("chip-2", 1), money("chem-2", 2), money("chip-1", 3), money("chip-1", 4))
    facts.in_title[3] = True
    found = Statements.build(facts, CORPUS)
    assert found.values.tolist() == [2, 4, 3, 1]
    assert found.published.tolist() == [CORPUS.days[row].astype("datetime64[D]").item().year
                                        for row in found.rows]  # fmt: skip
    with pytest.raises(ValueError, match="read-only"):
        found.values[0] = 0


def test_facts_of_articles_that_the_corpus_lacks_are_left_out() -> None:
    facts = columns(money("chip-1", 1), money("none-1", 2))
    facts.rows[1] = len(CORPUS)
    assert Statements.build(facts, CORPUS).values.tolist() == [1]


def test_no_facts_are_no_statements() -> None:
    found = statements()
    assert (len(found), found.currencies, found.money(EVERYTHING).tolist()) == (0, (), [])
    assert figures(found)["sum_count"] == 0


def test_an_equal_sum_is_added_once_whoever_states_it() -> None:
    found = statements(
        money("chip-1", 100), money("chip-1", 100), money("chip-2", 100), money("chip-2", 300),
        money("chip-3", 100, "USD"),
    )  # fmt: skip
    assert figures(found) == {
        "article_count": 2, "statement_count": 3, "sum_count": 2, "total": 400, "total_high": 400,
        "median": 200, "largest": 300,
    }  # fmt: skip


def test_a_reprint_states_nothing_new() -> None:
    articles = make_articles().assign(story_id=["s", "s", "", "", "", ""])
    reprinted = Corpus.build(articles, make_tags(), make_taxonomy())
    found = statements(money("chip-1", 5), money("chip-2", 5), corpus=reprinted)
    assert figures(found)["article_count"] == 2
    assert figures(found)["statement_count"] == 1


def test_a_range_is_a_sum_of_its_own_with_two_totals() -> None:
    found = statements(money("chip-1", 100), money("chip-1", 100, high=150))
    assert figures(found) | {} == {
        "article_count": 1, "statement_count": 2, "sum_count": 2, "total": 200, "total_high": 250,
        "median": 100, "largest": 100,
    }  # fmt: skip


def test_small_sums_can_be_left_out_by_their_upper_end() -> None:
    found = statements(money("chip-1", 5), money("chip-1", 50, high=200), money("chip-2", 100))
    assert found.values[found.money(EVERYTHING, "RUB", least=100)].tolist() == [50, 100]
    assert found.money(EVERYTHING, "XXX").tolist() == []


def test_sums_are_ordered_by_size_each_once() -> None:
    found = statements(money("chip-1", 5), money("chip-2", 9), money("chem-1", 5))
    ordered = different_sums(found, found.money(EVERYTHING), found.values)
    assert found.values[ordered].tolist() == [9, 5]


def test_rates_are_of_the_year_of_publication_and_the_last_one_holds_on() -> None:
    rates = Rates(
        pd.DataFrame(
            {"currency": "EUR", "year": [2023], "units_per_dollar": [0.5], "source": "test"}
        )
    )
    found = statements(
        money("chem-2", 1, "EUR"), money("chip-1", 1, "EUR"), money("none-1", 1, "EUR"),
        money("chip-1", 1, "RUB"), money("chip-1", 1, "USD"),
    )  # fmt: skip
    dollars, years = rates.of(found)
    told = {
        (CORPUS.ids[row], found.unit_names[unit]): (dollar, year)
        for row, unit, dollar, year in zip(
            found.rows, found.units, np.nan_to_num(dollars), years, strict=True
        )
    }
    assert told == {
        ("chem-2", "EUR"): (2, 2023), ("chip-1", "EUR"): (2, 2023), ("none-1", "EUR"): (0, 0),
        ("chip-1", "RUB"): (0, 0), ("chip-1", "USD"): (1, 2024),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("currency", "year", "rate"),
    [
        pytest.param("EUR", 2022, (math.nan, 0), id="before the first"),
        pytest.param("EUR", 2023, (2.0, 2023), id="known"),
        pytest.param("EUR", 2026, (2.0, 2023), id="after the last"),
        pytest.param("XXX", 2023, (math.nan, 0), id="unknown currency"),
        pytest.param("USD", 2001, (1.0, 2001), id="dollars"),
    ],
)
def test_rate_of_a_year(currency: str, year: int, rate: tuple[float, int]) -> None:
    table = {"currency": "EUR", "year": [2023], "units_per_dollar": [0.5], "source": "test"}
    assert Rates(pd.DataFrame(table)).at(currency, year) == pytest.approx(rate, nan_ok=True)


def test_shipped_rates_have_every_year_and_a_source() -> None:
    table = load_rates().table
    assert set(table.groupby("currency")["year"].agg(tuple)) == {tuple(range(2014, 2025))}
    assert table["source"].str.startswith("https://").all()


def test_every_fault_of_a_file_of_rates_is_told(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(
        "currency,year,units_per_dollar,source\nrub,2020,70,a\nEUR,x,0,a\nJPY,2020,1,\n"
        "JPY,2020,1,a\n"
    )
    with pytest.raises(DataError) as caught:
        load_rates(path)
    assert caught.value.problems == (
        "row 2: currency must be an ISO 4217 code",
        "row 3: year must be a whole year",
        "row 3: units_per_dollar must be a number above 0",
        "row 4: source is empty",
        "row 5: stands twice",
    )


def test_converted_sums_without_a_rate_are_left_out() -> None:
    found = statements(money("chip-1", 10, "EUR"), money("chip-2", 7, "RUB"))
    rate = np.array([2.0 if found.unit_names[unit] == "EUR" else math.nan for unit in found.units])
    places = found.money(EVERYTHING)
    table = amounts(found, places, np.zeros(len(places), np.int32), 1, rate)
    assert table[["article_count", "sum_count", "total"]].values.tolist() == [[1, 1, 20]]


def test_rows_are_paired_with_each_of_their_topics() -> None:
    rows = np.array([ROW["chip-3"], ROW["none-1"], ROW["chip-1"]], np.int32)
    places, topics = topics_of(CORPUS, "sector", rows)
    keys = np.array(CORPUS.axes["sector"].keys, object)
    assert list(zip(places.tolist(), keys[topics], strict=True)) == [
        (0, "electronics"), (0, "chemistry"), (2, "electronics"),
    ]  # fmt: skip


def test_a_range_of_years_stands_at_both_of_its_ends() -> None:
    found = statements(
        ("chip-1", "horizon", 10, 20, "years", 0), ("chip-2", "horizon", 5, math.nan, "years", 0)
    )
    places, years = lengths(found, found.of("horizon", EVERYTHING, "years"))
    pairs = sorted(zip(found.rows[places].tolist(), years.tolist(), strict=True))
    assert pairs == sorted([(ROW["chip-1"], 10), (ROW["chip-1"], 20), (ROW["chip-2"], 5)])


def test_pairs_are_named_once() -> None:
    rows, cells = pairs_once(np.array([3, 1, 3], np.int32), np.array([0, 2, 0], np.int32), 3)
    assert (rows.tolist(), cells.tolist()) == ([1, 3], [2, 0])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(ROW)),
            st.sampled_from([1.0, 2.0, 5.0]),
            st.sampled_from([math.nan, 7.0]),
            st.integers(0, 2),
        ),
        max_size=20,
    ),
    st.lists(st.integers(0, 2), min_size=6, max_size=6),
)
def test_figures_agree_with_a_slow_recount(
    sums: list[tuple[str, float, float, int]], story_numbers: list[int]
) -> None:
    corpus = replace(CORPUS, stories=np.array(story_numbers, np.int32))
    found = statements(*(money(article, low, high=high) for article, low, high, _ in sums),
                       corpus=corpus)  # fmt: skip
    cells = np.array([sums[start][3] for start in found.starts], np.int32)
    table = amounts(found, np.arange(len(found)), cells, 3)

    by_cell = defaultdict(list)
    for article, low, high, cell in sums:
        by_cell[cell].append((ROW[article], low, None if math.isnan(high) else high))
    for cell in range(3):
        told = by_cell[cell]
        different = sorted({(low, high or low, high is None) for _, low, high in told})
        lows = [low for low, _, _ in different]
        expected = (
            len({row for row, _, _ in told}),
            len({(corpus.stories[row], low, high) for row, low, high in told}),
            len(different),
            sum(lows) if lows else math.nan,
            sum(high for _, high, _ in different) if lows else math.nan,
            median(lows) if lows else math.nan,
            max(lows) if lows else math.nan,
        )
        assert tuple(table.iloc[cell]) == pytest.approx(expected, nan_ok=True)


def test_store_and_dataset_give_the_facts_that_were_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work_here(monkeypatch)
    stories(7).to_parquet(tmp_path / "in.parquet")
    taxonomy = write_taxonomy(tmp_path / "taxonomy")
    tag(tmp_path / "in.parquet", tmp_path / "out", taxonomy)
    dataset = Dataset.open(tmp_path / "out")
    articles = dataset.articles(with_text=True)
    facts = find_facts(articles)
    with Store.open(tmp_path / "monitor.sqlite", create=True) as store:
        number = store.begin_import("test")
        store.add(number, articles)
        store.end_import(number)
        store.write_tags(articles["article_id"], pd.DataFrame([], columns=list(TAGS)), facts,
                         taxonomy="t1", model="")  # fmt: skip
        kept = store.fact_columns()
        ids = store.articles()["article_id"].tolist()
        corpus = load_corpus(store, load_taxonomy(taxonomy))
        assert len(load_statements(store, corpus)) == len(facts)
    expected = sorted(
        zip(facts["article_id"], facts["value"].fillna(-1), facts["unit"],
            facts["year"].fillna(0), facts["start"], facts["end"], strict=True)
    )  # fmt: skip
    assert len(expected) == 4
    assert told(kept, ids) == expected
    assert told(dataset.fact_columns(), articles["article_id"].tolist()) == expected


def told(facts: FactColumns, ids: list[str]) -> list[tuple[object, ...]]:
    return sorted(
        zip([ids[row] for row in facts.rows], np.nan_to_num(facts.values, nan=-1),
            [facts.units[code] for code in facts.codes], facts.years, facts.starts, facts.ends,
            strict=True)
    )  # fmt: skip
