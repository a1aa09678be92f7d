"""The page Connections without a browser: what it draws, and which articles a click opens."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import streamlit as st_module
from streamlit.testing.v1 import AppTest

from analysis.schema import ARTICLES, FACTS, TAGS
from analysis.store import Store
from dashboard.connections.pairs import Side, Table, open_pair
from tests.drawn import drawings

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = """
import sys
sys.path.insert(0, {root!r})
import streamlit as st
from dashboard import address, state
from dashboard.desk import set_out
from dashboard.texts import Words
from dashboard.views import {page}
st.session_state.setdefault("lang", {language!r})
loaded = state.holdings()
view, _ = address.sync(loaded, {page!r}, {page}.parameters(loaded))
{page}.show(set_out(loaded, Words({language!r}), view))
"""

# How many articles have which sector and which instrument.
TAGGED = (
    (8, ("sector:electronics", "instrument:grants", "actor:ru-minpromtorg")),
    (3, ("sector:electronics", "sector:chemistry", "instrument:tax-relief")),
    (7, ("sector:chemistry", "instrument:tax-relief")),
    (2, ()),
)


@pytest.fixture(scope="module")
def tagged_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield make_store(tmp_path_factory.mktemp("store") / "monitor.sqlite")
    st_module.cache_resource.clear()
    st_module.cache_data.clear()


@pytest.fixture(autouse=True)
def monitor_store(tagged_store: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MONITOR_STORE", str(tagged_store))
    return tagged_store


def make_store(path: Path) -> Path:
    tags_of = [tags for count, tags in TAGGED for _ in range(count)]
    ids = [f"a{number}" for number in range(len(tags_of))]
    dates = [np.datetime64(f"20{20 + number % 4}-05-01", "s") for number in range(len(ids))]
    articles = pd.DataFrame({"article_id": ids, "published_date": dates}).assign(
        date_precision="day", published_at="", first_seen="", source_name="Wire", kind="",
        url=[f"https://example.org/{number}" for number in ids], title=ids, text="x",
        language=["ru" if number % 2 else "en" for number in range(len(ids))], extra="",
        story_id="", import_id=0,
    )[list(ARTICLES)]  # fmt: skip
    tags = pd.DataFrame(
        [
            (own, *tag.split(":"), 0.9, "rules", "[]", "t1", "")
            for own, found in zip(ids, tags_of, strict=True)
            for tag in found
        ],
        columns=list(TAGS),
    )
    with Store.open(path, create=True) as store:
        number = store.begin_import("test")
        store.add(number, articles)
        store.end_import(number)
        store.write_tags(ids, tags, pd.DataFrame([], columns=list(FACTS)), taxonomy="t1", model="")
        store.note_versions(taxonomy="t1", model="")
    return path


def open_view(page: str = "connections", spoken: str = "en", **link: object) -> AppTest:
    script = SCRIPT.format(root=str(ROOT), page=page, language=spoken)
    app = AppTest.from_string(script, default_timeout=60)
    for key, value in link.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def figures(app: AppTest) -> list[dict[str, Any]]:
    return [drawn.figure for drawn in drawings(app)]


def test_matrix_has_a_cell_for_every_pair_with_its_number_of_articles() -> None:
    cells = figures(open_view())[0]["data"][0]
    assert sorted(cells["customdata"]) == [
        ["chemistry", "grants", 0], ["chemistry", "tax-relief", 10],
        ["electronics", "grants", 8], ["electronics", "tax-relief", 3],
    ]  # fmt: skip


def test_matrix_of_one_axis_is_square_and_leaves_the_diagonal_out() -> None:
    app = open_view(pair_columns="sector", count="share")
    cells = figures(app)[0]["data"][0]
    assert sorted(cells["customdata"]) == [
        ["chemistry", "electronics", 3], ["electronics", "chemistry", 3],
    ]  # fmt: skip
    assert cells["text"] == ["15.0%", "15.0%"]


def test_chosen_topic_picks_the_row_and_does_not_narrow_the_articles() -> None:
    app = open_view(sector=["electronics"], pair_order="never")
    cells = figures(app)[0]["data"][0]
    assert {cell[0] for cell in cells["customdata"]} == {"electronics"}
    assert any("Within 20 articles" in text.value for text in app.caption)


@pytest.mark.parametrize("order", ["together", "apart", "biggest", "rising", "never"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_pairs_are_listed_in_every_order(order: str, language: str) -> None:
    app = open_view(spoken=language, pair_order=order)
    assert len(drawings(app)) + len(app.info) == 2


def test_network_draws_what_is_tied_and_lists_it_below() -> None:
    app = open_view(pair_view="network")
    nodes = figures(app)[0]["data"][-2:]
    assert {tuple(point) for trace in nodes for point in trace["customdata"]} == {
        ("electronics", 0, 11), ("grants", 1, 8), ("chemistry", 0, 10), ("tax-relief", 1, 10),
    }  # fmt: skip
    assert app.dataframe[0].value[["row_label", "article_count"]].to_numpy().tolist() == [
        ["Chemistry", 10], ["Radio electronics", 8],
    ]  # fmt: skip


def test_network_without_a_tie_says_how_to_leave_it() -> None:
    app = open_view(pair_view="network", pair_least="100")
    assert [info.value for info in app.info] == [
        "No pair is this strong. Lower one of the two thresholds."
    ]


def test_flow_has_a_mark_for_each_band() -> None:
    app = open_view(pair_view="flow", count="fractional")
    marks = figures(app)[0]["data"][-4]
    assert sorted(marks["customdata"]) == [
        [0, "chemistry", "tax-relief", 10], [0, "electronics", "grants", 8],
        [0, "electronics", "tax-relief", 3], [1, "grants", "ru-minpromtorg", 8],
    ]  # fmt: skip


def test_flow_between_topics_of_one_kind_is_refused_in_words() -> None:
    app = open_view(pair_view="flow", pair_end="sector")
    assert app.info[0].value == "Choose three different kinds of topics."


def test_numbers_of_topics_say_how_many_articles_have_none() -> None:
    app = open_view(pair_view="sets")
    bars, sets = (figure["data"][0] for figure in figures(app))
    assert bars["customdata"] == [[0, 2], [1, 15], [2, 3], [3, 0]]
    assert sets["text"] == ["3"]


def test_kind_of_actors_is_a_side_of_its_own() -> None:
    cells = figures(open_view(pair_columns="body"))[0]["data"][0]
    assert {cell[1] for cell in cells["customdata"] if cell[2]} == {"ru-minpromtorg"}


@pytest.mark.parametrize(
    ("axes", "changes"),
    [
        pytest.param(
            ("sector", "sector"), {"sector": ["a", "b"], "sector_match": "all"}, id="one axis"
        ),
        pytest.param(
            ("sector", "theme"),
            {"sector": ["a"], "sector_match": "any", "theme": ["b"], "theme_match": "any"},
            id="two axes",
        ),
    ],
)
def test_pair_opens_the_articles_with_both_topics(
    axes: tuple[str, str], changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: dict[str, Any] = {}
    monkeypatch.setattr(
        "dashboard.connections.pairs.open_page",
        lambda page, **wanted: opened.update(wanted, page=page),
    )
    sides = [Side(axis, axis, ()) for axis in axes]
    open_pair(Table(*sides, np.ones(1, dtype=bool)), "a", "b")
    assert opened == {"page": "articles", **changes}
