"""A chart on a page: title, what it counts, the drawing, and its data."""

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from analysis import OTHER
from dashboard import downloads, drawing, packing
from dashboard.charts import Figure
from dashboard.desk import Desk
from dashboard.drawing import Choose
from dashboard.render import finding


def in_place() -> DeltaGenerator:
    """A place of its own for a part of a page that may be left out, or be of several elements.

    Without it everything below would move, and the browser draws anew whatever moves.
    """
    return st.container()


def draw(
    desk: Desk,
    name: str,
    title: str,
    figure: Figure,
    table: pd.DataFrame,
    *,
    unit: str | None = None,
    note: str = "",
    choose: Choose | None = None,
    counted: NDArray[np.bool_] | None = None,
    dates: str = "",
    sentence: str = "",
    facts: str = "",
) -> None:
    """Draw a chart with everything that belongs to it.

    Parameters
    ----------
    desk : the page
    name : of the chart, once on a page
    title : what is shown, or what comes out
    figure : the drawing; ``customdata`` of a mark is what a click on it means
    table : exactly the data of the drawing, shown and handed out on request
    unit : what the numbers are; the way of counting where it is not given
    note : what the reader should know beside
    choose : called with the meaning of a mark that was clicked
    counted : the articles that were counted, where these are not all selected ones
    dates : the time they are of, where it is not that of the selected ones
    sentence : what the chart says, in a sentence; stands for the drawing where it is not seen
    facts : unit, number, time and source in words, where it is not articles that are drawn
    """
    words = desk.words
    counts = desk.mask if counted is None else counted
    sources = desk.holdings.corpus.source_count(counts)
    facts = facts or words(
        "chart_facts",
        unit=unit or words(f"unit_{desk.way}"),
        n=words.number(int(counts.sum())),
        period=dates or desk.period_text,
        source=words("source_line", sources=words.count(sources, "source")),
    )
    below = f"{facts}. {note}" if note else facts
    with st.container(key=f"box_{name}"):
        st.header(title)
        st.html(finding(sentence, below))
        alt = f"{title}. {sentence or facts}"
        drawing.show(figure, key=f"chart_{name}", alt=alt, choose=choose)
        frame = packing.frame_of(desk, title, f"{sentence}\n{below}" if sentence else below)
        downloads.offer_chart(desk, name, title, facts, table, picture=(figure, frame))


def named(desk: Desk, axis: str, table: pd.DataFrame) -> pd.DataFrame:
    """The table with the names of its topics beside their keys."""
    words = desk.words
    labels = [
        words("other") if key == OTHER else desk.holdings.label(axis, key, words.language)
        for key in table["topic"]
    ]
    named = table.copy()
    named.insert(1, "label", pd.Series(labels, dtype="str"))
    return named
