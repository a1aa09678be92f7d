"""Pictures of charts: what is drawn is what the figure holds."""

import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from matplotlib import dates as mdates
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch, Rectangle

from dashboard.stills import Frame, still
from dashboard.stills.sheet import drawing
from dashboard.stills.values import Numbers, values, words

FRAME = Frame("Статьи по отраслям", "n = 6 · 2024", "Источник: Монитор, 2 источника")
SVG = "{http://www.w3.org/2000/svg}"


def drawn(figure: go.Figure | dict[str, Any], number: int, kind: type) -> list[Any]:
    """Marks of a trace."""
    content = figure if isinstance(figure, dict) else figure.to_plotly_json()
    sheet = drawing(content, FRAME, width=900)
    return [mark for mark in sheet.findobj(kind) if mark.get_gid() == f"trace-{number}"]


def test_lines_go_through_the_points_of_the_figure_and_stop_at_gaps() -> None:
    days = np.array(["2024-01-01", "2024-02-01", "2024-03-01"], dtype="datetime64[s]")
    line = {"color": "#d55e00", "width": 3, "dash": "dash"}
    figure = go.Figure(
        [
            {"type": "scatter", "mode": "lines", "x": days, "y": [1, None, 3], "name": "a"},
            {"type": "scatter", "mode": "lines", "x": days, "y": [4, 5, 6], "line": line},
        ]
    )
    from matplotlib.lines import Line2D

    first, second = (drawn(figure, number, Line2D)[0] for number in (0, 1))
    assert first.get_xdata().tolist() == mdates.date2num(days).tolist()
    np.testing.assert_array_equal(first.get_ydata(), [1, np.nan, 3])
    assert second.get_ydata().tolist() == [4, 5, 6]
    assert to_hex(second.get_color()) == "#d55e00"
    assert second.get_linewidth() == pytest.approx(3 * 0.72)


def test_bars_have_the_base_length_width_and_colour_of_the_figure() -> None:
    bars = {
        "type": "bar", "orientation": "h", "x": np.array([3, 2]), "y": np.array([0, 1]),
        "base": [0, 1], "width": 0.5, "marker": {"color": ["#0072b2", "#d55e00"]},
        "text": ["3", "2"],
    }  # fmt: skip
    found = drawn(go.Figure([bars]), 0, Rectangle)
    assert [bar.get_bbox().bounds for bar in found] == [(0, -0.25, 3, 0.5), (1, 0.75, 2, 0.5)]
    assert [to_hex(bar.get_facecolor()) for bar in found] == ["#0072b2", "#d55e00"]


@pytest.mark.parametrize(
    ("mode", "bounds"),
    [
        ("overlay", [(-0.4, 0, 0.8, 1), (-0.4, 0, 0.8, 2)]),
        ("stack", [(-0.4, 0, 0.8, 1), (-0.4, 1, 0.8, 2)]),
        ("group", [(-0.4, 0, 0.4, 1), (0.0, 0, 0.4, 2)]),
    ],
)
def test_bars_of_two_traces_stand_as_the_figure_wants(mode: str, bounds: list[Any]) -> None:
    figure = {
        "data": [{"type": "bar", "x": [0], "y": [size]} for size in (1, 2)],
        "layout": {"barmode": mode},
    }
    found = [drawn(figure, number, Rectangle)[0].get_bbox().bounds for number in (0, 1)]
    np.testing.assert_allclose(found, bounds)


def test_numbers_on_a_scale_get_its_colours() -> None:
    marker = {
        "color": [0, 5, 10], "colorscale": [[0, "#ffffff"], [1, "#000000"]], "cmin": 0,
        "cmax": 10, "showscale": True, "colorbar": {"tickvals": [0, 10], "ticktext": ["0", "10"]},
    }  # fmt: skip
    figure = {"data": [{"type": "bar", "x": [0, 1, 2], "y": [1, 1, 1], "marker": marker}]}
    shades = [to_hex(bar.get_facecolor()) for bar in drawn(figure, 0, Rectangle)]
    assert shades == ["#ffffff", "#7f7f7f", "#000000"]


