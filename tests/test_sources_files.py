"""Foreign files: what is read, what is refused, and that nothing is lost."""

import csv
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.links import article_key
from analysis.schema import REJECTS
from analysis.sources.files import ENDINGS, Reading, read_articles

TODAY = date(2024, 7, 10)
COLUMNS = [
    "article_id",
    "published_date",
    "date_precision",
    "published_at",
    "source_name",
    "kind",
    "url",
    "title",
    "text",
    "language",
    "extra",
]
SAVE_AS = "save it as .xlsx or .csv and read that file"
UTF8, COMMA = "read as UTF-8", "columns are separated by ','"
UNDATED = "no date column: the articles are undated"

Write = Callable[..., Path]

CELLS = st.text(st.sampled_from("aЯ \n\r\t\"',;=|\0é"), max_size=5)
IDS = st.sampled_from(["", "1", "2", "3", "x" * 201])
DATES = st.sampled_from(["", "2024", "2024-07-04", "30.02.2024", "01/02/2024", "13/02/2024"])
FILLER = "a few plain words keep the file a text"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of any kind from text or bytes."""

    def make(content: str | bytes, name: str = "feed.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def read(path: Path, **options: Any) -> list[Reading]:
    return list(read_articles(path, today=TODAY, **options))


def read_one(path: Path, **options: Any) -> Reading:
    (reading,) = read(path, **options)
    return reading


def column(path: Path, name: str, **options: Any) -> list[Any]:
    return [value for reading in read(path, **options) for value in reading.articles[name]]


def refused(path: Path, **options: Any) -> list[tuple[Any, ...]]:
    names = ["row", "column", "problem", "raw"]
    return [
        row
        for reading in read(path, **options)
        for row in reading.rejects[names].itertuples(index=False, name=None)
    ]


def notes(path: Path, **options: Any) -> tuple[str, ...]:
    return tuple(note for reading in read(path, **options) for note in reading.notes)


def problems(path: Path, **options: Any) -> tuple[str, ...]:
    with pytest.raises(DataError) as caught:
        read(path, **options)
    assert caught.value.origin == path.name
    return caught.value.problems


def workbook(path: Path, *sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def rezip(path: Path, change: Callable[[str, bytes], bytes], **extra: bytes) -> Path:
    """Write a workbook again with changed parts."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in (parts | extra).items():
            new.writestr(name, change(name, content))
    return path


# --- the whole of a reading ---------------------------------------------------------------


def test_a_file_becomes_articles_rejects_and_notes(write: Write) -> None:
    path = write(
        "id,date,source,url,title,text,type,label\n"
        "a1,2024-07,РИА,https://ria.ru/1,Завод открыт,В Калуге,news,x\n"
        "a2,soon,РИА,,Завод закрыт,,news,y\n"
    )
    reading = read_one(path)
    assert reading.origin == "feed.csv"
    assert reading.articles.columns.tolist() == COLUMNS
    assert reading.articles.to_dict("records") == [
        {
            "article_id": "a1",
            "published_date": pd.Timestamp("2024-07-01"),
            "date_precision": "month",
            "published_at": "",
            "source_name": "РИА",
            "kind": "news",
            "url": "https://ria.ru/1",
            "title": "Завод открыт",
            "text": "В Калуге",
            "language": "ru",
            "extra": '{"label": "x"}',
        }
    ]
    assert reading.articles.dtypes.astype(str).tolist() == ["str", "datetime64[s]"] + ["str"] * 9
    assert reading.rejects.columns.tolist() == list(REJECTS)
    assert reading.rejects.to_dict("records") == [
        {
            "import_id": 0,
            "origin": "feed.csv",
            "sheet": "",
            "row": 3,
            "column": "date",
            "code": "BAD_DATE",
            "problem": "'soon' is no date that can be read: "
            "write it as 2024-07-04, 2024-07 or 2024",
            "raw": "soon",
        }
    ]
    assert reading.notes == (
        UTF8,
        COMMA,
        "columns: article_id from 'id', published_date from 'date', source_name from 'source', "
        "kind from 'type', url from 'url', title from 'title', text from 'text'",
        "columns kept beside the articles: label",
    )
    assert reading.done == 1.0


def test_batches_tell_how_much_is_done(write: Write) -> None:
    path = write("".join(json.dumps({"title": str(n)}) + "\n" for n in range(4)), "feed.jsonl")
    readings = read(path, batch_size=2)
    assert [reading.articles["title"].tolist() for reading in readings] == [["0", "1"], ["2", "3"]]
    assert [reading.done for reading in readings][-1] == 1.0
    assert [bool(reading.notes) for reading in readings] == [True, False]


def test_the_user_names_the_columns(write: Write) -> None:
    path = write("T1,T2\nA,b\n")
    assert column(path, "title", columns={"title": "T1", "text": "T2"}) == ["A"]
    assert column(path, "text", columns={"title": "T1", "text": "T2"}) == ["b"]


