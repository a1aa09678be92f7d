"""Query parameters of pages, by the short names that pages use; what they do is in analysis."""

from analysis import (
    FILTER,
    FIRST_DAY,
    LAST_DAY,
    TEXT_CAP,
    Parameter,
)
from analysis import read_day as day
from analysis import read_flag as flag
from analysis import read_many as many
from analysis import read_one as one
from analysis import read_text as text
from analysis import read_whole_number as whole_number

__all__ = [
    "FILTER",
    "FIRST_DAY",
    "LAST_DAY",
    "TEXT_CAP",
    "Parameter",
    "day",
    "flag",
    "many",
    "one",
    "text",
    "whole_number",
]
