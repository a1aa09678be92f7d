"""Topics that are named together, against a slow recount of the articles."""

from collections import Counter
from itertools import combinations as pairs_of

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.chance import independence
from analysis.measures.cooccurrence import mirrored, pairs, rising_pairs, unnamed
from analysis.measures.corpus import Corpus
from analysis.measures.flow import flow
from analysis.measures.layout import spring_layout, structured
from analysis.measures.sets import combinations, topic_numbers
from tests.browser.small_corpus import make_taxonomy

SECTORS, THEMES = tuple("abcde"), tuple("uvw")
PARENTS = {"b": "a"}
TAXONOMY = make_taxonomy(
    {
        "sector": tuple((key, PARENTS.get(key, "")) for key in SECTORS),
        "theme": tuple((key, "") for key in THEMES),
    }
)
articles_drawn = st.lists(
    st.tuples(
        st.sets(st.sampled_from(SECTORS)),
        st.sets(st.sampled_from(THEMES)),
        st.booleans(),
        st.integers(0, 4),
    ),
    max_size=20,
)


def make_corpus(*rows: tuple[set[str], set[str], bool, int]) -> Corpus:
    """Articles with their sectors, their themes, whether they are selected, and a story."""
    articles = pd.DataFrame({"article_id": [f"n{number}" for number in range(len(rows))]}).assign(
        published_date=np.datetime64("2024-01-01", "s"), date_precision="day", source_name="s",
        kind="", url="", title="t", language="en", first_seen="",
        story_id=[f"s{row[3]}" for row in rows],
    )  # fmt: skip
    tags = pd.DataFrame(
        [
            (f"n{number}", axis, key)
            for number, row in enumerate(rows)
            for axis, keys in (("sector", row[0]), ("theme", row[1]))
            for key in keys
        ],
        columns=["article_id", "axis", "topic"],
    ).assign(score=0.5)
    return Corpus.build(articles, tags, TAXONOMY)


def selected(rows: list) -> np.ndarray:
    return np.array([row[2] for row in rows], dtype=bool)


def rolled_up(keys: set[str]) -> set[str]:
    return keys | {PARENTS[key] for key in keys if key in PARENTS}


