"""Pictures of charts, drawn on the server without a browser and without network.

A still is drawn from the same Plotly figure that the page shows, so it has the same numbers, the
same colours and the same words. matplotlib is imported with the first picture, not before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

MIMES: Final[Mapping[str, str]] = MappingProxyType({"png": "image/png", "svg": "image/svg+xml"})


@dataclass(frozen=True, slots=True)
class Frame:
    """The words around a picture: all of them plain text."""

    title: str = ""
    caption: str = ""
    source: str = ""


def still(figure: Any, frame: Frame, *, form: str, width: int = 1_000) -> bytes:
    """Draw a figure as a file.

    Parameters
    ----------
    figure : Plotly's figure, or what its ``to_plotly_json`` gives
    frame : the words above and below
    form : "png" or "svg"
    width : in pixels of the page; a PNG has twice as many

    Raises
    ------
    ValueError
        If the figure holds a kind of trace that cannot be drawn.
    """
    from dashboard.stills.sheet import picture  # matplotlib takes long to import

    content = figure if isinstance(figure, Mapping) else figure.to_plotly_json()
    return picture(content, frame, form=form, width=width)
