"""Compare: topics, periods, sources or languages side by side, or before and after a day."""

from typing import Final

import streamlit as st

from analysis import PERIODS, TOPIC_AXES
from dashboard.compare.choosing import SPANS, hint, show_choice
from dashboard.compare.courses import show_courses
from dashboard.compare.distinctive import show_distinctive
from dashboard.compare.mixes import show_mixes
from dashboard.compare.sizes import show_sizes
from dashboard.compare.things import KINDS, MAKERS, MOST, periods_of, thing_of
from dashboard.desk import Desk
from dashboard.parameters import Parameter, day, many, one
from dashboard.state import Holdings
from dashboard.views.head import show_head

PLACE: Final = "compare"


def parameters(holdings: Holdings) -> tuple[Parameter, ...]:
    """What is compared, and by which topics."""
    corpus = holdings.corpus
    topics = [f"{axis}:{key}" for axis in TOPIC_AXES for key in corpus.axes[axis].keys]
    return (
        Parameter("compare", "topic", one(KINDS, "topic"), PLACE),
        Parameter("with_topic", [], many(topics, most=MOST), PLACE),
        Parameter("with_period", [], many(periods_of(corpus), most=MOST), PLACE),
        Parameter("with_source", [], many(corpus.source_names, most=MOST), PLACE),
        Parameter("with_language", [], many(corpus.language_codes, most=MOST), PLACE),
        Parameter("split", None, day, PLACE),
        Parameter("split_months", "12", one(SPANS, "12"), PLACE),
        Parameter("compare_by", "instrument", one(TOPIC_AXES, "instrument"), PLACE),
        Parameter("compare_step", "auto", one(("auto", *PERIODS), "auto"), PLACE),
    )


def show(desk: Desk) -> None:
    """Draw the page."""
    if not show_head(desk, "compare_question"):
        return
    words = desk.words
    show_choice(desk)
    found = MAKERS[desk.view["compare"]](desk)
    if len(found) < 2:
        st.info(words("compare_too_few"))
        return
    st.caption(words(f"compare_hint_{desk.view['compare']}", **hint(desk)))
    things = [thing_of(desk, item) for item in found]
    if not any(thing.mask.any() for thing in things):
        st.info(words("compare_nothing"))
        return
    show_sizes(desk, found, things)
    show_courses(desk, found, things)
    st.pills(words("compare_by"), TOPIC_AXES, format_func=words, key="compare_by", required=True)
    show_mixes(desk, found, things)
    show_distinctive(desk, found, things)