def slow_pairs(rows: list, *, same: bool) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """For each pair: story and number of pairs of each selected article that has both."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for sectors, themes, is_selected, story in rows:
        own = rolled_up(sectors)
        here = list(pairs_of(sorted(own), 2)) if same else [(a, b) for a in own for b in themes]
        for pair in here:
            if is_selected and pair != ("a", "b"):
                found.setdefault(pair, []).append((story, len(here)))
    return found


@settings(deadline=None, max_examples=30)
@given(
    articles_drawn, st.booleans(), st.sampled_from(["articles", "stories", "share", "fractional"])
)
def test_pairs_agree_with_a_slow_recount(rows: list, same: bool, way: str) -> None:
    corpus, mask = make_corpus(*rows), selected(rows)
    table = pairs(corpus, mask, "sector", "sector" if same else "theme", way=way, parents=PARENTS)
    slow = slow_pairs(rows, same=same)
    named = {pair for pair, count in zip(
        zip(table["row"], table["column"], strict=True), table["article_count"], strict=True
    ) if count}  # fmt: skip
    assert named == set(slow)
    for pair in table.itertuples():
        articles = slow.get((pair.row, pair.column), [])
        value = {
            "articles": len(articles),
            "stories": len({story for story, _ in articles}),
            "share": len(articles) / mask.sum(),
            "fractional": sum(1 / number for _, number in articles),
        }[way]
        assert pair.article_count == len(articles)
        assert pair.value == pytest.approx(value)
        assert pair.base_count == mask.sum()
        assert pair.expected_count == pytest.approx(
            pair.row_count * pair.column_count / pair.base_count
        )


def test_topic_that_is_always_named_with_another_stands_out() -> None:
    rows = [({"c"}, {"u"}, True, n) for n in range(6)] + [(set(), set(), True, 9)] * 6
    table = pairs(make_corpus(*rows), selected(rows), "sector", "theme")
    pair = table.iloc[0]
    assert pair[["row", "column", "article_count", "expected_count", "lift", "phi"]].to_list() == [
        "c", "u", 6, 3.0, 2.0, 1.0,
    ]  # fmt: skip
    assert pair["is_small"]
    assert pair["p_value"] == pair["q_value"] == pytest.approx(independence(6, 6, 6, 12).item())


def test_pairs_of_rare_topics_are_counted_but_not_tested() -> None:
    rows = [({"c"}, {"u"}, True, n) for n in range(4)] + [(set(), set(), True, 9)] * 4
    table = pairs(make_corpus(*rows), selected(rows), "sector", "theme")
    assert table["article_count"].tolist() == [4]
    assert table[["p_value", "q_value"]].isna().all(axis=None)


def test_chosen_rows_meet_every_column_once() -> None:
    rows = [({"c", "d", "e"}, set(), True, 0), ({"c", "d"}, set(), True, 1)]
    corpus, mask = make_corpus(*rows), selected(rows)
    table = pairs(corpus, mask, "sector", "sector", rows=("d", "c"))
    assert table[["row", "column", "article_count"]].to_numpy().tolist() == [
        ["c", "d", 2], ["c", "e", 1], ["d", "e", 1],
    ]  # fmt: skip
    assert len(mirrored(table)) == 6


def test_topics_that_nobody_names_are_listed() -> None:
    rows = [({"b"}, {"u"}, True, 0), ({"c"}, {"v"}, False, 1)]
    corpus, mask = make_corpus(*rows), selected(rows)
    assert unnamed(corpus, mask, "sector") == ["c", "d", "e"]
    assert pairs(corpus, np.zeros(2, dtype=bool), "sector", "theme").empty


def test_matrix_puts_topics_with_the_same_partners_side_by_side() -> None:
    rows = [({"c"}, {"u"}, True, 0), ({"d"}, {"w"}, True, 1), ({"e"}, {"u"}, True, 2)] * 4
    table = pairs(make_corpus(*rows), selected(rows), "sector", "theme")
    row_keys, column_keys = structured(table, most=24)
    assert row_keys in (["d", "c", "e"], ["c", "e", "d"])
    assert column_keys == (["w", "u"] if row_keys[0] == "d" else ["u", "w"])
    assert structured(table, most=1) == (["c"], ["u"])


@settings(deadline=None, max_examples=30)
@given(articles_drawn)
def test_rising_pairs_agree_with_a_slow_recount(rows: list) -> None:
    rows = rows * 3  # enough articles for some pairs
    corpus, now = make_corpus(*rows), selected(rows)
    table = rising_pairs(corpus, now, ~now, "sector", "theme")
    counts = [Counter(
        (sector, theme)
        for sectors, themes, is_now, _ in rows if is_now == wanted
        for sector in rolled_up(sectors) for theme in themes
    ) for wanted in (True, False)]  # fmt: skip
    has_both_periods = now.any() and not now.all()
    assert set(zip(table["row"], table["column"], strict=True)) == {
        pair for pair, count in (counts[0] + counts[1]).items() if count >= 5 and has_both_periods
    }
    for pair in table.itertuples():
        key = (pair.row, pair.column)
        assert [pair.current_count, pair.previous_count] == [counts[0][key], counts[1][key]]
        assert pair.ratio_low <= pair.ratio <= pair.ratio_high
    assert table["ratio_low"].is_monotonic_decreasing


@settings(deadline=None, max_examples=30)
@given(articles_drawn, st.sampled_from(["articles", "stories", "share", "fractional"]))
def test_sets_of_topics_agree_with_a_slow_recount(rows: list, way: str) -> None:
    corpus, mask = make_corpus(*rows), selected(rows)
    kept = [(tuple(sorted(rolled_up(row[0]))), row[3]) for row in rows if row[2]]
    table = combinations(corpus, mask, "sector", way=way, most=99)
    slow = Counter(topics for topics, _ in kept if len(topics) > 1)
    assert dict(zip(table["topics"], table["article_count"], strict=True)) == slow
    numbers = topic_numbers(corpus, mask, "sector", way=way)
    for number in numbers.itertuples():
        here = [story for topics, story in kept if min(len(topics), 3) == number.topic_count]
        assert number.article_count == len(here)
        if way != "share" or kept:
            assert number.value == pytest.approx(
                {"stories": len(set(here)), "share": len(here) / max(len(kept), 1)}.get(
                    way, len(here)
                )
            )


@settings(deadline=None, max_examples=30)
@given(articles_drawn)
def test_bands_agree_with_a_slow_recount(rows: list) -> None:
    corpus, mask = make_corpus(*rows), selected(rows)
    table = flow(corpus, mask, ("sector", "theme"))
    slow = slow_pairs(rows, same=False)
    assert {(band.source, band.target): band.article_count for band in table.itertuples()} == {
        pair: len(found) for pair, found in slow.items()
    }


def test_bands_in_fractions_add_up_to_the_articles_that_reach_the_end() -> None:
    rows = [({"c", "d"}, {"u", "v"}, True, 0), ({"c"}, set(), True, 1), ({"e"}, {"w"}, True, 2)]
    table = flow(make_corpus(*rows), selected(rows), ("sector", "theme"), way="fractional")
    assert table["value"].sum() == pytest.approx(2)


def test_network_looks_the_same_each_time_and_ties_are_short() -> None:
    ties = np.zeros((6, 6))
    ties[0, 3] = ties[3, 0] = 1
    places = spring_layout(ties)
    assert (places == spring_layout(ties)).all()
    lengths = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    assert lengths[0, 3] == lengths[np.triu_indices(6, 1)].min()
    assert places.min() == 0
    assert places.max() == 1
