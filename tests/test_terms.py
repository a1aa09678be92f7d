"""Terms: the book, keyness, what rose, and likeness, each against a slow recount."""

import math
from collections import Counter
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.corpus import Corpus
from analysis.model.classifier import stem
from analysis.rules.match import Matcher
from analysis.rules.query import parse_query
from analysis.search import Searcher
from analysis.terms.book import TermBook
from analysis.terms.course import Appearance, Overtaking, appearance, course, overtakings
from analysis.terms.keyness import LEAST_G2, candidates, g2, rate_ratio, risen
from analysis.terms.similar import Likenesses
from analysis.terms.tables import distinctive_terms, new_terms
from analysis.text.forms import is_verb
from analysis.text.tokens import Vocabulary, encode
from tests.browser.small_corpus import make_articles, make_tags, make_taxonomy

# A line end closes a sentence: no pair reaches over it.
WORDS = ("станки", "станков", "дроны", "дрон", "завода", "chips", "chip", "и", "the", "2024")
TEXTS = st.lists(st.lists(st.sampled_from((*WORDS, "\n\n")), max_size=12), min_size=1, max_size=8)


def table(texts: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"title": [""] * len(texts), "text": texts})


def book_of(texts: list[str], *, least: int = 1) -> TermBook:
    index = Searcher.over(table(texts)).index
    return TermBook.of(index, len(texts), least_word=least, least_pair=least)


def searching(texts: list[str]):
    vocabulary = Vocabulary()
    batch = encode([("", text) for text in texts], vocabulary)
    nothing = np.zeros(len(texts), bool)

    def search(query: str) -> np.ndarray:
        return Matcher([parse_query(query)]).matching(batch, vocabulary, lambda part: nothing)[0]

    return search


def slow_terms(words: list[str]) -> tuple[Counter, Counter]:
    """Stems of an article, and pairs of neighbours, counted one by one."""
    stems = [None if word in ("и", "the", "2024", "\n\n") else stem(word) for word in words]
    pairs = [pair for pair in pairwise(stems) if None not in pair]
    return Counter(one for one in stems if one), Counter(pairs)


@settings(deadline=None, max_examples=30)
@given(TEXTS)
def test_book_holds_what_is_counted_one_by_one(articles: list[list[str]]) -> None:
    book = book_of([" ".join(words) for words in articles])
    names = [stem(word.casefold()) for word in book.spellings]
    pairs = [(names[first], names[second]) for first, second in book.members.tolist()]
    for row, words in enumerate(articles):
        expected, expected_pairs = slow_terms(words)
        own = slice(*book.words.bounds[row : row + 2])
        found = zip(book.words.columns[own].tolist(), book.words.times[own].tolist(), strict=True)
        assert {names[column]: times for column, times in found} == expected
        own = slice(*book.pairs.bounds[row : row + 2])
        assert {pairs[column] for column in book.pairs.columns[own]} == set(expected_pairs)
        assert book.pairs.times[own].tolist() == [
            expected_pairs[pairs[column]] for column in book.pairs.columns[own]
        ]


@settings(deadline=None, max_examples=30)
@given(TEXTS, st.data())
def test_articles_with_a_term_are_counted_from_either_side(
    articles: list[list[str]], data: st.DataObject
) -> None:
    book = book_of([" ".join(words) for words in articles])
    size = len(articles)
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    counts = [0] * book.n_terms
    for row in np.flatnonzero(mask):
        for column in book.words.columns[slice(*book.words.bounds[row : row + 2])]:
            counts[column] += 1
        for column in book.pairs.columns[slice(*book.pairs.bounds[row : row + 2])]:
            counts[book.words.width + column] += 1
    assert book.counts_in(mask).tolist() == counts


def test_a_book_leaves_out_what_stands_in_too_few_articles() -> None:
    book = book_of(["новый дрон завода", "дрон завода", "станок"], least=2)
    assert sorted(book.spellings) == ["дрон", "завода"]
    assert book.pair_spellings == (("дрон", "завода"),)