def test_a_batch_size_below_one_is_refused(write: Write) -> None:
    with pytest.raises(ValueError, match="batch_size must be at least 1 but is 0"):
        read(write("title\nA\n"), batch_size=0)


# --- encodings ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-8", "read as UTF-8"),
        ("utf-8-sig", "read as UTF-8 (byte order mark)"),
        ("utf-16", "read as UTF-16 (byte order mark)"),
        ("utf-16-le", "read as UTF-16-LE"),
        ("utf-16-be", "read as UTF-16-BE"),
        ("cp1251", "read as cp1251, by its letters; if they look wrong, save the file as UTF-8"),
        ("koi8-r", "read as koi8-r, by its letters; if they look wrong, save the file as UTF-8"),
        ("cp866", "read as cp866, by its letters; if they look wrong, save the file as UTF-8"),
    ],
)
def test_russian_is_read_in_its_encoding(write: Write, encoding: str, note: str) -> None:
    path = write("id;Заголовок\n1;Новый завод открыт\n".encode(encoding))
    reading = read_one(path)
    assert reading.articles[["article_id", "title"]].to_numpy().tolist() == [
        ["1", "Новый завод открыт"]
    ]
    assert reading.notes[0] == note


def test_western_letters_are_read_as_cp1252(write: Write) -> None:
    path = write("title\nCafé façade – naïve\n".encode("cp1252"))
    assert column(path, "title") == ["Café façade – naïve"]


def test_a_bad_byte_in_utf8_does_not_turn_the_file_into_a_code_page(write: Write) -> None:
    path = write("title\nЗавод ".encode() + b"\xd0" + " открыт\n".encode())
    assert column(path, "title") == ["Завод  открыт"]
    assert notes(path)[0] == "read as UTF-8; bytes that are no UTF-8 were removed"


def test_bytes_of_no_language_are_read_without_a_warning(write: Write) -> None:
    path = write(b"title,text\n\xff\xfd\x98\xb7 \x81\xad,b\n")
    assert column(path, "text") == ["b"]


def test_a_character_cut_off_at_the_end_is_removed(write: Write) -> None:
    assert column(write("title\nЗавод".encode()[:-1]), "title") == ["Заво"]


# --- CSV ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delimiter", "shown"), [(",", "','"), (";", "';'"), ("\t", "TAB"), ("|", "'|'")]
)
def test_the_delimiter_is_found(write: Write, delimiter: str, shown: str) -> None:
    path = write(f"title{delimiter}text\nOne, two{delimiter}x\n".replace("One, two", "One two"))
    assert column(path, "text") == ["x"]
    assert notes(path)[1] == f"columns are separated by {shown}"


def test_commas_in_the_only_column_are_no_delimiters(write: Write) -> None:
    assert column(write("title\nOne, two\nThree\n"), "title") == ["One, two", "Three"]


def test_the_separator_line_of_excel_is_followed(write: Write) -> None:
    assert column(write("sep=;\ntitle;text\na,b;c\n"), "title") == ["a,b"]


