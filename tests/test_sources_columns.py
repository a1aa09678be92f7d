"""Columns of foreign files: which field each becomes."""

import pytest

from analysis.errors import DataError
from analysis.sources.columns import (
    OWN_NAMES,
    assign,
    check_header,
    check_overrides,
    describe,
    find_header,
    plain_name,
)
from analysis.sources.names import LABELS, SHORTER, SYNONYMS


@pytest.mark.parametrize(
    ("field", "name"),
    [
        (field, name)
        for field, names in {
            "title": "title headline Заголовок НАЗВАНИЕ",
            "text": "text body content summary текст содержание",
            "published_date": "date published published_date pubDate дата",
            "source_name": "source outlet publisher источник издание",
            "url": "url link address ссылка адрес",
            "language": "language lang язык",
            "article_id": "id article_id identifier номер",
            "kind": "kind type тип вид",
            "date_precision": "date_precision precision",
        }.items()
        for name in names.split()
    ]
    + [("published_date", "Дата  публикации"), ("published_date", " Published-Date ")],
)
def test_a_name_is_understood_in_english_and_russian(field: str, name: str) -> None:
    assert assign(["x", name], {}) == {field: 1}


def test_no_name_stands_for_two_fields() -> None:
    names = [
        plain_name(name)
        for field in OWN_NAMES
        for name in {*OWN_NAMES[field], *SYNONYMS.get(field, ())}
    ]
    assert len({*names, *SHORTER}) == len(names) + len(SHORTER)


@pytest.mark.parametrize(
    ("names", "place"),
    [
        (["headline", "title"], 1),
        (["заголовок", "headline"], 0),
        (["Headline", "TITLE", "название"], 1),
    ],
    ids=["own name wins", "first synonym wins", "own name wins in any case"],
)
def test_of_two_columns_for_one_field_one_is_chosen(names: list[str], place: int) -> None:
    assert assign(names, {}) == {"title": place}


def test_an_override_goes_before_every_name() -> None:
    names = ["title", "Kopfzeile", "text"]
    assert assign(names, {"title": "Kopfzeile"}) == {"title": 1, "text": 2}
    assert assign(names, {"text": "title"}) == {"text": 0}


def test_the_notes_name_the_mapping_the_rivals_and_the_rest() -> None:
    names = ["Headline", "title", "rubric", "author"]
    assert describe(names, assign(names, {})) == (
        "columns: title from 'title'",
        "title is read from 'title', not from 'Headline'",
        "columns kept beside the articles: rubric, author",
        "no date column: the articles are undated",
    )


@pytest.mark.parametrize(
    ("names", "notes"),
    [
        (["title", "date", *LABELS], ("columns: published_date from 'date', title from 'title'",)),
        (
            ["title", "date", "Event ID", "rubric", "Sectors"],
            (
                "columns: published_date from 'date', title from 'title'",
                "columns kept beside the articles: rubric",
            ),
        ),
    ],
    ids=["labels only", "others too"],
)
def test_labels_are_not_among_the_columns_named_as_kept(
    names: list[str], notes: tuple[str, ...]
) -> None:
    assert describe(names, assign(names, {})) == notes


@pytest.mark.parametrize(
    ("names", "overrides", "problem"),
    [
        (
            ["title", "title"],
            {},
            "duplicate column name 'title': rename or delete all but one of them",
        ),
        (
            ["a", "b"],
            {},
            "no title or text column among the columns found: a, b: name a column 'title' or "
            "'text', or map one (--map title=…)",
        ),
        (
            ["a b"],
            {},
            "no title or text column among the columns found: a b: name a column 'title' or "
            "'text', or map one (--map title=…); if this is one line of several columns, separate "
            "them by , ; TAB or |",
        ),
        (
            ["title"],
            {"text": "Inhalt"},
            "no column 'Inhalt': choose among the columns found: title",
        ),
        (
            ["title", *map(str, range(1000))],
            {},
            "has more than 1,000 columns: keep the columns with the articles and delete the others",
        ),
    ],
    ids=["duplicate", "no words", "one column", "missing override", "too many"],
)
def test_an_unusable_header_is_refused(
    names: list[str], overrides: dict[str, str], problem: str
) -> None:
    with pytest.raises(DataError) as caught:
        check_header(names, overrides, origin="f.csv")
    assert caught.value.problems == (problem,)


def test_an_override_of_an_unknown_field_lists_the_fields() -> None:
    with pytest.raises(DataError) as caught:
        check_overrides({"titel": "T"}, origin="f.csv")
    assert caught.value.problems == (
        "no such field: 'titel': map one of id, date, date_precision, published_at, source, kind, "
        "url, title, text, language to a column",
    )


def test_overrides_take_the_short_names_too() -> None:
    assert check_overrides({"date": "D", "source": "S"}, origin="f.csv") == {
        "published_date": "D",
        "source_name": "S",
    }


def test_the_header_may_stand_below_other_rows() -> None:
    assert find_header([[""], ["Report of July", ""], ["Date", "Title"]], {}) == 2
    assert find_header([[""], ["foo", "bar"]], {}) == 1
    assert find_header([[""], []], {}) is None