def test_a_book_knows_no_article_that_the_index_lacks() -> None:
    index = Searcher.over(table(["дрон"])).index
    book = TermBook.of(index, 3, least_word=1)
    assert np.diff(book.words.bounds).tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param((10, 10, 100, 1000), 22.9078, id="more frequent"),
        pytest.param((5, 50, 100, 1000), 0.0, id="as frequent"),
        pytest.param((0, 20, 100, 1000), -3.8492, id="rarer"),
        pytest.param((3, 0, 3, 0), 0.0, id="nothing to compare with"),
    ],
)
def test_g2_is_dunnings(cells: tuple[int, int, int, int], expected: float) -> None:
    here, there, n_here, n_there = cells
    assert g2([here], [there], n_here, n_there) == pytest.approx([expected], abs=1e-4)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 50), st.integers(0, 50), st.integers(50, 200), st.integers(50, 200))
def test_g2_is_the_sum_over_four_cells(a: int, b: int, n_a: int, n_b: int) -> None:
    total, score = n_a + n_b, 0.0
    for with_it, size in ((a, n_a), (b, n_b)):
        for observed, margin in ((with_it, a + b), (size - with_it, total - a - b)):
            if observed:
                score += 2 * observed * math.log(observed * total / (margin * size))
    sign = np.sign(a * n_b - b * n_a)
    assert g2([a], [b], n_a, n_b)[0] == pytest.approx(sign * max(score, 0.0), abs=1e-6)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(60, 300), st.integers(60, 300))
def test_interval_of_a_ratio_holds_the_ratio(a: int, b: int, n_a: int, n_b: int) -> None:
    ratio, low, high = (one[0] for one in rate_ratio([a], [b], n_a, n_b))
    if not a and not b:
        assert np.isnan(ratio)
    else:
        assert 0 <= low <= ratio <= high
        assert (high == np.inf) == (b == 0)
        expected = math.inf if not b else (a / n_a) / (b / n_b)
        assert ratio == pytest.approx(expected)


def test_candidates_are_the_terms_that_pass_sorted_by_score() -> None:
    texts = ["станки дроны"] * 12 + ["дроны завода"] * 30
    here = np.arange(42) < 12
    found = candidates(book_of(texts), here, ~here, np.arange(42), least=5, most=10)
    # Of «станки» and «станки дроны», which always stand together, the pair is shown.
    assert [book_of(texts).spelled(term) for term in found["term"]] == [("станки", "дроны")]
    assert found[["article_count", "other_count"]].values.tolist() == [[12, 0]]
    assert found["g2"].iloc[0] == pytest.approx(g2([12], [0], 12, 30)[0])
    assert found["g2"].iloc[0] > LEAST_G2


def test_what_one_source_always_says_is_its_manner_and_no_term() -> None:
    texts = ["станки\n\nподпишись"] * 6 + ["станки"] * 8 + ["дроны"] * 30
    here, sources = np.arange(44) < 14, np.where(np.arange(44) < 6, 0, np.arange(44))
    found = candidates(book_of(texts), here, ~here, sources, least=5, most=10)
    assert [book_of(texts).spelled(term) for term in found["term"]] == [("станки",)]
    # Where that source has half of all articles, they may well be about it.
    found = candidates(book_of(texts), here, ~here, np.zeros(44, np.int64), least=5, most=10)
    assert len(found) == 2


def test_small_latin_words_of_russian_articles_are_parts_of_addresses() -> None:
    texts = ["news obzor станки"] * 14 + ["дроны"] * 30
    here = np.arange(44) < 14
    book, sources = book_of(texts), np.arange(44)
    found = candidates(book, here, ~here, sources, language="ru", least=5, most=10)
    assert [book.spelled(term) for term in found["term"]] == [("станки",)]


def test_risen_are_terms_whose_whole_interval_is_above_one() -> None:
    texts = ["дроны"] * 20 + ["дроны\n\nстанки"] * 8 + ["завода\n\nстанки\n\nдроны"] * 2
    after = np.arange(30) >= 20
    found = risen(book_of(texts), after, ~after, np.arange(30), least=3, most=10)
    assert [book_of(texts).spelled(term) for term in found["term"]] == [("станки",)]


