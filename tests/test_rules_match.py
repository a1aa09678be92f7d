"""The matcher: each form of the language on tiny texts, and against the slow oracle."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.rules.match import Matcher
from analysis.rules.query import Query, Term, Words, parse_query
from analysis.text.tokens import Vocabulary, encode
from tests import oracle


def found(query: str, text: str, title: str = "") -> list[str]:
    """Words of an article that a query finds, as they stand."""
    vocabulary = Vocabulary()
    batch = encode([(title, text)], vocabulary)
    groups = {"making": [Term("завод", "word"), Term("выпуск*", "wildcard")]}
    hits = Matcher([parse_query(query)], groups).match(batch, vocabulary)
    return [
        " ".join(vocabulary.words[word] for word in batch.ids[start:stop])
        for start, stop in zip(hits.start, hits.stop, strict=True)
    ]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        pytest.param("станок", "Цех без станков", ["станков"], id="any form, fleeting vowel"),
        pytest.param("subsidy", "New subsidies", ["subsidies"], id="English plural"),
        pytest.param("самолёт", "самолетом", ["самолетом"], id="ё is е"),
        pytest.param("сталь", "Планы стали известны", [], id="verb стали is not steel"),
        pytest.param('"марка сталь"', "новая марка стали", ["марка стали"], id="steel in company"),
        pytest.param("судно", "решения судов", ["судов"], id="судов may be ships"),
        pytest.param("судно", "здание суда", [], id="суда is nearly always a court"),
        pytest.param("чип", "чипсы и чипирование", [], id="prefix is not a form"),
        pytest.param("дрон", "рой дронов", ["дронов"], id="genitive like a surname"),
        pytest.param("БПЛА", "БПЛА и бпла", ["БПЛА"], id="capitals find capitals"),
        pytest.param("СПИК", "три СПИКов, спикер", ["СПИКов"], id="capitals with an ending"),
        pytest.param("UAV", "UAVs and uavs", ["UAVs"], id="English capitals with plural"),
        pytest.param("БАС", "бас-гитара", [], id="bass guitar is no aircraft"),
        pytest.param("name:Индия", "Индия делает индия оксид", ["Индия"], id="proper name"),
        pytest.param("импортозамещ*", "импортозамещающий", ["импортозамещающий"], id="star"),
        pytest.param("*строение", "станкостроение", ["станкостроение"], id="leading star"),
        pytest.param("локали?ация", "локализация", ["локализация"], id="one letter"),
        pytest.param('"U.S. steel"', "the U.S. steel", ["U S steel"], id="dots separate"),
        pytest.param("FPV-дрон", "FPV-дронов", ["FPV дронов"], id="hyphen makes a phrase"),
        pytest.param('"завод дрон"', "завод. Дрон", [], id="phrase ends with the sentence"),
        pytest.param('"завод дрон"~2', "дроны с завода", ["дроны с завода"], id="any order"),
        pytest.param('"завод дрон"~1', "дроны идут с завода", [], id="too far"),
        pytest.param('"дрон @making"~3', "выпускают дроны", ["выпускают дроны"], id="group"),
        pytest.param("завод AND NOT дрон", "завод дронов", [], id="negation"),
        pytest.param("завод AND дрон", "завод дронов", ["завод"], id="the first stands for both"),
        pytest.param("завод дрон", "завод", [], id="side by side means and"),
        pytest.param("+завод -дрон", "завод", ["завод"], id="plus and minus"),
        pytest.param("“завод дронов”", "завод дронов", ["завод дронов"], id="curly quotes"),
        pytest.param("China", "China’s lead", ["China’s"], id="possessive"),
        pytest.param("завод", "за\u00adвод", ["за\u00adвод"], id="soft hyphen"),
        pytest.param("завод", "заво\u0301д", ["заво\u0301д"], id="stress mark"),
    ],
)
def test_query_finds(query: str, text: str, expected: list[str]) -> None:
    assert found(query, text) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [("title:завод", ["Завод"]), ("text:завод", ["завод"]), ("завод", ["Завод", "завод"])],
)
def test_field_restricts_where_words_may_stand(query: str, expected: list[str]) -> None:
    assert found(query, "Новый завод", title="Завод") == expected


def test_phrase_does_not_reach_from_title_into_text() -> None:
    assert found('"завод дрон"', "дрон", title="завод") == []


WORDS = ["завод", "завода", "дрон", "дроны", "БАС", "бас", "Индия", "стали", "plants", "plant"]
QUERY_WORDS = ["завод", "дрон", "БАС", "name:Индия", "сталь", "plant", "за*", "др?н", "дроны"]
texts = st.lists(st.sampled_from([*WORDS, "и", ". А", "\n\n"]), max_size=12).map(" ".join)
articles = st.lists(st.tuples(texts, texts), min_size=1, max_size=4)
inner_words = [word for word in QUERY_WORDS if ":" not in word]
phrases = st.lists(st.sampled_from(inner_words), min_size=2, max_size=3).map(
    lambda parts: f'"{" ".join(parts)}"'
)
windows = st.tuples(
    st.lists(st.sampled_from(inner_words), min_size=2, max_size=3), st.integers(0, 4)
).map(lambda parts: f'"{" ".join(parts[0])}"~{parts[1]}')
leaves = st.one_of(
    st.sampled_from(QUERY_WORDS), phrases, windows, st.sampled_from(["title:завод", "text:дрон"])
)
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(
            lambda parts: f"({' '.join(parts)})"
        ),
        inner.map(lambda part: f"(завод AND NOT {part})"),
    ),
    max_leaves=4,
)


@settings(deadline=None, max_examples=300)
@given(articles, st.lists(queries, min_size=1, max_size=4))
def test_matcher_agrees_with_the_plain_meaning(
    pairs: list[tuple[str, str]], typed: list[str]
) -> None:
    parsed = [parse_query(text) for text in typed]
    vocabulary = Vocabulary()
    batch = encode(pairs, vocabulary)
    matcher = Matcher(parsed)
    hits = matcher.match(batch, vocabulary)
    segment = batch.segment_of(hits.start)
    masks = matcher.matching(batch, vocabulary, lambda facet: np.zeros(len(pairs), bool))
    for number, query in enumerate(parsed):
        for article, (title, text) in enumerate(pairs):
            fields = {"title": title, "text": text}
            own = np.flatnonzero((hits.query == number) & (segment // 2 == article))
            places = {
                (
                    ("title", "text")[segment[hit] % 2],
                    int(hits.start[hit] - batch.segments[segment[hit]]),
                    int(hits.stop[hit] - batch.segments[segment[hit]]) - 1,
                )
                for hit in own
            }
            assert places == expected_places(query, fields)
            assert masks[number][article] == oracle.holds(query, fields)


def expected_places(query: Query, fields: dict[str, str]) -> set[oracle.Place]:
    """Places of the words that stand for a query, where the whole of it holds."""
    if isinstance(query, Words):
        return oracle.places(query, fields)
    if not oracle.holds(query, fields):
        return set()
    return set().union(*(oracle.places(words, fields) for words in oracle.shown(query)))


@settings(deadline=None)
@given(articles)
def test_batch_of_articles_gives_what_each_gives_alone(pairs: list[tuple[str, str]]) -> None:
    parsed = [parse_query(text) for text in ('"завод дрон"~3', "БАС", '"завод дроны"')]
    vocabulary = Vocabulary()
    matcher = Matcher(parsed)
    batch = encode(pairs, vocabulary)
    together = matcher.match(batch, vocabulary)
    counts = [len(matcher.match(encode([pair], vocabulary), vocabulary)) for pair in pairs]
    per_article = np.bincount(batch.segment_of(together.start) // 2, minlength=len(pairs))
    assert per_article.tolist() == counts
