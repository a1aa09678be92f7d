"""Queries: what is read, and what is said of the rest."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import QueryError
from analysis.rules.query import (
    And,
    Between,
    Facet,
    Not,
    Or,
    Term,
    Words,
    parse_query,
    read_by_grammar,
    read_plain,
)
from analysis.taxonomy import Taxonomy, load_taxonomy


def word(text: str, kind: str = "word") -> Words:
    return Words((Term(text, kind),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("станок завод", And((word("станок"), word("завод")))),
        ("станок OR завод", Or((word("станок"), word("завод")))),
        ("-станок", Not(word("станок"))),
        ("ОАК", word("ОАК", "capitals")),
        ("44-ФЗ", Words((Term("44", "word"), Term("ФЗ", "capitals")))),
        ('"a b"~5', Words((Term("a", "word"), Term("b", "word")), slop=5)),
        ("title:(станок)", Words((Term("станок", "word"),), field="title")),
        ("sector:machine-tools", Facet("sector", "machine-tools")),
        ("date:2024-02", Between(date(2024, 2, 1), date(2024, 2, 29))),
        ("date:[2024-01-01 TO *]", Between(date(2024, 1, 1), None)),
        ("name:Газпром", Words((Term("Газпром", "word", proper=True),))),
    ],
)
def test_query_is_read(text: str, expected: object) -> None:
    assert parse_query(text) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("завод (", "a bracket is opened but not closed: add )"),
        ("завод )", "a bracket is closed but not opened: remove )"),
        ('"завод', 'a quote is opened but not closed: add " or remove it'),
        ("завод OR", "OR stands at the end: add what follows or remove it"),
        ("AND завод", "AND stands at the start: remove it"),
        ("chip~", "fuzzy words (chip~) are not supported: use chip*"),
        ("chip^2", "boosts (chip^2) are not supported: leave ^2 out"),
        ("/chip/", "regular expressions (/chip/) are not supported: use * and ?"),
        ("[a TO b]", "ranges ([a TO b]) work for dates only: date:[2024-01-01 TO 2024-06-30]"),
        (
            "date:вчера",
            "date: takes a day, month, year or range, e.g. date:[2024-01-01 TO 2024-06-30]",
        ),
        ("  ", "there is no word in it: type a word"),
        ('"…"', "“…” holds no word: add letters or digits"),
        ("а*", "“а*” would find nearly every word: give at least 2 letters"),
        ("(" * 50 + "a" + ")" * 50, "brackets are nested deeper than 40: simplify it"),
        ("a" * 5_000, "it has 5,000 characters, 4,000 are allowed: shorten it"),
    ],
)
def test_broken_query_says_what_to_do(text: str, problem: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert caught.value.problems == (problem,)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("chip~ AND plant^2 AND col:x")
    assert [problem.split()[0] for problem in caught.value.problems] == [
        "fuzzy",
        "boosts",
        "field",
    ]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    with suppress(QueryError):
        parse_query(text)


def answer(read: Callable[[str], object], text: str) -> object:
    """What a text is read as, or what is said of it."""
    try:
        return read(text)
    except QueryError as error:
        return error.problems


@pytest.fixture(scope="module")
def shipped() -> Taxonomy:
    return load_taxonomy()


def test_shipped_rules_are_read_as_the_grammar_reads_them(shipped: Taxonomy) -> None:
    texts = {rule.text for rule in shipped.rules}
    plain = {text: query for text in texts if (query := read_plain(text))}
    assert len(plain) > 0.99 * len(texts)
    assert plain == {text: read_by_grammar(text) for text in plain}


@pytest.mark.parametrize(
    "text",
    ["title:завод", "chip~", "chip^2", "a AND b OR c", "завод станок", '"«завод»"', "а*", '"…"'],
)
def test_what_is_not_plain_is_left_to_the_grammar(text: str) -> None:
    assert read_plain(text) is None


WORDS = ["завод", "plant", "ОАК", "AI", "lathe*", "станк?", "а*", "*", "?он", "44-ФЗ", "@making"]
SIGNS = ["AND", "OR", "NOT", "TO", "(", ")", "name:", "title:", "~", "^2", "-", "_", "’s", "\\"]
PHRASES = [f'"{words}"' for words in ("станок с ЧПУ", "a b", "…", "«ОАК»", "станк* @making")]
PIECES = st.sampled_from([*WORDS, *SIGNS, *PHRASES, *(f"{p}~{n}" for p in PHRASES for n in (0, 3))])
ATOMS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "name:"]),
    st.sampled_from([*WORDS, *PHRASES]),
    st.sampled_from(["", "", "~3", "~03", "~100", "~101"]),
)


def joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def join(sign: str, texts: list[str]) -> str:
        return f" {sign} ".join(texts)

    texts = st.lists(parts, min_size=1, max_size=4)
    level = st.builds(join, st.sampled_from(["AND", "OR", "AND NOT", ""]), texts)
    return level | level.map("({})".format)


@given(
    st.recursive(ATOMS, joined, max_leaves=8)
    | st.lists(PIECES, max_size=8).map(" ".join)
    | st.lists(PIECES, max_size=5).map("".join)
)
def test_plain_queries_are_read_as_the_grammar_reads_them(text: str) -> None:
    assert answer(parse_query, text) == answer(read_by_grammar, text)
