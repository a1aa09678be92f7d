"""The server: security headers on every answer, and the corpus read before the first visit.

Start it with ``python -m analysis dashboard``, or ``streamlit run dashboard/asgi.py``.
"""

import logging
import sys
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any, Final

PROJECT: Final = Path(__file__).resolve().parent.parent
if str(PROJECT) not in sys.path:
    sys.path.insert(0, str(PROJECT))

# Reading the corpus before the first visit is meant; Streamlit would warn of it twice.
logging.getLogger("streamlit.runtime.caching.cache_data_api").addFilter(
    lambda record: "No runtime found" not in record.getMessage()
)

import streamlit as st  # noqa: E402
from starlette.middleware import Middleware  # noqa: E402
from starlette.types import ASGIApp, Receive, Scope, Send  # noqa: E402

from analysis import AnalysisError  # noqa: E402
from dashboard import term_lists  # noqa: E402
from dashboard.drawing import ROUTES  # noqa: E402
from dashboard.state import Holdings, NoStoreError, holdings  # noqa: E402

FIRST_WORDS: Final = "subsidy OR субсидия"  # of both languages
# Streamlit runs the few lines of a component from a blob, which only a script of ours can make.
HEADERS: Final = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self' blob: "
        "'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
}


class SecurityHeaders:
    """Adds the headers to every HTTP answer; downloads still stream."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, with the headers in front."""

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                theirs = [pair for pair in message["headers"] if pair[0].decode() not in HEADERS]
                message = {**message, "headers": theirs + ours}
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


@asynccontextmanager
async def preload(app: st.App) -> AsyncIterator[None]:
    """Read the corpus now; whatever is wrong with it is said on the page."""
    with suppress(AnalysisError, NoStoreError):
        loaded = holdings()
        Thread(target=_warm_up, args=(loaded,), daemon=True).start()
    yield


def _warm_up(loaded: Holdings) -> None:
    """Do once what takes a second at first: read the forms of words, count the words of all."""
    with suppress(AnalysisError):
        loaded.searcher.search(FIRST_WORDS, loaded.corpus)
        term_lists.warm_up(loaded)


app = st.App(
    Path(__file__).resolve().parent / "app.py",
    lifespan=preload,
    routes=ROUTES,
    middleware=[Middleware(SecurityHeaders)],
)
