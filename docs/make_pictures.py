"""Take the pictures of README and documents, and write ``docs/questions.md``: ``make pictures``.

A dashboard is started on the bundled corpus, so that no other publisher's titles get into the
pictures.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page

DOCS: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from tests.browser.questions import QUESTIONS, as_document, walk  # noqa: E402
from tests.browser.servers import chromium, serving, settled, visitor  # noqa: E402

FOLDER: Final = DOCS / "pictures"
COLOURS: Final = 128  # enough for a page of flat colours
# file name, address, width, height, colour scheme
PICTURES: Final = (
    ("overview", "?lang=en", 1440, 1500, "light"),
    ("overview-ru-dark", "?lang=ru", 1440, 1500, "dark"),
    ("overview-phone", "?lang=en&sector=electronics", 390, 1400, "light"),
    ("articles", "articles?lang=en&sector=electronics", 1440, 900, "light"),
    ("articles-phone-ru-dark", "articles?lang=ru&sector=electronics", 390, 844, "dark"),
    ("about", "about?lang=en", 1440, 1400, "light"),
    ("import", "import?lang=en", 1280, 1200, "light"),
    ("sector", "sector?lang=en&topic=machine-tools", 1440, 1300, "light"),
    ("compare-ru", "compare?lang=ru", 1440, 1300, "light"),
    ("connections", "connections?lang=en", 1440, 1400, "light"),
    ("map-ru-dark", "map?lang=ru", 1440, 1000, "dark"),
    ("money", "money?lang=en", 1440, 1300, "light"),
    ("terms-ru", "terms?lang=ru", 1440, 1300, "light"),
    ("sources", "sources?lang=en", 1440, 1300, "light"),
    ("export-phone", "export?lang=en", 390, 1400, "light"),
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


def main() -> None:
    """Write every picture and the page of the questions."""
    (FOLDER / "questions").mkdir(parents=True, exist_ok=True)
    (DOCS / "questions.md").write_text(as_document(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = folder / "monitor.sqlite"
        command = [sys.executable, "-m", "analysis", "import", "data/sample", "--store", str(store)]
        subprocess.run(command, cwd=DOCS.parent, check=True)
        with serving(store, folder) as address, chromium() as browser:
            for picture in PICTURES:
                take(browser, address, *picture)
            with visitor(browser, height=1100) as page:
                for question in QUESTIONS:
                    walk(page, address, question)
                    save(page, FOLDER / "questions" / f"{question.number:02}.png")


def save(page: Page, path: Path) -> None:
    """Take a picture once everything is drawn, with few colours, so that it stays small."""
    settled(page)
    page.wait_for_timeout(3_000)
    page.screenshot(path=path)
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLOURS)
    small.save(path, optimize=True)


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
    page.wait_for_timeout(1_000)
    settled(page)
    save(page, FOLDER / f"{name}.png")
    context.close()


def drop(page: Page) -> None:
    """Drop a file, and wait until its first rows are shown."""
    page.locator("input[type=file]").set_input_files(files=[DROPPED])
    page.get_by_role("button", name="Import 1 file").wait_for(timeout=30_000)


if __name__ == "__main__":
    main()
