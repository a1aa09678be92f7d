"""The figures of a page, as the browser gets them."""

import json
from dataclasses import dataclass
from typing import Any

from streamlit.testing.v1 import AppTest


@dataclass(frozen=True)
class Drawn:
    """A figure: the id of its place, the sentence that stands for it, and its content."""

    id: str
    alt: str
    figure: dict[str, Any]


def drawings(app: AppTest) -> list[Drawn]:
    """All figures of a page, from the top."""
    found = []
    for element in app.get("bidi_component"):
        content = json.loads(element.proto.bytes)
        found.append(Drawn(element.proto.id, content["alt"], content["figure"]))
    return found
