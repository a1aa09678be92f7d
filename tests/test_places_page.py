"""The pages Map and Sources without a browser: what they draw, say and ask for."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
import streamlit as st_module
from streamlit.testing.v1 import AppTest

from analysis import AxisChoice, load_outlines
from dashboard import charts
from dashboard.charts.maps import class_bounds, class_colours
from dashboard.charts.widths import label_width
from dashboard.opening import narrowed
from dashboard.texts import Words
from tests.browser.small_corpus import make_store
from tests.drawn import drawings

APP = Path(__file__).resolve().parent.parent / "dashboard" / "app.py"


@pytest.fixture(autouse=True, scope="module")
def monitor_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = make_store(tmp_path_factory.mktemp("places") / "monitor.sqlite")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("MONITOR_STORE", str(path))
        yield path
    st_module.cache_resource.clear()
    st_module.cache_data.clear()


def open_page(name: str, *, language: str = "en", **values: object) -> AppTest:
    """A page as a click on another one opens it."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["lang"] = language
    app.session_state["address_going"] = name
    app.session_state["address_pending"] = values
    return app.run()


def figures(app: AppTest) -> list[dict]:
    return [drawn.figure for drawn in drawings(app)]


def said(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


@pytest.mark.parametrize(
    ("way", "language"),
    [("articles", "ru"), ("stories", "en"), ("share", "ru"), ("fractional", "en")],
)
@pytest.mark.parametrize("name", ["map", "sources"])
def test_pages_open_in_every_way_of_counting(name: str, way: str, language: str) -> None:
    app = open_page(name, count=way, language=language)
    assert not app.exception
    assert not app.error
    assert figures(app)


@pytest.mark.parametrize("name", ["map", "sources"])
def test_every_chart_shows_its_data_with_names_of_columns(name: str) -> None:
    app = open_page(name, language="ru")
    charts_drawn = len(drawings(app))
    keys = [button.key for button in app.button if (button.key or "").startswith("data_")]
    assert len(keys) == charts_drawn
    for key in keys:
        app.button(key=key).click().run()
        assert not app.exception
        assert not app.error


def test_map_draws_the_places_that_are_named_and_says_where_borders_come_from() -> None:
    app = open_page("map")
    fills, marks = figures(app)[0]["data"][:-2], figures(app)[0]["data"][-1]
    assert [fill["name"] for fill in fills] == ["none", "≥ 2"]
    assert marks["customdata"] == [["russia", 2]]
    assert "imply no judgement about the status" in said(app)
    assert "1 countries and unions are named. Most often: Russia – 2." in said(app)


def test_map_without_any_place_says_how_to_leave_it() -> None:
    app = open_page("map", map="regions")
    assert app.info[0].value.startswith("None of the selected articles names such a place.")


def test_cells_of_the_mix_are_shares_of_the_place() -> None:
    app = open_page("map", map_with="sector")
    cells = figures(app)[2]["data"][0]
    assert cells["customdata"] == [["russia", 1, "electronics"], ["russia", 1, "chemistry"]]
    assert cells["text"] == ["50", "50"]
    assert cells["marker"]["pattern"]["shape"] == ["/", "/"]  # two articles are few


def test_sources_say_how_concentrated_they_are() -> None:
    app = open_page("sources")
    assert [(metric.label, metric.value) for metric in app.metric] == [
        ("Sources", "2"),
        ("Share of the biggest source", "67%"),
        ("Share of the three biggest", "100%"),
        ("Share of the five biggest", "100%"),
        ("Herfindahl index", "0.56"),
    ]
    bars = figures(app)[0]["data"][0]
    assert bars["customdata"] == [["Wire", 4], ["Ведомости", 2]]
    assert "Wire leads with 4, out of 2 sources." in said(app)


def test_without_reprints_the_page_says_so() -> None:
    app = open_page("sources")
    assert [box.value for box in app.info] == [
        "None of these articles shares its story with another: there are no reprints.",
        "No such story among the selected articles.",
    ]


# --- what a click asks for ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "asked"),
    [
        pytest.param(AxisChoice(), {"sector": ["b"], "sector_match": "any"}, id="nothing yet"),
        pytest.param(
            AxisChoice(("a",)), {"sector": ["a", "b"], "sector_match": "all"}, id="one other"
        ),
        pytest.param(AxisChoice(("b",)), {"sector": ["b"], "sector_match": "any"}, id="the same"),
        pytest.param(
            AxisChoice(("a", "c"), match_all=True),
            {"sector": ["a", "c", "b"], "sector_match": "all"},
            id="all of two",
        ),
        pytest.param(
            AxisChoice(("a", "b")), {"sector": ["b"], "sector_match": "any"}, id="any of two"
        ),
    ],
)
def test_click_keeps_what_was_asked_of_the_axis(wish: AxisChoice, asked: dict) -> None:
    assert narrowed(wish, "sector", "b") == asked


