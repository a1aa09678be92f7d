"""Saved views: a link under a name, opened again by one click; kept beside the store for all."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final
from urllib.parse import parse_qs, urlencode

import streamlit as st

from analysis import (
    MOST_VIEWS,
    NAME_CAP,
    StoreError,
    View,
    ViewError,
    delete_view,
    list_views,
    rename_view,
    save_view,
)
from dashboard.address import PAGES, open_link
from dashboard.desk import Desk
from dashboard.settings import is_read_only, store_path
from dashboard.texts import Words

PAGE_KEY: Final = "at"  # in the link that is saved: the page that it was saved on
NOT_SAVED: Final = ("article", "page")  # where a reader was in the list is no part of a view


def show(desk: Desk) -> None:
    """Draw what can be done with saved views, folded away."""
    words = desk.words
    with st.expander(words("saved_title"), icon=":material/bookmark:"):
        try:
            views = list_views(store_path())
        except StoreError as error:
            st.error(words("saved_broken"))
            st.text(str(error))
            return
        _pick(views, words)
        if not is_read_only():
            _save(views, words)
            if views and st.toggle(words("saved_manage"), key="saved_manage"):
                _manage(views, words)
        said, detail = st.session_state.pop("saved_problem", ("", ""))
        if said:
            st.error(said)
            st.text(detail)


def current_query() -> str:
    """The view that is shown, as it is saved."""
    kept = [
        (key, value)
        for key in st.query_params
        if key not in NOT_SAVED
        for value in st.query_params.get_all(key)
    ]
    place = st.session_state.get("address_place", PAGES[0])
    return urlencode([*kept, (PAGE_KEY, place)])


def _pick(views: Sequence[View], words: Words) -> None:
    if not views:
        st.caption(words("saved_none"))
        return
    by_name = {view.name: view for view in views}

    def opened() -> None:
        view = by_name.get(st.session_state["saved_pick"])
        st.session_state["saved_pick"] = None
        if view is not None:
            link = parse_qs(view.query, keep_blank_values=True)
            page = link.pop(PAGE_KEY, [PAGES[0]])[-1]
            open_link(page if page in PAGES else PAGES[0], link)

    st.selectbox(
        words("saved_open"),
        list(by_name),
        index=None,
        placeholder=words("saved_choose"),
        key="saved_pick",
        on_change=opened,
    )


def _save(views: Sequence[View], words: Words) -> None:
    name = st.text_input(words("saved_name"), key="saved_name", max_chars=NAME_CAP)
    if name.strip().casefold() in {view.name.casefold() for view in views}:
        st.caption(words("saved_replaces"))

    def save() -> None:
        with _told(words):
            save_view(store_path(), st.session_state["saved_name"], current_query())
            st.session_state["saved_name"] = ""

    st.button(words("saved_save"), key="saved_save", on_click=save, disabled=not name.strip())


def _manage(views: Sequence[View], words: Words) -> None:
    by_name = {view.name: view for view in views}
    name = st.selectbox(words("saved_which"), list(by_name), key="saved_managed")
    st.caption(words("saved_when", moment=words.moment(by_name[name].saved_at)))
    new = st.text_input(words("saved_new_name"), key="saved_new_name", max_chars=NAME_CAP)

    def rename() -> None:
        with _told(words):
            rename_view(store_path(), name, st.session_state["saved_new_name"])
            st.session_state["saved_new_name"] = ""

    def doom() -> None:
        st.session_state["saved_doomed"] = name

    with st.container(horizontal=True):
        st.button(
            words("saved_rename"), key="saved_rename", on_click=rename, disabled=not new.strip()
        )
        st.button(
            words("saved_delete"), key="saved_delete", on_click=doom, icon=":material/delete:"
        )
    if st.session_state.get("saved_doomed") == name:
        _confirm(name, words)


def _confirm(name: str, words: Words) -> None:
    def spare() -> None:
        st.session_state.pop("saved_doomed", None)

    def delete() -> None:
        spare()
        with _told(words):
            delete_view(store_path(), name)

    st.warning(words("saved_sure"))
    st.text(name)
    with st.container(horizontal=True):
        st.button(words("saved_yes"), key="saved_yes", on_click=delete, type="primary")
        st.button(words("saved_no"), key="saved_no", on_click=spare)


@contextmanager
def _told(words: Words) -> Iterator[None]:
    """Keep what went wrong for the next run, which says it."""
    try:
        yield
    except ViewError as error:
        most = NAME_CAP if error.code == "name" else MOST_VIEWS
        st.session_state["saved_problem"] = words(f"saved_error_{error.code}", most=most), ""
    except StoreError as error:
        st.session_state["saved_problem"] = words("saved_broken"), str(error)
