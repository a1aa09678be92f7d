"""The model: what it counts, what it thinks, and what it shows as its reasons."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from analysis.model.classifier import (
    MOST_QUOTES,
    LanguageModel,
    Model,
    count_matrix,
    stem,
    stems,
    weigh,
)
from analysis.schema import FIELDS
from analysis.text.folding import fold
from analysis.text.tokens import Vocabulary, encode, words_of

TOPIC = ("sector", "machine-tools")


def language_model(**weights: float) -> LanguageModel:
    return LanguageModel(
        stems={stem: number for number, stem in enumerate(weights)},
        idf=np.full(len(weights), 2.0),
        weights=np.array([list(weights.values())], np.float32),
        intercepts=np.zeros(1),
        topics=(TOPIC,),
        rough_weights=np.zeros((1, len(weights)), np.float32),
        rough_intercepts=np.zeros(1),
    )


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        pytest.param(
            language_model(станк=1.5, завод=0.5, цен=-1.0),
            [("Станки", "станк +3.0"), ("Завод", "завод +1.0")],
            id="heaviest first, each word once, none that speaks against",
        ),
        pytest.param(language_model(plant=1.0), [("plants", "plant +2.0")], id="English"),
        pytest.param(language_model(нефт=1.0), [], id="no known word"),
    ],
)
def test_heaviest_words_are_those_that_weigh_most(
    model: LanguageModel, expected: list[tuple[str, str]]
) -> None:
    texts = [("Другая", "статья"), ("Станки дороже", "Завод поднял цены на станки; plants")]
    vocabulary = Vocabulary()
    batch = encode(texts, vocabulary)
    heavy = model.heaviest(batch, vocabulary, np.array([1]), [TOPIC])
    words = [vocabulary.words[number] for number in batch.ids[heavy.position]]
    assert list(zip(words, heavy.shown, strict=True)) == expected
    places = batch.segment_of(heavy.position) // len(FIELDS)
    assert places.tolist() == [1] * len(expected)


def test_heaviest_words_answer_each_question_by_itself() -> None:
    model = language_model(станк=1.0, завод=2.0, нефт=3.0)
    vocabulary = Vocabulary()
    batch = encode([("Завод", "станки"), ("", ""), ("Нефть", "нефть; заводы")], vocabulary)
    heavy = model.heaviest(batch, vocabulary, np.array([2, 1, 0, 2]), [TOPIC] * 4)
    found = list(zip(heavy.row.tolist(), heavy.shown, strict=True))
    assert found == [
        (0, "нефт +6.0"),
        (0, "завод +4.0"),
        (2, "завод +4.0"),
        (2, "станк +2.0"),
        (3, "нефт +6.0"),
        (3, "завод +4.0"),
    ]


def test_no_more_words_are_shown_than_fit() -> None:
    names = ["альф", "бет", "гамм", "дельт", "станк", "завод", "цен"]
    model = language_model(**dict.fromkeys(names, 1.0))
    vocabulary = Vocabulary()
    batch = encode([("цена завод", "станки дельта гамма бета альфа")], vocabulary)
    heavy = model.heaviest(batch, vocabulary, np.array([0]), [TOPIC])
    assert heavy.shown == [f"{name} +2.0" for name in names[:MOST_QUOTES]]


WORDS = st.sampled_from(["Станки", "завод", "ЗАВОД", "plants", "2024", "в", "погода"])
TEXT = st.lists(WORDS, max_size=6).map(". ".join)


@given(st.lists(st.tuples(TEXT, TEXT, st.booleans()), max_size=6))
def test_counts_are_those_of_each_chosen_article(articles: list[tuple[str, str, bool]]) -> None:
    model = language_model(станк=1.0, завод=1.0, plant=1.0)
    vocabulary = Vocabulary()
    batch = encode([(title, text) for title, text, _ in articles], vocabulary)
    chosen = np.array([wanted for _, _, wanted in articles], bool)
    expected = [
        [
            [stem(fold(word)) for word in words_of(f"{title} {text}")].count(name)
            for name in model.names
        ]
        for title, text, wanted in articles
        if wanted
    ]
    counts = count_matrix(batch, model.table.of(vocabulary), len(model.stems), chosen)
    assert counts.has_canonical_format
    assert counts.dtype == np.float32
    assert counts.toarray().tolist() == expected


@given(st.lists(st.one_of(WORDS.map(fold), st.text(max_size=45))))
def test_stems_of_many_words_are_those_of_each(words: list[str]) -> None:
    assert stems(words) == [stem(word) for word in words]


def test_scores_are_told_for_known_topics_in_known_languages_only() -> None:
    russian, english = language_model(станк=2.0), language_model(plant=4.0)
    model = Model({"ru": russian, "en": english}, {}, "1")
    vocabulary = Vocabulary()
    batch = encode([("plant", ""), ("", ""), ("станки", "plant"), ("станки", "")], vocabulary)
    topics = [("sector", "chemistry"), TOPIC]
    scores = model.scores(batch, vocabulary, ["en", "ru", "ru", "de"], topics)
    assert scores.topics.tolist() == [1]
    assert scores.logits.tolist() == [[4.0], [0.0], [2.0], [0.0]]
    assert scores.trained.tolist() == [[True], [True], [True], [False]]
    article, topic = scores.proposals()
    assert list(zip(article.tolist(), topic.tolist(), strict=True)) == [(0, 1), (1, 1), (2, 1)]
    assert model.scores(batch, vocabulary, ["en"] * 4, topics[:1]).logits.shape == (4, 0)


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=1),
    st.lists(st.floats(1, 20), min_size=4, max_size=4),
)
def test_words_weigh_what_scikit_learn_makes_them_weigh(
    counts: list[list[int]], idf: list[float]
) -> None:
    matrix = sparse.csr_matrix(np.array(counts, np.float32))
    transformer = TfidfTransformer(sublinear_tf=True)
    transformer.idf_ = np.array(idf)
    expected = transformer.transform(matrix.copy())
    weighed = weigh(matrix, np.array(idf))
    assert weighed.dtype == expected.dtype
    np.testing.assert_array_equal(weighed.toarray(), expected.toarray())
