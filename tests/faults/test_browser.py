"""H: what is shown in a browser and handed out as files is what came in, whatever that is."""

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as parquet
import pytest
import streamlit as st
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from streamlit.testing.v1 import AppTest

from analysis import FORMATS, Citation, Store, article_table, exports, load_corpus
from dashboard import address, downloads
from tests.browser.hostile_corpus import (
    ARABIC,
    FORMULAS,
    IMAGE,
    MARKDOWN,
    SCRIPT,
    TITLES,
    make_hostile_store,
)
from tests.browser.servers import serving, visitor
from tests.browser.small_corpus import make_store, make_taxonomy

APP = Path(__file__).resolve().parent.parent.parent / "dashboard" / "app.py"
CITATION = Citation("all", "", "t1", "", "2026-11-26", "cited")
PAGES = ("", *address.PAGES[1:])
DIALOG = """
import sys
sys.path.insert(0, {root!r})
from dashboard import address, downloads
from dashboard.desk import set_out
from dashboard.state import holdings
from dashboard.texts import Words
words, loaded = Words(address.current_language()), holdings()
view, _ = address.sync(loaded, "articles")
downloads.offer_list(set_out(loaded, words, view))
"""


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a dashboard that shows the hostile corpus."""
    folder = tmp_path_factory.mktemp("hostile")
    store = make_hostile_store(folder / "monitor.sqlite")
    with serving(store, folder) as address:
        yield address


class Watched:
    """A visitor of whom everything is noted that must not happen."""

    def __init__(self, page: Page, server: str) -> None:
        self.page, self._server = page, server
        self.harm: list[str] = []
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self._request(request.url))
        page.on("popup", lambda popup: self.harm.append(popup.url))

    def open(self, address: str) -> None:
        self.page.goto(f"{self._server}/{address}")
        expect(self.page.get_by_role("heading").first).to_be_visible(timeout=30_000)
        self.settle()

    def settle(self) -> None:
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)
        self.page.wait_for_timeout(500)

    def _dialog(self, dialog: object) -> None:
        self.harm.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    def _request(self, url: str) -> None:
        if urlsplit(url).netloc not in ("", urlsplit(self._server).netloc):
            self.harm.append(url)


@pytest.fixture
def watched(server: str, browser: Browser) -> Iterator[Watched]:
    with visitor(browser) as page:
        yield Watched(page, server)


@pytest.fixture(params=[1440, 390], ids=["desk", "phone"])
def sized(request: pytest.FixtureRequest, server: str, browser: Browser) -> Iterator[Watched]:
    """The same at a desk and on a phone."""
    with visitor(browser, width=request.param, height=1_200) as page:
        yield Watched(page, server)


@pytest.fixture
def small_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = make_store(tmp_path / "monitor.sqlite")
    monkeypatch.setenv("MONITOR_STORE", str(path))
    yield path
    st.cache_resource.clear()
    st.cache_data.clear()


def open_page(**link: object) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in {"lang": "en", **link}.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


# --- H01: markup in what came in -----------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
def test_H01_no_page_runs_or_loads_what_stands_in_articles(watched: Watched, path: str) -> None:
    watched.open(f"{path}?lang=en")
    made = watched.page.locator(
        "[data-testid=stMain] :is(img[src*=evil], script, a[href^=javascript], [onerror])"
    )
    assert (made.count(), watched.harm) == (0, [])


@pytest.mark.browser
@pytest.mark.parametrize("key", ["script", "image", "markdown"])
def test_H01_reader_shows_markup_as_it_is_written(watched: Watched, key: str) -> None:
    watched.open(f"articles?lang=en&article={key}")
    reader = watched.page.get_by_role("dialog")
    expect(reader.locator(".reader h2")).to_have_text(TITLES[key])
    expect(reader.locator(".body")).to_contain_text(f"{SCRIPT}{IMAGE}")
    assert watched.harm == []


@pytest.mark.browser
def test_H01_lists_show_markup_as_it_is_written(watched: Watched) -> None:
    watched.open("articles?lang=en")
    cells = watched.page.get_by_test_id("stDataFrame").locator("td")
    expect(cells.first).to_be_attached()
    assert {TITLES["script"], TITLES["image"]} <= set(cells.all_text_contents())
    watched.open("import?lang=en")
    expect(cells.get_by_text(f"{SCRIPT}{MARKDOWN}.csv").first).to_be_attached()
    refused = watched.page.locator("table td")
    expect(refused.get_by_text(MARKDOWN, exact=True).first).to_be_visible()
    expect(refused.get_by_text(f"{SCRIPT} {IMAGE}").first).to_be_visible()
    assert watched.harm == []


@pytest.mark.browser
def test_H01_import_shows_markup_of_a_file_and_of_its_name(
    watched: Watched, tmp_path: Path
) -> None:
    path = tmp_path / f"{SCRIPT.replace('/', '')}{ARABIC}.csv"
    rows = [["title", "text", SCRIPT], [TITLES["script"], TITLES["image"], MARKDOWN], ["", "", ""]]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    watched.open("import?lang=en")
    watched.page.locator("input[type=file]").set_input_files(path)
    expect(watched.page.get_by_role("button", name="Import 1 file")).to_be_visible(timeout=30_000)
    watched.settle()
    table = watched.page.get_by_test_id("stDataFrame").first
    cells = table.locator("td").all_text_contents()
    assert TITLES["script"] in cells
    assert watched.harm == []


# --- H02: formulas -------------------------------------------------------------------------


def hostile_table(folder: Path) -> pd.DataFrame:
    with Store.open(make_hostile_store(folder / "hostile.sqlite"), read_only=True) as store:
        corpus = load_corpus(store, make_taxonomy())
    everything = np.ones(len(corpus), dtype=bool)
    table = article_table(corpus, everything, make_taxonomy(), language="en")
    return table[table["article_id"].str.startswith("formula")].reset_index(drop=True)


def test_H02_csv_guards_what_a_spreadsheet_would_run(tmp_path: Path) -> None:
    table = hostile_table(tmp_path)
    text = FORMATS["csv"].write(table, CITATION).decode("utf-8-sig")
    titles = {row["article_id"]: row["title"] for row in csv.DictReader(io.StringIO(text))}
    assert titles == {f"formula-{place}": f"'{one}" for place, one in enumerate(FORMULAS)}


def test_H02_workbook_holds_texts_and_no_formulas(tmp_path: Path) -> None:
    table = hostile_table(tmp_path)
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(table, CITATION)))
    header, *rows = book["Data"].iter_rows()
    place = [cell.value for cell in header].index("title")
    assert {row[place].value for row in rows} == set(FORMULAS)
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "d", "b"}


# --- H03: what could break a layout --------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize(
    "page_address", ["?lang=ru", "articles?lang=ru", "import?lang=ru", "articles?lang=en&q=chips"]
)
def test_H03_pages_keep_their_width(sized: Watched, page_address: str) -> None:
    sized.open(page_address)
    assert overflow(sized.page) <= 0


@pytest.mark.browser
@pytest.mark.parametrize("key", ["long", "emoji", "arabic", "hebrew"])
def test_H03_reader_wraps_any_title(sized: Watched, key: str) -> None:
    sized.open(f"articles?lang=en&article={key}")
    title = sized.page.locator(".reader h2")
    expect(title).to_contain_text(TITLES[key][:50])
    sizes = title.evaluate("element => [element.scrollWidth, element.clientWidth]")
    assert sizes[0] <= sizes[1]
    assert overflow(sized.page) <= 0


@pytest.mark.browser
def test_H03_rows_of_the_list_have_one_height(sized: Watched) -> None:
    sized.open("articles?lang=en")
    table = sized.page.get_by_test_id("stDataFrame").first
    height = table.evaluate("element => element.getBoundingClientRect().height")
    assert height == pytest.approx(38 + 35 * len(TITLES), abs=3)


def overflow(page: Page) -> int:
    """By how many pixels a page is wider than its window, once its tables have found their width.

    A table is drawn first and measured then: for some frames it may be a pixel too wide.
    """
    width = "document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth"
    with suppress(PlaywrightTimeout):
        page.wait_for_function(f"() => {width} <= 0", timeout=5_000)
    return int(page.evaluate(f"() => {width}"))


# --- H04, H05, H06: choices that nothing meets or that make no sense -----------------------


def test_H04_choice_without_articles_is_said_and_can_be_left(small_store: Path) -> None:
    app = open_page(language=["ru"], not_sector=["electronics", "chemistry"])
    assert app.info[0].value.startswith("No article meets all these filters.")
    app.button(key="reset_here").click().run()
    assert app.metric[0].value == "6"


@pytest.mark.parametrize("suffix", FORMATS)
def test_H04_empty_list_is_a_file_with_a_header(small_store: Path, suffix: str) -> None:
    with Store.open(small_store, read_only=True) as store:
        corpus = load_corpus(store, make_taxonomy())
    nothing = np.zeros(len(corpus), dtype=bool)
    table = article_table(corpus, nothing, make_taxonomy(), language="en")
    content = FORMATS[suffix].write(table, CITATION)
    match suffix:
        case "csv":
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
            assert (len(rows), rows[0][:2]) == (1, ["article_id", "date"])
        case "xlsx":
            rows = list(openpyxl.load_workbook(io.BytesIO(content))["Data"].values)
            assert (len(rows), rows[0][:2]) == (1, ("article_id", "date"))
        case "parquet":
            read = parquet.read_table(io.BytesIO(content))
            assert (read.num_rows, read.column_names[:2]) == (0, ["article_id", "date"])
        case "html":
            assert b"article_id" in content
            assert content.count(b"<tr>") == 1
        case _:
            assert content == b""


@pytest.mark.browser
def test_H04_empty_list_offers_no_files(watched: Watched) -> None:
    watched.open("articles?lang=en&sector=nuclear")
    expect(watched.page.get_by_test_id("stAlert").first).to_contain_text("No article meets")
    expect(watched.page.get_by_role("button", name="Download this list")).to_have_count(0)


@pytest.mark.parametrize(
    ("query", "plain"),
    [('"', ""), ("(((", ""), ("chips OR", "chips"), ("col:chips", "col chips"),
     ("';drop table", "drop table"), ("chips AND (plant", "chips plant")],
)  # fmt: skip
def test_H05_search_that_cannot_be_read_says_how_to_mend_it_and_offers_its_words(
    small_store: Path, query: str, plain: str
) -> None:
    app = open_page(q=query)
    assert app.error[0].value.startswith("The search cannot be read")
    assert app.text[0].value
    offers = [button for button in app.button if button.key == "as_words"]
    assert len(offers) == bool(plain)
    if plain:
        offers[0].click().run()
        assert app.text_input(key="q").value == plain
        assert not app.error
        assert not app.exception


def test_H06_link_with_nonsense_is_cut_to_what_exists_and_says_so(small_store: Path) -> None:
    app = open_page(sector=["<script>"], page="99999999", q="x" * 5_000, lang="<b>")
    assert app.warning[0].value.startswith("The link asked for values")
    assert app.text[0].value == "sector = <script>"
    assert app.multiselect(key="sector").value == []
    assert len(app.text_input(key="q").value) == 2_000


@pytest.mark.browser
def test_H06_page_beyond_the_last_is_the_last_and_markup_in_the_link_is_text(
    watched: Watched,
) -> None:
    watched.open(f"articles?lang=en&page=99999999&sector={SCRIPT}")
    expect(watched.page.get_by_test_id("stAlert").first).to_contain_text("The link asked for")
    expect(watched.page.get_by_text(f"sector = {SCRIPT}")).to_be_visible()
    expect(watched.page.get_by_text(f"Rows 1 to {len(TITLES)} of {len(TITLES)}")).to_be_visible()
    assert watched.harm == []


@pytest.mark.browser
def test_H06_address_of_no_page_leads_to_the_first(watched: Watched) -> None:
    watched.page.goto(f"{watched._server}/nowhere?lang=en")
    expect(watched.page.get_by_text("Page not found")).to_be_visible(timeout=30_000)
    watched.page.keyboard.press("Escape")
    expect(watched.page.get_by_role("heading", name="What is industrial policy")).to_be_visible()
    assert watched.harm == []


# --- H07: more than a workbook holds ---------------------------------------------------------


def test_H07_workbook_takes_what_it_holds_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "XLSX_ROW_CAP", 10)
    table = pd.DataFrame({"article_id": [f"a{number}" for number in range(25)]})
    book = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].write(table, CITATION)))
    assert book["Data"].max_row == 11
    about = dict(book["About"].values)
    assert about["rows"] == "10 of 25"
    assert "take CSV or Parquet" in about["row_cap"]
    assert FORMATS["csv"].write(table, CITATION).count(b"\n") == 26
    assert len(FORMATS["jsonl"].write(table, CITATION).splitlines()) == 25
    assert parquet.read_table(io.BytesIO(FORMATS["parquet"].write(table, CITATION))).num_rows == 25


def test_H07_cap_lies_below_what_a_workbook_may_have() -> None:
    # 100 MB would be a thousand characters a row; a row of the list has a title and an address.
    assert exports.XLSX_ROW_CAP <= 100_000 < 1_048_576


def test_H07_dialog_offers_the_other_files(
    small_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "XLSX_ROW_CAP", 5)
    app = AppTest.from_string(DIALOG.format(root=str(APP.parent.parent)), default_timeout=60).run()
    assert not app.exception
    assert [warning.value for warning in app.warning] == [
        "XLSX holds the first 5 rows only; take CSV or Parquet for all."
    ]
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["CSV", "XLSX", "Parquet", "JSONL", "HTML"]
