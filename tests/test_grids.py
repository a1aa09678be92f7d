"""Tables on the screen: how numbers and dates are written, and what stays as it is."""

import numpy as np
import pandas as pd
from pandas.io.formats.style import Styler

from dashboard.grids import MOST_CELLS, readable
from dashboard.texts import Words

TABLE = pd.DataFrame(
    {
        "share": [0.26934, np.nan], "article_count": [12345, 0], "year": [2024, 2025],
        "period_start": pd.to_datetime(["2026-11-27", None]), "date": ["2024-03-05", "2024-03"],
        "title": ["1.5 млрд", "2024-03-05-x"], "is_known": [True, False],
    }
)  # fmt: skip


def shown(table: pd.DataFrame, language: str) -> list[list[str]]:
    """The rows as they are read."""
    styled = readable(table, Words(language))
    assert isinstance(styled, Styler)
    cells = styled._translate(False, False)["body"]  # type: ignore[attr-defined]
    return [[str(cell["display_value"]) for cell in row if cell["type"] == "td"] for row in cells]


def test_numbers_and_dates_are_written_as_the_reader_does() -> None:
    before = TABLE.copy()
    assert shown(TABLE, "ru") == [
        ["0,269", "12\xa0345", "2024", "27.11.2026", "05.03.2024", "1.5 млрд", "True"],
        ["", "0", "2025", "", "03.2024", "2024-03-05-x", "False"],
    ]
    assert shown(TABLE[["share", "article_count", "date"]], "en")[0] == [
        "0.269", "12,345", "2024-03-05",
    ]  # fmt: skip
    pd.testing.assert_frame_equal(TABLE, before)


def test_digits_can_be_fixed_and_long_tables_stay_as_they_are() -> None:
    styled = readable(TABLE[["share"]], Words("ru"), digits={"share": 1})
    assert isinstance(styled, Styler)
    assert "0,3" in styled.to_html()
    long = pd.DataFrame({"share": np.zeros(MOST_CELLS + 1)})
    assert readable(long, Words("ru")) is long