def test_distinctive_terms_count_what_their_query_finds() -> None:
    texts = ["Выпуск\n\nстанков."] * 9 + ["Станок."] + ["Дроны."] * 30
    here = np.arange(40) < 10
    search = searching(texts)
    found = distinctive_terms(
        book_of(texts), here, ~here, search, stories=np.arange(40) // 2, sources=np.arange(40)
    )
    assert "станок" in found["term"].tolist()
    for row in found.itertuples():
        mask = search(row.query)
        assert (row.article_count, row.other_count) == ((mask & here).sum(), (mask & ~here).sum())
        assert row.share_here == row.article_count / 10
        assert row.story_count == len({at // 2 for at in np.flatnonzero(mask & here)})


def test_new_terms_come_before_risen_ones() -> None:
    texts = ["дроны"] * 29 + ["чипы"] + ["чипы"] * 10 + ["лидерство"] * 6
    after = np.arange(46) >= 30
    order = np.arange(46)
    search = searching(texts)
    found = new_terms(book_of(texts), after, ~after, search, stories=order, sources=order)
    assert found["term"].tolist() == ["лидерство", "чип"]
    assert found["is_new"].tolist() == [True, False]
    assert found[["article_count", "other_count"]].values.tolist() == [[6, 0], [10, 1]]
    assert (found["ratio_low"] > 1).all()


def test_what_is_done_names_no_topic() -> None:
    assert (is_verb("утвердили"), is_verb("станок")) == (True, False)


def slow_cosines(articles: list[list[str]], row: int) -> list[float]:
    counts = [slow_terms(words)[0] for words in articles]
    frequency = Counter(term for own in counts for term in own)
    lists = [
        {
            term: (1 + math.log(times)) * math.log(len(articles) / frequency[term])
            for term, times in own.items()
        }
        for own in counts
    ]
    lengths = [math.sqrt(sum(value**2 for value in own.values())) or 1.0 for own in lists]
    return [
        sum(value * other.get(term, 0.0) for term, value in lists[row].items())
        / (lengths[row] * length)
        for other, length in zip(lists, lengths, strict=True)
    ]


@settings(deadline=None, max_examples=30)
@given(TEXTS, st.data())
def test_likeness_is_the_cosine_of_tfidf(articles: list[list[str]], data: st.DataObject) -> None:
    row = data.draw(st.integers(0, len(articles) - 1))
    found = Likenesses(book_of([" ".join(words) for words in articles])).to(row, most=20)
    cosines = slow_cosines(articles, row)
    expected = {
        other: score for other, score in enumerate(cosines) if other != row and score > 1e-9
    }
    assert {one.row: one.score for one in found} == pytest.approx(expected, abs=1e-5)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for one in found:
        assert sum(share for _, share in one.words) == pytest.approx(1, abs=1e-3)


def test_likeness_can_be_asked_within_some_articles() -> None:
    texts = ["дроны завода", "дроны завода станки", "дроны", "чипы"]
    within = np.array([False, False, True, True])
    assert [one.row for one in Likenesses(book_of(texts)).to(0, most=5, within=within)] == [2]


def test_a_corpus_may_have_grown_since_its_book_was_made() -> None:
    book, grown = book_of(["дроны завода", "дроны завода", "станки"]), np.ones(5, bool)
    likenesses = Likenesses(book)
    assert book.counts_in(grown).tolist() == book.counts_in(grown[:3]).tolist()
    assert [one.row for one in likenesses.to(0, most=5, within=grown)] == [1]
    assert len(likenesses.to_centre(grown, most=5)) == 3
    assert likenesses.size == 3


def test_the_most_typical_article_is_the_one_nearest_to_the_mean() -> None:
    texts = ["дроны завода", "дроны завода станки", "станки", "чипы лазеры", "погода"]
    found = Likenesses(book_of(texts)).to_centre(np.arange(5) < 4, most=2)
    assert [one.row for one in found] == [1, 0]


def test_course_counts_as_a_slow_recount_in_all_four_ways() -> None:
    corpus = small_corpus()
    everything = np.ones(len(corpus), bool)
    found = [
        np.array([True, True, True, False, False, True]),
        np.array([True, False, False, True, True, False]),
    ]
    expected = {
        "articles": [[1, 2, 0], [1, 0, 1]],
        "stories": [[1, 1, 0], [1, 0, 1]],
        "share": [[1, 1, 0], [1, 0, 1]],
        "fractional": [[0.5, 2, 0], [0.5, 0, 1]],
    }
    for way, values in expected.items():
        table = course(corpus, found, everything, period="month", way=way, base=everything)
        assert table["value"].to_numpy().reshape(2, 3).tolist() == values
        assert table["article_count"].tolist() == [1, 2, 0, 1, 0, 1]
        assert table["base_count"].tolist() == [1, 2, 1, 1, 2, 1]
        assert table["period_start"].dt.strftime("%m").tolist() == ["01", "02", "03"] * 2


def small_corpus() -> Corpus:
    """Articles of January, two of February (one story), March, one of a year only, one undated."""
    articles = make_articles()
    same = articles["article_id"].replace("chip-3", "chip-2").tolist()
    return Corpus.build(articles.assign(story_id=same), make_tags(), make_taxonomy())


def test_course_begins_one_period_before_the_first_term() -> None:
    corpus = small_corpus()
    everything = np.ones(len(corpus), bool)
    march = np.arange(6) == 3

    def months(first: date | None) -> list[str]:
        table = course(
            corpus,
            [march],
            everything,
            period="month",
            way="articles",
            base=everything,
            first=first,
        )
        return table["period_start"].dt.strftime("%m").tolist()

    assert months(None) == ["02", "03"]
    assert months(date(2024, 1, 1)) == ["01", "02", "03"]


def test_course_of_nothing_is_empty() -> None:
    corpus = small_corpus()
    nothing = np.zeros(len(corpus), bool)
    assert course(corpus, [nothing], nothing, period="month", way="share", base=nothing).empty


def test_the_first_article_with_a_term_is_the_oldest_dated_one() -> None:
    corpus = small_corpus()
    everything = np.ones(len(corpus), bool)
    later = corpus.between(date(2024, 2, 5), None)
    assert appearance(corpus, everything, everything) == Appearance(4, date(2023, 1, 1))
    assert appearance(corpus, everything, later) == Appearance(1, date(2024, 2, 11))
    assert appearance(corpus, ~corpus.dated, everything) is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([[1, 2], [3, 4]], [], id="always led"),
        pytest.param([[1, 2], [1, 2]], [], id="always even"),
        pytest.param(
            [[5, 3, 1, 0], [0, 1, 4, 6]],
            [Overtaking(1, 0, 2, (4.0, 1.0), (10.0, 1.0), 1)],
            id="once",
        ),
        pytest.param(
            [[0, 2, 0, 3], [1, 0, 1, np.nan]],
            [Overtaking(0, 1, 3, (3.0, 0.0), (3.0, 0.0), 3)],
            id="several times: the last one counts",
        ),
        pytest.param(
            [[3, 2, 2], [1, 2, 5]],
            [Overtaking(1, 0, 2, (5.0, 2.0), (5.0, 2.0), 1)],
            id="even in between",
        ),
    ],
)
def test_overtaking_is_the_last_change_of_the_lead(
    values: list[list[float]], expected: list[Overtaking]
) -> None:
    assert overtakings(np.array(values, float)) == expected


def test_overtakings_of_several_terms_come_in_the_order_of_time() -> None:
    found = overtakings(np.array([[3, 0, 0], [2, 2, 0], [0, 1, 3]], float))
    assert [(one.winner, one.loser, one.period) for one in found] == [
        (1, 0, 1),
        (2, 0, 1),
        (2, 1, 2),
    ]
