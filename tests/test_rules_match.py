"""The matcher: each form of the language on tiny texts, and against the slow oracle."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.rules.links import Links, Pairs, Sieve
from analysis.rules.match import Matcher
from analysis.rules.query import Query, parse_query
from analysis.text.tokens import Vocabulary, encode
from tests import oracle


def found(query: str, text: str, title: str = "") -> list[str]:
    """Words of an article that a query finds, as they stand."""
    vocabulary = Vocabulary()
    batch = encode([(title, text)], vocabulary)
    hits = Matcher([parse_query(query)], oracle.GROUPS).match(batch, vocabulary)
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
        pytest.param('"завод завод"~2', "завод у завода", ["завод у завода"], id="twice"),
        pytest.param('"завод завод"~2', "завод", [], id="one word is not two"),
        pytest.param('"завод за*"~2', "завод", [], id="one word stands for one"),
        pytest.param(
            '"завод дрон"~9', "завод, завод и дрон", ["завод и дрон"], id="innermost window"
        ),
        pytest.param(
            '"завод дрон"~2',
            "дрон и завод и дрон",
            ["дрон и завод", "завод и дрон"],
            id="both ways",
        ),
        pytest.param('"завод дрон"~5', "завод. Дрон", [], id="window ends with the sentence"),
        pytest.param('"в завод дрон"', "завод дрон", [], id="phrase begins before the article"),
        pytest.param('"завод дрон в"', "завод дрон", [], id="phrase ends behind the article"),
        pytest.param("завод OR за*", "завод", ["завод", "завод"], id="each way of finding counts"),
        pytest.param("завод AND NOT (дрон OR БАС)", "завод БАС", [], id="negated brackets"),
        pytest.param("завод AND NOT (NOT дрон)", "завод дронов", ["завод"], id="negated twice"),
        pytest.param("NOT завод AND дрон", "дрон", ["дрон"], id="words under NOT are not shown"),
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


WORDS = ["завод", "завода", "дрон", "дроны", "БАС", "бас", "Индия", "стали", "plants", "выпускают"]
QUERY_WORDS = ["завод", "дрон", "БАС", "name:Индия", "сталь", "plant", "за*", "др?н", "дроны"]
GROUPS = ["@making", "@craft"]
texts = st.lists(st.sampled_from([*WORDS, "и", ". А", "\n\n"]), max_size=16).map(" ".join)
articles = st.lists(st.tuples(texts, texts), min_size=1, max_size=5)
inner_words = [*(word for word in QUERY_WORDS if ":" not in word), *GROUPS]
quoted = st.lists(st.sampled_from(inner_words), min_size=1, max_size=5).map(
    lambda parts: f'"{" ".join(parts)}"'
)
windows = st.tuples(quoted, st.integers(0, 6)).map(lambda parts: f"{parts[0]}~{parts[1]}")
leaves = st.tuples(
    st.sampled_from(["", "", "title:", "text:"]),
    st.one_of(st.sampled_from([*QUERY_WORDS, *GROUPS]), quoted, windows),
).map("".join)
queries = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.lists(inner, min_size=2, max_size=4), st.sampled_from([" AND ", " OR "])).map(
            lambda parts: f"({parts[1].join(parts[0])})"
        ),
        inner.map(lambda part: f"(NOT {part})"),
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=300)
@given(articles, st.lists(queries, min_size=1, max_size=12))
def test_matcher_agrees_with_the_plain_meaning(
    pairs: list[tuple[str, str]], typed: list[str]
) -> None:
    parsed = [parse_query(text) for text in typed]
    vocabulary = Vocabulary()
    batch = encode(pairs, vocabulary)
    matcher = Matcher(parsed, oracle.GROUPS)
    hits = matcher.match(batch, vocabulary)
    masks = matcher.matching(batch, vocabulary, lambda facet: np.zeros(len(pairs), bool))
    found = list(zip(hits.query.tolist(), hits.start.tolist(), hits.stop.tolist(), strict=True))
    expected = []
    for article, (title, text) in enumerate(pairs):
        fields = {"title": title, "text": text}
        for number, query in enumerate(parsed):
            for field, first, last in shown_places(query, fields):
                start = int(batch.segments[2 * article + ("title", "text").index(field)])
                expected.append((number, start + first, start + last + 1))
            assert masks[number][article] == oracle.holds(query, fields)
    assert found == sorted(expected)


def shown_places(query: Query, fields: dict[str, str]) -> list[oracle.Place]:
    """Places of the words that stand for a query, where the whole of it holds."""
    if not oracle.holds(query, fields):
        return []
    shown = dict.fromkeys(oracle.shown(query))
    return [place for words in shown for place in oracle.places(words, fields)]


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


numbers = st.integers(0, 40)
pair_lists = st.lists(st.tuples(numbers, numbers), max_size=60)


def columns(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Two parallel arrays from pairs."""
    left, right = np.array(pairs, np.int64).reshape(-1, 2).T
    return left, right


@given(pair_lists, pair_lists)
def test_pairs_hold_what_they_were_given_and_the_sieve_never_denies_it(
    given_pairs: list[tuple[int, int]], asked: list[tuple[int, int]]
) -> None:
    held = [pair in given_pairs for pair in asked]
    assert Pairs(*columns(given_pairs), 41).hold(*columns(asked)).tolist() == held
    maybe = Sieve(*columns(given_pairs)).may_hold(*columns(asked))
    assert (maybe | ~np.array(held, bool)).all()


@given(pair_lists, st.lists(numbers, max_size=9))
def test_links_lead_to_every_target(pairs: list[tuple[int, int]], asked: list[int]) -> None:
    at, target = Links.of_pairs(pairs, 41).follow(np.array(asked, np.int64))
    expected = [(i, b) for i, number in enumerate(asked) for a, b in sorted(pairs) if a == number]
    assert list(zip(at.tolist(), target.tolist(), strict=True)) == expected