def test_markers_stand_at_the_points_with_their_sizes_and_colours() -> None:
    marker = {"color": ["#0072b2", "#009e73"], "size": [10, 20], "symbol": ["circle", "square"]}
    trace = {"type": "scatter", "mode": "markers", "x": [1, 2], "y": [3, 4], "marker": marker}
    found = drawn(go.Figure([trace]), 0, PathCollection)
    assert np.vstack([dots.get_offsets() for dots in found]).tolist() == [[1, 3], [2, 4]]
    assert [to_hex(dots.get_facecolor()[0]) for dots in found] == ["#0072b2", "#009e73"]
    sizes = [dots.get_sizes()[0] for dots in found]
    np.testing.assert_allclose(np.sqrt(sizes), [7.2, 14.4])


def test_points_without_a_place_are_left_out() -> None:
    marker = {"color": ["#0072b2"]}
    trace = {"type": "scatter", "mode": "markers", "x": [1, None], "y": [3, 4], "marker": marker}
    (dots,) = drawn(go.Figure([trace]), 0, PathCollection)
    assert dots.get_offsets().tolist() == [[1, 3]]
    assert to_hex(dots.get_facecolor()[0]) == "#0072b2"


def test_ground_is_that_of_the_page() -> None:
    dark = {"data": [], "layout": {"paper_bgcolor": "#10161d", "font": {"color": "#c5ced7"}}}
    assert to_hex(drawing(dark, FRAME, width=900).get_facecolor()) == "#10161d"
    assert to_hex(drawing({"data": []}, FRAME, width=900).get_facecolor()) == "#ffffff"


def test_filled_outline_keeps_its_corners_and_its_holes() -> None:
    trace = {
        "type": "scatter", "mode": "lines", "fill": "toself", "fillcolor": "rgba(0,114,178,.5)",
        "x": [0, 1, 1, None, 5, 6, 6], "y": [0, 0, 1, None, 5, 5, 6],
    }  # fmt: skip
    (outline,) = drawn(go.Figure([trace]), 0, PathPatch)
    rings = outline.get_path().to_polygons()
    assert [ring.tolist() for ring in rings] == [
        [[0, 0], [1, 0], [1, 1], [0, 0]], [[5, 5], [6, 5], [6, 6], [5, 5]],
    ]  # fmt: skip
    assert outline.get_facecolor() == pytest.approx((0, 114 / 255, 178 / 255, 0.5))


def test_bars_along_dates_are_as_long_as_their_milliseconds() -> None:
    bars = {
        "type": "bar", "orientation": "h", "base": ["2024-01-01", "2024-03-01"], "y": [0, 1],
        "x": [86_400_000, 31 * 86_400_000], "width": 0.5,
    }  # fmt: skip
    figure = {"data": [bars], "layout": {"xaxis": {"type": "date"}}}
    boxes = [bar.get_bbox() for bar in drawn(figure, 0, Rectangle)]
    assert [(str(mdates.num2date(box.x0).date()), box.width) for box in boxes] == [
        ("2024-01-01", 1), ("2024-03-01", 31),
    ]  # fmt: skip


def test_axes_that_lie_on_each_other_share_range_and_ticks() -> None:
    figure = {
        "data": [
            {"type": "scatter", "mode": "lines", "x": [0, 10], "y": [0, 5]},
            {"type": "scatter", "mode": "markers", "x": [4], "y": [0.5], "yaxis": "y2",
             "marker": {"symbol": "line-ns"}},
        ],
        "layout": {
            "xaxis": {"range": [0, 10]},
            "yaxis2": {"overlaying": "y", "range": [0, 1], "visible": False},
        },
    }  # fmt: skip
    first, second = drawing(figure, FRAME, width=900).axes
    assert first.get_xlim() == second.get_xlim() == (0, 10)
    assert second.get_ylim() == (0, 1)
    assert (first.xaxis.get_visible(), second.xaxis.get_visible()) == (True, False)
    assert first.get_position().bounds == second.get_position().bounds


