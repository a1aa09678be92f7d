"""Import in a real browser: from the file on the desk to the article in the list."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.servers import serious_faults, serving, settled, visitor
from tests.browser.small_corpus import make_store
from tests.browser.test_journeys import expect_list

pytestmark = pytest.mark.browser
RUSSIAN = (
    "Заголовок;Содержание;Дата;Издание\n"
    "Завод станков открыт;Станкостроительный завод открыли в Туле;2024-05-14;Ведомости\n"
    "Дата с ошибкой;Её нельзя прочитать;30.02.2024;Ведомости\n"
)


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard on a corpus of its own, because the journeys add to it."""
    folder = tmp_path_factory.mktemp("import")
    with serving(make_store(folder / "monitor.sqlite"), folder, MONITOR_OFFLINE="1") as address:
        yield address


def open_import(page: Page, server: str, language: str = "en") -> None:
    page.goto(f"{server}/import?lang={language}")
    expect(page.get_by_role("heading").first).to_be_visible(timeout=30_000)
    settled(page)


def drop(page: Page, name: str, content: str) -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    page.locator("input[type=file]").set_input_files(files=[file])
    expect(page.get_by_text("How it is read")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="Import 1 file")).to_be_visible(timeout=30_000)


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    return Path(waiting.value.path()).read_bytes()


def test_file_becomes_an_article_that_the_reader_asks_to_see(own_server: str, page: Page) -> None:
    other = page.context.new_page()  # somebody else has the list open meanwhile
    other.goto(f"{own_server}/articles?lang=en")
    expect_list(other, "6 articles")

    open_import(page, own_server)
    drop(page, "статьи.csv", RUSSIAN)
    for field, column in (("Title", "Заголовок"), ("Text", "Содержание"), ("Source", "Издание")):
        expect(page.get_by_role("combobox", name=field)).to_have_value(column)
    expect(page.get_by_text("Refused among the first rows: 1.")).to_be_visible()

    page.get_by_role("button", name="Import 1 file").click()
    counts = page.get_by_test_id("stMetricValue")
    expect(counts).to_have_text(["1", "0", "0", "1"], timeout=60_000)
    settled(page)
    rows = list(csv.DictReader(io.StringIO(download(page, "as CSV").decode("utf-8-sig"))))
    assert [(row["Row"], row["Column"], row["Code"], row["File"]) for row in rows] == [
        ("3", "Дата", "BAD_DATE", "статьи.csv")
    ]
    assert download(page, "as XLSX").startswith(b"PK")

    notice = other.get_by_text("New articles: 1.")
    expect(notice).to_be_visible(timeout=40_000)
    expect_list(other, "6 articles")
    other.get_by_role("button", name="Show them").click()
    expect_list(other, "7 articles")
    expect(notice).to_be_hidden()
    title = other.get_by_test_id("stDataFrame").get_by_text("Завод станков открыт")
    expect(title).to_be_attached()


def test_columns_that_nobody_knows_are_chosen_by_keyboard(own_server: str, page: Page) -> None:
    open_import(page, own_server)
    drop(page, "a.csv", "Имя;Суть\nЗавод второй;Открыт\n")
    start = page.get_by_role("button", name="Import 1 file")
    expect(start).to_be_disabled()
    box = page.get_by_role("combobox", name="Title")
    box.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="Имя")).to_be_visible()
    page.keyboard.type("Имя")
    page.keyboard.press("Enter")
    expect(start).to_be_enabled(timeout=30_000)
    expect(page.get_by_test_id("stDataFrame").first.get_by_text("Завод второй")).to_be_attached()


def test_file_over_the_limit_is_refused_with_the_limit(
    own_server: str, page: Page, tmp_path: Path
) -> None:
    path = tmp_path / "big.csv"
    path.write_bytes(b"x" * (51 << 20))
    open_import(page, own_server)
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text("50").nth(1)).to_be_visible()
    expect(page.get_by_text("File must be 50")).to_be_visible(timeout=30_000)
    assert page.get_by_text("How it is read").count() == 0


def test_file_of_another_kind_is_refused_in_the_language_of_the_page(
    own_server: str, page: Page
) -> None:
    open_import(page, own_server, "ru")
    file = {"name": "программа.exe", "mimeType": "", "buffer": b"MZ"}
    page.locator("input[type=file]").set_input_files(files=[file])
    expect(page.get_by_text("Файлы такого вида не читаются")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_page_with_a_file_has_no_serious_accessibility_fault(
    own_server: str, browser: Browser, scheme: str, width: int
) -> None:
    with visitor(browser, width=width, height=3_000) as page:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        open_import(page, own_server)
        drop(page, "a.csv", RUSSIAN)
        faults = serious_faults(page)
        for _ in range(4):  # what fades while the page runs again has wrong colours
            if faults:
                faults = serious_faults(page)
        assert faults == []
        place = page.get_by_text("The date cannot be read").first.bounding_box()
        assert place is not None
        assert 0 <= place["x"] < place["x"] + place["width"] <= width
        main = "document.querySelector('[data-testid=stMain]').scrollWidth"
        assert page.evaluate(f"() => {main} - window.innerWidth") <= 0


def test_published_dashboard_has_no_page_to_import(tmp_path: Path, browser: Browser) -> None:
    store = make_store(tmp_path / "monitor.sqlite")
    with (
        serving(store, tmp_path, MONITOR_READ_ONLY="1") as server,
        visitor(browser) as page,
    ):
        page.goto(f"{server}/import?lang=en")
        expect(page.get_by_text("Page not found")).to_be_visible(timeout=30_000)
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="About").first).to_be_visible()
        assert page.get_by_role("link", name="Import").count() == 0
        assert page.locator("input[type=file]").count() == 0
