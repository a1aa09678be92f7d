"""Faults of files and encodings: what is promised for each, and that good rows are kept."""

import json
import re
import time
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from analysis.errors import DataError
from analysis.sources.files import read_articles
from analysis.sources.sizes import UPLOAD_BYTES, check_size
from tests.faults.reading import TODAY, problem, read, write

RUSSIAN = "id;Заголовок\n1;Новый завод открыт\n2;Цех закрыт\n"
RUSSIAN_TITLES = ["Новый завод открыт", "Цех закрыт"]


def test_A01_a_file_without_content_is_refused_in_these_words(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "")
    assert problem(path, "EMPTY_FILE") == "the file is empty (0 bytes): check how it was saved"


@pytest.mark.parametrize("content", ["\n \r\n\n", "title,text\n", "[]"])
def test_A02_a_file_without_rows_is_no_error_but_told(tmp_path: Path, content: str) -> None:
    outcome = read(write(tmp_path / "a.csv", content))
    assert (outcome.titles, outcome.refused) == ([], [])
    assert outcome.notes[-1] == "the file has no rows: nothing was read"
    assert getattr(outcome.notes[-1], "code", "") == "NO_ROWS"


def check_found_and_told(path: Path, encoding: str) -> None:
    outcome = read(write(path, RUSSIAN.encode(encoding)))
    assert outcome.titles == RUSSIAN_TITLES
    assert outcome.notes[0].startswith(f"read as {encoding}, by its letters")


def check_overridden(path: Path, encoding: str) -> None:
    outcome = read(write(path, "title\nЯ\n".encode(encoding)), encoding=encoding.upper())
    assert outcome.titles == ["Я"]
    assert outcome.notes[0] == f"read as {encoding}, as asked"


def test_A03_cp1251_is_found_and_told_and_can_be_stated(tmp_path: Path) -> None:
    check_found_and_told(tmp_path / "a.csv", "cp1251")
    check_overridden(tmp_path / "b.csv", "cp1251")


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866"])
def test_A04_older_code_pages_are_found_and_told_and_can_be_stated(
    tmp_path: Path, encoding: str
) -> None:
    check_found_and_told(tmp_path / "a.csv", encoding)
    check_overridden(tmp_path / "b.csv", encoding)


@pytest.mark.parametrize("encoding", ["cp99999", "base64", "кои"])
def test_A03_an_encoding_that_does_not_exist_is_named(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.csv", "title\nA\n")
    assert problem(path, "UNKNOWN_ENCODING", encoding=encoding) == (
        f"there is no encoding {encoding!r}: name one like utf-8, cp1251 or koi8-r"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "utf-16", "utf-32"])
def test_A03_a_wrong_encoding_is_refused_instead_of_deleting_letters(
    tmp_path: Path, encoding: str
) -> None:
    titles = ["A" * 70_000, "Завод открыт в Калуге."]
    path = write(tmp_path / "a.csv", "\n".join(["title", *titles]).encode("cp1251"))
    assert problem(path, "WRONG_ENCODING", encoding=encoding) == (
        f"is not {encoding}: leave the encoding out (--encoding), or name another"
    )
    assert read(path).titles == titles


def test_A03_a_letter_cut_off_at_the_end_is_not_of_the_encoding_either(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "title\nЯ".encode()[:-1])
    problem(path, "WRONG_ENCODING", encoding="utf-8")


def test_A03_in_a_folder_only_the_files_of_another_encoding_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "title\nЯ\n".encode("cp1251"))
    write(tmp_path / "b.csv", "title\nЮ\n")
    outcome = read(tmp_path, encoding="utf-8")
    assert outcome.titles == ["Ю"]
    assert outcome.refused == [(0, "", "WRONG_ENCODING")]


@pytest.mark.parametrize("mark", ["utf-16", "utf-16-le", "utf-16-be"])
def test_A05_utf16_is_read_with_and_without_its_mark(tmp_path: Path, mark: str) -> None:
    assert read(write(tmp_path / "a.csv", RUSSIAN.encode(mark))).titles == RUSSIAN_TITLES
    marked = ("\ufeff" + RUSSIAN).encode("utf-16-be")
    assert read(write(tmp_path / "b.csv", marked)).titles == RUSSIAN_TITLES