# --- figures -----------------------------------------------------------------------------------

LOOK = charts.Look(words=Words("en"), label=str.upper, is_dark=False)


def test_classes_begin_with_one_and_hold_every_count() -> None:
    bounds = class_bounds([1, 2, 30, 700], are_whole=True)
    assert bounds[0] == 1
    assert bounds == sorted(set(bounds))
    assert bounds[-1] <= 700
    assert class_bounds([], are_whole=True) == []
    assert class_bounds([0.02, 0.3], are_whole=False)[0] == 0.02


def test_classes_have_distinct_colours() -> None:
    for is_dark in (True, False):
        assert len(set(class_colours(6, is_dark=is_dark))) == 6


def test_map_marks_a_place_too_small_for_a_fill() -> None:
    outlines = load_outlines("countries")
    table = pd.DataFrame({"place": ["singapore"], "article_count": [3], "value": [3.0]})
    figure = go.Figure(
        charts.map_figure(
            table,
            LOOK,
            outlines=outlines,
            frame="whole",
            codes={"singapore": "sg"},
            lattice=outlines.lattice("whole", across=20),
            way="articles",
        )
    )
    marks = figure.data[-1]
    assert list(marks.customdata[0]) == ["singapore", 3]
    assert marks.hovertext == ("<b>SINGAPORE</b><br>3",)
    point = next(area.point for area in outlines.areas if area.code == "sg")
    assert (marks.x[0], marks.y[0]) == point
    size = len(figure.to_json())
    assert size < 150_000


def test_a_name_of_a_source_cannot_become_markup() -> None:
    table = pd.DataFrame(
        {
            "source": ['<a href="javascript:alert(1)">x</a>'], "article_count": [2],
            "value": [2.0], "leader": [""], "leader_share": [np.nan], "language": ["en"],
        }
    )  # fmt: skip
    figure = go.Figure(charts.sources_figure(table, LOOK, chosen=(), way="articles"))
    texts = [*figure.layout.yaxis.ticktext, *figure.data[0].hovertext]
    assert not any("<a" in text for text in texts)
    assert figure.data[0].customdata[0][0].startswith("<a")


def test_pairs_of_sources_say_who_was_first_and_how_often() -> None:
    table = pd.DataFrame(
        {
            "source": ["Echo"], "first_source": ["Agency"], "article_count": [3], "value": [3.0],
            "reprint_count": [4], "lean_share": [0.75], "uncertain_count": [0],
        }
    )  # fmt: skip
    figure = go.Figure(charts.leaning_figure(table, LOOK, way="articles"))
    assert figure.data[0].hovertext == ("<b>Echo</b><br>first: Agency (75%)",)
    assert list(figure.data[0].customdata[0]) == ["Echo", 3, "Agency"]


def test_click_that_opens_another_page_keeps_the_language() -> None:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params["lang"] = "ru"
    app.run()
    app.session_state["address_going"] = "map"
    app.run()
    assert app.title[0].value == Words("ru")("map_question")


def test_tags_in_a_label_take_no_room() -> None:
    small = "Russia<br><span style='font-size:11px'>Chemistry: 24%</span>"
    assert label_width([small]) == label_width(["Russia", "Chemistry: 24%"])
    assert label_width(["A &amp; B"]) == label_width(["A & B"])