def test_flow_has_bands_as_high_as_their_values() -> None:
    link = {"source": [0, 0], "target": [1, 2], "value": [3, 1]}
    flow = {"type": "sankey", "node": {"label": ["a", "b", "c"]}, "link": link}
    sheet = drawing({"data": [flow]}, FRAME, width=900)
    bands = [mark for mark in sheet.findobj(PathPatch) if mark.get_gid() == "trace-0-link"]
    heights = [band.get_path().vertices[7][1] - band.get_path().vertices[0][1] for band in bands]
    assert heights[0] / heights[1] == pytest.approx(3)
    assert {text.get_text() for axes in sheet.axes for text in axes.texts} == {"a", "b", "c"}


def test_ranges_and_ticks_are_those_of_the_figure() -> None:
    figure = {
        "data": [{"type": "bar", "orientation": "h", "x": [5, 3], "y": [0, 1]}],
        "layout": {
            "separators": ",\u00a0",
            "xaxis": {"range": [0, 1_500], "nticks": 4, "tickformat": ",~r"},
            "yaxis": {
                "range": [1.5, -0.5], "tickvals": [0, 1],
                "ticktext": ["Химия<br>и <b>нефть</b>", "R&amp;D"],
            },
        },
    }  # fmt: skip
    (axes,) = drawing(figure, FRAME, width=900).axes
    assert axes.get_xlim() == (0, 1_500)
    assert axes.get_ylim() == (1.5, -0.5)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Химия\nи нефть", "R&D"]
    assert "1\u00a0200" in [label.get_text() for label in axes.get_xticklabels()]


def test_sheet_carries_title_caption_and_source() -> None:
    sheet = drawing({"data": []}, FRAME, width=900)
    assert [text.get_text() for text in sheet.texts] == [FRAME.title, FRAME.caption, FRAME.source]


def test_words_of_a_figure_are_never_read_as_a_formula() -> None:
    figure = {"data": [{"type": "bar", "x": [1], "y": [1], "text": ["$\\frac{1}$ $x"]}]}
    assert still(figure, Frame("$a$ & <b>b</b>"), form="png").startswith(b"\x89PNG")
    assert words("<i>a</i><br>b &lt;c") == "a\nb <c"


def test_svg_is_one_file_that_is_the_same_each_time() -> None:
    figure = go.Figure([{"type": "bar", "x": [1, 2], "y": [1, 2]}])
    picture = still(figure, FRAME, form="svg")
    assert picture == still(figure, FRAME, form="svg")
    root = ElementTree.fromstring(picture)
    assert root.tag == f"{SVG}svg"
    kinds = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert not kinds & {"script", "image", "foreignObject", "style:import"}
    links = [
        value
        for element in root.iter()
        for name, value in element.attrib.items()
        if name.endswith("href")
    ]
    assert all(link.startswith("#") for link in links)


def test_unknown_kind_of_trace_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="pie cannot be drawn"):
        still({"data": [{"type": "pie"}]}, FRAME, form="png")
    with pytest.raises(ValueError, match="use png or svg"):
        still({"data": []}, FRAME, form="gif")


def test_arrays_are_read_however_the_figure_holds_them() -> None:
    figure = go.Figure([{"type": "bar", "x": np.array([1, 2]), "y": np.array([0.5, 1.5])}])
    packed = figure.to_dict()["data"][0]
    assert values(packed["y"]) == [0.5, 1.5]
    assert values(pd.Series([1, 2])) == [1, 2]
    assert values("a") == ["a"]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (1234567, ",~r", "1\u00a0234\u00a0567"),
        (0.5, "", "0,5"),
        (-2, "d", "−2"),
        (0.125, ".1%", "12,5%"),
    ],
)
def test_numbers_stand_in_the_readers_form(number: float, form: str, text: str) -> None:
    assert Numbers(",\u00a0").write(number, form) == text


def test_matplotlib_is_imported_with_the_first_picture_only() -> None:
    code = "import sys, dashboard.stills; print('matplotlib' in sys.modules)"
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