def test_A06_the_mark_of_utf8_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    outcome = read(write(tmp_path / "a.csv", RUSSIAN.encode("utf-8-sig")))
    assert outcome.column("article_id") == ["1", "2"]
    assert "columns: article_id from 'id', title from 'Заголовок'" in outcome.notes


def test_A07_a_nul_in_a_title_is_removed_and_counted(tmp_path: Path) -> None:
    outcome = read(write(tmp_path / "a.csv", "title\nA\0B\nC\n"))
    assert (outcome.titles, outcome.refused) == (["AB", "C"], [])
    assert outcome.notes[-1] == ("1 row(s) repaired: control characters and broken letters removed")


@pytest.mark.parametrize("ends", [["\r"], ["\r\n", "\n"], ["\n"]], ids=["CR", "mixed", "LF"])
def test_A08_rows_are_numbered_as_in_a_spreadsheet(tmp_path: Path, ends: list[str]) -> None:
    lines = ["title,text", '"two', 'lines",x', "short", "B,c"]
    content = "".join(line + ends[number % len(ends)] for number, line in enumerate(lines))
    outcome = read(write(tmp_path / "a.csv", content))
    assert outcome.titles == ["two\nlines", "B"]
    assert outcome.refused == [(3, "", "FIELD_COUNT")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_A09_the_separator_is_found(tmp_path: Path, delimiter: str) -> None:
    outcome = read(write(tmp_path / "a.csv", f"title{delimiter}text\nA{delimiter}b\n"))
    assert outcome.column("text") == ["b"]


def test_A09_one_column_of_several_gets_a_hint(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "title^text\nA^b\n")
    assert problem(path, "ONE_COLUMN") == (
        "no title or text column among the columns found: title^text: name a column 'title' or "
        "'text', or map one (--map title=…); if this is one line of several columns, separate "
        "them by , ; TAB or |"
    )


def test_A10_an_open_quote_is_named_with_the_row_where_it_opens(tmp_path: Path) -> None:
    outcome = read(write(tmp_path / "a.csv", 'title,text\n"A,b\nC,d\nE,f\n'))
    assert outcome.titles == ["C", "E"]
    assert outcome.refused == [(2, "", "OPEN_QUOTE")]
    assert outcome.problems == [
        "a quote that opens in this row is never closed: close it, or delete it"
    ]


def test_A11_a_row_with_too_few_or_too_many_fields_is_refused_alone(tmp_path: Path) -> None:
    rows = "id,date,source,title,text\n1,,,A,b\n2,,,C,d,e\n3,,,F\n4,,,G,h\n5,,,I,j,,\n"
    outcome = read(write(tmp_path / "a.csv", rows))
    assert outcome.titles == ["A", "G", "I"]
    assert outcome.refused == [(3, "", "FIELD_COUNT"), (4, "", "FIELD_COUNT")]
    assert outcome.problems == [
        "has 6 cell(s), expected 5: mend the delimiters or quotes",
        "has 4 cell(s), expected 5: mend the delimiters or quotes",
    ]


def test_A12_a_column_name_that_stands_twice_refuses_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "title,title\nA,B\n")
    assert problem(path, "DUPLICATE_COLUMN") == (
        "duplicate column name 'title': rename or delete all but one of them"
    )


