"""The page Export and saved views, without a browser."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import streamlit as st_module
from streamlit.testing.v1 import AppTest

from analysis import list_views, save_view
from tests.browser.small_corpus import make_store

APP = Path(__file__).resolve().parent.parent / "dashboard" / "app.py"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = make_store(tmp_path / "monitor.sqlite")
    monkeypatch.setenv("MONITOR_STORE", str(path))
    yield path
    st_module.cache_resource.clear()
    st_module.cache_data.clear()


def open_page(page: str = "overview", **link: object) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in {"lang": "en", **link}.items():
        app.query_params[key] = value
    app.run()
    if page != "overview":
        app.session_state["address_going"] = page
        app.run()
    assert not app.exception
    return app


def link_of(app: AppTest) -> dict[str, str]:
    return {
        key: value if isinstance(value, str) else "&".join(value)
        for key, value in dict(app.query_params).items()
    }


def labels(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


def test_page_says_what_is_taken_away() -> None:
    app = open_page("export", sector=["electronics"])
    assert app.title[0].value == "How do I take this view with me?"
    assert [header.value for header in app.header if header.value != "Filters"] == [
        "List of articles", "Briefing", "Evidence pack", "Feed and digest",
    ]  # fmt: skip
    assert "sector=electronics" in app.code[0].value
    assert app.code[0].value.startswith("python -m analysis digest --link ")
    assert labels(app) == []


@pytest.mark.parametrize(
    ("button", "files"),
    [
        ("open_brief", ["HTML", "DOCX"]),
        ("open_pack", ["ZIP"]),
        ("open_news", ["ATOM", "HTML", "TXT", "EML"]),
        ("open_list", ["CSV", "XLSX", "Parquet", "JSONL", "HTML"]),
    ],
)
def test_files_are_made_when_clicked(button: str, files: list[str]) -> None:
    app = open_page("export", sector=["electronics"])
    app.button(key=button).click().run()
    assert not app.exception
    assert not app.error
    assert labels(app) == files


def test_nothing_is_offered_for_an_empty_view() -> None:
    app = open_page("export", q="верблюд")
    assert any("nothing to take away" in text.value for text in app.caption)
    assert [button.key for button in app.button if str(button.key).startswith("open_")] == []


def test_chart_is_handed_out_as_a_picture_beside_its_data() -> None:
    app = open_page()
    app.button(key="data_trend").click().run()
    assert labels(app) == ["CSV", "XLSX", "Parquet", "JSONL", "HTML", "PNG", "SVG"]


def test_view_is_saved_and_opened_again_on_its_page(store: Path) -> None:
    app = open_page("articles", sector=["chemistry"], article="")
    app.text_input(key="saved_name").set_value(" Химия ").run()
    app.button(key="saved_save").click().run()
    (view,) = list_views(store)
    assert (view.name, parse_qs(view.query)) == (
        "Химия", {"lang": ["en"], "sector": ["chemistry"], "at": ["articles"]},
    )  # fmt: skip
    app = open_page(source=["Wire"], step="year")
    app.selectbox(key="saved_pick").set_value("Химия").run()
    assert not app.exception
    assert app.title[0].value == "Articles and the reasons for their tags"
    assert link_of(app) == {"lang": "en", "sector": "chemistry"}
    assert app.multiselect(key="source").value == []


def test_opening_a_view_can_be_undone(store: Path) -> None:
    save_view(store, "Chips", "sector=electronics&at=overview")
    app = open_page(sector=["chemistry"])
    app.selectbox(key="saved_pick").set_value("Chips").run()
    assert link_of(app) == {"lang": "en", "sector": "electronics"}
    app.button(key="undo").click().run()
    assert link_of(app) == {"lang": "en", "sector": "chemistry"}


def test_view_of_another_corpus_opens_with_a_note(store: Path) -> None:
    save_view(store, "Old", "sector=gone&at=no-such-page")
    app = open_page(sector=["chemistry"])
    app.selectbox(key="saved_pick").set_value("Old").run()
    assert "sector = gone" in app.text[0].value
    assert link_of(app) == {"lang": "en"}


def test_views_are_renamed_and_deleted_after_a_question(store: Path) -> None:
    save_view(store, "a", "q=1")
    save_view(store, "b", "q=2")
    app = open_page()
    app.toggle(key="saved_manage").set_value(True).run()
    app.text_input(key="saved_new_name").set_value("B").run()
    app.button(key="saved_rename").click().run()
    assert [view.name for view in list_views(store)] == ["a", "b"]
    assert any("Another view has this name" in error.value for error in app.error)
    app.text_input(key="saved_new_name").set_value("c").run()
    app.button(key="saved_rename").click().run()
    assert [view.name for view in list_views(store)] == ["b", "c"]
    app.button(key="saved_delete").click().run()
    assert [view.name for view in list_views(store)] == ["b", "c"]
    app.button(key="saved_no").click().run()
    app.button(key="saved_delete").click().run()
    app.button(key="saved_yes").click().run()
    assert [view.name for view in list_views(store)] == ["c"]
    assert not app.exception


def test_dashboard_for_all_the_world_opens_views_but_saves_none(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_view(store, "a", "q=chip")
    monkeypatch.setenv("MONITOR_READ_ONLY", "1")
    app = open_page()
    keys = {str(button.key) for button in app.button}
    assert "saved_save" not in keys
    assert "saved_manage" not in {toggle.key for toggle in app.toggle}
    app.selectbox(key="saved_pick").set_value("a").run()
    assert link_of(app) == {"lang": "en", "q": "chip"}


def test_damaged_file_of_views_leaves_the_page_alone(store: Path) -> None:
    store.with_name("monitor.sqlite.views").write_bytes(b"no database at all" * 99)
    app = open_page()
    assert app.metric[0].value == "6"
    assert any("cannot be read or written" in error.value for error in app.error)
