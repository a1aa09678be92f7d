"""Exports: every format is read back and holds exactly the list, with its origin."""

import csv
import io
import json
from html.parser import HTMLParser

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.exports import (
    FORMATS,
    Citation,
    article_table,
    to_csv,
    to_html,
    to_jsonl,
    to_parquet,
    to_xlsx,
)
from analysis.measures.corpus import Corpus
from tests.browser.small_corpus import make_articles, make_tags, make_taxonomy

CITATION = Citation(
    query="отрасли: Chemistry",
    link="http://localhost/articles?sector=chemistry",
    taxonomy_version="t1",
    model_version="",
    retrieved_date="2024-05-06",
    citation="Monitor, 6 articles",
)
IDS = ["chem-1", "chip-2", "chip-3", "chip-1", "chem-2", "none-1"]


@pytest.fixture
def table() -> pd.DataFrame:
    corpus = Corpus.build(make_articles(), make_tags(), make_taxonomy())
    return article_table(corpus, np.ones(6, dtype=bool), make_taxonomy(), language="ru")


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_list_is_newest_first_with_dates_as_far_as_they_are_known(table: pd.DataFrame) -> None:
    assert table["article_id"].tolist() == IDS
    assert table["date"].tolist() == [
        "2024-03-05", "2024-02-11", "2024-02", "2024-01-10", "2023", "",
    ]  # fmt: skip
    assert table["sectors"].tolist()[2] == ["electronics", "chemistry"]
    assert table["sectors_label"].tolist()[0] == ["chemistry по-русски"]


def test_date_stands_as_far_as_it_is_known_in_every_format(table: pd.DataFrame) -> None:
    expected = [
        ("2024-03-05", "day"), ("2024-02-11", "day"), ("2024-02", "month"),
        ("2024-01-10", "day"), ("2023", "year"), ("", ""),
    ]  # fmt: skip
    names = ("date", "date_precision")
    arrow = pyarrow.parquet.read_table(io.BytesIO(to_parquet(table, CITATION)))
    assert list(zip(*(arrow[name].to_pylist() for name in names), strict=True)) == expected
    jsonl = [json.loads(line) for line in to_jsonl(table, CITATION).splitlines()]
    for rows in (read_csv(to_csv(table, CITATION)), jsonl):
        assert [tuple(row[name] for name in names) for row in rows] == expected
    header, *cells = openpyxl.load_workbook(io.BytesIO(to_xlsx(table, CITATION)))["Data"].values
    found = [tuple(row[header.index(name)] for name in names) for row in cells]
    assert [str(day or "")[:10] for day, _ in found] == [day for day, _ in expected]
    assert [precision or "" for _, precision in found] == [name for _, name in expected]
    assert isinstance(found[2][0], str)


def test_csv_opens_in_excel_and_says_where_it_came_from(table: pd.DataFrame) -> None:
    content = to_csv(table, CITATION)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = read_csv(content)
    assert [row["article_id"] for row in rows] == IDS
    assert rows[0]["title"] == "Химический комбинат расширяется"
    assert rows[1]["title"] == "'=SUM(A1) is a chip plant"
    assert rows[2]["sectors"] == "electronics; chemistry"
    assert {row["query"] for row in rows} == {"отрасли: Chemistry"}
    assert list(rows[0])[-6:] == [
        "query", "link", "taxonomy_version", "model_version", "retrieved_date", "citation",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "  =", "\u00a0+", "\ufeff="]
)
def test_csv_cell_is_never_a_formula(start: str) -> None:
    rows = read_csv(to_csv(pd.DataFrame({"title": [f"{start}1+1"]}), CITATION))
    assert rows[0]["title"].startswith("'")


def test_xlsx_holds_texts_and_an_about_sheet(table: pd.DataFrame) -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(table, CITATION)))
    rows = list(book["Data"].values)
    assert [row[0] for row in rows[1:]] == IDS
    title = book["Data"].cell(3, rows[0].index("title") + 1)
    assert (title.value, title.data_type) == ("=SUM(A1) is a chip plant", "s")
    assert rows[1][1].date().isoformat() == "2024-03-05"
    about = dict(book["About"].values)
    assert about["taxonomy_version"] == "t1"
    assert about["citation"] == "Monitor, 6 articles"
    assert about["rows"] == "6 of 6"


