"""What no field takes: kept as one JSON object with each article."""

import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sources.extras import Number, objects, written


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"a": ["x", "", " "], "b": ["", "y", ""]}, ['{"a": "x"}', '{"b": "y"}', ""]),
        ({"a": [""]}, [""]),
        ({"a": []}, []),
        ({'"a"': ["«x»\n\0"]}, ['{"\\"a\\"": "«x»\\n"}']),
        ({"extra": ['{"a": 1}', "{}", "{", "x"], "b": ["y"] * 4}, [
            '{"a": 1, "b": "y"}', '{"b": "y"}', '{"extra": "{", "b": "y"}',
            '{"extra": "x", "b": "y"}',
        ]),
    ],
    ids=["blanks", "one blank", "no row", "quotes", "own"],
)  # fmt: skip
def test_columns_become_objects(columns: dict[str, list[str]], expected: list[str]) -> None:
    assert objects(columns).tolist() == expected


def test_values_that_are_json_stay_as_they_are() -> None:
    numbers = pa.array([1, None]).cast(pa.large_string())
    assert objects({"a": ["x", ""]}, {"n": numbers}).tolist() == ['{"a": "x", "n": 1}', ""]


NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=4)
TEXTS = st.lists(NAMES, min_size=3, max_size=3)


@given(st.dictionaries(NAMES.filter(lambda name: name != "extra"), TEXTS, min_size=1, max_size=3))
def test_every_text_that_is_not_blank_comes_back(columns: dict[str, list[str]]) -> None:
    rows = [json.loads(one) if one else {} for one in objects(columns)]
    assert rows == [
        {name: texts[place] for name, texts in columns.items() if texts[place].strip()}
        for place in range(3)
    ]


VALUES = st.recursive(
    st.none() | st.booleans() | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)


@given(VALUES)
def test_json_is_written_as_it_was_read(value: object) -> None:
    assert json.loads(written(value)) == value


def test_numbers_keep_their_digits() -> None:
    assert written([Number("1.50"), Number("1e400")]) == "[1.50, 1e400]"