def test_words_and_leading_zeros_stay_as_they_are(write: Write) -> None:
    path = write("id,title\n0012,NA\n1e5,null\n")
    assert column(path, "article_id") == ["0012", "1e5"]
    assert column(path, "title") == ["NA", "null"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_rows_are_numbered_as_in_a_spreadsheet(write: Write, end: str) -> None:
    path = write(end.join(["title,text", '"two', 'lines",x', "short", "", "A,b,c", "B,c", ""]))
    assert column(path, "title") == ["two\nlines", "B"]
    assert refused(path) == [
        (3, "", "has 1 cell(s), expected 2: mend the delimiters or quotes", "short"),
        (5, "", "has 3 cell(s), expected 2: mend the delimiters or quotes", "A,b,c"),
    ]
    assert notes(path)[-1] == "1 blank row(s) skipped"


def test_a_quote_that_is_never_closed_costs_its_own_row_only(write: Write) -> None:
    path = write('title,text\nA,a\nB,"open\nC,c\nD,"d"\n')
    assert column(path, "title") == ["A", "C", "D"]
    row, _, problem, raw = refused(path)[0]
    assert (row, raw) == (3, 'B,"open')
    assert problem.startswith("a quote that opens in this row is closed only in a later one")
    path = write('title,text\nA,a\nB,"open\nC,c\n')
    assert column(path, "title") == ["A", "C"]
    assert refused(path) == [
        (3, "", "a quote that opens in this row is never closed: close it, or delete it", 'B,"open')
    ]


def test_a_file_full_of_open_quotes_is_refused(write: Write) -> None:
    with pytest.raises(DataError, match="more than 10 quotes are never closed"):
        read(write("title,text\n" + 'a","b\n' * 30))


def test_rows_above_the_header_are_passed_over(write: Write) -> None:
    path = write("Report,\n,\ntitle,text\nA,b\n,\nC\n")
    assert column(path, "title") == ["A"]
    assert refused(path)[0][0] == 6
    assert "the header is row 3; the rows above it are not read" in notes(path)


def test_the_guard_of_our_own_exports_is_taken_off(write: Write) -> None:
    path = write("title\n'=1+1\n'tis\n")
    assert column(path, "title") == ["=1+1", "'tis"]
    assert notes(path)[-1].startswith("1 cell(s) lost the apostrophe")


def test_a_field_of_half_a_million_characters_is_read(write: Write) -> None:
    assert column(write(f"title\n{'x' * 500_000}\n"), "title") == ["x" * 500_000]


def test_a_field_of_more_than_a_million_characters_is_refused(write: Write) -> None:
    path = write(f"title,Текст\nA,{'x' * 1_000_001}\nB,b\n")
    assert column(path, "title") == ["B"]
    problem = "holds 1,000,001 characters, at most 1,000,000 are read: shorten or split it"
    assert refused(path) == [(2, "Текст", problem, "x" * 500)]


# --- rows ---------------------------------------------------------------------------------


def test_a_row_needs_a_title_or_a_text(write: Write) -> None:
    path = write("title,text,source\nA,,s\n,b,s\n , ,s\n")
    assert column(path, "title") == ["A", ""]
    assert refused(path) == [
        (4, "title", "neither a title nor a text: fill one of them", "s"),
    ]


def test_control_characters_are_removed_and_counted(write: Write) -> None:
    path = write("title,text\nA\0B\x07,line\x0bline\nC,tab\there\n")
    assert column(path, "title") == ["AB", "C"]
    assert column(path, "text") == ["line\nline", "tab\there"]
    assert notes(path)[-1] == "1 row(s) repaired: control characters and broken letters removed"


def test_lone_surrogates_are_removed(write: Write) -> None:
    path = write('{"title": "A\\ud800B \\ud83d\\ude00"}\n', "feed.jsonl")
    assert column(path, "title") == ["AB 😀"]
    path = write("title\nA".encode("utf-16") + b"\x00\xd8" + "B\n".encode("utf-16-le"))
    assert column(path, "title") == ["AB"]


def test_an_id_is_trimmed_and_bounded(write: Write) -> None:
    path = write(f"id,title\n 7 ,A\n{'x' * 201},B\n1\x002,C\n{'y' * 200},D\n")
    assert column(path, "article_id") == ["7", "y" * 200]
    assert refused(path) == [
        (
            3,
            "id",
            "the id has more than 200 characters: shorten it, or leave it empty",
            "x" * 201,
        ),
        (4, "id", "the id holds control characters: remove them, or leave it empty", "12"),
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a",
        "http://www.example.org/a/",
        "https://EXAMPLE.org/a?utm_source=x&utm_medium=y#top",
        "https://example.org/a?fbclid=1&gclid=2&yclid=3",
    ],
)
def test_addresses_of_one_page_make_one_id(write: Write, url: str) -> None:
    key = article_key(url="https://example.org/a", source="", day="", title="")
    path = write(f"title,url\nA,{url}\n")
    assert column(path, "article_id") == [key]
    assert column(path, "url") == [url]


def test_a_query_that_chooses_the_page_stays_in_the_id(write: Write) -> None:
    path = write("title,url\nA,https://e.org/?id=1&utm_x=2\nB,https://e.org/?id=2\n")
    assert column(path, "article_id") == [
        article_key(url=f"https://e.org?id={number}", source="", day="", title="")
        for number in (1, 2)
    ]


def test_without_address_source_date_and_title_make_the_id(write: Write) -> None:
    path = write("title,date,source\nA,2024-07-04,S\nA,,S\n")
    assert column(path, "article_id") == [
        article_key(url="", source="S", day=day, title="A") for day in ("2024-07-04", "")
    ]


def test_without_address_source_and_date_the_text_tells_articles_apart(write: Write) -> None:
    path = write("title,text\nA,B\nA,C\nA,\n,A\n")
    nowhere = {"url": "", "source": "", "day": "", "title": "A"}
    assert column(path, "text", batch_size=1)[:2] == ["B", "C"]
    assert column(path, "article_id")[:2] == [article_key(**nowhere, text=text) for text in "BC"]
    assert column(path, "article_id")[-1] == article_key(**nowhere)


@pytest.mark.parametrize("place", ["url", "source", "date"])
def test_the_text_is_no_part_of_an_id_that_something_else_makes(write: Write, place: str) -> None:
    value = {"url": "https://example.org/a", "source": "S", "date": "2024-07-04"}[place]
    one = column(write(f"title,text,{place}\nA,B,{value}\n"), "article_id")
    other = column(write(f"title,text,{place}\nA,C,{value}\n"), "article_id")
    assert one == other


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://a.org/b", "tg:1/2", "a.org/b"])
def test_an_address_of_another_kind_is_left_empty(write: Write, url: str) -> None:
    path = write(f"title,url\nA,{url}\n")
    assert column(path, "url") == [""]
    assert notes(path)[-1] == "1 address(es) left empty: only http and https addresses are kept"


