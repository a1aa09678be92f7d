"""Money and horizons: which sums, end years, shares and acts articles name, and in which words.

Every mark opens the sentences behind it. Sums are added per currency only, unless the reader asks
for dollars at rates that are shown.
"""

from typing import Final

import streamlit as st

from analysis import TOPIC_AXES
from dashboard.claims import show_acts, show_origin
from dashboard.desk import Desk
from dashboard.followed import show_followed
from dashboard.horizons import show_horizons
from dashboard.parameters import Parameter, flag, one
from dashboard.state import Holdings, stated
from dashboard.sums import AUTO, LEAST, show_sums
from dashboard.views.head import show_head

# What can be shown, and by what.
PARTS: Final = {
    "sums": show_sums,
    "horizons": show_horizons,
    "origin": show_origin,
    "acts": show_acts,
    "followed": show_followed,
}


def parameters(holdings: Holdings) -> tuple[Parameter, ...]:
    """What is shown, and of which sums."""
    currencies = (AUTO, *stated(holdings).statements.currencies)
    return (
        Parameter("money_part", "sums", one(PARTS, "sums"), "money"),
        Parameter("money_currency", AUTO, one(currencies, AUTO), "money"),
        Parameter("money_least", LEAST[1], one(LEAST, LEAST[1]), "money"),
        Parameter("money_by", "sector", one(TOPIC_AXES, "sector"), "money"),
        Parameter("money_ends_by", "sector", one(TOPIC_AXES, "sector"), "money"),
        Parameter("money_year", "published", one(("published", "planned"), "published"), "money"),
        Parameter("money_common", False, flag(), "money"),
    )


def show(desk: Desk) -> None:
    """Draw the page."""
    if not show_head(desk, "money_question"):
        return
    words = desk.words
    part = st.pills(
        words("money_part"),
        list(PARTS),
        format_func=lambda name: words(f"money_part_{name}"),
        key="money_part",
        required=True,
        label_visibility="collapsed",
    )
    PARTS[part or "sums"](desk)