def test_A13_russian_names_in_any_case_are_mapped_and_the_mapping_is_shown(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", " ЗАГОЛОВОК ,Дата  публикации\nA,2024-07-04\n")
    (reading,) = read(path).readings
    assert reading.articles["title"].tolist() == ["A"]
    assert (
        "columns: published_date from 'Дата  публикации', title from 'ЗАГОЛОВОК'" in reading.notes
    )


def test_A14_a_missing_column_is_told_with_those_found(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,name\n1,A\n")
    assert problem(path, "MISSING_COLUMN") == (
        "no title or text column among the columns found: id, name: name a column 'title' or "
        "'text', or map one (--map title=…)"
    )
    assert problem(path, "MISSING_COLUMN", columns={"title": "Name of it"}) == (
        "no column 'Name of it': choose among the columns found: id, name"
    )


def test_A15_a_hundred_thousand_columns_are_refused_at_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", ",".join(f"c{n}" for n in range(100_000)) + "\n")
    started = time.monotonic()
    assert problem(path, "TOO_MANY_COLUMNS") == (
        "has more than 1,000 columns: keep the columns with the articles and delete the others"
    )
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("name", ["text", "remark"])
def test_A16_a_field_of_fifty_megabytes_refuses_its_row(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"title,{name}\nA,{'x' * 50_000_000}\nB,b\n")
    outcome = read(path)
    assert outcome.titles == ["B"]
    assert outcome.refused == [(2, name, "FIELD_TOO_LONG")]
    assert outcome.problems == [
        "holds 50,000,000 characters, at most 1,000,000 are read: shorten or split it"
    ]
    assert [len(raw) for raw in outcome.readings[0].rejects["raw"]] == [500]


def test_A17_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", b"")
    with path.open("ab") as file:
        file.truncate(51 << 20)
    sentence = (
        "holds 51.0 MB, at most 50 MB are read here: split the file, save it as Parquet, or read "
        "it with `python -m analysis import`"
    )
    assert problem(path, "FILE_TOO_LARGE", max_bytes=UPLOAD_BYTES) == sentence
    with pytest.raises(DataError, match=re.escape(f"upload.csv: {sentence}")):
        check_size(path, UPLOAD_BYTES, origin="upload.csv")


def test_A17_a_file_of_the_limit_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "title\nA\n")
    assert read(path, max_bytes=8).titles == ["A"]
    assert problem(path, "FILE_TOO_LARGE", max_bytes=7).startswith("holds 0.0 MB, at most 0 MB")


def workbook() -> bytes:
    book, buffer = openpyxl.Workbook(), BytesIO()
    for row in (["title"], ["A"]):
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


def test_A18_the_content_tells_what_a_file_is(tmp_path: Path) -> None:
    assert read(write(tmp_path / "a.csv", workbook())).titles == ["A"]
    assert read(write(tmp_path / "a.xlsx", "title\nA\n")).titles == ["A"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x89PNG\r\n\x1a\n", "is a PNG picture"),
        (b"\x7fELF\x02\x01\x01", "is a program"),
        (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + bytes(range(256)) * 9, "is "),
        (bytes(range(256)) * 9, "is no text but a binary file"),
    ],
    ids=["PNG", "ELF", "exe", "binary"],
)
def test_A18_what_is_no_table_is_refused_by_name(tmp_path: Path, content: bytes, what: str) -> None:
    sentence = problem(write(tmp_path / "a.csv", content), "WRONG_TYPE")
    assert sentence.startswith(what)
    assert sentence.endswith("save it as .xlsx or .csv and read that file")


def test_A18_a_text_named_like_a_workbook_is_told_so_first(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", "id,name\n1,x\n")
    with pytest.raises(DataError) as caught:
        read(path)
    assert caught.value.codes == ("WRONG_TYPE", "MISSING_COLUMN")


def test_A19_a_login_page_named_csv_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "<!DOCTYPE html><html><form action='/login'></form></html>")
    assert problem(path, "HTML_NOT_CSV") == (
        "is a web page (HTML), perhaps a login page: download the file itself again"
    )


def test_A20_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "title\nA\nB\n")
    readings = read_articles(path, today=TODAY, batch_size=1)
    next(readings)
    path.write_text("title\nA\nB\nC\n")
    with pytest.raises(DataError) as caught:
        list(readings)
    assert caught.value.codes == ("FILE_CHANGED",)
    assert str(caught.value) == "a.csv: the file changed while it was read: read it again"


def test_a_bad_file_beside_good_ones_is_a_row_with_its_code(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "")
    write(tmp_path / "b.csv", "title\nB\n")
    outcome = read(tmp_path)
    assert (outcome.titles, outcome.refused) == (["B"], [(0, "", "EMPTY_FILE")])


def test_what_no_field_takes_is_kept_beside_the_article(tmp_path: Path) -> None:
    rows = "title,rubric,,Author\nA,news,x,\nB,,,\n"
    outcome = read(write(tmp_path / "a.csv", rows))
    kept = [json.loads(one) if one else None for one in outcome.column("extra")]
    assert kept == [{"rubric": "news", "column 3": "x"}, None]
    assert "columns kept beside the articles: rubric, (no name), Author" in outcome.notes


def test_a_zip_of_nothing_known_is_no_workbook(tmp_path: Path) -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("content.xml", "x")
    path = write(tmp_path / "a.xlsx", buffer.getvalue())
    assert problem(path, "WRONG_TYPE").startswith("is an OpenDocument file (.ods, .odt)")