def test_a_repeated_row_is_taken_once_and_counted(write: Write) -> None:
    path = write("id,title\n1,A\n2,B\n1,A\n")
    assert column(path, "article_id", batch_size=1) == ["1", "2"]
    assert notes(path, batch_size=1)[-1] == (
        "1 row(s) repeated: same id and content as an earlier row, taken once"
    )


def test_of_two_rows_with_one_id_the_last_is_taken_and_the_first_names_it(write: Write) -> None:
    path = write("id,title\n1,A\n2,B\n1,C\n")
    problem = (
        "has the id of row 4, which has other content and is taken instead: give each article an "
        "id of its own, or delete this row"
    )
    assert refused(path) == [(2, "id", problem, "1")]
    assert column(path, "title") == ["B", "C"]


def test_a_row_of_a_former_batch_is_replaced_by_name(write: Write) -> None:
    path = write("id,title\n1,A\n2,B\n1,C\n1,A\n1,A\n")
    readings = read(path, batch_size=2)
    assert [one.articles["title"].tolist() for one in readings] == [["A", "B"], ["A"], []]
    assert [one.replaced for one in readings] == [(), ("1",), ()]
    assert [one.rejects["row"].tolist() for one in readings] == [[], [2, 4], []]
    assert readings[-1].notes[-1].startswith("1 row(s) repeated")


def test_read_once_no_row_is_given_that_a_later_batch_replaces(write: Write) -> None:
    path = write("id,title\n1,A\n2,B\n1,C\n1,A\n1,C\n3,D\n")
    readings = read(path, batch_size=2, once=True)
    assert [one.articles["title"].tolist() for one in readings] == [["B"], [], ["C", "D"]]
    assert [one.replaced for one in readings] == [(), (), ()]
    assert [one.rejects["row"].tolist() for one in readings] == [[2], [5], []]
    assert readings[0].rejects["problem"].str.startswith("has the id of row 6").tolist() == [True]
    assert readings[-1].notes[-1].startswith("1 row(s) repeated")


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(IDS, CELLS, DATES), min_size=1, max_size=8), st.integers(1, 4))
def test_read_once_the_same_articles_are_left_as_otherwise(
    rows: list[tuple[str, str, str]], batch_size: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        names = ("id", "title", "date")
        lines = [json.dumps(dict(zip(names, row, strict=True))) for row in rows]
        path.write_text("".join(line + "\n" for line in lines))
        left: dict[str, str] = {}
        for reading in read(path, batch_size=batch_size):
            left |= dict(
                zip(reading.articles["article_id"], reading.articles["title"], strict=True)
            )
        once = [
            pair
            for reading in read(path, batch_size=batch_size, once=True)
            for pair in zip(reading.articles["article_id"], reading.articles["title"], strict=True)
        ]
    assert sorted(once) == sorted(left.items())


def test_one_address_with_two_contents_names_the_last_row(write: Write) -> None:
    path = write("title,url\nA,https://e.org/1\nB,http://e.org/1/\n")
    problem = (
        "has the address, or the source, date and title, of row 3, which has other content and "
        "is taken instead: add a column 'id', or delete this row"
    )
    assert refused(path) == [(2, "", problem, "http://e.org/1/")]
    assert column(path, "title") == ["B"]


def test_the_language_is_taken_or_told_by_the_letters(write: Write) -> None:
    path = write("title,lang\nA,Русский\nB,en-US\nЗавод,\nplant,\nC,de\n")
    assert column(path, "language") == ["ru", "en", "ru", "en", ""]
    assert notes(path)[-1] == ("1 row(s) in another language than ru or en: language left empty")


# --- dates in columns ---------------------------------------------------------------------


def test_the_whole_column_tells_the_order_of_day_and_month(write: Write) -> None:
    path = write("title,date\nA,01/02/2024\nB,13/02/2024\n")
    assert column(path, "published_date", batch_size=1) == [
        pd.Timestamp("2024-02-01"),
        pd.Timestamp("2024-02-13"),
    ]
    path = write("title,date\nA,01/02/2024\nB,02/13/2024\n")
    assert column(path, "published_date")[0] == pd.Timestamp("2024-01-02")


def test_an_undecidable_date_is_refused_with_the_remedy(write: Write) -> None:
    assert refused(write("title,date\nA,01/02/2024\n")) == [
        (
            2,
            "date",
            "'01/02/2024' could be day/month or month/day, and no other date of the column tells "
            "which: say how dates are ordered (--dates day-first or month-first), or write it as "
            "2024-07-04, 2024-07 or 2024",
            "01/02/2024",
        )
    ]


def test_a_date_may_be_empty(write: Write) -> None:
    reading = read_one(write("title,date\nA,\n"))
    assert reading.articles["published_date"].isna().tolist() == [True]
    assert reading.articles["date_precision"].tolist() == [""]


def test_without_dates_an_unreadable_date_is_left_empty(write: Write) -> None:
    path = write("title,date\nA,soon\nB,2024-07-04\n")
    reading = read_one(path, dated=False)
    assert reading.articles["published_date"].isna().tolist() == [True, False]
    assert reading.articles["date_precision"].tolist() == ["", "day"]
    assert reading.rejects.empty
    assert reading.notes[-2:] == (
        "1 date(s) could not be read and are left empty",
        "1 article(s) without a date kept: no chart over time shows them",
    )


def test_the_day_after_tomorrow_is_the_latest(write: Write) -> None:
    path = write("title,date\nA,2024-07-12\nB,2024-07-13\nC,1899-12-31\n")
    assert column(path, "title") == ["A"]
    assert [(row, raw) for row, _, _, raw in refused(path)] == [
        (3, "2024-07-13"),
        (4, "1899-12-31"),
    ]


def test_a_stated_precision_makes_a_day_coarser_never_finer(write: Write) -> None:
    path = write(
        "title,date,precision\nA,2024-03-05,month\nB,2024-03-05,Год\nC,2024,day\nD,2024-03-05,?\n"
    )
    reading = read_one(path)
    assert reading.articles["date_precision"].tolist() == ["month", "year", "year", "day"]
    assert reading.articles["published_date"].dt.strftime("%Y-%m-%d").tolist() == [
        "2024-03-01",
        "2024-01-01",
        "2024-01-01",
        "2024-03-05",
    ]
    assert reading.notes[-1] == "1 date precision(s) ignored: expected day, month or year"


# --- JSON ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "titles"),
    [
        ("a.json", '[{"title": "A"}, {"title": "B"}]', ["A", "B"]),
        ("a.json", '[\n  {\n    "title": "A"\n  }\n]', ["A"]),
        ("a.json", '{\n  "title": "A"\n}', ["A"]),
        ("a.jsonl", '[{"title": "A"}]', ["A"]),
        ("a.jsonl", '{"title": "A"}', ["A"]),
        ("a.json", '{"title": "A"}\n\n{"headline": "B"}\n', ["A", "B"]),
        ("a.csv", '\ufeff{"title": "A"}\n{"title": "B"}', ["A", "B"]),
    ],
    ids=["array", "pretty array", "object", "array in .jsonl", "line", "lines in .json", "in .csv"],
)
def test_json_is_read_in_all_its_forms(
    write: Write, name: str, content: str, titles: list[str]
) -> None:
    assert column(write(content, name), "title") == titles


