"""Things side by side, against a slow recount of their articles."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.chance import share_difference, wilson
from analysis.measures.compare import Thing, courses, differences, distinctive, mixes, sizes
from analysis.measures.corpus import Corpus
from tests.browser.small_corpus import make_taxonomy

SECTORS, THEMES = tuple("abcd"), tuple("uvw")
TAXONOMY = make_taxonomy(
    {"sector": tuple((key, "") for key in SECTORS), "theme": tuple((key, "") for key in THEMES)}
)
WAYS = ("articles", "stories", "share", "fractional")

Row = tuple[str, set[str], set[str], int]
articles_drawn = st.lists(
    st.tuples(
        st.sampled_from(["", "2023", "2023-11-05", "2024-01-31", "2024-02-01"]),
        st.sets(st.sampled_from(SECTORS)),
        st.sets(st.sampled_from(THEMES)),
        st.integers(0, 3),
    ),
    max_size=15,
)


def make_corpus(rows: Sequence[Row]) -> Corpus:
    """Articles with their date, sectors, themes, and story."""
    articles = pd.DataFrame(
        {
            "article_id": [f"n{number}" for number in range(len(rows))],
            "published_date": np.array(
                [np.datetime64(row[0] or "NaT", "s") for row in rows], dtype="datetime64[s]"
            ),
            "date_precision": [{0: "", 4: "year"}.get(len(row[0]), "day") for row in rows],
        }
    ).assign(
        source_name=[f"s{row[3]}" for row in rows], kind="", url="", title="t", language="en",
        first_seen="",
        story_id=[f"s{row[3]}" for row in rows],
    )  # fmt: skip
    tags = pd.DataFrame(
        [
            (f"n{number}", axis, key)
            for number, row in enumerate(rows)
            for axis, keys in (("sector", row[1]), ("theme", row[2]))
            for key in keys
        ],
        columns=["article_id", "axis", "topic"],
    ).assign(score=0.5)
    return Corpus.build(articles, tags, TAXONOMY)


def sectors(corpus: Corpus, *keys: str) -> list[Thing]:
    """Topics to compare, as shares of everything."""
    tags, everything = corpus.axes["sector"], np.ones(len(corpus), dtype=bool)
    return [Thing(key, tags.has_any([key]), everything, tags.sizes) for key in keys]


def slow_value(rows: Sequence[Row], way: str, base: int) -> float:
    if way == "stories":
        return len({row[3] for row in rows})
    if way == "share":
        return len(rows) / base if base else np.nan
    return sum(1 / len(row[1]) if way == "fractional" else 1 for row in rows)


@settings(deadline=None, max_examples=30)
@given(articles_drawn, st.sampled_from(WAYS))
def test_sizes_agree_with_a_slow_recount(rows: list[Row], way: str) -> None:
    corpus = make_corpus(rows)
    table = sizes(corpus, sectors(corpus, "a", "b"), way=way)
    assert table["thing"].tolist() == ["a", "b"]
    for thing in table.itertuples():
        here = [row for row in rows if thing.thing in row[1]]
        assert thing.article_count == len(here)
        assert thing.base_count == len(rows)
        assert thing.value == pytest.approx(slow_value(here, way, len(rows)), nan_ok=True)
        assert thing.source_count == len({row[3] for row in here})
        ends = [end.item() for end in wilson(len(here), len(rows))]
        assert [thing.share_low, thing.share_high] == pytest.approx(ends, nan_ok=True)


@settings(deadline=None, max_examples=30)
@given(articles_drawn, st.sampled_from(WAYS), st.sampled_from(["month", "year"]))
def test_courses_agree_with_a_slow_recount(rows: list[Row], way: str, period: str) -> None:
    corpus = make_corpus(rows)
    table = courses(corpus, sectors(corpus, "a", "b"), period=period, way=way)
    length = 7 if period == "month" else 4

    def within(start: pd.Timestamp) -> list[Row]:
        wanted = str(start.date())[:length]
        return [row for row in rows if len(row[0]) >= length and row[0][:length] == wanted]

    counted = {row[0][:length] for row in rows if len(row[0]) >= length and row[1] & {"a", "b"}}
    assert len(table) == 0 or len(counted) > 0
    for point in table.itertuples():
        base = within(point.period_start)
        here = [row for row in base if point.thing in row[1]]
        assert [point.article_count, point.base_count] == [len(here), len(base)]
        if not base:
            assert np.isnan(point.value)
        else:
            assert point.value == pytest.approx(slow_value(here, way, len(base)))


@settings(deadline=None, max_examples=30)
@given(articles_drawn, st.sampled_from(WAYS))
def test_mixes_agree_with_a_slow_recount(rows: list[Row], way: str) -> None:
    corpus = make_corpus(rows)
    table = mixes(corpus, sectors(corpus, "a", "b"), "theme", way=way)
    assert set(table["topic"]) == {key for row in rows for key in row[2] if row[1] & {"a", "b"}}
    for cell in table.itertuples():
        thing = [row for row in rows if cell.thing in row[1]]
        here = [row for row in thing if cell.topic in row[2]]
        value, total = {
            "stories": (len({row[3] for row in here}), len({row[3] for row in thing})),
            "fractional": (
                sum(1 / len(row[2]) for row in here),
                sum(bool(row[2]) for row in thing),
            ),
        }.get(way, (len(here), len(thing)))
        assert cell.article_count == len(here)
        assert [cell.value, cell.total] == pytest.approx([value, total])
        assert cell.share == pytest.approx(value / total if total else np.nan, nan_ok=True)


def test_mix_in_fractions_adds_up_to_all() -> None:
    corpus = make_corpus([("", {"a"}, {"u", "v"}, 0), ("", {"a"}, {"w"}, 1), ("", {"a"}, set(), 2)])
    table = mixes(corpus, sectors(corpus, "a"), "theme", way="fractional")
    assert table["share"].sum() == pytest.approx(1)


def test_differences_are_those_of_the_shares_with_their_interval() -> None:
    rows = [("", {"a"}, {"u"}, n) for n in range(6)] + [("", {"b"}, {"v"}, n) for n in range(8)]
    table = mixes(make_corpus(rows), sectors(make_corpus(rows), "a", "b"), "theme")
    found = differences(table, "a", "b")
    assert found["topic"].tolist() == ["u", "v"]
    assert found["difference"].tolist() == [1.0, -1.0]
    assert found["difference_low"].tolist() == pytest.approx(
        [share_difference(6, 6, 0, 8)[1], share_difference(0, 6, 8, 8)[1]]
    )
    assert found["is_clear"].all()


def test_what_is_distinctive_is_told_against_articles_of_the_others_alone() -> None:
    rows: list[Row] = [("", {"a"}, {"u"}, n) for n in range(6)]
    rows += [("", {"a", "b"}, {"u", "v"}, n) for n in range(5)]
    rows += [("", {"b"}, {"v"}, n) for n in range(4)]
    corpus = make_corpus(rows)
    found = distinctive(corpus, sectors(corpus, "a", "b"), "theme")
    columns = ["thing", "topic", "article_count", "thing_count", "other_count", "other_base"]
    assert found[columns].to_numpy().tolist() == [
        ["a", "u", 11, 11, 0, 4],
        ["b", "v", 9, 9, 0, 6],
    ]
    assert (found["q_value"] < 0.01).all()
    assert distinctive(corpus, sectors(corpus, "a", "b"), "theme", without=["u", "v"]).empty
    assert distinctive(corpus, sectors(corpus, "a"), "theme").empty


def test_period_without_articles_of_the_base_is_a_gap() -> None:
    corpus = make_corpus([("2023-11-05", {"a"}, set(), 0), ("2024-01-31", {"a"}, set(), 1)])
    early, late = (corpus.between(*days) for days in (
        (None, date(2023, 12, 31)), (date(2024, 1, 1), None)
    ))  # fmt: skip
    table = courses(
        corpus, [Thing("early", early, early), Thing("late", late, late)], period="month"
    )
    assert table["value"].fillna(-1).tolist() == [1, -1, -1, -1, -1, 1]


def test_nothing_to_compare_gives_empty_tables() -> None:
    corpus = make_corpus([])
    assert sizes(corpus, []).empty
    assert courses(corpus, [], period="year").empty
    assert mixes(corpus, [], "theme").empty
    assert courses(corpus, sectors(corpus, "a"), period="year").empty
