"""What the browser fetches to draw figures, and what it is given to draw."""

import asyncio
import gzip
from collections.abc import MutableMapping
from typing import Any

import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from dashboard.drawing import ROUTES, SCRIPTS, version
from tests.drawn import drawings


def fetched(path: str, coding: str = "gzip") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer to a browser that takes this coding."""
    scope = {
        "type": "http", "method": "GET", "path": path, "root_path": "", "query_string": b"",
        "headers": [(b"accept-encoding", coding.encode())],
    }  # fmt: skip
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    asyncio.run(Starlette(routes=list(ROUTES))(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(part["body"] for part in sent[1:])


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_sent_whole_and_kept_by_the_browser(name: str) -> None:
    whole = SCRIPTS[name].read_bytes()
    status, headers, body = fetched(f"/drawing/{version()}/{name}")
    assert (status, headers["content-encoding"], gzip.decompress(body)) == (200, "gzip", whole)
    assert headers["content-type"].startswith("text/javascript")
    assert "immutable" in headers["cache-control"]
    status, headers, body = fetched(f"/drawing/{version()}/{name}", "identity")
    assert (status, headers.get("content-encoding"), body) == (200, None, whole)


@pytest.mark.parametrize("path", ["old/drawing.js", "{}/other.js", "{}/../__init__.py"])
def test_nothing_else_is_sent(path: str) -> None:
    assert fetched(f"/drawing/{path.format(version())}")[0] == 404


def draw_two() -> None:
    import plotly.graph_objects as go
    import streamlit as st

    from dashboard import drawing

    def choose(meaning: list[str]) -> None:
        st.session_state["chosen"] = meaning

    bars = go.Figure({"data": [{"type": "bar", "x": ["a"], "y": [float("nan")]}], "layout": {}})
    drawing.show(bars, key="chart_bars", alt="One bar", choose=choose)
    drawing.show(bars, key="chart_still", alt="The same")


def test_a_figure_carries_its_data_and_the_sentence_that_stands_for_it() -> None:
    app = AppTest.from_function(draw_two).run()
    assert not app.exception
    first, second = drawings(app)
    assert (first.alt, second.alt) == ("One bar", "The same")
    assert first.figure["data"] == [{"type": "bar", "x": ["a"], "y": [None]}]
    assert first.id != second.id
