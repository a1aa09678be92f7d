"""Figures in the browser: a component that draws those in sight, and the files it needs.

Streamlit's own chart element draws every figure of a page at every click. The drawing itself is
Plotly's; its script comes from the installed package, so nothing is fetched from elsewhere.
"""

import gzip
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import streamlit as st
from plotly.io.json import to_json_plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.charts import Figure

Choose = Callable[[Sequence[Any]], None]

SCRIPTS: Final = {
    "drawing.js": Path(__file__).with_name("drawing.js"),
    "history.js": Path(__file__).with_name("history.js"),
    "plotly.min.js": files("plotly") / "package_data" / "plotly.min.js",
}
YEAR: Final = "public, max-age=31536000, immutable"


@cache
def _script(name: str) -> bytes:
    return SCRIPTS[name].read_bytes()


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(_script(name), 6)


@cache
def version() -> str:
    """A word in the address of the scripts, so that a browser keeps them until they change."""
    return sha256(b"".join(map(_script, SCRIPTS))).hexdigest()[:12]


def _send(request: Request) -> Response:
    # No coroutine: to pack the script takes a moment, in which the others are served.
    name = request.path_params["name"]
    if name not in SCRIPTS or request.path_params["version"] != version():
        return Response(status_code=404)
    headers = {"cache-control": YEAR, "vary": "accept-encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(_script(name), headers=headers, media_type="text/javascript")
    headers["content-encoding"] = "gzip"
    return Response(_packed(name), headers=headers, media_type="text/javascript")


ROUTES: Final = (Route("/drawing/{version}/{name}", _send),)

# All pages are one step below the root of the site, wherever that is. What could not be fetched is
# asked for under another name, since a browser remembers that a module was not to be had.
LOADER: Final = """
let script;
let failures = 0;
export default async (element) => {
  try {
    script ??= import(new URL(`drawing/VERSION/drawing.js?${failures}`, document.baseURI));
    return (await script).default(element);
  } catch (error) {
    console.error(error);
    script = undefined;
    failures += 1;
    const { alt } = JSON.parse(new TextDecoder().decode(element.data));
    element.parentElement.textContent = alt;
  }
};
"""
_component = st.components.v2.component(
    "drawing", js=LOADER.replace("VERSION", version()), isolate_styles=False
)


def show(figure: Figure, *, key: str, alt: str, choose: Choose | None = None) -> None:
    """Draw a figure where the page is now.

    Parameters
    ----------
    figure : ``customdata`` of a mark is what a click on it means
    key : once on a page
    alt : stands for the drawing where it is not seen
    choose : called with the meaning of a mark that was clicked
    """

    def clicked() -> None:
        meaning = st.session_state[key].clicked
        if choose and meaning:
            choose(meaning)

    content = {"figure": figure, "alt": alt, "clickable": choose is not None}
    data = to_json_plotly(content).encode()
    _component(key=key, data=data, on_clicked_change=clicked)
