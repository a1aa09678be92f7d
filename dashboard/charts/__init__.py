"""Small tables to Plotly figures, a file for each kind; nothing is counted here."""

from dashboard.charts.bars import FEW, RANKING_ROWS, ranking_figure
from dashboard.charts.base import CONFIG, Look
from dashboard.charts.changes import changes_figure
from dashboard.charts.heat import heat_figure
from dashboard.charts.trend import trend_figure

__all__ = [
    "CONFIG",
    "FEW",
    "RANKING_ROWS",
    "Look",
    "changes_figure",
    "heat_figure",
    "ranking_figure",
    "trend_figure",
]
