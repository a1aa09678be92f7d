"""The link: every choice of a reader as query parameters, and back.

Widgets are not bound to the link by Streamlit, because it writes the words on the screen, and
those change with the language; here topics stand in the link by their keys. Once per run
:func:`sync` compares three states: what the widgets hold, what was true before, and the link.
If a widget differs, the reader clicked: the link follows. Else, if the link differs, the reader
opened it or went back: the widgets follow.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

import analysis
from analysis import TOPIC_AXES
from dashboard.parameters import FILTER, Parameter
from dashboard.state import Holdings
from dashboard.texts import LANGUAGES

# In the order of the menu; the first one's link has no name.
PAGES: Final = (
    "overview",
    "sector",
    "compare",
    "connections",
    "map",
    "money",
    "articles",
    "terms",
    "sources",
    "export",
    "import",
    "about",
)
WITHOUT_FILTERS: Final = ("import", "about")  # pages whose link does not carry them
UNDONE_STEPS: Final = 50


def filter_parameters(holdings: Holdings) -> tuple[Parameter, ...]:
    """Every parameter of the filter bar that this corpus and taxonomy allow."""
    return analysis.filter_parameters(holdings.corpus)


def current_language() -> str:
    """The interface language: chosen, else from the link, else as before, else the browser's."""
    if st.session_state.get("lang") in LANGUAGES:
        return str(st.session_state["lang"])
    linked = st.query_params.get("lang", "")
    # A page that a click opened comes without a link, and without what its widgets held.
    before = st.session_state.get("address_language") or (st.context.locale or "en")[:2]
    wanted = linked if linked in LANGUAGES else before
    st.session_state["lang"] = wanted if wanted in LANGUAGES else "en"
    return str(st.session_state["lang"])


def sync(
    holdings: Holdings, place: str, own: Iterable[Parameter] = ()
) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """Bring widgets and link together, before any widget is drawn.

    Parameters
    ----------
    holdings : say what can be asked for
    place : the page that is shown
    own : its parameters, beside those of the filter bar

    Returns
    -------
    tuple
        The values of all parameters, and what the link held that does not exist here.
    """
    known, state, link = (*filter_parameters(holdings), *own), st.session_state, _link()
    before: dict[str, Any] | None = state.get("address_view")
    view = {**{item.key: item.default for item in known}, **(before or {})}
    turned_page = state.get("address_place") != place
    dropped: tuple[str, ...] = () if turned_page else state.get("address_dropped", ())
    clicked = {
        item.key for item in known if item.key in state and state[item.key] != view[item.key]
    }
    pending: Mapping[str, Any] = state.pop("address_pending", {})
    opening: Mapping[str, list[str]] | None = state.pop("address_opening", None)
    if opening is not None:
        view, dropped = _opened(known, opening, view)
        state.update(view)
    elif clicked or pending:
        view = {**view, **{key: state[key] for key in clicked}, **pending}
        if any(item.place == FILTER and item.key in {*clicked, *pending} for item in known):
            view["page"] = 1
            state["page"] = 1
        state.update(pending)
        dropped = ()
    elif link != state.get("address_link") and not (turned_page and before and not link):
        view, dropped = _opened(known, link, view)
        state.update(view)
    if turned_page or state.get("address_language") != state["lang"]:
        state.update(view)  # widgets of another page or language start empty
    for item in known:
        state.setdefault(item.key, view[item.key])
    if before is not None:
        _remember(known, before, view)
    written = _written(known, view, place)
    if written != link:
        st.query_params.from_dict(written)
    state["address_view"], state["address_link"] = view, written
    state["address_place"], state["address_language"] = place, state["lang"]
    state["address_dropped"] = dropped
    return MappingProxyType(view), dropped


def _remember(
    known: Iterable[Parameter], before: Mapping[str, Any], view: Mapping[str, Any]
) -> None:
    """Keep what the reader has just changed, unless it was an undoing."""
    state = st.session_state
    steps: list[tuple[str, dict[str, Any]]] = state.setdefault("address_steps", [])
    former = {
        item.key: before[item.key]
        for item in known
        if item.is_undone and item.key in before and before[item.key] != view[item.key]
    }
    is_undoing = state.pop("address_undoing", False)
    if former and not is_undoing:
        steps.append((state["address_place"], former))
        del steps[:-UNDONE_STEPS]


def can_undo() -> bool:
    """Whether the reader has changed anything that can be put back."""
    return bool(st.session_state.get("address_steps"))


def undo() -> None:
    """Put back what the last change was of, on the page where it was made; a callback."""
    state = st.session_state
    place, former = state["address_steps"].pop()
    state["address_undoing"] = True
    open_page(place, **former)


def set_filters(**changes: Any) -> None:
    """Change filters on the page that is shown; a callback."""
    st.session_state.update(changes)


def open_page(page: str, **changes: Any) -> None:
    """Go to a page with other values of its parameters or of filters; a callback."""
    state = st.session_state
    state["address_pending"] = {**state.get("address_pending", {}), **changes}
    if page != state.get("address_place"):
        state["address_going"] = page


def open_link(page: str, link: Mapping[str, list[str]]) -> None:
    """Go to a page as if this were its link; a callback."""
    st.session_state["address_opening"] = dict(link)
    if page != st.session_state.get("address_place"):
        st.session_state["address_going"] = page


def going_to() -> str:
    """The page that a click asked for, once; empty without one."""
    return str(st.session_state.pop("address_going", ""))


def link_to(holdings: Holdings, view: Mapping[str, Any], *, page: str, **more: str) -> str:
    """Address of a page of this dashboard that shows the same list."""
    filters = {item.key: item.write(view[item.key]) for item in filter_parameters(holdings)}
    wanted = {key: values for key, values in {**filters, **more}.items() if values}
    root = (st.context.url or "http://localhost:8501/").split("?")[0]
    root = root.rsplit("/", 1)[0] if root.rsplit("/", 1)[-1] in PAGES else root
    query = urlencode({"lang": st.session_state["lang"], **wanted}, doseq=True)
    return f"{root.rstrip('/')}/{page}?{query}"


def clear_filters() -> None:
    """Put every filter back; a callback."""
    st.session_state["relevant"] = False
    for axis in TOPIC_AXES:
        st.session_state[axis] = []
        st.session_state[f"not_{axis}"] = []
        st.session_state[f"{axis}_match"] = "any"
    empty = {"from": None, "to": None, "as_of": None, "language": [], "source": [], "q": ""}
    st.session_state.update(empty)


def _link() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def _opened(
    known: Iterable[Parameter], link: Mapping[str, list[str]], view: dict[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    opened, dropped = dict(view), []
    for item in known:
        value, unknown = item.read(link[item.key]) if item.key in link else (item.default, [])
        opened[item.key] = value
        dropped += [f"{item.key} = {text[:100]}" for text in unknown]
    return opened, tuple(dropped)


def _written(
    known: Iterable[Parameter], view: Mapping[str, Any], place: str
) -> dict[str, list[str]]:
    wanted = {"lang": [st.session_state["lang"]]}
    for item in known:
        shown = item.place != FILTER or place not in WITHOUT_FILTERS
        if shown and (values := item.write(view[item.key])):
            wanted[item.key] = values
    return wanted
