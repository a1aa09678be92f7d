"""What articles state, as tables: every way to count, against a slow recount."""

import math
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measures.counting import COUNTS
from analysis.measures.stated import (
    acts,
    end_years,
    end_years_by_topic,
    origin_shares,
    spans,
    sums_by_currency,
    sums_by_topic,
    sums_by_year,
)
from analysis.measures.statements import Statements
from tests.test_statements import CORPUS, EVERYTHING, ROW, Fact, columns, money, statements

TOPICS = CORPUS.axes["sector"]


def until(article: str, year: int) -> Fact:
    return (article, "horizon", math.nan, math.nan, "until", year)


def test_sums_by_topic_stand_by_total_and_topics_without_one_are_left_out() -> None:
    found = statements(money("chip-3", 5), money("chem-1", 7), money("none-1", 99))
    table = sums_by_topic(CORPUS, found, found.money(EVERYTHING, "RUB"), "sector")
    assert table[["topic", "total", "sum_count"]].values.tolist() == [
        ["chemistry", 12.0, 2], ["electronics", 5.0, 1],
    ]  # fmt: skip


def test_sums_stand_in_the_year_of_publication_or_in_that_of_the_plan() -> None:
    facts = columns(money("chip-1", 5), money("chem-2", 7), money("none-1", 9))
    facts.years[0] = 2030
    found = Statements.build(facts, CORPUS)
    sums = found.money(EVERYTHING)
    published = sums_by_year(found, sums, planned=False)
    assert published[["year", "total"]].values.tolist() == [[2023, 7], [2024, 5]]
    planned = sums_by_year(found, sums, planned=True)
    assert planned[["year", "total"]].values.tolist() == [[2030, 5]]
    none = sums_by_year(found, sums[:0], planned=True)
    assert none.empty
    assert list(none) == list(planned)


def test_currencies_are_never_added_and_the_most_stated_comes_first() -> None:
    found = statements(money("chip-1", 5, "USD"), money("chip-1", 5), money("chip-2", 6))
    table = sums_by_currency(found, found.money(EVERYTHING))
    assert table[["currency", "statement_count", "total"]].values.tolist() == [
        ["RUB", 2, 11], ["USD", 1, 5],
    ]  # fmt: skip


def test_acts_are_told_with_the_first_and_last_day_on_which_they_were_named() -> None:
    found = statements(
        ("chip-1", "act", math.nan, math.nan, "RU law 1-FZ", 0),
        ("chem-1", "act", math.nan, math.nan, "RU law 1-FZ", 0),
        ("none-1", "act", math.nan, math.nan, "EU 1", 0),
    )
    table = acts(CORPUS, found, EVERYTHING, way="articles", base=6)
    days = pd.to_datetime(pd.Series(["2024-01-10", "2024-03-05"])).tolist()
    assert table["act"].tolist() == ["RU law 1-FZ", "EU 1"]
    assert table[["article_count", "value"]].values.tolist() == [[2, 2], [1, 1]]
    assert table.loc[0, ["first_date", "last_date"]].tolist() == days
    assert table.loc[1, ["first_date", "last_date"]].isna().all()


def test_lengths_count_a_range_at_both_ends() -> None:
    found = statements(
        ("chip-1", "horizon", 10, 20, "years", 0), ("chip-2", "horizon", 10, math.nan, "years", 0)
    )
    table = spans(CORPUS, found, EVERYTHING, way="articles", base=6)
    named = table[table["article_count"] > 0]
    assert named[["years", "article_count"]].values.tolist() == [[10, 2], [20, 1]]


def test_shares_of_origin_need_a_date() -> None:
    facts = columns(*((name, "share", 60.0, math.nan, "%", 0) for name in ("chip-1", "none-1")))
    found = Statements.build(facts, CORPUS, np.array([True, True]))
    table = origin_shares(CORPUS, found, EVERYTHING)
    assert table[["published_date", "share"]].values.tolist() == [
        [pd.Timestamp("2024-01-10"), 60.0]
    ]
    assert origin_shares(CORPUS, statements(), EVERYTHING).empty


def test_nothing_stated_gives_empty_tables() -> None:
    found = statements()
    for table in (
        end_years(CORPUS, found, EVERYTHING, way="stories", base=6),
        spans(CORPUS, found, EVERYTHING, way="fractional", base=6),
        acts(CORPUS, found, EVERYTHING, way="share", base=6),
        sums_by_currency(found, found.money(EVERYTHING)),
        end_years_by_topic(CORPUS, found, EVERYTHING, "sector", [], way="share", base=6, most=5),
    ):
        assert table.empty


@pytest.mark.parametrize("way", COUNTS)
@given(
    st.lists(st.tuples(st.sampled_from(list(ROW)), st.integers(2028, 2031)), max_size=15),
    st.lists(st.integers(0, 3), min_size=6, max_size=6),
    st.lists(st.booleans(), min_size=6, max_size=6),
)
def test_end_years_agree_with_a_slow_recount(
    way: str, named: list[tuple[str, int]], story_numbers: list[int], kept: list[bool]
) -> None:
    corpus = replace(CORPUS, stories=np.array(story_numbers, np.int32))
    mask = np.array(kept)
    found = statements(*(until(article, year) for article, year in named), corpus=corpus)
    years_of = defaultdict(set)
    for article, year in named:
        if mask[ROW[article]]:
            years_of[ROW[article]].add(year)

    def recount(rows: set[int], parts: dict[int, int]) -> float:
        return {
            "articles": float(len(rows)),
            "stories": float(len({story_numbers[row] for row in rows})),
            "share": len(rows) / 4,
            "fractional": sum(1 / parts[row] for row in rows),
        }[way]

    table = end_years(corpus, found, mask, way=way, base=4.0)
    parts = {row: len(years) for row, years in years_of.items()}
    expected = {
        year: recount({row for row, years in years_of.items() if year in years}, parts)
        for year in range(2028, 2032)
    }
    told = dict(zip(table["year"], table["value"], strict=True))
    assert {year: told.get(year, 0.0) for year in expected} == pytest.approx(expected)

    by_topic = end_years_by_topic(
        corpus, found, mask, "sector", [2029, 2030], way=way, base=4.0, most=9
    )
    topics_of_row = {row: set(TOPICS.topics[TOPICS.rows == row].tolist()) for row in range(6)}
    sizes = {row: len(topics) for row, topics in topics_of_row.items()}
    for line in by_topic.itertuples():
        code = TOPICS.code(line.topic)
        rows = {
            row for row, years in years_of.items()
            if line.year in years and code in topics_of_row[row]
        }  # fmt: skip
        assert line.article_count == len(rows)
        assert line.value == pytest.approx(recount(rows, sizes))