def test_parquet_keeps_lists_and_the_citation(table: pd.DataFrame) -> None:
    arrow = pyarrow.parquet.read_table(io.BytesIO(to_parquet(table, CITATION)))
    assert arrow["sectors"].to_pylist()[2] == ["electronics", "chemistry"]
    assert arrow.schema.metadata[b"citation"] == b"Monitor, 6 articles"
    assert arrow.schema.metadata[b"query"].decode() == "отрасли: Chemistry"


def test_jsonl_has_one_object_a_line(table: pd.DataFrame) -> None:
    rows = [json.loads(line) for line in to_jsonl(table, CITATION).splitlines()]
    assert [row["article_id"] for row in rows] == IDS
    assert rows[2]["sectors"] == ["electronics", "chemistry"]
    assert rows[0]["taxonomy_version"] == "t1"


class _Page(HTMLParser):
    """What a browser would make of a page: cells, tags, and where its links lead."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.cell = ""
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [str(value) for name, value in attrs if name in ("href", "src")]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        self.cell = tag if tag in ("td", "th", "a") else ""

    def handle_data(self, data: str) -> None:
        if self.cell:
            self.rows[-1][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.cell = ""


def test_html_is_one_page_that_loads_nothing_and_runs_nothing(table: pd.DataFrame) -> None:
    hostile = table.assign(title=["<script>alert(1)</script>", *table["title"].tolist()[1:]])
    hostile["url"] = ["javascript:alert(1)", *hostile["url"].tolist()[1:]]
    content = to_html(hostile, CITATION)
    page = _Page(content)
    assert page.tags == {
        "html", "head", "meta", "title", "style", "body", "h1", "table", "thead", "tr", "th",
        "tbody", "td", "dl", "dt", "dd", "a",
    }  # fmt: skip
    assert page.links == [f"https://example.org/{key}" for key in IDS[1:]] + [CITATION.link]
    header, *rows = page.rows
    assert [row[0] for row in rows] == IDS
    assert rows[0][header.index("title")] == "<script>alert(1)</script>"
    assert rows[2][header.index("sectors")] == "electronics; chemistry"
    assert b"default-src 'none'" in content


@pytest.mark.parametrize("write", [to_csv, to_xlsx, to_parquet, to_jsonl, to_html])
def test_empty_list_is_a_valid_file_and_the_table_is_left_alone(write, table) -> None:
    assert isinstance(write(table.head(0), CITATION), bytes)
    before = table.copy()
    write(table, CITATION)
    pd.testing.assert_frame_equal(table, before)


def test_chart_data_keeps_numbers_and_gaps() -> None:
    table = pd.DataFrame(
        {
            "topic": ["a"],
            "period_start": pd.to_datetime(["2024-01-01"]).astype("datetime64[s]"),
            "article_count": [3],
            "share": [np.nan],
        }
    )
    assert read_csv(to_csv(table, CITATION))[0]["period_start"] == "2024-01-01"
    assert json.loads(to_jsonl(table, CITATION))["share"] is None
    sheet = openpyxl.load_workbook(io.BytesIO(to_xlsx(table, CITATION)))["Data"]
    assert sheet.cell(2, 3).value == 3
    assert sheet.cell(2, 4).value is None
    assert to_parquet(table, CITATION)


@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)))
def test_csv_and_jsonl_lose_no_text(titles: list[str]) -> None:
    table = pd.DataFrame({"title": pd.Series(titles, dtype="str")})
    back = [row["title"] for row in read_csv(to_csv(table, CITATION))]
    assert [text.removeprefix("'") for text in back] == [text.removeprefix("'") for text in titles]
    lines = to_jsonl(table, CITATION).decode().split("\n")[:-1]
    assert [json.loads(line)["title"] for line in lines] == titles


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_infinite_numbers_are_cells_without_a_number_in_every_form(form: str) -> None:
    table = pd.DataFrame({"topic": ["a", "b"], "high": [np.inf, 0.5]})
    written = FORMATS[form].write(table, CITATION)
    same = FORMATS[form].write(table.assign(high=[np.nan, 0.5]), CITATION)
    if form == "xlsx":  # a workbook holds the time when it was made
        sheets = [pd.read_excel(io.BytesIO(file), sheet_name="Data") for file in (written, same)]
        pd.testing.assert_frame_equal(*sheets)
    else:
        assert written == same