def test_a_bad_line_is_refused_and_the_others_are_read(write: Write) -> None:
    path = write('{bad\n{"title": "A"}\n[1]\n{"title": "B", "title": "C"}\n', "a.jsonl")
    assert column(path, "title") == ["A"]
    assert [(row, problem) for row, _, problem, _ in refused(path)] == [
        (
            1,
            "is no valid JSON: Expecting property name enclosed in double quotes at character 2: "
            "mend this line",
        ),
        (3, 'is no object with names and values: write it as {"title": "…"}'),
        (4, "has a name twice: rename or delete one of them"),
    ]


def test_ids_as_numbers_and_as_texts_are_the_same(write: Write) -> None:
    path = write('{"id": 12, "title": "A"}\n{"id": "12", "title": "A"}\n', "a.jsonl")
    assert column(path, "article_id") == ["12"]


def test_numbers_and_missing_values_stay_what_they_are(write: Write) -> None:
    path = write(
        '[{"id": 12345678901234567890, "title": 1.50, "text": true}, {"title": null, "text": NaN}]',
        "a.json",
    )
    assert column(path, "article_id") == ["12345678901234567890"]
    assert column(path, "title") == ["1.50"]
    assert [row for row, *_ in refused(path)] == [2]


def test_a_list_in_place_of_a_text_is_refused(write: Write) -> None:
    path = write('[{"title": "A", "text": ["x", "y"]}]', "a.json")
    problem = "'text' holds a list or an object: write it as one text"
    assert refused(path) == [(1, "text", problem, '{"title": "A", "text": ["x", "y"]}')]


def test_broken_json_names_the_place(write: Write) -> None:
    assert problems(write('[{"title": "A"},\n {"ti', "a.json")) == (
        "is no valid JSON: Unterminated string starting at in line 2, column 3: mend it there, "
        "or save the file again if it is cut off",
    )


def test_json_that_is_nested_without_end_is_refused(write: Write) -> None:
    assert problems(write("[" * 100_000, "a.json")) == (
        "is nested too deeply: save a flat list of objects",
    )


# --- Parquet ------------------------------------------------------------------------------


