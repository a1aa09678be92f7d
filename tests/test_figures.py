"""Figures as the browser gets them: drawn once, with room for their words."""

import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard import charts
from dashboard.charts.base import Look, figure
from dashboard.charts.shades import inks, mixed
from dashboard.charts.widths import PAD, SPARE, TICK_SIZE, label_width, margins
from dashboard.texts import Words

LOOK = Look(Words("en"), str.title, is_dark=False)


@pytest.fixture
def heat() -> go.Figure:
    table = pd.DataFrame(
        {
            "topic": np.repeat(["chips", "steel"], 3),
            "period_start": np.tile(
                np.array(["2024-01-01", "2024-02-01", "2024-03-01"], "datetime64[s]"), 2
            ),
            "article_count": [0, 1, 4, 16, 0, 0],
            "value": [0.0, 1.0, 4.0, 16.0, 0.0, np.nan],
        }
    )
    return go.Figure(charts.heat_figure(table, LOOK, period="month", way="articles"))


def test_a_figure_has_no_template_and_plain_lists() -> None:
    bars = {"type": "bar", "x": np.array(["a", "b"]), "y": np.array([1, 2])}
    drawn = figure(LOOK, [bars], {}, xaxis={}, yaxis={})
    assert drawn["data"] == [{"type": "bar", "x": ["a", "b"], "y": [1, 2]}]
    assert "template" not in drawn["layout"]
    json.dumps(drawn)  # nothing in it is left to be converted


def test_cells_have_colours_from_nothing_to_the_most_and_only_the_scale_has_numbers(
    heat: go.Figure,
) -> None:
    cells, scale = heat.data
    nothing, most = LOOK.heat
    assert cells.marker.color[0] == cells.marker.color[5] == nothing
    assert cells.marker.color[3] == most
    assert cells.marker.color[2] == "#7699b5"  # the root of a quarter: half way
    assert scale.marker.colorscale == ((0, nothing), (1, most))
    assert not cells.showlegend
    assert not scale.showlegend
    assert list(cells.customdata[3]) == ["steel", 16, "2024-01-01"]


def test_days_are_written_as_days_and_arrays_as_lists() -> None:
    days = np.array(["2024-01-01", "2024-02-01"], "datetime64[s]")
    drawn = figure(
        LOOK, [{"type": "scatter", "x": days, "y": np.array([1, 2])}], {}, xaxis={}, yaxis={}
    )
    line = drawn["data"][0]
    assert (line["x"], line["y"]) == (["2024-01-01", "2024-02-01"], [1, 2])


def test_the_longest_line_of_the_labels_decides_on_the_margin() -> None:
    assert label_width([]) == PAD + SPARE
    assert label_width(["Aviation"]) < label_width(["Авиастроение"])
    assert label_width(["a<br>aaaa", "aaa"]) == label_width(["aaaa"])
    assert label_width(["\u4e2d"]) <= TICK_SIZE + PAD + SPARE  # a sign that is not in the table


def test_numbers_between_the_stops_of_a_scale_get_colours_between_theirs() -> None:
    scale = [(0, "#000000"), (0.5, "#ff0000"), (1, "#ffffff")]
    values = np.array([-9, -1, -0.5, 0, 0.5, 1, 9])
    assert mixed(values, scale, -1, 1) == [
        "#000000", "#000000", "#800000", "#ff0000", "#ff8080", "#ffffff", "#ffffff",
    ]  # fmt: skip
    assert mixed(np.array([]), scale, 0, 0) == []


def test_what_stands_above_a_figure_gets_its_room_there() -> None:
    steep = {"side": "top", "tickangle": -90, "ticktext": ["a long name"]}
    legend = {"showlegend": True, "legend": {"y": 1}}
    assert margins([], {}, steep, {})["t"] == label_width(["a long name"]) + PAD
    assert (margins([], legend, {}, {})["t"], margins([], legend, {}, {})["b"]) == (44, 38)


@pytest.mark.parametrize(
    ("xaxis", "yaxis", "layout", "left", "bottom"),
    [
        pytest.param({"visible": False}, {"visible": False}, {}, 0, 0, id="no axes"),
        pytest.param({}, {"ticktext": ["ab"]}, {}, label_width(["ab"]), 38, id="labels"),
        pytest.param({"title": {"text": "n"}}, {"visible": False}, {}, 0, 70, id="title"),
        pytest.param({}, {"visible": False}, {"showlegend": True}, 0, 124, id="legend"),
        pytest.param({"visible": False}, {}, {}, label_width(["1,23400"]), 0, id="numbers"),
    ],
)
def test_margins_hold_labels_titles_and_legend(
    xaxis: dict[str, object],
    yaxis: dict[str, object],
    layout: dict[str, object],
    left: int,
    bottom: int,
) -> None:
    data = [{"y": np.array([5, 1_234])}, {"y": [None]}, {}]
    found = margins(data, layout, xaxis, yaxis)
    assert (found["l"], found["b"]) == (left, bottom)


def test_numbers_in_cells_are_written_in_the_ink_that_can_be_read() -> None:
    shades = ["#003f72", "#edf3f8", "#c55a11", "#c55a11"]
    opacity = np.array([1.0, 1.0, 1.0, 0.4])
    assert inks(shades, opacity, "#ffffff") == ["#ffffff", "#10161d", "#ffffff", "#10161d"]


@pytest.mark.parametrize(
    ("points", "gap", "markers"), [(24, None, None), (25, None, 12), (25, 7, None)], ids=str
)
def test_a_long_line_has_fewer_markers_unless_it_has_gaps(
    points: int, gap: int | None, markers: int | None
) -> None:
    heights = np.arange(points, dtype=float)
    if gap is not None:
        heights[gap] = np.nan
    line = {"type": "scatter", "mode": "lines+markers", "x": np.arange(points), "y": heights}
    drawn = figure(LOOK, [line], {}, xaxis={}, yaxis={})
    assert drawn["data"][0].get("marker", {}).get("maxdisplayed") == markers
