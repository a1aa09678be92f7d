"""Take the pictures of the README from a running dashboard.

Start the dashboard on the bundled corpus first (``make run``), so that no other publisher's
titles get into the pictures; then, from the project folder::

    python docs/make_pictures.py http://localhost:8501
"""

import shutil
import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

FOLDER: Final = Path(__file__).resolve().parent / "pictures"
# file name, address, width, height, colour scheme
PICTURES: Final = (
    ("overview", "?lang=en", 1440, 1500, "light"),
    ("overview-ru-dark", "?lang=ru", 1440, 1500, "dark"),
    ("overview-phone", "?lang=en&sector=electronics", 390, 1400, "light"),
    ("articles", "articles?lang=en&sector=electronics", 1440, 900, "light"),
    ("articles-phone-ru-dark", "articles?lang=ru&sector=electronics", 390, 844, "dark"),
    ("about", "about?lang=en", 1440, 1400, "light"),
    ("import", "import?lang=en", 1280, 1200, "light"),
)
# Dropped on the page Import; the last row has a day that does not exist.
DROPPED: Final = FilePayload(
    name="статьи.csv",
    mimeType="text/csv",
    buffer=(
        "Заголовок;Содержание;Дата публикации;СМИ\n"
        "Завод станков открыт;Первые станки с ЧПУ собраны в Туле.;14.05.2024;Газета\n"
        "Субсидии на чипы;Правительство продлило субсидии до 2030 года.;16.05.2024;Газета\n"
        "Пошлины на сталь;Пошлины вводят с осени.;31.06.2024;Газета\n"
    ).encode(),
)


def main(address: str) -> None:
    """Write every picture."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for picture in PICTURES:
            take(browser, address.rstrip("/"), *picture)
        browser.close()


def take(
    browser: Browser,
    address: str,
    name: str,
    page_address: str,
    width: int,
    height: int,
    scheme: str,
) -> None:
    """Open one page, wait until it stands still, and take its picture."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{address}/{page_address}")
    page.get_by_role("heading").first.wait_for(timeout=30_000)
    if name == "import":
        drop(page)
    page.locator(".js-plotly-plot, [data-testid='stDataFrame']").first.wait_for(timeout=30_000)
    page.wait_for_timeout(3_000)
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')")
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


def drop(page: Page) -> None:
    """Drop a file, and wait until its first rows are shown."""
    page.locator("input[type=file]").set_input_files(files=[DROPPED])
    page.get_by_role("button", name="Import 1 file").wait_for(timeout=30_000)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8501")
