"""The page Import without a browser: files, their columns, jobs, refusals, feeds."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analysis import CODES, WEB_CODES, Preview, Store, StoreError, list_jobs, preview
from analysis.sources import articles, delimited, pdf, tables
from analysis.sources.files import NO_ROWS
from dashboard import dropping, feeds, refusals, state
from dashboard.render import list_table
from dashboard.texts import Words
from dashboard.texts.ru_faults import FAULTS
from dashboard.texts.ru_remarks import in_russian
from tests.browser.small_corpus import make_store

ROOT = Path(__file__).resolve().parent.parent
PAGE = "dashboard/views/importing.py"
SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from dashboard.render import list_table
from dashboard.texts import Words
from dashboard.views import importing
importing.draw(Words({language!r}))
"""
RUSSIAN = "Заголовок;Текст;Дата\nЗавод;Открыт завод;2024-01-10\nСтанок;Есть;30.02.2024\n".encode()
FEEDS = """
[[feed]]
key = "ministry"
name = "Ministry <b>"
address = "https://example.org/rss"
language = "en"
kind = "official"
licence = "terms not checked"
checked = ""
"""


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "monitor.sqlite"
    (tmp_path / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    for name, value in {"STORE": path, "FEEDS": tmp_path / "feeds.toml"}.items():
        monkeypatch.setenv(f"MONITOR_{name}", str(value))
    yield path
    st.cache_resource.clear()
    st.cache_data.clear()


def open_page(language: str = "en") -> AppTest:
    script = SCRIPT.format(root=str(ROOT), language=language)
    return AppTest.from_string(script, default_timeout=60).run()


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    box = app.file_uploader[0]
    for name, content in files:
        box.upload(name, content)
    return box_run(app)


def box_run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    kinds = (app.text, app.info, app.warning, app.error, app.caption, app.markdown)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def lists(app: AppTest) -> list[str]:
    bodies = [str(element.proto.body) for element in app.get("html")]
    return [body for body in bodies if body.startswith("<table")]


def headings(table: str) -> list[str]:
    return re.findall(r"<th [^>]*>([^<]*)</th>", table)


def cells(table: str) -> list[str]:
    return re.findall(r"<td [^>]*>([^<]*)", table)


def wait_until_done(store: Path) -> None:
    end = time.monotonic() + 60
    while any(job.state().is_running for job in list_jobs(store)):
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What would be started, instead of starting it."""
    calls: list[tuple[Any, ...]] = []
    for module in (dropping, feeds):
        monkeypatch.setattr(
            module, "start_job", lambda store, *args, **options: calls.append((*args, options))
        )
    return calls


# --- files -------------------------------------------------------------------------------


def test_dropped_file_is_shown_imported_and_its_refusals_are_told_in_russian(store: Path) -> None:
    app = drop(open_page("ru"), ("статьи.csv", RUSSIAN))
    chosen = {box.label: box.value for box in app.selectbox}
    assert (chosen["Заголовок"], chosen["Дата"], chosen["Источник"]) == ("Заголовок", "Дата", "")
    assert app.dataframe[0].value["title"].tolist() == ["Завод"]
    (refused,) = lists(app)
    assert headings(refused) == ["Строка", "Что не так и что делать", "Столбец", "Что там стоит"]
    assert f">{FAULTS['BAD_DATE']}<small>BAD_DATE</small><details>" in refused
    assert cells(refused)[::3] == ["3", "30.02.2024"]
    assert "прочитано как UTF-8\nстолбцы разделены знаком ';'" in texts(app)

    app.button(key="import_start").click().run()
    assert not app.file_uploader[0].value
    assert app.get("progress")
    wait_until_done(store)
    app = open_page("ru")  # a page loaded anew finds the job again
    assert [(metric.label, metric.value) for metric in app.metric] == [
        ("Добавлено", "1"), ("Уже были", "0"), ("Обновлено", "0"), ("Отклонено", "1"),
    ]  # fmt: skip
    assert app.selectbox(key="refused_of").options == ["№ 1: статьи.csv (отклонено: 1)"]
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Отклонённые строки, CSV", "Отклонённые строки, XLSX"]


def test_columns_with_other_names_are_chosen_by_the_reader(
    started: list[tuple[Any, ...]], store: Path
) -> None:
    app = drop(open_page(), ("a.csv", "Имя;Суть\nЗавод;Открыт\n".encode()))
    assert "choose above which column is the title" in texts(app)
    assert app.button(key="import_start").disabled
    title = next(box for box in app.selectbox if box.label == "Title")
    title.select("Имя")
    box_run(app)
    assert app.dataframe[0].value["title"].tolist() == ["Завод"]
    app.button(key="import_start").click().run()
    (arguments, options), *more = started
    assert not more
    assert arguments[:2] == ["import", "--taxonomy"]
    assert options["label"] == "a.csv"
    assert options["read_as"] == {arguments[-1]: {"origin": "a.csv", "columns": {"title": "Имя"}}}


def test_order_of_dates_is_asked_where_no_date_tells(started: list[tuple[Any, ...]]) -> None:
    app = drop(open_page(), ("a.csv", b"title,date\nA,01/02/2024\nB,03/04/2024\n"))
    (order,) = app.segmented_control
    assert (order.label, order.value) == ("01/02/2024 is", None)
    order.set_value("day")
    box_run(app)
    assert [f"{day:%d.%m}" for day in app.dataframe[0].value["published_date"]] == [
        "01.02", "03.04",
    ]  # fmt: skip
    app.button(key="import_start").click().run()
    ((arguments, options),) = started
    assert options["read_as"][arguments[-1]] == {"origin": "a.csv", "day_first": True}


def test_several_files_are_imported_at_once_and_the_same_one_only_once(
    started: list[tuple[Any, ...]],
) -> None:
    files = [("a.csv", b"title\nA\n"), ("b.csv", b"title\nB\n"), ("again.csv", b"title\nA\n")]
    app = drop(open_page(), *files)
    assert app.selectbox(key="import_chosen").options == ["a.csv", "b.csv"]
    app.button(key="import_start").click().run()
    ((arguments, options),) = started
    assert len(arguments) == 5
    assert options["label"] == "a.csv, b.csv"


def test_of_several_files_those_that_cannot_be_read_are_named_and_left_out(
    started: list[tuple[Any, ...]],
) -> None:
    files = [("a.csv", b"title\nA\n"), ("b.csv", b"title,date\nB,never\nC,\n"), ("c.csv", b"")]
    app = drop(open_page(), *files)
    assert cells(lists(app)[-1]) == [
        "a.csv", "can be read",
        "b.csv", "can be read; refused among the first rows: 1",
        "c.csv", "cannot be read and is left out",
    ]  # fmt: skip
    assert f"<small>{CODES['EMPTY_FILE']}</small>" in lists(app)[-1]
    assert app.button(key="import_start").label == "Import 2 files of 3"
    app.button(key="import_start").click().run()
    ((_, options),) = started
    assert options["label"] == "a.csv, b.csv"


def test_files_of_which_none_can_be_read_cannot_be_imported() -> None:
    app = drop(open_page("ru"), ("a.csv", b""), ("b.pdf", b"%PDF-1.4"))
    assert app.button(key="import_start").label == "Загрузить 2 файла"
    assert app.button(key="import_start").disabled


def test_columns_chosen_for_one_of_several_files_make_it_readable(
    started: list[tuple[Any, ...]],
) -> None:
    app = drop(open_page(), ("a.csv", "Имя\nЗавод\n".encode()), ("b.csv", b"title\nB\n"))
    assert app.button(key="import_start").label == "Import 1 file of 2"
    next(box for box in app.selectbox if box.label == "Title").select("Имя")
    box_run(app)
    app.selectbox(key="import_chosen").select_index(1).run()
    app.selectbox(key="import_chosen").select_index(0).run()
    assert next(box for box in app.selectbox if box.label == "Title").value == "Имя"
    assert cells(lists(app)[-1]) == ["a.csv", "can be read", "b.csv", "can be read"]
    app.button(key="import_start").click().run()
    ((_, options),) = started
    assert list(options["read_as"].values()) == [
        {"origin": "a.csv", "columns": {"title": "Имя"}}, {"origin": "b.csv"},
    ]  # fmt: skip


def test_file_is_looked_into_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def look(path: Path, *, origin: str, **options: Any) -> Preview:
        looked.append(origin)
        return preview(path, origin=origin, **options)

    monkeypatch.setattr(state, "preview", look)
    app = drop(open_page(), ("a.csv", b"title\nA\n"), ("b.csv", b"title\nB\n"))
    app.selectbox(key="import_chosen").select_index(1)
    box_run(app)
    assert looked == ["a.csv", "b.csv"]


def test_file_of_another_kind_is_refused_in_words_and_the_others_are_taken() -> None:
    app = drop(open_page("ru"), ("a.exe", b"MZ"), ("b.csv", b"title\nB\n"))
    assert [error.value for error in app.error] == [FAULTS["WRONG_TYPE"]]
    assert "a.exe: is not of a kind that is read" in texts(app)
    assert app.button(key="import_start").label == "Загрузить 1 файл"


def test_more_files_than_are_taken_at_once_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dropping, "MOST_UPLOADS", 1)
    app = drop(open_page(), ("a.csv", b"title\nA\n"), ("b.csv", b"title\nB\n"))
    assert app.warning[0].value == "2 files were dropped; only the first 1 are taken."
    assert app.button(key="import_start").label == "Import 1 file"


def test_place_that_cannot_be_written_is_said(store: Path) -> None:
    store.with_name("monitor.sqlite.jobs").write_text("a file where the folder should be")
    app = drop(open_page(), ("a.csv", b"title\nA\n"))
    assert app.error[0].value == "The files cannot be kept on the server:"
    assert "check path, rights and space" in texts(app)


def test_job_that_cannot_be_started_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(dropping, "start_job", refuse)
    app = drop(open_page(), ("a.csv", b"title\nA\n"))
    app.button(key="import_start").click().run()
    assert app.error[0].value == "The import cannot be started:"
    assert "the disk is full" in texts(app)


def test_running_job_can_be_stopped(monkeypatch: pytest.MonkeyPatch, store: Path) -> None:
    make_store(store)
    rows = "".join(f"Завод {number}\n" for number in range(100_000))
    app = drop(open_page(), ("many.csv", f"title\n{rows}".encode()))
    app.button(key="import_start").click().run()
    (job,) = list_jobs(store)
    app.button(key=f"stop_{job.key}").click().run()
    wait_until_done(store)
    app = open_page()
    assert "It was stopped." in texts(app)
    with Store.open(store, read_only=True) as opened:
        assert opened.count() in (6, 100_006)


# --- who may import, and into what ---------------------------------------------------------


def test_published_dashboard_offers_and_does_nothing(
    monkeypatch: pytest.MonkeyPatch, started: list[tuple[Any, ...]]
) -> None:
    app = drop(open_page(), ("a.csv", b"title\nA\n"))
    monkeypatch.setenv("MONITOR_READ_ONLY", "1")
    app.button(key="import_start").click().run()
    assert started == []
    assert "`MONITOR_READ_ONLY`" in app.info[0].value
    assert not app.file_uploader
    assert not app.button


def test_page_is_in_the_navigation_unless_the_dashboard_is_published(
    monkeypatch: pytest.MonkeyPatch, store: Path
) -> None:
    make_store(store)
    script = str(ROOT / "dashboard" / "app.py")

    def pages() -> list[str]:
        app = AppTest.from_file(script, default_timeout=60).run()
        assert not app.exception
        (navigation,) = app.get("navigation") or [None]
        return [] if navigation is None else [p.page_name for p in navigation.proto.app_pages]

    before = pages()
    monkeypatch.setenv("MONITOR_READ_ONLY", "1")
    assert set(before) - set(pages()) == ({"Import"} if before else set())


def test_dataset_cannot_be_added_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MONITOR_STORE", str(tmp_path))
    app = open_page()
    assert "nothing can be added to it" in app.info[0].value
    assert not app.file_uploader


# --- feeds ---------------------------------------------------------------------------------


def test_chosen_feeds_are_fetched_by_a_job(started: list[tuple[Any, ...]], tmp_path: Path) -> None:
    app = open_page()
    assert app.button(key="feeds_fetch").disabled
    app.multiselect(key="feeds_0").select("ministry").run()
    app.button(key="feeds_fetch").click().run()
    ((arguments, options),) = started
    assert arguments[0] == "fetch"
    assert arguments[-3:] == ["--feeds", str(tmp_path / "feeds.toml"), "ministry"]
    assert options == {"label": "Ministry <b>"}


def test_feed_shows_what_became_of_it_in_russian(store: Path) -> None:
    with Store.open(store, create=True) as opened:
        opened._connection.execute(
            "INSERT INTO feed (name, address, fetched_at, outcome) VALUES"
            " ('ministry', 'https://example.org/rss', '2026-11-26T10:00:00Z',"
            "  'TIMEOUT: https://example.org: took too long')"
        )
    (table,) = [item.value for item in open_page("ru").dataframe if "Что вышло" in item.value]
    row = table.iloc[0]
    assert row["Источник"] == "Ministry <b>"
    assert row["Прочитана"] == "26 ноября 2026, 10:00 UTC"
    assert row["Что вышло"] == FAULTS["TIMEOUT"]


def test_machine_without_network_says_so(
    monkeypatch: pytest.MonkeyPatch, started: list[tuple[Any, ...]]
) -> None:
    monkeypatch.setenv("MONITOR_OFFLINE", "1")
    app = open_page()
    assert "`MONITOR_OFFLINE`" in texts(app)
    assert not app.multiselect
    assert not app.button


def test_list_of_feeds_with_faults_is_named(tmp_path: Path) -> None:
    (tmp_path / "feeds.toml").write_text("[[feed]]\nkey = 1\n")
    app = open_page()
    assert app.error[0].value.startswith("The list of feeds has faults")
    (tmp_path / "feeds.toml").unlink()
    assert "There is no list of feeds" in texts(open_page())


# --- words ---------------------------------------------------------------------------------


def test_every_code_of_a_fault_has_a_russian_sentence() -> None:
    assert {*CODES, *WEB_CODES} - set(FAULTS) == set()
    cyrillic = [code for code, text in FAULTS.items() if not any("а" <= c <= "я" for c in text)]
    assert cyrillic == []


def test_unknown_code_is_shown_as_it_is() -> None:
    assert Words("ru").fault("SOMETHING_NEW") == "SOMETHING_NEW"
    assert Words("en").outcome("TIMEOUT: x") == WEB_CODES["TIMEOUT"]
    assert Words("ru").outcome("12 entries") == "записей: 12"


@pytest.mark.parametrize(
    "sentence",
    [
        NO_ROWS, articles.REPAIRED, articles.REPEATED, articles.DROPPED_URL, articles.AHEAD,
        articles.DROPPED_DATE, articles.DROPPED_PRECISION, articles.OTHER_LANGUAGE,
        articles.NO_DATE, delimited.UNGUARDED, tables.BLANK_ROWS, pdf.EMPTY_PAGES,
        "read as UTF-8", "read as UTF-8 (byte order mark)", "columns are separated by ';'",
        "columns kept beside the articles: a, b", "sheets not read: b",
        "no date column: the articles are undated",
    ],
)  # fmt: skip
def test_remarks_on_files_are_told_in_russian(sentence: str) -> None:
    told = in_russian(sentence.format(count="1,234"))
    assert any("а" <= letter <= "я" for letter in told)
    assert ("1,234" in told) == ("{count}" in sentence)


REJECTS = ["import_id", "origin", "sheet", "row", "column", "code", "problem", "raw"]
TWO_FILES = [
    [1, "a.csv", "", 2, "date", "BAD_DATE", "is <b>no day", "<i>"],
    [1, "b.xlsx", "May", 0, "", "NEW_CODE", "is new", "x" * 201],
]


def test_refused_rows_of_several_files_begin_with_the_file_and_are_escaped() -> None:
    rejects = pd.DataFrame(TWO_FILES, columns=REJECTS)
    table = list_table(*refusals.listing(rejects, Words("en")))
    assert headings(table) == [
        "File", "Row", "What is wrong, and what to do", "Column", "What stands there",
    ]  # fmt: skip
    assert cells(table) == [
        "a.csv", "2", CODES["BAD_DATE"], "date", "&lt;i&gt;",
        "b.xlsx", "whole file", "NEW_CODE", "", f"{'x' * 200}…",
    ]  # fmt: skip
    assert "<small>is &lt;b&gt;no day</small><small>BAD_DATE</small>" in table
    assert "b.xlsx<small>May</small>" in table


def test_refused_rows_of_one_file_do_not_repeat_its_name() -> None:
    rejects = pd.DataFrame(TWO_FILES[:1], columns=REJECTS)
    assert "a.csv" not in list_table(*refusals.listing(rejects, Words("en")))


def test_english_sentence_is_behind_a_click_for_readers_of_russian() -> None:
    rejects = pd.DataFrame(TWO_FILES[:1], columns=REJECTS)
    assert (
        "<details><summary>Подробно, по-английски</summary>"
        '<small lang="en">is &lt;b&gt;no day</small></details>'
    ) in list_table(*refusals.listing(rejects, Words("ru")))


def test_refusals_are_a_table_without_columns_that_nothing_stands_in() -> None:
    rejects = pd.DataFrame([[1, "a.csv", "", 0, "", "EMPTY_FILE", "is empty", ""]], columns=REJECTS)
    assert refusals.table(rejects, Words("en")).to_dict("records") == [
        {
            "Row": "whole file", "What is wrong, and what to do": CODES["EMPTY_FILE"],
            "In detail": "is empty", "File": "a.csv", "Code": "EMPTY_FILE",
        }
    ]  # fmt: skip
    assert "Sheet" in refusals.table(rejects.head(0), Words("en"))


def test_refusals_in_files_are_no_formulas(store: Path) -> None:
    with Store.open(store, create=True) as opened:
        number = opened.begin_import("=1+1.csv")
        bad = pd.DataFrame([[0, "=a", "", 2, "x", "BAD_DATE", "y", "=1+1"]], columns=REJECTS)
        opened.add(number, make_no_articles(), bad)
    row = {"import_id": number, "origin": "=1+1.csv"}
    text = refusals._maker("csv", row, Words("en"))().decode("utf-8-sig")
    header, line = text.splitlines()
    assert '"\'=1+1"' in line
    assert not any(cell.startswith(('"=', "=")) for cell in line.split(","))
    assert header.startswith('"File","Row","What is wrong, and what to do","Column"')


def make_no_articles() -> pd.DataFrame:
    from tests.browser.small_corpus import make_articles

    return make_articles().head(0)
