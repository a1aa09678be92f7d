"""Measures: what a choice selects and how it is counted, against a slow recount."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import QueryError
from analysis.measures.choice import AxisChoice, Choice, select
from analysis.measures.corpus import Corpus
from analysis.measures.heat import heat
from analysis.measures.ranking import Comparison, comparison, ranking
from analysis.measures.trends import OTHER, suitable_period, trend
from tests.browser.small_corpus import make_articles, make_tags, make_taxonomy

KEYS = tuple("abcdefghij")
TOPICS = {"sector": tuple((key, "a" if key == "b" else "") for key in KEYS)}


@pytest.fixture
def corpus() -> Corpus:
    return Corpus.build(make_articles(), make_tags(), make_taxonomy())


def test_articles_of_one_story_have_one_number() -> None:
    articles = make_articles()
    first, second = articles["article_id"][:2]
    ids = [first if own == second else own for own in articles["article_id"]]
    grouped = Corpus.build(articles.assign(story_id=ids), make_tags(), make_taxonomy())
    assert grouped.stories.tolist() == [0, 0, 1, 2, 3, 4]


def test_articles_that_were_never_grouped_are_a_story_each(corpus: Corpus) -> None:
    assert corpus.stories.tolist() == [0, 1, 2, 3, 4, 5]


def chosen(corpus: Corpus, choice: Choice) -> list[str]:
    return corpus.ids[select(corpus, choice, search=no_search)].tolist()


def no_search(query: str) -> np.ndarray:
    raise AssertionError("there is no query")


def sectors(*include: str, exclude: tuple[str, ...] = (), match_all: bool = False) -> Choice:
    return Choice().with_axis("sector", AxisChoice(include, exclude, match_all))


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        pytest.param(sectors("electronics"), ["chip-1", "chip-2", "chip-3"], id="one"),
        pytest.param(sectors("electronics", "chemistry", match_all=True), ["chip-3"], id="all"),
        pytest.param(
            sectors("electronics", exclude=("chemistry",)), ["chip-1", "chip-2"], id="without"
        ),
        pytest.param(sectors("ghost"), [], id="unknown topic"),
        pytest.param(sectors("electronics", "ghost", match_all=True), [], id="all with unknown"),
        pytest.param(sectors(exclude=("electronics", "chemistry")), ["none-1"], id="only without"),
        pytest.param(
            Choice(first=date(2024, 2, 11), last=date(2024, 3, 5)), ["chip-2", "chem-1"], id="days"
        ),
        pytest.param(Choice(last=date(2023, 12, 31)), ["chem-2"], id="undated is in no interval"),
        pytest.param(Choice(languages=("ru",)), ["chip-1", "chem-1"], id="language"),
        pytest.param(Choice(sources=("Nowhere",)), [], id="unknown source"),
    ],
)
def test_choice_selects(corpus: Corpus, choice: Choice, ids: list[str]) -> None:
    assert chosen(corpus, choice) == ids


def test_empty_choice_keeps_everything(corpus: Corpus) -> None:
    assert len(chosen(corpus, Choice())) == len(corpus) == 6


def test_search_is_joined_by_and(corpus: Corpus) -> None:
    choice = Choice(languages=("ru",), query="чип")
    mask = select(corpus, choice, search=lambda query: np.arange(6) < 3)
    assert corpus.ids[mask].tolist() == ["chip-1"]


def test_region_counts_for_its_country() -> None:
    tags = make_tags()
    tags.loc[tags["axis"] == "country", "topic"] = "tatarstan"
    corpus = Corpus.build(make_articles(), tags, make_taxonomy())
    assert corpus.has_topic("country", "russia").sum() == 2
    assert corpus.axes["country"].lists(corpus.ids == "chip-1") == [["russia", "tatarstan"]]


def test_unknown_topic_in_a_search_is_named_with_its_neighbours(corpus: Corpus) -> None:
    with pytest.raises(QueryError, match=r"there is no sector “electronic”.*electronics"):
        corpus.has_topic("sector", "electronic")


def test_build_leaves_its_tables_alone_and_freezes_the_arrays() -> None:
    articles, tags = make_articles(), make_tags()
    corpus = Corpus.build(articles, tags, make_taxonomy())
    pd.testing.assert_frame_equal(articles, make_articles())
    pd.testing.assert_frame_equal(tags, make_tags())
    with pytest.raises(ValueError, match="read-only"):
        corpus.days[0] = 1


def test_trend_has_zeros_for_silent_months_and_leaves_year_only_dates_out(corpus: Corpus) -> None:
    everything = np.ones(6, dtype=bool)
    table = trend(corpus, everything, "sector", period="month", base=everything)
    assert table.pivot(index="topic", columns="period_start", values="article_count").to_dict(
        "list"
    ) == {
        pd.Timestamp("2024-01-01"): [0, 1],
        pd.Timestamp("2024-02-01"): [1, 2],
        pd.Timestamp("2024-03-01"): [1, 0],
    }
    by_year = trend(corpus, everything, "sector", period="year", base=everything)
    assert by_year["article_count"].tolist() == [0, 3, 1, 2]
    assert by_year["share"].tolist() == [0, 0.75, 1, 0.5]


def test_nothing_selected_gives_empty_tables_with_all_columns(corpus: Corpus) -> None:
    nothing = np.zeros(6, dtype=bool)
    assert trend(corpus, nothing, "sector", period="month", base=nothing).columns.tolist() == [
        "topic", "period_start", "article_count", "base_count", "share", "value",
    ]  # fmt: skip
    assert heat(corpus, nothing, "sector").empty
    assert ranking(corpus, nothing, "sector", any_time=nothing, base=nothing, compared=None).empty
    assert suitable_period(corpus, nothing) == "month"


def test_comparison_takes_the_days_before(corpus: Corpus) -> None:
    assert comparison(corpus, Choice(first=date(2024, 2, 1), last=date(2024, 2, 29))) == Comparison(
        date(2024, 2, 1), date(2024, 2, 29), date(2024, 1, 3), date(2024, 1, 31), is_covered=True
    )
    whole = comparison(corpus, Choice())
    assert whole is not None
    assert (whole.last - whole.first).days == 364
    assert not whole.is_covered


def test_change_is_missing_where_nothing_was_before(corpus: Corpus) -> None:
    choice = Choice(first=date(2024, 2, 1), last=date(2024, 2, 29))
    table = ranking(
        corpus,
        select(corpus, choice, search=no_search),
        "sector",
        any_time=np.ones(6, dtype=bool),
        base=corpus.between(choice.first, choice.last),
        compared=comparison(corpus, choice),
    )
    assert table["topic"].tolist() == ["electronics", "chemistry"]
    assert table["article_count"].tolist() == [2, 1]
    assert table["base_count"].tolist() == [2, 2]
    assert table["share"].tolist() == [1.0, 0.5]
    assert table["change"].tolist()[0] == 1.0
    assert np.isnan(table["change"].tolist()[1])


def test_share_of_the_ranking_is_of_the_same_articles_as_that_of_the_trend(corpus: Corpus) -> None:
    everything = np.ones(6, dtype=bool)
    mask = select(corpus, sectors("electronics"), search=no_search)
    table = ranking(corpus, mask, "sector", any_time=mask, base=everything, compared=None)
    assert table["share"].tolist() == [3 / 6, 1 / 6]


def test_heat_counts_by_quarter_and_year_and_reaches_to_the_asked_days(corpus: Corpus) -> None:
    everything = np.ones(6, dtype=bool)
    table = heat(
        corpus, everything, "sector", period="quarter", first=date(2023, 10, 5),
        last=date(2024, 5, 1),
    )  # fmt: skip
    assert table["period_start"].dt.strftime("%Y-%m").tolist()[:3] == [
        "2023-10", "2024-01", "2024-04",
    ]  # fmt: skip
    assert table["article_count"].tolist() == [0, 3, 0, 0, 2, 0]
    by_year = heat(corpus, everything, "sector", period="year", columns=1)
    assert by_year["article_count"].tolist() == [3, 2]


# --- against a slow recount --------------------------------------------------------------------

articles_drawn = st.lists(
    st.tuples(
        st.one_of(st.none(), st.dates(date(2021, 1, 1), date(2023, 12, 31))),
        st.sampled_from(["day", "month", "year"]),
        st.sets(st.sampled_from(KEYS)),
        st.booleans(),
    ),
    max_size=25,
)


def drawn_corpus(rows: list[tuple[date | None, str, set[str], bool]]) -> Corpus:
    articles = pd.DataFrame(
        {
            "article_id": [f"n{number}" for number in range(len(rows))],
            "published_date": np.array([row[0] for row in rows], dtype="datetime64[s]"),
            "date_precision": [row[1] if row[0] else "" for row in rows],
        }
    ).assign(source_name="s", kind="", url="", title="t", language="en", story_id="", first_seen="")
    pairs = [(f"n{number}", key) for number, row in enumerate(rows) for key in row[2]]
    tags = pd.DataFrame(pairs, columns=["article_id", "topic"]).assign(axis="sector", score=0.5)
    return Corpus.build(articles, tags, make_taxonomy(TOPICS))


def own_and_parents(keys: set[str]) -> set[str]:
    return keys | ({"a"} if "b" in keys else set())


@settings(deadline=None)
@given(articles_drawn, st.sampled_from(["month", "quarter", "year"]))
def test_trend_agrees_with_a_slow_recount(rows: list, period: str) -> None:
    corpus = drawn_corpus(rows)
    mask = np.array([row[3] for row in rows], dtype=bool)
    table = trend(corpus, mask, "sector", period=period, base=np.ones(len(rows), dtype=bool))
    placed = [
        (pd.Period(row[0], period[0].upper()).start_time, own_and_parents(row[2]))
        for row in rows
        if row[3] and row[0] and (row[1] != "year" or period == "year")
    ]
    shown = set(table["topic"]) - {OTHER}
    assert len(set(table["topic"])) <= 8
    for line in table.itertuples():
        expected = sum(
            start == line.period_start
            and bool(topics - shown if line.topic == OTHER else line.topic in topics)
            for start, topics in placed
        )
        assert line.article_count == expected
    if shown:
        starts = sorted(table["period_start"].unique())
        assert [starts[0], starts[-1]] == [min(placed)[0], max(placed)[0]]


@settings(deadline=None)
@given(articles_drawn)
def test_ranking_and_heat_agree_with_a_slow_recount(rows: list) -> None:
    corpus = drawn_corpus(rows)
    mask = np.array([row[3] for row in rows], dtype=bool)
    carried = [own_and_parents(row[2]) for row in rows if row[3]]
    counts = {key: n for key in KEYS if (n := sum(key in topics for topics in carried))}
    compared = comparison(corpus, Choice())
    table = ranking(corpus, mask, "sector", any_time=mask, base=mask, compared=compared)
    assert dict(zip(table["topic"], table["article_count"], strict=True)) == counts
    cells = heat(corpus, mask, "sector", columns=100)
    drawn = [
        (key, row[0].replace(day=1))
        for row in rows
        if row[3] and row[0] and row[1] != "year"
        for key in own_and_parents(row[2])
    ]
    assert cells["article_count"].sum() == len(drawn)
    for cell in cells.itertuples():
        assert cell.article_count == drawn.count((cell.topic, cell.period_start.date()))


@settings(deadline=None)
@given(
    articles_drawn, st.sets(st.sampled_from(KEYS)), st.sets(st.sampled_from(KEYS)), st.booleans()
)
def test_selection_agrees_with_sets(
    rows: list, include: set[str], exclude: set[str], match_all: bool
) -> None:
    corpus = drawn_corpus(rows)
    wish = AxisChoice(tuple(include), tuple(exclude), match_all)
    mask = select(corpus, Choice().with_axis("sector", wish), search=no_search)
    for row, is_selected in zip(rows, mask, strict=True):
        topics = own_and_parents(row[2])
        meets = include <= topics if match_all else bool(include & topics or not include)
        assert is_selected == (meets and not exclude & topics)
