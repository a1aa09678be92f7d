"""Small tables to Plotly figures, a file for each kind; nothing is counted here."""

from dashboard.charts.bars import FEW, RANKING_ROWS, ranking_figure
from dashboard.charts.base import CONFIG, Look
from dashboard.charts.changes import changes_figure
from dashboard.charts.heat import heat_figure
from dashboard.charts.maps import map_figure
from dashboard.charts.mix import PLACE_ROWS, mix_figure, places_figure
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
from dashboard.charts.trend import trend_figure

__all__ = [
    "CONFIG",
    "FEW",
    "PAIR_ROWS",
    "PLACE_ROWS",
    "RANKING_ROWS",
    "ROLE_ROWS",
    "SOURCE_ROWS",
    "Look",
    "changes_figure",
    "concentration_figure",
    "heat_figure",
    "languages_figure",
    "leaning_figure",
    "map_figure",
    "mix_figure",
    "places_figure",
    "ranking_figure",
    "roles_figure",
    "sources_figure",
    "trend_figure",
]
