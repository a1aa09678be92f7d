"""Saved views: names to links, kept beside the store."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import StoreError, StoreUnwritable
from analysis.views import (
    MOST_VIEWS,
    NAME_CAP,
    ViewError,
    clean_name,
    delete_view,
    find_view,
    list_views,
    rename_view,
    save_view,
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "monitor.sqlite"


def saved(store: Path) -> dict[str, str]:
    return {view.name: view.query for view in list_views(store)}


def test_view_is_found_again_by_its_name_however_it_is_written(store: Path) -> None:
    save_view(store, " Чипы  2024 ", "?sector=electronics&from=2024-01-01")
    view = find_view(store, "чипы 2024")
    assert (view.name, view.query) == ("Чипы 2024", "sector=electronics&from=2024-01-01")
    assert view.saved_at.endswith("+00:00")
    assert store.with_name("monitor.sqlite.views").is_file()


def test_saving_under_a_name_again_replaces_and_views_come_by_name(store: Path) -> None:
    for name, query in (("b", "q=1"), ("A", "q=2"), ("B", "q=3")):
        save_view(store, name, query)
    assert list(saved(store).items()) == [("A", "q=2"), ("B", "q=3")]


def test_renaming_keeps_the_link_and_takes_no_other_views_name(store: Path) -> None:
    save_view(store, "a", "q=1")
    save_view(store, "b", "q=2")
    rename_view(store, "a", "Новое")
    assert saved(store) == {"b": "q=2", "Новое": "q=1"}
    with pytest.raises(ViewError, match="already") as taken:
        rename_view(store, "Новое", "B")
    assert taken.value.code == "taken"
    rename_view(store, "b", "B")
    assert saved(store) == {"B": "q=2", "Новое": "q=1"}
    with pytest.raises(ViewError, match="no view is saved as 'gone'"):
        rename_view(store, "gone", "c")


def test_deleting_leaves_the_others_and_may_be_done_twice(store: Path) -> None:
    delete_view(store, "never")
    save_view(store, "a", "q=1")
    save_view(store, "b", "q=2")
    delete_view(store, "A")
    delete_view(store, "A")
    assert saved(store) == {"b": "q=2"}


def test_unknown_view_says_which_there_are(store: Path) -> None:
    with pytest.raises(ViewError, match="saved are: none"):
        find_view(store, "x")
    save_view(store, "Чипы", "q=1")
    with pytest.raises(ViewError, match="no view is saved as 'x': saved are: Чипы"):
        find_view(store, "x")


@pytest.mark.parametrize("name", ["", "  \t", "\u202e\u200b", "x" * (NAME_CAP + 1)])
def test_name_without_a_letter_or_without_an_end_is_refused(store: Path, name: str) -> None:
    with pytest.raises(ViewError) as refused:
        save_view(store, name, "q=1")
    assert refused.value.code == "name"
    assert list_views(store) == ()


@pytest.mark.parametrize("name", ["'; DROP TABLE view; --", "<b>x</b>", "../../etc", "a\\b%c"])
def test_name_is_plain_text(store: Path, name: str) -> None:
    save_view(store, name, "q=1")
    assert saved(store) == {name: "q=1"}


def test_too_many_views_are_refused_but_one_may_be_replaced(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.views.MOST_VIEWS", 2)
    assert MOST_VIEWS == 500
    save_view(store, "a", "q=1")
    save_view(store, "b", "q=2")
    save_view(store, "b", "q=3")
    with pytest.raises(ViewError, match="delete one first"):
        save_view(store, "c", "q=4")
    assert saved(store) == {"a": "q=1", "b": "q=3"}


def test_nobody_undoes_what_another_saved_at_the_same_time(store: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: save_view(store, f"v{number:02}", f"q={number}"), range(24)))
    assert saved(store) == {f"v{number:02}": f"q={number}" for number in range(24)}


def test_file_that_holds_no_views_is_named(store: Path) -> None:
    store.with_name("monitor.sqlite.views").write_bytes(b"no database at all" * 99)
    with pytest.raises(StoreError, match=r"monitor\.sqlite\.views: holds no saved views"):
        list_views(store)


def test_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreUnwritable, match="check path, space and rights"):
        save_view(tmp_path / "nowhere" / "monitor.sqlite", "a", "q=1")


@given(st.text(max_size=30))
def test_cleaning_a_name_twice_changes_nothing_more(name: str) -> None:
    assert clean_name(clean_name(name)) == clean_name(name)