def test_parquet_columns_of_all_types_become_texts(tmp_path: Path) -> None:
    noon = datetime(2024, 7, 4, 22, 30, tzinfo=UTC)
    table = pa.table(
        {
            "id": pa.array([1.0, None]),
            "title": pa.array(["A", "B"]).dictionary_encode(),
            "text": pa.array(["x", None], pa.string_view()),
            "source": pa.array(["s", "t"], pa.large_string()),
            "date": pa.array([noon, None], pa.timestamp("us", "Europe/Moscow")),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    articles = read_one(tmp_path / "a.parquet").articles
    assert articles["article_id"].tolist()[0] == "1"
    assert articles["text"].tolist() == ["x", ""]
    assert articles["published_date"].tolist()[0] == pd.Timestamp("2024-07-05")
    assert articles["published_date"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    "kind",
    [pa.date32(), pa.date64(), pa.timestamp("ns"), pa.timestamp("s"), pa.string()],
    ids=str,
)
def test_parquet_dates_are_read_as_days(tmp_path: Path, kind: pa.DataType) -> None:
    day: Any = "2024-07-04" if kind == pa.string() else datetime(2024, 7, 4)
    pq.write_table(pa.table({"title": ["A"], "date": pa.array([day], kind)}), tmp_path / "a")
    assert column(tmp_path / "a", "published_date") == [pd.Timestamp("2024-07-04")]


def test_parquet_is_read_in_batches_and_numbered_from_one(tmp_path: Path) -> None:
    pq.write_table(pa.table({"title": ["A", "", "C"]}), tmp_path / "a.parquet", row_group_size=2)
    readings = read(tmp_path / "a.parquet", batch_size=1)
    assert [reading.articles["title"].tolist() for reading in readings] == [["A"], [], ["C"]]
    assert [reading.rejects["row"].tolist() for reading in readings] == [[], [2], []]
    assert [round(reading.done, 2) for reading in readings] == [0.33, 0.67, 1.0]


def test_broken_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"title": ["A"] * 1000}), path)
    path.write_bytes(path.read_bytes()[:-20])
    assert problems(path)[0].startswith("the Parquet file is broken or cut off: write or download")


def test_a_damaged_page_of_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"title": [f"title {n}" for n in range(1000)]}), path)
    content = path.read_bytes()
    path.write_bytes(content[:4] + b"\xff" * 400 + content[404:])
    assert problems(path)[0].startswith(
        "the data of the Parquet file is damaged: write or download"
    )


def test_a_parquet_file_with_damaged_names_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"title": ["A"], "rubric": ["B"]}), path, store_schema=False)
    path.write_bytes(path.read_bytes().replace(b"rubric", b"\xffubric"))
    assert problems(path)[0].startswith("the Parquet file is broken or cut off: write or download")


def test_encrypted_parquet_is_refused(write: Write) -> None:
    path = write(b"PARE" + b"\x00" * 20 + b"PARE", "a.parquet")
    assert problems(path) == ("the Parquet file is encrypted: write it again without encryption",)


def test_a_nested_parquet_column_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"title": [["A"]]}), tmp_path / "a.parquet")
    assert problems(tmp_path / "a.parquet")[0].endswith("write it as text")


# --- XLSX ---------------------------------------------------------------------------------


def test_cells_of_a_workbook_are_read_by_their_type(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [
            ["Номер", "Заголовок", "Дата"],
            [12.0, "A", datetime(2024, 7, 4)],
            ["0012", "B", "5 марта 2024 г."],
            [13, "C", 45477],
            [14, "D", 2023],
            [None, None, None],
            [15, "#N/A", None],
        ],
    )
    reading = read_one(path)
    assert reading.articles["article_id"].tolist() == ["12", "0012", "13", "14"]
    assert reading.articles["published_date"].dt.strftime("%Y-%m-%d").tolist() == [
        "2024-07-04",
        "2024-03-05",
        "2024-07-04",
        "2023-01-01",
    ]
    assert reading.rejects["row"].tolist() == [7]
    assert reading.notes[1:] == (
        "cells with an error such as #N/A are read as empty: B7",
        "1 blank row(s) skipped",
    )


def test_the_sheet_with_the_articles_is_chosen(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", [["About", "this file"]], [["Report"], ["title"], ["A"]], []
    )
    reading = read_one(path)
    assert reading.articles["title"].tolist() == ["A"]
    assert reading.notes == (
        "sheet 'Sheet 2' is read",
        "sheets not read: Sheet 1, Sheet 3",
        "columns: title from 'title'",
        UNDATED,
        "the header is row 2; the rows above it are not read",
    )


def test_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title"], ["A"]]).rename(tmp_path / "a.csv")
    assert column(path, "title") == ["A"]


