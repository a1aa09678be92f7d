"""Queries: what is read, and what is said of the rest."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import QueryError
from analysis.rules.query import And, Between, Facet, Not, Or, Term, Words, parse_query


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
