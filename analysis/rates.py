"""Rates: yearly averages by which sums of different currencies can be compared, approximately.

``data/rates.csv`` says how many units of a currency one US dollar was, year by year, and who
publishes it. A sum is counted at the rate of the year in which it was stated.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import DataError
from analysis.measures.statements import Statements
from analysis.schema import require

DEFAULT_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "rates.csv"
COMMON: Final = "USD"
_COLUMNS: Final = ("currency", "year", "units_per_dollar", "source")


@dataclass(frozen=True)
class Rates:
    """Yearly average rates.

    Attributes
    ----------
    table : DataFrame
        currency (ISO 4217), year (int64), units_per_dollar (float64, above 0), source
    """

    table: pd.DataFrame

    @cached_property
    def last_year(self) -> int:
        """The latest year that any rate is of."""
        return int(self.table["year"].max())

    def at(self, currency: str, year: int) -> tuple[float, int]:
        """Give the dollars that one unit of a currency was worth, and of which year that is.

        NaN and 0 where there is no rate; later years have the last.
        """
        if currency == COMMON:
            return 1.0, year
        dollars = self._dollars.get(currency, {})
        known = [own for own in dollars if own <= year]
        if not known or max(known) < min(year, max(dollars)):
            return float("nan"), 0
        return dollars[max(known)], max(known)

    @cached_property
    def _dollars(self) -> dict[str, dict[int, float]]:
        """Dollars for one unit, by currency and year."""
        found: dict[str, dict[int, float]] = {}
        columns = (self.table[name].tolist() for name in ("currency", "year", "units_per_dollar"))
        for currency, year, units in zip(*columns, strict=True):
            found.setdefault(currency, {})[int(year)] = 1 / float(units)
        return found

    def of(self, statements: Statements) -> tuple[NDArray[np.float64], NDArray[np.int16]]:
        """Give the dollars that one unit of each statement was worth when it was published.

        Returns
        -------
        dollars, years : of shape (n_statements,)
            NaN and 0 where there is no rate: the currency has none, the article no date, or it
            is older than the first rate. One that is younger than the last rate of its currency
            is counted at that, whose year is told. Dollars are dollars in every year.
        """
        dollars = np.full(len(statements), np.nan)
        years = np.zeros(len(statements), np.int16)
        for code, name in enumerate(statements.unit_names):
            here = np.flatnonzero(statements.units == code)
            published = statements.published[here].astype(np.int64)
            if name == COMMON:
                dollars[here], years[here] = 1.0, published
                continue
            own = self.table[self.table["currency"] == name]
            if own.empty:
                continue
            first, last = int(own["year"].min()), int(own["year"].max())
            by_year = np.full(last - first + 1, np.nan)
            by_year[own["year"].to_numpy() - first] = 1 / own["units_per_dollar"].to_numpy()
            taken = np.minimum(published, last)
            found = np.where(taken >= first, by_year[np.maximum(taken - first, 0)], np.nan)
            dollars[here] = found
            years[here] = np.where(np.isnan(found), 0, taken)
        return dollars, years


def load_rates(path: Path = DEFAULT_FILE) -> Rates:
    """Read the rates.

    Raises
    ------
    DataError
        If the file cannot be read or a row breaks the contract; names every fault.
    """
    try:
        table = pd.read_csv(path, dtype="str", keep_default_na=False)
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise DataError(str(path), [f"cannot be read as a CSV file in UTF-8: {error}"]) from error
    require(table, _COLUMNS, origin=str(path))
    rates = table.assign(
        year=pd.to_numeric(table["year"], errors="coerce"),
        units_per_dollar=pd.to_numeric(table["units_per_dollar"], errors="coerce"),
    )
    faults = [
        f"row {line}: {fault}"
        for fault, is_broken in (
            ("currency must be an ISO 4217 code", ~rates["currency"].str.fullmatch("[A-Z]{3}")),
            ("year must be a whole year", ~rates["year"].between(1900, 2100)),
            (
                "units_per_dollar must be a number above 0",
                ~rates["units_per_dollar"].between(0, np.inf, inclusive="neither"),
            ),
            ("source is empty", rates["source"].str.strip() == ""),
            ("stands twice", rates.duplicated(["currency", "year"])),
        )
        for line in (np.flatnonzero(is_broken) + 2).tolist()
    ]
    if faults:
        raise DataError(str(path), faults)
    return Rates(rates[list(_COLUMNS)].astype({"year": "int64"}))
