"""The pages: language, navigation, filters, and one place where every failure gets words."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).resolve().parent.parent
if str(PROJECT) not in sys.path:
    sys.path.insert(0, str(PROJECT))

import streamlit as st  # noqa: E402

from analysis import StoreError, TaxonomyError  # noqa: E402
from dashboard import address, filters, news  # noqa: E402
from dashboard.desk import Desk, View, set_out  # noqa: E402
from dashboard.render import STYLE, menu_button  # noqa: E402
from dashboard.settings import is_read_only  # noqa: E402
from dashboard.state import NoStoreError  # noqa: E402
from dashboard.texts import LANGUAGES, Words  # noqa: E402
from dashboard.views import (  # noqa: E402
    about,
    articles,
    compare,
    connections,
    export,
    importing,
    money,
    overview,
    places,
    sector,
    sources,
    terms,
)
from dashboard.wording import active_count  # noqa: E402

VIEWS: Final = {
    "overview": View(overview.show, overview.parameters),
    "sector": View(sector.show, sector.parameters),
    "compare": View(compare.show, compare.parameters),
    "connections": View(connections.show, connections.parameters),
    "map": View(places.show, places.parameters),
    "money": View(money.show, money.parameters),
    "articles": View(articles.show, articles.parameters),
    "terms": View(terms.show, terms.parameters),
    "sources": View(sources.show, sources.parameters),
    "export": View(export.show, export.parameters),
    "import": View(importing.show),
    "about": View(about.show),
}


def main() -> None:
    """Draw the page that the address names."""
    words = Words(address.current_language())
    st.set_page_config(page_title=words("app_title"), page_icon="🏭", layout="wide")
    st.html(STYLE)
    desks: list[Desk] = []
    pages = {
        name: st.Page(
            partial(_page, name, desks),
            title=words(f"page_{name}"),
            url_path=name,
            default=name == address.PAGES[0],
        )
        for name in address.PAGES
        if name != "import" or not is_read_only()
    }
    page = st.navigation(list(pages.values()), position="top")
    if (wanted := address.going_to()) in pages and pages[wanted] != page:
        st.switch_page(pages[wanted])
    with st.sidebar:
        st.markdown(f"**{words('app_title')}**")
        st.segmented_control(
            words("language_switch"),
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            key="lang",
            required=True,
            label_visibility="collapsed",
        )
    name = next(name for name in pages if pages[name] == page)
    has_filters = name not in address.WITHOUT_FILTERS
    with _faults_told(name, words):
        if desk := _desk(name, words):
            st.html(menu_button(_menu_name(desk, has_filters=has_filters)))
            news.watch(desk.holdings, words)
            desks.append(desk)
    page.run()
    # After the page, whose answer is what the reader waits for; and outside of it, since what all
    # pages share stays in the browser when one turns over.
    if desks and has_filters:
        with st.sidebar, _faults_told(name, words):
            filters.show(desks[0])


def _page(name: str, desks: list[Desk]) -> None:
    """Draw a page, if there is anything to draw it from."""
    for desk in desks:
        with _faults_told(name, desk.words):
            VIEWS[name].show(desk)


@contextmanager
def _faults_told(name: str, words: Words) -> Iterator[None]:
    """Say that something failed, and write down what."""
    try:
        yield
    except Exception:
        logging.getLogger(__name__).exception("page %s", name)
        st.error(words("failed"))


def _menu_name(desk: Desk, *, has_filters: bool) -> str:
    if not has_filters:
        return desk.words("menu")
    active = active_count(desk.choice)
    return desk.words("menu_active", count=active) if active else desk.words("menu_filters")


def _desk(name: str, words: Words) -> Desk | None:
    try:
        loaded = news.shown()
    except NoStoreError as error:
        if name == "import":
            importing.draw(words)
            return None
        st.title(words("no_store"))
        st.markdown(words("no_store_hint"))
        st.code(str(error), language=None)
        return None
    except TaxonomyError as error:
        st.title(words("taxonomy_broken"))
        st.text(str(error))
        return None
    except StoreError as error:
        st.title(words("store_broken"))
        st.text(str(error))
        return None
    if loaded.rules_problem:
        st.warning(words("rules_kept"))
        st.text(loaded.rules_problem)
    view, dropped = address.sync(loaded, name, VIEWS[name].parameters(loaded))
    if dropped:
        st.warning(words("dropped"))
        st.text("\n".join(dropped))
    return set_out(loaded, words, view)


main()
