"""The link: every choice of a reader as query parameters, and back.

Widgets are not bound to the link by Streamlit, because it writes the words on the screen, and
those change with the language; here topics stand in the link by their keys. Once per run
:func:`sync` compares three states: what the widgets hold, what was true before, and the link.
If a widget differs, the reader clicked: the link follows. Else, if the link differs, the reader
opened it or went back: the widgets follow.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from analysis import (
    AXES,
    PERIODS,
    RELEVANCE,
    RELEVANT,
    TOPIC_AXES,
    AxisChoice,
    Choice,
)
from dashboard.state import Holdings
from dashboard.texts import LANGUAGES

Read = Callable[[list[str]], tuple[Any, list[str]]]

QUERY_CAP: Final = 2_000
OTHER_PAGES: Final = ("articles", "import", "about")  # than the first, which has no name
WITHOUT_FILTERS: Final = ("import", "about")  # pages whose link does not carry them
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter, which is the key of its widget too.

    ``read`` turns what stands in the link into the widget's value and what had to be dropped.
    """

    key: str
    default: Any
    read: Read
    place: str = "filter"

    def write(self, value: Any) -> list[str]:
        """The value as it stands in the link; nothing for the default."""
        if value is None or value == self.default:
            return []
        if value is True:
            return ["1"]
        return [str(part) for part in (value if isinstance(value, list) else [value])]


def parameters(holdings: Holdings) -> tuple[Parameter, ...]:
    """Every parameter that this corpus and taxonomy allow."""
    corpus = holdings.corpus
    found = []
    for axis in TOPIC_AXES:
        keys = corpus.axes[axis].keys
        found += [
            Parameter(axis, [], _many(keys)),
            Parameter(f"not_{axis}", [], _many(keys)),
            Parameter(f"{axis}_match", "any", _one(("any", "all"), "any")),
        ]
    return (
        *found,
        Parameter("relevant", False, _flag(RELEVANT in corpus.axes[RELEVANCE].keys)),
        Parameter("from", None, _day),
        Parameter("to", None, _day),
        Parameter("language", [], _many(corpus.language_codes)),
        Parameter("source", [], _many(corpus.source_names)),
        Parameter("q", "", _text),
        Parameter("by", "sector", _one(TOPIC_AXES, "sector"), "overview"),
        Parameter("step", "auto", _one(("auto", *PERIODS), "auto"), "overview"),
        Parameter("measure", "count", _one(("count", "share"), "count"), "overview"),
        Parameter("page", 1, _page, "articles"),
        Parameter("article", "", _text, "articles"),
    )


def current_language() -> str:
    """The interface language: chosen, else from the link, else the browser's."""
    if st.session_state.get("lang") in LANGUAGES:
        return str(st.session_state["lang"])
    linked = st.query_params.get("lang", "")
    wanted = linked if linked in LANGUAGES else (st.context.locale or "en")[:2]
    st.session_state["lang"] = wanted if wanted in LANGUAGES else "en"
    return str(st.session_state["lang"])


def sync(holdings: Holdings, place: str) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """Bring widgets and link together, before any widget is drawn.

    Returns the values of all parameters, and what the link held that does not exist here.
    """
    known, state, link = parameters(holdings), st.session_state, _link()
    before: dict[str, Any] | None = state.get("address_view")
    view = before or {item.key: item.default for item in known}
    turned_page = state.get("address_place") != place
    dropped: tuple[str, ...] = () if turned_page else state.get("address_dropped", ())
    clicked = {
        item.key: item.place
        for item in known
        if item.key in state and state[item.key] != view[item.key]
    }
    if clicked:
        view = {**view, **{key: state[key] for key in clicked}}
        if "filter" in clicked.values():
            state["page"] = view["page"] = 1
        dropped = ()
    elif link != state.get("address_link") and not (turned_page and before and _is_bare(link)):
        view, dropped = _opened(known, link, view, place)
        state.update(view)
    if turned_page or state.get("address_language") != state["lang"]:
        state.update(view)  # widgets of another page or language start empty
    for item in known:
        state.setdefault(item.key, view[item.key])
    written = _written(known, view, place)
    if written != link:
        st.query_params.from_dict(written)
    state["address_view"], state["address_link"] = view, written
    state["address_place"], state["address_language"] = place, state["lang"]
    state["address_dropped"] = dropped
    return MappingProxyType(view), dropped