def test_the_size_that_a_sheet_states_is_not_trusted(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title", "text"], ["A", "b"]])
    rezip(path, lambda _, content: content.replace(b'ref="A1:B2"', b'ref="A1"'))
    assert column(path, "text") == ["b"]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_a_workbook_with_a_part_that_is_no_xml_is_broken(tmp_path: Path, part: str) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title"], ["A"]])
    rezip(path, lambda name, content: b"<a" if name == part else content)
    assert problems(path)[0].startswith("the workbook is broken: open and save it in Excel")


def test_macros_are_not_run_and_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title"], ["A"]])
    rezip(path, lambda _, content: content, **{"xl/vbaProject.bin": b"x"})
    assert "the workbook has macros; they are not run" in notes(path)


def test_a_workbook_cut_off_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title"], ["A"]])
    path.write_bytes(path.read_bytes()[:-100])
    assert problems(path) == (
        "the workbook is broken or cut off: download it again, or open and save it in Excel",
    )


def test_a_workbook_with_broken_parts_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title"], ["A"]])
    rezip(path, lambda name, content: content[:50] if "sheet1" in name else content)
    assert problems(path)[0].startswith(
        "the workbook is broken: open and save it in Excel, or save it as .csv (ParseError"
    )


def test_a_workbook_with_a_password_is_refused(write: Write) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
    path = write(ole + "EncryptedPackage".encode("utf-16-le"), "a.xlsx")
    assert problems(path) == (
        "the workbook is protected by a password: remove the password and save it again",
    )


@pytest.mark.parametrize(
    "parts",
    [{"xl/media/bomb.bin": b"0" * 50_000_000}, {f"xl/{n}": b"" for n in range(2_001)}],
    ids=["ratio", "parts"],
)
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title"], ["A"]])
    rezip(path, lambda _, content: content, **parts)
    (problem,) = problems(path)
    assert re.fullmatch(
        r"the workbook expands to [\d,]+ MB in [\d,]+ parts, [\d,]+ times its size; at most "
        r"200 MB, 2,000 parts and 100 times are read: save it as \.csv",
        problem,
    )


def test_entities_in_a_workbook_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["title"], ["A"]])
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]>'
    rezip(path, lambda name, content: bomb + content if "sheet1.xml" in name else content)
    assert problems(path)[0].endswith("sheet1.xml declares XML entities: open and save it in Excel")


# --- files that are no tables -------------------------------------------------------------


def zipped(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty (0 bytes): check how it was saved"),
        (
            b"<!-- x --><!DOCTYPE html><html><form action=login>",
            "is a web page (HTML), perhaps a login page: download the file itself again",
        ),
        (b"<rss></rss>", f"is an XML file or a feed, which is not read here: {SAVE_AS}"),
        (b"\x89PNG\r\n\x1a\n", f"is a PNG picture, which is not read: {SAVE_AS}"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99,
            f"is an old Office file (.xls, .doc), which is not read: {SAVE_AS}",
        ),
        (zipped("xl/workbook.bin"), f"is an .xlsb workbook, which is not read: {SAVE_AS}"),
        (bytes(range(256)) * 9, f"is no text but a binary file: {SAVE_AS}"),
    ],
    ids=["empty", "html", "feed", "png", "xls", "xlsb", "binary"],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(
    write: Write, content: bytes, problem: str
) -> None:
    assert problems(write(content)) == (problem,)


@pytest.mark.parametrize("name", ["a.docx", "a.DOCX"])
def test_a_cut_off_word_file_is_no_workbook(write: Write, name: str) -> None:
    content = zipped("word/document.xml")[:40]
    assert problems(write(content, name)) == (
        "the document is broken or cut off: download it again, or save it anew in Word",
    )


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (
            "a.xlsx",
            "is text and not a workbook, although its name ends in .xlsx: save it again as a "
            "workbook, or rename it (.csv, .json)",
        ),
        (
            "a.PARQUET",
            "is text and not Parquet, although its name ends in .parquet: save it again as "
            "Parquet, or rename it (.csv, .json)",
        ),
    ],
)
def test_a_text_named_otherwise_is_told_so_first(write: Write, name: str, problem: str) -> None:
    first, second = problems(write("id,name\n1,x\n", name))
    assert first == problem
    assert second.startswith("no title or text column among the columns found: id, name")
    assert column(write("title\nA\n", name), "title") == ["A"]


def test_an_unusable_header_refuses_the_file(write: Write) -> None:
    assert problems(write("title,title\nA,B\n")) == (
        "duplicate column name 'title': rename or delete all but one of them",
    )
    assert problems(write(",".join(f"c{n}" for n in range(100_000)))) == (
        "has more than 1,000 columns: keep the columns with the articles and delete the others",
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", "title,text\n"), ("a.json", "[]"), ("b.csv", "\n  \r\n\n")],
)
def test_a_file_without_rows_is_no_error(write: Write, name: str, content: str) -> None:
    reading = read_one(write(content, name))
    assert (len(reading.articles), len(reading.rejects), reading.done) == (0, 0, 1.0)
    assert reading.articles.dtypes.astype(str).tolist() == ["str", "datetime64[s]"] + ["str"] * 9
    assert reading.notes[-1] == "the file has no rows: nothing was read"


def test_parquet_and_workbooks_without_rows_are_no_error(tmp_path: Path) -> None:
    pq.write_table(pa.table({"title": pa.array([], pa.string())}), tmp_path / "a.parquet")
    pq.write_table(pa.table({}), tmp_path / "b.parquet")
    parquet = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    for path in (*parquet, workbook(tmp_path / "a.xlsx", [["title"]], [])):
        assert read_one(path).notes[-1] == "the file has no rows: nothing was read"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert problems(tmp_path / "a.csv") == ("no such file or folder: check the name",)


