"""Small tables to Plotly figures, a file for each kind; nothing is counted here."""

from dashboard.charts.bands import bands_figure
from dashboard.charts.bars import FEW, RANKING_ROWS, ranking_figure
from dashboard.charts.base import Figure, Look
from dashboard.charts.changes import changes_figure
from dashboard.charts.courses import courses_figure
from dashboard.charts.heat import heat_figure
from dashboard.charts.intervals import Marks, interval_figure
from dashboard.charts.maps import map_figure
from dashboard.charts.matrix import CLEAR, chance_text, matrix_figure, pair_text
from dashboard.charts.mix import PLACE_ROWS, mix_figure, places_figure
from dashboard.charts.network import network_figure
from dashboard.charts.sourcing import (
    PAIR_ROWS,
    ROLE_ROWS,
    SOURCE_ROWS,
    concentration_figure,
    languages_figure,
    leaning_figure,
    roles_figure,
    sources_figure,
)
from dashboard.charts.terms import terms_figure
from dashboard.charts.trend import trend_figure

__all__ = [
    "CLEAR",
    "FEW",
    "PAIR_ROWS",
    "PLACE_ROWS",
    "RANKING_ROWS",
    "ROLE_ROWS",
    "SOURCE_ROWS",
    "Figure",
    "Look",
    "Marks",
    "bands_figure",
    "chance_text",
    "changes_figure",
    "concentration_figure",
    "courses_figure",
    "heat_figure",
    "interval_figure",
    "languages_figure",
    "leaning_figure",
    "map_figure",
    "matrix_figure",
    "mix_figure",
    "network_figure",
    "pair_text",
    "places_figure",
    "ranking_figure",
    "roles_figure",
    "sources_figure",
    "terms_figure",
    "trend_figure",
]