def choice_of(view: Mapping[str, Any]) -> Choice:
    """The filters among the values as a choice."""
    return Choice(
        topics=tuple(
            AxisChoice(
                include=tuple(view[axis]),
                exclude=tuple(view[f"not_{axis}"]),
                match_all=view[f"{axis}_match"] == "all",
            )
            if axis != RELEVANCE
            else AxisChoice(include=(RELEVANT,) if view["relevant"] else ())
            for axis in AXES
        ),
        first=view["from"],
        last=view["to"],
        languages=tuple(view["language"]),
        sources=tuple(view["source"]),
        query=view["q"].strip(),
    )


def link_to(holdings: Holdings, view: Mapping[str, Any], *, page: str, **more: str) -> str:
    """Address of a page of this dashboard that shows the same list."""
    filters = {
        item.key: item.write(view[item.key])
        for item in parameters(holdings)
        if item.place == "filter"
    }
    wanted = {key: values for key, values in {**filters, **more}.items() if values}
    root = (st.context.url or "http://localhost:8501/").split("?")[0]
    root = root.rsplit("/", 1)[0] if root.rsplit("/", 1)[-1] in OTHER_PAGES else root
    query = urlencode({"lang": st.session_state["lang"], **wanted}, doseq=True)
    return f"{root.rstrip('/')}/{page}?{query}"


def clear_filters() -> None:
    """Put every filter back; a callback."""
    st.session_state["relevant"] = False
    for axis in TOPIC_AXES:
        st.session_state[axis] = []
        st.session_state[f"not_{axis}"] = []
        st.session_state[f"{axis}_match"] = "any"
    for key, empty in (("from", None), ("to", None), ("language", []), ("source", []), ("q", "")):
        st.session_state[key] = list(empty) if isinstance(empty, list) else empty


def _link() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def _is_bare(link: Mapping[str, list[str]]) -> bool:
    return not set(link) - {"lang"}


def _opened(
    known: Iterable[Parameter], link: Mapping[str, list[str]], view: dict[str, Any], place: str
) -> tuple[dict[str, Any], tuple[str, ...]]:
    opened, dropped = dict(view), []
    for item in known:
        if item.place in ("filter", place):
            value, unknown = item.read(link[item.key]) if item.key in link else (item.default, [])
            opened[item.key] = value
            dropped += [f"{item.key} = {text[:100]}" for text in unknown]
    return opened, tuple(dropped)


def _written(
    known: Iterable[Parameter], view: Mapping[str, Any], place: str
) -> dict[str, list[str]]:
    wanted = {"lang": [st.session_state["lang"]]}
    for item in known:
        shown = item.place == place or (item.place == "filter" and place not in WITHOUT_FILTERS)
        if shown and (values := item.write(view[item.key])):
            wanted[item.key] = values
    return wanted


def _many(allowed: Iterable[str]) -> Read:
    known = frozenset(allowed)

    def read(texts: list[str]) -> tuple[list[str], list[str]]:
        unique = list(dict.fromkeys(text for text in texts if text))
        return [text for text in unique if text in known], [
            text for text in unique if text not in known
        ]

    return read


def _one(allowed: Iterable[str], default: str) -> Read:
    known = frozenset(allowed)

    def read(texts: list[str]) -> tuple[str, list[str]]:
        text = texts[-1]
        return (text, []) if text in known else (default, [text])

    return read


def _flag(allowed: bool) -> Read:
    def read(texts: list[str]) -> tuple[bool, list[str]]:
        is_on = allowed and texts[-1] == "1"
        return is_on, [] if is_on or texts[-1] == "0" else [texts[-1]]

    return read


def _day(texts: list[str]) -> tuple[date | None, list[str]]:
    try:
        day = date.fromisoformat(texts[-1])
    except ValueError:
        return None, [texts[-1]]
    return (day, []) if FIRST_DAY <= day <= LAST_DAY else (None, [texts[-1]])


def _text(texts: list[str]) -> tuple[str, list[str]]:
    return texts[-1][:QUERY_CAP], []


def _page(texts: list[str]) -> tuple[int, list[str]]:
    text = texts[-1]
    is_number = text.isascii() and text.isdigit() and int(text[:9]) > 0 and len(text) < 9
    return (int(text), []) if is_number else (1, [text])