def test_a_file_without_rights_is_named(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = write("title\nA\n")
    monkeypatch.setattr(Path, "open", refuse)
    assert problems(path) == (
        "cannot be opened (Permission denied): check its name and your rights",
    )


def test_a_file_that_changes_while_it_is_read_is_refused(write: Write) -> None:
    path = write("title\nA\nB\n")
    readings = read_articles(path, today=TODAY, batch_size=1)
    next(readings)
    path.write_text("title\nA\nB\nC\n")
    with pytest.raises(DataError, match="the file changed while it was read: read it again"):
        list(readings)


# --- folders ------------------------------------------------------------------------------


def test_a_folder_is_read_in_the_order_of_its_names(write: Write) -> None:
    write("title\nB\n", "b.csv")
    write('{"title": "A"}', "a.json")
    write("x", "notes.doc")
    folder = write("x", ".hidden.csv").parent
    readings = read(folder)
    assert [(one.origin, one.articles["title"].tolist()) for one in readings] == [
        ("a.json", ["A"]),
        ("b.csv", ["B"]),
    ]
    assert readings[0].notes[0] == "not read in the folder: notes.doc"


def test_a_bad_file_in_a_folder_does_not_stop_the_others(write: Write) -> None:
    write("", "a.csv")
    folder = write("title\nB\n", "b.csv").parent
    assert refused(folder) == [(0, "", "the file is empty (0 bytes): check how it was saved", "")]
    assert column(folder, "title") == ["B"]


def test_the_only_file_of_a_folder_is_refused_as_itself(write: Write) -> None:
    folder = write("", "a.csv").parent
    with pytest.raises(DataError, match=r"a\.csv: the file is empty"):
        read(folder)


def test_a_folder_without_files_to_read_says_which_it_wants(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_text("x")
    assert problems(tmp_path) == (f"the folder has no file to read ({', '.join(ENDINGS)})",)


# --- nothing is lost ----------------------------------------------------------------------


def counted(path: Path, batch_size: int) -> tuple[int, list[int]]:
    """How many rows were taken or noted as repeated, and the numbers of the refused ones."""
    readings = read(path, batch_size=batch_size)
    taken = sum(len(reading.articles) - len(reading.replaced) for reading in readings)
    for reading in readings:
        for note in reading.notes:
            if match := re.match(r"([\d,]+) row\(s\) repeated", note):
                taken += int(match[1].replace(",", ""))
    return taken, [row for reading in readings for row in reading.rejects["row"]]


@settings(deadline=None)
@given(st.lists(st.tuples(IDS, CELLS, DATES), max_size=8), st.integers(1, 4))
def test_every_row_of_a_csv_is_taken_repeated_or_refused(
    rows: list[tuple[str, str, str]], batch_size: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "title", "date", "rubric"])
            writer.writerows([*row, FILLER] for row in rows)
        taken, numbers = counted(path, batch_size)
    assert taken + len(numbers) == len(rows)
    assert set(numbers) <= set(range(2, len(rows) + 2))
    assert len(numbers) == len(set(numbers))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=3,
)
RECORDS = st.dictionaries(st.sampled_from(["id", "title", "date", "x"]), JSON_VALUES) | JSON_VALUES


@settings(deadline=None)
@given(st.lists(RECORDS, max_size=8), st.integers(1, 4))
def test_every_line_of_json_lines_is_taken_repeated_or_refused(
    records: list[Any], batch_size: int
) -> None:
    first = {"id": "first", "title": FILLER, "date": "2024"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_text("".join(json.dumps(one) + "\n" for one in [first, *records]))
        taken, numbers = counted(path, batch_size)
    assert taken + len(numbers) == len(records) + 1
    assert len(numbers) == len(set(numbers))


TITLES = st.sampled_from(["", "A", "B", FILLER])
TABLES = st.lists(st.tuples(IDS, TITLES, DATES), min_size=1, max_size=8)


@settings(deadline=None, max_examples=40)
@given(TABLES, st.integers(1, 4))
def test_every_row_of_a_parquet_file_is_taken_repeated_or_refused(
    rows: list[tuple[str, str, str]], batch_size: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        columns = dict(
            zip(("id", "title", "date"), map(list, zip(*rows, strict=True)), strict=True)
        )
        pq.write_table(pa.table(columns), path, row_group_size=3)
        taken, numbers = counted(path, batch_size)
    assert taken + len(numbers) == len(rows)
    assert len(numbers) == len(set(numbers))
    assert set(numbers) <= set(range(1, len(rows) + 1))


@settings(deadline=None, max_examples=40)
@given(TABLES, st.integers(1, 4))
def test_every_row_of_a_workbook_is_taken_repeated_or_refused(
    rows: list[tuple[str, str, str]], batch_size: int
) -> None:
    filled = [number for number, row in enumerate(rows, start=2) if any(row)]
    with tempfile.TemporaryDirectory() as folder:
        path = workbook(Path(folder) / "a.xlsx", [["id", "title", "date"], *map(list, rows)])
        taken, numbers = counted(path, batch_size)
    assert taken + len(numbers) == len(filled)
    assert len(numbers) == len(set(numbers))
    assert set(numbers) <= set(filled)
