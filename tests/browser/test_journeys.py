"""What a reader does, in a real browser: filter, see, click, read, download, share."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.servers import settled

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)


def visit(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".sentence").first).to_be_visible(timeout=30_000)
    settled(page)


def expect_list(page: Page, text: str) -> None:
    expect(page.locator(".sentence").first).to_contain_text(text, timeout=15_000)
    settled(page)


def expect_link(page: Page, **wanted: list[str]) -> None:
    """The link follows a moment after the page."""
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == wanted, timeout=15_000)


def click_mark(page: Page, mark: Locator) -> None:
    """Plotly listens on a layer above its marks, so the click goes to the place."""
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 3, y - 1)
    page.wait_for_timeout(150)
    page.mouse.move(x, y)
    page.wait_for_timeout(500)
    page.mouse.click(x, y)


def marks(page: Page, chart: str) -> Locator:
    kind = ".scatterlayer .point" if chart == "trend" else ".bars .point path"
    return page.locator(f".st-key-box_{chart} {kind}")


def choose_sector(page: Page, name: str) -> None:
    box = page.get_by_test_id("stSidebar").get_by_role("combobox", name=re.compile("Sectors"))
    box.first.click()
    page.get_by_role("option", name=name).click()
    page.keyboard.press("Escape")


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()
    return Path(waiting.value.path()).read_bytes()


def test_sector_filter_shows_the_same_in_charts_table_and_files(server: str, page: Page) -> None:
    visit(page, f"{server}/?lang=en")
    choose_sector(page, "Radio electronics")
    expect_list(page, "3 articles")
    expect_link(page, lang=["en"], sector=["electronics"])
    expect(page.locator(".st-key-box_ranking .bartext").first).to_contain_text("3")

    page.get_by_role("link", name="Articles").first.click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    expect_list(page, "3 articles")
    titles = [page.get_by_test_id(f"glide-cell-2-{row}").inner_text() for row in range(3)]
    assert titles == [
        "=SUM(A1) is a chip plant",
        "Chips and chemicals together",
        "Завод чипов получит субсидию",
    ]

    page.get_by_role("button", name="Download this list").click()
    expect(page.get_by_role("dialog")).to_contain_text("3 articles")
    rows = list(csv.DictReader(io.StringIO(download(page, "CSV").decode("utf-8-sig"), newline="")))
    assert [row["title"].removeprefix("'") for row in rows] == titles
    assert all("electronics" in row["sectors"].split("; ") for row in rows)
    assert "sector=electronics" in rows[0]["link"]
    book = openpyxl.load_workbook(io.BytesIO(download(page, "XLSX")))
    header, *cells = book["Data"].values
    assert [row[header.index("title")] for row in cells] == titles
    assert dict(book["About"].values)["taxonomy_version"] == "t1"


@pytest.mark.parametrize(
    ("chart", "number", "wanted"),
    [
        pytest.param("ranking", 0, {"sector": ["electronics"]}, id="bar"),
        pytest.param(
            "heat",
            1,
            {"sector": ["electronics"], "from": ["2024-02-01"], "to": ["2024-02-29"]},
            id="cell",
        ),
        pytest.param(
            "trend",
            0,
            {"sector": ["electronics"], "from": ["2024-01-01"], "to": ["2024-01-31"]},
            id="point",
        ),
    ],
)
def test_click_on_a_mark_filters(
    server: str, page: Page, chart: str, number: int, wanted: dict[str, list[str]]
) -> None:
    visit(page, f"{server}/?lang=en&from=2024-01-01")
    expect(marks(page, chart).nth(number)).to_be_attached()
    page.wait_for_timeout(500)
    click_mark(page, marks(page, chart).nth(number))
    expect_list(page, "Radio electronics")
    expect_link(page, **{"lang": ["en"], "from": ["2024-01-01"], **wanted})


def test_back_leaves_the_last_filter_and_a_chosen_bar_releases_it(server: str, page: Page) -> None:
    visit(page, f"{server}/?lang=en")
    choose_sector(page, "Radio electronics")
    expect_list(page, "3 articles")
    page.go_back()
    expect_list(page, "6 articles")
    visit(page, f"{server}/?lang=en&sector=electronics")
    page.wait_for_timeout(800)
    click_mark(page, marks(page, "ranking").first)
    expect_list(page, "6 articles")


def test_back_from_where_a_mark_led_shows_what_was_there_before(server: str, page: Page) -> None:
    visit(page, f"{server}/map?lang=en")
    click_mark(page, marks(page, "places").first)
    expect(page).to_have_url(re.compile(r"/articles\?.*country="))
    expect_list(page, "country “")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/map\?lang=en$"))
    expect_list(page, "6 articles")


def test_hasty_steps_back_end_where_they_should(server: str, page: Page) -> None:
    visit(page, f"{server}/?lang=en")
    expect(page.locator(".chart[data-drawn=true]").first).to_be_attached()
    for name in ("Map", "Sources", "Terms"):
        page.get_by_test_id("stTopNavLink").filter(has_text=name).click()
        expect(page).to_have_url(re.compile(rf"/{name.lower()}\?lang=en$"))
        settled(page)
    assert page.evaluate("navigation.entries().length") == 4
    for _ in range(2):
        page.evaluate("history.back()")
        page.wait_for_timeout(100)
    expect(page.locator("h1")).to_contain_text("Which countries and regions")
    expect(page).to_have_url(re.compile(r"/map\?lang=en$"))


def test_menu_keeps_the_filters(server: str, page: Page) -> None:
    visit(page, f"{server}/?lang=en&sector=electronics")
    page.get_by_test_id("stTopNavLink").filter(has_text="Sources").click()
    expect(page).to_have_url(re.compile(r"/sources\?.*sector=electronics"))
    expect_list(page, "3 articles")


def test_same_link_shows_the_same_list_to_somebody_else_in_another_language(
    server: str, page: Page, browser: Browser
) -> None:
    visit(page, f"{server}/articles?lang=en&sector=chemistry&not_country=russia")
    expect_list(page, "2 articles")
    page.get_by_text("Русский").click()
    expect_list(page, "2 статьи")
    context = browser.new_context(locale="de-DE")
    other = context.new_page()
    visit(other, page.url)
    expect_list(other, "2 статьи: отрасль «")
    context.close()


def test_reader_marks_the_evidence_and_runs_nothing(server: str, page: Page) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    visit(page, f"{server}/articles?lang=en&article=chip-2")
    reader = page.get_by_role("dialog")
    expect(reader.locator(".reader mark").first).to_have_text("chip")
    expect(reader.locator(".body")).to_contain_text("<script>alert(1)</script> & more")
    assert reader.locator(".body script").count() == 0
    assert dialogs == []
    reader.get_by_role("button", name="Close").click()
    expect(reader).to_be_hidden()
    settled(page)
    expect_link(page, lang=["en"])


def test_row_opens_the_reader_with_its_own_link(server: str, page: Page) -> None:
    visit(page, f"{server}/articles?lang=en&sector=chemistry")
    cell = page.get_by_test_id("stDataFrame").locator("canvas").first
    expect(cell).to_be_visible()
    page.wait_for_timeout(500)
    box = cell.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 15, box["y"] + 52)
    expect(page.get_by_role("dialog")).to_contain_text("Химический комбинат", timeout=10_000)
    settled(page)
    expect_link(page, lang=["en"], sector=["chemistry"], article=["chem-1"])


def test_chart_data_is_shown_and_downloaded(server: str, page: Page) -> None:
    visit(page, f"{server}/?lang=en")
    page.locator(".st-key-data_ranking button").click()
    expect(page.get_by_role("dialog").get_by_test_id("stDataFrame")).to_be_visible()
    rows = list(csv.DictReader(io.StringIO(download(page, "CSV").decode("utf-8-sig"), newline="")))
    assert [(row["topic"], row["article_count"]) for row in rows] == [
        ("electronics", "3"), ("chemistry", "3"),
    ]  # fmt: skip


def test_empty_list_says_how_to_leave_it(server: str, page: Page) -> None:
    visit(page, f"{server}/articles?lang=en&sector=nuclear")
    expect(page.get_by_test_id("stAlert")).to_contain_text("Remove one of the filters")
    page.get_by_test_id("stMain").get_by_role("button", name="Clear all filters").click()
    expect_list(page, "6 articles")


@pytest.mark.parametrize(
    ("language", "title"), [("en", "How good the tags are"), ("ru", "Насколько верны метки")]
)
def test_about_publishes_the_error_rate(server: str, page: Page, language: str, title: str) -> None:
    page.goto(f"{server}/about?lang={language}")
    expect(page.get_by_role("heading", name=title)).to_be_visible(timeout=30_000)
    expect(page.get_by_role("table").first).to_be_visible()


def test_keyboard_focus_is_visible_on_buttons_and_links(server: str, page: Page) -> None:
    visit(page, f"{server}/?lang=en")
    seen = set()
    for _ in range(24):
        page.keyboard.press("Tab")
        tag, outline = page.evaluate(
            "() => [document.activeElement.tagName,"
            " parseFloat(getComputedStyle(document.activeElement).outlineWidth)]"
        )
        if tag in ("A", "BUTTON"):
            seen.add(tag)
            assert outline >= 2
    assert seen == {"A", "BUTTON"}


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_phone_names_the_way_to_the_filters(server: str, phone: Page) -> None:
    visit(phone, f"{server}/?lang=en&sector=electronics")
    button = phone.get_by_test_id("stExpandSidebarButton")
    name = button.evaluate("element => getComputedStyle(element, '::after').content")
    assert name == '"Menu and filters (1 active)"'
    button.click()
    expect(phone.get_by_role("button", name="Clear all filters")).to_be_visible()


def test_phone_reads_each_tag_as_a_block_without_broken_words(server: str, phone: Page) -> None:
    phone.goto(f"{server}/articles?lang=en&article=chip-2")
    tags = phone.locator(".tags")
    expect(tags).to_be_visible(timeout=30_000)
    settled(phone)
    assert tags.locator("thead").is_hidden()
    widths = tags.evaluate(
        "table => [...table.querySelectorAll('tbody th, td')].map(cell => cell.clientWidth)"
    )
    assert min(widths) > 250
