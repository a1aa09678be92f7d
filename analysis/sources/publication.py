"""When articles were published: columns of dates as people write them, read in one go."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.sources.clock import MOSCOW
from analysis.sources.dates import ParsedDate, day_comes_first, parse_date, slash_parts

_COARSE: Final = ("day", "month", "year")
PRECISIONS: Final = MappingProxyType(
    {name: name for name in _COARSE} | {"день": "day", "месяц": "month", "год": "year"}
)


@dataclass(frozen=True, slots=True)
class Days:
    """A column of dates that were read.

    Attributes
    ----------
    days : datetime64[s], NaT where there is none
    precisions : "day", "month", "year", or empty without a day
    moments : UTC as 2024-07-04T09:30:00Z where a time was told, else empty
    problems : what is wrong with a date, else empty
    """

    days: npt.NDArray[np.datetime64]
    precisions: npt.NDArray[Any]
    moments: npt.NDArray[Any]
    problems: npt.NDArray[Any]


@dataclass
class Calendar:
    """Reads the dates of one file.

    Attributes
    ----------
    latest : later days are refused
    all_texts : reads all dates of the file; called when 01/02/2024 is met
    zone : of times that are told without one
    day_first : how 01/02/2024 is meant; told by the other dates if None
    """

    latest: date
    all_texts: Callable[[], Iterable[str]]
    zone: tzinfo = MOSCOW
    day_first: bool | None = None

    def read(self, texts: "pd.Series[str]") -> Days:
        """Read a column; each different text is read once."""
        codes, different = pd.factorize(texts)
        read = [self._parse(text) for text in different]
        return Days(
            np.array([one.day for one in read], "datetime64[s]")[codes],
            np.array([one.precision for one in read], object)[codes],
            np.array([one.at for one in read], object)[codes],
            _objects([one.problem for one in read])[codes],
        )

    def _parse(self, text: str) -> ParsedDate:
        day_first = self._day_first if slash_parts(text) else None
        return parse_date(text, latest=self.latest, day_first=day_first, zone=self.zone)

    @cached_property
    def _day_first(self) -> bool | None:
        return self.day_first if self.day_first is not None else day_comes_first(self.all_texts())


def _objects(problems: list[str]) -> npt.NDArray[Any]:
    """An array that keeps the codes of its texts."""
    array = np.empty(len(problems), object)
    array[:] = problems
    return array


def coarsened(table: pd.DataFrame, wished: "pd.Series[str]") -> pd.DataFrame:
    """Let a file say that a day stands for its month or year; never the other way round.

    Parameters
    ----------
    table : with ``published_date`` and ``date_precision``
    wished : "day", "month", "year" or empty
    """
    rank = {name: number for number, name in enumerate(_COARSE)}
    coarser = wished.map(rank).fillna(-1) > table["date_precision"].map(rank).fillna(9)
    precision = table["date_precision"].where(~coarser, wished).astype("str")
    days = table["published_date"]
    for name, unit in (("month", "M"), ("year", "Y")):
        first = days.to_numpy().astype(f"datetime64[{unit}]").astype("datetime64[s]")
        days = days.where(~(coarser & (precision == name)), first)
    moments = table["published_at"].mask(coarser, "")
    return table.assign(published_date=days, date_precision=precision, published_at=moments)
