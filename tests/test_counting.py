"""The four ways to count agree with a recount one by one."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import COUNTS, Choice, Corpus, per_topic, select, tally, total
from analysis.measures.ranking import change_interval
from tests.browser.small_corpus import make_taxonomy

TOPICS = ("electronics", "chemistry", "machine-tools")
ARTICLES = st.lists(
    st.tuples(st.sampled_from("AB"), st.sets(st.sampled_from(TOPICS)), st.booleans()), max_size=12
)


def corpus_of(rows: list[tuple[str, set[str], bool]]) -> Corpus:
    """Articles by story and topics, each a month after the one before."""
    articles = pd.DataFrame(
        {
            "article_id": [f"n{number}" for number in range(len(rows))],
            "published_date": pd.to_datetime([f"2024-{n + 1:02}-05" for n in range(len(rows))]),
            "story_id": [row[0] for row in rows],
            "first_seen": [f"2024-{n + 1:02}-07T10:00:00Z" for n in range(len(rows))],
        }
    ).assign(date_precision="day", source_name="s", kind="", url="", title="t", language="en")
    pairs = [(f"n{number}", topic) for number, row in enumerate(rows) for topic in row[1]]
    tags = pd.DataFrame(pairs, columns=["article_id", "topic"]).assign(axis="sector", score=0.5)
    return Corpus.build(articles, tags, make_taxonomy())


def recount(rows: list[tuple[str, set[str], bool]], topic: str, way: str) -> float:
    """How a person would do it."""
    kept = [(story, topics) for story, topics, is_chosen in rows if is_chosen and topic in topics]
    if way == "stories":
        return len({story for story, _ in kept})
    if way == "fractional":
        return float(sum(Fraction(1, len(topics)) for _, topics in kept))
    if way == "share":
        return len(kept) / len(rows) if rows else float("nan")
    return len(kept)


@pytest.mark.parametrize("way", COUNTS)
@settings(deadline=None, max_examples=60)
@given(rows=ARTICLES)
def test_counts_agree_with_a_recount(way: str, rows: list[tuple[str, set[str], bool]]) -> None:
    corpus = corpus_of(rows)
    tags = corpus.axes["sector"]
    mask = np.array([row[2] for row in rows], dtype=bool)
    counted = per_topic(corpus, tags, mask, way, base=len(rows)).ravel()
    expected = [recount(rows, topic, way) for topic in tags.keys]
    np.testing.assert_allclose(counted, expected)


@settings(deadline=None, max_examples=60)
@given(rows=ARTICLES)
def test_fractions_of_an_axis_add_up_to_its_articles(
    rows: list[tuple[str, set[str], bool]],
) -> None:
    corpus = corpus_of(rows)
    mask = np.array([row[2] for row in rows], dtype=bool)
    tagged = sum(1 for _, topics, is_chosen in rows if is_chosen and topics)
    counted = per_topic(corpus, corpus.axes["sector"], mask, "fractional")
    assert counted.sum() == pytest.approx(tagged)


def test_total_counts_each_story_once_and_a_share_of_its_base() -> None:
    corpus = corpus_of([("A", set(), True), ("A", set(), True), ("B", set(), True)])
    mask = np.ones(3, dtype=bool)
    counted = {way: total(corpus, mask, way, base=6) for way in COUNTS}
    assert counted == {"articles": 3, "stories": 2, "share": 0.5, "fractional": 3}


@pytest.mark.parametrize(("way", "missing"), [("share", "share"), ("fractional", "fractional")])
def test_what_a_way_needs_is_asked_for(way: str, missing: str) -> None:
    with pytest.raises(ValueError, match=missing):
        tally(corpus_of([]), np.array([], int), np.array([], int), 1, way)


def test_corpus_is_shown_as_it_stood_on_a_day() -> None:
    corpus = corpus_of([("A", set(), True), ("A", set(), True), ("B", set(), True)])
    until = pd.Timestamp("2024-02-07").date()
    found = select(corpus, Choice(as_of=until), search=lambda _: np.ones(3, bool))
    assert found.tolist() == [True, True, False]


def test_change_is_bounded_as_well_as_the_counts_allow() -> None:
    low, high = change_interval(np.array([20, 3, 5, 0]), np.array([10, 2, 0, 4]))
    assert np.round(low, 2).tolist() == [-0.05, -0.7, 0.3, -1.0]
    assert np.round(high[:2], 2).tolist() == [3.2, 6.5]
    assert high[2] == np.inf
    assert high[3] < 0
